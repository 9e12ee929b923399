//! Answers of chat, event and trigger.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::bubble::bubbles;
use super::silence::Reasons;
use super::{Bubble, SessionId, Silence, Vision};
use crate::lenient;
use crate::meta::{Origin, answered};

/// The character's answer to a lead: send the bubbles, if there are any.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// # emu.fluidtalk().reply_when("photo", ["here you are"]);
/// let reply = client.chat("instagram", "mark").message("a photo?").await?;
/// for bubble in &reply.bubbles {
///     println!("{} (after {:?})", bubble.text, bubble.delay());
/// }
/// assert!(!reply.is_silent() && reply.saw_image().is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ChatReply {
    /// Conversation that the answer belongs to.
    pub session_id: Option<SessionId>,
    /// Messages to send, in order; none is normal, see [`silence`](Self::silence).
    #[serde(deserialize_with = "bubbles")]
    pub bubbles: Vec<Bubble>,
    /// Whether the lead belongs to another account.
    #[serde(deserialize_with = "lenient::flag")]
    pub ignored: bool,
    /// Why it was ignored, such as `lead_claimed_by_other_account`.
    #[serde(deserialize_with = "lenient::text")]
    pub ignore_reason: Option<String>,
    /// Whether this delivery was handled before (browser extension client).
    #[serde(deserialize_with = "lenient::flag")]
    pub deduped: bool,
    /// Why the character is silent, such as `duplicate_message` (browser extension client).
    #[serde(deserialize_with = "lenient::text")]
    pub silent: Option<String>,
    /// The server's explanation for people (browser extension client).
    #[serde(deserialize_with = "lenient::text")]
    pub explain: Option<String>,
    /// Whether the character pauses (browser extension client).
    #[serde(deserialize_with = "lenient::flag")]
    pub paused: bool,
    /// Why it pauses, such as `plan_limit` (browser extension client).
    #[serde(deserialize_with = "lenient::text")]
    pub pause_reason: Option<String>,
    /// Whether the image was seen, when there was one.
    pub vision: Option<Vision>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    #[serde(skip)]
    origin: Origin,
}

impl ChatReply {
    /// Why there is nothing to send; `None` when there are bubbles.
    #[must_use]
    pub fn silence(&self) -> Option<Silence> {
        let reasons = Reasons {
            silent: self.silent.as_deref(),
            ignore_reason: self.ignore_reason.as_deref(),
            pause_reason: self.pause_reason.as_deref(),
            explain: self.explain.as_deref(),
            ignored: self.ignored,
            paused: self.paused,
            deduped: self.deduped,
            ..Reasons::default()
        };
        self.bubbles.iter().all(Bubble::is_blank).then(|| reasons.silence())
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.bubbles.iter().all(Bubble::is_blank)
    }

    /// Whether the image was seen; `None` when there was none.
    ///
    /// `Some(false)`: the answer was written blind. Host the bytes with `inbound_media` and use its URL.
    #[must_use]
    pub fn saw_image(&self) -> Option<bool> {
        self.vision.as_ref().map(|vision| vision.seen)
    }
}

/// What became of an event.
///
/// ```
/// use chatwire_fluidtalk::characters::EventResult;
///
/// let result: EventResult =
///     serde_json::from_str(r#"{"ok":true,"stage":"CUSTOMER","sale_count":2,"total_spend":50.0}"#)?;
/// if !result.deduped {
///     println!("{:?} purchases, {:?} in all", result.sale_count, result.total_spend);
/// }
/// assert_eq!(result.stage.as_deref(), Some("CUSTOMER"));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct EventResult {
    /// Whether the server is content.
    pub ok: Option<bool>,
    /// Whether an earlier delivery with the same id was applied, and this one was not.
    #[serde(deserialize_with = "lenient::flag")]
    pub deduped: bool,
    /// What happened to the money.
    #[serde(deserialize_with = "lenient::text")]
    pub event_type: Option<String>,
    /// Stage of the lead after it, such as `CUSTOMER`.
    #[serde(deserialize_with = "lenient::text")]
    pub stage: Option<String>,
    /// Number of purchases so far.
    #[serde(deserialize_with = "lenient::whole")]
    pub sale_count: Option<u64>,
    /// Sum spent so far, in units of the currency.
    #[serde(deserialize_with = "lenient::number")]
    pub total_spend: Option<f64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    #[serde(skip)]
    origin: Origin,
}

