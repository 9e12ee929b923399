//! How Mezon's sessions, caches and calls beside the API are judged: what differs is found.

use chatwire_conformance::divergence::{Divergences, OURS};
use chatwire_conformance::runner::{self, Verdict};
use chatwire_conformance::vector::Vector;
use serde_json::{Value, json};

/// A shipped record, with frames by their decoded form alone, so that they can be changed.
fn shipped(id: &str) -> Value {
    let lines = include_str!("../../vectors/mezon.jsonl").lines();
    let mut all = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut vector = all.find(|vector| vector["id"] == id).unwrap();
    let frames = vector.get_mut("frames").and_then(Value::as_array_mut);
    for frame in frames.into_iter().flatten() {
        if frame.get("json").is_some() {
            frame.as_object_mut().unwrap().remove("b64");
        }
    }
    vector
}

async fn verdict(vector: &Value) -> Verdict {
    let vector = Vector::parse(&vector.to_string()).unwrap();
    runner::replay(&vector, &Divergences::parse(OURS).unwrap()).await.verdict
}

async fn why(vector: Value) -> String {
    match verdict(&vector).await {
        Verdict::Failed(why) => why.join("; "),
        other => format!("not failed: {other:?}"),
    }
}

/// Why a record fails once something in it is another.
async fn changed(id: &str, pointer: &str, value: Value) -> String {
    let mut vector = shipped(id);
    *vector.pointer_mut(pointer).unwrap() = value;
    why(vector).await
}

#[tokio::test]
async fn frames_are_compared_with_what_the_arguments_say() {
    let id = "mezon/ws/writeChatMessage-code-8";
    assert_eq!(verdict(&shipped(id)).await, Verdict::Passed(Vec::new()));
    let sent = "/frames/0/json/channel_message_send";
    for (field, value) in [
        ("content", json!("{\"t\":\"other\"}")),
        ("code", json!(9)),
        ("clan_id", json!("7")),
        ("channel_id", json!("7")),
    ] {
        let found = changed(id, &format!("{sent}/{field}"), value).await;
        assert!(found.contains(&format!("frames[0].channel_message_send.{field}")), "{found}");
    }
    let mut vector = shipped(id);
    let again = vector["frames"][0].clone();
    vector["frames"].as_array_mut().unwrap().push(again);
    assert!(why(vector).await.starts_with("frames: expected"));
}

#[tokio::test]
async fn answers_and_refusals_are_compared() {
    let id = "mezon/ws/joinChat";
    let found = changed(id, "/result/ok/presences/0/username", json!("other")).await;
    assert!(found.contains("result.ok.presences[0].username"), "{found}");
    let found = changed(id, "/frames/1/json/channel/category_name", json!("other")).await;
    assert!(found.contains("result.ok.category_name"), "{found}");

    let id = "mezon/ws/joinChat-error";
    assert_eq!(verdict(&shipped(id)).await, Verdict::Passed(Vec::new()));
    let mut vector = shipped(id);
    vector["result"] = json!({"ok": {"id": "1840000000000000010"}});
    assert!(why(vector).await.contains("result: expected"));
    let mut vector = shipped("mezon/ws-api/updateChannelMessage-code-7");
    assert_eq!(verdict(&vector).await, Verdict::Passed(Vec::new()));
    vector["result"] = json!({"ok": {"message_id": "9000000000000000002"}});
    assert!(why(vector).await.contains("result: expected"));
}

#[tokio::test]
async fn events_after_bad_frames_are_compared() {
    let id = "mezon/ws/undecodable-frame";
    let mut vector = shipped(id);
    assert_eq!(verdict(&vector).await, Verdict::Passed(Vec::new()));
    vector["events"][0]["payload"]["channel_id"] = json!("7");
    assert!(why(vector).await.contains("channel_id"));
    let mut vector = shipped(id);
    vector["frames"].as_array_mut().unwrap().pop();
    assert!(why(vector).await.starts_with("result.ok: expected"), "an event that never came");
}

