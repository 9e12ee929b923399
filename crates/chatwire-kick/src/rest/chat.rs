//! Sending chat messages, and removing them.

use chatwire_core::{Request, awaitable};
use http::Method;
use serde::Serialize;

use super::reply::{nothing, object};
use crate::client::Access;
use crate::limits::{Checks, MAX_CONTENT};
use crate::{ChatSent, Client, MessageId, UserId};

/// What to look at when a bot's message is refused (KickDevDocs, issues 123 and 343).
const BOT_HINT: &str = "a bot has to be set up in the settings of the app, and its messages go to the channel of the \
    token only: without a bot Kick answers 400 (Channel not found) or 500";

impl Client {
    /// Sends a message as the app's bot to a streamer's own channel. That streamer's token with `chat:write`.
    ///
    /// Uses the client's own token when it was built with one, and else the stored token of `broadcaster`, whatever
    /// account the client is for.
    ///
    /// A bot has to be set up in the settings of the app first.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().always(Answer::status(200).body(
    /// #     r#"{"data":{"is_sent":true,"message_id":"828f83bb"},"message":"OK"}"#));
    /// # let client = chatwire_kick::Client::builder().token("token").script(script).build()?;
    /// let sent = client.post_chat(1001, "Hello!").await?;
    /// assert!(sent.is_sent);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`send_chat`](Self::send_chat); [`Auth`](crate::ErrorKind::Auth) with the code
    /// [`NO_TOKEN`](crate::code::NO_TOKEN) when neither the client has one of its own nor one of the streamer is stored.
    /// Without a bot Kick answers 400 ("Channel not found") or 500 (KickDevDocs, issues 123 and 343), which are
    /// [`Rejected`](crate::ErrorKind::Rejected) and [`Server`](crate::ErrorKind::Server); errors say so in their
    /// [context](crate::Error::context) `hint`.
    pub fn post_chat(
        &self,
        broadcaster: impl Into<UserId>,
        content: impl Into<String>,
    ) -> SendChat {
        let broadcaster = broadcaster.into();
        self.send_chat(broadcaster, content).as_bot()
    }

    /// Sends a message as the user of the token, to any channel. A user's token with `chat:write`.
    ///
    /// At most 500 characters. Sent again only while nothing went out; whether one's own messages come back by
    /// webhook is not documented, so tell them by [`ChatSent::message_id`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().always(Answer::status(200).body(
    /// #     r#"{"data":{"is_sent":true,"message_id":"828f83bb"},"message":"OK"}"#));
    /// # let client = chatwire_kick::Client::builder().token("token").script(script).build()?;
    /// let question = client.send_chat(1001, "Which game is next?").await?;
    /// if let Some(id) = question.message_id {
    ///     client.send_chat(1001, "I vote for chess").reply_to(id).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a text that is empty or
    /// longer than 500 characters, and for an empty id to answer to. The message may be there after a
    /// [lost answer](Client#errors-of-every-call), and is not sent again.
    pub fn send_chat(
        &self,
        broadcaster: impl Into<UserId>,
        content: impl Into<String>,
    ) -> SendChat {
        SendChat {
            client: self.clone(),
            broadcaster: broadcaster.into(),
            content: content.into(),
            reply_to: None,
            is_bot: false,
        }
    }

    /// Removes a chat message. A moderator's token with `moderation:chat_message:manage`.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Rejected`](crate::ErrorKind::Rejected) or
    /// [`NotFound`](crate::ErrorKind::NotFound) for a message that Kick does not know. It may be gone after a
    /// [lost answer](Client#errors-of-every-call).
    pub fn delete_chat_message(&self, message: impl Into<MessageId>) -> Request<()> {
        let path = "/public/v1/chat/{message_id}";
        nothing(
            self.call(Method::DELETE, "kick.delete_chat_message", path)
                .segment(message.into().as_str()),
        )
    }

    /// This client, or one with the stored token of `broadcaster`.
    fn speaking_for(&self, broadcaster: UserId) -> chatwire_core::Result<Self> {
        match self.shared.access {
            Access::Token(_) => Ok(self.clone()),
            Access::Account(account) if account == broadcaster => Ok(self.clone()),
            _ => self.with_account(broadcaster),
        }
    }
}

/// Sends a chat message; see [`Client::send_chat`] and [`Client::post_chat`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct SendChat {
    client: Client,
    broadcaster: UserId,
    content: String,
    reply_to: Option<MessageId>,
    is_bot: bool,
}

#[derive(Serialize)]
struct Body<'a> {
    content: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    broadcaster_user_id: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to_message_id: Option<&'a MessageId>,
}

impl SendChat {
    /// Makes it an answer to another message.
    #[doc(alias = "reply_to_message_id")]
    pub fn reply_to(mut self, message: impl Into<MessageId>) -> Self {
        self.reply_to = Some(message.into());
        self
    }

    /// Sends as the app's bot, to the channel of the streamer; see [`Client::post_chat`].
    pub fn as_bot(mut self) -> Self {
        self.is_bot = true;
        self
    }

    /// Sends as the user of the token.
    pub fn as_user(mut self) -> Self {
        self.is_bot = false;
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<ChatSent> {
        let Self { client, broadcaster, content, reply_to, is_bot } = self;
        let checks = Checks::new().length("content", &content, 1, MAX_CONTENT).opt_length(
            "reply_to_message_id",
            reply_to.as_ref().map(MessageId::as_str),
            1,
            usize::MAX,
        );
        // Kick takes a bot's channel from the token and ignores the field.
        let body = Body {
            content: &content,
            kind: if is_bot { "bot" } else { "user" },
            broadcaster_user_id: (!is_bot).then_some(broadcaster),
            reply_to_message_id: reply_to.as_ref(),
        };
        let sender = if is_bot { client.speaking_for(broadcaster) } else { Ok(client.clone()) };
        let (sender, failure) = match sender {
            Ok(sender) => (sender, Ok(())),
            Err(err) => (client, Err(err)),
        };
        let call = sender.call(Method::POST, "kick.send_chat", "/public/v1/chat");
        let call = if is_bot { call.context("hint", BOT_HINT) } else { call };
        object(call.check(checks.done()).check(failure).json(&body))
    }
}

awaitable!(SendChat => ChatSent);
