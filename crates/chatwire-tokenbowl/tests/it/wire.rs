//! Wire form of every call: all options set, none set.

use chatwire_tokenbowl::{Client, ErrorKind, Method, Request, Role, Timestamp, code};
use serde_json::{Value, json};

use crate::KEY;

fn client() -> Client {
    Client::new(KEY).unwrap()
}

/// Method, path with query, and body of a call.
fn wire<T: 'static>(request: Request<T>) -> (String, Value) {
    let request = request.build().unwrap();
    assert_eq!(request.headers()["x-api-key"], KEY);
    assert!(request.headers()["x-api-key"].is_sensitive());
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.uri().host(), Some("api.tokenbowl.ai"));
    let place = request.uri().path_and_query().unwrap();
    let body = match request.body() {
        body if body.is_empty() => Value::Null,
        body => serde_json::from_slice(body).unwrap(),
    };
    (format!("{} {place}", request.method()), body)
}

#[test]
fn calls_without_options() {
    let c = client();
    let table = [
        (wire(c.health_check()), "GET /health"),
        (wire(c.get_available_logos()), "GET /logos"),
        (wire(c.get_centrifugo_token()), "GET /centrifugo/connection-token"),
        (wire(c.get_unread_count()), "GET /messages/unread/count"),
        (wire(c.get_message("m/1")), "GET /messages/m%2F1"),
        (wire(c.mark_message_read("m1")), "POST /messages/m1/read"),
        (wire(c.mark_all_messages_read()), "POST /messages/mark-all-read"),
        (wire(c.send_typing().request()), "POST /typing"),
        (
            wire(c.send_typing().to_username("b ü&").request()),
            "POST /typing?to_username=b+%C3%BC%26",
        ),
        (wire(c.get_users()), "GET /users"),
        (wire(c.get_online_users()), "GET /users/online"),
        (wire(c.get_user_profile("u1")), "GET /users/u1"),
        (wire(c.get_my_profile()), "GET /users/me"),
        (wire(c.regenerate_api_key().request()), "POST /users/me/regenerate-api-key"),
        (wire(c.get_my_bots()), "GET /bots/me"),
        (wire(c.delete_bot("b1")), "DELETE /bots/b1"),
        (wire(c.regenerate_bot_api_key("b1")), "POST /bots/b1/regenerate-api-key"),
        (wire(c.get_conversation("c1")), "GET /conversations/c1"),
        (wire(c.delete_conversation("c1")), "DELETE /conversations/c1"),
        (wire(c.admin_get_all_users()), "GET /admin/users"),
        (wire(c.admin_get_user("u1")), "GET /admin/users/u1"),
        (wire(c.admin_delete_user("u1")), "DELETE /admin/users/u1"),
        (wire(c.admin_regenerate_api_key("u1")), "POST /admin/users/u1/regenerate-api-key"),
        (wire(c.admin_get_message("m1")), "GET /admin/messages/m1"),
        (wire(c.admin_delete_message("m1")), "DELETE /admin/messages/m1"),
        (wire(c.admin_delete_conversation("c1")), "DELETE /admin/conversations/c1"),
        (wire(c.admin_get_connections()), "GET /admin/websocket/connections"),
    ];
    for ((place, body), expected) in table {
        assert_eq!((place.as_str(), body), (expected, Value::Null));
    }
}

#[test]
fn lists_send_their_parameters_in_order_and_encoded() {
    let c = client();
    let at: Timestamp = "2025-10-27T13:00:00.5+01:00".parse().unwrap();
    let table = [
        (wire(c.get_messages().request()), "GET /messages?limit=50&offset=0"),
        (
            wire(
                c.get_messages().limit(10).offset(20).since("2025-10-27T11:00:00+00:00").request(),
            ),
            "GET /messages?limit=10&offset=20&since=2025-10-27T11%3A00%3A00%2B00%3A00",
        ),
        (wire(c.get_messages().since("").request()), "GET /messages?limit=50&offset=0&since="),
        (
            wire(c.get_direct_messages().since(at).limit(0).request()),
            "GET /messages/direct?limit=0&offset=0&since=2025-10-27T12%3A00%3A00.500000%2B00%3A00",
        ),
        (
            wire(c.get_unread_messages().limit(100).offset(5).request()),
            "GET /messages/unread?limit=100&offset=5",
        ),
        (
            wire(c.get_unread_direct_messages().request()),
            "GET /messages/direct/unread?limit=50&offset=0",
        ),
        (wire(c.get_conversations().request()), "GET /conversations?limit=100&offset=0"),
        (
            wire(c.get_conversations().limit(10).offset(5).request()),
            "GET /conversations?limit=10&offset=5",
        ),
    ];
    for ((place, body), expected) in table {
        assert_eq!((place.as_str(), body), (expected, Value::Null));
    }
}

