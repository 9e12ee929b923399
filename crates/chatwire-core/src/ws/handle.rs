//! [`Handle`]: commands from anywhere, and the end of a session.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument as _;

use super::host::{self, Guest};
use super::pending::Reply;
use crate::{Error, ErrorKind, Result};

/// Most commands that wait to be sent.
const COMMANDS: usize = 1_024;
/// A deque of commands that grew beyond this is given back when it is empty.
const KEEP: usize = 64;
/// So is a small one: most sessions send now and then only.
const FEW: usize = 4;

/// Whether a session can be used.
///
/// ```
/// use chatwire_core::ws::State;
///
/// fn light(state: State) -> &'static str {
///     match state {
///         State::Online => "green",
///         State::Connecting | State::Offline => "yellow",
///         _ => "red",
///     }
/// }
/// assert_eq!(light(State::Closed), "red");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// No connection has been online yet.
    Connecting,
    /// Connected.
    Online,
    /// The connection was lost; another one is on its way.
    Offline,
    /// Ended for good.
    Closed,
}

/// A handle to a live session: sends commands, tells the state, ends it. Clones are cheap.
///
/// A session ends when its stream and all its handles are dropped; a handle alone keeps it
/// alive, and events that nobody reads are then dropped.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
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
/// # let source = |_| async {
/// #     let (near, far) = tokio::io::duplex(1024);
/// #     tokio::spawn(async move {
/// #         use futures_util::{SinkExt, StreamExt};
/// #         let mut socket = tokio_tungstenite::accept_async(far).await.unwrap();
/// #         while let Some(Ok(message)) = socket.next().await {
/// #             if message.is_text() { socket.send(message).await.unwrap(); }
/// #         }
/// #     });
/// #     Ok(near)
/// # };
/// # let config = chatwire_core::ws::WsConfig::new(&Config::new())?.stream_source(source);
/// # let mut session = chatwire_core::ws::connect(Echo, config)?;
/// use chatwire_core::ws::State;
/// use futures_util::StreamExt;
///
/// let handle = session.handle();
/// handle.wait_online().await;
/// handle.send("hello".to_owned()).await?;
/// # while let Some(event) = session.next().await {
/// #     if matches!(event?, Event::Said(text) if text == "hello") { break }
/// # }
/// handle.close().await;
/// assert_eq!(handle.state(), State::Closed);
/// # drop(session);
/// # Ok(())
/// # }
/// ```
pub struct Handle<C>(pub(super) Arc<Owner<C>>);

impl<C> Clone for Handle<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<C> fmt::Debug for Handle<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("state", &self.state()).finish_non_exhaustive()
    }
}

/// A [`Handle`] that does not keep the session alive; from [`Handle::downgrade`].
///
/// For a client that uses a session while its owner has one.
pub struct WeakHandle<C>(Weak<Owner<C>>);

impl<C> WeakHandle<C> {
    /// The handle, unless the session's stream and handles are gone.
    #[must_use]
    pub fn upgrade(&self) -> Option<Handle<C>> {
        self.0.upgrade().map(Handle)
    }
}

impl<C> Clone for WeakHandle<C> {
    fn clone(&self) -> Self {
        Self(Weak::clone(&self.0))
    }
}

impl<C> fmt::Debug for WeakHandle<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakHandle").finish_non_exhaustive()
    }
}

/// Ends the session when stream and handles are gone.
pub(super) struct Owner<C>(pub(super) Arc<Control<C>>);

impl<C> Drop for Owner<C> {
    fn drop(&mut self) {
        self.0.ask_to_close();
    }
}

/// What the session's task shares with its handles.
pub(super) struct Control<C> {
    inner: Mutex<Inner<C>>,
    /// Something changed: the state, or there is room for commands.
    changed: Notify,
    reply_timeout: Duration,
    name: &'static str,
}

struct Inner<C> {
    /// Empty until used: most sessions only listen.
    commands: VecDeque<(u64, C)>,
    /// Number of the next command.
    next: u64,
    /// Number of the first command that the protocol has not got.
    undelivered: u64,
    state: State,
    /// It has been online, whatever it is by now.
    was_online: bool,
    closing: bool,
    task: Option<Waker>,
    /// Work that the task has not taken in yet.
    guest: Option<Arc<Guest>>,
    /// The task takes work in.
    hosts: bool,
}

impl<C> Control<C> {
    pub(super) fn new(reply_timeout: Duration, name: &'static str) -> Self {
        let inner = Inner {
            commands: VecDeque::new(),
            next: 0,
            undelivered: 0,
            state: State::Connecting,
            was_online: false,
            closing: false,
            task: None,
            guest: None,
            hosts: true,
        };
        Self { inner: Mutex::new(inner), changed: Notify::new(), reply_timeout, name }
    }

