//! [`Handle`]: what can be done in a live session, from anywhere.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use chatwire_core::ws::{self, Reply, State};
use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use futures_util::FutureExt;
use serde_json::{Value, json};

use super::Transport;
use super::command::{Answer, Command, Verb};
use super::frame::{Kind, named};
use crate::limits::Checks;
use crate::rest::SendTyping;
use crate::{Client, Message, MessageId, UnreadCount};

/// Messages that one `mark_room_read` of the server takes (Token Bowl server 1.1.5).
const MARKED_AT_ONCE: u64 = 50;

/// A handle to a live session: sends, marks, asks, ends it. Clones are cheap.
///
/// What the transport in use has no verb for, or while the session is offline, goes by a call of the
/// [`Client`]: nothing is dropped silently.
/// Calls of a session fail with [`Transport`](ErrorKind::Transport) when the line is lost before the answer;
/// [`Error::maybe_sent`] is set then.
#[derive(Clone)]
pub struct Handle(Arc<Parts>);

/// In one place, since each call of a handler takes a clone.
struct Parts {
    inner: ws::Handle<Command>,
    client: Client,
    used: Used,
}

/// The transport in use, as the session tells its handles.
#[derive(Clone, Debug, Default)]
pub(super) struct Used(Arc<AtomicU8>);

impl Used {
    pub(super) fn set(&self, transport: Transport) {
        let code = match transport {
            Transport::Auto => 0,
            Transport::Direct => 1,
            Transport::Centrifugo => 2,
        };
        self.0.store(code, Ordering::Relaxed);
    }

    fn get(&self) -> Option<Transport> {
        match self.0.load(Ordering::Relaxed) {
            1 => Some(Transport::Direct),
            2 => Some(Transport::Centrifugo),
            _ => None,
        }
    }
}

impl Handle {
    pub(super) fn new(inner: ws::Handle<Command>, client: Client, used: Used) -> Self {
        Self(Arc::new(Parts { inner, client, used }))
    }

    /// Client that the session belongs to.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// Transport that is in use; `None` before the first connection.
    #[must_use]
    pub fn transport(&self) -> Option<Transport> {
        self.0.used.get()
    }

    /// Whether the session can be used right now.
    #[doc(alias = "is_connected")]
    #[must_use]
    pub fn state(&self) -> State {
        self.0.inner.state()
    }

    /// Waits until the session is online or has ended, and tells which; put a timeout around it.
    #[doc(alias = "wait_until_connected")]
    pub async fn wait_online(&self) -> State {
        self.0.inner.wait_online().await
    }

    /// Sends a message to the room, or [to one person](SendMessage::to_username); gives the stored message.
    ///
    /// Over the direct transport it goes by the socket, else and while the session is offline by
    /// [`Client::send_message`].
    pub fn send_message(&self, content: impl Into<String>) -> SendMessage {
        SendMessage { handle: self.clone(), content: content.into(), to_username: None }
    }

    /// Answers a message where it came from: in the room, or to its sender alone.
    pub fn reply(&self, to: &Message, content: impl Into<String>) -> SendMessage {
        let send = self.send_message(content);
        if to.is_direct() { send.to_username(&to.from_username) } else { send }
    }

    /// Marks one message as read. Its author is told.
    ///
    /// # Errors
    ///
    /// [`NotFound`](ErrorKind::NotFound) when there is no such message, and those of
    /// [`Client::mark_message_read`].
    #[doc(alias = "mark_as_read")]
    pub async fn mark_message_read(&self, message: impl Into<MessageId>) -> Result<()> {
        let id = message.into();
        if id.as_str().is_empty() {
            return Err(named(Error::input("message_id is empty")));
        }
        // By the socket, since servers with the direct transport tell the author only then.
        let frame = json!({"type": "mark_read", "message_id": id});
        match self.ask(&frame, Kind::MarkedOne).await? {
            Some(_) => Ok(()),
            None => self.0.client.mark_message_read(id).await,
        }
    }

    /// Marks every message as read; returns their number.
    ///
    /// # Errors
    ///
    /// Those of [`Client::mark_all_messages_read`].
    #[doc(alias = "mark_all_as_read")]
    pub async fn mark_all_messages_read(&self) -> Result<u64> {
        match self.ask(&json!({"type": "mark_all_read"}), Kind::MarkedAll).await? {
            Some(Answer::Count(count)) => Ok(count),
            _ => Ok(self.0.client.mark_all_messages_read().await?.marked_as_read),
        }
    }

    /// Marks the unread messages of the room as read; returns their number.
    ///
    /// # Errors
    ///
    /// Those of [`Client::mark_room_messages_read`].
    pub async fn mark_room_messages_read(&self) -> Result<u64> {
        let mut marked: u64 = 0;
        loop {
            match self.ask(&json!({"type": "mark_room_read"}), Kind::MarkedRoom).await? {
                Some(Answer::Count(count)) => {
                    marked = marked.saturating_add(count);
                    if count < MARKED_AT_ONCE {
                        return Ok(marked);
                    }
                }
                // Offline meanwhile, or never direct: the rest goes by calls.
                _ => {
                    return Ok(
                        marked.saturating_add(self.0.client.mark_room_messages_read().await?)
                    );
                }
            }
        }
    }

