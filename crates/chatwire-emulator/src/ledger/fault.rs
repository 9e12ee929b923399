//! What goes wrong at a ledger.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::time::Duration;

use crate::world::lock;

/// What a call to the ledger meets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LedgerFault {
    /// The connection closes before the call is looked at.
    LoseRequest,
    /// The call is carried out, then the connection closes.
    LoseAnswer,
    /// The connection closes, and the transfer arrives when [`Node::release`](super::Node::release) is called.
    Hold,
    /// The call is carried out, its answer comes after this time.
    Late(Duration),
    /// A gateway hands the transfer in twice and passes the second answer on.
    Duplicate,
    /// Another node takes it, which has not heard of earlier copies: they get hashes of their own, one is applied.
    OtherNode,
    /// The transfer is accepted and then fails in its block, for this reason.
    FailInBlock(String),
    /// The transfer is refused with this text, without a look at it.
    Refuse(String),
    /// Nonces are answered with this number instead.
    Nonce(u64),
    /// The call is not looked at, and answered with this status.
    Status(u16),
    /// The call is carried out, and answered with this status.
    StatusAfter(u16),
    /// The call is carried out, and answered with bytes that are no JSON.
    Garbage,
    /// The call is carried out, and the answer names another request.
    WrongId,
    /// The transfer is accepted, and the answer lacks the hash.
    NoHash,
}

/// How a transfer reaches the chain.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    /// By a node that has not seen earlier copies.
    pub(super) other_node: bool,
    /// Fails in its block.
    pub(super) fails: Option<String>,
}

/// Faults that wait for their call, by method.
#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<HashMap<String, VecDeque<LedgerFault>>>);

impl Faults {
    pub(super) fn push(&self, method: &str, fault: LedgerFault) {
        lock(&self.0).entry(method.to_owned()).or_default().push_back(fault);
    }

    pub(super) fn take(&self, method: &str) -> Option<LedgerFault> {
        lock(&self.0).get_mut(method)?.pop_front()
    }

    pub(super) fn clear(&self) {
        lock(&self.0).clear();
    }
}
