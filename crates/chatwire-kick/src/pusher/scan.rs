//! Scanning JSON text without building values.

/// Length of what goes before the first quote, backslash or control character; eight bytes at a time.
pub(crate) fn plain(bytes: &[u8]) -> usize {
    let (chunks, tail) = bytes.as_chunks::<8>();
    for (number, chunk) in chunks.iter().enumerate() {
        let found = special(u64::from_le_bytes(*chunk));
        if found != 0 {
            // The lowest mark is right, those above it may be of its borrow.
            return number * 8 + usize::try_from(found.trailing_zeros() / 8).unwrap_or_default();
        }
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..0x20);
    bytes.len() - tail.len() + tail.iter().position(is_special).unwrap_or(tail.len())
}

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

/// A place in a text.
#[derive(Clone)]
pub(crate) struct Scanner<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(crate) fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    pub(crate) fn expect(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    pub(crate) fn word(&mut self, word: &str) -> Option<()> {
        self.rest().starts_with(word.as_bytes()).then(|| self.at += word.len())
    }

    /// Servers write no blanks, or one.
    pub(crate) fn space(&mut self) {
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    /// A text between quotes without escapes; `None` when it has some.
    pub(crate) fn simple_text(&mut self) -> Option<&'a str> {
        self.expect(b'"')?;
        let start = self.at;
        self.at += plain(self.rest());
        self.expect(b'"')?;
        self.text.get(start..self.at - 1)
    }

    /// Goes over a text between quotes; gives what stands between them, and whether it has escapes.
    pub(crate) fn raw_text(&mut self) -> Option<(&'a str, bool)> {
        self.expect(b'"')?;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += plain(self.rest());
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
}

/// Appends a text between quotes without its escapes, and goes over it; `None` when it has others than those of one
/// letter, which serde knows.
pub(crate) fn unescape(scanner: &mut Scanner<'_>, into: &mut String) -> Option<()> {
    scanner.expect(b'"')?;
    loop {
        let start = scanner.at;
        scanner.at += plain(scanner.rest());
        into.push_str(scanner.text.get(start..scanner.at)?);
        match scanner.next()? {
            b'"' => return Some(()),
            b'\\' => into.push(letter(scanner.next()?)?),
            _ => return None,
        }
    }
}

/// What an escape of one letter stands for.
pub(crate) fn letter(byte: u8) -> Option<char> {
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
                    assert_eq!(plain(&bytes), length, "{before} {byte}");
                    assert_eq!(plain(&bytes[..length]), length);
                }
            }
        }
    }
}
