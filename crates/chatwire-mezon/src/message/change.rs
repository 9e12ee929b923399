//! What changes a message: [`UpdateMessage`], [`DeleteMessage`], [`React`].

use chatwire_core::{ErrorKind, Result};
use chatwire_mezon_proto::realtime::{self, envelope};
use chatwire_mezon_proto::{Message as _, api};

use super::handle::cached;
use super::{Message, MessageHandle};
use crate::content::{Attachment, Content, Mention, Reaction};
use crate::error::named;
use crate::rest::awaited;
use crate::{EmojiId, ReactionId, TopicId};

/// Changes what a message says; from [`MessageHandle::update`]. Awaiting gives the message as it is then.
///
/// # Errors
///
/// [`Input`](ErrorKind::Input) for a content that cannot be sent, and those of
/// [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct UpdateMessage {
    message: MessageHandle,
    content: Content,
    hide_edited: bool,
    topic: Option<TopicId>,
}

impl UpdateMessage {
    pub(super) fn new(message: &MessageHandle, content: Content) -> Self {
        Self { message: message.clone(), content, hide_edited: false, topic: None }
    }

    /// Adds mentions of users and roles.
    pub fn mentions(mut self, mentions: impl IntoIterator<Item = Mention>) -> Self {
        self.content.mentions.extend(mentions);
        self
    }

    /// Adds files that lie on a server; those that the message had are gone unless they are among them.
    pub fn attachments(mut self, files: impl IntoIterator<Item = Attachment>) -> Self {
        self.content.attachments.extend(files);
        self
    }

    /// Does not show that it was edited.
    #[doc(alias = "hide_editted")]
    pub fn hide_edited(mut self) -> Self {
        self.hide_edited = true;
        self
    }

    /// Topic of the message, where the message is not known.
    pub fn topic(mut self, topic: impl Into<TopicId>) -> Self {
        self.topic = Some(topic.into());
        self
    }

    async fn run(self) -> Result<Message> {
        let Self { message, content, hide_edited, topic } = self;
        let json = content.to_json().map_err(named)?;
        let place = message.place().await?;
        let before = known(&message).await;
        let topic = topic_of(topic, before.as_ref());
        let mentions: Vec<_> = content.mentions.iter().map(api::MessageMention::from).collect();
        let attachments: Vec<_> =
            content.attachments.iter().map(api::MessageAttachment::from).collect();
        let request = realtime::ChannelMessageUpdate {
            clan_id: place.clan.get(),
            channel_id: message.channel.get(),
            message_id: message.id.get(),
            content: json.clone(),
            mentions: mentions.clone(),
            attachments: attachments.clone(),
            mode: place.mode(),
            is_public: place.is_public,
            hide_editted: hide_edited,
            topic_id: topic.get(),
            is_update_msg_topic: !topic.is_none(),
            create_time_seconds: before.as_ref().map_or(0, |known| known.create_time_seconds),
        };
        let client = &message.client;
        client.api().update_channel_message(request).await?;
        let now = chatwire_core::Timestamp::now().as_unix_seconds();
        let mut base = before.map_or_else(
            || api::ChannelMessage {
                clan_id: place.clan.get(),
                channel_id: message.channel.get(),
                message_id: message.id.get(),
                sender_id: client.bot_id().get(),
                topic_id: topic.get(),
                ..api::ChannelMessage::default()
            },
            Message::into_raw,
        );
        // The message cache does not know how it travelled.
        if base.mode == 0 {
            (base.mode, base.is_public) = (place.mode(), place.is_public);
        }
        let base = Message::from(base);
        let edit = Message::from(api::ChannelMessage {
            content: json,
            mentions: api::MessageMentionList { mentions }.encode_to_vec().into(),
            attachments: api::MessageAttachmentList { attachments }.encode_to_vec().into(),
            update_time_seconds: u32::try_from(now).unwrap_or_default(),
            hide_editted: hide_edited,
            ..base.clone().into_raw()
        });
        let after = base.edited(&edit);
        client.inner.world.edited(&after);
        Ok(after)
    }
}

/// The message as the client or its message cache knows it.
async fn known(message: &MessageHandle) -> Option<Message> {
    match message.get() {
        None => cached(&message.client, message.channel, message.id).await,
        known => known,
    }
}

