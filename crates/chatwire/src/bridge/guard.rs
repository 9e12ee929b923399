//! What keeps a bridge from carrying its own messages, and others twice.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use chatwire_core::build::Recent;
use tokio::time::Instant;

use super::carried::Piece;
use crate::{MessageId, Room};

/// Ids remembered per room, of messages written and of messages seen.
const RING: usize = 1024;

/// How long a text without an id is looked out for: long enough for a platform's own retries and a reconnect.
const UNCONFIRMED_FOR: Duration = Duration::from_secs(120);

/// Texts without an id that are looked out for per room.
const UNCONFIRMED: usize = 64;

/// Number of a message on its way; later ones are higher.
pub(super) type Ticket = u64;

/// A message that a person wrote: room and id.
pub(super) type Original = (Room, MessageId);

/// What was written and seen in each room.
#[derive(Debug, Default)]
pub(super) struct Guard {
    rooms: HashMap<Room, Here>,
    next: Ticket,
}

#[derive(Debug)]
struct Here {
    written: Recent,
    seen: Recent,
    in_flight: Vec<InFlight>,
    unconfirmed: VecDeque<Unconfirmed>,
}

impl Default for Here {
    fn default() -> Self {
        Self {
            written: Recent::new(RING),
            seen: Recent::new(RING),
            in_flight: Vec::new(),
            unconfirmed: VecDeque::new(),
        }
    }
}

#[derive(Debug)]
struct InFlight {
    ticket: Ticket,
    text: String,
    /// Told by an echo; empty where the platform tells none.
    heard_as: Option<MessageId>,
}

/// A message that stands there under an id that nobody told, or does not.
#[derive(Debug)]
struct Unconfirmed {
    ticket: Ticket,
    text: String,
    until: Instant,
    piece: Piece,
    maybe: bool,
}

/// A message that told the id of one that the bridge wrote.
#[derive(Debug)]
pub(super) enum Echo {
    /// It came before the answer.
    Early,
    /// The answer had told no id.
    Late {
        /// What the bridge wrote.
        piece: Piece,
        /// Whether it was unknown until now if the message had arrived at all.
        maybe: bool,
    },
}

/// How a message ended, as far as the platform told.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It stands there under this id, which is empty where the platform tells none.
    Written(MessageId),
    /// Nobody knows.
    Maybe,
    /// It does not stand there.
    Failed,
}

impl Guard {
    /// A message is about to be written.
    pub(super) fn begin(&mut self, room: &Room, text: &str) -> Ticket {
        let ticket = self.next;
        self.next += 1;
        let in_flight = InFlight { ticket, text: plain(text), heard_as: None };
        self.rooms.entry(room.clone()).or_default().in_flight.push(in_flight);
        ticket
    }

    /// A message was answered. Gives its id if its echo was heard and the answer told none; both may be without one.
    pub(super) fn end(
        &mut self,
        room: &Room,
        ticket: Ticket,
        outcome: Outcome,
        piece: &Piece,
    ) -> Option<MessageId> {
        let here = self.rooms.get_mut(room)?;
        let at = here.in_flight.iter().position(|message| message.ticket == ticket)?;
        let InFlight { text, heard_as, .. } = here.in_flight.swap_remove(at);
        let maybe = match outcome {
            Outcome::Failed => return None,
            Outcome::Written(id) if !id.as_str().is_empty() => {
                here.note(&id);
                return None;
            }
            Outcome::Written(_) => false,
            Outcome::Maybe => true,
        };
        if heard_as.is_some() {
            return heard_as;
        }
        if here.unconfirmed.len() == UNCONFIRMED {
            here.unconfirmed.pop_front();
        }
        let until = Instant::now() + UNCONFIRMED_FOR;
        let piece = piece.clone();
        here.unconfirmed.push_back(Unconfirmed { ticket, text, until, piece, maybe });
        None
    }

    /// The next ticket: what is heard now may be any message on its way that has a lower one.
    pub(super) fn barrier(&self) -> Ticket {
        self.next
    }

    /// Whether a message with a lower ticket than `barrier` is on its way into the room.
    pub(super) fn is_busy(&self, room: &Room, barrier: Ticket) -> bool {
        let here = self.rooms.get(room);
        here.is_some_and(|here| here.in_flight.iter().any(|message| message.ticket < barrier))
    }

    /// Whether the bridge wrote the message of this id.
    pub(super) fn wrote(&self, room: &Room, id: &MessageId) -> bool {
        self.rooms.get(room).is_some_and(|here| here.written.contains(id))
    }

