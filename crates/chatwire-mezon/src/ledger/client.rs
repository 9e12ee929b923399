//! [`Ledger`]: the checked client, its settings, and what all its calls share.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire_core::build::Flights;
use chatwire_core::{BoxFuture, Credential, Error, ErrorKind, Request, Result, Secret, Timestamp};
use tokio::time::Instant;

use super::address::Address;
use super::amount::TokenAmount;
use super::builder::{Builder, Spender};
use super::code;
use super::history::TokenHistory;
use super::indexer::Indexer;
use super::journal::Journal;
use super::key::SecretKey;
use super::model::{Account, TransactionInfo};
use super::nonce::Nonces;
use super::prepared::Prepared;
use super::proof::{ClientType, Proof, Prover};
use super::rpc::{NonceTag, Rpc};
use super::send::{Receiver, SendToken, Terms};
use super::sent::Sent;
use crate::UserId;

/// Length of a slot (genesis block: 4 ticks of 100 ms).
pub const DEFAULT_SLOT_TIME: Duration = Duration::from_millis(400);

/// First pause before the same bytes are sent again; it doubles with each repeat.
pub const DEFAULT_RESEND_PAUSE: Duration = Duration::from_secs(1);

/// The ledger for one owner: sends tokens, and knows what was sent.
///
/// Clones share keys, proofs, slots and journal. Use one for each owner, in one program only.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use chatwire_emulator::ledger::Node;
/// use chatwire_mezon::ledger::{Ledger, Outcome, TokenAmount};
///
/// # let node = Node::new();
/// # let served = node.serve().await?;
/// # node.deposit_user(7, 100_000_000);
/// # node.accept_token("id token");
/// // Addresses are those of Mezon unless said otherwise.
/// let ledger = Ledger::builder(7)
///     .token("id token")
///     .node_url(served.url())
///     .prover_url(served.prover_url())
///     .indexer_url(served.indexer_url())
///     .build()?;
/// match ledger.send_token(8, TokenAmount::from_decimal("2.5")?).note("thanks").await? {
///     Outcome::Accepted(paid) => println!("on its way: {:?}", paid.tx_hash()),
///     Outcome::Refused(refused) => println!("not paid: {}", refused.rejection()),
///     Outcome::Unknown(payment) => println!("find out with resume(): {}", payment.id()),
///     _ => {}
/// }
/// # node.produce_block();
/// assert_eq!(ledger.balance().await?.to_string(), "97.5");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Ledger(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) owner: Arc<Owner>,
    pub(super) address: Address,
    pub(super) rpc: Rpc,
    pub(super) prover: Prover,
    pub(super) indexer: Option<Indexer>,
    pub(super) journal: Option<Journal>,
    pub(super) nonces: Nonces,
    pub(super) sent: Sent,
    /// Made by the first transfer, once for all that wait.
    pub(super) signer: Arc<Mutex<Option<Arc<Signer>>>>,
    /// The making of it that is under way.
    pub(super) signing: Flights<(), Arc<Signer>>,
    /// Key that was set; else a random one is made.
    pub(super) key: Option<SecretKey>,
    pub(super) slot_time: Duration,
    pub(super) resend_pause: Duration,
    pub(super) clock: Clock,
}

/// Whose tokens are spent.
pub(super) enum Owner {
    /// A user's, by proof.
    User { id: UserId, token: Option<Credential>, client_type: ClientType },
    /// A key's.
    Key(SecretKey),
}

/// What signs transfers.
pub(super) struct Signer {
    pub(super) key: SecretKey,
    /// Needed for a user's tokens.
    pub(super) proof: Option<Proof>,
}

/// Wall time that neither a clock that is set back nor a machine that slept makes younger.
pub(super) struct Clock {
    wall: Timestamp,
    start: Instant,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self { wall: Timestamp::now(), start: Instant::now() }
    }

    fn now(&self) -> Timestamp {
        let counted = self.wall.checked_add(self.start.elapsed()).unwrap_or(Timestamp::MAX);
        counted.max(Timestamp::now())
    }
}

impl Ledger {
    /// Settings of a ledger that spends a user's tokens. Needs a [`token`](Builder::token).
    pub fn builder(user_id: impl Into<UserId>) -> Builder {
        Builder::new(Spender::User(user_id.into()))
    }

    /// Settings of a ledger that spends what a key owns, such as the account of the genesis block.
    pub fn key_builder(key: SecretKey) -> Builder {
        Builder::new(Spender::Key(key))
    }

