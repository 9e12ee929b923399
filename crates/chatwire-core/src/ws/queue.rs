//! The queue between the session's task and its reader: batches change hands by swapping deques.
//!
//! One lock for each batch, no allocation, no permit for each event: measured as cheap as no
//! queue at all.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::Overflow;
use crate::Error;

/// Deques that grew beyond this many bytes, or slots, are given back when they are empty, or each
/// session would keep the memory of its worst burst.
const KEEP_BYTES: usize = 32 * 1024;
const KEEP_SLOTS: usize = 512;
/// So are those of at most that many slots: getting them anew costs next to nothing, and a thousand
/// sessions that hear of something now and then would keep three each.
pub(super) const FEW_SLOTS: usize = 4;
/// Most events that the reader takes at once: they count as waiting until it comes again.
const TAKE: usize = 64;

pub(super) struct Queue<E> {
    capacity: usize,
    overflow: Overflow,
    state: Mutex<State<E>>,
}

struct State<E> {
    events: VecDeque<E>,
    /// Events that the reader took last and may still hold.
    taken: usize,
    /// Events dropped since the reader was told.
    missed: u64,
    reader: Option<Waker>,
    writer: Option<Waker>,
    end: Option<End>,
    /// The reader is gone: events are dropped, the session lives on for its handles.
    unread: bool,
    /// The reader is to free its deque when it is empty.
    tidy: bool,
}

/// How the stream ends, told once everything before it was taken.
enum End {
    Clean,
    Failed(Error),
    Told,
}

/// What the reader gets next, beside the events it took.
pub(super) enum Taken {
    Events,
    Missed(u64),
    Failed(Error),
    End,
}

impl<E> Queue<E> {
    pub(super) fn new(capacity: usize, overflow: Overflow) -> Self {
        let state = State {
            events: VecDeque::new(),
            taken: 0,
            missed: 0,
            reader: None,
            writer: None,
            end: None,
            unread: false,
            tidy: false,
        };
        Self { capacity, overflow, state: Mutex::new(state) }
    }

    fn lock(&self) -> MutexGuard<'_, State<E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many events may be read now, beside `waiting` ones that are not handed over yet; when none, the writer is
    /// woken once there is room.
    pub(super) fn room(&self, cx: &Context<'_>, waiting: usize) -> usize {
        if self.overflow == Overflow::DropOldest {
            return usize::MAX;
        }
        let mut state = self.lock();
        if state.unread {
            return usize::MAX;
        }
        let used = state.events.len() + state.taken + waiting;
        if used >= self.capacity {
            state.writer = Some(cx.waker().clone());
        }
        self.capacity.saturating_sub(used)
    }

    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    pub(super) fn overflow(&self) -> Overflow {
        self.overflow
    }

    /// Hands over a batch, and `missed` events that were dropped before it got here. What there is no room for stays in
    /// `batch`, and the writer is woken once there is some. A reader in the writer's own task is not woken: it has its
    /// turn after the writer.
    pub(super) fn push(&self, cx: &Context<'_>, batch: &mut VecDeque<E>, missed: u64) {
        let mut state = self.lock();
        if state.unread {
            drop(state);
            batch.clear();
            return;
        }
        state.missed += missed;
        let room = match self.overflow {
            Overflow::Wait => self.capacity.saturating_sub(state.events.len() + state.taken),
            Overflow::DropOldest => usize::MAX,
        };
        if batch.len() > room {
            state.events.extend(batch.drain(..room));
            state.writer = Some(cx.waker().clone());
        } else if state.events.is_empty() {
            mem::swap(&mut state.events, batch);
        } else {
            state.events.append(batch);
        }
        if self.overflow == Overflow::DropOldest {
            // The reader's own batch is out of reach, so it counts against the room.
            let room = self.capacity.saturating_sub(state.taken).max(1);
            let over = state.events.len().saturating_sub(room);
            state.events.drain(..over);
            state.missed += over as u64;
        }
        let reader = state.reader.take_if(|reader| !reader.will_wake(cx.waker()));
        drop(state);
        give_back(batch);
        if let Some(reader) = reader {
            reader.wake();
        }
    }

    /// Nothing comes any more but `last`; with an error, the reader gets it at the very end. The first end counts.
    pub(super) fn close(&self, last: &mut VecDeque<E>, error: Option<Error>) {
        let mut state = self.lock();
        if state.end.is_some() {
            return;
        }
        if !state.unread {
            state.events.append(last);
        }
        state.end = Some(error.map_or(End::Clean, End::Failed));
        let reader = state.reader.take();
        drop(state);
        if let Some(reader) = reader {
            reader.wake();
        }
    }

    /// Takes events into the empty `local`.
    pub(super) fn poll_take(&self, cx: &Context<'_>, local: &mut VecDeque<E>) -> Poll<Taken> {
        let mut state = self.lock();
        state.taken = 0;
        if state.missed > 0 {
            return Poll::Ready(Taken::Missed(mem::take(&mut state.missed)));
        }
        let found = if !state.events.is_empty() {
            if state.events.len() <= TAKE {
                mem::swap(&mut state.events, local);
            } else {
                local.extend(state.events.drain(..TAKE));
            }
            state.taken = local.len();
            Poll::Ready(Taken::Events)
        } else {
            match state.end.take() {
                None => {
                    give_back(&mut state.events);
                    match &mut state.reader {
                        Some(known) if known.will_wake(cx.waker()) => {}
                        slot => *slot = Some(cx.waker().clone()),
                    }
                    Poll::Pending
                }
                Some(end) => {
                    state.end = Some(End::Told);
                    Poll::Ready(match end {
                        End::Failed(error) => Taken::Failed(error),
                        End::Clean | End::Told => Taken::End,
                    })
                }
            }
        };
        let writer = state.writer.take();
        let tidy = found.is_pending() && mem::take(&mut state.tidy);
        drop(state);
        if tidy {
            *local = VecDeque::new();
        } else if found.is_pending() {
            give_back(local);
        }
        if let Some(writer) = writer {
            writer.wake();
        }
        found
    }

