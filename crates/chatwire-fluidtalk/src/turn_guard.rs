//! [`TurnGuard`]: answers each inbound message once.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use chatwire_core::Result;

/// Which inbound message a turn answers: the platform, the lead, and the platform's id of the message.
///
/// ```
/// use std::collections::HashSet;
/// use chatwire_fluidtalk::TurnKey;
///
/// let mut seen = HashSet::new();
/// assert!(seen.insert(TurnKey::new("instagram", "mark", "mid_1")));
/// assert!(!seen.insert(TurnKey::new("instagram", "mark", "mid_1")), "the same delivery");
/// assert!(seen.insert(TurnKey::new("threads", "mark", "mid_1")), "another platform");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TurnKey {
    platform: String,
    handle: String,
    message_id: String,
}

impl TurnKey {
    /// A message by platform, lead and the platform's own id of it.
    pub fn new(
        platform: impl Into<String>,
        handle: impl Into<String>,
        message_id: impl Into<String>,
    ) -> Self {
        Self { platform: platform.into(), handle: handle.into(), message_id: message_id.into() }
    }
}

/// Answers each inbound message once: a platform that delivers a message twice costs one turn, not two.
///
/// The last answers are remembered, the oldest is forgotten first; a message whose call is under way never is.
/// Deliveries at the same time share one call, and its failure too: it may have been paid for.
/// A failure is not remembered, so a later delivery tries again; whether the failed one may have been paid for
/// says [`maybe_billed`](crate::ErrorExt::maybe_billed).
/// Clones share the memory, which lives as long as the process.
///
/// ```
/// # use chatwire_fluidtalk::{TurnGuard, TurnKey, characters::Client};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_emulator::{Emulator, Platform as Service};
/// # let emulator = Emulator::start().await?;
/// # let (secret, url) = (emulator.fluidtalk().connector_token(), emulator.url(Service::FluidTalk));
/// # let client = Client::builder(secret).base_url(url)?.build()?;
/// let guard = TurnGuard::new(10_000);
/// let key = TurnKey::new("instagram", "mark", "mid.17912345");
/// let reply = guard.once(key, client.chat("instagram", "mark").message("hey ava")).await?;
/// println!("{} bubbles", reply.bubbles.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct TurnGuard<T> {
    memory: Arc<Mutex<Memory<T>>>,
    capacity: usize,
}

/// What came of a call: an answer, or the failure that those who waited for it get as well.
type Turn<T> = OnceCell<Result<T>>;

struct Memory<T> {
    turns: HashMap<TurnKey, Arc<Turn<T>>>,
    order: VecDeque<TurnKey>,
}

impl<T: Clone> TurnGuard<T> {
    /// A guard that remembers so many answers, at least one; more only while more calls are under way at once.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        let memory = Memory { turns: HashMap::new(), order: VecDeque::new() };
        Self { memory: Arc::new(Mutex::new(memory)), capacity: capacity.max(1) }
    }

    /// The remembered answer to this message, or the answer of `call`, which is then remembered.
    ///
    /// Dropping the future before it is done drops the call; someone else who waits for it makes the call then.
    ///
    /// # Errors
    ///
    /// What `call` says, or the call under way that this one waited for.
    pub async fn once(&self, key: TurnKey, call: impl IntoFuture<Output = Result<T>>) -> Result<T> {
        let turn = self.turn(key.clone());
        let outcome = turn.get_or_init(|| async {
            let outcome = call.into_future().await;
            if outcome.is_err() {
                // Those who wait hold the turn; who comes later begins a new one.
                self.memory.lock().unwrap_or_else(PoisonError::into_inner).forget(&key);
            }
            outcome
        });
        outcome.await.clone()
    }

    /// Number of messages that are remembered, those under way included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).order.len()
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn turn(&self, key: TurnKey) -> Arc<Turn<T>> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = memory.turns.get(&key) {
            return Arc::clone(turn);
        }
        memory.make_room(self.capacity);
        let turn = Arc::new(OnceCell::new());
        memory.order.push_back(key.clone());
        memory.turns.insert(key, Arc::clone(&turn));
        turn
    }
}

impl<T> Memory<T> {
    fn forget(&mut self, key: &TurnKey) {
        self.turns.remove(key);
        // One that has just ended is among the youngest.
        if let Some(at) = self.order.iter().rposition(|known| known == key) {
            self.order.remove(at);
        }
    }

    /// Forgets the oldest messages until there is room for one more.
    ///
    /// Never one under way: its second delivery must find it, or it is answered and paid for twice.
    fn make_room(&mut self, capacity: usize) {
        while self.order.len() >= capacity {
            // A call that was dropped leaves an empty place that nobody else holds.
            let is_over = |turn: &Arc<Turn<T>>| turn.initialized() || Arc::strong_count(turn) == 1;
            let over = self.order.iter().position(|key| self.turns.get(key).is_none_or(is_over));
            let Some(oldest) = over.and_then(|at| self.order.remove(at)) else { return };
            self.turns.remove(&oldest);
        }
    }
}

