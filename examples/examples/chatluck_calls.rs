//! The six calls of Chatluck, one after another.
//!
//! `cargo run --example chatluck_calls`

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::Result;
use chatwire::chatluck::{Attachment, UserStatus};
use chatwire_examples::{Services, until_ctrl_c};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = services.chatluck()?;

    // 1. Create a channel. Required things are arguments, optional ones are setters.
    let channel =
        client.create_channel("Team Project").description("Discussion for our project").await?;
    println!("created    {} ({})", channel.name, channel.id);

    // 2. Send a message. Attachments are addresses or objects: Chatluck documents no upload.
    let message = client
        .send_message(&channel.id, "The plan is attached.")
        .attachment("https://example.org/plan.pdf")
        .attachment(Attachment::from(json!({"url": "https://example.org/map.png", "name": "map"})))
        .meta("priority", "high")
        .await?;
    println!("sent       {} with {} attachments", message.id, message.attachments.len());

    // 3. List the messages of the channel: awaiting gives a page.
    let page = client.list_messages(&channel.id).limit(10).await?;
    println!("messages   {}", page.len());

    // 4. List the channels.
    let channels = client.list_channels().limit(20).await?;
    println!("channels   {}", channels.len());

    // 5. Look up who wrote the message.
    let author = client.get_user_info(&message.user_id).await?;
    println!("author     {} ({})", author.name, author.id);

    // 6. List the users.
    let users = client.list_users().status(UserStatus::Active).limit(50).await?;
    println!("users      {} active", users.len());
    Ok(())
}
