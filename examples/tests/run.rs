//! Starts every example: each must end by itself, and on Ctrl-C.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// Examples that run at once in each test: with all of them, each would wait for the others for most of its time.
const AT_ONCE: usize = 4;
/// Longest run of one example, on a machine that has other things to do as well.
const DEADLINE: Duration = Duration::from_secs(30);

/// Each example, and a piece of what it prints near its end.
const EXAMPLES: &[(&str, &str)] = &[
    ("agent", "agent: A bowline, Ben."),
    ("blocking", "4 messages in the channel"),
    ("bot", "bye, 0 messages left unsent"),
    ("bridge", "complete: true"),
    ("chatluck_calls", "users      1 active"),
    ("chatluck_poll", "to go on from here: Some(\"msg_2\")"),
    ("chatluck_webhook", "3 events handled"),
    ("errors", "the last message is there as msg_2"),
    ("five_platforms", "recovered, 0 duplicates, 0 lost"),
    ("fluidtalk_actions", "upload     43 bytes"),
    ("fluidtalk_characters", "silence: claimed by another account"),
    ("fluidtalk_inbound", "top up: a new conversation costs a token"),
    ("graceful_shutdown", "bye"),
    ("kick_listen_all", "2 commands answered in 2 chatrooms over 1 socket"),
    ("kick_oauth", "streamer: no token is stored any more"),
    ("kick_webhook_axum", "3 events handled, 1 forgery refused"),
    ("mezon_axum", "closed: nothing was left unsent"),
    ("mezon_bot", "bye, 1 command answered"),
    ("mezon_forms", "Cleo: size L, by bike, tea; note: \"No onions\""),
    ("mezon_tip_bot", "the bot owns 12.5 tokens"),
    ("observability", "attempt 2 200 OK"),
    ("own_platform", "one function, two platforms"),
    ("pagination", "newest:      \"line 12\""),
    (
        "quickstart",
        "21 messages posted: 15 in the channel, 2 in the room, 2 in the chat, 2 in the clan.",
    ),
    ("responder_bot", "2 messages answered"),
    ("testing", "emulator: as expected"),
    ("tokenbowl_admin", "deleted  0 left"),
    ("tokenbowl_chat", "Bob (to you alone): Gladly."),
    ("tokenbowl_live", "Did the lights just flicker? (fetched after a gap)"),
    ("tokenbowl_profile", "bye, you and me"),
    ("unread_tracker", "bye, 1 unread"),
];

/// Variables that would lead an example to a real service, or make it talkative.
const VARIABLES: &[&str] = &[
    "BRIDGE_FILE",
    "CHATLUCK_API_KEY",
    "CHATLUCK_BASE_URL",
    "CHATLUCK_CHANNEL",
    "FLUIDTALK_API_KEY",
    "FLUIDTALK_BASE_URL",
    "FLUIDTALK_CONNECTOR_TOKEN",
    "FLUIDTALK_OWN_USERNAME",
    "KICK_ACCESS_TOKEN",
    "KICK_ACCOUNT",
    "KICK_BASE_URL",
    "KICK_CHANNEL",
    "KICK_CLIENT_ID",
    "KICK_CLIENT_SECRET",
    "KICK_OAUTH_URL",
    "KICK_REDIRECT_URI",
    "KICK_SITE_URL",
    "KICK_TOKEN_FILE",
    "KICK_WEB_URL",
    "MEZON_API_KEY",
    "MEZON_BASE_URL",
    "MEZON_BOT_ID",
    "MEZON_CHANNEL",
    "MEZON_LEDGER_NODE_URL",
    "MEZON_LEDGER_PROVER_URL",
    "MEZON_LEDGER_INDEXER_URL",
    "OPENROUTER_API_KEY",
    "OPENROUTER_BASE_URL",
    "PROXY",
    "PROXY_AUTH",
    "RUST_LOG",
    "TOKEN_BOWL_CHAT_API_KEY",
    "TOKEN_BOWL_CHAT_BASE_URL",
    "TOKEN_BOWL_CHAT_WS_URL",
];

