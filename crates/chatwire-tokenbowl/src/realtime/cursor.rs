//! Reads a message without serde: nearly every frame is one, and all of them have the same plain shape.
//!
//! A flat object of known fields with texts, booleans and nulls, as the server writes it. Anything
//! else is left to serde, which decides what is a message; the tests hold the two against each other.

use chatwire_core::build::Scanner;
use serde_json::Map;

use crate::{Message, MessageId, MessageType, UserId};

/// The message, if it has the plain shape; what is read here, serde reads as the same.
pub(super) fn message(text: &str) -> Option<Message> {
    let plain = Plain::read(text, Scanner::string)?;
    let to_username = plain.to_username;
    let of_target = || if to_username.is_some() { MessageType::Direct } else { MessageType::Room };
    Some(Message {
        id: MessageId::new(plain.id?),
        from_user_id: UserId::new(plain.from_user_id.unwrap_or_default()),
        from_username: plain.from_username?,
        from_user_logo: plain.from_user_logo,
        from_user_emoji: plain.from_user_emoji,
        from_user_bot: plain.from_user_bot,
        to_user_id: plain.to_user_id.map(UserId::new),
        message_type: plain.message_type.unwrap_or_else(of_target),
        to_username,
        content: plain.content?,
        description: plain.description.unwrap_or_default(),
        timestamp: plain.timestamp?,
        is_recovered: false,
        extra: Map::new(),
    })
}

/// Id and time of the message, where it certainly is one; nothing is copied.
pub(super) fn place(text: &str) -> Option<(&str, &str)> {
    let plain = Plain::read(text, as_written)?;
    plain.from_username.and(plain.content)?;
    let stands_for_itself = |text: &&str| !text.contains('\\');
    Some((plain.id.filter(stands_for_itself)?, plain.timestamp.filter(stands_for_itself)?))
}

/// A text as it is written; `None` where serde has to say whether it is one.
fn as_written<'a>(scanner: &mut Scanner<'a>) -> Option<&'a str> {
    scanner.expect(b'"')?;
    let start = scanner.at;
    loop {
        scanner.at += Scanner::plain_length(scanner.rest());
        match scanner.next()? {
            b'"' => return scanner.text.get(start..scanner.at - 1),
            b'\\' => drop(Scanner::letter(scanner.next()?)?),
            _ => return None,
        }
    }
}

/// A message, with texts of one kind or another.
struct Plain<T> {
    id: Option<T>,
    from_user_id: Option<T>,
    from_username: Option<T>,
    from_user_logo: Option<T>,
    from_user_emoji: Option<T>,
    from_user_bot: bool,
    to_user_id: Option<T>,
    to_username: Option<T>,
    content: Option<T>,
    message_type: Option<MessageType>,
    description: Option<T>,
    timestamp: Option<T>,
}

impl<T> Plain<T> {
    #[inline(always)]
    fn read<'a>(text: &'a str, take: fn(&mut Scanner<'a>) -> Option<T>) -> Option<Self> {
        let mut cursor = Cursor { scanner: Scanner::new(text), take };
        let mut seen = Seen(0);
        let (mut id, mut from_username, mut content, mut timestamp) = (None, None, None, None);
        let (mut from_user_id, mut description) = (None, None);
        let (mut from_user_logo, mut from_user_emoji) = (None, None);
        let (mut to_user_id, mut to_username) = (None, None);
        let (mut from_user_bot, mut message_type) = (false, None);
        cursor.scanner.expect(b'{')?;
        loop {
            cursor.scanner.space();
            let name = cursor.scanner.simple_text()?;
            cursor.scanner.space();
            cursor.scanner.expect(b':')?;
            cursor.scanner.space();
            match name {
                "id" => id = Some(cursor.text(seen.first(0)?)?),
                "from_user_id" => from_user_id = cursor.text_or_null(seen.first(1)?)?,
                "from_username" => from_username = Some(cursor.text(seen.first(2)?)?),
                "from_user_logo" => from_user_logo = cursor.text_or_null(seen.first(3)?)?,
                "from_user_emoji" => from_user_emoji = cursor.text_or_null(seen.first(4)?)?,
                "from_user_bot" => from_user_bot = cursor.boolean(seen.first(5)?)?,
                "to_user_id" => to_user_id = cursor.text_or_null(seen.first(6)?)?,
                "to_username" => to_username = cursor.text_or_null(seen.first(7)?)?,
                "content" => content = Some(cursor.text(seen.first(8)?)?),
                "message_type" => message_type = Some(cursor.kind(seen.first(9)?)?),
                "description" => description = cursor.text_or_null(seen.first(10)?)?,
                "timestamp" => timestamp = Some(cursor.text(seen.first(11)?)?),
                _ => return None,
            }
            cursor.scanner.space();
            match cursor.scanner.next()? {
                b',' => {}
                b'}' if cursor.scanner.is_done() => break,
                _ => return None,
            }
        }
        Some(Self {
            id,
            from_user_id,
            from_username,
            from_user_logo,
            from_user_emoji,
            from_user_bot,
            to_user_id,
            to_username,
            content,
            message_type,
            description,
            timestamp,
        })
    }
}

/// Proof that a field was not there before: which of two counts is serde's business.
struct First;

/// Fields so far.
struct Seen(u16);

impl Seen {
    fn first(&mut self, field: u8) -> Option<First> {
        let bit = 1 << field;
        let is_first = self.0 & bit == 0;
        self.0 |= bit;
        is_first.then_some(First)
    }
}

struct Cursor<'a, T> {
    scanner: Scanner<'a>,
    take: fn(&mut Scanner<'a>) -> Option<T>,
}

