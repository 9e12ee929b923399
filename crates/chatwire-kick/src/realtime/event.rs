//! What a live session yields.

mod channel;
mod message;
mod moderation;
mod person;
mod read;
mod received;
mod stream;
mod subscription;

use std::time::Duration;

use chatwire_core::ws::Lifecycle;
use chatwire_core::{Error, Result};

use super::Feed;
use super::decode::{self, Keep};
use crate::UserId;
use crate::chatroom::ChatTarget;
use crate::client::named;
use crate::pusher::envelope;

pub use channel::*;
pub use message::*;
pub use moderation::*;
pub use person::Person;
pub use received::Received;
pub use stream::*;
pub use subscription::*;

/// One thing that happened in a live session.
///
/// One happening may come as several events, in several shapes; a [`Deduper`](super::Deduper) merges them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A message was written.
    Message(Received<ChatMessage>),
    /// A message was deleted.
    MessageDeleted(Received<MessageDeleted>),
    /// A viewer was banned, for a time or for good.
    UserBanned(Received<UserBanned>),
    /// The ban of a viewer was lifted.
    UserUnbanned(Received<UserUnbanned>),
    /// Somebody subscribed, or went on.
    Subscription(Received<Subscription>),
    /// Somebody gave subscriptions to others.
    GiftedSubscriptions(Received<GiftedSubscriptions>),
    /// Somebody gave subscriptions to others, in a newer shape.
    SubscriptionGifted(Received<SubscriptionGifted>),
    /// The channel has new subscribers: not another subscription, but the same as [`Subscription`](Self::Subscription).
    ChannelSubscription(Received<ChannelSubscription>),
    /// Viewers got subscriptions: the same as [`GiftedSubscriptions`](Self::GiftedSubscriptions).
    LuckyUsers(Received<LuckyUsers>),
    /// A line of the first version of chat about a subscription or a gift.
    ChatInfo(Received<ChatInfo>),
    /// Another streamer sends viewers to this channel.
    Hosted(Received<Hosted>),
    /// The same as [`Hosted`](Self::Hosted) in the first version of chat.
    HostedInfo(Received<HostedInfo>),
    /// The streamer sends the viewers to another channel.
    HostSent(Received<HostSent>),
    /// A message was pinned.
    PinnedMessageCreated(Received<PinnedMessageCreated>),
    /// The pinned message was taken down.
    PinnedMessageDeleted(Received<PinnedMessageDeleted>),
    /// A poll began, or its votes changed.
    PollUpdate(Received<PollUpdate>),
    /// The poll was taken down.
    PollDelete(Received<PollDelete>),
    /// Settings of the chatroom changed.
    ChatroomUpdated(Received<ChatroomUpdated>),
    /// The chatroom was emptied.
    ChatroomClear(Received<ChatroomClear>),
    /// The number of followers changed.
    FollowersUpdated(Received<FollowersUpdated>),
    /// The stream began.
    StreamerIsLive(Received<StreamerIsLive>),
    /// The stream ended.
    StopStreamBroadcast(Received<StopStreamBroadcast>),
    /// Title, category or count of viewers changed.
    LivestreamUpdated(Received<LivestreamUpdated>),
    /// Somebody gave Kicks.
    KicksGifted(Received<KicksGifted>),
    /// The leaderboards of Kicks changed.
    KicksLeaderboardUpdated(Received<KicksLeaderboardUpdated>),
    /// The leaderboards of given subscriptions changed.
    GiftsLeaderboardUpdated(Received<GiftsLeaderboardUpdated>),
    /// A viewer redeemed a reward.
    RewardRedeemed(Received<RewardRedeemed>),
    /// A goal was made, changed, reached or given up.
    Goal(Received<Goal>),
    /// A prediction began or changed.
    Prediction(Received<PredictionUpdate>),
    /// A video was made private.
    VideoPrivated(Received<VideoPrivated>),
    /// News of the connection itself.
    Lifecycle(Lifecycle),
    /// The Pusher server has greeted the connection; subscriptions follow.
    Connected {
        /// Id that the server gave the connection.
        socket_id: String,
    },
    /// A feed is subscribed. Pusher says so of any name: it does not prove that there is such a chatroom.
    Subscribed {
        /// The feed.
        feed: Feed,
    },
    /// A feed was refused, or ended by the server; the others go on.
    SubscriptionError {
        /// The feed.
        feed: Feed,
        /// Why, with the server's code.
        error: Error,
        /// Whether the chatroom has no chat without it; for other feeds it is no more than a warning.
        is_fatal: bool,
    },
    /// A room could not be joined; the others go on.
    RoomFailed {
        /// What was asked for.
        target: ChatTarget,
        /// Why.
        error: Error,
        /// When it will be tried again; `None` when that is useless.
        retry_in: Option<Duration>,
    },
    /// The site could not be asked how to connect: the configured Pusher server is used instead.
    Fallback {
        /// Why the site could not be asked.
        cause: Error,
    },
    /// Something that does not end the connection: words of the server, a frame that cannot be read.
    Trouble(Error),
    /// An event of a name that this version does not know.
    Unknown {
        /// Its name as it was sent.
        event: String,
        /// Feed that it came on.
        feed: Feed,
        /// Its data as JSON, or as whatever text was sent.
        raw: String,
    },
    /// An event of a known name whose data has another shape than expected.
    Malformed {
        /// Its name as it was sent.
        event: String,
        /// Feed that it came on.
        feed: Feed,
        /// Its data as it was sent.
        raw: String,
        /// What is wrong with it.
        error: Error,
    },
}

