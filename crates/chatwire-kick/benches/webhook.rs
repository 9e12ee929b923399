//! CPU time of one webhook, from its headers and bytes to a typed event:
//! `cargo bench -p chatwire-kick --bench webhook`.
//!
//! The floor is the verification of the signature alone, over a message that is joined and a signature that is
//! decoded already: [`RsaPublicKey::verify`], which hands both to aws-lc-rs and does nothing else. Against it stands
//! all that [`WebhookVerifier::parse_bytes`] does: size, headers, base64, signature, age, memory of ids, and the body
//! read into its type. Both sides check the same deliveries and take turns; the smallest round counts.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench fails by panicking and prints its result"
)]

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chatwire_core::crypto::RsaPublicKey;
use chatwire_core::testing::RsaSigner;
use chatwire_kick::webhook::{KeySource, Payload, WebhookVerifier};
use chatwire_kick::{HeaderMap, HeaderName, Timestamp};
use nix::time::ClockId;
use serde_json::json;

const PEM: &str = include_str!("../tests/data/webhook-key.pub.pem");
const PRIVATE: &str = include_str!("../tests/data/webhook-key.pem");
const DELIVERIES: u32 = 1_000;
const ROUNDS: usize = 30;

/// One delivery, as both sides want it.
struct Delivery {
    headers: HeaderMap,
    body: Bytes,
    /// What is signed, and the signature.
    message: Vec<u8>,
    signature: Vec<u8>,
}

/// `chat.message.sent`, the most frequent event, as the documentation prints it.
fn delivery(signer: &RsaSigner, number: u32) -> Delivery {
    let user = |id: u32, name: &str| {
        json!({"is_anonymous": false, "user_id": id, "username": name, "is_verified": true,
            "profile_picture": "https://example.com/avatar.jpg", "channel_slug": name,
            "identity": {"username_color": "#FF5733", "badges": [
                {"text": "Moderator", "type": "moderator"},
                {"text": "Subscriber", "type": "subscriber", "count": 3}]}})
    };
    let body = json!({
        "message_id": format!("3f2b8c1e-0000-4a7d-9c1b-{number:012x}"),
        "replies_to": null,
        "broadcaster": user(123_456_789, "broadcaster_name"),
        "sender": user(987_654_321, "sender_name"),
        "content": format!("Chào mọi người, hôm nay thế nào? \"{number}\" 🎉 [emote:4148074:HYPERCLAP]"),
        "emotes": [{"emote_id": "4148074", "positions": [{"s": 38, "e": 62}]}],
        "created_at": "2026-01-14T16:08:06Z",
    });
    let body = Bytes::from(body.to_string());
    let (id, time) = (format!("01KBHE78QE4HZY1617D{number:07}"), Timestamp::now().to_string());
    let message = [id.as_bytes(), b".", time.as_bytes(), b".", &body].concat();
    let signature = signer.sign(&message);
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("kick-event-message-id", id.as_str()),
        ("kick-event-subscription-id", "01HZ8X9K2M4N6P8Q0R2S4T6V8W"),
        ("kick-event-signature", &STANDARD.encode(&signature)),
        ("kick-event-message-timestamp", &time),
        ("kick-event-type", "chat.message.sent"),
        ("kick-event-version", "1"),
        ("content-type", "application/json"),
        ("user-agent", "Kick-Webhooks"),
    ] {
        headers.insert(HeaderName::from_static(name), value.parse().unwrap());
    }
    Delivery { headers, body, message, signature }
}

/// CPU time of this thread, kernel included.
fn cpu() -> Duration {
    ClockId::CLOCK_THREAD_CPUTIME_ID.now().unwrap().into()
}

/// Microseconds of one delivery.
fn each(deliveries: &[Delivery], mut check: impl FnMut(&Delivery)) -> f64 {
    let start = cpu();
    deliveries.iter().for_each(&mut check);
    (cpu() - start).as_nanos() as f64 / deliveries.len() as f64 / 1_000.0
}

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let signer = RsaSigner::from_pem(PRIVATE).unwrap();
    let deliveries: Vec<_> = (0..DELIVERIES).map(|number| delivery(&signer, number)).collect();
    let key = RsaPublicKey::from_pem(PEM).unwrap();
    let keys = KeySource::from_pem(PEM).unwrap();
    let (mut bare, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(each(&deliveries, |each| assert!(key.verify(&each.message, &each.signature))));
        // Another one each time: it refuses what it has seen.
        let verifier = WebhookVerifier::with_key(keys.clone());
        whole.push(each(&deliveries, |each| {
            let event = verifier.parse_bytes(&each.headers, each.body.clone()).unwrap().event;
            assert!(matches!(std::hint::black_box(&event).payload, Payload::ChatMessageSent(_)));
        }));
    }
    println!(
        "{:<34}{:>9}{:>9}{:>9}{:>9}",
        "CPU of one webhook, us", "best", "ratio", "median", "ratio"
    );
    let mut floor = None;
    for (name, mut times) in [("signature alone", bare), ("chatwire, headers to event", whole)] {
        times.sort_by(f64::total_cmp);
        let (best, median) = (*times.first().unwrap(), *times.get(ROUNDS / 2).unwrap());
        let floor = floor.get_or_insert((best, median));
        let ratios = (best / floor.0, median / floor.1);
        println!("{name:<34}{best:>9.3}{:>9.2}{median:>9.3}{:>9.2}", ratios.0, ratios.1);
    }
}
