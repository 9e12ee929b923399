//! [`from_utf8`]: whether bytes are text.

use std::str::Utf8Error;

/// What [`std::str::from_utf8`] says, in a fifth of its time for a frame with letters beyond ASCII, since it looks at 32
/// bytes at once. For platform crates.
///
/// ```
/// use chatwire_core::build::from_utf8;
///
/// assert_eq!(from_utf8("chào".as_bytes()), Ok("chào"));
/// assert_eq!(from_utf8(b"ch\xe0o").unwrap_err().valid_up_to(), 2);
/// ```
///
/// # Errors
///
/// The same as the standard library's.
#[inline]
pub fn from_utf8(bytes: &[u8]) -> Result<&str, Utf8Error> {
    // Looking at many bytes at once does not tell where the wrong one is.
    simdutf8::basic::from_utf8(bytes).or_else(|_| std::str::from_utf8(bytes))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_says_what_the_standard_library_says(
            text in "[ -~]{0,90}.{0,90}[ -~àạ🎉]{0,90}",
            cut in 0..300_usize,
            wrong in vec((0..300_usize, any::<u8>()), 0..3),
        ) {
            let mut bytes = text.into_bytes();
            bytes.truncate(cut.max(1));
            for (place, byte) in wrong {
                let length = bytes.len();
                if let Some(changed) = bytes.get_mut(place % length.max(1)) {
                    *changed = byte;
                }
            }
            prop_assert_eq!(from_utf8(&bytes), std::str::from_utf8(&bytes));
        }
    }
}
