//! Sessions over Centrifugo, and the choice between the transports.

use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_kick::realtime::{Event, Realtime, State, Topics};
use chatwire_kick::{ChatTarget, ChatTransport, ErrorKind, code};
use futures_util::TryStreamExt;
use serde_json::{Value, json};

use crate::peer::{
    self, Conn, Peer, centrifugo, ended, heard, next, offline, online, publication, pusher,
    session, token,
};

const CHAT: &str = "chatrooms.9001.v2";
const ROOM: u64 = 9001;

fn ids() -> ChatTarget {
    ChatTarget::ids(ROOM, 501)
}

/// The bodies of the calls so far.
fn bodies(script: &Script) -> Vec<Value> {
    script.requests().iter().map(|sent| serde_json::from_slice(&sent.body).unwrap()).collect()
}

fn paths(script: &Script) -> Vec<String> {
    script.requests().iter().map(|sent| peer::path(&sent.url)).collect()
}

/// Answers of one whole attempt.
fn attempt(script: Script) -> Script {
    script.answer(centrifugo("us-west-2")).answer(token("header.payload.signature"))
}

async fn start(script: &Script) -> (Realtime, Peer, Conn) {
    let (connect, mut peer) = session(script);
    let (live, conn) = tokio::join!(connect.room(ids()), peer.centrifugo());
    (live.unwrap(), peer, conn)
}

#[tokio::test(start_paused = true)]
async fn the_site_is_asked_as_it_wants_to_be_and_the_rest_follows() {
    let script = attempt(Script::new());
    let (connect, mut peer) = session(&script);
    let mut headers = chatwire_kick::HeaderMap::new();
    headers.insert("x-name", http::HeaderValue::from_bytes("é".as_bytes()).unwrap());
    let connect =
        connect.room(ids()).extra_headers(headers).extra_header("referer", "https://kick.com/");
    let mut live = connect.start().unwrap();
    let mut conn = peer.next().await;
    assert_eq!(conn.request.uri(), "wss://realtime.us-west-2.test/connection/websocket");
    assert_eq!(conn.request.headers().get("origin").unwrap(), "https://kick.com");
    assert!(conn.request.headers().get("referer").is_none());
    let connect = conn.welcome(25).await;
    let expected = json!({"token": "header.payload.signature", "name": "chatwire-rust"});
    assert_eq!((connect.get("connect"), connect.get("id")), (Some(&expected), Some(&json!(1))));
    let feeds = conn.accept().await;
    assert_eq!(feeds, ["channel.501", "channel_501", "chatroom_9001", CHAT]);
    assert_eq!(online(&mut live).await, None);
    assert_eq!(live.handle().transport(), Some(ChatTransport::Centrifugo));

    let asked = script.requests();
    let paths =
        ["/api/v1/realtime/channels/501/chat/connection", "/api/v1/realtime/auth/connection"];
    for (sent, path) in asked.iter().zip(paths) {
        assert_eq!(sent.url, format!("https://web.kick.com{path}"));
        let header = |name| sent.headers.get(name).unwrap().to_str().unwrap();
        assert_eq!(
            (header("origin"), header("referer")),
            ("https://kick.com", "https://kick.com/")
        );
        assert_eq!(header("accept"), "application/json");
        assert_eq!(sent.headers["x-name"].as_bytes(), "é".as_bytes());
    }
    let bodies = bodies(&script);
    let id = bodies[0].pointer("/client/id").unwrap().as_str().unwrap();
    assert_eq!((id.len(), bodies[1].get("client_id").unwrap().as_str().unwrap()), (36, id));
    assert_eq!(bodies[0].pointer("/client/type").unwrap(), "web");
    let offered = json!([{"provider": "pusher"}, {"provider": "centrifugo"}]);
    assert_eq!(bodies[0].pointer("/capabilities/accepted_providers").unwrap(), &offered);
}

