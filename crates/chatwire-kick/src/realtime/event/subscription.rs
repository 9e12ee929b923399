//! Subscriptions and gifts of them, in the several shapes that one happening comes in.

use chatwire_core::{Timestamp, de};
use serde::{Deserialize, Serialize};

use super::{Person, read};
use crate::{ChannelId, ChatroomId, UserId};

/// Somebody subscribed, or went on.
///
/// The same happening comes as [`ChannelSubscription`] and [`ChatInfo`] as well: see
/// [`Deduper`](crate::realtime::Deduper).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Subscription {
    /// Chatroom.
    #[serde(default)]
    pub chatroom_id: Option<ChatroomId>,
    /// Display name of the subscriber.
    pub username: String,
    /// Months in all.
    #[serde(default, deserialize_with = "read::number")]
    pub months: Option<u64>,
}

/// Somebody gave subscriptions to others. Large gifts come in several of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GiftedSubscriptions {
    /// Chatroom.
    #[serde(default)]
    pub chatroom_id: Option<ChatroomId>,
    /// Display names of those who got one.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub gifted_usernames: Vec<String>,
    /// Display name of the giver, `Anonymous` when hidden.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub gifter_username: String,
    /// Gifts of this giver in all.
    #[serde(default, deserialize_with = "read::number")]
    pub gifter_total: Option<u64>,
    /// Subscriptions of this gift, over all its parts.
    #[serde(default, deserialize_with = "read::number")]
    pub gifted_total: Option<u64>,
    /// What the parts of one gift have in common.
    #[serde(default)]
    pub correlation_id: Option<String>,
    /// Which part this is.
    #[serde(default)]
    pub chunk_details: Option<ChunkDetails>,
}

/// Place of a part in a large gift.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChunkDetails {
    /// What the parts of one gift have in common.
    #[serde(default)]
    pub correlation_id: Option<String>,
    /// Number of this part, from 0.
    #[serde(default, deserialize_with = "read::number")]
    pub chunk_index: Option<u64>,
    /// Number of parts.
    #[serde(default, deserialize_with = "read::number")]
    pub total_chunks: Option<u64>,
}

/// A gift of subscriptions in a newer shape (CHUCK, 2026); on which feed it comes is not recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SubscriptionGifted {
    /// Id of the gift.
    #[serde(default, deserialize_with = "read::text")]
    pub id: String,
    /// Giver.
    #[serde(default)]
    pub user: Option<Person>,
    /// What was given.
    #[serde(default, deserialize_with = "read::loose")]
    pub gift: GiftTier,
    /// Those who got one.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub gifted_users: Vec<Person>,
    /// When.
    #[serde(default, deserialize_with = "read::time")]
    pub created_at: Option<Timestamp>,
}

/// Tier of given subscriptions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GiftTier {
    /// Name or number of the tier.
    #[serde(default, deserialize_with = "de::opt_text_or_number")]
    pub tier: Option<String>,
}

/// The channel has new subscribers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChannelSubscription {
    /// Who they are.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub user_ids: Vec<UserId>,
    /// Display name of the subscriber; empty for gifts.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub username: String,
    /// Channel.
    #[serde(default)]
    pub channel_id: Option<ChannelId>,
}

/// Viewers got subscriptions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LuckyUsers {
    /// Channel that the subscriptions are for.
    #[serde(default, deserialize_with = "read::loose")]
    pub channel: super::ChannelInfo,
    /// Display names of those who got one.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub usernames: Vec<String>,
    /// Display name of the giver.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub gifter_username: String,
}

/// A line of the first version of chat: the only one with the words of a re-subscription.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChatInfo {
    /// The line.
    pub message: Box<ChatInfoMessage>,
    /// Who it is about.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub user: Box<ChatInfoUser>,
}

/// Line of a [`ChatInfo`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChatInfoMessage {
    /// Its id.
    #[serde(default, deserialize_with = "read::text")]
    pub id: String,
    /// Sort of line (`info`).
    #[serde(rename = "type", default, deserialize_with = "read::text")]
    pub kind: String,
    /// Chatroom.
    #[serde(default)]
    pub chatroom_id: Option<ChatroomId>,
    /// Role of the user.
    #[serde(default)]
    pub role: Option<String>,
    /// When.
    #[serde(default, deserialize_with = "read::time")]
    pub created_at: Option<Timestamp>,
    /// What happened: `gift` or `subscribe`.
    #[serde(default, deserialize_with = "read::text")]
    pub action: String,
    /// Words of the subscriber.
    #[serde(default)]
    pub optional_message: Option<String>,
    /// Months of the subscriber in all.
    #[serde(default, deserialize_with = "read::number")]
    pub months_subscribed: Option<u64>,
    /// Subscriptions that were given.
    #[serde(default, deserialize_with = "read::number")]
    pub subscriptions_count: Option<u64>,
    /// Those who got one.
    #[serde(default, alias = "giftedUsers", deserialize_with = "de::null_as_default")]
    pub gifted_users: Vec<GiftedUser>,
}

/// Somebody who got a subscription.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GiftedUser {
    /// Display name.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub username: String,
    /// Months in all.
    #[serde(default, alias = "monthsSubscribed", deserialize_with = "read::number")]
    pub months_subscribed: Option<u64>,
}

/// Who a [`ChatInfo`] is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChatInfoUser {
    /// Id.
    #[serde(default)]
    pub id: Option<UserId>,
    /// Display name.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub username: String,
    /// Role.
    #[serde(default)]
    pub role: Option<String>,
    /// Whether the user's channel is verified.
    #[serde(default, deserialize_with = "read::mark")]
    pub verified: Option<bool>,
    /// Whether it is one of the channel's first subscribers.
    #[serde(default)]
    pub is_founder: Option<bool>,
    /// Months of subscription in all.
    #[serde(default, deserialize_with = "read::number")]
    pub months_subscribed: Option<u64>,
    /// Subscriptions given in all.
    #[serde(default, deserialize_with = "read::number")]
    pub quantity_gifted: Option<u64>,
    /// Address of a picture.
    #[serde(default)]
    pub profile_thumb: Option<String>,
}
