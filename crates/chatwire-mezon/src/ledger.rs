//! Tokens: transfers that are paid once, on Mezon's ledger (feature `tokens`).
//!
//! [`Ledger`] is the checked client, the one to use: [`send_token`](Ledger::send_token) and everything that a
//! payment needs afterwards. [`Rpc`], [`Indexer`], [`Prover`] and [`RedEnvelopes`] are the raw services behind it,
//! [`Transaction`] and [`SecretKey`] the raw signatures.
//!
//! # What to know about this ledger
//!
//! - A transfer is paid once for each signed text. Sending the same bytes again is safe for a short time; signing
//!   the same payment anew pays again. So a payment whose outcome is unknown is a value, [`Prepared`]: keep it, and
//!   find out with [`Ledger::resume`].
//! - What the ledger calls a nonce is a slot, a clock of 400 ms. A signature can be accepted for about a minute.
//! - Accepted is not paid: a transfer can still fail in its block. [`Ledger::wait`] tells.
//! - Nodes pay to any text. Addresses are checked here, and nowhere else.
//! - Notes are joined with other fields under the signature without any escape. Notes that could be read otherwise
//!   are refused; do not work around it.
//! - Nothing in a signature names the chain, and a proof has no end: keep keys, or let them die with the program.
//!
//! # Restarts
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use chatwire_mezon::ledger::{Journal, Ledger, Outcome};
//!
//! # let folder = std::env::temp_dir().join(format!("chatwire-ledger-doc-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! # let path = folder.join("payments.jsonl");
//! let ledger = Ledger::builder(7).token("id token").journal(Journal::open(&path)?).build()?;
//! for payment in ledger.unsettled() {
//!     match ledger.resume(payment).await? {
//!         Outcome::Unknown(payment) => println!("ask again later: {}", payment.id()),
//!         outcome => println!("settled: {}", outcome.ok()),
//!     }
//! }
//! # drop(ledger);
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok(())
//! # }
//! ```

mod address;
mod amount;
mod builder;
mod client;
mod deliver;
mod extra;
#[cfg(feature = "ledger-grpc")]
mod grpc;
mod history;
mod indexer;
mod journal;
mod key;
mod lookup;
mod model;
mod nonce;
mod outcome;
mod prepared;
mod proof;
mod red_envelope;
mod rejection;
mod rpc;
mod send;
mod sent;
mod service;
mod status;
mod text;
mod tx;
mod verdict;

pub use address::Address;
pub use amount::{DECIMALS, TokenAmount};
pub use builder::Builder;
pub use client::{DEFAULT_RESEND_PAUSE, DEFAULT_SLOT_TIME, Ledger};
pub use extra::{ExtraValue, TransferType};
#[cfg(feature = "ledger-grpc")]
pub use grpc::{
    Announce, Announcements, DEFAULT_RECONNECT_LIMIT, DEFAULT_SILENCE, Grpc, MAX_BLOCK_RANGE,
};
pub use history::{ListTransactions, TokenHistory};
pub(crate) use indexer::missing as no_indexer;
pub use indexer::{
    History, HistoryMeta, IndexedTransaction, Indexer, ListTransactionsBefore, WalletDetail,
    WalletFilter,
};
pub use journal::Journal;
pub use key::{PublicKey, SecretKey};
pub use model::{
    Account, AddTxResponse, Health, Nonce, PendingTransactions, TransactionInfo, TransactionStatus,
};
pub use outcome::{Accepted, Outcome, Refused};
pub use prepared::{MAX_RESENDS, Prepared, RESEND_WINDOW};
pub use proof::{ClientType, Proof, Prover, ProverHealth};
pub use red_envelope::{RedEnvelopes, Share};
pub use rejection::Rejection;
pub use rpc::{NonceTag, Rpc};
pub use send::{DEFAULT_NOTE, SendToken};
pub(crate) use send::{Terms, term_setters};
pub use service::{
    DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_CHAIN_ID, DEFAULT_INDEXER_URL, DEFAULT_NODE_URL,
    DEFAULT_PROVER_URL, DEFAULT_TIMEOUT,
};
pub use status::{DEFAULT_POLL_PAUSE, DEFAULT_WAIT, PaymentState, StatusUpdate, Wait};
pub use text::{MAX_EXTRA_INFO_CHARS, MAX_NOTE_BYTES, MAX_PROOF_CHARS};
pub use tx::{SignedTransaction, Transaction, TransactionKind};

/// Codes in errors of the ledger, as [`Error::code`](chatwire_core::Error::code) has them.
pub mod code {
    /// An amount that is zero, no decimal number, too exact or too large.
    pub const INVALID_AMOUNT: &str = "invalid_amount";
    /// A text that is no address.
    pub const INVALID_ADDRESS: &str = "invalid_address";
    /// A text that is no key.
    pub const INVALID_KEY: &str = "invalid_key";
    /// A text that is too long, or holds what the ledger refuses; the context names field and pattern.
    pub const INVALID_TEXT: &str = "invalid_text";
    /// A note that could be read as other fields under the same signature.
    pub const AMBIGUOUS_NOTE: &str = "ambiguous_note";
    /// Sender, receiver or reference are wrong; the context names the field.
    pub const INVALID_TRANSFER: &str = "invalid_transfer";
    /// The journal holds another payment with the same reference, which may have been made; the context names it.
    pub const DUPLICATE_REF: &str = "duplicate_ref";
    /// No proof in the answer, or one about somebody else.
    pub const INVALID_PROOF: &str = "invalid_proof";
    /// There is no id token to get a proof with.
    pub const NOT_INITIALIZED: &str = "not_initialized";
    /// The chain has not finished its first slot.
    pub const NODE_NOT_READY: &str = "node_not_ready";
    /// Too many equal transfers in one window.
    pub const NO_FREE_SLOT: &str = "no_free_slot";
    /// An answer that belongs to another request.
    pub const WRONG_ID: &str = "wrong_id";
    /// A node has not heard of the transaction.
    pub const TRANSACTION_NOT_FOUND: &str = "transaction_not_found";
    /// The journal cannot be used.
    pub const JOURNAL: &str = "journal";
    /// A stored transfer that cannot be read.
    pub const BAD_PREPARED: &str = "bad_prepared_transfer";
    /// A payment that may have been made.
    pub const UNKNOWN_OUTCOME: &str = "unknown_outcome";
}
