//! Kick: live chat in, the official API out.

use chatwire::adapter::Kick;
use chatwire::kick::{Client, Event as KickEvent};
use chatwire::{ErrorKind, Event, NativeEvent, Outgoing, Platform, Room};
use chatwire_emulator::{Emulator, Platform as Emulated};

use super::{Heard, refusal};

fn client(emulator: &Emulator, user: &str) -> Client {
    let token = emulator.kick().token(user);
    let address = emulator.url(Emulated::Kick);
    Client::builder().token(token).base_url(address).unwrap().build().unwrap()
}

#[tokio::test]
async fn chat_comes_with_its_streamer_and_answers_go_there() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.kick();
    let room = Room::kick(world.user("streamer"));
    let kick = Kick::new(client(&emulator, "bot"), ["streamer"]);
    let mut heard = Heard::online(&kick).await;
    let asked = world.say("streamer", "alice", "!ping");
    let question = heard.message().await;
    assert_eq!((question.text.as_str(), &question.room), ("!ping", &room));
    assert!(!question.sender.is_self);

    let pong = Outgoing::text("pong").reply_to(question.id);
    let id = kick.send(&question.room, pong).await.unwrap();
    let own = heard.message().await;
    assert_eq!((&own.id, own.sender.is_self), (&id, true));
    assert_eq!(own.reply_to.unwrap().as_str(), asked);

    world.moderator("streamer", "bot");
    kick.delete(&room, &id).await.unwrap();
    let deleted = heard.first(|event| match event {
        Event::Deleted(deleted) => Some(deleted),
        _ => None,
    });
    let deleted = deleted.await;
    assert_eq!((deleted.id, deleted.room, deleted.by), (id, room, None));
    world.ban("streamer", "streamer", "alice", None, "spam");
    let banned = heard.first(|event| match event {
        Event::Native(NativeEvent::Kick(event)) => match *event {
            KickEvent::UserBanned(banned) => Some(banned.user.username.clone()),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(banned.await, "alice");
}

#[tokio::test]
async fn a_chatroom_by_number_is_the_streamers_as_soon_as_somebody_knows() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.kick();
    let ids = world.ids("streamer");
    let bot = client(&emulator, "bot");
    let kick = Kick::new(bot.clone(), [ids.chatroom_id.to_string()]);
    let mut heard = Heard::online(&kick).await;
    world.say("streamer", "alice", "one");
    let unknown = heard.message().await.room;
    assert_eq!(unknown, Room::kick_chatroom(ids.chatroom_id));
    let refused = kick.send(&unknown, "no".into()).await.unwrap_err();
    assert_eq!((refused.kind(), refused.issues()[0].path.as_str()), (ErrorKind::Input, "room"));

    bot.chatroom_id("streamer").await.unwrap();
    world.say("streamer", "alice", "two");
    assert_eq!(heard.message().await.room, Room::kick(ids.broadcaster_user_id));
    kick.send(&unknown, "yes".into()).await.unwrap();
    assert_eq!(world.messages("streamer").pop().unwrap()["content"], "yes");
}

#[tokio::test]
async fn a_bot_knows_itself_from_its_first_message_on() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.kick();
    world.bot(true);
    let room = Room::kick(world.user("streamer"));
    let kick = Kick::new(client(&emulator, "streamer"), ["streamer"]).as_bot();
    let mut heard = Heard::online(&kick).await;
    let id = kick.send(&room, "hello".into()).await.unwrap();
    let hello = heard.message().await;
    assert_eq!((hello.id, hello.sender.is_self), (id, true));
    world.say("streamer", "streamer", "!start");
    assert!(!heard.message().await.sender.is_self, "whose token it is may command the bot");
    kick.send(&room, "started".into()).await.unwrap();
    assert!(heard.message().await.sender.is_self);
}

#[tokio::test]
async fn a_bot_writes_into_no_room_but_the_one_of_its_token() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.kick();
    world.bot(true);
    let (mine, other) = (Room::kick(world.user("streamer")), Room::kick(world.user("other")));
    let kick = Kick::new(client(&emulator, "streamer"), ["streamer", "other"]).as_bot();
    for _ in 0..2 {
        let refused = kick.send(&other, "hello".into()).await.unwrap_err();
        assert_eq!((refused.kind(), refused.maybe_sent()), (ErrorKind::Input, false));
        assert_eq!(refused.issues()[0].path, "room");
    }
    assert!(world.messages("streamer").is_empty() && world.messages("other").is_empty());
    kick.send(&mine, "hello".into()).await.unwrap();
    assert_eq!(world.messages("streamer").len(), 1);
    let asked = emulator.requests(Emulated::Kick);
    let whose = asked.iter().filter(|request| request.path == "/public/v1/users").count();
    assert_eq!(whose, 1, "whose token it is is asked once");

    // A token that may not tell is used as before.
    let silent = Client::builder().token(world.user_token("streamer", &["chat:write"]));
    let silent = silent.base_url(emulator.url(Emulated::Kick)).unwrap().build().unwrap();
    let kick = Kick::new(silent, ["streamer"]).as_bot();
    kick.send(&mine, "hello again".into()).await.unwrap();
    assert_eq!(world.messages("streamer").len(), 2);
}

#[tokio::test]
async fn without_a_users_token_chat_is_read_only() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.kick();
    let room = Room::kick(world.user("streamer"));
    let guest = Client::builder();
    let app = Client::builder().token(world.app_token());
    for client in [guest, app] {
        let client = client.base_url(emulator.url(Emulated::Kick)).unwrap().build().unwrap();
        let kick = Kick::new(client, ["streamer"]);
        let mut heard = Heard::online(&kick).await;
        world.say("streamer", "alice", "hello");
        assert!(!heard.message().await.sender.is_self);
        let refused = kick.send(&room, "no".into()).await.unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::Auth | ErrorKind::Forbidden), "{refused}");
    }
}

#[tokio::test]
async fn a_token_that_does_not_tell_its_user_shows_by_what_it_writes() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.kick();
    let room = Room::kick(world.user("streamer"));
    let client = Client::builder().token(world.user_token("bot", &["chat:write"]));
    let client = client.base_url(emulator.url(Emulated::Kick)).unwrap().build().unwrap();
    assert_eq!(client.me().await.unwrap_err().kind(), ErrorKind::Forbidden);
    let kick = Kick::new(client, ["streamer"]);
    let mut heard = Heard::online(&kick).await;
    kick.send(&room, "hello".into()).await.unwrap();
    assert!(heard.message().await.sender.is_self);
}

#[tokio::test]
async fn what_cannot_begin_says_why() {
    let emulator = Emulator::start().await.unwrap();
    let refused = Client::builder().token("wrong").base_url(emulator.url(Emulated::Kick)).unwrap();
    let refused = Kick::new(refused.build().unwrap(), ["streamer"]);
    assert_eq!(refusal(&refused).await.kind(), ErrorKind::Auth);
    let nobody = Kick::new(client(&emulator, "bot"), ["nobody-there"]);
    assert_eq!(refusal(&nobody).await.kind(), ErrorKind::NotFound);
}
