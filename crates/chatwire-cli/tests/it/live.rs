//! Live commands and webhooks against the emulator.

use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;

use chatwire_emulator::tokenbowl::Release;
use chatwire_emulator::{Emulator, Platform};
use serde_json::Value;

use super::command::{Ran, ended, run_with, start, tokenbowl, wait_for};

fn emulator(release: Release) -> (Emulator, String) {
    let emulator = Emulator::start_blocking().unwrap();
    emulator.tokenbowl().release(release);
    let url = emulator.url(Platform::TokenBowl);
    (emulator, url)
}

/// Chats as `bot`, with these lines.
fn chat(emulator: &Emulator, url: &str, options: &str, lines: &str) -> Ran {
    let mut command = tokenbowl(url, &format!("{options} live chat"));
    command.env("TOKEN_BOWL_CHAT_API_KEY", emulator.tokenbowl().key("bot"));
    run_with(&mut command, lines)
}

#[test]
fn lines_of_a_pipe_are_sent_in_order() {
    for release in [Release::V2_0_1, Release::V1_1_5] {
        let (emulator, url) = emulator(release);
        emulator.tokenbowl().user("bob");
        let ran = chat(&emulator, &url, "", "hello room\n@bob psst you\n@bob\n\n/quit\nnot sent\n");
        for words in ["Connected", "/quit", "hello room", "psst you", "Format: @username message"] {
            assert!(ran.words().contains(words), "{release:?}: {words}: {ran:?}");
        }
        assert_eq!(ran.out.matches("hello room").count(), 1, "an echo is no second message");
        let stored: Vec<_> = emulator
            .tokenbowl()
            .messages()
            .into_iter()
            .map(|message| (message["content"].clone(), message["to_username"].clone()))
            .collect();
        let said = [("hello room", Value::Null), ("psst you", Value::from("bob"))];
        assert_eq!(stored, said.map(|(text, to)| (Value::from(text), to)), "{release:?}");
    }
}

#[test]
fn lines_are_sent_as_they_were_typed() {
    let (emulator, url) = emulator(Release::V2_0_1);
    emulator.tokenbowl().user("bob");
    chat(&emulator, &url, "", "  indented \r\n@bob  two words \n /quit \n").words();
    let messages = emulator.tokenbowl().messages();
    let stored: Vec<_> = messages.iter().map(|message| message["content"].as_str()).collect();
    assert_eq!(stored, [Some("  indented "), Some("two words ")]);
}

#[test]
fn the_end_of_input_ends_the_chat_after_all_was_sent() {
    for release in [Release::V1_1_5, Release::V2_0_1] {
        let (emulator, url) = emulator(release);
        let lines: String = (0..150).map(|nth| format!("line {nth}\n")).collect();
        let ran = chat(&emulator, &url, "--json", &lines);
        // Each one is told once, whether its echo came before the answer or behind it.
        let told: Vec<_> = ran
            .json()
            .into_iter()
            .map(|event| {
                assert_eq!(event["event"], "sent", "{release:?}");
                event["data"]["content"].as_str().unwrap().to_owned()
            })
            .collect();
        assert_eq!(told, lines.lines().map(str::to_owned).collect::<Vec<_>>(), "{release:?}");
    }
}

#[test]
fn what_could_not_be_sent_is_told_at_the_end() {
    let (emulator, url) = emulator(Release::V2_0_1);
    let ran = chat(&emulator, &url, "", "@nobody hi\nstill here\n");
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ran.out.contains("still here") && ran.err.contains("nobody"), "{ran:?}");
}

#[test]
fn the_monitor_prints_messages_as_they_come() {
    for release in [Release::V2_0_1, Release::V1_1_5] {
        let (emulator, url) = emulator(release);
        let mut command = tokenbowl(&url, "live watch --count 2 --json");
        command.env("TOKEN_BOWL_CHAT_API_KEY", emulator.tokenbowl().key("bot"));
        let mut child = start(&mut command);
        let mut err = BufReader::new(child.stderr.take().unwrap());
        wait_for(&mut err, "Watching messages");
        // A server with the direct transport answers the upgrade before it counts the connection in.
        while emulator.tokenbowl().connections("bot") == 0 {
            std::thread::yield_now();
        }
        emulator.tokenbowl().say("alice", "one\u{1b}[2J");
        emulator.tokenbowl().dm("alice", "bot", "two");
        let events = ended(child).json();
        let texts: Vec<_> = events.iter().map(|event| &event["data"]["content"]).collect();
        assert_eq!(texts, ["one\u{1b}[2J", "two"], "{release:?}");
        assert!(events.iter().all(|event| event["event"] == "message"));
        wait_for(&mut err, "2 messages received");
    }
}

#[test]
fn a_refused_key_ends_a_live_command() {
    for release in [Release::V2_0_1, Release::V1_1_5] {
        let (_emulator, url) = emulator(release);
        for line in ["live monitor", "live chat"] {
            let ran = run_with(&mut tokenbowl(&url, line), "");
            assert_eq!(ran.code, Some(3), "{release:?}: {line}: {ran:?}");
        }
    }
}

fn post(host: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    let length = body.len();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap().to_owned()
}

#[test]
fn webhooks_are_printed_when_their_path_is_right() {
    let mut command = tokenbowl(
        "http://localhost",
        "webhook listen --address 127.0.0.1:0 --secret canary --json",
    );
    let mut child = start(&mut command);
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let said = wait_for(&mut err, "Listening on http://");
    assert!(!said.contains("canary"), "{said}");
    let host = said.split('/').nth(2).unwrap();
    let body = r#"{"id":"m1","from_username":"alice","content":"Hello","message_type":"room",
        "timestamp":"2025-10-27T12:00:00+00:00"}"#;
    assert!(post(host, "/webhook/wrong", body).contains("404"));
    assert!(post(host, "/webhook/canary", body).contains("204"));
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let line = wait_for(&mut out, "Hello");
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["from_username"], "alice");
    child.kill().unwrap();
    child.wait().unwrap();
}
