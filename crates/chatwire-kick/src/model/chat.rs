//! What a sent message is answered with.

use chatwire_core::de;
use serde::{Deserialize, Serialize};

use crate::MessageId;

/// Answer to a chat message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChatSent {
    /// Whether Kick took the message.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub is_sent: bool,
    /// Id under which it appears in chat.
    #[serde(default)]
    pub message_id: Option<MessageId>,
}
