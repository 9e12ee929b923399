//! New messages as a stream, for programs that no webhook can reach.
//!
//! [`Client::poll`] asks for what is new again and again. Messages come once, the oldest first.
//! Trouble that passes is a [`Lifecycle`] item; an `Err` is final, so `try_next().await?` in a loop is correct.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use chatwire_chatluck::poll::Event;
//! use futures_util::TryStreamExt;
//! # let emu = chatwire_emulator::Emulator::start().await?;
//! # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
//! #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.no_rate_limit().build()?;
//! # let general = emu.chatluck().channel("general");
//!
//! let mut events = client.poll(general).events();
//! while let Some(event) = events.try_next().await? {
//!     match event {
//!         Event::Message(message) => {
//!             println!("{}: {}", message.user_id, message.content);
//!             # break;
//!         }
//!         Event::Lifecycle(state) => {
//!             println!("{state:?}");
//!             # emu.chatluck().say("general", "Alice", "Hello");
//!         }
//!         _ => {}
//!     }
//! }
//! // Store this to go on after a restart: `client.poll(channel).after(id)`.
//! assert!(events.cursor().is_some());
//! # Ok(())
//! # }
//! ```

mod run;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll as Ready, ready};
use std::time::Duration;

use chatwire_core::{Error, ErrorKind, Invalid, Result};
use futures_core::Stream;
use futures_util::stream::{self, BoxStream, StreamExt};

use crate::{ChannelId, Client, ListMessages, Message, MessageId};

/// Pause between two looks while messages come.
pub const DEFAULT_INTERVAL: Duration = Duration::from_secs(2);

/// Longest pause between two looks at a channel where nothing happens.
pub const DEFAULT_IDLE_INTERVAL: Duration = Duration::from_secs(10);

/// Longest pause after failures, unless the server asks for a longer one.
pub const MAX_RETRY_INTERVAL: Duration = Duration::from_secs(60);

impl Client {
    /// Follows a channel by asking for new messages; see [`poll`](crate::poll).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.no_rate_limit().build()?;
    /// use chatwire_chatluck::poll::Event;
    /// use futures_util::TryStreamExt;
    ///
    /// # let channel = emu.chatluck().channel("general");
    /// let mut events = client.poll(channel).events();
    /// let first = events.try_next().await?;
    /// assert!(matches!(first, Some(Event::Lifecycle(_))), "the server answers");
    /// # emu.chatluck().say("general", "Alice", "Hello");
    /// let message = events.try_next().await?.and_then(Event::into_message);
    /// assert_eq!(message.unwrap().content, "Hello");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The stream ends with those of [`list_messages`](Self::list_messages) that do not pass by themselves; the others
    /// are [`Lifecycle`] items.
    pub fn poll(&self, channel: impl Into<ChannelId>) -> Poll {
        Poll {
            list: self.list_messages(channel),
            interval: DEFAULT_INTERVAL,
            idle_interval: DEFAULT_IDLE_INTERVAL,
        }
    }
}

/// Settings of a stream of new messages; see [`Client::poll`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
/// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.no_rate_limit().build()?;
/// use std::time::Duration;
/// use futures_util::TryStreamExt;
///
/// # let channel = emu.chatluck().channel("general");
/// # emu.chatluck().say("general", "Alice", "one");
/// # let stored = client.list_messages(&channel).await?.items[0].id.clone();
/// # emu.chatluck().say("general", "Alice", "two");
/// let poll = client.poll(channel).interval(Duration::from_secs(1)).after(stored);
/// let mut events = poll.events();
/// while let Some(event) = events.try_next().await? {
///     if let Some(message) = event.into_message() {
///         assert_eq!(message.content, "two", "written while the program was down");
///         break;
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is polled until the stream is read"]
#[derive(Clone, Debug)]
pub struct Poll {
    list: ListMessages,
    interval: Duration,
    idle_interval: Duration,
}

impl Poll {
    /// Pause between two looks while messages come (2 s).
    ///
    /// Each look is one request of the client's rate.
    pub fn interval(mut self, pause: Duration) -> Self {
        self.interval = pause;
        self
    }

    /// Longest pause while nothing happens (10 s); each look that finds nothing makes the pause half as
    /// long again. Not below the interval.
    pub fn idle_interval(mut self, pause: Duration) -> Self {
        self.idle_interval = pause;
        self
    }

    /// Messages of one page (50), at least 1; more are fetched at once when a page is full.
    pub fn limit(mut self, count: u32) -> Self {
        self.list = self.list.limit(count.max(1));
        self
    }

    /// Begins behind this message, a stored [`Events::cursor`], instead of with what is written from now on.
    pub fn after(mut self, message: impl Into<MessageId>) -> Self {
        self.list = self.list.after(message);
        self
    }

    /// The stream. Nothing is asked before it is read, and nothing while it is not.
    pub fn events(self) -> Events {
        let cursor = self.list.anchor().cloned();
        let run = run::Run::new(self);
        let events = stream::unfold(run, |mut run| async move {
            let step = run.next().await?;
            Some((step, run))
        });
        Events { events: events.boxed(), cursor }
    }
}

