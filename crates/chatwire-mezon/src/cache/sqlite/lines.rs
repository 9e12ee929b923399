//! [`Lines`]: connections for reading, and the snapshots that they keep open.
//!
//! To open and to close a snapshot takes two locks of the file, which cost as much as the read between them, so reads
//! that come close behind each other share one. It ends before anything is written, and after 20 ms: what other
//! processes write is not seen in it, and they cannot begin their log anew while it is open.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chatwire_core::Result;
use rusqlite::Connection;

use super::file::{Place, failed};
use super::queue::Queue;

/// Connections that are kept for later reads; more are opened while more reads run at once.
const IDLE: usize = 4;
/// How long a snapshot is kept.
const KEPT: Duration = Duration::from_millis(20);
/// Only behind a read that was so short ago is a snapshot kept.
const CLOSE: Duration = Duration::from_millis(1);
/// The epoch of a cache that is closed.
const CLOSED: u64 = u64::MAX;

#[derive(Debug)]
pub(super) struct Lines {
    place: Place,
    queue: Arc<Queue>,
    pool: Mutex<Pool>,
    /// Another one after each group of writes; odd while one is being written.
    epoch: AtomicU64,
}

#[derive(Debug, Default)]
struct Pool {
    idle: Vec<Line>,
    last_read: Option<Instant>,
}

#[derive(Debug)]
struct Line {
    connection: Connection,
    /// Whether the writer does not wait for readers.
    has_log: bool,
    snapshot: Option<Snapshot>,
}

#[derive(Clone, Copy, Debug)]
struct Snapshot {
    epoch: u64,
    since: Instant,
}

impl Snapshot {
    fn is_over(self, epoch: u64, now: Instant) -> bool {
        self.epoch != epoch || now.saturating_duration_since(self.since) >= KEPT
    }
}

impl Line {
    fn open(place: &Place) -> Result<Self> {
        let connection = place.reader()?;
        let mode: String =
            connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).map_err(failed)?;
        Ok(Self { connection, has_log: mode == "wal", snapshot: None })
    }

    fn begin(&mut self, snapshot: Snapshot) -> rusqlite::Result<()> {
        self.connection.prepare_cached("BEGIN")?.execute([])?;
        self.snapshot = Some(snapshot);
        Ok(())
    }

    fn end(&mut self) -> rusqlite::Result<()> {
        if self.snapshot.take().is_some() {
            self.connection.prepare_cached("COMMIT")?.execute([])?;
        }
        Ok(())
    }
}

impl Lines {
    pub(super) fn new(place: Place, queue: Arc<Queue>) -> Self {
        Self { place, queue, pool: Mutex::default(), epoch: AtomicU64::new(0) }
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads from a snapshot of its own.
    pub(super) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let idle = self.lock().idle.pop();
        let mut line = idle.map_or_else(|| Line::open(&self.place), Ok)?;
        line.end().map_err(failed)?;
        let result = read(&line.connection).map_err(failed)?;
        self.give_back(line);
        Ok(result)
    }

    /// Reads from a snapshot that reads close behind each other share. What left the overlay before is in it.
    pub(super) fn read_shared<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let (now, epoch) = (Instant::now(), self.epoch.load(Ordering::Acquire));
        let (idle, last) = {
            let mut pool = self.lock();
            (pool.idle.pop(), pool.last_read.replace(now))
        };
        let mut line = idle.map_or_else(|| Line::open(&self.place), Ok)?;
        if line.snapshot.is_some_and(|snapshot| snapshot.is_over(epoch, now)) {
            line.end().map_err(failed)?;
        }
        let is_close = last.is_some_and(|last| now.saturating_duration_since(last) < CLOSE);
        let is_writing = epoch % 2 == 1;
        if line.snapshot.is_none() && is_close && line.has_log && !is_writing {
            line.begin(Snapshot { epoch, since: now }).map_err(failed)?;
        }
        let result = read(&line.connection).map_err(failed)?;
        self.give_back(line);
        Ok(result)
    }

    /// Keeps a line for the next read. One that failed is closed, and its snapshot with it.
    fn give_back(&self, mut line: Line) {
        let mut pool = self.lock();
        // Under the lock: a writer that has begun meanwhile looks for snapshots behind it.
        let epoch = self.epoch.load(Ordering::Acquire);
        let is_over = |snapshot: Snapshot| snapshot.is_over(epoch, Instant::now());
        if line.snapshot.is_some_and(is_over) && line.end().is_err() {
            return;
        }
        let kept = line.snapshot;
        if pool.idle.len() < IDLE {
            pool.idle.push(line);
        }
        drop(pool);
        if let Some(kept) = kept {
            self.queue.tidy_at(kept.since + KEPT);
        }
    }

    /// Ends all snapshots, and keeps none until the guard is gone.
    pub(super) fn writing(&self) -> Writing<'_> {
        self.next_epoch();
        self.end_snapshots(|_| true);
        Writing(self)
    }

    /// Ends snapshots that have grown old.
    pub(super) fn tidy(&self) {
        let (now, epoch) = (Instant::now(), self.epoch.load(Ordering::Acquire));
        if let Some(oldest) = self.end_snapshots(|snapshot| snapshot.is_over(epoch, now)) {
            self.queue.tidy_at(oldest + KEPT);
        }
    }

    /// Gives when the oldest of those that are left began.
    fn end_snapshots(&self, is_over: impl Fn(Snapshot) -> bool) -> Option<Instant> {
        let mut pool = self.lock();
        pool.idle.retain_mut(|line| !line.snapshot.is_some_and(&is_over) || line.end().is_ok());
        pool.idle.iter().filter_map(|line| Some(line.snapshot?.since)).min()
    }

    fn next_epoch(&self) {
        // Closed is closed.
        let next = |epoch: u64| epoch.checked_add(1);
        let _closed = self.epoch.fetch_update(Ordering::AcqRel, Ordering::Acquire, next);
    }

    /// Closes the connections that are not in use; no snapshot is kept any more.
    pub(super) fn close(&self) {
        self.epoch.store(CLOSED, Ordering::Release);
        self.lock().idle.clear();
    }
}

/// A group is being written.
pub(super) struct Writing<'a>(&'a Lines);

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.next_epoch();
    }
}
