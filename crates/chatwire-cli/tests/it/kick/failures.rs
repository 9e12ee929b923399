//! Failures: exit codes, what is said, and that no secret is in it.

use std::net::TcpListener;

use chatwire_emulator::kick::Block;
use chatwire_emulator::{Fault, Platform};
use serde_json::Value;

use super::World;
use crate::command::{chatwire, run};

#[test]
fn each_status_has_its_exit_code() {
    for (status, code, kind) in [
        (400, 1, "rejected"),
        (401, 3, "unauthorized"),
        (403, 3, "forbidden"),
        (404, 4, "not_found"),
        (409, 5, "conflict"),
        (429, 6, "rate_limited"),
        (500, 1, "server_error"),
    ] {
        let world = World::new();
        // A refused token of one's own is not renewed, but tried once more.
        for _ in 0..4 {
            world.emulator.fault(Platform::Kick, Fault::status(status));
        }
        let ran = world.run("--no-retry whoami");
        assert_eq!((ran.code, ran.out.as_str()), (Some(code), ""), "{status}: {ran:?}");
        assert!(ran.err.starts_with("error: kick"), "{}", ran.err);
        let ran = world.run("--no-retry --json whoami");
        let value: Value = serde_json::from_str(&ran.err).expect("one object on stderr");
        assert_eq!((ran.code, &value["error"]["kind"]), (Some(code), &Value::from(kind)));
    }
}

#[test]
fn a_pause_that_is_asked_for_is_told() {
    let world = World::new();
    world.emulator.fault(Platform::Kick, Fault::retry_after(429, 7));
    let ran = world.run("--no-retry send x");
    assert_eq!(ran.code, Some(6), "{ran:?}");
    assert!(ran.err.contains("wait 7 s"), "{}", ran.err);
}

#[test]
fn without_a_token_nothing_is_sent() {
    let world = World::new();
    for line in [
        "whoami",
        "send x",
        "channels",
        "ban 1 --channel 2",
        "rewards list",
        "events list",
        "livestreams",
        "token introspect",
    ] {
        let ran = run(&mut world.command(line));
        assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{line}: {ran:?}");
        assert!(ran.err.contains("chatwire kick login"), "{line}: {}", ran.err);
    }
    assert!(world.emulator.requests(Platform::Kick).is_empty());
}

#[test]
fn a_missing_scope_is_named() {
    let world = World::new();
    let token = world.kick.user_token("streamer", &["user:read"]);
    for line in ["send x --to 1001", "rewards list", "kicks leaderboard"] {
        let ran = run(world.command(line).env("KICK_ACCESS_TOKEN", &token));
        assert_eq!(ran.code, Some(3), "{line}: {ran:?}");
        assert!(ran.err.contains("may lack a scope"), "{line}: {}", ran.err);
    }
}

#[test]
fn a_refusal_of_the_edge_is_told_from_a_missing_scope() {
    let world = World::new();
    world.kick.edge(Some(Block::Json));
    let ran = world.run("whoami");
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("before Kick saw it"), "{}", ran.err);
}

#[test]
fn wrong_usage_is_told_before_anything_is_sent() {
    let world = World::new();
    let long = "x".repeat(501);
    for line in [
        "zzz",
        "send",
        "delete",
        "ban",
        "listen",
        "listen streamer --event nothing",
        "listen streamer --dry-run",
        "events subscribe",
        "events subscribe bogus",
        "events keep chat.message.sent bogus",
        "events unsubscribe",
        "events unsubscribe a --all",
        "events keep all --every 5",
        "channels update",
        "rewards create x",
        "rewards update x",
        "redemptions list --id a --status pending",
        "livestreams 1 --stats",
        "resolve --chatroom 5",
        "webhook serve --channel x",
        "webhook serve --dry-run",
        "categories -n 0",
        "categories -n 1001",
        "token revoke --app",
        "--token a --account 7 whoami",
        "--account me whoami",
        "login --show-token",
        &format!("send {long} --to 1001"),
    ] {
        let ran = world.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{line}: {ran:?}");
        assert!(ran.err.starts_with("error: "), "{line}: {}", ran.err);
    }
    assert!(world.emulator.requests(Platform::Kick).is_empty());
}

