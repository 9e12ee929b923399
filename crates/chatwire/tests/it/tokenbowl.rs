//! Token Bowl in neutral form: messages both ways, webhooks, and a persona in its room.

use chatwire::prelude::*;
use chatwire::responder::fluidtalk::Persona;
use chatwire::tokenbowl::realtime::State;
use chatwire::tokenbowl::webhook::{WebhookVerifier, parse_unverified};
use chatwire::tokenbowl::{Client, Handlers, Message, UserId};
use chatwire::webhook::{Endpoint, axum};
use chatwire::{Attachment, Native, Room, Secret};
use chatwire_emulator::{Emulator, Fault, Platform};
use futures_util::StreamExt;
use serde_json::{Value, json};

fn message(change: &Value) -> Message {
    let mut message = json!({
        "id": "m1", "from_user_id": "u1", "from_username": "alice", "content": "Hello",
        "message_type": "room", "timestamp": "2025-01-01T00:00:00.5+00:00",
    });
    message.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    serde_json::from_value(message).unwrap()
}

fn direct() -> Message {
    message(&json!({"message_type": "direct", "to_user_id": "u2", "to_username": "bob"}))
}

fn client(emulator: &Emulator, user: &str) -> Client {
    let address = emulator.url(Platform::TokenBowl);
    Client::builder(emulator.tokenbowl().key(user)).base_url(address).unwrap().build().unwrap()
}

#[test]
fn a_message_keeps_what_it_says() {
    let incoming = Incoming::from(message(&json!({"from_user_bot": true, "thread": 7})));
    assert_eq!((incoming.id.as_str(), incoming.text.as_str()), ("m1", "Hello"));
    assert_eq!(incoming.room, Room::tokenbowl());
    assert_eq!((incoming.sender.id.as_str(), incoming.sender.display_name()), ("u1", "alice"));
    assert_eq!(incoming.at.unwrap().as_unix_millis(), 1_735_689_600_500);
    assert!(!incoming.sender.is_self);
    let Native::TokenBowl(native) = incoming.native else { unreachable!("another platform") };
    assert!(native.from_user_bot);
    assert_eq!(native.extra["thread"], 7);
}

#[test]
fn a_direct_message_stands_with_the_other_person() {
    assert_eq!(Incoming::from(direct()).room, Room::tokenbowl_user("alice"));
    let received = Incoming::from_tokenbowl(direct(), &UserId::new("u2"));
    assert_eq!((received.sender.is_self, received.room), (false, Room::tokenbowl_user("alice")));
    let sent = Incoming::from_tokenbowl(direct(), &UserId::new("u1"));
    assert_eq!((sent.sender.is_self, sent.room), (true, Room::tokenbowl_user("bob")));
    let own = Incoming::from_tokenbowl(message(&json!({})), &UserId::new("u1"));
    assert_eq!((own.sender.is_self, own.room), (true, Room::tokenbowl()));
}

#[test]
fn a_sender_who_is_gone_is_somebody_but_not_oneself() {
    let gone = message(&json!({"from_user_id": ""}));
    let other = message(&json!({"from_user_id": "", "from_username": "bob"}));
    let seen = Incoming::from_tokenbowl(gone, &UserId::new(""));
    assert!(!seen.sender.is_self);
    assert_ne!(seen.sender.id, Incoming::from(other).sender.id);
}

#[test]
fn an_outgoing_message_goes_where_its_room_says() {
    let client = Client::new("0123456789abcdef").unwrap();
    let body = |message: &Outgoing, room: &Room| -> Value {
        let request = message.to_tokenbowl(&client, room).unwrap().request().build().unwrap();
        serde_json::from_slice(request.body()).unwrap()
    };
    let picture = Attachment::new("https://example.org/a.png");
    let look = Outgoing::text("look").reply_to("m1").attach(picture.clone());
    assert_eq!(
        body(&look, &Room::tokenbowl()),
        json!({"content": "look\nhttps://example.org/a.png"})
    );
    assert_eq!(
        body(&Outgoing::attachment(picture), &Room::tokenbowl_user("main")),
        json!({"content": "https://example.org/a.png", "to_username": "main"})
    );
    for foreign in [
        Room::chatluck("room:main"),
        Room::chatluck("user:bob"),
        Room::new("tokenbowl", "bob"),
        Room::new("tokenbowl", ""),
    ] {
        let err = look.to_tokenbowl(&client, &foreign).unwrap_err();
        assert_eq!((err.kind(), err.platform()), (ErrorKind::Input, "tokenbowl"), "{foreign}");
        assert_eq!(err.issues()[0].path, "room");
    }
    // Nobody is called so: the text does not go to the room instead.
    let nobody = look.to_tokenbowl(&client, &Room::tokenbowl_user("")).unwrap();
    assert_eq!(nobody.request().build().unwrap_err().kind(), ErrorKind::Input);
}

