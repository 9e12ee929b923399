//! A lead writes, the persona answers: the first program of FluidTalk's handshake API.
//!
//! `cargo run --example fluidtalk_inbound`

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::Result;
use chatwire::fluidtalk::ErrorExt;
use chatwire::fluidtalk::handshake::{ChatResult, Client};
use chatwire_examples::{Services, until_ctrl_c};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = services.handshake()?;
    if let Some(emulator) = services.emulator() {
        let persona = emulator.fluidtalk();
        persona.reply_when("saw your post", ["oh hi! which one?", "the kitten or the canyon?"]);
        persona.reply_when("canyon", ["best week of my year", "here, sunrise from the tent"]);
        persona.photo_when("canyon", "https://example.org/sunrise.jpg");
        // Another account of the same owner talks to this lead already.
        persona.claim("@jane_doe", "@my_other_account");
        persona.set_tokens(1);
    }

    // A conversation is kept by the lead's handle: always the same one for the same person.
    say(&client, "@john_doe", "hey, saw your post!").await?;
    say(&client, "@john_doe", "the canyon of course").await?;
    // The two signals for which nothing is sent: a duplicate lead, and no tokens for a new one.
    say(&client, "@jane_doe", "hello?").await?;
    say(&client, "@new_lead", "hello?").await
}

async fn say(client: &Client, lead: &str, text: &str) -> Result<()> {
    println!("{lead}: {text}");
    let call = client.inbound_chat(lead).message(text).own_username("@my_account");
    match call.await {
        Ok(result) => show(&result),
        Err(err) if err.is_insufficient_tokens() => {
            println!("    top up: a new conversation costs a token, running ones go on");
        }
        Err(err) if err.is_sealed() => println!("    this conversation is over for good"),
        // A second call might be paid for a second time: a person decides.
        Err(err) if err.maybe_billed() => println!("    no answer, but perhaps paid for: {err}"),
        Err(err) => return Err(err.into()),
    }
    Ok(())
}

/// Each bubble is a message of its own; the photo follows.
fn show(result: &ChatResult) {
    if result.is_silent() {
        println!("    silence: {}", result.ignore_reason.as_deref().unwrap_or("nothing to say"));
        return;
    }
    for bubble in result.bubbles() {
        println!("    persona: {bubble}");
    }
    if let Some(photo) = result.photo_to_send() {
        println!("    persona: [photo {photo}]");
    }
}
