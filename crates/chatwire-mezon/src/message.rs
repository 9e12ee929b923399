//! [`Message`]: a message of a channel, and [`MessageHandle`]: what can be done with one.

mod change;
mod handle;
pub(crate) mod lists;
mod packed;

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use chatwire_core::Timestamp;
use chatwire_mezon_proto::{Message as _, api};

use crate::content::{Attachment, Content, Mention, Reaction, Reference};
use crate::{ChannelId, ClanId, MessageId, MessageKind, StreamMode, TopicId, UserId};

use self::packed::{Packed, Text};

pub(crate) use self::packed::List;

pub use change::{DeleteMessage, React, UpdateMessage};
pub use handle::MessageHandle;

/// A message of a channel, as it came; clones are cheap.
///
/// The methods give its parts with their types. Content and lists are taken apart when they are asked for, once for all
/// clones; so is the service's own message, which it dereferences to and whose fields it thereby has.
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
    packed: Packed,
    is_recovered: bool,
    made: OnceLock<Box<Made>>,
}

/// What is made of a message when it is asked for; most messages are never asked for all of it.
#[derive(Default)]
struct Made {
    raw: OnceLock<api::ChannelMessage>,
    content: OnceLock<Content>,
    mentions: OnceLock<Box<[Mention]>>,
    attachments: OnceLock<Box<[Attachment]>>,
    references: OnceLock<Box<[Reference]>>,
    reactions: OnceLock<Box<[Reaction]>>,
}

impl Message {
    fn new(packed: Packed, is_recovered: bool) -> Self {
        Self(Arc::new(Inner { packed, is_recovered, made: OnceLock::new() }))
    }

    /// Reads a message in its usual form; `None` asks for the decoder of the schema.
    ///
    /// `scratch` is for memory that is used again.
    pub(crate) fn read(encoded: &[u8], scratch: &mut Vec<u8>) -> Option<Self> {
        Packed::read(encoded, scratch).map(|packed| Self::new(packed, false))
    }

    /// A message that was fetched after a gap.
    pub(crate) fn recovered(raw: &api::ChannelMessage) -> Self {
        Self::new(raw.into(), true)
    }

    fn made(&self) -> &Made {
        self.0.made.get_or_init(Box::default)
    }

    fn part(&self, text: Text) -> &str {
        self.0.packed.text(text)
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
        MessageId::new(self.0.packed.message_id)
    }

    /// Channel.
    #[must_use]
    pub fn channel_id(&self) -> ChannelId {
        ChannelId::new(self.0.packed.channel_id)
    }

    /// Clan; [`ClanId::DIRECT`] for groups and direct conversations.
    #[must_use]
    pub fn clan_id(&self) -> ClanId {
        ClanId::new(self.0.packed.clan_id)
    }

    /// Who wrote it.
    #[must_use]
    pub fn sender_id(&self) -> UserId {
        UserId::new(self.0.packed.sender_id)
    }

    /// Topic that it belongs to.
    #[must_use]
    pub fn topic_id(&self) -> Option<TopicId> {
        TopicId::new(self.0.packed.topic_id).present()
    }

    /// What it is.
    #[doc(alias = "code")]
    #[must_use]
    pub fn kind(&self) -> MessageKind {
        MessageKind::from(self.0.packed.code)
    }

    /// How it travelled; `None` where the server does not say.
    #[must_use]
    pub fn mode(&self) -> Option<StreamMode> {
        let mode = self.0.packed.mode;
        (mode != 0).then(|| StreamMode::from(mode))
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
        self.created_seconds().map(|seconds| Timestamp::from_unix_seconds(seconds.into()))
    }

    /// The same in seconds since 1970.
    pub(crate) fn created_seconds(&self) -> Option<u32> {
        let seconds = self.0.packed.create_time_seconds;
        (seconds != 0).then_some(seconds)
    }

    /// Unique name of the sender.
    #[must_use]
    pub fn username(&self) -> &str {
        self.part(Text::Username)
    }

