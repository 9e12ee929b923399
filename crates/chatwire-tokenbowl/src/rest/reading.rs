//! Read marks and unread counts.

use std::collections::HashSet;

use chatwire_core::{ErrorKind, Request, Result, RetryClass};
use futures_util::stream::{self, StreamExt};
use http::Method;

use super::messages::GetUnread;
use crate::client::named;
use crate::limits::Checks;
use crate::{Client, MarkedAllRead, Message, MessageId, UnreadCount};

/// Marks that are under way at once, where a server marks one by one.
const CONCURRENCY: usize = 4;

/// Unread messages that are fetched at once before they are marked.
const PAGE: u32 = 100;

impl Client {
    /// How many messages are unread.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    pub fn get_unread_count(&self) -> Request<UnreadCount> {
        self.call(Method::GET, "tokenbowl.get_unread_count", "/messages/unread/count").json_reply()
    }

    /// Marks one message as read; marking it again does nothing.
    ///
    /// Servers with Centrifugo tell everybody for a message of the room, and the sender for a direct one.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`NotFound`](crate::ErrorKind::NotFound) for an unknown message.
    #[doc(alias = "mark_as_read")]
    pub fn mark_message_read(&self, message: impl Into<MessageId>) -> Request<()> {
        self.call(Method::POST, "tokenbowl.mark_message_read", "/messages/{message_id}/read")
            .segment(message.into().as_str())
            .class(RetryClass::Idempotent)
            .decode(|_| Ok(()))
    }

    /// Marks every message as read, those of the room and direct ones.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    #[doc(alias = "mark_all_as_read")]
    pub fn mark_all_messages_read(&self) -> Request<MarkedAllRead> {
        self.call(Method::POST, "tokenbowl.mark_all_messages_read", "/messages/mark-all-read")
            .class(RetryClass::Idempotent)
            .json_reply()
    }

    /// Marks the unread messages of the room as read; returns their number.
    ///
    /// No server has one call for that: the unread ones are listed and marked one by one, four at a time.
    ///
    /// # Errors
    ///
    /// Those of the list, and the first failure of a mark; messages that were deleted meanwhile are no failure.
    /// What was marked before stays marked.
    pub async fn mark_room_messages_read(&self) -> Result<u64> {
        self.mark_each(self.get_unread_messages(), |_| true).await
    }

    /// Marks the unread direct messages from `username` as read; returns their number.
    ///
    /// As [`mark_room_messages_read`](Self::mark_room_messages_read), for messages of one sender.
    ///
    /// # Errors
    ///
    /// [`Input`](ErrorKind::Input) when nobody can have that name, and those of
    /// [`mark_room_messages_read`](Self::mark_room_messages_read).
    pub async fn mark_direct_messages_read(&self, username: &str) -> Result<u64> {
        Checks::new().username(username).done().map_err(named)?;
        let from = |message: &Message| message.from_username == username;
        self.mark_each(self.get_unread_direct_messages(), from).await
    }

    async fn mark_each(
        &self,
        list: GetUnread,
        wanted: impl Fn(&Message) -> bool + Send,
    ) -> Result<u64> {
        let mut marked = 0;
        // Unread messages that stay so, which the next page begins behind.
        let mut left: u64 = 0;
        let mut tried = HashSet::new();
        loop {
            let page = list.clone().limit(PAGE).offset(left).await?;
            let received = page.items.len() + page.invalid.len();
            if received == 0 {
                return Ok(marked);
            }
            let mut todo = Vec::new();
            for message in page.items.iter().filter(|message| wanted(message)) {
                if tried.insert(message.id.clone()) {
                    todo.push(message.id.clone());
                }
            }
            left = left.saturating_add(u64::try_from(received - todo.len()).unwrap_or(u64::MAX));
            let calls = todo.into_iter().map(|id| self.mark_message_read(id).into_future());
            let mut calls = stream::iter(calls).buffer_unordered(CONCURRENCY);
            while let Some(done) = calls.next().await {
                match done {
                    Ok(()) => marked += 1,
                    Err(err) if err.kind() == ErrorKind::NotFound => {}
                    Err(err) => return Err(err),
                }
            }
            // The last page was not full; what came in meanwhile is newer than this call.
            if u32::try_from(received).is_ok_and(|received| received < PAGE) {
                return Ok(marked);
            }
        }
    }
}
