//! Live sessions against the emulator, over both transports and on three releases.

use std::time::Duration;

use chatwire_emulator::tokenbowl::{Release, Role};
use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_tokenbowl::realtime::{Event, Gap, Handlers, Lifecycle, Realtime, State};
use chatwire_tokenbowl::webhook::{Dedup, parse};
use chatwire_tokenbowl::{Client, Connect, ErrorKind, Message, Transport, code};
use futures_util::TryStreamExt;
use tokio::sync::mpsc;

use crate::flow::{builder, client};

const RELEASES: [Release; 3] = [Release::V2_0_1, Release::V1_1_5, Release::V0_5_4];

async fn start(release: Release) -> (Emulator, Client) {
    let emu = Emulator::start().await.unwrap();
    emu.tokenbowl().release(release);
    emu.tokenbowl().wall_clock(true);
    let client = client(&emu, "alice");
    (emu, client)
}

/// The next event that `want` chooses; a session that says nothing for ten seconds fails the test.
async fn next<T>(live: &mut Realtime, want: impl Fn(Event) -> Option<T>) -> T {
    let search = async {
        while let Some(event) = live.try_next().await.unwrap() {
            if let Some(found) = want(event) {
                return Some(found);
            }
        }
        None
    };
    // Neither silence nor the end is what was waited for.
    tokio::time::timeout(Duration::from_secs(10), search).await.unwrap().unwrap()
}

async fn message(live: &mut Realtime) -> Message {
    next(live, |event| match event {
        Event::Message(message) => Some(message),
        _ => None,
    })
    .await
}

async fn online(live: &mut Realtime) -> Option<Gap> {
    next(live, |event| match event {
        Event::Lifecycle(Lifecycle::Online { gap, .. }) => Some(gap),
        _ => None,
    })
    .await
}

async fn offline(live: &mut Realtime) {
    next(live, |event| match event {
        Event::Lifecycle(Lifecycle::Offline { .. }) => Some(()),
        _ => None,
    })
    .await;
}

/// Options of a session that tries again quickly.
fn quick(client: &Client) -> Connect {
    let pause = Duration::from_millis;
    client.connect().settings(|config| config.backoff(pause(20), pause(100)))
}

fn transport_of(release: Release) -> Transport {
    if release == Release::V2_0_1 { Transport::Centrifugo } else { Transport::Direct }
}

#[tokio::test]
async fn a_talk_on_every_release() {
    for release in RELEASES {
        let (emu, client) = start(release).await;
        let mut live = quick(&client).await.unwrap();
        let handle = live.handle();
        assert_eq!(handle.transport(), Some(transport_of(release)));
        assert!(online(&mut live).await.is_none());

        let id = emu.tokenbowl().say("bob", "Hello 🔥");
        let heard = message(&mut live).await;
        assert_eq!((heard.id.as_str(), heard.is_recovered()), (id.as_str(), false));
        let whisper = emu.tokenbowl().dm("bob", "alice", "psst");
        let heard_too = message(&mut live).await;
        assert_eq!(heard_too.id.as_str(), whisper);

        let sent = handle.reply(&heard, "Hello Bob").await.unwrap();
        assert_eq!((sent.content.as_str(), sent.is_direct()), ("Hello Bob", false));
        let answered = handle.reply(&heard_too, "what?").await.unwrap();
        assert_eq!(answered.to_username.as_deref(), Some("bob"));
        assert_eq!(emu.tokenbowl().messages().len(), 4);
        if release == Release::V2_0_1 {
            assert_eq!(message(&mut live).await.id, sent.id);
        }

        emu.tokenbowl().read("bob", sent.id.as_str());
        let receipt = next(&mut live, |event| match event {
            Event::ReadReceipt(receipt) => Some(receipt),
            _ => None,
        });
        let receipt = receipt.await;
        assert_eq!((receipt.message_id, receipt.read_by.as_str()), (sent.id, "bob"));

        assert_eq!(handle.get_unread_count().await.unwrap().total_unread, 2, "{release:?}");
        let told = next(&mut live, |event| match event {
            Event::UnreadCount(count) => Some(count),
            _ => None,
        });
        assert_eq!(told.await.unread_direct_messages, 1);
        handle.mark_message_read(&heard.id).await.unwrap();
        assert_eq!(handle.mark_direct_messages_read("bob").await.unwrap(), 1);
        assert_eq!(handle.mark_room_messages_read().await.unwrap(), 0);
        emu.tokenbowl().say("bob", "more");
        assert_eq!(handle.mark_all_messages_read().await.unwrap(), 1);
        assert_eq!(client.get_unread_count().await.unwrap().total_unread, 0);

        let typed = handle.send_typing().to_username("bob").await;
        match release {
            Release::V2_0_1 => {
                typed.unwrap();
                emu.tokenbowl().typing("bob", Some("alice"));
                let typing = next(&mut live, |event| match event {
                    Event::Typing(typing) => Some(typing),
                    _ => None,
                });
                assert_eq!(typing.await.username, "bob");
            }
            _ => assert_eq!(typed.unwrap_err().kind(), ErrorKind::NotFound),
        }
        handle.close().await;
        assert_eq!(handle.state(), State::Closed);
    }
}

