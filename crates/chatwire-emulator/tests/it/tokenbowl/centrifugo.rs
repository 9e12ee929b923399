//! Centrifugo: connecting, subscriptions, recovery, refresh, pings and closes.

use std::time::Duration;

use chatwire_emulator::tokenbowl::Role;
use chatwire_emulator::{Emulator, Platform};
use serde_json::{Value, json};

use super::socket::{Client, Seen};
use crate::client::Ask;

const SOCKET: &str = "/connection/websocket";

pub(crate) async fn token(emulator: &Emulator, user: &str) -> String {
    let url = emulator.url(Platform::TokenBowl) + "/centrifugo/connection-token";
    let key = emulator.tokenbowl().key(user);
    let answer = Ask::new("GET", &url).header("x-api-key", &key).send().await;
    answer.json()["token"].as_str().unwrap().to_owned()
}

/// An open socket and the answer to its `connect`.
async fn connect(emulator: &Emulator, user: &str, subs: Value) -> (Client, Value) {
    let mut client = Client::open(emulator, SOCKET, None).await.unwrap();
    let token = token(emulator, user).await;
    let reply = client.ask(json!({"id": 1, "connect": {"token": token, "subs": subs}})).await;
    (client, reply["connect"].clone())
}

#[tokio::test]
async fn messages_reach_their_channels() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    let (mut alice, reply) = connect(&emulator, "alice", json!({})).await;
    assert_eq!(
        (&reply["expires"], &reply["ttl"], &reply["ping"], &reply["pong"]),
        (&json!(true), &json!(86_400), &json!(25), &json!(true))
    );
    let subs: Vec<_> = reply["subs"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(subs, ["room:main", "user:alice"]);
    assert_eq!(reply["subs"]["room:main"]["recoverable"], true);
    let (mut bob, _) = connect(&emulator, "bob", json!({})).await;
    tokenbowl.say("alice", "hello");
    tokenbowl.dm("alice", "bob", "psst");
    tokenbowl.typing("bob", Some("alice"));
    let room = alice.json().await["push"].clone();
    assert_eq!((&room["channel"], &room["pub"]["offset"]), (&json!("room:main"), &json!(1)));
    assert_eq!(room["pub"]["data"], tokenbowl.messages()[0]);
    assert_eq!(bob.json().await["push"], room);
    let direct = bob.json().await["push"].clone();
    assert_eq!(
        (&direct["channel"], &direct["pub"]["data"]["content"]),
        (&json!("user:bob"), &json!("psst"))
    );
    // The sender gets no copy: the next thing is what the other types.
    let typing = alice.json().await["push"].clone();
    assert_eq!(
        (&typing["channel"], &typing["pub"]["data"]["type"]),
        (&json!("user:alice"), &json!("typing"))
    );
    assert_eq!(
        (tokenbowl.connections("alice"), emulator.open_sockets(Platform::TokenBowl)),
        (1, 2)
    );
    let presence = alice.ask(json!({"id": 2, "presence": {"channel": "room:main"}})).await;
    assert_eq!(presence["presence"]["presence"].as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn own_subscriptions_and_errors() {
    let emulator = Emulator::start().await.unwrap();
    let (mut client, _) = connect(&emulator, "alice", json!({})).await;
    let mut id = 10;
    let mut code = async |client: &mut Client, method: &str, params: Value| {
        id += 1;
        let reply = client.ask(json!({"id": id, method: params})).await;
        assert_eq!(reply["id"], id);
        reply["error"]["code"].clone()
    };
    assert_eq!(code(&mut client, "subscribe", json!({"channel": "room:main"})).await, 105);
    assert_eq!(code(&mut client, "subscribe", json!({"channel": "user:bob"})).await, 103);
    assert_eq!(code(&mut client, "subscribe", json!({"channel": "other"})).await, 102);
    assert_eq!(code(&mut client, "publish", json!({"channel": "room:main", "data": 1})).await, 103);
    assert_eq!(code(&mut client, "history", json!({"channel": "user:bob"})).await, 103);
    assert_eq!(code(&mut client, "rpc", json!({})).await, 104);
    assert_eq!(
        code(&mut client, "unsubscribe", json!({"channel": "room:main"})).await,
        Value::Null
    );
    assert_eq!(code(&mut client, "subscribe", json!({"channel": "room:main"})).await, Value::Null);

    emulator.tokenbowl().server_side_subs(false);
    let (mut client, reply) = connect(&emulator, "alice", json!({})).await;
    assert_eq!(reply.get("subs"), None);
    // Two commands in one frame, two replies, and no channel in either.
    client.send_text("{\"id\":2,\"subscribe\":{\"channel\":\"room:main\"}}\n{\"id\":3,\"subscribe\":{\"channel\":\"user:alice\"}}").await;
    for id in [2, 3] {
        let reply = client.json().await;
        assert_eq!((&reply["id"], &reply["subscribe"]["recoverable"]), (&json!(id), &json!(true)));
        assert_eq!(reply["subscribe"].get("channel"), None);
    }
    emulator.tokenbowl().batching(true);
    emulator.tokenbowl().say("bob", "one");
    assert!(client.json().await["push"].is_object());
}

#[tokio::test]
async fn several_objects_in_a_frame() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.batching(true);
    let (mut client, _) = connect(&emulator, "alice", json!({})).await;
    // The emulator shares this thread: both are queued before its task runs.
    tokenbowl.say("bob", "one");
    tokenbowl.say("bob", "two");
    let Seen::Text(text) = client.next().await else { panic!() };
    let contents: Vec<Value> = text
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["push"]["pub"]["data"]["content"].clone()
        })
        .collect();
    assert_eq!(contents, ["one", "two"]);
}

