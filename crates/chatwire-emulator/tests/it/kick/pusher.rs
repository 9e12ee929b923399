//! Pusher: greeting, channels, pings, errors, time-outs and faults.

use std::time::Duration;

use chatwire_emulator::{Emulator, Fault, FaultPlan, FaultRule, Platform};
use serde_json::{Value, json};

use super::line::{Line, Seen};

const KICK: Platform = Platform::Kick;

fn text(value: &Value) -> Value {
    serde_json::from_str(value.as_str().unwrap()).unwrap()
}

fn subscribe(channel: &str) -> Value {
    json!({"event": "pusher:subscribe", "data": {"auth": "", "channel": channel}})
}

/// The error event that comes next: its code and words.
async fn error(line: &mut Line) -> (Value, String) {
    let frame = line.json().await;
    assert_eq!(frame["event"], "pusher:error", "{frame}");
    (frame["data"]["code"].clone(), frame["data"]["message"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn greets_and_subscribes() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    let feed = kick.room("streamer").feed();
    let mut line = Line::open(&live.pusher_url(), None).await.unwrap();
    let hello = line.json().await;
    assert_eq!(hello["event"], "pusher:connection_established");
    let data = text(&hello["data"]);
    assert_eq!(data["activity_timeout"], 120);
    assert!(data["socket_id"].as_str().unwrap().split('.').all(|part| part.parse::<u64>().is_ok()));
    let answer = line.ask(subscribe(&feed)).await;
    assert_eq!(
        answer,
        json!({"event": "pusher_internal:subscription_succeeded", "channel": feed, "data": "{}"})
    );
    // Any public name is confirmed, even of a room that does not exist.
    assert_eq!(line.ask(subscribe("chatrooms.1.v2")).await["channel"], "chatrooms.1.v2");
    assert_eq!((live.connections(), live.watchers(&feed)), (1, 1));

    let id = kick.say("streamer", "Alice", "hello [emote:37226:KEKW]");
    let frame = line.json().await;
    assert_eq!(
        (&frame["channel"], &frame["event"]),
        (&json!(feed), &json!("App\\Events\\ChatMessageEvent"))
    );
    let said = text(&frame["data"]);
    assert_eq!((&said["id"], &said["type"]), (&json!(id), &json!("message")));
    assert_eq!(said["chatroom_id"], kick.ids("streamer").chatroom_id);
    assert_eq!(said["sender"]["id"], kick.user("Alice"));
    assert!(said["created_at"].as_str().unwrap().ends_with("+00:00"));

    line.send(&json!({"event": "pusher:unsubscribe", "data": {"channel": feed}})).await;
    assert_eq!(
        line.ask(json!({"event": "pusher:ping", "data": {}})).await,
        json!({"event": "pusher:pong", "data": "{}"})
    );
    kick.say("streamer", "Alice", "unheard");
    assert_eq!(kick.event("chatrooms.1.v2", "Any", &json!("not json {")), 1);
    let frame = line.json().await;
    assert_eq!((&frame["event"], &frame["data"]), (&json!("Any"), &json!("not json {")));
}

#[tokio::test]
async fn objects_instead_of_text() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    kick.live().objects(true);
    let mut line = Line::open(&kick.live().pusher_url(), None).await.unwrap();
    assert_eq!(line.json().await["data"]["activity_timeout"], 120);
    let feed = kick.room("streamer").feed();
    assert_eq!(line.ask(subscribe(&feed)).await["data"], json!({}));
    kick.say("streamer", "Alice", "hello");
    assert_eq!(line.json().await["data"]["content"], "hello");
}

#[tokio::test]
async fn who_is_not_greeted() {
    let emulator = Emulator::start().await.unwrap();
    let live = emulator.kick().live();
    let good = live.pusher_url();
    for (url, code) in [
        (good.replace("32cbd69e4b950bf97679", "another"), 4001),
        (good.replace("protocol=7", "protocol=99"), 4007),
        (good.replace("protocol=7", "protocol=x"), 4006),
        (good.replace("protocol=7&", ""), 4008),
    ] {
        let mut line = Line::open(&url, None).await.unwrap();
        let (event, reason) = error(&mut line).await;
        assert_eq!(event, code, "{url}");
        assert_eq!(line.next().await, Seen::Close(code, reason));
    }
    live.refuse_pusher(4100, "over capacity");
    live.pusher_keys(["mine"]);
    for code in [4100, 4001] {
        let mut line = Line::open(&good, None).await.unwrap();
        assert_eq!(error(&mut line).await.0, code);
        assert!(matches!(line.next().await, Seen::Close(closed, _) if closed == code));
    }
    assert!(Line::open(&good.replace("32cbd69e4b950bf97679", "mine"), None).await.is_ok());
}

#[tokio::test]
async fn what_is_refused_but_leaves_the_connection() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    let feed = kick.room("streamer").feed();
    let mut line = Line::pusher(&emulator, std::slice::from_ref(&feed)).await;
    live.refuse_feed("chatroom_9");
    for (channel, status) in [("private-x", 401), ("presence-x", 401), ("chatroom_9", 403)] {
        let answer = line.ask(subscribe(channel)).await;
        assert_eq!(answer["event"], "pusher:subscription_error");
        assert_eq!(
            (&answer["channel"], &text(&answer["data"])["status"]),
            (&json!(channel), &json!(status))
        );
    }
    live.allow_feed("chatroom_9");
    live.authorize("private-x", "key:signature");
    assert_eq!(
        line.ask(subscribe("chatroom_9")).await["event"],
        "pusher_internal:subscription_succeeded"
    );
    let private = json!({"event": "pusher:subscribe", "data": {"auth": "key:signature", "channel": "private-x"}});
    assert_eq!(line.ask(private).await["event"], "pusher_internal:subscription_succeeded");
    live.feed_limit(Some(3));
    assert_eq!(text(&line.ask(subscribe("one.more")).await["data"])["type"], "LimitReached");

    let long = "x".repeat(165);
    for bad in [
        subscribe(&feed),
        subscribe("bad name!"),
        subscribe(&long),
        subscribe(""),
        json!([]),
        json!({}),
        json!({"event": "pusher:nonsense"}),
    ] {
        line.send(&bad).await;
        assert_eq!(error(&mut line).await.0, Value::Null, "{bad}");
    }
    line.send_text("not json").await;
    assert_eq!(error(&mut line).await.0, Value::Null);
    line.send(&json!({"event": "client-wave", "channel": feed, "data": {}})).await;
    assert_eq!(error(&mut line).await.0, 4301);
    assert_eq!(live.pusher_error(None, "something"), 1);
    assert_eq!(error(&mut line).await, (Value::Null, "something".to_owned()));
    kick.say("streamer", "Alice", "still here");
    assert_eq!(line.event().await.2["content"], "still here");
}

