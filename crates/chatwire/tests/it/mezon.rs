//! Mezon in the neutral layer.

use chatwire::mezon::content::{Attachment as MezonAttachment, MAX_CONTENT_UNITS};
use chatwire::mezon::proto::{Message as _, api};
use chatwire::mezon::{Client, Event, Message, Realtime};
use chatwire::responder::Responder;
use chatwire::responder::fluidtalk::Persona;
use chatwire::{Attachment, ErrorKind, Incoming, MessageId, Native, Outgoing, Room};
use chatwire_emulator::mezon::Mezon;
use chatwire_emulator::{Emulator, Platform};
use futures_util::TryStreamExt;
use serde_json::{Value, json};

const ME: i64 = 5;

/// A message of alice's, changed by a closure.
fn message(change: impl FnOnce(&mut api::ChannelMessage)) -> Message {
    let mut raw = api::ChannelMessage {
        message_id: 71,
        channel_id: 10,
        clan_id: 7,
        sender_id: 9,
        username: "alice".to_owned(),
        clan_nick: "Alice".to_owned(),
        content: r#"{"t":"Hi @bot"}"#.to_owned(),
        create_time_seconds: 1_770_000_000,
        mode: 2,
        ..api::ChannelMessage::default()
    };
    change(&mut raw);
    Message::from(raw)
}

fn client(emulator: &Emulator) -> Client {
    let (bot, key) = emulator.mezon().bot();
    let address = emulator.url(Platform::Mezon);
    Client::builder(bot, key).base_url(address).unwrap().no_rate_limit().build().unwrap()
}

/// A bot, and a channel of a clan that it is in.
async fn stage() -> (Emulator, Mezon, Client, i64) {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let talk = mezon.channel(mezon.clan("team"), "talk");
    let client = client(&emulator);
    (emulator, mezon, client, talk)
}

async fn next(live: &mut Realtime, client: &Client) -> Incoming {
    loop {
        if let Event::ChannelMessage(message) = live.try_next().await.unwrap().unwrap() {
            return Incoming::from_mezon(message, client.bot_id());
        }
    }
}

#[test]
fn a_message_is_told_with_all_that_is_neutral() {
    let lists = api::MessageRefList {
        refs: vec![api::MessageRef { message_ref_id: 70, ..api::MessageRef::default() }],
    };
    let files = json!([{"url": "https://cdn.test/a.png", "filename": "a.png", "filetype": "image/png"},
        {"url": "https://cdn.test/b", "filetype": "png"}]);
    let incoming = Incoming::from(message(|raw| {
        raw.references = lists.encode_to_vec().into();
        raw.attachments = files.to_string().into();
    }));
    assert_eq!((incoming.id.as_str(), incoming.text.as_str()), ("71", "Hi @bot"));
    assert_eq!((incoming.sender.id.as_str(), incoming.sender.display_name()), ("9", "Alice"));
    assert_eq!(incoming.reply_to, Some(MessageId::new("70")));
    assert_eq!(incoming.at.unwrap().as_unix_seconds(), 1_770_000_000);
    assert_eq!(incoming.room, Room::mezon(10));
    let named = Attachment::new("https://cdn.test/a.png").name("a.png").content_type("image/png");
    // What is no media type is none.
    assert_eq!(incoming.attachments, [named, Attachment::new("https://cdn.test/b")]);
    let Native::Mezon(native) = incoming.native else { unreachable!("another platform") };
    assert_eq!((native.clan_id().get(), native.mode), (7, 2));
}

#[test]
fn a_topic_is_a_room_of_its_own() {
    let incoming = Incoming::from(message(|raw| raw.topic_id = 33));
    assert_eq!(incoming.room, Room::mezon_topic(10, 33));
}

#[test]
fn one_is_oneself_by_the_number() {
    assert!(!Incoming::from_mezon(message(|_| ()), ME).sender.is_self);
    let own = message(|raw| raw.sender_id = ME);
    assert!(Incoming::from_mezon(own.clone(), ME).sender.is_self);
    assert!(!Incoming::from(own).sender.is_self, "nobody said who it is");
    let nameless = message(|raw| (raw.username, raw.clan_nick) = Default::default());
    assert_eq!(Incoming::from(nameless).sender.display_name(), "9");
}

