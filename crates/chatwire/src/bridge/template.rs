//! How a carried message looks: text templates, and names on one line.

use std::error::Error as StdError;
use std::fmt;
use std::str::FromStr;

use chatwire_core::{Error, FieldIssue};

/// The form of a carried message, with fields in braces.
///
/// The fields are `{platform}`, `{room}`, `{sender}` and `{text}`; a brace itself is written twice. `{text}` must be
/// there, or messages would be lost. A template is checked when it is made, not when the first message comes.
///
/// ```
/// use chatwire::bridge::{Template, TemplateError};
///
/// let template: Template = "[{platform}/{room}] {sender}: {text}".parse()?;
/// assert_eq!(template.as_str(), "[{platform}/{room}] {sender}: {text}");
///
/// let wrong = "{sender}: {txt}".parse::<Template>();
/// assert_eq!(wrong, Err(TemplateError::UnknownField { name: "txt".to_owned(), at: 10 }));
/// # Ok::<_, TemplateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    source: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Platform,
    Room,
    Sender,
    Text,
}

/// What the fields of a template stand for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    pub(super) platform: &'a str,
    pub(super) room: &'a str,
    pub(super) sender: &'a str,
    pub(super) text: &'a str,
}

/// What is wrong with a template; `at` counts bytes from its beginning.
///
/// As an [`Error`] it has the kind [`Config`](crate::ErrorKind::Config), with this as its source.
///
/// ```
/// use chatwire::bridge::{Template, TemplateError};
/// use chatwire::{Error, ErrorKind};
///
/// let wrong = Template::parse("{text").unwrap_err();
/// assert_eq!(wrong, TemplateError::Unclosed { at: 0 });
/// assert_eq!(Error::from(wrong).kind(), ErrorKind::Config);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemplateError {
    /// A field that does not exist.
    UnknownField {
        /// What stands between the braces.
        name: String,
        /// Where the brace opens.
        at: usize,
    },
    /// An opening brace without a closing one.
    Unclosed {
        /// Where it opens.
        at: usize,
    },
    /// A closing brace without an opening one; `}}` stands for a brace.
    Unopened {
        /// Where it stands.
        at: usize,
    },
    /// `{text}` is missing, so that messages would be lost.
    NoText,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownField { name, at } => write!(
                f,
                "unknown field {{{name}}} at byte {at}; there are {{platform}}, {{room}}, {{sender}} and {{text}}"
            ),
            Self::Unclosed { at } => write!(f, "the brace at byte {at} is not closed"),
            Self::Unopened { at } => {
                write!(f, "the brace at byte {at} closes nothing; write }}}} for a brace")
            }
            Self::NoText => f.write_str("{text} is missing"),
        }
    }
}

impl StdError for TemplateError {}

impl From<TemplateError> for Error {
    fn from(error: TemplateError) -> Self {
        error.named("template")
    }
}

impl TemplateError {
    /// As an error that names the place in the configuration.
    pub(super) fn named(self, field: &str) -> Error {
        let issue = FieldIssue::new(field, self.to_string());
        Error::config(format!("{field}: {self}")).with_issues(vec![issue]).with_source(self)
    }
}

impl Default for Template {
    /// `[{platform}] {sender}: {text}`
    fn default() -> Self {
        let literal = |text: &str| Part::Literal(text.to_owned());
        Self {
            source: "[{platform}] {sender}: {text}".to_owned(),
            parts: vec![
                literal("["),
                Part::Platform,
                literal("] "),
                Part::Sender,
                literal(": "),
                Part::Text,
            ],
        }
    }
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    ///
    /// A field that does not exist, a brace that stands alone, or no `{text}`.
    pub fn parse(source: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut chars = source.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '{' | '}' if chars.next_if(|(_, next)| *next == c).is_some() => literal.push(c),
                '}' => return Err(TemplateError::Unopened { at }),
                '{' => {
                    let mut name = String::new();
                    loop {
                        match chars.next() {
                            Some((_, '}')) => break,
                            Some((_, '{')) | None => return Err(TemplateError::Unclosed { at }),
                            Some((_, c)) => name.push(c),
                        }
                    }
                    if !literal.is_empty() {
                        parts.push(Part::Literal(std::mem::take(&mut literal)));
                    }
                    parts.push(match name.trim() {
                        "platform" => Part::Platform,
                        "room" => Part::Room,
                        "sender" => Part::Sender,
                        "text" => Part::Text,
                        _ => return Err(TemplateError::UnknownField { name, at }),
                    });
                }
                _ => literal.push(c),
            }
        }
        if !literal.is_empty() {
            parts.push(Part::Literal(literal));
        }
        if !parts.contains(&Part::Text) {
            return Err(TemplateError::NoText);
        }
        Ok(Self { source: source.to_owned(), parts })
    }

    /// The template as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    pub(super) fn render(&self, fields: Fields<'_>) -> String {
        let piece = |part| match part {
            &Part::Platform => fields.platform,
            &Part::Room => fields.room,
            &Part::Sender => fields.sender,
            &Part::Text => fields.text,
            Part::Literal(literal) => literal.as_str(),
        };
        self.parts.iter().map(piece).collect()
    }
}

impl FromStr for Template {
    type Err = TemplateError;

    fn from_str(source: &str) -> Result<Self, Self::Err> {
        Self::parse(source)
    }
}

/// A name on one line, without characters that turn or hide what stands behind it: nobody shall be able to be
/// called like the beginning of somebody else's message.
pub(super) fn one_line(name: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let plain = name.chars().filter(|c| !turns(*c)).map(|c| if breaks(c) { ' ' } else { c });
    plain.collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: Fields<'_> =
        Fields { platform: "kick", room: "studio", sender: "ada", text: "{text} @all" };

    #[test]
    fn fields_are_filled_in_once() {
        let template = Template::parse("{{{platform}}} {room} {sender}: {text}").unwrap();
        assert_eq!(template.render(FIELDS), "{kick} studio ada: {text} @all");
        assert_eq!(Template::default(), Template::parse(Template::default().as_str()).unwrap());
    }

    #[test]
    fn faults_are_told_apart() {
        let fault = |source| Template::parse(source).unwrap_err();
        assert_eq!(fault("{sender}"), TemplateError::NoText);
        assert_eq!(fault("{text} {"), TemplateError::Unclosed { at: 7 });
        assert_eq!(fault("{te{xt}"), TemplateError::Unclosed { at: 0 });
        assert_eq!(fault("é}{text}"), TemplateError::Unopened { at: 2 });
        assert_eq!(fault("{}{text}"), TemplateError::UnknownField { name: String::new(), at: 0 });
    }

    #[test]
    fn names_stay_on_their_line() {
        assert_eq!(one_line(" eve\n[kick] ada: hi\u{202e}"), "eve [kick] ada: hi");
    }
}
