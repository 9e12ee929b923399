//! Fetching what was missed while there was no connection.

use std::sync::PoisonError;
use std::time::Duration;

use chatwire_core::ws::Caught;
use chatwire_core::{Error, ErrorKind, Result, Timestamp};
use futures_util::TryStreamExt;
use tokio::time::{Instant, sleep, timeout};

use super::Transport;
use super::event::Event;
use super::frame::named;
use super::inbox::Unfilled;
use crate::error::code;
use crate::rest::{GetMessages, Order, server_time, sort};
use crate::{Client, Message, MessageId, Profile, Since};

/// How much earlier than the newest message known the fetch begins: messages may be stored out of order.
const OVERLAP: Duration = Duration::from_secs(5);
/// Most messages of a fetch that are no newer than the newest that was seen: as many as the session surely remembers.
pub(super) const REACH: usize = 1_000;
/// Messages that the server keeps, those of the room and direct ones of everybody together (Token Bowl server 2.0.1).
const STORE: u64 = 100;
/// Messages of a page.
const PAGE: u32 = 100;

/// Clocks that differ by less are taken as equal: the server tells its time in whole seconds.
const SKEW: Duration = Duration::from_secs(2);

/// How long a fetch is tried again; core gives it up after a minute.
const PATIENCE: Duration = Duration::from_secs(45);
/// Longest time for a fetch that itself says when it failed; less than core's minute.
const LIMIT: Duration = Duration::from_secs(55);
/// Longest pause between tries.
const MAX_PAUSE: Duration = Duration::from_secs(8);

/// One fetch.
pub(super) struct Gap {
    pub(super) client: Client,
    pub(super) transport: Transport,
    /// Time of the newest message that was seen.
    pub(super) newest: Option<Timestamp>,
    /// Time of the first message that was seen.
    pub(super) first: Option<Timestamp>,
    /// When the session first went online, by our clock: what is older is no business of it.
    pub(super) began: Timestamp,
    /// Cleared when the fetch has succeeded.
    pub(super) unfilled: Unfilled,
}

/// What the calls of one fetch brought.
struct Look {
    me: Profile,
    from: Timestamp,
    since: Since,
    direct: Vec<Message>,
    room: Vec<Message>,
}

impl Gap {
    /// Messages of the room and to this user since the newest one seen, oldest first.
    ///
    /// Those that were seen already come again; the session drops them by their ids.
    ///
    /// Trouble that passes is waited out: what is given up here is lost.
    pub(super) async fn fetch(self) -> Result<Caught<Event>> {
        let until = Instant::now() + PATIENCE;
        let mut pause = Duration::from_millis(500);
        loop {
            match self.try_fetch().await {
                Ok(caught) => {
                    self.unfilled.lock().unwrap_or_else(PoisonError::into_inner).take();
                    return Ok(caught);
                }
                Err(err) => {
                    let wait = pause.max(err.retry_after().unwrap_or_default());
                    if !err.is_retryable() || until.saturating_duration_since(Instant::now()) < wait
                    {
                        return Err(err);
                    }
                    sleep(wait).await;
                    pause = (pause * 2).min(MAX_PAUSE);
                }
            }
        }
    }

    /// The same for a channel that lost its place while the line stayed up: no news of a connection follows that could
    /// say that something is lost, so this brings an event that does.
    pub(super) async fn fetch_or_tell(self) -> Result<Caught<Event>> {
        let fetched = timeout(LIMIT, self.fetch()).await.unwrap_or_else(|_| {
            Err(Error::new(ErrorKind::Timeout, "fetching what was missed took too long"))
        });
        let why = "messages may be missing: a channel lost its place, and what came meanwhile";
        let (mut caught, told) = match fetched {
            Ok(caught) if caught.complete => return Ok(caught),
            Ok(caught) => {
                let words = format!("{why} is no longer stored");
                (caught, Error::new(ErrorKind::Transport, words))
            }
            Err(err) => {
                let words = format!("{why} could not be fetched");
                let told = Error::new(ErrorKind::Transport, words).with_source(err);
                (Caught { events: Vec::new(), complete: false }, told)
            }
        };
        caught.events.insert(0, Event::Trouble(named(told.with_code(code::GAP))));
        Ok(caught)
    }

    /// Ids of messages that are newer than the newest one seen and should have been pushed.
    pub(super) async fn stored_since(&self) -> Result<Vec<MessageId>> {
        let look = self.look().await?;
        let is_newer = |message: &Message| message.timestamp_parsed() > self.newest;
        Ok(self.pushed(look).into_iter().filter(is_newer).map(|message| message.id).collect())
    }

    async fn try_fetch(&self) -> Result<Caught<Event>> {
        let look = self.look().await?;
        let complete = self.has_seen(&look.room)
            || (self.has_seen(&look.direct) && self.still_has_seen(&look.since).await?)
            || self.store_reaches_back(look.from).await?;
        let mut messages = self.pushed(look);
        sort(&mut messages, Order::OldestFirst);
        trim(&mut messages, self.newest);
        let events = messages
            .into_iter()
            .map(|mut message| {
                message.is_recovered = true;
                Event::Message(message)
            })
            .collect();
        Ok(Caught { events, complete })
    }

    /// Reads what both lists have since the newest message seen, and a little before.
    async fn look(&self) -> Result<Look> {
        let me = self.client.get_my_profile().with_meta().await?;
        let began = by_their_clock(self.began, Timestamp::now(), server_time(&me.meta.headers));
        let began = self.first.map_or(began, |first| first.min(began));
        let me = me.value;
        let overlap = self.newest.and_then(|newest| newest.checked_sub(OVERLAP));
        let from = overlap.map_or(began, |overlap| overlap.max(began));
        // The server gives what is later than this, so it must be a little earlier.
        let since = Since::from(from.checked_sub(Duration::from_millis(1)).unwrap_or(from));
        let direct = all(self.client.get_direct_messages(), &since).await?;
        let room = all(self.client.get_messages(), &since).await?;
        Ok(Look { me, from, since, direct, room })
    }