#[tokio::test]
async fn a_room_alone_is_enough_to_send() {
    let (_emulator, mezon, client, talk) = stage().await;
    let secret = mezon.private_channel(mezon.clan("other"), "secret", &["bot"]);
    let picture = Attachment::new("https://example.org/a.png?size=2");
    let book =
        Attachment::new("https://example.org/b").name("book.pdf").content_type("application/pdf");
    for channel in [talk, secret] {
        let look = Outgoing::text("look").attach(picture.clone()).attach(book.clone());
        let sent = look.to_mezon(&client, &Room::mezon(channel)).unwrap().await.unwrap();
        assert_eq!(mezon.messages(channel)[0].message_id, sent.id().get());
        let files = sent.attachments();
        let expected = MezonAttachment::new("https://example.org/a.png?size=2", "a.png", "image/*");
        assert_eq!(files[0], expected);
        assert_eq!(
            (files[1].filename.as_str(), files[1].filetype.as_str()),
            ("book.pdf", "application/pdf")
        );
    }
    let alone = Outgoing::attachment(picture).to_mezon(&client, &Room::mezon(talk)).unwrap();
    let content: Value =
        serde_json::from_str(&alone.await.unwrap().content().to_json().unwrap()).unwrap();
    assert_eq!(content, json!({}));
}

#[tokio::test]
async fn an_answer_names_what_it_answers_and_stays_in_the_topic() {
    let (_emulator, mezon, client, talk) = stage().await;
    let asked = mezon.say(talk, "alice", "What now?");
    let answer = Outgoing::text("Tea.").reply_to(asked.to_string());
    let sent = answer.to_mezon(&client, &Room::mezon(talk)).unwrap().await.unwrap();
    assert_eq!(sent.references()[0].message_ref_id, asked);
    assert_eq!(sent.topic_id(), None);

    let topic = mezon.topic(talk, asked, "alice");
    let sent = Outgoing::text("In here.").to_mezon(&client, &Room::mezon_topic(talk, topic));
    assert_eq!(sent.unwrap().await.unwrap().topic_id().unwrap(), topic);
}

#[tokio::test]
async fn what_cannot_be_sent_is_an_input_error() {
    let client = Client::new(ME, "key").unwrap();
    let hello = Outgoing::text("hello");
    for foreign in [
        Room::chatluck("10"),
        Room::kick(10),
        Room::mezon(0),
        Room::mezon("talk"),
        Room::mezon(""),
        Room::mezon_topic(10, "x"),
    ] {
        let err = hello.to_mezon(&client, &foreign).unwrap_err();
        assert_eq!((err.kind(), err.platform()), (ErrorKind::Input, "mezon"), "{foreign}");
        assert_eq!(err.issues()[0].path, "room");
    }
    let err = hello.clone().reply_to("m1").to_mezon(&client, &Room::mezon(10)).unwrap_err();
    assert_eq!((err.kind(), err.issues()[0].path.as_str()), (ErrorKind::Input, "reply_to"));

    // UTF-16 units, not bytes and not characters; `{"t":""}` counts, too.
    let (_emulator, mezon, client, talk) = stage().await;
    let fitting = (MAX_CONTENT_UNITS - r#"{"t":""}"#.len()) / 2;
    for (count, fits) in [(fitting, true), (fitting + 1, false)] {
        let send = Outgoing::text("😀".repeat(count)).to_mezon(&client, &Room::mezon(talk));
        let sent = send.unwrap().await;
        assert_eq!(sent.is_ok(), fits, "{count}");
        if let Err(err) = sent {
            assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Input, false));
        }
    }
    assert_eq!(mezon.messages(talk).len(), 1);
}

#[tokio::test]
async fn a_persona_answers_in_a_channel_and_not_itself() {
    let (emulator, mezon, client, talk) = stage().await;
    emulator.fluidtalk().reply_when("brake", ["It squeals no more."]);
    let fluidtalk = chatwire::fluidtalk::handshake::Client::builder(emulator.fluidtalk().api_key())
        .base_url(emulator.url(Platform::FluidTalk))
        .unwrap()
        .build()
        .unwrap();
    let persona = Persona::handshake(fluidtalk);
    let mut live = client.connect().await.unwrap();

    let asked = mezon.say(talk, "alice", "Is the brake fixed?");
    let question = next(&mut live, &client).await;
    assert_eq!(
        (&question.room, question.text.as_str()),
        (&Room::mezon(talk), "Is the brake fixed?")
    );
    for answer in persona.reply(&question).await.unwrap() {
        let answer = answer.reply_to(question.id.clone());
        answer.to_mezon(&client, &question.room).unwrap().await.unwrap();
    }
    let own = next(&mut live, &client).await;
    assert_eq!((own.text.as_str(), own.sender.is_self), ("It squeals no more.", true));
    assert_eq!(own.reply_to, Some(MessageId::new(asked.to_string())));
    assert_eq!(persona.reply(&own).await.unwrap(), [], "it does not answer itself");
    live.close().await;
}
