//! Just enough of Rust's lexical structure to tell code from comments from text.
//!
//! The views keep every byte offset, so that a hit in one of them leads to its line in the file.
//! No syntax tree: the checks look for words, attributes and brace pairs only.

/// A Rust file, split by what its bytes are.
#[derive(Debug)]
pub(crate) struct RustSource {
    /// The file as it is.
    pub(crate) text: String,
    /// Code; comments and the insides of literals are blank.
    pub(crate) code: String,
    /// Comments, doc comments among them; all else is blank.
    pub(crate) comments: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Code,
    Comment,
    Literal,
}

impl RustSource {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let classes = classify(text.as_bytes());
        let code = view(&text, &classes, Class::Code);
        let comments = view(&text, &classes, Class::Comment);
        Self { text, code, comments }
    }

    /// The code without `#[cfg(test)]` items.
    pub(crate) fn code_without_tests(&self) -> String {
        let mut code = self.code.clone();
        while let Some(start) = code.find("#[cfg(test)]") {
            let end = item_end(&code, start);
            blank(&mut code, start, end);
        }
        code
    }
}

/// Offset behind the item that starts at `start`: its closing brace, or its semicolon.
fn item_end(code: &str, start: usize) -> usize {
    let rest = code.get(start..).unwrap_or_default();
    match rest.find(['{', ';']) {
        Some(at) if rest.get(at..).is_some_and(|tail| tail.starts_with('{')) => {
            closing(code, start + at).map_or(code.len(), |end| end + 1)
        }
        Some(at) => start + at + 1,
        None => code.len(),
    }
}

fn blank(text: &mut String, start: usize, end: usize) {
    let spaces: String = text
        .get(start..end)
        .unwrap_or_default()
        .bytes()
        .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
        .collect();
    text.replace_range(start..end, &spaces);
}

/// Offset of the bracket that closes the one at `open`.
pub(crate) fn closing(code: &str, open: usize) -> Option<usize> {
    let bytes = code.as_bytes();
    let (opening, closing) = match bytes.get(open)? {
        b'{' => (b'{', b'}'),
        b'(' => (b'(', b')'),
        b'[' => (b'[', b']'),
        _ => return None,
    };
    let mut depth = 0_usize;
    for (at, &byte) in bytes.iter().enumerate().skip(open) {
        if byte == opening {
            depth += 1;
        } else if byte == closing {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// Line of an offset, from 1.
pub(crate) fn line_at(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|&byte| byte == b'\n').count()
}

/// Offsets at which `word` stands with no identifier character on either side.
pub(crate) fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let before = at.checked_sub(1).and_then(|previous| text.as_bytes().get(previous));
        let after = text.as_bytes().get(at + word.len());
        !before.is_some_and(|&byte| is_ident(byte)) && !after.is_some_and(|&byte| is_ident(byte))
    })
}

