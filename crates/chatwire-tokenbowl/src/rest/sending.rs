//! Sending: messages, and the notice that somebody types.

use std::time::Duration;

use chatwire_core::{ErrorKind, Request, Result, RetryClass, Timestamp, awaitable};
use futures_util::TryStreamExt;
use http::{HeaderMap, Method, header};
use serde::Serialize;

use crate::client::DEFAULT_SEND_TIMEOUT;
use crate::limits::Checks;
use crate::{Client, Message, Since, TypingSent};

/// How much earlier than our clock the server's may stamp a message that was just sent, where it does not tell its time.
const SKEW: Duration = Duration::from_secs(5);

impl Client {
    /// Sends a message to the room, or [to one person](SendMessage::to_username).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_tokenbowl::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let answer = Answer::status(201).body(r#"{"id":"m1","from_username":"alice","to_username":"bob",
    /// #     "content":"Lunch?","message_type":"direct","timestamp":"2025-10-27T12:00:00+00:00"}"#);
    /// # let client = chatwire_tokenbowl::Client::builder("key").script(Script::new().answer(answer)).build()?;
    /// let message = client.send_message("Lunch?").to_username("bob").await?;
    /// assert!(message.is_direct());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// 1 to 10,000 characters. The server answers after it has called the webhooks of all receivers: a send may
    /// take half a minute, and has 45 s unless said otherwise.
    ///
    /// Retried only while nothing was sent.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a text that is empty or
    /// longer than 10,000 characters, and for a recipient that does not have 1 to 50;
    /// [`Forbidden`](crate::ErrorKind::Forbidden) for a role that may not send this;
    /// [`NotFound`](crate::ErrorKind::NotFound) for an unknown recipient, [`Rejected`](crate::ErrorKind::Rejected) for
    /// one who is a viewer.
    ///
    /// After a lost answer, and after a 500 of a server that stored the message before it failed,
    /// [`maybe_sent`](crate::Error::maybe_sent) is set: the message may be there, and [`SendMessage::confirmed`] looks
    /// for it.
    pub fn send_message(&self, content: impl Into<String>) -> SendMessage {
        let body = Body { content: content.into(), to_username: None };
        SendMessage { client: self.clone(), body }
    }

    /// Tells the room, or [one person](SendTyping::to_username), that this user is typing.
    ///
    /// Servers from 2.0.1 on. Retried only while nothing was sent.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a recipient that does not
    /// have 1 to 50 characters; [`NotFound`](crate::ErrorKind::NotFound) from earlier servers.
    #[doc(alias = "send_typing_indicator")]
    pub fn send_typing(&self) -> SendTyping {
        SendTyping { client: self.clone(), to_username: None }
    }
}

/// Sends a message; see [`Client::send_message`].
#[must_use = "a request does nothing until it is awaited"]
#[doc(alias = "SendMessageRequest")]
#[derive(Clone, Debug)]
pub struct SendMessage {
    client: Client,
    body: Body,
}

#[derive(Clone, Debug, Serialize)]
struct Body {
    content: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_username: Option<String>,
}