/// The topic that was given, else that of the message.
fn topic_of(given: Option<TopicId>, known: Option<&Message>) -> TopicId {
    given.or_else(|| known?.topic_id()).unwrap_or_default()
}

/// Removes a message; from [`MessageHandle::delete`].
///
/// # Errors
///
/// Those of [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct DeleteMessage {
    message: MessageHandle,
    topic: Option<TopicId>,
}

impl DeleteMessage {
    pub(super) fn new(message: &MessageHandle) -> Self {
        Self { message: message.clone(), topic: None }
    }

    /// Topic of the message, where the message is not known.
    pub fn topic(mut self, topic: impl Into<TopicId>) -> Self {
        self.topic = Some(topic.into());
        self
    }

    async fn run(self) -> Result<()> {
        let Self { message, topic } = self;
        let place = message.place().await?;
        let known = known(&message).await;
        let request = realtime::ChannelMessageRemove {
            clan_id: place.clan.get(),
            channel_id: message.channel.get(),
            message_id: message.id.get(),
            mode: place.mode(),
            is_public: place.is_public,
            has_attachment: known.as_ref().is_some_and(|known| !known.attachments().is_empty()),
            topic_id: topic_of(topic, known.as_ref()).get(),
            // The encoded lists, as they came; older senders' JSON is none.
            mentions: known.as_ref().map(mention_bytes).unwrap_or_default(),
            references: known.as_ref().map(reference_bytes).unwrap_or_default(),
        };
        message.client.api().delete_channel_message(request).await?;
        message.client.inner.world.removed(message.channel, message.id);
        Ok(())
    }
}

fn mention_bytes(message: &Message) -> bytes::Bytes {
    let mentions = message.mentions().iter().map(api::MessageMention::from).collect();
    api::MessageMentionList { mentions }.encode_to_vec().into()
}

fn reference_bytes(message: &Message) -> bytes::Bytes {
    let refs = message.references().iter().map(api::MessageRef::from).collect();
    api::MessageRefList { refs }.encode_to_vec().into()
}

/// Puts an emoji to a message or takes one off; from [`MessageHandle::react`] and [`MessageHandle::unreact`].
///
/// It goes over the live session where one is online, else over HTTP.
///
/// # Errors
///
/// Those of [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct React {
    message: MessageHandle,
    reaction: Reaction,
    is_removal: bool,
    topic: Option<TopicId>,
}

impl React {
    pub(super) fn new(
        message: &MessageHandle,
        emoji_id: EmojiId,
        emoji: String,
        is_removal: bool,
    ) -> Self {
        let reaction = Reaction { emoji_id, emoji, count: 1, ..Reaction::default() };
        Self { message: message.clone(), reaction, is_removal, topic: None }
    }

    /// How often (1).
    pub fn count(mut self, count: i32) -> Self {
        self.reaction.count = count;
        self
    }

    /// The service's id of the reaction; none for a new one.
    pub fn id(mut self, id: impl Into<ReactionId>) -> Self {
        self.reaction.id = id.into();
        self
    }

    /// Topic of the message, where the message is not known.
    pub fn topic(mut self, topic: impl Into<TopicId>) -> Self {
        self.topic = Some(topic.into());
        self
    }

    async fn run(self) -> Result<()> {
        let Self { message, reaction, is_removal, topic } = self;
        let place = message.place().await?;
        let known = known(&message).await;
        let reaction = api::MessageReaction {
            action: is_removal,
            channel_id: message.channel.get(),
            message_id: message.id.get(),
            clan_id: place.clan.get(),
            mode: place.mode(),
            is_public: place.is_public,
            message_sender_id: known.as_ref().map_or(0, |known| known.sender_id),
            topic_id: topic_of(topic, known.as_ref()).get(),
            ..api::MessageReaction::from(&reaction)
        };
        if message.client.inner.line.is_open() {
            let sent = envelope::Message::MessageReactionEvent(reaction);
            return message.client.ask(sent).await.map(drop);
        }
        match message.client.api().react_channel_message(reaction).await {
            // The references read two different answers here; that there is one is enough.
            Err(err) if err.kind() != ErrorKind::Decode => Err(err),
            _ => Ok(()),
        }
    }
}

awaited!(UpdateMessage => Message, DeleteMessage => (), React => ());