#[tokio::test]
async fn silent_clients_are_asked_and_then_dropped() {
    let emulator = Emulator::start().await.unwrap();
    let mut line = Line::pusher(&emulator, &[]).await;
    emulator.advance(Duration::from_secs(119));
    assert_eq!(line.ask(json!({"event": "pusher:ping"})).await["event"], "pusher:pong");
    emulator.advance(Duration::from_secs(119));
    assert_eq!(line.ask(json!({"event": "pusher:ping"})).await["event"], "pusher:pong");
    emulator.advance(Duration::from_secs(120));
    assert_eq!(line.json().await["event"], "pusher:ping");
    line.send(&json!({"event": "pusher:pong", "data": {}})).await;
    // The pong has no answer; the ping behind it shows that it was read.
    assert_eq!(line.ask(json!({"event": "pusher:ping"})).await["event"], "pusher:pong");
    emulator.advance(Duration::from_secs(120));
    assert_eq!(line.json().await["event"], "pusher:ping");
    emulator.advance(Duration::from_secs(30));
    let (code, reason) = error(&mut line).await;
    assert_eq!(code, 4201);
    assert_eq!(line.next().await, Seen::Close(4201, reason));
    assert_eq!(emulator.kick().live().connections(), 0);
}

#[tokio::test]
async fn time_outs_run_by_themselves_too() {
    let emulator = Emulator::start().await.unwrap();
    let live = emulator.kick().live();
    live.activity_timeout(Duration::from_millis(40), Duration::from_millis(40));
    let mut line = Line::open(&live.pusher_url(), None).await.unwrap();
    assert_eq!(text(&line.json().await["data"])["activity_timeout"], 1);
    assert_eq!(line.json().await["event"], "pusher:ping");
    assert_eq!(error(&mut line).await.0, 4201);
}

