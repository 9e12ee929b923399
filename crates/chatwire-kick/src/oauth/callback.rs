//! [`LocalCallback`]: the redirect URI of a desktop program, on this machine only.

mod answer;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use chatwire_core::{Error, ErrorKind, Result, Secret};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, timeout, timeout_at};
use url::{Host, Url};

use self::answer::{Page, Seen, look};
use super::AuthorizationRequest;
use crate::client::named;

/// Largest head of a request that is read.
const MAX_HEAD: usize = 8 * 1024;

/// Longest time for one connection: browsers open some that they never use.
const PATIENCE: Duration = Duration::from_secs(10);

/// Most connections at a time.
const MAX_OPEN: usize = 16;

/// Waits on a loopback address for the one callback of a login.
///
/// ```no_run
/// # // no_run: opens a port and waits for a browser
/// # async fn login() -> chatwire_kick::Result<()> {
/// use std::time::Duration;
/// use chatwire_kick::oauth::LocalCallback;
/// use chatwire_kick::{Client, Scope};
///
/// let client = Client::builder().app("client-id", "client-secret").build()?;
/// let callback = LocalCallback::bind("http://localhost:5000/callback").await?;
/// let login = client
///     .authorize_url([Scope::ChatWrite])
///     .redirect_uri(callback.redirect_uri())
///     .build()?;
/// println!("Open {}", login.url());
/// let code = callback.wait(&login, Duration::from_secs(300)).await?;
/// let token = client
///     .exchange_code(code, login.verifier().clone())
///     .redirect_uri(login.redirect_uri())
///     .scopes([Scope::ChatWrite])
///     .await?;
/// # let _ = token;
/// # Ok(())
/// # }
/// ```
pub struct LocalCallback {
    uri: Url,
    /// One, or with the name `localhost` up to two: browsers take it for either family.
    listeners: Vec<TcpListener>,
}

impl LocalCallback {
    /// Opens the port of a redirect URI: `http`, on `localhost`, `127.0.0.1` or `[::1]`.
    ///
    /// Port 0 takes any free one; [`redirect_uri`](Self::redirect_uri) says which. Kick compares redirect URIs with
    /// those registered for the app, so a fixed port is the rule.
    ///
    /// # Errors
    ///
    /// [`Input`](ErrorKind::Input) when the URI is none of these, [`Config`](ErrorKind::Config) when the port cannot
    /// be opened.
    pub async fn bind(redirect_uri: impl AsRef<str>) -> Result<Self> {
        let mut uri = Url::parse(redirect_uri.as_ref()).map_err(|_| refused("it is no URL"))?;
        if uri.scheme() != "http" || uri.query().is_some() || uri.fragment().is_some() {
            return Err(refused("it is not plain http, or has a query"));
        }
        let (first, second) = match uri.host() {
            Some(Host::Domain("localhost")) => {
                (IpAddr::from(Ipv4Addr::LOCALHOST), Some(IpAddr::from(Ipv6Addr::LOCALHOST)))
            }
            Some(Host::Ipv4(ip)) if ip.is_loopback() => (IpAddr::from(ip), None),
            Some(Host::Ipv6(ip)) if ip.is_loopback() => (IpAddr::from(ip), None),
            _ => return Err(refused("it is not on this machine")),
        };
        let unusable = |err: std::io::Error| {
            named(Error::config("the callback's port cannot be opened").with_source(err))
        };
        let port = uri.port_or_known_default().unwrap_or_default();
        let listener = TcpListener::bind(SocketAddr::new(first, port)).await.map_err(unusable)?;
        let port = listener.local_addr().map_err(unusable)?.port();
        let mut listeners = vec![listener];
        if let Some(second) = second {
            // Machines without that family have no such address; the first is enough then.
            listeners.extend(TcpListener::bind(SocketAddr::new(second, port)).await.ok());
        }
        if uri.set_port(Some(port)).is_err() {
            return Err(refused("it cannot have a port"));
        }
        Ok(Self { uri, listeners })
    }

    /// Redirect URI with the port that was opened.
    #[must_use]
    pub fn redirect_uri(&self) -> &str {
        self.uri.as_str()
    }

    /// Waits for the callback of `login` and returns its code; the port is closed then.
    ///
    /// A request with another path, method or state gets a page that says so and changes nothing. May be dropped: the
    /// port is closed.
    ///
    /// # Errors
    ///
    /// [`Timeout`](ErrorKind::Timeout) after `deadline`; [`Auth`](ErrorKind::Auth) with the code
    /// [`ACCESS_DENIED`](crate::code::ACCESS_DENIED) when the user said no, or with the server's own word.
    pub async fn wait(self, login: &AuthorizationRequest, deadline: Duration) -> Result<Secret> {
        let until = Instant::now() + deadline.min(Duration::from_secs(24 * 3600));
        match timeout_at(until, self.serve(login)).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let why = "nobody finished the login in time";
                Err(named(
                    Error::new(ErrorKind::Timeout, why).with_operation("kick.local_callback"),
                ))
            }
        }
    }

    async fn serve(&self, login: &AuthorizationRequest) -> Result<Secret> {
        let mut open = FuturesUnordered::new();
        loop {
            tokio::select! {
                Some(outcome) = open.next(), if !open.is_empty() => {
                    if let Some(outcome) = outcome {
                        return outcome;
                    }
                }
                stream = self.accept(), if open.len() < MAX_OPEN => match stream {
                    Ok(stream) => open.push(self.answer(stream, login)),
                    // A connection that broke while it was taken, or too many open files: the next may do.
                    Err(err) => {
                        tracing::debug!(kind = ?err.kind(), "a connection could not be taken");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                },
            }
        }
    }

    async fn accept(&self) -> std::io::Result<TcpStream> {
        let accepts = self.listeners.iter().map(|listener| Box::pin(listener.accept()));
        let (accepted, _, _) = futures_util::future::select_all(accepts).await;
        accepted.map(|(stream, _)| stream)
    }

    /// Serves one connection; the outcome of the login if this was it.
    async fn answer(
        &self,
        mut stream: impl AsyncRead + AsyncWrite + Unpin,
        login: &AuthorizationRequest,
    ) -> Option<Result<Secret>> {
        let served = timeout(PATIENCE, async {
            let head = read_head(&mut stream).await?;
            let seen = look(&head, self.uri.path(), login);
            Some((seen, stream))
        });
        let (seen, mut stream) = served.await.ok().flatten()?;
        let Seen { page, outcome } = seen;
        // The browser may have gone: what counts is the code.
        let _told = timeout(PATIENCE, tell(&mut stream, page)).await;
        outcome
    }
}

impl fmt::Debug for LocalCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalCallback").field("uri", &self.uri.as_str()).finish_non_exhaustive()
    }
}

/// Head of a request, as far as it may be long; `None` when the connection ends before it does.
async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let mut head = Vec::with_capacity(1024);
    while head.len() <= MAX_HEAD {
        if stream.read_buf(&mut head).await.ok()? == 0 {
            return None;
        }
        if head.windows(4).any(|end| end == b"\r\n\r\n") {
            break;
        }
    }
    Some(head)
}

async fn tell(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    page: Page,
) -> std::io::Result<()> {
    stream.write_all(page.text().as_bytes()).await?;
    stream.shutdown().await?;
    // What was not read when a socket closes makes it reset, and the page is lost: take a bounded rest.
    let mut rest = stream.take(64 * 1024);
    tokio::io::copy(&mut rest, &mut tokio::io::sink()).await.map(|_| ())
}

fn refused(why: &'static str) -> Error {
    named(Error::input(format!("not a redirect URI for a local callback: {why}")))
}
