//! The file: groups, queue, old tables, retention, trouble.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use chatwire_mezon::cache::sqlite::DEFAULT_PATH;
use chatwire_mezon::cache::{CachedMessage, MessageCache, SqliteCache};
use chatwire_mezon::{Content, ErrorKind, Timestamp};
use rusqlite::Connection;

use super::{OTHER, ROOM, ids, message};

/// A folder of one's own that goes away in the end.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("chatwire-mezon-cache-{}-{number}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    pub(super) fn file(&self) -> PathBuf {
        self.0.join("sub").join("cache.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A leftover in the folder for temporary files harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A cache that commits only when somebody waits.
async fn patient(path: &Path) -> SqliteCache {
    SqliteCache::builder(path).delay(Duration::from_secs(3_600)).open().await.unwrap()
}

fn rows(path: &Path) -> i64 {
    let file = Connection::open(path).unwrap();
    file.query_row("SELECT count(*) FROM chatwire_messages", [], |row| row.get(0)).unwrap()
}

/// A file as the Python SDK makes it, or with another name as the TypeScript SDK does.
fn old_table(path: &Path, name: &str, key: &str) -> Connection {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = Connection::open(path).unwrap();
    file.execute_batch(&format!(
        "CREATE TABLE {name} (id TEXT NOT NULL, channel_id TEXT NOT NULL, clan_id TEXT,
            sender_id TEXT, content TEXT, mentions TEXT, attachments TEXT, reactions TEXT,
            msg_references TEXT, topic_id TEXT, create_time_seconds INTEGER, PRIMARY KEY ({key}));
         CREATE INDEX idx_{name}_channel_id ON {name} (channel_id);"
    ))
    .unwrap();
    file
}

#[cfg(unix)]
#[tokio::test]
async fn what_people_wrote_is_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let cache = SqliteCache::open(folder.file()).await.unwrap();
    cache.save(message(ROOM, 1, 1)).await.unwrap();
    let files = std::fs::read_dir(folder.file().parent().unwrap()).unwrap();
    for file in files.map(Result::unwrap) {
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", file.path());
    }
    drop(cache);
    // A file that is there keeps the mode that its owner gave it.
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(folder.file(), open).unwrap();
    drop(SqliteCache::open(folder.file()).await.unwrap());
    assert_eq!(std::fs::metadata(folder.file()).unwrap().permissions().mode() & 0o777, 0o644);
}

/// The usual place is below the folder of the process, which all tests share: this one looks at another's.
#[tokio::test]
async fn the_usual_place_is_where_the_sdks_keep_theirs() {
    const CHILD: &str = "CHATWIRE_MEZON_TEST_DEFAULT_PATH";
    if std::env::var_os(CHILD).is_some() {
        let cache = SqliteCache::open_default().await.unwrap();
        cache.save(message(ROOM, 1, 1)).await.unwrap();
        return;
    }
    let folder = Folder::new();
    std::fs::create_dir_all(&folder.0).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["cache::sqlite::the_usual_place_is_where_the_sdks_keep_theirs", "--exact"])
        .env(CHILD, "yes")
        .current_dir(&folder.0)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    assert_eq!(DEFAULT_PATH, "./mezon-cache/mezon-messages-cache.db");
    assert_eq!(rows(&folder.0.join(DEFAULT_PATH)), 1);
}

#[tokio::test]
async fn queued_writes_are_read_before_they_are_in_the_file() {
    let folder = Folder::new();
    let cache = patient(&folder.file()).await;
    cache.offer(message(ROOM, 1, 1)).unwrap();
    cache.offer(message(ROOM, 2, 2)).unwrap();
    cache.offer(message(OTHER, 1, 1)).unwrap();
    assert_eq!((cache.queued(), rows(&folder.file())), (3, 0));
    assert_eq!(cache.message_blocking(ROOM, 1.into()).unwrap(), Some(message(ROOM, 1, 1)));
    assert_eq!(cache.messages_blocking(ROOM, 1, 0).unwrap(), [message(ROOM, 2, 2)]);
    assert_eq!(ids(&cache, 50, 0).await, [2, 1]);
    assert_eq!(cache.count().await.unwrap(), 3);
    cache.flush().await.unwrap();
    assert_eq!((cache.queued(), rows(&folder.file())), (0, 3));
    assert_eq!(ids(&cache, 50, 0).await, [2, 1]);
}

