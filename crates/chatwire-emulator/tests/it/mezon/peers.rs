//! The published clients. No registry had one whose socket speaks the wire of 2026 when this was written; what the
//! newest releases still can is shown, and the newest sources are run where somebody built them.

use std::path::Path;
use std::time::Duration;

use chatwire_emulator::{Emulator, Platform};
use tokio::process::Command;

use crate::reference::{Environment, run, skipped};

/// Names the folder of a built `mezon-sdk` of 2.8.53 or later (`packages/mezon-sdk` of its repository).
const SOURCES: &str = "CHATWIRE_MEZON_SDK";

fn node() -> Command {
    Command::new(if cfg!(windows) { "node.exe" } else { "node" })
}

/// Lines of a script that ended well.
async fn lines(mut command: Command, script: &str, arguments: &[&str]) -> Vec<String> {
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(script));
    // A proxy of the machine must not stand between two programs on loopback.
    command.args(arguments).env("NO_PROXY", "127.0.0.1").env("PYTHONDONTWRITEBYTECODE", "1");
    let output = run(&mut command).await.unwrap_or_else(|why| panic!("{script}: {why}"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.trim_end().ends_with("complete"), "{text}");
    text.lines().map(str::to_owned).collect()
}

/// Packages of npm in a folder of their own; `None` when they cannot be had.
async fn packages(names: &[&str]) -> Option<Environment> {
    let environment = Environment::empty(names[0]);
    std::fs::create_dir_all(environment.folder()).unwrap();
    let mut install = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    let quiet = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"];
    install.args(quiet).arg(environment.folder()).args(names);
    match run(&mut install).await {
        Ok(_) => Some(environment),
        Err(why) => {
            skipped(names[0], &why);
            None
        }
    }
}

fn paths(emulator: &Emulator) -> Vec<String> {
    emulator.requests(Platform::Mezon).into_iter().map(|request| request.path).collect()
}

#[tokio::test]
async fn mezon_js_2_14_91() {
    let Some(environment) = packages(&["mezon-js@2.14.91", "ws@8"]).await else { return };
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let channel = mezon.channel(clan, "talk");
    mezon.say(channel, "alice", "ping");
    let mut command = node();
    command.env("NODE_PATH", environment.folder().join("node_modules"));
    let url = emulator.url(Platform::Mezon);
    let (clan, channel) = (clan.to_string(), channel.to_string());
    let arguments = [url.as_str(), "bot@mezon.test", &clan, &channel];
    let done = lines(command, "mezon_js_2_14_91.js", &arguments).await;
    for call in ["login", "lists", "history", "connect", "old envelopes"] {
        assert!(done.contains(&format!("ok {call}")), "{call}: {done:?}");
    }
    // Frames came, but none of them is an envelope of today.
    assert!(!emulator.frames(Platform::Mezon).is_empty());
    assert!(mezon.frames().is_empty());
}

#[tokio::test]
async fn mezon_sdk_2_8_33() {
    let Some(environment) = packages(&["mezon-sdk@2.8.33"]).await else { return };
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    mezon.login_style(|style| style.json = true);
    let (id, key) = mezon.bot();
    let mut command = node();
    command.env("NODE_PATH", environment.folder().join("node_modules"));
    command.current_dir(environment.folder());
    let (url, id) = (emulator.url(Platform::Mezon), id.to_string());
    let done = lines(command, "mezon_sdk_2_8_33.js", &[&url, &id, &key]).await;
    assert!(!done.contains(&"logged in".to_owned()), "{done:?}");
    let paths = paths(&emulator);
    assert_eq!(paths[0], "/v2/apps/authenticate/token");
    assert!(paths.iter().any(|path| path == "/v2/clandesc"), "{paths:?}");
    assert!(!paths.iter().any(|path| path.starts_with("/mezon.api.Mezon/")), "{paths:?}");
}

#[tokio::test]
async fn mezon_sdk_1_4_1() {
    let environment = match Environment::with("mezon-sdk==1.4.1").await {
        Ok(environment) => environment,
        Err(why) => return skipped("mezon-sdk==1.4.1", &why),
    };
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    mezon.login_style(|style| style.json = true);
    let (id, key) = mezon.bot();
    let mut command = Command::new(environment.python());
    command.current_dir(environment.folder());
    let (url, id) = (emulator.url(Platform::Mezon), id.to_string());
    let done = lines(command, "mezon_sdk_1_4_1.py", &[&url, &id, &key]).await;
    assert!(!done.contains(&"logged in".to_owned()), "{done:?}");
    let paths = paths(&emulator);
    assert_eq!(paths[0], "/v2/apps/authenticate/token");
    assert!(!paths.iter().any(|path| path.starts_with("/mezon.api.Mezon/")), "{paths:?}");
}

#[tokio::test]
async fn mezon_sdk_of_its_repository() {
    let Ok(folder) = std::env::var(SOURCES) else {
        return skipped(
            "mezon-sdk 2.8.53",
            &format!("no registry has it; {SOURCES} names no build"),
        );
    };
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    // It cannot read an empty answer.
    mezon.empty_as_json(true);
    let clan = mezon.clan("team");
    let channel = mezon.channel(clan, "talk");
    let (id, key) = mezon.bot();
    let talker = mezon.clone();
    let talk = tokio::spawn(async move {
        while !talker.joined(id).iter().any(|(clans, _)| clans.contains(&clan)) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        talker.say(channel, "alice", "ping");
    });
    let (url, bot) = (emulator.url(Platform::Mezon), id.to_string());
    let mut command = node();
    // It writes a folder and a `.gitignore` where it runs.
    let environment = Environment::empty("mezon-sdk-of-its-repository");
    std::fs::create_dir_all(environment.folder()).unwrap();
    command.current_dir(environment.folder());
    let done = lines(command, "mezon_sdk_2_8_53.js", &[&folder, &url, &bot, &key]).await;
    let done: Vec<_> = done.iter().filter_map(|line| line.strip_prefix("ok ")).collect();
    let all = "login receive send reply edit react delete ephemeral roles voice dm menu";
    assert_eq!(done, all.split(' ').collect::<Vec<_>>());
    talk.await.unwrap();
    assert_eq!(mezon.menus()[0].menu_name, "ask");
}
