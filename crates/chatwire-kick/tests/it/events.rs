//! Each event: a sample, and the forms that servers really use.

use std::time::Duration;

use chatwire_kick::Event;
use chatwire_kick::realtime::{BadgeType, ChatMessage, GoalChange, MessageType, PredictionState};
use serde_json::{Value, json};

use crate::peer::message;

fn read(name: &str, channel: &str, data: &Value) -> Event {
    let frame = json!({"event": name, "channel": channel, "data": data.to_string()});
    let event = Event::parse_frame(&frame.to_string()).unwrap();
    // Data as an object and names with a namespace are the same.
    let other = json!({"event": format!("App\\Events\\{name}"), "channel": channel, "data": data});
    assert_eq!(Event::parse_frame(&other.to_string()).unwrap().kind(), event.kind());
    assert_eq!(event.feed().unwrap().to_string(), channel);
    event
}

macro_rules! read_as {
    ($variant:ident, $name:expr, $channel:expr, $data:tt) => {
        match read($name, $channel, &json!($data)) {
            Event::$variant(event) => event,
            other => panic!("{other:?}"),
        }
    };
}

const CHAT: &str = "chatrooms.9001.v2";

#[test]
fn names_are_matched_whole() {
    for name in ["ChatMessageEventX", "XChatMessageEvent", "chatmessageevent", ""] {
        assert!(matches!(read(name, CHAT, &message("m")), Event::Unknown { .. }), "{name}");
    }
    let frame = json!({"event": "App\\Events\\LiveStream\\UpdatedLiveStreamEvent", "channel": "private-livestream.5",
        "data": {"id": 5, "session_title": "t", "viewers": 949, "category": {"id": 28, "name": "Slots"}}});
    let Event::LivestreamUpdated(event) = Event::parse_frame(&frame.to_string()).unwrap() else {
        panic!()
    };
    assert_eq!(
        (event.livestream.viewer_count, event.livestream.id.as_deref()),
        (Some(949), Some("5"))
    );
}

