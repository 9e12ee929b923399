//! How to test a program of one's own: answers from a script, and a server with state and faults.
//!
//! `cargo run --example testing`

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::{Result, ensure};
use chatwire::chatluck::Client;
use chatwire::testing::{Answer, Script};
use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_examples::until_ctrl_c;
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(async {
        with_scripted_answers().await?;
        with_the_emulator().await
    })
    .await
}

/// The program under test: it greets a channel and says how often it had to try.
async fn greet(client: &Client, channel: &str) -> chatwire::Result<u32> {
    let greeting = client.send_message(channel, "Good morning").request().with_meta().await?;
    Ok(greeting.meta.attempts)
}

/// No server: limiter, retries and decoding are the real ones, only the network is played.
async fn with_scripted_answers() -> Result<()> {
    let message = json!({
        "id": "msg_1", "channel_id": "ch_1", "user_id": "user_1",
        "content": "Good morning", "created_at": "2025-01-01T00:00:00Z",
    });
    let script = Script::new()
        .answer(Answer::status(429).header("retry-after", "1"))
        .answer(Answer::json(&message));
    let client = Client::builder("ck_0123456789").script(script.clone()).build()?;

    let attempts = greet(&client, "ch_1").await?;
    ensure!(attempts == 2, "a 429 is followed by a second attempt");
    let sent = script.requests();
    ensure!(sent.len() == 2 && sent.iter().all(|request| request.url.ends_with("/messages")));

    // A lost answer: the message is not sent again.
    let script = Script::new().answer(Answer::drop_after()).answer(Answer::json(&message));
    let client = Client::builder("ck_0123456789").script(script.clone()).build()?;
    let lost = greet(&client, "ch_1").await;
    ensure!(lost.is_err_and(|err| err.maybe_sent()), "the caller is told");
    ensure!(script.requests().len() == 1, "and nothing is posted twice");
    println!("scripted answers: as expected");
    Ok(())
}

/// A server on this machine that keeps state, written apart from the clients.
async fn with_the_emulator() -> Result<()> {
    let emulator = Emulator::start().await?;
    let chatluck = emulator.chatluck();
    let channel = chatluck.channel("general");
    let client =
        Client::builder(chatluck.key()).base_url(emulator.url(Platform::Chatluck))?.build()?;

    emulator.fault(Platform::Chatluck, Fault::retry_after(503, 1));
    let attempts = greet(&client, &channel).await?;
    ensure!(attempts == 2, "a 503 with Retry-After is followed by a second attempt");
    ensure!(chatluck.messages("general").len() == 1, "the message is there once");
    println!("emulator: as expected");
    Ok(())
}
