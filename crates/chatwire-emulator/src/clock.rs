//! A clock that only moves when something is stored, so that answers repeat from run to run.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

/// 2025-01-01T00:00:00Z in seconds since 1970.
const START: i64 = 1_735_689_600;

/// Shared by all platforms, so that times of different platforms can be compared.
#[derive(Debug, Clone)]
pub(crate) struct Clock(Arc<Hands>);

#[derive(Debug)]
struct Hands {
    seconds: AtomicI64,
    /// All that was let pass, which is not what storing things adds.
    passed: watch::Sender<Duration>,
}

impl Clock {
    pub(crate) fn new() -> Self {
        let passed = watch::Sender::new(Duration::ZERO);
        Self(Arc::new(Hands { seconds: AtomicI64::new(START), passed }))
    }

    /// How much time was let pass so far; connections wait for its changes.
    pub(crate) fn passed(&self) -> watch::Receiver<Duration> {
        self.0.passed.subscribe()
    }

    /// Seconds since 1970, without moving on.
    pub(crate) fn now(&self) -> i64 {
        self.0.seconds.load(Ordering::SeqCst)
    }

    /// Present time for a thing that is stored now; the next thing is stored one second later.
    pub(crate) fn tick(&self) -> i64 {
        let next = |now: i64| Some(now.saturating_add(1));
        let stored = self.0.seconds.fetch_update(Ordering::SeqCst, Ordering::SeqCst, next);
        stored.unwrap_or_else(|now| now)
    }

    /// Lets time pass; what does not fit is cut off.
    pub(crate) fn advance(&self, by: Duration) {
        let seconds = i64::try_from(by.as_secs()).unwrap_or(i64::MAX);
        let _previous = self.0.seconds.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| {
            Some(now.saturating_add(seconds))
        });
        self.0.passed.send_modify(|passed| *passed = passed.saturating_add(by));
    }
}

/// RFC 3339 in UTC with whole seconds; times beyond the calendar stop at its last second.
pub(crate) fn rfc3339(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_at_new_year_and_moves_by_one_second_per_stored_thing() {
        let clock = Clock::new();
        assert_eq!(rfc3339(clock.tick()), "2025-01-01T00:00:00Z");
        assert_eq!(rfc3339(clock.tick()), "2025-01-01T00:00:01Z");
        clock.advance(Duration::from_secs(3600));
        assert_eq!(rfc3339(clock.now()), "2025-01-01T01:00:02Z");
    }

    #[test]
    fn never_overflows() {
        let clock = Clock::new();
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), i64::MAX);
        assert!(rfc3339(clock.now()).starts_with("9999-"));
    }
}
