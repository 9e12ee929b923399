//! Users, channels, categories, the leaderboard.

use std::time::Duration;

use chatwire_emulator::Emulator;
use serde_json::{Value, json};

use super::{call, get, repeated};

#[tokio::test]
async fn users_see_themselves_with_mail_and_others_without() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let (me, other) = (kick.user("streamer"), kick.user("Alice"));
    let token = kick.user_token("streamer", &["user:read"]);
    let mine = get(&emulator, &token, "/v1/users").await;
    assert_eq!(mine[0]["email"], "streamer@example.test");
    let both = get(&emulator, &token, &format!("/v1/users?id={other}&id={me}&id=999999")).await;
    assert_eq!(both.as_array().unwrap().len(), 2);
    assert_eq!((&both[0]["name"], &both[0]["email"]), (&json!("Alice"), &json!("")));
    assert_eq!(both[1]["email"], "streamer@example.test");
    let by_app = get(&emulator, &kick.app_token(), &format!("/v1/users?id={me}")).await;
    assert_eq!(by_app[0]["email"], "");
    for bad in ["id=x".to_owned(), repeated("id", 51)] {
        let answer = call(&emulator, &token, "GET", &format!("/v1/users?{bad}"), None).await;
        assert_eq!((answer.status, &answer.json()["message"]), (400, &json!("Bad request")));
    }
}

#[tokio::test]
async fn channels_by_id_by_slug_and_the_own_one() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let ids = kick.ids("Big_Streamer");
    assert_eq!(ids.slug, "big-streamer");
    let app = kick.app_token();
    let one = get(&emulator, &app, "/v1/channels?slug=big-streamer").await;
    assert_eq!(one[0]["broadcaster_user_id"], ids.broadcaster_user_id);
    assert_eq!(one[0]["stream"]["is_live"], false);
    assert_eq!(one[0]["stream"]["start_time"], "0001-01-01T00:00:00Z");
    assert_eq!(one[0]["category"]["name"], "Just Chatting");
    assert!(one[0].get("channel_id").is_none() && one[0].get("chatroom_id").is_none());
    kick.go_live("big-streamer", "now");
    kick.viewers("big-streamer", 12);
    let path = format!(
        "/v1/channels?broadcaster_user_id={}&broadcaster_user_id=7",
        ids.broadcaster_user_id
    );
    let live = get(&emulator, &app, &path).await;
    assert_eq!(live.as_array().unwrap().len(), 1);
    assert_eq!(
        (&live[0]["stream"]["viewer_count"], &live[0]["stream_title"]),
        (&json!(12), &json!("now"))
    );

    // The stream key needs its own scope, and is nobody else's.
    let keyed = kick.user_token("big_streamer", &["channel:read", "streamkey:read"]);
    let secret = get(&emulator, &keyed, "/v1/channels").await[0]["stream"]["key"].clone();
    assert!(secret.as_str().unwrap().starts_with("sk_"));
    let unkeyed = kick.user_token("big_streamer", &["channel:read"]);
    assert_eq!(get(&emulator, &unkeyed, "/v1/channels").await[0]["stream"]["key"], "");
    let stranger = kick.user_token("other", &["channel:read", "streamkey:read"]);
    assert_eq!(
        get(&emulator, &stranger, "/v1/channels?slug=big-streamer").await[0]["stream"]["key"],
        ""
    );

    for bad in [
        "slug=big-streamer&slug=nobody".to_owned(),
        "slug=big-streamer&broadcaster_user_id=1".to_owned(),
        format!("slug={}", "x".repeat(26)),
        repeated("slug", 51),
        repeated("broadcaster_user_id", 51),
    ] {
        let answer = call(&emulator, &app, "GET", &format!("/v1/channels?{bad}"), None).await;
        assert_eq!(answer.status, 400, "{bad}");
        assert!(answer.json()["data"].is_string(), "{bad}");
    }
}

