//! The handle's part about people: who they are, and what they do in a streamer's channel.

use serde_json::{Map, Value, json};

use crate::world::lock;

use super::happening::Happening;
use super::state::{Badge, Category, ChatMessage, Claim, Livestream, User};
use super::world::Inner;
use super::{Kick, first_app};

/// Most people in one event of gifts.
const GIFTEES: usize = 25;

impl Kick {
    /// Lets a viewer write into a streamer's chat, banned or not; the message's id.
    pub fn say(&self, streamer: &str, viewer: &str, text: &str) -> String {
        self.between(streamer, viewer, |inner, room, viewer| inner.say(room, viewer, text, None))
    }

    /// Lets a viewer answer a message; the answer's id. To a message that is unknown or deleted, an ordinary one.
    pub fn reply(&self, streamer: &str, viewer: &str, text: &str, to: &str) -> String {
        self.between(streamer, viewer, |inner, room, viewer| {
            inner.say(room, viewer, text, Some(to))
        })
    }

    /// Deletes a message; whether there was one.
    pub fn delete_message(&self, message_id: &str) -> bool {
        let mut inner = lock(&self.shared.inner);
        let Some(room) = inner.state.message(message_id).map(|message| message.room) else {
            return false;
        };
        inner.state.messages.retain(|message| message.id != message_id);
        inner.tell(room, Happening::Deleted { message_id: message_id.to_owned() });
        true
    }

    /// Messages of a streamer's chat that were not deleted, oldest first: `id`, `content`, `sender` (the user name),
    /// `reply_to` (a message id or null) and `created_at`.
    #[must_use]
    pub fn messages(&self, streamer: &str) -> Vec<Value> {
        let mut inner = lock(&self.shared.inner);
        let room = inner.state.someone(streamer).user_id;
        let shown = |message: &ChatMessage| {
            json!({"id": message.id, "content": message.content,
                "sender": message.sender.username, "created_at": message.created_at,
                "reply_to": message.reply_to.as_ref().map(|replied| &replied.id)})
        };
        inner.state.messages.iter().filter(|message| message.room == room).map(shown).collect()
    }

    /// Gives somebody a badge for chat, as `moderator` with the text `Moderator`, or `subscriber` with a number of
    /// months. It shows in every chat.
    pub fn badge(&self, name: &str, kind: &str, text: &str, count: Option<u64>) {
        let (kind, text) = (kind.to_owned(), text.to_owned());
        self.change(name, |user| user.badges.push(Badge { kind, text, count }));
    }

    /// Marks an account as verified.
    pub fn verify(&self, name: &str) {
        self.change(name, |user| user.verified = true);
    }

    /// Makes somebody a moderator of a streamer, who may then ban and delete by the API.
    pub fn moderator(&self, streamer: &str, name: &str) {
        self.between(streamer, name, |inner, room, user| {
            if let Some(streamer) = inner.state.by_id_mut(room) {
                streamer.channel.moderators.insert(user);
            }
        });
    }

    /// Lets a viewer follow. Whoever follows already is told of again.
    pub fn follow(&self, streamer: &str, viewer: &str) {
        self.between(streamer, viewer, |inner, room, viewer| {
            let Some(user) = inner.state.by_id(viewer).cloned() else { return };
            let Some(streamer) = inner.state.by_id_mut(room) else { return };
            streamer.channel.followers.insert(viewer);
            inner.tell(room, Happening::Followed { user });
        });
    }

    /// Lets a viewer subscribe for the first time.
    pub fn subscribe(&self, streamer: &str, viewer: &str) {
        self.between(streamer, viewer, |inner, room, user| {
            inner.subscribe(room, user, 1, false, None)
        });
    }

    /// Lets a viewer renew a subscription, now of so many months, and say something to it, which webhooks do not
    /// carry.
    pub fn renew(&self, streamer: &str, viewer: &str, months: u64, text: Option<&str>) {
        self.between(streamer, viewer, |inner, room, user| {
            inner.subscribe(room, user, months, true, text);
        });
    }

    /// Gives subscriptions away, without a gifter anonymously. More than 25 people are told of in several events.
    pub fn gift_subs(&self, streamer: &str, gifter: Option<&str>, giftees: &[&str]) {
        let mut inner = lock(&self.shared.inner);
        let room = inner.state.someone(streamer).user_id;
        let gifter = gifter.map(|name| inner.state.someone(name).user_id);
        let ids: Vec<u64> = giftees.iter().map(|name| inner.state.someone(name).user_id).collect();
        for some in ids.chunks(GIFTEES) {
            inner.gift(room, gifter, some);
        }
    }

    /// Makes a reward of the first app; its id.
    pub fn reward(&self, streamer: &str, title: &str, cost: u64) -> String {
        let mut inner = lock(&self.shared.inner);
        let room = inner.state.someone(streamer).user_id;
        let app = first_app(&inner).id;
        let given = [("title", json!(title)), ("cost", json!(cost))];
        let given: Map<String, Value> =
            given.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        inner.state.add_reward(room, &app, given).id
    }

    /// Lets a viewer buy a reward; the redemption's id, which waits to be accepted or rejected. `None` when the
    /// streamer has no such reward.
    pub fn redeem(
        &self,
        streamer: &str,
        viewer: &str,
        reward: &str,
        input: &str,
    ) -> Option<String> {
        self.between(streamer, viewer, |inner, room, user| inner.redeem(room, user, reward, input))
    }

    /// Accepts a redemption on the site, in whatever status it is.
    pub fn accept_redemption(&self, id: &str) {
        lock(&self.shared.inner).settle_redemption(id, "accepted");
    }

