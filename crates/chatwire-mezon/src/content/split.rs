//! Cutting a long text into contents that the service takes.

use super::{Content, MAX_CONTENT_UNITS};

/// What `{"t":""}` takes besides the text.
const FRAME_UNITS: usize = 8;

impl Content {
    /// Cuts a text into contents that are short enough to be sent, one after another.
    ///
    /// A cut is made behind a line break if there is one in the second half of the piece, else behind
    /// a space, else between two characters.
    /// Nothing is lost: the pieces put together are the text.
    /// An empty text gives no content.
    ///
    /// ```
    /// use chatwire_mezon::Content;
    ///
    /// let long = "a line of a long report\n".repeat(400);
    /// let parts = Content::split_text(&long);
    /// assert_eq!(parts.len(), 3);
    /// assert!(parts.iter().all(|part| part.to_json().is_ok() && part.as_text().ends_with('\n')));
    /// assert_eq!(parts.iter().map(Content::as_text).collect::<String>(), long);
    /// ```
    #[must_use]
    pub fn split_text(text: &str) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (part, behind) = rest.split_at(cut(rest));
            parts.push(Self::text(part));
            rest = behind;
        }
        parts
    }
}

/// Where the first piece ends: a boundary of characters above 0.
fn cut(text: &str) -> usize {
    let mut used = FRAME_UNITS;
    let (mut line, mut space) = (None, None);
    for (at, c) in text.char_indices() {
        used += units_in_json(c);
        if used > MAX_CONTENT_UNITS {
            // Not too early: a line break near the beginning would leave a short piece.
            let late = |place: &usize| *place > at / 2;
            return line.filter(late).or(space.filter(late)).unwrap_or(at);
        }
        let behind = at + c.len_utf8();
        match c {
            '\n' => line = Some(behind),
            c if c.is_whitespace() => space = Some(behind),
            _ => {}
        }
    }
    text.len()
}

/// UTF-16 units of a character once it is written into JSON.
fn units_in_json(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        _ => c.len_utf16(),
    }
}
