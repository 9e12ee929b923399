//! Events of AI agents.

use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_mezon::agent::{AgentEvent, AgentEvents};
use chatwire_mezon::{Client, ErrorKind};
use futures_util::StreamExt;

use crate::scripted::BOT;

const KEY: &str = "canary key/+";

fn stream(body: impl Into<bytes::Bytes>) -> Answer {
    Answer::status(200).header("content-type", "text/event-stream").body(body)
}

fn client(script: &Script) -> Client {
    Client::builder(BOT, KEY).script(script.clone()).build().unwrap()
}

fn events(script: &Script) -> AgentEvents {
    client(script).agent_events("https://agents.example.org/sub/").unwrap()
}

async fn all(events: AgentEvents) -> Vec<String> {
    let words = events.map(|event| match event {
        Ok(AgentEvent::Online { attempt }) => format!("online {attempt}"),
        Ok(AgentEvent::Offline { cause, attempt, .. }) => format!("{:?}, {attempt}", cause.kind()),
        Ok(AgentEvent::SessionStarted(session)) => format!("started {}", session.room.room_name),
        Ok(AgentEvent::SessionEnded(session)) => format!("ended {}", session.event_id),
        Ok(AgentEvent::SummaryDone(session)) => format!("summary {:?}", session.metadata),
        Ok(AgentEvent::Trouble(error)) => format!("trouble {}", error.message()),
        Ok(AgentEvent::Unknown { event_type, data }) => format!("unknown {event_type} {data}"),
        Ok(other) => panic!("{other:?}"),
        Err(error) => format!("{:?}!", error.kind()),
    });
    words.collect().await
}

#[tokio::test(start_paused = true)]
async fn each_type_has_its_event() {
    let body = [
        r#"{"event_id":"e1","event_type":"room_started","timestamp":"2026-07-01T10:00:00.000Z","room":{"room_id":"r","room_name":"Stand-up"},"metadata":{}}"#,
        r#"{"event_id":2,"event_type":"room_ended","timestamp":7,"room":null,"metadata":null}"#,
        r#"{"event_type":"room_summary_done","metadata":{"summary":"short"},"new":1}"#,
        r#"{"event_type":"room_moved"}"#,
        r#"{"event_type":null}"#,
        "{",
        r#"{"event_type":"room_started","room":5}"#,
    ];
    let body: String = body.iter().map(|data| format!("data: {data}\r\n\r\n")).collect();
    let script = Script::new().answer(stream(body)).answer(Answer::status(204));
    let expected = [
        "online 1",
        "started Stand-up",
        "ended 2",
        r#"summary {"summary": String("short")}"#,
        r#"unknown room_moved {"event_type":"room_moved"}"#,
        r#"unknown  {"event_type":null}"#,
        "trouble an event of an agent cannot be read",
        "trouble an event of an agent cannot be read",
        "Transport, 1",
    ];
    assert_eq!(all(events(&script)).await, expected);
}

#[tokio::test(start_paused = true)]
async fn it_is_asked_for_with_id_and_key() {
    let script = Script::new().answer(Answer::status(204));
    assert!(all(events(&script)).await.is_empty());
    let sent = script.requests().remove(0);
    let url = "https://agents.example.org/sub/api/sse/metadata?appid=1800000000000000001&token=canary%20key%2F%2B";
    assert_eq!(sent.url.replace('+', "%20"), url);
    assert_eq!(sent.headers["accept"], "text/event-stream");
    assert!(!sent.headers.contains_key("authorization"));
    assert_eq!(script.requests().len(), 1, "no login is needed");
}

#[tokio::test(start_paused = true)]
async fn all_of_an_event_is_there() {
    let body = "id: 41\nevent: message\ndata: {\"event_id\":\"e1\",\"event_type\":\"room_started\",\ndata: \"timestamp\":\"2026-07-01T10:00:00Z\",\"room\":{\"room_id\":\"7\",\"room_name\":\"n\"}}\n\n";
    let script = Script::new().answer(stream(body)).answer(Answer::status(204));
    let mut events = events(&script).no_reconnect();
    assert!(!events.is_open());
    assert!(matches!(events.next().await, Some(Ok(AgentEvent::Online { attempt: 1 }))));
    assert!(events.is_open());
    let Some(Ok(AgentEvent::SessionStarted(session))) = events.next().await else { panic!() };
    assert_eq!((session.event_id.as_str(), session.stream_id.as_str()), ("e1", "41"));
    assert_eq!(session.timestamp.unwrap().as_unix_seconds(), 1_782_900_000);
    assert_eq!((session.room.room_id.as_str(), session.room.room_name.as_str()), ("7", "n"));
    assert!(events.next().await.is_none());
    let json = serde_json::to_value(&session).unwrap();
    assert_eq!(
        serde_json::from_value::<chatwire_mezon::agent::AgentSession>(json).unwrap(),
        session
    );
    let mut later = self::events(&script).resume_after(session.stream_id);
    assert!(later.next().await.is_none());
    assert_eq!(script.requests()[1].headers["last-event-id"], "41");
}

#[tokio::test(start_paused = true)]
async fn it_comes_back_and_gives_up_as_told() {
    let script = Script::new()
        .answer(stream("").open())
        .answer(Answer::status(502))
        .always(Answer::drop_before());
    let told = events(&script)
        .idle_timeout(Duration::from_secs(5))
        .reconnect_delay(Duration::from_secs(1))
        .max_reconnects(2);
    assert_eq!(all(told).await, ["online 1", "Timeout, 1", "Server, 2", "Connect!"]);
}

#[tokio::test(start_paused = true)]
async fn nothing_printed_shows_the_key() {
    let script = Script::new().answer(Answer::status(401).body("no"));
    let mut events = events(&script);
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Auth, "mezon.agent_events"));
    let shown = format!("{events:?} {error} {error:?} {:?}", script.requests());
    assert!(!shown.contains("canary"), "{shown}");
}

#[test]
fn an_address_must_be_encrypted() {
    let client = client(&Script::new());
    for url in ["http://agents.example.org", "agents.example.org", "https://a.example.org?x=1", ""]
    {
        assert_eq!(client.agent_events(url).unwrap_err().kind(), ErrorKind::Config, "{url}");
    }
    assert!(client.agent_events("http://127.0.0.1:9").is_ok());
}
