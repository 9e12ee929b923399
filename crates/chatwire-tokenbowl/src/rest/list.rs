//! Lists: what their bodies look like, and where the next page begins.

use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use chatwire_core::build::{Call, Reply};
use chatwire_core::webhook::IdMemory;
use chatwire_core::{Cursor, Error, Page, Paged, Request, Result, de};
use http::Method;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::since::Since;
use crate::{Bot, Client, Conversation, Message, Pagination, Profile, PublicUser};

/// Messages of a page when the caller names no other number (token-bowl-chat 1.1.7).
pub(crate) const DEFAULT_LIMIT: u32 = 50;

/// Ids that a walk over pages remembers: pages overlap while messages arrive.
const MEMORY: usize = 1 << 16;

/// A model that comes in lists.
pub(crate) trait Listed: DeserializeOwned + Send + Unpin + 'static {
    /// Field of the answer that holds the list; `None` where the answer is the list.
    const FIELD: Option<&'static str> = None;
    /// Id by which repeated items are found.
    fn key(&self) -> &str;
}

impl Listed for Message {
    const FIELD: Option<&'static str> = Some("messages");
    fn key(&self) -> &str {
        self.id.as_str()
    }
}

impl Listed for Conversation {
    const FIELD: Option<&'static str> = Some("conversations");
    fn key(&self) -> &str {
        self.id.as_str()
    }
}

impl Listed for PublicUser {
    fn key(&self) -> &str {
        self.id.as_str()
    }
}

impl Listed for Profile {
    fn key(&self) -> &str {
        self.id.as_str()
    }
}

impl Listed for Bot {
    fn key(&self) -> &str {
        self.id.as_str()
    }
}

impl Listed for String {
    fn key(&self) -> &str {
        self
    }
}

/// The request of a list that comes whole.
pub(crate) fn whole<T: Listed>(call: Call) -> Request<Page<T>> {
    call.decode(|reply| Ok(Page::from(Listing::read(reply)?)))
}

/// One list call with pages.
#[derive(Clone, Debug)]
pub(crate) struct ListCall<T> {
    client: Client,
    operation: &'static str,
    path: &'static str,
    pub(crate) limit: u32,
    pub(crate) offset: u64,
    pub(crate) since: Option<Since>,
    pub(crate) failure: Option<Error>,
    items: PhantomData<fn() -> T>,
}

impl<T: Listed> ListCall<T> {
    pub(crate) fn new(client: &Client, operation: &'static str, path: &'static str) -> Self {
        Self {
            client: client.clone(),
            operation,
            path,
            limit: DEFAULT_LIMIT,
            offset: 0,
            since: None,
            failure: None,
            items: PhantomData,
        }
    }

    fn call(&self, offset: u64) -> Call {
        let mut call = self.client.call(Method::GET, self.operation, self.path);
        if let Some(failure) = &self.failure {
            call = call.fail(failure.clone());
        }
        call.query("limit", self.limit.to_string())
            .query("offset", offset.to_string())
            .query_opt("since", self.since.as_ref().map(Since::as_str))
    }

    /// The first page alone.
    pub(crate) fn request(self) -> Request<Page<T>> {
        self.at(self.offset)
    }

    fn at(&self, offset: u64) -> Request<Page<T>> {
        let limit = self.limit;
        self.call(offset).decode(move |reply| Ok(Listing::read(reply)?.page(offset, limit)))
    }

    /// All pages, without what came on an earlier one.
    pub(crate) fn paged(self) -> Paged<T> {
        let seen = Arc::new(IdMemory::new(MEMORY));
        Paged::new(move |cursor| {
            let offset = match cursor.map(|cursor| cursor.as_str().parse()) {
                None => self.offset,
                Some(Ok(offset)) => offset,
                Some(Err(_)) => {
                    let why = Error::input("a cursor of this server is a number");
                    return self.at(0).failed(why);
                }
            };
            let (limit, seen) = (self.limit, Arc::clone(&seen));
            self.call(offset).decode(move |reply| {
                let mut page = Listing::read(reply)?.page(offset, limit);
                let received = page.items.len() + page.invalid.len();
                page.items.retain(|item: &T| seen.insert(item.key()));
                // A server that ignores the offset sends the same page for ever. One that says where the page
                // is does not: there, so many messages have arrived that everything moved on by a page.
                let is_repeated = received > 0 && page.items.is_empty() && page.invalid.is_empty();
                let is_there = Pagination::of(&page).is_some_and(|place| place.offset == offset);
                if is_repeated && !is_there {
                    page.next = None;
                }
                Ok(page)
            })
        })
    }
}