#[test]
fn messages_with_everything_and_with_nothing() {
    let mut full = message("m1");
    full["type"] = json!("reply");
    full["thread_parent_id"] = json!("m0");
    full["sender"]["identity"]["badges_v2"] = json!([
        {"name": "Level 5", "badge_type": "level", "metadata": {"level": 5}, "sort_order": 1},
        {"name": "hidden", "selected": false}]);
    let metadata = json!({"original_sender": {"id": "78", "username": "Other"},
        "original_message": {"id": "m0", "content": "first"}, "message_ref": 1767323045001_u64});
    for metadata in [metadata.clone(), json!(metadata.to_string())] {
        full["metadata"] = metadata;
        let read = read_as!(Message, "ChatMessageEvent", CHAT, (full.clone()));
        assert_eq!(
            (&read.kind, read.reply_to().unwrap().content.as_str()),
            (&MessageType::Reply, "first")
        );
        assert_eq!(read.metadata.original_sender.as_ref().unwrap().id.unwrap().get(), 78);
        assert_eq!(read.metadata.message_ref.as_deref(), Some("1767323045001"));
        assert_eq!(read.sent_at().unwrap().as_unix_seconds(), 1_767_323_045);
        assert_eq!(read.sender.identity.visible_badges_v2().count(), 1);
        assert_eq!(read.sender.identity.badges_v2.first().unwrap().metadata.level, Some(5));
        assert!(read.has_badge(&BadgeType::Vip) && !read.has_badge(&BadgeType::Bot));
        let text = serde_json::to_string(&read.data).unwrap();
        assert_eq!(serde_json::from_str::<ChatMessage>(&text).unwrap(), read.data);
    }
    for identity in
        [json!(null), json!({"color": null, "badges": null, "badges_v2": null}), json!({})]
    {
        let bare = json!({"id": "m", "content": null, "created_at": 1767323045, "metadata": null, "type": null,
            "sender": {"id": 1, "username": "u", "identity": identity}});
        let read = read_as!(Message, "ChatMessageEvent", CHAT, (bare.clone()));
        assert_eq!((read.content.as_str(), read.sender.identity.badges.len()), ("", 0));
        assert_eq!(read.sent_at().unwrap().as_unix_seconds(), 1_767_323_045);
    }
    // What is beside the text never takes the message with it.
    full["metadata"] = json!("no JSON");
    let read = read_as!(Message, "ChatMessageEvent", CHAT, (full.clone()));
    assert!(read.reply_to().is_none() && read.metadata.message_ref.is_none());
    for (place, odd) in [
        ("/metadata", json!(7)),
        (
            "/metadata",
            json!({"original_sender": "Other", "original_message": 7, "celebration": [], "clip": true}),
        ),
        ("/thread_parent_id", json!(0)),
        ("/chatroom_id", json!("no number")),
        ("/sender/slug", json!(7)),
        ("/sender/identity", json!("#FF9D00")),
        ("/sender/identity/color", json!(7)),
        ("/sender/identity/badges", json!({})),
        ("/sender/identity/badges_v2", json!({"name": "Level 5"})),
    ] {
        let mut odd_message = message("m");
        odd_message["thread_parent_id"] = json!(null);
        odd_message["sender"]["identity"]["badges_v2"] = json!(null);
        *odd_message.pointer_mut(place).unwrap() = odd;
        let read = read_as!(Message, "ChatMessageEvent", CHAT, (odd_message.clone()));
        assert_eq!(read.id.as_str(), "m", "{place}");
    }
    full["sender"]["identity"]["badges"] = json!([{"text": "V"}, {"type": null, "text": "W"}, "no badge", {"type": "vip", "text": "VIP"}]);
    full["metadata"] = json!({"celebration": []});
    let read = read_as!(Message, "ChatMessageEvent", CHAT, (full.clone()));
    assert!(read.metadata.celebration.is_none());
    assert_eq!(read.to_kickpython().badges, ["V", "W", "VIP"]);
    assert!(read.has_badge(&BadgeType::Vip));
    let celebration = json!({"celebration": {"id": "c", "type": "subscription_renewed", "total_months": 13,
        "created_at": "2025-09-07T15:29:29.469652Z"}, "clip": {"id": "clip_1", "title": "t", "duration": 30,
        "creator": {"id": 1, "username": "u"}}});
    full["metadata"] = celebration;
    full["type"] = json!("celebration");
    let read = read_as!(Message, "ChatMessageEvent", CHAT, (full.clone()));
    assert_eq!(read.metadata.celebration.as_ref().unwrap().total_months, Some(13));
    assert_eq!(read.metadata.clip.as_ref().unwrap().duration, Some(30.0));
}

