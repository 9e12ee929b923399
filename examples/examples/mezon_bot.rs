//! A Mezon bot: it answers `!ping`, edits its answer, and puts a heart to the question.
//!
//! `cargo run --example mezon_bot`
//!
//! Without keys it starts the emulator. For the real service set `MEZON_BOT_ID` and `MEZON_API_KEY`, and write `!ping`
//! in a channel of a clan that the bot is in.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Result;
use chatwire::mezon::{Content, EmojiId, Handle, Handlers, Message};
use chatwire_emulator::mezon::Mezon;
use chatwire_examples::{Services, shown, until_ctrl_c};
use tokio::sync::Notify;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = services.mezon()?;
    let channel = services.emulator().map(|emulator| {
        let mezon = emulator.mezon();
        mezon.channel(mezon.clan("Bike garage"), "counter")
    });

    // Online: logged in, and in all clans. Should the line break, the session comes back by itself.
    let live = client.connect().await?;
    println!("-- bot {} is online in {} clans", client.bot_id(), client.clans().len());
    let handle = live.handle();

    let answered = Arc::new(AtomicUsize::new(0));
    let done = Arc::new(Notify::new());
    let (counter, finished) = (Arc::clone(&answered), Arc::clone(&done));
    let handlers = Handlers::new()
        .on_channel_message(move |live, message| {
            let (counter, finished) = (Arc::clone(&counter), Arc::clone(&finished));
            async move {
                if command(&live, &message).await? {
                    counter.fetch_add(1, Ordering::Relaxed);
                    finished.notify_one();
                }
                Ok::<_, chatwire::Error>(())
            }
        })
        .on_message_reaction(|_, reaction| async move {
            println!("-- {} on message {}", shown(&reaction.emoji), reaction.message_id);
        })
        .on_disconnect(|_, cause| async move { println!("-- offline: {cause}") })
        .on_error(|error| println!("-- {error}"));

    let running = live.run(handlers);
    match services.emulator().zip(channel) {
        // A real bot runs until it is stopped; the emulator's only person says two things.
        Some((emulator, channel)) => {
            let mezon = emulator.mezon();
            let scene = async {
                scene(&mezon, channel);
                done.notified().await;
                handle.close().await;
            };
            let (ended, ()) = tokio::join!(running, scene);
            ended?;
        }
        None => running.await?,
    }
    println!("-- bye, {} command answered", answered.load(Ordering::Relaxed));
    Ok(())
}

/// Answers `!ping`; says whether it did.
async fn command(live: &Handle, message: &Message) -> chatwire::Result<bool> {
    // Edits and removals come as messages, too, and so do the bot's own.
    let is_own = message.sender_id() == live.client().bot_id();
    let what = match (message.is_edit(), message.is_removal()) {
        (true, _) => "edited to ",
        (_, true) => "removed ",
        _ => "",
    };
    println!("{}: {what}{}", shown(message.sender_name()), shown(message.text()));
    if is_own || !what.is_empty() || message.text() != "!ping" {
        return Ok(false);
    }

    let started = Instant::now();
    let channel = live.channel(message.channel_id());
    channel.typing().await?;
    let answer = live.reply(message, "pong").await?;
    // Places of marks are counted for us, in the units that Mezon uses.
    let after = format!("{} ms", started.elapsed().as_millis());
    let text = Content::text("🏓 pong after ").push_bold(after);
    live.message(&answer).update(text).await?;
    live.message(message).react(EmojiId::NONE, ":heart:").await?;
    Ok(true)
}

/// What a person does at the emulator.
fn scene(mezon: &Mezon, channel: i64) {
    mezon.say(channel, "Cleo", "Is the bot awake?");
    mezon.say(channel, "Cleo", "!ping");
}
