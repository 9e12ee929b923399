//! What the events say.
//!
//! Fields by which an event is told from others are required, all others may be missing or `null`.

use chatwire_core::{Timestamp, de};
use serde::{Deserialize, Serialize};

use crate::content::{Segment, parse_content};
use crate::model::{filled_text, opt_category, time};
use crate::{Category, MessageId, RedeemedReward, RedemptionId, RedemptionStatus, UserId};

/// A user, as events show one.
///
/// Of an anonymous user nothing else is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EventUser {
    /// Whether the user hides.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub is_anonymous: bool,
    /// User id; `None` when anonymous.
    #[serde(default)]
    pub user_id: Option<UserId>,
    /// Name as it is shown; `None` when anonymous.
    #[serde(default, deserialize_with = "filled_text")]
    pub username: Option<String>,
    /// Whether Kick has verified the user.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub is_verified: bool,
    /// Address of the profile picture.
    #[serde(default, deserialize_with = "filled_text")]
    pub profile_picture: Option<String>,
    /// Name in the address of the user's channel.
    #[serde(default, deserialize_with = "filled_text")]
    pub channel_slug: Option<String>,
    /// Colour and badges; for the senders of chat messages only.
    #[serde(default)]
    pub identity: Option<Identity>,
}

/// How a user appears in chat.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Identity {
    /// Colour of the name, such as `#FF5733`.
    #[serde(default, deserialize_with = "filled_text")]
    pub username_color: Option<String>,
    /// Badges, in the order in which they are shown.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub badges: Vec<Badge>,
}

/// A badge beside a name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Badge {
    /// Text, such as `Moderator`.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub text: String,
    /// Kind, such as `moderator`.
    #[serde(default, rename = "type", deserialize_with = "de::null_as_default")]
    pub kind: String,
    /// Months of a subscriber, or subscriptions of a giver.
    #[serde(default)]
    pub count: Option<u64>,
}

/// A chat message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChatMessage {
    /// Id of the message.
    pub message_id: MessageId,
    /// The message that it answers.
    #[serde(default)]
    pub replies_to: Option<RepliedTo>,
    /// The streamer.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub broadcaster: EventUser,
    /// Who wrote it.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub sender: EventUser,
    /// Text; an emote is written as `[emote:37226:KEKW]`.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub content: String,
    /// Emotes of the text. Where they are is not certain in texts beyond ASCII: see
    /// [`segments`](Self::segments) instead.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub emotes: Vec<Emote>,
    /// When it was sent.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
}

impl ChatMessage {
    /// The text in pieces: plain ones and emotes.
    #[must_use]
    pub fn segments(&self) -> Vec<Segment<'_>> {
        parse_content(&self.content)
    }
}

/// A message that was answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RepliedTo {
    /// Its id.
    #[serde(default)]
    pub message_id: Option<MessageId>,
    /// Its text.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub content: String,
    /// Who wrote it.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub sender: EventUser,
}

/// An emote of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Emote {
    /// Id of the emote.
    #[serde(deserialize_with = "de::text_or_number")]
    pub emote_id: String,
    /// Where it is.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub positions: Vec<EmotePosition>,
}

/// Where an emote is in a text; both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EmotePosition {
    /// Where it begins.
    #[serde(rename = "s")]
    pub start: u64,
    /// Where it ends.
    #[serde(rename = "e")]
    pub end: u64,
}

/// Somebody follows a channel.
///
/// It has no time of its own: see [`EventMeta::sent_at`](super::EventMeta::sent_at).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Follow {
    /// The streamer.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub broadcaster: EventUser,
    /// Who follows.
    pub follower: EventUser,
}

/// A first subscription, or a renewal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Subscribed {
    /// The streamer.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub broadcaster: EventUser,
    /// Who subscribed.
    pub subscriber: EventUser,
    /// Months.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub duration: u64,
    /// When the *first* subscription began, of a renewal, too (kicksdk 0.2.0).
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When it ends.
    #[serde(default, deserialize_with = "time")]
    pub expires_at: Option<Timestamp>,
}

/// Somebody gives subscriptions away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GiftedSubscriptions {
    /// The streamer.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub broadcaster: EventUser,
    /// Who gives; may be anonymous.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub gifter: EventUser,
    /// Who gets one; 1 to 25 in one event (kicksdk 0.2.0).
    #[serde(deserialize_with = "de::null_as_default")]
    pub giftees: Vec<EventUser>,
    /// When it happened.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When the subscriptions end.
    #[serde(default, deserialize_with = "time")]
    pub expires_at: Option<Timestamp>,
}

