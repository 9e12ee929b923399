//! The platforms that the emulator speaks.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A chat platform with a listener of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Platform {
    /// Chatluck: channels, users, messages and webhooks.
    Chatluck,
    /// FluidTalk: personas that answer leads, with the handshake and the characters API.
    FluidTalk,
    /// Token Bowl: one room, direct messages, and two kinds of live connection.
    TokenBowl,
    /// Kick: OAuth, the official API, webhooks, and live chat over two kinds of socket.
    Kick,
    /// Mezon: clans, channels, bots, calls over HTTP and over the socket, and the ledger.
    Mezon,
}

impl Platform {
    /// Every platform, in the order in which consecutive ports are given out.
    pub const ALL: &'static [Self] =
        &[Self::Chatluck, Self::FluidTalk, Self::TokenBowl, Self::Kick, Self::Mezon];

    /// Name in lower case, as script files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chatluck => "chatluck",
            Self::FluidTalk => "fluidtalk",
            Self::TokenBowl => "tokenbowl",
            Self::Kick => "kick",
            Self::Mezon => "mezon",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
