//! What viewers and the platform do in one chatroom, beyond what the official API and its webhooks know.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Feed, shapes};
use crate::kick::state::{ChatMessage, User};
use crate::kick::world::Inner;
use crate::kick::{Kick, Shared};
use crate::world::lock;

/// One chatroom, for scripting what only its live sockets show.
///
/// Messages, bans, subscriptions, gifts, Kicks, redemptions and the stream itself are scripted on [`Kick`], since
/// webhooks tell of them too. Viewers who are named but do not exist yet are created.
///
/// ```
/// use chatwire_emulator::Emulator;
///
/// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
/// let emulator = Emulator::start_blocking()?;
/// let room = emulator.kick().room("streamer");
/// room.poll("Best?", &[("red", 3), ("blue", 0)], 12);
/// room.clear();
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Room {
    shared: Arc<Shared>,
    user_id: u64,
}

/// What becomes of a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Goal {
    /// It was set.
    Created,
    /// Its settings changed.
    Updated,
    /// Its number moved.
    Progress,
    /// It was reached.
    Achieved,
    /// It was taken back.
    Canceled,
}

impl Goal {
    const fn event(self) -> &'static str {
        match self {
            Self::Created => "GoalCreatedEvent",
            Self::Updated => "GoalUpdatedEvent",
            Self::Progress => "GoalProgressUpdateEvent",
            Self::Achieved => "GoalAchievedEvent",
            Self::Canceled => "GoalCanceledEvent",
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.event())
    }
}

impl Kick {
    /// The chatroom of a streamer, who is created when there is nobody of that name.
    #[must_use]
    pub fn room(&self, streamer: &str) -> Room {
        Room { shared: Arc::clone(&self.shared), user_id: self.user(streamer) }
    }
}

impl Room {
    /// Name of the feed with the messages: `chatrooms.{chatroom}.v2`.
    #[must_use]
    pub fn feed(&self) -> String {
        self.with(|_, streamer| Feed::Chat.name(streamer))
    }

    /// Names of all public feeds of the chatroom and its channel, the one with the messages first.
    #[must_use]
    pub fn feeds(&self) -> Vec<String> {
        let all = [
            Feed::Chat,
            Feed::ChatV1,
            Feed::Chatroom,
            Feed::Channel,
            Feed::ChannelBare,
            Feed::Predictions,
        ];
        self.with(|_, streamer| all.iter().map(|feed| feed.name(streamer)).collect())
    }

    /// Sends a chat message whose data is changed first: fields of `patch` replace those of an ordinary message,
    /// objects field by field. It is not stored, and webhooks do not hear of it. Its id.
    pub fn message(&self, from: &str, content: &str, patch: &Value) -> String {
        self.with(|inner, streamer| {
            let said = said(inner, streamer, from, content);
            let mut data = shapes::chat_message(streamer, &said);
            shapes::patch(&mut data, patch);
            inner.live.publish(streamer, &Feed::Chat, "ChatMessageEvent", &data);
            said.id
        })
    }

    /// Shares a renewed subscription in chat: a message of type `celebration`. Its id.
    pub fn celebrate(&self, from: &str, months: u64, content: &str) -> String {
        self.with(|inner, streamer| {
            let mut said = said(inner, streamer, from, content);
            said.kind = "celebration";
            let celebration = json!({"id": format!("chceleb_{}", inner.state.ulid()),
                "type": "subscription_renewed", "total_months": months,
                "created_at": said.created_at});
            said.metadata = json!({"celebration": celebration});
            inner.post(said)
        })
    }

    /// Deletes a message by the platform's own moderation, for breaking these rules.
    pub fn delete_by_ai(&self, message_id: &str, rules: &[&str]) {
        let rules: Vec<String> = rules.iter().map(|&rule| rule.to_owned()).collect();
        self.with(|inner, streamer| {
            inner.live.deleted(&mut inner.state, streamer, message_id, &rules);
        });
    }

    /// Bans as in 2024, without `permanent` and `duration`: for ever, unless there is an end.
    pub fn ban_in_the_old_form(&self, user: &str, expires_at: Option<&str>) {
        self.with(|inner, streamer| {
            let user = inner.state.someone(user);
            let by = json!({"id": 0, "username": "moderator", "slug": "moderator"});
            let mut data = json!({"id": inner.state.uuid(), "user": shapes::person(&user),
                "banned_by": by});
            if let Some(until) = expires_at {
                shapes::put(&mut data, "expires_at", json!(until));
            }
            inner.live.publish(streamer, &Feed::Chat, "UserBannedEvent", &data);
        });
    }

    /// Gifts subscriptions in the newer form, `SubscriptionGifted`.
    pub fn gift_in_the_new_form(&self, gifter: &str, giftees: &[&str]) {
        self.with(|inner, streamer| {
            let gifter = shapes::person(&inner.state.someone(gifter));
            let giftees: Vec<Value> =
                giftees.iter().map(|giftee| shapes::person(&inner.state.someone(giftee))).collect();
            let data = json!({"id": inner.state.ulid(), "user": gifter, "gift": {"tier": 1},
                "gifted_users": giftees, "created_at": inner.state.stamp()});
            inner.live.publish(streamer, &Feed::Chat, "SubscriptionGifted", &data);
        });
    }

