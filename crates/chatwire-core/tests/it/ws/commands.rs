//! Commands: order, answers, and what becomes of them when the line is down.

use std::time::Duration;

use chatwire_core::ErrorKind;
use chatwire_core::ws::{Answer, Lifecycle, Reply, State};
use futures_util::{FutureExt, StreamExt};
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::Message;

use super::{Command, Toy, connect, heard, life, online, say, server, server_with};

#[tokio::test(start_paused = true)]
async fn an_answer_finds_its_call() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let handle = session.handle();
    let ask = |key: &str| {
        let (handle, key) = (handle.clone(), key.to_owned());
        tokio::spawn(async move { handle.call(|reply| Command::Ask(key, reply)).await })
    };
    let (first, second) = (ask("a"), ask("b"));
    assert_eq!((heard(&mut peer).await, heard(&mut peer).await), ("?a".into(), "?b".into()));
    say(&mut peer, "=b:2").await;
    say(&mut peer, "=nobody:0").await;
    say(&mut peer, "=a:1").await;
    assert_eq!(first.await.unwrap().unwrap(), "1");
    assert_eq!(second.await.unwrap().unwrap(), "2");
}

#[tokio::test]
async fn a_reply_is_awaited_or_looked_at() {
    let (reply, mut answer): (Reply<u8>, Answer<u8>) = Reply::new();
    assert!(answer.try_take().is_none());
    reply.answer(Ok(1));
    assert_eq!(answer.try_take().unwrap().unwrap(), 1);
    assert!(answer.await.is_none(), "taken");

    let (reply, answer) = Reply::new();
    reply.answer(Ok(2));
    assert_eq!(answer.await.unwrap().unwrap(), 2);

    let (reply, mut answer) = Reply::<u8>::new();
    drop(reply);
    assert!(answer.try_take().is_none());
    assert!(answer.await.is_none());

    let (reply, answer) = Reply::<u8>::new();
    assert!(!reply.is_abandoned());
    drop(answer);
    assert!(reply.is_abandoned());
}

#[tokio::test(start_paused = true)]
async fn calls_under_way_fail_at_once_when_the_line_drops() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let handle = session.handle();
    let start = Instant::now();
    let call = tokio::spawn(async move { handle.call(|r| Command::Ask("a".into(), r)).await });
    assert_eq!(heard(&mut peer).await, "?a");
    drop(peer);
    let err = call.await.unwrap().unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent(), err.platform()), (ErrorKind::Transport, true, "toy"));
    assert!(start.elapsed() < Duration::from_millis(10));
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_the_protocol_drops_is_not_the_end_of_the_session() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let handle = session.handle();
    let err = handle.call(|reply| Command::Ask("no answer".into(), reply)).await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent(), err.platform()), (ErrorKind::Transport, true, "toy"));
    assert_eq!((handle.state(), heard(&mut peer).await.as_str()), (State::Online, "no answer"));
}

#[tokio::test(start_paused = true)]
async fn a_call_without_answer_times_out_and_a_late_answer_hurts_nobody() {
    let (mut server, config) = server();
    let (mut session, mut peer) = online(Toy::new(), config, &mut server).await;
    let start = Instant::now();
    let handle = session.handle();
    let err = handle.call(|reply| Command::Ask("a".into(), reply)).await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Timeout, true));
    assert_eq!(start.elapsed().as_secs(), 10);
    say(&mut peer, "=a:late").await;
    say(&mut peer, "next").await;
    assert_eq!(super::text(&mut session).await, "next");
}

#[tokio::test(start_paused = true)]
async fn commands_wait_for_the_line_and_keep_their_order() {
    let (mut server, config) = server();
    let mut session = connect(Toy { welcome: true, ..Toy::new() }, config);
    let handle = session.handle();
    for text in ["one", "two", "three"] {
        handle.send(Command::Say(text.into())).await.unwrap();
    }
    server.refuse(503, "").await;
    assert!(matches!(life(&mut session).await, Lifecycle::Offline { .. }));
    let mut peer = server.accept().await;
    // The line is up but the session is not: nothing may go out before the welcome.
    sleep(Duration::from_secs(1)).await;
    assert!(peer.next().now_or_never().is_none());
    say(&mut peer, "welcome").await;
    for text in ["one", "two", "three"] {
        assert_eq!(heard(&mut peer).await, text);
    }
    assert_eq!(handle.wait_online().await, State::Online);
}

