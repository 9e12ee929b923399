//! Messages that wait for an answer, in batches of one conversation each.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use chatwire::{Incoming, Room};
use tokio::time::Instant;

use crate::agent::{far, part};
use crate::memory::partner;

/// Messages that wait at most (token-bowl-chat 1.1.7); more push the oldest out.
pub(crate) const MAX_WAITING: usize = 1_000;

/// How long the first message after a quiet time waits for others: the Python agent looks once a second.
const GATHER: Duration = Duration::from_secs(1);

/// When batches leave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// Time between two batches of a conversation.
    pub(crate) interval: Duration,
    /// Size of a batch.
    pub(crate) batch_cap: usize,
    /// Repetitions of a batch that failed.
    pub(crate) retries: u32,
    /// First and longest pause before one.
    pub(crate) retry_delay: (Duration, Duration),
}

/// What comes of a batch that failed.
#[derive(Debug, PartialEq)]
pub(crate) enum Fate {
    /// It waits for this long; the oldest of its messages were too many.
    Retry(Duration, Vec<Incoming>),
    /// It was tried often enough.
    GivenUp(Vec<Incoming>),
}

/// All conversations; a state machine without clock.
#[derive(Debug)]
pub(crate) struct Queue {
    pace: Pace,
    rooms: HashMap<Room, Pending>,
    /// Grows with each conversation that begins to wait.
    clock: u64,
}

#[derive(Debug)]
struct Pending {
    messages: VecDeque<Incoming>,
    due: Instant,
    /// Place among those that are due at the same time.
    turn: u64,
    failures: u32,
    /// Whether it waits for the end of a pause or of a budget, and not for others.
    is_put_off: bool,
    /// Whether a batch of it is out.
    is_out: bool,
}

impl Queue {
    pub(crate) fn new(pace: Pace) -> Self {
        Self { pace, rooms: HashMap::new(), clock: 0 }
    }

    /// Adds a message, and gives the one that had to leave for it.
    pub(crate) fn push(&mut self, message: Incoming, now: Instant) -> Option<Incoming> {
        let first = Pending {
            messages: VecDeque::new(),
            due: now + GATHER,
            turn: 0,
            failures: 0,
            is_put_off: false,
            is_out: false,
        };
        let pending = self.rooms.entry(message.room.clone()).or_insert(first);
        if pending.messages.is_empty() && !pending.is_out {
            pending.due = pending.due.max(now + GATHER);
            self.clock += 1;
            pending.turn = self.clock;
        }
        pending.messages.push_back(message);
        if self.waiting() <= MAX_WAITING {
            return None;
        }
        // Out of the longest queue: one loud room silences no other.
        let longest = self.rooms.values_mut().max_by_key(|pending| pending.messages.len())?;
        longest.messages.pop_front()
    }

    /// Messages that wait, those that are out not counted.
    pub(crate) fn waiting(&self) -> usize {
        self.rooms.values().map(|pending| pending.messages.len()).sum()
    }

