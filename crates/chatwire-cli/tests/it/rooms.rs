//! Commands over all platforms, against the emulator.

mod agent;
mod bot;
mod bridge;
mod chat;
mod config;
mod doctor;
mod listen;
mod send;
mod tools;
mod webhook;

use std::io::{BufRead as _, BufReader, Read};
use std::process::Command;

use chatwire_emulator::{Emulator, Platform};
use serde_json::Value;

use super::command::{Ran, chatwire, run};
use super::kick::Folder;

/// All platforms with a room on each, and the account of the command.
pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) folder: Folder,
    /// Id of the Mezon channel.
    pub(crate) channel: i64,
}

impl World {
    pub(crate) fn new() -> Self {
        let emulator = Emulator::start_blocking().unwrap();
        emulator.kick().user("streamer");
        emulator.chatluck().channel("general");
        let mezon = emulator.mezon();
        let channel = mezon.channel(mezon.clan("team"), "talk");
        Self { emulator, folder: Folder::new(), channel }
    }

    /// Variables that lead to the emulator, without secrets.
    pub(crate) fn addresses(&self) -> Vec<(&'static str, String)> {
        vec![
            ("CHATLUCK_BASE_URL", self.emulator.url(Platform::Chatluck)),
            ("FLUIDTALK_BASE_URL", self.emulator.url(Platform::FluidTalk)),
            ("KICK_BASE_URL", self.emulator.url(Platform::Kick)),
            ("MEZON_BASE_URL", self.emulator.url(Platform::Mezon)),
            ("TOKEN_BOWL_CHAT_BASE_URL", self.emulator.url(Platform::TokenBowl)),
        ]
    }

    /// Variables of the accounts; each ends in a secret, but for the bot's id.
    pub(crate) fn secrets(&self) -> Vec<(&'static str, String)> {
        let (bot, key) = self.emulator.mezon().bot();
        vec![
            ("CHATLUCK_API_KEY", self.emulator.chatluck().key()),
            ("KICK_ACCESS_TOKEN", self.emulator.kick().token("bot")),
            ("MEZON_BOT_ID", bot.to_string()),
            ("MEZON_API_KEY", key),
            ("TOKEN_BOWL_CHAT_API_KEY", self.emulator.tokenbowl().key("bot")),
        ]
    }

    /// A command with a folder of settings of its own, without an address and an account.
    pub(crate) fn bare<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = chatwire(args);
        command.env("XDG_CONFIG_HOME", self.folder.path());
        command.env("APPDATA", self.folder.path());
        command
    }

    /// A command with all addresses and accounts.
    pub(crate) fn with<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.bare(args);
        command.envs(self.addresses()).envs(self.secrets());
        command
    }

    /// A command line, split at blanks.
    pub(crate) fn command(&self, line: &str) -> Command {
        self.with(line.split_whitespace())
    }

    /// Runs to the end; no secret may be seen again.
    pub(crate) fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Ran {
        let ran = run(&mut self.with(args));
        self.keeps_secrets(&ran);
        ran
    }

    pub(crate) fn keeps_secrets(&self, ran: &Ran) {
        for (name, secret) in self.secrets() {
            let is_secret = name != "MEZON_BOT_ID";
            let seen = ran.out.contains(&secret) || ran.err.contains(&secret);
            assert!(!(is_secret && seen), "{name}: {ran:?}");
        }
    }

    /// What was said in the rooms, platform by platform.
    pub(crate) fn said(&self) -> [Vec<String>; 4] {
        let texts = |messages: Vec<Value>, field: &str| {
            let text = |message: &Value| message[field].as_str().unwrap_or_default().to_owned();
            messages.iter().map(text).collect::<Vec<_>>()
        };
        let mezon = self.emulator.mezon().messages(self.channel);
        let mezon = mezon.iter().map(|message| {
            let content: Value = serde_json::from_str(&message.content).unwrap();
            content.get("t").and_then(Value::as_str).unwrap_or_default().to_owned()
        });
        [
            texts(self.emulator.chatluck().messages("general"), "content"),
            texts(self.emulator.kick().messages("streamer"), "content"),
            mezon.collect(),
            texts(self.emulator.tokenbowl().messages(), "content"),
        ]
    }
}

/// Reads up to the line by which the last of these texts was seen, in any order.
pub(crate) fn wait_for_all(pipe: &mut BufReader<impl Read>, texts: &[&str]) {
    let mut before = String::new();
    while !texts.iter().all(|text| before.contains(text)) {
        let read = pipe.read_line(&mut before).unwrap();
        assert!(read > 0, "ended without {texts:?}: {before}");
    }
}

/// Waits until it is so.
pub(crate) fn until(is_so: impl Fn() -> bool) {
    while !is_so() {
        std::thread::yield_now();
    }
}
