//! Building a content: marks over ranges of the text, pieces put behind it, parts below it.

use std::ops::RangeBounds;

use super::{Attachment, Content, Emoji, Hashtag, Mark, MarkKind, Mention, Reference, Span};
use crate::id::{ChannelId, EmojiId, RoleId, UserId};
use crate::interactive::{ActionRow, Embed};

/// Marks over ranges of bytes of the text, as `str::find` and slices count them.
impl Content {
    /// Makes a range of the text bold.
    #[must_use]
    pub fn bold(self, range: impl RangeBounds<usize>) -> Self {
        self.mark(MarkKind::Bold, range)
    }

    /// Shows a range of the text as code within the line.
    #[must_use]
    pub fn code(self, range: impl RangeBounds<usize>) -> Self {
        self.mark(MarkKind::Code, range)
    }

    /// Shows a range of the text as a block of code.
    #[must_use]
    #[doc(alias = "pre")]
    pub fn code_block(self, range: impl RangeBounds<usize>) -> Self {
        self.mark(MarkKind::CodeBlock, range)
    }

    /// Strikes a range of the text out; older clients show it as it is.
    #[must_use]
    pub fn strikethrough(self, range: impl RangeBounds<usize>) -> Self {
        self.mark(MarkKind::Strikethrough, range)
    }

    /// Makes a link of a range of the text, which is the address itself.
    #[must_use]
    pub fn link(self, range: impl RangeBounds<usize>) -> Self {
        self.mark(MarkKind::Link, range)
    }

    /// Makes a link of a range of the text, with another address than the text.
    #[must_use]
    pub fn link_to(self, range: impl RangeBounds<usize>, url: impl Into<String>) -> Self {
        self.over(range, |content, span, _| {
            content.marks.push(Mark::new(MarkKind::Link, span).url(url));
        })
    }

    /// Makes a link to a voice room of a range of the text.
    #[must_use]
    pub fn voice_link(self, range: impl RangeBounds<usize>) -> Self {
        self.mark(MarkKind::VoiceLink, range)
    }

    /// Lays a mark of any kind over a range of the text.
    #[must_use]
    pub fn mark(self, kind: MarkKind, range: impl RangeBounds<usize>) -> Self {
        self.over(range, |content, span, _| content.marks.push(Mark::new(kind, span)))
    }

    /// Makes a hashtag of a range of the text, such as `#general`.
    #[must_use]
    pub fn hashtag(self, range: impl RangeBounds<usize>, channel: impl Into<ChannelId>) -> Self {
        self.over(range, |content, span, _| content.hashtags.push(Hashtag::new(channel, span)))
    }

    /// Shows a clan's own emoji in place of a range of the text, such as `:smile:`.
    #[must_use]
    pub fn emoji(self, range: impl RangeBounds<usize>, emoji: impl Into<EmojiId>) -> Self {
        self.over(range, |content, span, _| content.emojis.push(Emoji::new(emoji, span)))
    }

    /// Makes a mention of a user of a range of the text, such as `@bob`.
    #[must_use]
    pub fn mention_user(self, range: impl RangeBounds<usize>, user: impl Into<UserId>) -> Self {
        self.over(range, |content, span, name| {
            content.mentions.push(Mention::user(user, name, span));
        })
    }

    /// Makes a mention of a role of a range of the text, such as `@Admin`.
    #[must_use]
    pub fn mention_role(self, range: impl RangeBounds<usize>, role: impl Into<RoleId>) -> Self {
        self.over(range, |content, span, name| {
            // A user's name is sent with the `@`, a role's without it (TypeScript SDK 2.8.53).
            let name = name.strip_prefix('@').map_or(name.clone(), str::to_owned);
            content.mentions.push(Mention::role(role, name, span));
        })
    }

    fn over(
        mut self,
        range: impl RangeBounds<usize>,
        lay: impl FnOnce(&mut Self, Span, String),
    ) -> Self {
        match Span::of(self.as_text(), range) {
            Ok(span) => {
                let piece = self.piece(span).unwrap_or_default().to_owned();
                lay(&mut self, span, piece);
            }
            Err(err) => {
                self.problem.get_or_insert_with(|| err.message().to_owned());
            }
        }
        self
    }
}

