//! Closing the gap: order, duplicates, failures.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwire_core::ws::{Caught, Gap, Lifecycle};
use chatwire_core::{Error, ErrorKind, Result};
use futures_util::{FutureExt, SinkExt};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::Message;

use super::{Event, Peer, Server, Toy, life, next, online, say, server, text};

type Answer = oneshot::Sender<Result<Caught<Event>>>;

/// A session whose line has dropped once, and whose fetch is under way.
async fn fetching(
    config: impl FnOnce(chatwire_core::ws::WsConfig) -> chatwire_core::ws::WsConfig,
) -> (Server, super::Realtime<Toy>, Peer, Answer) {
    let (mut server, settings) = server();
    let slot: Arc<Mutex<Option<Answer>>> = Arc::default();
    let given = Arc::clone(&slot);
    let fetch = move || -> chatwire_core::BoxFuture<'static, Result<Caught<Event>>> {
        let (send, receive) = oneshot::channel();
        *given.lock().unwrap() = Some(send);
        Box::pin(async move { receive.await.unwrap() })
    };
    let toy = Toy { fetch: Some(Box::new(fetch)), ..Toy::new() };
    let (mut session, mut peer) = online(toy, config(settings), &mut server).await;
    say(&mut peer, "1").await;
    assert_eq!(text(&mut session).await, "1");
    drop(peer);
    assert!(matches!(life(&mut session).await, Lifecycle::Offline { .. }));
    let peer = server.accept().await;
    session.handle().wait_online().await;
    let answer = slot.lock().unwrap().take().unwrap();
    (server, session, peer, answer)
}

fn caught(texts: &[&str], complete: bool) -> Result<Caught<Event>> {
    let events = texts.iter().map(|text| Event::Text((*text).to_owned())).collect();
    Ok(Caught { events, complete })
}

