//! What a platform can do.

use crate::neutralise;

/// What a platform can do, so that a caller need not try.
///
/// ```
/// use chatwire::Capabilities;
///
/// let plain = Capabilities::default();
/// assert!(!plain.edit && plain.max_length.is_none());
/// // A platform of one's own tells what it can.
/// let mine = Capabilities::default().edit().delete().max_length(500, LengthUnit::Chars);
/// # use chatwire::LengthUnit;
/// assert!(mine.edit && mine.fits(&"x".repeat(500)) && !mine.fits(&"x".repeat(501)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capabilities {
    /// Messages can answer others ([`Outgoing::reply_to`](crate::Outgoing::reply_to)).
    pub reply: bool,
    /// Files hang on messages; elsewhere their addresses follow the text.
    pub attachments: bool,
    /// People who are [mentioned](crate::Outgoing::mentions) are told so; elsewhere the text shows their names.
    pub mentions: bool,
    /// Own messages can be edited.
    pub edit: bool,
    /// Messages can be removed.
    pub delete: bool,
    /// Others see that the program types.
    pub typing: bool,
    /// Emojis can be put under messages.
    pub react: bool,
    /// Old messages can be asked for.
    pub history: bool,
    /// Longest text of a message; `None` where the platform names no limit.
    pub max_length: Option<usize>,
    /// What [`max_length`](Self::max_length) counts.
    pub length_unit: LengthUnit,
}

/// What the length of a text is counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LengthUnit {
    /// Unicode scalar values.
    #[default]
    Chars,
    /// Units of UTF-16, as JavaScript counts.
    Utf16,
    /// Units of UTF-16 that the text takes within JSON, where a quote or a line break takes two.
    JsonUtf16,
    /// Bytes of UTF-8.
    Bytes,
}

impl LengthUnit {
    /// Length of `text` in this unit.
    ///
    /// ```
    /// use chatwire::LengthUnit;
    ///
    /// assert_eq!(LengthUnit::Chars.of("a😀"), 2);
    /// assert_eq!(LengthUnit::Utf16.of("a😀"), 3);
    /// assert_eq!(LengthUnit::JsonUtf16.of("a😀\n"), 5);
    /// assert_eq!(LengthUnit::Bytes.of("a😀"), 5);
    /// ```
    #[must_use]
    pub fn of(self, text: &str) -> usize {
        match self {
            Self::Chars => text.chars().count(),
            Self::Utf16 => text.encode_utf16().count(),
            Self::JsonUtf16 => text.chars().map(|c| self.of_char(c)).sum(),
            Self::Bytes => text.len(),
        }
    }

    /// Length of one character in this unit.
    fn of_char(self, c: char) -> usize {
        match self {
            Self::Chars => 1,
            Self::Utf16 => c.len_utf16(),
            Self::JsonUtf16 => match c {
                '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
                // Other control characters are written as `\u001f`.
                '\0'..='\u{1f}' => 6,
                _ => c.len_utf16(),
            },
            Self::Bytes => c.len_utf8(),
        }
    }
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(mut self) -> Self {
            self.$name = true;
            self
        }
    )*};
}

impl Capabilities {
    setters! {
        /// Says that messages can answer others.
        reply
        /// Says that files hang on messages.
        attachments
        /// Says that people who are mentioned are told so.
        mentions
        /// Says that own messages can be edited.
        edit
        /// Says that messages can be removed.
        delete
        /// Says that others see the program type.
        typing
        /// Says that emojis can be put under messages.
        react
        /// Says that old messages can be asked for.
        history
    }

    /// Sets the longest text of a message.
    #[must_use]
    pub fn max_length(mut self, length: usize, unit: LengthUnit) -> Self {
        self.max_length = Some(length);
        self.length_unit = unit;
        self
    }

