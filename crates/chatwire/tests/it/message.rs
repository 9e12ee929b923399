//! Messages of the platforms in neutral form, and back.

use std::time::Duration;

use chatwire::chatluck::{Client, Message};
use chatwire::{
    Attachment, ErrorKind, Incoming, Mention, MessageId, Native, Outgoing, Person, Room, Sender,
    Timestamp,
};
use serde_json::{Value, json};

fn chatluck(change: &Value) -> Incoming {
    let mut message = json!({
        "id": "msg_1", "channel_id": "ch_1", "user_id": "user_1",
        "content": "Hello", "created_at": "2025-01-01T00:00:00Z",
    });
    let fields = message.as_object_mut().unwrap();
    fields.extend(change.as_object().unwrap().clone());
    Incoming::from(serde_json::from_value::<Message>(message).unwrap())
}

#[test]
fn a_chatluck_message_keeps_what_it_says() {
    let message = chatluck(&json!({"priority": 7}));
    assert_eq!(message.id, MessageId::new("msg_1"));
    assert_eq!(
        (message.room.to_string().as_str(), &message.room),
        ("chatluck:ch_1", &Room::chatluck("ch_1"))
    );
    assert_eq!((message.sender.display_name(), message.sender.is_self), ("user_1", false));
    assert_eq!(message.text, "Hello");
    assert_eq!((message.reply_to, message.attachments), (None, Vec::new()));
    let Native::Chatluck(native) = message.native else { unreachable!("another platform") };
    assert_eq!(native.extra["priority"], 7);
}

#[test]
fn times_are_read_in_every_form_and_left_out_when_they_are_none() {
    let at = |text: &str| chatluck(&json!({"created_at": text})).at;
    let new_year = Timestamp::from_unix_seconds(1_735_689_600);
    for text in
        ["2025-01-01T00:00:00Z", "2025-01-01T01:00:00+01:00", "2025-01-01T00:00:00", "1735689600"]
    {
        assert_eq!(at(text), Some(new_year), "{text}");
    }
    assert_eq!(at("this morning"), None);
    assert_eq!(at(""), None);
}

#[test]
fn attachments_are_addresses_or_objects_of_any_spelling() {
    let message = chatluck(&json!({"attachments": [
        "https://example.org/plan.pdf",
        {"url": "https://example.org/a", "name": "a.png", "content_type": "image/png"},
        {"url": "https://example.org/b.gif", "filename": "b.gif", "type": "file"},
        {"id": "no address"},
        17,
    ]}));
    let plan = Attachment::new("https://example.org/plan.pdf");
    let a = Attachment::new("https://example.org/a").name("a.png").content_type("image/png");
    let b = Attachment::new("https://example.org/b.gif").name("b.gif");
    assert_eq!(message.attachments, [plan, a.clone(), b]);
    assert_eq!(message.image(), Some(&a), "the first picture, not the first file");
    // What has no neutral form is still there.
    let Native::Chatluck(native) = &message.native else { unreachable!("another platform") };
    assert_eq!(native.attachments.len(), 5);
}

#[test]
fn pictures_are_known_by_media_type_or_ending() {
    let picture = |url: &str| Attachment::new(url).is_image();
    assert!(picture("https://example.org/a.JPG?size=2#top"));
    assert!(picture("a.webp"));
    assert!(!picture("https://example.org/a.png.zip"));
    assert!(!picture("https://example.org/png"));
    assert!(!picture("https://example.org/?file=a.png"));
    assert!(Attachment::new("a").content_type("image/avif").is_image());
    assert!(!Attachment::new("a.png").content_type("application/zip").is_image());
}

#[test]
fn an_outgoing_message_becomes_a_chatluck_call() {
    let client = Client::new("ck_0123456789").unwrap();
    let message = Outgoing::text("look")
        .reply_to("msg_1")
        .attach(Attachment::new("https://example.org/a.png").name("a.png"))
        .delay(Duration::from_secs(1));
    let body = |message: &Outgoing| -> Value {
        let request = message.to_chatluck(&client, "ch_1").request().build().unwrap();
        assert_eq!((request.method().as_str(), request.uri().path()), ("POST", "/v1/messages"));
        serde_json::from_slice(request.body()).unwrap()
    };
    assert_eq!(
        body(&message),
        json!({"channel_id": "ch_1", "content": "look", "attachments": ["https://example.org/a.png"]})
    );
    assert_eq!(body(&"hi".into()), json!({"channel_id": "ch_1", "content": "hi"}));
    let picture = Outgoing::attachment(Attachment::new("u"));
    assert_eq!(body(&picture), json!({"channel_id": "ch_1", "content": "", "attachments": ["u"]}));
}

#[test]
fn messages_of_a_platform_of_ones_own() {
    let sender = Sender::new("42").name("Alice");
    let message = Incoming::new("1", Room::new("irc", "#rust"), sender, "hi");
    assert_eq!(message.sender.display_name(), "Alice");
    assert_eq!((message.native, message.at), (Native::None, None));
    assert!(Sender::new("42").myself().is_self);
}

#[test]
fn whoever_is_called_like_the_beginning_of_another_is_named_too() {
    let (anna, ann) = (Mention::new("u1", "Anna"), Mention::new("u2", "Ann"));
    let both = Outgoing::text("@Anna, lunch").mention(anna.clone()).mention(ann.clone());
    assert_eq!(both.text, "@Ann @Anna, lunch");
    let whole = Mention::new("u3", "Ann Lee");
    let both = Outgoing::text("@Ann Lee, lunch").mention(whole).mention(ann.clone());
    assert_eq!(both.text, "@Ann @Ann Lee, lunch");
    // Whom the text names already it does not name again.
    let named = Outgoing::text("(@Ann) @Anna!").mention(ann.clone()).mention(anna).mention(ann);
    assert_eq!(named.text, "(@Ann) @Anna!");
    assert_eq!(named.mentions.len(), 3);
}

#[test]
fn rooms_and_people_are_read_as_they_are_written() {
    for room in [
        Room::kick_chatroom(7),
        Room::mezon_topic(1, 2),
        Room::tokenbowl(),
        Room::new("irc", "#a b"),
    ] {
        assert_eq!(room.to_string().parse::<Room>().unwrap(), room);
        let json = serde_json::to_string(&room).unwrap();
        assert_eq!(serde_json::from_str::<Room>(&json).unwrap(), room);
    }
    for text in ["", "kick", "kick:", ":5"] {
        assert_eq!(text.parse::<Room>().unwrap_err().kind(), ErrorKind::Input, "{text}");
        assert!(serde_json::from_value::<Room>(text.into()).is_err());
    }
    let ada: Person = serde_json::from_value("kick:1001".into()).unwrap();
    assert_eq!(ada, Person::new("kick", "1001"));
    let rooms: std::collections::BTreeSet<_> = [Room::kick(2), Room::kick(1)].into();
    assert_eq!(rooms.first(), Some(&Room::kick(1)));
}
