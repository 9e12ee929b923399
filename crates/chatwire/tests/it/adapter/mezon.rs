//! Mezon: everything that is neutral, it has.

use chatwire::adapter::Mezon;
use chatwire::mezon::Client;
use chatwire::{ErrorKind, Event, Mention, NativeEvent, Outgoing, Platform, Room};
use chatwire_emulator::mezon::Mezon as World;
use chatwire_emulator::{Emulator, Platform as Emulated};

use super::{Heard, refusal};

fn client(emulator: &Emulator) -> Client {
    let (bot, key) = emulator.mezon().bot();
    let address = emulator.url(Emulated::Mezon);
    Client::builder(bot, key).base_url(address).unwrap().no_rate_limit().build().unwrap()
}

/// A bot, and a channel of a clan that it is in.
async fn stage() -> (Emulator, World, Mezon, i64, i64) {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.mezon();
    let clan = world.clan("team");
    let talk = world.channel(clan, "talk");
    let mezon = Mezon::new(client(&emulator));
    (emulator, world, mezon, clan, talk)
}

#[tokio::test]
async fn messages_edits_removals_typing_and_reactions_come() {
    let (_emulator, world, mezon, clan, talk) = stage().await;
    let mut heard = Heard::online(&mezon).await;
    let room = Room::mezon(talk);
    let id = world.say(talk, "alice", "hello");
    let hello = heard.message().await;
    assert_eq!((hello.id.as_str(), &hello.room), (id.to_string().as_str(), &room));
    assert_eq!((hello.text.as_str(), hello.sender.is_self), ("hello", false));

    world.type_in(talk, "alice");
    let typing = heard.first(|event| match event {
        Event::Typing(presence) => Some(presence),
        _ => None,
    });
    let typing = typing.await;
    assert_eq!((&typing.room, &typing.sender.id), (&room, &hello.sender.id));

    world.edit(talk, id, "hello!");
    let edited = heard.first(|event| match event {
        Event::Edited(message) => Some(message),
        Event::Message(message) => unreachable!("{message:?}"),
        _ => None,
    });
    let edited = edited.await;
    assert_eq!((edited.id, edited.text.as_str()), (hello.id.clone(), "hello!"));

    world.emoji(clan, ":heart:");
    world.react(talk, id, "alice", ":heart:");
    world.unreact(talk, id, "alice", ":heart:");
    for is_removal in [false, true] {
        let reaction = heard.first(|event| match event {
            Event::Reaction(reaction) => Some(reaction),
            _ => None,
        });
        let reaction = reaction.await;
        assert_eq!((&reaction.id, &reaction.room), (&hello.id, &room));
        assert_eq!((reaction.emoji.as_str(), reaction.is_removal), (":heart:", is_removal));
        assert_eq!(reaction.sender.id, hello.sender.id);
    }

    world.delete(talk, id);
    let deleted = heard.first(|event| match event {
        Event::Deleted(deleted) => Some(deleted),
        _ => None,
    });
    let deleted = deleted.await;
    assert_eq!((deleted.id, deleted.room), (hello.id, room));
    assert_eq!(deleted.by.unwrap().id, hello.sender.id);
}

#[tokio::test]
async fn who_is_added_joined_and_who_is_removed_left() {
    let (_emulator, world, mezon, clan, _) = stage().await;
    let quiet = world.private_channel(clan, "quiet", &["bot"]);
    let mut heard = Heard::online(&mezon).await;
    world.add_to_channel(quiet, "alice");
    let joined = heard.first(|event| match event {
        Event::Joined(presence) => Some(presence),
        _ => None,
    });
    let joined = joined.await;
    assert_eq!(joined.room, Room::mezon(quiet));
    assert_eq!(joined.sender.id, world.user("alice").to_string());
    assert!(joined.sender.name.is_some() && !joined.sender.is_self);
    world.remove_from_channel(quiet, "alice");
    let left = heard.first(|event| match event {
        Event::Left(presence) => Some(presence),
        _ => None,
    });
    let left = left.await;
    assert_eq!((left.room, left.sender.id), (joined.room, joined.sender.id));
}

