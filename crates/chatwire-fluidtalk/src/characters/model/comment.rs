//! Answers of the three comment calls.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use chatwire_core::wire_enum;

use super::silence::{Reasons, words};
use super::{Silence, Vision};
use crate::lenient;
use crate::meta::{Origin, answered};

wire_enum! {
    /// What the character does about a reply to its comment.
    ///
    /// ```
    /// use chatwire_fluidtalk::characters::{CommentDecision, CommentReplyResult};
    ///
    /// let answer: CommentReplyResult =
    ///     serde_json::from_str(r#"{"decision":"drive_to_dm","reply":"let's talk there"}"#)?;
    /// if answer.decision == Some(CommentDecision::DriveToDm) {
    ///     println!("open the direct messages after: {:?}", answer.reply);
    /// }
    /// # assert_eq!(answer.decision, Some(CommentDecision::DriveToDm));
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    pub enum CommentDecision {
        /// It answers (Python client 2.8.2).
        Engage = "engage",
        /// It answers (browser extension client).
        CommentReply = "comment_reply",
        /// It answers and moves the talk to direct messages.
        DriveToDm = "drive_to_dm",
        /// It answers with a hint at direct messages.
        DriveToDmNudge = "drive_to_dm_nudge",
        /// It says nothing this time.
        Skip = "skip",
        /// It leaves the thread.
        BowOut = "bow_out",
    }

    /// What the character does about a thread of others.
    ///
    /// ```
    /// use chatwire_fluidtalk::characters::{EngageDecision, Engagement};
    ///
    /// let outcome: Engagement =
    ///     serde_json::from_str(r#"{"decision":"bow_out","reason":"thread_too_deep"}"#)?;
    /// let watch_on = outcome.decision != Some(EngageDecision::BowOut);
    /// assert!(!watch_on);
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    pub enum EngageDecision {
        /// It joins.
        CommentReply = "comment_reply",
        /// It says nothing; see [`Engagement::reason`].
        Skip = "skip",
        /// It leaves the thread.
        BowOut = "bow_out",
    }
}

/// A comment to put under a post, if the character has one.
///
/// ```
/// use chatwire_fluidtalk::characters::{CommentResult, SilenceKind};
///
/// let result: CommentResult = serde_json::from_str(r#"{"ignore_reason":"comments_disabled"}"#)?;
/// match (&result.comment, result.silence()) {
///     (Some(text), _) => println!("{text}"),
///     (None, silence) => assert_eq!(silence.unwrap().kind, SilenceKind::Disabled),
/// }
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CommentResult {
    /// Whether the server is content.
    pub ok: Option<bool>,
    /// Comment to write; none is normal, see [`silence`](Self::silence).
    pub comment: Option<String>,
    /// Whether the post's author is a lead that the character knows.
    pub recognized_lead: Option<bool>,
    /// Thread that the comment opens.
    #[serde(deserialize_with = "chatwire_core::de::opt_text_or_number")]
    pub thread_id: Option<String>,
    /// Length that was allowed, in characters.
    #[serde(deserialize_with = "lenient::whole")]
    pub max_chars: Option<u64>,
    /// Whether the comment was cut to that length.
    pub truncated: Option<bool>,
    /// Why there is none, such as `comments_disabled`.
    #[serde(deserialize_with = "lenient::text")]
    pub ignore_reason: Option<String>,
    /// The server's explanation for people.
    #[serde(deserialize_with = "lenient::text")]
    pub explain: Option<String>,
    /// Why the character pauses, such as `plan_limit`.
    #[serde(deserialize_with = "lenient::text")]
    pub pause_reason: Option<String>,
    /// Whether the pictures were seen, when there were some.
    pub vision: Option<Vision>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    #[serde(skip)]
    origin: Origin,
}

impl CommentResult {
    /// Why there is nothing to write; `None` when there is a comment.
    #[must_use]
    pub fn silence(&self) -> Option<Silence> {
        let reasons = Reasons {
            ignore_reason: self.ignore_reason.as_deref(),
            pause_reason: self.pause_reason.as_deref(),
            explain: self.explain.as_deref(),
            extra: Some(&self.extra),
            ..Reasons::default()
        };
        words(self.comment.as_deref()).is_none().then(|| reasons.silence())
    }

    /// Whether the pictures were seen; `None` when there were none.
    ///
    /// `Some(false)`: the comment was written blind. Host the bytes with `comment_media` and use its URL.
    #[must_use]
    pub fn saw_image(&self) -> Option<bool> {
        self.vision.as_ref().map(|vision| vision.seen)
    }
}

/// What to answer someone who replied to the character's comment.
///
/// ```
/// use chatwire_fluidtalk::characters::CommentReplyResult;
///
/// let result: CommentReplyResult =
///     serde_json::from_str(r#"{"decision":"skip","reason":"small talk"}"#)?;
/// let silence = result.silence().unwrap();
/// assert_eq!(silence.to_string(), "abstained (small talk)");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CommentReplyResult {
    /// Whether the server is content.
    pub ok: Option<bool>,
    /// What the character does.
    pub decision: Option<CommentDecision>,
    /// Reply to write; none is normal, see [`silence`](Self::silence).
    pub reply: Option<String>,
    /// Why it decided so.
    #[serde(deserialize_with = "lenient::text")]
    pub reason: Option<String>,
    /// Thread that the reply belongs to.
    #[serde(deserialize_with = "chatwire_core::de::opt_text_or_number")]
    pub thread_id: Option<String>,
    /// Length that was allowed, in characters; only beside a reply.
    #[serde(deserialize_with = "lenient::whole")]
    pub max_chars: Option<u64>,
    /// Whether the reply was cut to that length; only beside a reply.
    pub truncated: Option<bool>,
    /// Why there is none, such as `comments_disabled`.
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

