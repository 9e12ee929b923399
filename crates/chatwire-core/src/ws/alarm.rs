//! [`Alarm`]: the one timer of a session.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// Rings for whatever is due next.
///
/// What is due later than it is set to is noticed when it rings, so that it is not set anew for each event, nor made anew
/// for each wait. Each of that costs a lock, and a system call where nothing else of the runtime is due sooner.
#[derive(Debug, Default)]
pub(super) struct Alarm(Option<Timer>);

#[derive(Debug)]
struct Timer {
    sleep: Pin<Box<Sleep>>,
    rings_at: Instant,
}

impl Timer {
    fn set(&mut self, due: Instant) {
        self.rings_at = due;
        self.sleep.as_mut().reset(due);
    }
}

impl Alarm {
    /// Whether `due` is over; if not, the task is woken by then.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, due: Instant) -> Poll<()> {
        let timer = self
            .0
            .get_or_insert_with(|| Timer { sleep: Box::pin(sleep_until(due)), rings_at: due });
        if due < timer.rings_at {
            timer.set(due);
        }
        ready!(timer.sleep.as_mut().poll(cx));
        if timer.rings_at < due {
            timer.set(due);
            ready!(timer.sleep.as_mut().poll(cx));
        }
        Poll::Ready(())
    }

    /// Whether it would ring too late for what is due then.
    pub(super) fn is_late_for(&self, due: Instant) -> bool {
        self.0.as_ref().is_none_or(|timer| due < timer.rings_at)
    }

    /// What `work` comes to; `None` if that takes longer than `limit`.
    pub(super) async fn within<T>(
        &mut self,
        limit: Duration,
        mut work: Pin<&mut impl Future<Output = T>>,
    ) -> Option<T> {
        let due = Instant::now() + limit;
        poll_fn(|cx| match work.as_mut().poll(cx) {
            Poll::Ready(outcome) => Poll::Ready(Some(outcome)),
            Poll::Pending => self.poll(cx, due).map(|()| None),
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::pin::pin;

    use super::*;

    async fn rings(alarm: &mut Alarm, due: Instant) -> Duration {
        let begun = Instant::now();
        poll_fn(|cx| alarm.poll(cx, due)).await;
        begun.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn it_rings_when_due_whatever_it_was_set_to_before() {
        let second = Duration::from_secs(1);
        let mut alarm = Alarm::default();
        let begun = Instant::now();
        assert_eq!(rings(&mut alarm, begun + 2 * second).await, 2 * second);
        assert_eq!(rings(&mut alarm, begun + second).await, Duration::ZERO, "over already");
        assert_eq!(rings(&mut alarm, begun + 5 * second).await, 3 * second, "later");
        assert!(alarm.is_late_for(begun));
        let begun = Instant::now();
        let polled = poll_fn(|cx| Poll::Ready(alarm.poll(cx, begun + 9 * second))).await;
        assert!(polled.is_pending());
        assert!(alarm.is_late_for(begun + 8 * second) && !alarm.is_late_for(begun + 9 * second));
        assert_eq!(rings(&mut alarm, begun + second).await, second, "sooner than it was set to");
        assert_eq!(rings(&mut alarm, begun + 9 * second).await, 8 * second);
    }

    #[tokio::test(start_paused = true)]
    async fn work_ends_in_time_or_not_at_all() {
        let second = Duration::from_secs(1);
        let mut alarm = Alarm::default();
        let short = pin!(tokio::time::sleep(second));
        assert_eq!(alarm.within(2 * second, short).await, Some(()));
        let begun = Instant::now();
        let endless = pin!(pending::<()>());
        assert_eq!(alarm.within(2 * second, endless).await, None);
        assert_eq!(begun.elapsed(), 2 * second, "not when the first would have been late");
    }
}
