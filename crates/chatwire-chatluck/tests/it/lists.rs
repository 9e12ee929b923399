//! Lists: body shapes, bad items, and where the next page begins.

use chatwire_chatluck::{Client, ErrorKind, Message};
use chatwire_core::testing::{Answer, Script};
use futures_util::TryStreamExt;
use serde_json::{Value, json};

use crate::{answering, message, messages, parameter, scripted};

fn numbers(items: &[Message]) -> Vec<u32> {
    items.iter().map(|item| item.id.as_str()[4..].parse().unwrap()).collect()
}

fn pages(answers: impl IntoIterator<Item = Value>) -> (Client, Script) {
    let script = answers
        .into_iter()
        .fold(Script::new(), |script, value| script.answer(Answer::json(&value)));
    (scripted(&script).build().unwrap(), script)
}

fn offsets(script: &Script) -> Vec<Option<String>> {
    script.requests().iter().map(|sent| parameter(&sent.url, "offset")).collect()
}

/// A page with paging fields.
fn with(mut page: Value, fields: &Value) -> Value {
    page.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    page
}

#[tokio::test]
async fn every_shape_of_a_list_is_read() {
    for (body, count) in [
        (messages([1, 2]).to_string(), 2),
        (json!({}).to_string(), 0),
        (json!({"data": [1]}).to_string(), 0),
        (json!({"messages": null}).to_string(), 0),
        (json!([message(1)]).to_string(), 1),
        ("[]".to_owned(), 0),
        (format!("\u{feff} {}", messages([1])), 1),
    ] {
        let answer = Answer::status(200).header("content-type", "text/plain").body(body.clone());
        let page = answering(answer).list_messages("c").await.unwrap();
        assert_eq!((page.len(), page.invalid.len()), (count, 0), "{body}");
    }
}

