//! Streams and what goes on around them: begin, end, hosts, followers.

use chatwire_core::{Timestamp, de};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Person, read};
use crate::{CategoryId, ChannelId, ChatroomId, UserId};

/// The stream began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StreamerIsLive {
    /// The stream.
    pub livestream: Box<LivestreamInfo>,
}

/// The stream ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StopStreamBroadcast {
    /// The stream.
    pub livestream: Box<LivestreamInfo>,
}

/// Title, category or count of viewers of the stream changed; both shapes of the event are read into this one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LivestreamUpdated {
    /// The stream.
    pub livestream: Box<LivestreamInfo>,
}

impl<'de> Deserialize<'de> for LivestreamUpdated {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = match Value::deserialize(from)? {
            Value::Object(mut fields) => match fields.remove("livestream") {
                Some(inner) => inner,
                None => Value::Object(fields),
            },
            other => other,
        };
        let livestream = serde_json::from_value(value).map_err(serde::de::Error::custom)?;
        Ok(Self { livestream })
    }
}

/// A stream as events of live chat describe it; much is missing in most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LivestreamInfo {
    /// Number of the stream on the site.
    #[serde(default, deserialize_with = "de::opt_text_or_number")]
    pub id: Option<String>,
    /// Name in its URL.
    #[serde(default)]
    pub slug: Option<String>,
    /// Channel.
    #[serde(default, deserialize_with = "channel_id")]
    pub channel_id: Option<ChannelId>,
    /// Channel, where the end of a stream describes it.
    #[serde(default)]
    pub channel: Option<ChannelInfo>,
    /// Title.
    #[serde(default)]
    pub session_title: Option<String>,
    /// Where the video comes from.
    #[serde(default, deserialize_with = "de::opt_text_or_number")]
    pub source: Option<String>,
    /// Whether it runs.
    #[serde(default)]
    pub is_live: Option<bool>,
    /// Language, by name.
    #[serde(default)]
    pub language: Option<String>,
    /// Language, by code.
    #[serde(default)]
    pub lang_iso: Option<String>,
    /// Whether it is for adults.
    #[serde(default)]
    pub is_mature: Option<bool>,
    /// Viewers at this moment.
    #[serde(default, alias = "viewers", deserialize_with = "read::number")]
    pub viewer_count: Option<u64>,
    /// When it was made.
    #[serde(default, deserialize_with = "read::time")]
    pub created_at: Option<Timestamp>,
    /// When it began.
    #[serde(default, deserialize_with = "read::time")]
    pub start_time: Option<Timestamp>,
    /// Tags of the streamer.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub tags: Vec<String>,
    /// Categories.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub categories: Vec<StreamCategory>,
    /// Category, in the shape that has only one.
    #[serde(default)]
    pub category: Option<StreamCategory>,
}

/// Category of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StreamCategory {
    /// Its id.
    #[serde(default)]
    pub id: Option<CategoryId>,
    /// Its name.
    #[serde(default, deserialize_with = "read::text")]
    pub name: String,
    /// Name in its URL.
    #[serde(default)]
    pub slug: Option<String>,
    /// Its tags.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub tags: Vec<String>,
}

/// A channel as some events describe it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChannelInfo {
    /// Channel.
    #[serde(default)]
    pub id: Option<ChannelId>,
    /// Streamer.
    #[serde(default)]
    pub user_id: Option<UserId>,
    /// Name in its URL.
    #[serde(default)]
    pub slug: Option<String>,
    /// Whether Kick has banned it.
    #[serde(default)]
    pub is_banned: Option<bool>,
    /// Its chatroom.
    #[serde(default)]
    pub chatroom: Option<ChatroomInfo>,
    /// Its stream at this moment.
    #[serde(default, deserialize_with = "read::beside")]
    pub current_livestream: Option<Box<LivestreamInfo>>,
}

/// A chatroom as some events describe it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChatroomInfo {
    /// Chatroom.
    #[serde(default)]
    pub id: Option<ChatroomId>,
}

/// Another streamer sends viewers to this channel. The server gives no id, and the case of the name may differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Hosted {
    /// Chatroom.
    #[serde(default)]
    pub chatroom_id: Option<ChatroomId>,
    /// Words of the other streamer.
    #[serde(default)]
    pub optional_message: Option<String>,
    /// How many viewers come.
    #[serde(default, deserialize_with = "read::number")]
    pub number_viewers: Option<u64>,
    /// Name of the other streamer.
    pub host_username: String,
}

