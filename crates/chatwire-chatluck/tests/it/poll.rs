//! Polling, with a paused clock and scripted answers.

use std::time::Duration;

use chatwire_chatluck::poll::{Event, Events, Lifecycle};
use chatwire_chatluck::{ErrorKind, Result};
use chatwire_core::testing::{Answer, Script};
use futures_util::{FutureExt, StreamExt, TryStreamExt};
use serde_json::json;
use tokio::time::Instant;

use crate::{message, messages, parameter, scripted};

fn events(script: &Script, limit: u32) -> Events {
    scripted(script).build().unwrap().poll("ch").limit(limit).events()
}

/// Next events as short words, with the second in which each came.
async fn take(events: &mut Events, count: usize) -> Vec<(u64, String)> {
    let start = Instant::now();
    let mut list = Vec::new();
    for _ in 0..count {
        let event = events.next().await.unwrap();
        list.push((start.elapsed().as_secs(), word(event)));
    }
    list
}

fn word(event: Result<Event>) -> String {
    match event.unwrap() {
        Event::Message(message) => message.id.into_string(),
        Event::Invalid(item) => format!("invalid {}", item.index),
        Event::Lifecycle(Lifecycle::Online { attempt, gap: None }) => format!("online {attempt}"),
        Event::Lifecycle(Lifecycle::Online { attempt, gap: Some(gap) }) => {
            let all = if gap.recovered { "" } else { ", not all" };
            format!("online {attempt} after {}{all}", gap.deaf.as_secs())
        }
        Event::Lifecycle(Lifecycle::Offline { cause, retry_in }) => {
            format!("offline {:?} {}", cause.kind(), retry_in.as_secs())
        }
        other => format!("{other:?}"),
    }
}

fn words(list: &[(u64, &str)]) -> Vec<(u64, String)> {
    list.iter().map(|(at, word)| (*at, (*word).to_owned())).collect()
}

fn page(numbers: impl IntoIterator<Item = u32>) -> Answer {
    Answer::json(&messages(numbers))
}

