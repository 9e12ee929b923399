//! What events change in the [`World`].

use std::hash::{BuildHasher, Hasher};

use chatwire_mezon_proto::{api, realtime};

use super::held::Held;
use super::model::{Sight, set};
use super::{CacheSizes, ChannelInfo, ClanInfo, World, lock, see};
use crate::event::{Event, EventKind, Kinds};
use crate::message::Text;
use crate::{ChannelId, ClanId, Message, MessageId, MessageKind, StreamMode, UserId};

/// Kinds of events that change what is kept.
pub(super) fn needed(sizes: &CacheSizes, has_cache: bool) -> Kinds {
    let mut kinds = Kinds::NONE;
    let mut add = |when: bool, more: &[EventKind]| {
        for kind in more.iter().filter(|_| when) {
            kinds.insert(*kind);
        }
    };
    add(
        sizes.keeps_messages() || has_cache,
        &[EventKind::ChannelMessage, EventKind::MessageReaction, EventKind::ChannelDeleted],
    );
    add(
        sizes.users > 0,
        &[
            EventKind::ChannelMessage,
            EventKind::AddClanUser,
            EventKind::UserClanRemoved,
            EventKind::UserChannelAdded,
            EventKind::ClanProfileUpdated,
            EventKind::UserProfileUpdated,
            EventKind::AccountDeleted,
        ],
    );
    add(
        sizes.channels > 0,
        &[
            EventKind::ChannelCreated,
            EventKind::ChannelUpdated,
            EventKind::ChannelDeleted,
            EventKind::ChannelArchive,
            EventKind::UserChannelAdded,
            EventKind::UserClanRemoved,
            EventKind::ClanDeleted,
        ],
    );
    add(
        sizes.clans > 0,
        &[
            EventKind::AddClanUser,
            EventKind::UserClanRemoved,
            EventKind::ClanCreated,
            EventKind::ClanUpdated,
            EventKind::ClanDeleted,
            EventKind::OwnershipTransferred,
        ],
    );
    kinds
}

impl World {
    /// Takes over what an event says, before anybody else sees it.
    pub(crate) fn apply(&self, event: &Event) {
        match event {
            Event::ChannelMessage(message) => self.said(std::slice::from_ref(message)),
            Event::MessageReaction(reaction) => self.reacted(reaction),
            Event::ChannelCreated(channel) => {
                self.channel(ChannelInfo::from(&**channel));
            }
            Event::ChannelUpdated(channel) if !channel.is_error => self.channel_updated(channel),
            Event::ChannelDeleted(gone) => self.forget_channel(ChannelId::new(gone.channel_id)),
            Event::ChannelArchive(news) => {
                let is_archived = news.active == 0;
                let id = ChannelId::new(news.channel_id);
                self.channels.change(id, |known| known.is_archived = is_archived);
            }
            Event::UserChannelAdded(added) => self.let_into_channel(added),
            Event::AddClanUser(added) => {
                if let Some(user) = &added.user {
                    let clan = ClanId::new(added.clan_id);
                    self.came(clan, user);
                }
            }
            Event::UserClanRemoved(removed) => {
                let clan = ClanId::new(removed.clan_id);
                for user in &removed.user_ids {
                    self.left(clan, UserId::new(*user));
                }
            }
            Event::ClanCreated(clan) if clan.creator_id == self.bot.get() => {
                let info = ClanInfo {
                    id: ClanId::new(clan.clan_id),
                    name: clan.clan_name.clone(),
                    owner_id: UserId::new(clan.creator_id),
                    welcome_channel_id: ChannelId::new(clan.welcome_channel_id),
                    logo: clan.logo.clone(),
                    ..ClanInfo::default()
                };
                self.clans.insert(info.id, info);
            }
            Event::ClanUpdated(clan) => self.clan_updated(clan),
            Event::ClanDeleted(gone) => self.forget_clan(ClanId::new(gone.clan_id)),
            Event::OwnershipTransferred(news) => {
                let owner = UserId::new(news.curr_owner);
                self.clans.change(ClanId::new(news.clan_id), |known| known.owner_id = owner);
            }
            Event::ClanProfileUpdated(news) => {
                let profile =
                    Some((ClanId::new(news.clan_id), &*news.clan_nick, &*news.clan_avatar));
                self.see(UserId::new(news.user_id), Sight { profile, ..Sight::default() });
            }
            Event::UserProfileUpdated(news) => self.see(
                UserId::new(news.user_id),
                Sight {
                    display_name: &news.display_name,
                    avatar: &news.avatar,
                    ..Sight::default()
                },
            ),
            Event::AccountDeleted(gone) => {
                let user = UserId::new(gone.user_id);
                self.users.lock().remove(&user);
                lock(&self.directs).remove(&user);
            }
            _ => {}
        }
    }

