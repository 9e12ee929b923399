//! [`Messages`]: the last messages of the channels.

use std::collections::VecDeque;
use std::fmt;

use super::lru::Lru;
use crate::{ChannelId, Message, MessageId};

/// Messages by channel, bounded twice: those of one channel, and all of them.
#[derive(Debug)]
pub(super) struct Messages {
    channels: Lru<ChannelId, Room>,
    per_channel: usize,
    total: usize,
    count: usize,
}

/// A message that is kept.
///
/// Few of those that come are ever looked up. Until then one stays as it came: half of the memory, in one piece, which
/// serves the next one when it goes.
enum Kept {
    /// As it came over the line, in a form that [`Message::read`] understands.
    Encoded(Vec<u8>),
    Read(Message),
}

impl Kept {
    /// Most memory of a message that is kept for the next one.
    const REUSED: usize = 2 * 1024;

    /// A message, or its bytes in the memory of one that goes.
    fn new(message: &Message, encoded: Option<&[u8]>, gone: Option<Self>) -> Self {
        let Some(encoded) = encoded else { return Self::Read(message.clone()) };
        let mut memory = match gone {
            Some(Self::Encoded(memory)) if memory.capacity() <= Self::REUSED => memory,
            _ => Vec::with_capacity(encoded.len()),
        };
        memory.clear();
        memory.extend_from_slice(encoded);
        Self::Encoded(memory)
    }

    /// The message, which from now on is kept as it was read.
    fn read(&mut self) -> Option<Message> {
        if let Self::Encoded(encoded) = self {
            *self = Self::Read(Message::read(encoded, &mut Vec::new())?);
        }
        match self {
            Self::Read(message) => Some(message.clone()),
            Self::Encoded(_) => None,
        }
    }
}

/// What people write is not shown.
impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encoded(bytes) => f.debug_tuple("Encoded").field(&bytes.len()).finish(),
            Self::Read(message) => f.debug_tuple("Read").field(&message.id()).finish(),
        }
    }
}

/// The messages of one channel, from the one that was not used for longest to the last used.
///
/// Nearly always a message comes, is newer than all others, and the first one goes: in a list that touches both ends
/// only. The few that are looked up are searched for, and moved.
#[derive(Debug, Default)]
struct Room {
    ids: VecDeque<MessageId>,
    kept: VecDeque<Kept>,
    /// The highest id that was ever here.
    highest: MessageId,
}

impl Room {
    fn len(&self) -> usize {
        self.ids.len()
    }

    fn place(&self, id: MessageId) -> Option<usize> {
        if id > self.highest { None } else { self.ids.iter().rposition(|known| *known == id) }
    }

    /// Keeps a message as the last used; it is made of the one that has to go for it.
    fn insert(&mut self, id: MessageId, most: usize, make: impl FnOnce(Option<Kept>) -> Kept) {
        let gone = match self.place(id) {
            Some(place) => self.take(place),
            None if self.len() >= most => self.pop_oldest(),
            None => None,
        };
        self.push(id, make(gone));
    }

    fn push(&mut self, id: MessageId, kept: Kept) {
        self.highest = self.highest.max(id);
        self.ids.push_back(id);
        self.kept.push_back(kept);
    }

    fn take(&mut self, place: usize) -> Option<Kept> {
        self.ids.remove(place);
        self.kept.remove(place)
    }

    /// Makes a message the last used.
    fn touch(&mut self, id: MessageId) -> Option<&mut Kept> {
        let place = self.place(id)?;
        if place + 1 < self.len() {
            let kept = self.take(place)?;
            self.push(id, kept);
        }
        self.kept.back_mut()
    }

    fn pop_oldest(&mut self) -> Option<Kept> {
        self.ids.pop_front();
        self.kept.pop_front()
    }
}

impl Messages {
    pub(super) fn new(channels: usize, per_channel: usize, total: usize) -> Self {
        // Messages come from channels that nobody has looked up, too.
        let channels = Lru::new(channels.max(1_000));
        Self { channels, per_channel, total, count: 0 }
    }

    /// Keeps a message, in its bytes where these are at hand.
    pub(super) fn insert(&mut self, message: &Message, encoded: Option<&[u8]>) {
        if self.per_channel == 0 || self.total == 0 {
            return;
        }
        let channel = message.channel_id();
        let messages = match self.channels.get_mut(&channel) {
            Some(messages) => messages,
            None => {
                if let Some((_, gone)) = self.channels.insert(channel, Room::default()) {
                    self.count -= gone.len();
                }
                let Some(messages) = self.channels.get_mut(&channel) else { return };
                messages
            }
        };
        let before = messages.len();
        let most = self.per_channel;
        messages.insert(message.id(), most, |gone| Kept::new(message, encoded, gone));
        self.count += messages.len() - before;
        while self.count > self.total {
            self.drop_oldest();
        }
    }

    /// Drops a message of the channel that was not used for longest.
    fn drop_oldest(&mut self) {
        let Some((channel, mut messages)) = self.channels.pop_oldest() else {
            self.count = 0;
            return;
        };
        if messages.pop_oldest().is_some() {
            self.count -= 1;
        }
        if messages.len() > 0 {
            // It stays the next to go: all others were used later, but their order among each other is kept.
            self.channels.insert_oldest(channel, messages);
        }
    }

    pub(super) fn get(&mut self, channel: ChannelId, id: MessageId) -> Option<Message> {
        self.channels.get_mut(&channel)?.touch(id)?.read()
    }