async fn gap(session: &mut super::Realtime<Toy>) -> Gap {
    match life(session).await {
        Lifecycle::Online { gap: Some(gap), .. } => gap,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_missed_comes_before_what_arrived_meanwhile_and_once() {
    let (_server, mut session, mut peer, answer) = fetching(|config| config).await;
    for number in 4..=6 {
        say(&mut peer, &number.to_string()).await;
    }
    sleep(Duration::from_secs(5)).await;
    assert!(next(&mut session).now_or_never().is_none());
    // The store has the newest live one as well, and one from before the gap.
    answer.send(caught(&["1", "2", "3", "4"], true)).unwrap();
    assert!(gap(&mut session).await.recovered);
    for number in 2..=6 {
        assert_eq!(text(&mut session).await, number.to_string());
    }
    say(&mut peer, "7").await;
    assert_eq!(text(&mut session).await, "7");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_reach_back_is_a_gap() {
    let (_server, mut session, _peer, answer) = fetching(|config| config).await;
    answer.send(caught(&["9"], false)).unwrap();
    assert!(!gap(&mut session).await.recovered);
    assert_eq!(text(&mut session).await, "9");
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_fails_or_hangs_is_a_gap_and_loses_no_live_event() {
    let (_server, mut session, mut peer, answer) = fetching(|config| config).await;
    say(&mut peer, "live").await;
    answer.send(Err(Error::new(ErrorKind::Server, "no store"))).unwrap();
    assert!(!gap(&mut session).await.recovered);
    assert_eq!(text(&mut session).await, "live");

    let (_server, mut session, mut peer, _answer) = fetching(|config| config).await;
    say(&mut peer, "live").await;
    let start = Instant::now();
    assert!(!gap(&mut session).await.recovered);
    assert_eq!(start.elapsed().as_secs(), 60);
    assert_eq!(text(&mut session).await, "live");
}

#[tokio::test(start_paused = true)]
async fn a_fetch_in_line_has_its_minute_once_it_begins() {
    let (_server, mut session, mut peer, _first) = fetching(|config| config).await;
    sleep(Duration::from_secs(5)).await;
    say(&mut peer, "fetch slowly").await;
    let start = Instant::now();
    assert!(!gap(&mut session).await.recovered);
    assert_eq!(start.elapsed().as_secs(), 55, "the first one's minute");
    assert_eq!(text(&mut session).await, "fetched in 50 s");
    assert_eq!(start.elapsed().as_secs(), 105);
}

#[tokio::test(start_paused = true)]
async fn what_is_held_back_is_bounded() {
    let (_server, mut session, peer, answer) = fetching(|config| config.capacity(50)).await;
    let sending = tokio::spawn(async move {
        let mut peer = peer;
        for number in 0..30_000 {
            peer.send(Message::text(format!("live {number}"))).await.unwrap();
        }
        peer
    });
    sleep(Duration::from_secs(5)).await;
    assert!(!sending.is_finished(), "held without bound");
    answer.send(caught(&["old"], true)).unwrap();
    assert!(gap(&mut session).await.recovered);
    assert_eq!(text(&mut session).await, "old");
    for number in 0..30_000 {
        assert_eq!(text(&mut session).await, format!("live {number}"));
    }
    sending.await.unwrap();
}

/// Takes what there is without giving the session a turn.
fn ready(session: &mut super::Realtime<Toy>) -> Vec<Event> {
    std::iter::from_fn(|| next(session).now_or_never()).collect()
}

#[tokio::test(start_paused = true)]
async fn what_a_fetch_brings_waits_for_room_too() {
    let (_server, mut session, peer, answer) = fetching(|config| config.capacity(50)).await;
    let sending = tokio::spawn(async move {
        let mut peer = peer;
        for number in 500..30_000 {
            peer.send(Message::text(number.to_string())).await.unwrap();
        }
        // The line drops, and the session connects anew, while the rest still waits.
    });
    let old: Vec<String> = (2..500).map(|number| number.to_string()).collect();
    let old: Vec<&str> = old.iter().map(String::as_str).collect();
    answer.send(caught(&old, true)).unwrap();
    sleep(Duration::from_secs(5)).await;
    let first = ready(&mut session);
    assert!((40..=50).contains(&first.len()), "{}", first.len());
    assert!(!sending.is_finished(), "read on meanwhile");
    assert!(matches!(first[0], Event::Life(Lifecycle::Online { .. })), "{:?}", first[0]);
    for number in first.len() + 1..30_000 {
        assert_eq!(text(&mut session).await, number.to_string());
    }
    sending.await.unwrap();
    assert!(matches!(life(&mut session).await, Lifecycle::Offline { .. }));
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_room_is_delivered_while_there_is_no_line_and_at_the_end() {
    let (server, mut session, peer, answer) = fetching(|config| config.capacity(50)).await;
    let old: Vec<String> = (2..500).map(|number| number.to_string()).collect();
    let old: Vec<&str> = old.iter().map(String::as_str).collect();
    answer.send(caught(&old, true)).unwrap();
    // Nobody answers any more.
    drop((peer, server));
    sleep(Duration::from_secs(5)).await;
    assert!(gap(&mut session).await.recovered);
    for number in 2..300 {
        assert_eq!(text(&mut session).await, number.to_string());
    }
    session.handle().close().await;
    for number in 300..500 {
        assert_eq!(text(&mut session).await, number.to_string());
    }
    assert!(matches!(life(&mut session).await, Lifecycle::Offline { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_line_that_drops_while_fetching_keeps_the_order() {
    let (mut server, mut session, mut peer, answer) = fetching(|config| config).await;
    say(&mut peer, "4").await;
    drop(peer);
    sleep(Duration::from_secs(5)).await;
    // No new line before the fetch is over: the next gap begins where this one ends.
    assert!(server.lines.try_recv().is_err());
    answer.send(caught(&["2", "3"], true)).unwrap();
    assert!(gap(&mut session).await.recovered);
    for number in 2..=4 {
        assert_eq!(text(&mut session).await, number.to_string());
    }
    assert!(matches!(life(&mut session).await, Lifecycle::Offline { .. }));
    let _peer = server.accept().await;
}

#[tokio::test(start_paused = true)]
async fn closing_while_fetching_delivers_what_is_there() {
    let (_server, mut session, mut peer, _answer) = fetching(|config| config).await;
    say(&mut peer, "live").await;
    sleep(Duration::from_millis(1)).await;
    session.handle().close().await;
    assert!(!gap(&mut session).await.recovered);
    assert_eq!(text(&mut session).await, "live");
    assert!(futures_util::StreamExt::next(&mut session).await.is_none());
}
