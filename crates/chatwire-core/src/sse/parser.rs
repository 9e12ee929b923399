//! The text of an event stream, taken apart as the standard says.
//!
//! (WHATWG HTML, section 9.2.6 "Interpreting an event stream".) Nothing that a server writes is an error: unknown
//! fields, lines without a colon and bytes that are no UTF-8 are dealt with there, too.

use bytes::{Buf, Bytes};

/// Longest id that is kept: it goes into a header of the next request.
const MAX_ID: usize = 1_024;

/// What the text had to say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Parsed {
    Event {
        name: String,
        data: String,
    },
    /// An event with more data than allowed; its data is gone.
    TooLarge,
    /// The pause that the server wants before the next connection, in milliseconds.
    Retry(u64),
}

/// Finds events in pieces of text that are cut anywhere.
#[derive(Debug)]
pub(super) struct Parser {
    /// The piece that is being looked at.
    piece: Bytes,
    /// A line whose end has not come yet.
    line: Vec<u8>,
    /// Whether that line is too long, so that its rest is thrown away.
    is_long: bool,
    /// Whether a line feed is the second half of a line's end.
    after_cr: bool,
    is_first: bool,
    name: Vec<u8>,
    data: Vec<u8>,
    has_data: bool,
    is_too_large: bool,
    /// Id of the event that is being read.
    id: Vec<u8>,
    /// Id of the last event that was whole.
    last_id: Vec<u8>,
    max: usize,
}

impl Parser {
    pub(super) fn new(max: usize) -> Self {
        Self {
            piece: Bytes::new(),
            line: Vec::new(),
            is_long: false,
            after_cr: false,
            is_first: true,
            name: Vec::new(),
            data: Vec::new(),
            has_data: false,
            is_too_large: false,
            id: Vec::new(),
            last_id: Vec::new(),
            max,
        }
    }

    /// A parser that goes on after the event with the id `last`.
    pub(super) fn resuming(max: usize, last: &[u8]) -> Self {
        let is_usable =
            last.len() <= MAX_ID && !last.iter().any(|byte| matches!(byte, 0 | b'\r' | b'\n'));
        let id = if is_usable { last.to_vec() } else { Vec::new() };
        Self { id: id.clone(), last_id: id, ..Self::new(max) }
    }

    /// Id of the last whole event; empty before the first that had one.
    pub(super) fn last_id(&self) -> &[u8] {
        &self.last_id
    }

    /// Forgets what was half read: a new connection begins.
    pub(super) fn restart(&mut self) {
        *self = Self::resuming(self.max, &self.last_id);
    }

    /// Adds the next piece; call [`next`](Self::next) until it has nothing more.
    pub(super) fn feed(&mut self, piece: Bytes) {
        self.piece = piece;
    }

