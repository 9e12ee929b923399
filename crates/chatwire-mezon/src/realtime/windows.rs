//! [`Windows`]: how many envelopes may go out in which time.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// Envelopes that may go out in one second, and in one minute.
///
/// The numbers are Mezon.NET's, from the guidance of the gateway. Heartbeats do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendLimit {
    per_second: usize,
    per_minute: usize,
}

impl SendLimit {
    /// That many in any second and in any minute; 0 counts as 1.
    ///
    /// ```
    /// use chatwire_mezon::realtime::SendLimit;
    ///
    /// assert_eq!(SendLimit::default(), SendLimit::new(60, 500));
    /// ```
    #[must_use]
    pub fn new(per_second: u16, per_minute: u16) -> Self {
        Self {
            per_second: usize::from(per_second.max(1)),
            per_minute: usize::from(per_minute.max(1)),
        }
    }

    /// No limit of ours.
    #[must_use]
    pub fn off() -> Self {
        Self { per_second: usize::MAX, per_minute: usize::MAX }
    }
}

impl Default for SendLimit {
    fn default() -> Self {
        Self::new(60, 500)
    }
}

/// Two sliding windows over what went out.
#[derive(Debug)]
pub(super) struct Windows {
    limit: SendLimit,
    /// Times of the last envelopes, no more than the minute's.
    sent: VecDeque<Instant>,
}

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

impl Windows {
    pub(super) fn new(limit: SendLimit) -> Self {
        Self { limit, sent: VecDeque::new() }
    }

    /// When the next envelope may go out; `None`: now.
    pub(super) fn wait_until(&self, now: Instant) -> Option<Instant> {
        self.free_at().filter(|until| *until > now)
    }

    /// The same, which may be over by now.
    pub(super) fn free_at(&self) -> Option<Instant> {
        let end = |count: usize, span: Duration| {
            let first = self.sent.len().checked_sub(count)?;
            self.sent.get(first).map(|at| *at + span)
        };
        let SendLimit { per_second, per_minute } = self.limit;
        [end(per_second, SECOND), end(per_minute, MINUTE)].into_iter().flatten().max()
    }

    /// Counts an envelope that goes out.
    pub(super) fn count(&mut self, now: Instant) {
        let SendLimit { per_second, per_minute } = self.limit;
        let most = per_second.max(per_minute);
        if most == usize::MAX {
            return;
        }
        if self.sent.len() >= most {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends as early as allowed; the times, in milliseconds from the first.
    fn schedule(limit: SendLimit, count: usize) -> Vec<u128> {
        let start = Instant::now();
        let mut now = start;
        let mut windows = Windows::new(limit);
        let mut times = Vec::new();
        for _ in 0..count {
            if let Some(until) = windows.wait_until(now) {
                now = until;
            }
            windows.count(now);
            times.push((now - start).as_millis());
        }
        times
    }

    #[test]
    fn no_second_and_no_minute_sees_more_than_allowed() {
        let times = schedule(SendLimit::new(3, 8), 40);
        for (span, most) in [(1_000, 3), (60_000, 8)] {
            for (at, from) in times.iter().enumerate() {
                let within = times[at..].iter().take_while(|time| **time < from + span).count();
                assert!(within <= most, "{within} within {span} ms of {from}");
            }
        }
        assert_eq!(times[..9], [0, 0, 0, 1000, 1000, 1000, 2000, 2000, 60_000]);
    }

    #[test]
    fn without_a_limit_nothing_waits_and_nothing_is_kept() {
        assert!(schedule(SendLimit::off(), 10_000).iter().all(|at| *at == 0));
        let mut windows = Windows::new(SendLimit::off());
        windows.count(Instant::now());
        assert!(windows.sent.is_empty());
    }
}
