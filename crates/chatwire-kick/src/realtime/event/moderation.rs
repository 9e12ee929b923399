//! What moderators and settings do to a chatroom.

use std::time::Duration;

use chatwire_core::{Timestamp, de};
use serde::{Deserialize, Deserializer, Serialize};

use super::{ChatMessage, Person, read};
use crate::{ChatroomId, MessageId};

/// A message was deleted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MessageDeleted {
    /// Id of this event.
    pub id: String,
    /// Message that is gone.
    pub message_id: MessageId,
    /// Whether Kick's automatic moderation did it.
    pub ai_moderated: bool,
    /// Rules that the message broke, if that is said.
    pub violated_rules: Vec<String>,
}

impl<'de> Deserialize<'de> for MessageDeleted {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            #[serde(default, deserialize_with = "read::text")]
            id: String,
            message: Option<Inner>,
            message_id: Option<MessageId>,
            #[serde(default, alias = "aiModerated", deserialize_with = "de::null_as_default")]
            ai_moderated: bool,
            #[serde(default, alias = "violatedRules", deserialize_with = "de::null_as_default")]
            violated_rules: Vec<String>,
        }
        #[derive(Deserialize)]
        struct Inner {
            id: Option<MessageId>,
        }
        let wire = Wire::deserialize(from)?;
        let message_id = wire.message.and_then(|message| message.id).or(wire.message_id);
        Ok(Self {
            id: wire.id,
            message_id: message_id.ok_or_else(|| serde::de::Error::missing_field("message"))?,
            ai_moderated: wire.ai_moderated,
            violated_rules: wire.violated_rules,
        })
    }
}

/// A viewer was banned, for a time or for good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UserBanned {
    /// Id of this event.
    #[serde(default, deserialize_with = "read::text")]
    pub id: String,
    /// Who was banned.
    pub user: Person,
    /// Who did it.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub banned_by: Person,
    /// What the server says about its end; see [`is_permanent`](Self::is_permanent).
    #[serde(default)]
    pub permanent: Option<bool>,
    /// Length in minutes.
    #[serde(rename = "duration", default, deserialize_with = "read::number")]
    pub minutes: Option<u64>,
    /// When it ends.
    #[serde(default, deserialize_with = "read::time")]
    pub expires_at: Option<Timestamp>,
}

impl UserBanned {
    /// Whether it has no end; servers of 2024 say so only by leaving the end out.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.permanent.unwrap_or(self.expires_at.is_none())
    }

    /// Length of a ban that ends.
    #[must_use]
    pub fn duration(&self) -> Option<Duration> {
        Some(Duration::from_secs(self.minutes?.saturating_mul(60)))
    }
}

/// The ban of a viewer was lifted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UserUnbanned {
    /// Id of this event.
    #[serde(default, deserialize_with = "read::text")]
    pub id: String,
    /// Whose ban it was.
    pub user: Person,
    /// Who did it.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub unbanned_by: Person,
    /// Whether the ban had no end, where that is said.
    #[serde(default)]
    pub permanent: Option<bool>,
}

/// A message was pinned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "WirePin")]
#[non_exhaustive]
pub struct PinnedMessageCreated {
    /// The message.
    pub message: Box<ChatMessage>,
    /// How long, most likely in seconds (1,200 is the site's twenty minutes); prefer [`finish_at`](Self::finish_at).
    pub duration: Option<u64>,
    /// Who pinned it.
    pub pinned_by: Option<Person>,
    /// When it ends.
    pub finish_at: Option<Timestamp>,
}

/// Both names of who pinned it may be there at once, which aliases of one field refuse.
#[derive(Deserialize)]
struct WirePin {
    message: Box<ChatMessage>,
    #[serde(default, deserialize_with = "read::number")]
    duration: Option<u64>,
    #[serde(default)]
    pinned_by: Option<Person>,
    #[serde(default, rename = "pinnedBy")]
    camel_by: Option<Person>,
    #[serde(default, deserialize_with = "read::time")]
    finish_at: Option<Timestamp>,
}

impl From<WirePin> for PinnedMessageCreated {
    fn from(wire: WirePin) -> Self {
        Self {
            message: wire.message,
            duration: wire.duration,
            pinned_by: wire.pinned_by.or(wire.camel_by),
            finish_at: wire.finish_at,
        }
    }
}

/// The pinned message was taken down; the server says no more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PinnedMessageDeleted {}

/// The poll was taken down; the server says no more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PollDelete {}

/// Reads what has no content, for which servers send an empty list.
macro_rules! empty {
    ($($name:ident)+) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                serde::de::IgnoredAny::deserialize(from).map(|_| Self {})
            }
        }
    )+};
}

