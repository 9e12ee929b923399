//! Lists: what their bodies look like, and where the next page begins.

use std::marker::PhantomData;
use std::sync::Arc;

use chatwire_core::build::{Call, Reply};
use chatwire_core::de::{ListAt, Listing};
use chatwire_core::webhook::IdMemory;
use chatwire_core::{Cursor, Error, Page, Paged, Request, Result};
use http::Method;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::since::Since;
use crate::model::{count, cursor, flag};
use crate::{Bot, Client, Conversation, Message, Pagination, Profile, PublicUser};

/// Messages of a page when the caller names no other number (token-bowl-chat 1.1.7).
pub(crate) const DEFAULT_LIMIT: u32 = 50;

/// Ids that a walk over pages remembers: pages overlap while messages arrive.
const MEMORY: usize = 1 << 16;

/// A model that comes in lists.
pub(crate) trait Listed: DeserializeOwned + Send + Unpin + 'static {
    /// Id by which repeated items are found.
    fn key(&self) -> &str;
    /// Reads an answer that holds the list there.
    fn listing(reply: &Reply, at: ListAt) -> Result<Listing<Self>> {
        Listing::read(reply, at)
    }
}

impl Listed for Message {
    fn listing(reply: &Reply, at: ListAt) -> Result<Listing<Self>> {
        Listing::read_plain(reply, at, cursor::next_message)
    }
    fn key(&self) -> &str {
        self.id.as_str()
    }
}

impl Listed for Conversation {
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
    call.decode(|reply| Ok(Page::from(T::listing(reply, ListAt::Top)?)))
}

/// One list call with pages.
#[derive(Clone, Debug)]
pub(crate) struct ListCall<T> {
    client: Client,
    operation: &'static str,
    path: &'static str,
    at: ListAt,
    pub(crate) limit: u32,
    pub(crate) offset: u64,
    pub(crate) since: Option<Since>,
    pub(crate) failure: Option<Error>,
    items: PhantomData<fn() -> T>,
}

impl<T: Listed> ListCall<T> {
    pub(crate) fn new(
        client: &Client,
        operation: &'static str,
        path: &'static str,
        at: ListAt,
    ) -> Self {
        Self {
            client: client.clone(),
            operation,
            path,
            at,
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
        let (limit, at) = (self.limit, self.at);
        self.call(offset).decode(move |reply| Ok(page(T::listing(reply, at)?, offset, limit)))
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
            let (limit, at, seen) = (self.limit, self.at, Arc::clone(&seen));
            self.call(offset).decode(move |reply| {
                let mut page = page(T::listing(reply, at)?, offset, limit);
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

/// The page that was asked for with `offset` and `limit`.
fn page<T>(mut listing: Listing<T>, offset: u64, limit: u32) -> Page<T> {
    let received = u64::try_from(listing.received()).unwrap_or(u64::MAX);
    unify(&mut listing.extra, received);
    let place = listing.extra.get("pagination");
    let has_more = place.and_then(|place| place.get("has_more")).filter(|told| !told.is_null());
    let has_more = has_more.and_then(|told| flag(told).ok());
    // A page of nothing leads nowhere, whatever the server says: it does so for `limit=0`.
    let goes_on = received > 0 && has_more.unwrap_or(received >= u64::from(limit));
    let total = place.and_then(|place| place.get("total")).and_then(|told| count(told).ok());
    let mut page = Page::from(listing);
    page.total = total;
    page.next = goes_on.then(|| Cursor::new(offset.saturating_add(received).to_string()));
    page
}

/// Brings the shape that token-bowl-chat 4.0.2 expects into the one that servers send.
fn unify(extra: &mut Map<String, Value>, received: u64) {
    if extra.contains_key("pagination") {
        return;
    }
    let number = |name: &str| extra.get(name).and_then(|told| count(told).ok());
    let (Some(total), Some(offset), Some(limit)) =
        (number("total"), number("offset"), number("limit"))
    else {
        return;
    };
    let place = json!({"total": total, "offset": offset, "limit": limit,
        "has_more": offset.saturating_add(received) < total});
    extra.retain(|name, _| !matches!(name.as_str(), "total" | "offset" | "limit"));
    extra.insert("pagination".to_owned(), place);
}