    /// Name that the sender chose for all clans.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.part(Text::DisplayName)
    }

    /// Address of the sender's picture.
    #[must_use]
    pub fn avatar(&self) -> &str {
        self.part(Text::Avatar)
    }

    /// Name of the sender in the clan, where there is one.
    #[must_use]
    pub fn clan_nick(&self) -> &str {
        self.part(Text::ClanNick)
    }

    /// Address of the sender's picture in the clan, where there is one.
    #[must_use]
    pub fn clan_avatar(&self) -> &str {
        self.part(Text::ClanAvatar)
    }

    /// Name that is shown for the sender: that of the clan, else the chosen one, else the unique one.
    #[must_use]
    pub fn sender_name(&self) -> &str {
        first([self.clan_nick(), self.display_name(), self.username()])
    }

    /// Picture that is shown for the sender.
    #[must_use]
    pub fn sender_avatar(&self) -> &str {
        first([self.clan_avatar(), self.avatar()])
    }

    /// What it says, as the sender wrote it: JSON, of which [`content`](Self::content) makes a type.
    #[must_use]
    pub fn raw_content(&self) -> &str {
        self.part(Text::Content)
    }

    /// What it says, without the lists beside it.
    #[must_use]
    pub fn content(&self) -> &Content {
        self.made().content.get_or_init(|| Content::parse(self.raw_content()))
    }

    /// Its text, empty where it has none.
    #[must_use]
    pub fn text(&self) -> &str {
        self.content().as_text()
    }

    /// Users and roles that it names.
    #[must_use]
    pub fn mentions(&self) -> &[Mention] {
        self.made().mentions.get_or_init(|| lists::read(self.0.packed.list(List::Mentions)))
    }

    /// Files that are shown with it.
    #[must_use]
    pub fn attachments(&self) -> &[Attachment] {
        self.made().attachments.get_or_init(|| lists::read(self.0.packed.list(List::Attachments)))
    }

    /// Messages that it answers.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        self.made().references.get_or_init(|| lists::read(self.0.packed.list(List::References)))
    }

    /// Emojis that were put to it before it came; later ones are in the message that the client keeps.
    #[must_use]
    pub fn reactions(&self) -> &[Reaction] {
        self.made().reactions.get_or_init(|| lists::read(self.0.packed.list(List::Reactions)))
    }

    /// Whether a list travels with it, which need not be taken apart for that.
    pub(crate) fn has(&self, list: List) -> bool {
        !self.0.packed.list(list).is_empty()
    }

    /// Whether it names a user.
    #[must_use]
    pub fn mentions_user(&self, user: impl Into<UserId>) -> bool {
        let user = user.into();
        self.has(List::Mentions) && self.mentions().iter().any(|it| it.user_id == user)
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
        let raw = self.raw_content();
        let is_object = raw.trim_start().starts_with('{')
            && serde_json::from_str::<&serde_json::value::RawValue>(raw).is_ok();
        if is_object {
            return raw.to_owned();
        }
        serde_json::to_string(self.content()).unwrap_or_else(|_| "{}".to_owned())
    }

    /// The message as the service has it.
    #[must_use]
    pub fn into_raw(mut self) -> api::ChannelMessage {
        let made = Arc::get_mut(&mut self.0).and_then(|inner| inner.made.get_mut()?.raw.take());
        made.unwrap_or_else(|| (&self.0.packed).into())
    }

    /// This message after an edit, which keeps who wrote it and when, what it answers, and its reactions.
    pub(crate) fn edited(&self, edit: &Self) -> Self {
        let mut raw = api::ChannelMessage::from(&self.0.packed);
        raw.content.clone_from(&edit.content);
        raw.mentions = edit.mentions.clone();
        raw.attachments = edit.attachments.clone();
        raw.update_time_seconds = edit.update_time_seconds.max(raw.update_time_seconds);
        raw.hide_editted = edit.hide_editted;
        if !edit.references.is_empty() {
            raw.references = edit.references.clone();
        }
        if !edit.reactions.is_empty() {
            raw.reactions = edit.reactions.clone();
        }
        Self::new((&raw).into(), self.0.is_recovered)
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
        let mut raw = api::ChannelMessage::from(&self.0.packed);
        raw.reactions = list.encode_to_vec().into();
        let after = Self::new((&raw).into(), self.0.is_recovered);
        // Nobody else has it yet, so there is nothing in its place.
        let _ = after.made().reactions.set(reactions.into());
        after
    }
}

/// The first text that is not empty.
fn first<const N: usize>(texts: [&str; N]) -> &str {
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

impl From<api::ChannelMessage> for Message {
    fn from(raw: api::ChannelMessage) -> Self {
        Self::new((&raw).into(), false)
    }
}

impl Deref for Message {
    type Target = api::ChannelMessage;

    fn deref(&self) -> &api::ChannelMessage {
        self.made().raw.get_or_init(|| (&self.0.packed).into())
    }
}

impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.0.packed == other.0.packed && self.0.is_recovered == other.0.is_recovered)
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("raw", &**self)
            .field("is_recovered", &self.0.is_recovered)
            .finish()
    }
}
