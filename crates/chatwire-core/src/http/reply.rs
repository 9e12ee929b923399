//! An answer whose body has arrived, and how it becomes a value.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::{DeserializeOwned, DeserializeSeed, Error as _, Visitor, value};
use serde::{Deserializer, forward_to_deserialize_any};

use super::redact::Headers;
use crate::de::{Objects, Place};
use crate::utf8::from_utf8;
use crate::{Error, Result};

/// Status, headers and whole body of an answer. For platform crates.
///
/// `Debug` shows the body's length only, and no header that may hold a secret.
///
/// ```
/// use chatwire_core::build::Reply;
/// use http::StatusCode;
///
/// let reply = Reply::new(StatusCode::OK, r#"{"user":{"id":"seven"}}"#);
/// # #[derive(Debug, serde::Deserialize)] struct User { #[expect(dead_code)] id: u32 }
/// # #[derive(Debug, serde::Deserialize)] struct Answer { #[expect(dead_code)] user: User }
/// let err = reply.json::<Answer>().unwrap_err();
/// assert_eq!(err.context("path"), Some("user.id"));
/// assert_eq!(reply.value().unwrap()["user"]["id"], "seven");
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Reply {
    /// Status of the answer.
    pub status: StatusCode,
    /// Headers of the answer.
    pub headers: HeaderMap,
    /// Whole body; of a refused answer at most its first 64 KiB.
    pub body: Bytes,
    /// Number of attempts that led to this answer.
    pub attempts: u32,
}

/// What an answer says besides its value; see [`Request::with_meta`](crate::Request::with_meta).
///
/// `Debug` redacts headers that may hold a secret.
///
/// ```
/// use chatwire_core::build::Reply;
/// use http::StatusCode;
///
/// # let mut reply = Reply::new(StatusCode::OK, "[]");
/// # reply.headers.insert("x-ratelimit-remaining", "9".parse()?);
/// let meta = reply.meta();
/// let left = meta.headers.get("x-ratelimit-remaining").and_then(|left| left.to_str().ok());
/// println!("{} after {} attempts, {left:?} calls left", meta.status, meta.attempts);
/// assert_eq!(left, Some("9"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Meta {
    /// Status of the answer.
    pub status: StatusCode,
    /// The server's id of the request (`X-Request-Id`, or a field of the body where the platform has one).
    pub request_id: Option<String>,
    /// Number of attempts that were needed.
    pub attempts: u32,
    /// Headers of the answer, rate-limit headers among them.
    pub headers: HeaderMap,
}

/// A value with the [`Meta`] of its answer.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_core::{Config, testing::{Answer, Script}};
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
/// # let answer = Answer::status(200).body("[1,2]").header("x-request-id", "req_7");
/// # let config = Config::new().script(Script::new().answer(answer));
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), config)?;
/// # let request = http.call(http::Method::GET, "example.list", "/list").json_reply::<Vec<u8>>();
/// let response = request.with_meta().await?;
/// assert_eq!(response.value, [1, 2]);
/// assert_eq!(response.meta.request_id.as_deref(), Some("req_7"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response<T> {
    /// Decoded value.
    pub value: T,
    /// Status, request id, attempts and headers.
    pub meta: Meta,
}

impl Reply {
    /// An answer made by hand, for tests of decoders.
    #[must_use]
    pub fn new(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self { status, headers: HeaderMap::new(), body: body.into(), attempts: 1 }
    }

    /// Status, request id, attempts and headers.
    #[must_use]
    pub fn meta(&self) -> Meta {
        Meta {
            status: self.status,
            request_id: self.request_id().map(str::to_owned),
            attempts: self.attempts,
            headers: self.headers.clone(),
        }
    }

