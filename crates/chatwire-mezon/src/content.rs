//! What a message says: its text, the marks over it, embeds and components, and what travels beside
//! them.
//!
//! On the wire the content is JSON text inside of protobuf; mentions, attachments and references are
//! protobuf fields beside it.

mod build;
pub(crate) mod lenient;
pub(crate) mod lists;
mod mark;
mod plain;
mod read;
mod span;
mod split;
mod write;

use serde_json::{Map, Value};

use crate::interactive::{ActionRow, Embed};

pub use lists::{Attachment, Mention, Reaction, Reference};
pub use mark::{Emoji, Hashtag, Mark, MarkKind};
pub use span::Span;

/// Longest content in UTF-16 code units, counted over its JSON text
/// (TypeScript SDK 2.8.53, checked before sending).
pub const MAX_CONTENT_UNITS: usize = 4_000;

/// Keys of a JSON object that this version does not know, kept as they came.
pub type Extra = Map<String, Value>;

/// What a message says.
///
/// A content is built from a text and ranges of bytes in it, or piece by piece; Mezon's own unit, the
/// UTF-16 code unit, is computed.
/// Plain texts turn into a content by themselves.
///
/// ```
/// use chatwire_mezon::Content;
///
/// let by_range = Content::text("👋 hello world").bold(5..10);
/// let by_piece = Content::text("👋 ").push_bold("hello").push(" world");
/// assert_eq!(by_range, by_piece);
/// assert_eq!(by_range.to_json()?, r#"{"t":"👋 hello world","mk":[{"type":"b","s":3,"e":8}]}"#);
/// # Ok::<_, chatwire_mezon::Error>(())
/// ```
///
/// A range that does not fit the text is reported by [`to_json`](Self::to_json), and so by the call
/// that sends the content.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Content {
    /// Text, `t` on the wire.
    pub text: Option<String>,
    /// Text for a thread, `contentThread` on the wire.
    pub thread_text: Option<String>,
    /// Marks over the text, `mk` on the wire.
    pub marks: Vec<Mark>,
    /// Channels that the text names, `hg` on the wire.
    pub hashtags: Vec<Hashtag>,
    /// Clans' own emojis in the text, `ej` on the wire.
    pub emojis: Vec<Emoji>,
    /// Links in the text without further data, `lk` on the wire; newer clients use [`marks`](Self::marks).
    pub links: Vec<Span>,
    /// Links to voice rooms, `vk` on the wire; newer clients use [`marks`](Self::marks).
    pub voice_links: Vec<Span>,
    /// Cards and forms below the text, `embed` on the wire.
    pub embeds: Vec<Embed>,
    /// Rows of buttons and the like, `components` on the wire.
    pub components: Vec<ActionRow>,
    /// Keys that this version does not know, and values that it cannot read; written back as they
    /// came.
    pub extra: Extra,
    /// Users and roles that the text names; sent beside the content.
    pub mentions: Vec<Mention>,
    /// Files that are shown with the message; sent beside the content.
    pub attachments: Vec<Attachment>,
    /// Messages that this one answers; sent beside the content.
    pub references: Vec<Reference>,
    /// The first range that did not fit, told when the content is written.
    problem: Option<String>,
}

impl Content {
    /// A content with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A content of a text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// The text, empty when there is none.
    #[must_use]
    pub fn as_text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// The piece of the text that a span covers; `None` where there is no such piece.
    #[must_use]
    pub fn piece(&self, span: Span) -> Option<&str> {
        span.in_text(self.as_text())
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&String> for Content {
    fn from(text: &String) -> Self {
        Self::text(text.as_str())
    }
}

impl From<&Self> for Content {
    fn from(content: &Self) -> Self {
        content.clone()
    }
}

impl From<Embed> for Content {
    fn from(embed: Embed) -> Self {
        Self::new().embed(embed)
    }
}
