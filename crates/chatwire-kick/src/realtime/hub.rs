//! [`ChatHub`]: any number of rooms, over as many connections as they need.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;

use super::event::Event;
use super::handle::Handle;
use super::rooms::Room;
use super::{Connect, Realtime, Topics};
use crate::ChatroomId;
use crate::chatroom::ChatTarget;
use crate::client::named;
use crate::error::code;
use crate::token_store::KnownChatroom;

/// Any number of rooms: one stream over as many sessions as their servers and their number ask for.
///
/// A session takes up to [`MAX_FEEDS`](super::MAX_FEEDS) feeds, and over Centrifugo only rooms of one server. A hub
/// opens another when a room fits into none. The failure of one session is told by [`Event::RoomFailed`] for each of
/// its rooms; the stream ends with it when it was the last, and without an error after [`HubHandle::close`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_kick::Result<()> {
/// # let client = chatwire_kick::Client::builder().build()?;
/// use chatwire_kick::chatroom::ChatTarget;
///
/// let hub = client.connect().hub();
/// let handle = hub.handle();
/// handle.join(ChatTarget::ids(9001, 501)).await?;
/// handle.join("9002").await?;
/// assert_eq!(handle.rooms().len(), 2);
/// # Ok(())
/// # }
/// ```
#[must_use = "a hub that is dropped ends its sessions"]
pub struct ChatHub {
    handle: HubHandle,
    sessions: Vec<Realtime>,
    /// Rooms that turned out to live elsewhere, on their way to another session.
    moving: FuturesUnordered<BoxFuture<'static, Option<Event>>>,
    /// Where the next turn begins, so that a busy session does not silence the others.
    next: usize,
    /// How the session that ended last did so, once one has ended.
    last_end: Option<Option<Error>>,
    ended: bool,
}

/// Joins and leaves rooms of a [`ChatHub`], from anywhere. Clones are cheap.
#[derive(Clone)]
pub struct HubHandle(Arc<Shared>);

struct Shared {
    template: Connect,
    state: Mutex<State>,
    /// Rooms are joined one after another, so that two do not open a session each.
    joining: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    handles: Vec<Handle>,
    fresh: Vec<Realtime>,
    /// Feeds of rooms that do not have the hub's own; a room keeps them when it moves.
    topics: HashMap<ChatroomId, Topics>,
    is_closed: bool,
    reader: Option<Waker>,
}

impl Connect {
    /// A hub whose sessions have these settings; its rooms are joined by its handle, those named here are left out.
    ///
    /// Must be used inside a tokio runtime.
    pub fn hub(self) -> ChatHub {
        let shared = Shared {
            template: self.without_rooms(),
            state: Mutex::default(),
            joining: tokio::sync::Mutex::default(),
        };
        ChatHub {
            handle: HubHandle(Arc::new(shared)),
            sessions: Vec::new(),
            moving: FuturesUnordered::new(),
            next: 0,
            last_end: None,
            ended: false,
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, target: ChatTarget, topics: Option<Topics>) -> Result<()> {
        let template = self.template.clone();
        let connect = match topics {
            Some(topics) => template.room_with(target, topics),
            None => template.room(target),
        };
        let live = connect.start()?;
        let mut state = self.lock();
        if state.is_closed {
            return Err(named(Error::new(ErrorKind::Closed, "the hub was closed")));
        }
        state.handles.push(live.handle());
        state.fresh.push(live);
        let reader = state.reader.take();
        drop(state);
        if let Some(reader) = reader {
            reader.wake();
        }
        Ok(())
    }
}

impl HubHandle {
    /// Joins a room over a session that can take it, or over a new one.
    ///
    /// # Errors
    ///
    /// Those of a look-up by name ([`Client::chatroom_id`](crate::Client::chatroom_id)), and of
    /// [`Connect::start`]; [`Closed`](ErrorKind::Closed) after [`close`](Self::close).
    pub async fn join(&self, target: impl Into<ChatTarget>) -> Result<()> {
        self.join_any(target.into(), None).await
    }

    /// Like [`join`](Self::join), with feeds of one's own choice.
    ///
    /// # Errors
    ///
    /// As [`join`](Self::join).
    pub async fn join_with(&self, target: impl Into<ChatTarget>, topics: Topics) -> Result<()> {
        self.join_any(target.into(), Some(topics)).await
    }

