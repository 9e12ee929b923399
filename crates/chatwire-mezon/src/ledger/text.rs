//! What the ledger's nodes refuse in texts, and what a signature cannot protect: checked before signing.
//!
//! Source: the node's own code (commit e8a4998), which rules wherever a client differs.

use chatwire_core::{Error, Result};
use unicode_normalization::UnicodeNormalization as _;

use super::code;

/// Longest note in bytes of UTF-8; the node's words say "chars".
pub const MAX_NOTE_BYTES: usize = 512;

/// Longest extra info in characters, after composition (NFC).
pub const MAX_EXTRA_INFO_CHARS: usize = 5120;

/// Longest proof and longest public input in characters that a node looks at.
pub const MAX_PROOF_CHARS: usize = 1024;

/// Texts that a node refuses anywhere, whatever their letter case.
const REFUSED: [&str; 21] = [
    "${{", "{{", "}}", "${", "#{", "{%", "%}", "%0a", "%0d", "%00", "%27", "%22", "%3c", "%3e",
    "${jndi:", "ldap://", "ldaps://", "eval(", "exec(", "system(", "popen(",
];

/// First refused text in `text`, read as the node reads it: composed (NFC), letter case ignored by simple folding.
fn refused(text: &str) -> Option<&'static str> {
    let folded: String = text.nfc().map(fold).collect();
    REFUSED.into_iter().find(|pattern| folded.contains(pattern))
}

/// Simple case folding as far as the patterns need it: `K` (Kelvin) and `ſ` fold to letters of ASCII.
fn fold(c: char) -> char {
    match c {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        c => c.to_ascii_lowercase(),
    }
}

/// Number of characters as the node counts them.
fn chars(text: &str) -> usize {
    text.nfc().count()
}

fn invalid(field: &'static str, code: &'static str, why: &str) -> Error {
    Error::input(format!("{field} {why}")).with_code(code).with_context("field", field)
}

/// Checks what may stand in no text field.
pub(super) fn check_filter(field: &'static str, text: &str) -> Result<()> {
    match refused(text) {
        None => Ok(()),
        Some(pattern) => {
            let why = format!("holds {pattern:?}, which the ledger refuses");
            let err = invalid(field, code::INVALID_TEXT, &why);
            Err(err.with_context("pattern", pattern))
        }
    }
}

/// Checks a note: its length, the node's filter, and that a signature protects it.
pub(super) fn check_note(note: &str) -> Result<()> {
    if note.len() > MAX_NOTE_BYTES {
        let why = format!("has {} bytes, more than {MAX_NOTE_BYTES}", note.len());
        return Err(invalid("note", code::INVALID_TEXT, &why));
    }
    check_filter("note", note)?;
    if is_ambiguous(note) {
        let why =
            "has digits beside a bar where they could pass for another field of the signed text";
        return Err(invalid("note", code::AMBIGUOUS_NOTE, why));
    }
    Ok(())
}

/// Checks extra info, which is JSON already.
pub(super) fn check_extra_info(extra_info: &str) -> Result<()> {
    let count = chars(extra_info);
    if count > MAX_EXTRA_INFO_CHARS {
        let why = format!("has {count} characters, more than {MAX_EXTRA_INFO_CHARS}");
        return Err(invalid("extra_info", code::INVALID_TEXT, &why));
    }
    check_filter("extra_info", extra_info)
}

/// Whether a note could be cut into other fields that have the same signature.
///
/// Signed fields are joined by bars without any escape: `amount|note|nonce|extra_info`. Digits and a bar at the
/// note's start could pass for the amount; a bar and digits inside or at its end for the nonce. Whoever sees such
/// a transfer could send it again under that nonce.
fn is_ambiguous(note: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    // A part beside a bar that is digits only is a number to the node.
    note.contains('|') && note.split('|').any(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(note: &str) -> Option<String> {
        check_note(note).err().and_then(|err| err.code().map(str::to_owned))
    }

    #[test]
    fn every_pattern_is_found_in_any_case_and_composed() {
        for pattern in REFUSED {
            for text in [format!("a{pattern}b"), pattern.to_uppercase(), format!("ü{pattern}")] {
                assert_eq!(code_of(&text).as_deref(), Some(code::INVALID_TEXT), "{text}");
            }
        }
        assert!(check_note("ſyſtem(").is_err(), "the long s folds to an s");
        assert!(check_note("{\u{338}{").is_ok(), "a mark between the braces keeps them apart");
        let err = check_note("x EVAL( y").unwrap_err();
        assert_eq!((err.context("field"), err.context("pattern")), (Some("note"), Some("eval(")));
        for fine in ["", "50% off", "a { b } c", "{ {", "$5", "system (", "ldap:/", "é %2x", "|"] {
            assert!(check_note(fine).is_ok(), "{fine}");
        }
    }

    #[test]
    fn notes_are_counted_in_bytes_and_extra_info_in_composed_characters() {
        assert!(check_note(&"a".repeat(512)).is_ok());
        assert!(check_note(&"a".repeat(513)).is_err());
        assert!(check_note(&"é".repeat(256)).is_ok());
        assert!(check_note(&"é".repeat(257)).is_err());
        // e and a combining accent are one character once composed.
        assert!(check_extra_info(&"e\u{301}".repeat(5120)).is_ok());
        assert!(check_extra_info(&"e\u{301}".repeat(5121)).is_err());
        assert!(check_extra_info(r#"{"a":{"b":"c"}}"#).is_err(), "}} at the end");
    }

    #[test]
    fn notes_that_could_be_cut_otherwise_are_refused() {
        for note in ["5|x", "x|5", "x|5|y", "|5", "|007|", "100|", "a|b|1", "1|1"] {
            assert_eq!(code_of(note).as_deref(), Some(code::AMBIGUOUS_NOTE), "{note}");
        }
        for note in ["a|b", "5 | 6", "x5|y", "|", "||", "x|5y", "12345", "-5|x", "x|5 "] {
            assert!(check_note(note).is_ok(), "{note}");
        }
    }
}