#[test]
fn moderation() {
    let deleted = read_as!(MessageDeleted, "MessageDeletedEvent", CHAT,
        {"id": "e", "message": {"id": "m"}, "aiModerated": true, "violatedRules": ["hate"]});
    assert_eq!((deleted.message_id.as_str(), deleted.ai_moderated), ("m", true));
    let deleted =
        read_as!(MessageDeleted, "MessageDeletedEvent", CHAT, {"id": "e", "message_id": "m"});
    assert_eq!((deleted.message_id.as_str(), deleted.violated_rules.len()), ("m", 0));
    assert_eq!(read("MessageDeletedEvent", CHAT, &json!({"id": "e"})).kind(), "Malformed");

    let banned = read_as!(UserBanned, "UserBannedEvent", CHAT, {"id": "b", "user": {"id": 88, "username": "Bad"},
        "banned_by": {"id": 0, "username": "Mod"}, "permanent": false, "duration": 5,
        "expires_at": "2026-01-02T03:09:05+00:00"});
    assert!(!banned.is_permanent() && banned.duration() == Some(Duration::from_secs(300)));
    assert_eq!((banned.banned_by.id, banned.user.id.unwrap().get()), (None, 88));
    for (data, permanent) in [
        (json!({"user": {"id": 1}}), true),
        (json!({"user": {"id": 1}, "expires_at": "2024-01-02 03:04:05"}), false),
        (json!({"user": {"id": 1}, "permanent": true}), true),
    ] {
        let banned = read_as!(UserBanned, "UserBannedEvent", CHAT, (data.clone()));
        assert_eq!(banned.is_permanent(), permanent, "{data}");
    }
    let unbanned = read_as!(UserUnbanned, "UserUnbannedEvent", CHAT,
        {"user": {"id": 88, "username": "Bad", "slug": "bad"}, "unbanned_by": {"id": 9}, "permanent": true});
    assert_eq!((unbanned.user.slug.as_deref(), unbanned.permanent), (Some("bad"), Some(true)));
    assert_eq!(read("ChatroomClearEvent", CHAT, &json!({"id": "x"})).kind(), "ChatroomClear");
    for (name, kind) in
        [("PinnedMessageDeletedEvent", "PinnedMessageDeleted"), ("PollDeleteEvent", "PollDelete")]
    {
        for data in [json!([]), json!({}), json!(null)] {
            assert_eq!(read(name, CHAT, &data).kind(), kind);
        }
    }
    for duration in [json!("1200"), json!(1200)] {
        let pin = read_as!(PinnedMessageCreated, "PinnedMessageCreatedEvent", CHAT, {"message": (message("m")),
            "duration": duration, "pinnedBy": {"id": 5, "username": "Mod", "identity": {"badges":
            [{"type": "moderator", "text": "Moderator", "active": true}]}}, "finish_at": null});
        assert_eq!((pin.duration, pin.message.id.as_str()), (Some(1_200), "m"));
        let badges = &pin.pinned_by.as_ref().unwrap().identity.badges;
        assert_eq!(badges.first().unwrap().active, Some(true));
    }
    let poll = read_as!(PollUpdate, "PollUpdateEvent", CHAT, {"poll": {"title": "Best?", "duration": 30,
        "options": [{"id": 0, "label": "A", "votes": 3}], "remaining": 12, "has_voted": false}});
    assert_eq!((poll.poll.options.first().unwrap().votes, poll.poll.remaining), (3, Some(12)));
}

#[test]
fn both_forms_of_settings_are_one() {
    let old = read_as!(ChatroomUpdated, "ChatroomUpdatedEvent", CHAT, {"id": 9001,
        "slow_mode": {"enabled": true, "message_interval": 6}, "subscribers_mode": {"enabled": false},
        "followers_mode": {"enabled": true, "min_duration": 180}, "emotes_mode": {"enabled": true},
        "advanced_bot_protection": {"enabled": true, "remaining_time": 9}, "account_age": {"enabled": true, "min_duration": 1}});
    let new = read_as!(ChatroomUpdated, "ChatSettingsChanged", "chatroom_9001", {"settings": {
        "slow_mode": {"enabled": true, "duration_seconds": 6}, "subscribers_only_mode": {"enabled": false},
        "followers_only_mode": {"enabled": true, "duration_seconds": 10800}, "emotes_only_mode": {"enabled": true}}});
    for settings in [&old, &new] {
        assert!(
            settings.slow_mode.enabled
                && settings.emotes_mode.enabled
                && !settings.subscribers_mode.enabled
        );
        assert_eq!(settings.slow_mode.duration, Some(Duration::from_secs(6)));
        assert_eq!(settings.followers_mode.duration, Some(Duration::from_secs(10_800)));
    }
    assert_eq!(old.advanced_bot_protection.duration, Some(Duration::from_secs(9)));
    assert_eq!(
        (old.account_age.duration, old.id.unwrap().get()),
        (Some(Duration::from_secs(60)), 9001)
    );
}

