//! Answers over a real socket: each status, `Retry-After`, broken bodies, redirects.

use std::time::Duration;

use chatwire_chatluck::{Client, Error, ErrorKind, Retry, StatusCode};
use chatwire_core::testing::{Answer, Script};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wiremock::matchers::{any, body_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::{KEY, answering, message, scripted};

fn client(server: &MockServer) -> Client {
    let builder = Client::builder(KEY).base_url(format!("{}/v1", server.uri())).unwrap();
    builder.no_rate_limit().retry(Retry::none()).build().unwrap()
}

async fn serve(answer: ResponseTemplate) -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let client = client(&server);
    (server, client)
}

async fn both(client: &Client) -> [Error; 2] {
    let read = client.get_user_info("u").await.unwrap_err();
    [read, client.send_message("c", "x").await.unwrap_err()]
}

#[tokio::test]
async fn a_message_goes_out_and_comes_back() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/messages"))
        .and(header("authorization", format!("Bearer {KEY}")))
        .and(header("content-type", "application/json"))
        .and(body_json(json!({"channel_id": "ch", "content": "Hello"})))
        .respond_with(
            ResponseTemplate::new(202)
                .set_body_json(message(1))
                .insert_header("x-request-id", "r1"),
        )
        .expect(1)
        .mount(&server)
        .await;
    let request = client(&server).send_message("ch", "Hello").request().with_meta();
    let response = request.await.unwrap();
    assert_eq!(response.value.id, "msg_1");
    assert_eq!(response.meta.status, StatusCode::ACCEPTED);
    assert_eq!(response.meta.request_id.as_deref(), Some("r1"));
}

#[tokio::test]
async fn each_status_has_its_kind() {
    for (status, kind) in [
        (304, ErrorKind::Rejected),
        (400, ErrorKind::Rejected),
        (401, ErrorKind::Auth),
        (402, ErrorKind::PaymentRequired),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (408, ErrorKind::Server),
        (409, ErrorKind::Conflict),
        (413, ErrorKind::Rejected),
        (418, ErrorKind::Rejected),
        (422, ErrorKind::Rejected),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Server),
        (502, ErrorKind::Server),
        (503, ErrorKind::Server),
        (504, ErrorKind::Server),
    ] {
        let body = json!({"error": {"code": "E1", "message": "no"}});
        let mut answer = ResponseTemplate::new(status).insert_header("x-request-id", "r1");
        if status != 304 {
            answer = answer.set_body_json(&body);
        }
        let (_server, client) = serve(answer).await;
        for err in both(&client).await {
            assert_eq!((err.kind(), err.status().unwrap().as_u16()), (kind, status));
            assert_eq!((err.platform(), err.request_id()), ("chatluck", Some("r1")));
            assert!(err.maybe_sent());
            if status != 304 {
                assert_eq!((err.code(), err.message()), (Some("E1"), "no"));
                assert_eq!(&err.body()[..], body.to_string().as_bytes());
            }
        }
    }
}

#[tokio::test]
async fn retry_after_is_read_in_all_its_forms() {
    for (name, value, expected) in [
        ("retry-after", "2", Some(2_000)),
        ("retry-after", "0.5", Some(500)),
        ("retry-after-ms", "1500", Some(1_500)),
        ("retry-after", "3600", Some(3_600_000)),
        ("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT", Some(0)),
        ("retry-after", "soon", None),
    ] {
        for status in [429, 503] {
            let (_server, client) =
                serve(ResponseTemplate::new(status).insert_header(name, value)).await;
            for err in both(&client).await {
                assert_eq!(
                    err.retry_after(),
                    expected.map(Duration::from_millis),
                    "{name}: {value}"
                );
            }
        }
    }
}

#[tokio::test]
async fn redirects_are_never_followed() {
    for status in [301, 302, 303, 307, 308] {
        let (server, client) =
            serve(ResponseTemplate::new(status).insert_header("location", "/v1/other")).await;
        for err in both(&client).await {
            assert_eq!((err.kind(), err.status().unwrap().as_u16()), (ErrorKind::Redirect, status));
        }
        assert_eq!(server.received_requests().await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn successes_without_a_readable_body_are_errors_that_may_have_been_applied() {
    for (status, body, code, path) in [
        (204, "", Some("empty_response"), None),
        (200, "", Some("empty_response"), None),
        (200, " \r\n", Some("empty_response"), None),
        (201, "null", Some("empty_response"), None),
        (200, "<html><body>Welcome</body></html>", None, None),
        (200, r#"{"id":"u","name"#, None, None),
        (201, r#"{"id":"u","name":{},"content":[]}"#, None, Some(["name", "content"])),
    ] {
        let client = |body| answering(Answer::status(status).body(body));
        let read = client(body).get_user_info("u").await.unwrap_err();
        let written = client(body).send_message("c", "x").await.unwrap_err();
        for (err, path) in [(read, path.map(|p| p[0])), (written, path.map(|p| p[1]))] {
            assert_eq!(
                (err.kind(), err.code(), err.maybe_sent()),
                (ErrorKind::Decode, code, true),
                "{body}"
            );
            assert_eq!(
                (err.status().unwrap().as_u16(), &err.body()[..]),
                (status, body.as_bytes())
            );
            assert_eq!(err.context("path"), path);
        }
    }
    let wrapped = json!({"message": message(1)}).to_string();
    let err =
        answering(Answer::status(201).body(wrapped)).send_message("c", "x").await.unwrap_err();
    assert_eq!(
        (err.kind(), err.maybe_sent(), err.context("path")),
        (ErrorKind::Decode, true, Some("id"))
    );
    // Duplicate keys take the last.
    let twice = answering(Answer::status(200).body(r#"{"id":"a","name":"n","id":"b"}"#));
    assert_eq!(twice.get_user_info("u").await.unwrap().id, "b");
}

#[tokio::test]
async fn the_content_type_of_a_body_does_not_matter() {
    let text = json!({"error": "hidden"}).to_string();
    let (_server, client) =
        serve(ResponseTemplate::new(400).set_body_raw(text, "text/plain")).await;
    for err in both(&client).await {
        assert_eq!(err.message(), "hidden");
    }
    let user = json!({"id": "u", "name": "Alice"}).to_string();
    let (_server, client) = serve(ResponseTemplate::new(200).set_body_raw(user, "text/html")).await;
    assert_eq!(client.get_user_info("u").await.unwrap().name, "Alice");
}

/// A server that answers each connection with these bytes and closes it.
async fn raw(bytes: &'static [u8]) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = [0; 4096];
            let _read = stream.read(&mut buffer).await;
            let _written = stream.write_all(bytes).await;
        }
    });
    let builder = Client::builder(KEY).base_url(format!("http://{address}/v1")).unwrap();
    builder.no_rate_limit().retry(Retry::none()).build().unwrap()
}

#[tokio::test]
async fn a_connection_that_breaks_is_no_empty_list() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"users\":[";
    for bytes in [&cut[..], b""] {
        let client = raw(bytes).await;
        let err = client.list_users().await.unwrap_err();
        assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Transport, true), "{err}");
        let err = client.send_message("c", "x").await.unwrap_err();
        assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Transport, true), "{err}");
    }
}

