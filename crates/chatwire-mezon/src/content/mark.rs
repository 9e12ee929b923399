//! What can be laid over a piece of a message's text: marks, hashtags, emojis.

use serde::{Deserialize, Serialize};

use super::{Extra, Span, lenient};
use crate::id::{ChannelId, EmojiId};

chatwire_core::wire_enum! {
    /// What a [`Mark`] does with its piece of the text.
    ///
    /// The words are those of the TypeScript SDK 2.8.53; strikethrough and the newer links are
    /// known from younger clients.
    pub enum MarkKind {
        /// Block of code.
        CodeBlock = "pre",
        /// Code within a line.
        Code = "c",
        /// Bold text.
        Bold = "b",
        /// Piece that stood between triple backticks.
        Triple = "t",
        /// Piece that stood between single backticks.
        Single = "s",
        /// Struck out text.
        Strikethrough = "st",
        /// Link.
        Link = "lk",
        /// Link to a voice room.
        VoiceLink = "vk",
        /// Link to YouTube, shown with a player.
        YouTube = "lk_yt",
        /// Link to Facebook.
        Facebook = "lk_fb",
        /// Link to TikTok.
        TikTok = "lk_tt",
        /// Link with a preview of the page.
        Preview = "lk_ogp",
    }
}

impl MarkKind {
    /// Whether the mark makes a link of its piece.
    #[must_use]
    pub fn is_link(&self) -> bool {
        self.as_str().starts_with("lk") || *self == Self::VoiceLink
    }
}

/// A mark over a piece of the text, an item of the content's `mk`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "WireMark")]
#[non_exhaustive]
pub struct Mark {
    /// What the mark does.
    #[serde(rename = "type")]
    pub kind: MarkKind,
    /// Piece of the text.
    #[serde(flatten)]
    pub span: Span,
    /// Target of a link that differs from the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Language of a block of code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whatever else the sender wrote into the mark.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Mark {
    /// A mark with neither target nor language.
    #[must_use]
    pub fn new(kind: MarkKind, span: Span) -> Self {
        Self { kind, span, url: None, language: None, extra: Extra::new() }
    }

    /// Sets the target of a link.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Sets the language of a block of code.
    #[must_use]
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }
}

/// A mark as clients write it.
#[derive(Deserialize)]
struct WireMark {
    #[serde(rename = "type")]
    kind: MarkKind,
    #[serde(rename = "s", default, deserialize_with = "lenient::number")]
    start: u32,
    #[serde(rename = "e", default, deserialize_with = "lenient::number")]
    end: u32,
    url: Option<String>,
    language: Option<String>,
    /// One client writes target and language under this one key.
    l: Option<String>,
    #[serde(flatten)]
    extra: Extra,
}

impl From<WireMark> for Mark {
    fn from(wire: WireMark) -> Self {
        let WireMark { kind, start, end, mut url, mut language, l, extra } = wire;
        let place = if kind.is_link() { &mut url } else { &mut language };
        *place = place.take().or(l);
        Self { kind, span: Span { start, end }, url, language, extra }
    }
}

/// A `#channel` in the text, an item of the content's `hg`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Hashtag {
    /// Channel that is meant.
    // The Python SDK writes the key in lower case.
    #[serde(rename = "channelId", alias = "channelid")]
    pub channel_id: ChannelId,
    /// Piece of the text, with the `#`.
    #[serde(flatten)]
    pub span: Span,
    /// Whatever else the sender wrote into the hashtag.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Hashtag {
    /// A hashtag over a piece of the text.
    #[must_use]
    pub fn new(channel_id: impl Into<ChannelId>, span: Span) -> Self {
        Self { channel_id: channel_id.into(), span, extra: Extra::new() }
    }
}

/// A clan's own emoji in the text, an item of the content's `ej`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Emoji {
    /// Emoji that is shown.
    #[serde(rename = "emojiid")]
    pub emoji_id: EmojiId,
    /// Piece of the text that it replaces, such as `:smile:`.
    #[serde(flatten)]
    pub span: Span,
    /// Whatever else the sender wrote into the emoji.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Emoji {
    /// An emoji over a piece of the text.
    #[must_use]
    pub fn new(emoji_id: impl Into<EmojiId>, span: Span) -> Self {
        Self { emoji_id: emoji_id.into(), span, extra: Extra::new() }
    }
}
