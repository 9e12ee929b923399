//! Messages on their way out: in order in each room, retried where that is safe.
//!
//! An [`Outbox`] stands before a [`Platform`]. What is sent to one room keeps its order, and rooms do not wait for
//! each other. A message that is too long is written in pieces. A failure that passes is tried again, but only where
//! the message was certainly not written: twice is worse than an error.
//!
//! What goes through here and what does not: messages, edits, removals, reactions and the sign of typing, all in the
//! order of their room. Events and history are asked of the platform itself.

mod attempt;
mod builder;
#[cfg(feature = "outbox")]
mod journal;
mod keeper;
mod pieces;
mod queue;
mod sent;
mod unsent;
mod work;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chatwire_core::{Error, ErrorKind, Result};

use crate::{MessageId, Outgoing, Platform, Room};

pub(crate) use attempt::maybe_done;
pub use builder::Builder;
pub(crate) use pieces::{neutral_pieces, spread};
pub use sent::Sent;
pub use unsent::{Restored, Unsent, UnsentMessage};

use queue::Queues;
use work::Work;

/// Sends messages to one platform, in order in each room.
///
/// Cheap to clone: clones share their queues. Work is done by one task for each room that has some, so it needs a
/// tokio runtime; a call whose future is dropped after it stood in line is carried out all the same.
///
/// ```
/// # use chatwire::{BoxFuture, Event, MessageId, Platform, Result};
/// # use chatwire::{Outgoing, Room};
/// # use futures_util::stream::{self, BoxStream, StreamExt};
/// # #[derive(Debug)]
/// # struct Hall;
/// # impl Platform for Hall {
/// #     fn name(&self) -> &'static str { "hall" }
/// #     fn events(&self) -> BoxStream<'static, Result<Event>> { stream::empty().boxed() }
/// #     fn send<'a>(&'a self, _: &'a Room, message: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
/// #         Box::pin(async move { Ok(MessageId::from(message.text)) })
/// #     }
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// # let platform = Hall;
/// use chatwire::outbox::Outbox;
/// use std::time::Duration;
///
/// let outbox = Outbox::new(platform);
/// let room = Room::new("hall", "main");
/// // Stands in line at once; the answer can be waited for, or not.
/// let first = outbox.queue(&room, Outgoing::text("one"))?;
/// let second = outbox.send(&room, Outgoing::text("two")).await?;
/// assert_eq!((first.await?[0].as_str(), second.as_str()), ("one", "two"));
///
/// let unsent = outbox.close(Duration::from_secs(5)).await;
/// assert!(unsent.is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Outbox {
    queues: Arc<Queues>,
}

impl Outbox {
    /// An outbox with the settings of [`builder`](Self::builder) untouched, kept in memory only.
    pub fn new(platform: impl Platform + 'static) -> Self {
        Self::builder(platform).in_memory()
    }

    /// Settings of an outbox: bounds, retries, deadline, and a file (feature `outbox`).
    pub fn builder(platform: impl Platform + 'static) -> Builder {
        Builder::new(Arc::new(platform))
    }

    /// The platform behind it, for what needs no order.
    #[must_use]
    pub fn platform(&self) -> &Arc<dyn Platform> {
        &self.queues.platform
    }

    /// Writes a message behind the earlier ones of its room, and waits until it is written.
    ///
    /// The [`delay`](Outgoing::delay) is waited for when it is the message's turn. A text that is longer than the
    /// platform takes is written in pieces, with the answered message on the first and the attachments on the last;
    /// the id is that of the first piece. Waits for a place while the room's queue is full.
    ///
    /// # Errors
    ///
    /// That of the platform, when it does not pass, may not be repeated, or attempts or time are used up;
    /// [`Timeout`](ErrorKind::Timeout) when the [deadline](Builder::deadline) passes first;
    /// [`Closed`](ErrorKind::Closed) after [`close`](Self::close). [`maybe_sent`](Error::maybe_sent) is false only
    /// when nobody can have seen any of it, and the context `pieces sent` tells how many pieces were written before
    /// a later one failed.
    pub async fn send(&self, room: &Room, message: impl Into<Outgoing>) -> Result<MessageId> {
        let ids = self.send_all(room, message).await?;
        Ok(ids.into_iter().next().unwrap_or_else(|| MessageId::from(String::new())))
    }

