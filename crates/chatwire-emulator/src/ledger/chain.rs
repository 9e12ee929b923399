//! The chain: accounts, what waits, what was seen, and blocks.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use chatwire_mezon_proto::mmn::{TransactionStatus, TransactionStatusInfo};
use ruint::aliases::U256;
use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::check;
use super::fault::Path;
use super::rpc::Submission;

/// Length of a slot.
pub const SLOT: Duration = Duration::from_millis(400);

/// Slots below the latest finished one that a nonce may name.
const WINDOW: u64 = 150;

/// Announcements that wait for a reader; a slower one misses some.
const ANNOUNCED: usize = 256;

/// Kinds of transfers that nodes announce.
const KINDS: [&str; 3] = ["transfer_token", "give_coffee", "unlock_item"];

/// How long a signed text is known again, in milliseconds.
const REMEMBERED: u64 = 300_000;

/// Kind of a transaction that holds user content.
const CONTENT: i32 = 2;

/// Most transactions that user content may refer to.
const REFERENCES: usize = 10;

/// Slots whose signed texts a node knows again after a restart.
const REREAD: u64 = 200;

/// A payment that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Payment {
    /// Hash under which it is found.
    pub tx_hash: String,
    /// Address that paid.
    pub sender: String,
    /// Address that was paid.
    pub recipient: String,
    /// Smallest units in decimal digits.
    pub amount: String,
    /// Note.
    pub text_data: String,
    /// Slot that was signed.
    pub nonce: u64,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Account {
    pub(super) balance: U256,
    pub(super) nonce: u64,
}

/// A transaction that the node knows.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) tx: Submission,
    pub(super) amount: U256,
    pub(super) hash: String,
    dedup: String,
    pub(super) at: u64,
    pub(super) slot: u64,
    pub(super) block: String,
    /// 0 waits, 2 in a finished block, 3 failed.
    pub(super) status: i32,
    pub(super) reason: String,
    fails: Option<String>,
}

/// What user content holds; nodes refuse other types.
#[derive(Debug, Default, serde::Deserialize)]
struct Content {
    #[serde(rename = "type")]
    kind: Option<String>,
    title: Option<String>,
    description: Option<String>,
    #[serde(rename = "image_cids")]
    _image_cids: Option<Vec<Option<String>>>,
    parent_hash: Option<String>,
    root_hash: Option<String>,
    reference_tx_hashes: Option<Vec<Option<String>>>,
}

#[derive(Debug)]
pub(super) struct Chain {
    now: u64,
    finalized: u64,
    pub(super) accounts: BTreeMap<String, Account>,
    /// Everything, in the order of arrival.
    pub(super) known: Vec<Known>,
    /// Signed texts with the time at which they came.
    seen: HashMap<String, u64>,
    /// Signed texts of blocks with the time at which they were applied.
    applied: HashMap<String, u64>,
    capacity: usize,
    content_at: Option<u64>,
    announced: broadcast::Sender<TransactionStatusInfo>,
}

impl Default for Chain {
    fn default() -> Self {
        Self {
            now: 1_700_000_000_000,
            finalized: 1000,
            accounts: BTreeMap::new(),
            known: Vec::new(),
            seen: HashMap::new(),
            applied: HashMap::new(),
            capacity: 100_000,
            content_at: None,
            announced: broadcast::Sender::new(ANNOUNCED),
        }
    }
}

/// Answer to a transaction: the hash, or the error text.
pub(super) type Added = Result<String, String>;

impl Chain {
    pub(super) fn now(&self) -> u64 {
        self.now
    }

    pub(super) fn finalized(&self) -> u64 {
        self.finalized
    }

    pub(super) fn set_capacity(&mut self, capacity: usize) {
        self.capacity = capacity;
    }

    pub(super) fn set_slot(&mut self, slot: u64) {
        self.finalized = slot;
    }