    /// In a task of its own: one whose caller stops waiting for it neither keeps the others waiting nor leaves a room
    /// between two sessions. The time limits of the site's calls end it.
    async fn join_any(&self, target: ChatTarget, topics: Option<Topics>) -> Result<()> {
        let hub = self.clone();
        let joining = tokio::spawn(async move { hub.join_in_turn(target, topics).await });
        joining.await.unwrap_or_else(|error| {
            let why = "the task that joins a room was ended from outside";
            Err(named(Error::new(ErrorKind::Cancelled, why).with_source(error)))
        })
    }

    async fn join_in_turn(&self, target: ChatTarget, topics: Option<Topics>) -> Result<()> {
        let _turn = self.0.joining.lock().await;
        let known = self.0.template.find(&target).await?;
        let chatroom = known.chatroom_id;
        let target = ChatTarget::from(known);
        let holder = self.sessions().into_iter().find_map(|one| Some((one.room(&target)?, one)));
        // A room that is joined already stays as it is.
        let topics = topics.or_else(|| holder.as_ref().map(|(room, _)| room.topics.clone()));
        let before = self.0.lock().note(chatroom, topics.clone());
        let joined = self.join_known(target, topics, holder.map(|(_, session)| session)).await;
        if joined.is_err() {
            self.0.lock().note(chatroom, before);
        }
        joined
    }

    /// Joins where the room is already, else where it fits: in two sessions, it would come twice.
    async fn join_known(
        &self,
        target: ChatTarget,
        topics: Option<Topics>,
        holder: Option<Handle>,
    ) -> Result<()> {
        let join = async |handle: &Handle| {
            let joined: Result<KnownChatroom> = match &topics {
                Some(topics) => handle.join_with(&target, topics.clone()).await,
                None => handle.join(&target).await,
            };
            match joined {
                Ok(_) => Ok(true),
                // It fits into another one, or that one has just ended.
                Err(error) if fits_elsewhere(&error) => Ok(false),
                Err(error) => Err(error),
            }
        };
        if let Some(holder) = holder {
            if join(&holder).await? {
                return Ok(());
            }
            // With these feeds it no longer fits there. One that has ended has nothing to leave.
            let _was_there = holder.leave(&target).await;
        }
        for handle in self.sessions() {
            if join(&handle).await? {
                return Ok(());
            }
        }
        self.0.open(target, topics)
    }

    /// Leaves a room; says whether it was joined.
    ///
    /// # Errors
    ///
    /// None at present.
    pub async fn leave(&self, target: impl Into<ChatTarget>) -> Result<bool> {
        let target = target.into();
        let handles = self.0.lock().handles.clone();
        let mut was_there = false;
        for handle in handles {
            let before = handle.rooms();
            // A session that has ended has no rooms any more.
            if handle.leave(&target).await.unwrap_or(false) {
                was_there = true;
                self.0.lock().forget(&before, &handle.rooms());
            }
        }
        Ok(was_there)
    }

    /// Rooms of all sessions.
    #[must_use]
    pub fn rooms(&self) -> Vec<Room> {
        self.0.lock().handles.iter().flat_map(Handle::rooms).collect()
    }

    /// Handles of the sessions.
    #[must_use]
    pub fn sessions(&self) -> Vec<Handle> {
        self.0.lock().handles.clone()
    }

    /// Ends all sessions, and with them the hub's stream.
    pub async fn close(&self) {
        let (handles, reader) = {
            let mut state = self.0.lock();
            state.is_closed = true;
            (std::mem::take(&mut state.handles), state.reader.take())
        };
        if let Some(reader) = reader {
            reader.wake();
        }
        join_all(handles.iter().map(Handle::close)).await;
    }
}

impl State {
    /// Remembers a room's own feeds; gives those of before.
    fn note(&mut self, room: ChatroomId, topics: Option<Topics>) -> Option<Topics> {
        match topics {
            Some(topics) => self.topics.insert(room, topics),
            None => self.topics.remove(&room),
        }
    }

