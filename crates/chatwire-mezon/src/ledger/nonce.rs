//! Slots for signatures: what the node calls a nonce is a clock, and only the signed text must be new.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;

use chatwire_core::{Error, ErrorKind, Result};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::code;
use super::failures::Failures;
use super::tx::Transaction;

/// How long an answer of the node is used: two and a half slots.
const FRESH: Duration = Duration::from_secs(1);

/// How long signed texts are kept in mind: twice as long as nodes do.
const REMEMBERED: Duration = Duration::from_secs(600);

/// How far below the latest slot a signature may begin: the node's window has 151 slots.
const DEPTH: u64 = 100;

/// How often a free slot is waited for.
const ROUNDS: u32 = 25;

/// Gives slots to transfers so that no two sign the same text.
#[derive(Debug)]
pub(super) struct Nonces {
    state: Mutex<State>,
    failures: Failures,
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
        let state = Mutex::new(State { latest: None, used });
        Self { state, failures: Failures::default() }
    }

    /// The transaction with a slot under which its text was not signed yet.
    ///
    /// Callers are served in order, and the question to the node is asked once for all that wait, who share its failure
    /// as well. `fetch` gives the latest slot.
    pub(super) async fn sign_for<F>(
        &self,
        mut tx: Transaction,
        slot_time: Duration,
        fetch: impl Fn() -> F,
    ) -> Result<Transaction>
    where
        F: Future<Output = Result<u64>>,
    {
        let failures = self.failures.count();
        let mut state = self.state.lock().await;
        for _ in 0..ROUNDS {
            let now = Instant::now();
            state.used.retain(|_, at| now.duration_since(*at) < REMEMBERED);
            let latest = match state.latest {
                Some((at, latest)) if now.duration_since(at) < FRESH => latest,
                _ => {
                    if let Some(err) = self.failures.since(failures) {
                        return Err(err);
                    }
                    let latest = fetch().await.inspect_err(|err| self.failures.note(err))?;
                    state.latest = Some((Instant::now(), latest));
                    latest
                }
            };
            // Two equal payments would have one text and be paid once: the next takes a slot below.
            let lowest = latest.saturating_sub(DEPTH).max(1);
            for nonce in (lowest..=latest).rev() {
                tx.nonce = nonce;
                if let Entry::Vacant(free) = state.used.entry(tx.dedup_hash()) {
                    free.insert(now);
                    return Ok(tx);
                }
            }
            sleep(slot_time).await;
            state.latest = None;
        }
        let why =
            "no free slot for so many equal transfers: give them notes or references that differ";
        Err(Error::new(ErrorKind::RateLimited, why).with_code(code::NO_FREE_SLOT))
    }

    /// Asks the node anew next time.
    pub(super) async fn renew(&self) {
        self.state.lock().await.latest = None;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::ledger::TransactionKind;

    fn tx(note: &str) -> Transaction {
        let mut tx = Transaction::new(TransactionKind::Transfer, "a", "b", "1", 0);
        tx.text_data = note.to_owned();
        tx
    }

    #[tokio::test(start_paused = true)]
    async fn equal_payments_go_down_and_others_share_a_slot() {
        let (nonces, asked) = (Nonces::new([]), Cell::new(0));
        let fetch = || {
            asked.set(asked.get() + 1);
            async { Ok(1000) }
        };
        let slot = Duration::from_millis(400);
        for nonce in [1000, 999, 998] {
            let signed = nonces.sign_for(tx("same"), slot, fetch).await.unwrap();
            assert_eq!(signed.nonce, nonce);
        }
        assert_eq!(nonces.sign_for(tx("other"), slot, fetch).await.unwrap().nonce, 1000);
        assert_eq!(asked.get(), 1, "one answer serves all for a second");
        tokio::time::advance(FRESH).await;
        assert_eq!(nonces.sign_for(tx("third"), slot, fetch).await.unwrap().nonce, 1000);
        assert_eq!(asked.get(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_window_waits_for_the_next_slot_and_gives_up_when_there_is_none() {
        let (nonces, slots) = (Nonces::new([]), Cell::new(3));
        let slot = Duration::from_millis(400);
        let fetch = || async { Ok(slots.get()) };
        for nonce in [3, 2, 1] {
            assert_eq!(nonces.sign_for(tx("x"), slot, fetch).await.unwrap().nonce, nonce);
        }
        let moving = || async {
            slots.set(slots.get() + 1);
            Ok(slots.get())
        };
        assert_eq!(nonces.sign_for(tx("x"), slot, moving).await.unwrap().nonce, 4);
        let err = nonces.sign_for(tx("x"), slot, fetch).await.unwrap_err();
        assert_eq!(err.code(), Some(code::NO_FREE_SLOT));
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_shares_a_failure_and_who_comes_later_asks_again() {
        let (nonces, asked) = (Nonces::new([]), Cell::new(0));
        let fetch = || {
            asked.set(asked.get() + 1);
            async {
                sleep(Duration::from_secs(7)).await;
                Err(Error::new(ErrorKind::Timeout, "x"))
            }
        };
        let slot = Duration::from_millis(400);
        for round in 1..=2 {
            let all = (0..9).map(|_| nonces.sign_for(tx("x"), slot, fetch));
            let all = futures_util::future::join_all(all).await;
            assert!(all.iter().all(Result::is_err));
            assert_eq!(asked.get(), round);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn texts_are_remembered_longer_than_nodes_do() {
        let nonces = Nonces::new([]);
        let slot = Duration::from_millis(400);
        let fetch = || async { Ok(9) };
        assert_eq!(nonces.sign_for(tx("x"), slot, fetch).await.unwrap().nonce, 9);
        tokio::time::advance(REMEMBERED - FRESH).await;
        assert_eq!(nonces.sign_for(tx("x"), slot, fetch).await.unwrap().nonce, 8);
        let mut known = tx("y");
        known.nonce = 9;
        let nonces = Nonces::new([known.dedup_hash()]);
        assert_eq!(nonces.sign_for(tx("y"), slot, fetch).await.unwrap().nonce, 8);
    }
}
