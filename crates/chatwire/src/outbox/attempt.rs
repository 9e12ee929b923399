//! Attempts: what may be repeated, and how patiently.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use chatwire_core::{Attempt, BoxFuture, Error, ErrorKind, Result};
use futures_util::FutureExt;
use http::StatusCode;
use tokio::time::{Instant, sleep, sleep_until};

use super::keeper::Record;
use super::queue::Queues;

/// Shortest pause between attempts.
const FLOOR: Duration = Duration::from_millis(10);
/// Added to a wait that the server asks for, up to this: not all are to come back in the same moment.
const SPREAD: Duration = Duration::from_millis(250);

/// Fact of an error: how many pieces of the message stand there.
pub(super) const PIECES_SENT: &str = "pieces sent";

/// How often and for how long.
#[derive(Clone, Debug)]
pub(super) struct Patience {
    pub(super) attempts: u32,
    pub(super) pause: Duration,
    pub(super) max_pause: Duration,
    pub(super) deadline: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 5,
            pause: Duration::from_millis(500),
            max_pause: Duration::from_secs(30),
            deadline: Duration::MAX,
        }
    }
}

impl Patience {
    /// When a thing that stands in line from now on must be done; `None` for never.
    pub(super) fn until(&self, delay: Option<Duration>) -> Option<Instant> {
        let time = self.deadline.checked_add(delay.unwrap_or_default())?;
        Instant::now().checked_add(time)
    }

    /// Pause after the failed attempt number `tried`: what the server asks for, else a random part of a bound that
    /// doubles.
    fn wait(&self, tried: u32, error: &Error) -> Duration {
        if let Some(asked) = error.retry_after() {
            return asked.saturating_add(SPREAD.mul_f64(fastrand::f64()));
        }
        let doubled = 2_u32.checked_pow(tried.saturating_sub(1));
        let bound = doubled.and_then(|times| self.pause.checked_mul(times));
        let bound = bound.unwrap_or(self.max_pause).min(self.max_pause);
        bound.mul_f64(fastrand::f64()).max(FLOOR)
    }
}

/// What a thing may be repeated after.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Class {
    /// Nothing.
    Once,
    /// What passes and certainly had no effect.
    Careful,
    /// All that passes.
    Harmless,
}

impl Class {
    fn may_repeat(self, error: &Error) -> bool {
        match self {
            Self::Once => false,
            Self::Careful => error.is_retryable() && !maybe_done(error),
            Self::Harmless => error.is_retryable(),
        }
    }
}

/// Whether a call may have had an effect. Not so when it did not arrive, and not so when each answer to it was a no: then
/// no work was done.
pub(crate) fn maybe_done(error: &Error) -> bool {
    if !error.maybe_sent() {
        return false;
    }
    // The last one is the error itself.
    let earlier = error.attempts().split_last().map_or(&[][..], |(_, earlier)| earlier);
    let said_no = |each: &Attempt| each.status.is_some_and(is_no);
    !is_refused(error)
        || error.context(PIECES_SENT).is_some()
        || earlier.iter().any(|each| each.maybe_sent && !said_no(each))
}

/// Whether a status says that nothing was done. "Request timeout" and "too early" are about the connection, and tell
/// nothing for sure.
fn is_no(status: StatusCode) -> bool {
    status.is_client_error()
        && status != StatusCode::REQUEST_TIMEOUT
        && status != StatusCode::TOO_EARLY
}

/// Whether an answer says no, or to come back later.
fn is_refused(error: &Error) -> bool {
    let answered_no = matches!(
        error.kind(),
        ErrorKind::Auth
            | ErrorKind::Config
            | ErrorKind::Conflict
            | ErrorKind::Forbidden
            | ErrorKind::Input
            | ErrorKind::NotFound
            | ErrorKind::PaymentRequired
            | ErrorKind::RateLimited
            | ErrorKind::Redirect
            | ErrorKind::Rejected
            | ErrorKind::Unsupported
    );
    match error.status() {
        Some(StatusCode::SERVICE_UNAVAILABLE) => error.retry_after().is_some(),
        Some(status) if status.is_client_error() => answered_no && is_no(status),
        _ => answered_no,
    }
}

/// Why a thing was not done.
pub(super) enum Stop {
    Failed(Error),
    /// The outbox was closed.
    Cut {
        maybe_sent: bool,
    },
}

