//! The site's lookups, and the endpoints that name a socket.

use std::time::Duration;

use chatwire_emulator::kick::{Block, Provider};
use chatwire_emulator::{Emulator, Fault, Platform};
use serde_json::{Value, json};

use super::line::{Line, ORIGIN, at};
use crate::client::{Answer, Ask};

async fn channel(emulator: &Emulator, slug: &str) -> Answer {
    Ask::new("GET", &at(emulator, &format!("/api/v2/channels/{slug}"))).send().await
}

fn wish(providers: &[&str]) -> Value {
    let accepted: Vec<Value> = providers.iter().map(|name| json!({"provider": name})).collect();
    json!({"client": {"id": "c1", "type": "web"}, "capabilities": {"accepted_providers": accepted}})
}

async fn negotiate(emulator: &Emulator, path: &str, body: &Value) -> Answer {
    Ask::new("POST", &at(emulator, path)).header("origin", ORIGIN).json(body).send().await
}

#[tokio::test]
async fn a_channel_by_its_slug() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let ids = kick.ids("Some_User");
    assert_eq!(ids.slug, "some-user");
    kick.follow("Some_User", "Alice");
    let answer = channel(&emulator, "Some-User").await;
    assert_eq!(answer.status, 200);
    let body = answer.json();
    assert_eq!(body["id"], ids.channel_id);
    assert_eq!(body["user_id"], ids.broadcaster_user_id);
    assert_eq!(body["chatroom"]["id"], ids.chatroom_id);
    assert_eq!(
        (&body["slug"], &body["user"]["username"]),
        (&json!("some-user"), &json!("Some_User"))
    );
    assert_eq!(
        (&body["followers_count"], &body["verified"], &body["livestream"]),
        (&json!(1), &json!(null), &json!(null))
    );
    for field in ["is_banned", "playback_url", "vod_enabled", "subscription_enabled", "can_host"] {
        assert!(!body[field].is_null(), "{field}");
    }
    assert!(body["user"]["bio"].is_string() && body["user"]["profile_pic"].is_string());
    for missing in ["some_user", "nobody", "..%2F"] {
        assert_eq!(channel(&emulator, missing).await.status, 404, "{missing}");
    }
    kick.verify("Some_User");
    kick.go_live("Some_User", "now");
    let body = channel(&emulator, "some-user").await.json();
    assert_eq!(
        (&body["livestream"]["session_title"], &body["livestream"]["is_live"]),
        (&json!("now"), &json!(true))
    );
    assert_eq!(body["verified"]["channel_id"], ids.channel_id);
}

#[tokio::test]
async fn the_edge_blocks_in_two_ways() {
    let emulator = Emulator::start().await.unwrap();
    let live = emulator.kick().live();
    emulator.kick().user("streamer");
    live.block_site(Some(Block::Html));
    let answer = channel(&emulator, "streamer").await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (403, Some("text/html; charset=UTF-8"))
    );
    live.block_site(Some(Block::Json));
    let answer = channel(&emulator, "streamer").await;
    assert_eq!(
        (answer.status, &answer.json()["error"]),
        (403, &json!("Request blocked by security policy."))
    );
    live.block_realtime(Some(Block::Html));
    let answer = negotiate(&emulator, "/api/v1/realtime/connection", &wish(&["centrifugo"])).await;
    assert_eq!(answer.status, 403);
    live.block_site(None);
    live.block_realtime(None);
    assert_eq!(channel(&emulator, "streamer").await.status, 200);
    emulator.fault(Platform::Kick, Fault::retry_after(429, 3));
    let answer = channel(&emulator, "streamer").await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("3")));
}

#[tokio::test]
async fn recent_messages_and_the_pinned_one() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    let room = kick.room("streamer");
    let first = kick.say("streamer", "Alice", "first");
    let gone = kick.say("streamer", "Alice", "gone");
    kick.reply("streamer", "Bob", "to you", &first);
    kick.say("another", "Alice", "elsewhere");
    room.celebrate("Alice", 6, "six!");
    kick.delete_message(&gone);
    assert!(room.pin(&first, "Mod", 1_200) && !room.pin("unknown", "Mod", 1));
    let path = format!("/api/v2/channels/{}/messages", kick.ids("streamer").channel_id);
    let data = Ask::new("GET", &at(&emulator, &path)).send().await.json()["data"].clone();
    let of = |data: &Value, name: &str| -> Vec<Value> {
        data["messages"].as_array().unwrap().iter().map(|each| each[name].clone()).collect()
    };
    assert_eq!(of(&data, "content"), ["six!", "to you", "first"]);
    assert_eq!(of(&data, "type"), ["celebration", "reply", "message"]);
    let metadata: Value =
        serde_json::from_str(data["messages"][1]["metadata"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&metadata["original_message"]["id"], &metadata["original_sender"]["username"]),
        (&json!(first), &json!("Alice"))
    );
    assert_eq!(data["pinned_message"]["message"]["id"], json!(first));
    room.unpin();
    live.history(1);
    let data = Ask::new("GET", &at(&emulator, &path)).send().await.json()["data"].clone();
    assert_eq!(of(&data, "content"), ["six!"]);
    assert_eq!(data["pinned_message"], Value::Null);
    let user_id = kick.user("streamer");
    for wrong in [user_id.to_string(), "streamer".to_owned()] {
        let path = format!("/api/v2/channels/{wrong}/messages");
        assert_eq!(Ask::new("GET", &at(&emulator, &path)).send().await.status, 404);
    }
}

