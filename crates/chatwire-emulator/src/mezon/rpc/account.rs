//! The caller's session, account and status.

use chatwire_mezon_proto::realtime::envelope::Message as Push;
use chatwire_mezon_proto::{api, realtime};
use serde_json::json;

use super::clans::set;
use crate::mezon::refusal::Refusal;
use crate::mezon::state::Member;
use crate::mezon::token::Kind;
use crate::mezon::world::Caller;

impl Caller<'_> {
    pub(super) fn healthcheck(&mut self, (): ()) -> Result<(), Refusal> {
        Ok(())
    }

    /// A new session for a refresh token, which is used up.
    pub(in crate::mezon) fn session_refresh(
        &mut self,
        asked: api::SessionRefreshRequest,
    ) -> Result<api::Session, Refusal> {
        let claims = self.shared.check(self.inner, Kind::Refresh, &asked.token)?;
        self.inner.end_session(claims.number);
        let mut session = self.shared.session(self.inner, claims.user, &json!(asked.vars));
        session.is_remember = asked.is_remember;
        let newest = self.inner.sessions.count;
        if let Some(line) = self.line.and_then(|line| self.inner.hub.line(line)) {
            // The socket stays open under the new session.
            line.token = newest;
        }
        Ok(session)
    }

    /// Ends the sessions of both tokens; what is no token is ignored.
    pub(super) fn session_logout(
        &mut self,
        asked: api::SessionLogoutRequest,
    ) -> Result<(), Refusal> {
        let tokens = [(Kind::Access, &asked.token), (Kind::Refresh, &asked.refresh_token)];
        for (kind, token) in tokens {
            if let Ok(claims) = self.shared.check(self.inner, kind, token) {
                self.inner.end_session(claims.number);
            }
        }
        Ok(())
    }

    pub(super) fn get_account(&mut self, (): ()) -> Result<api::Account, Refusal> {
        let user = self.me();
        let email = format!("{}@mezon.test", user.username);
        Ok(api::Account { user: Some(user), email, ..api::Account::default() })
    }

    pub(super) fn update_account(
        &mut self,
        asked: api::UpdateAccountRequest,
    ) -> Result<(), Refusal> {
        self.change_me(|user| {
            set(&mut user.display_name, asked.display_name);
            set(&mut user.avatar_url, asked.avatar_url);
            set(&mut user.lang_tag, asked.lang_tag);
            set(&mut user.location, asked.location);
            set(&mut user.timezone, asked.timezone);
            set(&mut user.about_me, asked.about_me);
            if asked.dob_seconds != 0 {
                user.dob_seconds = asked.dob_seconds;
            }
        });
        Ok(())
    }

    pub(super) fn update_user(&mut self, asked: api::UpdateUsersRequest) -> Result<(), Refusal> {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        self.change_me(|user| {
            set(&mut user.display_name, some(asked.display_name));
            set(&mut user.avatar_url, some(asked.avatar_url));
        });
        Ok(())
    }

    fn change_me(&mut self, change: impl FnOnce(&mut api::User)) {
        let now = self.now();
        let Some(person) = self.inner.state.people.get_mut(&self.user) else { return };
        change(&mut person.user);
        person.user.update_time_seconds = now;
        let user = person.user.clone();
        let event = realtime::UserProfileUpdatedEvent {
            user_id: user.id,
            display_name: user.display_name,
            avatar: user.avatar_url,
            about_me: user.about_me,
            ..Default::default()
        };
        self.tell_acquaintances(&Push::UserProfileUpdatedEvent(event));
    }

    /// All who share a clan with the caller, and the caller.
    fn tell_acquaintances(&mut self, push: &Push) {
        let clans = self.inner.state.clans.values();
        let shared = clans.filter(|clan| clan.members.contains_key(&self.user));
        let mut users: std::collections::BTreeSet<i64> =
            shared.flat_map(|clan| clan.members.keys().copied()).collect();
        users.insert(self.user);
        self.inner.hub.tell_users(&users, push.clone());
    }

    pub(super) fn get_user_profile_on_clan(
        &mut self,
        asked: api::ClanProfileRequest,
    ) -> Result<api::ClanProfile, Refusal> {
        let clan = self.inner.state.clan_of(self.user, asked.clan_id)?;
        let member = clan.members.get(&self.user).cloned().unwrap_or_default();
        Ok(api::ClanProfile {
            user_id: self.user,
            nick_name: member.nick,
            avatar: member.avatar,
            clan_id: asked.clan_id,
            about: self.me().about_me,
        })
    }

    pub(super) fn update_user_profile_by_clan(
        &mut self,
        asked: api::UpdateClanProfileRequest,
    ) -> Result<(), Refusal> {
        let user = self.user;
        let clan = self.own_clan(asked.clan_id)?;
        let member = clan.members.entry(user).or_default();
        set(&mut member.nick, asked.nick_name);
        set(&mut member.avatar, asked.avatar);
        let Member { nick, avatar } = member.clone();
        let event = realtime::ClanProfileUpdatedEvent {
            user_id: user,
            clan_nick: nick,
            clan_avatar: avatar,
            clan_id: asked.clan_id,
        };
        self.inner.hub.tell_clan(asked.clan_id, Push::ClanProfileUpdatedEvent(event));
        Ok(())
    }

    pub(super) fn list_user_clans(&mut self, (): ()) -> Result<api::AllUserClans, Refusal> {
        let clans = self.inner.state.clans.values();
        let mine = clans.filter(|clan| clan.members.contains_key(&self.user));
        let ids: std::collections::BTreeSet<i64> =
            mine.flat_map(|clan| clan.members.keys().copied()).collect();
        let users = ids.into_iter().map(|id| self.inner.state.user(id)).collect();
        Ok(api::AllUserClans { users })
    }

    pub(super) fn get_user_status(&mut self, (): ()) -> Result<api::UserStatus, Refusal> {
        Ok(api::UserStatus { user_id: self.user, status: self.me().user_status })
    }

    pub(super) fn update_user_status(
        &mut self,
        asked: api::UserStatusUpdate,
    ) -> Result<(), Refusal> {
        self.set_status(asked.status);
        Ok(())
    }

    /// Changes what others see of the caller.
    pub(in crate::mezon) fn set_status(&mut self, status: String) {
        if let Some(person) = self.inner.state.people.get_mut(&self.user) {
            person.user.user_status.clone_from(&status);
        }
        let event = realtime::UserStatusEvent { user_id: self.user, custom_status: status };
        self.tell_acquaintances(&Push::UserStatusEvent(event));
    }

    pub(super) fn list_user_online(
        &mut self,
        asked: api::ListUserOnlineRequest,
    ) -> Result<api::ListUserOnlineResponse, Refusal> {
        let clan = self.inner.state.clan_of(self.user, asked.clan_id)?;
        let present = self.inner.hub.present();
        let here = clan.members.keys().filter(|id| present.contains_key(id));
        let users: Vec<api::User> = here.map(|id| self.inner.state.user(*id)).collect();
        let total_count = i32::try_from(users.len()).unwrap_or(i32::MAX);
        Ok(api::ListUserOnlineResponse { users, total_count })
    }

    pub(super) fn list_clan_users_status(
        &mut self,
        asked: api::ListClanUsersStatusRequest,
    ) -> Result<api::ClanUserStatusList, Refusal> {
        let clan = self.inner.state.clan_of(self.user, asked.clan_id)?;
        let shown = clan.members.keys().map(|id| api::ClanUserStatusEntry {
            user_id: *id,
            user_status: self.inner.state.user(*id).user_status,
        });
        Ok(api::ClanUserStatusList { clan_user_statuses: shown.collect() })
    }
}