#[test]
fn subscriptions_and_hosts() {
    let sub = read_as!(Subscription, "SubscriptionEvent", CHAT, {"chatroom_id": 9001, "username": "Sub", "months": 3});
    assert_eq!((sub.username.as_str(), sub.months), ("Sub", Some(3)));
    let gift = read_as!(GiftedSubscriptions, "GiftedSubscriptionsEvent", "chatroom_9001", {"chatroom_id": 9001,
        "gifted_usernames": ["C", "D"], "gifter_username": "G", "gifted_total": 4, "correlation_id": "x1",
        "chunk_details": {"correlation_id": "x1", "chunk_index": 1, "total_chunks": 2}});
    assert_eq!(
        (gift.gifted_usernames.len(), gift.chunk_details.as_ref().unwrap().total_chunks),
        (2, Some(2))
    );
    let gift = read_as!(SubscriptionGifted, "SubscriptionGifted", CHAT, {"id": "1", "user": {"id": 5, "username": "G"},
        "gift": {"tier": 1}, "gifted_users": [{"id": 6, "username": "A"}], "created_at": "2026-01-01T00:00:00Z"});
    assert_eq!((gift.gift.tier.as_deref(), gift.gifted_users.len()), (Some("1"), 1));
    let sub = read_as!(ChannelSubscription, "ChannelSubscriptionEvent", "channel.501",
        {"user_ids": [6, 7], "username": "", "channel_id": 501});
    assert_eq!((sub.user_ids.len(), sub.channel_id.unwrap().get()), (2, 501));
    let lucky = read_as!(LuckyUsers, "LuckyUsersWhoGotGiftSubscriptionsEvent", "channel.501",
        {"channel": {"id": 501, "user_id": 1001, "chatroom": {"id": 9001}}, "usernames": ["A"], "gifter_username": "G"});
    assert_eq!(lucky.channel.chatroom.as_ref().unwrap().id.unwrap().get(), 9001);
    let info = read_as!(ChatInfo, "ChatMessageSentEvent", "chatrooms.9001", {"message": {"id": "i", "type": "info",
        "chatroom_id": 9001, "created_at": 1751605454, "action": "gift", "subscriptions_count": 2,
        "giftedUsers": [{"username": "A", "monthsSubscribed": 1}]}, "user": {"id": 5, "username": "G", "verified": false}});
    assert_eq!(info.message.created_at.unwrap().as_unix_seconds(), 1_751_605_454);
    assert_eq!(info.message.gifted_users.first().unwrap().months_subscribed, Some(1));
    assert_eq!(info.user.verified, Some(false));
    let host = read_as!(Hosted, "StreamHostEvent", CHAT, {"chatroom_id": 9001, "optional_message": null,
        "number_viewers": 12, "host_username": "H"});
    assert_eq!((host.host_username.as_str(), host.number_viewers), ("H", Some(12)));
    let host = read_as!(HostedInfo, "StreamHostedEvent", "chatrooms.9001", {"message": {"id": "h", "numberOfViewers": 12,
        "optionalMessage": "hi", "createdAt": "2026-01-01 00:00:00"}, "user": {"id": 7, "username": "H", "verified": {"id": 1}, "isSuperAdmin": false}});
    assert_eq!((host.user.verified, host.user.is_super_admin), (Some(true), Some(false)));
    assert_eq!(
        (host.message.number_of_viewers, host.message.created_at.is_some()),
        (Some(12), true)
    );
    let sent = read_as!(HostSent, "ChatMoveToSupportedChannelEvent", "channel.501", {"channel": {"id": 501,
        "current_livestream": {"id": 3}}, "slug": "target", "hosted": {"id": 7, "username": "Target",
        "viewers_count": 1692, "category": "Games", "preview_thumbnail": {"srcset": "", "src": "https://img.test/p.webp"}}});
    let picture = sent.hosted.preview_thumbnail.as_ref().unwrap();
    assert_eq!(picture.src.as_deref(), Some("https://img.test/p.webp"));
    let stream = sent.channel.current_livestream.as_ref().unwrap();
    assert_eq!(stream.id.as_deref(), Some("3"));
    // What stands beside the matter may have any shape.
    let sent = read_as!(HostSent, "ChatMoveToSupportedChannelEvent", "channel.501", {"channel": {"id": 501,
        "current_livestream": "none"}, "slug": "target", "hosted": {"id": 7, "preview_thumbnail": []}});
    assert_eq!((sent.channel.current_livestream.is_none(), sent.slug.as_str()), (true, "target"));
    assert_eq!((sent.hosted.id.unwrap().get(), sent.channel.id.unwrap().get()), (7, 501));
}

