//! Order, bounds, retries and the end of an outbox, on a paused clock.

mod journal;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chatwire::outbox::Outbox;
use chatwire::{
    Attachment, BoxFuture, Capabilities, Error, ErrorKind, Event, LengthUnit, MessageId, Outgoing,
    Platform, Room, StatusCode,
};
use futures_util::future::join_all;
use futures_util::stream::BoxStream;
use tokio::time::{Instant, timeout};

use crate::hall::{Act, Hall};

const SECOND: Duration = Duration::from_secs(1);

fn connect() -> Error {
    Error::new(ErrorKind::Connect, "no route")
}

fn lost() -> Error {
    Error::new(ErrorKind::Transport, "the connection broke").with_maybe_sent(true)
}

/// An answer, which tells that the request arrived.
fn status(status: u16) -> Error {
    let status = StatusCode::from_u16(status).unwrap();
    Error::new(ErrorKind::from_status(status), "no").with_status(status).with_maybe_sent(true)
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("main: {number}")).collect()
}

#[tokio::test(start_paused = true)]
async fn a_room_keeps_its_order_whatever_each_message_takes() {
    let hall = Hall::new();
    let outbox = Outbox::new(hall.clone());
    hall.script([
        Act::Slow(SECOND),
        Act::Fail(connect()),
        Act::Slow(SECOND),
        Act::Fail(status(429)),
    ]);
    let room = hall.room("main");
    let sent = (0..20).map(|number| outbox.queue(&room, number.to_string()).unwrap());
    for answer in join_all(sent.collect::<Vec<_>>()).await {
        answer.unwrap();
    }
    assert_eq!(hall.texts(), numbered(20));
    assert_eq!(outbox.waiting(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_room_that_hangs_holds_no_other() {
    let hall = Hall::new();
    let outbox = Outbox::new(hall.clone());
    hall.script([Act::Hang]);
    let stuck = outbox.queue(&hall.room("stuck"), "one").unwrap();
    hall.until(1).await;
    let begun = Instant::now();
    assert_eq!(outbox.send(&hall.room("main"), "two").await.unwrap(), MessageId::from("out1"));
    assert_eq!(begun.elapsed(), Duration::ZERO);
    let error = stuck.await.unwrap_err();
    assert_eq!((error.code(), error.maybe_sent()), (Some("outbox_deadline"), true));
}

#[tokio::test(start_paused = true)]
async fn a_full_room_refuses_or_makes_wait_in_order() {
    let hall = Hall::new();
    let outbox = Outbox::builder(hall.clone()).capacity(2).in_memory();
    let room = hall.room("main");
    hall.script([Act::Slow(SECOND)]);
    let first = outbox.queue(&room, "0").unwrap();
    let second = outbox.queue(&room, "1").unwrap();
    let full = outbox.queue(&room, "never").unwrap_err();
    assert_eq!((full.kind(), full.code()), (ErrorKind::RateLimited, Some("outbox_full")));
    outbox.queue(&hall.room("other"), "elsewhere").unwrap().await.unwrap();
    let waiting = (2..6).map(|number| outbox.send(&room, number.to_string()));
    for id in join_all(waiting).await {
        id.unwrap();
    }
    first.await.unwrap();
    second.await.unwrap();
    let mut expected = numbered(6);
    expected.insert(0, "other: elsewhere".to_owned());
    assert_eq!(hall.texts(), expected);
}

#[tokio::test(start_paused = true)]
async fn the_delay_is_waited_for_in_turn() {
    let hall = Hall::new();
    let outbox = Outbox::new(hall.clone());
    let room = hall.room("main");
    let slow = outbox.queue(&room, Outgoing::text("0").delay(3 * SECOND)).unwrap();
    outbox.send(&room, Outgoing::text("1").delay(SECOND)).await.unwrap();
    slow.await.unwrap();
    assert_eq!(hall.times(), [3 * SECOND, 4 * SECOND]);
    assert!(hall.written().iter().all(|message| message.delay.is_none()), "waited for already");
}

#[tokio::test(start_paused = true)]
async fn a_long_message_is_written_in_pieces() {
    let can = Capabilities::default().attachments().max_length(10, LengthUnit::Chars);
    let hall = Hall::named("hall", can);
    let outbox = Outbox::new(hall.clone());
    let long = Outgoing::text("one two three four five")
        .reply_to("7")
        .attach(Attachment::new("https://example.org/a.png"));
    let ids = outbox.send_all(&hall.room("main"), long).await.unwrap();
    assert_eq!(hall.texts(), ["main: one two", "main: three four", "main: five"]);
    assert_eq!(ids.iter().map(MessageId::as_str).collect::<Vec<_>>(), ["out1", "out2", "out3"]);
    let written = hall.written();
    assert!(written[0].reply_to.is_some() && written[2].reply_to.is_none());
    assert_eq!([0, 1, 2].map(|piece| written[piece].attachments.len()), [0, 0, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_piece_that_fails_says_that_others_were_written() {
    let hall = Hall::named("hall", Capabilities::default().max_length(5, LengthUnit::Chars));
    let outbox = Outbox::new(hall.clone());
    hall.script([Act::Slow(SECOND), Act::Fail(Error::new(ErrorKind::Rejected, "no"))]);
    let error = outbox.send(&hall.room("main"), "one two three").await.unwrap_err();
    assert!(error.maybe_sent());
    assert_eq!(error.context("pieces sent"), Some("1 of 3"));
    assert_eq!(hall.texts(), ["main: one"]);
}

#[tokio::test(start_paused = true)]
async fn a_message_is_repeated_only_where_it_was_certainly_not_written() {
    let in_10 = |error: Error| error.with_retry_after(10 * SECOND);
    let table = [
        ("not connected", connect(), true),
        ("a full limiter of ours", Error::new(ErrorKind::RateLimited, "full"), true),
        ("429", status(429), true),
        ("429 with a time", in_10(status(429)), true),
        ("503 with a time", in_10(status(503)), true),
        ("503", status(503), false),
        ("500", status(500), false),
        ("lost", lost(), false),
        (
            "a lost answer, timed out",
            Error::new(ErrorKind::Timeout, "").with_maybe_sent(true),
            false,
        ),
        ("400", status(400), false),
        ("401", status(401), false),
        ("not connected, but for good", Error::new(ErrorKind::Forbidden, ""), false),
    ];
    for (name, error, is_repeated) in table {
        let hall = Hall::new();
        let outbox = Outbox::new(hall.clone());
        hall.script([Act::Fail(error.clone())]);
        let result = outbox.send(&hall.room("main"), "hi").await;
        assert_eq!(result.is_ok(), is_repeated, "{name}");
        assert_eq!(hall.calls().len(), if is_repeated { 2 } else { 1 }, "{name}");
        if let Some(asked) = error.retry_after() {
            let times = hall.times();
            assert!(times[1] >= asked && times[1] < asked + SECOND, "{name}: {times:?}");
        }
        // The same holds for reactions; an edit may be made twice.
        let hall = Hall::new();
        let outbox = Outbox::new(hall.clone());
        let (room, id) = (hall.room("main"), MessageId::from("7"));
        hall.script([Act::Fail(error.clone())]);
        assert_eq!(outbox.react(&room, &id, "+").await.is_ok(), is_repeated, "{name}");
        hall.script([Act::Fail(error.clone())]);
        let edited = outbox.edit(&room, &id, "hello").await;
        assert_eq!(edited.is_ok(), error.is_retryable(), "{name}");
        hall.script([Act::Fail(error)]);
        assert!(outbox.typing(&room).await.is_err(), "{name}: a late sign is wrong");
    }
}

#[tokio::test(start_paused = true)]
async fn attempts_and_pauses_are_bounded() {
    let hall = Hall::new();
    let outbox = Outbox::builder(hall.clone())
        .attempts(4)
        .pause(SECOND)
        .max_pause(2 * SECOND)
        .deadline(3600 * SECOND)
        .in_memory();
    hall.script((0..4).map(|_| Act::Fail(connect())));
    let error = outbox.send(&hall.room("main"), "hi").await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Connect, false));
    let times = hall.times();
    assert_eq!(times.len(), 4);
    let pauses: Vec<_> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    for (pause, bound) in pauses.iter().zip([1, 2, 2]) {
        assert!(*pause >= Duration::from_millis(10) && *pause <= bound * SECOND, "{pauses:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_deadline_counts_from_standing_in_line() {
    let hall = Hall::new();
    let outbox = Outbox::builder(hall.clone()).deadline(10 * SECOND).in_memory();
    let room = hall.room("main");
    hall.script([Act::Hang]);
    let first = outbox.queue(&room, "first").unwrap();
    let second = outbox.queue(&room, "second").unwrap();
    let (first, second) = (first.await.unwrap_err(), second.await.unwrap_err());
    assert_eq!((first.kind(), first.maybe_sent()), (ErrorKind::Timeout, true));
    assert_eq!((second.kind(), second.maybe_sent()), (ErrorKind::Timeout, false));
    assert_eq!(hall.calls(), ["send main: first"]);
    // A wait that the server asks for, and that is too long, is not begun.
    hall.script([Act::Fail(status(429).with_retry_after(60 * SECOND))]);
    let begun = Instant::now();
    let error = outbox.send(&room, "third").await.unwrap_err();
    assert_eq!(error.context("not retried"), Some("no time is left"));
    assert_eq!(begun.elapsed(), Duration::ZERO);
    // A pause that was asked for counts apart.
    outbox.send(&room, Outgoing::text("fourth").delay(60 * SECOND)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_message_that_a_lost_call_removed_is_removed() {
    let hall = Hall::new();
    let outbox = Outbox::new(hall.clone());
    let (room, id) = (hall.room("main"), MessageId::from("7"));
    hall.script([Act::Fail(lost()), Act::Fail(status(404))]);
    outbox.delete(&room, &id).await.unwrap();
    hall.script([Act::Fail(status(404))]);
    assert_eq!(outbox.delete(&room, &id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(hall.calls(), ["delete main: 7"; 3]);
}

#[tokio::test(start_paused = true)]
async fn edits_stand_behind_the_messages_before_them() {
    let hall = Hall::new();
    let outbox = Outbox::new(hall.clone());
    let (room, id) = (hall.room("main"), MessageId::from("7"));
    hall.script([Act::Slow(SECOND)]);
    let first = outbox.queue(&room, "0").unwrap();
    outbox.edit(&room, &id, "new").await.unwrap();
    first.await.unwrap();
    assert_eq!(hall.calls(), ["send main: 0", "edit main: 7 new"]);
    assert_eq!(hall.times(), [Duration::ZERO, SECOND]);
}

#[tokio::test(start_paused = true)]
async fn a_platform_that_panics_does_not_end_its_room() {
    let hall = Hall::new();
    let outbox = Outbox::new(hall.clone());
    hall.script([Act::Panic]);
    let error = outbox.send(&hall.room("main"), "0").await.unwrap_err();
    assert!(error.maybe_sent());
    outbox.send(&hall.room("main"), "1").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_stops_waiting_does_not_stop_the_message() {
    let hall = Hall::new();
    let outbox = Outbox::new(hall.clone());
    hall.script([Act::Slow(10 * SECOND)]);
    assert!(timeout(SECOND, outbox.send(&hall.room("main"), "0")).await.is_err());
    assert!(outbox.close(60 * SECOND).await.is_empty());
    assert_eq!(hall.texts(), ["main: 0"]);
}

#[tokio::test(start_paused = true)]
async fn closing_sends_what_is_in_line() {
    let hall = Hall::new();
    let outbox = Outbox::new(hall.clone());
    let room = hall.room("main");
    hall.script([Act::Slow(SECOND), Act::Fail(connect()), Act::Slow(SECOND)]);
    let sent: Vec<_> = (0..5).map(|n| outbox.queue(&room, n.to_string()).unwrap()).collect();
    let closing = outbox.clone();
    let (unsent, answers) = tokio::join!(closing.close(60 * SECOND), join_all(sent));
    assert!(unsent.is_empty() && answers.iter().all(Result::is_ok));
    assert_eq!(hall.texts(), numbered(5));
    assert_eq!(outbox.send(&room, "late").await.unwrap_err().kind(), ErrorKind::Closed);
    assert_eq!(outbox.queue(&room, "late").unwrap_err().kind(), ErrorKind::Closed);
}

#[tokio::test(start_paused = true)]
async fn closing_tells_what_is_left_at_the_deadline() {
    let hall = Hall::new();
    let outbox = Outbox::new(hall.clone());
    let room = hall.room("main");
    hall.script([Act::Hang]);
    let sent: Vec<_> = (0..3).map(|n| outbox.queue(&room, n.to_string()).unwrap()).collect();
    let paused = outbox.queue(&hall.room("b"), Outgoing::text("x").delay(60 * SECOND)).unwrap();
    hall.until(1).await;
    let begun = Instant::now();
    let unsent = outbox.close(SECOND).await;
    assert_eq!(begun.elapsed(), SECOND);
    let mut left: Vec<_> =
        unsent.iter().map(|left| (left.message.text.as_str(), left.maybe_sent)).collect();
    left.sort_unstable();
    assert_eq!(left, [("0", true), ("1", false), ("2", false), ("x", false)]);
    for (answer, maybe_sent) in join_all(sent).await.into_iter().zip([true, false, false]) {
        let error = answer.unwrap_err();
        assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Closed, maybe_sent));
    }
    assert!(paused.await.is_err());
    assert!(outbox.close(SECOND).await.is_empty(), "told once");
}

#[tokio::test(start_paused = true)]
async fn an_error_tells_what_an_earlier_attempt_may_have_done() {
    let hall = Hall::new();
    let outbox = Outbox::builder(hall.clone()).attempts(2).pause(SECOND).in_memory();
    let (room, id) = (hall.room("main"), MessageId::from("7"));
    hall.script([Act::Fail(lost()), Act::Fail(connect())]);
    let error = outbox.edit(&room, &id, "new").await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Connect, true));
    hall.script([Act::Fail(connect()), Act::Fail(connect())]);
    assert!(!outbox.edit(&room, &id, "new").await.unwrap_err().maybe_sent());

    let asked = lost().with_retry_after(60 * SECOND);
    hall.script([Act::Fail(asked)]);
    let (unsent, edited) = tokio::join!(
        async {
            hall.until(5).await;
            outbox.close(SECOND).await
        },
        outbox.edit(&room, &id, "new"),
    );
    let error = edited.unwrap_err();
    assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Closed, true));
    assert!(unsent.is_empty(), "edits are not kept");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_never_was_there_was_not_removed() {
    let hall = Hall::new();
    let outbox = Outbox::new(hall.clone());
    hall.script([Act::Fail(status(429)), Act::Fail(status(404))]);
    let error = outbox.delete(&hall.room("main"), &MessageId::from("7")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

/// A platform that panics once when it is asked what it can.
#[derive(Debug)]
struct Moody(Hall, AtomicBool);

impl Platform for Moody {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn capabilities(&self) -> Capabilities {
        assert!(self.1.swap(true, Ordering::Relaxed), "as the test wants");
        self.0.capabilities()
    }

    fn events(&self) -> BoxStream<'static, Result<Event, Error>> {
        self.0.events()
    }

    fn send<'a>(
        &'a self,
        room: &'a Room,
        message: Outgoing,
    ) -> BoxFuture<'a, Result<MessageId, Error>> {
        self.0.send(room, message)
    }
}

#[tokio::test(start_paused = true)]
async fn a_platform_that_panics_before_a_call_does_not_end_its_room() {
    let hall = Hall::new();
    let outbox = Outbox::new(Moody(hall.clone(), AtomicBool::new(false)));
    let room = hall.room("main");
    let (first, second) = (outbox.queue(&room, "0").unwrap(), outbox.queue(&room, "1").unwrap());
    let answers = timeout(SECOND, async { (first.await, second.await) }).await.unwrap();
    assert!(!answers.0.unwrap_err().maybe_sent());
    answers.1.unwrap();
    assert_eq!((hall.texts(), outbox.waiting()), (vec!["main: 1".to_owned()], 0));
}

#[test]
fn a_runtime_that_ends_loses_no_room_of_an_outbox() {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().start_paused(true).build().unwrap()
    };
    let hall = Hall::new();
    let outbox = Outbox::new(hall.clone());
    let room = hall.room("main");
    hall.script([Act::Hang]);
    let first = runtime();
    let sent = first.block_on(async {
        let sent = [0, 1].map(|n| outbox.queue(&room, n.to_string()).unwrap());
        hall.until(1).await;
        sent
    });
    drop(first);
    assert_eq!(outbox.waiting(), 0);
    runtime().block_on(async {
        for (answer, maybe_sent) in join_all(sent).await.into_iter().zip([true, false]) {
            let error = answer.unwrap_err();
            assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Closed, maybe_sent));
        }
        timeout(SECOND, outbox.send(&room, "2")).await.unwrap().unwrap();
        let unsent = outbox.close(SECOND).await;
        let left: Vec<_> = unsent.iter().map(|left| left.message.text.as_str()).collect();
        assert_eq!(left, ["0", "1"]);
    });
}
