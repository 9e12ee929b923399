//! Rooms of a session, which its handles and its protocol share.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatwire_core::{Error, ErrorKind, Result};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::Topics;
use crate::chatroom::{ChatTarget, ChatroomResolver, slug_candidates};
use crate::client::named;
use crate::error::code;
use crate::token_store::KnownChatroom;
use crate::{ChannelId, ChatroomId, Client};

/// Most feeds of one connection: the larger of the two numbers that clients of the wild use has a question mark.
pub const MAX_FEEDS: usize = 100;

/// Longest pause before a room's name is looked up again.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// Longest pause that a server can ask for.
const LONGEST_ASKED: Duration = Duration::from_secs(24 * 60 * 60);

/// A room of a session.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Room {
    /// What was asked for.
    pub target: ChatTarget,
    /// Its ids, once they are known.
    pub known: Option<KnownChatroom>,
    /// What is subscribed of it.
    pub topics: Topics,
}

/// The rooms, and who finds their ids.
#[derive(Clone, Debug)]
pub(super) struct Rooms {
    shared: Arc<Shared>,
    client: Client,
    /// Who finds ids, if not the client.
    resolver: Option<Arc<dyn ChatroomResolver>>,
}

#[derive(Debug, Default)]
struct Shared {
    entries: Mutex<Vec<Entry>>,
    changed: Notify,
    /// The session has been told of a change and has not looked yet: it need not be told again.
    told: AtomicBool,
}

#[derive(Clone, Debug)]
struct Entry {
    room: Room,
    /// Look-ups that failed, and when the next is due.
    tries: u32,
    retry_at: Option<Instant>,
    asking: bool,
    /// Server that its own negotiation named.
    server: Option<String>,
}

impl Entry {
    fn is(&self, target: &ChatTarget) -> bool {
        if self.room.target == *target {
            return true;
        }
        let Some(known) = &self.room.known else { return false };
        match target {
            ChatTarget::Chatroom(chatroom) | ChatTarget::Ids { chatroom, .. } => {
                known.chatroom_id == *chatroom
            }
            ChatTarget::Known(wanted) => known.chatroom_id == wanted.chatroom_id,
            ChatTarget::Name(name) => slug_candidates(name)
                .is_ok_and(|names| names.iter().any(|name| known.fits(name).is_some())),
        }
    }
}

impl Rooms {
    pub(super) fn new(client: Client, resolver: Option<Arc<dyn ChatroomResolver>>) -> Self {
        Self { shared: Arc::default(), client, resolver }
    }

