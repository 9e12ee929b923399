//! A bot that lets a persona answer: new messages of a channel by polling, answers written with the persona's pauses.
//!
//! An answer that cannot be had, or cannot be written, is told and costs that answer only: the bot goes on.
//!
//! `cargo run --example responder_bot`

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::time::Duration;

use anyhow::Result;
use chatwire::adapter::Chatluck;
use chatwire::bot::Next;
use chatwire::prelude::*;
use chatwire::responder::fluidtalk::Persona;
use chatwire::{Event, Lifecycle};
use chatwire_emulator::Emulator;
use chatwire_examples::{Services, shown};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

/// Longest wait for what people are answered.
const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    // The handler of the signal is in place before the work begins.
    let mut asked = tokio::spawn(shutdown_signal());
    tokio::task::yield_now().await;

    let services = Services::open().await?;
    let channel = services.channel()?;
    // It knows its own messages from the first one on that it wrote, so that it does not answer itself.
    let team = Chatluck::polling(services.chatluck()?, [channel]);
    // A message that is delivered twice is not paid for twice.
    let persona = Persona::characters(services.characters()?, "instagram").remember(1_000);

    let (online, news) = mpsc::unbounded_channel();
    let bot = Bot::new()
        .platform(team.every(Duration::from_millis(200)))
        .respond_with(persona)
        .middleware(|ctx: Context, event: Event, next: Next| async move {
            if let Event::Message(message) = &event {
                println!("{}: {}", message.sender.display_name(), shown(&message.text));
            }
            next.run(ctx, event).await;
        })
        .on_lifecycle(move |_: Context, state: Lifecycle| {
            // Nobody may want to know.
            let _ = online.send(state);
            async {}
        })
        .on_error(|error| println!("no answer: {error}"));

    let end = async {
        tokio::select! {
            _ = &mut asked => {}
            () = people(services.emulator(), news) => {}
        }
    };
    let report = bot.run_until(end).await?;
    println!("{report}");
    Ok(())
}

/// The emulator's people say two things, and wait until they are answered; real people do not end.
async fn people(emulator: Option<&Emulator>, mut news: mpsc::UnboundedReceiver<Lifecycle>) {
    let Some(emulator) = emulator else { return std::future::pending().await };
    let (persona, team) = (emulator.fluidtalk(), emulator.chatluck());
    persona.reply_when("tour", ["Sunday at nine!", "Bring water."]);
    persona.reply_when("helmet", ["Always."]);
    news.recv().await;
    println!("listening");
    team.say("Bike garage", "Ada", "When is the tour?");
    team.say("Bike garage", "Ben", "With a helmet, I guess?");

    let hears = |text: &str| {
        let said = team.messages("Bike garage");
        said.iter().any(|message| message["content"].as_str().is_some_and(|it| it.contains(text)))
    };
    let answered = async {
        while !(hears("Bring water.") && hears("Always.")) {
            sleep(Duration::from_millis(10)).await;
        }
    };
    match timeout(PATIENCE, answered).await {
        Ok(()) => println!("2 messages answered"),
        Err(_) => println!("nobody answered"),
    }
}
