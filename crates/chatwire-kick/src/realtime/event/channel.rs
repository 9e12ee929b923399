//! Kicks, rewards, goals, leaderboards and predictions of a channel.

use chatwire_core::{Timestamp, de, wire_enum};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ChannelInfo, read};
use crate::{ChannelId, UserId};

/// Somebody gave Kicks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KicksGifted {
    /// Id of the gift.
    #[serde(default)]
    pub gift_transaction_id: Option<String>,
    /// Words of the giver.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub message: String,
    /// When.
    #[serde(default, deserialize_with = "read::time")]
    pub created_at: Option<Timestamp>,
    /// Giver.
    #[serde(default, deserialize_with = "read::loose")]
    pub sender: KicksSender,
    /// What was given.
    pub gift: KicksGift,
}

/// Giver of Kicks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KicksSender {
    /// Id.
    #[serde(default)]
    pub id: Option<UserId>,
    /// Display name.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub username: String,
    /// Colour of the name, empty for none.
    #[serde(default)]
    pub username_color: Option<String>,
}

/// A gift of Kicks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KicksGift {
    /// Which gift it is (`hype`).
    #[serde(default, deserialize_with = "read::text")]
    pub gift_id: String,
    /// Its name.
    #[serde(default, deserialize_with = "read::text")]
    pub name: String,
    /// Kicks that it is worth.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub amount: u64,
    /// Sort (`BASIC`, `LEVEL_UP`, …).
    #[serde(rename = "type", default, deserialize_with = "read::text")]
    pub kind: String,
    /// Tier (`BASIC`, `MID`, …).
    #[serde(default, deserialize_with = "read::text")]
    pub tier: String,
    /// Longest text that it may carry.
    #[serde(default, deserialize_with = "read::number")]
    pub character_limit: Option<u64>,
    /// How long it stays pinned; the unit is not recorded.
    #[serde(default, deserialize_with = "read::number")]
    pub pinned_time: Option<u64>,
}

/// The leaderboards of Kicks changed. Rows are kept as they came, since their shape is recorded only for the API.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct KicksLeaderboardUpdated {
    /// Of all time.
    #[serde(deserialize_with = "de::null_as_default")]
    pub gifts_lifetime: Vec<Value>,
    /// Of the week.
    #[serde(deserialize_with = "de::null_as_default")]
    pub gifts_week: Vec<Value>,
    /// Of the month.
    #[serde(deserialize_with = "de::null_as_default")]
    pub gifts_month: Vec<Value>,
    /// Whether the channel shows them.
    pub gifts_enabled: Option<bool>,
    /// Whether the channel shows that of the week.
    pub gifts_week_enabled: Option<bool>,
    /// Whether the channel shows that of the month.
    pub gifts_month_enabled: Option<bool>,
}

/// The leaderboards of given subscriptions changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct GiftsLeaderboardUpdated {
    /// Of all time.
    #[serde(deserialize_with = "de::null_as_default")]
    pub leaderboard: Vec<GiftsRank>,
    /// Of the week.
    #[serde(deserialize_with = "de::null_as_default")]
    pub weekly_leaderboard: Vec<GiftsRank>,
    /// Of the month.
    #[serde(deserialize_with = "de::null_as_default")]
    pub monthly_leaderboard: Vec<GiftsRank>,
    /// Who gave now.
    pub gifter_id: Option<UserId>,
    /// Display name of who gave now.
    #[serde(deserialize_with = "de::null_as_default")]
    pub gifter_username: String,
    /// How many.
    #[serde(deserialize_with = "read::number")]
    pub gifted_quantity: Option<u64>,
    /// Channel, where the event describes it.
    #[serde(deserialize_with = "read::beside")]
    pub channel: Option<Box<ChannelInfo>>,
}

/// A row of a leaderboard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct GiftsRank {
    /// Who.
    pub user_id: Option<UserId>,
    /// Display name.
    #[serde(deserialize_with = "de::null_as_default")]
    pub username: String,
    /// How many.
    #[serde(deserialize_with = "de::null_as_default")]
    pub quantity: u64,
}

/// A viewer redeemed a reward.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RewardRedeemed {
    /// Title of the reward.
    pub reward_title: String,
    /// Viewer.
    pub user_id: Option<UserId>,
    /// Channel.
    pub channel_id: Option<ChannelId>,
    /// Display name of the viewer.
    pub username: String,
    /// What the viewer wrote.
    pub user_input: String,
    /// Colour of the reward.
    pub reward_background_color: Option<String>,
}

impl<'de> Deserialize<'de> for RewardRedeemed {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            reward_title: Option<String>,
            reward: Option<Title>,
            #[serde(default)]
            user_id: Option<UserId>,
            #[serde(default)]
            channel_id: Option<ChannelId>,
            username: Option<String>,
            user: Option<super::Person>,
            user_input: Option<String>,
            input: Option<String>,
            reward_background_color: Option<String>,
        }
        #[derive(Deserialize)]
        struct Title {
            title: Option<String>,
        }
        let wire = Wire::deserialize(from)?;
        // kicksdk 0.2.0 reads a nested shape as well.
        let nested = wire.reward.and_then(|reward| reward.title);
        let title = wire.reward_title.or(nested);
        let user = wire.user.unwrap_or_default();
        Ok(Self {
            reward_title: title.ok_or_else(|| serde::de::Error::missing_field("reward_title"))?,
            user_id: wire.user_id.or(user.id),
            channel_id: wire.channel_id,
            username: wire.username.unwrap_or(user.username),
            user_input: wire.user_input.or(wire.input).unwrap_or_default(),
            reward_background_color: wire.reward_background_color,
        })
    }
}

