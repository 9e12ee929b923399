//! Bubbles to send, and what the character saw.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use tracing::warn;

use chatwire_core::de;

use crate::lenient;

/// Pause before a bubble that names none (browser extension client).
const DELAY: Duration = Duration::from_millis(1500);

/// One message to send: a text, or a photo with an empty text.
///
/// ```
/// use std::time::Duration;
/// use chatwire_fluidtalk::characters::Bubble;
///
/// let bubble = Bubble::text("hey you").delay_ms(900);
/// assert_eq!(bubble.delay(), Duration::from_millis(900));
/// assert!(Bubble::text(" ").is_blank(), "nothing to send");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Bubble {
    /// Text to send; empty for a photo.
    #[serde(deserialize_with = "de::null_as_default")]
    pub text: String,
    /// Pause before it is sent, in milliseconds; see [`delay`](Self::delay).
    #[serde(deserialize_with = "lenient::whole")]
    pub delay_ms: Option<u64>,
    /// Photo to send, possibly on another host than the API: never send the token there.
    pub image_url: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Bubble {
    /// A bubble of text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Sets the pause before it is sent, in milliseconds.
    #[must_use]
    pub fn delay_ms(mut self, millis: u64) -> Self {
        self.delay_ms = Some(millis);
        self
    }

    /// How long to wait before sending it: what the engine says, else 1.5 s.
    #[must_use]
    pub fn delay(&self) -> Duration {
        self.delay_ms.map_or(DELAY, Duration::from_millis)
    }

    /// Whether there is nothing in it to send, neither a text nor a photo.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && self.image_url.as_ref().is_none_or(String::is_empty)
    }
}

/// Reads bubbles: one that is a bare text stands for its object, and one that is neither costs no more than itself, since
/// the answer is paid for.
pub(super) fn bubbles<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Bubble>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Whole(Bubble),
    }
    let written: Vec<Written> = de::lenient_list(deserializer)?;
    let bubbles = written.into_iter().map(|written| match written {
        Written::Text(text) => Bubble::text(text),
        Written::Whole(bubble) => bubble,
    });
    Ok(bubbles.collect())
}

/// Whether the character saw the picture that it was given.
///
/// ```
/// use chatwire_fluidtalk::characters::ChatReply;
///
/// let reply: ChatReply = serde_json::from_str(
///     r#"{"bubbles":[{"text":"nice"}],"vision":{"seen":false,"reason":"vision_failed"}}"#,
/// )?;
/// if let Some(vision) = reply.vision.filter(|vision| !vision.seen) {
///     assert_eq!(vision.reason.as_deref(), Some("vision_failed"));
/// }
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Vision {
    /// Whether the picture reached the model; if not, the answer was written without it.
    #[serde(deserialize_with = "lenient::flag")]
    pub seen: bool,
    /// Why not, such as `vision_failed`.
    #[serde(deserialize_with = "lenient::text")]
    pub reason: Option<String>,
    /// What the model saw (browser extension client).
    #[serde(deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// Class of the picture (browser extension client).
    #[serde(deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Says in the log that an answer was written blind: the call succeeds all the same, so nobody would notice.
pub(in crate::characters) fn warn_unseen(operation: &'static str, vision: Option<&Vision>) {
    if let Some(vision) = vision.filter(|vision| !vision.seen) {
        warn!(
            operation,
            reason = vision.reason.as_deref().unwrap_or("unknown"),
            "the answer was written without seeing the image"
        );
    }
}
