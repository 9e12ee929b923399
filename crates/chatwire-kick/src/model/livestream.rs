//! Channels that stream at present.

use chatwire_core::{Timestamp, de};
use serde::{Deserialize, Serialize};

use super::category::opt_category;
use super::{filled_text, time};
use crate::{Category, ChannelId, LivestreamId, UserId};

/// A running stream, as version 2 of the list and the streams of users show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Livestream {
    /// Id of this session, a ULID.
    pub id: LivestreamId,
    /// Who streams.
    pub broadcaster_user: Broadcaster,
    /// Where it runs.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub channel: LivestreamChannel,
    /// What it is about.
    #[serde(default, deserialize_with = "opt_category")]
    pub category: Option<Category>,
    /// Title.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub title: String,
    /// Tags that the streamer has set.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub tags: Vec<String>,
    /// Language, such as `en` (BCP 47).
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub language_code: String,
    /// Whether it is for adults only.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub has_mature_content: bool,
    /// When it began.
    #[serde(default, deserialize_with = "time")]
    pub started_at: Option<Timestamp>,
    /// Address of a picture of it.
    #[serde(default, deserialize_with = "filled_text")]
    pub thumbnail: Option<String>,
    /// Viewers; changes about once a minute.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub viewer_count: u64,
}

/// Who streams.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Broadcaster {
    /// User id of the streamer.
    pub id: UserId,
    /// Name as it is shown.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub username: String,
    /// Address of the profile picture.
    #[serde(default, deserialize_with = "filled_text")]
    pub profile_picture: Option<String>,
}

/// Where a stream runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LivestreamChannel {
    /// Name in the channel's address.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub slug: String,
}

/// A running stream, as the deprecated version 1 of the list shows it.
///
/// It has no id: a stream is its channel and [`started_at`](Self::started_at). It is the only official answer with a
/// [`ChannelId`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LivestreamV1 {
    /// User id of the streamer.
    pub broadcaster_user_id: UserId,
    /// Id of the channel on the site.
    #[serde(default)]
    pub channel_id: Option<ChannelId>,
    /// Name in the channel's address.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub slug: String,
    /// Title.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub stream_title: String,
    /// What it is about.
    #[serde(default, deserialize_with = "opt_category")]
    pub category: Option<Category>,
    /// Tags that the streamer has set.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub custom_tags: Vec<String>,
    /// Whether it is for adults only.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub has_mature_content: bool,
    /// Language, such as `en`.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub language: String,
    /// Address of the streamer's profile picture.
    #[serde(default, deserialize_with = "filled_text")]
    pub profile_picture: Option<String>,
    /// When it began; the same as in the status webhook.
    #[serde(default, deserialize_with = "time")]
    pub started_at: Option<Timestamp>,
    /// Address of a picture of it.
    #[serde(default, deserialize_with = "filled_text")]
    pub thumbnail: Option<String>,
    /// Viewers; changes about once a minute.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub viewer_count: u64,
}

/// Numbers of the whole platform.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LivestreamStats {
    /// Streams that run at present.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub total_count: u64,
}