    pub(super) fn restart(&mut self) {
        self.known.retain(|known| known.status != 0);
        // A node reads its last blocks again when it starts.
        let oldest = self.finalized.saturating_sub(REREAD);
        let read = self.known.iter().filter(|known| known.slot > oldest);
        self.seen = read.map(|known| (known.dedup.clone(), self.now)).collect();
    }

    pub(super) fn deposit(&mut self, address: &str, units: U256) {
        let account = self.accounts.entry(address.to_owned()).or_default();
        account.balance = account.balance.saturating_add(units);
    }

    pub(super) fn set_balance(&mut self, address: &str, units: U256) {
        self.accounts.entry(address.to_owned()).or_default().balance = units;
    }

    pub(super) fn balance(&self, address: &str) -> U256 {
        self.accounts.get(address).map(|account| account.balance).unwrap_or_default()
    }

    pub(super) fn stall(&mut self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.now = self.now.saturating_add(millis);
    }

    pub(super) fn advance_slots(&mut self, slots: u64) {
        self.finalized = self.finalized.saturating_add(slots);
        self.now = self.now.saturating_add(slots.saturating_mul(400));
    }

    pub(super) fn waiting(&self) -> usize {
        self.known.iter().filter(|known| known.status == 0).count()
    }

    pub(super) fn payments(&self) -> Vec<Payment> {
        let paid = self.known.iter();
        let paid = paid.filter(|known| known.status == 2 && known.tx.kind != CONTENT);
        paid.map(|known| Payment {
            tx_hash: known.hash.clone(),
            sender: known.tx.sender.clone(),
            recipient: known.tx.recipient.clone(),
            amount: known.amount.to_string(),
            text_data: known.tx.text_data.clone(),
            nonce: known.tx.nonce,
        })
        .collect()
    }

    /// What is announced from now on.
    pub(super) fn listen(&self) -> broadcast::Receiver<TransactionStatusInfo> {
        self.announced.subscribe()
    }

    fn announce(&self, known: &Known, status: TransactionStatus) {
        let extra = serde_json::from_str::<BTreeMap<String, Value>>(&known.tx.extra_info);
        let extra = extra.unwrap_or_default();
        let kind = extra.get("type").and_then(Value::as_str).unwrap_or_default();
        if !KINDS.contains(&kind) {
            return;
        }
        // The node writes this one kind anew: keys in order, and escaped as Go does it.
        let extra_info = match serde_json::to_string(&extra) {
            Ok(json) if kind == "transfer_token" => {
                json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
            }
            _ => known.tx.extra_info.clone(),
        };
        let error_message = match status {
            TransactionStatus::Failed => {
                format!("transaction application failed: {}", known.reason)
            }
            _ => String::new(),
        };
        // Nobody need listen.
        let _listeners = self.announced.send(TransactionStatusInfo {
            tx_hash: known.hash.clone(),
            status: status.into(),
            block_slot: known.slot,
            block_hash: known.block.clone(),
            confirmations: u64::from(status == TransactionStatus::Finalized),
            error_message,
            timestamp: self.now / 1000,
            extra_info,
            amount: known.amount.to_string(),
            text_data: known.tx.text_data.clone(),
        });
    }

