//! What is known of a clan, a channel, a user: [`ClanInfo`], [`ChannelInfo`], [`UserInfo`].

use chatwire_mezon_proto::{api, realtime};
use serde::{Deserialize, Serialize};

use crate::realtime::Place;
use crate::{AppId, CategoryId, ChannelId, ChannelType, ClanId, StreamMode, UserId};

/// What is known of a clan; from [`Clan::get`](crate::Clan::get) and [`Clan::fetch`](crate::Clan::fetch).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ClanInfo {
    /// Id.
    pub id: ClanId,
    /// Name; empty for a clan that the bot was just let into, until it is fetched.
    #[doc(alias = "clan_name")]
    pub name: String,
    /// Who owns it.
    pub owner_id: UserId,
    /// Channel in which new members are welcomed; none where there is none.
    pub welcome_channel_id: ChannelId,
    /// Address of the small picture.
    pub logo: String,
    /// Address of the large picture.
    pub banner: String,
    /// Description.
    pub description: String,
    /// Whether it is open to everybody.
    pub is_community: bool,
}

/// What is known of a channel, a thread, a group or a direct conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChannelInfo {
    /// Id.
    pub id: ChannelId,
    /// Clan; [`ClanId::DIRECT`] for groups and direct conversations.
    pub clan_id: ClanId,
    /// Name.
    #[doc(alias = "channel_label")]
    pub name: String,
    /// What it is.
    pub kind: ChannelType,
    /// Whether only those see it who were let in.
    pub is_private: bool,
    /// Category; none where there is none.
    pub category_id: CategoryId,
    /// Name of the category.
    pub category_name: String,
    /// Channel that a thread belongs to; none for others.
    pub parent_id: ChannelId,
    /// Code of the meeting, in voice channels.
    pub meeting_code: String,
    /// What it is about.
    pub topic: String,
    /// Application of a channel of that type.
    pub app_id: AppId,
    /// Members, of groups and direct conversations.
    pub user_ids: Vec<UserId>,
    /// Whether it is put away.
    pub is_archived: bool,
}

/// What is known of a user.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct UserInfo {
    /// Id.
    pub id: UserId,
    /// Unique name.
    pub username: String,
    /// Name that the user chose for all clans.
    pub display_name: String,
    /// Address of the picture.
    pub avatar: String,
    /// Names and pictures of the user in the clans where they were met.
    pub clans: Vec<ClanProfile>,
}

/// Name and picture of a user in one clan; empty where they are those of all clans.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ClanProfile {
    /// Clan.
    pub clan_id: ClanId,
    /// Name.
    #[doc(alias = "clan_nick")]
    pub nick: String,
    /// Address of the picture.
    #[doc(alias = "clan_avatar")]
    pub avatar: String,
}

impl UserInfo {
    /// Name and picture in a clan, when they are known.
    #[must_use]
    pub fn profile(&self, clan: impl Into<ClanId>) -> Option<&ClanProfile> {
        let clan = clan.into();
        self.clans.iter().find(|profile| profile.clan_id == clan)
    }

    /// Name that the clients show in a clan: that of the clan, else the chosen one, else the unique one.
    #[must_use]
    pub fn name_in(&self, clan: impl Into<ClanId>) -> &str {
        let nick = self.profile(clan).map_or("", |profile| profile.nick.as_str());
        [nick, &self.display_name, &self.username]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default()
    }

    /// Picture that the clients show in a clan.
    #[must_use]
    pub fn avatar_in(&self, clan: impl Into<ClanId>) -> &str {
        let own = self.profile(clan).map_or("", |profile| profile.avatar.as_str());
        if own.is_empty() { &self.avatar } else { own }
    }
}

impl ChannelInfo {
    /// How messages to it travel.
    #[must_use]
    pub const fn mode(&self) -> StreamMode {
        self.kind.mode()
    }

    /// Whether everybody in the clan sees it; groups and direct conversations are never public.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        !self.is_private && !self.kind.is_direct()
    }

    pub(crate) fn place(&self) -> Place {
        Place {
            clan: self.clan_id,
            channel: self.id,
            kind: self.kind.number(),
            is_public: self.is_public(),
        }
    }

    fn new(id: i64, clan: i64, kind: i32) -> Self {
        Self {
            id: ChannelId::new(id),
            clan_id: ClanId::new(clan),
            name: String::new(),
            kind: ChannelType::from(kind),
            is_private: false,
            category_id: CategoryId::NONE,
            category_name: String::new(),
            parent_id: ChannelId::NONE,
            meeting_code: String::new(),
            topic: String::new(),
            app_id: AppId::NONE,
            user_ids: Vec::new(),
            is_archived: false,
        }
    }

    /// Takes over what an event says of it; what the event leaves out stays.
    pub(super) fn update(&mut self, event: &realtime::ChannelUpdatedEvent) {
        set(&mut self.name, &event.channel_label);
        if event.channel_type != 0 {
            self.kind = ChannelType::from(event.channel_type);
        }
        self.is_private = event.channel_private;
        set_id(&mut self.category_id, event.category_id);
        set_id(&mut self.parent_id, event.parent_id);
        set(&mut self.meeting_code, &event.meeting_code);
        set(&mut self.topic, &event.topic);
        set_id(&mut self.app_id, event.app_id);
    }

    /// With what a description says of it; what that leaves out stays.
    pub(super) fn described(mut self, channel: &api::ChannelDescription) -> Self {
        set_id(&mut self.clan_id, channel.clan_id);
        set(&mut self.name, &channel.channel_label);
        if channel.r#type != 0 {
            self.kind = ChannelType::from(channel.r#type);
        }
        self.is_private = channel.channel_private != 0;
        set_id(&mut self.category_id, channel.category_id);
        set(&mut self.category_name, &channel.category_name);
        set_id(&mut self.parent_id, channel.parent_id);
        set(&mut self.meeting_code, &channel.meeting_code);
        set(&mut self.topic, &channel.topic);
        set_id(&mut self.app_id, channel.app_id);
        if !channel.user_ids.is_empty() {
            self.user_ids = channel.user_ids.iter().copied().map(UserId::new).collect();
        }
        self
    }

    pub(super) fn updated(event: &realtime::ChannelUpdatedEvent) -> Self {
        let mut info = Self::new(event.channel_id, event.clan_id, event.channel_type);
        info.update(event);
        info
    }
}

