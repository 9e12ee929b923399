//! Plain calls: hyper-util's client, without what reqwest has above it for redirects, cookies and bodies of all kinds.

use std::error::Error as StdError;
use std::future::Future;
use std::io::{self, Write as _};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, Entry};
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use http::{HeaderMap, HeaderValue, Method, Request, Response, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::{CaptureConnection, HttpConnector, capture_connection};
use hyper_util::client::legacy::{self, ResponseFuture};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::error::Elapsed;
use tower_service::Service;
use url::Url;

use super::{
    Answer, AnswerBody, Broken, IDLE, IDLE_FRESH, IDLE_PER_HOST, KEEP_ALIVE, Outgoing,
    OutgoingBody, Pool, causes,
};
use crate::config::{Config, Proxy};
use crate::http::{BaseUrl, Reply};

type BoxError = Box<dyn StdError + Send + Sync>;
type Client = legacy::Client<Connector, Full<Bytes>>;
pub(super) type Sending = ResponseFuture;

/// Packed bytes that are unpacked in one go, which come to a thousand times as many at most.
const PACKED: usize = 1024;

/// A pooled client, and a second pool for calls that must not be sent twice.
pub(super) struct Plain {
    origin: Origin,
    pooled: Client,
    fresh: Client,
}

impl Plain {
    /// Nothing when a proxy stands between, or the user brought a client.
    pub(super) fn new(config: &Config, base: &BaseUrl, tls: &rustls::ClientConfig) -> Option<Self> {
        #[cfg(feature = "http-client")]
        if config.client.is_some() {
            return None;
        }
        let origin = Origin::of(base)?;
        let is_direct = match config.proxy {
            Proxy::Direct => true,
            Proxy::Url { .. } => false,
            Proxy::System => {
                base.is_loopback() || !is_proxied(&origin.uri(PathAndQuery::from_static("/"))?)
            }
        };
        if !is_direct {
            return None;
        }
        let connector = Connector::new(config, tls);
        let client = |idle| {
            legacy::Client::builder(TokioExecutor::new())
                .timer(TokioTimer::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(idle)
                .pool_max_idle_per_host(IDLE_PER_HOST)
                .build(connector.clone())
        };
        Some(Self { origin, pooled: client(IDLE), fresh: client(IDLE_FRESH) })
    }

    /// Where a request goes and what it carries; nothing for those that reqwest has to send.
    pub(super) fn takes(&self, outgoing: &Outgoing) -> Option<(Uri, Bytes)> {
        let body = match &outgoing.body {
            OutgoingBody::Empty => Bytes::new(),
            OutgoingBody::Bytes(bytes) => bytes.clone(),
            #[cfg(feature = "multipart")]
            OutgoingBody::Form(_) | OutgoingBody::Stream(_) => return None,
        };
        Some((self.origin.address(&outgoing.url)?, body))
    }

    pub(super) fn request(
        method: Method,
        uri: Uri,
        headers: HeaderMap,
        body: Bytes,
    ) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        // As reqwest does.
        for (name, value) in [(ACCEPT, "*/*"), (ACCEPT_ENCODING, "gzip")] {
            if let Entry::Vacant(entry) = request.headers_mut().entry(name) {
                entry.insert(HeaderValue::from_static(value));
            }
        }
        request
    }

    pub(super) fn send(&self, request: Request<Full<Bytes>>, pool: Pool) -> Sending {
        let client = match pool {
            Pool::Usual => &self.pooled,
            Pool::Fresh => &self.fresh,
        };
        client.request(request)
    }
}

/// The connection for one request.
#[derive(Clone)]
pub(crate) struct Line(CaptureConnection);

impl Line {
    pub(super) fn of(request: &mut Request<Full<Bytes>>) -> Self {
        Self(capture_connection(request))
    }

    /// Whether there is, or was, a connection that the request may have been written to.
    pub(crate) fn is_open(&self) -> bool {
        self.0.connection_metadata().is_some()
    }
}

/// Whether the settings of the system name a proxy for an address.
fn is_proxied(uri: &Uri) -> bool {
    Matcher::from_system().intercept(uri).is_some()
}

/// Scheme, host and port of a service.
struct Origin {
    scheme: Scheme,
    authority: Authority,
    /// Both, as every address of a call begins.
    text: String,
}

impl Origin {
    fn of(base: &BaseUrl) -> Option<Self> {
        let text = Url::parse(base.as_str()).ok()?.origin().ascii_serialization();
        let Parts { scheme, authority, .. } = Uri::try_from(&text).ok()?.into_parts();
        Some(Self { scheme: scheme?, authority: authority?, text })
    }

    /// Reads the address of a call, of which only the path is new.
    fn address(&self, text: &str) -> Option<Uri> {
        let path = self.path(text)?;
        if is_settled(path) {
            return self.uri(path.try_into().ok()?);
        }
        let url = Url::parse(text).ok()?;
        self.uri(self.path(url.as_str())?.try_into().ok()?)
    }

    fn path<'a>(&self, text: &'a str) -> Option<&'a str> {
        text.strip_prefix(self.text.as_str()).filter(|path| path.starts_with(['/', '?', '#']))
    }

    fn uri(&self, path: PathAndQuery) -> Option<Uri> {
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        Uri::from_parts(parts).ok()
    }
}