    fn lock(&self) -> MutexGuard<'_, Inner<C>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn ask_to_close(&self) {
        let mut inner = self.lock();
        inner.closing = true;
        let task = inner.task.take();
        drop(inner);
        if let Some(task) = task {
            task.wake();
        }
    }

    /// Whether the end was asked for; else the task is woken when it is, or when a command comes.
    pub(super) fn is_closing(&self, cx: &Context<'_>) -> bool {
        let mut inner = self.lock();
        if !inner.closing && !inner.task.as_ref().is_some_and(|task| task.will_wake(cx.waker())) {
            inner.task = Some(cx.waker().clone());
        }
        inner.closing
    }

    /// Gives the session's task something to do beside the session; `false` when it takes nothing.
    pub(super) fn take_in(&self, guest: &Arc<Guest>) -> bool {
        let mut inner = self.lock();
        if !std::mem::take(&mut inner.hosts) {
            return false;
        }
        inner.guest = Some(Arc::clone(guest));
        let task = inner.task.take();
        drop(inner);
        if let Some(task) = task {
            task.wake();
        }
        true
    }

    /// What the task was given to do, once.
    pub(super) fn guest(&self) -> Option<Arc<Guest>> {
        self.lock().guest.take()
    }

    /// The same, and nothing is taken in from now on.
    pub(super) fn last_guest(&self) -> Option<Arc<Guest>> {
        let mut inner = self.lock();
        inner.hosts = false;
        inner.guest.take()
    }

    /// Takes the next command, if there is one.
    pub(super) fn next_command(&self) -> Option<C> {
        let mut inner = self.lock();
        let (number, command) = inner.commands.pop_front()?;
        inner.undelivered = number + 1;
        let was_full = inner.commands.len() + 1 >= COMMANDS;
        let room = inner.commands.capacity();
        if inner.commands.is_empty() && (room > KEEP || room <= FEW) {
            inner.commands = VecDeque::new();
        }
        drop(inner);
        if was_full {
            self.changed.notify_waiters();
        }
        Some(command)
    }

    pub(super) fn has_commands(&self) -> bool {
        !self.lock().commands.is_empty()
    }

    pub(super) fn state(&self) -> State {
        self.lock().state
    }

    pub(super) fn set_state(&self, state: State) {
        let mut inner = self.lock();
        if inner.state == State::Closed || inner.state == state {
            return;
        }
        inner.state = state;
        inner.was_online |= state == State::Online;
        let unsent = if state == State::Closed {
            std::mem::take(&mut inner.commands)
        } else {
            VecDeque::new()
        };
        drop(inner);
        // Their replies fail by being dropped.
        drop(unsent);
        self.changed.notify_waiters();
    }

    fn closed(&self) -> Error {
        Error::new(ErrorKind::Closed, "the session has ended").with_platform(self.name)
    }

    /// Queues a command: its number, or the command back when there is no room.
    fn offer(&self, command: C) -> Result<Result<u64, C>> {
        let mut inner = self.lock();
        if inner.closing || inner.state == State::Closed {
            return Err(self.closed());
        }
        if inner.commands.len() >= COMMANDS {
            return Ok(Err(command));
        }
        let number = inner.next;
        inner.next += 1;
        inner.commands.push_back((number, command));
        let task = if inner.state == State::Online { inner.task.take() } else { None };
        drop(inner);
        if let Some(task) = task {
            task.wake();
        }
        Ok(Ok(number))
    }

    async fn queue(&self, mut command: C, until: Instant) -> Result<u64> {
        loop {
            let changed = self.changed.notified();
            match self.offer(command)? {
                Ok(number) => return Ok(number),
                Err(back) => command = back,
            }
            if timeout_at(until, changed).await.is_err() {
                return Err(Error::new(ErrorKind::Timeout, "the send queue stayed full")
                    .with_platform(self.name));
            }
        }
    }

    async fn wait_for(&self, wanted: impl Fn(State) -> bool) -> State {
        self.wait_until(|inner| wanted(inner.state).then_some(inner.state)).await
    }

    /// Waits until it has been online once, which may be over by now; `false` when it ended without.
    pub(super) async fn wait_was_online(&self) -> bool {
        let known = |inner: &Inner<C>| inner.was_online || inner.state == State::Closed;
        self.wait_until(|inner| known(inner).then_some(inner.was_online)).await
    }

    async fn wait_until<T>(&self, look: impl Fn(&Inner<C>) -> Option<T>) -> T {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // Registers before the state is read, so that no change falls in between.
            changed.as_mut().enable();
            if let Some(found) = look(&self.lock()) {
                return found;
            }
            changed.await;
        }
    }
}

/// Takes a command back when its caller stops waiting before it was delivered.
struct Recall<'a, C> {
    control: &'a Control<C>,
    number: u64,
}

