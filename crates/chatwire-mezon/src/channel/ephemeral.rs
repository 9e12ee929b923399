//! Messages that only some people see: [`SendEphemeral`], and [`Ephemeral`] to change and remove them.

use chatwire_core::{Error, Result};
use chatwire_mezon_proto::api;
use chatwire_mezon_proto::realtime::{self, envelope};

use super::Channel;
use crate::content::{Attachment, Content, Mention};
use crate::error::named;
use crate::rest::awaited;
use crate::{MessageHandle, MessageId, MessageKind, TopicId, UserId};

impl Channel {
    /// Sends a message that only the receivers see, over the live session.
    ///
    /// # Errors
    ///
    /// Those of [`SendEphemeral`].
    #[doc(alias = "send_ephemeral")]
    pub fn ephemeral<U: Into<UserId>>(
        &self,
        receivers: impl IntoIterator<Item = U>,
        content: impl Into<Content>,
    ) -> SendEphemeral {
        SendEphemeral {
            channel: self.clone(),
            receivers: receivers.into_iter().map(Into::into).collect(),
            content: content.into(),
            answered: None,
            mention_everyone: false,
            anonymous: false,
            topic: None,
            kind: MessageKind::Ephemeral,
            id: MessageId::NONE,
        }
    }

    /// Changes what the receivers of an ephemeral message see, by its id.
    ///
    /// # Errors
    ///
    /// Those of [`SendEphemeral`].
    pub fn update_ephemeral<U: Into<UserId>>(
        &self,
        receivers: impl IntoIterator<Item = U>,
        message: impl Into<MessageId>,
        content: impl Into<Content>,
    ) -> SendEphemeral {
        SendEphemeral {
            kind: MessageKind::UpdateEphemeral,
            id: message.into(),
            ..self.ephemeral(receivers, content)
        }
    }

    /// Takes an ephemeral message from its receivers, by its id.
    ///
    /// # Errors
    ///
    /// Those of [`SendEphemeral`].
    pub fn delete_ephemeral<U: Into<UserId>>(
        &self,
        receivers: impl IntoIterator<Item = U>,
        message: impl Into<MessageId>,
    ) -> SendEphemeral {
        // The text is a sign that clients look for (mezon-sdk 2.8.53).
        SendEphemeral {
            kind: MessageKind::DeleteEphemeral,
            id: message.into(),
            ..self.ephemeral(receivers, "deleteEphemeral")
        }
    }
}

/// Sends, changes or removes a message that only some people see; from [`Channel::ephemeral`].
///
/// # Errors
///
/// [`Input`](chatwire_core::ErrorKind::Input) without receivers, for a change without a message, and for a content that
/// cannot be sent; [`Closed`](chatwire_core::ErrorKind::Closed) without a live session that is online; the service's
/// refusal.
#[must_use = "a message is not sent until this is awaited"]
#[derive(Clone, Debug)]
pub struct SendEphemeral {
    channel: Channel,
    receivers: Vec<UserId>,
    content: Content,
    answered: Option<MessageHandle>,
    mention_everyone: bool,
    anonymous: bool,
    topic: Option<TopicId>,
    kind: MessageKind,
    id: MessageId,
}

impl SendEphemeral {
    /// Answers a message of the channel; the answer goes into its topic.
    #[doc(alias = "reference_message_id")]
    pub fn reply_to(mut self, message: impl Into<MessageId>) -> Self {
        self.answered = Some(self.channel.message(message));
        self
    }

    /// Adds mentions of users and roles.
    pub fn mentions(mut self, mentions: impl IntoIterator<Item = Mention>) -> Self {
        self.content.mentions.extend(mentions);
        self
    }

    /// Adds files that lie on a server.
    pub fn attachments(mut self, files: impl IntoIterator<Item = Attachment>) -> Self {
        self.content.attachments.extend(files);
        self
    }

