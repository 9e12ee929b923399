//! Words after a command.

use std::any::type_name;
use std::fmt::Display;
use std::str::FromStr;

use chatwire_core::{Error, Result};

/// What stands after the name of a command, in words.
///
/// Words are separated by spaces; `"two words"` in quotation marks are one, with `\"` for a mark within.
///
/// ```
/// use chatwire::bot::Args;
///
/// let args = Args::new(r#"3 "red paint" for the fence"#);
/// assert_eq!(args.parse::<u32>(0)?, 3);
/// assert_eq!(args.get(1), Some("red paint"));
/// assert_eq!(args.rest(2), "for the fence");
/// assert_eq!(args.optional::<u32>(9)?, None);
/// assert!(args.parse::<u32>(2).is_err());
/// # Ok::<_, chatwire::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Args {
    raw: String,
    /// Each with the place in `raw` where it begins.
    words: Vec<(usize, String)>,
}

impl Args {
    /// The words of a text.
    pub fn new(text: impl Into<String>) -> Self {
        let raw = text.into();
        let words = words(&raw);
        Self { raw, words }
    }

    /// All of it, as it was written.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// Number of words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Word number `at`, counted from 0.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&str> {
        self.words.get(at).map(|(_, word)| word.as_str())
    }

    /// The words.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|(_, word)| word.as_str())
    }

    /// All from word number `at` on, as it was written; empty when there is no such word.
    #[must_use]
    pub fn rest(&self, at: usize) -> &str {
        let start = self.words.get(at).map(|(start, _)| *start);
        start.and_then(|start| self.raw.get(start..)).unwrap_or_default().trim_end()
    }

    /// Word number `at` as a value.
    ///
    /// # Errors
    ///
    /// [`Input`](chatwire_core::ErrorKind::Input), in words for the person who wrote the command, when the word is
    /// missing or is no such value.
    pub fn parse<T: FromStr<Err: Display>>(&self, at: usize) -> Result<T> {
        let number = at.saturating_add(1);
        let Some(word) = self.get(at) else {
            return Err(Error::input(format!("argument {number} is missing")));
        };
        word.parse().map_err(|error| {
            let kind = type_name::<T>().rsplit("::").next().unwrap_or_default();
            Error::input(format!("argument {number}, {word:?}, is not a {kind}: {error}"))
        })
    }

    /// Word number `at` as a value, `None` when there is no such word.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), for a word that is no such value.
    pub fn optional<T: FromStr<Err: Display>>(&self, at: usize) -> Result<Option<T>> {
        self.get(at).map(|_| self.parse(at)).transpose()
    }
}

fn words(text: &str) -> Vec<(usize, String)> {
    let mut words = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut word = String::new();
        // Telephones write marks of print.
        if matches!(first, '"' | '“' | '”' | '„') {
            while let Some((_, c)) = chars.next() {
                match c {
                    '\\' if chars.peek().is_some_and(|(_, next)| matches!(next, '"' | '\\')) => {
                        word.extend(chars.next().map(|(_, next)| next));
                    }
                    '"' | '“' | '”' => break,
                    c => word.push(c),
                }
            }
        } else {
            word.push(first);
            while let Some((_, c)) = chars.next_if(|(_, c)| !c.is_whitespace()) {
                word.push(c);
            }
        }
        words.push((start, word));
    }
    words
}

/// Arguments of a command that is given them as values: `()`, a tuple of up to six, or [`Args`].
///
/// A tuple takes as many words as it has values, no fewer and no more; with [`Args`] everything is open. For a type of
/// one's own:
///
/// ```
/// use chatwire::Result;
/// use chatwire::bot::{Args, FromArgs};
///
/// struct Roll { dice: u32, sides: u32 }
///
/// impl FromArgs for Roll {
///     fn from_args(args: &Args) -> Result<Self> {
///         Ok(Self { dice: args.parse(0)?, sides: args.optional(1)?.unwrap_or(6) })
///     }
/// }
/// assert_eq!(Roll::from_args(&Args::new("2"))?.sides, 6);
/// # Ok::<_, chatwire::Error>(())
/// ```
pub trait FromArgs: Sized {
    /// Reads the values.
    ///
    /// # Errors
    ///
    /// In words for the person who wrote the command.
    fn from_args(args: &Args) -> Result<Self>;
}

impl FromArgs for Args {
    fn from_args(args: &Args) -> Result<Self> {
        Ok(args.clone())
    }
}

fn exactly(args: &Args, count: usize) -> Result<()> {
    if args.len() <= count {
        return Ok(());
    }
    Err(Error::input(format!("{} arguments are too many: {count} are needed", args.len())))
}

impl FromArgs for () {
    fn from_args(args: &Args) -> Result<Self> {
        exactly(args, 0)
    }
}

macro_rules! tuples {
    ($($count:literal: $($name:ident $at:literal),+;)*) => {$(
        impl<$($name: FromStr<Err: Display>),+> FromArgs for ($($name,)+) {
            fn from_args(args: &Args) -> Result<Self> {
                exactly(args, $count)?;
                Ok(($(args.parse::<$name>($at)?,)+))
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_quotation_marks() {
        let table: [(&str, &[&str]); 6] = [
            ("", &[]),
            ("  a  b ", &["a", "b"]),
            (r#"a "b c" d"#, &["a", "b c", "d"]),
            (r#""say \"hi\"""#, &[r#"say "hi""#]),
            (r#"a "never closed"#, &["a", "never closed"]),
            ("“b c” it's", &["b c", "it's"]),
        ];
        for (text, expected) in table {
            assert_eq!(Args::new(text).iter().collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn tuples_take_exactly_their_number() {
        assert_eq!(<(u8, String)>::from_args(&Args::new("7 x")).ok(), Some((7, "x".to_owned())));
        let words = |text| <(u8, String)>::from_args(&Args::new(text)).unwrap_err().to_string();
        assert!(words("7").contains("argument 2 is missing"), "{}", words("7"));
        assert!(words("7 x y").contains("too many"));
        assert!(words("x 7").contains("argument 1, \"x\", is not a u8"), "{}", words("x 7"));
        assert!(<()>::from_args(&Args::new("x")).is_err());
    }
}
