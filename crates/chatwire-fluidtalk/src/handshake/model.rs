//! What the handshake API answers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use chatwire_core::{de, id_type};

use crate::lenient;
use crate::meta::{Origin, answered};

id_type! {
    /// Id of a conversation in the engine.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_fluidtalk::handshake::Client::builder(emu.fluidtalk().api_key())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
    /// use chatwire_fluidtalk::handshake::SessionId;
    ///
    /// let answer = client.inbound_chat("@john_doe").message("hey").await?;
    /// let session: Option<SessionId> = answer.session_id;
    /// println!("conversation {:?} in the dashboard", session.as_ref().map(SessionId::as_str));
    /// # Ok(())
    /// # }
    /// ```
    pub struct SessionId;
}

/// The persona's answer to a lead.
///
/// Send each of [`bubbles`](Self::bubbles) as a message of its own, then [`photo_to_send`](Self::photo_to_send).
///
/// ```
/// use chatwire_fluidtalk::handshake::ChatResult;
///
/// let answer: ChatResult = serde_json::from_str(
///     r#"{"replies":["sure","here"],"should_send_photo":true,"photo_url":"https://cdn.test/me.jpg"}"#,
/// )?;
/// assert!(!answer.is_silent());
/// assert_eq!(answer.bubbles().collect::<Vec<_>>(), ["sure", "here"]);
/// assert_eq!(answer.photo_to_send(), Some("https://cdn.test/me.jpg"));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ChatResult {
    /// Whole answer as one text.
    #[serde(deserialize_with = "de::null_as_default")]
    pub reply: String,
    /// Answer cut into bubbles, each to be sent as a message of its own.
    #[serde(deserialize_with = "de::lenient_list")]
    pub replies: Vec<String>,
    /// Whether the photo at [`photo_url`](Self::photo_url) is to be sent, too.
    #[serde(deserialize_with = "lenient::flag")]
    pub should_send_photo: bool,
    /// Address of a photo, possibly on another host than the API: never send the key there.
    pub photo_url: Option<String>,
    /// Conversation that the answer belongs to.
    pub session_id: Option<SessionId>,
    /// Whether the lead belongs to another account of the persona: send nothing.
    #[serde(deserialize_with = "lenient::flag")]
    pub ignored: bool,
    /// Why it was ignored, such as `duplicate_lead`.
    #[serde(deserialize_with = "lenient::text")]
    pub ignore_reason: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    #[serde(skip)]
    origin: Origin,
}

impl ChatResult {
    /// Texts of the answer, in order: `replies`, or `reply` alone when there are none.
    ///
    /// Look at [`is_silent`](Self::is_silent) first: nothing is to be sent to an ignored lead.
    pub fn bubbles(&self) -> impl Iterator<Item = &str> {
        let whole = (self.replies.is_empty() && !self.reply.is_empty()).then_some(&self.reply);
        self.replies.iter().chain(whole).map(String::as_str)
    }

    /// Address of the photo to send after the bubbles; only when it is wanted *and* there is one.
    #[must_use]
    pub fn photo_to_send(&self) -> Option<&str> {
        self.photo_url.as_deref().filter(|url| self.should_send_photo && !url.is_empty())
    }

    /// Whether nothing is to be sent. That is a success, not an error.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.ignored || (self.bubbles().next().is_none() && self.photo_to_send().is_none())
    }
}

/// What the persona writes without being asked.
///
/// ```
/// use chatwire_fluidtalk::handshake::ActionResult;
///
/// let opener: ActionResult = serde_json::from_str(
///     r#"{"continued":true,"continued_reason":"conversation_already_active"}"#,
/// )?;
/// assert!(opener.is_silent());
/// assert!(opener.continued, "go on with `inbound_chat`");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ActionResult {
    /// Conversation that the message belongs to.
    pub session_id: Option<SessionId>,
    /// Text to send; empty when there is nothing to say.
    #[serde(deserialize_with = "de::null_as_default")]
    pub message: String,
    /// Whether the lead belongs to another account of the persona: send nothing.
    #[serde(deserialize_with = "lenient::flag")]
    pub ignored: bool,
    /// Why it was ignored, such as `duplicate_lead`.
    #[serde(deserialize_with = "lenient::text")]
    pub ignore_reason: Option<String>,
    /// Whether a conversation was running already.
    ///
    /// Of an opener: nothing was written, go on with `inbound_chat`. Of an event: the message is the reply, send it.
    #[serde(deserialize_with = "lenient::flag")]
    pub continued: bool,
    /// Why it was continued, such as `conversation_already_active`; an open set.
    #[serde(deserialize_with = "lenient::text")]
    pub continued_reason: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    #[serde(skip)]
    origin: Origin,
}

impl ActionResult {
    /// Whether nothing is to be sent. That is a success, not an error.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.ignored || self.message.is_empty()
    }
}

/// Where an uploaded image is.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::handshake::Client::builder(emu.fluidtalk().api_key())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// use chatwire_fluidtalk::Image;
///
/// # let bytes = b"\x89PNG\r\n\x1a\n0000".to_vec();
/// let uploaded = client.upload_image(Image::bytes(bytes)).await?;
/// let call = client.inbound_chat("@john_doe").message("what do you think?");
/// call.image_url(uploaded.url).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UploadResult {
    /// Address of the image, for `image_url` of the other calls.
    pub url: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    #[serde(skip)]
    origin: Origin,
}

answered!(ChatResult, ActionResult, UploadResult);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn chat(value: Value) -> ChatResult {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn nulls_and_missing_fields_are_nothing() {
        let null = json!({"reply": null, "replies": null, "should_send_photo": null, "photo_url": null,
            "session_id": null, "ignored": null, "ignore_reason": null});
        assert_eq!(chat(null), ChatResult::default());
        assert!(chat(json!({})).is_silent());
        assert_eq!(chat(json!({"session_id": 42})).session_id, Some(SessionId::new("42")));
    }

    #[test]
    fn bubbles_are_the_replies_or_the_reply() {
        let texts = |value| chat(value).bubbles().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(texts(json!({"reply": "a b", "replies": ["a", "b"]})), ["a", "b"]);
        assert_eq!(texts(json!({"reply": "only this", "replies": []})), ["only this"]);
        assert!(chat(json!({"reply": "x", "ignored": true})).is_silent());
        assert_eq!(texts(json!({"replies": ["a", null, 7, {}, "b"]})), ["a", "b"]);
    }

    #[test]
    fn a_photo_needs_flag_and_address() {
        let photo = |value| chat(value).photo_to_send().map(str::to_owned);
        assert_eq!(photo(json!({"should_send_photo": true})), None);
        assert_eq!(photo(json!({"photo_url": "u"})), None);
        let both = json!({"should_send_photo": true, "photo_url": "u"});
        assert_eq!(photo(both.clone()).as_deref(), Some("u"));
        assert!(!chat(both).is_silent());
    }

    #[test]
    fn unknown_fields_survive_a_round_trip() {
        let value = json!({"url": "u", "expires": 7});
        let result: UploadResult = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(result.extra["expires"], 7);
        assert_eq!(serde_json::to_value(&result).unwrap(), value);
        assert!(serde_json::from_value::<UploadResult>(json!({})).is_err());
    }
}
