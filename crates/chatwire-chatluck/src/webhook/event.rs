//! What a webhook body says.

use bytes::Bytes;
use chatwire_core::build::from_utf8;
use chatwire_core::webhook::{MAX_BODY_SIZE, check_body_size};
use chatwire_core::{Error, Result, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{ChannelId, Message, User};

const MESSAGE_CREATED: &str = "message.created";
const USER_JOINED: &str = "user.joined";

/// Something that happened, as a webhook tells it.
///
/// Nothing documents that a webhook comes from Chatluck: see the [module](super) before trusting one.
///
/// ```
/// use chatwire_chatluck::webhook::{Event, parse};
///
/// let event = parse(br#"{"event_type":"channel.archived","event_id":"evt_7"}"#)?;
/// let Event::Unknown { event_type, .. } = &event else { unreachable!() };
/// assert_eq!(event_type.as_deref(), Some("channel.archived"));
/// assert_eq!(event.key().as_deref(), Some("evt_7"), "tells repeated deliveries");
/// # Ok::<_, chatwire_chatluck::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A message was written (`message.created`; the trigger "New Message").
    MessageCreated {
        /// The message.
        message: Message,
        /// The rest of the body.
        meta: EventMeta,
    },
    /// A user joined (`user.joined`; the trigger "User Joined").
    UserJoined {
        /// Who joined.
        user: User,
        /// The channel that was joined, if the body names one.
        channel_id: Option<ChannelId>,
        /// The rest of the body.
        meta: EventMeta,
    },
    /// An event of a type that this version does not know, or without a type.
    Unknown {
        /// Type as it was sent; `None` when it is missing or no text.
        event_type: Option<String>,
        /// The body.
        meta: EventMeta,
    },
}

/// What a webhook says besides its object.
///
/// ```
/// use chatwire_chatluck::webhook::parse;
///
/// let body = br#"{"event_type":"x","event_id":"evt_7","timestamp":"2025-01-01T00:00:00Z"}"#;
/// let event = parse(body)?;
/// let meta = event.meta();
/// assert_eq!(meta.event_id().as_deref(), Some("evt_7"));
/// assert_eq!(meta.timestamp().unwrap().as_unix_seconds(), 1_735_689_600);
/// # Ok::<_, chatwire_chatluck::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct EventMeta {
    /// Whole body as it was sent.
    pub raw: Value,
    /// Top-level fields that have no place in the event (`event_id`, `timestamp`, …).
    pub extra: Map<String, Value>,
}

impl EventMeta {
    /// Id of the delivery: `event_id`, or `id` beside the type, when the body has one.
    #[must_use]
    pub fn event_id(&self) -> Option<String> {
        ["event_id", "id"].iter().find_map(|name| text(self.extra.get(*name)?))
    }

    /// Time of the event: `timestamp` or `created_at` beside the type, when it is a point in time.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        let time = |name: &&str| Timestamp::parse(&text(self.extra.get(*name)?)?).ok();
        ["timestamp", "created_at"].iter().find_map(time)
    }
}

impl Event {
    /// Type as it stands on the wire, if there is one.
    #[must_use]
    pub fn event_type(&self) -> Option<&str> {
        match self {
            Self::MessageCreated { .. } => Some(MESSAGE_CREATED),
            Self::UserJoined { .. } => Some(USER_JOINED),
            Self::Unknown { event_type, .. } => event_type.as_deref(),
        }
    }

    /// The rest of the body.
    #[must_use]
    pub fn meta(&self) -> &EventMeta {
        match self {
            Self::MessageCreated { meta, .. }
            | Self::UserJoined { meta, .. }
            | Self::Unknown { meta, .. } => meta,
        }
    }

    /// What tells this event from others: its id, else its type with the ids of its objects.
    ///
    /// `None` for an unknown event without an id.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        if let Some(id) = self.meta().event_id() {
            return Some(id);
        }
        match self {
            Self::MessageCreated { message, .. } => {
                Some(format!("{MESSAGE_CREATED} {}", message.id))
            }
            Self::UserJoined { user, channel_id, .. } => {
                let channel = channel_id.as_ref().map(ChannelId::as_str).unwrap_or_default();
                Some(format!("{USER_JOINED} {} {channel}", user.id))
            }
            Self::Unknown { .. } => None,
        }
    }
}

