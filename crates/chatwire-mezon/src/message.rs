//! [`Message`]: a message of a channel, and [`MessageHandle`]: what can be done with one.

mod change;
mod handle;
pub(crate) mod lists;
mod packed;

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use chatwire_core::Timestamp;
use chatwire_core::build::from_utf8;
use chatwire_mezon_proto::{Message as _, api};
use triomphe::{Arc, HeaderSlice};

use crate::content::{Attachment, Content, Mention, Reaction, Reference};
use crate::{ChannelId, ClanId, MessageId, MessageKind, StreamMode, TopicId, UserId};

use self::packed::Packed;

pub(crate) use self::packed::{List, Text};

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
#[derive(Clone)]
pub struct Message(Arc<HeaderSlice<Inner, [u8]>>);

/// A message without the bytes that follow in the same piece of memory.
struct Inner {
    packed: Packed,
    is_recovered: bool,
    made: OnceLock<Box<Made>>,
}

/// What is made of a message when it is asked for; most messages are never asked for all of it.
#[derive(Default)]
struct Made {
    raw: OnceLock<Box<api::ChannelMessage>>,
    content: OnceLock<Content>,
    mentions: OnceLock<Vec<Mention>>,
    attachments: OnceLock<Vec<Attachment>>,
    references: OnceLock<Vec<Reference>>,
    reactions: OnceLock<Vec<Reaction>>,
}

impl Message {
    fn new(packed: Packed, bytes: &[u8], is_recovered: bool) -> Self {
        let inner = Inner { packed, is_recovered, made: OnceLock::new() };
        Self(Arc::from_header_and_slice(inner, bytes))
    }

    fn from_raw(raw: &api::ChannelMessage, is_recovered: bool) -> Self {
        let (packed, bytes) = Packed::from_raw(raw);
        Self::new(packed, &bytes, is_recovered)
    }

    fn packed(&self) -> &Packed {
        &self.0.header.packed
    }

    /// Reads a message as it came; `None` asks for the decoder of the schema.
    ///
    /// Texts are looked at when they are asked for.
    pub(crate) fn read(encoded: &[u8]) -> Option<Self> {
        Packed::read(encoded).map(|packed| Self::new(packed, encoded, false))
    }

    /// The bytes of which [`read`](Self::read) makes it again; `None` where it was made of something else.
    pub(crate) fn encoded(&self) -> Option<&[u8]> {
        self.packed().is_whole.then_some(&self.0.slice)
    }

    /// A message that was fetched after a gap.
    pub(crate) fn recovered(raw: &api::ChannelMessage) -> Self {
        Self::from_raw(raw, true)
    }

    fn made(&self) -> &Made {
        self.0.header.made.get_or_init(Box::default)
    }

    /// Whether all its texts are such; what is none is shown with U+FFFD in it.
    pub(crate) fn is_sound(&self) -> bool {
        self.packed().is_sound(&self.0.slice)
    }

    fn part(&self, text: Text) -> &str {
        // Checking a short text again costs less than to remember that it was.
        from_utf8(self.bytes(text)).unwrap_or_else(|_| text.of(self))
    }

    /// A text as it came, which need not be one.
    pub(crate) fn bytes(&self, text: Text) -> &[u8] {
        self.packed().text(text, &self.0.slice)
    }

    fn list(&self, list: List) -> &[u8] {
        self.packed().list(list, &self.0.slice)
    }

    /// Whether it was missed by the live session and fetched from the history after a gap.
    #[doc(alias = "replayed")]
    #[must_use]
    pub fn is_recovered(&self) -> bool {
        self.0.header.is_recovered
    }

    /// Id; of an edit or a removal, that of the message which it changes.
    #[must_use]
    pub fn id(&self) -> MessageId {
        MessageId::new(self.packed().message_id)
    }

    /// Channel.
    #[must_use]
    pub fn channel_id(&self) -> ChannelId {
        ChannelId::new(self.packed().channel_id)
    }

    /// Clan; [`ClanId::DIRECT`] for groups and direct conversations.
    #[must_use]
    pub fn clan_id(&self) -> ClanId {
        ClanId::new(self.packed().clan_id)
    }

    /// Who wrote it.
    #[must_use]
    pub fn sender_id(&self) -> UserId {
        UserId::new(self.packed().sender_id)
    }

    /// Topic that it belongs to.
    #[must_use]
    pub fn topic_id(&self) -> Option<TopicId> {
        TopicId::new(self.packed().topic_id).present()
    }

    /// What it is.
    #[doc(alias = "code")]
    #[must_use]
    pub fn kind(&self) -> MessageKind {
        MessageKind::from(self.packed().code)
    }

    /// How it travelled; `None` where the server does not say.
    #[must_use]
    pub fn mode(&self) -> Option<StreamMode> {
        let mode = self.packed().mode;
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
        let seconds = self.packed().create_time_seconds;
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
        self.made().mentions.get_or_init(|| lists::read(self.list(List::Mentions)))
    }

    /// Files that are shown with it.
    #[must_use]
    pub fn attachments(&self) -> &[Attachment] {
        self.made().attachments.get_or_init(|| lists::read(self.list(List::Attachments)))
    }

    /// Messages that it answers.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        self.made().references.get_or_init(|| lists::read(self.list(List::References)))
    }

    /// Emojis that were put to it before it came; later ones are in the message that the client keeps.
    #[must_use]
    pub fn reactions(&self) -> &[Reaction] {
        self.made().reactions.get_or_init(|| lists::read(self.list(List::Reactions)))
    }

    /// Whether a list travels with it, which need not be taken apart for that.
    pub(crate) fn has(&self, list: List) -> bool {
        !self.list(list).is_empty()
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
        let only = Arc::get_mut(&mut self.0);
        let made = only.and_then(|only| only.header.made.get_mut()?.raw.take());
        made.map_or_else(|| self.to_raw(), |made| *made)
    }

    /// This message after an edit, which keeps who wrote it and when, what it answers, and its reactions.
    pub(crate) fn edited(&self, edit: &Self) -> Self {
        let mut raw = self.to_raw();
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
        Self::from_raw(&raw, self.is_recovered())
    }

    fn to_raw(&self) -> api::ChannelMessage {
        self.packed().to_raw(&self.0.slice)
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
        let mut raw = self.to_raw();
        raw.reactions = list.encode_to_vec().into();
        let after = Self::from_raw(&raw, self.is_recovered());
        // Nobody else has it yet, so there is nothing in its place.
        let _ = after.made().reactions.set(reactions);
        after
    }
}

/// The first text that is not empty.
fn first<const N: usize>(texts: [&str; N]) -> &str {
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

impl From<api::ChannelMessage> for Message {
    fn from(raw: api::ChannelMessage) -> Self {
        Self::from_raw(&raw, false)
    }
}

impl Default for Message {
    fn default() -> Self {
        Self::new(Packed::default(), &[], false)
    }
}

impl Deref for Message {
    type Target = api::ChannelMessage;

    fn deref(&self) -> &api::ChannelMessage {
        self.made().raw.get_or_init(|| Box::new(self.to_raw()))
    }
}

impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.is_recovered() == other.is_recovered()
                && self.packed().is_same(&self.0.slice, other.packed(), &other.0.slice))
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("raw", &**self)
            .field("is_recovered", &self.is_recovered())
            .finish()
    }
}
