//! A command: who may use it, how often, and what it does.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chatwire_core::Result;
use chatwire_core::handlers::{HandlerOutput, Registry};
use tokio::time::Instant;

use super::{Args, Context, FromArgs};
use crate::Incoming;

/// Users or rooms of one command whose cooldowns are remembered before those that are over are thrown away.
const REMEMBERED: usize = 1024;

type Permission = Box<dyn Fn(&Incoming) -> bool + Send + Sync>;

/// A word after the [prefix](super::Bot::prefix), and what it does.
///
/// ```
/// use chatwire::bot::{Command, Context};
/// use chatwire::{Error, Result};
/// use std::time::Duration;
///
/// let roll = Command::new("roll", |ctx: Context, (sides,): (u32,)| async move {
///     ctx.reply(format!("{} of {sides}", 4)).await?;
///     Ok::<_, Error>(())
/// })
/// .usage("<sides>")
/// .help("throws a die")
/// .alias("r")
/// .cooldown(Duration::from_secs(5))
/// .allow(|message| message.sender.id != "mallory");
/// assert_eq!(roll.name(), "roll");
/// ```
#[must_use = "a command does nothing until a bot has it"]
pub struct Command {
    name: String,
    aliases: Vec<String>,
    usage: String,
    help: String,
    is_hidden: bool,
    permission: Option<Permission>,
    denied: Option<String>,
    per_user: Cooldown,
    per_room: Cooldown,
    pub(super) check: fn(&Args) -> Result<()>,
    pub(super) handler: Registry<Context, Args>,
}

impl Command {
    /// The command `name`, without prefix; large and small letters are the same.
    ///
    /// The handler's second argument says what words it needs; see [`FromArgs`]. When they do not fit, the person is
    /// told so, with the [usage](Self::usage), and the handler is not called.
    pub fn new<A, F, Fut>(name: impl Into<String>, handler: F) -> Self
    where
        A: FromArgs + 'static,
        F: Fn(Context, A) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        let registry = Registry::default();
        registry.add(|_| true, |args| A::from_args(&args).ok(), handler);
        Self {
            name: name.into(),
            aliases: Vec::new(),
            usage: String::new(),
            help: String::new(),
            is_hidden: false,
            permission: None,
            denied: None,
            per_user: Cooldown::default(),
            per_room: Cooldown::default(),
            check: |args| A::from_args(args).map(drop),
            handler: registry,
        }
    }

    /// Adds another name.
    pub fn alias(mut self, name: impl Into<String>) -> Self {
        self.aliases.push(name.into());
        self
    }

    /// Says what stands after the name, as `<sides> [dice]`.
    pub fn usage(mut self, arguments: impl Into<String>) -> Self {
        self.usage = arguments.into();
        self
    }

    /// Says in a line what it does.
    pub fn help(mut self, line: impl Into<String>) -> Self {
        self.help = line.into();
        self
    }

    /// Leaves it out of the list of commands.
    pub fn hidden(mut self) -> Self {
        self.is_hidden = true;
        self
    }

    /// Lets only those messages call it; who may not, does not see it in the list.
    pub fn allow(mut self, who: impl Fn(&Incoming) -> bool + Send + Sync + 'static) -> Self {
        self.permission = Some(Box::new(who));
        self
    }

    /// Answers those who may not, who else get no answer.
    pub fn denied(mut self, words: impl Into<String>) -> Self {
        self.denied = Some(words.into());
        self
    }

    /// Time after a call in which the same person cannot call it in any room of the platform. It is silent then.
    pub fn cooldown(mut self, time: Duration) -> Self {
        self.per_user.time = time;
        self
    }

    /// Time after a call in which nobody can call it in the same room. It is silent then.
    pub fn room_cooldown(mut self, time: Duration) -> Self {
        self.per_room.time = time;
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn is_called(&self, name: &str) -> bool {
        let mut names = std::iter::once(&self.name).chain(&self.aliases);
        names.any(|each| each.to_lowercase() == name.to_lowercase())
    }

    pub(super) fn may(&self, message: &Incoming) -> bool {
        self.permission.as_ref().is_none_or(|may| may(message))
    }

    pub(super) fn denial(&self) -> Option<&str> {
        self.denied.as_deref()
    }

    pub(super) fn is_listed(&self) -> bool {
        !self.is_hidden
    }

    /// `!roll <sides>`
    pub(super) fn synopsis(&self, prefix: &str) -> String {
        let space = if self.usage.is_empty() { "" } else { " " };
        format!("{prefix}{}{space}{}", self.name, self.usage)
    }

    /// `!roll <sides>: throws a die`
    pub(super) fn line(&self, prefix: &str) -> String {
        let colon = if self.help.is_empty() { "" } else { ": " };
        format!("{}{colon}{}", self.synopsis(prefix), self.help)
    }

    /// All about it.
    pub(super) fn page(&self, prefix: &str) -> String {
        let mut page = self.line(prefix);
        if !self.aliases.is_empty() {
            let names: Vec<_> = self.aliases.iter().map(|name| format!("{prefix}{name}")).collect();
            page.push_str("\nalso: ");
            page.push_str(&names.join(", "));
        }
        page
    }

    /// Whether no cooldown is running; if so, they begin.
    pub(super) fn is_ready(&self, message: &Incoming) -> bool {
        let room = &message.room;
        let user = format!("{}:{}", room.platform, message.sender.id);
        let room = room.to_string();
        let now = Instant::now();
        if !self.per_user.is_over(&user, now) || !self.per_room.is_over(&room, now) {
            return false;
        }
        self.per_user.begin(user, now);
        self.per_room.begin(room, now);
        true
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Command").field("name", &self.name).finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Cooldown {
    time: Duration,
    since: Mutex<HashMap<String, Instant>>,
}

impl Cooldown {
    fn is_over(&self, who: &str, now: Instant) -> bool {
        let since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        since.get(who).is_none_or(|since| now.duration_since(*since) >= self.time)
    }

    fn begin(&self, who: String, now: Instant) {
        if self.time.is_zero() {
            return;
        }
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        if since.len() >= REMEMBERED {
            since.retain(|_, since| now.duration_since(*since) < self.time);
        }
        since.insert(who, now);
    }
}
