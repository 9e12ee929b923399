//! What happens, as both the handle and the API cause it: stored first, then told.

use serde_json::{Map, Value, json};

use super::happening::Happening;
use super::state::{ChatMessage, Redemption, Replied, Reward, State};
use super::world::Inner;

/// Seconds of the month that a subscription lasts.
const MONTH: i64 = 30 * 24 * 60 * 60;

impl State {
    /// Stores a reward; what is missing among its fields has the documented default.
    pub(super) fn add_reward(
        &mut self,
        broadcaster: u64,
        app: &str,
        given: Map<String, Value>,
    ) -> Reward {
        let mut fields = Map::new();
        for (name, value) in [
            ("description", json!("")),
            ("background_color", json!("#00e701")),
            ("is_enabled", json!(true)),
            ("is_paused", json!(false)),
            ("is_user_input_required", json!(false)),
            ("should_redemptions_skip_request_queue", json!(false)),
        ] {
            fields.insert(name.to_owned(), value);
        }
        fields.extend(given);
        let id = self.ulid();
        let reward = Reward { id, broadcaster, app: app.to_owned(), fields, deleted: false };
        self.rewards.push(reward.clone());
        reward
    }
}

impl Inner {
    /// Lets somebody write into a chatroom; all by user id. The message's id, empty when there is no such sender.
    pub(super) fn say(
        &mut self,
        room: u64,
        sender: u64,
        content: &str,
        reply_to: Option<&str>,
    ) -> String {
        let Some(sender) = self.state.by_id(sender).cloned() else { return String::new() };
        let reply_to = reply_to.and_then(|id| self.state.message(id)).map(|message| Replied {
            id: message.id.clone(),
            content: message.content.clone(),
            sender: message.sender.clone(),
        });
        let kind = if reply_to.is_some() { "reply" } else { "message" };
        let message = ChatMessage {
            id: self.state.uuid(),
            room,
            sender,
            content: content.to_owned(),
            created_at: self.state.stamp(),
            reply_to,
            metadata: Value::Null,
            kind,
        };
        self.post(message)
    }

    /// Bans somebody, for ever or for minutes.
    pub(super) fn ban(
        &mut self,
        room: u64,
        by: u64,
        user: u64,
        minutes: Option<u64>,
        reason: &str,
    ) {
        let seconds =
            minutes.map(|minutes| i64::try_from(minutes.saturating_mul(60)).unwrap_or(i64::MAX));
        let until = seconds.map(|seconds| self.state.now().saturating_add(seconds));
        let expires_at = seconds.map(|seconds| self.state.later(seconds));
        let created_at = self.state.stamp();
        if let Some(streamer) = self.state.by_id_mut(room) {
            streamer.channel.bans.insert(user, until);
        }
        let (Some(user), Some(by)) = (self.state.by_id(user), self.state.by_id(by)) else { return };
        let (user, by, reason) = (user.clone(), by.clone(), reason.to_owned());
        self.tell(room, Happening::Banned { user, by, minutes, reason, created_at, expires_at });
    }

    /// Ends a ban; whether there was one.
    pub(super) fn unban(&mut self, room: u64, by: u64, user: u64) -> bool {
        let removed =
            self.state.by_id_mut(room).map(|streamer| streamer.channel.bans.remove(&user));
        if removed.flatten().is_none() {
            return false;
        }
        if let (Some(user), Some(by)) = (self.state.by_id(user), self.state.by_id(by)) {
            let (user, by) = (user.clone(), by.clone());
            self.tell(room, Happening::Unbanned { user, by });
        }
        true
    }

    /// Starts or renews a subscription.
    pub(super) fn subscribe(
        &mut self,
        room: u64,
        user: u64,
        months: u64,
        renewal: bool,
        text: Option<&str>,
    ) {
        // A renewal names the start of the first month, as seen in live deliveries.
        let begun = if renewal {
            i64::try_from(months).unwrap_or(i64::MAX).saturating_mul(MONTH)
        } else {
            0
        };
        let created_at = self.state.later(-begun);
        let expires_at = self.state.later(MONTH);
        if let Some(streamer) = self.state.by_id_mut(room) {
            streamer.channel.subscribers.insert(user);
        }
        let Some(user) = self.state.by_id(user).cloned() else { return };
        let text = text.map(str::to_owned);
        let what = Happening::Subscribed { user, months, renewal, text, created_at, expires_at };
        self.tell(room, what);
    }

    /// Gives subscriptions away; without a gifter anonymously.
    pub(super) fn gift(&mut self, room: u64, gifter: Option<u64>, giftees: &[u64]) {
        let (created_at, expires_at) = (self.state.stamp(), self.state.later(MONTH));
        if let Some(streamer) = self.state.by_id_mut(room) {
            streamer.channel.subscribers.extend(giftees);
            streamer.channel.gifted_subscribers += giftees.len() as u64;
        }
        let giftees = giftees.iter().filter_map(|id| self.state.by_id(*id)).cloned().collect();
        let gifter = gifter.and_then(|id| self.state.by_id(id)).cloned();
        self.tell(room, Happening::Gifted { gifter, giftees, created_at, expires_at });
    }

    /// Buys a reward; the redemption's id, `None` when the streamer has no such reward.
    pub(super) fn redeem(
        &mut self,
        room: u64,
        user: u64,
        reward: &str,
        input: &str,
    ) -> Option<String> {
        let reward = self.state.reward(reward)?;
        if reward.broadcaster != room || reward.deleted {
            return None;
        }
        let skips =
            reward.fields.get("should_redemptions_skip_request_queue") == Some(&json!(true));
        let reward = reward.id.clone();
        let id = self.state.ulid();
        self.state.redemptions.push(Redemption {
            id: id.clone(),
            reward,
            redeemer: user,
            user_input: input.to_owned(),
            status: if skips { "accepted" } else { "pending" },
            redeemed_at: self.state.stamp(),
        });
        self.tell_redemption(&id);
        Some(id)
    }

    /// Accepts or rejects a redemption, in whatever status it is.
    pub(super) fn settle_redemption(&mut self, id: &str, status: &'static str) {
        if let Some(redemption) = self.state.redemptions.iter_mut().find(|each| each.id == id) {
            redemption.status = status;
            self.tell_redemption(id);
        }
    }

    fn tell_redemption(&mut self, id: &str) {
        let state = &self.state;
        let Some(redemption) = state.redemptions.iter().find(|each| each.id == id).cloned() else {
            return;
        };
        let (reward, user) = (state.reward(&redemption.reward), state.by_id(redemption.redeemer));
        let (Some(reward), Some(user)) = (reward.cloned(), user.cloned()) else { return };
        self.tell(reward.broadcaster, Happening::Redeemed { redemption, reward, user });
    }
}
