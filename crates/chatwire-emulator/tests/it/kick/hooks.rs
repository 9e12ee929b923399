//! Webhooks: all ten types and the claim, signatures that verify, and flaws that do not.

use std::time::Duration;

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_emulator::kick::{Delivery, Flaw, Kick};
use chatwire_emulator::{Emulator, EmulatorError, Platform, Script};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::client::Ask;

/// Answers `statuses` in turn and then 200, and hands over each request's head and body.
async fn receiver(statuses: &[u16]) -> (String, mpsc::UnboundedReceiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (sender, seen) = mpsc::unbounded_channel();
    let statuses = statuses.to_vec();
    tokio::spawn(async move {
        for nth in 0.. {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            let (head, body) = loop {
                socket.read_buf(&mut bytes).await.unwrap();
                let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
                    continue;
                };
                let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
                let length = head.split("content-length: ").nth(1).unwrap();
                let length: usize = length.split("\r\n").next().unwrap().parse().unwrap();
                if bytes.len() == end + 4 + length {
                    break (head, bytes[end + 4..].to_vec());
                }
            };
            if sender.send((head, body)).is_err() {
                return;
            }
            let status = statuses.get(nth).unwrap_or(&200);
            let answer =
                format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (url, seen)
}

/// Whether a delivery verifies under a key, as the documents describe it.
fn verifies(pem: &str, delivery: &Delivery) -> bool {
    let time = delivery.header("Kick-Event-Message-Timestamp");
    let time = time.or(delivery.header("Kick-Event-Timestamp")).unwrap();
    let id = delivery.header("Kick-Event-Message-Id").unwrap();
    let signed = [id.as_bytes(), b".", time.as_bytes(), b".", &delivery.body].concat();
    let der: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, STANDARD.decode(der).unwrap());
    let Ok(signature) = STANDARD.decode(delivery.header("Kick-Event-Signature").unwrap()) else {
        return false;
    };
    key.verify(&signed, &signature).is_ok()
}

async fn listening(emulator: &Emulator) -> (Kick, mpsc::UnboundedReceiver<(String, Vec<u8>)>) {
    let (url, seen) = receiver(&[]).await;
    let kick = emulator.kick();
    kick.webhook_to(&url).unwrap();
    kick.subscribe_events("streamer", &[]);
    (kick, seen)
}

#[tokio::test]
async fn all_ten_types_are_sent_and_signed() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, mut seen) = listening(&emulator).await;
    let id = kick.say("streamer", "alice", "hi [emote:37:EZ]");
    kick.badge("alice", "subscriber", "Subscriber", Some(3));
    kick.reply("streamer", "alice", "again", &id);
    kick.follow("streamer", "alice");
    kick.subscribe("streamer", "alice");
    kick.renew("streamer", "alice", 3, Some("three!"));
    kick.gift_subs("streamer", None, &["bob", "carol"]);
    let reward = kick.reward("streamer", "Song", 5);
    let redemption = kick.redeem("streamer", "bob", &reward, "please").unwrap();
    kick.accept_redemption(&redemption);
    kick.go_live("streamer", "title");
    kick.describe("streamer", "another", 57, "de");
    kick.go_offline("streamer");
    kick.ban("streamer", "mod", "bob", Some(5), "spam");
    kick.unban("streamer", "mod", "bob");
    kick.ban("streamer", "mod", "bob", None, "");
    kick.gift_kicks("streamer", "bob", 500, "wow");
    kick.say("elsewhere", "alice", "nobody subscribed to this");
    kick.webhooks_settled().await;
    let sent = kick.deliveries();
    let types: Vec<&str> = sent.iter().map(Delivery::event_type).collect();
    assert_eq!(
        types,
        [
            "chat.message.sent",
            "chat.message.sent",
            "channel.followed",
            "channel.subscription.new",
            "channel.subscription.renewal",
            "channel.subscription.gifts",
            "channel.reward.redemption.updated",
            "channel.reward.redemption.updated",
            "livestream.status.updated",
            "livestream.metadata.updated",
            "livestream.status.updated",
            "moderation.banned",
            "moderation.banned",
            "kicks.gifted",
        ]
    );
    let key = kick.public_key();
    for delivery in &sent {
        assert!(verifies(&key, delivery), "{}", delivery.event_type());
        assert_eq!(delivery.status, Some(200));
        assert_eq!(delivery.header("kick-event-version"), Some("1"));
        let (head, body) = seen.recv().await.unwrap();
        assert_eq!(body, delivery.body);
        for (name, value) in &delivery.headers {
            let line = format!("\r\n{name}: {value}").to_lowercase();
            assert!(head.contains(&line), "{line}");
        }
    }
    let bodies: Vec<Value> = sent.iter().map(Delivery::json).collect();
    let broadcaster = json!({"is_anonymous": false, "user_id": kick.user("streamer"),
        "username": "streamer", "is_verified": false, "channel_slug": "streamer",
        "profile_picture": "https://files.kick.test/images/streamer.webp", "identity": null});
    assert_eq!(bodies[0]["broadcaster"], broadcaster);
    assert_eq!(bodies[0]["emotes"], json!([{"emote_id": "37", "positions": [{"s": 3, "e": 15}]}]));
    assert_eq!(bodies[1]["replies_to"]["message_id"], id);
    let badge = json!([{"text": "Subscriber", "type": "subscriber", "count": 3}]);
    assert_eq!(bodies[1]["sender"]["identity"]["badges"], badge);
    assert_eq!(bodies[4]["duration"], 3);
    assert!(bodies[4]["created_at"].as_str() < bodies[3]["created_at"].as_str());
    assert_eq!(bodies[5]["gifter"]["is_anonymous"], true);
    assert_eq!(bodies[5]["gifter"]["user_id"], Value::Null);
    assert_eq!(bodies[5]["giftees"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&bodies[6]["status"], &bodies[7]["status"]),
        (&json!("pending"), &json!("accepted"))
    );
    assert!(bodies[6]["redeemer"].get("identity").is_none());
    assert_eq!(bodies[8]["ended_at"], Value::Null);
    assert_eq!(bodies[9]["metadata"]["category"], bodies[9]["metadata"]["Category"]);
    assert_eq!(bodies[8]["started_at"], bodies[10]["started_at"]);
    assert!(bodies[11]["metadata"]["expires_at"].is_string());
    assert_eq!(bodies[12]["metadata"]["expires_at"], Value::Null);
    assert_eq!(bodies[13]["gift"]["amount"], 500);
}

