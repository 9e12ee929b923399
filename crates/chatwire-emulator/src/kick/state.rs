//! What Kick stores: people with their three kinds of numbers, channels, messages, rewards, apps and tokens.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Value, json};

use super::fields;
use super::oauth::Vault;
use crate::clock::{Clock, rfc3339};

/// Messages of all chatrooms that are remembered, for replies, deletions and the site's history.
const KEPT: usize = 10_000;
/// Category of a channel that was given none.
pub(super) const JUST_CHATTING: u64 = 15;

/// A badge in chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Badge {
    /// As `moderator` or `subscriber`.
    pub(super) kind: String,
    /// What the site shows for it.
    pub(super) text: String,
    /// Months or gifts, for the kinds that count.
    pub(super) count: Option<u64>,
}

impl Badge {
    pub(super) fn shown(&self) -> Value {
        match self.count {
            Some(count) => json!({"text": self.text, "type": self.kind, "count": count}),
            None => json!({"text": self.text, "type": self.kind}),
        }
    }
}

/// An account: everybody has a channel and a chatroom of their own, under other numbers.
#[derive(Debug, Clone)]
pub(super) struct User {
    /// What the official API calls `user_id` and `broadcaster_user_id`.
    pub(super) user_id: u64,
    /// The site's number of the channel.
    pub(super) channel_id: u64,
    pub(super) chatroom_id: u64,
    pub(super) username: String,
    pub(super) slug: String,
    pub(super) email: String,
    pub(super) profile_picture: String,
    pub(super) verified: bool,
    pub(super) color: String,
    pub(super) badges: Vec<Badge>,
    pub(super) channel: Channel,
}

impl User {
    /// As chat shows the sender: with colour and badges.
    pub(super) fn identity(&self) -> Value {
        let badges: Vec<Value> = self.badges.iter().map(Badge::shown).collect();
        json!({"username_color": self.color, "badges": badges})
    }
}

/// What belongs to an account as a broadcaster.
#[derive(Debug, Clone, Default)]
pub(super) struct Channel {
    pub(super) description: String,
    pub(super) banner: String,
    pub(super) title: String,
    pub(super) category_id: u64,
    pub(super) tags: Vec<String>,
    pub(super) language: String,
    pub(super) mature: bool,
    pub(super) stream_key: String,
    pub(super) followers: BTreeSet<u64>,
    pub(super) subscribers: BTreeSet<u64>,
    pub(super) gifted_subscribers: u64,
    pub(super) canceled_subscribers: u64,
    /// By user id: end of the ban in seconds since 1970, `None` for ever.
    pub(super) bans: BTreeMap<u64, Option<i64>>,
    pub(super) moderators: BTreeSet<u64>,
    pub(super) live: Option<Livestream>,
    /// Kicks that were given: by whom, how many, and when in seconds since 1970.
    pub(super) kicks: Vec<(u64, u64, i64)>,
}

impl Channel {
    /// Kicks by giver since a time in seconds, the largest sum first.
    pub(super) fn kick_sums(&self, since: i64) -> Vec<(u64, u64)> {
        let mut sums: BTreeMap<u64, u64> = BTreeMap::new();
        for (user, amount, _) in self.kicks.iter().filter(|(_, _, at)| *at >= since) {
            let sum = sums.entry(*user).or_default();
            *sum = sum.saturating_add(*amount);
        }
        let mut rows: Vec<(u64, u64)> = sums.into_iter().collect();
        rows.sort_by_key(|(user, amount)| (std::cmp::Reverse(*amount), *user));
        rows
    }
}

/// One live session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Livestream {
    /// The site's number.
    pub(super) number: u64,
    /// The official API's id, a ULID.
    pub(super) id: String,
    pub(super) started_at: String,
    pub(super) viewers: u64,
}

