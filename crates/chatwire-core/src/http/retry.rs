//! The two things that rule repetition: what a call may be repeated after, and how patiently.

mod decision;

use std::fmt;
use std::time::Duration;

pub(crate) use decision::{Advice, Decision, Failure, Situation, StopReason, decide};

/// What a call may be repeated after. Each operation's documentation names its class.
///
/// A message that is posted twice is worse than an error, so a call that changes something is
/// repeated only when the server certainly did not work on it.
///
/// Ordered: a later class allows all that an earlier one does.
///
/// ```
/// use chatwire_core::RetryClass;
///
/// fn class(is_read: bool, answers_429: bool) -> RetryClass {
///     match (is_read, answers_429) {
///         (true, _) => RetryClass::Idempotent,
///         (false, true) => RetryClass::Rejected,
///         (false, false) => RetryClass::ConnectOnly,
///     }
/// }
/// assert!(class(true, false) > class(false, true), "reads are repeated after more");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RetryClass {
    /// After nothing: a one-time code works once.
    Never,
    /// After failures before the first byte of the request was written: DNS, connect, TLS.
    ConnectOnly,
    /// After those, and after answers that say that no work was done: 429, 503 with `Retry-After`,
    /// and statuses that the platform names.
    Rejected,
    /// After those, and after timeouts, broken connections, cut-off bodies, 408, 425, 500, 502, 503
    /// and 504:
    /// doing the call twice does no harm.
    Idempotent,
}

impl RetryClass {
    /// The class as it stands in logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::ConnectOnly => "connect_only",
            Self::Rejected => "rejected",
            Self::Idempotent => "idempotent",
        }
    }
}

impl fmt::Display for RetryClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How often and how patiently a call is repeated; *whether* it may be is told by its
/// [`RetryClass`].
///
/// Pauses grow exponentially with full jitter: a random time up to the current bound, which doubles
/// with each attempt. A wait that the server asks for is never cut short; one that is too long ends
/// the call at once, with the wait in [`Error::retry_after`](crate::Error::retry_after).
///
/// ```
/// use std::time::Duration;
/// use chatwire_core::Retry;
///
/// let patient = Retry::new().max_attempts(6).max_retry_after(Duration::from_secs(600));
/// assert_ne!(patient, Retry::default());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    max_attempts: u32,
    base: Duration,
    throttle_base: Duration,
    floor: Duration,
    cap: Duration,
    max_retry_after: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base: Duration::from_millis(250),
            throttle_base: Duration::from_secs(1),
            floor: Duration::from_millis(10),
            cap: Duration::from_secs(20),
            max_retry_after: Duration::from_secs(60),
        }
    }
}

impl Retry {
    /// The default policy: three attempts, pauses up to 250 ms and then 500 ms.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One attempt, no repetition.
    #[must_use]
    pub fn none() -> Self {
        Self::new().max_attempts(1)
    }

    /// Number of attempts in all, the first one included (default 3). 0 counts as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Bound of the first pause (default 250 ms).
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base = delay;
        self
    }

    /// Bound of the first pause after a 429 (default 1 s).
    #[must_use]
    pub fn throttle_delay(mut self, delay: Duration) -> Self {
        self.throttle_base = delay;
        self
    }

    /// Shortest pause (default 10 ms).
    #[must_use]
    pub fn min_delay(mut self, delay: Duration) -> Self {
        self.floor = delay;
        self
    }

    /// Longest pause of our own choice (default 20 s).
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.cap = delay;
        self
    }

    /// Longest wait that a server may ask for (default 60 s); a longer one ends the call with an
    /// error.
    #[must_use]
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait;
        self
    }

    /// Number of attempts in all.
    pub(crate) fn attempts(&self) -> u32 {
        self.max_attempts
    }

    /// Random pause after failed attempt number `attempt`, counted from 1; `random` is in
    /// `0.0..=1.0`.
    fn backoff(&self, attempt: u32, throttled: bool, random: f64) -> Duration {
        let base = if throttled { self.throttle_base } else { self.base };
        let doubled =
            2_u32.checked_pow(attempt.saturating_sub(1)).and_then(|n| base.checked_mul(n));
        let bound = doubled.unwrap_or(self.cap).min(self.cap);
        share(bound, random).max(self.floor)
    }
}

/// Part of a span; unlike `mul_f64` without a panic, whatever the numbers are.
fn share(span: Duration, part: f64) -> Duration {
    Duration::try_from_secs_f64(span.as_secs_f64() * part).unwrap_or(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_stays_in_its_bounds_over_10_000_seeds() {
        let policy = Retry::default();
        for seed in 0..10_000 {
            let mut random = fastrand::Rng::with_seed(seed);
            for (attempt, bound, throttle_bound) in [
                (1, 250, 1_000),
                (2, 500, 2_000),
                (3, 1_000, 4_000),
                (8, 20_000, 20_000),
                (u32::MAX, 20_000, 20_000),
            ] {
                for (throttled, bound) in [(false, bound), (true, throttle_bound)] {
                    let delay = policy.backoff(attempt, throttled, random.f64());
                    assert!(delay >= Duration::from_millis(10), "{delay:?}");
                    assert!(delay <= Duration::from_millis(bound), "{attempt}: {delay:?}");
                }
            }
        }
    }

    #[test]
    fn backoff_uses_the_whole_range() {
        let policy = Retry::default();
        assert_eq!(policy.backoff(1, false, 0.0), Duration::from_millis(10));
        assert_eq!(policy.backoff(1, false, 1.0), Duration::from_millis(250));
        assert_eq!(policy.backoff(2, false, 0.5), Duration::from_millis(250));
        assert_eq!(policy.backoff(1, true, 0.5), Duration::from_millis(500));
        assert_eq!(policy.backoff(99, true, 1.0), Duration::from_secs(20));
    }

    #[test]
    fn extreme_policies_and_random_sources_do_not_panic() {
        let policy = Retry::new().base_delay(Duration::MAX).max_delay(Duration::MAX);
        for random in [0.0, 0.5, 1.0, f64::NAN, f64::INFINITY, -1.0] {
            assert!(policy.backoff(3, false, random) >= Duration::from_millis(10));
        }
    }

    #[test]
    fn setters_set() {
        let ms = Duration::from_millis;
        let policy = Retry::new()
            .max_attempts(0)
            .base_delay(ms(2))
            .throttle_delay(ms(4))
            .min_delay(ms(1))
            .max_delay(ms(3))
            .max_retry_after(ms(9));
        assert_eq!((policy.attempts(), policy.max_retry_after), (1, ms(9)));
        assert_eq!(policy.backoff(1, false, 1.0), ms(2));
        assert_eq!(policy.backoff(1, true, 1.0), ms(3));
        assert_eq!(policy.backoff(9, false, 0.0), ms(1));
        assert_eq!((Retry::none().attempts(), Retry::new().attempts()), (1, 3));
    }
}
