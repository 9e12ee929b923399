//! Text of others, made safe for a terminal.
//!
//! Names and messages come from strangers, and a terminal obeys what it is sent: an escape sequence may hide
//! lines, rename the window or write to the clipboard, and a change of direction shows a file name or an address
//! backwards. Such characters are shown, never sent.

use std::borrow::Cow;

/// Whether a terminal, or a reader, would take this character for something else than text.
pub(crate) fn is_harmful(c: char) -> bool {
    // C0 with escape, delete, C1 (some terminals read it as escape sequences, too).
    c.is_control()
        // Line and paragraph separators; marks, embeddings, overrides and isolates of direction.
        || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        // Interlinear annotation, and tags: text that nobody sees.
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Makes text safe; line breaks stay, tabs become spaces.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| is_harmful(c) && c != '\n') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => out.push('\n'),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\t' => out.push_str("    "),
            c if is_harmful(c) => shown(c, &mut out),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Makes text safe for a place within a line: a line break could forge the next line.
pub(crate) fn clean_line(text: &str) -> Cow<'_, str> {
    match clean(text) {
        text if !text.contains('\n') => text,
        text => Cow::Owned(text.replace('\n', "␊")),
    }
}

/// Makes a JSON text safe without changing its value: what is left of such characters there stands in strings.
pub(crate) fn clean_json(text: &str) -> Cow<'_, str> {
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_harmful(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// A picture of the control character, or its number.
fn shown(c: char, out: &mut String) {
    let code = u32::from(c);
    let picture = match code {
        0..=0x1f => char::from_u32(0x2400 + code),
        0x7f => Some('\u{2421}'),
        _ => None,
    };
    match picture {
        Some(picture) => out.push(picture),
        None => out.push_str(&format!("<U+{code:04X}>")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_pictures() {
        assert_eq!(clean("a\x1b[31mred\x07\x7f"), "a␛[31mred␇␡");
        assert_eq!(clean("\u{9b}31m"), "<U+009B>31m");
        assert_eq!(clean("x\u{202e}gpj.exe"), "x<U+202E>gpj.exe");
        assert_eq!(clean("\u{e0041}"), "<U+E0041>");
    }

    #[test]
    fn usual_text_is_untouched() {
        for text in ["", "Grüße 👩‍👩‍👧 مرحبا", "two\nlines", "[bold]not markup[/bold]"]
        {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn lines_cannot_be_forged() {
        assert_eq!(clean("a\r\nb\tc\rd"), "a\nb    c␍d");
        assert_eq!(clean_line("a\r\n12:00 admin: hi"), "a␊12:00 admin: hi");
    }

    #[test]
    fn json_keeps_its_value() {
        let value = serde_json::json!({"a": "x\u{9b}31m\u{202e}\u{7f}\x1b\u{e0041}é"});
        let text = value.to_string();
        let safe = clean_json(&text);
        assert!(!safe.contains(is_harmful), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
        assert!(matches!(clean_json("{}"), Cow::Borrowed("{}")));
    }

    #[test]
    fn nothing_harmful_is_left_of_any_character() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            let text = c.to_string();
            assert!(!clean_line(&text).contains(is_harmful), "{:x}", u32::from(c));
        }
    }
}
