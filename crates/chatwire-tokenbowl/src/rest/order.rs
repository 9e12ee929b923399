//! [`InOrder`]: messages in a promised order, whatever the order of the server is.
//!
//! Servers from 1.1.2 on list the newest message first, earlier ones the oldest.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use chatwire_core::{Invalid, Pages, Result, Timestamp};
use futures_core::Stream;

use crate::Message;

/// Stream of all messages of a list in the order that was asked for; made by
/// [`GetMessages::newest_first`](super::GetMessages::newest_first) and
/// [`GetMessages::oldest_first`](super::GetMessages::oldest_first).
///
/// Where the server lists the other way round, the whole list is read before the first message comes out; the real
/// server keeps 100 messages in all. Pages whose messages are all of one time do not tell, and more are read first.
/// Messages that arrive meanwhile may be missing, none comes twice.
#[must_use = "streams do nothing unless polled"]
pub struct InOrder {
    pages: Pages<Message>,
    wanted: Order,
    /// How the server lists, as soon as messages of two times are there.
    listed: Option<Order>,
    ready: VecDeque<Message>,
    collected: Vec<Message>,
    invalid: Vec<Invalid>,
    done: bool,
}

/// Which end comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    OldestFirst,
    NewestFirst,
}

impl Order {
    /// How `messages` run; `None` when their times do not tell.
    fn of(messages: &[Message]) -> Option<Self> {
        let first = messages.iter().find_map(Message::timestamp_parsed)?;
        let last = messages.iter().rev().find_map(Message::timestamp_parsed)?;
        match first.cmp(&last) {
            Ordering::Less => Some(Self::OldestFirst),
            Ordering::Equal => None,
            Ordering::Greater => Some(Self::NewestFirst),
        }
    }
}

impl InOrder {
    pub(crate) fn new(pages: Pages<Message>, wanted: Order) -> Self {
        Self {
            pages,
            wanted,
            listed: None,
            ready: VecDeque::new(),
            collected: Vec::new(),
            invalid: Vec::new(),
            done: false,
        }
    }

    /// Takes the messages that could not be read so far.
    #[must_use]
    pub fn take_invalid(&mut self) -> Vec<Invalid> {
        std::mem::take(&mut self.invalid)
    }

    fn take_in(&mut self, messages: Vec<Message>) {
        self.collected.extend(messages);
        if self.listed.is_none() {
            self.listed = Order::of(&self.collected);
        }
        if self.listed == Some(self.wanted) {
            self.ready.extend(self.collected.drain(..));
        }
    }

    /// The list is over: what is left is turned, unless it tells no order and newest first is wanted, as servers list.
    fn finish(&mut self) {
        let rest = std::mem::take(&mut self.collected);
        self.ready = match self.listed {
            None if self.wanted == Order::NewestFirst => rest.into(),
            _ => turned(rest, self.wanted).into(),
        };
    }
}

/// Turns a list that runs the other way round.
pub(crate) fn turned(mut messages: Vec<Message>, wanted: Order) -> Vec<Message> {
    messages.reverse();
    sort(&mut messages, wanted);
    messages
}

/// Sorts by time; a message whose time cannot be read stays behind the one before it.
pub(crate) fn sort(messages: &mut Vec<Message>, wanted: Order) {
    let mut last: Option<Timestamp> = None;
    let mut keyed: Vec<_> = messages
        .drain(..)
        .map(|message| {
            last = message.timestamp_parsed().or(last);
            (last, message)
        })
        .collect();
    match wanted {
        Order::OldestFirst => keyed.sort_by_key(|(at, _)| *at),
        Order::NewestFirst => keyed.sort_by_key(|(at, _)| std::cmp::Reverse(*at)),
    }
    messages.extend(keyed.into_iter().map(|(_, message)| message));
}

impl Stream for InOrder {
    type Item = Result<Message>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(message) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(message)));
            }
            if this.done {
                return Poll::Ready(None);
            }
            match ready!(Pin::new(&mut this.pages).poll_next(cx)) {
                Some(Ok(page)) => {
                    this.invalid.extend(page.invalid);
                    this.take_in(page.items);
                }
                Some(Err(err)) => {
                    this.done = true;
                    return Poll::Ready(Some(Err(err)));
                }
                None => {
                    this.done = true;
                    this.finish();
                }
            }
        }
    }
}

impl fmt::Debug for InOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InOrder")
            .field("wanted", &self.wanted)
            .field("ready", &self.ready.len())
            .field("collected", &self.collected.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn messages(times: &[&str]) -> Vec<Message> {
        let one = |(index, time)| {
            serde_json::from_value(json!({"id": format!("{index}"), "from_username": "a",
                "content": "x", "timestamp": time}))
            .unwrap()
        };
        times.iter().enumerate().map(one).collect()
    }

    fn ids(messages: &[Message]) -> String {
        messages.iter().map(|message| message.id.as_str()).collect()
    }

    #[test]
    fn equal_times_keep_their_order_and_unreadable_ones_their_neighbour() {
        let list =
            messages(&["2025-01-01T00:00:03Z", "2025-01-01T00:00:01Z", "2025-01-01T00:00:01Z"]);
        assert_eq!(ids(&turned(list, Order::OldestFirst)), "210");
        let list = messages(&["2025-01-01T00:00:03Z", "soon", "2025-01-01T00:00:01Z"]);
        assert_eq!(ids(&turned(list, Order::OldestFirst)), "210");
        let mut list = messages(&["2025-01-01T00:00:01Z", "2025-01-01T00:00:03Z", "soon"]);
        sort(&mut list, Order::NewestFirst);
        assert_eq!(ids(&list), "120");
    }

    #[test]
    fn the_order_is_told_by_the_ends() {
        let old = "2025-01-01T00:00:01Z";
        let new = "2025-01-01T00:00:02Z";
        assert_eq!(Order::of(&messages(&[old, new])), Some(Order::OldestFirst));
        assert_eq!(Order::of(&messages(&[new, old])), Some(Order::NewestFirst));
        assert_eq!(Order::of(&messages(&["x", old, new, "y"])), Some(Order::OldestFirst));
        for silent in [&[][..], &[old], &[old, old], &["x", "y"]] {
            assert_eq!(Order::of(&messages(silent)), None);
        }
    }
}
