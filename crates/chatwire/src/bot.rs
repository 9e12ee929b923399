//! A bot: handlers, commands and dialogues over several platforms at once.
//!
//! A [`Bot`] takes the events of its platforms, gives each conversation its own [line](Strategy), and calls what was
//! registered: [middleware](Bot::middleware), then a [`Command`] or the handlers of the event. What a handler writes
//! goes through an [`Outbox`](crate::outbox::Outbox). Errors and panics of handlers end nothing but the handler.

mod args;
mod command;
mod context;
mod lines;
mod middleware;
mod report;
mod router;
mod run;
mod seen;
mod signal;
mod strategy;
mod waiters;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chatwire_core::handlers::Registry;
use chatwire_core::{Error, Result};
use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use tokio::time::{Instant, timeout};

use crate::outbox::Builder;
use crate::responder::Responder;
use crate::{
    Deleted, Event, Incoming, Lifecycle, NativeEvent, Person, Platform, Presence, Reaction, Room,
};

pub use args::{Args, FromArgs};
/// What [`on_error`](Bot::on_error) is told, and what a handler may return.
pub use chatwire_core::handlers::{HandlerError, HandlerOutput};
pub use command::Command;
pub use context::Context;
pub use middleware::Next;
pub use report::{PlatformReport, Report};
pub use signal::shutdown_signal;
pub use strategy::Strategy;

use middleware::Middleware;
use report::Counters;
use router::Router;
use run::{LAST_CALL, Running, StopOnDrop};

/// Events of one conversation that stand in line.
const CAPACITY: usize = 256;
/// Messages that are remembered to know them again.
const REMEMBERED: usize = 4096;
/// Dialogues that wait for a message.
const DIALOGUES: usize = 256;
/// Handlers at work, in all conversations. More than dialogues, so that these never hold all of them.
const HANDLERS: usize = 1024;
/// Time for handlers and messages at the shutdown: service managers wait 10 s and more.
const GRACE: Duration = Duration::from_secs(8);

type Filter = Box<dyn Fn(&Event) -> bool + Send + Sync>;
type OnError = Arc<dyn Fn(HandlerError) + Send + Sync>;

/// A bot on one platform or several.
///
/// Handlers return nothing or a `Result`; state is captured by the closure. One's own messages are left out, and so is
/// a message that comes twice.
///
/// ```
/// use chatwire::bot::{Bot, Command, Context};
/// use chatwire::{Error, Incoming};
/// # use chatwire::{BoxFuture, Event, MessageId, Outgoing, Platform, Result, Room, Sender};
/// # use futures_util::stream::{self, BoxStream, StreamExt};
/// # #[derive(Debug)]
/// # struct Hall;
/// # impl Platform for Hall {
/// #     fn name(&self) -> &'static str { "hall" }
/// #     fn events(&self) -> BoxStream<'static, Result<Event>> {
/// #         let say = |id: &str, text: &str| {
/// #             let (room, ada) = (Room::new("hall", "main"), Sender::new("ada"));
/// #             Ok(Event::Message(Incoming::new(id, room, ada, text)))
/// #         };
/// #         stream::iter([say("1", "!add 1 2"), say("2", "hello"), say("2", "hello")]).boxed()
/// #     }
/// #     fn send<'a>(&'a self, _: &'a Room, message: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
/// #         assert!(["3", "Hello, ada"].contains(&message.text.as_str()));
/// #         Box::pin(async { Ok(MessageId::from("9")) })
/// #     }
/// # }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// # let hall = Hall;
/// let report = Bot::new()
///     .platform(hall)
///     .command(
///         Command::new("add", |ctx: Context, (a, b): (i64, i64)| async move {
///             ctx.reply((a + b).to_string()).await.map(drop)
///         })
///         .usage("<number> <number>"),
///     )
///     .on_message(|ctx: Context, message: Incoming| async move {
///         ctx.reply(format!("Hello, {}", message.sender.display_name())).await?;
///         Ok::<_, Error>(())
///     })
///     .run()
///     .await?;
/// assert_eq!((report.messages(), report.handled, report.duplicates), (3, 2, 1));
/// # Ok(())
/// # }
/// ```
#[must_use = "a bot does nothing until it runs"]
pub struct Bot {
    platforms: Vec<Arc<dyn Platform>>,
    setup: Setup,
}

