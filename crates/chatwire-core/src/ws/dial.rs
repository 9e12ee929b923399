//! From a URL to an open websocket: name look-up, TCP, proxy, TLS, upgrade.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use http::header::HeaderValue;
use http::uri::{Authority, Scheme};
use http::{Request, Uri};
use hyper_util::client::proxy::matcher::Matcher;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::connect::{TunnelAuth, tcp, tunnel};
use super::socket::Socket;
use super::upgrade::Ask;
use crate::config::{Config, Proxy};
use crate::{BaseUrl, Error, ErrorKind, Result, tls};

/// Opens websockets with the network settings of a [`Config`].
#[derive(Clone)]
pub(super) struct Dialer {
    tls: Arc<rustls::ClientConfig>,
    proxy: Proxy,
    user_agent: HeaderValue,
    allow_insecure: bool,
    connect_timeout: Option<Duration>,
    /// Where the first address led: a client's sessions nearly always share one, and reading it is a tenth of what
    /// connecting costs outside the kernel.
    first: OnceLock<(Scheme, Authority, Target)>,
    #[cfg(feature = "testing")]
    source: Option<Source>,
}

/// Where tests get their lines from.
#[cfg(feature = "testing")]
pub(super) type Source = Arc<
    dyn Fn(Request<()>) -> crate::BoxFuture<'static, Result<tokio::io::DuplexStream>> + Send + Sync,
>;

/// Where a line leads.
#[derive(Clone)]
pub(super) struct Target {
    host: String,
    port: u16,
    is_encrypted: bool,
    is_loopback: bool,
}

impl Target {
    /// Reads scheme, host and port; nothing of path and query is ever shown.
    pub(super) fn read(uri: &Uri) -> Result<Self> {
        let fail = |why: &'static str| Err(Error::config(format!("invalid websocket URL: {why}")));
        let (is_encrypted, scheme) = match uri.scheme_str() {
            Some("wss" | "https") => (true, "https"),
            Some("ws" | "http") => (false, "http"),
            _ => return fail("the scheme must be wss or ws"),
        };
        let Some(authority) = uri.authority() else { return fail("it has no host") };
        if authority.as_str().contains('@') {
            return fail("it carries user-info");
        }
        // The same rules as for requests: what is loopback, which ports are the schemes' own.
        let base = BaseUrl::parse(&format!("{scheme}://{authority}"))?;
        Ok(Self {
            host: base.host().trim_matches(['[', ']']).to_owned(),
            port: base.port(),
            is_encrypted,
            is_loopback: base.is_loopback(),
        })
    }
}

impl Dialer {
    pub(super) fn new(config: &Config) -> Result<Self> {
        Ok(Self {
            // No ALPN: with HTTP/2 there would be no upgrade.
            tls: Arc::new(tls::client_config(&config.roots)?),
            proxy: config.way_out(),
            user_agent: crate::http::user_agent(config)?,
            allow_insecure: config.allow_insecure,
            connect_timeout: config.connect_timeout,
            first: OnceLock::new(),
            #[cfg(feature = "testing")]
            source: None,
        })
    }

    #[cfg(feature = "testing")]
    pub(super) fn with_source(&self, source: Source) -> Self {
        Self { source: Some(source), ..self.clone() }
    }

    /// Connects and upgrades.
    ///
    /// A refused upgrade has the kind of its status; everything before it is `Connect`.
    pub(super) async fn open(&self, request: Request<()>, max_message: usize) -> Result<Socket> {
        let target = self.target(request.uri())?;
        if !target.is_encrypted && !target.is_loopback && !self.allow_insecure {
            return Err(Error::config(format!(
                "the websocket to {} is not encrypted: use wss, or allow_insecure() if you mean it",
                target.host
            )));
        }
        tracing::debug!(server.address = %target.host, server.port = target.port, "connecting");
        let ask = Ask::new(&request, &self.user_agent);
        let line = match self.connect_timeout {
            Some(limit) => tokio::time::timeout(limit, self.line(&ask, &target))
                .await
                .map_err(|_| Error::new(ErrorKind::Connect, "connecting took too long"))??,
            None => self.line(&ask, &target).await?,
        };
        ask.upgrade(line, max_message).await
    }

