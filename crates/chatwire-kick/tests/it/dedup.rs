//! One happening, told once; one message, by whichever way.

use std::time::Duration;

use chatwire_core::testing::Script;
use chatwire_kick::Event;
use chatwire_kick::realtime::{
    Activity, ChatTransport, Deduper, Place, Source, Topics, UnifiedMessage, WINDOW,
};
use chatwire_kick::{ChatTarget, ChatroomId};
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::peer::{message, session};

fn event(name: &str, channel: &str, data: &Value) -> Event {
    Event::parse_frame(&json!({"event": name, "channel": channel, "data": data}).to_string())
        .unwrap()
}

/// What a second of these events is told as.
fn told(events: &[(&str, &str, Value)]) -> Vec<Activity> {
    let mut deduper = Deduper::new();
    deduper.link(9001, 501);
    let start = Instant::now();
    let mut told = Vec::new();
    for (turn, (name, channel, data)) in (0..).zip(events) {
        let now = start + Duration::from_millis(100 * turn);
        told.extend(deduper.push(event(name, channel, data), now));
    }
    assert!(deduper.take_due(start + WINDOW - Duration::from_millis(1)).is_empty());
    told.extend(deduper.take_due(start + 2 * WINDOW));
    assert!(deduper.deadline().is_none());
    told
}

const ROOM: Place = Place::Chatroom(ChatroomId::new(9001));

#[tokio::test]
async fn a_subscription_is_one() {
    let info = json!({"message": {"action": "subscribe", "optional_message": "hi", "months_subscribed": 3},
        "user": {"id": 6, "username": "sub"}});
    let told = told(&[
        (
            "ChannelSubscriptionEvent",
            "channel.501",
            json!({"user_ids": [6], "username": "Sub", "channel_id": 501}),
        ),
        ("ChatMessageSentEvent", "chatrooms.9001", info),
        ("SubscriptionEvent", "chatrooms.9001.v2", json!({"username": "Sub", "months": 3})),
        ("SubscriptionEvent", "chatrooms.9001.v2", json!({"username": "Other", "months": 1})),
        ("SubscriptionEvent", "chatrooms.9002.v2", json!({"username": "Sub", "months": 1})),
    ]);
    let [Activity::Subscribed { place, username, user, months, message }, other, elsewhere] =
        told.as_slice()
    else {
        panic!("{told:?}")
    };
    assert_eq!((*place, username.as_str(), user.unwrap().get()), (ROOM, "Sub", 6));
    assert_eq!((*months, message.as_deref()), (Some(3), Some("hi")));
    assert!(matches!(other, Activity::Subscribed { username, .. } if username == "Other"));
    assert!(matches!(elsewhere, Activity::Subscribed { place, .. } if *place != ROOM));
}

