//! Reading what servers really send: nulls for missing values, numbers for texts, one bad item in a
//! list.
//!
//! For platform crates; the functions are meant for `#[serde(deserialize_with = "…")]`.

mod list;
mod objects;

use std::fmt;

use serde::de::{DeserializeOwned, Error as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::{Error, Result};

pub use list::{ListAt, Listing};
pub(crate) use objects::Objects;

/// An item of a list that could not be decoded; the rest of its page is returned all the same.
///
/// `Debug` leaves `raw` out, since it may hold texts of people or keys.
///
/// ```
/// use chatwire_core::de;
/// use serde_json::value::RawValue;
///
/// let raw = RawValue::from_string("[1, \"two\"]".to_owned())?;
/// let (_, bad) = de::items::<u32>(&raw)?;
/// for item in &bad {
///     eprintln!("item {} was left out: {}", item.index, item.reason);
/// }
/// assert_eq!((bad[0].index, bad[0].raw.as_str()), (1, Some("two")));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Invalid {
    /// Place of the item in the server's list, counted from 0.
    pub index: usize,
    /// The item as the server sent it.
    pub raw: Value,
    /// Why it could not be decoded, with the path of the bad field and without its value.
    pub reason: String,
}

impl Invalid {
    /// Describes an item that could not be decoded.
    pub fn new(index: usize, raw: Value, reason: impl Into<String>) -> Self {
        Self { index, raw, reason: reason.into() }
    }
}

impl fmt::Debug for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invalid")
            .field("index", &self.index)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// Reads `null` as the type's default; together with `#[serde(default)]`, a missing field as well.
///
/// ```
/// use chatwire_core::de;
///
/// #[derive(serde::Deserialize)]
/// struct Channel {
///     #[serde(default, deserialize_with = "de::null_as_default")]
///     member_count: u64,
/// }
///
/// let channel: Channel = serde_json::from_str(r#"{"member_count":null}"#)?;
/// assert_eq!(channel.member_count, 0);
/// # Ok::<_, serde_json::Error>(())
/// ```
///
/// # Errors
/// When the value is neither `null` nor of the type.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Reads a text, or an integer as its digits.
///
/// A fraction is refused: JSON readers turn integers beyond 64 bits into one, and its digits would
/// be wrong.
///
/// ```
/// use chatwire_core::de;
///
/// #[derive(serde::Deserialize)]
/// struct User {
///     #[serde(deserialize_with = "de::text_or_number")]
///     id: String,
/// }
///
/// let user: User = serde_json::from_str(r#"{"id":12345}"#)?;
/// assert_eq!(user.id, "12345");
/// # Ok::<_, serde_json::Error>(())
/// ```
///
/// # Errors
/// When the value is neither a text nor an integer of 64 bits.
pub fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_any(TextOrNumber)
}

/// Reads a text, an integer as its digits, or `null` as `None`.
///
/// ```
/// use chatwire_core::de;
///
/// #[derive(serde::Deserialize)]
/// struct Page {
///     #[serde(default, deserialize_with = "de::opt_text_or_number")]
///     next_offset: Option<String>,
/// }
///
/// let page: Page = serde_json::from_str(r#"{"next_offset":50}"#)?;
/// assert_eq!(page.next_offset.as_deref(), Some("50"));
/// # Ok::<_, serde_json::Error>(())
/// ```
///
/// # Errors
/// When the value is none of these.
pub fn opt_text_or_number<'de, D>(deserializer: D) -> Result<Option<String>, D::Error>
where
    D: Deserializer<'de>,
{
    struct Text(String);
    impl<'de> Deserialize<'de> for Text {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            text_or_number(deserializer).map(Self)
        }
    }
    Ok(Option::<Text>::deserialize(deserializer)?.map(|text| text.0))
}

struct TextOrNumber;

impl Visitor<'_> for TextOrNumber {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or an integer")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

