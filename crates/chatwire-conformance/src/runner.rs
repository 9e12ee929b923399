//! Replays vectors: sets the stage, makes the call, compares, judges.

mod command;
mod frames;
mod known;
mod line;
mod live;
mod pictured;
mod program;
mod stage;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

pub(crate) use self::command::Shown;
use self::known::{Known, Outside};
use self::stage::Stage;
use crate::adapter::{Adapter, Files, NotMade, Replay, Scene};
use crate::compare::Differences;
use crate::divergence::{Divergences, InForce};
use crate::placeholder;
use crate::script::Script;
use crate::spec::Args;
use crate::vector::Vector;

/// Vectors replayed at the same time: enough that waiting costs nothing, few
/// enough that a busy machine does not turn answers in time into late ones.
const AT_ONCE: usize = 16;

/// No call takes longer unless something hangs.
const TOO_LONG: Duration = Duration::from_secs(30);

/// How one vector came out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The vector's id, or where its line stands when it cannot be read.
    pub id: String,
    /// Group and call, for the table.
    pub method: String,
    /// The judgement.
    pub verdict: Verdict,
}

/// How a vector came out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// As recorded; rules that also hold are named.
    Passed(Vec<String>),
    /// As these rules claim.
    Diverged(Vec<String>),
    /// Neither.
    Failed(Vec<String>),
    /// The rule says why the call is not applicable, and it is not.
    Skipped(String),
}

impl Verdict {
    /// Names of the rules that were in force.
    #[must_use]
    pub fn rules(&self) -> Vec<&str> {
        match self {
            Self::Passed(rules) | Self::Diverged(rules) => {
                rules.iter().map(String::as_str).collect()
            }
            Self::Skipped(rule) => vec![rule],
            Self::Failed(_) => Vec::new(),
        }
    }
}

/// Replays all lines of a file; a line that cannot be read is a failed vector.
pub async fn run(name: &str, text: &str, divergences: &Arc<Divergences>) -> Vec<Report> {
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let (gate, divergences) = (Arc::clone(&gate), Arc::clone(divergences));
        let (place, line) = (format!("{name}:{}", index + 1), line.to_owned());
        running.spawn(async move {
            let _permit = gate.acquire_owned().await;
            (index, Box::pin(replay_line(&place, &line, &divergences)).await)
        });
    }
    let mut reports = BTreeMap::new();
    while let Some(done) = running.join_next().await {
        match done {
            Ok((index, report)) => {
                reports.insert(index, report);
            }
            // A panic belongs to a vector that cannot be named any more; it must not be lost.
            Err(panic) => {
                let report = failed(name, "panic", vec![panic.to_string()]);
                reports.insert(usize::MAX - reports.len(), report);
            }
        }
    }
    reports.into_values().collect()
}

async fn replay_line(place: &str, line: &str, divergences: &Divergences) -> Report {
    match Vector::parse(line) {
        Ok(vector) => replay(&vector, divergences).await,
        Err(trouble) => failed(place, "unreadable line", vec![trouble.to_string()]),
    }
}

/// Replays one vector.
pub async fn replay(vector: &Vector, divergences: &Divergences) -> Report {
    let Some(adapter) = Adapter::find(vector) else {
        let why = format!("no adapter replays {:?} ({})", vector.id, vector.client);
        return failed(&vector.id, "unknown group", vec![why]);
    };
    let method = format!("{} {}", adapter.group(), adapter.method(vector));
    // What a server publishes is shown to a session of ours.
    let session = match adapter.method(vector) {
        "publish" => live::publication(vector),
        _ => None,
    };
    let (vector, adapter) = match &session {
        Some(session) => (session, Adapter::TokenBowlCentrifugo),
        None => (vector, adapter),
    };
    if adapter.replay(vector) == Replay::Command {
        // Building takes its time, which is no vector's; what it fails with is told by each of them.
        let _ = program::path().await;
    }
    let judged = async {
        match adapter.replay(vector) {
            Replay::Pictured => Box::pin(pictured::judge(vector, adapter, divergences)).await,
            _ => Box::pin(judge(vector, adapter, divergences)).await,
        }
    };
    let verdict = match tokio::time::timeout(TOO_LONG, judged).await {
        Ok(Ok(verdict)) => verdict,
        Ok(Err(why)) => Verdict::Failed(vec![why]),
        Err(_) => Verdict::Failed(vec![format!("nothing came within {TOO_LONG:?}")]),
    };
    Report { id: vector.id.clone(), method, verdict }
}

