//! What becomes of each kind of answer.

use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_fluidtalk::{Error, ErrorExt, ErrorKind, StatusCode, code};
use serde_json::json;

use crate::{characters, data, handshake, raw};

async fn hi(answer: Answer) -> Result<chatwire_fluidtalk::handshake::ChatResult, Error> {
    handshake(&Script::new().answer(answer)).inbound_chat("@john_doe").message("hi").await
}

async fn hello(answer: Answer) -> Result<chatwire_fluidtalk::characters::ChatReply, Error> {
    characters(&Script::new().answer(answer)).chat("instagram", "mark").message("hi").await
}

#[tokio::test]
async fn each_status_has_its_kind_and_is_asked_once() {
    for (status, kind) in [
        (400, ErrorKind::Rejected),
        (401, ErrorKind::Auth),
        (402, ErrorKind::PaymentRequired),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (409, ErrorKind::Conflict),
        (413, ErrorKind::Rejected),
        (422, ErrorKind::Rejected),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Server),
        (502, ErrorKind::Server),
        (503, ErrorKind::Server),
        (504, ErrorKind::Server),
        (302, ErrorKind::Redirect),
        (304, ErrorKind::Rejected),
    ] {
        let script = Script::new().always(raw(status, r#"{"detail":"words"}"#));
        let err = handshake(&script).inbound_chat("a").message("b").await.unwrap_err();
        assert_eq!((err.kind(), err.status_or_zero()), (kind, status));
        let redirects = kind == ErrorKind::Redirect;
        assert!(err.message() == "words" || redirects, "{status}: {err}");
        assert_eq!(script.requests().len(), 1, "{status}");
        let refused =
            r#"{"error":{"code":"c1","message":"m","type":"client_error","request_id":"req_e"}}"#;
        let script = Script::new().always(raw(status, refused));
        let err = characters(&script).chat("instagram", "mark").message("b").await.unwrap_err();
        assert_eq!((err.kind(), err.code()), (kind, Some("c1")));
        assert!(err.message() == "m" || redirects, "{status}: {err}");
        assert_eq!((err.request_id(), err.category()), (Some("req_e"), Some("client_error")));
        assert_eq!(err.context("platform"), Some("instagram"));
        assert_eq!(err.operation(), "fluidtalk.characters.chat");
        assert_eq!(script.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn the_signals_of_the_handshake_api() {
    let err = hi(raw(400, r#"{"detail":"This session is DONE"}"#)).await.unwrap_err();
    assert!(err.is_sealed() && !err.is_insufficient_tokens());
    assert_eq!(err.detail(), Some(json!({"detail": "This session is DONE"})));
    assert!(!hi(raw(400, r#"{"detail":"bad input"}"#)).await.unwrap_err().is_sealed());
    let err = hi(raw(402, r#"{"error":"insufficient_tokens"}"#)).await.unwrap_err();
    assert!(err.is_insufficient_tokens() && !err.maybe_billed());
    assert_eq!(err.code(), Some(code::INSUFFICIENT_TOKENS));
    let missing = || Script::new().answer(raw(404, r#"{"detail":"No conversation"}"#));
    assert!(handshake(&missing()).follow_up("a").await.unwrap_err().is_no_conversation());
    assert!(!handshake(&missing()).ai_opener("a").await.unwrap_err().is_no_conversation());
    let script = Script::new().answer(raw(400, r#"{"detail":"sealed"}"#));
    assert!(!handshake(&script).ai_opener("a").await.unwrap_err().is_sealed());
}

#[tokio::test]
async fn field_issues_are_listed() {
    let body = r#"{"detail":[{"loc":["body","message"],"msg":"field required","type":"missing"}]}"#;
    let err = hi(raw(422, body)).await.unwrap_err();
    assert_eq!(err.code(), Some(code::VALIDATION_ERROR));
    let issue = &err.issues()[0];
    assert_eq!((issue.path.as_str(), issue.message.as_str()), ("body.message", "field required"));
    assert_eq!(issue.kind.as_deref(), Some("missing"));
}

#[tokio::test]
async fn a_refusal_without_words_keeps_status_and_body() {
    for body in
        ["", "<html>oops</html>", "null", "[1]", "{}", r#"{"error":null}"#, r#"{"detail":"bo"#]
    {
        let err = hello(raw(500, body)).await.unwrap_err();
        assert_eq!(
            (err.kind(), err.code(), err.message()),
            (ErrorKind::Server, None, ""),
            "{body}"
        );
        assert_eq!(err.body(), body.as_bytes());
        assert!(err.maybe_billed());
    }
    let err = hello(raw(502, "<html>").header("x-request-id", "req_h")).await.unwrap_err();
    assert_eq!(err.request_id(), Some("req_h"));
    assert_eq!(err.detail(), Some(json!({"detail": "<html>"})));
}

#[tokio::test]
async fn a_success_that_cannot_be_read_is_no_empty_success() {
    for (body, words) in [
        ("", "no body"),
        ("<html>", "JSON"),
        ("[]", "object"),
        (r#"{"reply":"#, "cut off"),
        ("1", "object"),
    ] {
        let err = hi(raw(200, body)).await.unwrap_err();
        assert_eq!((err.kind(), err.status()), (ErrorKind::Decode, Some(StatusCode::OK)), "{body}");
        assert!(err.maybe_sent() && err.maybe_billed(), "{body}");
        assert!(err.to_string().contains(words), "{body}: {err}");
        assert_eq!(err.body(), body.as_bytes());
    }
    for body in ["", "{}", r#"{"data":null}"#, r#"{"data":[]}"#, "[1]", r#"{"data":{"#] {
        let err = hello(raw(200, body)).await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Decode, "{body}");
        assert!(err.maybe_billed(), "{body}");
    }
    let err = hello(raw(204, "")).await.unwrap_err();
    assert_eq!(err.code(), Some("empty_response"));
    let script = Script::new().answer(raw(200, "{}"));
    let err = handshake(&script).upload_image(vec![1]).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Decode);
    assert!(err.to_string().contains("url") || err.message().contains("shape"), "{err}");
}

#[tokio::test]
async fn failures_of_the_network_have_status_zero() {
    let err = hi(Answer::drop_before()).await.unwrap_err();
    assert_eq!(
        (err.kind(), err.status_or_zero(), err.maybe_sent()),
        (ErrorKind::Connect, 0, false)
    );
    assert!(!err.maybe_billed());
    for lost in [Answer::drop_after(), raw(200, r#"{"reply":"#).cut()] {
        let err = hi(lost).await.unwrap_err();
        assert_eq!((err.kind(), err.status()), (ErrorKind::Transport, None));
        assert!(err.maybe_sent() && err.maybe_billed());
        assert_eq!(err.detail(), Some(json!({"error": "network_error"})));
    }
    assert_eq!(Error::input("x").detail(), None);
}

#[tokio::test(start_paused = true)]
async fn limits_of_time_follow_what_the_call_does() {
    async fn waited(call: impl IntoFuture<Output = Result<(), Error>>) -> u64 {
        let start = tokio::time::Instant::now();
        let err = call.await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Timeout, "{err}");
        assert!(err.maybe_sent());
        start.elapsed().as_secs()
    }
    let script = Script::new().always(Answer::never());
    let (ft, ch) = (handshake(&script), characters(&script));
    assert_eq!(waited(ft.inbound_chat("a").message("b").request().map(drop)).await, 60);
    assert_eq!(waited(ch.chat("p", "h").message("b").request().map(drop)).await, 60);
    assert_eq!(waited(ch.post("p", "c").request().map(drop)).await, 120);
    assert_eq!(waited(ch.post("p", "c").always_draft(true).request().map(drop)).await, 180);
    assert_eq!(waited(ch.followups().sweep("p").request().map(drop)).await, 120);
    assert_eq!(waited(ch.self_test().request().no_retry().map(drop)).await, 15);
    let reads = waited(ch.followups().list("p").request().map(drop)).await;
    assert!((30..=45).contains(&reads), "{reads}");
    let own = ch.post("p", "c").request().timeout(Duration::from_secs(7));
    assert_eq!(waited(own.map(drop)).await, 7);
}

#[tokio::test]
async fn results_know_where_they_came_from() {
    let reply = hello(data(&json!({"bubbles": [{"text": "hi"}], "mood": "sunny"}))).await.unwrap();
    assert_eq!(reply.meta().request_id.as_deref(), Some("req_1"));
    assert_eq!((reply.meta().status, reply.meta().attempts), (StatusCode::OK, 1));
    assert_eq!(reply.extra["mood"], "sunny");
    assert_eq!(reply.silence(), None);
    let header = Answer::json(&json!({"reply": "x"})).header("x-request-id", "req_h");
    assert_eq!(hi(header).await.unwrap().meta().request_id.as_deref(), Some("req_h"));
    let both = data(&json!({})).header("x-request-id", "req_h");
    assert_eq!(hello(both).await.unwrap().meta().request_id.as_deref(), Some("req_1"));
}

#[tokio::test]
async fn an_unbound_platform_is_told() {
    let words = "no workflow is bound for this platform on this character";
    let body = json!({"error": {"code": "not_found", "message": words}}).to_string();
    let script = Script::new().answer(raw(404, &body));
    let err = characters(&script).followups().sweep("threads").await.unwrap_err();
    assert!(err.is_platform_unbound());
    assert_eq!(err.context("platform"), Some("threads"));
    assert_eq!(err.code(), Some(code::NOT_FOUND));
}

#[tokio::test]
async fn a_real_server_sees_the_same_request() {
    use wiremock::matchers::{body_string, header, method, path};
    let server = wiremock::MockServer::start().await;
    wiremock::Mock::given(method("POST"))
        .and(path("/api/v1/bot/chat"))
        .and(header("x-api-key", crate::KEY))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        .and(body_string("target=a&message=b"))
        .respond_with(wiremock::ResponseTemplate::new(429).insert_header("retry-after", "3"))
        .expect(1)
        .mount(&server)
        .await;
    let client = chatwire_fluidtalk::handshake::Client::builder(crate::KEY);
    let client = client.base_url(server.uri()).unwrap().build().unwrap();
    let err = client.inbound_chat("a").message("b").await.unwrap_err();
    assert_eq!(err.retry_after(), Some(Duration::from_secs(3)));
}

#[tokio::test]
async fn redirects_never_see_the_key() {
    use wiremock::matchers::path;
    let server = wiremock::MockServer::start().await;
    let away = wiremock::ResponseTemplate::new(307).insert_header("location", "/elsewhere");
    wiremock::Mock::given(path("/api/v1/characters/chat"))
        .respond_with(away)
        .expect(1)
        .mount(&server)
        .await;
    let client = chatwire_fluidtalk::characters::Client::builder(crate::TOKEN);
    let client = client.base_url(server.uri()).unwrap().build().unwrap();
    let err = client.chat("p", "h").message("b").await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Redirect);
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}
