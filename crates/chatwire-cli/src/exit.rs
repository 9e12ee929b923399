//! What ends the command: exit codes, and how a failure is told.

use std::error::Error as _;
use std::fmt::Display;
use std::io::{self, Write as _};

use chatwire::{Error, ErrorKind};
use clap::builder::styling::AnsiColor;
use serde_json::json;

use crate::text::{clean_json, clean_line};

/// Exit codes, a table of which is in the README and in `docs/cli.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done; also when whoever read the output has gone.
    Done = 0,
    /// Failed in a way that has no code of its own.
    Failed = 1,
    /// Options, arguments or configuration are wrong.
    Usage = 2,
    /// The key is missing, wrong, or may not do this.
    Auth = 3,
    /// There is no such thing.
    NotFound = 4,
    /// It conflicts with what is there.
    Conflict = 5,
    /// Too many requests.
    RateLimited = 6,
    /// No connection, no answer in time, or the connection was lost.
    Network = 7,
    /// Tokens may have been sent without our knowing: to be found out, never to be sent again.
    Unknown = 8,
    /// Ctrl-C, as shells count it: 128 and the number of the signal.
    Interrupted = 130,
}

impl Exit {
    /// The code for a kind of error.
    pub(crate) fn of(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Input | ErrorKind::Config => Self::Usage,
            ErrorKind::Auth | ErrorKind::Forbidden => Self::Auth,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::Conflict => Self::Conflict,
            ErrorKind::RateLimited => Self::RateLimited,
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::Closed => {
                Self::Network
            }
            ErrorKind::Cancelled => Self::Interrupted,
            _ => Self::Failed,
        }
    }
}

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
    hint: Option<String>,
    error: Option<Error>,
}

/// What an error of an open line says: the name of the setter, where the command has an option.
const INSECURE: &str = "allow_insecure()";

/// Result of a command.
pub(crate) type Result<T = (), E = Failure> = std::result::Result<T, E>;

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), hint: None, error: None }
    }

    /// Arguments that do not fit together.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Ends with a code, without a word: all was said.
    pub(crate) fn silent(exit: Exit) -> Self {
        Self::new(exit, String::new())
    }

    /// Adds what the user can do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The error of a call, if that was it.
    pub(crate) fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// Writes the failure to stderr: words, or with `json` one object on a line.
    pub(crate) fn report(&self, json: bool) {
        if self.message.is_empty() {
            return;
        }
        let mut stderr = anstream::stderr().lock();
        let text = if json { self.to_json() } else { self.to_words() };
        // There is nobody left to tell when stderr is gone.
        let _gone = stderr.write_all(text.as_bytes());
    }

    fn to_words(&self) -> String {
        let red = AnsiColor::Red.on_default().bold();
        let mut text = format!("{red}error:{red:#} {}\n", clean_line(&self.message));
        let mut source = self.error.as_ref().and_then(|err| err.source());
        while let Some(cause) = source {
            text.push_str(&format!("  caused by: {}\n", clean_line(&cause.to_string())));
            source = cause.source();
        }
        if let Some(hint) = &self.hint {
            let cyan = AnsiColor::Cyan.on_default();
            text.push_str(&format!("{cyan}hint:{cyan:#} {}\n", clean_line(hint)));
        }
        text
    }

    fn to_json(&self) -> String {
        let error = self.error.as_ref();
        let issues = error.map(Error::issues).unwrap_or_default().iter();
        let issues: Vec<_> =
            issues.map(|issue| json!({"path": issue.path, "message": issue.message})).collect();
        let value = json!({"error": {
            "exit": self.exit as u8,
            "kind": error.map(|err| err.kind().to_string().replace(' ', "_")),
            "message": self.message,
            "status": error.and_then(|err| Some(err.status()?.as_u16())),
            "code": error.and_then(Error::code),
            "retry_after": error.and_then(|err| Some(err.retry_after()?.as_secs_f64())),
            "maybe_sent": error.map(Error::maybe_sent),
            "issues": issues,
            "hint": self.hint,
        }});
        format!("{}\n", clean_json(&value.to_string()))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let mut failure = Self::new(Exit::of(error.kind()), error.to_string());
        if error.code() == Some(chatwire::tokenbowl::code::API_KEY_REQUIRED) {
            failure.message = "no API key was given".to_owned();
            failure.hint = Some(
                "set TOKEN_BOWL_CHAT_API_KEY or use --api-key; `register` makes a new account"
                    .to_owned(),
            );
        } else if error.kind() == ErrorKind::Config && error.message().contains(INSECURE) {
            failure.hint = Some("--allow-insecure takes it as it is".to_owned());
        } else if let Some(hint) = platform_hint(&error) {
            failure.hint = Some(hint);
        } else if let Some(wait) = error.retry_after() {
            failure.hint = Some(format!("the server asks to wait {} s", wait.as_secs_f64().ceil()));
        } else if error.kind() == ErrorKind::Auth {
            failure.hint = Some("is the key right, and of this server?".to_owned());
        }
        failure.error = Some(error);
        failure
    }
}

