//! Slots for signatures: what the node calls a nonce is a clock, and only the signed text must be new.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatwire_core::build::Flights;
use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use tokio::time::{Instant, sleep};

use super::code;
use super::tx::Transaction;
use crate::error::PLATFORM;

/// How long an answer of the node is used: two and a half slots.
const FRESH: Duration = Duration::from_secs(1);

/// How long signed texts are kept in mind: twice as long as nodes do.
const REMEMBERED: Duration = Duration::from_secs(600);

/// How far below the latest slot a signature may begin: the node's window has 151 slots.
const DEPTH: u64 = 100;

/// How often a free slot is waited for.
const ROUNDS: u32 = 25;

/// Gives slots to transfers so that no two sign the same text.
pub(super) struct Nonces {
    state: Mutex<State>,
    /// The question to the node that is under way.
    flight: Flights<(), (Instant, u64)>,
}

#[derive(Debug)]
struct State {
    latest: Option<(Instant, u64)>,
    used: HashMap<String, Instant>,
}

impl Nonces {
    /// With texts that were signed before the program started.
    pub(super) fn new(known: impl IntoIterator<Item = String>) -> Self {
        let now = Instant::now();
        let used = known.into_iter().map(|hash| (hash, now)).collect();
        Self { state: Mutex::new(State { latest: None, used }), flight: Flights::new(PLATFORM) }
    }

    /// The transaction with a slot under which its text was not signed yet.
    ///
    /// The question to the node is asked once for all that wait, who share its failure as well. `fetch` gives the latest
    /// slot.
    pub(super) async fn sign_for(
        &self,
        mut tx: Transaction,
        slot_time: Duration,
        fetch: impl Fn() -> BoxFuture<'static, Result<u64>>,
    ) -> Result<Transaction> {
        let begin = || {
            let asked = fetch();
            let dated: BoxFuture<'static, Result<(Instant, u64)>> =
                Box::pin(async move { asked.await.map(|latest| (Instant::now(), latest)) });
            dated
        };
        for _ in 0..ROUNDS {
            let fresh = self.lock().fresh();
            let latest = match fresh {
                Some(latest) => latest,
                None => {
                    let answer = self.flight.join((), begin).await?.value;
                    self.lock().learn(answer);
                    answer.1
                }
            };
            if self.lock().take(&mut tx, latest) {
                return Ok(tx);
            }
            sleep(slot_time).await;
            self.lock().doubt(latest);
        }
        let why =
            "no free slot for so many equal transfers: give them notes or references that differ";
        Err(Error::new(ErrorKind::RateLimited, why).with_code(code::NO_FREE_SLOT))
    }

    /// Asks the node anew next time.
    pub(super) fn renew(&self) {
        self.lock().latest = None;
    }

    /// Never held while something is waited for: a payment that nobody polls holds up no other.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The latest slot, if the node was asked a moment ago.
    fn fresh(&self) -> Option<u64> {
        self.latest.filter(|(at, _)| at.elapsed() < FRESH).map(|(_, latest)| latest)
    }

    /// Notes an answer of the node, which may be looked at late.
    fn learn(&mut self, answer: (Instant, u64)) {
        if self.latest.is_none_or(|(at, _)| at < answer.0) {
            self.latest = Some(answer);
        }
    }

    /// The slot is the latest no more, unless another one is known already.
    fn doubt(&mut self, slot: u64) {
        self.latest = self.latest.filter(|(_, latest)| *latest != slot);
    }

