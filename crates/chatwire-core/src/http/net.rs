//! The network under the executor: reqwest, or scripted answers in tests.

use std::error::Error as StdError;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use url::Url;

use super::{BaseUrl, Reply};
use crate::config::{Config, Proxy};
use crate::{Error, ErrorKind, Result, tls};

/// Idle connections kept for each host. With fewer than are in flight at once, connections are
/// closed and opened all the time: 16 cost twice the CPU of 64 with 64 calls at once.
const IDLE_PER_HOST: usize = 64;
const IDLE: Duration = Duration::from_secs(60);
/// Longest idle time of a connection that a call uses which must not be sent twice: a server
/// that closes an older one just then would leave open whether the request arrived.
const IDLE_FRESH: Duration = Duration::from_secs(5);
const KEEP_ALIVE: Duration = Duration::from_secs(30);
const CONNECT: Duration = Duration::from_secs(5);

/// Where attempts go.
pub(crate) enum Transport {
    Net(Box<Net>),
    #[cfg(feature = "testing")]
    Script(crate::testing::Script),
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
    Net(reqwest::Response),
    #[cfg(feature = "testing")]
    Script(crate::testing::ScriptBody),
}

impl AnswerBody {
    /// Next piece, `None` at the end.
    pub(crate) async fn next(&mut self) -> std::result::Result<Option<Bytes>, Broken> {
        match self {
            Self::Net(response) => response.chunk().await.map_err(Broken::read),
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

    fn with(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// A failure before the head of the answer.
    fn send(err: reqwest::Error) -> Self {
        let err = err.without_url();
        let failure = if err.is_connect() {
            let is_timeout = err.is_timeout();
            let why = if is_timeout { "connecting took too long" } else { "cannot connect" };
            Self { is_timeout, ..Self::new(ErrorKind::Connect, why, false) }
        } else if err.is_builder() {
            Self::new(ErrorKind::Input, "the request cannot be formed", false)
        } else if err.is_timeout() {
            Self::new(ErrorKind::Timeout, "the answer took too long", true)
        } else if refused_unprocessed(&err) {
            Self::new(ErrorKind::Transport, "the server refused the stream unprocessed", false)
        } else if is_body(&err) {
            Self::new(ErrorKind::Input, "the request's body could not be read", true)
        } else {
            Self::new(ErrorKind::Transport, "the connection broke before the answer", true)
        };
        failure.with(err)
    }

    /// A failure inside the body of the answer.
    fn read(err: reqwest::Error) -> Self {
        let err = err.without_url();
        let failure = if err.is_timeout() {
            Self::new(ErrorKind::Timeout, "the answer's body took too long", true)
        } else {
            Self::new(ErrorKind::Transport, "the connection broke inside the answer's body", true)
        };
        failure.with(err)
    }

    pub(crate) fn into_error(self) -> Error {
        let error = Error::new(self.kind, self.message).with_maybe_sent(self.maybe_sent);
        match self.source {
            Some(source) => error.with_shared_source(source.into()),
            None => error,
        }
    }
}

/// Whether the request's own stream failed, not the connection.
fn is_body(err: &reqwest::Error) -> bool {
    causes(err)
        .any(|cause| cause.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_body))
}

/// `err` and what lies under it, outermost first.
fn causes(err: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(Some(err as &(dyn StdError + 'static)), |err| (*err).source())
}

/// Whether an HTTP/2 server said that it never looked at the request (RFC 9113, section 8.7).
fn refused_unprocessed(err: &reqwest::Error) -> bool {
    let Some(h2) = causes(err).find_map(|cause| cause.downcast_ref::<h2::Error>()) else {
        return false;
    };
    // A GOAWAY without an error fails only streams beyond the last one that was looked at.
    h2.is_remote()
        && (h2.reason() == Some(h2::Reason::REFUSED_STREAM)
            || (h2.is_go_away() && h2.reason() == Some(h2::Reason::NO_ERROR)))
}

/// A pooled client, and a second pool for calls that must not be sent twice.
pub(crate) struct Net {
    pooled: reqwest::Client,
    /// Where all calls go, without a path: read once, since that is the dearest part of an address.
    origin: Origin,
    fresh: OnceLock<reqwest::Client>,
    /// What the second pool is made from; nothing when the user brought a client.
    recipe: Option<Recipe>,
}

/// Settings from which a client is made.
#[derive(Clone)]
struct Recipe {
    tls: rustls::ClientConfig,
    proxy: Option<reqwest::Proxy>,
    system_proxy: bool,
    connect_timeout: Duration,
}

impl Recipe {
    fn new(config: &Config, base: &BaseUrl) -> Result<Self> {
        let mut tls = tls::client_config(&config.roots)?;
        // reqwest adds no protocols to a configuration that it is given.
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let mut proxy = None;
        if let Proxy::Url { url, auth } = &config.way_out() {
            let mut made = reqwest::Proxy::all(url.clone())
                .map_err(|err| Error::config("invalid proxy URL").with_source(err.without_url()))?;
            if let Some((user, password)) = auth {
                made = made.basic_auth(user, password.expose());
            }
            proxy = Some(made);
        }
        let system_proxy = matches!(config.proxy, Proxy::System) && !base.is_loopback();
        let connect_timeout = config.connect_timeout.unwrap_or(CONNECT);
        Ok(Self { tls, proxy, system_proxy, connect_timeout })
    }

    fn make(&self, idle: Duration) -> Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(idle)
            .pool_max_idle_per_host(IDLE_PER_HOST)
            .tcp_keepalive(KEEP_ALIVE)
            .tcp_nodelay(true)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false);
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(proxy.clone());
        } else if !self.system_proxy {
            builder = builder.no_proxy();
        }
        builder
            .build()
            .map_err(|err| Error::config("cannot set up HTTP").with_source(err.without_url()))
    }
}

/// Scheme, host and port of a service.
struct Origin(Url);

impl Origin {
    fn of(base: &BaseUrl) -> Result<Self> {
        let mut url = Url::parse(base.as_str())
            .map_err(|err| Error::config("invalid base URL").with_source(err))?;
        url.set_path("/");
        Ok(Self(url))
    }

    /// Reads the address of a call.
    fn address(&self, text: &str) -> std::result::Result<Url, url::ParseError> {
        let origin = self.0.as_str().trim_end_matches('/');
        let path = text.strip_prefix(origin).filter(|path| is_plain(path));
        path.map_or_else(|| Url::parse(text), |path| self.0.join(path))
    }
}

/// Whether it is surely a path and cannot name another host, as what begins with two slashes does.
fn is_plain(path: &str) -> bool {
    matches!(path.as_bytes(), [b'/', second, ..] if second.is_ascii_alphanumeric())
}

impl Net {
    pub(crate) fn new(config: &Config, base: &BaseUrl) -> Result<Self> {
        let (origin, fresh) = (Origin::of(base)?, OnceLock::new());
        #[cfg(feature = "http-client")]
        if let Some(client) = &config.client {
            return Ok(Self { pooled: client.0.clone(), origin, fresh, recipe: None });
        }
        let recipe = Recipe::new(config, base)?;
        let pooled = recipe.make(IDLE)?;
        Ok(Self { pooled, origin, fresh, recipe: Some(recipe) })
    }

    fn client(&self, fresh: bool) -> &reqwest::Client {
        let Some(recipe) = self.recipe.as_ref().filter(|_| fresh) else { return &self.pooled };
        if let Some(client) = self.fresh.get() {
            return client;
        }
        // The first pool was made from the same recipe, so this one is made as well.
        match recipe.make(IDLE_FRESH) {
            Ok(client) => self.fresh.get_or_init(|| client),
            Err(_) => &self.pooled,
        }
    }

    /// Hands the request over; the future of the answer is small, since the library boxes its own.
    fn send(
        &self,
        outgoing: Outgoing,
        fresh: bool,
    ) -> std::result::Result<Sending<impl Future<Output = Sent> + use<>>, Broken> {
        let client = self.client(fresh);
        let url = self.origin.address(&outgoing.url).map_err(|err| {
            Broken::new(ErrorKind::Input, "the address of the call is not valid", false).with(err)
        })?;
        let asked = self.recipe.is_none().then(|| Box::new(url.clone()));
        let mut request = reqwest::Request::new(outgoing.method, url);
        *request.headers_mut() = outgoing.headers;
        match outgoing.body {
            OutgoingBody::Empty => {}
            OutgoingBody::Bytes(bytes) => *request.body_mut() = Some(bytes.into()),
            #[cfg(feature = "multipart")]
            OutgoingBody::Stream(pieces) => {
                *request.body_mut() = Some(reqwest::Body::wrap_stream(pieces));
            }
            #[cfg(feature = "multipart")]
            OutgoingBody::Form(form) => {
                request = reqwest::RequestBuilder::from_parts(client.clone(), request)
                    .multipart(*form)
                    .build()
                    .map_err(Broken::send)?;
            }
        }
        Ok(Sending::Net { sending: client.execute(request), asked })
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

    /// Sends one attempt; `fresh` asks for a connection that was not idle for long.
    pub(crate) fn send(
        &self,
        outgoing: Outgoing,
        fresh: bool,
    ) -> Sending<impl Future<Output = Sent> + use<>> {
        match self {
            Self::Net(net) => net.send(outgoing, fresh).unwrap_or_else(Sending::Failed),
            #[cfg(feature = "testing")]
            Self::Script(script) => {
                let script = script.clone();
                Sending::Script(Box::pin(async move { script.send(outgoing).await }))
            }
        }
    }
}

type Sent = reqwest::Result<reqwest::Response>;

/// Whether an answer comes from where it was asked for.
fn is_same(asked: &Url, answered: &Url) -> bool {
    asked == answered
        || (asked.origin() == answered.origin()
            && (asked.path(), asked.query()) == (answered.path(), answered.query()))
}

/// A request under way.
pub(crate) enum Sending<F> {
    Net {
        sending: F,
        /// Where the request goes, when a client of the user's sends it.
        asked: Option<Box<Url>>,
    },
    Failed(Broken),
    #[cfg(feature = "testing")]
    Script(crate::BoxFuture<'static, std::result::Result<Answer, Broken>>),
}

impl<F: Future<Output = Sent>> Sending<F> {
    /// Head of the answer.
    pub(crate) async fn answer(self) -> std::result::Result<Answer, Broken> {
        let mut response = match self {
            Self::Net { sending, asked } => {
                let response = sending.await.map_err(Broken::send)?;
                if asked.is_some_and(|asked| !is_same(&asked, response.url())) {
                    let why =
                        "the HTTP client follows redirects: set redirect(Policy::none()) on it";
                    return Err(Broken::new(ErrorKind::Config, why, true));
                }
                response
            }
            Self::Failed(broken) => return Err(broken),
            #[cfg(feature = "testing")]
            Self::Script(sending) => return sending.await,
        };
        let mut reply = Reply::new(response.status(), Bytes::new());
        std::mem::swap(&mut reply.headers, response.headers_mut());
        Ok(Answer { reply, body: AnswerBody::Net(response) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_without_what_is_known_of_them() {
        let base = BaseUrl::parse("http://127.0.0.1:8080/api").unwrap();
        let origin = Origin::of(&base).unwrap();
        for path in [
            "",
            "/",
            "/v1/messages",
            "/v1/a%2Fb%zz/ü c?q=%20a b&x='\"#part",
            "/a/../../b/./c/%2e%2e/d",
            "//evil.test/x",
            "/\\evil.test/x",
            "/\t/evil.test/x",
            "?q=1",
            ".evil.test/",
            "@evil.test/",
            "0/port",
        ] {
            let under =
                ["/", "/api", ""].map(|above| format!("http://127.0.0.1:8080{above}{path}"));
            for text in under {
                assert_eq!(origin.address(&text), Url::parse(&text), "{text}");
            }
        }
        assert!(origin.address("http://[").is_err());
    }
}
