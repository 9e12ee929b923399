//! Parameters: what a typed call takes, and what it refuses.

use serde_json::Value;

/// Largest image or video inside a JSON body, in bytes (fluidtalk 2.8.2: 10 MB).
const MAX_MEDIA: usize = 10_000_000;

/// Largest file of an upload, in bytes: undocumented, a cap of our own.
const MAX_FILE: usize = 10 * 1024 * 1024;

/// Names of the three thresholds of a post.
const THRESHOLDS: &[&str] = &["min_relevance", "min_novelty", "min_rule_compat"];

/// One parameter of a call.
#[derive(Debug)]
#[non_exhaustive]
pub struct Param {
    /// Name in the reference's spelling.
    pub name: &'static str,
    /// Its type.
    pub shape: Shape,
    /// Where the request has it.
    pub place: Place,
    /// What stands there when nothing is given.
    pub default: Option<&'static str>,
}

/// Where a request has a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// In the JSON body, under its own name.
    Field,
    /// In an object in the JSON body, under its own name; that object is always sent.
    Inside(&'static str),
    /// In the path, under another name, or nowhere.
    Elsewhere,
}

/// Type of a parameter, with the limits that belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// Any text.
    Text,
    /// A text that must not be empty.
    Required,
    /// An id that becomes one segment of the path.
    PathId,
    /// A whole number that fits 32 bits, not negative.
    Count,
    /// Length of a comment: 20 to 2200 characters.
    MaxChars,
    /// Truth value.
    Flag,
    /// Any number.
    Number,
    /// A span of time, which is not negative.
    Seconds,
    /// Texts.
    Texts,
    /// An object.
    Map,
    /// Objects or texts.
    List,
    /// Comments of a thread, at least one.
    Thread,
    /// Anything.
    Any,
    /// Content of a file, at least one byte and at most 10 MB.
    Bytes,
    /// One of several ways to give the content of a file, exactly one of which is needed.
    Source,
    /// Up to three numbers from 0 to 100 under known names.
    Thresholds,
    /// A text of so many characters.
    Chars(usize, usize),
    /// An address that begins with `http://` or `https://`, of at most so many characters.
    WebUrl(usize),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number in this range, ends included.
    Range(u64, u64),
    /// The number of an account, as such or in digits.
    Account,
    /// One of these words, which are all that the typed call knows.
    Choice(&'static [&'static str]),
    /// Name of a channel, as it stands in an address.
    Slug,
    /// Name of a channel, or number of a chatroom.
    Room,
    /// Texts, at least one.
    SomeTexts,
}

impl Param {
    /// A parameter that is a field of the request.
    #[must_use]
    pub const fn new(name: &'static str, shape: Shape) -> Self {
        Self { name, shape, place: Place::Field, default: None }
    }

    /// A parameter that goes into the path, under another name, or nowhere.
    #[must_use]
    pub const fn elsewhere(name: &'static str, shape: Shape) -> Self {
        Self { name, shape, place: Place::Elsewhere, default: None }
    }

    /// A field of an object in the request.
    #[must_use]
    pub const fn inside(object: &'static str, name: &'static str, shape: Shape) -> Self {
        Self { name, shape, place: Place::Inside(object), default: None }
    }

    /// A field that is sent with this text when nothing is given.
    #[must_use]
    pub const fn or(name: &'static str, default: &'static str) -> Self {
        Self { name, shape: Shape::Text, place: Place::Field, default: Some(default) }
    }

