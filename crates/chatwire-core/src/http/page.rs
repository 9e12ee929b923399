//! Pages and the streams over them.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::{Deserialize, Serialize};

use super::request::{Request, ResponseFuture};
use crate::de::Invalid;
use crate::webhook::IdMemory;
use crate::{Error, Result};

/// Place in a list, as the server or the platform's crate writes it. Opaque: store it, hand it back.
///
/// ```
/// use chatwire_core::Cursor;
///
/// // Kept between two runs of a program, next to what was read.
/// let stored = serde_json::to_string(&Cursor::new("page-7"))?;
/// let resumed: Cursor = serde_json::from_str(&stored)?;
/// assert_eq!(resumed.as_str(), "page-7");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

impl Cursor {
    /// A cursor from its stored text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Text to store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Cursor {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Cursor {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One page of a list.
///
/// ```
/// use chatwire_core::{Cursor, Page};
///
/// let mut page = Page::new(vec!["a", "b"]);
/// page.next = Some(Cursor::new("2"));
/// assert_eq!(page.len(), 2);
/// if let Some(next) = &page.next {
///     println!("more from {next} on, {} items could not be read", page.invalid.len());
/// }
/// let items: Vec<_> = page.into_iter().collect();
/// assert_eq!(items, ["a", "b"]);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Page<T> {
    /// Items that could be read, in the server's order unless the call says otherwise.
    pub items: Vec<T>,
    /// Where the next page begins; `None` when this is the last one.
    pub next: Option<Cursor>,
    /// Number of items in the whole list, where the server tells.
    pub total: Option<u64>,
    /// Items that could not be read, with the reason: the rest is not lost because of them.
    pub invalid: Vec<Invalid>,
    /// Fields of the answer that have no place here.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl<T> Page<T> {
    /// A page with these items and no successor.
    #[must_use]
    pub fn new(items: Vec<T>) -> Self {
        Self { items, next: None, total: None, invalid: Vec::new(), extra: serde_json::Map::new() }
    }

    /// Number of items that could be read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether no item could be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

/// Cursors that a list remembers: a server that goes round in a circle does so within fewer pages.
const CURSORS: usize = 1_024;

/// Unreadable items that a stream keeps until somebody takes them.
const MOST_INVALID: usize = 1_000;

type Fetch<T> = Box<dyn FnMut(Option<&Cursor>) -> ResponseFuture<Page<T>> + Send>;

/// A list that is read page by page. Platform calls that list things turn into one.
///
/// [`items`](Self::items) and [`pages`](Self::pages) are lazy: a page is fetched
/// when it is needed. They go on over empty pages while the cursor changes, end
/// with an error when the server repeats a cursor, and end after any error; the
/// last good cursor stays readable, so that a caller can resume.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_core::{Config, testing::{Answer, Script}};
/// # use chatwire_core::{Cursor, Page, Paged};
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
/// # let script = Script::new().always(Answer::status(200).body("[1,2]"));
/// # let config = Config::new().script(script);
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), config)?;
/// # let fetch = move |cursor: Option<&Cursor>| {
/// #     let first = cursor.is_none();
/// #     http.call(http::Method::GET, "example.list", "/list").json_reply::<Vec<u32>>().map(move |list| {
/// #         let mut page = Page::new(list.into_iter().map(|n| if first { n } else { n + 2 }).collect());
/// #         page.next = first.then(|| Cursor::new("2"));
/// #         page
/// #     })
/// # };
/// use futures_util::TryStreamExt;
///
/// let list = Paged::new(move |cursor| fetch(cursor));
/// let numbers: Vec<u32> = list.max_items(3).items().try_collect().await?;
/// assert_eq!(numbers, [1, 2, 3]);
/// # Ok(())
/// # }
/// ```
#[must_use = "a list does nothing until it is read"]
pub struct Paged<T> {
    fetch: Fetch<T>,
    start: Option<Cursor>,
    max_items: Option<u64>,
    max_pages: Option<u64>,
}