#[tokio::test]
async fn recovery() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    let (first, reply) = connect(&emulator, "alice", json!({})).await;
    let epoch = reply["subs"]["room:main"]["epoch"].clone();
    tokenbowl.say("bob", "seen");
    drop(first);
    for nth in 0..3 {
        tokenbowl.say("bob", &format!("missed {nth}"));
    }
    let from =
        |offset: u64| json!({"room:main": {"recover": true, "epoch": epoch, "offset": offset}});
    let room = |reply: &Value| reply["subs"]["room:main"].clone();

    let (mut client, reply) = connect(&emulator, "alice", from(1)).await;
    assert_eq!((&room(&reply)["recovered"], &room(&reply)["offset"]), (&json!(true), &json!(4)));
    let missed = room(&reply)["publications"].clone();
    assert_eq!(missed.as_array().unwrap().len(), 3);
    assert_eq!(
        (&missed[0]["offset"], &missed[0]["data"]["content"]),
        (&json!(2), &json!("missed 0"))
    );
    let history = client
        .ask(json!({"id": 5, "history": {"channel": "room:main", "limit": 2, "since": {"offset": 2, "epoch": epoch}}}))
        .await;
    assert_eq!(history["history"]["publications"][0]["data"]["content"], "missed 1");

    tokenbowl.history(2, Duration::from_secs(300));
    tokenbowl.say("bob", "pushes others out");
    let (_, reply) = connect(&emulator, "alice", from(1)).await;
    assert_eq!(
        (room(&reply).get("recovered"), &room(&reply)["was_recovering"]),
        (None, &json!(true))
    );
    let (_, reply) = connect(&emulator, "alice", from(3)).await;
    assert_eq!(room(&reply)["publications"].as_array().unwrap().len(), 2);

    tokenbowl.forget_history();
    let (_, reply) = connect(&emulator, "alice", from(5)).await;
    assert_eq!(room(&reply).get("recovered"), None);
    assert_ne!(room(&reply)["epoch"], epoch);

    tokenbowl.recovery(false);
    let (_, reply) = connect(&emulator, "alice", from(5)).await;
    assert_eq!(room(&reply), json!({"was_recovering": true}));
}

#[tokio::test]
async fn history_ends_with_its_time() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.history(10, Duration::ZERO);
    tokenbowl.say("bob", "gone at once");
    let from = json!({"room:main": {"recover": true, "epoch": "epoch0", "offset": 0}});
    let (_, reply) = connect(&emulator, "alice", from).await;
    assert_eq!(reply["subs"]["room:main"].get("recovered"), None);
    assert_eq!(reply["subs"]["room:main"]["offset"], 1);
}

