//! Orders of a platform to its sender of webhooks. A receiver that is slow for hours must not fill the memory: the
//! oldest order is forgotten when too many wait.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

use crate::world::lock;

/// Orders that wait at most.
const KEPT: usize = 10_000;

struct Shared<T> {
    /// None when nobody takes orders any more.
    waiting: Mutex<Option<VecDeque<T>>>,
    arrived: Notify,
}

/// Where orders are put in. Cheap to clone.
pub(crate) struct Tail<T>(Arc<Shared<T>>);

/// Where orders are taken out, by one task.
pub(crate) struct Head<T>(Arc<Shared<T>>);

pub(crate) fn queue<T>() -> (Tail<T>, Head<T>) {
    let waiting = Mutex::new(Some(VecDeque::new()));
    let shared = Arc::new(Shared { waiting, arrived: Notify::new() });
    (Tail(Arc::clone(&shared)), Head(shared))
}

impl<T> Tail<T> {
    /// Puts an order in. It is dropped when the emulator has ended, and so is the oldest when there are too many.
    pub(crate) fn push(&self, order: T) {
        let mut waiting = lock(&self.0.waiting);
        let Some(orders) = waiting.as_mut() else { return };
        let forgotten = if orders.len() == KEPT { orders.pop_front() } else { None };
        orders.push_back(order);
        drop(waiting);
        drop(forgotten);
        self.0.arrived.notify_one();
    }
}

impl<T> Clone for Tail<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for Tail<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tail").finish_non_exhaustive()
    }
}

impl<T> Head<T> {
    /// The oldest order, waiting for one if there is none. Loses nothing when it is dropped.
    pub(crate) async fn take(&mut self) -> T {
        loop {
            let first = lock(&self.0.waiting).as_mut().and_then(VecDeque::pop_front);
            match first {
                Some(order) => return order,
                None => self.0.arrived.notified().await,
            }
        }
    }
}

impl<T> Drop for Head<T> {
    fn drop(&mut self) {
        // Who waits for an order that nobody will carry out hears of it by its end.
        let left = lock(&self.0.waiting).take();
        drop(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_newest_orders_wait_in_their_order() {
        let (tail, mut head) = queue();
        for nth in 0..=KEPT {
            tail.push(nth);
        }
        assert_eq!((head.take().await, head.take().await), (1, 2));
        tail.push(KEPT + 1);
        for nth in 3..=KEPT + 1 {
            assert_eq!(head.take().await, nth);
        }
        let late = tail.clone();
        let (taken, ()) = tokio::join!(head.take(), async { late.push(7) });
        assert_eq!(taken, 7);
    }

    #[tokio::test]
    async fn an_order_ends_with_the_task() {
        let (tail, head) = queue();
        let (tell, told) = tokio::sync::oneshot::channel::<()>();
        tail.push(tell);
        drop(head);
        assert!(told.await.is_err());
        let (tell, told) = tokio::sync::oneshot::channel::<()>();
        tail.push(tell);
        assert!(told.await.is_err());
    }
}