impl<C> Recall<'_, C> {
    fn was_delivered(&self) -> bool {
        self.control.lock().undelivered > self.number
    }
}

impl<C> Drop for Recall<'_, C> {
    fn drop(&mut self) {
        let mut inner = self.control.lock();
        let at = inner.commands.binary_search_by_key(&self.number, |(number, _)| *number);
        let recalled = at.ok().and_then(|at| inner.commands.remove(at));
        drop(inner);
        if recalled.is_some() {
            // Somebody may be waiting for its place.
            self.control.changed.notify_waiters();
        }
    }
}

impl<C> Handle<C> {
    fn control(&self) -> &Control<C> {
        &self.0.0
    }

    /// Whether the session can be used right now.
    #[must_use]
    pub fn state(&self) -> State {
        self.control().state()
    }

    /// A handle that does not keep the session alive.
    #[must_use]
    pub fn downgrade(&self) -> WeakHandle<C> {
        WeakHandle(Arc::downgrade(&self.0))
    }

    /// Waits until the session is online or has ended, and tells which.
    ///
    /// May be dropped at any time. Without a limit of attempts it can wait for ever: put a
    /// timeout around it.
    pub async fn wait_online(&self) -> State {
        self.control().wait_for(|state| matches!(state, State::Online | State::Closed)).await
    }

    /// Queues a command; it is carried out once the session is online, in the order of calls.
    ///
    /// Returns as soon as it is queued, so nobody learns what became of it: use
    /// [`call`](Self::call) where there is an answer. Dropped before it returns, nothing is queued.
    ///
    /// # Errors
    /// [`Closed`](ErrorKind::Closed) after the end; [`Timeout`](ErrorKind::Timeout) when the queue
    /// of 1,024 commands stays full for the reply timeout (10 s).
    pub async fn send(&self, command: C) -> Result<()> {
        let until = Instant::now() + self.control().reply_timeout;
        self.control().queue(command, until).await.map(drop)
    }

    /// Queues the command that `make` builds around a [`Reply`], and waits for the answer.
    ///
    /// When the caller stops waiting (by dropping the future or by the reply timeout, 10 s), a
    /// command that was not delivered yet is taken back and never sent.
    ///
    /// # Errors
    /// Those of [`send`](Self::send); [`Timeout`](ErrorKind::Timeout) without an answer;
    /// [`Transport`](ErrorKind::Transport) when the line was lost meanwhile; what the peer
    /// answered. [`Error::maybe_sent`] tells whether the command may have gone out.
    pub async fn call<T>(&self, make: impl FnOnce(Reply<T>) -> C) -> Result<T> {
        let control = self.control();
        let until = Instant::now() + control.reply_timeout;
        let (reply, answer) = Reply::new();
        let number = control.queue(make(reply), until).await?;
        let recall = Recall { control, number };
        match timeout_at(until, answer).await {
            Ok(Some(result)) => result.map_err(|error| match error.platform() {
                "" => error.with_platform(control.name),
                _ => error,
            }),
            Ok(None) => {
                // Dropped: with the session, or by a protocol that has no answer for it.
                let error = match control.state() {
                    State::Closed => control.closed(),
                    _ => Error::new(ErrorKind::Transport, "no answer to the request")
                        .with_platform(control.name),
                };
                Err(error.with_maybe_sent(recall.was_delivered()))
            }
            Err(_) => {
                let delivered = recall.was_delivered();
                let words = if delivered {
                    "no answer to the request"
                } else {
                    "the session did not come online in time"
                };
                Err(Error::new(ErrorKind::Timeout, words)
                    .with_platform(control.name)
                    .with_maybe_sent(delivered))
            }
        }
    }

    /// Does work in the session's task, beside the session, and waits for its end. For platform crates: this is how
    /// handlers run.
    ///
    /// The work goes on whether or not this future is polled, and is dropped with it; if a thread is just busy with
    /// it, as soon as it comes back from that. It has the caller's span of `tracing`, but not its other surroundings,
    /// such as values local to the caller's task. While it blocks its thread, the session stands still, too.
    ///
    /// A task does one such work in its life. Another one is done in this future, and so is the rest of one whose task
    /// was ended from outside.
    ///
    /// # Errors
    /// Those of the work; [`Closed`](ErrorKind::Closed) when it panicked.
    pub async fn beside(
        &self,
        work: impl Future<Output = Result<()>> + Send + 'static,
    ) -> Result<()> {
        host::beside(self.control(), work.in_current_span()).await
    }

    /// Ends the session: sends what is queued, then a close frame, 2 s at most; waits for the end.
    ///
    /// The stream yields what had arrived and then ends. Dropped early, the session ends all the same.
    pub async fn close(&self) {
        self.control().ask_to_close();
        self.control().wait_for(|state| state == State::Closed).await;
    }
}
