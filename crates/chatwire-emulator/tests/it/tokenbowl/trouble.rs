//! Faults of sockets, and whole plans of them.

use std::time::{Duration, Instant};

use chatwire_emulator::tokenbowl::Release;
use chatwire_emulator::{Emulator, Fault, FaultPlan, FaultRule, Platform};
use serde_json::{Value, json};

use super::socket::{Client, Seen};
use crate::client::Ask;

const BOWL: Platform = Platform::TokenBowl;

/// A client of the direct transport whose socket is to meet a fault, without a frame sent to it yet.
async fn meet(fault: Fault) -> (Emulator, Client) {
    let emulator = Emulator::start().await.unwrap();
    emulator.tokenbowl().release(Release::V1_1_5);
    emulator.fault(BOWL, fault);
    let key = emulator.tokenbowl().key("bob");
    let client = Client::open(&emulator, "/ws", Some(&key)).await.unwrap();
    while emulator.tokenbowl().connections("bob") == 0 {
        tokio::task::yield_now().await;
    }
    (emulator, client)
}

fn say(emulator: &Emulator, texts: &[&str]) {
    for text in texts {
        emulator.tokenbowl().say("alice", text);
    }
}

async fn content(client: &mut Client) -> Value {
    client.reply().await["content"].clone()
}

#[tokio::test]
async fn dropped_after_frames() {
    let (emulator, mut client) = meet(Fault::DropSocket { after_frames: 2 }).await;
    say(&emulator, &["one", "two", "three"]);
    assert_eq!(content(&mut client).await, "one");
    assert_eq!(content(&mut client).await, "two");
    assert_eq!(client.next().await, Seen::Cut);
    assert!(emulator.waiting_faults(BOWL).is_empty());
    while emulator.tokenbowl().connections("bob") > 0 {
        tokio::task::yield_now().await;
    }
    let _another = Client::direct(&emulator, "bob").await;
}

#[tokio::test]
async fn dropped_before_any_frame() {
    let emulator = Emulator::start().await.unwrap();
    emulator.tokenbowl().release(Release::V1_1_5);
    emulator.fault(BOWL, Fault::DropSocket { after_frames: 0 });
    let key = emulator.tokenbowl().key("bob");
    let mut client = Client::open(&emulator, "/ws", Some(&key)).await.unwrap();
    assert_eq!(client.next().await, Seen::Cut);
}

#[tokio::test]
async fn closed_with_a_code() {
    let fault = Fault::CloseSocket { after_frames: 1, code: 1011, reason: "why".to_owned() };
    let (emulator, mut client) = meet(fault).await;
    say(&emulator, &["one"]);
    assert_eq!(content(&mut client).await, "one");
    assert_eq!(client.next().await, Seen::Close(1011, "why".to_owned()));
}

#[tokio::test]
async fn silent_but_open() {
    let (emulator, mut client) = meet(Fault::SilentSocket { after_frames: 1 }).await;
    say(&emulator, &["one", "two"]);
    assert_eq!(content(&mut client).await, "one");
    assert!(!client.answers_ping(Duration::from_millis(80)).await);
    client.send(&json!({"content": "lost"})).await;
    assert!(client.is_quiet(Duration::from_millis(80)).await);
    assert_eq!(emulator.tokenbowl().messages().len(), 2);
    assert_eq!(emulator.open_sockets(BOWL), 1);
    drop(client);
    while emulator.open_sockets(BOWL) > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn frames_are_spoilt_in_turn() {
    let (emulator, mut client) = meet(Fault::GarbageFrame { after_frames: 1 }).await;
    emulator.fault(BOWL, Fault::DuplicateFrame { after_frames: 0 });
    emulator.fault(BOWL, Fault::DelayFrame { after_frames: 1, by: Duration::from_millis(60) });
    emulator.fault(BOWL, Fault::DropSocket { after_frames: 1 });
    let start = Instant::now();
    say(&emulator, &["one", "two", "three", "four", "five"]);
    assert_eq!(content(&mut client).await, "one");
    let Seen::Text(garbage) = client.next().await else { panic!() };
    assert!(serde_json::from_str::<Value>(&garbage).is_err());
    for expected in ["two", "two", "three"] {
        assert_eq!(content(&mut client).await, expected);
    }
    assert!(start.elapsed() >= Duration::from_millis(60), "three was held back");
    assert_eq!(client.next().await, Seen::Cut);
    assert!(emulator.waiting_faults(BOWL).is_empty());
}

#[tokio::test]
async fn refused_upgrades_and_what_waits_behind_them() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.release(Release::V1_1_5);
    emulator.fault_rule(BOWL, FaultRule::next(Fault::RefuseUpgrade { status: 503 }).times(2));
    emulator.fault(BOWL, Fault::DropSocket { after_frames: 0 });
    let key = tokenbowl.key("bob");
    // Other requests pass.
    let health = Ask::new("GET", &(emulator.url(BOWL) + "/health")).send().await;
    assert_eq!(health.status, 200);
    for _ in 0..2 {
        assert_eq!(Client::open(&emulator, "/ws", Some(&key)).await.err(), Some(503));
    }
    let mut client = Client::open(&emulator, "/ws", Some(&key)).await.unwrap();
    assert_eq!(client.next().await, Seen::Cut);
}

