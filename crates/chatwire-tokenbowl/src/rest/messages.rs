//! Messages: lists of them, and single ones.

use chatwire_core::de::ListAt;
use chatwire_core::{Items, Page, Paged, Pages, Request, awaitable};
use http::Method;

use super::list::ListCall;
use super::order::{InOrder, Order};
use super::since::Since;
use crate::{Client, Message, MessageId};

/// Where a page holds its messages.
const AT: ListAt = ListAt::Field("messages");

impl Client {
    /// Messages of the room.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_tokenbowl::Result<()> {
    /// use futures_util::TryStreamExt;
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let answer = Answer::status(200).body(r#"{"messages":[
    /// #     {"id":"2","from_username":"a","content":"two","timestamp":"2025-10-27T12:00:02+00:00"},
    /// #     {"id":"1","from_username":"a","content":"one","timestamp":"2025-10-27T12:00:01+00:00"}],
    /// #     "pagination":{"total":2,"offset":0,"limit":50,"has_more":false}}"#);
    /// # let client = chatwire_tokenbowl::Client::builder("key").script(Script::new().always(answer)).build()?;
    /// let page = client.get_messages().limit(20).await?;
    /// assert_eq!(page.total, Some(2));
    ///
    /// let mut all = client.get_messages().oldest_first();
    /// while let Some(message) = all.try_next().await? {
    ///     println!("{}: {}", message.from_username, message.content);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Awaiting gives one page in the server's order: the newest message first on servers from 1.1.2 on, the oldest
    /// first on earlier ones. [`items`](GetMessages::items) is the whole list in that order,
    /// [`newest_first`](GetMessages::newest_first) and [`oldest_first`](GetMessages::oldest_first) promise theirs.
    /// The real server keeps the newest 100 messages, those of the room and direct ones together.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Rejected`](crate::ErrorKind::Rejected) for a
    /// [`since`](GetMessages::since) that is no point in time.
    pub fn get_messages(&self) -> GetMessages {
        GetMessages { list: ListCall::new(self, "tokenbowl.get_messages", "/messages", AT) }
    }

    /// Direct messages of this user in both directions; for viewers, those of everybody.
    ///
    /// See [`get_messages`](Self::get_messages) for order and pages.
    ///
    /// # Errors
    ///
    /// Those of [`get_messages`](Self::get_messages).
    pub fn get_direct_messages(&self) -> GetMessages {
        let list = ListCall::new(self, "tokenbowl.get_direct_messages", "/messages/direct", AT);
        GetMessages { list }
    }

    /// Messages of the room that this user has not marked as read, the oldest first.
    ///
    /// A new user has the whole history unread; own messages never are.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    pub fn get_unread_messages(&self) -> GetUnread {
        let (name, path) = ("tokenbowl.get_unread_messages", "/messages/unread");
        GetUnread { list: ListCall::new(self, name, path, ListAt::Top) }
    }

    /// Direct messages to this user that are not marked as read, the oldest first.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    pub fn get_unread_direct_messages(&self) -> GetUnread {
        let (name, path) = ("tokenbowl.get_unread_direct_messages", "/messages/direct/unread");
        GetUnread { list: ListCall::new(self, name, path, ListAt::Top) }
    }

    /// One message, of the room or one's own direct one.
    ///
    /// Servers from 2.0.1 on.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`NotFound`](crate::ErrorKind::NotFound) for an unknown id, and
    /// from earlier servers for every id; [`Forbidden`](crate::ErrorKind::Forbidden) for a direct message between
    /// others, for administrators as well.
    pub fn get_message(&self, message: impl Into<MessageId>) -> Request<Message> {
        self.call(Method::GET, "tokenbowl.get_message", "/messages/{message_id}")
            .segment(message.into().as_str())
            .json_reply()
    }
}

/// Lists messages; see [`Client::get_messages`] and [`Client::get_direct_messages`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct GetMessages {
    list: ListCall<Message>,
}

impl GetMessages {
    /// Messages of a page (50); the server has no maximum, and gives none for 0.
    pub fn limit(mut self, count: u32) -> Self {
        self.list.limit = count;
        self
    }

    /// Messages to skip, in the server's order (0).
    pub fn offset(mut self, count: u64) -> Self {
        self.list.offset = count;
        self
    }

    /// Only messages later than this: a [`Timestamp`](crate::Timestamp), a text, or another message.
    pub fn since(mut self, since: impl Into<Since>) -> Self {
        self.list.since = Some(since.into());
        self
    }

    /// The first page as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Page<Message>> {
        self.list.request()
    }

    /// The whole list in the server's order, with limits of its own; no message comes twice.
    pub fn paged(self) -> Paged<Message> {
        self.list.paged()
    }

    /// Stream of all messages in the server's order.
    pub fn items(self) -> Items<Message> {
        self.paged().items()
    }

    /// Stream of all pages in the server's order.
    pub fn pages(self) -> Pages<Message> {
        self.paged().pages()
    }

    /// Stream of all messages from the newest to the oldest, whatever the server's order is.
    #[doc(alias = "history")]
    pub fn newest_first(self) -> InOrder {
        InOrder::new(self.pages(), Order::NewestFirst)
    }

    /// Stream of all messages from the oldest to the newest, whatever the server's order is.
    #[doc(alias = "chronological")]
    pub fn oldest_first(self) -> InOrder {
        InOrder::new(self.pages(), Order::OldestFirst)
    }
}

/// Lists unread messages, the oldest first; see [`Client::get_unread_messages`] and
/// [`Client::get_unread_direct_messages`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct GetUnread {
    list: ListCall<Message>,
}

impl GetUnread {
    /// Messages of a page (50).
    pub fn limit(mut self, count: u32) -> Self {
        self.list.limit = count;
        self
    }

    /// Messages to skip (0).
    pub fn offset(mut self, count: u64) -> Self {
        self.list.offset = count;
        self
    }

    /// The first page as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Page<Message>> {
        self.list.request()
    }

    /// The whole list, with limits of its own.
    ///
    /// Messages that are marked as read meanwhile shift the pages behind them: collect first, mark afterwards.
    pub fn paged(self) -> Paged<Message> {
        self.list.paged()
    }

    /// Stream of all unread messages.
    pub fn items(self) -> Items<Message> {
        self.paged().items()
    }

    /// Stream of all pages.
    pub fn pages(self) -> Pages<Message> {
        self.paged().pages()
    }
}

awaitable!(GetMessages => Page<Message>, GetUnread => Page<Message>);
