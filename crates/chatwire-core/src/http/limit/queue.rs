//! Who waits, in which order, and until when. No I/O, no clock of its own.

use std::collections::BTreeMap;
use std::task::Waker;
use std::time::Duration;

use tokio::time::Instant;

use super::Rate;
use super::schedule::{Schedule, Start, later};
use crate::http::retry_after::LONGEST_PAUSE;

/// Pause after a 429 that names no time (chatluck: the first wait is 1 s).
const DEFAULT_PAUSE: Duration = Duration::from_secs(1);

/// Tasks to wake when the lock has been released.
pub(super) type Wakers = Vec<Waker>;

pub(super) struct Queue {
    schedule: Schedule,
    /// By ticket, that is in order of arrival.
    waiters: BTreeMap<u64, Waiter>,
    /// How waits ended whose tasks have not looked yet.
    outcomes: BTreeMap<u64, Outcome>,
    next_ticket: u64,
    /// Somebody left: those behind are planned later than they need be.
    is_stale: bool,
    max_wait: Option<Duration>,
}

struct Waiter {
    /// Computed start.
    start: Instant,
    /// Until when the task sleeps.
    timer: Instant,
    deadline: Option<Instant>,
    waker: Option<Waker>,
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Granted,
    /// The start would be beyond the waiter's deadline, this far from now.
    Refused(Duration),
}

/// What becomes of a newcomer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entered {
    Granted(u64),
    Queued(u64, Instant),
    Refused(Duration),
}

/// What a waiter finds when it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Polled {
    Done(Outcome),
    /// Nothing yet: sleep until then.
    Sleep(Instant),
}

impl Queue {
    pub(super) fn new(rate: Option<Rate>) -> Self {
        Self {
            schedule: Schedule::new(rate),
            waiters: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            next_ticket: 0,
            is_stale: false,
            max_wait: None,
        }
    }

    pub(super) fn rate(&self) -> Option<Rate> {
        self.schedule.rate()
    }

    pub(super) fn set_max_wait(&mut self, wait: Duration) {
        self.max_wait = Some(wait);
    }

    pub(super) fn max_wait(&self) -> Option<Duration> {
        self.max_wait
    }

    /// Number of waiters.
    pub(super) fn len(&self) -> usize {
        self.waiters.len()
    }

    /// Starts at once if nobody waits and the rate allows it.
    pub(super) fn try_enter(&mut self, now: Instant, wakers: &mut Wakers) -> Option<u64> {
        self.settle(now, wakers);
        let due = self.schedule.due();
        if !self.waiters.is_empty() || due.is_some_and(|due| due > now) {
            return None;
        }
        let ticket = self.ticket();
        self.schedule.record(ticket, due, now);
        Some(ticket)
    }

    /// Starts at once, or takes the last place, or is refused because that place is too late.
    pub(super) fn enter(
        &mut self,
        now: Instant,
        deadline: Option<Instant>,
        wakers: &mut Wakers,
    ) -> Entered {
        if let Some(ticket) = self.try_enter(now, wakers) {
            return Entered::Granted(ticket);
        }
        if self.is_stale {
            self.replan(now, wakers);
        }
        let longest = self.max_wait.map(|wait| later(now, wait));
        let deadline = deadline.into_iter().chain(longest).min();
        let start = self.schedule.due_after(|n| self.nth_last(n)).map_or(now, |due| due.max(now));
        if deadline.is_some_and(|deadline| start > deadline) {
            return Entered::Refused(start - now);
        }
        let ticket = self.ticket();
        self.waiters.insert(ticket, Waiter { start, timer: start, deadline, waker: None });
        Entered::Queued(ticket, start)
    }

    /// Looks after one waiter. `waker` is woken when it has an outcome or has to sleep for less
    /// time.
    pub(super) fn poll(
        &mut self,
        ticket: u64,
        now: Instant,
        waker: &Waker,
        wakers: &mut Wakers,
    ) -> Polled {
        // A task that looks need not be woken by what it finds.
        if let Some(waiter) = self.waiters.get_mut(&ticket) {
            waiter.waker = None;
        }
        self.settle(now, wakers);
        if self.waiters.get(&ticket).is_some_and(|waiter| waiter.start <= now) {
            self.replan(now, wakers);
        }
        if let Some(waiter) = self.waiters.get_mut(&ticket) {
            waiter.waker = Some(waker.clone());
            waiter.timer = waiter.start;
            return Polled::Sleep(waiter.start);
        }
        // A ticket has a place or an outcome until its task has fetched the outcome.
        Polled::Done(self.outcomes.remove(&ticket).unwrap_or(Outcome::Granted))
    }

