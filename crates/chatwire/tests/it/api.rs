//! Public traits, and no secret in what is printed.

use std::fmt::Debug;

use chatwire::responder::fluidtalk::Persona;
use chatwire::responder::{Responder, from_fn};
use chatwire::webhook::{Deliveries, Delivery, Endpoint};
use chatwire::{
    Attachment, Error, Incoming, MessageId, Native, Outgoing, Person, Platform, Room, Secret,
    Sender, adapter, chatluck, fluidtalk, kick, mezon, tokenbowl,
};

/// Part of each secret below; `Debug` may show no more than the last four characters.
const CANARY: &str = "canary0123456789";

fn assert_all<T: Send + Sync + Debug>() {}
fn assert_value<T: Send + Sync + Debug + Clone>() {}

#[test]
fn types_can_be_shared_printed_and_cloned() {
    assert_value::<Incoming>();
    assert_value::<Outgoing>();
    assert_value::<Room>();
    assert_value::<Person>();
    assert_value::<Sender>();
    assert_value::<Attachment>();
    assert_value::<MessageId>();
    assert_value::<Native>();
    assert_value::<Persona>();
    assert_value::<Error>();
    assert_value::<chatluck::Client>();
    assert_value::<fluidtalk::handshake::Client>();
    assert_value::<fluidtalk::characters::Client>();
    assert_value::<kick::Client>();
    assert_value::<kick::Event>();
    assert_all::<kick::Realtime>();
    assert_all::<Deliveries<kick::webhook::Event>>();
    assert_value::<mezon::Client>();
    assert_value::<mezon::Event>();
    assert_all::<mezon::Realtime>();
    assert_all::<Endpoint<kick::webhook::WebhookVerifier>>();
    assert_value::<tokenbowl::Client>();
    assert_value::<tokenbowl::Event>();
    assert_all::<tokenbowl::Realtime>();
    assert_value::<Delivery<tokenbowl::Message>>();
    assert_all::<Endpoint<tokenbowl::webhook::WebhookVerifier>>();
    assert_value::<Delivery<chatluck::webhook::Event>>();
    assert_all::<Deliveries<chatluck::webhook::Event>>();
    assert_all::<Endpoint<chatluck::webhook::WebhookVerifier>>();
    assert_all::<Box<dyn Responder>>();
    assert_value::<adapter::Chatluck>();
    assert_value::<adapter::Kick>();
    assert_value::<adapter::Mezon>();
    assert_value::<adapter::TokenBowl>();
    assert_all::<Box<dyn Platform>>();
}

#[test]
fn nothing_prints_a_secret() {
    let secret = || Secret::new(format!("{CANARY}abcd"));
    let handshake = fluidtalk::handshake::Client::new(format!("ft_sk_{CANARY}abcd")).unwrap();
    let characters = fluidtalk::characters::Client::new(format!("ftc_live_{CANARY}abcd")).unwrap();
    let verifier = chatluck::webhook::WebhookVerifier::bearer(secret()).unwrap();
    let endpoint = Endpoint::new("/hooks", verifier).path_secret(secret());
    let printed = [
        format!("{:?}", chatluck::Client::new(format!("ck_{CANARY}abcd")).unwrap()),
        format!("{:?}", tokenbowl::Client::new(format!("{CANARY}abcd")).unwrap()),
        format!("{:?}", kick::Client::new(format!("{CANARY}abcd")).unwrap()),
        format!("{:?}", mezon::Client::new(5, secret()).unwrap()),
        format!("{:?}", Persona::handshake(handshake)),
        format!("{:?}", Persona::characters(characters, "instagram").remember(1)),
        format!("{endpoint:?}"),
        format!("{:?}", endpoint.into_router().unwrap().1),
    ];
    for text in printed {
        assert!(!text.contains(CANARY), "{text}");
    }
}

#[tokio::test]
async fn responders_can_be_boxed_and_shared() {
    let message = Incoming::new("1", Room::new("test", "hall"), Sender::new("alice"), "ping");
    let echo = from_fn(|message| {
        let answer = Outgoing::text(message.text.to_uppercase());
        async move { Ok(vec![answer]) }
    });
    let boxed: Box<dyn Responder> = Box::new(echo);
    assert_eq!(boxed.reply(&message).await.unwrap(), [Outgoing::text("PING")]);
    let shared: std::sync::Arc<dyn Responder> = std::sync::Arc::from(boxed);
    let elsewhere = std::sync::Arc::clone(&shared);
    let answer = tokio::spawn(async move { elsewhere.reply(&message).await }).await.unwrap();
    assert_eq!(answer.unwrap(), [Outgoing::text("PING")]);
    assert_eq!(format!("{shared:?}"), "FromFn");
}
