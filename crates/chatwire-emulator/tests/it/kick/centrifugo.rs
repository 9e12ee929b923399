//! Centrifugo: connecting, feeds, tokens, pings, pushes, regions and closes.

use std::time::Duration;

use chatwire_emulator::{Emulator, Fault, Platform};
use serde_json::{Value, json};

use super::line::{Line, ORIGIN, Seen, at};
use crate::client::Ask;

fn connect(token: &str) -> Value {
    json!({"connect": {"token": token, "name": "test"}, "id": 1})
}

async fn open(emulator: &Emulator) -> Line {
    let url = emulator.kick().live().centrifugo_url();
    Line::open(&url, Some(ORIGIN)).await.unwrap()
}

#[tokio::test]
async fn connects_and_subscribes_in_one_frame() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    let feed = kick.room("streamer").feed();
    let mut line = open(&emulator).await;
    let answer = line.ask(connect(&live.guest_token("c1"))).await;
    assert_eq!(answer["id"], 1);
    let reply = &answer["connect"];
    assert_eq!(
        (&reply["ping"], &reply["pong"], &reply["expires"], &reply["ttl"]),
        (&json!(25), &json!(true), &json!(true), &json!(2_700))
    );
    line.send_text(&format!(
        "{{\"id\":2,\"subscribe\":{{\"channel\":\"{feed}\",\"flag\":1}}}}\n{{\"id\":3,\"subscribe\":{{\"channel\":\"channel.1\"}}}}"
    ))
    .await;
    assert_eq!(line.json().await, json!({"id": 2, "subscribe": {}}));
    assert_eq!(line.json().await, json!({"id": 3, "subscribe": {}}));
    let id = kick.say("streamer", "Alice", "hello");
    let frame = line.json().await;
    let push = &frame["push"];
    assert_eq!(
        (&push["channel"], &push["pub"]["data"]["event"]),
        (&json!(feed), &json!("App\\Events\\ChatMessageEvent"))
    );
    let said: Value = serde_json::from_str(push["pub"]["data"]["data"].as_str().unwrap()).unwrap();
    assert_eq!((&said["id"], &said["content"]), (&json!(id), &json!("hello")));
    live.objects(true);
    kick.say("streamer", "Alice", "again");
    assert_eq!(line.json().await["push"]["pub"]["data"]["data"]["content"], "again");
    assert_eq!(
        line.ask(json!({"id": 4, "unsubscribe": {"channel": feed}})).await,
        json!({"id": 4, "unsubscribe": {}})
    );
    kick.say("streamer", "Alice", "unheard");
    assert_eq!(line.ask(json!({"id": 5, "ping": {}})).await, json!({"id": 5, "ping": {}}));
}

#[tokio::test]
async fn several_objects_in_a_frame() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let mut line = Line::centrifugo(&emulator, &[kick.room("streamer").feed()]).await;
    kick.live().batching(true);
    // The emulator shares this thread: both are queued before its task runs.
    kick.say("streamer", "Alice", "one");
    kick.say("streamer", "Alice", "two");
    let Seen::Text(text) = line.next().await else { panic!() };
    let lines: Vec<&str> = text.split('\n').collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("one") && lines[1].contains("two"));
}

#[tokio::test]
async fn the_origin_is_checked() {
    let emulator = Emulator::start().await.unwrap();
    let live = emulator.kick().live();
    let url = live.centrifugo_url();
    assert_eq!(Line::open(&url, None).await.err(), Some(403));
    assert_eq!(Line::open(&url, Some("https://kick.example")).await.err(), Some(403));
    assert!(Line::open(&url, Some(ORIGIN)).await.is_ok());
    live.check_origin(false);
    assert!(Line::open(&url, None).await.is_ok());
}

#[tokio::test]
async fn refused_commands() {
    let emulator = Emulator::start().await.unwrap();
    let live = emulator.kick().live();
    let mut line = open(&emulator).await;
    assert_eq!(
        line.ask(connect("")).await["error"],
        json!({"code": 101, "message": "unauthorized"})
    );
    live.refuse_command("connect", 100, "internal server error");
    live.refuse_command("refresh", 101, "unauthorized");
    let token = live.guest_token("c1");
    assert_eq!(
        line.ask(connect(&token)).await["error"],
        json!({"code": 100, "message": "internal server error", "temporary": true})
    );
    assert!(line.ask(connect(&token)).await["connect"].is_object());
    assert_eq!(line.ask(json!({"id": 2, "refresh": {"token": token}})).await["error"]["code"], 101);
    live.refuse_feed("chatroom_9");
    for (method, name, code) in [
        ("subscribe", "chatroom_9", 103),
        ("subscribe", "private-userfeed.1", 103),
        ("subscribe", "", 107),
        ("publish", "chatroom_9", 103),
        ("nonsense", "", 104),
    ] {
        let answer = line.ask(json!({"id": 3, method: {"channel": name}})).await;
        assert_eq!(answer["error"]["code"], code, "{method} {name}");
    }
    live.allow_feed("chatroom_9");
    live.feed_limit(Some(1));
    for expected in [Value::Null, json!(105)] {
        let answer = line.ask(json!({"id": 4, "subscribe": {"channel": "chatroom_9"}})).await;
        assert_eq!(answer["error"]["code"], expected);
    }
    let answer = line.ask(json!({"id": 5, "subscribe": {"channel": "channel_9"}})).await;
    assert_eq!(answer["error"]["code"], 106);
}