    /// Whether one message can hold `text`.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        self.max_length.is_none_or(|most| self.length_unit.of(text) <= most)
    }

    /// Cuts a text into pieces that one message each can hold.
    ///
    /// It is cut at the last end of a line that fits, else at the last space, else in the middle of a word, never
    /// within a character; what it was cut at is left out. Nothing else is lost, and a text that fits stays whole.
    ///
    /// ```
    /// use chatwire::{Capabilities, LengthUnit};
    ///
    /// let short = Capabilities::default().max_length(10, LengthUnit::Chars);
    /// assert_eq!(short.split("one two three\nfour"), ["one two", "three\nfour"]);
    /// assert_eq!(short.split("0123456789abc"), ["0123456789", "abc"]);
    /// ```
    #[must_use]
    pub fn split<'a>(&self, text: &'a str) -> Vec<&'a str> {
        let (mut pieces, mut rest) = (Vec::new(), text);
        loop {
            let (piece, after) = self.cut(rest);
            pieces.push(piece);
            if after.is_empty() {
                return pieces;
            }
            rest = after;
        }
    }

    /// As [`split`](Self::split), for a text that holds words of other people or of a language model: each piece is
    /// [`neutralise`]d, and none is blank.
    ///
    /// A cut can make a call to everybody out of a longer word, which is why it is not enough to neutralise the text
    /// beforehand.
    ///
    /// ```
    /// use chatwire::{Capabilities, LengthUnit};
    ///
    /// let short = Capabilities::default().max_length(5, LengthUnit::Chars);
    /// assert_eq!(short.split("@hereford"), ["@here", "ford"]);
    /// assert_eq!(short.split_neutral("@hereford"), ["@\u{2060}her", "eford"]);
    /// ```
    #[must_use]
    pub fn split_neutral(&self, text: &str) -> Vec<String> {
        let mut text = neutralise(text);
        let (mut pieces, mut from) = (Vec::new(), 0);
        while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
            let (piece, after) = self.cut(rest);
            let (end, next) = (from + piece.len(), text.len() - after.len());
            let safe = neutralise(piece);
            if safe == piece {
                pieces.push(safe);
                from = next;
            } else {
                // The cut made a call of the beginning of a longer word. With what was put between it is cut anew, as
                // it may be too long now.
                text.replace_range(from..end, &safe);
            }
        }
        pieces.retain(|piece| !piece.trim().is_empty());
        pieces
    }

    /// The first piece of a text, and what remains behind the cut.
    fn cut<'a>(&self, text: &'a str) -> (&'a str, &'a str) {
        let most = self.max_length.filter(|most| *most > 0);
        let Some(end) = most.and_then(|most| self.end_of_piece(text, most)) else {
            return (text, "");
        };
        let (fitting, beyond) = text.split_at(end);
        // A break right behind the piece is as good as one within it; before the first word there is nothing to cut.
        let cut = if beyond.starts_with(['\n', ' ']) {
            end
        } else {
            let within = |c| fitting.rfind(c).filter(|at| *at > 0);
            within('\n').or_else(|| within(' ')).unwrap_or(end)
        };
        let (piece, after) = text.split_at(cut);
        (piece, after.strip_prefix(['\n', ' ']).unwrap_or(after))
    }

    /// Where the longest piece ends that fits; `None` if all does.
    fn end_of_piece(&self, text: &str, most: usize) -> Option<usize> {
        let mut length = 0;
        for (at, c) in text.char_indices() {
            length += self.length_unit.of_char(c);
            if length > most {
                // A character that is longer than a message goes alone, or it would never end.
                return Some(if at == 0 { c.len_utf8() } else { at })
                    .filter(|end| *end < text.len());
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_wakes_nobody() {
        let can = Capabilities::default().max_length(5, LengthUnit::Chars);
        let pieces = can.split_neutral("@hereford  @all");
        assert!(pieces.iter().all(|piece| neutralise(piece) == *piece && can.fits(piece)));
        assert_eq!(pieces.concat().replace(['\u{2060}', ' '], ""), "@hereford@all");
        assert!(can.split_neutral(" \n      ").is_empty());
    }
}
