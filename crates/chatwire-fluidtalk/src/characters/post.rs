//! `post`: decide on and write an original post.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use chatwire_core::{Error, Request, Result, RetryClass, awaitable};

use super::client::{Client, billed, limits, mode_setter, on_platform};
use super::model::{PostResult, warn_unseen};
use super::{Platform, operation};
use crate::lenient;
use crate::reply::enveloped;

/// Where a post is to appear: its reference, and what the character should know about the place.
///
/// ```
/// use chatwire_fluidtalk::characters::Community;
///
/// let place = Community::new("r/running").rules(["no ads"]).flairs(["Training"]);
/// assert_eq!(serde_json::to_value(&place)?["ref"], "r/running");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
#[must_use]
pub struct Community(Map<String, Value>);

impl Community {
    /// A community by its reference on the platform, such as `r/running`.
    pub fn new(reference: impl Into<String>) -> Self {
        Self(Map::new()).field("ref", reference.into())
    }

    /// Its rules.
    pub fn rules<R: Into<String>>(self, rules: impl IntoIterator<Item = R>) -> Self {
        let rules: Vec<String> = rules.into_iter().map(Into::into).collect();
        self.field("rules", rules)
    }

    /// Its flairs.
    pub fn flairs<F: Into<String>>(self, flairs: impl IntoIterator<Item = F>) -> Self {
        let flairs: Vec<String> = flairs.into_iter().map(Into::into).collect();
        self.field("flairs", flairs)
    }

    /// Any other fact, or a known one in another shape.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }
}

impl From<&str> for Community {
    fn from(reference: &str) -> Self {
        Self::new(reference)
    }
}

impl From<String> for Community {
    fn from(reference: String) -> Self {
        Self::new(reference)
    }
}

impl From<Map<String, Value>> for Community {
    fn from(fields: Map<String, Value>) -> Self {
        Self(fields)
    }
}

/// The best comments under a post of the community: the most valuable thing to tell the character.
///
/// ```
/// use chatwire_fluidtalk::characters::{Client, TopComments};
///
/// # let client = Client::new("ftc_live_0123456789")?;
/// let best = TopComments::new("First marathon").comment("hydrate early").comment("walk the hills");
/// let wire = client.post("reddit", "r/running").top_comments([best]).request().build()?;
/// let body: serde_json::Value = serde_json::from_slice(wire.body())?;
/// assert!(body["top_comments"].to_string().contains("walk the hills"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[must_use]
pub struct TopComments {
    post_title: String,
    comments: Vec<Value>,
}

impl TopComments {
    /// Comments under the post with this title.
    pub fn new(post_title: impl Into<String>) -> Self {
        Self { post_title: post_title.into(), comments: Vec::new() }
    }

    /// Adds one.
    pub fn comment(mut self, text: impl Into<String>) -> Self {
        self.comments.push(json!({"text": text.into()}));
        self
    }
}

/// How good an idea must be, each 0 to 100; what is not set follows the workflow.
///
/// ```
/// use chatwire_fluidtalk::characters::Thresholds;
///
/// let strict = Thresholds::new().min_relevance(90.0).min_novelty(75.0);
/// assert_eq!(strict.min_rule_compat, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
#[must_use]
pub struct Thresholds {
    /// Least fit for the community.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::number")]
    pub min_relevance: Option<f64>,
    /// Least novelty.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::number")]
    pub min_novelty: Option<f64>,
    /// Least fit to the rules.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::number")]
    pub min_rule_compat: Option<f64>,
    /// Fields of an answer that this version does not know; a request leaves them out.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Thresholds {
    /// None set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the least fit for the community, 0 to 100.
    pub fn min_relevance(mut self, value: f64) -> Self {
        self.min_relevance = Some(value);
        self
    }

    /// Sets the least novelty, 0 to 100.
    pub fn min_novelty(mut self, value: f64) -> Self {
        self.min_novelty = Some(value);
        self
    }

    /// Sets the least fit to the rules, 0 to 100.
    pub fn min_rule_compat(mut self, value: f64) -> Self {
        self.min_rule_compat = Some(value);
        self
    }

    fn check(&self) -> Result<()> {
        let all = [
            ("min_relevance", self.min_relevance),
            ("min_novelty", self.min_novelty),
            ("min_rule_compat", self.min_rule_compat),
        ];
        for (name, value) in all {
            if value.is_some_and(|value| !(0.0..=100.0).contains(&value)) {
                return Err(Error::input(format!("{name} must be 0 to 100")));
            }
        }
        Ok(())
    }
}

