//! Messages and what is attached to them.

use chatwire_core::{Timestamp, de};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{ChannelId, MessageId, UserId};

/// A message in a channel.
///
/// ```
/// use chatwire_chatluck::Message;
///
/// let message: Message = serde_json::from_value(serde_json::json!({
///     "id": "msg_1", "channel_id": "ch_1", "user_id": "user_1", "content": "Hello",
///     "created_at": "2025-01-01T00:00:00Z", "thread_id": "t_1"
/// }))?;
/// assert_eq!(message.id, "msg_1");
/// assert_eq!(message.extra["thread_id"], "t_1");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Message {
    /// Id of the message.
    pub id: MessageId,
    /// Channel that it was written in.
    pub channel_id: ChannelId,
    /// Who wrote it.
    pub user_id: UserId,
    /// Text of the message.
    pub content: String,
    /// Time of writing as the server wrote it; see [`created_at_parsed`](Self::created_at_parsed).
    pub created_at: String,
    /// Time of the last change, if there was one.
    #[serde(default)]
    pub updated_at: Option<String>,
    /// Attachments, none by default.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub attachments: Vec<Attachment>,
    /// Data that programs put beside the text, empty by default.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub metadata: Map<String, Value>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Message {
    /// Time of writing, `None` when the server's text is no point in time.
    #[must_use]
    pub fn created_at_parsed(&self) -> Option<Timestamp> {
        Timestamp::parse(&self.created_at).ok()
    }

    /// Time of the last change, `None` without one or when its text is no point in time.
    #[must_use]
    pub fn updated_at_parsed(&self) -> Option<Timestamp> {
        Timestamp::parse(self.updated_at.as_deref()?).ok()
    }

    /// Whether the metadata field `name` is the text `id`, as
    /// [`SendMessage::client_ref`](crate::SendMessage::client_ref) writes it.
    #[must_use]
    pub fn has_client_ref(&self, name: &str, id: &str) -> bool {
        self.metadata.get(name).and_then(Value::as_str) == Some(id)
    }
}

/// An attachment of a message: an address, or an object whose fields the platform does not document.
///
/// The Chatluck Python client speaks of URLs in its words and of objects in its types, so both are taken.
/// No call that uploads a file is known.
///
/// ```
/// use chatwire_chatluck::Attachment;
///
/// let attachment = Attachment::from("https://example.org/plan.pdf");
/// assert_eq!(attachment.url(), Some("https://example.org/plan.pdf"));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Attachment {
    /// Address of a file.
    Url(String),
    /// Description of a file.
    Object(Map<String, Value>),
    /// Anything else that a server sent.
    Other(Value),
}

impl Attachment {
    /// The address: the text itself, or the field `url` of an object.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Url(url) => Some(url),
            Self::Object(fields) => fields.get("url").and_then(Value::as_str),
            Self::Other(_) => None,
        }
    }
}

impl From<&str> for Attachment {
    fn from(url: &str) -> Self {
        Self::Url(url.to_owned())
    }
}

impl From<String> for Attachment {
    fn from(url: String) -> Self {
        Self::Url(url)
    }
}

impl From<Map<String, Value>> for Attachment {
    fn from(fields: Map<String, Value>) -> Self {
        Self::Object(fields)
    }
}

impl From<Value> for Attachment {
    fn from(value: Value) -> Self {
        match value {
            Value::String(url) => Self::Url(url),
            Value::Object(fields) => Self::Object(fields),
            other => Self::Other(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nulls_are_defaults_and_integers_are_ids() {
        let message: Message = serde_json::from_value(json!({
            "id": 7, "channel_id": 8, "user_id": 9, "content": "x", "created_at": "yesterday",
            "updated_at": null, "attachments": null, "metadata": null
        }))
        .unwrap();
        assert_eq!((message.id.as_str(), message.channel_id.as_str()), ("7", "8"));
        assert_eq!(message.user_id, "9");
        assert_eq!((message.updated_at.as_ref(), message.created_at_parsed()), (None, None));
        assert!(message.attachments.is_empty() && message.metadata.is_empty());
        assert!(message.extra.is_empty());
    }

    #[test]
    fn attachments_of_any_shape_survive_a_round_trip() {
        let value = json!(["https://x.test/a", {"url": "https://x.test/b", "size": 3}, 5]);
        let list: Vec<Attachment> = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(list[1].url(), Some("https://x.test/b"));
        assert_eq!(list[2], Attachment::Other(json!(5)));
        assert_eq!(serde_json::to_value(&list).unwrap(), value);
    }

    #[test]
    fn times_are_read_from_the_servers_text() {
        let message: Message = serde_json::from_value(json!({
            "id": "m", "channel_id": "c", "user_id": "u", "content": "",
            "created_at": "2025-01-01T00:00:01Z", "updated_at": "2025-01-01T01:00:02+01:00"
        }))
        .unwrap();
        let (created, updated) = (message.created_at_parsed(), message.updated_at_parsed());
        assert_eq!(created.unwrap().as_unix_seconds() + 1, updated.unwrap().as_unix_seconds());
    }
}
