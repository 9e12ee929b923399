//! The one executor: limit, sign, send, classify, retry.
//!
//! `execute/attempt.rs` does one attempt, `execute/observe.rs` tells spans and hooks of it.

mod attempt;
mod observe;

use std::time::Duration;

use http::{HeaderValue, StatusCode};
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{Instrument, Span, debug, debug_span, warn};

use super::budget::Cost;
use super::call::Call;
use super::limit::Permit;
use super::net::AnswerBody;
use super::reply::Reply;
use super::request::Decode;
use super::retry::{self, Advice, Decision, Failure, StopReason};
use super::stream::BodyStream;
use crate::{Attempt, Error, ErrorKind, Result, Retry, RetryClass};

/// Runs `call` to its end and decodes the answer.
pub(super) fn run<T>(
    mut call: Box<Call>,
    decode: Decode<T>,
) -> impl Future<Output = Result<T>> + Send {
    let finished = call.finish();
    let span = span(&call);
    async move {
        finished?;
        let mut run = Run::new(&mut call);
        let outcome = match run.reply().await {
            Ok((reply, elapsed)) => {
                decode(&reply).map_err(|err| run.unreadable(err, &reply, elapsed))
            }
            Err(err) => Err(err),
        };
        outcome.map_err(|err| call.name_error(err))
    }
    .instrument(span)
}

/// Runs `call` until the head of its answer is there.
pub(super) fn open(mut call: Box<Call>) -> impl Future<Output = Result<BodyStream>> + Send {
    let finished = call.finish();
    let span = span(&call);
    async move {
        finished?;
        let mut run = Run::new(&mut call);
        let outcome = run.reply().await;
        let body = run.stream.take();
        match (outcome, body) {
            (Ok((head, _)), Some(body)) => Ok(BodyStream::new(call, head, body)),
            (Ok(_), None) => Err(call.name_error(Error::decode("the answer has no body"))),
            (Err(err), _) => Err(call.name_error(err)),
        }
    }
    .instrument(span)
}

fn span(call: &Call) -> Span {
    debug_span!(
        "call",
        platform = call.http.service().platform,
        operation = call.operation,
        class = call.class.as_str(),
    )
}

/// One call under way.
struct Run<'a> {
    call: &'a mut Call,
    deadline: Instant,
    attempt_timeout: Duration,
    attempts: Vec<Attempt>,
    /// Whether any attempt so far may have arrived.
    maybe_sent: bool,
    /// Credential of the attempt under way: it may be exchanged while the answer is waited for.
    used: Option<HeaderValue>,
    /// Credential that replaces a refused one.
    renewed: Option<HeaderValue>,
    has_renewed: bool,
    /// Pause before the attempt under way.
    pause: Duration,
    /// Cost of the retry under way, given back when it succeeds.
    spent: Option<Cost>,
    /// Body of the answer, of a call that leaves it to be read.
    stream: Option<Box<AnswerBody>>,
}

/// An attempt without a usable answer.
struct Failed {
    error: Error,
    /// `None`: repeating is of no use.
    failure: Option<Failure>,
    retry_after: Option<Duration>,
    elapsed: Duration,
}

impl Failed {
    /// Whether the request certainly never left this machine.
    fn is_unsent(&self) -> bool {
        matches!(self.failure, Some(Failure::NotSent { .. }))
    }

    /// Whether a newer credential could help.
    fn is_unauthorized(&self) -> bool {
        matches!(
            self.failure,
            Some(Failure::Status { status: StatusCode::UNAUTHORIZED, advice })
                if advice != Advice::Final
        )
    }
}

/// A permit that counts once the request may have been written, even if the caller then drops
/// the call.
struct Counted(Option<Permit>);

impl Counted {
    /// Gives the permit back: nothing was written.
    fn give_back(mut self) {
        self.0 = None;
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(permit) = self.0.take() {
            permit.commit();
        }
    }
}

impl<'a> Run<'a> {
    fn new(call: &'a mut Call) -> Self {
        let config = &call.http.0.config;
        let service = call.http.service();
        let total = call.timeout.or(config.timeout).or(call.usual_timeout);
        let attempt =
            call.attempt_timeout.or(config.attempt_timeout).or(call.usual_attempt_timeout);
        let deadline = after(Instant::now(), total.unwrap_or(service.timeout));
        let attempt_timeout = attempt.unwrap_or(service.attempt_timeout);
        Self {
            call,
            deadline,
            attempt_timeout,
            attempts: Vec::new(),
            maybe_sent: false,
            used: None,
            renewed: None,
            has_renewed: false,
            pause: Duration::ZERO,
            spent: None,
            stream: None,
        }
    }

    /// The first answer that is a success, with the time that its attempt took.
    async fn reply(&mut self) -> Result<(Reply, Duration)> {
        if self.call.body.is_lazy() {
            let preparing = Box::pin(self.call.body.prepare());
            match timeout_at(self.deadline, preparing).await {
                Ok(prepared) => prepared?,
                Err(_) => {
                    return Err(Error::new(ErrorKind::Timeout, "preparing the body took too long"));
                }
            }
            // Only now is it known whether the body can be sent twice.
            self.call.settle_class();
        }
        let mut number = 1;
        loop {
            let failed = match self.attempt(number).await? {
                Ok(answered) => {
                    let budget = &self.call.http.0.budget;
                    match self.spent {
                        None => budget.succeeded(),
                        Some(cost) => budget.give_back(cost),
                    }
                    return Ok(answered);
                }
                Err(failed) => failed,
            };
            self.maybe_sent |= failed.error.maybe_sent();
            self.pause = self.next_pause(number, failed).await?;
            sleep(self.pause).await;
            number += 1;
        }
    }

