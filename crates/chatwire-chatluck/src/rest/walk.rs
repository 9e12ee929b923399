//! Walks through a channel by message ids: back through its history, forward to the newest.
//!
//! The order of a list and the exact meaning of `before` and `after` are not documented, so both
//! orders are understood, and so are servers whose `after` gives the newest messages instead of the
//! next ones, or that ignore it. Messages that cannot be read have their places in a walk, too.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use chatwire_core::de::Listing;
use chatwire_core::webhook::IdMemory;
use chatwire_core::{Cursor, Error, Invalid, Result};
use futures_core::Stream;
use futures_util::stream::{self, BoxStream, StreamExt};

use super::entry::{Entry, Order, chronological, part, sort_by_time};
use super::list::{Paging, memory};
use super::messages::ListMessages;
use crate::{Message, MessageId};

/// Full pages in a row without a gap behind the cursor, until a server is taken to give the messages next to
/// it: one such page may be chance.
const SURE: u8 = 2;

/// Pages that are walked through in search of the newest message; with the usual limit, 50,000 messages.
const MOST_PAGES: u32 = 1_000;

/// Unreadable messages that a walk keeps until somebody takes them.
const MOST_INVALID: usize = 1_000;

/// Stream of messages by [`ListMessages::history`] and [`ListMessages::since`].
///
/// A page is fetched when it is needed; no message comes twice. It ends after an error, whose
/// [context](Error::context) `cursor` is the id of the last message that was handed out.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
/// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.no_rate_limit().build()?;
/// use futures_util::TryStreamExt;
///
/// # let channel = emu.chatluck().channel("general");
/// # for text in ["one", "two", "three"] { emu.chatluck().say("general", "Alice", text); }
/// let mut newest = client.list_messages(&channel).history();
/// newest.try_next().await?;
/// let seen = newest.cursor().cloned().unwrap();
/// let mut older = client.list_messages(&channel).before(seen).history();
/// assert_eq!(older.try_next().await?.unwrap().content, "two");
/// # Ok(())
/// # }
/// ```
#[must_use = "streams do nothing unless polled"]
pub struct Walk {
    pages: BoxStream<'static, Result<(Vec<Message>, Vec<Invalid>)>>,
    ready: VecDeque<Message>,
    invalid: Vec<Invalid>,
    cursor: Option<MessageId>,
}

impl Walk {
    pub(super) fn back(list: ListMessages) -> Self {
        let back = Back {
            seen: IdMemory::new(memory(list.page_size())),
            at: Place::Start,
            usual: Order::Unknown,
            list,
        };
        Self::new(stream::try_unfold(back, |mut back| async move {
            Ok(back.step().await?.map(|page| (page, back)))
        }))
    }

    pub(super) fn forward(list: ListMessages) -> Self {
        let catcher = Catcher::new(list);
        Self::new(stream::try_unfold(catcher, |mut catcher| async move {
            let batch = catcher.next().await?;
            let empty = batch.messages.is_empty() && batch.invalid.is_empty();
            Ok((!empty).then_some(((batch.messages, batch.invalid), catcher)))
        }))
    }

    fn new(
        pages: impl Stream<Item = Result<(Vec<Message>, Vec<Invalid>)>> + Send + 'static,
    ) -> Self {
        Self { pages: pages.boxed(), ready: VecDeque::new(), invalid: Vec::new(), cursor: None }
    }

    /// Id of the last message that was handed out: give it to [`ListMessages::before`] or
    /// [`ListMessages::since`] to resume.
    #[must_use]
    pub fn cursor(&self) -> Option<&MessageId> {
        self.cursor.as_ref()
    }

    /// Takes the messages that could not be read so far: the first 1,000 since they were taken last.
    #[must_use]
    pub fn take_invalid(&mut self) -> Vec<Invalid> {
        std::mem::take(&mut self.invalid)
    }
}

impl Stream for Walk {
    type Item = Result<Message>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(message) = this.ready.pop_front() {
                this.cursor = Some(message.id.clone());
                return Poll::Ready(Some(Ok(message)));
            }
            match ready!(this.pages.poll_next_unpin(cx)) {
                None => return Poll::Ready(None),
                Some(Ok((messages, mut invalid))) => {
                    if !invalid.is_empty() {
                        tracing::warn!(count = invalid.len(), "messages that cannot be read");
                    }
                    this.ready = messages.into();
                    invalid.truncate(MOST_INVALID.saturating_sub(this.invalid.len()));
                    this.invalid.append(&mut invalid);
                }
                Some(Err(err)) => return Poll::Ready(Some(Err(at(err, this.cursor.as_ref())))),
            }
        }
    }
}

