//! [`Indexer`]: the history of the ledger, which nodes do not keep by address.

use std::fmt::Display;
use std::str::FromStr;

use chatwire_core::build::Call;
use chatwire_core::de::{self, Invalid, null_as_default, opt_text_or_number};
use chatwire_core::{Config, Error, Request, Result};
use http::Method;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::address::Address;
use super::amount::TokenAmount;
use super::history::{ListTransactions, MAX_LIMIT};
use super::service::Endpoint;
use crate::error::named;

/// Items of [`Indexer::transactions_before`] unless said otherwise.
const DEFAULT_LIMIT_BEFORE: u32 = 20;

/// Which transactions of a wallet are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WalletFilter {
    /// Sent and received.
    #[default]
    All,
    /// Received only.
    Received,
    /// Sent only.
    Sent,
}

impl WalletFilter {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::All => "wallet_address",
            Self::Received => "filter_to_address",
            Self::Sent => "filter_from_address",
        }
    }
}

/// Client of the indexer.
///
/// ```
/// use chatwire_core::Config;
/// use chatwire_mezon::ledger::{Address, Indexer, WalletFilter};
///
/// let indexer = Indexer::new("https://ledger.example.org/indexer-api/", 1337, Config::new())?;
/// let wallet = Address::of_user(7);
/// let call = indexer.transactions(&wallet).filter(WalletFilter::Sent).limit(10).request();
/// assert_eq!(call.build()?.uri().path(), "/indexer-api/1337/transactions");
/// # Ok::<_, chatwire_core::Error>(())
/// ```
///
/// # Errors of every call
///
/// Calls fail when they are awaited: with the kind of the answer's status; with
/// [`Connect`](chatwire_core::ErrorKind::Connect), [`Timeout`](chatwire_core::ErrorKind::Timeout) or
/// [`Transport`](chatwire_core::ErrorKind::Transport) when no whole answer came; with
/// [`Redirect`](chatwire_core::ErrorKind::Redirect) or [`Decode`](chatwire_core::ErrorKind::Decode) for an answer that
/// is none of an indexer; with [`RateLimited`](chatwire_core::ErrorKind::RateLimited) (code `rate_limit_queue`), too,
/// where its `Config` sets a limiter whose queue is too long. All of them only look, so they are repeated after trouble
/// that passes.
#[derive(Clone, Debug)]
pub struct Indexer {
    endpoint: Endpoint,
    chain: String,
}

/// A transaction in the history. Every field but the hash may be missing; more are in `extra`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IndexedTransaction {
    /// Hash by which it is found.
    #[serde(deserialize_with = "hash")]
    pub hash: String,
    /// Chain that it is on.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "String::is_empty")]
    pub chain_id: String,
    /// Slot that it was signed for; 0 where the indexer does not say.
    #[serde(default, deserialize_with = "whole")]
    pub nonce: u64,
    /// Hash of its block.
    #[serde(default, deserialize_with = "null_as_default")]
    pub block_hash: String,
    /// Number of its block.
    #[serde(default, deserialize_with = "whole")]
    pub block_number: u64,
    /// Address that paid.
    #[serde(default, deserialize_with = "null_as_default")]
    pub from_address: String,
    /// Address that was paid.
    #[serde(default, deserialize_with = "null_as_default")]
    pub to_address: String,
    /// Amount in smallest units, as it is written there.
    #[serde(default, deserialize_with = "text")]
    pub value: String,
    /// 0 transfer, 1 by key, 2 user content.
    #[serde(default, deserialize_with = "whole")]
    pub transaction_type: i32,
    /// Seconds since 1970.
    #[serde(default, deserialize_with = "whole")]
    pub transaction_timestamp: i64,
    /// Note.
    #[serde(default, deserialize_with = "null_as_default")]
    pub text_data: String,
    /// Extra info; its JSON may have been written anew.
    #[serde(default, deserialize_with = "null_as_default")]
    pub extra_info: String,
    /// State as the indexer writes it, where it does: 0 to 3 as at nodes.
    #[serde(
        default,
        deserialize_with = "opt_text_or_number",
        skip_serializing_if = "Option::is_none"
    )]
    pub status: Option<String>,
    /// Fields that have no place above.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl IndexedTransaction {
    /// Amount.
    ///
    /// # Errors
    /// [`Input`](chatwire_core::ErrorKind::Input) when the indexer wrote no number.
    pub fn amount(&self) -> Result<TokenAmount> {
        TokenAmount::from_units_text(&self.value)
    }
}

