//! The record of a message, with the columns of the SDKs' databases.

use chatwire_core::Result;
use serde::{Deserialize, Serialize};

use crate::content::lists::{list_from_json, list_to_json};
use crate::content::{Attachment, Content, Mention, Reaction, Reference};
use crate::id::{ChannelId, ClanId, MessageId, TopicId, UserId};

/// A message as a cache keeps it.
///
/// Content and lists are JSON text, as they are stored; they are taken apart on demand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CachedMessage {
    /// Id, unique within the channel.
    pub id: MessageId,
    /// Channel of the message.
    pub channel_id: ChannelId,
    /// Clan of the channel; `0` for direct messages.
    #[serde(default)]
    pub clan_id: ClanId,
    /// Who wrote it.
    #[serde(default)]
    pub sender_id: UserId,
    /// Content as it was sent, usually JSON text.
    pub content: String,
    /// Mentions as a JSON list.
    pub mentions: String,
    /// Attachments as a JSON list.
    pub attachments: String,
    /// Reactions as a JSON list.
    pub reactions: String,
    /// References as a JSON list.
    pub references: String,
    /// Topic of the message; `0` for none.
    #[serde(default)]
    pub topic_id: TopicId,
    /// When it was sent, in Unix seconds; none where the sender did not say.
    pub create_time_seconds: Option<u32>,
}

impl CachedMessage {
    /// A message without content, lists and time.
    #[must_use]
    pub fn new(
        channel_id: impl Into<ChannelId>,
        id: impl Into<MessageId>,
        sender_id: impl Into<UserId>,
    ) -> Self {
        let none = || "[]".to_owned();
        Self {
            id: id.into(),
            channel_id: channel_id.into(),
            clan_id: ClanId::NONE,
            sender_id: sender_id.into(),
            content: "{}".to_owned(),
            mentions: none(),
            attachments: none(),
            reactions: none(),
            references: none(),
            topic_id: TopicId::NONE,
            create_time_seconds: None,
        }
    }

    /// Sets the clan.
    #[must_use]
    pub fn clan(mut self, clan_id: impl Into<ClanId>) -> Self {
        self.clan_id = clan_id.into();
        self
    }

    /// Sets the topic.
    #[must_use]
    pub fn topic(mut self, topic_id: impl Into<TopicId>) -> Self {
        self.topic_id = topic_id.into();
        self
    }

    /// Sets the time, in Unix seconds.
    #[must_use]
    pub fn at(mut self, create_time_seconds: u32) -> Self {
        self.create_time_seconds = Some(create_time_seconds);
        self
    }

    /// Sets the content, with its mentions, attachments and references.
    #[must_use]
    pub fn content(mut self, content: &Content) -> Self {
        // Nothing in a content can fail to be written; its length does not matter here.
        self.content = serde_json::to_string(content).unwrap_or_else(|_| "{}".to_owned());
        self.mentions = list_to_json(&content.mentions);
        self.attachments = list_to_json(&content.attachments);
        self.references = list_to_json(&content.references);
        self
    }

    /// Sets the content from the text that came over the wire, without reading it.
    #[must_use]
    pub fn raw_content(mut self, content: impl Into<String>) -> Self {
        self.content = content.into();
        self
    }

    /// Sets the mentions.
    #[must_use]
    pub fn mentions(mut self, mentions: &[Mention]) -> Self {
        self.mentions = list_to_json(mentions);
        self
    }

    /// Sets the attachments.
    #[must_use]
    pub fn attachments(mut self, attachments: &[Attachment]) -> Self {
        self.attachments = list_to_json(attachments);
        self
    }

    /// Sets the references.
    #[must_use]
    pub fn references(mut self, references: &[Reference]) -> Self {
        self.references = list_to_json(references);
        self
    }

    /// Sets the reactions.
    #[must_use]
    pub fn reactions(mut self, reactions: &[Reaction]) -> Self {
        self.reactions = list_to_json(reactions);
        self
    }

    /// What a message is after this edit of it.
    pub(crate) fn over(self, known: Option<&Self>) -> Self {
        let Some(known) = known else { return self };
        let list = |edit: String, known: &str| if edit == "[]" { known.to_owned() } else { edit };
        Self {
            content: self.content,
            mentions: self.mentions,
            attachments: self.attachments,
            reactions: list(self.reactions, &known.reactions),
            references: list(self.references, &known.references),
            clan_id: known.clan_id.present().unwrap_or(self.clan_id),
            sender_id: known.sender_id.present().unwrap_or(self.sender_id),
            topic_id: known.topic_id.present().unwrap_or(self.topic_id),
            create_time_seconds: known.create_time_seconds.or(self.create_time_seconds),
            id: known.id,
            channel_id: known.channel_id,
        }
    }

    /// The content taken apart, without the lists.
    #[must_use]
    pub fn parse_content(&self) -> Content {
        Content::parse(&self.content)
    }

    /// The mentions taken apart.
    ///
    /// # Errors
    /// [`Decode`](chatwire_core::ErrorKind::Decode) when the text is no JSON list; single items that
    /// cannot be read are left out.
    pub fn parse_mentions(&self) -> Result<Vec<Mention>> {
        list_from_json(self.mentions.as_bytes(), "mentions")
    }

    /// The attachments taken apart.
    ///
    /// # Errors
    /// As [`parse_mentions`](Self::parse_mentions).
    pub fn parse_attachments(&self) -> Result<Vec<Attachment>> {
        list_from_json(self.attachments.as_bytes(), "attachments")
    }

    /// The references taken apart.
    ///
    /// # Errors
    /// As [`parse_mentions`](Self::parse_mentions).
    pub fn parse_references(&self) -> Result<Vec<Reference>> {
        list_from_json(self.references.as_bytes(), "refs")
    }

    /// The reactions taken apart.
    ///
    /// # Errors
    /// As [`parse_mentions`](Self::parse_mentions).
    pub fn parse_reactions(&self) -> Result<Vec<Reaction>> {
        list_from_json(self.reactions.as_bytes(), "reactions")
    }
}
