//! What a handle does by envelopes, and what a program hears of a lost line.

use std::time::Duration;

use chatwire_core::Retry;
use chatwire_core::testing::{Answer, Script};
use chatwire_mezon::proto::realtime::{VoiceJoinedEvent, envelope::Message};
use chatwire_mezon::realtime::{Lifecycle, State};
use chatwire_mezon::{ChannelType, Client, ErrorKind, Event, Handlers};

use crate::stage::{Stage, next};

/// The envelopes that matter, oldest first.
fn asked<T>(stage: &Stage, take: impl Fn(Message) -> Option<T>) -> Vec<T> {
    stage.mezon.frames().into_iter().filter_map(|frame| take(frame.message?)).collect()
}

#[tokio::test]
async fn connecting_logs_in_and_joins_all_clans() {
    let stage = Stage::new().await;
    let other = stage.mezon.clan("other");
    let live = stage.client.connect().await.unwrap();
    let joined = stage.mezon.joined(stage.client.bot_id().get());
    // Clan 0 is that of direct messages.
    assert_eq!(joined, [(vec![0, stage.clan, other], vec![])]);
    let known = stage.client.clans().all();
    assert_eq!(known.len(), 2);
    live.close().await;
}

#[tokio::test]
async fn clans_and_channels_are_joined_and_left_by_hand() {
    let stage = Stage::new().await;
    let live = stage.client.connect().without_clans().without_channel_lists().await.unwrap();
    let (handle, bot) = (live.handle(), stage.client.bot_id().get());
    let joined = || stage.mezon.joined(bot).remove(0);
    assert!(!joined().0.contains(&stage.clan));
    handle.join_clan(stage.clan).await.unwrap();
    assert!(joined().0.contains(&stage.clan));

    handle.join_channel(stage.clan, stage.talk, ChannelType::Channel, true).await.unwrap();
    assert!(joined().1.contains(&stage.talk));
    handle.leave_channel(stage.clan, stage.talk, ChannelType::Channel, true).await.unwrap();
    assert!(!joined().1.contains(&stage.talk));
}

#[tokio::test]
async fn typing_and_reading_are_told() {
    let stage = Stage::new().await;
    let _live = stage.live().await;
    let last = stage.mezon.say(stage.talk, "ann", "hello");
    stage.channel().typing().await.unwrap();
    stage.channel().typing_in_topic(33).await.unwrap();
    stage.channel().mark_read(last).await.unwrap();
    let typed = asked(&stage, |message| match message {
        Message::MessageTypingEvent(typing) => Some((typing.channel_id, typing.topic_id)),
        _ => None,
    });
    assert_eq!(typed, [(stage.talk, 0), (stage.talk, 33)]);
    let read = asked(&stage, |message| match message {
        Message::LastSeenMessageEvent(seen) => Some((seen.clan_id, seen.mode, seen.message_id)),
        _ => None,
    });
    assert_eq!(read, [(stage.clan, 2, last)]);
}

#[tokio::test]
async fn any_envelope_can_be_sent() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let voice = stage.mezon.voice_channel(stage.clan, "room");
    let came = VoiceJoinedEvent {
        clan_id: stage.clan,
        voice_channel_id: voice,
        user_id: stage.client.bot_id().get(),
        ..VoiceJoinedEvent::default()
    };
    live.handle().request(Message::VoiceJoinedEvent(came.clone())).await.unwrap();
    let sent = asked(&stage, |message| match message {
        Message::VoiceJoinedEvent(came) => Some(came.voice_channel_id),
        _ => None,
    });
    assert_eq!(sent, [voice]);
}

