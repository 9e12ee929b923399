//! Follow-ups that wait, and what became of them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use chatwire_core::build::Reply;
use chatwire_core::{Error, Invalid, Result, Timestamp, de};

use super::bubble::bubbles;
use super::{Bubble, FollowUpId};
use crate::lenient;
use crate::meta::{Origin, answered};
use crate::reply::enveloped;

/// What the engine puts between two bubbles of one message (browser extension client).
const SEPARATOR: &str = "|||";

/// A message for a quiet lead that waits to be delivered.
///
/// ```
/// use chatwire_fluidtalk::characters::FollowUp;
///
/// // The lead's handle comes under two names.
/// let waiting: FollowUp =
///     serde_json::from_str(r#"{"id":"fu1","lead_handle":"mark","message":"hey","kind":"REKINDLE"}"#)?;
/// assert_eq!((waiting.handle.as_str(), waiting.bubbles().len()), ("mark", 1));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Wire")]
#[non_exhaustive]
pub struct FollowUp {
    /// Id to acknowledge it by.
    pub id: FollowUpId,
    /// Lead to send it to.
    pub handle: String,
    /// Platform to send it on.
    pub platform: Option<String>,
    /// Kind of follow-up, such as `REKINDLE`.
    pub kind: Option<String>,
    /// Whole text, which may hold several bubbles; see [`bubbles`](Self::bubbles).
    pub message: String,
    /// When the engine wrote it.
    pub created_at: Option<Timestamp>,
    /// Bubbles as the mock mode lists them, else none; see [`bubbles`](Self::bubbles).
    #[serde(rename = "bubbles")]
    pub listed_bubbles: Vec<Bubble>,
    /// Fields that have no place here, the handle's other spelling `lead_handle` among them.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Both spellings of the lead's handle, which may come together.
#[derive(Deserialize)]
struct Wire {
    id: FollowUpId,
    #[serde(default)]
    handle: Option<String>,
    #[serde(default)]
    lead_handle: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    platform: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "de::null_as_default")]
    message: String,
    #[serde(default, deserialize_with = "lenient::time")]
    created_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "bubbles")]
    bubbles: Vec<Bubble>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

impl From<Wire> for FollowUp {
    fn from(mut wire: Wire) -> Self {
        if let Some(lead) = &wire.lead_handle {
            wire.extra.insert("lead_handle".to_owned(), Value::from(lead.as_str()));
        }
        let filled = |text: &String| !text.is_empty();
        let handle = wire.handle.filter(filled).or(wire.lead_handle);
        Self {
            id: wire.id,
            handle: handle.unwrap_or_default(),
            platform: wire.platform,
            kind: wire.kind,
            message: wire.message,
            created_at: wire.created_at,
            listed_bubbles: wire.bubbles,
            extra: wire.extra,
        }
    }
}

impl FollowUp {
    /// Messages to send, in order: the listed bubbles, else the message cut at `|||`. Blank ones are left out.
    ///
    /// ```
    /// use chatwire_fluidtalk::characters::FollowUp;
    ///
    /// let waiting: FollowUp = serde_json::from_str(r#"{"id": "fu1", "message": "hey stranger ||| been a while"}"#)?;
    /// let texts: Vec<String> = waiting.bubbles().into_iter().map(|bubble| bubble.text).collect();
    /// assert_eq!(texts, ["hey stranger", "been a while"]);
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn bubbles(&self) -> Vec<Bubble> {
        if !self.listed_bubbles.is_empty() {
            return self
                .listed_bubbles
                .iter()
                .filter(|bubble| !bubble.is_blank())
                .cloned()
                .collect();
        }
        let parts = self.message.split(SEPARATOR).map(str::trim);
        parts.filter(|part| !part.is_empty()).map(Bubble::text).collect()
    }
}

/// Follow-ups that wait, oldest first.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// # emu.fluidtalk().queue_follow_up("instagram", "mark", "hey stranger");
/// let pending = client.followups().list("instagram").await?;
/// println!("{} wait, {} cannot be read", pending.len(), pending.invalid.len());
/// let handles: Vec<String> = pending.into_iter().map(|waiting| waiting.handle).collect();
/// assert_eq!(handles, ["mark"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct PendingFollowUps {
    /// Those that could be read.
    pub followups: Vec<FollowUp>,
    /// Those that could not, with the reason: they wait as well and can be acknowledged by hand.
    pub invalid: Vec<Invalid>,
    /// Fields beside the list that this version does not know.
    pub extra: Map<String, Value>,
    origin: Origin,
}

/// The answer's object, before the list in it is read item by item.
#[derive(Deserialize)]
struct Data {
    #[serde(flatten)]
    fields: Map<String, Value>,
    #[serde(skip)]
    origin: Origin,
}

impl crate::meta::Answered for Data {
    fn set_origin(&mut self, origin: Origin) {
        self.origin = origin;
    }
}

