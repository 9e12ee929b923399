//! The webhook of drops, which goes to an organization and has a form of its own.

use serde::{Deserialize, Serialize};

use crate::model::filled_text;
use crate::{CampaignId, ClaimId, RewardId, UserId};

/// A viewer claims a drops reward.
///
/// Answer it when the claim is stored, and again when it comes a second time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClaimNotice {
    /// Id of the claim.
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
}