#[tokio::test]
async fn open_sockets_meet_a_fault_at_once() {
    let emulator = Emulator::start().await.unwrap();
    emulator.tokenbowl().release(Release::V1_1_5);
    let mut alice = Client::direct(&emulator, "alice").await;
    let mut bob = Client::direct(&emulator, "bob").await;
    assert_eq!(emulator.fault_open_sockets(BOWL, &Fault::DropSocket { after_frames: 1 }), 2);
    emulator.tokenbowl().dm("carol", "bob", "x");
    assert_eq!(content(&mut bob).await, "x");
    assert_eq!(bob.next().await, Seen::Cut);
    let close = Fault::CloseSocket { after_frames: 0, code: 3001, reason: String::new() };
    while emulator.fault_open_sockets(BOWL, &close) != 1 {
        tokio::task::yield_now().await;
    }
    assert_eq!(alice.next().await, Seen::Close(3001, String::new()));
}

/// Five cuts in a burst that history holds as a whole: recovery brings every publication once, in order.
#[tokio::test]
async fn a_burst_is_recovered_as_a_whole() {
    const ALL: u64 = 10_000;
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.history(20_000, Duration::from_secs(300));
    tokenbowl.user("alice");
    let (mut offset, mut epoch, mut said, mut cuts) = (0, Value::Null, 0, 0);
    while offset < ALL {
        let mut client = Client::open(&emulator, "/connection/websocket", None).await.unwrap();
        let token = super::centrifugo::token(&emulator, "bob").await;
        let recover = json!({"recover": !epoch.is_null(), "epoch": epoch, "offset": offset});
        let connect = json!({"token": token, "subs": {"room:main": recover}});
        let reply = client.ask(json!({"id": 1, "connect": connect})).await;
        let room = &reply["connect"]["subs"]["room:main"];
        assert!(epoch.is_null() || room["recovered"] == true, "{room}");
        epoch = room["epoch"].clone();
        for publication in room["publications"].as_array().into_iter().flatten() {
            assert_eq!(publication["offset"], offset + 1);
            offset += 1;
        }
        if cuts < 5 {
            cuts += 1;
            emulator.fault_open_sockets(BOWL, &Fault::DropSocket { after_frames: 700 });
        }
        let target = if cuts < 5 { ALL / 5 * cuts } else { ALL };
        while said < target {
            tokenbowl.say("alice", &said.to_string());
            said += 1;
        }
        while offset < ALL {
            let Seen::Text(text) = client.next().await else { break };
            let frame: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(frame["push"]["pub"]["offset"], offset + 1);
            assert_eq!(frame["push"]["pub"]["data"]["content"], offset.to_string());
            offset += 1;
        }
    }
    assert_eq!((said, cuts), (ALL, 5));
}

