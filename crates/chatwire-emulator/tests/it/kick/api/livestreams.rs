//! Who is live.

use chatwire_emulator::Emulator;
use serde_json::{Value, json};

use super::{call, get, repeated};

fn names(list: &Value, of: impl Fn(&Value) -> Value) -> Value {
    list.as_array().unwrap().iter().map(of).collect()
}

#[tokio::test]
async fn the_older_list_sorts_and_the_newer_one_pages() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    for (name, viewers) in [("one", 5), ("two", 50), ("three", 500), ("off", 1)] {
        kick.go_live(name, name);
        kick.viewers(name, viewers);
    }
    kick.describe("two", "two", 57, "pt-BR");
    assert!(kick.go_offline("off"));
    assert!(!kick.go_offline("off"));
    let token = kick.app_token();
    let slugs = |list: &Value| names(list, |each| each["slug"].clone());
    for (query, expected) in [
        ("", json!(["three", "two", "one"])),
        ("?sort=started_at", json!(["three", "two", "one"])),
        ("?limit=1", json!(["three"])),
        ("?category_id=57", json!(["two"])),
        ("?language=en", json!(["three", "one"])),
    ] {
        let list = get(&emulator, &token, &format!("/v1/livestreams{query}")).await;
        assert_eq!(slugs(&list), expected, "{query}");
    }
    let ids = kick.ids("two");
    let path = format!("/v1/livestreams?broadcaster_user_id={}", ids.broadcaster_user_id);
    let one = get(&emulator, &token, &path).await;
    assert_eq!(one[0]["channel_id"], ids.channel_id);
    assert_eq!(one[0]["stream_title"], "two");

    let slugs = |list: &Value| names(list, |each| each["channel"]["slug"].clone());
    let first = call(&emulator, &token, "GET", "/v2/livestreams?limit=2", None).await.json();
    assert_eq!(slugs(&first["data"]), json!(["one", "two"]));
    let cursor = first["pagination"]["next_cursor"].as_str().unwrap();
    let path = format!("/v2/livestreams?limit=2&cursor={cursor}");
    let second = call(&emulator, &token, "GET", &path, None).await.json();
    assert_eq!(slugs(&second["data"]), json!(["three"]));
    assert_eq!(second["pagination"]["next_cursor"], "");
    let some = "/v2/livestreams?language_code=pt-BR&language_code=de&category_id=57&category_id=15";
    assert_eq!(slugs(&get(&emulator, &token, some).await), json!(["two"]));

    let path = format!("/v1/users/livestreams?user_id={}&user_id=9", ids.broadcaster_user_id);
    let of_users = get(&emulator, &token, &path).await;
    assert_eq!(of_users[0]["broadcaster_user"]["id"], ids.broadcaster_user_id);
    assert_eq!(of_users[0]["id"].as_str().unwrap().len(), 26);
    assert_eq!(get(&emulator, &token, "/v1/livestreams/stats").await, json!({"total_count": 3}));
}

#[tokio::test]
async fn limits_are_refused() {
    let emulator = Emulator::start().await.unwrap();
    let token = emulator.kick().app_token();
    for path in [
        "/v1/livestreams?limit=101".to_owned(),
        "/v1/livestreams?sort=name".to_owned(),
        format!("/v1/livestreams?{}", repeated("broadcaster_user_id", 51)),
        "/v2/livestreams?limit=0".to_owned(),
        "/v2/livestreams?cursor=x".to_owned(),
        format!("/v2/livestreams?{}", repeated("category_id", 26)),
        format!("/v2/livestreams?{}", repeated("language_code", 26)),
        format!("/v1/users/livestreams?{}", repeated("user_id", 101)),
        "/v1/users/livestreams".to_owned(),
    ] {
        assert_eq!(call(&emulator, &token, "GET", &path, None).await.status, 400, "{path}");
    }
}
