//! [`Channel`]: what can be done in a channel, a thread, a group or a direct conversation.

mod ephemeral;
mod history;
mod media;
mod send;
mod thread;

use std::fmt;
use std::sync::Arc;

use chatwire_core::{Error, ErrorKind, Result};
use chatwire_mezon_proto::api;
use chatwire_mezon_proto::realtime::{self, envelope};

use crate::content::Content;
use crate::error::named;
use crate::realtime::Command;
use crate::realtime::{Place, Verb};
use crate::world::{ChannelInfo, KnownMessages};
use crate::{ChannelId, ChannelType, Clan, Client, MessageHandle, MessageId, TopicId, UserId};

pub use ephemeral::{Ephemeral, SendEphemeral};
pub use history::History;
pub use media::PlayMedia;
pub use send::{SendMessage, SendToChannel};
pub use thread::{CreateThread, ListThreads};

/// A channel, a thread, a group or a direct conversation; from [`Client::channel`].
///
/// It is an id and a way to the client: cheap to make and to clone, and nothing is looked up until something is done.
///
/// ```
/// # use chatwire_core::testing::{Answer, Script};
/// # use chatwire_mezon::proto::{Message as _, api, realtime};
/// # fn answer(message: &impl chatwire_mezon::proto::Message) -> Answer {
/// #     Answer::status(200).body(message.encode_to_vec())
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_mezon::Result<()> {
/// # let session = api::Session { token: "h.e30.s".to_owned(), ..Default::default() };
/// # let detail = api::ChannelDescription { channel_id: 10, clan_id: 7, r#type: 1, ..Default::default() };
/// # let ack = realtime::ChannelMessageAck { channel_id: 10, message_id: 99, ..Default::default() };
/// # let script = Script::new().answer(answer(&session)).answer(answer(&detail)).answer(answer(&ack));
/// # let client = chatwire_mezon::Client::builder(5, "key").script(script).no_rate_limit().build()?;
/// let channel = client.channel(10);
/// let message = channel.send("Hello").await?;
/// assert_eq!(message.id(), 99);
/// assert_eq!(channel.messages().last(), Some(message), "it is known before `send` returns");
/// # Ok(())
/// # }
/// ```
#[doc(alias = "TextChannel")]
#[derive(Clone)]
pub struct Channel {
    pub(crate) client: Client,
    pub(crate) id: ChannelId,
}

impl Client {
    /// A channel, a thread, a group or a direct conversation by its id; nothing is sent.
    #[must_use]
    pub fn channel(&self, id: impl Into<ChannelId>) -> Channel {
        Channel { client: self.clone(), id: id.into() }
    }

    /// Sends a message to a channel of a clan that need not be known, in the form of the SDKs of 2025.
    ///
    /// Of a channel that is known nothing else is taken than its id. Of others the mode is that of
    /// [`mode`](SendToChannel::mode), a text channel's unless it is set, and they are public unless
    /// [`private`](SendToChannel::private) says otherwise. [`Channel::send`] looks such channels up.
    ///
    /// # Errors
    ///
    /// Those of [`SendMessage`].
    pub fn send_message(
        &self,
        clan: impl Into<crate::ClanId>,
        channel: impl Into<ChannelId>,
        content: impl Into<Content>,
    ) -> SendToChannel {
        let channel = self.channel(channel);
        let assumed = Place {
            clan: clan.into(),
            channel: channel.id,
            kind: ChannelType::Channel.number(),
            is_public: true,
        };
        SendToChannel::new(channel.send(content), assumed)
    }

    /// Where messages to a channel go: what is known of it, else what is assumed, else what the service says.
    pub(crate) async fn place(&self, channel: ChannelId, assumed: Option<Place>) -> Result<Place> {
        if let Some(known) = self.inner.world.channels.get(channel) {
            return Ok(known.place());
        }
        match assumed {
            Some(place) => Ok(place),
            None => Ok(self.channel(channel).fetch().await?.place()),
        }
    }

    /// Sends an envelope over the live session and waits for what answers it.
    pub(crate) async fn ask(
        &self,
        message: envelope::Message,
    ) -> Result<Option<envelope::Message>> {
        self.inner.line.ask(message).await
    }

    /// Sends an envelope to a channel over the live session, in order, and joins the channel where that is wanted.
    pub(crate) async fn send_to(
        &self,
        place: Place,
        message: envelope::Message,
    ) -> Result<Option<envelope::Message>> {
        let message = Box::new(message);
        let line = self.inner.line.required()?;
        line.call(|reply| Command(Verb::Send { place, message, reply })).await
    }
}

impl Channel {
    /// Id.
    #[must_use]
    pub fn id(&self) -> ChannelId {
        self.id
    }

    /// Client that it belongs to.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// What is known of it; never touches the network.
    #[must_use]
    pub fn get(&self) -> Option<Arc<ChannelInfo>> {
        self.client.inner.world.channels.get(self.id)
    }

    /// What is known of it, or what the service says; however many ask at once, one call is made.
    ///
    /// # Errors
    ///
    /// [`NotFound`](ErrorKind::NotFound) when there is no such channel, and those of
    /// [every call](crate::Client#errors-of-every-call).
    pub async fn fetch(&self) -> Result<Arc<ChannelInfo>> {
        match self.get() {
            Some(known) => Ok(known),
            None => self.reload().await,
        }
    }

    /// What the service says of it now.
    ///
    /// # Errors
    ///
    /// As [`fetch`](Self::fetch).
    pub async fn reload(&self) -> Result<Arc<ChannelInfo>> {
        let flights = &self.client.inner.world.flights.channels;
        let Self { client, id } = self.clone();
        flights.join(self.id, || Box::pin(load(client, id))).await
    }

    /// Clan that it belongs to, when the channel is known and lies in one.
    #[must_use]
    pub fn clan(&self) -> Option<Clan> {
        let clan = self.get()?.clan_id.present()?;
        Some(self.client.clan(clan))
    }

    /// Messages that the client knows.
    #[must_use]
    pub fn messages(&self) -> KnownMessages {
        KnownMessages { client: self.client.clone(), channel: self.id }
    }

    /// A message by its id; nothing is sent.
    #[must_use]
    pub fn message(&self, id: impl Into<MessageId>) -> MessageHandle {
        MessageHandle::new(&self.client, self.id, id.into(), None)
    }

    /// Shows for some seconds that this bot is typing; repeat it while that is so.
    ///
    /// # Errors
    ///
    /// [`Closed`](ErrorKind::Closed) without a live session that is online, and those of its
    /// [handle](crate::Handle).
    pub async fn typing(&self) -> Result<()> {
        self.types(TopicId::NONE).await
    }

    /// As [`typing`](Self::typing), in a topic of the channel.
    ///
    /// # Errors
    ///
    /// As [`typing`](Self::typing).
    pub async fn typing_in_topic(&self, topic: impl Into<TopicId>) -> Result<()> {
        self.types(topic.into()).await
    }

    async fn types(&self, topic: TopicId) -> Result<()> {
        let place = self.client.place(self.id, None).await?;
        let typing = realtime::MessageTypingEvent {
            clan_id: place.clan.get(),
            channel_id: self.id.get(),
            mode: place.mode(),
            is_public: place.is_public,
            topic_id: topic.get(),
            ..realtime::MessageTypingEvent::default()
        };
        self.client.ask(envelope::Message::MessageTypingEvent(typing)).await.map(drop)
    }

    /// Tells that this bot has read the channel up to a message.
    ///
    /// # Errors
    ///
    /// As [`typing`](Self::typing).
    pub async fn mark_read(&self, last: impl Into<MessageId>) -> Result<()> {
        let place = self.client.place(self.id, None).await?;
        let now = chatwire_core::Timestamp::now().as_unix_seconds();
        let seen = realtime::LastSeenMessageEvent {
            clan_id: place.clan.get(),
            channel_id: self.id.get(),
            message_id: last.into().get(),
            mode: place.mode(),
            timestamp_seconds: u32::try_from(now).unwrap_or_default(),
            badge_count: 0,
        };
        self.client.ask(envelope::Message::LastSeenMessageEvent(seen)).await.map(drop)
    }

    /// Messages that are pinned.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    pub async fn pins(&self) -> Result<Vec<api::PinMessage>> {
        let place = self.client.place(self.id, None).await?;
        let request = api::PinMessageRequest {
            channel_id: self.id.get(),
            clan_id: place.clan.get(),
            ..api::PinMessageRequest::default()
        };
        Ok(self.client.api().get_pin_messages_list(request).await?.pin_messages_list)
    }

    /// Lets users into it.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    pub async fn add_users<U: Into<UserId>>(
        &self,
        users: impl IntoIterator<Item = U>,
    ) -> Result<()> {
        let user_ids = users.into_iter().map(|user| user.into().get()).collect();
        let request = api::AddChannelUsersRequest { channel_id: self.id.get(), user_ids };
        self.client.api().add_channel_users(request).await
    }
}

async fn load(client: Client, id: ChannelId) -> Result<Arc<ChannelInfo>> {
    let missing = || {
        let why = format!("there is no channel {id} that the bot can see");
        named(Error::new(ErrorKind::NotFound, why))
    };
    if id.is_none() {
        return Err(missing());
    }
    let request = api::ListChannelDetailRequest { channel_id: id.get() };
    let found = client.api().list_channel_detail(request).await?;
    if found.channel_id != id.get() {
        return Err(missing());
    }
    Ok(client.inner.world.channel(ChannelInfo::from(&found)))
}

impl Place {
    /// Number of the mode in which messages travel there.
    pub(crate) fn mode(&self) -> i32 {
        ChannelType::from(self.kind).mode().number()
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Channel").field(&self.id).finish()
    }
}

impl PartialEq for Channel {
    /// Whether both are the same channel, of whichever client.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
