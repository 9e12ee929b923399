//! What happens in a channel, as webhooks and live sockets both hear of it.

use super::state::{ChatMessage, Livestream, Redemption, Reward, User};

/// One thing that happened, with everything about it as of then.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// Streamer in whose channel it happened.
    pub(super) streamer: User,
    pub(super) what: Happening,
}

/// The kinds.
#[derive(Debug, Clone)]
pub(super) enum Happening {
    Message(ChatMessage),
    Deleted {
        message_id: String,
    },
    Banned {
        user: User,
        by: User,
        /// `None` for ever.
        minutes: Option<u64>,
        reason: String,
        created_at: String,
        expires_at: Option<String>,
    },
    Unbanned {
        user: User,
        by: User,
    },
    Followed {
        user: User,
    },
    Subscribed {
        user: User,
        months: u64,
        renewal: bool,
        /// What the subscriber says to it; only the sockets carry that.
        text: Option<String>,
        created_at: String,
        expires_at: String,
    },
    Gifted {
        /// `None` for an anonymous one.
        gifter: Option<User>,
        giftees: Vec<User>,
        created_at: String,
        expires_at: String,
    },
    Redeemed {
        redemption: Redemption,
        reward: Reward,
        user: User,
    },
    Live {
        stream: Livestream,
    },
    Offline {
        stream: Livestream,
        ended_at: String,
    },
    /// Title, category, language or tags changed: all of them are in `streamer`.
    Metadata,
    Kicks {
        user: User,
        amount: u64,
        name: String,
        message: String,
        created_at: String,
    },
}
