//! `chatwire mezon` against the emulator.

mod decode;
mod failures;
mod listen;
mod messages;
mod places;
mod wallet;
mod wire;

use std::process::Command;

use chatwire_emulator::mezon::Mezon;
use chatwire_emulator::{Emulator, Platform};
use serde_json::Value;

use super::command::{Ran, chatwire, run};
use super::kick::Folder;

/// Token by which the ledger knows a login; it must not be seen again.
const ID_TOKEN: &str = "canary-id-token";

/// An emulator with a clan and a channel in it.
pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) mezon: Mezon,
    pub(crate) folder: Folder,
    pub(crate) clan: i64,
    pub(crate) channel: i64,
}

impl World {
    pub(crate) fn new() -> Self {
        let emulator = Emulator::start_blocking().unwrap();
        let mezon = emulator.mezon();
        let clan = mezon.clan("team");
        let channel = mezon.channel(clan, "talk");
        Self { emulator, mezon, folder: Folder::new(), clan, channel }
    }

    /// A world whose bot has tokens, in whole ones.
    pub(crate) fn with_tokens(tokens: u128) -> Self {
        let world = Self::new();
        world.mezon.login_style(|style| style.id_token = ID_TOKEN.to_owned());
        world.emulator.ledger().accept_token(ID_TOKEN);
        let (bot, _) = world.mezon.bot();
        world.emulator.ledger().deposit_user(bot, tokens * 1_000_000);
        world
    }

    pub(crate) fn bot(&self) -> i64 {
        self.mezon.bot().0
    }

    /// A command line, split at blanks, without a bot.
    pub(crate) fn open(&self, line: &str) -> Command {
        let mut command = chatwire(["mezon"].into_iter().chain(line.split_whitespace()));
        command.env("MEZON_BASE_URL", self.emulator.url(Platform::Mezon));
        command.env("XDG_CONFIG_HOME", self.folder.path());
        command.env("APPDATA", self.folder.path());
        command
    }

    /// A command line of the bot.
    pub(crate) fn command(&self, line: &str) -> Command {
        let (bot, key) = self.mezon.bot();
        let mut command = self.open(line);
        command.env("MEZON_BOT_ID", bot.to_string()).env("MEZON_API_KEY", key);
        command
    }

    /// Runs as the bot, whose key and tokens must not be seen again.
    pub(crate) fn run(&self, line: &str) -> Ran {
        let ran = run(&mut self.command(line));
        self.keeps_secrets(&ran);
        ran
    }

    /// Neither the key nor any token may be in what was printed; tokens of logins are JWTs.
    pub(crate) fn keeps_secrets(&self, ran: &Ran) {
        let (_, key) = self.mezon.bot();
        for secret in [key.as_str(), ID_TOKEN, "eyJ"] {
            assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{secret}: {ran:?}");
        }
    }

    pub(crate) fn words(&self, line: &str) -> String {
        self.run(line).words().to_owned()
    }

    pub(crate) fn json(&self, line: &str) -> Vec<Value> {
        self.run(&format!("--json {line}")).json()
    }

    /// The only object that is printed.
    pub(crate) fn one(&self, line: &str) -> Value {
        let objects = self.json(line);
        assert_eq!(objects.len(), 1, "{line}: {objects:?}");
        objects.into_iter().next().unwrap()
    }
}