/// Decodes a JSON list and keeps items aside that do not fit `T`. `null` is an empty list.
///
/// A list without bad items is read in one pass.
///
/// ```
/// use chatwire_core::de;
/// use serde_json::value::RawValue;
///
/// let raw = RawValue::from_string("[1, \"two\", 3]".to_owned())?;
/// let (good, bad) = de::items::<u32>(&raw)?;
/// assert_eq!(good, [1, 3]);
/// assert_eq!((bad[0].index, &bad[0].raw), (1, &serde_json::json!("two")));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Decode`](crate::ErrorKind::Decode) when the value is not a list.
pub fn items<T: DeserializeOwned>(raw: &RawValue) -> Result<(Vec<T>, Vec<Invalid>)> {
    let mut reader = serde_json::Deserializer::from_str(raw.get());
    if let Ok(good) = Option::<Vec<T>>::deserialize(Objects(&mut reader)) {
        return Ok((good.unwrap_or_default(), Vec::new()));
    }
    let list: Vec<&RawValue> =
        serde_json::from_str(raw.get()).map_err(|_| Error::decode("not a list"))?;
    let mut good = Vec::with_capacity(list.len());
    let mut bad = Vec::new();
    for (index, item) in list.into_iter().enumerate() {
        match decode(item) {
            Ok(item) => good.push(item),
            Err(reason) => {
                let value = serde_json::from_str(item.get()).unwrap_or_else(|_| {
                    // Nested deeper than the reader goes: kept as its text.
                    Value::from(item.get())
                });
                bad.push(Invalid::new(index, value, reason));
            }
        }
    }
    Ok((good, bad))
}

/// Decodes one item; the error says what is wrong and where.
fn decode<T: DeserializeOwned>(item: &RawValue) -> Result<T, String> {
    let mut reader = serde_json::Deserializer::from_str(item.get());
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut reader, &mut track);
    T::deserialize(Objects(tracked)).or_else(|err| {
        // Typed readers refuse duplicate keys; an untyped value takes the last one.
        let value: Option<Value> = serde_json::from_str(item.get()).ok();
        let place = || Place::of(&track.path().to_string(), &err).words;
        value.and_then(|value| T::deserialize(Objects(value)).ok()).ok_or_else(place)
    })
}

/// What is wrong with a JSON text and where: what an error may say in place of serde's own words, which quote the value
/// that was found, and that may be what a person wrote.
///
/// ```
/// use chatwire_core::de;
///
/// let err = serde_json::from_str::<u64>("\"a secret\"").unwrap_err();
/// assert!(err.to_string().contains("a secret"));
/// assert_eq!(de::place_of(&err), "unexpected shape (line 1, column 10)");
/// ```
#[must_use]
pub fn place_of(err: &serde_json::Error) -> String {
    Place::of("", err).words
}

/// A place in a JSON text where reading failed.
pub(crate) struct Place {
    /// What is wrong there, with path, line and column.
    pub(crate) words: String,
    /// Path of the bad field, empty where it is not known.
    pub(crate) path: String,
}

impl Place {
    /// Reads the place from an error and the path that was followed up to it.
    pub(crate) fn of(path: &str, err: &serde_json::Error) -> Self {
        // A question mark stands for a place that is not known because the JSON ends before it.
        let mut path = path.trim_end_matches(['?', '.']).to_owned();
        // serde names a missing field in its words only, and those hold nothing else.
        let words = err.to_string();
        let missing = words.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        if let Some(missing) = missing {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(missing);
        }
        let mut words = String::from(match err.classify() {
            serde_json::error::Category::Eof => "the JSON is cut off",
            serde_json::error::Category::Syntax => "the body is no JSON",
            _ if missing.is_some() => "missing field",
            _ if words.contains(", expected struct ") => "no object",
            _ => "unexpected shape",
        });
        if !path.is_empty() {
            words.push_str(" at ");
            words.push_str(&path);
        }
        // A value that was read before has neither.
        if err.line() > 0 {
            words.push_str(&format!(" (line {}, column {})", err.line(), err.column()));
        }
        Self { words, path }
    }
}