#[tokio::test]
async fn what_the_server_refuses_fails_the_call_and_not_the_session() {
    for release in RELEASES {
        let (emu, client) = start(release).await;
        emu.tokenbowl().user_with_role("eve", Role::Viewer);
        let mut live = quick(&client).await.unwrap();
        let handle = live.handle();
        let err = handle.send_message("x").to_username("nobody").await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::NotFound, "{release:?}: {err}");
        let err = handle.send_message("x").to_username("eve").await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Rejected, "{release:?}: {err}");
        let err =
            handle.mark_message_read("00000000-0000-4000-8000-000000000000").await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::NotFound, "{release:?}: {err}");
        // These would end the connection without a word: they never go out.
        for bad in [
            handle.send_message("").await.unwrap_err(),
            handle.send_message("🔥".repeat(10_001)).await.unwrap_err(),
            handle.send_message("x").to_username("").await.unwrap_err(),
            handle.mark_direct_messages_read("").await.unwrap_err(),
            handle.mark_message_read("").await.unwrap_err(),
        ] {
            assert_eq!(bad.kind(), ErrorKind::Input, "{bad}");
        }
        assert_eq!(handle.send_message("still here").await.unwrap().content, "still here");
        emu.tokenbowl().say("bob", "and there");
        while message(&mut live).await.content != "and there" {}
    }
}

#[tokio::test]
async fn a_gap_is_filled_in_order_and_once() {
    for (release, recovery) in [
        (Release::V2_0_1, true),
        (Release::V2_0_1, false),
        (Release::V1_1_5, true),
        (Release::V0_5_4, true),
    ] {
        let (emu, client) = start(release).await;
        emu.tokenbowl().recovery(recovery);
        emu.tokenbowl().say("bob", "long ago");
        let mut live = quick(&client).await.unwrap();
        emu.tokenbowl().say("bob", "before");
        assert_eq!(message(&mut live).await.content, "before");
        // The next attempts are refused, so that something happens meanwhile.
        for _ in 0..2 {
            emu.fault(Platform::TokenBowl, Fault::RefuseUpgrade { status: 503 });
        }
        emu.tokenbowl().close_connections(3001, "shutdown");
        offline(&mut live).await;
        emu.tokenbowl().say("bob", "missed 1");
        emu.tokenbowl().dm("bob", "alice", "missed 2");
        emu.tokenbowl().dm("bob", "carol", "not for alice");
        emu.tokenbowl().say("bob", "missed 3");
        let gap = online(&mut live).await.unwrap();
        assert!(gap.recovered, "{release:?}");
        for expected in ["missed 1", "missed 2", "missed 3"] {
            let missed = message(&mut live).await;
            // Centrifugo keeps the order within a channel only.
            if release != Release::V2_0_1 || !recovery {
                assert_eq!(missed.content, expected, "{release:?} {recovery}");
            }
            assert!(missed.is_recovered(), "{release:?} {recovery}: {}", missed.content);
        }
        emu.tokenbowl().say("bob", "after");
        let after = message(&mut live).await;
        assert_eq!((after.content.as_str(), after.is_recovered()), ("after", false));
    }
}

