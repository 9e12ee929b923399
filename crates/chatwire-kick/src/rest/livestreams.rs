//! Streams that run at present.

use chatwire_core::{Cursor, Page, Request, awaitable};
use http::Method;

use super::batch::Batches;
use super::list::listing;
use super::reply::{list, object};
use crate::limits::{Checks, MAX_LIVESTREAM_FILTERS, MAX_LIVESTREAM_USERS, MAX_PAGE};
use crate::{CategoryId, Client, Livestream, LivestreamStats, UserId};

impl Client {
    /// Streams that run at present, the oldest first. Any token.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().answer(Answer::status(200).body(
    /// #     r#"{"data":[{"id":"01KAAF","broadcaster_user":{"id":1001},"title":"Hi"}],"pagination":{}}"#));
    /// # let client = chatwire_kick::Client::builder().token("token").script(script).build()?;
    /// use futures_util::TryStreamExt;
    ///
    /// let mut streams = client.livestreams().category(15).language("en").limit(1_000).items();
    /// while let Some(stream) = streams.try_next().await? {
    ///     println!("{} viewers: {}", stream.viewer_count, stream.title);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for more than 25 categories or
    /// languages, and for a [limit](Livestreams::limit) that is not 1 to 1,000.
    pub fn livestreams(&self) -> Livestreams {
        Livestreams {
            client: self.clone(),
            cursor: None,
            categories: Vec::new(),
            languages: Vec::new(),
            limit: None,
        }
    }

    /// Streams of these users, as far as they stream at present. Any token.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); outside of [`in_batches`](UsersLivestreams::in_batches),
    /// [`Input`](crate::ErrorKind::Input) for no users, for one who is there twice, and for more than 100.
    pub fn users_livestreams<I: Into<UserId>>(
        &self,
        users: impl IntoIterator<Item = I>,
    ) -> UsersLivestreams {
        let ids = users.into_iter().map(Into::into).collect();
        UsersLivestreams { client: self.clone(), ids }
    }

    /// How many streams run at present. Any token.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    pub fn livestreams_stats(&self) -> Request<LivestreamStats> {
        object(self.call(Method::GET, "kick.livestreams_stats", "/public/v1/livestreams/stats"))
    }
}

/// Lists streams; see [`Client::livestreams`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct Livestreams {
    client: Client,
    cursor: Option<Cursor>,
    categories: Vec<CategoryId>,
    languages: Vec<String>,
    limit: Option<u32>,
}

impl Livestreams {
    /// Adds a category, at most 25 in all; one of them has to fit.
    #[doc(alias = "category_id")]
    pub fn category(mut self, id: impl Into<CategoryId>) -> Self {
        self.categories.push(id.into());
        self
    }

    /// Adds a language such as `en` (BCP 47), at most 25 in all; one of them has to fit.
    #[doc(alias = "language_code")]
    pub fn language(mut self, code: impl Into<String>) -> Self {
        self.languages.push(code.into());
        self
    }

    /// Streams on a page, 1 to 1,000 (100).
    pub fn limit(mut self, count: u32) -> Self {
        self.limit = Some(count);
        self
    }

    fn at(&self, cursor: Option<&Cursor>) -> Request<Page<Livestream>> {
        let checks = Checks::new()
            .at_most("category_id", &self.categories, MAX_LIVESTREAM_FILTERS)
            .at_most("language_code", &self.languages, MAX_LIVESTREAM_FILTERS)
            .range("limit", self.limit, 1, MAX_PAGE);
        let mut call = self
            .client
            .call(Method::GET, "kick.livestreams", "/public/v2/livestreams")
            .check(checks.done())
            .query_opt("cursor", cursor.map(Cursor::as_str))
            .query_opt("limit", self.limit.map(|count| count.to_string()));
        for id in &self.categories {
            call = call.query("category_id", id.to_string());
        }
        for code in &self.languages {
            call = call.query("language_code", code);
        }
        list(call)
    }
}

listing!(Livestreams => Livestream);

/// Reads the streams of users; see [`Client::users_livestreams`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct UsersLivestreams {
    client: Client,
    ids: Vec<UserId>,
}

impl UsersLivestreams {
    /// The call as a request: 1 to 100 users, for more see [`in_batches`](Self::in_batches).
    pub fn request(self) -> Request<Page<Livestream>> {
        let checks = Checks::new().distinct("user_id", &self.ids).at_most(
            "user_id",
            &self.ids,
            MAX_LIVESTREAM_USERS,
        );
        let mut call = self
            .client
            .call(Method::GET, "kick.users_livestreams", "/public/v1/users/livestreams")
            .check(checks.done());
        for id in &self.ids {
            call = call.query("user_id", id.to_string());
        }
        list(call)
    }

    /// Any number of users, 100 in each request.
    pub fn in_batches(self) -> Batches<UserId, Livestream> {
        let Self { client, ids } = self;
        Batches::new(ids, MAX_LIVESTREAM_USERS, move |ids| client.users_livestreams(ids).request())
    }
}

awaitable!(UsersLivestreams => Page<Livestream>);