    /// Messages came, and news that some were changed or removed.
    pub(crate) fn said(&self, messages: &[Message]) {
        for run in messages.chunk_by(|before, next| is_new(before) && is_new(next)) {
            match run {
                [message] if !is_new(message) => self.changed(message),
                new => self.heard(new),
            }
        }
    }

    /// Something came that is no new message.
    fn changed(&self, message: &Message) {
        match message.kind() {
            MessageKind::Update | MessageKind::UpdateEphemeral => self.edited(message),
            MessageKind::Remove | MessageKind::DeleteEphemeral => {
                self.removed(message.channel_id(), message.id());
            }
            // Signs of life, which no later message refers to.
            _ => {}
        }
    }

    /// New messages came, oldest first.
    ///
    /// Each lock is taken once for all of them: letting go of one waits for the memory that was written under it.
    fn heard(&self, messages: &[Message]) {
        if self.keeps_users {
            let mut users = self.users.lock();
            for message in messages {
                let (sender, said) = (message.sender_id(), self.said_of_sender(message));
                if users.get_mut(&sender).is_some_and(|known| known.was_said(said)) {
                    continue;
                }
                see(&mut users, sender, sight_of_sender(message));
                if let Some(known) = users.get_mut(&sender) {
                    known.note(said);
                }
            }
        }
        for message in messages {
            let sender = message.sender_id();
            let is_direct = message.is_direct() && message.mode() == Some(StreamMode::Direct);
            if is_direct && sender != self.bot && !sender.is_none() {
                self.direct(sender, message.channel_id());
            }
        }
        if self.keeps_messages {
            lock(&self.messages).extend(messages);
        }
        if self.cache.is_some() {
            for message in messages.iter().filter(|message| !message.id().is_none()) {
                self.record(message);
            }
        }
    }

    /// What a message tells of its sender, as a hash.
    fn said_of_sender(&self, message: &Message) -> u64 {
        const TEXTS: [Text; 5] =
            [Text::Username, Text::DisplayName, Text::Avatar, Text::ClanNick, Text::ClanAvatar];
        let mut hasher = self.hash.build_hasher();
        hasher.write_i64(message.clan_id().get());
        for text in TEXTS {
            hasher.write(message.bytes(text));
        }
        hasher.finish()
    }

    /// Changes the message that is kept; without one, only the cache hears of it.
    pub(crate) fn edited(&self, edit: &Message) {
        let (channel, id) = (edit.channel_id(), edit.id());
        if id.is_none() {
            return;
        }
        let Some(known) = self.message(channel, id) else { return self.record_edit(edit) };
        let after = known.edited(edit);
        lock(&self.messages).replace(channel, id, after.clone());
        self.record(&after);
    }

    /// Forgets a message.
    pub(crate) fn removed(&self, channel: ChannelId, id: MessageId) {
        lock(&self.messages).remove(channel, id);
        self.unrecord(channel, id);
    }

