//! [`History`]: what was said in a channel before.

use std::cmp::Reverse;
use std::sync::Arc;

use chatwire_core::{Cursor, Error, Items, Page, Paged, Pages, ResponseFuture, Result};
use chatwire_mezon_proto::api;

use super::Channel;
use crate::error::named;
use crate::rest::awaited;
use crate::{ChannelId, Client, Message, MessageId, TopicId};

/// Most messages of a page.
const MAX_PAGE: u32 = 100;

impl Channel {
    /// What was said in the channel: the newest messages first, unless [`after`](History::after) is set.
    ///
    /// ```
    /// # use chatwire_core::testing::{Answer, Script};
    /// # use chatwire_mezon::proto::{Message as _, api};
    /// # fn page(ids: &[i64]) -> Answer {
    /// #     let message = |id: &i64| api::ChannelMessage { message_id: *id, ..Default::default() };
    /// #     let list = api::ChannelMessageList { messages: ids.iter().map(message).collect(), ..Default::default() };
    /// #     Answer::status(200).body(list.encode_to_vec())
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_mezon::Result<()> {
    /// # let session = api::Session { token: "h.e30.s".to_owned(), ..Default::default() };
    /// # let detail = api::ChannelDescription { channel_id: 10, clan_id: 7, r#type: 1, ..Default::default() };
    /// # let script = Script::new().answer(Answer::status(200).body(session.encode_to_vec()))
    /// #     .answer(Answer::status(200).body(detail.encode_to_vec()))
    /// #     .answer(page(&[3, 2])).answer(page(&[2, 1])).answer(page(&[1]));
    /// # let client = chatwire_mezon::Client::builder(5, "key").script(script).no_rate_limit().build()?;
    /// use futures_util::TryStreamExt;
    ///
    /// let mut history = client.channel(10).history().limit(2).items();
    /// let mut ids = Vec::new();
    /// while let Some(message) = history.try_next().await? {
    ///     ids.push(message.id().get());
    /// }
    /// assert_eq!(ids, [3, 2, 1]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`History`].
    pub fn history(&self) -> History {
        History {
            client: self.client.clone(),
            channel: self.id,
            from: From::Newest,
            limit: 50,
            topic: TopicId::NONE,
        }
    }
}

/// Lists messages of a channel; see [`Channel::history`].
///
/// Awaiting gives one page; [`items`](Self::items) and [`pages`](Self::pages) go on to the end.
///
/// What the service's numbers of directions mean is known from its web client only. So each page is sorted and what
/// was not asked for left out, and a list ends when a page brings nothing new.
///
/// # Errors
///
/// [`Input`](chatwire_core::ErrorKind::Input) for a limit that is not within 1 to 100, and those of
/// [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct History {
    client: Client,
    channel: ChannelId,
    from: From,
    limit: u32,
    topic: TopicId,
}

/// Where a list of messages begins, and whither it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    /// From the newest message into the past.
    Newest,
    /// Into the past.
    Before(MessageId),
    /// Towards the present.
    After(MessageId),
    /// The surroundings of a message, a single page.
    Around(MessageId),
}

impl From {
    /// Message and number of the direction (web client 2.15).
    const fn wire(self) -> (i64, i32) {
        match self {
            Self::Newest => (0, 0),
            Self::After(id) => (id.get(), 1),
            Self::Around(id) => (id.get(), 2),
            Self::Before(id) => (id.get(), 3),
        }
    }

    fn wants(self, id: MessageId) -> bool {
        match self {
            Self::Newest | Self::Around(_) => true,
            Self::Before(from) => id < from,
            Self::After(from) => id > from,
        }
    }

    /// Where the next page begins, behind the last message of this one.
    const fn next(self, last: MessageId) -> Option<Self> {
        match self {
            Self::Newest | Self::Before(_) => Some(Self::Before(last)),
            Self::After(_) => Some(Self::After(last)),
            Self::Around(_) => None,
        }
    }
}

impl History {
    /// Messages of a page, 1 to 100 (50).
    pub fn limit(mut self, count: u32) -> Self {
        self.limit = count;
        self
    }

    /// Messages older than this one, the newest first.
    pub fn before(mut self, message: impl Into<MessageId>) -> Self {
        self.from = From::Before(message.into());
        self
    }

    /// Messages newer than this one, the oldest first.
    pub fn after(mut self, message: impl Into<MessageId>) -> Self {
        self.from = From::After(message.into());
        self
    }

    /// Messages before and after this one, the newest first; a single page.
    pub fn around(mut self, message: impl Into<MessageId>) -> Self {
        self.from = From::Around(message.into());
        self
    }

    /// Messages of a topic.
    pub fn topic(mut self, topic: impl Into<TopicId>) -> Self {
        self.topic = topic.into();
        self
    }

    /// The whole list, with limits of its own; its cursors are ids of messages.
    pub fn paged(self) -> Paged<Message> {
        let history = Arc::new(self);
        Paged::of(move |cursor| {
            let mut history = (*history).clone();
            let moved = history.go_on(cursor);
            ResponseFuture::new(async move {
                moved?;
                history.run().await
            })
        })
    }

    /// Stream of all messages.
    pub fn items(self) -> Items<Message> {
        self.paged().items()
    }

    /// Stream of all pages.
    pub fn pages(self) -> Pages<Message> {
        self.paged().pages()
    }

    fn go_on(&mut self, cursor: Option<&Cursor>) -> Result<()> {
        if let Some(cursor) = cursor {
            let last = cursor.as_str().parse().map_err(named)?;
            self.from = self.from.next(last).unwrap_or(self.from);
        }
        Ok(())
    }

    async fn run(self) -> Result<Page<Message>> {
        let Self { client, channel, from, limit, topic } = self;
        if !(1..=MAX_PAGE).contains(&limit) {
            return Err(named(Error::input("a page of the history has 1 to 100 messages")));
        }
        let place = client.place(channel, None).await?;
        let (message_id, direction) = from.wire();
        let request = api::ListChannelMessagesRequest {
            clan_id: place.clan.get(),
            channel_id: channel.get(),
            message_id,
            limit: i32::try_from(limit).unwrap_or_default(),
            direction,
            topic_id: topic.get(),
        };
        let list = client.api().list_channel_messages(request).await?;
        let mut items: Vec<Message> = list.messages.into_iter().map(Message::from).collect();
        items.retain(|message| from.wants(message.id()));
        if matches!(from, From::After(_)) {
            items.sort_by_key(Message::id);
        } else {
            items.sort_by_key(|message| Reverse(message.id()));
        }
        items.dedup_by_key(|message| message.id());
        let next = items.last().and_then(|last| from.next(last.id()).map(|_| last.id()));
        let mut page = Page::new(items);
        page.next = next.map(|id| Cursor::new(id.to_string()));
        Ok(page)
    }
}

awaited!(History => Page<Message>);
