//! What a handler is given beside its event.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chatwire_core::{Error, Result};
use tokio::time::timeout;

use super::run::Running;
use super::strategy::answer;
use super::waiters::Waiting;
use crate::outbox::{Outbox, neutral_pieces};
use crate::{Event, Incoming, MessageId, Outgoing, Platform, Room};

/// Where an event came from, and the way to answer it.
///
/// Cheap to clone. All that is written goes through the platform's [`Outbox`]: in order in its room, retried where
/// that is safe.
///
/// ```
/// use chatwire::bot::{Bot, Command, Context};
/// use chatwire::{Error, Result};
/// use std::time::Duration;
///
/// async fn order(ctx: Context, (): ()) -> Result<()> {
///     let Some(size) = ctx.ask("Which size?", Duration::from_secs(60)).await? else {
///         ctx.send("Another time, then.").await?;
///         return Ok(());
///     };
///     ctx.send(format!("One of size {}.", size.text)).await?;
///     Ok(())
/// }
/// let bot = Bot::new().command(Command::new("order", order));
/// # let _ = bot;
/// ```
#[derive(Clone)]
pub struct Context {
    pub(super) running: Arc<Running>,
    platform: usize,
    room: Option<Room>,
    messages: Arc<[Incoming]>,
}

impl Context {
    pub(super) fn new(
        running: Arc<Running>,
        platform: usize,
        event: &Event,
        messages: Arc<[Incoming]>,
    ) -> Self {
        Self { running, platform, room: event.room().cloned(), messages }
    }

    /// Writes an answer to the message that was written, linked to it where the platform knows answers.
    ///
    /// For an event that is not about a message it is the same as [`send`](Self::send).
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn reply(&self, text: impl Into<Outgoing>) -> Result<MessageId> {
        let text = text.into();
        match self.message() {
            Some(message) => {
                let can_reply = self.platform().capabilities().reply;
                self.send(answer(message, text, can_reply)).await
            }
            None => self.send(text).await,
        }
    }

    /// Writes a message into the room of the event.
    ///
    /// # Errors
    ///
    /// [`Input`](chatwire_core::ErrorKind::Input) for an event that happened in no room; those of [`Outbox::send`].
    pub async fn send(&self, message: impl Into<Outgoing>) -> Result<MessageId> {
        self.outbox().send(self.here()?, message).await
    }

    /// Writes words of other people or of a language model into the room of the event, in as many messages as the
    /// platform needs, none of which calls everybody.
    pub(super) async fn send_neutral(&self, message: Outgoing) -> Result<()> {
        // The outbox would cut after it was made sure that nobody is called.
        for piece in neutral_pieces(message, &self.platform().capabilities()) {
            self.send(piece).await?;
        }
        Ok(())
    }

    /// Writes a message into any room of any of the bot's platforms.
    ///
    /// # Errors
    ///
    /// [`Input`](chatwire_core::ErrorKind::Input) for a room of a platform that the bot has not; those of
    /// [`Outbox::send`].
    pub async fn send_to(&self, room: &Room, message: impl Into<Outgoing>) -> Result<MessageId> {
        let mut outboxes = self.running.outboxes.iter();
        // Of two clients of one platform, the event's own.
        let outbox = Some(self.outbox())
            .filter(|own| own.platform().name() == room.platform)
            .or_else(|| outboxes.find(|each| each.platform().name() == room.platform));
        let unknown = || Error::input(format!("the bot has no platform {}", room.platform));
        outbox.ok_or_else(unknown)?.send(room, message).await
    }

    /// Gives a message of one's own, in the room of the event, a new text.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send); [`Unsupported`](chatwire_core::ErrorKind::Unsupported) where the platform cannot.
    pub async fn edit(&self, id: &MessageId, message: impl Into<Outgoing>) -> Result<()> {
        self.outbox().edit(self.here()?, id, message).await
    }

    /// Removes a message in the room of the event.
    ///
    /// # Errors
    ///
    /// As [`edit`](Self::edit).
    pub async fn delete(&self, id: &MessageId) -> Result<()> {
        self.outbox().delete(self.here()?, id).await
    }

