//! Reading values that come in several forms.

use chatwire_core::{Timestamp, de};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Reads a time: RFC 3339, a date and time without a zone (UTC), or unix seconds. `null`, the zero time and what is no
/// time are `None`: an event is worth more than its time.
pub(super) fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let text = match Value::deserialize(from)? {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => return Ok(None),
    };
    let zero = Timestamp::from_unix_seconds(-62_135_596_800);
    Ok(Timestamp::parse(&text).ok().filter(|at| *at > zero))
}

/// Reads a number that may be written as a text; `null` and anything else are `None`.
pub(super) fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_u64(),
        _ => None,
    })
}

/// Reads a text, or a number as its digits; `null` is the empty text.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    de::opt_text_or_number(from).map(Option::unwrap_or_default)
}

/// Reads an object as [`loose`] does, or the same as JSON in a text: the site's history has the latter.
pub(super) fn maybe_text<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + DeserializeOwned,
{
    let value = match Value::deserialize(from)? {
        Value::String(text) => serde_json::from_str(&text).unwrap_or_default(),
        value => value,
    };
    loose(value).map_err(D::Error::custom)
}

/// Reads a mark: a truth value, or an object that stands for a yes; `null` and anything else are `None`.
pub(super) fn mark<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Bool(mark) => Some(mark),
        Value::Object(_) => Some(true),
        _ => None,
    })
}

/// Reads something beside the matter of an event; `None` when it has another shape, since the event is worth more.
pub(super) fn beside<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Value::deserialize(from).map(fitting)
}

/// Reads a list beside the matter of an event, without the items that have another shape; whatever is no list is empty.
pub(super) fn readable<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let Value::Array(items) = Value::deserialize(from)? else { return Ok(Vec::new()) };
    Ok(items.into_iter().filter_map(fitting).collect())
}

/// What is no list, if it has the right shape: serde would read a record from a list.
fn fitting<T: DeserializeOwned>(value: Value) -> Option<T> {
    if value.is_array() { None } else { serde_json::from_value(value).ok() }
}

/// Reads an object of which anything may be missing; whatever is no object is the default.
pub(super) fn loose<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + DeserializeOwned,
{
    match Value::deserialize(from)? {
        value @ Value::Object(_) => serde_json::from_value(value).map_err(D::Error::custom),
        _ => Ok(T::default()),
    }
}
