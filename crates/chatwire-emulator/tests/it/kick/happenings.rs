//! What happens in a channel, as the sockets tell of it: all 37 events, on their feeds.

use std::collections::BTreeSet;

use chatwire_emulator::Emulator;
use chatwire_emulator::kick::{Goal, Prefix};
use serde_json::{Value, json};

use super::line::Line;

/// All names, without the prefix.
const ALL: &str = "ChatMessageEvent ChatMessageSentEvent MessageDeletedEvent UserBannedEvent UserUnbannedEvent \
    SubscriptionEvent GiftedSubscriptionsEvent SubscriptionGifted ChannelSubscriptionEvent \
    LuckyUsersWhoGotGiftSubscriptionsEvent StreamHostEvent StreamHostedEvent ChatMoveToSupportedChannelEvent \
    PinnedMessageCreatedEvent PinnedMessageDeletedEvent PollUpdateEvent PollDeleteEvent ChatroomUpdatedEvent \
    ChatSettingsChanged ChatroomClearEvent FollowersUpdated StreamerIsLive StopStreamBroadcast LivestreamUpdated \
    LiveStream\\UpdatedLiveStreamEvent KicksGifted KicksLeaderboardUpdated GiftsLeaderboardUpdated \
    RewardRedeemedEvent GoalCreatedEvent GoalUpdatedEvent GoalProgressUpdateEvent GoalAchievedEvent \
    GoalCanceledEvent PredictionCreated PredictionUpdated VideoPrivatedEvent";

/// Lets everything happen once.
fn everything(emulator: &Emulator) {
    let kick = emulator.kick();
    let room = kick.room("streamer");
    kick.live().follower_events(true);
    let said = kick.say("streamer", "Alice", "hello");
    kick.follow("streamer", "Alice");
    room.pin(&said, "Mod", 60);
    room.unpin();
    kick.delete_message(&said);
    kick.ban("streamer", "Mod", "Troll", Some(5), "spam");
    kick.unban("streamer", "Mod", "Troll");
    kick.renew("streamer", "Alice", 7, Some("seven!"));
    kick.gift_subs("streamer", Some("Rich"), &["Bob", "Carl"]);
    room.gift_in_the_new_form("Rich", &["Bob"]);
    room.host("raider", 42, Some("hi"));
    kick.go_live("streamer", "now live");
    room.host_away("friend", 300);
    kick.describe("streamer", "another title", 28, "de");
    kick.go_offline("streamer");
    room.poll("Best?", &[("red", 3), ("blue", 0)], 12);
    room.end_poll();
    room.update(&json!({"slow_mode": {"enabled": true}}));
    room.change_settings(&json!({"slow_mode": {"enabled": true}}));
    room.clear();
    kick.gift_kicks("streamer", "Rich", 500, "take it");
    let reward = kick.reward("streamer", "Hydrate", 100);
    kick.redeem("streamer", "Alice", &reward, "water");
    for goal in [Goal::Created, Goal::Updated, Goal::Progress, Goal::Achieved, Goal::Canceled] {
        room.goal(goal, 5, 10);
    }
    let id = room.predict("Win?", &["yes", "no"]);
    room.update_prediction(&id, "Win?", &["yes", "no"], "RESOLVED", Some(1));
    room.make_private("v1");
}

/// Announces a stream on its own private feed, to a client that has just learnt its name.
async fn privately(emulator: &Emulator, line: &mut Line) {
    let kick = emulator.kick();
    let room = kick.room("streamer");
    kick.go_live("streamer", "for its private feed");
    let feed = room.livestream_updated().unwrap();
    kick.live().authorize(&feed, "auth");
    line.send(&json!({"event": "pusher:subscribe", "data": {"channel": feed, "auth": "auth"}}))
        .await;
    while kick.live().watchers(&feed) == 0 {
        tokio::task::yield_now().await;
    }
    room.livestream_updated();
    kick.go_offline("streamer");
    assert_eq!(room.livestream_updated(), None);
}

/// All events up to a mark that is sent behind them.
async fn drain(emulator: &Emulator, line: &mut Line, feed: &str) -> Vec<(String, String, Value)> {
    emulator.kick().event(feed, "Mark", &json!({}));
    let mut seen = Vec::new();
    loop {
        let event = line.event().await;
        match event.1.as_str() {
            "Mark" => return seen,
            "pusher_internal:subscription_succeeded" => {}
            _ => seen.push(event),
        }
    }
}

