//! Token Bowl: its room and direct conversations.

use chatwire::adapter::TokenBowl;
use chatwire::tokenbowl::{Client, Event as BowlEvent, Transport};
use chatwire::{ErrorKind, Event, NativeEvent, Platform, Presence, Room};
use chatwire_emulator::tokenbowl::Release;
use chatwire_emulator::{Emulator, Platform as Emulated};

use super::{Heard, refusal};

fn client(emulator: &Emulator, user: &str) -> Client {
    let address = emulator.url(Emulated::TokenBowl);
    Client::builder(emulator.tokenbowl().key(user)).base_url(address).unwrap().build().unwrap()
}

fn typing(event: Event) -> Option<Presence> {
    match event {
        Event::Typing(presence) => Some(presence),
        _ => None,
    }
}

#[tokio::test]
async fn the_room_and_direct_messages_come_and_answers_go_back() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.tokenbowl();
    let bowl = TokenBowl::new(client(&emulator, "bot"));
    let mut heard = Heard::online(&bowl).await;
    world.say("alice", "hello");
    let hello = heard.message().await;
    assert_eq!((hello.text.as_str(), &hello.room), ("hello", &Room::tokenbowl()));
    let id = bowl.send(&hello.room, "hi".into()).await.unwrap();
    let own = heard.message().await;
    assert_eq!((own.id, own.sender.is_self), (id, true));

    world.dm("alice", "bot", "psst");
    let psst = heard.message().await;
    assert_eq!(psst.room, Room::tokenbowl_user("alice"));
    assert_eq!(psst.sender, hello.sender);
    bowl.send(&psst.room, "yes?".into()).await.unwrap();
    let sent = world.messages().pop().unwrap();
    assert_eq!((&sent["content"], &sent["to_username"]), (&"yes?".into(), &"alice".into()));
}

#[tokio::test]
async fn who_types_is_told_in_the_room_where_the_text_will_come() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.tokenbowl();
    let bowl = TokenBowl::new(client(&emulator, "bot"));
    let mut heard = Heard::online(&bowl).await;
    world.typing("alice", None);
    let unknown = heard.first(typing).await;
    assert_eq!((unknown.room, unknown.sender.id.as_str()), (Room::tokenbowl(), "user:alice"));
    let id = world.user("alice");
    world.dm("alice", "bot", "psst");
    heard.message().await;
    world.typing("alice", Some("bot"));
    let known = heard.first(typing).await;
    assert_eq!((known.room, known.sender.id), (Room::tokenbowl_user("alice"), id));
    let id = world.say("bot", "mine");
    heard.message().await;
    world.read("alice", &id);
    let read = heard.first(|event| match event {
        Event::Native(NativeEvent::TokenBowl(event)) => match *event {
            BowlEvent::ReadReceipt(read) => Some(read.read_by),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(read.await, "alice");
}

#[tokio::test]
async fn history_is_that_of_the_conversation() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.tokenbowl();
    world.say("alice", "room");
    world.dm("alice", "bot", "one");
    world.dm("carol", "bot", "other");
    world.dm("bot", "alice", "two");
    world.dm("alice", "bot", "three");
    let bowl = TokenBowl::new(client(&emulator, "bot"));
    let texts = async |room: Room, limit| -> Vec<(String, bool)> {
        let found = bowl.history(&room, limit).await.unwrap();
        found.into_iter().map(|message| (message.text, message.sender.is_self)).collect()
    };
    let alice = Room::tokenbowl_user("alice");
    assert_eq!(
        texts(alice.clone(), 2).await,
        [("two".to_owned(), true), ("three".to_owned(), false)]
    );
    assert_eq!(texts(alice, 9).await.len(), 3);
    assert_eq!(texts(Room::tokenbowl(), 9).await, [("room".to_owned(), false)]);
}

#[tokio::test]
async fn options_of_the_session_can_be_set() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.tokenbowl();
    world.release(Release::V1_1_5);
    let bowl = TokenBowl::new(client(&emulator, "bot"));
    let direct = bowl.live(|connect| connect.transport(Transport::Direct));
    let mut heard = Heard::online(&direct).await;
    world.say("alice", "hello");
    assert_eq!(heard.message().await.text, "hello");
    assert_eq!(world.connections("bot"), 1);
}

#[tokio::test]
async fn a_wrong_key_is_the_only_item() {
    let emulator = Emulator::start().await.unwrap();
    let refused =
        Client::builder("wrong-key-0123456789").base_url(emulator.url(Emulated::TokenBowl));
    let bowl = TokenBowl::new(refused.unwrap().build().unwrap());
    assert_eq!(refusal(&bowl).await.kind(), ErrorKind::Auth);
}
