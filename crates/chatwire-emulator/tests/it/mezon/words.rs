//! Messages: sent, edited, deleted, reacted to, pinned, read again.

use chatwire_emulator::Emulator;
use chatwire_emulator::mezon::proto::realtime::{self, envelope::Message as Said};
use chatwire_emulator::mezon::proto::{Message as _, api};
use serde_json::json;

use super::line::{Line, ok, session};

#[tokio::test]
async fn messages_go_both_ways_and_change() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let channel = mezon.channel(clan, "talk");
    let mut bot = Line::bot(&emulator, &[clan]).await;
    let mut other = Line::other(&emulator, "second", &[clan]).await;
    let first = mezon.say(channel, "alice", "hello");
    let seen = bot.message().await;
    assert_eq!((seen.message_id, seen.content.as_str()), (first, r#"{"t":"hello"}"#));
    assert_eq!((seen.username.as_str(), seen.display_name.as_str()), ("alice", "Alice"));
    assert_eq!((seen.mode, seen.is_public, seen.channel_label.as_str()), (2, true, "talk"));
    assert_eq!(other.message().await, seen);

    // The answer comes first, then the message, to oneself as well.
    let sent = bot.post(clan, channel, "hi").await;
    assert_eq!(bot.message().await.message_id, sent);
    assert_eq!(other.message().await.sender_id, mezon.bot().0);
    assert!(sent > first);

    let update = realtime::ChannelMessageUpdate {
        clan_id: clan,
        channel_id: channel,
        message_id: sent,
        content: json!({"t": "hi all"}).to_string(),
        hide_editted: true,
        ..Default::default()
    };
    let updated: realtime::ChannelMessageUpdate = bot.ok("UpdateChannelMessage", &update).await;
    assert_eq!(updated, update);
    let edited = other.message().await;
    assert_eq!((edited.code, edited.message_id, edited.hide_editted), (1, sent, true));
    assert_eq!(bot.message().await, edited);
    let foreign = realtime::ChannelMessageUpdate { message_id: first, ..update };
    assert_eq!(bot.call("UpdateChannelMessage", foreign.encode_to_vec()).await.0, 7);

    let reaction = api::MessageReaction {
        clan_id: clan,
        channel_id: channel,
        message_id: first,
        emoji: ":ok:".to_owned(),
        count: 1,
        ..Default::default()
    };
    let Some(Said::MessageReactionEvent(echo)) =
        bot.ask(Said::MessageReactionEvent(reaction.clone())).await
    else {
        panic!("no echo")
    };
    assert_eq!(other.push().await, Said::MessageReactionEvent(echo.clone()));
    assert_eq!(mezon.reactions(channel, first), [echo]);
    let shown = &mezon.messages(channel)[0];
    let list = api::MessageReactionList::decode(shown.reactions.clone()).unwrap();
    assert_eq!(list.reactions[0].sender_name, "bot");
    bot.ask(Said::MessageReactionEvent(api::MessageReaction { action: true, ..reaction })).await;
    assert!(mezon.reactions(channel, first).is_empty());

    let gone = realtime::ChannelMessageRemove {
        clan_id: clan,
        channel_id: channel,
        message_id: sent,
        ..Default::default()
    };
    bot.ok::<realtime::ChannelMessageRemove>("DeleteChannelMessage", &gone).await;
    assert!(matches!(other.push().await, Said::MessageReactionEvent(taken) if taken.action));
    assert_eq!(other.message().await.code, 2);
    assert_eq!(mezon.messages(channel).len(), 1);
    assert_eq!(bot.call("DeleteChannelMessage", gone.encode_to_vec()).await.0, 5);
    assert!(mezon.edit(channel, first, "hello again") && mezon.delete(channel, first));
    assert!(!mezon.delete(channel, first));
}

#[tokio::test]
async fn an_update_by_envelope_is_shown_only_when_asked() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    mezon.echo_own(false);
    let clan = mezon.clan("team");
    let channel = mezon.channel(clan, "talk");
    let mut bot = Line::bot(&emulator, &[clan]).await;
    let sent = bot.post(clan, channel, "one").await;
    let update = realtime::ChannelMessageUpdate {
        channel_id: channel,
        message_id: sent,
        content: json!({"t": "two"}).to_string(),
        ..Default::default()
    };
    let asked = Said::ChannelMessageUpdate(update);
    let answer = bot.ask(asked.clone()).await;
    assert!(matches!(answer, Some(Said::ChannelMessageAck(ack)) if ack.code == 1));
    assert_eq!(mezon.messages(channel)[0].content, r#"{"t":"one"}"#);
    mezon.update_by_envelope(true);
    bot.ask(asked).await;
    assert_eq!(mezon.messages(channel)[0].content, r#"{"t":"two"}"#);
    assert!(bot.is_quiet().await);
}

#[tokio::test]
async fn history_goes_forth_and_back() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let channel = mezon.channel(clan, "talk");
    let ids: Vec<i64> = (0..7).map(|nth| mezon.say(channel, "alice", &nth.to_string())).collect();
    let token = session(&emulator).await.token;
    let page = async |message_id: i64, direction: i32, limit: i32| -> Vec<usize> {
        let asked = api::ListChannelMessagesRequest {
            clan_id: clan,
            channel_id: channel,
            message_id,
            limit,
            direction,
            topic_id: 0,
        };
        let list: api::ChannelMessageList =
            ok(&emulator, &token, "ListChannelMessages", &asked).await;
        let found = list.messages.iter().map(|message| message.message_id);
        found.map(|id| ids.iter().position(|known| *known == id).unwrap()).collect()
    };
    assert_eq!(page(0, 0, 3).await, [6, 5, 4]);
    assert_eq!(page(ids[2], 1, 2).await, [4, 3]);
    assert_eq!(page(ids[2], 3, 50).await, [1, 0]);
    assert_eq!(page(ids[3], 2, 3).await, [4, 3, 2]);
    assert_eq!(page(ids[6], 1, 5).await, [0_usize; 0]);

    let filter = |name: &str, value: &str| api::FilterParam {
        field_name: name.to_owned(),
        field_value: value.to_owned(),
    };
    let filters = vec![filter("content", "\"5\""), filter("channel_id", &channel.to_string())];
    let asked = api::SearchMessageRequest { filters, ..Default::default() };
    let found: api::SearchMessageResponse = ok(&emulator, &token, "SearchMessage", &asked).await;
    assert_eq!(
        (found.total, found.messages[0].message_id.as_str()),
        (1, ids[5].to_string().as_str())
    );
}

#[tokio::test]
async fn lists_in_messages_are_protobuf_or_json() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let channel = mezon.channel(mezon.clan("team"), "talk");
    let mention = api::MessageMention { user_id: 5, s: 0, e: 3, ..Default::default() };
    let file = api::MessageAttachment {
        filename: "a.png".to_owned(),
        url: "https://cdn.test/a.png".to_owned(),
        ..Default::default()
    };
    let sent = realtime::ChannelMessageSend {
        channel_id: channel,
        content: json!({"t": "@al"}).to_string(),
        mentions: vec![mention.clone()],
        attachments: vec![file],
        ..Default::default()
    };
    let id = mezon.send("alice", sent.clone());
    let shown = &mezon.messages(channel)[0];
    let list = api::MessageMentionList::decode(shown.mentions.clone()).unwrap();
    assert_eq!(list.mentions, [mention]);
    mezon.json_lists(true);
    mezon.send("alice", sent);
    let shown = &mezon.messages(channel)[1];
    assert_eq!(shown.mentions.as_ref(), br#"[{"e":3,"user_id":"5"}]"#);
    assert!(shown.references.is_empty());
    mezon.json_lists(false);

    let reply = mezon.reply(channel, "bob", id, "yes");
    let shown = mezon.messages(channel).pop().unwrap();
    let refs = api::MessageRefList::decode(shown.references).unwrap().refs;
    assert_eq!((refs[0].message_ref_id, refs[0].has_attachment), (id, true));
    assert_eq!(mezon.reply(channel, "bob", 9, "no"), 0);

    let token = session(&emulator).await.token;
    let asked = api::ListChannelAttachmentRequest { channel_id: channel, ..Default::default() };
    let files: api::ChannelAttachmentList =
        ok(&emulator, &token, "ListChannelAttachment", &asked).await;
    assert_eq!((files.attachments[0].message_id, files.attachments.len()), (id, 1));
    assert!(reply > id);
}

#[tokio::test]
async fn ephemeral_messages_are_for_those_who_are_named() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let channel = mezon.channel(clan, "talk");
    let mut bot = Line::bot(&emulator, &[clan]).await;
    let mut second = Line::other(&emulator, "second", &[clan]).await;
    let mut third = Line::other(&emulator, "third", &[clan]).await;
    let message = realtime::ChannelMessageSend {
        clan_id: clan,
        channel_id: channel,
        content: json!({"t": "psst"}).to_string(),
        code: 12,
        ..Default::default()
    };
    let receiver_ids = vec![mezon.user("second")];
    let sent = realtime::EphemeralMessageSend { message: Some(message.clone()), receiver_ids };
    let Some(Said::ChannelMessage(shown)) = bot.ask(Said::EphemeralMessageSend(sent.clone())).await
    else {
        panic!("no message")
    };
    assert_eq!(second.message().await, shown);
    assert_eq!(shown.code, 12);
    let change = realtime::ChannelMessageSend { code: 14, id: shown.message_id, ..message.clone() };
    let change = realtime::EphemeralMessageSend { message: Some(change), ..sent.clone() };
    bot.ask(Said::EphemeralMessageSend(change)).await;
    let changed = second.message().await;
    assert_eq!((changed.code, changed.message_id), (14, shown.message_id));
    let unnamed = realtime::ChannelMessageSend { code: 15, ..message };
    let unnamed = realtime::EphemeralMessageSend { message: Some(unnamed), ..sent };
    let refused = bot.ask(Said::EphemeralMessageSend(unnamed)).await;
    assert!(matches!(refused, Some(Said::Error(_))));
    assert!(third.is_quiet().await && second.is_quiet().await);
    assert!(mezon.messages(channel).is_empty());
}

