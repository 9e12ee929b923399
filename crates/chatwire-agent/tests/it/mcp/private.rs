//! What servers are not told, and what neither errors nor logs show of them.

use std::error::Error as _;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use chatwire_agent::mcp::Server;
use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber, span};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::server::answer_to;
use super::{agent, ask, model};

/// Cargo gives each test this variable: it stands for the keys of the process.
#[cfg(unix)]
const OURS: &str = "CARGO_MANIFEST_DIR";

#[cfg(unix)]
#[tokio::test]
async fn a_child_does_not_see_the_variables_of_this_process() {
    assert!(std::env::var_os(OURS).is_some(), "cargo runs the tests");
    let told = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("environment-of-a-child");
    let model = model("get_league_info", "{}").await;
    let server = Server::stdio("sh")
        .arg("-c")
        .arg("env > \"$TOLD\"")
        .env("TOLD", told.to_str().unwrap())
        .env("LEAGUE_KEY", "given");
    assert!(agent(&model, server).tools().await.is_err(), "it is no server of tools");
    let told = std::fs::read_to_string(told).unwrap();
    assert!(told.contains("LEAGUE_KEY=given"));
    // Names only: what fails here would show keys.
    let names: Vec<&str> = told.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
    assert!(!names.contains(&OURS) && names.contains(&"PATH"), "{names:?}");
    assert_eq!(names.contains(&"HOME"), std::env::var_os("HOME").is_some(), "{names:?}");
}

/// Writes down what our crates and rmcp trace.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, "{field}={value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        ["chatwire", "rmcp"].iter().any(|name| metadata.target().starts_with(name))
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        attributes.record(&mut Fields(&mut self.0.lock().unwrap()));
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn an_address_with_a_key_in_its_path_is_not_shown() {
    let log = Log::default();
    // With one subscriber only, a call site that another test's thread meets first would stay off for good.
    let _second = tracing::Dispatch::new(Log::default());
    let _guard = tracing::subscriber::set_default(log.clone());
    let tools = MockServer::start().await;
    let model = model("get_league_info", "{}").await;
    let mut shown = String::new();
    for (answer, name) in [
        (ResponseTemplate::new(401), "refused"),
        (ResponseTemplate::new(307).insert_header("location", "/s/canary/moved"), "moved"),
        (ResponseTemplate::new(200).set_body_string("{"), "garbage"),
    ] {
        tools.reset().await;
        Mock::given(wiremock::matchers::any()).respond_with(answer).mount(&tools).await;
        for end in ["sse?key=canary", "mcp?key=canary"] {
            let server = Server::parse(&format!("{}/s/canary/{end}", tools.uri())).unwrap();
            let agent = agent(&model, server);
            let err = agent.tools().await.unwrap_err();
            writeln!(shown, "{name}: {err} {err:?} {agent:?}").unwrap();
            let mut source = err.source();
            while let Some(inner) = source {
                writeln!(shown, "{inner} {inner:?}").unwrap();
                source = inner.source();
            }
            // The agent goes on without them, and says why in its log.
            assert_eq!(ask(&agent).await, "no tools");
        }
    }
    // A session that is there, and a call that is refused.
    tools.reset().await;
    let answers = |request: &Request| {
        let message: Value = serde_json::from_slice(&request.body).unwrap();
        match answer_to(&message) {
            Some(_) if message["method"] == "tools/call" => ResponseTemplate::new(403),
            Some(answer) => ResponseTemplate::new(200).set_body_json(answer),
            None => ResponseTemplate::new(202),
        }
    };
    Mock::given(method("POST")).respond_with(answers).mount(&tools).await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(405)).mount(&tools).await;
    let server = Server::http(format!("{}/s/canary/mcp", tools.uri())).unwrap();
    shown.push_str(&ask(&agent(&model, server)).await);
    assert!(shown.contains("get_league_info failed: 403"), "{shown}");
    assert!(!shown.contains("canary"), "{shown}");
    let log = log.0.lock().unwrap().clone();
    assert!(log.contains("a tool failed") && log.contains("{path}"), "{log}");
    assert!(!log.contains("canary"), "{log}");
}
