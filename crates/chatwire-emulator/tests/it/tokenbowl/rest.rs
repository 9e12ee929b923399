//! Calls and rules that the records leave out.

use chatwire_emulator::tokenbowl::{Release, Role};
use chatwire_emulator::{Emulator, Platform, Script};
use serde_json::{Value, json};

use crate::client::{Answer, Ask};

async fn call(emulator: &Emulator, user: &str, method: &str, path: &str, body: Value) -> Answer {
    let url = emulator.url(Platform::TokenBowl) + path;
    let ask = Ask::new(method, &url).header("x-api-key", &emulator.tokenbowl().key(user));
    if body.is_null() { ask.send().await } else { ask.json(&body).send().await }
}

async fn get(emulator: &Emulator, user: &str, path: &str) -> Value {
    let answer = call(emulator, user, "GET", path, Value::Null).await;
    assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

#[tokio::test]
async fn every_release_lists_its_routes() {
    let emulator = Emulator::start().await.unwrap();
    for (release, count) in [(Release::V2_0_1, 46), (Release::V1_1_5, 42), (Release::V0_5_4, 35)] {
        emulator.tokenbowl().release(release);
        let document = get(&emulator, "alice", "/openapi.json").await;
        assert_eq!(document["info"]["version"], "0.1.0");
        let paths = document["paths"].as_object().unwrap();
        let methods: usize = paths.values().map(|methods| methods.as_object().unwrap().len()).sum();
        assert_eq!(methods, count, "{release:?}");
        assert_eq!(paths.contains_key("/typing"), release == Release::V2_0_1);
    }
}

#[tokio::test]
async fn limits_count_characters() {
    let emulator = Emulator::start().await.unwrap();
    let send = async |content: String| {
        call(&emulator, "alice", "POST", "/messages", json!({"content": content})).await
    };
    assert_eq!(send("🎳".repeat(10_000)).await.status, 201);
    let long = send("🎳".repeat(10_001)).await;
    assert_eq!(long.status, 422);
    assert_eq!(long.json()["detail"][0]["msg"], "String should have at most 10000 characters");
    assert_eq!(long.json()["detail"][0]["ctx"], json!({"max_length": 10_000}));
    let body = json!({"content": "x", "to_username": ""});
    assert_eq!(call(&emulator, "alice", "POST", "/messages", body).await.status, 422);
    let url = format!("http://127.0.0.1/{}", "x".repeat(2067));
    let body = json!({"webhook_url": url});
    let long = call(&emulator, "alice", "PATCH", "/users/me/webhook", body).await;
    assert_eq!(long.json()["detail"][0]["type"], "url_too_long");
    let several = json!({"username": 5, "webhook_url": 5, "role": "king", "viewer": "perhaps", "emoji": null});
    let wrong = call(&emulator, "alice", "POST", "/register", several).await.json();
    let types: Vec<_> =
        wrong["detail"].as_array().unwrap().iter().map(|each| each["type"].clone()).collect();
    assert_eq!(types, ["string_type", "url_type", "enum", "bool_parsing"]);
    let list =
        call(&emulator, "alice", "GET", "/conversations?limit=0&offset=-1", Value::Null).await;
    let detail = list.json()["detail"].clone();
    assert_eq!(
        (&detail[0]["type"], &detail[0]["ctx"], &detail[1]["loc"]),
        (&json!("greater_than_equal"), &json!({"ge": 1}), &json!(["query", "offset"]))
    );
    let many = call(&emulator, "alice", "GET", "/conversations?limit=101", Value::Null).await;
    assert_eq!(many.json()["detail"][0]["type"], "less_than_equal");
}

#[tokio::test]
async fn bad_json_is_located() {
    let emulator = Emulator::start().await.unwrap();
    let key = emulator.tokenbowl().key("alice");
    let url = emulator.url(Platform::TokenBowl) + "/messages";
    let post = async |kind: &str, body: &str| {
        let ask =
            Ask::new("POST", &url).header("x-api-key", &key).body(kind, body.as_bytes().to_vec());
        ask.send().await.json()["detail"][0].clone()
    };
    for (body, offset, why) in [
        ("{\"a\":1} x", 8, "Extra data"),
        ("{\"a\" 1}", 5, "Expecting ':' delimiter"),
        ("{\"a\":1 \"b\":2}", 7, "Expecting ',' delimiter"),
        ("nope", 0, "Expecting value"),
    ] {
        let detail = post("application/json", body).await;
        assert_eq!(detail["type"], "json_invalid", "{body}");
        assert_eq!(detail["ctx"]["error"], why, "{body}");
        assert_eq!(detail["loc"], json!(["body", offset]), "{body}");
    }
    assert_eq!(post("text/plain", "{}").await["type"], "model_attributes_type");
    assert_eq!(post("application/json", "").await["loc"], json!(["body"]));
    // A body that is no JSON is found before a wrong key is.
    let keyless = Ask::new("POST", &url).body("application/json", b"[".to_vec()).send().await;
    assert_eq!(keyless.status, 422);
}

#[tokio::test]
async fn bodies_are_read_as_bytes_of_a_kind() {
    let emulator = Emulator::start().await.unwrap();
    let key = emulator.tokenbowl().key("alice");
    let url = emulator.url(Platform::TokenBowl) + "/messages";
    let status = async |kind: &str, body: &[u8]| {
        let ask = Ask::new("POST", &url).header("x-api-key", &key).body(kind, body);
        ask.send().await.status
    };
    let body = b"{\"content\":\"x\"}".as_slice();
    for (kind, wanted) in [
        ("application/json; charset=utf-8", 201),
        ("APPLICATION/problem+JSON", 201),
        ("text/json", 422),
        ("application/jsonx", 422),
    ] {
        assert_eq!(status(kind, body).await, wanted, "{kind}");
    }
    assert_eq!(status("application/json", b"{\"content\":\"\xff\"}").await, 400);
    assert_eq!(status("application/json", b"\xef\xbb\xbf{\"content\":\"x\"}").await, 201);
    assert_eq!(status("application/json", b"{\"content\":NaN}").await, 500);
}

#[tokio::test]
async fn a_slash_too_many_is_sent_elsewhere() {
    let emulator = Emulator::start().await.unwrap();
    let answer = call(&emulator, "alice", "POST", "/messages/?x=1", json!({"content": "x"})).await;
    let to = emulator.url(Platform::TokenBowl) + "/messages?x=1";
    assert_eq!((answer.status, answer.header("location")), (307, Some(to.as_str())));
    for unknown in ["/nope/", "/", "/ws/"] {
        assert_eq!(call(&emulator, "alice", "GET", unknown, Value::Null).await.status, 404);
    }
}

#[tokio::test]
async fn a_name_outside_the_limits_breaks_what_needs_it() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.user_with_role("root", Role::Admin);
    let carol = tokenbowl.user("carol");
    let own = Ask::new("GET", &(emulator.url(Platform::TokenBowl) + "/users/me"))
        .header("x-api-key", &tokenbowl.key("carol"));
    let path = format!("/admin/users/{carol}");
    for name in ["", "carol"] {
        let body = json!({"username": name});
        assert_eq!(call(&emulator, "root", "PATCH", &path, body).await.status, 500);
    }
    assert_eq!(own.send().await.status, 500);
    let bot = format!("/bots/{carol}");
    assert_eq!(call(&emulator, "root", "PATCH", &bot, json!({})).await.status, 500);
    let send = async |body: Value| call(&emulator, "alice", "POST", "/messages", body).await.status;
    tokenbowl.user("bob");
    assert_eq!(send(json!({"content": "to all"})).await, 500);
    assert_eq!(tokenbowl.messages().len(), 1, "stored all the same");
    assert_eq!(send(json!({"content": "psst", "to_username": "bob"})).await, 201);
    assert_eq!(call(&emulator, "root", "DELETE", &path, Value::Null).await.status, 500);
}

