//! Reads a chat message without serde: most deliveries are one, in the form that Kick documents.
//!
//! Anything else is left to serde, whose reading is the right one; the tests hold the two against each other.

use chatwire_core::Timestamp;
use chatwire_core::build::{First, Scanner, Seen};
use serde::de::IntoDeserializer as _;
use serde::de::value::{Error, StrDeserializer};

use super::payload::{Badge, ChatMessage, Emote, EmotePosition, EventUser, Identity, RepliedTo};
use crate::model;
use crate::{MessageId, UserId};

/// The message, if its body has the plain shape.
pub(super) fn message(body: &str) -> Option<ChatMessage> {
    let mut scanner = Scanner::new(body.strip_suffix('\n').unwrap_or(body));
    let message = chat_message(&mut scanner)?;
    scanner.is_done().then_some(message)
}

fn chat_message(scanner: &mut Scanner<'_>) -> Option<ChatMessage> {
    let mut seen = Seen::default();
    let (mut message_id, mut replies_to, mut content, mut created_at) = (None, None, None, None);
    let (mut broadcaster, mut sender, mut emotes) = (None, None, None);
    scanner.object(|scanner, name| {
        match name {
            "message_id" => message_id = Some(text(scanner, seen.first(0)?)?),
            "replies_to" => replies_to = or_null(scanner, seen.first(1)?, replied_to)?,
            "broadcaster" => broadcaster = or_null(scanner, seen.first(2)?, user)?,
            "sender" => sender = or_null(scanner, seen.first(3)?, user)?,
            "content" => content = or_null(scanner, seen.first(4)?, Scanner::string)?,
            "emotes" => emotes = or_null(scanner, seen.first(5)?, |list| list.list(emote))?,
            "created_at" => created_at = or_null(scanner, seen.first(6)?, time)?.flatten(),
            _ => return None,
        }
        Some(())
    })?;
    Some(ChatMessage {
        message_id: MessageId::new(message_id?),
        replies_to,
        broadcaster: broadcaster.unwrap_or_default(),
        sender: sender.unwrap_or_default(),
        content: content.unwrap_or_default(),
        emotes: emotes.unwrap_or_default(),
        created_at,
    })
}

fn replied_to(scanner: &mut Scanner<'_>) -> Option<RepliedTo> {
    let mut seen = Seen::default();
    let (mut message_id, mut content, mut sender) = (None, None, None);
    scanner.object(|scanner, name| {
        match name {
            "message_id" => message_id = or_null(scanner, seen.first(0)?, Scanner::string)?,
            "content" => content = or_null(scanner, seen.first(1)?, Scanner::string)?,
            "sender" => sender = or_null(scanner, seen.first(2)?, user)?,
            _ => return None,
        }
        Some(())
    })?;
    Some(RepliedTo {
        message_id: message_id.map(MessageId::new),
        content: content.unwrap_or_default(),
        sender: sender.unwrap_or_default(),
    })
}

fn user(scanner: &mut Scanner<'_>) -> Option<EventUser> {
    let mut seen = Seen::default();
    let mut user = EventUser::default();
    scanner.object(|scanner, name| {
        match name {
            "is_anonymous" => user.is_anonymous = boolean(scanner, seen.first(0)?)?,
            "user_id" => user.user_id = number(scanner, seen.first(1)?)?.map(UserId::new),
            "username" => user.username = filled(scanner, seen.first(2)?)?,
            "is_verified" => user.is_verified = boolean(scanner, seen.first(3)?)?,
            "profile_picture" => user.profile_picture = filled(scanner, seen.first(4)?)?,
            "channel_slug" => user.channel_slug = filled(scanner, seen.first(5)?)?,
            "identity" => user.identity = or_null(scanner, seen.first(6)?, identity)?,
            _ => return None,
        }
        Some(())
    })?;
    Some(user)
}

