//! Event streams: connecting, reading, coming back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chatwire_core::build::Http;
use chatwire_core::sse::{Event, EventSource, Item};
use chatwire_core::testing::{Answer, Script};
use chatwire_core::{Config, Error, ErrorKind};
use futures_util::StreamExt;
use http::Method;
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

use crate::server::{raw, read_head};
use crate::{get, post, scripted, with};

const SECOND: Duration = Duration::from_secs(1);

fn stream(body: &'static str) -> Answer {
    Answer::status(200).header("content-type", "Text/Event-Stream; charset=utf-8").body(body)
}

fn source(script: &Script) -> EventSource {
    let http = scripted(script);
    EventSource::new(move || get(&http))
}

/// All items as short words, the last error among them.
async fn words(events: EventSource) -> Vec<String> {
    let words = events.map(|item| match item {
        Ok(Item::Online { attempt }) => format!("online {attempt}"),
        Ok(Item::Offline { cause, attempt, .. }) => format!("{:?}, {attempt} next", cause.kind()),
        Ok(Item::Event(Event { id, name, data, .. })) => format!("{id}/{name}/{data}"),
        Ok(Item::Trouble(error)) => format!("trouble: {}", error.message()),
        Ok(other) => panic!("{other:?}"),
        Err(error) => format!("{:?}!", error.kind()),
    });
    words.collect().await
}

/// The pauses before reconnections, with the chance in them.
async fn pauses(events: EventSource) -> Vec<Duration> {
    let pauses = events.filter_map(async |item| match item {
        Ok(Item::Offline { retry_in, .. }) => Some(retry_in),
        _ => None,
    });
    pauses.collect().await
}

#[tokio::test(start_paused = true)]
async fn a_stream_goes_on_after_the_last_event() {
    let script = Script::new()
        .answer(stream("data: a\n\nid: 7\ndata: b\n\nid: 8\ndata: cut off").cut())
        .answer(Answer::drop_before())
        .answer(stream("event: e\nid:\ndata: c\n\n"))
        .answer(Answer::status(204));
    let expected = [
        "online 1",
        "/message/a",
        "7/message/b",
        "Transport, 1 next",
        "Connect, 2 next",
        "online 2",
        "/e/c",
        "Transport, 1 next",
    ];
    assert_eq!(words(source(&script)).await, expected);
    let sent = script.requests();
    assert_eq!(sent[0].headers["accept"], "text/event-stream");
    assert_eq!(sent[0].headers["cache-control"], "no-store");
    assert_eq!(sent[0].headers["accept-encoding"], "identity");
    assert!(!sent[0].headers.contains_key("last-event-id"));
    assert_eq!(sent[1].headers["last-event-id"], "7");
    assert!(!sent[2].headers.contains_key("last-event-id"), "an empty id takes it back");
}

#[tokio::test(start_paused = true)]
async fn a_stream_goes_on_where_an_earlier_one_was() {
    for (id, sent) in [("größe 9", Some("größe 9".as_bytes())), ("a\nb", None), ("", None)] {
        let script = Script::new().answer(Answer::status(204));
        assert!(words(source(&script).resume_after(id)).await.is_empty());
        let header = script.requests()[0].headers.get("last-event-id").cloned();
        assert_eq!(header.as_ref().map(|id| id.as_bytes()), sent);
    }
}

#[tokio::test(start_paused = true)]
async fn pauses_double_to_their_bound_and_start_anew_once_open() {
    let script = Script::new().always(Answer::status(503));
    let paused = pauses(source(&script).max_reconnects(6)).await;
    for (pause, seconds) in paused.iter().zip([3, 6, 12, 24, 30, 30]) {
        let chance = pause.checked_sub(SECOND * seconds).unwrap();
        assert!(chance <= SECOND, "{paused:?}");
    }
    assert_eq!((paused.len(), script.requests().len()), (6, 7));

    let script = Script::new()
        .answer(Answer::status(503))
        .answer(Answer::status(503))
        .answer(stream(""))
        .answer(Answer::status(204));
    let paused = pauses(source(&script).reconnect_delay(SECOND)).await;
    let whole: Vec<_> = paused.iter().map(Duration::as_secs).collect();
    assert_eq!(whole.len(), 3);
    assert!((1..=2).contains(&whole[0]) && (2..=3).contains(&whole[1]), "{paused:?}");
    assert!((1..=2).contains(&whole[2]), "{paused:?}");
}

#[tokio::test(start_paused = true)]
async fn it_waits_as_long_as_it_says() {
    let script = Script::new().answer(Answer::drop_before()).answer(Answer::status(204));
    let mut events = source(&script);
    let Some(Ok(Item::Offline { retry_in, .. })) = events.next().await else { panic!() };
    let started = Instant::now();
    assert!(events.next().await.is_none());
    assert!(started.elapsed() - retry_in <= Duration::from_millis(2));
}