    /// Takes a transaction, or says why not; the checks stand in the node's order.
    pub(super) fn add(&mut self, tx: &Submission, path: Path) -> Added {
        if tx.kind == CONTENT {
            if self.content_at.is_some_and(|at| self.now < at + 1000) {
                return Err("Too many requests for user content transactions".to_owned());
            }
            self.content_at = Some(self.now);
        }
        check::texts(tx)?;
        let amount = check::amount(&tx.amount).ok_or("invalid tx")?;
        if amount.is_zero() && tx.kind != CONTENT {
            return Err(check::coded("invalid_amount", "Amount is invalid or zero"));
        }
        if tx.text_data.len() > 512 {
            return Err(format!("memo too long: max 512 chars, got {}", tx.text_data.len()));
        }
        if self.waiting() >= self.capacity {
            return Err(check::coded("mempool_full", "Network is busy, please try again"));
        }
        self.check_nonce(tx.nonce)?;
        let text = check::signed_text(tx, amount);
        if !check::is_signed(tx, &text) {
            return Err(check::coded("invalid_signature", "Transaction signature is invalid"));
        }
        let dedup = bs58::encode(check::sha256(text.as_bytes())).into_string();
        let now = self.now;
        self.seen.retain(|_, at| now.saturating_sub(*at) < REMEMBERED);
        if self.seen.contains_key(&dedup) && !path.other_node {
            return Err(check::coded("duplicate_transaction", "This transaction already exists"));
        }
        if tx.kind == CONTENT {
            self.check_content(tx)?;
        }
        self.check_funds(tx, amount)?;
        // Another node has a clock of its own.
        let at = if path.other_node { now + 1 } else { now };
        let hash = check::hex(&check::sha256(check::node_json(tx, amount, at).as_bytes()));
        self.seen.insert(dedup.clone(), now);
        let known = Known {
            tx: tx.clone(),
            amount,
            hash: hash.clone(),
            dedup,
            at,
            slot: 0,
            block: String::new(),
            status: 0,
            reason: String::new(),
            fails: path.fails,
        };
        self.announce(&known, TransactionStatus::Pending);
        self.known.push(known);
        Ok(hash)
    }

    fn check_nonce(&self, nonce: u64) -> Result<(), String> {
        if nonce > self.finalized {
            return Err(check::coded("nonce_too_high", "Transaction nonce is too high"));
        }
        if nonce < self.finalized.saturating_sub(WINDOW).max(1) {
            return Err(check::coded("nonce_too_low", "Transaction nonce is too low"));
        }
        Ok(())
    }

    fn check_funds(&self, tx: &Submission, amount: U256) -> Result<(), String> {
        // Content costs nothing, and neither does what comes back: nobody looks whether there is an account.
        if tx.kind == CONTENT || tx.sender == tx.recipient {
            return Ok(());
        }
        let Some(account) = self.accounts.get(&tx.sender) else {
            return Err(check::coded("account_not_found", "Account does not exist"));
        };
        let mine = self.known.iter().filter(|known| {
            known.status == 0 && known.tx.kind != CONTENT && known.tx.sender == tx.sender
        });
        let pending = mine.fold(U256::ZERO, |sum, known| sum.wrapping_add(known.amount));
        // The real node, too, lets the difference wrap.
        if account.balance.wrapping_sub(pending) < amount {
            let words = "Not enough balance in your wallet";
            return Err(check::coded("insufficient_funds", words));
        }
        Ok(())
    }

    fn check_content(&self, tx: &Submission) -> Result<(), String> {
        let refused = |words: &str| Err(check::coded("invalid_request", words));
        let read = match serde_json::from_str(&tx.extra_info) {
            Ok(Value::Null) => Ok(Content::default()),
            Ok(content @ Value::Object(_)) => serde_json::from_value(content),
            _ => return refused("User content data is invalid"),
        };
        let Ok(content) = read else { return refused("User content data is invalid") };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let needed = [&content.kind, &content.title, &content.description];
        if needed.into_iter().any(|needed| text(needed).trim().is_empty()) {
            return refused("User content required fields are missing");
        }
        let key = bs58::decode(&tx.recipient).into_vec().unwrap_or_default();
        if content.kind.as_deref() == Some("donation-campaign-feed") && !check::is_point(&key) {
            return refused("User content address is invalid");
        }
        // What waits is in no store yet.
        let stored =
            |hash: &str| self.known.iter().find(|known| known.status != 0 && known.hash == hash);
        let references = content.reference_tx_hashes.unwrap_or_default();
        let is_stored =
            |hash: &Option<String>| stored(hash.as_deref().unwrap_or_default()).is_some();
        if references.len() > REFERENCES || !references.iter().all(is_stored) {
            return refused("User content data is invalid");
        }
        let (parent, root) = (text(&content.parent_hash), text(&content.root_hash));
        let before = match (parent.is_empty(), root.is_empty()) {
            (true, true) => return Ok(()),
            (false, false) => stored(&parent),
            _ => return refused("User content data is invalid"),
        };
        let Some(before) = before else { return refused("User content parent not found") };
        let is_same = before.tx.sender == tx.sender && before.tx.recipient == tx.recipient;
        if before.tx.kind != CONTENT || !is_same {
            return refused("User content data is invalid");
        }
        if stored(&root).is_none() {
            return refused("User content root not found");
        }
        if self.latest_version(&root) != Some(parent.as_str()) {
            return refused("User content version conflict");
        }
        Ok(())
    }

