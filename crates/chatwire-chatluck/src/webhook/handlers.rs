//! Functions that are called for events.

use chatwire_core::handlers::{HandlerError, HandlerOutput, Registry};

use super::{Event, EventMeta};
use crate::{ChannelId, Message, User};

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
#[derive(Clone, Debug, Default)]
pub struct Handlers(Registry<(), Event>);

impl Handlers {
    /// No handlers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls `handler` for new messages.
    pub fn on_message<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Message, EventMeta) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.0.add(
            |event| matches!(event, Event::MessageCreated { .. }),
            |event| match event {
                Event::MessageCreated { message, meta } => Some((message, meta)),
                _ => None,
            },
            move |(), (message, meta)| handler(message, meta),
        );
        self
    }

    /// Calls `handler` for users who joined.
    pub fn on_user_joined<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(User, Option<ChannelId>, EventMeta) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.0.add(
            |event| matches!(event, Event::UserJoined { .. }),
            |event| match event {
                Event::UserJoined { user, channel_id, meta } => Some((user, channel_id, meta)),
                _ => None,
            },
            move |(), (user, channel, meta)| handler(user, channel, meta),
        );
        self
    }

    /// Calls `handler` for events of types that this version does not know.
    pub fn on_unknown<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Option<String>, EventMeta) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.0.add(
            |event| matches!(event, Event::Unknown { .. }),
            |event| match event {
                Event::Unknown { event_type, meta } => Some((event_type, meta)),
                _ => None,
            },
            move |(), (event_type, meta)| handler(event_type, meta),
        );
        self
    }

    /// Calls `report` for handlers that failed or panicked, the last one registered wins.
    pub fn on_error(self, report: impl Fn(HandlerError) + Send + Sync + 'static) -> Self {
        self.0.on_error(report);
        self
    }

    /// Calls the handlers of `event` in the order in which they were registered; returns their number.
    ///
    /// Answer the webhook first and handle it in a task of its own when handlers take long: senders
    /// repeat what is not answered in time.
    pub async fn handle(&self, event: Event) -> usize {
        self.0.dispatch(&(), event).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

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
