//! `comment` and `comment_reply`: words in public.

use http::Method;
use serde::Serialize;
use serde_json::{Map, Value};

use chatwire_core::{Error, Request, Result, RetryClass, awaitable};

use super::client::{Client, billed, limits, mode_setter, on_platform};
use super::model::{CommentReplyResult, CommentResult, warn_unseen};
use super::{Platform, operation};
use crate::reply::enveloped;

/// Limits of `max_chars` (Python client 2.8.2: outside of them a 400 before any billing).
const MAX_CHARS: std::ops::RangeInclusive<u32> = 20..=2200;

/// Refuses a length that the server refuses.
pub(super) fn check_max_chars(max_chars: Option<u32>) -> Result<()> {
    match max_chars {
        Some(count) if !MAX_CHARS.contains(&count) => {
            Err(Error::input(format!("max_chars is {count}; it must be 20 to 2200")))
        }
        _ => Ok(()),
    }
}

/// What the character is told about a post: caption, pictures, author, and whatever else helps.
///
/// ```
/// use chatwire_fluidtalk::characters::PostContext;
///
/// let post = PostContext::new().caption("new deck").author_handle("mark").field("likes", 12);
/// assert_eq!(serde_json::to_value(&post)?["caption"], "new deck");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
#[must_use]
pub struct PostContext(Map<String, Value>);

impl PostContext {
    /// Nothing known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Text of the post.
    pub fn caption(self, text: impl Into<String>) -> Self {
        self.field("caption", text.into())
    }

    /// Pictures of the post, at URLs that the model's provider can fetch; up to four reach the model.
    pub fn image_urls<U: Into<String>>(self, urls: impl IntoIterator<Item = U>) -> Self {
        let urls: Vec<String> = urls.into_iter().map(Into::into).collect();
        self.field("image_urls", urls)
    }

    /// Who wrote the post.
    pub fn author_handle(self, handle: impl Into<String>) -> Self {
        self.field("author_handle", handle.into())
    }

    /// Any other fact.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }
}

impl From<Map<String, Value>> for PostContext {
    fn from(fields: Map<String, Value>) -> Self {
        Self(fields)
    }
}

impl Client {
    /// A comment under a post.
    ///
    /// Comments are off in a workflow by default; then the answer is silent with `comments_disabled`.
    /// Billed; never repeated once it may have arrived.
    ///
    /// ```
    /// # use chatwire_fluidtalk::{Image, characters::Client};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_emulator::{Emulator, Platform as Service};
    /// # let emulator = Emulator::start().await?;
    /// # let (secret, url) = (emulator.fluidtalk().connector_token(), emulator.url(Service::FluidTalk));
    /// # let client = Client::builder(secret).base_url(url)?.build()?;
    /// # let bytes = vec![0xFF, 0xD8, 0xFF, 0xE0];
    /// let up = client.comment_media("instagram", "p1", Image::bytes(bytes).filename("post.jpg")).await?;
    /// let res = client.comment("instagram", "p1").caption("new deck").image_urls(up.url).await?;
    /// if let Some(text) = res.comment {
    ///     println!("{text}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) before any request for an empty platform and for `max_chars` outside
    /// 20 to 2200.
    pub fn comment(&self, platform: impl Into<Platform>, post_ref: impl Into<String>) -> Comment {
        Comment {
            client: self.clone(),
            class: RetryClass::ConnectOnly,
            body: CommentBody {
                platform: platform.into(),
                post_ref: post_ref.into(),
                post: PostContext::new(),
                max_chars: None,
            },
        }
    }

    /// An answer to someone who replied to the character's comment.
    ///
    /// The character may answer, move the talk to direct messages, or leave; branch on
    /// [`decision`](CommentReplyResult::decision) and [`reply`](CommentReplyResult::reply).
    /// Billed; never repeated once it may have arrived.
    ///
    /// ```
    /// use chatwire_fluidtalk::characters::Client;
    ///
    /// # let client = Client::new("ftc_live_0123456789")?;
    /// let call = client.comment_reply("instagram", "p1", "dan").reply_text("where is that?");
    /// let wire = call.request().build()?;
    /// let body: serde_json::Value = serde_json::from_slice(wire.body())?;
    /// assert_eq!(body["replier_handle"], "dan");
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`comment`](Self::comment), and [`Input`](crate::ErrorKind::Input) for an empty handle, or one that does not
    /// begin with `test_` in a testing mode.
    pub fn comment_reply(
        &self,
        platform: impl Into<Platform>,
        post_ref: impl Into<String>,
        replier_handle: impl Into<String>,
    ) -> CommentReply {
        CommentReply {
            client: self.clone(),
            class: RetryClass::ConnectOnly,
            body: ReplyBody {
                platform: platform.into(),
                post_ref: post_ref.into(),
                replier_handle: replier_handle.into(),
                reply_text: String::new(),
                parent_comment_ref: None,
                post: None,
                max_chars: None,
            },
        }
    }
}

