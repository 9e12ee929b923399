//! The characters API: chat, triggers, money, follow-ups, pictures, and silence with its reason.
//!
//! `cargo run --example fluidtalk_characters`
//!
//! The handles begin with `test_`, so that `Mode::Mock` (nothing is billed) works with real tokens;
//! the emulator takes them as they are.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::Result;
use chatwire::fluidtalk::Image;
use chatwire::fluidtalk::characters::{
    Bubble, Client, ExternalEventId, Mode, Platform, Silence, paced,
};
use chatwire_examples::{Services, until_ctrl_c};
use futures_util::StreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let mut builder = chatwire::fluidtalk::characters::Builder::from_vars(services.vars())?;
    if services.emulator().is_none() {
        builder = builder.mode(Mode::Mock);
    }
    let client = builder.build()?;
    if let Some(emulator) = services.emulator() {
        let persona = emulator.fluidtalk();
        persona.bind("instagram", &["story_reaction"]);
        persona.reply_when("hey ava", ["hey you"]);
        persona.queue_follow_up("instagram", "test_lena", "hey stranger ||| been a while");
    }

    let check = client.self_test().platform(Platform::INSTAGRAM).await?;
    println!("self-test  ok: {}", check.ok);

    // Words are sent at the speed of a person who types.
    let reply = client.chat(Platform::INSTAGRAM, "test_mark").message("hey ava").await?;
    say("chat", reply.silence(), reply.bubbles).await;

    // The id makes a repeated call harmless: derived from the event, never made anew for each attempt.
    let once = ExternalEventId::derive(["instagram", "test_mark", "story_reaction", "17912345"]);
    for _ in 0..2 {
        let fired = client.trigger("instagram", "test_mark", "story_reaction", &once).await?;
        say("trigger", fired.silence(), fired.bubbles).await;
    }

    let paid = client.event("instagram", "test_mark", "ch_1").amount(25.0).currency("USD").await?;
    println!("event      {} sale(s) so far", paid.sale_count.unwrap_or_default());

    deliver_follow_ups(&client).await?;

    // A photo of which the program has only the bytes.
    let photo = Image::bytes(b"\xFF\xD8\xFF\xE0 a picture".as_slice()).filename("photo.jpg");
    let hosted = client.inbound_media("instagram", photo).await?;
    if let Some(url) = hosted.url {
        let reply = client.chat("instagram", "test_mark").message("and this?").image_url(url);
        let reply = reply.await?;
        println!("picture    seen: {:?}", reply.saw_image());
        say("chat", reply.silence(), reply.bubbles).await;
    }

    // Silence is a success: another account of the same owner talks to this lead.
    if let Some(emulator) = services.emulator() {
        emulator.fluidtalk().claim_on("instagram", "test_jane", "my_other_account");
    }
    let call = client.chat("instagram", "test_jane").message("hello?").own_username("my_account");
    let reply = call.await?;
    say("chat", reply.silence(), reply.bubbles).await;
    Ok(())
}

/// Deliver first, acknowledge then: what is not acknowledged is listed again.
async fn deliver_follow_ups(client: &Client) -> Result<()> {
    for waiting in client.followups().list("instagram").await? {
        say("follow-up", None, waiting.bubbles()).await;
        client.followups().ack(&waiting.id).await?;
    }
    Ok(())
}

async fn say(what: &str, silence: Option<Silence>, bubbles: Vec<Bubble>) {
    if let Some(silence) = silence {
        println!("{what:<10} silence: {silence}");
    }
    // What names no pause waits 1.5 s; this example is in a hurry.
    let hurried = bubbles.into_iter().map(|bubble| bubble.delay_ms(100));
    let mut bubbles = paced(hurried);
    while let Some(bubble) = bubbles.next().await {
        println!("{what:<10} {}", bubble.text);
    }
}