    /// Of what the lists have, the messages that the server pushes to this user.
    fn pushed(&self, look: Look) -> Vec<Message> {
        let Look { me, direct, room: mut messages, .. } = look;
        // The pushes of the server, and nothing else: viewers can read what others wrote to each other.
        messages.extend(direct.into_iter().filter(|message| is_to(message, &me)));
        if self.transport == Transport::Direct {
            // This transport gives nobody's own messages back.
            messages.retain(|message| message.from_user_id != me.id);
        }
        messages
    }

    /// Whether a list reaches back to what was seen already, so that nothing between was thrown away.
    ///
    /// That holds for both lists only if it is the later one: the server gives up the oldest
    /// message of either as new ones come.
    fn has_seen(&self, list: &[Message]) -> bool {
        list.iter().any(|message| {
            message.timestamp_parsed().is_some_and(|at| self.newest.is_some_and(|seen| at <= seen))
        })
    }

    /// Whether the direct messages, which were asked for first, reach back even now.
    async fn still_has_seen(&self, since: &Since) -> Result<bool> {
        Ok(self.has_seen(&all(self.client.get_direct_messages(), since).await?))
    }

    /// Whether the server still has something older than `from`, so that nothing since then was thrown away.
    async fn store_reaches_back(&self, from: Timestamp) -> Result<bool> {
        let mut kept: u64 = 0;
        for list in [self.client.get_messages(), self.client.get_direct_messages()] {
            let one = list.limit(1);
            let first = one.clone().await?;
            let total = first.total.unwrap_or_default();
            kept = kept.saturating_add(total);
            // The oldest is at one end or the other.
            let last = match total {
                0 | 1 => Vec::new(),
                _ => one.offset(total - 1).await?.items,
            };
            let mut ends = first.items.iter().chain(&last);
            if ends.any(|message| message.timestamp_parsed().is_some_and(|at| at < from)) {
                return Ok(true);
            }
        }
        // A session that has seen nothing, on a server that has hardly anything: nothing was thrown away.
        Ok(self.newest.is_none() && kept < STORE)
    }
}

async fn all(list: GetMessages, since: &Since) -> Result<Vec<Message>> {
    list.since(since.clone()).limit(PAGE).items().try_collect().await
}

/// Drops what is so far behind the newest message seen that the session may have forgotten it.
fn trim(messages: &mut Vec<Message>, newest: Option<Timestamp>) {
    let is_old =
        |message: &Message| message.timestamp_parsed().is_some_and(|at| Some(at) <= newest);
    let old = messages.partition_point(is_old);
    messages.drain(..old.saturating_sub(REACH));
}

fn is_to(message: &Message, me: &Profile) -> bool {
    match &message.to_user_id {
        Some(id) => *id == me.id,
        None => message.to_username.as_deref() == Some(me.username.as_str()),
    }
}

/// A time of ours as the server's clock would have told it.
fn by_their_clock(ours: Timestamp, now: Timestamp, theirs: Option<Timestamp>) -> Timestamp {
    let Some(theirs) = theirs else { return ours };
    let (behind, ahead) = (now.duration_since(theirs), theirs.duration_since(now));
    if behind.max(ahead) <= SKEW {
        return ours;
    }
    let moved = ours.checked_add(ahead).and_then(|at| at.checked_sub(behind));
    moved.unwrap_or(ours)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, header};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn clocks_that_differ_are_brought_together() {
        let (began, now) = (at("2025-01-01T12:00:00.5Z"), at("2025-01-01T13:00:00Z"));
        for (theirs, moved) in [
            (None, "2025-01-01T12:00:00.5Z"),
            (Some("2025-01-01T13:00:02Z"), "2025-01-01T12:00:00.5Z"),
            (Some("2025-01-01T13:10:00Z"), "2025-01-01T12:10:00.5Z"),
            (Some("2025-01-01T12:59:00Z"), "2025-01-01T11:59:00.5Z"),
        ] {
            assert_eq!(by_their_clock(began, now, theirs.map(at)), at(moved), "{theirs:?}");
        }
    }

    #[test]
    fn what_may_be_forgotten_is_not_fetched_again() {
        let message = |n: usize| -> Message {
            let time = format!("2025-01-01T00:{:02}:{:02}Z", n / 60, n % 60);
            let value = serde_json::json!({"id": n.to_string(), "from_username": "a", "content": "x",
                "timestamp": time});
            serde_json::from_value(value).unwrap()
        };
        let mut list: Vec<Message> = (0..3_000).map(message).collect();
        let newest = list[1_999].timestamp_parsed();
        trim(&mut list, newest);
        assert_eq!((list.len(), list[0].id.as_str()), (2_000, "1000"));
        trim(&mut list, None);
        assert_eq!(list.len(), 2_000);
    }

    #[test]
    fn the_date_of_an_answer_is_read() {
        let mut headers = HeaderMap::new();
        assert_eq!(server_time(&headers), None);
        for (date, expected) in [
            ("Wed, 21 Oct 2015 07:28:00 GMT", Some("2015-10-21T07:28:00Z")),
            ("Thu, 01 Jan 2026 00:00:00 GMT", Some("2026-01-01T00:00:00Z")),
            ("yesterday", None),
            ("Wed, 21 Oct", None),
            ("Wed, 99 Oct 2015 07:28:00 GMT", None),
        ] {
            headers.insert(header::DATE, date.parse().unwrap());
            assert_eq!(server_time(&headers), expected.map(at), "{date}");
        }
    }
}