empty!(PinnedMessageDeleted PollDelete);

/// A poll began, or its votes changed: about once a second while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PollUpdate {
    /// The poll.
    pub poll: ChatPoll,
}

/// A poll.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChatPoll {
    /// Question.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub title: String,
    /// Answers to choose from.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub options: Vec<PollOption>,
    /// Length in seconds.
    #[serde(default, deserialize_with = "read::number")]
    pub duration: Option<u64>,
    /// Seconds that are left.
    #[serde(default, deserialize_with = "read::number")]
    pub remaining: Option<u64>,
    /// Seconds for which the result is shown.
    #[serde(default, deserialize_with = "read::number")]
    pub result_display_duration: Option<u64>,
    /// Whether the viewer of this session has voted; guests never have.
    #[serde(default)]
    pub has_voted: Option<bool>,
    /// What the viewer of this session has chosen.
    #[serde(default, deserialize_with = "read::number")]
    pub voted_option_id: Option<u64>,
}

/// An answer of a poll.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PollOption {
    /// Its number.
    #[serde(default, deserialize_with = "read::number")]
    pub id: Option<u64>,
    /// Text.
    #[serde(default, deserialize_with = "read::text")]
    pub label: String,
    /// Votes so far.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub votes: u64,
}

/// The chatroom was emptied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChatroomClear {
    /// Id of this event.
    #[serde(default, deserialize_with = "read::text")]
    pub id: String,
}

/// Settings of the chatroom; both forms that the server has for them are read into this one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ChatroomUpdated {
    /// Chatroom, where the event names it.
    pub id: Option<ChatroomId>,
    /// Slow mode: its length is the pause between two messages of one viewer.
    pub slow_mode: ChatMode,
    /// Only subscribers may write.
    pub subscribers_mode: ChatMode,
    /// Only followers may write: its length is how long they must have followed.
    pub followers_mode: ChatMode,
    /// Only emotes may be written.
    pub emotes_mode: ChatMode,
    /// Protection against bots: its length is the time that is left.
    pub advanced_bot_protection: ChatMode,
    /// Only accounts of some age may write: its length is that age.
    pub account_age: ChatMode,
}

/// A setting of a chatroom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ChatMode {
    /// Whether it is on.
    pub enabled: bool,
    /// Its length, where it has one.
    pub duration: Option<Duration>,
}

/// A setting as either form has it.
#[derive(Default, Deserialize)]
struct WireMode {
    #[serde(default, deserialize_with = "de::null_as_default")]
    enabled: bool,
    #[serde(default, alias = "remaining_time", deserialize_with = "read::number")]
    message_interval: Option<u64>,
    #[serde(default, deserialize_with = "read::number")]
    min_duration: Option<u64>,
    #[serde(default, deserialize_with = "read::number")]
    duration_seconds: Option<u64>,
}

impl From<WireMode> for ChatMode {
    fn from(wire: WireMode) -> Self {
        let minutes = wire.min_duration.map(|minutes| minutes.saturating_mul(60));
        let seconds = wire.duration_seconds.or(wire.message_interval).or(minutes);
        Self { enabled: wire.enabled, duration: seconds.map(Duration::from_secs) }
    }
}

impl<'de> Deserialize<'de> for ChatroomUpdated {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            #[serde(default, deserialize_with = "read::number")]
            id: Option<u64>,
            #[serde(flatten)]
            modes: Modes,
            // The newer event (Chatterino 7) has the same in a field of its own.
            settings: Option<Modes>,
        }
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Modes {
            #[serde(deserialize_with = "read::loose")]
            slow_mode: WireMode,
            #[serde(alias = "subscribers_only_mode", deserialize_with = "read::loose")]
            subscribers_mode: WireMode,
            #[serde(alias = "followers_only_mode", deserialize_with = "read::loose")]
            followers_mode: WireMode,
            #[serde(alias = "emotes_only_mode", deserialize_with = "read::loose")]
            emotes_mode: WireMode,
            #[serde(deserialize_with = "read::loose")]
            advanced_bot_protection: WireMode,
            #[serde(deserialize_with = "read::loose")]
            account_age: WireMode,
        }
        let wire = Wire::deserialize(from)?;
        let modes = wire.settings.unwrap_or(wire.modes);
        Ok(Self {
            id: wire.id.map(ChatroomId::new),
            slow_mode: modes.slow_mode.into(),
            subscribers_mode: modes.subscribers_mode.into(),
            followers_mode: modes.followers_mode.into(),
            emotes_mode: modes.emotes_mode.into(),
            advanced_bot_protection: modes.advanced_bot_protection.into(),
            account_age: modes.account_age.into(),
        })
    }
}