#[tokio::test]
async fn all_37_events() {
    let emulator = Emulator::start().await.unwrap();
    let feeds = emulator.kick().room("streamer").feeds();
    let mut line = Line::pusher(&emulator, &feeds).await;
    let all: BTreeSet<&str> = ALL.split_whitespace().collect();
    assert_eq!(all.len(), 37);
    for prefix in [Prefix::AsSeen, Prefix::Always, Prefix::Never] {
        emulator.kick().live().prefix(prefix);
        everything(&emulator);
        privately(&emulator, &mut line).await;
        let seen = drain(&emulator, &mut line, &feeds[0]).await;
        let bare: BTreeSet<&str> = seen
            .iter()
            .map(|(_, name, _)| name.strip_prefix("App\\Events\\").unwrap_or(name))
            .collect();
        assert_eq!(bare, all, "{prefix:?}");
        for (channel, name, _) in &seen {
            let wanted = match prefix {
                Prefix::Always => true,
                Prefix::Never => false,
                _ => channel.contains('.'),
            };
            assert_eq!(name.starts_with("App\\Events\\"), wanted, "{name} on {channel}");
        }
    }
}

#[tokio::test]
async fn both_transports_carry_the_same() {
    let emulator = Emulator::start().await.unwrap();
    let feeds = emulator.kick().room("streamer").feeds();
    let mut pusher = Line::pusher(&emulator, &feeds).await;
    let mut centrifugo = Line::centrifugo(&emulator, &feeds).await;
    everything(&emulator);
    let seen = drain(&emulator, &mut pusher, &feeds[0]).await;
    assert_eq!(drain(&emulator, &mut centrifugo, &feeds[0]).await, seen);
    // All but the one on the stream's private feed, and a few that come twice.
    assert!(seen.len() > 36, "{}", seen.len());
}

#[tokio::test]
async fn one_happening_makes_several_frames() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let feeds = kick.room("streamer").feeds();
    let mut line = Line::pusher(&emulator, &feeds).await;
    let ids = kick.ids("streamer");
    kick.renew("streamer", "Alice", 7, Some("seven!"));
    let seen = drain(&emulator, &mut line, &feeds[0]).await;
    let names: Vec<&str> =
        seen.iter().map(|(_, name, _)| name.rsplit('\\').next().unwrap()).collect();
    assert_eq!(names, ["ChannelSubscriptionEvent", "ChatMessageSentEvent", "SubscriptionEvent"]);
    assert_eq!(
        seen[0].2,
        json!({"user_ids": [kick.user("Alice")], "username": "Alice", "channel_id": ids.channel_id})
    );
    assert_eq!(seen[1].2["message"]["optional_message"], "seven!");
    assert_eq!(
        seen[2].2,
        json!({"chatroom_id": ids.chatroom_id, "username": "Alice", "months": 7})
    );

    kick.live().gift_chunks(2);
    kick.gift_subs("streamer", Some("Rich"), &["A", "B", "C"]);
    let seen = drain(&emulator, &mut line, &feeds[0]).await;
    let chunks: Vec<&(String, String, Value)> =
        seen.iter().filter(|(_, name, _)| name.ends_with("GiftedSubscriptionsEvent")).collect();
    // Each of two chunks under both names.
    assert_eq!(chunks.len(), 4);
    assert_eq!(
        (chunks[0].0.as_str(), chunks[0].1.as_str()),
        (feeds[0].as_str(), "App\\Events\\GiftedSubscriptionsEvent")
    );
    assert_eq!(
        (chunks[1].0.as_str(), chunks[1].1.as_str()),
        (feeds[2].as_str(), "GiftedSubscriptionsEvent")
    );
    assert_eq!(chunks[0].2["gifted_usernames"], json!(["A", "B"]));
    assert_eq!(chunks[3].2["gifted_usernames"], json!(["C"]));
    assert_eq!(
        chunks[3].2["chunk_details"],
        json!({"correlation_id": chunks[0].2["correlation_id"], "chunk_index": 1, "total_chunks": 2})
    );
    let channel =
        seen.iter().find(|(_, name, _)| name.ends_with("ChannelSubscriptionEvent")).unwrap();
    assert_eq!(
        (&channel.2["username"], channel.2["user_ids"].as_array().unwrap().len()),
        (&json!(""), 3)
    );

    kick.gift_subs("streamer", None, &["A"]);
    let seen = drain(&emulator, &mut line, &feeds[0]).await;
    assert_eq!((seen.len(), &seen[0].2["gifter_username"]), (4, &json!("Anonymous")));
    assert_eq!(seen[0].2.get("chunk_details"), None);

    kick.room("streamer").host("Raider", 42, None);
    let seen = drain(&emulator, &mut line, &feeds[0]).await;
    assert_eq!(
        (seen[0].2["number_viewers"].clone(), seen[1].2["message"]["numberOfViewers"].clone()),
        (json!(42), json!(42))
    );
}

