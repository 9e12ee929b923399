//! Chat messages.

use chatwire_core::{Timestamp, de, wire_enum};
use serde::{Deserialize, Deserializer, Serialize};

use super::read;
use crate::content::{Segment, parse_content};
use crate::{ChatroomId, MessageId, UserId};

/// A message in a chatroom.
///
/// ```
/// use chatwire_kick::realtime::ChatMessage;
///
/// let message: ChatMessage = serde_json::from_str(
///     r#"{"id":"m1","content":"hi [emote:1:a]","created_at":"2026-01-02T03:04:05Z","sender":{"id":77,"username":"U"}}"#,
/// )?;
/// assert_eq!((message.sender.username.as_str(), message.segments().len()), ("U", 2));
/// assert!(message.reply_to().is_none());
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChatMessage {
    /// Its id, a UUID.
    pub id: MessageId,
    /// Chatroom that it was written in; the feed that it came on says the same.
    #[serde(default, deserialize_with = "read::beside")]
    pub chatroom_id: Option<ChatroomId>,
    /// Text, with emotes as [`content`](crate::content) describes them.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub content: String,
    /// What sort of message it is.
    #[serde(rename = "type", default, deserialize_with = "de::null_as_default")]
    pub kind: MessageType,
    /// Time as the server wrote it; see [`sent_at`](Self::sent_at).
    #[serde(default, deserialize_with = "read::text")]
    pub created_at: String,
    /// Who wrote it.
    pub sender: Sender,
    /// First message of the thread, for replies (kicksdk 0.2.0).
    #[serde(default, deserialize_with = "read::beside")]
    pub thread_parent_id: Option<MessageId>,
    /// What belongs to replies, celebrations and clips.
    #[serde(default, deserialize_with = "read::maybe_text")]
    pub metadata: Metadata,
}

impl ChatMessage {
    /// A message without anything in it.
    pub(crate) fn empty() -> Self {
        Self {
            id: MessageId::new(String::new()),
            chatroom_id: None,
            content: String::new(),
            kind: MessageType::default(),
            created_at: String::new(),
            sender: Sender {
                id: UserId::new(0),
                username: String::new(),
                slug: None,
                identity: Identity::default(),
            },
            thread_parent_id: None,
            metadata: Metadata::default(),
        }
    }

    /// Time of writing, `None` when its text is no point in time.
    #[must_use]
    pub fn sent_at(&self) -> Option<Timestamp> {
        Timestamp::parse(&self.created_at).ok()
    }

    /// Text split into plain pieces and emotes.
    #[must_use]
    pub fn segments(&self) -> Vec<Segment<'_>> {
        parse_content(&self.content)
    }

    /// The message that this one answers.
    #[must_use]
    pub fn reply_to(&self) -> Option<&OriginalMessage> {
        self.metadata.original_message.as_deref()
    }

    /// Whether the sender has a badge of this type.
    #[must_use]
    pub fn has_badge(&self, kind: &BadgeType) -> bool {
        self.sender.identity.badges.iter().any(|badge| badge.kind == *kind)
    }
}

wire_enum! {
    /// Sorts of messages.
    #[derive(Default)]
    pub enum MessageType {
        /// A message.
        #[default]
        Message = "message",
        /// An answer to another message.
        Reply = "reply",
        /// A shared celebration, such as of a renewed subscription.
        Celebration = "celebration",
    }

    /// Badges of a viewer in a chatroom.
    pub enum BadgeType {
        /// The streamer.
        Broadcaster = "broadcaster",
        /// A moderator of the channel.
        Moderator = "moderator",
        /// Works for Kick.
        Staff = "staff",
        /// A verified channel.
        Verified = "verified",
        /// A very important person of the channel.
        Vip = "vip",
        /// One of the channel's first viewers.
        Og = "og",
        /// One of the channel's first subscribers.
        Founder = "founder",
        /// A subscriber; the count is in months.
        Subscriber = "subscriber",
        /// Gave subscriptions to others; the count is of gifts.
        SubGifter = "sub_gifter",
        /// A bot.
        Bot = "bot",
        /// A sidekick of the streamer.
        Sidekick = "sidekick",
    }
}

/// Who wrote a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Sender {
    /// Id of the user.
    pub id: UserId,
    /// Display name.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub username: String,
    /// Name in the URL of the user's own channel.
    #[serde(default, deserialize_with = "read::beside")]
    pub slug: Option<String>,
    /// How the name is shown in this chatroom.
    #[serde(default, deserialize_with = "read::loose")]
    pub identity: Identity,
}

/// Colour and badges of a viewer in a chatroom; empty where the server gives none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Identity {
    /// Colour of the name (`#FF9D00`).
    #[serde(default, deserialize_with = "read::beside")]
    pub color: Option<String>,
    /// Badges in the order of showing.
    #[serde(default, deserialize_with = "read::readable")]
    pub badges: Vec<Badge>,
    /// Badges with images, such as levels (since summer 2026); see [`visible_badges_v2`](Self::visible_badges_v2).
    #[serde(default, deserialize_with = "read::readable")]
    pub badges_v2: Vec<BadgeV2>,
}

impl Identity {
    /// Newer badges without those that their owner hides.
    pub fn visible_badges_v2(&self) -> impl Iterator<Item = &BadgeV2> {
        self.badges_v2.iter().filter(|badge| badge.selected != Some(false))
    }
}

