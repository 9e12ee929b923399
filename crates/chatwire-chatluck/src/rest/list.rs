//! Lists: what their bodies look like, and where the next page begins.
//!
//! The platform documents `limit` and `offset` of the request and nothing of the answer,
//! so every form that is common is understood, and servers that ignore `offset` end a list
//! instead of repeating it for ever.

use std::collections::HashSet;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use chatwire_core::build::{Call, Http, Reply};
use chatwire_core::de::{ListAt, Listing};
use chatwire_core::webhook::IdMemory;
use chatwire_core::{Cursor, Error, Invalid, Page, Paged, Request, Result};
use http::Method;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::model::cursor;
use crate::{Channel, Message, User};

/// Items of a list call when the caller names no other number (Chatluck Python client).
pub(crate) const DEFAULT_LIMIT: u32 = 50;

/// A model that comes in lists.
pub(crate) trait Listed: DeserializeOwned + Send + Unpin + 'static {
    /// Where an answer holds the list; nothing there is an empty one.
    const AT: ListAt;
    /// Id by which repeated items are found.
    fn key(&self) -> &str;
    /// Reads an answer.
    fn listing(reply: &Reply) -> Result<Listing<Self>> {
        Listing::read(reply, Self::AT)
    }
}

impl Listed for Message {
    const AT: ListAt = ListAt::FieldOrNone("messages");
    fn listing(reply: &Reply) -> Result<Listing<Self>> {
        Listing::read_plain(reply, Self::AT, cursor::next_message)
    }
    fn key(&self) -> &str {
        self.id.as_str()
    }
}

impl Listed for Channel {
    const AT: ListAt = ListAt::FieldOrNone("channels");
    fn key(&self) -> &str {
        self.id.as_str()
    }
}

impl Listed for User {
    const AT: ListAt = ListAt::FieldOrNone("users");
    fn key(&self) -> &str {
        self.id.as_str()
    }
}

/// One list call: what is asked for, and how its pages follow each other.
#[derive(Clone, Debug)]
pub(crate) struct ListCall<T> {
    http: Http,
    operation: &'static str,
    path: &'static str,
    lead: Option<(&'static str, String)>,
    pub(crate) limit: u32,
    pub(crate) offset: Option<Cursor>,
    /// Parameters behind the offset, in the order of the Python client.
    pub(crate) more: Vec<(&'static str, String)>,
    failure: Option<Error>,
    items: PhantomData<fn() -> T>,
}

impl<T: Listed> ListCall<T> {
    pub(crate) fn new(http: Http, operation: &'static str, path: &'static str) -> Self {
        Self {
            http,
            operation,
            path,
            lead: None,
            limit: DEFAULT_LIMIT,
            offset: None,
            more: Vec::new(),
            failure: None,
            items: PhantomData,
        }
    }

    /// Requires a parameter in front of the others.
    pub(crate) fn lead(mut self, name: &'static str, value: String) -> Self {
        if value.is_empty() {
            self.failure = Some(Error::input(format!("{name} is empty")));
        }
        self.lead = Some((name, value));
        self
    }

    /// Refuses the call before any request, unless something else does already.
    pub(crate) fn fail(&mut self, why: &'static str) {
        self.failure.get_or_insert_with(|| Error::input(why));
    }

    /// Adds a parameter behind the offset; an empty one is not sent.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        self.more.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            self.more.push((name, value));
        }
        self
    }

    /// The page at `offset` as the server sends it.
    pub(crate) fn listing(&self, offset: Option<&Cursor>) -> Request<Listing<T>> {
        self.call(offset).decode(|reply| T::listing(reply))
    }

    fn call(&self, offset: Option<&Cursor>) -> Call {
        let offset = offset.map(Cursor::as_str).filter(|offset| !offset.is_empty());
        let mut call = self.http.call(Method::GET, self.operation, self.path);
        if let Some(failure) = &self.failure {
            call = call.fail(failure.clone());
        }
        if let Some((name, value)) = &self.lead {
            call = call.query(name, value);
        }
        call = call.query("limit", self.limit.to_string()).query_opt("offset", offset);
        for (name, value) in &self.more {
            call = call.query(name, value);
        }
        call
    }

    /// The first page alone, with all that the server sent in it.
    pub(crate) fn request(self) -> Request<Page<T>> {
        let (limit, mut progress) = (self.limit, Progress::new(self.offset.as_ref(), self.limit));
        self.call(self.offset.as_ref())
            .decode(move |reply| Ok(progress.page(T::listing(reply)?, limit)))
    }

    /// All pages.
    pub(crate) fn paged(self) -> Paged<T> {
        let start = self.offset.clone();
        let mut progress = None;
        let paged = Paged::new(move |cursor| {
            let limit = self.limit;
            // Counted from the place of the first fetch: `Paged::after` may have set another one than the call's.
            let progress =
                progress.get_or_insert_with(|| Arc::new(Mutex::new(Progress::new(cursor, limit))));
            let progress = Arc::clone(progress);
            self.call(cursor).decode(move |reply| {
                let listing = T::listing(reply)?;
                Ok(progress.lock().unwrap_or_else(PoisonError::into_inner).next(listing, limit))
            })
        });
        match start {
            Some(start) => paged.after(start),
            None => paged,
        }
    }
}