    /// Frees the deques, the reader's as well, as soon as they are empty.
    pub(super) fn tidy(&self) {
        let mut state = self.lock();
        if state.events.is_empty() {
            state.events = VecDeque::new();
        }
        state.tidy = true;
        let reader = state.reader.take();
        drop(state);
        if let Some(reader) = reader {
            reader.wake();
        }
    }

    /// The reader has gone.
    pub(super) fn abandon(&self) {
        let mut state = self.lock();
        state.unread = true;
        let events = mem::take(&mut state.events);
        let writer = state.writer.take();
        drop(state);
        drop(events);
        if let Some(writer) = writer {
            writer.wake();
        }
    }

    /// Whether the end has been announced.
    #[cfg(test)]
    fn is_closed(&self) -> bool {
        self.lock().end.is_some()
    }
}

/// Frees an empty deque that a burst has made large, or that is small anyway.
pub(super) fn give_back<E>(deque: &mut VecDeque<E>) {
    let keep = (KEEP_BYTES / size_of::<E>().max(1)).min(KEEP_SLOTS);
    let slots = deque.capacity();
    if deque.is_empty() && (slots > keep || slots <= FEW_SLOTS) {
        *deque = VecDeque::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cx() -> Context<'static> {
        Context::from_waker(Waker::noop())
    }

    fn take(queue: &Queue<u32>, local: &mut VecDeque<u32>) -> Vec<u32> {
        let mut all = Vec::new();
        while let Poll::Ready(Taken::Events) = queue.poll_take(&cx(), local) {
            all.extend(local.drain(..));
        }
        all
    }

    #[test]
    fn what_the_reader_holds_counts_as_waiting() {
        let queue = Queue::new(100, Overflow::Wait);
        queue.push(&cx(), &mut (0..100).collect(), 0);
        assert_eq!(queue.room(&cx(), 0), 0);
        let mut local = VecDeque::new();
        assert!(matches!(queue.poll_take(&cx(), &mut local), Poll::Ready(Taken::Events)));
        assert_eq!((local.len(), queue.room(&cx(), 0), queue.room(&cx(), 7)), (64, 0, 0));
        local.clear();
        assert!(matches!(queue.poll_take(&cx(), &mut local), Poll::Ready(Taken::Events)));
        assert_eq!((local.len(), queue.room(&cx(), 0)), (36, 64));
    }

    #[test]
    fn what_has_no_room_stays_with_the_writer() {
        let queue = Queue::new(100, Overflow::Wait);
        let mut batch = (0..250).collect();
        queue.push(&cx(), &mut batch, 0);
        assert_eq!((queue.lock().events.len(), batch.len()), (100, 150));
        let mut local = VecDeque::new();
        let mut all = Vec::new();
        while let Poll::Ready(Taken::Events) = queue.poll_take(&cx(), &mut local) {
            assert!(queue.lock().writer.is_none(), "the writer was woken");
            queue.push(&cx(), &mut batch, 0);
            assert!(queue.lock().events.len() + local.len() <= 100);
            all.extend(local.drain(..));
        }
        assert_eq!(all, (0..250).collect::<Vec<_>>());
    }

    #[test]
    fn the_oldest_are_dropped_and_counted() {
        let queue = Queue::new(10, Overflow::DropOldest);
        queue.push(&cx(), &mut (0..25).collect(), 2);
        let mut local = VecDeque::new();
        assert!(matches!(queue.poll_take(&cx(), &mut local), Poll::Ready(Taken::Missed(17))));
        assert_eq!(take(&queue, &mut local), (15..25).collect::<Vec<_>>());
    }

    #[test]
    fn the_end_comes_after_the_events_and_once() {
        let queue = Queue::new(10, Overflow::Wait);
        queue.push(&cx(), &mut VecDeque::from([1]), 0);
        queue.close(&mut VecDeque::from([2]), Some(Error::config("first")));
        queue.close(&mut VecDeque::from([3]), None);
        assert!(queue.is_closed());
        let mut local = VecDeque::new();
        assert_eq!(take(&queue, &mut local), [1, 2]);
        // `take` met the error; afterwards there is only the end.
        assert!(matches!(queue.poll_take(&cx(), &mut local), Poll::Ready(Taken::End)));
    }

    #[test]
    fn all_deques_are_given_back_when_asked_for() {
        let queue = Queue::new(100, Overflow::Wait);
        let mut local = VecDeque::new();
        for _ in 0..2 {
            queue.push(&cx(), &mut (0..32).collect(), 0);
            assert_eq!(take(&queue, &mut local).len(), 32);
        }
        assert!(queue.lock().events.capacity() + local.capacity() >= 32, "kept for the next");
        queue.tidy();
        assert!(queue.poll_take(&cx(), &mut local).is_pending());
        assert_eq!(queue.lock().events.capacity() + local.capacity(), 0);
    }

    #[test]
    fn large_and_small_deques_are_given_back() {
        for (events, kept) in [(5_000, TAKE), (32, 32), (1, 0)] {
            let queue = Queue::new(10_000, Overflow::Wait);
            let mut batch: VecDeque<u32> = VecDeque::with_capacity(events);
            batch.extend(0..u32::try_from(events).unwrap());
            queue.push(&cx(), &mut batch, 0);
            let mut local = VecDeque::new();
            assert_eq!(take(&queue, &mut local).len(), events);
            assert_eq!(queue.lock().events.capacity() + local.capacity(), kept);
        }
    }
}
