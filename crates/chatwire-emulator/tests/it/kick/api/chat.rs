//! Chat and moderation.

use std::time::Duration;

use chatwire_emulator::Emulator;
use serde_json::{Value, json};

use super::call;

#[tokio::test]
async fn users_write_anywhere_and_bots_at_home() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let (home, other) = (kick.user("streamer"), kick.user("other"));
    let token = kick.user_token("streamer", &["chat:write"]);
    let send = async |body: Value| call(&emulator, &token, "POST", "/v1/chat", Some(body)).await;
    let answer = send(json!({"content": "hi", "type": "user", "broadcaster_user_id": other})).await;
    assert_eq!((answer.status, &answer.json()["data"]["is_sent"]), (200, &json!(true)));
    let id = answer.json()["data"]["message_id"].clone();
    assert_eq!(kick.messages("other")[0]["id"], id);
    assert_eq!(kick.messages("other")[0]["sender"], "streamer");

    let answer =
        send(json!({"content": "beep", "type": "bot", "broadcaster_user_id": other})).await;
    assert_eq!(answer.status, 200);
    assert_eq!(kick.messages("streamer")[0]["content"], "beep");
    assert_eq!(kick.messages("other").len(), 1);

    let reply = json!({"content": "to it", "type": "user", "broadcaster_user_id": other,
        "reply_to_message_id": id});
    assert_eq!(send(reply).await.status, 200);
    assert_eq!(kick.messages("other")[1]["reply_to"], id);

    let good = "ä".repeat(500);
    let body =
        |content: &str| json!({"content": content, "type": "user", "broadcaster_user_id": home});
    assert_eq!(send(body(&good)).await.status, 200);
    for (bad, status) in [
        (body(&"x".repeat(501)), 400),
        (body(""), 400),
        (json!({"type": "bot"}), 400),
        (json!({"content": "x", "type": "user"}), 400),
        (json!({"content": "x", "type": "user", "broadcaster_user_id": 1}), 404),
        (json!({"content": "x", "type": "whisper"}), 400),
        (json!({"content": "x"}), 400),
        (json!({"content": "x", "type": "bot", "reply_to_message_id": "1"}), 400),
        (
            json!({"content": "x", "type": "bot",
            "reply_to_message_id": "828f83bb-e391-4c78-9e91-af35a172840e"}),
            404,
        ),
        (Value::Null, 400),
    ] {
        assert_eq!(send(bad.clone()).await.status, status, "{bad}");
    }
    kick.bot(false);
    let answer = send(json!({"content": "beep", "type": "bot"})).await;
    let expected = json!({"data": "Channel not found", "message": "Bad request"});
    assert_eq!((answer.status, answer.json()), (400, expected));
}

#[tokio::test]
async fn messages_are_deleted_by_those_who_may() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let id = kick.say("streamer", "alice", "spam");
    let scope = ["moderation:chat_message:manage"];
    let path = format!("/v1/chat/{id}");
    let stranger = kick.user_token("alice", &scope);
    assert_eq!(call(&emulator, &stranger, "DELETE", &path, None).await.status, 403);
    kick.moderator("streamer", "mod");
    let moderator = kick.user_token("mod", &scope);
    assert_eq!(call(&emulator, &moderator, "DELETE", &path, None).await.status, 204);
    assert!(kick.messages("streamer").is_empty());
    assert_eq!(call(&emulator, &moderator, "DELETE", &path, None).await.status, 404);
    assert_eq!(call(&emulator, &moderator, "DELETE", "/v1/chat/1", None).await.status, 400);
}

#[tokio::test]
async fn bans_hold_for_minutes_or_for_ever() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let (home, alice) = (kick.user("streamer"), kick.user("alice"));
    let token = kick.token("streamer");
    let writer = kick.user_token("alice", &["chat:write"]);
    kick.token_ttl(Duration::from_secs(86_400));
    let ban = async |method: &str, more: Value| {
        let mut body = json!({"broadcaster_user_id": home, "user_id": alice});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        call(&emulator, &token, method, "/v1/moderation/bans", Some(body)).await
    };
    let write = async || {
        let body = json!({"content": "x", "type": "user", "broadcaster_user_id": home});
        call(&emulator, &writer, "POST", "/v1/chat", Some(body)).await.status
    };
    let answer = ban("POST", json!({"duration": 10, "reason": "spam"})).await;
    assert_eq!((answer.status, answer.json()), (200, json!({"data": {}, "message": "OK"})));
    assert_eq!(write().await, 400);
    emulator.advance(Duration::from_secs(601));
    assert_eq!(write().await, 200);
    assert_eq!(ban("POST", json!({})).await.status, 200);
    assert_eq!(write().await, 400);
    assert_eq!(ban("DELETE", json!({})).await.status, 200);
    assert_eq!(write().await, 200);
    assert_eq!(ban("DELETE", json!({})).await.status, 400);
    for bad in [
        json!({"duration": 0}),
        json!({"duration": 10_081}),
        json!({"duration": "10"}),
        json!({"reason": "x".repeat(101)}),
        json!({"user_id": null}),
        json!({"user_id": home}),
    ] {
        assert_eq!(ban("POST", bad.clone()).await.status, 400, "{bad}");
    }
    assert_eq!(ban("POST", json!({"user_id": 1})).await.status, 404);
    let other = kick.user("other");
    assert_eq!(ban("POST", json!({"broadcaster_user_id": other})).await.status, 403);
}
