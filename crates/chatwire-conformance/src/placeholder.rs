//! Words in angle brackets that stand for something: any id, any time, a long text.
//!
//! `<uuid>` and its like stand for a value of that kind, also inside a longer
//! text; `<501 times x>` and `<3992 x "a">` are written out; a whole value that
//! is prose (`<runs until cancelled>`) is not compared. Everything else in
//! angle brackets is literal: `<html>` means `<html>`.

use serde_json::Value;

/// Names that stand for a value nobody can know beforehand.
const NAMES: &[&str] = &[
    "random",
    "now",
    "uuid",
    "base64",
    "session",
    "server",
    "host",
    "port",
    "own name",
    "own version",
    "user token",
    "app token",
    "user or app token",
    "library default",
    "transport text",
    "help text",
    "usage error text",
    "default system prompt",
    "default user prompt",
];

/// Headers with this value are those of a disguised browser: ours must not send them.
const IMPERSONATION: &str = "<browser impersonation";

/// One piece of a recorded text.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Literal(String),
    Any(&'a str),
}

/// Whether a recorded value says that the thing must not be sent at all.
#[must_use]
pub fn is_forbidden(recorded: &str) -> bool {
    recorded.starts_with(IMPERSONATION)
}

/// Whether a whole value is prose about the value: words, at least two, nothing else.
#[must_use]
pub fn is_prose(recorded: &str) -> bool {
    let Some(inner) = recorded.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else {
        return false;
    };
    !NAMES.contains(&inner)
        && repeat(inner).is_none()
        && inner.contains(' ')
        && inner.chars().all(|c| c.is_ascii_lowercase() || matches!(c, ' ' | ',' | '\''))
}

/// Whether `actual` is what the recorded text describes.
#[must_use]
pub fn text_matches(recorded: &str, actual: &str) -> bool {
    recorded == actual || is_prose(recorded) || walk(&pieces(recorded), actual)
}

/// As [`text_matches`], for a value that need not be a text: `<now>` may be a number.
#[must_use]
pub fn value_matches(recorded: &str, actual: &Value) -> bool {
    if is_prose(recorded) {
        return true;
    }
    match actual {
        Value::String(text) => text_matches(recorded, text),
        Value::Number(number) => match pieces(recorded).as_slice() {
            [Piece::Any(name)] => is_kind(name, &number.to_string()),
            _ => false,
        },
        _ => false,
    }
}

/// Writes repetitions out, in every text of a value: for arguments.
#[must_use]
pub fn expand(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(expand_text(text)),
        Value::Array(items) => items.iter().map(expand).collect(),
        Value::Object(map) => map.iter().map(|(key, item)| (key.clone(), expand(item))).collect(),
        other => other.clone(),
    }
}

fn expand_text(text: &str) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Literal(text) => text,
            Piece::Any(name) => format!("<{name}>"),
        })
        .collect()
}

fn pieces(recorded: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut literal = String::new();
    let mut rest = recorded;
    while let Some(start) = rest.find('<') {
        let (before, tail) = rest.split_at(start);
        literal.push_str(before);
        let inner = tail.get(1..).unwrap_or_default();
        let word = inner.find('>').and_then(|end| inner.get(..end));
        match word {
            Some(name) if NAMES.contains(&name) => {
                if !literal.is_empty() {
                    found.push(Piece::Literal(std::mem::take(&mut literal)));
                }
                found.push(Piece::Any(name));
                rest = inner.get(name.len() + 1..).unwrap_or_default();
            }
            Some(name) if repeat(name).is_some() => {
                literal.push_str(&repeat(name).unwrap_or_default());
                rest = inner.get(name.len() + 1..).unwrap_or_default();
            }
            _ => {
                literal.push('<');
                rest = inner;
            }
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        found.push(Piece::Literal(literal));
    }
    found
}

/// `501 times x`, `3992 x "a"`: what is repeated may stand in quotes.
fn repeat(inner: &str) -> Option<String> {
    let (count, rest) = inner.split_once(' ')?;
    let count: usize = count.parse().ok()?;
    let unit = rest.strip_prefix("times ").or_else(|| rest.strip_prefix("x "))?;
    let unquoted = unit.strip_prefix('"').and_then(|unit| unit.strip_suffix('"'));
    Some(unquoted.unwrap_or(unit).repeat(count))
}

fn walk(pieces: &[Piece<'_>], actual: &str) -> bool {
    match pieces.split_first() {
        None => actual.is_empty(),
        Some((Piece::Literal(text), rest)) => {
            actual.strip_prefix(text.as_str()).is_some_and(|tail| walk(rest, tail))
        }
        Some((Piece::Any(name), rest)) => {
            actual.char_indices().map(|(at, c)| at + c.len_utf8()).any(|end| {
                let (value, tail) = actual.split_at(end);
                is_kind(name, value) && walk(rest, tail)
            })
        }
    }
}

fn is_kind(name: &str, value: &str) -> bool {
    let all = |allowed: fn(char) -> bool| !value.is_empty() && value.chars().all(allowed);
    match name {
        "uuid" => {
            let lengths: Vec<usize> = value.split('-').map(str::len).collect();
            lengths == [8, 4, 4, 4, 12] && all(|c| c.is_ascii_hexdigit() || c == '-')
        }
        "port" => value.parse::<u16>().is_ok(),
        "base64" => all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '=')),
        "host" => all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']')),
        "now" => {
            all(|c| c.is_ascii_digit() || matches!(c, '.' | ':' | '-' | '+' | 'T' | 'Z' | ' '))
        }
        _ => !value.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_stand_for_values_of_their_kind() {
        assert!(text_matches(
            "multipart/form-data; boundary=<random>",
            "multipart/form-data; boundary=abc-1"
        ));
        assert!(!text_matches("multipart/form-data; boundary=<random>", "multipart/form-data"));
        assert!(text_matches("<uuid>", "01234567-89ab-cdef-0123-456789abcdef"));
        assert!(!text_matches("<uuid>", "not-a-uuid"));
        assert!(text_matches("http://<host>:<port>/x", "http://127.0.0.1:80/x"));
        assert!(value_matches("<now>", &json!(1_700_000_000)));
        assert!(!value_matches("<uuid>", &json!(true)));
    }

    #[test]
    fn repetitions_are_written_out() {
        assert_eq!(expand(&json!(["<3 times ab>", "x<2 x \"a\">y"])), json!(["ababab", "xaay"]));
        assert!(text_matches("<501 times x>", &"x".repeat(501)));
        assert!(!text_matches("<501 times x>", &"x".repeat(500)));
    }

    #[test]
    fn prose_is_not_compared_and_markup_is_literal() {
        assert!(text_matches("<runs until cancelled>", "anything"));
        assert!(text_matches("<html>", "<html>"));
        assert!(!text_matches("<html>", "<body>"));
        assert!(!text_matches("<b>bold words</b>", "other"));
        assert!(is_forbidden("<browser impersonation of Chrome>"));
    }
}
