//! `chatwire mezon wallet`: tokens of the bot on Mezon's ledger.

mod file;
mod payment;
mod resume;
mod send;

use chatwire::mezon::ledger::{
    Address, IndexedTransaction, Ledger, TokenAmount, TransactionInfo, WalletFilter,
};
use chatwire::mezon::{Client, UserId};
use chatwire::{ErrorKind, Timestamp};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::session::Session;
use crate::cmd::shown::{filled, moment, tell_unreadable};
use crate::exit::Result;
use crate::output::{Table, Text, aside};
use crate::progress;

#[derive(Debug, Subcommand)]
pub(crate) enum Wallet {
    /// Show the address of the bot, or of a user, for which no login is needed.
    Address {
        /// User id.
        #[arg(value_parser = user_id)]
        user: Option<i64>,
    },
    /// Show the balance of the bot, of a user, or of an address.
    Balance {
        /// User id or address.
        #[arg(value_parser = Holder::parse)]
        holder: Option<Holder>,
    },
    /// Send tokens of the bot, once.
    Send(send::Send),
    /// Find out what became of a payment whose outcome was unknown.
    Resume(resume::Resume),
    /// List the transactions of the bot, the newest first.
    History(History),
    /// Show a transaction by its hash.
    Tx {
        /// Hash.
        hash: String,
    },
}

/// Whose tokens are meant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Holder {
    User(i64),
    Address(Address),
}

impl Holder {
    fn parse(text: &str) -> Result<Self, String> {
        if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return user_id(text).map(Self::User);
        }
        Address::parse(text).map(Self::Address).map_err(|err| err.message().to_owned())
    }

    fn address(&self) -> Address {
        match self {
            Self::User(id) => Address::of_user(*id),
            Self::Address(address) => address.clone(),
        }
    }
}

fn user_id(text: &str) -> Result<i64, String> {
    text.parse().ok().filter(|id| *id > 0).ok_or_else(|| "a user id is a number above 0".to_owned())
}

impl Wallet {
    /// Whether Ctrl-C must not simply stop what is under way.
    pub(super) fn hears_interrupts(&self) -> bool {
        matches!(self, Self::Send(_) | Self::Resume(_))
    }

    pub(super) async fn run(&self, session: &Session<'_>) -> Result {
        match self {
            Self::Address { user } => address(session, *user).await,
            Self::Balance { holder } => balance(session, holder.as_ref()).await,
            Self::Send(send) => send.run(session).await,
            Self::Resume(resume) => resume.run(session).await,
            Self::History(history) => history.run(session).await,
            Self::Tx { hash } => transaction(session, hash).await,
        }
    }
}

/// The ledger of the bot's user, after a login; `None` with `--dry-run`, after the login was printed.
async fn ledger(session: &Session<'_>, client: &Client) -> Result<Option<Ledger>> {
    if session.dry_run() {
        session.preview(client.authenticate())?;
        return Ok(None);
    }
    Ok(Some(progress::shown("Logging in", client.ledger()).await?))
}

async fn address(session: &Session<'_>, user: Option<i64>) -> Result {
    let (user, address) = match user {
        Some(user) => (Some(UserId::new(user)), Address::of_user(user)),
        None => {
            let client = session.client()?;
            let Some(ledger) = ledger(session, &client).await? else { return Ok(()) };
            let user = client.session().and_then(|session| session.user_id);
            (user.or_else(|| Some(client.bot_id())), ledger.address().clone())
        }
    };
    let value = json!({"user_id": user, "address": address});
    session.out.show(&value, |_| Text::line_of(&address))
}

async fn balance(session: &Session<'_>, holder: Option<&Holder>) -> Result {
    let client = session.client()?;
    let Some(ledger) = ledger(session, &client).await? else { return Ok(()) };
    let address = holder.map_or_else(|| ledger.address().clone(), Holder::address);
    let asking = ledger.rpc().account(&address).into_future();
    let account = progress::shown("Asking the ledger", asking).await?;
    let value = json!({"address": address, "balance": account.balance.to_string(),
        "units": account.balance.units(), "decimals": account.decimals});
    session.out.show(&value, |_| {
        Text::new().bold(account.balance).plain(" tokens").dim(format!("  {address}")).end()
    })
}

