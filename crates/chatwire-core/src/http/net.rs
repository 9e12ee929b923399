//! The network under the executor: hyper-util for plain calls, reqwest for all others, or scripted answers in tests.

mod full;
mod plain;

use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};

use self::full::{Full, Sent};
pub(crate) use self::plain::Line;
use self::plain::{Body, Plain};
use super::{BaseUrl, Reply};
use crate::config::Config;
use crate::{Error, ErrorKind, Result, tls};

/// Idle connections kept for each host. With fewer than are in flight at once, connections are
/// closed and opened all the time: 16 cost twice the CPU of 64 with 64 calls at once.
const IDLE_PER_HOST: usize = 64;
const IDLE: Duration = Duration::from_secs(60);
/// Longest idle time of a connection that a call uses which must not be sent twice: a server
/// that closes an older one just then would leave open whether the request arrived.
const IDLE_FRESH: Duration = Duration::from_secs(5);
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// Which connections an attempt may use.
#[derive(Clone, Copy)]
pub(crate) enum Pool {
    Usual,
    /// Only those that were not idle for long.
    Fresh,
}

/// Where attempts go.
pub(crate) enum Transport {
    Net(Box<Net>),
    #[cfg(feature = "testing")]
    Script(crate::testing::Script),
}

/// The ways to the platform.
pub(crate) struct Net {
    /// For calls that need nothing of what reqwest has above hyper-util.
    plain: Option<Plain>,
    full: Full,
}

/// One attempt, ready to be sent.
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: OutgoingBody,
}

pub(crate) enum OutgoingBody {
    Empty,
    Bytes(Bytes),
    #[cfg(feature = "multipart")]
    Form(Box<reqwest::multipart::Form>),
    #[cfg(feature = "multipart")]
    Stream(super::upload::Pieces),
}

/// Head of an answer; the body follows in pieces.
pub(crate) struct Answer {
    /// Status and headers; the body is still empty.
    pub(crate) reply: Reply,
    pub(crate) body: AnswerBody,
}

pub(crate) enum AnswerBody {
    Full(reqwest::Response),
    Plain(Body),
    #[cfg(feature = "testing")]
    Script(crate::testing::ScriptBody),
}

impl AnswerBody {
    /// Next piece, `None` at the end.
    pub(crate) async fn next(&mut self) -> std::result::Result<Option<Bytes>, Broken> {
        match self {
            Self::Full(response) => response.chunk().await.map_err(full::unread),
            Self::Plain(body) => body.next().await.map_err(plain::unread),
            #[cfg(feature = "testing")]
            Self::Script(body) => Box::pin(body.next()).await,
        }
    }
}

/// Why an attempt got no answer.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) kind: ErrorKind,
    pub(crate) message: &'static str,
    pub(crate) maybe_sent: bool,
    /// Whether a time limit passed, whatever the kind is.
    pub(crate) is_timeout: bool,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Broken {
    pub(crate) fn new(kind: ErrorKind, message: &'static str, maybe_sent: bool) -> Self {
        let is_timeout = kind == ErrorKind::Timeout;
        Self { kind, message, maybe_sent, is_timeout, source: None }
    }

    /// The time was up.
    pub(crate) fn late(message: &'static str) -> Self {
        Self::new(ErrorKind::Timeout, message, true)
    }

    /// The time was up before there was a connection.
    pub(crate) fn unconnected(message: &'static str) -> Self {
        Self { is_timeout: true, ..Self::new(ErrorKind::Connect, message, false) }
    }

    /// No connection.
    fn connect(is_timeout: bool) -> Self {
        let why = if is_timeout { "connecting took too long" } else { "cannot connect" };
        Self { is_timeout, ..Self::new(ErrorKind::Connect, why, false) }
    }

    /// A connection that failed before the head of the answer.
    fn exchange(err: &(dyn StdError + 'static), is_timeout: bool) -> Self {
        if is_timeout {
            Self::new(ErrorKind::Timeout, "the answer took too long", true)
        } else if refused_unprocessed(err) {
            Self::new(ErrorKind::Transport, "the server refused the stream unprocessed", false)
        } else {
            Self::new(ErrorKind::Transport, "the connection broke before the answer", true)
        }
    }

    /// A connection that failed inside the body of the answer.
    fn body(is_timeout: bool) -> Self {
        if is_timeout {
            Self::new(ErrorKind::Timeout, "the answer's body took too long", true)
        } else {
            Self::new(ErrorKind::Transport, "the connection broke inside the answer's body", true)
        }
    }

    fn with(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    pub(crate) fn into_error(self) -> Error {
        let error = Error::new(self.kind, self.message).with_maybe_sent(self.maybe_sent);
        match self.source {
            Some(source) => error.with_shared_source(source.into()),
            None => error,
        }
    }
}

/// `err` and what lies under it, outermost first.
fn causes<'a>(
    err: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(err), |err| (*err).source())
}

