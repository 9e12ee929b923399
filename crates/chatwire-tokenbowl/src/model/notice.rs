//! Short answers: counts, confirmations, keys.

use std::fmt;

use chatwire_core::{Secret, de};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::count;
use super::hook::place;
use crate::Role;

/// How many messages are unread.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[doc(alias = "UnreadCountResponse")]
#[non_exhaustive]
pub struct UnreadCount {
    /// Unread messages of the room.
    #[serde(deserialize_with = "count")]
    pub unread_room_messages: u64,
    /// Unread messages to this user alone.
    #[serde(deserialize_with = "count")]
    pub unread_direct_messages: u64,
    /// Both together.
    #[serde(deserialize_with = "count")]
    pub total_unread: u64,
}

/// How many messages were marked as read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Marked")]
#[non_exhaustive]
pub struct MarkedAllRead {
    /// Number of messages; the Python client's command looks for `messages_marked_read`, which is read, too.
    pub marked_as_read: u64,
}

/// The number under each of its names: an answer may have several of them.
#[derive(Deserialize)]
struct Marked {
    marked_as_read: Option<Count>,
    messages_marked_read: Option<Count>,
    count: Option<Count>,
}

#[derive(Deserialize)]
struct Count(#[serde(deserialize_with = "count")] u64);

impl TryFrom<Marked> for MarkedAllRead {
    type Error = &'static str;

    fn try_from(told: Marked) -> Result<Self, Self::Error> {
        let Count(marked_as_read) = told
            .marked_as_read
            .or(told.messages_marked_read)
            .or(told.count)
            .ok_or("missing field `marked_as_read`")?;
        Ok(Self { marked_as_read })
    }
}

/// Confirmation of a new role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[doc(alias = "AssignRoleResponse")]
#[non_exhaustive]
pub struct RoleAssigned {
    /// Name of the user.
    pub username: String,
    /// New role.
    pub role: Role,
    /// The server's words.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub message: String,
}

/// Confirmation of an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[doc(alias = "InviteUserResponse")]
#[non_exhaustive]
pub struct Invitation {
    /// Address that the mail went to.
    pub email: String,
    /// Role that was asked for; the account becomes a member all the same (Token Bowl server 2.0.1).
    pub role: Role,
    /// The server's words.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub message: String,
}

/// Confirmation of a magic link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[doc(alias = "StytchLoginResponse")]
#[non_exhaustive]
pub struct MagicLinkSent {
    /// The server's words.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub message: String,
    /// Address that the mail went to.
    pub email: String,
}

/// Login by a magic link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[doc(alias = "StytchAuthenticateResponse")]
#[non_exhaustive]
pub struct MagicLinkSession {
    /// Name of the account; a new one gets the part of the address before the `@`.
    pub username: String,
    /// Token of the session at the login service.
    pub session_token: Secret,
    /// Key of the account.
    pub api_key: Secret,
}

/// Confirmation of a logo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LogoUpdated {
    /// The server's words.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub message: String,
    /// New logo; empty when it was cleared.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub logo: String,
}

/// Confirmation of a webhook.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WebhookUpdated {
    /// The server's words.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub message: String,
    /// New address in its normal form, empty when it was cleared; `Debug` shows no more of it than the host.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub webhook_url: String,
}

impl fmt::Debug for WebhookUpdated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { message, webhook_url } = self;
        f.debug_struct("WebhookUpdated")
            .field("message", message)
            .field("webhook_url", &place(webhook_url))
            .finish()
    }
}

/// A new key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KeyRegenerated {
    /// The server's words.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub message: String,
    /// New key; the old one works no more.
    pub api_key: Secret,
}

/// State of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Health {
    /// `healthy` when all is well.
    pub status: String,
}

impl Health {
    /// Whether the server calls itself healthy.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.status == "healthy"
    }
}