/// A reward was redeemed, or its redemption accepted or rejected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RewardRedemption {
    /// Id of the redemption.
    #[serde(default)]
    pub id: Option<RedemptionId>,
    /// What the viewer wrote.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub user_input: String,
    /// What became of it.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub status: RedemptionStatus,
    /// When it was redeemed.
    #[serde(default, deserialize_with = "time")]
    pub redeemed_at: Option<Timestamp>,
    /// The reward.
    #[serde(default)]
    pub reward: Option<RedeemedReward>,
    /// Who redeemed it.
    pub redeemer: EventUser,
    /// The streamer.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub broadcaster: EventUser,
}

/// A stream began or ended.
///
/// Its title is no source for changes of the title: see [`LivestreamMetadata`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LivestreamStatus {
    /// The streamer.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub broadcaster: EventUser,
    /// Whether it runs now.
    pub is_live: bool,
    /// Title.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub title: String,
    /// When it began; the same when it ends, so that both belong together.
    #[serde(default, deserialize_with = "time")]
    pub started_at: Option<Timestamp>,
    /// When it ended; `None` while it runs.
    #[serde(default, deserialize_with = "time")]
    pub ended_at: Option<Timestamp>,
}

/// Title, language or category of a stream changed: all of them as they are now, without a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LivestreamMetadata {
    /// The streamer.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub broadcaster: EventUser,
    /// What the stream is about now.
    pub metadata: Metadata,
}

/// What a stream is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "WireMetadata")]
#[non_exhaustive]
pub struct Metadata {
    /// Title.
    pub title: String,
    /// Language, such as `en`.
    pub language: String,
    /// Whether it is for adults only.
    pub has_mature_content: bool,
    /// Category.
    pub category: Option<Category>,
}

/// Kick sends the category under two names, and both at once.
#[derive(Deserialize)]
struct WireMetadata {
    title: Option<String>,
    language: Option<String>,
    #[serde(default, deserialize_with = "de::null_as_default")]
    has_mature_content: bool,
    #[serde(default, deserialize_with = "opt_category")]
    category: Option<Category>,
    #[serde(default, rename = "Category", deserialize_with = "opt_category")]
    upper_category: Option<Category>,
}

impl TryFrom<WireMetadata> for Metadata {
    type Error = &'static str;

    fn try_from(wire: WireMetadata) -> Result<Self, Self::Error> {
        let category = wire.category.or(wire.upper_category);
        if wire.title.is_none() && wire.language.is_none() && category.is_none() {
            return Err("missing field `title`");
        }
        Ok(Self {
            title: wire.title.unwrap_or_default(),
            language: wire.language.unwrap_or_default(),
            has_mature_content: wire.has_mature_content,
            category,
        })
    }
}

/// Somebody was banned or timed out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Banned {
    /// The streamer.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub broadcaster: EventUser,
    /// Who banned.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub moderator: EventUser,
    /// Who was banned.
    pub banned_user: EventUser,
    /// Why, and for how long.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub metadata: BanDetails,
}

/// Why somebody was banned, and for how long.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BanDetails {
    /// Reason; may be empty.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub reason: String,
    /// When it happened.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When it ends; `None` when it is for good.
    #[serde(default, deserialize_with = "time")]
    pub expires_at: Option<Timestamp>,
}

impl BanDetails {
    /// Whether it is for good.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.expires_at.is_none()
    }
}

/// Somebody gave Kicks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GiftedKicks {
    /// The streamer.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub broadcaster: EventUser,
    /// Who gave them.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub sender: EventUser,
    /// What was given.
    pub gift: Gift,
    /// When it happened.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
}

/// What was given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Gift {
    /// Kicks.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub amount: u64,
    /// Name of the gift, such as `Rage Quit`.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub name: String,
    /// Type.
    #[serde(default, rename = "type", deserialize_with = "de::null_as_default")]
    pub kind: GiftType,
    /// Tier.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub tier: GiftTier,
    /// What the giver wrote.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub message: String,
    /// Seconds for which it stays pinned in chat (since November 2025).
    #[serde(default)]
    pub pinned_time_seconds: Option<u64>,
}

chatwire_core::wire_enum! {
    /// Type of a gift.
    #[derive(Default)]
    pub enum GiftType {
        /// An ordinary one.
        #[default]
        Basic = "BASIC",
        /// One with a level.
        LevelUp = "LEVEL_UP",
    }

    /// Tier of a gift.
    #[derive(Default)]
    pub enum GiftTier {
        /// The lowest.
        #[default]
        Basic = "BASIC",
        /// The middle one.
        Mid = "MID",
    }
}
