//! What events make of the world.

use std::sync::Arc;

use chatwire_mezon_proto::{api, realtime};

use super::*;
use crate::cache::MemoryCache;
use crate::content::{Reaction, Reference};
use crate::event::Event;
use crate::{ChannelType, MessageKind};

const BOT: i64 = 5;
const ANN: i64 = 9;
const CLAN: i64 = 7;
const CHANNEL: i64 = 10;

fn world() -> World {
    World::new(BOT.into(), CacheSizes::default(), None)
}

fn said(id: i64, text: &str) -> api::ChannelMessage {
    api::ChannelMessage {
        clan_id: CLAN,
        channel_id: CHANNEL,
        message_id: id,
        sender_id: ANN,
        username: "ann".to_owned(),
        content: format!("{{\"t\":\"{text}\"}}"),
        create_time_seconds: 1_700_000_000,
        mode: 2,
        ..api::ChannelMessage::default()
    }
}

fn message(raw: api::ChannelMessage) -> Event {
    Event::ChannelMessage(raw.into())
}

fn known(world: &World, id: i64) -> Option<Message> {
    world.message(CHANNEL.into(), id.into())
}

fn clans(ids: &[i64]) -> api::ClanDescList {
    let clan = |id: &i64| api::ClanDesc {
        clan_id: *id,
        clan_name: format!("clan {id}"),
        ..api::ClanDesc::default()
    };
    api::ClanDescList { clandesc: ids.iter().map(clan).collect() }
}

fn profile(id: i64, name: &str) -> realtime::UserProfileRedis {
    realtime::UserProfileRedis { user_id: id, username: name.to_owned(), ..Default::default() }
}

#[tokio::test]
async fn edits_and_removals_change_what_is_kept() {
    let cache = Arc::new(MemoryCache::new());
    let world = World::new(BOT.into(), CacheSizes::default(), Some(cache.clone()));
    world.apply(&message(said(1, "one")));
    let edit =
        api::ChannelMessage { code: 1, update_time_seconds: 1_700_000_009, ..said(1, "changed") };
    world.apply(&message(edit));
    let after = known(&world, 1).unwrap();
    assert_eq!((after.text(), after.kind()), ("changed", MessageKind::Chat));
    assert_eq!(
        (after.create_time_seconds, after.update_time_seconds),
        (1_700_000_000, 1_700_000_009)
    );
    let record = cache.message(CHANNEL.into(), 1.into()).await.unwrap().unwrap();
    assert_eq!(record.parse_content().as_text(), "changed");
    // What is not known, is in the file only: nobody has it in memory to change.
    world.apply(&message(api::ChannelMessage { code: 1, ..said(2, "never heard of") }));
    assert_eq!(known(&world, 2), None);
    assert_eq!(cache.count().await.unwrap(), 2);
    for id in [1, 2, 3] {
        world.apply(&message(api::ChannelMessage { code: 2, ..said(id, "") }));
    }
    assert_eq!(known(&world, 1), None);
    assert_eq!(cache.count().await.unwrap(), 0);
}