    /// Whether the type can hold `value`; null stands for "not given".
    #[must_use]
    pub fn fits(&self, value: &Value) -> bool {
        match self.shape {
            _ if value.is_null() => true,
            Shape::Any => true,
            Shape::Text
            | Shape::Required
            | Shape::PathId
            | Shape::Chars(..)
            | Shape::WebUrl(_)
            | Shape::Word(_) => value.is_string(),
            Shape::Count | Shape::MaxChars | Shape::Range(..) => {
                value.as_u64().is_some_and(|n| u32::try_from(n).is_ok())
            }
            Shape::Flag => value.is_boolean(),
            Shape::Number => value.is_number(),
            Shape::Seconds => value.as_f64().is_some_and(|seconds| seconds >= 0.0),
            Shape::Account => value.is_string() || value.is_i64() || value.is_u64(),
            Shape::Room => value.is_string() || value.is_u64(),
            Shape::Choice(words) => value.as_str().is_some_and(|word| words.contains(&word)),
            Shape::Slug => value.is_string(),
            Shape::Texts | Shape::SomeTexts => {
                value.as_array().is_some_and(|items| items.iter().all(Value::is_string))
            }
            Shape::Map => value.is_object(),
            Shape::List => value.is_array(),
            Shape::Thread => value.as_array().is_some_and(|rows| rows.iter().all(is_comment)),
            Shape::Bytes => value.get("b64").is_some(),
            Shape::Source => value.is_string() || value.get("b64").is_some(),
            Shape::Thresholds => value.as_object().is_some_and(|map| {
                map.iter()
                    .all(|(key, value)| THRESHOLDS.contains(&key.as_str()) && value.is_number())
            }),
        }
    }

    /// Whether a call with this argument is refused before a request.
    #[must_use]
    pub fn refuses(&self, value: Option<&Value>) -> bool {
        let value = value.filter(|value| !value.is_null());
        match self.shape {
            Shape::Required => value.is_none_or(|value| value.as_str() == Some("")),
            Shape::PathId => {
                value.and_then(Value::as_str).is_none_or(|id| matches!(id, "" | "." | ".."))
            }
            Shape::Thread | Shape::SomeTexts => {
                value.and_then(Value::as_array).is_none_or(Vec::is_empty)
            }
            Shape::Account => value.is_some_and(|value| {
                let digits =
                    |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                !value.is_u64() && !value.as_str().is_some_and(digits)
            }),
            Shape::Slug | Shape::Room => {
                value.and_then(Value::as_str).is_some_and(|name| !super::kick::is_slug(name))
            }
            Shape::Bytes => value
                .and_then(bytes)
                .is_some_and(|bytes| bytes.is_empty() || bytes.len() > MAX_MEDIA),
            Shape::Source => value.and_then(bytes).is_some_and(|bytes| !is_allowed_file(&bytes)),
            Shape::MaxChars => {
                value.and_then(Value::as_u64).is_some_and(|n| !(20..=2200).contains(&n))
            }
            Shape::Chars(least, most) => value
                .and_then(Value::as_str)
                .is_some_and(|text| !(least..=most).contains(&text.chars().count())),
            Shape::WebUrl(most) => value.and_then(Value::as_str).is_some_and(|url| {
                url.chars().count() > most
                    || !(url.starts_with("http://") || url.starts_with("https://"))
            }),
            Shape::Word(words) => {
                value.and_then(Value::as_str).is_some_and(|word| !words.contains(&word))
            }
            Shape::Range(least, most) => {
                value.and_then(Value::as_u64).is_some_and(|n| !(least..=most).contains(&n))
            }
            Shape::Thresholds => value.and_then(Value::as_object).is_some_and(|map| {
                map.values().filter_map(Value::as_f64).any(|n| !(0.0..=100.0).contains(&n))
            }),
            _ => false,
        }
    }
}

/// Whether a row of a thread has the three texts, perhaps depth and parent, and nothing else.
fn is_comment(row: &Value) -> bool {
    let Value::Object(row) = row else { return false };
    let texts = ["comment_ref", "author_handle", "text"];
    texts.iter().all(|name| row.contains_key(*name))
        && row.iter().all(|(name, value)| match name.as_str() {
            "comment_ref" | "author_handle" | "text" => value.is_string(),
            "parent_ref" => value.is_string() || value.is_null(),
            "depth" => value.is_null() || value.as_u64().is_some_and(|n| u32::try_from(n).is_ok()),
            _ => false,
        })
}

/// Whether a file of that content may be uploaded at all.
#[must_use]
pub(super) fn is_allowed_file(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.len() <= MAX_FILE
}

/// Bytes of an argument `{"b64": …}`.
fn bytes(value: &Value) -> Option<Vec<u8>> {
    crate::adapter::decode_bytes(value)
}