#[tokio::test]
async fn a_script_sets_the_scene() {
    let (url, mut seen) = receiver(&[]).await;
    let script = json!({"kick": {"live": ["streamer"], "webhook": url,
        "messages": [{"streamer": "streamer", "user": "alice", "text": "hi"}]}});
    let script = Script::from_json(&script.to_string()).unwrap();
    let emulator = Emulator::builder().script(script).start().await.unwrap();
    let mut types = Vec::new();
    for _ in 0..2 {
        let (head, _) = seen.recv().await.unwrap();
        let line = head.lines().find(|line| line.starts_with("kick-event-type: ")).unwrap();
        types.push(line.trim_start_matches("kick-event-type: ").to_owned());
    }
    assert_eq!(types, ["livestream.status.updated", "chat.message.sent"]);
    assert_eq!(emulator.kick().messages("streamer")[0]["sender"], "alice");
}

#[tokio::test]
async fn large_gifts_come_in_several_events() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, _seen) = listening(&emulator).await;
    let names: Vec<String> = (0..30).map(|nth| format!("viewer{nth}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    kick.gift_subs("streamer", Some("alice"), &names);
    kick.webhooks_settled().await;
    let counts: Vec<usize> = kick
        .deliveries()
        .iter()
        .map(|each| each.json()["giftees"].as_array().unwrap().len())
        .collect();
    assert_eq!(counts, [25, 5]);
}

#[tokio::test]
async fn flaws_are_what_they_say() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, _seen) = listening(&emulator).await;
    for flaw in [
        Flaw::BadSignature,
        Flaw::NotBase64,
        Flaw::WrongKey,
        Flaw::TamperedBody,
        Flaw::Old(Duration::from_secs(3_600)),
        Flaw::Ahead(Duration::from_secs(3_600)),
        Flaw::ReusedId,
        Flaw::Duplicate,
    ] {
        kick.flaw_next(flaw);
    }
    for nth in 0..9 {
        kick.say("streamer", "alice", &format!("{nth}"));
    }
    kick.webhooks_settled().await;
    let sent = kick.deliveries();
    let key = kick.public_key();
    let good: Vec<bool> = sent.iter().map(|each| verifies(&key, each)).collect();
    assert_eq!(good, [false, false, false, false, true, true, true, true, true, true]);
    kick.rotate_key();
    let other = kick.public_key();
    let good: Vec<bool> = sent.iter().map(|each| verifies(&other, each)).collect();
    assert_eq!(good, [false, false, true, false, false, false, false, false, false, false]);
    // All are JSON: only the signature tells.
    assert_eq!(sent[3].json()["content"], "3");
    let time = |nth: usize| sent[nth].header("kick-event-message-timestamp").unwrap().to_owned();
    assert!(time(4) < time(3) && time(5) > time(6));
    let id = |nth: usize| sent[nth].header("kick-event-message-id").unwrap();
    assert_eq!(id(6), id(5));
    assert_ne!(sent[6].body, sent[5].body);
    assert_eq!(sent[7], sent[8]);

    kick.follow("streamer", "bob");
    kick.webhooks_settled().await;
    assert!(verifies(&other, kick.deliveries().last().unwrap()));
}

