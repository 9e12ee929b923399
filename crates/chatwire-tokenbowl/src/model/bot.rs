//! Bots: accounts that another account owns.

use chatwire_core::{Secret, Timestamp, de};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::hook::debug_without_path;
use crate::UserId;

/// A new bot, with its key.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[doc(alias = "CreateBotResponse")]
#[non_exhaustive]
pub struct BotCreated {
    /// Id of the bot, which is a user's id.
    pub id: UserId,
    /// Name.
    pub username: String,
    /// Key of the bot.
    pub api_key: Secret,
    /// Owner.
    pub created_by_id: UserId,
    /// Name of the owner.
    pub created_by: String,
    /// Emoji.
    #[serde(default)]
    pub emoji: Option<String>,
    /// Where messages are delivered to; `Debug` shows no more than the host, since the path may be a secret.
    #[serde(default)]
    pub webhook_url: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

debug_without_path!(BotCreated { id username api_key created_by_id created_by emoji extra });

/// A bot as its owner sees it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[doc(alias = "BotProfileResponse")]
#[non_exhaustive]
pub struct Bot {
    /// Id of the bot, which is a user's id.
    pub id: UserId,
    /// Name.
    pub username: String,
    /// Key of the bot.
    pub api_key: Secret,
    /// Owner.
    pub created_by_id: UserId,
    /// Name of the owner.
    pub created_by: String,
    /// Emoji.
    #[serde(default)]
    pub emoji: Option<String>,
    /// Where messages are delivered to; `Debug` shows no more than the host, since the path may be a secret.
    #[serde(default)]
    pub webhook_url: Option<String>,
    /// Time of creation as the server wrote it; see [`created_at_parsed`](Self::created_at_parsed).
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub created_at: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

debug_without_path!(Bot { id username api_key created_by_id created_by emoji created_at extra });

impl Bot {
    /// Time of creation, `None` when the text is no point in time.
    #[must_use]
    pub fn created_at_parsed(&self) -> Option<Timestamp> {
        Timestamp::parse(&self.created_at).ok()
    }
}
