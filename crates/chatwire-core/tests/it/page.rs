//! Lists that are read page by page.

use chatwire_core::build::Http;
use chatwire_core::testing::{Answer, Script};
use chatwire_core::{Cursor, ErrorKind, Page, Paged};
use futures_util::TryStreamExt;
use serde_json::json;

use crate::{get, scripted};

/// A list of numbers; what is no number is kept aside.
fn list(http: &Http) -> Paged<u32> {
    let http = http.clone();
    Paged::new(move |cursor| {
        let call = get(&http).query_opt("after", cursor.map(Cursor::as_str));
        call.decode(|reply| {
            let value: serde_json::Value = reply.json()?;
            let next = value["next"].as_str().map(Cursor::from);
            let raw = serde_json::value::to_raw_value(&value["items"]).unwrap();
            let (items, invalid) = chatwire_core::de::items(&raw)?;
            let mut page = Page::new(items);
            page.next = next;
            page.invalid = invalid;
            Ok(page)
        })
        .no_retry()
    })
}

fn page(items: serde_json::Value, next: Option<&str>) -> Answer {
    Answer::json(&json!({"items": items, "next": next}))
}

fn cursors(script: &Script) -> Vec<String> {
    let requests = script.requests();
    requests
        .iter()
        .map(|sent| sent.url.split_once("after=").map_or("", |(_, cursor)| cursor).to_owned())
        .collect()
}

#[tokio::test]
async fn items_come_in_order_over_all_pages_and_each_page_is_asked_for_once() {
    let script = Script::new()
        .answer(page(json!([1, 2]), Some("a")))
        .answer(page(json!([3]), Some("b")))
        .answer(page(json!([4, 5]), None));
    let items: Vec<u32> = list(&scripted(&script)).items().try_collect().await.unwrap();
    assert_eq!(items, [1, 2, 3, 4, 5]);
    assert_eq!(cursors(&script), ["", "a", "b"]);
}

#[tokio::test]
async fn nothing_is_fetched_before_it_is_needed() {
    let script = Script::new().always(page(json!([1, 2]), Some("a")));
    let mut items = list(&scripted(&script)).items();
    assert!(script.requests().is_empty());
    items.try_next().await.unwrap();
    items.try_next().await.unwrap();
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn pages_are_handed_out_whole() {
    let script = Script::new().answer(page(json!([1]), Some("a"))).answer(page(json!([]), None));
    let pages: Vec<Page<u32>> = list(&scripted(&script)).pages().try_collect().await.unwrap();
    let shape: Vec<_> =
        pages.iter().map(|page| (page.len(), page.next.as_ref().map(Cursor::as_str))).collect();
    assert_eq!(shape, [(1, Some("a")), (0, None)]);
}

#[tokio::test]
async fn an_empty_page_ends_nothing_while_the_cursor_changes() {
    let script = Script::new()
        .answer(page(json!([]), Some("a")))
        .answer(page(json!([]), Some("b")))
        .answer(page(json!([7]), None));
    let items: Vec<u32> = list(&scripted(&script)).items().try_collect().await.unwrap();
    assert_eq!(items, [7]);
}

#[tokio::test]
async fn a_repeated_cursor_is_an_error_after_the_items() {
    let script = Script::new()
        .answer(page(json!([1]), Some("a")))
        .answer(page(json!([2]), Some("b")))
        .answer(page(json!([3]), Some("a")));
    let mut items = list(&scripted(&script)).items();
    for expected in 1..=3 {
        assert_eq!(items.try_next().await.unwrap(), Some(expected));
    }
    let err = items.try_next().await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Decode, Some("repeated_cursor")));
    assert_eq!(err.context("cursor"), Some("a"));
    assert_eq!(items.try_next().await.unwrap(), None);
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test]
async fn a_page_that_names_itself_is_an_error_even_when_it_is_empty() {
    let script = Script::new().always(page(json!([]), Some("here")));
    let mut pages = list(&scripted(&script)).after("here").pages();
    assert!(pages.try_next().await.unwrap().unwrap().is_empty());
    assert_eq!(pages.try_next().await.unwrap_err().code(), Some("repeated_cursor"));
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn after_an_error_the_list_ends_and_can_be_resumed() {
    let script = Script::new()
        .answer(page(json!([1]), Some("a")))
        .answer(Answer::status(500))
        .answer(page(json!([2]), Some("b")))
        .answer(page(json!([3]), None));
    let http = scripted(&script);
    let mut items = list(&http).items();
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    let err = items.try_next().await.unwrap_err();
    assert_eq!((err.kind(), err.context("cursor")), (ErrorKind::Server, Some("a")));
    assert_eq!(items.try_next().await.unwrap(), None, "an error is final");
    let stored = serde_json::to_string(items.cursor().unwrap()).unwrap();
    let cursor: Cursor = serde_json::from_str(&stored).unwrap();
    let rest: Vec<u32> = list(&http).after(cursor).items().try_collect().await.unwrap();
    assert_eq!(rest, [2, 3]);
    assert_eq!(cursors(&script), ["", "a", "a", "b"]);
}

#[tokio::test]
async fn the_cursor_of_items_loses_none() {
    let script =
        Script::new().answer(page(json!([1, 2]), Some("b"))).always(page(json!([3]), None));
    let mut items = list(&scripted(&script)).after("a").items();
    let mut seen = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        seen.push((item, items.cursor().map(|cursor| cursor.as_str().to_owned())));
    }
    // In the middle of a page its own cursor is told: its items come again rather than never.
    assert_eq!(seen, [(1, Some("a".to_owned())), (2, Some("b".to_owned())), (3, None)]);
}

