//! The websocket side of the scripted server, spoken to by a plain client, and its comparisons.

use chatwire_conformance::compare::{Differences, live};
use chatwire_conformance::divergence::{Divergences, OURS};
use chatwire_conformance::runner::{self, Verdict};
use chatwire_conformance::script::{Payload, Script, Step};
use chatwire_conformance::server::{Pace, Play, ScriptedServer};
use chatwire_conformance::spec::tokenbowl_live::LIVE;
use chatwire_conformance::vector::Vector;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

fn vector(frames: Value) -> Vector {
    let record = json!({
        "id": "tokenbowl/ws/x",
        "call": {"method": "connect", "args": {}},
        "connect": {"path": "/ws", "query": [["api_key", "test-key"]], "query_raw": "api_key=test-key"},
        "frames": frames,
        "events": [["on_connect"], ["on_disconnect"]],
        "result": {"ok": null, "is_connected_before_disconnect": true},
    });
    Vector::parse(&record.to_string()).unwrap()
}

fn script(frames: Value) -> Script {
    Script::read(&vector(frames)).unwrap()
}

async fn start(frames: Value) -> ScriptedServer {
    let mut play = Play::default();
    play.steps = script(frames).steps;
    ScriptedServer::start_live(Vec::new(), play, Pace::of(&[]), &LIVE).await.unwrap()
}

async fn connect(server: &ScriptedServer) -> WebSocketStream<TcpStream> {
    let address = server.origin().trim_start_matches("http://").to_owned();
    let stream = TcpStream::connect(&address).await.unwrap();
    let (socket, _) =
        tokio_tungstenite::client_async(format!("ws://{address}/ws?api_key=k"), stream)
            .await
            .unwrap();
    socket
}

async fn next(socket: &mut WebSocketStream<TcpStream>) -> Value {
    match socket.next().await.unwrap().unwrap() {
        Message::Text(text) => serde_json::from_str(&text).unwrap(),
        Message::Ping(_) => json!("ping"),
        Message::Close(frame) => json!(frame.map(|frame| u16::from(frame.code))),
        other => json!(format!("{other:?}")),
    }
}

async fn send(socket: &mut WebSocketStream<TcpStream>, frame: Value) {
    socket.send(Message::text(frame.to_string())).await.unwrap();
}

#[tokio::test]
async fn frames_are_played_in_turn_under_our_numbers() {
    let server = start(json!([
        {"dir": "s2c", "json": {"hello": 1}},
        {"dir": "s2c", "control": "ping"},
        {"dir": "c2s", "json": {"id": 1, "connect": {"token": "t"}}},
        {"dir": "s2c", "json": {"id": 1, "connect": {}}},
        {"dir": "s2c", "close": {"code": 3001, "reason": "bye"}},
    ]))
    .await;
    let mut socket = connect(&server).await;
    assert_eq!(next(&mut socket).await, json!({"hello": 1}));
    assert_eq!(next(&mut socket).await, json!("ping"));
    send(&mut socket, json!({})).await;
    send(&mut socket, json!({"id": 7, "connect": {"token": "t"}})).await;
    assert_eq!(next(&mut socket).await, json!({"id": 7, "connect": {}}));
    assert_eq!(next(&mut socket).await, json!(3001));
    server.played().await;
    let seen = server.seen();
    assert_eq!(seen.frames, [json!({"id": 7, "connect": {"token": "t"}})], "life signs aside");
    assert_eq!((seen.connections.len(), seen.connections[0].query.as_str()), (1, "api_key=k"));
}

#[tokio::test]
async fn what_the_record_leaves_unanswered_is_answered_by_the_specification() {
    let server = start(json!([{"dir": "c2s", "json": {"content": "hi"}}])).await;
    let mut socket = connect(&server).await;
    send(&mut socket, json!({"content": "hi"})).await;
    let answer = next(&mut socket).await;
    assert_eq!(
        (&answer["type"], &answer["message"]["content"]),
        (&json!("message_sent"), &json!("hi"))
    );
    send(&mut socket, json!({"type": "typing"})).await;
    assert_eq!(next(&mut socket).await["error"], "Unknown message type: typing");
}

