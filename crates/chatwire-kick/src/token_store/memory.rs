//! [`MemoryStore`]: tokens and chatrooms that are gone with the program.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chatwire_core::{BoxFuture, Result};

use super::{ChatroomStore, KnownChatroom, StoredToken, TokenStore, best};
use crate::{ChatroomId, UserId};

/// Keeps everything in memory; clones share it. The default of a client.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_kick::Result<()> {
/// use chatwire_kick::Client;
/// use chatwire_kick::token_store::{MemoryStore, StoredToken, TokenStore};
/// use chatwire_kick::UserId;
///
/// let store = MemoryStore::new();
/// store.put(StoredToken::new(UserId::new(1001), "access")).await?;
/// let client = Client::builder().token_store(store.clone()).account(1001).build()?;
/// assert!(client.has_token(1001).await?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct MemoryStore(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    tokens: BTreeMap<UserId, StoredToken>,
    rooms: BTreeMap<ChatroomId, KnownChatroom>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ready<T: Send + 'static>(value: T) -> BoxFuture<'static, Result<T>> {
    Box::pin(std::future::ready(Ok(value)))
}

impl TokenStore for MemoryStore {
    fn get(&self, account: UserId) -> BoxFuture<'_, Result<Option<StoredToken>>> {
        ready(self.lock().tokens.get(&account).cloned())
    }

    fn put(&self, token: StoredToken) -> BoxFuture<'_, Result<()>> {
        self.lock().tokens.insert(token.account, token);
        ready(())
    }

    fn delete(&self, account: UserId) -> BoxFuture<'_, Result<bool>> {
        ready(self.lock().tokens.remove(&account).is_some())
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<StoredToken>>> {
        ready(self.lock().tokens.values().cloned().collect())
    }
}

impl ChatroomStore for MemoryStore {
    fn by_name<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<KnownChatroom>>> {
        ready(best(self.lock().rooms.values(), name).cloned())
    }

    fn by_chatroom(&self, chatroom: ChatroomId) -> BoxFuture<'_, Result<Option<KnownChatroom>>> {
        ready(self.lock().rooms.get(&chatroom).cloned())
    }

    fn by_user(&self, user: UserId) -> BoxFuture<'_, Result<Option<KnownChatroom>>> {
        ready(self.lock().rooms.values().find(|room| room.user_id == Some(user)).cloned())
    }

    fn put_chatroom(&self, known: KnownChatroom) -> BoxFuture<'_, Result<()>> {
        let mut kept = self.lock();
        let room = kept.rooms.entry(known.chatroom_id);
        room.or_insert_with(|| KnownChatroom::new(known.chatroom_id)).learn(known);
        ready(())
    }

    fn list_chatrooms(&self) -> BoxFuture<'_, Result<Vec<KnownChatroom>>> {
        ready(self.lock().rooms.values().cloned().collect())
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.lock();
        f.debug_struct("MemoryStore")
            .field("tokens", &kept.tokens.len())
            .field("chatrooms", &kept.rooms.len())
            .finish()
    }
}