#[tokio::test]
async fn pages_of_messages() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.keep(4);
    for nth in 0..6 {
        tokenbowl.say("alice", &nth.to_string());
    }
    let page = async |query: &str| {
        let list = get(&emulator, "bob", &format!("/messages{query}")).await;
        let messages = list["messages"].as_array().unwrap();
        let contents: String =
            messages.iter().map(|message| message["content"].as_str().unwrap()).collect();
        (contents, list["pagination"]["has_more"] == true)
    };
    assert_eq!(page("").await, ("5432".to_owned(), false));
    assert_eq!(page("?limit=0").await, (String::new(), true));
    assert_eq!(page("?limit=-1").await, ("5432".to_owned(), false));
    assert_eq!(page("?limit=1&offset=-7").await, ("5".to_owned(), true));
    assert_eq!(page("?limit=2&offset=3").await, ("2".to_owned(), false));
    assert_eq!(page("?since=").await.0, "5432");
    let third = tokenbowl.messages()[1]["timestamp"].as_str().unwrap().replace('+', "%2B");
    assert_eq!(page(&format!("?since={third}")).await.0, "54");
    let unread = get(&emulator, "bob", "/messages/unread?limit=2&offset=1").await;
    assert_eq!((&unread[0]["content"], &unread[1]["content"]), (&json!("3"), &json!("4")));
    tokenbowl.release(Release::V0_5_4);
    assert_eq!(page("?limit=2").await, ("23".to_owned(), true));
}