#[tokio::test]
async fn a_frame_that_is_not_the_awaited_one_keeps_the_script_waiting() {
    let server = start(json!([
        {"dir": "c2s", "json": {"content": "hi"}},
        {"dir": "s2c", "json": {"late": true}},
    ]))
    .await;
    let mut socket = connect(&server).await;
    send(&mut socket, json!({"content": "ho"})).await;
    assert_eq!(next(&mut socket).await["message"]["content"], "ho");
    send(&mut socket, json!({"content": "hi"})).await;
    assert_eq!(next(&mut socket).await, json!({"late": true}));
}

#[tokio::test]
async fn subscriptions_may_come_in_any_order() {
    let server = start(json!([
        {"dir": "c2s", "json": {"id": 2, "subscribe": {"channel": "a"}}},
        {"dir": "c2s", "json": {"id": 3, "subscribe": {"channel": "b"}}},
        {"dir": "s2c", "json": {"id": 2, "subscribe": {"of": "a"}}},
        {"dir": "s2c", "json": {"id": 3, "subscribe": {"of": "b"}}},
    ]))
    .await;
    let mut socket = connect(&server).await;
    send(&mut socket, json!({"id": 8, "subscribe": {"channel": "b"}})).await;
    send(&mut socket, json!({"id": 9, "subscribe": {"channel": "a"}})).await;
    assert_eq!(next(&mut socket).await, json!({"id": 9, "subscribe": {"of": "a"}}));
    assert_eq!(next(&mut socket).await, json!({"id": 8, "subscribe": {"of": "b"}}));
}

#[test]
fn frames_are_read_and_odd_ones_refused() {
    let read = script(json!([
        {"wait_s": 1.5},
        {"dir": "s2c", "b64": "e30=", "json": {}},
        {"dir": "s2c", "text": "x"},
        {"dir": "s2c", "close": {"code": null, "reason": "TCP reset"}},
    ]));
    assert_eq!(read.steps[0], Step::Wait(1.5));
    assert_eq!(read.steps[1], Step::Server(Payload::Bytes(b"{}".to_vec())));
    assert_eq!(read.steps[2], Step::Server(Payload::Text("x".into())));
    assert_eq!(read.steps[3], Step::Close { code: None, reason: "TCP reset".into() });
    for odd in [json!([{"json": {}}]), json!([{"dir": "up", "json": {}}]), json!([{"dir": "s2c"}])]
    {
        assert!(Script::read(&vector(odd)).unwrap_err().contains("cannot be played"));
    }
}

fn event_lines(wanted: Value, found: Value, also: &[&str]) -> usize {
    let list = |value: &Value| value.as_array().unwrap().clone();
    let also: Vec<String> = also.iter().map(|name| (*name).to_owned()).collect();
    let mut out = Differences::new();
    live::events(&list(&wanted), &list(&found), &also, &mut out);
    out.lines().len()
}

#[test]
fn events_are_compared_in_order() {
    let both = json!([["on_connect"], ["on_message", {"id": "1"}]]);
    assert_eq!(event_lines(both.clone(), both.clone(), &[]), 0);
    assert_eq!(event_lines(both.clone(), json!([["on_connect"]]), &[]), 1);
    assert_eq!(event_lines(json!([["on_connect"]]), both.clone(), &[]), 1);
    let other = json!([["on_connect"], ["on_message", {"id": "2"}]]);
    assert_eq!(event_lines(both.clone(), other, &[]), 1);
    let more = json!([["on_disconnect"], ["on_connect"], ["on_message", {"id": "1"}]]);
    assert_eq!(event_lines(both.clone(), more.clone(), &[]), 1);
    assert_eq!(event_lines(both, more, &["on_disconnect"]), 0);
    assert_eq!(event_lines(json!([["on_error", "KeyError"]]), json!([["on_error", "x"]]), &[]), 0);
}

async fn replay(frames: Value) -> Verdict {
    runner::replay(&vector(frames), &Divergences::parse(OURS).unwrap()).await.verdict
}

#[tokio::test]
async fn a_session_passes_and_a_wrong_record_fails() {
    assert_eq!(replay(json!([])).await, Verdict::Passed(Vec::new()));
    let unsent = json!([{"dir": "c2s", "json": {"type": "typing", "to_username": "a"}}]);
    let Verdict::Failed(why) = replay(unsent).await else { panic!() };
    assert!(why[0].contains("frames"), "{why:?}");
}
