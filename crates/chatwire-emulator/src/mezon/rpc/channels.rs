//! Channels, threads, conversations, and who is in them.

use std::collections::BTreeSet;

use chatwire_mezon_proto::realtime::envelope::Message as Push;
use chatwire_mezon_proto::{api, realtime};

use super::clans::set;
use super::inside::code;
use crate::mezon::refusal::Refusal;
use crate::mezon::state::{Channel, kind};
use crate::mezon::world::Caller;

/// `status` of the update that announces a new thread (TS 2.8.53 joins it then).
const NEW_THREAD: i32 = 1;
/// Longest list of voice rooms (TS 2.8.53).
const VOICE_LIMIT: i32 = 500;

impl Caller<'_> {
    /// A channel as this caller sees it.
    fn shown(&self, channel: &Channel) -> api::ChannelDescription {
        let mut desc = channel.desc.clone();
        let others = channel.users.iter().filter(|id| **id != self.user);
        // A conversation shows the others in it; other channels show nobody.
        if desc.clan_id == 0 {
            let present = self.inner.hub.present();
            for id in others {
                let user = self.inner.state.user(*id);
                desc.user_ids.push(*id);
                desc.usernames.push(user.username);
                desc.display_names.push(user.display_name);
                desc.avatars.push(user.avatar_url);
                desc.onlines.push(present.contains_key(id));
            }
        }
        desc.member_count =
            i32::try_from(self.inner.state.audience(channel).len()).unwrap_or(i32::MAX);
        desc
    }

    fn seen(&self) -> impl Iterator<Item = &Channel> {
        let state = &self.inner.state;
        let open = state.channels.values().filter(|channel| !channel.archived);
        open.filter(|channel| state.sees(self.user, channel))
    }

    /// With a type, what has that type; text channels stand for all of a clan (TS 2.8.53 asks so).
    pub(super) fn list_channel_descs(
        &mut self,
        asked: api::ListChannelDescsRequest,
    ) -> Result<api::ChannelDescList, Refusal> {
        if asked.clan_id != 0 {
            self.inner.state.clan_of(self.user, asked.clan_id)?;
        }
        let wanted = |channel: &&Channel| {
            let desc = &channel.desc;
            match (asked.clan_id, asked.channel_type) {
                (0, 0) => desc.clan_id == 0,
                // Conversations of two and of more are one list.
                (0, kind::DM) => [kind::DM, kind::GROUP].contains(&desc.r#type),
                (0, kind) => desc.r#type == kind && desc.clan_id == 0,
                (clan, _) => desc.clan_id == clan,
            }
        };
        let limit = usize::try_from(asked.limit).unwrap_or_default();
        let limit = if limit == 0 { usize::MAX } else { limit };
        let skip = usize::try_from(asked.page.saturating_sub(1)).unwrap_or_default();
        let found = self.seen().filter(wanted).skip(skip.saturating_mul(limit)).take(limit);
        Ok(api::ChannelDescList { channeldesc: found.map(|each| self.shown(each)).collect() })
    }

    pub(super) fn list_channel_by_user_id(
        &mut self,
        (): (),
    ) -> Result<api::ChannelDescListNoPool, Refusal> {
        let channeldesc = self.seen().map(|channel| self.shown(channel)).collect();
        Ok(api::ChannelDescListNoPool { channeldesc, page: 1 })
    }

    pub(super) fn list_channel_detail(
        &mut self,
        asked: api::ListChannelDetailRequest,
    ) -> Result<api::ChannelDescription, Refusal> {
        let channel = self.channel(asked.channel_id)?;
        Ok(self.shown(&channel))
    }

    pub(super) fn list_thread_descs(
        &mut self,
        asked: api::ListThreadRequest,
    ) -> Result<api::ChannelDescListNoPool, Refusal> {
        self.channel(asked.channel_id)?;
        let wanted = |channel: &&Channel| {
            channel.desc.parent_id == asked.channel_id
                && (asked.thread_id == 0 || channel.desc.channel_id == asked.thread_id)
        };
        let found = self.seen().filter(wanted).map(|channel| self.shown(channel));
        Ok(api::ChannelDescListNoPool { channeldesc: found.collect(), page: asked.page.max(1) })
    }

    pub(super) fn create_channel_desc(
        &mut self,
        asked: api::CreateChannelDescRequest,
    ) -> Result<api::ChannelDescription, Refusal> {
        if [kind::DM, kind::GROUP].contains(&asked.r#type) {
            return self.open_conversation(&asked.user_ids);
        }
        self.inner.state.clan_of(self.user, asked.clan_id)?;
        if asked.channel_label.trim().is_empty() {
            return Err(Refusal::invalid("channel label is required"));
        }
        let taken = |channel: &Channel| {
            let desc = &channel.desc;
            (desc.clan_id, desc.parent_id) == (asked.clan_id, asked.parent_id)
                && desc.channel_label == asked.channel_label
        };
        if self.inner.state.channels.values().any(taken) {
            return Err(Refusal::exists("channel"));
        }
        if asked.parent_id != 0 {
            self.channel(asked.parent_id)?;
        }
        let clock = &self.shared.world.clock;
        let kind = if asked.r#type == 0 { kind::TEXT } else { asked.r#type };
        let (clan, label) = (asked.clan_id, &asked.channel_label);
        let id = self.inner.state.add_channel(clock, clan, label, kind, self.user);
        let me = self.user;
        let channel = self.inner.state.channel_mut(id)?;
        channel.desc.parent_id = asked.parent_id;
        channel.desc.channel_private = asked.channel_private;
        channel.desc.app_id = asked.app_id;
        if asked.category_id != 0 {
            channel.desc.category_id = asked.category_id;
        }
        channel.users.extend(asked.user_ids);
        channel.users.insert(me);
        let channel = channel.clone();
        self.announce(&channel);
        Ok(self.shown(&channel))
    }

    fn open_conversation(&mut self, others: &[i64]) -> Result<api::ChannelDescription, Refusal> {
        let mut users: BTreeSet<i64> = others.iter().copied().collect();
        if users.iter().any(|id| !self.inner.state.people.contains_key(id)) {
            return Err(Refusal::not_found("user"));
        }
        users.insert(self.user);
        if users.len() < 2 {
            return Err(Refusal::invalid("user ids are required"));
        }
        let clock = &self.shared.world.clock;
        let (id, new) = self.inner.state.conversation(clock, &users, self.user);
        let channel = self.inner.state.channel(id)?.clone();
        if new {
            users.remove(&self.user);
            self.tell_added(&channel, &users);
        }
        Ok(self.shown(&channel))
    }

    /// Tells a clan of a new channel, or the people of a private one.
    pub(in crate::mezon) fn announce(&mut self, channel: &Channel) {
        let desc = &channel.desc;
        let event = realtime::ChannelCreatedEvent {
            clan_id: desc.clan_id,
            category_id: desc.category_id,
            creator_id: desc.creator_id,
            parent_id: desc.parent_id,
            channel_id: desc.channel_id,
            channel_label: desc.channel_label.clone(),
            channel_private: desc.channel_private,
            channel_type: desc.r#type,
            status: 1,
            app_id: desc.app_id,
            clan_name: desc.clan_name.clone(),
            channel_avatar: desc.channel_avatar.clone(),
        };
        let push = Push::ChannelCreatedEvent(event);
        if channel.is_private() {
            self.inner.hub.tell_users(&channel.users, push);
        } else {
            self.inner.hub.tell_clan(desc.clan_id, push);
        }
        if desc.r#type == kind::THREAD {
            self.show_change(channel, NEW_THREAD);
            if let Ok(parent) = self.inner.state.channel(desc.parent_id).cloned() {
                let text =
                    format!("{} started a thread: {}", self.me().username, desc.channel_label);
                self.note(&parent, code::THREAD, &text);
            }
        }
    }

    /// Tells all who may see a channel what it is like now.
    pub(in crate::mezon) fn show_change(&mut self, channel: &Channel, status: i32) {
        let desc = &channel.desc;
        let event = realtime::ChannelUpdatedEvent {
            clan_id: desc.clan_id,
            category_id: desc.category_id,
            creator_id: desc.creator_id,
            parent_id: desc.parent_id,
            channel_id: desc.channel_id,
            channel_label: desc.channel_label.clone(),
            channel_type: desc.r#type,
            status,
            meeting_code: desc.meeting_code.clone(),
            channel_private: desc.channel_private != 0,
            app_id: desc.app_id,
            e2ee: desc.e2ee,
            topic: desc.topic.clone(),
            age_restricted: desc.age_restricted,
            active: desc.active,
            user_ids: channel.users.iter().copied().collect(),
            channel_avatar: desc.channel_avatar.clone(),
            ..Default::default()
        };
        let users = self.inner.state.audience(channel);
        self.inner.hub.tell_users(&users, Push::ChannelUpdatedEvent(event));
    }

    pub(super) fn update_channel_desc(
        &mut self,
        asked: api::UpdateChannelDescRequest,
    ) -> Result<(), Refusal> {
        self.channel(asked.channel_id)?;
        let now = self.now();
        let channel = self.inner.state.channel_mut(asked.channel_id)?;
        let desc = &mut channel.desc;
        set(&mut desc.channel_label, asked.channel_label);
        set(&mut desc.channel_avatar, asked.channel_avatar);
        for (field, new) in
            [(&mut desc.category_id, asked.category_id), (&mut desc.app_id, asked.app_id)]
        {
            if new != 0 {
                *field = new;
            }
        }
        if !asked.topic.is_empty() {
            desc.topic = asked.topic;
        }
        desc.age_restricted = asked.age_restricted;
        desc.e2ee = asked.e2ee;
        desc.update_time_seconds = now;
        let channel = channel.clone();
        self.show_change(&channel, 0);
        Ok(())
    }

    pub(super) fn update_channel_private(
        &mut self,
        asked: api::ChangeChannelPrivateRequest,
    ) -> Result<(), Refusal> {
        self.channel(asked.channel_id)?;
        let me = self.user;
        let channel = self.inner.state.channel_mut(asked.channel_id)?;
        channel.desc.channel_private = asked.channel_private;
        channel.users.extend(asked.user_ids);
        channel.users.insert(me);
        let channel = channel.clone();
        self.show_change(&channel, 0);
        Ok(())
    }

    pub(super) fn delete_channel_desc(
        &mut self,
        asked: api::DeleteChannelDescRequest,
    ) -> Result<(), Refusal> {
        let channel = self.channel(asked.channel_id)?;
        self.remove_channel(&channel);
        Ok(())
    }

    pub(in crate::mezon) fn remove_channel(&mut self, channel: &Channel) {
        let desc = &channel.desc;
        let users = self.inner.state.audience(channel);
        self.inner.state.retain_channels(|known| known.desc.channel_id != desc.channel_id);
        let event = realtime::ChannelDeletedEvent {
            clan_id: desc.clan_id,
            category_id: desc.category_id,
            parent_id: desc.parent_id,
            channel_id: desc.channel_id,
            deletor: self.user.to_string(),
        };
        self.inner.hub.tell_users(&users, Push::ChannelDeletedEvent(event));
    }

    pub(super) fn archive_channel(
        &mut self,
        asked: api::ArchiveChannelRequest,
    ) -> Result<(), Refusal> {
        self.set_archived(asked.channel_id, true)
    }

    pub(in crate::mezon) fn active_archived_thread(
        &mut self,
        asked: realtime::ActiveArchivedThread,
    ) -> Result<(), Refusal> {
        self.set_archived(asked.channel_id, false)
    }

    fn set_archived(&mut self, id: i64, archived: bool) -> Result<(), Refusal> {
        self.channel(id)?;
        let channel = self.inner.state.channel_mut(id)?;
        channel.archived = archived;
        channel.desc.active = i32::from(!archived);
        let channel = channel.clone();
        let desc = &channel.desc;
        let event = realtime::ChannelArchiveEvent {
            clan_id: desc.clan_id,
            category_id: desc.category_id,
            creator_id: desc.creator_id,
            parent_id: desc.parent_id,
            channel_id: desc.channel_id,
            channel_label: desc.channel_label.clone(),
            channel_type: desc.r#type,
            channel_private: desc.channel_private != 0,
            active: desc.active,
            user_ids: channel.users.iter().copied().collect(),
            ..Default::default()
        };
        let users = self.inner.state.audience(&channel);
        self.inner.hub.tell_users(&users, Push::ChannelArchiveEvent(event));
        Ok(())
    }

    pub(super) fn leave_thread(&mut self, asked: api::LeaveThreadRequest) -> Result<(), Refusal> {
        let user_ids = vec![self.user];
        self.remove_channel_users(api::RemoveChannelUsersRequest {
            channel_id: asked.channel_id,
            user_ids,
        })
    }

    pub(super) fn list_channel_users(
        &mut self,
        asked: api::ListChannelUsersRequest,
    ) -> Result<api::ChannelUserList, Refusal> {
        let channel = self.channel(asked.channel_id)?;
        let clan = self.inner.state.clans.get(&channel.desc.clan_id);
        let users = self.inner.state.audience(&channel).into_iter();
        let shown = users.map(|user_id| {
            let member = clan.and_then(|clan| clan.members.get(&user_id)).cloned();
            let member = member.unwrap_or_default();
            api::channel_user_list::ChannelUser {
                user_id,
                id: user_id,
                clan_nick: member.nick,
                clan_avatar: member.avatar,
                clan_id: channel.desc.clan_id,
                added_by: channel.desc.creator_id,
                is_banned: clan.is_some_and(|clan| clan.banned.contains(&user_id)),
                ..Default::default()
            }
        });
        let channel_users = shown.collect();
        let channel_id = asked.channel_id;
        Ok(api::ChannelUserList { channel_users, cursor: String::new(), channel_id })
    }

    pub(in crate::mezon) fn add_channel_users(
        &mut self,
        asked: api::AddChannelUsersRequest,
    ) -> Result<(), Refusal> {
        self.channel(asked.channel_id)?;
        if asked.user_ids.iter().any(|id| !self.inner.state.people.contains_key(id)) {
            return Err(Refusal::not_found("user"));
        }
        let channel = self.inner.state.channel_mut(asked.channel_id)?;
        channel.users.extend(&asked.user_ids);
        let channel = channel.clone();
        self.tell_added(&channel, &asked.user_ids.into_iter().collect());
        Ok(())
    }

    /// Tells people that they are in a channel now, and those who were in it before, but not who added them.
    pub(in crate::mezon) fn tell_added(&mut self, channel: &Channel, users: &BTreeSet<i64>) {
        let clan_id = channel.desc.clan_id;
        let event = realtime::UserChannelAdded {
            channel_desc: Some(self.shown(channel)),
            users: users.iter().map(|id| self.profile(*id)).collect(),
            status: "1".to_owned(),
            clan_id,
            caller: Some(self.profile(self.user)),
            create_time_seconds: self.now(),
            active: 1,
        };
        let mut told: BTreeSet<i64> = channel.users.union(users).copied().collect();
        told.remove(&self.user);
        self.inner.hub.tell_users(&told, Push::UserChannelAddedEvent(event));
    }

    pub(in crate::mezon) fn remove_channel_users(
        &mut self,
        asked: api::RemoveChannelUsersRequest,
    ) -> Result<(), Refusal> {
        let before = self.channel(asked.channel_id)?;
        let told = self.inner.state.audience(&before);
        let channel = self.inner.state.channel_mut(asked.channel_id)?;
        channel.users.retain(|id| !asked.user_ids.contains(id));
        let lines = self.inner.hub.lines().iter();
        let gone = lines.filter(|line| asked.user_ids.contains(&line.user)).map(|line| line.id);
        for line in gone.collect::<Vec<_>>() {
            self.inner.hub.leave_channel(line, asked.channel_id);
        }
        let event = realtime::UserChannelRemoved {
            channel_id: asked.channel_id,
            badge_counts: asked.user_ids.iter().map(|_| 0).collect(),
            user_ids: asked.user_ids,
            channel_type: before.desc.r#type,
            clan_id: before.desc.clan_id,
        };
        self.inner.hub.tell_users(&told, Push::UserChannelRemovedEvent(event));
        Ok(())
    }

    pub(super) fn list_channel_voice_users(
        &mut self,
        asked: api::ListChannelUsersRequest,
    ) -> Result<api::VoiceChannelUserList, Refusal> {
        if !(0..=VOICE_LIMIT).contains(&asked.limit) {
            return Err(Refusal::invalid("limit must be between 1 and 500"));
        }
        self.inner.state.clan_of(self.user, asked.clan_id)?;
        let rooms = self.seen().filter(|channel| {
            channel.desc.clan_id == asked.clan_id
                && (asked.channel_id == 0 || channel.desc.channel_id == asked.channel_id)
                && !channel.talking.is_empty()
        });
        let limit = if asked.limit == 0 { VOICE_LIMIT } else { asked.limit };
        let limit = usize::try_from(limit).unwrap_or_default();
        let shown = rooms.take(limit).map(|channel| api::VoiceChannelUser {
            user_ids: channel.talking.iter().map(ToString::to_string).collect(),
            channel_id: channel.desc.channel_id,
            room_name: channel.desc.meeting_code.clone(),
            share_screen_ids: Vec::new(),
        });
        Ok(api::VoiceChannelUserList { voice_channel_users: shown.collect() })
    }

    /// Somebody as events show people.
    pub(in crate::mezon) fn profile(&self, id: i64) -> realtime::UserProfileRedis {
        let user = self.inner.state.user(id);
        let person = self.inner.state.people.get(&id);
        realtime::UserProfileRedis {
            user_id: id,
            username: user.username,
            avatar: user.avatar_url,
            display_name: user.display_name,
            user_status: user.user_status,
            status: user.status,
            online: self.inner.hub.present().contains_key(&id),
            create_time_second: user.create_time_seconds,
            is_bot: person.is_some_and(|person| person.key.is_some()),
            ..Default::default()
        }
    }
}