/// What a page of the history says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct HistoryMeta {
    /// Chain.
    #[serde(deserialize_with = "text")]
    pub chain_id: String,
    /// Number of the page, counted from 0.
    #[serde(deserialize_with = "whole")]
    pub page: u64,
    /// Wallet.
    #[serde(deserialize_with = "null_as_default")]
    pub address: String,
    /// Signature, where the indexer gives one.
    pub signature: Option<String>,
    /// Most items on a page.
    pub limit: Option<u64>,
    /// Items in all.
    pub total_items: Option<u64>,
    /// Pages in all.
    pub total_pages: Option<u64>,
    /// Whether older ones follow.
    pub has_more: Option<bool>,
    /// Time before which the next page lies, as the indexer writes it.
    #[serde(deserialize_with = "opt_text_or_number")]
    pub next_timestamp: Option<String>,
    /// Hash before which the next page lies.
    pub next_hash: Option<String>,
}

/// A page of the history.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Answer")]
#[non_exhaustive]
pub struct History {
    /// What the page says of itself.
    pub meta: HistoryMeta,
    /// Transactions that could be read.
    pub data: Vec<IndexedTransaction>,
    /// Those that could not, with the reason: the rest is not lost because of them.
    #[serde(skip)]
    pub invalid: Vec<Invalid>,
}

/// A page of the history as it came.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    meta: Option<Box<RawValue>>,
    #[serde(default)]
    data: Option<Box<RawValue>>,
}

impl TryFrom<Answer> for History {
    type Error = Error;

    fn try_from(answer: Answer) -> Result<Self> {
        let (data, invalid) = match answer.data {
            Some(list) => de::items(&list)?,
            None => Default::default(),
        };
        // A page that says nothing of itself is one still: without this the list is read to its empty page.
        let meta = answer.meta.map(|meta| serde_json::from_str::<Option<_>>(meta.get()));
        let meta = meta.transpose().unwrap_or_else(|err| {
            tracing::debug!(place = de::place_of(&err), "what a page says of itself is left out");
            None
        });
        Ok(Self { meta: meta.flatten().unwrap_or_default(), data, invalid })
    }
}

/// Reads a hash, without which nothing can be said of a transaction.
fn hash<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let hash = Option::<String>::deserialize(deserializer)?.filter(|hash| !hash.is_empty());
    hash.ok_or_else(|| D::Error::custom("a transaction without a hash"))
}

/// Reads a text, or an integer as its digits; `null` is an empty one.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    opt_text_or_number(deserializer).map(Option::unwrap_or_default)
}

/// Reads a whole number, or its digits as text; `null` is 0.
fn whole<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display> + Default,
{
    match opt_text_or_number(deserializer)? {
        Some(digits) => digits.parse().map_err(D::Error::custom),
        None => Ok(T::default()),
    }
}

/// What the indexer knows of a wallet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct WalletDetail {
    /// Address.
    #[serde(deserialize_with = "null_as_default")]
    pub address: String,
    /// Balance; 0 where the indexer does not say.
    #[serde(deserialize_with = "null_as_default")]
    pub balance: TokenAmount,
    /// Slot of the last transaction that was applied.
    #[serde(deserialize_with = "whole")]
    pub account_nonce: u64,
    /// Seconds since 1970.
    #[serde(deserialize_with = "whole")]
    pub last_balance_update: i64,
}

#[derive(Deserialize)]
struct Data<T> {
    data: T,
}

#[derive(Deserialize)]
struct Detail {
    transaction: IndexedTransaction,
}

impl Indexer {
    /// A client of the indexer at `url` for one chain; the other settings are those of `config`.
    ///
    /// # Errors
    /// [`Config`](chatwire_core::ErrorKind::Config) when the address is no absolute URL, or not encrypted and on
    /// another machine.
    pub fn new(url: impl AsRef<str>, chain_id: u64, config: Config) -> Result<Self> {
        let endpoint = Endpoint::new(url.as_ref(), config)?;
        Ok(Self { endpoint, chain: chain_id.to_string() })
    }

