//! [`MessageHandle`]: what can be done with a message.

use std::fmt;

use chatwire_core::{Error, ErrorKind, Result};
use chatwire_mezon_proto::api;

use super::{DeleteMessage, Message, React, UpdateMessage};
use crate::cache::CachedMessage;
use crate::channel::SendMessage;
use crate::content::Content;
use crate::error::named;
use crate::realtime::{Handle, Place};
use crate::{Channel, ChannelId, Clan, Client, EmojiId, MessageId, User, UserId, UserInfo};

impl Client {
    /// What can be done with a message that came or was sent.
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
    /// # let ack = realtime::ChannelMessageAck { channel_id: 10, message_id: 99, ..Default::default() };
    /// # let edited = realtime::ChannelMessageUpdate::default();
    /// # let script = Script::new().answer(answer(&session)).answer(answer(&ack)).answer(answer(&edited));
    /// # let client = chatwire_mezon::Client::builder(5, "key").script(script).no_rate_limit().build()?;
    /// # let message = chatwire_mezon::Message::from(api::ChannelMessage {
    /// #     channel_id: 10, clan_id: 7, message_id: 98, mode: 2, content: r#"{"t":"ping"}"#.to_owned(), ..Default::default()
    /// # });
    /// let answer = client.message(&message).reply("pong").await?;
    /// assert_eq!(answer.references()[0].message_ref_id, message.id());
    /// let answer = client.message(&answer).update("pong!").await?;
    /// assert_eq!(answer.text(), "pong!");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn message(&self, message: &Message) -> MessageHandle {
        MessageHandle::new(self, message.channel_id(), message.id(), Some(message.clone()))
    }
}

impl Handle {
    /// What can be done with a message that came.
    #[must_use]
    pub fn message(&self, message: &Message) -> MessageHandle {
        self.client().message(message)
    }

    /// Answers a message that came, in its topic.
    ///
    /// # Errors
    ///
    /// Those of [`SendMessage`].
    pub fn reply(&self, message: &Message, content: impl Into<Content>) -> SendMessage {
        self.message(message).reply(content)
    }

    /// A channel by its id; nothing is sent.
    #[must_use]
    pub fn channel(&self, id: impl Into<ChannelId>) -> Channel {
        self.client().channel(id)
    }

    /// A clan by its id; nothing is sent.
    #[must_use]
    pub fn clan(&self, id: impl Into<crate::ClanId>) -> Clan {
        self.client().clan(id)
    }

    /// A user by the id; nothing is sent.
    #[must_use]
    pub fn user(&self, id: impl Into<UserId>) -> User {
        self.client().user(id)
    }
}

/// A message, and a way to the client; from [`Client::message`], [`Channel::message`] and [`Handle::message`].
#[derive(Clone)]
pub struct MessageHandle {
    pub(super) client: Client,
    pub(super) channel: ChannelId,
    pub(super) id: MessageId,
    /// As it was when the handle was made.
    seen: Option<Message>,
}

impl MessageHandle {
    pub(crate) fn new(
        client: &Client,
        channel: ChannelId,
        id: MessageId,
        seen: Option<Message>,
    ) -> Self {
        Self { client: client.clone(), channel, id, seen }
    }

    /// Id.
    #[must_use]
    pub fn id(&self) -> MessageId {
        self.id
    }