impl From<Lifecycle> for Event {
    fn from(news: Lifecycle) -> Self {
        Self::Lifecycle(news)
    }
}

impl Event {
    /// Reads a frame of Pusher, or the data of a publication of Centrifugo, as a session would.
    ///
    /// For frames that were recorded.
    ///
    /// ```
    /// use chatwire_kick::Event;
    ///
    /// let frame = r#"{"event":"App\\Events\\SubscriptionEvent","channel":"chatrooms.9001.v2",
    ///     "data":"{\"chatroom_id\":9001,\"username\":\"Sub\",\"months\":2}"}"#;
    /// let event = Event::parse_frame(frame)?;
    /// assert_eq!((event.kind(), event.feed().unwrap().to_string().as_str()), ("Subscription", "chatrooms.9001.v2"));
    /// # Ok::<_, chatwire_kick::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Decode`](chatwire_core::ErrorKind::Decode) for what is no frame at all; an event whose data cannot be read is
    /// [`Malformed`](Self::Malformed).
    pub fn parse_frame(frame: &str) -> Result<Self> {
        let mut buffer = String::new();
        let Some(read) = envelope::read(frame, &mut buffer) else {
            return Err(named(Error::decode("this is no frame of live chat")));
        };
        let feed = Feed::parse(read.channel.as_deref().unwrap_or_default());
        Ok(decode::event(&read.event, feed, read.data, Keep::default()))
    }

    /// The message, if it is one.
    #[must_use]
    pub fn as_message(&self) -> Option<&Received<ChatMessage>> {
        match self {
            Self::Message(message) => Some(message),
            _ => None,
        }
    }

