//! What a handle asks the session for.

use std::fmt;

use chatwire_core::ws::Reply;
use chatwire_core::{Error, Result};

use super::frame::Kind;
use crate::{CentrifugoToken, Message, MessageId, UnreadCount};

/// A request to a live session; made by the methods of [`Handle`](super::Handle).
pub struct Command(pub(super) Verb);

pub(super) enum Verb {
    /// Sends a frame over the direct transport and waits for an answer of this kind.
    Ask { frame: String, kind: Kind, reply: Reply<Answer> },
    /// Yields numbers that were fetched by a call, as the direct transport would have sent them.
    Report(UnreadCount),
    /// Begins a new connection.
    Reconnect(Error),
    /// A new token for Centrifugo was fetched.
    Token(Result<CentrifugoToken>),
    /// A quiet line was checked: these messages should have come over it.
    Checked(Vec<MessageId>),
}

/// What answers a request.
#[derive(Debug)]
pub(super) enum Answer {
    Message(Box<Message>),
    Count(u64),
    Unread(UnreadCount),
    Done,
}

impl fmt::Debug for Command {
    /// Shows the kind only: frames hold messages of people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Verb::Ask { kind, .. } => write!(f, "Command(ask {kind:?})"),
            Verb::Report(_) => f.write_str("Command(report)"),
            Verb::Reconnect(_) => f.write_str("Command(reconnect)"),
            Verb::Token(_) => f.write_str("Command(token)"),
            Verb::Checked(_) => f.write_str("Command(checked)"),
        }
    }
}
