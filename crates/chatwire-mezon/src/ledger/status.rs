//! How far a payment has come: asked once, or waited for.

use std::pin::{Pin, pin};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chatwire_core::{BoxFuture, ErrorKind, Result};
use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::future::{Either, select};
use tokio::time::{Instant, sleep, timeout_at};

use super::client::Ledger;
use super::extra;
use super::lookup::Found;
use super::model::{TransactionInfo, TransactionStatus};
use super::prepared::Prepared;

/// Pause between two questions unless said otherwise.
pub const DEFAULT_POLL_PAUSE: Duration = Duration::from_secs(1);

/// Longest wait for the end of a payment unless said otherwise.
pub const DEFAULT_WAIT: Duration = Duration::from_secs(90);

/// How far a payment has come.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaymentState {
    /// Nobody that was asked knows it, which is no failure: nodes forget what waits when they start anew.
    Unknown,
    /// It waits for a block.
    Pending,
    /// It is in a block.
    Confirmed,
    /// It is in a block that stays: it was paid.
    Finalized,
    /// It is in a block, but was not applied: nothing was paid.
    Failed {
        /// Why, in the node's words.
        reason: String,
    },
    /// It is in no block and cannot come into one any more: nothing was paid.
    NeverApplied,
}

impl PaymentState {
    /// Whether it stays as it is.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Finalized | Self::Failed { .. } | Self::NeverApplied)
    }

    fn of(status: TransactionStatus, reason: String) -> Self {
        match status {
            TransactionStatus::Pending => Self::Pending,
            TransactionStatus::Confirmed => Self::Confirmed,
            TransactionStatus::Finalized => Self::Finalized,
            TransactionStatus::Failed => Self::Failed { reason },
            TransactionStatus::Other(_) => Self::Unknown,
        }
    }
}

/// A state that a node announced, for [`Wait::updates`].
///
/// Nodes announce all transfers of everybody, and write their extra info anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusUpdate {
    /// Hash of the transaction.
    pub tx_hash: String,
    /// How far it has come.
    pub status: TransactionStatus,
    /// Why it failed.
    pub error_message: String,
    /// Smallest units.
    pub amount: String,
    /// Note.
    pub text_data: String,
    /// Extra info as JSON.
    pub extra_info: String,
    /// Slot of the block; 0 while there is none.
    pub slot: u64,
    /// Hash of the block.
    pub block_hash: String,
    /// Blocks after that one.
    pub confirmations: u64,
    /// Seconds since 1970, of the node.
    pub timestamp: u64,
}

impl StatusUpdate {
    /// An update about a transaction.
    pub fn new(tx_hash: impl Into<String>, status: TransactionStatus) -> Self {
        Self { tx_hash: tx_hash.into(), status, ..Self::default() }
    }

    /// Whether it is about `payment`: by its hash, or by all that an announcement says when the payment has a
    /// [`client_ref`](super::SendToken::client_ref).
    ///
    /// Without a reference nothing but the hash tells two equal payments apart. With one, a copy that another node
    /// took has another hash.
    #[must_use]
    pub fn is_about(&self, payment: &Prepared) -> bool {
        let tx = payment.transaction();
        self.has_hash_of(payment)
            || (payment.unique
                && self.amount == tx.amount
                && self.text_data == tx.text_data
                && extra::same(&self.extra_info, &tx.extra_info))
    }

    fn has_hash_of(&self, payment: &Prepared) -> bool {
        payment.tx_hash().is_some_and(|hash| hash == self.tx_hash)
    }

    /// The end of `payment` that it tells of.
    fn end_of(&self, payment: &Prepared) -> Option<PaymentState> {
        let state = PaymentState::of(self.status, self.error_message.clone());
        // A copy that failed says nothing about the others, and whoever takes it for the payment pays again.
        let told = match state {
            PaymentState::Finalized => self.is_about(payment),
            PaymentState::Failed { .. } => !payment.may_have_copies() && self.has_hash_of(payment),
            _ => false,
        };
        told.then_some(state)
    }
}

