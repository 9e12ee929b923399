//! Answers, edits and removals.

use chatwire::bridge::Follow;
use chatwire::{Capabilities, Deleted, Error, ErrorKind, Event, LengthUnit};

use super::{bridge, end, start};
use crate::bridge_fake::{Answer, Fake};

fn reply(to: &Fake, id: &str, answered: &str) -> Event {
    let mut message = to.message(id, id);
    message.reply_to = Some(answered.into());
    Event::Message(message)
}

fn edit(of: &Fake, id: &str, text: &str) -> Event {
    Event::Edited(of.message(id, text))
}

fn delete(from: &Fake, id: &str) -> Event {
    Event::Deleted(Deleted::new(id, from.room()))
}

#[tokio::test(start_paused = true)]
async fn answers_find_their_message_in_every_room() {
    let (a, b, c) = (Fake::new("a"), Fake::new("b"), Fake::new("c"));
    let running = start(bridge(&[&a, &b, &c]));
    a.say("m1", "who is there?");
    a.push(reply(&a, "m2", "m1"));
    b.called(2).await;
    c.called(2).await;
    // An answer to a copy, and one to an answer to it.
    b.push(reply(&b, "n1", "b1"));
    a.called(1).await;
    c.called(3).await;
    c.push(reply(&c, "o1", "c3"));
    // Nobody knows this one.
    c.push(reply(&c, "o2", "c99"));
    end(running, &[&a, &b, &c]).await;
    let answered = |platform: &Fake| -> Vec<Option<String>> {
        let sent = platform.sent().into_iter();
        sent.map(|message| message.reply_to.map(|id| id.to_string())).collect()
    };
    let some = |id: &str| Some(id.to_owned());
    assert_eq!(answered(&b), [None, some("b1"), some("n1"), None]);
    assert_eq!(answered(&a), [some("m1"), some("a1"), None]);
    assert_eq!(answered(&c), [None, some("c1"), some("c1")]);
}

#[tokio::test(start_paused = true)]
async fn where_there_are_no_answers_the_text_is_all() {
    let (a, b) = (Fake::new("a"), Fake::with("b", Capabilities::default()));
    let running = start(bridge(&[&a, &b]));
    a.say("m1", "who is there?");
    a.push(reply(&a, "m2", "m1"));
    end(running, &[&a, &b]).await;
    assert_eq!(b.sent()[1].reply_to, None);
}

#[tokio::test(start_paused = true)]
async fn an_answer_to_a_message_that_is_gone_is_written_without_it() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let running = start(bridge(&[&a, &b]));
    a.say("m1", "who is there?");
    b.called(1).await;
    let gone = Error::new(ErrorKind::NotFound, "no such message").with_maybe_sent(true);
    b.answer([Answer::Refuse(gone)]);
    a.push(reply(&a, "m2", "m1"));
    let report = end(running, &[&a, &b]).await;
    assert_eq!((b.sent()[1].reply_to.as_ref(), b.attempts()), (None, 3));
    assert!(report.is_complete());
}

#[tokio::test(start_paused = true)]
async fn an_edit_goes_to_the_copies() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let running = start(bridge(&[&a, &b]));
    a.push(edit(&a, "m0", "unknown"));
    a.say("m1", "helo");
    a.push(edit(&a, "m1", "hello"));
    b.called(2).await;
    // The bridge hears its own edit.
    b.push(edit(&b, "b1", "[a] ada: hello"));
    let report = end(running, &[&a, &b]).await;
    assert_eq!(b.calls(), ["send [a] ada: helo", "edit b1 [a] ada: hello"]);
    assert_eq!((a.calls().len(), report.of("b").edited), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn an_edit_may_change_the_number_of_pieces() {
    let a = Fake::new("a");
    let can = Capabilities::default().edit().max_length(5, LengthUnit::Chars);
    let (b, c) = (Fake::with("b", can.delete()), Fake::with("c", can));
    let running = start(bridge(&[&a, &b, &c]).format(|message| message.text.clone()));
    a.say("m1", "one");
    a.push(edit(&a, "m1", "one two three"));
    a.push(edit(&a, "m1", "1 2"));
    a.push(edit(&a, "m1", "1 2 3 4"));
    end(running, &[&a, &b, &c]).await;
    let grown = ["send one", "edit b1 one", "send two", "send three", "edit b1 1 2"];
    assert_eq!(b.calls()[..5], grown);
    assert_eq!(b.calls()[5..], ["delete b2", "delete b3", "edit b1 1 2 3", "send 4"]);
    // What cannot be removed loses its text, and is used again.
    assert_eq!(c.calls()[4..7], ["edit c1 1 2", "edit c2 …", "edit c3 …"]);
    assert_eq!(c.calls()[7..], ["edit c1 1 2 3", "edit c2 4", "edit c3 …"]);
}

#[tokio::test(start_paused = true)]
async fn where_nothing_can_be_edited_a_note_may_say_it() {
    for (follow, notes) in [(Follow::Follow, 0), (Follow::Note, 2), (Follow::Ignore, 0)] {
        let (a, b) = (Fake::new("a"), Fake::with("b", Capabilities::default().reply()));
        let running = start(bridge(&[&a, &b]).edits(follow).deletes(follow));
        a.say("m1", "helo");
        a.push(edit(&a, "m1", "hello"));
        a.push(delete(&a, "m1"));
        end(running, &[&a, &b]).await;
        let expected = ["send (edited) [a] ada: hello", "send [a] (message deleted)"];
        assert_eq!(b.calls()[1..], expected[..notes]);
        assert!(b.sent()[1..].iter().all(|note| note.reply_to == Some("b1".into())));
    }
}

#[tokio::test(start_paused = true)]
async fn changes_are_ignored_if_wanted() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let running = start(bridge(&[&a, &b]).edits(Follow::Ignore).deletes(Follow::Ignore));
    a.say("m1", "helo");
    a.push(edit(&a, "m1", "hello"));
    a.push(delete(&a, "m1"));
    end(running, &[&a, &b]).await;
    assert_eq!(b.calls(), ["send [a] ada: helo"]);
}

#[tokio::test(start_paused = true)]
async fn a_removal_goes_to_all_pieces_of_the_copies() {
    let a = Fake::new("a");
    let can = Capabilities::default().delete().max_length(5, LengthUnit::Chars);
    let b = Fake::with("b", can);
    let running = start(bridge(&[&a, &b]).format(|message| message.text.clone()));
    a.say("m1", "one two");
    a.push(delete(&a, "m1"));
    b.called(4).await;
    // The bridge hears its own removals, and a platform may tell one twice.
    b.push(delete(&b, "b1"));
    a.push(delete(&a, "m1"));
    let report = end(running, &[&a, &b]).await;
    assert_eq!(b.calls()[2..], ["delete b1", "delete b2"]);
    assert_eq!((a.calls().len(), report.of("b").deleted), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_moderator_removes_one_copy_only() {
    let (a, b, c) = (Fake::new("a"), Fake::new("b"), Fake::new("c"));
    let running = start(bridge(&[&a, &b, &c]));
    a.say("m1", "hello");
    b.called(1).await;
    b.push(delete(&b, "b1"));
    // What is not there any more is not answered.
    b.say("n1", "order!");
    a.called(1).await;
    a.push(reply(&a, "m2", "m1"));
    end(running, &[&a, &b, &c]).await;
    assert_eq!(a.calls(), ["send [b] ada: order!"]);
    assert_eq!((b.calls().len(), b.sent()[1].reply_to.as_ref()), (2, None));
    assert!(c.calls().iter().all(|call| call.starts_with("send")));
}