impl CommentReplyResult {
    /// Why there is nothing to write; `None` when there is a reply.
    #[must_use]
    pub fn silence(&self) -> Option<Silence> {
        let reasons = Reasons {
            ignore_reason: self.ignore_reason.as_deref(),
            pause_reason: self.pause_reason.as_deref(),
            decided: self.reason.as_deref(),
            extra: Some(&self.extra),
            ..Reasons::default()
        };
        words(self.reply.as_deref()).is_none().then(|| reasons.silence())
    }
}

/// Whether and where the character joins a thread of others.
///
/// ```
/// use chatwire_fluidtalk::characters::Engagement;
///
/// let outcome: Engagement =
///     serde_json::from_str(r#"{"reply":"it will not","target_comment_ref":"c1"}"#)?;
/// if let (Some(target), Some(text)) = (&outcome.target_comment_ref, &outcome.reply) {
///     println!("answer {target} with {text}");
/// }
/// assert!(outcome.silence().is_none());
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Engagement {
    /// Whether the server is content.
    pub ok: Option<bool>,
    /// What the character does.
    pub decision: Option<EngageDecision>,
    /// Reply to write; none is the usual outcome, see [`silence`](Self::silence).
    pub reply: Option<String>,
    /// Why it decided so: `no_target_selected`, `target_too_short`, `thread_too_deep`,
    /// `max_engagements_per_post`, `already_engaged_this_comment`, and more.
    #[serde(deserialize_with = "lenient::text")]
    pub reason: Option<String>,
    /// Comment to answer.
    #[serde(deserialize_with = "chatwire_core::de::opt_text_or_number")]
    pub target_comment_ref: Option<String>,
    /// Who wrote that comment.
    pub target_author_handle: Option<String>,
    /// Whether that person is a lead that the character knows.
    pub recognized_lead: Option<bool>,
    /// What the character knows about the people in the thread.
    pub aware: Option<Value>,
    /// Thread that the reply belongs to.
    #[serde(deserialize_with = "chatwire_core::de::opt_text_or_number")]
    pub thread_id: Option<String>,
    /// Length that was allowed, in characters; only beside a reply.
    #[serde(deserialize_with = "lenient::whole")]
    pub max_chars: Option<u64>,
    /// Whether the reply was cut to that length; only beside a reply.
    pub truncated: Option<bool>,
    /// Why there is none, such as `comments_disabled`.
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

impl Engagement {
    /// Why there is nothing to write; `None` when there is a reply.
    #[must_use]
    pub fn silence(&self) -> Option<Silence> {
        let reasons = Reasons {
            ignore_reason: self.ignore_reason.as_deref(),
            pause_reason: self.pause_reason.as_deref(),
            decided: self.reason.as_deref(),
            extra: Some(&self.extra),
            ..Reasons::default()
        };
        words(self.reply.as_deref()).is_none().then(|| reasons.silence())
    }
}

answered!(CommentResult, CommentReplyResult, Engagement);

#[cfg(test)]
mod tests {
    use super::super::SilenceKind;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_decision_that_we_do_not_know_is_kept() {
        let value = json!({"decision": "some_new_decision", "reply": "ok"});
        let result: CommentReplyResult = serde_json::from_value(value).unwrap();
        assert_eq!(result.decision.unwrap(), "some_new_decision");
    }

    #[test]
    fn abstaining_has_its_reason() {
        let value = json!({"decision": "skip", "reply": null, "reason": "target_too_short", "aware": {"known": true}});
        let result: Engagement = serde_json::from_value(value).unwrap();
        assert_eq!(result.decision, Some(EngageDecision::Skip));
        let silence = result.silence().unwrap();
        assert_eq!(silence.kind, SilenceKind::Abstained);
        assert_eq!(silence.reason.as_deref(), Some("target_too_short"));
    }

    #[test]
    fn an_earlier_delivery_is_named() {
        let deduped = |silence: Option<Silence>| silence.map(|silence| silence.kind);
        for flag in [json!(true), json!(1)] {
            let value = json!({"comment": null, "reply": null, "url": null, "deduped": flag});
            let comment: CommentResult = serde_json::from_value(value.clone()).unwrap();
            let reply: CommentReplyResult = serde_json::from_value(value.clone()).unwrap();
            let engagement: Engagement = serde_json::from_value(value.clone()).unwrap();
            let post: super::super::PostResult = serde_json::from_value(value.clone()).unwrap();
            let media: super::super::Media = serde_json::from_value(value).unwrap();
            for silence in [
                comment.silence(),
                reply.silence(),
                engagement.silence(),
                post.silence(),
                media.silence(),
            ] {
                assert_eq!(deduped(silence), Some(SilenceKind::Deduped));
            }
        }
        let value = json!({"comment": null, "deduped": false});
        let comment: CommentResult = serde_json::from_value(value).unwrap();
        assert_eq!(deduped(comment.silence()), Some(SilenceKind::Abstained));
    }

    #[test]
    fn disabled_comments_explain_themselves() {
        let value = json!({"comment": null, "ignore_reason": "comments_disabled", "explain": "turn Comments on"});
        let silence = serde_json::from_value::<CommentResult>(value).unwrap().silence().unwrap();
        assert_eq!(silence.kind, SilenceKind::Disabled);
        assert_eq!(silence.explain.as_deref(), Some("turn Comments on"));
        let spoken: CommentResult = serde_json::from_value(json!({"comment": "nice"})).unwrap();
        assert_eq!(spoken.silence(), None);
    }
}
