//! The deprecated list of streams, kept for its order and its channel ids.

use chatwire_core::{Page, Request, awaitable};
use http::Method;

use super::reply::list;
use crate::limits::{Checks, MAX_CHANNELS, MAX_LIVESTREAMS_V1};
use crate::{CategoryId, Client, LivestreamV1, UserId};

chatwire_core::wire_enum! {
    /// Order of the deprecated list of streams, the largest or newest first.
    pub enum LivestreamSort {
        /// By viewers.
        ViewerCount = "viewer_count",
        /// By the time at which they began.
        StartedAt = "started_at",
    }
}

impl Client {
    /// Streams that run at present, by version 1 of the API: without pages, but sorted. Any token.
    ///
    /// **Deprecated by Kick** since 2026-06-23: use [`livestreams`](Self::livestreams) or
    /// [`users_livestreams`](Self::users_livestreams). It is the only official call whose answer has
    /// [channel ids](crate::ChannelId).
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for more than 50 streamers, and
    /// for a [limit](LivestreamsV1::limit) that is not 1 to 100.
    pub fn livestreams_v1(&self) -> LivestreamsV1 {
        LivestreamsV1 {
            client: self.clone(),
            broadcasters: Vec::new(),
            category: None,
            language: None,
            limit: None,
            sort: None,
        }
    }
}

/// Lists streams by version 1 of the API; see [`Client::livestreams_v1`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct LivestreamsV1 {
    client: Client,
    broadcasters: Vec<UserId>,
    category: Option<CategoryId>,
    language: Option<String>,
    limit: Option<u32>,
    sort: Option<LivestreamSort>,
}

impl LivestreamsV1 {
    /// Adds the user id of a streamer, at most 50 in all.
    #[doc(alias = "broadcaster_user_id")]
    pub fn broadcaster(mut self, id: impl Into<UserId>) -> Self {
        self.broadcasters.push(id.into());
        self
    }

    /// Only streams of this category.
    #[doc(alias = "category_id")]
    pub fn category(mut self, id: impl Into<CategoryId>) -> Self {
        self.category = Some(id.into());
        self
    }

    /// Only streams in this language, such as `en`.
    pub fn language(mut self, code: impl Into<String>) -> Self {
        self.language = Some(code.into());
        self
    }

    /// Most streams that are answered, 1 to 100 (25).
    pub fn limit(mut self, count: u32) -> Self {
        self.limit = Some(count);
        self
    }

    /// Order of the list.
    pub fn sort(mut self, by: LivestreamSort) -> Self {
        self.sort = Some(by);
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Page<LivestreamV1>> {
        let checks = Checks::new()
            .at_most("broadcaster_user_id", &self.broadcasters, MAX_CHANNELS)
            .range("limit", self.limit, 1, MAX_LIVESTREAMS_V1);
        let mut call = self
            .client
            .call(Method::GET, "kick.livestreams_v1", "/public/v1/livestreams")
            .check(checks.done());
        for id in &self.broadcasters {
            call = call.query("broadcaster_user_id", id.to_string());
        }
        list(
            call.query_opt("category_id", self.category.map(|id| id.to_string()))
                .query_opt("language", self.language.as_ref())
                .query_opt("limit", self.limit.map(|count| count.to_string()))
                .query_opt("sort", self.sort.as_ref().map(LivestreamSort::as_str)),
        )
    }
}

awaitable!(LivestreamsV1 => Page<LivestreamV1>);
