//! Lists of transactions, page by page: [`TokenHistory`] of an owner, [`ListTransactions`] of any wallet.

use std::fmt;
use std::sync::Arc;

use chatwire_core::{
    BoxFuture, Cursor, Error, Items, Page, Paged, Pages, Request, ResponseFuture, Result,
};
use http::Method;

use super::address::Address;
use super::client::Ledger;
use super::indexer::{self, History, IndexedTransaction, Indexer, WalletFilter};
use crate::error::named;
use crate::rest::awaited;

/// Items on a page unless said otherwise.
const DEFAULT_LIMIT: u32 = 50;
/// Most items on a page.
pub(super) const MAX_LIMIT: u32 = 1000;

/// Which part of a history is asked for, and how it is sorted.
#[derive(Clone, Debug)]
struct Terms {
    filter: WalletFilter,
    /// Number of the page as the caller counts: from 1.
    page: Result<u32>,
    limit: u32,
    sort_by: String,
    sort_order: &'static str,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            filter: WalletFilter::All,
            page: Ok(1),
            limit: DEFAULT_LIMIT,
            sort_by: "transaction_timestamp".to_owned(),
            sort_order: "desc",
        }
    }
}

impl Terms {
    fn at(mut self, cursor: &Cursor) -> Self {
        let number = cursor.as_str().parse().ok().filter(|number| *number > 0);
        let wrong = || named(Error::input("the cursor is none of a history of transactions"));
        self.page = number.ok_or_else(wrong);
        self
    }

    fn request(self, indexer: &Indexer, wallet: &Address) -> Request<History> {
        let call = indexer.call(Method::GET, "mezon.ledger.history", "/{chain}/transactions");
        let number = self.page.as_ref().copied().unwrap_or(1);
        let request = call
            .segment(indexer.chain())
            .query("page", number.saturating_sub(1).to_string())
            .query("limit", self.limit.to_string())
            .query("sort_by", &self.sort_by)
            .query("sort_order", self.sort_order)
            .query(self.filter.key(), wallet.as_str())
            .json_reply();
        match self.page {
            Ok(_) => request,
            Err(wrong) => request.failed(wrong),
        }
    }

    fn page(self, indexer: &Indexer, wallet: &Address) -> Request<Page<IndexedTransaction>> {
        let number = self.page.as_ref().copied().unwrap_or(1);
        self.request(indexer, wallet).map(move |history| {
            let History { meta, data, invalid } = history;
            // A short page may be all that the indexer gives at once: only an empty one is the end by itself.
            let goes_on = match (meta.has_more, meta.total_pages) {
                (Some(more), _) => more,
                (None, Some(pages)) => u64::from(number) < pages,
                (None, None) => true,
            };
            let is_empty = data.is_empty() && invalid.is_empty();
            let mut page = Page::new(data);
            page.invalid = invalid;
            page.total = meta.total_items;
            page.next =
                (goes_on && !is_empty).then(|| Cursor::new(number.saturating_add(1).to_string()));
            page
        })
    }
}

