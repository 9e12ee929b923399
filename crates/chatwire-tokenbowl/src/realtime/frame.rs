//! Reading frames: what both transports have in common.

use chatwire_core::{Error, ErrorKind, de};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::event::{Event, ReadReceipt, Typing};
use crate::model::{TypedMessage, cursor};
use crate::{Message, UnreadCount};

/// A frame of the direct transport, or a publication of Centrifugo.
#[derive(Debug)]
pub(super) enum Incoming {
    Message(Message),
    /// Anything else that is an event as it stands.
    Event(Event),
    /// An answer to a request, or a confirmation.
    Answer(Kind, Map<String, Value>),
    /// Words of the server: the answer to the oldest request, if there is one.
    Failure(String),
    /// The server wants to know whether we live.
    Ping,
    /// No JSON at all.
    Noise,
}

/// Kinds of answers on the direct transport, told by their shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Sent,
    MarkedOne,
    MarkedAll,
    MarkedRoom,
    MarkedDirect,
    UnreadCount,
    /// Lists and confirmations that this client never asks for.
    Other,
}

/// Types of frames that are no messages, whatever fields they have.
fn answer_kind(name: &str) -> Option<Kind> {
    Some(match name {
        "message_sent" => Kind::Sent,
        "marked_read" => Kind::MarkedOne,
        "marked_all_read" => Kind::MarkedAll,
        "messages"
        | "direct_messages"
        | "unread_messages"
        | "unread_direct_messages"
        | "users"
        | "online_users" => Kind::Other,
        _ => return None,
    })
}

/// Types of answers that token-bowl-chat 1.1.7 does not know: with the fields of a message, they are one.
fn is_other_answer(name: &str) -> bool {
    matches!(
        name,
        "user_profile"
            | "conversation_created"
            | "conversations"
            | "conversation"
            | "conversation_updated"
            | "conversation_deleted"
            | "message_deleted"
    )
}

fn is_reserved(name: &str) -> bool {
    matches!(name, "ping" | "read_receipt" | "unread_count" | "typing" | "error")
        || answer_kind(name).is_some()
}

/// Reads a frame.
pub(super) fn read(text: &str) -> Incoming {
    // Messages have no type, and are nearly all that comes: they are read in one pass.
    if let Some(message) = cursor::message(text) {
        return Incoming::Message(message);
    }
    if !text.starts_with("{\"type\"")
        && let Ok(TypedMessage { message, kind }) = serde_json::from_str(text)
        && !kind.is_some_and(|kind| is_reserved(&kind))
    {
        return Incoming::Message(message);
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => read_fields(fields, text),
        Ok(_) => unknown("", text),
        Err(_) => Incoming::Noise,
    }
}

fn read_fields(fields: Map<String, Value>, text: &str) -> Incoming {
    let name = fields.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    match name.as_str() {
        "ping" => Incoming::Ping,
        "read_receipt" => event::<ReadReceipt>(fields, Event::ReadReceipt),
        "typing" => event::<Typing>(fields, Event::Typing),
        "unread_count" => {
            match serde_json::from_value::<UnreadCount>(Value::Object(fields.clone())) {
                Ok(_) => Incoming::Answer(Kind::UnreadCount, fields),
                Err(err) => unreadable(&err),
            }
        }
        "error" => {
            let words = fields.get("error").and_then(Value::as_str);
            Incoming::Failure(words.unwrap_or("Unknown error").to_owned())
        }
        name => match answer_kind(name) {
            Some(kind) => Incoming::Answer(kind, fields),
            None if fields.contains_key("from_username") && fields.contains_key("content") => {
                match serde_json::from_value(Value::Object(fields)) {
                    Ok(message) => Incoming::Message(message),
                    Err(err) => unreadable(&err),
                }
            }
            // The two filtered marks are confirmed without a type.
            None if name.is_empty()
                && fields.get("status").is_some_and(|status| status == "marked_read") =>
            {
                let is_direct = fields.contains_key("from_username");
                let kind = if is_direct { Kind::MarkedDirect } else { Kind::MarkedRoom };
                Incoming::Answer(kind, fields)
            }
            None if is_other_answer(name) => Incoming::Answer(Kind::Other, fields),
            None => unknown(name, text),
        },
    }
}

fn event<T: DeserializeOwned>(fields: Map<String, Value>, make: fn(T) -> Event) -> Incoming {
    match serde_json::from_value(Value::Object(fields)) {
        Ok(read) => Incoming::Event(make(read)),
        Err(err) => unreadable(&err),
    }
}

fn unknown(name: &str, text: &str) -> Incoming {
    Incoming::Event(Event::Unknown { name: name.to_owned(), raw: text.to_owned() })
}

fn unreadable(err: &serde_json::Error) -> Incoming {
    // serde's own words quote what they found, which may be what a person wrote.
    let why = format!("a frame of the live session cannot be read: {}", de::place_of(err));
    Incoming::Event(Event::Trouble(named(Error::decode(why))))
}

/// The error that words of the server stand for.
pub(super) fn failure(words: String) -> Error {
    let kind = if words.ends_with("not found") {
        ErrorKind::NotFound
    } else if words.starts_with("Your role") || words.starts_with("Only admins") {
        ErrorKind::Forbidden
    } else {
        ErrorKind::Rejected
    };
    named(Error::new(kind, words).with_maybe_sent(true))
}