/// What a platform's own commands know to say about an error.
fn platform_hint(error: &Error) -> Option<String> {
    match error.platform() {
        "kick" => crate::cmd::kick::advice(error),
        "mezon" => crate::cmd::mezon::advice(error),
        _ => None,
    }
}

impl From<io::Error> for Failure {
    fn from(err: io::Error) -> Self {
        // `chatwire … | head` is no failure.
        if err.kind() == io::ErrorKind::BrokenPipe {
            return Self::silent(Exit::Done);
        }
        Self::new(Exit::Failed, err.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(err: serde_json::Error) -> Self {
        Self::from(io::Error::from(err))
    }
}

/// Names what was being done when the system refused something.
pub(crate) trait Doing<T> {
    /// Puts `what` before the system's words.
    fn doing(self, what: impl Display) -> Result<T>;

    /// Like [`doing`](Self::doing), where an argument or a setting is at fault, such as a file that is not there.
    fn or_usage(self, what: impl Display) -> Result<T>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, what: impl Display) -> Result<T> {
        self.map_err(|err| Failure::new(Exit::Failed, format!("{what}: {err}")))
    }

    fn or_usage(self, what: impl Display) -> Result<T> {
        self.map_err(|err| Failure::usage(format!("{what}: {err}")))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn each_kind_has_its_code() {
        for (kind, code) in [
            (ErrorKind::Input, 2),
            (ErrorKind::Config, 2),
            (ErrorKind::Auth, 3),
            (ErrorKind::Forbidden, 3),
            (ErrorKind::NotFound, 4),
            (ErrorKind::Conflict, 5),
            (ErrorKind::RateLimited, 6),
            (ErrorKind::Connect, 7),
            (ErrorKind::Timeout, 7),
            (ErrorKind::Transport, 7),
            (ErrorKind::Closed, 7),
            (ErrorKind::Cancelled, 130),
            (ErrorKind::Rejected, 1),
            (ErrorKind::Server, 1),
            (ErrorKind::Decode, 1),
            (ErrorKind::Unsupported, 1),
        ] {
            assert_eq!(Exit::of(kind) as u8, code, "{kind}");
        }
    }

    #[test]
    fn words_of_a_server_stay_in_their_line() {
        let err = Error::new(ErrorKind::Conflict, "taken\x1b[2J\nerror: forged");
        let words = Failure::from(err).to_words();
        assert!(words.contains("taken␛[2J␊error: forged"), "{words}");
        assert_eq!(words.lines().count(), 1);
    }

    #[test]
    fn json_has_what_a_script_needs() {
        let err = Error::new(ErrorKind::RateLimited, "slow\u{9b}down")
            .with_retry_after(Duration::from_millis(1500));
        let failure = Failure::from(err);
        let text = failure.to_json();
        assert!(!text.contains('\u{9b}') && text.ends_with("}\n"), "{text}");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["error"]["exit"], 6);
        assert_eq!(value["error"]["retry_after"], 1.5);
        assert!(failure.to_words().contains("wait 2 s"));
    }

    #[test]
    fn a_reader_who_left_is_no_failure() {
        let failure = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(failure.exit(), Exit::Done);
        assert_eq!(Failure::from(io::Error::other("disk")).exit(), Exit::Failed);
    }
}
