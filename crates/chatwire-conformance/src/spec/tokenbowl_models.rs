//! Token Bowl Chat: what its answers hold (server 2.0.1).

use serde_json::{Value, json};

use super::model::whole;
use super::{Field, Kind, Model, Reading};

/// A message; a deleted sender has an empty id, old servers send no description.
pub(super) const MESSAGE: Model = Model {
    fields: &[
        Field::required("id", Kind::Id),
        Field::new("from_user_id", Kind::Id),
        Field::required("from_username", Kind::Text),
        Field::new("from_user_logo", Kind::Text),
        Field::new("from_user_emoji", Kind::Text),
        Field::new("from_user_bot", Kind::Switch),
        Field::new("to_user_id", Kind::Id),
        Field::new("to_username", Kind::Text),
        Field::required("content", Kind::Text),
        Field::or("message_type", "room"),
        Field::new("description", Kind::Text),
        Field::required("timestamp", Kind::Text),
    ],
};

pub(super) const UNREAD: Model = Model {
    fields: &[
        Field::required("unread_room_messages", Kind::CountText),
        Field::required("unread_direct_messages", Kind::CountText),
        Field::required("total_unread", Kind::CountText),
    ],
};

pub(super) const REGISTRATION: Model = Model {
    fields: &[
        Field::required("id", Kind::Id),
        Field::required("username", Kind::Text),
        Field::required("api_key", Kind::Text),
        Field::or("role", "member"),
        Field::new("webhook_url", Kind::Text),
        Field::new("logo", Kind::Text),
        Field::new("viewer", Kind::Switch),
        Field::new("admin", Kind::Switch),
        Field::new("bot", Kind::Switch),
        Field::new("emoji", Kind::Text),
    ],
};

pub(super) const PROFILE: Model = Model {
    fields: &[
        Field::required("id", Kind::Id),
        Field::required("username", Kind::Text),
        Field::required("api_key", Kind::Text),
        Field::or("role", "member"),
        Field::new("email", Kind::Text),
        Field::new("webhook_url", Kind::Text),
        Field::new("logo", Kind::Text),
        Field::new("viewer", Kind::Switch),
        Field::new("admin", Kind::Switch),
        Field::new("bot", Kind::Switch),
        Field::new("emoji", Kind::Text),
        Field::new("created_at", Kind::Text),
    ],
};

pub(super) const PUBLIC_USER: Model = Model {
    fields: &[
        Field::required("id", Kind::Id),
        Field::required("username", Kind::Text),
        Field::or("role", "member"),
        Field::new("logo", Kind::Text),
        Field::new("emoji", Kind::Text),
        Field::new("bot", Kind::Switch),
        Field::new("viewer", Kind::Switch),
    ],
};

pub(super) const BOT_CREATED: Model = Model {
    fields: &[
        Field::required("id", Kind::Id),
        Field::required("username", Kind::Text),
        Field::required("api_key", Kind::Text),
        Field::required("created_by_id", Kind::Id),
        Field::required("created_by", Kind::Text),
        Field::new("emoji", Kind::Text),
        Field::new("webhook_url", Kind::Text),
    ],
};

pub(super) const BOT: Model = Model {
    fields: &[
        Field::required("id", Kind::Id),
        Field::required("username", Kind::Text),
        Field::required("api_key", Kind::Text),
        Field::required("created_by_id", Kind::Id),
        Field::required("created_by", Kind::Text),
        Field::new("emoji", Kind::Text),
        Field::new("webhook_url", Kind::Text),
        Field::new("created_at", Kind::Text),
    ],
};

pub(super) const CONVERSATION: Model = Model {
    fields: &[
        Field::required("id", Kind::Id),
        Field::new("title", Kind::Text),
        Field::new("description", Kind::Text),
        Field::new("message_ids", Kind::Texts),
        Field::new("created_by_username", Kind::Text),
        Field::new("created_at", Kind::Text),
    ],
};

pub(super) const ROLE_ASSIGNED: Model = Model {
    fields: &[
        Field::required("username", Kind::Text),
        Field::required("role", Kind::Text),
        Field::new("message", Kind::Text),
    ],
};

pub(super) const INVITATION: Model = Model {
    fields: &[
        Field::required("email", Kind::Text),
        Field::required("role", Kind::Text),
        Field::new("message", Kind::Text),
    ],
};

pub(super) const LINK_SENT: Model =
    Model { fields: &[Field::new("message", Kind::Text), Field::required("email", Kind::Text)] };

pub(super) const SESSION: Model = Model {
    fields: &[
        Field::required("username", Kind::Text),
        Field::required("session_token", Kind::Text),
        Field::required("api_key", Kind::Text),
    ],
};

pub(super) const LOGO: Model =
    Model { fields: &[Field::new("message", Kind::Text), Field::new("logo", Kind::Text)] };

pub(super) const WEBHOOK: Model =
    Model { fields: &[Field::new("message", Kind::Text), Field::new("webhook_url", Kind::Text)] };

pub(super) const NEW_KEY: Model =
    Model { fields: &[Field::new("message", Kind::Text), Field::required("api_key", Kind::Text)] };

/// The number of marked messages: one of these names has it, the first of which is the one that servers send.
pub(super) fn read_marked(body: &Value) -> Reading {
    let names = ["marked_as_read", "messages_marked_read", "count"];
    let told = names.iter().find_map(|name| body.get(*name).filter(|told| !told.is_null()));
    told.and_then(whole).map_or(Reading::Unreadable, |number| {
        Reading::Readable(json!({"marked_as_read": number, "messages_marked_read": number}), 0)
    })
}

pub(super) const PAGINATION: Model = Model {
    fields: &[
        Field::required("total", Kind::CountText),
        Field::required("offset", Kind::CountText),
        Field::required("limit", Kind::CountText),
        Field::required("has_more", Kind::Switch),
    ],
};

pub(super) const HEALTH: Model = Model { fields: &[Field::required("status", Kind::Text)] };

pub(super) const TYPING: Model =
    Model { fields: &[Field::new("status", Kind::Text), Field::new("to", Kind::Text)] };

pub(super) const CENTRIFUGO_TOKEN: Model = Model {
    fields: &[
        Field::required("token", Kind::Text),
        Field::required("url", Kind::Text),
        Field::new("channels", Kind::Texts),
        Field::new("user", Kind::Text),
    ],
};

pub(super) const CONNECTIONS: Model = Model {
    fields: &[
        Field::new("total_users", Kind::Count),
        Field::new("total_connections", Kind::Count),
        Field::new("connections", Kind::Anys),
    ],
};
