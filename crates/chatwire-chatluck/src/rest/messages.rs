//! Messages: send, list, find one's own again.

use chatwire_core::build::Http;
use chatwire_core::de::Listing;
use chatwire_core::{
    Cursor, Error, Items, Page, Paged, Pages, Request, Result, RetryClass, awaitable,
};
use futures_util::TryStreamExt;
use http::Method;
use serde::Serialize;
use serde_json::{Map, Value};

use super::list::ListCall;
use super::walk::Walk;
use crate::{Attachment, ChannelId, Client, Message, MessageId, UserId};

impl Client {
    /// Sends a message.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.build()?;
    /// # let channel = emu.chatluck().channel("general");
    /// let message = client
    ///     .send_message(channel, "The plan is attached.")
    ///     .attachment("https://example.org/plan.pdf")
    ///     .meta("priority", "high")
    ///     .await?;
    /// assert_eq!(message.metadata["priority"], "high");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Retried only while nothing was sent, after a 429, and after a 503 with `Retry-After`: a repeated call would post
    /// the text twice.
    ///
    /// An empty text without attachments is sent as it is; the server decides.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for an empty channel, and for
    /// an [idempotency key](SendMessage::idempotency_key) that is not 1 to 255 visible ASCII characters. The message
    /// may be there after a [lost answer](Client#errors-of-every-call): [`SendMessage::client_ref`] helps to find out.
    pub fn send_message(
        &self,
        channel: impl Into<ChannelId>,
        content: impl Into<String>,
    ) -> SendMessage {
        SendMessage {
            http: self.http.clone(),
            idempotency_key: None,
            body: Body {
                channel_id: channel.into(),
                content: content.into(),
                user_id: None,
                attachments: Vec::new(),
                metadata: Map::new(),
            },
        }
    }

    /// Lists the messages of a channel.
    ///
    /// Awaiting gives the first page, [`items`](ListMessages::items) all pages as a stream.
    /// The order is the server's; [`history`](ListMessages::history) walks from the newest to the oldest
    /// and [`since`](ListMessages::since) from a known message to the newest.
    ///
    /// Pages of the platform are not documented. The next one begins where the answer says (`next_offset`,
    /// `next_cursor`, `next`, `pagination.next_offset`), else behind the items that were read so far. A list ends
    /// with `has_more: false`, a short page, or one that brings nothing new; other fields are in [`Page::extra`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.no_rate_limit().build()?;
    /// # let channel = emu.chatluck().channel("general");
    /// # for text in ["one", "two"] { emu.chatluck().say("general", "Alice", text); }
    /// let page = client.list_messages(channel).limit(20).await?;
    /// for message in &page.items {
    ///     println!("{}: {}", message.user_id, message.content);
    /// }
    /// assert_eq!(page.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for an empty channel, and for
    /// an [offset](ListMessages::offset) together with [`history`](ListMessages::history) or
    /// [`since`](ListMessages::since).
    pub fn list_messages(&self, channel: impl Into<ChannelId>) -> ListMessages {
        let list = ListCall::new(self.http.clone(), "chatluck.list_messages", "/messages")
            .lead("channel_id", channel.into().into_string());
        ListMessages { list, before: None, after: None }
    }

    /// Looks among the newest `lookback` messages of a channel for one that was sent with
    /// [`client_ref(name, id)`](SendMessage::client_ref).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.build()?;
    /// # let channel = emu.chatluck().channel("general");
    /// let sent = client.send_message(&channel, "Hello").client_ref("ref", "order-17").await;
    /// let message = match sent {
    ///     Ok(message) => Some(message),
    ///     // The answer was lost: has it arrived?
    ///     Err(err) if err.maybe_sent() => {
    ///         client.find_by_client_ref(&channel, "ref", "order-17", 100).await?
    ///     }
    ///     Err(err) => return Err(err.into()),
    /// };
    /// assert!(message.is_some());
    /// # assert_eq!(client.find_by_client_ref(&channel, "ref", "order-17", 100).await?, message);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// `None` right after a failure is no proof: the server may still be at work.
    ///
    /// # Errors
    ///
    /// Those of [`list_messages`](Self::list_messages).
    pub async fn find_by_client_ref(
        &self,
        channel: impl Into<ChannelId>,
        name: &str,
        id: &str,
        lookback: usize,
    ) -> Result<Option<Message>> {
        let mut walk = self.list_messages(channel).history();
        for _ in 0..lookback {
            match walk.try_next().await? {
                Some(message) if message.has_client_ref(name, id) => return Ok(Some(message)),
                Some(_) => {}
                None => break,
            }
        }
        Ok(None)
    }
}

