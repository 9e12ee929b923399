//! Rooms of sessions and hubs: what stays as it is, what does not fit, what is looked up later.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use chatwire_core::BoxFuture;
use chatwire_core::testing::Script;
use chatwire_kick::chatroom::{ChatroomResolver, StaticResolver};
use chatwire_kick::pusher::PusherEndpoint;
use chatwire_kick::realtime::{Connect, Event, MAX_FEEDS, Realtime, Topics};
use chatwire_kick::token_store::KnownChatroom;
use chatwire_kick::{ChatTarget, ChatTransport, Error, ErrorKind, Result, code};
use serde_json::json;

use crate::peer::{Peer, centrifugo, heard, next, offline, online, session, token};

const CHAT: &str = "chatrooms.9001.v2";

fn forced() -> (Connect, Peer) {
    let (connect, peer) = session(&Script::new());
    let own = PusherEndpoint::server("wss://pusher.test", "app-key").unwrap();
    (connect.transport(ChatTransport::Pusher).pusher(own), peer)
}

async fn room_failed(live: &mut Realtime) -> (String, Error, Option<Duration>) {
    next(live, |event| match event {
        Event::RoomFailed { target, error, retry_in } => {
            Some((target.to_string(), error, retry_in))
        }
        _ => None,
    })
    .await
}

/// Gives these answers, one for each question, whatever the name.
#[derive(Debug)]
struct Told(Mutex<VecDeque<Result<Option<KnownChatroom>>>>);

impl Told {
    fn new(answers: impl IntoIterator<Item = Result<Option<KnownChatroom>>>) -> Self {
        Self(Mutex::new(answers.into_iter().collect()))
    }
}

impl ChatroomResolver for Told {
    fn resolve<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<KnownChatroom>>> {
        let answer = self.0.lock().unwrap().pop_front().unwrap();
        Box::pin(async { answer })
    }
}

#[tokio::test(start_paused = true)]
async fn a_hub_joins_a_room_where_it_is_already() {
    let (connect, _peer) = forced();
    let hub = connect.topics(Topics::chat_only()).hub();
    let handle = hub.handle();
    for number in 1..=MAX_FEEDS + 1 {
        handle.join(number.to_string()).await.unwrap();
    }
    // The first session has room again, yet the room is in the second.
    assert!(handle.leave("50").await.unwrap());
    handle.join("101").await.unwrap();
    let rooms = || handle.sessions().iter().map(|one| one.rooms().len()).collect::<Vec<_>>();
    assert_eq!(rooms(), [MAX_FEEDS - 1, 1]);
    // With more feeds than there are left beside the others, it moves as a whole.
    let more = Topics::chat_only().with("channel.1");
    handle.join("50").await.unwrap();
    handle.join_with("1", more.clone()).await.unwrap();
    assert_eq!(rooms(), [MAX_FEEDS - 1, 2]);
    let moved = handle.sessions()[1].rooms().into_iter().find(|room| room.topics == more);
    assert_eq!(moved.unwrap().target, ChatTarget::from(KnownChatroom::new(1)));
}

#[tokio::test(start_paused = true)]
async fn a_room_that_is_joined_again_keeps_its_feeds() {
    let (connect, _peer) = forced();
    let live = connect.clone().room("9001").start().unwrap();
    let handle = live.handle();
    let room = ChatTarget::ids(9002, 502);
    handle.join_with(&room, Topics::chat_only()).await.unwrap();
    handle.join(&room).await.unwrap();
    assert_eq!(handle.rooms()[1].topics, Topics::chat_only());
    handle.join_with(&room, Topics::usual()).await.unwrap();
    assert_eq!(handle.rooms()[1].topics, Topics::usual(), "asked for, they change");

    let twice = connect.clone().room_with(&room, Topics::chat_only()).room(&room);
    let live = twice.start().unwrap();
    assert_eq!(live.handle().rooms()[0].topics, Topics::chat_only());

    let hub = connect.hub();
    let handle = hub.handle();
    handle.join_with(&room, Topics::chat_only()).await.unwrap();
    handle.join(&room).await.unwrap();
    assert_eq!(handle.rooms()[0].topics, Topics::chat_only());
    // Left and joined anew, it is a room like all others.
    handle.leave(&room).await.unwrap();
    handle.join(&room).await.unwrap();
    assert_eq!(handle.rooms()[0].topics, Topics::usual());
}