    /// The `X-Request-Id` header, when it is readable text.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.headers.get("x-request-id")?.to_str().ok().filter(|id| !id.is_empty())
    }

    /// Body without a byte order mark.
    #[must_use]
    pub fn text_bytes(&self) -> &[u8] {
        self.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.body)
    }

    /// Whether the body is empty, white space or the word `null`.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self.text_bytes().trim_ascii(), b"" | b"null")
    }

    /// Body read as JSON, whatever the content type says; a record from an object only, and never from a list.
    ///
    /// # Errors
    ///
    /// [`Decode`](crate::ErrorKind::Decode) with the path of the bad field; code `empty_response`
    /// when there is no body, unless `T` is `()` or an `Option`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        match self.read(PhantomData::<T>) {
            Some(value) => Ok(value),
            None if self.is_blank() => T::deserialize(Nothing).map_err(|_| self.empty()),
            None => last_wins(self.text_bytes()).ok_or_else(|| self.failure(PhantomData::<T>)),
        }
    }

    /// Body as an untyped JSON value, `None` when it is no JSON.
    #[must_use]
    pub fn value(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(self.text_bytes()).ok()
    }

    /// Reads the body in one pass; `None` when it does not fit.
    pub(crate) fn read<'a, S: DeserializeSeed<'a>>(&'a self, seed: S) -> Option<S::Value> {
        // Checked as a whole, a text is cheaper than bytes, of which each piece of text is checked by itself. What is no
        // UTF-8 may lie where nobody looks.
        let Ok(text) = from_utf8(self.text_bytes()) else {
            return self.read_tracked(seed).ok();
        };
        let mut reader = serde_json::Deserializer::from_str(text);
        let value = seed.deserialize(Objects(&mut reader)).ok()?;
        reader.end().ok()?;
        Some(value)
    }

    /// Reads the body once more to learn where the failure is.
    pub(crate) fn failure<'a, S: DeserializeSeed<'a>>(&'a self, seed: S) -> Error {
        self.read_tracked(seed).err().unwrap_or_else(|| Error::decode("no JSON"))
    }

    /// Reads the body by the slower decoder that knows where it is.
    fn read_tracked<'a, S: DeserializeSeed<'a>>(&'a self, seed: S) -> Result<S::Value> {
        let mut reader = serde_json::Deserializer::from_slice(self.text_bytes());
        let mut track = serde_path_to_error::Track::new();
        let tracked = serde_path_to_error::Deserializer::new(&mut reader, &mut track);
        let value = seed.deserialize(Objects(tracked)).map_err(|source| {
            let Place { words, path } = Place::of(&track.path().to_string(), &source);
            let error = Error::decode(words);
            if path.is_empty() { error } else { error.with_context("path", path) }
        })?;
        let is_over = reader.end().is_ok();
        if is_over { Ok(value) } else { Err(Error::decode("text after the JSON value")) }
    }

    pub(crate) fn empty(&self) -> Error {
        Error::decode("the answer has no body").with_code("empty_response")
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("headers", &Headers(&self.headers))
            .field("body_len", &self.body.len())
            .field("attempts", &self.attempts)
            .finish()
    }
}

impl fmt::Debug for Meta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meta")
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("attempts", &self.attempts)
            .field("headers", &Headers(&self.headers))
            .finish()
    }
}

/// Decodes by way of an untyped value, where the last of duplicate keys counts; typed readers refuse them.
fn last_wins<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    T::deserialize(Objects(value)).ok()
}

/// An answer without a body: something only for types that may be nothing.
struct Nothing;

impl<'de> Deserializer<'de> for Nothing {
    type Error = value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> std::result::Result<V::Value, Self::Error> {
        Err(value::Error::custom("nothing"))
    }

    fn deserialize_option<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> std::result::Result<V::Value, Self::Error> {
        visitor.visit_none()
    }

    fn deserialize_unit<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> std::result::Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[test]
    fn no_body_is_something_only_for_types_that_may_be_nothing() {
        for body in ["", " \n", "null"] {
            let reply = reply(body);
            reply.json::<()>().unwrap();
            assert_eq!(reply.json::<Option<String>>().unwrap(), None);
            for err in [reply.json::<String>().unwrap_err(), reply.json::<Vec<u8>>().unwrap_err()] {
                assert_eq!(err.code(), Some("empty_response"), "{body:?}");
            }
        }
        assert!(
            reply("").json::<serde_json::Value>().is_err(),
            "it may be anything, but not nothing"
        );
    }

