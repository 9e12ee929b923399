//! What the service stores: people, clans, channels and their messages, in the shapes that it sends.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chatwire_mezon_proto::api;

use super::refusal::Refusal;
use crate::clock::Clock;
use crate::files::Files;

/// 2020-01-01T00:00:00Z in milliseconds: where the service's ids begin.
const EPOCH: i64 = 1_577_836_800_000;
/// Id of the first bot.
pub(super) const BOT: i64 = 1_800_000_000_000_000_001;
/// Messages of a channel that are kept; older ones are forgotten, so that a long-running emulator stays small.
const KEPT: usize = 10_000;
/// Everything that a role may allow: slug and name (the service's own, mezon-js 2.15).
const PERMISSIONS: &[(&str, &str)] = &[
    ("administrator", "Administrator"),
    ("manage-clan", "Manage Clan"),
    ("manage-channel", "Manage Channel"),
    ("manage-thread", "Manage Thread"),
    ("view-channel", "View Channel"),
    ("send-message", "Send Messages"),
    ("delete-message", "Delete Message"),
    ("mention-everyone", "Mention Everyone"),
];

/// Types of channels.
pub(super) mod kind {
    pub(in super::super) const TEXT: i32 = 1;
    pub(in super::super) const GROUP: i32 = 2;
    pub(in super::super) const DM: i32 = 3;
    pub(in super::super) const THREAD: i32 = 7;
    pub(in super::super) const VOICE: i32 = 10;
}

/// A person or a bot.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    pub(super) user: api::User,
    /// API key, which only bots have.
    pub(super) key: Option<String>,
}

/// Somebody in a clan.
#[derive(Debug, Clone, Default)]
pub(super) struct Member {
    pub(super) nick: String,
    pub(super) avatar: String,
}

/// A clan and what belongs to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Clan {
    pub(super) desc: api::ClanDesc,
    pub(super) members: BTreeMap<i64, Member>,
    pub(super) roles: Vec<Role>,
    pub(super) emojis: Vec<api::ClanEmoji>,
    pub(super) stickers: Vec<api::ClanSticker>,
    pub(super) categories: Vec<api::CategoryDesc>,
    pub(super) banned: BTreeSet<i64>,
}

/// A role with its people and permissions, by id.
#[derive(Debug, Clone, Default)]
pub(super) struct Role {
    pub(super) desc: api::Role,
    pub(super) users: BTreeSet<i64>,
    pub(super) permissions: BTreeSet<i64>,
}

/// A message; the reactions are encoded when it is shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Message {
    pub(super) shown: api::ChannelMessage,
    pub(super) reactions: Vec<api::MessageReaction>,
}

/// A channel of any type.
#[derive(Debug, Clone, Default)]
pub(super) struct Channel {
    pub(super) desc: api::ChannelDescription,
    /// Who is in it; for public channels of a clan nobody is listed.
    pub(super) users: BTreeSet<i64>,
    pub(super) pins: Vec<api::PinMessage>,
    /// Who is in the voice room.
    pub(super) talking: BTreeSet<i64>,
    pub(super) archived: bool,
}

impl Channel {
    pub(super) const fn is_private(&self) -> bool {
        self.desc.channel_private != 0 || self.desc.clan_id == 0
    }

    /// How messages name the sort of channel they are in.
    pub(super) const fn mode(&self) -> i32 {
        match self.desc.r#type {
            kind::GROUP => 3,
            kind::DM => 4,
            kind::THREAD => 6,
            _ => 2,
        }
    }
}

/// For whom, and of what, a notification setting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    Clan,
    Category,
    Channel,
    /// Reactions to one's messages in a channel.
    Reactions,
}

/// Everything that outlives connections.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) people: BTreeMap<i64, Person>,
    pub(super) clans: BTreeMap<i64, Clan>,
    pub(super) channels: BTreeMap<i64, Channel>,
    /// Messages by channel, oldest first. They lie beside the channels, which nearly every call copies.
    messages: BTreeMap<i64, VecDeque<Message>>,
    /// By both people's ids: how the first sees the second, and since when.
    pub(super) friends: BTreeMap<(i64, i64), (i32, u32)>,
    pub(super) menus: Vec<api::QuickMenuAccess>,
    pub(super) settings: BTreeMap<(i64, Scope, i64), api::NotificationUserChannel>,
    pub(super) topics: Vec<api::SdTopic>,
    pub(super) polls: Vec<api::GetPollResponse>,
    pub(super) notifications: BTreeMap<i64, Vec<api::Notification>>,
    /// Files by path.
    pub(super) files: Files,
    /// Paths of the parts of uploads that are not finished.
    pub(super) multiparts: BTreeMap<String, Vec<String>>,
    ids: (i64, i64),
}