    /// Marks the unread direct messages from `username` as read; returns their number.
    ///
    /// The verb of the direct transport looks at 50 direct messages, whoever wrote them, and counts those that are read
    /// already, so its number may be too high; what lies behind them is marked by calls.
    ///
    /// # Errors
    ///
    /// Those of [`Client::mark_direct_messages_read`].
    pub async fn mark_direct_messages_read(&self, username: &str) -> Result<u64> {
        Checks::new().username(username).done().map_err(named)?;
        let frame = json!({"type": "mark_direct_read", "from_username": username});
        let marked = match self.ask(&frame, Kind::MarkedDirect).await? {
            Some(Answer::Count(count)) => count,
            _ => 0,
        };
        // However small the number is: those looked at can all be of others.
        Ok(marked.saturating_add(self.0.client.mark_direct_messages_read(username).await?))
    }

    /// How many messages are unread; the numbers come as [`Event::UnreadCount`](super::Event::UnreadCount), too.
    ///
    /// # Errors
    ///
    /// Those of [`Client::get_unread_count`].
    pub async fn get_unread_count(&self) -> Result<UnreadCount> {
        let frame = json!({"type": "get_unread_count"});
        if let Some(Answer::Unread(count)) = self.ask(&frame, Kind::UnreadCount).await? {
            return Ok(count);
        }
        let count = self.0.client.get_unread_count().await?;
        if self.state() == State::Online {
            // Only for those who listen: the caller has its answer. Without a wait for a place in the queue.
            let _told = self.0.inner.send(Command(Verb::Report(count.clone()))).now_or_never();
        }
        Ok(count)
    }

    /// Tells the room, or [one person](SendTyping::to_username), that this user is typing.
    ///
    /// Servers with the direct transport have never known that: the call fails with
    /// [`NotFound`](ErrorKind::NotFound).
    #[doc(alias = "send_typing_indicator")]
    pub fn send_typing(&self) -> SendTyping {
        self.0.client.send_typing()
    }

    /// Begins a new connection, as after a change of name or role that another client made.
    ///
    /// What is missed meanwhile is fetched.
    ///
    /// # Errors
    ///
    /// [`Closed`](ErrorKind::Closed) after the end of the session.
    pub async fn reconnect(&self) -> Result<()> {
        let cause = Error::new(ErrorKind::Transport, "a new connection was asked for");
        self.0.inner.send(Command(Verb::Reconnect(cause))).await
    }

    /// Ends the session: sends what is queued, then a close frame, 2 s at most; waits for the end.
    #[doc(alias = "disconnect")]
    pub async fn close(&self) {
        self.0.inner.close().await;
    }

    /// Asks over the direct transport; `None` when it is not in use right now: nothing was sent then.
    pub(super) async fn ask(&self, frame: &Value, kind: Kind) -> Result<Option<Answer>> {
        if self.state() != State::Online || self.transport() != Some(Transport::Direct) {
            return Ok(None);
        }
        let frame = frame.to_string();
        let asked =
            self.0.inner.call(|reply: Reply<Answer>| Command(Verb::Ask { frame, kind, reply }));
        match asked.await {
            Ok(answer) => Ok(Some(answer)),
            // The line was lost before the frame went out, or came back as another transport.
            Err(err) if err.kind() != ErrorKind::Closed && !err.maybe_sent() => Ok(None),
            Err(err) => Err(named(err)),
        }
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("state", &self.state())
            .field("transport", &self.transport())
            .finish_non_exhaustive()
    }
}

/// Sends a message in a live session; see [`Handle::send_message`].
#[must_use = "a message is not sent until this is awaited"]
#[derive(Clone, Debug)]
pub struct SendMessage {
    handle: Handle,
    content: String,
    to_username: Option<String>,
}

impl SendMessage {
    /// Sends to one person alone, by name: 1 to 50 characters, case-sensitive.
    pub fn to_username(mut self, name: impl Into<String>) -> Self {
        self.to_username = Some(name.into());
        self
    }

    async fn run(self) -> Result<Message> {
        let Self { handle, content, to_username } = self;
        // What breaks these limits ends the connection without a word (Token Bowl server 1.1.5).
        Checks::new().content(&content).recipient(to_username.as_ref()).done().map_err(named)?;
        let frame = match &to_username {
            None => json!({"content": content}),
            Some(name) => json!({"content": content, "to_username": name}),
        };
        if let Some(Answer::Message(message)) = handle.ask(&frame, Kind::Sent).await? {
            return Ok(*message);
        }
        let call = handle.0.client.send_message(content);
        match to_username {
            None => call.await,
            Some(name) => call.to_username(name).await,
        }
    }
}

impl IntoFuture for SendMessage {
    type Output = Result<Message>;
    type IntoFuture = BoxFuture<'static, Result<Message>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
