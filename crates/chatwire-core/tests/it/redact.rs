//! A canary secret in each place where one could be, and everything that could print it.

use std::error::Error as _;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use chatwire_core::build::{Auth, Http, Multipart, Reply};
use chatwire_core::env::Vars;
use chatwire_core::testing::{Answer, Script};
use chatwire_core::{Config, Credential, Error, Retry, Secret, Upload};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::server::{Server, answer};
use crate::{SERVICE, get, ignore};

const CANARY: &str = "canary";

/// A bearer token whose last four characters, which `Debug` may show, are not the canary's.
const TOKEN: &str = "canary-token-0000";

fn assert_hidden(what: &str, text: &str) {
    assert!(!text.contains(CANARY), "{what} shows the secret: {text}");
}

fn assert_debug_hides(what: &str, value: &impl Debug) {
    assert_hidden(what, &format!("{value:?}"));
    assert_hidden(what, &format!("{value:#?}"));
}

fn assert_error_hides(err: &Error) {
    assert_hidden("Display of an error", &err.to_string());
    assert_debug_hides("Debug of an error", err);
    let mut source = err.source();
    while let Some(cause) = source {
        assert_hidden("Display of a source", &cause.to_string());
        assert_debug_hides("Debug of a source", &cause);
        source = cause.source();
    }
}

/// A call with the canary in its query, headers, body and idempotency key.
fn call(http: &Http) -> chatwire_core::Request<()> {
    let call = http
        .call(Method::POST, "test.post", "/things/{thing_id}")
        .segment("thing-1")
        .query("token", "canary-query")
        .header(HeaderName::from_static("x-platform"), "canary-header")
        .json(&serde_json::json!({"text": "canary-body", "password": "canary-field"}));
    ignore(call).header("x-user", "canary-user-header").idempotency_key("canary-key")
}

fn client(config: Config) -> Http {
    Http::new(&SERVICE, "https://api.test", Auth::bearer(Credential::from(TOKEN)).unwrap(), config)
        .unwrap()
}

#[test]
fn debug_of_public_types() {
    let own = reqwest_client();
    let config = Config::new()
        .proxy("http://canary-user:canary-password@proxy.test")
        .unwrap()
        .proxy_auth("canary-user", Secret::hidden("canary-password"))
        .http_client(own)
        .script(Script::new().always(answer_with_canary()));
    assert_debug_hides("Config", &config);
    let http = client(config);
    assert_debug_hides("Http", &http);
    assert_debug_hides("Auth", http.auth());
    assert_debug_hides("Secret", &Secret::new(TOKEN));
    assert_debug_hides("short Secret", &Secret::new(CANARY));
    assert_debug_hides("Credential", &Credential::from(TOKEN));
    assert_debug_hides("Vars", &Vars::from_pairs([("KEY", "canary")]));
    assert_debug_hides("Request", &call(&http));
    assert_debug_hides("ResponseFuture", &call(&http).into_future());
    let unfinished = get(&http)
        .query("q", CANARY)
        .header(HeaderName::from_static("x-secret"), CANARY)
        .bytes(HeaderValue::from_static("text/plain"), CANARY);
    assert_debug_hides("Call", &unfinished);
    let mut reply = Reply::new(StatusCode::OK, CANARY);
    reply.headers.insert("set-cookie", HeaderValue::from_static(CANARY));
    assert_debug_hides("Reply", &reply);
    assert_debug_hides("Meta", &reply.meta());
    assert_debug_hides("Answer", &answer_with_canary());
    assert_debug_hides("Upload", &Upload::bytes(CANARY.as_bytes().to_vec()));
    assert_debug_hides("Multipart", &Multipart::new().text("text", CANARY));
    assert_debug_hides("Retry", &Retry::new());
    let serialised = serde_json::to_string(&Secret::new(TOKEN)).unwrap();
    assert_eq!(serialised, "\"[redacted]\"");
    // The built request is for sending: there the token is marked instead.
    let built = get(&http).decode(|_| Ok(())).build().unwrap();
    assert_debug_hides("built request", &built);
}

fn reqwest_client() -> reqwest::Client {
    let mut headers = http::HeaderMap::new();
    headers.insert("x-default", HeaderValue::from_static("canary-default"));
    let builder = reqwest::Client::builder().tls_backend_preconfigured(crate::h2::tls());
    builder.default_headers(headers).build().unwrap()
}

fn answer_with_canary() -> Answer {
    Answer::status(200).header("set-cookie", CANARY).header("x-secret", CANARY).body(CANARY)
}

