//! An orderly end: on Ctrl-C no new work begins, and what has begun is finished, for a bounded time.
//!
//! `cargo run --example graceful_shutdown`
//!
//! With the emulator the end comes by itself, after three messages.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::time::Duration;

use anyhow::Result;
use chatwire::chatluck::{Client, Message, poll::Event};
use chatwire_examples::Services;
use futures_util::TryStreamExt;
use tokio::sync::watch;
use tokio::time::timeout;

/// Longest wait for work that has begun.
const PATIENCE: Duration = Duration::from_secs(5);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let (stop, mut stopped) = watch::channel(false);
    tokio::spawn(async move {
        // Where no handler can be installed, the system ends the program.
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.send_replace(true);
        }
    });
    // The task above runs first: the handler is in place before the work begins.
    tokio::task::yield_now().await;

    let services = Services::open().await?;
    let (client, channel) = (services.chatluck()?, services.channel()?);
    let mut events = client.poll(&channel).interval(Duration::from_millis(100)).events();
    let mut work = tokio::task::JoinSet::new();
    let mut taken = 0;
    loop {
        let event = tokio::select! {
            biased;
            _ = stopped.wait_for(|stop| *stop) => break,
            // Dropping this future loses nothing: the stream keeps its place.
            event = events.try_next() => event?,
        };
        match event {
            Some(Event::Message(message)) => {
                taken += 1;
                println!("took     {}", message.content);
                work.spawn(answer(client.clone(), message));
            }
            Some(_) if taken == 0 => {
                for text in ["one", "two", "three"] {
                    if let Some(emulator) = services.emulator() {
                        emulator.chatluck().say("Bike garage", "Ada", text);
                    }
                }
            }
            Some(_) => {}
            None => break,
        }
        if services.emulator().is_some() && taken == 3 {
            break;
        }
    }

    println!("stopping: {} answers under way, cursor {:?}", work.len(), events.cursor());
    let drained = timeout(PATIENCE, async {
        while let Some(finished) = work.join_next().await {
            println!("answered {}", finished??);
        }
        anyhow::Ok(())
    });
    match drained.await {
        Ok(finished) => finished?,
        // Dropping the tasks gives their connections and their places in the limiter back.
        Err(_) => println!("{} answers given up", work.len()),
    }
    println!("bye");
    Ok(())
}

/// Takes its time, and marks its message, so that the bot does not answer itself.
async fn answer(client: Client, message: Message) -> chatwire::Result<String> {
    if message.metadata.contains_key("answer_to") {
        return Ok(message.content);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let text = format!("I heard {:?}", message.content);
    let call =
        client.send_message(&message.channel_id, text).meta("answer_to", message.id.as_str());
    Ok(call.await?.content)
}
