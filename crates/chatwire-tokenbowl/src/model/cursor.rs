//! Reads a message without serde: nearly every frame is one, lists have dozens, and all of them have the same plain shape.
//!
//! A flat object of known fields with texts, booleans and nulls, as the server writes it. Anything
//! else is left to serde, which decides what is a message; the tests hold the two against each other.

use chatwire_core::build::{First, Scanner, Seen};
use serde_json::Map;

use crate::{Message, MessageId, MessageType, UserId};

/// Id and time of a message, if its beginning and its end have the plain shape. The rest is not read: this is for
/// messages that nobody wants, whole or broken.
pub(crate) fn place(text: &str) -> Option<(&str, &str)> {
    let (id, rest) = text.strip_prefix(r#"{"id":""#)?.split_once('"')?;
    // A quote behind a comma is none of a text's own, and only the message itself ends with the last bracket.
    let (fields, timestamp) = rest.strip_suffix("\"}")?.rsplit_once('"')?;
    let fields = fields.strip_suffix(r#","timestamp":"#)?;
    let is_message = fields.contains(r#","from_username":""#) && !fields.contains(r#""type":"#);
    let stands_for_itself = |text: &str| !text.contains('\\');
    (is_message && stands_for_itself(id) && stands_for_itself(timestamp)).then_some((id, timestamp))
}

/// The message that is the whole of a text, if it has the plain shape; what is read here, serde reads as the same.
pub(crate) fn message(text: &str) -> Option<Message> {
    let mut scanner = Scanner::new(text);
    let message = next_message(&mut scanner)?;
    scanner.is_done().then_some(message)
}

/// The message that comes next, likewise.
pub(crate) fn next_message(scanner: &mut Scanner<'_>) -> Option<Message> {
    let mut seen = Seen::default();
    let (mut id, mut from_username, mut content, mut timestamp) = (None, None, None, None);
    let (mut from_user_id, mut description) = (None, None);
    let (mut from_user_logo, mut from_user_emoji) = (None, None);
    let (mut to_user_id, mut to_username) = (None, None);
    let (mut from_user_bot, mut message_type) = (false, None);
    scanner.object(|scanner, name| {
        match name {
            "id" => id = Some(text(scanner, seen.first(0)?)?),
            "from_user_id" => from_user_id = text_or_null(scanner, seen.first(1)?)?,
            "from_username" => from_username = Some(text(scanner, seen.first(2)?)?),
            "from_user_logo" => from_user_logo = text_or_null(scanner, seen.first(3)?)?,
            "from_user_emoji" => from_user_emoji = text_or_null(scanner, seen.first(4)?)?,
            "from_user_bot" => from_user_bot = boolean(scanner, seen.first(5)?)?,
            "to_user_id" => to_user_id = text_or_null(scanner, seen.first(6)?)?,
            "to_username" => to_username = text_or_null(scanner, seen.first(7)?)?,
            "content" => content = Some(text(scanner, seen.first(8)?)?),
            "message_type" => message_type = Some(kind(scanner, seen.first(9)?)?),
            "description" => description = text_or_null(scanner, seen.first(10)?)?,
            "timestamp" => timestamp = Some(text(scanner, seen.first(11)?)?),
            _ => return None,
        }
        Some(())
    })?;
    let of_target = || if to_username.is_some() { MessageType::Direct } else { MessageType::Room };
    Some(Message {
        id: MessageId::new(id?),
        from_user_id: UserId::new(from_user_id.unwrap_or_default()),
        from_username: from_username?,
        from_user_logo,
        from_user_emoji,
        from_user_bot,
        to_user_id: to_user_id.map(UserId::new),
        message_type: message_type.unwrap_or_else(of_target),
        to_username,
        content: content?,
        description: description.unwrap_or_default(),
        timestamp: timestamp?,
        is_recovered: false,
        extra: Map::new(),
    })
}

fn text(scanner: &mut Scanner<'_>, _first: First) -> Option<String> {
    scanner.string()
}

fn text_or_null(scanner: &mut Scanner<'_>, _first: First) -> Option<Option<String>> {
    scanner.or_null(Scanner::string)
}

fn boolean(scanner: &mut Scanner<'_>, _first: First) -> Option<bool> {
    scanner.boolean()
}

fn kind(scanner: &mut Scanner<'_>, _first: First) -> Option<MessageType> {
    match scanner.word("\"room\"") {
        Some(()) => Some(MessageType::Room),
        None => scanner.word("\"direct\"").map(|()| MessageType::Direct),
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

        /// The same with one or two changes.
        fn mutated(&mut self, text: &str) -> String {
            let mut bytes = text.as_bytes().to_vec();
            for _ in 0..=self.below(2) {
                let at = self.below(bytes.len());
                match self.below(5) {
                    0 => bytes[at] = u8::try_from(self.below(128)).unwrap(),
                    1 => bytes.truncate(at.max(1)),
                    2 => drop(bytes.remove(at)),
                    3 => {
                        let end = (at + self.below(40)).min(bytes.len());
                        let part = bytes[at..end].to_vec();
                        let to = self.below(bytes.len());
                        bytes.splice(to..to, part);
                    }
                    _ => bytes.insert(at, br#"{}[]",:0ne\ tu"#[self.below(14)]),
                }
            }
            String::from_utf8_lossy(&bytes).into_owned()
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
        let (mut same, mut left) = (0, 0);
        for _ in 0..40_000 {
            let text = random.frame();
            let text = random.mutated(&text);
            let Some(read) = message(&text) else {
                left += 1;
                continue;
            };
            let expected: TypedMessage = serde_json::from_str(&text).unwrap();
            assert_eq!((read, None), (expected.message, expected.kind), "{text}");
            same += 1;
        }
        assert!(same > 2_000 && left > 2_000, "{same} read, {left} left to serde");
    }

    /// The same fields in the order of the server, and at times another one that this version does not know.
    fn in_order(text: &str, random: &mut Random) -> String {
        let mut fields: Map<String, Value> = serde_json::from_str(text).unwrap();
        let (first, last) = (fields.remove("id").unwrap(), fields.remove("timestamp").unwrap());
        if random.below(4) == 0 {
            fields.insert(
                "new".to_owned(),
                json!({"timestamp": random.text(), "a": [random.text()]}),
            );
        }
        let written = Value::Object(fields).to_string();
        let fields = written.strip_prefix('{').unwrap().strip_suffix('}').unwrap();
        match random.below(8) {
            0 => format!(r#"{{"id":{first},"timestamp":{last},{fields}}}"#),
            _ => format!(r#"{{"id":{first},{fields},"timestamp":{last}}}"#),
        }
    }

    #[test]
    fn the_place_alone_is_that_of_the_message() {
        let mut random = Random(0x6A09_E667_F3BC_C909);
        let (mut same, mut left, mut broken) = (0, 0, 0);
        for round in 0..40_000 {
            let text = random.frame();
            let text = in_order(&text, &mut random);
            let mutated = random.mutated(&text);
            let text = if round % 2 == 0 { text } else { mutated };
            let Some(found) = place(&text) else {
                left += 1;
                continue;
            };
            let Ok(TypedMessage { message, kind }) = serde_json::from_str(&text) else {
                broken += 1;
                continue;
            };
            assert_eq!((message.id.as_str(), message.timestamp.as_str()), found, "{text}");
            assert_eq!(kind, None, "{text}");
            same += 1;
        }
        assert!(
            same > 5_000 && left > 5_000 && broken > 1_000,
            "{same}, {left} left, {broken} broken"
        );
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