impl SendMessage {
    /// Sends to one person alone, by name: 1 to 50 characters, case-sensitive.
    ///
    /// An empty name is refused, since the text would go to the room.
    pub fn to_username(mut self, name: impl Into<String>) -> Self {
        self.body.to_username = Some(name.into());
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Message> {
        let checks =
            Checks::new().content(&self.body.content).recipient(self.body.to_username.as_ref());
        self.client
            .call(Method::POST, "tokenbowl.send_message", "/messages")
            .class(RetryClass::ConnectOnly)
            .limits(DEFAULT_SEND_TIMEOUT, DEFAULT_SEND_TIMEOUT)
            .check(checks.done())
            .json(&self.body)
            .json_reply()
    }

    /// Sends, and looks for the message when the answer was lost: a text that arrived is no failure.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_tokenbowl::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().answer(Answer::status(201).body(
    /// #     r#"{"id":"m1","from_username":"alice","content":"Hello","timestamp":"2025-10-27T12:00:00+00:00"}"#));
    /// # let client = chatwire_tokenbowl::Client::builder("key").script(script).build()?;
    /// let message = client.send_message("Hello").confirmed().await?;
    /// assert_eq!(message.content, "Hello");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The same text, sent to the same place within a second or so before, may be taken for this one; see
    /// [`find_sent`](Self::find_sent).
    ///
    /// # Errors
    ///
    /// Those of the send. When [`Error::maybe_sent`](crate::Error::maybe_sent) is set, the message was not found, which right after a
    /// failure is no proof: the context `lookup` says whether it could be looked for.
    pub async fn confirmed(self) -> Result<Message> {
        let began = Timestamp::now();
        let err = match self.clone().await {
            Ok(message) => return Ok(message),
            Err(err) => err,
        };
        // What the server refused in words it has not stored; a 5xx and a lost answer say nothing.
        let unknown = matches!(
            err.kind(),
            ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::Server | ErrorKind::Decode
        );
        if !err.maybe_sent() || !unknown {
            return Err(err);
        }
        match self.find_sent(began).await {
            Ok(Some(message)) => Ok(message),
            Ok(None) => Err(err.with_context("lookup", "not found")),
            Err(_) => Err(err.with_context("lookup", "failed")),
        }
    }

    /// Looks for a message of one's own with this text and recipient that was sent at `began` or later.
    ///
    /// The server's clock is read from its `Date` header, which tells whole seconds; without it, clocks may differ by
    /// 5 s. The newest one is returned: an equal text that was sent up to a second or so before `began` cannot be told
    /// apart.
    ///
    /// # Errors
    ///
    /// Those of [`get_my_profile`](Client::get_my_profile) and of the lists of messages.
    pub async fn find_sent(&self, began: Timestamp) -> Result<Option<Message>> {
        let me = self.client.get_my_profile().with_meta().await?;
        let theirs = server_time(&me.meta.headers);
        let since = Since::from(earliest(began, Timestamp::now(), theirs));
        let me = me.value;
        let list = match self.body.to_username {
            None => self.client.get_messages(),
            Some(_) => self.client.get_direct_messages(),
        };
        let mut newest = list.since(since).newest_first();
        while let Some(message) = newest.try_next().await? {
            if message.from_user_id == me.id
                && message.content == self.body.content
                && message.to_username == self.body.to_username
            {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }
}

/// The earliest time by the server's clock at which ours told `began`; `now` is ours just after the server told its own.
fn earliest(began: Timestamp, now: Timestamp, theirs: Option<Timestamp>) -> Timestamp {
    let Some(theirs) = theirs else { return began.checked_sub(SKEW).unwrap_or(Timestamp::MIN) };
    // The header is cut to whole seconds, and was written before `now`: what was stored is never earlier than this.
    let (behind, ahead) = (now.duration_since(theirs), theirs.duration_since(now));
    let moved = began.checked_add(ahead).and_then(|at| at.checked_sub(behind));
    moved.unwrap_or(Timestamp::MIN)
}

/// The server's clock, from its `Date` header: `Wed, 21 Oct 2015 07:28:00 GMT`.
pub(crate) fn server_time(headers: &HeaderMap) -> Option<Timestamp> {
    Timestamp::parse_http_date(headers.get(header::DATE)?.to_str().ok()?).ok()
}

/// Tells that this user is typing; see [`Client::send_typing`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct SendTyping {
    client: Client,
    to_username: Option<String>,
}

impl SendTyping {
    /// Tells one person alone; the server does not check whether there is one of that name.
    pub fn to_username(mut self, name: impl Into<String>) -> Self {
        self.to_username = Some(name.into());
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<TypingSent> {
        self.client
            .call(Method::POST, "tokenbowl.send_typing", "/typing")
            // A notice that comes late is worse than none.
            .class(RetryClass::ConnectOnly)
            .check(Checks::new().recipient(self.to_username.as_ref()).done())
            .query_opt("to_username", self.to_username.as_ref())
            .json_reply()
    }
}

awaitable!(SendMessage => Message, SendTyping => TypingSent);
