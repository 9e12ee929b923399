//! Conversations: named lists of messages.

use chatwire_core::{Timestamp, de};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{ConversationId, MessageId};

/// A conversation: a list of messages with a title, which belongs to who made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[doc(alias = "ConversationResponse")]
#[non_exhaustive]
pub struct Conversation {
    /// Id of the conversation.
    pub id: ConversationId,
    /// Title.
    #[serde(default)]
    pub title: Option<String>,
    /// Description.
    #[serde(default)]
    pub description: Option<String>,
    /// Its messages, in the order in which they were given.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub message_ids: Vec<MessageId>,
    /// Name of who made it; it is lost to an owner who changes the name.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub created_by_username: String,
    /// Time of creation as the server wrote it; see [`created_at_parsed`](Self::created_at_parsed).
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub created_at: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Conversation {
    /// Time of creation, `None` when the text is no point in time.
    #[must_use]
    pub fn created_at_parsed(&self) -> Option<Timestamp> {
        Timestamp::parse(&self.created_at).ok()
    }
}
