//! `chatwire mezon wallet send`.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use chatwire::mezon::ledger::{DEFAULT_NOTE, Ledger, Prepared, SendToken, TokenAmount};
use chatwire::mezon::{Client, UserId};
use clap::Args;
use serde_json::{Value, json};

use super::file::PaymentFile;
use super::{Holder, amount, ledger, payment};
use crate::cmd::interruptible;
use crate::cmd::mezon::session::Session;
use crate::exit::{Doing as _, Exit, Failure, Result};
use crate::output::{Text, aside};
use crate::progress;

/// The transfer is signed once, written to a file, and sent. The file goes when the outcome is known.
#[derive(Debug, Args)]
pub(crate) struct Send {
    /// Who gets the tokens: a user id, or an address.
    #[arg(value_parser = Holder::parse)]
    to: Holder,
    /// Tokens, with at most six digits after the point.
    #[arg(value_parser = amount, allow_hyphen_values = true)]
    amount: TokenAmount,
    /// Note for the receiver, at most 512 bytes [default: Transfer funds].
    #[arg(long)]
    note: Option<String>,
    /// Name of the sender, as the receiver is shown it.
    #[arg(long, value_name = "NAME")]
    sender_name: Option<String>,
    /// Text for the program of the receiver.
    #[arg(long, value_name = "TEXT")]
    extra_attribute: Option<String>,
    /// Reference that no other payment has, such as the number of an order.
    #[arg(long, value_name = "ID")]
    reference: Option<String>,
    /// Send only to a user who is a member of one of the bot's clans.
    #[arg(long)]
    check_receiver: bool,
    /// Where the payment is kept until its outcome is known [default: in the folder of settings].
    #[arg(long, value_name = "FILE")]
    payment_file: Option<PathBuf>,
    /// Wait until a block holds the transfer for good.
    #[arg(long)]
    wait: bool,
    /// Send without asking.
    #[arg(long, short)]
    yes: bool,
}

impl Send {
    pub(super) async fn run(&self, session: &Session<'_>) -> Result {
        if self.check_receiver && matches!(self.to, Holder::Address(_)) {
            return Err(Failure::usage("--check-receiver needs a user id, not an address"));
        }
        let client = session.client()?;
        if session.dry_run() {
            session.preview(client.authenticate())?;
            return session.out.show(&self.plan(), |plan| Text::line_of(plan));
        }
        let can_ask = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        if !self.yes && !can_ask {
            return Err(Failure::usage("nobody can be asked whether to send the tokens")
                .hint("use --yes where there is no terminal"));
        }
        // Up to here nothing is paid, so that Ctrl-C simply ends it.
        let ready = interruptible(Box::pin(self.prepare(session, &client))).await?;
        let Some((ledger, prepared)) = ready else { return Ok(()) };
        let file = PaymentFile::for_payment(self.payment_file.as_deref(), &prepared)?;
        file.create(&prepared)?;
        payment::settle(session.out, &ledger, &file, ledger.submit(prepared), self.wait).await
    }

    /// Asks for consent, and signs the transfer.
    async fn prepare(
        &self,
        session: &Session<'_>,
        client: &Client,
    ) -> Result<Option<(Ledger, Prepared)>> {
        let Some(ledger) = ledger(session, client).await? else { return Ok(None) };
        if let (true, Holder::User(id)) = (self.check_receiver, &self.to) {
            progress::shown("Looking for the receiver", client.user(*id).fetch()).await?;
        }
        aside(&format!("From:   {}", ledger.address()));
        aside(&match &self.to {
            Holder::User(id) => format!("To:     user {id} ({})", self.to.address()),
            Holder::Address(address) => format!("To:     {address}"),
        });
        aside(&format!("Amount: {} tokens", self.amount));
        aside(&format!("Note:   {}", self.note.as_deref().unwrap_or(DEFAULT_NOTE)));
        if !self.yes && !agreed().await? {
            return Err(Failure::new(Exit::Failed, "nothing was sent"));
        }
        let signing = self.transfer(&ledger).prepare();
        let prepared = progress::shown("Signing", signing).await?;
        Ok(Some((ledger, prepared)))
    }

    fn transfer(&self, ledger: &Ledger) -> SendToken {
        let mut send = match &self.to {
            Holder::User(id) => ledger.send_token(*id, self.amount),
            Holder::Address(address) => ledger.transfer(address.clone(), self.amount),
        };
        if let Some(note) = &self.note {
            send = send.note(note);
        }
        if let Some(name) = &self.sender_name {
            send = send.sender_name(name);
        }
        if let Some(text) = &self.extra_attribute {
            send = send.extra_attribute(text);
        }
        match &self.reference {
            Some(id) => send.client_ref("client_ref", id),
            None => send,
        }
    }

    /// What would be signed.
    fn plan(&self) -> Value {
        let user = match self.to {
            Holder::User(id) => Some(UserId::new(id)),
            Holder::Address(_) => None,
        };
        json!({"send_token": {
            "to": self.to.address(),
            "user_id": user,
            "amount": self.amount.to_string(),
            "units": self.amount.units(),
            "note": self.note.as_deref().unwrap_or(DEFAULT_NOTE),
        }})
    }
}

/// Asks on the terminal; anything but a clear yes is a no.
async fn agreed() -> Result<bool> {
    let mut stderr = std::io::stderr();
    write!(stderr, "Send them? [y/N] ").and_then(|()| stderr.flush()).doing("cannot ask")?;
    let answer = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map(|_| line)
    });
    let answer = answer.await.map_err(|err| Failure::new(Exit::Failed, err.to_string()))?;
    let answer = answer.doing("cannot read the answer")?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