#[test]
fn every_example_has_a_row() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found: BTreeSet<String> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let listed: BTreeSet<String> = EXAMPLES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, listed);
}

#[test]
fn every_example_ends_by_itself() {
    each(|name, line| {
        let ended = Running::start(name).end();
        assert!(ended.success, "{name} failed:\n{}{}", ended.out, ended.err);
        assert!(ended.out.contains(line), "{name} did not print {line:?}:\n{}", ended.out);
        assert_eq!(ended.err, "", "{name} wrote to standard error");
    });
}

#[cfg(unix)]
#[test]
fn every_example_ends_on_ctrl_c() {
    each(|name, _| {
        let mut running = Running::start(name);
        running.first_line();
        running.interrupt();
        let ended = running.end();
        assert!(ended.success, "{name} did not end well:\n{}{}", ended.out, ended.err);
        assert_eq!(ended.err, "", "{name} wrote to standard error");
    });
}

#[cfg(unix)]
#[test]
fn an_example_ends_with_the_reader_of_its_output() {
    for name in ["agent", "testing", "quickstart"] {
        let mut running = Running::start(name);
        running.first_line();
        running.hang_up();
        let ended = running.end();
        assert_eq!((ended.success, ended.err.as_str()), (true, ""), "{name}");
    }
}

/// Checks every example, a few at once.
fn each(check: impl Fn(&'static str, &str) + Sync) {
    let left = Mutex::new(EXAMPLES.iter());
    let next = || left.lock().unwrap().next();
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((name, line)) = next() {
                    check(name, line);
                }
            });
        }
    });
}

/// An example that runs, with a reader of its output.
struct Running {
    name: &'static str,
    until: Instant,
    child: Child,
    lines: mpsc::Receiver<String>,
    err: thread::JoinHandle<String>,
}

struct Ended {
    success: bool,
    out: String,
    err: String,
}

impl Running {
    fn start(name: &'static str) -> Self {
        let mut command = Command::new(binary(name));
        for variable in VARIABLES {
            command.env_remove(variable);
        }
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|err| {
            panic!("cannot start {name} ({err}): build it with `cargo build --examples`")
        });
        let (sender, lines) = mpsc::channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            for line in out.lines() {
                if sender.send(line.unwrap()).is_err() {
                    return;
                }
            }
        });
        let mut pipe = child.stderr.take().unwrap();
        let err = thread::spawn(move || {
            let mut text = String::new();
            pipe.read_to_string(&mut text).unwrap();
            text
        });
        Self { name, until: Instant::now() + DEADLINE, child, lines, err }
    }

    /// The next line; `None` at the end of the output.
    fn line(&mut self) -> Option<String> {
        match self.lines.recv_timeout(self.until.saturating_duration_since(Instant::now())) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => {
                self.child.kill().unwrap();
                panic!("{} did not end within {DEADLINE:?}", self.name);
            }
        }
    }

    #[cfg(unix)]
    fn first_line(&mut self) {
        assert!(self.line().is_some(), "{} prints nothing", self.name);
    }

    /// Reads no more: the pipe is closed after the next line.
    #[cfg(unix)]
    fn hang_up(&mut self) {
        (_, self.lines) = mpsc::channel();
    }

    #[cfg(unix)]
    fn interrupt(&self) {
        // It may have ended meanwhile, which is as good.
        let sent = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(sent.is_ok(), "no command `kill`");
    }

    fn end(mut self) -> Ended {
        let mut out = String::new();
        while let Some(line) = self.line() {
            out.push_str(&line);
            out.push('\n');
        }
        let success = self.child.wait().unwrap().success();
        Ended { success, out, err: self.err.join().unwrap() }
    }
}

/// `target/<profile>/deps/run-…` runs; the examples are in `target/<profile>/examples`.
fn binary(name: &str) -> PathBuf {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
