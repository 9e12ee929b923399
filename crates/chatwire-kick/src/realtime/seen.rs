//! [`Seen`] and [`UnifiedMessage`]: messages that come by more than one way.

use std::sync::Arc;

use chatwire_core::Timestamp;
use chatwire_core::webhook::IdMemory;

use super::event::{ChatMessage, Received};
use crate::{ChatroomId, MessageId, UserId};

/// Messages that have come already, by their ids: one memory for sockets and webhooks together.
///
/// Clones share it. It keeps the newest ids and forgets the oldest.
///
/// ```
/// use chatwire_kick::realtime::Seen;
///
/// let seen = Seen::default();
/// // Give `seen.clone()` to `Connect::seen`, and ask it for each message of a webhook.
/// assert!(seen.is_new("m1"));
/// assert!(!seen.is_new("m1"), "the other way was faster");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Seen(Arc<IdMemory>);

impl Seen {
    /// A memory for this many ids (4,096 by default).
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self(Arc::new(IdMemory::new(capacity)))
    }

    /// Remembers a message, and tells whether it is new.
    #[must_use = "a message that is not new has been handled already"]
    pub fn is_new(&self, message: impl AsRef<str>) -> bool {
        self.0.insert(message.as_ref())
    }

    pub(crate) fn contains(&self, message: &MessageId) -> bool {
        self.0.contains(message.as_str())
    }
}

/// By which way a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// Live chat.
    Socket,
    /// A webhook.
    Webhook,
}

/// A chat message, by whichever way it came.
///
/// Live chat names the chatroom, webhooks name the streamer; the id of the message is the same in both.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnifiedMessage {
    /// By which way it came.
    pub source: Source,
    /// Its id.
    pub id: MessageId,
    /// Streamer, known for webhooks.
    pub broadcaster: Option<UserId>,
    /// Chatroom, known for live chat.
    pub chatroom: Option<ChatroomId>,
    /// Who wrote it; unknown for anonymous users.
    pub sender: Option<UserId>,
    /// Display name of who wrote it.
    pub username: String,
    /// Text.
    pub content: String,
    /// Message that it answers.
    pub reply_to: Option<MessageId>,
    /// When it was written.
    pub sent_at: Option<Timestamp>,
}

impl From<&Received<ChatMessage>> for UnifiedMessage {
    fn from(message: &Received<ChatMessage>) -> Self {
        Self {
            source: Source::Socket,
            id: message.id.clone(),
            broadcaster: None,
            chatroom: message.feed.chatroom_id().or(message.data.chatroom_id),
            sender: Some(message.sender.id),
            username: message.sender.username.clone(),
            content: message.content.clone(),
            reply_to: message.reply_to().and_then(|original| original.id.clone()),
            sent_at: message.sent_at(),
        }
    }
}

impl From<&crate::webhook::ChatMessage> for UnifiedMessage {
    fn from(message: &crate::webhook::ChatMessage) -> Self {
        let answered = message.replies_to.as_ref();
        Self {
            source: Source::Webhook,
            id: message.message_id.clone(),
            broadcaster: message.broadcaster.user_id,
            chatroom: None,
            sender: message.sender.user_id,
            username: message.sender.username.clone().unwrap_or_default(),
            content: message.content.clone(),
            reply_to: answered.and_then(|answered| answered.message_id.clone()),
            sent_at: message.created_at,
        }
    }
}
