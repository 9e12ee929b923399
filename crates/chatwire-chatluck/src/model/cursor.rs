//! Reads a message without serde: lists have dozens of them, and their form is nearly always the same plain one.
//!
//! An object of texts as the server writes it; what is beside them, serde reads by itself. Anything else is left to
//! serde as a whole, which decides what is a message; the tests hold the two against each other.

use chatwire_core::build::{First, Scanner, Seen};
use serde::de::DeserializeOwned;
use serde_json::Map;

use crate::{ChannelId, Message, MessageId, UserId};

/// Lists and objects in each other inside one field of a message.
const DEPTH: u8 = 16;

/// The message that comes next, if it has the plain shape; what is read here, serde reads as the same.
pub(crate) fn next_message(scanner: &mut Scanner<'_>) -> Option<Message> {
    let mut seen = Seen::default();
    let (mut id, mut channel_id, mut user_id) = (None, None, None);
    let (mut content, mut created_at, mut updated_at) = (None, None, None);
    let (mut attachments, mut metadata, mut extra) = (None, None, Map::new());
    scanner.object(|scanner, name| {
        match name {
            "id" => id = Some(text(scanner, seen.first(0)?)?),
            "channel_id" => channel_id = Some(text(scanner, seen.first(1)?)?),
            "user_id" => user_id = Some(text(scanner, seen.first(2)?)?),
            "content" => content = Some(text(scanner, seen.first(3)?)?),
            "created_at" => created_at = Some(text(scanner, seen.first(4)?)?),
            "updated_at" => updated_at = text_or_null(scanner, seen.first(5)?)?,
            "attachments" => attachments = by_serde(scanner, seen.first(6)?)?,
            "metadata" => metadata = by_serde(scanner, seen.first(7)?)?,
            other => {
                let value = serde_json::from_str(scanner.value(DEPTH)?).ok()?;
                extra.insert(other.to_owned(), value);
            }
        }
        Some(())
    })?;
    Some(Message {
        id: MessageId::new(id?),
        channel_id: ChannelId::new(channel_id?),
        user_id: UserId::new(user_id?),
        content: content?,
        created_at: created_at?,
        updated_at,
        attachments: attachments.unwrap_or_default(),
        metadata: metadata.unwrap_or_default(),
        extra,
    })
}

fn text(scanner: &mut Scanner<'_>, _first: First) -> Option<String> {
    scanner.string()
}

fn text_or_null(scanner: &mut Scanner<'_>, _first: First) -> Option<Option<String>> {
    scanner.or_null(Scanner::string)
}

/// A field of any form; nothing for `null`.
fn by_serde<T: DeserializeOwned>(scanner: &mut Scanner<'_>, _first: First) -> Option<Option<T>> {
    scanner.or_null(|scanner| serde_json::from_str(scanner.value(DEPTH)?).ok())
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;

    use super::*;

    fn message(text: &str) -> Option<Message> {
        let mut scanner = Scanner::new(text);
        let message = next_message(&mut scanner)?;
        scanner.is_done().then_some(message)
    }

    /// A message as a server could write it, in any order.
    fn written() -> impl Strategy<Value = String> {
        let needed = Just(vec![
            r#""id":"msg_1""#,
            r#""channel_id":"ch_1""#,
            r#""user_id":"u""#,
            r#""content":"a \"b\"\n\u00e9 🔥""#,
            r#""created_at":"2025-01-01T00:00:00Z""#,
        ]);
        let more = vec(
            select(vec![
                r#""updated_at": null"#,
                r#""attachments":[]"#,
                r#""metadata":{}"#,
                r#""thread_id":"t""#,
                r#""size":-1.5"#,
            ]),
            0..4,
        );
        let other = select(vec![
            r#""updated_at":"2025-01-02T00:00:00Z""#,
            r#""attachments":["https://x.test",{"url":"y"},5]"#,
            r#""metadata":{"ref":"r","n":[1,{}]}"#,
            r#""reactions":[{"emoji":"👍","by":["u"]}]"#,
        ]);
        (needed, more, other)
            .prop_map(|(needed, mut more, other)| {
                let name = |field: &str| field.split(':').next().map(str::to_owned);
                more.sort_unstable();
                more.dedup();
                more.retain(|field| name(field) != name(other));
                [needed, more, vec![other]].concat()
            })
            .prop_shuffle()
            .prop_map(|fields| format!("{{{}}}", fields.join(",")))
    }

    fn edited(text: String, edits: Vec<(Index, u8, u8)>) -> String {
        let mut bytes = text.into_bytes();
        for (at, byte, kind) in edits {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    proptest! {
        #[test]
        fn what_a_server_writes_is_read_here(text in written()) {
            prop_assert_eq!(message(&text), Some(serde_json::from_str(&text).unwrap()));
        }

        #[test]
        fn nothing_is_read_that_serde_refuses_or_reads_otherwise(
            text in written(),
            edits in vec((any::<Index>(), select(b"{}[]\",:0-.e1nut\\ \nid".to_vec()), 0_u8..3), 1..3),
        ) {
            let text = edited(text, edits);
            if let Some(read) = message(&text) {
                prop_assert_eq!(read, serde_json::from_str(&text).unwrap(), "{}", text);
            }
        }
    }

    #[test]
    fn the_edited_messages_are_of_both_kinds() {
        let mut runner = TestRunner::deterministic();
        let strategy = (written(), vec((any::<Index>(), Just(b'x'), 0_u8..2), 1));
        let mut read = 0;
        for _ in 0..200 {
            let (text, edits) = strategy.new_tree(&mut runner).unwrap().current();
            read += usize::from(message(&edited(text, edits)).is_some());
        }
        assert!((20..180).contains(&read), "{read} of 200");
    }

    #[test]
    fn other_shapes_are_left_to_serde() {
        const LEAST: &str =
            r#""id":"m","channel_id":"c","user_id":"u","content":"","created_at":"t""#;
        assert!(message(&format!("{{{LEAST}}}")).is_some());
        for text in [
            format!("{{{LEAST},\"id\":\"n\"}}"),
            format!("{{{LEAST},\"attachments\":{{}}}}"),
            format!("{{{LEAST},\"new\":1e3}}"),
            format!("{{{LEAST},}}"),
            format!("{{{LEAST}}} "),
            LEAST.replace("\"m\"", "7"),
            r#"{"id":"m"}"#.to_owned(),
            "[]".to_owned(),
        ] {
            assert_eq!(message(&text), None, "{text}");
        }
    }
}
