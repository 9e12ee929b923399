//! Making the world: bots, people, clans, channels, roles, emojis.

use std::collections::BTreeSet;

use chatwire_mezon_proto::realtime::envelope::Message as Push;
use chatwire_mezon_proto::{api, realtime};

use super::Mezon;
use super::state::{Channel, Member, kind};
use super::world::Caller;
use crate::world::lock;

impl Mezon {
    /// Id and API key of the first bot.
    #[must_use]
    pub fn bot(&self) -> (i64, String) {
        let inner = lock(&self.shared.inner);
        let first = inner.state.people.values().find(|person| person.user.username == "bot");
        let bot = first.and_then(|person| Some((person.user.id, person.key.clone()?)));
        bot.unwrap_or_default()
    }

    /// Adds a bot that is in all clans; its id and API key. One that exists is given as it is.
    pub fn add_bot(&self, name: &str) -> (i64, String) {
        let mut inner = lock(&self.shared.inner);
        let inner = &mut *inner;
        if let Some(known) = inner.state.named(name) {
            return (known.user.id, known.key.clone().unwrap_or_default());
        }
        let clock = &self.shared.world.clock;
        let (id, key) = (inner.state.id(clock), format!("key-of-{name}"));
        inner.state.add_person(clock, id, name, Some(key.clone()));
        for clan in inner.state.clans.values_mut() {
            clan.members.insert(id, Member::default());
        }
        (id, key)
    }

    /// Replaces the API key of a bot; sessions that are open stay.
    pub fn change_key(&self, bot: i64, key: &str) {
        if let Some(person) = lock(&self.shared.inner).state.people.get_mut(&bot) {
            person.key = Some(key.to_owned());
        }
    }

    /// Id of a person, who is created when there is nobody of that name.
    pub fn user(&self, name: &str) -> i64 {
        lock(&self.shared.inner).state.someone(&self.shared.world.clock, name)
    }

    /// A person as the service shows them; empty for an id that nobody has.
    #[must_use]
    pub fn user_shown(&self, id: i64) -> api::User {
        lock(&self.shared.inner).state.user(id)
    }

    /// Id of a clan, which is made when there is none of that name: its owner is the person `owner`, all bots are in
    /// it, and it has a text channel `general`. Nobody is told.
    pub fn clan(&self, name: &str) -> i64 {
        let owner = self.user("owner");
        let mut inner = lock(&self.shared.inner);
        let mut clans = inner.state.clans.values();
        let known = clans.find(|clan| clan.desc.clan_name == name).map(|clan| clan.desc.clan_id);
        known.unwrap_or_else(|| inner.state.add_clan(&self.shared.world.clock, name, owner))
    }

    /// Id of a text channel of a clan, which is made when there is none of that name. Nobody is told. 0 when there
    /// is no such clan.
    pub fn channel(&self, clan: i64, name: &str) -> i64 {
        self.channel_of_type(clan, name, kind::TEXT)
    }

    /// The same with a type: 4 and 10 are voice rooms, 8 is an app, 9 are announcements.
    pub fn channel_of_type(&self, clan: i64, name: &str, channel_type: i32) -> i64 {
        let mut inner = lock(&self.shared.inner);
        let Ok(owner) = inner.state.clan(clan).map(|clan| clan.desc.creator_id) else { return 0 };
        let mut channels = inner.state.channels.values();
        let known = channels.find(|channel| {
            let desc = &channel.desc;
            desc.clan_id == clan && desc.channel_label == name && desc.r#type == channel_type
        });
        let known = known.map(|channel| channel.desc.channel_id);
        let clock = &self.shared.world.clock;
        known.unwrap_or_else(|| inner.state.add_channel(clock, clan, name, channel_type, owner))
    }

    /// Id of a new voice room.
    pub fn voice_channel(&self, clan: i64, name: &str) -> i64 {
        self.channel_of_type(clan, name, kind::VOICE)
    }

    /// Id of a private channel with these people in it, which is made or changed as needed. Nobody is told.
    pub fn private_channel(&self, clan: i64, name: &str, users: &[&str]) -> i64 {
        let id = self.channel(clan, name);
        let users: Vec<i64> = users.iter().map(|name| self.member(clan, name)).collect();
        if let Ok(channel) = lock(&self.shared.inner).state.channel_mut(id) {
            channel.desc.channel_private = 1;
            channel.users.extend(users);
        }
        id
    }

    /// Lets somebody start a thread in a channel, as people do: everybody in the clan is told. 0 when there is no
    /// such channel.
    pub fn thread(&self, channel: i64, name: &str, user: &str) -> i64 {
        let Some(parent) = self.found(channel) else { return 0 };
        let clan_id = parent.desc.clan_id;
        let owner = self.member(clan_id, user);
        self.act(owner, |caller| {
            let clock = &caller.shared.world.clock;
            let state = &mut caller.inner.state;
            let id = state.add_channel(clock, clan_id, name, kind::THREAD, owner);
            let Ok(thread) = state.channel_mut(id) else { return 0 };
            thread.desc.parent_id = channel;
            let thread = thread.clone();
            caller.announce(&thread);
            id
        })
    }

