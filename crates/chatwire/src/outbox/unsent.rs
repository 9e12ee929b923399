//! What an outbox could not send.

use crate::{Outgoing, Room};

/// What was left when an [`Outbox`](super::Outbox) was closed, in the order of each room.
///
/// ```
/// use chatwire::outbox::Unsent;
///
/// fn tell(unsent: &Unsent) {
///     for left in unsent.iter() {
///         let word = if left.maybe_sent { "perhaps sent" } else { "not sent" };
///         println!("{word} to {}: {}", left.room, left.message.text);
///     }
/// }
/// tell(&Unsent::default());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unsent(pub(super) Vec<UnsentMessage>);

impl Unsent {
    /// Number of messages.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether everything was sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The messages.
    pub fn iter(&self) -> std::slice::Iter<'_, UnsentMessage> {
        self.0.iter()
    }
}

impl IntoIterator for Unsent {
    type Item = UnsentMessage;
    type IntoIter = std::vec::IntoIter<UnsentMessage>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Unsent {
    type Item = &'a UnsentMessage;
    type IntoIter = std::slice::Iter<'a, UnsentMessage>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A message that was not sent, or perhaps not.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UnsentMessage {
    /// Where it was to be written.
    pub room: Room,
    /// The whole message, as it was given.
    pub message: Outgoing,
    /// Whether it, or a piece of it, may have been written.
    pub maybe_sent: bool,
}

impl UnsentMessage {
    pub(super) fn new(room: Room, message: Outgoing, maybe_sent: bool) -> Self {
        Self { room, message, maybe_sent }
    }
}

/// What an outbox found in its file; see [`Outbox::restored`](super::Outbox::restored).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Restored {
    /// Number of messages that had not been begun, and stand in line again.
    pub queued: usize,
    /// Messages whose sending had begun: whether they were written is not known, and they are not sent again.
    pub maybe_sent: Vec<UnsentMessage>,
    /// Messages that were too old to be sent.
    pub expired: Vec<UnsentMessage>,
    /// Number of lines that could not be read, a last one that was cut off not counted.
    pub damaged: usize,
}

#[cfg(feature = "outbox")]
impl Restored {
    pub(super) fn new(
        queued: usize,
        maybe_sent: Vec<UnsentMessage>,
        expired: Vec<UnsentMessage>,
        damaged: usize,
    ) -> Self {
        Self { queued, maybe_sent, expired, damaged }
    }
}