    /// When the next batch is due.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        let ready = self.rooms.values().filter(|pending| pending.is_ready());
        ready.map(|pending| pending.due).min()
    }

    /// Takes a batch that is due, which `size` measures; its conversation waits for [`settle`](Self::settle).
    pub(crate) fn take(
        &mut self,
        now: Instant,
        size: impl Fn(&Incoming) -> usize,
    ) -> Option<(Room, Vec<Incoming>)> {
        self.rooms.retain(|_, pending| {
            pending.is_out || !pending.messages.is_empty() || pending.due > now
        });
        let ready = self.rooms.iter_mut().filter(|(_, pending)| pending.is_ready());
        let (room, pending) = ready.min_by_key(|(_, pending)| (pending.due, pending.turn))?;
        if pending.due > now {
            return None;
        }
        let writer = pending.messages.front().and_then(|first| partner(room, first));
        let mut taken = 0_usize;
        let mut count = 0;
        for message in &pending.messages {
            taken = taken.saturating_add(size(message));
            // What the former holder of a name wrote is not for the one who has it now.
            let is_of_another = partner(room, message) != writer;
            if count > 0 && (is_of_another || taken > self.pace.batch_cap) {
                break;
            }
            count += 1;
        }
        pending.is_out = true;
        pending.is_put_off = false;
        Some((room.clone(), pending.messages.drain(..count).collect()))
    }

    /// A batch was answered, or met with silence.
    pub(crate) fn settle(&mut self, room: &Room, now: Instant) {
        let Some(pending) = self.rooms.get_mut(room) else { return };
        pending.is_out = false;
        pending.failures = 0;
        // What did not fit into the batch goes at once.
        let pause = if pending.messages.is_empty() { self.pace.interval } else { GATHER };
        pending.due = far(now, pause);
    }

    /// A batch may be answered later. Gives the messages that were too many.
    #[must_use = "messages that are dropped are told"]
    pub(crate) fn put_off(
        &mut self,
        room: &Room,
        batch: Vec<Incoming>,
        until: Instant,
    ) -> Vec<Incoming> {
        if let Some(pending) = self.rooms.get_mut(room) {
            pending.is_put_off = true;
        }
        self.give_back(room, batch, until)
    }

    fn give_back(&mut self, room: &Room, batch: Vec<Incoming>, until: Instant) -> Vec<Incoming> {
        let Some(pending) = self.rooms.get_mut(room) else { return batch };
        pending.is_out = false;
        pending.due = until;
        for message in batch.into_iter().rev() {
            pending.messages.push_front(message);
        }
        let over = pending.messages.len().saturating_sub(MAX_WAITING);
        pending.messages.drain(..over).collect()
    }

    /// A batch failed; `jitter` is a random number from 0 to 1.
    pub(crate) fn fail(
        &mut self,
        room: &Room,
        batch: Vec<Incoming>,
        now: Instant,
        jitter: f64,
    ) -> Fate {
        let Pace { retries, retry_delay: (base, most), .. } = self.pace;
        let Some(pending) = self.rooms.get_mut(room) else { return Fate::GivenUp(batch) };
        if pending.failures >= retries {
            self.settle(room, now);
            return Fate::GivenUp(batch);
        }
        let delay = base.saturating_mul(1 << pending.failures.min(20)).min(most);
        // A tenth more or less, so that agents do not come back all at once.
        let delay = part(delay, 0.9 + 0.2 * jitter.clamp(0.0, 1.0));
        pending.failures += 1;
        let dropped = self.give_back(room, batch, far(now, delay));
        Fate::Retry(delay, dropped)
    }

    /// What waits for others is due now: nothing more will come.
    pub(crate) fn hurry(&mut self, now: Instant) {
        let waits = |pending: &&mut Pending| pending.failures == 0 && !pending.is_put_off;
        for pending in self.rooms.values_mut().filter(waits) {
            pending.due = pending.due.min(now);
        }
    }

    /// Whether nothing is left but what was put off until later.
    pub(crate) fn is_done(&self, now: Instant) -> bool {
        let is_later = |pending: &Pending| pending.is_put_off && pending.due > now;
        self.rooms.values().all(|pending| pending.messages.is_empty() || is_later(pending))
    }

    /// Takes what is left, the oldest of each conversation first.
    pub(crate) fn drain(&mut self) -> Vec<Incoming> {
        let mut seen = HashSet::new();
        let left = self.rooms.drain().flat_map(|(_, pending)| pending.messages);
        let mut left: Vec<_> = left
            .filter(|message| seen.insert((message.room.clone(), message.id.clone())))
            .collect();
        left.sort_by_key(|message| message.at.map(chatwire_core::Timestamp::as_unix_millis));
        left
    }
}

