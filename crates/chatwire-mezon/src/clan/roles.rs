//! Roles of a clan: [`ListRoles`], [`UpdateRole`].

use chatwire_core::{Cursor, Error, Result};
use chatwire_mezon_proto::api;

use super::Clan;
use crate::error::named;
use crate::rest::awaited;
use crate::{PermissionId, RoleId, UserId};

impl Clan {
    /// Roles of the clan.
    ///
    /// # Errors
    ///
    /// Those of [`ListRoles`].
    #[doc(alias = "list_roles")]
    pub fn roles(&self) -> ListRoles {
        let request = api::RoleListEventRequest { clan_id: self.id.get(), ..Default::default() };
        ListRoles { clan: self.clone(), request }
    }

    /// Changes a role; what is not set stays as it is.
    ///
    /// ```
    /// # use chatwire_core::testing::{Answer, Script};
    /// # use chatwire_mezon::proto::{Message as _, api};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_mezon::Result<()> {
    /// # let session = api::Session { token: "h.e30.s".to_owned(), ..Default::default() };
    /// # let permissions = api::PermissionList { permissions: vec![api::Permission {
    /// #     id: 3, slug: "send-message".to_owned(), ..Default::default() }], ..Default::default() };
    /// # let script = Script::new().answer(Answer::status(200).body(session.encode_to_vec()))
    /// #     .answer(Answer::status(200).body(permissions.encode_to_vec())).answer(Answer::status(200));
    /// # let client = chatwire_mezon::Client::builder(5, "key").script(script).no_rate_limit().build()?;
    /// client.clan(7).update_role(55).title("Helpers").permissions(["SEND-MESSAGE"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`UpdateRole`].
    pub fn update_role(&self, role: impl Into<RoleId>) -> UpdateRole {
        UpdateRole {
            clan: self.clone(),
            request: api::UpdateRoleRequest {
                role_id: role.into().get(),
                clan_id: self.id.get(),
                ..api::UpdateRoleRequest::default()
            },
            grant: Vec::new(),
            revoke: Vec::new(),
        }
    }
}

/// Lists roles; from [`Clan::roles`]. Awaiting gives a page as the service has it.
///
/// # Errors
///
/// Those of [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct ListRoles {
    clan: Clan,
    request: api::RoleListEventRequest,
}

impl ListRoles {
    /// Roles of a page; the service's own number unless it is set.
    pub fn limit(mut self, count: u16) -> Self {
        self.request.limit = i32::from(count);
        self
    }

    /// Only roles of this state, a number of the service.
    pub fn state(mut self, number: i32) -> Self {
        self.request.state = number;
        self
    }

    /// Begins where an earlier page ended, by the answer's `cursor`.
    #[doc(alias = "cursor")]
    pub fn after(mut self, cursor: impl Into<Cursor>) -> Self {
        cursor.into().as_str().clone_into(&mut self.request.cursor);
        self
    }

    async fn run(self) -> Result<api::RoleListEventResponse> {
        self.clan.client.api().list_roles(self.request).await
    }
}

/// Changes a role; from [`Clan::update_role`].
///
/// # Errors
///
/// [`Input`](chatwire_core::ErrorKind::Input) for a slug that the service has no permission for, and those of
/// [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct UpdateRole {
    clan: Clan,
    request: api::UpdateRoleRequest,
    grant: Vec<String>,
    revoke: Vec<String>,
}

impl UpdateRole {
    /// Name.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.request.title = Some(title.into());
        self
    }

    /// Colour, such as `#1ABC9C`.
    pub fn color(mut self, color: impl Into<String>) -> Self {
        self.request.color = Some(color.into());
        self
    }

    /// Address of the picture.
    #[doc(alias = "role_icon")]
    pub fn icon(mut self, url: impl Into<String>) -> Self {
        self.request.role_icon = Some(url.into());
        self
    }

    /// Description.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.request.description = Some(text.into());
        self
    }

    /// Shows members of the role apart from others; on the wire no and unset are the same.
    pub fn display_online(mut self) -> Self {
        self.request.display_online = 1;
        self
    }

    /// Lets everybody mention the role; on the wire no and unset are the same.
    pub fn allow_mention(mut self) -> Self {
        self.request.allow_mention = 1;
        self
    }

    /// Gives the role to users.
    #[doc(alias = "add_user_ids")]
    pub fn add_users<U: Into<UserId>>(mut self, users: impl IntoIterator<Item = U>) -> Self {
        self.request.add_user_ids.extend(users.into_iter().map(|user| user.into().get()));
        self
    }

    /// Takes the role from users.
    #[doc(alias = "remove_user_ids")]
    pub fn remove_users<U: Into<UserId>>(mut self, users: impl IntoIterator<Item = U>) -> Self {
        self.request.remove_user_ids.extend(users.into_iter().map(|user| user.into().get()));
        self
    }

    /// Grants permissions by their slugs, in upper or lower case.
    pub fn permissions<S: Into<String>>(mut self, slugs: impl IntoIterator<Item = S>) -> Self {
        self.grant.extend(slugs.into_iter().map(Into::into));
        self
    }

    /// Takes permissions away by their slugs, in upper or lower case.
    pub fn remove_permissions<S: Into<String>>(
        mut self,
        slugs: impl IntoIterator<Item = S>,
    ) -> Self {
        self.revoke.extend(slugs.into_iter().map(Into::into));
        self
    }

    /// Grants permissions by their ids.
    #[doc(alias = "active_permission_ids")]
    pub fn permission_ids<P: Into<PermissionId>>(
        mut self,
        ids: impl IntoIterator<Item = P>,
    ) -> Self {
        self.request.active_permission_ids.extend(ids.into_iter().map(|id| id.into().get()));
        self
    }

    /// Takes permissions away by their ids.
    pub fn remove_permission_ids<P: Into<PermissionId>>(
        mut self,
        ids: impl IntoIterator<Item = P>,
    ) -> Self {
        self.request.remove_permission_ids.extend(ids.into_iter().map(|id| id.into().get()));
        self
    }

    /// Highest permission of whoever changes the role.
    pub fn max_permission(mut self, id: impl Into<PermissionId>) -> Self {
        self.request.max_permission_id = id.into().get();
        self
    }

    async fn run(self) -> Result<()> {
        let Self { clan, mut request, grant, revoke } = self;
        if request.role_id == 0 {
            return Err(named(Error::input("the id of the role is missing")));
        }
        let client = clan.client;
        if !grant.is_empty() || !revoke.is_empty() {
            request.active_permission_ids.extend(client.permission_ids(&grant).await?);
            request.remove_permission_ids.extend(client.permission_ids(&revoke).await?);
        }
        client.api().update_role(request).await
    }
}

awaited!(ListRoles => api::RoleListEventResponse, UpdateRole => ());
