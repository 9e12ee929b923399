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
///
/// ```
/// use chatwire_core::ws::{Catchup, Close, Frame, FrameRef, Lifecycle, Out, Protocol, Recovery};
/// use chatwire_core::{BoxFuture, Result};
///
/// #[derive(Debug, PartialEq)]
/// enum Event { Said(String), State }
/// impl From<Lifecycle> for Event {
///     fn from(_: Lifecycle) -> Self { Self::State }
/// }
///
/// struct Echo;
///
/// impl Protocol for Echo {
///     type Event = Event;
///     type Command = String;
///     const NAME: &'static str = "echo";
///
///     fn dial(&mut self) -> BoxFuture<'_, Result<http::Request<()>>> {
///         Box::pin(async {
///             let mut request = http::Request::new(());
///             *request.uri_mut() = http::Uri::from_static("wss://echo.example.org/live");
///             Ok(request)
///         })
///     }
///     fn on_open(&mut self, out: &mut Out<Self>) {
///         out.online(Catchup::Nothing);
///     }
///     fn on_frame(&mut self, frame: FrameRef<'_>, out: &mut Out<Self>) {
///         if let FrameRef::Text(text) = frame {
///             out.emit(Event::Said(text.to_owned()));
///         }
///     }
///     fn on_command(&mut self, text: String, out: &mut Out<Self>) {
///         out.send(Frame::text(text));
///     }
///     fn on_close(&mut self, _: &Close<'_>) -> Recovery {
///         Recovery::Reconnect
///     }
/// }
///
/// // No line is needed to test it.
/// let mut out = Out::default();
/// Echo.on_frame(FrameRef::Text("hello"), &mut out);
/// assert_eq!(out.take_events(), [Event::Said("hello".to_owned())]);
/// ```
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
    ///
    /// The dial timeout begins when this is done, since a protocol may wait here until there is something to connect
    /// for: it bounds by itself what else it waits for, users' code above all.
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

    /// Whether a command that was taken waits for its turn to be sent.
    ///
    /// Asked while the owner ends the session, whose close frame follows what waits, or the close timeout.
    fn has_waiting(&self) -> bool {
        false
    }

    /// What counts as a dead line; asked whenever the timer is set, so it may change.
    fn watchdog(&self) -> Watchdog {
        Watchdog::default()
    }

    /// The peer has been silent for [`Watchdog::ping_after`]: asks whether it lives, by a ping of the
    /// websocket unless the platform has pings of its own.
    fn on_silence(&mut self, out: &mut Out<Self>) {
        out.send(Frame::Ping);
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

    /// A turn of the session is over, in which up to 64 frames were read; what was emitted is handed to the reader
    /// when this returns.
    ///
    /// For what is cheaper to do for many events than for each.
    fn on_turn(&mut self) {}

    /// What a [`Catchup::Fetch`] or [`Out::backfill`] brought is about to be emitted.
    ///
    /// Here a protocol drops what has been seen, and remembers the rest, so that neither copy of
    /// a message is delivered twice.
    fn on_backfill(&mut self, events: &mut Vec<Self::Event>) {
        let _ = events;
    }
}

