//! The direct transport beyond the recorded exchanges: heartbeat, deafness, renames, fatal frames.

use std::time::Duration;

use chatwire_emulator::tokenbowl::{Release, Role};
use chatwire_emulator::{Emulator, Platform};
use serde_json::{Value, json};

use super::socket::{Client, Seen};
use crate::client::Ask;

async fn start(release: Release) -> Emulator {
    let emulator = Emulator::start().await.unwrap();
    emulator.tokenbowl().release(release);
    emulator
}

#[tokio::test]
async fn a_silent_client_goes_deaf_on_an_open_socket() {
    let emulator = start(Release::V1_1_5).await;
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.heartbeat(Duration::from_millis(40));
    let mut bob = Client::direct(&emulator, "bob").await;
    let mut pings = 0;
    while tokenbowl.connections("bob") > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // It was pinged, then dropped after three beats without an answer.
    tokenbowl.say("alice", "nobody hears this");
    bob.send(&json!({"content": "but I can still speak"})).await;
    loop {
        let frame = bob.json().await;
        match frame["type"].as_str() {
            Some("ping") => pings += 1,
            Some("message_sent") => break,
            other => panic!("{other:?}"),
        }
    }
    assert!((2..=4).contains(&pings), "{pings}");
    assert!(bob.is_quiet(Duration::from_millis(150)).await, "no pings any more");
    assert_eq!(tokenbowl.messages().len(), 2);
}

#[tokio::test]
async fn pongs_keep_a_connection_alive() {
    let emulator = start(Release::V1_1_5).await;
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.heartbeat(Duration::from_millis(40));
    let mut bob = Client::direct(&emulator, "bob").await;
    for _ in 0..6 {
        let ping = bob.json().await;
        assert_eq!(ping["type"], "ping");
        assert_eq!(ping["timestamp"].as_str().unwrap().len(), 32);
        bob.send(&json!({"type": "pong"})).await;
    }
    assert_eq!(tokenbowl.connections("bob"), 1);
    let id = tokenbowl.say("alice", "heard");
    assert_eq!(bob.reply().await["id"], id);
    // The message came after the server had read all but perhaps the last pong.
    let pongs = emulator.frames(Platform::TokenBowl);
    assert!(pongs.iter().filter(|frame| frame.text.contains("pong")).count() >= 5);
}

#[tokio::test]
async fn the_oldest_release_never_pings_and_keeps_one_connection() {
    let emulator = start(Release::V0_5_4).await;
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.heartbeat(Duration::from_millis(10));
    let mut first = Client::direct(&emulator, "bob").await;
    assert!(first.is_quiet(Duration::from_millis(100)).await);
    let mut second = Client::direct(&emulator, "bob").await;
    let id = tokenbowl.say("alice", "to the newer one");
    assert_eq!(second.reply().await["id"], id);
    assert_eq!(first.drain().await, Vec::<Value>::new());
    assert_eq!(tokenbowl.connections("bob"), 1);
    for unknown in ["pong", "get_conversations", "delete_message"] {
        let reply = first.ask(json!({"type": unknown})).await;
        assert_eq!(reply["error"], format!("Unknown message type: {unknown}"));
    }
}

#[tokio::test]
async fn the_name_of_the_upgrade_stays() {
    let emulator = start(Release::V1_1_5).await;
    let tokenbowl = emulator.tokenbowl();
    let mut alice = Client::direct(&emulator, "alice").await;
    let mut bob = Client::direct(&emulator, "bob").await;
    let key = tokenbowl.key("bob");
    let url = emulator.url(Platform::TokenBowl) + "/users/me/username";
    let renamed =
        Ask::new("PATCH", &url).header("x-api-key", &key).json(&json!({"username": "rob"}));
    assert_eq!(renamed.send().await.status, 200);
    bob.send(&json!({"content": "under the old name"})).await;
    let heard = alice.reply().await;
    assert_eq!((&heard["from_username"], &heard["from_user_id"]), (&json!("bob"), &json!("")));
    bob.drain().await;
    tokenbowl.dm("alice", "rob", "lost");
    assert_eq!(bob.drain().await, Vec::<Value>::new());
}