    /// Makes a channel as people do: the clan is told. 0 when there is no such clan.
    pub fn create_channel(&self, clan: i64, name: &str, user: &str) -> i64 {
        let owner = self.member(clan, user);
        let id = self.channel(clan, name);
        if let Some(channel) = self.found(id) {
            self.act(owner, |caller| caller.announce(&channel));
        }
        id
    }

    /// Renames a channel; those who see it are told.
    pub fn rename_channel(&self, channel: i64, name: &str) {
        self.change_channel(channel, |channel| name.clone_into(&mut channel.desc.channel_label));
    }

    /// Changes a channel's description; those who see it are told.
    pub fn update_channel(&self, channel: i64, change: impl FnOnce(&mut api::ChannelDescription)) {
        self.change_channel(channel, |channel| change(&mut channel.desc));
    }

    fn change_channel(&self, channel: i64, change: impl FnOnce(&mut Channel)) {
        self.act(0, |caller| {
            let Ok(channel) = caller.inner.state.channel_mut(channel) else { return };
            change(channel);
            let channel = channel.clone();
            caller.show_change(&channel, 0);
        });
    }

    /// Deletes a channel; those who saw it are told.
    pub fn delete_channel(&self, channel: i64) {
        if let Some(channel) = self.found(channel) {
            self.act(channel.desc.creator_id, |caller| caller.remove_channel(&channel));
        }
    }

    /// Id of the conversation of these people and the first bot: of two, or of a group. A new one is told to those
    /// in it, if they joined clan 0 or not.
    pub fn conversation(&self, users: &[&str]) -> i64 {
        let mut ids: BTreeSet<i64> = users.iter().map(|name| self.user(name)).collect();
        let creator = ids.first().copied().unwrap_or_default();
        ids.insert(self.bot().0);
        self.act(creator, |caller| {
            let clock = &caller.shared.world.clock;
            let (id, new) = caller.inner.state.conversation(clock, &ids, creator);
            if let (true, Ok(channel)) = (new, caller.inner.state.channel(id).cloned()) {
                caller.tell_added(&channel, &ids);
            }
            id
        })
    }

    /// A channel as the service stores it.
    #[must_use]
    pub fn channel_shown(&self, channel: i64) -> Option<api::ChannelDescription> {
        self.found(channel).map(|channel| channel.desc)
    }

    pub(super) fn found(&self, channel: i64) -> Option<Channel> {
        lock(&self.shared.inner).state.channels.get(&channel).cloned()
    }

    /// Id of somebody who is in a clan now; clan 0 has no members.
    pub(super) fn member(&self, clan: i64, name: &str) -> i64 {
        let id = self.user(name);
        if let Ok(clan) = lock(&self.shared.inner).state.clan_mut(clan) {
            clan.members.entry(id).or_default();
        }
        id
    }

    /// Sets somebody's name and picture in a clan.
    pub fn nickname(&self, clan: i64, user: &str, nick: &str, avatar: &str) {
        let id = self.member(clan, user);
        if let Ok(clan) = lock(&self.shared.inner).state.clan_mut(clan) {
            let member = Member { nick: nick.to_owned(), avatar: avatar.to_owned() };
            clan.members.insert(id, member);
        }
    }

    /// Adds somebody to a clan; everybody in it is told, and so is the one who was added.
    pub fn add_to_clan(&self, clan: i64, user: &str) -> i64 {
        let id = self.member(clan, user);
        self.act(id, |caller| {
            let event = realtime::AddClanUserEvent {
                clan_id: clan,
                user: Some(caller.profile(id)),
                invitor: "owner".to_owned(),
            };
            let members = caller.inner.state.clan(clan).map(|clan| clan.members.clone());
            let told = members.unwrap_or_default().into_keys().collect();
            caller.inner.hub.tell_users(&told, Push::AddClanUserEvent(event));
        });
        id
    }

    /// Takes somebody out of a clan; everybody in it is told, and so is the one who was taken out.
    pub fn remove_from_clan(&self, clan: i64, user: &str) {
        let id = self.user(user);
        self.act(self.user("owner"), |caller| {
            let asked = api::RemoveClanUsersRequest { clan_id: clan, user_ids: vec![id] };
            // Somebody who is not in it: nothing to do.
            let _unknown = caller.remove_clan_users(asked);
        });
    }

