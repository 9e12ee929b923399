//! Messages of the room and between two people.

use std::fmt;

use chatwire_core::Timestamp;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::flag;
use crate::{MessageId, UserId};

/// A message.
///
/// ```
/// use chatwire_tokenbowl::{Message, MessageType};
///
/// let message: Message = serde_json::from_value(serde_json::json!({
///     "id": "550e8400-e29b-41d4-a716-4466554400aa", "from_user_id": "", "from_username": "alice",
///     "content": "Hello", "message_type": "room", "timestamp": "2025-10-27T12:00:00+00:00", "new": 1
/// }))?;
/// assert_eq!(message.message_type, MessageType::Room);
/// assert!(message.sender_is_gone());
/// assert_eq!(message.extra["new"], 1);
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[doc(alias = "MessageResponse")]
#[non_exhaustive]
pub struct Message {
    /// Id of the message.
    pub id: MessageId,
    /// Sender; empty when the sender was deleted, or renamed by an administrator.
    pub from_user_id: UserId,
    /// Sender's name.
    pub from_username: String,
    /// Sender's logo, one of [`get_available_logos`](crate::Client::get_available_logos).
    pub from_user_logo: Option<String>,
    /// Sender's emoji.
    pub from_user_emoji: Option<String>,
    /// Whether the sender is a bot.
    pub from_user_bot: bool,
    /// Recipient of a direct message.
    pub to_user_id: Option<UserId>,
    /// Name of the recipient of a direct message.
    pub to_username: Option<String>,
    /// Text, 1 to 10,000 characters. It may hold control characters: strip them before a terminal.
    pub content: String,
    /// Whether it went to the room or to one person.
    pub message_type: MessageType,
    /// Words of the server about the message; servers before 0.5.4 send none.
    pub description: String,
    /// Time of sending as the server wrote it; see [`timestamp_parsed`](Self::timestamp_parsed).
    pub timestamp: String,
    #[serde(rename = "recovered", skip_serializing_if = "is_false")]
    pub(crate) is_recovered: bool,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references over")]
fn is_false(value: &bool) -> bool {
    !value
}

chatwire_core::wire_enum! {
    /// Where a message went.
    #[derive(Default)]
    pub enum MessageType {
        /// To the room, for everybody.
        #[default]
        Room = "room",
        /// To one person.
        Direct = "direct",
        /// From the service itself; no server release makes these.
        System = "system",
    }
}

impl Message {
    /// A message without anything in it.
    pub(crate) fn empty() -> Self {
        Self {
            id: MessageId::new(String::new()),
            from_user_id: UserId::new(String::new()),
            from_username: String::new(),
            from_user_logo: None,
            from_user_emoji: None,
            from_user_bot: false,
            to_user_id: None,
            to_username: None,
            content: String::new(),
            message_type: MessageType::default(),
            description: String::new(),
            timestamp: String::new(),
            is_recovered: false,
            extra: Map::new(),
        }
    }

    /// Time of sending, `None` when the text is no point in time.
    #[doc(alias = "timestamp_dt")]
    #[must_use]
    pub fn timestamp_parsed(&self) -> Option<Timestamp> {
        Timestamp::parse(&self.timestamp).ok()
    }

    /// Whether a live session missed it and fetched it after a gap; `false` everywhere else.
    #[doc(alias = "recovered")]
    #[must_use]
    pub fn is_recovered(&self) -> bool {
        self.is_recovered
    }

    /// Whether it went to one person.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.message_type == MessageType::Direct
    }

    /// Whether the sender cannot be looked up any more.
    #[must_use]
    pub fn sender_is_gone(&self) -> bool {
        self.from_user_id.as_str().is_empty()
    }
}

// By hand: `flatten` reads every message into a tree first, and live sessions read thousands of them
// in a second.
impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MessageVisitor).map(|typed| typed.message)
    }
}

/// A message with the `type` of the frame that it came in.
pub(crate) struct TypedMessage {
    pub(crate) message: Message,
    pub(crate) kind: Option<String>,
}

impl<'de> Deserialize<'de> for TypedMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MessageVisitor)
    }
}

#[derive(Deserialize)]
struct Flag(#[serde(deserialize_with = "flag")] bool);

struct MessageVisitor;

enum Field {
    Id,
    FromUserId,
    FromUsername,
    FromUserLogo,
    FromUserEmoji,
    FromUserBot,
    ToUserId,
    ToUsername,
    Content,
    MessageType,
    Description,
    Timestamp,
    Recovered,
    Type,
    Other(String),
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldVisitor;
        impl Visitor<'_> for FieldVisitor {
            type Value = Field;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a field")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Field, E> {
                Ok(match name {
                    "id" => Field::Id,
                    "from_user_id" => Field::FromUserId,
                    "from_username" => Field::FromUsername,
                    "from_user_logo" => Field::FromUserLogo,
                    "from_user_emoji" => Field::FromUserEmoji,
                    "from_user_bot" => Field::FromUserBot,
                    "to_user_id" => Field::ToUserId,
                    "to_username" => Field::ToUsername,
                    "content" => Field::Content,
                    "message_type" => Field::MessageType,
                    "description" => Field::Description,
                    "timestamp" => Field::Timestamp,
                    "recovered" => Field::Recovered,
                    "type" => Field::Type,
                    other => Field::Other(other.to_owned()),
                })
            }
        }
        deserializer.deserialize_identifier(FieldVisitor)
    }
}

