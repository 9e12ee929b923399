//! [`ReplayWindow`]: how old, or how far in the future, a delivery may be.

use std::time::Duration;

use crate::{Error, ErrorKind, Result, Timestamp};

/// Bounds the age of a delivery in both directions, so that a recorded one cannot be sent again
/// later.
///
/// ```
/// use std::time::Duration;
/// use chatwire_core::Timestamp;
/// use chatwire_core::webhook::ReplayWindow;
///
/// let window = ReplayWindow::default();
/// let now = Timestamp::now();
/// assert!(window.check(now, now).is_ok());
/// let old = now.checked_sub(Duration::from_secs(301)).ok_or("out of range")?;
/// assert_eq!(window.check(old, now).unwrap_err().code(), Some("too_old"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplayWindow {
    past: Duration,
    future: Duration,
}

impl Default for ReplayWindow {
    /// 300 s in both directions.
    fn default() -> Self {
        Self::new(Duration::from_secs(300))
    }
}

impl ReplayWindow {
    /// Accepts deliveries that are at most this old, or this far ahead of our clock.
    #[must_use]
    pub const fn new(tolerance: Duration) -> Self {
        Self { past: tolerance, future: tolerance }
    }

    /// Sets another bound for times ahead of our clock.
    #[must_use]
    pub const fn future(mut self, tolerance: Duration) -> Self {
        self.future = tolerance;
        self
    }

    /// Checks when a delivery was sent against the time `now`.
    ///
    /// # Errors
    /// [`Signature`](ErrorKind::Signature) with the code `too_old` or `from_the_future`.
    pub fn check(&self, sent_at: Timestamp, now: Timestamp) -> Result<()> {
        let age = now.duration_since(sent_at);
        if age > self.past {
            let message =
                format!("sent {} s ago, {} s are allowed", age.as_secs(), self.past.as_secs());
            return Err(Error::new(ErrorKind::Signature, message).with_code("too_old"));
        }
        let ahead = sent_at.duration_since(now);
        if ahead > self.future {
            let message = format!(
                "sent {} s ahead of this clock, {} s are allowed",
                ahead.as_secs(),
                self.future.as_secs()
            );
            return Err(Error::new(ErrorKind::Signature, message).with_code("from_the_future"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_bounds_are_part_of_the_window() {
        let window = ReplayWindow::new(Duration::from_secs(10)).future(Duration::from_secs(2));
        let code = |millis: i64| {
            let sent = Timestamp::from_unix_millis(1_000_000 + millis);
            let result = window.check(sent, Timestamp::from_unix_millis(1_000_000));
            result.err().and_then(|err| err.code().map(str::to_owned))
        };
        for inside in [-10_000, -1, 0, 1, 2_000] {
            assert_eq!(code(inside), None, "{inside}");
        }
        assert_eq!(code(-10_001).as_deref(), Some("too_old"));
        assert_eq!(code(2_001).as_deref(), Some("from_the_future"));
    }

    #[test]
    fn extreme_times_do_not_panic() {
        let window = ReplayWindow::default();
        for (sent, now) in [(Timestamp::MIN, Timestamp::MAX), (Timestamp::MAX, Timestamp::MIN)] {
            assert_eq!(window.check(sent, now).unwrap_err().kind(), ErrorKind::Signature);
        }
        assert!(ReplayWindow::new(Duration::MAX).check(Timestamp::MIN, Timestamp::MAX).is_ok());
    }
}