    /// Feed that the event came on; `None` for news of the session itself.
    #[must_use]
    pub fn feed(&self) -> Option<&Feed> {
        match self {
            Self::Lifecycle(_)
            | Self::Connected { .. }
            | Self::RoomFailed { .. }
            | Self::Fallback { .. }
            | Self::Trouble(_) => None,
            Self::Subscribed { feed }
            | Self::SubscriptionError { feed, .. }
            | Self::Unknown { feed, .. }
            | Self::Malformed { feed, .. } => Some(feed),
            Self::Message(event) => Some(&event.feed),
            Self::MessageDeleted(event) => Some(&event.feed),
            Self::UserBanned(event) => Some(&event.feed),
            Self::UserUnbanned(event) => Some(&event.feed),
            Self::Subscription(event) => Some(&event.feed),
            Self::GiftedSubscriptions(event) => Some(&event.feed),
            Self::SubscriptionGifted(event) => Some(&event.feed),
            Self::ChannelSubscription(event) => Some(&event.feed),
            Self::LuckyUsers(event) => Some(&event.feed),
            Self::ChatInfo(event) => Some(&event.feed),
            Self::Hosted(event) => Some(&event.feed),
            Self::HostedInfo(event) => Some(&event.feed),
            Self::HostSent(event) => Some(&event.feed),
            Self::PinnedMessageCreated(event) => Some(&event.feed),
            Self::PinnedMessageDeleted(event) => Some(&event.feed),
            Self::PollUpdate(event) => Some(&event.feed),
            Self::PollDelete(event) => Some(&event.feed),
            Self::ChatroomUpdated(event) => Some(&event.feed),
            Self::ChatroomClear(event) => Some(&event.feed),
            Self::FollowersUpdated(event) => Some(&event.feed),
            Self::StreamerIsLive(event) => Some(&event.feed),
            Self::StopStreamBroadcast(event) => Some(&event.feed),
            Self::LivestreamUpdated(event) => Some(&event.feed),
            Self::KicksGifted(event) => Some(&event.feed),
            Self::KicksLeaderboardUpdated(event) => Some(&event.feed),
            Self::GiftsLeaderboardUpdated(event) => Some(&event.feed),
            Self::RewardRedeemed(event) => Some(&event.feed),
            Self::Goal(event) => Some(&event.feed),
            Self::Prediction(event) => Some(&event.feed),
            Self::VideoPrivated(event) => Some(&event.feed),
        }
    }

    /// Name of its kind, for logs and statistics.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Message(_) => "ChatMessage",
            Self::MessageDeleted(_) => "MessageDeleted",
            Self::UserBanned(_) => "UserBanned",
            Self::UserUnbanned(_) => "UserUnbanned",
            Self::Subscription(_) => "Subscription",
            Self::GiftedSubscriptions(_) => "GiftedSubscriptions",
            Self::SubscriptionGifted(_) => "SubscriptionGifted",
            Self::ChannelSubscription(_) => "ChannelSubscription",
            Self::LuckyUsers(_) => "LuckyUsers",
            Self::ChatInfo(_) => "ChatInfo",
            Self::Hosted(_) => "Hosted",
            Self::HostedInfo(_) => "HostedInfo",
            Self::HostSent(_) => "HostSent",
            Self::PinnedMessageCreated(_) => "PinnedMessageCreated",
            Self::PinnedMessageDeleted(_) => "PinnedMessageDeleted",
            Self::PollUpdate(_) => "PollUpdate",
            Self::PollDelete(_) => "PollDelete",
            Self::ChatroomUpdated(_) => "ChatroomUpdated",
            Self::ChatroomClear(_) => "ChatroomClear",
            Self::FollowersUpdated(_) => "FollowersUpdated",
            Self::StreamerIsLive(_) => "StreamerIsLive",
            Self::StopStreamBroadcast(_) => "StopStreamBroadcast",
            Self::LivestreamUpdated(_) => "LivestreamUpdated",
            Self::KicksGifted(_) => "KicksGifted",
            Self::KicksLeaderboardUpdated(_) => "KicksLeaderboardUpdated",
            Self::GiftsLeaderboardUpdated(_) => "GiftsLeaderboardUpdated",
            Self::RewardRedeemed(_) => "RewardRedeemed",
            Self::Goal(_) => "Goal",
            Self::Prediction(_) => "Prediction",
            Self::VideoPrivated(_) => "VideoPrivated",
            Self::Lifecycle(_) => "Lifecycle",
            Self::Trouble(_) => "Trouble",
            Self::Connected { .. } => "Connected",
            Self::Subscribed { .. } => "Subscribed",
            Self::SubscriptionError { .. } => "SubscriptionError",
            Self::RoomFailed { .. } => "RoomFailed",
            Self::Fallback { .. } => "Fallback",
            Self::Unknown { .. } => "Unknown",
            Self::Malformed { .. } => "Malformed",
        }
    }
}
