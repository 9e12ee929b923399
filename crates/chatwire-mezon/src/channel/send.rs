//! [`SendMessage`]: a message on its way; [`SendToChannel`]: one to a channel that need not be known.

use chatwire_core::{Error, ErrorKind, Result};
use chatwire_mezon_proto::realtime::{self, envelope};
use chatwire_mezon_proto::{Message as _, api};

use super::Channel;
use crate::content::{Attachment, Content, Mention, Reference};
use crate::error::{code, named};
use crate::realtime::Place;
use crate::rest::awaited;
use crate::{ChannelId, Client, Message, MessageHandle, MessageKind, StreamMode, TopicId, UserId};

impl Channel {
    /// Sends a message.
    ///
    /// It goes over the live session where one is online, after what was sent to the channel before, else over HTTP.
    /// A channel that must be joined first is joined.
    ///
    /// # Errors
    ///
    /// Those of [`SendMessage`].
    pub fn send(&self, content: impl Into<Content>) -> SendMessage {
        SendMessage::new(&self.client, Target::Channel(self.id), content.into())
    }
}

/// Sends a message; from [`Channel::send`], [`User::send`](crate::User::send) and
/// [`MessageHandle::reply`](crate::MessageHandle::reply).
///
/// Awaiting gives the message as the service took it, which the client then knows already.
///
/// # Errors
///
/// [`Input`](ErrorKind::Input) for a content that is too long (code `content_too_long`; see [`Content::split_text`]) or
/// whose marks do not fit the text; [`Decode`](ErrorKind::Decode) with the code [`MISSING_ACK`](code::MISSING_ACK) when
/// the service took the message without naming it; those of [every call](crate::Client#errors-of-every-call). It may
/// have arrived after a [lost answer](crate::Client#errors-of-every-call).
#[must_use = "a message is not sent until this is awaited"]
#[derive(Clone, Debug)]
pub struct SendMessage {
    client: Client,
    target: Target,
    content: Content,
    /// The message that this one answers.
    answered: Option<MessageHandle>,
    /// What the channel is taken for while nothing is known of it.
    assumed: Option<Place>,
    /// A mode that no type of a channel goes by.
    mode: Option<StreamMode>,
    mention_everyone: bool,
    anonymous: bool,
    avatar: String,
    kind: MessageKind,
    topic: Option<TopicId>,
}

#[derive(Clone, Debug)]
enum Target {
    Channel(ChannelId),
    /// The direct conversation with somebody, which is made when there is none.
    User(UserId),
}

/// Setters of messages on their way, for everything that has `parts`.
macro_rules! send_setters {
    ($send:ty) => {
        impl $send {
            /// Answers a message: names it, and goes into its topic unless [`topic`](Self::topic) names another.
            pub fn reply_to(mut self, message: &Message) -> Self {
                let send = self.parts();
                send.answered = Some(send.client.message(message));
                self
            }

            /// Adds mentions of users and roles; [`Content::mention_user`] computes their places.
            pub fn mentions(mut self, mentions: impl IntoIterator<Item = Mention>) -> Self {
                self.parts().content.mentions.extend(mentions);
                self
            }

            /// Adds files that lie on a server; [`Client::upload`] puts them there.
            pub fn attachments(mut self, files: impl IntoIterator<Item = Attachment>) -> Self {
                self.parts().content.attachments.extend(files);
                self
            }

            /// Adds references to other messages.
            pub fn references(mut self, references: impl IntoIterator<Item = Reference>) -> Self {
                self.parts().content.references.extend(references);
                self
            }

            /// Notifies everybody in the channel.
            pub fn mention_everyone(mut self) -> Self {
                self.parts().mention_everyone = true;
                self
            }

            /// Hides who sends it, where the clan allows that.
            #[doc(alias = "anonymous_message")]
            pub fn anonymous(mut self) -> Self {
                self.parts().anonymous = true;
                self
            }

            /// Shows another picture for the sender.
            pub fn avatar(mut self, url: impl Into<String>) -> Self {
                self.parts().avatar = url.into();
                self
            }

            /// Puts it into a topic, or with [`TopicId::NONE`] out of the topic of the message that it answers.
            #[doc(alias = "topic_id")]
            pub fn topic(mut self, topic: impl Into<TopicId>) -> Self {
                self.parts().topic = Some(topic.into());
                self
            }

            /// Sends it as another kind than [`Chat`](MessageKind::Chat), such as [`Buzz`](MessageKind::Buzz).
            #[doc(alias = "code")]
            pub fn kind(mut self, kind: MessageKind) -> Self {
                self.parts().kind = kind;
                self
            }
        }
    };
}

send_setters!(SendMessage);
send_setters!(SendToChannel);

impl SendMessage {
    fn new(client: &Client, target: Target, content: Content) -> Self {
        Self {
            client: client.clone(),
            target,
            content,
            answered: None,
            assumed: None,
            mode: None,
            mention_everyone: false,
            anonymous: false,
            avatar: String::new(),
            kind: MessageKind::Chat,
            topic: None,
        }
    }

