//! The file that keeps what a bridge knows of copies over a restart: one line of JSON for each change.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use chatwire_core::{Error, Result};
use serde::{Deserialize, Serialize};

use super::mapping::{Change, Mapping, Member};
use crate::file::{beside, private, replace};
use crate::{MessageId, Room};

/// Lines beyond what is needed before the file is written anew.
const SLACK: usize = 1024;

/// A line: ids only, never a text or a name of a person.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// Message and copies belong together by this number.
    family: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    platform: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    room: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ids: Vec<String>,
}

impl From<Change> for Line {
    fn from(change: Change) -> Self {
        match change {
            Change::Gone(family) => Self { family, platform: None, room: None, ids: Vec::new() },
            Change::Member(family, Member { room, ids }) => Self {
                family,
                platform: Some(room.platform.into_owned()),
                room: Some(room.id),
                ids: ids.into_iter().map(MessageId::into_string).collect(),
            },
        }
    }
}

impl From<Line> for Change {
    fn from(line: Line) -> Self {
        match (line.platform, line.room) {
            (Some(platform), Some(room)) => {
                let ids = line.ids.into_iter().map(MessageId::from).collect();
                Self::Member(line.family, Member { room: Room::new(platform, room), ids })
            }
            _ => Self::Gone(line.family),
        }
    }
}

/// The file, open and locked.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// Kept for its lock: the file itself is replaced now and then, which a lock would not survive.
    _lock: File,
    lines: usize,
}

impl Journal {
    /// Opens or makes the file, and reads it into `mapping`.
    pub(super) fn open(path: &Path, mapping: &mut Mapping) -> Result<Self> {
        let lock = lock(path)?;
        let told = |source: io::Error| failed(path, "cannot be read", source);
        let mut lines = 0;
        match File::open(path) {
            Ok(file) => {
                let mut reader = BufReader::new(file);
                let mut text = Vec::new();
                while reader.read_until(b'\n', &mut text).map_err(told)? > 0 {
                    match serde_json::from_slice::<Line>(&text) {
                        Ok(line) => mapping.apply(line.into()),
                        // A program that was ended in the middle of a line leaves half of it.
                        Err(_) if !text.ends_with(b"\n") => break,
                        Err(error) => {
                            let why =
                                format!("line {} of {} is damaged", lines + 1, path.display());
                            return Err(Error::config(why).with_source(error));
                        }
                    }
                    lines += 1;
                    text.clear();
                }
                mapping.replayed();
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(told(error)),
        }
        // Written anew at each start: half a line at the end would spoil the next one.
        let file = write_anew(path, mapping)
            .map_err(|source| failed(path, "cannot be written", source))?;
        Ok(Self { path: path.to_owned(), file, _lock: lock, lines: mapping.members() })
    }

    /// Adds changes, which are in `mapping` already. They survive the end of the program, not that of the machine.
    pub(super) fn append(&mut self, changes: Vec<Change>, mapping: &Mapping) -> io::Result<()> {
        let mut text = Vec::new();
        self.lines += changes.len();
        for change in changes {
            serde_json::to_writer(&mut text, &Line::from(change))?;
            text.push(b'\n');
        }
        self.file.write_all(&text)?;
        if self.lines > 2 * mapping.members() + SLACK {
            self.file = write_anew(&self.path, mapping)?;
            self.lines = mapping.members();
        }
        Ok(())
    }
}

/// Keeps a second bridge from using the same file.
fn lock(path: &Path) -> Result<File> {
    let beside = beside(path, ".lock");
    let opened = private(OpenOptions::new().create(true).truncate(false).write(true)).open(&beside);
    let lock = opened.map_err(|source| failed(&beside, "cannot be opened", source))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(Error::config(format!("{} is in use by another bridge", path.display())))
        }
        Err(std::fs::TryLockError::Error(source)) => {
            Err(failed(&beside, "cannot be locked", source))
        }
    }
}

/// Writes all of it beside the file and puts it in its place, so that there is a whole file at any moment.
fn write_anew(path: &Path, mapping: &Mapping) -> io::Result<File> {
    let mut text = Vec::new();
    for change in mapping.snapshot() {
        serde_json::to_writer(&mut text, &Line::from(change))?;
        text.push(b'\n');
    }
    replace(path, &text)
}

fn failed(path: &Path, what: &str, source: io::Error) -> Error {
    Error::config(format!("{} {what}", path.display())).with_source(source)
}
