//! Which messages came already.

use chatwire_core::build::Recent;

use crate::Incoming;

/// The last messages, by platform, room and id.
#[derive(Debug)]
pub(super) struct Seen(Option<Recent>);

impl Seen {
    /// Room for `capacity` messages; with none, all are new.
    pub(super) fn new(capacity: usize) -> Self {
        Self((capacity > 0).then(|| Recent::new(capacity)))
    }

    /// Remembers a message; `false` when it came before. One without an id is always new.
    pub(super) fn is_new(&mut self, message: &Incoming) -> bool {
        let Incoming { room, id, .. } = message;
        match &mut self.0 {
            Some(recent) if !id.as_str().is_empty() => {
                recent.insert(&(&room.platform, &room.id, id))
            }
            _ => true,
        }
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
        let mut none = Seen::new(0);
        assert!(none.is_new(&message("1", "a")) && none.is_new(&message("1", "a")));
    }
}
