//! Channel rewards and their redemptions.

use chatwire_core::{Timestamp, de};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::time;
use crate::{RedemptionId, RewardId, UserId};

chatwire_core::wire_enum! {
    /// What became of a redemption.
    #[derive(Default)]
    pub enum RedemptionStatus {
        /// Nobody has decided yet.
        #[default]
        Pending = "pending",
        /// The streamer or the app has fulfilled it.
        Accepted = "accepted",
        /// It was refused, and the points went back.
        Rejected = "rejected",
    }

    /// Why a redemption was not accepted or rejected.
    #[derive(Default)]
    pub enum RedemptionRefusal {
        /// Kick does not say.
        #[default]
        Unknown = "UNKNOWN",
        /// Somebody has decided already.
        NotPending = "NOT_PENDING",
        /// There is no such redemption.
        NotFound = "NOT_FOUND",
        /// Its reward was made by another app.
        NotOwned = "NOT_OWNED",
    }
}

/// A reward of one's own channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reward {
    /// Id.
    pub id: RewardId,
    /// Title.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub title: String,
    /// Price in channel points.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub cost: u64,
    /// Description.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub description: String,
    /// Colour, such as `#00e701`.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub background_color: String,
    /// Whether it is shown.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub is_enabled: bool,
    /// Whether nobody can redeem it for now.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub is_paused: bool,
    /// Whether viewers have to write something.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub is_user_input_required: bool,
    /// Whether redemptions are accepted at once.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub should_redemptions_skip_request_queue: bool,
}

/// Redemptions of one reward.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RedemptionsByReward {
    /// The reward.
    pub reward: RedeemedReward,
    /// Its redemptions.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub redemptions: Vec<Redemption>,
}

/// A reward as redemptions name it. Of a deleted one, only id and title are left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RedeemedReward {
    /// Id.
    pub id: RewardId,
    /// Title.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub title: String,
    /// Price in channel points.
    #[serde(default)]
    pub cost: Option<u64>,
    /// Description.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether this app made it and may accept and reject.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub can_manage: bool,
    /// Whether it is gone.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub is_deleted: bool,
}

/// One redemption of a reward.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Redemption {
    /// Id.
    pub id: RedemptionId,
    /// When it was redeemed.
    #[serde(default, deserialize_with = "time")]
    pub redeemed_at: Option<Timestamp>,
    /// Who redeemed it.
    #[serde(default)]
    pub redeemer: Option<Redeemer>,
    /// What became of it.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub status: RedemptionStatus,
    /// What the viewer wrote.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub user_input: String,
}

/// Who redeemed a reward.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Redeemer {
    /// User id of the viewer.
    pub user_id: UserId,
}

impl<'de> Deserialize<'de> for Redeemer {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // Both may be there at once, which aliases of one field refuse.
        #[derive(Deserialize)]
        struct Wire {
            user_id: Option<UserId>,
            broadcaster_user_id: Option<UserId>,
        }
        let wire = Wire::deserialize(from)?;
        let user_id = wire.user_id.or(wire.broadcaster_user_id);
        Ok(Self { user_id: user_id.ok_or_else(|| D::Error::missing_field("user_id"))? })
    }
}

/// A redemption that could not be accepted or rejected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailedRedemption {
    /// Id.
    pub id: RedemptionId,
    /// Why.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub reason: RedemptionRefusal,
}