/// Sends a message; see [`Client::send_message`].
///
/// ```
/// use std::time::Duration;
/// use chatwire_chatluck::Client;
///
/// # let client = Client::new("ck_0123456789")?;
/// let call = client.send_message("ch_123456", "Hello").meta("priority", "high");
/// // Options of this one call follow after `request`.
/// let wire = call.request().timeout(Duration::from_secs(5)).no_retry().build()?;
/// let body: serde_json::Value = serde_json::from_slice(wire.body())?;
/// assert_eq!(body["metadata"]["priority"], "high");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct SendMessage {
    http: Http,
    idempotency_key: Option<String>,
    body: Body,
}

#[derive(Clone, Debug, Serialize)]
struct Body {
    channel_id: ChannelId,
    content: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<UserId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    metadata: Map<String, Value>,
}

impl SendMessage {
    /// Who the message is from, instead of the key's owner; an empty id is not sent.
    pub fn user_id(mut self, user: impl Into<UserId>) -> Self {
        self.body.user_id = Some(user.into()).filter(|id| !id.as_str().is_empty());
        self
    }

    /// Attaches an address or an object.
    pub fn attachment(mut self, attachment: impl Into<Attachment>) -> Self {
        self.body.attachments.push(attachment.into());
        self
    }

    /// Attaches addresses or objects.
    pub fn attachments<A: Into<Attachment>>(
        mut self,
        attachments: impl IntoIterator<Item = A>,
    ) -> Self {
        self.body.attachments.extend(attachments.into_iter().map(Into::into));
        self
    }

    /// Adds fields to the metadata.
    pub fn metadata(mut self, fields: Map<String, Value>) -> Self {
        self.body.metadata.extend(fields);
        self
    }

    /// Adds one field to the metadata.
    pub fn meta(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.body.metadata.insert(name.into(), value.into());
        self
    }

    /// Marks the message with an id of one's own, kept in the metadata under `name`.
    ///
    /// After a lost answer, [`Client::find_by_client_ref`] tells whether it arrived.
    pub fn client_ref(self, name: impl Into<String>, id: impl Into<String>) -> Self {
        self.meta(name, id.into())
    }

    /// Sends a key in the header `Idempotency-Key`, the same for all attempts.
    ///
    /// The platform documents no such header: a server may ignore it, so retries stay as they are.
    /// 1 to 255 visible ASCII characters, else an [`Input`](crate::ErrorKind::Input) error.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Message> {
        let mut call = self
            .http
            .call(Method::POST, "chatluck.send_message", "/messages")
            .class(RetryClass::Rejected);
        if self.body.channel_id.as_str().is_empty() {
            call = call.fail(Error::input("channel_id is empty"));
        }
        let request = call.json(&self.body).json_reply();
        match self.idempotency_key {
            Some(key) => request.idempotency_key(key),
            None => request,
        }
    }
}

/// Lists messages; see [`Client::list_messages`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
/// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.no_rate_limit().build()?;
/// use futures_util::TryStreamExt;
///
/// # let channel = emu.chatluck().channel("general");
/// # for text in ["one", "two", "three"] { emu.chatluck().say("general", "Alice", text); }
/// let list = client.list_messages(channel).limit(2);
/// let all: Vec<_> = list.clone().items().try_collect().await?;
/// assert_eq!(all.len(), 3);
/// let some: Vec<_> = list.paged().max_items(1).items().try_collect().await?;
/// assert_eq!(some.len(), 1);
/// # Ok(())
/// # }
/// ```
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct ListMessages {
    list: ListCall<Message>,
    before: Option<MessageId>,
    after: Option<MessageId>,
}