/// Reads a webhook's body; see the [module](super) for who may have sent it.
///
/// ```
/// use chatwire_chatluck::webhook::{self, Event};
///
/// let body = br#"{"event_type":"message.created","message":{"id":"msg_1","channel_id":"ch_1",
///     "user_id":"user_1","content":"Hello","created_at":"2025-01-01T00:00:00Z"}}"#;
/// match webhook::parse(body)? {
///     Event::MessageCreated { message, .. } => assert_eq!(message.content, "Hello"),
///     Event::UserJoined { user, .. } => println!("{} joined", user.name),
///     other => println!("{:?}", other.event_type()),
/// }
/// # Ok::<_, chatwire_chatluck::Error>(())
/// ```
///
/// # Errors
///
/// [`Decode`](crate::ErrorKind::Decode), with the body in [`Error::body`] and a code: `not_json`,
/// `not_an_object`, or `malformed` when the type is known and its object cannot be read (context:
/// `event_type`, `path`). [`Input`](crate::ErrorKind::Input) with the code `body_too_large` over
/// [`MAX_BODY_SIZE`]. An unknown type is no error.
pub fn parse(body: &[u8]) -> Result<Event> {
    check_body_size(body, MAX_BODY_SIZE).map_err(named)?;
    parse_any_size(body)
}

/// Reads a webhook's body that is JSON already; see [`parse`].
///
/// ```
/// use chatwire_chatluck::webhook::parse_value;
/// use serde_json::json;
///
/// // A framework's JSON extractor has read the body already.
/// let event = parse_value(json!({"event_type": "user.joined", "user": {"id": "u1", "name": "Al"}}))?;
/// assert_eq!(event.event_type(), Some("user.joined"));
/// # Ok::<_, chatwire_chatluck::Error>(())
/// ```
///
/// # Errors
///
/// [`Decode`](crate::ErrorKind::Decode) with the code `not_an_object` or `malformed`; see [`parse`].
pub fn parse_value(body: Value) -> Result<Event> {
    read(body).map_err(|(err, body)| err.with_body(&Bytes::from(body.to_string())))
}

pub(super) fn parse_any_size(body: &[u8]) -> Result<Event> {
    let fail =
        |err: Error| err.with_body(&Bytes::copy_from_slice(body.get(..KEPT).unwrap_or(body)));
    let json = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let parsed = match from_utf8(json) {
        Ok(text) => serde_json::from_str(text),
        // It says where the wrong byte is.
        Err(_) => serde_json::from_slice(json),
    };
    let value =
        parsed.map_err(|err| fail(refused("the body is no JSON", "not_json").with_source(err)))?;
    read(value).map_err(|(err, _)| fail(err))
}

/// Errors keep the beginning of a body only.
const KEPT: usize = 64 * 1024;

pub(super) fn named(err: Error) -> Error {
    err.with_platform("chatluck").with_operation("chatluck.webhook")
}

fn refused(message: impl Into<String>, code: &'static str) -> Error {
    named(Error::decode(message.into()).with_code(code))
}

fn read(body: Value) -> std::result::Result<Event, (Error, Value)> {
    let Some(fields) = body.as_object() else {
        return Err((refused("the body is no object", "not_an_object"), body));
    };
    // Exact and case-sensitive, as the Python client compares.
    let event_type = fields.get("event_type").and_then(Value::as_str);
    let taken: &[&str] = match event_type {
        Some(MESSAGE_CREATED) => &["event_type", "message"],
        Some(USER_JOINED) => &["event_type", "user", "channel_id"],
        _ => &["event_type"],
    };
    let rest = fields.iter().filter(|(name, _)| !taken.contains(&name.as_str()));
    let extra = rest.map(|(name, value)| (name.clone(), value.clone())).collect();
    match event_type {
        Some(MESSAGE_CREATED) => match object(fields, "message", MESSAGE_CREATED) {
            Ok(message) => {
                Ok(Event::MessageCreated { message, meta: EventMeta { raw: body, extra } })
            }
            Err(err) => Err((err, body)),
        },
        Some(USER_JOINED) => match object(fields, "user", USER_JOINED) {
            Ok(user) => {
                let channel_id = fields.get("channel_id").and_then(text).map(ChannelId::from);
                Ok(Event::UserJoined { user, channel_id, meta: EventMeta { raw: body, extra } })
            }
            Err(err) => Err((err, body)),
        },
        other => {
            let event_type = other.map(str::to_owned);
            Ok(Event::Unknown { event_type, meta: EventMeta { raw: body, extra } })
        }
    }
}

