//! Kick in neutral form: messages of live chat and of webhooks, both ways at once, and a persona in a chat.

use chatwire::kick::realtime::{ChatMessage, Received, Seen};
use chatwire::kick::webhook::{KeySource, Payload, WebhookVerifier};
use chatwire::kick::{Client, Event, UserId, webhook};
use chatwire::prelude::*;
use chatwire::responder::fluidtalk::Persona;
use chatwire::webhook::{Deliveries, Endpoint, axum};
use chatwire::{Attachment, MessageId, Native};
use chatwire_emulator::kick::Flaw;
use chatwire_emulator::{Emulator, Platform};
use futures_util::{FutureExt, StreamExt, TryStreamExt};
use serde_json::{Value, json};

const ME: UserId = UserId::new(77);

fn live(change: &Value) -> Received<ChatMessage> {
    let mut message = json!({
        "id": "m1", "chatroom_id": 9001, "content": "Hello", "type": "message",
        "created_at": "2025-01-01T00:00:00.5Z",
        "sender": {"id": 78, "username": "Alice", "slug": "alice", "identity": null},
    });
    message.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    Received::new("chatrooms.9001.v2", serde_json::from_value(message).unwrap())
}

fn delivered(change: &Value) -> webhook::ChatMessage {
    let mut message = json!({
        "message_id": "m1", "content": "Hello", "created_at": "2025-01-01T00:00:00.5Z",
        "broadcaster": {"user_id": 1001, "username": "Streamer", "channel_slug": "streamer"},
        "sender": {"user_id": 78, "username": "Alice", "channel_slug": "alice"},
    });
    message.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    serde_json::from_value(message).unwrap()
}

fn client(emulator: &Emulator, user: &str) -> Client {
    let token = emulator.kick().token(user);
    let address = emulator.url(Platform::Kick);
    Client::builder().token(token).base_url(address).unwrap().build().unwrap()
}

/// A served endpoint that the emulator delivers chat messages of the streamer to.
async fn served(
    emulator: &Emulator,
    verifier: WebhookVerifier,
) -> (Deliveries<webhook::Event>, tokio::task::JoinHandle<std::io::Result<()>>) {
    let (router, deliveries) = Endpoint::new("/kick", verifier).into_router().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(axum::serve(listener, router).into_future());
    let kick = emulator.kick();
    kick.wall_clock(true);
    kick.webhook_to(&format!("http://{address}/kick")).unwrap();
    kick.subscribe_events("streamer", &["chat.message.sent"]);
    (deliveries, serving)
}

fn contents(deliveries: &mut Deliveries<webhook::Event>) -> Vec<String> {
    std::iter::from_fn(|| deliveries.next().now_or_never().flatten())
        .map(|delivery| match delivery.event.payload {
            Payload::ChatMessageSent(message) => message.content,
            other => unreachable!("{other:?}"),
        })
        .collect()
}

#[test]
fn both_ways_tell_the_same() {
    let reply = json!({"type": "reply", "metadata": {
        "original_sender": {"id": 79, "username": "Bob"},
        "original_message": {"id": "m0", "content": "Hi"}}});
    let socket = Incoming::from(live(&reply));
    let replied = json!({"replies_to": {"message_id": "m0", "content": "Hi"}});
    let hook = Incoming::from(delivered(&replied));
    for message in [&socket, &hook] {
        assert_eq!((message.id.as_str(), message.text.as_str()), ("m1", "Hello"));
        assert_eq!((message.sender.id.as_str(), message.sender.display_name()), ("78", "Alice"));
        assert_eq!(message.reply_to, Some(MessageId::new("m0")));
        assert_eq!(message.at.unwrap().as_unix_millis(), 1_735_689_600_500);
        assert!(!message.sender.is_self && message.attachments.is_empty());
    }
    assert_eq!((socket.room, hook.room), (Room::kick_chatroom(9001), Room::kick(1001)));
    let Native::Kick(native) = socket.native else { unreachable!("another way") };
    assert_eq!(native.feed.to_string(), "chatrooms.9001.v2");
    let Native::KickWebhook(native) = hook.native else { unreachable!("another way") };
    assert_eq!(native.broadcaster.channel_slug.as_deref(), Some("streamer"));
}

