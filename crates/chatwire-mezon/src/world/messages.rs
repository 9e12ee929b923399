//! [`Messages`]: the last messages of the channels.

use super::lru::Lru;
use crate::{ChannelId, Message, MessageId};

/// Messages by channel, bounded twice: those of one channel, and all of them.
#[derive(Debug)]
pub(super) struct Messages {
    channels: Lru<ChannelId, Lru<MessageId, Message>>,
    per_channel: usize,
    total: usize,
    count: usize,
}

impl Messages {
    pub(super) fn new(channels: usize, per_channel: usize, total: usize) -> Self {
        // Messages come from channels that nobody has looked up, too.
        let channels = Lru::new(channels.max(1_000));
        Self { channels, per_channel, total, count: 0 }
    }

    pub(super) fn insert(&mut self, channel: ChannelId, id: MessageId, message: Message) {
        if self.per_channel == 0 || self.total == 0 {
            return;
        }
        if !self.channels.contains(&channel)
            && let Some((_, gone)) = self.channels.insert(channel, Lru::new(self.per_channel))
        {
            self.count -= gone.len();
        }
        let Some(messages) = self.channels.get_mut(&channel) else { return };
        let before = messages.len();
        messages.insert(id, message);
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
        if !messages.is_empty() {
            // It stays the next to go: all others were used later, but their order among each other is kept.
            self.channels.insert_oldest(channel, messages);
        }
    }

    pub(super) fn get(&mut self, channel: ChannelId, id: MessageId) -> Option<Message> {
        self.channels.get_mut(&channel)?.get_mut(&id).cloned()
    }

    /// Puts another version of a message in the place of the known one; `false` when none is known.
    pub(super) fn replace(&mut self, channel: ChannelId, id: MessageId, message: Message) -> bool {
        let known = self.channels.get_mut(&channel).and_then(|messages| messages.get_mut(&id));
        known.map(|known| *known = message).is_some()
    }

    pub(super) fn remove(&mut self, channel: ChannelId, id: MessageId) -> Option<Message> {
        let gone = self.channels.get_mut(&channel)?.remove(&id)?;
        self.count -= 1;
        Some(gone)
    }

    pub(super) fn remove_channel(&mut self, channel: ChannelId) {
        if let Some(gone) = self.channels.remove(&channel) {
            self.count -= gone.len();
        }
    }

    /// Messages of a channel, by their ids.
    pub(super) fn of(&self, channel: ChannelId) -> Vec<Message> {
        let Some(messages) = self.channels.peek(&channel) else { return Vec::new() };
        let mut all: Vec<Message> = messages.iter().map(|(_, message)| message.clone()).collect();
        all.sort_unstable_by_key(Message::id);
        all
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
    use chatwire_mezon_proto::api;

    use super::*;

    fn put(messages: &mut Messages, channel: i64, id: i64) {
        let raw = api::ChannelMessage {
            channel_id: channel,
            message_id: id,
            ..api::ChannelMessage::default()
        };
        messages.insert(channel.into(), id.into(), raw.into());
    }

    fn ids(messages: &Messages, channel: i64) -> Vec<i64> {
        messages.of(channel.into()).iter().map(|message| message.message_id).collect()
    }

    #[test]
    fn both_bounds_hold() {
        let mut messages = Messages::new(10, 3, 5);
        for id in 1..=4 {
            put(&mut messages, 1, id);
        }
        assert_eq!((ids(&messages, 1), messages.len()), (vec![2, 3, 4], 3));
        for id in 1..=3 {
            put(&mut messages, 2, id);
        }
        assert_eq!((ids(&messages, 1), ids(&messages, 2)), (vec![3, 4], vec![1, 2, 3]));
        put(&mut messages, 3, 1);
        put(&mut messages, 3, 1);
        assert_eq!((ids(&messages, 1), messages.len()), (vec![4], 5));
        put(&mut messages, 3, 2);
        put(&mut messages, 3, 3);
        assert_eq!((ids(&messages, 1), ids(&messages, 2)), (vec![], vec![2, 3]));
        messages.remove_channel(2.into());
        assert!(messages.remove(3.into(), 2.into()).is_some());
        assert!(messages.remove(3.into(), 2.into()).is_none());
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
}
