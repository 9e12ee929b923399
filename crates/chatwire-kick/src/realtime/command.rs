//! What the handles of a session ask it for.

use std::fmt;

use chatwire_core::{Error, Result, Secret};

use crate::chatroom::ChatTarget;
use crate::token_store::KnownChatroom;

/// A request to a live session; made by the methods of [`Handle`](super::Handle).
pub struct Command(pub(super) Verb);

pub(super) enum Verb {
    /// The rooms have changed.
    Sync,
    /// Begins a new connection.
    Reconnect(Error),
    /// A new token was fetched.
    Token(Result<Secret>),
    /// A name was looked up.
    LookedUp(ChatTarget, Result<KnownChatroom>),
    /// A private feed was signed for.
    Signed(String, Result<String>),
    /// Something was written down.
    Done,
}

impl fmt::Debug for Command {
    /// Shows the kind only: tokens are secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Verb::Sync => "Command(sync)",
            Verb::Reconnect(_) => "Command(reconnect)",
            Verb::Token(_) => "Command(token)",
            Verb::LookedUp(..) => "Command(looked up)",
            Verb::Signed(..) => "Command(signed)",
            Verb::Done => "Command(done)",
        })
    }
}
