//! How a payment ends: what is said, what becomes of its file, and the exit code.

use std::pin::pin;

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
    // One for both waits: a Ctrl-C that comes between them is heard, too.
    let mut stopped = pin!(interrupted());
    let outcome = tokio::select! {
        biased;
        () = &mut stopped => {
            return Err(unknown(file, "interrupted: the tokens may have been sent", None));
        }
        outcome = progress::shown("Sending tokens", sending) => outcome,
    };
    match outcome {
        Ok(outcome @ Outcome::Accepted(_)) => {
            let state = if wait {
                note(file, &outcome);
                let waiting = ledger.wait(outcome.prepared()).into_future();
                // Here a Ctrl-C only ends the wait, as if it had lasted too long.
                tokio::select! {
                    biased;
                    () = stopped => PaymentState::Unknown,
                    state = progress::shown("Waiting for the block", waiting) => state?,
                }
            } else {
                PaymentState::Pending
            };
            accepted(out, file, &outcome, &state, wait)
        }
        Ok(outcome @ Outcome::Refused(_)) => {
            over(file);
            outcome.into_result().map(drop).map_err(|err| {
                Failure::from(err).hint("nothing was paid, and nothing of it will be")
            })
        }
        Ok(outcome) => {
            note(file, &outcome);
            let why = match outcome.error() {
                "" => "the tokens may have been sent".to_owned(),
                doubt => format!("the tokens may have been sent: {doubt}"),
            };
            Err(unknown(file, &why, None))
        }
        // Whenever there is an error, nothing was paid and nothing will be.
        Err(err) => {
            over(file);
            Err(err.into())
        }
    }
}

/// Keeps what is known now, such as the hash. What was written before stays if that fails, and serves as well.
fn note(file: &PaymentFile, outcome: &Outcome) {
    if let Err(failure) = file.replace(outcome.prepared()) {
        aside(&format!("! {}", failure.message()));
    }
}

/// The file has served its purpose; that it stays is no failure of the payment.
fn over(file: &PaymentFile) {
    if let Err(failure) = file.remove() {
        aside(&format!("! {}", failure.message()));
    }
}

fn unknown(file: &PaymentFile, why: &str, hash: Option<&str>) -> Failure {
    let path = file.path().display();
    let mut hint =
        format!("do not send them again; find out with `chatwire mezon wallet resume {path}`");
    if let Some(hash) = hash {
        hint.push_str(&format!(", or see `chatwire mezon wallet tx {hash}`"));
    }
    Failure::new(Exit::Unknown, why).hint(hint)
}

/// Tells what became of a payment that a node took, waited for or not. The file goes last: up to then it can be
/// asked again.
fn accepted(
    out: Output,
    file: &PaymentFile,
    outcome: &Outcome,
    state: &PaymentState,
    waited: bool,
) -> Result {
    let payment = outcome.prepared();
    let hash = Some(outcome.tx_hash()).filter(|hash| !hash.is_empty());
    match state {
        PaymentState::Failed { reason } => {
            over(file);
            let why = format!("the tokens were not sent: the block says {reason}");
            return Err(Failure::new(Exit::Failed, why));
        }
        PaymentState::NeverApplied => {
            over(file);
            return Err(Failure::new(Exit::Failed, "the tokens were not sent: no block took them"));
        }
        PaymentState::Finalized => {}
        _ if waited => return Err(unknown(file, "accepted, but in no final block yet", hash)),
        _ => {}
    }
    let amount = TokenAmount::from_units_text(payment.amount())?;
    let value = json!({"outcome": "accepted", "state": name(state), "tx_hash": hash,
        "payment": payment.id(), "to": payment.recipient(), "amount": amount.to_string(),
        "units": amount.units()});
    let shown = out.show(&value, |_| {
        let done = if *state == PaymentState::Finalized { "Sent" } else { "On their way:" };
        let text = Text::done(format!("{done} {amount} tokens to {}", payment.recipient()));
        match hash {
            Some(hash) => text.then(&Text::line_of(format!("Hash: {hash}"))),
            None => text,
        }
    });
    shown.map_err(|failure| match failure.exit() {
        Exit::Done => failure,
        // Who reads nothing but a disk that is full would send them again.
        _ => {
            unknown(file, &format!("accepted, but it cannot be told: {}", failure.message()), hash)
        }
    })?;
    over(file);
    Ok(())
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