#[tokio::test]
async fn a_gap_that_the_server_no_longer_holds_is_said() {
    for release in RELEASES {
        let (emu, client) = start(release).await;
        emu.tokenbowl().recovery(false);
        let mut live = quick(&client).await.unwrap();
        emu.tokenbowl().say("bob", "before");
        message(&mut live).await;
        emu.fault(Platform::TokenBowl, Fault::RefuseUpgrade { status: 503 });
        emu.tokenbowl().close_connections(1001, "");
        offline(&mut live).await;
        for n in 0..105 {
            emu.tokenbowl().say("bob", &format!("missed {n}"));
        }
        assert!(!online(&mut live).await.unwrap().recovered, "{release:?}");
        for n in 5..105 {
            assert_eq!(message(&mut live).await.content, format!("missed {n}"));
        }
    }
}

#[tokio::test]
async fn a_burst_with_drops_arrives_once_and_in_order() {
    for release in RELEASES {
        let (emu, client) = start(release).await;
        emu.tokenbowl().keep(5_000);
        emu.tokenbowl().history(5_000, Duration::from_secs(300));
        for _ in 0..3 {
            emu.fault(Platform::TokenBowl, Fault::DropSocket { after_frames: 300 });
        }
        let mut live = quick(&client).await.unwrap();
        let mut got = Vec::new();
        for n in 0..1_500 {
            emu.tokenbowl().say("bob", &n.to_string());
            if n % 100 == 99 {
                while got.len() <= n {
                    got.push(message(&mut live).await.content);
                }
            }
        }
        let expected: Vec<String> = (0..1_500).map(|n| n.to_string()).collect();
        assert!(got == expected, "{release:?}: {got:?}");
    }
}

#[tokio::test]
async fn a_refused_key_ends_at_once_and_without_a_storm() {
    for release in RELEASES {
        for transport in [Transport::Auto, transport_of(release)] {
            let (emu, _) = start(release).await;
            let client =
                Client::builder("0".repeat(64)).base_url(emu.url(Platform::TokenBowl)).unwrap();
            let client = client.build().unwrap();
            let err = quick(&client).transport(transport).await.unwrap_err();
            assert_eq!(err.kind(), ErrorKind::Auth, "{release:?} {transport:?}: {err}");
            assert!(emu.requests(Platform::TokenBowl).len() <= 3);
        }
    }
    let err = quick(&Client::keyless().unwrap()).await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Auth, Some(code::API_KEY_REQUIRED)));
}

#[tokio::test]
async fn a_missing_transport_is_said_and_not_retried() {
    for release in RELEASES {
        let (emu, client) = start(release).await;
        let other = match transport_of(release) {
            Transport::Direct => Transport::Centrifugo,
            _ => Transport::Direct,
        };
        let err = quick(&client).transport(other).await.unwrap_err();
        assert_eq!(
            (err.kind(), err.code()),
            (ErrorKind::NotFound, Some(code::NO_TRANSPORT)),
            "{err}"
        );
        assert!(emu.requests(Platform::TokenBowl).len() <= 2);
    }
}

#[tokio::test]
async fn a_new_name_or_key_begins_a_new_connection() {
    for release in RELEASES {
        let (emu, client) = start(release).await;
        let mut live = quick(&client).await.unwrap();
        online(&mut live).await;
        client.update_my_username("alicia").await.unwrap();
        online(&mut live).await;
        emu.tokenbowl().dm("bob", "alicia", "for the new name");
        assert_eq!(message(&mut live).await.content, "for the new name", "{release:?}");
        client.regenerate_api_key().await.unwrap();
        online(&mut live).await;
        emu.tokenbowl().say("bob", "with the new key");
        assert_eq!(message(&mut live).await.content, "with the new key");
        live.handle().reconnect().await.unwrap();
        online(&mut live).await;
    }
}