#[tokio::test(start_paused = true)]
async fn the_server_chooses_the_pause_within_bounds() {
    for (asked, least) in [("1500", 1_500), ("0", 100), ("86400000", 30_000)] {
        let body = format!("retry: {asked}\n\n");
        let script = Script::new().answer(stream("").body(body)).answer(Answer::status(204));
        let least = Duration::from_millis(least);
        let paused = pauses(source(&script)).await;
        assert!(paused[0] >= least && paused[0] <= least + SECOND, "{asked}: {paused:?}");
    }
    for (asked, least) in [("20", 20), ("1", 3), ("100000", 3_600)] {
        let refusal = Answer::status(429).header("retry-after", asked);
        let script = Script::new().answer(refusal).answer(Answer::status(204));
        let paused = pauses(source(&script)).await;
        assert!(paused[0] >= SECOND * least && paused[0] <= SECOND * (least + 1), "{paused:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn too_many_failures_in_a_row_are_final() {
    let script = Script::new().always(Answer::drop_before());
    let mut items: Vec<_> = source(&script).collect().await;
    let error = items.pop().unwrap().unwrap_err();
    assert_eq!((error.kind(), error.context("reconnects")), (ErrorKind::Connect, Some("5")));
    assert_eq!(error.operation(), "test.get");
    assert_eq!(items.len(), 5);
}

#[tokio::test(start_paused = true)]
async fn without_a_limit_it_tries_for_ever() {
    let script = Script::new().always(Answer::status(500));
    let events = source(&script).max_reconnects(0);
    let items: Vec<_> = events.take(100).collect().await;
    assert!(items.iter().all(Result::is_ok));
}

#[tokio::test(start_paused = true)]
async fn what_repeating_does_not_change_is_final() {
    let html = || Answer::status(200).header("content-type", "text/html").body("data: a\n\n");
    for (answer, expected) in [
        (Answer::status(401), "Auth!"),
        (Answer::status(404), "NotFound!"),
        (Answer::status(302).header("location", "https://api.test/elsewhere"), "Redirect!"),
        (html(), "Decode!"),
        (Answer::status(200).body("data: a\n\n"), "Decode!"),
    ] {
        let script = Script::new().answer(answer).always(stream(""));
        assert_eq!(words(source(&script)).await, [expected]);
        assert_eq!(script.requests().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn it_connects_once_when_told_so() {
    let script = Script::new().answer(stream("data: a\n\n"));
    let words_of = |script: &Script| words(source(script).no_reconnect());
    assert_eq!(words_of(&script).await, ["online 1", "/message/a"]);
    let script = Script::new().answer(stream("data: a\n\n").cut());
    assert_eq!(words_of(&script).await, ["online 1", "/message/a", "Transport!"]);
    let script = Script::new().answer(Answer::status(500));
    assert_eq!(words_of(&script).await, ["Server!"]);
}

#[tokio::test(start_paused = true)]
async fn silence_is_a_loss_and_a_comment_is_none() {
    let pieces = vec![":\n".into(), ":\n".into(), "data: a\n\n".into()];
    let alive = stream("").trickle(pieces, SECOND * 59).open();
    let script = Script::new().answer(alive).answer(Answer::status(204));
    let mut events = source(&script);
    let started = Instant::now();
    assert!(matches!(events.next().await, Some(Ok(Item::Online { .. }))));
    assert!(events.is_open());
    assert!(matches!(events.next().await, Some(Ok(Item::Event(_)))));
    assert_eq!(started.elapsed().as_secs(), 177, "no limit on the whole");
    let Some(Ok(Item::Offline { cause, .. })) = events.next().await else { panic!() };
    assert_eq!((cause.kind(), started.elapsed().as_secs()), (ErrorKind::Timeout, 237));
    assert!(!events.is_open());

    let script = Script::new().answer(stream("").open());
    let started = Instant::now();
    let events = source(&script).idle_timeout(SECOND * 5).no_reconnect();
    assert_eq!(words(events).await, ["online 1", "Timeout!"]);
    assert_eq!(started.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_come_is_a_loss() {
    let script = Script::new().answer(Answer::never()).answer(Answer::status(204));
    let started = Instant::now();
    let mut events = source(&script);
    let Some(Ok(Item::Offline { cause, .. })) = events.next().await else { panic!() };
    assert_eq!((cause.kind(), started.elapsed().as_secs()), (ErrorKind::Timeout, 30));
}

#[tokio::test(start_paused = true)]
async fn an_event_that_is_too_large_costs_itself_only() {
    let script = Script::new()
        .answer(stream("id: 1\ndata: 0123456789\n\nid: 2\ndata: ok\n\n"))
        .answer(Answer::status(204));
    let words = words(source(&script).max_event(8)).await;
    let trouble = "trouble: an event of the stream is too large";
    assert_eq!(words[..3], ["online 1", trouble, "2/message/ok"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_writes_can_be_a_stream_as_well() {
    let script = Script::new().answer(stream("data: a\n\n")).answer(Answer::status(204));
    let http = scripted(&script);
    let events = EventSource::new(move || post(&http));
    assert_eq!(words(events).await.len(), 3);
    let bodies: Vec<_> = script.requests().into_iter().map(|sent| sent.body).collect();
    assert_eq!(bodies, [r#"{"text":"hi"}"#, r#"{"text":"hi"}"#]);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_opened_is_read_piece_by_piece() {
    let pieces = vec!["a".into(), "bc".into()];
    let script = Script::new()
        .answer(Answer::status(503))
        .answer(Answer::status(201).header("x-kind", "log").trickle(pieces, SECOND * 50).cut())
        .answer(Answer::status(404).body(r#"{"code":"gone"}"#));
    let http = scripted(&script);
    let mut body = get(&http).open().await.unwrap();
    assert_eq!((body.status().as_u16(), &body.headers()["x-kind"]), (201, &"log".parse().unwrap()));
    assert!(tokio::time::timeout(SECOND, body.next()).await.is_err(), "the reader gave up");
    assert_eq!(body.next().await.unwrap().unwrap(), "a");
    assert_eq!(body.next().await.unwrap().unwrap(), "bc");
    let error = body.next().await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Transport, "test.get"));
    assert!(body.next().await.unwrap().is_none(), "an error is the end");
    let error = get(&http).open().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::NotFound, Some("gone")));
}

/// A client of a server on loopback.
fn at(url: &str) -> Http {
    with(Config::new().base_url(url).unwrap())
}

#[tokio::test]
async fn events_come_over_the_wire_as_they_are_written() {
    let connections = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&connections);
    let url = raw(move |mut stream| {
        let number = connections.fetch_add(1, Ordering::SeqCst);
        async move {
            let head = read_head(&mut stream).await.unwrap();
            assert_eq!(head.contains("last-event-id: 5\r\n"), number == 1, "{head}");
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
            stream.write_all(head.as_bytes()).await.unwrap();
            for piece in ["id: 5\r\nda", "ta: gr\u{f6}\u{df}e\r", "\n\r\n"] {
                let chunk = format!("{:x}\r\n{piece}\r\n", piece.len());
                stream.write_all(chunk.as_bytes()).await.unwrap();
                stream.flush().await.unwrap();
                tokio::task::yield_now().await;
            }
        }
    })
    .await;
    let http = at(&url);
    let mut events = EventSource::new(move || http.call(Method::GET, "test.events", "/events"))
        .reconnect_delay(Duration::from_millis(1));
    let mut found = Vec::new();
    while found.len() < 2 {
        if let Item::Event(event) = events.next().await.unwrap().unwrap() {
            found.push((event.id, event.data));
        }
    }
    assert_eq!(found, [("5".to_owned(), "größe".to_owned()), ("5".to_owned(), "größe".to_owned())]);
    assert_eq!(seen.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_packed_event_comes_when_it_was_written_not_with_the_next() {
    // gzip of "data: one\n\n" up to a sync flush, by Python's `zlib.compressobj(9, zlib.DEFLATED, 31)`.
    const PACKED: &[u8] = &[
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4a, 0x49, 0x2c, 0x49, 0xb4,
        0x52, 0xc8, 0xcf, 0x4b, 0xe5, 0xe2, 0x02, 0x00, 0x00, 0x00, 0xff, 0xff,
    ];
    let url = raw(|mut stream| async move {
        read_head(&mut stream).await.unwrap();
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(PACKED).await.unwrap();
        // Nothing more comes while the client listens.
        assert!(read_head(&mut stream).await.is_none());
    })
    .await;
    let http = at(&url);
    let mut events = EventSource::new(move || http.call(Method::GET, "test.events", "/events"));
    assert!(matches!(events.next().await, Some(Ok(Item::Online { attempt: 1 }))));
    let event = tokio::time::timeout(10 * SECOND, events.next()).await.unwrap();
    assert!(matches!(event, Some(Ok(Item::Event(event))) if event.data == "one"));
}

#[tokio::test]
async fn a_stream_that_is_dropped_gives_its_connection_up() {
    let (gone, mut told) = tokio::sync::mpsc::channel(1);
    let url = raw(move |mut stream| {
        let gone = gone.clone();
        async move {
            read_head(&mut stream).await.unwrap();
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n:\n";
            stream.write_all(head.as_bytes()).await.unwrap();
            assert!(read_head(&mut stream).await.is_none(), "the client hung up");
            gone.send(()).await.unwrap();
        }
    })
    .await;
    let http = at(&url);
    let mut events = EventSource::new(move || http.call(Method::GET, "test.events", "/events"));
    assert!(matches!(events.next().await, Some(Ok(Item::Online { attempt: 1 }))));
    drop(events);
    told.recv().await.unwrap();
}

#[test]
fn a_source_can_go_anywhere() {
    fn anywhere<T: Send + Sync + Unpin + 'static>() {}
    anywhere::<EventSource>();
    anywhere::<Item>();
    anywhere::<Error>();
}
