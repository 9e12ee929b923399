//! Every command's request, by `--dry-run --json`: nothing listens at the address.

use serde_json::{Value, json};

use super::command::{chatwire, run, tokenbowl};

const NOWHERE: &str = "http://localhost";
const KEY: &str = "canary-key-0123456789abcdef";

fn wires(line: &str) -> Vec<Value> {
    let mut command = tokenbowl(NOWHERE, line);
    let ran = run(command.args(["--dry-run", "--json"]).env("TOKEN_BOWL_CHAT_API_KEY", KEY));
    assert!(!ran.out.contains("canary") && !ran.err.contains("canary"), "{ran:?}");
    ran.json()
}

#[test]
fn each_command_makes_its_request() {
    let none = Value::Null;
    for (line, target, body) in [
        ("register bob", "POST /register", json!({"username": "bob"})),
        (
            "register bob --webhook http://h/x --logo l.png --emoji x --role viewer",
            "POST /register",
            json!({"username": "bob", "webhook_url": "http://h/x", "logo": "l.png", "emoji": "x",
                "role": "viewer"}),
        ),
        ("login send a@b.c", "POST /auth/magic-link/send", json!({"email": "a@b.c"})),
        (
            "login authenticate canary-token",
            "POST /auth/magic-link/authenticate",
            json!({"token": "[redacted]"}),
        ),
        ("info", "GET /users/me", none.clone()),
        ("profile", "GET /users/me", none.clone()),
        ("profile show --show-key", "GET /users/me", none.clone()),
        ("profile logo grok.png", "PATCH /users/me/logo", json!({"logo": "grok.png"})),
        ("profile logo --clear", "PATCH /users/me/logo", json!({})),
        ("profile regenerate-key", "POST /users/me/regenerate-api-key", none.clone()),
        ("messages send hi", "POST /messages", json!({"content": "hi"})),
        (
            "messages send hi -t bob",
            "POST /messages",
            json!({"content": "hi", "to_username": "bob"}),
        ),
        ("messages send -5", "POST /messages", json!({"content": "-5"})),
        ("messages list", "GET /messages?limit=10&offset=0", none.clone()),
        ("messages list --all -d", "GET /messages/direct?limit=100&offset=0", none.clone()),
        (
            "messages list -n 3 --offset 2 --since 2025-10-27T12:00:00Z",
            "GET /messages?limit=3&offset=2&since=2025-10-27T12%3A00%3A00.000000%2B00%3A00",
            none.clone(),
        ),
        ("messages get m1", "GET /messages/m1", none.clone()),
        ("messages read m1", "POST /messages/m1/read", none.clone()),
        ("users list", "GET /users", none.clone()),
        ("users list -o", "GET /users/online", none.clone()),
        ("users get a/b", "GET /users/a%2Fb", none.clone()),
        ("users update -u b", "PATCH /users/me/username", json!({"username": "b"})),
        ("users update -w http://h", "PATCH /users/me/webhook", json!({"webhook_url": "http://h"})),
        ("users update -w http://h --clear-webhook", "PATCH /users/me/webhook", json!({})),
        ("unread count", "GET /messages/unread/count", none.clone()),
        ("unread list", "GET /messages/unread?limit=10&offset=0", none.clone()),
        ("unread list -d", "GET /messages/direct/unread?limit=10&offset=0", none.clone()),
        ("unread mark-read -a", "POST /messages/mark-all-read", none.clone()),
        ("unread mark-read --room", "GET /messages/unread?limit=100&offset=0", none.clone()),
        ("logos", "GET /logos", none.clone()),
        ("bots create b -e x", "POST /bots", json!({"username": "b", "emoji": "x"})),
        ("bots list --show-keys", "GET /bots/me", none.clone()),
        ("bots update i -w http://h", "PATCH /bots/i", json!({"webhook_url": "http://h"})),
        ("bots delete i", "DELETE /bots/i", none.clone()),
        ("bots regenerate i", "POST /bots/i/regenerate-api-key", none.clone()),
        ("conversations list", "GET /conversations?limit=50&offset=0", none.clone()),
        ("conversations get c", "GET /conversations/c", none.clone()),
        (
            "conversations create -t T -m a -m b",
            "POST /conversations",
            json!({"title": "T", "message_ids": ["a", "b"]}),
        ),
        ("conversations update c -d D", "PATCH /conversations/c", json!({"description": "D"})),
        ("conversations delete c", "DELETE /conversations/c", none.clone()),
        ("admin users list", "GET /admin/users", none.clone()),
        ("admin users get u", "GET /admin/users/u", none.clone()),
        (
            "admin users update u -u n --email e@f.g -w http://h --logo l --emoji x --bot false",
            "PATCH /admin/users/u",
            json!({"username": "n", "email": "e@f.g", "webhook_url": "http://h", "logo": "l",
                "emoji": "x", "bot": false}),
        ),
        ("admin users delete u", "DELETE /admin/users/u", none.clone()),
        ("admin users role u viewer", "PATCH /admin/users/u/role", json!({"role": "viewer"})),
        ("admin users regenerate-key u", "POST /admin/users/u/regenerate-api-key", none.clone()),
        ("admin messages get m", "GET /admin/messages/m", none.clone()),
        ("admin messages update m new", "PATCH /admin/messages/m", json!({"content": "new"})),
        ("admin messages delete m", "DELETE /admin/messages/m", none.clone()),
        (
            "admin invite a@b.c --signup-url http://s",
            "POST /admin/invite",
            json!({"email": "a@b.c", "role": "member", "signup_url": "http://s"}),
        ),
        ("admin conversations delete c", "DELETE /admin/conversations/c", none.clone()),
        ("admin connections", "GET /admin/websocket/connections", none.clone()),
        ("typing", "POST /typing", none.clone()),
        ("typing -t bob", "POST /typing?to_username=bob", none.clone()),
        ("health", "GET /health", none.clone()),
        ("live chat", "GET /centrifugo/connection-token", none.clone()),
        ("live monitor", "GET /centrifugo/connection-token", none),
    ] {
        let wires = wires(line);
        let [wire] = wires.as_slice() else { panic!("{line}: {wires:?}") };
        let (method, path) = target.split_once(' ').unwrap();
        assert_eq!(wire["method"], method, "{line}");
        assert_eq!(wire["url"], format!("{NOWHERE}{path}"), "{line}");
        assert_eq!(wire["body"], body, "{line}");
        let public = ["register", "login", "health"].iter().any(|name| line.starts_with(name));
        let key = if public { Value::Null } else { json!("[redacted]") };
        assert_eq!(wire["headers"]["x-api-key"], key, "{line}");
    }
}