    pub(crate) fn to_user(client: &Client, user: UserId, content: Content) -> Self {
        Self::new(client, Target::User(user), content)
    }

    pub(crate) fn assume(mut self, place: Place) -> Self {
        self.assumed = Some(place);
        self
    }

    pub(crate) fn answer(mut self, message: MessageHandle) -> Self {
        self.answered = Some(message);
        self
    }

    fn parts(&mut self) -> &mut Self {
        self
    }

    async fn run(self) -> Result<Message> {
        // What cannot be sent shall not cause a lookup, or make a conversation.
        let content = self.content.to_json().map_err(named)?;
        let mut references: Vec<_> =
            self.content.references.iter().map(api::MessageRef::from).collect();
        let mut topic = self.topic;
        if let Some(answered) = &self.answered {
            let answered = answered.fetch().await?;
            references.push(api::MessageRef::from(&answered.to_reference()));
            topic = topic.or_else(|| answered.topic_id());
        }
        let place = match self.target {
            Target::Channel(channel) => self.client.place(channel, self.assumed).await?,
            Target::User(user) => self.client.direct_place(user).await?,
        };
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
            mode: self.mode.map_or_else(|| place.mode(), StreamMode::number),
            anonymous_message: self.anonymous,
            mention_everyone: self.mention_everyone,
            avatar: self.avatar,
            is_public: place.is_public,
            code: self.kind.number(),
            topic_id: topic.unwrap_or_default().get(),
            id: 0,
        };
        self.client.deliver(place, message).await
    }
}

impl Client {
    /// Sends a message by the way that is open, and keeps it.
    async fn deliver(
        &self,
        place: Place,
        message: realtime::ChannelMessageSend,
    ) -> Result<Message> {
        let ack = if self.inner.line.is_open() {
            let sent = envelope::Message::ChannelMessageSend(message.clone());
            match self.send_to(place, sent).await? {
                Some(envelope::Message::ChannelMessageAck(ack)) => ack,
                _ => realtime::ChannelMessageAck::default(),
            }
        } else {
            self.api().send_channel_message(message.clone()).await?
        };
        if ack.message_id == 0 {
            let why = "the service took the message without naming it";
            let error = Error::new(ErrorKind::Decode, why).with_code(code::MISSING_ACK);
            return Err(named(error.with_maybe_sent(true)));
        }
        let message = taken(self.bot_id(), message, ack);
        self.inner.world.sent(&message);
        Ok(message)
    }
}

/// A message as it is known after the service took it.
fn taken(
    bot: UserId,
    sent: realtime::ChannelMessageSend,
    ack: realtime::ChannelMessageAck,
) -> Message {
    let mentions = api::MessageMentionList { mentions: sent.mentions };
    let attachments = api::MessageAttachmentList { attachments: sent.attachments };
    let references = api::MessageRefList { refs: sent.references };
    Message::from(api::ChannelMessage {
        clan_id: sent.clan_id,
        channel_id: sent.channel_id,
        message_id: ack.message_id,
        // The service may keep it as a message of another kind.
        code: if ack.code == 0 { sent.code } else { ack.code },
        sender_id: bot.get(),
        username: ack.username,
        avatar: sent.avatar,
        content: sent.content,
        clan_logo: ack.clan_logo,
        category_name: ack.category_name,
        mentions: mentions.encode_to_vec().into(),
        attachments: attachments.encode_to_vec().into(),
        references: references.encode_to_vec().into(),
        create_time_seconds: ack.create_time_seconds,
        update_time_seconds: ack.update_time_seconds,
        mode: sent.mode,
        is_public: sent.is_public,
        topic_id: sent.topic_id,
        ..api::ChannelMessage::default()
    })
}

/// Sends a message to a channel of which nothing need be known; from [`Client::send_message`].
///
/// # Errors
///
/// Those of [`SendMessage`].
#[must_use = "a message is not sent until this is awaited"]
#[derive(Clone, Debug)]
pub struct SendToChannel {
    send: SendMessage,
    place: Place,
}

impl SendToChannel {
    pub(super) fn new(send: SendMessage, place: Place) -> Self {
        Self { send, place }
    }

    fn parts(&mut self) -> &mut SendMessage {
        &mut self.send
    }

    /// Mode of the channel, unless it is known (that of a text channel). Numbers that are no mode are ignored, such as
    /// the 1 of the SDK's example. [`StreamMode::Clan`] is that of no type of a channel, and is sent in any case.
    pub fn mode(mut self, mode: impl Into<StreamMode>) -> Self {
        let mode = mode.into();
        self.send.mode = (mode == StreamMode::Clan).then_some(mode);
        if !matches!(mode, StreamMode::Other(_)) {
            self.place.kind = mode.channel_type().number();
        }
        self
    }

    /// Takes the channel for a private one, unless it is known.
    pub fn private(mut self) -> Self {
        self.place.is_public = false;
        self
    }

    async fn run(self) -> Result<Message> {
        self.send.assume(self.place).run().await
    }
}

awaited!(SendMessage => Message, SendToChannel => Message);
