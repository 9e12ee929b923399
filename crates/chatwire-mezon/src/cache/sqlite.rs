//! A cache in an SQLite file, written by one thread in groups.

mod file;
mod lines;
mod queue;
mod reader;
mod writer;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use tokio::sync::{TryAcquireError, oneshot};

use super::{CachedMessage, MessageCache};
use crate::id::{ChannelId, MessageId};
use file::Place;
use lines::Lines;
use queue::{Op, Queue, closed};
use reader::Reader;
use writer::{Retention, Writer};

/// Where the SDKs keep their messages, seen from the working directory.
pub const DEFAULT_PATH: &str = "./mezon-cache/mezon-messages-cache.db";

/// Settings of a [`SqliteCache`]; made by [`SqliteCache::builder`].
///
/// ```
/// use std::time::Duration;
/// use chatwire_mezon::cache::SqliteCache;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_mezon::Result<()> {
/// let cache = SqliteCache::builder(":memory:")
///     .keep_per_channel(1_000)
///     .keep_for(Duration::from_secs(90 * 24 * 60 * 60))
///     .open()
///     .await?;
/// # drop(cache);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    place: Place,
    group: usize,
    delay: Duration,
    capacity: usize,
    retention: Retention,
}

impl Builder {
    /// Most writes of one group; 4,096 where nothing is set.
    ///
    /// Groups are that large only under load; with 100 busy channels a write then costs a quarter less
    /// than in groups of 1,024, since a page that several writes change is written once.
    pub fn group(mut self, writes: usize) -> Self {
        self.group = writes.max(1);
        self
    }

    /// Longest time that a write for which nobody waits stays queued while its group is not full;
    /// 20 ms where nothing is set.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Most writes that are queued or being written; 8,192 where nothing is set.
    pub fn capacity(mut self, writes: usize) -> Self {
        self.capacity = writes.max(1);
        self
    }

    /// Drops the oldest messages of a channel beyond this number: when the cache is opened, and from
    /// time to time while messages come.
    pub fn keep_per_channel(mut self, messages: usize) -> Self {
        self.retention.per_channel = Some(messages);
        self
    }

    /// Drops messages that are older: when the cache is opened, and from time to time in channels
    /// that get messages.
    pub fn keep_for(mut self, age: Duration) -> Self {
        self.retention.age = Some(age);
        self
    }

    /// Opens the file on a thread for blocking work, makes it with its folder where there is none,
    /// and takes messages over from the tables of the Python and the TypeScript SDK.
    ///
    /// # Errors
    /// [`Config`](ErrorKind::Config) when the file cannot be opened or is no database.
    pub async fn open(self) -> Result<SqliteCache> {
        blocking(move || self.open_blocking()).await
    }

    /// As [`open`](Self::open), on this thread.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_blocking(self) -> Result<SqliteCache> {
        let Self { place, group, delay, capacity, retention } = self;
        let writer = Writer::new(place.writer()?, retention);
        let queue = Arc::new(Queue::new(capacity, group));
        let lines = Arc::new(Lines::new(place, Arc::clone(&queue)));
        let reader = Arc::new(Reader::new(Arc::clone(&queue), Arc::clone(&lines)));
        let run = move || writer.run(&queue, &lines, delay);
        let thread = thread::Builder::new()
            .name("mezon-cache".to_owned())
            .spawn(run)
            .map_err(|err| Error::config("the message cache got no thread").with_source(err))?;
        Ok(SqliteCache { reader, thread: Mutex::new(Some(thread)) })
    }
}

