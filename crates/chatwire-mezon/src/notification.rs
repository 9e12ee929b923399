//! Notices: which messages make one, what they are about, and the settings of channels, categories and clans.

use std::time::Duration;

use chatwire_mezon_proto::api;
use serde::{Deserialize, Serialize};

use crate::number_enum::number_enum;
use crate::{ChannelId, UserId};

number_enum! {
    /// Which messages make a notice.
    #[doc(alias = "NotificationType")]
    #[doc(alias = "notification_setting_type")]
    pub enum NotificationLevel {
        /// As the place above says: the category, then the clan.
        Default = 0,
        /// All messages.
        All = 1,
        /// Those that mention the user.
        Mentions = 2,
        /// None.
        Nothing = 3,
    }

    /// What a notice is about, the `code` of [`api::Notification`] (web client).
    ///
    /// ```
    /// use chatwire_mezon::notification::NotificationCode;
    ///
    /// assert_eq!(NotificationCode::from(-2), NotificationCode::FriendRequest);
    /// assert_eq!(NotificationCode::from(-99), NotificationCode::Other(-99));
    /// ```
    pub enum NotificationCode {
        /// Somebody wants to talk to the user.
        DirectRequest = -1,
        /// Somebody wants to be a friend.
        FriendRequest = -2,
        /// Somebody is a friend now.
        FriendAccepted = -3,
        /// The user was added to a group.
        AddedToGroup = -4,
        /// Somebody wants to join a group.
        GroupJoinRequest = -5,
        /// A friend joined a game.
        FriendJoinedGame = -6,
        /// The session was taken over by another connection.
        SingleSocket = -7,
        /// The user was banned.
        UserBanned = -8,
        /// The user was mentioned.
        Mentioned = -9,
        /// Somebody reacted to a message of the user.
        Reacted = -10,
        /// Somebody replied to the user.
        Replied = -11,
        /// News of a clan.
        ClanNews = -12,
    }
}

/// Setting of a channel or of a category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NotificationUserChannel {
    /// Id of the setting; 0 where none was ever made, so that the defaults hold.
    #[serde(with = "crate::notification::as_text")]
    pub id: i64,
    /// Which messages make a notice.
    pub notification_setting_type: NotificationLevel,
    /// How long it is muted; -1 without an end, 0 not at all.
    ///
    /// The public clients disagree whether other numbers are seconds from now or a moment in Unix seconds.
    pub time_mute_seconds: i32,
    /// 1 where notices come at all.
    pub active: i32,
    /// Channel that it is for; none in the setting of a category.
    pub channel_id: ChannelId,
}

/// Setting of a clan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NotificationSetting {
    /// Id of the setting; 0 where none was ever made, so that the defaults hold.
    #[serde(with = "crate::notification::as_text")]
    pub id: i64,
    /// Which messages make a notice.
    pub notification_setting_type: NotificationLevel,
}

/// Setting for reactions to messages of a channel.
#[doc(alias = "NotifiReactMessage")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NotificationReactMessage {
    /// Id of the setting; 0 where none was ever made.
    #[serde(with = "crate::notification::as_text")]
    pub id: i64,
    /// User who set it.
    pub user_id: UserId,
    /// Channel that it is for.
    pub channel_id: ChannelId,
}

/// How long a channel or a category is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mute {
    /// Not at all.
    Off,
    /// For this time, in whole seconds, at least one.
    For(Duration),
    /// Until it is taken back.
    Forever,
}

impl Mute {
    /// What goes into the request, as Mezon's own mobile clients write it.
    pub(crate) fn seconds(self) -> i32 {
        match self {
            Self::Off => 0,
            Self::For(time) => i32::try_from(time.as_secs()).unwrap_or(i32::MAX).max(1),
            Self::Forever => -1,
        }
    }
}

impl From<api::NotificationUserChannel> for NotificationUserChannel {
    fn from(setting: api::NotificationUserChannel) -> Self {
        Self {
            id: setting.id,
            notification_setting_type: setting.notification_setting_type.into(),
            time_mute_seconds: setting.time_mute_seconds,
            active: setting.active,
            channel_id: setting.channel_id.into(),
        }
    }
}

impl From<api::NotificationSetting> for NotificationSetting {
    fn from(setting: api::NotificationSetting) -> Self {
        Self { id: setting.id, notification_setting_type: setting.notification_setting_type.into() }
    }
}

impl From<api::NotifiReactMessage> for NotificationReactMessage {
    fn from(setting: api::NotifiReactMessage) -> Self {
        Self {
            id: setting.id,
            user_id: setting.user_id.into(),
            channel_id: setting.channel_id.into(),
        }
    }
}

/// Numbers of 64 bits, which JSON has as text.
pub(crate) mod as_text {
    use serde::de::Error;
    use serde::{Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(id: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        let text = chatwire_core::de::text_or_number(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}
