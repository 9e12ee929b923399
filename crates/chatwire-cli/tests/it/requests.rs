//! What is asked and what is shown, against a server that answers as the real one does.

use serde_json::{Value, json};

use super::command::{chatwire, run, run_with, tokenbowl};
use super::server::Server;

fn profile(username: &str) -> Value {
    json!({"id": "u1", "username": username, "role": "admin", "email": "a@example.com",
        "api_key": "canary-key-of-the-answer", "webhook_url": "https://example.com/", "logo": "grok.png",
        "viewer": false, "admin": true, "bot": false, "emoji": "🎳",
        "created_at": "2025-10-27T12:34:56.123456+00:00"})
}

fn message(content: &str, to: Option<&str>) -> Value {
    json!({"id": "550e8400-e29b-41d4-a716-4466554400aa", "from_user_id": "u1",
        "from_username": "alice", "from_user_logo": "openai.png", "from_user_emoji": "🎳",
        "from_user_bot": false, "to_user_id": to.map(|_| "u2"), "to_username": to,
        "content": content, "message_type": if to.is_some() { "direct" } else { "room" },
        "description": "d", "timestamp": "2025-10-27T12:34:56+00:00"})
}

fn page(messages: &[Value], more: bool) -> Value {
    json!({"messages": messages,
        "pagination": {"total": 9, "offset": 2, "limit": 1, "has_more": more}})
}

#[test]
fn the_profile_is_shown_without_its_key() {
    let server = Server::new([(200, profile("alice"))]);
    let ran = run(&mut tokenbowl(&server.url, "info"));
    for value in [
        "alice",
        "a@example.com",
        "grok.png",
        "🎳",
        "https://example.com/",
        "Admin",
        "👤 Human",
        "2025-10-27 12:34:56",
    ] {
        assert!(ran.words().contains(value), "{value}: {}", ran.out);
    }
    assert!(!ran.out.contains("canary") && ran.err.is_empty(), "{ran:?}");
    assert_eq!(server.lines(), ["GET /users/me"]);
    assert_eq!(server.seen()[0].header("x-api-key"), Some("test-key"));
    assert_eq!(run(&mut tokenbowl(&server.url, "info --json")).json()[0]["api_key"], "[redacted]");
    let shown = run(&mut tokenbowl(&server.url, "info --json --show-key")).json();
    assert_eq!(shown[0]["api_key"], "canary-key-of-the-answer");
}

#[test]
fn times_are_shown_as_the_server_wrote_them() {
    for (written, shown) in [
        ("2025-10-27T14:34:56.5+02:00", "2025-10-27 14:34:56"),
        ("2025-10-27 23:59:59-11:00", "2025-10-27 23:59:59"),
        ("2025-10-27T12:34:56Z", "2025-10-27 12:34:56"),
        ("not a time: 2025-10-27T12:34:56Z", "not a time: 2025-10-27T12:34:56Z"),
    ] {
        let (mut profile, mut message) = (profile("alice"), message("x", None));
        profile["created_at"] = json!(written);
        message["timestamp"] = json!(written);
        let server = Server::new([(200, profile), (200, page(&[message], false))]);
        for line in ["info", "messages list"] {
            let ran = run(&mut tokenbowl(&server.url, line));
            assert!(ran.words().contains(shown), "{line}, {written}: {}", ran.out);
        }
    }
}

#[test]
fn the_order_of_a_page_is_promised_as_the_server_has_it() {
    let help = run(&mut chatwire(["tokenbowl", "messages", "list", "--help"]));
    assert!(help.words().contains("before 1.1.2"), "{}", help.out);
}

#[test]
fn an_option_beats_the_variable_of_the_key() {
    let server = Server::new([(200, profile("alice"))]);
    run(&mut tokenbowl(&server.url, "info -k opt-key")).words();
    run(&mut tokenbowl(&server.url, "--api-key opt-key info")).words();
    assert!(server.seen().iter().all(|seen| seen.header("x-api-key") == Some("opt-key")));
}

#[test]
fn a_new_account_gets_its_key_and_carries_no_other() {
    let made = json!({"id": "u", "username": "bob", "api_key": "new-key", "role": "member",
        "webhook_url": "https://h/x"});
    let server = Server::new([(201, made)]);
    let line = "register bob --webhook https://h/x";
    let ran = run(&mut tokenbowl(&server.url, line));
    for value in ["bob", "new-key", "https://h/x", "TOKEN_BOWL_CHAT_API_KEY=new-key"] {
        assert!(ran.words().contains(value), "{}", ran.out);
    }
    assert_eq!(server.seen()[0].header("x-api-key"), None);
    let json = run(&mut tokenbowl(&server.url, &format!("{line} --json"))).json();
    assert_eq!(json[0]["api_key"], "new-key");
}