    pub(super) fn call(&self, method: Method, operation: &'static str, path: &'static str) -> Call {
        self.endpoint.call(method, operation, path)
    }

    pub(super) fn chain(&self) -> &str {
        &self.chain
    }

    /// A transaction by its hash.
    ///
    /// # Errors
    /// When awaited: [`NotFound`](chatwire_core::ErrorKind::NotFound) when the indexer has not seen it.
    #[doc(alias = "get_transaction_by_hash")]
    pub fn transaction(&self, hash: &str) -> Request<IndexedTransaction> {
        let path = "/{chain}/tx/{hash}/detail";
        let call = self.endpoint.call(Method::GET, "mezon.ledger.indexed_transaction", path);
        let request = call.segment(&self.chain).segment(hash).json_reply::<Data<Detail>>();
        request.map(|found| found.data.transaction)
    }

    /// Transactions of a wallet, newest first, page by page.
    ///
    /// # Errors
    ///
    /// Those of [`ListTransactions`].
    #[doc(alias = "get_transaction_by_wallet")]
    pub fn transactions(&self, wallet: &Address) -> ListTransactions {
        ListTransactions::new(self.clone(), wallet.clone())
    }

    /// Transactions of a wallet before a point, which new ones do not shift.
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](Self#errors-of-every-call) of the indexer. An argument is never refused: a
    /// larger limit is cut to 1,000.
    #[doc(alias = "getTransactionsByWalletBeforeTimestamp")]
    pub fn transactions_before(&self, wallet: &Address) -> ListTransactionsBefore {
        ListTransactionsBefore {
            indexer: self.clone(),
            wallet: wallet.clone(),
            filter: WalletFilter::All,
            limit: DEFAULT_LIMIT_BEFORE,
            timestamp_lt: None,
            last_hash: None,
        }
    }

    /// Balance of a wallet as the indexer knows it.
    ///
    /// # Errors
    /// When awaited: [`NotFound`](chatwire_core::ErrorKind::NotFound) for a wallet that was never used.
    #[doc(alias = "get_wallet_detail")]
    pub fn wallet(&self, wallet: &Address) -> Request<WalletDetail> {
        let path = "/{chain}/wallets/{wallet}/detail";
        let call = self.endpoint.call(Method::GET, "mezon.ledger.wallet", path);
        let request = call.segment(&self.chain).segment(wallet.as_str());
        request.json_reply::<Data<WalletDetail>>().map(|found| found.data)
    }
}

/// Options of [`Indexer::transactions_before`].
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct ListTransactionsBefore {
    indexer: Indexer,
    wallet: Address,
    filter: WalletFilter,
    limit: u32,
    timestamp_lt: Option<String>,
    last_hash: Option<String>,
}

impl ListTransactionsBefore {
    /// Sent ones, received ones, or all (all).
    pub fn filter(mut self, filter: WalletFilter) -> Self {
        self.filter = filter;
        self
    }

    /// Most items, at most 1,000 (20).
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = if limit == 0 { DEFAULT_LIMIT_BEFORE } else { limit.min(MAX_LIMIT) };
        self
    }

    /// Those before this time, as [`HistoryMeta::next_timestamp`] has it.
    pub fn before(mut self, timestamp: impl Into<String>) -> Self {
        self.timestamp_lt = Some(timestamp.into());
        self
    }

    /// Those after this hash in the list, as [`HistoryMeta::next_hash`] has it.
    pub fn last_hash(mut self, hash: impl Into<String>) -> Self {
        self.last_hash = Some(hash.into());
        self
    }

    /// The request.
    pub fn request(self) -> Request<History> {
        let (endpoint, path) = (&self.indexer.endpoint, "/{chain}/transactions/infinite");
        let call = endpoint.call(Method::GET, "mezon.ledger.history_before", path);
        call.segment(&self.indexer.chain)
            .query("limit", self.limit.to_string())
            .query_opt("timestamp_lt", self.timestamp_lt)
            .query_opt("last_hash", self.last_hash)
            .query(self.filter.key(), self.wallet.as_str())
            .json_reply()
    }
}

chatwire_core::awaitable!(ListTransactionsBefore => History);

/// Says that no indexer was set.
pub(crate) fn missing() -> Error {
    let error = Error::config("this needs the address of an indexer").with_code("no_indexer");
    named(error)
}
