//! Messages of a list in the order of their times, those that cannot be read in their places among them.
//!
//! Walks go by all of them: a page of which nothing can be read moves a walk on as every other does.

use std::borrow::Cow;

use chatwire_core::de::Listing;
use chatwire_core::{Invalid, Timestamp};
use serde_json::Value;

use super::list::{raw_id, raw_key};
use crate::{Message, MessageId};

/// One message of a list.
#[derive(Debug)]
pub(super) struct Entry {
    /// When it was written; of an unreadable one that does not say, the time of its neighbour.
    time: Option<Timestamp>,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Readable(Message),
    Unreadable(Invalid),
}

/// How the times of a list run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    OldestFirst,
    NewestFirst,
    /// One message, equal times, or times that cannot be read.
    Unknown,
}

impl Order {
    pub(super) fn of(entries: &[Entry]) -> Self {
        let ends = entries.first().zip(entries.last());
        match ends.and_then(|(first, last)| first.time.zip(last.time)) {
            Some((first, last)) if first < last => Self::OldestFirst,
            Some((first, last)) if first > last => Self::NewestFirst,
            _ => Self::Unknown,
        }
    }
}

impl Entry {
    /// All messages of a list, as the server ordered them.
    pub(super) fn all(listing: Listing<Message>) -> Vec<Self> {
        let mut all = Vec::with_capacity(listing.received());
        let mut readable = listing.items.into_iter().map(|message| Self {
            time: message.created_at_parsed(),
            content: Content::Readable(message),
        });
        for item in listing.invalid {
            let before = item.index.saturating_sub(all.len());
            all.extend(readable.by_ref().take(before));
            let time = item.raw.get("created_at").and_then(Value::as_str);
            let time = time.and_then(|time| Timestamp::parse(time).ok());
            all.push(Self { time, content: Content::Unreadable(item) });
        }
        all.extend(readable);
        lend_times(&mut all);
        all
    }

    /// Its id; one that cannot be read may have none.
    pub(super) fn id(&self) -> Option<MessageId> {
        match &self.content {
            Content::Readable(message) => Some(message.id.clone()),
            Content::Unreadable(item) => raw_id(item).map(MessageId::from),
        }
    }

    /// By what it is known again: its id, else all of it.
    pub(super) fn key(&self) -> Cow<'_, str> {
        match &self.content {
            Content::Readable(message) => Cow::Borrowed(message.id.as_str()),
            Content::Unreadable(item) => Cow::Owned(raw_key(item)),
        }
    }
}

/// Gives unreadable messages without a time that of their neighbour, so that they keep their places.
fn lend_times(entries: &mut [Entry]) {
    let mut near = entries.iter().find_map(|entry| entry.time);
    for entry in entries {
        if matches!(entry.content, Content::Unreadable(_)) {
            entry.time = entry.time.or(near);
        }
        near = entry.time.or(near);
    }
}

/// Puts the oldest to the front.
///
/// `usual` is how the server's lists run as far as it is known; a list whose times do not tell is taken to
/// run the same way, and to begin with the newest when nothing is known.
pub(super) fn chronological(mut entries: Vec<Entry>, usual: &mut Order) -> Vec<Entry> {
    match Order::of(&entries) {
        Order::Unknown => {}
        known => *usual = known,
    }
    if *usual != Order::OldestFirst {
        entries.reverse();
    }
    sort_by_time(&mut entries);
    entries
}

/// Sorts by time when all times can be read; equal ones keep their order.
pub(super) fn sort_by_time(entries: &mut [Entry]) {
    if entries.iter().all(|entry| entry.time.is_some()) {
        entries.sort_by_key(|entry| entry.time);
    }
}

/// Parts what can be read from what cannot.
pub(super) fn part(entries: Vec<Entry>) -> (Vec<Message>, Vec<Invalid>) {
    let (mut messages, mut invalid) = (Vec::with_capacity(entries.len()), Vec::new());
    for entry in entries {
        match entry.content {
            Content::Readable(message) => messages.push(message),
            Content::Unreadable(item) => invalid.push(item),
        }
    }
    (messages, invalid)
}
