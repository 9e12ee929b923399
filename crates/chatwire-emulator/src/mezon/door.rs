//! Everything over HTTP: login, calls, files, media, and events of agents.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State as Shown};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, post, put};
use bytes::Bytes;
use chatwire_mezon_proto::{Message as _, api};
use futures_util::stream;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::settings::{LoginStyle, Twist};
use super::token::Kind;
use super::world::Caller;
use super::{Call, Carrier, Shared, plain, session};
use crate::files::File;
use crate::server::json as json_answer;
use crate::world::lock;

type State = Shown<Arc<Shared>>;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/v2/apps/authenticate/token", post(login))
        .route("/mezon.api.Mezon/{method}", post(call))
        .route("/ws", get(socket))
        .route("/upload/{*path}", put(take_file).get(give_file))
        .route("/api/playmedia", post(play_media))
        .route("/api/sse/metadata", get(agent_events))
        .merge(plain::routes())
        .fallback(any(unknown))
}

async fn unknown(request: Request<Body>) -> Response {
    let path = request.uri().path();
    let refusal = Refusal::new(5, format!("requested resource not found: {path}"));
    refusal.response()
}

async fn socket(Shown(shared): State, request: Request<Body>) -> Response {
    session::open(shared, request)
}

/// Id and key of an app; the id may be written as text or as a number.
async fn login(Shown(shared): State, body: Bytes) -> Response {
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return Refusal::invalid("Invalid JSON").response();
    };
    let account = body.get("account").unwrap_or(&Value::Null);
    let text = |name: &str| match account.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let (id, key) = (text("appid"), text("token"));
    if id.is_empty() || key.is_empty() {
        return Refusal::invalid("appid and token are required").response();
    }
    let mut inner = lock(&shared.inner);
    let bot = inner.state.bots().find(|(bot, known)| bot.to_string() == id && *known == key);
    let Some((bot, _)) = bot else {
        return Refusal::new(16, "Invalid app credentials").response();
    };
    let vars = account.get("vars").cloned().unwrap_or_else(|| json!({}));
    let session = shared.session(&mut inner, bot, &vars);
    answer_login(&inner.settings.login, &session)
}

