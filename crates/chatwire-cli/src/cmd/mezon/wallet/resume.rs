//! `chatwire mezon wallet resume`.

use std::path::PathBuf;

use chatwire::mezon::ledger::TokenAmount;
use clap::Args;
use serde_json::json;

use super::file::PaymentFile;
use super::{ledger, payment};
use crate::cmd::interruptible;
use crate::cmd::mezon::session::Session;
use crate::exit::{Failure, Result};
use crate::output::Text;

#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// File that `send` left behind; it is removed when the outcome is known.
    file: PathBuf,
    /// Wait until a block holds the transfer for good.
    #[arg(long)]
    wait: bool,
}

impl Resume {
    pub(super) async fn run(&self, session: &Session<'_>) -> Result {
        let file = PaymentFile::at(&self.file);
        let payment = file.read()?;
        let client = session.client()?;
        if session.dry_run() {
            session.preview(client.authenticate())?;
            let amount = TokenAmount::from_units_text(payment.amount())?.to_string();
            let plan = json!({"resume": {"payment": payment.id(), "to": payment.recipient(),
                "amount": amount, "signed_at": payment.prepared_at()}});
            return session.out.show(&plan, |plan| Text::line_of(plan));
        }
        let ledger = interruptible(async { ledger(session, &client).await }).await?;
        let Some(ledger) = ledger else { return Ok(()) };
        if payment.transaction().sender != ledger.address().as_str() {
            return Err(Failure::usage("this payment is not of this bot")
                .hint("only the bot that sent it can find out what became of it"));
        }
        payment::settle(session.out, &ledger, &file, ledger.resume(payment), self.wait).await
    }
}
