//! [`Secret`]: a key or token that cannot be printed by accident.

use std::fmt;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroize;

use crate::{Error, Result, crypto};

/// Shortest value, in characters, of which [`Debug`](fmt::Debug) shows the end.
///
/// Four characters of a shorter value would give too much of it away.
const SHOWN_FROM: usize = 12;

/// Number of characters at the end that are shown, enough to tell two keys apart in a log.
const SHOWN: usize = 4;

/// What takes the place of the value when it is serialised.
const REDACTED: &str = "[redacted]";

/// An API key, token, password or signing key.
///
/// Memory is overwritten when the value is dropped, comparison takes the same time wherever two
/// values differ, and there is no `Display`.
/// `Debug` shows the last four characters of values that have twelve or more, and nothing of
/// shorter ones.
/// Serialising writes `"[redacted]"`: a struct that holds a `Secret` can be logged or stored as
/// JSON, but the secret itself has to be stored by way of [`expose`](Self::expose).
///
/// ```
/// use chatwire_core::Secret;
///
/// let key = Secret::new("ft_sk_0123456789abcdef");
/// assert_eq!(format!("{key:?}"), "Secret(…cdef)");
/// assert_eq!(key.expose(), "ft_sk_0123456789abcdef");
/// ```
#[derive(Clone)]
pub struct Secret {
    value: SecretString,
    hidden: bool,
}

impl Secret {
    /// Wraps a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: boxed(value.into()), hidden: false }
    }

    /// Wraps a value of which `Debug` shows nothing, whatever its length: private keys, passwords.
    ///
    /// ```
    /// use chatwire_core::Secret;
    ///
    /// let key = Secret::hidden("a private key of many characters");
    /// assert_eq!(format!("{key:?}"), "Secret(…)");
    /// ```
    pub fn hidden(value: impl Into<String>) -> Self {
        Self { value: boxed(value.into()), hidden: true }
    }

    /// Shows the value itself, for the one place that sends or stores it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.value.expose_secret()
    }

    /// Whether the value is the empty text, which counts as none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }

    /// The value, if it can be a key or a token. Every client checks its own by this.
    ///
    /// It is sent as it is, so one with white space around it, such as the end of a line that came along from a file,
    /// is refused: HTTP drops that on the way, and the server would see another key.
    ///
    /// ```
    /// use chatwire_core::{ErrorKind, Secret};
    ///
    /// assert_eq!(Secret::new("key_1").as_key()?, "key_1");
    /// for bad in ["", " ", " key_1", "key_1\n", "key\n1"] {
    ///     assert_eq!(Secret::new(bad).as_key().unwrap_err().kind(), ErrorKind::Config);
    /// }
    /// # Ok::<_, chatwire_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the value is empty, has white space at an end, or holds control
    /// characters, which no header may carry.
    pub fn as_key(&self) -> Result<&str> {
        let value = self.expose();
        if value.trim().is_empty() {
            return Err(Error::config("the key or token is empty"));
        }
        if value.trim() != value {
            return Err(Error::config("the key or token has white space around it"));
        }
        if HeaderValue::from_str(value).is_err() {
            let why = "the key or token holds characters that no header may carry";
            return Err(Error::config(why));
        }
        Ok(value)
    }

    /// The end of the value, if it may be shown.
    fn shown(&self) -> Option<&str> {
        let value = self.expose();
        if self.hidden || value.chars().count() < SHOWN_FROM {
            return None;
        }
        let (start, _) = value.char_indices().rev().nth(SHOWN - 1)?;
        // A line break or an escape sequence in a log line could pass for something else.
        value.get(start..).filter(|end| end.chars().all(|c| c.is_ascii_graphic()))
    }
}

/// Takes over the text without leaving a copy of it behind.
fn boxed(mut value: String) -> SecretString {
    if value.capacity() == value.len() {
        return SecretString::from(value);
    }
    // Shrinking would move the text to a new place and free the old one as it is.
    let copy: Box<str> = Box::from(value.as_str());
    value.zeroize();
    SecretString::from(copy)
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret(…{})", self.shown().unwrap_or_default())
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        crypto::constant_time_eq(self.expose().as_bytes(), other.expose().as_bytes())
    }
}

impl Eq for Secret {}

impl Default for Secret {
    /// The empty value: a key that a server left out.
    fn default() -> Self {
        Self::new("")
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self::new(value)
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(REDACTED)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_four_characters_of_twelve_and_none_of_eleven() {
        assert_eq!(format!("{:?}", Secret::new("abcdefghijkl")), "Secret(…ijkl)");
        assert_eq!(format!("{:?}", Secret::new("abcdefghijk")), "Secret(…)");
        assert_eq!(format!("{:?}", Secret::default()), "Secret(…)");
    }

    #[test]
    fn debug_counts_characters_and_hides_ends_that_could_garble_a_log() {
        assert_eq!(format!("{:?}", Secret::new("äöüäöüäöüäö")), "Secret(…)");
        assert_eq!(format!("{:?}", Secret::new("0123456789ab\ncd")), "Secret(…)");
        assert_eq!(format!("{:?}", Secret::new("ключключ0123")), "Secret(…0123)");
    }

    #[test]
    fn hidden_shows_nothing_but_is_equal() {
        let hidden = Secret::hidden("0123456789abcdef");
        assert_eq!(format!("{hidden:?}"), "Secret(…)");
        assert_eq!(hidden, Secret::new("0123456789abcdef"));
        assert_ne!(hidden, Secret::new("0123456789abcdeg"));
        assert_ne!(hidden, Secret::new("0123456789abcde"));
    }

    #[test]
    fn serde_writes_a_placeholder_and_reads_the_value() {
        let read: Secret = serde_json::from_str("\"abcdefghijkl\"").unwrap();
        assert_eq!(read.expose(), "abcdefghijkl");
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"[redacted]\"");
    }

    #[test]
    fn spare_capacity_is_no_part_of_the_value() {
        let mut value = String::with_capacity(64);
        value.push_str("short");
        assert_eq!(Secret::from(value).expose(), "short");
        assert!(Secret::from("").is_empty());
    }
}
