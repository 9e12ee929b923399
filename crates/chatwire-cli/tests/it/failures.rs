//! Failures: what is said on stderr, and the exit code.

use std::net::TcpListener;

use serde_json::{Value, json};

use super::command::{chatwire, run, tokenbowl};
use super::server::Server;

#[test]
fn each_status_has_its_exit_code() {
    for (status, code, kind) in [
        (400, 1, "rejected"),
        (401, 3, "unauthorized"),
        (403, 3, "forbidden"),
        (404, 4, "not_found"),
        (409, 5, "conflict"),
        (422, 1, "rejected"),
        (429, 6, "rate_limited"),
        (500, 1, "server_error"),
    ] {
        let server = Server::new([(status, json!({"detail": "words of the server"}))]);
        let ran = run(&mut tokenbowl(&server.url, "--no-retry info"));
        assert_eq!((ran.code, ran.out.as_str()), (Some(code), ""), "{status}");
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
        assert!(ran.err.contains(&status.to_string()), "{}", ran.err);
        assert!(ran.err.contains("words of the server"), "{}", ran.err);
        assert_eq!(server.lines().len(), 1);
        let ran = run(&mut tokenbowl(&server.url, "--no-retry --json info"));
        assert_eq!((ran.code, ran.out.as_str()), (Some(code), ""));
        let value: Value = serde_json::from_str(&ran.err).expect("one object on stderr");
        assert_eq!(value["error"]["exit"], code);
        assert_eq!(value["error"]["kind"], kind);
        assert_eq!(value["error"]["status"], status);
    }
}

#[test]
fn refused_fields_are_listed() {
    let body = json!({"detail": [{"type": "x", "loc": ["body", "username"], "msg": "too odd"}]});
    let server = Server::new([(422, body)]);
    let ran = run(&mut tokenbowl(&server.url, "--json register x"));
    let value: Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(value["error"]["issues"][0]["path"], "body.username");
}

#[test]
fn a_body_that_is_no_json_is_a_failure() {
    let server = Server::with_text([(200, "<html>".to_owned())]);
    let ran = run(&mut tokenbowl(&server.url, "info"));
    assert_eq!(ran.code, Some(1), "{ran:?}");
}

#[test]
fn a_taken_name_is_named() {
    let server = Server::new([(409, json!({"detail": "exists"}))]);
    let ran = run(&mut tokenbowl(&server.url, "register alice"));
    assert_eq!(ran.code, Some(5));
    assert!(ran.err.contains("'alice' is already taken"), "{}", ran.err);
}

#[test]
fn without_a_key_nothing_is_sent() {
    let server = Server::new([(200, json!({}))]);
    for line in ["info", "live monitor", "live chat", "messages send x"] {
        for key in [None, Some("")] {
            let mut command = tokenbowl(&server.url, line);
            command.env_remove("TOKEN_BOWL_CHAT_API_KEY");
            if let Some(key) = key {
                command.env("TOKEN_BOWL_CHAT_API_KEY", key);
            }
            let ran = run(&mut command);
            assert_eq!(ran.code, Some(3), "{line}: {ran:?}");
            assert!(ran.err.contains("TOKEN_BOWL_CHAT_API_KEY"), "{}", ran.err);
        }
    }
    assert!(server.lines().is_empty());
}

#[test]
fn wrong_usage_is_told_before_anything_is_sent() {
    let server = Server::new([(200, json!({}))]);
    for line in [
        "zzz",
        "register",
        "messages list --limit x",
        "messages read",
        "info --timeout 0",
        "profile logo",
        "unread mark-read --all --room",
        "conversations list -n 101",
        "conversations update c",
        "webhook listen",
        "webhook listen --secret x --address nonsense",
    ] {
        let ran = run(&mut tokenbowl(&server.url, line));
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{line}: {ran:?}");
        assert!(ran.err.starts_with("error: "), "{line}: {}", ran.err);
    }
    // An empty name is refused by us, not by the parser.
    let mut command = tokenbowl(&server.url, "register");
    assert_eq!(run(command.arg("")).code, Some(2));
    assert!(server.lines().is_empty());
}