/// What a poll tells.
///
/// ```
/// use chatwire_chatluck::poll::Event;
///
/// fn show(event: &Event) -> String {
///     match event {
///         Event::Message(message) => message.content.clone(),
///         Event::Invalid(item) => format!("(unreadable: {})", item.reason),
///         Event::Lifecycle(state) => format!("({state:?})"),
///         _ => String::new(),
///     }
/// }
/// # let message = r#"{"id":"m","channel_id":"c","user_id":"u","content":"Hi","created_at":""}"#;
/// # let message = serde_json::from_str(message)?;
/// assert_eq!(show(&Event::Message(message)), "Hi");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A new message.
    Message(Message),
    /// A new message that could not be read.
    Invalid(Invalid),
    /// State of the connection.
    Lifecycle(Lifecycle),
}

/// State of a poll's connection to the server.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
/// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.no_rate_limit().build()?;
/// use chatwire_chatluck::poll::{Event, Lifecycle};
/// use futures_util::TryStreamExt;
///
/// # let mut events = client.poll(emu.chatluck().channel("general")).events();
/// match events.try_next().await? {
///     Some(Event::Lifecycle(Lifecycle::Online { attempt, gap })) => {
///         assert_eq!((attempt, gap), (1, None));
///     }
///     Some(Event::Lifecycle(Lifecycle::Offline { cause, retry_in })) => {
///         eprintln!("{cause}; the next look is in {retry_in:?}");
///     }
///     other => println!("{other:?}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Lifecycle {
    /// The server answers: at the start, and again after failures.
    Online {
        /// Looks that it took, from 1.
        attempt: u32,
        /// The time without an answer before; `None` for the first one.
        gap: Option<Gap>,
    },
    /// A look failed; the next one follows by itself.
    Offline {
        /// What went wrong.
        cause: Error,
        /// Pause before the next look.
        retry_in: Duration,
    },
    /// Not all messages since the last look could be fetched: more than 100 pages on a server that gives the newest
    /// ones first, or a full page of which nothing can be read, not even an id to go on from.
    Incomplete {
        /// Messages between this one and the next one of the stream may be missing: see
        /// [`ListMessages::history`] for them.
        after: Option<MessageId>,
    },
}

/// The time without an answer before an [`Online`](Lifecycle::Online).
///
/// ```
/// use chatwire_chatluck::poll::Lifecycle;
///
/// fn news(lifecycle: &Lifecycle) -> &'static str {
///     match lifecycle {
///         Lifecycle::Online { gap: Some(gap), .. } if !gap.recovered => "read the history: some is missing",
///         Lifecycle::Online { .. } => "online",
///         _ => "",
///     }
/// }
/// assert_eq!(news(&Lifecycle::Online { attempt: 1, gap: None }), "online");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// From the last answer before until now.
    pub deaf: Duration,
    /// Whether everything that was written meanwhile follows; if not, an [`Incomplete`](Lifecycle::Incomplete) says
    /// where something is missing.
    pub recovered: bool,
}

impl Gap {
    /// A gap, for tests of one's own programs.
    #[must_use]
    pub fn new(deaf: Duration, recovered: bool) -> Self {
        Self { deaf, recovered }
    }
}

impl Event {
    /// The message, if this is one.
    #[must_use]
    pub fn into_message(self) -> Option<Message> {
        match self {
            Self::Message(message) => Some(message),
            _ => None,
        }
    }
}

/// Stream of new messages; see [`Client::poll`].
///
/// Dropping a `next()` future loses nothing: the look under way goes on with the next one.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
/// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.no_rate_limit().build()?;
/// use futures_util::TryStreamExt;
///
/// # let channel = emu.chatluck().channel("general");
/// # emu.chatluck().say("general", "Alice", "Hello");
/// let mut events = client.poll(&channel).events();
/// events.try_next().await?;
/// let newest = events.cursor().cloned().unwrap();
/// // Later, perhaps in another process: nothing written in between is lost.
/// let resumed = client.poll(&channel).after(newest.clone()).events();
/// assert_eq!(resumed.cursor(), Some(&newest));
/// # Ok(())
/// # }
/// ```
#[must_use = "streams do nothing unless polled"]
pub struct Events {
    events: BoxStream<'static, Step>,
    cursor: Option<MessageId>,
}

/// An event with the place to resume after it.
type Step = (Result<Event>, Option<MessageId>);

impl Events {
    /// Id to go on from with [`Poll::after`]: the last message that was handed out, or the newest one when
    /// the poll began. `None` while the channel is empty.
    #[must_use]
    pub fn cursor(&self) -> Option<&MessageId> {
        self.cursor.as_ref()
    }
}

impl Stream for Events {
    type Item = Result<Event>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Ready<Option<Self::Item>> {
        let this = self.get_mut();
        let step = ready!(this.events.poll_next_unpin(cx));
        Ready::Ready(step.map(|(event, cursor)| {
            this.cursor = cursor;
            event
        }))
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}

/// Whether a later look may succeed. A body that is no JSON often comes from a gateway for a while.
fn passes(err: &Error) -> bool {
    err.is_retryable() || err.kind() == ErrorKind::Decode
}