#[tokio::test]
async fn tokens_and_refresh() {
    let emulator = Emulator::start().await.unwrap();
    let mut client = Client::open(&emulator, SOCKET, None).await.unwrap();
    client.send(&json!({"id": 1, "connect": {"token": "a.b.c"}})).await;
    assert_eq!(client.next().await, Seen::Close(3500, "invalid token".to_owned()));

    let tokenbowl = emulator.tokenbowl();
    let (mut client, _) = connect(&emulator, "alice", json!({})).await;
    let fresh = token(&emulator, "alice").await;
    let reply = client.ask(json!({"id": 2, "refresh": {"token": fresh}})).await;
    assert_eq!(reply["refresh"]["ttl"], 86_400);
    tokenbowl.token_ttl(Duration::ZERO);
    let old = token(&emulator, "alice").await;
    let reply = client.ask(json!({"id": 3, "refresh": {"token": old}})).await;
    assert_eq!(reply["error"]["code"], 110);
    let mut late = Client::open(&emulator, SOCKET, None).await.unwrap();
    let reply = late.ask(json!({"id": 1, "connect": {"token": old}})).await;
    assert_eq!(reply["error"], json!({"code": 109, "message": "token expired"}));
    tokenbowl.token_ttl(Duration::from_secs(60));
    let foreign = token(&emulator, "bob").await;
    client.send(&json!({"id": 4, "refresh": {"token": foreign}})).await;
    assert_eq!(client.next().await, Seen::Close(3500, "invalid token".to_owned()));

    tokenbowl.token_ttl(Duration::from_secs(1));
    let (mut client, reply) = connect(&emulator, "alice", json!({})).await;
    assert_eq!(reply["ttl"], 1);
    assert_eq!(client.next().await, Seen::Close(3005, "connection expired".to_owned()));
}

#[tokio::test]
async fn pings_want_pongs() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.ping(Duration::from_millis(60));
    let (mut client, reply) = connect(&emulator, "alice", json!({})).await;
    assert_eq!(reply["ping"], 1);
    for _ in 0..3 {
        assert_eq!(client.next().await, Seen::Text("{}".to_owned()));
        client.send(&json!({})).await;
    }
    assert_eq!(client.next().await, Seen::Text("{}".to_owned()));
    assert_eq!(client.next().await, Seen::Close(3012, "no pong".to_owned()));
    while tokenbowl.connections("alice") > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_ends_a_connection() {
    let emulator = Emulator::start().await.unwrap();
    for bad in ["not json", "[1]", r#"{"id":1}"#, r#"{"id":1,"subscribe":{}}"#, r#"{"connect":{}}"#]
    {
        let mut client = Client::open(&emulator, SOCKET, None).await.unwrap();
        client.send_text(bad).await;
        assert_eq!(client.next().await, Seen::Close(3501, "bad request".to_owned()), "{bad}");
    }
    let (mut client, _) = connect(&emulator, "alice", json!({})).await;
    emulator.tokenbowl().close_connections(3001, "shutdown");
    assert_eq!(client.next().await, Seen::Close(3001, "shutdown".to_owned()));
    let (mut client, _) = connect(&emulator, "alice", json!({})).await;
    emulator.tokenbowl().push("alice", "{\"push\":{\"channel\":\"x\",\"future\":{}}}");
    assert_eq!(client.json().await["push"]["channel"], "x");
}

#[tokio::test]
async fn the_transport_belongs_to_the_release() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.user_with_role("alice", Role::Admin);
    let key = tokenbowl.key("alice");
    assert_eq!(Client::open(&emulator, "/ws", Some(&key)).await.err(), Some(403));
    assert_eq!(Client::open(&emulator, "/nope", Some(&key)).await.err(), Some(403));
    tokenbowl.release(chatwire_emulator::tokenbowl::Release::V1_1_5);
    assert!(Client::open(&emulator, "/ws", Some(&key)).await.is_ok());
    assert_eq!(Client::open(&emulator, SOCKET, None).await.err(), Some(403));
}

#[tokio::test]
async fn a_client_that_does_not_read_is_closed_as_slow() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.batching(true);
    let (mut client, _) = connect(&emulator, "alice", json!({})).await;
    // The emulator shares this thread: nothing leaves the queue before it is full.
    for _ in 0..=1 << 17 {
        tokenbowl.push("alice", "{}");
    }
    assert_eq!(tokenbowl.connections("alice"), 0);
    let end = loop {
        match client.next().await {
            Seen::Text(_) => {}
            end => break end,
        }
    };
    assert_eq!(end, Seen::Close(3008, "slow".to_owned()));
}
