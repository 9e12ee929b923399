//! FluidTalk's persona as a responder, by both of its APIs.

use std::time::Duration;

use chatwire::responder::Responder;
use chatwire::responder::fluidtalk::Persona;
use chatwire::{Attachment, ErrorKind, Incoming, Outgoing, Room, Sender, fluidtalk};
use chatwire_emulator::{Emulator, Fault, Platform};

const LEAD: &str = "user_7";

async fn start() -> (Emulator, Persona, Persona) {
    let emulator = Emulator::start().await.unwrap();
    let url = emulator.url(Platform::FluidTalk);
    let key = emulator.fluidtalk().api_key();
    let handshake =
        fluidtalk::handshake::Client::builder(key).base_url(&url).unwrap().build().unwrap();
    let token = emulator.fluidtalk().connector_token();
    let characters =
        fluidtalk::characters::Client::builder(token).base_url(&url).unwrap().build().unwrap();
    (emulator, Persona::handshake(handshake), Persona::characters(characters, "instagram"))
}

fn message(id: &str, text: &str) -> Incoming {
    Incoming::new(id, Room::chatluck("ch_1"), Sender::new(LEAD), text)
}

fn texts(answers: &[Outgoing]) -> Vec<&str> {
    answers.iter().map(|answer| answer.text.as_str()).collect()
}

#[tokio::test]
async fn each_bubble_is_a_message_and_the_photo_follows() {
    let (emulator, handshake, characters) = start().await;
    emulator.fluidtalk().reply_when("tent", ["best week", "look"]);
    emulator.fluidtalk().photo_when("tent", "https://example.org/sunrise");
    for persona in [handshake, characters] {
        let answers = persona.reply(&message("1", "your tent?")).await.unwrap();
        assert_eq!(texts(&answers), ["best week", "look", ""], "{persona:?}");
        let photo = answers[2].attachments[0].clone();
        assert_eq!(photo.url, "https://example.org/sunrise");
        assert!(photo.is_image());
    }
}

#[tokio::test]
async fn only_the_characters_api_names_pauses() {
    let (emulator, handshake, characters) = start().await;
    emulator.fluidtalk().reply_when("hi", ["hello", "you"]);
    let pauses = async |persona: &Persona| {
        let answers = persona.reply(&message("1", "hi")).await.unwrap();
        answers.iter().map(|answer| answer.delay).collect::<Vec<_>>()
    };
    assert_eq!(pauses(&handshake).await, [None, None]);
    let pauses = pauses(&characters).await;
    assert!(pauses[0].is_some() && pauses[1] > Some(Duration::ZERO), "{pauses:?}");
}

#[tokio::test]
async fn silence_is_an_empty_answer() {
    let (emulator, handshake, characters) = start().await;
    emulator.fluidtalk().claim(LEAD, "@theirs");
    emulator.fluidtalk().claim_on("instagram", LEAD, "@theirs");
    for persona in [handshake, characters] {
        let persona = persona.own_username("@mine");
        let answers = persona.reply(&message("1", "hello?")).await.unwrap();
        assert_eq!(answers, [], "{persona:?}");
    }
    assert_eq!(emulator.requests(Platform::FluidTalk).len(), 2);
}

#[tokio::test]
async fn nothing_is_asked_for_what_needs_no_answer() {
    let (emulator, handshake, characters) = start().await;
    let mut own = message("1", "hello");
    own.sender = Sender::new(LEAD).myself();
    let mut file = message("2", " ");
    file.attachments.push(Attachment::new("https://example.org/plan.pdf"));
    for persona in [handshake, characters] {
        assert_eq!(persona.reply(&own).await.unwrap(), []);
        assert_eq!(persona.reply(&file).await.unwrap(), []);
    }
    assert_eq!(emulator.requests(Platform::FluidTalk).len(), 0);
}

#[tokio::test]
async fn a_picture_alone_is_shown_to_the_persona() {
    let (emulator, handshake, characters) = start().await;
    emulator.fluidtalk().persona(|turn| vec![turn.image_url.clone().unwrap_or_default()]);
    let mut picture = message("1", "");
    picture.attachments.push(Attachment::new("https://example.org/plan.pdf"));
    picture.attachments.push(Attachment::new("https://example.org/a.png"));
    for persona in [handshake, characters] {
        let answers = persona.reply(&picture).await.unwrap();
        assert_eq!(texts(&answers), ["https://example.org/a.png"], "{persona:?}");
    }
}

#[tokio::test]
async fn a_blank_bubble_is_no_message() {
    let (emulator, handshake, characters) = start().await;
    emulator.fluidtalk().reply_when("hi", ["", "hello", "  "]);
    for persona in [handshake, characters] {
        let answers = persona.reply(&message("1", "hi")).await.unwrap();
        assert_eq!(texts(&answers), ["hello"], "{persona:?}");
    }
}

#[tokio::test]
async fn errors_pass_through_and_nothing_is_paid_twice() {
    let (emulator, handshake, characters) = start().await;
    for persona in [handshake, characters] {
        emulator.clear_requests(Platform::FluidTalk);
        emulator.fault(Platform::FluidTalk, Fault::DropAfter);
        let lost = persona.reply(&message("1", "hi")).await.unwrap_err();
        assert_eq!((lost.kind(), lost.maybe_sent()), (ErrorKind::Transport, true), "{persona:?}");
        assert_eq!(emulator.requests(Platform::FluidTalk).len(), 1, "{persona:?}");
        emulator.fault(Platform::FluidTalk, Fault::status(402));
        let broke = persona.reply(&message("2", "hi")).await.unwrap_err();
        assert_eq!(broke.kind(), ErrorKind::PaymentRequired, "{persona:?}");
    }
}

#[tokio::test]
async fn a_message_that_comes_twice_is_paid_once() {
    let (emulator, handshake, characters) = start().await;
    emulator.fluidtalk().persona(|turn| vec![format!("turn {}", turn.number)]);
    for persona in [handshake, characters] {
        let persona = persona.remember(10);
        let first = persona.reply(&message("1", "hi")).await.unwrap();
        assert_eq!(persona.reply(&message("1", "hi")).await.unwrap(), first, "{persona:?}");
        let second = persona.reply(&message("2", "hi again")).await.unwrap();
        assert_eq!(texts(&second), ["turn 2"], "{persona:?}");
    }
}

#[tokio::test]
async fn messages_without_an_id_are_not_taken_for_one() {
    let (emulator, handshake, characters) = start().await;
    emulator.fluidtalk().persona(|turn| vec![format!("turn {}", turn.number)]);
    for persona in [handshake, characters] {
        let persona = persona.remember(10);
        persona.reply(&message("", "hi")).await.unwrap();
        let second = persona.reply(&message("", "another thing")).await.unwrap();
        assert_eq!(texts(&second), ["turn 2"], "{persona:?}");
    }
}

#[tokio::test]
async fn people_are_named_as_the_program_says() {
    let (emulator, handshake, _) = start().await;
    let persona = handshake.target(|message| format!("@{}", message.sender.display_name()));
    let mut hello = message("1", "hi");
    hello.sender = Sender::new(LEAD).name("mark");
    persona.reply(&hello).await.unwrap();
    assert!(!emulator.fluidtalk().transcript("@mark").is_empty());
    assert!(emulator.fluidtalk().transcript(LEAD).is_empty());
}