    /// As [`send`](Self::send), with the ids of all pieces.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn send_all(
        &self,
        room: &Room,
        message: impl Into<Outgoing>,
    ) -> Result<Vec<MessageId>> {
        self.queues.stand_in_line(room, Work::Send(message.into())).await?.await
    }

    /// Puts a message behind the earlier ones of its room without waiting; [`Sent`] tells what became of it.
    ///
    /// # Errors
    ///
    /// [`RateLimited`](ErrorKind::RateLimited) with the code `outbox_full` when the room's queue is full,
    /// [`Closed`](ErrorKind::Closed) after [`close`](Self::close).
    pub fn queue(&self, room: &Room, message: impl Into<Outgoing>) -> Result<Sent> {
        self.queues.push_now(room, Work::Send(message.into()))
    }

    /// Gives a message of one's own a new text, after all that was sent to the room before.
    ///
    /// Doing it twice does no harm, so it is repeated also after a failure that tells nothing.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send); [`Unsupported`](ErrorKind::Unsupported) where the platform cannot.
    pub async fn edit(
        &self,
        room: &Room,
        id: &MessageId,
        message: impl Into<Outgoing>,
    ) -> Result<()> {
        self.act(room, Work::Edit(id.clone(), message.into())).await
    }

    /// Removes a message, after all that was sent to the room before.
    ///
    /// Repeated as [`edit`](Self::edit) is. A message that is not there any more after an attempt whose answer was
    /// lost counts as removed.
    ///
    /// # Errors
    ///
    /// As [`edit`](Self::edit).
    pub async fn delete(&self, room: &Room, id: &MessageId) -> Result<()> {
        self.act(room, Work::Delete(id.clone())).await
    }

    /// Puts an emoji under a message, after all that was sent to the room before.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send); [`Unsupported`](ErrorKind::Unsupported) where the platform cannot.
    pub async fn react(&self, room: &Room, id: &MessageId, emoji: impl Into<String>) -> Result<()> {
        self.act(room, Work::React(id.clone(), emoji.into())).await
    }

    /// Shows for some seconds that the program types. It is tried once: a sign that comes late is wrong.
    ///
    /// # Errors
    ///
    /// As [`react`](Self::react).
    pub async fn typing(&self, room: &Room) -> Result<()> {
        self.act(room, Work::Typing).await
    }

    async fn act(&self, room: &Room, work: Work) -> Result<()> {
        self.queues.stand_in_line(room, work).await?.await.map(drop)
    }

    /// Number of things that are in line or under way, in all rooms.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.queues.waiting()
    }

    /// What was found in the [file](Builder) when the outbox was opened; nothing without one.
    #[must_use]
    pub fn restored(&self) -> &Restored {
        &self.queues.restored
    }

    /// Takes nothing new, sends what is in line, at most for `deadline`, and tells what was left.
    ///
    /// At the deadline the call under way is given up, so that its message is [maybe sent](UnsentMessage::maybe_sent);
    /// what stood behind it was not sent, and with a file it is sent after the next start. The calls that wait for
    /// these messages get [`Closed`](ErrorKind::Closed). May be called again, and by several clones.
    pub async fn close(&self, deadline: Duration) -> Unsent {
        self.queues.close(deadline).await
    }

    /// Takes nothing new and gives up what is in line and under way, without waiting for its end.
    pub(crate) fn give_up(&self) {
        self.queues.give_up();
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox")
            .field("platform", &self.queues.platform.name())
            .field("waiting", &self.waiting())
            .finish_non_exhaustive()
    }
}

/// The error of work that was not, or perhaps not, done because the outbox was closed.
fn ended(platform: &'static str) -> Error {
    let why = "the runtime of the outbox ended before the message was sent";
    Error::new(ErrorKind::Closed, why).with_platform(platform)
}

fn closed(platform: &'static str) -> Error {
    Error::new(ErrorKind::Closed, "the outbox is closed").with_platform(platform)
}