/// Request of [`Client::comment`].
///
/// ```
/// use chatwire_fluidtalk::characters::Client;
///
/// # let client = Client::new("ftc_live_0123456789")?;
/// let call = client.comment("instagram", "p1").caption("new deck").max_chars(120);
/// let body: serde_json::Value = serde_json::from_slice(call.request().build()?.body())?;
/// assert_eq!(body["max_chars"], 120);
/// // The server's bounds are checked before anything is sent.
/// assert!(client.comment("instagram", "p1").max_chars(5).request().build().is_err());
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Comment {
    client: Client,
    class: RetryClass,
    body: CommentBody,
}

#[derive(Clone, Debug, Serialize)]
struct CommentBody {
    platform: Platform,
    post_ref: String,
    /// Always sent, possibly empty.
    post: PostContext,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_chars: Option<u32>,
}

/// Request of [`Client::comment_reply`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// let call = client.comment_reply("instagram", "p1", "dan").reply_text("where is that?");
/// let answer = call.await?;
/// match &answer.reply {
///     Some(text) => println!("{text}"),
///     None => println!("{:?}", answer.silence()),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct CommentReply {
    client: Client,
    class: RetryClass,
    body: ReplyBody,
}

#[derive(Clone, Debug, Serialize)]
struct ReplyBody {
    platform: Platform,
    post_ref: String,
    replier_handle: String,
    reply_text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_comment_ref: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post: Option<PostContext>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_chars: Option<u32>,
}

mode_setter!(Comment, CommentReply);
billed!(Comment, CommentReply);

impl Comment {
    /// Text of the post.
    pub fn caption(mut self, text: impl Into<String>) -> Self {
        self.body.post = self.body.post.caption(text);
        self
    }

    /// Pictures of the post, at URLs that the model's provider can fetch; up to four reach the model.
    pub fn image_urls<U: Into<String>>(mut self, urls: impl IntoIterator<Item = U>) -> Self {
        self.body.post = self.body.post.image_urls(urls);
        self
    }

    /// Who wrote the post.
    pub fn author_handle(mut self, handle: impl Into<String>) -> Self {
        self.body.post = self.body.post.author_handle(handle);
        self
    }

    /// Longest comment in characters, 20 to 2200 (the workflow's setting, else 150).
    pub fn max_chars(mut self, count: u32) -> Self {
        self.body.max_chars = Some(count);
        self
    }

    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<CommentResult> {
        let Self { client, class, body } = self;
        let path = "/api/{api_version}/characters/comments";
        let call = client.call(Method::POST, operation::COMMENT, path, class, limits::TALK);
        on_platform(call, &body.platform).check(check_max_chars(body.max_chars)).json(&body).decode(
            |reply| {
                let answer: CommentResult = enveloped(reply)?;
                warn_unseen(operation::COMMENT, answer.vision.as_ref());
                Ok(answer)
            },
        )
    }
}

impl CommentReply {
    /// What the other person wrote.
    pub fn reply_text(mut self, text: impl Into<String>) -> Self {
        self.body.reply_text = text.into();
        self
    }

    /// Comment of the character that was replied to.
    pub fn parent_comment_ref(mut self, comment_ref: impl Into<String>) -> Self {
        self.body.parent_comment_ref = Some(comment_ref.into());
        self
    }

    /// The post that it all stands under.
    pub fn post(mut self, post: impl Into<PostContext>) -> Self {
        self.body.post = Some(post.into());
        self
    }

    /// Longest reply in characters, 20 to 2200 (the workflow's setting, else 150).
    pub fn max_chars(mut self, count: u32) -> Self {
        self.body.max_chars = Some(count);
        self
    }

    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<CommentReplyResult> {
        let Self { client, class, body } = self;
        let path = "/api/{api_version}/characters/comments/reply";
        let call = client.call(Method::POST, operation::COMMENT_REPLY, path, class, limits::TALK);
        on_platform(call, &body.platform)
            .check(client.check_handle("replier_handle", &body.replier_handle))
            .check(check_max_chars(body.max_chars))
            .json(&body)
            .decode(enveloped)
    }
}

awaitable!(Comment => CommentResult, CommentReply => CommentReplyResult);
