//! What administrators may do.

use chatwire_core::{Page, Request, RetryClass, awaitable};
use http::Method;
use serde::Serialize;
use serde_json::json;

use super::list::whole;
use crate::limits::Checks;
use crate::model::WebhookUrl;
use crate::{
    Client, ConnectionStats, ConversationId, Invitation, KeyRegenerated, Message, MessageId,
    Profile, Role, RoleAssigned, UserId,
};

impl Client {
    /// All accounts, keys included.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Forbidden`](crate::ErrorKind::Forbidden) for who is no
    /// administrator.
    pub fn admin_get_all_users(&self) -> Request<Page<Profile>> {
        whole(self.call(Method::GET, "tokenbowl.admin_get_all_users", "/admin/users"))
    }

    /// One account, key included.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Forbidden`](crate::ErrorKind::Forbidden) for who is no
    /// administrator; [`Rejected`](crate::ErrorKind::Rejected) for an id that is no UUID,
    /// [`NotFound`](crate::ErrorKind::NotFound) for an unknown one.
    pub fn admin_get_user(&self, user: impl Into<UserId>) -> Request<Profile> {
        self.call(Method::GET, "tokenbowl.admin_get_user", "/admin/users/{user_id}")
            .segment(user.into().as_str())
            .json_reply()
    }

    /// Changes an account. What is not set stays; nothing set is refused by the server.
    ///
    /// Webhook, mail address, emoji and logo cannot be cleared by this call (Token Bowl server 2.0.1).
    /// After a new name the account's earlier messages have no sender id any more.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a name, webhook address or
    /// emoji outside of the [limits](crate::limits); [`Forbidden`](crate::ErrorKind::Forbidden) for who is no
    /// administrator; [`Rejected`](crate::ErrorKind::Rejected) when nothing is set, for an id that is no UUID, and for
    /// a logo that the server does not have; [`NotFound`](crate::ErrorKind::NotFound) for an unknown id;
    /// [`Conflict`](crate::ErrorKind::Conflict) for a name that is taken.
    pub fn admin_update_user(&self, user: impl Into<UserId>) -> AdminUpdateUser {
        AdminUpdateUser { client: self.clone(), user: user.into(), body: UpdateBody::default() }
    }

    /// Deletes an account; its messages stay, without a sender id.
    ///
    /// Retried after a lost answer.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Forbidden`](crate::ErrorKind::Forbidden) for who is no
    /// administrator; [`Rejected`](crate::ErrorKind::Rejected) for an id that is no UUID;
    /// [`NotFound`](crate::ErrorKind::NotFound) for an unknown one, or because the first attempt worked.
    pub fn admin_delete_user(&self, user: impl Into<UserId>) -> Request<()> {
        self.call(Method::DELETE, "tokenbowl.admin_delete_user", "/admin/users/{user_id}")
            .segment(user.into().as_str())
            .class(RetryClass::Idempotent)
            .decode(|_| Ok(()))
    }

    /// Gives an account a role.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for an unknown role;
    /// [`Forbidden`](crate::ErrorKind::Forbidden) for who is no administrator; [`Rejected`](crate::ErrorKind::Rejected)
    /// for an id that is no UUID, [`NotFound`](crate::ErrorKind::NotFound) for an unknown one.
    #[doc(alias = "AssignRoleRequest")]
    pub fn admin_assign_role(
        &self,
        user: impl Into<UserId>,
        role: impl Into<Role>,
    ) -> Request<RoleAssigned> {
        let role = role.into();
        self.call(Method::PATCH, "tokenbowl.admin_assign_role", "/admin/users/{user_id}/role")
            .segment(user.into().as_str())
            .class(RetryClass::Idempotent)
            .check(Checks::new().role(Some(&role)).done())
            .json(&json!({"role": role}))
            .json_reply()
    }

