//! [`Rpc`]: every method that the ledger's nodes serve over JSON-RPC.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chatwire_core::build::Reply;
use chatwire_core::{Config, Error, ErrorKind, Request, Result, RetryClass};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::address::Address;
use super::code;
use super::model::{Account, AddTxResponse, Health, Nonce, PendingTransactions, TransactionInfo};
use super::service::Endpoint;
use super::tx::SignedTransaction;

/// Which nonce is asked for. The node answers the same for both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NonceTag {
    /// After the last block.
    #[default]
    Latest,
    /// With waiting transactions counted.
    Pending,
}

impl NonceTag {
    /// The word that stands for it on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::Pending => "pending",
        }
    }
}

/// Client of a ledger node: the raw layer, one method for each call, nothing is checked or remembered.
///
/// ```
/// use chatwire_core::Config;
/// use chatwire_mezon::ledger::{Address, Rpc};
///
/// let rpc = Rpc::new("https://node.example.org/mmn-api/", Config::new())?;
/// let call = rpc.account(&Address::of_user(7)).build()?;
/// assert_eq!(call.uri(), "https://node.example.org/mmn-api/");
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Rpc {
    endpoint: Endpoint,
    /// Number of the last request; clones count on.
    id: Arc<AtomicU64>,
}

#[derive(Serialize)]
struct Ask<'a, P> {
    jsonrpc: &'a str,
    method: &'a str,
    /// Methods without parameters refuse even an empty map.
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<P>,
    id: u64,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    result: Option<Box<RawValue>>,
    #[serde(default)]
    error: Option<Refusal>,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    code: i64,
    #[serde(default)]
    message: String,
    #[serde(default)]
    data: Value,
}

/// Wire form of a call with its number, so that it can be kept and sent again as it is.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) id: u64,
    pub(super) body: String,
}

impl Rpc {
    /// A client of the node at `url`, which is kept exactly; the other settings are those of `config`.
    ///
    /// # Errors
    /// [`Config`](ErrorKind::Config) when the address is no absolute URL, or not encrypted and on another machine.
    pub fn new(url: impl AsRef<str>, config: Config) -> Result<Self> {
        let endpoint = Endpoint::new(url.as_ref(), config)?;
        Ok(Self { endpoint, id: Arc::new(AtomicU64::new(0)) })
    }

    /// Hands a signed transaction to the node. `ok` means that it waits for a block, not that it was paid.
    ///
    /// Retry class: connect only. After a lost answer the transaction may have been accepted: the same bytes may be
    /// sent again for a short time, a new signature may pay twice. [`Ledger`](super::Ledger) knows when.
    ///
    /// # Errors
    /// When awaited: [`Rejected`](ErrorKind::Rejected) when the node cannot read the request,
    /// [`Decode`](ErrorKind::Decode) for an answer to something else. A refused transaction is no error.
    pub fn add_tx(&self, signed: &SignedTransaction) -> Request<AddTxResponse> {
        match self.write_add_tx(signed) {
            Ok(written) => self.send_add_tx(&written),
            Err(err) => {
                let written = Written { id: 0, body: String::new() };
                self.send_add_tx(&written).failed(err)
            }
        }
    }

    /// The body of [`add_tx`](Self::add_tx).
    pub(super) fn write_add_tx(&self, signed: &SignedTransaction) -> Result<Written> {
        let id = self.next_id();
        let ask = Ask { jsonrpc: "2.0", method: "tx.addtx", params: Some(signed), id };
        let body = serde_json::to_string(&ask).map_err(|err| {
            Error::input("the transaction cannot be written as JSON").with_source(err)
        })?;
        Ok(Written { id, body })
    }

    /// Sends a body that was written before, byte for byte.
    pub(super) fn send_add_tx(&self, written: &Written) -> Request<AddTxResponse> {
        let id = written.id;
        let json = http::HeaderValue::from_static("application/json");
        let call = self.endpoint.root("mezon.ledger.add_tx").bytes(json, written.body.clone());
        call.class(RetryClass::ConnectOnly).decode(move |reply| read(reply, id))
    }

