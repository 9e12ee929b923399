//! Over real sockets: TLS, proxies, refusals.

use std::sync::Arc;
use std::time::Duration;

use chatwire_core::ws::{Lifecycle, WsConfig};
use chatwire_core::{Config, ErrorKind, RootCertificate};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;

use super::{Toy, connect, life, text};
use crate::tls::{AUTHORITY, acceptor};

async fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

#[tokio::test]
async fn an_encrypted_line_trusts_the_given_authority_and_offers_no_protocols() {
    let (listener, port) = listener().await;
    let server = tokio::spawn(async move {
        let (tcp, _) = listener.accept().await.unwrap();
        let tls = acceptor(b"h2").accept(tcp).await.unwrap();
        assert_eq!(tls.get_ref().1.alpn_protocol(), None);
        let mut peer = accept_async(tls).await.unwrap();
        peer.send(Message::text("hello")).await.unwrap();
        peer.next().await
    });
    let root = RootCertificate::from_pem(AUTHORITY).unwrap();
    let config = WsConfig::new(&Config::new().root_certificate(root)).unwrap();
    let toy = Toy { url: format!("wss://localhost:{port}/live"), ..Toy::new() };
    let mut session = connect(toy, config).online().await.unwrap();
    assert!(matches!(life(&mut session).await, Lifecycle::Online { .. }));
    assert_eq!(text(&mut session).await, "hello");
    session.close().await;
    assert!(matches!(server.await.unwrap(), Some(Ok(Message::Close(_)))));
}

#[tokio::test]
async fn an_unknown_authority_is_no_connection() {
    let (listener, port) = listener().await;
    tokio::spawn(async move {
        let (tcp, _) = listener.accept().await.unwrap();
        acceptor(b"h2").accept(tcp).await.map(drop)
    });
    let config = WsConfig::new(&Config::new()).unwrap().max_attempts(1);
    let toy = Toy { url: format!("wss://localhost:{port}/live"), ..Toy::new() };
    let err = connect(toy, config).online().await.unwrap_err();
    let cause = std::error::Error::source(&err).unwrap().to_string();
    assert!(cause.contains("the TLS handshake failed"), "{cause}");
}

#[tokio::test]
async fn a_proxy_gives_a_tunnel_after_credentials() {
    let (target, target_port) = listener().await;
    tokio::spawn(async move {
        let (tcp, _) = target.accept().await.unwrap();
        let mut peer = accept_async(tcp).await.unwrap();
        peer.send(Message::text("through")).await.unwrap();
        peer.next().await
    });
    let (proxy, proxy_port) = listener().await;
    let seen = tokio::spawn(async move {
        let (mut near, _) = proxy.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(near.read_u8().await.unwrap());
        }
        near.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
        let mut far = TcpStream::connect(("127.0.0.1", target_port)).await.unwrap();
        tokio::spawn(async move { copy_bidirectional(&mut near, &mut far).await });
        String::from_utf8(head).unwrap()
    });
    let network = Config::new().proxy(format!("http://us%40er:p%3Aw@127.0.0.1:{proxy_port}"));
    let config = WsConfig::new(&network.unwrap().allow_insecure()).unwrap();
    let toy = Toy { url: "ws://chat.test/live".into(), ..Toy::new() };
    let mut session = connect(toy, config).online().await.unwrap();
    life(&mut session).await;
    assert_eq!(text(&mut session).await, "through");
    let head = seen.await.unwrap();
    assert!(head.starts_with("CONNECT chat.test:80 HTTP/1.1\r\n"), "{head}");
    // "us@er:p:w" in base64.
    assert!(head.contains("Proxy-Authorization: Basic dXNAZXI6cDp3\r\n"), "{head}");
}

#[tokio::test]
async fn a_proxy_that_refuses_is_no_connection_whatever_its_status_is() {
    let (proxy, port) = listener().await;
    tokio::spawn(async move {
        let (mut near, _) = proxy.accept().await.unwrap();
        let mut head = [0; 1024];
        let _read = near.read(&mut head).await.unwrap();
        near.write_all(b"HTTP/1.1 407 Who are you\r\n\r\n").await
    });
    let network = Config::new().proxy(format!("http://127.0.0.1:{port}")).unwrap();
    let config = WsConfig::new(&network).unwrap();
    let toy = Toy { url: "wss://chat.test/live".into(), ..Toy::new() };
    let mut session = connect(toy, config);
    match life(&mut session).await {
        Lifecycle::Offline { cause, .. } => {
            assert_eq!((cause.kind(), cause.status()), (ErrorKind::Connect, None));
            assert!(cause.message().contains("407"), "{cause}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn refusals_have_status_body_and_wait() {
    let cases = [
        (429, "retry-after: 7\r\n", ErrorKind::RateLimited),
        (429, "retry-after: 4000000000\r\n", ErrorKind::RateLimited),
        (302, "location: https://elsewhere.test/?canary\r\n", ErrorKind::Redirect),
        (404, "", ErrorKind::NotFound),
        (200, "", ErrorKind::Rejected),
    ];
    for (status, headers, kind) in cases {
        let (listener, port) = listener().await;
        let answer = format!("HTTP/1.1 {status} X\r\n{headers}content-length: 4\r\n\r\nwhy?");
        tokio::spawn(async move {
            let (mut tcp, _) = listener.accept().await.unwrap();
            let mut head = [0; 4096];
            let _read = tcp.read(&mut head).await.unwrap();
            tcp.write_all(answer.as_bytes()).await.unwrap();
            tcp.read(&mut head).await
        });
        let config = WsConfig::new(&Config::new()).unwrap();
        let toy = Toy { url: format!("ws://127.0.0.1:{port}/"), ..Toy::new() };
        let mut session = connect(toy, config);
        let err = match session.next().await.unwrap() {
            Ok(super::Event::Life(Lifecycle::Offline { cause, retry_in, .. })) => {
                // A clock that went wrong must not silence a session for a century.
                let hour = Duration::from_secs(3_600);
                let asked = cause.retry_after().unwrap();
                assert!(retry_in >= asked.min(hour) && retry_in <= hour, "{retry_in:?}");
                cause
            }
            Ok(other) => panic!("{other:?}"),
            Err(err) => err,
        };
        assert_eq!((err.kind(), err.status().unwrap().as_u16()), (kind, status));
        assert!(!format!("{err} {err:?}").contains("canary"));
        assert_eq!(err.message().contains("https://elsewhere.test/"), status == 302, "{err}");
    }
}

/// Only to see that sessions need no more than `Send`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_over_loopback_arrives_whole_between_threads() {
    const COUNT: usize = 50_000;
    let (listener, port) = listener().await;
    let done = Arc::new(tokio::sync::Notify::new());
    let finish = Arc::clone(&done);
    tokio::spawn(async move {
        let (tcp, _) = listener.accept().await.unwrap();
        let mut peer = accept_async(tcp).await.unwrap();
        for number in 0..COUNT {
            peer.feed(Message::text(number.to_string())).await.unwrap();
        }
        peer.flush().await.unwrap();
        finish.notified().await;
    });
    let config = WsConfig::new(&Config::new()).unwrap().capacity(1_000);
    let toy = Toy { url: format!("ws://127.0.0.1:{port}/"), ..Toy::new() };
    let mut session = connect(toy, config).online().await.unwrap();
    life(&mut session).await;
    for number in 0..COUNT {
        assert_eq!(text(&mut session).await, number.to_string());
    }
    done.notify_one();
}
