//! A bot in one loop: new messages of a channel by polling, answers of a persona, written with its pauses.
//!
//! `cargo run --example responder_bot`

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::time::Duration;

use anyhow::Result;
use chatwire::chatluck::poll::{Event, Lifecycle};
use chatwire::prelude::*;
use chatwire::responder::fluidtalk::Persona;
use chatwire_emulator::Emulator;
use chatwire_examples::{Services, until_ctrl_c};
use futures_util::TryStreamExt;

/// Field by which the bot knows its own messages: answering them would never end.
const MARK: &str = "written_by";
const BOT: &str = "responder_bot";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let (client, channel) = (services.chatluck()?, services.channel()?);
    // A message that is delivered twice is not paid for twice.
    let persona = Persona::characters(services.characters()?, "instagram").remember(1_000);

    let mut events = client.poll(&channel).interval(Duration::from_millis(200)).events();
    let mut answered = 0;
    while let Some(event) = events.try_next().await? {
        match event {
            Event::Message(message) if message.has_client_ref(MARK, BOT) => {}
            Event::Message(message) => {
                println!("{}: {}", message.user_id, message.content);
                for answer in persona.reply(&Incoming::from(message)).await? {
                    // Words come as a person would type them.
                    tokio::time::sleep(answer.delay.unwrap_or_default()).await;
                    answer.to_chatluck(&client, &channel).client_ref(MARK, BOT).await?;
                    println!("    bot: {}", answer.text);
                }
                answered += 1;
                // The emulator's people say two things; real people go on for ever.
                if services.emulator().is_some() && answered == 2 {
                    break;
                }
            }
            Event::Lifecycle(Lifecycle::Online { .. }) => {
                println!("listening");
                if let Some(emulator) = services.emulator().filter(|_| answered == 0) {
                    stage(emulator);
                }
            }
            other => println!("({other:?})"),
        }
    }
    println!("{answered} messages answered");
    Ok(())
}

/// What people say at the emulator, and what the persona knows to answer.
fn stage(emulator: &Emulator) {
    let persona = emulator.fluidtalk();
    persona.reply_when("tour", ["Sunday at nine!", "Bring water."]);
    persona.reply_when("helmet", ["Always."]);
    emulator.chatluck().say("Bike garage", "Ada", "When is the tour?");
    emulator.chatluck().say("Bike garage", "Ben", "With a helmet, I guess?");
}
