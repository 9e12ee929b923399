//! The file of an outbox: a line of JSON for each step of a message.

mod line;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use chatwire_core::{Error, Result};

use super::unsent::UnsentMessage;
use crate::file::{beside, private, replace};
use crate::{Outgoing, Room};
use line::{Line, Step};

/// Lines about finished messages that are not worth writing the file anew.
const SLACK: usize = 1024;

/// What an earlier run left.
#[derive(Default)]
pub(super) struct Kept {
    /// Not begun, in order.
    pub(super) unsent: Vec<(u64, Room, Outgoing)>,
    pub(super) maybe_sent: Vec<UnsentMessage>,
    pub(super) expired: Vec<UnsentMessage>,
    pub(super) damaged: usize,
    /// Those of which only is told: they stay in the file until they are.
    pub(super) told: Vec<u64>,
}

pub(super) struct Journal(Arc<Shared>);

struct Shared {
    synced: bool,
    state: Mutex<State>,
    /// Who finds nothing to flush must not go on while another's flush is still under way.
    flushing: Arc<tokio::sync::Mutex<()>>,
    /// Held while the outbox lives; the system gives it back whatever ends the program.
    _lock: File,
}

struct State {
    path: PathBuf,
    file: File,
    /// Length of the file up to its last whole line.
    size: u64,
    /// Whether the beginning of another line may stand behind that.
    is_torn: bool,
    /// Messages that are not done, as lines.
    live: BTreeMap<u64, Entry>,
    next: u64,
    /// Lines in the file.
    lines: usize,
    /// Whether something was written since the last flush.
    dirty: bool,
}

struct Entry {
    queued: String,
    begun: bool,
}

impl Journal {
    pub(super) async fn open(path: PathBuf, synced: bool, keep: Duration) -> Result<(Self, Kept)> {
        blocking(move || {
            let (shared, kept) = Shared::open(&path, synced, keep).map_err(|error| {
                let shown = path.display();
                failed(format!("the outbox file {shown} cannot be used"), error)
            })?;
            Ok((Self(Arc::new(shared)), kept))
        })
        .await
    }

    pub(super) fn queued(&self, room: &Room, message: &Outgoing) -> Result<u64> {
        let mut state = self.0.state();
        let id = state.next;
        let line = Line::queued(id, now(), room, message).to_text().map_err(unwritten)?;
        state.append(&line).map_err(unwritten)?;
        state.next += 1;
        state.live.insert(id, Entry { queued: line, begun: false });
        Ok(id)
    }

    pub(super) async fn begun(&self, id: u64) -> Result<()> {
        {
            let mut state = self.0.state();
            state.step(id, Step::Begun).map_err(unwritten)?;
            if let Some(entry) = state.live.get_mut(&id) {
                entry.begun = true;
            }
        }
        self.flush().await
    }

    pub(super) fn back(&self, id: u64) {
        let mut state = self.0.state();
        if let Err(error) = state.step(id, Step::Back) {
            // At worst the message is told as maybe sent.
            tracing::warn!(%error, "the file of the outbox");
            return;
        }
        if let Some(entry) = state.live.get_mut(&id) {
            entry.begun = false;
        }
    }

    pub(super) async fn done(&self, id: u64) {
        let is_long = {
            let mut state = self.0.state();
            state.live.remove(&id);
            if let Err(error) = state.step(id, Step::Done) {
                tracing::warn!(%error, "the file of the outbox");
            }
            state.lines > SLACK + 4 * state.live.len()
        };
        if is_long {
            let shared = Arc::clone(&self.0);
            let rewritten = blocking(move || {
                let mut state = shared.state();
                state.rewrite().map_err(unwritten)
            });
            if let Err(error) = rewritten.await {
                tracing::warn!(%error, "the file of the outbox");
            }
        }
    }

    /// As [`done`](Self::done), and on the disk: what is told as not sent must not be sent after a restart.
    pub(super) async fn failed(&self, id: u64) -> Result<()> {
        self.done(id).await;
        self.flush().await
    }