#[test]
fn a_wrong_address_is_named_with_its_variable() {
    for (variable, value) in [("KICK_BASE_URL", "nowhere"), ("KICK_OAUTH_URL", "ftp://x")] {
        let ran = run(chatwire(["kick", "whoami", "--token", "canary"]).env(variable, value));
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains(variable) && !ran.err.contains("canary"), "{}", ran.err);
    }
    let open = ["kick", "whoami", "--token", "x", "--server", "http://kick.example.org"];
    let ran = run(&mut chatwire(open));
    assert_eq!(ran.code, Some(2), "an open line to another machine: {}", ran.err);
    let ran = run(chatwire(["kick", "whoami"]).env("KICK_ACCOUNT", "me"));
    assert!(ran.code == Some(2) && ran.err.contains("KICK_ACCOUNT"), "{ran:?}");
}

#[test]
fn the_network_has_a_code_of_its_own() {
    // Taken and given back: nobody listens there.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{free}");
    for line in ["whoami", "listen 9001 --transport pusher", "resolve streamer"] {
        let args = ["--no-retry", "--server", &url, "kick", "--token", "canary"];
        let ran = run(&mut chatwire(args.into_iter().chain(line.split(' '))));
        assert_eq!(ran.code, Some(7), "{line}: {ran:?}");
        assert!(!ran.err.contains("canary"), "{}", ran.err);
    }
    // Accepts into its backlog and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    for line in ["whoami", "listen 9001 --transport pusher"] {
        let args = ["--timeout", "0.3", "--server", &url, "kick", "--token", "x"];
        let ran = run(&mut chatwire(args.into_iter().chain(line.split(' '))));
        assert_eq!(ran.code, Some(7), "{line}: {ran:?}");
    }
}

#[test]
fn the_doctor_finds_what_is_wrong() {
    let world = World::new();
    let doctor = |token: Option<&str>, more: &[(&str, &str)]| {
        let mut command = chatwire(["doctor", "--json", "--no-retry"]);
        command.env("KICK_BASE_URL", world.emulator.url(Platform::Kick));
        command.env("KICK_TOKEN_FILE", world.file()).envs(more.iter().copied());
        if let Some(token) = token {
            command.env("KICK_ACCESS_TOKEN", token);
        }
        let ran = run(&mut command);
        assert!(!ran.out.contains("canary") && !ran.err.contains("canary"), "{ran:?}");
        let checks: Vec<Value> =
            ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(checks.iter().all(|check| check["platform"] == "kick"), "{checks:?}");
        (ran.code, checks)
    };
    let status = |checks: &[Value], name: &str| {
        let check = checks.iter().find(|check| check["check"] == name);
        check.unwrap_or_else(|| panic!("{name}: {checks:?}"))["status"].as_str().unwrap().to_owned()
    };
    let token = world.kick.token("streamer");
    let (code, checks) = doctor(Some(&token), &[]);
    assert_eq!(code, Some(0), "{checks:?}");
    for name in ["KICK_ACCESS_TOKEN", "address", "server", "token"] {
        assert_eq!(status(&checks, name), "ok", "{name}");
    }
    assert_eq!(status(&checks, "token file"), "skipped");
    let (code, checks) = doctor(Some("canary"), &[]);
    assert_eq!((code, status(&checks, "token").as_str()), (Some(3), "failed"));
    let (id, secret) = (world.kick.client_id(), world.kick.client_secret());
    let app = [("KICK_CLIENT_ID", id.as_str()), ("KICK_CLIENT_SECRET", secret.as_str())];
    let (code, checks) = doctor(None, &app);
    assert_eq!((code, status(&checks, "app").as_str()), (Some(0), "ok"), "{checks:?}");
    let (code, checks) = doctor(None, &[app[0], ("KICK_CLIENT_SECRET", "canary-secret")]);
    assert_eq!((code, status(&checks, "app").as_str()), (Some(3), "failed"));
    let (code, checks) = doctor(None, &[("KICK_BASE_URL", "ftp://x")]);
    assert_eq!((code, status(&checks, "address").as_str()), (Some(2), "failed"));
    // Both platforms, when both are named.
    let both = run(chatwire(["doctor", "kick", "tokenbowl", "--dry-run"])
        .env("KICK_BASE_URL", world.emulator.url(Platform::Kick)));
    let words = both.words();
    assert!(words.contains("kick\n") && words.contains("tokenbowl\n"), "{words}");
}

#[cfg(unix)]
#[test]
fn a_token_file_that_others_can_read_is_found() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    world.words("resolve streamer --chatroom 77");
    std::fs::set_permissions(world.file(), std::fs::Permissions::from_mode(0o644)).unwrap();
    let ran = run(chatwire(["doctor", "kick", "--dry-run"]).env("KICK_TOKEN_FILE", world.file()));
    assert!(ran.words().contains("open to others (mode 644)"), "{}", ran.out);
}
