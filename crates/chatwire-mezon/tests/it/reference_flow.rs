//! The methods that do nothing in other bot SDKs, in a live session with the emulator.

use std::time::Duration;

use chatwire_emulator::mezon::{Carrier, Mezon};
use chatwire_emulator::{Emulator, Platform};
use chatwire_mezon::agent::AgentEvent;
use chatwire_mezon::notification::{Mute, NotificationLevel};
use chatwire_mezon::proto::realtime::envelope::Message;
use chatwire_mezon::{Client, ErrorKind, Event, Handlers, NameKind, Realtime, UserStatus, code};
use futures_util::StreamExt;
use tokio::sync::mpsc;

/// A bot of the emulator, whose world is made before it comes.
struct Stage {
    emulator: Emulator,
    mezon: Mezon,
    client: Client,
}

impl Stage {
    async fn new() -> Self {
        let emulator = Emulator::start().await.unwrap();
        let mezon = emulator.mezon();
        let (bot, key) = mezon.bot();
        let builder = Client::builder(bot, key).base_url(emulator.url(Platform::Mezon)).unwrap();
        let client = builder.no_rate_limit().build().unwrap();
        Self { emulator, mezon, client }
    }

    async fn live(&self) -> Realtime {
        self.client.connect().await.unwrap()
    }

    /// What carried the calls of this name.
    fn carriers(&self, name: &str) -> Vec<Carrier> {
        self.mezon.calls_of(name).into_iter().map(|call| call.carrier).collect()
    }

    /// The envelopes that matter, oldest first.
    fn asked<T>(&self, take: impl Fn(Message) -> Option<T>) -> Vec<T> {
        self.mezon.frames().into_iter().filter_map(|frame| take(frame.message?)).collect()
    }
}

#[tokio::test]
async fn names_are_checked() {
    let stage = Stage::new().await;
    let clan = stage.mezon.clan("team");
    stage.mezon.channel(clan, "talk");
    let _live = stage.live().await;
    let client = &stage.client;
    assert!(client.check_duplicate_clan_name("team").await.unwrap().is_taken);
    assert!(!client.check_duplicate_clan_name("other").await.unwrap().is_taken);
    let talk = client.check_duplicate_name("talk", NameKind::Channel).condition_id(clan);
    assert!(talk.await.unwrap().is_taken);
    assert_eq!(stage.carriers("CheckDuplicateName"), [Carrier::Socket; 3]);
}

