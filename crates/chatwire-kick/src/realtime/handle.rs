//! [`Handle`]: what can be done in a live session, from anywhere.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use chatwire_core::ws::{self, State};
use chatwire_core::{Error, ErrorKind, Result};

use super::command::{Command, Verb};
use super::desk::look_up;
use super::event::{ChatMessage, Received};
use super::negotiate::{Manner, Server};
use super::rooms::{Room, Rooms};
use super::{ChatTransport, Topics};
use crate::chatroom::ChatTarget;
use crate::client::named;
use crate::pusher::PusherEndpoint;
use crate::token_store::KnownChatroom;
use crate::{ChatSent, Client};

/// A handle to a live session: joins and leaves rooms, answers, ends it. Clones are cheap.
#[derive(Clone)]
pub struct Handle(Arc<Parts>);

/// In one place, since each call of a handler takes a clone.
struct Parts {
    inner: ws::Handle<Command>,
    client: Client,
    rooms: Rooms,
    topics: Topics,
    manner: Arc<Manner>,
    used: Used,
}

/// The server in use, as the session tells its handles.
#[derive(Clone, Debug, Default)]
pub(super) struct Used(Arc<Mutex<Option<Server>>>);

impl Used {
    pub(super) fn set(&self, server: Server) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(server);
    }

    pub(super) fn get(&self) -> Option<Server> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The encrypted form of a plain Pusher server in use.
    pub(super) fn encrypted(&self) -> Option<PusherEndpoint> {
        match self.get()? {
            Server::Pusher(endpoint) => endpoint.encrypted(),
            Server::Centrifugo(_) => None,
        }
    }
}

impl Handle {
    pub(super) fn new(
        inner: ws::Handle<Command>,
        client: Client,
        rooms: Rooms,
        topics: Topics,
        manner: Arc<Manner>,
        used: Used,
    ) -> Self {
        Self(Arc::new(Parts { inner, client, rooms, topics, manner, used }))
    }

    /// Client that the session belongs to.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// Transport in use; `None` before the first connection.
    #[must_use]
    pub fn transport(&self) -> Option<ChatTransport> {
        Some(match self.0.used.get()? {
            Server::Pusher(_) => ChatTransport::Pusher,
            Server::Centrifugo(_) => ChatTransport::Centrifugo,
        })
    }

    /// Whether the session can be used right now.
    #[must_use]
    pub fn state(&self) -> State {
        self.0.inner.state()
    }

    /// Waits until the session is online or has ended, and tells which; put a timeout around it.
    pub async fn wait_online(&self) -> State {
        self.0.inner.wait_online().await
    }

    /// Rooms of the session.
    #[must_use]
    pub fn rooms(&self) -> Vec<Room> {
        self.0.rooms.list()
    }

    /// Joins a room; one that is joined already stays as it is. Offline, it is joined with the next connection.
    ///
    /// # Errors
    ///
    /// Those of a look-up by name ([`Client::chatroom_id`]); [`Input`](ErrorKind::Input) with the code
    /// [`TOO_MANY_FEEDS`](crate::code::TOO_MANY_FEEDS); [`Unsupported`](ErrorKind::Unsupported) with
    /// [`OTHER_SERVER`](crate::code::OTHER_SERVER) when its chat lives on another server than the session's; and
    /// [`Closed`](ErrorKind::Closed) when the session has ended.
    pub async fn join(&self, target: impl Into<ChatTarget>) -> Result<KnownChatroom> {
        self.join_any(target.into(), None).await
    }

    /// Like [`join`](Self::join), with feeds of one's own choice; of a room that is joined already, they are changed.
    ///
    /// # Errors
    ///
    /// As [`join`](Self::join).
    pub async fn join_with(
        &self,
        target: impl Into<ChatTarget>,
        topics: Topics,
    ) -> Result<KnownChatroom> {
        self.join_any(target.into(), Some(topics)).await
    }

    async fn join_any(&self, target: ChatTarget, own: Option<Topics>) -> Result<KnownChatroom> {
        let known = look_up(&self.0.rooms, &target).await?;
        self.check_server(&known).await?;
        self.0.rooms.add(target, Some(known.clone()), own, &self.0.topics)?;
        self.sync().await?;
        Ok(known)
    }

    /// The room of the session that a target means.
    pub(super) fn room(&self, target: &ChatTarget) -> Option<Room> {
        self.0.rooms.find(target)
    }

    /// Leaves a room; says whether it was joined. After the last one the line is closed, 5 s later.
    ///
    /// # Errors
    ///
    /// [`Closed`](ErrorKind::Closed) when the session has ended.
    pub async fn leave(&self, target: impl Into<ChatTarget>) -> Result<bool> {
        let was_there = self.0.rooms.remove(&target.into());
        if was_there {
            self.sync().await?;
        }
        Ok(was_there)
    }

    /// A room must be on the session's own server, or it would stay silent.
    async fn check_server(&self, known: &KnownChatroom) -> Result<()> {
        let here = self.0.rooms.known();
        let is_unused = here.is_empty() && self.state() != State::Online;
        if is_unused || here.iter().any(|room| room.chatroom_id == known.chatroom_id) {
            return Ok(());
        }
        self.0.manner.check_server(self.client(), &self.0.used, known).await
    }

    /// Tells the session, which hears of it once it is online.
    async fn sync(&self) -> Result<()> {
        if self.state() == State::Closed {
            return Err(named(Error::new(ErrorKind::Closed, "the session has ended")));
        }
        if self.0.rooms.must_tell() {
            self.0.inner.send(Command(Verb::Sync)).await?;
        }
        Ok(())
    }

    /// Answers a message, as the user or the bot that the client's token is for.
    ///
    /// The official API wants the id of the streamer: it is that of the room, or what the store knows.
    ///
    /// # Errors
    ///
    /// [`Input`](ErrorKind::Input) when the streamer of the chatroom is not known, and those of
    /// [`Client::send_chat`].
    pub async fn reply(
        &self,
        to: &Received<ChatMessage>,
        content: impl Into<String>,
    ) -> Result<ChatSent> {
        let chatroom = to.feed.chatroom_id().or(to.data.chatroom_id);
        let rooms = self.0.rooms.known();
        let here = rooms.iter().find(|room| Some(room.chatroom_id) == chatroom);
        let broadcaster = match (here.and_then(|room| room.user_id), chatroom) {
            (Some(user), _) => Some(user),
            (None, Some(chatroom)) => self.client().broadcaster_for_chatroom(chatroom).await?,
            (None, None) => None,
        };
        let Some(broadcaster) = broadcaster else {
            let why =
                "the streamer of this chatroom is not known: join it by name, or use send_chat";
            return Err(named(Error::input(why)));
        };
        self.client().send_chat(broadcaster, content).reply_to(&to.id).await
    }

    /// Begins a new connection.
    ///
    /// # Errors
    ///
    /// [`Closed`](ErrorKind::Closed) when the session has ended.
    pub async fn reconnect(&self) -> Result<()> {
        let cause = Error::new(ErrorKind::Transport, "a new connection was asked for");
        self.0.inner.send(Command(Verb::Reconnect(named(cause)))).await
    }

    /// Ends the session: a close frame, 2 s at most.
    pub async fn close(&self) {
        self.0.inner.close().await;
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("state", &self.state())
            .field("transport", &self.transport())
            .field("rooms", &self.rooms().len())
            .finish_non_exhaustive()
    }
}