/// A list as the server sent it.
pub(crate) struct Listing<T> {
    items: Vec<T>,
    invalid: Vec<chatwire_core::Invalid>,
    extra: Map<String, Value>,
}

impl<T: Listed> Listing<T> {
    /// Reads an answer: one pass when all is well, a second one to keep bad items aside.
    pub(crate) fn read(reply: &Reply) -> Result<Self> {
        match reply.json::<Self>() {
            Ok(listing) => Ok(listing),
            Err(err) if reply.is_blank() => Err(err),
            Err(err) => Self::read_slowly(reply, err),
        }
    }

    /// Reads item by item; `err` is what is wrong when that does not help.
    fn read_slowly(reply: &Reply, err: Error) -> Result<Self> {
        let bytes = reply.text_bytes();
        if let Some(field) = T::FIELD
            && let Ok(mut fields) = serde_json::from_slice::<HashMap<String, Box<RawValue>>>(bytes)
        {
            let Some(list) = fields.remove(field) else { return Err(err) };
            let (items, invalid) = de::items(&list).map_err(|_| err)?;
            let extra = fields
                .into_iter()
                .filter_map(|(key, raw)| Some((key, serde_json::from_str(raw.get()).ok()?)))
                .collect();
            return Ok(Self { items, invalid, extra });
        }
        let Ok(raw) = serde_json::from_slice::<Box<RawValue>>(bytes) else { return Err(err) };
        let (items, invalid) = de::items(&raw).map_err(|_| err)?;
        Ok(Self { items, invalid, extra: Map::new() })
    }

    /// The page that was asked for with `offset` and `limit`.
    pub(crate) fn page(mut self, offset: u64, limit: u32) -> Page<T> {
        self.unify();
        let received = u64::try_from(self.items.len() + self.invalid.len()).unwrap_or(u64::MAX);
        let place = self.extra.get("pagination");
        let has_more = place.and_then(|place| place.get("has_more")).and_then(Value::as_bool);
        // A page of nothing leads nowhere, whatever the server says: it does so for `limit=0`.
        let goes_on = received > 0 && has_more.unwrap_or(received >= u64::from(limit));
        let total = place.and_then(|place| place.get("total")).and_then(Value::as_u64);
        let mut page = Page::from(self);
        page.total = total;
        page.next = goes_on.then(|| Cursor::new(offset.saturating_add(received).to_string()));
        page
    }

    /// Brings the shape that token-bowl-chat 4.0.2 expects into the one that servers send.
    fn unify(&mut self) {
        if self.extra.contains_key("pagination") {
            return;
        }
        let number = |name: &str| self.extra.get(name).and_then(Value::as_u64);
        let (Some(total), Some(offset), Some(limit)) =
            (number("total"), number("offset"), number("limit"))
        else {
            return;
        };
        let received = u64::try_from(self.items.len() + self.invalid.len()).unwrap_or(u64::MAX);
        let place = json!({"total": total, "offset": offset, "limit": limit,
            "has_more": offset.saturating_add(received) < total});
        self.extra.retain(|name, _| !matches!(name.as_str(), "total" | "offset" | "limit"));
        self.extra.insert("pagination".to_owned(), place);
    }
}

impl<T> From<Listing<T>> for Page<T> {
    fn from(listing: Listing<T>) -> Self {
        let mut page = Self::new(listing.items);
        page.invalid = listing.invalid;
        page.extra = listing.extra;
        page
    }
}

impl<'de, T: Listed> Deserialize<'de> for Listing<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListingVisitor(PhantomData))
    }
}

struct ListingVisitor<T>(PhantomData<T>);

impl<'de, T: Listed> Visitor<'de> for ListingVisitor<T> {
    type Value = Listing<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match T::FIELD {
            Some(field) => write!(f, "an object with {field}"),
            None => f.write_str("a list"),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Listing<T>, A::Error> {
        let Some(field) = T::FIELD else {
            return Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self));
        };
        let mut items = None;
        let mut extra = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if key == field {
                items = Some(map.next_value::<Vec<T>>()?);
            } else {
                extra.insert(key, map.next_value()?);
            }
        }
        let items = items.ok_or_else(|| A::Error::missing_field(field))?;
        Ok(Listing { items, invalid: Vec::new(), extra })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Listing<T>, A::Error> {
        let items = Vec::deserialize(SeqAccessDeserializer::new(seq))?;
        Ok(Listing { items, invalid: Vec::new(), extra: Map::new() })
    }
}
