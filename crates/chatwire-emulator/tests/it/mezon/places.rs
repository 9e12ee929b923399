//! Clans, channels, threads, conversations, roles, emojis.

use chatwire_emulator::Emulator;
use chatwire_emulator::mezon::proto::realtime::envelope::Message as Said;
use chatwire_emulator::mezon::proto::{Message as _, api};

use super::line::{Line, code, ok, session};

#[tokio::test]
async fn channels_are_listed_made_changed_and_deleted() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    assert_eq!(mezon.clan("team"), clan);
    let hidden = mezon.private_channel(clan, "hidden", &["alice"]);
    let voice = mezon.voice_channel(clan, "room");
    let mut bot = Line::bot(&emulator, &[clan]).await;
    let clans: api::ClanDescList =
        bot.ok("ListClanDescs", &api::ListClanDescRequest::default()).await;
    assert_eq!((clans.clandesc[0].clan_id, clans.clandesc.len()), (clan, 1));
    let asked =
        api::ListChannelDescsRequest { clan_id: clan, channel_type: 1, ..Default::default() };
    let list: api::ChannelDescList = bot.ok("ListChannelDescs", &asked).await;
    let labels: Vec<_> = list.channeldesc.iter().map(|each| each.channel_label.as_str()).collect();
    assert_eq!(labels, ["general", "room"]);
    assert_eq!(list.channeldesc[1].meeting_code, format!("meet-{voice}"));
    let detail = api::ListChannelDetailRequest { channel_id: hidden };
    assert_eq!(bot.call("ListChannelDetail", detail.encode_to_vec()).await.0, 7);

    let new = api::CreateChannelDescRequest {
        clan_id: clan,
        r#type: 1,
        channel_label: "news".to_owned(),
        ..Default::default()
    };
    let made: api::ChannelDescription = bot.ok("CreateChannelDesc", &new).await;
    let Said::ChannelCreatedEvent(event) = bot.push().await else { panic!("not created") };
    assert_eq!((event.channel_id, event.channel_label.as_str()), (made.channel_id, "news"));
    assert_eq!(bot.call("CreateChannelDesc", new.encode_to_vec()).await.0, 6);
    let update = api::UpdateChannelDescRequest {
        clan_id: clan,
        channel_id: made.channel_id,
        channel_label: Some("olds".to_owned()),
        ..Default::default()
    };
    bot.ok::<()>("UpdateChannelDesc", &update).await;
    assert!(
        matches!(bot.push().await, Said::ChannelUpdatedEvent(event) if event.channel_label == "olds")
    );
    mezon.rename_channel(made.channel_id, "news");
    assert!(
        matches!(bot.push().await, Said::ChannelUpdatedEvent(event) if event.channel_label == "news")
    );
    let gone = api::DeleteChannelDescRequest { clan_id: clan, channel_id: made.channel_id };
    bot.ok::<()>("DeleteChannelDesc", &gone).await;
    assert!(
        matches!(bot.push().await, Said::ChannelDeletedEvent(event) if event.channel_id == made.channel_id)
    );
    assert_eq!(mezon.channel_shown(made.channel_id), None);
}

#[tokio::test]
async fn private_channels_and_threads_tell_those_who_come_and_go() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let hidden = mezon.private_channel(clan, "hidden", &["alice"]);
    let mut bot = Line::bot(&emulator, &[clan]).await;
    mezon.say(hidden, "alice", "not for bots");
    mezon.add_bot_to_channel(hidden);
    let Said::UserChannelAddedEvent(added) = bot.push().await else { panic!("not added") };
    assert_eq!(added.users[0].user_id, mezon.bot().0);
    let desc = added.channel_desc.unwrap();
    assert_eq!((desc.channel_id, desc.channel_private), (hidden, 1));
    // In it, but not joined: nothing comes.
    mezon.say(hidden, "alice", "still not");
    assert!(bot.is_quiet().await);
    assert!(matches!(bot.join(&desc).await, Some(Said::Channel(channel)) if channel.id == hidden));
    let id = mezon.say(hidden, "alice", "now");
    assert_eq!(bot.message().await.message_id, id);
    assert_eq!(mezon.joined(mezon.bot().0), [(vec![0, clan], vec![hidden])]);
    mezon.remove_bot_from_channel(hidden);
    assert!(
        matches!(bot.push().await, Said::UserChannelRemovedEvent(event) if event.channel_id == hidden)
    );
    mezon.say(hidden, "alice", "gone");
    assert!(bot.is_quiet().await);
    assert!(matches!(bot.join(&desc).await, Some(Said::Error(_))));

    let general = mezon.channel(clan, "general");
    let thread = mezon.thread(general, "side", "alice");
    assert!(
        matches!(bot.push().await, Said::ChannelCreatedEvent(event) if event.parent_id == general)
    );
    let Said::ChannelUpdatedEvent(event) = bot.push().await else { panic!("not announced") };
    assert_eq!((event.channel_id, event.channel_type, event.status), (thread, 7, 1));
    assert_eq!(bot.message().await.code, 6);
    let asked = api::ListThreadRequest { clan_id: clan, channel_id: general, ..Default::default() };
    let threads: api::ChannelDescListNoPool = bot.ok("ListThreadDescs", &asked).await;
    assert_eq!(threads.channeldesc[0].channel_id, thread);
    let archive = api::ArchiveChannelRequest { clan_id: clan, channel_id: thread };
    bot.ok::<()>("ArchiveChannel", &archive).await;
    assert!(matches!(bot.push().await, Said::ChannelArchiveEvent(event) if event.active == 0));
}