#[test]
fn one_is_oneself_by_the_number_and_not_by_the_name() {
    let own = json!({"sender": {"user_id": 77, "username": "Alice"}});
    assert!(Incoming::from_kick_webhook(delivered(&own), ME).sender.is_self);
    let other = json!({"sender": {"user_id": 78, "username": "Me"}});
    assert!(!Incoming::from_kick_webhook(delivered(&other), ME).sender.is_self);
    let hidden = json!({"sender": {"is_anonymous": true, "user_id": null, "username": null}});
    let hidden = Incoming::from_kick_webhook(delivered(&hidden), ME).sender;
    assert_eq!((hidden.is_self, hidden.display_name()), (false, "anonymous"));
}

#[test]
fn emotes_are_shown_by_their_names_and_kept_as_they_were() {
    for (content, shown) in [
        ("First! [emote:37226:KEKW]", "First! KEKW"),
        ("[emote:1:Hi][emote:1:Hi]you[emote:2:Ho]!", "Hi Hi you Ho!"),
        ("([emote:1:Hi])", "(Hi)"),
        ("[emote:1:] [emote:x:no]", "[emote:1:] [emote:x:no]"),
        ("", ""),
    ] {
        let message = Incoming::from(live(&json!({"content": content})));
        assert_eq!(message.text, shown);
        let Native::Kick(native) = message.native else { unreachable!("another way") };
        assert_eq!(native.content, content);
        assert_eq!(Incoming::from(delivered(&json!({"content": content}))).text, shown);
    }
}

#[test]
fn an_outgoing_message_goes_to_its_streamer() {
    let client = Client::new("token").unwrap();
    let body = |message: &Outgoing| -> Value {
        let call = message.to_kick(&client, &Room::kick(1001)).unwrap();
        serde_json::from_slice(call.request().build().unwrap().body()).unwrap()
    };
    let picture = Attachment::new("https://example.org/a.png");
    let look = Outgoing::text("look").reply_to("m1").attach(picture.clone());
    assert_eq!(
        body(&look),
        json!({"content": "look https://example.org/a.png", "type": "user",
            "broadcaster_user_id": 1001, "reply_to_message_id": "m1"})
    );
    let alone = body(&Outgoing::attachment(picture));
    assert_eq!(alone["content"], "https://example.org/a.png");
    for foreign in [
        Room::chatluck("1001"),
        Room::tokenbowl(),
        Room::kick_chatroom(9001),
        Room::kick("streamer"),
        Room::kick(""),
    ] {
        let err = look.to_kick(&client, &foreign).unwrap_err();
        assert_eq!((err.kind(), err.platform()), (ErrorKind::Input, "kick"), "{foreign}");
        assert_eq!(err.issues()[0].path, "room");
    }
    // Characters, not bytes.
    for (length, fits) in [(500, true), (501, false)] {
        let call = Outgoing::text("ä".repeat(length)).to_kick(&client, &Room::kick(1001)).unwrap();
        let built = call.request().build();
        assert_eq!(built.is_ok(), fits, "{length}");
        if let Err(err) = built {
            assert_eq!((err.kind(), err.issues()[0].path.as_str()), (ErrorKind::Input, "content"));
        }
    }
}

#[tokio::test]
async fn a_persona_answers_in_a_chat_and_not_itself() {
    let emulator = Emulator::start().await.unwrap();
    emulator.fluidtalk().reply_when("brake", ["It squeals no more."]);
    let fluidtalk = chatwire::fluidtalk::handshake::Client::builder(emulator.fluidtalk().api_key())
        .base_url(emulator.url(Platform::FluidTalk))
        .unwrap()
        .build()
        .unwrap();
    let persona = Persona::handshake(fluidtalk);
    let (kick, bot) = (emulator.kick(), client(&emulator, "bot"));
    let me = bot.me().await.unwrap().user_id;
    let streamer = Room::kick(kick.user("streamer"));
    let mut session = bot.connect_chat("streamer").await.unwrap();
    let handle = session.handle();
    let mut next = async || loop {
        if let Event::Message(message) = session.try_next().await.unwrap().unwrap() {
            return Incoming::from_kick(message, me, &handle);
        }
    };

    let asked = kick.say("streamer", "alice", "Is the brake fixed?");
    let question = next().await;
    assert_eq!(question.room, streamer);
    for answer in persona.reply(&question).await.unwrap() {
        let answer = answer.reply_to(question.id.clone());
        answer.to_kick(&bot, &question.room).unwrap().await.unwrap();
    }
    let own = next().await;
    assert_eq!((own.text.as_str(), own.sender.is_self), ("It squeals no more.", true));
    assert_eq!(own.reply_to, Some(MessageId::new(asked)));
    assert_eq!(persona.reply(&own).await.unwrap(), [], "it does not answer itself");
}

