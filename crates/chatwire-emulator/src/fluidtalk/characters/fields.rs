//! Reading the parameters of a call, from a JSON object or from a query.

use serde_json::{Map, Value};

use super::Failure;

/// Longest text that may be asked for, in characters (fluidtalk 2.8.2).
const MAX_CHARS: std::ops::RangeInclusive<u64> = 20..=2200;
/// Length when none is asked for (fluidtalk 2.8.2).
const DEFAULT_CHARS: u64 = 150;

/// Parameters by name; null counts as missing.
#[derive(Debug, Default)]
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    pub(super) fn json(body: &[u8]) -> Result<Self, Failure> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            _ => Err(Failure::validation("the body must be a JSON object")),
        }
    }

    pub(super) fn query(raw: Option<&str>) -> Self {
        let pairs = url::form_urlencoded::parse(raw.unwrap_or_default().as_bytes());
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
                .collect(),
        )
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Failure> {
        let Some(value) = self.get(name) else { return Ok(None) };
        value
            .as_str()
            .map(Some)
            .ok_or_else(|| Failure::validation(format!("{name} must be a string")))
    }

    /// A text that must be there and say something.
    pub(super) fn required(&self, name: &str) -> Result<&str, Failure> {
        match self.text(name)? {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(Failure::validation(format!("{name} is required"))),
        }
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, Failure> {
        let Some(value) = self.get(name) else { return Ok(false) };
        value.as_bool().ok_or_else(|| Failure::validation(format!("{name} must be true or false")))
    }

    /// A number that is not negative; from a query it comes as text.
    pub(super) fn number(&self, name: &str) -> Result<Option<f64>, Failure> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = value.as_f64().or_else(|| value.as_str()?.parse().ok());
        let fits = number.filter(|number: &f64| number.is_finite() && *number >= 0.0);
        fits.map(Some)
            .ok_or_else(|| Failure::validation(format!("{name} must be a number, zero or more")))
    }

    /// How many at most; from a query it comes as text.
    pub(super) fn count(&self, name: &str, default: usize) -> Result<usize, Failure> {
        let Some(value) = self.get(name) else { return Ok(default) };
        let count = value.as_u64().or_else(|| value.as_str()?.parse().ok());
        let count =
            count.ok_or_else(|| Failure::validation(format!("{name} must be a whole number")))?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    pub(super) fn object(&self, name: &str) -> Result<Option<&Map<String, Value>>, Failure> {
        let Some(value) = self.get(name) else { return Ok(None) };
        value
            .as_object()
            .map(Some)
            .ok_or_else(|| Failure::validation(format!("{name} must be an object")))
    }

    pub(super) fn list(&self, name: &str) -> Result<&[Value], Failure> {
        let Some(value) = self.get(name) else { return Ok(&[]) };
        value
            .as_array()
            .map(Vec::as_slice)
            .ok_or_else(|| Failure::validation(format!("{name} must be a list")))
    }

    /// Length limit of a comment; outside the documented range it is refused before any billing.
    pub(super) fn max_chars(&self) -> Result<u64, Failure> {
        let Some(value) = self.get("max_chars") else { return Ok(DEFAULT_CHARS) };
        value
            .as_u64()
            .filter(|chars| MAX_CHARS.contains(chars))
            .ok_or_else(|| Failure::invalid("max_chars must be between 20 and 2200"))
    }
}
