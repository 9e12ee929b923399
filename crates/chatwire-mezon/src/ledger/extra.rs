//! Extra info: the flat map of texts that goes with a transfer and tells Mezon what it is.

use std::fmt::Write as _;

use chatwire_core::{Error, Result};
use serde_json::Value;

use super::code;

chatwire_core::wire_enum! {
    /// What a transfer is for. Nodes announce the three named ones to Mezon; with any other the tokens move, but
    /// the receiver is shown nothing.
    #[derive(Default)]
    pub enum TransferType {
        /// Tokens from one user to another.
        #[default]
        TransferToken = "transfer_token",
        /// A coffee for somebody.
        GiveCoffee = "give_coffee",
        /// Payment for an item of the shop.
        UnlockItem = "unlock_item",
    }
}

/// A value of extra info: a text, or what is written as one.
///
/// ```
/// use chatwire_mezon::ledger::ExtraValue;
///
/// assert_eq!(ExtraValue::from(7_u64).as_str(), "7");
/// assert_eq!(ExtraValue::from(true).as_str(), "true");
/// assert!(ExtraValue::try_from(serde_json::json!(["a"])).is_err(), "lists and maps are refused");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraValue(String);

impl ExtraValue {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ExtraValue {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&String> for ExtraValue {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<String> for ExtraValue {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<u64> for ExtraValue {
    fn from(number: u64) -> Self {
        Self(number.to_string())
    }
}

impl From<i64> for ExtraValue {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

impl From<i32> for ExtraValue {
    fn from(number: i32) -> Self {
        Self(number.to_string())
    }
}

impl From<bool> for ExtraValue {
    fn from(value: bool) -> Self {
        Self(value.to_string())
    }
}

impl TryFrom<Value> for ExtraValue {
    type Error = Error;

    /// Takes texts, integers and booleans; Mezon shows nothing for a map with anything else.
    fn try_from(value: Value) -> Result<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            Value::Bool(value) => Ok(value.into()),
            Value::Number(number) if number.is_i64() || number.is_u64() => {
                Ok(Self(number.to_string()))
            }
            _ => Err(Error::input("extra info holds texts, integers and booleans only")
                .with_code(code::INVALID_TEXT)
                .with_context("field", "extra_info")),
        }
    }
}

/// Keys with their values in the order in which they are written.
///
/// A key that is set again keeps its place and takes the new value, as in the TypeScript client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ExtraInfo(Vec<(String, String)>);

impl ExtraInfo {
    pub(super) fn set(&mut self, key: impl Into<String>, value: impl Into<String>) {
        let (key, value) = (key.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => *known = value,
            None => self.0.push((key, value)),
        }
    }

    pub(super) fn contains(&self, key: &str) -> bool {
        self.0.iter().any(|(known, _)| known == key)
    }

    /// Compact JSON, with bars escaped: a bar separates the fields of the signed text.
    pub(super) fn to_json(&self) -> String {
        let mut json = String::from("{");
        for (at, (key, value)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let (key, value) = (Value::from(key.as_str()), Value::from(value.as_str()));
            let written = write!(json, "{comma}{key}:{value}");
            debug_assert!(written.is_ok(), "a String takes every write");
        }
        json.push('}');
        // Outside of texts this JSON has no bars.
        json.replace('|', "\\u007c")
    }
}

/// Whether two extra infos say the same: as maps when both are, since nodes write keys and escapes anew.
pub(super) fn same(a: &str, b: &str) -> bool {
    let map = |text: &str| serde_json::from_str::<serde_json::Map<String, Value>>(text).ok();
    match (map(a), map(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_compact_in_order_with_bars_escaped() {
        let mut extra = ExtraInfo::default();
        for (key, value) in
            [("type", "a"), ("note", "x|5|\"é\\\n\u{1}"), ("type", "b"), ("", "🎉</>&\u{2028}")]
        {
            extra.set(key, value);
        }
        let json = extra.to_json();
        assert_eq!(
            json,
            "{\"type\":\"b\",\"note\":\"x\\u007c5\\u007c\\\"é\\\\\\n\\u0001\",\"\":\"🎉</>&\u{2028}\"}"
        );
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["note"], "x|5|\"é\\\n\u{1}");
        assert_eq!(ExtraInfo::default().to_json(), "{}");
    }

    #[test]
    fn values_are_texts_or_become_one() {
        for (value, text) in [
            (serde_json::json!("a"), Some("a")),
            (serde_json::json!(u64::MAX), Some("18446744073709551615")),
            (serde_json::json!(-5), Some("-5")),
            (serde_json::json!(false), Some("false")),
            (serde_json::json!(1.5), None),
            (serde_json::json!(null), None),
            (serde_json::json!([]), None),
            (serde_json::json!({}), None),
        ] {
            let read = ExtraValue::try_from(value.clone()).ok();
            assert_eq!(read.as_ref().map(ExtraValue::as_str), text, "{value}");
        }
    }

    #[test]
    fn maps_are_compared_by_content_and_other_texts_as_they_are() {
        assert!(same(r#"{"a":"1","b":"<"}"#, r#"{"b":"\u003c","a":"1"}"#));
        assert!(!same(r#"{"a":"1"}"#, r#"{"a":"2"}"#));
        assert!(same("x", "x") && same("", "") && !same("x", "{}"));
    }
}
