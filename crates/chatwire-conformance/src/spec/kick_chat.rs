//! Kick's live chat over Pusher, as its documents and captures have it.

use serde_json::{Value, json};

use crate::divergence::predicate::FramesAre;
use crate::script::{Payload, Script, Step};
use crate::vector::Vector;

/// Prefix of most names of events.
const PREFIX: &str = "App\\Events\\";

/// Words for what comes on channels; [`is_kind`] says of others that they are none of these.
const KINDS: &[&str] = &[
    "ChatMessage",
    "ChatInfo",
    "MessageDeleted",
    "UserBanned",
    "UserUnbanned",
    "Subscription",
    "GiftedSubscriptions",
    "SubscriptionGifted",
    "ChannelSubscription",
    "LuckyUsers",
    "Hosted",
    "HostedInfo",
    "HostSent",
    "PinnedMessageCreated",
    "PinnedMessageDeleted",
    "PollUpdate",
    "PollDelete",
    "ChatroomUpdated",
    "ChatroomClear",
    "FollowersUpdated",
    "StreamerIsLive",
    "StopStreamBroadcast",
    "LivestreamUpdated",
    "KicksGifted",
    "KicksLeaderboardUpdated",
    "GiftsLeaderboardUpdated",
    "RewardRedeemed",
    "Goal",
    "Prediction",
    "VideoPrivated",
    "Unknown",
    "Malformed",
];

/// Whether a word says what a frame is; the documents give events names of their own, and no words for their kinds.
#[must_use]
pub fn is_kind(word: &str) -> bool {
    KINDS.contains(&word)
}

/// The five-field events that a script's frames are, each message once.
#[must_use]
pub fn messages(script: &Script) -> Vec<Value> {
    let texts = script.steps.iter().filter_map(|step| -> Option<Value> {
        match step {
            Step::Server(Payload::Json(frame)) => Some(frame.clone()),
            Step::Server(Payload::Text(text)) => serde_json::from_str(text).ok(),
            // Binary frames are no part of the protocol.
            _ => None,
        }
    });
    let mut known = Vec::new();
    let mut messages = Vec::new();
    for frame in texts {
        let Some(message) = message(&frame) else { continue };
        // What comes twice is told once.
        if !known.contains(&frame) {
            known.push(frame);
            messages.push(message);
        }
    }
    messages
}

fn message(frame: &Value) -> Option<Value> {
    let name = frame.get("event")?.as_str()?;
    if name.strip_prefix(PREFIX).unwrap_or(name) != "ChatMessageEvent" {
        return None;
    }
    let data = match frame.get("data")? {
        Value::String(text) => serde_json::from_str(text).ok()?,
        object => object.clone(),
    };
    let sender = data.get("sender")?;
    let is_number =
        |id: &Value| id.is_u64() || id.as_str().is_some_and(|text| text.parse::<u64>().is_ok());
    (data.get("id").is_some() && sender.get("id").is_some_and(is_number)).then_some(())?;
    let badges = sender.pointer("/identity/badges").and_then(Value::as_array);
    let badges: Vec<Value> =
        badges.into_iter().flatten().filter_map(|badge| badge.get("text").cloned()).collect();
    let channel = frame.get("channel").and_then(Value::as_str).unwrap_or_default();
    let room = chatroom(channel).or_else(|| data.get("chatroom_id")?.as_u64());
    Some(json!({
        "sender_username": sender.get("username"),
        "content": data.get("content"),
        "badges": badges,
        "created_at": data.get("created_at"),
        "chat_id": room.map(|room| room.to_string()).unwrap_or_default(),
    }))
}

/// The number in the name of a channel that belongs to a chatroom.
fn chatroom(channel: &str) -> Option<u64> {
    let number = channel.strip_prefix("chatroom_").or_else(|| {
        let rest = channel.strip_prefix("chatrooms.")?;
        Some(rest.strip_suffix(".v2").unwrap_or(rest))
    })?;
    number.parse().ok()
}

/// Whether a record is about handlers, not about what they are called with.
#[must_use]
pub fn is_about_handlers(vector: &Vector) -> bool {
    vector.id.split('/').nth(1) == Some("add_message_handler")
}

/// What holds of a session's script, given the recorded events.
#[must_use]
pub fn properties(vector: &Vector, script: &Script, events: &[Value]) -> Vec<FramesAre> {
    let end = script.steps.iter().rev().find_map(|step| match step {
        Step::Close { code, .. } => Some(*code),
        _ => None,
    });
    let is_plain = |event: &Value| event.get("sender_username").is_some();
    let reads_otherwise = events.iter().all(is_plain)
        && !is_about_handlers(vector)
        && end.is_some()
        && messages(script) != events;
    [
        (FramesAre::Ended, end.is_some_and(|code| !is_final(code))),
        (FramesAre::EndedForGood, end.is_some_and(is_final)),
        (FramesAre::ReadOtherwise, reads_otherwise),
        (FramesAre::Dialled, script.handshake.is_some()),
        (FramesAre::None, script.handshake.is_none()),
    ]
    .into_iter()
    .filter_map(|(property, holds)| holds.then_some(property))
    .collect()
}

/// Whether a close frame on an encrypted line says not to come back.
fn is_final(code: Option<u16>) -> bool {
    code.is_some_and(|code| matches!(code, 4000..=4099 | 4300..))
}
