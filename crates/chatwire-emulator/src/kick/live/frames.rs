//! What happens in a channel, in the frames that the sockets make of it: often several for one thing.

use serde_json::{Value, json};

use super::{Feed, Live, shapes};
use crate::kick::happening::{Event, Happening};
use crate::kick::state::{Redemption, Reward, State, User};

/// What the site calls a gifter who does not want to be named.
const ANONYMOUS: &str = "Anonymous";

impl Live {
    /// Tells all who have the feeds of the channel.
    pub(in crate::kick) fn hear(&mut self, state: &mut State, event: &Event) {
        let streamer = &event.streamer;
        match &event.what {
            Happening::Message(said) => {
                let data = shapes::chat_message(streamer, said);
                self.publish(streamer, &Feed::Chat, "ChatMessageEvent", &data);
            }
            Happening::Deleted { message_id } => self.deleted(state, streamer, message_id, &[]),
            Happening::Banned { user, by, minutes, expires_at, .. } => {
                let mut data = json!({"id": state.uuid(), "user": shapes::person(user),
                    "banned_by": shapes::person(by), "permanent": minutes.is_none()});
                if let Some(minutes) = minutes {
                    shapes::put(&mut data, "duration", json!(minutes));
                    let until = expires_at.as_deref().map(shapes::offset);
                    shapes::put(&mut data, "expires_at", json!(until));
                }
                self.publish(streamer, &Feed::Chat, "UserBannedEvent", &data);
            }
            Happening::Unbanned { user, by } => {
                let data = json!({"id": state.uuid(), "user": shapes::person(user),
                    "unbanned_by": shapes::person(by), "permanent": false});
                self.publish(streamer, &Feed::Chat, "UserUnbannedEvent", &data);
            }
            Happening::Followed { .. } => {
                if self.settings.follower_events {
                    let count = streamer.channel.followers.len();
                    let data = json!({"followersCount": count, "followed": true,
                        "channel_id": streamer.channel_id, "username": null,
                        "created_at": state.now()});
                    self.publish(streamer, &Feed::Channel, "FollowersUpdated", &data);
                }
            }
            Happening::Subscribed { user, months, text, .. } => {
                self.subscribed(state, streamer, user, *months, text.as_deref());
            }
            Happening::Gifted { gifter, giftees, .. } => {
                self.gifted(state, streamer, gifter.as_ref(), giftees);
            }
            Happening::Redeemed { redemption, reward, user } => {
                self.redeemed(streamer, redemption, reward, user);
            }
            Happening::Live { stream } => {
                let data = json!({"livestream": shapes::started(streamer, stream)});
                self.publish(streamer, &Feed::Channel, "StreamerIsLive", &data);
            }
            Happening::Offline { stream, .. } => {
                let channel = json!({"id": streamer.channel_id, "is_banned": false});
                let data = json!({"livestream": {"id": stream.number, "channel": channel}});
                self.publish(streamer, &Feed::Channel, "StopStreamBroadcast", &data);
            }
            Happening::Metadata => {
                if let Some(stream) = &streamer.channel.live {
                    let data = json!({"livestream": shapes::livestream(state, streamer, stream)});
                    self.publish(streamer, &Feed::Channel, "LivestreamUpdated", &data);
                }
            }
            Happening::Kicks { user, amount, name, message, created_at } => {
                // As in the webhook: small gifts are not pinned.
                let (kind, tier, pinned) = if *amount < 100 {
                    ("BASIC", "BASIC", 0)
                } else {
                    ("LEVEL_UP", "MID", amount.saturating_mul(6))
                };
                let gift = json!({"gift_id": name.to_lowercase().replace(' ', "_"), "name": name,
                    "amount": amount, "type": kind, "tier": tier, "character_limit": 100,
                    "pinned_time": pinned});
                let sender = json!({"id": user.user_id, "username": user.username,
                    "username_color": user.color});
                let data = json!({"gift_transaction_id": state.ulid(), "message": message,
                    "created_at": created_at, "sender": sender, "gift": gift});
                self.publish(streamer, &Feed::ChannelBare, "KicksGifted", &data);
                self.kicks_leaderboard(state, streamer);
            }
        }
    }

    /// A message is gone; with rules, the platform's own moderation did it.
    pub(super) fn deleted(
        &mut self,
        state: &mut State,
        streamer: &User,
        message_id: &str,
        rules: &[String],
    ) {
        let data = json!({"id": state.uuid(), "message": {"id": message_id},
            "aiModerated": !rules.is_empty(), "violatedRules": rules});
        self.publish(streamer, &Feed::Chat, "MessageDeletedEvent", &data);
    }

    /// Three frames, in the order of the captures.
    fn subscribed(
        &mut self,
        state: &mut State,
        streamer: &User,
        user: &User,
        months: u64,
        text: Option<&str>,
    ) {
        let data = json!({"user_ids": [user.user_id], "username": user.username,
            "channel_id": streamer.channel_id});
        self.publish(streamer, &Feed::Channel, "ChannelSubscriptionEvent", &data);
        let more = json!({"action": "subscribe", "optional_message": text,
            "months_subscribed": months, "subscriptions_count": 0, "giftedUsers": null});
        self.announced(state, streamer, user, &more);
        let data = json!({"chatroom_id": streamer.chatroom_id, "username": user.username,
            "months": months});
        self.publish(streamer, &Feed::Chat, "SubscriptionEvent", &data);
    }