/// All that was registered.
struct Setup {
    every: Registry<Context, Event>,
    handlers: Registry<Context, Event>,
    middleware: Vec<Middleware>,
    filters: Vec<Filter>,
    router: Router,
    on_error: Option<OnError>,
    strategy: Strategy,
    per_sender: bool,
    capacity: usize,
    drop_when_full: bool,
    with_self: bool,
    remembered: usize,
    dialogues: usize,
    handlers_at_once: usize,
    grace: Duration,
    outbox: Box<dyn Fn(Builder) -> Builder + Send + Sync>,
    #[cfg(feature = "outbox")]
    folder: Option<std::path::PathBuf>,
}

macro_rules! on {
    ($($(#[$doc:meta])* $method:ident $variant:ident $what:ty;)*) => {$(
        $(#[$doc])*
        pub fn $method<F, Fut>(self, handler: F) -> Self
        where
            F: Fn(Context, $what) -> Fut + Send + Sync + 'static,
            Fut: Future<Output: HandlerOutput> + Send + 'static,
        {
            self.setup.handlers.add(
                |event| matches!(event, Event::$variant(_)),
                |event| match event {
                    Event::$variant(what) => Some(what),
                    _ => None,
                },
                handler,
            );
            self
        }
    )*};
}

/// Handlers. Those of one event are called in the order in which they were registered.
impl Bot {
    on! {
        /// Calls `handler` for messages that call no command.
        on_message Message Incoming;
        /// Calls `handler` when a message has a new text.
        on_edited Edited Incoming;
        /// Calls `handler` when a message was removed.
        on_deleted Deleted Deleted;
        /// Calls `handler` when somebody came.
        on_joined Joined Presence;
        /// Calls `handler` when somebody left.
        on_left Left Presence;
        /// Calls `handler` when somebody types.
        on_typing Typing Presence;
        /// Calls `handler` when an emoji was put under a message or taken away.
        on_reaction Reaction Reaction;
        /// Calls `handler` for news of a connection.
        on_lifecycle Lifecycle Lifecycle;
        /// Calls `handler` for a platform's own events that have no neutral form.
        on_native Native NativeEvent;
    }

    /// Calls `handler` for every event, commands included, before the handlers of its kind.
    pub fn on_event<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Context, Event) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.setup.every.add(|_| true, Some, handler);
        self
    }

    /// Calls `report` for handlers that failed or panicked, after they were logged; the last one counts.
    pub fn on_error(mut self, report: impl Fn(HandlerError) + Send + Sync + 'static) -> Self {
        self.setup.on_error = Some(Arc::new(report));
        self
    }

    /// Lets a persona, an agent or a function answer messages that call no command.
    ///
    /// What it says goes through [`neutralise`](crate::neutralise), piece by piece where it is longer than a message: a
    /// model that is talked into it shall not call everybody.
    ///
    /// ```
    /// use chatwire::responder::from_fn;
    /// use chatwire::{Bot, Outgoing};
    ///
    /// let bot = Bot::new().respond_with(from_fn(|message| {
    ///     let echo = Outgoing::text(message.text.clone());
    ///     async move { Ok(vec![echo]) }
    /// }));
    /// # let _ = bot;
    /// ```
    pub fn respond_with(self, responder: impl Responder + 'static) -> Self {
        let responder = Arc::new(responder);
        self.on_message(move |context: Context, message| {
            let responder = Arc::clone(&responder);
            async move {
                for answer in responder.reply(&message).await? {
                    context.send_neutral(answer).await?;
                }
                Ok::<_, Error>(())
            }
        })
    }

    /// Adds a command.
    pub fn command(mut self, command: Command) -> Self {
        self.setup.router.commands.push(command);
        self
    }

    /// What stands before the name of a command (default `!`); may be empty.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.setup.router.prefix = prefix.into();
        self
    }

    /// Name of the command that lists the others (default `help`); a command of this name replaces it.
    pub fn help_command(mut self, name: impl Into<String>) -> Self {
        self.setup.router.help = Some(name.into());
        self
    }

    /// Leaves out the command that lists the others.
    pub fn no_help(mut self) -> Self {
        self.setup.router.help = None;
        self
    }

    /// Answers commands that do not exist, by name; else they are messages as others are.
    pub fn unknown_command(
        mut self,
        answer: impl Fn(&str) -> String + Send + Sync + 'static,
    ) -> Self {
        self.setup.router.unknown = Some(Box::new(answer));
        self
    }
}