impl Client {
    /// An original post for a community, if the character finds one worth writing.
    ///
    /// Takes 22 to 30 s, more with [`always_draft`](Post::always_draft); the limits of this call are set for that.
    /// A refusal is a success that is billed: branch on [`decision`](PostResult::decision).
    /// Posts are off in a workflow by default; then the answer is silent with `posts_disabled`.
    /// Billed; never repeated once it may have arrived.
    ///
    /// ```
    /// # use chatwire_fluidtalk::characters::{Client, Community, TopComments};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_emulator::{Emulator, Platform as Service};
    /// # let emulator = Emulator::start().await?;
    /// # let (secret, url) = (emulator.fluidtalk().connector_token(), emulator.url(Service::FluidTalk));
    /// # let client = Client::builder(secret).base_url(url)?.build()?;
    /// let res = client
    ///     .post("reddit", Community::new("r/running").rules(["no ads"]))
    ///     .top_comments([TopComments::new("First marathon").comment("hydrate early")])
    ///     .await?;
    /// match &res.post {
    ///     Some(post) => println!("{:?}: {:?}", post.title, post.body),
    ///     None => println!("nothing to post: {:?}", res.silence()),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) before any request for an empty platform and for thresholds outside
    /// 0 to 100.
    pub fn post(&self, platform: impl Into<Platform>, community: impl Into<Community>) -> Post {
        Post {
            client: self.clone(),
            class: RetryClass::ConnectOnly,
            failure: None,
            body: Body {
                platform: platform.into(),
                community: community.into(),
                ..Body::default()
            },
        }
    }
}

/// Request of [`Client::post`].
///
/// ```
/// use chatwire_fluidtalk::characters::{Client, Thresholds};
///
/// # let client = Client::new("ftc_live_0123456789")?;
/// let call = client
///     .post("reddit", "r/running")
///     .brief("something about the first long run")
///     .thresholds(Thresholds::new().min_novelty(75.0))
///     .always_draft(true);
/// let body: serde_json::Value = serde_json::from_slice(call.request().build()?.body())?;
/// assert_eq!(body["always_draft"], true);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Post {
    client: Client,
    class: RetryClass,
    failure: Option<Error>,
    body: Body,
}

#[derive(Clone, Debug, Serialize)]
struct Body {
    platform: Platform,
    community: Community,
    #[serde(skip_serializing_if = "Option::is_none")]
    posts: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_comments: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    brief: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reuse_analysis: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    always_draft: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thresholds: Option<Thresholds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asset: Option<Asset>,
}

impl Default for Body {
    fn default() -> Self {
        Self {
            platform: Platform::new(""),
            community: Community(Map::new()),
            posts: None,
            top_comments: None,
            format: None,
            brief: None,
            mode: None,
            reuse_analysis: None,
            always_draft: None,
            thresholds: None,
            asset: None,
        }
    }
}

#[derive(Clone, Debug, Serialize)]
struct Asset {
    url: String,
}

mode_setter!(Post);
billed!(Post);

impl Post {
    /// What was posted there lately, a JSON object.
    pub fn posts(mut self, posts: impl Serialize) -> Self {
        super::to_json(posts, "posts", &mut self.body.posts, &mut self.failure);
        self
    }

    /// The best comments there, as [`TopComments`] or rows of your own: the most valuable thing to tell.
    pub fn top_comments<C: Serialize>(mut self, rows: impl IntoIterator<Item = C>) -> Self {
        let rows: Vec<C> = rows.into_iter().collect();
        super::to_json(rows, "top_comments", &mut self.body.top_comments, &mut self.failure);
        self
    }

    /// Form of the post, a JSON object.
    pub fn format(mut self, format: impl Serialize) -> Self {
        super::to_json(format, "format", &mut self.body.format, &mut self.failure);
        self
    }

    /// What the post is to be about, instead of an idea of the character's own.
    pub fn brief(mut self, text: impl Into<String>) -> Self {
        self.body.brief = Some(text.into());
        self
    }

    /// Mode of the post itself, a field of the body: nothing to do with the testing [`mode`](Self::mode).
    pub fn post_mode(mut self, mode: impl Into<String>) -> Self {
        self.body.mode = Some(mode.into());
        self
    }

    /// Whether an earlier analysis of the community may be used, which about halves the cost.
    ///
    /// Without effect beside an asset or a brief.
    pub fn reuse_analysis(mut self, reuse: bool) -> Self {
        self.body.reuse_analysis = Some(reuse);
        self
    }

    /// Whether a draft is written even when no idea is good enough: costs more and takes longer.
    pub fn always_draft(mut self, always: bool) -> Self {
        self.body.always_draft = Some(always);
        self
    }

    /// How good an idea must be.
    pub fn thresholds(mut self, mut thresholds: Thresholds) -> Self {
        // Those of an earlier answer may be handed in; the server refuses names that it does not take.
        thresholds.extra.clear();
        self.body.thresholds = Some(thresholds);
        self
    }

    /// Picture of the post, hosted by [`post_media`](Client::post_media); an empty text is left out.
    pub fn asset_url(mut self, url: impl Into<String>) -> Self {
        self.body.asset = Some(url.into()).filter(|url| !url.is_empty()).map(|url| Asset { url });
        self
    }

    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<PostResult> {
        let Self { client, class, failure, body } = self;
        let path = "/api/{api_version}/characters/posts";
        let usual =
            if body.always_draft == Some(true) { limits::DRAFTED_POST } else { limits::POST };
        on_platform(client.call(Method::POST, operation::POST, path, class, usual), &body.platform)
            .check(failure.map_or(Ok(()), Err))
            .check(body.thresholds.as_ref().map_or(Ok(()), Thresholds::check))
            .json(&body)
            .decode(|reply| {
                let answer: PostResult = enveloped(reply)?;
                warn_unseen(operation::POST, answer.vision.as_ref());
                Ok(answer)
            })
    }
}

awaitable!(Post => PostResult);