    /// Next finding in what was fed.
    pub(super) fn next(&mut self) -> Option<Parsed> {
        while !self.piece.is_empty() {
            if std::mem::take(&mut self.after_cr) && self.piece.first() == Some(&b'\n') {
                self.piece.advance(1);
                continue;
            }
            let end = self.piece.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let Some(end) = end else {
                let rest = std::mem::take(&mut self.piece);
                self.push(&rest);
                return None;
            };
            let part = self.piece.split_to(end);
            self.after_cr = self.piece.first() == Some(&b'\r');
            self.piece.advance(1);
            let found = if self.line.is_empty() && !self.is_long && part.len() <= self.max {
                self.read(&part)
            } else {
                self.push(&part);
                let line = std::mem::take(&mut self.line);
                if std::mem::take(&mut self.is_long) {
                    self.is_too_large = true;
                    None
                } else {
                    self.read(&line)
                }
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Adds to the line whose end has not come yet.
    fn push(&mut self, part: &[u8]) {
        if self.is_long || self.line.len().saturating_add(part.len()) > self.max {
            self.is_long = true;
            self.line = Vec::new();
        } else {
            self.line.extend_from_slice(part);
        }
    }

    /// Reads a whole line.
    fn read(&mut self, line: &[u8]) -> Option<Parsed> {
        let is_first = std::mem::take(&mut self.is_first);
        let line = if is_first { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = match line.iter().position(|byte| *byte == b':') {
            Some(0) => return None,
            Some(at) => {
                let (field, value) = line.split_at(at);
                let value = value.get(1..).unwrap_or_default();
                (field, value.strip_prefix(b" ").unwrap_or(value))
            }
            None => (line, &[][..]),
        };
        match field {
            b"event" => self.name = value.to_vec(),
            b"data" => {
                self.has_data = true;
                if self.data.len().saturating_add(value.len()) > self.max {
                    self.is_too_large = true;
                    self.data = Vec::new();
                } else if !self.is_too_large {
                    self.data.extend_from_slice(value);
                    self.data.push(b'\n');
                }
            }
            b"id" if !value.contains(&0) && value.len() <= MAX_ID => self.id = value.to_vec(),
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                let millis = std::str::from_utf8(value).ok()?.parse().unwrap_or(u64::MAX);
                return Some(Parsed::Retry(millis));
            }
            _ => {}
        }
        None
    }

    /// An event is whole.
    fn dispatch(&mut self) -> Option<Parsed> {
        self.last_id.clone_from(&self.id);
        let name = std::mem::take(&mut self.name);
        let mut data = std::mem::take(&mut self.data);
        let has_data = std::mem::take(&mut self.has_data);
        if std::mem::take(&mut self.is_too_large) {
            return Some(Parsed::TooLarge);
        }
        if !has_data {
            return None;
        }
        data.pop();
        let name = if name.is_empty() { "message".to_owned() } else { text(name) };
        Some(Parsed::Event { name, data: text(data) })
    }
}

/// Text of bytes that should be UTF-8.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|err| String::from_utf8_lossy(err.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, data: &str) -> Parsed {
        Parsed::Event { name: name.to_owned(), data: data.to_owned() }
    }

    fn drain(parser: &mut Parser, piece: &[u8]) -> Vec<Parsed> {
        parser.feed(Bytes::copy_from_slice(piece));
        std::iter::from_fn(|| parser.next()).collect()
    }

    /// What is found in a text that is cut into pieces of `len` bytes, and the last id.
    fn parse(text: &[u8], len: usize) -> (Vec<Parsed>, String) {
        let mut parser = Parser::new(64);
        let found = text.chunks(len).flat_map(|piece| drain(&mut parser, piece)).collect();
        (found, String::from_utf8_lossy(parser.last_id()).into_owned())
    }

    /// The same findings, however the text is cut and whichever ends its lines have.
    fn check(text: &str, expected: &[Parsed], id: &str) {
        for end in ["\n", "\r\n", "\r"] {
            let text = text.replace('\n', end);
            for len in 1..=text.len() {
                let (found, last) = parse(text.as_bytes(), len);
                assert_eq!(found, expected, "{text:?} in pieces of {len}");
                assert_eq!(last, id, "{text:?} in pieces of {len}");
            }
        }
    }

    #[test]
    fn the_examples_of_the_standard() {
        check("data: YHOO\ndata: +2\ndata: 10\n\n", &[event("message", "YHOO\n+2\n10")], "");
        let text = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
        let three = [
            event("message", "first event"),
            event("message", "second event"),
            event("message", " third event"),
        ];
        check(text, &three, "");
        check("data\n\ndata\ndata\n\ndata:", &[event("message", ""), event("message", "\n")], "");
        check(
            "data:test\n\ndata: test\n\n",
            &[event("message", "test"), event("message", "test")],
            "",
        );
    }

    #[test]
    fn fields_that_mean_nothing_are_passed_over() {
        let text = "\u{feff}event: a\nevent: b\nfoo: bar\nnonsense\nid: 7\nid: 8\ndata: x: y\n\n";
        check(text, &[event("b", "x: y")], "8");
        check("event: gone\n\ndata: 1\n\n", &[event("message", "1")], "");
        check("id: 9\n\nid: \0\ndata: 1\n\n", &[event("message", "1")], "9");
    }

    #[test]
    fn a_pause_is_digits_only() {
        check("retry: 1500\nretry: 1.5\nretry: -1\nretry:\nretry\n", &[Parsed::Retry(1_500)], "");
        check("retry: 99999999999999999999999\n", &[Parsed::Retry(u64::MAX)], "");
    }

    #[test]
    fn an_event_that_is_cut_off_does_not_count() {
        check("id: 1\ndata: a\n\nid: 2\ndata: b\n", &[event("message", "a")], "1");
        let mut parser = Parser::new(64);
        assert_eq!(drain(&mut parser, b"id: 1\ndata: a\n\nid: 2\nevent: e\ndata: b\nda").len(), 1);
        parser.restart();
        assert_eq!(drain(&mut parser, b"data: c\n\n"), [event("message", "c")]);
        assert_eq!(parser.last_id(), b"1");
    }

    #[test]
    fn what_is_too_large_costs_itself_only() {
        let long = "x".repeat(65);
        let text = format!("data: {long}\nid: 3\n\ndata: a\n\n");
        check(&text, &[Parsed::TooLarge, event("message", "a")], "3");
        let many = format!("{}\n\ndata: a\n\n", format!("data: {}\n", "x".repeat(30)).repeat(9));
        check(&many, &[Parsed::TooLarge, event("message", "a")], "");
        check(&format!(":{long}\ndata: a\n\n"), &[Parsed::TooLarge], "");
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        let (found, _) = parse(b"event: \xFF\ndata: a\xFFb\n\n", 3);
        assert_eq!(found, [event("\u{fffd}", "a\u{fffd}b")]);
    }

    #[test]
    fn any_bytes_do_no_harm() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..20_000 {
            let alphabet = b"data:evntirydxx \r\n\0\xEF\xBB\xBF\xC3";
            let text: Vec<u8> =
                (0..random.usize(..60)).filter_map(|_| random.choice(alphabet).copied()).collect();
            let whole = parse(&text, text.len().max(1));
            assert_eq!(parse(&text, random.usize(1..8)), whole, "{text:?}");
        }
    }
}
