//! Reading values that clients of different ages write differently: numbers as text, nulls for what
//! is missing.

use std::fmt::Display;
use std::str::FromStr;

use chatwire_core::de::opt_text_or_number;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Reads a whole number, digits as text, or nothing (`null`, an empty text) as 0.
pub(crate) fn number<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display> + Default,
{
    match opt_text_or_number(deserializer)? {
        Some(text) if !text.is_empty() => text.parse().map_err(D::Error::custom),
        _ => Ok(T::default()),
    }
}

/// Reads a truth value; `null` is `false`, numbers and their texts count as in the JavaScript clients.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Flag(bool),
        Number(i64),
        Text(String),
        Null,
    }
    Ok(match Form::deserialize(deserializer)? {
        Form::Flag(flag) => flag,
        Form::Number(number) => number != 0,
        Form::Text(text) => text == "true" || text == "1",
        Form::Null => false,
    })
}
