//! Lists over several pages, calls over several requests, and the keeper of subscriptions.

use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_kick::rest::SubscriptionKeeper;
use chatwire_kick::{Client, ErrorKind, EventType, Retry};
use futures_util::TryStreamExt;
use serde_json::{Value, json};

use crate::support::query;

fn client(script: &Script) -> Client {
    Client::builder().token("token").script(script.clone()).retry(Retry::none()).build().unwrap()
}

fn scripted(answers: impl IntoIterator<Item = Value>) -> (Script, Client) {
    let script = answers.into_iter().fold(Script::new(), |s, body| s.answer(Answer::json(&body)));
    let client = client(&script);
    (script, client)
}

fn categories(ids: &[u64], next: Option<&str>) -> Value {
    let data: Vec<_> = ids.iter().map(|id| json!({"id": id, "name": format!("c{id}")})).collect();
    json!({"data": data, "message": "OK", "pagination": {"next_cursor": next}})
}

fn parameter(script: &Script, name: &str) -> Vec<Option<String>> {
    let find = |url: &str| query(url).into_iter().find(|(key, _)| key == name).map(|(_, v)| v);
    script.requests().iter().map(|sent| find(&sent.url)).collect()
}

#[tokio::test]
async fn pages_follow_the_cursor_to_its_end() {
    let (script, client) = scripted([
        categories(&[1, 2], Some("a")),
        categories(&[], Some("b")),
        categories(&[3], Some("")),
    ]);
    let all: Vec<_> = client.categories().limit(2).items().try_collect().await.unwrap();
    assert_eq!(all.iter().map(|one| one.id.get()).collect::<Vec<_>>(), [1, 2, 3]);
    let cursors = parameter(&script, "cursor");
    assert_eq!(cursors, [None, Some("a".to_owned()), Some("b".to_owned())]);
    assert!(parameter(&script, "limit").iter().all(|limit| limit.as_deref() == Some("2")));
}

#[tokio::test]
async fn a_list_goes_on_from_a_stored_cursor() {
    let (script, client) = scripted([categories(&[9], None)]);
    let all: Vec<_> = client.categories().after("stored").items().try_collect().await.unwrap();
    assert_eq!((all.len(), parameter(&script, "cursor")), (1, vec![Some("stored".to_owned())]));
}