#[test]
fn streams() {
    let live = read_as!(StreamerIsLive, "StreamerIsLive", "channel.501", {"livestream": {"id": 3, "channel_id": 501,
        "session_title": "t", "source": null, "created_at": "2026-01-01T00:00:00.000000Z"}});
    assert_eq!(
        (live.livestream.id.as_deref(), live.livestream.channel_id.unwrap().get()),
        (Some("3"), 501)
    );
    let stop = read_as!(StopStreamBroadcast, "StopStreamBroadcast", "channel.501",
        {"livestream": {"id": 3, "channel": {"id": 501, "is_banned": false}}});
    assert_eq!(stop.livestream.channel.as_ref().unwrap().is_banned, Some(false));
    let update = read_as!(LivestreamUpdated, "LivestreamUpdated", "channel.501", {"livestream": {"id": 3,
        "created_at": "2024-02-06 19:10:40", "viewer_count": 949, "tags": [], "categories": [{"id": 28, "name": "Slots",
        "category": {"id": 4}}], "duration": 0, "twitch_channel": null}});
    assert_eq!(update.livestream.created_at.unwrap().as_unix_seconds(), 1_707_246_640);
    for key in ["channel_id", "chatroom_id"] {
        let followers = json!({"followersCount": 20947, key: 501, "username": null, "created_at": 1707251975, "followed": true});
        let followers =
            read_as!(FollowersUpdated, "FollowersUpdated", "channel.501", (followers.clone()));
        assert_eq!(
            (followers.followers_count, followers.channel_id.unwrap().get()),
            (Some(20_947), 501)
        );
    }
    assert_eq!(
        read("VideoPrivatedEvent", "channel.501", &json!({"video_id": "v1"})).kind(),
        "VideoPrivated"
    );
}

