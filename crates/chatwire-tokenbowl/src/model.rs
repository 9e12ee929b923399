//! What the server sends: messages, users, bots, conversations, and the answers of calls.
//!
//! Every model reads answers that are newer than this crate: fields that it does not know are kept in
//! `extra`, words that it does not know in `Other`, and a missing or `null` optional field is no error.

mod bot;
mod conversation;
pub(crate) mod cursor;
mod hook;
mod message;
mod notice;
mod page;
mod user;

use std::fmt;
use std::time::Duration;

use serde::Deserializer;
use serde::de::{Error, Visitor};

pub use bot::{Bot, BotCreated};
pub use conversation::Conversation;
pub(crate) use hook::WebhookUrl;
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
pub(crate) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
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

        fn visit_f64<E: Error>(self, number: f64) -> Result<u64, E> {
            // `Duration` is the safe way from a float to an integer: it refuses what does not fit.
            match Duration::try_from_secs_f64(number) {
                Ok(whole) if whole.subsec_nanos() == 0 => Ok(whole.as_secs()),
                _ => Err(E::custom("a count that is no whole number")),
            }
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<u64, E> {
            text.trim().parse().map_err(|_| E::custom("a count that is no number"))
        }
    }
    deserializer.deserialize_any(Count)
}

/// Reads a flag, `null` as no: also from the numbers and words that the Python clients take for one.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    struct Flag;
    impl Visitor<'_> for Flag {
        type Value = bool;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("true or false")
        }

        fn visit_unit<E: Error>(self) -> Result<bool, E> {
            Ok(false)
        }

        fn visit_bool<E: Error>(self, flag: bool) -> Result<bool, E> {
            Ok(flag)
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<bool, E> {
            match number {
                0 => Ok(false),
                1 => Ok(true),
                _ => Err(E::custom("a flag that is another number")),
            }
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<bool, E> {
            self.visit_u64(u64::try_from(number).unwrap_or(u64::MAX))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
            match text.to_ascii_lowercase().as_str() {
                "true" | "t" | "yes" | "y" | "on" | "1" => Ok(true),
                "false" | "f" | "no" | "n" | "off" | "0" => Ok(false),
                _ => Err(E::custom("a flag that is another word")),
            }
        }
    }
    deserializer.deserialize_any(Flag)
}
