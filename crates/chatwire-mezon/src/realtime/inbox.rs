//! [`Inbox`]: which messages a session has delivered, so that none comes twice and a gap can be closed.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use chatwire_core::ws::Caught;
use chatwire_core::{Error, Result};
use chatwire_mezon_proto::api;
use tokio::time::{Instant, timeout_at};

use crate::client::Client;
use crate::event::Event;
use crate::id::hash::IdState;
use crate::{ChannelId, ClanId, Message, MessageId};

/// Last messages of channels, with the clans that these are in.
type Last = HashMap<ChannelId, (ClanId, MessageId), IdState>;

/// Messages that are remembered.
const REMEMBERED: usize = 4_096;
/// Channels whose last message is remembered.
const CHANNELS: usize = 1_000;
/// Messages of one page of the history, the most that the service gives.
const PAGE: i32 = 100;
/// Longest time for all channels after a gap: what came by then is kept. The session itself would throw all of it away
/// after 60 s.
const FETCH: Duration = Duration::from_secs(50);
/// Pages that are fetched of one channel after a gap.
const PAGES: usize = 10;
/// Direction of the history towards the present; the web client's number, which nobody documents.
const AFTER: i32 = 1;
/// Events that wait until a session is online again.
const EARLY: usize = 4_096;

/// What was delivered.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    /// The last messages, oldest first.
    recent: VecDeque<(ChannelId, MessageId)>,
    /// What is newer than the last message of its channel was never delivered: `recent` is searched for others only.
    last: Last,
    /// A channel has no room among the last messages: a gap cannot be closed for certain.
    is_full: bool,
    /// The gap that is being closed.
    gap: Option<Break>,
    /// What came before the session was online again, in bytes.
    early: VecDeque<(u32, Bytes)>,
}

/// A line that was lost, until what was missed has come.
#[derive(Debug, Default)]
struct Break {
    /// Last messages before it.
    since: Last,
    /// First message of each channel on the present line, which brings all that is newer by itself.
    first: BTreeMap<ChannelId, MessageId>,
}

impl Inbox {
    /// A new line after one that was lost: what comes from now on is newer than what is fetched.
    ///
    /// A line that breaks before it is online leaves the gap as it was.
    pub(super) fn broken(&mut self) {
        let Self { gap, last, .. } = self;
        let gap = gap.get_or_insert_with(|| Break { since: last.clone(), ..Break::default() });
        gap.first.clear();
    }

    /// Whether a message comes again when the gap is closed.
    pub(super) fn is_fetched(&self, message: &Message) -> bool {
        let channel = message.channel_id();
        !is_change(message) && self.gap.as_ref().is_some_and(|gap| gap.since.contains_key(&channel))
    }

    /// Keeps what comes before the session is online again; what has to be delivered now, when there is too much.
    pub(super) fn wait(&mut self, number: u32, content: &[u8]) -> Option<(u32, Bytes)> {
        self.early.push_back((number, Bytes::copy_from_slice(content)));
        if self.early.len() > EARLY { self.early.pop_front() } else { None }
    }

    /// What came before the session was online again, oldest first.
    pub(super) fn take_early(&mut self) -> VecDeque<(u32, Bytes)> {
        std::mem::take(&mut self.early)
    }

    /// Notes a message of the line; `false` when it was delivered before.
    pub(super) fn note(&mut self, message: &Message) -> bool {
        if let Some(gap) = &mut self.gap
            && gap.first.len() < CHANNELS
            && !is_change(message)
        {
            gap.first.entry(message.channel_id()).or_insert(message.id());
        }
        self.is_new(message)
    }

    /// Notes messages that were fetched, which closes the gap; leaves out what was delivered or is on its way.
    pub(super) fn on_backfill(&mut self, events: &mut Vec<Event>) {
        let first = self.gap.take().map(|gap| gap.first).unwrap_or_default();
        events.retain(|event| {
            let Event::ChannelMessage(message) = event else { return true };
            let pushed = first.get(&message.channel_id());
            pushed.is_none_or(|first| message.id() < *first) && self.is_new(message)
        });
    }