#[tokio::test]
async fn late_and_replayed_ones_keep_their_bytes() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, _seen) = listening(&emulator).await;
    kick.flaw_next(Flaw::Late);
    kick.follow("streamer", "alice");
    kick.flaw_next(Flaw::WithoutHeader("kick-event-signature".to_owned()));
    kick.follow("streamer", "bob");
    emulator.advance(Duration::from_secs(900));
    kick.webhooks_settled().await;
    assert_eq!(kick.deliveries().len(), 1);
    assert_eq!(kick.deliveries()[0].header("kick-event-signature"), None);
    kick.deliver_late();
    kick.webhooks_settled().await;
    let late = kick.deliveries()[1].clone();
    assert!(verifies(&kick.public_key(), &late));
    assert!(late.header("kick-event-message-timestamp").unwrap() < kick.now().as_str());
    kick.replay(&late);
    kick.webhooks_settled().await;
    assert_eq!(kick.deliveries()[2], late);
}

#[tokio::test]
async fn anything_can_be_sent_under_a_good_signature() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, _seen) = listening(&emulator).await;
    kick.subscribe_events("streamer", &["channel.hosted"]);
    kick.webhook("streamer", "channel.hosted", &json!({"a": 1}));
    let (name, value) = ("kick-event-type".to_owned(), "channel.followed".to_owned());
    kick.flaw_next(Flaw::Header { name, value });
    kick.say("streamer", "alice", "not a follower");
    kick.flaw_next(Flaw::Body("not json".to_owned()));
    kick.follow("streamer", "alice");
    kick.webhook("streamer", "channel.raided", &json!({}));
    kick.webhooks_settled().await;
    let sent = kick.deliveries();
    let types: Vec<&str> = sent.iter().map(Delivery::event_type).collect();
    assert_eq!(types, ["channel.hosted", "channel.followed", "channel.followed"]);
    assert_eq!(sent[0].json(), json!({"a": 1}));
    assert_eq!(sent[1].json()["content"], "not a follower");
    assert_eq!((&sent[2].body[..], sent[2].json()), (&b"not json"[..], Value::Null));
    assert!(sent.iter().all(|each| verifies(&kick.public_key(), each)));
}

#[tokio::test]
async fn every_app_has_its_own_receiver() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, _seen) = listening(&emulator).await;
    let (url, mut others) = receiver(&[]).await;
    kick.app("other", "secret");
    kick.app_webhook_to("other", &url).unwrap();
    let token = super::oauth::app_token_of(&emulator, "other", "secret").await;
    let body = json!({"broadcaster_user_id": kick.user("streamer"),
        "events": [{"name": "channel.followed", "version": 1}]});
    Ask::new("POST", &(emulator.url(Platform::Kick) + "/public/v1/events/subscriptions"))
        .header("authorization", &format!("Bearer {token}"))
        .json(&body)
        .send()
        .await;
    kick.follow("streamer", "alice");
    kick.say("streamer", "alice", "hi");
    kick.webhooks_settled().await;
    assert_eq!(kick.deliveries().len(), 3);
    assert!(others.recv().await.unwrap().0.contains("kick-event-type: channel.followed"));
    assert!(others.try_recv().is_err());
}

