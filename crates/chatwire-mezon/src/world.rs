//! [`World`]: what a client knows of clans, channels, users and messages.
//!
//! Events are applied by the session's task before anybody sees them; a look never touches the network. Each kind has
//! a lock of its own, held for single operations only and never while code of the user runs.

mod apply;
mod flight;
mod held;
mod known;
mod lru;
mod messages;
mod model;
mod sizes;

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};

use chatwire_mezon_proto::api;

use self::flight::Flights;
use self::held::Held;
use self::lru::Lru;
use self::messages::Messages;
use self::model::Sight;
use crate::cache::{CachedMessage, MessageCache};
use crate::content::lists::list_to_json;
use crate::event::{EventKind, Kinds};
use crate::id::hash::IdState;
use crate::message::List;
use crate::{ChannelId, ChannelType, ClanId, Message, MessageId, UserId};

pub use known::{Known, KnownMessages};
pub use model::{ChannelInfo, ClanInfo, ClanProfile, UserInfo};
pub use sizes::CacheSizes;

/// What a client has learned; a look at it never touches the network.
#[derive(Debug)]
pub(crate) struct World {
    bot: UserId,
    pub(crate) clans: Shelf<ClanId, ClanInfo>,
    pub(crate) channels: Shelf<ChannelId, ChannelInfo>,
    pub(crate) users: Shelf<UserId, UserInfo>,
    /// Direct conversations by the other person.
    directs: Mutex<Lru<UserId, ChannelId>>,
    /// Clans whose channels were listed; [`ClanId::DIRECT`] stands for the direct conversations.
    loaded: Mutex<HashSet<ClanId>>,
    listed: Mutex<Listed>,
    messages: Mutex<Messages>,
    /// Whether messages are kept at all.
    keeps_messages: bool,
    keeps_users: bool,
    /// Hashes what is said of users.
    hash: IdState,
    cache: Option<Arc<dyn MessageCache>>,
    needed: Kinds,
    pub(crate) flights: AllFlights,
}

/// Channels of clans as the first list on a line had them, which tells later whether something was said since.
pub(crate) type Listed = HashMap<ClanId, Arc<[Heading]>>;

/// The newest message of a channel in a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heading {
    pub(crate) channel: ChannelId,
    /// None where nothing was said, or the list does not tell.
    pub(crate) newest: MessageId,
    /// Whether its messages come with those of its clan, without a join of its own.
    pub(crate) is_open: bool,
}

/// What is fetched once however many ask for it.
#[derive(Debug, Default)]
pub(crate) struct AllFlights {
    pub(crate) clan_list: Flights<(), ()>,
    pub(crate) channel_lists: Flights<ClanId, ()>,
    pub(crate) channels: Flights<ChannelId, Arc<ChannelInfo>>,
    pub(crate) users: Flights<UserId, Arc<UserInfo>>,
    pub(crate) directs: Flights<UserId, ChannelId>,
    pub(crate) messages: Flights<(ChannelId, MessageId), Message>,
    pub(crate) permissions: Flights<(), Arc<[api::Permission]>>,
}

/// What is known of one kind of thing, by id.
#[derive(Debug)]
pub(crate) struct Shelf<K, V>(Mutex<Lru<K, Held<V>>>);

