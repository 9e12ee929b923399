//! One attempt: permit, credential, body, exchange, and what its answer means.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::future::{Either, select};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tokio::time::{Instant, timeout, timeout_at};
use tracing::{Instrument, info, warn};

use super::{Counted, Failed, Run, after};
use crate::error::status::BODY_CAP;
use crate::http::Verdict;
use crate::http::body::{Activity, Body};
use crate::http::net::{Answer, Broken, Outgoing, OutgoingBody};
use crate::http::reply::Reply;
use crate::http::retry::{Advice, Failure};
use crate::http::retry_after::retry_after;
use crate::http::url::shown_target;
use crate::{Error, ErrorKind, Result, RetryClass, Timestamp};

/// Largest body of an answer unless the user says otherwise (spec of the transport, 2.6).
const MAX_RESPONSE: usize = 32 * 1024 * 1024;
/// Longest pause inside a body unless the user says otherwise (spec of the transport, 2.5).
const READ_IDLE: Duration = Duration::from_secs(20);

type Outcome = std::result::Result<(Reply, Duration), Failed>;

impl Run<'_> {
    /// One attempt: the outer error is local and final, the inner one may be repeated.
    pub(super) async fn attempt(&mut self, number: u32) -> Result<Outcome> {
        let (permit, queue) = self.permit().await?;
        let (outgoing, watch) = self.outgoing(number).await?;
        // From here on the request may be written, even if the caller drops the call.
        let counted = Counted(permit);
        let outcome = self.send(number, queue, outgoing, watch).await;
        if outcome.as_ref().is_err_and(Failed::is_unsent) {
            counted.give_back();
        }
        Ok(outcome)
    }

    /// Waits for the limiter; returns how long.
    async fn permit(&mut self) -> Result<(Option<crate::Permit>, Duration)> {
        let Some(limiter) = self.call.http.limiter() else { return Ok((None, Duration::ZERO)) };
        let own = self.call.http.0.config.queue_timeout;
        let until = own.map_or(self.deadline, |limit| after(Instant::now(), limit));
        let permit = limiter.acquire_by(Some(until)).await.map_err(|err| self.amend(err))?;
        let queue = permit.waited();
        if own.is_some() {
            // A queue with a limit of its own does not eat the time of the call.
            self.deadline = after(self.deadline, queue);
        }
        Ok((Some(permit), queue))
    }

    async fn outgoing(&mut self, number: u32) -> Result<(Outgoing, Option<Arc<Activity>>)> {
        let mut headers = self.call.usual_headers();
        if let Some((name, value)) = self.credential().await? {
            self.used = Some(value.clone());
            headers.insert(name, value);
        }
        #[cfg_attr(
            not(feature = "multipart"),
            expect(unused_mut, reason = "only streams are watched")
        )]
        let mut watch = None;
        let body = match &self.call.body {
            Body::Empty | Body::Lazy(_) => {
                // Servers want a length with every method that may have a body.
                if matches!(self.call.method, Method::POST | Method::PUT | Method::PATCH) {
                    headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
                }
                OutgoingBody::Empty
            }
            Body::Full(content) => {
                headers.insert(header::CONTENT_TYPE, content.content_type.clone());
                OutgoingBody::Bytes(content.bytes.clone())
            }
            #[cfg(feature = "multipart")]
            Body::Multipart(form) => {
                let activity = watch.insert(Arc::new(Activity::default()));
                let form = form.form(number, activity).await;
                OutgoingBody::Form(form.map_err(|err| self.amend(err))?)
            }
            #[cfg(feature = "multipart")]
            Body::Stream { content_type, upload } => {
                headers.insert(header::CONTENT_TYPE, content_type.clone());
                let activity = Arc::clone(watch.insert(Arc::new(Activity::default())));
                let opened = upload.body(number, activity).await;
                let (pieces, len) = opened.map_err(|err| self.amend(err))?;
                if let Some(len) = len {
                    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(len));
                }
                OutgoingBody::Stream(pieces)
            }
        };
        let (method, url) = (self.call.method.clone(), self.call.url());
        #[cfg(not(feature = "multipart"))]
        let _: u32 = number;
        Ok((Outgoing { method, url, headers, body }, watch))
    }

    /// Header that proves who calls, fetched if need be.
    async fn credential(&self) -> Result<Option<(HeaderName, HeaderValue)>> {
        if self.call.anonymous {
            return Ok(None);
        }
        if let Some(renewed) = &self.renewed {
            return Ok(Some(renewed.clone()));
        }
        let auth = self.call.http.auth();
        if let Some(fixed) = auth.fixed().map_err(|err| self.amend(err))? {
            return Ok(Some(fixed));
        }
        let fetched = match timeout_at(self.deadline, auth.current()).await {
            Ok(fetched) => fetched,
            Err(_) => Err(Error::new(ErrorKind::Timeout, "fetching the credential took too long")),
        };
        fetched.map_err(|err| self.amend(err))
    }

    async fn send(
        &mut self,
        number: u32,
        queue: Duration,
        outgoing: Outgoing,
        watch: Option<Arc<Activity>>,
    ) -> Outcome {
        let started = Instant::now();
        let until = self.deadline.min(after(started, self.attempt_timeout));
        let span = self.span(number, queue, &outgoing);
        let exchanged =
            timeout_at(until, self.exchange(outgoing, watch)).instrument(span.clone()).await;
        let elapsed = started.elapsed();
        let outcome = match exchanged {
            Ok(Ok(mut reply)) if reply.status.is_success() => {
                reply.attempts = number;
                Ok((reply, elapsed))
            }
            Ok(Ok(reply)) => Err(self.refused(&reply, elapsed)),
            Ok(Err(broken)) => Err(Failed::broken(broken, elapsed)),
            Err(_) => {
                let why = if until == self.deadline {
                    "the call took longer than its total time"
                } else {
                    "the attempt took too long"
                };
                Err(Failed::broken(Broken::new(ErrorKind::Timeout, why, true), elapsed))
            }
        };
        self.report(number, queue, elapsed, &outcome, &span);
        outcome
    }

    /// Sends and reads the whole answer; the caller sets the deadline.
    async fn exchange(
        &self,
        outgoing: Outgoing,
        watch: Option<Arc<Activity>>,
    ) -> std::result::Result<Reply, Broken> {
        let http = &self.call.http.0;
        let idle = http.config.read_timeout.unwrap_or(READ_IDLE);
        let fresh = self.call.class <= RetryClass::ConnectOnly;
        let sending = http.transport.send(outgoing, fresh);
        let answer = match watch {
            None => sending.await?,
            Some(activity) => {
                let stalled = std::pin::pin!(activity.stalled(idle));
                match select(std::pin::pin!(sending), stalled).await {
                    Either::Left((answer, _)) => answer?,
                    Either::Right(((), _)) => {
                        warn!("the request's body stalled");
                        let why = "the request's body stalled";
                        return Err(Broken::new(ErrorKind::Timeout, why, true));
                    }
                }
            }
        };
        let max = http.config.max_response.unwrap_or(MAX_RESPONSE);
        read(answer, max, idle).await
    }

    /// Makes an error of an answer that is no success.
    fn refused(&self, reply: &Reply, elapsed: Duration) -> Failed {
        let http = &self.call.http;
        let service = http.service();
        let kind = ErrorKind::from_status(reply.status);
        let detail = (service.read_error)(reply);
        let wait = retry_after(&reply.headers, Timestamp::now()).or(detail.retry_after);
        let message = match kind {
            // Where to is all that helps, whatever the page says.
            ErrorKind::Redirect => redirect(&reply.headers, http.base_url()),
            _ => detail.message.unwrap_or_default(),
        };
        let mut error = Error::new(kind, message)
            .with_status(reply.status)
            .with_body(&reply.body)
            .with_maybe_sent(true)
            .with_issues(detail.issues)
            .with_category(detail.category);
        if let Some(code) = detail.code {
            error = error.with_code(code);
        }
        if let Some(id) = detail.request_id.or_else(|| reply.request_id().map(str::to_owned)) {
            error = error.with_request_id(id);
        }
        let (advice, retry_after) = match (service.verdict)(reply) {
            Verdict::Usual => (Advice::Nothing, wait),
            Verdict::Final => (Advice::Final, wait),
            Verdict::RetryAfter(own) => (Advice::Refused, Some(own)),
        };
        if let Some(wait) = retry_after {
            error = error.with_retry_after(wait);
        }
        if kind == ErrorKind::RateLimited
            && let Some(limiter) = http.limiter()
        {
            info!(?retry_after, "the server asks to slow down");
            limiter.throttled(retry_after);
        }
        let failure = Some(Failure::Status { status: reply.status, advice });
        Failed { error, failure, retry_after, elapsed }
    }
}