#[test]
fn several_requests_are_all_shown() {
    let both = wires("users update -u b --clear-webhook");
    assert_eq!(both.len(), 2);
    assert_eq!(wires("messages read a b c").len(), 3);
}

#[test]
fn words_have_the_same_parts() {
    let mut command = tokenbowl(NOWHERE, "messages send hi --dry-run");
    let ran = run(command.env("TOKEN_BOWL_CHAT_API_KEY", KEY));
    let words = ran.words();
    for part in [
        "POST http://localhost/messages\n",
        "x-api-key: [redacted]\n",
        "\n\n{\"content\":\"hi\"}\n",
    ] {
        assert!(words.contains(part), "{words}");
    }
    assert!(!words.contains("canary"));
}

#[test]
fn options_win_over_variables() {
    let line = ["--server", "wss://chat.test/ws", "tokenbowl", "health", "--dry-run", "--json"];
    let wires = run(chatwire(line).env("TOKEN_BOWL_CHAT_BASE_URL", NOWHERE)).json();
    assert_eq!(wires[0]["url"], "https://chat.test/health");
    let agent = wires[0]["headers"]["user-agent"].as_str().unwrap();
    assert!(agent.starts_with(concat!("chatwire-cli/", env!("CARGO_PKG_VERSION"))), "{agent}");
}
