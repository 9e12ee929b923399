//! How long to wait before connecting again.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::WsConfig;

/// Longest pause before a redial "at once": a server that restarts is not met by all its clients
/// in the same millisecond.
const JITTER: Duration = Duration::from_millis(50);
/// Redials at once in any minute; beyond it, a server that accepts and drops would be hammered.
const AT_ONCE: usize = 5;
const MINUTE: Duration = Duration::from_secs(60);

pub(super) struct Backoff {
    base: Duration,
    cap: Duration,
    stable_after: Duration,
    /// Pauses since the last stable session.
    step: u32,
    /// When redials at once were made, in the last minute.
    at_once: VecDeque<Instant>,
    random: fastrand::Rng,
}

impl Backoff {
    pub(super) fn new(config: &WsConfig, random: fastrand::Rng) -> Self {
        Self {
            base: config.backoff_base,
            cap: config.backoff_cap,
            stable_after: config.stable_after,
            step: 0,
            at_once: VecDeque::new(),
            random,
        }
    }

    /// A session was online for `time` and is over.
    pub(super) fn session_ended(&mut self, time: Duration) {
        if time >= self.stable_after {
            self.step = 0;
        }
    }

    /// Pause before a redial at once, or a growing one when there were too many.
    pub(super) fn at_once(&mut self, now: Instant) -> Duration {
        while self.at_once.front().is_some_and(|then| now.duration_since(*then) >= MINUTE) {
            self.at_once.pop_front();
        }
        if self.at_once.len() >= AT_ONCE {
            return self.growing();
        }
        self.at_once.push_back(now);
        self.up_to(JITTER)
    }

    /// Next growing pause: full jitter below a bound that doubles.
    pub(super) fn growing(&mut self) -> Duration {
        let bound = self.base.saturating_mul(1 << self.step.min(31)).min(self.cap);
        self.step = self.step.saturating_add(1);
        self.up_to(bound)
    }

    fn up_to(&mut self, bound: Duration) -> Duration {
        let micros = u64::try_from(bound.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(self.random.u64(0..=micros))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    fn backoff(seed: u64) -> Backoff {
        let config = WsConfig::new(&Config::new()).unwrap();
        Backoff::new(&config, fastrand::Rng::with_seed(seed))
    }

    #[tokio::test(start_paused = true)]
    async fn growing_pauses_stay_in_their_bounds_and_use_them() {
        let mut longest = [Duration::ZERO; 9];
        for seed in 0..10_000 {
            let mut backoff = backoff(seed);
            for (step, longest) in longest.iter_mut().enumerate() {
                let bound = Duration::from_secs(1 << step).min(Duration::from_secs(60));
                let pause = backoff.growing();
                assert!(pause <= bound, "step {step}: {pause:?}");
                *longest = pause.max(*longest);
            }
        }
        for (step, longest) in longest.iter().enumerate() {
            let bound = Duration::from_secs(1 << step).min(Duration::from_secs(60));
            assert!(*longest > bound * 99 / 100, "step {step}: {longest:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_minute_has_five_redials_at_once() {
        let mut backoff = backoff(1);
        let start = Instant::now();
        for second in 0..5 {
            assert!(backoff.at_once(start + Duration::from_secs(second)) <= JITTER);
        }
        // The sixth takes a step of the growing pauses, and leaves no mark.
        backoff.at_once(start + Duration::from_secs(59));
        assert_eq!((backoff.step, backoff.at_once.len()), (1, 5));
        assert!(backoff.at_once(start + Duration::from_secs(60)) <= JITTER);
        backoff.at_once(start + Duration::from_millis(60_500));
        assert_eq!(backoff.step, 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stable_session_starts_over_and_a_short_one_does_not() {
        let mut backoff = backoff(1);
        backoff.growing();
        backoff.growing();
        backoff.session_ended(Duration::from_secs(59));
        assert_eq!(backoff.step, 2);
        backoff.session_ended(Duration::from_secs(60));
        assert_eq!(backoff.step, 0);
    }
}
