//! [`Grpc`]: the raw client of a node's gRPC services (feature `ledger-grpc`).

mod announce;
mod convert;
mod line;

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chatwire_core::build::{BaseUrl, Http2Dialer};
use chatwire_core::{Config, Error, ErrorKind, Result};
use chatwire_mezon_proto::mmn;
use futures_util::Stream;
use tonic::transport::Channel;
use tonic::{Response, Status};

use super::address::Address;
use super::code;
use super::model::{Account, AddTxResponse, Health, Nonce, PendingTransactions, TransactionInfo};
use super::rpc::{NonceTag, check_nonce, no_error};
use super::service::DEFAULT_ATTEMPT_TIMEOUT;
use super::tx::SignedTransaction;
use crate::error::named;
use crate::generated::mmn::account_service_client::AccountServiceClient;
use crate::generated::mmn::block_service_client::BlockServiceClient;
use crate::generated::mmn::health_service_client::HealthServiceClient;
use crate::generated::mmn::tx_service_client::TxServiceClient;

pub use announce::{Announce, Announcements, DEFAULT_RECONNECT_LIMIT, DEFAULT_SILENCE};

/// Most slots that [`Grpc::blocks_between`] may ask for (the node's own limit).
pub const MAX_BLOCK_RANGE: u64 = 500;

/// Largest answer unless said otherwise: what the node allows itself for blocks, four times.
const MAX_ANSWER: usize = 32 * 1024 * 1024;

/// How often a question that changes nothing is asked.
const READ_TRIES: u32 = 3;

/// Pause before a question is asked again; it doubles.
const READ_PAUSE: Duration = Duration::from_millis(100);

/// A node's gRPC services, call by call: clones share one connection, which the first call opens and which ends with
/// the last clone and the last stream.
///
/// What [`Rpc`](super::Rpc) asks over JSON-RPC is here too, and blocks and announcements besides. [`Ledger`](super::Ledger)
/// sends by JSON-RPC, which public nodes are known to speak; its [`wait`](super::Ledger::wait) takes
/// [`announcements`](Self::announcements).
///
/// TLS, proxy and time limits are those of the [`Config`]; retries, rate limits and scripts are not. Questions are
/// asked up to three times, transactions are sent once.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use chatwire_core::Config;
/// use chatwire_mezon::ledger::{Address, Grpc};
///
/// # let node = chatwire_emulator::ledger::Node::new();
/// # let served = node.serve().await?;
/// # node.deposit_user(7, 5_000_000);
/// # let url = served.grpc_url();
/// let node = Grpc::new(url, Config::new())?; // a node's port 9001
/// let account = node.account(&Address::of_user(7)).await?;
/// println!("{} tokens at slot {}", account.balance, node.block_number().await?);
/// assert_eq!(account.balance.to_string(), "5");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Grpc(Arc<Inner>);

struct Inner {
    dialer: Http2Dialer,
    address: BaseUrl,
    timeout: Duration,
    max_answer: usize,
    /// Made by the first call, as it needs a runtime.
    channel: OnceLock<Channel>,
}

/// A client of one of the services on the shared connection.
macro_rules! service {
    ($name:ident, $client:ident) => {
        fn $name(&self) -> Result<$client<Channel>> {
            let client = $client::new(self.channel()?);
            Ok(client.max_decoding_message_size(self.0.max_answer))
        }
    };
}

impl Grpc {
    /// A client for the node at `url`, such as `https://node.example.org:9001`; no connection is made.
    ///
    /// # Errors
    /// [`Config`](ErrorKind::Config) when it is no absolute URL, has a path, or is not encrypted and on another
    /// machine.
    #[expect(clippy::needless_pass_by_value, reason = "taken as by the other clients")]
    pub fn new(url: impl AsRef<str>, config: Config) -> Result<Self> {
        let address = BaseUrl::parse(url.as_ref()).map_err(named)?;
        if url::Url::parse(address.as_str()).is_ok_and(|url| url.path() != "/") {
            return Err(named(Error::config("the address of gRPC services has no path")));
        }
        let dialer = Http2Dialer::new(&address, &config).map_err(named)?;
        Ok(Self(Arc::new(Inner {
            timeout: dialer.attempt_timeout().unwrap_or(DEFAULT_ATTEMPT_TIMEOUT),
            max_answer: dialer.max_response().unwrap_or(MAX_ANSWER),
            dialer,
            address,
            channel: OnceLock::new(),
        })))
    }

