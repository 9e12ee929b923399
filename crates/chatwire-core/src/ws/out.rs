//! [`Out`]: what a protocol wants done.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

use super::protocol::{Catchup, Caught, Frame, Gap, Lifecycle, Protocol};
use super::queue::give_back;
use crate::{BoxFuture, Error, ErrorKind, Result};

/// What follows from a call of a [`Protocol`]: events, frames, a verdict on the line.
///
/// Events go straight into the deque that the session's queue swaps with its reader: no copy and
/// no second queue. In tests of a protocol, make one by [`Out::default`] and look at what it holds.
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
/// // What a protocol's test does.
/// let mut out = Out::<Echo>::default();
/// Echo.on_open(&mut out);
/// assert!(out.is_online());
/// Echo.on_command("hello".to_owned(), &mut out);
/// assert_eq!(out.take_frames(), [Frame::text("hello")]);
/// assert!(out.given_up().is_none());
/// ```
pub struct Out<P: Protocol> {
    pub(super) events: VecDeque<P::Event>,
    /// Size of the last batch: room for as many is made at the first event of the next.
    pub(super) usual: usize,
    /// Fetches under way, oldest first; what is emitted waits behind the last.
    pub(super) holds: VecDeque<Hold<P::Event>>,
    pub(super) frames: VecDeque<Frame>,
    pub(super) verdict: Option<Verdict>,
    pub(super) tasks: Vec<BoxFuture<'static, P::Command>>,
    pub(super) alive: bool,
    pub(super) online: bool,
    pub(super) facts: Facts,
    /// Where this turn's reading stopped: at the end of what has come.
    pub(super) read_dry: bool,
}

/// What the protocol thinks of the line.
#[derive(Debug)]
pub(super) enum Verdict {
    Reconnect(Error),
    Fail(Error),
}

/// Facts about the present attempt, for the `Online` that ends it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    pub(super) attempt: u32,
    /// Last life sign of the line before; `None` on the first.
    pub(super) deaf_since: Option<Instant>,
}

/// A fetch, and what was emitted behind it.
pub(super) struct Hold<E> {
    pub(super) fetch: BoxFuture<'static, Result<Caught<E>>>,
    /// The `Online` that waits for the fetch, to know whether the gap was closed.
    pub(super) online: Option<(u32, Duration)>,
    /// Rings when it takes too long; set when the fetch begins, which those before it put off.
    pub(super) late: Option<Pin<Box<Sleep>>>,
    pub(super) after: VecDeque<E>,
}

/// Longest time for a fetch; then the gap is reported as not recovered.
const FETCH: Duration = Duration::from_secs(60);

impl<E> Hold<E> {
    /// What the fetch came to, if it is over.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Caught<E>>> {
        let late = self.late.get_or_insert_with(|| Box::pin(sleep(FETCH)));
        match self.fetch.as_mut().poll(cx) {
            Poll::Pending if late.as_mut().poll(cx).is_ready() => Poll::Ready(Err(Error::new(
                ErrorKind::Timeout,
                "fetching what was missed took too long",
            ))),
            outcome => outcome,
        }
    }
}

impl<P: Protocol> Default for Out<P> {
    fn default() -> Self {
        Self {
            events: VecDeque::new(),
            usual: 1,
            holds: VecDeque::new(),
            frames: VecDeque::new(),
            verdict: None,
            tasks: Vec::new(),
            alive: false,
            online: false,
            facts: Facts { attempt: 1, deaf_since: None },
            read_dry: true,
        }
    }
}

impl<P: Protocol> Out<P> {
    /// Delivers an event.
    #[inline]
    pub fn emit(&mut self, event: P::Event) {
        match self.holds.back_mut() {
            None => {
                if self.events.capacity() == 0 {
                    self.events.reserve_exact(self.usual);
                }
                self.events.push_back(event);
            }
            Some(hold) => hold.after.push_back(event),
        }
    }

    /// Sends a frame, in the order of calls.
    pub fn send(&mut self, frame: Frame) {
        self.frames.push_back(frame);
    }

    /// The session is complete: emits [`Lifecycle::Online`] and lets commands in.
    ///
    /// `catchup` says how the gap since the last connection is closed; on a first connection it
    /// is not looked at. Further calls on the same line do nothing.
    pub fn online(&mut self, catchup: Catchup<P::Event>) {
        if std::mem::replace(&mut self.online, true) {
            return;
        }
        let attempt = self.facts.attempt;
        let Some(since) = self.facts.deaf_since else {
            self.emit(Lifecycle::Online { attempt, gap: None }.into());
            return;
        };
        let deaf = since.elapsed();
        let recovered = match catchup {
            Catchup::Nothing => false,
            Catchup::Recovered => true,
            Catchup::Fetch(fetch) => return self.hold(fetch, Some((attempt, deaf))),
        };
        self.emit(Lifecycle::Online { attempt, gap: Some(Gap { deaf, recovered }) }.into());
    }

