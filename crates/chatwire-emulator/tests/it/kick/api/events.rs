//! Subscriptions to webhooks, drops claims, the public key.

use chatwire_emulator::Emulator;
use serde_json::{Value, json};

use super::{call, get, repeated};

const PATH: &str = "/v1/events/subscriptions";

#[tokio::test]
async fn the_same_wish_twice_makes_two_subscriptions() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let user = kick.user_token("streamer", &["events:subscribe"]);
    let wish =
        json!({"events": [{"name": "chat.message.sent", "version": 1}], "method": "webhook"});
    let create =
        async |token: &str, body: Value| call(&emulator, token, "POST", PATH, Some(body)).await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let made = create(&user, wish.clone()).await.json()["data"][0].clone();
        assert_eq!((&made["name"], &made["version"]), (&json!("chat.message.sent"), &json!(1)));
        assert!(made.get("error").is_none());
        ids.push(made["subscription_id"].as_str().unwrap().to_owned());
    }
    assert_ne!(ids[0], ids[1]);
    let list = get(&emulator, &user, PATH).await;
    assert_eq!(list.as_array().unwrap().len(), 2);
    assert_eq!(list[0]["id"], ids[0]);
    assert_eq!(list[0]["app_id"], kick.client_id());
    assert_eq!(list[0]["broadcaster_user_id"], kick.user("streamer"));

    // An app names the broadcaster, and sees all of its own.
    let app = kick.app_token();
    assert_eq!(create(&app, wish.clone()).await.status, 400);
    let other = kick.user("other");
    let mut named = wish.clone();
    named["broadcaster_user_id"] = json!(other);
    assert_eq!(create(&app, named).await.status, 200);
    assert_eq!(get(&emulator, &app, PATH).await.as_array().unwrap().len(), 3);
    assert_eq!(get(&emulator, &user, PATH).await.as_array().unwrap().len(), 2);
    let filtered = get(&emulator, &app, &format!("{PATH}?broadcaster_user_id={other}")).await;
    assert_eq!(filtered.as_array().unwrap().len(), 1);

    // A user's call leaves what is another's.
    let foreign = filtered[0]["id"].as_str().unwrap();
    let both = format!("{PATH}?id={}&id={foreign}", ids[0]);
    assert_eq!(call(&emulator, &user, "DELETE", &both, None).await.status, 204);
    assert_eq!(kick.event_subscriptions("streamer"), [ids[1].clone()]);
    assert_eq!(kick.event_subscriptions("other"), [foreign]);
    for bad in [PATH.to_owned(), format!("{PATH}?{}", repeated("id", 51))] {
        assert_eq!(call(&emulator, &user, "DELETE", &bad, None).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn each_event_of_a_wish_succeeds_or_fails_alone() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    kick.chat_subscription_limit(1);
    kick.subscribe_events("other", &["chat.message.sent"]);
    let token = kick.user_token("streamer", &["events:subscribe"]);
    let events = json!([{"name": "chat.message.sent", "version": 1},
        {"name": "channel.followed", "version": 1}, {"name": "channel.followed", "version": 2},
        {"name": "channel.hosted", "version": 1}]);
    let answer = call(&emulator, &token, "POST", PATH, Some(json!({"events": events}))).await;
    let data = answer.json()["data"].clone();
    assert_eq!(data[0]["error"], "subscription limit reached");
    assert!(data[1]["subscription_id"].is_string());
    assert!(data[2]["error"].is_string() && data[3]["error"].is_string());
    assert_eq!(kick.event_subscriptions("streamer").len(), 1);
    for bad in [json!({}), json!({"events": []}), json!({"events": events, "method": "websocket"})]
    {
        assert_eq!(
            call(&emulator, &token, "POST", PATH, Some(bad.clone())).await.status,
            400,
            "{bad}"
        );
    }
}

#[tokio::test]
async fn the_key_changes_with_its_rotation() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let before = get(&emulator, "", "/v1/public-key").await;
    assert_eq!(before, json!({"public_key": kick.public_key()}));
    assert!(kick.public_key().starts_with("-----BEGIN PUBLIC KEY-----\nMIIB"));
    kick.rotate_key();
    assert_ne!(get(&emulator, "", "/v1/public-key").await, before);
}

#[tokio::test]
async fn claims_are_for_organizations() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let claims: Vec<String> =
        (0..3).map(|nth| kick.claim_drop(&format!("viewer{nth}"), "campaign", "reward")).collect();
    kick.organization(true);
    let token = kick.app_token();
    let path = "/v1/drops/claims";
    let first = get(&emulator, &token, &format!("{path}?limit=2")).await;
    assert_eq!(first["claims"][0]["external_status"], "initiated");
    assert_eq!(first["cursor"], claims[1]);
    let rest = get(&emulator, &token, &format!("{path}?limit=2&cursor={}", claims[1])).await;
    assert_eq!((&rest["claims"][0]["claim_id"], &rest["cursor"]), (&json!(claims[2]), &json!("")));

    let change = |id: &str| json!({"claims": [{"claim_id": id, "external_status": "fulfilled"}]});
    assert_eq!(call(&emulator, &token, "PATCH", path, Some(change(&claims[0]))).await.status, 204);
    let done = get(&emulator, &token, &format!("{path}?external_status=fulfilled")).await;
    assert_eq!(done["claims"][0]["claim_id"], claims[0]);
    let user = kick.user("viewer2");
    let mine = get(&emulator, &token, &format!("{path}?user_id={user}")).await;
    assert_eq!(mine["claims"].as_array().unwrap().len(), 1);
    assert_eq!(call(&emulator, &token, "PATCH", path, Some(change("x"))).await.status, 404);
    let many = json!({"claims": vec![change("x")["claims"][0].clone(); 101]});
    for bad in [many, json!({"claims": []}), json!({"claims": [{"claim_id": "x"}]})] {
        assert_eq!(call(&emulator, &token, "PATCH", path, Some(bad)).await.status, 400);
    }
    let answer = call(&emulator, &token, "GET", &format!("{path}?limit=1001"), None).await;
    assert_eq!(answer.status, 400);
}
