//! What the reader of events and the writers of the rooms have in common.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::carried::Piece;
use super::guard::Guard;
#[cfg(feature = "outbox")]
use super::journal::Journal;
use super::mapping::{Attempt, Change, Mapping};
use super::report::{Notice, Report};
use crate::{MessageId, Room};

/// Function that is told what happens.
pub(super) type Listener = Arc<dyn Fn(&Notice) + Send + Sync>;

/// State of a running bridge. Locks are held for a moment each, and never two of them.
pub(super) struct Shared {
    guard: Mutex<Guard>,
    memory: Mutex<Memory>,
    report: Mutex<Report>,
    listeners: Vec<Listener>,
    /// Rung after each answer of a platform.
    pub(super) answered: Notify,
}

/// Copies, and the file that keeps them.
#[derive(Debug)]
pub(super) struct Memory {
    mapping: Mapping,
    #[cfg(feature = "outbox")]
    journal: Option<Journal>,
}

impl Memory {
    pub(super) fn new(mapping: Mapping) -> Self {
        Self {
            mapping,
            #[cfg(feature = "outbox")]
            journal: None,
        }
    }

    #[cfg(feature = "outbox")]
    pub(super) fn kept(mapping: Mapping, journal: Journal) -> Self {
        Self { mapping, journal: Some(journal) }
    }

    pub(super) fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Ids in `target` of the message that is `id` in `room`.
    pub(super) fn counterpart(
        &mut self,
        room: &Room,
        id: &MessageId,
        target: &Room,
    ) -> Option<Vec<MessageId>> {
        self.mapping.counterpart(room, id, target)
    }

    /// Remembers copies.
    pub(super) fn set(&mut self, room: &Room, id: &MessageId, target: &Room, ids: Vec<MessageId>) {
        let changes = self.mapping.set(room, id, target, ids);
        self.keep(changes);
    }

    /// A message is about to be written somewhere: whatever ends the program now, that may have happened.
    pub(super) fn begin(&mut self, room: &Room, id: &MessageId) {
        let changes = self.mapping.begin(room, id);
        self.keep(changes);
    }

    /// What began has ended.
    pub(super) fn end(&mut self, room: &Room, id: &MessageId, attempt: Attempt) {
        let changes = self.mapping.end(room, id, attempt);
        self.keep(changes);
    }

    /// Adds to the copies, as pieces are answered one by one, before those that stand `behind` it.
    fn add(
        &mut self,
        room: &Room,
        id: &MessageId,
        target: &Room,
        copy: MessageId,
        behind: &[MessageId],
    ) {
        let mut ids = self.mapping.counterpart(room, id, target).unwrap_or_default();
        if !ids.contains(&copy) {
            let at = ids.iter().position(|known| behind.contains(known)).unwrap_or(ids.len());
            ids.insert(at, copy);
            self.set(room, id, target, ids);
        }
    }

    /// A message is gone that may have been a copy.
    pub(super) fn lose(&mut self, room: &Room, id: &MessageId) {
        let changes = self.mapping.lose(room, id);
        self.keep(changes);
    }

    #[cfg(feature = "outbox")]
    fn keep(&mut self, changes: Vec<Change>) {
        if changes.is_empty() {
            return;
        }
        if let Some(journal) = &mut self.journal
            && let Err(error) = journal.append(changes, &self.mapping)
        {
            // The bridge goes on: messages matter more than what an edit after a restart needs.
            tracing::warn!(%error, "the bridge could not write to its file and goes on without it");
            self.journal = None;
        }
    }

    #[cfg(not(feature = "outbox"))]
    #[expect(clippy::unused_self, reason = "there is no file")]
    fn keep(&mut self, _: Vec<Change>) {}
}

impl Shared {
    pub(super) fn new(memory: Memory, listeners: Vec<Listener>) -> Self {
        Self {
            guard: Mutex::default(),
            memory: Mutex::new(memory),
            report: Mutex::default(),
            listeners,
            answered: Notify::new(),
        }
    }

    pub(super) fn guard(&self) -> MutexGuard<'_, Guard> {
        open(&self.guard)
    }

    pub(super) fn memory(&self) -> MutexGuard<'_, Memory> {
        open(&self.memory)
    }

    /// A piece stands in `target` under this id. One without an id cannot be found again.
    pub(super) fn remember(&self, piece: &Piece, target: &Room, id: MessageId) {
        if !id.as_str().is_empty() {
            let behind = piece.stands_as(&id);
            let (home, first) = piece.original();
            self.memory().add(home, first, target, id, &behind);
        }
    }

    pub(super) fn report(&self) -> MutexGuard<'_, Report> {
        open(&self.report)
    }

    pub(super) fn tell(&self, notice: &Notice) {
        match notice {
            Notice::Lifecycle { platform, news } => {
                tracing::info!(platform, ?news, "bridge: connection");
            }
            Notice::Failed { room, error } => {
                tracing::warn!(%room, %error, maybe_sent = error.maybe_sent(), "bridge: not carried");
            }
            Notice::Dropped { room } => tracing::warn!(%room, "bridge: queue is full"),
            Notice::Ended { platform, error } => {
                tracing::warn!(platform, ?error, "bridge: session ended");
            }
        }
        for listener in &self.listeners {
            if catch_unwind(AssertUnwindSafe(|| listener(notice))).is_err() {
                tracing::error!("bridge: a function that is told what happens panicked");
            }
        }
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

/// A panic elsewhere leaves nothing half done in here.
fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
