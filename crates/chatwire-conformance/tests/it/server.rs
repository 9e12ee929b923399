//! The scripted server, spoken to by hand.

use std::time::Duration;

use chatwire_conformance::server::{Pace, ScriptedServer};
use chatwire_conformance::vector::ScriptedResponse;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

fn script(answers: Value) -> Vec<ScriptedResponse> {
    serde_json::from_value(answers).unwrap()
}

async fn start(answers: Value) -> ScriptedServer {
    let answers = script(answers);
    ScriptedServer::start(&answers, Pace::of(&answers)).await.unwrap()
}

async fn connect(server: &ScriptedServer) -> TcpStream {
    let address = server.origin().trim_start_matches("http://").to_owned();
    TcpStream::connect(address).await.unwrap()
}

/// Sends `text`, stops writing, reads until the server closes.
async fn exchange(server: &ScriptedServer, text: &str) -> String {
    let mut stream = connect(server).await;
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

const GET: &str = "GET /a%2Fb?x=1&y HTTP/1.1\r\nHost: h\r\nX-Thing: 1\r\n\r\n";

#[tokio::test]
async fn it_answers_in_order_and_writes_down_what_came() {
    let server = start(json!([
        {"status": 201, "json": {"a": 1}, "headers": {"X-Request-Id": "r"}},
        {"status": 200, "text": "{}", "headers": {"Content-Type": "text/plain"}},
    ]))
    .await;
    let post = "POST /p HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
    let answer = exchange(&server, &format!("{GET}{post}")).await;
    let (first, second) = answer.split_once("{\"a\":1}").unwrap();
    assert!(first.starts_with("HTTP/1.1 201 "), "{first}");
    assert!(
        first.contains("X-Request-Id: r\r\n")
            && first.contains("content-type: application/json\r\n")
    );
    assert!(second.starts_with("HTTP/1.1 200 ") && second.ends_with("\r\n\r\n{}"), "{second}");
    assert!(!second.contains("application/json"));

    let seen = server.seen();
    assert!(seen.troubles.is_empty(), "{:?}", seen.troubles);
    assert_eq!(
        (seen.requests[0].path.as_str(), seen.requests[0].query.as_str()),
        ("/a%2Fb", "x=1&y")
    );
    assert_eq!(seen.requests[0].header("x-thing"), Some("1"));
    assert_eq!(
        (seen.requests[1].method.as_str(), seen.requests[1].body.as_slice()),
        ("POST", b"abc".as_slice())
    );
}

#[tokio::test]
async fn chunks_are_put_together() {
    let server = start(json!([{"status": 204}])).await;
    let text = "POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
    let answer = exchange(&server, text).await;
    assert!(answer.starts_with("HTTP/1.1 204 ") && !answer.contains("content-length"), "{answer}");
    assert_eq!(server.seen().requests[0].body, b"abcde");
}

#[tokio::test]
async fn a_request_beyond_the_script_is_seen_and_gets_nothing() {
    let server = start(json!([{"status": 200}])).await;
    let answer = exchange(&server, &format!("{GET}{GET}")).await;
    assert_eq!(answer.matches("HTTP/1.1").count(), 1);
    assert_eq!(server.seen().requests.len(), 2);
}

#[tokio::test]
async fn dropped_and_cut_off_answers() {
    let server =
        start(json!([{"drop": true}, {"status": 200, "text": "{\"a", "fake_len": 500}])).await;
    assert_eq!(exchange(&server, GET).await, "");
    let answer = exchange(&server, GET).await;
    assert!(
        answer.contains("content-length: 500\r\n") && answer.ends_with("\r\n\r\n{\"a"),
        "{answer}"
    );
}

#[tokio::test]
async fn no_answer_at_all_keeps_the_connection() {
    let server = start(json!([{"none": true}])).await;
    let mut stream = connect(&server).await;
    stream.write_all(GET.as_bytes()).await.unwrap();
    while server.seen().requests.is_empty() {
        tokio::task::yield_now().await;
    }
    let mut byte = [0];
    let waited = tokio::time::timeout(Duration::from_millis(50), stream.read(&mut byte)).await;
    assert!(waited.is_err(), "the server must neither answer nor close");
}

#[tokio::test]
async fn without_answers_nothing_listens() {
    let server = start(json!([])).await;
    let address = server.origin().trim_start_matches("http://").to_owned();
    let refused = TcpStream::connect(address).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn what_is_no_http_is_reported() {
    let server = start(json!([{"status": 200}])).await;
    assert_eq!(exchange(&server, "nonsense\r\n\r\n").await, "");
    assert_eq!(server.seen().troubles, ["no HTTP/1.1: the request line is incomplete"]);
}

#[test]
fn long_delays_and_timeouts_shrink_alike() {
    let short = Pace::of(&script(json!([{"delay": 1.2}])));
    assert_eq!(short.real(0.3), Duration::from_secs_f64(0.3));
    let long = Pace::of(&script(json!([{"delay": 15.0}, {"delay": 3.0}])));
    assert_eq!(long.real(15.0), Duration::from_secs_f64(1.5));
    assert_eq!(long.real(5.0), Duration::from_secs_f64(0.5));
    assert_eq!(long.real(-1.0), Duration::ZERO);
}