/// A frame that arrived, borrowed from the reader's buffer.
///
/// ```
/// use chatwire_core::ws::FrameRef;
///
/// fn json(frame: FrameRef<'_>) -> Option<serde_json::Value> {
///     match frame {
///         FrameRef::Text(text) => serde_json::from_str(text).ok(),
///         FrameRef::Binary(bytes) => serde_json::from_slice(bytes).ok(),
///         _ => None,
///     }
/// }
/// assert_eq!(json(FrameRef::Binary(b"[1]")), Some(serde_json::json!([1])));
/// assert_eq!(json(FrameRef::Pong), None);
/// ```
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
///
/// ```
/// use chatwire_core::ws::Frame;
///
/// let login = Frame::text(serde_json::json!({"type": "login", "token": "s3cret"}).to_string());
/// assert!(login.as_text().is_some_and(|text| text.contains("login")));
/// assert!(!format!("{login:?}").contains("s3cret"), "logs show the length only");
/// ```
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
///
/// ```
/// use std::time::Duration;
/// use chatwire_core::ws::Watchdog;
///
/// // A ping after 20 s of silence; without any answer the line is given up 10 s later.
/// let strict = Watchdog::silence(Duration::from_secs(30)).ping_after(Duration::from_secs(20));
/// assert_ne!(strict, Watchdog::default());
/// ```
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

    /// Asks the peer by [`Protocol::on_silence`] after this long without a life sign.
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
///
/// ```
/// use chatwire_core::ws::{Close, Recovery};
/// use chatwire_core::{Error, ErrorKind};
///
/// fn on_close(close: &Close<'_>) -> Recovery {
///     match close.code {
///         Some(4001) => Recovery::Stop(close.error.clone()),
///         _ => Recovery::Reconnect,
///     }
/// }
/// let error = Error::new(ErrorKind::Auth, "token revoked");
/// assert!(matches!(on_close(&Close::by_peer(4001, "revoked", &error)), Recovery::Stop(_)));
/// assert!(matches!(on_close(&Close::lost(&error)), Recovery::Reconnect));
/// ```
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
///
/// ```
/// use std::time::Duration;
/// use chatwire_core::ws::Recovery;
/// use chatwire_core::{Error, ErrorKind};
///
/// fn after_refusal(error: &Error) -> Recovery {
///     match (error.kind(), error.retry_after()) {
///         (ErrorKind::Auth, _) => Recovery::Stop(error.clone()),
///         (_, Some(pause)) => Recovery::After(pause),
///         _ => Recovery::Backoff,
///     }
/// }
/// let busy = Error::new(ErrorKind::RateLimited, "busy").with_retry_after(Duration::from_secs(9));
/// assert!(matches!(after_refusal(&busy), Recovery::After(pause) if pause.as_secs() == 9));
/// ```
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
///
/// ```
/// # use chatwire_core::ws::{Catchup, Close, Frame, FrameRef, Lifecycle, Out, Protocol, Recovery};
/// # use chatwire_core::{BoxFuture, Config, Result as CoreResult};
/// # #[derive(Debug)]
/// # enum Event { Said(String), State(Lifecycle) }
/// # impl From<Lifecycle> for Event {
/// #     fn from(state: Lifecycle) -> Self { Self::State(state) }
/// # }
/// # struct Echo;
/// # impl Protocol for Echo {
/// #     type Event = Event;
/// #     type Command = String;
/// #     const NAME: &'static str = "echo";
/// #     fn dial(&mut self) -> BoxFuture<'_, CoreResult<http::Request<()>>> {
/// #         let mut request = http::Request::new(());
/// #         *request.uri_mut() = http::Uri::from_static("ws://localhost/live");
/// #         Box::pin(async { Ok(request) })
/// #     }
/// #     fn on_open(&mut self, out: &mut Out<Self>) { out.online(Catchup::Nothing); }
/// #     fn on_frame(&mut self, frame: FrameRef<'_>, out: &mut Out<Self>) {
/// #         if let FrameRef::Text(text) = frame { out.emit(Event::Said(text.to_owned())); }
/// #     }
/// #     fn on_command(&mut self, text: String, out: &mut Out<Self>) { out.send(Frame::text(text)); }
/// #     fn on_close(&mut self, _: &Close<'_>) -> Recovery { Recovery::Reconnect }
/// # }
/// # let out = &mut Out::<Echo>::default();
/// # Echo.on_open(out);
/// # let Event::State(lifecycle) = out.take_events().remove(0) else { unreachable!() };
/// let news = match lifecycle {
///     Lifecycle::Online { gap: Some(gap), .. } if !gap.recovered => "read the history: some is missing",
///     Lifecycle::Online { .. } => "online",
///     Lifecycle::Offline { .. } => "it reconnects by itself",
///     Lifecycle::Lagged { .. } => "events were taken too slowly",
///     _ => "",
/// };
/// assert_eq!(news, "online");
/// ```
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
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_core::ws::{Catchup, Close, Frame, FrameRef, Lifecycle, Out, Protocol, Recovery};
/// # use chatwire_core::{BoxFuture, Config, Result as CoreResult};
/// # #[derive(Debug)]
/// # enum Event { Said(String), State(Lifecycle) }
/// # impl From<Lifecycle> for Event {
/// #     fn from(state: Lifecycle) -> Self { Self::State(state) }
/// # }
/// # struct Echo;
/// # impl Protocol for Echo {
/// #     type Event = Event;
/// #     type Command = String;
/// #     const NAME: &'static str = "echo";
/// #     fn dial(&mut self) -> BoxFuture<'_, CoreResult<http::Request<()>>> {
/// #         let mut request = http::Request::new(());
/// #         *request.uri_mut() = http::Uri::from_static("ws://localhost/live");
/// #         Box::pin(async { Ok(request) })
/// #     }
/// #     fn on_open(&mut self, out: &mut Out<Self>) { out.online(Catchup::Nothing); }
/// #     fn on_frame(&mut self, frame: FrameRef<'_>, out: &mut Out<Self>) {
/// #         if let FrameRef::Text(text) = frame { out.emit(Event::Said(text.to_owned())); }
/// #     }
/// #     fn on_command(&mut self, text: String, out: &mut Out<Self>) { out.send(Frame::text(text)); }
/// #     fn on_close(&mut self, _: &Close<'_>) -> Recovery { Recovery::Reconnect }
/// # }
/// use std::time::Duration;
///
/// # let mut out = Out::<Echo>::default().again(Duration::from_secs(90));
/// # Echo.on_open(&mut out);
/// # let Event::State(lifecycle) = out.take_events().remove(0) else { unreachable!() };
/// if let Lifecycle::Online { gap: Some(gap), .. } = lifecycle {
///     assert!(!gap.recovered, "this platform keeps nothing");
///     println!("look into the history of the last {:?}", gap.deaf);
///     # assert!(gap.deaf >= Duration::from_secs(90));
/// }
/// # else { panic!("no gap") }
/// # Ok(())
/// # }
/// ```
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
///
/// ```
/// use chatwire_core::ws::{Catchup, Caught};
///
/// fn catchup(server_recovered: bool, last_seen: Option<u64>) -> Catchup<u64> {
///     match last_seen {
///         _ if server_recovered => Catchup::Recovered,
///         None => Catchup::Nothing,
///         Some(last) => Catchup::Fetch(Box::pin(async move {
///             // Here the platform's history would be asked.
///             Ok(Caught { events: vec![last + 1], complete: true })
///         })),
///     }
/// }
/// assert!(matches!(catchup(false, Some(7)), Catchup::Fetch(_)));
/// ```
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
///
/// ```
/// use chatwire_core::ws::Caught;
///
/// fn caught(last_seen: u64, history: &[u64]) -> Caught<u64> {
///     let events = history.iter().copied().filter(|id| *id > last_seen).collect();
///     Caught { events, complete: history.contains(&last_seen) }
/// }
/// let caught = caught(7, &[6, 7, 8, 9]);
/// assert!(caught.complete && caught.events == [8, 9]);
/// ```
#[derive(Clone, Debug)]
pub struct Caught<E> {
    /// Events, oldest first.
    pub events: Vec<E>,
    /// Whether they reach back to the last one that was seen.
    pub complete: bool,
}

/// The error of a protocol that found a line dead, or was told so.
pub(in crate::ws) fn lost(message: &'static str) -> Error {
    Error::new(ErrorKind::Transport, message)
}
