//! [`Messages`]: the last messages of the channels.

use std::fmt;

use super::lru::Lru;
use crate::{ChannelId, Message, MessageId};

/// Messages by channel, bounded twice: those of one channel, and all of them.
#[derive(Debug)]
pub(super) struct Messages {
    channels: Lru<ChannelId, Lru<MessageId, Kept>>,
    per_channel: usize,
    total: usize,
    count: usize,
}

/// A message that is kept.
///
/// Few of those that come are ever looked up. Until then one stays as it came: a third of the memory, and one piece of
/// it that has to be given back when it goes, not ten.
pub(super) enum Kept {
    /// As it came over the line, and was read once without repair.
    Encoded(Box<[u8]>),
    Read(Message),
}

impl Kept {
    /// The message, which from now on is kept as it was read.
    fn read(&mut self) -> Option<Message> {
        if let Self::Encoded(bytes) = self {
            *self = Self::Read(Message::decode(bytes).ok()?);
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

impl Messages {
    pub(super) fn new(channels: usize, per_channel: usize, total: usize) -> Self {
        // Messages come from channels that nobody has looked up, too.
        let channels = Lru::new(channels.max(1_000));
        Self { channels, per_channel, total, count: 0 }
    }

    /// Keeps a message; gives the one that had to go for it.
    pub(super) fn insert(
        &mut self,
        channel: ChannelId,
        id: MessageId,
        message: Kept,
    ) -> Option<(MessageId, Kept)> {
        if self.per_channel == 0 || self.total == 0 {
            return Some((id, message));
        }
        if !self.channels.contains(&channel)
            && let Some((_, gone)) = self.channels.insert(channel, Lru::new(self.per_channel))
        {
            self.count -= gone.len();
        }
        let messages = self.channels.get_mut(&channel)?;
        let before = messages.len();
        let gone = messages.insert(id, message);
        self.count += messages.len() - before;
        while self.count > self.total {
            self.drop_oldest();
        }
        gone
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
        if !messages.is_empty() {
            // It stays the next to go: all others were used later, but their order among each other is kept.
            self.channels.insert_oldest(channel, messages);
        }
    }

    pub(super) fn get(&mut self, channel: ChannelId, id: MessageId) -> Option<Message> {
        self.channels.get_mut(&channel)?.get_mut(&id)?.read()
    }

    /// Puts another version of a message in the place of the known one; `false` when none is known.
    pub(super) fn replace(&mut self, channel: ChannelId, id: MessageId, message: Message) -> bool {
        let known = self.channels.get_mut(&channel).and_then(|messages| messages.get_mut(&id));
        known.map(|known| *known = Kept::Read(message)).is_some()
    }

    /// Forgets a message; whether it was known.
    pub(super) fn remove(&mut self, channel: ChannelId, id: MessageId) -> bool {
        let messages = self.channels.get_mut(&channel);
        let is_gone = messages.is_some_and(|messages| messages.remove(&id).is_some());
        self.count -= usize::from(is_gone);
        is_gone
    }

    pub(super) fn remove_channel(&mut self, channel: ChannelId) {
        if let Some(gone) = self.channels.remove(&channel) {
            self.count -= gone.len();
        }
    }

    /// Messages of a channel, by their ids; this is no use of them.
    pub(super) fn of(&mut self, channel: ChannelId) -> Vec<Message> {
        let Some(messages) = self.channels.peek_mut(&channel) else { return Vec::new() };
        let mut ids: Vec<MessageId> = messages.iter().map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids.iter().filter_map(|id| messages.peek_mut(id)?.read()).collect()
    }

    /// The message of a channel with the highest id; this is no use of it.
    pub(super) fn last_of(&mut self, channel: ChannelId) -> Option<Message> {
        let messages = self.channels.peek_mut(&channel)?;
        let id = messages.iter().map(|(id, _)| *id).max()?;
        messages.peek_mut(&id)?.read()
    }

    pub(super) fn count_of(&self, channel: ChannelId) -> usize {
        self.channels.peek(&channel).map_or(0, Lru::len)
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use chatwire_mezon_proto::{Message as _, api};

    use super::*;

    fn put(messages: &mut Messages, channel: i64, id: i64) {
        let raw = api::ChannelMessage {
            channel_id: channel,
            message_id: id,
            ..api::ChannelMessage::default()
        };
        messages.insert(channel.into(), id.into(), Kept::Read(raw.into()));
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
    fn what_is_kept_as_it_came_is_read_when_it_is_looked_up() {
        let mut messages = Messages::new(10, 3, 5);
        let encoded = |id| {
            let raw = api::ChannelMessage {
                channel_id: 1,
                message_id: id,
                content: format!(r#"{{"t":"{id}"}}"#),
                mentions: b"[]".as_slice().into(),
                ..api::ChannelMessage::default()
            };
            Kept::Encoded(raw.encode_to_vec().into())
        };
        for id in [2, 1, 3] {
            assert!(messages.insert(1.into(), id.into(), encoded(id)).is_none());
        }
        let last = messages.last_of(1.into()).unwrap();
        assert_eq!((last.message_id, last.text(), &*last.mentions), (3, "3", b"[]".as_slice()));
        assert_eq!(messages.get(1.into(), 1.into()).unwrap().text(), "1");
        assert_eq!(ids(&mut messages, 1), [1, 2, 3]);
        // The look at all of them was no use: 2 is still the next to go.
        let gone = messages.insert(1.into(), 4.into(), encoded(4));
        assert_eq!(gone.unwrap().0, 2);
        assert!(messages.last_of(2.into()).is_none());
    }
}
