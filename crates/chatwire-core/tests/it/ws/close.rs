//! The end of a session: asked for, dropped, or by accident.

use std::time::Duration;

use chatwire_core::ErrorKind;
use chatwire_core::ws::{Lifecycle, State};
use futures_util::StreamExt;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

use super::{Command, Toy, connect, heard, life, online, say, server, text};

#[tokio::test(start_paused = true)]
async fn close_sends_what_is_queued_then_a_close_frame_and_delivers_what_came() {
    let (mut server, config) = server();
    let (mut session, mut peer) = online(Toy::new(), config, &mut server).await;
    say(&mut peer, "before").await;
    let handle = session.handle();
    for number in 0..500 {
        handle.send(Command::Say(number.to_string())).await.unwrap();
    }
    let closing = tokio::spawn(async move { handle.close().await });
    for number in 0..500 {
        assert_eq!(heard(&mut peer).await, number.to_string());
    }
    match peer.next().await {
        Some(Ok(Message::Close(Some(frame)))) => assert_eq!(u16::from(frame.code), 1000),
        other => panic!("{other:?}"),
    }
    assert!(peer.next().await.is_none());
    closing.await.unwrap();
    assert_eq!(text(&mut session).await, "before");
    assert!(session.next().await.is_none());
    assert_eq!(session.state(), State::Closed);
    let err = session.handle().send(Command::Say("late".into())).await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Closed, false));
}

#[tokio::test(start_paused = true)]
async fn commands_of_many_frames_do_not_wait_for_the_next_wake_up() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let handle = session.handle();
    for number in 0..100 {
        handle.send(Command::SayTwice(number.to_string())).await.unwrap();
    }
    let start = Instant::now();
    let closing = tokio::spawn(session.close());
    for number in 0..200 {
        assert_eq!(heard(&mut peer).await, (number / 2).to_string());
    }
    assert!(matches!(peer.next().await, Some(Ok(Message::Close(_)))));
    assert!(peer.next().await.is_none());
    closing.await.unwrap();
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn answers_that_are_on_their_way_still_arrive() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let handle = session.handle();
    let call = tokio::spawn(async move { handle.call(|r| Command::Ask("a".into(), r)).await });
    tokio::task::yield_now().await;
    let closing = tokio::spawn(session.close());
    assert_eq!(heard(&mut peer).await, "?a");
    say(&mut peer, "=a:done").await;
    assert!(matches!(peer.next().await, Some(Ok(Message::Close(_)))));
    assert!(peer.next().await.is_none());
    assert_eq!(call.await.unwrap().unwrap(), "done");
    closing.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_does_not_answer_the_close_costs_two_seconds() {
    let (mut server, config) = server();
    let (session, peer) = online(Toy::new(), config, &mut server).await;
    let start = Instant::now();
    session.close().await;
    assert_eq!(start.elapsed(), Duration::from_secs(2));
    drop(peer);
}

#[tokio::test(start_paused = true)]
async fn closing_needs_no_line() {
    let (mut server, config) = server();
    let session = connect(Toy::new(), config.clone());
    let line = server.lines.recv().await.unwrap();
    let start = Instant::now();
    session.close().await;
    drop(line);
    // In a pause between attempts.
    let mut session = connect(Toy::new(), config);
    server.refuse(503, "").await;
    assert!(matches!(life(&mut session).await, Lifecycle::Offline { .. }));
    session.close().await;
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_session_ends_and_sends_what_was_queued() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    session.handle().send(Command::Say("bye".into())).await.unwrap();
    drop(session);
    assert_eq!(heard(&mut peer).await, "bye");
    assert!(matches!(peer.next().await, Some(Ok(Message::Close(_)))));
    assert!(peer.next().await.is_none());
    assert_eq!(server.lines.try_recv().unwrap_err(), tokio::sync::mpsc::error::TryRecvError::Empty);
}

#[tokio::test(start_paused = true)]
async fn a_handle_keeps_the_session_and_unread_events_are_dropped() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config.capacity(10), &mut server).await;
    let handle = session.handle();
    drop(session);
    for _ in 0..1_000 {
        say(&mut peer, "nobody reads this").await;
    }
    handle.send(Command::Say("still here".into())).await.unwrap();
    assert_eq!(heard(&mut peer).await, "still here");
    drop(handle);
    assert!(matches!(peer.next().await, Some(Ok(Message::Close(_)))));
}

#[tokio::test(start_paused = true)]
async fn a_protocol_that_panics_ends_the_session_with_an_error() {
    for by_command in [false, true] {
        let (mut server, config) = server();
        let (mut session, mut peer) = online(Toy::new(), config, &mut server).await;
        let handle = session.handle();
        if by_command {
            handle.send(Command::Panic).await.unwrap();
        } else {
            say(&mut peer, "panic").await;
        }
        let err = session.next().await.unwrap().unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Closed);
        assert!(session.next().await.is_none());
        handle.close().await;
        assert_eq!(handle.state(), State::Closed);
    }
}
