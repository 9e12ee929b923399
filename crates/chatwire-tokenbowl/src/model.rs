//! What the server sends: messages, users, bots, conversations, and the answers of calls.
//!
//! Every model reads answers that are newer than this crate: fields that it does not know are kept in
//! `extra`, words that it does not know in `Other`, and a missing or `null` optional field is no error.

mod bot;
mod conversation;
pub(crate) mod cursor;
mod message;
mod notice;
mod page;
mod user;

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

pub use bot::{Bot, BotCreated};
pub use conversation::Conversation;
pub(crate) use message::TypedMessage;
pub use message::{Message, MessageType};
pub use notice::{
    CentrifugoToken, Connection, ConnectionStats, Health, Invitation, KeyRegenerated, LogoUpdated,
    MagicLinkSent, MagicLinkSession, MarkedAllRead, RoleAssigned, TypingSent, UnreadCount,
    WebhookUpdated,
};
pub use page::Pagination;
pub use user::{LiveUser, Profile, PublicUser, Registration, Role};

/// Reads a number, or a text that holds one, as the Python clients do.
fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    struct Count;
    impl Visitor<'_> for Count {
        type Value = u64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number that is not negative")
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<u64, E> {
            Ok(number)
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<u64, E> {
            u64::try_from(number).map_err(|_| E::custom("a negative count"))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<u64, E> {
            text.trim().parse().map_err(|_| E::custom("a count that is no number"))
        }
    }
    deserializer.deserialize_any(Count)
}