#[tokio::test]
async fn renames_lose_marks_and_conversations() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.user_with_role("root", Role::Admin);
    let id = tokenbowl.say("alice", "x");
    tokenbowl.read("bob", &id);
    tokenbowl.dm("alice", "bob", "psst");
    call(&emulator, "bob", "POST", "/conversations", json!({"message_ids": [id]})).await;
    assert_eq!(get(&emulator, "bob", "/messages/unread/count").await["total_unread"], 1);
    let new = json!({"username": "rob"});
    assert_eq!(call(&emulator, "bob", "PATCH", "/users/me/username", new).await.status, 200);
    assert_eq!(get(&emulator, "rob", "/messages/unread/count").await["total_unread"], 2);
    assert_eq!(get(&emulator, "rob", "/conversations").await["pagination"]["total"], 0);
    assert_eq!(tokenbowl.messages()[1]["to_username"], "rob");

    // An administrator's rename does not even take the messages along.
    let alice = tokenbowl.user("alice");
    let path = format!("/admin/users/{alice}");
    let renamed = call(&emulator, "root", "PATCH", &path, json!({"username": "alicia"})).await;
    assert_eq!(renamed.json()["username"], "alicia");
    let first = tokenbowl.messages()[0].clone();
    assert_eq!((&first["from_username"], &first["from_user_id"]), (&json!("alice"), &json!("")));
    // False takes no role away.
    let still = call(&emulator, "root", "PATCH", &path, json!({"admin": true})).await.json();
    assert_eq!(still["role"], "admin");
    let still = call(&emulator, "root", "PATCH", &path, json!({"admin": false})).await.json();
    assert_eq!(still["role"], "admin");
}

#[tokio::test]
async fn sign_in_by_mail() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.magic_links(true);
    tokenbowl.user("ann");
    tokenbowl.user_with_role("root", Role::Admin);
    let sent =
        call(&emulator, "root", "POST", "/auth/magic-link/send", json!({"email": "ann@x.test"}))
            .await;
    assert_eq!(sent.json()["email"], "ann@x.test");
    let token = tokenbowl.magic_link("ann@x.test").unwrap();
    let redeem = async |token: &str| {
        call(&emulator, "root", "POST", "/auth/magic-link/authenticate", json!({"token": token}))
            .await
    };
    let session = redeem(&token).await.json();
    assert_eq!(session["username"], "ann1", "the name was taken");
    assert_eq!(redeem(&token).await.status, 401, "a link works once");
    let url = emulator.url(Platform::TokenBowl) + "/users/me";
    let bearer = format!("Bearer {}", session["session_token"].as_str().unwrap());
    let me = Ask::new("GET", &url).header("authorization", &bearer).send().await.json();
    assert_eq!((&me["email"], &me["api_key"]), (&json!("ann@x.test"), &session["api_key"]));
    let invite = json!({"email": "new@x.test", "signup_url": "https://x.test", "role": "viewer"});
    let invited = call(&emulator, "root", "POST", "/admin/invite", invite).await.json();
    assert_eq!(invited["role"], "viewer");
    let token = tokenbowl.magic_link("new@x.test").unwrap();
    assert_eq!(redeem(&token).await.json()["username"], "new");
    assert_eq!(get(&emulator, "new", "/users/me").await["role"], "member");
}

