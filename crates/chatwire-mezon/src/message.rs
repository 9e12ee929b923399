//! [`Message`]: a message of a channel, and [`MessageHandle`]: what can be done with one.

mod change;
mod handle;
pub(crate) mod lists;

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use chatwire_core::Timestamp;
use chatwire_mezon_proto::{DecodeError, Message as _, api};

use crate::content::{Attachment, Content, Mention, Reaction, Reference};
use crate::{ChannelId, ClanId, MessageId, MessageKind, StreamMode, TopicId, UserId};

pub use change::{DeleteMessage, React, UpdateMessage};
pub use handle::MessageHandle;

/// A message of a channel, as it came; clones are cheap.
///
/// The fields are those of the service's own message, which it dereferences to; the methods give ids with their types.
/// Content and lists are taken apart when they are asked for, once for all clones.
///
/// [`Client::message`](crate::Client::message) and [`Handle::message`](crate::Handle::message) give what can be done
/// with it.
///
/// ```
/// use chatwire_mezon::proto::api;
/// use chatwire_mezon::{Message, MessageKind};
///
/// let message = Message::from(api::ChannelMessage {
///     message_id: 7,
///     content: r#"{"t":"hello"}"#.to_owned(),
///     mentions: br#"[{"user_id":"9","s":0,"e":2}]"#.as_slice().into(),
///     ..api::ChannelMessage::default()
/// });
/// assert_eq!(message.id(), 7);
/// assert_eq!(message.text(), "hello");
/// assert_eq!(message.mentions()[0].user_id, 9);
/// assert_eq!(message.kind(), MessageKind::Chat);
/// ```
#[derive(Clone, Default)]
pub struct Message(Arc<Inner>);

#[derive(Default)]
struct Inner {
    raw: api::ChannelMessage,
    is_recovered: bool,
    content: OnceLock<Box<Content>>,
    mentions: OnceLock<Vec<Mention>>,
    attachments: OnceLock<Vec<Attachment>>,
    references: OnceLock<Vec<Reference>>,
    reactions: OnceLock<Vec<Reaction>>,
}

impl Message {
    fn new(raw: api::ChannelMessage, is_recovered: bool) -> Self {
        Self(Arc::new(Inner { raw, is_recovered, ..Inner::default() }))
    }

