//! `chatwire kick` against the emulator.

mod api;
mod events;
mod failures;
mod listen;
mod login;
mod wire;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use chatwire_emulator::kick::Kick;
use chatwire_emulator::{Emulator, Platform};
use serde_json::Value;

use super::command::{Ran, chatwire, run};

/// A folder of one test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("chatwire-cli-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays is no failure of the test.
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

/// An emulator, and a token file that is not there yet.
pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) kick: Kick,
    pub(crate) folder: Folder,
}

impl World {
    pub(crate) fn new() -> Self {
        let emulator = Emulator::start_blocking().unwrap();
        let kick = emulator.kick();
        Self { emulator, kick, folder: Folder::new() }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("kick.json")
    }

    /// A command line, split at blanks, without a token.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = chatwire(["kick"].into_iter().chain(line.split_whitespace()));
        command.env("KICK_BASE_URL", self.emulator.url(Platform::Kick));
        command.env("KICK_TOKEN_FILE", self.file());
        command
    }

    /// A command line with id and secret of the app.
    pub(crate) fn app(&self, line: &str) -> Command {
        let mut command = self.command(line);
        command.env("KICK_CLIENT_ID", self.kick.client_id());
        command.env("KICK_CLIENT_SECRET", self.kick.client_secret());
        command
    }

    /// Runs with a token of somebody's own, which must not be seen again.
    pub(crate) fn run_as(&self, user: &str, line: &str) -> Ran {
        let token = self.kick.token(user);
        let ran = run(self.command(line).env("KICK_ACCESS_TOKEN", &token));
        assert!(!ran.out.contains(&token) && !ran.err.contains(&token), "{line}: {ran:?}");
        ran
    }

    /// Runs as the streamer.
    pub(crate) fn run(&self, line: &str) -> Ran {
        self.run_as("streamer", line)
    }

    /// What the streamer gets as words.
    pub(crate) fn words(&self, line: &str) -> String {
        self.run(line).words().to_owned()
    }

    /// What the streamer gets as JSON.
    pub(crate) fn json(&self, line: &str) -> Vec<Value> {
        self.run(&format!("--json {line}")).json()
    }

    /// The only object that the streamer gets.
    pub(crate) fn one(&self, line: &str) -> Value {
        let objects = self.json(line);
        assert_eq!(objects.len(), 1, "{line}: {objects:?}");
        objects.into_iter().next().unwrap()
    }
}