#[tokio::test]
async fn a_server_that_is_away_was_not_reached() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let builder = Client::builder(KEY).base_url(format!("http://{address}")).unwrap();
    let err = builder.retry(Retry::none()).build().unwrap().list_users().await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Connect, false));
}

#[tokio::test(start_paused = true)]
async fn reads_are_repeated_and_writes_are_not_once_they_may_have_arrived() {
    type Fault = fn() -> Answer;
    let faults: [(Fault, usize, usize); 8] = [
        (Answer::drop_before, 2, 2),
        (|| Answer::status(429), 2, 2),
        (|| Answer::status(503).header("retry-after", "1"), 2, 2),
        (|| Answer::status(503), 2, 1),
        (|| Answer::status(500), 2, 1),
        (Answer::drop_after, 2, 1),
        (|| Answer::status(200).body("{\"id\":").cut(), 2, 1),
        (|| Answer::status(404), 1, 1),
    ];
    for (fault, reads, writes) in faults {
        // What never left is no request of the script.
        let missed =
            usize::from(matches!(format!("{:?}", fault()), text if text.contains("DropBefore")));
        let script =
            Script::new().answer(fault()).always(Answer::json(&json!({"id": "u", "name": "n"})));
        let client = scripted(&script).retry(Retry::default()).build().unwrap();
        assert_eq!(client.get_user_info("u").await.is_ok(), reads == 2);
        assert_eq!(script.requests().len(), reads - missed, "{:?}", fault());
        let script = Script::new().answer(fault()).always(Answer::json(&message(1)));
        let client = scripted(&script).retry(Retry::default()).build().unwrap();
        assert_eq!(client.send_message("c", "x").await.is_ok(), writes == 2);
        assert_eq!(script.requests().len(), writes - missed, "{:?}", fault());
    }
}

#[tokio::test(start_paused = true)]
async fn silence_ends_in_a_timeout() {
    let script = Script::new().always(Answer::never());
    let begin = tokio::time::Instant::now();
    let err = scripted(&script).build().unwrap().send_message("c", "x").await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Timeout, true));
    assert_eq!(begin.elapsed(), Duration::from_secs(15));
    let begin = tokio::time::Instant::now();
    let client = scripted(&script).retry(Retry::default()).build().unwrap();
    let err = client.list_users().await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Timeout);
    assert!(begin.elapsed() <= Duration::from_secs(30));
    let begin = tokio::time::Instant::now();
    let err = client.list_users().request().timeout(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!((err.kind(), begin.elapsed().as_secs()), (ErrorKind::Timeout, 1));
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_retry_after_is_handed_to_the_caller() {
    let script = Script::new().always(Answer::status(429).header("retry-after", "3600"));
    let client = scripted(&script).retry(Retry::default()).build().unwrap();
    let begin = tokio::time::Instant::now();
    let err = client.list_users().await.unwrap_err();
    assert_eq!(
        (err.kind(), err.retry_after()),
        (ErrorKind::RateLimited, Some(Duration::from_secs(3_600)))
    );
    assert!(begin.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_refused_key_leaves_the_client_usable() {
    let server = MockServer::start().await;
    let user = ResponseTemplate::new(200).set_body_json(json!({"id": "u", "name": "n"}));
    Mock::given(header("authorization", "Bearer new-key")).respond_with(user).mount(&server).await;
    let refused = ResponseTemplate::new(401).set_body_json(json!({"error": "invalid api key"}));
    Mock::given(any()).respond_with(refused).with_priority(9).mount(&server).await;
    let client = client(&server);
    let err = client.get_user_info("u").await.unwrap_err();
    assert_eq!((err.kind(), err.message()), (ErrorKind::Auth, "invalid api key"));
    client.replace_key("new-key").unwrap();
    client.clone().get_user_info("u").await.unwrap();
}