#[tokio::test]
async fn a_save_is_done_when_it_is_in_the_file() {
    let folder = Folder::new();
    let cache = patient(&folder.file()).await;
    cache.offer(message(ROOM, 1, 1)).unwrap();
    cache.save(message(ROOM, 2, 2)).await.unwrap();
    assert_eq!(rows(&folder.file()), 2, "with all that was queued before");
}

#[tokio::test]
async fn reads_close_behind_each_other_see_every_write() {
    let folder = Folder::new();
    let path = folder.file();
    let cache = Arc::new(SqliteCache::open(&path).await.unwrap());
    let is_over = Arc::new(AtomicBool::new(false));
    // Others read all the while: what they see of the file must not be what is read behind a write.
    let others = [1, 2].map(|_| {
        let (cache, is_over) = (Arc::clone(&cache), Arc::clone(&is_over));
        std::thread::spawn(move || {
            while !is_over.load(Ordering::Relaxed) {
                cache.message_blocking(OTHER, 1.into()).unwrap();
            }
        })
    });
    let read = |id: i64| cache.message_blocking(ROOM, id.into()).unwrap();
    for id in 1..=100 {
        let gone = id - 1;
        assert!(read(id).is_none() && read(gone).is_some() == (id > 1));
        cache.save(message(ROOM, id, 1)).await.unwrap();
        assert_eq!(read(id), Some(message(ROOM, id, 1)));
        cache.delete(ROOM, gone.into()).await.unwrap();
        assert!(read(gone).is_none() && read(id).is_some());
        cache.save(message(ROOM, id, 2)).await.unwrap();
        assert_eq!(read(id), Some(message(ROOM, id, 2)));
        assert_eq!(cache.count().await.unwrap(), 1);
    }
    cache.clear(ROOM).await.unwrap();
    assert!(read(100).is_none());
    is_over.store(true, Ordering::Relaxed);
    for other in others {
        other.join().unwrap();
    }
}

#[tokio::test]
async fn reads_that_never_pause_hold_up_no_other_process() {
    let folder = Folder::new();
    let path = folder.file();
    let cache = SqliteCache::open(&path).await.unwrap();
    cache.save(message(ROOM, 1, 1)).await.unwrap();
    let read = || cache.message_blocking(ROOM, 1.into()).unwrap().unwrap();
    let late = Instant::now() + Duration::from_secs(10);
    for _ in 0..50 {
        read();
    }
    let other = Connection::open(&path).unwrap();
    other.busy_timeout(Duration::ZERO).unwrap();
    other.execute("UPDATE chatwire_messages SET content = 'theirs'", []).unwrap();
    while read().content != "theirs" {
        assert!(Instant::now() < late, "what another process wrote is not seen");
    }
    for _ in 0..50 {
        read();
    }
    // Its log begins anew once nobody reads from it any more.
    let is_busy = || {
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        other.query_row(sql, [], |row| row.get::<_, bool>(0)).unwrap()
    };
    while is_busy() {
        assert!(Instant::now() < late, "the log of another process never begins anew");
    }
}

#[tokio::test]
async fn a_full_group_and_an_old_one_are_written_though_nobody_waits() {
    let folder = Folder::new();
    let written = |path: PathBuf, number: i64| async move {
        while rows(&path) < number {
            tokio::task::yield_now().await;
        }
    };
    let full = SqliteCache::builder(folder.file()).group(4).delay(Duration::from_secs(3_600));
    let cache = full.open().await.unwrap();
    for id in 1..=4 {
        cache.offer(message(ROOM, id, 1)).unwrap();
    }
    tokio::time::timeout(Duration::from_secs(30), written(folder.file(), 4)).await.unwrap();
    cache.close().await.unwrap();
    let cache = SqliteCache::open(folder.file()).await.unwrap();
    cache.offer(message(ROOM, 5, 1)).unwrap();
    tokio::time::timeout(Duration::from_secs(30), written(folder.file(), 5)).await.unwrap();
}

