//! Readers that are too slow.

use std::time::Duration;

use chatwire_core::ws::{Lifecycle, Overflow, Watchdog};
use futures_util::{SinkExt, StreamExt};
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::Message;

use super::{Event, Peer, Toy, connect, life, next, online, say, server, server_with, text};

/// Sends `count` numbered texts in a task of its own; gives the peer back.
fn burst(mut peer: Peer, count: usize) -> tokio::task::JoinHandle<Peer> {
    tokio::spawn(async move {
        for number in 0..count {
            peer.send(Message::text(number.to_string())).await.unwrap();
        }
        peer
    })
}

#[tokio::test(start_paused = true)]
async fn a_sleeping_reader_loses_nothing_and_heartbeats_go_on() {
    let (mut server, config) = server_with(4 * 1024);
    let toy = Toy {
        heartbeat: Some(Duration::from_secs(1)),
        watchdog: Watchdog::silence(Duration::from_secs(3)),
        ..Toy::new()
    };
    let (mut session, peer) = online(toy, config.capacity(100), &mut server).await;
    let (mut sink, mut source) = peer.split();
    let start = Instant::now();
    let sending = tokio::spawn(async move {
        for number in 0..20_000 {
            sink.send(Message::text(number.to_string())).await.unwrap();
        }
    });
    let beats = tokio::spawn(async move {
        let mut beats = Vec::new();
        while beats.len() < 30 {
            if let Message::Text(_) = source.next().await.unwrap().unwrap() {
                beats.push(start.elapsed().as_secs());
            }
        }
        (beats, source)
    });
    // Far longer than the watchdog would allow, were it not stopped.
    sleep(Duration::from_secs(30)).await;
    assert!(!sending.is_finished(), "the queue is not bounded");
    for number in 0..20_000 {
        assert_eq!(text(&mut session).await, number.to_string());
    }
    let (beats, _source) = beats.await.unwrap();
    assert_eq!(beats, (1..=30).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_ping_behind_unread_data_is_not_answered_and_the_end_is_blamed_on_the_reader() {
    let (mut server, config) = server_with(1024);
    let (mut session, peer) = online(Toy::new(), config.capacity(10), &mut server).await;
    let sending = tokio::spawn(async move {
        let mut peer = peer;
        for number in 0..200 {
            peer.send(Message::text(number.to_string())).await.unwrap();
        }
        peer.send(Message::Ping("alive?".into())).await.unwrap();
        let pong = tokio::time::timeout(Duration::from_secs(5), peer.next()).await;
        // The peer's patience is over.
        assert!(pong.is_err());
    });
    sleep(Duration::from_secs(8)).await;
    for number in 0..200 {
        assert_eq!(text(&mut session).await, number.to_string());
    }
    sending.await.unwrap();
    match next(&mut session).await {
        Event::Life(Lifecycle::Offline { slow_reader, .. }) => assert!(slow_reader),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_welcome_that_lies_unread_is_not_late() {
    let (mut server, config) = server();
    let toy = Toy { welcome: true, ..Toy::new() };
    let mut session = connect(toy, config.capacity(2).max_attempts(3));
    let mut peer = server.accept().await;
    say(&mut peer, "welcome").await;
    assert!(matches!(life(&mut session).await, Lifecycle::Online { .. }));
    say(&mut peer, "1").await;
    assert_eq!(text(&mut session).await, "1");
    drop(peer);
    let mut peer = server.accept().await;
    say(&mut peer, "welcome").await;
    say(&mut peer, "2").await;
    // The message at hand and the news fill the queue, and that is far longer than a session may take to come online.
    sleep(Duration::from_secs(60)).await;
    assert!(matches!(life(&mut session).await, Lifecycle::Offline { .. }));
    assert!(matches!(life(&mut session).await, Lifecycle::Online { .. }));
    assert_eq!(text(&mut session).await, "2");
    assert!(server.lines.try_recv().is_err(), "one redial was enough");
}

#[tokio::test(start_paused = true)]
async fn a_burst_alone_is_no_slow_reader() {
    let (mut server, config) = server_with(64 * 1024);
    let (mut session, peer) = online(Toy::new(), config.capacity(10), &mut server).await;
    let sending = burst(peer, 5_000);
    for number in 0..5_000 {
        assert_eq!(text(&mut session).await, number.to_string());
    }
    drop(sending.await.unwrap());
    match next(&mut session).await {
        Event::Life(Lifecycle::Offline { slow_reader, .. }) => assert!(!slow_reader),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn dropping_the_oldest_says_how_many() {
    let (mut server, config) = server_with(4 * 1024);
    let config = config.capacity(100).overflow(Overflow::DropOldest);
    let (mut session, peer) = online(Toy::new(), config, &mut server).await;
    let _peer = burst(peer, 5_000).await.unwrap();
    sleep(Duration::from_secs(1)).await;
    let mut seen = 0;
    let mut expected = 0;
    while expected < 5_000 {
        match next(&mut session).await {
            Event::Life(Lifecycle::Lagged { missed }) => expected += missed,
            Event::Text(text) => {
                assert_eq!(text, expected.to_string());
                expected += 1;
                seen += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(seen <= 100, "{seen}");
}
