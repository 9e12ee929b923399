//! [`SqliteStore`]: the database of kickpython, taken over as it is (feature `sqlite-tokens`).

mod rooms;
mod rows;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::{ChatroomStore, KnownChatroom, StoredToken, TokenStore, failed};
use crate::client::named;
use crate::error::code;
use crate::{ChatroomId, UserId};

/// Tables of kickpython 0.1.5, column by column.
const THEIRS: &str = "
CREATE TABLE IF NOT EXISTS kick_users (
    kick_id INTEGER PRIMARY KEY,
    user_id INTEGER,
    slug TEXT,
    is_banned INTEGER,
    playback_url TEXT,
    vod_enabled INTEGER,
    subscription_enabled INTEGER,
    followers_count INTEGER,
    verified INTEGER,
    can_host INTEGER,
    username TEXT UNIQUE,
    bio TEXT,
    profile_pic TEXT,
    chatroom_id INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS tokens (
    channel_id TEXT PRIMARY KEY,
    access_token TEXT NOT NULL,
    refresh_token TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    scope TEXT
);
";

/// Tables of our own, for what theirs have no place for.
const OURS: &str = "
CREATE TABLE IF NOT EXISTS chatwire_dead_tokens (
    channel_id TEXT PRIMARY KEY,
    digest TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS chatwire_chatrooms (
    chatroom_id INTEGER PRIMARY KEY,
    user_id INTEGER,
    slug TEXT,
    username TEXT
);
";

/// Most operations that wait for the database; those beyond wait in their callers.
const QUEUE: usize = 64;

/// How long a write of another program is waited for.
const BUSY: Duration = Duration::from_secs(5);

/// Keeps tokens and chatrooms in an SQLite database with the tables of kickpython 0.1.5.
///
/// An existing `kick_tokens.db` is used as it is, by both programs at a time if need be: its tables keep their
/// columns, and what they have no place for goes to tables of our own, named `chatwire_…`. Rows whose `channel_id` is
/// no number are left alone. Display names are kept in lower case there. A new file can be read by its owner only.
/// What this program removes or replaces is overwritten with zeros in the file.
///
/// One thread owns the connection; clones share it, and it ends with the last of them.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_kick::Result<()> {
/// use chatwire_kick::UserId;
/// use chatwire_kick::token_store::{SqliteStore, StoredToken, TokenStore};
///
/// let store = SqliteStore::in_memory()?;
/// store.put(StoredToken::new(UserId::new(1001), "access").refresh_token("refresh")).await?;
/// assert_eq!(store.list().await?.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SqliteStore {
    path: Option<Arc<PathBuf>>,
    jobs: mpsc::Sender<Job>,
}

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

impl SqliteStore {
    /// Opens a database, or makes one that only its owner can read.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) with the code [`STORE_FAILED`](code::STORE_FAILED) when the file is no database
    /// or cannot be opened.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        private(path).map_err(|err| failed("the token database cannot be made", err))?;
        let connection = Connection::open(path).map_err(unusable)?;
        Self::with(connection, Some(Arc::new(path.to_path_buf())))
    }

    /// A database that is gone with its last clone.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) with the code [`STORE_FAILED`](code::STORE_FAILED) when the thread cannot be
    /// started.
    pub fn in_memory() -> Result<Self> {
        Self::with(Connection::open_in_memory().map_err(unusable)?, None)
    }

    fn with(mut connection: Connection, path: Option<Arc<PathBuf>>) -> Result<Self> {
        connection.busy_timeout(BUSY).map_err(unusable)?;
        // Else tokens stay in the file after they were removed or replaced, until their place is needed.
        connection.execute_batch("PRAGMA secure_delete = ON").map_err(unusable)?;
        connection.execute_batch(THEIRS).map_err(unusable)?;
        connection.execute_batch(OURS).map_err(unusable)?;
        let (jobs, mut queue) = mpsc::channel::<Job>(QUEUE);
        let work = move || {
            while let Some(job) = queue.blocking_recv() {
                job(&mut connection);
            }
        };
        let started = thread::Builder::new().name("kick-tokens".to_owned()).spawn(work);
        // The thread is its queue's: it ends when the last sender is gone.
        started.map_err(|err| failed("the thread of the token database cannot be started", err))?;
        Ok(Self { path, jobs })
    }

    /// Runs `work` on the thread of the database. It is done even if nobody waits for it any more.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // Whoever asked may have gone.
            let _unheard = reply.send(work(connection));
        });
        let gone = || {
            let why = "the thread of the token database has ended";
            named(Error::new(ErrorKind::Closed, why)).with_code(code::STORE_FAILED)
        };
        self.jobs.send(job).await.map_err(|_| gone())?;
        let done = answer.await.map_err(|_| gone())?;
        done.map_err(|err| failed("the token database failed", err))
    }
}

fn unusable(err: rusqlite::Error) -> Error {
    failed("the token database cannot be used", err)
}

/// Makes a file that only its owner may open, unless there is one.
fn private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(err) if err.kind() != std::io::ErrorKind::AlreadyExists => Err(err),
        _ => Ok(()),
    }
}

impl TokenStore for SqliteStore {
    fn get(&self, account: UserId) -> BoxFuture<'_, Result<Option<StoredToken>>> {
        Box::pin(self.run(move |db| rows::get(db, account)))
    }

    fn put(&self, token: StoredToken) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.run(move |db| rows::put(db, &token)))
    }

    fn delete(&self, account: UserId) -> BoxFuture<'_, Result<bool>> {
        Box::pin(self.run(move |db| rows::delete(db, account)))
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<StoredToken>>> {
        Box::pin(self.run(|db| rows::list(db)))
    }
}

impl ChatroomStore for SqliteStore {
    fn by_name<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<KnownChatroom>>> {
        let name = name.to_lowercase();
        Box::pin(self.run(move |db| rooms::by_name(db, &name)))
    }

    fn by_chatroom(&self, chatroom: ChatroomId) -> BoxFuture<'_, Result<Option<KnownChatroom>>> {
        Box::pin(self.run(move |db| rooms::by_chatroom(db, chatroom)))
    }

    fn by_user(&self, user: UserId) -> BoxFuture<'_, Result<Option<KnownChatroom>>> {
        Box::pin(self.run(move |db| rooms::by_user(db, user)))
    }

    fn put_chatroom(&self, known: KnownChatroom) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.run(move |db| rooms::put(db, known)))
    }

    fn list_chatrooms(&self) -> BoxFuture<'_, Result<Vec<KnownChatroom>>> {
        Box::pin(self.run(|db| rooms::list(db)))
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.path).finish_non_exhaustive()
    }
}
