//! [`Realtime`]: a session's events as a stream.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_util::StreamExt;

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
#[must_use = "a session that is dropped ends"]
pub struct Realtime<P: Protocol> {
    queue: Arc<Queue<P::Event>>,
    batch: VecDeque<P::Event>,
    handle: Handle<P::Command>,
}

impl<P: Protocol> Realtime<P> {
    pub(super) fn new(queue: Arc<Queue<P::Event>>, owner: Arc<Owner<P::Command>>) -> Self {
        Self { queue, batch: VecDeque::new(), handle: Handle(owner) }
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
    /// # Errors
    /// The final error, when the session ended instead. Without a limit of attempts it waits as
    /// long as the platform cannot be reached: put a timeout around it if that is too long.
    pub async fn online(mut self) -> Result<Self> {
        if self.handle.wait_online().await == super::State::Online {
            return Ok(self);
        }
        while let Some(event) = self.next().await {
            event?;
        }
        Err(Error::new(ErrorKind::Closed, "the session has ended").with_platform(P::NAME))
    }

    /// Gives each event to the handlers, until the session ends.
    ///
    /// Errors and panics of handlers are reported to them and end nothing. Handlers run in this
    /// future, one after another unless [`Registry::concurrency`] says otherwise; while one
    /// works, events wait in the session's queue.
    ///
    /// # Errors
    /// The session's final error.
    pub async fn run(
        self,
        handlers: impl Into<Registry<Handle<P::Command>, P::Event>>,
    ) -> Result<()>
    where
        P::Event: Clone,
    {
        let handle = self.handle();
        handlers.into().run(handle, self).await
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