    /// Channel of the message.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.client.channel(self.channel)
    }

    /// Who wrote it, when the message is known.
    #[must_use]
    pub fn sender(&self) -> Option<User> {
        Some(self.client.user(self.get()?.sender_id().present()?))
    }

    /// The message as the client knows it now, else as it was when the handle was made; never touches the network.
    #[must_use]
    pub fn get(&self) -> Option<Message> {
        let known = self.client.inner.world.message(self.channel, self.id);
        known.or_else(|| self.seen.clone().filter(|seen| !seen.is_removal()))
    }

    /// The message as it is known, else from the message cache, else from the service.
    ///
    /// However many ask at once, one call is made.
    ///
    /// # Errors
    ///
    /// [`NotFound`](ErrorKind::NotFound) when there is no such message, and those of
    /// [every call](crate::Client#errors-of-every-call).
    pub async fn fetch(&self) -> Result<Message> {
        if let Some(known) = self.get() {
            return Ok(known);
        }
        let flights = &self.client.inner.world.flights.messages;
        let Self { client, channel, id, .. } = self.clone();
        flights.join((channel, id), || Box::pin(look_up(client, channel, id))).await
    }

    /// Answers it, in its topic.
    ///
    /// # Errors
    ///
    /// Those of [`SendMessage`].
    pub fn reply(&self, content: impl Into<Content>) -> SendMessage {
        let send = self.channel().send(content).answer(self.clone());
        match self.assumed() {
            Some(place) => send.assume(place),
            None => send,
        }
    }

    /// Changes what it says.
    ///
    /// # Errors
    ///
    /// Those of [`UpdateMessage`].
    pub fn update(&self, content: impl Into<Content>) -> UpdateMessage {
        UpdateMessage::new(self, content.into())
    }

    /// Removes it.
    ///
    /// # Errors
    ///
    /// Those of [`DeleteMessage`].
    pub fn delete(&self) -> DeleteMessage {
        DeleteMessage::new(self)
    }

    /// Puts an emoji to it: its id, and its short name such as `:heart:`.
    ///
    /// # Errors
    ///
    /// Those of [`React`].
    pub fn react(&self, emoji: impl Into<EmojiId>, name: impl Into<String>) -> React {
        React::new(self, emoji.into(), name.into(), false)
    }

    /// Takes an emoji off it that this bot has put there.
    ///
    /// # Errors
    ///
    /// Those of [`React`].
    #[doc(alias = "action_delete")]
    pub fn unreact(&self, emoji: impl Into<EmojiId>, name: impl Into<String>) -> React {
        React::new(self, emoji.into(), name.into(), true)
    }

    /// Pins it.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    pub async fn pin(&self) -> Result<()> {
        let place = self.place().await?;
        let request = api::PinMessageRequest {
            message_id: self.id.get(),
            channel_id: self.channel.get(),
            clan_id: place.clan.get(),
        };
        match self.client.api().create_pin_message(request).await {
            // The references read two different answers here; that there is one is enough.
            Err(err) if err.kind() != ErrorKind::Decode => Err(err),
            _ => Ok(()),
        }
    }

    /// Takes its pin off.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    pub async fn unpin(&self) -> Result<()> {
        let place = self.place().await?;
        let request = api::DeletePinMessage {
            message_id: self.id.get(),
            channel_id: self.channel.get(),
            clan_id: place.clan.get(),
            ..api::DeletePinMessage::default()
        };
        self.client.api().delete_pin_message(request).await
    }

    /// Opens a topic under it; messages with its id go there.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    pub async fn create_topic(&self) -> Result<api::SdTopic> {
        let place = self.place().await?;
        let request = api::SdTopicRequest {
            message_id: self.id.get(),
            clan_id: place.clan.get(),
            channel_id: self.channel.get(),
        };
        self.client.api().create_sd_topic(request).await
    }

    /// Where it is, from the message itself.
    fn assumed(&self) -> Option<Place> {
        let seen = self.get().or_else(|| self.seen.clone())?;
        let mode = seen.mode()?;
        Some(Place {
            clan: seen.clan_id(),
            channel: self.channel,
            kind: mode.channel_type().number(),
            is_public: seen.is_public,
        })
    }

    pub(super) async fn place(&self) -> Result<Place> {
        self.client.place(self.channel, self.assumed()).await
    }
}

/// Finds a message where the client does not have it.
async fn look_up(client: Client, channel: ChannelId, id: MessageId) -> Result<Message> {
    if let Some(known) = cached(&client, channel, id).await {
        return Ok(known);
    }
    let page = client.channel(channel).history().around(id).limit(10).await?;
    let found = page.items.into_iter().find(|message| message.id() == id);
    let Some(message) = found else {
        let why = format!("there is no message {id} in channel {channel} that the bot can see");
        return Err(named(Error::new(ErrorKind::NotFound, why)));
    };
    client.inner.world.fetched(&message);
    Ok(message)
}

/// A message as the message cache has it.
pub(super) async fn cached(client: &Client, channel: ChannelId, id: MessageId) -> Option<Message> {
    let world = &client.inner.world;
    let record = match world.message_cache()?.message(channel, id).await {
        Ok(record) => record?,
        Err(error) => {
            tracing::warn!(%error, "the message cache cannot be read");
            return None;
        }
    };
    let sender = world.users.get(record.sender_id);
    Some(from_record(&record, sender.as_deref()))
}

/// A message from the cache: its lists are JSON there, which is one of their forms on the wire. What is shown of its
/// sender is not there, but may be known.
fn from_record(record: &CachedMessage, sender: Option<&UserInfo>) -> Message {
    let said = |of: fn(&UserInfo) -> &String| sender.map(of).cloned().unwrap_or_default();
    let profile = sender.and_then(|sender| sender.profile(record.clan_id)).cloned();
    let profile = profile.unwrap_or_default();
    let list = |json: &str| if json == "[]" { Vec::new().into() } else { json.to_owned().into() };
    Message::from(api::ChannelMessage {
        clan_id: record.clan_id.get(),
        channel_id: record.channel_id.get(),
        message_id: record.id.get(),
        sender_id: record.sender_id.get(),
        username: said(|sender| &sender.username),
        display_name: said(|sender| &sender.display_name),
        avatar: said(|sender| &sender.avatar),
        clan_nick: profile.nick,
        clan_avatar: profile.avatar,
        content: record.content.clone(),
        mentions: list(&record.mentions),
        attachments: list(&record.attachments),
        references: list(&record.references),
        reactions: list(&record.reactions),
        create_time_seconds: record.create_time_seconds.unwrap_or_default(),
        topic_id: record.topic_id.get(),
        ..api::ChannelMessage::default()
    })
}

impl fmt::Debug for MessageHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageHandle")
            .field("channel", &self.channel)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
