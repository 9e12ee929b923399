//! A cache in memory, bounded: what was not touched for longest goes first.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chatwire_core::{BoxFuture, Error, ErrorKind, Result};

use super::{CachedMessage, MessageCache, newest_first};
use crate::id::{ChannelId, MessageId};

/// Keeps messages in memory.
///
/// Bounded twice: by the messages of one channel, and by all messages.
/// At a bound the message goes that was neither saved nor read by its id for longest; saving a message
/// again evicts nothing (in the TypeScript SDK it evicts the oldest).
///
/// ```
/// use chatwire_mezon::cache::{CachedMessage, MemoryCache, MessageCache};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_mezon::Result<()> {
/// let cache = MemoryCache::new().per_channel(2);
/// for id in [1, 2, 3] {
///     cache.save(CachedMessage::new(7, id, 1)).await?;
/// }
/// assert_eq!(cache.message(7.into(), 1.into()).await?, None);
/// assert_eq!(cache.count_in(7.into()).await?, 2);
/// # Ok(())
/// # }
/// ```
pub struct MemoryCache {
    per_channel: usize,
    total: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    channels: HashMap<ChannelId, Channel>,
    /// All messages by their last use, the longest unused first.
    used: BTreeMap<u64, (ChannelId, MessageId)>,
    clock: u64,
    closed: bool,
}

#[derive(Default)]
struct Channel {
    messages: HashMap<MessageId, (u64, CachedMessage)>,
    used: BTreeMap<u64, MessageId>,
}

impl MemoryCache {
    /// Messages of one channel where nothing else is set (both SDKs).
    pub const PER_CHANNEL: usize = 200;
    /// Messages of all channels where nothing else is set.
    pub const TOTAL: usize = 10_000;

    /// An empty cache with the bounds [`PER_CHANNEL`](Self::PER_CHANNEL) and [`TOTAL`](Self::TOTAL).
    #[must_use]
    pub fn new() -> Self {
        Self { per_channel: Self::PER_CHANNEL, total: Self::TOTAL, state: Mutex::default() }
    }

    /// Bounds the messages of one channel; at least one.
    #[must_use]
    pub fn per_channel(mut self, messages: usize) -> Self {
        self.per_channel = messages.max(1);
        self
    }

    /// Bounds the messages of all channels; at least one.
    #[must_use]
    pub fn total(mut self, messages: usize) -> Self {
        self.total = messages.max(1);
        self
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T: Send + 'static>(
        &self,
        run: impl FnOnce(&mut State) -> T,
    ) -> BoxFuture<'_, Result<T>> {
        let mut state = self.lock();
        let result = if state.closed {
            Err(Error::new(ErrorKind::Closed, "the message cache is closed"))
        } else {
            Ok(run(&mut state))
        };
        Box::pin(ready(result))
    }

    fn put(&self, state: &mut State, message: CachedMessage) {
        state.put(message, self.per_channel);
        while state.used.len() > self.total {
            let Some((_, (channel, id))) = state.used.first_key_value().map(|(k, v)| (*k, *v))
            else {
                break;
            };
            state.remove(channel, id);
        }
    }
}

impl State {
    fn put(&mut self, message: CachedMessage, per_channel: usize) {
        let (channel_id, id) = (message.channel_id, message.id);
        self.remove(channel_id, id);
        self.clock += 1;
        let channel = self.channels.entry(channel_id).or_default();
        channel.messages.insert(id, (self.clock, message));
        channel.used.insert(self.clock, id);
        self.used.insert(self.clock, (channel_id, id));
        let oldest = channel.used.first_key_value().map(|(_, id)| *id);
        if channel.messages.len() > per_channel
            && let Some(oldest) = oldest
        {
            self.remove(channel_id, oldest);
        }
    }

    fn touch(&mut self, channel_id: ChannelId, id: MessageId) -> Option<&CachedMessage> {
        let channel = self.channels.get_mut(&channel_id)?;
        let (used, message) = channel.messages.get_mut(&id)?;
        self.clock += 1;
        channel.used.remove(used);
        self.used.remove(used);
        *used = self.clock;
        channel.used.insert(self.clock, id);
        self.used.insert(self.clock, (channel_id, id));
        Some(message)
    }

    fn remove(&mut self, channel_id: ChannelId, id: MessageId) -> bool {
        let Some(channel) = self.channels.get_mut(&channel_id) else { return false };
        let Some((used, _)) = channel.messages.remove(&id) else { return false };
        channel.used.remove(&used);
        self.used.remove(&used);
        if channel.messages.is_empty() {
            self.channels.remove(&channel_id);
        }
        true
    }
}

impl MessageCache for MemoryCache {
    fn offer(&self, message: CachedMessage) -> Result<(), Box<CachedMessage>> {
        let mut state = self.lock();
        if state.closed {
            return Err(Box::new(message));
        }
        self.put(&mut state, message);
        Ok(())
    }

    fn save(&self, message: CachedMessage) -> BoxFuture<'_, Result<()>> {
        self.with(|state| self.put(state, message))
    }

    fn edit(&self, edit: CachedMessage) -> BoxFuture<'_, Result<()>> {
        self.with(|state| {
            let known = state.touch(edit.channel_id, edit.id).cloned();
            self.put(state, edit.over(known.as_ref()));
        })
    }

    fn message(
        &self,
        channel: ChannelId,
        id: MessageId,
    ) -> BoxFuture<'_, Result<Option<CachedMessage>>> {
        self.with(|state| state.touch(channel, id).cloned())
    }

    fn messages(
        &self,
        channel: ChannelId,
        limit: usize,
        offset: usize,
    ) -> BoxFuture<'_, Result<Vec<CachedMessage>>> {
        self.with(|state| {
            let Some(channel) = state.channels.get(&channel) else { return Vec::new() };
            let mut messages: Vec<_> = channel.messages.values().map(|(_, it)| it).collect();
            messages.sort_unstable_by_key(|message| newest_first(message));
            messages.into_iter().skip(offset).take(limit).cloned().collect()
        })
    }

    fn count(&self) -> BoxFuture<'_, Result<usize>> {
        self.with(|state| state.used.len())
    }

    fn count_in(&self, channel: ChannelId) -> BoxFuture<'_, Result<usize>> {
        self.with(|state| state.channels.get(&channel).map_or(0, |it| it.messages.len()))
    }

    fn delete(&self, channel: ChannelId, id: MessageId) -> BoxFuture<'_, Result<bool>> {
        self.with(|state| state.remove(channel, id))
    }

    fn clear(&self, channel: ChannelId) -> BoxFuture<'_, Result<usize>> {
        self.with(|state| {
            let Some(channel) = state.channels.remove(&channel) else { return 0 };
            for used in channel.used.keys() {
                state.used.remove(used);
            }
            channel.messages.len()
        })
    }

    fn flush(&self) -> BoxFuture<'_, Result<()>> {
        self.with(|_| ())
    }

    fn close(&self) -> BoxFuture<'_, Result<()>> {
        let mut state = self.lock();
        *state = State { closed: true, ..State::default() };
        Box::pin(ready(Ok(())))
    }
}

impl Default for MemoryCache {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryCache")
            .field("per_channel", &self.per_channel)
            .field("total", &self.total)
            .field("messages", &self.lock().used.len())
            .finish()
    }
}
