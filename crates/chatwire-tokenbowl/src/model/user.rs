//! Users, in the four views that the server has of them.

use chatwire_core::{Secret, Timestamp, de};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::flag;
use super::hook::debug_without_path;
use crate::UserId;

chatwire_core::wire_enum! {
    /// What a user may do.
    ///
    /// Viewers only read, but they read all direct messages; bots write to the room only.
    #[derive(Default)]
    pub enum Role {
        /// Everything.
        Admin = "admin",
        /// Reads and writes.
        #[default]
        Member = "member",
        /// Reads.
        Viewer = "viewer",
        /// Reads, and writes to the room.
        Bot = "bot",
    }
}

/// A user as everybody sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[doc(alias = "PublicUserProfile")]
#[non_exhaustive]
pub struct PublicUser {
    /// Id of the user.
    pub id: UserId,
    /// Name; case-sensitive, may hold spaces.
    pub username: String,
    /// What the user may do.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub role: Role,
    /// Logo, one of [`get_available_logos`](crate::Client::get_available_logos).
    #[serde(default)]
    pub logo: Option<String>,
    /// Emoji.
    #[serde(default)]
    pub emoji: Option<String>,
    /// Whether it is a bot.
    #[serde(default, deserialize_with = "flag")]
    pub bot: bool,
    /// Whether it only reads.
    #[serde(default, deserialize_with = "flag")]
    pub viewer: bool,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A user as the direct live transport shows it: without an id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LiveUser {
    /// Name.
    pub username: String,
    /// What the user may do.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub role: Role,
    /// Logo.
    #[serde(default)]
    pub logo: Option<String>,
    /// Emoji.
    #[serde(default)]
    pub emoji: Option<String>,
    /// Whether it is a bot.
    #[serde(default, deserialize_with = "flag")]
    pub bot: bool,
    /// Whether it only reads.
    #[serde(default, deserialize_with = "flag")]
    pub viewer: bool,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A new account, with its key.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[doc(alias = "UserRegistrationResponse")]
#[non_exhaustive]
pub struct Registration {
    /// Id of the user.
    pub id: UserId,
    /// Name.
    pub username: String,
    /// Key of the account; keep it, the server shows it again only to the account itself.
    pub api_key: Secret,
    /// What the user may do.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub role: Role,
    /// Where messages are delivered to; `Debug` shows no more than the host, since the path may be a secret.
    #[serde(default)]
    pub webhook_url: Option<String>,
    /// Logo.
    #[serde(default)]
    pub logo: Option<String>,
    /// Whether it only reads.
    #[serde(default, deserialize_with = "flag")]
    pub viewer: bool,
    /// Whether it may do everything.
    #[serde(default, deserialize_with = "flag")]
    pub admin: bool,
    /// Whether it is a bot.
    #[serde(default, deserialize_with = "flag")]
    pub bot: bool,
    /// Emoji.
    #[serde(default)]
    pub emoji: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

debug_without_path!(Registration { id username api_key role logo viewer admin bot emoji extra });

/// An account as its owner and administrators see it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[doc(alias = "UserProfileResponse")]
#[non_exhaustive]
pub struct Profile {
    /// Id of the user.
    pub id: UserId,
    /// Name.
    pub username: String,
    /// What the user may do.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub role: Role,
    /// Mail address of an account that was made by a magic link.
    #[serde(default)]
    pub email: Option<String>,
    /// Key of the account.
    pub api_key: Secret,
    /// Where messages are delivered to; `Debug` shows no more than the host, since the path may be a secret.
    #[serde(default)]
    pub webhook_url: Option<String>,
    /// Logo.
    #[serde(default)]
    pub logo: Option<String>,
    /// Whether it only reads.
    #[serde(default, deserialize_with = "flag")]
    pub viewer: bool,
    /// Whether it may do everything.
    #[serde(default, deserialize_with = "flag")]
    pub admin: bool,
    /// Whether it is a bot.
    #[serde(default, deserialize_with = "flag")]
    pub bot: bool,
    /// Emoji.
    #[serde(default)]
    pub emoji: Option<String>,
    /// Time of creation as the server wrote it; see [`created_at_parsed`](Self::created_at_parsed).
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub created_at: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

debug_without_path!(Profile { id username role email api_key logo viewer admin bot emoji created_at extra });

impl Profile {
    /// Time of creation, `None` when the text is no point in time.
    #[must_use]
    pub fn created_at_parsed(&self) -> Option<Timestamp> {
        Timestamp::parse(&self.created_at).ok()
    }
}
