//! The queue between callers and the writer, and the view of what it holds.
//!
//! Everything that is queued or being written is also in an overlay by channel and id, so that reads
//! see it before it is in the file.
//! A read looks at the overlay first and at the file afterwards: whatever leaves the overlay in
//! between is in the file by then.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chatwire_core::{Error, ErrorKind, Result};
use tokio::sync::{Semaphore, oneshot, watch};

use super::super::CachedMessage;
use crate::id::{ChannelId, MessageId};

/// A write.
#[derive(Debug)]
pub(super) enum Op {
    Save(Arc<CachedMessage>),
    /// Changes a row by what an edit carries.
    Edit(Arc<CachedMessage>),
    Delete(ChannelId, MessageId),
    Clear(ChannelId),
    /// Writes nothing; its answer says that all before it is written.
    Flush,
}

/// Tells the caller how many rows a write touched.
pub(super) type Done = oneshot::Sender<Result<usize>>;

/// A write in the queue.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) op: Op,
    pub(super) done: Option<Done>,
    seq: u64,
}

/// What is queued for one message.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Saved(Arc<CachedMessage>),
    /// Lies over what is in the file, if that has the message.
    Edited(Arc<CachedMessage>),
    Deleted,
}

/// What is not in the file yet, of one channel.
#[derive(Clone, Debug, Default)]
pub(super) struct Pending {
    /// Number of the write that empties the channel; what is in the file does not count then.
    cleared: Option<u64>,
    /// Messages by id, with the number of the write.
    rows: HashMap<MessageId, (u64, Change)>,
}

impl Pending {
    pub(super) fn is_cleared(&self) -> bool {
        self.cleared.is_some()
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = (MessageId, &Change)> {
        self.rows.iter().map(|(id, (_, change))| (*id, change))
    }

    pub(super) fn contains(&self, id: MessageId) -> bool {
        self.rows.contains_key(&id)
    }

    /// Notes an edit and gives the write that it comes to: over a row that is whole it is a whole one itself.
    fn edit(&mut self, seq: u64, edit: Arc<CachedMessage>) -> Op {
        let id = edit.id;
        let over = |known: &Arc<CachedMessage>| {
            Arc::new(CachedMessage::clone(&edit).over(Some(known.as_ref())))
        };
        let (change, op) = match self.rows.get(&id) {
            Some((_, Change::Saved(known))) => {
                let after = over(known);
                (Change::Saved(Arc::clone(&after)), Op::Save(after))
            }
            Some((_, Change::Edited(known))) => (Change::Edited(over(known)), Op::Edit(edit)),
            None if self.cleared.is_none() => (Change::Edited(Arc::clone(&edit)), Op::Edit(edit)),
            Some((_, Change::Deleted)) | None => (Change::Saved(Arc::clone(&edit)), Op::Save(edit)),
        };
        self.rows.insert(id, (seq, change));
        op
    }
}

#[derive(Debug, Default)]
pub(super) struct State {
    entries: VecDeque<Entry>,
    pending: HashMap<ChannelId, Pending>,
    next_seq: u64,
    /// Entries in the queue whose callers wait.
    waiting: usize,
    /// When the oldest entry came into an empty queue.
    since: Option<Instant>,
    /// When the snapshots of readers have to be looked after.
    tidy_at: Option<Instant>,
    /// A failed group with writes for which nobody waited.
    failure: Option<Error>,
    closed: bool,
}

/// Shared by callers and the writer.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    wake: Condvar,
    /// One permit for each place in the queue, counted until the write is in the file.
    pub(super) space: Semaphore,
    ended: watch::Sender<bool>,
    max_group: usize,
}