#[tokio::test]
async fn a_full_queue_refuses_offers_and_holds_saves_back() {
    let folder = Folder::new();
    let builder = SqliteCache::builder(folder.file()).capacity(2).delay(Duration::from_secs(3_600));
    let cache = builder.open().await.unwrap();
    cache.offer(message(ROOM, 1, 1)).unwrap();
    cache.offer(message(ROOM, 2, 1)).unwrap();
    assert_eq!(cache.offer(message(ROOM, 3, 1)).unwrap_err().id.get(), 3);
    let mut waiting = cache.save(message(ROOM, 3, 1));
    let waits = std::future::poll_fn(|context| {
        std::task::Poll::Ready(waiting.as_mut().poll(context).is_pending())
    });
    assert!(waits.await);
    drop(waiting);
    assert_eq!(cache.queued(), 2, "a save that waited for room and was dropped is not queued");
    drop(cache);
    assert_eq!(rows(&folder.file()), 2);
}

#[tokio::test]
async fn saves_that_wait_for_room_are_written_in_the_end() {
    let builder = SqliteCache::builder(":memory:").capacity(1).group(1);
    let cache = std::sync::Arc::new(builder.open().await.unwrap());
    let tasks: Vec<_> = (0..200)
        .map(|id| {
            let cache = std::sync::Arc::clone(&cache);
            tokio::spawn(async move { cache.save(message(ROOM, id, 1)).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(cache.count().await.unwrap(), 200);
}

#[tokio::test]
async fn closing_and_dropping_write_what_is_queued() {
    let folder = Folder::new();
    let cache = patient(&folder.file()).await;
    cache.offer(message(ROOM, 1, 1)).unwrap();
    cache.close().await.unwrap();
    assert_eq!(rows(&folder.file()), 1);
    let cache = patient(&folder.file()).await;
    cache.offer(message(ROOM, 2, 1)).unwrap();
    drop(cache);
    assert_eq!(rows(&folder.file()), 2);
}

#[test]
fn a_cache_works_without_a_runtime() {
    let cache = SqliteCache::builder(":memory:").open_blocking().unwrap();
    cache.offer(message(ROOM, 1, 1)).unwrap();
    assert!(cache.message_blocking(ROOM, 1.into()).unwrap().is_some());
    assert_eq!(cache.messages_blocking(ROOM, 5, 0).unwrap().len(), 1);
}

#[tokio::test]
async fn the_python_sdks_file_is_opened_and_left_to_it() {
    let folder = Folder::new();
    let old = old_table(&folder.file(), "messages", "id, channel_id");
    old.execute_batch(
        r#"INSERT INTO messages VALUES
            ('1840000000000000100', '2', NULL, '4', '{"t": "m\u0030"}', '[{"user_id": "5"}]', NULL, '[]', '[]', NULL, 10),
            ('101', '2', '1', '4', 'plain', '[]', '[]', '[]', '[]', '7', NULL),
            ('', '2', '1', '4', '{}', '[]', '[]', '[]', '[]', NULL, 1),
            ('102', '3', '1', '4', x'ff41', '[]', '[]', '[]', '[]', '', '12');"#,
    )
    .unwrap();
    let cache = SqliteCache::open(folder.file()).await.unwrap();
    assert_eq!(ids(&cache, 50, 0).await, [1_840_000_000_000_000_100, 101]);
    let first = cache.messages(ROOM, 1, 0).await.unwrap().remove(0);
    assert_eq!(first.parse_content(), Content::text("m0"));
    assert_eq!(first.parse_mentions().unwrap()[0].user_id.get(), 5);
    assert_eq!((first.clan_id.get(), first.create_time_seconds), (0, Some(10)));
    assert_eq!(first.attachments, "[]");
    let odd = cache.message(OTHER, 102.into()).await.unwrap().unwrap();
    assert_eq!((odd.content.as_str(), odd.create_time_seconds), ("\u{fffd}A", Some(12)));
    assert!(cache.delete(ROOM, 101.into()).await.unwrap());
    cache.close().await.unwrap();
    // The old program goes on: only what it adds is taken over, nothing comes back.
    old.execute_batch(
        "INSERT INTO messages VALUES ('103', '2', '1', '4', '{}', '[]', '[]', '[]', '[]', NULL, 13)",
    )
    .unwrap();
    let cache = SqliteCache::open(folder.file()).await.unwrap();
    assert_eq!(ids(&cache, 50, 0).await, [103, 1_840_000_000_000_000_100]);
    let left: i64 = old.query_row("SELECT count(*) FROM messages", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 5);
}

#[tokio::test]
async fn the_typescript_sdks_table_is_taken_over() {
    let folder = Folder::new();
    let old = old_table(&folder.file(), "messages_v2", "id, channel_id, clan_id");
    old.execute_batch(
        r#"INSERT INTO messages_v2 VALUES
            ('3', '2', '1', '4', '{"t":"é"}', '[{"user_id":"5"}]', '[]', '[]', '[]', '9', 9)"#,
    )
    .unwrap();
    drop(old);
    let cache = SqliteCache::open(folder.file()).await.unwrap();
    let found = cache.message(ROOM, 3.into()).await.unwrap().unwrap();
    let mut wanted =
        CachedMessage::new(ROOM, 3, 4).clan(1).topic(9).at(9).content(&Content::text("é"));
    wanted.mentions = r#"[{"user_id":"5"}]"#.to_owned();
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn a_table_with_fewer_columns_or_another_purpose_does_no_harm() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.file().parent().unwrap()).unwrap();
    let old = Connection::open(folder.file()).unwrap();
    old.execute_batch(
        "CREATE TABLE messages (id TEXT, channel_id TEXT, content TEXT);
         INSERT INTO messages VALUES ('5', '2', NULL);
         CREATE TABLE messages_v2 (what INTEGER);",
    )
    .unwrap();
    let cache = SqliteCache::open(folder.file()).await.unwrap();
    let found = cache.message(ROOM, 5.into()).await.unwrap().unwrap();
    assert_eq!(found, CachedMessage::new(ROOM, 5, 0));
}

#[tokio::test]
async fn old_messages_are_dropped_by_number_and_by_age() {
    let folder = Folder::new();
    let now = u32::try_from(Timestamp::now().as_unix_seconds()).unwrap();
    let cache = patient(&folder.file()).await;
    for (id, age) in [(1, 500), (2, 50), (3, 40), (4, 30)] {
        cache.offer(message(ROOM, id, now - age)).unwrap();
        cache.offer(message(OTHER, id, now - age)).unwrap();
    }
    cache.close().await.unwrap();
    let builder = SqliteCache::builder(folder.file());
    let cache = builder.clone().keep_for(Duration::from_secs(250)).open().await.unwrap();
    cache.flush().await.unwrap();
    assert_eq!(cache.count().await.unwrap(), 6);
    cache.close().await.unwrap();
    let cache = builder.keep_per_channel(2).group(1).open().await.unwrap();
    cache.flush().await.unwrap();
    assert_eq!(ids(&cache, 50, 0).await, [4, 3]);
    // While messages come, the bound is looked after from time to time.
    for id in 0..200 {
        cache.save(message(ROOM, 100 + id, now)).await.unwrap();
    }
    let kept = cache.count_in(ROOM).await.unwrap();
    assert!((2..=66).contains(&kept), "{kept}");
    assert_eq!(cache.count_in(OTHER).await.unwrap(), 2);
}

#[tokio::test]
async fn a_file_that_is_none_is_refused() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.file().parent().unwrap()).unwrap();
    std::fs::write(folder.file(), "this is no database, but long enough to be looked at").unwrap();
    let err = SqliteCache::open(folder.file()).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Config);
    assert!(err.to_string().contains("cache.db"), "{err}");
    let err = SqliteCache::open(folder.file().join("x.db")).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Config);
}

#[tokio::test]
async fn a_failed_group_is_told_to_those_who_wait_and_at_the_next_flush() {
    let folder = Folder::new();
    let cache = patient(&folder.file()).await;
    let other = Connection::open(folder.file()).unwrap();
    other.execute_batch("DROP TABLE chatwire_messages").unwrap();
    cache.offer(message(ROOM, 1, 1)).unwrap();
    let err = cache.save(message(ROOM, 2, 2)).await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Transport, Some("message_cache")));
    assert_eq!(cache.flush().await.unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(cache.message(ROOM, 1.into()).await.unwrap_err().kind(), ErrorKind::Transport);
}