    /// Whether a message, heard at `barrier`, is one whose id nobody told yet: it is taken for that once.
    pub(super) fn confirm(
        &mut self,
        room: &Room,
        id: &MessageId,
        text: &str,
        barrier: Ticket,
    ) -> Option<Echo> {
        let here = self.rooms.get_mut(room)?;
        let (text, now) = (plain(text), Instant::now());
        here.unconfirmed.retain(|message| message.until > now);
        let is_it = |message: &Unconfirmed| message.ticket < barrier && message.text == text;
        if let Some(at) = here.unconfirmed.iter().position(is_it) {
            let Unconfirmed { piece, maybe, .. } = here.unconfirmed.remove(at)?;
            here.note(id);
            return Some(Echo::Late { piece, maybe });
        }
        let is_it = |message: &&mut InFlight| {
            message.ticket < barrier && message.heard_as.is_none() && message.text == text
        };
        let message = here.in_flight.iter_mut().find(is_it)?;
        message.heard_as = Some(id.clone());
        here.note(id);
        Some(Echo::Early)
    }

    /// Takes note of a message; `false` if it was seen before.
    pub(super) fn is_new(&mut self, room: &Room, id: &MessageId) -> bool {
        id.as_str().is_empty() || self.rooms.entry(room.clone()).or_default().seen.insert(id)
    }
}

impl Here {
    /// Takes note of the id of what the bridge wrote. All that is without an id would look like it.
    fn note(&mut self, id: &MessageId) {
        if !id.as_str().is_empty() {
            self.written.insert(id);
        }
    }
}

/// A text without what platforms change: white space, and characters that nobody sees.
fn plain(text: &str) -> String {
    let seen = |c: &char| !matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    let text: String = text.chars().filter(seen).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::carried::Carried;
    use super::*;

    fn id(text: &str) -> MessageId {
        MessageId::from(text)
    }

    fn piece() -> Piece {
        Carried::new((Room::new("a", "1"), id("m"))).piece(0)
    }

    #[test]
    fn a_ring_forgets_the_oldest() {
        let (mut guard, room) = (Guard::default(), Room::new("b", "2"));
        for n in 0..=RING {
            let ticket = guard.begin(&room, "x");
            guard.end(&room, ticket, Outcome::Written(id(&n.to_string())), &piece());
        }
        assert!(!guard.wrote(&room, &id("0")));
        assert!(guard.wrote(&room, &id("1")) && guard.wrote(&room, &id("1024")));
        assert!(!guard.wrote(&Room::new("b", "3"), &id("1")));
    }

    #[test]
    fn only_earlier_messages_are_waited_for() {
        let (mut guard, room) = (Guard::default(), Room::new("b", "2"));
        let first = guard.begin(&room, "one");
        let barrier = guard.barrier();
        let second = guard.begin(&room, "two");
        assert!(guard.is_busy(&room, barrier) && !guard.is_busy(&room, first));
        guard.end(&room, first, Outcome::Failed, &piece());
        assert!(!guard.is_busy(&room, barrier) && guard.is_busy(&room, second + 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_text_is_taken_for_an_echo_once_and_for_a_time() {
        let (mut guard, room) = (Guard::default(), Room::new("b", "2"));
        for _ in 0..2 {
            let ticket = guard.begin(&room, "hello  @\u{2060}all\n");
            guard.end(&room, ticket, Outcome::Maybe, &piece());
        }
        let now = guard.barrier();
        assert!(guard.confirm(&room, &id("9"), "other", now).is_none());
        assert!(guard.confirm(&room, &id("9"), "hello @all", 0).is_none());
        let late = guard.confirm(&room, &id("9"), "hello @all", now);
        assert!(matches!(late, Some(Echo::Late { maybe: true, .. })), "{late:?}");
        assert!(guard.wrote(&room, &id("9")));
        tokio::time::advance(UNCONFIRMED_FOR).await;
        assert!(guard.confirm(&room, &id("10"), "hello @all", now).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn an_echo_tells_the_id_before_the_answer_fails() {
        let (mut guard, room) = (Guard::default(), Room::new("b", "2"));
        let ticket = guard.begin(&room, "hello");
        assert!(guard.confirm(&room, &id("9"), "hello", ticket).is_none());
        let early = guard.confirm(&room, &id("9"), "hello", ticket + 1);
        assert!(matches!(early, Some(Echo::Early)), "{early:?}");
        assert!(guard.confirm(&room, &id("10"), "hello", ticket + 1).is_none());
        assert_eq!(guard.end(&room, ticket, Outcome::Maybe, &piece()), Some(id("9")));
        assert!(guard.wrote(&room, &id("9")));
    }

    #[test]
    fn a_message_is_new_once() {
        let (mut guard, room) = (Guard::default(), Room::new("b", "2"));
        assert!(guard.is_new(&room, &id("1")));
        assert!(!guard.is_new(&room, &id("1")));
        assert!(guard.is_new(&room, &id("")) && guard.is_new(&room, &id("")));
    }
}