#[tokio::test]
async fn a_gift_is_one_over_all_its_parts_and_two_gifts_are_two() {
    let part = |id: &str, names: [&str; 2]| json!({"gifted_usernames": names, "gifter_username": "G", "correlation_id": id, "gifted_total": 4});
    let told = told(&[
        (
            "ChannelSubscriptionEvent",
            "channel.501",
            json!({"user_ids": [1, 2, 3, 4], "username": ""}),
        ),
        ("GiftedSubscriptionsEvent", "chatrooms.9001.v2", part("x", ["A", "B"])),
        ("GiftedSubscriptionsEvent", "chatroom_9001", part("x", ["A", "B"])),
        ("GiftedSubscriptionsEvent", "chatroom_9001", part("x", ["C", "D"])),
        (
            "LuckyUsersWhoGotGiftSubscriptionsEvent",
            "channel.501",
            json!({"usernames": ["A"], "gifter_username": "g"}),
        ),
        ("GiftedSubscriptionsEvent", "chatroom_9001", part("y", ["A", "E"])),
        (
            "GiftedSubscriptionsEvent",
            "chatroom_9001",
            json!({"gifted_usernames": ["Z"], "gifter_username": "H"}),
        ),
    ]);
    let counts: Vec<_> = told
        .iter()
        .map(|activity| match activity {
            Activity::Gifted { gifter, count, usernames, place } => {
                (gifter.as_str(), *count, usernames.len(), *place == ROOM)
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(counts, [("G", 4, 4, true), ("G", 4, 2, true), ("H", 1, 1, true)]);
}

#[tokio::test]
async fn a_host_is_one_and_other_events_pass_at_once() {
    let told = told(&[
        (
            "StreamHostEvent",
            "chatrooms.9001.v2",
            json!({"host_username": "host", "number_viewers": 12}),
        ),
        (
            "StreamHostedEvent",
            "chatrooms.9001",
            json!({"message": {"numberOfViewers": 12, "optionalMessage": "hi"},
            "user": {"id": 7, "username": "Host"}}),
        ),
        ("ChatMessageEvent", "chatrooms.9001.v2", message("m1")),
    ]);
    let [Activity::Event(Event::Message(_)), Activity::Hosted { user, viewers, message, .. }] =
        told.as_slice()
    else {
        panic!("{told:?}")
    };
    assert_eq!((user.unwrap().get(), *viewers, message.as_deref()), (7, Some(12), Some("hi")));
}

#[tokio::test(start_paused = true)]
async fn a_session_tells_activities() {
    let (connect, mut peer) = session(&Script::new());
    let connect = connect.room_with(ChatTarget::ids(9001, 501), Topics::usual().with_v1());
    let (live, mut conn) = tokio::join!(connect.transport(ChatTransport::Pusher), peer.pusher(5));
    let mut activities = live.unwrap().activities();
    let data = json!({"user_ids": [6], "username": "Sub", "channel_id": 501});
    conn.event("ChannelSubscriptionEvent", "channel.501", &data).await;
    conn.event("SubscriptionEvent", "chatrooms.9001.v2", &json!({"username": "Sub", "months": 2}))
        .await;
    conn.say("chatrooms.9001.v2", "m1").await;
    let start = Instant::now();
    let mut told = Vec::new();
    while told.len() < 2 {
        match activities.try_next().await.unwrap().unwrap() {
            Activity::Event(Event::Message(_)) => told.push(("message", start.elapsed().as_secs())),
            Activity::Subscribed { months, .. } => {
                assert_eq!(months, Some(2));
                told.push(("subscribed", start.elapsed().as_secs()));
            }
            _ => {}
        }
    }
    assert_eq!(told, [("message", 0), ("subscribed", 10)]);
    activities.handle().close().await;
}

#[test]
fn a_message_is_the_same_by_both_ways() {
    let mut text = message("m1");
    text["metadata"] = json!({"original_message": {"id": "m0", "content": "x"}});
    let Event::Message(socket) = event("ChatMessageEvent", "chatrooms.9001.v2", &text) else {
        panic!()
    };
    let body = json!({"message_id": "m1", "broadcaster": {"user_id": 1001}, "sender": {"user_id": 77,
        "username": "Viewer_1"}, "content": "text m1", "created_at": "2026-01-02T03:04:05Z",
        "replies_to": {"message_id": "m0", "content": "x"}});
    let webhook: chatwire_kick::webhook::ChatMessage = serde_json::from_value(body).unwrap();
    let (one, two) = (UnifiedMessage::from(&socket), UnifiedMessage::from(&webhook));
    assert_eq!((one.source, two.source), (Source::Socket, Source::Webhook));
    assert_eq!((one.chatroom.unwrap().get(), two.broadcaster.unwrap().get()), (9001, 1001));
    let same = |message: &UnifiedMessage| {
        (
            message.id.clone(),
            message.sender,
            message.username.clone(),
            message.content.clone(),
            message.reply_to.clone(),
            message.sent_at,
        )
    };
    assert_eq!(same(&one), same(&two));
}
