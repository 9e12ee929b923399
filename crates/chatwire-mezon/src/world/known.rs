//! [`Known`] and [`KnownMessages`]: a look into what a client knows.

use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

use super::{ChannelInfo, ClanInfo, Shelf, UserInfo, World, lock};
use crate::{ChannelId, ClanId, Client, Message, MessageId, UserId};

/// What a client knows of its clans, channels or users; no look touches the network.
///
/// From [`Client::clans`], [`Client::channels`] and [`Client::users`]. How much is kept, [`CacheSizes`](crate::CacheSizes)
/// says; what was not used for longest goes first, and reading is use.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_mezon::Result<()> {
/// # use chatwire_mezon::Client;
/// # let client = Client::new(1_800_000_000_000_000_001, "api-key")?;
/// for clan in client.clans().all() {
///     println!("{}: {}", clan.id, clan.name);
/// }
/// assert!(client.clans().get(7).is_none(), "nothing is known before a live session or a fetch");
/// # Ok(())
/// # }
/// ```
#[doc(alias = "CacheManager")]
pub struct Known<K, V> {
    client: Client,
    shelf: fn(&World) -> &Shelf<K, V>,
}

impl<K: Copy + Eq + Hash, V: Clone> Known<K, V> {
    pub(crate) fn new(client: &Client, shelf: fn(&World) -> &Shelf<K, V>) -> Self {
        Self { client: client.clone(), shelf }
    }

    fn shelf(&self) -> &Shelf<K, V> {
        (self.shelf)(&self.client.inner.world)
    }

    /// What is known of one of them.
    #[must_use]
    pub fn get(&self, id: impl Into<K>) -> Option<Arc<V>> {
        self.shelf().get(id.into())
    }

    /// Whether something is known of it; this is no use of it.
    #[must_use]
    pub fn contains(&self, id: impl Into<K>) -> bool {
        self.shelf().lock().contains(&id.into())
    }

    /// Puts something in place of what is known, such as what a program has kept from an earlier run.
    pub fn insert(&self, id: impl Into<K>, value: V) {
        self.shelf().insert(id.into(), value);
    }

    /// Forgets one of them; whether it was known.
    pub fn remove(&self, id: impl Into<K>) -> bool {
        self.shelf().lock().remove(&id.into()).is_some()
    }

    /// All of them, the last used first.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<V>> {
        self.shelf().lock().iter().map(|(_, value)| value.share()).collect()
    }

    /// Number of them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shelf().lock().len()
    }

    /// Whether none is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets all of them.
    pub fn clear(&self) {
        self.shelf().lock().clear();
    }
}

impl<K, V> Clone for Known<K, V> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), shelf: self.shelf }
    }
}

impl<K: Copy + Eq + Hash, V: Clone> fmt::Debug for Known<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// The last messages of a channel that a client knows; from [`Channel::messages`](crate::Channel::messages).
///
/// Edits, removals and reactions that the live session hears of are applied to them.
#[derive(Clone)]
pub struct KnownMessages {
    pub(crate) client: Client,
    pub(crate) channel: ChannelId,
}

impl KnownMessages {
    /// A message as it is now.
    #[must_use]
    pub fn get(&self, id: impl Into<MessageId>) -> Option<Message> {
        self.client.inner.world.message(self.channel, id.into())
    }

    /// All of them, the oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Message> {
        lock(&self.client.inner.world.messages).of(self.channel)
    }

    /// The newest.
    #[must_use]
    pub fn last(&self) -> Option<Message> {
        lock(&self.client.inner.world.messages).last_of(self.channel)
    }

    /// Number of them.
    #[must_use]
    pub fn len(&self) -> usize {
        lock(&self.client.inner.world.messages).count_of(self.channel)
    }

    /// Whether none is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets them.
    pub fn clear(&self) {
        lock(&self.client.inner.world.messages).remove_channel(self.channel);
    }
}

impl fmt::Debug for KnownMessages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KnownMessages").field("channel", &self.channel).finish_non_exhaustive()
    }
}

impl Client {
    /// What is known of the bot's clans.
    #[must_use]
    pub fn clans(&self) -> Known<ClanId, ClanInfo> {
        Known::new(self, |world| &world.clans)
    }

    /// What is known of channels, threads, groups and direct conversations.
    #[must_use]
    pub fn channels(&self) -> Known<ChannelId, ChannelInfo> {
        Known::new(self, |world| &world.channels)
    }

    /// What is known of users.
    #[must_use]
    pub fn users(&self) -> Known<UserId, UserInfo> {
        Known::new(self, |world| &world.users)
    }

    /// Number of messages that are kept, of all channels.
    #[must_use]
    pub fn known_messages(&self) -> usize {
        lock(&self.inner.world.messages).len()
    }
}
