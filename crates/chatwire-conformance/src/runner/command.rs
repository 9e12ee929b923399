//! Runs of the built program: requests, exit code, and whether every value is shown.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::time::timeout;

use super::known::{Known, Outside};
use super::program;
use super::{NotJudged, Prepared};
use crate::adapter::{Arguments, NotMade};
use crate::compare::result::Outcome;
use crate::compare::{Differences, live, shown};
use crate::divergence::InForce;
use crate::server::{Pace, Play, ScriptedServer};
use crate::spec::tokenbowl_command::Asked;
use crate::spec::{Live, Reading};

/// Longest run of a program.
const PATIENCE: Duration = Duration::from_secs(20);

/// Time for a program to show what it got.
const QUIET: Duration = Duration::from_millis(700);

/// Exit code of a program that was called wrongly.
const USAGE: i32 = 2;

/// What a program showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) exit: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the program as recorded, under the name of the platform.
pub(super) async fn replay(
    prepared: &Prepared<'_>,
    how: &'static Live,
) -> Result<Outside, NotJudged> {
    let vector = prepared.vector;
    let args = Arguments::new(prepared.args);
    let argv = args.texts("argv").map_err(NotJudged::NotMade)?.unwrap_or_default();
    let words = argv.get(1..).unwrap_or_default();
    let claim = prepared.rules.live.and_then(|rule| rule.expect.live.as_ref());
    let script =
        claim.map_or_else(|| prepared.script.clone(), |claim| claim.script(prepared.script));
    let pace = Pace::of(&vector.responses);
    let play = Play { steps: script.steps, ..Play::default() };
    let server = if Asked::read(vector).is_some_and(|asked| asked.meets_nobody()) {
        ScriptedServer::start(&[], pace).await
    } else {
        ScriptedServer::start_live(vector.responses.clone(), play, pace, how).await
    };
    let server = server.map_err(|trouble| format!("no scripted server: {trouble}"))?;
    let program = program::path().await?;
    let mut command = Command::new(program);
    command.arg("--no-retry");
    // The agent answers on every platform, so it is no command of this one.
    if words.first().is_none_or(|word| word != "agent") {
        command.arg("tokenbowl");
    }
    command.args(words).env_clear();
    command.env("TOKEN_BOWL_CHAT_BASE_URL", server.origin());
    command.env("NO_PROXY", "*").env("NO_COLOR", "1").env("TZ", "UTC").env("LANG", "C.UTF-8");
    let columns = args.count("columns").map_err(NotJudged::NotMade)?.unwrap_or(200);
    command.env("COLUMNS", columns.to_string());
    match args.map("env").map_err(NotJudged::NotMade)? {
        Some(_) => {
            command.envs(vector.environment());
        }
        // What is not recorded can be told from the key that was sent.
        None => {
            let query = prepared.script.handshake.as_ref().map(|handshake| &handshake.query);
            let key = query.and_then(|query| query.iter().find(|(name, _)| name == "api_key"));
            command.env("TOKEN_BOWL_CHAT_API_KEY", key.map_or("test-key", |(_, key)| key));
        }
    }
    let input = args.text("stdin").map_err(NotJudged::NotMade)?.unwrap_or_default();
    let signal = args.get("signal").map(|signal| match signal.as_str() {
        Some(name) => name.trim_start_matches("SIG").to_owned(),
        None => signal.to_string(),
    });
    let shown = run(command, input, signal.as_deref(), &server).await?;
    if shown.exit == Some(USAGE) && shown.stderr.contains("unrecognized subcommand") {
        let usage = vector.result.get("exit").and_then(Value::as_i64) == Some(USAGE.into());
        if !usage {
            return Err(NotJudged::NotMade(NotMade::Inexpressible(shown.stderr)));
        }
    }
    let outcome = Outcome::ok(Value::Null);
    Ok(Outside { seen: server.seen(), shown: Some(shown), ..Outside::of(outcome) })
}

/// Runs it to its end; a recorded signal comes when the script has been played.
async fn run(
    mut command: Command,
    input: &str,
    signal: Option<&str>,
    server: &ScriptedServer,
) -> Result<Shown, String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|trouble| format!("the program cannot be started: {trouble}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that reads nothing may have gone away.
        let _ = stdin.write_all(input.as_bytes()).await;
    }
    if let (Some(signal), Some(id)) = (signal, child.id()) {
        // What does not come to pass shows in what was sent and shown.
        let _ = timeout(PATIENCE, server.played()).await;
        tokio::time::sleep(QUIET).await;
        let kill = Command::new("kill").args(["-s", signal, &id.to_string()]).status().await;
        kill.map_err(|trouble| format!("no signal can be sent: {trouble}"))?;
    }
    let output = timeout(PATIENCE, child.wait_with_output())
        .await
        .map_err(|_| format!("the program did not end within {PATIENCE:?}"))?
        .map_err(|trouble| format!("the program cannot be waited for: {trouble}"))?;
    Ok(Shown {
        exit: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// Compares requests, frames, exit code and what was shown.
pub(super) fn compare(
    call: &Known<'_>,
    rules: InForce<'_>,
    outside: &Outside,
    found: &Shown,
) -> Differences {
    let mut out = Differences::new();
    call.compare_requests(rules, &outside.seen, &mut out);
    let claim = rules.live.and_then(|rule| rule.expect.live.as_ref());
    let script = claim.map_or_else(|| call.script.clone(), |claim| claim.script(call.script));
    live::frames(&script, &outside.seen.frames, false, &mut out);
    let is_absent = claim.is_some_and(|claim| claim.absent);
    if let Some(handshake) = call.script.handshake.as_ref().filter(|_| !is_absent) {
        let wanted = claim.map_or_else(|| handshake.clone(), |claim| claim.handshake(handshake));
        live::handshake(&wanted, outside.seen.connections.first(), &mut out);
    }
    let recorded = &call.vector.result;
    let claimed = rules.outcome.and_then(|rule| rule.expect.exit);
    let wanted = match claimed {
        Some(claim) => Some(claim.code(call.status())),
        None => recorded.get("exit").and_then(Value::as_i64),
    };
    let exit = found.exit.map(i64::from);
    if wanted != exit {
        let text = format!("{exit:?} ({})", found.stderr.trim());
        out.expected("exit", format!("{wanted:?}"), text);
    }
    let fields = rules.outcome.map_or(&[][..], |rule| &rule.expect.shown);
    if !fields.is_empty() {
        shown::fields(&answers(call), fields, found, &mut out);
    } else if wanted == Some(0) || recorded.get("exit").and_then(Value::as_i64) != Some(0) {
        let text = |name: &str| recorded.get(name).and_then(Value::as_str).unwrap_or_default();
        shown::values(call.vector, &(text("stdout").to_owned() + text("stderr")), found, &mut out);
    }
    out
}

/// What the server answered, the last time without what cannot be read.
fn answers(call: &Known<'_>) -> Vec<Value> {
    let given = call.vector.responses.iter().filter_map(|answer| answer.json.clone());
    let mut answers: Vec<Value> = given.collect();
    if let (Some(last), Some(Reading::Readable(read, _))) = (answers.last_mut(), call.reading()) {
        *last = read;
    }
    answers
}