impl fmt::Debug for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}

/// Walk from the newest message to the oldest.
struct Back {
    list: ListMessages,
    at: Place,
    seen: IdMemory,
    usual: Order,
}

enum Place {
    Start,
    Before(MessageId),
    End,
}

impl Back {
    /// The next page, its newest message first; `None` behind the oldest.
    async fn step(&mut self) -> Result<Option<(Vec<Message>, Vec<Invalid>)>> {
        let mut page = match std::mem::replace(&mut self.at, Place::End) {
            Place::End => return Ok(None),
            Place::Start => newest(&self.list, &mut self.usual).await?,
            Place::Before(id) => {
                let mut listing = self.list.clone().before(id).listing().await?;
                let is_last = Paging::take(&mut listing.extra).has_more == Some(false);
                let entries = chronological(Entry::all(listing), &mut self.usual);
                Newest { entries, is_last }
            }
        };
        let oldest = page.entries.iter().find_map(Entry::id);
        page.entries.reverse();
        page.entries.retain(|entry| self.seen.insert(&entry.key()));
        if page.entries.is_empty() {
            // Nothing new: the end, or a server that ignores `before`.
            return Ok(None);
        }
        if let Some(oldest) = oldest.filter(|_| !page.is_last) {
            self.at = Place::Before(oldest);
        }
        Ok(Some(part(page.entries)))
    }
}

/// The page with the newest messages.
struct Newest {
    /// The oldest first.
    entries: Vec<Entry>,
    /// The server says that nothing lies before it. What a page that was found by walking forward says about more
    /// pages is about the other direction.
    is_last: bool,
}

async fn newest(list: &ListMessages, usual: &mut Order) -> Result<Newest> {
    let mut first = list.listing().await?;
    let (paging, received) = (Paging::take(&mut first.extra), first.received());
    let mut last = Entry::all(first);
    let more = paging.following(received, list.page_size(), Some(0)).is_some();
    let seen = IdMemory::new(memory(list.page_size()));
    for entry in &last {
        seen.insert(&entry.key());
    }
    let goes_on = list.anchors().0.is_none() && more;
    let mut order = Order::of(&last);
    if goes_on && order == Order::Unknown {
        // One message, or times that do not tell. Behind the last of a list that begins with the newest lies
        // nothing that the page does not hold.
        let next = behind(list, &last, &seen).await?;
        if !next.is_empty() {
            order = Order::OldestFirst;
            *usual = order;
            last = next;
        }
    }
    if !goes_on || order != Order::OldestFirst {
        let is_last = paging.has_more == Some(false);
        return Ok(Newest { entries: chronological(last, usual), is_last });
    }
    // The newest messages are at the far end. A server that counts its list can jump there.
    let limit = u64::from(list.page_size());
    if let Some(offset) = paging.total.and_then(|total| total.checked_sub(limit)) {
        let page = list.clone().offset(Cursor::new(offset.to_string())).listing().await?;
        let page = Entry::all(page);
        let fresh = page.iter().filter(|entry| seen.insert(&entry.key())).count();
        if fresh > 0 {
            last = page;
        }
    }
    for _ in 0..MOST_PAGES {
        last = chronological(last, usual);
        let page = behind(list, &last, &seen).await?;
        if page.is_empty() {
            return Ok(Newest { entries: last, is_last: false });
        }
        last = page;
    }
    let reached = chronological(last, usual).iter().rev().find_map(Entry::id);
    let why = format!("the newest message is more than {MOST_PAGES} pages behind the first");
    Err(at(Error::unsupported(why).with_code("newest_too_far"), reached.as_ref()))
}

/// What the server gives behind the last of these and was not seen yet.
async fn behind(list: &ListMessages, entries: &[Entry], seen: &IdMemory) -> Result<Vec<Entry>> {
    let Some(end) = entries.iter().rev().find_map(Entry::id) else { return Ok(Vec::new()) };
    let mut page = Entry::all(list.clone().after(end).listing().await?);
    page.retain(|entry| seen.insert(&entry.key()));
    Ok(page)
}

/// Walk forward from a message: everything behind it, each message once.
#[derive(Debug)]
pub(crate) struct Catcher {
    list: ListMessages,
    cursor: Option<MessageId>,
    seen: IdMemory,
    usual: Order,
    /// Full pages in a row that lay right behind the cursor.
    adjacent: u8,
    /// Pages that may be fetched to close one gap.
    most_fills: u32,
}