    /// Another channel sends its viewers here: two frames, of different shapes.
    pub fn host(&self, from: &str, viewers: u64, message: Option<&str>) {
        self.with(|inner, streamer| {
            let host = inner.state.someone(from);
            let data = json!({"chatroom_id": streamer.chatroom_id, "optional_message": message,
                "number_viewers": viewers, "host_username": host.username});
            inner.live.publish(streamer, &Feed::Chat, "StreamHostEvent", &data);
            let info = json!({"id": inner.state.uuid(), "numberOfViewers": viewers,
                "optionalMessage": message, "createdAt": inner.state.stamp()});
            let user = json!({"id": host.user_id, "username": host.username,
                "isSuperAdmin": false, "verified": false});
            let data = json!({"message": info, "user": user});
            inner.live.publish(streamer, &Feed::ChatV1, "StreamHostedEvent", &data);
        });
    }

    /// The streamer sends the viewers away, to another channel.
    pub fn host_away(&self, to: &str, viewers: u64) {
        self.with(|inner, streamer| {
            let to = inner.state.someone(to);
            let mut channel = shapes::channel(streamer);
            let current = streamer.channel.live.as_ref();
            let current = current.map(|live| shapes::livestream(&inner.state, streamer, live));
            shapes::put(&mut channel, "current_livestream", json!(current));
            let hosted = json!({"id": to.channel_id, "username": to.username, "slug": to.slug,
                "viewers_count": viewers, "is_live": true, "profile_pic": to.profile_picture,
                "category": "Just Chatting", "preview_thumbnail": {"srcset": "",
                    "src": "https://images.kick.test/preview.webp"}});
            let data = json!({"channel": channel, "slug": streamer.slug, "hosted": hosted});
            let name = "ChatMoveToSupportedChannelEvent";
            inner.live.publish(streamer, &Feed::Channel, name, &data);
        });
    }

    /// Pins a message of the room for so many seconds; whether there is one of this id.
    pub fn pin(&self, message_id: &str, by: &str, seconds: u64) -> bool {
        self.with(|inner, streamer| {
            let Some(said) = inner.state.message(message_id) else { return false };
            let message = shapes::chat_message(streamer, said);
            let mut by = shapes::sender(&inner.state.someone(by));
            if let Some(Value::Array(badges)) = by.pointer_mut("/identity/badges") {
                badges.iter_mut().for_each(|badge| shapes::put(badge, "active", json!(true)));
            }
            let finish = i64::try_from(seconds).unwrap_or(i64::MAX);
            // The duration is text here, as in the captures.
            let data = json!({"message": message, "duration": seconds.to_string(), "pinnedBy": by,
                "finish_at": inner.state.later(finish)});
            inner.live.publish(streamer, &Feed::Chat, "PinnedMessageCreatedEvent", &data);
            inner.live.pins.insert(streamer.user_id, data);
            true
        })
    }

    /// Takes the pinned message down.
    pub fn unpin(&self) {
        self.with(|inner, streamer| {
            inner.live.pins.remove(&streamer.user_id);
            inner.live.publish(streamer, &Feed::Chat, "PinnedMessageDeletedEvent", &json!([]));
        });
    }

    /// State of a poll: votes by option, and seconds that are left of 30.
    pub fn poll(&self, title: &str, options: &[(&str, u64)], remaining: u64) {
        let options: Vec<Value> = options
            .iter()
            .enumerate()
            .map(|(id, (label, votes))| json!({"id": id, "label": label, "votes": votes}))
            .collect();
        let poll = json!({"title": title, "options": options, "duration": 30,
            "remaining": remaining, "result_display_duration": 15, "has_voted": false,
            "voted_option_id": null});
        self.send(Feed::Chat, "PollUpdateEvent", &json!({"poll": poll}));
    }

    /// Takes the poll down.
    pub fn end_poll(&self) {
        self.send(Feed::Chat, "PollDeleteEvent", &json!([]));
    }

    /// Announces the room's settings: everything is off, but for the fields of `patch`, as
    /// `{"slow_mode": {"enabled": true}}`.
    pub fn update(&self, patch: &Value) {
        self.with(|inner, streamer| {
            let mut data = json!({"id": streamer.chatroom_id,
                "slow_mode": {"enabled": false, "message_interval": 6},
                "subscribers_mode": {"enabled": false},
                "followers_mode": {"enabled": false, "min_duration": 0},
                "emotes_mode": {"enabled": false},
                "advanced_bot_protection": {"enabled": false, "remaining_time": 0},
                "account_age": {"enabled": false, "min_duration": 0}});
            shapes::patch(&mut data, patch);
            inner.live.publish(streamer, &Feed::Chat, "ChatroomUpdatedEvent", &data);
        });
    }

