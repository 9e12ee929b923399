//! Ctrl-C: what waits for an answer fails with 130, what runs until then ends well.

use std::io::BufReader;
use std::net::TcpListener;
use std::process::{Child, Command};

use chatwire_emulator::{Emulator, Platform};
use serde_json::Value;

use super::command::{chatwire, ended, start, tokenbowl, wait_for};

pub(crate) fn interrupt(child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
}

#[test]
fn a_call_is_given_up() {
    for line in ["info", "messages list --all", "--json messages send x"] {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", silent.local_addr().unwrap());
        let child = start(&mut tokenbowl(&url, line));
        let _call = silent.accept().unwrap();
        interrupt(&child);
        let ran = ended(child);
        assert_eq!((ran.code, ran.out.as_str()), (Some(130), ""), "{line}: {ran:?}");
        assert!(ran.err.contains("interrupted"), "{}", ran.err);
    }
}

#[test]
fn waiting_for_stdin_is_given_up() {
    // The pipe stays open: only the signal can end it. The dry run says nothing before it has the text.
    let emulator = Emulator::start_blocking().unwrap();
    let url = emulator.url(Platform::TokenBowl);
    let mut command = tokenbowl(&url, "live chat");
    command.env("TOKEN_BOWL_CHAT_API_KEY", emulator.tokenbowl().key("bot"));
    let mut child = start(&mut command);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let stdin = child.stdin.take();
    wait_for(&mut out, "message - Send to room");
    interrupt(&child);
    assert_eq!(ended(child).code, Some(0));
    drop(stdin);
}

#[test]
fn the_monitor_counts_what_it_saw() {
    let emulator = Emulator::start_blocking().unwrap();
    let url = emulator.url(Platform::TokenBowl);
    let mut command = tokenbowl(&url, "live monitor");
    command.env("TOKEN_BOWL_CHAT_API_KEY", emulator.tokenbowl().key("bot"));
    let mut child = start(&mut command);
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let mut out = BufReader::new(child.stdout.take().unwrap());
    wait_for(&mut err, "Watching messages");
    emulator.tokenbowl().say("alice", "hello");
    assert!(wait_for(&mut out, "hello").contains("📢 alice: hello"));
    interrupt(&child);
    assert_eq!(ended(child).code, Some(0));
    wait_for(&mut err, "1 messages received");
}

#[test]
fn the_emulator_is_told_apart_and_ended() {
    let mut child = start(&mut chatwire(["emulate", "--port", "0", "--json"]));
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let line = wait_for(&mut out, "\"platform\":\"kick\"");
    let told: Value = serde_json::from_str(&line).unwrap();
    let variables = told["variables"].as_object().unwrap();
    let variables = variables.iter().map(|(name, value)| (name, value.as_str().unwrap()));
    let me = chatwire(["kick", "whoami"]).envs(variables).output().unwrap();
    assert!(me.status.success(), "{me:?}");
    let line = wait_for(&mut out, "tokenbowl");
    let told: Value = serde_json::from_str(&line).unwrap();
    let variable = |name: &str| told["variables"][name].as_str().unwrap();
    let me = chatwire(["tokenbowl", "info"])
        .env("TOKEN_BOWL_CHAT_BASE_URL", variable("TOKEN_BOWL_CHAT_BASE_URL"))
        .env("TOKEN_BOWL_CHAT_API_KEY", variable("TOKEN_BOWL_CHAT_API_KEY"))
        .output()
        .unwrap();
    assert!(me.status.success(), "{me:?}");
    interrupt(&child);
    assert_eq!(ended(child).code, Some(0));
}

#[test]
fn a_script_that_cannot_be_read_is_wrong_usage() {
    let ran = ended(start(&mut chatwire(["emulate", "--port", "0", "--script", "/no/such/file"])));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("/no/such/file"), "{}", ran.err);
}
