//! The official API: tokens and scopes, limits, pages, and what each call does.

mod channels;
mod chat;
mod events;
mod livestreams;
mod rewards;

use chatwire_emulator::kick::Block;
use chatwire_emulator::{Emulator, Fault, Platform};
use serde_json::{Value, json};

use crate::client::{Answer, Ask};

/// Sends with a token, to a path of the API.
async fn call(
    emulator: &Emulator,
    token: &str,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> Answer {
    let url = format!("{}/public{path}", emulator.url(Platform::Kick));
    let ask = Ask::new(method, &url).header("authorization", &format!("Bearer {token}"));
    match body {
        Some(body) => ask.json(&body).send().await,
        None => ask.send().await,
    }
}

/// Data of a 200.
async fn get(emulator: &Emulator, token: &str, path: &str) -> Value {
    let answer = call(emulator, token, "GET", path, None).await;
    assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
    let body = answer.json();
    assert_eq!(body["message"], "OK");
    body["data"].clone()
}

/// A list of one value under many names.
fn repeated(name: &str, count: u64) -> String {
    let pairs: Vec<String> = (1..=count).map(|nth| format!("{name}={nth}")).collect();
    pairs.join("&")
}

#[tokio::test]
async fn every_call_wants_its_token() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let (bare, app) = (kick.user_token("streamer", &[]), kick.app_token());
    let get_only = ["GET", "POST", "PATCH", "DELETE"];
    // Status without a token, with a user token without scopes, with an app token; 0 where it depends.
    for (method, path, statuses) in [
        ("GET", "/v2/categories", [401, 200, 200]),
        ("GET", "/v1/categories", [401, 200, 200]),
        ("GET", "/v1/categories/15", [401, 200, 200]),
        ("GET", "/v1/users", [401, 403, 400]),
        ("GET", "/v1/channels", [401, 403, 400]),
        ("PATCH", "/v1/channels", [401, 403, 403]),
        ("GET", "/v1/channels/rewards", [401, 403, 403]),
        ("POST", "/v1/channels/rewards", [401, 403, 403]),
        ("PATCH", "/v1/channels/rewards/x", [401, 403, 403]),
        ("DELETE", "/v1/channels/rewards/x", [401, 403, 403]),
        ("GET", "/v1/channels/rewards/redemptions", [401, 403, 403]),
        ("POST", "/v1/channels/rewards/redemptions/accept", [401, 403, 403]),
        ("POST", "/v1/channels/rewards/redemptions/reject", [401, 403, 403]),
        ("POST", "/v1/chat", [401, 403, 403]),
        ("DELETE", "/v1/chat/x", [401, 403, 403]),
        ("POST", "/v1/moderation/bans", [401, 403, 403]),
        ("DELETE", "/v1/moderation/bans", [401, 403, 403]),
        ("GET", "/v1/livestreams", [401, 200, 200]),
        ("GET", "/v2/livestreams", [401, 200, 200]),
        ("GET", "/v1/users/livestreams", [401, 400, 400]),
        ("GET", "/v1/livestreams/stats", [401, 200, 200]),
        ("GET", "/v1/public-key", [200, 200, 200]),
        ("GET", "/v1/kicks/leaderboard", [401, 403, 403]),
        ("GET", "/v1/events/subscriptions", [401, 200, 200]),
        ("POST", "/v1/events/subscriptions", [401, 403, 400]),
        ("DELETE", "/v1/events/subscriptions", [401, 403, 400]),
        ("GET", "/v1/drops/claims", [401, 403, 403]),
        ("PATCH", "/v1/drops/claims", [401, 403, 403]),
    ] {
        assert!(get_only.contains(&method));
        for (token, status) in ["wrong", &bare, &app].into_iter().zip(statuses) {
            let answer = call(&emulator, token, method, path, None).await;
            assert_eq!(answer.status, status, "{method} {path} {token}");
            if status == 401 {
                assert_eq!(answer.json(), json!({"data": null, "message": "Unauthorized"}));
            }
            if status == 403 {
                assert_eq!(answer.json(), json!({"data": null, "message": "Forbidden"}));
            }
        }
    }
    let seen = emulator.requests(Platform::Kick);
    assert_eq!(seen.len(), 28 * 3);
    assert_eq!(seen[0].header("authorization"), Some("Bearer wrong"));
}

#[tokio::test]
async fn unknown_paths_and_methods_have_the_envelope() {
    let emulator = Emulator::start().await.unwrap();
    let token = emulator.kick().token("streamer");
    let answer = call(&emulator, &token, "GET", "/v1/followers", None).await;
    assert_eq!(
        (answer.status, answer.json()),
        (404, json!({"data": null, "message": "Not Found"}))
    );
    let answer = call(&emulator, &token, "PUT", "/v1/chat", None).await;
    assert_eq!((answer.status, &answer.json()["message"]), (405, &json!("Method Not Allowed")));
}

#[tokio::test]
async fn the_edge_and_the_faults() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let token = kick.token("streamer");
    kick.edge(Some(Block::Json));
    let answer = call(&emulator, &token, "GET", "/v1/users", None).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.json()["error"], "Request blocked by security policy.");
    assert!(answer.json()["reference"].is_string());
    kick.edge(Some(Block::Html));
    let answer = Ask::new("POST", &(emulator.url(Platform::Kick) + "/oauth/token")).send().await;
    assert_eq!(answer.status, 403);
    assert!(answer.header("content-type").unwrap().starts_with("text/html"));
    kick.edge(None);
    kick.edge_wants_user_agent(true);
    assert_eq!(call(&emulator, &token, "GET", "/v1/users", None).await.status, 403);
    let url = emulator.url(Platform::Kick) + "/public/v1/users";
    let named = Ask::new("GET", &url).header("authorization", &format!("Bearer {token}"));
    assert_eq!(named.header("user-agent", "x/1").send().await.status, 200);
    kick.edge_wants_user_agent(false);

    emulator.fault(Platform::Kick, Fault::retry_after(429, 7));
    let answer = call(&emulator, &token, "GET", "/v1/users", None).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("7")));
    assert_eq!(answer.json(), json!({"data": {}, "message": "Too Many Requests"}));
    emulator.fault(Platform::Kick, Fault::status(503));
    let answer = call(&emulator, &token, "GET", "/v1/users", None).await;
    assert_eq!(answer.json(), json!({"data": null, "message": "Service Unavailable"}));
    emulator.fault(Platform::Kick, Fault::Garbage);
    let answer = call(&emulator, &token, "GET", "/v1/users", None).await;
    assert!(serde_json::from_slice::<Value>(&answer.body).is_err());
    emulator.fault(Platform::Kick, Fault::Truncate { announce: 500, send: 9 });
    let answer = call(&emulator, &token, "GET", "/v1/users", None).await;
    assert_eq!(answer.body, br#"{"data":["#);
}