    /// Puts another version of a message in the place of the known one; `false` when none is known.
    pub(super) fn replace(&mut self, channel: ChannelId, id: MessageId, message: Message) -> bool {
        let known = self.channels.get_mut(&channel).and_then(|messages| messages.touch(id));
        known.map(|known| *known = Kept::Read(message)).is_some()
    }

    /// Forgets a message; whether it was known.
    pub(super) fn remove(&mut self, channel: ChannelId, id: MessageId) -> bool {
        let gone = self
            .channels
            .get_mut(&channel)
            .and_then(|messages| messages.place(id).and_then(|place| messages.take(place)));
        self.count -= usize::from(gone.is_some());
        gone.is_some()
    }

    pub(super) fn remove_channel(&mut self, channel: ChannelId) {
        if let Some(gone) = self.channels.remove(&channel) {
            self.count -= gone.len();
        }
    }

    /// Messages of a channel, by their ids; this is no use of them.
    pub(super) fn of(&mut self, channel: ChannelId) -> Vec<Message> {
        let Some(messages) = self.channels.peek_mut(&channel) else { return Vec::new() };
        let mut all: Vec<Message> = messages.kept.iter_mut().filter_map(Kept::read).collect();
        all.sort_unstable_by_key(Message::id);
        all
    }

    /// The message of a channel with the highest id; this is no use of it.
    pub(super) fn last_of(&mut self, channel: ChannelId) -> Option<Message> {
        let messages = self.channels.peek_mut(&channel)?;
        let newest = messages.ids.iter().max().copied()?;
        let place = messages.place(newest)?;
        messages.kept.get_mut(place)?.read()
    }

    pub(super) fn count_of(&self, channel: ChannelId) -> usize {
        self.channels.peek(&channel).map_or(0, Room::len)
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use chatwire_mezon_proto::{Message as _, api};

    use super::*;

    /// Keeps a message, every other one in its bytes.
    fn put(messages: &mut Messages, channel: i64, id: i64) {
        let raw = api::ChannelMessage {
            channel_id: channel,
            message_id: id,
            content: format!(r#"{{"t":"{id}"}}"#),
            ..api::ChannelMessage::default()
        };
        let encoded = raw.encode_to_vec();
        messages.insert(&raw.into(), (id % 2 == 0).then_some(&encoded));
    }

    fn ids(messages: &mut Messages, channel: i64) -> Vec<i64> {
        messages.of(channel.into()).iter().map(|message| message.message_id).collect()
    }

    #[test]
    fn both_bounds_hold() {
        let mut messages = Messages::new(10, 3, 5);
        for id in 1..=4 {
            put(&mut messages, 1, id);
        }
        assert_eq!((ids(&mut messages, 1), messages.len()), (vec![2, 3, 4], 3));
        for id in 1..=3 {
            put(&mut messages, 2, id);
        }
        assert_eq!((ids(&mut messages, 1), ids(&mut messages, 2)), (vec![3, 4], vec![1, 2, 3]));
        put(&mut messages, 3, 1);
        put(&mut messages, 3, 1);
        assert_eq!((ids(&mut messages, 1), messages.len()), (vec![4], 5));
        put(&mut messages, 3, 2);
        put(&mut messages, 3, 3);
        assert_eq!((ids(&mut messages, 1), ids(&mut messages, 2)), (vec![], vec![2, 3]));
        messages.remove_channel(2.into());
        assert!(messages.remove(3.into(), 2.into()));
        assert!(!messages.remove(3.into(), 2.into()));
        assert_eq!(messages.len(), 2);
    }

    #[test]
    fn memory_stays_bounded_over_many_channels() {
        let mut messages = Messages::new(10, 3, 5_000);
        for id in 1..=20_000 {
            put(&mut messages, id % 3_000, id);
        }
        assert!(messages.len() <= 3_000, "{}", messages.len());
    }

    #[test]
    fn a_look_at_all_of_a_channel_is_no_use_of_them() {
        let mut messages = Messages::new(10, 3, 5);
        for id in [2, 1, 3] {
            put(&mut messages, 1, id);
        }
        assert_eq!(messages.last_of(1.into()).unwrap().id(), 3);
        let first = messages.get(1.into(), 1.into()).unwrap();
        assert_eq!((first.id(), first.text()), (1.into(), "1"));
        assert_eq!(ids(&mut messages, 1), [1, 2, 3]);
        put(&mut messages, 1, 4);
        assert_eq!(ids(&mut messages, 1), [1, 3, 4], "2 was not used for longest");
        assert!(messages.last_of(2.into()).is_none());
    }

    #[test]
    fn memory_of_what_goes_serves_what_comes_unless_it_is_large() {
        let text = |length| {
            Message::from(api::ChannelMessage {
                content: "x".repeat(length),
                ..api::ChannelMessage::default()
            })
        };
        let kept = |length, gone| {
            let message = text(length);
            Kept::new(&message, Some(&message.encode_to_vec()), gone)
        };
        let mut last = kept(200, None);
        for length in [100, 10, 5_000, 50] {
            last = kept(length, Some(last));
            let Kept::Encoded(memory) = &last else { panic!("{last:?}") };
            assert!(memory.capacity() < 300 || length == 5_000, "{}", memory.capacity());
            assert_eq!(last.read().unwrap().content.len(), length);
            last = kept(length, None);
        }
    }
}