fn failed(id: &str, method: &str, why: Vec<String>) -> Report {
    Report { id: id.to_owned(), method: method.to_owned(), verdict: Verdict::Failed(why) }
}

/// A vector, read, with the rules about it.
pub(crate) struct Prepared<'a> {
    vector: &'a Vector,
    adapter: Adapter,
    method: &'a str,
    args: &'a Args,
    options: &'a Map<String, Value>,
    files: &'a Files,
    script: &'a Script,
    rules: InForce<'a>,
    /// The record with those look-ups alone that ours makes.
    looked_up: Option<&'a Vector>,
}

impl<'a> Prepared<'a> {
    /// The record whose answers the server gives: without those to requests that a rule leaves out.
    fn answering(&self) -> &'a Vector {
        let claim = self.rules.requests.and_then(|rule| rule.expect.requests.as_ref());
        match self.looked_up {
            Some(looked_up) if claim.is_some_and(|claim| claim.lookups) => looked_up,
            _ => self.vector,
        }
    }
}

/// Why there is nothing to judge.
pub(crate) enum NotJudged {
    /// There was no call.
    NotMade(NotMade),
    /// The runner itself failed.
    Failed(String),
}

impl From<String> for NotJudged {
    fn from(why: String) -> Self {
        Self::Failed(why)
    }
}

async fn judge(
    vector: &Vector,
    adapter: Adapter,
    divergences: &Divergences,
) -> Result<Verdict, String> {
    let lost: Vec<&str> = vector.uncompared(adapter.compares()).collect();
    if !lost.is_empty() {
        return Err(format!("nothing here compares {}", lost.join(", ")));
    }
    let name = adapter.method(vector);
    let platform = adapter.platform();
    let method = platform
        .method(name)
        .ok_or_else(|| format!("the runner does not know the call {name:?}"))?;
    let (args, options) = adapter.spell(vector, name, &placeholder::expand(&vector.call.args));
    let args = match adapter {
        // Not made here, so not named either.
        Adapter::TokenBowlAgent | Adapter::TokenBowlServer => Args::new(),
        // Read from the record itself, where they are needed.
        Adapter::KickDocuments => args.as_object().cloned().unwrap_or_default(),
        _ => method.name_args(&args)?,
    };
    let options = match &vector.call.api_key {
        Some(key) => options.into_iter().chain([("api_key".to_owned(), key.clone())]).collect(),
        None => options,
    };
    let files =
        Files::lay_out(vector).map_err(|trouble| format!("a file cannot be written: {trouble}"))?;
    let script = Script::read(vector)?;
    let looked_up = adapter.looked_up(vector);
    let call = Known {
        vector,
        method,
        args: &args,
        options: &options,
        files: &files,
        platform,
        adapter,
        script: &script,
        looked_up: looked_up.as_ref(),
    };
    let facts = call.facts();
    let rules = divergences.select(&facts);
    let names: Vec<String> = rules.names().into_iter().map(str::to_owned).collect();
    if vector.is_same() && !names.is_empty() {
        return Err(format!("marked same, yet a rule is about it: {}", names.join(", ")));
    }
    let prepared = Prepared {
        vector,
        adapter,
        method: name,
        args: &args,
        options: &options,
        files: &files,
        script: &script,
        rules,
        looked_up: looked_up.as_ref(),
    };
    let made = match (adapter.replay(vector), adapter.live()) {
        (Replay::Live, Some(how)) => Box::pin(live::replay(&prepared, how)).await,
        (Replay::Command, Some(how)) => Box::pin(command::replay(&prepared, how)).await,
        (Replay::Line, _) => Box::pin(line::replay(&prepared)).await,
        (Replay::Elsewhere, _) => adapter.read(vector).map(Outside::of).map_err(NotJudged::NotMade),
        _ => Box::pin(call_once(&prepared)).await,
    };
    let skip = rules.outcome.filter(|rule| rule.expect.not_applicable.is_some());
    let outside = match (made, skip) {
        (Err(NotJudged::NotMade(NotMade::Inexpressible(_))), Some(rule)) => {
            return Ok(Verdict::Skipped(rule.name.clone()));
        }
        (Ok(_), Some(rule)) => {
            return Err(format!(
                "the rule {} calls it not applicable, yet it can be made",
                rule.name
            ));
        }
        (Err(NotJudged::NotMade(NotMade::Inexpressible(why))), None) => {
            return Err(format!("the typed API cannot say it: {why}"));
        }
        (Err(NotJudged::NotMade(NotMade::Unknown(why)) | NotJudged::Failed(why)), _) => {
            return Err(why);
        }
        (Ok(outside), None) => outside,
    };
    let plain = compare(&call, &prepared, &outside, None);
    if names.is_empty() {
        return Ok(if plain.is_empty() {
            Verdict::Passed(names)
        } else {
            Verdict::Failed(plain.lines().to_vec())
        });
    }
    let claimed = compare(&call, &prepared, &outside, Some(rules));
    Ok(match (plain.is_empty(), claimed.is_empty()) {
        (true, true) => Verdict::Passed(names),
        (false, true) => Verdict::Diverged(names),
        (_, false) => {
            let rules = format!("by the rule {}", names.join(", "));
            Verdict::Failed(std::iter::once(rules).chain(claimed.lines().iter().cloned()).collect())
        }
    })
}

