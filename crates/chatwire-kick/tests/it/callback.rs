//! The callback of a desktop program: what counts, and what does not.

use std::time::Duration;

use chatwire_core::testing::Script;
use chatwire_kick::oauth::{AuthorizationRequest, LocalCallback};
use chatwire_kick::{Client, ErrorKind, Result, Scope, Secret, code};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::support::app;

const LONG: Duration = Duration::from_secs(60);

async fn waiting(uri: &str, deadline: Duration) -> (String, JoinHandle<Result<Secret>>) {
    let client: Client = app(&Script::new()).build().unwrap();
    let callback = LocalCallback::bind(uri).await.unwrap();
    let uri = url::Url::parse(callback.redirect_uri()).unwrap();
    let login: AuthorizationRequest = client
        .authorize_url([Scope::ChatWrite])
        .redirect_uri(callback.redirect_uri())
        .state("the-state")
        .build()
        .unwrap();
    let address = format!("127.0.0.1:{}", uri.port().unwrap());
    (address, tokio::spawn(async move { callback.wait(&login, deadline).await }))
}

/// Sends bytes and reads the answer to its end.
async fn exchange(address: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The other end may have answered and closed before it read all.
    let _sent = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _read = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

fn get(target: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes()
}

#[tokio::test]
async fn one_valid_callback_is_served_and_the_port_closed() {
    for uri in ["http://localhost:0/callback", "http://127.0.0.1:0/callback"] {
        let (address, outcome) = waiting(uri, LONG).await;
        let answer = exchange(&address, &get("/callback?code=c0de&state=the-state")).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        for line in ["Cache-Control: no-store", "Referrer-Policy: no-referrer", "Connection: close"]
        {
            assert!(answer.contains(line), "{answer}");
        }
        assert!(!answer.contains("c0de") && !answer.contains("the-state"), "{answer}");
        assert_eq!(outcome.await.unwrap().unwrap(), Secret::new("c0de"));
        assert!(TcpStream::connect(&address).await.is_err());
    }
}

#[tokio::test]
async fn what_is_no_callback_of_this_login_changes_nothing() {
    let (address, outcome) = waiting("http://localhost:0/callback", LONG).await;
    let oversize =
        [b"GET /callback?".as_slice(), "x".repeat(9_000).as_bytes(), b" HTTP/1.1\r\n\r\n"].concat();
    let post = b"POST /callback?code=x&state=the-state HTTP/1.1\r\nContent-Length: 0\r\n\r\n";
    for (request, status) in [
        (get("/callback?code=forged&state=another"), "400"),
        (get("/callback?code=forged"), "400"),
        (get("/callback"), "400"),
        (get("/favicon.ico"), "404"),
        (get("/callback/x?code=forged&state=the-state"), "404"),
        (post.to_vec(), "405"),
        (oversize, "431"),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n".to_vec(), "400"),
        (b"\xff\xfe \r\n\r\n".to_vec(), "400"),
        (b"GET\r\n\r\n".to_vec(), "400"),
        (b"GET /callback?code=x&state=the-state HTTP/2\r\n\r\n".to_vec(), "400"),
    ] {
        let answer = exchange(&address, &request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{status}: {answer}");
    }
    // Connections that say nothing, or break off, hold nobody up.
    let silent = TcpStream::connect(&address).await.unwrap();
    let mut half = TcpStream::connect(&address).await.unwrap();
    half.write_all(b"GET /callback?code=x&state=the-state HTTP/1.1\r\n").await.unwrap();
    drop(half);
    assert!(!outcome.is_finished());
    exchange(&address, &get("/callback?state=the-state&code=good")).await;
    assert_eq!(outcome.await.unwrap().unwrap(), Secret::new("good"));
    drop(silent);
}

#[tokio::test]
async fn a_refusal_ends_the_wait() {
    let (address, outcome) = waiting("http://localhost:0/", LONG).await;
    let answer = exchange(&address, &get("/?error=access_denied&state=the-state")).await;
    assert!(answer.contains("refused"), "{answer}");
    let err = outcome.await.unwrap().unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Auth, Some(code::ACCESS_DENIED)));
}

#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_longer_than_the_deadline() {
    let (address, outcome) = waiting("http://127.0.0.1:0/callback", LONG).await;
    let silent = TcpStream::connect(&address).await.unwrap();
    tokio::time::advance(LONG).await;
    assert_eq!(outcome.await.unwrap().unwrap_err().kind(), ErrorKind::Timeout);
    drop(silent);
}

#[tokio::test]
async fn only_addresses_of_this_machine_are_opened() {
    for bad in [
        "",
        "localhost:5000",
        "https://localhost:0/cb",
        "http://example.org:0/cb",
        "http://0.0.0.0:0/cb",
        "http://localhost:0/cb?x=1",
    ] {
        assert_eq!(LocalCallback::bind(bad).await.unwrap_err().kind(), ErrorKind::Input, "{bad}");
    }
    let taken = LocalCallback::bind("http://127.0.0.1:0/cb").await.unwrap();
    let err = LocalCallback::bind(taken.redirect_uri()).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Config);
}
