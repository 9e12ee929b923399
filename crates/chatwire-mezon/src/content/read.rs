//! Reading a message's content, in every form that clients have sent.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{Content, Emoji, Extra, Hashtag, Mark, Span, plain};
use crate::interactive::{ActionRow, Embed};

/// A content without keys or values that this version does not know, as nearly every one is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Usual {
    t: Option<String>,
    #[serde(rename = "contentThread")]
    thread_text: Option<String>,
    mk: Option<Vec<Mark>>,
    hg: Option<Vec<Hashtag>>,
    ej: Option<Vec<Emoji>>,
    lk: Option<Vec<Span>>,
    vk: Option<Vec<Span>>,
    embed: Option<Vec<Embed>>,
    components: Option<Vec<ActionRow>>,
}

impl From<Usual> for Content {
    fn from(usual: Usual) -> Self {
        Self {
            text: usual.t,
            thread_text: usual.thread_text,
            marks: usual.mk.unwrap_or_default(),
            hashtags: usual.hg.unwrap_or_default(),
            emojis: usual.ej.unwrap_or_default(),
            links: usual.lk.unwrap_or_default(),
            voice_links: usual.vk.unwrap_or_default(),
            embeds: usual.embed.unwrap_or_default(),
            components: usual.components.unwrap_or_default(),
            ..Self::default()
        }
    }
}

impl Content {
    /// Reads the content of a received message; there is no content that cannot be read.
    ///
    /// A JSON object is taken apart; what does not fit stays in [`extra`](Self::extra), so that it is
    /// sent on unchanged.
    /// JSON with raw line breaks in its texts is mended first.
    /// Anything else (a bare text, a number, a list, broken JSON) is the text itself, where the Python
    /// SDK loses it.
    ///
    /// ```
    /// use chatwire_mezon::Content;
    ///
    /// assert_eq!(Content::parse(r#"{"t":"hi"}"#), Content::text("hi"));
    /// assert_eq!(Content::parse("{\"t\":\"a\nb\"}"), Content::text("a\nb"));
    /// assert_eq!(Content::parse("not JSON"), Content::text("not JSON"));
    /// assert_eq!(Content::parse("[]"), Content::text("[]"));
    /// ```
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        if let Some(content) = plain::content(raw) {
            return content;
        }
        // A list would be taken for the fields in their order.
        if raw.starts_with('{')
            && let Ok(usual) = serde_json::from_str::<Usual>(raw)
        {
            return usual.into();
        }
        Self::parse_slowly(raw)
    }

    fn parse_slowly(raw: &str) -> Self {
        match object(raw) {
            Some(map) => Self::from_map(map),
            None => Self::text(raw),
        }
    }

    pub(super) fn from_map(mut map: Map<String, Value>) -> Self {
        let mut rest = Extra::new();
        let content = Self {
            text: text(&mut map, &mut rest, "t"),
            thread_text: text(&mut map, &mut rest, "contentThread"),
            marks: list(&mut map, &mut rest, "mk"),
            hashtags: list(&mut map, &mut rest, "hg"),
            emojis: list(&mut map, &mut rest, "ej"),
            links: list(&mut map, &mut rest, "lk"),
            voice_links: list(&mut map, &mut rest, "vk"),
            embeds: list(&mut map, &mut rest, "embed"),
            components: list(&mut map, &mut rest, "components"),
            ..Self::default()
        };
        map.extend(rest);
        Self { extra: map, ..content }
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self::from_map)
    }
}

fn object(raw: &str) -> Option<Map<String, Value>> {
    if !raw.trim_start().starts_with('{') {
        return None;
    }
    let read = serde_json::from_str(raw);
    // Some senders build their JSON by hand and leave line breaks as they are.
    read.or_else(|_| serde_json::from_str(&raw.replace('\n', "\\n").replace('\r', "\\r"))).ok()
}

/// Takes a text; anything but a text or `null` is kept among the rest.
fn text(map: &mut Map<String, Value>, rest: &mut Extra, key: &str) -> Option<String> {
    match map.remove(key)? {
        Value::String(text) => Some(text),
        Value::Null => None,
        other => {
            rest.insert(key.to_owned(), other);
            None
        }
    }
}

/// Takes the items that can be read; the others are kept among the rest.
fn list<T>(map: &mut Map<String, Value>, rest: &mut Extra, key: &str) -> Vec<T>
where
    T: for<'de> Deserialize<'de>,
{
    let items = match map.remove(key) {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(items)) => items,
        Some(other) => {
            rest.insert(key.to_owned(), other);
            return Vec::new();
        }
    };
    let mut read = Vec::with_capacity(items.len());
    let mut odd = Vec::new();
    for item in items {
        match T::deserialize(&item) {
            Ok(value) => read.push(value),
            Err(_) => odd.push(item),
        }
    }
    if !odd.is_empty() {
        rest.insert(key.to_owned(), Value::Array(odd));
    }
    read
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Values as they stand under the keys, and such as never should.
    fn values() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "null",
            r#""text""#,
            r#""two\nlines \"é\" \u0041 🔥""#,
            r#""cut\ud83d""#,
            "7",
            "[]",
            "{}",
            r#"[{"s":0,"e":4}]"#,
            r#"[{"s":"0","e":4.0}]"#,
            r#"[{"type":"b","s":0,"e":4},{"type":"new","s":1,"e":2,"more":1}]"#,
            r#"[{"channelid":"1840000000000000010","s":0,"e":4}]"#,
            r#"[{"emojiid":"7","s":0,"e":4},null]"#,
            r#"[{"title":"card","color":"red","fields":[{"name":"a","value":"b"}]}]"#,
            r#"[{"components":[{"id":"ok","type":1,"component":{"label":"OK","style":3}}]}]"#,
            r#"[1,"two",[3]]"#,
            r#"[{"s":0,"s":1,"e":2}]"#,
        ])
    }

    fn keys() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "t",
            "contentThread",
            "mk",
            "hg",
            "ej",
            "lk",
            "vk",
            "embed",
            "components",
            "new",
        ])
    }

    proptest! {
        #[test]
        fn the_usual_form_is_read_like_any_other(
            pairs in prop::collection::vec((keys(), values()), 0..5),
            blank in prop::sample::select(vec!["", " ", "  "]),
        ) {
            let written = |(key, value)| format!(r#""{key}":{blank}{value}"#);
            let pairs: Vec<_> = pairs.into_iter().map(written).collect();
            let raw = format!("{{{blank}{}{blank}}}", pairs.join(&format!(",{blank}")));
            prop_assert_eq!(Content::parse(&raw), Content::parse_slowly(&raw));
        }
    }

    #[test]
    fn texts_that_are_no_object_are_read_like_any_other() {
        for raw in ["", "[]", r#"["text"]"#, " {}", "{} ", r#"{"t":"a"} x"#, r#"{"t":"a"#, "null"] {
            assert_eq!(Content::parse(raw), Content::parse_slowly(raw), "{raw}");
        }
    }
}