/// What stands before the handlers.
impl Bot {
    /// Puts a function around commands and handlers; the first one registered is the outermost.
    ///
    /// It may change the event, do something before and after, or end it by not calling [`Next::run`]. A panic in it
    /// ends the event only.
    pub fn middleware<F, Fut>(mut self, around: F) -> Self
    where
        F: Fn(Context, Event, Next) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let around = move |context, event, next| -> chatwire_core::BoxFuture<'static, ()> {
            Box::pin(around(context, event, next))
        };
        self.setup.middleware.push(Arc::new(around));
        self
    }

    /// Lets only those events in that `admits` wants, before they stand in line.
    pub fn filter(mut self, admits: impl Fn(&Event) -> bool + Send + Sync + 'static) -> Self {
        self.setup.filters.push(Box::new(admits));
        self
    }

    /// Listens in these rooms only; what happens in no room is let in.
    pub fn only_rooms(self, rooms: impl IntoIterator<Item = Room>) -> Self {
        let rooms: HashSet<Room> = rooms.into_iter().collect();
        self.filter(move |event| event.room().is_none_or(|room| rooms.contains(room)))
    }

    /// Does not listen in these rooms.
    pub fn ignore_rooms(self, rooms: impl IntoIterator<Item = Room>) -> Self {
        let rooms: HashSet<Room> = rooms.into_iter().collect();
        self.filter(move |event| event.room().is_none_or(|room| !rooms.contains(room)))
    }

    /// Listens to these people only; what nobody did is let in.
    ///
    /// ```
    /// use chatwire::{Bot, Person};
    ///
    /// let bot = Bot::new().only_senders([Person::new("kick", "1001"), "mezon:2001".parse()?]);
    /// # let _ = bot;
    /// # Ok::<_, chatwire::Error>(())
    /// ```
    pub fn only_senders(self, people: impl IntoIterator<Item = Person>) -> Self {
        let people: HashSet<Person> = people.into_iter().collect();
        self.filter(move |event| run::person(event).is_none_or(|who| people.contains(&who)))
    }

    /// Does not listen to these people.
    pub fn ignore_senders(self, people: impl IntoIterator<Item = Person>) -> Self {
        let people: HashSet<Person> = people.into_iter().collect();
        self.filter(move |event| run::person(event).is_none_or(|who| !people.contains(&who)))
    }

    /// Handles the bot's own messages, too. Answering them would never end.
    pub fn with_own_messages(mut self) -> Self {
        self.setup.with_self = true;
        self
    }

    /// Number of messages that are remembered to know one that comes again (default 4,096; 0: none).
    pub fn remember(mut self, messages: usize) -> Self {
        self.setup.remembered = messages;
        self
    }
}

/// How it runs.
impl Bot {
    /// A bot without platforms and handlers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a platform. There may be several, also several clients of one.
    pub fn platform(mut self, platform: impl Platform + 'static) -> Self {
        self.platforms.push(Arc::new(platform));
        self
    }

