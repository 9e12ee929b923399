//! Bots of one's own.

use chatwire_core::{Page, Request, RetryClass, awaitable};
use http::Method;
use serde::Serialize;

use super::list::whole;
use crate::limits::Checks;
use crate::model::WebhookUrl;
use crate::{Bot, BotCreated, Client, KeyRegenerated, UserId};

impl Client {
    /// Makes a bot; its key is in the answer. Members and administrators only.
    ///
    /// Retried only while nothing was sent.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a name, emoji or webhook
    /// address outside of the [limits](crate::limits); [`Forbidden`](crate::ErrorKind::Forbidden) for viewers and bots;
    /// [`Conflict`](crate::ErrorKind::Conflict) for a name that is taken. The bot may be there after a
    /// [lost answer](Client#errors-of-every-call), and [`get_my_bots`](Self::get_my_bots) has its key.
    #[doc(alias = "CreateBotRequest")]
    pub fn create_bot(&self, username: impl Into<String>) -> CreateBot {
        let body = CreateBody { username: username.into(), emoji: None, webhook_url: None };
        CreateBot { client: self.clone(), body }
    }

    /// Bots of this user, with their keys.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    pub fn get_my_bots(&self) -> Request<Page<Bot>> {
        whole(self.call(Method::GET, "tokenbowl.get_my_bots", "/bots/me"))
    }

    /// Changes a bot: its owner and administrators only.
    ///
    /// What is not set stays; the server cannot clear a field of a bot. Nothing set changes nothing.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for an emoji or webhook address
    /// outside of the [limits](crate::limits); [`Rejected`](crate::ErrorKind::Rejected) for an id that is no UUID;
    /// [`Forbidden`](crate::ErrorKind::Forbidden) for the bot of somebody else;
    /// [`NotFound`](crate::ErrorKind::NotFound) for an id of no bot.
    #[doc(alias = "UpdateBotRequest")]
    pub fn update_bot(&self, bot: impl Into<UserId>) -> UpdateBot {
        UpdateBot { client: self.clone(), bot: bot.into(), body: UpdateBody::default() }
    }

    /// Deletes a bot: its owner and administrators only.
    ///
    /// Retried after a lost answer.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Rejected`](crate::ErrorKind::Rejected) for an id that is no
    /// UUID; [`Forbidden`](crate::ErrorKind::Forbidden) for the bot of somebody else;
    /// [`NotFound`](crate::ErrorKind::NotFound) for an id of no bot, or because the first attempt worked.
    pub fn delete_bot(&self, bot: impl Into<UserId>) -> Request<()> {
        self.call(Method::DELETE, "tokenbowl.delete_bot", "/bots/{bot_id}")
            .segment(bot.into().as_str())
            .class(RetryClass::Idempotent)
            .decode(|_| Ok(()))
    }

    /// Makes a new key for a bot; the old one ends at once. Retried only while nothing was sent.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Rejected`](crate::ErrorKind::Rejected) for an id that is no
    /// UUID; [`Forbidden`](crate::ErrorKind::Forbidden) for the bot of somebody else;
    /// [`NotFound`](crate::ErrorKind::NotFound) for an id of no bot. The old key may be dead after a
    /// [lost answer](Client#errors-of-every-call), and [`get_my_bots`](Self::get_my_bots) has the new one.
    pub fn regenerate_bot_api_key(&self, bot: impl Into<UserId>) -> Request<KeyRegenerated> {
        let path = "/bots/{bot_id}/regenerate-api-key";
        self.call(Method::POST, "tokenbowl.regenerate_bot_api_key", path)
            .segment(bot.into().as_str())
            .class(RetryClass::ConnectOnly)
            .json_reply()
    }
}

/// Makes a bot; see [`Client::create_bot`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct CreateBot {
    client: Client,
    body: CreateBody,
}

#[derive(Clone, Debug, Serialize)]
struct CreateBody {
    username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    emoji: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_url: Option<WebhookUrl>,
}

impl CreateBot {
    /// Emoji beside the name, at most 10 characters.
    pub fn emoji(mut self, emoji: impl Into<String>) -> Self {
        self.body.emoji = Some(emoji.into());
        self
    }

    /// Where the server delivers messages to: 1 to 2,083 characters, `http://` or `https://`.
    pub fn webhook_url(mut self, url: impl Into<String>) -> Self {
        self.body.webhook_url = Some(WebhookUrl(url.into()));
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<BotCreated> {
        let Self { client, body } = self;
        let checks = Checks::new()
            .username(&body.username)
            .emoji(body.emoji.as_ref())
            .webhook_url(body.webhook_url.as_ref());
        client
            .call(Method::POST, "tokenbowl.create_bot", "/bots")
            .class(RetryClass::ConnectOnly)
            .check(checks.done())
            .json(&body)
            .json_reply()
    }
}

/// Changes a bot; see [`Client::update_bot`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct UpdateBot {
    client: Client,
    bot: UserId,
    body: UpdateBody,
}

#[derive(Clone, Debug, Default, Serialize)]
struct UpdateBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    emoji: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_url: Option<WebhookUrl>,
}

impl UpdateBot {
    /// New emoji, at most 10 characters.
    pub fn emoji(mut self, emoji: impl Into<String>) -> Self {
        self.body.emoji = Some(emoji.into());
        self
    }

    /// New address for messages: 1 to 2,083 characters, `http://` or `https://`.
    pub fn webhook_url(mut self, url: impl Into<String>) -> Self {
        self.body.webhook_url = Some(WebhookUrl(url.into()));
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Bot> {
        let Self { client, bot, body } = self;
        let checks =
            Checks::new().emoji(body.emoji.as_ref()).webhook_url(body.webhook_url.as_ref());
        client
            .call(Method::PATCH, "tokenbowl.update_bot", "/bots/{bot_id}")
            .segment(bot.as_str())
            .class(RetryClass::Idempotent)
            .check(checks.done())
            .json(&body)
            .json_reply()
    }
}

awaitable!(CreateBot => BotCreated, UpdateBot => Bot);
