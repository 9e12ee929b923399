//! How a payment ends: what is said, what becomes of its file, and the exit code.

use chatwire::mezon::ledger::{Ledger, Outcome, PaymentState, TokenAmount};
use serde_json::json;

use super::file::PaymentFile;
use crate::cmd::interrupted;
use crate::exit::{Exit, Failure, Result};
use crate::output::{Output, Text, aside};
use crate::progress;

/// Waits for the outcome of a payment that is kept in a file. Ctrl-C leaves the payment as it is, which may be paid.
pub(super) async fn settle(
    out: Output,
    ledger: &Ledger,
    file: &PaymentFile,
    sending: impl Future<Output = chatwire::Result<Outcome>>,
    wait: bool,
) -> Result {
    let outcome = tokio::select! {
        biased;
        () = interrupted() => return Err(unknown(file, "interrupted: the tokens may have been sent")),
        outcome = progress::shown("Sending tokens", sending) => outcome,
    };
    match outcome {
        Ok(outcome @ Outcome::Accepted(_)) => {
            over(file);
            accepted(out, ledger, &outcome, wait).await
        }
        Ok(outcome @ Outcome::Refused(_)) => {
            over(file);
            outcome.into_result().map(drop).map_err(|err| {
                Failure::from(err).hint("nothing was paid, and nothing of it will be")
            })
        }
        Ok(outcome) => {
            if let Err(failure) = file.replace(outcome.prepared()) {
                // What was written before still is there, and serves as well.
                aside(&format!("! {}", failure.message()));
            }
            let why = match outcome.error() {
                "" => "the tokens may have been sent".to_owned(),
                doubt => format!("the tokens may have been sent: {doubt}"),
            };
            Err(unknown(file, &why))
        }
        // Whenever there is an error, nothing was paid and nothing will be.
        Err(err) => {
            over(file);
            Err(err.into())
        }
    }
}

/// The file has served its purpose; that it stays is no failure of the payment.
fn over(file: &PaymentFile) {
    if let Err(failure) = file.remove() {
        aside(&format!("! {}", failure.message()));
    }
}

fn unknown(file: &PaymentFile, why: &str) -> Failure {
    let path = file.path().display();
    Failure::new(Exit::Unknown, why).hint(format!(
        "do not send them again; find out with `chatwire mezon wallet resume {path}`"
    ))
}

async fn accepted(out: Output, ledger: &Ledger, outcome: &Outcome, wait: bool) -> Result {
    let payment = outcome.prepared();
    let state = if wait {
        progress::shown("Waiting for the block", ledger.wait(payment).into_future()).await?
    } else {
        PaymentState::Pending
    };
    let amount = TokenAmount::from_units_text(payment.amount())?;
    let hash = Some(outcome.tx_hash()).filter(|hash| !hash.is_empty());
    let value = json!({"outcome": "accepted", "state": name(&state), "tx_hash": hash,
        "payment": payment.id(), "to": payment.recipient(), "amount": amount.to_string(),
        "units": amount.units()});
    let by_hash = hash.map(|hash| format!("see `chatwire mezon wallet tx {hash}`"));
    match &state {
        PaymentState::Failed { reason } => {
            let why = format!("the tokens were not sent: the block says {reason}");
            return Err(Failure::new(Exit::Failed, why));
        }
        PaymentState::NeverApplied => {
            return Err(Failure::new(Exit::Failed, "the tokens were not sent: no block took them"));
        }
        PaymentState::Finalized => {}
        _ if wait => {
            let failure = Failure::new(Exit::Unknown, "accepted, but in no final block yet");
            return Err(failure.hint(by_hash.unwrap_or_else(|| "look at the history".to_owned())));
        }
        _ => {}
    }
    out.show(&value, |_| {
        let done = if state == PaymentState::Finalized { "Sent" } else { "On their way:" };
        let text = Text::done(format!("{done} {amount} tokens to {}", payment.recipient()));
        match hash {
            Some(hash) => text.then(&Text::line_of(format!("Hash: {hash}"))),
            None => text,
        }
    })
}

fn name(state: &PaymentState) -> &'static str {
    match state {
        PaymentState::Pending => "pending",
        PaymentState::Confirmed => "confirmed",
        PaymentState::Finalized => "finalized",
        PaymentState::Failed { .. } => "failed",
        PaymentState::NeverApplied => "never_applied",
        _ => "unknown",
    }
}
