//! A bridge: a Kick chat, a Mezon channel, the Token Bowl room and a Chatluck channel as one conversation.
//!
//! `cargo run --example bridge`
//!
//! With the emulator, people of all four platforms say something, and one line is cut in between.
//! With keys in the environment, the file named by `BRIDGE_FILE` says which rooms are linked; those of Kick are
//! written by the user id of the streamer, as in `kick:1001`, or by their own number, as in `kick:chatroom:9001`.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result};
use chatwire::adapter::{Chatluck, Kick, Mezon, TokenBowl};
use chatwire::bridge::{BridgeConfig, Notice};
use chatwire::env::EnvVar;
use chatwire::{Bridge, Lifecycle, kick};
use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_examples::{Services, until_ctrl_c};
use serde_json::json;

/// Where a bridge between real rooms is described, as JSON in the form of `bridge.toml`.
const FILE: EnvVar = EnvVar::new("BRIDGE_FILE", "file that says which rooms are linked");
/// Longest wait for anything at the emulator.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let config = match services.emulator() {
        Some(emulator) => stage(emulator)?,
        None => {
            let file = services.vars().required(FILE)?;
            let text = std::fs::read_to_string(&file).with_context(|| file.clone())?;
            serde_json::from_str(&text).with_context(|| file)?
        }
    };
    let online = Arc::new(Mutex::new(HashSet::new()));
    let seen = Arc::clone(&online);
    let bridge = platforms(Bridge::from_config(&config)?, &services).await?;
    let bridge = bridge.on_notice(move |notice| match notice {
        Notice::Lifecycle { platform, news: Lifecycle::Online { gap } } => {
            if let (Ok(mut seen), None) = (seen.lock(), gap) {
                println!("{platform} is online");
                seen.insert(platform.clone());
            }
        }
        Notice::Lifecycle { platform, news: Lifecycle::Offline { .. } } => {
            println!("{platform} is offline for a moment");
        }
        Notice::Failed { room, error } => println!("{room}: {error}"),
        _ => {}
    });

    // Real people go on until Ctrl-C; those of the emulator say what they have to say.
    let report = match services.emulator() {
        None => bridge.run().await?,
        Some(emulator) => {
            let everybody = || online.lock().is_ok_and(|online| online.len() == 4);
            bridge.run_until(play(emulator, everybody)).await?
        }
    };
    if let Some(emulator) = services.emulator() {
        println!("\nIn the Kick chat of the studio:");
        for message in emulator.kick().messages("studio") {
            let text = message.get("content").and_then(|content| content.as_str());
            println!("  {}", text.unwrap_or_default());
        }
    }
    println!("\n{report}");
    println!("complete: {}", report.is_complete());
    Ok(())
}

/// Adds the platforms that the links name.
async fn platforms(bridge: Bridge, services: &Services) -> Result<Bridge> {
    let sources = bridge.links().iter().flat_map(|link| link.sources().iter());
    let rooms: Vec<_> =
        sources.chain(bridge.links().iter().flat_map(|link| link.targets())).cloned().collect();
    let of = |name: &str| {
        let rooms = rooms.iter().filter(|room| room.platform == name);
        rooms.map(|room| room.id.clone()).collect::<HashSet<_>>()
    };
    let mut bridge = bridge;
    if !of("chatluck").is_empty() {
        let chatluck = Chatluck::polling(services.chatluck()?, of("chatluck"));
        bridge = bridge.platform(chatluck.every(Duration::from_millis(100)));
    }
    if !of("kick").is_empty() {
        // What is written while the line is down is fetched from the site.
        let client = match services.emulator() {
            Some(emulator) => {
                let client = kick::Client::builder().token(emulator.kick().token("bridge"));
                client.base_url(emulator.url(Platform::Kick))?.build()?
            }
            None => services.kick()?,
        };
        let chats = chats(&client, of("kick")).await?;
        bridge = bridge.platform(Kick::new(client, chats).live(|connect| connect.fill_gaps()));
    }
    if !of("mezon").is_empty() {
        bridge = bridge.platform(Mezon::new(services.mezon()?).live(|live| live.fill_gaps()));
    }
    if !of("tokenbowl").is_empty() {
        bridge = bridge.platform(TokenBowl::new(services.tokenbowl()?));
    }
    Ok(bridge)
}

/// What live chat of Kick calls these rooms: it knows streamers by their names.
async fn chats(client: &kick::Client, rooms: HashSet<String>) -> Result<Vec<kick::ChatTarget>> {
    let mut chats = Vec::new();
    for room in rooms {
        if let Some(chatroom) = room.strip_prefix("chatroom:") {
            chats.push(kick::ChatTarget::from(chatroom));
            continue;
        }
        let streamer: u64 = room.parse().with_context(|| format!("kick:{room} is no user id"))?;
        let name = client.slug_of(streamer).await?;
        let name = name.with_context(|| format!("Kick has no channel of user {streamer}"))?;
        chats.push(kick::ChatTarget::Name(name));
    }
    Ok(chats)
}

/// Rooms at the emulator, linked as a file would do it.
fn stage(emulator: &Emulator) -> Result<BridgeConfig> {
    let studio = emulator.kick().user("studio");
    let garage = emulator.chatluck().channel("Bike garage");
    let talk = talk(emulator);
    Ok(serde_json::from_value(json!({
        "template": "[{platform}] {sender}: {text}",
        "link": [{
            "rooms": [
                format!("kick:{studio}"),
                format!("mezon:{talk}"),
                "tokenbowl:room:main",
                format!("chatluck:{garage}"),
            ],
        }],
        "filter": { "prefixes": ["!"] },
        "deletes": "note",
    }))?)
}

fn talk(emulator: &Emulator) -> i64 {
    let clan = emulator.mezon().clan("Riders");
    emulator.mezon().channel(clan, "talk")
}

/// What people say, and an accident.
async fn play(emulator: &Emulator, everybody_is_there: impl Fn() -> bool) {
    let chat = || emulator.kick().messages("studio").len();
    let talk = talk(emulator);
    until(everybody_is_there).await;
    emulator.kick().say("studio", "Vera", "Where do you ride on Sunday?");
    until(|| emulator.mezon().messages(talk).len() == 1).await;
    emulator.mezon().say(talk, "Milo", "Along the river, @everyone is welcome");
    until(|| chat() == 2).await;
    // The line breaks; what is said meanwhile is fetched.
    emulator.fault_open_sockets(Platform::TokenBowl, &Fault::DropSocket { after_frames: 0 });
    emulator.tokenbowl().say("Tomas", "I bring the tools");
    until(|| chat() == 3).await;
    emulator.chatluck().say("Bike garage", "Ada", "And I bring cake");
    until(|| chat() == 4).await;
}

/// Waits until something holds, within bounds.
async fn until(holds: impl Fn() -> bool) {
    let wait = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    if tokio::time::timeout(PATIENCE, wait).await.is_err() {
        println!("That took too long.");
    }
}