    /// Rejects a redemption on the site, in whatever status it is.
    pub fn reject_redemption(&self, id: &str) {
        lock(&self.shared.inner).settle_redemption(id, "rejected");
    }

    /// Starts a stream under a title, or does nothing but set the title when there is one; the livestream's id.
    pub fn go_live(&self, streamer: &str, title: &str) -> String {
        let mut inner = lock(&self.shared.inner);
        let room = inner.state.someone(streamer).user_id;
        let Some(user) = inner.state.by_id_mut(room) else { return String::new() };
        title.clone_into(&mut user.channel.title);
        if let Some(running) = &user.channel.live {
            return running.id.clone();
        }
        let stream = Livestream {
            number: inner.state.number(),
            id: inner.state.ulid(),
            started_at: inner.state.stamp(),
            viewers: 1,
        };
        if let Some(user) = inner.state.by_id_mut(room) {
            user.channel.live = Some(stream.clone());
        }
        let id = stream.id.clone();
        inner.tell(room, Happening::Live { stream });
        id
    }

    /// Ends a stream; whether there was one.
    pub fn go_offline(&self, streamer: &str) -> bool {
        let mut inner = lock(&self.shared.inner);
        let room = inner.state.someone(streamer).user_id;
        let stream = inner.state.by_id_mut(room).and_then(|user| user.channel.live.take());
        let Some(stream) = stream else { return false };
        let ended_at = inner.state.stamp();
        inner.tell(room, Happening::Offline { stream, ended_at });
        true
    }

    /// Sets the number of viewers of a stream that runs.
    pub fn viewers(&self, streamer: &str, count: u64) {
        self.change(streamer, |user| {
            if let Some(stream) = &mut user.channel.live {
                stream.viewers = count;
            }
        });
    }

    /// Adds a category, or replaces the one of that number. At the start there are 15 (Just Chatting), 28 and 57.
    pub fn category(&self, id: u64, name: &str, tags: &[&str]) {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let categories = &mut lock(&self.shared.inner).state.categories;
        categories.retain(|category| category.id != id);
        categories.push(Category { id, name: name.to_owned(), tags });
        categories.sort_by_key(|category| category.id);
    }

    /// Changes title, category and language of a channel, and tells of it.
    pub fn describe(&self, streamer: &str, title: &str, category: u64, language: &str) {
        let room = self.change(streamer, |user| {
            title.clone_into(&mut user.channel.title);
            language.clone_into(&mut user.channel.language);
            user.channel.category_id = category;
        });
        lock(&self.shared.inner).tell(room, Happening::Metadata);
    }

    /// Lets a moderator (or the streamer) ban somebody, for minutes or for ever.
    pub fn ban(&self, streamer: &str, by: &str, viewer: &str, minutes: Option<u64>, reason: &str) {
        let by = self.user(by);
        self.between(streamer, viewer, |inner, room, viewer| {
            inner.ban(room, by, viewer, minutes, reason);
        });
    }

    /// Ends a ban; whether there was one. No webhook tells of it.
    pub fn unban(&self, streamer: &str, by: &str, viewer: &str) -> bool {
        let by = self.user(by);
        self.between(streamer, viewer, |inner, room, viewer| inner.unban(room, by, viewer))
    }

    /// Lets a viewer give Kicks, with a message. From 100 on a gift is pinned for a while.
    pub fn gift_kicks(&self, streamer: &str, viewer: &str, amount: u64, message: &str) {
        self.between(streamer, viewer, |inner, room, viewer| {
            let (created_at, now) = (inner.state.stamp(), inner.state.now());
            let Some(user) = inner.state.by_id(viewer).cloned() else { return };
            if let Some(streamer) = inner.state.by_id_mut(room) {
                streamer.channel.kicks.push((viewer, amount, now));
            }
            let (name, message) = ("Hype".to_owned(), message.to_owned());
            inner.tell(room, Happening::Kicks { user, amount, name, message, created_at });
        });
    }

    /// Lets a viewer claim a drop; the claim's id. It starts as `initiated`.
    pub fn claim_drop(&self, viewer: &str, campaign_id: &str, reward_id: &str) -> String {
        let mut guard = lock(&self.shared.inner);
        let inner = &mut *guard;
        let now = inner.state.stamp();
        let claim = Claim {
            user_id: inner.state.someone(viewer).user_id,
            id: inner.state.ulid(),
            campaign_id: campaign_id.to_owned(),
            reward_id: reward_id.to_owned(),
            external_id: String::new(),
            status: "initiated".to_owned(),
            created_at: now.clone(),
            updated_at: now,
        };
        inner.state.claims.push(claim.clone());
        inner.hooks.claim(&mut inner.state, &claim);
        claim.id
    }

    /// Runs with the user ids of a streamer and of somebody else.
    fn between<T>(
        &self,
        streamer: &str,
        viewer: &str,
        run: impl FnOnce(&mut Inner, u64, u64) -> T,
    ) -> T {
        let mut inner = lock(&self.shared.inner);
        let room = inner.state.someone(streamer).user_id;
        let viewer = inner.state.someone(viewer).user_id;
        run(&mut inner, room, viewer)
    }

    /// Changes somebody; the user id.
    fn change(&self, name: &str, change: impl FnOnce(&mut User)) -> u64 {
        let mut inner = lock(&self.shared.inner);
        let id = inner.state.someone(name).user_id;
        if let Some(user) = inner.state.by_id_mut(id) {
            change(user);
        }
        id
    }
}