    fn reacted(&self, reaction: &api::MessageReaction) {
        let (channel, id) =
            (ChannelId::new(reaction.channel_id), MessageId::new(reaction.message_id));
        let Some(known) = self.message(channel, id) else { return };
        let after = known.reacted(reaction);
        if lock(&self.messages).replace(channel, id, after.clone()) {
            self.record(&after);
        }
    }

    /// Changes what is known of a channel in place, so that nothing of it is lost.
    fn channel_updated(&self, news: &realtime::ChannelUpdatedEvent) {
        let id = ChannelId::new(news.channel_id);
        if id.is_none() {
            return;
        }
        {
            let mut channels = self.channels.lock();
            if let Some(known) = channels.get_mut(&id) {
                known.change().update(news);
                return;
            }
        }
        self.channel(ChannelInfo::updated(news));
    }

    fn let_into_channel(&self, added: &realtime::UserChannelAdded) {
        if let Some(channel) = &added.channel_desc {
            // Often the push says no more than what it takes to join.
            let known = self.channels.get(ChannelId::new(channel.channel_id));
            let mut info = match known {
                Some(known) => ChannelInfo::clone(&known).described(channel),
                None => ChannelInfo::from(channel),
            };
            if info.clan_id.is_none() {
                info.clan_id = ClanId::new(added.clan_id);
            }
            if !info.id.is_none() {
                self.channel(info);
            }
        }
        for user in &added.users {
            self.see(UserId::new(user.user_id), profile(user));
        }
    }

    /// Somebody came into a clan.
    fn came(&self, clan: ClanId, user: &realtime::UserProfileRedis) {
        let id = UserId::new(user.user_id);
        let sight = Sight { profile: Some((clan, "", "")), ..profile(user) };
        self.see(id, sight);
        if id == self.bot {
            let mut clans = self.clans.lock();
            if !clans.contains(&clan) {
                clans.insert(clan, Held::new(ClanInfo { id: clan, ..ClanInfo::default() }));
            }
        }
    }

    /// Somebody left a clan.
    fn left(&self, clan: ClanId, user: UserId) {
        if user == self.bot {
            return self.forget_clan(clan);
        }
        let is_elsewhere = lock(&self.directs).contains(&user);
        let mut users = self.users.lock();
        let Some(known) = users.get_mut(&user) else { return };
        known.change().clans.retain(|profile| profile.clan_id != clan);
        if known.clans.is_empty() && !is_elsewhere {
            users.remove(&user);
        }
    }

    fn clan_updated(&self, news: &realtime::ClanUpdatedEvent) {
        self.clans.change(ClanId::new(news.clan_id), |known| {
            set(&mut known.name, &news.clan_name);
            set(&mut known.logo, &news.logo);
            set(&mut known.banner, &news.banner);
            set(&mut known.description, &news.description);
            if news.welcome_channel_id != 0 {
                known.welcome_channel_id = ChannelId::new(news.welcome_channel_id);
            }
            known.is_community = news.is_community;
        });
    }
}

/// Whether it is a message that can be kept, not the change of one or a sign of life.
fn is_new(message: &Message) -> bool {
    use MessageKind::{DeleteEphemeral, Indicator, Remove, Typing, Update, UpdateEphemeral};
    let kind = message.kind();
    !matches!(kind, Update | UpdateEphemeral | Remove | DeleteEphemeral | Typing | Indicator)
}

/// What a message tells of its sender.
fn sight_of_sender(message: &Message) -> Sight<'_> {
    let clan = message.clan_id();
    Sight {
        username: message.username(),
        display_name: message.display_name(),
        avatar: message.avatar(),
        profile: (!clan.is_direct()).then(|| (clan, message.clan_nick(), message.clan_avatar())),
    }
}

fn profile(user: &realtime::UserProfileRedis) -> Sight<'_> {
    Sight {
        username: &user.username,
        display_name: &user.display_name,
        avatar: &user.avatar,
        profile: None,
    }
}