/// What was found behind the cursor.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The oldest first.
    pub(crate) messages: Vec<Message>,
    pub(crate) invalid: Vec<Invalid>,
    /// Whether there may be more right away.
    pub(crate) full: bool,
    /// Whether more was missed than is fetched to close a gap.
    pub(crate) incomplete: bool,
}

impl Catcher {
    pub(crate) fn new(list: ListMessages) -> Self {
        Self {
            cursor: list.anchors().1.cloned(),
            seen: IdMemory::new(memory(list.page_size())),
            usual: Order::Unknown,
            adjacent: 0,
            most_fills: u32::MAX,
            list,
        }
    }

    /// Bounds the pages that are fetched to close one gap, all of which are held until it is closed.
    pub(crate) fn most_fills(mut self, pages: u32) -> Self {
        self.most_fills = pages;
        self
    }

    pub(crate) fn cursor(&self) -> Option<&MessageId> {
        self.cursor.as_ref()
    }

    /// Sets the cursor to the newest message; what is there already is no news.
    pub(crate) async fn prime(&mut self) -> Result<()> {
        let page = newest(&self.list, &mut self.usual).await?;
        for entry in &page.entries {
            self.seen.insert(&entry.key());
        }
        self.cursor = page.entries.iter().rev().find_map(Entry::id);
        Ok(())
    }

    /// What is new; the state changes only when all of it was fetched.
    pub(crate) async fn next(&mut self) -> Result<Batch> {
        let mut batch = Batch::default();
        let mut found = Vec::new();
        let mut taken = HashSet::new();
        let mut before = None;
        for fills in 0..=self.most_fills {
            let mut page = self.page(before.take()).await?;
            let (paging, received) = (Paging::take(&mut page.extra), page.received());
            // A full page may have left messages out whatever the server says, a short one when it says so: its own
            // limit is smaller then.
            let whole = received >= usize::try_from(self.list.page_size()).unwrap_or(usize::MAX)
                || paging.following(received, self.list.page_size(), Some(0)).is_some();
            let entries = chronological(Entry::all(page), &mut self.usual);
            let oldest = entries.iter().find_map(Entry::id);
            // A page with known messages comes from a server that ignores `after`: what is older than
            // they are is history.
            let known = entries.iter().position(|entry| self.knows(&entry.key()));
            let is_fresh = |entry: &Entry| {
                let key = entry.key();
                !self.knows(&key) && taken.insert(key.into_owned())
            };
            let fresh: Vec<Entry> =
                entries.into_iter().skip(known.unwrap_or(0)).filter(is_fresh).collect();
            let reaches_on = whole && known.is_none() && !fresh.is_empty();
            if fills == 0 {
                batch.full = reaches_on;
            } else if fills == 1 {
                self.adjacent = if fresh.is_empty() { self.adjacent.saturating_add(1) } else { 0 };
            }
            // Each page that closes a gap is older than the one before.
            found.splice(0..0, fresh);
            if reaches_on && oldest.is_none() {
                // Nothing of it has an id to go on from.
                batch.incomplete = true;
                break;
            }
            if !reaches_on || self.adjacent >= SURE {
                break;
            }
            if fills == self.most_fills {
                batch.incomplete = true;
                break;
            }
            before = oldest;
        }
        sort_by_time(&mut found);
        for entry in &found {
            self.seen.insert(&entry.key());
        }
        if let Some(newest) = found.iter().rev().find_map(Entry::id) {
            self.cursor = Some(newest);
        }
        (batch.messages, batch.invalid) = part(found);
        Ok(batch)
    }

    async fn page(&self, before: Option<MessageId>) -> Result<Listing<Message>> {
        let mut list = self.list.clone();
        if let Some(cursor) = &self.cursor {
            list = list.after(cursor);
        }
        if let Some(before) = before {
            list = list.before(before);
        }
        list.listing().await
    }

    fn knows(&self, key: &str) -> bool {
        self.cursor.as_ref().is_some_and(|cursor| cursor.as_str() == key) || self.seen.contains(key)
    }
}

/// Adds the place to resume to an error.
pub(crate) fn at(err: Error, cursor: Option<&MessageId>) -> Error {
    match cursor {
        Some(cursor) => err.with_context("cursor", cursor.as_str()),
        None => err,
    }
}
