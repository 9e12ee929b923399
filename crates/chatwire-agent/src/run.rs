//! [`Runner`]: an agent that lives on a platform.

mod line;
mod platform;
mod tokenbowl;
mod work;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chatwire::tokenbowl::Client;
use chatwire::tokenbowl::realtime::Connect;
use chatwire::{Incoming, MessageId, Platform, Room};
use chatwire_core::{Error, Result, Timestamp};

use crate::queue::Pace;
use crate::{Agent, Silence, Stats};

/// Time between two batches of a conversation unless said otherwise (token-bowl-chat 1.1.7).
pub const QUEUE_INTERVAL: Duration = Duration::from_secs(15);

/// Longest pause between two attempts to connect unless said otherwise (token-bowl-chat 1.1.7).
pub const MAX_RECONNECT_DELAY: Duration = Duration::from_secs(300);

/// Repetitions of a batch that failed, unless said otherwise (newest Python agent).
pub const RETRIES: u32 = 3;

/// First and longest pause before a repetition (newest Python agent).
pub const RETRY_DELAY: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(60));

/// Time that running answers get at the end, unless said otherwise.
pub const GRACE: Duration = Duration::from_secs(10);

/// Conversations that are answered in at the same time, unless said otherwise.
const CONCURRENCY: usize = 4;

/// Time between two reports of the numbers (both Python agents).
const STATS_EVERY: Duration = Duration::from_secs(60);

/// What is answered of the talk from before the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CatchUp {
    /// Nothing: old talk confuses more than it helps (newest Python agent).
    #[default]
    None,
    /// Up to 100 unread messages of the room and 100 to the agent alone (token-bowl-chat 1.1.7).
    ///
    /// Asked for until they are there; if they cannot be read, [`Notice::Trouble`] says so, and the runner goes on
    /// without them.
    Unread,
    /// Up to 100 messages of each since a point in time, in the same way.
    Since(Timestamp),
}

/// What becomes of messages to the agent alone on Token Bowl.
///
/// Bots of Token Bowl cannot write to one person: the server refuses it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Direct {
    /// Answered to their writer; by a bot not at all.
    #[default]
    Answer,
    /// Answered to their writer; by a bot before everybody in the room, what was asked in private perhaps with it.
    InRoom,
    /// Not answered.
    Ignore,
}

/// News of a [`Runner`], for logs and screens.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Notice {
    /// Messages flow, for the first time or again.
    Online,
    /// The connection is down, or could not be had, and will be tried again by itself.
    Offline {
        /// Why.
        cause: Error,
        /// Pause before the next attempt.
        retry_in: Duration,
    },
    /// A message waits for an answer.
    Heard(Incoming),
    /// A message gets no answer.
    Skipped {
        /// The message.
        message: Incoming,
        /// Why.
        why: Silence,
    },
    /// A batch goes to the model.
    Answering {
        /// The conversation.
        room: Room,
        /// Messages of the batch.
        count: usize,
    },
    /// The model called a tool.
    Tool {
        /// The conversation.
        room: Room,
        /// Name of the tool.
        name: String,
        /// Whether it failed.
        is_failed: bool,
        /// How its result begins, in 100 characters at most.
        result: String,
    },
    /// An answer was written.
    Answered {
        /// The conversation.
        room: Room,
        /// The whole answer.
        text: String,
    },
    /// A batch was met with silence.
    Silent {
        /// The conversation.
        room: Room,
        /// Why.
        why: Silence,
    },
    /// A batch could not be answered; it waits and is tried again.
    Failed {
        /// The conversation.
        room: Room,
        /// Why.
        error: Error,
        /// Pause before it is tried again.
        retry_in: Duration,
    },
    /// Messages were given up; they may be given again as those of a [`Report`].
    DeadLetter {
        /// The messages.
        messages: Vec<Incoming>,
        /// Why; `None` when others pushed them out. With the [context](Error::context) `tools`, which names them, tools
        /// had changed something before the answer failed, so that it is not tried again.
        error: Option<Error>,
    },
    /// Somebody read a message of the agent.
    Read {
        /// Who.
        by: String,
        /// The message.
        message_id: MessageId,
    },
    /// The numbers so far, once a minute; those at the end are in the [`Report`].
    Stats(Stats),
    /// Something is missing that the runner can go on without: what was written before the start cannot be fetched, the
    /// memory cannot be written, or a server of tools, which the [context](Error::context) `server` names, cannot be
    /// reached. That is tried again in the background, and told once until it was there again.
    Trouble(Error),
}