    /// Hash of the newest content of a root: its last version, or the root itself.
    fn latest_version<'a>(&'a self, root: &'a str) -> Option<&'a str> {
        let is_version = |known: &&Known| {
            known.tx.kind == CONTENT
                && known.status == 2
                && serde_json::from_str::<Value>(&known.tx.extra_info).is_ok_and(|content| {
                    content.get("root_hash").and_then(Value::as_str) == Some(root)
                })
        };
        let last = self.known.iter().rev().find(is_version);
        Some(last.map_or(root, |known| known.hash.as_str()))
    }

    /// Applies all that waits, in the order of arrival. A signed text that is in an earlier block is dropped.
    pub(super) fn produce_block(&mut self) {
        self.advance_slots(1);
        let (now, slot) = (self.now, self.finalized);
        self.applied.retain(|_, at| now.saturating_sub(*at) < REMEMBERED);
        let block = check::hex(&check::sha256(format!("block {slot}").as_bytes()));
        let mut known = std::mem::take(&mut self.known);
        known.retain_mut(|tx| {
            if tx.status != 0 {
                return true;
            }
            if self.applied.contains_key(&tx.dedup) {
                return false;
            }
            self.applied.insert(tx.dedup.clone(), now);
            tx.slot = slot;
            tx.block.clone_from(&block);
            self.apply(tx);
            true
        });
        self.known = known;
    }

    fn apply(&mut self, known: &mut Known) {
        // No account hears of content.
        if known.tx.kind == CONTENT {
            known.status = 2;
            return;
        }
        let (sender, recipient) = (known.tx.sender.clone(), known.tx.recipient.clone());
        let mut payer = self.accounts.get(&sender).copied().unwrap_or_default();
        let rest = payer.balance.checked_sub(known.amount);
        let failure = match (&known.fails, rest) {
            (Some(reason), _) => Some(reason.clone()),
            (None, None) => Some("insufficient balance".to_owned()),
            (None, Some(_)) => None,
        };
        if let Some(reason) = failure {
            known.status = 3;
            known.reason = reason;
            self.announce(known, TransactionStatus::Failed);
            return;
        }
        self.announce(known, TransactionStatus::Confirmed);
        known.status = 2;
        self.announce(known, TransactionStatus::Finalized);
        payer.nonce = known.tx.nonce;
        payer.balance = rest.unwrap_or_default();
        self.accounts.insert(sender, payer);
        self.deposit(&recipient, known.amount);
    }
}

impl Known {
    /// As `tx.gettxbyhash` shows it.
    pub(super) fn info(&self) -> Value {
        json!({
            "sender": self.tx.sender, "recipient": self.tx.recipient, "amount": self.amount.to_string(),
            "timestamp": self.at, "text_data": self.tx.text_data, "nonce": self.tx.nonce, "slot": self.slot,
            "blockhash": self.block, "status": self.status, "err_msg": self.reason,
            "extra_info": self.tx.extra_info, "tx_hash": self.hash,
        })
    }
}