/// Whether an HTTP/2 server said that it never looked at the request (RFC 9113, section 8.7).
fn refused_unprocessed(err: &(dyn StdError + 'static)) -> bool {
    let Some(h2) = causes(err).find_map(|cause| cause.downcast_ref::<h2::Error>()) else {
        return false;
    };
    // A GOAWAY without an error fails only streams beyond the last one that was looked at.
    h2.is_remote()
        && (h2.reason() == Some(h2::Reason::REFUSED_STREAM)
            || (h2.is_go_away() && h2.reason() == Some(h2::Reason::NO_ERROR)))
}

impl Net {
    fn new(config: &Config, base: &BaseUrl) -> Result<Self> {
        let mut tls = tls::client_config(&config.roots)?;
        // Neither library adds protocols to a configuration that it is given.
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let plain = Plain::new(config, base, &tls);
        let full = Full::new(config, base, tls)?;
        if plain.is_none() {
            full.check()?;
        }
        Ok(Self { plain, full })
    }

    fn send(
        &self,
        outgoing: Outgoing,
        pool: Pool,
        watches: bool,
    ) -> Sending<impl Future<Output = Sent> + use<>> {
        if let Some(plain) = &self.plain
            && let Some((uri, body)) = plain.takes(&outgoing)
        {
            let mut request = Plain::request(outgoing.method, uri, outgoing.headers, body);
            let line = watches.then(|| Line::of(&mut request));
            return Sending::Plain { sending: plain.send(request, pool), line };
        }
        self.full.send(outgoing, pool).unwrap_or_else(Sending::Failed)
    }
}

impl Transport {
    pub(crate) fn new(config: &Config, base: &BaseUrl) -> Result<Self> {
        #[cfg(feature = "testing")]
        if let Some(script) = &config.script {
            return Ok(Self::Script(script.clone()));
        }
        Net::new(config, base).map(|net| Self::Net(Box::new(net)))
    }

    /// Sends one attempt, and on request watches whether there is a connection for it.
    pub(crate) fn send(
        &self,
        outgoing: Outgoing,
        pool: Pool,
        watches: bool,
    ) -> Sending<impl Future<Output = Sent> + use<>> {
        match self {
            Self::Net(net) => net.send(outgoing, pool, watches),
            #[cfg(feature = "testing")]
            Self::Script(script) => {
                let script = script.clone();
                Sending::Script(Box::pin(async move { script.send(outgoing).await }))
            }
        }
    }
}

/// A request under way.
pub(crate) enum Sending<F> {
    Full {
        sending: F,
        /// Where the request goes, when a client of the user's sends it.
        asked: Option<Box<url::Url>>,
    },
    Plain {
        sending: plain::Sending,
        line: Option<Line>,
    },
    Failed(Broken),
    #[cfg(feature = "testing")]
    Script(crate::BoxFuture<'static, std::result::Result<Answer, Broken>>),
}

impl<F: Future<Output = Sent>> Sending<F> {
    /// The connection, where it is watched.
    pub(crate) fn line(&self) -> Option<Line> {
        match self {
            Self::Plain { line, .. } => line.clone(),
            _ => None,
        }
    }

    /// Head of the answer.
    pub(crate) async fn answer(self) -> std::result::Result<Answer, Broken> {
        match self {
            Self::Full { sending, asked } => full::answer(sending.await, asked),
            Self::Plain { sending, .. } => plain::answer(sending.await),
            Self::Failed(broken) => Err(broken),
            #[cfg(feature = "testing")]
            Self::Script(sending) => sending.await,
        }
    }
}
