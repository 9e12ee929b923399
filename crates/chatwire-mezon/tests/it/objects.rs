//! Clans, channels, users and messages, over the live session and over HTTP.

use chatwire_core::testing::Answer;
use chatwire_mezon::cache::MessageCache as _;
use chatwire_mezon::content::{Attachment, Content};
use chatwire_mezon::proto::realtime::envelope::Message as Push;
use chatwire_mezon::proto::{Message as _, api, realtime};
use chatwire_mezon::{
    ChannelType, ErrorKind, Event, FriendState, MessageKind, RoleId, StreamMode, TopicId, UserId,
    code,
};
use futures_util::TryStreamExt;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::scripted::{CLAN, calls, client, last, proto};
use crate::stage::{Stage, next};

/// The messages that were sent over the socket.
fn sent(stage: &Stage) -> Vec<realtime::ChannelMessageSend> {
    let frames = stage.mezon.frames().into_iter();
    frames
        .filter_map(|frame| match frame.message {
            Some(Push::ChannelMessageSend(message)) => Some(message),
            _ => None,
        })
        .collect()
}

fn text(message: &api::ChannelMessage) -> String {
    serde_json::from_str::<Value>(&message.content).unwrap()["t"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_message_is_known_before_send_returns() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    stage.mezon.clear();
    let content = Content::text("@ann look").mention_user(..4, stage.mezon.user("ann"));
    let file = Attachment::new("https://example.com/e.png", "e.png", "image/png").size(9);
    let message = stage
        .channel()
        .send(content)
        .attachments([file])
        .mention_everyone()
        .anonymous()
        .kind(MessageKind::Buzz)
        .await
        .unwrap();
    let known = stage.channel().messages().get(message.id()).unwrap();
    assert_eq!((known.text(), message.sender_id()), ("@ann look", stage.client.bot_id()));
    assert_eq!((known.mentions().len(), known.attachments()[0].size), (1, 9));
    assert_eq!(stage.cache.count_in(stage.talk.into()).await.unwrap(), 1);
    let wire = sent(&stage).remove(0);
    assert_eq!((wire.clan_id, wire.channel_id, wire.mode), (stage.clan, stage.talk, 2));
    assert!(wire.is_public && wire.mention_everyone && wire.anonymous_message);
    assert_eq!((wire.code, wire.topic_id), (8, 0));
    // The channel was looked up once, whatever is sent to it.
    stage.channel().send("more").await.unwrap();
    assert_eq!(stage.calls(), ["ListChannelDetail"]);
    live.close().await;
}

#[tokio::test]
async fn without_a_session_it_goes_over_http() {
    let stage = Stage::new().await;
    let message = stage.channel().send("hello").await.unwrap();
    assert_eq!(text(&stage.mezon.messages(stage.talk)[0]), "hello");
    assert_eq!(stage.channel().messages().last().as_ref(), Some(&message));
    let handle = stage.client.message(&message);
    let edited = handle.update("changed").await.unwrap();
    assert_eq!((edited.text(), edited.id()), ("changed", message.id()));
    assert_eq!(handle.get().unwrap().text(), "changed");
    assert_eq!(text(&stage.mezon.messages(stage.talk)[0]), "changed");
    handle.react(77, ":x:").await.unwrap();
    assert_eq!(stage.mezon.reactions(stage.talk, message.message_id).len(), 1);
    handle.delete().await.unwrap();
    assert!(stage.mezon.messages(stage.talk).is_empty());
    assert!(stage.channel().messages().is_empty());
    assert_eq!(stage.cache.count().await.unwrap(), 0);
    assert!(stage.mezon.frames().is_empty());
    // What has no way but the socket says so.
    let error = stage.channel().typing().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed);
    let error = stage.channel().ephemeral([9], "x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed);
}

#[tokio::test]
async fn answers_name_their_message_and_stay_in_its_topic() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    stage.mezon.nickname(stage.clan, "ann", "Nick", "ca");
    let first = stage.mezon.say(stage.talk, "ann", "first");
    let topic = stage.mezon.topic(stage.talk, first, "ann");
    let message = realtime::ChannelMessageSend {
        channel_id: stage.talk,
        content: json!({"t": "in the topic"}).to_string(),
        topic_id: topic,
        ..Default::default()
    };
    let asked = stage.mezon.send("ann", message);
    let message = next(&mut live, |event| match event {
        Event::ChannelMessage(message) if message.message_id == asked => Some(message),
        _ => None,
    })
    .await;
    let handle = live.handle();
    stage.mezon.clear();
    let answer = handle.reply(&message, "answer").await.unwrap();
    assert_eq!(answer.topic_id(), Some(TopicId::new(topic)));
    let wire = sent(&stage).remove(0);
    let reference = &wire.references[0];
    assert_eq!((reference.message_ref_id, wire.topic_id), (asked, topic));
    assert_eq!(reference.message_sender_id, stage.mezon.user("ann"));
    assert_eq!(reference.message_sender_username, "Nick");
    assert_eq!(reference.message_sender_avatar, "ca");
    assert_eq!(reference.content, r#"{"t":"in the topic"}"#);
    // Nothing was looked up: the message says where it is and who wrote it.
    assert!(stage.mezon.calls().is_empty());
    let outside = handle.reply(&message, "outside").topic(TopicId::NONE).await.unwrap();
    assert_eq!(outside.topic_id(), None);
    // By its id alone the message is found in what is known.
    let by_id = stage.channel().message(asked).reply("by id").await.unwrap();
    assert_eq!(by_id.references()[0].message_ref_id, message.id());
    // And where it is not known, at the service.
    stage.channel().messages().clear();
    stage.cache.clear(stage.talk.into()).await.unwrap();
    let found = stage.channel().message(first).fetch().await.unwrap();
    assert_eq!(found.text(), "first");
    let missing = stage.channel().message(12_345).fetch().await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_message_is_looked_for_in_the_cache_first() {
    let stage = Stage::new().await;
    let content = Content::text("@ann hi").mention_user(..4, stage.mezon.user("ann"));
    let message = stage.channel().send(content).await.unwrap();
    stage.channel().messages().clear();
    stage.mezon.clear();
    let found = stage.channel().message(message.id()).fetch().await.unwrap();
    assert_eq!((found.text(), found.sender_id()), ("@ann hi", stage.client.bot_id()));
    assert_eq!(found.mentions(), message.mentions());
    assert!(stage.calls().is_empty());
}

#[tokio::test]
async fn an_edit_of_a_message_from_the_cache_keeps_the_rest_of_it() {
    let stage = Stage::new().await;
    let first = stage.channel().send("first").await.unwrap();
    let message = stage.client.message(&first).reply("second").await.unwrap();
    let channel = stage.channel();
    let row = stage.cache.message(channel.id(), message.id()).await.unwrap().unwrap();
    channel.messages().clear();
    stage.mezon.clear();
    let edited = channel.message(message.id()).update("changed").await.unwrap();
    let update = stage.mezon.calls_of("UpdateChannelMessage").remove(0).json;
    assert_eq!(update["create_time_seconds"], json!(message.create_time_seconds));
    assert_eq!((edited.text(), edited.created_at()), ("changed", message.created_at()));
    assert_eq!(edited.references(), message.references());
    let after = stage.cache.message(channel.id(), message.id()).await.unwrap().unwrap();
    assert_eq!(after, row.raw_content(r#"{"t":"changed"}"#));
}

#[tokio::test]
async fn an_answer_to_a_message_from_the_cache_names_its_sender() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    stage.mezon.nickname(stage.clan, "ann", "Nick", "ca");
    let asked = stage.mezon.say(stage.talk, "ann", "anybody here?");
    next(&mut live, |event| matches!(event, Event::ChannelMessage(_)).then_some(())).await;
    stage.channel().messages().clear();
    stage.mezon.clear();
    stage.channel().message(asked).reply("yes").await.unwrap();
    let reference = sent(&stage).remove(0).references.remove(0);
    assert_eq!(reference.message_ref_id, asked);
    assert_eq!(reference.message_sender_username, "Nick");
    assert_eq!(reference.message_sender_avatar, "ca");
    live.close().await;
}

#[tokio::test]
async fn a_session_loads_channels_where_that_is_wanted() {
    let stage = Stage::new().await;
    let live = stage.client.connect().await.unwrap();
    // What is under way is waited for, and what is done is not done again.
    stage.client.load_channels().await.unwrap();
    assert_eq!(stage.mezon.calls_of("ListChannelDescs").len(), 2, "the clan's, and conversations");
    assert_eq!(stage.channel().get().unwrap().name, "talk");
    live.close().await;
}

#[tokio::test]
async fn edits_and_removals_go_by_the_api_and_fill_all_fields() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let content = Content::text("@ann hi").mention_user(..4, stage.mezon.user("ann"));
    let message = stage.channel().send(content).await.unwrap();
    stage.mezon.clear();
    let handle = live.handle().message(&message);
    handle.update(Content::text("changed")).hide_edited().await.unwrap();
    let update = stage.mezon.calls_of("UpdateChannelMessage").remove(0).json;
    assert_eq!(update["content"], r#"{"t":"changed"}"#);
    assert_eq!(update["create_time_seconds"], json!(message.create_time_seconds));
    assert_eq!(update["hide_editted"], json!(true));
    assert_eq!(stage.channel().messages().get(message.id()).unwrap().text(), "changed");
    handle.delete().await.unwrap();
    assert!(stage.mezon.messages(stage.talk).is_empty());
    assert_eq!(handle.channel().messages().len(), 0);
    let removed = stage.mezon.calls_of("DeleteChannelMessage").remove(0).json;
    assert_eq!((&removed["mode"], &removed["is_public"]), (&json!(2), &json!(true)));
}

#[tokio::test]
async fn an_emoji_is_put_to_a_message_and_taken_off() {
    for is_live in [true, false] {
        let stage = Stage::new().await;
        let _live = if is_live { Some(stage.live().await) } else { None };
        let id = stage.mezon.say(stage.talk, "ann", "hello");
        stage.mezon.react(stage.talk, id, "ann", ":x:");
        let handle = stage.channel().message(id);
        let theirs = || {
            let reactions = stage.mezon.reactions(stage.talk, id).into_iter();
            reactions.map(|each| each.emoji).collect::<Vec<_>>()
        };
        handle.react(77, ":heart:").await.unwrap();
        assert_eq!(theirs(), [":x:", ":heart:"]);
        handle.unreact(77, ":heart:").await.unwrap();
        assert_eq!(theirs(), [":x:"], "of others nothing is taken off");
        let over_http = stage.mezon.calls_of("ReactChannelMessage");
        assert_eq!(over_http.len(), if is_live { 0 } else { 2 });
    }
}

#[tokio::test]
async fn what_others_do_changes_what_is_known() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    let id = stage.mezon.say(stage.talk, "ann", "first");
    stage.mezon.react(stage.talk, id, "ann", ":x:");
    stage.mezon.edit(stage.talk, id, "second");
    next(&mut live, |event| match event {
        Event::ChannelMessage(message) if message.is_edit() => Some(()),
        _ => None,
    })
    .await;
    // Nobody sees an event before it is applied.
    let known = stage.channel().messages().get(id).unwrap();
    assert_eq!((known.text(), known.reactions().len()), ("second", 1));
    let ann = stage.client.user(stage.mezon.user("ann")).get().unwrap();
    assert_eq!(ann.username, "ann");
    stage.mezon.delete(stage.talk, id);
    next(&mut live, |event| match event {
        Event::ChannelMessage(message) if message.is_removal() => Some(()),
        _ => None,
    })
    .await;
    assert!(stage.channel().messages().is_empty());
    assert_eq!(stage.cache.count().await.unwrap(), 0);
    let made = stage.mezon.create_channel(stage.clan, "new", "ann");
    next(&mut live, |event| matches!(event, Event::ChannelCreated(_)).then_some(())).await;
    assert_eq!(stage.client.channel(made).get().unwrap().name, "new");
    stage.mezon.delete_channel(made);
    next(&mut live, |event| matches!(event, Event::ChannelDeleted(_)).then_some(())).await;
    assert!(stage.client.channel(made).get().is_none());
    assert_eq!(stage.client.clan(stage.clan).get().unwrap().name, "team");
    stage.mezon.remove_from_clan(stage.clan, "bot");
    next(&mut live, |event| matches!(event, Event::UserClanRemoved(_)).then_some(())).await;
    assert!(stage.client.clans().get(stage.clan).is_none());
}

#[tokio::test]
async fn a_conversation_is_made_once_and_only_to_send() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let ann = stage.client.user(stage.mezon.user("ann"));
    stage.mezon.add_to_clan(stage.clan, "ann");
    stage.mezon.clear();
    assert_eq!(ann.fetch().await.unwrap().username, "ann");
    assert_eq!(stage.mezon.calls_of("CreateChannelDesc").len(), 0);
    let sends = join_all((0..5).map(|number| {
        let ann = ann.clone();
        async move { ann.send(format!("{number}")).await.unwrap() }
    }));
    let messages = sends.await;
    assert_eq!(stage.mezon.calls_of("CreateChannelDesc").len(), 1);
    assert!(messages.iter().all(|it| it.is_direct() && it.mode() == Some(StreamMode::Direct)));
    let channel = ann.direct_channel().unwrap();
    assert_eq!(channel.messages().len(), 5);
    assert_eq!(channel.get().unwrap().kind, ChannelType::Direct);
    // Another client finds the conversation in the list.
    let (bot, key) = stage.mezon.bot();
    let address = stage.client.login().await.unwrap().api_url.clone();
    let other = chatwire_mezon::Client::builder(bot, key).base_url(address).unwrap();
    let other = other.no_rate_limit().build().unwrap();
    let again = other.user(ann.id()).open_direct().await.unwrap();
    assert_eq!(again.id(), channel.id());
    assert_eq!(stage.mezon.calls_of("CreateChannelDesc").len(), 1);
    for nobody in [UserId::NONE, UserId::new(-4), stage.client.bot_id()] {
        let error = stage.client.user(nobody).send("x").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
    }
    live.close().await;
}

#[tokio::test]
async fn ephemeral_messages_are_sent_changed_and_removed() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let asked = stage.mezon.say(stage.talk, "ann", "psst?");
    let (ann, bob) = (stage.mezon.user("ann"), stage.mezon.user("bob"));
    stage.mezon.add_to_clan(stage.clan, "bob");
    stage.mezon.clear();
    let ephemeral =
        stage.channel().ephemeral([ann, bob], "only you").reply_to(asked).await.unwrap();
    assert!(ephemeral.id().is_some());
    assert_eq!(ephemeral.receivers(), [UserId::new(ann), UserId::new(bob)]);
    ephemeral.update("changed").await.unwrap();
    ephemeral.delete().await.unwrap();
    // By its id alone, as after a restart.
    let id = ephemeral.id().unwrap();
    stage.channel().update_ephemeral([ann, bob], id, "by id").await.unwrap();
    stage.channel().delete_ephemeral([ann, bob], id).await.unwrap();
    let frames: Vec<_> = stage
        .mezon
        .frames()
        .into_iter()
        .filter_map(|frame| match frame.message {
            Some(Push::EphemeralMessageSend(sent)) => sent.message.zip(Some(sent.receiver_ids)),
            _ => None,
        })
        .collect();
    let codes: Vec<i32> = frames.iter().map(|(message, _)| message.code).collect();
    assert_eq!(codes, [12, 14, 15, 14, 15]);
    assert!(frames.iter().all(|(_, receivers)| *receivers == [ann, bob]));
    assert_eq!(frames[0].0.references[0].message_ref_id, asked);
    assert!(frames[1..].iter().all(|(message, _)| message.id == id.get()));
    assert_eq!(frames[2].0.content, r#"{"t":"deleteEphemeral"}"#);
    assert_eq!(frames[3].0.content, r#"{"t":"by id"}"#);
    assert_eq!(frames[4].0.content, frames[2].0.content);
    let nobody = stage.channel().ephemeral(Vec::<i64>::new(), "x").await.unwrap_err();
    assert_eq!(nobody.kind(), ErrorKind::Input);
    live.close().await;
}

#[tokio::test]
async fn a_channel_that_must_be_joined_is_joined() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    stage.mezon.must_join(stage.talk, true);
    stage.channel().send("let me in").await.unwrap();
    assert_eq!(text(&stage.mezon.messages(stage.talk)[0]), "let me in");
    live.close().await;
}

#[tokio::test]
async fn what_cannot_be_sent_is_told_before_anything_is() {
    let (client, script) = client([]);
    let channel = client.channel(10);
    let error = channel.send("x".repeat(4_000)).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Input, Some("content_too_long")));
    assert!(channel.send(Content::text("x").bold(5..9)).await.is_err());
    assert!(channel.history().limit(0).await.is_err());
    assert!(channel.history().limit(101).await.is_err());
    assert!(channel.update_ephemeral([9], 0, "x").await.is_err());
    assert!(client.clan(CLAN).voice_users().limit(501).await.is_err());
    assert!(client.clan(CLAN).update_role(0).await.is_err());
    assert!(client.add_friend("").await.is_err());
    assert!(client.add_quick_menu("", "!x").await.is_err());
    assert!(client.update_quick_menu(api::QuickMenuAccess::default()).await.is_err());
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn a_message_that_nobody_names_may_have_been_sent() {
    let detail =
        api::ChannelDescription { channel_id: 10, clan_id: CLAN, r#type: 1, ..Default::default() };
    let (client, _) = client([proto(&detail), Answer::status(200)]);
    let error = client.channel(10).send("x").await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Decode, Some(code::MISSING_ACK)));
    assert!(error.maybe_sent());
}

