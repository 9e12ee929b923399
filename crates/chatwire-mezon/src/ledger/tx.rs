//! [`Transaction`]: the fields that are signed, the exact bytes of the signature, and its text form.
//!
//! This is the raw layer: it signs what it is given. Amounts, notes and addresses are checked by
//! [`Ledger`](super::Ledger), which everybody else should use.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_core::crypto;
use serde::{Deserialize, Serialize};

use super::key::SecretKey;

/// How a transaction is authorised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "i32", into = "i32")]
#[non_exhaustive]
pub enum TransactionKind {
    /// Spends what a user owns, by a proof and an ephemeral key (0).
    Transfer,
    /// Spends what a key owns, by that key alone (1).
    ByKey,
    /// Stores a user's content, such as a report of a donation campaign, by a proof (2).
    UserContent,
    /// A number that this version does not know; nodes treat it like a transfer.
    Other(i32),
}

impl From<i32> for TransactionKind {
    fn from(number: i32) -> Self {
        match number {
            0 => Self::Transfer,
            1 => Self::ByKey,
            2 => Self::UserContent,
            other => Self::Other(other),
        }
    }
}

impl From<TransactionKind> for i32 {
    fn from(kind: TransactionKind) -> Self {
        match kind {
            TransactionKind::Transfer => 0,
            TransactionKind::ByKey => 1,
            TransactionKind::UserContent => 2,
            TransactionKind::Other(other) => other,
        }
    }
}

/// Fields of a transaction, as they are sent. Build one with [`new`](Self::new) and set the rest.
///
/// ```
/// use chatwire_mezon::ledger::{SecretKey, Transaction, TransactionKind};
///
/// let key = SecretKey::from_seed(&[7; 32])?;
/// let sender = key.public_key().to_string();
/// let mut tx = Transaction::new(TransactionKind::ByKey, sender, "receiver", "1000000", 1000);
/// tx.text_data = "thanks".to_owned();
/// assert!(tx.signed_text().ends_with("|receiver|1000000|thanks|1000|"));
/// let signed = tx.sign(&key);
/// assert_eq!(signed.tx_msg.dedup_hash(), signed.dedup_hash());
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Transaction {
    /// How it is authorised.
    #[serde(rename = "type")]
    pub kind: TransactionKind,
    /// Address that pays.
    pub sender: String,
    /// Address that is paid. Nodes take any text of at most 128 characters and pay to it.
    pub recipient: String,
    /// Smallest units in decimal digits. Other spellings of a number are refused or spoil the signature.
    pub amount: String,
    /// Milliseconds since 1970. Not signed; nodes write their own time over it.
    #[serde(default)]
    pub timestamp: u64,
    /// Note, at most 512 bytes.
    #[serde(default)]
    pub text_data: String,
    /// A slot: the transaction can be accepted from then on for 150 slots of 400 ms.
    pub nonce: u64,
    /// JSON text, or nothing.
    #[serde(default)]
    pub extra_info: String,
    /// Proof in base64; nothing for [`TransactionKind::ByKey`].
    #[serde(default)]
    pub zk_proof: String,
    /// Public input of the proof in base64; nothing for [`TransactionKind::ByKey`].
    #[serde(default)]
    pub zk_pub: String,
}

impl Transaction {
    /// A transaction without note, extra info and proof, at time 0.
    pub fn new(
        kind: TransactionKind,
        sender: impl Into<String>,
        recipient: impl Into<String>,
        amount: impl Into<String>,
        nonce: u64,
    ) -> Self {
        Self {
            kind,
            sender: sender.into(),
            recipient: recipient.into(),
            amount: amount.into(),
            timestamp: 0,
            text_data: String::new(),
            nonce,
            extra_info: String::new(),
            zk_proof: String::new(),
            zk_pub: String::new(),
        }
    }

    /// What is signed: type, sender, recipient, amount, note, nonce and extra info, joined by bars as they are.
    #[must_use]
    pub fn signed_text(&self) -> String {
        format!(
            "{}|{}|{}|{}|{}|{}|{}",
            i32::from(self.kind),
            self.sender,
            self.recipient,
            self.amount,
            self.text_data,
            self.nonce,
            self.extra_info
        )
    }

    /// By what nodes know the same transaction again: base58 of SHA-256 of the signed text.
    #[must_use]
    pub fn dedup_hash(&self) -> String {
        bs58::encode(crypto::sha256(self.signed_text().as_bytes())).into_string()
    }