    /// Takes out a waiter that gave up.
    pub(super) fn leave(&mut self, ticket: u64, now: Instant, wakers: &mut Wakers) {
        if self.waiters.remove(&ticket).is_some() {
            self.is_stale = true;
            self.settle(now, wakers);
        } else if self.outcomes.remove(&ticket) == Some(Outcome::Granted) {
            self.give_back(ticket, now, wakers);
        }
    }

    /// Undoes a start that did not happen.
    pub(super) fn give_back(&mut self, ticket: u64, now: Instant, wakers: &mut Wakers) {
        if self.schedule.forget(ticket) {
            self.is_stale = true;
            self.settle(now, wakers);
        }
    }

    /// Lets nothing start before `until`; waiters for whom this is too late are refused now.
    pub(super) fn pause(&mut self, until: Instant, now: Instant, wakers: &mut Wakers) {
        if self.schedule.pause(until, now) {
            self.replan(now, wakers);
        }
    }

    /// Counts a 429: pauses for the time that it names, and lowers the rate when they come close
    /// together.
    pub(super) fn throttle(&mut self, wait: Option<Duration>, now: Instant, wakers: &mut Wakers) {
        let is_slower = self.schedule.throttle(now);
        let until = later(now, wait.unwrap_or(DEFAULT_PAUSE).min(LONGEST_PAUSE));
        if self.schedule.pause(until, now) || is_slower {
            self.replan(now, wakers);
        }
    }

    fn ticket(&mut self) -> u64 {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        ticket
    }

    /// Start number `n` from the end of the plan: of the waiters, and before them of those that
    /// have started.
    fn nth_last(&self, n: usize) -> Option<Start> {
        match n.checked_sub(self.waiters.len()) {
            None | Some(0) => {
                self.waiters.values().nth_back(n.checked_sub(1)?).map(|w| Start::at(w.start))
            }
            Some(n) => self.schedule.nth_last(n),
        }
    }

    /// Grants all starts that are due, and wakes the first waiter if it sleeps for too long.
    ///
    /// This is done for everybody by whoever comes along, not by each waiter for itself: a task
    /// that holds its future without polling it must not stop the others.
    fn settle(&mut self, now: Instant, wakers: &mut Wakers) {
        while let Some(mut first) = self.waiters.first_entry() {
            let due = self.schedule.due();
            if let Some(due) = due.filter(|due| *due > now) {
                let waiter = first.get_mut();
                waiter.start = due;
                if due < waiter.timer {
                    waiter.timer = due;
                    wakers.extend(waiter.waker.take());
                }
                return;
            }
            let (ticket, waiter) = first.remove_entry();
            wakers.extend(waiter.waker);
            self.schedule.record(ticket, due, now);
            self.outcomes.insert(ticket, Outcome::Granted);
        }
        self.is_stale = false;
    }

    /// Computes all starts anew, and refuses waiters whose start is now beyond their deadline.
    fn replan(&mut self, now: Instant, wakers: &mut Wakers) {
        let Self { schedule, waiters, outcomes, .. } = self;
        let mut planned: Vec<Start> = Vec::with_capacity(waiters.len());
        waiters.retain(|&ticket, waiter| {
            let due = schedule.due_after(|n| match n.checked_sub(planned.len()) {
                None | Some(0) => planned.iter().nth_back(n.checked_sub(1)?).copied(),
                Some(n) => schedule.nth_last(n),
            });
            let start = due.map_or(now, |due| due.max(now));
            if waiter.deadline.is_some_and(|deadline| start > deadline) {
                outcomes.insert(ticket, Outcome::Refused(start - now));
                wakers.extend(waiter.waker.take());
                return false;
            }
            waiter.start = start;
            planned.push(Start::at(start));
            true
        });
        self.is_stale = false;
        self.settle(now, wakers);
    }
}