#[tokio::test]
async fn what_has_no_neutral_form_is_native() {
    let (_emulator, world, mezon, clan, talk) = stage().await;
    let mut heard = Heard::online(&mezon).await;
    let id = world.say(talk, "alice", "hello");
    heard.message().await;
    world.pin(talk, id, "alice");
    world.emoji(clan, ":heart:");
    let native = heard.first(|event| match event {
        Event::Native(NativeEvent::Mezon(event)) => match *event {
            chatwire::mezon::Event::EmojiEvent(emoji) => Some(emoji.short_name),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(native.await, ":heart:");
}

#[tokio::test]
async fn what_only_some_people_see_is_native() {
    let (emulator, world, _, _, talk) = stage().await;
    let client = client(&emulator);
    let mezon = Mezon::new(client.clone());
    let mut heard = Heard::online(&mezon).await;
    let whisper = client.channel(talk).ephemeral([client.bot_id()], "only you").await.unwrap();
    whisper.update("only you!").await.unwrap();
    whisper.delete().await.unwrap();
    world.say(talk, "alice", "hello");
    let mut natives = 0;
    let neutral = heard.first(|event| match event {
        Event::Native(NativeEvent::Mezon(event)) => {
            natives += i32::from(matches!(*event, chatwire::mezon::Event::ChannelMessage(_)));
            None
        }
        Event::Message(message) | Event::Edited(message) => Some(message.text),
        Event::Deleted(deleted) => Some(deleted.id.to_string()),
        _ => None,
    });
    assert_eq!(neutral.await, "hello");
    assert!(natives > 0, "it is not lost either");
}

#[tokio::test]
async fn topics_and_conversations_are_rooms_of_their_own() {
    let (_emulator, world, mezon, _, talk) = stage().await;
    let mut heard = Heard::online(&mezon).await;
    let begun = world.say(talk, "alice", "a topic");
    heard.message().await;
    let topic = world.topic(talk, begun, "alice");
    let room = Room::mezon_topic(talk, topic);
    let id = mezon.send(&room, "in the topic".into()).await.unwrap();
    let own = heard.first(|event| event.as_message().filter(|message| message.id == id).cloned());
    let own = own.await;
    assert_eq!((own.room, own.sender.is_self), (room.clone(), true));
    mezon.typing(&room).await.unwrap();
    mezon.edit(&room, &id, "still in it".into()).await.unwrap();
    let texts: Vec<_> =
        mezon.history(&room, 5).await.unwrap().into_iter().map(|it| it.text).collect();
    assert_eq!(texts, ["still in it"]);

    let (conversation, _) = world.dm("alice", "psst");
    let psst = heard.first(|event| event.as_message().filter(|it| it.text == "psst").cloned());
    assert_eq!(psst.await.room, Room::mezon(conversation));
    mezon.send(&Room::mezon(conversation), "yes?".into()).await.unwrap();
    assert_eq!(world.messages(conversation).len(), 2);
}

#[tokio::test]
async fn names_in_a_text_are_mentions() {
    let (_emulator, world, mezon, _, talk) = stage().await;
    let (ann, anna) = (world.user("ann"), world.user("anna"));
    let people = [Mention::new(ann.to_string(), "ann"), Mention::new(anna.to_string(), "anna")];
    let mut message = Outgoing::text("👋 @anna and @ann, not @annabel, @ann_e or @bob; @ann!");
    message.mentions.extend(people);
    mezon.send(&Room::mezon(talk), message).await.unwrap();
    let sent = chatwire::mezon::Message::from(world.messages(talk).pop().unwrap());
    let marked: Vec<_> = sent
        .mentions()
        .iter()
        .map(|mention| (mention.user_id.get(), mention.span.in_text(sent.text()).unwrap()))
        .collect();
    assert_eq!(marked, [(anna, "@anna"), (ann, "@ann"), (ann, "@ann")]);

    let stranger = Outgoing::text("hi").mention(Mention::new("u_1", "Ada"));
    let refused = mezon.send(&Room::mezon(talk), stranger).await.unwrap_err();
    assert_eq!((refused.kind(), refused.issues()[0].path.as_str()), (ErrorKind::Input, "mentions"));
}

#[tokio::test]
async fn emojis_are_found_by_name_by_id_and_by_what_others_used() {
    let (_emulator, world, mezon, clan, talk) = stage().await;
    let other = world.clan("other");
    world.emoji(other, ":heart:");
    let (heart, star) = (world.emoji(clan, ":heart:"), world.emoji(clan, ":star:"));
    let mut heard = Heard::online(&mezon).await;
    let id = world.say(talk, "alice", "hello");
    let hello = heard.message().await;
    for (given, found) in [("heart", heart), (&*star.to_string(), star)] {
        mezon.react(&hello.room, &hello.id, given).await.unwrap();
        let last = world.reactions(talk, id).pop().unwrap();
        assert_eq!(last.emoji_id, found, "{given}");
        assert!([":heart:", ":star:"].contains(&last.emoji.as_str()));
    }
    let refused = mezon.react(&hello.room, &hello.id, "👍").await.unwrap_err();
    assert_eq!((refused.kind(), refused.issues()[0].path.as_str()), (ErrorKind::Input, "emoji"));
    let listed = world.calls_of("GetListEmojisByUserId").len();
    mezon.react(&hello.room, &hello.id, ":heart:").await.unwrap();
    assert_eq!(world.calls_of("GetListEmojisByUserId").len(), listed, "it is known by now");
}

#[tokio::test]
async fn an_edit_keeps_the_files() {
    let (_emulator, world, mezon, _, talk) = stage().await;
    let room = Room::mezon(talk);
    let picture = chatwire::Attachment::new("https://example.org/a.png");
    let id = mezon.send(&room, Outgoing::text("look").attach(picture)).await.unwrap();
    mezon.edit(&room, &id, "look here".into()).await.unwrap();
    let now = chatwire::mezon::Message::from(world.messages(talk).pop().unwrap());
    assert_eq!((now.text(), now.attachments().len()), ("look here", 1));
}

#[tokio::test]
async fn typing_needs_a_session_and_a_wrong_key_begins_none() {
    let (emulator, _, mezon, _, talk) = stage().await;
    let closed = mezon.typing(&Room::mezon(talk)).await.unwrap_err();
    assert_eq!(closed.kind(), ErrorKind::Closed);
    let (bot, _) = emulator.mezon().bot();
    let wrong = Client::builder(bot, "wrong").base_url(emulator.url(Emulated::Mezon)).unwrap();
    assert_eq!(refusal(&Mezon::new(wrong.build().unwrap())).await.kind(), ErrorKind::Auth);
}

/// A client that knows of nothing that was written before, in a topic where the other one wrote.
async fn newcomer() -> (Emulator, World, Mezon, Room, chatwire::MessageId, i64) {
    let (emulator, world, mezon, clan, talk) = stage().await;
    world.emoji(clan, ":heart:");
    let topic = world.topic(talk, world.say(talk, "alice", "a topic"), "alice");
    let room = Room::mezon_topic(talk, topic);
    let picture = chatwire::Attachment::new("https://example.org/a.png");
    let id = mezon.send(&room, Outgoing::text("look").attach(picture)).await.unwrap();
    let newcomer = Mezon::new(client(&emulator));
    (emulator, world, newcomer, room, id, topic)
}

#[tokio::test]
async fn removals_and_reactions_name_the_topic_of_a_message_that_is_not_known() {
    let (_emulator, world, mezon, room, id, topic) = newcomer().await;
    mezon.react(&room, &id, "heart").await.unwrap();
    mezon.delete(&room, &id).await.unwrap();
    for call in ["ReactChannelMessage", "DeleteChannelMessage"] {
        let told = world.calls_of(call).pop().unwrap().json;
        assert_eq!(told["topic_id"], topic.to_string(), "{call}");
    }
}

#[tokio::test]
async fn an_edit_keeps_the_files_of_a_message_that_is_not_known() {
    let (_emulator, world, mezon, room, id, topic) = newcomer().await;
    mezon.edit(&room, &id, "look here".into()).await.unwrap();
    let told = world.calls_of("UpdateChannelMessage").pop().unwrap().json;
    assert_eq!(told["topic_id"], topic.to_string());
    assert_eq!(told["attachments"][0]["url"], "https://example.org/a.png");
    // What cannot be found keeps its files, too: nothing is sent.
    let refused = mezon.edit(&room, &"17".into(), "look here".into()).await.unwrap_err();
    assert_eq!((refused.kind(), refused.maybe_sent()), (ErrorKind::NotFound, false));
    assert_eq!(world.calls_of("UpdateChannelMessage").len(), 1);
}

#[tokio::test]
async fn history_is_what_people_wrote_in_the_room() {
    let (_emulator, world, mezon, _, talk) = stage().await;
    let say = |text: &str, code: i32, topic_id: i64| {
        let content = serde_json::json!({ "t": text }).to_string();
        let message = chatwire::mezon::proto::realtime::ChannelMessageSend {
            channel_id: talk,
            content,
            code,
            topic_id,
            ..Default::default()
        };
        world.send("alice", message)
    };
    let first = say("first", 0, 0);
    let topic = world.topic(talk, first, "alice");
    // Typing, welcome, thread, pin, topic, audit log, for some people only, upcoming event.
    for code in [3, 5, 6, 7, 9, 10, 12, 13] {
        assert_ne!(say("a notice", code, 0), 0);
    }
    say("in the topic", 0, topic);
    // A location is something that somebody wrote.
    say("here", 17, 0);
    let texts = async |room: &Room, limit| -> Vec<String> {
        let found = mezon.history(room, limit).await.unwrap();
        found.into_iter().map(|message| message.text).collect()
    };
    assert_eq!(texts(&Room::mezon(talk), 9).await, ["first", "here"]);
    assert_eq!(texts(&Room::mezon(talk), 1).await, ["here"]);
    assert_eq!(texts(&Room::mezon_topic(talk, topic), 9).await, ["in the topic"]);
}

#[tokio::test]
async fn an_emoji_that_was_seen_in_another_clan_is_not_taken_for_the_one_here() {
    let (_emulator, world, mezon, clan, talk) = stage().await;
    let other = world.clan("other");
    let there = world.channel(other, "there");
    let (theirs, ours) = (world.emoji(other, ":heart:"), world.emoji(clan, ":heart:"));
    let only_theirs = world.emoji(other, ":moon:");
    let mut heard = Heard::online(&mezon).await;
    let (id, there_id) = (world.say(talk, "alice", "hello"), world.say(there, "alice", "hello"));
    for emoji in [":heart:", ":moon:"] {
        world.react(there, there_id, "alice", emoji);
        heard.first(|event| matches!(event, Event::Reaction(_)).then_some(())).await;
    }
    let room = Room::mezon(talk);
    let id = chatwire::MessageId::from(id.to_string());
    let used = || world.reactions(talk, id.as_str().parse().unwrap()).pop().unwrap().emoji_id;
    mezon.react(&room, &id, "heart").await.unwrap();
    assert_eq!((used(), used() == theirs), (ours, false));
    // One that this clan does not have is better than none, and is looked for once.
    let listed = world.calls_of("GetListEmojisByUserId").len();
    for _ in 0..2 {
        mezon.react(&room, &id, "moon").await.unwrap();
        assert_eq!(used(), only_theirs);
    }
    assert!(world.calls_of("GetListEmojisByUserId").len() <= listed + 1);
}
