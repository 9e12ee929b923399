//! How live events are named and printed.

use std::collections::HashMap;

use chatwire::Timestamp;
use chatwire::kick::content::Segment;
use chatwire::kick::realtime::{ChatMessage, Event, Feed};
use chatwire::kick::{ChannelId, ChatroomId};
use serde::Serialize;
use serde_json::{Value, json};

use crate::cmd::connection::tell;
use crate::cmd::kick::shown::moment;
use crate::exit::Result;
use crate::output::{Output, Text, aside};

/// Stands for every kind.
pub(super) const ALL: &str = "all";
/// The kind that is printed when none is named.
pub(super) const MESSAGE: &str = "chat_message";

/// Kinds of events, as [`kind`] names them.
pub(super) const KINDS: [&str; 32] = [
    MESSAGE,
    "message_deleted",
    "user_banned",
    "user_unbanned",
    "subscription",
    "gifted_subscriptions",
    "subscription_gifted",
    "channel_subscription",
    "lucky_users",
    "chat_info",
    "hosted",
    "hosted_info",
    "host_sent",
    "pinned_message_created",
    "pinned_message_deleted",
    "poll_update",
    "poll_delete",
    "chatroom_updated",
    "chatroom_clear",
    "followers_updated",
    "streamer_is_live",
    "stop_stream_broadcast",
    "livestream_updated",
    "kicks_gifted",
    "kicks_leaderboard_updated",
    "gifts_leaderboard_updated",
    "reward_redeemed",
    "goal",
    "prediction",
    "video_privated",
    "unknown",
    "malformed",
];