impl<T> Cursor<'_, T> {
    #[inline(always)]
    fn text(&mut self, _first: First) -> Option<T> {
        (self.take)(&mut self.scanner)
    }

    #[inline(always)]
    fn text_or_null(&mut self, first: First) -> Option<Option<T>> {
        if self.scanner.peek() == Some(b'n') {
            self.scanner.word("null")?;
            return Some(None);
        }
        self.text(first).map(Some)
    }

    fn boolean(&mut self, _first: First) -> Option<bool> {
        match self.scanner.peek()? {
            b't' => self.scanner.word("true").map(|()| true),
            b'f' => self.scanner.word("false").map(|()| false),
            _ => None,
        }
    }

    fn kind(&mut self, _first: First) -> Option<MessageType> {
        match self.scanner.word("\"room\"") {
            Some(()) => Some(MessageType::Room),
            None => self.scanner.word("\"direct\"").map(|()| MessageType::Direct),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::TypedMessage;

    /// Small generator with a fixed seed: a failure can be repeated.
    struct Random(u64);

    impl Random {
        fn below(&mut self, bound: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 % u64::try_from(bound.max(1)).unwrap()).unwrap()
        }

        fn text(&mut self) -> String {
            const PARTS: [&str; 12] = [
                "a",
                "plain words",
                "\"",
                "\\",
                "\n",
                "\u{1}",
                "\u{7f}",
                "é",
                "🔥",
                "\u{2028}",
                "/",
                "12345678",
            ];
            (0..self.below(9)).map(|_| PARTS[self.below(PARTS.len())]).collect()
        }

        /// A message as the server could write it: fields in any order, some missing or null.
        fn frame(&mut self) -> String {
            let mut fields = vec![
                ("id", json!(self.text())),
                ("from_username", json!(self.text())),
                ("content", json!(self.text())),
                ("timestamp", json!("2025-10-27T12:00:00.123456+00:00")),
                ("from_user_bot", json!(self.below(2) == 0)),
                ("message_type", json!(["room", "direct"][self.below(2)])),
            ];
            for name in
                ["from_user_id", "from_user_logo", "from_user_emoji", "to_user_id", "description"]
            {
                match self.below(3) {
                    0 => fields.push((name, Value::Null)),
                    1 => fields.push((name, json!(self.text()))),
                    _ => {}
                }
            }
            if self.below(2) == 0 {
                fields.push(("to_username", json!(self.text())));
                fields.retain(|(name, _)| *name != "message_type");
            }
            let blank = ["", " "][self.below(2)];
            let mut written = Vec::new();
            while !fields.is_empty() {
                let (name, value) = fields.swap_remove(self.below(fields.len()));
                written.push(format!("\"{name}\":{blank}{value}"));
            }
            format!("{{{}}}", written.join(&format!(",{blank}")))
        }
    }

    #[test]
    fn what_the_server_writes_is_read_here() {
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        for _ in 0..4_000 {
            let text = random.frame();
            let expected: Message = serde_json::from_str(&text).unwrap();
            assert_eq!(message(&text), Some(expected), "{text}");
        }
    }

    #[test]
    fn nothing_is_read_that_serde_refuses_or_reads_otherwise() {
        let mut random = Random(0x2545_F491_4F6C_DD1D);
        let (mut same, mut left, mut passed) = (0, 0, 0);
        for _ in 0..40_000 {
            let mut bytes = random.frame().into_bytes();
            for _ in 0..=random.below(2) {
                let at = random.below(bytes.len());
                match random.below(5) {
                    0 => bytes[at] = u8::try_from(random.below(128)).unwrap(),
                    1 => bytes.truncate(at.max(1)),
                    2 => drop(bytes.remove(at)),
                    3 => {
                        let end = (at + random.below(40)).min(bytes.len());
                        let part = bytes[at..end].to_vec();
                        let to = random.below(bytes.len());
                        bytes.splice(to..to, part);
                    }
                    _ => bytes.insert(at, br#"{}[]",:0ne\ tu"#[random.below(14)]),
                }
            }
            let text = String::from_utf8_lossy(&bytes);
            let Some(read) = message(&text) else {
                assert_eq!(place(&text), None, "{text}");
                left += 1;
                continue;
            };
            let expected: TypedMessage = serde_json::from_str(&text).unwrap();
            if let Some((id, timestamp)) = place(&text) {
                assert_eq!((id, timestamp), (read.id.as_str(), &*read.timestamp), "{text}");
                passed += 1;
            }
            assert_eq!((read, None), (expected.message, expected.kind), "{text}");
            same += 1;
        }
        assert!(same > 2_000 && left > 2_000, "{same} read, {left} left to serde");
        assert!(passed > 200, "{passed} of {same} placed");
    }

    #[test]
    fn other_shapes_are_left_to_serde() {
        const LEAST: &str = r#""id":"m","from_username":"a","content":"x","timestamp":"t""#;
        assert!(message(&format!("{{{LEAST}}}")).is_some());
        for text in [
            format!("{{{LEAST},\"id\":\"n\"}}"),
            format!("{{{LEAST},\"new\":1}}"),
            format!("{{{LEAST},\"type\":\"message\"}}"),
            format!("{{{LEAST},\"message_type\":\"system\"}}"),
            format!("{{{LEAST},\"recovered\":true}}"),
            format!("{{{LEAST},}}"),
            format!("{{{LEAST}}} "),
            format!("{{{LEAST}}}}}"),
            format!("[{{{LEAST}}}]"),
            LEAST.replace("\"m\"", "7"),
            "{}".to_owned(),
            String::new(),
        ] {
            assert_eq!(message(&text), None, "{text}");
        }
    }
}