/// The same as [`Hosted`] in the first version of chat, with the id of the other streamer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostedInfo {
    /// The host.
    pub message: HostedMessage,
    /// The other streamer.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub user: Person,
}

/// What a [`HostedInfo`] says about the host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostedMessage {
    /// Its id.
    #[serde(default, deserialize_with = "read::text")]
    pub id: String,
    /// How many viewers come.
    #[serde(default, alias = "numberOfViewers", deserialize_with = "read::number")]
    pub number_of_viewers: Option<u64>,
    /// Words of the other streamer.
    #[serde(default, alias = "optionalMessage")]
    pub optional_message: Option<String>,
    /// When.
    #[serde(default, alias = "createdAt", deserialize_with = "read::time")]
    pub created_at: Option<Timestamp>,
}

/// The streamer sends the viewers to another channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostSent {
    /// The channel that sends.
    #[serde(default, deserialize_with = "read::loose")]
    pub channel: ChannelInfo,
    /// Name in the URL of the other channel.
    #[serde(default, deserialize_with = "read::text")]
    pub slug: String,
    /// The other channel.
    #[serde(default, deserialize_with = "read::loose")]
    pub hosted: HostTarget,
}

/// Where a [`HostSent`] leads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostTarget {
    /// The channel.
    #[serde(default)]
    pub id: Option<ChannelId>,
    /// Display name of its streamer.
    #[serde(default, deserialize_with = "read::text")]
    pub username: String,
    /// Name in its URL.
    #[serde(default)]
    pub slug: Option<String>,
    /// Viewers of the channel that sends.
    #[serde(default, deserialize_with = "read::number")]
    pub viewers_count: Option<u64>,
    /// Whether it is live.
    #[serde(default)]
    pub is_live: Option<bool>,
    /// Address of a picture.
    #[serde(default)]
    pub profile_pic: Option<String>,
    /// Name of its category.
    #[serde(default)]
    pub category: Option<String>,
    /// Picture of its stream.
    #[serde(default, deserialize_with = "read::beside")]
    pub preview_thumbnail: Option<Thumbnail>,
}

/// A picture, perhaps in several sizes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Thumbnail {
    /// Its address.
    #[serde(default)]
    pub src: Option<String>,
    /// Addresses of its sizes, as browsers read them.
    #[serde(default)]
    pub srcset: Option<String>,
}

/// The number of followers changed (seen in 2024; sessions of 2026 no longer get it).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WireFollowers")]
#[non_exhaustive]
pub struct FollowersUpdated {
    /// Followers now.
    pub followers_count: Option<u64>,
    /// Channel; one client of the wild says that the key is `chatroom_id`.
    pub channel_id: Option<ChannelId>,
    /// Who came or went.
    pub username: Option<String>,
    /// When.
    pub created_at: Option<Timestamp>,
    /// Whether somebody came.
    pub followed: Option<bool>,
}

/// Both names of a field may be there at once, which aliases of one field refuse.
#[derive(Deserialize)]
struct WireFollowers {
    #[serde(default, deserialize_with = "read::number")]
    followers_count: Option<u64>,
    #[serde(default, rename = "followersCount", deserialize_with = "read::number")]
    camel_count: Option<u64>,
    #[serde(default, deserialize_with = "channel_id")]
    channel_id: Option<ChannelId>,
    #[serde(default, deserialize_with = "channel_id")]
    chatroom_id: Option<ChannelId>,
    #[serde(default)]
    username: Option<String>,
    #[serde(default, deserialize_with = "read::time")]
    created_at: Option<Timestamp>,
    #[serde(default)]
    followed: Option<bool>,
}

impl From<WireFollowers> for FollowersUpdated {
    fn from(wire: WireFollowers) -> Self {
        Self {
            followers_count: wire.followers_count.or(wire.camel_count),
            channel_id: wire.channel_id.or(wire.chatroom_id),
            username: wire.username,
            created_at: wire.created_at,
            followed: wire.followed,
        }
    }
}

/// A video was made private.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VideoPrivated {
    /// The video.
    #[serde(deserialize_with = "de::text_or_number")]
    pub video_id: String,
}

fn channel_id<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<ChannelId>, D::Error> {
    Ok(read::number(from)?.map(ChannelId::new))
}