    #[derive(Debug, Deserialize)]
    struct Outer {
        items: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    struct Item {
        id: String,
    }

    fn reply(body: &'static str) -> Reply {
        Reply::new(StatusCode::OK, body)
    }

    #[test]
    fn the_path_of_the_bad_field_is_named_and_its_value_is_not() {
        let err = reply(r#"{"items":[{"id":"a"},{"id":["canary"]}]}"#).json::<Outer>().unwrap_err();
        assert_eq!(err.context("path"), Some("items[1].id"));
        assert!(!err.to_string().contains("canary"), "{err}");
    }

    #[test]
    fn a_missing_field_is_named_and_an_unknown_place_is_not() {
        for (body, path) in [
            (r#"{"items":[{"id":"a"},{}]}"#, Some("items[1].id")),
            ("{}", Some("items")),
            ("{\"ite", None),
            ("[", None),
        ] {
            let err = reply(body).json::<Outer>().unwrap_err();
            assert_eq!(err.context("path"), path, "{body}: {err}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_skipped_and_the_last_duplicate_wins() {
        let value: serde_json::Value = reply("\u{feff}{\"a\":1,\"a\":2}").json().unwrap();
        assert_eq!(value["a"], 2);
        let outer: Outer = reply(r#"{"items":[],"items":[{"id":"a","id":"b"}]}"#).json().unwrap();
        assert_eq!(outer.items[0].id, "b");
    }

    #[test]
    fn bytes_that_are_no_text_hurt_only_where_somebody_looks() {
        let body =
            |name: &str| Reply::new(StatusCode::OK, [name.as_bytes(), b"\":\"\xFF\"}]}"].concat());
        let outer: Outer = body(r#"{"items":[{"id":"a","unknown"#).json().unwrap();
        assert_eq!(outer.items[0].id, "a");
        let err = body(r#"{"items":[{"id"#).json::<Outer>().unwrap_err();
        assert!(err.to_string().contains("items[0].id"), "{err}");
    }

    #[test]
    fn a_list_is_no_record_inside_of_another_either() {
        for body in [r#"{"items":[["a"]]}"#, r#"{"items":[{"id":"a"},["b"]]}"#] {
            assert_eq!(reply(body).json::<Outer>().unwrap_err().kind(), crate::ErrorKind::Decode);
        }
    }

    #[test]
    fn a_list_is_no_record() {
        #[derive(Debug, Default, Deserialize)]
        #[serde(default)]
        struct Page {
            items: Vec<u8>,
        }
        assert!(reply(r#"{"items":[7]}"#).json::<Page>().unwrap().items == [7]);
        for body in ["[]", "[[7]]"] {
            let err = reply(body).json::<Page>().unwrap_err();
            assert!(err.to_string().contains("no object"), "{body}: {err}");
        }
        assert_eq!(reply("[[7]]").json::<Vec<Vec<u8>>>().unwrap(), [[7]]);
        assert_eq!(reply("[7, \"x\"]").json::<(u8, String)>().unwrap(), (7, "x".to_owned()));
    }

    #[test]
    fn nothing_html_and_half_a_body_are_told_apart() {
        for (body, code, words) in [
            ("", Some("empty_response"), "no body"),
            (" \n", Some("empty_response"), "no body"),
            ("null", Some("empty_response"), "no body"),
            ("<html></html>", None, "no JSON"),
            (r#"{"items":["#, None, "cut off"),
            (r#"{"items":[]} x"#, None, "after the JSON"),
        ] {
            let err = reply(body).json::<Outer>().unwrap_err();
            assert_eq!(err.code(), code, "{body:?}: {err}");
            assert!(err.to_string().contains(words), "{body:?}: {err}");
        }
    }
}