#[tokio::test]
async fn a_lost_line_is_told_and_comes_back() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let handle = live.handle();
    let (told, mut news) = tokio::sync::mpsc::unbounded_channel();
    let lost = told.clone();
    let handlers = Handlers::new()
        .on_disconnect(move |_, cause| {
            lost.send(format!("lost: {}", cause.kind())).unwrap();
            async {}
        })
        .on_connect(move |_| {
            told.send("online".to_owned()).unwrap();
            async {}
        });
    let running = tokio::spawn(live.run(handlers));
    assert_eq!(news.recv().await.unwrap(), "online");
    stage.mezon.close_sockets(1012, "restart");
    assert!(news.recv().await.unwrap().starts_with("lost: "));
    assert_eq!(news.recv().await.unwrap(), "online");
    handle.close().await;
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn the_state_is_that_of_the_line() {
    let stage = Stage::new().await;
    let pause = Duration::from_millis(20);
    let connect = stage.client.connect().without_channel_lists();
    let live = connect.settings(|config| config.backoff(pause, pause)).start().unwrap();
    assert_eq!(live.state(), State::Connecting);
    let mut live = live.online().await.unwrap();
    assert_eq!(live.state(), State::Online);
    let is_online =
        |event| matches!(event, Event::Lifecycle(Lifecycle::Online { .. })).then_some(());
    next(&mut live, is_online).await;
    stage.mezon.close_sockets(1012, "restart");
    let is_offline =
        |event| matches!(event, Event::Lifecycle(Lifecycle::Offline { .. })).then_some(());
    next(&mut live, is_offline).await;
    assert_eq!(live.state(), State::Offline);
    next(&mut live, is_online).await;
    assert_eq!(live.state(), State::Online);
    live.handle().close().await;
    assert_eq!(live.state(), State::Closed);
}

#[tokio::test]
async fn a_new_connection_can_be_asked_for() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    let handle = live.handle();
    let is_again = |event| match event {
        Event::Lifecycle(Lifecycle::Online { gap, .. }) => Some(gap.is_some()),
        _ => None,
    };
    assert!(!next(&mut live, is_again).await);
    handle.reconnect().await.unwrap();
    let cause = next(&mut live, |event| match event {
        Event::Lifecycle(Lifecycle::Offline { cause, .. }) => Some(cause),
        _ => None,
    });
    let cause = cause.await;
    assert_eq!((cause.kind(), cause.platform()), (ErrorKind::Transport, "mezon"));
    assert!(next(&mut live, is_again).await);
    handle.close().await;
    let error = handle.reconnect().await.unwrap_err();
    assert_eq!((error.kind(), error.platform()), (ErrorKind::Closed, "mezon"));
}

#[tokio::test]
async fn trouble_is_told_and_ends_nothing() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let handle = live.handle();
    let (told, mut news) = tokio::sync::mpsc::unbounded_channel();
    let typed = told.clone();
    let handlers = Handlers::new()
        .on_trouble(move |_, error| {
            told.send(error.kind().to_string()).unwrap();
            async {}
        })
        .on_channel_message(move |_, message| {
            typed.send(message.text().to_owned()).unwrap();
            async {}
        });
    let running = tokio::spawn(live.run(handlers));
    // A message that is longer than its frame.
    stage.mezon.push_bytes(&b"\x32\x7F"[..]);
    stage.mezon.say(stage.talk, "ann", "hello");
    assert_eq!(news.recv().await.unwrap(), ErrorKind::Decode.to_string());
    assert_eq!(news.recv().await.unwrap(), "hello");
    handle.close().await;
    running.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_session_gives_up_when_that_is_wanted() {
    for attempts in [1, 3] {
        let script = Script::new().always(Answer::status(503));
        let client = Client::builder(7, "k").script(script.clone()).retry(Retry::none());
        let connect = client.build().unwrap().connect().max_attempts(attempts);
        let err = connect.await.unwrap_err();
        assert_eq!((err.kind(), err.code()), (ErrorKind::Closed, Some("gave_up")), "{err:?}");
        assert_eq!(script.requests().len(), attempts as usize);
    }
}

#[test]
fn outside_of_a_runtime_there_is_no_session() {
    let error = Client::new(1, "key").unwrap().connect().start().unwrap_err();
    assert_eq!((error.kind(), error.platform()), (ErrorKind::Config, "mezon"));
}