#[tokio::test]
async fn names_are_checked_in_the_old_way_where_there_is_no_other() {
    let stage = Stage::new().await;
    stage.mezon.clan("team");
    stage.mezon.without("CheckDuplicateName");
    let _live = stage.live().await;
    let check = stage.client.check_duplicate_clan_name("team").await.unwrap();
    assert_eq!((check.name.as_str(), check.is_taken), ("team", true));
    assert!(!stage.client.check_duplicate_clan_name("other").await.unwrap().is_taken);
    let asked = stage.asked(|message| match message {
        Message::CheckNameExistedEvent(asked) => Some((asked.name, asked.r#type)),
        _ => None,
    });
    assert_eq!(asked, [("team".to_owned(), 0), ("other".to_owned(), 0)]);
}

#[tokio::test]
async fn emojis_stickers_and_channels_are_listed() {
    let stage = Stage::new().await;
    let (clan, other) = (stage.mezon.clan("team"), stage.mezon.clan("other"));
    let emoji = stage.mezon.emoji(clan, "wave");
    stage.mezon.emoji(other, "nod");
    let sticker = stage.mezon.sticker(clan, "party");
    stage.mezon.sticker(other, "sleep");
    let talk = stage.mezon.channel(clan, "talk");
    let _live = stage.live().await;
    let emojis = stage.client.list_clan_emoji_by_clan_id(clan).await.unwrap();
    let ids: Vec<_> = emojis.iter().map(|emoji| (emoji.id.get(), emoji.clan_id.get())).collect();
    assert_eq!(ids, [(emoji, clan)]);
    let stickers = stage.client.list_clan_stickers_by_clan_id(clan).await.unwrap();
    assert_eq!(stickers.iter().map(|sticker| sticker.id.get()).collect::<Vec<_>>(), [sticker]);
    let channels = stage.client.list_channel_by_user_id().await.unwrap();
    let found = channels.iter().find(|channel| channel.id.get() == talk).unwrap();
    assert_eq!((found.name.as_str(), found.clan_id.get()), ("talk", clan));
    for call in ["GetListEmojisByUserId", "GetListStickersByUserId", "ListChannelByUserId"] {
        assert_eq!(stage.carriers(call), [Carrier::Socket], "{call}");
    }
}

#[tokio::test]
async fn channels_that_both_see_can_be_named() {
    let stage = Stage::new().await;
    let (clan, other) = (stage.mezon.clan("team"), stage.mezon.clan("other"));
    let alice = stage.mezon.add_to_clan(clan, "alice");
    let talk = stage.mezon.channel(clan, "talk");
    let secret = stage.mezon.private_channel(clan, "secret", &["alice", "bot"]);
    let hidden = stage.mezon.private_channel(clan, "hidden", &["bot"]);
    let away = stage.mezon.channel(other, "away");
    stage.mezon.conversation(&["alice", "bot"]);
    let _live = stage.live().await;
    let named = stage.client.hashtag_dm_list([alice]).await.unwrap();
    let ids: Vec<_> = named.iter().map(|channel| channel.channel_id.get()).collect();
    assert!(ids.contains(&talk) && ids.contains(&secret), "{named:?}");
    assert!(!ids.contains(&hidden) && !ids.contains(&away), "{named:?}");
    assert!(named.iter().all(|channel| channel.clan_id.get() == clan));
    let nobody: [i64; 0] = [];
    let all = stage.client.hashtag_dm_list(nobody).await.unwrap();
    assert!(all.iter().any(|channel| channel.channel_id.get() == away), "{all:?}");
    assert_eq!(stage.client.hashtag_dm_list([alice]).limit(1).await.unwrap(), named[..1]);
}

#[tokio::test]
async fn settings_of_notices_are_read_and_changed() {
    let stage = Stage::new().await;
    let clan = stage.mezon.clan("team");
    let talk = stage.mezon.channel(clan, "talk");
    let category = stage.mezon.channel_shown(talk).unwrap().category_id;
    let _live = stage.live().await;
    let client = &stage.client;
    let (all, nothing) = (NotificationLevel::All, NotificationLevel::Nothing);

    client.set_notification_clan_setting(clan, nothing).await.unwrap();
    let of_clan = client.get_notification_clan_setting(clan).await.unwrap();
    assert_eq!(of_clan.notification_setting_type, nothing);

    client.set_notification_category_setting(clan, category, all).await.unwrap();
    let of_category = client.get_notification_category_setting(category).await.unwrap();
    assert_eq!(of_category.notification_setting_type, all);
    client.delete_notification_category_setting(category).await.unwrap();
    let of_category = client.get_notification_category_setting(category).await.unwrap();
    assert_eq!(of_category.notification_setting_type, NotificationLevel::Default);

    client.set_notification_channel_setting(clan, talk, nothing).await.unwrap();
    client.set_mute_channel(clan, talk, Mute::For(Duration::from_secs(900))).await.unwrap();
    let of_channel = client.get_notification_channel_setting(talk).await.unwrap();
    assert_eq!(of_channel.notification_setting_type, nothing);
    assert_eq!(of_channel.channel_id.get(), talk);
    client.set_mute_category(clan, category, Mute::Forever).await.unwrap();
    client.delete_notification_channel_setting(talk).await.unwrap();
    let of_channel = client.get_notification_channel_setting(talk).await.unwrap();
    assert_eq!(of_channel.notification_setting_type, NotificationLevel::Default);
    let mutes = stage.mezon.calls_of("SetMuteChannel");
    assert_eq!((mutes.len(), &mutes[0].json["mute_time"]), (1, &900.into()));
    for call in ["GetNotificationClan", "GetNotificationCategory", "GetNotificationChannel"] {
        assert!(stage.carriers(call).iter().all(|carrier| *carrier == Carrier::Socket), "{call}");
    }
}

#[tokio::test]
async fn the_setting_for_reactions_goes_over_http_and_may_be_gone() {
    let stage = Stage::new().await;
    let clan = stage.mezon.clan("team");
    let talk = stage.mezon.channel(clan, "talk");
    let _live = stage.live().await;
    let setting = stage.client.get_notification_react_message(talk).await.unwrap();
    assert_eq!(setting.id, 0, "nobody made one");
    assert_eq!(stage.carriers("GetNotificationReactMessage"), [Carrier::Http]);
    stage.mezon.without("GetNotificationReactMessage");
    let error = stage.client.get_notification_react_message(talk).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Unsupported, Some(code::UNIMPLEMENTED)));
}

#[tokio::test]
async fn a_status_goes_over_the_socket() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    stage.client.update_status("at work").await.unwrap();
    live.handle().update_status("").await.unwrap();
    stage.client.appear_offline().await.unwrap();
    live.handle().appear_offline().await.unwrap();
    let asked = stage.asked(|message| match message {
        Message::StatusUpdate(update) => Some(update.status),
        _ => None,
    });
    assert_eq!(asked, [Some("at work".to_owned()), Some(String::new()), None, None]);
    stage.client.update_user_status(UserStatus::Idle).minutes(5).await.unwrap();
    stage.client.update_user_custom_status("at lunch").await.unwrap();
    let sent = stage.mezon.calls_of("UpdateUserStatus").remove(0);
    assert_eq!((&sent.json["status"], &sent.json["minutes"]), (&"Idle".into(), &5.into()));
    assert_eq!(stage.carriers("UpdateUserCustomStatus"), [Carrier::Socket]);
    live.close().await;
    let error = stage.client.update_status("late").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed);
}

