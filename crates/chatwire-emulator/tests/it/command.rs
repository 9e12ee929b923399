//! Scripts, and the command that plays them.

use std::error::Error as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use chatwire_emulator::{Emulator, EmulatorError, Platform, Script};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use crate::client::Ask;

fn demo() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("demo.json")
}

#[tokio::test]
async fn the_demo_script_sets_the_scene() {
    let emulator = Emulator::builder().script(Script::read(demo()).unwrap()).start().await.unwrap();
    assert_eq!(emulator.chatluck().key(), "ck_demo");
    assert_eq!(emulator.fluidtalk().api_key(), "ft_sk_demo");
    assert_eq!(emulator.fluidtalk().connector_token(), "ftc_live_demo");
    let names: Vec<_> =
        emulator.chatluck().users().iter().map(|user| user["name"].clone()).collect();
    assert_eq!(names, ["bot", "alice", "bob"]);
    let names: Vec<_> =
        emulator.chatluck().channels().iter().map(|channel| channel["name"].clone()).collect();
    assert_eq!(names, ["general", "studio"]);
    assert_eq!((emulator.fluidtalk().tokens(), emulator.fluidtalk().credits()), (10, 100));
    assert_eq!(emulator.waiting_faults(Platform::Chatluck)[0].skip, 1);
    assert_eq!(emulator.waiting_faults(Platform::FluidTalk)[0].times, 2);
}

#[tokio::test]
async fn lines_are_said_in_their_order_and_at_their_times() {
    let script = json!({"chatluck": {"messages": [
        {"channel": "general", "user": "alice", "text": "one"},
        {"channel": "general", "user": "bob", "text": "two", "after_ms": 60},
    ]}});
    let script = Script::from_json(&script.to_string()).unwrap();
    let start = std::time::Instant::now();
    let emulator = Emulator::builder().script(script).start().await.unwrap();
    let said = tokio::time::timeout(Duration::from_secs(10), async {
        while emulator.chatluck().messages("general").len() < 2 {
            tokio::task::yield_now().await;
        }
        emulator.chatluck().messages("general")
    });
    let said = said.await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(60));
    assert_eq!((&said[0]["content"], &said[1]["content"]), (&json!("one"), &json!("two")));
}

#[tokio::test]
async fn bad_scripts_are_named() {
    let unknown = Script::from_json(r#"{"chatluk": {}}"#).unwrap_err();
    assert!(matches!(unknown, EmulatorError::Script(_)));
    assert!(unknown.source().unwrap().to_string().contains("chatluk"));
    let typo = r#"{"faults": {"chatluck": [{"fault": "silent", "tmes": 2}]}}"#;
    assert!(matches!(Script::from_json(typo), Err(EmulatorError::Script(_))));
    let missing = Script::read("no/such/file.json").unwrap_err();
    assert!(missing.to_string().contains("no/such/file.json"));
    let far = Script::from_json(r#"{"chatluck": {"webhook": "http://example.com/"}}"#).unwrap();
    let started = Emulator::builder().script(far).start().await;
    assert!(matches!(started, Err(EmulatorError::Webhook { .. })));
}

#[tokio::test]
async fn the_command_prints_what_a_client_needs_and_ends_on_ctrl_c() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_chatwire-emulator"))
        .args(["--port", "0", "--quiet", "--script"])
        .arg(demo())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut seen = Vec::new();
    while seen.len() < 6 {
        seen.push(lines.next_line().await.unwrap().unwrap());
    }
    assert_eq!(seen[1].trim(), "CHATLUCK_API_KEY=ck_demo");
    assert_eq!(seen[3].trim(), "FLUIDTALK_API_KEY=ft_sk_demo");
    assert_eq!(seen[4].trim(), "FLUIDTALK_CONNECTOR_TOKEN=ftc_live_demo");
    let url = seen[0].split_whitespace().nth(1).unwrap();
    let users = Ask::new("GET", &format!("{url}/users"))
        .header("authorization", "Bearer ck_demo")
        .send()
        .await;
    assert_eq!(users.json()["users"][1]["name"], "alice");
    #[cfg(unix)]
    {
        let id = child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().await.unwrap().success());
        assert!(child.wait().await.unwrap().success());
    }
}

#[tokio::test]
async fn the_command_explains_what_is_wrong() {
    let output = Command::new(env!("CARGO_BIN_EXE_chatwire-emulator"))
        .args(["--port", "0", "--script", "no/such/file.json"])
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("no/such/file.json") && text.contains("Caused by"), "{text}");
}
