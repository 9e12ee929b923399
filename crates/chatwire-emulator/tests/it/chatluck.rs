//! Chatluck keeps what it is told and refuses what it must.

use chatwire_emulator::{Emulator, Platform};
use serde_json::{Value, json};

use crate::client::{Answer, Ask};

fn ask(emulator: &Emulator, method: &str, path: &str) -> Ask {
    let url = format!("{}{path}", emulator.url(Platform::Chatluck));
    Ask::new(method, &url).header("authorization", &format!("Bearer {}", emulator.chatluck().key()))
}

async fn get(emulator: &Emulator, path: &str) -> Answer {
    ask(emulator, "GET", path).send().await
}

async fn post(emulator: &Emulator, path: &str, body: &Value) -> Answer {
    ask(emulator, "POST", path).json(body).send().await
}

fn texts(answer: &Answer, list: &str, field: &str) -> Vec<String> {
    let body = answer.json();
    body[list]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item[field].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn what_was_posted_is_listed() {
    let emulator = Emulator::start().await.unwrap();
    let channel = emulator.chatluck().channel("general");
    let alice = emulator.chatluck().user("alice");
    assert_eq!((channel.as_str(), alice.as_str()), ("ch_1", "user_2"));
    let sent = post(
        &emulator,
        "/messages",
        &json!({"channel_id": channel, "content": "héllo 🔥", "user_id": alice,
                "attachments": [{"url": "https://cdn.test/a.png"}, "https://cdn.test/b"], "metadata": {"k": 1}}),
    )
    .await;
    assert_eq!(sent.status, 201);
    assert_eq!(
        sent.json(),
        json!({"id": "msg_1", "channel_id": "ch_1", "user_id": "user_2", "content": "héllo 🔥",
               "created_at": "2025-01-01T00:00:03Z", "updated_at": null,
               "attachments": [{"url": "https://cdn.test/a.png"}, "https://cdn.test/b"], "metadata": {"k": 1}})
    );
    let own = post(
        &emulator,
        "/messages",
        &json!({"channel_id": channel, "content": "from the key's owner"}),
    )
    .await;
    assert_eq!(own.json()["user_id"], "user_1");
    emulator.chatluck().say("general", "bob", "from the test");

    let listed = get(&emulator, "/messages?channel_id=ch_1&limit=50").await;
    assert_eq!(texts(&listed, "messages", "id"), ["msg_1", "msg_2", "msg_3"]);
    assert_eq!(listed.json()["messages"][0], sent.json());
    assert_eq!(listed.json()["has_more"], json!(false));
    assert_eq!(listed.json()["next_offset"], Value::Null);
    assert_eq!(emulator.chatluck().messages("general").len(), 3);
    let other = emulator.chatluck().channel("other");
    assert_eq!(
        texts(&get(&emulator, &format!("/messages?channel_id={other}")).await, "messages", "id"),
        [""; 0]
    );
}

#[tokio::test]
async fn channels_are_created_and_private_ones_hidden() {
    let emulator = Emulator::start().await.unwrap();
    let (a, b) = (emulator.chatluck().user("a"), emulator.chatluck().user("b"));
    let made = post(
        &emulator,
        "/channels",
        &json!({"name": "チーム", "description": "d", "is_private": true, "member_ids": [a, b, a]}),
    )
    .await;
    assert_eq!(made.status, 201);
    assert_eq!(made.json()["member_count"], 3);
    assert_eq!(made.json()["is_private"], true);
    post(&emulator, "/channels", &json!({"name": "open"})).await;
    assert_eq!(texts(&get(&emulator, "/channels?limit=50").await, "channels", "name"), ["open"]);
    let all = get(&emulator, "/channels?limit=50&include_private=true").await;
    assert_eq!(texts(&all, "channels", "name"), ["チーム", "open"]);
    assert_eq!(emulator.chatluck().private_channel("open"), "ch_2");
    assert_eq!(texts(&get(&emulator, "/channels").await, "channels", "name"), [""; 0]);
}

#[tokio::test]
async fn users_are_found_and_filtered() {
    let emulator = Emulator::start().await.unwrap();
    emulator.chatluck().user("alice");
    emulator.chatluck().set_status("bob", "inactive");
    let alice = get(&emulator, "/users/user_2").await;
    assert_eq!(alice.json()["name"], "alice");
    assert_eq!(
        texts(&get(&emulator, "/users?status=active").await, "users", "name"),
        ["bot", "alice"]
    );
    assert_eq!(texts(&get(&emulator, "/users?status=inactive").await, "users", "name"), ["bob"]);
    assert_eq!(texts(&get(&emulator, "/users?status=odd").await, "users", "name"), [""; 0]);
}

#[tokio::test]
async fn pages_cover_everything_once() {
    let emulator = Emulator::start().await.unwrap();
    for n in 1..=7 {
        emulator.chatluck().say("general", "alice", &format!("{n}"));
    }
    let mut seen = Vec::new();
    let mut offset = "0".to_owned();
    loop {
        let page =
            get(&emulator, &format!("/messages?channel_id=ch_1&limit=3&offset={offset}")).await;
        seen.extend(texts(&page, "messages", "content"));
        assert_eq!(page.json()["total"], 7);
        match page.json()["next_offset"].as_str() {
            Some(next) => next.clone_into(&mut offset),
            None => break,
        }
    }
    assert_eq!(seen, ["1", "2", "3", "4", "5", "6", "7"]);
    let before = get(&emulator, "/messages?channel_id=ch_1&limit=2&before=msg_5").await;
    assert_eq!(texts(&before, "messages", "content"), ["3", "4"]);
    let after = get(&emulator, "/messages?channel_id=ch_1&limit=2&after=msg_5").await;
    assert_eq!(texts(&after, "messages", "content"), ["6", "7"]);
}

#[tokio::test]
async fn paging_can_be_poorer() {
    let emulator = Emulator::start().await.unwrap();
    for n in 1..=4 {
        emulator.chatluck().say("general", "alice", &format!("{n}"));
    }
    emulator.chatluck().paging_fields(false);
    let page = get(&emulator, "/messages?channel_id=ch_1&limit=2&offset=2").await;
    assert_eq!(texts(&page, "messages", "content"), ["3", "4"]);
    assert_eq!(page.json().as_object().unwrap().len(), 1);
    emulator.chatluck().ignore_offset(true);
    let page = get(&emulator, "/messages?channel_id=ch_1&limit=2&offset=2").await;
    assert_eq!(texts(&page, "messages", "content"), ["1", "2"]);
    emulator.chatluck().newest_first(true);
    let page = get(&emulator, "/messages?channel_id=ch_1&limit=2").await;
    assert_eq!(texts(&page, "messages", "content"), ["4", "3"]);
}

#[tokio::test]
async fn only_listed_keys_come_in() {
    let emulator = Emulator::builder()
        .credential(Platform::Chatluck, "k1")
        .credential(Platform::Chatluck, "k2")
        .start()
        .await;
    let emulator = emulator.unwrap();
    assert_eq!(emulator.chatluck().key(), "k1");
    let url = format!("{}/users", emulator.url(Platform::Chatluck));
    let with = |value: &str| Ask::new("GET", &url).header("authorization", value).send();
    assert_eq!(with("Bearer k2").await.status, 200);
    for refused in ["Bearer k3", "Bearer ck_test_key", "bearer", "Basic k1", "Bearer "] {
        let answer = with(refused).await;
        assert_eq!(
            (answer.status, answer.json()),
            (401, json!({"error": answer.json()["error"]})),
            "{refused}"
        );
    }
    assert_eq!(Ask::new("GET", &url).send().await.status, 401);
}

#[tokio::test]
async fn bad_input_is_refused_in_the_platform_s_form() {
    let emulator = Emulator::start().await.unwrap();
    emulator.chatluck().channel("general");
    for (path, status) in [
        ("/messages", 400),
        ("/messages?channel_id=ch_9", 404),
        ("/messages?channel_id=ch_1&before=msg_9", 404),
        ("/messages?channel_id=ch_1&limit=many", 400),
        ("/channels?offset=-1", 400),
        ("/channels?include_private=maybe", 400),
        ("/users/user_9", 404),
        ("/users/..%2Fchannels", 404),
        ("/nothing", 404),
    ] {
        let answer = get(&emulator, path).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.json()["error"].is_string(), "{path}");
    }
    for (path, body, status) in [
        ("/messages", json!([]), 400),
        ("/messages", json!({"content": "x"}), 400),
        ("/messages", json!({"channel_id": "ch_1"}), 400),
        ("/messages", json!({"channel_id": "ch_1", "content": ""}), 422),
        ("/messages", json!({"channel_id": "ch_1", "content": 1}), 422),
        ("/messages", json!({"channel_id": "ch_1", "content": "x", "attachments": [1]}), 422),
        ("/messages", json!({"channel_id": "ch_1", "content": "x", "metadata": "m"}), 422),
        ("/messages", json!({"channel_id": "ch_1", "content": "x", "user_id": "user_9"}), 404),
        ("/messages", json!({"channel_id": "ch_9", "content": "x"}), 404),
        ("/channels", json!({"name": ""}), 422),
        ("/channels", json!({"name": "x", "is_private": "yes"}), 422),
        ("/channels", json!({"name": "x", "member_ids": ["user_9"]}), 404),
        ("/users", json!({}), 405),
    ] {
        let answer = post(&emulator, path, &body).await;
        assert_eq!(answer.status, status, "{path} {body}");
        assert!(answer.json()["error"].is_string(), "{path} {body}");
    }
    let broken = ask(&emulator, "POST", "/messages").body("application/json", "{").send().await;
    assert_eq!(broken.status, 400);
    assert_eq!(emulator.chatluck().messages("general").len(), 0);
}

#[tokio::test]
async fn the_eleventh_request_in_a_second_waits() {
    let emulator = Emulator::start().await.unwrap();
    for _ in 0..12 {
        assert_eq!(get(&emulator, "/users").await.status, 200);
    }
    emulator.chatluck().enforce_rate_limit(true);
    let mut statuses = Vec::new();
    for _ in 0..11 {
        let answer = get(&emulator, "/users").await;
        statuses.push((answer.status, answer.header("retry-after").map(str::to_owned)));
    }
    assert_eq!(statuses[..10], vec![(200, None); 10]);
    assert_eq!(statuses[10], (429, Some("1".to_owned())));
}