impl<'de> Visitor<'de> for MessageVisitor {
    type Value = TypedMessage;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TypedMessage, A::Error> {
        let mut kind = None;
        let (mut id, mut from_username, mut content, mut timestamp) = (None, None, None, None);
        let mut message = Message::empty();
        // Whether the answer says itself where the message went.
        let mut typed = false;
        while let Some(field) = map.next_key()? {
            match field {
                Field::Id => id = Some(map.next_value()?),
                Field::FromUserId => {
                    if let Some(user) = map.next_value()? {
                        message.from_user_id = user;
                    }
                }
                Field::FromUsername => from_username = Some(map.next_value()?),
                Field::FromUserLogo => message.from_user_logo = map.next_value()?,
                Field::FromUserEmoji => message.from_user_emoji = map.next_value()?,
                Field::FromUserBot => {
                    message.from_user_bot = map.next_value::<Flag>()?.0;
                }
                Field::ToUserId => message.to_user_id = map.next_value()?,
                Field::ToUsername => message.to_username = map.next_value()?,
                Field::Content => content = Some(map.next_value()?),
                Field::MessageType => {
                    if let Some(kind) = map.next_value()? {
                        message.message_type = kind;
                        typed = true;
                    }
                }
                Field::Description => {
                    message.description = map.next_value::<Option<String>>()?.unwrap_or_default();
                }
                Field::Timestamp => timestamp = Some(map.next_value()?),
                Field::Recovered => {
                    message.is_recovered = map.next_value::<Flag>()?.0;
                }
                // What kind of frame it came in: no part of the message.
                Field::Type => {
                    kind = match map.next_value()? {
                        Value::String(name) => Some(name),
                        _ => None,
                    };
                }
                Field::Other(name) => {
                    message.extra.insert(name, map.next_value()?);
                }
            }
        }
        if !typed && message.to_username.is_some() {
            message.message_type = MessageType::Direct;
        }
        message.id = id.ok_or_else(|| A::Error::missing_field("id"))?;
        message.from_username =
            from_username.ok_or_else(|| A::Error::missing_field("from_username"))?;
        message.content = content.ok_or_else(|| A::Error::missing_field("content"))?;
        message.timestamp = timestamp.ok_or_else(|| A::Error::missing_field("timestamp"))?;
        Ok(TypedMessage { message, kind })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn full() -> Value {
        json!({"id": "m", "from_user_id": "u", "from_username": "alice", "from_user_logo": "grok.png",
            "from_user_emoji": "🎳", "from_user_bot": true, "to_user_id": "v", "to_username": "bob",
            "content": "a\"b\n🔥", "message_type": "direct", "description": "d",
            "timestamp": "2025-10-27T12:00:00.123456+00:00", "thread": {"a": [1]}})
    }

    #[test]
    fn a_full_message_goes_both_ways() {
        let message: Message = serde_json::from_value(full()).unwrap();
        assert_eq!(serde_json::to_value(&message).unwrap(), full());
        let again: Message = serde_json::from_str(&full().to_string()).unwrap();
        assert_eq!(again, message);
        assert!(message.is_direct() && !message.sender_is_gone() && message.from_user_bot);
        assert_eq!(message.timestamp_parsed().unwrap().as_unix_millis(), 1_761_566_400_123);
    }

    #[test]
    fn optional_fields_may_be_missing_or_null() {
        let least = json!({"id": 7, "from_username": "a", "content": "", "timestamp": "later"});
        let message: Message = serde_json::from_value(least.clone()).unwrap();
        assert_eq!((message.id.as_str(), message.description.as_str()), ("7", ""));
        assert!(message.sender_is_gone() && message.timestamp_parsed().is_none());
        let mut nulls = least;
        for name in [
            "from_user_id",
            "from_user_logo",
            "from_user_emoji",
            "from_user_bot",
            "to_user_id",
            "to_username",
            "message_type",
            "description",
        ] {
            nulls[name] = Value::Null;
        }
        assert_eq!(serde_json::from_value::<Message>(nulls).unwrap(), message);
    }

    #[test]
    fn a_missing_field_is_named() {
        for name in ["id", "from_username", "content", "timestamp"] {
            let mut value = full();
            value.as_object_mut().unwrap().remove(name);
            let err = serde_json::from_value::<Message>(value).unwrap_err().to_string();
            assert!(err.contains(&format!("missing field `{name}`")), "{err}");
        }
    }

    #[test]
    fn new_kinds_are_kept_and_a_frame_type_is_no_field() {
        let mut value = full();
        value["message_type"] = json!("poll");
        value["type"] = json!("message");
        let message: Message = serde_json::from_value(value).unwrap();
        assert_eq!(message.message_type, MessageType::Other("poll".to_owned()));
        assert!(!message.extra.contains_key("type"));
    }

    #[test]
    fn recovered_is_written_only_when_it_is_true() {
        let mut message: Message = serde_json::from_value(full()).unwrap();
        message.is_recovered = true;
        let written = serde_json::to_value(&message).unwrap();
        assert_eq!(written["recovered"], true);
        assert_eq!(serde_json::from_value::<Message>(written).unwrap(), message);
    }
}