impl<K: Copy + Eq + Hash, V: Clone> Shelf<K, V> {
    fn new(capacity: usize) -> Self {
        Self(Mutex::new(Lru::new(capacity)))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Lru<K, Held<V>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn get(&self, id: K) -> Option<Arc<V>> {
        self.lock().get_mut(&id).map(|known| known.share())
    }

    pub(crate) fn insert(&self, id: K, value: V) -> Arc<V> {
        let held = Held::new(value);
        let value = held.share();
        // What had to go for it, is gone after the lock.
        let _evicted = self.lock().insert(id, held);
        value
    }

    /// Changes what is known; nothing happens where nothing is.
    fn change(&self, id: K, change: impl FnOnce(&mut V)) {
        if let Some(known) = self.lock().get_mut(&id) {
            change(known.change());
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl World {
    pub(crate) fn new(
        bot: UserId,
        sizes: CacheSizes,
        cache: Option<Arc<dyn MessageCache>>,
    ) -> Self {
        let messages = Messages::new(sizes.channels, sizes.per_channel, sizes.messages);
        Self {
            bot,
            clans: Shelf::new(sizes.clans),
            channels: Shelf::new(sizes.channels),
            users: Shelf::new(sizes.users),
            // Without it each message to somebody would look the conversation up again.
            directs: Mutex::new(Lru::new(sizes.users.max(1_000))),
            loaded: Mutex::default(),
            listed: Mutex::default(),
            messages: Mutex::new(messages),
            keeps_messages: sizes.keeps_messages(),
            keeps_users: sizes.users > 0,
            hash: IdState::default(),
            needed: apply::needed(&sizes, cache.is_some()),
            cache,
            flights: AllFlights::default(),
        }
    }

    /// Whether events of this kind are looked at even when nobody else wants them.
    pub(crate) fn needs(&self, kind: EventKind) -> bool {
        self.needed.contains(kind)
    }

    /// Clans that are known; this is no use of them.
    pub(crate) fn clan_ids(&self) -> Vec<ClanId> {
        self.clans.lock().iter().map(|(id, _)| *id).collect()
    }

    /// Takes over the list of the bot's clans: what is not in it is forgotten.
    pub(crate) fn clans(&self, list: &api::ClanDescList) {
        let listed: HashSet<ClanId> =
            list.clandesc.iter().map(|clan| ClanId::new(clan.clan_id)).collect();
        for clan in &list.clandesc {
            self.clans.insert(ClanId::new(clan.clan_id), ClanInfo::from(clan));
        }
        let gone: Vec<ClanId> = {
            let clans = self.clans.lock();
            clans.iter().map(|(id, _)| *id).filter(|id| !listed.contains(id)).collect()
        };
        for clan in gone {
            self.forget_clan(clan);
        }
    }

    /// Takes over a list of channels of a clan, or of direct conversations.
    pub(crate) fn channel_list(&self, clan: ClanId, list: &[api::ChannelDescription]) {
        // A later list may know of what was said while the line was dead already.
        if !self.is_loaded(clan) {
            let headings = list.iter().map(|channel| heading(clan, channel)).collect();
            lock(&self.listed).insert(clan, headings);
        }
        for channel in list {
            let mut info = ChannelInfo::from(channel);
            if info.clan_id.is_none() {
                info.clan_id = clan;
            }
            self.channel(info);
        }
        lock(&self.loaded).insert(clan);
    }

    /// A new line: what changed while nobody listened is in lists that are fetched from now on.
    pub(crate) fn reconnected(&self) {
        lock(&self.loaded).clear();
    }

    /// Channels as the first lists on the present line had them, or those of lines before.
    pub(crate) fn listed(&self) -> Listed {
        lock(&self.listed).clone()
    }

    pub(crate) fn is_loaded(&self, clan: ClanId) -> bool {
        lock(&self.loaded).contains(&clan)
    }

    /// Takes over what is known of a channel now.
    pub(crate) fn channel(&self, info: ChannelInfo) -> Arc<ChannelInfo> {
        if info.kind == ChannelType::Direct {
            let mut others = info.user_ids.iter().filter(|user| **user != self.bot);
            if let Some(other) = others.next() {
                self.direct(*other, info.id);
            }
        }
        self.channels.insert(info.id, info)
    }

    /// Remembers the direct conversation with somebody.
    pub(crate) fn direct(&self, user: UserId, channel: ChannelId) {
        lock(&self.directs).insert(user, channel);
    }

    /// The direct conversation with somebody, when it is known.
    pub(crate) fn direct_with(&self, user: UserId) -> Option<ChannelId> {
        lock(&self.directs).get_mut(&user).copied()
    }

    /// Takes over members of a clan.
    pub(crate) fn members(&self, clan: ClanId, list: &api::ClanUserList) {
        for member in &list.clan_users {
            if let Some(user) = &member.user {
                let profile = Some((clan, &*member.clan_nick, &*member.clan_avatar));
                let sight = Sight { profile, ..sight_of(user) };
                self.see(UserId::new(user.id), sight);
            }
        }
    }

    /// Takes over what something says of a user.
    fn see(&self, id: UserId, sight: Sight<'_>) {
        if self.keeps_users {
            see(&mut self.users.lock(), id, sight);
        }
    }

    fn forget_clan(&self, clan: ClanId) {
        self.clans.lock().remove(&clan);
        lock(&self.loaded).remove(&clan);
        lock(&self.listed).remove(&clan);
        self.channels.lock().retain(|channel| channel.clan_id != clan);
    }

    fn forget_channel(&self, channel: ChannelId) {
        self.channels.lock().remove(&channel);
        lock(&self.messages).remove_channel(channel);
    }

    /// A message that is kept.
    pub(crate) fn message(&self, channel: ChannelId, id: MessageId) -> Option<Message> {
        lock(&self.messages).get(channel, id)
    }

    /// Keeps a message that this bot has sent, unless the server's own copy of it was faster.
    pub(crate) fn sent(&self, message: &Message) {
        let (channel, id) = (message.channel_id(), message.id());
        if id.is_none() || self.message(channel, id).is_some() {
            return;
        }
        self.keep(message);
        self.record(message);
    }

    /// Keeps a message that was looked up.
    pub(crate) fn fetched(&self, message: &Message) {
        self.keep(message);
    }

    fn keep(&self, message: &Message) {
        if self.keeps_messages {
            lock(&self.messages).insert(message);
        }
    }

    /// The cache of messages, when there is one.
    pub(crate) fn message_cache(&self) -> Option<&Arc<dyn MessageCache>> {
        self.cache.as_ref()
    }

    /// Gives a message to the cache, as it is now.
    fn record(&self, message: &Message) {
        let Some(cache) = &self.cache else { return };
        if cache.offer(record_of(message)).is_err() {
            let (channel, id) = (message.channel_id(), message.id());
            tracing::warn!(%channel, %id, "the message cache takes no more");
        }
    }

    /// Gives the cache an edit of a message that only it may have.
    fn record_edit(&self, edit: &Message) {
        let Some(cache) = self.cache.clone() else { return };
        let (channel, id, record) = (edit.channel_id(), edit.id(), record_of(edit));
        begin(async move {
            if let Err(error) = cache.edit(record).await {
                tracing::warn!(%channel, %id, %error, "a message stays as it was in the cache");
            }
        });
    }

    /// Takes a message out of the cache.
    fn unrecord(&self, channel: ChannelId, id: MessageId) {
        let Some(cache) = self.cache.clone() else { return };
        begin(async move {
            if let Err(error) = cache.delete(channel, id).await {
                tracing::warn!(%channel, %id, %error, "a message stays in the cache");
            }
        });
    }
}

/// Begins a write to the cache without waiting for its end.
fn begin(write: impl Future<Output = ()> + Send + 'static) {
    let mut write = Box::pin(write);
    // The first look queues it. Only one that had no room, or that has to be driven, needs a task.
    if write.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending()
        && let Ok(runtime) = tokio::runtime::Handle::try_current()
    {
        runtime.spawn(write);
    }
}

/// Takes over what something says of a user.
fn see(users: &mut Lru<UserId, Held<UserInfo>>, id: UserId, sight: Sight<'_>) {
    if id.is_none() {
        return;
    }
    if let Some(known) = users.get_mut(&id) {
        if !sight.is_known(known) {
            sight.merge_into(known.change());
        }
        return;
    }
    let mut user = UserInfo { id, ..UserInfo::default() };
    sight.merge_into(&mut user);
    users.insert(id, Held::new(user));
}

fn heading(clan: ClanId, channel: &api::ChannelDescription) -> Heading {
    let is_public = channel.channel_private == 0 && channel.r#type == ChannelType::Channel.number();
    Heading {
        channel: ChannelId::new(channel.channel_id),
        newest: MessageId::new(channel.last_sent_message.as_ref().map_or(0, |last| last.id)),
        is_open: clan.is_direct() || is_public,
    }
}

fn sight_of(user: &api::User) -> Sight<'_> {
    Sight {
        username: &user.username,
        display_name: &user.display_name,
        avatar: &user.avatar_url,
        profile: None,
    }
}

/// The record of a message.
pub(crate) fn record_of(message: &Message) -> CachedMessage {
    // Most messages have none of them, which need not be taken apart.
    let list = |list, json: &dyn Fn() -> String| {
        if message.has(list) { json() } else { "[]".to_owned() }
    };
    let content = message.raw_content();
    CachedMessage {
        content: if content.is_empty() { "{}".to_owned() } else { content.to_owned() },
        mentions: list(List::Mentions, &|| list_to_json(message.mentions())),
        attachments: list(List::Attachments, &|| list_to_json(message.attachments())),
        reactions: list(List::Reactions, &|| list_to_json(message.reactions())),
        references: list(List::References, &|| list_to_json(message.references())),
        clan_id: message.clan_id(),
        topic_id: message.topic_id().unwrap_or_default(),
        create_time_seconds: message.created_seconds(),
        ..CachedMessage::new(message.channel_id(), message.id(), message.sender_id())
    }
}

#[cfg(test)]
mod tests;
