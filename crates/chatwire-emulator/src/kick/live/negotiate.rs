//! Where the site's pages ask which socket to open, and for a guest's token.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State as Shown};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use super::centrifugo::from_site;
use super::settings::{self, Block, Provider};
use super::{Live, blocked};
use crate::kick::Shared;
use crate::server;
use crate::world::lock;

/// Largest body that is looked at.
const MAX_BODY: usize = 64 << 10;

/// `POST /api/v1/realtime/channels/{channel id}/chat/connection`
pub(super) async fn of_channel(
    Shown(shared): Shown<Arc<Shared>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let accepted = match accepted(&shared, request).await {
        Ok(accepted) => accepted,
        Err(response) => return response,
    };
    let inner = lock(&shared.inner);
    let Some(streamer) = id.parse().ok().and_then(|id| inner.state.by_channel(id)) else {
        return refused(StatusCode::NOT_FOUND, "channel not found");
    };
    let region = inner.live.settings.regions.get(&streamer.user_id);
    offer(&inner.live, &shared.origin, region.map(String::as_str), &accepted)
}

/// `POST /api/v1/realtime/connection`: the default region, whatever the chat's is.
pub(super) async fn of_nothing(Shown(shared): Shown<Arc<Shared>>, request: Request) -> Response {
    match accepted(&shared, request).await {
        Ok(accepted) => offer(&lock(&shared.inner).live, &shared.origin, None, &accepted),
        Err(response) => response,
    }
}

/// `POST /api/v1/realtime/auth/connection`
pub(super) async fn guest(Shown(shared): Shown<Arc<Shared>>, request: Request) -> Response {
    let body = match body(&shared, request).await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let Some(client) = body.get("client_id").and_then(Value::as_str).filter(|id| !id.is_empty())
    else {
        return refused(StatusCode::BAD_REQUEST, "client_id is required");
    };
    let live = &mut lock(&shared.inner).live;
    let (now, ttl) = (live.pace.now(), live.settings.ttl);
    let token = live.tokens.issue(client, now, ttl);
    server::json(StatusCode::OK, &json!({"data": {"token": token}, "message": "success"}))
}

/// Address of the Centrifugo socket in a region.
pub(super) fn socket_url(origin: &str, region: Option<&str>) -> String {
    let origin = origin.replacen("http", "ws", 1);
    match region {
        Some(region) => format!("{origin}/regions/{region}/connection/websocket"),
        None => format!("{origin}/connection/websocket"),
    }
}

/// The first provider of the server's list that the client takes; an empty list when it takes none.
fn offer(live: &Live, origin: &str, region: Option<&str>, accepted: &[String]) -> Response {
    let taken = live
        .settings
        .offer
        .iter()
        .find(|offered| accepted.iter().any(|accepted| accepted == offered.name()));
    let connection = taken.map(|provider| {
        let credentials = match provider {
            Provider::Centrifugo => json!({"url": socket_url(origin, region)}),
            Provider::Pusher => json!({"app_key": live.settings.keys.first(),
                "cluster": settings::CLUSTER}),
        };
        json!({"provider": provider.name(), "credentials": credentials})
    });
    let connections: Vec<Value> = connection.into_iter().collect();
    let data = json!({"connections": connections, "mode": "websocket"});
    server::json(StatusCode::OK, &json!({"data": data, "message": "success"}))
}

/// Providers that a well-formed request accepts.
async fn accepted(shared: &Shared, request: Request) -> Result<Vec<String>, Response> {
    let body = body(shared, request).await?;
    let text = |value: &Value, name: &str| {
        value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let client = body.get("client").unwrap_or(&Value::Null);
    if text(client, "id").is_none() || text(client, "type").is_none() {
        return Err(refused(StatusCode::BAD_REQUEST, "client is required"));
    }
    let providers = body.pointer("/capabilities/accepted_providers").and_then(Value::as_array);
    let Some(providers) = providers else {
        return Err(refused(StatusCode::BAD_REQUEST, "accepted_providers is required"));
    };
    Ok(providers.iter().filter_map(|provider| text(provider, "provider")).collect())
}

/// The JSON of a request that the edge lets through.
async fn body(shared: &Shared, request: Request) -> Result<Value, Response> {
    {
        let inner = lock(&shared.inner);
        if let Some(block) = inner.live.settings.realtime {
            return Err(blocked(block));
        }
        if !from_site(&inner.live, &request) {
            return Err(blocked(Block::Json));
        }
    }
    let bytes = to_bytes(Body::new(request.into_body()), MAX_BODY).await.unwrap_or_default();
    serde_json::from_slice(&bytes)
        .map_err(|_| refused(StatusCode::BAD_REQUEST, "the body is no JSON"))
}

fn refused(status: StatusCode, message: &str) -> Response {
    server::json(status, &json!({"data": null, "message": message}))
}