#[tokio::test]
async fn two_subscriptions_send_everything_twice() {
    let emulator = Emulator::start().await.unwrap();
    let (url, _seen) = receiver(&[]).await;
    let kick = emulator.kick();
    kick.webhook_to(&url).unwrap();
    let type_ = ["channel.followed"];
    let ids =
        [kick.subscribe_events("streamer", &type_), kick.subscribe_events("streamer", &type_)];
    kick.follow("streamer", "alice");
    kick.webhooks_settled().await;
    let sent = kick.deliveries();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].body, sent[1].body);
    assert_ne!(sent[0].header("kick-event-message-id"), sent[1].header("kick-event-message-id"));
    for (delivery, id) in sent.iter().zip(ids.concat()) {
        assert_eq!(delivery.header("kick-event-subscription-id"), Some(id.as_str()));
    }
}

#[tokio::test]
async fn a_day_of_failures_ends_a_subscription() {
    let emulator = Emulator::start().await.unwrap();
    let (url, _seen) = receiver(&[500, 200, 500, 500, 503]).await;
    let kick = emulator.kick();
    kick.webhook_to(&url).unwrap();
    kick.subscribe_events("streamer", &["channel.followed"]);
    kick.webhook_tries(2);
    let day = Duration::from_secs(86_401);
    for (deliveries, subscriptions) in [(2, 1), (4, 1), (4, 0)] {
        // The first time the second try succeeds, so that a day later nothing has happened.
        kick.follow("streamer", "alice");
        kick.webhooks_settled().await;
        assert_eq!(kick.deliveries().len(), deliveries);
        assert_eq!(kick.event_subscriptions("streamer").len(), subscriptions);
        emulator.advance(day);
    }
    let sent = kick.deliveries();
    assert_eq!(sent[0].headers, sent[1].headers);
    assert_eq!((sent[0].status, sent[1].status, sent[3].status), (Some(500), Some(200), Some(500)));
}

#[tokio::test]
async fn switching_webhooks_off_drops_the_subscriptions() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, _seen) = listening(&emulator).await;
    kick.webhooks_off();
    assert!(kick.event_subscriptions("streamer").is_empty());
    let refused = kick.webhook_to("https://example.com/hook");
    assert!(matches!(refused, Err(EmulatorError::Webhook { .. })));
    assert!(kick.drops_webhook_to("http://example.com/").is_err());
}

#[tokio::test]
async fn what_the_api_does_is_told_as_well() {
    let emulator = Emulator::start().await.unwrap();
    let (kick, _seen) = listening(&emulator).await;
    let body = json!({"content": "from the api", "type": "bot"});
    Ask::new("POST", &(emulator.url(Platform::Kick) + "/public/v1/chat"))
        .header("authorization", &format!("Bearer {}", kick.token("streamer")))
        .json(&body)
        .send()
        .await;
    kick.webhooks_settled().await;
    let told = kick.deliveries()[0].json();
    assert_eq!(told["content"], "from the api");
    assert_eq!(told["sender"]["identity"]["badges"][0]["type"], "bot");
}

#[tokio::test]
async fn claims_go_to_the_organization_under_their_own_headers() {
    let emulator = Emulator::start().await.unwrap();
    let (url, _seen) = receiver(&[]).await;
    let kick = emulator.kick();
    kick.claim_drop("alice", "campaign", "reward");
    kick.drops_webhook_to(&url).unwrap();
    let id = kick.claim_drop("bob", "campaign", "reward");
    kick.webhooks_settled().await;
    let [claim] = kick.deliveries().try_into().unwrap();
    assert_eq!(claim.json()["claim_id"], id);
    assert_eq!(claim.event_type(), "");
    let names: Vec<&str> = claim.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Kick-Event-Message-ID", "Kick-Event-Signature", "Kick-Event-Timestamp"]);
    assert!(verifies(&kick.public_key(), &claim));
}

#[tokio::test]
async fn wall_time_moves_with_the_emulators() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    kick.wall_clock(true);
    let start = jiff::Timestamp::now().as_second();
    let now = || kick.now().parse::<jiff::Timestamp>().unwrap().as_second();
    assert!((start..start + 60).contains(&now()));
    emulator.advance(Duration::from_secs(3_600));
    assert!((start + 3_600..start + 3_660).contains(&now()));
}
