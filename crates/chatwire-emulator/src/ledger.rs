//! Mezon's ledger: a node over JSON-RPC and gRPC, the service that makes proofs, and the indexer.
//!
//! The node checks what the real one checks, in its order: lengths, text filter, amount, slot window, signature,
//! key and address in the proof's public input, repeats, balance. Only the proof itself is taken on trust.
//! Its clock and its slots stand still until they are moved, so that tests repeat.

mod call;
mod chain;
mod check;
mod fault;
mod field;
mod grpc;
mod history;
mod lines;
mod prover;
mod rpc;
mod serve;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post};
use ruint::aliases::U256;

use crate::world::lock;
use chain::Chain;
use fault::Faults;
use lines::Lines;

pub use chain::{Payment, SLOT};
pub use fault::LedgerFault;
pub use lines::ServedGrpc;
pub use serve::{HangUp, Served};

/// Smallest units in one token.
pub const UNITS: u64 = 1_000_000;

/// Steers a ledger. Cheap to clone; all clones act on the same chain.
///
/// [`serve`](Self::serve) gives it a loopback address of its own, [`router`](Self::router) its routes for a server
/// that has one.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use chatwire_emulator::ledger::{LedgerFault, Node};
///
/// let node = Node::new();
/// let served = node.serve().await?;
/// node.deposit_user(7, 5_000_000); // five tokens
/// node.fault(LedgerFault::LoseAnswer); // the next transfer is accepted, but nobody hears of it
/// assert!(served.url().ends_with("/mmn-api/"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Node {
    shared: Arc<Shared>,
}

/// Behind every handle and every route.
#[derive(Debug, Default)]
struct Shared {
    chain: Mutex<Chain>,
    faults: Faults,
    settings: Mutex<Settings>,
    /// Transfers that are still on their way.
    held: Mutex<Vec<rpc::Submission>>,
    lines: Lines,
}

#[derive(Debug, Default)]
struct Settings {
    /// Tokens for which proofs are made; any when there are none.
    tokens: Vec<String>,
    allow_batches: bool,
    /// Requests left, when they are limited, and the time of the last count.
    bucket: Option<(u32, u64)>,
}

/// Requests a second of one client, when they are limited.
const RATE: u32 = 100;

