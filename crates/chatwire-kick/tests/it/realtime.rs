//! Sessions over Pusher: greeting, feeds, codes, silence, rooms, names.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chatwire_core::BoxFuture;
use chatwire_core::testing::{Answer, Script};
use chatwire_kick::chatroom::{ChatroomResolver, StaticResolver};
use chatwire_kick::pusher::PusherEndpoint;
use chatwire_kick::realtime::{
    Connect, Event, Feed, Handlers, Lifecycle, Realtime, Seen, State, Topics,
};
use chatwire_kick::token_store::KnownChatroom;
use chatwire_kick::{ChatTarget, ChatTransport, Error, ErrorKind, Result, code};
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::peer::{
    Peer, client, ended, heard, leading_here, message, next, offline, online, session,
};

const CHAT: &str = "chatrooms.9001.v2";

fn own() -> PusherEndpoint {
    PusherEndpoint::server("wss://pusher.test", "app-key").unwrap()
}

fn forced(script: &Script) -> (Connect, Peer) {
    let (connect, peer) = session(script);
    (connect.transport(ChatTransport::Pusher).pusher(own()), peer)
}

/// A session for one chatroom.
fn chat(room: impl Into<ChatTarget>) -> (Connect, Peer) {
    let (connect, peer) = leading_here(client(&Script::new()).connect_chat(room));
    (connect.transport(ChatTransport::Pusher).pusher(own()), peer)
}

async fn start(room: impl Into<ChatTarget>, feeds: usize) -> (Realtime, Peer, crate::peer::Conn) {
    let (connect, mut peer) = chat(room);
    let (live, conn) = tokio::join!(connect, peer.pusher(feeds));
    (live.unwrap(), peer, conn)
}

