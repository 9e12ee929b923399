//! Reads a chat message where it lies: as JSON inside a text, without taking the escapes out first.
//!
//! Nearly every frame is one, and the server writes all of them in the same plain shape. Anything else is left to the
//! usual way, whose reading is the right one; the tests hold the two against each other. In a text, a quote of the
//! inner JSON is `\"`, and a backslash of its own is `\\`.

use chatwire_core::build::{First, Scanner, Seen};

use super::event::*;
use crate::{ChatroomId, MessageId, UserId};

/// The message of a frame, and the feed that the frame names, if both have the plain shape.
pub(super) fn message(frame: &str) -> Option<(Option<&str>, ChatMessage)> {
    let mut cursor = Cursor(Scanner::new(frame));
    let (mut channel, mut message, mut has_event) = (None, None, false);
    cursor.0.expect(b'{')?;
    loop {
        cursor.0.space();
        let name = cursor.0.simple_text()?;
        cursor.0.space();
        cursor.0.expect(b':')?;
        cursor.0.space();
        match name {
            "event" if !has_event => {
                let (event, _) = cursor.0.raw_text()?;
                has_event = is_chat(event);
                has_event.then_some(())?;
            }
            "channel" if channel.is_none() => channel = Some(cursor.0.simple_text()?),
            "data" if has_event && message.is_none() => {
                cursor.0.expect(b'"')?;
                message = Some(cursor.message()?);
                cursor.0.expect(b'"')?;
            }
            _ => return None,
        }
        cursor.0.space();
        match cursor.0.next()? {
            b',' => {}
            b'}' if cursor.0.is_done() => break,
            _ => return None,
        }
    }
    Some((channel, message?))
}

/// The id of a message and its feed, which a frame of Pusher names itself, if beginning and end have the plain shape.
/// The rest is not read: this is for messages that nobody wants, whole or broken.
pub(super) fn id<'a>(text: &'a str, feed: Option<&'a str>) -> Option<(&'a str, &'a str)> {
    let body = text.strip_suffix("\"}")?;
    let (data, feed) = match feed {
        Some(feed) => (body, feed),
        None => {
            let (before, feed) = body.rsplit_once('"')?;
            (before.strip_suffix("\",\"channel\":")?, feed)
        }
    };
    // The quote behind it is not escaped, so that it ends the data.
    data.ends_with('}').then_some(())?;
    let mut cursor = Cursor(Scanner::new(data));
    cursor.0.word("{\"event\":")?;
    let (event, _) = cursor.0.raw_text()?;
    is_chat(event).then_some(())?;
    cursor.0.word(",\"data\":\"{")?;
    (cursor.name()? == "id").then_some(())?;
    cursor.0.expect(b':')?;
    cursor.0.space();
    match cursor.raw()? {
        (id, false) => Some((feed, id)),
        _ => None,
    }
}

fn is_chat(event: &str) -> bool {
    matches!(event, r"App\\Events\\ChatMessageEvent" | "ChatMessageEvent")
}

/// Goes over the inner JSON.
struct Cursor<'a>(Scanner<'a>);

impl<'a> Cursor<'a> {
    /// Reads an object; `field` reads the value of each name.
    fn object(&mut self, mut field: impl FnMut(&mut Self, &'a str) -> Option<()>) -> Option<()> {
        self.0.expect(b'{')?;
        self.0.space();
        if self.0.peek() == Some(b'}') {
            self.0.at += 1;
            return Some(());
        }
        loop {
            self.0.space();
            let name = self.name()?;
            self.0.space();
            self.0.expect(b':')?;
            self.0.space();
            field(self, name)?;
            self.0.space();
            match self.0.next()? {
                b',' => {}
                b'}' => return Some(()),
                _ => return None,
            }
        }
    }

    fn list<T>(&mut self, item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        if self.null().is_some() {
            return Some(Vec::new());
        }
        self.0.expect(b'[')?;
        self.0.space();
        let mut items = Vec::new();
        if self.0.peek() == Some(b']') {
            self.0.at += 1;
            return Some(items);
        }
        loop {
            self.0.space();
            items.push(item(self)?);
            self.0.space();
            match self.0.next()? {
                b',' => {}
                b']' => return Some(items),
                _ => return None,
            }
        }
    }

    fn null(&mut self) -> Option<()> {
        (self.0.peek() == Some(b'n')).then(|| self.0.word("null")).flatten()
    }

    /// A name of a field, which has no escapes if it is one that is known.
    fn name(&mut self) -> Option<&'a str> {
        self.0.word("\\\"")?;
        let start = self.0.at;
        let end = self.0.rest().iter().position(|byte| matches!(byte, b'\\' | b'"'))?;
        self.0.at += end;
        self.0.word("\\\"")?;
        self.0.text.get(start..start + end)
    }

