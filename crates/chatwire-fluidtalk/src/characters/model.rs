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
    pub struct SessionId;
    /// Id of a follow-up that waits.
    pub struct FollowUpId;
    /// Id of a hosted file.
    pub struct FileId;
}

/// Where a picture was put.
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