/// Pieces put behind the text, so that nobody has to count.
impl Content {
    /// Puts plain text behind the text.
    #[must_use]
    pub fn push(mut self, text: impl AsRef<str>) -> Self {
        self.text.get_or_insert_default().push_str(text.as_ref());
        self
    }

    /// Puts bold text behind the text.
    #[must_use]
    pub fn push_bold(self, text: impl AsRef<str>) -> Self {
        self.push_marked(MarkKind::Bold, text)
    }

    /// Puts code behind the text, within the line.
    #[must_use]
    pub fn push_code(self, code: impl AsRef<str>) -> Self {
        self.push_marked(MarkKind::Code, code)
    }

    /// Puts a block of code behind the text.
    #[must_use]
    pub fn push_code_block(self, code: impl AsRef<str>) -> Self {
        self.push_marked(MarkKind::CodeBlock, code)
    }

    /// Puts an address behind the text, as a link.
    #[must_use]
    pub fn push_link(self, url: impl AsRef<str>) -> Self {
        self.push_marked(MarkKind::Link, url)
    }

    /// Puts text with a mark of any kind behind the text.
    #[must_use]
    pub fn push_marked(self, kind: MarkKind, text: impl AsRef<str>) -> Self {
        self.pushed(text, |content, from| content.mark(kind, from..))
    }

    /// Puts the name of a channel behind the text, such as `#general`, as a hashtag.
    #[must_use]
    pub fn push_hashtag(self, name: impl AsRef<str>, channel: impl Into<ChannelId>) -> Self {
        self.pushed(name, |content, from| content.hashtag(from.., channel))
    }

    /// Puts a clan's own emoji behind the text, under its short name, such as `:smile:`.
    #[must_use]
    pub fn push_emoji(self, name: impl AsRef<str>, emoji: impl Into<EmojiId>) -> Self {
        self.pushed(name, |content, from| content.emoji(from.., emoji))
    }

    /// Puts a mention of a user behind the text, such as `@bob`.
    #[must_use]
    pub fn push_user(self, name: impl AsRef<str>, user: impl Into<UserId>) -> Self {
        self.pushed(name, |content, from| content.mention_user(from.., user))
    }

    /// Puts a mention of a role behind the text, such as `@Admin`.
    #[must_use]
    pub fn push_role(self, name: impl AsRef<str>, role: impl Into<RoleId>) -> Self {
        self.pushed(name, |content, from| content.mention_role(from.., role))
    }

    fn pushed(self, text: impl AsRef<str>, lay: impl FnOnce(Self, usize) -> Self) -> Self {
        let from = self.as_text().len();
        lay(self.push(text), from)
    }
}

/// Parts beside and below the text.
impl Content {
    /// Sets the text for a thread.
    #[must_use]
    pub fn thread(mut self, text: impl Into<String>) -> Self {
        self.thread_text = Some(text.into());
        self
    }

    /// Adds a card or a form.
    #[must_use]
    pub fn embed(mut self, embed: impl Into<Embed>) -> Self {
        self.embeds.push(embed.into());
        self
    }

    /// Adds a row of buttons or other components.
    ///
    /// ```
    /// use chatwire_mezon::Content;
    /// use chatwire_mezon::interactive::{ButtonBuilder, ButtonStyle};
    ///
    /// let buttons = ButtonBuilder::new()
    ///     .add_button("yes", "Yes", ButtonStyle::Success)
    ///     .add_button("no", "No", ButtonStyle::Danger);
    /// let content = Content::text("Coffee?").row(buttons);
    /// assert_eq!(content.components[0].components.len(), 2);
    /// ```
    #[must_use]
    pub fn row(mut self, row: impl Into<ActionRow>) -> Self {
        self.components.push(row.into());
        self
    }

    /// Adds a file that lies on a server already.
    #[must_use]
    pub fn attach(mut self, attachment: Attachment) -> Self {
        self.attachments.push(attachment);
        self
    }

    /// Makes the message an answer to another one.
    #[must_use]
    pub fn answering(mut self, reference: Reference) -> Self {
        self.references.push(reference);
        self
    }
}
