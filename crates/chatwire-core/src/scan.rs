//! [`Scanner`]: goes over JSON text whose shape is known, without building values. For platform crates.
//!
//! Nearly everything that comes over a live line has one plain shape. What is read by this must be read by serde as the
//! same; anything else is `None`, and left to serde.

/// Marks the high bit of each byte that is a quote, a backslash or a control character.
const fn special(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = ONES << 7;
    let quote = word ^ (ONES * b'"' as u64);
    let slash = word ^ (ONES * b'\\' as u64);
    let zero = (quote.wrapping_sub(ONES) & !quote) | (slash.wrapping_sub(ONES) & !slash);
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (zero | control) & HIGH
}

/// A place in a JSON text.
///
/// ```
/// use chatwire_core::build::Scanner;
///
/// let mut scanner = Scanner::new(r#"{"text":"two\nlines"}"#);
/// scanner.expect(b'{').unwrap();
/// assert_eq!(scanner.simple_text(), Some("text"));
/// scanner.expect(b':').unwrap();
/// assert_eq!(scanner.string().as_deref(), Some("two\nlines"));
/// assert_eq!(scanner.next(), Some(b'}'));
/// assert!(scanner.is_done());
/// ```
#[derive(Clone, Debug)]
pub struct Scanner<'a> {
    /// The whole text.
    pub text: &'a str,
    /// How many of its bytes were gone over.
    pub at: usize,
}

impl<'a> Scanner<'a> {
    /// The beginning of a text.
    #[inline]
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// What was not gone over yet.
    #[inline]
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The next byte; `None` at the end.
    #[inline]
    #[must_use]
    pub fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Goes over the next byte.
    #[inline]
    #[expect(clippy::should_implement_trait, reason = "what is scanned is no sequence of bytes")]
    pub fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    /// Goes over the next byte, which must be this one.
    #[inline]
    pub fn expect(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    /// Goes over a word, if it is the next one.
    #[inline]
    pub fn word(&mut self, word: &str) -> Option<()> {
        self.rest().starts_with(word.as_bytes()).then(|| self.at += word.len())
    }

    /// Goes over a blank, if there is one: programs write none, or one.
    #[inline]
    pub fn space(&mut self) {
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// Whether all was gone over.
    #[inline]
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    /// Length of what goes before the first quote, backslash or control character; eight bytes at a time.
    #[inline]
    #[must_use]
    pub fn plain_length(bytes: &[u8]) -> usize {
        let (chunks, tail) = bytes.as_chunks::<8>();
        for (number, chunk) in chunks.iter().enumerate() {
            let found = special(u64::from_le_bytes(*chunk));
            if found != 0 {
                // The lowest mark is right, those above it may be of its borrow.
                return number * 8
                    + usize::try_from(found.trailing_zeros() / 8).unwrap_or_default();
            }
        }
        let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..0x20);
        bytes.len() - tail.len() + tail.iter().position(is_special).unwrap_or(tail.len())
    }

    /// A text between quotes without escapes; `None` when it has some.
    #[inline]
    pub fn simple_text(&mut self) -> Option<&'a str> {
        self.expect(b'"')?;
        let start = self.at;
        self.at += Self::plain_length(self.rest());
        self.expect(b'"')?;
        self.text.get(start..self.at - 1)
    }