    /// Gives a transaction a slot that is free for its text; `false` when there is none.
    fn take(&mut self, tx: &mut Transaction, latest: u64) -> bool {
        let now = Instant::now();
        self.used.retain(|_, at| now.duration_since(*at) < REMEMBERED);
        // Two equal payments would have one text and be paid once: the next takes a slot below.
        let lowest = latest.saturating_sub(DEPTH).max(1);
        (lowest..=latest).rev().any(|nonce| {
            tx.nonce = nonce;
            match self.used.entry(tx.dedup_hash()) {
                Entry::Vacant(free) => {
                    free.insert(now);
                    true
                }
                Entry::Occupied(_) => false,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::ledger::TransactionKind;

    fn tx(note: &str) -> Transaction {
        let mut tx = Transaction::new(TransactionKind::Transfer, "a", "b", "1", 0);
        tx.text_data = note.to_owned();
        tx
    }

    type Slot = BoxFuture<'static, Result<u64>>;

    /// Always the same slot, and how often it was asked for.
    fn always(slot: u64) -> (impl Fn() -> Slot, Arc<AtomicU64>) {
        let asked = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&asked);
        let fetch = move || -> Slot {
            count.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move { Ok(slot) })
        };
        (fetch, asked)
    }

    #[tokio::test(start_paused = true)]
    async fn equal_payments_go_down_and_others_share_a_slot() {
        let (nonces, (fetch, asked)) = (Nonces::new([]), always(1000));
        let slot = Duration::from_millis(400);
        for nonce in [1000, 999, 998] {
            let signed = nonces.sign_for(tx("same"), slot, &fetch).await.unwrap();
            assert_eq!(signed.nonce, nonce);
        }
        assert_eq!(nonces.sign_for(tx("other"), slot, &fetch).await.unwrap().nonce, 1000);
        assert_eq!(asked.load(Ordering::Relaxed), 1, "one answer serves all for a second");
        tokio::time::advance(FRESH).await;
        assert_eq!(nonces.sign_for(tx("third"), slot, &fetch).await.unwrap().nonce, 1000);
        assert_eq!(asked.load(Ordering::Relaxed), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_window_waits_for_the_next_slot_and_gives_up_when_there_is_none() {
        let nonces = Nonces::new([]);
        let slot = Duration::from_millis(400);
        let (fetch, _) = always(3);
        for nonce in [3, 2, 1] {
            assert_eq!(nonces.sign_for(tx("x"), slot, &fetch).await.unwrap().nonce, nonce);
        }
        let (moving, _) = always(4);
        assert_eq!(nonces.sign_for(tx("x"), slot, &moving).await.unwrap().nonce, 4);
        let err = nonces.sign_for(tx("x"), slot, &moving).await.unwrap_err();
        assert_eq!(err.code(), Some(code::NO_FREE_SLOT));
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_shares_a_failure_and_who_comes_later_asks_again() {
        let (nonces, asked) = (Nonces::new([]), AtomicU64::new(0));
        let fetch = || -> Slot {
            asked.fetch_add(1, Ordering::Relaxed);
            Box::pin(async {
                sleep(Duration::from_secs(7)).await;
                Err(Error::new(ErrorKind::Timeout, "x"))
            })
        };
        let slot = Duration::from_millis(400);
        for round in 1..=2 {
            let all = (0..9).map(|_| nonces.sign_for(tx("x"), slot, &fetch));
            let all = futures_util::future::join_all(all).await;
            assert!(all.iter().all(Result::is_err));
            assert_eq!(asked.load(Ordering::Relaxed), round);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn texts_are_remembered_longer_than_nodes_do() {
        let nonces = Nonces::new([]);
        let slot = Duration::from_millis(400);
        let (fetch, _) = always(9);
        assert_eq!(nonces.sign_for(tx("x"), slot, &fetch).await.unwrap().nonce, 9);
        tokio::time::advance(REMEMBERED - FRESH).await;
        assert_eq!(nonces.sign_for(tx("x"), slot, &fetch).await.unwrap().nonce, 8);
        let mut known = tx("y");
        known.nonce = 9;
        let nonces = Nonces::new([known.dedup_hash()]);
        assert_eq!(nonces.sign_for(tx("y"), slot, &fetch).await.unwrap().nonce, 8);
    }
}
