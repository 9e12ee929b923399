//! Where tokens and known chatrooms are kept: the traits, what they hold, and the stores that come with this crate.
//!
//! [`MemoryStore`] forgets with the program, [`FileStore`] keeps one JSON file that only its owner can read, and
//! `SqliteStore` (feature `sqlite-tokens`) works on the file of kickpython.

mod file;
mod memory;
#[cfg(feature = "sqlite-tokens")]
mod sqlite;
mod token;

use std::fmt::Debug;

use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

pub use self::file::FileStore;
pub use self::memory::MemoryStore;
#[cfg(feature = "sqlite-tokens")]
pub use self::sqlite::SqliteStore;
pub(crate) use self::token::RENEW_BEFORE;
pub use self::token::{StoredToken, TokenStatus};
use crate::error::code;
use crate::{ChannelId, ChatroomId, UserId};

/// Keeps the tokens of users who authorized, one set for each account.
///
/// A client writes a renewed token before it uses it, so a store that confirms a write must have made it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_kick::Result<()> {
/// use chatwire_kick::token_store::{MemoryStore, StoredToken, TokenStore};
/// use chatwire_kick::UserId;
///
/// let store = MemoryStore::new();
/// store.put(StoredToken::new(UserId::new(1001), "an-access-token")).await?;
/// assert!(TokenStore::get(&store, UserId::new(1001)).await?.is_some());
/// assert!(store.delete(UserId::new(1001)).await?);
/// # Ok(())
/// # }
/// ```
pub trait TokenStore: Debug + Send + Sync + 'static {
    /// Token of an account, expired and dead ones included.
    fn get(&self, account: UserId) -> BoxFuture<'_, Result<Option<StoredToken>>>;

    /// Writes a token in place of the account's earlier one; durable when the future ends.
    fn put(&self, token: StoredToken) -> BoxFuture<'_, Result<()>>;

    /// Removes the token of an account; says whether there was one.
    fn delete(&self, account: UserId) -> BoxFuture<'_, Result<bool>>;

    /// Tokens of all accounts, by ascending account.
    fn list(&self) -> BoxFuture<'_, Result<Vec<StoredToken>>>;
}

/// Keeps what is known about chatrooms, so that the site need not be asked again.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_kick::Result<()> {
/// use chatwire_kick::token_store::{ChatroomStore, KnownChatroom, MemoryStore};
/// use chatwire_kick::ChatroomId;
///
/// let store = MemoryStore::new();
/// let known = KnownChatroom::new(ChatroomId::new(77)).slug("some-user").username("Some_User");
/// store.put_chatroom(known).await?;
/// for name in ["some-user", "SOME_USER"] {
///     assert_eq!(store.by_name(name).await?.unwrap().chatroom_id, ChatroomId::new(77));
/// }
/// # Ok(())
/// # }
/// ```
pub trait ChatroomStore: Debug + Send + Sync + 'static {
    /// Chatroom of a channel, by slug or display name, in any case of letters.
    ///
    /// A slug goes before a display name: slugs are unique, and old display names may linger.
    fn by_name<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<KnownChatroom>>>;

    /// What is known about a chatroom.
    fn by_chatroom(&self, chatroom: ChatroomId) -> BoxFuture<'_, Result<Option<KnownChatroom>>>;

    /// Chatroom of a streamer.
    fn by_user(&self, user: UserId) -> BoxFuture<'_, Result<Option<KnownChatroom>>>;

    /// Adds what is known: facts that `known` lacks stay as they were.
    fn put_chatroom(&self, known: KnownChatroom) -> BoxFuture<'_, Result<()>>;

    /// All known chatrooms, by ascending chatroom.
    fn list_chatrooms(&self) -> BoxFuture<'_, Result<Vec<KnownChatroom>>>;
}

/// The ids and names of one chatroom, as far as they are known.
///
/// ```
/// use chatwire_kick::token_store::KnownChatroom;
/// use chatwire_kick::{ChannelId, ChatroomId, UserId};
///
/// let known = KnownChatroom::new(ChatroomId::new(77)).channel(ChannelId::new(500)).user(UserId::new(1001));
/// assert_eq!(known.slug, None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KnownChatroom {
    /// Chatroom itself.
    pub chatroom_id: ChatroomId,
    /// Channel of the site, which some live events are sent on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// Streamer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Name in the URL of the channel, in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Display name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

impl KnownChatroom {
    /// A chatroom of which nothing else is known.
    #[must_use]
    pub fn new(chatroom: impl Into<ChatroomId>) -> Self {
        Self {
            chatroom_id: chatroom.into(),
            channel_id: None,
            user_id: None,
            slug: None,
            username: None,
        }
    }

    /// Sets the channel.
    #[must_use]
    pub fn channel(mut self, channel: impl Into<ChannelId>) -> Self {
        self.channel_id = Some(channel.into());
        self
    }

    /// Sets the streamer.
    #[must_use]
    pub fn user(mut self, user: impl Into<UserId>) -> Self {
        self.user_id = Some(user.into());
        self
    }

    /// Sets the name in the URL; kept in lower case.
    #[must_use]
    pub fn slug(mut self, slug: impl AsRef<str>) -> Self {
        self.slug = Some(slug.as_ref().to_lowercase());
        self
    }

    /// Sets the display name.
    #[must_use]
    pub fn username(mut self, name: impl Into<String>) -> Self {
        self.username = Some(name.into());
        self
    }

    /// Adds what a newer record of the same chatroom knows.
    pub(crate) fn learn(&mut self, newer: Self) {
        self.channel_id = newer.channel_id.or(self.channel_id);
        self.user_id = newer.user_id.or(self.user_id);
        self.slug = newer.slug.or(self.slug.take());
        self.username = newer.username.or(self.username.take());
    }

    /// How well a name fits: by slug, by display name, or not at all. `name` is in lower case.
    pub(crate) fn fits(&self, name: &str) -> Option<Fit> {
        let is = |own: &Option<String>| own.as_ref().is_some_and(|own| own.to_lowercase() == name);
        if is(&self.slug) {
            return Some(Fit::Slug);
        }
        is(&self.username).then_some(Fit::Username)
    }
}

/// How a chatroom was found by name; the better way is the smaller one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    Slug,
    Username,
}

/// The chatroom that fits a name best.
pub(crate) fn best<'a>(
    rooms: impl IntoIterator<Item = &'a KnownChatroom>,
    name: &str,
) -> Option<&'a KnownChatroom> {
    let name = name.to_lowercase();
    let fitting = rooms.into_iter().filter_map(|room| room.fits(&name).map(|fit| (fit, room)));
    fitting.min_by_key(|(fit, _)| *fit).map(|(_, room)| room)
}

/// An error of a store, with the code [`STORE_FAILED`](code::STORE_FAILED).
pub(crate) fn failed(
    what: &'static str,
    cause: impl std::error::Error + Send + Sync + 'static,
) -> Error {
    Error::new(ErrorKind::Config, what)
        .with_code(code::STORE_FAILED)
        .with_platform("kick")
        .with_source(cause)
}
