//! Who knows the numbers of a channel by its name.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;

use chatwire_core::{BoxFuture, Error, ErrorKind, Result};

use super::target::slug_candidates;
use crate::client::named;
use crate::error::code;
use crate::token_store::{ChatroomStore, KnownChatroom};

/// Finds a chatroom by the name of its channel.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_kick::Result<()> {
/// use chatwire_kick::chatroom::{ChatroomResolver, StaticResolver};
/// use chatwire_kick::token_store::KnownChatroom;
///
/// let resolver = StaticResolver::new([KnownChatroom::new(9001).channel(501).slug("some-user")]);
/// assert_eq!(resolver.resolve("Some_User").await?.unwrap().chatroom_id, 9001);
/// assert!(resolver.resolve("nobody").await?.is_none());
/// # Ok(())
/// # }
/// ```
pub trait ChatroomResolver: Debug + Send + Sync + 'static {
    /// The chatroom; `None` when there is no channel of this name, or this resolver does not know it.
    ///
    /// An error is for trouble only, such as a site that refuses to be asked.
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<KnownChatroom>>>;
}

/// Knows the chatrooms that it was given, by slug and by display name.
#[derive(Clone, Debug, Default)]
pub struct StaticResolver(HashMap<String, KnownChatroom>);

impl StaticResolver {
    /// A resolver that knows these.
    #[must_use]
    pub fn new(rooms: impl IntoIterator<Item = KnownChatroom>) -> Self {
        let mut names = HashMap::new();
        for room in rooms {
            let both = [room.username.clone(), room.slug.clone()];
            for name in both.into_iter().flatten() {
                names.insert(name.to_lowercase(), room.clone());
            }
        }
        Self(names)
    }
}

impl ChatroomResolver for StaticResolver {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<KnownChatroom>>> {
        Box::pin(async move {
            let names = slug_candidates(name)?;
            Ok(names.iter().find_map(|name| self.0.get(name)).cloned())
        })
    }
}

/// Knows what a store of chatrooms knows.
#[derive(Clone, Debug)]
pub struct StoreResolver(pub(crate) Arc<dyn ChatroomStore>);

impl StoreResolver {
    /// A resolver over a store, such as that of a [`Client`](crate::Client::chatrooms).
    #[must_use]
    pub fn new(store: Arc<dyn ChatroomStore>) -> Self {
        Self(store)
    }
}

impl ChatroomResolver for StoreResolver {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<KnownChatroom>>> {
        Box::pin(async move {
            for name in slug_candidates(name)? {
                if let Some(known) = self.0.by_name(&name).await? {
                    return Ok(Some(known));
                }
            }
            Ok(None)
        })
    }
}

/// Asks several resolvers in turn, and keeps in a store what it learns.
///
/// ```
/// use chatwire_kick::Client;
/// use chatwire_kick::chatroom::{ChainResolver, SiteResolver, StaticResolver, StoreResolver};
///
/// let client = Client::new("an-access-token")?;
/// let chain = ChainResolver::new()
///     .then(StoreResolver::new(client.chatrooms().clone()))
///     .then(StaticResolver::default())
///     .then(SiteResolver::new(client.clone()))
///     .keep(client.chatrooms().clone());
/// # Ok::<_, chatwire_kick::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ChainResolver {
    links: Vec<Arc<dyn ChatroomResolver>>,
    store: Option<Arc<dyn ChatroomStore>>,
}

impl ChainResolver {
    /// A chain without resolvers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks this one when those before it know nothing.
    #[must_use]
    pub fn then(mut self, resolver: impl ChatroomResolver) -> Self {
        self.links.push(Arc::new(resolver));
        self
    }

    /// Writes what is found into this store, so that it need not be asked for again.
    #[must_use]
    pub fn keep(mut self, store: Arc<dyn ChatroomStore>) -> Self {
        self.store = Some(store);
        self
    }
}

impl ChatroomResolver for ChainResolver {
    /// The first answer counts. Trouble of one resolver matters only when no other knows the name.
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<KnownChatroom>>> {
        Box::pin(async move {
            slug_candidates(name)?;
            let mut trouble = None;
            for (place, link) in self.links.iter().enumerate() {
                match link.resolve(name).await {
                    Ok(Some(found)) => {
                        // What came from the first link is most likely in the store.
                        if let Some(store) = self.store.as_ref().filter(|_| place > 0)
                            && let Err(error) = store.put_chatroom(found.clone()).await
                        {
                            tracing::warn!(%error, "a chatroom could not be kept");
                        }
                        return Ok(Some(found));
                    }
                    Ok(None) => {}
                    Err(error) => trouble = trouble.or(Some(error)),
                }
            }
            trouble.map_or(Ok(None), Err)
        })
    }
}

/// The error of a name that nobody knows.
pub(super) fn not_found(name: &str) -> Error {
    let words = format!("Could not find chatroom ID for {name}");
    named(Error::new(ErrorKind::NotFound, words).with_code(code::CHATROOM_NOT_FOUND))
}
