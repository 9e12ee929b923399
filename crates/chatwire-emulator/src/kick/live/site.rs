//! The two lookups of the site: a channel by its slug, and a chatroom's recent messages.

use std::sync::Arc;

use axum::extract::{Path, State as Shown};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use super::{blocked, shapes};
use crate::kick::Shared;
use crate::server;
use crate::world::lock;

/// `GET /api/v2/channels/{slug}`
pub(super) async fn channel(
    Shown(shared): Shown<Arc<Shared>>,
    Path(slug): Path<String>,
) -> Response {
    let inner = lock(&shared.inner);
    if let Some(block) = inner.live.settings.site {
        return blocked(block);
    }
    // By slug alone: a user name with `_` is found only under its dashes.
    let found = inner.state.by_slug(&slug.to_ascii_lowercase());
    found.map_or_else(missing, |user| {
        server::json(StatusCode::OK, &shapes::site_channel(&inner.state, user))
    })
}

/// `GET /api/v2/channels/{channel id}/messages`: the newest first.
pub(super) async fn messages(
    Shown(shared): Shown<Arc<Shared>>,
    Path(id): Path<String>,
) -> Response {
    let inner = lock(&shared.inner);
    let settings = &inner.live.settings;
    if let Some(block) = settings.site {
        return blocked(block);
    }
    let Some(streamer) = id.parse().ok().and_then(|id| inner.state.by_channel(id)) else {
        return missing();
    };
    let of_room = inner.state.messages.iter().rev().filter(|said| said.room == streamer.user_id);
    let messages: Vec<Value> = of_room
        .take(settings.history)
        .map(|said| {
            let mut shown = shapes::chat_message(streamer, said);
            // Here, and only here, metadata is JSON in text.
            if let Some(metadata) = shown.get_mut("metadata").filter(|metadata| !metadata.is_null())
            {
                *metadata = Value::String(metadata.to_string());
            }
            shown
        })
        .collect();
    let pinned = inner.live.pins.get(&streamer.user_id);
    let data = json!({"messages": messages, "cursor": "", "pinned_message": pinned});
    let status = json!({"error": false, "code": 200, "message": "SUCCESS"});
    server::json(StatusCode::OK, &json!({"status": status, "data": data}))
}

fn missing() -> Response {
    server::json(StatusCode::NOT_FOUND, &json!({"message": "Not Found"}))
}