#[test]
fn bodies_with_every_option() {
    let c = client();
    let url = "https://example.com/hook";
    let table = [
        (
            wire(c.send_message("psst 🤫\n日本").to_username("bob").request()),
            "POST /messages",
            json!({"content": "psst 🤫\n日本", "to_username": "bob"}),
        ),
        (
            wire(
                c.register("alice")
                    .webhook_url(url)
                    .logo("grok.png")
                    .emoji("🎳")
                    .role(Role::Viewer)
                    .viewer(true)
                    .admin(false)
                    .bot(false)
                    .request(),
            ),
            "POST /register",
            json!({"username": "alice", "webhook_url": url, "logo": "grok.png", "emoji": "🎳",
                "role": "viewer", "viewer": true, "admin": false, "bot": false}),
        ),
        (
            wire(c.send_magic_link("a@example.com").username("alice").request()),
            "POST /auth/magic-link/send",
            json!({"email": "a@example.com", "username": "alice"}),
        ),
        (
            wire(c.authenticate_magic_link("tok")),
            "POST /auth/magic-link/authenticate",
            json!({"token": "tok"}),
        ),
        (wire(c.update_my_username("al")), "PATCH /users/me/username", json!({"username": "al"})),
        (wire(c.update_my_webhook(url)), "PATCH /users/me/webhook", json!({"webhook_url": url})),
        (wire(c.update_my_logo("x.png")), "PATCH /users/me/logo", json!({"logo": "x.png"})),
        (
            wire(c.create_bot("botty").emoji("🤖").webhook_url(url).request()),
            "POST /bots",
            json!({"username": "botty", "emoji": "🤖", "webhook_url": url}),
        ),
        (
            wire(c.update_bot("b1").emoji("🦾").webhook_url(url).request()),
            "PATCH /bots/b1",
            json!({"emoji": "🦾", "webhook_url": url}),
        ),
        (
            wire(c.create_conversation().title("T").description("D").message_ids(["m1"]).request()),
            "POST /conversations",
            json!({"title": "T", "description": "D", "message_ids": ["m1"]}),
        ),
        (
            wire(
                c.update_conversation("c1")
                    .title("N")
                    .description("ND")
                    .message_ids([""; 0])
                    .request(),
            ),
            "PATCH /conversations/c1",
            json!({"title": "N", "description": "ND", "message_ids": []}),
        ),
        (
            wire(
                c.admin_update_user("u1")
                    .username("n")
                    .email("n@example.com")
                    .webhook_url(url)
                    .logo("grok.png")
                    .viewer(false)
                    .admin(true)
                    .bot(false)
                    .emoji("🎯")
                    .request(),
            ),
            "PATCH /admin/users/u1",
            json!({"username": "n", "email": "n@example.com", "webhook_url": url, "logo": "grok.png",
                "viewer": false, "admin": true, "bot": false, "emoji": "🎯"}),
        ),
        (
            wire(c.admin_assign_role("u1", "bot")),
            "PATCH /admin/users/u1/role",
            json!({"role": "bot"}),
        ),
        (
            wire(c.admin_update_message("m1", "edited ✏️")),
            "PATCH /admin/messages/m1",
            json!({"content": "edited ✏️"}),
        ),
        (
            wire(c.admin_invite_user("n@example.com", "https://x").role(Role::Viewer).request()),
            "POST /admin/invite",
            json!({"email": "n@example.com", "role": "viewer", "signup_url": "https://x"}),
        ),
    ];
    for ((place, body), expected, expected_body) in table {
        assert_eq!((place.as_str(), body), (expected, expected_body));
    }
}

#[test]
fn what_is_not_set_is_not_sent_and_clearing_is_said() {
    let c = client();
    let table = [
        (wire(c.send_message("x").request()).1, json!({"content": "x"})),
        (wire(c.register("a").request()).1, json!({"username": "a"})),
        (wire(c.send_magic_link("a@b").request()).1, json!({"email": "a@b"})),
        (wire(c.clear_my_webhook()).1, json!({})),
        (wire(c.clear_my_logo()).1, json!({})),
        (wire(c.create_bot("b").request()).1, json!({"username": "b"})),
        (wire(c.update_bot("b").request()).1, json!({})),
        (wire(c.create_conversation().request()).1, json!({"message_ids": []})),
        (wire(c.update_conversation("c").title("t").request()).1, json!({"title": "t"})),
        (wire(c.admin_update_user("u").request()).1, json!({})),
        (
            wire(c.admin_invite_user("e", "u").request()).1,
            json!({"email": "e", "role": "member", "signup_url": "u"}),
        ),
    ];
    for (body, expected) in table {
        assert_eq!(body, expected);
    }
}

