//! Cutting signed addresses of videos out of what is kept and shown.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::Value;

/// Key whose values are cut out, at any depth: they carry a viewer's signature (kicksdk 0.2.0 does the same).
const KEY: &str = "playback_url";

/// The same JSON without the key; unchanged, byte for byte, where it does not occur.
pub(crate) fn without_videos(json: &str) -> Cow<'_, str> {
    // A name can be written with escapes: then its letters are not there, but a backslash is.
    if !json.contains(KEY) && !json.contains("\\u") {
        return Cow::Borrowed(json);
    }
    match serde_json::from_str::<Value>(json) {
        Ok(mut value) => {
            if cut(&mut value) {
                Cow::Owned(value.to_string())
            } else {
                Cow::Borrowed(json)
            }
        }
        // Cut off or no JSON at all: what stands behind the key cannot be told apart.
        Err(_) if json.contains(KEY) => {
            let before = json.split(KEY).next().unwrap_or_default();
            Cow::Owned(format!("{before}[redacted]"))
        }
        Err(_) => Cow::Borrowed(json),
    }
}

/// Removes the key; says whether it was there. Texts that are JSON themselves are looked into as well.
fn cut(value: &mut Value) -> bool {
    match value {
        Value::Object(fields) => {
            let mut found = fields.remove(KEY).is_some();
            for inner in fields.values_mut() {
                found |= cut(inner);
            }
            found
        }
        Value::Array(items) => items.iter_mut().fold(false, |found, item| cut(item) | found),
        Value::String(text) if is_json(text) => match without_videos(text) {
            Cow::Owned(clean) => {
                *text = clean;
                true
            }
            Cow::Borrowed(_) => false,
        },
        _ => false,
    }
}

/// Whether a text is JSON that can hold a key, or the beginning of such: what people write stays as it is, also when it
/// begins with an emote in brackets.
fn is_json(text: &str) -> bool {
    let text = text.trim_ascii_start();
    let is_value = |rest: &str| {
        let rest = rest.trim_ascii_start();
        rest.starts_with(|first: char| first.is_ascii_digit() || "{[\"-".contains(first))
            || ["true", "false", "null"].iter().any(|word| rest.starts_with(word))
    };
    match text.as_bytes().first() {
        Some(b'{') => text.split_at(1).1.trim_ascii_start().starts_with('"'),
        Some(b'[') => is_value(text.split_at(1).1),
        Some(b'"') => serde_json::from_str::<IgnoredAny>(text).is_ok(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_goes_at_any_depth_and_nothing_else_changes() {
        for clean in [
            "{}",
            r#"{ "a" : [1,  2.50] }"#,
            "no json",
            r#"{"u":"\u00e9"}"#,
            "",
            r#"{ "content" : "what is playback_url?" }"#,
            r#"{ "content" : "\"playback_url\": what is it?" }"#,
            r#"[ "[emote:37226:KEKW] playback_url", "{playback_url}", " [] playback_url" ]"#,
        ] {
            assert!(
                matches!(without_videos(clean), Cow::Borrowed(same) if same == clean),
                "{clean}"
            );
        }
        for secret in [
            r#"{"a":[{"playback_url":"canary"}],"b":1}"#,
            r#"{"playback_\u0075rl":"canary"}"#,
            r#"{"data":"{\"playback_url\":\"canary\"}"}"#,
            r#"{"cut":{"playback_url":"canary"#,
            r#"{"data":" [ {\"cut\":{\"playback_url\":\"canary"}"#,
            r#"{"data":"[1,true,{\"playback_url\":\"canary\"}]"}"#,
            r#"{"data":"{\"playback_\\u0075rl\":\"canary\"}"}"#,
            r#"{"data":"\"{\\\"playback_url\\\":\\\"canary\\\"}\""}"#,
        ] {
            assert!(!without_videos(secret).contains("canary"), "{secret}");
        }
    }
}