#[tokio::test]
async fn what_came_under_a_new_name_before_the_new_connection_is_fetched() {
    for release in RELEASES {
        let (emu, client) = start(release).await;
        let mut live = quick(&client).await.unwrap();
        emu.tokenbowl().say("bob", "before");
        assert_eq!(message(&mut live).await.content, "before");
        for _ in 0..2 {
            emu.fault(Platform::TokenBowl, Fault::RefuseUpgrade { status: 503 });
        }
        client.update_my_username("alicia").await.unwrap();
        offline(&mut live).await;
        emu.tokenbowl().dm("bob", "alicia", "for the new name");
        assert!(online(&mut live).await.unwrap().recovered, "{release:?}");
        let missed = message(&mut live).await;
        assert_eq!((missed.content.as_str(), missed.is_recovered()), ("for the new name", true));
    }
}

#[tokio::test]
async fn what_came_while_the_server_got_another_transport_is_fetched() {
    let (emu, client) = start(Release::V1_1_5).await;
    let mut live = quick(&client).await.unwrap();
    emu.tokenbowl().say("bob", "before");
    assert_eq!(message(&mut live).await.content, "before");
    emu.fault(Platform::TokenBowl, Fault::RefuseUpgrade { status: 503 });
    emu.tokenbowl().close_connections(1001, "");
    offline(&mut live).await;
    emu.tokenbowl().say("bob", "meanwhile");
    emu.tokenbowl().release(Release::V2_0_1);
    assert!(online(&mut live).await.unwrap().recovered);
    assert_eq!(message(&mut live).await.content, "meanwhile");
    assert_eq!(live.handle().transport(), Some(Transport::Centrifugo));
}

#[tokio::test]
async fn a_channel_that_lost_its_place_and_more_is_told_of() {
    let (emu, client) = start(Release::V2_0_1).await;
    let mut live = quick(&client).await.unwrap();
    emu.tokenbowl().say("bob", "before");
    assert_eq!(message(&mut live).await.content, "before");
    let lost = r#"{"push":{"channel":"room:main","unsubscribe":{"code":2500,"reason":"r"}}}"#;
    // The store no longer reaches back, then it cannot be asked at all.
    for is_there in [true, false] {
        if is_there {
            emu.tokenbowl().keep(1);
            emu.tokenbowl().dm("bob", "carol", "pushes the other one out");
        } else {
            let fault = Fault::Status { status: 403, retry_after: None, body: None };
            emu.fault_on(Platform::TokenBowl, "GET", "/users/me", fault);
        }
        emu.tokenbowl().push("alice", lost);
        let told = next(&mut live, |event| match event {
            Event::Trouble(err) => Some(err),
            _ => None,
        });
        let told = told.await;
        assert_eq!(told.code(), Some(code::GAP), "{told}");
        assert_eq!(std::error::Error::source(&told).is_none(), is_there, "{told}");
    }
    emu.tokenbowl().say("bob", "after");
    assert_eq!(message(&mut live).await.content, "after");
}

#[tokio::test]
async fn a_key_that_is_kept_changes_no_session() {
    let (emu, client) = start(Release::V1_1_5).await;
    let mut live = quick(&client).await.unwrap();
    client.regenerate_api_key().keep_old_key().await.unwrap();
    // A new connection would be refused with the dead key, and that is final.
    for text in ["one", "two"] {
        emu.tokenbowl().say("bob", text);
        assert_eq!(message(&mut live).await.content, text);
    }
}

#[tokio::test]
async fn direct_messages_are_marked_behind_those_of_others() {
    for (release, first, then) in [
        (Release::V1_1_5, ("bob", 5), ("carol", 50)),
        (Release::V0_5_4, ("carol", 50), ("bob", 5)),
        (Release::V2_0_1, ("bob", 5), ("carol", 50)),
    ] {
        let (emu, client) = start(release).await;
        let live = quick(&client).await.unwrap();
        for (from, count) in [first, then] {
            for n in 0..count {
                emu.tokenbowl().dm(from, "alice", &format!("{from} {n}"));
            }
        }
        let marked = live.handle().mark_direct_messages_read("bob").await.unwrap();
        assert_eq!(marked, 5, "{release:?}");
        assert_eq!(client.get_unread_count().await.unwrap().unread_direct_messages, 50);
    }
}

