//! Below the websocket: TCP by the quickest address, and tunnels through HTTP proxies.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use http::{HeaderValue, StatusCode};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::sleep;

use super::dial::authority;
use crate::{Error, ErrorKind, Result, Secret};

/// Head start of one address before the next is tried beside it (RFC 8305, section 5).
const HEAD_START: Duration = Duration::from_millis(250);
/// Largest answer of a proxy to a CONNECT.
const PROXY_HEAD: usize = 16 * 1024;

/// Connects to whichever address of `host` answers first.
pub(super) async fn tcp(host: &str, port: u16) -> Result<TcpStream> {
    let addresses: Vec<SocketAddr> = lookup_host((host, port))
        .await
        .map_err(|err| {
            Error::new(ErrorKind::Connect, format!("cannot resolve {host}")).with_source(err)
        })?
        .collect();
    let stream = race(interleaved(addresses)).await.map_err(|err| {
        Error::new(ErrorKind::Connect, format!("cannot connect to {host}")).with_source(err)
    })?;
    stream.set_nodelay(true).map_err(|err| {
        Error::new(ErrorKind::Connect, "the connection broke at once").with_source(err)
    })?;
    Ok(stream)
}

/// Both families in turn, beginning with that of the resolver's first choice.
fn interleaved(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    if addresses.len() < 2 {
        return addresses;
    }
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == first_is_v6);
    let mut second = second.into_iter();
    let mut order = Vec::with_capacity(first.len() + second.len());
    for address in first {
        order.push(address);
        order.extend(second.next());
    }
    order.extend(second);
    order
}

/// Starts the next address when one failed, or did not answer within its head start.
async fn race(addresses: Vec<SocketAddr>) -> io::Result<TcpStream> {
    // Nobody to race with.
    if let [only] = *addresses {
        return TcpStream::connect(only).await;
    }
    let mut waiting = addresses.into_iter();
    let mut running = FuturesUnordered::new();
    let mut last = None;
    loop {
        if let Some(address) = waiting.next() {
            running.push(TcpStream::connect(address));
        } else if running.is_empty() {
            let none = || io::Error::new(io::ErrorKind::NotFound, "the name has no address");
            return Err(last.unwrap_or_else(none));
        }
        let has_more = waiting.len() > 0;
        tokio::select! {
            Some(outcome) = running.next() => match outcome {
                Ok(stream) => return Ok(stream),
                Err(err) => last = Some(err),
            },
            () = sleep(HEAD_START), if has_more => {}
        }
    }
}

/// Credentials for a proxy.
pub(super) enum TunnelAuth {
    Header(HeaderValue),
    Basic(Secret),
}

impl TunnelAuth {
    pub(super) fn new(user: &str, password: &Secret) -> Self {
        let pair = Secret::new(format!("{user}:{}", password.expose()));
        Self::Basic(Secret::new(STANDARD.encode(pair.expose())))
    }

    fn write(&self, head: &mut Vec<u8>) {
        head.extend_from_slice(b"Proxy-Authorization: ");
        match self {
            Self::Header(value) => head.extend_from_slice(value.as_bytes()),
            Self::Basic(encoded) => {
                head.extend_from_slice(b"Basic ");
                head.extend_from_slice(encoded.expose().as_bytes());
            }
        }
        head.extend_from_slice(b"\r\n");
    }
}

/// Asks the proxy at the other end of `line` for a tunnel to `host`.
pub(super) async fn tunnel(
    line: &mut (impl AsyncRead + AsyncWrite + Unpin),
    host: &str,
    port: u16,
    auth: Option<&TunnelAuth>,
) -> Result<()> {
    let target = authority(host, port);
    let mut head = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n").into_bytes();
    if let Some(auth) = auth {
        auth.write(&mut head);
    }
    head.extend_from_slice(b"\r\n");
    let broken = |err| Error::new(ErrorKind::Connect, "the proxy hung up").with_source(err);
    line.write_all(&head).await.map_err(broken)?;
    line.flush().await.map_err(broken)?;
    let answer = read_head(line).await.map_err(broken)?;
    match status(&answer) {
        Some(status) if status.is_success() => Ok(()),
        // A proxy's status is no status of the platform: 407 here is not 401 there.
        Some(status) => {
            Err(Error::new(ErrorKind::Connect, format!("the proxy refused the tunnel: {status}")))
        }
        None => Err(Error::new(ErrorKind::Connect, "the proxy speaks no HTTP")),
    }
}

/// Reads up to the empty line, byte by byte: what follows belongs to the tunnel.
async fn read_head(line: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= PROXY_HEAD {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its answer is too long"));
        }
        head.push(line.read_u8().await?);
    }
    Ok(head)
}

fn status(head: &[u8]) -> Option<StatusCode> {
    let line = head.split(|byte| *byte == b'\r').next()?;
    let rest = line.strip_prefix(b"HTTP/1.")?;
    StatusCode::from_bytes(rest.split(|byte| *byte == b' ').nth(1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_take_turns() {
        let all = |texts: &[&str]| -> Vec<SocketAddr> {
            texts.iter().map(|text| text.parse().unwrap()).collect()
        };
        let given = all(&["[::1]:1", "[::2]:1", "1.1.1.1:1", "[::3]:1"]);
        assert_eq!(interleaved(given), all(&["[::1]:1", "1.1.1.1:1", "[::2]:1", "[::3]:1"]));
    }

    #[tokio::test]
    async fn a_dead_address_does_not_hide_a_live_one() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let live = listener.local_addr().unwrap();
        let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let dead = closed.local_addr().unwrap();
        drop(closed);
        for addresses in [vec![dead, live], vec![live]] {
            assert_eq!(race(addresses).await.unwrap().peer_addr().unwrap(), live);
        }
        assert!(race(vec![dead]).await.is_err());
        assert!(race(vec![dead, dead]).await.is_err());
        assert!(race(Vec::new()).await.is_err());
    }

    #[tokio::test]
    async fn a_tunnel_leaves_what_follows_the_head() {
        let (mut near, mut far) = tokio::io::duplex(1024);
        let auth = TunnelAuth::new("us@er", &Secret::new("p:w"));
        let proxy = tokio::spawn(async move {
            let head = String::from_utf8(read_head(&mut far).await.unwrap()).unwrap();
            far.write_all(b"HTTP/1.1 200 OK\r\nx: y\r\n\r\nhello").await.unwrap();
            head
        });
        tunnel(&mut near, "::1", 443, Some(&auth)).await.unwrap();
        let mut rest = [0; 5];
        near.read_exact(&mut rest).await.unwrap();
        assert_eq!(&rest, b"hello");
        let head = proxy.await.unwrap();
        assert!(head.starts_with("CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n"), "{head}");
        assert!(head.contains("Proxy-Authorization: Basic dXNAZXI6cDp3\r\n"), "{head}");
    }
}