    /// Balance of an address: nothing when it was never paid.
    ///
    /// # Errors
    /// As all calls: see [`Grpc::health`]; [`Decode`](ErrorKind::Decode) when the balance is no amount.
    pub async fn account(&self, address: &Address) -> Result<Account> {
        let request = mmn::GetAccountRequest { address: address.as_str().to_owned() };
        let answer = self.read("mezon.ledger.grpc.account", async || {
            self.accounts()?.get_account(request.clone()).await.map_err(line::error)
        });
        convert::account(answer.await?)
    }

    /// The nonce that the node names for an address: the latest finished slot, less one.
    ///
    /// # Errors
    /// As [`Rpc::current_nonce`](super::Rpc::current_nonce).
    pub async fn current_nonce(&self, address: &Address, tag: NonceTag) -> Result<Nonce> {
        let request = mmn::GetCurrentNonceRequest {
            address: address.as_str().to_owned(),
            tag: tag.as_str().to_owned(),
        };
        let answer = self.read("mezon.ledger.grpc.current_nonce", async || {
            self.accounts()?.get_current_nonce(request.clone()).await.map_err(line::error)
        });
        let nonce = convert::nonce(answer.await?);
        check_nonce(&nonce).map_err(named)?;
        Ok(nonce)
    }

    /// Number of the newest block.
    ///
    /// # Errors
    /// As [`Grpc::health`].
    pub async fn block_number(&self) -> Result<u64> {
        let answer = self.read("mezon.ledger.grpc.block_number", async || {
            self.blocks()?.get_block_number(mmn::EmptyParams {}).await.map_err(line::error)
        });
        Ok(answer.await?.block_number)
    }

    /// Whole blocks by their numbers.
    ///
    /// # Errors
    /// As [`Grpc::health`]; [`Rejected`](ErrorKind::Rejected) when the answer holds an error text.
    pub async fn blocks_by_number(
        &self,
        numbers: impl IntoIterator<Item = u64>,
    ) -> Result<Vec<mmn::Block>> {
        let request = mmn::GetBlockByNumberRequest { block_numbers: numbers.into_iter().collect() };
        let answer = self.read("mezon.ledger.grpc.blocks_by_number", async || {
            self.blocks()?.get_block_by_number(request.clone()).await.map_err(line::error)
        });
        let answer = answer.await?;
        no_error(&answer.error).map_err(named)?;
        Ok(answer.blocks)
    }

    /// Blocks without their entries, from one slot to another. Slots that have none are named in `errors`.
    ///
    /// # Errors
    /// [`Input`](ErrorKind::Input) for more than [`MAX_BLOCK_RANGE`] slots or none; as [`Grpc::health`].
    pub async fn blocks_between(
        &self,
        slots: RangeInclusive<u64>,
    ) -> Result<mmn::GetBlockByRangeResponse> {
        let (from_slot, to_slot) = (*slots.start(), *slots.end());
        let count = to_slot.checked_sub(from_slot).and_then(|more| more.checked_add(1));
        if count.is_none_or(|count| count > MAX_BLOCK_RANGE) {
            let why = format!("at most {MAX_BLOCK_RANGE} slots, from the lower to the higher");
            return Err(named(Error::input(why).with_context("field", "slots")));
        }
        let request = mmn::GetBlockByRangeRequest { from_slot, to_slot };
        self.read("mezon.ledger.grpc.blocks_between", async || {
            self.blocks()?.get_block_by_range(request).await.map_err(line::error)
        })
        .await
    }

    /// How the node is. Its `uptime` is the time of day.
    ///
    /// # Errors
    /// The kinds of every call here: [`Connect`](ErrorKind::Connect) when the node cannot be reached,
    /// [`Timeout`](ErrorKind::Timeout) after the time of an attempt, [`Transport`](ErrorKind::Transport) when the
    /// line broke, and the kind of the status that the node answers, with its code.
    pub async fn health(&self) -> Result<Health> {
        let answer = self.read("mezon.ledger.grpc.health", async || {
            self.healths()?.check(mmn::Empty {}).await.map_err(line::error)
        });
        Ok(convert::health(answer.await?))
    }

    /// How the node is, again and again (every 5 s). The stream ends with the line; it does not reconnect.
    ///
    /// # Errors
    /// As [`Grpc::health`].
    pub async fn watch_health(
        &self,
    ) -> Result<impl Stream<Item = Result<Health>> + Send + Unpin + use<>> {
        let operation = "mezon.ledger.grpc.watch_health";
        let call = async { self.healths()?.watch(mmn::Empty {}).await.map_err(line::error) };
        let answers = self.limited(operation, call).await?;
        Ok(line::items(answers, move |health| Ok(convert::health(health)), operation))
    }