impl<T> Paged<T> {
    /// A list whose pages come from `fetch`, which gets `None` for the first page. For platform crates.
    pub fn new(mut fetch: impl FnMut(Option<&Cursor>) -> Request<Page<T>> + Send + 'static) -> Self
    where
        T: Send + 'static,
    {
        Self::of(move |cursor| fetch(cursor).into_future())
    }

    /// A list whose pages come from calls that have more than one way, or more than one step. For platform crates.
    pub fn of(
        fetch: impl FnMut(Option<&Cursor>) -> ResponseFuture<Page<T>> + Send + 'static,
    ) -> Self {
        Self { fetch: Box::new(fetch), start: None, max_items: None, max_pages: None }
    }

    /// Begins at a stored cursor instead of the first page.
    pub fn after(mut self, cursor: impl Into<Cursor>) -> Self {
        self.start = Some(cursor.into());
        self
    }

    /// Ends after so many items.
    pub fn max_items(mut self, count: u64) -> Self {
        self.max_items = Some(count);
        self
    }

    /// Ends after so many pages.
    pub fn max_pages(mut self, count: u64) -> Self {
        self.max_pages = Some(count);
        self
    }

    /// Stream of whole pages.
    pub fn pages(self) -> Pages<T> {
        let seen = IdMemory::new(CURSORS);
        if let Some(start) = &self.start {
            seen.insert(start.as_str());
        }
        Pages {
            fetch: self.fetch,
            left: self.max_pages,
            next: Some(self.start.clone()),
            seen,
            cursor: self.start,
            current: None,
            complaint: None,
        }
    }

    /// Stream of items.
    pub fn items(self) -> Items<T> {
        let left = self.max_items;
        Items {
            pages: self.pages(),
            ready: VecDeque::new(),
            left,
            cursor: None,
            invalid: Vec::new(),
            left_out: 0,
        }
    }
}

impl<T> fmt::Debug for Paged<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paged")
            .field("start", &self.start)
            .field("max_items", &self.max_items)
            .field("max_pages", &self.max_pages)
            .finish_non_exhaustive()
    }
}

/// Stream of pages; see [`Paged`]. Dropping it between pages loses nothing.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_core::{Config, testing::{Answer, Script}};
/// # use chatwire_core::{Cursor, Page, Paged};
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
/// # let script = Script::new().always(Answer::status(200).body("[1,2]"));
/// # let config = Config::new().script(script);
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), config)?;
/// # let fetch = move |cursor: Option<&Cursor>| {
/// #     let first = cursor.is_none();
/// #     http.call(http::Method::GET, "example.list", "/list").json_reply::<Vec<u32>>().map(move |list| {
/// #         let mut page = Page::new(list.into_iter().map(|n| if first { n } else { n + 2 }).collect());
/// #         page.next = first.then(|| Cursor::new("2"));
/// #         page
/// #     })
/// # };
/// use futures_util::TryStreamExt;
///
/// let mut pages = Paged::new(move |cursor| fetch(cursor)).pages();
/// let first = pages.try_next().await?.unwrap();
/// assert_eq!(first.items, [1, 2]);
/// // Store this to go on later with `Paged::after`.
/// assert_eq!(pages.cursor().map(|cursor| cursor.as_str()), Some("2"));
/// # Ok(())
/// # }
/// ```
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    fetch: Fetch<T>,
    left: Option<u64>,
    /// Cursor of the page to fetch next; the outer `None` says that there is none.
    next: Option<Option<Cursor>>,
    /// Where to resume: like `next`, but kept after an error.
    cursor: Option<Cursor>,
    seen: IdMemory,
    current: Option<ResponseFuture<Page<T>>>,
    /// What ends the list after the page that was handed out last.
    complaint: Option<Error>,
}

impl<T> Pages<T> {
    /// Where the page after the last good one begins; `None` before the first and after the last.
    #[must_use]
    pub fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    /// Moves on to the page that `page` names, unless the server has named it before.
    fn advance(&mut self, page: &Page<T>) -> Result<()> {
        self.next = None;
        let Some(next) = page.next.clone() else {
            self.cursor = None;
            return Ok(());
        };
        if !self.seen.insert(next.as_str()) {
            let why = "the server named the same page twice; the list would never end";
            return Err(Error::decode(why)
                .with_code("repeated_cursor")
                .with_context("cursor", next.as_str()));
        }
        self.cursor = Some(next.clone());
        self.next = Some(Some(next));
        Ok(())
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(current) = &mut this.current {
                let fetched = std::task::ready!(Pin::new(current).poll(cx));
                this.current = None;
                let page = match fetched {
                    Ok(page) => page,
                    Err(err) => {
                        this.next = None;
                        let err = match &this.cursor {
                            Some(cursor) => err.with_context("cursor", cursor.as_str()),
                            None => err,
                        };
                        return Poll::Ready(Some(Err(err)));
                    }
                };
                // The page itself is good: it is handed out before its successor is complained of.
                this.complaint = this.advance(&page).err();
                return Poll::Ready(Some(Ok(page)));
            }
            if this.left == Some(0) {
                return Poll::Ready(None);
            }
            if let Some(err) = this.complaint.take() {
                return Poll::Ready(Some(Err(err)));
            }
            let Some(cursor) = this.next.take() else { return Poll::Ready(None) };
            if let Some(left) = &mut this.left {
                *left -= 1;
            }
            this.current = Some((this.fetch)(cursor.as_ref()));
        }
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}