    /// How messages of one conversation are handled (default: one after another).
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.setup.strategy = strategy;
        self
    }

    /// Makes each person in a room a conversation, instead of the room.
    pub fn per_sender(mut self) -> Self {
        self.setup.per_sender = true;
        self
    }

    /// Number of events of one conversation that stand in line (default 256, 0 counts as 1).
    ///
    /// When it is reached, nothing more is taken from the platform until there is a place, so that nothing is lost
    /// while the platform's session can hold it; but the other rooms of the platform wait, too.
    pub fn capacity(mut self, events: usize) -> Self {
        self.setup.capacity = events.clamp(1, tokio::sync::Semaphore::MAX_PERMITS);
        self
    }

    /// Drops and counts what does not fit into its line, instead of waiting.
    pub fn drop_when_full(mut self) -> Self {
        self.setup.drop_when_full = true;
        self
    }

    /// Number of events that are handled at once, in all conversations (default 1,024, 0 counts as 1).
    pub fn handlers_at_once(mut self, events: usize) -> Self {
        self.setup.handlers_at_once = events.clamp(1, tokio::sync::Semaphore::MAX_PERMITS);
        self
    }

    /// Number of dialogues that [wait for a message](Context::wait_for) at once (default 256).
    pub fn dialogues(mut self, most: usize) -> Self {
        self.setup.dialogues = most;
        self
    }

    /// Time that handlers and messages on their way get at the end (default 8 s).
    pub fn grace(mut self, time: Duration) -> Self {
        self.setup.grace = time;
        self
    }

    /// Sets up the outbox of each platform: bounds, retries, deadlines.
    pub fn outbox(mut self, set: impl Fn(Builder) -> Builder + Send + Sync + 'static) -> Self {
        self.setup.outbox = Box::new(set);
        self
    }

    /// Keeps unsent messages in a file for each platform in this folder, which must exist; see
    /// [`Builder::open`].
    #[cfg(feature = "outbox")]
    pub fn keep_unsent_in(mut self, folder: impl Into<std::path::PathBuf>) -> Self {
        self.setup.folder = Some(folder.into());
        self
    }

    /// Runs until all platforms have ended.
    ///
    /// # Errors
    ///
    /// As [`run_until`](Self::run_until).
    pub async fn run(self) -> Result<Report> {
        self.run_until(std::future::pending::<()>()).await
    }

    /// Runs until `shutdown` comes, such as [`shutdown_signal`], or all platforms have ended.
    ///
    /// Then no event is taken any more. Handlers at work are waited for, and what they wrote is sent, both for the
    /// [time](Self::grace) that was set; what stood in line is counted. The end of one platform does not end the
    /// others; when all have ended by themselves, what stands in line is handled first.
    ///
    /// Dropping the future stops the bot at once; messages in its outboxes are sent all the same.
    ///
    /// # Errors
    ///
    /// [`Config`](chatwire_core::ErrorKind::Config) without a platform, or when the file of an outbox cannot be used;
    /// when all platforms have ended, the error of the first that ended with one.
    pub async fn run_until(self, shutdown: impl Future) -> Result<Report> {
        let Self { platforms, setup } = self;
        let grace = setup.grace;
        let outboxes = run::outboxes(&setup, platforms).await?;
        let Some(first) = outboxes.first().cloned() else {
            return Err(Error::config("a bot needs a platform"));
        };
        let running = Arc::new(Running::new(setup, first, outboxes));
        let stop_on_drop = StopOnDrop(Arc::clone(&running));
        let numbers = 0..running.outboxes.len();
        let mut intakes: FuturesUnordered<_> =
            numbers.map(|at| Arc::clone(&running).take_in(at)).collect();
        let mut ended = Vec::new();
        let mut shutdown = std::pin::pin!(shutdown);
        let is_asked = loop {
            tokio::select! {
                biased;
                _ = &mut shutdown => break true,
                platform = intakes.next() => match platform {
                    Some(platform) => ended.push(platform),
                    None => break false,
                },
            }
        };
        let until = Instant::now().checked_add(grace);
        if !is_asked {
            // Nobody answers a dialogue any more.
            running.waiters.close();
            tokio::select! {
                biased;
                _ = &mut shutdown => {}
                _ = timeout(grace, running.lines.all_idle()) => {}
            }
        }
        running.stop();
        while let Some(platform) = intakes.next().await {
            ended.push(platform);
        }
        let rest = || until.map_or(grace, |until| until.duration_since(Instant::now()));
        if timeout(rest(), running.lines.all_idle()).await.is_err() {
            running.give_up();
            if timeout(LAST_CALL, running.lines.all_idle()).await.is_err() {
                tracing::warn!("a handler does not yield");
            }
        }
        let rest = rest().max(LAST_CALL);
        let unsent = join_all(running.outboxes.iter().map(|outbox| outbox.close(rest))).await;
        drop(stop_on_drop);

        let error = ended.iter().find_map(|(_, platform)| platform.error.clone());
        ended.sort_by_key(|(at, _)| *at);
        let report = Report {
            platforms: ended.into_iter().map(|(_, platform)| platform).collect(),
            unsent,
            restored: running.outboxes.iter().map(|outbox| outbox.restored().clone()).collect(),
            ..running.counters.report()
        };
        tracing::info!(%report, "the bot has ended");
        match error {
            Some(error) if !is_asked => Err(error),
            _ => Ok(report),
        }
    }
}

impl Setup {
    /// Counts and reports what goes wrong in the handlers of a list.
    fn report_errors<E>(&self, registry: &Registry<Context, E>, counters: &Arc<Counters>) {
        let (counters, report) = (Arc::clone(counters), self.on_error.clone());
        registry.on_error(move |error| {
            counters.failed.one();
            if let Some(report) = &report {
                report(error);
            }
        });
    }
}

impl Default for Bot {
    fn default() -> Self {
        let setup = Setup {
            every: Registry::default(),
            handlers: Registry::default(),
            middleware: Vec::new(),
            filters: Vec::new(),
            router: Router::default(),
            on_error: None,
            strategy: Strategy::default(),
            per_sender: false,
            capacity: CAPACITY,
            drop_when_full: false,
            with_self: false,
            remembered: REMEMBERED,
            dialogues: DIALOGUES,
            handlers_at_once: HANDLERS,
            grace: GRACE,
            outbox: Box::new(|builder| builder),
            #[cfg(feature = "outbox")]
            folder: None,
        };
        Self { platforms: Vec::new(), setup }
    }
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.platforms.iter().map(|platform| platform.name()).collect();
        f.debug_struct("Bot")
            .field("platforms", &names)
            .field("commands", &self.setup.router.commands)
            .field("strategy", &self.setup.strategy)
            .finish_non_exhaustive()
    }
}
