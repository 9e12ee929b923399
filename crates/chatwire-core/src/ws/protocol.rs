//! What a platform says about its live session: the [`Protocol`] trait and the data around it.
//!
//! A protocol does no I/O. It is told what arrived and writes into an [`Out`] what follows from
//! it, so it is tested by handing it frames and looking at the `Out`.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::out::Out;
use crate::{BoxFuture, Error, ErrorKind, Result};

/// A platform's live protocol: a state machine without I/O, driven by the session's one task.
///
/// Calls never overlap. Nothing in here may block: the same thread reads the socket.
///
/// The order of calls: [`dial`](Self::dial), [`on_open`](Self::on_open), then frames, commands and
/// deadlines in any order, then [`on_close`](Self::on_close), and [`dial`](Self::dial) again.
/// Commands come only after [`Out::online`]; until then they wait.
pub trait Protocol: Send + Sized + 'static {
    /// What the session's stream yields; news of the connection itself is one of them.
    type Event: Send + From<Lifecycle> + 'static;
    /// What a [`Handle`](super::Handle) can ask for.
    type Command: Send + 'static;

    /// The platform's name in errors and logs (`kick`).
    const NAME: &'static str;

    /// Where to connect: URL (`ws`, `wss`, `http` or `https`) and headers for this attempt.
    ///
    /// Credentials are renewed here and hosts are chosen here, before each attempt. What the
    /// headers of the upgrade itself are is none of the protocol's business. A failure goes to
    /// [`on_refused`](Self::on_refused).
    fn dial(&mut self) -> BoxFuture<'_, Result<http::Request<()>>>;

    /// The line is up: authenticate, subscribe; call [`Out::online`] if no answer must be awaited.
    fn on_open(&mut self, out: &mut Out<Self>);

    /// A text or binary frame arrived.
    fn on_frame(&mut self, frame: FrameRef<'_>, out: &mut Out<Self>);

    /// A handle asked for something, or a future given to [`Out::run`] has ended.
    fn on_command(&mut self, command: Self::Command, out: &mut Out<Self>);

    /// When [`on_deadline`](Self::on_deadline) is due: the next heartbeat or the next overdue reply.
    ///
    /// Asked after each batch of frames, so it must be cheap. Silence of the peer is no business
    /// of deadlines but of [`watchdog`](Self::watchdog), which knows when reading is held back.
    fn deadline(&self) -> Option<Instant> {
        None
    }

    /// The time of [`deadline`](Self::deadline) has come; it must move on, or it is called again.
    fn on_deadline(&mut self, now: Instant, out: &mut Out<Self>) {
        let _ = (now, out);
    }

    /// What counts as a dead line; asked whenever the timer is set, so it may change.
    fn watchdog(&self) -> Watchdog {
        Watchdog::default()
    }

    /// The line is down, or [`Out::reconnect`] asked for it: fail pending replies, forget the
    /// connection's state, and say how to go on.
    fn on_close(&mut self, close: &Close<'_>) -> Recovery;

    /// An attempt to connect failed before the line was up: [`dial`](Self::dial) itself, the
    /// network, or a refused upgrade, whose status is in the error.
    ///
    /// By default, failures that can pass ([`Error::is_retryable`]) are tried again and the
    /// others are final.
    fn on_refused(&mut self, error: &Error) -> Recovery {
        if error.is_retryable() { Recovery::Backoff } else { Recovery::Stop(error.clone()) }
    }

    /// What a [`Catchup::Fetch`] or [`Out::backfill`] brought is about to be emitted.
    ///
    /// Here a protocol drops what has been seen, and remembers the rest, so that neither copy of
    /// a message is delivered twice.
    fn on_backfill(&mut self, events: &mut Vec<Self::Event>) {
        let _ = events;
    }
}

/// A frame that arrived, borrowed from the reader's buffer.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum FrameRef<'a> {
    /// Text, already checked to be UTF-8.
    Text(&'a str),
    /// Bytes.
    Binary(&'a [u8]),
    /// The answer to a [`Frame::Ping`].
    Pong,
}

impl fmt::Debug for FrameRef<'_> {
    /// Shows kind and length only: frames hold messages of people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Binary(bytes) => write!(f, "Binary({} bytes)", bytes.len()),
            Self::Pong => f.write_str("Pong"),
        }
    }
}

/// A frame to send. Pings of the peer are answered without the protocol.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Frame {
    /// Text.
    Text(String),
    /// Bytes.
    Binary(Bytes),
    /// A ping of the websocket itself; its pong arrives as [`FrameRef::Pong`].
    Ping,
}

impl Frame {
    /// A text frame.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A binary frame.
    pub fn binary(bytes: impl Into<Bytes>) -> Self {
        Self::Binary(bytes.into())
    }

    /// The text, if it is a text frame.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl fmt::Debug for Frame {
    /// Shows kind and length only: frames hold tokens and messages of people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Binary(bytes) => write!(f, "Binary({} bytes)", bytes.len()),
            Self::Ping => f.write_str("Ping"),
        }
    }
}

