//! A program without async: every call can be waited for.
//!
//! `cargo run --example blocking`

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::Result;
use chatwire::Blocking;
use chatwire_examples::{Services, until_ctrl_c_blocking};

fn main() -> Result<()> {
    until_ctrl_c_blocking(run)
}

fn run() -> Result<()> {
    let services = Services::open_blocking()?;
    let client = services.chatluck()?;

    let message = client.send_message(services.channel()?, "Hello from a plain thread").wait()?;
    println!("sent {}", message.id);

    // Clients may be used from many threads; they share connections and the rate limit.
    let threads: Vec<_> = (1..=3)
        .map(|number| {
            let (client, channel) = (client.clone(), message.channel_id.clone());
            std::thread::spawn(move || {
                client.send_message(channel, format!("thread {number}")).wait()
            })
        })
        .collect();
    for thread in threads {
        let sent = thread.join().map_err(|_| anyhow::anyhow!("a thread panicked"))??;
        println!("sent {}: {}", sent.id, sent.content);
    }

    let page = client.list_messages(&message.channel_id).wait()?;
    println!("{} messages in the channel", page.len());
    Ok(())
}
