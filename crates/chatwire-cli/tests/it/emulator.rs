//! Whole flows against the emulator.

use chatwire_emulator::tokenbowl::Role;
use chatwire_emulator::{Emulator, Platform};
use serde_json::{Value, json};

use super::command::{Ran, chatwire, run, tokenbowl};
use super::server::Server;

struct World {
    emulator: Emulator,
    url: String,
}

impl World {
    fn new() -> Self {
        let emulator = Emulator::start_blocking().unwrap();
        let url = emulator.url(Platform::TokenBowl);
        Self { emulator, url }
    }

    /// Runs a command as somebody.
    fn run_as(&self, user: &str, line: &str) -> Ran {
        let key = self.emulator.tokenbowl().key(user);
        run(tokenbowl(&self.url, line).env("TOKEN_BOWL_CHAT_API_KEY", key))
    }

    /// The only object that a command prints.
    fn one(&self, user: &str, line: &str) -> Value {
        let objects = self.run_as(user, &format!("--json {line}")).json();
        assert_eq!(objects.len(), 1, "{line}");
        objects.into_iter().next().unwrap()
    }
}

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

#[test]
fn an_account_is_made_and_used() {
    let world = World::new();
    let made = world.one("bot", "register alice");
    let key = made["api_key"].as_str().unwrap();
    let me = run(&mut tokenbowl(&world.url, &format!("info --json -k {key}"))).json();
    assert_eq!(me[0]["username"], "alice");
    let taken = world.run_as("bot", "register alice");
    assert_eq!(taken.code, Some(5), "{taken:?}");
    let new = world.one("alice", "profile regenerate-key --yes");
    let old = run(&mut tokenbowl(&world.url, &format!("info -k {key}")));
    assert_eq!(old.code, Some(3), "{old:?}");
    let new = new["api_key"].as_str().unwrap();
    run(&mut tokenbowl(&world.url, &format!("info -k {new}"))).words();
    assert_eq!(world.one("alice", "profile logo grok.png")["logo"], "grok.png");
    assert!(world.run_as("alice", "profile logo --clear").words().contains("cleared"));
}

#[test]
fn messages_are_sent_read_and_counted() {
    let world = World::new();
    let platform = world.emulator.tokenbowl();
    platform.user("alice");
    let sent = world.one("bot", "messages send hello");
    world.run_as("bot", "messages send psst --to alice").words();
    assert_eq!(world.one("alice", &format!("messages get {}", id(&sent)))["content"], "hello");
    assert_eq!(world.one("alice", "unread count")["total_unread"], 2);
    assert_eq!(world.one("alice", "unread list")["content"], "hello");
    assert_eq!(world.one("alice", "unread mark-read --from bot")["marked_as_read"], 1);
    world.run_as("alice", &format!("messages read {}", id(&sent))).words();
    assert_eq!(world.one("alice", "unread count")["total_unread"], 0);
    platform.say("bot", "again");
    assert_eq!(world.one("alice", "unread mark-read --room")["marked_as_read"], 1);
    let nobody = world.run_as("bot", "messages send x --to nobody");
    assert_eq!(nobody.code, Some(4), "{nobody:?}");
}

#[test]
fn bots_and_conversations_live_and_die() {
    let world = World::new();
    let bot = world.one("bot", "bots create helper --emoji x");
    let listed = world.one("bot", "bots list");
    assert_eq!((id(&listed), &listed["api_key"]), (id(&bot), &Value::from("[redacted]")));
    assert_eq!(world.one("bot", "bots list --show-keys")["api_key"], bot["api_key"]);
    let new = world.one("bot", &format!("bots regenerate {}", id(&bot)));
    assert_ne!(new["api_key"], bot["api_key"]);
    world.run_as("bot", &format!("bots update {} -e y", id(&bot))).words();
    assert_eq!(world.one("bot", &format!("bots delete {}", id(&bot)))["deleted"], true);
    assert!(world.run_as("bot", "bots list").words().contains("No bots found"));

    let message = world.emulator.tokenbowl().say("bot", "keep this");
    let made = world.one("bot", &format!("conversations create -t Title -m {message}"));
    assert_eq!(made["message_ids"][0], message);
    let path = format!("conversations update {} -d Text", id(&made));
    assert_eq!(world.one("bot", &path)["description"], "Text");
    let listed = world.run_as("bot", "conversations list");
    assert!(listed.words().contains("Title"), "{}", listed.out);
    world.run_as("bot", &format!("conversations delete {}", id(&made))).words();
    let gone = world.run_as("bot", &format!("conversations get {}", id(&made)));
    assert_eq!(gone.code, Some(4), "{gone:?}");
}