    /// A text as it stands in the frame, and whether it has escapes of its own.
    fn raw(&mut self) -> Option<(&'a str, bool)> {
        self.0.word("\\\"")?;
        let start = self.0.at;
        let mut escaped = false;
        loop {
            self.0.at += Scanner::plain_length(self.0.rest());
            if self.0.next()? != b'\\' {
                return None;
            }
            match self.0.next()? {
                b'"' => return Some((self.0.text.get(start..self.0.at - 2)?, escaped)),
                // A backslash of the inner text; what it escapes may be escaped once more.
                b'\\' => {
                    escaped = true;
                    match self.0.next()? {
                        b'\\' if matches!(self.0.next()?, b'"' | b'\\' | b'/') => {}
                        b'/' | b'b' | b'f' | b'n' | b'r' | b't' | b'u' => {}
                        _ => return None,
                    }
                }
                b'/' => escaped = true,
                _ => return None,
            }
        }
    }

    fn text(&mut self, _first: First) -> Option<String> {
        let (raw, escaped) = self.raw()?;
        if escaped { unescaped(raw) } else { Some(raw.to_owned()) }
    }

    fn text_or_null(&mut self, first: First) -> Option<Option<String>> {
        match self.null() {
            Some(()) => Some(None),
            None => self.text(first).map(Some),
        }
    }

    fn number(&mut self, _first: First) -> Option<u64> {
        let digits = self.0.rest();
        let length = digits.iter().position(|byte| !byte.is_ascii_digit())?;
        // Twenty digits may not fit, and JSON has no leading zeros.
        if length == 0 || length > 19 || (length > 1 && digits.first() == Some(&b'0')) {
            return None;
        }
        let value = digits.get(..length)?.iter();
        self.0.at += length;
        // A fraction or an exponent.
        if !matches!(self.0.peek()?, b',' | b'}' | b']' | b' ') {
            return None;
        }
        Some(value.fold(0, |value, digit| value * 10 + u64::from(digit - b'0')))
    }

    fn number_or_null(&mut self, first: First) -> Option<Option<u64>> {
        match self.null() {
            Some(()) => Some(None),
            None => self.number(first).map(Some),
        }
    }

    fn message(&mut self) -> Option<ChatMessage> {
        let mut seen = Seen::default();
        let (mut id, mut sender) = (None, None);
        let (mut chatroom_id, mut content, mut kind) = (None, None, MessageType::Message);
        let (mut created_at, mut thread_parent_id) = (None, None);
        let mut metadata = Metadata::default();
        self.object(|cursor, name| {
            match name {
                "id" => id = Some(cursor.text(seen.first(0)?)?),
                "chatroom_id" => chatroom_id = cursor.number_or_null(seen.first(1)?)?,
                "content" => content = cursor.text_or_null(seen.first(2)?)?,
                "type" => kind = MessageType::from(cursor.plain(&seen.first(3)?)?),
                "created_at" => created_at = cursor.text_or_null(seen.first(4)?)?,
                "sender" => sender = Some(cursor.sender(&seen.first(5)?)?),
                "thread_parent_id" => thread_parent_id = cursor.text_or_null(seen.first(6)?)?,
                "metadata" => metadata = cursor.metadata(&seen.first(7)?)?,
                _ => return None,
            }
            Some(())
        })?;
        Some(ChatMessage {
            id: MessageId::new(id?),
            chatroom_id: chatroom_id.map(ChatroomId::new),
            content: content.unwrap_or_default(),
            kind,
            created_at: created_at.unwrap_or_default(),
            sender: sender?,
            thread_parent_id: thread_parent_id.map(MessageId::new),
            metadata,
        })
    }

