//! [`Messages`]: the last messages of the channels.

use std::collections::VecDeque;
use std::fmt;
use std::hint::black_box;

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

    fn new(message: &Message) -> Self {
        match message.encoded() {
            Some(encoded) => Self::Encoded(encoded.to_vec()),
            None => Self::Read(message.clone()),
        }
    }

    /// Becomes another message, in the same memory where that serves.
    fn become_other(&mut self, message: &Message) {
        match (&mut *self, message.encoded()) {
            (Self::Encoded(memory), Some(encoded)) if memory.capacity() <= Self::REUSED => {
                memory.clear();
                memory.reserve_exact(encoded.len());
                memory.extend_from_slice(encoded);
            }
            _ => *self = Self::new(message),
        }
    }

    /// Looks at all of its memory.
    fn look_at(&self) {
        const LINE: usize = 64;
        if let Self::Encoded(memory) = self {
            black_box(memory.iter().step_by(LINE).fold(0, |all, byte| all ^ byte));
        }
    }

    /// The message, which from now on is kept as it was read.
    fn read(&mut self) -> Option<Message> {
        if let Self::Encoded(encoded) = self {
            *self = Self::Read(Message::read(encoded)?);
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
    kept: VecDeque<(MessageId, Kept)>,
    /// The highest id that was ever here.
    highest: MessageId,
}

impl Room {
    fn len(&self) -> usize {
        self.kept.len()
    }

    fn place(&self, id: MessageId) -> Option<usize> {
        if id > self.highest { None } else { self.kept.iter().rposition(|(known, _)| *known == id) }
    }

    /// Keeps a message as the last used in the place of one: of its last version, or where there are `most`, of the one
    /// that was not used for longest. `false` where it needs a place of its own.
    fn replace(&mut self, message: &Message, most: usize) -> bool {
        let id = message.id();
        if let Some(place) = self.place(id) {
            let spare = self.take(place);
            self.add(message, spare, most);
            return true;
        }
        if self.len() < most {
            return false;
        }
        // There are as many places as messages, so that the oldest becomes the newest without being moved: what has
        // just been written need not be read again, which would wait until all of it is in the caches.
        if let Some((known, kept)) = self.kept.front_mut() {
            (*known, self.highest) = (id, self.highest.max(id));
            kept.become_other(message);
            self.kept.rotate_left(1);
        }
        true
    }

    /// Keeps a message as the last used, one of `most`, in the memory of one that has gone.
    fn add(&mut self, message: &Message, spare: Option<Kept>, most: usize) {
        let kept = match spare {
            Some(mut kept) => {
                kept.become_other(message);
                kept
            }
            None => Kept::new(message),
        };
        let count = self.len();
        if count == self.kept.capacity() {
            // By half as many: most channels never have room for `most`.
            let free = most.saturating_sub(count).max(1);
            self.kept.reserve_exact((count / 2).max(4).min(free));
        }
        self.push(message.id(), kept);
    }

    fn push(&mut self, id: MessageId, kept: Kept) {
        self.highest = self.highest.max(id);
        self.kept.push_back((id, kept));
    }

    fn take(&mut self, place: usize) -> Option<Kept> {
        self.kept.remove(place).map(|(_, kept)| kept)
    }

    /// Makes a message the last used.
    fn touch(&mut self, id: MessageId) -> Option<&mut Kept> {
        let place = self.place(id)?;
        if place + 1 < self.len() {
            let kept = self.take(place)?;
            self.push(id, kept);
        }
        self.kept.back_mut().map(|(_, kept)| kept)
    }

    fn pop_oldest(&mut self) -> Option<Kept> {
        self.kept.pop_front().map(|(_, kept)| kept)
    }
}

impl Messages {
    pub(super) fn new(channels: usize, per_channel: usize, total: usize) -> Self {
        // Messages come from channels that nobody has looked up, too.
        let channels = Lru::new(channels.max(1_000));
        Self { channels, per_channel, total, count: 0 }
    }

    /// Keeps messages, the oldest first.
    pub(super) fn extend(&mut self, messages: &[Message]) {
        // What goes for them was written long ago, and is in none of the processor's caches. A look at all of it before
        // lets it come at once, where one message after the other would wait for its own.
        for run in messages.chunk_by(|one, next| one.channel_id() == next.channel_id()) {
            let channel = run.first().and_then(|first| self.channels.peek(&first.channel_id()));
            if let Some(room) = channel.filter(|room| room.len() >= self.per_channel) {
                room.kept.iter().take(run.len()).for_each(|(_, kept)| kept.look_at());
            }
        }
        for message in messages.iter().filter(|message| !message.id().is_none()) {
            self.insert(message);
        }
    }

    /// Keeps a message.
    pub(super) fn insert(&mut self, message: &Message) {
        if self.per_channel == 0 || self.total == 0 {
            return;
        }
        let (channel, most) = (message.channel_id(), self.per_channel);
        let room = self.channels.get_mut(&channel);
        if room.is_some_and(|room| room.replace(message, most)) {
            return;
        }
        let spare = if self.count < self.total { None } else { self.take_oldest() };
        if !self.channels.contains(&channel)
            && let Some((_, gone)) = self.channels.insert(channel, Room::default())
        {
            self.count -= gone.len();
        }
        if let Some(room) = self.channels.get_mut(&channel) {
            room.add(message, spare, most);
            self.count += 1;
        }
    }

    /// Takes a message out of the channel that was not used for longest.
    fn take_oldest(&mut self) -> Option<Kept> {
        loop {
            let (channel, room) = self.channels.oldest_mut()?;
            let (channel, oldest) = (*channel, room.pop_oldest());
            if room.len() == 0 {
                self.channels.remove(&channel);
            }
            if oldest.is_some() {
                self.count -= 1;
                return oldest;
            }
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
        let mut all: Vec<Message> =
            messages.kept.iter_mut().filter_map(|(_, kept)| kept.read()).collect();
        all.sort_unstable_by_key(Message::id);
        all
    }

    /// The message of a channel with the highest id; this is no use of it.
    pub(super) fn last_of(&mut self, channel: ChannelId) -> Option<Message> {
        let messages = self.channels.peek_mut(&channel)?;
        let (_, newest) = messages.kept.iter_mut().max_by_key(|(id, _)| *id)?;
        newest.read()
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
        let message = if id % 2 == 0 { Message::read(&raw.encode_to_vec()) } else { None };
        messages.insert(&message.unwrap_or_else(|| raw.into()));
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
        let message = |length| {
            let content = "x".repeat(length);
            let raw = api::ChannelMessage { content, ..api::ChannelMessage::default() };
            Message::read(&raw.encode_to_vec()).unwrap()
        };
        let mut kept = Kept::new(&message(200));
        for length in [100, 10, 5_000, 50] {
            kept.become_other(&message(length));
            let Kept::Encoded(memory) = &kept else { panic!("{kept:?}") };
            assert!(memory.capacity() < 300 || length == 5_000, "{}", memory.capacity());
            let again = Message::read(memory).unwrap();
            assert_eq!(again.content.len(), length);
        }
        // One that somebody has looked at is not the caches' alone any more.
        kept.read().unwrap();
        kept.become_other(&message(7));
        assert!(matches!(kept, Kept::Encoded(_)));
    }

    #[test]
    fn a_full_channel_takes_one_for_one() {
        let mut messages = Messages::new(10, 5, 100);
        for id in 1..=23 {
            put(&mut messages, 1, id);
        }
        assert_eq!(ids(&mut messages, 1), [19, 20, 21, 22, 23]);
        // Also after one was taken out, and where an older one comes late.
        assert!(messages.remove(1.into(), 21.into()));
        for id in [18, 24, 24] {
            put(&mut messages, 1, id);
        }
        assert_eq!((ids(&mut messages, 1), messages.len()), (vec![18, 20, 22, 23, 24], 5));
    }
}
