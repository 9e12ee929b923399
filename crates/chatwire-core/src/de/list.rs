//! [`Listing`]: the answer to a list call, bad items kept aside.

use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{Invalid, items};
use crate::build::{Reply, Scanner};
use crate::utf8::from_utf8;
use crate::{Page, Result};

/// Lists and objects in each other, beside the list itself, beyond which serde reads an answer.
const DEPTH: u8 = 16;

/// Where the items stand in the answer to a list call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListAt {
    /// The answer is the list.
    Top,
    /// In this field; anything else is refused.
    Field(&'static str),
    /// In this field, or the answer is the list; where the field is missing or null, the list is empty.
    FieldOrNone(&'static str),
}

/// A list as the server sent it, before anything is known of the next page. For platform crates.
///
/// `Debug` shows numbers only, since items may hold texts of people.
///
/// ```
/// use chatwire_core::Page;
/// use chatwire_core::build::Reply;
/// use chatwire_core::de::{ListAt, Listing};
/// use http::StatusCode;
///
/// let reply = Reply::new(StatusCode::OK, r#"{"ids":[1,"two"],"total":2}"#);
/// let listing = Listing::<u32>::read(&reply, ListAt::Field("ids"))?;
/// assert_eq!((listing.received(), &listing.extra["total"]), (2, &serde_json::json!(2)));
/// let page = Page::from(listing);
/// assert_eq!((page.items, page.invalid[0].index), (vec![1], 1));
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Listing<T> {
    /// What could be read, in the server's order.
    pub items: Vec<T>,
    /// What could not.
    pub invalid: Vec<Invalid>,
    /// Other fields of the answer; those that cannot be read are left out.
    pub extra: Map<String, Value>,
}

impl<T: DeserializeOwned> Listing<T> {
    /// Reads an answer: one pass when all is well, a second one to keep bad items aside.
    ///
    /// # Errors
    ///
    /// [`Decode`](crate::ErrorKind::Decode) when there is no list, as [`Reply::json`] has it.
    pub fn read(reply: &Reply, at: ListAt) -> Result<Self> {
        let reader = Reader { at, items: PhantomData };
        match reply.read(reader) {
            Some(listing) => Ok(listing),
            None if reply.is_blank() => Err(reply.empty()),
            // Why the whole is wrong is found out only when its parts are not right either.
            None => Self::read_slowly(reply.text_bytes(), at).ok_or_else(|| reply.failure(reader)),
        }
    }

    /// The same, with a reader of items of the plain shape: `item` reads the next one, or leaves the whole to serde.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read).
    pub fn read_plain(
        reply: &Reply,
        at: ListAt,
        item: impl FnMut(&mut Scanner<'_>) -> Option<T>,
    ) -> Result<Self> {
        match Self::scan(reply.text_bytes(), at, item) {
            Some(listing) => Ok(listing),
            None => Self::read(reply, at),
        }
    }

    /// Reads an object with the list; what is read here, serde reads as the same.
    fn scan(
        bytes: &[u8],
        at: ListAt,
        mut item: impl FnMut(&mut Scanner<'_>) -> Option<T>,
    ) -> Option<Self> {
        let (ListAt::Field(field) | ListAt::FieldOrNone(field)) = at else { return None };
        let text = from_utf8(bytes).ok()?;
        let mut scanner = Scanner::new(text.strip_suffix('\n').unwrap_or(text));
        let (mut items, mut extra) = (None, Map::new());
        scanner.object(|scanner, name| {
            if name != field {
                let value = scanner.value(DEPTH)?;
                extra.insert(name.to_owned(), serde_json::from_str(value).ok()?);
            } else if items.is_none() {
                items = Some(scanner.list(&mut item)?);
            } else {
                return None;
            }
            Some(())
        })?;
        scanner.is_done().then_some(())?;
        Some(Self { items: items?, invalid: Vec::new(), extra })
    }

    /// Reads item by item.
    fn read_slowly(bytes: &[u8], at: ListAt) -> Option<Self> {
        if let ListAt::Field(field) | ListAt::FieldOrNone(field) = at
            && let Ok(mut fields) = serde_json::from_slice::<HashMap<String, Box<RawValue>>>(bytes)
        {
            let may_miss = matches!(at, ListAt::FieldOrNone(_));
            let (items, invalid) = match fields.remove(field) {
                Some(list) if may_miss || list.get() != "null" => items(&list).ok()?,
                None if may_miss => (Vec::new(), Vec::new()),
                _ => return None,
            };
            let extra = fields
                .into_iter()
                .filter_map(|(key, raw)| Some((key, serde_json::from_str(raw.get()).ok()?)))
                .collect();
            return Some(Self { items, invalid, extra });
        }
        if matches!(at, ListAt::Field(_)) {
            return None;
        }
        // A `null` would be an empty list here, but it is a blank answer and was refused before.
        let raw = serde_json::from_slice::<Box<RawValue>>(bytes).ok()?;
        let (items, invalid) = items(&raw).ok()?;
        Some(Self { items, invalid, extra: Map::new() })
    }
}

impl<T> Listing<T> {
    /// Number of items that the server sent.
    #[must_use]
    pub fn received(&self) -> usize {
        self.items.len() + self.invalid.len()
    }
}

impl<T> fmt::Debug for Listing<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing")
            .field("items", &self.items.len())
            .field("invalid", &self.invalid)
            .finish_non_exhaustive()
    }
}

/// A page without `next` and `total`, which are the platform's to find.
impl<T> From<Listing<T>> for Page<T> {
    fn from(listing: Listing<T>) -> Self {
        let mut page = Self::new(listing.items);
        page.invalid = listing.invalid;
        page.extra = listing.extra;
        page
    }
}

/// Reads a list in one pass, if nothing of it is wrong.
struct Reader<T> {
    at: ListAt,
    items: PhantomData<fn() -> T>,
}

impl<T> Clone for Reader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reader<T> {}

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for Reader<T> {
    type Value = Listing<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Listing<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Reader<T> {
    type Value = Listing<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            ListAt::Top => f.write_str("a list"),
            ListAt::Field(field) => write!(f, "an object with {field}"),
            ListAt::FieldOrNone(field) => write!(f, "a list, or an object with {field}"),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Listing<T>, A::Error> {
        let (ListAt::Field(field) | ListAt::FieldOrNone(field)) = self.at else {
            return Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self));
        };
        let mut items = None;
        let mut extra = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if key == field {
                items = Some(map.next_value::<Option<Vec<T>>>()?);
            } else {
                extra.insert(key, map.next_value()?);
            }
        }
        let items = match (items, self.at) {
            (Some(Some(items)), _) => items,
            (_, ListAt::FieldOrNone(_)) => Vec::new(),
            _ => return Err(A::Error::missing_field(field)),
        };
        Ok(Listing { items, invalid: Vec::new(), extra })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Listing<T>, A::Error> {
        if matches!(self.at, ListAt::Field(_)) {
            return Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self));
        }
        let items = Vec::deserialize(SeqAccessDeserializer::new(seq))?;
        Ok(Listing { items, invalid: Vec::new(), extra: Map::new() })
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};
    use serde_json::json;

    use super::*;
    use crate::ErrorKind;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Item {
        id: u32,
    }

    fn read(body: &str, at: ListAt) -> Result<(Vec<u32>, usize, Value)> {
        let listing = Listing::<Item>::read(&Reply::new(StatusCode::OK, body.to_owned()), at)?;
        assert_eq!(listing.received(), listing.items.len() + listing.invalid.len());
        let page = Page::from(listing);
        let ids = page.items.iter().map(|item| item.id).collect();
        Ok((ids, page.invalid.len(), Value::Object(page.extra)))
    }

    #[test]
    fn every_shape_of_a_list_is_read() {
        let (must, may) = (ListAt::Field("f"), ListAt::FieldOrNone("f"));
        for (body, at, ids) in [
            (r#"[{"id":1},{"id":2}]"#, ListAt::Top, vec![1, 2]),
            (r#"[{"id":1}]"#, may, vec![1]),
            ("\u{feff} [{\"id\":1}] ", may, vec![1]),
            (r#"{"f":[{"id":1}]}"#, must, vec![1]),
            (r#"{"f":null}"#, may, vec![]),
            (r#"{"f":[{"id":1}],"f":[{"id":2,"id":3}]}"#, must, vec![3]),
            ("{}", may, vec![]),
        ] {
            assert_eq!(read(body, at).unwrap(), (ids, 0, json!({})), "{body}");
        }
        let (ids, bad, extra) = read(r#"{"a":1,"f":[{"id":1},{}],"n":{"b":[2]}}"#, must).unwrap();
        assert_eq!((ids, bad, extra), (vec![1], 1, json!({"a": 1, "n": {"b": [2]}})));
        assert_eq!(read(r#"[{"id":"x"},{"id":2}]"#, may).unwrap(), (vec![2], 1, json!({})));
        assert_eq!(read("[[1],{\"id\":2}]", may).unwrap(), (vec![2], 1, json!({})));
    }

    /// An item as [`Listing::scan`] wants it.
    fn item(scanner: &mut Scanner<'_>) -> Option<Item> {
        let mut id = None;
        scanner.object(|scanner, name| {
            let is_first = name == "id" && id.is_none();
            id = Some(is_first.then(|| scanner.unsigned())??.try_into().ok()?);
            Some(())
        })?;
        Some(Item { id: id? })
    }

    const AT: ListAt = ListAt::Field("f");

    #[test]
    fn what_servers_write_is_read_without_serde() {
        for (body, ids, extra) in [
            (r#"{"f":[]}"#, vec![], json!({})),
            (
                r#"{"f":[{"id":1},{"id":2}],"p":{"a":[1,null],"b":"x\n"}}"#,
                vec![1, 2],
                json!({"p": {"a": [1, null], "b": "x\n"}}),
            ),
            ("{\"a\": 1, \"f\": [{\"id\": 1}], \"a\": 2}\n", vec![1], json!({"a": 2})),
        ] {
            let listing = Listing::scan(body.as_bytes(), AT, item).unwrap();
            let ids_read: Vec<_> = listing.items.iter().map(|item| item.id).collect();
            assert_eq!((ids_read, Value::Object(listing.extra)), (ids, extra), "{body}");
        }
        for body in [
            r#"{"f":[{"id":1}],"f":[]}"#,
            r#"{"f":[{"id":1},{}]}"#,
            r#"{"f":null}"#,
            r#"{"f":[]} x"#,
            r#"{"f":[],"a":1e3}"#,
            r#"[{"id":1}]"#,
            "{}",
            "",
        ] {
            assert_eq!(Listing::scan(body.as_bytes(), AT, item), None, "{body}");
        }
        let reply = Reply::new(StatusCode::OK, r#"{"f":[{"id":1},{}]}"#);
        let listing = Listing::read_plain(&reply, AT, item).unwrap();
        assert_eq!((listing.items.len(), listing.invalid.len()), (1, 1));
    }

    proptest! {
        #[test]
        fn nothing_is_read_that_serde_refuses_or_reads_otherwise(
            parts in vec(select(vec![
                r#""f":[{"id":1},{"id":23}]"#, r#""f":[]"#, r#""a":"x\n""#, r#""a":{"b":[-1.5,true]}"#,
                r#""é": null"#, r#""a":[[]]"#,
            ]), 1..4),
            edits in vec((any::<Index>(), select(b"{}[]\",:0-.e1nut\\ \nfid\xff".to_vec()), 0..3), 0..3),
        ) {
            let mut body = format!("{{{}}}", parts.join(",")).into_bytes();
            for (at, byte, kind) in edits {
                let at = at.index(body.len());
                match kind {
                    0 => body[at] = byte,
                    1 => body.insert(at, byte),
                    _ => drop(body.remove(at)),
                }
            }
            if let Some(listing) = Listing::scan(&body, AT, item) {
                let reply = Reply::new(StatusCode::OK, body);
                prop_assert_eq!(listing, Listing::read(&reply, AT).unwrap());
            }
        }
    }

    #[test]
    fn everything_else_is_an_error_that_names_the_place() {
        let (must, may) = (ListAt::Field("f"), ListAt::FieldOrNone("f"));
        for (body, at, code, path) in [
            ("", may, Some("empty_response"), None),
            (" null", ListAt::Top, Some("empty_response"), None),
            ("<html>", may, None, None),
            ("{}", must, None, Some("f")),
            (r#"{"f":null}"#, must, None, Some("f")),
            (r#"[{"id":1}]"#, must, None, None),
            (r#"{"f":[]}"#, ListAt::Top, None, None),
            ("{}", ListAt::Top, None, None),
            ("5", may, None, None),
            (r#"{"f":["#, may, None, Some("f")),
            (r#"{"f":"canary"}"#, may, None, Some("f")),
            (r#"[{"id":1}] x"#, ListAt::Top, None, None),
        ] {
            let err = read(body, at).unwrap_err();
            assert_eq!((err.kind(), err.code()), (ErrorKind::Decode, code), "{body}");
            assert_eq!(err.context("path"), path, "{body}: {err}");
            assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
        }
    }

    #[test]
    fn debug_shows_numbers_only() {
        let reply = Reply::new(StatusCode::OK, r#"{"f":["canary"],"x":"canary"}"#);
        let shown = format!("{:?}", Listing::<String>::read(&reply, ListAt::Field("f")).unwrap());
        assert_eq!(shown, "Listing { items: 1, invalid: [], .. }");
    }
}
