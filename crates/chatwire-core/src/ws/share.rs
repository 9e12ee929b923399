//! [`Shared`]: one session, several readers.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use futures_util::StreamExt;
use tokio::task::AbortHandle;

use super::handle::Handle;
use super::protocol::{Lifecycle, Protocol};
use super::stream::Realtime;
use crate::{Error, ErrorKind, Result};

/// A session with several readers, made by [`Realtime::share`].
///
/// Each reader sees every event from the moment it [subscribed](Self::subscribe); the first one
/// sees all. Events lie in one ring; a reader that falls behind it is told how many it missed.
/// The session ends when this, all readers and all handles are dropped.
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
/// use futures_util::StreamExt;
///
/// let shared = session.share(1_000);
/// let mut logger = shared.subscribe();
/// let mut bot = shared.subscribe();
/// assert!(matches!(*logger.next().await.unwrap()?, Event::State(_)));
/// assert!(matches!(*bot.next().await.unwrap()?, Event::State(_)), "both see it");
/// shared.handle().close().await;
/// # Ok(())
/// # }
/// ```
pub struct Shared<P: Protocol>(Arc<Owner<P>>);

/// One reader of a [`Shared`] session: a stream like [`Realtime`], with events behind [`Arc`].
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
/// use futures_util::TryStreamExt;
///
/// let shared = session.share(1_000);
/// let mut events = shared.subscribe();
/// shared.handle().send("hello".to_owned()).await?;
/// let said = loop {
///     match &*events.try_next().await?.unwrap() {
///         Event::Said(text) => break text.clone(),
///         Event::State(news) => println!("{news:?}"),
///     }
/// };
/// assert_eq!(said, "hello");
/// # Ok(())
/// # }
/// ```
#[must_use = "a reader that is dropped reads nothing"]
pub struct SharedEvents<P: Protocol> {
    owner: Arc<Owner<P>>,
    id: u64,
    next: u64,
    ended: bool,
}

/// Held by all readers; the last one ends the task that fills the ring.
struct Owner<P: Protocol> {
    ring: Arc<Ring<P::Event>>,
    handle: Handle<P::Command>,
    start: Mutex<Start<P>>,
}

/// The session is not read before there is a reader.
enum Start<P: Protocol> {
    Waiting(Realtime<P>),
    Running(AbortHandle),
    Changing,
}

struct Ring<E> {
    capacity: usize,
    state: Mutex<State<E>>,
}

struct State<E> {
    events: VecDeque<Arc<E>>,
    /// Number of the first event in the ring.
    first: u64,
    readers: u64,
    waiting: Vec<(u64, Waker)>,
    end: Option<Option<Error>>,
}

impl<E> Ring<E> {
    fn lock(&self) -> MutexGuard<'_, State<E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State<E>)) {
        let mut state = self.lock();
        change(&mut state);
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        for (_, waker) in waiting {
            waker.wake();
        }
    }

    fn push(&self, event: E) {
        let event = Arc::new(event);
        self.change(|state| {
            if state.events.len() >= self.capacity {
                state.events.pop_front();
                state.first += 1;
            }
            state.events.push_back(event);
        });
    }
}

impl<P: Protocol> Shared<P>
where
    P::Event: Sync,
{
    pub(super) fn new(session: Realtime<P>, capacity: usize) -> Self {
        let state =
            State { events: VecDeque::new(), first: 0, readers: 0, waiting: Vec::new(), end: None };
        let ring = Arc::new(Ring { capacity: capacity.max(1), state: Mutex::new(state) });
        let handle = session.handle();
        Self(Arc::new(Owner { ring, handle, start: Mutex::new(Start::Waiting(session)) }))
    }

    /// A reader that sees every event from now on. The first one starts the reading, in the session's runtime.
    pub fn subscribe(&self) -> SharedEvents<P> {
        let mut state = self.0.ring.lock();
        let id = state.readers;
        state.readers += 1;
        let next = state.first + state.events.len() as u64;
        drop(state);
        self.0.start();
        SharedEvents { owner: Arc::clone(&self.0), id, next, ended: false }
    }

    /// A handle that sends commands and ends the session from anywhere.
    #[must_use]
    pub fn handle(&self) -> Handle<P::Command> {
        self.0.handle.clone()
    }
}

impl<P: Protocol> Owner<P>
where
    P::Event: Sync,
{
    fn start(&self) {
        let mut start = self.start.lock().unwrap_or_else(PoisonError::into_inner);
        *start = match std::mem::replace(&mut *start, Start::Changing) {
            Start::Waiting(session) => {
                let runtime = session.runtime.clone();
                let filling = Filling::new::<P>(Arc::clone(&self.ring));
                Start::Running(runtime.spawn(fill(session, filling)).abort_handle())
            }
            other => other,
        };
    }
}

async fn fill<P: Protocol>(mut session: Realtime<P>, mut filling: Filling<P::Event>) {
    let mut error = None;
    while let Some(item) = session.next().await {
        match item {
            Ok(event) => filling.ring.push(event),
            Err(last) => error = Some(last),
        }
    }
    filling.end = error;
}

/// Tells the readers of the end, however the task ends, by itself, by a panic or with its runtime: nobody waits for ever.
struct Filling<E> {
    ring: Arc<Ring<E>>,
    end: Option<Error>,
}

impl<E> Filling<E> {
    fn new<P: Protocol>(ring: Arc<Ring<E>>) -> Self {
        let end = Error::new(ErrorKind::Closed, "the session's task was ended from outside");
        Self { ring, end: Some(end.with_platform(P::NAME)) }
    }
}

impl<E> Drop for Filling<E> {
    fn drop(&mut self) {
        let end = self.end.take();
        self.ring.change(|state| state.end = Some(end));
    }
}

impl<P: Protocol> Drop for Owner<P> {
    fn drop(&mut self) {
        let start = self.start.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Start::Running(task) = start {
            task.abort();
        }
    }
}

impl<P: Protocol> Stream for SharedEvents<P> {
    type Item = Result<Arc<P::Event>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(None);
        }
        let mut state = this.owner.ring.lock();
        let missed = state.first.saturating_sub(this.next);
        if missed > 0 {
            this.next = state.first;
            return Poll::Ready(Some(Ok(Arc::new(Lifecycle::Lagged { missed }.into()))));
        }
        let at = usize::try_from(this.next - state.first).unwrap_or(usize::MAX);
        if let Some(event) = state.events.get(at) {
            this.next += 1;
            return Poll::Ready(Some(Ok(Arc::clone(event))));
        }
        if let Some(end) = &state.end {
            this.ended = true;
            return Poll::Ready(end.clone().map(Err));
        }
        match state.waiting.iter_mut().find(|(id, _)| *id == this.id) {
            Some((_, waker)) => waker.clone_from(cx.waker()),
            None => state.waiting.push((this.id, cx.waker().clone())),
        }
        Poll::Pending
    }
}

impl<P: Protocol> Drop for SharedEvents<P> {
    fn drop(&mut self) {
        self.owner.ring.lock().waiting.retain(|(id, _)| *id != self.id);
    }
}

impl<P: Protocol> Clone for Shared<P> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<P: Protocol> fmt::Debug for Shared<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("state", &self.0.handle.state()).finish_non_exhaustive()
    }
}

impl<P: Protocol> fmt::Debug for SharedEvents<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedEvents").field("next", &self.next).finish_non_exhaustive()
    }
}
