//! Clients that others wrote: Pusher's own for Node, and two packages for Python, one for each transport. They are
//! installed by name into a temporary folder; where that is impossible the test says so and passes.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use chatwire_emulator::{Emulator, Platform};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::Instant;

use crate::reference::{Environment, run, skipped};

/// Longest wait for what a peer is to tell.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running script, which tells what it sees.
struct Peer {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Peer {
    fn start(program: &Path, script: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        if script.ends_with(".py") {
            command.arg("-B");
        }
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(script));
        // A proxy of the machine must not stand between two programs on loopback.
        command.args(arguments).env("NO_PROXY", "127.0.0.1").env("PYTHONIOENCODING", "utf-8");
        let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Reads on until this line comes; gives what came before it.
    async fn until(&mut self, wanted: &str) -> Vec<String> {
        let mut before = Vec::new();
        let end = Instant::now() + PATIENCE;
        loop {
            let next = tokio::time::timeout_at(end, self.lines.next_line()).await;
            let line = match next.map(Result::unwrap) {
                Ok(Some(line)) => line,
                ended => panic!("no `{wanted}`, but {before:?}, then {ended:?}"),
            };
            if line == wanted {
                return before;
            }
            before.push(line);
        }
    }

    async fn ends_well(mut self) {
        self.until("complete").await;
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap();
        assert!(ended.success(), "{ended}");
    }
}

/// Waits until somebody has a feed.
async fn watched(emulator: &Emulator, feed: &str) {
    let waiting = async {
        while emulator.kick().live().watchers(feed) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
}

/// Waits until nobody is connected.
async fn alone(emulator: &Emulator) {
    let waiting = async {
        while emulator.kick().live().connections() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
}

/// Waits until clients have asked for a feed so many times, over all connections, and got it.
async fn asked_for(emulator: &Emulator, feed: &str, times: usize) {
    let name = format!("\"{feed}\"");
    let asked = || {
        let frames = emulator.frames(Platform::Kick);
        frames.iter().filter(|frame| frame.text.contains(&name)).count()
    };
    let waiting = async {
        while asked() < times {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
    watched(emulator, feed).await;
}

/// Waits until a client has shown a new token.
async fn refreshed(emulator: &Emulator) {
    let waiting = async {
        while !emulator.frames(Platform::Kick).iter().any(|frame| frame.text.contains("refresh")) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
}

/// The packages in a folder of their own; `None` when they cannot be had.
async fn python(packages: &str) -> Option<Environment> {
    match Environment::with(packages).await {
        Ok(environment) => Some(environment),
        Err(why) => {
            skipped(packages, &why);
            None
        }
    }
}

async fn node(package: &str) -> Option<Environment> {
    let environment = Environment::empty(package);
    let folder = environment.folder().to_path_buf();
    std::fs::create_dir_all(&folder).unwrap();
    let mut install = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    install.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).arg(package);
    match run(&mut install).await {
        Ok(_) => Some(environment),
        Err(why) => {
            skipped(package, &why);
            None
        }
    }
}

#[tokio::test]
async fn pusher_js_8_6_0() {
    let Some(environment) = node("pusher-js@8.6.0").await else { return };
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    // Short enough to see it ask whether the server is still there.
    live.activity_timeout(Duration::from_secs(1), Duration::from_secs(30));
    let feed = kick.room("streamer").feed();
    let origin = emulator.url(Platform::Kick);
    let port = origin.rsplit(':').next().unwrap();
    let folder = environment.folder().to_str().unwrap();
    let key = "32cbd69e4b950bf97679";
    let node = PathBuf::from(if cfg!(windows) { "node.exe" } else { "node" });
    let mut peer = Peer::start(&node, "pusher_js_8_6_0.js", &[folder, port, key, &feed]);
    let subscribed = format!("subscribed {feed}");
    assert!(peer.until(&subscribed).await.iter().any(|line| line == "state connected"));
    kick.say("streamer", "Zoë", "hello [emote:1:a] 👋");
    peer.until("message Zoë hello [emote:1:a] 👋").await;
    peer.until("pong").await;

    // It comes back by itself after each of these, and subscribes again.
    assert_eq!(live.end_pusher(4200, "restarting"), 1);
    let before = peer.until(&subscribed).await;
    assert!(before.iter().any(|line| line == "error 4200"), "{before:?}");
    live.objects(true);
    kick.say("streamer", "Zoë", "again");
    peer.until("message Zoë again").await;
    live.objects(false);
    emulator.fault_open_sockets(
        Platform::Kick,
        &chatwire_emulator::Fault::DropSocket { after_frames: 0 },
    );
    peer.until(&subscribed).await;
    kick.say("streamer", "Zoë", "bye");
    peer.until("message Zoë bye").await;
    peer.ends_well().await;
}

#[tokio::test]
async fn kickpython_0_1_5() {
    let packages = "kickpython==0.1.5 aiohttp websockets==15.0.1 curl_cffi";
    let Some(environment) = python(packages).await else { return };
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    let (ids, feed) = (kick.ids("Some_Streamer"), kick.room("Some_Streamer").feed());
    kick.badge("Zoë", "moderator", "Moderator", None);
    kick.badge("Zoë", "subscriber", "Subscriber", Some(26));
    let chatroom = ids.chatroom_id.to_string();
    let arguments = [&emulator.url(Platform::Kick), &chatroom, &ids.username];
    let mut peer =
        Peer::start(&environment.python(), "kickpython_0_1_5.py", &arguments.map(String::as_str));
    // Once by the number of the chatroom, once by the streamer's name.
    for round in ["by number", "by name"] {
        watched(&emulator, &feed).await;
        kick.say("Some_Streamer", "Zoë", round);
        peer.until(&format!("message Zoë {round} Moderator,Subscriber")).await;
        kick.say("Some_Streamer", "Zoë", "bye");
        peer.until("message Zoë bye Moderator,Subscriber").await;
        live.end_pusher(4200, "restarting");
        alone(&emulator).await;
        peer.until("closed").await;
    }
    peer.ends_well().await;
    // The name has a dash in its slug; the number needed no lookup.
    let lookups: Vec<_> = emulator
        .requests(Platform::Kick)
        .into_iter()
        .filter(|request| request.path.starts_with("/api/v2/channels/Some"))
        .map(|request| request.path)
        .collect();
    assert_eq!(lookups, ["/api/v2/channels/Some_Streamer", "/api/v2/channels/Some-Streamer"]);
}

#[tokio::test]
async fn kicksdk_py_0_2_0() {
    let Some(environment) = python("kicksdk-py[aio]==0.2.0").await else { return };
    let emulator = Emulator::start().await.unwrap();
    let (kick, live) = (emulator.kick(), emulator.kick().live());
    live.region("streamer", "eu-central-1");
    live.ping(Some(Duration::from_secs(1)));
    let (ids, room) = (kick.ids("streamer"), kick.room("streamer"));
    let feed = room.feed();
    let arguments = [
        emulator.url(Platform::Kick),
        ids.chatroom_id.to_string(),
        ids.channel_id.to_string(),
        ids.slug.clone(),
    ];
    let mut peer = Peer::start(
        &environment.python(),
        "kicksdk_py_0_2_0.py",
        &arguments.each_ref().map(String::as_str),
    );
    peer.until(&format!("channel {} {}", ids.chatroom_id, ids.channel_id)).await;
    watched(&emulator, &feed).await;
    kick.say("streamer", "Zoë", "hello");
    peer.until("message Zoë hello").await;
    kick.ban("streamer", "Mod", "Troll", Some(5), "spam");
    peer.until("event user_banned").await;
    room.clear();
    peer.until("event chatroom_cleared").await;

    // An ordinary end, an expired token at the next connect, and frames with several objects.
    live.refuse_command("connect", 109, "token expired");
    live.batching(true);
    assert_eq!(live.end_centrifugo(3000, "shutdown"), 1);
    asked_for(&emulator, &feed, 2).await;
    kick.say("streamer", "Zoë", "again");
    kick.say("streamer", "Zoë", "and again");
    peer.until("message Zoë again").await;
    peer.until("message Zoë and again").await;
    // A cut, and then a token so short-lived that it has to be refreshed.
    live.token_ttl(Duration::from_secs(4));
    let cut = chatwire_emulator::Fault::DropSocket { after_frames: 0 };
    emulator.fault_open_sockets(Platform::Kick, &cut);
    asked_for(&emulator, &feed, 3).await;
    live.token_ttl(Duration::from_secs(2_700));
    refreshed(&emulator).await;
    kick.say("streamer", "Zoë", "bye");
    peer.until("message Zoë bye").await;
    peer.until("history hello again and again bye").await;
    peer.ends_well().await;
}
