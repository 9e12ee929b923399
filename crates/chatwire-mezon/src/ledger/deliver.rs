//! Sending a signed transfer: once, and again byte for byte only while nodes are certain to know it again.
//!
//! The rule of this file: a transfer that may have arrived is never signed anew, and whoever cannot say what became
//! of it hands it back as [`Outcome::Unknown`].

use std::time::Duration;

use chatwire_core::{Error, Result};
use tokio::time::sleep;

use super::client::Ledger;
use super::journal::ACCEPTED;
use super::lookup::Found;
use super::outcome::Outcome;
use super::prepared::{MAX_RESENDS, Prepared, RESEND_WINDOW};
use super::rejection::Rejection;
use super::verdict::{Verdict, is_passing, judge};

/// How often a node without room is asked again.
const BUSY_TRIES: u32 = 5;

/// How often a node that lags behind is asked again.
const AHEAD_TRIES: u32 = 3;

/// How often a service that wants fewer requests, or that cannot be reached, is asked again.
const OTHER_TRIES: u32 = 3;

/// Tries of one call that left no doubt.
#[derive(Default)]
struct Tries {
    busy: u32,
    ahead: u32,
    throttled: u32,
    unsent: u32,
}

impl Ledger {
    /// Sends a prepared transfer, and after a lost answer sends the same bytes again for at most
    /// [`RESEND_WINDOW`], [`MAX_RESENDS`] times, with a look into the history before each.
    ///
    /// A transfer that was sent before, was read from a store, or is older than the window counts as one that may
    /// have arrived: it is looked up first.
    ///
    /// Dropping the future may leave the payment on its way: then call [`resume`](Self::resume).
    ///
    /// # Errors
    /// Whenever an error is returned, nothing was paid and nothing will be:
    /// [`Connect`](chatwire_core::ErrorKind::Connect) or [`Timeout`](chatwire_core::ErrorKind::Timeout) when the
    /// node could not be reached, [`RateLimited`](chatwire_core::ErrorKind::RateLimited) when it wants fewer
    /// requests, [`Rejected`](chatwire_core::ErrorKind::Rejected) when it could not read the request,
    /// [`Input`](chatwire_core::ErrorKind::Input) when the payment is of another owner and was never sent, and with the
    /// code [`DUPLICATE_REF`](super::code::DUPLICATE_REF) when another one with its reference is in the journal (that
    /// one may have been paid),
    /// [`Config`](chatwire_core::ErrorKind::Config) with the code [`JOURNAL`](super::code::JOURNAL) when the
    /// journal could not be written.
    pub async fn submit(&self, mut payment: Prepared) -> Result<Outcome> {
        if !self.owns(&payment) {
            return match payment.uncertain {
                true => Ok(Outcome::Unknown(payment)),
                false => Err(foreign(&payment)),
            };
        }
        payment.uncertain |= self.is_late(&payment) || self.0.sent.insert(payment.id());
        self.deliver(payment).await
    }

    /// Finds out what became of a payment whose outcome is unknown; sends the same bytes again while that is safe.
    ///
    /// Ends with [`Rejection::Expired`] when no history holds it a minute after nodes stopped taking it: only then
    /// is it certain that it was not paid. Before that, and without an indexer, it stays unknown: ask again later. A
    /// payment of another owner stays unknown here: the ledger of that owner has to be asked.
    ///
    /// # Errors
    /// None at present: what fails leaves the payment unknown.
    pub async fn resume(&self, mut payment: Prepared) -> Result<Outcome> {
        payment.uncertain = true;
        if !self.owns(&payment) {
            return Ok(Outcome::Unknown(payment));
        }
        self.0.sent.insert(payment.id());
        self.deliver(payment).await
    }

    async fn deliver(&self, mut payment: Prepared) -> Result<Outcome> {
        let mut tries = Tries::default();
        let inner = &self.0;
        loop {
            if payment.uncertain {
                // Repeats are safe but for a short gap inside of nodes, so they come after a look.
                if let Ok(Found::Hash(hash)) = self.find(&payment).await {
                    return Ok(self.accepted(payment, Some(hash)).await);
                }
                if payment.resends >= MAX_RESENDS || self.is_late(&payment) {
                    return Ok(self.conclude(payment).await);
                }
                payment.resends += 1;
            }
            // Of one in doubt an earlier try may have gone out unnoticed: its window counts from the signature.
            if !payment.uncertain {
                payment.first_sent.get_or_insert_with(|| self.now());
            }
            if let Some(journal) = &inner.journal
                && let Err(err) = journal.sent(&payment).await
            {
                return self.give_up(payment, err).await;
            }
            let answer = inner.rpc.send_add_tx(&payment.written()).no_retry().await;
            let pause = match judge(answer) {
                Verdict::Accepted(hash) => return Ok(self.accepted(payment, Some(hash)).await),
                Verdict::Duplicate => return Ok(self.known_already(payment).await),
                Verdict::Refused(rejection, error) => {
                    match tries.after_refusal(&rejection, inner.slot_time) {
                        Some(pause) => pause,
                        None => return Ok(self.refused(payment, rejection, error).await),
                    }
                }
                Verdict::Malformed(err) => return self.give_up(payment, err).await,
                Verdict::Throttled(err, asked) => {
                    tries.throttled += 1;
                    let pause = jittered(doubled(inner.resend_pause, tries.throttled));
                    let pause = asked.unwrap_or_default().max(pause);
                    if tries.throttled > OTHER_TRIES || pause >= RESEND_WINDOW {
                        return self.give_up(payment, err).await;
                    }
                    pause
                }
                Verdict::Unsent(err) => {
                    tries.unsent += 1;
                    if tries.unsent > OTHER_TRIES || !is_passing(&err) {
                        return self.give_up(payment, err).await;
                    }
                    jittered(doubled(inner.resend_pause, tries.unsent))
                }
                Verdict::Lost { why, repeat } => {
                    tracing::warn!(payment = payment.id(), error = %why, "the answer to a transfer was lost");
                    payment.uncertain = true;
                    payment.doubt = why.to_string();
                    if !repeat {
                        return Ok(self.conclude(payment).await);
                    }
                    doubled(inner.resend_pause, payment.resends.saturating_add(1))
                }
            };
            sleep(pause).await;
            if !payment.uncertain && self.is_late(&payment) {
                let error = "the transfer came to no end in the time that it is valid".to_owned();
                return Ok(self.refused(payment, Rejection::NonceTooLow, error).await);
            }
        }
    }