    /// A word without escapes.
    fn plain(&mut self, _first: &First) -> Option<&'a str> {
        let (raw, escaped) = self.raw()?;
        (!escaped).then_some(raw)
    }

    fn sender(&mut self, _first: &First) -> Option<Sender> {
        let mut seen = Seen::default();
        let (mut id, mut username, mut slug) = (None, None, None);
        let mut identity = Identity::default();
        self.object(|cursor, name| {
            match name {
                "id" => id = Some(cursor.number(seen.first(0)?)?),
                "username" => username = cursor.text_or_null(seen.first(1)?)?,
                "slug" => slug = cursor.text_or_null(seen.first(2)?)?,
                "identity" => identity = cursor.identity(&seen.first(3)?)?,
                _ => return None,
            }
            Some(())
        })?;
        let username = username.unwrap_or_default();
        Some(Sender { id: UserId::new(id?), username, slug, identity })
    }

    fn identity(&mut self, _first: &First) -> Option<Identity> {
        let mut identity = Identity::default();
        if self.null().is_some() {
            return Some(identity);
        }
        let mut seen = Seen::default();
        self.object(|cursor, name| {
            match name {
                "color" => identity.color = cursor.text_or_null(seen.first(0)?)?,
                "badges" => {
                    seen.first(1)?;
                    identity.badges = cursor.list(Self::badge)?;
                }
                "badges_v2" => {
                    seen.first(2)?;
                    identity.badges_v2 = cursor.list(Self::badge_v2)?;
                }
                _ => return None,
            }
            Some(())
        })?;
        Some(identity)
    }

    fn badge(&mut self) -> Option<Badge> {
        let mut seen = Seen::default();
        let (mut kind, mut text, mut count) = (None, None, None);
        self.object(|cursor, name| {
            match name {
                "type" => kind = Some(BadgeType::from(cursor.plain(&seen.first(0)?)?)),
                "text" => text = cursor.text_or_null(seen.first(1)?)?,
                "count" => count = cursor.number_or_null(seen.first(2)?)?,
                _ => return None,
            }
            Some(())
        })?;
        Some(Badge { kind: kind?, text: text.unwrap_or_default(), count, active: None })
    }

    fn badge_v2(&mut self) -> Option<BadgeV2> {
        let mut badge = BadgeV2::default();
        let mut seen = Seen::default();
        self.object(|cursor, name| {
            match name {
                "name" => badge.name = cursor.text(seen.first(0)?)?,
                "badge_type" => badge.badge_type = cursor.text(seen.first(1)?)?,
                "image_url" => badge.image_url = cursor.text_or_null(seen.first(2)?)?,
                "metadata" => {
                    let mut level = Seen::default();
                    seen.first(3)?;
                    cursor.object(|cursor, name| {
                        (name == "level").then_some(())?;
                        badge.metadata.level = cursor.number_or_null(level.first(0)?)?;
                        Some(())
                    })?;
                }
                "sort_order" => {
                    let order = cursor.number_or_null(seen.first(4)?)?;
                    badge.sort_order = order.map(i64::try_from).transpose().ok()?;
                }
                "selected" => badge.selected = cursor.boolean(&seen.first(5)?)?,
                _ => return None,
            }
            Some(())
        })?;
        Some(badge)
    }

    fn boolean(&mut self, _first: &First) -> Option<Option<bool>> {
        match self.0.peek()? {
            b't' => self.0.word("true").map(|()| Some(true)),
            b'f' => self.0.word("false").map(|()| Some(false)),
            _ => self.null().map(|()| None),
        }
    }

    fn metadata(&mut self, _first: &First) -> Option<Metadata> {
        let mut metadata = Metadata::default();
        if self.null().is_some() {
            return Some(metadata);
        }
        let mut seen = Seen::default();
        self.object(|cursor, name| {
            match name {
                "message_ref" => metadata.message_ref = cursor.text_or_null(seen.first(0)?)?,
                "original_sender" => {
                    let (id, username) = cursor.pair(&seen.first(1)?, "username", Self::user_id)?;
                    let username = username.unwrap_or_default();
                    metadata.original_sender = Some(Box::new(OriginalSender { id, username }));
                }
                "original_message" => {
                    let (id, content) =
                        cursor.pair(&seen.first(2)?, "content", Self::message_id)?;
                    let content = content.unwrap_or_default();
                    metadata.original_message = Some(Box::new(OriginalMessage { id, content }));
                }
                _ => return None,
            }
            Some(())
        })?;
        Some(metadata)
    }

    fn user_id(&mut self, first: First) -> Option<Option<UserId>> {
        Some(self.number_or_null(first)?.map(UserId::new))
    }

    fn message_id(&mut self, first: First) -> Option<Option<MessageId>> {
        Some(self.text_or_null(first)?.map(MessageId::new))
    }

    /// An id and a text.
    fn pair<T>(
        &mut self,
        _first: &First,
        text_name: &str,
        read_id: impl Fn(&mut Self, First) -> Option<Option<T>>,
    ) -> Option<(Option<T>, Option<String>)> {
        let mut seen = Seen::default();
        let (mut id, mut text) = (None, None);
        self.object(|cursor, name| {
            if name == "id" {
                id = read_id(cursor, seen.first(0)?)?;
            } else if name == text_name {
                text = cursor.text_or_null(seen.first(1)?)?;
            } else {
                return None;
            }
            Some(())
        })?;
        Some((id, text))
    }
}

