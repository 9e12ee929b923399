//! [`CacheSizes`]: how much a client remembers.

/// How many clans, channels, users and messages a client remembers; what was not used for longest goes first.
///
/// ```
/// use chatwire_mezon::{CacheSizes, Client};
///
/// let sizes = CacheSizes::default().users(100_000).messages_per_channel(50);
/// let client = Client::builder(1_800_000_000_000_000_001, "api-key").cache_sizes(sizes).build()?;
/// assert!(client.users().is_empty());
/// # Ok::<_, chatwire_mezon::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct CacheSizes {
    pub(super) clans: usize,
    pub(super) channels: usize,
    pub(super) users: usize,
    pub(super) per_channel: usize,
    pub(super) messages: usize,
}

impl CacheSizes {
    /// Remembers nothing: events that no handler wants are not even read.
    pub fn none() -> Self {
        Self { clans: 0, channels: 0, users: 0, per_channel: 0, messages: 0 }
    }

    pub(super) fn keeps_messages(&self) -> bool {
        self.per_channel > 0 && self.messages > 0
    }

    /// Clans (1,000).
    pub fn clans(mut self, count: usize) -> Self {
        self.clans = count;
        self
    }

    /// Channels of all clans, with threads, groups and direct conversations (5,000).
    pub fn channels(mut self, count: usize) -> Self {
        self.channels = count;
        self
    }

    /// Users (10,000).
    pub fn users(mut self, count: usize) -> Self {
        self.users = count;
        self
    }

    /// Messages of one channel (200, as in mezon-sdk 2.8.53).
    pub fn messages_per_channel(mut self, count: usize) -> Self {
        self.per_channel = count;
        self
    }

    /// Messages of all channels together (2,000, mostly less than a MiB).
    pub fn messages(mut self, count: usize) -> Self {
        self.messages = count;
        self
    }
}

impl Default for CacheSizes {
    fn default() -> Self {
        Self { clans: 1_000, channels: 5_000, users: 10_000, per_channel: 200, messages: 2_000 }
    }
}