impl PendingFollowUps {
    pub(in crate::characters) fn read(reply: &Reply) -> Result<Self> {
        let Data { mut fields, origin } = enveloped(reply)?;
        let list = fields.remove("followups").unwrap_or_default();
        let raw = serde_json::value::to_raw_value(&list)
            .map_err(|err| Error::decode("followups cannot be read").with_source(err))?;
        let (followups, invalid) =
            de::items(&raw).map_err(|err| err.with_context("path", "data.followups"))?;
        Ok(Self { followups, invalid, extra: fields, origin })
    }

    /// Number of those that could be read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.followups.len()
    }

    /// Whether none could be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.followups.is_empty()
    }
}

impl IntoIterator for PendingFollowUps {
    type Item = FollowUp;
    type IntoIter = std::vec::IntoIter<FollowUp>;

    fn into_iter(self) -> Self::IntoIter {
        self.followups.into_iter()
    }
}

/// What became of an acknowledgement.
///
/// ```
/// use chatwire_fluidtalk::characters::AckResult;
///
/// let acked: AckResult =
///     serde_json::from_str(r#"{"ok":true,"deduped":true,"delivered_at":"2026-11-20T21:40:01Z"}"#)?;
/// assert!(acked.deduped, "another worker was faster");
/// println!("delivered at {:?}", acked.delivered_at);
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct AckResult {
    /// Whether the server is content.
    pub ok: Option<bool>,
    /// Whether it was acknowledged before.
    #[serde(deserialize_with = "lenient::flag")]
    pub deduped: bool,
    /// When it was first acknowledged.
    #[serde(deserialize_with = "lenient::time")]
    pub delivered_at: Option<Timestamp>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    #[serde(skip)]
    origin: Origin,
}

/// What the engine says about a sweep; its fields are not documented, so they are kept as they are.
///
/// ```
/// use chatwire_fluidtalk::characters::SweepResult;
///
/// let swept: SweepResult = serde_json::from_str(r#"{"queued":3,"scanned":40}"#)?;
/// assert_eq!((swept.queued(), &swept.extra["scanned"]), (Some(3), &serde_json::json!(40)));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SweepResult {
    /// The whole answer, such as `{"queued": 3}`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    #[serde(skip)]
    origin: Origin,
}

impl SweepResult {
    /// Number of follow-ups that were queued, and billed, where the answer says so.
    #[must_use]
    pub fn queued(&self) -> Option<u64> {
        self.extra.get("queued").and_then(Value::as_u64)
    }
}

answered!(PendingFollowUps, AckResult, SweepResult);

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use serde_json::json;

    fn read(data: &Value) -> Result<PendingFollowUps> {
        let body = json!({"data": data, "request_id": "req_1"}).to_string();
        PendingFollowUps::read(&Reply::new(StatusCode::OK, body))
    }

    #[test]
    fn bad_items_are_kept_aside() {
        let list = json!([{"id": "a"}, {"handle": "no id"}, 7, {"id": 9, "lead_handle": "mark", "handle": ""}]);
        let pending = read(&json!({"followups": list, "more": true})).unwrap();
        let seen: Vec<_> =
            pending.followups.iter().map(|f| (f.id.as_str(), f.handle.as_str())).collect();
        assert_eq!(seen, [("a", ""), ("9", "mark")]);
        assert_eq!(pending.invalid.iter().map(|bad| bad.index).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(pending.extra["more"], true);
        assert_eq!(pending.meta().request_id.as_deref(), Some("req_1"));
    }

    #[test]
    fn a_missing_list_is_empty_and_another_shape_is_an_error() {
        assert!(read(&json!({})).unwrap().is_empty());
        assert_eq!(read(&json!({"followups": null})).unwrap().len(), 0);
        assert!(read(&json!({"followups": {}})).is_err());
        assert!(read(&json!([])).is_err());
    }

    #[test]
    fn bubbles_come_from_the_list_or_the_message() {
        let texts = |value| {
            let follow_up: FollowUp = serde_json::from_value(value).unwrap();
            follow_up.bubbles().into_iter().map(|bubble| bubble.text).collect::<Vec<_>>()
        };
        assert_eq!(texts(json!({"id": "a", "message": " x |||  ||| y|||z "})), ["x", "y", "z"]);
        assert!(texts(json!({"id": "a", "message": null})).is_empty());
        assert_eq!(
            texts(json!({"id": "a", "message": "x", "bubbles": [{"text": "hey"}, {"text": ""}]})),
            ["hey"]
        );
        assert_eq!(
            texts(json!({"id": "a", "bubbles": ["hey", 7, {"text": "you"}]})),
            ["hey", "you"]
        );
    }

    #[test]
    fn both_spellings_of_the_handle_may_come_together() {
        let value = json!({"id": "a", "handle": "h", "lead_handle": "l"});
        assert_eq!(serde_json::from_value::<FollowUp>(value).unwrap().handle, "h");
    }
}