/// Name of an event's kind, in small letters.
pub(super) fn kind(event: &Event) -> String {
    let mut name = String::new();
    for c in event.kind().chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

/// Says on stderr what is no event of a room but news of the session; whether it was that.
pub(super) fn said_aside(event: &Event) -> bool {
    match event {
        Event::Lifecycle(news) => tell(news),
        Event::SubscriptionError { feed, error, is_fatal: true } => {
            aside(&format!("! there is no chat of {feed}: {error}"));
        }
        Event::RoomFailed { target, error, retry_in } => {
            let again = match retry_in {
                Some(pause) => format!("; next attempt in {:.0} s", pause.as_secs_f64()),
                None => String::new(),
            };
            aside(&format!("! {target} could not be joined: {error}{again}"));
        }
        Event::Fallback { cause } => {
            aside(&format!("! the site cannot be asked how to connect, Pusher is tried: {cause}"));
        }
        Event::Trouble(err) => aside(&format!("! {err}")),
        Event::Connected { .. } | Event::Subscribed { .. } | Event::SubscriptionError { .. } => {}
        _ => return false,
    }
    true
}

/// Names of rooms, by the numbers in the names of their feeds.
#[derive(Debug, Default)]
pub(super) struct Rooms {
    chatrooms: HashMap<ChatroomId, String>,
    channels: HashMap<ChannelId, String>,
}

impl Rooms {
    pub(super) fn add(&mut self, chatroom: ChatroomId, channel: Option<ChannelId>, name: String) {
        if let Some(channel) = channel {
            self.channels.insert(channel, name.clone());
        }
        self.chatrooms.insert(chatroom, name);
    }

    fn name(&self, feed: &Feed) -> Option<&str> {
        let chatroom = feed.chatroom_id().and_then(|id| self.chatrooms.get(&id));
        let channel = || feed.channel_id().and_then(|id| self.channels.get(&id));
        chatroom.or_else(channel).map(String::as_str)
    }

    /// Prints an event of a room.
    pub(super) fn print(&self, out: Output, kind: &str, event: &Event) -> Result {
        let feed = event.feed();
        let room = feed.and_then(|feed| self.name(feed));
        let (recovered, data) = data(event)?;
        let value = json!({
            "event": kind,
            "room": room,
            "feed": feed.map(ToString::to_string),
            "chatroom_id": feed.and_then(Feed::chatroom_id),
            "channel_id": feed.and_then(Feed::channel_id),
            "recovered": recovered,
            "data": data,
        });
        // One room needs no name before each line.
        let room = room.filter(|_| self.chatrooms.len() > 1);
        out.show(&value, |_| line(event, kind, room, &data))
    }
}

/// What an event says, and whether it was fetched after a gap.
fn data(event: &Event) -> Result<(bool, Value)> {
    macro_rules! known {
        ($($kind:ident)+) => {
            match event {
                $(Event::$kind(received) => (received.is_recovered(), written(&received.data)?),)+
                // What cannot be read may hold anything, and is told by its size.
                Event::Unknown { event, raw, .. } => {
                    (false, json!({"name": event, "bytes_length": raw.len()}))
                }
                Event::Malformed { event, raw, error, .. } => {
                    let (size, error) = (raw.len(), error.to_string());
                    (false, json!({"name": event, "bytes_length": size, "error": error}))
                }
                _ => (false, Value::Null),
            }
        };
    }
    Ok(known!(Message MessageDeleted UserBanned UserUnbanned Subscription GiftedSubscriptions
        SubscriptionGifted ChannelSubscription LuckyUsers ChatInfo Hosted HostedInfo HostSent
        PinnedMessageCreated PinnedMessageDeleted PollUpdate PollDelete ChatroomUpdated ChatroomClear
        FollowersUpdated StreamerIsLive StopStreamBroadcast LivestreamUpdated KicksGifted
        KicksLeaderboardUpdated GiftsLeaderboardUpdated RewardRedeemed Goal Prediction VideoPrivated))
}

fn written(data: &impl Serialize) -> Result<Value> {
    Ok(serde_json::to_value(data)?)
}

/// An event on one line, and further ones for further lines of its text.
fn line(event: &Event, kind: &str, room: Option<&str>, data: &Value) -> Text {
    let at = match event {
        Event::Message(message) => message.sent_at(),
        _ => None,
    };
    let at = moment(at.unwrap_or_else(Timestamp::now));
    let mut text = Text::new().dim(at.split_once(' ').map_or("", |(_, time)| time)).plain(" ");
    if let Some(room) = room {
        text = text.dim(format!("[{room}] "));
    }
    match event {
        Event::Message(message) => {
            text = text.name(&message.sender.username);
            if let Some(author) = &message.metadata.original_sender {
                text = text.plain(" → ").name(&author.username);
            }
            text.plain(": ").body(&spoken(message)).end()
        }
        Event::MessageDeleted(gone) => {
            text.dim(format!("🗑 message {} was deleted", gone.message_id)).end()
        }
        Event::UserBanned(ban) => {
            let time = match ban.minutes {
                Some(minutes) if !ban.is_permanent() => format!("for {minutes} minutes"),
                _ => "for good".to_owned(),
            };
            let words = format!("🔨 {} was banned {time}", ban.user.username);
            text.dim(words).end()
        }
        Event::UserUnbanned(ban) => {
            text.dim(format!("{} is banned no more", ban.user.username)).end()
        }
        Event::Subscription(sub) => {
            let months = sub.months.unwrap_or(1);
            text.plain("⭐ ")
                .name(&sub.username)
                .plain(format!(" subscribed, {months} months"))
                .end()
        }
        Event::GiftedSubscriptions(gift) => {
            let words = format!(" gave {} subscriptions away", gift.gifted_usernames.len());
            text.plain("🎁 ").name(&gift.gifter_username).plain(words).end()
        }
        Event::Hosted(host) => {
            let count = host.number_viewers.unwrap_or_default();
            text.name(&host.host_username).plain(format!(" sends {count} viewers here")).end()
        }
        Event::StreamerIsLive(_) => text.plain("🔴 the stream began").end(),
        Event::StopStreamBroadcast(_) => text.plain("the stream ended").end(),
        Event::ChatroomClear(_) => text.dim("the chat was cleared").end(),
        _ => text.dim(format!("{kind} {data}")).end(),
    }
}

/// The text of a message, with the names of its emotes only.
fn spoken(message: &ChatMessage) -> String {
    let pieces = message.segments().into_iter().map(|piece| match piece {
        Segment::Emote(emote) if !emote.name.is_empty() => format!(":{}:", emote.name),
        other => other.to_string(),
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(json: &str) -> Event {
        Event::parse_frame(json).unwrap()
    }

    #[test]
    fn kinds_are_those_that_may_be_asked_for() {
        let said = event(
            r#"{"event":"App\\Events\\ChatMessageEvent","channel":"chatrooms.9001.v2","data":
            {"id":"m","content":"hi [emote:1:KEKW]","created_at":"2026-01-02T03:04:05Z",
            "sender":{"id":7,"username":"eve\n00:00:00 admin"}}}"#,
        );
        assert_eq!(kind(&said), MESSAGE);
        let Event::Message(message) = &said else { panic!("{said:?}") };
        assert_eq!(spoken(message), "hi :KEKW:");
        let text = format!("{:?}", line(&said, MESSAGE, Some("room"), &Value::Null));
        assert!(text.contains("03:04:05") && text.contains("[room]"), "{text}");
        assert!(text.contains("eve␊00:00:00 admin"), "{text}");
        let odd = event(r#"{"event":"NewThing","channel":"chatrooms.9001.v2","data":{"a":1}}"#);
        assert_eq!(kind(&odd), "unknown");
        let (_, shown) = data(&odd).unwrap();
        assert_eq!(shown, json!({"name": "NewThing", "bytes_length": 7}));
        for kind in KINDS {
            assert!(kind.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{kind}");
        }
    }
}
