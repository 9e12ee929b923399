//! Webhooks of Chatluck: a server that takes them, and handlers for what they say.
//!
//! `cargo run --example chatluck_webhook`
//!
//! Chatluck signs nothing, so the address holds a secret. A real service must reach this server
//! by a public address with TLS; the emulator pushes to this machine.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::Result;
use chatwire::Secret;
use chatwire::chatluck::webhook::{Handlers, parse_unverified};
use chatwire::webhook::Endpoint;
use chatwire_examples::{Services, until_ctrl_c};
use futures_util::StreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;

    // Of a real program, the secret comes from its configuration: 32 random letters and digits.
    let secret = Secret::new("correcthorsebatterystaple");
    let endpoint = Endpoint::new("/chatluck", parse_unverified).path_secret(secret.clone());
    let (router, deliveries) = endpoint.into_router()?;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/chatluck/{}", listener.local_addr()?, secret.expose());
    println!("taking webhooks at {address}");

    let handlers = Handlers::new()
        .on_message(|message, _| async move {
            println!("message    {}: {}", message.user_id, message.content);
        })
        .on_user_joined(|user, channel, _| async move {
            let channel = channel.ok_or("a join without a channel")?;
            println!("joined     {} is now in {channel}", user.name);
            Ok::<_, &str>(())
        })
        .on_unknown(|event_type, _| async move { println!("unknown    {event_type:?}") })
        .on_error(|error| println!("a handler failed: {error}"));

    let mut deliveries = deliveries;
    let handled = async {
        // The emulator pushes three events; a real service goes on for ever.
        let expected = services.emulator().map_or(usize::MAX, |_| 3);
        let mut handled = 0;
        while handled < expected {
            let Some(delivery) = deliveries.next().await else { break };
            handled += handlers.handle(delivery.event).await;
        }
        println!("{handled} events handled");
    };

    if let Some(emulator) = services.emulator() {
        let chatluck = emulator.chatluck();
        chatluck.webhook_to(&address)?;
        chatluck.join("Bike garage", "Ada");
        chatluck.say("Bike garage", "Ada", "Is anybody here?");
        chatluck.say("Bike garage", "Ben", "Always.");
    }
    tokio::select! {
        () = handled => {}
        ended = chatwire::webhook::axum::serve(listener, router) => ended?,
    }
    Ok(())
}
