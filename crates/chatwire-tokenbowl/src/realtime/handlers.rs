//! Functions that are called for events of a live session.

use std::sync::{Arc, OnceLock};

use chatwire_core::handlers::Interest;
use chatwire_core::ws::{Lifecycle, Realtime};
use chatwire_core::{Error, Result, handlers};

use super::event::{Event, ReadReceipt, Typing};
use super::handle::Handle;
use super::protocol::Live;
use crate::{Message, UnreadCount};

pub use chatwire_core::handlers::{HandlerError, HandlerId, HandlerOutput};

handlers! {
    /// Functions that are called for events of a live session; each gets a [`Handle`] to answer with.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_emulator::{Emulator, Platform};
    /// # let emulator = Emulator::start().await?;
    /// # let key = emulator.tokenbowl().key("bot");
    /// # let url = emulator.url(Platform::TokenBowl);
    /// # let client = chatwire_tokenbowl::Client::builder(key).base_url(url)?.build()?;
    /// use chatwire_tokenbowl::Error;
    /// use chatwire_tokenbowl::realtime::Handlers;
    ///
    /// let handlers = Handlers::new()
    ///     .on_message(|live, message| async move {
    ///         if message.content == "!ping" {
    ///             live.reply(&message, "pong").await?;
    ///         }
    ///         live.mark_message_read(&message.id).await?;
    /// #       live.close().await;
    ///         Ok::<_, Error>(())
    ///     })
    ///     .on_typing(|_, typing| async move { println!("{} is typing", typing.username) });
    /// let live = client.connect().await?;
    /// # emulator.tokenbowl().say("alice", "!ping");
    /// live.run(handlers).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct Handlers: Registry<Handle, Event> {
        /// Calls `handler` for messages.
        on_message => Message(message: Message);
        /// Calls `handler` when somebody has read a message.
        on_read_receipt => ReadReceipt(receipt: ReadReceipt);
        /// Calls `handler` for numbers of unread messages.
        on_unread_count => UnreadCount(count: UnreadCount);
        /// Calls `handler` when somebody types.
        on_typing => Typing(typing: Typing);
        /// Calls `handler` for all news of the connection.
        on_lifecycle => Lifecycle(news: Lifecycle);
        /// Calls `handler` for trouble that does not end the session.
        on_trouble => Trouble(error: Error);
        /// Calls `handler` for frames of kinds that this version does not know.
        on_unknown => Unknown { name: String, raw: String };
    }
}

/// Whether some handler wants messages, or to hear of those that are broken, once there are handlers; without, somebody reads the stream.
pub(super) type Wanted = Arc<OnceLock<Box<Interest<Handle, Event>>>>;

impl Handlers {
    pub(super) async fn run(
        self,
        live: Handle,
        events: Realtime<Live>,
        wanted: &Wanted,
    ) -> Result<()> {
        wanted.get_or_init(|| {
            let broken = Event::Trouble(Error::decode(""));
            Box::new(self.0.interest([Event::Message(Message::empty()), broken]))
        });
        let session = events.handle();
        session.beside(self.0.run(live, events)).await
    }

    /// Calls `handler` whenever the session is connected, also after it was lost.
    pub fn on_connect<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.0.add(
            |event| matches!(event, Event::Lifecycle(Lifecycle::Online { .. })),
            |_| Some(()),
            move |live, ()| handler(live),
        );
        self
    }

    /// Calls `handler` with the cause whenever the connection was lost, or could not be had.
    pub fn on_disconnect<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, Error) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.0.add(
            |event| matches!(event, Event::Lifecycle(Lifecycle::Offline { .. })),
            |event| match event {
                Event::Lifecycle(Lifecycle::Offline { cause, .. }) => Some(cause),
                _ => None,
            },
            handler,
        );
        self
    }
}
