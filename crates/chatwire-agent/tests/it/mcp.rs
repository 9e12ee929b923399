//! Tools over MCP: the three transports, what the model is told of failures, and servers that are away.

mod private;
mod server;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chatwire::Room;
use chatwire_agent::mcp::Server;
use chatwire_agent::{Agent, ErrorKind, Notice, Retry, Runner, Silence};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use self::server::{EventServer, answer_to};
use crate::runner::Hall;
use crate::{KEY, message};

/// A model that calls a tool first, and tells then what came of it.
struct Model {
    tool: &'static str,
    arguments: &'static str,
}

impl Respond for Model {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let last = body["messages"].as_array().unwrap().last().unwrap().clone();
        let message = if last["role"] == "tool" {
            json!({"content": format!("It says: {}", last["content"].as_str().unwrap())})
        } else if body["tools"].is_array() {
            let function = json!({"name": self.tool, "arguments": self.arguments});
            json!({"content": null, "tool_calls": [{"id": "c1", "type": "function", "function": function}]})
        } else {
            json!({"content": "no tools"})
        };
        ResponseTemplate::new(200).set_body_json(json!({"choices": [{"message": message}]}))
    }
}

async fn model(tool: &'static str, arguments: &'static str) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(Model { tool, arguments }).mount(&server).await;
    server
}

fn agent(model: &MockServer, server: Server) -> Agent {
    Agent::builder(KEY).base_url(model.uri()).unwrap().mcp(server).build().unwrap()
}

async fn ask(agent: &Agent) -> String {
    agent.ask("How many teams?").await.unwrap().text.unwrap()
}

