//! Loops, echoes and duplicates.

use std::time::Duration;

use chatwire::bridge::Report;
use chatwire::{Capabilities, Error, ErrorKind, Event, LengthUnit, Sender};

use super::{bridge, end, start};
use crate::bridge_fake::{Answer, Fake};

/// An account that its own platform does not recognise.
fn stranger() -> Sender {
    Sender::new("bot").name("bridge")
}

#[tokio::test(start_paused = true)]
async fn ones_own_messages_are_left_out() {
    let a = Fake::new("a").echoing(stranger().myself());
    let b = Fake::new("b").echoing(stranger().myself());
    let running = start(bridge(&[&a, &b]));
    a.say("m1", "hello");
    b.called(1).await;
    let report = end(running, &[&a, &b]).await;
    assert_eq!((a.calls().len(), b.calls().len()), (0, 1));
    assert_eq!(report.of("b").echoes, 1);
}

#[tokio::test(start_paused = true)]
async fn other_hands_of_the_same_account_are_carried_if_wanted() {
    let a = Fake::new("a").echoing(stranger().myself());
    let b = Fake::new("b").echoing(stranger().myself());
    let running = start(bridge(&[&a, &b]).carry_own());
    let mut answer = a.message("m1", "pong");
    answer.sender = stranger().myself();
    a.push(Event::Message(answer));
    b.called(1).await;
    let report = end(running, &[&a, &b]).await;
    assert_eq!(b.calls(), ["send [a] bridge: pong"]);
    assert_eq!((a.calls().len(), report.of("b").echoes), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn an_echo_that_overtakes_its_answer_is_known() {
    let (a, b) = (Fake::new("a"), Fake::new("b").echoing(stranger()));
    b.answer([Answer::Late(Duration::from_secs(2))]);
    let running = start(bridge(&[&a, &b]));
    a.say("m1", "hello");
    b.called(1).await;
    // Said while the answer is still out: carried, and only after it.
    b.say("m2", "I am here");
    let begin = tokio::time::Instant::now();
    a.called(1).await;
    assert_eq!(begin.elapsed(), Duration::from_secs(2));
    let report = end(running, &[&a, &b]).await;
    assert_eq!(a.calls(), ["send [b] ada: I am here"]);
    assert_eq!((report.of("b").echoes, report.of("b").received), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_very_late_answer_is_not_waited_for() {
    let (a, b) = (Fake::new("a"), Fake::new("b").echoing(stranger()));
    b.answer([Answer::Late(Duration::from_secs(60))]);
    let running = start(bridge(&[&a, &b]).echo_wait(Duration::from_secs(4)));
    a.say("m1", "hello");
    b.called(1).await;
    b.say("m2", "I am here");
    let begin = tokio::time::Instant::now();
    a.called(1).await;
    assert_eq!(begin.elapsed(), Duration::from_secs(4));
    let report = end(running, &[&a, &b]).await;
    assert_eq!((a.calls().len(), report.of("b").echoes), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_copy_without_an_id_is_known_by_its_text() {
    let (a, b) = (Fake::new("a"), Fake::new("b").echoing(stranger()));
    b.answer([Answer::WithoutId]);
    let running = start(bridge(&[&a, &b]));
    a.say("m1", "hello");
    b.called(1).await;
    // Its echo told its id, so that it can be answered.
    let mut answer = b.message("m2", "hello ada");
    answer.reply_to = Some("b1".into());
    b.push(Event::Message(answer));
    let report = end(running, &[&a, &b]).await;
    assert_eq!(a.sent()[0].reply_to, Some("m1".into()));
    assert_eq!((a.calls().len(), report.of("b").echoes), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn an_echo_says_that_a_lost_answer_was_good_news() {
    let (a, b) = (Fake::new("a"), Fake::new("b").echoing(stranger()));
    let lost = Error::new(ErrorKind::Timeout, "no answer").with_maybe_sent(true);
    b.answer([Answer::WriteAndFail(lost)]);
    let running = start(bridge(&[&a, &b]));
    a.say("m1", "hello");
    b.called(1).await;
    let report = end(running, &[&a, &b]).await;
    assert_eq!((a.calls().len(), b.calls().len()), (0, 1));
    assert_eq!((report.of("b").written, report.of("b").maybe_sent), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_message_that_comes_twice_is_carried_once() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let running = start(bridge(&[&a, &b]));
    for id in ["m1", "m2", "m1", "m2"] {
        a.say(id, "hello");
    }
    let report = end(running, &[&a, &b]).await;
    assert_eq!((b.calls().len(), report.of("a").duplicates), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn only_so_much_waits_to_be_judged() {
    let (a, b) = (Fake::new("a"), Fake::new("b").echoing(stranger()));
    b.answer([Answer::Late(Duration::from_secs(60))]);
    let running = start(bridge(&[&a, &b]).capacity(2).echo_wait(Duration::from_secs(50)));
    a.say("m1", "hello");
    b.called(1).await;
    for id in ["n1", "n2", "n3"] {
        b.say(id, id);
    }
    let begin = tokio::time::Instant::now();
    a.called(1).await;
    assert_eq!(begin.elapsed(), Duration::ZERO, "the oldest waits no longer");
    let report = end(running, &[&a, &b]).await;
    assert_eq!(a.calls(), ["send [b] ada: n1", "send [b] ada: n2", "send [b] ada: n3"]);
    assert_eq!((report.of("b").echoes, report.of("a").dropped), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn messages_without_ids_are_all_carried() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let running = start(bridge(&[&a, &b]));
    a.say("", "one");
    b.called(1).await;
    a.say("", "two");
    a.push(Event::Edited(a.message("", "three")));
    let report = end(running, &[&a, &b]).await;
    // Which of them was edited is not known.
    assert_eq!(b.calls(), ["send [a] ada: one", "send [a] ada: two"]);
    assert_eq!((report.of("a").received, report.of("a").duplicates), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn where_nothing_has_an_id_only_the_echo_is_left_out() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    b.answer([Answer::WithoutId]);
    let running = start(bridge(&[&a, &b]));
    a.say("m1", "hello");
    b.called(1).await;
    b.say("", "[a] ada: hello");
    b.say("", "hi");
    b.say("", "[a] ada: hello");
    let report = end(running, &[&a, &b]).await;
    assert_eq!(a.calls(), ["send [b] ada: hi", "send [b] ada: [a] ada: hello"]);
    assert_eq!(report.of("b").echoes, 1);
}

/// A platform that loses this many answers, and a bridge that writes two pieces there.
async fn two_pieces(lost: usize) -> (Fake, Fake, tokio::task::JoinHandle<Result<Report, Error>>) {
    let can = Capabilities::default().edit().max_length(5, LengthUnit::Chars);
    let (a, b) = (Fake::new("a"), Fake::with("b", can));
    let error = || Error::new(ErrorKind::Timeout, "no answer").with_maybe_sent(true);
    b.answer((0..lost).map(|_| Answer::WriteAndFail(error())));
    let running = start(bridge(&[&a, &b]).format(|message| message.text.clone()));
    a.say("m1", "one two");
    b.called(2).await;
    (a, b, running)
}

#[tokio::test(start_paused = true)]
async fn a_piece_that_tells_its_id_late_keeps_its_place() {
    let (a, b, running) = two_pieces(1).await;
    b.say("b1", "one");
    b.say("n1", "hi");
    a.called(1).await;
    a.push(Event::Edited(a.message("m1", "uno dos")));
    end(running, &[&a, &b]).await;
    assert_eq!(b.calls()[2..], ["edit b1 uno", "edit b2 dos"]);
}

#[tokio::test(start_paused = true)]
async fn a_message_in_pieces_is_written_when_its_last_piece_is_heard() {
    for (heard, expected) in [(0, (0, 1)), (1, (0, 1)), (2, (1, 0))] {
        let (a, b, running) = two_pieces(2).await;
        for (id, text) in [("b1", "one"), ("b2", "two")].into_iter().take(heard) {
            b.say(id, text);
        }
        let report = end(running, &[&a, &b]).await;
        assert_eq!((report.of("b").written, report.of("b").maybe_sent), expected, "{heard}");
    }
}