    /// Drops the feeds of rooms that are gone.
    fn forget(&mut self, before: &[Room], after: &[Room]) {
        let gone =
            before.iter().filter(|room| !after.iter().any(|other| other.target == room.target));
        for known in gone.filter_map(|room| room.known.as_ref()) {
            self.topics.remove(&known.chatroom_id);
        }
    }
}

fn fits_elsewhere(error: &Error) -> bool {
    let is = |code| error.code() == Some(code);
    is(code::TOO_MANY_FEEDS) || is(code::OTHER_SERVER) || error.kind() == ErrorKind::Closed
}

impl ChatHub {
    /// A handle that joins and leaves rooms from anywhere.
    #[must_use]
    pub fn handle(&self) -> HubHandle {
        self.handle.clone()
    }

    /// Looks at what a session gave; `None` when it is the hub's own business.
    fn judge(&mut self, event: Event) -> Option<Event> {
        if let Event::RoomFailed { target, error, .. } = &event
            && error.code() == Some(code::OTHER_SERVER)
        {
            let (handle, target) = (self.handle.clone(), target.clone());
            let room = target.known().map(|known| known.chatroom_id);
            let topics = room.and_then(|room| handle.0.lock().topics.get(&room).cloned());
            self.moving.push(Box::pin(async move {
                let error = handle.join_any(target.clone(), topics).await.err()?;
                if error.kind() == ErrorKind::Closed {
                    return None;
                }
                Some(Event::RoomFailed { target, error, retry_in: None })
            }));
            return None;
        }
        Some(event)
    }

    /// A session has ended; its rooms are told, unless it was the last.
    fn session_ended(&mut self, at: usize, error: Option<Error>) {
        let session = self.sessions.swap_remove(at);
        let handle = session.handle();
        let mut state = self.handle.0.lock();
        state.handles.retain(|other| other.state() != super::State::Closed);
        let is_last = self.sessions.is_empty() && state.fresh.is_empty() && self.moving.is_empty();
        drop(state);
        self.last_end = Some(error.clone());
        let Some(error) = error.filter(|_| !is_last) else { return };
        for room in handle.rooms() {
            let event =
                Event::RoomFailed { target: room.target, error: error.clone(), retry_in: None };
            self.moving.push(Box::pin(async move { Some(event) }));
        }
    }

    /// How the stream ends, once there is nothing left that could tell anything.
    fn end(&self) -> Option<Option<Result<Event>>> {
        let state = self.handle.0.lock();
        let is_empty = self.sessions.is_empty() && state.fresh.is_empty() && self.moving.is_empty();
        match &self.last_end {
            _ if !is_empty => None,
            _ if state.is_closed => Some(None),
            Some(error) => Some(error.clone().map(Err)),
            // No room was joined yet.
            None => None,
        }
    }
}

impl Stream for ChatHub {
    type Item = Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(None);
        }
        {
            let mut state = this.handle.0.lock();
            this.sessions.append(&mut state.fresh);
            state.reader = Some(cx.waker().clone());
        }
        while let Poll::Ready(Some(told)) = this.moving.poll_next_unpin(cx) {
            if let Some(event) = told {
                return Poll::Ready(Some(Ok(event)));
            }
        }
        let mut waiting = 0;
        while waiting < this.sessions.len() {
            let at = this.next % this.sessions.len();
            let Some(session) = this.sessions.get_mut(at) else { break };
            match session.poll_next_unpin(cx) {
                Poll::Pending => {
                    waiting += 1;
                    this.next = at + 1;
                }
                Poll::Ready(Some(Ok(event))) => {
                    this.next = at + 1;
                    if let Some(event) = this.judge(event) {
                        return Poll::Ready(Some(Ok(event)));
                    }
                    // What it has begun must be polled once to be woken.
                    cx.waker().wake_by_ref();
                    waiting = 0;
                }
                Poll::Ready(end) => {
                    this.session_ended(at, end.and_then(Result::err));
                    cx.waker().wake_by_ref();
                    waiting = 0;
                }
            }
        }
        match this.end() {
            Some(end) => {
                this.ended = true;
                Poll::Ready(end)
            }
            None => Poll::Pending,
        }
    }
}

impl fmt::Debug for HubHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HubHandle").field("rooms", &self.rooms()).finish_non_exhaustive()
    }
}

impl fmt::Debug for ChatHub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ChatHub").field(&self.handle).finish()
    }
}
