//! The life of an event stream: connecting, reading, waiting.

use std::time::Duration;

use futures_core::Stream;
use futures_util::stream::unfold;
use http::{HeaderName, HeaderValue, StatusCode, header};
use tokio::time::{Instant, sleep_until};
use tracing::{debug, info};

use super::parser::{Parsed, Parser};
use super::{
    Event, IDLE_TIMEOUT, Item, MAX_EVENT, MAX_RECONNECT_DELAY, MAX_RECONNECTS, Make,
    RECONNECT_DELAY,
};
use crate::build::{BodyStream, LONGEST_PAUSE};
use crate::{Error, ErrorKind, Result, Retry};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const EVENT_STREAM: &str = "text/event-stream";
/// Shortest pause that a server may ask for.
const MIN_DELAY: Duration = Duration::from_millis(100);
/// Longest time that chance adds to a pause, so that clients of one server do not come back all at once.
const JITTER: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Options {
    pub(super) reconnects: bool,
    pub(super) delay: Duration,
    pub(super) max_reconnects: u32,
    pub(super) idle: Duration,
    pub(super) max_event: usize,
    pub(super) last_id: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            reconnects: true,
            delay: RECONNECT_DELAY,
            max_reconnects: MAX_RECONNECTS,
            idle: IDLE_TIMEOUT,
            max_event: MAX_EVENT,
            last_id: String::new(),
        }
    }
}

pub(super) struct Source {
    make: Make,
    options: Options,
    parser: Parser,
    /// Connections that failed or were lost since the last one that began.
    failed: u32,
    /// Attempts since the last connection was lost.
    tries: u32,
    stage: Stage,
    random: fastrand::Rng,
}

enum Stage {
    Connect,
    Wait(Instant),
    Open(BodyStream),
    Over,
}

impl Source {
    pub(super) fn new(make: Make, options: Options) -> Self {
        let parser = Parser::resuming(options.max_event, options.last_id.as_bytes());
        let random = fastrand::Rng::new();
        Self { make, options, parser, failed: 0, tries: 0, stage: Stage::Connect, random }
    }

    pub(super) fn items(self) -> impl Stream<Item = Result<Item>> + Send {
        unfold(self, |mut source| async move {
            let item = source.next().await?;
            Some((item, source))
        })
    }

    async fn next(&mut self) -> Option<Result<Item>> {
        loop {
            match &mut self.stage {
                Stage::Over => return None,
                Stage::Wait(until) => {
                    sleep_until(*until).await;
                    self.stage = Stage::Connect;
                }
                Stage::Connect => match self.connect().await {
                    Ok(Some(body)) => {
                        self.failed = 0;
                        let attempt = std::mem::take(&mut self.tries);
                        debug!(attempt, "the event stream is open");
                        self.stage = Stage::Open(body);
                        return Some(Ok(Item::Online { attempt }));
                    }
                    Ok(None) => {
                        self.stage = Stage::Over;
                        return None;
                    }
                    Err(error) => return self.lost(error),
                },
                Stage::Open(body) => {
                    if let Some(parsed) = self.parser.next() {
                        match parsed {
                            Parsed::Event { name, data } => {
                                let id = String::from_utf8_lossy(self.parser.last_id());
                                let event = Event { id: id.into_owned(), name, data };
                                return Some(Ok(Item::Event(event)));
                            }
                            Parsed::TooLarge => {
                                let error = Error::decode("an event of the stream is too large");
                                return Some(Ok(Item::Trouble(body.name(error))));
                            }
                            Parsed::Retry(millis) => {
                                let asked = Duration::from_millis(millis);
                                self.options.delay = asked.clamp(MIN_DELAY, MAX_RECONNECT_DELAY);
                            }
                        }
                        continue;
                    }
                    match body.next().await {
                        Ok(Some(piece)) => self.parser.feed(piece),
                        Err(error) => return self.lost(error),
                        Ok(None) if !self.options.reconnects => {
                            self.stage = Stage::Over;
                            return None;
                        }
                        Ok(None) => {
                            let why = "the server ended the event stream";
                            let error = body.name(Error::new(ErrorKind::Transport, why));
                            return self.lost(error);
                        }
                    }
                }
            }
        }
    }

    /// Opens a connection; nothing when the server says that there is nothing more to come.
    async fn connect(&mut self) -> Result<Option<BodyStream>> {
        self.tries = self.tries.saturating_add(1);
        self.parser.restart();
        let mut call = (self.make)()
            .header(header::ACCEPT, EVENT_STREAM)
            .header(header::CACHE_CONTROL, "no-store")
            // A compressor may hold an event back until it has enough of them.
            .header(header::ACCEPT_ENCODING, "identity");
        // Repetitions are this module's, with its own pauses.
        call.retry = Some(Retry::none());
        let last = self.parser.last_id();
        if !last.is_empty()
            && let Ok(id) = HeaderValue::from_bytes(last)
        {
            call.headers.insert(LAST_EVENT_ID, id);
        }
        let body = call.open().await?;
        if body.status() == StatusCode::NO_CONTENT {
            return Ok(None);
        }
        let kind = body.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case(EVENT_STREAM) {
            return Err(body.name(Error::decode("the answer is no event stream")));
        }
        Ok(Some(body.idle_timeout(self.options.idle)))
    }

    /// What the loss of a connection, or the failure of one, comes to.
    fn lost(&mut self, cause: Error) -> Option<Result<Item>> {
        self.failed = self.failed.saturating_add(1);
        let max = self.options.max_reconnects;
        let may_go_on = self.options.reconnects && cause.is_retryable();
        if !may_go_on {
            self.stage = Stage::Over;
            return Some(Err(cause));
        }
        if max > 0 && self.failed > max {
            self.stage = Stage::Over;
            return Some(Err(cause.with_context("reconnects", max.to_string())));
        }
        let asked = cause.retry_after().unwrap_or_default().min(LONGEST_PAUSE);
        let retry_in = self.pause().max(asked);
        info!(error = %cause, ?retry_in, "the event stream is down");
        self.stage = Stage::Wait(Instant::now() + retry_in);
        let attempt = self.tries.saturating_add(1);
        Some(Ok(Item::Offline { cause, attempt, retry_in }))
    }

    fn pause(&mut self) -> Duration {
        let doubled = self.options.delay.saturating_mul(1 << self.failed.saturating_sub(1).min(31));
        let micros = u64::try_from(JITTER.as_micros()).unwrap_or(u64::MAX);
        doubled.min(MAX_RECONNECT_DELAY) + Duration::from_micros(self.random.u64(0..=micros))
    }
}
