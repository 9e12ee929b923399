//! What happens to messages that come while others of their conversation are being handled.

use std::time::Duration;

use crate::{Incoming, Outgoing};

/// How the messages of one conversation are handled; conversations never wait for each other.
///
/// A conversation is a room, or with [`per_sender`](super::Bot::per_sender) one person in a room. Its line is bounded
/// ([`capacity`](super::Bot::capacity)).
///
/// ```
/// use chatwire::Bot;
/// use chatwire::bot::Strategy;
/// use std::time::Duration;
///
/// // A persona that lets people finish, and then answers all of it.
/// let bot = Bot::new().strategy(Strategy::Debounce(Duration::from_secs(2)));
/// # let _ = bot;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Strategy {
    /// One after another, in order.
    #[default]
    Queue,
    /// One at once; what comes meanwhile is handled together afterwards.
    ///
    /// Handlers get the last message, with the texts of all, a line each, and with all attachments;
    /// [`Context::messages`](super::Context::messages) are the single ones. Commands are not put together.
    Burst,
    /// As [`Burst`](Self::Burst), but only when nothing came for this long, or the line is full.
    Debounce(Duration),
    /// One at once; what comes meanwhile is dropped and counted. Commands are dropped, too.
    Drop,
    /// Up to so many at once, begun in order (0 counts as 1).
    Concurrent(usize),
}

impl Strategy {
    /// Number of messages of a conversation that are handled at once.
    pub(super) fn at_once(self) -> usize {
        match self {
            Self::Concurrent(most) => most.max(1),
            _ => 1,
        }
    }

    /// Whether messages are put together.
    pub(super) fn collects(self) -> bool {
        matches!(self, Self::Burst | Self::Debounce(_))
    }
}

/// Messages as one: the last one, with the texts and the attachments of all.
pub(super) fn join(messages: &[Incoming]) -> Option<Incoming> {
    let (last, earlier) = messages.split_last()?;
    let mut all = last.clone();
    if earlier.is_empty() {
        return Some(all);
    }
    let texts = messages.iter().map(|message| message.text.as_str());
    all.text = texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
    all.attachments = messages.iter().flat_map(|message| message.attachments.clone()).collect();
    Some(all)
}

/// An answer to `message`, with a link to it where the platform knows answers.
pub(super) fn answer(message: &Incoming, mut text: Outgoing, can_reply: bool) -> Outgoing {
    if can_reply && text.reply_to.is_none() && !message.id.as_str().is_empty() {
        text.reply_to = Some(message.id.clone());
    }
    text
}