    /// Gets what was written to the disk.
    pub(super) async fn flush(&self) -> Result<()> {
        if !self.0.synced {
            return Ok(());
        }
        let alone = Arc::clone(&self.0.flushing).lock_owned().await;
        if !self.0.state().dirty {
            return Ok(());
        }
        let shared = Arc::clone(&self.0);
        blocking(move || {
            // Whoever asked may be gone; others wait all the same until it is on the disk.
            let _alone = alone;
            shared.flush().map_err(unwritten)
        })
        .await
    }

    /// What an earlier run left was told, and is not kept any more.
    pub(super) fn told(&self, records: &[u64]) {
        let mut state = self.0.state();
        for id in records {
            state.live.remove(id);
            if let Err(error) = state.step(*id, Step::Done) {
                // At worst it is told again.
                tracing::warn!(%error, "the file of the outbox");
            }
        }
    }
}

impl Shared {
    fn open(path: &Path, synced: bool, keep: Duration) -> io::Result<(Self, Kept)> {
        let lock = lock(path)?;
        let text = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let (live, next, damaged) = read(&text);
        let mut kept = Kept { damaged, ..Kept::default() };
        let oldest = now().saturating_sub(u64::try_from(keep.as_millis()).unwrap_or(u64::MAX));
        let mut unsent = BTreeMap::new();
        for (id, (line, begun)) in live {
            let at = line.at.unwrap_or_default();
            let Some((room, message)) = line.message() else { continue };
            let queued = Line::queued(id, at, &room, &message).to_text()?;
            unsent.insert(id, Entry { queued, begun });
            if begun {
                kept.told.push(id);
                kept.maybe_sent.push(UnsentMessage::new(room, message, true));
            } else if at < oldest {
                kept.told.push(id);
                kept.expired.push(UnsentMessage::new(room, message, false));
            } else {
                kept.unsent.push((id, room, message));
            }
        }
        let file = private(OpenOptions::new().append(true).create(true)).open(path)?;
        let mut state = State {
            path: path.to_owned(),
            file,
            size: 0,
            is_torn: false,
            live: unsent,
            next,
            lines: 0,
            dirty: false,
        };
        state.rewrite()?;
        let (state, flushing) = (Mutex::new(state), Arc::default());
        let shared = Self { synced, state, flushing, _lock: lock };
        Ok((shared, kept))
    }

