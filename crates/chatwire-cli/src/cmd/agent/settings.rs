//! What the section `[agent]` of the configuration file says.

use std::fmt::Display;
use std::str::FromStr;

use toml::{Table, Value};

use crate::config::{Config, text_of};
use crate::exit::{Failure, Result};

/// Settings that name files with a secret.
pub(crate) const SECRET_FILES: [&str; 2] = ["openrouter_key_file", "mcp_token_file"];

/// Settings that there are: options of the commands, with `_` for `-`.
const NAMES: &[&str] = &[
    "openrouter_key_file",
    "llm_url",
    "referer",
    "title",
    "model",
    "system",
    "user",
    "context_window",
    "max_conversation_history",
    "temperature",
    "mcp",
    "mcp_server",
    "mcp_env",
    "mcp_token_file",
    "allow_tool",
    "deny_tool",
    "cooldown_messages",
    "cooldown_minutes",
    "similarity",
    "name",
    "only_when_addressed",
    "only_direct",
    "bots",
    "bot_turns",
    "allow_name",
    "allow_sender",
    "deny_name",
    "deny_sender",
    "stop_word",
    "max_answers",
    "max_answers_minutes",
    "daily_tokens",
    "daily_calls",
    "daily_cost",
    "queue_interval",
    "max_reconnect_delay",
    "max_retry_attempts",
    "retry_base_delay",
    "max_retry_delay",
    "memory_file",
];

/// The section, which may not be there.
#[derive(Clone, Copy)]
pub(super) struct Settings<'a> {
    pub(super) config: &'a Config,
    section: Option<&'a Table>,
}

impl<'a> Settings<'a> {
    pub(super) fn new(config: &'a Config) -> Result<Self> {
        let section = config.agent();
        for name in section.into_iter().flat_map(Table::keys) {
            if !NAMES.contains(&name.as_str()) {
                let why = format!("[agent]: there is no setting {name}");
                let hint = "secrets never stand in the file: openrouter_key_file and mcp_token_file name files that hold one";
                return Err(Failure::usage(why).hint(hint));
            }
        }
        let settings = Self { config, section };
        if settings.or_list(&[], "mcp_server")?.iter().any(|server| may_hold_key(server)) {
            let why = "an address with a query or a user may hold a secret, and secrets never stand in the file";
            let hint = "use --mcp-server, or mcp_token_file for a key that is sent as a bearer";
            return Err(wrong("mcp_server", why).hint(hint));
        }
        Ok(settings)
    }

    /// The option, or else the setting.
    pub(super) fn or<T: FromStr<Err: Display>>(
        self,
        option: Option<T>,
        name: &str,
    ) -> Result<Option<T>> {
        self.or_read(option, name, str::parse)
    }

    /// Like [`or`](Self::or), for an option with a parser of its own.
    pub(super) fn or_read<T, E: Display>(
        self,
        option: Option<T>,
        name: &str,
        read: impl FnOnce(&str) -> std::result::Result<T, E>,
    ) -> Result<Option<T>> {
        let Some(value) = self.section.and_then(|section| section.get(name)) else {
            return Ok(option);
        };
        if option.is_some() {
            return Ok(option);
        }
        let text = text_of(value).ok_or_else(|| wrong(name, "is to be a text or a number"))?;
        read(&text).map(Some).map_err(|why| wrong(name, &format!("{why}")))
    }

    /// The options, or else the list that is the setting.
    pub(super) fn or_list(self, options: &[String], name: &str) -> Result<Vec<String>> {
        let value = self.section.and_then(|section| section.get(name));
        match value {
            Some(_) if !options.is_empty() => Ok(options.to_vec()),
            None => Ok(options.to_vec()),
            Some(Value::Array(items)) => items
                .iter()
                .map(|item| text_of(item).ok_or_else(|| wrong(name, "is to be a list of texts")))
                .collect(),
            Some(value) => text_of(value)
                .map(|text| vec![text])
                .ok_or_else(|| wrong(name, "is to be a list of texts")),
        }
    }

    /// Whether the option or the setting says so.
    pub(super) fn or_flag(self, option: bool, name: &str) -> Result<bool> {
        Ok(self.or(option.then_some(true), name)?.unwrap_or(false))
    }
}

/// Whether an address has more than server and path.
fn may_hold_key(server: &str) -> bool {
    let Some((_, rest)) = server.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.contains('@') || rest.contains('?')
}

fn wrong(name: &str, why: &str) -> Failure {
    Failure::usage(format!("[agent]: {name}: {why}"))
}
