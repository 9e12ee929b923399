//! A bot at the emulator: one clan, one channel, one person.

use std::sync::Arc;

use chatwire_emulator::{Emulator, Platform, mezon::Mezon};
use chatwire_mezon::cache::MemoryCache;
use chatwire_mezon::{Builder, Channel, Client, Event, Realtime};
use futures_util::StreamExt;

pub(crate) struct Stage {
    /// Ends when it is dropped.
    _emulator: Emulator,
    pub(crate) mezon: Mezon,
    pub(crate) client: Client,
    pub(crate) cache: Arc<MemoryCache>,
    pub(crate) clan: i64,
    pub(crate) talk: i64,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    pub(crate) async fn with(change: impl FnOnce(Builder) -> Builder) -> Self {
        let emulator = Emulator::start().await.unwrap();
        let mezon = emulator.mezon();
        let clan = mezon.clan("team");
        let talk = mezon.channel(clan, "talk");
        let (bot, key) = mezon.bot();
        let cache = Arc::new(MemoryCache::new());
        let builder = Client::builder(bot, key)
            .base_url(emulator.url(Platform::Mezon))
            .unwrap()
            .no_rate_limit()
            .message_cache(cache.clone());
        let client = change(builder).build().unwrap();
        Self { _emulator: emulator, mezon, client, cache, clan, talk }
    }

    pub(crate) async fn live(&self) -> Realtime {
        self.client.connect().without_channel_lists().await.unwrap()
    }

    pub(crate) fn channel(&self) -> Channel {
        self.client.channel(self.talk)
    }

    /// Names of the calls since the login.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.mezon.calls().into_iter().map(|call| call.name).collect()
    }
}

/// The next event that is wanted.
pub(crate) async fn next<T>(live: &mut Realtime, take: impl Fn(Event) -> Option<T>) -> T {
    loop {
        let event = live.next().await.unwrap().unwrap();
        if let Some(found) = take(event) {
            return found;
        }
    }
}