/// Waits until somebody listens for events of agents.
async fn until_listening(stage: &Stage) {
    let bot = stage.client.bot_id().get();
    while stage.mezon.agent_streams(bot) == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn events_of_agents_come_and_none_is_lost_between_streams() {
    let stage = Stage::new().await;
    let url = stage.emulator.url(Platform::Mezon);
    let mut events = stage.client.agent_events(&url).unwrap().reconnect_delay(Duration::ZERO);
    assert!(matches!(events.next().await, Some(Ok(AgentEvent::Online { attempt: 1 }))));
    stage.mezon.agent_event("room_started", "stand-up", &serde_json::json!({}));
    let Some(Ok(AgentEvent::SessionStarted(session))) = events.next().await else { panic!() };
    assert_eq!(session.room.room_name, "stand-up");
    assert!(session.timestamp.is_some() && session.stream_id == "1");
    stage.mezon.end_agent_streams();
    stage.mezon.agent_event("room_ended", "stand-up", &serde_json::json!({"minutes": 9}));
    let mut ended = None;
    while ended.is_none() {
        if let AgentEvent::SessionEnded(session) = events.next().await.unwrap().unwrap() {
            ended = Some(session);
        }
    }
    assert_eq!(ended.unwrap().metadata["minutes"], 9);
    let wrong = Client::new(stage.client.bot_id(), "another key").unwrap();
    let refused = wrong.agent_events(&url).unwrap().next().await.unwrap().unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Auth);
}

#[tokio::test]
async fn a_live_session_tells_of_agents_too() {
    let stage = Stage::new().await;
    let clan = stage.mezon.clan("team");
    let talk = stage.mezon.channel(clan, "talk");
    let agents = stage.client.agent_events(stage.emulator.url(Platform::Mezon)).unwrap();
    let (told, mut heard) = mpsc::channel(16);
    let tell = move |what: String| {
        let told = told.clone();
        async move { told.send(what).await.unwrap() }
    };
    let (one, two, three, four) = (tell.clone(), tell.clone(), tell.clone(), tell);
    let handlers = Handlers::new()
        .on_ai_agent_session_started(move |_, session| one(format!("+{}", session.room.room_id)))
        .on_ai_agent_session_ended(move |_, session| two(format!("-{}", session.room.room_id)))
        .on_ai_agent_session_summary_done(move |_, session| {
            three(session.metadata["summary"].to_string())
        })
        .on_channel_message(move |_, message| four(format!("said {}", message.channel_id)));
    let live = stage.live().await.with_agent_events(agents);
    let running = tokio::spawn(live.run(handlers));
    until_listening(&stage).await;
    stage.mezon.agent_event("room_started", "a", &serde_json::json!({}));
    stage.mezon.agent_event("room_moved", "a", &serde_json::json!({}));
    stage.mezon.agent_event("room_ended", "a", &serde_json::json!({}));
    stage.mezon.agent_event("room_summary_done", "a", &serde_json::json!({"summary": "short"}));
    for expected in ["+a", "-a", "\"short\""] {
        assert_eq!(heard.recv().await.unwrap(), expected);
    }
    stage.mezon.say(talk, "alice", "hello");
    assert_eq!(heard.recv().await.unwrap(), format!("said {talk}"));
    running.abort();
    let bot = stage.client.bot_id().get();
    while stage.mezon.agent_streams(bot) > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_stream_of_agents_that_gives_up_does_not_end_the_session() {
    let stage = Stage::new().await;
    let clan = stage.mezon.clan("team");
    let talk = stage.mezon.channel(clan, "talk");
    let nobody = format!("{}/nothing/here", stage.emulator.url(Platform::Mezon));
    let agents = stage.client.agent_events(nobody).unwrap();
    let mut live = stage.live().await.with_agent_events(agents);
    let trouble = loop {
        if let Event::Trouble(error) = live.next().await.unwrap().unwrap() {
            break error;
        }
    };
    assert_eq!(trouble.context("stream"), Some("agent events"));
    stage.mezon.say(talk, "alice", "hello");
    loop {
        if let Event::ChannelMessage(message) = live.next().await.unwrap().unwrap() {
            assert_eq!(message.channel_id.to_string(), talk.to_string());
            break;
        }
    }
}
