//! From the name of an event and its data to a typed [`Event`].

use chatwire_core::{Error, ErrorKind};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Feed;
use super::event::{Event, Goal, GoalChange, PredictionUpdate, Received};
use super::redact::without_videos;
use crate::client::named;

/// Longest excerpt of a reader's words in an error.
const WORDS: usize = 200;

/// Other names of fields and their usual ones, as the types of events have them for aliases. Two servers, or one that
/// changes, send either; aliases of one field refuse both at once.
const NAMES: [(&str, &str); 13] = [
    ("aiModerated", "ai_moderated"),
    ("createdAt", "created_at"),
    ("emotes_only_mode", "emotes_mode"),
    ("followers_only_mode", "followers_mode"),
    ("giftedUsers", "gifted_users"),
    ("isSuperAdmin", "is_super_admin"),
    ("monthsSubscribed", "months_subscribed"),
    ("numberOfViewers", "number_of_viewers"),
    ("optionalMessage", "optional_message"),
    ("remaining_time", "message_interval"),
    ("subscribers_only_mode", "subscribers_mode"),
    ("viewers", "viewer_count"),
    ("violatedRules", "violated_rules"),
];

/// What of an event is kept besides what is typed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Keep {
    /// Its JSON.
    pub(crate) raw: bool,
    /// Signed addresses of videos in it.
    pub(crate) playback_url: bool,
}

/// Name of an event without the namespaces that some servers put before it.
pub(crate) fn short(event: &str) -> &str {
    let name = event.strip_prefix("App\\Events\\").unwrap_or(event);
    name.strip_prefix("LiveStream\\").unwrap_or(name)
}

/// Types an event. `data` is JSON, or any text where the server sent one that is none.
pub(crate) fn event(name: &str, feed: Feed, data: &str, keep: Keep) -> Event {
    let reader = Reader { name, data, keep };
    match short(name) {
        "ChatMessageEvent" => reader.typed(feed, Event::Message),
        "MessageDeletedEvent" => reader.typed(feed, Event::MessageDeleted),
        "UserBannedEvent" => reader.typed(feed, Event::UserBanned),
        "UserUnbannedEvent" => reader.typed(feed, Event::UserUnbanned),
        "SubscriptionEvent" => reader.typed(feed, Event::Subscription),
        "GiftedSubscriptionsEvent" => reader.typed(feed, Event::GiftedSubscriptions),
        "SubscriptionGifted" => reader.typed(feed, Event::SubscriptionGifted),
        "ChannelSubscriptionEvent" => reader.typed(feed, Event::ChannelSubscription),
        "LuckyUsersWhoGotGiftSubscriptionsEvent" => reader.typed(feed, Event::LuckyUsers),
        "ChatMessageSentEvent" => reader.typed(feed, Event::ChatInfo),
        "StreamHostEvent" => reader.typed(feed, Event::Hosted),
        "StreamHostedEvent" => reader.typed(feed, Event::HostedInfo),
        "ChatMoveToSupportedChannelEvent" => reader.typed(feed, Event::HostSent),
        "PinnedMessageCreatedEvent" => reader.typed(feed, Event::PinnedMessageCreated),
        "PinnedMessageDeletedEvent" => reader.typed(feed, Event::PinnedMessageDeleted),
        "PollUpdateEvent" => reader.typed(feed, Event::PollUpdate),
        "PollDeleteEvent" => reader.typed(feed, Event::PollDelete),
        "ChatroomUpdatedEvent" | "ChatSettingsChanged" => {
            reader.typed(feed, Event::ChatroomUpdated)
        }
        "ChatroomClearEvent" => reader.typed(feed, Event::ChatroomClear),
        "FollowersUpdated" => reader.typed(feed, Event::FollowersUpdated),
        "StreamerIsLive" => reader.typed(feed, Event::StreamerIsLive),
        "StopStreamBroadcast" => reader.typed(feed, Event::StopStreamBroadcast),
        "LivestreamUpdated" | "UpdatedLiveStreamEvent" => {
            reader.typed(feed, Event::LivestreamUpdated)
        }
        "KicksGifted" => reader.typed(feed, Event::KicksGifted),
        "KicksLeaderboardUpdated" => reader.typed(feed, Event::KicksLeaderboardUpdated),
        "GiftsLeaderboardUpdated" => reader.typed(feed, Event::GiftsLeaderboardUpdated),
        "RewardRedeemedEvent" => reader.typed(feed, Event::RewardRedeemed),
        "VideoPrivatedEvent" => reader.typed(feed, Event::VideoPrivated),
        "GoalCreatedEvent" => reader.goal(feed, GoalChange::Created),
        "GoalUpdatedEvent" => reader.goal(feed, GoalChange::Updated),
        "GoalProgressUpdateEvent" => reader.goal(feed, GoalChange::Progress),
        "GoalAchievedEvent" => reader.goal(feed, GoalChange::Achieved),
        "GoalCanceledEvent" => reader.goal(feed, GoalChange::Canceled),
        "PredictionCreated" => reader.prediction(feed, true),
        "PredictionUpdated" => reader.prediction(feed, false),
        _ => Event::Unknown { event: name.to_owned(), feed, raw: reader.shown() },
    }
}

