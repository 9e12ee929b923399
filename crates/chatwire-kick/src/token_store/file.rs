//! [`FileStore`]: one JSON file that only its owner can read.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use chatwire_core::{BoxFuture, Error, Result, Secret, Timestamp};
use serde::{Deserialize, Serialize};

use super::{ChatroomStore, KnownChatroom, StoredToken, TokenStore, best, failed};
use crate::oauth::Scope;
use crate::{ChatroomId, UserId};

/// Layout of the file; another number is not touched.
const VERSION: u32 = 1;

/// How long the write of another program is waited for, and how often it is looked at. A write takes milliseconds.
const BUSY: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(5);

/// Keeps tokens and chatrooms in one JSON file, which on Unix only its owner can read.
///
/// A write goes to a new file that then takes the old one's place, so that a crash leaves the old file or the new
/// one, never half of either. Several programs may share the file: each operation reads it anew, and writers wait
/// for each other by way of a lock file beside it. No async thread waits for the disk. Tokens stand in the file as
/// they are: whoever can read it can use them.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_kick::Result<()> {
/// # let folder = std::env::temp_dir().join(format!("chatwire-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// # let path = folder.join("tokens.json");
/// use chatwire_kick::Client;
/// use chatwire_kick::token_store::FileStore;
///
/// let store = FileStore::open(&path)?;
/// let client = Client::builder()
///     .app("client-id", "client-secret")
///     .token_store(store.clone())
///     .chatroom_store(store)
///     .account(1001)
///     .build()?;
/// assert!(!client.has_token(1001).await?);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct FileStore {
    path: Arc<PathBuf>,
}

impl FileStore {
    /// Opens a file, which is made by the first write; its folder must exist.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) with the code [`STORE_FAILED`](crate::code::STORE_FAILED) when the file
    /// exists and cannot be read, or is of another layout.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_path_buf();
        read(&path)?;
        Ok(Self { path: Arc::new(path) })
    }

    /// Runs `work` on what the file holds, away from async threads.
    async fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Kept) -> T + Send + 'static,
    ) -> Result<T> {
        let path = Arc::clone(&self.path);
        aside(move || read(&path).map(|kept| work(&kept))).await
    }

    /// Runs `work` on what the file holds and writes it back if `work` says so.
    async fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Kept) -> Result<(T, Changed)> + Send + 'static,
    ) -> Result<T> {
        let path = Arc::clone(&self.path);
        aside(move || {
            let _lock =
                lock(&path).map_err(|err| failed("the token file cannot be locked", err))?;
            let mut kept = read(&path)?;
            let (result, changed) = work(&mut kept)?;
            if changed.0 {
                kept.version = VERSION;
                let text = serde_json::to_vec_pretty(&kept)
                    .map_err(|err| failed("the tokens cannot be written as JSON", err))?;
                replace(&path, &text)
                    .map_err(|err| failed("the token file cannot be written", err))?;
            }
            Ok(result)
        })
        .await
    }
}

struct Changed(bool);

/// What the file holds.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    version: u32,
    #[serde(default)]
    tokens: Vec<Row>,
    #[serde(default)]
    chatrooms: Vec<KnownChatroom>,
}

/// One token: the only place where secrets are written as they are.
#[derive(Serialize, Deserialize)]
struct Row {
    account: UserId,
    access_token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    expires_at: Timestamp,
    #[serde(default)]
    scope: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    dead: bool,
}

impl Row {
    fn new(token: &StoredToken) -> Self {
        Self {
            account: token.account,
            access_token: token.access_token.expose().to_owned(),
            refresh_token: token.refresh_token.as_ref().map(|half| half.expose().to_owned()),
            expires_at: token.expires_at,
            scope: Scope::join(&token.scopes),
            dead: token.dead,
        }
    }

    fn token(&self) -> StoredToken {
        let mut token = StoredToken::new(self.account, self.access_token.as_str())
            .expires_at(self.expires_at)
            .scopes(Scope::parse_list(&self.scope));
        token.refresh_token = self.refresh_token.as_deref().map(Secret::new);
        token.dead = self.dead;
        token
    }
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|err| failed("the work on the token file was ended", err))?
}