impl Queue {
    pub(super) fn new(capacity: usize, max_group: usize) -> Self {
        Self {
            state: Mutex::default(),
            wake: Condvar::new(),
            space: Semaphore::new(capacity.min(Semaphore::MAX_PERMITS)),
            ended: watch::Sender::new(false),
            max_group,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a write for which the caller holds a permit, which it must forget.
    pub(super) fn push(&self, op: Op, done: Option<Done>) -> Result<()> {
        let mut state = self.lock();
        if state.closed {
            return Err(closed());
        }
        state.next_seq += 1;
        let seq = state.next_seq;
        let op = match op {
            Op::Edit(edit) => state.pending.entry(edit.channel_id).or_default().edit(seq, edit),
            op => {
                state.note(seq, &op);
                op
            }
        };
        let urgent = done.is_some();
        state.waiting += usize::from(urgent);
        state.since.get_or_insert_with(Instant::now);
        state.entries.push_back(Entry { op, done, seq });
        // The writer looks again by itself when its delay is over: waking it for each write would
        // cost more than the write.
        let len = state.entries.len();
        drop(state);
        if urgent || len == 1 || len == self.max_group {
            self.wake.notify_one();
        }
        Ok(())
    }

    /// Takes no further writes; those in the queue are still written.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.space.close();
        self.wake.notify_one();
    }

    /// Waits until the writer has ended.
    pub(super) async fn ended(&self) -> Result<()> {
        // The sender lives as long as the queue, so that waiting cannot fail.
        let _ = self.ended.subscribe().wait_for(|ended| *ended).await;
        self.lock().failure.take().map_or(Ok(()), Err)
    }

    /// What the overlay has of a message; `None` where only the file knows.
    pub(super) fn pending_message(&self, channel: ChannelId, id: MessageId) -> Option<Change> {
        let state = self.lock();
        let pending = state.pending.get(&channel)?;
        match pending.rows.get(&id) {
            Some((_, change)) => Some(change.clone()),
            None if pending.is_cleared() => Some(Change::Deleted),
            None => None,
        }
    }

    pub(super) fn pending_of(&self, channel: ChannelId) -> Option<Pending> {
        self.lock().pending.get(&channel).cloned()
    }

    pub(super) fn pending(&self) -> HashMap<ChannelId, Pending> {
        self.lock().pending.clone()
    }

    /// Writes that are not in the file yet.
    pub(super) fn len(&self) -> usize {
        self.lock().entries.len()
    }

    /// Asks the writer to look after the snapshots of readers then, if it has nothing to write before.
    pub(super) fn tidy_at(&self, at: Instant) {
        let mut state = self.lock();
        if state.tidy_at.is_none() {
            state.tidy_at = Some(at);
            drop(state);
            self.wake.notify_one();
        }
    }

    /// Waits for writes and takes a group of them: at once when somebody waits for one, else when
    /// the group is full or its oldest write is `delay` old.
    /// Meanwhile calls `tidy` when it is time. `None` when the queue is closed and empty.
    pub(super) fn take_group(&self, delay: Duration, tidy: impl Fn()) -> Option<Vec<Entry>> {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            if state.tidy_at.is_some_and(|at| at <= now) {
                state.tidy_at = None;
                drop(state);
                tidy();
                state = self.lock();
                continue;
            }
            let full = state.entries.len() >= self.max_group;
            let left = state.since.map(|since| delay.saturating_sub(now - since));
            match left {
                None if state.closed => return None,
                Some(left) if full || left.is_zero() || state.waiting > 0 || state.closed => break,
                _ => {}
            }
            let until_tidy = state.tidy_at.map(|at| at - now);
            state = match [left, until_tidy].into_iter().flatten().min() {
                None => self.wake.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(left) => {
                    let woken = self.wake.wait_timeout(state, left);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        let size = state.entries.len().min(self.max_group);
        let group: Vec<_> = state.entries.drain(..size).collect();
        state.waiting -= group.iter().filter(|entry| entry.done.is_some()).count();
        state.since = (!state.entries.is_empty()).then(Instant::now);
        Some(group)
    }

    /// Takes a group out of the overlay and tells the callers.
    pub(super) fn settle(&self, group: Vec<Entry>, result: &Result<Vec<usize>>) {
        let size = group.len();
        let mut answers = Vec::new();
        let mut state = self.lock();
        let mut rows = result.as_ref().map(Vec::as_slice).unwrap_or_default().iter();
        for entry in group {
            state.forget(&entry);
            let answer = match result {
                Ok(_) => Ok(rows.next().copied().unwrap_or_default()),
                Err(err) => Err(err.clone()),
            };
            match (entry.done, answer) {
                (Some(done), answer) if matches!(entry.op, Op::Flush) => {
                    let failure = state.failure.take();
                    answers.push((done, failure.map_or(answer, Err)));
                }
                (Some(done), answer) => answers.push((done, answer)),
                (None, Ok(_)) => {}
                (None, Err(err)) => state.failure = Some(err),
            }
        }
        drop(state);
        self.space.add_permits(size);
        for (done, answer) in answers {
            // A caller that went away needs no answer.
            let _ = done.send(answer);
        }
    }

    /// The writer is gone: nothing can be queued, nobody waits any more.
    pub(super) fn end(&self) {
        self.close();
        let entries = std::mem::take(&mut self.lock().entries);
        // Dropping the entries tells their callers.
        drop(entries);
        self.ended.send_replace(true);
    }
}

impl State {
    /// Puts a write into the overlay.
    fn note(&mut self, seq: u64, op: &Op) {
        let (channel, id, change) = match op {
            Op::Save(message) => {
                (message.channel_id, message.id, Change::Saved(Arc::clone(message)))
            }
            Op::Delete(channel, id) => (*channel, *id, Change::Deleted),
            Op::Clear(channel) => {
                let pending = Pending { cleared: Some(seq), rows: HashMap::new() };
                self.pending.insert(*channel, pending);
                return;
            }
            Op::Edit(_) | Op::Flush => return,
        };
        self.pending.entry(channel).or_default().rows.insert(id, (seq, change));
    }

    /// Takes a write out of the overlay, unless a later one stands in its place.
    fn forget(&mut self, entry: &Entry) {
        let channel = match &entry.op {
            Op::Save(message) | Op::Edit(message) => message.channel_id,
            Op::Delete(channel, _) | Op::Clear(channel) => *channel,
            Op::Flush => return,
        };
        let Some(pending) = self.pending.get_mut(&channel) else { return };
        let id = match &entry.op {
            Op::Save(message) | Op::Edit(message) => Some(message.id),
            Op::Delete(_, id) => Some(*id),
            Op::Clear(_) | Op::Flush => None,
        };
        match id {
            Some(id) if pending.rows.get(&id).is_some_and(|(seq, _)| *seq == entry.seq) => {
                pending.rows.remove(&id);
            }
            None if pending.cleared == Some(entry.seq) => pending.cleared = None,
            _ => return,
        }
        if pending.rows.is_empty() && pending.cleared.is_none() {
            self.pending.remove(&channel);
        }
    }
}

/// The error of every call on a cache that was closed.
pub(super) fn closed() -> Error {
    Error::new(ErrorKind::Closed, "the message cache is closed")
}