/// Compares everything that was seen with the record, or with what the rules make of it.
fn compare(
    call: &Known<'_>,
    prepared: &Prepared<'_>,
    outside: &Outside,
    rules: Option<InForce<'_>>,
) -> Differences {
    if prepared.adapter.replay(prepared.vector) == Replay::Elsewhere {
        // Requests of the record are others'; what was read of them has been compared.
        return Differences::new();
    }
    let mut out = match (&outside.shown, rules) {
        (Some(shown), rules) => command::compare(call, rules.unwrap_or_default(), outside, shown),
        (None, None) => call.compare_plainly(&outside.outcome, &outside.seen),
        (None, Some(rules)) => call.compare_with(rules, &outside.outcome, &outside.seen),
    };
    call.compare_rows(rules.unwrap_or_default(), outside.rows.as_ref(), &mut out);
    if let (Some(ours), Replay::Line) = (&outside.live, prepared.adapter.replay(prepared.vector)) {
        line::compare(prepared, rules.unwrap_or_default(), (&outside.seen, ours), &mut out);
    }
    // Where only requests of a record are worth comparing, frames and events are not.
    if let (Some(ours), Some(how)) = (&outside.live, prepared.adapter.live())
        && !prepared.vector.is_reference_bug()
    {
        let claim = rules.and_then(|rules| rules.live).and_then(|rule| rule.expect.live.as_ref());
        live::compare(prepared, claim, how, (&outside.seen, ours), &mut out);
    }
    out
}

/// One call against scripted servers.
async fn call_once(prepared: &Prepared<'_>) -> Result<Outside, NotJudged> {
    let vector = prepared.vector;
    let stage = Stage::set(prepared.answering()).await?;
    let rows = OnceLock::new();
    let asked = || stage.seen().requests.len();
    let env = vector.environment();
    let scene = Scene {
        method: prepared.method,
        args: prepared.args,
        options: prepared.options,
        origins: &stage.origins,
        files: prepared.files,
        pace: stage.pace,
        env: &env,
        silent: vector.responses.iter().any(|answer| answer.none),
        vector,
        asked: &asked,
        rows: &rows,
    };
    let outcome = prepared.adapter.call(&scene).await.map_err(NotJudged::NotMade)?;
    Ok(Outside { seen: stage.seen(), rows: rows.into_inner(), ..Outside::of(outcome) })
}
