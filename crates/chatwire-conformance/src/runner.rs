//! Replays vectors: sets the stage, makes the call, compares, judges.

mod known;
mod stage;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use self::known::Known;
use self::stage::Stage;
use crate::adapter::{Adapter, Files, NotMade, Scene};
use crate::divergence::Divergences;
use crate::placeholder;
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
    let method = format!("{} {}", adapter.group(), vector.call.method);
    let verdict = match tokio::time::timeout(TOO_LONG, judge(vector, adapter, divergences)).await {
        Ok(Ok(verdict)) => verdict,
        Ok(Err(why)) => Verdict::Failed(vec![why]),
        Err(_) => Verdict::Failed(vec![format!("nothing came within {TOO_LONG:?}")]),
    };
    Report { id: vector.id.clone(), method, verdict }
}

fn failed(id: &str, method: &str, why: Vec<String>) -> Report {
    Report { id: id.to_owned(), method: method.to_owned(), verdict: Verdict::Failed(why) }
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
    let name = vector.call.method.as_str();
    let method = adapter
        .platform()
        .method(name)
        .ok_or_else(|| format!("the runner does not know the call {name:?}"))?;
    let (args, options) =
        adapter.spell(name, &placeholder::expand(&vector.call.args), &vector.call.client_options);
    let args = method.name_args(&args)?;
    let options = match &vector.call.api_key {
        Some(key) => options.into_iter().chain([("api_key".to_owned(), key.clone())]).collect(),
        None => options,
    };
    let files =
        Files::lay_out(vector).map_err(|trouble| format!("a file cannot be written: {trouble}"))?;
    let call = Known { vector, method, args: &args, options: &options, files: &files };
    let facts = call.facts(adapter);
    let rules = divergences.select(&facts);
    let names: Vec<String> = rules.names().into_iter().map(str::to_owned).collect();
    if vector.is_same() && !names.is_empty() {
        return Err(format!("marked same, yet a rule is about it: {}", names.join(", ")));
    }
    let stage = Stage::set(vector).await?;
    let scene = Scene {
        method: name,
        args: &args,
        options: &options,
        origins: &stage.origins,
        files: &files,
        pace: stage.pace,
        silent: vector.responses.iter().any(|answer| answer.none),
    };
    let made = adapter.call(&scene).await;
    let skip = rules.outcome.filter(|rule| rule.expect.not_applicable.is_some());
    let ours = match (made, skip) {
        (Err(NotMade::Inexpressible(_)), Some(rule)) => {
            return Ok(Verdict::Skipped(rule.name.clone()));
        }
        (Ok(_), Some(rule)) => {
            return Err(format!(
                "the rule {} calls it not applicable, yet it can be made",
                rule.name
            ));
        }
        (Err(NotMade::Inexpressible(why)), None) => {
            return Err(format!("the typed API cannot say it: {why}"));
        }
        (Err(NotMade::Unknown(why)), _) => return Err(why),
        (Ok(outcome), None) => outcome,
    };
    let seen = stage.seen();
    let plain = call.compare_plainly(&ours, &seen);
    if names.is_empty() {
        return Ok(if plain.is_empty() {
            Verdict::Passed(names)
        } else {
            Verdict::Failed(plain.lines().to_vec())
        });
    }
    let claimed = call.compare_with(rules, &ours, &seen, adapter);
    Ok(match (plain.is_empty(), claimed.is_empty()) {
        (true, true) => Verdict::Passed(names),
        (false, true) => Verdict::Diverged(names),
        (_, false) => {
            let rules = format!("by the rule {}", names.join(", "));
            Verdict::Failed(std::iter::once(rules).chain(claimed.lines().iter().cloned()).collect())
        }
    })
}