impl Failed {
    fn broken(broken: Broken, elapsed: Duration) -> Self {
        let timeout = broken.is_timeout;
        let failure = match (broken.kind, broken.maybe_sent) {
            // Our own refusal, or an answer that would be as large the next time.
            (ErrorKind::Input | ErrorKind::Decode, _) => None,
            (_, false) => Some(Failure::NotSent { timeout }),
            (_, true) => Some(Failure::Lost { timeout }),
        };
        Self { error: broken.into_error(), failure, retry_after: None, elapsed }
    }
}

/// Reads a body of at most `max` bytes; what a refused answer has beyond 64 KiB is left unread.
async fn read(
    mut answer: Answer,
    max: usize,
    idle: Duration,
) -> std::result::Result<Reply, Broken> {
    let refused = !answer.status.is_success();
    let cap = if refused { BODY_CAP } else { max };
    let mut reply = Reply::new(answer.status, Bytes::new());
    reply.headers = answer.headers;
    let mut rest: Option<BytesMut> = None;
    let mut len = 0_usize;
    while len < cap || !refused {
        let piece = match timeout(idle, answer.body.next()).await {
            Ok(Ok(Some(piece))) => piece,
            Ok(Ok(None)) => break,
            // The status is worth more than the end of its text.
            Ok(Err(_)) if refused => break,
            Ok(Err(broken)) => return Err(broken),
            Err(_) => {
                warn!("the answer's body stalled");
                if refused {
                    break;
                }
                let why = "the answer's body stalled";
                return Err(Broken::new(ErrorKind::Timeout, why, true));
            }
        };
        len = len.saturating_add(piece.len());
        if len > cap && !refused {
            return Err(Broken::new(ErrorKind::Decode, "the answer's body is too large", true));
        }
        match &mut rest {
            None if reply.body.is_empty() => reply.body = piece,
            None => {
                let mut all = BytesMut::with_capacity(len.max(announced(&reply.headers, cap)));
                all.extend_from_slice(&reply.body);
                all.extend_from_slice(&piece);
                rest = Some(all);
            }
            Some(all) => all.extend_from_slice(&piece),
        }
    }
    if let Some(all) = rest {
        reply.body = all.freeze();
    }
    reply.body.truncate(cap);
    Ok(reply)
}

/// Length that the server announced, within reason.
fn announced(headers: &HeaderMap, cap: usize) -> usize {
    let announced = headers.get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse().ok());
    announced.unwrap_or(0).min(cap)
}

/// Words for a redirect, which is never followed.
fn redirect(headers: &HeaderMap, base: &crate::BaseUrl) -> String {
    let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
    match location.and_then(|location| shown_target(base, location)) {
        Some(target) => format!("the server redirects to {target}"),
        None => "the server redirects to nowhere".to_owned(),
    }
}