#[tokio::test]
async fn what_changes_a_message_that_is_not_known_may_be_told_its_topic() {
    let detail =
        api::ChannelDescription { channel_id: 10, clan_id: CLAN, r#type: 1, ..Default::default() };
    let done = || Answer::status(200);
    let (client, script) = client([proto(&detail), done(), done(), done()]);
    let handle = client.channel(10).message(9);
    handle.react(77, ":x:").topic(7).await.unwrap();
    assert_eq!(last::<api::MessageReaction>(&script).topic_id, 7);
    handle.delete().topic(7).await.unwrap();
    assert_eq!(last::<realtime::ChannelMessageRemove>(&script).topic_id, 7);
    handle.delete().await.unwrap();
    assert_eq!(last::<realtime::ChannelMessageRemove>(&script).topic_id, 0);
}

#[tokio::test]
async fn a_sent_message_is_of_the_kind_that_the_service_keeps() {
    let ack = |code| realtime::ChannelMessageAck { message_id: 9, code, ..Default::default() };
    let (client, _script) = client([proto(&ack(0)), proto(&ack(9))]);
    for kept in [MessageKind::Buzz, MessageKind::Topic] {
        let send = client.send_message(CLAN, 10, "x").kind(MessageKind::Buzz);
        assert_eq!(send.await.unwrap().kind(), kept);
    }
}

#[tokio::test]
async fn the_form_of_2025_needs_no_lookup() {
    let ack = realtime::ChannelMessageAck { message_id: 9, ..Default::default() };
    let (client, script) = client([proto(&ack), proto(&ack), proto(&ack)]);
    // 1 is no mode, although the SDK's example has it.
    client.send_message(CLAN, 10, "x").mode(1).await.unwrap();
    let wire: realtime::ChannelMessageSend = last(&script);
    assert_eq!((wire.mode, wire.is_public, wire.clan_id), (2, true, CLAN));
    client.send_message(0, 11, "x").mode(StreamMode::Direct).private().await.unwrap();
    let wire: realtime::ChannelMessageSend = last(&script);
    assert_eq!((wire.mode, wire.is_public, wire.clan_id), (4, false, 0));
    // No type of a channel goes by this mode, so it stands for itself.
    client.send_message(CLAN, 10, "x").mode(StreamMode::Clan).await.unwrap();
    assert_eq!(last::<realtime::ChannelMessageSend>(&script).mode, 5);
}

#[tokio::test]
async fn however_many_ask_one_call_is_made() {
    let detail = api::ChannelDescription {
        channel_id: 10,
        clan_id: CLAN,
        r#type: 7,
        channel_label: "thread".to_owned(),
        ..Default::default()
    };
    let (client, script) = client([proto(&detail), proto(&api::ChannelDescription::default())]);
    client.login().await.unwrap();
    let fetches = (0..50).map(|_| {
        let channel = client.channel(10);
        async move { channel.fetch().await.unwrap().name.clone() }
    });
    assert!(join_all(fetches).await.iter().all(|name| name == "thread"));
    assert_eq!(calls(&script).len(), 1);
    assert_eq!(client.channel(10).clan().unwrap().id(), CLAN);
    let error = client.channel(11).fetch().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn history_goes_both_ways_and_ends() {
    let stage = Stage::new().await;
    let ids: Vec<i64> =
        (0..25).map(|nth| stage.mezon.say(stage.talk, "ann", &format!("{nth}"))).collect();
    let all: Vec<_> = stage.channel().history().limit(10).items().try_collect().await.unwrap();
    let found: Vec<i64> = all.iter().map(|message| message.message_id).collect();
    assert_eq!(found, ids.iter().rev().copied().collect::<Vec<_>>());
    let newer: Vec<_> =
        stage.channel().history().after(ids[4]).limit(7).items().try_collect().await.unwrap();
    let newer: Vec<i64> = newer.iter().map(|message| message.message_id).collect();
    assert_eq!(newer, ids[5..]);
    let older = stage.channel().history().before(ids[3]).await.unwrap();
    let older: Vec<i64> = older.items.iter().map(|message| message.message_id).collect();
    assert_eq!(older, [ids[2], ids[1], ids[0]]);
    let around = stage.channel().history().around(ids[10]).limit(5).await.unwrap();
    assert!(around.items.iter().any(|message| message.message_id == ids[10]));
    assert!(around.next.is_none());
}

#[tokio::test]
async fn a_service_that_turns_directions_round_ends_the_list() {
    let list = |ids: &[i64]| {
        let message = |id: &i64| api::ChannelMessage { message_id: *id, ..Default::default() };
        let messages = ids.iter().map(message).collect();
        proto(&api::ChannelMessageList { messages, ..Default::default() })
    };
    let detail = api::ChannelDescription { channel_id: 10, r#type: 1, ..Default::default() };
    let (client, script) = client([proto(&detail), list(&[7, 9, 8, 8]), list(&[9, 10])]);
    let found: Vec<_> = client.channel(10).history().items().try_collect().await.unwrap();
    let found: Vec<i64> = found.iter().map(|message| message.message_id).collect();
    assert_eq!((found, calls(&script).len()), (vec![9, 8, 7], 3));
}

#[tokio::test]
async fn pins_topics_and_threads() {
    let stage = Stage::new().await;
    let id = stage.mezon.say(stage.talk, "ann", "keep this");
    let message = stage.channel().message(id);
    message.pin().await.unwrap();
    assert_eq!(stage.channel().pins().await.unwrap()[0].message_id, id);
    message.unpin().await.unwrap();
    assert!(stage.channel().pins().await.unwrap().is_empty());
    let topic = message.create_topic().await.unwrap();
    assert_eq!(stage.channel().topic(topic.id).await.unwrap().message_id, id);
    assert_eq!(stage.client.clan(stage.clan).topics().await.unwrap().len(), 1);
    stage.channel().delete_topic(topic.id).await.unwrap();
    let thread = stage.channel().create_thread("side").private().await.unwrap();
    let info = thread.get().unwrap();
    assert_eq!((info.kind, info.parent_id.get()), (ChannelType::Thread, stage.talk));
    assert_eq!(info.mode(), StreamMode::Thread);
    let threads = stage.channel().threads().await.unwrap();
    assert!(threads.iter().any(|known| known.id == thread.id()));
    thread.archive().await.unwrap();
    thread.unarchive().await.unwrap();
    assert!(stage.channel().create_thread(" ").await.is_err());
}

#[tokio::test]
async fn clans_know_channels_members_and_their_things() {
    let stage = Stage::new().await;
    stage.mezon.nickname(stage.clan, "ann", "Nick", "");
    stage.mezon.emoji(stage.clan, ":team:");
    stage.mezon.sticker(stage.clan, "wave");
    stage.mezon.emoji(stage.mezon.clan("other"), ":other:");
    let clans = stage.client.load_clans().await.unwrap();
    assert_eq!(clans.len(), 2);
    let clan = stage.client.clan(stage.clan);
    assert_eq!(clan.fetch().await.unwrap().name, "team");
    assert!(!clan.has_channels());
    join_all((0..8).map(|_| clan.load_channels())).await;
    clan.load_channels().await.unwrap();
    assert!(clan.has_channels());
    assert_eq!(stage.mezon.calls_of("ListChannelDescs").len(), 1);
    assert!(clan.channels().iter().any(|channel| channel.name == "talk"));
    let missing = stage.client.clan(4).fetch().await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    let member = clan.member(stage.mezon.user("ann")).await.unwrap();
    assert_eq!(member.user.name_in(stage.clan), "Nick");
    let role = stage.mezon.role(stage.clan, "Helpers", &["ann"]);
    let members = clan.members().await.unwrap();
    let roles: Vec<_> =
        members.iter().map(|member| (member.user.id, &member.role_ids[..])).collect();
    assert!(roles.contains(&(member.user.id, &[RoleId::new(role)])), "{roles:?}");
    assert!(roles.contains(&(stage.client.bot_id(), &[])), "{roles:?}");
    assert_eq!(clan.emojis().await.unwrap()[0].shortname, ":team:");
    assert_eq!(clan.stickers().await.unwrap()[0].shortname, "wave");
    assert_eq!(clan.emojis().await.unwrap().len(), 1);
}

#[tokio::test]
async fn voice_users_and_media() {
    let stage = Stage::new().await;
    let room = stage.mezon.voice_channel(stage.clan, "stage");
    stage.mezon.join_voice(room, "ann");
    let rooms = stage.client.clan(stage.clan).voice_users().await.unwrap();
    assert_eq!(rooms[0].channel_id, room);
    assert_eq!(rooms[0].user_ids, [UserId::new(stage.mezon.user("ann"))]);
    let channel = stage.client.channel(room);
    channel.play_media("https://example.com/a.mp3?x=1").name("Bot").await.unwrap();
    let error = stage.channel().play_media("https://example.com/a.mp3").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[tokio::test]
async fn guests_of_a_voice_channel_are_named() {
    let room = api::VoiceChannelUser {
        channel_id: 10,
        user_ids: vec!["9".to_owned(), "guest-x".to_owned()],
        ..Default::default()
    };
    let list = api::VoiceChannelUserList { voice_channel_users: vec![room] };
    let (client, _) = client([proto(&list)]);
    let rooms = client.clan(CLAN).voice_users().await.unwrap();
    assert_eq!(
        (&rooms[0].user_ids[..], &rooms[0].guests[..]),
        (&[UserId::new(9)][..], &["guest-x".to_owned()][..])
    );
}

#[tokio::test]
async fn media_have_an_address_of_their_own() {
    let room = api::ChannelDescription {
        channel_id: 10,
        r#type: 10,
        meeting_code: "meet-1".to_owned(),
        ..Default::default()
    };
    let (client, script) = client([proto(&room), Answer::json(&json!({"status": "ok"}))]);
    let played =
        client.channel(10).play_media("https://example.com/m/a.mp3?x").name("Bot").await.unwrap();
    assert_eq!(played["status"], "ok");
    let sent = script.requests().pop().unwrap();
    assert_eq!(sent.url, "https://stn.mezon.ai/api/playmedia");
    assert_eq!(sent.headers["content-type"], "application/json");
    assert!(sent.headers["authorization"].to_str().unwrap().starts_with("Bearer "));
    let body: Value = serde_json::from_slice(&sent.body).unwrap();
    let expected = json!({
        "room_name": "meet-1", "participant_identity": client.bot_id().to_string(),
        "participant_name": "Bot", "url": "https://example.com/m/a.mp3?x", "name": "a.mp3",
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn media_may_be_played_without_a_word_but_not_with_a_page() {
    let room = api::ChannelDescription {
        channel_id: 10,
        r#type: 10,
        meeting_code: "meet-1".to_owned(),
        ..Default::default()
    };
    let page = Answer::status(200).body("<html>away</html>");
    let (client, _) = client([proto(&room), Answer::status(200), page]);
    let channel = client.channel(10);
    assert_eq!(channel.play_media("https://example.com/a.mp3").await.unwrap(), Value::Null);
    let error = channel.play_media("https://example.com/a.mp3").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn roles_take_permissions_by_slug() {
    let permission =
        |id, slug: &str| api::Permission { id, slug: slug.to_owned(), ..Default::default() };
    let list = api::PermissionList {
        permissions: vec![permission(3, "send-message"), permission(4, "manage-clan")],
        ..Default::default()
    };
    let (client, script) = client([proto(&list), Answer::status(200), Answer::status(200)]);
    let clan = client.clan(CLAN);
    clan.update_role(55)
        .title("N")
        .permissions(["SEND-MESSAGE"])
        .remove_permissions(["manage-clan"])
        .add_users([9])
        .max_permission(6)
        .await
        .unwrap();
    let wire: api::UpdateRoleRequest = last(&script);
    assert_eq!((wire.role_id, wire.clan_id, wire.title.as_deref()), (55, CLAN, Some("N")));
    assert_eq!(wire.description, None, "what is not set stays");
    assert_eq!((wire.active_permission_ids, wire.remove_permission_ids), (vec![3], vec![4]));
    assert_eq!((wire.add_user_ids, wire.max_permission_id), (vec![9], 6));
    let error = clan.update_role(55).permissions(["fly"]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert!(error.message().contains("send-message"));
    clan.update_role(55).color("#fff").await.unwrap();
    let names: Vec<String> = calls(&script).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["GetListPermission", "UpdateRole", "UpdateRole"]);
}

#[tokio::test]
async fn roles_are_listed_with_those_who_have_them() {
    let stage = Stage::new().await;
    let helpers = stage.mezon.role(stage.clan, "Helpers", &["ann"]);
    let guests = stage.mezon.role(stage.clan, "Guests", &[]);
    let clan = stage.client.clan(stage.clan);
    let page = clan.roles().await.unwrap();
    assert_eq!(page.clan_id, stage.clan);
    let roles = page.roles.unwrap().roles;
    let users = |role: &api::Role| {
        let users = role.role_user_list.iter().flat_map(|list| &list.role_users);
        users.map(|user| user.username.clone()).collect::<Vec<_>>()
    };
    let shown: Vec<_> = roles.iter().map(|role| (role.id, &role.title[..], users(role))).collect();
    // The first is that of all members.
    let wanted = [(helpers, "Helpers", vec!["ann".to_owned()]), (guests, "Guests", Vec::new())];
    assert_eq!(shown[1..], wanted);
    clan.roles().limit(5).state(1).after("next").await.unwrap();
    let asked =
        api::RoleListEventRequest::decode(stage.mezon.calls_of("ListRoles")[1].body.clone());
    let asked = asked.unwrap();
    assert_eq!((asked.limit, asked.state, &asked.cursor[..]), (5, 1, "next"));
}

#[tokio::test]
async fn the_quick_menu_is_filled_and_emptied() {
    let stage = Stage::new().await;
    let one = stage.client.add_quick_menu("Menu", "!m").clan(stage.clan).await.unwrap();
    let two = stage.client.add_quick_menu("Other", "!o").kind(2).await.unwrap();
    assert_ne!(one, two);
    assert_eq!(stage.mezon.menus()[0].id, one.get());
    let menus = stage.client.quick_menus().await.unwrap();
    assert_eq!(menus.len(), stage.mezon.menus().len());
    stage.client.delete_quick_menu().id(one).await.unwrap();
    assert!(stage.mezon.menus().iter().all(|menu| menu.id != one.get()));
    stage.client.delete_quick_menu().await.unwrap();
    assert!(stage.mezon.menus().is_empty());
}

#[tokio::test]
async fn friends_are_asked_accepted_and_blocked() {
    let stage = Stage::with(|builder| builder.auto_accept_friends()).await;
    let ann = UserId::new(stage.mezon.user("ann"));
    stage.client.add_friend((ann, "ann")).await.unwrap();
    let friends: Vec<_> =
        stage.client.friends().state(FriendState::InviteSent).items().try_collect().await.unwrap();
    assert_eq!(friends[0].user.id, ann);
    stage.client.block_friend(ann).await.unwrap();
    stage.client.unblock_friend(ann).await.unwrap();
    stage.client.delete_friend("ann").await.unwrap();
    let mut live = stage.live().await;
    stage.mezon.befriend("bob");
    next(&mut live, |event| matches!(event, Event::Notifications(_)).then_some(())).await;
    // The answer to this call comes behind that of the session's own.
    stage.client.friends().await.unwrap();
    assert_eq!(stage.mezon.calls_of("AddFriends").len(), 2, "ann was asked, bob accepted");
    assert_eq!(stage.mezon.friendship("bob"), Some((0, 0)));
    live.close().await;
}

#[tokio::test]
async fn who_asks_for_friendship_is_accepted_by_hand() {
    let stage = Stage::new().await;
    for name in ["bob", "cid"] {
        stage.mezon.befriend(name);
        assert_eq!(stage.mezon.friendship(name), Some((2, 1)));
    }
    assert!(stage.client.friends().await.unwrap().items.is_empty(), "nobody is a friend yet");
    let asking = stage.client.friends().state(FriendState::InviteReceived).await.unwrap();
    assert_eq!(asking.items.len(), 2);
    stage.client.accept_friend(UserId::new(stage.mezon.user("bob"))).await.unwrap();
    assert_eq!(stage.mezon.friendship("bob"), Some((0, 0)));
    let friends = stage.client.friends().await.unwrap().items;
    assert!(matches!(&friends[..], [bob] if bob.state == FriendState::Friend), "{friends:?}");
    assert_eq!(stage.mezon.friendship("cid"), Some((2, 1)), "nobody else is");
    stage.client.accept_friend("cid").await.unwrap();
    assert_eq!(stage.mezon.friendship("cid"), Some((0, 0)));
}
