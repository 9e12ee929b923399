//! Live chat against the emulator: real sockets, both transports, all that viewers do.

use std::collections::BTreeSet;
use std::time::Duration;

use chatwire_emulator::kick::{Block, Goal};
use chatwire_emulator::{Emulator, Platform};
use chatwire_kick::realtime::{ChatTransport, Connect, Event, Lifecycle, Realtime, Topics};
use chatwire_kick::{Client, ErrorKind, code};
use futures_util::TryStreamExt;
use serde_json::json;

const TRANSPORTS: [ChatTransport; 2] = [ChatTransport::Pusher, ChatTransport::Centrifugo];

fn client(emu: &Emulator) -> Client {
    Client::builder().base_url(emu.url(Platform::Kick)).unwrap().build().unwrap()
}

fn quick(client: &Client) -> Connect {
    let pause = Duration::from_millis;
    client.connect().settings(|config| config.backoff(pause(20), pause(100)))
}

/// The next event that `want` chooses; a session that says nothing for ten seconds fails the test.
async fn next<T>(live: &mut Realtime, want: impl Fn(Event) -> Option<T>) -> T {
    let search = async {
        while let Some(event) = live.try_next().await.unwrap() {
            if let Some(found) = want(event) {
                return found;
            }
        }
        panic!("the session has ended")
    };
    tokio::time::timeout(Duration::from_secs(10), search).await.unwrap()
}

async fn heard(live: &mut Realtime) -> (String, bool) {
    next(live, |event| {
        event.as_message().map(|message| (message.content.clone(), message.is_recovered()))
    })
    .await
}

#[tokio::test]
async fn a_talk_by_name_over_each_transport_and_by_choice_of_the_site() {
    for transport in [ChatTransport::Pusher, ChatTransport::Centrifugo, ChatTransport::Auto] {
        let emu = Emulator::start().await.unwrap();
        let ids = emu.kick().ids("Some_User");
        let client = client(&emu);
        let mut live = quick(&client).room("some_user").transport(transport).await.unwrap();
        let used =
            if transport == ChatTransport::Auto { ChatTransport::Centrifugo } else { transport };
        assert_eq!(live.handle().transport(), Some(used));
        let known = live.handle().rooms().remove(0).known.unwrap();
        assert_eq!(
            (known.chatroom_id.get(), known.user_id.unwrap().get()),
            (ids.chatroom_id, ids.broadcaster_user_id)
        );
        let id = emu.kick().say("Some_User", "bob", "Hello 🔥 \"x\"");
        let message = next(&mut live, |event| event.as_message().cloned()).await;
        assert_eq!(
            (message.id.as_str(), message.content.as_str()),
            (id.as_str(), "Hello 🔥 \"x\"")
        );
        emu.kick().reply("Some_User", "carol", "hi", &id);
        let reply = next(&mut live, |event| event.as_message().cloned()).await;
        assert_eq!(reply.reply_to().unwrap().id.as_ref().unwrap().as_str(), id);
        live.close().await;
    }
}

#[tokio::test]
async fn everything_that_happens_is_typed_over_both_transports() {
    for transport in TRANSPORTS {
        let emu = Emulator::start().await.unwrap();
        let (kick, room) = (emu.kick(), emu.kick().room("streamer"));
        kick.live().follower_events(true);
        kick.live().gift_chunks(2);
        let client = client(&emu);
        let topics = Topics::usual().with_v1().with_predictions();
        let connect = quick(&client).room_with("streamer", topics).transport(transport);
        let mut live = connect.await.unwrap();
        let id = kick.say("streamer", "bob", "hello");
        kick.reply("streamer", "bob", "again", &id);
        room.celebrate("bob", 13, "🎉");
        room.message("bob", "patched", &json!({"metadata": null}));
        room.pin(&id, "mod", 60);
        room.unpin();
        kick.delete_message(&id);
        let id = kick.say("streamer", "bob", "bad");
        room.delete_by_ai(&id, &["hate"]);
        kick.ban("streamer", "mod", "eve", Some(5), "x");
        kick.unban("streamer", "mod", "eve");
        kick.ban("streamer", "mod", "eve", None, "x");
        room.ban_in_the_old_form("mallory", None);
        kick.follow("streamer", "bob");
        kick.subscribe("streamer", "bob");
        kick.renew("streamer", "bob", 3, Some("three months"));
        kick.gift_subs("streamer", Some("carol"), &["a", "b", "c"]);
        kick.gift_subs("streamer", None, &["d"]);
        room.gift_in_the_new_form("carol", &["e"]);
        room.host("other", 12, Some("hi"));
        room.host_away("other", 7);
        room.poll("Best?", &[("A", 3), ("B", 0)], 12);
        room.end_poll();
        room.update(&json!({"slow_mode": {"enabled": true, "message_interval": 6}}));
        room.change_settings(&json!({"slow_mode": {"enabled": true, "duration_seconds": 6}}));
        kick.go_live("streamer", "title");
        room.livestream_updated();
        kick.go_offline("streamer");
        kick.gift_kicks("streamer", "bob", 5, "wow");
        let reward = kick.reward("streamer", "Hydrate", 10);
        kick.redeem("streamer", "bob", &reward, "now");
        for goal in [Goal::Created, Goal::Updated, Goal::Progress, Goal::Achieved, Goal::Canceled] {
            room.goal(goal, 1, 2);
        }
        room.predict("Win?", &["Yes", "No"]);
        room.make_private("v1");
        room.clear();
        kick.say("streamer", "bob", "end");
        let mut kinds = BTreeSet::new();
        loop {
            let event = next(&mut live, Some).await;
            kinds.insert(event.kind());
            match event {
                Event::Message(message) if message.content == "end" => break,
                Event::Unknown { .. } | Event::Malformed { .. } | Event::Trouble(_) => {
                    panic!("{event:?}")
                }
                _ => {}
            }
        }
        for kind in [
            "ChatMessage",
            "MessageDeleted",
            "UserBanned",
            "UserUnbanned",
            "Subscription",
            "GiftedSubscriptions",
            "SubscriptionGifted",
            "ChannelSubscription",
            "LuckyUsers",
            "ChatInfo",
            "Hosted",
            "HostSent",
            "PinnedMessageCreated",
            "PinnedMessageDeleted",
            "PollUpdate",
            "PollDelete",
            "ChatroomUpdated",
            "ChatroomClear",
            "FollowersUpdated",
            "StreamerIsLive",
            "StopStreamBroadcast",
            "KicksGifted",
            "RewardRedeemed",
            "Goal",
            "Prediction",
            "VideoPrivated",
        ] {
            assert!(kinds.contains(kind), "{transport:?}: no {kind} in {kinds:?}");
        }
    }
}