    /// Puts an emoji under the message that was written.
    ///
    /// # Errors
    ///
    /// As [`edit`](Self::edit); [`Input`](chatwire_core::ErrorKind::Input) for an event that is not about a message.
    pub async fn react(&self, emoji: impl Into<String>) -> Result<()> {
        let Some(message) = self.message() else {
            return Err(Error::input("the event has no message to react to"));
        };
        self.outbox().react(&message.room, &message.id, emoji).await
    }

    /// Shows in the room of the event for some seconds that the bot types.
    ///
    /// # Errors
    ///
    /// As [`edit`](Self::edit).
    pub async fn typing(&self) -> Result<()> {
        self.outbox().typing(self.here()?).await
    }

    /// Waits for the next message of the room that `filter` wants; `None` when none came in time.
    ///
    /// The message goes to nobody else: not to other handlers, and to no command; one that came before the future was
    /// dropped, and was not seen, is handled as others are. With
    /// [`Strategy::Queue`](super::Strategy::Queue) the other messages of the conversation wait meanwhile, at most
    /// until the bot's [capacity](super::Bot::capacity) is reached and its platform waits, too: in busy rooms use
    /// [`per_sender`](super::Bot::per_sender) or [`Concurrent`](super::Strategy::Concurrent).
    ///
    /// # Errors
    ///
    /// [`Input`](chatwire_core::ErrorKind::Input) for an event that happened in no room;
    /// [`RateLimited`](chatwire_core::ErrorKind::RateLimited) with the code `too_many_dialogues` when
    /// [as many as allowed](super::Bot::dialogues) wait already;
    /// [`Closed`](chatwire_core::ErrorKind::Closed) when the bot stops.
    pub async fn wait_for(
        &self,
        filter: impl Fn(&Incoming) -> bool + Send + 'static,
        patience: Duration,
    ) -> Result<Option<Incoming>> {
        let waiting = self.running.wait(self.here()?.clone(), filter)?;
        self.heard(waiting, patience).await
    }

    /// Writes a question into the room, and waits for the next message of the person whose message is being handled.
    ///
    /// What the person writes while the question is still on its way counts as well; should the question fail then,
    /// that message is handled as others are.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send) and of [`wait_for`](Self::wait_for);
    /// [`Input`](chatwire_core::ErrorKind::Input) for an event that is not about a message.
    pub async fn ask(
        &self,
        question: impl Into<Outgoing>,
        patience: Duration,
    ) -> Result<Option<Incoming>> {
        let Some(asked) = self.message() else {
            return Err(Error::input("the event has no sender to ask"));
        };
        let sender = asked.sender.id.clone();
        let filter = move |message: &Incoming| message.sender.id == sender;
        let waiting = self.running.wait(asked.room.clone(), filter)?;
        self.send(question).await?;
        self.heard(waiting, patience).await
    }

    async fn heard(
        &self,
        mut waiting: Waiting<'_>,
        patience: Duration,
    ) -> Result<Option<Incoming>> {
        let heard = timeout(patience, waiting.message()).await.ok().transpose()?;
        if heard.is_some() {
            self.running.counters.handled.one();
        }
        Ok(heard)
    }

    /// Where the event happened, where the neutral form tells.
    #[must_use]
    pub fn room(&self) -> Option<&Room> {
        self.room.as_ref()
    }

    /// The message that was written or edited, the last one of a burst; `None` for other events.
    #[must_use]
    pub fn message(&self) -> Option<&Incoming> {
        self.messages.last()
    }

    /// The single messages of a burst, oldest first; one, or none, with other strategies.
    #[must_use]
    pub fn messages(&self) -> &[Incoming] {
        &self.messages
    }

    /// The platform of the event.
    #[must_use]
    pub fn platform(&self) -> &Arc<dyn Platform> {
        self.outbox().platform()
    }

    /// The outbox of the platform of the event.
    #[must_use]
    pub fn outbox(&self) -> &Outbox {
        self.running.outbox(self.platform)
    }

    /// Comes when the bot is asked to stop, for handlers that take long.
    pub async fn stopping(&self) {
        self.running.stopping().await;
    }

    fn here(&self) -> Result<&Room> {
        self.room().ok_or_else(|| Error::input("the event happened in no room"))
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("platform", &self.platform().name())
            .field("room", &self.room)
            .finish_non_exhaustive()
    }
}
