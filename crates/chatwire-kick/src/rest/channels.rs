//! Channels.

use chatwire_core::{Credential, Error, ErrorKind, Page, Request, awaitable};
use http::Method;
use serde::{Deserialize, Serialize};

use super::batch::Batches;
use super::reply::{first, list, nothing};
use crate::limits::{Checks, MAX_CHANNELS, MAX_SLUG, MAX_TAGS};
use crate::{CategoryId, Channel, Client, UserId};

const PATH: &str = "/public/v1/channels";

impl Client {
    /// Channels by the ids of their streamers, or by slugs. Any token; `channel:read` for one's own.
    ///
    /// Ids that do not exist are left out, but **one unknown slug refuses the whole request**
    /// (kicksdk 0.2.0): look slugs up once, and keep the ids. Without filters it is the channel of the token; see
    /// [`my_channel`](Self::my_channel). With `streamkey:read` one's own channel has its stream key.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().answer(Answer::status(200).body(
    /// #     r#"{"data":[{"broadcaster_user_id":1001,"slug":"some-user"}],"message":"OK"}"#));
    /// # let client = chatwire_kick::Client::builder().token("token").script(script).build()?;
    /// for channel in client.channels().id(1001).await? {
    ///     println!("{} is {}", channel.slug, if channel.is_live() { "live" } else { "offline" });
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for ids and slugs together, for
    /// a slug that does not have 1 to 25 characters, and for more than 50 of either outside of
    /// [`in_batches`](Channels::in_batches) and [`each_slug`](Channels::each_slug);
    /// [`Rejected`](crate::ErrorKind::Rejected) for an unknown slug.
    #[doc(alias = "get_channels")]
    pub fn channels(&self) -> Channels {
        Channels { client: self.clone(), ids: Vec::new(), slugs: Vec::new() }
    }

    /// The channel of the user whose token the call carries. A user's token with `channel:read`.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`NotFound`](crate::ErrorKind::NotFound) when the token belongs to
    /// no channel.
    pub fn my_channel(&self) -> Request<Channel> {
        self.call(Method::GET, "kick.my_channel", PATH).decode(|reply| {
            let missing = || Error::new(ErrorKind::NotFound, "the token belongs to no channel");
            first(reply)?.ok_or_else(missing)
        })
    }

    /// Changes title, category or tags of one's own stream; what is not set stays. A user's token with
    /// `channel:write`.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for more than 10 tags.
    pub fn update_channel(&self) -> UpdateChannel {
        UpdateChannel { client: self.clone(), body: UpdateBody::default() }
    }

    /// User id of the streamer to whom another token belongs; `None` when it belongs to no channel. A user's token
    /// with `channel:read`.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Config`](crate::ErrorKind::Config) for a token that is empty or
    /// that no header can carry.
    #[doc(alias = "get_broadcaster_id")]
    pub fn broadcaster_id_of(
        &self,
        access_token: impl Into<Credential>,
    ) -> Request<Option<UserId>> {
        let read = |client: &Self| {
            let call = client.call(Method::GET, "kick.broadcaster_id_of", PATH);
            call.decode(|reply| {
                Ok(first::<Owner>(reply)?.and_then(|channel| channel.broadcaster_user_id))
            })
        };
        match self.with_token(access_token) {
            Ok(other) => read(&other),
            Err(err) => read(self).failed(err),
        }
    }

    /// Slug of a streamer's channel; `None` when there is none. Any token.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    #[doc(alias = "fetch_channel_username")]
    pub fn slug_of(&self, broadcaster: impl Into<UserId>) -> Request<Option<String>> {
        self.call(Method::GET, "kick.slug_of", PATH)
            .query("broadcaster_user_id", broadcaster.into().to_string())
            .decode(|reply| {
                let slug = first::<Channel>(reply)?.map(|channel| channel.slug);
                Ok(slug.filter(|slug| !slug.is_empty()))
            })
    }
}

/// As much of a channel as tells whose it is.
#[derive(Deserialize)]
struct Owner {
    #[serde(default)]
    broadcaster_user_id: Option<UserId>,
}

