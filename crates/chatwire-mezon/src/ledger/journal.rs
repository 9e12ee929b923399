//! [`Journal`]: a file that knows which payments were under way when a program ended.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire_core::{Error, Result, Timestamp};
use serde::{Deserialize, Serialize};

use super::code;
use super::prepared::Prepared;

/// How long settled payments are kept in mind, as the ledger's clients do in memory.
const REMEMBERED: Duration = Duration::from_secs(600);

/// How long the reference of an accepted payment is kept.
const REFERENCES_KEPT: Duration = Duration::from_secs(30 * 86_400);

/// Lines that may say nothing any more before the file is written anew, beside four for each that does.
const SLACK: usize = 1000;

/// Outcome of a payment that the ledger has.
pub(super) const ACCEPTED: &str = "accepted";

/// An append-only file of payments: each is on the disk before its bytes go out, so that a crash loses none.
///
/// One line of JSON for each event; when most lines say nothing any more, a shorter file takes the place of this one.
/// A last line that was torn by a crash is cut off: its payment never went out.
///
/// It also knows each [`client_ref`](super::SendToken::client_ref) of the payments under way and of those that were
/// accepted in the last 30 days, so that none is paid twice.
///
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
    /// Without links, as another file takes its place.
    path: PathBuf,
    file: File,
    /// Payments without an end, in the order in which they were sent.
    pending: Vec<Prepared>,
    /// Payments of the last minutes that have an end.
    settled: Vec<(String, Timestamp)>,
    /// Accepted payments by their references.
    accepted: HashMap<Reference, Accepted>,
    /// Lines in the file.
    lines: usize,
    /// Fewest lines with which it is tried to write the file anew.
    shorten_at: usize,
    /// A failed write may have left half a line behind: nothing more is written then.
    broken: bool,
}

/// The caller's own name of a payment, which no other payment of the sender may have.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Reference {
    sender: String,
    key: String,
    id: String,
}