#[test]
fn what_cannot_work_is_refused_before_it_is_sent() {
    let c = client();
    let long = "ü".repeat(51);
    let refused: Vec<(&str, chatwire_tokenbowl::Error)> = vec![
        ("content", c.send_message("").request().build().unwrap_err()),
        ("content", c.send_message("🔥".repeat(10_001)).request().build().unwrap_err()),
        ("to_username", c.send_message("x").to_username("").request().build().unwrap_err()),
        ("to_username", c.send_message("x").to_username(&long).request().build().unwrap_err()),
        ("to_username", c.send_typing().to_username("").request().build().unwrap_err()),
        ("username", c.register("").request().build().unwrap_err()),
        ("username", c.register(&long).request().build().unwrap_err()),
        ("webhook_url", c.register("a").webhook_url("").request().build().unwrap_err()),
        ("emoji", c.register("a").emoji("x".repeat(11)).request().build().unwrap_err()),
        ("role", c.register("a").role("king").request().build().unwrap_err()),
        ("email", c.send_magic_link("a").request().build().unwrap_err()),
        ("username", c.send_magic_link("a@b").username("").request().build().unwrap_err()),
        ("token", c.authenticate_magic_link("").build().unwrap_err()),
        ("username", c.update_my_username("").build().unwrap_err()),
        ("webhook_url", c.update_my_webhook("example.com").build().unwrap_err()),
        ("webhook_url", c.update_my_webhook("").build().unwrap_err()),
        ("username", c.create_bot(&long).request().build().unwrap_err()),
        ("emoji", c.update_bot("b").emoji("x".repeat(11)).request().build().unwrap_err()),
        ("title", c.create_conversation().title("x".repeat(201)).request().build().unwrap_err()),
        ("description", c.update_conversation("c").description("").request().build().unwrap_err()),
        ("limit", c.get_conversations().limit(0).request().build().unwrap_err()),
        ("limit", c.get_conversations().limit(101).request().build().unwrap_err()),
        ("username", c.admin_update_user("u").username("").request().build().unwrap_err()),
        ("role", c.admin_assign_role("u", "king").build().unwrap_err()),
        ("content", c.admin_update_message("m", "").build().unwrap_err()),
        ("signup_url", c.admin_invite_user("e", "").request().build().unwrap_err()),
    ];
    for (field, err) in refused {
        assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Input, false), "{err}");
        assert_eq!(err.issues()[0].path, field, "{err}");
    }
    for err in [
        c.update_conversation("c").request().build().unwrap_err(),
        c.get_message("").build().unwrap_err(),
        c.get_message("..").build().unwrap_err(),
        c.delete_bot("").build().unwrap_err(),
        c.request::<Value>(Method::GET, "no-slash").request().build().unwrap_err(),
    ] {
        assert_eq!(err.kind(), ErrorKind::Input, "{err}");
    }
}

#[test]
fn the_last_of_every_range_is_allowed() {
    let c = client();
    let url = format!("https://{}", "x".repeat(2_083 - 8));
    let name = "🔥".repeat(50);
    wire(c.send_message("🔥".repeat(10_000)).to_username(&name).request());
    wire(c.register(&name).webhook_url(url).emoji("🎳".repeat(10)).request());
    wire(c.create_conversation().title("ü".repeat(200)).request());
    wire(c.get_conversations().limit(1).request());
}

#[test]
fn without_a_key_only_public_calls_are_built() {
    let open = Client::keyless().unwrap();
    let public = [
        open.register("a").request().build(),
        open.send_magic_link("a@b").request().build(),
        open.authenticate_magic_link("t").build(),
        open.health_check().build(),
        open.get_available_logos().build(),
    ];
    for built in public {
        assert!(!built.unwrap().headers().contains_key("x-api-key"));
    }
    let closed = [
        open.send_message("x").request().build(),
        open.get_messages().request().build(),
        open.get_my_profile().build(),
        open.regenerate_api_key().request().build(),
        open.admin_get_all_users().build(),
        open.get_centrifugo_token().build(),
        // The missing key comes first, whatever else is wrong.
        open.send_message("").request().build(),
    ];
    for built in closed {
        let err = built.unwrap_err();
        assert_eq!((err.kind(), err.code()), (ErrorKind::Auth, Some(code::API_KEY_REQUIRED)));
        assert!(!err.maybe_sent());
    }
}

#[test]
fn an_id_is_one_segment_whatever_it_holds() {
    for (id, path) in [
        ("a/b", "a%2Fb"),
        ("../users", "..%2Fusers"),
        ("u?x=1", "u%3Fx%3D1"),
        ("a b\nc", "a%20b%0Ac"),
        ("%2e", "%252e"),
        ("ü", "%C3%BC"),
    ] {
        assert_eq!(wire(client().get_user_profile(id)).0, format!("GET /users/{path}"));
        assert_eq!(wire(client().mark_message_read(id)).0, format!("POST /messages/{path}/read"));
    }
}

#[test]
fn one_address_serves_in_every_form() {
    for base in
        ["http://127.0.0.1:1", "ws://127.0.0.1:1/ws", "http://127.0.0.1:1/ws/", "WS://127.0.0.1:1"]
    {
        let client = Client::builder(KEY).base_url(base).unwrap().build().unwrap();
        assert_eq!(
            client.health_check().build().unwrap().uri(),
            "http://127.0.0.1:1/health",
            "{base}"
        );
    }
}

#[test]
fn the_escape_hatch_takes_any_method_path_and_body() {
    let body = json!({"x": 1});
    let call = client().request::<Value>(Method::PUT, "/new/thing?dry=1").json(&body);
    let request = call.request().build().unwrap();
    assert_eq!((request.method().as_str(), request.uri().path()), ("PUT", "/new/thing"));
    assert_eq!(serde_json::from_slice::<Value>(request.body()).unwrap(), body);
}