#[tokio::test]
async fn a_persona_answers_in_the_room() {
    let emulator = Emulator::start().await.unwrap();
    emulator.fluidtalk().reply_when("brake", ["It squeals no more."]);
    let fluidtalk = chatwire::fluidtalk::handshake::Client::builder(emulator.fluidtalk().api_key())
        .base_url(emulator.url(Platform::FluidTalk))
        .unwrap()
        .build()
        .unwrap();
    let (alice, bot) = (client(&emulator, "alice"), client(&emulator, "bot"));
    let me = bot.get_my_profile().await.unwrap().id;
    let persona = Persona::handshake(fluidtalk);

    alice.send_message("Is the brake fixed?").await.unwrap();
    let question = bot.get_messages().limit(1).await.unwrap().items.remove(0);
    let question = Incoming::from_tokenbowl(question, &me);
    for answer in persona.reply(&question).await.unwrap() {
        answer.to_tokenbowl(&bot, &question.room).unwrap().await.unwrap();
    }
    let answer = bot.get_messages().limit(1).await.unwrap().items.remove(0);
    assert_eq!(answer.content, "It squeals no more.");
    let own = Incoming::from_tokenbowl(answer, &me);
    assert_eq!(persona.reply(&own).await.unwrap(), [], "it does not answer itself");
}

#[tokio::test]
async fn webhooks_reach_an_endpoint_with_either_check() {
    let emulator = Emulator::start().await.unwrap();
    let secret = || Secret::new("s3cret-word");
    let (open, mut from_open) =
        Endpoint::new("/open", parse_unverified).path_secret(secret()).into_router().unwrap();
    let verifier = WebhookVerifier::path(secret()).unwrap();
    let (checked, mut from_checked) =
        Endpoint::new("/checked", verifier).path_secret(secret()).into_router().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(axum::serve(listener, open.merge(checked)).into_future());

    let tokenbowl = emulator.tokenbowl();
    tokenbowl.webhook_to("ada", &format!("http://{address}/open/s3cret-word"));
    tokenbowl.webhook_to("ben", &format!("http://{address}/checked/s3cret-word"));
    let id = tokenbowl.say("alice", "hello");
    for deliveries in [&mut from_open, &mut from_checked] {
        let delivery = deliveries.next().await.unwrap();
        assert_eq!((delivery.id.as_str(), delivery.event.id.as_str()), (id.as_str(), id.as_str()));
        assert_eq!(Incoming::from(delivery.event).text, "hello");
    }
    tokenbowl.webhooks_settled().await;
    assert!(tokenbowl.deliveries().iter().all(|sent| sent.status == Some(204)));
    serving.abort();
}

#[tokio::test]
async fn a_session_tells_its_losses_to_handlers_and_waits_for_its_return() {
    let emulator = Emulator::start().await.unwrap();
    let live = client(&emulator, "alice").connect().await.unwrap();
    let handle = live.handle();
    let (told, mut news) = tokio::sync::mpsc::unbounded_channel();
    let handlers = Handlers::new()
        .on_disconnect(move |_, cause| {
            let told = told.clone();
            async move { told.send(cause.kind()) }
        })
        .on_message(|live, message| async move {
            if message.content == "end" {
                tokio::spawn(async move { live.close().await });
            }
        });
    let running = tokio::spawn(live.run(handlers));

    emulator.fault_open_sockets(Platform::TokenBowl, &Fault::DropSocket { after_frames: 0 });
    assert_eq!(news.recv().await, Some(ErrorKind::Transport));
    assert_eq!(handle.wait_online().await, State::Online);
    emulator.tokenbowl().say("bob", "end");
    running.await.unwrap().unwrap();
    assert_eq!(handle.wait_online().await, State::Closed);
    assert_eq!(news.recv().await, None, "one's own end is no loss");
}