#[tokio::test(start_paused = true)]
async fn publications_pings_and_batches() {
    let (mut live, _peer, mut conn) = start(&attempt(Script::new())).await;
    conn.send(json!({})).await;
    assert_eq!(conn.receive().await, json!({}));
    // Several in one frame, a ping among them; then data as an object, and noise.
    let batch = [publication(CHAT, "m1"), "{}".to_owned(), publication(CHAT, "m2")].join("\n");
    conn.text(batch).await;
    assert_eq!(
        (heard(&mut live).await, heard(&mut live).await),
        ("m1".to_owned(), "m2".to_owned())
    );
    assert_eq!(conn.receive().await, json!({}));
    conn.send(json!({"push": {"channel": CHAT, "join": {"info": {}}}})).await;
    let object = json!({"event": "ChatMessageEvent", "data": peer::message("m3")});
    conn.send(json!({"push": {"channel": CHAT, "pub": {"data": object}}})).await;
    conn.text("not json\n[]").await;
    conn.send(json!({"push": {"channel": CHAT, "pub": {"data": {"no": "event"}}}})).await;
    conn.publish(CHAT, "m4").await;
    let mut events = Vec::new();
    while events.last().is_none_or(|kind| *kind != "m4") {
        let kind = next(&mut live, |event| {
            Some(match event {
                Event::Message(message) if message.id == "m4" => "m4",
                other => other.kind(),
            })
        });
        events.push(kind.await);
    }
    assert_eq!(events.iter().filter(|kind| **kind == "ChatMessage").count(), 1);
    assert_eq!(events.iter().filter(|kind| **kind == "Trouble").count(), 3, "{events:?}");
}

