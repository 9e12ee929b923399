//! Ids, names and small texts in the forms that Kick uses.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::plan::mix;

/// Crockford's alphabet, in which a ULID is written.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of an emote in content, up to its number.
const EMOTE: &str = "[emote:";

/// A ULID of this second; a later one of the same second sorts behind it.
pub(super) fn ulid(seconds: i64, nth: u64) -> String {
    let millis = u128::try_from(seconds.max(0)).unwrap_or_default() * 1_000;
    let mut rest = (millis << 80) | u128::from(nth);
    let mut letters = [b'0'; 26];
    for letter in letters.iter_mut().rev() {
        let place = usize::try_from(rest & 31).unwrap_or_default();
        *letter = CROCKFORD.get(place).copied().unwrap_or(b'0');
        rest >>= 5;
    }
    String::from_utf8_lossy(&letters).into_owned()
}

/// A version 4 UUID that repeats from run to run.
pub(super) fn uuid(nth: u64) -> String {
    format!("00000000-0000-4000-8000-{nth:012x}")
}

/// A long random-looking text, the same for the same number.
pub(super) fn token(nth: u64) -> String {
    let mut seed = nth;
    (0..3).map(|_| format!("{:016X}", mix(&mut seed))).collect()
}

/// Whether a text has the form of a UUID.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Slug of a user name.
pub(super) fn slug(name: &str) -> String {
    let allowed = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    name.to_ascii_lowercase().chars().map(allowed).collect()
}

/// Cursor behind so many items of a list.
pub(super) fn cursor(offset: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("after:{offset}"))
}

/// Items before a cursor; `None` for what is no cursor.
pub(super) fn offset(cursor: &str) -> Option<usize> {
    if cursor.is_empty() {
        return Some(0);
    }
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    text.strip_prefix("after:")?.parse().ok()
}

/// Emotes of a content with the places of their first and last characters, null when there are none.
pub(super) fn emotes(content: &str) -> Value {
    let mut found: Vec<(String, Vec<Value>)> = Vec::new();
    let mut from = 0;
    while let Some(start) = content.get(from..).and_then(|rest| rest.find(EMOTE)) {
        let start = from + start;
        from = start + EMOTE.len();
        let Some(inside) = content.get(from..) else { break };
        let Some(length) = inside.find(']') else { break };
        let Some((id, name)) = inside.get(..length).and_then(|inside| inside.split_once(':'))
        else {
            continue;
        };
        if id.is_empty() || name.contains('[') || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        from += length + 1;
        let letters = |end: usize| content.get(..end).map_or(0, |before| before.chars().count());
        let place = json!({"s": letters(start), "e": letters(from) - 1});
        match found.iter_mut().find(|(known, _)| known == id) {
            Some((_, places)) => places.push(place),
            None => found.push((id.to_owned(), vec![place])),
        }
    }
    if found.is_empty() {
        return Value::Null;
    }
    found.into_iter().map(|(id, places)| json!({"emote_id": id, "positions": places})).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ulids_are_26_letters_and_sort() {
        let (first, second, later) =
            (ulid(1_735_689_600, 1), ulid(1_735_689_600, 2), ulid(1_735_689_601, 1));
        assert_eq!(first.len(), 26);
        assert!(first < second && second < later, "{first} {second} {later}");
        assert!(is_uuid(&uuid(7)) && !is_uuid("00000000-0000-4000-8000-00000000000g"));
    }

    #[test]
    fn cursors_come_back() {
        assert_eq!(offset(&cursor(25)), Some(25));
        assert_eq!(offset(""), Some(0));
        assert_eq!(offset("Y3Vyc29yMQ=="), None);
    }

    #[test]
    fn emotes_have_inclusive_places() {
        let shown = emotes("ä [emote:37:EZ][emote:9:][emote:37:EZ] [emote:x:no] [emote:1");
        assert_eq!(
            shown,
            json!([
                {"emote_id": "37", "positions": [{"s": 2, "e": 14}, {"s": 25, "e": 37}]},
                {"emote_id": "9", "positions": [{"s": 15, "e": 24}]},
            ])
        );
        assert_eq!(emotes("nothing"), Value::Null);
    }
}