#[tokio::test]
async fn moderation() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let room = kick.room("streamer");
    let mut line = Line::pusher(&emulator, &[room.feed()]).await;
    let said = kick.say("streamer", "Troll", "bad");
    line.event().await;
    room.delete_by_ai(&said, &["hate", "is_spam-TRUE"]);
    let (_, _, data) = line.event().await;
    assert_eq!(data["message"]["id"], json!(said));
    assert_eq!(
        (&data["aiModerated"], &data["violatedRules"]),
        (&json!(true), &json!(["hate", "is_spam-TRUE"]))
    );
    kick.ban("streamer", "Mod", "Troll", Some(5), "spam");
    let (_, _, data) = line.event().await;
    assert_eq!((&data["permanent"], &data["duration"]), (&json!(false), &json!(5)));
    assert!(data["expires_at"].as_str().unwrap().ends_with("+00:00"));
    assert_eq!(
        (&data["user"]["slug"], &data["banned_by"]["username"]),
        (&json!("troll"), &json!("Mod"))
    );
    kick.ban("streamer", "Mod", "Troll", None, "enough");
    let (_, _, data) = line.event().await;
    assert_eq!((&data["permanent"], data.get("duration")), (&json!(true), None));
    room.ban_in_the_old_form("Troll", Some("2024-01-01 00:00:00"));
    let (_, _, data) = line.event().await;
    assert_eq!((data.get("permanent"), &data["expires_at"]), (None, &json!("2024-01-01 00:00:00")));
    kick.unban("streamer", "Mod", "Troll");
    assert_eq!(line.event().await.2["unbanned_by"]["username"], "Mod");
}

#[tokio::test]
async fn messages_of_every_shape() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let room = kick.room("streamer");
    let mut line = Line::pusher(&emulator, &[room.feed()]).await;
    kick.badge("Alice", "subscriber", "Subscriber", Some(26));
    let first = kick.say("streamer", "Alice", "first");
    let (_, _, data) = line.event().await;
    assert_eq!(
        data["sender"]["identity"]["badges"],
        json!([{"type": "subscriber", "text": "Subscriber", "count": 26}])
    );
    kick.reply("streamer", "Bob", "to you", &first);
    let (_, _, data) = line.event().await;
    assert_eq!((&data["type"], &data["thread_parent_id"]), (&json!("reply"), &json!(first)));
    assert_eq!(data["metadata"]["original_message"], json!({"id": first, "content": "first"}));
    assert_eq!(data["metadata"]["original_sender"]["username"], "Alice");
    room.celebrate("Alice", 6, "six!");
    let (_, _, data) = line.event().await;
    assert_eq!(
        (&data["type"], &data["metadata"]["celebration"]["total_months"]),
        (&json!("celebration"), &json!(6))
    );
    let patch =
        json!({"type": "hologram", "sender": {"identity": null}, "metadata": {"message_ref": "1"}});
    let id = room.message("Alice", "odd", &patch);
    let (_, _, data) = line.event().await;
    assert_eq!(
        (&data["id"], &data["type"], &data["sender"]["identity"]),
        (&json!(id), &json!("hologram"), &json!(null))
    );
    assert_eq!(data["sender"]["username"], "Alice");
    // Only the first three are stored.
    assert_eq!(kick.messages("streamer").len(), 3);
}