    /// Address of the owner.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.0.address
    }

    /// Sends tokens to a user. Whole tokens as a number; fractions by [`TokenAmount::from_decimal`].
    ///
    /// Nothing happens before the returned value is awaited.
    ///
    /// # Errors
    ///
    /// Those of [`SendToken`].
    pub fn send_token(
        &self,
        receiver_id: impl Into<UserId>,
        amount: impl Into<TokenAmount>,
    ) -> SendToken {
        SendToken::new(self.clone(), Terms::to_user(receiver_id.into(), amount.into()))
    }

    /// Sends tokens to an address, which need not be a user's. Mezon tells nobody of it.
    ///
    /// # Errors
    ///
    /// Those of [`SendToken`].
    pub fn transfer(&self, receiver: Address, amount: impl Into<TokenAmount>) -> SendToken {
        SendToken::new(self.clone(), Terms::new(Receiver::Address(receiver), amount.into()))
    }

    /// Balance of the owner.
    ///
    /// # Errors
    /// When awaited: as [`Rpc::account`].
    pub fn balance(&self) -> Request<TokenAmount> {
        self.account().map(|account| account.balance)
    }

    /// Account of the owner.
    ///
    /// # Errors
    /// When awaited: as [`Rpc::account`].
    pub fn account(&self) -> Request<Account> {
        self.0.rpc.account(&self.0.address)
    }

    /// A transaction by its hash, as the node knows it.
    ///
    /// # Errors
    /// When awaited: as [`Rpc::transaction`].
    pub fn transaction(&self, tx_hash: &str) -> Request<TransactionInfo> {
        self.0.rpc.transaction(tx_hash)
    }

    /// Transactions of the owner, newest first.
    ///
    /// # Errors
    ///
    /// Those of [`TokenHistory`].
    pub fn history(&self) -> TokenHistory {
        let ledger = self.clone();
        TokenHistory::of(move || std::future::ready(Ok(ledger.clone())))
    }

    /// Payments of this owner in the journal whose outcome is not known, in the order in which they were sent.
    ///
    /// Hand each to [`resume`](Self::resume) when a program starts.
    #[must_use]
    pub fn unsettled(&self) -> Vec<Prepared> {
        let mut payments = self.0.journal.as_ref().map(Journal::pending).unwrap_or_default();
        payments.retain(|payment| self.owns(payment));
        payments
    }

    /// The raw client of the node.
    #[must_use]
    pub fn rpc(&self) -> &Rpc {
        &self.0.rpc
    }

    /// The raw client of the service that makes proofs.
    #[must_use]
    pub fn prover(&self) -> &Prover {
        &self.0.prover
    }

    /// The raw client of the indexer.
    #[must_use]
    pub fn indexer(&self) -> Option<&Indexer> {
        self.0.indexer.as_ref()
    }

    /// Makes key and proof now instead of with the first transfer.
    ///
    /// # Errors
    /// [`Config`](chatwire_core::ErrorKind::Config) with the code [`NOT_INITIALIZED`](code::NOT_INITIALIZED)
    /// without a token; as [`Prover::prove`] and [`Proof::check`].
    pub async fn warm_up(&self) -> Result<()> {
        self.signer().await.map(drop)
    }

    /// Whether a payment is of this ledger's owner. The history of another says nothing about it.
    pub(super) fn owns(&self, payment: &Prepared) -> bool {
        payment.transaction().sender == self.0.address.as_str()
    }

    pub(super) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Key and proof, made once for all that wait, who share a failure as well.
    pub(super) async fn signer(&self) -> Result<Arc<Signer>> {
        let inner = &self.0;
        if let Some(signer) = known(&inner.signer) {
            return Ok(signer);
        }
        // A task of its own: a payment that nobody polls holds up no other, and a proof takes a second.
        let begin = || -> BoxFuture<'static, Result<Arc<Signer>>> {
            let (kept, owner) = (Arc::clone(&inner.signer), Arc::clone(&inner.owner));
            let (key, prover) = (inner.key.clone(), inner.prover.clone());
            Box::pin(async move {
                // Made between the look above and this one.
                if let Some(signer) = known(&kept) {
                    return Ok(signer);
                }
                let signer = Arc::new(make_signer(&owner, key, &prover).await?);
                *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&signer));
                Ok(signer)
            })
        };
        Ok(inner.signing.join((), begin).await?.value)
    }

    /// Drops a signer that the node refused, unless another one took its place already.
    pub(super) fn drop_signer(&self, refused: &Arc<Signer>) {
        let mut kept = self.0.signer.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_ref().is_some_and(|kept| Arc::ptr_eq(kept, refused)) {
            *kept = None;
        }
    }

    /// The latest finished slot: the largest nonce that the node takes.
    pub(super) fn latest_slot(&self) -> BoxFuture<'static, Result<u64>> {
        let asked = self.0.rpc.current_nonce(&self.0.address, NonceTag::Pending);
        Box::pin(async move { Ok(asked.await?.nonce.saturating_add(1)) })
    }
}

fn known(kept: &Mutex<Option<Arc<Signer>>>) -> Option<Arc<Signer>> {
    kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

async fn make_signer(owner: &Owner, key: Option<SecretKey>, prover: &Prover) -> Result<Signer> {
    let (id, token, client_type) = match owner {
        Owner::Key(key) => return Ok(Signer { key: key.clone(), proof: None }),
        Owner::User { id, token, client_type } => (*id, token, client_type),
    };
    let missing = || {
        Error::config("sending tokens needs the id token of a login")
            .with_code(code::NOT_INITIALIZED)
            .with_platform("mezon")
    };
    let credential = token.as_ref().ok_or_else(missing)?;
    let token = credential.current().await?;
    if token.is_empty() {
        return Err(missing());
    }
    let key = match key {
        Some(key) => key,
        None => SecretKey::random()?,
    };
    let prove = |token: &Secret| prover.prove(id, &key.public_key(), token, client_type);
    let proof = match prove(&token).await {
        // Tokens of a login end; whoever keeps the login may have a newer one.
        Err(err) if err.kind() == ErrorKind::Auth => match credential.refresh(&token).await? {
            Some(newer) if newer != token && !newer.is_empty() => prove(&newer).await?,
            _ => return Err(err),
        },
        proof => proof?,
    };
    proof.check(id, &key.public_key()).map_err(|err| err.with_platform("mezon"))?;
    Ok(Signer { key, proof: Some(proof) })
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger")
            .field("address", &self.0.address)
            .field("rpc", &self.0.rpc)
            .field("prover", &self.0.prover)
            .field("indexer", &self.0.indexer)
            .field("journal", &self.0.journal)
            .finish_non_exhaustive()
    }
}
