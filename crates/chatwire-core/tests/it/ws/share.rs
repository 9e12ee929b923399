//! Several readers of one session.

use chatwire_core::ErrorKind;
use chatwire_core::ws::{Lifecycle, SharedEvents};
use futures_util::{FutureExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;

use super::{Event, Toy, online, say, server};

async fn text(reader: &mut SharedEvents<Toy>) -> String {
    match &*reader.next().await.unwrap().unwrap() {
        Event::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn each_reader_sees_all_and_a_slow_one_is_told_what_it_missed() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let shared = session.share(10);
    let (mut fast, mut slow) = (shared.subscribe(), shared.subscribe());
    for number in 0..100 {
        say(&mut peer, &number.to_string()).await;
        assert_eq!(text(&mut fast).await, number.to_string());
    }
    match &*slow.next().await.unwrap().unwrap() {
        Event::Life(Lifecycle::Lagged { missed: 90 }) => {}
        other => panic!("{other:?}"),
    }
    for number in 90..100 {
        assert_eq!(text(&mut slow).await, number.to_string());
    }
    // One that comes late sees what comes later.
    let mut late = shared.subscribe();
    say(&mut peer, "news").await;
    for reader in [&mut fast, &mut slow, &mut late] {
        assert_eq!(text(reader).await, "news");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_read_before_there_is_a_reader() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let shared = session.share(10);
    for number in 0..50 {
        say(&mut peer, &number.to_string()).await;
    }
    tokio::task::yield_now().await;
    let mut reader = shared.subscribe();
    // The ring is smaller than the queue before it, so the reader may lag, but is told so.
    let mut expected = 0;
    while expected < 50 {
        match &*reader.next().await.unwrap().unwrap() {
            Event::Life(Lifecycle::Lagged { missed }) => expected += missed,
            Event::Text(text) => {
                assert_eq!(*text, expected.to_string());
                expected += 1;
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_final_error_reaches_every_reader() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let shared = session.share(10);
    let mut readers = [shared.subscribe(), shared.subscribe()];
    say(&mut peer, "refuse").await;
    for reader in &mut readers {
        assert_eq!(reader.next().await.unwrap().unwrap_err().kind(), ErrorKind::Auth);
        assert!(reader.next().await.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn the_session_ends_with_its_last_reader() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let shared = session.share(10);
    let (first, second) = (shared.subscribe(), shared.subscribe());
    drop((shared, first));
    say(&mut peer, "x").await;
    drop(second);
    assert!(matches!(peer.next().await, Some(Ok(Message::Close(_)))));
}

/// A runtime of its own, which the test can end.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn readers_hear_of_it_when_the_runtime_of_the_session_ends() {
    let runtime = runtime();
    let (mut server, config) = server();
    let (shared, mut reader, peer) = runtime.block_on(async {
        let (session, peer) = online(Toy::new(), config, &mut server).await;
        let shared = session.share(10);
        let reader = shared.subscribe();
        tokio::task::yield_now().await;
        (shared, reader, peer)
    });
    drop(runtime);
    let error = reader.next().now_or_never().unwrap().unwrap().unwrap_err();
    assert_eq!((error.kind(), error.platform()), (ErrorKind::Closed, "toy"));
    assert!(reader.next().now_or_never().unwrap().is_none());
    // Neither does one wait that comes later.
    let mut late = shared.subscribe();
    assert!(late.next().now_or_never().unwrap().unwrap().is_err());
    drop(peer);
}

#[test]
fn the_first_reader_may_come_from_outside_the_runtime() {
    let runtime = runtime();
    let (mut server, config) = server();
    let (session, mut peer) =
        runtime.block_on(async { online(Toy::new(), config, &mut server).await });
    let mut reader = session.share(10).subscribe();
    runtime.block_on(async {
        say(&mut peer, "hello").await;
        assert_eq!(text(&mut reader).await, "hello");
    });
}

#[test]
fn a_first_reader_after_the_runtime_is_told_of_the_end() {
    let runtime = runtime();
    let (mut server, config) = server();
    let (session, peer) = runtime.block_on(async { online(Toy::new(), config, &mut server).await });
    drop(runtime);
    let mut reader = session.share(10).subscribe();
    let error = reader.next().now_or_never().unwrap().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed);
    drop(peer);
}
