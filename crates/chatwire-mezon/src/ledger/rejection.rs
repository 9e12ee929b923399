//! Why the ledger refused a transaction.

use serde::{Deserialize, Serialize};

/// A refusal, read from the text that the node puts into its answer.
///
/// ```
/// use chatwire_mezon::ledger::Rejection;
///
/// let text = r#"{"code":"insufficient_funds","message":"Not enough balance in your wallet"}"#;
/// let rejection = Rejection::parse(text);
/// assert_eq!(rejection, Rejection::InsufficientFunds);
/// assert_eq!(rejection.code(), "insufficient_funds");
/// assert_eq!(Rejection::parse("invalid tx"), Rejection::Plain("invalid tx".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rejection {
    /// A field is too long, holds what is not allowed, or content of a user is wrong; the words say which.
    InvalidRequest(String),
    /// The amount is zero.
    InvalidAmount,
    /// The node has no room for further transactions.
    MempoolFull,
    /// The transaction is too old to be accepted ever.
    NonceTooLow,
    /// The node has not come to the transaction's slot yet.
    NonceTooHigh,
    /// Signature, key or proof is wrong.
    InvalidSignature,
    /// The node knows the same transaction already.
    DuplicateTransaction,
    /// The sender was never paid anything.
    AccountNotFound,
    /// The sender owns less than the amount, pending payments taken off.
    InsufficientFunds,
    /// Nodes cannot accept it any more and no history holds it: it was certainly not applied. No node says so;
    /// [`Ledger::resume`](super::Ledger::resume) concludes it.
    Expired,
    /// A code that this version does not know.
    Other {
        /// Code of the node.
        code: String,
        /// Words of the node.
        message: String,
    },
    /// Words without a code, such as `invalid tx` for an amount that is no number.
    Plain(String),
}

#[derive(Deserialize)]
struct Coded {
    code: String,
    #[serde(default)]
    message: String,
}

impl Rejection {
    /// Reads the `error` of an answer. Never fails: unknown texts are kept.
    #[must_use]
    pub fn parse(error: &str) -> Self {
        let Ok(Coded { code, message }) = serde_json::from_str(error) else {
            return Self::Plain(error.to_owned());
        };
        match code.as_str() {
            "invalid_request" => Self::InvalidRequest(message),
            "invalid_amount" => Self::InvalidAmount,
            "mempool_full" => Self::MempoolFull,
            "nonce_too_low" => Self::NonceTooLow,
            "nonce_too_high" => Self::NonceTooHigh,
            "invalid_signature" => Self::InvalidSignature,
            "duplicate_transaction" => Self::DuplicateTransaction,
            "account_not_found" => Self::AccountNotFound,
            "insufficient_funds" => Self::InsufficientFunds,
            _ => Self::Other { code, message },
        }
    }

    /// Code of the node, `expired` for [`Expired`](Self::Expired), nothing for [`Plain`](Self::Plain).
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::InvalidAmount => "invalid_amount",
            Self::MempoolFull => "mempool_full",
            Self::NonceTooLow => "nonce_too_low",
            Self::NonceTooHigh => "nonce_too_high",
            Self::InvalidSignature => "invalid_signature",
            Self::DuplicateTransaction => "duplicate_transaction",
            Self::AccountNotFound => "account_not_found",
            Self::InsufficientFunds => "insufficient_funds",
            Self::Expired => "expired",
            Self::Other { code, .. } => code,
            Self::Plain(_) => "",
        }
    }

    /// What happened, in words.
    #[must_use]
    pub fn message(&self) -> &str {
        match self {
            Self::InvalidRequest(message) | Self::Plain(message) => message,
            Self::Other { message, .. } => message,
            Self::InvalidAmount => "the amount is zero",
            Self::MempoolFull => "the ledger is busy",
            Self::NonceTooLow => "the transfer is too old to be accepted",
            Self::NonceTooHigh => "the node lags behind",
            Self::InvalidSignature => "signature, key or proof is wrong",
            Self::DuplicateTransaction => "the ledger knows this transfer already",
            Self::AccountNotFound => "the sender has no account on the ledger",
            Self::InsufficientFunds => "the balance is too small",
            Self::Expired => "the transfer was never applied and cannot be any more",
        }
    }
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.message())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_node_is_read_back() {
        for code in [
            "invalid_request",
            "invalid_amount",
            "mempool_full",
            "nonce_too_low",
            "nonce_too_high",
            "invalid_signature",
            "duplicate_transaction",
            "account_not_found",
            "insufficient_funds",
            "rate_limited",
        ] {
            let read = Rejection::parse(&format!(r#"{{"code":"{code}","message":"Words","x":1}}"#));
            assert_eq!(read.code(), code);
            assert_eq!(matches!(read, Rejection::Other { .. }), code == "rate_limited");
        }
        for text in ["", "invalid tx", "{}", "[]", "5", r#"{"code":5}"#] {
            assert_eq!(Rejection::parse(text), Rejection::Plain(text.to_owned()));
        }
    }
}
