//! A chat platform as bots, bridges and agents see it.

use std::fmt;
use std::sync::Arc;

use chatwire_core::{BoxFuture, Error, Result};
use futures_core::stream::BoxStream;

use crate::{Capabilities, Event, Incoming, MessageId, Outgoing, Room};

/// A chat platform: three methods are needed, the others say by default that the platform cannot do it.
///
/// What works is told by [`capabilities`](Self::capabilities), so that a caller need not try.
/// The adapters of the five platforms stand in [`adapter`](crate::adapter); a platform of one's own looks like this:
///
/// ```
/// use std::sync::Mutex;
/// use chatwire::{BoxFuture, Event, Incoming, MessageId, Outgoing, Platform, Result, Room, Sender};
/// use futures_util::stream::{self, BoxStream, StreamExt};
///
/// /// A hall where somebody once said hello.
/// #[derive(Debug, Default)]
/// struct Hall {
///     said: Mutex<Vec<String>>,
/// }
///
/// impl Platform for Hall {
///     fn name(&self) -> &'static str {
///         "hall"
///     }
///
///     fn events(&self) -> BoxStream<'static, Result<Event>> {
///         let (room, alice) = (Room::new("hall", "main"), Sender::new("alice"));
///         let hello = Incoming::new("1", room, alice, "hello");
///         stream::iter([Ok(Event::Message(hello))]).boxed()
///     }
///
///     fn send<'a>(&'a self, _: &'a Room, message: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
///         let mut said = self.said.lock().unwrap();
///         said.push(message.text);
///         let id = MessageId::from(said.len().to_string());
///         Box::pin(async { Ok(id) })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let hall = Hall::default();
/// let Some(Ok(Event::Message(hello))) = hall.events().next().await else { unreachable!() };
/// hall.send(&hello.room, Outgoing::text("hello, alice")).await?;
/// assert!(!hall.capabilities().edit);
/// # Ok(())
/// # }
/// ```
pub trait Platform: fmt::Debug + Send + Sync {
    /// Name of the platform, such as `kick`: the [`platform`](Room::platform) of its rooms.
    fn name(&self) -> &'static str;

    /// What happens from now on, in the order of the platform.
    ///
    /// Each call begins a new session, which ends when the stream is dropped. Trouble that passes is
    /// [`Event::Lifecycle`]; an error is the last item.
    fn events(&self) -> BoxStream<'static, Result<Event>>;

    /// Writes a message, and gives its id where the platform tells one (else an empty one).
    ///
    /// The [`delay`](Outgoing::delay) is the caller's to wait.
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) for a room of another platform and for a message that the platform would
    /// refuse; those of the platform's call. A caller that may not write twice looks at
    /// [`maybe_sent`](Error::maybe_sent) before it tries again.
    fn send<'a>(&'a self, room: &'a Room, message: Outgoing) -> BoxFuture<'a, Result<MessageId>>;

    /// What the platform can do; nothing but plain text, if not told otherwise.
    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }

    /// Gives a message of one's own a new text.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where the platform cannot; those of the platform's call.
    fn edit<'a>(
        &'a self,
        room: &'a Room,
        id: &'a MessageId,
        message: Outgoing,
    ) -> BoxFuture<'a, Result<()>> {
        let _ = (room, id, message);
        unsupported(self.name(), "edit a message")
    }

    /// Removes a message.
    ///
    /// # Errors
    ///
    /// As [`edit`](Self::edit).
    fn delete<'a>(&'a self, room: &'a Room, id: &'a MessageId) -> BoxFuture<'a, Result<()>> {
        let _ = (room, id);
        unsupported(self.name(), "delete a message")
    }

    /// Shows for some seconds that the program types.
    ///
    /// # Errors
    ///
    /// As [`edit`](Self::edit).
    fn typing<'a>(&'a self, room: &'a Room) -> BoxFuture<'a, Result<()>> {
        let _ = room;
        unsupported(self.name(), "show that it types")
    }

    /// Puts an emoji under a message.
    ///
    /// # Errors
    ///
    /// As [`edit`](Self::edit).
    fn react<'a>(
        &'a self,
        room: &'a Room,
        id: &'a MessageId,
        emoji: &'a str,
    ) -> BoxFuture<'a, Result<()>> {
        let _ = (room, id, emoji);
        unsupported(self.name(), "react to a message")
    }

    /// The last messages of a room, at most `limit`, oldest first.
    ///
    /// # Errors
    ///
    /// As [`edit`](Self::edit).
    fn history<'a>(&'a self, room: &'a Room, limit: usize) -> BoxFuture<'a, Result<Vec<Incoming>>> {
        let _ = (room, limit);
        unsupported(self.name(), "tell old messages")
    }
}

/// Answers for what a platform cannot do.
pub(crate) fn unsupported<'a, T: Send + 'a>(
    platform: &'static str,
    what: &str,
) -> BoxFuture<'a, Result<T>> {
    let error = Error::unsupported(format!("{platform} cannot {what}")).with_platform(platform);
    Box::pin(async { Err(error) })
}

macro_rules! forward {
    ($($pointer:ident)*) => {$(
        impl<P: Platform + ?Sized> Platform for $pointer<P> {
            fn name(&self) -> &'static str {
                (**self).name()
            }

            fn events(&self) -> BoxStream<'static, Result<Event>> {
                (**self).events()
            }

            fn send<'a>(
                &'a self,
                room: &'a Room,
                message: Outgoing,
            ) -> BoxFuture<'a, Result<MessageId>> {
                (**self).send(room, message)
            }

            fn capabilities(&self) -> Capabilities {
                (**self).capabilities()
            }

            fn edit<'a>(
                &'a self,
                room: &'a Room,
                id: &'a MessageId,
                message: Outgoing,
            ) -> BoxFuture<'a, Result<()>> {
                (**self).edit(room, id, message)
            }

            fn delete<'a>(
                &'a self,
                room: &'a Room,
                id: &'a MessageId,
            ) -> BoxFuture<'a, Result<()>> {
                (**self).delete(room, id)
            }

            fn typing<'a>(&'a self, room: &'a Room) -> BoxFuture<'a, Result<()>> {
                (**self).typing(room)
            }

            fn react<'a>(
                &'a self,
                room: &'a Room,
                id: &'a MessageId,
                emoji: &'a str,
            ) -> BoxFuture<'a, Result<()>> {
                (**self).react(room, id, emoji)
            }

            fn history<'a>(
                &'a self,
                room: &'a Room,
                limit: usize,
            ) -> BoxFuture<'a, Result<Vec<Incoming>>> {
                (**self).history(room, limit)
            }
        }
    )*};
}

forward!(Arc Box);