#[tokio::test]
async fn calls_without_a_record() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    let vic = tokenbowl.user_with_role("vic", Role::Viewer);
    tokenbowl.user_with_role("root", Role::Admin);
    let to_viewer = json!({"content": "x", "to_username": "vic"});
    let refused = call(&emulator, "alice", "POST", "/messages", to_viewer).await;
    assert_eq!(
        (refused.status, refused.json()),
        (400, json!({"detail": "Cannot send messages to viewer user vic"}))
    );
    let nobody = json!({"content": "x", "to_username": "nobody"});
    assert_eq!(call(&emulator, "alice", "POST", "/messages", nobody).await.status, 404);
    let path = format!("/admin/users/{vic}/regenerate-api-key");
    let old = tokenbowl.key("vic");
    let new = call(&emulator, "root", "POST", &path, Value::Null).await.json()["api_key"].clone();
    assert_ne!(new, old);
    assert_eq!(new, tokenbowl.key("vic"));
    let id = tokenbowl.say("alice", "before");
    let edited = call(
        &emulator,
        "root",
        "PATCH",
        &format!("/admin/messages/{id}"),
        json!({"content": "after"}),
    )
    .await;
    assert_eq!(edited.json(), tokenbowl.messages()[0]);
    let made = call(
        &emulator,
        "alice",
        "POST",
        "/conversations",
        json!({"title": "t", "message_ids": [id]}),
    )
    .await;
    let path = format!("/conversations/{}", made.json()["id"].as_str().unwrap());
    let body = json!({"description": "d", "message_ids": []});
    let changed = call(&emulator, "alice", "PATCH", &path, body).await.json();
    assert_eq!(
        (&changed["title"], &changed["description"], &changed["message_ids"]),
        (&json!("t"), &json!("d"), &json!([]))
    );
    assert_eq!(call(&emulator, "bob", "GET", &path, Value::Null).await.status, 403);
    let unknown = json!({"message_ids": [vic]});
    assert_eq!(call(&emulator, "alice", "PATCH", &path, unknown).await.status, 404);
    let escaped = call(&emulator, "alice", "GET", "/messages/a%2Fb", Value::Null).await;
    assert_eq!(escaped.json()["detail"], "Message a/b not found");
    let typing = call(&emulator, "alice", "POST", "/typing?to_username=nobody", Value::Null).await;
    assert_eq!(typing.json()["to"], "nobody");
}

#[tokio::test]
async fn credentials_scripts_and_clocks() {
    let script = r#"{"tokenbowl": {"release": "1.1.5", "magic_links": true,
        "users": [{"name": "root", "role": "admin"}, {"name": "alice"}],
        "messages": [{"user": "alice", "text": "hi"}, {"user": "root", "to": "alice", "text": "psst", "after_ms": 1}]}}"#;
    let emulator = Emulator::builder()
        .credential(Platform::TokenBowl, "mine")
        .script(Script::from_json(script).unwrap())
        .start()
        .await
        .unwrap();
    let tokenbowl = emulator.tokenbowl();
    assert_eq!(tokenbowl.key("bot"), "mine");
    while tokenbowl.messages().len() < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    assert_eq!(tokenbowl.messages()[1]["to_username"], "alice");
    let users: Vec<_> = tokenbowl.users().iter().map(|user| user["username"].clone()).collect();
    assert_eq!(users, ["bot", "root", "alice"]);
    assert_eq!(get(&emulator, "root", "/admin/websocket/connections").await["total_users"], 0);
    let stamp = tokenbowl.messages()[0]["timestamp"].as_str().unwrap().to_owned();
    assert!(stamp.starts_with("2025-01-01T00:00:0") && stamp.ends_with(".000001+00:00"), "{stamp}");
    tokenbowl.wall_clock(true);
    tokenbowl.say("alice", "now");
    let year = tokenbowl.messages()[2]["timestamp"].as_str().unwrap()[..4].to_owned();
    assert!(year.parse::<i32>().unwrap() > 2025);
}