#[tokio::test(start_paused = true)]
async fn nothing_is_said_before_the_greeting_and_online_comes_after_the_subscription() {
    let (connect, mut peer) = chat("9001");
    let mut live = connect.start().unwrap();
    let mut conn = peer.next().await;
    let uri = conn.request.uri().to_string();
    assert!(
        uri.starts_with("wss://pusher.test/app/app-key?protocol=7&client=chatwire-rust"),
        "{uri}"
    );
    assert!(conn.request.headers().get("origin").is_none());
    assert!(conn.is_quiet(Duration::from_secs(5)).await);
    conn.greet(120).await;
    assert_eq!(conn.subscription().await, CHAT);
    let socket = next(&mut live, |event| match event {
        Event::Connected { socket_id } => Some(socket_id),
        _ => None,
    });
    assert_eq!(socket.await, "123.456");
    assert_eq!(live.state(), State::Connecting);
    conn.confirmed(CHAT).await;
    let feed = next(&mut live, |event| match event {
        Event::Subscribed { feed } => Some(feed),
        _ => None,
    });
    assert_eq!(feed.await.to_string(), CHAT);
    assert_eq!(online(&mut live).await, None);
    conn.say(CHAT, "m1").await;
    let heard = next(&mut live, |event| event.as_message().cloned()).await;
    assert_eq!((heard.content.as_str(), heard.sender.id.get()), ("text m1", 77));
    let view = heard.to_kickpython();
    assert_eq!((view.chat_id.as_str(), view.badges), ("9001", vec!["VIP".to_owned()]));
    live.close().await;
    assert!(conn.try_receive().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn pings_are_answered_and_silence_is_asked_and_then_given_up() {
    let (mut live, mut peer, mut conn) = start("9001", 1).await;
    for ping in [json!({"event": "pusher:ping", "data": "{}"}), json!({"event": "pusher:ping"})] {
        conn.send(ping).await;
        assert_eq!(conn.receive().await, json!({"event": "pusher:pong", "data": {}}));
    }
    let before = tokio::time::Instant::now();
    assert_eq!(conn.receive().await, json!({"event": "pusher:ping", "data": {}}));
    assert_eq!(before.elapsed().as_secs(), 120);
    conn.send(json!({"event": "pusher:pong"})).await;
    assert_eq!(conn.receive().await.get("event").unwrap(), "pusher:ping");
    assert_eq!(before.elapsed().as_secs(), 240);
    // No answer this time.
    let mut again = peer.next().await;
    assert!(before.elapsed() < Duration::from_millis(270_100), "{:?}", before.elapsed());
    assert_eq!(offline(&mut live).await.0.code(), Some("silence"));
    again.greet(120).await;
    assert_eq!(again.confirm().await, CHAT);
    assert_eq!(online(&mut live).await, Some(false), "nothing is replayed");
    assert!(again.is_quiet(Duration::from_secs(60)).await, "subscribed once");
}

#[tokio::test(start_paused = true)]
async fn the_server_may_shorten_the_silence_and_not_lengthen_it() {
    for (named, asked) in [(30, 30), (0, 1), (100_000, 120)] {
        let (connect, mut peer) = forced(&Script::new());
        let _live = connect.room("9001").start().unwrap();
        let mut conn = peer.next().await;
        conn.greet(named).await;
        conn.confirm().await;
        let before = tokio::time::Instant::now();
        assert_eq!(conn.receive().await.get("event").unwrap(), "pusher:ping");
        assert_eq!(before.elapsed().as_secs(), asked);
    }
}

#[tokio::test(start_paused = true)]
async fn close_codes_end_the_session_or_bring_it_back() {
    let at_once = Duration::from_millis(50);
    for (code, most) in [
        (1000, at_once),
        (1001, at_once),
        (1011, at_once),
        (1002, Duration::from_secs(1)),
        (4100, Duration::from_secs(60)),
        (4150, Duration::from_secs(1)),
        (4200, at_once),
        (4201, at_once),
        (4299, at_once),
    ] {
        let (mut live, mut peer, conn) = start("9001", 1).await;
        conn.close(code, "bye").await;
        let (cause, pause) = offline(&mut live).await;
        assert_eq!(cause.code(), Some(code.to_string().as_str()));
        assert!(pause <= most, "{code}: {pause:?}");
        assert!(code != 4100 || pause >= Duration::from_secs(1), "{pause:?}");
        peer.pusher(1).await;
        assert_eq!(online(&mut live).await, Some(false), "{code}");
    }
    for code in [4000, 4001, 4003, 4004, 4009, 4099, 4300, 4999] {
        let (mut live, mut peer, conn) = start("9001", 1).await;
        conn.close(code, "no such app").await;
        let error = ended(&mut live).await;
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::Rejected, Some(code.to_string().as_str()))
        );
        assert!(error.to_string().contains("no such app"), "{error}");
        assert!(peer.is_quiet(Duration::from_secs(3_600)).await, "{code}: a storm");
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_reconnect_at_once_waits() {
    let (mut live, mut peer, conn) = start("9001", 1).await;
    conn.close(4200, "").await;
    let (_, first) = offline(&mut live).await;
    let conn = peer.pusher(1).await;
    conn.close(4200, "").await;
    let mut longest = offline(&mut live).await.1;
    for _ in 0..8 {
        let conn = peer.pusher(1).await;
        conn.close(4200, "").await;
        longest = longest.max(offline(&mut live).await.1);
    }
    assert!(
        first <= Duration::from_millis(50) && longest > Duration::from_secs(1),
        "{first:?} {longest:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_plain_connection_is_tried_once_more_with_encryption() {
    let (connect, mut peer) = session(&Script::new());
    let plain = PusherEndpoint::server("ws://127.0.0.1:6001", "app-key").unwrap();
    let connect = connect.transport(ChatTransport::Pusher).pusher(plain);
    let mut live = connect.room("9001").start().unwrap();
    let conn = peer.next().await;
    assert_eq!(conn.request.uri().scheme_str(), Some("ws"));
    conn.close(4000, "TLS only").await;
    let conn = peer.next().await;
    assert_eq!(conn.request.uri().scheme_str(), Some("wss"));
    conn.close(4000, "TLS only").await;
    assert_eq!(ended(&mut live).await.code(), Some("4000"));
}

#[tokio::test(start_paused = true)]
async fn error_events_before_the_greeting_decide_and_later_ones_are_told() {
    let (connect, mut peer) = forced(&Script::new());
    let mut live = connect.room("9001").start().unwrap();
    let mut conn = peer.next().await;
    conn.send(json!({"event": "pusher:error", "data": {"code": 4001, "message": "no such key"}}))
        .await;
    let error = ended(&mut live).await;
    assert_eq!((error.code(), error.kind()), (Some("4001"), ErrorKind::Rejected));

    let (mut live, mut peer, mut conn) = start("9001", 1).await;
    for (error, code) in [
        (json!({"code": 4301, "message": "too fast"}), Some("4301")),
        (json!({"code": 4009, "message": "not for you"}), Some("4009")),
        (json!({"code": null, "message": "bad"}), None),
        (json!({}), None),
    ] {
        conn.send(json!({"event": "pusher:error", "data": error})).await;
        let told = next(&mut live, |event| match event {
            Event::Trouble(error) => Some(error),
            _ => None,
        });
        assert_eq!(told.await.code(), code);
    }
    conn.say(CHAT, "m1").await;
    assert_eq!(heard(&mut live).await, "m1");
    // Asked to go, it waits a second for the close frame and then goes itself.
    let before = tokio::time::Instant::now();
    conn.send(json!({"event": "pusher:error", "data": "{\"code\":4200,\"message\":\"restart\"}"}))
        .await;
    assert!(conn.try_receive().await.is_none());
    assert_eq!(before.elapsed().as_secs(), 1);
    let (cause, pause) = offline(&mut live).await;
    assert!(cause.code() == Some("4200") && pause <= Duration::from_millis(50));
    peer.pusher(1).await;
    assert_eq!(online(&mut live).await, Some(false));
}

#[tokio::test(start_paused = true)]
async fn a_refused_feed_is_a_warning_and_a_refused_chat_an_error_of_the_room() {
    let (connect, mut peer) = forced(&Script::new());
    let connect = connect.rooms([ChatTarget::ids(9001, 501), ChatTarget::from("9002")]);
    let mut live = connect.fail_on_terminal().start().unwrap();
    let mut conn = peer.next().await;
    conn.greet(120).await;
    let mut feeds = Vec::new();
    for _ in 0..5 {
        feeds.push(conn.subscription().await);
    }
    assert_eq!(feeds, ["channel.501", "channel_501", "chatroom_9001", CHAT, "chatrooms.9002.v2"]);
    let refusal = json!({"type": "AuthError", "error": "no", "status": 403}).to_string();
    for (feed, fatal) in [("channel_501", false), (CHAT, true)] {
        let event = "pusher:subscription_error";
        conn.send(json!({"event": event, "channel": feed, "data": refusal})).await;
        let told = next(&mut live, |event| match event {
            Event::SubscriptionError { feed, error, is_fatal } => Some((feed, error, is_fatal)),
            _ => None,
        });
        let (told, error, is_fatal) = told.await;
        assert_eq!((told.to_string().as_str(), error.code(), is_fatal), (feed, Some("403"), fatal));
    }
    conn.confirmed("chatrooms.9002.v2").await;
    assert_eq!(online(&mut live).await, None);
    // With the last chat, the session is deaf.
    let event = "pusher:subscription_error";
    conn.send(json!({"event": event, "channel": "chatrooms.9002.v2", "data": refusal})).await;
    assert_eq!(ended(&mut live).await.code(), Some(code::CHAT_TERMINAL));
}

#[tokio::test(start_paused = true)]
async fn rooms_are_joined_and_left_while_the_session_runs() {
    let (live, mut peer, mut conn) = start("9001", 1).await;
    let handle = live.handle();
    let mut live = live;
    handle.join(ChatTarget::ids(9002, 502)).await.unwrap();
    let mut feeds = Vec::new();
    for _ in 0..4 {
        feeds.push(conn.confirm().await);
    }
    assert_eq!(feeds, ["channel.502", "channel_502", "chatroom_9002", "chatrooms.9002.v2"]);
    // A second time, and a feed that another room has already: nothing is asked for again.
    handle.join("9002").await.unwrap();
    handle.join_with("9003", Topics::chat_only().with("channel.502")).await.unwrap();
    assert_eq!(conn.confirm().await, "chatrooms.9003.v2");
    assert_eq!(handle.rooms().len(), 3);
    conn.say("chatrooms.9003.v2", "m3").await;
    assert_eq!(heard(&mut live).await, "m3");

    assert!(handle.leave("9003").await.unwrap());
    assert!(!handle.leave("9003").await.unwrap());
    let left = json!({"event": "pusher:unsubscribe", "data": {"channel": "chatrooms.9003.v2"}});
    assert_eq!(conn.receive().await, left);
    // What was on its way is not delivered any more; the others are.
    conn.say("chatrooms.9003.v2", "late").await;
    conn.say(CHAT, "m4").await;
    assert_eq!(heard(&mut live).await, "m4");
    handle.join("9003").await.unwrap();
    assert_eq!(conn.confirm().await, "chatrooms.9003.v2");
    conn.say("chatrooms.9003.v2", "m5").await;
    assert_eq!(heard(&mut live).await, "m5");

    conn.close(1001, "").await;
    let mut conn = peer.next().await;
    conn.greet(120).await;
    let mut feeds = std::collections::BTreeSet::new();
    for _ in 0..6 {
        assert!(feeds.insert(conn.confirm().await), "twice");
    }
    assert!(feeds.contains(CHAT) && feeds.contains("channel.502"));
    assert!(conn.is_quiet(Duration::from_secs(1)).await);

    for room in ["9001", "9002", "9003"] {
        handle.leave(room).await.unwrap();
    }
    let before = tokio::time::Instant::now();
    while conn.try_receive().await.is_some() {}
    assert_eq!(before.elapsed().as_secs(), 5, "the line ends after its grace");
    assert!(peer.is_quiet(Duration::from_secs(600)).await);
    handle.join("9004").await.unwrap();
    let mut conn = peer.next().await;
    conn.greet(120).await;
    assert_eq!(conn.confirm().await, "chatrooms.9004.v2");
}

#[tokio::test(start_paused = true)]
async fn a_connection_takes_a_hundred_feeds_and_a_hub_opens_more() {
    let (connect, _peer) = forced(&Script::new());
    let many = (1..=101).map(|number: u64| ChatTarget::ids(number, number + 1_000));
    let error = connect.clone().rooms(many).start().unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Input, Some(code::TOO_MANY_FEEDS)));

    let (connect, mut peer) = forced(&Script::new());
    let mut hub = connect.hub();
    let handle = hub.handle();
    for number in 1..=101_u64 {
        handle.join_with(number.to_string(), Topics::chat_only()).await.unwrap();
    }
    assert_eq!((handle.rooms().len(), handle.sessions().len()), (101, 2));
    let (mut one, mut two) = (peer.pusher(100).await, peer.pusher(1).await);
    one.say("chatrooms.50.v2", "a").await;
    two.say("chatrooms.101.v2", "b").await;
    let mut ids = Vec::new();
    while ids.len() < 2 {
        if let Some(Event::Message(message)) = hub.try_next().await.unwrap() {
            ids.push((message.id.to_string(), message.chatroom_id().unwrap().get()));
        }
    }
    ids.sort();
    assert_eq!(ids, [("a".to_owned(), 50), ("b".to_owned(), 101)]);
    assert!(handle.leave("101").await.unwrap());
    handle.close().await;
}

#[tokio::test(start_paused = true)]
async fn frames_of_any_sort_never_end_the_session() {
    let (mut live, _peer, mut conn) = start("9001", 1).await;
    for noise in ["not json", "[]", "{}", "7", "", r#"{"event":"#, r#"{"event":7}"#] {
        conn.text(noise).await;
    }
    conn.binary(b"\0\x01").await;
    conn.text(r#"{"event":"App\\Events\\BrandNew","channel":"channel_501","data":"{\"a\": 1}"}"#)
        .await;
    let unknown = next(&mut live, |event| match event {
        Event::Unknown { event, feed, raw } => Some((event, feed.to_string(), raw)),
        _ => None,
    });
    let expected =
        ("App\\Events\\BrandNew".to_owned(), "channel_501".to_owned(), "{\"a\": 1}".to_owned());
    assert_eq!(unknown.await, expected);
    let cut = r#"{"event":"SubscriptionEvent","channel":"chatrooms.9001.v2","data":"{\"chatroom_id\":90"}"#;
    conn.text(cut).await;
    let malformed = next(&mut live, |event| match event {
        Event::Malformed { raw, error, .. } => Some((raw, error.kind())),
        _ => None,
    });
    assert_eq!(malformed.await, ("{\"chatroom_id\":90".to_owned(), ErrorKind::Decode));
    conn.say(CHAT, "m1").await;
    assert_eq!(heard(&mut live).await, "m1");
    // Data as an object, and a frame without a channel.
    let bare = json!({"event": "ChatMessageEvent", "data": message("m2")});
    conn.send(bare).await;
    let message = next(&mut live, |event| event.as_message().cloned()).await;
    assert_eq!((message.id.as_str(), &message.feed), ("m2", &Feed::parse("")));
    assert_eq!(message.to_kickpython().chat_id, "9001");
}

#[tokio::test(start_paused = true)]
async fn raw_data_is_kept_on_request_and_without_signed_addresses() {
    for keeps in [false, true] {
        let (connect, mut peer) = forced(&Script::new());
        let connect = connect.room(ChatTarget::ids(9001, 501)).keep_raw();
        let connect = if keeps { connect.keep_playback_url() } else { connect };
        let (live, mut conn) = tokio::join!(connect, peer.pusher(4));
        let mut live = live.unwrap();
        let data = r#"{"channel":{"id":501,"playback_url":"canary"},"slug":"t","hosted":{"id":7}}"#;
        let name = "App\\Events\\ChatMoveToSupportedChannelEvent";
        conn.send(json!({"event": name, "channel": "channel.501", "data": data})).await;
        let raw = next(&mut live, |event| match event {
            Event::HostSent(sent) => {
                assert!(!format!("{:?}", sent.data).contains("canary"));
                Some(sent.raw().unwrap().to_owned())
            }
            _ => None,
        });
        assert_eq!(raw.await.contains("canary"), keeps);
        let odd = r#"{ "id" : "m" , "sender" : {"id":1} , "x" : 1.50 }"#;
        conn.send(json!({"event": "ChatMessageEvent", "channel": CHAT, "data": odd})).await;
        let message = next(&mut live, |event| event.as_message().cloned()).await;
        assert_eq!(message.raw(), Some(odd), "byte for byte");
        let unknown = json!({"event": "New", "channel": "channel.501", "data": data});
        conn.send(unknown).await;
        let raw = next(&mut live, |event| match event {
            Event::Unknown { raw, .. } => Some(raw),
            _ => None,
        });
        assert_eq!(raw.await.contains("canary"), keeps);
    }
}

#[tokio::test(start_paused = true)]
async fn missed_messages_are_fetched_once_in_order_and_marked() {
    let history = json!({"data": {"messages": [
        {"id": "m3", "content": "c", "created_at": "2026-01-02T03:04:07Z", "sender": {"id": 1, "username": "u"},
            "metadata": "{\"message_ref\":\"5\"}"},
        {"id": "m1", "content": "a", "created_at": "2026-01-02T03:04:05Z", "sender": {"id": 1}, "metadata": ""},
        {"broken": true},
        {"id": "m2", "content": "b", "created_at": "2026-01-02T03:04:06Z", "sender": {"id": 1}},
    ], "pinned_message": null}});
    let script =
        Script::new().answer(Answer::json(&history)).answer(Answer::status(403).body("<html>"));
    let (connect, mut peer) = forced(&script);
    let connect = connect.room_with(ChatTarget::ids(9001, 501), Topics::chat_only()).fill_gaps();
    let (live, mut conn) = tokio::join!(connect, peer.pusher(1));
    let mut live = live.unwrap();
    conn.say(CHAT, "m1").await;
    assert_eq!(heard(&mut live).await, "m1");
    conn.close(1001, "").await;
    let mut conn = peer.pusher(1).await;
    conn.say(CHAT, "m3").await;
    conn.say(CHAT, "m4").await;
    assert_eq!(online(&mut live).await, Some(true));
    let mut told = Vec::new();
    for _ in 0..3 {
        let message = next(&mut live, |event| event.as_message().cloned()).await;
        told.push((message.id.to_string(), message.is_recovered()));
    }
    told.sort();
    let [m2, m3, m4] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((m2.0.as_str(), m2.1, m3.0.as_str()), ("m2", true, "m3"));
    assert_eq!((m4.0.as_str(), m4.1), ("m4", false));
    let sent = script.requests();
    assert_eq!(crate::peer::path(&sent.first().unwrap().url), "/api/v2/channels/501/messages");
    // The site refuses: the gap is told, and the session goes on.
    conn.close(1001, "").await;
    let mut conn = peer.pusher(1).await;
    assert_eq!(online(&mut live).await, Some(false));
    conn.say(CHAT, "m5").await;
    assert_eq!(heard(&mut live).await, "m5");
}

#[tokio::test(start_paused = true)]
async fn messages_that_no_handler_wants_count_as_seen_and_the_next_ones_come_once_one_does() {
    let seen = Seen::default();
    let (connect, mut peer) = forced(&Script::new());
    let connect = connect.room("9001").seen(seen.clone());
    let (live, mut conn) = tokio::join!(connect, peer.pusher(1));
    let live = live.unwrap();
    let handle = live.handle();
    let (done, mut log) = mpsc::unbounded_channel();
    let told = done.clone();
    let greeted = done.clone();
    let handlers = Handlers::new().on_connected(move |_, socket_id| {
        greeted.send(socket_id).unwrap();
        async {}
    });
    let handlers = handlers.on_unknown(move |_, event, _, _| {
        done.send(event).unwrap();
        async {}
    });
    let later = handlers.clone();
    let running = tokio::spawn(live.run(handlers));
    // In the order in which the service writes its fields.
    let frame = |id: &str, sender: &str| {
        let data = format!(r#"{{"id":"{id}","content":"text {id}","sender":{sender}}}"#);
        let (name, data) = (r"App\\Events\\ChatMessageEvent", Value::String(data));
        format!(r#"{{"event":"{name}","data":{data},"channel":"{CHAT}"}}"#)
    };
    conn.text(frame("m1", r#"{"id":7}"#)).await;
    conn.text(frame("m2", "{}")).await;
    assert_eq!(log.recv().await.unwrap(), "123.456");
    // What comes behind them shows that they were read.
    conn.event("New", CHAT, &json!({})).await;
    assert_eq!(log.recv().await.unwrap(), "New");
    assert!(!seen.is_new("m1"));
    later.on(move |_, event| {
        match event {
            Event::Message(message) => told.send(message.content.clone()).unwrap(),
            Event::Malformed { event, .. } => told.send(event).unwrap(),
            _ => {}
        }
        async {}
    });
    for (id, sender) in [("m1", r#"{"id":7}"#), ("m3", "{}"), ("m4", r#"{"id":7}"#)] {
        conn.text(frame(id, sender)).await;
    }
    assert_eq!(log.recv().await.unwrap(), r"App\Events\ChatMessageEvent");
    assert_eq!(log.recv().await.unwrap(), "text m4");
    handle.close().await;
    running.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_message_that_came_by_a_webhook_does_not_come_again() {
    let seen = Seen::default();
    let (connect, mut peer) = forced(&Script::new());
    let connect = connect.room("9001").seen(seen.clone());
    let (live, mut conn) = tokio::join!(connect, peer.pusher(1));
    let mut live = live.unwrap();
    assert!(seen.is_new("m1"));
    for id in ["m1", "m2", "m2", "m3"] {
        conn.say(CHAT, id).await;
    }
    assert_eq!(
        (heard(&mut live).await, heard(&mut live).await),
        ("m2".to_owned(), "m3".to_owned())
    );
    assert!(!seen.is_new("m3"), "the other way is told");
}

#[tokio::test(start_paused = true)]
async fn names_are_looked_up_and_a_wrong_one_ends_the_session() {
    let rooms = [KnownChatroom::new(9001).channel(501).slug("some-user")];
    let (connect, mut peer) = forced(&Script::new());
    let known = connect.clone().resolver(StaticResolver::new(rooms.clone()));
    let (live, mut conn) = tokio::join!(known.clone().room("Some_User"), peer.pusher(4));
    let mut live = live.unwrap();
    conn.say(CHAT, "m1").await;
    assert_eq!(heard(&mut live).await, "m1");
    // One of two is wrong: the other goes on.
    let (live, _conn) = tokio::join!(known.clone().rooms(["some-user", "nobody"]), peer.pusher(4));
    let mut live = live.unwrap();
    let failed = next(&mut live, |event| match event {
        Event::RoomFailed { target, error, retry_in } => {
            Some((target.to_string(), error, retry_in))
        }
        _ => None,
    });
    let (target, error, retry_in) = failed.await;
    assert_eq!((target.as_str(), error.kind(), retry_in), ("nobody", ErrorKind::NotFound, None));
    let nobody = chat("nobody").0.resolver(StaticResolver::new(rooms));
    let error = nobody.clone().await.unwrap_err();
    assert_eq!(error.code(), Some(code::CHATROOM_NOT_FOUND));
    assert!(error.to_string().contains("Could not find chatroom ID for nobody"), "{error}");
    let mut live = nobody.start().unwrap();
    assert_eq!(ended(&mut live).await.kind(), ErrorKind::NotFound);
    assert_eq!(known.room("").start().unwrap_err().kind(), ErrorKind::Input);
}

/// Knows one room, from the second question on.
#[derive(Debug, Default)]
struct Slow(AtomicBool);

impl ChatroomResolver for Slow {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<KnownChatroom>>> {
        let answer = match name {
            "later" if self.0.swap(true, Ordering::Relaxed) => Ok(Some(KnownChatroom::new(9001))),
            "later" => Err(Error::new(ErrorKind::Transport, "not now")),
            _ => Ok(None),
        };
        Box::pin(async { answer })
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_name_is_told_though_another_room_is_not_found_yet() {
    let (connect, mut peer) = forced(&Script::new());
    let connect = connect.resolver(Slow::default()).rooms(["nobody", "later"]);
    let mut live = connect.start().unwrap();
    assert_eq!(offline(&mut live).await.0.kind(), ErrorKind::Transport);
    let _conn = peer.pusher(1).await;
    let failed = next(&mut live, |event| match event {
        Event::RoomFailed { target, retry_in, .. } => Some((target.to_string(), retry_in)),
        _ => None,
    });
    assert_eq!(failed.await, ("nobody".to_owned(), None));
}

#[tokio::test(start_paused = true)]
async fn a_site_that_refuses_is_asked_again_later_and_not_in_a_storm() {
    let page = || Answer::status(403).body("<!DOCTYPE html>Just a moment...");
    let found = json!({"id": 501, "user_id": 1001, "slug": "some-user", "chatroom": {"id": 9001}});
    let script = Script::new().answer(page()).answer(page()).answer(Answer::json(&found));
    let (connect, mut peer) = forced(&script);
    let mut live = connect.room("some-user").start().unwrap();
    for _ in 0..2 {
        let (cause, pause) = offline(&mut live).await;
        assert_eq!((cause.kind(), cause.code()), (ErrorKind::Forbidden, Some(code::SITE_BLOCKED)));
        assert!(pause >= Duration::from_secs(1), "{pause:?}");
    }
    let mut conn = peer.pusher(4).await;
    conn.say(CHAT, "m1").await;
    assert_eq!(heard(&mut live).await, "m1");
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn handlers_get_messages_and_those_of_kickpython_its_five_fields() {
    let (connect, mut peer) = forced(&Script::new());
    let (sent, mut told) = tokio::sync::mpsc::unbounded_channel();
    let five_fields = sent.clone();
    let handlers = Handlers::new()
        .on_message(|_, _| async {
            Err::<(), _>("a failing handler keeps nothing from the others")
        })
        .add_message_handler(move |view| {
            five_fields.send(format!("{}: {}", view.sender_username, view.content)).unwrap();
            async {}
        })
        .on_lifecycle(move |_, news| {
            if let Lifecycle::Offline { .. } = news {
                sent.send("offline".to_owned()).unwrap();
            }
            async {}
        });
    let live = connect.room("9001").start().unwrap();
    let handle = live.handle();
    let running = tokio::spawn(live.run(handlers));
    let mut conn = peer.pusher(1).await;
    conn.say(CHAT, "m1").await;
    assert_eq!(told.recv().await.unwrap(), "Viewer_1: text m1");
    conn.close(1001, "").await;
    assert_eq!(told.recv().await.unwrap(), "offline");
    handle.close().await;
    running.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_refused_upgrade_is_tried_three_times() {
    let (connect, mut peer) = forced(&Script::new());
    let mut live = connect.room("9001").start().unwrap();
    peer.refuse(503).await;
    for _ in 0..3 {
        peer.refuse(404).await;
    }
    assert_eq!(ended(&mut live).await.status().unwrap().as_u16(), 404);
    assert!(peer.is_quiet(Duration::from_secs(3_600)).await);
}

#[tokio::test(start_paused = true)]
async fn the_greeting_is_waited_for_ten_seconds() {
    let (connect, mut peer) = forced(&Script::new());
    let _live = connect.room("9001").start().unwrap();
    let mut conn = peer.next().await;
    let before = tokio::time::Instant::now();
    assert!(conn.try_receive().await.is_none());
    assert_eq!(before.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_said_at_once() {
    let client = client(&Script::new());
    for connect in [
        client.connect().origin("a\nb"),
        client.connect().extra_header("a b", "c"),
        client.connect().extra_header("a", "c\n"),
    ] {
        assert_eq!(connect.start().unwrap_err().kind(), ErrorKind::Config);
    }
    // Without a room there is nothing to wait for.
    let live = client.connect().await.unwrap();
    assert_eq!(live.state(), State::Connecting);
    live.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_room_that_is_joined_at_any_moment_is_subscribed() {
    let (connect, mut peer) = forced(&Script::new());
    let live = connect.room("9001").start().unwrap();
    let handle = live.handle();
    handle.join("9002").await.unwrap();
    let mut conn = peer.next().await;
    conn.greet(120).await;
    assert_eq!([conn.subscription().await, conn.subscription().await], [CHAT, "chatrooms.9002.v2"]);
    // The line is up and not yet online: nothing may be forgotten.
    handle.join("9003").await.unwrap();
    handle.join("9004").await.unwrap();
    conn.confirmed(CHAT).await;
    assert_eq!(
        [conn.subscription().await, conn.subscription().await],
        ["chatrooms.9003.v2", "chatrooms.9004.v2"]
    );
    handle.close().await;
    assert_eq!(handle.join("9005").await.unwrap_err().kind(), ErrorKind::Closed);
}