struct Accepted {
    payment: String,
    tx_hash: Option<String>,
    at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Record {
    /// The bytes go out now.
    Sent(Box<Prepared>),
    /// The payment has come to an end.
    Settled {
        id: String,
        outcome: String,
        tx_hash: Option<String>,
        at: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<Reference>,
    },
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
        let unusable = |err| failed("cannot be opened", err);
        let mut file = private().create(true).open(path).map_err(unusable)?;
        if let Err(err) = file.try_lock() {
            return Err(refused("is in use, or cannot be locked").with_source(err));
        }
        let path = fs::canonicalize(path).map_err(unusable)?;
        if !is_at(&file, &path).map_err(unusable)? {
            return Err(refused("is in use: it was just written anew"));
        }
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(|err| failed("cannot be read", err))?;
        let mut state = State {
            path: path.clone(),
            file,
            pending: Vec::new(),
            settled: Vec::new(),
            accepted: HashMap::new(),
            lines: 0,
            shorten_at: 0,
            broken: false,
        };
        let good = state.replay(&content)?;
        state.forget();
        // All payments have ended and are old: the file may begin anew.
        let keep = if state.live() == 0 { 0 } else { good };
        if keep < content.len() {
            if good < content.len() {
                tracing::warn!(path = %path.display(), "the journal's last line was torn; it is cut off");
            }
            state.cut(keep).map_err(|err| failed("cannot be cut", err))?;
            if keep == 0 {
                state.lines = 0;
            }
        }
        sync_folder(&path).map_err(|err| failed("has a folder that cannot be synced", err))?;
        state.shorten();
        Ok(Self(Arc::new(Inner { path, state: Mutex::new(state) })))
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
    ///
    /// # Errors
    /// [`Input`](chatwire_core::ErrorKind::Input) with the code [`DUPLICATE_REF`](code::DUPLICATE_REF) when another
    /// payment under way, or an accepted one, has its reference.
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
            reference: Reference::of(payment),
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
            self.lines += 1;
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
            Record::Settled { id, outcome, tx_hash, at, reference } => {
                self.pending.retain(|payment| payment.id() != id);
                if let Some(reference) = reference
                    && outcome == ACCEPTED
                {
                    let payment = id.clone();
                    self.accepted.insert(reference, Accepted { payment, tx_hash, at });
                }
                self.settled.push((id, at));
            }
        }
    }

    fn append(&mut self, record: Record) -> Result<()> {
        if self.broken {
            return Err(refused("could not be written before; open it anew"));
        }
        if let Record::Sent(payment) = &record {
            self.check_reference(payment)?;
        }
        let line = record.line()?;
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
        self.lines += 1;
        let now = Timestamp::now();
        self.settled.retain(|(_, at)| now.duration_since(*at) < REMEMBERED);
        self.shorten();
        Ok(())
    }

    /// What is in mind: so many lines say something.
    fn live(&self) -> usize {
        self.pending.len() + self.settled.len() + self.accepted.len()
    }

    /// Drops what is too old to matter.
    fn forget(&mut self) {
        let now = Timestamp::now();
        self.settled.retain(|(_, at)| now.duration_since(*at) < REMEMBERED);
        self.accepted.retain(|_, paid| now.duration_since(paid.at) < REFERENCES_KEPT);
    }

    /// A reference is of one payment only. One that was refused gives it back.
    fn check_reference(&self, payment: &Prepared) -> Result<()> {
        let Some(reference) = Reference::of(payment) else { return Ok(()) };
        let refused = |earlier: &str, tx_hash: Option<&str>| {
            let why = "a payment with this reference was sent before, and this one is not sent";
            let err = Error::input(why).with_code(code::DUPLICATE_REF).with_platform("mezon");
            let err = err.with_operation("mezon.ledger.submit").with_context("earlier", earlier);
            match tx_hash {
                Some(hash) => err.with_context("tx_hash", hash),
                None => err,
            }
        };
        if let Some(paid) = self.accepted.get(&reference)
            && paid.payment != payment.id()
        {
            return Err(refused(&paid.payment, paid.tx_hash.as_deref()));
        }
        let same = |known: &&Prepared| Reference::of(known).as_ref() == Some(&reference);
        match self.pending.iter().find(same) {
            Some(known) if known.id() != payment.id() => Err(refused(known.id(), None)),
            _ => Ok(()),
        }
    }

    /// Puts a shorter file in the place of this one when most lines say nothing any more.
    ///
    /// A failure leaves the longer one, which says the same.
    fn shorten(&mut self) {
        if self.lines < self.shorten_at || self.lines <= SLACK + 4 * self.live() {
            return;
        }
        self.forget();
        let mut name = self.path.clone().into_os_string();
        name.push(".new");
        let path = PathBuf::from(name);
        let (file, lines) = match self.written_anew(&path) {
            Ok(written) => written,
            Err(err) => {
                tracing::warn!(error = %err, "the journal could not be written anew; it grows");
                let _nothing_to_remove = fs::remove_file(&path);
                self.shorten_at = self.lines.saturating_mul(2);
                return;
            }
        };
        // Closing the other one unlocks it, which is of no use to anybody: it has no name any more.
        (self.file, self.lines, self.shorten_at) = (file, lines, 0);
        if let Err(err) = sync_folder(&self.path) {
            // After a power cut the longer file could be back, without what would be written from here on.
            tracing::error!(error = %err, "the journal's folder cannot be synced; open the journal anew");
            self.broken = true;
        }
    }

    /// Writes what matters into a file at `path`, and gives it the journal's name. Says how many lines it has.
    fn written_anew(&self, path: &Path) -> Result<(File, usize)> {
        let mut content = Vec::new();
        let mut lines = 0;
        let accepted = self.accepted.iter().map(|(reference, paid)| Record::Settled {
            id: paid.payment.clone(),
            outcome: ACCEPTED.to_owned(),
            tx_hash: paid.tx_hash.clone(),
            at: paid.at,
            reference: Some(reference.clone()),
        });
        let named: HashSet<&str> =
            self.accepted.values().map(|paid| paid.payment.as_str()).collect();
        let settled = self.settled.iter().filter(|(id, _)| !named.contains(id.as_str()));
        let settled = settled.map(|(id, at)| Record::Settled {
            id: id.clone(),
            outcome: "settled".to_owned(),
            tx_hash: None,
            at: *at,
            reference: None,
        });
        let pending = self.pending.iter().map(|payment| Record::Sent(Box::new(payment.clone())));
        for record in accepted.chain(settled).chain(pending) {
            content.extend(record.line()?);
            lines += 1;
        }
        let write = || {
            if let Err(err) = fs::remove_file(path)
                && err.kind() != io::ErrorKind::NotFound
            {
                return Err(err);
            }
            let mut file = private().create_new(true).open(path)?;
            // Before it has the journal's name, so that nobody finds it unlocked.
            file.try_lock()?;
            file.write_all(&content)?;
            file.sync_all()?;
            fs::rename(path, &self.path)?;
            Ok(file)
        };
        let file = write().map_err(|err| failed("cannot be written anew", err))?;
        Ok((file, lines))
    }

    fn cut(&mut self, len: usize) -> io::Result<()> {
        self.file.set_len(u64::try_from(len).unwrap_or(u64::MAX))?;
        self.file.seek(SeekFrom::End(0))?;
        self.file.sync_all()
    }
}

