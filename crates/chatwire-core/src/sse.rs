//! Event streams over HTTP (server-sent events): connected, read, and connected again.
//!
//! [`EventSource`] is a stream that stays up by itself and sends nothing but its request. Platforms make it from a
//! [`Call`]; their users see events of their own.
//!
//! No task runs behind it: who holds the stream owns the connection, and dropping the one ends the other.

mod parser;
mod source;

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

use self::source::{Options, Source};
use crate::build::Call;
use crate::{Error, Result};

/// Pause before the second connection unless said otherwise; it doubles with each failure in a row.
pub const RECONNECT_DELAY: Duration = Duration::from_secs(3);

/// Longest such pause, what chance adds not counted.
pub const MAX_RECONNECT_DELAY: Duration = Duration::from_secs(30);

/// Reconnections that may fail in a row unless said otherwise.
pub const MAX_RECONNECTS: u32 = 5;

/// Longest silence unless said otherwise; then the connection counts as lost.
pub const IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// Most data of one event unless said otherwise, in bytes.
pub const MAX_EVENT: usize = 1024 * 1024;

/// What an event stream brings.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Item {
    /// The server lets the stream begin, for the first time or again.
    Online {
        /// Attempts that this connection took, from 1.
        attempt: u32,
    },
    /// The stream was lost, or could not be had, and will be tried again by itself.
    Offline {
        /// Why.
        cause: Error,
        /// Attempt that comes next, from 1.
        attempt: u32,
        /// Pause before it.
        retry_in: Duration,
    },
    /// An event.
    Event(Event),
    /// An event could not be read; the stream goes on.
    Trouble(Error),
}

/// An event as the server sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// Id of this event, or of the last one before that had an id; empty before the first.
    pub id: String,
    /// Its type; `message` when the server gave none.
    pub name: String,
    /// Its data; lines are put together with line feeds.
    pub data: String,
}

/// A stream of events that connects again by itself, and says so by [`Item`]s.
///
/// It connects when it is polled for the first time. When the connection breaks, is silent for too long, or ends, it
/// waits and connects again with the id of the last event (`Last-Event-ID`), from which the server may go on. The
/// server's `retry:` sets the pause, within 100 ms to 30 s, and `Retry-After` of a refusal lengthens it, to an hour at
/// most.
///
/// *An error is final*, as with live sessions: one comes for a refusal that repeating does not change, for an answer
/// that is no event stream, and for the last of too many failures. Status 204 ends the stream without one, as the
/// standard says.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_core::{Config, testing::{Answer, Script}};
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
/// # let answer = || Answer::status(200).header("content-type", "text/event-stream");
/// # let script = Script::new()
/// #     .answer(answer().body("id: 1\ndata: Hello\n\n"))
/// #     .answer(answer().body("id: 2\nevent: bye\ndata: Farewell\n\n"));
/// # let config = Config::new().script(script.clone());
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), config)?;
/// use chatwire_core::sse::{EventSource, Item};
/// use futures_util::TryStreamExt;
///
/// let call = move || http.call(http::Method::GET, "example.events", "/events");
/// let mut events = EventSource::new(call);
/// while let Some(item) = events.try_next().await? {
///     match item {
///         Item::Event(event) if event.name == "bye" => break,
///         Item::Event(event) => println!("{}: {}", event.name, event.data),
///         Item::Offline { cause, retry_in, .. } => println!("{cause}, again in {retry_in:?}"),
///         _ => {}
///     }
/// }
/// assert_eq!(script.requests()[1].headers["last-event-id"], "1");
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is read"]
pub struct EventSource {
    options: Options,
    /// How a connection is asked for, until the first poll.
    make: Option<Make>,
    running: Option<Running>,
    is_open: bool,
}

type Make = Box<dyn Fn() -> Call + Send + Sync>;
/// What runs is never looked at by two threads at once, but has parts that are not `Sync`; the lock is never taken.
type Running = Mutex<Pin<Box<dyn Stream<Item = Result<Item>> + Send>>>;

impl EventSource {
    /// A stream that asks with the call that `make` makes, for each connection anew.
    ///
    /// The call may have any method and body. `Accept`, `Cache-Control` and `Last-Event-ID` are added.
    pub fn new(make: impl Fn() -> Call + Send + Sync + 'static) -> Self {
        Self {
            options: Options::default(),
            make: Some(Box::new(make)),
            running: None,
            is_open: false,
        }
    }

    /// Connects once only: the loss of the connection is an error, its end the end of the stream.
    pub fn no_reconnect(mut self) -> Self {
        self.options.reconnects = false;
        self
    }

    /// Sets the pause before the second connection ([`RECONNECT_DELAY`]).
    pub fn reconnect_delay(mut self, delay: Duration) -> Self {
        self.options.delay = delay;
        self
    }

    /// Sets how many reconnections may fail in a row ([`MAX_RECONNECTS`]; 0: no limit). One that succeeds sets the
    /// count back.
    pub fn max_reconnects(mut self, attempts: u32) -> Self {
        self.options.max_reconnects = attempts;
        self
    }

    /// Sets the longest silence, comments of the server counted as life ([`IDLE_TIMEOUT`]).
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.options.idle = limit;
        self
    }

    /// Sets the most data of one event, in bytes ([`MAX_EVENT`]); a larger one is an [`Item::Trouble`].
    pub fn max_event(mut self, bytes: usize) -> Self {
        self.options.max_event = bytes;
        self
    }

    /// Goes on after the event with this id, which an earlier stream brought.
    pub fn resume_after(mut self, id: impl Into<String>) -> Self {
        self.options.last_id = id.into();
        self
    }

    /// Whether the stream was up when it was looked at last.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.is_open
    }
}

impl Stream for EventSource {
    type Item = Result<Item>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some(make) = this.make.take() {
            let source = Source::new(make, std::mem::take(&mut this.options));
            this.running = Some(Mutex::new(Box::pin(source.items())));
        }
        let Some(running) = &mut this.running else { return Poll::Ready(None) };
        let running = running.get_mut().unwrap_or_else(PoisonError::into_inner);
        let item = ready!(running.as_mut().poll_next(cx));
        match &item {
            Some(Ok(Item::Online { .. })) => this.is_open = true,
            Some(Ok(Item::Event(_) | Item::Trouble(_))) => {}
            Some(Ok(Item::Offline { .. }) | Err(_)) | None => this.is_open = false,
        }
        if matches!(item, None | Some(Err(_))) {
            this.running = None;
        }
        Poll::Ready(item)
    }
}

impl fmt::Debug for EventSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSource").field("is_open", &self.is_open).finish_non_exhaustive()
    }
}