#[tokio::test]
async fn an_update_changes_what_it_names() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let token = kick.token("streamer");
    let patch =
        async |body: Value| call(&emulator, &token, "PATCH", "/v1/channels", Some(body)).await;
    let answer =
        patch(json!({"stream_title": "new", "category_id": 57, "custom_tags": ["a", "b"]})).await;
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(patch(json!({"custom_tags": []})).await.status, 204);
    let now = get(&emulator, &token, "/v1/channels").await;
    assert_eq!((&now[0]["stream_title"], &now[0]["category"]["id"]), (&json!("new"), &json!(57)));
    assert_eq!(now[0]["stream"]["custom_tags"], Value::Null);
    kick.go_live("streamer", "new");
    let live = get(&emulator, &token, "/v1/channels").await;
    assert_eq!(live[0]["stream"]["custom_tags"], json!([]));
    for bad in [
        json!({"category_id": 4}),
        json!({"category_id": "57"}),
        json!({"custom_tags": vec!["x"; 11]}),
        json!([]),
    ] {
        assert_eq!(patch(bad.clone()).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn categories_in_pages_and_by_lists() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    for id in 100..130 {
        kick.category(id, &format!("Game {id}"), &["Game"]);
    }
    let token = kick.app_token();
    let (mut cursor, mut seen) = (String::new(), Vec::new());
    for _ in 0..10 {
        let path = format!("/v2/categories?limit=10&cursor={cursor}");
        let body = call(&emulator, &token, "GET", &path, None).await.json();
        let ids = body["data"].as_array().unwrap().iter().map(|each| each["id"].as_u64().unwrap());
        seen.extend(ids);
        body["pagination"]["next_cursor"].as_str().unwrap().clone_into(&mut cursor);
        if cursor.is_empty() {
            break;
        }
    }
    assert_eq!(seen.len(), 33);
    assert!(seen.is_sorted());
    assert_eq!(get(&emulator, &token, "/v2/categories").await.as_array().unwrap().len(), 25);
    for (path, found) in [
        ("/v2/categories?id=15,57,9", json!([15, 57])),
        ("/v2/categories?name=Music,game%20100", json!([57, 100])),
        ("/v2/categories?tag=irl&id=57", json!([57])),
        ("/v1/categories?q=chat", json!([15])),
        ("/v1/categories?q=chat&page=2", json!([])),
    ] {
        let list = get(&emulator, &token, path).await;
        let ids: Value = list.as_array().unwrap().iter().map(|each| each["id"].clone()).collect();
        assert_eq!(ids, found, "{path}");
    }
    for bad in ["limit=0", "limit=1001", "cursor=Y3Vyc29yMQ", "id=x"] {
        let path = format!("/v2/categories?{bad}");
        assert_eq!(call(&emulator, &token, "GET", &path, None).await.status, 400, "{bad}");
    }
    kick.go_live("streamer", "x");
    kick.viewers("streamer", 5);
    let one = get(&emulator, &token, "/v1/categories/15").await;
    assert_eq!((&one["tags"], &one["viewer_count"]), (&json!(["IRL"]), &json!(5)));
    assert_eq!(call(&emulator, &token, "GET", "/v1/categories/9", None).await.status, 404);
    assert_eq!(call(&emulator, &token, "GET", "/v1/categories/x", None).await.status, 400);
}

#[tokio::test]
async fn the_leaderboard_counts_by_time() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    kick.gift_kicks("streamer", "alice", 500, "old");
    emulator.advance(Duration::from_secs(8 * 86_400));
    kick.gift_kicks("streamer", "bob", 100, "");
    kick.gift_kicks("streamer", "bob", 50, "");
    let token = kick.user_token("streamer", &["kicks:read"]);
    let board = get(&emulator, &token, "/v1/kicks/leaderboard").await;
    assert_eq!(board["lifetime"][0]["username"], "alice");
    assert_eq!(
        (&board["month"][1]["rank"], &board["month"][1]["gifted_amount"]),
        (&json!(2), &json!(150))
    );
    assert_eq!(board["week"].as_array().unwrap().len(), 1);
    let top = get(&emulator, &token, "/v1/kicks/leaderboard?top=1").await;
    assert_eq!(top["lifetime"].as_array().unwrap().len(), 1);
    let answer = call(&emulator, &token, "GET", "/v1/kicks/leaderboard?top=101", None).await;
    assert_eq!(answer.status, 400);
}
