//! Why a text is no JSON, in the words of the server's language and at the character where its parser stops.

const PROPERTY: &str = "Expecting property name enclosed in double quotes";
const VALUE: &str = "Expecting value";
const COLON: &str = "Expecting ':' delimiter";
const COMMA: &str = "Expecting ',' delimiter";
const ESCAPE: &str = "Invalid \\escape";
const UNICODE: &str = "Invalid \\uXXXX escape";

/// Words that stand for a value; the last three are no JSON, but that parser takes them.
const WORDS: [&str; 6] = ["null", "true", "false", "NaN", "Infinity", "-Infinity"];

/// What is wrong, and at which character.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) why: &'static str,
    pub(super) at: usize,
}

/// The first fault of a text, as Python's `json` finds it; `None` when it takes the text.
pub(super) fn fault(text: &str) -> Option<Fault> {
    let mut scanner = Scanner { text: text.chars().collect(), at: 0 };
    scanner.document().err()
}

struct Scanner {
    text: Vec<char>,
    at: usize,
}

type Scanned = Result<(), Fault>;

impl Scanner {
    fn document(&mut self) -> Scanned {
        self.space();
        self.value()?;
        self.space();
        if self.at < self.text.len() { self.fail("Extra data") } else { Ok(()) }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn fail(&self, why: &'static str) -> Scanned {
        Err(Fault { why, at: self.at })
    }

    fn space(&mut self) {
        self.run(|char| matches!(char, ' ' | '\t' | '\n' | '\r'));
    }

    /// Skips what fits, and tells how much it was.
    fn run(&mut self, fits: impl Fn(char) -> bool) -> usize {
        let from = self.at;
        while self.peek().is_some_and(&fits) {
            self.at += 1;
        }
        self.at - from
    }

    fn takes(&mut self, wanted: char) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    fn value(&mut self) -> Scanned {
        match self.peek() {
            Some('"') => self.string(),
            Some('{') => self.object(),
            Some('[') => self.array(),
            _ => self.word(),
        }
    }

    fn object(&mut self) -> Scanned {
        self.at += 1;
        self.space();
        if self.takes('}') {
            return Ok(());
        }
        loop {
            if self.peek() != Some('"') {
                return self.fail(PROPERTY);
            }
            self.string()?;
            self.space();
            if !self.takes(':') {
                return self.fail(COLON);
            }
            self.space();
            self.value()?;
            self.space();
            if self.takes('}') {
                return Ok(());
            }
            if !self.takes(',') {
                return self.fail(COMMA);
            }
            self.space();
        }
    }

    fn array(&mut self) -> Scanned {
        self.at += 1;
        self.space();
        if self.takes(']') {
            return Ok(());
        }
        loop {
            self.value()?;
            self.space();
            if self.takes(']') {
                return Ok(());
            }
            if !self.takes(',') {
                return self.fail(COMMA);
            }
            self.space();
        }
    }

    fn string(&mut self) -> Scanned {
        let start = self.at;
        self.at += 1;
        loop {
            self.run(|char| !matches!(char, '"' | '\\' | '\0'..='\x1f'));
            match self.peek() {
                None => break,
                Some('"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some('\\') => match self.text.get(self.at + 1) {
                    None => break,
                    Some('u') => self.unicode()?,
                    Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => self.at += 2,
                    Some(_) => return self.fail(ESCAPE),
                },
                Some(_) => return self.fail("Invalid control character at"),
            }
        }
        Err(Fault { why: "Unterminated string starting at", at: start })
    }

    fn unicode(&mut self) -> Scanned {
        self.at += 1;
        let digits = self.text.get(self.at + 1..self.at + 5).unwrap_or_default();
        // The parser wants one more character than the digits, for the end of the string.
        let more = self.text.len() > self.at + 5;
        if digits.len() < 4 || !more || !digits.iter().all(char::is_ascii_hexdigit) {
            return self.fail(UNICODE);
        }
        self.at += 5;
        Ok(())
    }

    /// A number or one of the words.
    fn word(&mut self) -> Scanned {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let is_next =
            |word: &&&str| rest.len() >= word.len() && word.chars().zip(rest).all(|(a, b)| a == *b);
        if let Some(word) = WORDS.iter().find(is_next) {
            self.at += word.len();
            return Ok(());
        }
        let start = self.at;
        self.takes('-');
        if !self.takes('0') && self.run(|char| char.is_ascii_digit()) == 0 {
            self.at = start;
            return self.fail(VALUE);
        }
        self.tail(&['.'], &[]);
        self.tail(&['e', 'E'], &['+', '-']);
        Ok(())
    }

    /// Fraction or exponent; without digits it is no part of the number.
    fn tail(&mut self, marks: &[char], signs: &[char]) {
        let start = self.at;
        if !self.peek().is_some_and(|char| marks.contains(&char)) {
            return;
        }
        self.at += 1;
        if self.peek().is_some_and(|char| signs.contains(&char)) {
            self.at += 1;
        }
        if self.run(|char| char.is_ascii_digit()) == 0 {
            self.at = start;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Python 3.11 says it.
    #[test]
    fn faults_are_pythons() {
        for (text, at, why) in [
            ("", 0, VALUE),
            ("nope", 0, VALUE),
            ("'a'", 0, VALUE),
            ("{\"a\":}", 5, VALUE),
            ("{\"a\":+1}", 5, VALUE),
            ("[1,]", 3, VALUE),
            ("[1, ", 4, VALUE),
            ("{", 1, PROPERTY),
            ("{\"a\":1,}", 7, PROPERTY),
            ("{'a':1}", 1, PROPERTY),
            ("{\"a\" 1}", 5, COLON),
            ("{\"a\"", 4, COLON),
            ("{\"ü\":1 2}", 7, COMMA),
            ("{\"a\":01}", 6, COMMA),
            ("[1.]", 2, COMMA),
            ("[1e]", 2, COMMA),
            ("[1", 2, COMMA),
            ("{} x", 3, "Extra data"),
            ("[\"a", 1, "Unterminated string starting at"),
            ("[\"\\", 1, "Unterminated string starting at"),
            ("[\"a\nb\"]", 3, "Invalid control character at"),
            ("[\"\\q\"]", 2, ESCAPE),
            ("[\"\\u12\"]", 3, UNICODE),
            ("[\"\\u12ag\"]", 3, UNICODE),
        ] {
            assert_eq!(fault(text), Some(Fault { why, at }), "{text}");
        }
    }

    #[test]
    fn more_is_taken_than_is_json() {
        for text in ["[NaN, -Infinity]", "1e400", " {\"a\": [{}, []]}\n", "\"\\ud800\"", "-0.5e-1"]
        {
            assert_eq!(fault(text), None, "{text}");
        }
    }
}