/// A text without both layers of escapes.
fn unescaped(raw: &str) -> Option<String> {
    // Escapes are longer than what they stand for.
    let mut plain = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let bytes = after.as_bytes();
        let (read, length) = match (bytes.first()?, bytes.get(1), bytes.get(2)) {
            (b'/', ..) => ('/', 1),
            (b'\\', Some(b'\\'), Some(byte @ (b'"' | b'\\' | b'/'))) => {
                (Scanner::letter(*byte)?, 3)
            }
            (b'\\', Some(byte), _) if *byte != b'\\' && *byte != b'u' => {
                (Scanner::letter(*byte)?, 2)
            }
            // Numbers of characters: serde knows how to pair them.
            _ => return twice(raw),
        };
        plain.push(read);
        rest = after.get(length..)?;
    }
    plain.push_str(rest);
    Some(plain)
}

/// The same by serde, one layer after the other.
fn twice(raw: &str) -> Option<String> {
    let inner: String = serde_json::from_str(&format!("\"{raw}\"")).ok()?;
    serde_json::from_str(&format!("\"{inner}\"")).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::pusher::envelope;
    use crate::pusher::tests::Random;

    /// The same by the usual way.
    fn slowly(frame: &str) -> Option<(Option<String>, ChatMessage)> {
        let mut buffer = String::new();
        let read = envelope::read(frame, &mut buffer)?;
        let name = read.event.strip_prefix("App\\Events\\").unwrap_or(&read.event);
        let message = serde_json::from_str(read.data).ok()?;
        (name == "ChatMessageEvent").then(|| (read.channel.map(|name| name.to_string()), message))
    }

    fn quickly(frame: &str) -> Option<(Option<String>, ChatMessage)> {
        message(frame).map(|(channel, message)| (channel.map(str::to_owned), message))
    }

    fn badge(random: &mut Random) -> Value {
        match random.below(3) {
            0 => json!({"type": "moderator", "text": random.text()}),
            1 => json!({"type": "subscriber", "text": "Subscriber", "count": random.below(99)}),
            _ => json!({"type": "brand_new", "text": null, "count": null}),
        }
    }

    /// A frame as the server could write it; whether it has the plain shape.
    fn frame(random: &mut Random) -> String {
        let mut inner = json!({"id": random.text(), "content": random.text(), "chatroom_id": random.below(99_999),
            "type": random.pick(&["message", "reply", "new"]), "created_at": "2026-01-02T03:04:05+00:00",
            "sender": {"id": random.below(9_999), "username": random.text(), "slug": random.text(),
                "identity": {"color": "#FF9D00", "badges": []}}});
        if random.below(3) > 0 {
            let badges: Vec<Value> = (0..random.below(3)).map(|_| badge(random)).collect();
            inner["sender"]["identity"]["badges"] = json!(badges);
        }
        match random.below(4) {
            0 => inner["sender"]["identity"] = Value::Null,
            1 => {
                inner["sender"]["identity"]["badges_v2"] = json!([{"name": random.text(), "badge_type": "level",
                    "image_url": "https://img.example/l5.png", "metadata": {"level": 5}, "sort_order": 1,
                    "selected": random.below(2) == 0}]);
            }
            _ => {}
        }
        match random.below(4) {
            0 => inner["metadata"] = json!({"message_ref": "1767323045000"}),
            1 => inner["metadata"] = Value::Null,
            2 => {
                inner["metadata"] = json!({"message_ref": null,
                    "original_sender": {"id": random.below(99), "username": random.text()},
                    "original_message": {"id": "m0", "content": random.text()}});
            }
            _ => {}
        }
        // The server writes it first.
        let id = inner.as_object_mut().unwrap().remove("id").unwrap();
        let inner = match random.below(8) {
            0 => format!("{},\"id\":{id}}}", inner.to_string().strip_suffix('}').unwrap()),
            _ => inner.to_string().replacen('{', &format!("{{\"id\":{id},"), 1),
        };
        let inner = if random.below(4) == 0 { inner.replace("\":", "\": ") } else { inner };
        let data = serde_json::to_string(&inner).unwrap();
        let event = random.pick(&["App\\\\Events\\\\ChatMessageEvent", "ChatMessageEvent"]);
        format!(r#"{{"event":"{event}","data":{data},"channel":"chatrooms.9001.v2"}}"#)
    }

    #[test]
    fn what_the_server_writes_is_read_here() {
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        let mut here = 0;
        for _ in 0..6_000 {
            let text = frame(&mut random);
            let expected = slowly(&text);
            assert!(expected.is_some(), "{text}");
            let read = quickly(&text);
            here += usize::from(read.is_some());
            assert!(read.is_none() || read == expected, "{text}");
            // Only numbers of characters inside a number of characters are left to serde.
            assert!(read.is_some() || text.contains("\\u00"), "{text}");
        }
        assert!(here > 5_000, "{here}");
    }

    #[test]
    fn nothing_is_read_that_serde_refuses_or_reads_otherwise() {
        let mut random = Random(0x2545_F491_4F6C_DD1D);
        let (mut same, mut left) = (0, 0);
        for _ in 0..60_000 {
            let text = frame(&mut random);
            let text = random.mutated(&text);
            match quickly(&text) {
                Some(read) => {
                    assert_eq!(Some(read), slowly(&text), "{text}");
                    same += 1;
                }
                None => left += 1,
            }
        }
        assert!(same > 5_000 && left > 5_000, "{same} read, {left} left to serde");
    }

    #[test]
    fn the_id_alone_is_that_of_the_message() {
        let mut random = Random(0x6A09_E667_F3BC_C909);
        let (mut same, mut left, mut broken) = (0, 0, 0);
        for round in 0..60_000 {
            let text = frame(&mut random);
            let text = if round % 3 == 0 { text } else { random.mutated(&text) };
            let feed = (round % 2 == 0).then_some("of the publication");
            let text = match feed {
                Some(_) => text.replace(r#","channel":"chatrooms.9001.v2"}"#, "}"),
                None => text,
            };
            let Some(found) = id(&text, feed) else {
                left += 1;
                continue;
            };
            let mut buffer = String::new();
            let Some(read) = envelope::read(&text, &mut buffer) else {
                broken += 1;
                continue;
            };
            assert!(read.event.ends_with("ChatMessageEvent"), "{text}");
            let Ok(message) = serde_json::from_str::<ChatMessage>(read.data) else {
                broken += 1;
                continue;
            };
            let feed = feed.or(read.channel.as_deref()).unwrap();
            assert_eq!((feed, message.id.as_str()), found, "{text}");
            same += 1;
        }
        assert!(
            same > 5_000 && left > 5_000 && broken > 3_000,
            "{same}, {left} left, {broken} broken"
        );
    }

    #[test]
    fn other_shapes_are_left_to_serde() {
        let usual = r#"{"event":"ChatMessageEvent","data":"{\"id\":\"m\",\"sender\":{\"id\":7}}","channel":"c"}"#;
        assert!(quickly(usual).is_some() && quickly(usual) == slowly(usual));
        for (from, to) in [
            (r#","channel":"c"}"#, r#","channel":"c","channel":"d"}"#),
            (r#","channel":"c"}"#, r#","user_id":"c"}"#),
            (r#"ChatMessageEvent"#, r#"MyChatMessageEvent"#),
            (r#"\"id\":7"#, r#"\"id\":07"#),
            (r#"\"id\":7"#, r#"\"id\":7.5"#),
            (r#"\"id\":7"#, r#"\"id\":7,\"id\":8"#),
            (r#"\"id\":7"#, r#"\"new\":7"#),
            (r#"}}","#, r#"}}}","#),
            (r#"}}","#, r#"}} ","#),
            (r#"\"m\""#, r#"\"m\\""#),
            (r#"\"m\""#, r#"\"\u00e9\""#),
        ] {
            let text = usual.replace(from, to);
            assert_ne!(text, usual);
            assert_eq!(quickly(&text), None, "{text}");
        }
    }
}