    fn flush(&self) -> io::Result<()> {
        // A second handle, so that nobody waits for the disk with the lock in hand.
        let file = {
            let mut state = self.state();
            let file = state.file.try_clone()?;
            state.dirty = false;
            file
        };
        file.sync_data().inspect_err(|_| self.state().dirty = true)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn step(&mut self, id: u64, step: Step) -> io::Result<()> {
        let line = Line::step(id, step).to_text()?;
        self.append(&line)
    }

    fn append(&mut self, line: &str) -> io::Result<()> {
        if self.is_torn {
            // Half a line would take the next one with it. Another handle, as not every system lets one that only
            // adds make a file shorter.
            OpenOptions::new().write(true).open(&self.path)?.set_len(self.size)?;
        }
        self.is_torn = true;
        // One write: an end of the program in the middle leaves at most this line cut off.
        self.file.write_all(line.as_bytes())?;
        self.is_torn = false;
        self.size = self.size.saturating_add(length(line));
        self.lines += 1;
        self.dirty = true;
        Ok(())
    }

    /// Writes the file anew, without what is done. The old one stays until the new one is on the disk.
    fn rewrite(&mut self) -> io::Result<()> {
        let mut text = String::new();
        let mut lines = 0;
        for (id, entry) in &self.live {
            text.push_str(&entry.queued);
            lines += 1;
            if entry.begun {
                text.push_str(&Line::step(*id, Step::Begun).to_text()?);
                lines += 1;
            }
        }
        self.file = replace(&self.path, text.as_bytes())?;
        self.size = length(&text);
        self.is_torn = false;
        self.lines = lines;
        self.dirty = false;
        Ok(())
    }
}

type Live = BTreeMap<u64, (Line, bool)>;

/// Messages that are not done, with whether they were begun; the next free id; the number of unreadable lines.
fn read(text: &[u8]) -> (Live, u64, usize) {
    let mut live = Live::new();
    let (mut next, mut damaged) = (0, 0);
    let mut lines = text.split(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        if line.is_empty() {
            continue;
        }
        let Ok(line) = serde_json::from_slice::<Line>(line) else {
            // The last line is one that was being written when the program died.
            if !is_last {
                damaged += 1;
                // It may have said that one of those that wait was begun.
                live.values_mut().for_each(|(_, is_begun)| *is_begun = true);
            }
            continue;
        };
        next = next.max(line.id.saturating_add(1));
        match line.op {
            Step::Queued => {
                live.insert(line.id, (line, false));
            }
            Step::Begun | Step::Back => {
                let begun = line.op == Step::Begun;
                if let Some((_, is_begun)) = live.get_mut(&line.id) {
                    *is_begun = begun;
                }
            }
            Step::Done => {
                live.remove(&line.id);
            }
        }
    }
    (live, next, damaged)
}

/// Refuses a file that another outbox has.
fn lock(path: &Path) -> io::Result<File> {
    let file = private(OpenOptions::new().write(true).create(true)).open(beside(path, ".lock"))?;
    file.try_lock().map_err(|error| match error {
        fs::TryLockError::WouldBlock => io::Error::other("another outbox has it"),
        fs::TryLockError::Error(error) => error,
    })?;
    Ok(file)
}

fn length(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn failed(what: String, error: io::Error) -> Error {
    Error::config(what).with_source(error)
}

fn unwritten(error: io::Error) -> Error {
    failed("the file of the outbox cannot be written".to_owned(), error)
}

/// Runs work on files where it may take its time.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(Error::config("work on the file was given up").with_source(error)),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn a_flush_is_waited_for_even_if_given_up() {
        let folder = std::env::temp_dir().join(format!("chatwire-flush-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.max_blocking_threads(1).build().unwrap().block_on(async {
            let file = folder.join("unsent.jsonl");
            let (journal, _) = Journal::open(file, true, Duration::MAX).await.unwrap();
            let (free, held) = std::sync::mpsc::channel::<()>();
            let busy = tokio::task::spawn_blocking(move || held.recv());
            journal.queued(&Room::new("hall", "main"), &Outgoing::text("once")).unwrap();
            assert!(journal.flush().now_or_never().is_none());
            let second = journal.flush();
            tokio::pin!(second);
            assert!(second.as_mut().now_or_never().is_none(), "not on the disk yet");
            drop(free);
            second.await.unwrap();
            assert!(!journal.0.state().dirty);
            journal.failed(0).await.unwrap();
            assert!(!journal.0.state().dirty, "what failed is on the disk");
            busy.await.unwrap().unwrap_err();
        });
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn half_a_line_does_not_take_the_next_one_with_it() {
        let folder = std::env::temp_dir().join(format!("chatwire-torn-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("unsent.jsonl");
        let (shared, _) = Shared::open(&path, true, Duration::MAX).unwrap();
        {
            let mut state = shared.state();
            let room = Room::new("hall", "main");
            let line = Line::queued(0, now(), &room, &Outgoing::text("once")).to_text().unwrap();
            state.append(&line).unwrap();
            // As a full disk leaves it.
            state.file.write_all(b"{\"op\":\"que").unwrap();
            state.is_torn = true;
            state.step(0, Step::Begun).unwrap();
        }
        drop(shared);
        let (_, kept) = Shared::open(&path, true, Duration::MAX).unwrap();
        assert_eq!((kept.damaged, kept.unsent.len(), kept.maybe_sent.len()), (0, 0, 1));
        fs::remove_dir_all(&folder).unwrap();
    }
}
