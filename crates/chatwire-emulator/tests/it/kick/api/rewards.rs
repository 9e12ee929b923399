//! Rewards and redemptions.

use chatwire_emulator::Emulator;
use serde_json::{Value, json};

use super::{call, get};

const REWARDS: &str = "/v1/channels/rewards";

#[tokio::test]
async fn rewards_live_within_their_limits() {
    let emulator = Emulator::start().await.unwrap();
    let token = emulator.kick().token("streamer");
    let create = async |body: Value| call(&emulator, &token, "POST", REWARDS, Some(body)).await;
    let made = create(json!({"title": "Song", "cost": 100})).await.json()["data"].clone();
    let mut expected = json!({"title": "Song", "cost": 100, "description": "",
        "background_color": "#00e701", "is_enabled": true, "is_paused": false,
        "is_user_input_required": false, "should_redemptions_skip_request_queue": false});
    expected["id"] = made["id"].clone();
    assert_eq!(made, expected);
    let one = format!("{REWARDS}/{}", made["id"].as_str().unwrap());
    let patch = json!({"cost": 7, "is_paused": true});
    let changed = call(&emulator, &token, "PATCH", &one, Some(patch)).await.json()["data"].clone();
    expected["cost"] = json!(7);
    expected["is_paused"] = json!(true);
    assert_eq!(changed, expected);
    for bad in [
        json!({"title": "x"}),
        json!({"cost": 1}),
        json!({"title": "", "cost": 1}),
        json!({"title": "x".repeat(51), "cost": 1}),
        json!({"title": "x", "cost": 0}),
        json!({"title": "x", "cost": 1, "description": "x".repeat(201)}),
        json!({"title": "x", "cost": 1, "background_color": "green"}),
        json!({"title": "x", "cost": 1, "is_enabled": "yes"}),
    ] {
        assert_eq!(create(bad.clone()).await.status, 400, "{bad}");
    }
    for nth in 1..15 {
        assert_eq!(create(json!({"title": format!("{nth}"), "cost": 1})).await.status, 200);
    }
    assert_eq!(create(json!({"title": "16th", "cost": 1})).await.status, 400);
    assert_eq!(call(&emulator, &token, "DELETE", &one, None).await.status, 204);
    assert_eq!(call(&emulator, &token, "DELETE", &one, None).await.status, 404);
    assert_eq!(get(&emulator, &token, REWARDS).await.as_array().unwrap().len(), 14);
}

#[tokio::test]
async fn only_the_app_that_made_a_reward_changes_it() {
    let emulator = Emulator::builder()
        .credential(chatwire_emulator::Platform::Kick, "mine:s")
        .credential(chatwire_emulator::Platform::Kick, "theirs:s")
        .start()
        .await
        .unwrap();
    let kick = emulator.kick();
    let id = kick.reward("streamer", "Song", 5);
    kick.consent_as("streamer");
    let theirs = super::super::oauth::token_of(&emulator, "theirs", "s").await;
    let one = format!("{REWARDS}/{id}");
    assert_eq!(get(&emulator, &theirs, REWARDS).await[0]["id"], id);
    assert_eq!(call(&emulator, &theirs, "PATCH", &one, Some(json!({}))).await.status, 403);
    assert_eq!(call(&emulator, &theirs, "DELETE", &one, None).await.status, 403);
    let redemption = kick.redeem("streamer", "alice", &id, "").unwrap();
    let body = json!({"ids": [redemption]});
    let path = format!("{REWARDS}/redemptions/accept");
    let failed = call(&emulator, &theirs, "POST", &path, Some(body)).await.json();
    assert_eq!(failed["data"], json!([{"id": redemption, "reason": "NOT_OWNED"}]));
}

#[tokio::test]
async fn redemptions_are_settled_once() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let token = kick.token("streamer");
    let (song, dance) = (kick.reward("streamer", "Song", 5), kick.reward("streamer", "Dance", 6));
    let buy = |reward: &str| kick.redeem("streamer", "alice", reward, "please").unwrap();
    let (first, second, third) = (buy(&song), buy(&dance), buy(&song));
    assert_eq!(kick.redeem("other", "alice", &song, ""), None);
    let list = get(&emulator, &token, &format!("{REWARDS}/redemptions")).await;
    assert_eq!(list[0]["reward"]["title"], "Song");
    assert_eq!(list[0]["redemptions"][1]["id"], third);
    assert_eq!(list[0]["redemptions"][0]["redeemer"], json!({"user_id": kick.user("alice")}));
    assert_eq!(list[1]["redemptions"][0]["user_input"], "please");
    let settle = async |how: &str, ids: Value| {
        let path = format!("{REWARDS}/redemptions/{how}");
        call(&emulator, &token, "POST", &path, Some(json!({"ids": ids}))).await
    };
    assert_eq!(settle("accept", json!([first, second])).await.json()["data"], json!([]));
    let answer = settle("reject", json!([first, third, "01NOPE"])).await.json();
    let expected =
        json!([{"id": first, "reason": "NOT_PENDING"}, {"id": "01NOPE", "reason": "NOT_FOUND"}]);
    assert_eq!(answer["data"], expected);
    for (query, count) in [
        ("status=accepted".to_owned(), 2),
        (format!("status=accepted&reward_id={dance}"), 1),
        ("status=rejected".to_owned(), 1),
        (format!("id={first}&id={third}"), 1),
    ] {
        let list = get(&emulator, &token, &format!("{REWARDS}/redemptions?{query}")).await;
        assert_eq!(list.as_array().unwrap().len(), count, "{query}");
    }
    for bad in [
        json!([]),
        json!(vec!["x"; 2]),
        json!((0..26).map(|nth| nth.to_string()).collect::<Vec<_>>()),
        json!("x"),
    ] {
        assert_eq!(settle("accept", bad.clone()).await.status, 400, "{bad}");
    }
    for bad in ["status=done", "id=x&status=pending", "cursor=x"] {
        let path = format!("{REWARDS}/redemptions?{bad}");
        assert_eq!(call(&emulator, &token, "GET", &path, None).await.status, 400, "{bad}");
    }
    call(&emulator, &token, "DELETE", &format!("{REWARDS}/{song}"), None).await;
    let list = get(&emulator, &token, &format!("{REWARDS}/redemptions?status=rejected")).await;
    assert_eq!(list[0]["reward"], json!({"id": song, "title": "Song", "is_deleted": true}));
}

#[tokio::test]
async fn redemptions_come_in_pages() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let token = kick.token("streamer");
    let song = kick.reward("streamer", "Song", 5);
    for _ in 0..30 {
        kick.redeem("streamer", "alice", &song, "");
    }
    let path = format!("{REWARDS}/redemptions");
    let first = call(&emulator, &token, "GET", &path, None).await.json();
    assert_eq!(first["data"][0]["redemptions"].as_array().unwrap().len(), 25);
    let next = first["pagination"]["next_cursor"].as_str().unwrap();
    let rest = call(&emulator, &token, "GET", &format!("{path}?cursor={next}"), None).await.json();
    assert_eq!(rest["data"][0]["redemptions"].as_array().unwrap().len(), 5);
    assert_eq!(rest["pagination"]["next_cursor"], "");
}