/// How a [`Runner`] ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// Numbers at the end.
    pub stats: Stats,
    /// Messages that waited for an answer or were being answered. They may be given again, to a runner or to
    /// [`Agent::answer`]; not those where a tool had changed something, or an answer was there and not yet written.
    pub unanswered: Vec<Incoming>,
}

/// An agent on a platform; from [`Agent::run`] and [`Agent::run_on`].
///
/// Messages are gathered into batches, one conversation each; the first after a quiet time waits a second for others.
/// A batch that fails waits and is tried again. Sessions mend themselves. Answers are written as by an
/// [`Outbox`](chatwire::outbox::Outbox): again only where one certainly does not stand there.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_core::testing::{Answer, Script};
/// # let completion = serde_json::json!({"choices": [{"message": {"content": "pong"}}]});
/// # let script = Script::new().always(Answer::json(&completion));
/// # let agent = chatwire_agent::Agent::builder("sk-or-0123456789").script(script).build()?;
/// # let emulator = chatwire_emulator::Emulator::start().await?;
/// # let key = emulator.tokenbowl().key("bot");
/// # let url = emulator.url(chatwire_emulator::Platform::TokenBowl);
/// # let client = chatwire::tokenbowl::Client::builder(key).base_url(url)?.build()?;
/// use std::time::Duration;
/// use chatwire_agent::Notice;
/// # let (ended, end) = tokio::sync::oneshot::channel::<()>();
/// # let ended = std::sync::Mutex::new(Some(ended));
/// # let bowl = emulator.tokenbowl().clone();
///
/// let runner = agent.run(client).queue_interval(Duration::from_secs(5)).on_notice(move |notice| {
///     match notice {
/// #       Notice::Online => drop(bowl.say("alice", "ping")),
///         Notice::Answered { room, text } => {
///             println!("{room}: {text}");
/// #           ended.lock().unwrap().take();
///         }
///         Notice::DeadLetter { messages, .. } => eprintln!("{} got no answer", messages.len()),
///         _ => {}
///     }
/// });
/// # let shutdown = async { let _ = end.await; };
/// let report = runner.run_until(shutdown).await?;
/// println!("{}", report.stats);
/// # assert_eq!(report.stats.messages_sent, 1);
/// # Ok(())
/// # }
/// ```
#[must_use = "an agent does nothing until it runs"]
pub struct Runner {
    agent: Agent,
    target: Target,
    interval: Duration,
    max_reconnect_delay: Duration,
    session: Option<Session>,
    catch_up: CatchUp,
    direct: Direct,
    retries: u32,
    retry_delay: (Duration, Duration),
    concurrency: usize,
    grace: Duration,
    memory_file: Option<PathBuf>,
    stats_every: Duration,
    hook: Option<Hook>,
}

type Hook = Arc<dyn Fn(&Notice) + Send + Sync>;

/// Changes options of a session on Token Bowl.
type Session = Arc<dyn Fn(Connect) -> Connect + Send + Sync>;

#[derive(Clone, Debug)]
enum Target {
    TokenBowl(Client),
    Platform(Arc<dyn Platform>),
}

impl Runner {
    pub(crate) fn tokenbowl(agent: Agent, client: Client) -> Self {
        Self::new(agent, Target::TokenBowl(client))
    }

    pub(crate) fn platform(agent: Agent, platform: Arc<dyn Platform>) -> Self {
        Self::new(agent, Target::Platform(platform))
    }

    fn new(agent: Agent, target: Target) -> Self {
        Self {
            agent,
            target,
            interval: QUEUE_INTERVAL,
            max_reconnect_delay: MAX_RECONNECT_DELAY,
            session: None,
            catch_up: CatchUp::default(),
            direct: Direct::default(),
            retries: RETRIES,
            retry_delay: RETRY_DELAY,
            concurrency: CONCURRENCY,
            grace: GRACE,
            memory_file: None,
            stats_every: STATS_EVERY,
            hook: None,
        }
    }