#[test]
fn messages_are_listed_with_the_way_to_more() {
    let server = Server::new([(200, page(&[message("Hello", None)], true))]);
    let ran = run(&mut tokenbowl(&server.url, "messages list --limit 1 --offset 2"));
    for value in ["12:34:56", "🎳 alice", "Hello", "Showing 1 of 9", "--offset 3"] {
        assert!(ran.words().contains(value), "{value}: {}", ran.out);
    }
    assert_eq!(server.lines(), ["GET /messages?limit=1&offset=2"]);
    let ran = run(&mut tokenbowl(&server.url, "messages list --json"));
    assert_eq!(ran.json()[0]["content"], "Hello");
    assert_eq!(ran.out.lines().count(), 1, "one object a line and nothing else");
}

#[test]
fn all_pages_are_read_and_shown_newest_first() {
    let at = |id: &str, second: u8| {
        let mut message = message(id, None);
        message["id"] = json!(id);
        message["timestamp"] = json!(format!("2025-10-27T12:00:0{second}+00:00"));
        message
    };
    let pages = [
        (200, page(&[at("c", 3), at("b", 2)], true)),
        (200, page(&[at("b", 2), at("a", 1)], false)),
    ];
    let server = Server::new(pages);
    let listed = run(&mut tokenbowl(&server.url, "messages list --all -n 2 --json")).json();
    let ids: Vec<_> = listed.iter().map(|message| message["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["c", "b", "a"]);
    assert_eq!(
        server.lines(),
        ["GET /messages?limit=2&offset=0", "GET /messages?limit=2&offset=2"]
    );
}

#[test]
fn a_time_that_is_none_is_shown_as_it_is() {
    let mut odd = message("Hello", None);
    odd["timestamp"] = json!("never");
    let server = Server::new([(200, page(&[odd], false))]);
    assert!(run(&mut tokenbowl(&server.url, "messages list")).words().contains("never"));
}

#[test]
fn direct_messages_name_the_receiver_and_none_is_no_failure() {
    let server = Server::new([(200, page(&[message("psst", Some("bob"))], false))]);
    let ran = run(&mut tokenbowl(&server.url, "messages list -d"));
    assert!(ran.words().contains("bob") && ran.out.contains("psst"), "{}", ran.out);
    let server = Server::new([(200, page(&[], false))]);
    let ran = run(&mut tokenbowl(&server.url, "messages list"));
    assert_eq!(ran.words(), "No messages found\n");
}

#[test]
fn text_of_others_never_reaches_the_terminal_as_a_command() {
    let evil = "x\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}y\u{85}[bold]z[/bold]";
    let mut message = message(evil, None);
    message["from_username"] = json!(evil);
    for (line, status) in
        [("messages list", 200), ("messages list --json", 200), ("messages list", 400)]
    {
        let body =
            if status == 200 { page(&[message.clone()], false) } else { json!({"detail": evil}) };
        let server = Server::new([(status, body)]);
        let ran = run(&mut tokenbowl(&server.url, line));
        let shown = format!("{}{}", ran.out, ran.err);
        assert!(shown.contains("[bold]z[/bold]"), "literally: {shown}");
        let harmful = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!shown.contains(harmful), "{shown:?}");
    }
}

#[test]
fn a_message_may_come_from_stdin() {
    let server = Server::new([(201, message("x", Some("bob")))]);
    let mut command = tokenbowl(&server.url, "messages send - --to bob");
    let ran = run_with(&mut command, "two\nlines 🎳\n");
    for value in ["DM to bob sent", "550e8400-e29b-41d4-a716-4466554400aa"] {
        assert!(ran.words().contains(value), "{}", ran.out);
    }
    let body = json!({"content": "two\nlines 🎳", "to_username": "bob"});
    assert_eq!(server.seen()[0].body, body);
}

#[test]
fn a_failure_after_storing_is_looked_into() {
    let stored = page(&[message("x", None)], false);
    let server =
        Server::new([(500, json!({"detail": "broken"})), (200, profile("alice")), (200, stored)]);
    let ran = run(&mut tokenbowl(&server.url, "messages send x"));
    assert!(ran.words().contains("550e8400"), "{ran:?}");
    assert_eq!(server.lines()[..2], ["POST /messages", "GET /users/me"]);
}

#[test]
fn a_profile_is_updated_name_first() {
    let cleared = json!({"message": "ok", "webhook_url": ""});
    let set = json!({"message": "ok", "webhook_url": "https://example.com/h"});
    let server = Server::new([(200, profile("alice2")), (200, set), (200, cleared)]);
    let ran = run(&mut tokenbowl(&server.url, "users update -u alice2 -w https://example.com/h"));
    assert!(ran.words().contains("Username updated to: alice2"), "{}", ran.out);
    assert!(ran.out.contains("Webhook updated to: https://example.com/h"), "{}", ran.out);
    let ran = run(&mut tokenbowl(&server.url, "users update --clear-webhook -w https://x"));
    assert!(ran.words().contains("Webhook cleared"), "{}", ran.out);
    assert_eq!(server.seen()[2].body, json!({}));
}

#[test]
fn a_profile_is_not_updated_by_halves() {
    let server = Server::new([(200, profile("alice2"))]);
    let ran = run(&mut tokenbowl(&server.url, "users update -u alice2 -w nowhere"));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("webhook_url"), "{}", ran.err);
    assert!(server.lines().is_empty());
}