/// One message in a chatroom.
#[derive(Debug, Clone)]
pub(super) struct ChatMessage {
    pub(super) id: String,
    /// User id of the streamer in whose chatroom it stands.
    pub(super) room: u64,
    /// Sender as of then.
    pub(super) sender: User,
    pub(super) content: String,
    pub(super) created_at: String,
    pub(super) reply_to: Option<Replied>,
    /// More of the socket's `metadata`, as a celebration; null for none.
    pub(super) metadata: Value,
    /// The socket's `type`: `message`, `reply`, `celebration`.
    pub(super) kind: &'static str,
}

/// What a message answers.
#[derive(Debug, Clone)]
pub(super) struct Replied {
    pub(super) id: String,
    pub(super) content: String,
    pub(super) sender: User,
}

/// A game, or what else a stream is about.
#[derive(Debug, Clone)]
pub(super) struct Category {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) tags: Vec<String>,
}

impl Category {
    pub(super) fn shown(&self) -> Value {
        json!({"id": self.id, "name": self.name,
            "thumbnail": format!("https://files.kick.test/categories/{}.webp", self.id)})
    }
}

/// A reward that viewers buy with channel points.
#[derive(Debug, Clone)]
pub(super) struct Reward {
    pub(super) id: String,
    pub(super) broadcaster: u64,
    /// Client id of the app that made it; only that app may change it.
    pub(super) app: String,
    /// The fields of the API, but `id`.
    pub(super) fields: serde_json::Map<String, Value>,
    pub(super) deleted: bool,
}

impl Reward {
    pub(super) fn shown(&self) -> Value {
        let mut shown = self.fields.clone();
        shown.insert("id".to_owned(), json!(self.id));
        Value::Object(shown)
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

/// A reward that was bought.
#[derive(Debug, Clone)]
pub(super) struct Redemption {
    pub(super) id: String,
    pub(super) reward: String,
    pub(super) redeemer: u64,
    pub(super) user_input: String,
    pub(super) status: &'static str,
    pub(super) redeemed_at: String,
}

/// A claim of a drops campaign.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub(super) id: String,
    pub(super) user_id: u64,
    pub(super) campaign_id: String,
    pub(super) reward_id: String,
    pub(super) external_id: String,
    pub(super) status: String,
    pub(super) created_at: String,
    pub(super) updated_at: String,
}

/// An app's wish to be told of one kind of event of one broadcaster.
#[derive(Debug, Clone)]
pub(super) struct Subscription {
    pub(super) id: String,
    pub(super) app: String,
    pub(super) broadcaster: u64,
    pub(super) event: String,
    pub(super) version: u64,
    pub(super) created_at: String,
}

/// Everything that is stored.
#[derive(Debug)]
pub(super) struct State {
    pub(super) clock: Clock,
    /// Clock's start, so that wall time moves with [`Clock::advance`].
    start: i64,
    pub(super) wall_clock: bool,
    pub(super) users: Vec<User>,
    pub(super) messages: VecDeque<ChatMessage>,
    pub(super) categories: Vec<Category>,
    pub(super) rewards: Vec<Reward>,
    pub(super) redemptions: Vec<Redemption>,
    pub(super) claims: Vec<Claim>,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) vault: Vault,
    ids: u64,
}

impl State {
    pub(super) fn new(clock: Clock) -> Self {
        let category = |(id, name, tag): (u64, &str, &str)| Category {
            id,
            name: name.to_owned(),
            tags: vec![tag.to_owned()],
        };
        let categories = [
            (JUST_CHATTING, "Just Chatting", "IRL"),
            (28, "Slots & Casino", "Gambling"),
            (57, "Music", "IRL"),
        ];
        Self {
            start: clock.now(),
            clock,
            wall_clock: false,
            users: Vec::new(),
            messages: VecDeque::new(),
            categories: categories.into_iter().map(category).collect(),
            rewards: Vec::new(),
            redemptions: Vec::new(),
            claims: Vec::new(),
            subscriptions: Vec::new(),
            vault: Vault::default(),
            ids: 0,
        }
    }

    /// Seconds since 1970, without moving on.
    pub(super) fn now(&self) -> i64 {
        if self.wall_clock {
            let passed = self.clock.now().saturating_sub(self.start);
            return jiff::Timestamp::now().as_second().saturating_add(passed);
        }
        self.clock.now()
    }

