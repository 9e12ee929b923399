//! A command: who may use it, how often, and what it does.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatwire_core::Result;
use chatwire_core::handlers::{HandlerOutput, Registry};
use tokio::time::Instant;

use super::{Args, Context, FromArgs};
use crate::Incoming;

/// Users, and rooms, of one command whose cooldowns are remembered; the one that began first is forgotten for more.
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
        // Both at once, so that of two calls at the same time only one finds them over.
        let (mut users, mut rooms) = (self.per_user.running(), self.per_room.running());
        let is_ready = !users.holds(&user, self.per_user.time, now)
            && !rooms.holds(&room, self.per_room.time, now);
        if is_ready {
            users.begin(user, self.per_user.time, now);
            rooms.begin(room, self.per_room.time, now);
        }
        is_ready
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
    running: Mutex<Running>,
}

impl Cooldown {
    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Cooldowns that are not over, of one length.
#[derive(Default)]
struct Running {
    since: HashMap<String, Instant>,
    /// Those that began first come first.
    order: VecDeque<(String, Instant)>,
}

impl Running {
    fn holds(&self, who: &str, time: Duration, now: Instant) -> bool {
        self.since.get(who).is_some_and(|since| now.duration_since(*since) < time)
    }

    /// Begins one that is not running.
    fn begin(&mut self, who: String, time: Duration, now: Instant) {
        if time.is_zero() {
            return;
        }
        while let Some((oldest, since)) = self.order.front() {
            let is_over = now.duration_since(*since) >= time;
            if !is_over && self.order.len() < REMEMBERED {
                break;
            }
            self.since.remove(oldest);
            self.order.pop_front();
        }
        self.since.insert(who.clone(), now);
        self.order.push_back((who, now));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;
    use crate::{Room, Sender};

    const MINUTE: Duration = Duration::from_secs(60);

    fn command() -> Command {
        Command::new("roll", |_: Context, (): ()| async {}).cooldown(MINUTE)
    }

    fn call(who: impl Into<String>) -> Incoming {
        Incoming::new("1", Room::new("hall", "main"), Sender::new(who), "!roll")
    }

    #[test]
    fn of_two_calls_at_once_one_is_carried_out() {
        let barrier = Barrier::new(2);
        for _ in 0..500 {
            let command = command().room_cooldown(MINUTE);
            let at_once = || {
                barrier.wait();
                command.is_ready(&call("ada"))
            };
            let ready = thread::scope(|scope| {
                let other = scope.spawn(at_once);
                [at_once(), other.join().unwrap()]
            });
            assert_ne!(ready[0], ready[1]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn so_many_cooldowns_and_no_more_are_remembered() {
        let command = command();
        let ready = |who: usize| command.is_ready(&call(who.to_string()));
        assert!((0..=REMEMBERED).all(ready), "each calls for the first time");
        assert_eq!(command.per_user.running().since.len(), REMEMBERED);
        assert!(!ready(1) && ready(0), "the one that began first was forgotten");
        tokio::time::advance(MINUTE).await;
        assert!(ready(2));
        assert_eq!(command.per_user.running().order.len(), 1);
    }
}
