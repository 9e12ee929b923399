//! Reads a message without serde: nearly every frame is one, and all of them have the same plain shape.
//!
//! A flat object of known fields with texts, booleans and nulls, as the server writes it. Anything
//! else is left to serde, which decides what is a message; the tests hold the two against each other.

use chatwire_core::build::Scanner;
use serde_json::Map;

use crate::{Message, MessageId, MessageType, UserId};

/// The message, if it has the plain shape; what is read here, serde reads as the same.
pub(super) fn message(text: &str) -> Option<Message> {
    let plain = Plain::read(text)?;
    let to_username = owned_or_none(plain.to_username)?;
    let of_target = || if to_username.is_some() { MessageType::Direct } else { MessageType::Room };
    Some(Message {
        id: MessageId::new(plain.id?.owned()?),
        from_user_id: UserId::new(owned_or_none(plain.from_user_id)?.unwrap_or_default()),
        from_username: plain.from_username?.owned()?,
        from_user_logo: owned_or_none(plain.from_user_logo)?,
        from_user_emoji: owned_or_none(plain.from_user_emoji)?,
        from_user_bot: plain.from_user_bot,
        to_user_id: owned_or_none(plain.to_user_id)?.map(UserId::new),
        message_type: plain.message_type.unwrap_or_else(of_target),
        to_username,
        content: plain.content?.owned()?,
        description: owned_or_none(plain.description)?.unwrap_or_default(),
        timestamp: plain.timestamp?.owned()?,
        is_recovered: false,
        extra: Map::new(),
    })
}

/// Id and time of the message, where it is one for certain; nothing of it is kept.
pub(super) fn place(text: &str) -> Option<(&str, &str)> {
    let plain = Plain::read(text)?;
    let optional = [
        plain.from_user_id,
        plain.from_user_logo,
        plain.from_user_emoji,
        plain.to_user_id,
        plain.to_username,
        plain.description,
    ];
    let required = [plain.from_username?, plain.content?];
    let is_sound = optional.into_iter().flatten().chain(required).all(Text::is_sound);
    if is_sound { Some((plain.id?.simple()?, plain.timestamp?.simple()?)) } else { None }
}

/// A message, whose texts lie where they came.
#[derive(Default)]
struct Plain<'a> {
    id: Option<Text<'a>>,
    from_user_id: Option<Text<'a>>,
    from_username: Option<Text<'a>>,
    from_user_logo: Option<Text<'a>>,
    from_user_emoji: Option<Text<'a>>,
    from_user_bot: bool,
    to_user_id: Option<Text<'a>>,
    to_username: Option<Text<'a>>,
    content: Option<Text<'a>>,
    message_type: Option<MessageType>,
    description: Option<Text<'a>>,
    timestamp: Option<Text<'a>>,
}

impl<'a> Plain<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut cursor = Cursor(Scanner::new(text));
        let mut seen = Seen(0);
        let mut plain = Self::default();
        cursor.0.expect(b'{')?;
        loop {
            cursor.0.space();
            let name = cursor.0.simple_text()?;
            cursor.0.space();
            cursor.0.expect(b':')?;
            cursor.0.space();
            match name {
                "id" => plain.id = Some(cursor.text(seen.first(0)?)?),
                "from_user_id" => plain.from_user_id = cursor.text_or_null(seen.first(1)?)?,
                "from_username" => plain.from_username = Some(cursor.text(seen.first(2)?)?),
                "from_user_logo" => plain.from_user_logo = cursor.text_or_null(seen.first(3)?)?,
                "from_user_emoji" => plain.from_user_emoji = cursor.text_or_null(seen.first(4)?)?,
                "from_user_bot" => plain.from_user_bot = cursor.boolean(seen.first(5)?)?,
                "to_user_id" => plain.to_user_id = cursor.text_or_null(seen.first(6)?)?,
                "to_username" => plain.to_username = cursor.text_or_null(seen.first(7)?)?,
                "content" => plain.content = Some(cursor.text(seen.first(8)?)?),
                "message_type" => plain.message_type = Some(cursor.kind(seen.first(9)?)?),
                "description" => plain.description = cursor.text_or_null(seen.first(10)?)?,
                "timestamp" => plain.timestamp = Some(cursor.text(seen.first(11)?)?),
                _ => return None,
            }
            cursor.0.space();
            match cursor.0.next()? {
                b',' => {}
                b'}' if cursor.0.is_done() => return Some(plain),
                _ => return None,
            }
        }
    }
}

/// A text with its quotes.
#[derive(Clone, Copy)]
struct Text<'a> {
    quoted: &'a str,
    escaped: bool,
}

impl<'a> Text<'a> {
    /// What stands between the quotes, where all of it stands for itself.
    fn simple(self) -> Option<&'a str> {
        if self.escaped { None } else { self.quoted.get(1..self.quoted.len() - 1) }
    }

    fn owned(self) -> Option<String> {
        self.simple().map(str::to_owned).or_else(|| Scanner::new(self.quoted).string())
    }

    /// Whether it is a text for certain: which escapes by number are none, serde knows.
    fn is_sound(self) -> bool {
        let is_known = || Scanner::new(self.quoted).value(0).is_some();
        !self.escaped || (!self.quoted.contains("\\u") && is_known())
    }
}

/// `None` where the text is none.
fn owned_or_none(text: Option<Text<'_>>) -> Option<Option<String>> {
    text.map_or(Some(None), |text| text.owned().map(Some))
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

struct Cursor<'a>(Scanner<'a>);

impl<'a> Cursor<'a> {
    fn text(&mut self, _first: First) -> Option<Text<'a>> {
        let start = self.0.at;
        let (_, escaped) = self.0.raw_text()?;
        Some(Text { quoted: self.0.text.get(start..self.0.at)?, escaped })
    }

    fn text_or_null(&mut self, first: First) -> Option<Option<Text<'a>>> {
        if self.0.peek() == Some(b'n') {
            self.0.word("null")?;
            return Some(None);
        }
        self.text(first).map(Some)
    }

    fn boolean(&mut self, _first: First) -> Option<bool> {
        match self.0.peek()? {
            b't' => self.0.word("true").map(|()| true),
            b'f' => self.0.word("false").map(|()| false),
            _ => None,
        }
    }

    fn kind(&mut self, _first: First) -> Option<MessageType> {
        match self.0.word("\"room\"") {
            Some(()) => Some(MessageType::Room),
            None => self.0.word("\"direct\"").map(|()| MessageType::Direct),
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
