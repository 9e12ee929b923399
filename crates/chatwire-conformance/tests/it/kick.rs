//! How Kick's records are judged: what differs is found, on the wire, in stores and on lines in memory.

use chatwire_conformance::divergence::{Divergences, OURS};
use chatwire_conformance::runner::{self, Verdict};
use chatwire_conformance::vector::Vector;
use serde_json::{Value, json};

/// A shipped record.
fn shipped(id: &str) -> Value {
    let lines = include_str!("../../vectors/kick.jsonl").lines();
    let mut all = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
    all.find(|vector| vector["id"] == id).unwrap()
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

#[tokio::test]
async fn classes_are_those_of_the_code_and_fit_what_the_session_does() {
    let mut vector = shipped("kick/pusher/protocol/close-4001");
    assert_eq!(verdict(&vector).await, Verdict::Passed(Vec::new()));
    vector["frames"][1]["close"]["code"] = json!(1001);
    assert!(why(vector).await.contains("class: expected \"fatal\", got \"default\""));

    let mut vector = shipped("kick/centrifugo/close-3501");
    vector["frames"][0]["close"]["code"] = json!(3000);
    assert!(why(vector).await.contains("class: expected \"fatal\", got \"backoff\""));
}

#[tokio::test]
async fn waiting_costs_no_time_and_still_counts() {
    let mut vector = shipped("kick/centrifugo/no-heartbeat");
    assert_eq!(verdict(&vector).await, Verdict::Passed(Vec::new()));
    vector["frames"][2]["wait_s"] = json!(20);
    vector["result"]["ok"] = json!({"action": "none", "alive": true});
    // Within ping and grace nothing happens yet; afterwards the session goes, as it must.
    assert!(why(vector).await.contains("action: expected \"none\", got \"reconnect\""));
}

#[tokio::test]
async fn frames_handlers_and_handshakes_of_a_session_are_compared() {
    let id = "kick/connect_to_chatroom/by-id";
    let mut vector = shipped(id);
    vector["connect"]["path"] = json!("/app/other");
    vector["frames"][0]["json"]["data"]["channel"] = json!("chatrooms.1.v2");
    let found = why(vector).await;
    for part in ["connect.path", "frames[0].data.channel"] {
        assert!(found.contains(part), "{part}: {found}");
    }
    // What a slow handler was called with has no other reading.
    let mut vector = shipped("kick/add_message_handler/slow");
    vector["events"][1]["end"] = json!("2");
    assert!(why(vector).await.contains("events[1]"));
}

#[tokio::test]
async fn rows_of_the_store_are_compared() {
    let id = "kick/refresh_token/from-store";
    let mut vector = shipped(id);
    assert!(matches!(verdict(&vector).await, Verdict::Passed(_) | Verdict::Diverged(_)));
    vector["store_after"]["tokens"][0][1] = json!("at_other");
    assert!(why(vector).await.contains("store_after.tokens"));
    // Times may lie some seconds apart, not more.
    let mut vector = shipped(id);
    vector["store_after"]["tokens"][0][3] = json!(1_771_007_260);
    assert!(why(vector).await.contains("store_after.tokens"));
}

#[tokio::test]
async fn what_documents_prescribe_is_compared_with_our_errors() {
    let mut vector = shipped("kick/webhook/verify/tampered-body");
    vector["result"]["error"]["type"] = json!("Duplicate");
    assert!(why(vector).await.contains("duplicate"));
    let mut vector = shipped("kick/api/chat/edge-block");
    vector["result"]["error"]["reference"] = json!("another");
    assert!(why(vector).await.contains("reference"));
    let mut vector = shipped("kick/api/chat/edge-block");
    vector["result"]["error"]["type"] = json!("Unheard");
    assert!(why(vector).await.contains("nobody knows an error"));
    let mut vector = shipped("kick/api/users/ids");
    vector["requests"][0]["path"] = json!("/public/v1/nothing");
    assert!(why(vector).await.contains("no typed call reaches"));
}
