//! One attempt: permit, credential, body, exchange, and what its answer means.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use futures_util::future::{Either, select};
use http::{HeaderMap, HeaderValue, Method, header};
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument, info, warn};

use super::{Counted, Failed, Run, after};
use crate::error::status::BODY_CAP;
use crate::http::Verdict;
use crate::http::body::{Activity, Body};
use crate::http::call::HIDDEN;
use crate::http::net::{Answer, AnswerBody, Broken, Outgoing, OutgoingBody, Pool};
use crate::http::reply::Reply;
use crate::http::retry::{Advice, Failure};
use crate::http::retry_after::retry_after;
use crate::http::url::{redirect, redirect_origin};
use crate::{Error, ErrorKind, Result, RetryClass, Timestamp};

/// Largest body of an answer unless the user says otherwise (spec of the transport, 2.6).
const MAX_RESPONSE: usize = 32 * 1024 * 1024;
/// Longest pause inside a body unless the user says otherwise (spec of the transport, 2.5).
const READ_IDLE: Duration = Duration::from_secs(20);
/// Before its time is up, an attempt leaves the text of a refusal: what is dropped with it is the status.
const GRACE: Duration = Duration::from_millis(10);

type Outcome = std::result::Result<(Reply, Duration), Failed>;

impl Run<'_> {
    /// One attempt: the outer error is local and final, the inner one may be repeated.
    pub(super) async fn attempt(&mut self, number: u32) -> Result<Outcome> {
        let (permit, queue) = self.permit().await?;
        let (outgoing, watch) = self.outgoing(number).await?;
        // From here on the request may be written, even if the caller drops the call.
        let counted = Counted(permit);
        let started = Instant::now();
        let until = self.deadline.min(after(started, self.attempt_timeout));
        let span = self.span(number, queue, &outgoing);
        let pool =
            if self.call.class <= RetryClass::ConnectOnly { Pool::Fresh } else { Pool::Usual };
        // Else connecting has ended, one way or the other, before the attempt does.
        let watches = until <= after(started, self.call.http.0.config.connect_limit());
        let sending = span.in_scope(|| self.call.http.0.transport.send(outgoing, pool, watches));
        let line = sending.line();
        let sending = pin!(sending.answer());
        let exchange = self.exchange(sending, watch, until).instrument(span.clone());
        let exchanged = timeout_at(until, exchange).await;
        let elapsed = started.elapsed();
        let is_unsent = line.is_some_and(|line| !line.is_open());
        let exchanged = exchanged.unwrap_or_else(|_| Err(self.late(until, is_unsent)));
        let outcome = self.outcome(number, exchanged, elapsed);
        if outcome.as_ref().is_err_and(Failed::is_unsent) {
            counted.give_back();
        }
        self.report(number, queue, elapsed, &outcome, &span);
        Ok(outcome)
    }

    /// The time of an attempt, or of the call, was up.
    fn late(&self, until: Instant, is_unsent: bool) -> Broken {
        let is_total = until == self.deadline;
        match (is_unsent, is_total) {
            (false, true) => Broken::late("the call took longer than its total time"),
            (false, false) => Broken::late("the attempt took too long"),
            (true, true) => Broken::unconnected("no connection within the total time of the call"),
            (true, false) => Broken::unconnected("no connection within the time of the attempt"),
        }
    }

    /// What an attempt came to.
    fn outcome(
        &self,
        number: u32,
        exchanged: std::result::Result<Reply, Broken>,
        elapsed: Duration,
    ) -> Outcome {
        match exchanged {
            Ok(mut reply) if reply.status.is_success() => {
                reply.attempts = number;
                Ok((reply, elapsed))
            }
            Ok(reply) => Err(self.refused(&reply, elapsed)),
            Err(broken) => Err(Failed::broken(broken, elapsed)),
        }
    }

    /// Waits for the limiter; returns how long.
    async fn permit(&mut self) -> Result<(Option<crate::Permit>, Duration)> {
        let Some(limiter) = self.call.http.limiter() else { return Ok((None, Duration::ZERO)) };
        let own = self.call.http.0.config.queue_timeout;
        let until = own.map_or(self.deadline, |limit| after(Instant::now(), limit));
        let permit = Box::pin(limiter.acquire_by(Some(until))).await;
        let permit = permit.map_err(|err| self.amend(err))?;
        let queue = permit.waited();
        if own.is_some() {
            // A queue with a limit of its own does not eat the time of the call.
            self.deadline = after(self.deadline, queue);
        }
        Ok((Some(permit), queue))
    }

    async fn outgoing(&mut self, number: u32) -> Result<(Outgoing, Option<Arc<Activity>>)> {
        let mut headers = self.call.usual_headers();
        if let Some(value) = self.credential().await?
            && let Some(name) = self.call.http.auth().name()
        {
            self.used = Some(value.clone());
            headers.insert(name, value);
        }
        let is_empty = match &self.call.body {
            Body::Empty | Body::Lazy(_) => true,
            Body::Full(content) => content.bytes.is_empty(),
            #[cfg(feature = "multipart")]
            Body::Multipart(_) | Body::Stream { .. } => false,
        };
        // Servers want a length with every method that may have a body, and for a body of nothing hyper writes none.
        if is_empty && matches!(self.call.method, Method::POST | Method::PUT | Method::PATCH) {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let (body, watch) = match &self.call.body {
            Body::Empty | Body::Lazy(_) => (OutgoingBody::Empty, None),
            Body::Full(content) => {
                headers.insert(header::CONTENT_TYPE, content.content_type.clone());
                (OutgoingBody::Bytes(content.bytes.clone()), None)
            }
            #[cfg(feature = "multipart")]
            Body::Multipart(form) => {
                let activity = Arc::new(Activity::default());
                let form = Box::pin(form.form(number, &activity)).await;
                let form = form.map_err(|err| self.amend(err))?;
                (OutgoingBody::Form(Box::new(form)), Some(activity))
            }
            #[cfg(feature = "multipart")]
            Body::Stream { content_type, upload } => {
                headers.insert(header::CONTENT_TYPE, content_type.clone());
                let activity = Arc::new(Activity::default());
                let opened = Box::pin(upload.body(number, Arc::clone(&activity))).await;
                let (pieces, len) = opened.map_err(|err| self.amend(err))?;
                if let Some(len) = len {
                    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(len));
                }
                (OutgoingBody::Stream(pieces), Some(activity))
            }
        };
        let (method, url) = (self.call.method.clone(), self.call.url());
        #[cfg(not(feature = "multipart"))]
        let _: u32 = number;
        Ok((Outgoing { method, url, headers, body }, watch))
    }

    /// Header value that proves who calls, fetched if need be.
    async fn credential(&self) -> Result<Option<HeaderValue>> {
        if self.call.anonymous {
            return Ok(None);
        }
        if self.renewed.is_some() {
            return Ok(self.renewed.clone());
        }
        let auth = self.call.http.auth();
        if let Some(fixed) = auth.fixed().map_err(|err| self.amend(err))? {
            return Ok(Some(fixed));
        }
        if auth.name().is_none() {
            return Ok(None);
        }
        let fetched = match timeout_at(self.deadline, Box::pin(auth.fetched())).await {
            Ok(fetched) => fetched,
            Err(_) => Err(Error::new(ErrorKind::Timeout, "fetching the credential took too long")),
        };
        fetched.map_err(|err| self.amend(err))
    }

    /// Waits for the whole answer; the caller ends it at `until`, before which the text of a refusal is left.
    async fn exchange(
        &mut self,
        sending: Pin<&mut impl Future<Output = std::result::Result<Answer, Broken>>>,
        watch: Option<Arc<Activity>>,
        until: Instant,
    ) -> std::result::Result<Reply, Broken> {
        let config = &self.call.http.0.config;
        let idle = config.read_timeout.unwrap_or(READ_IDLE);
        let answer = match watch {
            None => sending.await?,
            Some(activity) => {
                // Boxed: only uploads are watched, and each call would carry the room for it.
                let both = select(sending, Box::pin(activity.stalled(idle)));
                match both.await {
                    Either::Left((answer, _)) => answer?,
                    Either::Right(((), _)) => {
                        warn!("the request's body stalled");
                        let why = "the request's body stalled";
                        return Err(Broken::new(ErrorKind::Timeout, why, true));
                    }
                }
            }
        };
        let Answer { mut reply, mut body } = answer;
        let refused = !reply.status.is_success();
        if self.call.streams && !refused {
            self.stream = Some(Box::new(body));
            return Ok(reply);
        }
        let limits = if refused {
            let cut = until.checked_sub(GRACE).unwrap_or(until);
            Limits { cap: BODY_CAP, idle, cut: Some(cut) }
        } else {
            let cap = self.call.max_response.or(config.max_response).unwrap_or(MAX_RESPONSE);
            Limits { cap, idle, cut: None }
        };
        read(&mut body, &mut reply, &limits).await?;
        Ok(reply)
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
            ErrorKind::Redirect if self.call.template == HIDDEN => {
                redirect_origin(&reply.headers, http.base_url().as_str())
            }
            ErrorKind::Redirect => redirect(&reply.headers, http.base_url().as_str()),
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
            // Never earlier than the server said.
            Verdict::RetryAfter(own) => (Advice::Refused, wait.max(Some(own))),
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
            // Our own refusal or settings, or an answer that would be as large the next time.
            (ErrorKind::Input | ErrorKind::Config | ErrorKind::Decode, _) => None,
            (_, false) => Some(Failure::NotSent { timeout }),
            (_, true) => Some(Failure::Lost { timeout }),
        };
        Self { error: broken.into_error(), failure, retry_after: None, elapsed }
    }
}

/// How much of a body is read, and for how long.
struct Limits {
    cap: usize,
    idle: Duration,
    /// When the body of a refused answer is left; `None` for other answers.
    cut: Option<Instant>,
}

/// Reads a body of at most `cap` bytes; what a refused answer has beyond them, or sends later, is left unread.
async fn read(
    body: &mut AnswerBody,
    reply: &mut Reply,
    &Limits { cap, idle, cut }: &Limits,
) -> std::result::Result<(), Broken> {
    let refused = cut.is_some();
    let mut rest: Option<BytesMut> = None;
    let mut len = 0_usize;
    while len < cap || !refused {
        let patience = after(Instant::now(), idle);
        let patience = cut.map_or(patience, |cut| patience.min(cut));
        let piece = match timeout_at(patience, body.next()).await {
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
    Ok(())
}

/// Length that the server announced, within reason.
fn announced(headers: &HeaderMap, cap: usize) -> usize {
    let announced = headers.get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse().ok());
    announced.unwrap_or(0).min(cap)
}