#[tokio::test(start_paused = true)]
async fn what_was_there_is_no_news_and_the_rest_comes_once_in_order() {
    let script = Script::new()
        .answer(page([3, 2, 1]))
        .answer(page([5, 4]))
        .answer(page([5, 6]))
        .always(page([]));
    let mut events = events(&script, 50);
    assert_eq!(events.cursor(), None);
    let expected = [(0, "online 1"), (2, "msg_4"), (2, "msg_5"), (4, "msg_6")];
    assert_eq!(take(&mut events, 4).await, words(&expected));
    assert_eq!(events.cursor().unwrap(), &"msg_6");
    let after: Vec<_> =
        script.requests().iter().map(|sent| parameter(&sent.url, "after")).collect();
    assert_eq!(after, [None, Some("msg_3".to_owned()), Some("msg_5".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn a_quiet_channel_is_asked_less_often() {
    let script = Script::new().always(page([1]));
    let mut events = events(&script, 50);
    assert_eq!(take(&mut events, 1).await, words(&[(0, "online 1")]));
    // 2, 3, 4.5, 6.75, 10, 10, … seconds apart.
    let nothing = tokio::time::timeout(Duration::from_secs(61), events.next()).await;
    assert!(nothing.is_err());
    assert_eq!(script.requests().len(), 1 + 8);
}

#[tokio::test(start_paused = true)]
async fn servers_that_ignore_after_are_understood() {
    let script = Script::new()
        .answer(page([5, 4, 3]))
        .answer(page([6, 5, 4]))
        // A message was deleted, so that older ones slide into the page.
        .answer(page([7, 5, 4, 2, 1]))
        .always(page([7, 5, 4]));
    let mut events = events(&script, 3);
    let expected = [(0, "online 1"), (2, "msg_6"), (4, "msg_7")];
    assert_eq!(take(&mut events, 3).await, words(&expected));
    assert!(tokio::time::timeout(Duration::from_secs(60), events.next()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn the_end_of_an_oldest_first_list_is_found_before_anything_is_news() {
    let first = |numbers: [u32; 2], total: u32| {
        let mut page = messages(numbers);
        page["total"] = json!(total);
        Answer::json(&page)
    };
    let script = Script::new()
        .answer(first([1, 2], 7))
        .answer(page([6, 7]))
        .answer(page([]))
        .answer(page([8]))
        .always(page([]));
    let mut events = events(&script, 2);
    assert_eq!(take(&mut events, 2).await, words(&[(0, "online 1"), (2, "msg_8")]));
    let sent = script.requests();
    assert_eq!(parameter(&sent[1].url, "offset").as_deref(), Some("5"));
    assert_eq!(parameter(&sent[3].url, "after").as_deref(), Some("msg_7"));
}

#[tokio::test(start_paused = true)]
async fn one_message_a_page_makes_no_history_news() {
    let script = Script::new()
        .answer(page([1]))
        .answer(page([2]))
        .answer(page([3]))
        .answer(page([]))
        .answer(page([4]))
        .always(page([]));
    let mut events = events(&script, 1);
    assert_eq!(take(&mut events, 2).await, words(&[(0, "online 1"), (2, "msg_4")]));
    assert_eq!(parameter(&script.requests()[4].url, "after").as_deref(), Some("msg_3"));
}

#[tokio::test(start_paused = true)]
async fn pauses_of_any_length_are_waited_for() {
    let first = [page([1]), Answer::status(503)];
    for first in first {
        let script = Script::new().answer(first).always(page([2]));
        let poll = scripted(&script).build().unwrap().poll("ch");
        let mut events = poll.interval(Duration::MAX).idle_interval(Duration::MAX).events();
        assert!(events.try_next().await.unwrap().is_some());
        assert!(tokio::time::timeout(Duration::from_secs(3_600), events.next()).await.is_err());
        assert_eq!(script.requests().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn full_pages_are_followed_at_once_and_gaps_closed() {
    let script = Script::new()
        .answer(page([1]))
        // Of five new messages the server gives the newest two.
        .answer(page([6, 5]))
        .answer(page([4, 3]))
        .answer(page([2]))
        .answer(page([8, 7]))
        .always(page([]));
    let mut events = events(&script, 2);
    let found: Vec<String> = take(&mut events, 8).await.into_iter().map(|(_, word)| word).collect();
    assert_eq!(found[1..], ["msg_2", "msg_3", "msg_4", "msg_5", "msg_6", "msg_7", "msg_8"]);
}

#[tokio::test(start_paused = true)]
async fn trouble_that_passes_is_an_event() {
    let script = Script::new()
        .answer(page([1]))
        .answer(Answer::drop_before())
        .answer(Answer::status(503).header("retry-after", "30"))
        .answer(Answer::status(200).body("<html>"))
        .answer(page([2]))
        .always(page([]));
    let mut events = events(&script, 50);
    let expected = [
        (0, "online 1"),
        (2, "offline Connect 2"),
        (4, "offline Server 30"),
        (34, "offline Decode 8"),
        (42, "online 4 after 42"),
        (42, "msg_2"),
    ];
    assert_eq!(take(&mut events, 6).await, words(&expected));
    // A server that has lost its clock does not silence a poll for years.
    let years = Answer::status(503).header("retry-after", "4000000000");
    let script = Script::new().answer(page([1])).answer(years).always(page([2]));
    let expected = [
        (0, "online 1"),
        (2, "offline Server 3600"),
        (3_602, "online 2 after 3602"),
        (3_602, "msg_2"),
    ];
    assert_eq!(take(&mut self::events(&script, 50), 4).await, words(&expected));
}

#[tokio::test(start_paused = true)]
async fn an_error_is_final_and_names_the_place() {
    let script = Script::new().answer(page([1])).answer(page([2])).always(Answer::status(401));
    let mut events = events(&script, 50);
    assert_eq!(take(&mut events, 2).await.len(), 2);
    let err = events.try_next().await.unwrap_err();
    assert_eq!((err.kind(), err.context("cursor")), (ErrorKind::Auth, Some("msg_2")));
    assert!(events.try_next().await.unwrap().is_none());
    assert_eq!(events.cursor().unwrap(), &"msg_2");
}

#[tokio::test(start_paused = true)]
async fn a_stored_place_is_gone_on_from() {
    let script = Script::new().answer(page([3, 4])).always(page([]));
    let client = scripted(&script).build().unwrap();
    let mut events = client.poll("ch").after("msg_2").interval(Duration::from_millis(100)).events();
    assert_eq!(events.cursor().unwrap(), &"msg_2");
    let expected = [(0, "online 1"), (0, "msg_3"), (0, "msg_4")];
    assert_eq!(take(&mut events, 3).await, words(&expected));
    assert_eq!(parameter(&script.requests()[0].url, "after").as_deref(), Some("msg_2"));
}

#[tokio::test(start_paused = true)]
async fn an_empty_channel_begins_with_its_first_message() {
    let script = Script::new().answer(page([])).answer(page([1])).always(page([1]));
    let mut events = events(&script, 50);
    assert_eq!(take(&mut events, 2).await, words(&[(0, "online 1"), (2, "msg_1")]));
    assert!(tokio::time::timeout(Duration::from_secs(60), events.next()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn messages_that_cannot_be_read_are_told_once() {
    let mut bad = message(2);
    bad["content"] = json!(5);
    let both = Answer::json(&json!({"messages": [bad, message(3)]}));
    let script = Script::new().answer(page([1])).always(both);
    let mut events = events(&script, 50);
    let expected = [(0, "online 1"), (2, "msg_3"), (2, "invalid 0")];
    assert_eq!(take(&mut events, 3).await, words(&expected));
    assert!(tokio::time::timeout(Duration::from_secs(60), events.next()).await.is_err());
}

/// Messages of which nothing can be read but their ids.
fn unreadable(numbers: impl IntoIterator<Item = u32>) -> Answer {
    let bad = |number| json!({"id": format!("msg_{number}"), "content": 5});
    Answer::json(&json!({"messages": numbers.into_iter().map(bad).collect::<Vec<_>>()}))
}

#[tokio::test(start_paused = true)]
async fn a_page_of_which_nothing_can_be_read_is_gone_past() {
    let script = Script::new()
        .answer(page([1, 2]))
        .answer(page([]))
        .answer(unreadable([3, 4]))
        .answer(page([]))
        .answer(page([5]))
        .always(page([]));
    let mut events = events(&script, 2);
    let expected = [(0, "online 1"), (2, "invalid 0"), (2, "invalid 1"), (2, "msg_5")];
    assert_eq!(take(&mut events, 4).await, words(&expected));
    let sent = script.requests();
    assert_eq!(parameter(&sent[4].url, "after").as_deref(), Some("msg_4"));
    // A server whose `after` does not work: the older messages of the page are no news.
    let script = Script::new()
        .answer(page([1]))
        .answer(unreadable([2]))
        .answer(Answer::json(&json!({"messages": [message(0), message(1), {"id": "msg_2"}]})))
        .always(page([3]));
    let expected = [(0, "online 1"), (2, "invalid 0"), (6, "msg_3")];
    assert_eq!(take(&mut self::events(&script, 50), 3).await, words(&expected));
}

#[tokio::test(start_paused = true)]
async fn a_full_page_without_any_id_is_a_gap_that_is_told() {
    let nameless = Answer::json(&json!({"messages": [{"a": 1}, {"a": 2}]}));
    let script = Script::new().answer(page([1])).always(nameless);
    let mut events = events(&script, 2);
    let found: Vec<String> = take(&mut events, 4).await.into_iter().map(|(_, word)| word).collect();
    let gap = r#"Lifecycle(Incomplete { after: Some(MessageId("msg_1")) })"#;
    // Oldest first, and without times lists are taken to begin with the newest.
    assert_eq!(found, ["online 1", gap, "invalid 1", "invalid 0"]);
    assert!(tokio::time::timeout(Duration::from_secs(60), events.next()).await.is_err(), "once");
}

#[tokio::test(start_paused = true)]
async fn a_dropped_wait_loses_nothing() {
    let script = Script::new()
        .answer(page([1]))
        .answer(page([2, 3]).delay(Duration::from_secs(1)))
        .always(page([]));
    let mut events = events(&script, 50);
    assert_eq!(take(&mut events, 1).await.len(), 1);
    // Dropped while it sleeps, and while the answer is on its way.
    for wait in [1_000, 1_500] {
        assert!(tokio::time::timeout(Duration::from_millis(wait), events.next()).await.is_err());
    }
    assert!(events.next().now_or_never().is_none());
    let found: Vec<String> = take(&mut events, 2).await.into_iter().map(|(_, word)| word).collect();
    assert_eq!(found, ["msg_2", "msg_3"]);
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_before_the_stream_is_read() {
    let script = Script::new().always(page([1]));
    let events = events(&script, 50);
    tokio::time::sleep(Duration::from_secs(60)).await;
    drop(events);
    assert_eq!(script.requests().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn more_than_can_be_caught_up_is_said() {
    let script = (0..=100).rev().fold(Script::new().answer(page([0])), |script, turn| {
        // Each look back finds the two messages before.
        script.answer(page([1_000 + turn * 2, 999 + turn * 2]))
    });
    let mut events = events(&script.always(page([])), 2);
    let found: Vec<String> = take(&mut events, 3).await.into_iter().map(|(_, word)| word).collect();
    assert_eq!(found[1], r#"Lifecycle(Incomplete { after: Some(MessageId("msg_0")) })"#);
    assert_eq!(found[2], "msg_999");
}

#[tokio::test(start_paused = true)]
async fn messages_of_one_second_keep_the_servers_order() {
    let at_once = |numbers: [u32; 3]| {
        let mut page = messages(numbers);
        for item in page["messages"].as_array_mut().unwrap() {
            item["created_at"] = json!("2025-01-01T05:00:00Z");
        }
        Answer::json(&page)
    };
    for (first, burst) in [([1, 2], [3, 4, 5]), ([2, 1], [5, 4, 3])] {
        let script = Script::new().answer(page(first)).answer(at_once(burst)).always(page([]));
        let found: Vec<String> =
            take(&mut events(&script, 50), 4).await.into_iter().map(|(_, word)| word).collect();
        assert_eq!(found[1..], ["msg_3", "msg_4", "msg_5"], "{first:?}");
    }
}