async fn transaction(session: &Session<'_>, hash: &str) -> Result {
    let client = session.client()?;
    let Some(ledger) = ledger(session, &client).await? else { return Ok(()) };
    let asking = ledger.transaction(hash).into_future();
    match progress::shown("Asking the ledger", asking).await {
        Ok(found) => session.out.show(&found, live),
        // Nodes forget what waits when they start anew; the history may know it.
        Err(err) if err.kind() == ErrorKind::NotFound => {
            let asking = client.list_transaction_detail(hash);
            let found = progress::shown("Asking the indexer", asking).await?;
            session.out.show(&found, |found| {
                table("Transaction", std::slice::from_ref(found), ledger.address())
            })
        }
        Err(err) => Err(err.into()),
    }
}

/// A transaction as a node knows it.
fn live(tx: &TransactionInfo) -> Text {
    let table = Table::fields("Transaction")
        .field("Hash", &tx.tx_hash)
        .field("From", &tx.sender)
        .field("To", &tx.recipient)
        .field("Amount", tx.amount.to_string())
        .field("Note", filled(&tx.text_data))
        .field("State", format!("{:?}", tx.status).to_lowercase());
    let table = if tx.err_msg.is_empty() { table } else { table.field("Failed with", &tx.err_msg) };
    table.into_text()
}

#[derive(Debug, Args)]
pub(crate) struct History {
    /// Which transactions.
    #[arg(long, value_enum, default_value_t)]
    only: Only,
    /// Page, from 1.
    #[arg(long, default_value_t = 1)]
    page: u32,
    /// Most transactions on a page.
    #[arg(long, short = 'n', default_value_t = 20)]
    limit: u32,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Only {
    /// Sent and received.
    #[default]
    All,
    /// Sent.
    Sent,
    /// Received.
    Received,
}

impl History {
    async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client()?;
        let Some(ledger) = ledger(session, &client).await? else { return Ok(()) };
        let filter = match self.only {
            Only::All => WalletFilter::All,
            Only::Sent => WalletFilter::Sent,
            Only::Received => WalletFilter::Received,
        };
        let list = ledger.history().filter(filter).page(self.page).limit(self.limit);
        let page = progress::shown("Asking the indexer", list.into_future()).await?;
        session.out.list(&page.items, |found| match found {
            [] => Text::line_of("No transactions found"),
            found => table("Transactions", found, ledger.address()),
        })?;
        tell_unreadable(page.invalid.len());
        if page.next.is_some() {
            aside(&format!("more: --page {}", self.page.saturating_add(1)));
        }
        Ok(())
    }
}

fn table(title: &str, found: &[IndexedTransaction], own: &Address) -> Text {
    let mut table = Table::new(title, &["Time", "Amount", "With", "Note", "Hash"]);
    for tx in found {
        let is_sent = tx.from_address == own.as_str();
        let (sign, with) = if is_sent { ("-", &tx.to_address) } else { ("+", &tx.from_address) };
        let amount = tx.amount().map_or_else(|_| tx.value.clone(), |amount| amount.to_string());
        let at = moment(Timestamp::from_unix_seconds(tx.transaction_timestamp));
        table.row([&at, &format!("{sign}{amount}"), with, filled(&tx.text_data), &tx.hash]);
    }
    table.into_text()
}

/// An amount of an argument: decimal digits, above nothing.
fn amount(text: &str) -> Result<TokenAmount, String> {
    let amount = TokenAmount::from_decimal(text).map_err(|err| err.message().to_owned())?;
    if amount.is_zero() { Err("nothing cannot be sent".to_owned()) } else { Ok(amount) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holders_are_users_or_addresses() {
        assert_eq!(Holder::parse("7"), Ok(Holder::User(7)));
        let address = Address::of_user(7);
        assert_eq!(Holder::parse(address.as_str()).unwrap().address(), address);
        for wrong in ["0", "-7", "nobody", "", "99999999999999999999"] {
            assert!(Holder::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn amounts_are_exact_and_above_nothing() {
        assert_eq!(amount("2.5").unwrap().units(), "2500000");
        for wrong in ["0", "-1", "0.0000001", "1e3", "", "x"] {
            assert!(amount(wrong).is_err(), "{wrong}");
        }
    }
}
