//! [`Realtime`]: a session's events as a stream.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_util::StreamExt;
use tokio::runtime::Handle as Runtime;

use super::handle::{Handle, Owner};
use super::protocol::{Lifecycle, Protocol};
use super::queue::{Queue, Taken};
use super::share::Shared;
use crate::handlers::Registry;
use crate::{Error, ErrorKind, Result};

/// A live session: a stream of events that reconnects by itself.
///
/// *An error is final*: it comes when going on is useless (credentials refused, closed by the
/// platform for good, attempts exhausted), and then the stream ends. Trouble that passes is an
/// event, [`Lifecycle::Offline`]. So a loop over `try_next().await?` is correct code.
///
/// Taking events is cancel safe: a dropped `next()` loses nothing.
///
/// Dropped together with all its [handles](Self::handle), the session sends what is queued and
/// closes the line in the background; use [`close`](Self::close) to wait for it.
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
/// session.handle().send("hello".to_owned()).await?;
/// while let Some(event) = session.try_next().await? {
///     match event {
///         Event::Said(text) => {
///             assert_eq!(text, "hello");
///             break;
///         }
///         Event::State(news) => println!("{news:?}"),
///     }
/// }
/// session.close().await;
/// # Ok(())
/// # }
/// ```
#[must_use = "a session that is dropped ends"]
pub struct Realtime<P: Protocol> {
    queue: Arc<Queue<P::Event>>,
    batch: VecDeque<P::Event>,
    handle: Handle<P::Command>,
    /// The one that the session's task is in.
    pub(super) runtime: Runtime,
}

impl<P: Protocol> Realtime<P> {
    pub(super) fn new(
        queue: Arc<Queue<P::Event>>,
        owner: Arc<Owner<P::Command>>,
        runtime: Runtime,
    ) -> Self {
        Self { queue, batch: VecDeque::new(), handle: Handle(owner), runtime }
    }

    /// A handle that sends commands and ends the session from anywhere.
    #[must_use]
    pub fn handle(&self) -> Handle<P::Command> {
        self.handle.clone()
    }

    /// Whether the session can be used right now.
    #[must_use]
    pub fn state(&self) -> super::State {
        self.handle.state()
    }

    /// Waits until the session is online for the first time; no event is taken.
    ///
    /// It may have been online before this is called, and be offline or over by now: what became
    /// of it stands in its events. [`Handle::wait_online`] waits until it can be used.
    ///
    /// # Errors
    /// The final error, when the session ended without ever being online. Without a limit of attempts it waits as
    /// long as the platform cannot be reached: put a timeout around it if that is too long.
    pub async fn online(mut self) -> Result<Self> {
        if self.handle.0.0.wait_was_online().await {
            return Ok(self);
        }
        while let Some(event) = self.next().await {
            event?;
        }
        Err(Error::new(ErrorKind::Closed, "the session has ended").with_platform(P::NAME))
    }

    /// Gives each event to the handlers, until the session ends.
    ///
    /// Errors and panics of handlers are reported to them and end nothing. Handlers run one after another unless
    /// [`Registry::concurrency`] says otherwise; while one works, events wait in the session's queue. They run in the
    /// session's task, so that no wake-up lies between reading an event and handling it; see [`Handle::beside`] for
    /// what follows from that. Dropping this future ends them at once.
    ///
    /// # Errors
    /// The session's final error.
    pub async fn run(
        self,
        handlers: impl Into<Registry<Handle<P::Command>, P::Event>>,
    ) -> Result<()>
    where
        P::Event: Clone + Sync,
    {
        let handle = self.handle();
        handle.beside(handlers.into().run(handle.clone(), self)).await
    }

    /// Lets several readers see each event; each is told when it lags by more than `capacity`.
    pub fn share(self, capacity: usize) -> Shared<P>
    where
        P::Event: Sync,
    {
        Shared::new(self, capacity)
    }

    /// Ends the session: sends what is queued, then a close frame, 2 s at most.
    ///
    /// Events that were not taken are dropped; to keep them, call [`Handle::close`] and read on.
    pub async fn close(self) {
        self.queue.abandon();
        self.handle.close().await;
    }
}

impl<P: Protocol> Stream for Realtime<P> {
    type Item = Result<P::Event>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(event) = this.batch.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            match ready!(this.queue.poll_take(cx, &mut this.batch)) {
                Taken::Events => {}
                Taken::Missed(missed) => {
                    return Poll::Ready(Some(Ok(Lifecycle::Lagged { missed }.into())));
                }
                Taken::Failed(error) => return Poll::Ready(Some(Err(error))),
                Taken::End => return Poll::Ready(None),
            }
        }
    }
}

// Nothing in it is pinned: events move.
impl<P: Protocol> Unpin for Realtime<P> {}

impl<P: Protocol> Drop for Realtime<P> {
    fn drop(&mut self) {
        self.queue.abandon();
    }
}

impl<P: Protocol> fmt::Debug for Realtime<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Realtime").field("state", &self.state()).finish_non_exhaustive()
    }
}