/// What became of a trigger.
///
/// ```
/// use chatwire_fluidtalk::characters::{SilenceKind, TriggerResult};
///
/// let result: TriggerResult = serde_json::from_str(r#"{"ok":true,"deduped":true}"#)?;
/// assert!(result.deduped, "an earlier delivery has fired");
/// assert_eq!(result.silence().unwrap().kind, SilenceKind::Deduped);
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TriggerResult {
    /// Whether the server is content.
    pub ok: Option<bool>,
    /// Whether an earlier delivery with the same id fired, and this one did not.
    ///
    /// After a lost answer the repeated call may come back so, without the bubbles of the first.
    #[serde(deserialize_with = "lenient::flag")]
    pub deduped: bool,
    /// Whether it fired; false as well for an event id that the workflow does not know.
    #[serde(deserialize_with = "lenient::flag")]
    pub opened: bool,
    /// Whether the lead was left alone.
    #[serde(deserialize_with = "lenient::flag")]
    pub ignored: bool,
    /// Why it was left alone.
    #[serde(deserialize_with = "lenient::text")]
    pub ignore_reason: Option<String>,
    /// Conversation that it belongs to.
    pub session_id: Option<SessionId>,
    /// Messages to send, in order; none is normal, see [`silence`](Self::silence).
    #[serde(deserialize_with = "bubbles")]
    pub bubbles: Vec<Bubble>,
    /// Whether the image was seen, when there was one.
    pub vision: Option<Vision>,
    /// The server's explanation for people.
    #[serde(deserialize_with = "lenient::text")]
    pub explain: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    #[serde(skip)]
    origin: Origin,
}

impl TriggerResult {
    /// Why there is nothing to send; `None` when there are bubbles.
    #[must_use]
    pub fn silence(&self) -> Option<Silence> {
        let reasons = Reasons {
            ignore_reason: self.ignore_reason.as_deref(),
            explain: self.explain.as_deref(),
            ignored: self.ignored,
            deduped: self.deduped,
            pause_reason: self.extra.get("pause_reason").and_then(Value::as_str),
            extra: Some(&self.extra),
            ..Reasons::default()
        };
        self.bubbles.iter().all(Bubble::is_blank).then(|| reasons.silence())
    }

    /// Whether the image was seen; `None` when there was none.
    #[must_use]
    pub fn saw_image(&self) -> Option<bool> {
        self.vision.as_ref().map(|vision| vision.seen)
    }
}

answered!(ChatReply, EventResult, TriggerResult);

#[cfg(test)]
mod tests {
    use super::super::SilenceKind;
    use super::*;
    use serde_json::json;

    fn silence(value: Value) -> Option<Silence> {
        serde_json::from_value::<ChatReply>(value).unwrap().silence()
    }

    #[test]
    fn one_bad_bubble_costs_no_answer() {
        let value = json!({"bubbles": ["a", null, {"text": "b", "delay_ms": "900"}, {"text": []}]});
        let texts = |bubbles: Vec<Bubble>| {
            bubbles.into_iter().map(|bubble| bubble.text).collect::<Vec<_>>()
        };
        let reply: ChatReply = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(reply.bubbles[1].delay_ms, Some(900));
        assert_eq!(texts(reply.bubbles), ["a", "b"]);
        let triggered: TriggerResult = serde_json::from_str(&value.to_string()).unwrap();
        assert_eq!(texts(triggered.bubbles), ["a", "b"]);
    }

    #[test]
    fn the_first_reason_counts() {
        for (value, kind) in [
            (json!({}), SilenceKind::Abstained),
            (
                json!({"silent": "duplicate_message", "deduped": true}),
                SilenceKind::DuplicateMessage,
            ),
            (
                json!({"ignored": true, "ignore_reason": "lead_claimed_by_other_account"}),
                SilenceKind::ClaimedByOtherAccount,
            ),
            (json!({"ignored": true}), SilenceKind::ClaimedByOtherAccount),
            (json!({"paused": true, "deduped": true}), SilenceKind::Paused),
            (json!({"pause_reason": "plan_limit"}), SilenceKind::Paused),
            (json!({"deduped": true}), SilenceKind::Deduped),
            (json!({"ignore_reason": "posts_disabled"}), SilenceKind::Disabled),
            (json!({"silent": "mood"}), SilenceKind::Other("mood".to_owned())),
            // An empty text is no reason.
            (json!({"silent": "", "ignore_reason": "posts_disabled"}), SilenceKind::Disabled),
            (json!({"ignore_reason": " ", "ignored": true}), SilenceKind::ClaimedByOtherAccount),
            (json!({"pause_reason": "", "deduped": true}), SilenceKind::Deduped),
        ] {
            assert_eq!(silence(value.clone()).map(|silence| silence.kind), Some(kind), "{value}");
        }
        let full =
            silence(json!({"silent": "duplicate_message", "explain": "write something else"}));
        let text = full.map(|silence| silence.to_string());
        assert_eq!(
            text.as_deref(),
            Some("duplicate message (duplicate_message): write something else")
        );
    }

    #[test]
    fn words_and_photos_are_no_silence() {
        assert_eq!(silence(json!({"bubbles": [{"text": "hi"}], "deduped": true})), None);
        assert_eq!(silence(json!({"bubbles": [{"text": "", "image_url": "u"}]})), None);
        assert!(silence(json!({"bubbles": [{"text": " "}]})).is_some());
        assert!(silence(json!({"bubbles": null})).is_some());
    }

    #[test]
    fn vision_says_whether_the_image_was_seen() {
        let saw = |value| serde_json::from_value::<ChatReply>(value).unwrap().saw_image();
        assert_eq!(saw(json!({})), None);
        assert_eq!(saw(json!({"vision": null})), None);
        assert_eq!(saw(json!({"vision": {"seen": false, "reason": "vision_failed"}})), Some(false));
        assert_eq!(saw(json!({"vision": {"seen": true}})), Some(true));
    }
}
