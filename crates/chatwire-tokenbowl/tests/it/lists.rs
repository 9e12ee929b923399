//! Lists: pages, order, overlaps, read marks one by one.

use chatwire_core::testing::{Answer, Script};
use chatwire_tokenbowl::{ErrorKind, Message, Pagination};
use futures_util::TryStreamExt;
use serde_json::json;

use crate::{message, page, scripted};

fn script(pages: impl IntoIterator<Item = serde_json::Value>) -> Script {
    pages.into_iter().fold(Script::new(), |script, page| script.answer(Answer::json(&page)))
}

fn numbers(messages: &[Message]) -> Vec<u32> {
    messages.iter().map(|message| message.id.as_str()[1..].parse().unwrap()).collect()
}

fn offsets(script: &Script) -> Vec<String> {
    let urls = script.requests().into_iter().map(|sent| sent.url);
    urls.map(|url| url.split("offset=").nth(1).unwrap().split('&').next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn pages_follow_each_other_until_the_server_says_no() {
    let script = script([page([9, 8], 0, 5), page([7, 6], 2, 5), page([5], 4, 5)]);
    let client = scripted(&script).build().unwrap();
    let all: Vec<_> = client.get_messages().limit(2).items().try_collect().await.unwrap();
    assert_eq!(numbers(&all), [9, 8, 7, 6, 5]);
    assert_eq!(offsets(&script), ["0", "2", "4"]);
}

#[tokio::test]
async fn overlapping_pages_bring_no_message_twice() {
    // Two messages arrive between the pages: everything moves on by two.
    let script = script([page([9, 8, 7], 0, 6), page([8, 7, 6], 3, 8), page([5, 4], 6, 8)]);
    let client = scripted(&script).build().unwrap();
    let all: Vec<_> = client.get_messages().limit(3).items().try_collect().await.unwrap();
    assert_eq!(numbers(&all), [9, 8, 7, 6, 5, 4]);
}

#[tokio::test]
async fn a_page_that_was_seen_whole_ends_nothing_while_the_server_keeps_to_offsets() {
    // As many messages arrive between the pages as a page has.
    let script = script([page([9, 8], 0, 4), page([9, 8], 2, 6), page([7, 6], 4, 6)]);
    let client = scripted(&script).build().unwrap();
    let all: Vec<_> = client.get_messages().limit(2).items().try_collect().await.unwrap();
    assert_eq!(numbers(&all), [9, 8, 7, 6]);
}

#[tokio::test]
async fn a_server_that_ignores_offsets_ends_the_list() {
    let client =
        scripted(&Script::new().always(Answer::json(&page([2, 1], 0, 9)))).build().unwrap();
    let all: Vec<_> = client.get_direct_messages().limit(2).items().try_collect().await.unwrap();
    assert_eq!(numbers(&all), [2, 1]);
    // With a limit of zero, the real server says that there is more for ever.
    let nothing = json!({"messages": [], "pagination":
        {"total": 5, "offset": 0, "limit": 0, "has_more": true}});
    let client = scripted(&Script::new().always(Answer::json(&nothing))).build().unwrap();
    let all: Vec<_> = client.get_messages().limit(0).items().try_collect().await.unwrap();
    assert!(all.is_empty());
}

#[tokio::test]
async fn both_orders_are_promised_on_both_kinds_of_servers() {
    let newest_first = || script([page([5, 4], 0, 5), page([3, 2], 2, 5), page([1], 4, 5)]);
    let oldest_first = || script([page([1, 2], 0, 5), page([3, 4], 2, 5), page([5], 4, 5)]);
    for make in [&newest_first as &dyn Fn() -> Script, &oldest_first] {
        let client = scripted(&make()).build().unwrap();
        let all: Vec<_> =
            client.get_messages().limit(2).newest_first().try_collect().await.unwrap();
        assert_eq!(numbers(&all), [5, 4, 3, 2, 1]);
        let client = scripted(&make()).build().unwrap();
        let all: Vec<_> =
            client.get_messages().limit(2).oldest_first().try_collect().await.unwrap();
        assert_eq!(numbers(&all), [1, 2, 3, 4, 5]);
    }
    // In the server's own order, the first message needs one page only.
    let script = newest_first();
    let client = scripted(&script).build().unwrap();
    let newest = client.get_messages().limit(2).newest_first().try_next().await.unwrap().unwrap();
    assert_eq!((newest.id.as_str(), script.requests().len()), ("m5", 1));
}

#[tokio::test]
async fn a_page_that_does_not_tell_the_order_fixes_none() {
    let at_once = |first: u32| {
        let mut page = page([first, first + 1], u64::from(first - 1), 4);
        page["messages"][1]["timestamp"] = page["messages"][0]["timestamp"].clone();
        page
    };
    let single = |n: u32, offset: u64| page([n], offset, 3);
    // What a server from before 1.1.2 sends, and one from after it.
    for (pages, all) in [
        (vec![single(1, 0), single(2, 1), single(3, 2)], vec![3, 2, 1]),
        (vec![single(3, 0), single(2, 1), single(1, 2)], vec![3, 2, 1]),
        (vec![at_once(1), at_once(3)], vec![4, 3, 2, 1]),
    ] {
        let client = scripted(&script(pages.clone())).build().unwrap();
        let newest: Vec<_> = client.get_messages().newest_first().try_collect().await.unwrap();
        assert_eq!(numbers(&newest), all);
        let client = scripted(&script(pages)).build().unwrap();
        let mut oldest: Vec<_> = client.get_messages().oldest_first().try_collect().await.unwrap();
        oldest.reverse();
        assert_eq!(numbers(&oldest), all);
    }
    // Nothing tells: the order of servers from 1.1.2 on.
    let client = scripted(&script([page([1], 0, 1)])).build().unwrap();
    let only: Vec<_> = client.get_messages().newest_first().try_collect().await.unwrap();
    assert_eq!(numbers(&only), [1]);
}

#[tokio::test]
async fn an_error_ends_an_ordered_list_once() {
    let script = script([page([2, 1], 0, 4)]).answer(Answer::status(500));
    let client = scripted(&script).build().unwrap();
    let mut list = client.get_messages().limit(2).oldest_first();
    let err = list.try_next().await.unwrap_err();
    assert_eq!((err.kind(), err.context("cursor")), (ErrorKind::Server, Some("2")));
    assert!(list.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn messages_that_cannot_be_read_are_kept_aside() {
    let mut bad = page([2, 1], 0, 2);
    bad["messages"][0]["timestamp"] = json!({});
    let client = scripted(&script([bad])).build().unwrap();
    let mut list = client.get_messages().newest_first();
    assert_eq!(list.try_next().await.unwrap().unwrap().id, "m1");
    assert_eq!(list.take_invalid().len(), 1);
}

#[tokio::test]
async fn a_stored_cursor_goes_on_and_a_foreign_one_is_refused() {
    let script = script([page([3, 2], 2, 4)]);
    let client = scripted(&script).build().unwrap();
    let all: Vec<_> = client.get_messages().paged().after("2").items().try_collect().await.unwrap();
    assert_eq!((numbers(&all), offsets(&script)), (vec![3, 2], vec!["2".to_owned()]));
    let mut items = client.get_messages().paged().after("abc").items();
    assert_eq!(items.try_next().await.unwrap_err().kind(), ErrorKind::Input);
}

#[tokio::test]
async fn plain_lists_go_on_while_pages_are_full() {
    let list = |numbers: &[u32]| json!(numbers.iter().map(|n| message(*n)).collect::<Vec<_>>());
    let script = script([list(&[1, 2]), list(&[3])]);
    let client = scripted(&script).build().unwrap();
    let all: Vec<_> = client.get_unread_messages().limit(2).items().try_collect().await.unwrap();
    assert_eq!(
        (numbers(&all), offsets(&script)),
        (vec![1, 2, 3], vec!["0".to_owned(), "2".to_owned()])
    );
}

#[tokio::test]
async fn conversations_come_in_both_shapes() {
    let one = json!({"id": "c1", "title": "T", "message_ids": ["m1"], "created_by_username": "a",
        "created_at": "2025-10-27T12:00:00+00:00"});
    let server = json!({"conversations": [one], "pagination":
        {"total": 3, "offset": 0, "limit": 1, "has_more": true}, "new": 1});
    let client_shape =
        json!({"conversations": [one], "total": 3, "limit": 1, "offset": 0, "new": 1});
    for shape in [server, client_shape] {
        let client = scripted(&script([shape])).build().unwrap();
        let page = client.get_conversations().limit(1).await.unwrap();
        assert_eq!(
            (page.total, page.next.as_ref().map(|next| next.as_str())),
            (Some(3), Some("1"))
        );
        let place = Pagination::of(&page).unwrap();
        assert_eq!((place.total, place.offset, place.limit, place.has_more), (3, 0, 1, true));
        assert_eq!((&page.extra["new"], page.items[0].message_ids.len()), (&json!(1), 1));
    }
}

#[tokio::test]
async fn places_of_pages_may_be_texts_and_fractions() {
    let mut list = page([1, 2], 0, 3);
    list["messages"][0]["from_user_bot"] = json!(1);
    list["messages"][1]["from_user_bot"] = json!("true");
    for (place, next) in [
        (json!({"total": "3", "offset": 0.0, "limit": "2", "has_more": "true"}), Some("2")),
        (json!({"total": 3.0, "offset": "0", "limit": 2, "has_more": 0}), None),
    ] {
        list["pagination"] = place;
        let client = scripted(&script([list.clone()])).build().unwrap();
        let page = client.get_messages().limit(2).await.unwrap();
        assert_eq!((page.total, page.next.as_ref().map(|next| next.as_str())), (Some(3), next));
        assert!(page.items.iter().all(|message| message.from_user_bot), "{:?}", page.invalid);
        let place = Pagination::of(&page).unwrap();
        assert_eq!((place.total, place.limit, place.has_more), (3, 2, next.is_some()));
    }
}

#[tokio::test]
async fn the_room_is_marked_message_by_message() {
    let list = json!((1..=7).map(message).collect::<Vec<_>>());
    let mut answers = script([list]);
    for status in [204, 204, 404, 204, 204, 204, 204] {
        answers = answers.answer(Answer::status(status));
    }
    let client = scripted(&answers).build().unwrap();
    assert_eq!(client.mark_room_messages_read().await.unwrap(), 6);
    assert!(answers.requests()[0].url.ends_with("/messages/unread?limit=100&offset=0"));
    assert_eq!(answers.requests().len(), 8);
}

#[tokio::test]
async fn marks_go_page_by_page_past_what_stays_unread() {
    let of = |number: u32, name: &str| {
        let mut one = message(number);
        one["from_username"] = json!(name);
        one
    };
    let first: Vec<_> = (0..100).map(|n| of(n, if n % 2 == 0 { "bob" } else { "eve" })).collect();
    let second: Vec<_> = (100..103).map(|n| of(n, "bob")).collect();
    let mut answers = script([json!(first)]);
    for _ in 0..50 {
        answers = answers.answer(Answer::status(204));
    }
    answers = answers.answer(Answer::json(&json!(second))).always(Answer::status(204));
    let client = scripted(&answers).build().unwrap();
    assert_eq!(client.mark_direct_messages_read("bob").await.unwrap(), 53);
    let lists: Vec<_> =
        answers.requests().into_iter().filter(|sent| sent.method == "GET").collect();
    assert!(
        lists[1].url.ends_with("/messages/direct/unread?limit=100&offset=50"),
        "{}",
        lists[1].url
    );
}

#[tokio::test]
async fn a_failed_mark_is_reported_and_a_full_page_that_stays_ends() {
    let list = json!((1..=3).map(message).collect::<Vec<_>>());
    let answers = script([list]).always(Answer::status(403));
    let err = scripted(&answers).build().unwrap().mark_room_messages_read().await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Forbidden);
    // Nothing of that sender on full pages: each page is asked for once.
    let full = json!((1..=100).map(message).collect::<Vec<_>>());
    let answers = script([full.clone(), full, json!([])]);
    let client = scripted(&answers).build().unwrap();
    assert_eq!(client.mark_direct_messages_read("nobody").await.unwrap(), 0);
    let unnamed = client.mark_direct_messages_read("").await.unwrap_err();
    assert_eq!(unnamed.kind(), ErrorKind::Input);
    assert_eq!(offsets(&answers), ["0", "100", "200"]);
}
