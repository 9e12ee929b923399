//! A live session with handlers, through a line that breaks while somebody writes.
//!
//! `cargo run --example tokenbowl_live`
//!
//! It answers `!ping` and ends at `!stop`. On the emulator a message is written while the line is down:
//! it arrives all the same, in its place.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::{Context, Result};
use chatwire::tokenbowl::{Handle, Handlers, Lifecycle};
use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_examples::{Services, shown, until_ctrl_c};
use tokio::sync::mpsc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = services.tokenbowl()?;
    let me = client.get_my_profile().await?.id;

    let (heard, mut hear) = mpsc::channel(16);
    let handlers = Handlers::new()
        .on_message(move |live, message| {
            let (heard, is_own) = (heard.clone(), message.from_user_id == me);
            async move {
                let late = if message.is_recovered() { " (fetched after a gap)" } else { "" };
                println!("{}: {}{late}", shown(&message.from_username), shown(&message.content));
                // Centrifugo gives own messages of the room back: an answer to them would never end.
                match message.content.as_str() {
                    _ if is_own => {}
                    "!ping" => drop(live.reply(&message, "pong").await?),
                    // `close` waits for the end, and the end for its handlers.
                    "!stop" => drop(tokio::spawn(async move { live.close().await })),
                    _ => {}
                }
                heard.send(message.content).await?;
                Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
            }
        })
        .on_typing(|_, typing| async move { println!("{} is typing", shown(&typing.username)) })
        .on_read_receipt(|_, receipt| async move {
            println!("{} has read {}", shown(&receipt.read_by), receipt.message_id);
        })
        .on_connect(|live| async move { println!("-- online over {:?}", live.transport()) })
        .on_disconnect(|_, cause| async move { println!("-- offline: {cause}") })
        .on_lifecycle(|_, news| async move {
            if let Lifecycle::Online { gap: Some(gap), .. } = news {
                println!("-- the gap is closed: {}", gap.recovered);
            }
        })
        .on_trouble(|_, error| async move { println!("-- {error}") })
        .on_error(|error| println!("-- a handler failed: {error}"));

    let live = client.connect().await?;
    let handle = live.handle();
    let scene = async {
        match services.emulator() {
            Some(emulator) => scene(emulator, &handle, &mut hear).await,
            // Nothing has to happen; what is heard is taken, so that handlers never wait.
            None => until_the_end(&mut hear).await,
        }
    };
    // The session ends by `!stop`; an error here is final, such as a key that is refused.
    let (ended, played) = tokio::join!(live.run(handlers), scene);
    ended?;
    played?;
    println!("-- ended");
    Ok(())
}

/// What Ada does at the emulator.
async fn scene(
    emulator: &Emulator,
    live: &Handle,
    heard: &mut mpsc::Receiver<String>,
) -> Result<()> {
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.typing("Ada", None);
    tokenbowl.say("Ada", "!ping");
    until(heard, "pong").await?;

    emulator.fault_open_sockets(Platform::TokenBowl, &Fault::DropSocket { after_frames: 0 });
    tokenbowl.say("Ada", "Did the lights just flicker?");
    until(heard, "Did the lights just flicker?").await?;

    let answer = live.send_message("They did, but nothing is lost.").await?;
    tokenbowl.read("Ada", answer.id.as_str());
    tokenbowl.say("Ada", "!stop");
    until_the_end(heard).await
}

async fn until_the_end(heard: &mut mpsc::Receiver<String>) -> Result<()> {
    while heard.recv().await.is_some() {}
    Ok(())
}

async fn until(heard: &mut mpsc::Receiver<String>, text: &str) -> Result<()> {
    while heard.recv().await.context("the session has ended")? != text {}
    Ok(())
}