    /// Goes over a text between quotes; gives what stands between them, and whether it has escapes.
    #[inline]
    pub fn raw_text(&mut self) -> Option<(&'a str, bool)> {
        self.expect(b'"')?;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += Self::plain_length(self.rest());
            match self.next()? {
                b'"' => return Some((self.text.get(start..self.at - 1)?, escaped)),
                b'\\' => {
                    escaped = true;
                    self.next()?;
                }
                // A bare control character.
                _ => return None,
            }
        }
    }

    /// A text between quotes, with its escapes taken out.
    pub fn string(&mut self) -> Option<String> {
        let start = self.at;
        let (inside, escaped) = self.raw_text()?;
        if !escaped {
            return Some(inside.to_owned());
        }
        // Escapes are longer than what they stand for.
        let mut text = String::with_capacity(inside.len());
        let mut again = Self { text: self.text, at: start };
        match again.unescape(&mut text) {
            Some(()) => Some(text),
            // What the rarer ones mean, and whether they are any, serde knows.
            None => serde_json::from_str(self.text.get(start..self.at)?).ok(),
        }
    }

    /// Appends a text between quotes without its escapes, and goes over it; `None` when it has others than those of
    /// one letter.
    pub fn unescape(&mut self, into: &mut String) -> Option<()> {
        self.expect(b'"')?;
        loop {
            let start = self.at;
            self.at += Self::plain_length(self.rest());
            into.push_str(self.text.get(start..self.at)?);
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => into.push(Self::letter(self.next()?)?),
                _ => return None,
            }
        }
    }

    /// Goes over an object; `field` reads the value of each name.
    ///
    /// ```
    /// use chatwire_core::build::{Scanner, Seen};
    ///
    /// fn text(json: &str) -> Option<String> {
    ///     let (mut seen, mut text) = (Seen::default(), None);
    ///     Scanner::new(json).object(|scanner, name| {
    ///         let _first = (name == "text").then(|| seen.first(0))??;
    ///         text = Some(scanner.string()?);
    ///         Some(())
    ///     })?;
    ///     text
    /// }
    /// assert_eq!(text(r#"{"text": "one"}"#).as_deref(), Some("one"));
    /// assert_eq!(text(r#"{"text":"one","text":"two"}"#), None, "serde knows which one counts");
    /// ```
    #[inline]
    pub fn object(
        &mut self,
        mut field: impl FnMut(&mut Self, &'a str) -> Option<()>,
    ) -> Option<()> {
        self.items(*b"{}", |scanner| {
            let name = scanner.simple_text()?;
            scanner.colon()?;
            field(scanner, name)
        })
    }

    /// A list, whose items are read by `item`.
    #[inline]
    pub fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        self.items(*b"[]", |scanner| {
            items.push(item(scanner)?);
            Some(())
        })?;
        Some(items)
    }

    /// Goes over what stands between two brackets.
    #[inline]
    fn items(
        &mut self,
        [begin, end]: [u8; 2],
        mut item: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.expect(begin)?;
        self.space();
        if self.peek() == Some(end) {
            self.at += 1;
            return Some(());
        }
        loop {
            self.space();
            item(self)?;
            self.space();
            match self.next()? {
                b',' => {}
                byte => return (byte == end).then_some(()),
            }
        }
    }

    #[inline]
    fn colon(&mut self) -> Option<()> {
        self.space();
        self.expect(b':')?;
        self.space();
        Some(())
    }

    /// `None` inside for `null`, otherwise what `read` reads.
    #[inline]
    pub fn or_null<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.peek()? {
            b'n' => self.word("null").map(|()| None),
            _ => read(self).map(Some),
        }
    }

    /// `true` or `false`.
    #[inline]
    pub fn boolean(&mut self) -> Option<bool> {
        match self.peek()? {
            b't' => self.word("true").map(|()| true),
            _ => self.word("false").map(|()| false),
        }
    }

    /// A whole number without a sign.
    pub fn unsigned(&mut self) -> Option<u64> {
        let digits = self.digits()?;
        self.text.get(self.at - digits..self.at)?.parse().ok()
    }

    /// Goes over digits as JSON wants them, which is without zeros in front; gives how many.
    fn digits(&mut self) -> Option<usize> {
        let rest = self.rest();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 || (digits > 1 && rest.first() == Some(&b'0')) {
            return None;
        }
        self.at += digits;
        Some(digits)
    }

    /// Goes over a value of any kind; gives its text. `None` for numbers with an exponent, and for more than `depth`
    /// lists and objects in each other.
    pub fn value(&mut self, depth: u8) -> Option<&'a str> {
        let start = self.at;
        self.over_value(depth)?;
        self.text.get(start..self.at)
    }

    fn over_value(&mut self, depth: u8) -> Option<()> {
        match self.peek()? {
            b'"' => self.over_text(),
            b'{' => self.items(*b"{}", |scanner| {
                scanner.over_text()?;
                scanner.colon()?;
                scanner.over_value(depth.checked_sub(1)?)
            }),
            b'[' => self.items(*b"[]", |scanner| scanner.over_value(depth.checked_sub(1)?)),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.over_number(),
        }
    }

    fn over_text(&mut self) -> Option<()> {
        self.expect(b'"')?;
        loop {
            self.at += Self::plain_length(self.rest());
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => match self.next()? {
                    b'u' => {
                        let digits = self.rest().get(..4)?;
                        if !digits.iter().all(u8::is_ascii_hexdigit) {
                            return None;
                        }
                        self.at += 4;
                    }
                    byte => drop(Self::letter(byte)?),
                },
                // A bare control character.
                _ => return None,
            }
        }
    }

    fn over_number(&mut self) -> Option<()> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        self.digits()?;
        if self.peek() == Some(b'.') {
            self.at += 1;
            let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
            self.at += digits;
            if digits == 0 {
                return None;
            }
        }
        (!matches!(self.peek(), Some(b'e' | b'E'))).then_some(())
    }

    /// What an escape of one letter stands for.
    #[must_use]
    pub fn letter(byte: u8) -> Option<char> {
        Some(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            _ => return None,
        })
    }
}