/// A badge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Badge {
    /// What it stands for; `Other("")` where it does not say.
    #[serde(rename = "type", default = "no_badge_type", deserialize_with = "badge_type")]
    pub kind: BadgeType,
    /// What is shown (`Verified channel`).
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub text: String,
    /// Months of a subscriber, gifts of a gifter.
    #[serde(default, deserialize_with = "read::number")]
    pub count: Option<u64>,
    /// Whether it is switched on; only the badges of who pinned a message say so.
    #[serde(default)]
    pub active: Option<bool>,
}

fn no_badge_type() -> BadgeType {
    BadgeType::from("")
}

fn badge_type<'de, D: Deserializer<'de>>(from: D) -> Result<BadgeType, D::Error> {
    read::text(from).map(BadgeType::from)
}

/// A badge of the newer sort.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BadgeV2 {
    /// What is shown (`Level 5`).
    #[serde(default, deserialize_with = "read::text")]
    pub name: String,
    /// What it stands for (`level`).
    #[serde(default, deserialize_with = "read::text")]
    pub badge_type: String,
    /// Address of its image.
    #[serde(default)]
    pub image_url: Option<String>,
    /// What belongs to it.
    #[serde(default, deserialize_with = "read::loose")]
    pub metadata: BadgeMetadata,
    /// Place in the order of showing.
    #[serde(default)]
    pub sort_order: Option<i64>,
    /// `false` when its owner hides it.
    #[serde(default)]
    pub selected: Option<bool>,
}

/// What belongs to a badge of the newer sort.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BadgeMetadata {
    /// Level of the viewer.
    #[serde(default, deserialize_with = "read::number")]
    pub level: Option<u64>,
}

/// What belongs to a message besides its text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Metadata {
    /// Mark that the sender's site chose, in milliseconds; messages that were sent by the API have none.
    #[serde(default, deserialize_with = "de::opt_text_or_number")]
    pub message_ref: Option<String>,
    /// Author of the message that this one answers.
    #[serde(default, deserialize_with = "read::beside")]
    pub original_sender: Option<Box<OriginalSender>>,
    /// Message that this one answers.
    #[serde(default, deserialize_with = "read::beside")]
    pub original_message: Option<Box<OriginalMessage>>,
    /// What is celebrated.
    #[serde(default, deserialize_with = "read::beside")]
    pub celebration: Option<Box<Celebration>>,
    /// Clip that is shown.
    #[serde(default, deserialize_with = "read::beside")]
    pub clip: Option<Box<Clip>>,
}

/// Author of a message that was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OriginalSender {
    /// Id of the user.
    #[serde(default)]
    pub id: Option<UserId>,
    /// Display name.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub username: String,
}

/// A message that was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OriginalMessage {
    /// Its id.
    #[serde(default)]
    pub id: Option<MessageId>,
    /// Its text.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub content: String,
}

/// What a message of type [`Celebration`](MessageType::Celebration) celebrates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Celebration {
    /// Its id.
    #[serde(default, deserialize_with = "read::text")]
    pub id: String,
    /// What it is (`subscription_renewed`).
    #[serde(rename = "type", default, deserialize_with = "read::text")]
    pub kind: String,
    /// Months of subscription in all.
    #[serde(default, deserialize_with = "read::number")]
    pub total_months: Option<u64>,
    /// When it began.
    #[serde(default, deserialize_with = "read::time")]
    pub created_at: Option<Timestamp>,
}

/// A clip that a message shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Clip {
    /// Its id.
    #[serde(default, deserialize_with = "read::text")]
    pub id: String,
    /// Its title.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub title: String,
    /// Address of its image.
    #[serde(default)]
    pub thumbnail_url: Option<String>,
    /// Length in seconds.
    #[serde(default)]
    pub duration: Option<f64>,
    /// Who made it.
    #[serde(default)]
    pub creator: Option<super::Person>,
}

/// The five fields that handlers of kickpython get.
///
/// ```
/// # use chatwire_kick::realtime::{ChatMessage, Received};
/// # let message: ChatMessage = serde_json::from_str(
/// #     r#"{"id":"m","content":"hi","created_at":"t","sender":{"id":7,"username":"U"}}"#)?;
/// let view = Received::new("chatrooms.9001.v2", message).to_kickpython();
/// assert_eq!((view.sender_username.as_str(), view.chat_id.as_str()), ("U", "9001"));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KickPythonMessage {
    /// Display name of the sender.
    pub sender_username: String,
    /// Text.
    pub content: String,
    /// What the sender's badges show, in order.
    pub badges: Vec<String>,
    /// Time as the server wrote it.
    pub created_at: String,
    /// Number of the chatroom as text.
    pub chat_id: String,
}

impl super::Received<ChatMessage> {
    /// The message as kickpython hands it to its handlers.
    #[must_use]
    pub fn to_kickpython(&self) -> KickPythonMessage {
        let message = &self.data;
        let chatroom = self.feed.chatroom_id().or(message.chatroom_id);
        let badges = message.sender.identity.badges.iter();
        KickPythonMessage {
            sender_username: message.sender.username.clone(),
            content: message.content.clone(),
            badges: badges.map(|badge| badge.text.clone()).collect(),
            created_at: message.created_at.clone(),
            chat_id: chatroom.map(|id| id.to_string()).unwrap_or_default(),
        }
    }
}