#[tokio::test(start_paused = true)]
async fn commands_behind_the_end_of_a_line_wait_for_the_next() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let handle = session.handle();
    handle.send(Command::GiveUp).await.unwrap();
    handle.send(Command::Say("after".into())).await.unwrap();
    assert!(matches!(peer.next().await, Some(Ok(Message::Close(_)))));
    let mut peer = server.accept().await;
    assert_eq!(heard(&mut peer).await, "after");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_never_delivered_is_taken_back() {
    let (mut server, config) = server();
    let mut session = connect(Toy::new(), config);
    let handle = session.handle();
    let start = Instant::now();
    let line = server.lines.recv().await.unwrap();
    let err = handle.call(|reply| Command::Ask("a".into(), reply)).await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Timeout, false));
    assert_eq!(start.elapsed().as_secs(), 10);
    // Dropped by its caller: the same.
    assert!(handle.call(|reply| Command::Ask("b".into(), reply)).now_or_never().is_none());
    handle.send(Command::Say("c".into())).await.unwrap();
    drop(line);
    life(&mut session).await;
    assert_eq!(heard(&mut server.accept().await).await, "c");
}

#[tokio::test(start_paused = true)]
async fn a_full_send_queue_makes_the_sender_wait_and_then_fail() {
    let (mut server, config) = server();
    let mut session = connect(Toy { welcome: true, ..Toy::new() }, config);
    let mut peer = server.accept().await;
    let handle = session.handle();
    for number in 0..1_024 {
        handle.send(Command::Say(number.to_string())).now_or_never().unwrap().unwrap();
    }
    let start = Instant::now();
    // The handshake would time out just then.
    let waiting = handle.clone();
    let late = tokio::spawn(async move { waiting.send(Command::Say("late".into())).await });
    sleep(Duration::from_secs(5)).await;
    assert!(!late.is_finished());
    say(&mut peer, "welcome").await;
    for number in 0..1_024 {
        assert_eq!(heard(&mut peer).await, number.to_string());
    }
    late.await.unwrap().unwrap();
    assert_eq!(heard(&mut peer).await, "late");
    assert_eq!(start.elapsed().as_secs(), 5);

    drop(peer);
    drop(server);
    while !matches!(life(&mut session).await, Lifecycle::Offline { .. }) {}
    for number in 0..1_024 {
        handle.send(Command::Say(number.to_string())).now_or_never().unwrap().unwrap();
    }
    let err = handle.send(Command::Say("never".into())).await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Timeout, false));
}

#[tokio::test(start_paused = true)]
async fn a_command_that_is_taken_back_leaves_its_place_to_who_waits() {
    let (_server, config) = server();
    let session = connect(Toy::new(), config);
    let handle = session.handle();
    let call = handle.call(|reply| Command::Ask("a".into(), reply));
    let mut call = Box::pin(call);
    assert!(call.as_mut().now_or_never().is_none());
    for number in 1..1_024 {
        handle.send(Command::Say(number.to_string())).now_or_never().unwrap().unwrap();
    }
    let mut late = Box::pin(handle.send(Command::Say("late".into())));
    assert!(late.as_mut().now_or_never().is_none());
    drop(call);
    let start = Instant::now();
    late.await.unwrap();
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn what_a_task_makes_due_is_done_in_time() {
    let (mut server, config) = server();
    let (_session, mut peer) = online(Toy::new(), config, &mut server).await;
    say(&mut peer, "beat soon").await;
    let start = Instant::now();
    assert_eq!(heard(&mut peer).await, "beat");
    assert_eq!(start.elapsed().as_secs(), 3);
}

#[tokio::test(start_paused = true)]
async fn limits_without_end_do_not_panic() {
    let (mut server, config) = server();
    let config = config
        .dial_timeout(Duration::MAX)
        .handshake_timeout(Duration::MAX)
        .reply_timeout(Duration::MAX)
        .close_timeout(Duration::MAX);
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let handle = session.handle();
    let call = tokio::spawn(async move { handle.call(|r| Command::Ask("a".into(), r)).await });
    assert_eq!(heard(&mut peer).await, "?a");
    say(&mut peer, "=a:1").await;
    assert_eq!(call.await.unwrap().unwrap(), "1");
    let closing = tokio::spawn(session.close());
    drop(peer);
    closing.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_the_peer_does_not_read_is_not_piled_up() {
    let (mut server, config) = server_with(1024);
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let handle = session.handle();
    let big = "x".repeat(10_000);
    let mut accepted = 0;
    while handle.send(Command::Say(big.clone())).now_or_never().is_some() {
        accepted += 1;
        // The session's task gets its turn, with a peer that reads nothing.
        tokio::task::yield_now().await;
        assert!(accepted < 1_500, "unbounded");
    }
    assert!(accepted >= 1_024);
    for _ in 0..accepted {
        assert_eq!(heard(&mut peer).await.len(), 10_000);
    }
}