#[tokio::test]
async fn pins_topics_and_polls() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let channel = mezon.channel(clan, "talk");
    let said = mezon.say(channel, "alice", "remember");
    let mut bot = Line::bot(&emulator, &[clan]).await;
    let mut other = Line::other(&emulator, "second", &[clan]).await;
    let asked = api::PinMessageRequest { message_id: said, channel_id: channel, clan_id: clan };
    let header: api::ChannelMessageHeader = bot.ok("CreatePinMessage", &asked).await;
    assert_eq!(header.id, said);
    let pinned = other.push().await;
    assert!(
        matches!(pinned, Said::LastPinMessageEvent(pin) if pin.operation == 1 && pin.message_id == said)
    );
    assert_eq!(other.message().await.code, 7);
    let pins: api::PinMessagesList = bot.ok("GetPinMessagesList", &asked).await;
    assert_eq!(pins.pin_messages_list[0].message_id, said);
    let unpin =
        api::DeletePinMessage { message_id: said, channel_id: channel, ..Default::default() };
    bot.ok::<()>("DeletePinMessage", &unpin).await;
    assert!(matches!(other.push().await, Said::UnpinMessageEvent(pin) if pin.message_id == said));
    assert_eq!(bot.call("DeletePinMessage", unpin.encode_to_vec()).await.0, 5);
    let pin = realtime::LastPinMessageEvent {
        channel_id: channel,
        message_id: said,
        operation: 1,
        ..Default::default()
    };
    bot.ask(Said::LastPinMessageEvent(pin)).await;
    assert!(matches!(other.push().await, Said::LastPinMessageEvent(_)));
    assert_eq!(other.message().await.code, 7);

    let topic = mezon.topic(channel, said, "alice");
    assert!(matches!(other.push().await, Said::SdTopicEvent(event) if event.id == topic));
    let detail = api::SdTopicDetailRequest { topic_id: topic };
    let found: api::SdTopic = bot.ok("GetTopicDetail", &detail).await;
    assert_eq!((found.message_id, found.channel_id), (said, channel));
    let sent =
        realtime::ChannelMessageSend { channel_id: channel, topic_id: topic, ..Default::default() };
    let inside = mezon.send("alice", sent);
    let page = api::ListChannelMessagesRequest {
        channel_id: channel,
        topic_id: topic,
        limit: 10,
        ..Default::default()
    };
    let page: api::ChannelMessageList = bot.ok("ListChannelMessages", &page).await;
    assert_eq!(page.messages.iter().map(|each| each.message_id).collect::<Vec<_>>(), [inside]);

    let poll = api::CreatePollRequest {
        channel_id: channel,
        clan_id: clan,
        question: "tea?".to_owned(),
        answers: vec!["yes".to_owned(), "no".to_owned()],
        ..Default::default()
    };
    let poll: api::CreatePollResponse = bot.ok("CreatePoll", &poll).await;
    let vote = api::VotePollRequest {
        poll_id: poll.poll_id,
        answer_indices: vec![1],
        ..Default::default()
    };
    bot.ok::<api::VotePollResponse>("VotePoll", &vote).await;
    bot.ok::<api::VotePollResponse>("VotePoll", &vote).await;
    let close = api::ClosePollRequest { poll_id: poll.poll_id, ..Default::default() };
    bot.ok::<()>("ClosePoll", &close).await;
    assert_eq!(bot.call("VotePoll", vote.encode_to_vec()).await.0, 9);
    let asked = api::GetPollRequest { message_id: poll.message_id, ..Default::default() };
    let seen: api::GetPollResponse = bot.ok("GetPoll", &asked).await;
    assert_eq!((seen.answer_counts, seen.total_votes, seen.is_closed), (vec![0, 1], 1, true));
}

#[tokio::test]
async fn a_channel_keeps_its_newest_messages() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let channel = mezon.channel(mezon.clan("team"), "talk");
    let first = mezon.say(channel, "alice", "first");
    let second = mezon.say(channel, "alice", "second");
    for _ in 0..9_999 {
        mezon.say(channel, "alice", "more");
    }
    let kept = mezon.messages(channel);
    assert_eq!((kept.len(), kept[0].message_id), (10_000, second));
    assert!(kept.iter().all(|message| message.message_id != first));
}
