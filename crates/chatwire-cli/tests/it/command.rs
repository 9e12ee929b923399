//! Runs the built command in an environment of its own.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The lines of stdout, each one a JSON object.
    pub(crate) fn json(&self) -> Vec<Value> {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// Stdout of a run that went well.
    pub(crate) fn words(&self) -> &str {
        assert_eq!(self.code, Some(0), "{self:?}");
        &self.out
    }
}

/// The command with these arguments and no variable but those that are set here.
pub(crate) fn chatwire<I: AsRef<OsStr>>(args: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chatwire"));
    command.env_clear().args(args).stdin(Stdio::null());
    // Windows opens no socket without it.
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    command
}

/// A command line, split at blanks, with a key and the address of a server.
pub(crate) fn tokenbowl(server: &str, line: &str) -> Command {
    let words = line.split_whitespace();
    let mut command = chatwire(["tokenbowl"].into_iter().chain(words));
    command.env("TOKEN_BOWL_CHAT_BASE_URL", server).env("TOKEN_BOWL_CHAT_API_KEY", "test-key");
    command
}

/// Runs to the end.
pub(crate) fn run(command: &mut Command) -> Ran {
    ended(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
}

/// Runs to the end with this text on stdin.
pub(crate) fn run_with(command: &mut Command, input: &str) -> Ran {
    let mut child = start(command);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    ended(child)
}

/// Starts with pipes at all three ends.
pub(crate) fn start(command: &mut Command) -> Child {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

pub(crate) fn ended(child: Child) -> Ran {
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Reads up to the first line that holds `text`, and returns that line.
pub(crate) fn wait_for(pipe: &mut BufReader<impl Read>, text: &str) -> String {
    let mut before = String::new();
    loop {
        let mut line = String::new();
        let read = pipe.read_line(&mut line).unwrap();
        assert!(read > 0, "ended without {text:?}: {before}");
        if line.contains(text) {
            return line;
        }
        before.push_str(&line);
    }
}