#[tokio::test]
async fn conversations_are_found_again() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let mut bot = Line::bot(&emulator, &[]).await;
    let alice = mezon.user("alice");
    let new = api::CreateChannelDescRequest {
        r#type: 3,
        channel_private: 1,
        user_ids: vec![alice],
        ..Default::default()
    };
    let made: api::ChannelDescription = bot.ok("CreateChannelDesc", &new).await;
    assert_eq!((made.r#type, made.clan_id, made.user_ids.as_slice()), (3, 0, [alice].as_slice()));
    assert_eq!(made.usernames, ["alice"]);
    let again: api::ChannelDescription = bot.ok("CreateChannelDesc", &new).await;
    assert_eq!(again.channel_id, made.channel_id);
    let (channel, message) = mezon.dm("alice", "psst");
    assert_eq!(channel, made.channel_id);
    let seen = bot.message().await;
    assert_eq!((seen.message_id, seen.mode, seen.clan_id), (message, 4, 0));
    let list = api::ListChannelDescsRequest { channel_type: 3, ..Default::default() };
    let list: api::ChannelDescList = bot.ok("ListChannelDescs", &list).await;
    assert_eq!(list.channeldesc.len(), 1);
    let nobody = api::CreateChannelDescRequest { user_ids: vec![5], ..new };
    assert_eq!(bot.call("CreateChannelDesc", nobody.encode_to_vec()).await.0, 5);
    let group = mezon.conversation(&["alice", "bob"]);
    assert!(
        matches!(bot.push().await, Said::UserChannelAddedEvent(event) if event.channel_desc.as_ref().unwrap().r#type == 2)
    );
    mezon.say(group, "bob", "all of you");
    assert_eq!(bot.message().await.mode, 3);
}

#[tokio::test]
async fn roles_change_only_what_is_named() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let mut bot = Line::bot(&emulator, &[clan]).await;
    let role = mezon.role(clan, "Crew", &["alice"]);
    assert!(matches!(bot.push().await, Said::RoleEvent(event) if event.status == 1));
    assert!(matches!(bot.push().await, Said::RoleAssignEvent(event) if event.role_id == role));
    let update = api::UpdateRoleRequest {
        role_id: role,
        clan_id: clan,
        color: Some("#fff".to_owned()),
        active_permission_ids: vec![6],
        add_user_ids: vec![mezon.bot().0],
        ..Default::default()
    };
    bot.ok::<()>("UpdateRole", &update).await;
    assert!(matches!(bot.push().await, Said::RoleEvent(_)));
    assert!(
        matches!(bot.push().await, Said::RoleAssignEvent(event) if event.clan_id == clan.to_string())
    );
    let asked = api::RoleListEventRequest { clan_id: clan, ..Default::default() };
    let list: api::RoleListEventResponse = bot.ok("ListRoles", &asked).await;
    let shown = &list.roles.unwrap().roles[1];
    assert_eq!((shown.title.as_str(), shown.color.as_str()), ("Crew", "#fff"));
    assert_eq!(shown.role_user_list.as_ref().unwrap().role_users.len(), 2);
    assert_eq!(shown.permission_list.as_ref().unwrap().permissions[0].slug, "send-message");
    let asked = api::UserPermissionInChannelListRequest { clan_id: clan, channel_id: 0 };
    let mine: api::UserPermissionInChannelListResponse =
        bot.ok("ListUserPermissionInChannel", &asked).await;
    assert_eq!(mine.permissions.unwrap().permissions.len(), 1);
    let gone = api::DeleteRoleRequest { role_id: role, clan_id: clan, ..Default::default() };
    bot.ok::<()>("DeleteRole", &gone).await;
    assert!(matches!(bot.push().await, Said::RoleEvent(event) if event.status == 3));
    assert_eq!(bot.call("DeleteRole", gone.encode_to_vec()).await.0, 5);
    let all: api::PermissionList = bot.ok("GetListPermission", &()).await;
    assert!(all.permissions.iter().any(|permission| permission.slug == "manage-channel"));
}

#[tokio::test]
async fn what_a_clan_has_is_listed() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let (smile, cat) = (mezon.emoji(clan, ":smile:"), mezon.sticker(clan, "cat"));
    mezon.add_to_clan(clan, "alice");
    mezon.nickname(clan, "alice", "Ally", "https://cdn.test/ally.png");
    let room = mezon.voice_channel(clan, "room");
    mezon.join_voice(room, "alice");
    let token = session(&emulator).await.token;
    let emojis: api::EmojiListedResponse =
        ok(&emulator, &token, "GetListEmojisByUserId", &()).await;
    assert_eq!((emojis.emoji_list[0].id, emojis.emoji_list[0].clan_id), (smile, clan));
    let stickers: api::StickerListedResponse =
        ok(&emulator, &token, "GetListStickersByUserId", &()).await;
    assert_eq!((stickers.stickers[0].id, stickers.stickers[0].clan_name.as_str()), (cat, "team"));
    let asked = api::ListClanUsersRequest { clan_id: clan };
    let users: api::ClanUserList = ok(&emulator, &token, "ListClanUsers", &asked).await;
    assert!(users.clan_users.iter().any(|user| user.clan_nick == "Ally"));
    let asked = api::ListChannelUsersRequest { clan_id: clan, limit: 500, ..Default::default() };
    let voice: api::VoiceChannelUserList =
        ok(&emulator, &token, "ListChannelVoiceUsers", &asked).await;
    let alice = mezon.user("alice");
    assert_eq!(voice.voice_channel_users[0].user_ids, [alice.to_string()]);
    let asked = api::ListChannelUsersRequest { limit: 501, ..asked };
    assert_eq!(code(&emulator, &token, "ListChannelVoiceUsers", &asked).await, (400, 3));
    let duplicate = async |name: &str, r#type: i32, condition_id: i64| -> bool {
        let asked = api::CheckDuplicateNameRequest { name: name.to_owned(), r#type, condition_id };
        let answer: api::CheckDuplicateNameResponse =
            ok(&emulator, &token, "CheckDuplicateName", &asked).await;
        answer.is_duplicate
    };
    assert!(duplicate("team", 0, 0).await && duplicate("General", 1, clan).await);
    assert!(duplicate("general", 2, clan).await && duplicate("Ally", 4, clan).await);
    assert!(!duplicate("other", 0, 0).await && !duplicate("general", 3, clan).await);
}

#[tokio::test]
async fn who_was_removed_from_a_clan_hears_it_no_longer() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let general = mezon.channel(clan, "general");
    let hidden = mezon.private_channel(clan, "hidden", &["alice", "bot"]);
    let desc = mezon.channel_shown(hidden).unwrap();
    let mut bot = Line::bot(&emulator, &[clan]).await;
    assert!(matches!(bot.join(&desc).await, Some(Said::Channel(_))));
    mezon.remove_from_clan(clan, "bot");
    assert!(matches!(bot.push().await, Said::UserClanRemovedEvent(event) if event.clan_id == clan));
    assert_eq!(mezon.joined(mezon.bot().0), [(vec![0], vec![])]);
    mezon.say(general, "alice", "among us");
    mezon.say(hidden, "alice", "and here");
    mezon.rename_channel(hidden, "deep");
    mezon.emoji(clan, ":smile:");
    assert!(bot.is_quiet().await);
    let detail = api::ListChannelDetailRequest { channel_id: hidden };
    assert_eq!(bot.call("ListChannelDetail", detail.encode_to_vec()).await.0, 7);
}