/// What a live session over Centrifugo needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CentrifugoToken {
    /// Token of the connection, valid for a day.
    pub token: Secret,
    /// Address of the websocket, as the operator of the server wrote it.
    pub url: String,
    /// Channels of this user.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub channels: Vec<String>,
    /// Name that the token stands for.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub user: String,
}

/// Confirmation of a typing notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TypingSent {
    /// The server's word.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub status: String,
    /// `room`, or the name of the recipient.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub to: String,
}

/// Live connections of the server; servers from 2.0 on always answer zeros.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConnectionStats {
    /// Users with a connection.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub total_users: u64,
    /// Open connections.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub total_connections: u64,
    /// Each of them.
    #[serde(default, deserialize_with = "de::lenient_list")]
    pub connections: Vec<Connection>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One live connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Connection {
    /// Name of its user.
    pub username: String,
    /// Number of the connection.
    #[serde(default)]
    pub connection_id: Option<u64>,
    /// Time of the last frame, as the server wrote it.
    #[serde(default)]
    pub last_activity: Option<String>,
    /// Time of the last answer to a ping, as the server wrote it.
    #[serde(default)]
    pub last_pong: Option<String>,
    /// Seconds since the last frame.
    #[serde(default)]
    pub seconds_since_activity: Option<f64>,
    /// Seconds since the last answer to a ping.
    #[serde(default)]
    pub seconds_since_pong: Option<f64>,
    /// Whether the server still delivers to it.
    #[serde(default)]
    pub is_healthy: Option<bool>,
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::json;

    use super::*;

    fn read<T: DeserializeOwned>(value: Value) -> Option<T> {
        serde_json::from_value(value).ok()
    }

    #[test]
    fn counts_may_be_texts_and_must_be_there() {
        let count: UnreadCount = read(json!({"unread_room_messages": "3",
            "unread_direct_messages": 1.0, "total_unread": " 4 "}))
        .unwrap();
        assert_eq!((count.unread_room_messages, count.total_unread), (3, 4));
        for bad in [
            json!({"total_unread": 4}),
            json!({"unread_room_messages": -1,
            "unread_direct_messages": 1, "total_unread": 4}),
            json!({"unread_room_messages": "x",
            "unread_direct_messages": 1, "total_unread": 4}),
        ] {
            assert!(read::<UnreadCount>(bad).is_none());
        }
        for name in ["marked_as_read", "messages_marked_read", "count"] {
            let marked: MarkedAllRead = read(json!({name: 7})).unwrap();
            assert_eq!(marked.marked_as_read, 7);
        }
        let both: MarkedAllRead =
            read(json!({"marked_as_read": "7", "messages_marked_read": 7, "status": "ok"}))
                .unwrap();
        assert_eq!(both.marked_as_read, 7);
        for none in [json!({}), json!({"marked_as_read": null}), json!({"marked_as_read": -1})] {
            assert!(read::<MarkedAllRead>(none).is_none());
        }
    }

    #[test]
    fn keys_are_not_printed() {
        let key: KeyRegenerated = read(json!({"api_key": "canary-0123456789"})).unwrap();
        assert!(!format!("{key:?}").contains("canary"));
        assert_eq!(serde_json::to_value(&key).unwrap()["api_key"], "[redacted]");
    }

    #[test]
    fn connection_statistics_of_both_kinds_of_servers() {
        let zeros: ConnectionStats =
            read(json!({"total_users": 0, "total_connections": 0, "connections": []})).unwrap();
        assert_eq!(zeros, ConnectionStats::default());
        let one: ConnectionStats = read(json!({"total_users": 1, "total_connections": 1,
            "connections": [{"username": "a", "connection_id": 1, "last_activity": "t",
            "last_pong": "t", "seconds_since_activity": 0.5, "seconds_since_pong": 1,
            "is_healthy": true}]}))
        .unwrap();
        assert_eq!(one.connections[0].seconds_since_pong, Some(1.0));
    }
}