#[tokio::test]
async fn names_a_socket_that_works() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let channel = kick.ids("streamer").channel_id;
    let path = format!("/api/v1/realtime/channels/{channel}/chat/connection");
    for path in [path.as_str(), "/api/v1/realtime/connection"] {
        let body = negotiate(&emulator, path, &wish(&["pusher", "centrifugo"])).await.json();
        assert_eq!(body["data"]["mode"], "websocket");
        let connections = body["data"]["connections"].as_array().unwrap();
        assert_eq!((connections.len(), &connections[0]["provider"]), (1, &json!("centrifugo")));
        let url = connections[0]["credentials"]["url"].as_str().unwrap();
        let answer =
            negotiate(&emulator, "/api/v1/realtime/auth/connection", &json!({"client_id": "c1"}))
                .await
                .json();
        let token = answer["data"]["token"].as_str().unwrap();
        let mut line = Line::open(url, Some(ORIGIN)).await.unwrap();
        let reply = line.ask(json!({"id": 1, "connect": {"token": token}})).await;
        assert!(reply["connect"]["client"].is_string());
    }
}

#[tokio::test]
async fn offers_what_the_script_says() {
    let emulator = Emulator::start().await.unwrap();
    let live = emulator.kick().live();
    let path = "/api/v1/realtime/connection";
    let offered = |body: &Value| body["data"]["connections"].clone();
    let pusher = json!([{"provider": "pusher",
        "credentials": {"app_key": "32cbd69e4b950bf97679", "cluster": "us2"}}]);
    let alone = negotiate(&emulator, path, &wish(&["pusher"])).await.json();
    assert_eq!(offered(&alone), json!([]));
    // As in September 2026: both together are answered with Centrifugo, Pusher alone with Pusher.
    live.offer(&[Provider::Centrifugo, Provider::Pusher]);
    let both = negotiate(&emulator, path, &wish(&["pusher", "centrifugo"])).await.json();
    assert_eq!(both["data"]["connections"][0]["provider"], "centrifugo");
    assert_eq!(offered(&negotiate(&emulator, path, &wish(&["pusher"])).await.json()), pusher);
    live.offer(&[Provider::Pusher]);
    assert_eq!(
        offered(&negotiate(&emulator, path, &wish(&["pusher", "centrifugo"])).await.json()),
        pusher
    );
}

#[tokio::test]
async fn what_the_endpoints_refuse() {
    let emulator = Emulator::start().await.unwrap();
    let live = emulator.kick().live();
    let path = "/api/v1/realtime/connection";
    let post = |origin: Option<&str>| {
        let ask = Ask::new("POST", &at(&emulator, path)).json(&wish(&["centrifugo"]));
        match origin {
            Some(origin) => ask.header("origin", origin).send(),
            None => ask.send(),
        }
    };
    assert_eq!(post(None).await.status, 403);
    assert_eq!(
        post(Some("https://kick.example")).await.json()["error"],
        "Request blocked by security policy."
    );
    live.check_origin(false);
    assert_eq!(post(None).await.status, 200);
    let unknown = "/api/v1/realtime/channels/1/chat/connection";
    assert_eq!(negotiate(&emulator, unknown, &wish(&["centrifugo"])).await.status, 404);
    for bad in [
        json!({}),
        json!([]),
        json!({"client": {"id": "", "type": "web"}}),
        json!({"client": {"id": "c", "type": "web"}}),
    ] {
        assert_eq!(negotiate(&emulator, path, &bad).await.status, 400, "{bad}");
    }
    let token = "/api/v1/realtime/auth/connection";
    for bad in [json!({}), json!({"client_id": ""}), json!({"client_id": 7})] {
        assert_eq!(negotiate(&emulator, token, &bad).await.status, 400, "{bad}");
    }
    live.token_ttl(Duration::from_secs(60));
    let old = negotiate(&emulator, token, &json!({"client_id": "c1"})).await.json();
    emulator.advance(Duration::from_secs(60));
    let mut line = Line::open(&live.centrifugo_url(), Some(ORIGIN)).await.unwrap();
    let reply = line.ask(json!({"id": 1, "connect": {"token": old["data"]["token"]}})).await;
    assert_eq!(reply["error"]["code"], 109);
}