#[tokio::test]
async fn sends_while_offline_go_by_calls() {
    for release in RELEASES {
        let (emu, client) = start(release).await;
        let mut live = quick(&client).await.unwrap();
        let handle = live.handle();
        for _ in 0..3 {
            emu.fault(Platform::TokenBowl, Fault::RefuseUpgrade { status: 503 });
        }
        emu.tokenbowl().close_connections(1001, "");
        offline(&mut live).await;
        assert_eq!(handle.send_message("offline").await.unwrap().content, "offline");
        assert_eq!(handle.mark_all_messages_read().await.unwrap(), 0);
        online(&mut live).await;
        assert_eq!(handle.send_message("online").await.unwrap().content, "online");
    }
}

#[tokio::test]
async fn handlers_answer() {
    for release in RELEASES {
        let (emu, client) = start(release).await;
        let live = quick(&client).await.unwrap();
        let handle = live.handle();
        let (done, mut log) = mpsc::unbounded_channel();
        let connected = done.clone();
        let handlers = Handlers::new()
            .on_connect(move |_| {
                let connected = connected.clone();
                async move { connected.send("connected".to_owned()).unwrap() }
            })
            .on_message(move |live, message| {
                let done = done.clone();
                async move {
                    if message.from_username == "bob" {
                        let sent = live.reply(&message, "pong").await?;
                        done.send(sent.content).unwrap();
                    }
                    Ok::<_, chatwire_tokenbowl::Error>(())
                }
            });
        let running = tokio::spawn(live.run(handlers));
        assert_eq!(log.recv().await.unwrap(), "connected");
        emu.tokenbowl().say("bob", "!ping");
        assert_eq!(log.recv().await.unwrap(), "pong");
        handle.close().await;
        running.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn messages_that_no_handler_wants_count_as_seen_and_the_next_ones_come_once_one_does() {
    for release in RELEASES {
        let (emu, client) = start(release).await;
        let live = quick(&client).await.unwrap();
        let handle = live.handle();
        let (done, mut log) = mpsc::unbounded_channel();
        let (onlines, said) = (done.clone(), done.clone());
        let handlers = Handlers::new()
            .on_lifecycle(move |_, news| {
                if let Lifecycle::Online { gap, .. } = news {
                    onlines.send(format!("recovered: {:?}", gap.map(|gap| gap.recovered))).unwrap();
                }
                async {}
            })
            .on_unknown(move |_, name, _| {
                done.send(name).unwrap();
                async {}
            });
        let later = handlers.clone();
        let running = tokio::spawn(live.run(handlers));
        assert_eq!(log.recv().await.unwrap(), "recovered: None");
        emu.tokenbowl().say("bob", "unwanted");
        // What comes behind it shows that it was read.
        emu.tokenbowl().push(
            "alice",
            match release {
                Release::V2_0_1 => {
                    r#"{"push":{"channel":"user:alice","pub":{"data":{"type":"z"}}}}"#
                }
                _ => r#"{"type":"z"}"#,
            },
        );
        assert_eq!(log.recv().await.unwrap(), "z");
        later.on(move |_, event| {
            if let Event::Message(message) = event {
                said.send(message.content).unwrap();
            }
            async {}
        });
        emu.tokenbowl().say("bob", "wanted");
        assert_eq!(log.recv().await.unwrap(), "wanted");
        emu.tokenbowl().close_connections(3001, "shutdown");
        assert_eq!(log.recv().await.unwrap(), "recovered: Some(true)", "{release:?}");
        emu.tokenbowl().say("bob", "after");
        assert_eq!(log.recv().await.unwrap(), "after");
        handle.close().await;
        running.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn trouble_in_frames_does_not_end_the_session() {
    for release in RELEASES {
        let (emu, client) = start(release).await;
        let mut live = quick(&client).await.unwrap();
        online(&mut live).await;
        let wrap = |frame: &str| match release {
            Release::V2_0_1 => {
                format!(r#"{{"push":{{"channel":"user:alice","pub":{{"data":{frame}}}}}}}"#)
            }
            _ => frame.to_owned(),
        };
        emu.tokenbowl().push("alice", "no json");
        emu.tokenbowl().push("alice", &wrap(r#"{"from_username":"b","content":"x"}"#));
        let err = next(&mut live, |event| match event {
            Event::Trouble(err) => Some(err),
            _ => None,
        });
        assert_eq!(err.await.kind(), ErrorKind::Decode);
        emu.tokenbowl().push("alice", &wrap(r#"{"type":"zzz","a":1}"#));
        let name = next(&mut live, |event| match event {
            Event::Unknown { name, .. } => Some(name),
            _ => None,
        });
        assert_eq!(name.await, "zzz");
        emu.tokenbowl().say("bob", "still here");
        assert_eq!(message(&mut live).await.content, "still here");
    }
}

#[tokio::test]
async fn the_key_goes_in_a_header_unless_asked() {
    let (emu, client) = start(Release::V1_1_5).await;
    quick(&client).await.unwrap().close().await;
    client.connect().key_in_url().await.unwrap().close().await;
    let upgrades: Vec<_> = emu
        .requests(Platform::TokenBowl)
        .into_iter()
        .filter(|request| request.path == "/ws")
        .collect();
    assert_eq!(upgrades.len(), 2);
    let key = emu.tokenbowl().key("alice");
    let key = Some(key.as_str());
    assert_eq!((upgrades[0].header("x-api-key"), upgrades[0].query_value("api_key")), (key, None));
    assert_eq!((upgrades[1].header("x-api-key"), upgrades[1].query_value("api_key")), (None, key));
}

#[tokio::test]
async fn an_address_of_centrifugo_may_be_given() {
    let (emu, client) = start(Release::V2_0_1).await;
    emu.tokenbowl().centrifugo_url(Some("ws://127.0.0.1:9/connection/websocket"));
    let own =
        format!("{}/connection/websocket", emu.url(Platform::TokenBowl).replace("http", "ws"));
    let client_with = builder(&emu, "alice").centrifugo_url(own).unwrap().build().unwrap();
    quick(&client_with).await.unwrap().close().await;
    let err = client.connect().max_attempts(1).await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Closed, Some("gave_up")));
}

#[tokio::test]
async fn a_session_and_webhooks_share_what_has_been_seen() {
    for release in RELEASES {
        let (emu, client) = start(release).await;
        let seen = Dedup::default();
        let mut live = quick(&client).dedup(&seen).await.unwrap();
        emu.tokenbowl().say("bob", "live first");
        assert!(!seen.is_new(&message(&mut live).await), "{release:?}");
        // By webhook first: the session has not had a turn yet.
        emu.tokenbowl().say("bob", "webhook first");
        let body = emu.tokenbowl().messages().pop().unwrap().to_string();
        assert!(seen.is_new(&parse(body.as_bytes()).unwrap()));
        emu.tokenbowl().say("bob", "next");
        assert_eq!(message(&mut live).await.content, "next");
    }
}

#[tokio::test]
async fn several_readers_share_a_session() {
    let (emu, client) = start(Release::V2_0_1).await;
    let live = quick(&client).await.unwrap();
    let handle = live.handle();
    let shared = live.share(64);
    let (mut one, mut two) = (shared.subscribe(), shared.subscribe());
    emu.tokenbowl().say("bob", "for both");
    for reader in [&mut one, &mut two] {
        loop {
            let event = reader.try_next().await.unwrap().unwrap();
            if event.as_message().is_some_and(|message| message.content == "for both") {
                break;
            }
        }
    }
    handle.close().await;
}

#[test]
fn outside_of_a_runtime_there_is_no_session() {
    let error = Client::new("key").unwrap().connect().start().unwrap_err();
    assert_eq!((error.kind(), error.platform()), (ErrorKind::Config, "tokenbowl"));
}
