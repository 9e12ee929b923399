//! Functions that are called for events of a live session.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chatwire_core::handlers::Interest;
use chatwire_core::ws::{Lifecycle, Realtime};
use chatwire_core::{Error, Result, handlers};

use super::Feed;
use super::event::*;
use super::handle::Handle;
use super::protocol::Live;
use crate::chatroom::ChatTarget;

pub use chatwire_core::handlers::{HandlerError, HandlerId, HandlerOutput};

handlers! {
    /// Functions that are called for events of a live session; each gets a [`Handle`] as well.
    ///
    /// An error or a panic of one is reported to [`on_error`](Self::on_error) and keeps nothing from the others.
    ///
    /// ```
    /// use chatwire_kick::realtime::Handlers;
    ///
    /// let handlers = Handlers::new()
    ///     .on_message(|_, message| async move { println!("{}: {}", message.sender.username, message.content) })
    ///     .on_user_banned(|_, banned| async move { println!("{} is banned", banned.user.username) });
    /// ```
    pub struct Handlers: Registry<Handle, Event> {
        /// Calls `handler` for chat messages.
        on_message => Message(message: Received<ChatMessage>);
        /// Calls `handler` when a message is deleted.
        on_message_deleted => MessageDeleted(deleted: Received<MessageDeleted>);
        /// Calls `handler` when a viewer is banned.
        on_user_banned => UserBanned(banned: Received<UserBanned>);
        /// Calls `handler` when a ban is lifted.
        on_user_unbanned => UserUnbanned(unbanned: Received<UserUnbanned>);
        /// Calls `handler` when somebody subscribes.
        on_subscription => Subscription(subscription: Received<Subscription>);
        /// Calls `handler` when subscriptions are given.
        on_gifted_subscriptions => GiftedSubscriptions(gift: Received<GiftedSubscriptions>);
        /// Calls `handler` for given subscriptions in their newer shape.
        on_subscription_gifted => SubscriptionGifted(gift: Received<SubscriptionGifted>);
        /// Calls `handler` for subscriptions as the channel's feed tells them.
        on_channel_subscription => ChannelSubscription(subscription: Received<ChannelSubscription>);
        /// Calls `handler` for given subscriptions as the channel's feed tells them.
        on_lucky_users => LuckyUsers(lucky: Received<LuckyUsers>);
        /// Calls `handler` for lines of the first version of chat.
        on_chat_info => ChatInfo(info: Received<ChatInfo>);
        /// Calls `handler` when another streamer sends viewers.
        on_hosted => Hosted(host: Received<Hosted>);
        /// Calls `handler` for hosts in the first version of chat.
        on_hosted_info => HostedInfo(host: Received<HostedInfo>);
        /// Calls `handler` when the streamer sends the viewers away.
        on_host_sent => HostSent(host: Received<HostSent>);
        /// Calls `handler` when a message is pinned.
        on_pinned_message_created => PinnedMessageCreated(pin: Received<PinnedMessageCreated>);
        /// Calls `handler` when the pinned message is taken down.
        on_pinned_message_deleted => PinnedMessageDeleted(pin: Received<PinnedMessageDeleted>);
        /// Calls `handler` when a poll begins or changes.
        on_poll_update => PollUpdate(poll: Received<PollUpdate>);
        /// Calls `handler` when the poll is taken down.
        on_poll_delete => PollDelete(poll: Received<PollDelete>);
        /// Calls `handler` when settings of the chatroom change.
        on_chatroom_updated => ChatroomUpdated(settings: Received<ChatroomUpdated>);
        /// Calls `handler` when the chatroom is emptied.
        on_chatroom_clear => ChatroomClear(clear: Received<ChatroomClear>);
        /// Calls `handler` when the number of followers changes.
        on_followers_updated => FollowersUpdated(followers: Received<FollowersUpdated>);
        /// Calls `handler` when the stream begins.
        on_streamer_is_live => StreamerIsLive(live: Received<StreamerIsLive>);
        /// Calls `handler` when the stream ends.
        on_stop_stream_broadcast => StopStreamBroadcast(stop: Received<StopStreamBroadcast>);
        /// Calls `handler` when title, category or count of viewers change.
        on_livestream_updated => LivestreamUpdated(update: Received<LivestreamUpdated>);
        /// Calls `handler` when somebody gives Kicks.
        on_kicks_gifted => KicksGifted(gift: Received<KicksGifted>);
        /// Calls `handler` when the leaderboards of Kicks change.
        on_kicks_leaderboard_updated => KicksLeaderboardUpdated(board: Received<KicksLeaderboardUpdated>);
        /// Calls `handler` when the leaderboards of given subscriptions change.
        on_gifts_leaderboard_updated => GiftsLeaderboardUpdated(board: Received<GiftsLeaderboardUpdated>);
        /// Calls `handler` when a reward is redeemed.
        on_reward_redeemed => RewardRedeemed(redeemed: Received<RewardRedeemed>);
        /// Calls `handler` when something happens to a goal.
        on_goal => Goal(goal: Received<Goal>);
        /// Calls `handler` when a prediction begins or changes.
        on_prediction => Prediction(prediction: Received<PredictionUpdate>);
        /// Calls `handler` when a video is made private.
        on_video_privated => VideoPrivated(video: Received<VideoPrivated>);
        /// Calls `handler` for all news of the connection.
        on_lifecycle => Lifecycle(news: Lifecycle);
        /// Calls `handler` when a line of Pusher is up, before any feed is subscribed.
        on_connected => Connected { socket_id: String };
        /// Calls `handler` when a feed is subscribed.
        on_subscribed => Subscribed { feed: Feed };
        /// Calls `handler` when a feed was refused or ended.
        on_subscription_error => SubscriptionError { feed: Feed, error: Error, is_fatal: bool };
        /// Calls `handler` when a room could not be joined.
        on_room_failed => RoomFailed { target: ChatTarget, error: Error, retry_in: Option<Duration> };
        /// Calls `handler` when the configured Pusher server is used because the site could not be asked.
        on_fallback => Fallback { cause: Error };
        /// Calls `handler` for trouble that does not end the connection.
        on_trouble => Trouble(error: Error);
        /// Calls `handler` for events of names that this version does not know.
        on_unknown => Unknown { event: String, feed: Feed, raw: String };
        /// Calls `handler` for events whose data has another shape than expected.
        on_malformed => Malformed { event: String, feed: Feed, raw: String, error: Error };
    }
}

/// Whether some handler wants messages, or those that are broken, once there are handlers; without, somebody reads the
/// stream.
pub(super) type Wanted = Arc<OnceLock<Box<Interest<Handle, Event>>>>;

impl Handlers {
    pub(super) async fn run(
        self,
        live: Handle,
        events: Realtime<Live>,
        wanted: &Wanted,
    ) -> Result<()> {
        wanted.get_or_init(|| {
            let malformed = Event::Malformed {
                event: String::new(),
                feed: Feed::parse(""),
                raw: String::new(),
                error: Error::decode(""),
            };
            let message = Event::Message(Received::new(Feed::parse(""), ChatMessage::empty()));
            Box::new(self.0.interest([message, malformed]))
        });
        let session = events.handle();
        session.beside(self.0.run(live, events)).await
    }

    /// Calls `handler` for chat messages: the name and the arguments of kickpython. See [`on_message`](Self::on_message).
    pub fn add_message_handler<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(KickPythonMessage) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.on_message(move |_, message| handler(message.to_kickpython()))
    }
}