    /// Time of a thing that is stored now: scripted time moves on by one second each.
    pub(super) fn stamp(&self) -> String {
        if self.wall_clock { rfc3339(self.now()) } else { rfc3339(self.clock.tick()) }
    }

    /// A time so many seconds from now.
    pub(super) fn later(&self, seconds: i64) -> String {
        rfc3339(self.now().saturating_add(seconds))
    }

    /// The next ULID; they sort by age.
    pub(super) fn ulid(&mut self) -> String {
        self.ids += 1;
        fields::ulid(self.now(), self.ids)
    }

    /// The next UUID.
    pub(super) fn uuid(&mut self) -> String {
        self.ids += 1;
        fields::uuid(self.ids)
    }

    /// The next plain number.
    pub(super) const fn number(&mut self) -> u64 {
        self.ids += 1;
        77_000_000 + self.ids
    }

    /// Whoever is called so, by user name or slug, whatever the letter case; created when there is nobody.
    pub(super) fn someone(&mut self, name: &str) -> User {
        match self.named(name) {
            Some(user) => user.clone(),
            None => self.add_user(name),
        }
    }

    fn add_user(&mut self, name: &str) -> User {
        let nth = self.users.len() as u64;
        let slug = fields::slug(name);
        let user = User {
            // Three ranges that never meet, so that a mixed-up number finds nothing.
            user_id: 1_001 + nth,
            channel_id: 20_003 + nth * 2,
            chatroom_id: 3_000_007 + nth * 3,
            username: name.to_owned(),
            email: format!("{slug}@example.test"),
            profile_picture: format!("https://files.kick.test/images/{slug}.webp"),
            verified: false,
            color: "#75FD46".to_owned(),
            badges: Vec::new(),
            channel: Channel {
                description: format!("Channel of {name}"),
                banner: format!("https://files.kick.test/banners/{slug}.webp"),
                title: format!("{name} is here"),
                category_id: JUST_CHATTING,
                language: "en".to_owned(),
                stream_key: format!("sk_us-west-2_{}", fields::token(nth)),
                ..Channel::default()
            },
            slug,
        };
        self.users.push(user.clone());
        user
    }

    /// By user name or slug, whatever the letter case.
    pub(super) fn named(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|user| {
            user.username.eq_ignore_ascii_case(name) || user.slug.eq_ignore_ascii_case(name)
        })
    }

    pub(super) fn by_slug(&self, slug: &str) -> Option<&User> {
        self.users.iter().find(|user| user.slug == slug)
    }

    pub(super) fn by_id(&self, user_id: u64) -> Option<&User> {
        self.users.iter().find(|user| user.user_id == user_id)
    }

    pub(super) fn by_id_mut(&mut self, user_id: u64) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.user_id == user_id)
    }

    pub(super) fn by_channel(&self, channel_id: u64) -> Option<&User> {
        self.users.iter().find(|user| user.channel_id == channel_id)
    }

    pub(super) fn category(&self, id: u64) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// A category as other objects hold it; an empty object when there is none.
    pub(super) fn category_shown(&self, id: u64) -> Value {
        self.category(id).map_or_else(|| json!({}), Category::shown)
    }

    pub(super) fn reward(&self, id: &str) -> Option<&Reward> {
        self.rewards.iter().find(|reward| reward.id == id)
    }

    pub(super) fn message(&self, id: &str) -> Option<&ChatMessage> {
        self.messages.iter().find(|message| message.id == id)
    }

    /// Remembers a message.
    pub(super) fn keep(&mut self, message: ChatMessage) {
        if self.messages.len() == KEPT {
            self.messages.pop_front();
        }
        self.messages.push_back(message);
    }

    /// Whether somebody may not write into a chatroom now.
    pub(super) fn is_banned(&self, room: u64, user: u64) -> bool {
        let ban = self.by_id(room).and_then(|streamer| streamer.channel.bans.get(&user));
        ban.is_some_and(|until| until.is_none_or(|until| until > self.now()))
    }
}