pub(crate) fn is_ident(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn view(text: &str, classes: &[Class], wanted: Class) -> String {
    let bytes = text
        .bytes()
        .zip(classes)
        .map(|(byte, &class)| if class == wanted || byte == b'\n' { byte } else { b' ' })
        .collect();
    // Boundaries lie on ASCII bytes, so each character is kept or blanked as a whole.
    String::from_utf8(bytes).unwrap_or_default()
}

fn classify(bytes: &[u8]) -> Vec<Class> {
    let mut classes = Vec::with_capacity(bytes.len());
    while classes.len() < bytes.len() {
        let at = classes.len();
        let (class, end, delimiters) = token(bytes, at);
        let end = end.min(bytes.len());
        for position in at..end {
            // The delimiters of a literal stay visible in the code.
            let inside = position >= at + delimiters && position + delimiters < end;
            classes.push(if class == Class::Literal && !inside { Class::Code } else { class });
        }
    }
    classes
}

/// Class of the token at `at`, its end, and for literals the number of bytes to show at both ends.
fn token(bytes: &[u8], at: usize) -> (Class, usize, usize) {
    let rest = bytes.get(at..).unwrap_or_default();
    let starts_word =
        !at.checked_sub(1).and_then(|i| bytes.get(i)).is_some_and(|&byte| is_ident(byte));
    if rest.starts_with(b"//") {
        let length = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        return (Class::Comment, at + length, 0);
    }
    if rest.starts_with(b"/*") {
        return (Class::Comment, at + block_comment(rest), 0);
    }
    if starts_word && let Some(length) = raw_string(rest) {
        return (Class::Literal, at + length, 1);
    }
    match rest.first() {
        Some(b'"') => (Class::Literal, at + quoted(rest, b'"'), 1),
        Some(b'\'') => match char_literal(rest) {
            Some(length) => (Class::Literal, at + length, 1),
            None => (Class::Code, at + 1, 0),
        },
        _ => (Class::Code, at + 1, 0),
    }
}

fn block_comment(rest: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(tail) = rest.get(at..).filter(|tail| !tail.is_empty()) {
        if tail.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if tail.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// Length of a literal that starts with a quote and knows escapes.
fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut escaped = false;
    for (at, &byte) in rest.iter().enumerate().skip(1) {
        if escaped {
            escaped = false;
        } else if byte == b'\\' {
            escaped = true;
        } else if byte == quote {
            return at + 1;
        }
    }
    rest.len()
}

/// Length of `r"…"`, `r#"…"#`, `br"…"` or `cr"…"`.
fn raw_string(rest: &[u8]) -> Option<usize> {
    let prefix = [&b"r"[..], b"br", b"cr"].into_iter().find(|prefix| rest.starts_with(prefix))?;
    let after = rest.get(prefix.len()..)?;
    let hashes = after.iter().take_while(|&&byte| byte == b'#').count();
    if after.get(hashes) != Some(&b'"') {
        return None;
    }
    let mut end = vec![b'"'];
    end.resize(1 + hashes, b'#');
    let start = prefix.len() + hashes + 1;
    let body = rest.get(start..)?;
    let length = body.windows(end.len()).position(|window| window == end).unwrap_or(body.len());
    Some(start + length + end.len())
}

/// Length of a character literal; `None` for a lifetime.
fn char_literal(rest: &[u8]) -> Option<usize> {
    if rest.get(1) == Some(&b'\\') {
        return Some(quoted(rest, b'\''));
    }
    let text = rest.get(1..rest.len().min(6))?;
    let first = text
        .iter()
        .take(4)
        .enumerate()
        .skip(1)
        .find(|(_, byte)| (**byte & 0xC0) != 0x80)
        .map(|(at, _)| at)?;
    (rest.get(1 + first) == Some(&b'\'')).then_some(first + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_comments_are_not_code() {
        let source = RustSource::new(
            "let a = \"todo!(\"; // todo!(\nlet b = r#\"x\"y\"#; /* a /* b */ c */ d();\n",
        );
        assert!(!source.code.contains("todo"));
        assert!(source.comments.contains("// todo!("));
        assert!(source.code.contains("d();"));
        assert!(!source.code.contains('y'));
        assert_eq!(source.code.len(), source.text.len());
    }

    #[test]
    fn lifetimes_are_code_and_characters_are_not() {
        let source = RustSource::new("fn f<'a>(x: &'a str) { g('\"', '\\'', 'é', b'{'); }");
        assert!(source.code.contains("<'a>(x: &'a str)"));
        assert_eq!(
            closing(&source.code, source.code.find('{').unwrap()),
            Some(source.text.len() - 1)
        );
    }

    #[test]
    fn escaped_quotes_do_not_end_a_string() {
        let source = RustSource::new(r#"let a = "\\\"x"; y();"#);
        assert!(source.code.contains("y();"));
        assert!(!source.code.contains('x'));
    }

    #[test]
    fn test_items_can_be_left_out() {
        let source = RustSource::new(
            "fn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }\nfn c() {}\n#[cfg(test)]\nuse x;\nfn d() {}\n",
        );
        let code = source.code_without_tests();
        assert!(!code.contains("fn b") && !code.contains("use x"));
        assert!(code.contains("fn a") && code.contains("fn c") && code.contains("fn d"));
    }

    #[test]
    fn words_have_borders() {
        assert_eq!(words("http https my_http http", "http").collect::<Vec<_>>(), [0, 19]);
        assert_eq!(line_at("a\nb\nc", 4), 3);
    }
}
