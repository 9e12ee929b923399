//! Text of chat messages: emotes are written into it as `[emote:ID:NAME]`.

use std::fmt;

/// Beginning of an emote.
const OPEN: &str = "[emote:";

/// A piece of a message's text, borrowed from it.
///
/// Written one after another, the pieces give the text back: `Display` of an emote is how it stands in the text.
///
/// ```
/// use chatwire_kick::content::{Segment, parse_content};
///
/// let segments = parse_content("hi [emote:37226:KEKW]!");
/// assert_eq!(segments[0], Segment::Text("hi "));
/// let Segment::Emote(emote) = segments[1] else { panic!() };
/// assert_eq!((emote.id, emote.name), ("37226", "KEKW"));
/// assert_eq!(emote.image_url(), "https://files.kick.com/emotes/37226/fullsize");
/// let text: String = segments.iter().map(ToString::to_string).collect();
/// assert_eq!(text, "hi [emote:37226:KEKW]!");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Segment<'a> {
    /// Plain text, never empty.
    Text(&'a str),
    /// An emote.
    Emote(Emote<'a>),
}

/// An emote in a message's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Emote<'a> {
    /// Its id: digits, of any number.
    pub id: &'a str,
    /// Its name, which may be empty and may hold colons.
    pub name: &'a str,
}

impl Emote<'_> {
    /// Address of its image; see [`emote_url`].
    #[must_use]
    pub fn image_url(&self) -> String {
        emote_url(self.id)
    }
}

impl fmt::Display for Segment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Emote(emote) => emote.fmt(f),
        }
    }
}

impl fmt::Display for Emote<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{OPEN}{}:{}]", self.id, self.name)
    }
}

/// Address of an emote's image in full size (used by the community's clients).
///
/// ```
/// assert_eq!(chatwire_kick::content::emote_url("1"), "https://files.kick.com/emotes/1/fullsize");
/// ```
#[must_use]
pub fn emote_url(id: &str) -> String {
    format!("https://files.kick.com/emotes/{id}/fullsize")
}

/// Splits a text into plain pieces and emotes; what does not fit the form of an emote stays text.
///
/// ```
/// use chatwire_kick::content::{Segment, parse_content};
///
/// assert_eq!(parse_content("[emote:x:a]"), [Segment::Text("[emote:x:a]")]);
/// assert!(parse_content("").is_empty());
/// ```
#[must_use]
pub fn parse_content(content: &str) -> Vec<Segment<'_>> {
    let mut segments = Vec::new();
    let (mut plain, mut at) = (content, 0);
    while let Some(found) = plain.get(at..).and_then(|rest| rest.find(OPEN)) {
        let start = at + found;
        let Some((emote, end)) = plain.get(start..).and_then(emote) else {
            at = start + OPEN.len();
            continue;
        };
        let (before, rest) = (plain.get(..start), plain.get(start + end..));
        segments.extend(before.filter(|text| !text.is_empty()).map(Segment::Text));
        segments.push(Segment::Emote(emote));
        (plain, at) = (rest.unwrap_or_default(), 0);
    }
    if !plain.is_empty() {
        segments.push(Segment::Text(plain));
    }
    segments
}

/// The emote that a text begins with, and where it ends.
fn emote(text: &str) -> Option<(Emote<'_>, usize)> {
    let inside = text.strip_prefix(OPEN)?;
    let (id, rest) = inside.split_once(':')?;
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (name, _) = rest.split_once(']')?;
    if name.contains('[') {
        return None;
    }
    Some((Emote { id, name }, OPEN.len() + id.len() + 1 + name.len() + 1))
}
