//! Envelope of a frame: name of the event, channel, and data, which is nearly always JSON inside a text.
//!
//! One pass over the frame finds all three and takes the escapes out of the data, into a buffer that lives as long as
//! the session. What has another shape is left to serde, which decides what is a frame.

use std::borrow::Cow;

use chatwire_core::build::Scanner;
use serde::Deserialize;
use serde_json::value::RawValue;

/// Largest buffer that is kept: a frame of the hosted service has 10 KB at most.
const KEEP: usize = 64 * 1024;

/// A frame.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Envelope<'a> {
    pub(crate) event: Cow<'a, str>,
    pub(crate) channel: Option<Cow<'a, str>>,
    /// JSON; any text where the server put one that is none; `null` when there is none.
    pub(crate) data: &'a str,
}

/// Reads a frame; `None` when it is none.
pub(crate) fn read<'a>(text: &'a str, buffer: &'a mut String) -> Option<Envelope<'a>> {
    if buffer.capacity() > KEEP {
        *buffer = String::new();
    }
    match fast(text, buffer) {
        Some(parts) => Some(parts.with(buffer)),
        None => slow(text, buffer).map(|parts| parts.with(buffer)),
    }
}

/// A frame whose data may still lie in the buffer.
struct Parts<'a> {
    event: Cow<'a, str>,
    channel: Option<Cow<'a, str>>,
    /// `None` when it is in the buffer.
    data: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn with(self, buffer: &'a str) -> Envelope<'a> {
        let Self { event, channel, data } = self;
        Envelope { event, channel, data: data.unwrap_or(buffer) }
    }
}

fn fast<'a>(text: &'a str, buffer: &mut String) -> Option<Parts<'a>> {
    let mut scanner = Scanner::new(text);
    let (mut event, mut channel, mut has_data) = (None, None, false);
    scanner.expect(b'{')?;
    loop {
        scanner.space();
        let name = scanner.simple_text()?;
        scanner.space();
        scanner.expect(b':')?;
        scanner.space();
        match name {
            "event" if event.is_none() => event = Some(short_text(&mut scanner)?),
            "channel" if channel.is_none() => channel = Some(short_text(&mut scanner)?),
            "data" if !has_data => {
                has_data = true;
                buffer.clear();
                scanner.unescape(buffer)?;
            }
            _ => return None,
        }
        scanner.space();
        match scanner.next()? {
            b',' => {}
            b'}' if scanner.is_done() => break,
            _ => return None,
        }
    }
    Some(Parts { event: event?, channel, data: (!has_data).then_some("null") })
}

/// A name, borrowed unless it has escapes.
fn short_text<'a>(scanner: &mut Scanner<'a>) -> Option<Cow<'a, str>> {
    let mut start = scanner.clone();
    let (inside, escaped) = scanner.raw_text()?;
    if !escaped {
        return Some(Cow::Borrowed(inside));
    }
    let mut text = String::with_capacity(inside.len());
    start.unescape(&mut text)?;
    Some(Cow::Owned(text))
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow)]
    event: Cow<'a, str>,
    #[serde(borrow)]
    channel: Option<Cow<'a, str>>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

fn slow<'a>(text: &'a str, buffer: &mut String) -> Option<Parts<'a>> {
    let Wire { event, channel, data } = serde_json::from_str(text).ok()?;
    let data = data.map_or("null", RawValue::get);
    if !data.starts_with('"') {
        return Some(Parts { event, channel, data: Some(data) });
    }
    *buffer = serde_json::from_str(data).ok()?;
    Some(Parts { event, channel, data: None })
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;
    use crate::pusher::tests::Random;

    #[test]
    fn both_ways_read_the_same() {
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        let (mut fast_ones, mut refused) = (0, 0);
        for turn in 0..30_000 {
            let data = json!({"content": random.text(), "id": random.below(9)}).to_string();
            let mut frame =
                json!({"event": random.text(), "data": data, "channel": "chatrooms.1.v2"});
            match random.below(6) {
                0 => frame["data"] = json!({"a": [1, null]}),
                1 => frame["user_id"] = json!("7"),
                2 => frame["channel"] = json!(null),
                _ => {}
            }
            let mut text = frame.to_string();
            if turn % 3 > 0 {
                text = random.mutated(&text);
            }
            let (mut one, mut two) = (String::new(), String::new());
            let slowly = slow(&text, &mut one).map(|parts| parts.with(&one));
            match fast(&text, &mut two) {
                Some(parts) => {
                    assert_eq!(Some(parts.with(&two)), slowly, "{text}");
                    fast_ones += 1;
                }
                None => refused += usize::from(slowly.is_none()),
            }
        }
        assert!(fast_ones > 5_000 && refused > 5_000, "{fast_ones} {refused}");
    }

    #[test]
    fn data_may_be_anything() {
        for (frame, data) in [
            (r#"{"event":"e","data":"{\"a\":1}"}"#, r#"{"a":1}"#),
            (r#"{"event":"e","data":{"a": 1}}"#, r#"{"a": 1}"#),
            (r#"{"event":"e","data":"plain words"}"#, "plain words"),
            (r#"{"event":"e"}"#, "null"),
            (r#"{"event":"e","data":null,"user_id":"1"}"#, "null"),
            (r#"{ "event" : "e" , "data" : "\u00e9" }"#, "é"),
        ] {
            let mut buffer = String::new();
            let read = read(frame, &mut buffer).unwrap();
            assert_eq!((read.data, &*read.event), (data, "e"), "{frame}");
        }
        for bad in [
            "",
            "[]",
            "{}",
            "7",
            "not json",
            r#"{"event":7}"#,
            r#"{"data":"x"}"#,
            r#"{"event":"e"}}"#,
        ] {
            assert_eq!(read(bad, &mut String::new()), None, "{bad}");
        }
    }
}
