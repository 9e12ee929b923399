//! What a live session yields.

use chatwire_core::ws::Lifecycle;
use chatwire_core::{Error, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Message, MessageId, UnreadCount};

/// One thing that happened in a live session.
#[expect(clippy::large_enum_variant, reason = "nearly every event is a message")]
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A message of the room, or one to this user.
    ///
    /// Own messages come back over Centrifugo, those of the room only; over the direct transport they do not.
    Message(Message),
    /// Somebody marked a message as read.
    ///
    /// Over the direct transport, one's own messages only; over Centrifugo, those of the room by everybody,
    /// and again at each repetition.
    ReadReceipt(ReadReceipt),
    /// Numbers of unread messages: the answer to [`Handle::get_unread_count`](super::Handle::get_unread_count), or
    /// what the server sends after all messages were marked (Centrifugo only).
    UnreadCount(UnreadCount),
    /// Somebody types (Centrifugo only).
    Typing(Typing),
    /// News of the connection itself.
    Lifecycle(Lifecycle),
    /// Something that does not end the session: words of the server that answer no call, a frame that looks like a
    /// message and cannot be read, a channel that was refused, messages that may be missing
    /// ([`code::GAP`](crate::code::GAP)).
    Trouble(Error),
    /// A frame of a kind that this version does not know.
    Unknown {
        /// Its `type`, empty when it has none.
        name: String,
        /// The whole frame.
        raw: String,
    },
}

impl From<Lifecycle> for Event {
    fn from(news: Lifecycle) -> Self {
        Self::Lifecycle(news)
    }
}

impl Event {
    /// The message, if it is one.
    #[must_use]
    pub fn as_message(&self) -> Option<&Message> {
        match self {
            Self::Message(message) => Some(message),
            _ => None,
        }
    }
}

/// Somebody marked a message as read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReadReceipt {
    /// The message.
    pub message_id: MessageId,
    /// Name of who read it.
    pub read_by: String,
    /// Time as the server wrote it (Centrifugo only); see [`read_at_parsed`](Self::read_at_parsed).
    #[serde(default)]
    pub read_at: Option<String>,
}

impl ReadReceipt {
    /// Time of reading, `None` when it is missing or its text is no point in time.
    #[must_use]
    pub fn read_at_parsed(&self) -> Option<Timestamp> {
        Timestamp::parse(self.read_at.as_deref()?).ok()
    }
}

/// Somebody types. It is never said that somebody stopped: forget it after a few seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Typing {
    /// Name of who types.
    pub username: String,
    /// Name of the person that the text is for; `None` for the room.
    #[serde(default)]
    pub to_username: Option<String>,
    /// Time as the server wrote it.
    #[serde(default)]
    pub timestamp: Option<String>,
}