/// Reads the object of a known type.
fn object<T: DeserializeOwned>(
    fields: &Map<String, Value>,
    name: &str,
    event_type: &'static str,
) -> Result<T> {
    let malformed = |path: &str| {
        refused(format!("{event_type} without a readable {path}"), "malformed")
            .with_context("event_type", event_type)
            .with_context("path", path)
    };
    let value = match fields.get(name) {
        None | Some(Value::Null) => return Err(malformed(name)),
        Some(value) => value,
    };
    // Where it fails is found out in a second pass, which keeps count of where it is.
    T::deserialize(value).or_else(|_| serde_path_to_error::deserialize(value)).map_err(|err| {
        let inner = err.path().to_string();
        // serde names a missing field in its words only.
        let words = err.inner().to_string();
        let missing = words.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        let parts = [Some(name), Some(&*inner).filter(|path| *path != "."), missing];
        let path = parts.into_iter().flatten().collect::<Vec<_>>().join(".");
        malformed(&path)
    })
}

/// A text that is not empty, or an integer as its digits.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chatwire_core::ErrorKind;
    use serde_json::json;

    use super::*;

    fn message() -> Value {
        json!({"id": "m", "channel_id": "c", "user_id": "u", "content": "x", "created_at": "t"})
    }

    #[test]
    fn known_types_are_typed_and_keep_the_rest() {
        let body = json!({"event_type": "message.created", "message": message(), "event_id": 5,
            "timestamp": "2025-01-01T00:00:00Z", "new": [1]});
        let event = parse_value(body.clone()).unwrap();
        let meta = event.meta();
        assert_eq!((&meta.raw, meta.extra.len(), &meta.extra["new"]), (&body, 3, &json!([1])));
        assert_eq!(meta.event_id().as_deref(), Some("5"));
        assert_eq!(meta.timestamp().unwrap().as_unix_seconds(), 1_735_689_600);
        assert_eq!(
            (event.key().as_deref(), event.event_type()),
            (Some("5"), Some("message.created"))
        );

        for (channel, expected) in [
            (json!("ch"), Some("ch")),
            (json!(7), Some("7")),
            (json!(null), None),
            (json!({}), None),
        ] {
            let body = json!({"event_type": "user.joined", "channel_id": channel,
                "user": {"id": "u", "name": "A", "title": "new field"}});
            let Event::UserJoined { user, channel_id, .. } = parse_value(body).unwrap() else {
                panic!("not typed");
            };
            assert_eq!(channel_id.as_ref().map(ChannelId::as_str), expected);
            assert_eq!(user.extra["title"], "new field");
        }
    }

    #[test]
    fn other_types_are_unknown_and_no_error() {
        for (value, kind) in [
            (json!({}), None),
            (json!({"event_type": null}), None),
            (json!({"event_type": 3}), None),
            (
                json!({"event_type": "Message.Created", "message": message()}),
                Some("Message.Created"),
            ),
            (json!({"event_type": "channel.archived", "id": "e1"}), Some("channel.archived")),
        ] {
            let event = parse_value(value.clone()).unwrap();
            assert_eq!((event.event_type(), &event.meta().raw), (kind, &value));
            assert_eq!(event.key().as_deref(), value.get("id").and_then(Value::as_str));
        }
    }

    #[test]
    fn objects_that_cannot_be_read_are_named() {
        let mut partial = message();
        partial.as_object_mut().unwrap().remove("channel_id");
        let mut wrong = message();
        wrong["content"] = json!(["canary"]);
        for (value, path) in [
            (json!(null), "message"),
            (partial, "message.channel_id"),
            (wrong, "message.content"),
            (json!("text"), "message"),
        ] {
            let body = json!({"event_type": "message.created", "message": value});
            let err = parse_value(body.clone()).unwrap_err();
            assert_eq!((err.kind(), err.code()), (ErrorKind::Decode, Some("malformed")));
            assert_eq!(
                (err.context("path"), err.context("event_type")),
                (Some(path), Some("message.created"))
            );
            assert_eq!(serde_json::from_slice::<Value>(err.body()).unwrap(), body);
            assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
        }
    }

    #[test]
    fn bodies_that_are_no_object_are_told_apart() {
        for (body, code) in [
            (&b"nope"[..], "not_json"),
            (b"", "not_json"),
            (b"{\"event_type\":", "not_json"),
            (b"\xff\xfe", "not_json"),
            (b"[]", "not_an_object"),
            (b"null", "not_an_object"),
            (b"\"x\"", "not_an_object"),
        ] {
            let err = parse(body).unwrap_err();
            assert_eq!((err.code(), &err.body()[..]), (Some(code), body));
        }
        assert!(parse(b"\xEF\xBB\xBF{}").is_ok());
        let long = vec![b' '; MAX_BODY_SIZE + 1];
        assert_eq!(parse(&long).unwrap_err().code(), Some("body_too_large"));
        assert_eq!(parse(&long[1..]).unwrap_err().code(), Some("not_json"));
    }
}