#[tokio::test]
async fn a_session_by_number_knows_the_chatroom_only() {
    let client = Client::builder().build().unwrap();
    let session = client.connect_chat("9001").start().unwrap();
    let message = Incoming::from_kick(live(&json!({})), ME, &session.handle());
    assert_eq!(message.room, Room::kick_chatroom(9001));
}

#[tokio::test]
async fn a_key_that_has_changed_is_fetched_by_the_endpoint() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    // The emulator's key is not the one that is built in.
    let verifier = WebhookVerifier::new(&client(&emulator, "bot")).unwrap();
    let (mut deliveries, serving) = served(&emulator, verifier).await;
    kick.say("streamer", "alice", "one");
    kick.flaw_next(Flaw::BadSignature);
    kick.say("streamer", "alice", "forged");
    kick.say("streamer", "alice", "two");
    kick.webhooks_settled().await;
    assert_eq!(contents(&mut deliveries), ["one", "two"]);
    let asked = emulator.requests(Platform::Kick);
    let keys = asked.iter().filter(|request| request.path == "/public/v1/public-key").count();
    assert_eq!(keys, 1, "forged deliveries do not make us ask again");
    let answers: Vec<_> = kick.deliveries().iter().map(|sent| sent.status).collect();
    assert!(answers.contains(&Some(200)) && answers.contains(&Some(401)), "{answers:?}");
    serving.abort();
}

#[tokio::test]
async fn repetitions_and_other_streamers_are_answered_and_left_out() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let key = KeySource::from_pem(&kick.public_key()).unwrap();
    let verifier = WebhookVerifier::with_key(key).only_broadcasters([kick.user("streamer")]);
    let (mut deliveries, serving) = served(&emulator, verifier).await;
    kick.subscribe_events("stranger", &["chat.message.sent"]);
    kick.say("streamer", "alice", "one");
    kick.say("stranger", "alice", "not ours");
    kick.webhooks_settled().await;
    let first = kick.deliveries().remove(0);
    kick.replay(&first);
    kick.webhooks_settled().await;
    assert_eq!(contents(&mut deliveries), ["one"]);
    let sent = kick.deliveries();
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|sent| sent.status == Some(200)), "{sent:?}");
    serving.abort();
}

#[tokio::test]
async fn a_message_that_comes_both_ways_is_seen_once() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let bot = client(&emulator, "bot");
    let key = KeySource::from_pem(&kick.public_key()).unwrap();
    let (mut deliveries, serving) = served(&emulator, WebhookVerifier::with_key(key)).await;
    let seen = Seen::default();
    let mut session = bot.connect_chat("streamer").seen(seen.clone()).await.unwrap();

    for text in ["one", "two", "three"] {
        kick.say("streamer", "alice", text);
    }
    let (mut by_webhook, mut texts) = (0, Vec::new());
    // Whichever comes first: the other one is left out.
    while by_webhook < 3 || texts.len() < 3 {
        tokio::select! {
            Some(delivery) = deliveries.next() => {
                let Payload::ChatMessageSent(message) = delivery.event.payload else { unreachable!() };
                by_webhook += 1;
                if seen.is_new(&message.message_id) {
                    texts.push(Incoming::from(*message).text);
                }
            }
            Ok(Some(event)) = session.try_next() => {
                if let Event::Message(message) = event {
                    texts.push(Incoming::from(message).text);
                }
            }
        }
    }
    texts.sort_unstable();
    assert_eq!(texts, ["one", "three", "two"]);
    serving.abort();
}
