//! A process that is killed in the middle of writing.
//!
//! The process is this test binary once more: a variable names the file that it writes to, and it
//! prints which messages are done.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use chatwire_mezon::cache::{MessageCache, SqliteCache};
use rusqlite::Connection;

use super::sqlite::Folder;
use super::{ROOM, message};

const FILE: &str = "CHATWIRE_MEZON_TEST_CACHE";
/// Messages between two points at which the child knows that all is written.
const BATCH: i64 = 100;

/// The child: does nothing unless it is started by the test below.
#[tokio::test]
async fn child() {
    let Ok(path) = std::env::var(FILE) else { return };
    let cache = SqliteCache::builder(path).group(64).open().await.unwrap();
    let mut out = std::io::stdout();
    for id in 1.. {
        if id % BATCH != 0 {
            while cache.offer(message(ROOM, id, 1)).is_err() {
                tokio::task::yield_now().await;
            }
        } else {
            cache.save(message(ROOM, id, 1)).await.unwrap();
            // The parent is gone when nobody reads.
            if writeln!(out, "done {id}").and_then(|()| out.flush()).is_err() {
                return;
            }
        }
    }
}

struct Writing(Child);

impl Drop for Writing {
    fn drop(&mut self) {
        // Both fail only when the child is gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn number_of(line: &str) -> Option<i64> {
    line.split_once("done ")?.1.trim().parse().ok()
}

fn start(path: &Path) -> Writing {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["cache::crash::child", "--exact", "--nocapture", "--test-threads=1"]);
    Writing(command.env(FILE, path).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap())
}

#[test]
fn a_killed_process_loses_the_last_uncommitted_group_at_most() {
    let folder = Folder::new();
    for round in 1..=3 {
        let mut child = start(&folder.file());
        let mut lines =
            BufReader::new(child.0.stdout.take().unwrap()).lines().map_while(Result::ok);
        let begun = lines.by_ref().filter_map(|line| number_of(&line));
        assert_eq!(begun.take(usize::try_from(round * 7).unwrap()).count() as i64, round * 7);
        child.0.kill().unwrap();
        // What was printed before the kill and not read yet counts as well.
        let rest = lines.filter_map(|line| number_of(&line)).last();
        let done = rest.unwrap_or(round * 7 * BATCH);
        drop(child);

        let file = Connection::open(folder.file()).unwrap();
        let check: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(check, "ok");
        let (count, newest): (i64, i64) = file
            .query_row("SELECT count(*), max(message_id) FROM chatwire_messages", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert!(newest >= done, "{newest} is in the file, {done} was done");
        assert_eq!(count, newest, "nothing is missing in between");
        drop(file);

        let cache = SqliteCache::builder(folder.file()).open_blocking().unwrap();
        let last = cache.message_blocking(ROOM, done.into()).unwrap();
        assert_eq!(last, Some(message(ROOM, done, 1)));
    }
}