#[tokio::test]
async fn handshakes_and_heartbeats_are_compared() {
    let found = changed("mezon/ws/heartbeat", "/connect/query/0/1", json!("fr")).await;
    assert!(found.contains("requests[0].query"), "{found}");
    let found = changed("mezon/ws/heartbeat", "/connect/path", json!("/")).await;
    assert!(found.contains("requests[0].path"), "{found}");
    let mut vector = shipped("mezon/ws/heartbeat");
    vector["frames"][0]["json"] = json!({"cid": 1, "pong": {}});
    assert!(why(vector).await.contains("frames[0]"));
}

#[tokio::test]
async fn what_a_session_does_by_itself_is_compared() {
    let found = changed(
        "mezon/client/push-channel_updated-thread",
        "/frames/1/json/channel_join/channel_type",
        json!(1),
    );
    // Two joins that differ are not one.
    assert!(found.await.contains("frames: expected"));
    let id = "mezon/client/push-add_clan_user-self";
    let rules = ["calls-go-over-the-open-line", "a-clan-without-a-name-has-none"];
    let rules = rules.map(str::to_owned).to_vec();
    assert_eq!(verdict(&shipped(id)).await, Verdict::Diverged(rules));
    let mut vector = shipped(id);
    vector["requests"] = json!([]);
    vector["responses"] = json!([]);
    assert!(why(vector).await.contains("ListChannelDescs"), "its channels are loaded");
    let found = changed("mezon/client/push-message", "/result/ok/user/clan_nick", json!("x"));
    assert!(found.await.contains("result.ok.user.clan_nick"));
    let found = changed("mezon/client/login", "/frames/4/json/clan_join/clan_id", json!("7"));
    assert!(found.await.contains("frames"));
}

#[tokio::test]
async fn what_a_dead_call_is_today_is_compared() {
    let id = "mezon/ws-dead/getNotificationClanSetting";
    let rules = vec!["dead-calls-live".to_owned()];
    assert_eq!(verdict(&shipped(id)).await, Verdict::Diverged(rules));
    // Judged by what the record itself has, it fails.
    let vector = Vector::parse(&shipped(id).to_string()).unwrap();
    let judged = runner::replay(&vector, &Divergences::parse("").unwrap()).await.verdict;
    let Verdict::Failed(why) = judged else { panic!("{judged:?}") };
    assert!(why.join("; ").contains("GetNotificationClan"), "{why:?}");
}

#[tokio::test]
async fn stores_are_compared() {
    let found = changed("mezon/py/db/get_messages_by_channel", "/result/ok/0/id", json!("101"));
    assert!(found.await.contains("result.ok[0].id"));
    let found = changed("mezon/py/db/counts", "/result/ok/0", json!(4)).await;
    assert!(found.contains("result.ok[0]"), "{found}");
    let found = changed("mezon/session/no-refresh", "/result/ok/expired_after", json!(false));
    assert!(found.await.contains("result.ok.expired_after"));
    let found = changed("mezon/playMedia/full", "/requests/0/body_json/url", json!("other"));
    assert!(found.await.contains("requests[0].body.url"));
}

#[tokio::test]
async fn only_an_argument_of_another_type_excuses_a_failed_encoder() {
    let is_skipped = async |args: Value| {
        let vector = json!({
            "id": "mezon/ws/x",
            "client": "x",
            "call": {"method": "Socket.joinClanChat", "args": args},
            "result": {"error": {"type": "TypeError", "message": "x is undefined"}},
        });
        matches!(verdict(&vector).await, Verdict::Skipped(_))
    };
    for args in [
        json!({"clan_id": "abc"}),
        json!({"clan_id": ""}),
        json!({"clan_id": 1.5}),
        json!({"user_ids": ["7", "abc"]}),
        json!({"request": {"channelId": {}}}),
        json!({"is_public": "yes"}),
        json!({"content": "plain"}),
        json!({"content": {"t": 5}}),
    ] {
        assert!(is_skipped(args.clone()).await, "{args}");
    }
    for args in [json!({}), json!({"clan_id": "1840000000000000001", "is_public": true})] {
        assert!(!is_skipped(args.clone()).await, "{args}");
    }
}