impl State {
    /// A new id, larger than all before.
    pub(super) fn id(&mut self, clock: &Clock) -> i64 {
        let at = clock.now();
        let nth = if self.ids.0 == at { self.ids.1 + 1 } else { 0 };
        self.ids = (at, nth);
        id_at(at, nth)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Person> {
        self.people.values().find(|person| person.user.username == name)
    }

    /// Id of a person, who is created when there is nobody of that name.
    pub(super) fn someone(&mut self, clock: &Clock, name: &str) -> i64 {
        match self.named(name) {
            Some(person) => person.user.id,
            None => {
                let id = self.id(clock);
                self.add_person(clock, id, name, None);
                id
            }
        }
    }

    pub(super) fn add_person(&mut self, clock: &Clock, id: i64, name: &str, key: Option<String>) {
        let user = api::User {
            id,
            username: name.to_owned(),
            display_name: capitalised(name),
            avatar_url: format!("https://cdn.test/avatars/{name}.png"),
            create_time_seconds: seconds(clock.now()),
            mezon_id: name.to_owned(),
            ..api::User::default()
        };
        self.people.insert(id, Person { user, key });
    }

    pub(super) fn bots(&self) -> impl Iterator<Item = (i64, &str)> {
        self.people.iter().filter_map(|(id, person)| Some((*id, person.key.as_deref()?)))
    }

    pub(super) fn user(&self, id: i64) -> api::User {
        self.people.get(&id).map(|person| person.user.clone()).unwrap_or_default()
    }

    /// Adds a clan with its owner, all bots, a category and a first channel.
    pub(super) fn add_clan(&mut self, clock: &Clock, name: &str, owner: i64) -> i64 {
        let clan_id = self.id(clock);
        let mut clan = Clan {
            desc: api::ClanDesc {
                clan_id,
                creator_id: owner,
                clan_name: name.to_owned(),
                clan_order: i32::try_from(self.clans.len()).unwrap_or_default(),
                ..api::ClanDesc::default()
            },
            ..Clan::default()
        };
        clan.members.insert(owner, Member::default());
        for (bot, _) in self.bots() {
            clan.members.insert(bot, Member::default());
        }
        let category_id = self.id(clock);
        clan.categories.push(api::CategoryDesc {
            creator_id: owner,
            clan_id,
            category_name: "General".to_owned(),
            category_id,
            category_order: 0,
        });
        let everyone = self.id(clock);
        clan.roles.push(Role {
            desc: api::Role {
                id: everyone,
                title: "everyone".to_owned(),
                slug: format!("everyone-{clan_id}"),
                creator_id: owner,
                clan_id,
                active: 1,
                ..api::Role::default()
            },
            ..Role::default()
        });
        self.clans.insert(clan_id, clan);
        let welcome = self.add_channel(clock, clan_id, "general", kind::TEXT, owner);
        if let Some(clan) = self.clans.get_mut(&clan_id) {
            clan.desc.welcome_channel_id = welcome;
        }
        clan_id
    }

    /// Adds a channel of a clan, or a conversation of its people in clan 0.
    pub(super) fn add_channel(
        &mut self,
        clock: &Clock,
        clan_id: i64,
        label: &str,
        kind: i32,
        creator_id: i64,
    ) -> i64 {
        let channel_id = self.id(clock);
        let clan = self.clans.get(&clan_id);
        let category = clan.and_then(|clan| clan.categories.first());
        let voice = [4, kind::VOICE].contains(&kind);
        let desc = api::ChannelDescription {
            clan_id,
            channel_id,
            category_id: category.map_or(0, |category| category.category_id),
            category_name: category.map(|each| each.category_name.clone()).unwrap_or_default(),
            r#type: kind,
            creator_id,
            creator_name: self.user(creator_id).username,
            channel_label: label.to_owned(),
            clan_name: clan.map(|clan| clan.desc.clan_name.clone()).unwrap_or_default(),
            meeting_code: if voice { format!("meet-{channel_id}") } else { String::new() },
            active: 1,
            create_time_seconds: seconds(clock.now()),
            update_time_seconds: seconds(clock.now()),
            ..api::ChannelDescription::default()
        };
        self.channels.insert(channel_id, Channel { desc, ..Channel::default() });
        channel_id
    }

    /// The conversation of exactly these people; a new one when there is none.
    pub(super) fn conversation(
        &mut self,
        clock: &Clock,
        users: &BTreeSet<i64>,
        creator: i64,
    ) -> (i64, bool) {
        let wanted = if users.len() > 2 { kind::GROUP } else { kind::DM };
        let found = self.channels.values().find(|channel| {
            channel.desc.clan_id == 0 && channel.desc.r#type == wanted && channel.users == *users
        });
        if let Some(channel) = found {
            return (channel.desc.channel_id, false);
        }
        let people: Vec<api::User> = users.iter().map(|id| self.user(*id)).collect();
        let names: Vec<&str> = people.iter().map(|user| user.username.as_str()).collect();
        let id = self.add_channel(clock, 0, &names.join(","), wanted, creator);
        if let Some(channel) = self.channels.get_mut(&id) {
            channel.users.clone_from(users);
            channel.desc.channel_private = 1;
        }
        (id, true)
    }

    pub(super) fn clan(&self, id: i64) -> Result<&Clan, Refusal> {
        self.clans.get(&id).ok_or_else(|| Refusal::not_found("clan"))
    }

    pub(super) fn clan_mut(&mut self, id: i64) -> Result<&mut Clan, Refusal> {
        self.clans.get_mut(&id).ok_or_else(|| Refusal::not_found("clan"))
    }

    pub(super) fn channel(&self, id: i64) -> Result<&Channel, Refusal> {
        self.channels.get(&id).ok_or_else(|| Refusal::not_found("channel"))
    }

    pub(super) fn channel_mut(&mut self, id: i64) -> Result<&mut Channel, Refusal> {
        self.channels.get_mut(&id).ok_or_else(|| Refusal::not_found("channel"))
    }

    /// Messages of a channel, oldest first.
    pub(super) fn messages(&self, channel: i64) -> impl Iterator<Item = &Message> {
        self.messages.get(&channel).into_iter().flatten()
    }

    pub(super) fn message(&self, channel: i64, id: i64) -> Result<&Message, Refusal> {
        let found = self.messages(channel).find(|message| message.shown.message_id == id);
        found.ok_or_else(|| Refusal::not_found("message"))
    }

    pub(super) fn message_mut(&mut self, channel: i64, id: i64) -> Result<&mut Message, Refusal> {
        let mut messages = self.messages.get_mut(&channel).into_iter().flatten();
        let found = messages.find(|message| message.shown.message_id == id);
        found.ok_or_else(|| Refusal::not_found("message"))
    }

    pub(super) fn add_message(&mut self, channel: i64, message: Message) {
        let messages = self.messages.entry(channel).or_default();
        if messages.len() == KEPT {
            messages.pop_front();
        }
        messages.push_back(message);
    }

    pub(super) fn delete_message(&mut self, channel: i64, id: i64) {
        if let Some(messages) = self.messages.get_mut(&channel) {
            messages.retain(|message| message.shown.message_id != id);
        }
    }

    /// Takes away the channels that do not fit, with what was said in them.
    pub(super) fn retain_channels(&mut self, fits: impl Fn(&Channel) -> bool) {
        self.channels.retain(|_, channel| fits(channel));
        let channels = &self.channels;
        self.messages.retain(|id, _| channels.contains_key(id));
    }

    /// A clan that somebody is in.
    pub(super) fn clan_of(&self, user: i64, id: i64) -> Result<&Clan, Refusal> {
        let clan = self.clan(id)?;
        if clan.members.contains_key(&user) { Ok(clan) } else { Err(Refusal::denied()) }
    }

    /// Whether somebody may read a channel.
    pub(super) fn sees(&self, user: i64, channel: &Channel) -> bool {
        if channel.is_private() {
            return channel.users.contains(&user);
        }
        let clan = self.clans.get(&channel.desc.clan_id);
        clan.is_some_and(|clan| clan.members.contains_key(&user))
    }

    /// A channel that somebody may read.
    pub(super) fn channel_of(&self, user: i64, id: i64) -> Result<&Channel, Refusal> {
        let channel = self.channel(id)?;
        if self.sees(user, channel) { Ok(channel) } else { Err(Refusal::denied()) }
    }

    /// All who may read a channel.
    pub(super) fn audience(&self, channel: &Channel) -> BTreeSet<i64> {
        if channel.is_private() {
            return channel.users.clone();
        }
        let clan = self.clans.get(&channel.desc.clan_id);
        clan.map(|clan| clan.members.keys().copied().collect()).unwrap_or_default()
    }

    /// Everything that a role may allow.
    pub(super) fn permissions() -> Vec<api::Permission> {
        let numbered = (1_i64..).zip(PERMISSIONS);
        let shown = numbered.map(|(id, (slug, title))| api::Permission {
            id,
            title: (*title).to_owned(),
            slug: (*slug).to_owned(),
            active: 1,
            scope: 1,
            ..api::Permission::default()
        });
        shown.collect()
    }
}

/// Seconds as the service sends them.
pub(super) fn seconds(at: i64) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Id of the nth thing of a second; the bits between are those of a data centre and a worker.
const fn id_at(second: i64, nth: i64) -> i64 {
    let millis = second.saturating_mul(1000).saturating_add(nth >> 12).saturating_sub(EPOCH);
    (millis << 22) | (1 << 17) | (1 << 12) | (nth & 0xFFF)
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_repeat_from_run_to_run_and_only_grow() {
        let ids = || {
            let (clock, mut state) = (Clock::new(), State::default());
            let first = state.id(&clock);
            clock.tick();
            let rest: Vec<i64> = (0..5000).map(|_| state.id(&clock)).collect();
            [vec![first], rest].concat()
        };
        let drawn = ids();
        assert!(drawn.is_sorted_by(|a, b| a < b));
        assert_eq!(drawn, ids());
    }
}
