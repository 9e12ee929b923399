//! `comment_engage`: joining a thread between other people.

use http::Method;
use serde::Serialize;

use chatwire_core::{Error, Request, RetryClass, awaitable};

use super::client::{Client, billed, limits, mode_setter, on_platform};
use super::comment::{PostContext, check_max_chars};
use super::model::Engagement;
use super::{Platform, operation};
use crate::reply::enveloped;

/// One comment of a thread that the character reads before it joins.
///
/// ```
/// use chatwire_fluidtalk::characters::ThreadComment;
///
/// let first = ThreadComment::new("c1", "dan", "silicone will do");
/// let second = ThreadComment::new("c2", "mark", "will it though?").parent_ref("c1");
/// assert_eq!(serde_json::to_value(&second)?["parent_ref"], "c1");
/// assert!(serde_json::to_value(&first)?.get("parent_ref").is_none());
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct ThreadComment {
    comment_ref: String,
    author_handle: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    depth: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_ref: Option<String>,
}

impl ThreadComment {
    /// A comment by its id on the platform, its author and its text.
    pub fn new(
        comment_ref: impl Into<String>,
        author_handle: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            comment_ref: comment_ref.into(),
            author_handle: author_handle.into(),
            text: text.into(),
            depth: None,
            parent_ref: None,
        }
    }

    /// How many comments stand above it in its branch; 0 for one directly under the post.
    pub fn depth(mut self, depth: u32) -> Self {
        self.depth = Some(depth);
        self
    }

    /// Comment that it answers.
    pub fn parent_ref(mut self, comment_ref: impl Into<String>) -> Self {
        self.parent_ref = Some(comment_ref.into());
        self
    }
}

impl Client {
    /// A comment in a thread between other people, under a post that the character may never have touched.
    ///
    /// `thread` is all that the character knows: send at least the comments from the root to the target.
    /// **Abstaining is the normal outcome**: branch on [`reply`](Engagement::reply), never on the call's success.
    /// Billed; never repeated once it may have arrived.
    ///
    /// ```
    /// # use chatwire_fluidtalk::characters::{Client, ThreadComment};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_emulator::{Emulator, Platform as Service};
    /// # let emulator = Emulator::start().await?;
    /// # let (secret, url) = (emulator.fluidtalk().connector_token(), emulator.url(Service::FluidTalk));
    /// # let client = Client::builder(secret).base_url(url)?.build()?;
    /// let thread = [
    ///     ThreadComment::new("c1", "dan", "silicone will fill a half-inch gap fine"),
    ///     ThreadComment::new("c2", "mark", "will it though?").parent_ref("c1"),
    /// ];
    /// let res = client.comment_engage("instagram", "p1", thread).await?;
    /// match (res.target_comment_ref, res.reply) {
    ///     (Some(target), Some(text)) => println!("{target}: {text}"),
    ///     _ => println!("abstained: {:?}", res.reason),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) before any request for an empty platform or thread, and for `max_chars`
    /// outside 20 to 2200.
    pub fn comment_engage(
        &self,
        platform: impl Into<Platform>,
        post_ref: impl Into<String>,
        thread: impl IntoIterator<Item = ThreadComment>,
    ) -> CommentEngage {
        CommentEngage {
            client: self.clone(),
            class: RetryClass::ConnectOnly,
            body: Body {
                platform: platform.into(),
                post_ref: post_ref.into(),
                thread: thread.into_iter().collect(),
                post: None,
                target_comment_ref: None,
                max_chars: None,
            },
        }
    }
}

/// Request of [`Client::comment_engage`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// use chatwire_fluidtalk::characters::ThreadComment;
///
/// let thread = [ThreadComment::new("c1", "dan", "silicone will fill a half-inch gap fine")];
/// let call = client.comment_engage("instagram", "p1", thread);
/// let outcome = call.await?;
/// if outcome.reply.is_none() {
///     println!("abstained, which is normal: {:?}", outcome.reason);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct CommentEngage {
    client: Client,
    class: RetryClass,
    body: Body,
}

#[derive(Clone, Debug, Serialize)]
struct Body {
    platform: Platform,
    post_ref: String,
    thread: Vec<ThreadComment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post: Option<PostContext>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_comment_ref: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_chars: Option<u32>,
}

mode_setter!(CommentEngage);
billed!(CommentEngage);

impl CommentEngage {
    /// The post that the thread stands under.
    pub fn post(mut self, post: impl Into<PostContext>) -> Self {
        self.body.post = Some(post.into());
        self
    }

    /// Comment to answer; without it the character picks one, or abstains.
    pub fn target_comment_ref(mut self, comment_ref: impl Into<String>) -> Self {
        self.body.target_comment_ref = Some(comment_ref.into());
        self
    }

    /// Longest reply in characters, 20 to 2200 (the workflow's setting, else 150).
    pub fn max_chars(mut self, count: u32) -> Self {
        self.body.max_chars = Some(count);
        self
    }

    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<Engagement> {
        let Self { client, class, body } = self;
        let path = "/api/{api_version}/characters/comments/engage";
        let call = client.call(Method::POST, operation::COMMENT_ENGAGE, path, class, limits::TALK);
        let mut call = on_platform(call, &body.platform).check(check_max_chars(body.max_chars));
        if body.thread.is_empty() {
            call = call.fail(Error::input("thread is empty"));
        }
        call.json(&body).decode(enveloped)
    }
}

awaitable!(CommentEngage => Engagement);