#[tokio::test]
async fn frames_that_end_the_connection() {
    let emulator = start(Release::V1_1_5).await;
    let long = "x".repeat(10_001);
    for frame in [
        json!("text"),
        json!({"content": 5}),
        json!({"content": long}),
        json!({"content": "x", "to_username": ""}),
        json!({"type": "get_messages", "limit": "x"}),
        json!({"type": "get_messages", "offset": null}),
        json!({"type": "get_messages", "since": 5}),
        json!({"type": "mark_read", "message_id": ["x"]}),
        json!({"type": "create_conversation", "title": ""}),
        json!({"type": "create_conversation", "description": 5}),
    ] {
        let mut client = Client::direct(&emulator, "alice").await;
        client.send(&frame).await;
        assert_eq!(client.next().await, Seen::Cut, "{frame}");
    }
    assert_eq!(emulator.tokenbowl().messages(), Vec::<Value>::new());
}

#[tokio::test]
async fn a_bad_title_spoils_a_conversation_for_good() {
    let emulator = start(Release::V1_1_5).await;
    let tokenbowl = emulator.tokenbowl();
    let mut alice = Client::direct(&emulator, "alice").await;
    let made = alice.ask(json!({"type": "create_conversation", "title": "fine"})).await;
    let id = made["conversation"]["id"].as_str().unwrap().to_owned();
    let nothing = json!({"type": "update_conversation", "conversation_id": id});
    assert_eq!(alice.ask(nothing).await["error"], "Failed to update conversation");
    let unknown = json!({"type": "get_conversation", "conversation_id": "x"});
    assert_eq!(alice.ask(unknown).await["error"], "Conversation x not found");
    let foreign = json!({"type": "get_conversation", "conversation_id": id});
    let mut bob = Client::direct(&emulator, "bob").await;
    assert_eq!(bob.ask(foreign.clone()).await["error"], "You can only view your own conversations");
    alice.send(&json!({"type": "update_conversation", "conversation_id": id, "title": ""})).await;
    assert_eq!(alice.next().await, Seen::Cut);
    let url = emulator.url(Platform::TokenBowl);
    for (method, path) in [
        ("GET", format!("/conversations/{id}")),
        ("PATCH", format!("/conversations/{id}")),
        ("DELETE", format!("/conversations/{id}")),
        ("GET", "/conversations".to_owned()),
    ] {
        let ask =
            Ask::new(method, &(url.clone() + &path)).header("x-api-key", &tokenbowl.key("alice"));
        let answer = ask.json(&json!({"title": "again"})).send().await;
        assert_eq!(
            (answer.status, answer.body.as_slice()),
            (500, b"Internal Server Error".as_slice())
        );
    }
    let mut alice = Client::direct(&emulator, "alice").await;
    alice.send(&foreign).await;
    assert_eq!(alice.next().await, Seen::Cut);
}

#[tokio::test]
async fn verbs_that_the_records_leave_out() {
    let emulator = start(Release::V1_1_5).await;
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.user_with_role("root", Role::Admin);
    tokenbowl.user_with_role("vic", Role::Viewer);
    let mut root = Client::direct(&emulator, "root").await;
    let id = tokenbowl.dm("alice", "root", "psst");
    assert_eq!(root.reply().await["id"], id);
    let count = root.ask(json!({"type": "get_unread_count"})).await;
    assert_eq!(
        count,
        json!({"type": "unread_count", "unread_room_messages": 0, "unread_direct_messages": 1, "total_unread": 1})
    );
    let list = root.ask(json!({"type": "get_direct_messages", "since": "2020-01-01"})).await;
    assert_eq!(
        (&list["type"], &list["pagination"]["total"]),
        (&json!("direct_messages"), &json!(1))
    );
    let to_viewer = root.ask(json!({"content": "x", "to_username": "vic"})).await;
    assert_eq!(to_viewer["error"], "Cannot send messages to viewer user vic");
    let none = root.ask(json!({"type": null})).await;
    assert_eq!(none["error"], "Unknown message type: None");
    let bad = root.ask(json!({"type": "delete_message", "message_id": "zzz"})).await;
    assert_eq!(bad["error"], "Message zzz not found");
    let deleted = root.ask(json!({"type": "delete_message", "message_id": id})).await;
    assert_eq!(deleted, json!({"type": "message_deleted", "message_id": id}));
    assert_eq!(tokenbowl.messages(), Vec::<Value>::new());
    tokenbowl.push("root", "anything at all");
    assert_eq!(root.next().await, Seen::Text("anything at all".to_owned()));
    tokenbowl.close_connections(1012, "restart");
    assert_eq!(root.next().await, Seen::Close(1012, "restart".to_owned()));
}