    fn is_new(&mut self, message: &Message) -> bool {
        if is_change(message) {
            return true;
        }
        let (clan, channel, id) = (message.clan_id(), message.channel_id(), message.id());
        let channels = self.last.len();
        match self.last.get_mut(&channel) {
            // Ids grow with time.
            Some(last) if last.1 < id => *last = (clan, id),
            _ if self.recent.contains(&(channel, id)) => return false,
            // One that comes late does not turn the clock back.
            Some(last) => last.0 = clan,
            None if channels < CHANNELS => {
                self.last.insert(channel, (clan, id));
            }
            None => self.is_full = true,
        }
        if self.recent.len() >= REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back((channel, id));
        true
    }

    /// Fetches what came to the known channels since the line was lost, oldest first.
    pub(super) fn fetch(
        &self,
        client: Client,
    ) -> impl Future<Output = Result<Caught<Event>>> + Send + 'static {
        let since = self.gap.as_ref().map_or(&self.last, |gap| &gap.since);
        let mut known: Vec<_> =
            since.iter().map(|(channel, (clan, last))| (*clan, *channel, *last)).collect();
        known.sort_unstable();
        let mut complete = !self.is_full;
        async move {
            let until = Instant::now() + FETCH;
            let mut missed = Vec::new();
            let mut failed: Option<Error> = None;
            for (clan, channel, last) in known {
                let mut found = BTreeMap::new();
                let fetched = timeout_at(until, after(&client, clan, channel, last, &mut found));
                let outcome = fetched.await;
                missed.extend(found.into_values());
                match outcome {
                    Ok(Ok(is_all)) => complete &= is_all,
                    Ok(Err(error)) => {
                        tracing::warn!(%channel, %error, "what was missed cannot be fetched");
                        failed = Some(error);
                    }
                    Err(_) => {
                        tracing::warn!("what was missed in all channels takes too long to fetch");
                        complete = false;
                        break;
                    }
                }
            }
            missed.sort_by_key(|message| (message.create_time_seconds, message.message_id));
            match failed {
                Some(error) if missed.is_empty() => Err(error),
                failed => Ok(Caught {
                    events: missed.iter().map(recovered).collect(),
                    complete: complete && failed.is_none(),
                }),
            }
        }
    }
}

/// Whether a message is no new one: its id is another one's, or nobody's.
fn is_change(message: &Message) -> bool {
    message.id().is_none() || message.kind().is_change()
}

/// The event of a message that was fetched after a gap.
fn recovered(message: &api::ChannelMessage) -> Event {
    Event::ChannelMessage(Message::recovered(message))
}