#[test]
fn wrong_usage_is_json_too_where_that_is_wanted() {
    for line in ["--json zzz", "tokenbowl register --json", "info --json --timeout 0", "--json"] {
        let ran = run(&mut chatwire(line.split(' ')));
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{line}: {ran:?}");
        let value: Value = serde_json::from_str(&ran.err).expect("one object on stderr");
        assert_eq!(value["error"]["exit"], 2, "{line}");
        let message = value["error"]["message"].as_str().unwrap();
        assert!(message.contains("Usage: ") || message.contains("invalid value"), "{message}");
        assert!(!message.starts_with("error") && !message.contains('\u{1b}'), "{message}");
    }
    // What was asked for is no error, and what comes behind `--` no option.
    assert!(run(&mut chatwire(["--json", "--help"])).words().starts_with("Chat platforms"));
    assert!(run(&mut chatwire(["--json", "--version"])).words().starts_with("chatwire "));
    let ran = run(&mut chatwire(["send", "--", "kick:1", "x", "--json"]));
    assert!(ran.code == Some(2) && ran.err.starts_with("error: "), "{ran:?}");
}

#[test]
fn a_wrong_address_is_named_with_its_variable() {
    let ran = run(&mut tokenbowl("nowhere", "info"));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("TOKEN_BOWL_CHAT_BASE_URL"), "{}", ran.err);
    let ran = run(&mut tokenbowl("http://chat.example.org", "info"));
    assert_eq!(ran.code, Some(2), "an open line to another machine: {}", ran.err);
    assert!(ran.err.contains("hint: --allow-insecure"), "{}", ran.err);
}

#[test]
fn what_was_named_and_is_not_there_is_wrong_usage() {
    for line in [
        "emulate --port 65533",
        "webhook serve kick --address nonsense",
        "kick webhook serve --address 127.0.0.1",
        "mezon decode --file /no/such/file",
        "mezon wallet resume /no/such/file",
    ] {
        let ran = run(&mut chatwire(line.split(' ')));
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{line}: {ran:?}");
        assert!(ran.err.starts_with("error: "), "{line}: {}", ran.err);
    }
}

#[test]
fn the_network_has_a_code_of_its_own() {
    // Taken and given back: nobody listens there.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{free}");
    for line in ["--no-retry info", "--no-retry live monitor", "--no-retry live chat"] {
        let ran = run(&mut tokenbowl(&url, line));
        assert_eq!(ran.code, Some(7), "{line}: {ran:?}");
    }
    let words = run(&mut tokenbowl(&url, "--no-retry info")).err;
    assert!(words.contains("caused by: "), "{words}");
    // Accepts into its backlog and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let ran = run(&mut tokenbowl(&url, "--timeout 0.2 info"));
    assert_eq!(ran.code, Some(7), "{ran:?}");
    assert!(ran.err.contains("timeout"), "{}", ran.err);
}

#[test]
fn colours_only_where_they_are_wanted() {
    let help = |variables: &[(&str, &str)], args: &[&str]| {
        let mut command = chatwire(args);
        run(command.envs(variables.iter().copied())).err
    };
    let wrong = ["tokenbowl", "zzz"];
    assert!(!help(&[], &wrong).contains('\u{1b}'), "no terminal");
    let forced = [("CLICOLOR_FORCE", "1")];
    assert!(help(&forced, &wrong).contains('\u{1b}'));
    assert!(!help(&forced, &["--no-color", "tokenbowl", "zzz"]).contains('\u{1b}'));
    assert!(!help(&[("NO_COLOR", "1")], &wrong).contains('\u{1b}'));
    // Our own lines, too.
    let server = Server::new([(404, json!({"detail": "x"}))]);
    let mut command = tokenbowl(&server.url, "info");
    assert!(run(command.env("CLICOLOR_FORCE", "1")).err.contains('\u{1b}'));
    let mut command = tokenbowl(&server.url, "info --no-color");
    assert!(!run(command.env("CLICOLOR_FORCE", "1")).err.contains('\u{1b}'));
}
