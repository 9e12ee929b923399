//! The persona writes without being asked: opener, event, follow-up; and an image gets an address.
//!
//! `cargo run --example fluidtalk_actions`

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::Result;
use chatwire::fluidtalk::{ErrorExt, Image};
use chatwire_examples::{Services, until_ctrl_c};
use serde_json::json;

/// A picture of one pixel, in place of a file: `Image::path("./profile.jpg")` reads one.
const PIXEL: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF!\xF9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = services.handshake()?;

    // A follow-up needs a conversation.
    match client.follow_up("@test_lead").await {
        Ok(result) => println!("follow-up  {}", result.message),
        Err(err) if err.is_no_conversation() => println!("follow-up  none yet: open one first"),
        Err(err) => return Err(err.into()),
    }

    // An opener aims better with a screenshot of the profile.
    let picture = Image::bytes(PIXEL).filename("profile.gif");
    let opener = client.ai_opener("@test_lead").image(picture).await?;
    println!("opener     {}", opener.message);

    // The second opener writes nothing, since a conversation runs.
    let again = client.ai_opener("@test_lead").await?;
    let reason = again.continued_reason.as_deref().unwrap_or_default();
    println!("opener     silent: {} ({reason})", again.is_silent());

    // An event of the platform; its type names an Event Trigger of the engine.
    let reaction = json!({"reaction": "🔥"});
    let event = client.event_trigger("@test_lead", "story_reaction").context(reaction).await?;
    println!("event      {}", event.message);

    let follow_up = client.follow_up("@test_lead").await?;
    println!("follow-up  {}", follow_up.message);

    // An image that the lead sent gets an address, which goes with the next message.
    let picture = Image::bytes(PIXEL)
        .filename("incoming.gif")
        .on_progress(|progress| println!("upload     {} bytes", progress.sent));
    let url = client.upload_image(picture).await?.url;
    let result = client.inbound_chat("@test_lead").message("what is it?").image_url(url).await?;
    for bubble in result.bubbles() {
        println!("answer     {bubble}");
    }
    Ok(())
}