    /// The nonce that the node names for an address: the latest finished slot, less one. The address counts for
    /// nothing.
    ///
    /// [`Ledger`](super::Ledger) adds the one and knows what the answers mean.
    ///
    /// # Errors
    /// When awaited: [`Rejected`](ErrorKind::Rejected) when the answer holds an error text,
    /// [`Server`](ErrorKind::Server) with the code [`NODE_NOT_READY`](code::NODE_NOT_READY) before the first slot.
    pub fn current_nonce(&self, address: &Address, tag: NonceTag) -> Request<Nonce> {
        #[derive(Serialize)]
        struct Params<'a> {
            address: &'a Address,
            tag: &'a str,
        }
        let params = Params { address, tag: tag.as_str() };
        self.ask("mezon.ledger.current_nonce", "account.getcurrentnonce", Some(params), |answer| {
            check_nonce(&answer)?;
            Ok(answer)
        })
    }

    /// Balance of an address: nothing when it was never paid.
    ///
    /// # Errors
    /// When awaited: [`Rejected`](ErrorKind::Rejected) when the node refuses the request.
    pub fn account(&self, address: &Address) -> Request<Account> {
        #[derive(Serialize)]
        struct Params<'a> {
            address: &'a Address,
        }
        let params = Some(Params { address });
        self.ask("mezon.ledger.account", "account.getaccount", params, Ok)
    }

    /// A transaction by the hash that [`add_tx`](Self::add_tx) returned.
    ///
    /// # Errors
    /// When awaited: [`NotFound`](ErrorKind::NotFound) when this node has not heard of it, which does not mean that
    /// it failed.
    pub fn transaction(&self, tx_hash: &str) -> Request<TransactionInfo> {
        #[derive(Serialize)]
        struct Params<'a> {
            tx_hash: &'a str,
        }
        #[derive(Deserialize)]
        struct Found {
            #[serde(default)]
            error: String,
            tx: Option<TransactionInfo>,
        }
        let params = Some(Params { tx_hash });
        self.ask("mezon.ledger.transaction", "tx.gettxbyhash", params, |found: Found| {
            match found.tx {
                Some(tx) => Ok(tx),
                None => Err(Error::new(ErrorKind::NotFound, found.error)
                    .with_code(code::TRANSACTION_NOT_FOUND)),
            }
        })
    }

    /// Transactions that wait for a block on this node. Their notes are left out by the node.
    ///
    /// # Errors
    /// When awaited: [`Rejected`](ErrorKind::Rejected) when the answer holds an error text.
    pub fn pending_transactions(&self) -> Request<PendingTransactions> {
        let (operation, method) =
            ("mezon.ledger.pending_transactions", "tx.getpendingtransactions");
        self.ask(operation, method, None::<()>, |pending: PendingTransactions| {
            no_error(&pending.error)?;
            Ok(pending)
        })
    }

    /// How the node is. Its `uptime` is the time of day.
    ///
    /// # Errors
    /// When awaited: the kind of the answer's status.
    pub fn health(&self) -> Request<Health> {
        self.ask("mezon.ledger.health", "health.check", None::<()>, Ok)
    }

    fn next_id(&self) -> u64 {
        self.id.fetch_add(1, Ordering::Relaxed).wrapping_add(1)
    }

    /// A call that changes nothing.
    fn ask<T: DeserializeOwned + 'static, U: 'static>(
        &self,
        operation: &'static str,
        method: &'static str,
        params: Option<impl Serialize>,
        then: fn(T) -> Result<U>,
    ) -> Request<U> {
        let id = self.next_id();
        let ask = Ask { jsonrpc: "2.0", method, params, id };
        let call = self.endpoint.root(operation).class(RetryClass::Idempotent).json(&ask);
        call.decode(move |reply| read(reply, id).and_then(then))
    }
}

impl fmt::Debug for Rpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rpc").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

/// Reads the answer to request number `id`.
fn read<T: DeserializeOwned>(reply: &Reply, id: u64) -> Result<T> {
    let answer: Answer = reply.json()?;
    if answer.id.as_u64() != Some(id) {
        // An answer to something else says nothing about this call.
        return Err(Error::decode("the answer is for another request").with_code(code::WRONG_ID));
    }
    if let Some(refusal) = answer.error {
        return Err(refusal.into_error());
    }
    let result = answer.result.filter(|result| result.get() != "null");
    let result = result.ok_or_else(|| {
        Error::decode("the answer has neither result nor error").with_code("empty_response")
    })?;
    // Read like a body of its own, so that errors name the bad field.
    Reply::new(reply.status, result.get().to_owned()).json()
}

impl Refusal {
    fn into_error(self) -> Error {
        let named = self.data.get("code").and_then(Value::as_str);
        let kind = match (self.code, named) {
            (_, Some(code::TRANSACTION_NOT_FOUND)) => ErrorKind::NotFound,
            (-32602..=-32600, _) => ErrorKind::Rejected,
            _ => ErrorKind::Server,
        };
        let code = named.map_or_else(|| self.code.to_string(), str::to_owned);
        let mut error = Error::new(kind, self.message)
            .with_code(code)
            .with_context("rpc_code", self.code.to_string());
        if let Some(data) = self.data.as_str().filter(|data| !data.is_empty()) {
            error = error.with_context("data", data.chars().take(300).collect::<String>());
        }
        error
    }
}

/// An error text in a result that looks like a success.
pub(super) fn no_error(error: &str) -> Result<()> {
    if error.is_empty() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Rejected, error.to_owned()).with_code("node_error"))
}

pub(super) fn check_nonce(answer: &Nonce) -> Result<()> {
    no_error(&answer.error)?;
    if answer.nonce == u64::MAX {
        // Slot 0 less one, without a sign: the other clients send it on and are refused.
        let why = "the ledger has not finished its first slot yet";
        return Err(Error::new(ErrorKind::Server, why).with_code(code::NODE_NOT_READY));
    }
    Ok(())
}
