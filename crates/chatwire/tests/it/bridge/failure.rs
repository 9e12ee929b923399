//! Trouble with a platform.

use std::time::Duration;

use chatwire::bridge::Notice;
use chatwire::{Error, ErrorKind, Event, Gap, Incoming, Lifecycle};
use tokio::sync::mpsc;

use super::{bridge, end, start};
use crate::bridge_fake::{Answer, Fake};

#[tokio::test(start_paused = true)]
async fn what_surely_did_not_arrive_is_tried_again() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let slow_down = Error::new(ErrorKind::RateLimited, "slow down");
    b.answer([
        Answer::Refuse(Error::new(ErrorKind::Connect, "no way there")),
        Answer::Refuse(slow_down.with_retry_after(Duration::from_secs(7))),
    ]);
    let running = start(bridge(&[&a, &b]));
    let begin = tokio::time::Instant::now();
    a.say("m1", "one");
    a.say("m2", "two");
    let report = end(running, &[&a, &b]).await;
    assert!(begin.elapsed() >= Duration::from_secs(7));
    // Still in order.
    assert_eq!(b.calls(), ["send [a] ada: one", "send [a] ada: two"]);
    assert_eq!((b.attempts(), report.of("b").written), (4, 2));
    assert!(report.is_complete());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_final_and_concerns_one_message() {
    let (a, b, c) = (Fake::new("a"), Fake::new("b"), Fake::new("c"));
    b.answer([Answer::Refuse(Error::new(ErrorKind::Rejected, "no links").with_maybe_sent(true))]);
    let (told, mut notices) = mpsc::unbounded_channel();
    let running = start(bridge(&[&a, &b, &c]).on_notice(move |notice| {
        if let Notice::Failed { room, error } = notice {
            told.send((room.clone(), error.kind())).unwrap();
        }
    }));
    a.say("m1", "one");
    a.say("m2", "two");
    let report = end(running, &[&a, &b, &c]).await;
    assert_eq!(b.calls(), ["send [a] ada: two"]);
    assert_eq!((b.attempts(), report.of("b").failed, report.of("b").maybe_sent), (2, 1, 0));
    assert_eq!((report.of("b").written, report.of("c").written), (1, 2));
    assert_eq!(notices.recv().await, Some((b.room(), ErrorKind::Rejected)));
}

#[tokio::test(start_paused = true)]
async fn what_may_have_arrived_is_not_written_again() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let lost = |kind| Error::new(kind, "no answer").with_maybe_sent(true);
    b.answer([
        Answer::WriteAndFail(lost(ErrorKind::Timeout)),
        Answer::WriteAndFail(lost(ErrorKind::Server)),
    ]);
    let running = start(bridge(&[&a, &b]));
    for id in ["m1", "m2", "m3"] {
        a.say(id, id);
    }
    let report = end(running, &[&a, &b]).await;
    assert_eq!(b.calls(), ["send [a] ada: m1", "send [a] ada: m2", "send [a] ada: m3"]);
    let there = report.of("b");
    assert_eq!((there.maybe_sent, there.written, there.failed), (2, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ends_leaves_the_others() {
    let (a, b, c) = (Fake::new("a"), Fake::new("b"), Fake::new("c"));
    let running = start(bridge(&[&a, &b, &c]));
    b.fail(Error::new(ErrorKind::Auth, "the key is revoked"));
    a.say("m1", "hello");
    c.called(1).await;
    c.say("n1", "hi");
    let report = end(running, &[&a, &c]).await;
    // It can still be written to.
    assert_eq!((a.calls().len(), b.calls().len(), c.calls().len()), (1, 2, 1));
    let (name, error) = &report.ended[0];
    assert_eq!((name.as_str(), error.as_ref().map(Error::kind)), ("b", Some(ErrorKind::Auth)));
    assert!(!report.is_complete());
}

#[tokio::test(start_paused = true)]
async fn news_of_connections_are_told_and_counted() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let (told, mut notices) = mpsc::unbounded_channel();
    let running = start(bridge(&[&a, &b]).on_notice(move |notice| {
        if let Notice::Lifecycle { platform, news } = notice {
            told.send(format!("{platform} {news:?}")).unwrap();
        }
    }));
    let cause = Error::new(ErrorKind::Transport, "cut");
    a.push(Event::Lifecycle(Lifecycle::Offline { cause, retry_in: Duration::from_secs(1) }));
    let gap = Some(Gap::new(Duration::from_secs(1), true));
    a.push(Event::Lifecycle(Lifecycle::Online { gap }));
    a.push(Event::Lifecycle(Lifecycle::Lagged { missed: 3 }));
    let report = end(running, &[&a, &b]).await;
    assert_eq!((report.of("a").offline, report.of("a").lagged), (1, 3));
    assert!(!report.is_complete());
    let mut told = Vec::new();
    while let Some(line) = notices.recv().await {
        told.push(line);
    }
    assert_eq!(told.len(), 3);
    assert!(told[0].starts_with("a Offline"));
}

#[tokio::test(start_paused = true)]
async fn functions_that_panic_end_nothing() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let (told, mut notices) = mpsc::unbounded_channel();
    let refuses = |word: &'static str| {
        move |message: &Incoming| assert_ne!(message.text, word, "as the test wants")
    };
    let (filter, format) = (refuses("filter"), refuses("format"));
    let bridge = bridge(&[&a, &b])
        .filter(move |message| {
            filter(message);
            true
        })
        .format(move |message| {
            format(message);
            message.text.clone()
        })
        .on_notice(|notice| assert!(matches!(notice, Notice::Ended { .. }), "as the test wants"))
        .on_notice(move |notice| {
            if let Notice::Failed { room, .. } = notice {
                told.send(room.clone()).unwrap();
            }
        });
    let running = start(bridge);
    for text in ["filter", "format", "hello"] {
        a.say(text, text);
    }
    let report = end(running, &[&a, &b]).await;
    assert_eq!(b.calls(), ["send hello"]);
    assert_eq!((report.of("a").filtered, report.of("b").failed), (1, 1));
    assert_eq!(notices.recv().await, Some(b.room()));
}

#[tokio::test(start_paused = true)]
async fn a_bridge_that_is_dropped_writes_nothing_more() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let slow_down = Error::new(ErrorKind::RateLimited, "slow down");
    b.answer([Answer::Refuse(slow_down.with_retry_after(Duration::from_secs(60)))]);
    let running = start(bridge(&[&a, &b]));
    a.say("m1", "hello");
    b.called(1).await;
    running.abort();
    let again = tokio::time::timeout(Duration::from_secs(120), b.called(2)).await;
    assert!(again.is_err(), "{:?}", b.calls());
}
