//! Functions that are called for events of a live session.

use std::sync::Arc;

use chatwire_core::handlers::Registry;
use chatwire_core::ws::Lifecycle;
use chatwire_core::{Error, Result};

use super::Realtime;
use super::handle::Handle;
use super::wanted::Wishes;
use crate::event::{Event, EventKind, Kinds};

pub use chatwire_core::handlers::{HandlerError, HandlerId, HandlerOutput};

/// Functions that are called for events of a live session; each gets a [`Handle`] to answer with.
///
/// Handlers run one after another, in the order of the events, unless [`concurrency`](Self::concurrency) says
/// otherwise. Errors and panics of handlers are logged and given to [`on_error`](Self::on_error); they end nothing.
/// Clones share one list.
#[derive(Clone, Debug, Default)]
pub struct Handlers {
    registry: Registry<Handle, Event>,
    wishes: Arc<Wishes>,
}

impl Handlers {
    /// No handlers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Kinds of events that have a handler.
    #[must_use]
    pub fn kinds(&self) -> Kinds {
        self.wishes.get()
    }

    pub(super) fn wishes(&self) -> &Arc<Wishes> {
        &self.wishes
    }

    pub(super) async fn run(self, live: Handle, events: Realtime) -> Result<()> {
        let session = events.inner.handle();
        session.beside(self.registry.run(live, events)).await
    }

    /// Calls `handler` for the events of one kind, with what `take` makes of them; without a kind they come from
    /// elsewhere than the socket.
    pub(crate) fn for_kind<A, F, Fut>(
        self,
        kind: Option<EventKind>,
        wants: fn(&Event) -> bool,
        take: fn(Event) -> Option<A>,
        handler: F,
    ) -> Self
    where
        A: 'static,
        F: Fn(Handle, A) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        let id = self.registry.add(wants, take, handler);
        if let Some(kind) = kind {
            self.wishes.add(id, Kinds::from_iter([kind]));
        }
        self
    }

    /// Calls `handler` for the events of the kind that is chosen at run time.
    #[must_use]
    pub fn on_kind<F, Fut>(self, kind: EventKind, handler: F) -> Self
    where
        F: Fn(Handle, Event) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        let id = self.registry.add(move |event| event.kind() == Some(kind), Some, handler);
        self.wishes.add(id, Kinds::from_iter([kind]));
        self
    }

    /// Calls `handler` for every event; the id takes it [out](Self::remove) again.
    pub fn on<F, Fut>(&self, handler: F) -> HandlerId
    where
        F: Fn(Handle, Event) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        let id = self.registry.add(|_| true, Some, handler);
        self.wishes.add(id, Kinds::ALL);
        id
    }

    /// Takes a handler out, also while events are being handled; `false` when it is not there.
    pub fn remove(&self, id: HandlerId) -> bool {
        let was_there = self.registry.remove(id);
        self.wishes.remove(id);
        was_there
    }

    /// Calls `handler` for all news of the connection.
    #[must_use]
    pub fn on_lifecycle<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, Lifecycle) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.registry.add(
            |event| matches!(event, Event::Lifecycle(_)),
            |event| match event {
                Event::Lifecycle(news) => Some(news),
                _ => None,
            },
            handler,
        );
        self
    }

    /// Calls `handler` whenever the session is online, also after it was lost.
    #[doc(alias = "on_ready")]
    #[must_use]
    pub fn on_connect<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.registry.add(
            |event| matches!(event, Event::Lifecycle(Lifecycle::Online { .. })),
            |_| Some(()),
            move |live, ()| handler(live),
        );
        self
    }

    /// Calls `handler` with the cause whenever the connection was lost, or could not be had.
    ///
    /// A heartbeat without an answer is a [`Timeout`](crate::ErrorKind::Timeout) with the code `silence`.
    #[doc(alias = "on_heartbeat_timeout")]
    #[must_use]
    pub fn on_disconnect<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, Error) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.registry.add(
            |event| matches!(event, Event::Lifecycle(Lifecycle::Offline { .. })),
            |event| match event {
                Event::Lifecycle(Lifecycle::Offline { cause, .. }) => Some(cause),
                _ => None,
            },
            handler,
        );
        self
    }

    /// Calls `handler` for trouble that does not end the session.
    #[must_use]
    pub fn on_trouble<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, Error) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.registry.add(
            |event| matches!(event, Event::Trouble(_)),
            |event| match event {
                Event::Trouble(error) => Some(error),
                _ => None,
            },
            handler,
        );
        self
    }

    /// Calls `report` for handlers that failed or panicked; the last one registered wins.
    #[must_use]
    pub fn on_error(self, report: impl Fn(HandlerError) + Send + Sync + 'static) -> Self {
        self.registry.on_error(report);
        self
    }

    /// Handles up to `events` events at once, so in no order (1: one after another).
    #[must_use]
    pub fn concurrency(self, events: usize) -> Self {
        self.registry.concurrency(events);
        self
    }

    /// Calls the handlers of one event in the order in which they were registered; returns their number.
    pub async fn handle(&self, context: Handle, event: Event) -> usize {
        self.registry.dispatch(&context, event).await
    }
}
