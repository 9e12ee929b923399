//! Clans, their people, emojis, stickers and categories.

use std::collections::BTreeSet;

use chatwire_mezon_proto::realtime::envelope::Message as Push;
use chatwire_mezon_proto::{api, realtime};

use crate::mezon::refusal::Refusal;
use crate::mezon::state::Clan;
use crate::mezon::world::Caller;

/// What became of a thing, as events say it; only the 3 is proven, for roles (Mezon.NET).
pub(super) mod happened {
    pub(in super::super) const MADE: i32 = 1;
    pub(in super::super) const CHANGED: i32 = 2;
    pub(in super::super) const DELETED: i32 = 3;
}

impl Caller<'_> {
    fn clan(&self, id: i64) -> Result<Clan, Refusal> {
        self.inner.state.clan_of(self.user, id).cloned()
    }

    /// A clan that the caller may change.
    pub(super) fn own_clan(&mut self, id: i64) -> Result<&mut Clan, Refusal> {
        self.inner.state.clan_of(self.user, id)?;
        self.inner.state.clan_mut(id)
    }

    pub(super) fn list_clan_descs(
        &mut self,
        asked: api::ListClanDescRequest,
    ) -> Result<api::ClanDescList, Refusal> {
        let mine = self.inner.state.clans.values();
        let mine = mine.filter(|clan| clan.members.contains_key(&self.user));
        let limit = usize::try_from(asked.limit).unwrap_or_default();
        let limit = if limit == 0 { usize::MAX } else { limit };
        let clandesc = mine.take(limit).map(|clan| clan.desc.clone()).collect();
        Ok(api::ClanDescList { clandesc })
    }

    pub(super) fn create_clan_desc(
        &mut self,
        asked: api::CreateClanDescRequest,
    ) -> Result<api::ClanDesc, Refusal> {
        if asked.clan_name.trim().is_empty() {
            return Err(Refusal::invalid("clan name is required"));
        }
        let names = |clan: &&Clan| clan.desc.clan_name == asked.clan_name;
        if self.inner.state.clans.values().any(|clan| names(&clan)) {
            return Err(Refusal::exists("clan"));
        }
        let clock = &self.shared.world.clock;
        let id = self.inner.state.add_clan(clock, &asked.clan_name, self.user);
        let clan = self.inner.state.clan_mut(id)?;
        clan.members.retain(|user, _| *user == self.user);
        clan.desc.logo = asked.logo;
        clan.desc.banner = asked.banner;
        let desc = clan.desc.clone();
        let event = realtime::ClanCreatedEvent {
            clan_id: id,
            clan_name: desc.clan_name.clone(),
            logo: desc.logo.clone(),
            creator_id: self.user,
            welcome_channel_id: desc.welcome_channel_id,
        };
        self.inner.hub.tell_user(self.user, Push::ClanCreatedEvent(event));
        Ok(desc)
    }

    pub(super) fn update_clan_desc(
        &mut self,
        asked: api::UpdateClanDescRequest,
    ) -> Result<(), Refusal> {
        let desc = &mut self.own_clan(asked.clan_id)?.desc;
        if !asked.clan_name.is_empty() {
            desc.clan_name = asked.clan_name;
        }
        if asked.welcome_channel_id != 0 {
            desc.welcome_channel_id = asked.welcome_channel_id;
        }
        set(&mut desc.logo, asked.logo);
        set(&mut desc.banner, asked.banner);
        set(&mut desc.is_onboarding, asked.is_onboarding);
        set(&mut desc.onboarding_banner, asked.onboarding_banner);
        set(&mut desc.is_community, asked.is_community);
        set(&mut desc.community_banner, asked.community_banner);
        set(&mut desc.description, asked.description);
        set(&mut desc.about, asked.about);
        set(&mut desc.short_url, asked.short_url);
        desc.prevent_anonymous = asked.prevent_anonymous;
        let desc = desc.clone();
        let event = realtime::ClanUpdatedEvent {
            clan_id: desc.clan_id,
            clan_name: desc.clan_name,
            logo: desc.logo,
            banner: desc.banner,
            status: desc.status,
            is_onboarding: desc.is_onboarding,
            welcome_channel_id: desc.welcome_channel_id,
            onboarding_banner: desc.onboarding_banner,
            community_banner: desc.community_banner,
            is_community: desc.is_community,
            about: desc.about,
            description: desc.description,
            prevent_anonymous: desc.prevent_anonymous,
        };
        self.inner.hub.tell_clan(desc.clan_id, Push::ClanUpdatedEvent(event));
        Ok(())
    }

    pub(super) fn delete_clan_desc(
        &mut self,
        asked: api::DeleteClanDescRequest,
    ) -> Result<(), Refusal> {
        let id = asked.clan_desc_id;
        if self.clan(id)?.desc.creator_id != self.user {
            return Err(Refusal::denied());
        }
        self.inner.state.clans.remove(&id);
        self.inner.state.retain_channels(|channel| channel.desc.clan_id != id);
        let event = realtime::ClanDeletedEvent { clan_id: id, deletor: self.user };
        self.inner.hub.tell_clan(id, Push::ClanDeletedEvent(event));
        Ok(())
    }

    pub(super) fn list_clan_users(
        &mut self,
        asked: api::ListClanUsersRequest,
    ) -> Result<api::ClanUserList, Refusal> {
        let (clan, present) = (self.clan(asked.clan_id)?, self.inner.hub.present());
        let shown = clan.members.iter().map(|(id, member)| {
            let roles = clan.roles.iter().filter(|role| role.users.contains(id));
            let mut user = self.inner.state.user(*id);
            user.online = present.contains_key(id);
            api::clan_user_list::ClanUser {
                user: Some(user),
                role_id: roles.map(|role| role.desc.id).collect(),
                clan_nick: member.nick.clone(),
                clan_avatar: member.avatar.clone(),
                clan_id: asked.clan_id,
            }
        });
        let clan_users = shown.collect();
        Ok(api::ClanUserList { clan_users, cursor: String::new(), clan_id: asked.clan_id })
    }

    pub(in crate::mezon) fn remove_clan_users(
        &mut self,
        asked: api::RemoveClanUsersRequest,
    ) -> Result<(), Refusal> {
        let api::RemoveClanUsersRequest { clan_id, user_ids } = asked;
        let clan = self.own_clan(clan_id)?;
        if user_ids.iter().any(|id| !clan.members.contains_key(id)) {
            return Err(Refusal::not_found("user"));
        }
        clan.members.retain(|id, _| !user_ids.contains(id));
        let mut channels = BTreeSet::new();
        for (id, channel) in &mut self.inner.state.channels {
            if channel.desc.clan_id == clan_id {
                channel.users.retain(|user| !user_ids.contains(user));
                channels.insert(*id);
            }
        }
        let event = realtime::UserClanRemoved { clan_id, user_ids: user_ids.clone() };
        self.inner.hub.tell_clan(clan_id, Push::UserClanRemovedEvent(event));
        // They are the last to be told of this, and of nothing after it.
        self.inner.hub.remove(&user_ids, clan_id, &channels);
        Ok(())
    }

    pub(super) fn ban_clan_users(
        &mut self,
        asked: api::BanClanUsersRequest,
    ) -> Result<(), Refusal> {
        self.banned(asked, 1)
    }

    pub(super) fn unban_clan_users(
        &mut self,
        asked: api::BanClanUsersRequest,
    ) -> Result<(), Refusal> {
        self.banned(asked, 0)
    }

    fn banned(&mut self, asked: api::BanClanUsersRequest, action: i32) -> Result<(), Refusal> {
        let banner_id = self.user;
        let clan = self.own_clan(asked.clan_id)?;
        for id in &asked.user_ids {
            if action == 1 {
                clan.banned.insert(*id)
            } else {
                clan.banned.remove(id)
            };
        }
        let event = realtime::BannedUserEvent {
            user_ids: asked.user_ids,
            action,
            banner_id,
            channel_id: asked.channel_id,
            clan_id: asked.clan_id,
            ban_time: asked.ban_time,
        };
        self.inner.hub.tell_clan(asked.clan_id, Push::BanUserEvent(event));
        Ok(())
    }

    pub(in crate::mezon) fn check_duplicate_name(
        &mut self,
        asked: api::CheckDuplicateNameRequest,
    ) -> Result<api::CheckDuplicateNameResponse, Refusal> {
        let state = &self.inner.state;
        let api::CheckDuplicateNameRequest { name, r#type, condition_id } = asked;
        let clan = state.clans.get(&condition_id);
        let is_duplicate = match r#type {
            0 => state.clans.values().any(|clan| clan.desc.clan_name == name),
            1 => clan.is_some_and(|clan| {
                clan.categories.iter().any(|category| category.category_name == name)
            }),
            2 => state.channels.values().any(|channel| {
                channel.desc.clan_id == condition_id && channel.desc.channel_label == name
            }),
            3 => state.channels.values().any(|channel| {
                channel.desc.parent_id == condition_id && channel.desc.channel_label == name
            }),
            4 => clan.is_some_and(|clan| clan.members.values().any(|each| each.nick == name)),
            // What it stands for is not known; the web client never sends more.
            5 => false,
            _ => return Err(Refusal::invalid("type must be between 0 and 5")),
        };
        Ok(api::CheckDuplicateNameResponse { is_duplicate })
    }

    fn mine(&self) -> impl Iterator<Item = &Clan> {
        let clans = self.inner.state.clans.values();
        clans.filter(|clan| clan.members.contains_key(&self.user))
    }

    pub(super) fn get_list_emojis(&mut self, (): ()) -> Result<api::EmojiListedResponse, Refusal> {
        let emoji_list = self.mine().flat_map(|clan| clan.emojis.clone()).collect();
        Ok(api::EmojiListedResponse { emoji_list })
    }

    pub(super) fn get_list_stickers(
        &mut self,
        (): (),
    ) -> Result<api::StickerListedResponse, Refusal> {
        let stickers = self.mine().flat_map(|clan| clan.stickers.clone()).collect();
        Ok(api::StickerListedResponse { stickers })
    }

    pub(in crate::mezon) fn create_clan_emoji(
        &mut self,
        asked: api::ClanEmojiCreateRequest,
    ) -> Result<(), Refusal> {
        let (new, creator_id) = (self.new_id(), self.user);
        let clan = self.own_clan(asked.clan_id)?;
        let emoji = api::ClanEmoji {
            id: if asked.id == 0 { new } else { asked.id },
            src: asked.source,
            shortname: asked.shortname,
            category: asked.category,
            creator_id,
            clan_id: asked.clan_id,
            logo: clan.desc.logo.clone(),
            clan_name: clan.desc.clan_name.clone(),
            is_for_sale: asked.is_for_sale,
        };
        clan.emojis.push(emoji.clone());
        self.show_emoji(emoji, happened::MADE);
        Ok(())
    }

    pub(super) fn delete_clan_emoji(
        &mut self,
        asked: api::ClanEmojiDeleteRequest,
    ) -> Result<(), Refusal> {
        let clan = self.own_clan(asked.clan_id)?;
        let at = clan.emojis.iter().position(|emoji| emoji.id == asked.id);
        let emoji = clan.emojis.remove(at.ok_or_else(|| Refusal::not_found("emoji"))?);
        self.show_emoji(emoji, happened::DELETED);
        Ok(())
    }

    fn show_emoji(&mut self, emoji: api::ClanEmoji, action: i32) {
        let event = realtime::EventEmoji {
            id: emoji.id,
            clan_id: emoji.clan_id,
            short_name: emoji.shortname,
            source: emoji.src,
            category: emoji.category,
            action,
            user_id: self.user,
            logo: emoji.logo,
            clan_name: emoji.clan_name,
            is_for_sale: emoji.is_for_sale,
        };
        self.inner.hub.tell_clan(emoji.clan_id, Push::EventEmoji(event));
    }

    pub(in crate::mezon) fn add_clan_sticker(
        &mut self,
        asked: api::ClanStickerAddRequest,
    ) -> Result<(), Refusal> {
        let (new, creator_id, now) = (self.new_id(), self.user, self.now());
        let clan = self.own_clan(asked.clan_id)?;
        let sticker = api::ClanSticker {
            id: if asked.id == 0 { new } else { asked.id },
            source: asked.source,
            shortname: asked.shortname,
            category: asked.category,
            creator_id,
            create_time_seconds: now,
            clan_id: asked.clan_id,
            logo: clan.desc.logo.clone(),
            clan_name: clan.desc.clan_name.clone(),
            media_type: asked.media_type,
            is_for_sale: asked.is_for_sale,
        };
        clan.stickers.push(sticker.clone());
        let event = realtime::StickerCreateEvent {
            clan_id: sticker.clan_id,
            source: sticker.source,
            shortname: sticker.shortname,
            category: sticker.category,
            creator_id,
            sticker_id: sticker.id,
            logo: sticker.logo,
            clan_name: sticker.clan_name,
        };
        self.inner.hub.tell_clan(asked.clan_id, Push::StickerCreateEvent(event));
        Ok(())
    }

    pub(super) fn delete_clan_sticker(
        &mut self,
        asked: api::ClanStickerDeleteRequest,
    ) -> Result<(), Refusal> {
        let clan = self.own_clan(asked.clan_id)?;
        let count = clan.stickers.len();
        clan.stickers.retain(|sticker| sticker.id != asked.id);
        if clan.stickers.len() == count {
            return Err(Refusal::not_found("sticker"));
        }
        let event = realtime::StickerDeleteEvent { sticker_id: asked.id, user_id: self.user };
        self.inner.hub.tell_clan(asked.clan_id, Push::StickerDeleteEvent(event));
        Ok(())
    }

    pub(super) fn list_category_descs(
        &mut self,
        asked: api::CategoryDesc,
    ) -> Result<api::CategoryDescList, Refusal> {
        Ok(api::CategoryDescList { categorydesc: self.clan(asked.clan_id)?.categories })
    }

    pub(super) fn create_category_desc(
        &mut self,
        asked: api::CreateCategoryDescRequest,
    ) -> Result<api::CategoryDesc, Refusal> {
        let (category_id, creator_id) = (self.new_id(), self.user);
        let clan = self.own_clan(asked.clan_id)?;
        let category = api::CategoryDesc {
            creator_id,
            clan_id: asked.clan_id,
            category_name: asked.category_name,
            category_id,
            category_order: i32::try_from(clan.categories.len()).unwrap_or_default(),
        };
        clan.categories.push(category.clone());
        self.show_category(&category, happened::MADE);
        Ok(category)
    }

    pub(super) fn update_category(
        &mut self,
        asked: api::UpdateCategoryDescRequest,
    ) -> Result<(), Refusal> {
        let clan = self.own_clan(asked.clan_id)?;
        let mut all = clan.categories.iter_mut();
        let category = all.find(|category| category.category_id == asked.category_id);
        let category = category.ok_or_else(|| Refusal::not_found("category"))?;
        category.category_name = asked.category_name;
        let category = category.clone();
        self.show_category(&category, happened::CHANGED);
        Ok(())
    }

    pub(super) fn delete_category_desc(
        &mut self,
        asked: api::DeleteCategoryDescRequest,
    ) -> Result<(), Refusal> {
        let clan = self.own_clan(asked.clan_id)?;
        let at = clan.categories.iter().position(|each| each.category_id == asked.category_id);
        let category = clan.categories.remove(at.ok_or_else(|| Refusal::not_found("category"))?);
        self.show_category(&category, happened::DELETED);
        Ok(())
    }

    fn show_category(&mut self, category: &api::CategoryDesc, status: i32) {
        let event = realtime::CategoryEvent {
            creator_id: category.creator_id,
            clan_id: category.clan_id,
            category_name: category.category_name.clone(),
            id: category.category_id,
            status,
        };
        self.inner.hub.tell_clan(category.clan_id, Push::CategoryEvent(event));
    }
}

/// Changes what is named; what is left out stays.
pub(super) fn set<T>(field: &mut T, new: Option<T>) {
    if let Some(new) = new {
        *field = new;
    }
}