impl<T> fmt::Debug for TurnGuard<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TurnGuard").field("capacity", &self.capacity).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chatwire_core::Error;
    use std::sync::atomic::{AtomicU32, Ordering};

    fn key(id: u32) -> TurnKey {
        TurnKey::new("instagram", "mark", id.to_string())
    }

    async fn count(calls: &AtomicU32) -> Result<u32> {
        tokio::task::yield_now().await;
        Ok(calls.fetch_add(1, Ordering::Relaxed) + 1)
    }

    #[tokio::test]
    async fn a_message_is_answered_once_even_at_the_same_time() {
        let (guard, calls) = (TurnGuard::new(10), AtomicU32::new(0));
        let (first, second) =
            (guard.once(key(1), count(&calls)), guard.once(key(1), count(&calls)));
        let (first, second) = futures_util::future::join(first, second).await;
        assert_eq!((first.unwrap(), second.unwrap()), (1, 1));
        assert_eq!(guard.once(key(2), count(&calls)).await.unwrap(), 2);
        assert_eq!(guard.once(key(1), count(&calls)).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn failures_are_not_remembered() {
        let (guard, calls) = (TurnGuard::new(10), AtomicU32::new(0));
        assert!(guard.once(key(1), async { Err(Error::input("no")) }).await.is_err());
        assert_eq!(guard.once(key(1), count(&calls)).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn those_who_wait_share_a_failure() {
        let (guard, calls) = (TurnGuard::new(10), AtomicU32::new(0));
        let lost = async {
            tokio::task::yield_now().await;
            Err(Error::input("the answer was lost").with_maybe_sent(true))
        };
        let waiters = [guard.once(key(1), count(&calls)), guard.once(key(1), count(&calls))];
        let waiters = futures_util::future::join_all(waiters);
        let (first, waiters) = futures_util::future::join(guard.once(key(1), lost), waiters).await;
        assert!(first.is_err());
        for waiter in waiters {
            assert!(waiter.unwrap_err().maybe_sent());
        }
        assert_eq!(calls.load(Ordering::Relaxed), 0, "nobody paid a second time");
        assert_eq!(guard.once(key(1), count(&calls)).await.unwrap(), 1, "a later delivery tries");
    }

    #[tokio::test]
    async fn a_dropped_call_is_made_by_who_waits() {
        let (guard, calls) = (TurnGuard::new(10), AtomicU32::new(0));
        let mut first = Box::pin(guard.once(key(1), std::future::pending()));
        assert!(futures_util::poll!(&mut first).is_pending());
        let mut second = Box::pin(guard.once(key(1), count(&calls)));
        assert!(futures_util::poll!(&mut second).is_pending());
        drop(first);
        assert_eq!(second.await.unwrap(), 1);
    }

    #[tokio::test]
    async fn the_memory_is_bounded() {
        let (guard, calls) = (TurnGuard::new(2), AtomicU32::new(0));
        for id in 1..=5 {
            assert_eq!(guard.once(key(id), count(&calls)).await.unwrap(), id);
        }
        assert_eq!(guard.len(), 2);
        assert_eq!(guard.once(key(5), count(&calls)).await.unwrap(), 5);
        assert_eq!(guard.once(key(1), count(&calls)).await.unwrap(), 6);
    }

    #[tokio::test]
    async fn a_turn_under_way_outlives_any_number_of_others() {
        let (guard, calls) = (TurnGuard::new(2), AtomicU32::new(0));
        let (answer, slow) = tokio::sync::oneshot::channel();
        let first = guard.once(key(1), async move { Ok(slow.await.unwrap()) });
        let (first, second) = futures_util::future::join(first, async {
            for id in 2..=6 {
                guard.once(key(id), count(&calls)).await.unwrap();
            }
            let second = guard.once(key(1), count(&calls));
            answer.send(100).unwrap();
            second.await
        })
        .await;
        assert_eq!((first.unwrap(), second.unwrap()), (100, 100));
        assert_eq!(calls.load(Ordering::Relaxed), 5, "the second delivery made no call");
        guard.once(key(7), count(&calls)).await.unwrap();
        assert_eq!(guard.len(), 2);
    }

    #[tokio::test]
    async fn calls_that_failed_or_were_dropped_give_their_place_up() {
        let guard = TurnGuard::<u32>::new(2);
        for id in 1..=5 {
            assert!(guard.once(key(id), async { Err(Error::input("no")) }).await.is_err());
        }
        assert!(guard.is_empty());
        for id in 1..=5 {
            let mut dropped = Box::pin(guard.once(key(id), std::future::pending()));
            assert!(futures_util::poll!(&mut dropped).is_pending());
        }
        assert_eq!(guard.len(), 2);
    }
}
