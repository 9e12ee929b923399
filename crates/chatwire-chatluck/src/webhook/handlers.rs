//! Functions that are called for events.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use chatwire_core::BoxFuture;
use futures_util::FutureExt;

use self::sealed::Outcome;
use super::{Event, EventMeta};
use crate::{ChannelId, Message, User};

/// What happened to a handler that did not end well.
type OnError = Arc<dyn Fn(HandlerError) + Send + Sync>;
type Handler<A> = Arc<dyn Fn(A) -> BoxFuture<'static, Result<(), HandlerError>> + Send + Sync>;

/// Registry of handlers; [`handle`](Self::handle) calls those of an event, one after another.
///
/// A handler returns `()` or a `Result`. Errors and panics are logged and given to
/// [`on_error`](Self::on_error); the other handlers are called all the same.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_chatluck::Result<()> {
/// use chatwire_chatluck::webhook::{self, Handlers};
///
/// let handlers = Handlers::new()
///     .on_message(|message, _meta| async move { println!("{}", message.content) })
///     .on_user_joined(|user, channel, _meta| async move {
///         println!("{} joined {}", user.name, channel.ok_or("an unknown channel")?);
///         Ok::<_, &str>(())
///     })
///     .on_unknown(|event_type, _meta| async move { println!("{event_type:?}") });
///
/// let called = handlers.handle(webhook::parse(br#"{"event_type":"channel.archived"}"#)?).await;
/// assert_eq!(called, 1);
/// # Ok(())
/// # }
/// ```
#[must_use = "handlers do nothing until an event is handled"]
#[derive(Clone, Default)]
pub struct Handlers {
    message: Vec<Handler<(Message, EventMeta)>>,
    user_joined: Vec<Handler<(User, Option<ChannelId>, EventMeta)>>,
    unknown: Vec<Handler<(Option<String>, EventMeta)>>,
    error: Option<OnError>,
}

impl Handlers {
    /// No handlers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls `handler` for new messages.
    pub fn on_message<F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(Message, EventMeta) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.message.push(boxed(move |(message, meta)| handler(message, meta)));
        self
    }

    /// Calls `handler` for users who joined.
    pub fn on_user_joined<F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(User, Option<ChannelId>, EventMeta) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.user_joined.push(boxed(move |(user, channel, meta)| handler(user, channel, meta)));
        self
    }

    /// Calls `handler` for events of types that this version does not know.
    pub fn on_unknown<F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(Option<String>, EventMeta) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.unknown.push(boxed(move |(event_type, meta)| handler(event_type, meta)));
        self
    }

    /// Calls `report` for handlers that failed or panicked, the last one registered wins.
    pub fn on_error(mut self, report: impl Fn(HandlerError) + Send + Sync + 'static) -> Self {
        self.error = Some(Arc::new(report));
        self
    }

    /// Calls the handlers of `event` in the order in which they were registered; returns their number.
    ///
    /// Answer the webhook first and handle it in a task of its own when handlers take long: senders
    /// repeat what is not answered in time.
    pub async fn handle(&self, event: Event) -> usize {
        match event {
            Event::MessageCreated { message, meta } => {
                self.call(&self.message, (message, meta)).await
            }
            Event::UserJoined { user, channel_id, meta } => {
                self.call(&self.user_joined, (user, channel_id, meta)).await
            }
            Event::Unknown { event_type, meta } => {
                self.call(&self.unknown, (event_type, meta)).await
            }
        }
    }

    async fn call<A: Clone + Send>(&self, handlers: &[Handler<A>], argument: A) -> usize {
        for handler in handlers {
            let called = AssertUnwindSafe(async { handler(argument.clone()).await });
            let outcome = called.catch_unwind().await.unwrap_or(Err(HandlerError(Cause::Panic)));
            if let Err(error) = outcome {
                tracing::error!(%error, "a webhook handler failed");
                if let Some(report) = &self.error {
                    report(error);
                }
            }
        }
        handlers.len()
    }
}

impl fmt::Debug for Handlers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handlers")
            .field("message", &self.message.len())
            .field("user_joined", &self.user_joined.len())
            .field("unknown", &self.unknown.len())
            .finish_non_exhaustive()
    }
}

fn boxed<A, F, Fut>(handler: F) -> Handler<A>
where
    F: Fn(A) -> Fut + Send + Sync + 'static,
    Fut: Future<Output: HandlerOutput> + Send + 'static,
{
    Arc::new(move |argument| {
        let running = handler(argument);
        Box::pin(async move { running.await.into_outcome() })
    })
}

/// Why a handler did not end well.
#[derive(Clone, Debug)]
pub struct HandlerError(Cause);

#[derive(Clone, Debug)]
enum Cause {
    Failed(String),
    Panic,
}

impl HandlerError {
    /// Whether the handler panicked.
    #[must_use]
    pub fn is_panic(&self) -> bool {
        matches!(self.0, Cause::Panic)
    }
}

impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Failed(words) => f.write_str(words),
            Cause::Panic => f.write_str("the handler panicked"),
        }
    }
}

impl std::error::Error for HandlerError {}

/// What a handler may return: nothing, or a result whose error can be shown.
pub trait HandlerOutput: Outcome {}

impl HandlerOutput for () {}
impl<E: fmt::Display> HandlerOutput for Result<(), E> {}

mod sealed {
    use std::fmt;

    use super::{Cause, HandlerError};

    pub trait Outcome {
        fn into_outcome(self) -> Result<(), HandlerError>;
    }

    impl Outcome for () {
        fn into_outcome(self) -> Result<(), HandlerError> {
            Ok(())
        }
    }

    impl<E: fmt::Display> Outcome for Result<(), E> {
        fn into_outcome(self) -> Result<(), HandlerError> {
            self.map_err(|error| HandlerError(Cause::Failed(error.to_string())))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::json;

    use super::*;
    use crate::webhook::parse_value;

    #[tokio::test]
    async fn errors_and_panics_are_reported_and_do_not_stop_the_rest() {
        let log = Arc::new(Mutex::new(Vec::new()));
        let (seen, reported) = (Arc::clone(&log), Arc::clone(&log));
        let handlers = Handlers::new()
            .on_message(|_, _| async { Err::<(), _>("no luck") })
            .on_message(|_, _| async {
                if true {
                    panic!("boom")
                }
            })
            .on_message(move |message, _| {
                let seen = Arc::clone(&seen);
                async move { seen.lock().unwrap().push(message.content) }
            })
            .on_error(move |error| reported.lock().unwrap().push(error.to_string()));
        let event = parse_value(json!({"event_type": "message.created", "message":
            {"id": "m", "channel_id": "c", "user_id": "u", "content": "hello", "created_at": "t"}}));
        assert_eq!(handlers.handle(event.unwrap()).await, 3);
        assert_eq!(*log.lock().unwrap(), ["no luck", "the handler panicked", "hello"]);
        let other =
            parse_value(json!({"event_type": "user.joined", "user": {"id": "u", "name": "n"}}));
        assert_eq!(handlers.handle(other.unwrap()).await, 0);
    }
}
