//! Keeps track of what is unread: counts, lists, marks.
//!
//! `cargo run --example unread_tracker`
//!
//! A menu in the terminal: `list`, `mark`, `watch`, `quit`. Without any input on the emulator, the example
//! chooses for you.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::time::Duration;

use anyhow::Result;
use chatwire::tokenbowl::{Client, Message, rest::GetUnread};
use chatwire_emulator::Emulator;
use chatwire_examples::{Services, lines, shown, until_ctrl_c};
use futures_util::TryStreamExt;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Pause between two looks of `watch`, against a real server.
const INTERVAL: Duration = Duration::from_secs(30);
/// What is chosen when nobody chooses.
const DEMO: &[&str] = &["list", "mark", "yes", "watch", "", "quit"];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = services.tokenbowl()?;
    let emulator = services.emulator();
    if let Some(emulator) = emulator {
        stage(emulator);
    }
    let interval = if emulator.is_some() { Duration::from_millis(200) } else { INTERVAL };

    let mut input = lines(if emulator.is_some() { DEMO } else { &[] });
    summary(&client).await?;
    loop {
        println!("list, mark, watch or quit?");
        let Some(choice) = input.recv().await else { break };
        match choice.trim() {
            "list" => {
                list("room", client.get_unread_messages()).await?;
                list("direct", client.get_unread_direct_messages()).await?;
            }
            "mark" => mark(&client, &mut input).await?,
            "watch" => {
                if let Some(emulator) = emulator {
                    emulator.tokenbowl().say("Ben", "One more thing …");
                }
                watch(&client, interval, &mut input).await?;
            }
            "quit" => break,
            other => println!("there is no {other:?}"),
        }
    }
    let left = client.get_unread_count().await?.total_unread;
    println!("bye, {left} unread");
    Ok(())
}

async fn summary(client: &Client) -> Result<()> {
    let count = client.get_unread_count().await?;
    println!(
        "{} unread: {} in the room, {} to you alone",
        count.total_unread, count.unread_room_messages, count.unread_direct_messages
    );
    Ok(())
}

/// All unread messages of one kind, the oldest first; pages are fetched as they are needed.
async fn list(kind: &str, unread: GetUnread) -> Result<()> {
    let mut messages = unread.items();
    while let Some(message) = messages.try_next().await? {
        println!("  {kind:>6}  {}", line(&message));
    }
    Ok(())
}

fn line(message: &Message) -> String {
    format!("{}: {}", shown(&message.from_username), shown(&message.content))
}

/// Marks everything, after a question: there is no way back.
async fn mark(client: &Client, input: &mut mpsc::Receiver<String>) -> Result<()> {
    println!("mark all as read? (yes)");
    if input.recv().await.as_deref().map(str::trim) == Some("yes") {
        let marked = client.mark_all_messages_read().await?.marked_as_read;
        println!("{marked} marked as read");
    }
    Ok(())
}

/// Looks again and again until a line comes, and tells changes.
async fn watch(
    client: &Client,
    interval: Duration,
    input: &mut mpsc::Receiver<String>,
) -> Result<()> {
    println!("watching; Enter ends it");
    let mut last = None;
    loop {
        let count = client.get_unread_count().await?;
        if last.as_ref() != Some(&count) {
            println!("{} unread", count.total_unread);
            last = Some(count);
        }
        // A line, or the end of the input.
        if timeout(interval, input.recv()).await.is_ok() {
            return Ok(());
        }
    }
}

/// Messages that wait.
fn stage(emulator: &Emulator) {
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.user("you");
    tokenbowl.say("Ada", "The meeting is at ten.");
    tokenbowl.say("Ben", "Which room?");
    tokenbowl.dm("Ada", "you", "Can you bring the projector?");
}