    /// Looks a name up.
    pub(super) async fn resolve(&self, name: &str) -> Result<Option<KnownChatroom>> {
        match &self.resolver {
            Some(resolver) => resolver.resolve(name).await,
            // Made when it is wanted: most sessions look one name up, or none.
            None => self.client.chatroom_resolver().resolve(name).await,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.shared.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a room with its own feeds or the usual ones; of a room that is there, only own ones change anything.
    pub(super) fn add(
        &self,
        target: ChatTarget,
        known: Option<KnownChatroom>,
        own: Option<Topics>,
        usual: &Topics,
    ) -> Result<()> {
        let known = known.or_else(|| target.known());
        let mut entries = self.lock();
        let before = entries.clone();
        let by_id = known.as_ref().map(|known| ChatTarget::Chatroom(known.chatroom_id));
        let same =
            |entry: &&mut Entry| entry.is(&target) || by_id.as_ref().is_some_and(|id| entry.is(id));
        match entries.iter_mut().find(same) {
            Some(entry) => {
                if let Some(own) = own {
                    entry.room.topics = own;
                }
                match (&mut entry.room.known, known) {
                    (Some(old), Some(new)) => old.learn(new),
                    (old @ None, new) => *old = new,
                    _ => {}
                }
            }
            None => {
                let topics = own.unwrap_or_else(|| usual.clone());
                let room = Room { target, known, topics };
                let entry = Entry { room, tries: 0, retry_at: None, asking: false, server: None };
                // Most sessions have one room: no room is taken for more.
                entries.reserve_exact(1);
                entries.push(entry);
            }
        }
        if feeds(&entries).len() > MAX_FEEDS {
            *entries = before;
            return Err(too_many());
        }
        drop(entries);
        self.shared.changed.notify_waiters();
        Ok(())
    }

    /// Removes a room; says whether it was there.
    pub(super) fn remove(&self, target: &ChatTarget) -> bool {
        let mut entries = self.lock();
        let before = entries.len();
        entries.retain(|entry| !entry.is(target));
        entries.len() < before
    }

    /// The room that a target means.
    pub(super) fn find(&self, target: &ChatTarget) -> Option<Room> {
        self.lock().iter().find(|entry| entry.is(target)).map(|entry| entry.room.clone())
    }

    pub(super) fn list(&self) -> Vec<Room> {
        self.lock().iter().map(|entry| entry.room.clone()).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Names of all feeds that are wanted: those that several rooms have in common once.
    pub(super) fn feeds(&self) -> BTreeSet<String> {
        feeds(&self.lock())
    }

    /// Whether the session must be told of a change.
    pub(super) fn must_tell(&self) -> bool {
        !self.shared.told.swap(true, Ordering::AcqRel)
    }

    /// The session looks now.
    pub(super) fn heard(&self) {
        self.shared.told.store(false, Ordering::Release);
    }

    /// Waits until there is a room.
    pub(super) async fn wait_for_one(&self) {
        loop {
            let changed = self.shared.changed.notified();
            tokio::pin!(changed);
            // Registers before the list is read, so that no change falls in between.
            changed.as_mut().enable();
            if !self.is_empty() {
                return;
            }
            changed.await;
        }
    }

    /// Ids of the first room, those with a channel before the others.
    pub(super) fn first(&self) -> Option<(ChatroomId, Option<ChannelId>)> {
        let entries = self.lock();
        let known = entries.iter().filter_map(|entry| entry.room.known.as_ref());
        let best = known.min_by_key(|known| known.channel_id.is_none())?;
        Some((best.chatroom_id, best.channel_id))
    }

    /// Ids of all rooms that are known.
    pub(super) fn known(&self) -> Vec<KnownChatroom> {
        self.lock().iter().filter_map(|entry| entry.room.known.clone()).collect()
    }

    /// Rooms with a channel of which it is not known which server they are on.
    pub(super) fn without_server(&self) -> Vec<(ChatTarget, ChannelId)> {
        let entries = self.lock();
        let open = entries.iter().filter(|entry| entry.server.is_none());
        open.filter_map(|entry| {
            Some((entry.room.target.clone(), entry.room.known.as_ref()?.channel_id?))
        })
        .collect()
    }

    pub(super) fn set_server(&self, target: &ChatTarget, server: &str) {
        if let Some(entry) = self.lock().iter_mut().find(|entry| entry.is(target)) {
            entry.server = Some(server.to_owned());
        }
    }

    /// Forgets which servers the rooms are on.
    pub(super) fn forget_servers(&self) {
        self.lock().iter_mut().for_each(|entry| entry.server = None);
    }

    /// When the next name is to be looked up; `None` when all are known or being looked up.
    pub(super) fn next_look_up(&self) -> Option<Instant> {
        let entries = self.lock();
        let open = entries.iter().filter(|entry| entry.room.known.is_none() && !entry.asking);
        open.map(|entry| entry.retry_at.unwrap_or_else(Instant::now)).min()
    }

    /// Names that are to be looked up now; they count as being looked up.
    pub(super) fn take_due(&self, now: Instant) -> Vec<ChatTarget> {
        let mut entries = self.lock();
        let due = entries.iter_mut().filter(|entry| {
            entry.room.known.is_none() && !entry.asking && entry.retry_at.is_none_or(|at| at <= now)
        });
        due.map(|entry| {
            entry.asking = true;
            entry.room.target.clone()
        })
        .collect()
    }

    /// Look-ups that ended with their line are due again.
    pub(super) fn abandon_look_ups(&self) {
        self.lock().iter_mut().for_each(|entry| entry.asking = false);
    }

    /// A look-up has ended; an error comes with the pause before the next, `None` when that is useless.
    pub(super) fn looked_up(
        &self,
        target: &ChatTarget,
        outcome: Result<KnownChatroom>,
    ) -> Result<(), (Error, Option<Duration>)> {
        let mut entries = self.lock();
        let Some(at) = entries.iter().position(|entry| entry.room.target == *target) else {
            // Left meanwhile.
            return Ok(());
        };
        match outcome {
            Ok(known) => {
                if let Some(entry) = entries.get_mut(at) {
                    entry.asking = false;
                    entry.room.known = Some(known);
                }
                // Only now it is known how many feeds the name stands for.
                if feeds(&entries).len() > MAX_FEEDS {
                    entries.remove(at);
                    return Err((too_many(), None));
                }
                Ok(())
            }
            Err(error) if is_final(&error) => {
                entries.remove(at);
                Err((error, None))
            }
            Err(error) => {
                let Some(entry) = entries.get_mut(at) else { return Err((error, None)) };
                entry.asking = false;
                entry.tries = entry.tries.saturating_add(1);
                let pause = Duration::from_secs(1_u64 << entry.tries.min(9)).min(LONGEST_PAUSE);
                // Bounded, so that there is such a time.
                let asked = error.retry_after().unwrap_or_default().min(LONGEST_ASKED);
                let pause = pause.max(asked);
                entry.retry_at = Some(Instant::now() + pause);
                Err((error, Some(pause)))
            }
        }
    }
}

/// Whether looking a name up once more is useless.
fn is_final(error: &Error) -> bool {
    let is_kind =
        matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Input | ErrorKind::Config);
    match error.code() {
        Some(code::OTHER_SERVER) => true,
        // A file that is locked now may not be later.
        Some(code::STORE_FAILED) => false,
        _ => is_kind,
    }
}

fn too_many() -> Error {
    let why = format!("one connection takes {MAX_FEEDS} feeds; a ChatHub opens more");
    named(Error::input(why).with_code(code::TOO_MANY_FEEDS))
}

fn feeds(entries: &[Entry]) -> BTreeSet<String> {
    let rooms = entries.iter().map(|entry| &entry.room);
    let known = rooms.filter_map(|room| Some((room.known.as_ref()?, &room.topics)));
    known
        .flat_map(|(known, topics)| topics.feeds(known.chatroom_id, known.channel_id))
        .map(|feed| feed.to_string())
        .collect()
}