#[tokio::test]
async fn pings_may_stay_unanswered() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    let mut line = Line::pusher(&emulator, &[kick.room("streamer").feed()]).await;
    live.answer_pings(false);
    line.send(&json!({"event": "pusher:ping"})).await;
    // Read behind the ping, and answered.
    line.send(&json!({"event": "client-x"})).await;
    assert_eq!(error(&mut line).await.0, 4301);
}

#[tokio::test]
async fn subscriptions_may_come_late() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    let feeds = kick.room("streamer").feeds();
    let mut line = Line::pusher(&emulator, &[]).await;
    live.hold_subscriptions();
    line.send(&subscribe(&feeds[0])).await;
    line.send(&subscribe(&feeds[1])).await;
    line.send(&json!({"event": "pusher:unsubscribe", "data": {"channel": feeds[1]}})).await;
    assert_eq!(line.ask(json!({"event": "pusher:ping"})).await["event"], "pusher:pong");
    kick.say("streamer", "Alice", "too early");
    assert_eq!(live.watchers(&feeds[0]), 0);
    live.release_subscriptions();
    kick.say("streamer", "Alice", "in time");
    assert_eq!(line.json().await["channel"], json!(feeds[0]));
    assert_eq!(line.event().await.2["content"], "in time");
}

#[tokio::test]
async fn ends_with_an_error_event_and_a_code() {
    let emulator = Emulator::start().await.unwrap();
    let live = emulator.kick().live();
    let mut line = Line::pusher(&emulator, &[]).await;
    assert_eq!(live.end_pusher(4200, "restarting"), 1);
    assert_eq!(error(&mut line).await, (json!(4200), "restarting".to_owned()));
    assert_eq!(line.next().await, Seen::Close(4200, "restarting".to_owned()));
    let mut line = Line::pusher(&emulator, &[]).await;
    assert_eq!(live.close(1012, "service restart"), 1);
    assert_eq!(line.next().await, Seen::Close(1012, "service restart".to_owned()));
}

#[tokio::test]
async fn faults_of_the_socket() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let feed = kick.room("streamer").feed();
    // The greeting, the confirmation, and one message.
    emulator.fault(KICK, Fault::GarbageFrame { after_frames: 3 });
    emulator.fault(KICK, Fault::DuplicateFrame { after_frames: 0 });
    emulator
        .fault(KICK, Fault::CloseSocket { after_frames: 1, code: 4100, reason: "full".to_owned() });
    let mut line = Line::pusher(&emulator, std::slice::from_ref(&feed)).await;
    emulator.fault_rule(KICK, FaultRule::next(Fault::RefuseUpgrade { status: 429 }));
    for content in ["one", "two", "three"] {
        kick.say("streamer", "Alice", content);
    }
    assert_eq!(line.event().await.2["content"], "one");
    let Seen::Text(garbage) = line.next().await else { panic!() };
    assert!(serde_json::from_str::<Value>(&garbage).is_err());
    assert_eq!(line.event().await.2["content"], "two");
    assert_eq!(line.event().await.2["content"], "two");
    assert_eq!(line.next().await, Seen::Close(4100, "full".to_owned()));
    assert_eq!(Line::open(&kick.live().pusher_url(), None).await.err(), Some(429));
    emulator.fault(KICK, Fault::DropSocket { after_frames: 1 });
    let mut line = Line::open(&kick.live().pusher_url(), None).await.unwrap();
    assert_eq!(line.json().await["event"], "pusher:connection_established");
    assert_eq!(line.next().await, Seen::Cut);
    let mut line = Line::pusher(&emulator, &[]).await;
    // The closed one from above may still wait for its client's answer.
    assert!(emulator.fault_open_sockets(KICK, &Fault::DropSocket { after_frames: 0 }) > 0);
    assert_eq!(line.next().await, Seen::Cut);
}