/// Puts the messages of a channel after `last` into `found`, oldest first; whether these are all.
async fn after(
    client: &Client,
    clan: ClanId,
    channel: ChannelId,
    last: MessageId,
    found: &mut BTreeMap<i64, api::ChannelMessage>,
) -> Result<bool> {
    let mut from = last.get();
    for _ in 0..PAGES {
        let request = api::ListChannelMessagesRequest {
            clan_id: clan.get(),
            channel_id: channel.get(),
            message_id: from,
            direction: AFTER,
            limit: PAGE,
            ..api::ListChannelMessagesRequest::default()
        };
        let page = client.api().list_channel_messages(request).over_http().await?.messages;
        let is_last = page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        let newest = page.iter().map(|message| message.message_id).max().unwrap_or_default();
        // The meaning of directions is unproven: what is not newer is no news, whatever was asked for.
        let newer = page.into_iter().filter(|message| message.message_id > last.get());
        found.extend(newer.map(|message| (message.message_id, message)));
        if is_last || newest <= from {
            return Ok(true);
        }
        from = newest;
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes of messages that change or remove another one, whose id they carry.
    const CHANGES: [i32; 4] = [1, 2, 14, 15];

    fn raw(channel: i64, id: i64, code: i32) -> api::ChannelMessage {
        api::ChannelMessage {
            channel_id: channel,
            message_id: id,
            code,
            ..api::ChannelMessage::default()
        }
    }

    fn message(channel: i64, id: i64, code: i32) -> Message {
        raw(channel, id, code).into()
    }

    #[test]
    fn a_message_comes_once_and_its_changes_always() {
        let mut inbox = Inbox::default();
        assert!(inbox.note(&message(1, 5, 0)));
        assert!(!inbox.note(&message(1, 5, 0)));
        assert!(inbox.note(&message(2, 5, 0)), "another channel");
        for code in CHANGES {
            assert!(inbox.note(&message(1, 5, code)) && inbox.note(&message(1, 5, code)));
        }
        assert!(inbox.note(&message(1, 4, 0)));
        assert_eq!(inbox.last[&ChannelId::new(1)].1, MessageId::new(5));
    }

    fn fetched(channel: i64, ids: impl IntoIterator<Item = i64>) -> Vec<Event> {
        ids.into_iter().map(|id| recovered(&raw(channel, id, 0))).collect()
    }

    fn ids(events: &[Event]) -> Vec<i64> {
        let id = |event: &Event| match event {
            Event::ChannelMessage(message) => message.message_id,
            other => panic!("{other:?}"),
        };
        events.iter().map(id).collect()
    }

    #[test]
    fn what_is_fetched_ends_where_the_line_begins() {
        let mut inbox = Inbox::default();
        assert!(inbox.note(&message(1, 5, 0)));
        inbox.broken();
        // On the new line, before the fetch: it must not move the beginning of the gap.
        assert!(inbox.note(&message(1, 8, 0)));
        assert_eq!(inbox.gap.as_ref().unwrap().since[&ChannelId::new(1)].1, MessageId::new(5));
        let mut events = fetched(1, [6, 7, 8, 9]);
        inbox.on_backfill(&mut events);
        assert_eq!(ids(&events), [6, 7], "8 was pushed, and 9 is behind it");
        assert!(inbox.note(&message(1, 9, 0)) && inbox.gap.is_none());
        // Nothing was pushed: all that was fetched counts, and once.
        inbox.broken();
        let mut events = fetched(1, [9, 10, 11]);
        inbox.on_backfill(&mut events);
        assert_eq!(ids(&events), [10, 11]);
        assert!(!inbox.note(&message(1, 11, 0)));
    }

    #[test]
    fn a_line_that_never_was_online_leaves_the_gap_open() {
        let mut inbox = Inbox::default();
        inbox.note(&message(1, 5, 0));
        inbox.broken();
        assert_eq!(inbox.wait(6, b"x"), None);
        inbox.broken();
        assert_eq!(inbox.take_early(), [(6, Bytes::from_static(b"x"))]);
        assert!(inbox.is_fetched(&message(1, 7, 0)));
        assert!(!inbox.is_fetched(&message(2, 7, 0)), "nobody fetches that channel");
        assert!(!inbox.is_fetched(&message(1, 5, CHANGES[0])), "nor changes");
        for number in 0..4_096 {
            assert_eq!(inbox.wait(number, b""), None);
        }
        assert_eq!(inbox.wait(9_999, b""), Some((0, Bytes::new())), "the oldest goes first");
        assert_eq!(inbox.take_early().len(), EARLY);
    }

    #[test]
    fn memory_is_bounded() {
        let mut inbox = Inbox::default();
        for id in 1..=20_000 {
            inbox.note(&message(id, id, 0));
        }
        assert_eq!(inbox.recent.len(), REMEMBERED);
        assert_eq!(inbox.last.len(), CHANNELS);
        assert!(inbox.is_full, "a gap cannot be closed for certain");
    }
}
