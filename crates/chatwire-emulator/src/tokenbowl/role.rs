//! Who may do what.

use serde::{Deserialize, Serialize};

/// Role of a user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// May do everything.
    Admin,
    /// Writes to the room and to people, and owns bots.
    #[default]
    Member,
    /// Reads everything, direct messages of others included, and writes nothing.
    Viewer,
    /// Writes to the room only.
    Bot,
}

impl Role {
    /// Name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Viewer => "viewer",
            Self::Bot => "bot",
        }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        [Self::Admin, Self::Member, Self::Viewer, Self::Bot]
            .into_iter()
            .find(|role| role.name() == name)
    }

    pub(super) const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::SendRoom | Permission::UpdateSelf => !matches!(self, Self::Viewer),
            Permission::SendDirect | Permission::CreateBots => {
                matches!(self, Self::Admin | Self::Member)
            }
            Permission::AssignRoles | Permission::AnyBot => matches!(self, Self::Admin),
        }
    }
}

/// Permissions that a call of the API can fail for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Permission {
    SendRoom,
    SendDirect,
    UpdateSelf,
    CreateBots,
    AssignRoles,
    /// Change and delete bots of others.
    AnyBot,
}

impl Permission {
    /// Name in refusals.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::SendRoom => "messages:send:room",
            Self::SendDirect => "messages:send:direct",
            Self::UpdateSelf => "users:update:own",
            Self::CreateBots => "bots:create",
            Self::AssignRoles => "users:assign_roles",
            Self::AnyBot => "bots:update:any",
        }
    }
}

/// Release of the server that is played. The two older ones have another live transport.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Release {
    /// `/ws` without pings, one connection per user, lists with the oldest first, no conversations.
    #[serde(rename = "0.5.4")]
    V0_5_4,
    /// `/ws` with heartbeat, many connections per user, conversations.
    #[serde(rename = "1.1.5")]
    V1_1_5,
    /// Centrifugo, messages by id, typing by REST.
    #[default]
    #[serde(rename = "2.0.1")]
    V2_0_1,
}

impl Release {
    /// Whether it serves `/ws`.
    pub(super) fn is_direct(self) -> bool {
        self < Self::V2_0_1
    }
}