    /// Hands a signed transaction to the node. `ok` means that it waits for a block, not that it was paid.
    ///
    /// It is sent once. After a lost answer the transaction may have been accepted: see
    /// [`Rpc::add_tx`](super::Rpc::add_tx).
    ///
    /// # Errors
    /// As [`Grpc::health`]; [`maybe_sent`](Error::maybe_sent) is false only when it did not leave this machine. A
    /// refused transaction is no error.
    pub async fn add_tx(&self, signed: &SignedTransaction) -> Result<AddTxResponse> {
        let request = convert::signed(signed);
        let call = async { self.transactions()?.add_tx(request).await.map_err(line::error) };
        let answer = self.limited("mezon.ledger.grpc.add_tx", call).await?;
        Ok(convert::added(answer))
    }

    /// A transaction by the hash that [`add_tx`](Self::add_tx) returned.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) when this node has not heard of it, which does not mean that it failed; as
    /// [`Grpc::health`].
    pub async fn transaction(&self, tx_hash: &str) -> Result<TransactionInfo> {
        let request = mmn::GetTxByHashRequest { tx_hash: tx_hash.to_owned() };
        let answer = self.read("mezon.ledger.grpc.transaction", async || {
            self.transactions()?.get_tx_by_hash(request.clone()).await.map_err(line::error)
        });
        let answer = answer.await?;
        match answer.tx {
            Some(tx) => convert::info(tx),
            None => Err(named(
                Error::new(ErrorKind::NotFound, answer.error)
                    .with_code(code::TRANSACTION_NOT_FOUND),
            )),
        }
    }

    /// Transactions that wait for a block on this node.
    ///
    /// # Errors
    /// As [`Grpc::health`]; [`Rejected`](ErrorKind::Rejected) when the answer holds an error text.
    pub async fn pending_transactions(&self) -> Result<PendingTransactions> {
        let request = mmn::GetPendingTransactionsRequest {};
        let answer = self.read("mezon.ledger.grpc.pending_transactions", async || {
            self.transactions()?.get_pending_transactions(request).await.map_err(line::error)
        });
        let answer = answer.await?;
        no_error(&answer.error).map_err(named)?;
        convert::pending(answer)
    }

    /// What becomes of transfers, as the node announces it, with a new line whenever one breaks: for
    /// [`Wait::updates`](super::Wait::updates).
    ///
    /// Nodes announce the transfers of everybody and repeat nothing, so begin before you send: await the value, which
    /// gives [`Announcements`]. A task reads the line until they are dropped.
    pub fn announcements(&self) -> Announce {
        Announce::new(self.clone())
    }

    service!(accounts, AccountServiceClient);
    service!(blocks, BlockServiceClient);
    service!(healths, HealthServiceClient);
    service!(transactions, TxServiceClient);

    fn channel(&self) -> Result<Channel> {
        if let Some(channel) = self.0.channel.get() {
            return Ok(channel.clone());
        }
        let made = line::channel(&self.0.address, &self.0.dialer)?;
        Ok(self.0.channel.get_or_init(|| made).clone())
    }

    /// A call that changes nothing, repeated when the line or the node fails.
    async fn read<T>(
        &self,
        operation: &'static str,
        call: impl AsyncFn() -> Result<Response<T>>,
    ) -> Result<T> {
        let mut pause = READ_PAUSE;
        for _ in 1..READ_TRIES {
            match self.limited(operation, call()).await {
                Err(err) if line::is_passing(&err) => {
                    tracing::debug!(operation, error = %err, "asking the node again");
                }
                answer => return answer,
            }
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2);
        }
        self.limited(operation, call()).await
    }

    /// One attempt within its time.
    async fn limited<T>(
        &self,
        operation: &'static str,
        call: impl Future<Output = Result<Response<T>>>,
    ) -> Result<T> {
        let answer = tokio::time::timeout(self.0.timeout, call).await.unwrap_or_else(|_| {
            let why = "the node did not answer in time";
            Err(Error::new(ErrorKind::Timeout, why).with_maybe_sent(true))
        });
        answer.map(Response::into_inner).map_err(|err| named(err).with_operation(operation))
    }

    /// Opens a line of announcements. Nodes may send no byte before the first of them.
    async fn subscribe(
        &self,
    ) -> std::result::Result<tonic::Streaming<mmn::TransactionStatusInfo>, Error> {
        let request = mmn::SubscribeTransactionStatusRequest {};
        let answer = self.transactions()?.subscribe_transaction_status(request).await;
        answer.map(Response::into_inner).map_err(|status: Status| line::error(status))
    }
}

impl fmt::Debug for Grpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grpc")
            .field("address", &self.0.address)
            .field("dialer", &self.0.dialer)
            .finish_non_exhaustive()
    }
}
