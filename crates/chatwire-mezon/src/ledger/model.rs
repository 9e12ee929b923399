//! What the nodes answer.

use chatwire_core::de::{null_as_default, text_or_number};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::amount::TokenAmount;
use super::rejection::Rejection;

/// Answer to a transaction that was handed in.
///
/// ```
/// use chatwire_mezon::ledger::{AddTxResponse, Rejection};
///
/// let answer: AddTxResponse = serde_json::from_str(r#"{"ok":false,"error":"invalid tx"}"#)?;
/// assert_eq!(answer.rejection(), Some(Rejection::Plain("invalid tx".to_owned())));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AddTxResponse {
    /// Whether the transaction waits for a block now. It may still fail there.
    pub ok: bool,
    /// Hash by which the transaction is found; empty when it was refused.
    #[serde(default, deserialize_with = "null_as_default")]
    pub tx_hash: String,
    /// Why it was refused, as the node wrote it: JSON with code and message, or plain words.
    #[serde(default, deserialize_with = "null_as_default")]
    pub error: String,
}

impl AddTxResponse {
    /// Why the transaction was refused; `None` when it was not.
    #[must_use]
    pub fn rejection(&self) -> Option<Rejection> {
        (!self.ok).then(|| Rejection::parse(&self.error))
    }
}

/// Answer to the question for a nonce.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Nonce {
    /// Address that was asked for.
    #[serde(default)]
    pub address: String,
    /// Latest finished slot, less one.
    pub nonce: u64,
    /// Tag that was asked for.
    #[serde(default)]
    pub tag: String,
    /// Error text; a call that has one fails.
    #[serde(default, deserialize_with = "null_as_default")]
    pub error: String,
}

/// What an address owns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Account {
    /// Address.
    #[serde(default)]
    pub address: String,
    /// Balance; nothing for an address that was never paid.
    pub balance: TokenAmount,
    /// Slot of the last transaction from this address that was applied. No nonce for the next one.
    #[serde(default)]
    pub nonce: u64,
    /// Digits after the decimal point.
    #[serde(default)]
    pub decimals: u32,
}

/// How far a transaction has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransactionStatus {
    /// Waits for a block (0).
    #[default]
    Pending,
    /// In a block (1).
    Confirmed,
    /// In a block that stays (2).
    Finalized,
    /// In a block, but not applied (3).
    Failed,
    /// A number that this version does not know.
    Other(i32),
}

impl TransactionStatus {
    /// Whether it stays as it is.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Finalized | Self::Failed)
    }
}

impl From<i32> for TransactionStatus {
    fn from(number: i32) -> Self {
        match number {
            0 => Self::Pending,
            1 => Self::Confirmed,
            2 => Self::Finalized,
            3 => Self::Failed,
            other => Self::Other(other),
        }
    }
}

impl From<TransactionStatus> for i32 {
    fn from(status: TransactionStatus) -> Self {
        match status {
            TransactionStatus::Pending => 0,
            TransactionStatus::Confirmed => 1,
            TransactionStatus::Finalized => 2,
            TransactionStatus::Failed => 3,
            TransactionStatus::Other(other) => other,
        }
    }
}

impl Serialize for TransactionStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i32((*self).into())
    }
}

impl<'de> Deserialize<'de> for TransactionStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i32::deserialize(deserializer).map(Self::from)
    }
}

/// A transaction as a node knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TransactionInfo {
    /// Address that paid.
    pub sender: String,
    /// Address that was paid.
    pub recipient: String,
    /// Amount in smallest units.
    pub amount: TokenAmount,
    /// Milliseconds since 1970, of the node that accepted it.
    pub timestamp: u64,
    /// Note.
    pub text_data: String,
    /// Slot that it was signed for.
    pub nonce: u64,
    /// Slot of its block; 0 while it waits.
    pub slot: u64,
    /// Hash of its block; empty while it waits.
    pub blockhash: String,
    /// How far it has come.
    pub status: TransactionStatus,
    /// Why it failed.
    pub err_msg: String,
    /// Extra info; nodes may have written its JSON anew.
    pub extra_info: String,
    /// Hash by which it is found.
    pub tx_hash: String,
}

/// Transactions that wait on one node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PendingTransactions {
    /// How many there are.
    pub total_count: u64,
    /// Their fields, without notes and extra info.
    #[serde(deserialize_with = "null_as_default")]
    pub pending_txs: Vec<TransactionInfo>,
    /// Error text; a call that has one fails.
    #[serde(deserialize_with = "null_as_default")]
    pub error: String,
}

/// How a node is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Health {
    /// 0 unknown, 1 serving, 2 not serving, 3 service unknown.
    pub status: i32,
    /// Id of the node.
    #[serde(deserialize_with = "text_or_number")]
    pub node_id: String,
    /// Seconds since 1970.
    pub timestamp: u64,
    /// Slot that is being filled.
    pub current_slot: u64,
    /// Number of blocks.
    pub block_height: u64,
    /// Transactions that wait.
    pub mempool_size: u64,
    /// Whether the node writes the present blocks.
    pub is_leader: bool,
    /// Whether the node only follows.
    pub is_follower: bool,
    /// Version of the node.
    pub version: String,
    /// The node's wall clock, whatever its name says.
    pub uptime: u64,
    /// What is wrong.
    #[serde(deserialize_with = "null_as_default")]
    pub error_message: String,
}
