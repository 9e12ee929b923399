//! [`Inbox`]: which messages a session has delivered, so that none comes twice and a gap can be closed.

mod search;

use std::collections::{BTreeMap, HashMap, VecDeque};

use bytes::Bytes;
use chatwire_core::Result;
use chatwire_core::ws::Caught;

use self::search::Search;
use super::joins::Joins;
use crate::client::Client;
use crate::event::Event;
use crate::id::hash::IdState;
use crate::world::Listed;
use crate::{ChannelId, ClanId, Message, MessageId};

/// Last messages of channels, with the clans that these are in.
type Last = HashMap<ChannelId, (ClanId, MessageId), IdState>;

/// Messages that are remembered.
const REMEMBERED: usize = 4_096;
/// Channels whose last message is remembered.
const CHANNELS: usize = 1_000;
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
    /// What the lists of channels had before it.
    listed: Listed,
    /// First message of each channel on the present line, which brings all that is newer by itself.
    first: BTreeMap<ChannelId, MessageId>,
}

impl Inbox {
    /// A new line after one that was lost: what comes from now on is newer than what is fetched.
    ///
    /// A line that breaks before it is online leaves the gap as it was.
    pub(super) fn broken(&mut self, listed: Listed) {
        let Self { gap, last, .. } = self;
        let gap = gap.get_or_insert_with(|| Break {
            since: last.clone(),
            listed,
            first: BTreeMap::new(),
        });
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

    /// Fetches what came since the line was lost, oldest first: to channels that were heard of, and with `joins` to
    /// others whose lists have something new.
    pub(super) fn fetch(
        &self,
        client: Client,
        joins: Option<Joins>,
    ) -> impl Future<Output = Result<Caught<Event>>> + Send + 'static {
        let since = self.gap.as_ref().map_or(&self.last, |gap| &gap.since).clone();
        let listed = self.gap.as_ref().map(|gap| gap.listed.clone()).unwrap_or_default();
        let mut known: Vec<_> =
            since.iter().map(|(channel, (clan, last))| (*clan, *channel, *last)).collect();
        known.sort_unstable();
        let mut search = Search::new(client, !self.is_full);
        async move {
            search.ask(known).await;
            if let Some(joins) = joins {
                search.ask_unheard(&joins, &since, &listed).await;
            }
            search.caught()
        }
    }
}

/// Whether a message is no new one: its id is another one's, or nobody's.
fn is_change(message: &Message) -> bool {
    message.id().is_none() || message.kind().is_change()
}

#[cfg(test)]
mod tests {
    use chatwire_mezon_proto::api;

    use super::search::recovered;
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
        inbox.broken(Listed::new());
        // On the new line, before the fetch: it must not move the beginning of the gap.
        assert!(inbox.note(&message(1, 8, 0)));
        assert_eq!(inbox.gap.as_ref().unwrap().since[&ChannelId::new(1)].1, MessageId::new(5));
        let mut events = fetched(1, [6, 7, 8, 9]);
        inbox.on_backfill(&mut events);
        assert_eq!(ids(&events), [6, 7], "8 was pushed, and 9 is behind it");
        assert!(inbox.note(&message(1, 9, 0)) && inbox.gap.is_none());
        // Nothing was pushed: all that was fetched counts, and once.
        inbox.broken(Listed::new());
        let mut events = fetched(1, [9, 10, 11]);
        inbox.on_backfill(&mut events);
        assert_eq!(ids(&events), [10, 11]);
        assert!(!inbox.note(&message(1, 11, 0)));
    }

    #[test]
    fn a_line_that_never_was_online_leaves_the_gap_open() {
        let mut inbox = Inbox::default();
        inbox.note(&message(1, 5, 0));
        inbox.broken(Listed::new());
        assert_eq!(inbox.wait(6, b"x"), None);
        inbox.broken(Listed::new());
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