#[tokio::test]
async fn everything_else_is_an_error_and_never_an_empty_list() {
    for (body, code, path) in [
        ("", Some("empty_response"), None),
        ("null", Some("empty_response"), None),
        ("<html></html>", None, None),
        (r#"{"messages": ["#, None, Some("messages")),
        ("5", None, None),
        ("\"x\"", None, None),
        (r#"{"messages": {"a": 1}}"#, None, Some("messages")),
        (r#"{"messages": "none"}"#, None, Some("messages")),
    ] {
        let err = answering(Answer::status(200).body(body)).list_messages("c").await.unwrap_err();
        assert_eq!((err.kind(), err.code()), (ErrorKind::Decode, code), "{body}");
        assert_eq!((err.context("path"), &err.body()[..]), (path, body.as_bytes()), "{err}");
    }
}

#[tokio::test]
async fn one_bad_item_is_kept_aside() {
    let mut bad = message(2);
    bad.as_object_mut().unwrap().remove("channel_id");
    for body in [
        json!({"messages": [message(1), bad, message(3)], "total": 3, "x": {"y": 1}}),
        json!([message(1), bad, message(3)]),
    ] {
        let page = answering(Answer::json(&body)).list_messages("c").await.unwrap();
        assert_eq!(numbers(&page.items), [1, 3]);
        assert_eq!((page.invalid[0].index, &page.invalid[0].raw), (1, &bad));
        assert!(page.invalid[0].reason.contains("channel_id"));
        if body.is_object() {
            assert_eq!((page.total, &page.extra["x"]), (Some(3), &json!({"y": 1})));
        }
    }
}

#[tokio::test]
async fn the_servers_word_on_the_next_page_is_found() {
    for (fields, next) in [
        (json!({"next_offset": "a", "next_cursor": "b", "next": "c"}), Some("a")),
        (json!({"next_cursor": "b", "next": "c"}), Some("b")),
        (json!({"next": 17}), Some("17")),
        (json!({"pagination": {"next_offset": "p"}}), Some("p")),
        (json!({"next_offset": "", "pagination": {"next_offset": "p"}}), Some("p")),
        (json!({"next_offset": null, "next": "c"}), Some("c")),
        // Without a word: full pages are counted, short ones end the list.
        (json!({}), Some("2")),
        (json!({"has_more": true}), Some("2")),
        (json!({"has_more": false}), None),
        (json!({"next_offset": null}), None),
        (json!({"next_offset": {"page": 2}}), Some("2")),
    ] {
        let (client, _) = pages([with(messages([1, 2]), &fields)]);
        let page = client.list_messages("c").limit(2).await.unwrap();
        assert_eq!(page.next.as_ref().map(|next| next.as_str()), next, "{fields}");
    }
    let short = |fields: Value| async move {
        let (client, _) = pages([with(messages([1]), &fields)]);
        client.list_messages("c").limit(2).offset("10").await.unwrap().next
    };
    assert_eq!(short(json!({})).await, None);
    assert_eq!(short(json!({"has_more": true})).await, Some("11".into()));
    assert_eq!(short(json!({"next": "n"})).await, Some("n".into()));
}

#[tokio::test]
async fn counted_offsets_go_on_until_a_short_page() {
    let (client, script) = pages([messages([1, 2]), messages([3, 4]), messages([5])]);
    let items: Vec<_> = client.list_messages("c").limit(2).items().try_collect().await.unwrap();
    assert_eq!(numbers(&items), [1, 2, 3, 4, 5]);
    assert_eq!(offsets(&script), [None, Some("2".to_owned()), Some("4".to_owned())]);
}

#[tokio::test]
async fn a_stored_place_is_counted_on_from() {
    // An offset of the call itself gives way to the stored place.
    for offset in ["", "20"] {
        let (client, script) = pages([messages([5, 6]), messages([7, 8]), messages([9])]);
        let list = client.list_messages("c").limit(2).offset(offset).paged().after("4");
        let items: Vec<_> = list.items().try_collect().await.unwrap();
        assert_eq!(numbers(&items), [5, 6, 7, 8, 9]);
        assert_eq!(offsets(&script), ["4", "6", "8"].map(|offset| Some(offset.to_owned())));
    }
    let (client, script) = pages([messages([5, 6])]);
    let list = client.list_messages("c").limit(2).paged().after("opaque==");
    assert_eq!(list.items().try_collect::<Vec<_>>().await.unwrap().len(), 2);
    assert_eq!(script.requests().len(), 1, "no number to count from");
}

#[tokio::test]
async fn an_offset_of_the_server_is_never_computed_with() {
    let (client, script) =
        pages([with(messages([1, 2]), &json!({"next_offset": "opaque=="})), messages([3, 4])]);
    let mut stream = client.list_messages("c").limit(2).offset("also-opaque").pages();
    assert_eq!(numbers(&stream.try_next().await.unwrap().unwrap().items), [1, 2]);
    assert_eq!(numbers(&stream.try_next().await.unwrap().unwrap().items), [3, 4]);
    assert!(stream.try_next().await.unwrap().is_none());
    assert_eq!(offsets(&script), [Some("also-opaque".to_owned()), Some("opaque==".to_owned())]);
}

#[tokio::test]
async fn a_server_that_ignores_the_offset_ends_the_list() {
    let script = Script::new().always(Answer::json(&messages([1, 2])));
    let client = scripted(&script).build().unwrap();
    let items: Vec<_> = client.list_messages("c").limit(2).items().try_collect().await.unwrap();
    assert_eq!(numbers(&items), [1, 2]);
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test]
async fn repeated_items_come_once() {
    // A message was written between the pages, so the second begins with the end of the first.
    let (client, _) = pages([messages([5, 4]), messages([4, 3]), messages([2])]);
    let items: Vec<_> = client.list_messages("c").limit(2).items().try_collect().await.unwrap();
    assert_eq!(numbers(&items), [5, 4, 3, 2]);
}

#[tokio::test]
async fn a_single_page_is_as_the_server_sent_it() {
    let (client, _) = pages([with(messages([5, 5]), &json!({"next_offset": "n"}))]);
    let page = client.list_messages("c").await.unwrap();
    assert_eq!(numbers(&page.items), [5, 5]);
    let unreadable = json!({"id": "u", "name": null});
    let (client, _) = pages([json!({"users": [{"id": "u", "name": "n"}, unreadable]})]);
    let page = client.list_users().await.unwrap();
    assert_eq!((page.items.len(), page.invalid.len()), (1, 1));
}

#[tokio::test]
async fn an_empty_page_ends_the_list_unless_the_server_says_otherwise() {
    let (client, script) = pages([
        with(messages([1]), &json!({"next": "a"})),
        with(messages([]), &json!({"next": "b", "has_more": true})),
        with(messages([2]), &json!({"next": "c"})),
        with(messages([]), &json!({"next": "d"})),
        messages([3]),
    ]);
    let items: Vec<_> = client.list_messages("c").items().try_collect().await.unwrap();
    assert_eq!(numbers(&items), [1, 2]);
    assert_eq!(script.requests().len(), 4);
}

#[tokio::test]
async fn after_an_error_the_list_resumes_at_the_last_good_place() {
    let script = Script::new().answer(Answer::json(&messages([1, 2]))).answer(Answer::status(500));
    let client = scripted(&script).build().unwrap();
    let mut stream = client.list_messages("c").limit(2).items();
    assert_eq!(numbers(&[stream.try_next().await.unwrap().unwrap()]), [1]);
    stream.try_next().await.unwrap();
    let err = stream.try_next().await.unwrap_err();
    assert_eq!((err.kind(), err.context("cursor")), (ErrorKind::Server, Some("2")));
    assert_eq!(stream.cursor().unwrap().as_str(), "2");
    assert!(stream.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn history_walks_back_from_the_newest() {
    let (client, script) =
        pages([messages([9, 8, 7]), messages([6, 5, 4]), messages([3]), messages([])]);
    let mut walk = client.list_messages("c").limit(3).history();
    let mut items = Vec::new();
    while let Some(item) = walk.try_next().await.unwrap() {
        items.push(item);
    }
    assert_eq!(numbers(&items), [9, 8, 7, 6, 5, 4, 3]);
    let before: Vec<_> =
        script.requests().iter().map(|sent| parameter(&sent.url, "before")).collect();
    let expected = [None, Some("msg_7"), Some("msg_4"), Some("msg_3")];
    assert_eq!(before, expected.map(|id| id.map(str::to_owned)));
    assert_eq!(walk.cursor().unwrap().as_str(), "msg_3");
}

#[tokio::test]
async fn the_end_of_an_oldest_first_list_is_not_looked_for_for_ever() {
    let endless = (0..2_000).map(|page| messages([2 * page + 1, 2 * page + 2]));
    let (client, script) = pages(endless);
    let mut walk = client.list_messages("c").limit(2).history();
    let err = walk.try_next().await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Unsupported, Some("newest_too_far")));
    assert_eq!(err.context("cursor"), Some("msg_2002"), "where to go on by `since`");
    assert_eq!(script.requests().len(), 1_001);
    assert!(walk.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn history_goes_on_behind_a_page_of_which_nothing_can_be_read() {
    let bad = json!({"messages": [{"id": "msg_4"}, {"id": "msg_3", "content": 5}]});
    let (client, script) = pages([messages([6, 5]), bad, messages([2, 1]), messages([])]);
    let mut walk = client.list_messages("c").limit(2).history();
    let mut items = Vec::new();
    while let Some(item) = walk.try_next().await.unwrap() {
        items.push(item);
    }
    assert_eq!(numbers(&items), [6, 5, 2, 1]);
    assert_eq!(walk.take_invalid().len(), 2);
    assert_eq!(parameter(&script.requests()[2].url, "before").as_deref(), Some("msg_3"));
}

#[tokio::test]
async fn history_finds_the_newest_where_times_do_not_tell_the_order() {
    let timeless = |numbers: [u32; 2], times: &str| {
        let mut page = messages(numbers);
        for item in page["messages"].as_array_mut().unwrap() {
            item["created_at"] = json!(times);
        }
        page
    };
    for times in ["2025-01-01T05:00:00Z", "yesterday"] {
        let page = |numbers| timeless(numbers, times);
        // The oldest first.
        let answers =
            [page([1, 2]), page([3, 4]), page([5, 6]), messages([]), page([3, 4]), page([1, 2])];
        let (client, script) = pages(answers.into_iter().chain([messages([])]));
        let walk = client.list_messages("c").limit(2).history();
        assert_eq!(numbers(&walk.try_collect::<Vec<_>>().await.unwrap()), [6, 5, 4, 3, 2, 1]);
        assert_eq!(parameter(&script.requests()[1].url, "after").as_deref(), Some("msg_2"));
        // The newest first: what follows the last of a page stands in the same page.
        let mut behind = page([4, 3]);
        behind["messages"].as_array_mut().unwrap().pop();
        let (client, script) = pages([page([4, 3]), behind, page([2, 1]), messages([])]);
        let walk = client.list_messages("c").limit(2).history();
        assert_eq!(numbers(&walk.try_collect::<Vec<_>>().await.unwrap()), [4, 3, 2, 1]);
        assert_eq!(parameter(&script.requests()[1].url, "after").as_deref(), Some("msg_3"));
    }
}

#[tokio::test]
async fn walks_by_ids_refuse_an_offset() {
    let script = Script::new().always(Answer::json(&messages([1])));
    let client = scripted(&script).build().unwrap();
    let list = || client.list_messages("c").offset("10");
    for mut walk in [list().history(), list().since("msg_1")] {
        let err = walk.try_next().await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Input, "{err}");
        assert!(err.to_string().contains("offset") && !err.maybe_sent(), "{err}");
    }
    assert_eq!(script.requests().len(), 0);
    // An empty one is not sent and means nothing.
    assert!(client.list_messages("c").offset("").history().try_next().await.unwrap().is_some());
}

#[tokio::test]
async fn history_ends_when_the_server_ignores_before_or_says_so() {
    let script = Script::new().always(Answer::json(&messages([3, 2])));
    let walk = scripted(&script).build().unwrap().list_messages("c").limit(2).history();
    assert_eq!(numbers(&walk.try_collect::<Vec<_>>().await.unwrap()), [3, 2]);
    assert_eq!(script.requests().len(), 2);
    let (client, script) = pages([with(messages([3, 2]), &json!({"has_more": false}))]);
    let walk = client.list_messages("c").limit(2).history();
    assert_eq!(walk.try_collect::<Vec<_>>().await.unwrap().len(), 2);
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn since_takes_the_newest_of_a_page_as_its_next_place() {
    let (client, script) = pages([
        messages([2, 3]),
        messages([]),
        messages([4, 5]),
        messages([]),
        messages([6, 7]),
        messages([8]),
        messages([]),
    ]);
    let walk = client.list_messages("c").limit(2).since("msg_1");
    assert_eq!(numbers(&walk.try_collect::<Vec<_>>().await.unwrap()), [2, 3, 4, 5, 6, 7, 8]);
    let sent = script.requests();
    let ids = |name: &str| sent.iter().map(|sent| parameter(&sent.url, name)).collect::<Vec<_>>();
    let text = |ids: [Option<&str>; 7]| ids.map(|id| id.map(str::to_owned));
    // Twice the client makes sure that nothing lies between a full page and the place before it.
    let after = ["msg_1", "msg_1", "msg_3", "msg_3", "msg_5", "msg_7", "msg_8"].map(Some);
    assert_eq!(ids("after"), text(after));
    assert_eq!(ids("before"), text([None, Some("msg_2"), None, Some("msg_4"), None, None, None]));
}

#[tokio::test]
async fn since_loses_nothing_where_after_gives_the_newest_ones() {
    let (client, _) = pages([messages([9, 8]), messages([7, 6]), messages([5]), messages([])]);
    let walk = client.list_messages("c").limit(2).since("msg_4");
    assert_eq!(numbers(&walk.try_collect::<Vec<_>>().await.unwrap()), [5, 6, 7, 8, 9]);
}

#[tokio::test]
async fn since_fills_a_short_page_when_the_server_says_that_there_is_more() {
    for more in [json!({"has_more": true}), json!({"next_offset": "n"})] {
        let (client, script) =
            pages([with(messages([5, 4]), &more), messages([3, 2]), messages([])]);
        let walk = client.list_messages("c").limit(50).since("msg_1");
        assert_eq!(numbers(&walk.try_collect::<Vec<_>>().await.unwrap()), [2, 3, 4, 5], "{more}");
        assert_eq!(parameter(&script.requests()[1].url, "before").as_deref(), Some("msg_4"));
    }
}

#[tokio::test]
async fn since_understands_servers_that_ignore_after() {
    let script = Script::new().always(Answer::json(&messages([6, 5, 4, 3])));
    let walk = scripted(&script).build().unwrap().list_messages("c").limit(4).since("msg_4");
    assert_eq!(numbers(&walk.try_collect::<Vec<_>>().await.unwrap()), [5, 6]);
}

#[tokio::test]
async fn a_walk_reports_its_place_with_an_error() {
    let script = Script::new().answer(Answer::json(&messages([9, 8]))).answer(Answer::status(403));
    let mut walk = scripted(&script).build().unwrap().list_messages("c").limit(2).history();
    walk.try_next().await.unwrap();
    walk.try_next().await.unwrap();
    let err = walk.try_next().await.unwrap_err();
    assert_eq!((err.kind(), err.context("cursor")), (ErrorKind::Forbidden, Some("msg_8")));
    assert!(walk.try_next().await.unwrap().is_none());
}
