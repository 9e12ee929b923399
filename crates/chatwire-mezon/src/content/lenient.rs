//! Reading values that clients of different ages write differently: numbers as text, nulls for what
//! is missing.

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

/// Reads a whole number, digits as text, or nothing (`null`, an empty text) as 0.
///
/// A fraction loses what is behind its point, and what the type cannot hold is 0, as in lists in protobuf: an odd number
/// shall not cost the item that it is in.
pub(crate) fn number<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i128> + Default,
{
    let number = deserializer.deserialize_any(Number)?;
    Ok(T::try_from(number).unwrap_or_default())
}

struct Number;

impl Visitor<'_> for Number {
    type Value = i128;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or one as text")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<i128, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<i128, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<i128, E> {
        whole(number).ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<i128, E> {
        if text.is_empty() {
            return Ok(0);
        }
        let number = text.parse().ok().or_else(|| whole(text.parse().ok()?));
        number.ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_unit<E: Error>(self) -> Result<i128, E> {
        Ok(0)
    }

    fn visit_none<E: Error>(self) -> Result<i128, E> {
        Ok(0)
    }
}

/// A number without what is behind its point; 0 where it has too many digits.
fn whole(number: f64) -> Option<i128> {
    // By way of its digits, which no conversion can cut.
    number.is_finite().then(|| format!("{:.0}", number.trunc()).parse().unwrap_or_default())
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