/// Whether reading it as part of an address would surely change nothing.
fn is_settled(path: &str) -> bool {
    let mut before = 0;
    path.starts_with('/')
        && path.bytes().all(|byte| {
            // Neither a segment of dots nor an escaped dot.
            let is_settled = match byte {
                b'.' => before != b'/',
                b'2' => before != b'%',
                _ => byte.is_ascii_alphanumeric() || b"-_~/?=&%:,+@".contains(&byte),
            };
            before = byte;
            is_settled
        })
}

/// What came of a request.
pub(super) fn answer(sent: Result<Response<Incoming>, legacy::Error>) -> Result<Answer, Broken> {
    let (mut head, body) = sent.map_err(unanswered)?.into_parts();
    let is_packed = head.headers.get(CONTENT_ENCODING).is_some_and(|value| value == "gzip");
    let body = if is_packed {
        head.headers.remove(CONTENT_ENCODING);
        head.headers.remove(CONTENT_LENGTH);
        Body::Packed(Box::new(Packed { body, unpacker: Unpacker::default() }))
    } else {
        Body::AsIs(body)
    };
    let mut reply = Reply::new(head.status, Bytes::new());
    reply.headers = head.headers;
    Ok(Answer { reply, body: AnswerBody::Plain(body) })
}

/// A failure before the head of the answer.
fn unanswered(err: legacy::Error) -> Broken {
    let is_timeout = is_timeout(&err);
    let failure = if err.is_connect() {
        Broken::connect(is_timeout)
    } else {
        Broken::exchange(&err, is_timeout)
    };
    failure.with(err)
}

/// A failure inside the body of the answer.
pub(super) fn unread(err: Unread) -> Broken {
    Broken::body(is_timeout(&err)).with(err)
}

fn is_timeout(err: &(dyn StdError + 'static)) -> bool {
    causes(err).any(|cause| {
        cause.is::<Elapsed>()
            || cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_timeout)
            || cause
                .downcast_ref::<io::Error>()
                .is_some_and(|err| err.kind() == io::ErrorKind::TimedOut)
    })
}

/// Why a body ended too early.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unread {
    #[error(transparent)]
    Line(#[from] hyper::Error),
    #[error("the body cannot be unpacked")]
    Packed(#[from] io::Error),
}

/// Body of an answer.
pub(crate) enum Body {
    AsIs(Incoming),
    Packed(Box<Packed>),
}

impl Body {
    /// Next piece, `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Unread> {
        match self {
            Self::AsIs(body) => next(body).await,
            Self::Packed(packed) => packed.next().await,
        }
    }
}

/// Next piece of a body; trailers are no part of it.
async fn next(body: &mut Incoming) -> Result<Option<Bytes>, Unread> {
    while let Some(frame) = body.frame().await {
        if let Ok(piece) = frame?.into_data() {
            return Ok(Some(piece));
        }
    }
    Ok(None)
}

/// A body that the server packed with gzip.
pub(crate) struct Packed {
    body: Incoming,
    unpacker: Unpacker,
}

impl Packed {
    async fn next(&mut self) -> Result<Option<Bytes>, Unread> {
        loop {
            if let Some(piece) = self.unpacker.next()? {
                return Ok(Some(piece));
            }
            match next(&mut self.body).await? {
                Some(piece) => self.unpacker.rest = piece,
                None => return Ok(self.unpacker.end()?),
            }
        }
    }
}

/// gzip, piece by piece.
#[derive(Default)]
struct Unpacker {
    /// Of the last piece, what has not been unpacked yet.
    rest: Bytes,
    /// Nothing before the first byte: an empty body is packed by nobody.
    gzip: Option<MultiGzDecoder<Vec<u8>>>,
}