/// Keeps messages in an SQLite file.
///
/// Writes go through a bounded queue to one thread, which commits them in groups.
/// A write for which somebody waits is committed at once, together with all that is queued; others
/// wait until the group is full or 20 ms have passed.
/// A write is done when its group is committed: when the process is killed, what was done is in the
/// file, and the file is whole.
/// (When the machine loses its power the last groups may be lost, for a commit does not wait for the
/// disk.)
///
/// Reads do not wait for the writer: they have their own connections, and what is queued is seen
/// without the file.
/// What another process writes is seen 20 ms later at most: reads by id that come close behind each other share a view of
/// the file for so long.
/// Within a tokio runtime they run on its threads for blocking work.
///
/// The table is our own, with whole numbers as ids.
/// Messages in the tables of the Python SDK (`messages`) and of the TypeScript SDK (`messages_v2`) in
/// the same file are taken over when it is opened; those tables stay as they are.
///
/// Dropping the cache writes what is queued and waits for it; [`close`](MessageCache::close) does the
/// same without blocking a thread of the runtime.
///
/// ```
/// use chatwire_mezon::cache::{CachedMessage, MessageCache, SqliteCache};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_mezon::Result<()> {
/// # let path = std::env::temp_dir().join(format!("chatwire-mezon-doc-{}.db", std::process::id()));
/// let cache = SqliteCache::open(&path).await?;
/// cache.save(CachedMessage::new(2, 100, 4).raw_content(r#"{"t":"hi"}"#).at(1_700_000_000)).await?;
/// let message = cache.message(2.into(), 100.into()).await?;
/// assert_eq!(message.map(|it| it.parse_content().as_text().to_owned()).as_deref(), Some("hi"));
/// cache.close().await?;
/// # let _ = std::fs::remove_file(&path);
/// # Ok(())
/// # }
/// ```
pub struct SqliteCache {
    reader: Arc<Reader>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl SqliteCache {
    /// Settings for a cache in this file; `:memory:` keeps it in memory, for tests.
    pub fn builder(path: impl Into<PathBuf>) -> Builder {
        Builder {
            place: Place::new(path.into()),
            group: 4_096,
            delay: Duration::from_millis(20),
            capacity: 8_192,
            retention: Retention::default(),
        }
    }

    /// Opens a cache in this file with the default settings.
    ///
    /// # Errors
    /// As [`Builder::open`].
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self> {
        Self::builder(path).open().await
    }

    /// Opens a cache where the SDKs keep theirs, at [`DEFAULT_PATH`].
    ///
    /// # Errors
    /// As [`Builder::open`].
    pub async fn open_default() -> Result<Self> {
        Self::open(DEFAULT_PATH).await
    }

    /// Writes that are queued and not yet taken by the writer.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.reader.queue.len()
    }

    /// The message with this id, read on this thread: a few microseconds when the file is in the
    /// system's memory, longer when it is not.
    ///
    /// # Errors
    /// [`Transport`](ErrorKind::Transport) when the file cannot be read.
    pub fn message_blocking(
        &self,
        channel: ChannelId,
        id: MessageId,
    ) -> Result<Option<CachedMessage>> {
        self.open_reader()?.message(channel, id)
    }

    /// Messages of a channel as [`messages`](MessageCache::messages), read on this thread.
    ///
    /// # Errors
    /// [`Transport`](ErrorKind::Transport) when the file cannot be read.
    pub fn messages_blocking(
        &self,
        channel: ChannelId,
        limit: usize,
        offset: usize,
    ) -> Result<Vec<CachedMessage>> {
        self.open_reader()?.messages(channel, limit, offset)
    }

    fn open_reader(&self) -> Result<&Arc<Reader>> {
        if self.queue().space.is_closed() { Err(closed()) } else { Ok(&self.reader) }
    }

    fn queue(&self) -> &Arc<Queue> {
        &self.reader.queue
    }

