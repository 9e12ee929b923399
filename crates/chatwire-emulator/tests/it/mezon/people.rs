//! Friends, notifications, settings, status, clicks, menus, tokens, voice.

use chatwire_emulator::Emulator;
use chatwire_emulator::mezon::proto::realtime::{self, envelope::Message as Said};
use chatwire_emulator::mezon::proto::{Message as _, api};
use serde_json::json;

use super::line::{Line, ok, session};

#[tokio::test]
async fn friendships_take_two() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let mut bot = Line::bot(&emulator, &[]).await;
    mezon.befriend("alice");
    assert!(matches!(bot.push().await, Said::AddFriend(event) if event.username == "alice"));
    let Said::Notifications(told) = bot.push().await else { panic!("not told") };
    assert_eq!(told.notifications[0].code, -2);
    let list = async |bot: &mut Line, state: i32| -> Vec<String> {
        let asked = api::ListFriendsRequest { limit: 100, state, cursor: String::new() };
        let list: api::FriendList = bot.ok("ListFriends", &asked).await;
        list.friends.into_iter().map(|friend| friend.user.unwrap().username).collect()
    };
    assert_eq!(list(&mut bot, 2).await, ["alice"]);
    let accept = api::AddFriendsRequest { usernames: vec!["alice".to_owned()], ids: Vec::new() };
    let added: api::AddFriendsResponse = bot.ok("AddFriends", &accept).await;
    assert_eq!(added.ids, [mezon.user("alice")]);
    assert_eq!(list(&mut bot, 0).await, ["alice"]);
    assert_eq!(mezon.friendship("alice"), Some((0, 0)));
    assert_eq!(bot.call("AddFriends", accept.encode_to_vec()).await.0, 6);
    let block = api::BlockFriendsRequest { ids: added.ids.clone(), usernames: Vec::new() };
    bot.ok::<()>("BlockFriends", &block).await;
    assert_eq!(list(&mut bot, 3).await, ["alice"]);
    bot.ok::<()>("UnblockFriends", &block).await;
    let gone = api::DeleteFriendsRequest { ids: added.ids, usernames: Vec::new() };
    bot.ok::<()>("DeleteFriends", &gone).await;
    assert_eq!(mezon.friendship("alice"), None);
    assert_eq!(bot.call("DeleteFriends", gone.encode_to_vec()).await.0, 5);
    let ask = api::AddFriendsRequest { ids: vec![mezon.user("bob")], usernames: Vec::new() };
    bot.ok::<api::AddFriendsResponse>("AddFriends", &ask).await;
    assert_eq!(mezon.friendship("bob"), Some((1, 2)));
}

#[tokio::test]
async fn settings_are_kept_for_each_place() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let channel = mezon.channel(clan, "talk");
    let token = session(&emulator).await.token;
    let category = mezon.channel_shown(channel).unwrap().category_id;
    let of_clan = api::NotificationClan { clan_id: clan };
    let setting: api::NotificationSetting =
        ok(&emulator, &token, "GetNotificationClan", &of_clan).await;
    assert_eq!(setting.notification_setting_type, 1);
    let set = api::SetDefaultNotificationRequest {
        clan_id: clan,
        notification_type: 3,
        ..Default::default()
    };
    ok::<()>(&emulator, &token, "SetNotificationClanSetting", &set).await;
    let setting: api::NotificationSetting =
        ok(&emulator, &token, "GetNotificationClan", &of_clan).await;
    assert_eq!(setting.notification_setting_type, 3);

    let set = |id: i64| api::SetNotificationRequest {
        channel_category_id: id,
        notification_type: 2,
        clan_id: clan,
    };
    ok::<()>(&emulator, &token, "SetNotificationChannelSetting", &set(channel)).await;
    ok::<()>(&emulator, &token, "SetNotificationCategorySetting", &set(category)).await;
    let of_channel = api::NotificationChannel { channel_id: channel };
    let setting: api::NotificationUserChannel =
        ok(&emulator, &token, "GetNotificationChannel", &of_channel).await;
    assert_eq!((setting.notification_setting_type, setting.channel_id), (2, channel));
    let of_category = api::DefaultNotificationCategory { category_id: category };
    let setting: api::NotificationUserChannel =
        ok(&emulator, &token, "GetNotificationCategory", &of_category).await;
    assert_eq!(setting.notification_setting_type, 2);
    ok::<()>(&emulator, &token, "DeleteNotificationCategorySetting", &of_category).await;
    let setting: api::NotificationUserChannel =
        ok(&emulator, &token, "GetNotificationCategory", &of_category).await;
    assert_eq!(setting.notification_setting_type, 0);

    let mute = api::SetMuteRequest { id: channel, mute_time: 60, active: 0, clan_id: clan };
    ok::<()>(&emulator, &token, "SetMuteChannel", &mute).await;
    let asked = api::ListMutedChannelRequest { clan_id: clan };
    let muted: api::MutedChannelList = ok(&emulator, &token, "ListMutedChannel", &asked).await;
    assert_eq!(muted.muted_list, [channel]);

    let reactions = api::NotifiReactMessage { channel_id: channel, ..Default::default() };
    let none: api::NotifiReactMessage =
        ok(&emulator, &token, "GetNotificationReactMessage", &reactions).await;
    assert_eq!(none, api::NotifiReactMessage::default());
    ok::<()>(&emulator, &token, "SetNotificationReactMessage", &of_channel).await;
    let some: api::NotifiReactMessage =
        ok(&emulator, &token, "GetNotificationReactMessage", &reactions).await;
    assert_eq!((some.channel_id, some.user_id), (channel, mezon.bot().0));
}

