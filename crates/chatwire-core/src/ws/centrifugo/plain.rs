//! Reads a publication without serde: nearly every line is one, in the form in which Centrifugo writes it.
//!
//! Anything else is left to serde, and the tests hold the two against each other.

use crate::scan::Scanner;

/// Most lists and objects in each other.
const DEPTH: u8 = 32;

/// Something was published.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Published<'a> {
    pub(super) channel: &'a str,
    /// The payload as JSON text.
    pub(super) data: &'a str,
    /// `0` where the channel has no history.
    pub(super) offset: u64,
}

/// The publication of the first line, if it has the plain form, and the lines behind it.
pub(super) fn published(lines: &str) -> Option<(Published<'_>, &str)> {
    let mut scanner = Scanner::new(lines);
    scanner.word(r#"{"push":{"channel":"#)?;
    let channel = scanner.simple_text()?;
    scanner.word(r#","pub":{"data":"#)?;
    let data = scanner.value(DEPTH)?;
    let offset = match scanner.word(r#","offset":"#) {
        Some(()) => scanner.unsigned()?,
        None => 0,
    };
    scanner.word("}}}")?;
    if !scanner.is_done() {
        scanner.expect(b'\n')?;
    }
    let behind = lines.get(scanner.at..)?;
    Some((Published { channel, data, offset }, behind))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::super::wire::Incoming;
    use super::*;

    /// What serde makes of a line that is a publication and nothing else.
    fn slow(line: &str) -> Option<Published<'_>> {
        let incoming: Incoming<'_> = serde_json::from_str(line).ok()?;
        let push = incoming.push?;
        let publication = push.publication?;
        let std::borrow::Cow::Borrowed(channel) = push.channel else { return None };
        Some(Published { channel, data: publication.data.get(), offset: publication.offset })
    }

    fn payload() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (-1e9_f64..1e9).prop_map(Value::from),
            "\\PC{0,12}|[\\x00-\\x7f]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z\"]{0,4}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_published_is_read_as_serde_reads_it(
            data in payload(),
            offset in any::<u64>(),
            is_pretty in any::<bool>(),
            changes in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..128), 0..3),
        ) {
            let data = if is_pretty { data.to_string().replace(':', ": ") } else { data.to_string() };
            let line =
                format!(r#"{{"push":{{"channel":"room:main","pub":{{"data":{data},"offset":{offset}}}}}}}"#);
            if changes.is_empty() && !is_pretty {
                prop_assert!(published(&line).is_some(), "{line}");
            }
            let mut bytes = line.into_bytes();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            let line = String::from_utf8_lossy(&bytes);
            if let Some((read, behind)) = published(&line) {
                // A change may have made two lines of it.
                let first = line.strip_suffix(behind).unwrap().trim_end_matches('\n');
                prop_assert_eq!(Some(read), slow(first), "{}", line);
            }
            let lines = format!("{line}\n{{}}\n");
            if let Some((_, behind)) = published(&lines) {
                prop_assert!(behind == "{}\n" || line.contains('\n'), "{}", lines);
            }
        }
    }

    #[test]
    fn other_forms_are_left_to_serde() {
        let line =
            |publication: Value| json!({"push": {"channel": "c", "pub": publication}}).to_string();
        assert!(published(&line(json!({"data": {}}))).is_some());
        assert!(published(&line(json!({"data": [[], {"a": [-1.5, "\u{1}\n"]}]}))).is_some());
        let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
        let deep: Value = serde_json::from_str(&deep).unwrap();
        for text in [
            line(json!({"data": {}, "info": {}})),
            line(json!({"data": 1e300})),
            line(json!({"data": deep})),
            line(json!({"data": {}, "offset": 1.5})),
            line(json!({"data": {}, "offset": -1})),
            r#"{"push":{"channel":"c","pub":{"data":01}}}"#.to_owned(),
            r#"{"push":{"channel":"c","pub":{"data":{"a":1,}}}}"#.to_owned(),
            r#"{"push":{"channel":"c","pub":{"data":"\ud"}}}"#.to_owned(),
            r#"{"push":{"channel":"\u0063","pub":{"data":1}}}"#.to_owned(),
            r#"{"push":{"channel":"c","pub":{"data":}}}"#.to_owned(),
            r#"{"push":{"channel":"c","pub":{"data":1}}} "#.to_owned(),
        ] {
            assert_eq!(published(&text), None, "{text}");
        }
    }
}