/// A session in the form that was asked for.
pub(super) fn answer_login(style: &LoginStyle, session: &api::Session) -> Response {
    let mut response = if style.json || style.wrapped_json {
        json_answer(StatusCode::OK, &session_json(style, session))
    } else {
        let mut bytes = session.encode_to_vec();
        if style.user_id_as_text {
            let plain = api::Session { user_id: 0, ..session.clone() };
            bytes = plain.encode_to_vec();
            let text = session.user_id.to_string();
            prost::encoding::string::encode(4, &text, &mut bytes);
        }
        let kind = HeaderValue::from_static("application/x-protobuf");
        ([(CONTENT_TYPE, kind)], bytes).into_response()
    };
    if let Some(kind) = style.content_type.as_deref().and_then(|kind| kind.parse().ok()) {
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    response
}

fn session_json(style: &LoginStyle, session: &api::Session) -> Value {
    let id = if style.user_id_as_text {
        json!(session.user_id.to_string())
    } else {
        json!(session.user_id)
    };
    if style.wrapped_json {
        return json!({"session": {"token": session.token, "userId": id,
            "refreshToken": session.refresh_token, "apiUrl": session.api_url,
            "wsUrl": session.ws_url, "sessionId": session.session_id,
            "idToken": session.id_token}});
    }
    json!({"token": session.token, "refresh_token": session.refresh_token, "user_id": id,
        "api_url": session.api_url, "ws_url": session.ws_url,
        "session_id": session.session_id, "id_token": session.id_token})
}

pub(super) fn bearer(headers: &HeaderMap) -> &str {
    let value = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default()
}

async fn call(
    Shown(shared): State,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut inner = lock(&shared.inner);
    let inner = &mut *inner;
    // These two need no session: one makes it, the other looks after the server.
    let open = ["SessionRefresh", "Healthcheck"].contains(&name.as_str());
    let user = match shared.check(inner, Kind::Access, bearer(&headers)) {
        Ok(claims) => claims.user,
        Err(_) if open => 0,
        Err(refusal) => return refusal.response(),
    };
    inner.record_call(Call::new(&name, Carrier::Http, user, body.clone()));
    let limit = inner.settings.http_limit;
    if let Err(wait) = inner.http_window.pass(limit) {
        return too_many(wait);
    }
    if let Some((code, message)) = inner.take_refusal(&name) {
        return Refusal::new(code, message).response();
    }
    let garbled = inner.next_twist(&name) == Some(&Twist::Garbled);
    let result =
        Caller { shared: &shared, inner: &mut *inner, user, line: None }.call(&name, &body);
    match result {
        Err(refusal) => refusal.response(),
        Ok(_) if garbled => {
            inner.take_twist(&name);
            proto(vec![0x07, 0xFF, 0xFF])
        }
        Ok(_) if inner.settings.empty_as_json && is_empty(&name) => {
            json_answer(StatusCode::OK, &json!({}))
        }
        Ok(bytes) => proto(bytes),
    }
}

/// Whether a call has nothing to answer.
fn is_empty(name: &str) -> bool {
    let call = chatwire_mezon_proto::service::find(name);
    call.is_some_and(|call| call.response.name == "google.protobuf.Empty")
}

fn proto(bytes: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/proto"))], bytes).into_response()
}

/// Whole seconds, at least one: the header knows nothing smaller.
fn too_many(wait: Duration) -> Response {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let mut response = Refusal::new(8, "too many requests").response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    response
}

/// Takes a file at an address that was given out; the query stands for the signature.
async fn take_file(Shown(shared): State, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    if parts.headers.contains_key(AUTHORIZATION) {
        // A store refuses two kinds of credentials at once.
        return (StatusCode::BAD_REQUEST, "<Error><Code>InvalidRequest</Code></Error>")
            .into_response();
    }
    let signed = parts.uri.query().is_some_and(|query| query.contains("X-Amz-Signature="));
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut inner = lock(&shared.inner);
    if !signed || !inner.state.files.is_known(parts.uri.path()) {
        return (StatusCode::FORBIDDEN, "<Error><Code>AccessDenied</Code></Error>").into_response();
    }
    let tag = format!("\"{:x}\"", bytes.len());
    let kind = parts.headers.get(CONTENT_TYPE).cloned();
    let content_type = kind.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    inner.state.files.put(parts.uri.path(), File { bytes, content_type });
    ([("etag", tag)], StatusCode::OK).into_response()
}

async fn give_file(Shown(shared): State, request: Request<Body>) -> Response {
    let (inner, path) = (lock(&shared.inner), request.uri().path());
    let Some(File { bytes, content_type }) = inner.state.files.get(path).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    ([(CONTENT_TYPE, content_type)], bytes).into_response()
}

/// Plays something in a voice room, named by its meeting code.
async fn play_media(Shown(shared): State, headers: HeaderMap, body: Bytes) -> Response {
    let inner = lock(&shared.inner);
    if let Err(refusal) = shared.check(&inner, Kind::Access, bearer(&headers)) {
        return refusal.response();
    }
    let Ok(asked) = serde_json::from_slice::<Value>(&body) else {
        return Refusal::invalid("Invalid JSON").response();
    };
    let text = |name: &str| asked.get(name).and_then(Value::as_str).unwrap_or_default();
    let (room, url) = (text("room_name"), text("url"));
    let mut rooms = inner.state.channels.values();
    if room.is_empty() || !rooms.any(|channel| channel.desc.meeting_code == room) {
        return Refusal::not_found("room").response();
    }
    if url.is_empty() {
        return Refusal::invalid("url is required").response();
    }
    json_answer(
        StatusCode::OK,
        &json!({"ingress_id": "IN_emulator", "room_name": room, "url": url,
        "name": text("name"), "participant_identity": text("participant_identity")}),
    )
}

/// Who asks for events of agents.
#[derive(Debug, serde::Deserialize)]
struct AgentQuery {
    #[serde(default)]
    appid: String,
    #[serde(default)]
    token: String,
}

async fn agent_events(
    Shown(shared): State,
    Query(asked): Query<AgentQuery>,
    headers: HeaderMap,
) -> Response {
    let mut inner = lock(&shared.inner);
    let mut bots = inner.state.bots();
    let bot = bots.find(|(id, key)| id.to_string() == asked.appid && *key == asked.token);
    let Some(bot) = bot.map(|(id, _)| id) else {
        drop(bots);
        return Refusal::new(16, "Invalid app credentials").response();
    };
    drop(bots);
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let events = inner.agents.listen(bot, last);
    let events = stream::unfold(events, async |mut events| {
        let next = events.recv().await?;
        Some((Ok::<Bytes, std::convert::Infallible>(next), events))
    });
    let kind = HeaderValue::from_static("text/event-stream");
    ([(CONTENT_TYPE, kind)], Body::from_stream(events)).into_response()
}