    /// Makes a new key for an account; the old one ends at once. Servers from 2.0.1 on.
    ///
    /// Retried only while nothing was sent.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Forbidden`](crate::ErrorKind::Forbidden) for who is no
    /// administrator; [`Rejected`](crate::ErrorKind::Rejected) for an id that is no UUID;
    /// [`NotFound`](crate::ErrorKind::NotFound) for an unknown one, and from earlier servers. The old key may be dead
    /// after a [lost answer](Client#errors-of-every-call), and [`admin_get_user`](Self::admin_get_user) has the new
    /// one.
    pub fn admin_regenerate_api_key(&self, user: impl Into<UserId>) -> Request<KeyRegenerated> {
        let path = "/admin/users/{user_id}/regenerate-api-key";
        self.call(Method::POST, "tokenbowl.admin_regenerate_api_key", path)
            .segment(user.into().as_str())
            .class(RetryClass::ConnectOnly)
            .json_reply()
    }

    /// One message, whoever sent it to whom.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Forbidden`](crate::ErrorKind::Forbidden) for who is no
    /// administrator; [`NotFound`](crate::ErrorKind::NotFound) for an unknown message.
    pub fn admin_get_message(&self, message: impl Into<MessageId>) -> Request<Message> {
        self.call(Method::GET, "tokenbowl.admin_get_message", "/admin/messages/{message_id}")
            .segment(message.into().as_str())
            .json_reply()
    }

    /// Changes the text of a message, 1 to 10,000 characters. Nobody is told, the time stays.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a text that is empty or
    /// longer than 10,000 characters; [`Forbidden`](crate::ErrorKind::Forbidden) for who is no administrator;
    /// [`NotFound`](crate::ErrorKind::NotFound) for an unknown message.
    #[doc(alias = "AdminMessageUpdate")]
    pub fn admin_update_message(
        &self,
        message: impl Into<MessageId>,
        content: impl Into<String>,
    ) -> Request<Message> {
        let content = content.into();
        self.call(Method::PATCH, "tokenbowl.admin_update_message", "/admin/messages/{message_id}")
            .segment(message.into().as_str())
            .class(RetryClass::Idempotent)
            .check(Checks::new().content(&content).done())
            .json(&json!({"content": content}))
            .json_reply()
    }

    /// Deletes a message. Nobody is told.
    ///
    /// Retried after a lost answer.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Forbidden`](crate::ErrorKind::Forbidden) for who is no
    /// administrator; [`NotFound`](crate::ErrorKind::NotFound) for an unknown message, or because the first attempt
    /// worked.
    pub fn admin_delete_message(&self, message: impl Into<MessageId>) -> Request<()> {
        self.call(Method::DELETE, "tokenbowl.admin_delete_message", "/admin/messages/{message_id}")
            .segment(message.into().as_str())
            .class(RetryClass::Idempotent)
            .decode(|_| Ok(()))
    }

    /// Sends an invitation by mail; its link leads to `signup_url`. Retried only while nothing was sent.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for an empty address, an empty
    /// `signup_url` and an unknown role; [`Forbidden`](crate::ErrorKind::Forbidden) for who is no administrator;
    /// [`Server`](crate::ErrorKind::Server) with status 503 when the server has no login service. The mail may be under
    /// way after a [lost answer](Client#errors-of-every-call).
    #[doc(alias = "InviteUserRequest")]
    pub fn admin_invite_user(
        &self,
        email: impl Into<String>,
        signup_url: impl Into<String>,
    ) -> AdminInviteUser {
        let (email, signup_url) = (email.into(), signup_url.into());
        let body = InviteBody { email, signup_url, role: Role::Member };
        AdminInviteUser { client: self.clone(), body }
    }

    /// Deletes anybody's conversation. Servers from 1.0.0 on.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Forbidden`](crate::ErrorKind::Forbidden) for who is no
    /// administrator; [`NotFound`](crate::ErrorKind::NotFound) for an unknown conversation, because the first attempt
    /// worked, and from earlier servers.
    pub fn admin_delete_conversation(&self, id: impl Into<ConversationId>) -> Request<()> {
        let path = "/admin/conversations/{conversation_id}";
        self.call(Method::DELETE, "tokenbowl.admin_delete_conversation", path)
            .segment(id.into().as_str())
            .class(RetryClass::Idempotent)
            .decode(|_| Ok(()))
    }

