//! Users as events name them.

use chatwire_core::de;
use serde::{Deserialize, Serialize};

use super::read;
use super::{Identity, UserId};

/// A user as an event names one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Person {
    /// Id; `None` when the site hides it, for which it writes 0.
    #[serde(default, deserialize_with = "id")]
    pub id: Option<UserId>,
    /// Display name.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub username: String,
    /// Name in the URL of the user's own channel.
    #[serde(default)]
    pub slug: Option<String>,
    /// Whether the user's channel is verified, where the event says so.
    #[serde(default, deserialize_with = "read::mark")]
    pub verified: Option<bool>,
    /// Whether the user runs the site, where the event says so.
    #[serde(default, alias = "isSuperAdmin", deserialize_with = "read::mark")]
    pub is_super_admin: Option<bool>,
    /// Colour and badges; empty where the event gives none.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub identity: Identity,
}

/// Reads the id of a user; 0 and anything that is no number are `None`.
pub(super) fn id<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<UserId>, D::Error> {
    Ok(read::number(from)?.filter(|id| *id > 0).map(UserId::new))
}