#[tokio::test]
async fn the_legacy_event_stream() {
    let tools = EventServer::start("/messages/?session_id=7").await;
    let model = model("get_league_info", r#"{"league_id": "7"}"#).await;
    let agent = agent(&model, Server::sse(tools.url()).unwrap());
    let answer = agent.ask("How many teams?").await.unwrap();
    assert_eq!(answer.text.as_deref(), Some("It says: 12 teams in 7"));
    assert_eq!((answer.rounds, &answer.tools[..]), (2, &["get_league_info".to_owned()][..]));
    // One session for all calls, and the version that knows this transport.
    assert_eq!(ask(&agent).await, "It says: 12 teams in 7");
    assert_eq!(tools.streams.load(Ordering::SeqCst), 1);
    assert_eq!(tools.heard()[0]["params"]["protocolVersion"], "2024-11-05");
    let requests = model.received_requests().await.unwrap();
    let body: Value = serde_json::from_slice(&requests[0].body).unwrap();
    // The tool that writes was not offered.
    let offered = body["tools"].as_array().unwrap();
    assert_eq!(offered.len(), 1);
    assert_eq!(offered[0]["function"]["parameters"]["required"], json!(["league_id"]));
    let listed = agent.tools().await.unwrap();
    let of = |name: &str| listed.iter().find(|tool| tool.name == name).unwrap().clone();
    assert!(of("trade_player").is_writing && !of("trade_player").is_offered);
    assert!(of("get_league_info").is_offered, "the second page of the list was read, too");
}

#[tokio::test]
async fn a_stream_that_names_another_server_is_refused() {
    let tools = EventServer::start("http://127.0.0.2:1/messages").await;
    let model = model("get_league_info", "{}").await;
    let agent = agent(&model, Server::sse(tools.url()).unwrap());
    let err = agent.tools().await.unwrap_err();
    assert_eq!((err.kind(), err.platform()), (ErrorKind::Decode, "mcp"));
    assert_eq!(ask(&agent).await, "no tools");
    assert!(tools.heard().is_empty());
}

#[tokio::test]
async fn a_lost_session_is_opened_again() {
    let tools = EventServer::start("/messages/?session_id=7").await;
    let model = model("get_league_info", r#"{"league_id": "7"}"#).await;
    let agent = agent(&model, Server::sse(tools.url()).unwrap());
    ask(&agent).await;
    tools.drop_streams();
    assert_eq!(ask(&agent).await, "It says: 12 teams in 7");
    assert_eq!(tools.streams.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn what_may_not_be_called_twice_is_called_on_a_new_session() {
    let tools = EventServer::start("/messages/?session_id=7").await;
    let model = model("trade_player", r#"{"league_id": "7"}"#).await;
    let builder = Agent::builder(KEY).base_url(model.uri()).unwrap();
    let builder = builder.allow_tools(["trade_player"]);
    let agent = builder.mcp(Server::sse(tools.url()).unwrap()).build().unwrap();
    agent.tools().await.unwrap();
    tools.drop_streams();
    // It is noticed as soon as the end of the stream was read.
    let noticed = async {
        while tools.streams.load(Ordering::SeqCst) < 2 {
            agent.tools().await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), noticed).await.unwrap();
    assert_eq!(ask(&agent).await, "It says: 12 teams in 7");
}

/// Asks for the league that the question names.
struct Named;

impl Respond for Named {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let messages = body["messages"].as_array().unwrap();
        let question = messages.iter().find(|turn| turn["role"] == "user").unwrap();
        let league = question["content"].as_str().unwrap().lines().last().unwrap();
        let arguments = format!(r#"{{"league_id":"{league}"}}"#).leak();
        Model { tool: "get_league_info", arguments }.respond(request)
    }
}

#[tokio::test]
async fn a_refused_call_ends_neither_the_session_nor_the_calls_of_others() {
    let tools = EventServer::start("/messages/?session_id=7").await;
    let model = MockServer::start().await;
    Mock::given(method("POST")).respond_with(Named).mount(&model).await;
    let agent = agent(&model, Server::sse(tools.url()).unwrap());
    agent.tools().await.unwrap();
    let refused = async {
        let refused = agent.ask("refused").await;
        tools.release();
        refused
    };
    let (refused, held) = tokio::join!(refused, agent.ask("held"));
    let told = refused.unwrap().text.unwrap();
    assert!(told.contains("get_league_info failed: 413"), "{told}");
    assert_eq!(held.unwrap().text.as_deref(), Some("It says: 12 teams in held"));
    assert_eq!(tools.streams.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_session_that_the_server_no_longer_knows_is_opened_again() {
    let tools = EventServer::start("/messages/?session_id=7").await;
    let model = MockServer::start().await;
    Mock::given(method("POST")).respond_with(Named).mount(&model).await;
    let agent = agent(&model, Server::sse(tools.url()).unwrap());
    let answer = agent.ask("expired").await.unwrap();
    assert_eq!(answer.text.as_deref(), Some("It says: 12 teams in expired"));
    assert_eq!(tools.streams.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_refusal_after_a_call_of_a_tool_leaves_the_tools_on() {
    let tools = EventServer::start("/messages/?session_id=7").await;
    let model = MockServer::start().await;
    // As strict endpoints answer to what a model began and did not end.
    let words = "messages[2].tool_calls[0].function.arguments must be valid JSON";
    let refused = ResponseTemplate::new(400).set_body_json(json!({"error": {"message": words}}));
    let is_cut_off = |request: &Request| String::from_utf8_lossy(&request.body).contains("cut_off");
    Mock::given(is_cut_off).respond_with(refused.clone()).mount(&model).await;
    let is_second = |request: &Request| {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let last = body["messages"].as_array().unwrap().last().unwrap()["role"].clone();
        last == "tool" && body["tools"].is_array()
    };
    Mock::given(is_second).respond_with(refused).up_to_n_times(1).mount(&model).await;
    let broken = Model { tool: "get_league_info", arguments: r#"{"league_id": "cut_off"# };
    Mock::given(method("POST")).respond_with(broken).mount(&model).await;
    let agent = agent(&model, Server::sse(tools.url()).unwrap());
    for _ in 0..2 {
        let told = ask(&agent).await;
        assert!(told.contains("The arguments are no JSON"), "{told}");
    }
}

#[tokio::test]
async fn the_model_is_told_what_went_wrong() {
    let tools = EventServer::start("/messages/?session_id=7").await;
    for (tool, arguments, told) in [
        ("get_league_info", r#"{"league_id": "fail"}"#, "failed: no such league"),
        ("get_league_info", "{not json", "The arguments are no JSON"),
        ("trade_player", "{}", "There is no tool \"trade_player\". There are: get_league_info."),
    ] {
        let model = model(tool, arguments).await;
        let agent = agent(&model, Server::sse(tools.url()).unwrap());
        let answer = ask(&agent).await;
        assert!(answer.contains(told), "{answer}");
        assert_eq!(agent.stats().errors, 1);
    }
}

/// A server of streamable HTTP: JSON or one event, with a session.
struct Streamable;

impl Respond for Streamable {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        if request.method != "POST" {
            return ResponseTemplate::new(405);
        }
        assert_eq!(request.headers["authorization"], "Bearer tool-key-0123");
        let message: Value = serde_json::from_slice(&request.body).unwrap();
        let Some(answer) = answer_to(&message) else { return ResponseTemplate::new(202) };
        let reply = ResponseTemplate::new(200).insert_header("mcp-session-id", "s1");
        if message["method"] == "initialize" {
            return reply.set_body_json(answer);
        }
        assert_eq!(request.headers["mcp-session-id"], "s1");
        reply.set_body_raw(format!("event: message\ndata: {answer}\n\n"), "text/event-stream")
    }
}

#[tokio::test]
async fn streamable_http() {
    let tools = MockServer::start().await;
    Mock::given(wiremock::matchers::path("/mcp")).respond_with(Streamable).mount(&tools).await;
    let model = model("get_league_info", r#"{"league_id": "7"}"#).await;
    let server = Server::http(format!("{}/mcp", tools.uri())).unwrap().bearer("tool-key-0123");
    let agent = agent(&model, server);
    assert_eq!(ask(&agent).await, "It says: 12 teams in 7");
    assert!(!format!("{agent:?}").contains("tool-key"));
}

#[tokio::test]
async fn without_servers_answers_do_without_tools() {
    let model = model("get_league_info", "{}").await;
    for server in [
        Server::stdio("/no/such/program"),
        Server::sse("http://127.0.0.1:9/sse").unwrap(),
        Server::http("http://127.0.0.1:9/mcp").unwrap(),
    ] {
        let agent = agent(&model, server);
        assert_eq!(ask(&agent).await, "no tools");
        assert_eq!(ask(&agent).await, "no tools", "it is not waited for each time");
        let answer = agent.ask("How many teams?").await.unwrap();
        let [trouble] = &answer.tool_trouble[..] else { panic!("{answer:?}") };
        assert!(trouble.contains("/no/such/program") || trouble.contains("127.0.0.1"), "{trouble}");
    }
}

#[tokio::test]
async fn a_model_that_takes_no_tools_is_asked_without() {
    let tools = EventServer::start("/messages/?session_id=7").await;
    let refusal =
        json!({"error": {"message": "No endpoints found that support tool use", "code": 404}});
    let model = MockServer::start().await;
    let with_tools = |request: &Request| {
        serde_json::from_slice::<Value>(&request.body).unwrap()["tools"].is_array()
    };
    let refused = ResponseTemplate::new(404).set_body_json(refusal);
    Mock::given(with_tools).respond_with(refused).expect(1).mount(&model).await;
    let plain = json!({"choices": [{"message": {"content": "plain"}}]});
    let plain = ResponseTemplate::new(200).set_body_json(plain);
    Mock::given(method("POST")).respond_with(plain).mount(&model).await;
    let agent = agent(&model, Server::sse(tools.url()).unwrap());
    assert_eq!(ask(&agent).await, "plain");
    assert_eq!(ask(&agent).await, "plain");
}

#[tokio::test]
async fn the_last_round_is_without_tools() {
    let tools = EventServer::start("/messages/?session_id=7").await;
    let endless = json!({"choices": [{"message": {"content": "so far", "tool_calls": [
        {"id": "c", "function": {"name": "get_league_info", "arguments": {"league_id": "7"}}}]}}]});
    let model = MockServer::start().await;
    let endless = ResponseTemplate::new(200).set_body_json(endless);
    Mock::given(method("POST")).respond_with(endless).mount(&model).await;
    let builder = Agent::builder(KEY).base_url(model.uri()).unwrap().tool_rounds(3);
    let agent = builder.mcp(Server::sse(tools.url()).unwrap()).build().unwrap();
    let answer = agent.ask("x").await.unwrap();
    assert_eq!((answer.rounds, answer.tools.len(), answer.text.as_deref()), (3, 2, Some("so far")));
}

#[tokio::test]
async fn what_a_tool_changed_is_not_changed_again() {
    let tools = EventServer::start("/messages/?session_id=7").await;
    let model = MockServer::start().await;
    let is_after_the_tool = |request: &Request| {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        body["messages"].as_array().unwrap().last().unwrap()["role"] == "tool"
    };
    Mock::given(is_after_the_tool).respond_with(ResponseTemplate::new(500)).mount(&model).await;
    let trade = Model { tool: "trade_player", arguments: "{}" };
    Mock::given(method("POST")).respond_with(trade).mount(&model).await;
    let builder = Agent::builder(KEY).base_url(model.uri()).unwrap();
    let builder = builder.retry(Retry::new().max_attempts(1)).allow_tools(["trade_player"]);
    let agent = builder.mcp(Server::sse(tools.url()).unwrap()).build().unwrap();
    let question = [message("1", "ada", "trade him")];
    let err = agent.answer(&question[0].room, &question).await.unwrap_err();
    assert_eq!((err.kind(), err.context("tools")), (ErrorKind::Server, Some("trade_player")));
    let again = agent.answer(&question[0].room, &question).await.unwrap();
    assert_eq!(again.silence, Some(Silence::Duplicate));
    let calls = tools.heard().iter().filter(|sent| sent["method"] == "tools/call").count();
    assert_eq!(calls, 1);
}

/// Python's own kit for MCP servers, installed into the build's folder; nothing where that is not possible.
fn python_kit() -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mcp-kit");
    let python = home.join("bin/python");
    let works = |python: &Path| {
        let tried = Command::new(python).args(["-c", "import mcp.server"]).output();
        tried.is_ok_and(|output| output.status.success())
    };
    if works(&python) {
        return Some(python);
    }
    let made = Command::new("python3").args(["-m", "venv"]).arg(&home).output();
    if !made.is_ok_and(|output| output.status.success()) {
        return None;
    }
    let pip = ["-m", "pip", "install", "--quiet", "--timeout", "10", "--retries", "1", "mcp"];
    Command::new(&python).args(pip).output().ok()?;
    works(&python).then_some(python)
}

#[tokio::test]
async fn a_server_of_the_python_kit_as_a_child() {
    let Some(python) = python_kit() else {
        eprintln!("skipped: the Python package mcp cannot be installed here");
        return;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/league_server.py");
    let model = model("get_league_info", r#"{"league_id": "7"}"#).await;
    let server = Server::stdio(python.to_str().unwrap()).arg(script).env("LEAGUE_TEAMS", "12");
    let agent = agent(&model, server);
    assert_eq!(ask(&agent).await, "It says: 12 teams in 7");
    let tools = agent.tools().await.unwrap();
    assert_eq!(tools[0].description, "Looks a league up.");
}

/// News of a runner.
fn news_of(runner: Runner) -> (Runner, mpsc::UnboundedReceiver<Notice>) {
    let (sender, news) = mpsc::unbounded_channel();
    // Who has heard enough does not listen any more.
    let tell = move |notice: &Notice| drop(sender.send(notice.clone()));
    (runner.on_notice(tell), news)
}

#[tokio::test(start_paused = true)]
async fn a_runner_tells_once_that_tools_are_missing() {
    let hall = Hall::new(vec![
        (0, Ok(message("1", "ada", "a"))),
        (20, Ok(message("2", "ada", "b"))),
        (20, Ok(message("3", "ada", "c"))),
    ]);
    let agent = crate::agent(&crate::says(["one", "two", "three"]));
    let agent = agent.mcp(Server::stdio("/no/such/program")).build().unwrap();
    let (runner, mut news) = news_of(agent.run_on(hall));
    assert_eq!(runner.run().await.unwrap().stats.messages_sent, 3);
    let mut troubles = Vec::new();
    while let Some(notice) = news.recv().await {
        if let Notice::Trouble(error) = notice {
            troubles.push(error.context("server").unwrap().to_owned());
        }
    }
    assert_eq!(troubles, ["/no/such/program"]);
}

#[tokio::test]
async fn a_runner_tells_which_tools_were_called() {
    let tools = EventServer::start("/messages/?session_id=7").await;
    let league: &'static str = Box::leak("7".repeat(200).into_boxed_str());
    let arguments = json!({"league_id": league}).to_string();
    let model = model("get_league_info", Box::leak(arguments.into_boxed_str())).await;
    let agent = agent(&model, Server::sse(tools.url()).unwrap());
    let hall = Hall::new(vec![(0, Ok(message("1", "ada", "a"))), (900, Ok(message("2", "b", "")))]);
    let (runner, mut news) = news_of(agent.run_on(hall));
    let runs = tokio::spawn(runner.run());
    let told = async {
        loop {
            match news.recv().await.unwrap() {
                Notice::Heard(_) => {
                    // It waits a second for others.
                    tokio::time::pause();
                    tokio::time::advance(Duration::from_secs(1)).await;
                    tokio::time::resume();
                }
                Notice::Tool { room, name, is_failed, result } => {
                    return (room, name, is_failed, result);
                }
                _ => {}
            }
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(60), told).await.unwrap();
    runs.abort();
    let start = format!("12 teams in {}", "7".repeat(88));
    assert_eq!(told, (Room::new("test", "hall"), "get_league_info".to_owned(), false, start));
}

#[tokio::test]
async fn what_a_tool_changed_is_not_changed_again_by_who_stops_waiting() {
    let tools = EventServer::start("/messages/?session_id=7").await;
    let model = MockServer::start().await;
    let told = Arc::new(tokio::sync::Notify::new());
    let tell = Arc::clone(&told);
    let is_after_the_tool = move |request: &Request| {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let is = body["messages"].as_array().unwrap().last().unwrap()["role"] == "tool";
        if is {
            tell.notify_one();
        }
        is
    };
    let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
    Mock::given(is_after_the_tool).respond_with(late).mount(&model).await;
    let trade = Model { tool: "trade_player", arguments: "{}" };
    Mock::given(method("POST")).respond_with(trade).mount(&model).await;
    let builder = Agent::builder(KEY).base_url(model.uri()).unwrap().allow_tools(["trade_player"]);
    let agent = builder.mcp(Server::sse(tools.url()).unwrap()).build().unwrap();
    let question = [message("1", "ada", "trade him")];
    tokio::select! {
        answer = agent.answer(&question[0].room, &question) => panic!("{answer:?}"),
        () = told.notified() => {}
    }
    let again = agent.answer(&question[0].room, &question).await.unwrap();
    assert_eq!(again.silence, Some(Silence::Duplicate));
}

/// Another runtime, whose clock is so many seconds ahead.
fn later(seconds: u64, work: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(seconds)).await;
        tokio::time::resume();
        tokio::time::timeout(Duration::from_secs(10), work).await.unwrap();
    });
}

#[test]
fn a_server_is_tried_again_after_its_runtime_has_ended() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let place = format!("http://{}/sse", listener.local_addr().unwrap());
    let accept = || {
        let listener = tokio::net::TcpListener::from_std(listener.try_clone().unwrap()).unwrap();
        async move { listener.accept().await.unwrap().0 }
    };
    let builder = Agent::keyless_builder().base_url("http://127.0.0.1:9").unwrap();
    let builder = builder.retry(Retry::none()).mcp(Server::sse(place).unwrap());
    let agent = builder.build().unwrap();
    later(0, async {
        let refuse = async {
            let mut socket = accept().await;
            let refusal =
                "HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
            socket.write_all(refusal.as_bytes()).await.unwrap();
            socket
        };
        let (tools, _socket) = tokio::join!(agent.tools(), refuse);
        assert!(tools.is_err());
    });
    for seconds in [100, 1_000] {
        later(seconds, async {
            // It is tried in the background, and holds on until this runtime ends.
            assert!(agent.tools().await.is_err());
            drop(accept().await);
        });
    }
}