struct Reader<'a> {
    name: &'a str,
    data: &'a str,
    keep: Keep,
}

impl Reader<'_> {
    fn typed<T: DeserializeOwned>(&self, feed: Feed, wrap: fn(Received<T>) -> Event) -> Event {
        self.changed(feed, |_| {}, wrap)
    }

    fn goal(&self, feed: Feed, change: GoalChange) -> Event {
        self.changed(feed, |goal: &mut Goal| goal.change = change, Event::Goal)
    }

    fn prediction(&self, feed: Feed, is_new: bool) -> Event {
        let mark = |prediction: &mut PredictionUpdate| prediction.is_new = is_new;
        self.changed(feed, mark, Event::Prediction)
    }

    fn changed<T: DeserializeOwned>(
        &self,
        feed: Feed,
        change: impl FnOnce(&mut T),
        wrap: fn(Received<T>) -> Event,
    ) -> Event {
        match read::<T>(self.data) {
            Ok(mut data) => {
                change(&mut data);
                let mut received = Received::new(feed, data);
                if self.keep.raw {
                    received.raw = Some(self.shown().into_boxed_str());
                }
                wrap(received)
            }
            Err(err) => Event::Malformed {
                event: self.name.to_owned(),
                feed,
                raw: self.shown(),
                error: unreadable(&err),
            },
        }
    }

    fn shown(&self) -> String {
        if self.keep.playback_url {
            return self.data.to_owned();
        }
        without_videos(self.data).into_owned()
    }
}

fn read<T: DeserializeOwned>(data: &str) -> serde_json::Result<T> {
    serde_json::from_str(data).or_else(|err| {
        if !err.to_string().starts_with("duplicate field") {
            return Err(err);
        }
        // Of one name twice, a value keeps the last.
        let mut value = serde_json::from_str(data)?;
        keep_one_name(&mut value);
        serde_json::from_value(value)
    })
}

/// Of both names of a field keeps the usual one, unless that is empty.
fn keep_one_name(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(keep_one_name),
        Value::Object(fields) => {
            for (other, usual) in NAMES {
                if !fields.contains_key(usual) {
                    continue;
                }
                let Some(spare) = fields.remove(other) else { continue };
                if let Some(kept) = fields.get_mut(usual).filter(|kept| kept.is_null()) {
                    *kept = spare;
                }
            }
            fields.values_mut().for_each(keep_one_name);
        }
        _ => {}
    }
}

/// The error of data that has another shape. The reader's words name fields and types, and may quote what was read.
fn unreadable(err: &serde_json::Error) -> Error {
    let words = format!("the data of the event has another shape: {err}");
    named(Error::new(ErrorKind::Decode, words.chars().take(WORDS).collect::<String>()))
}