/// Reads a list as [`items`] does and drops the bad items: for lists inside of an item,
/// where one bad entry shall not cost the item.
///
/// ```
/// use chatwire_core::de;
///
/// #[derive(serde::Deserialize)]
/// struct Message {
///     #[serde(default, deserialize_with = "de::lenient_list")]
///     reactions: Vec<String>,
/// }
///
/// let message: Message = serde_json::from_str(r#"{"reactions":["👍",null,"🎉"]}"#)?;
/// assert_eq!(message.reactions, ["👍", "🎉"]);
/// # Ok::<_, serde_json::Error>(())
/// ```
///
/// # Errors
/// When the value is neither a list nor `null`.
pub fn lenient_list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let (good, bad) = items(&raw).map_err(D::Error::custom)?;
    if let Some(first) = bad.first() {
        // Without the reasons: they may quote what people wrote.
        tracing::debug!(skipped = bad.len(), first = first.index, "entries that cannot be read");
    }
    Ok(good)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Item {
        id: String,
        #[serde(default, deserialize_with = "null_as_default")]
        count: u64,
    }

    fn read(text: &str) -> Result<(Vec<Item>, Vec<Invalid>)> {
        items(&RawValue::from_string(text.to_owned()).unwrap())
    }

    #[test]
    fn a_good_list_keeps_its_order() {
        let (good, bad) =
            read(r#"[{"id":"a"},{"id":"b","count":null},{"id":"c","count":3}]"#).unwrap();
        assert_eq!(
            good.iter().map(|i| (i.id.as_str(), i.count)).collect::<Vec<_>>(),
            [("a", 0), ("b", 0), ("c", 3)]
        );
        assert_eq!(bad, []);
    }

    #[test]
    fn a_bad_item_is_kept_aside_with_path_and_place() {
        let (good, bad) = read(r#"[{"id":"a"},{"id":"b","count":"x"},7,{"id":"c"}]"#).unwrap();
        assert_eq!(good.iter().map(|i| i.id.as_str()).collect::<String>(), "ac");
        assert_eq!(bad.iter().map(|i| i.index).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(bad[0].raw, json!({"id": "b", "count": "x"}));
        assert_eq!(bad[0].reason, "unexpected shape at count (line 1, column 21)");
    }

    #[test]
    fn reasons_do_not_quote_what_was_found() {
        let (_, bad) =
            read(r#"[{"id":["canary"]},{"id":"a","count":"canary"},"canary",{}]"#).unwrap();
        assert_eq!(bad.len(), 4);
        for bad in &bad {
            assert!(!format!("{bad:?}").contains("canary"), "{bad:?}");
        }
        assert_eq!(bad[3].reason, "missing field at id (line 1, column 2)");
        let err = read("\"canary\"").unwrap_err();
        assert!(!format!("{err:?}").contains("canary"), "{err:?}");
        let value = serde_json::from_value::<Item>(json!({"id": 7})).unwrap_err();
        assert_eq!(place_of(&value), "unexpected shape");
    }

    #[test]
    fn the_last_of_duplicate_keys_counts() {
        let (good, bad) = read(r#"[{"id":"a","id":"b"}]"#).unwrap();
        assert_eq!((good[0].id.as_str(), bad.len()), ("b", 0));
    }

    #[test]
    fn null_and_the_empty_list_are_empty_and_others_refused() {
        for text in ["null", "[]", " [ ] "] {
            assert_eq!(read(text).unwrap(), (vec![], vec![]));
        }
        for text in ["{}", "1", "\"[]\"", "false"] {
            assert_eq!(read(text).unwrap_err().kind(), crate::ErrorKind::Decode);
        }
    }

    #[test]
    fn debug_of_a_bad_item_hides_its_content() {
        let text =
            format!("{:?}", Invalid::new(3, json!({"key": "ft_sk_1"}), "missing field `id`"));
        assert_eq!(text, "Invalid { index: 3, reason: \"missing field `id`\", .. }");
    }

    #[test]
    fn texts_integers_and_nothing_else() {
        #[derive(Deserialize)]
        struct Opt {
            #[serde(default, deserialize_with = "opt_text_or_number")]
            v: Option<String>,
        }
        let opt = |text: &str| serde_json::from_str::<Opt>(text).map(|o| o.v);
        assert_eq!(opt("{}").unwrap(), None);
        assert_eq!(opt(r#"{"v":null}"#).unwrap(), None);
        assert_eq!(opt(r#"{"v":"a\nb"}"#).unwrap().as_deref(), Some("a\nb"));
        assert_eq!(
            opt(r#"{"v":-9223372036854775808}"#).unwrap().as_deref(),
            Some("-9223372036854775808")
        );
        for text in
            [r#"{"v":1.0}"#, r#"{"v":99999999999999999999}"#, r#"{"v":[]}"#, r#"{"v":true}"#]
        {
            assert!(opt(text).is_err(), "{text}");
        }
    }

    #[test]
    fn lists_inside_of_items_drop_what_does_not_fit() {
        #[derive(Deserialize)]
        struct Outer {
            #[serde(default, deserialize_with = "lenient_list")]
            list: Vec<Item>,
        }
        let outer: Outer = serde_json::from_str(r#"{"list":[{"id":"a"},{"id":1}]}"#).unwrap();
        assert_eq!(outer.list.len(), 1);
        let outer: Outer = serde_json::from_str(r#"{"list":null}"#).unwrap();
        assert_eq!(outer.list, []);
        assert!(serde_json::from_str::<Outer>(r#"{"list":{}}"#).is_err());
    }
}