#[test]
fn kicks_rewards_goals_and_predictions() {
    let gift = read_as!(KicksGifted, "KicksGifted", "channel_501", {"message": "", "sender": {"id": 77, "username": "u",
        "username_color": ""}, "gift": {"gift_id": "hype", "name": "Hype", "amount": 1, "type": "BASIC", "tier": "BASIC",
        "character_limit": 0, "pinned_time": 0}});
    assert_eq!((gift.gift.amount, gift.gift.pinned_time, gift.created_at), (1, Some(0), None));
    let board = read_as!(KicksLeaderboardUpdated, "KicksLeaderboardUpdated", "channel_501",
        {"gifts_lifetime": [{"user_id": 1, "gifted_amount": 10}], "gifts_week": null, "gifts_enabled": true});
    assert_eq!((board.gifts_lifetime.len(), board.gifts_week.len()), (1, 0));
    let board = read_as!(GiftsLeaderboardUpdated, "GiftsLeaderboardUpdated", "channel_501",
        {"leaderboard": [{"user_id": 1, "username": "A", "quantity": 2469}], "gifter_id": 5, "gifted_quantity": 1,
        "channel": {"id": 501, "slug": "streamer"}});
    assert_eq!(board.channel.as_ref().unwrap().slug.as_deref(), Some("streamer"));
    assert_eq!(
        (board.leaderboard.first().unwrap().quantity, board.gifted_quantity),
        (2_469, Some(1))
    );
    for data in [
        json!({"reward_title": "Hydrate", "user_id": 7, "username": "u", "user_input": "now", "channel_id": 501}),
        json!({"reward": {"title": "Hydrate"}, "user": {"id": 7, "username": "u"}, "input": "now"}),
    ] {
        let reward =
            read_as!(RewardRedeemed, "RewardRedeemedEvent", "chatroom_9001", (data.clone()));
        assert_eq!((reward.reward_title.as_str(), reward.username.as_str()), ("Hydrate", "u"));
        assert_eq!((reward.user_input.as_str(), reward.user_id.unwrap().get()), ("now", 7));
    }
    let data = json!({"id": "chgoal_01", "channel_id": "channel_01", "type": "followers", "status": "active",
        "target_value": 100000, "current_value": 87106, "updated_at": "2025-09-14T18:28:43.670407152Z", "end_date": null});
    for (name, change) in [
        ("GoalCreatedEvent", GoalChange::Created),
        ("GoalUpdatedEvent", GoalChange::Updated),
        ("GoalProgressUpdateEvent", GoalChange::Progress),
        ("GoalAchievedEvent", GoalChange::Achieved),
        ("GoalCanceledEvent", GoalChange::Canceled),
    ] {
        let goal = read_as!(Goal, name, "channel_501", (data.clone()));
        assert_eq!((goal.change, goal.current_value), (change, Some(87_106)));
        assert!(goal.updated_at.is_some() && goal.end_date.is_none());
    }
    let data = json!({"prediction": {"id": "01", "channel_id": 501, "title": "Win?", "state": "RESOLVED", "duration": 300,
        "outcomes": [{"id": "a", "title": "Yes", "total_vote_amount": 100, "vote_count": 2, "return_rate": 1.5,
        "top_users": [{"user_id": 1, "username": "A", "amount": 90}]}], "winning_outcome_id": "a"}});
    for (name, is_new) in [("PredictionCreated", true), ("PredictionUpdated", false)] {
        let update = read_as!(Prediction, name, "predictions-channel-501", (data.clone()));
        assert_eq!((update.is_new, &update.prediction.state), (is_new, &PredictionState::Resolved));
        assert_eq!(update.prediction.outcomes.first().unwrap().return_rate, Some(1.5));
    }
}

#[test]
fn times_that_are_none_cost_no_event() {
    let goal = read_as!(Goal, "GoalUpdatedEvent", "channel_501", {"id": "g", "created_at": "soon", "updated_at": {},
        "achieved_at": "0001-01-01T00:00:00Z", "surprise": [1]});
    assert_eq!((goal.created_at, goal.updated_at, goal.achieved_at), (None, None, None));
}

#[test]
fn a_field_under_both_of_its_names_is_no_fault() {
    let followers = read_as!(FollowersUpdated, "FollowersUpdated", "channel.501",
        {"followersCount": 4, "followers_count": 5, "channel_id": 501, "chatroom_id": 9001});
    assert_eq!((followers.channel_id.unwrap().get(), followers.followers_count), (501, Some(5)));
    let followers = read_as!(FollowersUpdated, "FollowersUpdated", "channel.501",
        {"followersCount": 4, "channel_id": null, "chatroom_id": 501});
    assert_eq!((followers.channel_id.unwrap().get(), followers.followers_count), (501, Some(4)));
    let redeemed = read_as!(RewardRedeemed, "RewardRedeemedEvent", "chatroom_9001",
        {"reward_title": "Hydrate", "user_input": "now", "input": "later"});
    assert_eq!(redeemed.user_input, "now");
    let person = |id: u64| json!({"id": id, "username": "u"});
    let pin = read_as!(PinnedMessageCreated, "PinnedMessageCreatedEvent", CHAT,
        {"message": message("m"), "pinned_by": null, "pinnedBy": person(7)});
    assert_eq!(pin.pinned_by.as_ref().unwrap().id.unwrap().get(), 7);
    let pin = read_as!(PinnedMessageCreated, "PinnedMessageCreatedEvent", CHAT,
        {"message": message("m"), "duration": "1200", "pinned_by": person(8), "pinnedBy": person(7)});
    assert_eq!(pin.pinned_by.as_ref().unwrap().id.unwrap().get(), 8);
    assert_eq!(pin.duration, Some(1200));

    let stream: chatwire_kick::Stream = serde_json::from_value(
        json!({"is_live": true, "custom_tags": ["a"], "tags": ["b"], "viewer_count": 3}),
    )
    .unwrap();
    assert_eq!(
        (stream.custom_tags, stream.viewer_count, stream.is_live),
        (vec!["a".to_owned()], 3, true)
    );
    let stream: chatwire_kick::Stream =
        serde_json::from_value(json!({"custom_tags": null, "tags": ["b"]})).unwrap();
    assert_eq!(stream.custom_tags, ["b"]);
    let redeemer: chatwire_kick::Redeemer =
        serde_json::from_value(json!({"user_id": 1, "broadcaster_user_id": 2})).unwrap();
    assert_eq!(redeemer.user_id, 1);
    assert!(serde_json::from_value::<chatwire_kick::Redeemer>(json!({})).is_err());
}