#[tokio::test]
async fn a_gap_is_filled_from_the_history_of_the_site() {
    for transport in TRANSPORTS {
        let emu = Emulator::start().await.unwrap();
        emu.kick().user("streamer");
        let client = client(&emu);
        let connect = quick(&client).room("streamer").transport(transport).fill_gaps();
        let mut live = connect.await.unwrap();
        emu.kick().say("streamer", "bob", "before");
        assert_eq!(heard(&mut live).await.0, "before");
        emu.kick().live().close(3_001, "restart");
        emu.kick().say("streamer", "bob", "missed 1");
        emu.kick().say("streamer", "bob", "missed 2");
        let recovered = next(&mut live, |event| match event {
            Event::Lifecycle(Lifecycle::Online { gap: Some(gap), .. }) => Some(gap.recovered),
            _ => None,
        });
        assert!(recovered.await, "{transport:?}");
        assert_eq!(heard(&mut live).await, ("missed 1".to_owned(), true));
        assert_eq!(heard(&mut live).await, ("missed 2".to_owned(), true));
        emu.kick().say("streamer", "bob", "after");
        assert_eq!(heard(&mut live).await, ("after".to_owned(), false));
    }
}

#[tokio::test]
async fn auto_goes_on_over_pusher_when_the_site_blocks_and_comes_back() {
    let emu = Emulator::start().await.unwrap();
    let ids = emu.kick().ids("streamer");
    let client = client(&emu);
    emu.kick().live().block_site(Some(Block::Html));
    emu.kick().live().block_realtime(Some(Block::Html));
    let error = quick(&client).room("streamer").await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Forbidden, Some(code::SITE_BLOCKED)));
    let target = chatwire_kick::ChatTarget::ids(ids.chatroom_id, ids.channel_id);
    let mut live = quick(&client).room(target).await.unwrap();
    assert_eq!(live.handle().transport(), Some(ChatTransport::Pusher));
    emu.kick().say("streamer", "bob", "over Pusher");
    assert_eq!(heard(&mut live).await.0, "over Pusher");
    // The key goes away, and the site can be asked again.
    emu.kick().live().block_realtime(None);
    emu.kick().live().pusher_keys(["another"]);
    emu.kick().live().end_pusher(4_001, "gone");
    next(&mut live, |event| match event {
        Event::Lifecycle(Lifecycle::Online { gap: Some(_), .. }) => Some(()),
        _ => None,
    })
    .await;
    assert_eq!(live.handle().transport(), Some(ChatTransport::Centrifugo));
    emu.kick().say("streamer", "bob", "over Centrifugo");
    assert_eq!(heard(&mut live).await.0, "over Centrifugo");
}

#[tokio::test]
async fn rooms_of_several_servers_share_a_hub() {
    let emu = Emulator::start().await.unwrap();
    for room in ["one", "two", "three"] {
        emu.kick().user(room);
    }
    emu.kick().live().region("two", "eu-west-1");
    let client = client(&emu);
    let mut hub = quick(&client).hub();
    let handle = hub.handle();
    for room in ["one", "two", "three"] {
        handle.join(room).await.unwrap();
        for session in handle.sessions() {
            session.wait_online().await;
        }
    }
    assert_eq!((handle.rooms().len(), handle.sessions().len()), (3, 2));
    let mut heard = BTreeSet::new();
    let all = async {
        while heard.len() < 3 {
            // A feed may still be on its way: say it again.
            for room in ["one", "two", "three"] {
                emu.kick().say(room, "bob", room);
            }
            for _ in 0..30 {
                let turn = tokio::time::timeout(Duration::from_millis(20), hub.try_next()).await;
                if let Ok(Ok(Some(Event::Message(message)))) = turn {
                    heard.insert(message.content.clone());
                }
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), all).await.unwrap();
    handle.close().await;
}