    /// The same in the other form, `ChatSettingsChanged`.
    pub fn change_settings(&self, patch: &Value) {
        let mut settings = json!({"slow_mode": {"enabled": false, "duration_seconds": 6},
            "subscribers_only_mode": {"enabled": false},
            "followers_only_mode": {"enabled": false, "duration_seconds": 0},
            "emotes_only_mode": {"enabled": false}});
        shapes::patch(&mut settings, patch);
        self.send(Feed::Chatroom, "ChatSettingsChanged", &json!({"settings": settings}));
    }

    /// Clears the chat of all viewers.
    pub fn clear(&self) {
        self.with(|inner, streamer| {
            let data = json!({"id": inner.state.uuid()});
            inner.live.publish(streamer, &Feed::Chat, "ChatroomClearEvent", &data);
        });
    }

    /// Announces the running stream on its own private feed, whose name is returned. `None` when there is no stream.
    pub fn livestream_updated(&self) -> Option<String> {
        self.with(|inner, streamer| {
            let stream = streamer.channel.live.as_ref()?;
            let data = shapes::updated(&inner.state, streamer, stream);
            let feed = Feed::PrivateLivestream(stream.number);
            inner.live.publish(streamer, &feed, "LiveStream\\UpdatedLiveStreamEvent", &data);
            Some(feed.name(streamer))
        })
    }

    /// Something becomes of a goal: so many of so many followers.
    pub fn goal(&self, goal: Goal, current: u64, target: u64) {
        self.with(|inner, streamer| {
            let now = inner.state.stamp();
            let achieved = (goal == Goal::Achieved).then(|| now.clone());
            let data = json!({"id": format!("chgoal_{}", streamer.user_id),
                "channel_id": format!("channel_{}", streamer.slug), "type": "followers",
                "status": "active", "target_value": target, "current_value": current,
                "progress_bar_emoji_id": "chnl-goal-emotes/1", "created_at": now,
                "updated_at": now, "achieved_at": achieved, "end_date": null,
                "count_from_creation": true});
            inner.live.publish(streamer, &Feed::ChannelBare, goal.event(), &data);
        });
    }

    /// Opens a prediction; its id.
    pub fn predict(&self, title: &str, outcomes: &[&str]) -> String {
        self.with(|inner, streamer| {
            let id = inner.state.ulid();
            let data = prediction(inner, streamer, &id, title, outcomes, ("ACTIVE", None));
            inner.live.publish(streamer, &Feed::Predictions, "PredictionCreated", &data);
            id
        })
    }

    /// Moves a prediction on: to `LOCKED`, `RESOLVED` (with the number of the outcome that won) or `CANCELLED`.
    pub fn update_prediction(
        &self,
        id: &str,
        title: &str,
        outcomes: &[&str],
        state: &str,
        winner: Option<usize>,
    ) {
        self.with(|inner, streamer| {
            let data = prediction(inner, streamer, id, title, outcomes, (state, winner));
            inner.live.publish(streamer, &Feed::Predictions, "PredictionUpdated", &data);
        });
    }

    /// Makes a recording private.
    pub fn make_private(&self, video_id: &str) {
        self.send(Feed::Channel, "VideoPrivatedEvent", &json!({"video_id": video_id}));
    }

    fn send(&self, feed: Feed, name: &str, data: &Value) {
        self.with(|inner, streamer| inner.live.publish(streamer, &feed, name, data));
    }

    fn with<Done>(&self, act: impl FnOnce(&mut Inner, &User) -> Done) -> Done
    where
        Done: Default,
    {
        let mut inner = lock(&self.shared.inner);
        // Nobody is ever removed, so the streamer is there.
        let Some(streamer) = inner.state.by_id(self.user_id).cloned() else {
            return Done::default();
        };
        act(&mut inner, &streamer)
    }
}

/// An ordinary message that was just written.
fn said(inner: &mut Inner, streamer: &User, from: &str, content: &str) -> ChatMessage {
    let sender = inner.state.someone(from);
    ChatMessage {
        id: inner.state.uuid(),
        room: streamer.user_id,
        sender,
        content: content.to_owned(),
        created_at: inner.state.stamp(),
        reply_to: None,
        metadata: Value::Null,
        kind: "message",
    }
}

/// Data of both events of predictions: a state, and which outcome won.
fn prediction(
    inner: &Inner,
    streamer: &User,
    id: &str,
    title: &str,
    outcomes: &[&str],
    (state, winner): (&str, Option<usize>),
) -> Value {
    let now = inner.state.stamp();
    let outcome = |nth: usize| format!("{id}-{nth}");
    let outcomes: Vec<Value> = outcomes
        .iter()
        .enumerate()
        .map(|(nth, title)| {
            json!({"id": outcome(nth), "title": title, "total_vote_amount": 0, "vote_count": 0,
                "return_rate": 0.0, "top_users": []})
        })
        .collect();
    let locked = (state != "ACTIVE").then(|| now.clone());
    json!({"prediction": {"id": id, "channel_id": streamer.channel_id, "title": title,
        "state": state, "duration": 300, "created_at": now, "updated_at": now,
        "outcomes": outcomes, "locked_at": locked, "winning_outcome_id": winner.map(outcome)}})
}