    /// Whether the same bytes may not be sent any more.
    fn is_late(&self, payment: &Prepared) -> bool {
        let (start, now) = (payment.window_start(), self.now());
        // A start that lies ahead means that the clock was set back: how long ago it was is not known.
        start > now || now.duration_since(start) >= RESEND_WINDOW
    }

    /// The ledger has the payment.
    async fn accepted(&self, payment: Prepared, hash: Option<String>) -> Outcome {
        let outcome = Outcome::accepted(payment, hash);
        self.settle(outcome.prepared(), ACCEPTED).await;
        outcome
    }

    /// A node knew the payment before this try.
    async fn known_already(&self, mut payment: Prepared) -> Outcome {
        let found = match self.find(&payment).await {
            Ok(Found::Hash(hash)) => Some(hash),
            _ => None,
        };
        // An earlier try of ours, or a gateway's own repeat: unless nobody else can have signed this text, only the
        // history tells the latter from another program that pays the same.
        if found.is_some() || payment.uncertain || payment.unique {
            return self.accepted(payment, found).await;
        }
        payment.uncertain = true;
        payment.resends = MAX_RESENDS;
        "the ledger knew the same transfer before it was sent".clone_into(&mut payment.doubt);
        Outcome::Unknown(payment)
    }

    /// A node refused the payment. With an earlier try in doubt that says nothing of that try.
    async fn refused(&self, mut payment: Prepared, rejection: Rejection, error: String) -> Outcome {
        if payment.uncertain {
            payment.doubt = error;
            payment.resends = MAX_RESENDS;
            return self.conclude(payment).await;
        }
        self.settle(&payment, "refused").await;
        Outcome::refused(payment, rejection, error)
    }

    /// This try certainly came to nothing.
    async fn give_up(&self, mut payment: Prepared, err: chatwire_core::Error) -> Result<Outcome> {
        if payment.uncertain {
            payment.doubt = err.to_string();
            return Ok(Outcome::Unknown(payment));
        }
        self.settle(&payment, "unsent").await;
        Err(err.with_maybe_sent(false).with_context("payment", payment.id()))
    }

    /// No further try: found, certainly never applied, or unknown.
    pub(super) async fn conclude(&self, payment: Prepared) -> Outcome {
        match self.find(&payment).await {
            Ok(Found::Hash(hash)) => self.accepted(payment, Some(hash)).await,
            Ok(Found::Absent(slots)) if self.is_expired(&payment, &slots).await => {
                self.settle(&payment, "expired").await;
                Outcome::refused(payment, Rejection::Expired, Rejection::Expired.to_string())
            }
            _ => Outcome::Unknown(payment),
        }
    }

    /// Notes the end in the journal. The payment is over, so a failure changes nothing about it.
    async fn settle(&self, payment: &Prepared, outcome: &'static str) {
        if let Some(journal) = &self.0.journal
            && let Err(err) = journal.settled(payment, outcome, self.now()).await
        {
            tracing::error!(payment = payment.id(), error = %err, "the end of a payment is not in the journal");
        }
    }
}

impl Tries {
    /// Pause after which the same bytes may pass, for refusals that pass by themselves.
    fn after_refusal(&mut self, rejection: &Rejection, slot: Duration) -> Option<Duration> {
        match rejection {
            Rejection::MempoolFull if self.busy < BUSY_TRIES => {
                self.busy += 1;
                Some(doubled(slot, self.busy))
            }
            Rejection::NonceTooHigh if self.ahead < AHEAD_TRIES => {
                self.ahead += 1;
                Some(slot)
            }
            _ => None,
        }
    }
}

/// The error for a payment that somebody else has to send.
fn foreign(payment: &Prepared) -> Error {
    Error::input("the payment is of another owner")
        .with_code(super::code::INVALID_TRANSFER)
        .with_platform("mezon")
        .with_operation("mezon.ledger.submit")
        .with_context("payment", payment.id())
}

/// `base`, doubled with each try after the first.
fn doubled(base: Duration, tries: u32) -> Duration {
    let factor = 2_u32.saturating_pow(tries.saturating_sub(1).min(16));
    base.saturating_mul(factor)
}

/// Up to a half more, so that many clients do not come back at once.
fn jittered(pause: Duration) -> Duration {
    let random = chatwire_core::crypto::random_bytes::<1>().map_or(0, |[byte]| byte);
    pause.saturating_add(pause.saturating_mul(u32::from(random)) / 512)
}