impl ListMessages {
    /// Items of a page (50); the platform documents no maximum.
    pub fn limit(mut self, count: u32) -> Self {
        self.list.limit = count;
        self
    }

    /// Where to begin: the cursor of an earlier page.
    pub fn offset(mut self, cursor: impl Into<Cursor>) -> Self {
        self.list.offset = Some(cursor.into());
        self
    }

    /// Only messages before this one.
    pub fn before(mut self, message: impl Into<MessageId>) -> Self {
        self.before = Some(message.into());
        self
    }

    /// Only messages after this one.
    pub fn after(mut self, message: impl Into<MessageId>) -> Self {
        self.after = Some(message.into());
        self
    }

    /// The first page as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Page<Message>> {
        self.into_list().request()
    }

    /// The whole list, with limits of its own.
    pub fn paged(self) -> Paged<Message> {
        self.into_list().paged()
    }

    /// Stream of all messages in the server's order.
    pub fn items(self) -> Items<Message> {
        self.paged().items()
    }

    /// Stream of all pages in the server's order.
    pub fn pages(self) -> Pages<Message> {
        self.paged().pages()
    }

    /// Stream of messages from the newest to the oldest, or from [`before`](Self::before) on.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use futures_util::TryStreamExt;
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.no_rate_limit().build()?;
    /// # let channel = emu.chatluck().channel("general");
    /// # for text in ["one", "two", "three"] { emu.chatluck().say("general", "Alice", text); }
    /// let mut history = client.list_messages(channel).limit(2).history();
    /// assert_eq!(history.try_next().await?.unwrap().content, "three");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// On a server that lists the oldest first, the end of the list is looked up beforehand. If it also names no
    /// total, so that this takes more than 1,000 pages, the stream ends with an error of the kind
    /// [`Unsupported`](crate::ErrorKind::Unsupported) and the code `newest_too_far`, whose
    /// [context](Error::context) `cursor` is the newest message that was reached.
    /// With an [`offset`](Self::offset) it is an [`Input`](crate::ErrorKind::Input) error: a walk's place is a message.
    pub fn history(self) -> Walk {
        Walk::back(self.by_ids())
    }

    /// Stream of the messages after `message`, the oldest first, up to the newest.
    ///
    /// To go on as messages are written, see [`Client::poll`].
    /// With an [`offset`](Self::offset) it is an [`Input`](crate::ErrorKind::Input) error, as for
    /// [`history`](Self::history).
    pub fn since(self, message: impl Into<MessageId>) -> Walk {
        Walk::forward(self.after(message).by_ids())
    }

    /// The list for a walk. Each of its pages has an anchor of its own, so an offset beside it would skip messages.
    fn by_ids(mut self) -> Self {
        if self.list.offset.as_ref().is_some_and(|offset| !offset.as_str().is_empty()) {
            self.list.fail("offset is for lists; history and since go by `before` and `after`");
        }
        self
    }

    pub(super) fn anchors(&self) -> (Option<&MessageId>, Option<&MessageId>) {
        (self.before.as_ref(), self.after.as_ref())
    }

    /// The first page as the server sends it.
    pub(super) fn listing(&self) -> Request<Listing<Message>> {
        let list = self.clone().into_list();
        list.listing(list.offset.as_ref())
    }

    /// Message that the list begins behind.
    pub(crate) fn anchor(&self) -> Option<&MessageId> {
        self.after.as_ref()
    }

    pub(crate) fn page_size(&self) -> u32 {
        self.list.limit
    }

    /// The call with `before` and `after` in the order of the Python client.
    pub(super) fn into_list(self) -> ListCall<Message> {
        let mut list = self.list;
        for (name, id) in [("before", self.before), ("after", self.after)] {
            if let Some(id) = id {
                list = list.with(name, id.into_string());
            }
        }
        list
    }
}

awaitable!(SendMessage => Message, ListMessages => Page<Message>);