fn read(path: &Path) -> Result<Kept> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(Kept::default()),
        Err(err) => return Err(failed("the token file cannot be read", err)),
    };
    let kept: Kept = serde_json::from_slice(&text).map_err(|err| {
        // The decoder's words may quote a token: only the place is passed on.
        let place = format!("line {}, column {}", err.line(), err.column());
        failed("the token file is damaged", io::Error::other(place))
    })?;
    if kept.version == VERSION {
        return Ok(kept);
    }
    let why = Error::config(format!("its layout is number {}", kept.version));
    Err(failed("the token file is of another program or version", why))
}

/// Waits until no other writer is at work; the lock ends with the file handle.
fn lock(path: &Path) -> io::Result<File> {
    let file = private().truncate(false).open(beside(path, "lock"))?;
    let since = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(err)) => return Err(err),
            Err(TryLockError::WouldBlock) if since.elapsed() < BUSY => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

/// Puts a new file in the place of the old one, whole and on the disk.
fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let fresh = beside(path, "new");
    // Left by a crash; the lock says that nobody is writing it.
    match fs::remove_file(&fresh) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => return Err(err),
        _ => {}
    }
    let mut file = private().create_new(true).open(&fresh)?;
    file.write_all(text)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&fresh, path)?;
    sync_folder(path)
}

/// A file that nobody but its owner may open, from its first moment on.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A new name is only safe once its folder is on the disk.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

impl TokenStore for FileStore {
    fn get(&self, account: UserId) -> BoxFuture<'_, Result<Option<StoredToken>>> {
        Box::pin(self.look(move |kept| {
            kept.tokens.iter().find(|row| row.account == account).map(Row::token)
        }))
    }

    fn put(&self, token: StoredToken) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.change(move |kept| {
            kept.tokens.retain(|row| row.account != token.account);
            kept.tokens.push(Row::new(&token));
            kept.tokens.sort_by_key(|row| row.account);
            Ok(((), Changed(true)))
        }))
    }

    fn delete(&self, account: UserId) -> BoxFuture<'_, Result<bool>> {
        Box::pin(self.change(move |kept| {
            let before = kept.tokens.len();
            kept.tokens.retain(|row| row.account != account);
            let removed = kept.tokens.len() < before;
            Ok((removed, Changed(removed)))
        }))
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<StoredToken>>> {
        Box::pin(self.look(|kept| kept.tokens.iter().map(Row::token).collect()))
    }
}

impl ChatroomStore for FileStore {
    fn by_name<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<KnownChatroom>>> {
        let name = name.to_owned();
        Box::pin(self.look(move |kept| best(&kept.chatrooms, &name).cloned()))
    }

    fn by_chatroom(&self, chatroom: ChatroomId) -> BoxFuture<'_, Result<Option<KnownChatroom>>> {
        Box::pin(self.look(move |kept| {
            kept.chatrooms.iter().find(|room| room.chatroom_id == chatroom).cloned()
        }))
    }

    fn by_user(&self, user: UserId) -> BoxFuture<'_, Result<Option<KnownChatroom>>> {
        Box::pin(self.look(move |kept| {
            kept.chatrooms.iter().find(|room| room.user_id == Some(user)).cloned()
        }))
    }

    fn put_chatroom(&self, known: KnownChatroom) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.change(move |kept| {
            let rooms = &mut kept.chatrooms;
            let old = rooms.iter_mut().find(|room| room.chatroom_id == known.chatroom_id);
            match old {
                Some(old) => {
                    let before = old.clone();
                    old.learn(known);
                    let changed = *old != before;
                    Ok(((), Changed(changed)))
                }
                None => {
                    rooms.push(known);
                    rooms.sort_by_key(|room| room.chatroom_id);
                    Ok(((), Changed(true)))
                }
            }
        }))
    }

    fn list_chatrooms(&self) -> BoxFuture<'_, Result<Vec<KnownChatroom>>> {
        Box::pin(self.look(|kept| kept.chatrooms.clone()))
    }
}
