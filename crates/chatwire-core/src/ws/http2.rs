//! Lines for protocols over HTTP/2 that have a client of their own, such as gRPC.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderValue, Uri};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::dial::{Dialer, Stream, Target};
use crate::{BaseUrl, Config, Error, ErrorKind, Result};

/// Longest time for name look-up, TCP, proxy and TLS unless said otherwise, as for requests.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens lines to one address with the TLS and proxy settings of a [`Config`], for clients of HTTP/2 that are not
/// ours. For platform crates.
///
/// ```
/// use chatwire_core::Config;
/// use chatwire_core::build::{BaseUrl, Http2Dialer};
///
/// let node = BaseUrl::parse("https://node.example.org:9001")?;
/// let dialer = Http2Dialer::new(&node, &Config::new())?;
/// assert!(dialer.user_agent().to_str().unwrap().starts_with("chatwire"));
/// let plain = BaseUrl::parse("http://node.example.org:9001")?;
/// assert!(Http2Dialer::new(&plain, &Config::new()).is_err(), "not encrypted, and on another machine");
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Http2Dialer {
    dialer: Dialer,
    target: Arc<Target>,
    /// Like the dialer's, and with a name for HTTP/2, which must not be offered to a proxy.
    tls: Arc<rustls::ClientConfig>,
    connect_timeout: Duration,
    attempt_timeout: Option<Duration>,
    max_response: Option<usize>,
}

impl Http2Dialer {
    /// Lines to `address`; no connection is made. A path of the address counts for nothing here.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) when the address is not encrypted and on another machine, unless
    /// [`allow_insecure`](Config::allow_insecure), and when TLS cannot be set up.
    pub fn new(address: &BaseUrl, config: &Config) -> Result<Self> {
        address.check_encryption(config.allow_insecure)?;
        let uri = Uri::try_from(address.as_str())
            .map_err(|err| Error::config("the address is no URL").with_source(err))?;
        let dialer = Dialer::new(config)?;
        let mut tls = rustls::ClientConfig::clone(dialer.tls());
        tls.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self {
            target: Arc::new(Target::read(&uri)?),
            tls: Arc::new(tls),
            dialer,
            connect_timeout: config.connect_timeout.unwrap_or(CONNECT_TIMEOUT),
            attempt_timeout: config.attempt_timeout,
            max_response: config.max_response,
        })
    }

    /// Opens a line: name look-up, TCP, proxy, TLS.
    ///
    /// # Errors
    ///
    /// [`Connect`](ErrorKind::Connect) when that fails or takes too long, [`Config`](ErrorKind::Config) when the
    /// proxy cannot be used, [`Unsupported`](ErrorKind::Unsupported) when the server does not speak HTTP/2.
    pub async fn connect(&self) -> Result<Http2Connection> {
        let reaching = self.dialer.reach(&self.target, &self.tls);
        let line = tokio::time::timeout(self.connect_timeout, reaching)
            .await
            .map_err(|_| Error::new(ErrorKind::Connect, "connecting took too long"))??;
        if let Stream::Tls(tls) = &line
            && tls.get_ref().1.alpn_protocol() != Some(b"h2".as_slice())
        {
            return Err(Error::new(ErrorKind::Unsupported, "the server does not speak HTTP/2"));
        }
        Ok(Http2Connection(line))
    }

    /// Name of the program and of this crate, as requests send it.
    #[must_use]
    pub fn user_agent(&self) -> &HeaderValue {
        self.dialer.user_agent()
    }

    /// Longest time for one attempt, where one was set.
    #[must_use]
    pub fn attempt_timeout(&self) -> Option<Duration> {
        self.attempt_timeout
    }

    /// Largest answer in bytes, where one was set.
    #[must_use]
    pub fn max_response(&self) -> Option<usize> {
        self.max_response
    }
}

impl fmt::Debug for Http2Dialer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http2Dialer").field("dialer", &self.dialer).finish_non_exhaustive()
    }
}

/// An open line, encrypted unless the address said otherwise.
pub struct Http2Connection(Stream);

impl fmt::Debug for Http2Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http2Connection").finish_non_exhaustive()
    }
}

impl AsyncRead for Http2Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_read(cx, out)
    }
}

impl AsyncWrite for Http2Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().0).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_shutdown(cx)
    }
}
