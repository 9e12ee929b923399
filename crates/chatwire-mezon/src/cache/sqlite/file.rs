//! The file: its tables, how it is opened, and what is taken over from the SDKs' databases.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chatwire_core::{Error, ErrorKind, Result};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};

use super::super::CachedMessage;

/// How long a connection waits for another process that writes.
const BUSY: Duration = Duration::from_secs(5);

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS chatwire_messages (
    channel_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    clan_id INTEGER NOT NULL,
    sender_id INTEGER NOT NULL,
    content TEXT NOT NULL,
    mentions TEXT NOT NULL,
    attachments TEXT NOT NULL,
    reactions TEXT NOT NULL,
    msg_references TEXT NOT NULL,
    topic_id INTEGER NOT NULL,
    create_time_seconds INTEGER,
    PRIMARY KEY (channel_id, message_id)
);
CREATE INDEX IF NOT EXISTS chatwire_messages_newest
    ON chatwire_messages (channel_id, create_time_seconds, message_id);
CREATE TABLE IF NOT EXISTS chatwire_imported (source TEXT PRIMARY KEY, last_row INTEGER NOT NULL);
";

/// Columns in the order of [`message`].
macro_rules! columns {
    () => {
        "message_id, channel_id, clan_id, sender_id, content, mentions, attachments, reactions, \
         msg_references, topic_id, create_time_seconds"
    };
}

pub(super) use columns;

/// Where the messages are.
#[derive(Clone, Debug)]
pub(super) enum Place {
    File(PathBuf),
    /// In memory, under a name that all connections of the cache share.
    Memory(String),
}

impl Place {
    pub(super) fn new(path: PathBuf) -> Self {
        if path.as_os_str() == ":memory:" { Self::memory() } else { Self::File(path) }
    }

    pub(super) fn memory() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self::Memory(format!("file:/chatwire-mezon-{number}?vfs=memdb"))
    }

    /// Opens a connection for reading.
    pub(super) fn reader(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = self.connect(flags).map_err(failed)?;
        connection.execute_batch("PRAGMA query_only = ON").map_err(failed)?;
        Ok(connection)
    }

    /// Opens the connection for writing; makes the file and its folder, and takes old messages over.
    pub(super) fn writer(&self) -> Result<Connection> {
        if let Self::File(path) = self {
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                std::fs::create_dir_all(folder).map_err(|err| unusable(self).with_source(err))?;
            }
            private(path).map_err(|err| unusable(self).with_source(err))?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        self.prepare(flags).map_err(|err| unusable(self).with_source(err))
    }

    fn prepare(&self, flags: OpenFlags) -> rusqlite::Result<Connection> {
        let mut connection = self.connect(flags)?;
        // Readers go on beside the writer, and a commit need not wait for the disk: the log is
        // checked when it is read, so that a crash loses its end at most.
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        // The log is copied into the file at 16 MiB instead of 4: a page that many groups change
        // is then copied once instead of several times.
        connection.execute_batch(
            "PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000",
        )?;
        let transaction = connection.transaction_with_behavior(BEHAVIOR)?;
        transaction.execute_batch(TABLES)?;
        // The Python SDK's table, then that of the TypeScript SDK.
        for source in ["messages", "messages_v2"] {
            let rows = import(&transaction, source)?;
            if rows > 0 {
                tracing::info!(source, rows, "took messages over from another SDK's table");
            }
        }
        transaction.commit()?;
        Ok(connection)
    }

    fn connect(&self, flags: OpenFlags) -> rusqlite::Result<Connection> {
        let connection = match self {
            Self::File(path) => Connection::open_with_flags(path, flags)?,
            Self::Memory(name) => {
                Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_URI)?
            }
        };
        connection.busy_timeout(BUSY)?;
        Ok(connection)
    }
}

/// Makes a file that only its owner may open, unless there is one: it holds what people wrote.
///
/// SQLite gives the same mode to the files that it puts beside it.
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

