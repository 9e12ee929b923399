//! What the characters API answers.
//!
//! Missing fields and `null` are read as nothing, unknown fields are kept in `extra`, and sets that may grow are
//! open enums: an answer that was paid for is not lost over a detail.

mod bubble;
mod comment;
mod follow_up;
mod post;
mod self_test;
mod silence;
mod talk;

use chatwire_core::id_type;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::lenient;
use crate::meta::{Origin, answered};

pub use bubble::{Bubble, Vision};
pub use comment::{CommentDecision, CommentReplyResult, CommentResult, EngageDecision, Engagement};
pub use follow_up::{AckResult, FollowUp, PendingFollowUps, SweepResult};
pub use post::{PostAnalysis, PostBlocking, PostDecision, PostDraft, PostResult, PostText};
pub use self_test::{Binding, Check, SelfTestResult};
pub use silence::{Silence, SilenceKind};
pub use talk::{ChatReply, EventResult, TriggerResult};

pub(super) use bubble::warn_unseen;

id_type! {
    /// Id of a conversation in the engine.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
    /// let first = client.chat("instagram", "mark").message("hey").await?;
    /// if let Some(session) = first.session_id {
    ///     client.chat("instagram", "mark").message("still there?").session_id(session).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct SessionId;
    /// Id of a follow-up that waits.
    ///
    /// ```
    /// use std::collections::HashSet;
    /// use chatwire_fluidtalk::characters::FollowUpId;
    ///
    /// // Delivered, but not acknowledged yet: kept over a restart.
    /// let mut delivered = HashSet::new();
    /// delivered.insert(FollowUpId::from("fu1"));
    /// assert!(!delivered.insert(FollowUpId::from("fu1")), "do not send it twice");
    /// ```
    pub struct FollowUpId;
    /// Id of a hosted file.
    ///
    /// ```
    /// use chatwire_fluidtalk::characters::{FileId, Media};
    ///
    /// let media: Media = serde_json::from_str(r#"{"url":"https://cdn.test/1.jpg","file_id":17}"#)?;
    /// assert_eq!(media.file_id, Some(FileId::from("17")), "numbers are read as their digits");
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    pub struct FileId;
}

/// Where a picture was put.
///
/// ```
/// use chatwire_fluidtalk::characters::{Media, SilenceKind};
///
/// let media: Media = serde_json::from_str(r#"{"ignore_reason":"posts_disabled"}"#)?;
/// match (&media.url, media.silence()) {
///     (Some(url), _) => println!("hosted at {url}"),
///     (None, silence) => assert_eq!(silence.unwrap().kind, SilenceKind::Disabled),
/// }
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Media {
    /// Whether the server is content; absent in some answers.
    pub ok: Option<bool>,
    /// Lasting address of the picture; none when the call was silent.
    pub url: Option<String>,
    /// Id of the file.
    pub file_id: Option<FileId>,
    /// Post that it belongs to (`comment_media`).
    pub post_ref: Option<String>,
    /// Community that it belongs to (`post_media`).
    pub community_ref: Option<String>,
    /// Why nothing was hosted, such as `posts_disabled`.
    #[serde(deserialize_with = "lenient::text")]
    pub ignore_reason: Option<String>,
    /// Why the character pauses, such as `plan_limit`.
    #[serde(deserialize_with = "lenient::text")]
    pub pause_reason: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    #[serde(skip)]
    origin: Origin,
}

impl Media {
    /// Why there is no address; `None` when there is one.
    #[must_use]
    pub fn silence(&self) -> Option<Silence> {
        let reasons = silence::Reasons {
            ignore_reason: self.ignore_reason.as_deref(),
            pause_reason: self.pause_reason.as_deref(),
            extra: Some(&self.extra),
            ..silence::Reasons::default()
        };
        self.url.is_none().then(|| reasons.silence())
    }
}

answered!(Media);
