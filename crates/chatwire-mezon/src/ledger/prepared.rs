//! [`Prepared`]: a signed transfer as a value, to be stored and sent again byte for byte.

use std::fmt;
use std::time::Duration;

use chatwire_core::{Error, Result, Timestamp};
use serde::{Deserialize, Serialize};

use super::code;
use super::rpc::Written;
use super::tx::{SignedTransaction, Transaction};

/// How long after the first sending the same bytes may be sent again.
///
/// Nodes remember a transfer for five minutes of wall time, but take it for 150 slots: when the chain stands still
/// the slots do, too, and the memory could end first. So the limit is a time, well below both.
pub const RESEND_WINDOW: Duration = Duration::from_secs(45);

/// How often the same bytes are sent again after a lost answer.
pub const MAX_RESENDS: u32 = 3;

/// A signed transfer with the exact bytes of its request.
///
/// Sending the same bytes again is safe for a short time, since nodes pay a signed text once; signing the same
/// payment anew is a second payment. So keep this value, not the request, while an outcome is unknown.
///
/// Serde writes and reads it, without any private key. What was read back counts as sent already, as nobody knows
/// how far the program came that stored it.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let body = r#"{"jsonrpc":"2.0","method":"tx.addtx","params":{"tx_msg":{"type":0,"sender":"a","recipient":"b","amount":"1500000","timestamp":1,"text_data":"","nonce":9,"extra_info":"","zk_proof":"","zk_pub":""},"signature":"s"},"id":2}"#;
/// # let stored = serde_json::json!({"version": 1, "body": body, "prepared_at": "2026-11-21T00:00:00Z"}).to_string();
/// use chatwire_mezon::ledger::Prepared;
///
/// let prepared: Prepared = serde_json::from_str(&stored)?;
/// assert_eq!((prepared.amount(), prepared.nonce()), ("1500000", 9));
/// assert!(prepared.maybe_sent());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Prepared {
    id: String,
    request_id: u64,
    body: String,
    tx: Transaction,
    prepared_at: Timestamp,
    pub(super) first_sent: Option<Timestamp>,
    /// Repeats after a lost answer.
    pub(super) resends: u32,
    /// Whether an earlier try may have been accepted.
    pub(super) uncertain: bool,
    /// Whether nobody else can have signed the same text.
    pub(super) unique: bool,
    /// Key and id of the caller's own reference.
    client_ref: Option<(String, String)>,
    pub(super) doubt: String,
    pub(super) tx_hash: Option<String>,
}

/// Form in which it is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    body: String,
    prepared_at: Timestamp,
    #[serde(default)]
    first_sent: Option<Timestamp>,
    #[serde(default)]
    resends: u32,
    #[serde(default)]
    unique: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_ref: Option<(String, String)>,
    #[serde(default)]
    doubt: String,
    #[serde(default)]
    tx_hash: Option<String>,
}

const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Body {
    method: String,
    params: SignedTransaction,
    id: u64,
}

impl Prepared {
    pub(super) fn new(
        written: Written,
        tx: Transaction,
        at: Timestamp,
        client_ref: Option<(String, String)>,
    ) -> Self {
        Self {
            id: tx.dedup_hash(),
            request_id: written.id,
            body: written.body,
            tx,
            prepared_at: at,
            first_sent: None,
            resends: 0,
            uncertain: false,
            unique: client_ref.is_some(),
            client_ref,
            doubt: String::new(),
            tx_hash: None,
        }
    }

    /// Id of the payment: the hash of the signed text, by which nodes know it again.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Body of the request, as it is sent each time.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Signed fields.
    #[must_use]
    pub fn transaction(&self) -> &Transaction {
        &self.tx
    }

    /// Address that is paid.
    #[must_use]
    pub fn recipient(&self) -> &str {
        &self.tx.recipient
    }

    /// Smallest units in decimal digits.
    #[must_use]
    pub fn amount(&self) -> &str {
        &self.tx.amount
    }

    /// Slot that it was signed for: nodes take it for 150 slots from then on.
    #[must_use]
    pub fn nonce(&self) -> u64 {
        self.tx.nonce
    }

    /// Key and id of the caller's own reference, as [`SendToken::client_ref`](super::SendToken::client_ref) set them.
    #[must_use]
    pub fn client_ref(&self) -> Option<(&str, &str)> {
        let (key, id) = self.client_ref.as_ref()?;
        Some((key, id))
    }

    /// When it was signed.
    #[must_use]
    pub fn prepared_at(&self) -> Timestamp {
        self.prepared_at
    }

    /// When it was sent for the first time, as far as this value knows.
    #[must_use]
    pub fn first_sent(&self) -> Option<Timestamp> {
        self.first_sent
    }

    /// Whether it may have been sent: such a payment must be found out about, never made anew.
    #[must_use]
    pub fn maybe_sent(&self) -> bool {
        self.uncertain
    }

    /// Why its outcome is unknown; may be empty.
    #[must_use]
    pub fn doubt(&self) -> &str {
        &self.doubt
    }

    /// Hash that a node gave it, if an answer arrived.
    ///
    /// It may not be the one under which it is found: each node makes its own, and only one copy is paid.
    #[must_use]
    pub fn tx_hash(&self) -> Option<&str> {
        self.tx_hash.as_deref()
    }

    pub(super) fn written(&self) -> Written {
        Written { id: self.request_id, body: self.body.clone() }
    }

    /// Whether nodes may have taken it more than once, under hashes of which we know one at most.
    pub(super) fn may_have_copies(&self) -> bool {
        self.uncertain || self.resends > 0
    }

    /// Time from which the window for repeats counts: where the first sending is not known, it was not before this.
    pub(super) fn window_start(&self) -> Timestamp {
        self.first_sent.unwrap_or(self.prepared_at)
    }
}

impl TryFrom<Stored> for Prepared {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        let refused = |why: &'static str| Error::decode(why).with_code(code::BAD_PREPARED);
        if stored.version != VERSION {
            return Err(refused("a prepared transfer of another version"));
        }
        let body: Body = serde_json::from_str(&stored.body)
            .map_err(|_| refused("a prepared transfer without a readable request"))?;
        if body.method != "tx.addtx" {
            return Err(refused("a prepared transfer with another request"));
        }
        Ok(Self {
            id: body.params.dedup_hash(),
            request_id: body.id,
            body: stored.body,
            tx: body.params.tx_msg,
            prepared_at: stored.prepared_at,
            first_sent: stored.first_sent,
            resends: stored.resends,
            uncertain: true,
            unique: stored.unique,
            client_ref: stored.client_ref,
            doubt: stored.doubt,
            tx_hash: stored.tx_hash,
        })
    }
}

impl From<Prepared> for Stored {
    fn from(prepared: Prepared) -> Self {
        Self {
            version: VERSION,
            body: prepared.body,
            prepared_at: prepared.prepared_at,
            first_sent: prepared.first_sent,
            resends: prepared.resends,
            unique: prepared.unique,
            client_ref: prepared.client_ref,
            doubt: prepared.doubt,
            tx_hash: prepared.tx_hash,
        }
    }
}

impl fmt::Debug for Prepared {
    /// Neither note nor proof are shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("id", &self.id)
            .field("recipient", &self.tx.recipient)
            .field("amount", &self.tx.amount)
            .field("nonce", &self.tx.nonce)
            .field("first_sent", &self.first_sent)
            .field("maybe_sent", &self.uncertain)
            .field("doubt", &self.doubt)
            .finish_non_exhaustive()
    }
}
