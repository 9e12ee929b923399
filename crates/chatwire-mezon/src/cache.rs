//! Messages kept on this side: in memory, or with the feature `sqlite-cache` in a file.
//!
//! A cache holds plain records, no protobuf: what is in a file today can be read after the wire has
//! changed again.

mod memory;
mod record;
#[cfg(feature = "sqlite-cache")]
pub mod sqlite;

use std::fmt::Debug;

use chatwire_core::{BoxFuture, Result};

use crate::id::{ChannelId, MessageId};

pub use memory::MemoryCache;
pub use record::CachedMessage;
#[cfg(feature = "sqlite-cache")]
pub use sqlite::SqliteCache;

/// How many messages of a channel are listed where nothing else is asked for
/// (Python SDK 1.8.1, `get_messages_by_channel`).
pub const DEFAULT_LIMIT: usize = 50;

/// Where messages are kept.
///
/// Reads see every write that was queued before them, whether it is on disk yet or not.
/// All futures may be dropped: a write that was queued is carried out all the same.
///
/// ```
/// use std::sync::Arc;
///
/// use chatwire_mezon::cache::{CachedMessage, MemoryCache, MessageCache};
/// use chatwire_mezon::{ChannelId, Content};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_mezon::Result<()> {
/// let cache: Arc<dyn MessageCache> = Arc::new(MemoryCache::new());
/// let channel = ChannelId::new(2);
/// let message = CachedMessage::new(channel, 100, 4).content(&Content::text("hi")).at(1_700_000_000);
/// cache.save(message).await?;
///
/// let newest = cache.messages(channel, 50, 0).await?;
/// assert_eq!(newest[0].parse_content(), Content::text("hi"));
/// assert!(cache.delete(channel, newest[0].id).await?);
/// assert_eq!(cache.count().await?, 0);
/// # Ok(())
/// # }
/// ```
pub trait MessageCache: Debug + Send + Sync {
    /// Queues a message without waiting, in place of one with the same channel and id.
    ///
    /// # Errors
    /// Gives the message back when the queue is full or the cache is closed.
    fn offer(&self, message: CachedMessage) -> Result<(), Box<CachedMessage>>;

    /// Saves a message, in place of one with the same channel and id; waits while the queue is full.
    /// Done when the message is kept for good.
    fn save(&self, message: CachedMessage) -> BoxFuture<'_, Result<()>>;

    /// Takes over what an edit carries. Content, mentions and attachments are the edit's, references and reactions too
    /// unless it has none; clan, sender, topic and time stay unless they were not known. A message that is not there is
    /// saved as the edit has it.
    ///
    /// A cache that does not say how this is done is read and written anew; another write may come between.
    fn edit(&self, edit: CachedMessage) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let known = self.message(edit.channel_id, edit.id).await?;
            self.save(edit.over(known.as_ref())).await
        })
    }

    /// The message with this id.
    fn message(
        &self,
        channel: ChannelId,
        id: MessageId,
    ) -> BoxFuture<'_, Result<Option<CachedMessage>>>;

    /// At most `limit` messages of a channel behind the newest `offset` ones, newest first by their
    /// time, then by their id.
    fn messages(
        &self,
        channel: ChannelId,
        limit: usize,
        offset: usize,
    ) -> BoxFuture<'_, Result<Vec<CachedMessage>>>;

    /// Number of all messages.
    fn count(&self) -> BoxFuture<'_, Result<usize>>;

    /// Number of messages of a channel.
    fn count_in(&self, channel: ChannelId) -> BoxFuture<'_, Result<usize>>;

    /// Deletes a message; whether there was one.
    fn delete(&self, channel: ChannelId, id: MessageId) -> BoxFuture<'_, Result<bool>>;

    /// Deletes all messages of a channel; how many there were.
    fn clear(&self, channel: ChannelId) -> BoxFuture<'_, Result<usize>>;

    /// Waits until everything that was queued before is kept for good.
    ///
    /// # Errors
    /// When a write since the last flush failed.
    fn flush(&self) -> BoxFuture<'_, Result<()>>;

    /// Writes what is queued and ends the cache; later calls fail with
    /// [`Closed`](chatwire_core::ErrorKind::Closed).
    fn close(&self) -> BoxFuture<'_, Result<()>>;
}

/// Order of lists: newest first by time, then by id.
fn newest_first(message: &CachedMessage) -> impl Ord + use<> {
    std::cmp::Reverse((message.create_time_seconds, message.id))
}
