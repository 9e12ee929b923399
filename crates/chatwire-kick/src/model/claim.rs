//! Claims of drops rewards.

use chatwire_core::{Timestamp, de};
use serde::{Deserialize, Serialize};

use super::{filled_text, time};
use crate::{CampaignId, ClaimId, RewardId, UserId};

/// A viewer's claim of a drops reward.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DropsClaim {
    /// Id.
    pub claim_id: ClaimId,
    /// User id of the viewer.
    #[serde(default)]
    pub user_id: Option<UserId>,
    /// Campaign.
    #[serde(default)]
    pub campaign_id: Option<CampaignId>,
    /// Reward of the campaign.
    #[serde(default)]
    pub reward_id: Option<RewardId>,
    /// Id that the organization gave the reward.
    #[serde(default, deserialize_with = "filled_text")]
    pub external_id: Option<String>,
    /// How far the organization is; `initiated` at first, then its own words.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub external_status: String,
    /// When it was made.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When it was changed last.
    #[serde(default, deserialize_with = "time")]
    pub updated_at: Option<Timestamp>,
}
