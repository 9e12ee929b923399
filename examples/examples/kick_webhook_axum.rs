//! Signed webhooks of Kick in a server of one's own: two lines check them.
//!
//! `cargo run --example kick_webhook_axum`
//!
//! Without keys it starts the emulator, which signs what it sends, and sends a forgery. For the real service set
//! `KICK_CLIENT_ID`, `KICK_CLIENT_SECRET`, `KICK_TOKEN_FILE` and `KICK_ACCOUNT` (see `kick_oauth`), name the address to
//! listen at (`cargo run --example kick_webhook_axum -- 127.0.0.1:8080`), put a public address with TLS in front of
//! it, and enter that in the settings of the app.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::sync::Arc;

use anyhow::Result;
use chatwire::kick::webhook::{Delivery, Event, Payload, WebhookVerifier};
use chatwire::kick::{EventType, SubscriptionKeeper};
use chatwire::webhook::axum::body::Bytes;
use chatwire::webhook::axum::extract::State;
use chatwire::webhook::axum::{Router, routing::post, serve};
use chatwire::{HeaderMap, StatusCode};
use chatwire_emulator::kick::{Flaw, Kick};
use chatwire_examples::{Services, shown, until_ctrl_c};
use tokio::sync::mpsc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

/// What the server needs for a delivery.
#[derive(Clone)]
struct Door {
    verifier: Arc<WebhookVerifier>,
    deliveries: mpsc::Sender<Delivery<Event>>,
}

/// Kick is answered at once; what came is handled elsewhere.
async fn take(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let Ok(place) = door.deliveries.try_reserve() else { return StatusCode::SERVICE_UNAVAILABLE };
    let (status, delivery) = door.verifier.handle(&headers, body).await;
    if let Some(delivery) = delivery {
        place.send(delivery);
    }
    status
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let mut client = services.kick()?;
    if let Some(emulator) = services.emulator() {
        // Deliveries are as old as their signed times say.
        emulator.kick().wall_clock(true);
        client = client.with_token(emulator.kick().token("streamer"))?;
    }
    let me = client.me().await?;

    // The key of Kick is built in; when it changes, the new one is fetched.
    let verifier = WebhookVerifier::new(&client)?.only_broadcasters([me.user_id]);
    let (deliveries, mut inbox) = mpsc::channel(1_024);
    let door = Door { verifier: Arc::new(verifier), deliveries };
    let router = Router::new().route("/kick", post(take)).with_state(door);

    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    let address = format!("http://{}/kick", listener.local_addr()?);
    println!("taking webhooks at {address}");
    let mut server = tokio::spawn(async move { serve(listener, router).await });

    let wanted = [EventType::ChatMessageSent, EventType::ChannelFollowed];
    let keeper = SubscriptionKeeper::new(&client).want(me.user_id, wanted);
    if let Some(emulator) = services.emulator() {
        emulator.kick().webhook_to(&address)?;
    }
    let report = keeper.ensure().await?;
    println!("{} events are subscribed", report.kept.len() + report.created.len());
    for failed in report.not_created {
        println!("not subscribed: {}: {}", failed.event, failed.error);
    }

    if let Some(emulator) = services.emulator() {
        scene(&emulator.kick());
    }
    // The emulator sends three sound events; a real service goes on for ever.
    let expected = services.emulator().map_or(usize::MAX, |_| 3);
    let mut handled = 0;
    while handled < expected {
        tokio::select! {
            Some(delivery) = inbox.recv() => {
                handle(&delivery.event);
                handled += 1;
            }
            ended = &mut server => return Ok(ended??),
        }
    }
    if let Some(emulator) = services.emulator() {
        let kick = emulator.kick();
        kick.webhooks_settled().await;
        let refused = kick.deliveries().iter().filter(|sent| sent.status == Some(401)).count();
        println!("{handled} events handled, {refused} forgery refused");
    }
    server.abort();
    Ok(())
}

fn handle(event: &Event) {
    let late = event.meta.latency().as_secs();
    match &event.payload {
        Payload::ChatMessageSent(message) => {
            let name = message.sender.username.as_deref().unwrap_or("somebody");
            println!("message    {}: {} ({late} s late)", shown(name), shown(&message.content));
        }
        Payload::ChannelFollowed(follow) => {
            let name = follow.follower.username.as_deref().unwrap_or("somebody");
            println!("follow     {}", shown(name));
        }
        _ => println!("other      {}", shown(event.meta.event_type.as_str())),
    }
}

/// What happens at the emulator.
fn scene(kick: &Kick) {
    kick.follow("streamer", "Cleo");
    kick.say("streamer", "Cleo", "Is this thing on?");
    kick.flaw_next(Flaw::BadSignature);
    kick.say("streamer", "Mallory", "Send me all your Kicks");
    kick.say("streamer", "Dora", "It is.");
}