    /// Adds somebody to a channel or a conversation; those in it are told, and so is the one who was added.
    pub fn add_to_channel(&self, channel: i64, user: &str) {
        let Some(found) = self.found(channel) else { return };
        let id = self.member(found.desc.clan_id, user);
        self.in_name_of(channel, |caller| {
            let asked = api::AddChannelUsersRequest { channel_id: channel, user_ids: vec![id] };
            // The channel is known, and so is the person.
            let _known = caller.add_channel_users(asked);
        });
    }

    /// Takes somebody out of a channel; all who saw it are told.
    pub fn remove_from_channel(&self, channel: i64, user: &str) {
        let id = self.user(user);
        self.in_name_of(channel, |caller| {
            let asked = api::RemoveChannelUsersRequest { channel_id: channel, user_ids: vec![id] };
            // The channel is known.
            let _known = caller.remove_channel_users(asked);
        });
    }

    /// Adds the first bot to a channel, as [`add_to_channel`](Self::add_to_channel).
    pub fn add_bot_to_channel(&self, channel: i64) {
        self.add_to_channel(channel, "bot");
    }

    /// Takes the first bot out of a channel, as [`remove_from_channel`](Self::remove_from_channel).
    pub fn remove_bot_from_channel(&self, channel: i64) {
        self.remove_from_channel(channel, "bot");
    }

    /// Lets the one who made a channel act, who is in it for that.
    fn in_name_of(&self, channel: i64, action: impl FnOnce(&mut Caller<'_>)) {
        let Some(found) = self.found(channel) else { return };
        let creator = found.desc.creator_id;
        if found.is_private()
            && let Ok(channel) = lock(&self.shared.inner).state.channel_mut(channel)
        {
            channel.users.insert(creator);
        }
        self.act(creator, action);
    }

    /// Makes a role with these people in it; the clan is told. 0 when there is no such clan.
    pub fn role(&self, clan: i64, title: &str, users: &[&str]) -> i64 {
        let add_user_ids = users.iter().map(|name| self.member(clan, name)).collect();
        let asked = api::CreateRoleRequest {
            title: title.to_owned(),
            clan_id: clan,
            add_user_ids,
            ..api::CreateRoleRequest::default()
        };
        let owner = self.member(clan, "owner");
        self.act(owner, |caller| caller.create_role(asked)).map_or(0, |role| role.id)
    }

    /// Gives a role to somebody; the clan is told.
    pub fn assign_role(&self, clan: i64, role: i64, user: &str) {
        let asked = api::UpdateRoleRequest {
            clan_id: clan,
            role_id: role,
            add_user_ids: vec![self.member(clan, user)],
            ..api::UpdateRoleRequest::default()
        };
        let owner = self.member(clan, "owner");
        // An unknown role: nothing to do.
        let _unknown = self.act(owner, |caller| caller.update_role(asked));
    }

    /// Titles of a clan's roles with the ids of those who have them.
    #[must_use]
    pub fn roles(&self, clan: i64) -> Vec<(String, Vec<i64>)> {
        let inner = lock(&self.shared.inner);
        let roles = inner.state.clans.get(&clan).into_iter().flat_map(|clan| &clan.roles);
        roles.map(|role| (role.desc.title.clone(), role.users.iter().copied().collect())).collect()
    }

    /// Adds an emoji of a clan, as `:smile:`; the clan is told. Its id, or 0 when there is no such clan.
    pub fn emoji(&self, clan: i64, shortname: &str) -> i64 {
        let asked = api::ClanEmojiCreateRequest {
            clan_id: clan,
            source: format!("https://cdn.test/emojis/{}.webp", shortname.trim_matches(':')),
            shortname: shortname.to_owned(),
            category: "Custom".to_owned(),
            ..api::ClanEmojiCreateRequest::default()
        };
        let owner = self.member(clan, "owner");
        let made = self.act(owner, |caller| caller.create_clan_emoji(asked));
        let inner = lock(&self.shared.inner);
        let last = inner.state.clans.get(&clan).and_then(|clan| clan.emojis.last());
        last.filter(|_| made.is_ok()).map_or(0, |emoji| emoji.id)
    }

    /// Adds a sticker of a clan; the clan is told. Its id, or 0 when there is no such clan.
    pub fn sticker(&self, clan: i64, shortname: &str) -> i64 {
        let asked = api::ClanStickerAddRequest {
            clan_id: clan,
            source: format!("https://cdn.test/stickers/{shortname}.webp"),
            shortname: shortname.to_owned(),
            category: "Custom".to_owned(),
            ..api::ClanStickerAddRequest::default()
        };
        let owner = self.member(clan, "owner");
        let made = self.act(owner, |caller| caller.add_clan_sticker(asked));
        let inner = lock(&self.shared.inner);
        let last = inner.state.clans.get(&clan).and_then(|clan| clan.stickers.last());
        last.filter(|_| made.is_ok()).map_or(0, |sticker| sticker.id)
    }
}
