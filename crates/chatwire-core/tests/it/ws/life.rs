//! Heartbeats, silence, and what keeps a line alive.

use std::time::Duration;

use chatwire_core::ErrorKind;
use chatwire_core::ws::{Lifecycle, State, Watchdog};
use futures_util::{SinkExt, StreamExt};
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use super::{Toy, connect, heard, life, next, online, say, server, text};

const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[tokio::test(start_paused = true)]
async fn heartbeats_come_in_time_whether_or_not_anything_else_happens() {
    let (mut server, config) = server();
    let toy = Toy { heartbeat: Some(seconds(10)), ..Toy::new() };
    let (mut session, mut peer) = online(toy, config, &mut server).await;
    let start = Instant::now();
    for beat in 1..=3 {
        say(&mut peer, "news").await;
        assert_eq!(text(&mut session).await, "news");
        assert_eq!(heard(&mut peer).await, "beat");
        assert_eq!(start.elapsed().as_secs(), 10 * beat);
    }
}

#[tokio::test(start_paused = true)]
async fn silence_is_asked_about_by_a_ping_and_then_ends_the_line() {
    let (mut server, config) = server();
    let toy = Toy { watchdog: Watchdog::default(), ..Toy::new() };
    let (mut session, mut peer) = online(toy, config, &mut server).await;
    let start = Instant::now();
    // The peer's library would answer the ping, were it polled.
    let cause = match life(&mut session).await {
        Lifecycle::Offline { cause, retry_in, slow_reader: false } => {
            assert!(retry_in <= Duration::from_millis(50));
            cause
        }
        other => panic!("{other:?}"),
    };
    assert_eq!((cause.kind(), cause.code()), (ErrorKind::Timeout, Some("silence")));
    assert_eq!((cause.platform(), start.elapsed().as_secs()), ("toy", 60));
    assert!(matches!(peer.next().await, Some(Ok(Message::Ping(_)))));
    server.accept().await;
    match life(&mut session).await {
        Lifecycle::Online { attempt: 1, gap: Some(gap) } => {
            assert!(!gap.recovered);
            assert!(gap.deaf >= seconds(60) && gap.deaf < seconds(61), "{gap:?}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn pings_and_pongs_keep_a_quiet_line_alive() {
    let (mut server, config) = server();
    let toy = Toy { watchdog: Watchdog::default(), ..Toy::new() };
    let (mut session, mut peer) = online(toy, config, &mut server).await;
    // Polling the peer answers our pings; nothing else is said for a long time.
    let quiet = timeout(seconds(575), async { while peer.next().await.is_some() {} });
    assert!(quiet.await.is_err());
    // The other way round: the peer pings, and gets its answer.
    for _ in 0..10 {
        sleep(seconds(20)).await;
        peer.send(Message::Ping("x".into())).await.unwrap();
        assert!(matches!(peer.next().await, Some(Ok(Message::Pong(_)))));
    }
    assert_eq!(session.state(), State::Online);
    say(&mut peer, "still here").await;
    assert_eq!(text(&mut session).await, "still here");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_comes_slowly_in_parts_keeps_the_line_alive() {
    let (mut server, config) = server();
    let toy = Toy { watchdog: Watchdog::silence(seconds(20)), ..Toy::new() };
    let (mut session, mut peer) = online(toy, config, &mut server).await;
    let part = |data, last| Message::Frame(Frame::message("x", OpCode::Data(data), last));
    peer.send(part(Data::Text, false)).await.unwrap();
    for number in 1..=10 {
        sleep(seconds(10)).await;
        peer.send(part(Data::Continue, number == 10)).await.unwrap();
    }
    assert_eq!(text(&mut session).await, "x".repeat(11));
}

#[tokio::test(start_paused = true)]
async fn only_marked_frames_count_where_the_protocol_says_so() {
    let (mut server, config) = server();
    let toy = Toy { watchdog: Watchdog::silence(seconds(75)).marked(), ..Toy::new() };
    let (mut session, mut peer) = online(toy, config, &mut server).await;
    let start = Instant::now();
    for _ in 0..4 {
        sleep(seconds(30)).await;
        say(&mut peer, "alive").await;
    }
    // The peer goes on talking but no longer pings.
    let talk = async {
        loop {
            sleep(seconds(10)).await;
            if peer.send(Message::text("news")).await.is_err() {
                return;
            }
        }
    };
    let listen = async {
        while let super::Event::Text(_) = next(&mut session).await {}
        start.elapsed().as_secs()
    };
    tokio::select! {
        () = talk => panic!("the line ended unnoticed"),
        elapsed = listen => assert_eq!(elapsed, 120 + 75),
    }
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_never_welcomes_is_given_up() {
    let (mut server, config) = server();
    let mut session = connect(Toy { welcome: true, ..Toy::new() }, config);
    let start = Instant::now();
    let _peer = server.accept().await;
    match life(&mut session).await {
        Lifecycle::Offline { cause, .. } => assert_eq!(cause.code(), Some("handshake_timeout")),
        other => panic!("{other:?}"),
    }
    assert_eq!(start.elapsed().as_secs(), 10);
    assert_eq!(session.state(), State::Connecting);
    let mut peer = server.accept().await;
    say(&mut peer, "welcome").await;
    // The session was never online before, so nothing can have been missed.
    assert!(matches!(life(&mut session).await, Lifecycle::Online { attempt: 2, gap: None }));
}

#[tokio::test(start_paused = true)]
async fn a_dial_that_hangs_is_given_up() {
    let (mut server, config) = server();
    let mut session = connect(Toy::new(), config);
    let start = Instant::now();
    // Taken but never upgraded.
    let _line = server.lines.recv().await.unwrap();
    match life(&mut session).await {
        Lifecycle::Offline { cause, .. } => assert_eq!(cause.kind(), ErrorKind::Connect),
        other => panic!("{other:?}"),
    }
    assert_eq!(start.elapsed().as_secs(), 10);
}

#[test]
fn outside_of_a_runtime_a_session_does_not_start() {
    let (_server, config) = server();
    let error = chatwire_core::ws::connect(Toy::new(), config).unwrap_err();
    assert_eq!((error.kind(), error.platform()), (ErrorKind::Config, "toy"));
}