/// Reads channels; see [`Client::channels`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct Channels {
    client: Client,
    ids: Vec<UserId>,
    slugs: Vec<String>,
}

impl Channels {
    /// Adds the user id of a streamer.
    #[doc(alias = "broadcaster_user_id")]
    pub fn id(self, broadcaster: impl Into<UserId>) -> Self {
        self.ids([broadcaster])
    }

    /// Adds user ids; one request takes 50, for more see [`in_batches`](Self::in_batches).
    pub fn ids<I: Into<UserId>>(mut self, broadcasters: impl IntoIterator<Item = I>) -> Self {
        self.ids.extend(broadcasters.into_iter().map(Into::into));
        self
    }

    /// Adds a slug of at most 25 characters. Ids and slugs exclude each other.
    pub fn slug(self, slug: impl Into<String>) -> Self {
        self.slugs([slug])
    }

    /// Adds slugs; one request takes 50.
    pub fn slugs<I: Into<String>>(mut self, slugs: impl IntoIterator<Item = I>) -> Self {
        self.slugs.extend(slugs.into_iter().map(Into::into));
        self
    }

    fn checks(&self) -> Checks {
        let mixed = !self.ids.is_empty() && !self.slugs.is_empty();
        let checks =
            Checks::new().refuse(mixed, "slug", "and broadcaster_user_id exclude each other");
        self.slugs.iter().fold(checks, |checks, slug| checks.length("slug", slug, 1, MAX_SLUG))
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Page<Channel>> {
        let checks = self.checks().at_most("broadcaster_user_id", &self.ids, MAX_CHANNELS).at_most(
            "slug",
            &self.slugs,
            MAX_CHANNELS,
        );
        let mut call = self.client.call(Method::GET, "kick.channels", PATH).check(checks.done());
        for id in &self.ids {
            call = call.query("broadcaster_user_id", id.to_string());
        }
        for slug in &self.slugs {
            call = call.query("slug", slug);
        }
        list(call)
    }

    /// Any number of ids, 50 in each request.
    ///
    /// Slugs that were added are left aside: each unknown one would cost the others of its request.
    /// See [`each_slug`](Self::each_slug).
    pub fn in_batches(self) -> Batches<UserId, Channel> {
        let checked = self.checks().done();
        let Self { client, ids, .. } = self;
        Batches::new(ids, MAX_CHANNELS, move |ids| client.channels().ids(ids).request())
            .check(checked)
    }

    /// One request for each slug, so that one that is unknown costs none of the others: it is among
    /// [`failed`](super::Batched::failed) then.
    pub fn each_slug(self) -> Batches<String, Channel> {
        let checked = self.checks().done();
        let Self { client, slugs, .. } = self;
        Batches::new(slugs, 1, move |slugs| client.channels().slugs(slugs).request()).check(checked)
    }
}

/// Changes one's own channel; see [`Client::update_channel`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct UpdateChannel {
    client: Client,
    body: UpdateBody,
}

#[derive(Clone, Debug, Default, Serialize)]
struct UpdateBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    category_id: Option<CategoryId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_tags: Option<Vec<String>>,
}

impl UpdateChannel {
    /// New category.
    #[doc(alias = "category_id")]
    pub fn category(mut self, id: impl Into<CategoryId>) -> Self {
        self.body.category_id = Some(id.into());
        self
    }

    /// New title.
    #[doc(alias = "stream_title")]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.body.stream_title = Some(title.into());
        self
    }

    /// New tags in place of all old ones, at most 10; an empty list clears them.
    #[doc(alias = "custom_tags")]
    pub fn tags<I: Into<String>>(mut self, tags: impl IntoIterator<Item = I>) -> Self {
        self.body.custom_tags = Some(tags.into_iter().map(Into::into).collect());
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<()> {
        let Self { client, body } = self;
        let tags = body.custom_tags.as_deref().unwrap_or_default();
        let checks = Checks::new().at_most("custom_tags", tags, MAX_TAGS);
        nothing(
            client
                .call(Method::PATCH, "kick.update_channel", PATH)
                .check(checks.done())
                .json(&body),
        )
    }
}

awaitable!(Channels => Page<Channel>, UpdateChannel => ());