impl Record {
    fn line(&self) -> Result<Vec<u8>> {
        let mut line = serde_json::to_vec(self)
            .map_err(|err| refused("cannot hold this payment").with_source(err))?;
        line.push(b'\n');
        Ok(line)
    }
}

impl Reference {
    fn of(payment: &Prepared) -> Option<Self> {
        let (key, id) = payment.client_ref()?;
        let sender = payment.transaction().sender.clone();
        Some(Self { sender, key: key.to_owned(), id: id.to_owned() })
    }
}

/// How the file is opened: for its owner only, and written at its end.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Whether the file has this name still: another program may have put a shorter one in its place.
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let (open, named) = (file.metadata()?, fs::metadata(path)?);
        Ok((open.dev(), open.ino()) == (named.dev(), named.ino()))
    }
    #[cfg(not(unix))]
    {
        let _same = (file, path);
        Ok(true)
    }
}

/// Makes a new file's name last; folders cannot be opened like files everywhere.
fn sync_folder(path: &Path) -> io::Result<()> {
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

fn failed(why: &str, err: io::Error) -> Error {
    refused(why).with_source(err)
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("path", &self.0.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A payment as it is read back, with a reference.
    fn payment(nonce: u64, reference: &str) -> Prepared {
        let body = serde_json::json!({
            "jsonrpc": "2.0", "id": 2, "method": "tx.addtx",
            "params": {"signature": "s", "tx_msg": {
                "type": 0, "sender": "a", "recipient": "b", "amount": "1", "timestamp": 1,
                "text_data": "", "nonce": nonce, "extra_info": "", "zk_proof": "", "zk_pub": "",
            }},
        });
        let stored = serde_json::json!({
            "version": 1, "body": body.to_string(), "prepared_at": "2026-11-21T00:00:00Z",
            "unique": true, "client_ref": ["Order", reference],
        });
        serde_json::from_value(stored).unwrap()
    }

    fn place(name: &str) -> PathBuf {
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = parent.join(format!("chatwire-journal-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[tokio::test]
    async fn a_long_journal_is_written_anew_and_knows_the_same() {
        let folder = place("long");
        let path = folder.join("payments.jsonl");
        let journal = Journal::open(&path).unwrap();
        let (paid, waiting) = (payment(1, "paid"), payment(2, "waits"));
        journal.sent(&paid).await.unwrap();
        journal.settled(&paid, ACCEPTED, Timestamp::now()).await.unwrap();
        // Each try is a line.
        for _ in 0..SLACK + 100 {
            journal.sent(&waiting).await.unwrap();
        }
        let lines = || fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines() < SLACK / 2, "{}", lines());
        assert!(!folder.join("payments.jsonl.new").exists());
        assert!(Journal::open(&path).is_err(), "the new file is in use as well");

        drop(journal);
        let journal = Journal::open(&path).unwrap();
        assert_eq!(journal.pending().iter().map(Prepared::id).collect::<Vec<_>>(), [waiting.id()]);
        assert_eq!(journal.recent().len(), 2);
        for reference in ["paid", "waits"] {
            let err = journal.sent(&payment(3, reference)).await.unwrap_err();
            assert_eq!(err.code(), Some(code::DUPLICATE_REF), "{reference}");
        }
        drop(journal);
        fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn a_reference_is_of_one_payment_unless_that_was_refused() {
        let folder = place("reference");
        let journal = Journal::open(folder.join("payments.jsonl")).unwrap();
        let (first, second) = (payment(1, "17"), payment(2, "17"));
        journal.sent(&first).await.unwrap();
        journal.sent(&first).await.unwrap();
        let err = journal.sent(&second).await.unwrap_err();
        assert_eq!(
            (err.code(), err.context("earlier")),
            (Some(code::DUPLICATE_REF), Some(first.id()))
        );
        journal.settled(&first, "refused", Timestamp::now()).await.unwrap();
        journal.sent(&second).await.unwrap();
        journal.settled(&second, ACCEPTED, Timestamp::now()).await.unwrap();
        assert!(journal.sent(&first).await.is_err());
        journal.sent(&second).await.unwrap();
        drop(journal);
        fs::remove_dir_all(folder).unwrap();
    }
}