#[test]
fn an_event_with_both_names_of_a_field_is_read_by_the_usual_one() {
    let stream = read_as!(LivestreamUpdated, "LivestreamUpdated", "channel.501",
        {"livestream": {"id": 5, "viewers": 3, "viewer_count": 4}});
    assert_eq!(stream.livestream.viewer_count, Some(4));
    let host = read_as!(HostedInfo, "StreamHostedEvent", "chatrooms.9001",
        {"message": {"id": "h", "number_of_viewers": null, "numberOfViewers": 3, "optional_message": "a",
            "optionalMessage": "b", "created_at": "2026-01-02T03:04:05Z", "createdAt": null},
        "user": {"id": 7, "is_super_admin": true, "isSuperAdmin": false}});
    assert_eq!(host.message.number_of_viewers, Some(3), "the usual one is empty");
    assert_eq!(host.message.optional_message.as_deref(), Some("a"));
    assert!(host.message.created_at.is_some() && host.user.is_super_admin == Some(true));
    let deleted = read_as!(MessageDeleted, "MessageDeletedEvent", CHAT,
        {"id": "e", "message": {"id": "m"}, "ai_moderated": true, "aiModerated": false,
            "violated_rules": ["a"], "violatedRules": ["b"]});
    assert_eq!(
        (deleted.ai_moderated, deleted.violated_rules.as_slice()),
        (true, &["a".into()][..])
    );
    let info = read_as!(ChatInfo, "ChatMessageSentEvent", "chatrooms.9001",
        {"message": {"id": "i", "giftedUsers": [], "gifted_users": [
            {"username": "u", "monthsSubscribed": 1, "months_subscribed": 2}]}});
    assert_eq!(info.message.gifted_users.first().unwrap().months_subscribed, Some(2));
    let settings = read_as!(ChatroomUpdated, "ChatroomUpdatedEvent", CHAT, {"id": 9001,
        "slow_mode": {"enabled": true, "message_interval": 6, "remaining_time": 1},
        "subscribers_mode": {"enabled": true}, "subscribers_only_mode": {"enabled": false},
        "followers_mode": {"enabled": true}, "followers_only_mode": {"enabled": false},
        "emotes_mode": {"enabled": true}, "emotes_only_mode": {"enabled": false}});
    assert_eq!(settings.slow_mode.duration, Some(Duration::from_secs(6)));
    let modes = [settings.subscribers_mode, settings.followers_mode, settings.emotes_mode];
    assert!(modes.iter().all(|mode| mode.enabled));
    // The same name twice: the last one counts.
    let frame = r#"{"event": "SubscriptionEvent", "channel": "chatrooms.9001.v2",
        "data": {"username": "u", "months": 1, "months": 2}}"#;
    let Event::Subscription(subscription) = Event::parse_frame(frame).unwrap() else { panic!() };
    assert_eq!(subscription.months, Some(2));
}
