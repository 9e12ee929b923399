//! New messages without a public address: polling, through a failure of the server.
//!
//! `cargo run --example chatluck_poll`

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::time::Duration;

use anyhow::Result;
use chatwire::chatluck::poll::{Event, Lifecycle};
use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_examples::{Services, until_ctrl_c};
use futures_util::TryStreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = services.chatluck()?;

    // To go on after a restart, store `events.cursor()` and give it to `.after(..)`.
    let poll = client.poll(services.channel()?).interval(Duration::from_millis(200));
    let mut events = poll.events();
    let mut seen = 0;
    // An `Err` is final; what passes by itself comes as a `Lifecycle`.
    while let Some(event) = events.try_next().await? {
        match event {
            Event::Message(message) => {
                seen += 1;
                println!("{}: {}", message.user_id, message.content);
            }
            Event::Invalid(invalid) => {
                println!("a message that cannot be read: {}", invalid.reason)
            }
            Event::Lifecycle(Lifecycle::Online { gap: None, .. }) => println!("listening"),
            Event::Lifecycle(Lifecycle::Online { gap: Some(gap), .. }) => {
                println!("back after {} ms", gap.deaf.as_millis());
            }
            Event::Lifecycle(Lifecycle::Offline { cause, retry_in }) => {
                println!("away: {cause}; next look in {} ms", retry_in.as_millis());
            }
            other => println!("{other:?}"),
        }
        if let Some(emulator) = services.emulator() {
            if seen == 2 {
                break;
            }
            happen(emulator, seen);
        }
    }
    println!("to go on from here: {:?}", events.cursor().map(ToString::to_string));
    Ok(())
}

/// What happens at the emulator meanwhile: a message, and one during a failure.
fn happen(emulator: &Emulator, seen: usize) {
    let chatluck = emulator.chatluck();
    let said = chatluck.messages("Bike garage").len();
    match (seen, said) {
        (0, 0) => drop(chatluck.say("Bike garage", "Ada", "Is anybody here?")),
        (1, 1) => {
            // Three answers in a row, so that the retries of one look do not hide it.
            for _ in 0..3 {
                emulator.fault(Platform::Chatluck, Fault::status(502));
            }
            chatluck.say("Bike garage", "Ben", "I am, but the server is not.");
        }
        _ => {}
    }
}