    /// A `ChatMessageSentEvent` of the older feed.
    fn announced(&mut self, state: &mut State, streamer: &User, user: &User, more: &Value) {
        let mut message = json!({"id": state.uuid(), "message": null, "type": "info",
            "replied_to": null, "is_info": null, "link_preview": null,
            "chatroom_id": streamer.chatroom_id, "role": "user", "created_at": state.now()});
        shapes::patch(&mut message, more);
        let gifts = more.get("subscriptions_count").cloned().unwrap_or_default();
        let user = json!({"id": user.user_id, "username": user.username, "role": "user",
            "verified": user.verified, "is_founder": false,
            "months_subscribed": more.get("months_subscribed"), "quantity_gifted": gifts,
            "profile_thumb": user.profile_picture});
        let data = json!({"message": message, "user": user});
        self.publish(streamer, &Feed::ChatV1, "ChatMessageSentEvent", &data);
    }

    fn gifted(
        &mut self,
        state: &mut State,
        streamer: &User,
        gifter: Option<&User>,
        giftees: &[User],
    ) {
        let name = gifter.map_or(ANONYMOUS, |gifter| gifter.username.as_str());
        let names: Vec<&str> = giftees.iter().map(|giftee| giftee.username.as_str()).collect();
        let chunk = self.settings.chunk.max(1);
        let total_chunks = names.len().div_ceil(chunk);
        let correlation = (total_chunks > 1).then(|| state.uuid());
        for (index, chunk) in names.chunks(chunk).enumerate() {
            let mut data = json!({"chatroom_id": streamer.chatroom_id, "gifted_usernames": chunk,
                "gifter_username": name, "gifter_total": names.len()});
            if let Some(id) = &correlation {
                let details = json!({"correlation_id": id, "chunk_index": index,
                    "total_chunks": total_chunks});
                let more = json!({"correlation_id": id, "gifted_total": names.len(),
                    "chunk_details": details});
                shapes::patch(&mut data, &more);
            }
            self.publish(streamer, &Feed::Chat, "GiftedSubscriptionsEvent", &data);
            self.publish(streamer, &Feed::Chatroom, "GiftedSubscriptionsEvent", &data);
        }
        let data = json!({"channel": shapes::channel(streamer), "usernames": names,
            "gifter_username": name});
        self.publish(streamer, &Feed::Channel, "LuckyUsersWhoGotGiftSubscriptionsEvent", &data);
        let ids: Vec<u64> = giftees.iter().map(|giftee| giftee.user_id).collect();
        let data = json!({"user_ids": ids, "username": "", "channel_id": streamer.channel_id});
        self.publish(streamer, &Feed::Channel, "ChannelSubscriptionEvent", &data);
        // Nobody is announced or listed without a name.
        let Some(gifter) = gifter else { return };
        let row = json!({"user_id": gifter.user_id, "username": name, "quantity": names.len()});
        let data = json!({"channel": shapes::channel(streamer), "leaderboard": [row],
            "weekly_leaderboard": [row], "monthly_leaderboard": [row],
            "gifter_id": gifter.user_id, "gifter_username": name, "gifted_quantity": names.len()});
        self.publish(streamer, &Feed::ChannelBare, "GiftsLeaderboardUpdated", &data);
        let listed: Vec<Value> =
            names.iter().map(|name| json!({"username": name, "monthsSubscribed": 1})).collect();
        let more = json!({"action": "gift", "optional_message": null, "months_subscribed": null,
            "subscriptions_count": names.len(), "giftedUsers": listed});
        self.announced(state, streamer, gifter, &more);
    }

    fn redeemed(&mut self, streamer: &User, redemption: &Redemption, reward: &Reward, user: &User) {
        let data = json!({"reward_title": reward.text("title"), "user_id": user.user_id,
            "channel_id": streamer.channel_id, "username": user.username,
            "user_input": redemption.user_input,
            "reward_background_color": reward.text("background_color")});
        self.publish(streamer, &Feed::Chatroom, "RewardRedeemedEvent", &data);
    }

    fn kicks_leaderboard(&mut self, state: &State, streamer: &User) {
        let given = streamer.channel.kick_sums(i64::MIN);
        let rows: Vec<Value> = given
            .iter()
            .enumerate()
            .map(|(nth, (user, amount))| {
                let name = state.by_id(*user).map(|user| user.username.as_str());
                json!({"user_id": user, "username": name, "gifted_amount": amount, "rank": nth + 1})
            })
            .collect();
        let data = json!({"gifts_lifetime": rows, "gifts_week": rows, "gifts_month": rows,
            "gifts_enabled": true, "gifts_week_enabled": true, "gifts_month_enabled": true});
        self.publish(streamer, &Feed::ChannelBare, "KicksLeaderboardUpdated", &data);
    }
}