/// Setters and pages of what has `terms` and a method `at`.
macro_rules! history {
    ($list:ty) => {
        impl $list {
            /// Sent ones, received ones, or all (all).
            pub fn filter(mut self, filter: WalletFilter) -> Self {
                self.terms.filter = filter;
                self
            }

            /// Number of the page, counted from 1 (1).
            pub fn page(mut self, page: u32) -> Self {
                self.terms.page = Ok(page.max(1));
                self
            }

            /// Begins at a stored cursor instead of the first page.
            pub fn after(mut self, cursor: impl Into<Cursor>) -> Self {
                self.terms = self.terms.at(&cursor.into());
                self
            }

            /// Most items on a page, at most 1,000 (50).
            pub fn limit(mut self, limit: u32) -> Self {
                self.terms.limit = if limit == 0 { DEFAULT_LIMIT } else { limit.min(MAX_LIMIT) };
                self
            }

            /// Field by which they are sorted (`transaction_timestamp`).
            pub fn sort_by(mut self, field: impl Into<String>) -> Self {
                self.terms.sort_by = field.into();
                self
            }

            /// Oldest first.
            pub fn ascending(mut self) -> Self {
                self.terms.sort_order = "asc";
                self
            }

            /// The whole list, with limits of its own; its cursors are numbers of pages.
            ///
            /// What is paid meanwhile moves those behind it: newest first they may come twice, oldest first none does.
            pub fn paged(self) -> Paged<IndexedTransaction> {
                Paged::of(move |cursor| {
                    let mut terms = self.terms.clone();
                    if let Some(cursor) = cursor {
                        terms = terms.at(cursor);
                    }
                    self.fetch(terms)
                })
            }

            /// Stream of all transactions.
            pub fn items(self) -> Items<IndexedTransaction> {
                self.paged().items()
            }

            /// Stream of all pages.
            pub fn pages(self) -> Pages<IndexedTransaction> {
                self.paged().pages()
            }
        }
    };
}

/// Transactions of any wallet; see [`Indexer::transactions`]. Awaiting gives one page as the indexer has it.
///
/// # Errors
///
/// [`Input`](crate::ErrorKind::Input) for a cursor of another list, and those of
/// [every call](Indexer#errors-of-every-call) of the indexer.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct ListTransactions {
    indexer: Indexer,
    wallet: Address,
    terms: Terms,
}

history!(ListTransactions);

impl ListTransactions {
    pub(super) fn new(indexer: Indexer, wallet: Address) -> Self {
        Self { indexer, wallet, terms: Terms::default() }
    }

    /// The request.
    pub fn request(self) -> Request<History> {
        self.terms.request(&self.indexer, &self.wallet)
    }

    fn fetch(&self, terms: Terms) -> ResponseFuture<Page<IndexedTransaction>> {
        terms.page(&self.indexer, &self.wallet).into_future()
    }
}

chatwire_core::awaitable!(ListTransactions => History);

type Find = Arc<dyn Fn() -> BoxFuture<'static, Result<Ledger>> + Send + Sync>;

/// Transactions of a ledger's owner; see [`Ledger::history`] and [`Client::token_history`](crate::Client::token_history).
///
/// Awaiting gives one page; [`items`](Self::items) and [`pages`](Self::pages) go on to the end.
///
/// # Errors
///
/// [`Config`](crate::ErrorKind::Config) with the code `no_indexer` when the ledger was built without an indexer,
/// [`Input`](crate::ErrorKind::Input) for a cursor of another list, and those of
/// [every call](Indexer#errors-of-every-call) of the indexer; of
/// [`Client::token_history`](crate::Client::token_history) also those of [`Client::ledger`](crate::Client::ledger).
#[derive(Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct TokenHistory {
    find: Find,
    terms: Terms,
}

history!(TokenHistory);

impl TokenHistory {
    /// The history of a ledger that is found when it is asked for.
    pub(crate) fn of<F>(find: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Ledger>> + Send + 'static,
    {
        Self { find: Arc::new(move || Box::pin(find())), terms: Terms::default() }
    }

    fn fetch(&self, terms: Terms) -> ResponseFuture<Page<IndexedTransaction>> {
        let ledger = (self.find)();
        ResponseFuture::new(async move {
            // What cannot be asked needs no login.
            terms.page.clone()?;
            let ledger = ledger.await?;
            let indexer = ledger.indexer().ok_or_else(indexer::missing)?;
            terms.page(indexer, ledger.address()).await
        })
    }

    async fn run(self) -> Result<Page<IndexedTransaction>> {
        self.fetch(self.terms.clone()).await
    }
}

awaited!(TokenHistory => Page<IndexedTransaction>);

impl fmt::Debug for TokenHistory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenHistory").field("terms", &self.terms).finish_non_exhaustive()
    }
}
