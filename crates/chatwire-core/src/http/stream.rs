//! [`BodyStream`]: an answer whose body is read as it comes.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::time::timeout;

use super::body::Body;
use super::call::Call;
use super::net::AnswerBody;
use super::reply::Reply;
use crate::{Error, ErrorKind, Result};

/// Longest pause between two pieces unless said otherwise: streams that live send a sign of life every 15 to 30 s.
const IDLE: Duration = Duration::from_secs(60);

/// The head of an answer, and its body piece by piece; from [`Call::open`]. For platform crates.
///
/// There is no limit on the whole, neither of time nor of bytes, only on the pause between two pieces (60 s).
/// Dropped, it gives its connection up.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_core::{Config, testing::{Answer, Script}};
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
/// # let pieces = vec!["first ".into(), "second".into()];
/// # let script = Script::new().answer(Answer::status(200).trickle(pieces, Default::default()));
/// # let config = Config::new().script(script);
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), config)?;
/// let mut log = http.call(http::Method::GET, "example.log", "/log").open().await?;
/// let mut text = Vec::new();
/// while let Some(piece) = log.next().await? {
///     text.extend_from_slice(&piece);
/// }
/// assert_eq!(text, b"first second");
/// # Ok(())
/// # }
/// ```
#[must_use = "a body that is dropped is not read"]
pub struct BodyStream {
    /// Names the errors; its own body is gone.
    call: Box<Call>,
    head: Reply,
    /// Nothing after its end.
    body: Option<Box<AnswerBody>>,
    idle: Duration,
}

impl BodyStream {
    pub(super) fn new(mut call: Box<Call>, head: Reply, body: Box<AnswerBody>) -> Self {
        call.body = Body::Empty;
        Self { call, head, body: Some(body), idle: IDLE }
    }

    /// Sets the longest pause between two pieces (60 s).
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle = limit;
        self
    }

    /// Status of the answer, always a success.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// Headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// Next piece, as the network cut it; `None` at the end.
    ///
    /// Cancel safe: a dropped future loses no piece.
    ///
    /// # Errors
    ///
    /// [`Timeout`](ErrorKind::Timeout) after too long a pause, [`Transport`](ErrorKind::Transport) when the connection
    /// breaks; both end the body.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        let Some(body) = &mut self.body else { return Ok(None) };
        let failed = match timeout(self.idle, body.next()).await {
            Ok(Ok(Some(piece))) => return Ok(Some(piece)),
            Ok(Ok(None)) => None,
            Ok(Err(broken)) => Some(broken.into_error()),
            Err(_) => {
                let silent = Error::new(ErrorKind::Timeout, "the answer's body stalled");
                Some(silent.with_maybe_sent(true))
            }
        };
        self.body = None;
        failed.map_or(Ok(None), |error| Err(self.name(error)))
    }

    /// Names the call in an error of this answer.
    pub(crate) fn name(&self, error: Error) -> Error {
        self.call.name_error(error.with_status(self.head.status))
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyStream")
            .field("call", &self.call)
            .field("status", &self.head.status)
            .field("is_open", &self.body.is_some())
            .finish_non_exhaustive()
    }
}
