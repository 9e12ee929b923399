//! When the next call may start, computed from the latest starts, pauses and 429s.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::Rate;

/// Timers have a resolution of 1 ms and fire a little late. A start that is late by no more than
/// this keeps its place in the plan, so that small delays do not add up to a lower rate; a later
/// one shifts the plan.
const SLACK: Duration = Duration::from_millis(2);
/// A server may be stricter than its documentation: this many 429s …
const THROTTLES: usize = 3;
/// … within this time …
const THROTTLE_WINDOW: Duration = Duration::from_secs(10);
/// … halve the rate for this long; …
const SLOW_FOR: Duration = Duration::from_secs(30);
/// … then a tenth of it comes back at each of these.
const RECOVERY_STEP: Duration = Duration::from_secs(1);
/// The whole rate, in tenths.
const WHOLE: u32 = 10;
/// Stands for times beyond the clock's range.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

pub(super) struct Schedule {
    /// `None`: no rate, only pauses.
    rate: Option<Rate>,
    /// Latest starts, newest last, at most as many as the rate allows in its period.
    log: VecDeque<Start>,
    paused_until: Option<Instant>,
    /// Latest 429s, newest last.
    throttles: VecDeque<Instant>,
    slow_until: Option<Instant>,
}

/// A start that happened or is planned.
#[derive(Clone, Copy)]
pub(super) struct Start {
    ticket: u64,
    /// Its place in the plan, from which the next places are counted.
    planned: Instant,
    /// When it happens.
    at: Instant,
}

impl Start {
    /// A start that has not happened yet.
    pub(super) fn at(at: Instant) -> Self {
        Self { ticket: u64::MAX, planned: at, at }
    }
}

impl Schedule {
    pub(super) fn new(rate: Option<Rate>) -> Self {
        // Rates by the hour would reserve much more than most programs ever use.
        let reserved = rate.map_or(0, |rate| rate.permits().min(64));
        Self {
            rate,
            log: VecDeque::with_capacity(reserved),
            paused_until: None,
            throttles: VecDeque::with_capacity(THROTTLES),
            slow_until: None,
        }
    }

    pub(super) fn rate(&self) -> Option<Rate> {
        self.rate
    }

    /// Start number `n` from the end, counted from 1.
    pub(super) fn nth_last(&self, n: usize) -> Option<Start> {
        self.log.get(self.log.len().checked_sub(n)?).copied()
    }

    /// Earliest time of the next start; `None`, as any time in the past, means now.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due_after(|n| self.nth_last(n))
    }

    /// The same after other starts, planned ones for example.
    pub(super) fn due_after(&self, nth_last: impl Fn(usize) -> Option<Start>) -> Option<Instant> {
        let free = self.rate.and_then(|rate| {
            let tenths = self.tenths(nth_last(1)?.at);
            let stretched = |span: Duration| span.saturating_mul(WHOLE) / tenths;
            // A server that refuses the documented rate refuses bursts all the more.
            let burst = if tenths < WHOLE { 1 } else { rate.burst_size() };
            let spaced = nth_last(burst).map(|s| later(s.planned, stretched(rate.span(burst))));
            // Real times count here: whatever timers do, no window holds more than the rate allows.
            let window = nth_last(rate.permits()).map(|s| later(s.at, stretched(rate.period())));
            spaced.max(window)
        });
        free.max(self.paused_until)
    }

    /// Counts a start that was due at `due`.
    pub(super) fn record(&mut self, ticket: u64, due: Option<Instant>, now: Instant) {
        let Some(rate) = self.rate else { return };
        let in_time = |due: &Instant| now.saturating_duration_since(*due) <= SLACK;
        if self.log.len() >= rate.permits() {
            self.log.pop_front();
        }
        self.log.push_back(Start { ticket, planned: due.filter(in_time).unwrap_or(now), at: now });
    }

    /// Undoes a start, and tells whether it still counted.
    pub(super) fn forget(&mut self, ticket: u64) -> bool {
        let index = self.log.iter().rposition(|start| start.ticket == ticket);
        index.and_then(|index| self.log.remove(index)).is_some()
    }

    /// Lets nothing start before `until`, and tells whether that is news.
    pub(super) fn pause(&mut self, until: Instant, now: Instant) -> bool {
        let is_news = until > now && self.paused_until.is_none_or(|paused| until > paused);
        if is_news {
            self.paused_until = Some(until);
        }
        is_news
    }

    /// Counts a 429, and tells whether it lowers the rate.
    pub(super) fn throttle(&mut self, now: Instant) -> bool {
        self.throttles.push_back(now);
        if self.throttles.len() < THROTTLES {
            return false;
        }
        let oldest = self.throttles.pop_front();
        let is_close =
            oldest.is_some_and(|oldest| now.saturating_duration_since(oldest) <= THROTTLE_WINDOW);
        if is_close {
            // Halved once, not again for each answer to a burst of calls.
            self.slow_until = Some(later(now, SLOW_FOR));
            self.throttles.clear();
        }
        is_close
    }

    /// The part of the rate that may be used at `at`, in tenths.
    fn tenths(&self, at: Instant) -> u32 {
        match self.slow_until {
            None => WHOLE,
            Some(until) if at < until => WHOLE / 2,
            Some(until) => {
                let steps = (at - until).as_secs() / RECOVERY_STEP.as_secs();
                u32::try_from(steps).map_or(WHOLE, |steps| WHOLE.min(WHOLE / 2 + steps.min(WHOLE)))
            }
        }
    }
}

/// Adds without a panic: what lies beyond the clock's range is far away.
pub(super) fn later(at: Instant, span: Duration) -> Instant {
    at.checked_add(span.min(FAR)).unwrap_or(at)
}