    /// Live connections of the server; servers from 2.0 on answer zeros, those before 1.1.4 not at all.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Forbidden`](crate::ErrorKind::Forbidden) for who is no
    /// administrator.
    pub fn admin_get_connections(&self) -> Request<ConnectionStats> {
        let path = "/admin/websocket/connections";
        self.call(Method::GET, "tokenbowl.admin_get_connections", path).json_reply()
    }
}

/// Changes an account; see [`Client::admin_update_user`].
#[must_use = "a request does nothing until it is awaited"]
#[doc(alias = "AdminUpdateUserRequest")]
#[derive(Clone, Debug)]
pub struct AdminUpdateUser {
    client: Client,
    user: UserId,
    body: UpdateBody,
}

#[derive(Clone, Debug, Default, Serialize)]
struct UpdateBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_url: Option<WebhookUrl>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    viewer: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    admin: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bot: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    emoji: Option<String>,
}

impl AdminUpdateUser {
    /// New name, 1 to 50 characters.
    ///
    /// The server does not check it: with an empty one, the lists of users fail for everybody from then on.
    pub fn username(mut self, name: impl Into<String>) -> Self {
        self.body.username = Some(name.into());
        self
    }

    /// New mail address.
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.body.email = Some(email.into());
        self
    }

    /// New address for messages: 1 to 2,083 characters, `http://` or `https://`.
    pub fn webhook_url(mut self, url: impl Into<String>) -> Self {
        self.body.webhook_url = Some(WebhookUrl(url.into()));
        self
    }

    /// New logo, one of [`get_available_logos`](Client::get_available_logos).
    pub fn logo(mut self, logo: impl Into<String>) -> Self {
        self.body.logo = Some(logo.into());
        self
    }

    /// Old flag for an account that only reads. `false` does not change the role:
    /// use [`admin_assign_role`](Client::admin_assign_role).
    pub fn viewer(mut self, on: bool) -> Self {
        self.body.viewer = Some(on);
        self
    }

    /// Old flag for an account that may do everything. `false` does not change the role.
    pub fn admin(mut self, on: bool) -> Self {
        self.body.admin = Some(on);
        self
    }

    /// Old flag for a bot; `true` clears the logo, `false` does not change the role.
    pub fn bot(mut self, on: bool) -> Self {
        self.body.bot = Some(on);
        self
    }

    /// New emoji, at most 10 characters.
    pub fn emoji(mut self, emoji: impl Into<String>) -> Self {
        self.body.emoji = Some(emoji.into());
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Profile> {
        let Self { client, user, body } = self;
        let mut checks =
            Checks::new().webhook_url(body.webhook_url.as_ref()).emoji(body.emoji.as_ref());
        if let Some(name) = &body.username {
            checks = checks.username(name);
        }
        client
            .call(Method::PATCH, "tokenbowl.admin_update_user", "/admin/users/{user_id}")
            .segment(user.as_str())
            .class(RetryClass::Idempotent)
            .check(checks.done())
            .json(&body)
            .json_reply()
    }
}

/// Sends an invitation; see [`Client::admin_invite_user`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct AdminInviteUser {
    client: Client,
    body: InviteBody,
}

#[derive(Clone, Debug, Serialize)]
struct InviteBody {
    email: String,
    role: Role,
    signup_url: String,
}

impl AdminInviteUser {
    /// Role in the invitation (member); the account becomes a member all the same (Token Bowl server 2.0.1).
    pub fn role(mut self, role: impl Into<Role>) -> Self {
        self.body.role = role.into();
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Invitation> {
        let Self { client, body } = self;
        let checks = Checks::new()
            .filled("email", &body.email)
            .filled("signup_url", &body.signup_url)
            .role(Some(&body.role));
        client
            .call(Method::POST, "tokenbowl.admin_invite_user", "/admin/invite")
            .class(RetryClass::ConnectOnly)
            .check(checks.done())
            .json(&body)
            .json_reply()
    }
}

awaitable!(AdminUpdateUser => Profile, AdminInviteUser => Invitation);