/// Stream of the items of all pages; see [`Paged`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_core::{Config, testing::{Answer, Script}};
/// # use chatwire_core::{Cursor, Page, Paged};
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
/// # let script = Script::new().always(Answer::status(200).body("[1,2]"));
/// # let config = Config::new().script(script);
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), config)?;
/// # let fetch = move |cursor: Option<&Cursor>| {
/// #     let first = cursor.is_none();
/// #     http.call(http::Method::GET, "example.list", "/list").json_reply::<Vec<u32>>().map(move |list| {
/// #         let mut page = Page::new(list.into_iter().map(|n| if first { n } else { n + 2 }).collect());
/// #         page.next = first.then(|| Cursor::new("2"));
/// #         page
/// #     })
/// # };
/// use futures_util::TryStreamExt;
///
/// let mut items = Paged::new(move |cursor| fetch(cursor)).items();
/// while let Some(number) = items.try_next().await? {
///     println!("{number}");
/// }
/// assert!(items.cursor().is_none(), "all has been read");
/// assert!(items.take_invalid().is_empty());
/// # Ok(())
/// # }
/// ```
#[must_use = "streams do nothing unless polled"]
pub struct Items<T> {
    pages: Pages<T>,
    ready: VecDeque<T>,
    left: Option<u64>,
    /// Cursor of the page whose items are being handed out.
    cursor: Option<Cursor>,
    invalid: Vec<Invalid>,
    /// Unreadable items beyond those that are kept.
    left_out: u64,
}

impl<T> Items<T> {
    /// Where to resume without losing an item: those of the page under way come again.
    #[must_use]
    pub fn cursor(&self) -> Option<&Cursor> {
        if self.ready.is_empty() { self.pages.cursor() } else { self.cursor.as_ref() }
    }

    /// Takes the items that could not be read so far: the first 1,000 since they were taken last.
    #[must_use]
    pub fn take_invalid(&mut self) -> Vec<Invalid> {
        std::mem::take(&mut self.invalid)
    }

    /// Number of items that could not be read and were not kept, because nobody took the first 1,000.
    #[must_use]
    pub fn invalid_left_out(&self) -> u64 {
        self.left_out
    }

    fn keep(&mut self, mut invalid: Vec<Invalid>) {
        if invalid.is_empty() {
            return;
        }
        tracing::warn!(count = invalid.len(), "items that cannot be read");
        let room = MOST_INVALID.saturating_sub(self.invalid.len());
        let over = invalid.len().saturating_sub(room);
        self.left_out = self.left_out.saturating_add(u64::try_from(over).unwrap_or(u64::MAX));
        invalid.truncate(room);
        self.invalid.append(&mut invalid);
    }
}

impl<T: Send + Unpin + 'static> Stream for Items<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if this.left == Some(0) {
                return Poll::Ready(None);
            }
            if let Some(item) = this.ready.pop_front() {
                if let Some(left) = &mut this.left {
                    *left -= 1;
                }
                return Poll::Ready(Some(Ok(item)));
            }
            let before = this.pages.cursor.clone();
            match std::task::ready!(Pin::new(&mut this.pages).poll_next(cx)) {
                None => return Poll::Ready(None),
                Some(Err(err)) => return Poll::Ready(Some(Err(err))),
                Some(Ok(page)) => {
                    this.cursor = before;
                    this.keep(page.invalid);
                    this.ready = page.items.into();
                }
            }
        }
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("cursor", &self.cursor()).finish_non_exhaustive()
    }
}