impl Queues {
    /// Calls until it works, may not be repeated, or attempts or time are used up.
    pub(super) async fn attempt<'a, T>(
        &self,
        class: Class,
        until: Option<Instant>,
        record: Record,
        call: impl Fn() -> BoxFuture<'a, Result<T>>,
    ) -> Result<T, Stop> {
        let platform = self.platform.name();
        let mut cut = self.cut.subscribe();
        let mut tried = 0;
        // What is harmless is repeated also after an attempt that may have done it.
        let mut maybe_sent = false;
        let failed = |error: Error, maybe_sent: bool| {
            Stop::Failed(if maybe_sent { error.with_maybe_sent(true) } else { error })
        };
        loop {
            if *cut.borrow() {
                return Err(Stop::Cut { maybe_sent });
            }
            if until.is_some_and(|until| until <= Instant::now()) {
                return Err(failed(late(platform), maybe_sent));
            }
            self.keeper.begun(record).await.map_err(|error| failed(error, maybe_sent))?;
            tried += 1;
            // A platform of the user's own may panic; its room is to go on.
            let calling = AssertUnwindSafe(async { call().await }).catch_unwind();
            let result = tokio::select! {
                biased;
                result = calling => result.unwrap_or_else(|_| Err(panicked(platform).with_maybe_sent(true))),
                () = end(until) => Err(late(platform).with_maybe_sent(true)),
                _ = cut.wait_for(|cut| *cut) => return Err(Stop::Cut { maybe_sent: true }),
            };
            let error = match result {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            if tried >= self.patience.attempts || !class.may_repeat(&error) {
                return Err(failed(error, maybe_sent));
            }
            maybe_sent |= maybe_done(&error);
            self.keeper.back(record);
            let wait = self.patience.wait(tried, &error);
            if until.is_some_and(|until| until.saturating_duration_since(Instant::now()) < wait) {
                let error = error.with_context("not retried", "no time is left");
                return Err(failed(error, maybe_sent));
            }
            tracing::debug!(platform, tried, ?wait, %error, "will be tried again");
            if self.pause(wait).await.is_err() {
                return Err(Stop::Cut { maybe_sent });
            }
        }
    }

    /// Waits, unless the outbox is cut meanwhile.
    pub(super) async fn pause(&self, time: Duration) -> Result<(), Stop> {
        let mut cut = self.cut.subscribe();
        tokio::select! {
            biased;
            _ = cut.wait_for(|cut| *cut) => Err(Stop::Cut { maybe_sent: false }),
            () = sleep(time) => Ok(()),
        }
    }
}

/// Comes at `until`, or never.
pub(super) async fn end(until: Option<Instant>) {
    match until {
        Some(until) => sleep_until(until).await,
        None => std::future::pending().await,
    }
}

pub(super) fn late(platform: &'static str) -> Error {
    Error::new(ErrorKind::Timeout, "the deadline of the message passed")
        .with_platform(platform)
        .with_code("outbox_deadline")
}

pub(super) fn panicked(platform: &'static str) -> Error {
    Error::new(ErrorKind::Cancelled, "the platform panicked").with_platform(platform)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_no_is_no_maybe() {
        let answered = |kind| Error::new(kind, "").with_maybe_sent(true);
        for kind in
            [ErrorKind::Timeout, ErrorKind::Transport, ErrorKind::Server, ErrorKind::Connect]
        {
            assert!(maybe_done(&answered(kind)), "{kind:?}");
            assert!(!maybe_done(&Error::new(kind, "")), "{kind:?}");
        }
        for kind in [ErrorKind::Rejected, ErrorKind::RateLimited, ErrorKind::NotFound] {
            assert!(!maybe_done(&answered(kind)), "{kind:?}");
        }
        let early = answered(ErrorKind::Rejected).with_status(StatusCode::TOO_EARLY);
        assert!(maybe_done(&early));
        let piece = answered(ErrorKind::Rejected).with_context(PIECES_SENT, "1 of 2");
        assert!(maybe_done(&piece), "some of it stands there");
        let busy = answered(ErrorKind::Server).with_status(StatusCode::SERVICE_UNAVAILABLE);
        assert!(maybe_done(&busy) && !maybe_done(&busy.with_retry_after(FLOOR)));
    }
}
