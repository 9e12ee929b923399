//! Writing a content as the JSON text that is sent.

use chatwire_core::{Error, Result};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{Content, MAX_CONTENT_UNITS};
use crate::code::CONTENT_TOO_LONG;

impl Content {
    /// The content as the JSON text that is sent, checked against the length that the service takes.
    ///
    /// # Errors
    /// [`Input`](chatwire_core::ErrorKind::Input) when a range of a mark did not fit the text, and
    /// with the code `content_too_long` above [`MAX_CONTENT_UNITS`].
    /// [`Content::split_text`] cuts a long text into several contents.
    pub fn to_json(&self) -> Result<String> {
        if let Some(problem) = &self.problem {
            return Err(Error::input(problem.clone()));
        }
        let json = serde_json::to_string(self).map_err(|err| {
            Error::input("the content cannot be written as JSON").with_source(err)
        })?;
        // A text has at most as many UTF-16 units as it has bytes.
        if json.len() > MAX_CONTENT_UNITS {
            let units = json.encode_utf16().count();
            if units > MAX_CONTENT_UNITS {
                return Err(Error::input(format!(
                    "the content has {units} UTF-16 units as JSON, the service takes {MAX_CONTENT_UNITS}"
                ))
                .with_code(CONTENT_TOO_LONG));
            }
        }
        Ok(json)
    }
}

impl Serialize for Content {
    /// Writes what the wire's JSON has; mentions, attachments and references are no part of it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut parts = Parts { map: &mut map, content: self };
        parts.text("t", self.text.as_deref())?;
        parts.list("mk", &self.marks)?;
        parts.list("hg", &self.hashtags)?;
        parts.list("ej", &self.emojis)?;
        parts.list("lk", &self.links)?;
        parts.list("vk", &self.voice_links)?;
        parts.text("contentThread", self.thread_text.as_deref())?;
        parts.list("embed", &self.embeds)?;
        parts.list("components", &self.components)?;
        for (key, value) in &self.extra {
            if !self.writes(key) {
                map.serialize_entry(key, value)?;
            }
        }
        map.end()
    }
}

impl Content {
    /// Whether a typed part is written under this key, so that `extra` must not be.
    fn writes(&self, key: &str) -> bool {
        match key {
            "t" => self.text.is_some(),
            "contentThread" => self.thread_text.is_some(),
            "mk" => !self.marks.is_empty(),
            "hg" => !self.hashtags.is_empty(),
            "ej" => !self.emojis.is_empty(),
            "lk" => !self.links.is_empty(),
            "vk" => !self.voice_links.is_empty(),
            "embed" => !self.embeds.is_empty(),
            "components" => !self.components.is_empty(),
            _ => false,
        }
    }
}

struct Parts<'a, M> {
    map: &'a mut M,
    content: &'a Content,
}

impl<M: SerializeMap> Parts<'_, M> {
    fn text(&mut self, key: &'static str, text: Option<&str>) -> Result<(), M::Error> {
        text.map_or(Ok(()), |text| self.map.serialize_entry(key, text))
    }

    /// Writes a list, behind its items those that could not be read.
    fn list<T: Serialize>(&mut self, key: &'static str, items: &[T]) -> Result<(), M::Error> {
        match self.content.extra.get(key) {
            _ if items.is_empty() => Ok(()),
            Some(Value::Array(odd)) => self.map.serialize_entry(key, &Chain { items, odd }),
            _ => self.map.serialize_entry(key, items),
        }
    }
}

struct Chain<'a, T> {
    items: &'a [T],
    odd: &'a [Value],
}

#[derive(Serialize)]
#[serde(untagged)]
enum Either<'a, T> {
    Item(&'a T),
    Odd(&'a Value),
}

impl<T: Serialize> Serialize for Chain<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let items = self.items.iter().map(Either::Item);
        serializer.collect_seq(items.chain(self.odd.iter().map(Either::Odd)))
    }
}