#[tokio::test]
async fn limits_end_a_list_early() {
    for (max_items, expected, requests) in [(0, 0, 0), (1, 1, 1), (2, 2, 1), (3, 3, 2), (9, 6, 3)] {
        let script = Script::new()
            .answer(page(json!([1, 2]), Some("a")))
            .answer(page(json!([3, 4]), Some("b")))
            .answer(page(json!([5, 6]), None));
        let items = list(&scripted(&script)).max_items(max_items).items();
        let items: Vec<u32> = items.try_collect().await.unwrap();
        assert_eq!((items.len(), script.requests().len()), (expected, requests), "{max_items}");
    }
    for max_pages in 0..3 {
        let script =
            Script::new().answer(page(json!([1]), Some("a"))).answer(page(json!([2]), Some("b")));
        let items = list(&scripted(&script)).max_pages(max_pages).items();
        let items: Vec<u32> = items.try_collect().await.unwrap();
        let count = u64::try_from(items.len()).unwrap();
        assert_eq!((count, script.requests().len()), (max_pages, items.len()));
    }
}

#[tokio::test]
async fn one_bad_item_is_kept_aside() {
    let script =
        Script::new().answer(page(json!([1, "two", 3]), Some("a"))).answer(page(json!([{}]), None));
    let http = scripted(&script);
    let mut items = list(&http).items();
    let mut seen = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        seen.push(item);
    }
    assert_eq!(seen, [1, 3]);
    let invalid = items.take_invalid();
    assert_eq!(invalid.len(), 2);
    assert!(items.take_invalid().is_empty());
}

#[tokio::test]
async fn of_what_cannot_be_read_so_much_is_kept_until_it_is_taken() {
    let bad = || page(json!(vec!["x"; 600]), Some("b"));
    let first = page(json!(vec!["x"; 600]), Some("a"));
    let script = Script::new().answer(first).answer(bad()).answer(page(json!([7, "y"]), None));
    let mut items = list(&scripted(&script)).items();
    assert_eq!(items.try_next().await.unwrap(), Some(7));
    assert_eq!((items.take_invalid().len(), items.invalid_left_out()), (1_000, 201));
    let script = Script::new().answer(bad()).answer(page(json!([7]), None));
    let mut items = list(&scripted(&script)).items();
    items.try_next().await.unwrap();
    assert_eq!((items.take_invalid().len(), items.invalid_left_out()), (600, 0));
    assert!(items.take_invalid().is_empty());
}
