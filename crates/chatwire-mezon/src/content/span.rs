//! Places in a text, counted as Mezon counts them.

use std::ops::{Bound, Range, RangeBounds};

use chatwire_core::{Error, Result};
use serde::{Deserialize, Serialize};

use super::lenient;

/// A piece of a message's text, in UTF-16 code units, the unit of Mezon's own clients.
///
/// Rust counts a text in bytes of UTF-8; [`Span::of`] and [`Span::in_text`] translate.
/// (Python's client counts code points, which is wrong as soon as an emoji stands before the span.)
///
/// ```
/// use chatwire_mezon::content::Span;
///
/// let text = "chào 👋 bạn";
/// let start = text.find("bạn").unwrap_or_default();
/// let span = Span::of(text, start..)?;
/// assert_eq!((start, span.start, span.end), (11, 8, 11));
/// assert_eq!(span.in_text(text), Some("bạn"));
/// # Ok::<_, chatwire_mezon::Error>(())
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// First unit that belongs to the piece.
    #[serde(rename = "s", default, deserialize_with = "lenient::number")]
    pub start: u32,
    /// First unit behind the piece.
    #[serde(rename = "e", default, deserialize_with = "lenient::number")]
    pub end: u32,
}

impl Span {
    /// A span from units that are already known.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The span of a range of bytes of a text.
    ///
    /// # Errors
    /// [`Input`](chatwire_core::ErrorKind::Input) when the range leaves the text, runs backwards,
    /// or begins or ends within a character.
    pub fn of(text: &str, range: impl RangeBounds<usize>) -> Result<Self> {
        let Range { start, end } = bytes_of(text, &range);
        let refused = || Error::input(format!("{start}..{end} is no range of the text"));
        let before = text.get(..start).ok_or_else(refused)?;
        let inside = text.get(start..end).ok_or_else(refused)?;
        let start = units(before);
        Ok(Self { start, end: start.saturating_add(units(inside)) })
    }

    /// The range of bytes that the span takes in a text; `None` where it leaves the text, runs
    /// backwards, or cuts a character in two.
    #[must_use]
    pub fn bytes(self, text: &str) -> Option<Range<usize>> {
        let start = byte_at(text, 0, self.start)?;
        let end = byte_at(text, start, self.end.checked_sub(self.start)?)?;
        Some(start..end)
    }

    /// The piece of a text that the span covers; `None` where there is no such piece.
    #[must_use]
    pub fn in_text(self, text: &str) -> Option<&str> {
        text.get(self.bytes(text)?)
    }

    /// Number of units; `0` when the span runs backwards.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether nothing is covered.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }
}

/// Length of a text in UTF-16 code units.
pub(super) fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

fn bytes_of(text: &str, range: &impl RangeBounds<usize>) -> Range<usize> {
    let start = match range.start_bound() {
        Bound::Included(&start) => start,
        Bound::Excluded(&start) => start.saturating_add(1),
        Bound::Unbounded => 0,
    };
    let end = match range.end_bound() {
        Bound::Included(&end) => end.saturating_add(1),
        Bound::Excluded(&end) => end,
        Bound::Unbounded => text.len(),
    };
    start..end
}

/// The byte that lies `units` behind the byte `from`.
fn byte_at(text: &str, from: usize, units: u32) -> Option<usize> {
    let mut left = units;
    for (at, c) in text.get(from..)?.char_indices() {
        if left == 0 {
            return Some(from + at);
        }
        left = left.checked_sub(if c.len_utf16() == 2 { 2 } else { 1 })?;
    }
    (left == 0).then_some(text.len())
}