#[tokio::test]
async fn an_edit_changes_only_what_it_carries_of_a_row() {
    let cache = Arc::new(MemoryCache::new());
    let world = World::new(BOT.into(), CacheSizes::default(), Some(cache.clone()));
    let reaction = Reaction { emoji: ":x:".to_owned(), count: 2, ..Reaction::default() };
    let row = CachedMessage::new(CHANNEL, 1, ANN)
        .clan(CLAN)
        .topic(42)
        .at(1_600_000_000)
        .references(&[Reference::to(4, 6)])
        .reactions(std::slice::from_ref(&reaction));
    cache.save(row.clone()).await.unwrap();
    let edit = api::ChannelMessage {
        channel_id: CHANNEL,
        message_id: 1,
        code: 1,
        content: r#"{"t":"changed"}"#.to_owned(),
        ..api::ChannelMessage::default()
    };
    world.apply(&message(edit));
    let after = cache.message(CHANNEL.into(), 1.into()).await.unwrap().unwrap();
    assert_eq!(after, row.raw_content(r#"{"t":"changed"}"#));
}

#[test]
fn what_is_no_message_is_not_kept() {
    let world = world();
    for code in [MessageKind::Typing, MessageKind::Indicator] {
        world.apply(&message(api::ChannelMessage { code: code.number(), ..said(1, "") }));
    }
    world.apply(&message(said(0, "without an id")));
    assert_eq!(lock(&world.messages).len(), 0);
}

#[test]
fn the_servers_copy_of_an_own_message_wins() {
    let world = world();
    world.sent(&said(1, "ours").into());
    world.apply(&message(said(1, "theirs")));
    assert_eq!(known(&world, 1).unwrap().text(), "theirs");
    world.sent(&said(1, "late").into());
    assert_eq!(known(&world, 1).unwrap().text(), "theirs");
}

#[test]
fn reactions_are_counted() {
    let world = world();
    world.apply(&message(said(1, "hi")));
    let mut reaction = api::MessageReaction {
        channel_id: CHANNEL,
        message_id: 1,
        sender_id: ANN,
        emoji: ":x:".to_owned(),
        count: 1,
        ..api::MessageReaction::default()
    };
    world.apply(&Event::MessageReaction(reaction.clone().into()));
    world.apply(&Event::MessageReaction(reaction.clone().into()));
    let reacted = known(&world, 1).unwrap();
    assert_eq!((reacted.reactions().len(), reacted.reactions()[0].count), (1, 2));
    assert!(!reacted.into_raw().reactions.is_empty(), "as it would have come later");
    reaction.action = true;
    world.apply(&Event::MessageReaction(reaction.clone().into()));
    assert!(known(&world, 1).unwrap().reactions().is_empty());
    reaction.message_id = 99;
    world.apply(&Event::MessageReaction(reaction.into()));
}

#[test]
fn nothing_known_of_a_user_is_emptied() {
    let world = world();
    let full = api::ChannelMessage {
        display_name: "Ann".to_owned(),
        clan_nick: "Nick".to_owned(),
        avatar: "a.png".to_owned(),
        ..said(1, "")
    };
    world.apply(&message(full.clone()));
    world.apply(&message(said(2, "")));
    let added = realtime::AddClanUserEvent {
        clan_id: CLAN,
        user: Some(profile(ANN, "ann2")),
        ..Default::default()
    };
    world.apply(&Event::AddClanUser(added.into()));
    let ann = world.users.get(ANN.into()).unwrap();
    assert_eq!((ann.username.as_str(), ann.name_in(CLAN), ann.name_in(8)), ("ann2", "Nick", "Ann"));
    assert_eq!(ann.avatar_in(CLAN), "a.png");
    let news = realtime::ClanProfileUpdatedEvent {
        user_id: ANN,
        clan_id: CLAN,
        clan_nick: "New".to_owned(),
        ..Default::default()
    };
    world.apply(&Event::ClanProfileUpdated(news.into()));
    assert_eq!(world.users.get(ANN.into()).unwrap().name_in(CLAN), "New");
    // The same as before is news again after something else was said.
    for id in [3, 4] {
        world.apply(&message(api::ChannelMessage { message_id: id, ..full.clone() }));
        assert_eq!(world.users.get(ANN.into()).unwrap().name_in(CLAN), "Nick");
    }
}

#[test]
fn channels_change_in_place() {
    let world = world();
    let desc = api::ChannelDescription {
        channel_id: CHANNEL,
        clan_id: CLAN,
        r#type: 1,
        category_name: "Talk".to_owned(),
        channel_label: "general".to_owned(),
        ..Default::default()
    };
    world.channel_list(CLAN.into(), &[desc]);
    world.apply(&message(said(1, "stays")));
    let news = realtime::ChannelUpdatedEvent {
        clan_id: CLAN,
        channel_id: CHANNEL,
        channel_label: "renamed".to_owned(),
        channel_private: true,
        ..Default::default()
    };
    world.apply(&Event::ChannelUpdated(news.clone().into()));
    let channel = world.channels.get(CHANNEL.into()).unwrap();
    assert_eq!((channel.name.as_str(), channel.category_name.as_str()), ("renamed", "Talk"));
    assert_eq!((channel.kind, channel.is_public()), (ChannelType::Channel, false));
    assert!(known(&world, 1).is_some());
    // Who is let in is told no more than what it takes to join.
    let added = realtime::UserChannelAdded {
        channel_desc: Some(api::ChannelDescription {
            channel_id: CHANNEL,
            r#type: 1,
            ..Default::default()
        }),
        ..Default::default()
    };
    world.apply(&Event::UserChannelAdded(added.into()));
    let channel = world.channels.get(CHANNEL.into()).unwrap();
    assert_eq!((channel.name.as_str(), channel.category_name.as_str()), ("renamed", "Talk"));
    assert_eq!((channel.clan_id, channel.is_public()), (CLAN.into(), true));
    let failed = realtime::ChannelUpdatedEvent { is_error: true, ..Default::default() };
    world.apply(&Event::ChannelUpdated(failed.into()));
    let unknown = realtime::ChannelUpdatedEvent { channel_id: 11, channel_type: 7, ..news };
    world.apply(&Event::ChannelUpdated(unknown.into()));
    assert_eq!(world.channels.get(11.into()).unwrap().kind, ChannelType::Thread);
    let gone = realtime::ChannelDeletedEvent { channel_id: CHANNEL, ..Default::default() };
    world.apply(&Event::ChannelDeleted(gone.into()));
    assert!(world.channels.get(CHANNEL.into()).is_none() && known(&world, 1).is_none());
}

#[test]
fn a_clan_that_the_bot_leaves_is_forgotten() {
    let world = world();
    world.clans(&clans(&[CLAN, 8]));
    let channel = |clan, id| realtime::ChannelCreatedEvent {
        clan_id: clan,
        channel_id: id,
        channel_type: 1,
        ..Default::default()
    };
    world.apply(&Event::ChannelCreated(channel(CLAN, CHANNEL).into()));
    world.apply(&Event::ChannelCreated(channel(8, 20).into()));
    world.apply(&message(said(1, "")));
    let removed =
        |users: &[i64]| realtime::UserClanRemoved { clan_id: CLAN, user_ids: users.to_vec() };
    world.apply(&Event::UserClanRemoved(removed(&[ANN]).into()));
    assert!(world.users.get(ANN.into()).is_none(), "known from this clan only");
    assert!(world.clans.get(CLAN.into()).is_some());
    world.apply(&Event::UserClanRemoved(removed(&[BOT]).into()));
    assert!(world.clans.get(CLAN.into()).is_none());
    assert!(world.channels.get(CHANNEL.into()).is_none());
    // A list says the same of what happened while nobody listened.
    world.clans(&clans(&[CLAN]));
    assert!(world.clans.get(8.into()).is_none() && world.channels.get(20.into()).is_none());
    world.apply(&Event::ClanDeleted(
        realtime::ClanDeletedEvent { clan_id: CLAN, deletor: 0 }.into(),
    ));
    assert!(world.clans.lock().len() == 0);
}

#[test]
fn a_clan_that_lets_the_bot_in_is_known() {
    let world = world();
    let added = |clan| realtime::AddClanUserEvent {
        clan_id: clan,
        user: Some(profile(BOT, "bot")),
        ..Default::default()
    };
    world.apply(&Event::AddClanUser(added(CLAN).into()));
    assert_eq!(world.clans.get(CLAN.into()).unwrap().name, "");
    let news = realtime::ClanUpdatedEvent {
        clan_id: CLAN,
        clan_name: "Team".to_owned(),
        welcome_channel_id: CHANNEL,
        ..Default::default()
    };
    world.apply(&Event::ClanUpdated(news.clone().into()));
    world.apply(&Event::AddClanUser(added(CLAN).into()));
    world.apply(&Event::ClanUpdated(realtime::ClanUpdatedEvent { clan_id: 99, ..news }.into()));
    let team = world.clans.get(CLAN.into()).unwrap();
    assert_eq!((team.name.as_str(), team.welcome_channel_id), ("Team", CHANNEL.into()));
    assert_eq!(world.clans.lock().len(), 1);
}

#[test]
fn direct_conversations_are_found_by_the_other_person() {
    let world = world();
    let direct = api::ChannelMessage { clan_id: 0, channel_id: 30, mode: 4, ..said(1, "psst") };
    world.apply(&message(direct.clone()));
    assert_eq!(world.direct_with(ANN.into()), Some(30.into()));
    let own = api::ChannelMessage { sender_id: BOT, channel_id: 31, ..direct };
    world.apply(&message(own));
    assert_eq!(world.direct_with(BOT.into()), None);
    let desc = api::ChannelDescription {
        channel_id: 32,
        r#type: 3,
        user_ids: vec![BOT, 8],
        ..Default::default()
    };
    let added = realtime::UserChannelAdded {
        channel_desc: Some(desc),
        users: vec![profile(8, "bob")],
        ..Default::default()
    };
    world.apply(&Event::UserChannelAdded(added.into()));
    assert_eq!(world.direct_with(8.into()), Some(32.into()));
    assert_eq!(world.users.get(8.into()).unwrap().username, "bob");
    let gone = realtime::DeleteAccountEvent { user_id: 8 };
    world.apply(&Event::AccountDeleted(gone.into()));
    assert_eq!(world.direct_with(8.into()), None);
}

#[test]
fn what_is_not_kept_need_not_be_read() {
    let none = World::new(BOT.into(), CacheSizes::none(), None);
    assert!(EventKind::ALL.iter().all(|kind| !none.needs(*kind)));
    none.apply(&message(said(1, "")));
    assert!(known(&none, 1).is_none() && none.users.lock().len() == 0);
    let with_cache = World::new(BOT.into(), CacheSizes::none(), Some(Arc::new(MemoryCache::new())));
    assert!(with_cache.needs(EventKind::ChannelMessage));
    assert!(world().needs(EventKind::ClanUpdated) && !world().needs(EventKind::MessageTyping));
}

#[test]
fn records_hold_what_the_message_holds() {
    let mention = api::MessageMention { user_id: 3, e: 4, ..Default::default() };
    let list = api::MessageMentionList { mentions: vec![mention] };
    let raw = api::ChannelMessage {
        mentions: chatwire_mezon_proto::Message::encode_to_vec(&list).into(),
        references: bytes::Bytes::from_static(br#"[{"message_ref_id":"4"}]"#),
        topic_id: 42,
        ..said(1, "hi")
    };
    let record = record_of(&raw.into());
    assert_eq!(record.parse_mentions().unwrap()[0].user_id, 3);
    assert_eq!(record.parse_references().unwrap()[0].message_ref_id, 4);
    assert_eq!((record.attachments.as_str(), record.topic_id), ("[]", 42.into()));
    assert_eq!(record.create_time_seconds, Some(1_700_000_000));
}

#[test]
fn memory_is_flat_over_many_messages() {
    let sizes = CacheSizes::default().users(100).messages(1_000);
    let world = World::new(BOT.into(), sizes, None);
    for id in 1..=50_000 {
        let raw = api::ChannelMessage { sender_id: id, channel_id: id % 50, ..said(id, "x") };
        world.apply(&message(raw));
    }
    assert_eq!(lock(&world.messages).len(), 1_000);
    assert_eq!(world.users.lock().len(), 100);
}
