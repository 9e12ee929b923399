//! Who has given the most Kicks.

use chatwire_core::de;
use serde::{Deserialize, Serialize};

use crate::UserId;

/// The leaderboards of a channel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KicksLeaderboards {
    /// Since the channel exists.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub lifetime: Vec<KicksRank>,
    /// This month.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub month: Vec<KicksRank>,
    /// This week.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub week: Vec<KicksRank>,
}

/// One place of a leaderboard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KicksRank {
    /// Place, from 1 on.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub rank: u64,
    /// User id of the giver.
    #[serde(default)]
    pub user_id: Option<UserId>,
    /// Name of the giver.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub username: String,
    /// Kicks given.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub gifted_amount: u64,
}