impl Pending {
    fn is_ready(&self) -> bool {
        !self.is_out && !self.messages.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use chatwire::Sender;

    use super::*;

    const PACE: Pace = Pace {
        interval: Duration::from_secs(15),
        batch_cap: 10,
        retries: 2,
        retry_delay: (Duration::from_secs(5), Duration::from_secs(8)),
    };

    fn message(room: &str, id: &str, text: &str) -> Incoming {
        Incoming::new(id, Room::new("t", room), Sender::new("u"), text)
    }

    fn ids(taken: Option<(Room, Vec<Incoming>)>) -> Vec<String> {
        let batch = taken.map(|(_, batch)| batch).unwrap_or_default();
        batch.into_iter().map(|message| message.id.as_str().to_owned()).collect()
    }

    fn chars(message: &Incoming) -> usize {
        message.text.chars().count()
    }

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn the_first_waits_a_second_and_the_next_an_interval() {
        let (start, mut queue) = (Instant::now(), Queue::new(PACE));
        assert_eq!(queue.push(message("a", "1", "x"), start), None);
        queue.push(message("a", "2", "y"), start + GATHER / 2);
        assert_eq!(ids(queue.take(start, chars)), [""; 0]);
        assert_eq!(ids(queue.take(start + GATHER, chars)), ["1", "2"]);
        // While that is out, nothing of this conversation leaves, but of others.
        queue.push(message("a", "3", "z"), after(start, 2));
        queue.push(message("b", "4", "z"), after(start, 2));
        assert_eq!(ids(queue.take(after(start, 9), chars)), ["4"]);
        queue.settle(&Room::new("t", "b"), after(start, 9));
        queue.push(message("b", "5", "z"), after(start, 10));
        assert_eq!(queue.next_due(), Some(after(start, 24)));
    }

    #[test]
    fn what_does_not_fit_goes_next() {
        let (start, mut queue) = (Instant::now(), Queue::new(PACE));
        for (id, text) in [("1", "twelve chars"), ("2", "12345"), ("3", "12345"), ("4", "1")] {
            queue.push(message("a", id, text), start);
        }
        let room = Room::new("t", "a");
        assert_eq!(ids(queue.take(after(start, 1), chars)), ["1"]);
        queue.settle(&room, after(start, 1));
        assert_eq!(ids(queue.take(after(start, 2), chars)), ["2", "3"]);
        queue.settle(&room, after(start, 2));
        assert_eq!(ids(queue.take(after(start, 3), chars)), ["4"]);
    }

    #[test]
    fn failures_wait_longer_each_time_and_end() {
        let (start, mut queue) = (Instant::now(), Queue::new(PACE));
        let room = Room::new("t", "a");
        queue.push(message("a", "1", "x"), start);
        let mut now = start + GATHER;
        for seconds in [5, 8] {
            let (_, batch) = queue.take(now, chars).unwrap();
            let delay = Duration::from_secs(seconds);
            assert_eq!(queue.fail(&room, batch, now, 0.5), Fate::Retry(delay, Vec::new()));
            queue.push(message("a", "1+", "x"), now);
            assert!(queue.take(now, chars).is_none());
            now += delay;
        }
        let (_, batch) = queue.take(now, chars).unwrap();
        assert_eq!(batch.len(), 3);
        assert!(
            matches!(queue.fail(&room, batch, now, 0.5), Fate::GivenUp(batch) if batch.len() == 3)
        );
        queue.push(message("a", "2", "x"), now);
        assert_eq!(ids(queue.take(now + PACE.interval, chars)), ["2"]);
    }

    #[test]
    fn a_pause_without_end_is_one() {
        let retry_delay = (Duration::MAX, Duration::MAX);
        let (start, mut queue) = (Instant::now(), Queue::new(Pace { retry_delay, ..PACE }));
        queue.push(message("a", "1", "x"), start);
        let (room, batch) = queue.take(start + GATHER, chars).unwrap();
        let fate = queue.fail(&room, batch, start + GATHER, 1.0);
        assert_eq!(fate, Fate::Retry(Duration::MAX, Vec::new()));
    }

    #[test]
    fn what_a_batch_that_comes_back_pushes_out_is_given() {
        let (start, mut queue) = (Instant::now(), Queue::new(PACE));
        let room = Room::new("t", "a");
        for number in 0..MAX_WAITING {
            queue.push(message("a", &number.to_string(), ""), start);
        }
        let (_, mut batch) = queue.take(after(start, 1), chars).unwrap();
        assert_eq!(batch.len(), MAX_WAITING);
        for id in ["x", "y"] {
            queue.push(message("a", id, ""), after(start, 2));
        }
        let rest = batch.split_off(3);
        let Fate::Retry(_, lost) = queue.fail(&room, rest, after(start, 2), 0.5) else {
            unreachable!("there is a second time")
        };
        assert_eq!(lost, []);
        let (_, rest) = queue.take(after(start, 60), chars).unwrap();
        batch.extend(rest);
        let lost = queue.put_off(&room, batch, after(start, 90));
        assert_eq!(lost.iter().map(|lost| lost.id.as_str()).collect::<Vec<_>>(), ["0", "1"]);
        assert_eq!(queue.waiting(), MAX_WAITING);
    }

    #[test]
    fn the_loudest_room_loses_its_oldest() {
        let (start, mut queue) = (Instant::now(), Queue::new(PACE));
        queue.push(message("quiet", "q", "x"), start);
        for number in 1..MAX_WAITING {
            assert_eq!(queue.push(message("loud", &number.to_string(), "x"), start), None);
        }
        let lost = queue.push(message("quiet", "q2", "x"), start).unwrap();
        assert_eq!(lost.id.as_str(), "1");
        assert_eq!(queue.drain().len(), MAX_WAITING);
    }
}
