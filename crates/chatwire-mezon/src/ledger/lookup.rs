//! Finding a payment in the history by what it says, for answers that were lost.

use chatwire_core::Result;

use super::amount::TokenAmount;
use super::client::Ledger;
use super::extra;
use super::indexer::{History, IndexedTransaction, Indexer, WalletFilter};
use super::prepared::Prepared;

/// Items of a page of the history that is searched: what the references ask for, so that no indexer gives fewer and
/// leaves gaps between pages.
const PAGE: u32 = 50;

/// Most pages that are searched one after the other.
const MAX_PAGES: u32 = 40;

/// Pages beyond which nothing is sought: enough for three million payments.
const LAST_PAGE: u32 = 1 << 16;

/// Slots above a payment's own at which the search begins, and below it at which it ends. Pages are ordered by the time
/// of blocks, and a block holds slots of its last minute only; no clock of ours is asked.
const DEPTH: u64 = 1000;

/// Slots for which a node takes a transfer, counted from its nonce.
const NONCE_WINDOW: u64 = 150;

/// Slots after that until a history must know it: a minute.
const SETTLED_AFTER: u64 = 150;

/// What the history says about a payment.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It holds the payment under this hash.
    Hash(String),
    /// It was read as far back as need be and holds the payment only under hashes that do not count.
    Others,
    /// It was read as far back as need be and does not hold it, but payments of these slots.
    Absent(Vec<u64>),
    /// It could not be read far enough, there is none, or it holds something that could be the payment.
    Unclear,
}

impl Ledger {
    /// Searches the owner's sent transactions. The hash that an answer named need not be the one that was applied,
    /// so the content decides: receiver, amount, slot, note and extra info, which together are the signed text.
    pub(super) async fn find(&self, payment: &Prepared) -> Result<Found> {
        self.find_beside(payment, &[]).await
    }

    /// The same, passing over copies that are known to have failed.
    pub(super) async fn find_beside(&self, payment: &Prepared, failed: &[String]) -> Result<Found> {
        let Some(indexer) = &self.0.indexer else { return Ok(Found::Unclear) };
        let oldest = payment.nonce().saturating_sub(DEPTH);
        let mut slots = Vec::new();
        let (mut in_doubt, mut has_failed) = (false, false);
        let mut page = 1;
        for _ in 0..MAX_PAGES {
            let history = self.sent_page(indexer, page).await?;
            // The first page is read whatever is on it: it shows how far the history is.
            if page == 1 && is_newer(&history, payment) {
                page = self.last_newer_page(indexer, payment).await?;
            }
            page = page.saturating_add(1);
            // What cannot be read could be the payment.
            in_doubt |= !history.invalid.is_empty();
            for tx in &history.data {
                if failed.contains(&tx.hash) {
                    has_failed = true;
                } else if is_payment(tx, payment) {
                    return Ok(Found::Hash(tx.hash.clone()));
                } else {
                    in_doubt |= could_be(tx, payment);
                }
                slots.push(tx.nonce);
            }
            // Only an empty page is the end: a short one may be all that the indexer gives at once.
            let is_end = match history.data.last() {
                Some(last) => 0 < last.nonce && last.nonce < oldest,
                None => history.invalid.is_empty(),
            };
            if is_end {
                return Ok(match (in_doubt, has_failed) {
                    (true, _) => Found::Unclear,
                    (false, true) => Found::Others,
                    (false, false) => Found::Absent(slots),
                });
            }
        }
        Ok(Found::Unclear)
    }

    async fn sent_page(&self, indexer: &Indexer, page: u32) -> Result<History> {
        let list = indexer.transactions(&self.0.address).filter(WalletFilter::Sent);
        list.page(page).limit(PAGE).request().no_retry().await
    }

    /// A page on which everything is far newer than the payment, as the first page is, and close before those that are
    /// not. What is paid meanwhile only moves the payment further behind it.
    async fn last_newer_page(&self, indexer: &Indexer, payment: &Prepared) -> Result<u32> {
        let (mut newer, mut other) = (1_u32, 2_u32);
        while is_newer(&self.sent_page(indexer, other).await?, payment) {
            (newer, other) = (other, other.saturating_mul(2));
            if other > LAST_PAGE {
                return Ok(newer);
            }
        }
        while other - newer > 1 {
            let middle = newer + (other - newer) / 2;
            match is_newer(&self.sent_page(indexer, middle).await?, payment) {
                true => newer = middle,
                false => other = middle,
            }
        }
        Ok(newer)
    }

    /// Whether a payment that is not in the history was certainly not applied: nodes stopped taking it a minute ago,
    /// and the history, which holds payments of these `slots`, is as far as the node.
    ///
    /// Counted in slots: while the chain stands still nothing ends.
    pub(super) async fn is_expired(&self, payment: &Prepared, slots: &[u64]) -> bool {
        let end = payment.nonce().saturating_add(NONCE_WINDOW + SETTLED_AFTER);
        if !self.latest_slot().await.is_ok_and(|latest| latest > end) {
            return false;
        }
        // An indexer that hangs behind would not know the payment either.
        let applied = self.account().await.map(|account| account.nonce);
        applied.is_ok_and(|applied| applied == 0 || slots.contains(&applied))
    }
}

/// Whether all on a page is so much newer that the payment can only be behind it.
fn is_newer(history: &History, payment: &Prepared) -> bool {
    let newest = payment.nonce().saturating_add(DEPTH);
    history.invalid.is_empty()
        && !history.data.is_empty()
        && history.data.iter().all(|tx| tx.nonce > newest)
}

/// Whether the history's entry has the signed text of the payment.
fn is_payment(found: &IndexedTransaction, payment: &Prepared) -> bool {
    let tx = payment.transaction();
    !found.hash.is_empty()
        && found.from_address == tx.sender
        && found.to_address == tx.recipient
        && found.value == tx.amount
        && found.nonce == tx.nonce
        && found.text_data == tx.text_data
        && extra::same(&found.extra_info, &tx.extra_info)
}

/// Whether it could be the payment after all, should the indexer write amounts or texts in another way, or leave
/// something out.
fn could_be(found: &IndexedTransaction, payment: &Prepared) -> bool {
    let tx = payment.transaction();
    let other_amount = match (found.amount(), TokenAmount::from_units_text(&tx.amount)) {
        (Ok(found), Ok(own)) => found != own,
        _ => false,
    };
    let same_receiver = found.to_address.is_empty() || found.to_address == tx.recipient;
    let same_slot = found.nonce == 0 || found.nonce == tx.nonce;
    same_receiver && same_slot && !other_amount
}
