//! Threads and topics: conversations under a channel, and under a single message.

use chatwire_core::{Error, ErrorKind, Result};
use chatwire_mezon_proto::{api, realtime};

use super::Channel;
use crate::error::named;
use crate::rest::awaited;
use crate::world::ChannelInfo;
use crate::{ChannelType, TopicId, UserId};

impl Channel {
    /// Opens a thread under the channel.
    ///
    /// # Errors
    ///
    /// Those of [`CreateThread`].
    pub fn create_thread(&self, name: impl Into<String>) -> CreateThread {
        CreateThread {
            channel: self.clone(),
            name: name.into(),
            is_private: false,
            users: Vec::new(),
        }
    }

    /// Threads of the channel.
    ///
    /// # Errors
    ///
    /// Those of [`ListThreads`].
    pub fn threads(&self) -> ListThreads {
        ListThreads { channel: self.clone(), limit: 0, page: 0, state: 0 }
    }

    /// Puts the channel or thread away; nothing in it is lost.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    pub async fn archive(&self) -> Result<()> {
        let place = self.client.place(self.id, None).await?;
        let (clan_id, channel_id) = (place.clan.get(), self.id.get());
        self.client.api().archive_channel(api::ArchiveChannelRequest { clan_id, channel_id }).await
    }

    /// Takes an archived thread back into use.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    #[doc(alias = "active_archived_thread")]
    pub async fn unarchive(&self) -> Result<()> {
        let place = self.client.place(self.id, None).await?;
        let (clan_id, channel_id) = (place.clan.get(), self.id.get());
        let request = realtime::ActiveArchivedThread { clan_id, channel_id };
        self.client.api().active_archived_thread(request).await
    }

    /// Leaves a thread.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    pub async fn leave_thread(&self) -> Result<()> {
        let place = self.client.place(self.id, None).await?;
        let (clan_id, channel_id) = (place.clan.get(), self.id.get());
        self.client.api().leave_thread(api::LeaveThreadRequest { clan_id, channel_id }).await
    }

    /// A topic of the channel.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    pub async fn topic(&self, topic: impl Into<TopicId>) -> Result<api::SdTopic> {
        let request = api::SdTopicDetailRequest { topic_id: topic.into().get() };
        self.client.api().get_topic_detail(request).await
    }

    /// Removes a topic of the channel.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    pub async fn delete_topic(&self, topic: impl Into<TopicId>) -> Result<()> {
        let place = self.client.place(self.id, None).await?;
        let request = api::DeleteSdTopicRequest {
            channel_id: self.id.get(),
            id: topic.into().get(),
            clan_id: place.clan.get(),
        };
        self.client.api().delete_sd_topic(request).await
    }
}

/// Opens a thread; from [`Channel::create_thread`]. Awaiting gives the thread, a channel of its own.
///
/// # Errors
///
/// [`Input`](ErrorKind::Input) without a name, and those of [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct CreateThread {
    channel: Channel,
    name: String,
    is_private: bool,
    users: Vec<UserId>,
}

impl CreateThread {
    /// Only those see it who were let in.
    pub fn private(mut self) -> Self {
        self.is_private = true;
        self
    }

    /// Lets users in from the beginning.
    pub fn users<U: Into<UserId>>(mut self, users: impl IntoIterator<Item = U>) -> Self {
        self.users.extend(users.into_iter().map(Into::into));
        self
    }

    async fn run(self) -> Result<Channel> {
        let Self { channel, name, is_private, users } = self;
        if name.trim().is_empty() {
            return Err(named(Error::input("a thread needs a name")));
        }
        let parent = channel.fetch().await?;
        let request = api::CreateChannelDescRequest {
            clan_id: parent.clan_id.get(),
            parent_id: parent.id.get(),
            category_id: parent.category_id.get(),
            r#type: ChannelType::Thread.number(),
            channel_label: name,
            channel_private: i32::from(is_private),
            user_ids: users.into_iter().map(UserId::get).collect(),
            ..api::CreateChannelDescRequest::default()
        };
        let client = &channel.client;
        let made = client.api().create_channel_desc(request).await?;
        if made.channel_id == 0 {
            let why = "the service made a thread without naming it";
            return Err(named(Error::new(ErrorKind::Decode, why).with_maybe_sent(true)));
        }
        let mut info = ChannelInfo::from(&made);
        if info.parent_id.is_none() {
            (info.parent_id, info.clan_id) = (parent.id, parent.clan_id);
        }
        let id = info.id;
        client.inner.world.channel(info);
        Ok(client.channel(id))
    }
}

/// Lists threads of a channel; from [`Channel::threads`].
///
/// # Errors
///
/// Those of [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct ListThreads {
    channel: Channel,
    limit: i32,
    page: i32,
    state: i32,
}

impl ListThreads {
    /// Threads of a page; the service's own number unless it is set.
    pub fn limit(mut self, count: u16) -> Self {
        self.limit = i32::from(count);
        self
    }

    /// Number of the page.
    pub fn page(mut self, number: u16) -> Self {
        self.page = i32::from(number);
        self
    }

    /// Only threads of this state, a number of the service.
    pub fn state(mut self, number: i32) -> Self {
        self.state = number;
        self
    }

    async fn run(self) -> Result<Vec<std::sync::Arc<ChannelInfo>>> {
        let Self { channel, limit, page, state } = self;
        let client = &channel.client;
        let place = client.place(channel.id, None).await?;
        let request = api::ListThreadRequest {
            limit,
            state,
            clan_id: place.clan.get(),
            channel_id: channel.id.get(),
            thread_id: 0,
            page,
        };
        let list = client.api().list_thread_descs(request).await?.channeldesc;
        let known = list.iter().map(|thread| {
            let mut info = ChannelInfo::from(thread);
            if info.clan_id.is_none() {
                info.clan_id = place.clan;
            }
            client.inner.world.channel(info)
        });
        Ok(known.collect())
    }
}

awaited!(CreateThread => Channel, ListThreads => Vec<std::sync::Arc<ChannelInfo>>);
