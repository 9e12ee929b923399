//! [`Flights`]: however many ask for the same thing at once, it is fetched once.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chatwire_core::{BoxFuture, Result};
use futures_util::future::{FutureExt, Shared, WeakShared};

type Flight<V> = BoxFuture<'static, Result<V>>;

/// Fetches under way, by what they fetch.
///
/// A fetch belongs to those who wait for it: when all of them stop, it stops, too.
pub(crate) struct Flights<K, V: Clone>(Mutex<HashMap<K, WeakShared<Flight<V>>>>);

impl<K, V: Clone> Default for Flights<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Flights<K, V> {
    /// Waits for the fetch of `key` that is under way, or starts one.
    pub(crate) async fn join(&self, key: K, fetch: impl FnOnce() -> Flight<V>) -> Result<V> {
        let flight = {
            let mut flights = self.lock();
            match flights.get(&key).and_then(WeakShared::upgrade) {
                Some(flight) => flight,
                None => self.start(&mut flights, key.clone(), fetch()),
            }
        };
        let result = flight.clone().await;
        let mut flights = self.lock();
        // What comes later is fetched anew, but a newer fetch is left alone.
        let is_mine = flights
            .get(&key)
            .is_some_and(|known| known.upgrade().is_none_or(|known| known.ptr_eq(&flight)));
        if is_mine {
            flights.remove(&key);
        }
        result
    }

    fn start(
        &self,
        flights: &mut HashMap<K, WeakShared<Flight<V>>>,
        key: K,
        fetch: Flight<V>,
    ) -> Shared<Flight<V>> {
        // Those whose callers have all gone.
        flights.retain(|_, flight| flight.upgrade().is_some());
        let flight = fetch.shared();
        if let Some(weak) = flight.downgrade() {
            flights.insert(key, weak);
        }
        flight
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, WeakShared<Flight<V>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, V: Clone> fmt::Debug for Flights<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flights").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use chatwire_core::Error;
    use futures_util::future::join_all;
    use tokio::sync::Semaphore;

    use super::*;

    /// Numbers its calls, once the gate is opened.
    fn fetch(count: &Arc<AtomicU32>, gate: &Arc<Semaphore>) -> Flight<u32> {
        let (count, gate) = (Arc::clone(count), Arc::clone(gate));
        Box::pin(async move {
            let _open = gate.acquire().await;
            Ok(count.fetch_add(1, Ordering::Relaxed))
        })
    }

    #[tokio::test]
    async fn what_is_under_way_is_shared_and_what_is_done_is_not() {
        let (flights, count) = (Flights::default(), Arc::new(AtomicU32::new(0)));
        let gate = Arc::new(Semaphore::new(0));
        let all = join_all((0..10).map(|_| flights.join("a", || fetch(&count, &gate))));
        let (all, ()) = tokio::join!(all, async { gate.add_permits(1) });
        assert!(all.into_iter().all(|result| result.is_ok_and(|number| number == 0)));
        assert_eq!(flights.join("a", || fetch(&count, &gate)).await.unwrap(), 1);
        assert!(flights.lock().is_empty());
    }

    #[tokio::test]
    async fn a_caller_that_goes_takes_nobody_with_it() {
        let (flights, count) = (Flights::default(), Arc::new(AtomicU32::new(0)));
        let gate = Arc::new(Semaphore::new(0));
        let mut first = Box::pin(flights.join("a", || fetch(&count, &gate)));
        let mut second = Box::pin(flights.join("a", || fetch(&count, &gate)));
        assert!((&mut first).now_or_never().is_none() && (&mut second).now_or_never().is_none());
        drop(first);
        gate.add_permits(1);
        assert_eq!(second.await.unwrap(), 0);
        gate.forget_permits(1);
        let mut alone = Box::pin(flights.join("b", || fetch(&count, &gate)));
        assert!((&mut alone).now_or_never().is_none());
        drop(alone);
        let failed: Flight<u32> = Box::pin(async { Err(Error::input("no")) });
        assert!(flights.join("b", || failed).await.is_err(), "a new one, not the dropped one");
    }
}