#[tokio::test(start_paused = true)]
async fn a_room_by_name_that_does_not_fit_is_turned_away() {
    let (connect, mut peer) = forced();
    let many: Vec<_> = (1..=26).map(|at| (format!("room-{at}"), 9000 + at, 500 + at)).collect();
    let known = many.iter().map(|(name, chatroom, channel)| {
        KnownChatroom::new(*chatroom).channel(*channel).slug(name.clone())
    });
    let connect = connect.resolver(StaticResolver::new(known.collect::<Vec<_>>()));
    let mut live = connect.rooms(many.iter().map(|(name, ..)| name)).start().unwrap();
    let mut conn = peer.pusher(MAX_FEEDS).await;
    assert!(conn.is_quiet(Duration::from_secs(1)).await, "no feed beyond the limit");
    let (target, error, retry_in) = room_failed(&mut live).await;
    assert_eq!((target.as_str(), retry_in), ("room-26", None));
    assert_eq!((error.kind(), error.code()), (ErrorKind::Input, Some(code::TOO_MANY_FEEDS)));
    assert_eq!(live.handle().rooms().len(), 25);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_is_asked_again() {
    let locked = || {
        let error = Error::config("the file is locked").with_code(code::STORE_FAILED);
        Err(error)
    };
    let known = KnownChatroom::new(9001);
    let (connect, mut peer) = forced();
    let connect = connect.resolver(Told::new([locked(), locked(), Ok(Some(known))]));
    let mut live = connect.room("some-user").start().unwrap();
    for _ in 0..2 {
        assert_eq!(offline(&mut live).await.0.code(), Some(code::STORE_FAILED));
    }
    let mut conn = peer.pusher(1).await;
    conn.say(CHAT, "m1").await;
    assert_eq!(heard(&mut live).await, "m1");

    // Another room does not wait for it.
    let answers = [locked(), Ok(Some(KnownChatroom::new(9002)))];
    let (connect, mut peer) = forced();
    let connect = connect.resolver(Told::new(answers)).room("9001").room("some-user");
    let mut live = connect.start().unwrap();
    let mut conn = peer.pusher(1).await;
    assert!(room_failed(&mut live).await.2.is_some());
    assert_eq!(conn.confirm().await, "chatrooms.9002.v2");
}

#[tokio::test(start_paused = true)]
async fn a_room_that_is_found_later_must_be_on_the_server_of_the_line() {
    let not_now = || Err(Error::new(ErrorKind::Transport, "not now"));
    for (region, is_here) in [("eu", false), ("us-west-2", true)] {
        let script = Script::new()
            .answer(centrifugo("us-west-2"))
            .answer(token("one"))
            .answer(centrifugo(region));
        let (connect, mut peer) = session(&script);
        let found = KnownChatroom::new(9002).channel(502);
        let connect = connect.resolver(Told::new([not_now(), Ok(Some(found))]));
        let connect = connect.room(ChatTarget::ids(9001, 501)).room("later");
        let mut live = connect.start().unwrap();
        let mut conn = peer.centrifugo().await;
        assert_eq!(online(&mut live).await, None);
        if is_here {
            let next = conn.receive().await;
            assert_eq!(next.pointer("/subscribe/channel"), Some(&json!("channel.502")));
        } else {
            let (target, error, retry_in) = loop {
                let failed = room_failed(&mut live).await;
                if failed.2.is_none() {
                    break failed;
                }
            };
            assert_eq!((target.as_str(), retry_in), ("later", None));
            assert_eq!(error.code(), Some(code::OTHER_SERVER));
            assert_eq!(live.handle().rooms().len(), 1);
            assert!(conn.is_quiet(Duration::from_secs(20)).await);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_largest_message_of_ones_own_counts_with_each_transport() {
    let (connect, mut peer) = forced();
    let connect = connect.settings(|config| config.max_message(2_000)).room("9001");
    let mut live = connect.start().unwrap();
    let mut conn = peer.pusher(1).await;
    conn.say(CHAT, "m1").await;
    assert_eq!(heard(&mut live).await, "m1");
    conn.say(CHAT, &"m".repeat(2_000)).await;
    let (cause, _) = offline(&mut live).await;
    assert_ne!(cause.code(), Some("silence"), "{cause}");
}

#[test]
fn outside_of_a_runtime_there_is_no_session() {
    let error = forced().0.start().unwrap_err();
    assert_eq!((error.kind(), error.platform()), (ErrorKind::Config, "kick"));
}