#[test]
fn an_empty_text_updates_nothing() {
    let server = Server::new([(200, profile("alice2"))]);
    for (name, url) in [("", ""), ("alice2", "")] {
        let mut command = tokenbowl(&server.url, "users update");
        let ran = run(command.args(["--username", name, "--webhook", url]));
        assert_eq!(ran.words().contains("Nothing to change"), name.is_empty(), "{}", ran.out);
    }
    assert_eq!(server.lines(), ["PATCH /users/me/username"]);
}

#[test]
fn of_an_option_given_twice_the_last_one_counts() {
    let server = Server::new([(200, page(&[], false))]);
    let line = "messages list -k one -n 1 -d -n 3 --api-key two --direct";
    run(&mut tokenbowl(&server.url, line)).words();
    assert_eq!(server.lines(), ["GET /messages/direct?limit=3&offset=0"]);
    assert_eq!(server.seen()[0].header("x-api-key"), Some("two"));
    let ran = run(&mut tokenbowl(&server.url, "agent send hi -o k -c 5000 -c 999 --no-mcp"));
    assert!(ran.code == Some(2) && ran.err.contains("1000"), "{ran:?}");
}

#[test]
fn what_needs_an_option_says_so_and_sends_nothing() {
    let server = Server::new([(200, json!({}))]);
    assert!(run(&mut tokenbowl(&server.url, "unread mark-read")).words().contains("--all"));
    let ran = run(&mut tokenbowl(&server.url, "unread mark-read --json"));
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:?}");
    assert!(ran.err.contains("--all"), "{ran:?}");
    assert!(run(&mut tokenbowl(&server.url, "users update")).words().contains("--username"));
    let refused = run(&mut tokenbowl(&server.url, "profile regenerate-key"));
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("--yes"), "{}", refused.err);
    assert!(server.lines().is_empty());
}

#[test]
fn the_number_of_marked_messages_is_that_of_the_server() {
    let server = Server::new([(200, json!({"marked_as_read": 7}))]);
    let ran = run(&mut tokenbowl(&server.url, "unread mark-read --all"));
    assert!(ran.words().contains("Marked 7 messages as read"), "{}", ran.out);
}

#[test]
fn users_are_listed_by_kind() {
    let user = |name: &str, role: &str| {
        json!({"id": name, "username": name, "role": role, "logo": null, "emoji": null,
            "bot": role == "bot", "viewer": role == "viewer"})
    };
    let list = json!([user("alice", "member"), user("botty", "bot"), user("v", "viewer")]);
    let server = Server::new([(200, list)]);
    let ran = run(&mut tokenbowl(&server.url, "users list"));
    for value in ["alice", "🤖 Bot", "Viewer", "👤 User", "none", "Total: 3 users"] {
        assert!(ran.words().contains(value), "{value}: {}", ran.out);
    }
    assert_eq!(run(&mut tokenbowl(&server.url, "users list --json")).json().len(), 3);
    let server = Server::new([(200, json!([]))]);
    assert_eq!(run(&mut tokenbowl(&server.url, "users list -o")).words(), "No users found\n");
}