#[tokio::test]
async fn clicks_choices_and_menus_reach_the_bot() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let channel = mezon.channel(clan, "talk");
    mezon.echo_own(false);
    let mut bot = Line::bot(&emulator, &[clan]).await;
    let form = bot.post(clan, channel, "form").await;
    assert!(mezon.click_button(channel, form, "alice", "ok", &json!({"name": "Al"})));
    let Said::MessageButtonClicked(click) = bot.push().await else { panic!("no click") };
    assert_eq!((click.sender_id, click.user_id), (mezon.bot().0, mezon.user("alice")));
    assert_eq!((click.button_id.as_str(), click.extra_data.as_str()), ("ok", r#"{"name":"Al"}"#));
    assert!(mezon.select(channel, form, "alice", "size", &["s", "m"]));
    assert!(
        matches!(bot.push().await, Said::DropdownBoxSelected(choice) if choice.values == ["s", "m"])
    );
    assert!(!mezon.click_button(channel, 5, "alice", "ok", &json!({})));

    let menu = api::QuickMenuAccess {
        id: 9,
        menu_name: "ask".to_owned(),
        menu_type: 1,
        ..Default::default()
    };
    bot.ok::<()>("AddQuickMenuAccess", &menu).await;
    assert_eq!(bot.call("AddQuickMenuAccess", menu.encode_to_vec()).await.0, 6);
    mezon.pick_menu(channel, form, "alice", "ask");
    let Said::QuickMenuEvent(event) = bot.push().await else { panic!("no menu") };
    assert_eq!((event.menu_name.as_str(), event.sender_id), ("ask", mezon.user("alice")));
    assert_eq!(event.message.unwrap().id, form);
    let asked = api::ListQuickMenuAccessRequest { bot_id: mezon.bot().0, ..Default::default() };
    let list: api::QuickMenuAccessList = bot.ok("ListQuickMenuAccess", &asked).await;
    assert_eq!(list.list_menus, mezon.menus());
    let by_bot = api::QuickMenuAccess { bot_id: mezon.bot().0, ..Default::default() };
    bot.ok::<()>("DeleteQuickMenuAccess", &by_bot).await;
    assert!(mezon.menus().is_empty());
    let nothing = api::QuickMenuAccess::default();
    assert_eq!(bot.call("DeleteQuickMenuAccess", nothing.encode_to_vec()).await.0, 3);
}

#[tokio::test]
async fn people_are_seen_to_type_talk_and_come() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let (channel, room) = (mezon.channel(clan, "talk"), mezon.voice_channel(clan, "room"));
    let mut bot = Line::bot(&emulator, &[clan]).await;
    mezon.type_in(channel, "alice");
    assert!(
        matches!(bot.push().await, Said::MessageTypingEvent(typing) if typing.sender_username == "alice")
    );
    mezon.join_voice(room, "alice");
    assert!(
        matches!(bot.push().await, Said::VoiceStartedEvent(event) if event.voice_channel_id == room)
    );
    assert!(
        matches!(bot.push().await, Said::VoiceJoinedEvent(event) if event.participant == "alice")
    );
    mezon.leave_voice(room, "alice");
    assert!(matches!(bot.push().await, Said::VoiceLeavedEvent(_)));
    assert!(matches!(bot.push().await, Said::VoiceEndedEvent(event) if event.id == room));
    mezon.send_tokens("alice", "bot", 500, "thanks");
    assert!(
        matches!(bot.push().await, Said::TokenSentEvent(sent) if sent.amount == 500 && sent.sender_name == "alice")
    );
    mezon.notify("alice", -9, "mention", &json!({"t": "you"}));
    assert!(
        matches!(bot.push().await, Said::Notifications(told) if told.notifications[0].code == -9)
    );
    mezon.add_to_clan(clan, "dora");
    assert!(
        matches!(bot.push().await, Said::AddClanUserEvent(event) if event.user.as_ref().unwrap().username == "dora")
    );
    mezon.remove_from_clan(clan, "dora");
    assert!(
        matches!(bot.push().await, Said::UserClanRemovedEvent(event) if event.user_ids == [mezon.user("dora")])
    );

    let mut other = Line::named(&emulator, "second", &[clan], true).await;
    assert!(
        matches!(bot.push().await, Said::StatusPresenceEvent(event) if event.joins[0].username == "second")
    );
    let follow =
        realtime::StatusFollow { usernames: vec!["second".to_owned()], ..Default::default() };
    let status = bot.ask(Said::StatusFollow(follow)).await;
    assert!(matches!(status, Some(Said::Status(status)) if status.presences.len() == 1));
    let hide = Said::StatusUpdate(realtime::StatusUpdate { status: None });
    assert_eq!(other.ask(hide).await, None);
    assert!(
        matches!(bot.push().await, Said::StatusPresenceEvent(event) if event.leaves.len() == 1)
    );
    let shown = Said::StatusUpdate(realtime::StatusUpdate { status: Some(String::new()) });
    assert_eq!(other.ask(shown).await, None);
    assert!(matches!(bot.push().await, Said::StatusPresenceEvent(event) if event.joins.len() == 1));
    let busy = realtime::CustomStatusEvent {
        clan_id: clan,
        status: "busy".to_owned(),
        ..Default::default()
    };
    assert!(
        matches!(other.ask(Said::CustomStatusEvent(busy)).await, Some(Said::CustomStatusEvent(event)) if event.username == "second")
    );
    assert!(
        matches!(bot.push().await, Said::UserStatusEvent(event) if event.custom_status == "busy")
    );
    assert!(matches!(bot.push().await, Said::CustomStatusEvent(_)));
    let online: api::ListUserOnlineResponse = bot
        .ok("ListUserOnline", &api::ListUserOnlineRequest { clan_id: clan, ..Default::default() })
        .await;
    assert_eq!(online.total_count, 2);
}
