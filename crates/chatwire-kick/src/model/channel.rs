//! Channels, and what they stream.

use chatwire_core::{Secret, Timestamp, de};
use serde::{Deserialize, Serialize};

use super::category::opt_category;
use super::{filled_secret, filled_text, time};
use crate::{Category, UserId};

/// A channel. The official API tells neither its [`ChannelId`](crate::ChannelId) nor its chatroom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Channel {
    /// User id of the streamer.
    pub broadcaster_user_id: UserId,
    /// Name in the channel's address, in lower case.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub slug: String,
    /// Description.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub channel_description: String,
    /// Address of the banner.
    #[serde(default, deserialize_with = "filled_text")]
    pub banner_picture: Option<String>,
    /// Title of the current or the next stream.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub stream_title: String,
    /// Category of the current or the next stream.
    #[serde(default, deserialize_with = "opt_category")]
    pub category: Option<Category>,
    /// The stream; there also while the channel is offline.
    #[serde(default)]
    pub stream: Option<Stream>,
    /// Subscribers at present; one's own channel only.
    #[serde(default)]
    pub active_subscribers_count: Option<u64>,
    /// Subscribers who have cancelled; one's own channel only.
    #[serde(default)]
    pub canceled_subscribers_count: Option<u64>,
    /// Subscribers by gift; one's own channel only (kicksdk 0.2.0).
    #[serde(default)]
    pub active_gifted_subscribers_count: Option<u64>,
}

impl Channel {
    /// Whether the channel streams at present; the API lags behind by up to a minute.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.stream.as_ref().is_some_and(|stream| stream.is_live)
    }
}

/// The stream of a channel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "WireStream")]
#[non_exhaustive]
pub struct Stream {
    /// Whether it runs.
    pub is_live: bool,
    /// Whether it is for adults only.
    pub is_mature: bool,
    /// Language, such as `en`; empty while offline.
    pub language: String,
    /// When it began; `None` while offline.
    pub start_time: Option<Timestamp>,
    /// Address of a picture of it.
    pub thumbnail: Option<String>,
    /// Viewers; changes about once a minute.
    pub viewer_count: u64,
    /// Tags that the streamer has set.
    pub custom_tags: Vec<String>,
    /// Where the encoder sends to; one's own channel only, with the scope `streamkey:read`.
    pub url: Option<String>,
    /// The stream key: who has it can stream on the channel. With the scope `streamkey:read` only.
    pub key: Option<Secret>,
}

/// Tags have two names, and both may be there at once, which aliases of one field refuse.
#[derive(Deserialize)]
struct WireStream {
    #[serde(default, deserialize_with = "de::null_as_default")]
    is_live: bool,
    #[serde(default, deserialize_with = "de::null_as_default")]
    is_mature: bool,
    #[serde(default, deserialize_with = "de::null_as_default")]
    language: String,
    #[serde(default, deserialize_with = "time")]
    start_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "filled_text")]
    thumbnail: Option<String>,
    #[serde(default, deserialize_with = "de::null_as_default")]
    viewer_count: u64,
    #[serde(default)]
    custom_tags: Option<Vec<String>>,
    #[serde(default)]
    tags: Option<Vec<String>>,
    #[serde(default, deserialize_with = "filled_text")]
    url: Option<String>,
    #[serde(default, deserialize_with = "filled_secret")]
    key: Option<Secret>,
}

impl From<WireStream> for Stream {
    fn from(wire: WireStream) -> Self {
        Self {
            is_live: wire.is_live,
            is_mature: wire.is_mature,
            language: wire.language,
            start_time: wire.start_time,
            thumbnail: wire.thumbnail,
            viewer_count: wire.viewer_count,
            custom_tags: wire.custom_tags.or(wire.tags).unwrap_or_default(),
            url: wire.url,
            key: wire.key,
        }
    }
}