#[tokio::test]
async fn a_repeated_cursor_ends_the_list_with_an_error() {
    let (script, client) = scripted([
        categories(&[1], Some("a")),
        categories(&[2], Some("a")),
        categories(&[3], None),
    ]);
    let mut items = client.categories().items();
    assert_eq!(items.try_next().await.unwrap().unwrap().id, 1);
    assert_eq!(items.try_next().await.unwrap().unwrap().id, 2);
    let err = items.try_next().await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Decode, Some("repeated_cursor")));
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test]
async fn items_that_cannot_be_read_are_kept_aside() {
    let bad =
        json!({"data": [{"id": 1, "name": "a"}, {"name": "no id"}, {"id": "3", "name": "c"}]});
    let (_, client) = scripted([bad]);
    let page = client.categories().await.unwrap();
    assert_eq!(page.items.iter().map(|one| one.id.get()).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(page.invalid[0].index, 1);
    assert!(page.invalid[0].reason.contains("id"), "{}", page.invalid[0].reason);
}

#[tokio::test]
async fn claims_have_their_cursor_beside_them() {
    let claim = |id: &str| json!({"claim_id": id, "user_id": 1234, "external_status": "initiated"});
    let (script, client) = scripted([
        json!({"data": {"claims": [claim("c1"), {"user_id": 1}], "cursor": "c1"}}),
        json!({"data": {"claims": null, "cursor": ""}}),
    ]);
    let pages: Vec<_> = client.drops_claims().pages().try_collect().await.unwrap();
    assert_eq!(pages.iter().map(|page| page.len()).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(pages[0].invalid.len(), 1);
    assert_eq!(parameter(&script, "cursor"), [None, Some("c1".to_owned())]);
}

#[tokio::test]
async fn version_1_of_categories_counts_pages() {
    let ids: Vec<u64> = (1..=100).collect();
    let (script, client) = scripted([categories(&ids, None), categories(&[101], None)]);
    let all: Vec<_> = client.categories_v1("q").items().try_collect().await.unwrap();
    assert_eq!(all.len(), 101);
    assert_eq!(parameter(&script, "page"), [None, Some("2".to_owned())]);
}

fn users(ids: std::ops::RangeInclusive<u64>) -> Answer {
    let data: Vec<_> = ids.map(|id| json!({"user_id": id, "name": "x"})).collect();
    Answer::json(&json!({"data": data, "message": "OK"}))
}

#[tokio::test]
async fn ids_are_split_by_the_limit_and_asked_for_once() {
    let script = Script::new().answer(users(1..=50)).answer(users(51..=51));
    let wanted = (1..=51).chain([1, 2]);
    let all = client(&script).users().ids(wanted).in_batches().await.unwrap();
    assert_eq!((all.items.len(), all.failed.len()), (51, 0));
    let counts = script.requests().iter().map(|sent| query(&sent.url).len()).collect::<Vec<_>>();
    assert_eq!(counts, [50, 1]);
    assert_eq!(all.complete().unwrap().len(), 51);
    let script = Script::new().always(Answer::json(&json!({"data": []})));
    let all = client(&script).users_livestreams(1..=101).in_batches().await.unwrap();
    assert!(all.complete().unwrap().is_empty());
    let counts = script.requests().iter().map(|sent| query(&sent.url).len()).collect::<Vec<_>>();
    assert_eq!(counts, [100, 1]);
}

#[tokio::test]
async fn a_failed_request_costs_its_own_ids_only() {
    let script =
        Script::new().answer(users(1..=50)).answer(Answer::status(400)).answer(users(101..=120));
    let all = client(&script).users().ids(1..=120).in_batches().await.unwrap();
    assert_eq!(all.items.len(), 70);
    assert_eq!((all.failed.len(), all.failed[0].ids.len()), (1, 50));
    assert_eq!(all.failed[0].error.kind(), ErrorKind::Rejected);
    assert_eq!(all.complete().unwrap_err().kind(), ErrorKind::Rejected);
}

#[tokio::test]
async fn a_refusal_that_would_repeat_ends_the_requests() {
    let script = Script::new()
        .answer(users(1..=50))
        .answer(Answer::status(403).body(r#"{"data":null,"message":"Forbidden"}"#));
    let all = client(&script).users().ids(1..=200).in_batches().await.unwrap();
    assert_eq!((all.items.len(), all.failed.len(), script.requests().len()), (50, 3, 2));
    let script = Script::new().always(Answer::status(400));
    let err = client(&script).users().ids(1..=51).in_batches().await.unwrap_err();
    assert_eq!((err.kind(), script.requests().len()), (ErrorKind::Rejected, 2));
    let nothing = client(&Script::new()).users().in_batches().await.unwrap();
    assert!(nothing.items.is_empty() && nothing.failed.is_empty());
}

#[tokio::test]
async fn an_unknown_slug_costs_no_other() {
    let known = Answer::json(&json!({"data": [{"broadcaster_user_id": 1, "slug": "a"}]}));
    let script = Script::new().answer(known.clone()).answer(Answer::status(400)).answer(known);
    let all = client(&script).channels().slugs(["a", "gone", "b"]).each_slug().await.unwrap();
    assert_eq!((all.items.len(), all.failed[0].ids.as_slice()), (2, &["gone".to_owned()][..]));
    let mixed = client(&script).channels().id(1).slug("a").in_batches().await.unwrap_err();
    assert_eq!(mixed.kind(), ErrorKind::Input);
}

#[tokio::test]
async fn changing_calls_are_split_as_well() {
    let texts = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>();
    let failed = Answer::json(&json!({"data": [{"id": "7", "reason": "NOT_OWNED"}]}));
    let script = Script::new().answer(failed).answer(Answer::json(&json!({"data": []})));
    let all = client(&script).accept_redemptions(texts(26)).in_batches().await.unwrap();
    assert_eq!((all.items.len(), script.requests().len()), (1, 2));
    let script = Script::new().answer(Answer::status(204)).answer(Answer::status(400));
    let all = client(&script).delete_subscriptions(texts(60)).in_batches().await.unwrap();
    assert_eq!((all.items.len(), all.failed[0].ids.len()), (50, 10));
    let script = Script::new().always(Answer::status(204));
    let claims = texts(150);
    let claims = claims.iter().map(|id| (id.as_str(), "done"));
    let all = client(&script).update_drops_claims(claims).in_batches().await.unwrap();
    assert_eq!((all.items.len(), script.requests().len()), (150, 2));
}

fn listed(id: &str, broadcaster: u64, event: &str, day: u32) -> Value {
    json!({"id": id, "app_id": "app", "broadcaster_user_id": broadcaster, "event": event, "version": 1,
        "method": "webhook", "created_at": format!("2026-01-{day:02}T00:00:00Z")})
}

fn keeper(client: &Client) -> SubscriptionKeeper {
    SubscriptionKeeper::new(client)
        .want(1, [EventType::ChatMessageSent, EventType::ChannelFollowed])
        .want(1, [EventType::ChannelFollowed])
        .want(2, [EventType::KicksGifted])
}

#[tokio::test]
async fn the_keeper_makes_what_is_missing_and_ends_doubles() {
    let (script, client) = scripted([
        json!({"data": [listed("new", 1, "chat.message.sent", 9), listed("old", 1, "chat.message.sent", 2),
            listed("foreign", 3, "chat.message.sent", 1), listed("other", 1, "moderation.banned", 1)]}),
        json!({"data": [{"name": "channel.followed", "version": 1, "subscription_id": "f1"}]}),
        json!({"data": [{"name": "kicks.gifted", "version": 1, "error": "subscription limit reached"}]}),
        json!({}),
    ]);
    let report = keeper(&client).ensure().await.unwrap();
    assert!(report.is_changed() && !report.is_complete());
    assert_eq!((report.kept, report.created), (vec!["old".into()], vec!["f1".into()]));
    assert_eq!(report.removed, ["new"]);
    assert_eq!(report.not_created.len(), 1);
    let failed = &report.not_created[0];
    assert_eq!((failed.broadcaster.get(), &failed.event), (2, &EventType::KicksGifted));
    assert!(failed.error.message().contains("subscription limit reached"));
    let sent = script.requests();
    let body: Value = serde_json::from_slice(&sent[1].body).unwrap();
    assert_eq!(body["broadcaster_user_id"], 1);
    assert_eq!(body["events"], json!([{"name": "channel.followed", "version": 1}]));
    assert_eq!((sent[3].method.as_str(), query(&sent[3].url).len()), ("DELETE", 1));
}

#[tokio::test]
async fn a_second_look_finds_nothing_to_do() {
    let (script, client) = scripted([json!({"data": [listed("a", 1, "chat.message.sent", 1),
        listed("b", 1, "channel.followed", 1), listed("c", 2, "kicks.gifted", 1)]})]);
    let report = keeper(&client).ensure().await.unwrap();
    assert_eq!((report.kept.len(), script.requests().len()), (3, 1));
    assert!(report.is_complete() && !report.is_changed());
}

#[tokio::test]
async fn others_are_ended_only_when_that_is_wanted() {
    let list = json!({"data": [listed("foreign", 3, "chat.message.sent", 1)]});
    let (script, client) = scripted([list, json!({})]);
    let report = SubscriptionKeeper::new(&client).remove_others().ensure().await.unwrap();
    assert_eq!((report.removed, script.requests().len()), (vec!["foreign".into()], 2));
}

#[tokio::test]
async fn the_keeper_doubles_nothing_when_it_cannot_read_the_list() {
    let (script, client) = scripted([json!({"data": [{"id": "a"}]})]);
    assert_eq!(keeper(&client).ensure().await.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn a_call_that_failed_is_reported_for_each_event() {
    let script = Script::new()
        .answer(Answer::json(&json!({"data": null})))
        .answer(Answer::status(400))
        .answer(Answer::json(&json!({"data": []})));
    let report = keeper(&client(&script)).ensure().await.unwrap();
    let kinds: Vec<_> = report.not_created.iter().map(|failed| failed.error.kind()).collect();
    assert_eq!(kinds, [ErrorKind::Rejected, ErrorKind::Rejected, ErrorKind::Decode]);
}

#[tokio::test(start_paused = true)]
async fn the_keeper_looks_on_a_timer_until_its_owner_is_gone() {
    let script =
        Script::new().answer(Answer::status(400)).always(Answer::json(&json!({"data": []})));
    let client = client(&script);
    let mut guard = SubscriptionKeeper::new(&client).spawn(Duration::from_secs(900)).unwrap();
    let first = guard.next_report().await.unwrap();
    assert_eq!(first.unwrap_err().kind(), ErrorKind::Rejected);
    let start = tokio::time::Instant::now();
    assert!(guard.next_report().await.unwrap().unwrap().is_complete());
    let waited = start.elapsed().as_secs();
    assert!((809..=991).contains(&waited), "{waited}");
    guard.stop().await;
    tokio::time::sleep(Duration::from_secs(10_000)).await;
    assert_eq!(script.requests().len(), 2);
}
