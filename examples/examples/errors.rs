//! What can go wrong, and what a program does about it.
//!
//! `cargo run --example errors`

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::error::Error as _;
use std::time::Duration;

use anyhow::Result;
use chatwire::chatluck::{Client, Message};
use chatwire::{Error, ErrorKind, Retry};
use chatwire_emulator::{Emulator, Fault, FaultRule, Platform};
use chatwire_examples::{Services, until_ctrl_c};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = services.chatluck()?;
    let channel = services.channel()?;

    // Wrong input makes no request: the first mistake is kept and comes out on await.
    show("an empty id", client.get_user_info("").await);
    // The server's words are kept, whatever shape they come in.
    show("an unknown user", client.get_user_info("user_nobody").await);
    if let Some(emulator) = services.emulator() {
        faults(emulator, &services.chatluck()?, &channel).await?;
        // The message that is sent last loses its answer, too.
        emulator.fault(Platform::Chatluck, Fault::DropAfter);
    }
    match send(&client, &channel, "the last word").await? {
        Some(message) => println!("the last message is there as {}", message.id),
        None => println!("the last message is not there: send it later"),
    }
    Ok(())
}

/// What a server can do to a call.
async fn faults(emulator: &Emulator, client: &Client, channel: &str) -> Result<()> {
    let stranger = Client::builder("a key that was revoked")
        .base_url(emulator.url(Platform::Chatluck))?
        .build()?;
    show("a wrong key", stranger.list_channels().await);

    emulator.fault(Platform::Chatluck, Fault::DropAfter);
    show("a lost answer", client.send_message(channel, "hello").await);

    emulator.fault(Platform::Chatluck, Fault::Garbage);
    show("an unreadable answer", client.list_users().await);

    emulator.fault(Platform::Chatluck, Fault::Silent);
    let call = client.list_users().request().timeout(Duration::from_millis(200));
    show("no answer", call.await);

    emulator.fault_rule(Platform::Chatluck, FaultRule::next(Fault::status(502)).times(2));
    let call = client.list_users().request().retry(Retry::new().max_attempts(2));
    show("a broken server", call.await);

    // A wait that is longer than the call may last ends it at once, with the wait to be told.
    // From now on this client and its clones wait as well: the limit belongs to the key.
    emulator.fault(Platform::Chatluck, Fault::retry_after(429, 3_600));
    show("too many calls", client.send_message(channel, "hello").await);
    Ok(())
}

/// Sends a message the way a careful program does; `None` when it may be sent again later.
async fn send(client: &Client, channel: &str, text: &str) -> chatwire::Result<Option<Message>> {
    let (name, id) = ("ref", "errors-example-1");
    match client.send_message(channel, text).client_ref(name, id).await {
        Ok(message) => Ok(Some(message)),
        Err(err) => match err.kind() {
            // Nothing left this machine, or the server refused it before any work.
            ErrorKind::Connect | ErrorKind::RateLimited => Ok(None),
            // The key, the channel, the text: a later attempt would fail the same way.
            ErrorKind::Auth
            | ErrorKind::PaymentRequired
            | ErrorKind::Forbidden
            | ErrorKind::NotFound
            | ErrorKind::Conflict
            | ErrorKind::Rejected => Err(err),
            // Whatever else it is, it may have arrived: look for it before sending it again.
            _ if err.maybe_sent() => client.find_by_client_ref(channel, name, id, 50).await,
            _ => Err(err),
        },
    }
}

fn show<T>(what: &str, outcome: Result<T, Error>) {
    let Err(err) = outcome else {
        println!("{what}: no error\n");
        return;
    };
    println!("{what}: {err}");
    println!("    kind        {:?}", err.kind());
    println!("    maybe_sent  {}, attempts {}", err.maybe_sent(), err.attempts().len());
    if let Some(wait) = err.retry_after() {
        println!("    retry_after {} s", wait.as_secs());
    }
    if let Some(source) = err.source() {
        println!("    because     {source}");
    }
    println!();
}