impl Node {
    /// A chain at slot 1,000 and 2023-11-14T22:13:20Z without accounts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Routes of all three services: `/mmn-api/…`, `/zk-api/…`, `/indexer-api/…`.
    ///
    /// An answer with the extension [`HangUp`] stands for a connection that is closed without one.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/mmn-api", any(rpc::serve))
            .route("/mmn-api/", any(rpc::serve))
            .route("/mmn-api/{*path}", any(rpc::serve))
            .route("/zk-api/prove", post(prover::prove))
            .route("/zk-api//prove", post(prover::prove))
            .route("/zk-api/health/check", get(prover::health))
            .route("/indexer-api/{chain}/transactions", get(history::list))
            .route("/indexer-api/{chain}/transactions/infinite", get(history::list_before))
            .route("/indexer-api/{chain}/tx/{hash}/detail", get(history::detail))
            .route("/indexer-api/{chain}/wallets/{wallet}/detail", get(history::wallet))
            .layer(DefaultBodyLimit::disable())
            .with_state(self.clone())
    }

    /// Adds to the balance of an address, in smallest units.
    pub fn deposit(&self, address: &str, units: u128) {
        lock(&self.shared.chain).deposit(address, U256::from(units));
    }

    /// Adds to the balance of a user, in smallest units.
    pub fn deposit_user(&self, user_id: i64, units: u128) {
        self.deposit(&Self::address_of(user_id), units);
    }

    /// Sets the balance of an address to a number of 256 bits in decimal digits; other texts count as nothing.
    pub fn set_balance(&self, address: &str, units: &str) {
        let units = U256::from_str_radix(units, 10).unwrap_or_default();
        lock(&self.shared.chain).set_balance(address, units);
    }

    /// Balance of an address in smallest units, in decimal digits.
    #[must_use]
    pub fn balance(&self, address: &str) -> String {
        lock(&self.shared.chain).balance(address).to_string()
    }

    /// Balance of a user in smallest units, in decimal digits.
    #[must_use]
    pub fn balance_of_user(&self, user_id: i64) -> String {
        self.balance(&Self::address_of(user_id))
    }

    /// Address of a user.
    #[must_use]
    pub fn address_of(user_id: i64) -> String {
        check::address_of_user(&user_id.to_string())
    }

    /// Makes proofs for this login token and the others that were named; without any, for all.
    pub fn accept_token(&self, token: &str) {
        lock(&self.shared.settings).tokens.push(token.to_owned());
    }

    /// Puts all that waits into a block, and finishes its slot.
    pub fn produce_block(&self) {
        lock(&self.shared.chain).produce_block();
    }

    /// Finishes slots without anything in them, with the time that they take.
    pub fn advance_slots(&self, slots: u64) {
        lock(&self.shared.chain).advance_slots(slots);
    }

    /// Lets time pass while the chain stands still.
    pub fn stall(&self, time: Duration) {
        lock(&self.shared.chain).stall(time);
    }

    /// A chain that has not finished its first slot.
    pub fn make_fresh(&self) {
        self.set_slot(0);
    }

    /// Sets the latest finished slot, at the same time.
    pub fn set_slot(&self, slot: u64) {
        lock(&self.shared.chain).set_slot(slot);
    }

    /// Forgets what waits and what was seen, as a node does that starts anew.
    pub fn restart(&self) {
        lock(&self.shared.chain).restart();
    }

    /// Latest finished slot.
    #[must_use]
    pub fn slot(&self) -> u64 {
        lock(&self.shared.chain).finalized()
    }

    /// Most transactions that wait at once (100,000).
    pub fn set_capacity(&self, transactions: usize) {
        lock(&self.shared.chain).set_capacity(transactions);
    }

    /// Lets the next transfer meet a fault. Several queue up.
    pub fn fault(&self, fault: LedgerFault) {
        self.fault_on("tx.addtx", fault);
    }

    /// Lets the next call of a method meet a fault; `prove` and `indexer` stand for the other services.
    pub fn fault_on(&self, method: &str, fault: LedgerFault) {
        self.shared.faults.push(method, fault);
    }

    /// Takes back all faults that have not met their call yet.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// Lets the transfers arrive that [`LedgerFault::Hold`] kept on their way, and says how many were accepted.
    pub fn release(&self) -> usize {
        let held = std::mem::take(&mut *lock(&self.shared.held));
        let mut chain = lock(&self.shared.chain);
        held.iter().filter(|held| chain.add(held, fault::Path::default()).is_ok()).count()
    }

    /// Takes several calls in one request, as nodes do whose limits are off.
    pub fn allow_batches(&self) {
        lock(&self.shared.settings).allow_batches = true;
    }

    /// Limits requests to 100 a second of the chain's clock. Off at start.
    pub fn limit_requests(&self) {
        let now = lock(&self.shared.chain).now();
        lock(&self.shared.settings).bucket = Some((RATE, now));
    }

    /// Payments that were applied, oldest first.
    #[must_use]
    pub fn payments(&self) -> Vec<Payment> {
        lock(&self.shared.chain).payments()
    }

    /// Transactions that wait for a block.
    #[must_use]
    pub fn waiting(&self) -> usize {
        lock(&self.shared.chain).waiting()
    }

    /// Whether one more request is allowed now.
    fn admit(&self) -> bool {
        let now = lock(&self.shared.chain).now();
        let mut settings = lock(&self.shared.settings);
        let Some((left, at)) = &mut settings.bucket else { return true };
        let refill = now.saturating_sub(*at).saturating_mul(u64::from(RATE)) / 1000;
        if refill > 0 {
            *at = now;
            *left = u32::try_from(u64::from(*left).saturating_add(refill).min(RATE.into()))
                .unwrap_or(RATE);
        }
        match left.checked_sub(1) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => false,
        }
    }
}
