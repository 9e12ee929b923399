//! What travels beside the content of a message: mentions, attachments, references, reactions.
//!
//! Their names in JSON are those of the protobuf schema; older clients sent them in that form.

use chatwire_core::de::{self, null_as_default};
use chatwire_core::{Error, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Span;
use super::lenient::{flag, number};
use crate::id::{EmojiId, MessageId, ReactionId, RoleId, UserId};

/// A user or a role that the text names.
///
/// ```
/// use chatwire_mezon::Content;
/// use chatwire_mezon::content::Mention;
///
/// let content = Content::text("@bob, look").mention_user(..4, 1_800_000_000_000_000_009);
/// let mention: &Mention = &content.mentions[0];
/// assert_eq!((mention.span.start, mention.span.end), (0, 4));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Mention {
    /// The server's id of the mention; none in a new one.
    #[serde(skip_serializing_if = "unset", deserialize_with = "number")]
    pub id: i64,
    /// User that is named; none when a role is.
    #[serde(skip_serializing_if = "unset")]
    pub user_id: UserId,
    /// Name of the user as the sender wrote it.
    #[serde(skip_serializing_if = "unset", deserialize_with = "null_as_default")]
    pub username: String,
    /// Role that is named; none when a user is.
    #[serde(skip_serializing_if = "unset")]
    pub role_id: RoleId,
    /// Name of the role.
    #[serde(
        rename = "rolename",
        skip_serializing_if = "unset",
        deserialize_with = "null_as_default"
    )]
    pub role_name: String,
    /// When the mention was made, in Unix seconds; `0` in a new one.
    #[serde(skip_serializing_if = "unset", deserialize_with = "number")]
    pub create_time_seconds: u32,
    /// Piece of the text that names them, with the `@`.
    #[serde(flatten)]
    pub span: Span,
}

impl Mention {
    /// Mention of a user over a piece of the text.
    #[must_use]
    pub fn user(user_id: impl Into<UserId>, username: impl Into<String>, span: Span) -> Self {
        Self { user_id: user_id.into(), username: username.into(), span, ..Self::default() }
    }

    /// Mention of a role over a piece of the text.
    #[must_use]
    pub fn role(role_id: impl Into<RoleId>, role_name: impl Into<String>, span: Span) -> Self {
        Self { role_id: role_id.into(), role_name: role_name.into(), span, ..Self::default() }
    }
}

/// A file that is shown with a message; it lies on a server already.
///
/// ```
/// use chatwire_mezon::content::Attachment;
///
/// let picture = Attachment::new("https://example.com/cat.png", "cat.png", "image/png")
///     .size(20_480)
///     .dimensions(640, 480);
/// assert_eq!(picture.filename, "cat.png");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Attachment {
    /// Name of the file.
    #[serde(skip_serializing_if = "unset", deserialize_with = "null_as_default")]
    pub filename: String,
    /// Size in bytes; `0` when unknown.
    #[serde(skip_serializing_if = "unset", deserialize_with = "number")]
    pub size: u64,
    /// Where the file lies.
    #[serde(skip_serializing_if = "unset", deserialize_with = "null_as_default")]
    pub url: String,
    /// Media type, such as `image/png`.
    #[serde(skip_serializing_if = "unset", deserialize_with = "null_as_default")]
    pub filetype: String,
    /// Width of a picture or video in pixels; `0` when unknown.
    #[serde(skip_serializing_if = "unset", deserialize_with = "number")]
    pub width: u32,
    /// Height of a picture or video in pixels; `0` when unknown.
    #[serde(skip_serializing_if = "unset", deserialize_with = "number")]
    pub height: u32,
    /// Where a small picture of it lies.
    #[serde(skip_serializing_if = "unset", deserialize_with = "null_as_default")]
    pub thumbnail: String,
    /// Length of a recording in seconds; `0` when unknown.
    #[serde(skip_serializing_if = "unset", deserialize_with = "number")]
    pub duration: u32,
}

impl Attachment {
    /// An attachment from its address, name and media type.
    #[must_use]
    pub fn new(
        url: impl Into<String>,
        filename: impl Into<String>,
        filetype: impl Into<String>,
    ) -> Self {
        Self {
            url: url.into(),
            filename: filename.into(),
            filetype: filetype.into(),
            ..Self::default()
        }
    }

    /// Sets the size in bytes.
    #[must_use]
    pub fn size(mut self, bytes: u64) -> Self {
        self.size = bytes;
        self
    }

    /// Sets width and height in pixels.
    #[must_use]
    pub fn dimensions(mut self, width: u32, height: u32) -> Self {
        (self.width, self.height) = (width, height);
        self
    }