    /// Time between two batches of a conversation ([`QUEUE_INTERVAL`]).
    pub fn queue_interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Longest pause between two attempts to connect ([`MAX_RECONNECT_DELAY`]); platforms other than Token Bowl have
    /// their own.
    pub fn max_reconnect_delay(mut self, limit: Duration) -> Self {
        self.max_reconnect_delay = limit;
        self
    }

    /// Changes options of the live session, such as its transport or how often a quiet line is checked; Token Bowl only.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let agent = chatwire_agent::Agent::builder("sk-or-0123456789").build()?;
    /// # let client = chatwire::tokenbowl::Client::new("key")?;
    /// use chatwire::tokenbowl::realtime::Transport;
    ///
    /// let runner = agent.run(client).session(|connect| connect.transport(Transport::Direct).key_in_url());
    /// # let _ = runner;
    /// # Ok(())
    /// # }
    /// ```
    pub fn session(mut self, change: impl Fn(Connect) -> Connect + Send + Sync + 'static) -> Self {
        self.session = Some(Arc::new(change));
        self
    }

    /// What is answered of the talk from before the start (nothing); Token Bowl only.
    pub fn catch_up(mut self, what: CatchUp) -> Self {
        self.catch_up = what;
        self
    }

    /// What becomes of messages to the agent alone ([`Direct::Answer`]); Token Bowl only.
    pub fn direct(mut self, how: Direct) -> Self {
        self.direct = how;
        self
    }

    /// Repetitions of a batch that failed, of the model's call and of the sends ([`RETRIES`]).
    pub fn retries(mut self, times: u32) -> Self {
        self.retries = times;
        self
    }

    /// Bounds of the first pause before a repetition, which doubles, and of the longest ([`RETRY_DELAY`]); each pause is
    /// a random part of its bound. A wait that a server asks for is waited for in full.
    pub fn retry_delay(mut self, base: Duration, most: Duration) -> Self {
        self.retry_delay = (base, most);
        self
    }

    /// Conversations that are answered in at the same time (4).
    pub fn concurrency(mut self, conversations: usize) -> Self {
        self.concurrency = conversations.max(1);
        self
    }

    /// Time that running answers get at the end ([`GRACE`]).
    pub fn grace(mut self, time: Duration) -> Self {
        self.grace = time;
        self
    }

    /// Keeps what was said in this file: read at the start, written once a minute and at the end.
    pub fn memory_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.memory_file = Some(path.into());
        self
    }

    /// Time between two [`Notice::Stats`] (60 s).
    pub fn stats_every(mut self, interval: Duration) -> Self {
        self.stats_every = interval;
        self
    }

    /// Calls a function with all news. It should return soon: nothing is heard meanwhile.
    pub fn on_notice(mut self, hook: impl Fn(&Notice) + Send + Sync + 'static) -> Self {
        self.hook = Some(Arc::new(hook));
        self
    }

    /// Runs until the platform ends the session for good.
    ///
    /// # Errors
    ///
    /// As [`run_until`](Self::run_until).
    pub async fn run(self) -> Result<Report> {
        self.run_until(std::future::pending::<()>()).await
    }

    /// Runs until `shutdown` is there, or the platform ends the session for good.
    ///
    /// At the end running answers get their [`grace`](Self::grace), the memory is written, and what was not answered
    /// is reported, after an error by [`Notice::DeadLetter`]. What a platform that ended its session left waiting is
    /// answered first, but for what a pause or a budget puts off. Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// [`Auth`](crate::ErrorKind::Auth) and other refusals of the platform that repeating does not change, and
    /// [`Config`](crate::ErrorKind::Config) for a memory that cannot be read.
    pub async fn run_until(self, shutdown: impl Future) -> Result<Report> {
        if let Some(path) = &self.memory_file {
            self.agent.load_memory(path).await?;
        }
        // Boxed: it holds a whole session.
        Box::pin(self.live(shutdown)).await
    }

    fn pace(&self) -> Pace {
        Pace {
            interval: self.interval,
            batch_cap: self.agent.inner().batch_cap,
            retries: self.retries,
            retry_delay: self.retry_delay,
        }
    }

    fn tell(&self, notice: &Notice) {
        if let Some(hook) = &self.hook {
            hook(notice);
        }
    }
}

impl fmt::Debug for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner")
            .field("agent", &self.agent)
            .field("target", &self.target)
            .field("interval", &self.interval)
            .finish_non_exhaustive()
    }
}