#[tokio::test]
async fn tokens_run_out() {
    let emulator = Emulator::start().await.unwrap();
    let live = emulator.kick().live();
    let mut line = open(&emulator).await;
    line.send(&connect("a.b.c")).await;
    assert_eq!(line.next().await, Seen::Close(3500, "invalid token".to_owned()));

    live.ping(None);
    let old = live.guest_token("c1");
    emulator.advance(Duration::from_secs(2_700));
    let mut line = open(&emulator).await;
    assert_eq!(
        line.ask(connect(&old)).await["error"],
        json!({"code": 109, "message": "token expired"})
    );
    let reply = line.ask(connect(&live.guest_token("c1"))).await;
    assert_eq!(reply["connect"].get("ping"), None);
    emulator.advance(Duration::from_secs(2_690));
    let refreshed = line.ask(json!({"id": 2, "refresh": {"token": live.guest_token("c1")}})).await;
    assert_eq!(
        (&refreshed["refresh"]["ttl"], &refreshed["refresh"]["expires"]),
        (&json!(2_700), &json!(true))
    );
    // Well behind the end of the first one, with its time of grace.
    emulator.advance(Duration::from_secs(60));
    assert_eq!(line.ask(json!({"id": 3, "ping": {}})).await["id"], 3);
    assert_eq!(line.ask(json!({"id": 4, "refresh": {"token": old}})).await["error"]["code"], 110);
    emulator.advance(Duration::from_secs(2_700));
    assert_eq!(line.next().await, Seen::Close(3005, "connection expired".to_owned()));

    // A token of somebody else is no refresh.
    let mut line = Line::centrifugo(&emulator, &[]).await;
    line.send(&json!({"id": 2, "refresh": {"token": live.guest_token("c2")}})).await;
    assert_eq!(line.next().await, Seen::Close(3500, "invalid token".to_owned()));
}

#[tokio::test]
async fn pings_want_pongs() {
    let emulator = Emulator::start().await.unwrap();
    let live = emulator.kick().live();
    let mut line = Line::centrifugo(&emulator, &[]).await;
    for _ in 0..3 {
        emulator.advance(Duration::from_secs(25));
        assert_eq!(line.next().await, Seen::Text("{}".to_owned()));
        line.send(&json!({})).await;
        // Read behind the pong.
        assert_eq!(line.ask(json!({"id": 9, "ping": {}})).await["id"], 9);
    }
    emulator.advance(Duration::from_secs(25));
    assert_eq!(line.next().await, Seen::Text("{}".to_owned()));
    emulator.advance(Duration::from_secs(8));
    assert_eq!(line.next().await, Seen::Close(3012, "no pong".to_owned()));
    assert_eq!(live.connections(), 0);

    live.want_pongs(false);
    live.ping(Some(Duration::from_millis(30)));
    let mut line = open(&emulator).await;
    let reply = line.ask(connect(&live.guest_token("c1"))).await;
    assert_eq!((&reply["connect"]["ping"], reply["connect"].get("pong")), (&json!(1), None));
    for _ in 0..3 {
        assert_eq!(line.next().await, Seen::Text("{}".to_owned()));
    }
}

#[tokio::test]
async fn whoever_says_nothing_is_dropped() {
    let emulator = Emulator::start().await.unwrap();
    let mut line = open(&emulator).await;
    while emulator.open_sockets(Platform::Kick) == 0 {
        tokio::task::yield_now().await;
    }
    emulator.advance(Duration::from_secs(10));
    assert_eq!(line.next().await, Seen::Close(3502, "stale".to_owned()));
}

