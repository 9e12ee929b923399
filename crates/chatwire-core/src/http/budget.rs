//! How much a client repeats in all: when most calls fail, retries would only add load.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Tokens of a full bucket: 20 retries after errors, or 10 after timeouts, in a row.
const CAPACITY: u32 = 100;
/// Time that brings one token back.
const REFILL_EACH: Duration = Duration::from_secs(1);

/// What one retry takes out of the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cost {
    /// After a failed attempt: 5.
    Failure,
    /// After a timeout, which held a connection for long: 10.
    Timeout,
    /// After a 429, which cost the server least: 2.
    Throttled,
}

impl Cost {
    fn tokens(self) -> u32 {
        match self {
            Self::Failure => 5,
            Self::Timeout => 10,
            Self::Throttled => 2,
        }
    }
}

/// The token bucket of one client. First attempts are never held back by it.
#[derive(Debug)]
pub(crate) struct Budget {
    /// Set once by the first retry and cleared when the bucket is full again, so that clients
    /// without trouble, that is nearly all, take no lock at a success.
    drained: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    tokens: u32,
    /// When the last refill was counted; `None` while the bucket is full.
    refilled: Option<Instant>,
}

impl Budget {
    /// A full bucket.
    pub(crate) fn new() -> Self {
        let state = State { tokens: CAPACITY, refilled: None };
        Self { drained: AtomicBool::new(false), state: Mutex::new(state) }
    }

    /// Takes the cost of a retry, or nothing if there is not enough left.
    pub(crate) fn withdraw(&self, cost: Cost, now: Instant) -> bool {
        let mut state = self.lock();
        state.refill(now);
        let Some(left) = state.tokens.checked_sub(cost.tokens()) else {
            return false;
        };
        state.tokens = left;
        state.refilled.get_or_insert(now);
        self.drained.store(true, Ordering::Relaxed);
        true
    }

    /// Gives back the cost of a retry that succeeded.
    pub(crate) fn give_back(&self, cost: Cost) {
        self.deposit(cost.tokens());
    }

    /// Counts a first attempt that succeeded.
    pub(crate) fn succeeded(&self) {
        // Relaxed: a success that is missed beside a concurrent withdrawal is one token.
        if self.drained.load(Ordering::Relaxed) {
            self.deposit(1);
        }
    }

    fn deposit(&self, tokens: u32) {
        let mut state = self.lock();
        state.add(tokens);
        self.drained.store(state.tokens < CAPACITY, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self, tokens: u32) {
        self.tokens = self.tokens.saturating_add(tokens).min(CAPACITY);
        if self.tokens == CAPACITY {
            self.refilled = None;
        }
    }

    /// Adds a token for each whole second since the last one was added.
    fn refill(&mut self, now: Instant) {
        let Some(since) = self.refilled else { return };
        let seconds = now.saturating_duration_since(since).as_secs() / REFILL_EACH.as_secs();
        let tokens = u32::try_from(seconds).map_or(CAPACITY, |tokens| tokens.min(CAPACITY));
        self.refilled = Some(since + REFILL_EACH * tokens);
        self.add(tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(budget: &Budget, cost: Cost, now: Instant) -> u32 {
        (0..).take_while(|_| budget.withdraw(cost, now)).last().map_or(0, |n| n + 1)
    }

    #[test]
    fn each_cost_drains_a_full_bucket() {
        let now = Instant::now();
        for (cost, times) in [(Cost::Failure, 20), (Cost::Timeout, 10), (Cost::Throttled, 50)] {
            let budget = Budget::new();
            assert_eq!(drain(&budget, cost, now), times, "{cost:?}");
            assert!(!budget.withdraw(cost, now));
        }
    }

    #[test]
    fn a_refused_withdrawal_takes_nothing() {
        let now = Instant::now();
        let budget = Budget::new();
        assert_eq!(drain(&budget, Cost::Failure, now), 20);
        (0..4).for_each(|_| budget.succeeded());
        assert!(!budget.withdraw(Cost::Failure, now));
        assert_eq!(drain(&budget, Cost::Throttled, now), 2);
    }

    #[test]
    fn successes_refill_by_one_and_retries_by_their_cost() {
        let now = Instant::now();
        let budget = Budget::new();
        drain(&budget, Cost::Failure, now);
        (0..5).for_each(|_| budget.succeeded());
        assert_eq!(drain(&budget, Cost::Failure, now), 1);
        budget.give_back(Cost::Timeout);
        assert_eq!(drain(&budget, Cost::Failure, now), 2);
    }

    #[test]
    fn seconds_refill_and_fractions_of_them_are_not_lost() {
        let start = Instant::now();
        let budget = Budget::new();
        assert_eq!(drain(&budget, Cost::Failure, start), 20);
        let at = |millis| start + Duration::from_millis(millis);
        // Asking often must not reset the running second.
        for millis in (0..5_000).step_by(300) {
            assert!(!budget.withdraw(Cost::Failure, at(millis)), "{millis}");
        }
        assert!(budget.withdraw(Cost::Failure, at(5_000)));
        assert!(!budget.withdraw(Cost::Failure, at(9_999)));
        assert!(budget.withdraw(Cost::Failure, at(10_000)));
    }

    #[test]
    fn the_bucket_never_holds_more_than_its_capacity() {
        let start = Instant::now();
        let budget = Budget::new();
        (0..1_000).for_each(|_| budget.succeeded());
        budget.give_back(Cost::Timeout);
        assert_eq!(drain(&budget, Cost::Failure, start), 20);
        let later = start + Duration::from_secs(1_000_000);
        assert_eq!(drain(&budget, Cost::Failure, later), 20);
        // Full again, time stands still until the next withdrawal.
        (0..200).for_each(|_| budget.succeeded());
        assert_eq!(drain(&budget, Cost::Failure, later + Duration::from_secs(50)), 20);
        assert!(!budget.withdraw(Cost::Throttled, later + Duration::from_secs(51)));
    }

    #[test]
    fn a_clock_that_seems_to_go_back_does_no_harm() {
        let start = Instant::now() + Duration::from_secs(10);
        let budget = Budget::new();
        drain(&budget, Cost::Failure, start);
        assert!(!budget.withdraw(Cost::Failure, start - Duration::from_secs(5)));
        assert!(budget.withdraw(Cost::Failure, start + Duration::from_secs(5)));
    }
}