impl From<&api::ChannelDescription> for ChannelInfo {
    fn from(channel: &api::ChannelDescription) -> Self {
        Self {
            name: channel.channel_label.clone(),
            is_private: channel.channel_private != 0,
            category_id: CategoryId::new(channel.category_id),
            category_name: channel.category_name.clone(),
            parent_id: ChannelId::new(channel.parent_id),
            meeting_code: channel.meeting_code.clone(),
            topic: channel.topic.clone(),
            app_id: AppId::new(channel.app_id),
            user_ids: channel.user_ids.iter().copied().map(UserId::new).collect(),
            ..Self::new(channel.channel_id, channel.clan_id, channel.r#type)
        }
    }
}

impl From<&realtime::ChannelCreatedEvent> for ChannelInfo {
    fn from(channel: &realtime::ChannelCreatedEvent) -> Self {
        Self {
            name: channel.channel_label.clone(),
            is_private: channel.channel_private != 0,
            category_id: CategoryId::new(channel.category_id),
            parent_id: ChannelId::new(channel.parent_id),
            app_id: AppId::new(channel.app_id),
            ..Self::new(channel.channel_id, channel.clan_id, channel.channel_type)
        }
    }
}

impl From<&api::ClanDesc> for ClanInfo {
    fn from(clan: &api::ClanDesc) -> Self {
        Self {
            id: ClanId::new(clan.clan_id),
            name: clan.clan_name.clone(),
            owner_id: UserId::new(clan.creator_id),
            welcome_channel_id: ChannelId::new(clan.welcome_channel_id),
            logo: clan.logo.clone(),
            banner: clan.banner.clone(),
            description: clan.description.clone(),
            is_community: clan.is_community,
        }
    }
}

impl From<&api::User> for UserInfo {
    fn from(user: &api::User) -> Self {
        Self {
            id: UserId::new(user.id),
            username: user.username.clone(),
            display_name: user.display_name.clone(),
            avatar: user.avatar_url.clone(),
            clans: Vec::new(),
        }
    }
}

/// What something says of a user; what it leaves out is empty.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sight<'a> {
    pub(super) username: &'a str,
    pub(super) display_name: &'a str,
    pub(super) avatar: &'a str,
    /// Name and picture in a clan.
    pub(super) profile: Option<(ClanId, &'a str, &'a str)>,
}

impl Sight<'_> {
    /// Whether a user is known in just this way.
    pub(super) fn is_known(&self, user: &UserInfo) -> bool {
        let same = |known: &str, seen: &str| seen.is_empty() || known == seen;
        same(&user.username, self.username)
            && same(&user.display_name, self.display_name)
            && same(&user.avatar, self.avatar)
            && self.profile.is_none_or(|(clan, nick, avatar)| {
                user.profile(clan)
                    .is_some_and(|known| same(&known.nick, nick) && same(&known.avatar, avatar))
            })
    }

    /// Takes over what is said; nothing known is emptied.
    pub(super) fn merge_into(&self, user: &mut UserInfo) {
        set(&mut user.username, self.username);
        set(&mut user.display_name, self.display_name);
        set(&mut user.avatar, self.avatar);
        let Some((clan_id, nick, avatar)) = self.profile else { return };
        if let Some(known) = user.clans.iter_mut().find(|known| known.clan_id == clan_id) {
            set(&mut known.nick, nick);
            set(&mut known.avatar, avatar);
        } else {
            // Most users are met in one clan.
            user.clans.reserve_exact(1);
            user.clans.push(ClanProfile { clan_id, nick: nick.into(), avatar: avatar.into() });
        }
    }
}

/// Takes over an id, unless it stands for none.
fn set_id<T: From<i64>>(known: &mut T, news: i64) {
    if news != 0 {
        *known = news.into();
    }
}

/// Takes over a text, unless it is empty.
pub(super) fn set(known: &mut String, news: &str) {
    if !news.is_empty() && known != news {
        news.clone_into(known);
    }
}