fn identity(scanner: &mut Scanner<'_>) -> Option<Identity> {
    let mut seen = Seen::default();
    let (mut username_color, mut badges) = (None, None);
    scanner.object(|scanner, name| {
        match name {
            "username_color" => username_color = filled(scanner, seen.first(0)?)?,
            "badges" => badges = or_null(scanner, seen.first(1)?, |list| list.list(badge))?,
            _ => return None,
        }
        Some(())
    })?;
    Some(Identity { username_color, badges: badges.unwrap_or_default() })
}

fn badge(scanner: &mut Scanner<'_>) -> Option<Badge> {
    let mut seen = Seen::default();
    let (mut text, mut kind, mut count) = (None, None, None);
    scanner.object(|scanner, name| {
        match name {
            "text" => text = or_null(scanner, seen.first(0)?, Scanner::string)?,
            "type" => kind = or_null(scanner, seen.first(1)?, Scanner::string)?,
            "count" => count = number(scanner, seen.first(2)?)?,
            _ => return None,
        }
        Some(())
    })?;
    Some(Badge { text: text.unwrap_or_default(), kind: kind.unwrap_or_default(), count })
}

fn emote(scanner: &mut Scanner<'_>) -> Option<Emote> {
    let mut seen = Seen::default();
    let (mut emote_id, mut positions) = (None, None);
    scanner.object(|scanner, name| {
        match name {
            "emote_id" => emote_id = Some(text(scanner, seen.first(0)?)?),
            "positions" => {
                positions = or_null(scanner, seen.first(1)?, |list| list.list(position))?;
            }
            _ => return None,
        }
        Some(())
    })?;
    Some(Emote { emote_id: emote_id?, positions: positions.unwrap_or_default() })
}

fn position(scanner: &mut Scanner<'_>) -> Option<EmotePosition> {
    let mut seen = Seen::default();
    let (mut start, mut end) = (None, None);
    scanner.object(|scanner, name| {
        match name {
            "s" => start = number(scanner, seen.first(0)?)?,
            "e" => end = number(scanner, seen.first(1)?)?,
            _ => return None,
        }
        Some(())
    })?;
    Some(EmotePosition { start: start?, end: end? })
}

/// What goes for a value that may be null.
fn or_null<'a, T>(
    scanner: &mut Scanner<'a>,
    _first: First,
    read: impl FnOnce(&mut Scanner<'a>) -> Option<T>,
) -> Option<Option<T>> {
    scanner.or_null(read)
}

fn text(scanner: &mut Scanner<'_>, _first: First) -> Option<String> {
    scanner.string()
}

/// As [`model::filled_text`] does it.
fn filled(scanner: &mut Scanner<'_>, first: First) -> Option<Option<String>> {
    Some(or_null(scanner, first, Scanner::string)?.filter(|text| !text.is_empty()))
}

fn number(scanner: &mut Scanner<'_>, first: First) -> Option<Option<u64>> {
    or_null(scanner, first, Scanner::unsigned)
}

fn boolean(scanner: &mut Scanner<'_>, first: First) -> Option<bool> {
    Some(or_null(scanner, first, Scanner::boolean)?.unwrap_or_default())
}