/// A writer that took its lock later would fail where another process was faster.
pub(super) const BEHAVIOR: rusqlite::TransactionBehavior = rusqlite::TransactionBehavior::Immediate;

/// Copies rows that came into an SDK's table since the last time; the table itself is left as it is,
/// so that the SDK can go on with it.
fn import(connection: &Connection, source: &str) -> rusqlite::Result<usize> {
    let columns: Vec<String> = connection
        .prepare("SELECT name FROM pragma_table_info(?1)")?
        .query_map([source], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let has = |name: &str| columns.iter().any(|column| column == name);
    if !has("id") || !has("channel_id") {
        return Ok(0);
    }
    let after: i64 = connection
        .query_row("SELECT last_row FROM chatwire_imported WHERE source = ?1", [source], |row| {
            row.get(0)
        })
        .optional()?
        .unwrap_or(0);
    // Ids are text in these tables; a column that an older version lacks has the value for "none".
    let id = |name: &str| match has(name) {
        true => format!("coalesce(CAST({name} AS INTEGER), 0)"),
        false => "0".to_owned(),
    };
    let text = |name: &str, none: &str| match has(name) {
        true => format!("coalesce(CAST({name} AS TEXT), '{none}')"),
        false => format!("'{none}'"),
    };
    let time = match has("create_time_seconds") {
        true => "CAST(create_time_seconds AS INTEGER)",
        false => "NULL",
    };
    let sql = format!(
        "INSERT OR REPLACE INTO chatwire_messages ({columns})
         SELECT {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {time} FROM {source}
         WHERE rowid > ?1 AND CAST(id AS INTEGER) <> 0 ORDER BY rowid",
        id("id"),
        id("channel_id"),
        id("clan_id"),
        id("sender_id"),
        text("content", "{}"),
        text("mentions", "[]"),
        text("attachments", "[]"),
        text("reactions", "[]"),
        text("msg_references", "[]"),
        id("topic_id"),
        columns = columns!(),
    );
    let rows = connection.execute(&sql, [after])?;
    connection.execute(
        &format!(
            "INSERT OR REPLACE INTO chatwire_imported (source, last_row)
             SELECT ?1, coalesce(max(rowid), 0) FROM {source}"
        ),
        [source],
    )?;
    Ok(rows)
}

/// Reads a row of [`columns!`].
pub(super) fn message(row: &Row<'_>) -> rusqlite::Result<CachedMessage> {
    let id = |column: usize| row.get::<_, i64>(column);
    // A text that an SDK stored may hold bytes that are no UTF-8.
    let text = |column: usize| -> rusqlite::Result<String> {
        let bytes = row.get_ref(column)?.as_bytes()?;
        Ok(String::from_utf8_lossy(bytes).into_owned())
    };
    let seconds: Option<i64> = row.get(10)?;
    Ok(CachedMessage {
        id: id(0)?.into(),
        channel_id: id(1)?.into(),
        clan_id: id(2)?.into(),
        sender_id: id(3)?.into(),
        content: text(4)?,
        mentions: text(5)?,
        attachments: text(6)?,
        reactions: text(7)?,
        references: text(8)?,
        topic_id: id(9)?.into(),
        create_time_seconds: seconds.and_then(|seconds| u32::try_from(seconds).ok()),
    })
}

/// What a failure while reading or writing looks like to the caller.
pub(super) fn failed(err: rusqlite::Error) -> Error {
    Error::new(ErrorKind::Transport, "the message cache's file failed")
        .with_code(crate::code::MESSAGE_CACHE)
        .with_source(err)
}

fn unusable(place: &Place) -> Error {
    let place = match place {
        Place::File(path) => path.display().to_string(),
        Place::Memory(_) => ":memory:".to_owned(),
    };
    Error::config(format!("the message cache {place} cannot be opened"))
}