    /// Where an address leads, of which only scheme, host and port matter.
    fn target(&self, uri: &Uri) -> Result<Cow<'_, Target>> {
        if let Some((scheme, authority, target)) = self.first.get()
            && uri.scheme() == Some(scheme)
            && uri.authority() == Some(authority)
        {
            return Ok(Cow::Borrowed(target));
        }
        let target = Target::read(uri)?;
        if let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) {
            self.first.get_or_init(|| (scheme.clone(), authority.clone(), target.clone()));
        }
        Ok(Cow::Owned(target))
    }

    async fn line(&self, ask: &Ask<'_>, target: &Target) -> Result<Stream> {
        #[cfg(feature = "testing")]
        if let Some(source) = &self.source {
            return Ok(Stream::Boxed(Box::new(source(ask.completed()?).await?)));
        }
        // Only the scripted source looks at the request itself.
        let _ = ask;
        self.reach(target, &self.tls).await
    }

    /// Connects, through a proxy if need be, and encrypts with `settings` where the target wants it.
    pub(super) async fn reach(
        &self,
        target: &Target,
        settings: &Arc<rustls::ClientConfig>,
    ) -> Result<Stream> {
        let line = match self.proxy_for(target)? {
            None => Stream::Plain(tcp(&target.host, target.port).await?),
            Some(proxy) => {
                let line = Stream::Plain(tcp(&proxy.host, proxy.port).await?);
                let mut line = if proxy.is_encrypted {
                    encrypt(&self.tls, line, &proxy.host).await?
                } else {
                    line
                };
                tunnel(&mut line, &target.host, target.port, proxy.auth.as_ref()).await?;
                line
            }
        };
        if target.is_encrypted { encrypt(settings, line, &target.host).await } else { Ok(line) }
    }

    pub(super) fn tls(&self) -> &Arc<rustls::ClientConfig> {
        &self.tls
    }

    pub(super) fn user_agent(&self) -> &HeaderValue {
        &self.user_agent
    }

    fn proxy_for(&self, target: &Target) -> Result<Option<ProxyTo>> {
        match &self.proxy {
            Proxy::Direct => Ok(None),
            Proxy::Url { url, auth } => {
                let auth = auth.as_ref().map(|(user, password)| TunnelAuth::new(user, password));
                ProxyTo::new(url.scheme(), url.host_str(), url.port_or_known_default(), auth)
                    .map(Some)
            }
            Proxy::System if target.is_loopback => Ok(None),
            Proxy::System => {
                static SYSTEM: OnceLock<Matcher> = OnceLock::new();
                let scheme = if target.is_encrypted { "https" } else { "http" };
                let uri = format!("{scheme}://{}", authority(&target.host, target.port));
                let Some(found) = Uri::try_from(uri)
                    .ok()
                    .and_then(|uri| SYSTEM.get_or_init(Matcher::from_system).intercept(&uri))
                else {
                    return Ok(None);
                };
                let auth = found.basic_auth().cloned().map(TunnelAuth::Header);
                let uri = found.uri();
                let port = uri.port_u16().or_else(|| match uri.scheme_str() {
                    Some("https") => Some(443),
                    _ => Some(80),
                });
                ProxyTo::new(uri.scheme_str().unwrap_or("http"), uri.host(), port, auth).map(Some)
            }
        }
    }
}

async fn encrypt(settings: &Arc<rustls::ClientConfig>, line: Stream, host: &str) -> Result<Stream> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|err| Error::config("the host has no valid name").with_source(err))?;
    let failed = |err| Error::new(ErrorKind::Connect, "the TLS handshake failed").with_source(err);
    let connector = TlsConnector::from(Arc::clone(settings));
    Ok(match line {
        Stream::Plain(tcp) => {
            Stream::Tls(Box::new(connector.connect(name, tcp).await.map_err(failed)?))
        }
        other => Stream::Boxed(Box::new(connector.connect(name, other).await.map_err(failed)?)),
    })
}

impl fmt::Debug for Dialer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialer")
            .field("proxy", &self.proxy)
            .field("allow_insecure", &self.allow_insecure)
            .finish_non_exhaustive()
    }
}

/// A proxy to ask for a tunnel.
struct ProxyTo {
    host: String,
    port: u16,
    is_encrypted: bool,
    auth: Option<TunnelAuth>,
}

impl ProxyTo {
    fn new(
        scheme: &str,
        host: Option<&str>,
        port: Option<u16>,
        auth: Option<TunnelAuth>,
    ) -> Result<Self> {
        if !matches!(scheme, "http" | "https") {
            return Err(Error::config("live sessions know HTTP proxies only"));
        }
        let (Some(host), Some(port)) = (host, port) else {
            return Err(Error::config("the proxy has no host"));
        };
        let host = host.trim_matches(['[', ']']).to_owned();
        Ok(Self { host, port, is_encrypted: scheme == "https", auth })
    }
}

/// Host and port as a URL writes them.
pub(super) fn authority(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// A line to the server, encrypted or not.
pub(super) enum Stream {
    Plain(TcpStream),
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
    /// Through an encrypted proxy, or from a test.
    Boxed(Box<dyn Duplex>),
}

/// Anything that can be a line.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// Calls `$call` on whichever stream it is.
macro_rules! each {
    ($stream:expr, $line:ident => $call:expr) => {
        match $stream.get_mut() {
            Stream::Plain(line) => {
                let $line = Pin::new(line);
                $call
            }
            Stream::Tls(line) => {
                let $line = Pin::new(line);
                $call
            }
            Stream::Boxed(line) => {
                let $line = Pin::new(line);
                $call
            }
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        each!(self, line => line.poll_read(cx, out))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        each!(self, line => line.poll_write(cx, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, line => line.poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, line => line.poll_shutdown(cx))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_or_refused_without_showing_secrets() {
        let read = |text: &str| Target::read(&text.parse().unwrap());
        let target = read("wss://a.test/ws?token=canary").unwrap();
        assert_eq!((target.host.as_str(), target.port, target.is_encrypted), ("a.test", 443, true));
        let target = read("ws://[::1]:81/x").unwrap();
        assert_eq!((target.host.as_str(), target.port, target.is_loopback), ("::1", 81, true));
        for bad in ["ftp://a.test/?canary", "/only?canary", "ws://u:canary@a.test/"] {
            let Err(err) = read(bad) else { panic!("{bad}") };
            assert_eq!(err.kind(), ErrorKind::Config);
            assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
        }
    }
}
