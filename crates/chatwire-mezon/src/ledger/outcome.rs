//! [`Outcome`]: what became of a transfer that was sent.

use chatwire_core::{Error, ErrorKind, Result};

use super::code;
use super::model::AddTxResponse;
use super::prepared::Prepared;
use super::rejection::Rejection;

/// What became of a transfer. None of the three is a failure of the program, so none is an `Err`.
///
/// ```
/// use chatwire_mezon::ledger::Outcome;
///
/// fn tell(outcome: &Outcome) -> String {
///     match outcome {
///         Outcome::Accepted(_) => format!("on its way: {}", outcome.tx_hash()),
///         Outcome::Refused(refused) => format!("not paid: {}", refused.rejection()),
///         Outcome::Unknown(payment) => format!("find out first, do not pay again: {}", payment.id()),
///         _ => String::new(),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[must_use = "a payment whose outcome is unknown must be kept"]
pub enum Outcome {
    /// The ledger has it: it waits for a block or is in one. It may still fail there; see
    /// [`Ledger::wait`](super::Ledger::wait).
    Accepted(Accepted),
    /// It was not paid and will not be.
    Refused(Refused),
    /// It may have been paid. Keep the value and hand it to [`Ledger::resume`](super::Ledger::resume) or
    /// [`Ledger::status`](super::Ledger::status); paying again may pay twice.
    Unknown(Prepared),
}

/// A transfer that the ledger has.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Accepted {
    pub(super) prepared: Prepared,
}

impl Accepted {
    /// The transfer.
    #[must_use]
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// Hash by which it is found; `None` when only a repeat was answered and no history was at hand.
    #[must_use]
    pub fn tx_hash(&self) -> Option<&str> {
        self.prepared.tx_hash()
    }
}

/// A transfer that was certainly not paid.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Refused {
    pub(super) prepared: Prepared,
    pub(super) rejection: Rejection,
    /// The node's own text.
    pub(super) error: String,
}

impl Refused {
    /// The transfer.
    #[must_use]
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// Why.
    #[must_use]
    pub fn rejection(&self) -> &Rejection {
        &self.rejection
    }
}

impl Outcome {
    pub(super) fn accepted(mut prepared: Prepared, tx_hash: Option<String>) -> Self {
        if tx_hash.is_some() {
            prepared.tx_hash = tx_hash;
        }
        Self::Accepted(Accepted { prepared })
    }

    pub(super) fn refused(prepared: Prepared, rejection: Rejection, error: String) -> Self {
        Self::Refused(Refused { prepared, rejection, error })
    }

    /// Whether the ledger has it.
    #[must_use]
    pub fn ok(&self) -> bool {
        matches!(self, Self::Accepted(_))
    }

    /// Whether it may have been paid without our knowing.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// Hash by which it is found; empty when there is none.
    #[must_use]
    pub fn tx_hash(&self) -> &str {
        match self {
            Self::Accepted(accepted) => accepted.tx_hash().unwrap_or_default(),
            Self::Refused(_) | Self::Unknown(_) => "",
        }
    }

    /// Why it is not accepted, as the node or the network said it; empty when it is.
    #[must_use]
    pub fn error(&self) -> &str {
        match self {
            Self::Accepted(_) => "",
            Self::Refused(refused) => &refused.error,
            Self::Unknown(prepared) => prepared.doubt(),
        }
    }

    /// Why it was refused.
    #[must_use]
    pub fn rejection(&self) -> Option<&Rejection> {
        match self {
            Self::Refused(refused) => Some(&refused.rejection),
            Self::Accepted(_) | Self::Unknown(_) => None,
        }
    }

    /// The transfer.
    #[must_use]
    pub fn prepared(&self) -> &Prepared {
        match self {
            Self::Accepted(accepted) => &accepted.prepared,
            Self::Refused(refused) => &refused.prepared,
            Self::Unknown(prepared) => prepared,
        }
    }

    /// The three words of the other clients: ok, hash and error.
    #[must_use]
    pub fn response(&self) -> AddTxResponse {
        AddTxResponse {
            ok: self.ok(),
            tx_hash: self.tx_hash().to_owned(),
            error: self.error().to_owned(),
        }
    }

    /// An error for everything but an accepted transfer.
    ///
    /// The error holds the payment's id only: for a payment that is unknown keep the value itself as well.
    ///
    /// # Errors
    /// [`Rejected`](ErrorKind::Rejected) with the node's code when it was refused,
    /// [`Transport`](ErrorKind::Transport) with the code [`UNKNOWN_OUTCOME`](code::UNKNOWN_OUTCOME) when it is
    /// unknown.
    pub fn into_result(self) -> Result<Accepted> {
        match self {
            Self::Accepted(accepted) => Ok(accepted),
            Self::Refused(Refused { prepared, rejection, .. }) => {
                let error = Error::new(ErrorKind::Rejected, rejection.message().to_owned())
                    .with_code(rejection.code().to_owned())
                    .with_platform("mezon")
                    .with_context("payment", prepared.id());
                Err(error)
            }
            Self::Unknown(prepared) => {
                let why = "the transfer may have been paid: look it up, do not pay again";
                Err(Error::new(ErrorKind::Transport, why)
                    .with_code(code::UNKNOWN_OUTCOME)
                    .with_platform("mezon")
                    .with_maybe_sent(true)
                    .with_context("payment", prepared.id()))
            }
        }
    }
}
