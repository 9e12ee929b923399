//! [`Journal`]: a file that knows which payments were under way when a program ended.

use std::collections::HashSet;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire_core::{Error, Result, Timestamp};
use serde::{Deserialize, Serialize};

use super::code;
use super::prepared::Prepared;

/// How long settled payments are kept in mind, as the ledger's clients do in memory.
const REMEMBERED: Duration = Duration::from_secs(600);

/// An append-only file of payments: each is on the disk before its bytes go out, so that a crash loses none.
///
/// One line of JSON for each event. A last line that was torn by a crash is cut off: its payment never went out.
/// The file is locked while it is open: two programs with one journal would undo its sense. It holds no private key,
/// but notes and amounts; it is made readable for its owner only.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use chatwire_mezon::ledger::Journal;
///
/// # let folder = std::env::temp_dir().join(format!("chatwire-journal-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let path = folder.join("payments.jsonl");
/// let journal = Journal::open(&path)?;
/// for payment in journal.pending() {
///     println!("found out about next: {}", payment.id());
/// }
/// assert!(Journal::open(&path).is_err(), "it is in use");
/// # drop(journal);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Journal(Arc<Inner>);

struct Inner {
    path: PathBuf,
    state: Mutex<State>,
}

struct State {
    file: File,
    /// Payments without an end, in the order in which they were sent.
    pending: Vec<Prepared>,
    /// Payments of the last minutes that have an end.
    settled: Vec<(String, Timestamp)>,
    /// A failed write may have left half a line behind: nothing more is written then.
    broken: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Record {
    /// The bytes go out now.
    Sent(Box<Prepared>),
    /// The payment has come to an end.
    Settled { id: String, outcome: String, tx_hash: Option<String>, at: Timestamp },
}

impl Journal {
    /// Opens or makes the file, and reads what it knows. Blocks for the time of the reading.
    ///
    /// # Errors
    /// [`Config`](chatwire_core::ErrorKind::Config) with the code [`JOURNAL`](code::JOURNAL) when the file cannot
    /// be opened, when another program has it, or when a line other than the last cannot be read: a payment may be
    /// in it, so nothing is skipped.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|err| failed("cannot be opened", err))?;
        if let Err(err) = file.try_lock() {
            return Err(refused("is in use, or cannot be locked").with_source(err));
        }
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(|err| failed("cannot be read", err))?;
        let mut state = State { file, pending: Vec::new(), settled: Vec::new(), broken: false };
        let good = state.replay(&content)?;
        let now = Timestamp::now();
        state.settled.retain(|(_, at)| now.duration_since(*at) < REMEMBERED);
        // All payments have ended and are old: the file may begin anew.
        let keep = if state.pending.is_empty() && state.settled.is_empty() { 0 } else { good };
        if keep < content.len() {
            if good < content.len() {
                tracing::warn!(path = %path.display(), "the journal's last line was torn; it is cut off");
            }
            state.cut(keep).map_err(|err| failed("cannot be cut", err))?;
        }
        sync_folder(path).map_err(|err| failed("has a folder that cannot be synced", err))?;
        Ok(Self(Arc::new(Inner { path: path.to_owned(), state: Mutex::new(state) })))
    }

    /// Payments whose outcome is not known, in the order in which they were sent; hand each to
    /// [`Ledger::resume`](super::Ledger::resume).
    #[must_use]
    pub fn pending(&self) -> Vec<Prepared> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner).pending.clone()
    }

    /// Signed texts of the last minutes, which must not be signed again.
    pub(super) fn recent(&self) -> HashSet<String> {
        let state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let settled = state.settled.iter().map(|(id, _)| id.clone());
        settled.chain(state.pending.iter().map(|payment| payment.id().to_owned())).collect()
    }

    /// Puts a payment on the disk; its bytes may go out when this has succeeded.
    pub(super) async fn sent(&self, payment: &Prepared) -> Result<()> {
        self.append(Record::Sent(Box::new(payment.clone()))).await
    }

    /// Notes the end of a payment.
    pub(super) async fn settled(
        &self,
        payment: &Prepared,
        outcome: &str,
        at: Timestamp,
    ) -> Result<()> {
        self.append(Record::Settled {
            id: payment.id().to_owned(),
            outcome: outcome.to_owned(),
            tx_hash: payment.tx_hash().map(str::to_owned),
            at,
        })
        .await
    }

    async fn append(&self, record: Record) -> Result<()> {
        let inner = Arc::clone(&self.0);
        let written = tokio::task::spawn_blocking(move || {
            inner.state.lock().unwrap_or_else(PoisonError::into_inner).append(record)
        });
        match written.await {
            Ok(written) => written,
            Err(err) => Err(refused("was not written").with_source(err)),
        }
    }
}

impl State {
    /// Reads all whole lines and returns their length.
    fn replay(&mut self, content: &[u8]) -> Result<usize> {
        let mut good = 0;
        for (number, line) in content.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let Some(text) = line.strip_suffix(b"\n") else {
                // Without its end it was never synced, so its bytes did not go out.
                break;
            };
            match serde_json::from_slice(text) {
                Ok(record) => self.apply(record),
                // A crash may leave a block of zeros where a part of the last line was to be.
                Err(_) if good + line.len() == content.len() && text.contains(&0) => break,
                Err(_) => {
                    let at = (number + 1).to_string();
                    return Err(refused("has a line that cannot be read").with_context("line", at));
                }
            }
            good += line.len();
        }
        Ok(good)
    }

    fn apply(&mut self, record: Record) {
        match record {
            Record::Sent(payment) => {
                let known = self.pending.iter_mut().find(|known| known.id() == payment.id());
                match known {
                    Some(known) => *known = *payment,
                    None => self.pending.push(*payment),
                }
            }
            Record::Settled { id, at, .. } => {
                self.pending.retain(|payment| payment.id() != id);
                self.settled.push((id, at));
            }
        }
    }

    fn append(&mut self, record: Record) -> Result<()> {
        if self.broken {
            return Err(refused("could not be written before; open it anew"));
        }
        let mut line = serde_json::to_vec(&record)
            .map_err(|err| refused("cannot hold this payment").with_source(err))?;
        line.push(b'\n');
        if let Err(err) = self.file.write_all(&line).and_then(|()| self.file.sync_data()) {
            self.broken = true;
            return Err(failed("cannot be written", err));
        }
        // As it is read back: a stored payment counts as sent.
        let stored = match record {
            Record::Sent(mut payment) => {
                payment.uncertain = true;
                Record::Sent(payment)
            }
            settled @ Record::Settled { .. } => settled,
        };
        self.apply(stored);
        let now = Timestamp::now();
        self.settled.retain(|(_, at)| now.duration_since(*at) < REMEMBERED);
        Ok(())
    }

    fn cut(&mut self, len: usize) -> std::io::Result<()> {
        self.file.set_len(u64::try_from(len).unwrap_or(u64::MAX))?;
        self.file.seek(SeekFrom::End(0))?;
        self.file.sync_all()
    }
}

/// Makes a new file's name last; folders cannot be opened like files everywhere.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn refused(why: &str) -> Error {
    Error::config(format!("the journal {why}")).with_code(code::JOURNAL).with_platform("mezon")
}

fn failed(why: &str, err: std::io::Error) -> Error {
    refused(why).with_source(err)
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("path", &self.0.path).finish_non_exhaustive()
    }
}
