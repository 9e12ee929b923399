//! Notifications, and for what one gets them.

use chatwire_mezon_proto::api;

use crate::mezon::refusal::Refusal;
use crate::mezon::state::Scope;
use crate::mezon::world::Caller;

/// Settings: what they are unless somebody changed them.
const ALL_MESSAGES: i32 = 1;
/// A page of notifications.
const PAGE: usize = 50;

impl Caller<'_> {
    fn setting(&self, scope: Scope, id: i64) -> api::NotificationUserChannel {
        let known = self.inner.state.settings.get(&(self.user, scope, id));
        let channel_id = if scope == Scope::Channel { id } else { 0 };
        known.copied().unwrap_or(api::NotificationUserChannel {
            id,
            notification_setting_type: if scope == Scope::Clan { ALL_MESSAGES } else { 0 },
            active: 1,
            channel_id,
            ..Default::default()
        })
    }

    fn change(
        &mut self,
        scope: Scope,
        id: i64,
        change: impl FnOnce(&mut api::NotificationUserChannel),
    ) {
        let mut setting = self.setting(scope, id);
        change(&mut setting);
        self.inner.state.settings.insert((self.user, scope, id), setting);
    }

    /// Whether a category is one of a clan that the caller is in.
    fn category(&self, id: i64) -> Result<(), Refusal> {
        let mut clans = self.inner.state.clans.values();
        let known = clans.any(|clan| {
            clan.members.contains_key(&self.user)
                && clan.categories.iter().any(|category| category.category_id == id)
        });
        if known { Ok(()) } else { Err(Refusal::not_found("category")) }
    }

    pub(super) fn get_notification_clan(
        &mut self,
        asked: api::NotificationClan,
    ) -> Result<api::NotificationSetting, Refusal> {
        self.inner.state.clan_of(self.user, asked.clan_id)?;
        let setting = self.setting(Scope::Clan, asked.clan_id);
        let notification_setting_type = setting.notification_setting_type;
        Ok(api::NotificationSetting { id: setting.id, notification_setting_type })
    }

    pub(super) fn get_notification_channel(
        &mut self,
        asked: api::NotificationChannel,
    ) -> Result<api::NotificationUserChannel, Refusal> {
        self.channel(asked.channel_id)?;
        Ok(self.setting(Scope::Channel, asked.channel_id))
    }

    pub(super) fn get_notification_category(
        &mut self,
        asked: api::DefaultNotificationCategory,
    ) -> Result<api::NotificationUserChannel, Refusal> {
        self.category(asked.category_id)?;
        Ok(self.setting(Scope::Category, asked.category_id))
    }

    pub(super) fn get_notification_react_message(
        &mut self,
        asked: api::NotifiReactMessage,
    ) -> Result<api::NotifiReactMessage, Refusal> {
        self.channel(asked.channel_id)?;
        let key = (self.user, Scope::Reactions, asked.channel_id);
        let known = self.inner.state.settings.get(&key);
        Ok(known.map_or_else(api::NotifiReactMessage::default, |setting| {
            let channel_id = asked.channel_id;
            api::NotifiReactMessage { id: setting.id, user_id: self.user, channel_id }
        }))
    }

    pub(super) fn set_notification_react_message(
        &mut self,
        asked: api::NotificationChannel,
    ) -> Result<(), Refusal> {
        self.channel(asked.channel_id)?;
        self.change(Scope::Reactions, asked.channel_id, |_| {});
        Ok(())
    }

    pub(super) fn delete_noti_react_message(
        &mut self,
        asked: api::NotificationChannel,
    ) -> Result<(), Refusal> {
        self.channel(asked.channel_id)?;
        let key = (self.user, Scope::Reactions, asked.channel_id);
        self.inner.state.settings.remove(&key);
        Ok(())
    }

    pub(super) fn set_notification_clan(
        &mut self,
        asked: api::SetDefaultNotificationRequest,
    ) -> Result<(), Refusal> {
        self.inner.state.clan_of(self.user, asked.clan_id)?;
        self.change(Scope::Clan, asked.clan_id, |setting| {
            setting.notification_setting_type = asked.notification_type;
        });
        Ok(())
    }

    pub(super) fn set_notification_channel(
        &mut self,
        asked: api::SetNotificationRequest,
    ) -> Result<(), Refusal> {
        self.channel(asked.channel_category_id)?;
        self.change(Scope::Channel, asked.channel_category_id, |setting| {
            setting.notification_setting_type = asked.notification_type;
        });
        Ok(())
    }

    pub(super) fn set_notification_category(
        &mut self,
        asked: api::SetNotificationRequest,
    ) -> Result<(), Refusal> {
        self.category(asked.channel_category_id)?;
        self.change(Scope::Category, asked.channel_category_id, |setting| {
            setting.notification_setting_type = asked.notification_type;
        });
        Ok(())
    }

    pub(super) fn delete_notification_channel(
        &mut self,
        asked: api::NotificationChannel,
    ) -> Result<(), Refusal> {
        self.channel(asked.channel_id)?;
        self.inner.state.settings.remove(&(self.user, Scope::Channel, asked.channel_id));
        Ok(())
    }

    pub(super) fn delete_notification_category(
        &mut self,
        asked: api::DefaultNotificationCategory,
    ) -> Result<(), Refusal> {
        self.category(asked.category_id)?;
        self.inner.state.settings.remove(&(self.user, Scope::Category, asked.category_id));
        Ok(())
    }

    pub(super) fn set_mute_channel(&mut self, asked: api::SetMuteRequest) -> Result<(), Refusal> {
        self.channel(asked.id)?;
        self.mute(Scope::Channel, &asked);
        Ok(())
    }

    pub(super) fn set_mute_category(&mut self, asked: api::SetMuteRequest) -> Result<(), Refusal> {
        self.category(asked.id)?;
        self.mute(Scope::Category, &asked);
        Ok(())
    }

    fn mute(&mut self, scope: Scope, asked: &api::SetMuteRequest) {
        self.change(scope, asked.id, |setting| {
            setting.time_mute_seconds = asked.mute_time;
            setting.active = asked.active;
        });
    }

    /// Channels of a clan of which the caller hears nothing.
    pub(super) fn list_muted_channel(
        &mut self,
        asked: api::ListMutedChannelRequest,
    ) -> Result<api::MutedChannelList, Refusal> {
        self.inner.state.clan_of(self.user, asked.clan_id)?;
        let state = &self.inner.state;
        let muted = state.settings.iter().filter(|((user, scope, _), setting)| {
            *user == self.user && *scope == Scope::Channel && setting.active == 0
        });
        let ids = muted.map(|((_, _, id), _)| *id).filter(|id| {
            let channel = state.channels.get(id);
            channel.is_some_and(|channel| channel.desc.clan_id == asked.clan_id)
        });
        Ok(api::MutedChannelList { muted_list: ids.collect() })
    }

    pub(super) fn list_notifications(
        &mut self,
        asked: api::ListNotificationsRequest,
    ) -> Result<api::NotificationList, Refusal> {
        let mine = self.inner.state.notifications.get(&self.user);
        let limit = usize::try_from(asked.limit).unwrap_or_default();
        let limit = if limit == 0 { PAGE } else { limit };
        let wanted = mine.into_iter().flatten().rev().filter(|each| {
            (asked.clan_id == 0 || each.clan_id == asked.clan_id)
                && (asked.notification_id == 0 || each.id < asked.notification_id)
        });
        let notifications = wanted.take(limit).cloned().collect();
        Ok(api::NotificationList { notifications, cacheable_cursor: String::new() })
    }

    pub(super) fn delete_notifications(
        &mut self,
        asked: api::DeleteNotificationsRequest,
    ) -> Result<(), Refusal> {
        if let Some(mine) = self.inner.state.notifications.get_mut(&self.user) {
            mine.retain(|each| !asked.ids.contains(&each.id));
        }
        Ok(())
    }
}