#[tokio::test]
async fn pushes_and_closes_by_the_server() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    let feed = kick.room("streamer").feed();
    let mut line = Line::centrifugo(&emulator, std::slice::from_ref(&feed)).await;
    assert_eq!(live.end_feed(&feed, 2_500, "insufficient state"), 1);
    assert_eq!(
        line.json().await,
        json!({"push": {"channel": feed, "unsubscribe": {"code": 2_500, "reason": "insufficient state"}}})
    );
    assert_eq!(live.watchers(&feed), 0);
    assert_eq!(live.push_disconnect(3_000, "shutdown"), 1);
    assert_eq!(line.json().await["push"]["disconnect"]["code"], 3_000);
    let join = json!({"push": {"channel": feed, "join": {"info": {}}}});
    assert_eq!(live.frame(&join.to_string()), 1);
    assert_eq!(line.json().await, join);
    assert_eq!(live.end_centrifugo(4_500, "terminal"), 1);
    assert_eq!(line.next().await, Seen::Close(4_500, "terminal".to_owned()));
    for bad in ["not json", "[1]", r#"{"id":1}"#, r#"{"id":1,"subscribe":{}}"#, r#"{"connect":{}}"#]
    {
        let mut line = open(&emulator).await;
        line.send_text(bad).await;
        assert_eq!(line.next().await, Seen::Close(3501, "bad request".to_owned()), "{bad}");
    }
}

#[tokio::test]
async fn subscriptions_may_come_late() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    let feed = kick.room("streamer").feed();
    let mut line = Line::centrifugo(&emulator, &[]).await;
    live.hold_subscriptions();
    line.send(&json!({"id": 7, "subscribe": {"channel": feed}})).await;
    assert_eq!(line.ask(json!({"id": 8, "ping": {}})).await["id"], 8);
    kick.say("streamer", "Alice", "too early");
    live.release_subscriptions();
    assert_eq!(line.json().await, json!({"id": 7, "subscribe": {}}));
    kick.say("streamer", "Alice", "in time");
    assert_eq!(line.event().await.2["content"], "in time");
}

#[tokio::test]
async fn a_chat_lives_in_its_region() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    live.region("far", "eu-central-1");
    let feeds = [kick.room("far").feed(), kick.room("near").feed()];
    let ask = json!({"client": {"id": "c1", "type": "web"},
        "capabilities": {"accepted_providers": [{"provider": "centrifugo"}]}});
    let path = format!("/api/v1/realtime/channels/{}/chat/connection", kick.ids("far").channel_id);
    let answer =
        Ask::new("POST", &at(&emulator, &path)).header("origin", ORIGIN).json(&ask).send().await;
    let url =
        answer.json()["data"]["connections"][0]["credentials"]["url"].as_str().unwrap().to_owned();
    assert!(url.contains("/regions/eu-central-1/"));
    let mut far = Line::centrifugo_at(&emulator, &url, &feeds).await;
    let mut near = Line::centrifugo(&emulator, &feeds).await;
    kick.say("far", "Alice", "to the far");
    kick.say("near", "Alice", "to the near");
    assert_eq!(far.event().await.2["content"], "to the far");
    assert_eq!(near.event().await.2["content"], "to the near");
}

#[tokio::test]
async fn faults_meet_this_socket_too() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    let feed = kick.room("streamer").feed();
    emulator.fault(Platform::Kick, Fault::RefuseUpgrade { status: 503 });
    let refused = Line::open(&live.centrifugo_url(), Some(ORIGIN)).await;
    assert_eq!(refused.err(), Some(503));
    // The replies to connect and subscribe, and one message.
    emulator.fault(Platform::Kick, Fault::DuplicateFrame { after_frames: 3 });
    emulator.fault(Platform::Kick, Fault::SilentSocket { after_frames: 1 });
    let mut line = Line::centrifugo(&emulator, std::slice::from_ref(&feed)).await;
    for content in ["one", "two", "three"] {
        kick.say("streamer", "Alice", content);
    }
    for content in ["one", "two", "two"] {
        assert_eq!(line.event().await.2["content"], content);
    }
    assert!(emulator.waiting_faults(Platform::Kick).is_empty());
    // Nothing comes any more, pongs included, and nothing that is sent arrives.
    let frames = emulator.frames(Platform::Kick).len();
    line.send(&json!({"id": 9, "ping": {}})).await;
    assert!(line.is_quiet(Duration::from_millis(80)).await);
    assert_eq!(emulator.frames(Platform::Kick).len(), frames);
}

#[tokio::test]
async fn a_client_that_does_not_read_is_closed_as_slow() {
    let emulator = Emulator::start().await.unwrap();
    let live = emulator.kick().live();
    live.batching(true);
    let mut line = Line::centrifugo(&emulator, &[]).await;
    // The emulator shares this thread: nothing leaves the queue before it is full.
    for _ in 0..=1 << 17 {
        live.frame("{}");
    }
    assert_eq!(live.connections(), 0);
    let end = loop {
        match line.next().await {
            Seen::Text(_) => {}
            end => break end,
        }
    };
    assert_eq!(end, Seen::Close(3008, "slow".to_owned()));
}
