//! Roles and what they allow.

use std::collections::BTreeSet;

use chatwire_mezon_proto::realtime::envelope::Message as Push;
use chatwire_mezon_proto::{api, realtime};

use super::clans::{happened, set};
use crate::mezon::refusal::Refusal;
use crate::mezon::state::{Role, State};
use crate::mezon::world::Caller;

impl Caller<'_> {
    fn permissions_shown(ids: &BTreeSet<i64>) -> api::PermissionList {
        let all = State::permissions().into_iter();
        let permissions = all.filter(|permission| ids.contains(&permission.id)).collect();
        api::PermissionList { permissions, max_level_permission: 0 }
    }

    fn users_shown(&self, ids: &BTreeSet<i64>) -> api::RoleUserList {
        let present = self.inner.hub.present();
        let shown = ids.iter().map(|id| {
            let user = self.inner.state.user(*id);
            api::role_user_list::RoleUser {
                id: *id,
                username: user.username,
                display_name: user.display_name,
                avatar_url: user.avatar_url,
                online: present.contains_key(id),
                ..Default::default()
            }
        });
        api::RoleUserList { role_users: shown.collect(), cursor: String::new() }
    }

    fn role_shown(&self, role: &Role) -> api::Role {
        api::Role {
            role_user_list: Some(self.users_shown(&role.users)),
            permission_list: Some(Self::permissions_shown(&role.permissions)),
            ..role.desc.clone()
        }
    }

    /// A role of a clan that the caller is in; with clan 0, of any of them.
    fn role(&self, clan: i64, id: i64) -> Result<Role, Refusal> {
        if clan != 0 {
            self.inner.state.clan_of(self.user, clan)?;
        }
        let clans = self.inner.state.clans.values();
        let mine = clans.filter(|each| {
            each.members.contains_key(&self.user) && (clan == 0 || each.desc.clan_id == clan)
        });
        let mut roles = mine.flat_map(|clan| &clan.roles);
        let role = roles.find(|role| role.desc.id == id);
        role.cloned().ok_or_else(|| Refusal::not_found("role"))
    }

    pub(super) fn list_roles(
        &mut self,
        asked: api::RoleListEventRequest,
    ) -> Result<api::RoleListEventResponse, Refusal> {
        let clan = self.inner.state.clan_of(self.user, asked.clan_id)?;
        let roles = clan.roles.iter().map(|role| self.role_shown(role)).collect();
        Ok(api::RoleListEventResponse {
            limit: asked.limit,
            state: asked.state,
            cursor: String::new(),
            clan_id: asked.clan_id,
            roles: Some(api::RoleList { roles, max_level_permission: 0 }),
        })
    }

    pub(in crate::mezon) fn create_role(
        &mut self,
        asked: api::CreateRoleRequest,
    ) -> Result<api::Role, Refusal> {
        let (id, creator_id) = (self.new_id(), self.user);
        let clan = self.own_clan(asked.clan_id)?;
        if asked.title.trim().is_empty() {
            return Err(Refusal::invalid("role title is required"));
        }
        let desc = api::Role {
            id,
            slug: format!("{}-{}", asked.title.to_lowercase(), asked.clan_id),
            title: asked.title,
            color: asked.color,
            role_icon: asked.role_icon,
            description: asked.description,
            creator_id,
            clan_id: asked.clan_id,
            active: 1,
            display_online: asked.display_online,
            allow_mention: asked.allow_mention,
            order_role: asked.order_role,
            ..api::Role::default()
        };
        let role = Role {
            desc,
            users: asked.add_user_ids.iter().copied().collect(),
            permissions: asked.active_permission_ids.iter().copied().collect(),
        };
        clan.roles.push(role.clone());
        let shown = self.role_shown(&role);
        let mut event = self.role_event(&shown, happened::MADE);
        event.user_add_ids.clone_from(&asked.add_user_ids);
        event.active_permission_ids = asked.active_permission_ids;
        self.inner.hub.tell_clan(asked.clan_id, Push::RoleEvent(event));
        self.show_assigned(asked.clan_id, id, asked.add_user_ids, Vec::new());
        Ok(shown)
    }

    fn role_event(&self, role: &api::Role, status: i32) -> realtime::RoleEvent {
        realtime::RoleEvent {
            role: Some(role.clone()),
            status,
            user_id: self.user,
            ..Default::default()
        }
    }

    pub(in crate::mezon) fn show_assigned(
        &mut self,
        clan_id: i64,
        role_id: i64,
        user_ids_assigned: Vec<i64>,
        user_ids_removed: Vec<i64>,
    ) {
        if user_ids_assigned.is_empty() && user_ids_removed.is_empty() {
            return;
        }
        let event = realtime::RoleAssignedEvent {
            clan_id: clan_id.to_string(),
            role_id,
            user_ids_assigned,
            user_ids_removed,
        };
        self.inner.hub.tell_clan(clan_id, Push::RoleAssignEvent(event));
    }

    pub(in crate::mezon) fn update_role(
        &mut self,
        asked: api::UpdateRoleRequest,
    ) -> Result<(), Refusal> {
        let clan_id = self.role(asked.clan_id, asked.role_id)?.desc.clan_id;
        let clan = self.inner.state.clan_mut(clan_id)?;
        let role = clan.roles.iter_mut().find(|role| role.desc.id == asked.role_id);
        let role = role.ok_or_else(|| Refusal::not_found("role"))?;
        // What is left out stays; an empty text erases.
        set(&mut role.desc.title, asked.title);
        set(&mut role.desc.color, asked.color);
        set(&mut role.desc.role_icon, asked.role_icon);
        set(&mut role.desc.description, asked.description);
        role.desc.display_online = asked.display_online;
        role.desc.allow_mention = asked.allow_mention;
        role.users.extend(&asked.add_user_ids);
        role.users.retain(|id| !asked.remove_user_ids.contains(id));
        role.permissions.extend(&asked.active_permission_ids);
        role.permissions.retain(|id| !asked.remove_permission_ids.contains(id));
        let role = role.clone();
        let mut event = self.role_event(&self.role_shown(&role), happened::CHANGED);
        event.user_add_ids.clone_from(&asked.add_user_ids);
        event.user_remove_ids.clone_from(&asked.remove_user_ids);
        event.active_permission_ids = asked.active_permission_ids;
        event.remove_permission_ids = asked.remove_permission_ids;
        self.inner.hub.tell_clan(clan_id, Push::RoleEvent(event));
        self.show_assigned(clan_id, asked.role_id, asked.add_user_ids, asked.remove_user_ids);
        Ok(())
    }

    pub(super) fn delete_role(&mut self, asked: api::DeleteRoleRequest) -> Result<(), Refusal> {
        let role = self.role(asked.clan_id, asked.role_id)?;
        let clan_id = role.desc.clan_id;
        let clan = self.inner.state.clan_mut(clan_id)?;
        clan.roles.retain(|role| role.desc.id != asked.role_id);
        let event = self.role_event(&role.desc, happened::DELETED);
        self.inner.hub.tell_clan(clan_id, Push::RoleEvent(event));
        Ok(())
    }

    pub(super) fn list_role_users(
        &mut self,
        asked: api::ListRoleUsersRequest,
    ) -> Result<api::RoleUserList, Refusal> {
        let role = self.role(0, asked.role_id)?;
        Ok(self.users_shown(&role.users))
    }

    pub(super) fn list_role_permissions(
        &mut self,
        asked: api::ListPermissionsRequest,
    ) -> Result<api::PermissionList, Refusal> {
        Ok(Self::permissions_shown(&self.role(0, asked.role_id)?.permissions))
    }

    pub(super) fn get_list_permission(&mut self, (): ()) -> Result<api::PermissionList, Refusal> {
        Ok(api::PermissionList { permissions: State::permissions(), max_level_permission: 0 })
    }

    pub(super) fn get_role_of_user(
        &mut self,
        asked: api::ListPermissionOfUsersRequest,
    ) -> Result<api::RoleList, Refusal> {
        let clan = self.inner.state.clan_of(self.user, asked.clan_id)?;
        let mine = clan.roles.iter().filter(|role| role.users.contains(&self.user));
        let roles = mine.map(|role| self.role_shown(role)).collect();
        Ok(api::RoleList { roles, max_level_permission: 0 })
    }

    /// What the caller's roles allow; the owner of a clan may do everything.
    pub(super) fn list_user_permission_in_channel(
        &mut self,
        asked: api::UserPermissionInChannelListRequest,
    ) -> Result<api::UserPermissionInChannelListResponse, Refusal> {
        let clan = self.inner.state.clan_of(self.user, asked.clan_id)?;
        let roles = clan.roles.iter().filter(|role| role.users.contains(&self.user));
        let allowed: BTreeSet<i64> = if clan.desc.creator_id == self.user {
            State::permissions().iter().map(|permission| permission.id).collect()
        } else {
            roles.flat_map(|role| &role.permissions).copied().collect()
        };
        Ok(api::UserPermissionInChannelListResponse {
            clan_id: asked.clan_id,
            channel_id: asked.channel_id,
            permissions: Some(Self::permissions_shown(&allowed)),
        })
    }
}