#[test]
fn administration_is_for_those_who_may() {
    let world = World::new();
    let platform = world.emulator.tokenbowl();
    platform.user_with_role("root", Role::Admin);
    let alice = platform.user("alice");
    let refused = world.run_as("alice", "admin users list");
    assert_eq!(refused.code, Some(3), "{refused:?}");
    let all = world.run_as("root", "admin users list");
    assert!(all.words().contains("alice") && all.out.contains("root"), "{}", all.out);
    assert!(!all.out.contains(&platform.key("alice")));
    assert_eq!(world.one("root", &format!("admin users role {alice} viewer"))["role"], "viewer");
    let renamed = world.one("root", &format!("admin users update {alice} -u carol"));
    assert_eq!(renamed["username"], "carol");
    let message = platform.say("root", "typo");
    let line = format!("admin messages update {message} fixed");
    assert_eq!(world.one("root", &line)["content"], "fixed");
    world.run_as("root", &format!("admin messages delete {message}")).words();
    assert_eq!(world.run_as("root", &format!("admin messages get {message}")).code, Some(4));
    assert_eq!(world.one("root", "admin connections")["total_connections"], 0);
    world.run_as("root", &format!("admin users delete {alice}")).words();
    assert_eq!(world.run_as("root", &format!("admin users get {alice}")).code, Some(4));
}

#[test]
fn the_doctor_finds_what_is_wrong() {
    let world = World::new();
    let doctor = |key: Option<&str>, url: &str| {
        let mut command = chatwire(["doctor", "--json", "--no-retry"]);
        command.env("TOKEN_BOWL_CHAT_BASE_URL", url);
        if let Some(key) = key {
            command.env("TOKEN_BOWL_CHAT_API_KEY", key);
        }
        let ran = run(&mut command);
        let lines = ran.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let checks: Vec<(String, String)> = lines
            .map(|check| {
                let word = |name: &str| check[name].as_str().unwrap().to_owned();
                (word("check"), word("status"))
            })
            .collect();
        (ran.code, checks)
    };
    let has = |checks: &[(String, String)], check: &str, status: &str| {
        checks.contains(&(check.to_owned(), status.to_owned()))
    };
    let key = world.emulator.tokenbowl().key("bot");
    let (code, checks) = doctor(Some(&key), &world.url);
    assert_eq!(code, Some(0), "{checks:?}");
    for check in ["TOKEN_BOWL_CHAT_API_KEY", "address", "server", "account", "live"] {
        assert!(has(&checks, check, "ok"), "{check}: {checks:?}");
    }
    let (code, checks) = doctor(Some("wrong"), &world.url);
    assert_eq!(code, Some(3));
    assert!(has(&checks, "account", "failed") && has(&checks, "server", "ok"), "{checks:?}");
    let (code, checks) = doctor(None, &world.url);
    assert_eq!(code, Some(0));
    assert!(has(&checks, "account", "skipped"), "{checks:?}");
    let (code, checks) = doctor(Some(&key), "ftp://x");
    assert_eq!(code, Some(2));
    assert!(has(&checks, "address", "failed"), "{checks:?}");
    // A server that lives in the past, and has only the old live transport.
    let healthy = (200, json!({"status": "healthy"}));
    let old = Server::new([healthy, (503, json!({})), (404, json!({}))]);
    let (code, checks) = doctor(Some(&key), &old.url);
    assert_eq!(code, Some(1));
    assert!(has(&checks, "clock", "warning") && has(&checks, "live", "ok"), "{checks:?}");
}