/// Fields of an object so far, by numbers below 16. For platform crates.
#[derive(Debug, Default)]
pub struct Seen(u16);

/// Proof that a field was not there before: which of two counts is serde's business.
#[derive(Debug)]
pub struct First(());

impl Seen {
    /// Notes a field; `None` when it was there before, and for a number above 15.
    #[inline]
    pub fn first(&mut self, field: u8) -> Option<First> {
        let bit = 1_u16.checked_shl(field.into())?;
        let is_first = self.0 & bit == 0;
        self.0 |= bit;
        is_first.then_some(First(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_plain_text_is_found_at_every_place() {
        for length in 0..40 {
            for byte in [b'"', b'\\', 0, 0x1f] {
                for before in [b'a', b'!', b'#', b'[', b']', 0x20, 0x7f, 0x80, 0xff] {
                    let mut bytes = vec![before; length];
                    bytes.push(byte);
                    bytes.extend([b'"'; 9]);
                    assert_eq!(Scanner::plain_length(&bytes), length, "{before} {byte}");
                    assert_eq!(Scanner::plain_length(&bytes[..length]), length);
                }
            }
        }
    }

    #[test]
    fn a_field_counts_once_and_no_number_is_too_large() {
        let mut seen = Seen::default();
        for field in 0..16 {
            assert!(seen.first(field).is_some() && seen.first(field).is_none(), "{field}");
        }
        for field in 16..=u8::MAX {
            assert!(seen.first(field).is_none(), "{field}");
        }
    }

    #[test]
    fn texts_are_read_as_serde_reads_them() {
        for text in [
            r#""""#,
            r#""plain é 🔥""#,
            r#""\"\\\/\b\f\n\r\t""#,
            r#""\u0041 \ud83d\udd25""#,
            r#""cut"#,
            r#""cut\"#,
            r#""\x""#,
            r#""\ud83d""#,
            "\"two\nlines\"",
            "null",
        ] {
            let mut scanner = Scanner::new(text);
            let expected: Option<String> = serde_json::from_str(text).ok();
            assert_eq!(scanner.string(), expected, "{text}");
            assert!(expected.is_none() || scanner.is_done());
        }
    }
}