/// A reader as simple as can be: it reconnects, fetches the store, and drops what it has seen.
#[tokio::test]
async fn a_sound_client_survives_every_plan() {
    for seed in 0..20 {
        let emulator = Emulator::start().await.unwrap();
        let tokenbowl = emulator.tokenbowl();
        tokenbowl.release(Release::V1_1_5);
        tokenbowl.keep(1000);
        let plan = FaultPlan::seeded(seed);
        plan.apply(&emulator, BOWL);
        let key = tokenbowl.key("bob");
        let mut seen: Vec<String> = Vec::new();
        let mut said = 0;
        while seen.len() < 200 {
            let Ok(mut client) = Client::open(&emulator, "/ws", Some(&key)).await else { continue };
            // Messages that are said before the server has taken the client up are in the store.
            for _ in 0..100 {
                if tokenbowl.connections("bob") > 0 {
                    break;
                }
                tokio::task::yield_now().await;
            }
            let url = emulator.url(BOWL) + "/messages?limit=-1";
            let gap = Ask::new("GET", &url).header("x-api-key", &key).try_send().await;
            let Some(gap) = gap.filter(|answer| answer.status == 200) else { continue };
            for message in gap.json()["messages"].as_array().unwrap().iter().rev() {
                take(&mut seen, message);
            }
            while seen.len() < 200 {
                if said < 200 {
                    tokenbowl.say("alice", &said.to_string());
                    said += 1;
                }
                match client.next().await {
                    Seen::Text(text) => {
                        if let Ok(message) = serde_json::from_str::<Value>(&text) {
                            take(&mut seen, &message);
                        }
                    }
                    _ => break,
                }
            }
        }
        let all: Vec<String> = (0..200).map(|nth| nth.to_string()).collect();
        assert_eq!(seen, all, "seed {}", plan.seed());
    }
}

fn take(seen: &mut Vec<String>, message: &Value) {
    let content = message["content"].as_str().unwrap_or_default().to_owned();
    if message["from_username"] == "alice" && !seen.contains(&content) {
        seen.push(content);
    }
}

#[tokio::test]
async fn refusals_and_faults_of_sockets_keep_their_order() {
    let (emulator, mut client) = meet(Fault::DropSocket { after_frames: 1 }).await;
    drop(client);
    emulator.fault(BOWL, Fault::DropSocket { after_frames: 1 });
    emulator.fault(BOWL, Fault::RefuseUpgrade { status: 503 });
    let key = emulator.tokenbowl().key("carol");
    let open = async || Client::open(&emulator, "/ws", Some(&key)).await;
    let close = |code| Fault::CloseSocket { after_frames: 0, code, reason: String::new() };
    client = open().await.unwrap();
    while emulator.tokenbowl().connections("carol") == 0 {
        tokio::task::yield_now().await;
    }
    say(&emulator, &["one"]);
    assert_eq!(content(&mut client).await, "one");
    assert_eq!(client.next().await, Seen::Cut);
    assert_eq!(open().await.err(), Some(503));

    // The first socket is skipped, and what waits behind the refusal is not for it.
    emulator.fault_rule(BOWL, FaultRule::next(Fault::DropSocket { after_frames: 0 }).skip(1));
    emulator.fault(BOWL, Fault::RefuseUpgrade { status: 503 });
    emulator.fault(BOWL, close(4000));
    let mut spared = open().await.unwrap();
    assert!(spared.ask(json!({"content": "still here"})).await.is_object());
    assert_eq!(open().await.unwrap().next().await, Seen::Cut);
    assert_eq!(open().await.err(), Some(503));
    assert_eq!(open().await.unwrap().next().await, Seen::Close(4000, String::new()));
}

#[tokio::test]
async fn faults_of_requests_leave_open_sockets_alone() {
    let (emulator, mut client) = meet(Fault::DropSocket { after_frames: 1 }).await;
    assert_eq!(emulator.fault_open_sockets(BOWL, &Fault::status(503)), 0);
    say(&emulator, &["one"]);
    assert_eq!(content(&mut client).await, "one");
    assert_eq!(client.next().await, Seen::Cut);
}

#[tokio::test]
async fn endless_times_are_never_over() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.heartbeat(Duration::MAX);
    tokenbowl.ping(Duration::MAX);
    tokenbowl.token_ttl(Duration::MAX);
    for release in [Release::V0_5_4, Release::V1_1_5] {
        tokenbowl.release(release);
        let mut client = Client::direct(&emulator, "bob").await;
        say(&emulator, &["one"]);
        assert_eq!(content(&mut client).await, "one");
    }
    tokenbowl.release(Release::V2_0_1);
    let token = super::centrifugo::token(&emulator, "bob").await;
    let mut client = Client::open(&emulator, "/connection/websocket", None).await.unwrap();
    let reply = client.ask(json!({"id": 1, "connect": {"token": token}})).await;
    assert_eq!(reply["connect"]["expires"], true);
    say(&emulator, &["two"]);
    assert_eq!(client.json().await["push"]["pub"]["data"]["content"], "two");
    let reply = client.ask(json!({"id": 2, "refresh": {"token": token}})).await;
    assert_eq!(reply["refresh"]["expires"], true);
}