    /// Reads a message strictly, in its place: it is large, and each move of it would be felt.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut message = Self::default();
        if let Some(inner) = Arc::get_mut(&mut message.0) {
            inner.raw.merge(bytes)?;
        }
        Ok(message)
    }

    /// A message that was fetched after a gap.
    pub(crate) fn recovered(raw: api::ChannelMessage) -> Self {
        Self::new(raw, true)
    }

    /// Whether it was missed by the live session and fetched from the history after a gap.
    #[doc(alias = "replayed")]
    #[must_use]
    pub fn is_recovered(&self) -> bool {
        self.0.is_recovered
    }

    /// Id; of an edit or a removal, that of the message which it changes.
    #[must_use]
    pub fn id(&self) -> MessageId {
        MessageId::new(self.message_id)
    }

    /// Channel.
    #[must_use]
    pub fn channel_id(&self) -> ChannelId {
        ChannelId::new(self.channel_id)
    }

    /// Clan; [`ClanId::DIRECT`] for groups and direct conversations.
    #[must_use]
    pub fn clan_id(&self) -> ClanId {
        ClanId::new(self.clan_id)
    }

    /// Who wrote it.
    #[must_use]
    pub fn sender_id(&self) -> UserId {
        UserId::new(self.sender_id)
    }

    /// Topic that it belongs to.
    #[must_use]
    pub fn topic_id(&self) -> Option<TopicId> {
        TopicId::new(self.topic_id).present()
    }

    /// What it is.
    #[doc(alias = "code")]
    #[must_use]
    pub fn kind(&self) -> MessageKind {
        MessageKind::from(self.code)
    }

    /// How it travelled; `None` where the server does not say.
    #[must_use]
    pub fn mode(&self) -> Option<StreamMode> {
        (self.mode != 0).then(|| StreamMode::from(self.mode))
    }

    /// Whether it changes an earlier message, whose id it carries.
    #[must_use]
    pub fn is_edit(&self) -> bool {
        matches!(self.kind(), MessageKind::Update | MessageKind::UpdateEphemeral)
    }

    /// Whether it removes an earlier message, whose id it carries.
    #[must_use]
    pub fn is_removal(&self) -> bool {
        matches!(self.kind(), MessageKind::Remove | MessageKind::DeleteEphemeral)
    }

    /// Whether it came in a direct conversation or a group.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.clan_id().is_direct()
    }

    /// When it was written; `None` where the server does not say.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp> {
        let seconds = self.create_time_seconds;
        (seconds != 0).then(|| Timestamp::from_unix_seconds(i64::from(seconds)))
    }

    /// Name that is shown for the sender: that of the clan, else the chosen one, else the unique one.
    #[must_use]
    pub fn sender_name(&self) -> &str {
        first([&self.clan_nick, &self.display_name, &self.username])
    }

    /// Picture that is shown for the sender.
    #[must_use]
    pub fn sender_avatar(&self) -> &str {
        first([&self.clan_avatar, &self.avatar, ""])
    }

    /// What it says, without the lists beside it.
    #[must_use]
    pub fn content(&self) -> &Content {
        self.0.content.get_or_init(|| Box::new(Content::parse(&self.0.raw.content)))
    }

    /// Its text, empty where it has none.
    #[must_use]
    pub fn text(&self) -> &str {
        self.content().as_text()
    }

    /// Users and roles that it names.
    #[must_use]
    pub fn mentions(&self) -> &[Mention] {
        self.0.mentions.get_or_init(|| lists::read(&self.0.raw.mentions))
    }

    /// Files that are shown with it.
    #[must_use]
    pub fn attachments(&self) -> &[Attachment] {
        self.0.attachments.get_or_init(|| lists::read(&self.0.raw.attachments))
    }

    /// Messages that it answers.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        self.0.references.get_or_init(|| lists::read(&self.0.raw.references))
    }

    /// Emojis that were put to it before it came; later ones are in the message that the client keeps.
    #[must_use]
    pub fn reactions(&self) -> &[Reaction] {
        self.0.reactions.get_or_init(|| lists::read(&self.0.raw.reactions))
    }

    /// Whether it names a user.
    #[must_use]
    pub fn mentions_user(&self, user: impl Into<UserId>) -> bool {
        let user = user.into();
        !self.0.raw.mentions.is_empty() && self.mentions().iter().any(|it| it.user_id == user)
    }

    /// The content with mentions, attachments and references, to send it again.
    #[must_use]
    pub fn to_content(&self) -> Content {
        let mut content = self.content().clone();
        content.mentions = self.mentions().to_vec();
        content.attachments = self.attachments().to_vec();
        content.references = self.references().to_vec();
        content
    }

    /// The reference by which an answer names this message.
    ///
    /// It is made from the message alone: whoever wrote it need not be known.
    #[must_use]
    pub fn to_reference(&self) -> Reference {
        Reference {
            message_ref_id: self.id(),
            content: self.content_json(),
            message_sender_id: self.sender_id(),
            message_sender_username: self.sender_name().to_owned(),
            message_sender_avatar: self.sender_avatar().to_owned(),
            ..Reference::default()
        }
    }

    /// The content as the text of a JSON object, whatever the sender wrote.
    fn content_json(&self) -> String {
        let raw = &self.0.raw.content;
        let is_object = raw.trim_start().starts_with('{')
            && serde_json::from_str::<&serde_json::value::RawValue>(raw).is_ok();
        if is_object {
            return raw.clone();
        }
        serde_json::to_string(self.content()).unwrap_or_else(|_| "{}".to_owned())
    }

    /// The message as the service has it.
    #[must_use]
    pub fn into_raw(self) -> api::ChannelMessage {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => inner.raw,
            Err(shared) => shared.raw.clone(),
        }
    }

    /// This message after an edit, which keeps who wrote it and when, what it answers, and its reactions.
    pub(crate) fn edited(&self, edit: &Self) -> Self {
        let mut raw = self.0.raw.clone();
        raw.content.clone_from(&edit.0.raw.content);
        raw.mentions = edit.0.raw.mentions.clone();
        raw.attachments = edit.0.raw.attachments.clone();
        raw.update_time_seconds = edit.update_time_seconds.max(raw.update_time_seconds);
        raw.hide_editted = edit.hide_editted;
        if !edit.0.raw.references.is_empty() {
            raw.references = edit.0.raw.references.clone();
        }
        if !edit.0.raw.reactions.is_empty() {
            raw.reactions = edit.0.raw.reactions.clone();
        }
        Self::new(raw, self.0.is_recovered)
    }

    /// This message after somebody put an emoji to it, or took one off.
    pub(crate) fn reacted(&self, reaction: &api::MessageReaction) -> Self {
        let mut reactions = self.reactions().to_vec();
        // Some servers tell the number of an emoji, some its name.
        let is_same = |known: &Reaction| {
            known.sender_id == reaction.sender_id
                && known.emoji_id == reaction.emoji_id
                && known.emoji == reaction.emoji
        };
        let known = reactions.iter().position(is_same);
        match (known, reaction.action) {
            (Some(at), true) => drop(reactions.remove(at)),
            (Some(at), false) => {
                if let Some(known) = reactions.get_mut(at) {
                    known.count = known.count.saturating_add(reaction.count.max(1));
                }
            }
            (None, true) => return self.clone(),
            (None, false) => reactions.push(Reaction::from(reaction.clone())),
        }
        let list = api::MessageReactionList {
            reactions: reactions.iter().map(api::MessageReaction::from).collect(),
        };
        let mut raw = self.0.raw.clone();
        raw.reactions = list.encode_to_vec().into();
        let after = Self::new(raw, self.0.is_recovered);
        // Nobody else has it yet, so there is nothing in its place.
        let _ = after.0.reactions.set(reactions);
        after
    }
}

/// The first text that is not empty.
fn first(texts: [&str; 3]) -> &str {
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

impl From<api::ChannelMessage> for Message {
    fn from(raw: api::ChannelMessage) -> Self {
        Self::new(raw, false)
    }
}

impl Deref for Message {
    type Target = api::ChannelMessage;

    fn deref(&self) -> &api::ChannelMessage {
        &self.0.raw
    }
}

impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.0.raw == other.0.raw && self.0.is_recovered == other.0.is_recovered)
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("raw", &self.0.raw)
            .field("is_recovered", &self.0.is_recovered)
            .finish()
    }
}