/// What happened to a goal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum GoalChange {
    /// It was made.
    Created,
    /// Its settings changed.
    #[default]
    Updated,
    /// It came nearer.
    Progress,
    /// It is reached.
    Achieved,
    /// It was given up.
    Canceled,
}

/// A goal of a channel was made, changed, reached or given up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Goal {
    /// What happened, which the name of the event says.
    #[serde(skip)]
    pub change: GoalChange,
    /// Its id.
    #[serde(deserialize_with = "de::text_or_number")]
    pub id: String,
    /// The channel, by another sort of id than everywhere else (`channel_01J…`).
    #[serde(default, deserialize_with = "read::text")]
    pub channel_id: String,
    /// What is counted (`followers`).
    #[serde(rename = "type", default, deserialize_with = "read::text")]
    pub kind: String,
    /// How it stands (`active`).
    #[serde(default, deserialize_with = "read::text")]
    pub status: String,
    /// What is to be reached.
    #[serde(default, deserialize_with = "read::number")]
    pub target_value: Option<u64>,
    /// What is reached.
    #[serde(default, deserialize_with = "read::number")]
    pub current_value: Option<u64>,
    /// Emoji of the progress bar.
    #[serde(default)]
    pub progress_bar_emoji_id: Option<String>,
    /// When it was made.
    #[serde(default, deserialize_with = "read::time")]
    pub created_at: Option<Timestamp>,
    /// When it changed.
    #[serde(default, deserialize_with = "read::time")]
    pub updated_at: Option<Timestamp>,
    /// When it was reached.
    #[serde(default, deserialize_with = "read::time")]
    pub achieved_at: Option<Timestamp>,
    /// When it ends.
    #[serde(default, deserialize_with = "read::time")]
    pub end_date: Option<Timestamp>,
    /// Whether it counts from its making on.
    #[serde(default)]
    pub count_from_creation: Option<bool>,
}

wire_enum! {
    /// How a prediction stands.
    #[derive(Default)]
    pub enum PredictionState {
        /// Viewers may choose.
        #[default]
        Active = "ACTIVE",
        /// Nobody may choose any more.
        Locked = "LOCKED",
        /// The outcome is known.
        Resolved = "RESOLVED",
    }
}

/// A prediction began or changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PredictionUpdate {
    /// Whether it has just begun, which the name of the event says.
    #[serde(skip)]
    pub is_new: bool,
    /// The prediction.
    pub prediction: Prediction,
}

/// A prediction of a channel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Prediction {
    /// Its id.
    #[serde(deserialize_with = "de::text_or_number")]
    pub id: String,
    /// Channel.
    #[serde(default)]
    pub channel_id: Option<ChannelId>,
    /// Question.
    #[serde(default, deserialize_with = "read::text")]
    pub title: String,
    /// How it stands.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub state: PredictionState,
    /// Length in seconds.
    #[serde(default, deserialize_with = "read::number")]
    pub duration: Option<u64>,
    /// What can be chosen.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub outcomes: Vec<Outcome>,
    /// When it began.
    #[serde(default, deserialize_with = "read::time")]
    pub created_at: Option<Timestamp>,
    /// When it changed.
    #[serde(default, deserialize_with = "read::time")]
    pub updated_at: Option<Timestamp>,
    /// When nobody could choose any more.
    #[serde(default, deserialize_with = "read::time")]
    pub locked_at: Option<Timestamp>,
    /// What came out.
    #[serde(default, deserialize_with = "de::opt_text_or_number")]
    pub winning_outcome_id: Option<String>,
}

/// An outcome of a prediction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Outcome {
    /// Its id.
    #[serde(deserialize_with = "read::text")]
    pub id: String,
    /// Text.
    #[serde(deserialize_with = "read::text")]
    pub title: String,
    /// Points on it.
    #[serde(deserialize_with = "de::null_as_default")]
    pub total_vote_amount: u64,
    /// Viewers who chose it.
    #[serde(deserialize_with = "de::null_as_default")]
    pub vote_count: u64,
    /// What a point brings.
    pub return_rate: Option<f64>,
    /// Those who risked most.
    #[serde(deserialize_with = "de::null_as_default")]
    pub top_users: Vec<TopUser>,
}

/// Somebody who risked much on an outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TopUser {
    /// Who.
    pub user_id: Option<UserId>,
    /// Display name.
    #[serde(deserialize_with = "de::null_as_default")]
    pub username: String,
    /// Points.
    #[serde(deserialize_with = "de::null_as_default")]
    pub amount: u64,
}