impl Unpacker {
    /// Some of what the last piece comes to, `None` when it has been unpacked.
    fn next(&mut self) -> io::Result<Option<Bytes>> {
        while !self.rest.is_empty() {
            let some = self.rest.split_to(self.rest.len().min(PACKED));
            let gzip = self.gzip.get_or_insert_with(|| MultiGzDecoder::new(Vec::new()));
            gzip.write_all(&some)?;
            // An event of a stream would otherwise wait for the next one.
            gzip.flush()?;
            if !gzip.get_ref().is_empty() {
                return Ok(Some(mem::take(gzip.get_mut()).into()));
            }
        }
        Ok(None)
    }

    /// What is left when the last piece was unpacked.
    fn end(&mut self) -> io::Result<Option<Bytes>> {
        let Some(gzip) = self.gzip.take() else { return Ok(None) };
        let last = gzip.finish()?;
        Ok((!last.is_empty()).then(|| last.into()))
    }
}

/// Opens connections, within the time for them.
#[derive(Clone)]
struct Connector {
    line: HttpsConnector<HttpConnector>,
    limit: Duration,
}

impl Connector {
    fn new(config: &Config, tls: &rustls::ClientConfig) -> Self {
        let limit = config.connect_limit();
        let mut tcp = HttpConnector::new();
        // Encryption comes on top of it.
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEP_ALIVE));
        // Shared among the addresses of a host, so that a dead one leaves time for the others.
        tcp.set_connect_timeout(Some(limit));
        Self { line: HttpsConnector::from((tcp, tls.clone())), limit }
    }
}

impl Service<Uri> for Connector {
    type Response = <HttpsConnector<HttpConnector> as Service<Uri>>::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.line.poll_ready(cx)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = tokio::time::timeout(self.limit, self.line.call(uri));
        Box::pin(async move { connecting.await.unwrap_or_else(|late| Err(late.into())) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(plain: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(plain).unwrap();
        gzip.finish().unwrap()
    }

    /// All that comes out, and the longest piece of it.
    fn unpacked<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> io::Result<(Vec<u8>, usize)> {
        let (mut unpacker, mut all, mut longest) = (Unpacker::default(), Vec::new(), 0);
        for piece in pieces {
            unpacker.rest = Bytes::copy_from_slice(piece);
            while let Some(some) = unpacker.next()? {
                longest = longest.max(some.len());
                all.extend(some);
            }
        }
        all.extend(unpacker.end()?.unwrap_or_default());
        Ok((all, longest))
    }

    #[test]
    fn pieces_may_be_cut_anywhere() {
        let bytes = [packed(b"first member, "), packed("zweites Stück".as_bytes())].concat();
        let whole = "first member, zweites Stück".as_bytes();
        for cut in 0..=bytes.len() {
            let (front, back) = bytes.split_at(cut);
            assert_eq!(unpacked([front, back]).unwrap().0, whole, "cut at {cut}");
        }
        assert_eq!(unpacked(bytes.chunks(1)).unwrap().0, whole);
    }

    #[test]
    fn a_little_that_unpacks_to_much_comes_in_parts() {
        let bytes = packed(&vec![0; 32 << 20]);
        let (all, longest) = unpacked([&*bytes]).unwrap();
        assert_eq!(all.len(), 32 << 20);
        assert!(longest <= 2 << 20, "{longest} bytes at once");
    }

    #[test]
    fn addresses_are_those_that_reqwest_would_ask() {
        let base = BaseUrl::parse("http://127.0.0.1:8080/api").unwrap();
        let origin = Origin::of(&base).unwrap();
        for path in [
            "/",
            "?q=1",
            "/v1/messages",
            "/v1/messages?limit=50&before=2026-11-22T10:00:00.5Z",
            "/v1/a%2Fb%zz/ü c?q=%20a b&x='\"#part",
            "/a/../../b/./c/%2e%2E/d/.e",
            "//evil.test/x",
            "/\\evil.test/x",
            "/\t/evil.test/x",
            "/a?b=/../c|d{e}",
        ] {
            for under in ["", "/api"] {
                let text = format!("http://127.0.0.1:8080{under}{path}");
                let asked = Uri::try_from(Url::parse(&text).unwrap().as_str()).unwrap();
                assert_eq!(origin.address(&text), Some(asked), "{text}");
            }
        }
        for other in ["0/port", ".evil.test/", "@evil.test/", "", "\\x"] {
            let text = format!("http://127.0.0.1:8080{other}");
            assert_eq!(origin.address(&text), None, "{text}");
        }
    }
}