    /// Sets where a small picture lies.
    #[must_use]
    pub fn thumbnail(mut self, url: impl Into<String>) -> Self {
        self.thumbnail = url.into();
        self
    }

    /// Sets the length of a recording in seconds.
    #[must_use]
    pub fn duration(mut self, seconds: u32) -> Self {
        self.duration = seconds;
        self
    }
}

/// The message that a message answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Reference {
    /// The answer itself; none in a new one.
    #[serde(skip_serializing_if = "unset")]
    pub message_id: MessageId,
    /// Message that is answered.
    #[serde(skip_serializing_if = "unset")]
    pub message_ref_id: MessageId,
    /// Its content, as JSON text.
    #[serde(skip_serializing_if = "unset", deserialize_with = "null_as_default")]
    pub content: String,
    /// Whether it has attachments.
    #[serde(skip_serializing_if = "unset", deserialize_with = "flag")]
    pub has_attachment: bool,
    /// Kind of the reference; `0` is an answer, the only one known.
    #[serde(skip_serializing_if = "unset", deserialize_with = "number")]
    pub ref_type: i32,
    /// Who wrote it.
    #[serde(skip_serializing_if = "unset")]
    pub message_sender_id: UserId,
    /// Name that is shown for the writer.
    #[serde(skip_serializing_if = "unset", deserialize_with = "null_as_default")]
    pub message_sender_username: String,
    /// Picture that is shown for the writer.
    #[serde(skip_serializing_if = "unset", deserialize_with = "null_as_default")]
    pub message_sender_avatar: String,
    /// Name of the writer in the clan.
    #[serde(skip_serializing_if = "unset", deserialize_with = "null_as_default")]
    pub message_sender_clan_nick: String,
    /// Name that the writer chose for all clans.
    #[serde(skip_serializing_if = "unset", deserialize_with = "null_as_default")]
    pub message_sender_display_name: String,
}

impl Reference {
    /// A reference to a message of somebody.
    #[must_use]
    pub fn to(message_id: impl Into<MessageId>, sender_id: impl Into<UserId>) -> Self {
        Self {
            message_ref_id: message_id.into(),
            message_sender_id: sender_id.into(),
            ..Self::default()
        }
    }
}

/// An emoji that somebody put to a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Reaction {
    /// The server's id of the reaction.
    #[serde(skip_serializing_if = "unset")]
    pub id: ReactionId,
    /// Emoji.
    #[serde(skip_serializing_if = "unset")]
    pub emoji_id: EmojiId,
    /// Its short name, such as `:heart:`.
    #[serde(skip_serializing_if = "unset", deserialize_with = "null_as_default")]
    pub emoji: String,
    /// Who reacted.
    #[serde(skip_serializing_if = "unset")]
    pub sender_id: UserId,
    /// Name of who reacted.
    #[serde(skip_serializing_if = "unset", deserialize_with = "null_as_default")]
    pub sender_name: String,
    /// Picture of who reacted.
    #[serde(skip_serializing_if = "unset", deserialize_with = "null_as_default")]
    pub sender_avatar: String,
    /// How often.
    #[serde(skip_serializing_if = "unset", deserialize_with = "number")]
    pub count: i32,
}

/// Reads a list that came as JSON: the list itself, or an object with the list under `key`.
/// Items that cannot be read are left out and logged.
pub(crate) fn list_from_json<T: DeserializeOwned>(json: &[u8], key: &str) -> Result<Vec<T>> {
    let unreadable = |err: serde_json::Error| {
        Error::decode("a message's list is no JSON").with_context("place", de::place_of(&err))
    };
    let mut raw: Box<RawValue> = serde_json::from_slice(json).map_err(unreadable)?;
    if raw.get().starts_with('{') {
        let mut object: std::collections::BTreeMap<String, Box<RawValue>> =
            serde_json::from_str(raw.get()).map_err(unreadable)?;
        match object.remove(key) {
            Some(list) => raw = list,
            None => return Ok(Vec::new()),
        }
    }
    let (items, invalid) = de::items(&raw)?;
    for item in invalid {
        tracing::warn!(list = key, index = item.index, reason = item.reason, "item left out");
    }
    Ok(items)
}

/// Writes a list as JSON text; nothing in these types can fail to be written.
pub(crate) fn list_to_json<T: Serialize>(items: &[T]) -> String {
    serde_json::to_string(items).unwrap_or_else(|_| "[]".to_owned())
}

/// Whether a field has the value that stands for "nothing" on the wire.
fn unset<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