    /// Queues a write, at once when there is room, and waits for its group.
    fn write(&self, op: Op) -> BoxFuture<'_, Result<usize>> {
        let (done, answer) = oneshot::channel();
        match self.queue().space.try_acquire() {
            Ok(permit) => {
                permit.forget();
                let queued = self.queue().push(op, Some(done));
                Box::pin(async move {
                    queued?;
                    answer.await.unwrap_or_else(|_| Err(closed()))
                })
            }
            Err(TryAcquireError::Closed) => Box::pin(async { Err(closed()) }),
            Err(TryAcquireError::NoPermits) => Box::pin(async move {
                self.queue().space.acquire().await.map_err(|_| closed())?.forget();
                self.queue().push(op, Some(done))?;
                answer.await.unwrap_or_else(|_| Err(closed()))
            }),
        }
    }

    fn read<T, F>(&self, read: F) -> BoxFuture<'_, Result<T>>
    where
        T: Send + 'static,
        F: FnOnce(&Reader) -> Result<T> + Send + 'static,
    {
        let reader = self.open_reader().map(Arc::clone);
        Box::pin(async move {
            let reader = reader?;
            blocking(move || read(&reader)).await
        })
    }
}

impl MessageCache for SqliteCache {
    fn offer(&self, message: CachedMessage) -> Result<(), Box<CachedMessage>> {
        let Ok(permit) = self.queue().space.try_acquire() else {
            return Err(Box::new(message));
        };
        permit.forget();
        let message = Arc::new(message);
        let pushed = self.queue().push(Op::Save(Arc::clone(&message)), None);
        pushed.map_err(|_| Box::new(Arc::unwrap_or_clone(message)))
    }

    fn save(&self, message: CachedMessage) -> BoxFuture<'_, Result<()>> {
        let written = self.write(Op::Save(Arc::new(message)));
        Box::pin(async move { written.await.map(drop) })
    }

    fn edit(&self, edit: CachedMessage) -> BoxFuture<'_, Result<()>> {
        let written = self.write(Op::Edit(Arc::new(edit)));
        Box::pin(async move { written.await.map(drop) })
    }

    fn message(
        &self,
        channel: ChannelId,
        id: MessageId,
    ) -> BoxFuture<'_, Result<Option<CachedMessage>>> {
        self.read(move |reader| reader.message(channel, id))
    }

    fn messages(
        &self,
        channel: ChannelId,
        limit: usize,
        offset: usize,
    ) -> BoxFuture<'_, Result<Vec<CachedMessage>>> {
        self.read(move |reader| reader.messages(channel, limit, offset))
    }

    fn count(&self) -> BoxFuture<'_, Result<usize>> {
        self.read(Reader::count)
    }

    fn count_in(&self, channel: ChannelId) -> BoxFuture<'_, Result<usize>> {
        self.read(move |reader| reader.count_in(channel))
    }

    fn delete(&self, channel: ChannelId, id: MessageId) -> BoxFuture<'_, Result<bool>> {
        let deleted = self.write(Op::Delete(channel, id));
        Box::pin(async move { Ok(deleted.await? > 0) })
    }

    fn clear(&self, channel: ChannelId) -> BoxFuture<'_, Result<usize>> {
        self.write(Op::Clear(channel))
    }

    fn flush(&self) -> BoxFuture<'_, Result<()>> {
        let written = self.write(Op::Flush);
        Box::pin(async move { written.await.map(drop) })
    }

    fn close(&self) -> BoxFuture<'_, Result<()>> {
        self.queue().close();
        self.reader.lines.close();
        Box::pin(self.queue().ended())
    }
}

impl Drop for SqliteCache {
    fn drop(&mut self) {
        self.queue().close();
        self.reader.lines.close();
        let thread = self.thread.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        // The last owner may be a task that the writer itself woke and thereby dropped.
        if let Some(thread) = thread.filter(|it| it.thread().id() != thread::current().id()) {
            // A panic of the thread was printed already, and ended the queue.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for SqliteCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteCache").field("queued", &self.queued()).finish_non_exhaustive()
    }
}

/// Runs work that may wait for a disk where it holds nobody up; without a runtime, on this thread.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => runtime.spawn_blocking(work).await.unwrap_or_else(|err| {
            Err(Error::new(ErrorKind::Cancelled, "the runtime is shutting down").with_source(err))
        }),
        Err(_) => work(),
    }
}
