//! Reads a content of texts and empty lists without serde: nearly every one is like that.
//!
//! Anything else is left to serde, and the tests hold the two against each other.

use chatwire_core::build::Scanner;

use super::Content;

/// The content, if it has the plain shape.
pub(super) fn content(raw: &str) -> Option<Content> {
    let mut scanner = Scanner::new(raw);
    let (mut text, mut thread_text) = (None, None);
    scanner.object(|scanner, name| {
        match name {
            // Which of two counts is serde's business.
            "t" if text.is_none() => text = Some(scanner.string()?),
            "contentThread" if thread_text.is_none() => thread_text = Some(scanner.string()?),
            "mk" | "hg" | "ej" | "lk" | "vk" | "embed" | "components" => scanner.word("[]")?,
            _ => return None,
        }
        Some(())
    })?;
    scanner.is_done().then_some(())?;
    Some(Content { text, thread_text, ..Content::default() })
}
