//! Time as connections see it: the machine's, and what the script lets pass on top of it.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::clock::Clock;

/// A stopwatch that also runs on with [`Clock::advance`].
#[derive(Debug, Clone)]
pub(super) struct Pace {
    started: Instant,
    passed: watch::Receiver<Duration>,
}

impl Pace {
    pub(super) fn new(clock: &Clock) -> Self {
        Self { started: Instant::now(), passed: clock.passed() }
    }

    /// Time since the start.
    pub(super) fn now(&self) -> Duration {
        self.started.elapsed().saturating_add(*self.passed.borrow())
    }

    /// Waits for a time since the start; for ever without one.
    pub(super) async fn until(&mut self, due: Option<Duration>) {
        let Some(due) = due else { return std::future::pending().await };
        loop {
            // Marked as seen first: what passes after this is noticed below.
            let passed = *self.passed.borrow_and_update();
            let left = due.saturating_sub(self.started.elapsed().saturating_add(passed));
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left) => return,
                changed = self.passed.changed() => if changed.is_err() {
                    // The clock is gone with its emulator; the machine's time stays.
                    tokio::time::sleep(left).await;
                    return;
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn follows_both_clocks() {
        let clock = Clock::new();
        let mut pace = Pace::new(&clock);
        clock.tick();
        assert_eq!(pace.now(), Duration::ZERO, "stored things take no time");
        clock.advance(Duration::from_secs(60));
        assert_eq!(pace.now(), Duration::from_secs(60));
        pace.until(Some(Duration::from_secs(90))).await;
        assert_eq!(pace.now(), Duration::from_secs(90));
        let waiting = tokio::spawn(async move {
            pace.until(Some(Duration::from_secs(3_600))).await;
            pace.started.elapsed()
        });
        tokio::task::yield_now().await;
        clock.advance(Duration::from_secs(4_000));
        assert_eq!(waiting.await.ok(), Some(Duration::from_secs(30)));
    }
}