pub(super) fn named(err: Error) -> Error {
    err.with_platform("tokenbowl").with_operation("tokenbowl.live")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message() -> Value {
        json!({"id": "m1", "from_username": "alice", "content": "Hello", "timestamp": "t"})
    }

    #[test]
    fn messages_are_told_by_their_fields() {
        let mut typed = message();
        typed["type"] = json!("message");
        let [new, late] = ["new", "conversation"]
            .map(|kind| format!("{{\"type\":\"{kind}\",{}", &message().to_string()[1..]));
        for text in [message().to_string(), typed.to_string(), new, late] {
            let Incoming::Message(read) = read(&text) else { panic!("{text}") };
            assert_eq!(read.content, "Hello");
        }
    }

    #[test]
    fn other_frames_are_none_even_with_the_fields_of_a_message() {
        for (kind, shown) in [
            ("ping", "Ping"),
            ("typing", "Event(Trouble"),
            ("error", "Failure(\"Unknown error\")"),
            ("message_sent", "Answer(Sent"),
            ("marked_read", "Answer(MarkedOne"),
            ("users", "Answer(Other"),
        ] {
            let mut value = message();
            value["type"] = json!(kind);
            let text = format!("{:?}", read(&value.to_string()));
            assert!(text.starts_with(shown), "{kind}: {text}");
        }
    }

    #[test]
    fn each_shape_has_its_meaning() {
        for (frame, shown) in [
            (json!({"type": "ping", "timestamp": "t"}), "Ping"),
            (
                json!({"type": "read_receipt", "message_id": "m", "read_by": "b"}),
                "Event(ReadReceipt",
            ),
            (json!({"type": "read_receipt"}), "Event(Trouble"),
            (json!({"type": "typing", "username": "a", "to_username": null}), "Event(Typing"),
            (
                json!({"type": "unread_count", "unread_room_messages": 1,
                "unread_direct_messages": 2, "total_unread": 3}),
                "Answer(UnreadCount",
            ),
            (json!({"type": "unread_count", "total_unread": 3}), "Event(Trouble"),
            (json!({"type": "error", "error": "User X not found"}), "Failure(\"User X"),
            (json!({"status": "marked_read", "count": 2}), "Answer(MarkedRoom"),
            (
                json!({"status": "marked_read", "from_username": "a", "count": 2}),
                "Answer(MarkedDirect",
            ),
            (json!({"type": "marked_all_read", "marked_as_read": 2}), "Answer(MarkedAll"),
            (json!({"from_username": "a", "content": "x"}), "Event(Trouble"),
            (json!({"type": "zzz", "a": 1}), "Event(Unknown { name: \"zzz\""),
            (json!({"type": 5}), "Event(Unknown { name: \"\""),
            (json!([1]), "Event(Unknown"),
            (json!(null), "Event(Unknown"),
        ] {
            let text = format!("{:?}", read(&frame.to_string()));
            assert!(text.starts_with(shown), "{frame}: {text}");
        }
        for text in ["", "no json", "{\"id\":", "{\"type\":\"ping\""] {
            assert!(matches!(read(text), Incoming::Noise), "{text}");
        }
    }

    #[test]
    fn words_of_the_server_have_kinds() {
        for (words, kind) in [
            ("User bob not found", ErrorKind::NotFound),
            (
                "Your role 'bot' does not have permission to send direct messages",
                ErrorKind::Forbidden,
            ),
            ("Only admins can delete messages", ErrorKind::Forbidden),
            ("Missing content field", ErrorKind::Rejected),
        ] {
            assert_eq!(failure(words.to_owned()).kind(), kind, "{words}");
        }
    }

    #[test]
    fn mutated_frames_are_read_and_never_panic() {
        // Small generator with a fixed seed: a failure can be repeated.
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut below = |bound: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % u64::try_from(bound.max(1)).unwrap()).unwrap()
        };
        let frames = [
            message().to_string(),
            json!({"type": "message_sent", "status": "sent", "message": message()}).to_string(),
            json!({"type": "unread_count", "unread_room_messages": 1, "unread_direct_messages": 2,
                "total_unread": 3})
            .to_string(),
            json!({"type": "read_receipt", "message_id": "m", "read_by": "b"}).to_string(),
        ];
        let (mut known, mut other) = (0, 0);
        for turn in 0..4_000 {
            let mut bytes = frames[turn % frames.len()].clone().into_bytes();
            for _ in 0..=below(3) {
                let at = below(bytes.len());
                match below(3) {
                    0 => bytes[at] = u8::try_from(below(128)).unwrap(),
                    1 => bytes.truncate(at.max(1)),
                    _ => bytes.insert(at, br#"{}[]",:0ne\"#[below(11)]),
                }
            }
            let text = String::from_utf8_lossy(&bytes);
            match read(&text) {
                Incoming::Noise | Incoming::Event(Event::Unknown { .. }) => other += 1,
                _ => known += 1,
            }
        }
        assert!(known > 200 && other > 200, "{known} known, {other} other");
    }
}