/// How far a list was read.
struct Progress {
    /// Items up to here, when the offset that the list began at is a number.
    counted: Option<u64>,
    /// Ids of the page before; `None` for the first one.
    previous: Option<HashSet<String>>,
    seen: IdMemory,
}

impl Progress {
    fn new(start: Option<&Cursor>, limit: u32) -> Self {
        let counted = match start.map(Cursor::as_str).filter(|start| !start.is_empty()) {
            None => Some(0),
            Some(start) => start.parse().ok(),
        };
        Self { counted, previous: None, seen: IdMemory::new(memory(limit)) }
    }

    /// Drops what came before and finds out where the next page begins.
    fn next<T: Listed>(&mut self, listing: Listing<T>, limit: u32) -> Page<T> {
        let mut page = self.page(listing, limit);
        page.items.retain(|item| self.seen.insert(item.key()));
        page.invalid.retain(|item| self.seen.insert(&raw_key(item)));
        page
    }

    /// Finds out where the next page begins.
    fn page<T: Listed>(&mut self, mut listing: Listing<T>, limit: u32) -> Page<T> {
        let received = listing.received();
        let added = u64::try_from(received).unwrap_or(u64::MAX);
        self.counted = self.counted.map(|count| count.saturating_add(added));
        let paging = Paging::take(&mut listing.extra);
        let next = paging.following(received, limit, self.counted);

        let keys: HashSet<String> = (listing.items.iter().map(|item| item.key().to_owned()))
            .chain(listing.invalid.iter().map(raw_key))
            .collect();
        // A server that ignores the offset sends the same page again.
        let brings_new = received == 0
            || self.previous.as_ref().is_none_or(|previous| !keys.is_subset(previous));
        self.previous = Some(keys);

        let mut page = Page::from(listing);
        page.next = next.filter(|_| brings_new);
        page.total = paging.total;
        page
    }
}

/// Ids that a walk over pages of `limit` items remembers.
pub(crate) fn memory(limit: u32) -> usize {
    // Enough for every overlap of pages of usual size, and a bound for what nobody asks for.
    const LEAST: usize = 4_096;
    const MOST: usize = 1 << 20;
    usize::try_from(limit).unwrap_or(LEAST).saturating_mul(4).clamp(LEAST, MOST)
}

/// Id of an item that cannot be read, if it has one.
pub(super) fn raw_id(item: &Invalid) -> Option<String> {
    match item.raw.get("id") {
        Some(Value::String(id)) if !id.is_empty() => Some(id.clone()),
        Some(Value::Number(id)) => Some(id.to_string()),
        _ => None,
    }
}

/// What stands for the id of an item that cannot be read: its id if it has one, else all of it.
pub(super) fn raw_key(item: &Invalid) -> String {
    raw_id(item).unwrap_or_else(|| item.raw.to_string())
}

/// What an answer says about the page after it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Paging {
    pub(crate) next: Option<Cursor>,
    /// `Some(false)` also when the server names the next page as `null`: it knows that there is none.
    pub(crate) has_more: Option<bool>,
    pub(crate) total: Option<u64>,
}

impl Paging {
    /// What the answer says about the next page; what has a place of its own leaves `extra`.
    pub(crate) fn take(extra: &mut Map<String, Value>) -> Self {
        let total = extra.get("total").and_then(Value::as_u64);
        if total.is_some() {
            extra.remove("total");
        }
        let has_more = extra.get("has_more").and_then(Value::as_bool);
        let mut named_null = false;
        let mut next = None;
        for name in ["next_offset", "next_cursor", "next"] {
            let Some(value) = extra.get(name) else { continue };
            named_null |= value.is_null();
            next = offset(value);
            if next.is_some() {
                extra.remove(name);
                break;
            }
        }
        if let Some(value) = extra.get("pagination").and_then(|inner| inner.get("next_offset")) {
            named_null |= value.is_null();
            next = next.or_else(|| offset(value));
        }
        let ends = next.is_none() && named_null;
        Self { next, has_more: if ends { has_more.or(Some(false)) } else { has_more }, total }
    }

    /// Where the next page begins, after a page of `received` items that was asked for with `limit`.
    ///
    /// `counted` is the number of items up to here, when it can be known: never computed from an
    /// offset that a server wrote as text.
    pub(crate) fn following(
        &self,
        received: usize,
        limit: u32,
        counted: Option<u64>,
    ) -> Option<Cursor> {
        // A server that goes on naming pages behind the end would never stop; only its own word that
        // there is more carries a list over an empty page.
        if received == 0 {
            return self.next.clone().filter(|_| self.has_more == Some(true));
        }
        if let Some(next) = &self.next {
            return Some(next.clone());
        }
        let short = u64::try_from(received).is_ok_and(|received| received < u64::from(limit));
        match self.has_more {
            Some(false) => None,
            // A short page only hints at the end; a server that says otherwise has a smaller limit.
            None if short => None,
            _ => counted.map(|count| Cursor::new(count.to_string())),
        }
    }
}

/// A server's place in a list: a text that is not empty, or an integer.
fn offset(value: &Value) -> Option<Cursor> {
    match value {
        Value::String(text) if !text.is_empty() => Some(Cursor::new(text.as_str())),
        Value::Number(number) if number.is_u64() || number.is_i64() => {
            Some(Cursor::new(number.to_string()))
        }
        _ => None,
    }
}