#[tokio::test(start_paused = true)]
async fn silence_beyond_the_pings_is_the_end_of_a_line() {
    let script = attempt(Script::new()).answer(token("two"));
    let (mut live, mut peer, mut conn) = start(&script).await;
    // `start` ends 10 ms after the last answer: that is how it knows that nothing more is asked.
    conn.send(json!({})).await;
    let before = tokio::time::Instant::now();
    let (cause, pause) = offline(&mut live).await;
    assert_eq!((before.elapsed(), cause.code()), (Duration::from_secs(35), Some("silence")));
    let mut again = peer.next().await;
    // The pause is drawn from 50 ms, and timers ring at whole milliseconds.
    let late = before.elapsed() - Duration::from_secs(35);
    assert!(pause <= Duration::from_millis(50) && late >= pause, "{late:?} {pause:?}");
    assert!(late - pause < Duration::from_millis(1), "{late:?} {pause:?}");
    drop(conn);
    let connect = again.welcome(25).await;
    assert_eq!(connect.pointer("/connect/token").unwrap(), "two", "a fresh token");
    again.accept().await;
    assert_eq!(online(&mut live).await, Some(false));
    let bodies = bodies(&script);
    assert_eq!(bodies[2].get("client_id"), bodies[1].get("client_id"), "the same guest");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_sends_no_pings_is_asked_whether_it_lives() {
    let (connect, mut peer) = session(&attempt(Script::new()));
    let _live = connect.room(ids()).start().unwrap();
    let mut conn = peer.next().await;
    conn.welcome(0).await;
    conn.accept().await;
    // The peer answers pings of the websocket, and says nothing else.
    assert!(conn.is_quiet(Duration::from_secs(600)).await, "silence is no failure");
}

#[tokio::test(start_paused = true)]
async fn the_token_is_renewed_before_its_end_for_the_same_guest() {
    let script = attempt(Script::new()).answer(token("two")).answer(Answer::status(500));
    let (connect, mut peer) = session(&script);
    let connect = connect.room(ids());
    let _live = connect.start().unwrap();
    let mut conn = peer.next().await;
    conn.welcome(600).await;
    conn.accept().await;
    let before = tokio::time::Instant::now();
    let ping = async {
        loop {
            let frame = conn.receive().await;
            if frame.get("refresh").is_some() {
                return frame;
            }
        }
    };
    let alive = tokio::time::timeout(Duration::from_secs(605), ping).await;
    assert!(alive.is_err(), "too early");
    conn.send(json!({})).await;
    for _ in 0..3 {
        conn.receive().await;
        tokio::time::sleep(Duration::from_secs(500)).await;
        conn.send(json!({})).await;
    }
    conn.receive().await;
    let refresh = conn.receive().await;
    let at = before.elapsed().as_secs();
    assert!((1_350..=2_690).contains(&at), "{at}");
    assert_eq!(refresh.pointer("/refresh/token").unwrap(), "two");
    let id = refresh.get("id").unwrap().clone();
    conn.send(json!({"id": id, "refresh": {"expires": true, "ttl": 100}})).await;
    // The next call fails: the line is kept.
    assert!(conn.is_quiet(Duration::from_secs(300)).await);
    assert_eq!(script.requests().len(), 4);
    let bodies = bodies(&script);
    assert!(bodies[1..].iter().all(|body| body.get("client_id") == bodies[1].get("client_id")));
}

#[tokio::test(start_paused = true)]
async fn unsubscribe_pushes_ask_again_or_end_the_feed() {
    let (mut live, _peer, mut conn) = start(&attempt(Script::new())).await;
    for key in ["unsubscribe", "unsub"] {
        conn.send(json!({"push": {"channel": CHAT, key: {"code": 2500, "reason": "state"}}})).await;
        assert_eq!(conn.accept().await, [CHAT], "{key}");
    }
    conn.send(json!({"push": {"channel": "channel.501", "unsubscribe": {"code": 2000, "reason": "gone"}}})).await;
    let told = next(&mut live, |event| match event {
        Event::SubscriptionError { feed, error, is_fatal } => {
            Some((feed.to_string(), error, is_fatal))
        }
        _ => None,
    });
    let (feed, error, is_fatal) = told.await;
    assert_eq!((feed.as_str(), error.code(), is_fatal), ("channel.501", Some("2000"), false));
    conn.publish(CHAT, "m1").await;
    assert_eq!(heard(&mut live).await, "m1");
}

#[tokio::test(start_paused = true)]
async fn a_refused_feed_is_a_warning_and_a_refused_chat_waits_long() {
    let script = attempt(attempt(Script::new()));
    let (connect, mut peer) = session(&script);
    let mut live = connect.room(ids()).start().unwrap();
    for round in 0..2 {
        let mut conn = peer.next().await;
        conn.welcome(25).await;
        for _ in 0..4 {
            let frame = conn.receive().await;
            let channel = frame.pointer("/subscribe/channel").unwrap();
            let refused = *channel == "channel_501" || (round == 0 && channel == CHAT);
            let reply = match refused {
                true => {
                    json!({"id": frame.get("id"), "error": {"code": 103, "message": "permission denied"}})
                }
                false => json!({"id": frame.get("id"), "subscribe": {}}),
            };
            conn.send(reply).await;
        }
        for fatal in [false, true].into_iter().take(2 - round) {
            let told = next(&mut live, |event| match event {
                Event::SubscriptionError { error, is_fatal, .. } => Some((error, is_fatal)),
                _ => None,
            });
            let (error, is_fatal) = told.await;
            assert_eq!(
                (error.code(), error.kind(), is_fatal),
                (Some("103"), ErrorKind::Forbidden, fatal)
            );
        }
        if round == 0 {
            let (_, pause) = offline(&mut live).await;
            assert!((300..=375).contains(&pause.as_secs()), "{pause:?}");
        }
    }
    assert_eq!(online(&mut live).await, None);
}

#[tokio::test(start_paused = true)]
async fn terminal_ends_are_waited_out_longer_each_time_as_another_guest() {
    let script = (0..6).fold(Script::new(), |script, _| attempt(script));
    let (mut live, mut peer, conn) = start(&script).await;
    let mut conn = Some(conn);
    for (code, minutes) in [(3501, 5), (4500, 10), (3500, 20), (3999, 30), (4999, 30)] {
        let open = match conn.take() {
            Some(conn) => conn,
            None => peer.next().await,
        };
        open.close(code, "banned").await;
        let (cause, pause) = offline(&mut live).await;
        assert_eq!(cause.code(), Some(code.to_string().as_str()));
        let (least, most) = (minutes * 60, minutes * 75);
        assert!((least..=most).contains(&pause.as_secs()), "{code}: {pause:?}");
    }
    // Good again: it begins anew.
    peer.centrifugo().await.close(3501, "").await;
    let (_, pause) = offline(&mut live).await;
    assert!(pause.as_secs() <= 375, "{pause:?}");
    let bodies = bodies(&script);
    let ids: std::collections::BTreeSet<_> =
        bodies.iter().filter_map(|body| body.get("client_id")?.as_str()).collect();
    assert_eq!(
        (ids.len(), bodies.len()),
        (6, 12),
        "each a guest of its own, from the first step on"
    );
}

#[tokio::test(start_paused = true)]
async fn terminal_ends_can_end_the_session() {
    for code in [3500, 3501, 4500] {
        let (connect, mut peer) = session(&attempt(Script::new()));
        let connect = connect.room(ids()).fail_on_terminal();
        let (live, conn) = tokio::join!(connect, peer.centrifugo());
        conn.close(code, "no").await;
        assert_eq!(ended(&mut live.unwrap()).await.code(), Some(code::CHAT_TERMINAL));
    }
}

#[tokio::test(start_paused = true)]
async fn other_closes_back_off_with_the_same_guest() {
    let script = (0..9).fold(attempt(Script::new()), |script, _| script.answer(token("t")));
    let (mut live, mut peer, mut conn) = start(&script).await;
    for code in [1000, 3000, 3001, 3012, 4000, 5000] {
        conn.close(code, "").await;
        let (_, pause) = offline(&mut live).await;
        assert!(pause <= Duration::from_secs(60), "{code}: {pause:?}");
        conn = peer.centrifugo().await;
        assert_eq!(online(&mut live).await, Some(false));
    }
    // The same in a push, which the client ends itself.
    conn.send(json!({"push": {"disconnect": {"code": 3012, "reason": "go"}}})).await;
    assert!(conn.try_receive().await.is_none());
    offline(&mut live).await;
    peer.centrifugo().await;
    let bodies = bodies(&script);
    assert!(bodies[1..].iter().all(|body| body.get("client_id") == bodies[1].get("client_id")));
}

#[tokio::test(start_paused = true)]
async fn refused_connects_are_ordinary_or_terminal_by_their_code() {
    for (error, terminal) in [
        (json!({"code": 109, "message": "token expired"}), false),
        (json!({"code": 100, "message": "internal", "temporary": true}), false),
        (json!({"code": 103, "message": "x", "temporary": true}), false),
        (json!({"code": 50, "message": "x"}), false),
        (json!({"code": 111, "message": "too many requests", "temporary": true}), false),
        (json!({"code": 100, "message": "internal"}), true),
        (json!({"code": 111, "message": "too many requests", "temporary": false}), true),
        (json!({"code": 101, "message": "unauthorized"}), true),
        (json!({"code": 103, "message": "permission denied"}), true),
        (json!({"code": 107, "message": "bad request"}), true),
    ] {
        let script = attempt(attempt(Script::new()));
        let (connect, mut peer) = session(&script);
        let mut live = connect.room(ids()).start().unwrap();
        let mut conn = peer.next().await;
        conn.receive().await;
        conn.send(json!({"id": 1, "error": error})).await;
        let (cause, pause) = offline(&mut live).await;
        let code = error.get("code").unwrap().to_string();
        assert_eq!(cause.code(), Some(code.as_str()));
        assert_eq!(pause >= Duration::from_secs(300), terminal, "{error}: {pause:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn five_refusals_in_a_row_are_terminal() {
    let refused = |script: Script| script.answer(Answer::status(403).body("blocked"));
    let script = (0..4).fold(Script::new(), |script, _| refused(script));
    let script = script.answer(Answer::status(503)).answer(Answer::status(200).body("<html>"));
    let (connect, mut peer) = session(&attempt(script));
    let mut live = connect.room(ids()).transport(ChatTransport::Centrifugo).start().unwrap();
    for _ in 0..5 {
        let (_, pause) = offline(&mut live).await;
        assert!(pause <= Duration::from_secs(60));
    }
    let (cause, pause) = offline(&mut live).await;
    assert_eq!(cause.code(), Some(code::SITE_BLOCKED), "{cause}");
    assert!((300..=375).contains(&pause.as_secs()), "{pause:?}");
    peer.centrifugo().await;
    assert_eq!(online(&mut live).await, None);
}

#[tokio::test(start_paused = true)]
async fn auto_takes_pusher_when_it_is_offered() {
    let (connect, mut peer) = session(&Script::new().answer(pusher("abc123")));
    let connect = connect.room("9001");
    let (live, conn) = tokio::join!(connect, peer.pusher(1));
    let uri = conn.request.uri().to_string();
    assert!(uri.starts_with("wss://ws-us2.pusher.com/app/abc123?protocol=7&"), "{uri}");
    assert_eq!(live.unwrap().handle().transport(), Some(ChatTransport::Pusher));
}

#[tokio::test(start_paused = true)]
async fn auto_falls_back_says_so_and_asks_again_after_a_fatal_code() {
    let blocked = Answer::status(403).body("<html>Just a moment...</html>");
    let script = attempt(Script::new().answer(blocked.clone()).answer(blocked));
    let (connect, mut peer) = session(&script);
    let mut live = connect.room("9001").start().unwrap();
    for _ in 0..2 {
        // The key is gone: not the end, but the reason to ask again.
        let mut conn = peer.next().await;
        assert!(conn.request.uri().path().starts_with("/app/32cbd69e4b950bf97679"));
        conn.send(json!({"event": "pusher:error", "data": {"code": 4001, "message": "gone"}}))
            .await;
        let cause = next(&mut live, |event| match event {
            Event::Fallback { cause } => Some(cause),
            _ => None,
        });
        assert_eq!(cause.await.code(), Some(code::SITE_BLOCKED));
        assert_eq!(offline(&mut live).await.0.code(), Some("4001"));
    }
    let conn = peer.centrifugo().await;
    assert_eq!(conn.request.uri().host(), Some("realtime.us-west-2.test"));
    assert_eq!(online(&mut live).await, None);
    assert_eq!(paths(&script)[0], "/api/v1/realtime/connection", "only the chatroom is known");
}

#[tokio::test(start_paused = true)]
async fn both_errors_are_told_when_neither_the_site_nor_pusher_can_be_had() {
    let blocked = Answer::status(403).body("<html>Just a moment...</html>");
    let (connect, mut peer) = session(&Script::new().always(blocked));
    let mut live = connect.room("9001").start().unwrap();
    peer.refuse(503).await;
    assert_eq!(offline(&mut live).await.0.status().unwrap().as_u16(), 503);
    let (cause, _) = offline(&mut live).await;
    assert_eq!(cause.code(), Some(code::SITE_BLOCKED));
    // Once is enough while it stays the same.
    for _ in 0..2 {
        peer.refuse(503).await;
        assert_eq!(offline(&mut live).await.0.status().unwrap().as_u16(), 503);
    }
    let conn = peer.pusher(1).await;
    let cause = next(&mut live, |event| match event {
        Event::Fallback { cause } => Some(cause),
        _ => None,
    });
    assert_eq!(cause.await.code(), Some(code::SITE_BLOCKED));
    assert_eq!(online(&mut live).await, None);
    // After a line that was up, it is news again.
    conn.close(1001, "").await;
    offline(&mut live).await;
    peer.refuse(503).await;
    assert_eq!(offline(&mut live).await.0.status().unwrap().as_u16(), 503);
    assert_eq!(offline(&mut live).await.0.code(), Some(code::SITE_BLOCKED));
}

#[tokio::test(start_paused = true)]
async fn an_address_that_cannot_be_dialled_is_a_fault_of_the_server() {
    for url in [
        "ftp://realtime.test/connection/websocket",
        "ws://realtime.test/connection/websocket",
        "wss://user:key@realtime.test/connection/websocket",
        "/connection/websocket",
        "wss://",
        "no address",
    ] {
        let connection = json!({"provider": "centrifugo", "credentials": {"url": url}});
        let bad = Answer::json(&json!({"data": {"connections": [connection]}}));
        let (connect, mut peer) = session(&Script::new().answer(bad.clone()));
        let (live, _conn) = tokio::join!(connect.room("9001"), peer.pusher(1));
        let mut live = live.unwrap();
        let cause = next(&mut live, |event| match event {
            Event::Fallback { cause } => Some(cause),
            _ => None,
        });
        assert_eq!(cause.await.code(), Some(code::NO_TRANSPORT), "{url}");

        let script = attempt(Script::new().answer(bad));
        let (connect, mut peer) = session(&script);
        let connect = connect.room(ids()).transport(ChatTransport::Centrifugo);
        let mut live = connect.start().unwrap();
        let (cause, pause) = offline(&mut live).await;
        assert_eq!(cause.code(), Some(code::NO_TRANSPORT), "{url}");
        assert!(pause <= Duration::from_secs(60), "{url}: {pause:?}");
        peer.centrifugo().await;
        assert_eq!(online(&mut live).await, None);
    }
    // On this machine, there is nobody to listen in.
    let connection =
        json!({"provider": "centrifugo", "credentials": {"url": "ws://127.0.0.1:81/"}});
    let answer = Answer::json(&json!({"data": {"connections": [connection]}}));
    let (connect, mut peer) = session(&Script::new().answer(answer).answer(token("t")));
    let _live = connect.room("9001").start().unwrap();
    assert_eq!(peer.centrifugo().await.request.uri().scheme_str(), Some("ws"));
}

#[tokio::test(start_paused = true)]
async fn forced_transports_offer_themselves_alone() {
    let script = Script::new().answer(pusher("day-key"));
    let (connect, mut peer) = session(&script);
    let connect = connect.room("9001").transport(ChatTransport::Pusher);
    let (live, conn) = tokio::join!(connect, peer.pusher(1));
    let _live = live.unwrap();
    assert!(conn.request.uri().path().starts_with("/app/day-key"));
    let offered = bodies(&script)[0].pointer("/capabilities/accepted_providers").unwrap().clone();
    assert_eq!(offered, json!([{"provider": "pusher"}]));

    // Nobody answers: the key of old, and nobody is asked again.
    let script = Script::new();
    let (connect, mut peer) = session(&script);
    let connect = connect.room("9001").transport(ChatTransport::Pusher);
    let (live, conn) = tokio::join!(connect, peer.pusher(1));
    assert!(conn.request.uri().path().starts_with("/app/32cbd69e4b950bf97679"));
    assert_eq!(live.unwrap().state(), State::Online);

    let script = Script::new().answer(pusher("day-key"));
    let (connect, _peer) = session(&script);
    let connect = connect.room("9001").transport(ChatTransport::Centrifugo).max_attempts(1);
    let error = connect.await.unwrap_err();
    assert_eq!(error.code(), Some("gave_up"));
    let offered = bodies(&script)[0].pointer("/capabilities/accepted_providers").unwrap().clone();
    assert_eq!(offered, json!([{"provider": "centrifugo"}]));
}

#[tokio::test(start_paused = true)]
async fn a_room_on_another_server_is_turned_away_and_a_hub_takes_it() {
    let script = attempt(Script::new()).answer(centrifugo("eu")).answer(centrifugo("us-west-2"));
    let (mut live, _peer, mut conn) = start(&script).await;
    let handle = live.handle();
    let error = handle.join(ChatTarget::ids(9002, 502)).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Unsupported, Some(code::OTHER_SERVER)));
    handle.join(ChatTarget::ids(9003, 503)).await.unwrap();
    assert_eq!(conn.accept().await.len(), 4);
    conn.publish("chatrooms.9003.v2", "m1").await;
    assert_eq!(heard(&mut live).await, "m1");

    let script = attempt(Script::new())
        .answer(centrifugo("eu"))
        .answer(centrifugo("eu"))
        .answer(token("two"));
    let (connect, mut peer) = session(&script);
    let mut hub = connect.hub();
    let handle = hub.handle();
    handle.join(ids()).await.unwrap();
    let mut one = peer.centrifugo().await;
    handle.join(ChatTarget::ids(9002, 502)).await.unwrap();
    let mut two = peer.centrifugo().await;
    assert_eq!(two.request.uri().host(), Some("realtime.eu.test"));
    one.publish(CHAT, "a").await;
    two.publish("chatrooms.9002.v2", "b").await;
    let mut ids = Vec::new();
    while ids.len() < 2 {
        if let Some(Event::Message(message)) = hub.try_next().await.unwrap() {
            ids.push(message.id.to_string());
        }
    }
    ids.sort();
    assert_eq!(ids, ["a", "b"]);
    handle.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_room_that_moves_keeps_its_feeds_and_a_closed_hub_ends() {
    let script = Script::new()
        .answer(centrifugo("us-west-2"))
        .answer(centrifugo("eu"))
        .answer(token("one"))
        .answer(centrifugo("eu"))
        .answer(centrifugo("eu"))
        .answer(token("two"));
    let (connect, mut peer) = session(&script);
    let mut hub = connect.hub();
    let handle = hub.handle();
    // Nobody knows yet that they live on two servers.
    let other = handle.join_with(ChatTarget::ids(9002, 502), Topics::chat_only());
    tokio::try_join!(handle.join(ids()), other).unwrap();
    assert_eq!(handle.sessions().len(), 1);
    let served = async {
        let _one = peer.centrifugo().await;
        let mut two = peer.next().await;
        two.welcome(25).await;
        let feeds = two.accept().await;
        handle.close().await;
        feeds
    };
    let read = async { while hub.try_next().await.unwrap().is_some() {} };
    let both = async { tokio::join!(served, read).0 };
    let feeds = tokio::time::timeout(Duration::from_secs(60), both).await.unwrap();
    assert_eq!(feeds, ["chatrooms.9002.v2"]);
    assert!(hub.try_next().await.unwrap().is_none());
    assert_eq!(handle.join("9003").await.unwrap_err().kind(), ErrorKind::Closed);

    let mut hub = session(&Script::new()).0.hub();
    hub.handle().close().await;
    assert!(hub.try_next().await.unwrap().is_none(), "one without rooms ends as well");
}

#[tokio::test(start_paused = true)]
async fn a_reader_of_a_hub_may_join_rooms_while_others_move() {
    let slow = |region| centrifugo(region).delay(Duration::from_secs(2));
    let script = Script::new()
        .answer(centrifugo("us-west-2"))
        .answer(centrifugo("eu"))
        .answer(token("one"))
        .answer(slow("eu"))
        .answer(slow("us-west-2"))
        .always(slow("us-west-2"));
    let (connect, mut peer) = session(&script);
    let mut hub = connect.hub();
    let handle = hub.handle();
    let other = handle.join_with(ChatTarget::ids(9002, 502), Topics::chat_only());
    tokio::try_join!(handle.join(ids()), other).unwrap();
    let served = async {
        let mut conn = peer.centrifugo().await;
        conn.publish(CHAT, "m1").await;
        conn
    };
    let read = async {
        while let Some(event) = hub.try_next().await.unwrap() {
            if event.as_message().is_some() {
                // The other room is being moved, which waits for the site.
                return handle.join(ChatTarget::ids(9003, 503)).await;
            }
        }
        panic!("the hub has ended");
    };
    let both = async { tokio::join!(served, read).1 };
    tokio::time::timeout(Duration::from_secs(60), both).await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_dropped_join_of_a_hub_is_made_whole() {
    let slow = centrifugo("us-west-2").delay(Duration::from_secs(2));
    let script = attempt(Script::new()).always(slow);
    let (connect, mut peer) = session(&script);
    let mut hub = connect.hub();
    let handle = hub.handle();
    handle.join(ids()).await.unwrap();
    let mut conn = tokio::select! {
        conn = peer.centrifugo() => conn,
        event = async { while hub.try_next().await.unwrap().is_some() {} } => panic!("{event:?}"),
    };
    let join = handle.join_with(ChatTarget::ids(9002, 502), Topics::chat_only());
    tokio::time::timeout(Duration::from_secs(1), join).await.unwrap_err();
    assert_eq!(conn.accept().await, Vec::<String>::new());
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(conn.accept().await, ["chatrooms.9002.v2"]);
    assert_eq!(handle.rooms().len(), 2);
}