    /// Whether [`online`](Self::online) has been called on this line.
    #[must_use]
    pub fn is_online(&self) -> bool {
        self.online
    }

    /// Whether all that has come over the line is read: while the reader of the events is too slow, an answer may lie
    /// there unread, and nothing is late.
    #[must_use]
    pub fn is_read_dry(&self) -> bool {
        self.read_dry
    }

    /// Whether this line follows an earlier one, so that something may have been missed.
    #[must_use]
    pub fn is_again(&self) -> bool {
        self.facts.deaf_since.is_some()
    }

    /// Emits what `fetch` brings before anything that is emitted from now on.
    ///
    /// For one channel that lost its place while the line stayed up. A failure emits nothing:
    /// let the future itself make the event that reports it.
    pub fn backfill(&mut self, fetch: BoxFuture<'static, Result<Caught<P::Event>>>) {
        self.hold(fetch, None);
    }

    fn hold(
        &mut self,
        fetch: BoxFuture<'static, Result<Caught<P::Event>>>,
        online: Option<(u32, Duration)>,
    ) {
        self.holds.push_back(Hold { fetch, online, late: None, after: VecDeque::new() });
    }

    /// Runs `future` beside the line and hands its result to [`Protocol::on_command`].
    ///
    /// For tokens that are renewed while the line is up. It is dropped when the line ends.
    pub fn run(&mut self, future: BoxFuture<'static, P::Command>) {
        self.tasks.push(future);
    }

    /// The peer lives, for a [`Watchdog`](super::Watchdog) that is [`marked`](super::Watchdog::marked).
    pub fn mark_alive(&mut self) {
        self.alive = true;
    }

    /// Gives the line up; [`Protocol::on_close`] says how to go on. Events emitted so far are delivered.
    pub fn reconnect(&mut self, cause: Error) {
        self.verdict.get_or_insert(Verdict::Reconnect(cause));
    }

    /// Ends the session for good: the stream yields `error` and ends.
    pub fn fail(&mut self, error: Error) {
        self.verdict.get_or_insert(Verdict::Fail(error));
    }

    /// Takes the events so far; those behind an unfinished fetch stay. For tests of a protocol.
    pub fn take_events(&mut self) -> Vec<P::Event> {
        self.events.drain(..).collect()
    }

    /// Takes the frames so far. For tests of a protocol.
    pub fn take_frames(&mut self) -> Vec<Frame> {
        self.frames.drain(..).collect()
    }

    /// Takes the futures given to [`run`](Self::run). For tests of a protocol.
    pub fn take_tasks(&mut self) -> Vec<BoxFuture<'static, P::Command>> {
        std::mem::take(&mut self.tasks)
    }

    /// Why the line is given up, if it is. For tests of a protocol.
    #[must_use]
    pub fn given_up(&self) -> Option<&Error> {
        match &self.verdict {
            Some(Verdict::Reconnect(error) | Verdict::Fail(error)) => Some(error),
            None => None,
        }
    }

    /// Makes it an `Out` of a line that follows another, lost `ago`. For tests of a protocol.
    #[must_use]
    pub fn again(mut self, ago: Duration) -> Self {
        self.facts.deaf_since = Instant::now().checked_sub(ago);
        self
    }

    /// Events that the queue had no room for, or that wait behind fetches.
    pub(super) fn waiting(&self) -> usize {
        self.events.len() + self.held()
    }

    /// Events that wait behind fetches.
    pub(super) fn held(&self) -> usize {
        self.holds.iter().map(|hold| hold.after.len()).sum()
    }

    /// Drops the oldest held event; there is one.
    pub(super) fn drop_oldest_held(&mut self) {
        if let Some(hold) = self.holds.iter_mut().find(|hold| !hold.after.is_empty()) {
            hold.after.pop_front();
        }
    }

    /// Frees what is empty: a session waits far longer than it works.
    pub(super) fn give_back(&mut self) {
        give_back(&mut self.events);
        give_back(&mut self.frames);
        if self.tasks.is_empty() {
            self.tasks = Vec::new();
        }
    }

    /// Frees also what the next large batch would use again.
    pub(super) fn tidy(&mut self) {
        if self.events.is_empty() {
            self.events = VecDeque::new();
        }
        if self.frames.is_empty() {
            self.frames = VecDeque::new();
        }
        self.usual = 1;
    }

    /// Forgets what belongs to a line that has ended; events stay.
    pub(super) fn end_line(&mut self) {
        self.frames.clear();
        self.tasks.clear();
        self.verdict = None;
        self.alive = false;
        self.online = false;
        self.read_dry = true;
    }
}

impl<P: Protocol> fmt::Debug for Out<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Out")
            .field("events", &self.events.len())
            .field("frames", &self.frames)
            .field("verdict", &self.verdict)
            .field("tasks", &self.tasks.len())
            .field("online", &self.online)
            .finish_non_exhaustive()
    }
}