    /// Marks it as meant for everybody.
    pub fn mention_everyone(mut self) -> Self {
        self.mention_everyone = true;
        self
    }

    /// Hides who sends it.
    #[doc(alias = "anonymous_message")]
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// Puts it into a topic; the topic of a message that it answers goes before it.
    #[doc(alias = "topic_id")]
    pub fn topic(mut self, topic: impl Into<TopicId>) -> Self {
        self.topic = Some(topic.into());
        self
    }

    async fn run(self) -> Result<Ephemeral> {
        let Self { channel, receivers, .. } = self;
        if receivers.is_empty() {
            return Err(named(Error::input("an ephemeral message needs a receiver")));
        }
        if self.kind != MessageKind::Ephemeral && self.id.is_none() {
            return Err(named(Error::input("the id of the ephemeral message is missing")));
        }
        let content = self.content.to_json().map_err(named)?;
        let mut references: Vec<_> =
            self.content.references.iter().map(api::MessageRef::from).collect();
        let mut topic = None;
        if let Some(answered) = &self.answered {
            let answered = answered.fetch().await?;
            references.push(api::MessageRef::from(&answered.to_reference()));
            topic = answered.topic_id();
        }
        let client = channel.client.clone();
        let place = client.place(channel.id, None).await?;
        let profile = client.inner.world.users.get(client.bot_id());
        let message = realtime::ChannelMessageSend {
            clan_id: place.clan.get(),
            channel_id: place.channel.get(),
            content,
            mentions: self.content.mentions.iter().map(api::MessageMention::from).collect(),
            attachments: self
                .content
                .attachments
                .iter()
                .map(api::MessageAttachment::from)
                .collect(),
            references,
            mode: place.mode(),
            anonymous_message: self.anonymous,
            mention_everyone: self.mention_everyone,
            avatar: profile.map(|bot| bot.avatar_in(place.clan).to_owned()).unwrap_or_default(),
            is_public: place.is_public,
            code: self.kind.number(),
            topic_id: topic.or(self.topic).unwrap_or_default().get(),
            id: self.id.get(),
        };
        let sent = realtime::EphemeralMessageSend {
            message: Some(message),
            receiver_ids: receivers.iter().map(|user| user.get()).collect(),
        };
        let answer = client.send_to(place, envelope::Message::EphemeralMessageSend(sent)).await?;
        // Which of the two comes, the references disagree on.
        let id = match answer {
            Some(envelope::Message::ChannelMessage(message)) => message.message_id,
            Some(envelope::Message::ChannelMessageAck(ack)) => ack.message_id,
            _ => 0,
        };
        let id = MessageId::new(id).present().or(self.id.present());
        Ok(Ephemeral { channel, receivers, id })
    }
}

/// A message that only some people see; from awaiting [`SendEphemeral`].
#[derive(Clone, Debug)]
pub struct Ephemeral {
    channel: Channel,
    receivers: Vec<UserId>,
    id: Option<MessageId>,
}

impl Ephemeral {
    /// Id; `None` when the service took the message without naming it, so that it cannot be changed.
    #[must_use]
    pub fn id(&self) -> Option<MessageId> {
        self.id
    }

    /// Who sees it.
    #[must_use]
    pub fn receivers(&self) -> &[UserId] {
        &self.receivers
    }

    /// Changes what its receivers see.
    ///
    /// # Errors
    ///
    /// Those of [`SendEphemeral`].
    pub fn update(&self, content: impl Into<Content>) -> SendEphemeral {
        let id = self.id.unwrap_or_default();
        self.channel.update_ephemeral(self.receivers.iter().copied(), id, content)
    }

    /// Takes it from its receivers.
    ///
    /// # Errors
    ///
    /// Those of [`SendEphemeral`].
    pub fn delete(&self) -> SendEphemeral {
        self.channel.delete_ephemeral(self.receivers.iter().copied(), self.id.unwrap_or_default())
    }
}

awaited!(SendEphemeral => Ephemeral);