    /// Signs with `key`.
    ///
    /// The signature of [`TransactionKind::ByKey`] is the signature alone, that of all others carries the public
    /// key as well.
    #[must_use]
    pub fn sign(self, key: &SecretKey) -> SignedTransaction {
        let signature = key.sign(self.signed_text().as_bytes());
        let signature = match self.kind {
            TransactionKind::ByKey => bs58::encode(signature).into_string(),
            _ => {
                let (key, signature) = (key.public_key().to_base64(), STANDARD.encode(signature));
                // Base64 needs no escapes in JSON.
                let envelope = format!("{{\"PubKey\":\"{key}\",\"Sig\":\"{signature}\"}}");
                bs58::encode(envelope).into_string()
            }
        };
        SignedTransaction { tx_msg: self, signature }
    }
}

impl fmt::Debug for Transaction {
    /// Neither note nor proof are shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction")
            .field("kind", &self.kind)
            .field("sender", &self.sender)
            .field("recipient", &self.recipient)
            .field("amount", &self.amount)
            .field("nonce", &self.nonce)
            .finish_non_exhaustive()
    }
}

/// A transaction with its signature: the parameters of [`Rpc::add_tx`](super::Rpc::add_tx).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SignedTransaction {
    /// Fields.
    pub tx_msg: Transaction,
    /// Signature in base58.
    pub signature: String,
}

impl SignedTransaction {
    /// A transaction that was signed elsewhere.
    pub fn new(tx_msg: Transaction, signature: impl Into<String>) -> Self {
        Self { tx_msg, signature: signature.into() }
    }

    /// By what nodes know the same transaction again; see [`Transaction::dedup_hash`].
    #[must_use]
    pub fn dedup_hash(&self) -> String {
        self.tx_msg.dedup_hash()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &str = "680a64e5f155aaaa391d46dd51bad715ed528943e1f1efc8a89e2fc9e9130ed8";

    #[test]
    fn a_transfer_by_key_is_that_of_the_references() {
        // Recorded from mmn-client-js 1.0.16 and checked by the node's own code.
        let key = SecretKey::from_text(SEED).unwrap();
        let tx = Transaction::new(
            TransactionKind::ByKey,
            "AVJxd6z1Ry7UpeCbZEawgzkbsM64tMTidKwsBM4UZfaX",
            "CTj3jLbp7MpnPjcffXC7CxnFT257gMAmKecFYeZ3CeKb",
            "1000000",
            1000,
        );
        let signed = tx.sign(&key);
        assert_eq!(signed.dedup_hash(), "5gnwVAxHi4jfTeanMLznwQ19NhHrSjcCdVAMcANMDfeB");
        assert_eq!(
            signed.signature,
            "5hsFPY1T5ME9Vc4u9AuKbTp8reZbDDjzPdRdx87PCWMXjcxJQsho1xXWMgiWx3pcPFrC1GCco2ape6pcYKPAjzYW"
        );
    }

    #[test]
    fn other_kinds_carry_the_key_in_a_compact_envelope() {
        let key = SecretKey::from_text(SEED).unwrap();
        for kind in [TransactionKind::Transfer, TransactionKind::UserContent, 7.into()] {
            let tx = Transaction::new(kind, "a", "b", "1", 1);
            let text = tx.signed_text();
            let signed = tx.sign(&key);
            let envelope = bs58::decode(&signed.signature).into_vec().unwrap();
            let envelope = String::from_utf8(envelope).unwrap();
            assert!(envelope.starts_with(
                "{\"PubKey\":\"jPnAVZ5fVH6v6hWXOek05bxglqAp2hYc6D7iwNTMbYA=\",\"Sig\":\""
            ));
            let read: serde_json::Value = serde_json::from_str(&envelope).unwrap();
            let signature = STANDARD.decode(read["Sig"].as_str().unwrap()).unwrap();
            assert!(key.public_key().verify(text.as_bytes(), &signature));
        }
    }

    #[test]
    fn fields_are_written_in_order_and_read_back() {
        let mut tx = Transaction::new(TransactionKind::Other(-1), "s", "r", "5", 9);
        tx.text_data = "x|y".to_owned();
        assert_eq!(tx.signed_text(), "-1|s|r|5|x|y|9|");
        let json = serde_json::to_string(&tx).unwrap();
        assert_eq!(
            json,
            r#"{"type":-1,"sender":"s","recipient":"r","amount":"5","timestamp":0,"text_data":"x|y","nonce":9,"extra_info":"","zk_proof":"","zk_pub":""}"#
        );
        assert_eq!(serde_json::from_str::<Transaction>(&json).unwrap(), tx);
        assert!(!format!("{tx:?}").contains("x|y"));
    }
}