fn time(scanner: &mut Scanner<'_>) -> Option<Option<Timestamp>> {
    let text: StrDeserializer<'_, Error> = scanner.simple_text()?.into_deserializer();
    model::time(text).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::pusher::tests::Random;

    fn slowly(body: &str) -> Option<ChatMessage> {
        serde_json::from_str(body).ok()
    }

    /// The value, or null in one of four cases.
    fn some(random: &mut Random, value: Value) -> Value {
        if random.below(4) == 0 { Value::Null } else { value }
    }

    fn user(random: &mut Random) -> Value {
        if random.below(6) == 0 {
            return json!({"is_anonymous": true, "user_id": null, "username": null, "is_verified": null,
                "profile_picture": null, "channel_slug": null, "identity": null});
        }
        let badges: Vec<Value> = (0..random.below(3))
            .map(|_| match random.below(2) {
                0 => json!({"text": random.text(), "type": "moderator"}),
                _ => json!({"text": "Subscriber", "type": null, "count": random.below(99)}),
            })
            .collect();
        let badges = some(random, badges.into());
        let identity = json!({"username_color": random.text(), "badges": badges});
        let mut user = json!({"user_id": random.below(9_999), "username": random.text(),
            "is_verified": random.below(2) == 0, "profile_picture": random.text(), "channel_slug": "",
            "is_anonymous": false});
        if random.below(2) == 0 {
            user["identity"] = some(random, identity);
        }
        user
    }

    /// A body as Kick could write it.
    fn body(random: &mut Random) -> String {
        let emotes: Vec<Value> = (0..random.below(3))
            .map(|_| {
                let positions = json!([{"s": random.below(99), "e": random.below(99)}]);
                json!({"emote_id": random.text(), "positions": some(random, positions)})
            })
            .collect();
        let created_at = random.pick(&[
            "2026-01-14T16:08:06Z",
            "2026-01-14T16:08:06.123+01:00",
            "0001-01-01T00:00:00Z",
            "",
        ]);
        let mut body = json!({"message_id": random.text(), "broadcaster": user(random), "sender": user(random),
            "content": random.text(), "emotes": some(random, emotes.into()), "created_at": created_at});
        if random.below(2) == 0 {
            let original = json!({"message_id": random.text(), "content": random.text(), "sender": user(random)});
            body["replies_to"] = some(random, original);
        }
        let blank = random.pick(&["", " "]);
        let body = body.to_string().replace("\":", &format!("\":{blank}"));
        format!("{body}{}", random.pick(&["", "\n"]))
    }

    #[test]
    fn what_kick_writes_is_read_here() {
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        for _ in 0..6_000 {
            let body = body(&mut random);
            let expected = slowly(&body);
            assert!(expected.is_some(), "{body}");
            assert_eq!(message(&body), expected, "{body}");
        }
    }

    #[test]
    fn nothing_is_read_that_serde_refuses_or_reads_otherwise() {
        let mut random = Random(0x2545_F491_4F6C_DD1D);
        let (mut same, mut left) = (0, 0);
        for _ in 0..60_000 {
            let body = body(&mut random);
            let body = random.mutated(&body);
            match message(&body) {
                Some(read) => {
                    assert_eq!(Some(read), slowly(&body), "{body}");
                    same += 1;
                }
                None => left += 1,
            }
        }
        assert!(same > 3_000 && left > 5_000, "{same} read, {left} left to serde");
    }

    #[test]
    fn other_shapes_are_left_to_serde() {
        let usual = r#"{"message_id":"m","sender":{"user_id":7},"emotes":[{"emote_id":"1"}]}"#;
        assert!(message(usual).is_some() && message(usual) == slowly(usual));
        for (from, to) in [
            (r#""message_id":"m""#, r#""message_id":7"#),
            (r#""message_id":"m""#, r#""message_id":"m","message_id":"n""#),
            (r#""message_id":"m""#, r#""message_id":"m","new":1"#),
            (r#""message_id":"m""#, r#""message_id":"m","created_at":1768406886"#),
            (r#""user_id":7"#, r#""user_id":"7""#),
            (r#""user_id":7"#, r#""user_id":7.5"#),
            (r#""user_id":7"#, r#""user_id":-7"#),
            (r#""emote_id":"1""#, r#""emote_id":1"#),
            (r#"}]}"#, r#"}]}}"#),
            (r#"}]}"#, r#"}]} "#),
            (r#"{"message_id""#, "\u{feff}{\"message_id\""),
        ] {
            let body = usual.replace(from, to);
            assert_ne!(body, usual);
            assert_eq!(message(&body), None, "{body}");
        }
    }
}
