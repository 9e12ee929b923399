//! A message that comes in fragments (RFC 6455, section 5.4).

use tokio_tungstenite::tungstenite::Error;

use super::frame::too_long;
use crate::utf8::from_utf8;

/// What has come of a message so far; its memory goes with it.
pub(super) struct Fragments {
    is_text: bool,
    bytes: Vec<u8>,
    /// Up to here it is known to be UTF-8.
    checked: usize,
}

impl Fragments {
    pub(super) fn new(is_text: bool) -> Self {
        Self { is_text, bytes: Vec::new(), checked: 0 }
    }

    /// Appends the payload of one fragment. Text is checked at once, so that a message that can
    /// no longer become valid is not collected any further.
    pub(super) fn push(&mut self, payload: &[u8], limit: usize) -> Result<(), Error> {
        let length = self.bytes.len().saturating_add(payload.len());
        if length > limit {
            return Err(too_long(length, limit));
        }
        self.bytes.extend_from_slice(payload);
        if !self.is_text {
            return Ok(());
        }
        let unchecked = self.bytes.get(self.checked..).unwrap_or_default();
        match from_utf8(unchecked) {
            Ok(text) => self.checked += text.len(),
            // The next fragment may complete the last character.
            Err(error) if error.error_len().is_none() => self.checked += error.valid_up_to(),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// The message, and whether it is text, which is still to be checked for its end.
    pub(super) fn into_message(self) -> (bool, Vec<u8>) {
        (self.is_text, self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_may_be_cut_and_nonsense_is_noticed_at_once() {
        let text = "Chào 🎉";
        let mut message = Fragments::new(true);
        for byte in text.bytes() {
            message.push(&[byte], 100).unwrap();
        }
        assert_eq!(message.into_message(), (true, text.as_bytes().to_vec()));

        let mut message = Fragments::new(true);
        message.push(&[b'a', 0xf0, 0x9f], 100).unwrap();
        assert!(matches!(message.push(b"a", 100), Err(Error::Utf8(_))));
        let mut message = Fragments::new(false);
        message.push(&[0xf0, 0x9f, b'a'], 100).unwrap();
    }

    #[test]
    fn the_limit_is_that_of_the_sum() {
        let mut message = Fragments::new(false);
        message.push(&[0; 60], 100).unwrap();
        message.push(&[0; 40], 100).unwrap();
        assert!(matches!(message.push(&[0], 100), Err(Error::Capacity(_))));
    }
}
