//! Which messages came already.

use std::collections::{HashSet, VecDeque};

use crate::Incoming;

type Key = (String, String, String);

/// The last messages, by platform, room and id.
#[derive(Debug)]
pub(super) struct Seen {
    capacity: usize,
    keys: HashSet<Key>,
    order: VecDeque<Key>,
}

impl Seen {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, keys: HashSet::new(), order: VecDeque::new() }
    }

    /// Remembers a message; `false` when it came before. One without an id is always new.
    pub(super) fn is_new(&mut self, message: &Incoming) -> bool {
        if self.capacity == 0 || message.id.as_str().is_empty() {
            return true;
        }
        let room = &message.room;
        let id = message.id.as_str().to_owned();
        let key = (room.platform.clone().into_owned(), room.id.clone(), id);
        if !self.keys.insert(key.clone()) {
            return false;
        }
        self.order.push_back(key);
        if self.order.len() > self.capacity
            && let Some(oldest) = self.order.pop_front()
        {
            self.keys.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Room, Sender};

    #[test]
    fn the_ring_forgets_the_oldest() {
        let message = |id: &str, room: &str| {
            Incoming::new(id, Room::new("hall", room), Sender::new("a"), "hi")
        };
        let mut seen = Seen::new(2);
        assert!(seen.is_new(&message("1", "a")));
        assert!(!seen.is_new(&message("1", "a")));
        assert!(seen.is_new(&message("1", "b")), "an id counts in its room");
        assert!(seen.is_new(&message("2", "a")));
        assert!(seen.is_new(&message("1", "a")), "forgotten by now");
        assert!(seen.is_new(&message("", "a")) && seen.is_new(&message("", "a")));
    }
}