#[tokio::test]
async fn a_hundred_channels_keep_their_order() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let names: Vec<String> = (0..100).map(|nth| format!("streamer{nth}")).collect();
    let feeds: Vec<String> = names.iter().map(|name| kick.room(name).feed()).collect();
    let mut line = Line::pusher(&emulator, &feeds).await;
    for nth in 0..1_000 {
        kick.say(&names[nth % 100], "Alice", &nth.to_string());
    }
    for nth in 0..1_000 {
        let (feed, _, data) = line.event().await;
        assert_eq!(
            (feed.as_str(), &data["content"]),
            (feeds[nth % 100].as_str(), &json!(nth.to_string()))
        );
    }
}

#[tokio::test]
async fn a_plan_of_faults_is_met_in_full() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let feed = kick.room("streamer").feed();
    FaultPlan::seeded(11).apply(&emulator, KICK);
    let mut said = 0;
    let mut rounds = 0;
    while !emulator.waiting_faults(KICK).is_empty() {
        rounds += 1;
        assert!(rounds < 200, "{:?}", emulator.waiting_faults(KICK));
        let Ok(mut line) = Line::open(&kick.live().pusher_url(), None).await else { continue };
        if !line.try_send(&subscribe(&feed)).await {
            continue;
        }
        for _ in 0..70 {
            kick.say("streamer", "Alice", &said.to_string());
            said += 1;
        }
        if !line.try_send(&json!({"event": "pusher:ping"})).await {
            continue;
        }
        loop {
            match line.next().await {
                Seen::Text(text) if text.contains("pusher:pong") => break,
                Seen::Text(_) => {}
                Seen::Close(..) | Seen::Cut => break,
            }
        }
    }
    assert!(rounds > 1);
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_off() {
    let emulator = Emulator::start().await.unwrap();
    let live = emulator.kick().live();
    let mut line = Line::pusher(&emulator, &[]).await;
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
    assert_eq!(end, Seen::Cut);
}

#[tokio::test]
async fn endless_times_are_never_over() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    live.activity_timeout(Duration::MAX, Duration::MAX);
    live.token_ttl(Duration::MAX);
    live.ping(Some(Duration::MAX));
    let feeds = [kick.room("streamer").feed()];
    for passed in [Duration::ZERO, Duration::MAX] {
        emulator.advance(passed);
        // A token that was issued at the end of all times has run out already.
        let mut lines = vec![Line::pusher(&emulator, &feeds).await];
        if passed.is_zero() {
            lines.push(Line::centrifugo(&emulator, &feeds).await);
        }
        kick.say("streamer", "Alice", "hello");
        for line in &mut lines {
            assert_eq!(line.event().await.2["content"], "hello");
        }
    }
}

#[tokio::test]
async fn gifts_are_as_large_as_they_like() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let bare = format!("channel_{}", kick.ids("streamer").channel_id);
    let mut line = Line::pusher(&emulator, &[bare]).await;
    for _ in 0..2 {
        kick.gift_kicks("streamer", "Alice", u64::MAX, "");
        let (_, _, gift) = line.event().await;
        assert_eq!(gift["gift"]["amount"], u64::MAX);
        let (_, _, board) = line.event().await;
        assert_eq!(board["gifts_lifetime"][0]["gifted_amount"], u64::MAX);
    }
}
