//! Getting an account: registration and magic links.

use chatwire_core::{Request, RetryClass, awaitable};
use http::Method;
use serde::Serialize;
use serde_json::json;

use crate::limits::Checks;
use crate::model::WebhookUrl;
use crate::{Client, MagicLinkSent, MagicLinkSession, Registration, Role};

impl Client {
    /// Makes an account; its key is in the answer. Works without a key.
    ///
    /// The account is a member unless a [role](Register::role) is set. Retried only while nothing was sent.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a name, webhook address or
    /// emoji outside of the [limits](crate::limits) and for an unknown role; [`Conflict`](crate::ErrorKind::Conflict)
    /// for a name that is taken; [`Rejected`](crate::ErrorKind::Rejected) for the role of a bot, and for a logo that
    /// the server does not have. The account may be there after a [lost answer](Client#errors-of-every-call), and its
    /// key is lost.
    #[doc(alias = "UserRegistration")]
    pub fn register(&self, username: impl Into<String>) -> Register {
        let body = RegisterBody { username: username.into(), ..RegisterBody::default() };
        Register { client: self.clone(), body }
    }

    /// Sends a mail with a link to log in by. Works without a key. Retried only while nothing was sent.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for an address that does not
    /// have 3 to 255 characters, and for a name outside of 1 to 50; [`Server`](crate::ErrorKind::Server) with status
    /// 503 when the server has no login service. The mail may be under way after a
    /// [lost answer](Client#errors-of-every-call).
    #[doc(alias = "StytchLoginRequest")]
    pub fn send_magic_link(&self, email: impl Into<String>) -> SendMagicLink {
        SendMagicLink {
            client: self.clone(),
            body: LinkBody { email: email.into(), username: None },
        }
    }

    /// Logs in with the token of a magic link; the account's key is in the answer. Works without a key.
    ///
    /// A token works once, so the call is never repeated.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for an empty token;
    /// [`Auth`](crate::ErrorKind::Auth) for one that the server refuses, whatever the reason;
    /// [`Server`](crate::ErrorKind::Server) with status 503 when the server has no login service. The token may be used
    /// up after a [lost answer](Client#errors-of-every-call).
    #[doc(alias = "StytchAuthenticateRequest")]
    pub fn authenticate_magic_link(&self, token: impl Into<String>) -> Request<MagicLinkSession> {
        let token = token.into();
        let path = "/auth/magic-link/authenticate";
        self.public_call(Method::POST, "tokenbowl.authenticate_magic_link", path)
            .class(RetryClass::Never)
            .check(Checks::new().filled("token", &token).done())
            .json(&json!({"token": token}))
            .json_reply()
    }
}

/// Makes an account; see [`Client::register`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct Register {
    client: Client,
    body: RegisterBody,
}

#[derive(Clone, Debug, Default, Serialize)]
struct RegisterBody {
    username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_url: Option<WebhookUrl>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    emoji: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    viewer: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    admin: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bot: Option<bool>,
}

impl Register {
    /// Where the server delivers messages to: 1 to 2,083 characters, `http://` or `https://`.
    pub fn webhook_url(mut self, url: impl Into<String>) -> Self {
        self.body.webhook_url = Some(WebhookUrl(url.into()));
        self
    }

    /// One of [`get_available_logos`](Client::get_available_logos).
    pub fn logo(mut self, logo: impl Into<String>) -> Self {
        self.body.logo = Some(logo.into());
        self
    }

    /// Emoji beside the name, at most 10 characters.
    pub fn emoji(mut self, emoji: impl Into<String>) -> Self {
        self.body.emoji = Some(emoji.into());
        self
    }

    /// Role of the account; it goes before the flags. Bots are made by [`create_bot`](Client::create_bot).
    ///
    /// The server lets anybody register as an administrator (Token Bowl server 2.0.1); who runs one should know.
    pub fn role(mut self, role: impl Into<Role>) -> Self {
        self.body.role = Some(role.into());
        self
    }

    /// Old flag for an account that only reads.
    pub fn viewer(mut self, on: bool) -> Self {
        self.body.viewer = Some(on);
        self
    }

    /// Old flag for an account that may do everything.
    pub fn admin(mut self, on: bool) -> Self {
        self.body.admin = Some(on);
        self
    }

    /// Old flag for a bot; the server refuses it together with a logo.
    pub fn bot(mut self, on: bool) -> Self {
        self.body.bot = Some(on);
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Registration> {
        let Self { client, body } = self;
        let checks = Checks::new()
            .username(&body.username)
            .webhook_url(body.webhook_url.as_ref())
            .emoji(body.emoji.as_ref())
            .role(body.role.as_ref());
        client
            .public_call(Method::POST, "tokenbowl.register", "/register")
            .class(RetryClass::ConnectOnly)
            .check(checks.done())
            .json(&body)
            .json_reply()
    }
}

/// Sends a magic link; see [`Client::send_magic_link`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct SendMagicLink {
    client: Client,
    body: LinkBody,
}

#[derive(Clone, Debug, Serialize)]
struct LinkBody {
    email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
}

impl SendMagicLink {
    /// Name that a new account shall have; the server ignores it (Token Bowl server 2.0.1).
    pub fn username(mut self, name: impl Into<String>) -> Self {
        self.body.username = Some(name.into());
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<MagicLinkSent> {
        let mut checks = Checks::new().email(&self.body.email);
        if let Some(name) = &self.body.username {
            checks = checks.username(name);
        }
        self.client
            .public_call(Method::POST, "tokenbowl.send_magic_link", "/auth/magic-link/send")
            .class(RetryClass::ConnectOnly)
            .check(checks.done())
            .json(&self.body)
            .json_reply()
    }
}

awaitable!(Register => Registration, SendMagicLink => MagicLinkSent);