    /// Pause before the next attempt, or the error that ends the call.
    async fn next_pause(&mut self, number: u32, mut failed: Failed) -> Result<Duration> {
        if failed.is_unauthorized() && Box::pin(self.renew(&failed)).await? {
            if self.may_replay() && number < self.policy().attempts() {
                debug!(attempt = number, reason = "credential_renewed", "trying again");
                self.record(&failed, Some(Duration::ZERO));
                return Ok(Duration::ZERO);
            }
            let why = "the credential was renewed; the call may be repeated";
            failed.error = failed.error.with_context("not retried", why);
            return Err(self.end(failed, None));
        }
        let delay = match self.decide(number, &failed) {
            Decision::Retry { delay, reason, cost } => {
                let delay_ms = millis(delay);
                debug!(attempt = number, delay_ms, reason = reason.as_str(), "trying again");
                self.spent = Some(cost);
                delay
            }
            Decision::Stop(reason) => return Err(self.end(failed, Some(reason))),
        };
        self.record(&failed, Some(delay));
        Ok(delay)
    }

    /// Whether there is a newer credential than the one that was just refused. Asks at most once.
    async fn renew(&mut self, failed: &Failed) -> Result<bool> {
        let Some(refused) = self.used.take() else { return Ok(false) };
        if std::mem::replace(&mut self.has_renewed, true) {
            return Ok(false);
        }
        let auth = self.call.http.auth().clone();
        let err = match timeout_at(self.deadline, Box::pin(auth.renewed(&refused))).await {
            Ok(Ok(renewed)) => {
                self.renewed = renewed;
                return Ok(self.renewed.is_some());
            }
            Ok(Err(err)) => err,
            Err(_) => Error::new(ErrorKind::Timeout, "renewing the credential took too long"),
        };
        self.record(failed, None);
        Err(self.amend(err))
    }

    /// Whether a call that was refused for its credential may be repeated with a newer one.
    fn may_replay(&self) -> bool {
        let class = self.call.class;
        let checked_first =
            self.call.http.service().replays_unauthorized && self.call.body.is_replayable();
        class >= RetryClass::Rejected || (class == RetryClass::ConnectOnly && checked_first)
    }

    fn policy(&self) -> &Retry {
        self.call.retry.as_ref().unwrap_or(&self.call.http.0.retry)
    }

    fn decide(&self, number: u32, failed: &Failed) -> Decision {
        let Some(failure) = failed.failure else { return Decision::Stop(StopReason::Class) };
        // A server may refuse a stream unprocessed after a body that can be read once has been begun.
        if !self.call.body.can_be_sent() {
            return Decision::Stop(StopReason::Class);
        }
        let now = Instant::now();
        let situation = retry::Situation {
            class: self.call.class,
            failure,
            retry_after: failed.retry_after,
            attempt: number,
            remaining: Some(self.deadline.saturating_duration_since(now)),
        };
        let budget = &self.call.http.0.budget;
        retry::decide(self.policy(), &situation, budget, now, &mut fastrand::f64)
    }

    fn record(&mut self, failed: &Failed, delay: Option<Duration>) {
        self.attempts.push(Attempt {
            kind: failed.error.kind(),
            status: failed.error.status(),
            maybe_sent: failed.error.maybe_sent(),
            elapsed: failed.elapsed,
            delay,
        });
    }

    /// Adds what earlier attempts did to an error that ends the call.
    fn amend(&self, error: Error) -> Error {
        let maybe_sent = self.maybe_sent || error.maybe_sent();
        error.with_maybe_sent(maybe_sent).with_attempts(self.attempts.clone())
    }

    /// The error that the caller gets.
    fn end(&mut self, failed: Failed, reason: Option<StopReason>) -> Error {
        self.record(&failed, None);
        if let Some(reason) = reason {
            debug!(reason = reason.as_str(), "giving up");
        }
        let why = match reason {
            Some(StopReason::Budget) => {
                warn!("the retry budget is empty");
                Some("the retry budget is empty")
            }
            Some(StopReason::Deadline) => Some("no time is left"),
            Some(StopReason::RetryAfterTooLong) => Some("the server asks to wait too long"),
            _ => None,
        };
        let mut error = self.amend(failed.error);
        if let Some(why) = why {
            error = error.with_context("not retried", why);
        }
        if error.maybe_sent() && error.status().is_none() {
            warn!("the answer was lost; the request may have arrived");
        }
        error
    }

    /// The error for an answer that arrived but cannot be decoded.
    fn unreadable(&mut self, error: Error, reply: &Reply, elapsed: Duration) -> Error {
        let error = error.with_status(reply.status).with_maybe_sent(true).with_body(&reply.body);
        let error = match reply.request_id() {
            Some(id) if error.request_id().is_none() => error.with_request_id(id),
            _ => error,
        };
        self.end(Failed { error, failure: None, retry_after: None, elapsed }, None)
    }
}

/// `start + span`, or a time so far away that nobody waits for it.
fn after(start: Instant, span: Duration) -> Instant {
    const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 3600);
    start.checked_add(span).unwrap_or(start + FAR)
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