impl Ledger {
    /// How far a payment has come, asked once: by the hash that a node gave it, else by its content in the history.
    ///
    /// A payment that may have been sent more than once may have copies with hashes of their own, of which one is paid.
    /// It has failed only when the history holds copies that failed and no other; without an indexer a copy that failed
    /// leaves it [`Unknown`](PaymentState::Unknown).
    ///
    /// # Errors
    /// The kind of the answer's status when the node could not be asked.
    pub async fn status(&self, payment: &Prepared) -> Result<PaymentState> {
        let mut failed = Vec::new();
        let mut failure = PaymentState::Unknown;
        if let Some(hash) = payment.tx_hash()
            && let Some(tx) = self.known(hash).await?
        {
            let state = PaymentState::of(tx.status, tx.err_msg);
            if !(matches!(state, PaymentState::Failed { .. }) && payment.may_have_copies()) {
                return Ok(state);
            }
            failed.push(hash.to_owned());
            failure = state;
        }
        if !self.owns(payment) {
            return Ok(PaymentState::Unknown);
        }
        loop {
            match self.find_beside(payment, &failed).await? {
                Found::Hash(hash) => {
                    // In the history, so in a block; the node knows more.
                    let state = self.known(&hash).await?.map_or(PaymentState::Confirmed, |tx| {
                        PaymentState::of(tx.status, tx.err_msg)
                    });
                    if !matches!(state, PaymentState::Failed { .. }) {
                        return Ok(state);
                    }
                    failed.push(hash);
                    failure = state;
                }
                Found::Others => return Ok(failure),
                Found::Absent(slots) if self.is_expired(payment, &slots).await => {
                    return Ok(PaymentState::NeverApplied);
                }
                Found::Absent(_) | Found::Unclear => return Ok(PaymentState::Unknown),
            }
        }
    }

    /// Waits until a payment has come to its end, by asking again and again.
    ///
    /// ```
    /// # async fn example(ledger: chatwire_mezon::ledger::Ledger) -> chatwire_core::Result<()> {
    /// use chatwire_mezon::ledger::PaymentState;
    ///
    /// let outcome = ledger.send_token(8, 5).await?;
    /// match ledger.wait(outcome.prepared()).await? {
    ///     PaymentState::Finalized => println!("paid"),
    ///     PaymentState::Failed { reason } => println!("not paid: {reason}"),
    ///     state => println!("not known yet, do not pay again: {state:?}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait(&self, payment: &Prepared) -> Wait {
        Wait {
            ledger: self.clone(),
            payment: payment.clone(),
            pause: DEFAULT_POLL_PAUSE,
            limit: DEFAULT_WAIT,
            updates: None,
        }
    }

    /// The transaction, unless this node has not heard of it.
    async fn known(&self, hash: &str) -> Result<Option<TransactionInfo>> {
        match self.0.rpc.transaction(hash).await {
            Ok(tx) => Ok(Some(tx)),
            Err(err) if err.kind() == ErrorKind::NotFound => Ok(None),
            Err(err) => Err(err),
        }
    }
}

type Updates = Pin<Box<dyn Stream<Item = StatusUpdate> + Send>>;

/// A wait for the end of a payment; see [`Ledger::wait`]. Await it; dropping it changes nothing.
///
/// It gives a `Result` as every call does, so that `Blocking::wait` has it as well; it never fails: what
/// cannot be asked is asked again.
#[must_use = "a wait does nothing until it is awaited"]
pub struct Wait {
    ledger: Ledger,
    payment: Prepared,
    pause: Duration,
    limit: Duration,
    updates: Option<Updates>,
}

impl Wait {
    /// Pause between two questions (1 s).
    pub fn every(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Longest wait (90 s). When it is over the last state is returned, which may be
    /// [`Unknown`](PaymentState::Unknown) and never is a failure by itself.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Listens to announcements as well; the questions go on, as announcements can be missed.
    pub fn updates(mut self, updates: impl Stream<Item = StatusUpdate> + Send + 'static) -> Self {
        self.updates = Some(Box::pin(updates));
        self
    }

    async fn run(self) -> Result<PaymentState> {
        let Self { ledger, payment, pause, limit, updates } = self;
        let until = Instant::now().checked_add(limit);
        // What was heard last, for a wait that ends before the payment does.
        let last = Mutex::new(PaymentState::Unknown);
        let polling = async {
            loop {
                match ledger.status(&payment).await {
                    Ok(state) if state.is_final() => return state,
                    Ok(state) => *last.lock().unwrap_or_else(PoisonError::into_inner) = state,
                    Err(err) => {
                        tracing::debug!(error = %err, "the state of a payment could not be asked")
                    }
                }
                sleep(pause).await;
            }
        };
        let polling = pin!(polling);
        let listening = pin!(announced(updates, &payment));
        let both = async {
            match select(polling, listening).await {
                Either::Left((state, _)) | Either::Right((state, _)) => state,
            }
        };
        match until {
            Some(until) => match timeout_at(until, both).await {
                Ok(state) => Ok(state),
                Err(_) => Ok(last.lock().unwrap_or_else(PoisonError::into_inner).clone()),
            },
            None => Ok(both.await),
        }
    }
}

/// The end of a payment, once it is announced.
async fn announced(updates: Option<Updates>, payment: &Prepared) -> PaymentState {
    if let Some(mut updates) = updates {
        while let Some(update) = updates.next().await {
            if let Some(state) = update.end_of(payment) {
                return state;
            }
        }
    }
    std::future::pending().await
}

impl IntoFuture for Wait {
    type Output = Result<PaymentState>;
    type IntoFuture = BoxFuture<'static, Result<PaymentState>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl std::fmt::Debug for Wait {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wait")
            .field("payment", &self.payment)
            .field("pause", &self.pause)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