/// When silence means that the line is dead.
///
/// The clock stands still while reading is held back because events are not taken, and starts
/// anew afterwards: what the peer said meanwhile lies unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watchdog {
    pub(super) ping_after: Option<Duration>,
    pub(super) dead_after: Option<Duration>,
    pub(super) marked: bool,
}

impl Default for Watchdog {
    /// A ping after 50 s of silence, and 10 s for its answer.
    fn default() -> Self {
        Self::silence(Duration::from_secs(60)).ping_after(Duration::from_secs(50))
    }
}

impl Watchdog {
    /// Dead when no frame at all came for `limit`.
    #[must_use]
    pub fn silence(limit: Duration) -> Self {
        Self { ping_after: None, dead_after: Some(limit), marked: false }
    }

    /// Never dead by silence.
    #[must_use]
    pub fn off() -> Self {
        Self { ping_after: None, dead_after: None, marked: false }
    }

    /// Sends a websocket ping after this long without a life sign.
    #[must_use]
    pub fn ping_after(mut self, silence: Duration) -> Self {
        self.ping_after = Some(silence);
        self
    }

    /// Counts only what the protocol marks by [`Out::mark_alive`] as a life sign.
    ///
    /// For peers that go on answering on a line which gets no news any more.
    #[must_use]
    pub fn marked(mut self) -> Self {
        self.marked = true;
        self
    }
}

/// How a line ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Close<'a> {
    /// Code of the peer's close frame; `None` when there was none, or when we ended the line.
    pub code: Option<u16>,
    /// The peer's words, often empty.
    pub reason: &'a str,
    /// The same as an error: what the peer said, what broke, or what [`Out::reconnect`] was given.
    pub error: &'a Error,
}

impl<'a> Close<'a> {
    /// The end of a line without a close frame. For tests of a protocol.
    #[must_use]
    pub fn lost(error: &'a Error) -> Self {
        Self { code: None, reason: "", error }
    }

    /// A close frame of the peer. For tests of a protocol.
    #[must_use]
    pub fn by_peer(code: u16, reason: &'a str, error: &'a Error) -> Self {
        Self { code: Some(code), reason, error }
    }
}

/// How to go on after a line ended or could not be had.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Recovery {
    /// At once if the session had been online (at most 5 times a minute), else as [`Backoff`](Self::Backoff).
    Reconnect,
    /// After a growing pause, even the first time.
    Backoff,
    /// After exactly this pause.
    After(Duration),
    /// Not at all: the stream yields this error and ends.
    Stop(Error),
}

/// News of the connection itself, part of every platform's events.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Lifecycle {
    /// The session is up; requests and events flow.
    Online {
        /// Attempts that this connection took, from 1.
        attempt: u32,
        /// What may have been missed since the last connection; `None` for the first.
        gap: Option<Gap>,
    },
    /// The session is down and will be tried again by itself.
    Offline {
        /// Why.
        cause: Error,
        /// Pause before the next attempt.
        retry_in: Duration,
        /// Whether events were taken too slowly shortly before, so that reading was held back for
        /// more than a second: a peer may then hang up for want of an answer to its ping.
        slow_reader: bool,
    },
    /// Events were dropped because they were not taken fast enough
    /// ([`Overflow::DropOldest`](super::Overflow), [`Realtime::share`](super::Realtime::share)).
    Lagged {
        /// How many.
        missed: u64,
    },
}

/// The time without connection before an [`Online`](Lifecycle::Online).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Gap {
    /// From the last life sign of the old line until the new one was up.
    pub deaf: Duration,
    /// Whether everything that happened meanwhile is delivered after all: `false` when the
    /// platform keeps none of it, no longer keeps all of it, or could not be asked.
    pub recovered: bool,
}

/// How a protocol closes the gap before it goes online.
#[non_exhaustive]
pub enum Catchup<E> {
    /// The platform keeps nothing, or nobody asked for it.
    Nothing,
    /// The platform delivers what was missed by itself, on this line.
    Recovered,
    /// What was missed has to be fetched. Live events are held back meanwhile, so that all come
    /// in order; on failure the gap is reported as not recovered.
    Fetch(BoxFuture<'static, Result<Caught<E>>>),
}

impl<E> fmt::Debug for Catchup<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "Nothing",
            Self::Recovered => "Recovered",
            Self::Fetch(_) => "Fetch(..)",
        })
    }
}

/// What was fetched to close a gap.
#[derive(Clone, Debug)]
pub struct Caught<E> {
    /// Events, oldest first.
    pub events: Vec<E>,
    /// Whether they reach back to the last one that was seen.
    pub complete: bool,
}

/// The error of a protocol that found a line dead, or was told so. For platform crates.
pub(super) fn lost(message: &'static str) -> Error {
    Error::new(ErrorKind::Transport, message)
}