#[tokio::test(start_paused = true)]
async fn errors_and_their_sources() {
    let answers = [
        Answer::drop_before(),
        Answer::drop_after(),
        Answer::never(),
        Answer::status(200).body("canary").cut(),
        Answer::status(307).header("location", "https://canary@x.test/?t=canary#canary"),
        Answer::status(500).header("set-cookie", CANARY).body("<html>canary</html>"),
        Answer::status(429).body(r#"{"other": "canary"}"#),
    ];
    for answer in answers {
        let script = Script::new().always(answer);
        let http = client(Config::new().script(script.clone()));
        let err = call(&http).assume_idempotent().await.unwrap_err();
        assert_error_hides(&err);
        assert_debug_hides("Script", &script);
        assert_debug_hides("requests", &script.requests());
    }
    let script = Script::new().always(Answer::status(200).body(r#"{"n": "canary"}"#));
    let http = client(Config::new().script(script));
    let err = get(&http).json_reply::<std::collections::HashMap<String, u32>>().await.unwrap_err();
    assert_error_hides(&err);
}

#[tokio::test(start_paused = true)]
async fn a_path_that_may_hold_a_key() {
    for answer in [
        Answer::drop_before(),
        Answer::status(307).header("location", "/hooks/canary/"),
        Answer::status(401),
    ] {
        let http = client(Config::new().script(Script::new().always(answer)));
        let call = http.written(Method::GET, "test.request", "/hooks/canary?token=canary");
        let err = ignore(call.hide_path()).await.unwrap_err();
        assert_error_hides(&err);
        assert!(err.to_string().contains("GET {path}"), "{err}");
    }
}

#[tokio::test]
async fn errors_of_the_network_and_of_settings() {
    let (listener, url) = crate::server::listen().await;
    drop(listener);
    let config = Config::new().base_url(&url).unwrap();
    assert_error_hides(&call(&client(config)).no_retry().await.unwrap_err());
    let cut =
        Server::start(|_| b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\ncanary".to_vec()).await;
    let garbage = Server::start(|_| b"canary canary canary\r\n\r\n".to_vec()).await;
    for server in [cut, garbage] {
        let config = Config::new()
            .base_url(&server.url)
            .unwrap()
            .read_timeout(std::time::Duration::from_millis(50));
        assert_error_hides(&call(&client(config)).await.unwrap_err());
    }
    for url in ["https://canary:canary@api.test", "https://api.test/?canary", "canary"] {
        assert_error_hides(&Config::new().base_url(url).unwrap_err());
    }
    for url in ["canary", "http://canary:canary@"] {
        assert_error_hides(&Config::new().proxy(url).unwrap_err());
    }
    assert_error_hides(&Auth::bearer(Credential::from("canary\n")).unwrap_err());
    let http = client(Config::new());
    assert_error_hides(&ignore(get(&http)).header("x-a", "canary\n").build().unwrap_err());
    assert_error_hides(&ignore(get(&http)).header("authorization", CANARY).build().unwrap_err());
    assert_error_hides(&ignore(get(&http)).idempotency_key("canary canary").build().unwrap_err());
}

/// Writes down every field of every span and event.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<String>>);

struct Writer<'a>(&'a mut String);

impl Visit for Writer<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("chatwire_core")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = self.0.lock().unwrap();
        write!(text, "\nspan {}", span.metadata().name()).unwrap();
        span.record(&mut Writer(&mut text));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Writer(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        write!(text, "\n{}", event.metadata().level()).unwrap();
        event.record(&mut Writer(&mut text));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn spans_and_events() {
    let recorder = Recorder::default();
    // With one subscriber only, a span that another test's thread meets first would stay off for good.
    let _second = tracing::Dispatch::new(recorder.clone());
    let _guard = tracing::subscriber::set_default(recorder.clone());
    let server = Server::start(|seen| {
        if seen.header("x-user").is_some() {
            answer(503, &[("set-cookie", CANARY)], CANARY)
        } else {
            answer(200, &[], "")
        }
    })
    .await;
    let fast = Retry::new().max_delay(std::time::Duration::from_millis(1));
    let http = client(Config::new().base_url(&server.url).unwrap().retry(fast));
    call(&http).assume_idempotent().await.unwrap_err();
    let written = http.written(Method::GET, "test.request", "/hooks/canary?token=canary");
    ignore(written).await.unwrap();
    let script = Script::new().answer(Answer::status(429)).always(Answer::drop_after());
    let limited =
        Config::new().script(script).rate_limiter(chatwire_core::RateLimiter::unlimited());
    call(&client(limited)).await.unwrap_err();
    let text = recorder.0.lock().unwrap().clone();
    assert_hidden("tracing", &text);
    for expected in [
        "span call platform=\"test\" operation=\"test.post\" class=\"idempotent\"",
        "span attempt http.request.method=\"POST\" url.template=\"/things/{thing_id}\" server.address=\"127.0.0.1\" server.port=",
        "http.request.resend_count=2",
        "http.response.status_code=503 error.type=\"server error\"",
        "url.template=\"{path}\"",
        " queue_ms=0 delay_ms=",
        "DEBUG message=trying again attempt=1 delay_ms=",
        "reason=\"server\"",
        "INFO message=the server asks to slow down",
    ] {
        assert!(text.contains(expected), "{expected} is missing in {text}");
    }
    let ok = text.lines().skip_while(|line| !line.contains("{path}")).nth(1).unwrap();
    assert!(ok.starts_with("span"), "a success is silent: {ok}");
}
