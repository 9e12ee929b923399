//! The six calls over HTTP.

use std::sync::{Arc, MutexGuard};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State as Extract};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use http::header::{AUTHORIZATION, HeaderValue, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::page::{Query, messages, page};
use super::state::{Channel, State, User};
use super::{Shared, error_body};
use crate::server;
use crate::world::lock;

/// An error answer in Chatluck's form.
pub(super) struct Refusal {
    status: StatusCode,
    text: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, text: text.into() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = server::json(self.status, &json!({"error": self.text}));
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

type Answer = Result<Response, Refusal>;
type Emulated = Extract<Arc<Shared>>;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/v1/messages", get(list_messages).post(send_message))
        .route("/v1/channels", get(list_channels).post(create_channel))
        .route("/v1/users", get(list_users))
        .route("/v1/users/{user_id}", get(get_user_info))
        .fallback(async || unknown(StatusCode::NOT_FOUND))
        .method_not_allowed_fallback(async || unknown(StatusCode::METHOD_NOT_ALLOWED))
        .layer(DefaultBodyLimit::disable())
        .with_state(shared)
}

fn unknown(status: StatusCode) -> Response {
    server::json(status, &error_body("", status))
}

fn ok(body: &Value) -> Response {
    server::json(StatusCode::OK, body)
}

impl Shared {
    /// Checks the key and the rate, then hands out the state and the id of the key's owner.
    fn enter(&self, headers: &HeaderMap) -> Result<(MutexGuard<'_, State>, String), Refusal> {
        let key = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.strip_prefix("Bearer "))
            .ok_or_else(|| Refusal::new(StatusCode::UNAUTHORIZED, "missing api key"))?;
        let nth = self
            .keys
            .iter()
            .position(|known| known == key)
            .ok_or_else(|| Refusal::new(StatusCode::UNAUTHORIZED, "invalid api key"))?;
        let mut state = lock(&self.state);
        if !state.admit(key, Instant::now()) {
            return Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, "rate limit exceeded"));
        }
        let owner = state.users.get(nth).map(|user| user.id.clone()).unwrap_or_default();
        Ok((state, owner))
    }
}

async fn send_message(Extract(shared): Emulated, headers: HeaderMap, body: Bytes) -> Answer {
    let (mut state, owner) = shared.enter(&headers)?;
    let body = object(&body)?;
    let channel = known_channel(&state, required(&body, "channel_id")?)?;
    let user = match optional(&body, "user_id")? {
        Some(id) => known_user(&state, id)?,
        None => owner,
    };
    let content = required(&body, "content")?;
    let attachments = list(&body, "attachments")?;
    if attachments.iter().any(|each| !each.is_string() && !each.is_object()) {
        return Err(unprocessable("attachments must be objects or URLs"));
    }
    if content.is_empty() && attachments.is_empty() {
        return Err(unprocessable("content must not be empty"));
    }
    if body.get("metadata").is_some_and(|metadata| !metadata.is_object() && !metadata.is_null()) {
        return Err(unprocessable("metadata must be an object"));
    }
    let more = Value::Object(body.clone());
    let message = state.add_message(&shared.world.clock, &channel, &user, content, &more);
    shared.push(&state, &json!({"event_type": "message.created", "message": message}));
    Ok(server::json(StatusCode::CREATED, &message))
}

async fn list_messages(
    Extract(shared): Emulated,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    let (state, _) = shared.enter(&headers)?;
    let query = Query::parse(query.as_deref());
    let channel = query
        .get("channel_id")
        .filter(|id| !id.is_empty())
        .ok_or_else(|| Refusal::new(StatusCode::BAD_REQUEST, "channel_id is required"))?;
    let all = state.messages_of(&known_channel(&state, channel)?);
    Ok(ok(&messages(all, &query, state.switches)?))
}

async fn create_channel(Extract(shared): Emulated, headers: HeaderMap, body: Bytes) -> Answer {
    let (mut state, owner) = shared.enter(&headers)?;
    let body = object(&body)?;
    let name = required(&body, "name")?;
    if name.is_empty() {
        return Err(unprocessable("name must not be empty"));
    }
    let description = optional(&body, "description")?.map(str::to_owned);
    let is_private = match body.get("is_private") {
        None | Some(Value::Null) => false,
        Some(value) => {
            value.as_bool().ok_or_else(|| unprocessable("is_private must be true or false"))?
        }
    };
    let mut members = vec![owner];
    for id in list(&body, "member_ids")? {
        let id = id.as_str().ok_or_else(|| unprocessable("member_ids must be strings"))?;
        let id = known_user(&state, id)?;
        if !members.contains(&id) {
            members.push(id);
        }
    }
    let id = state.add_channel(&shared.world.clock, name, description, is_private, members);
    let shown = state.channel(&id).map(Channel::json).unwrap_or_default();
    Ok(server::json(StatusCode::CREATED, &shown))
}

async fn list_channels(
    Extract(shared): Emulated,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    let (state, _) = shared.enter(&headers)?;
    let query = Query::parse(query.as_deref());
    let private = match query.get("include_private") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            return Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "include_private must be true or false",
            ));
        }
    };
    let shown: Vec<Value> = state
        .channels
        .iter()
        .filter(|channel| private || !channel.is_private)
        .map(Channel::json)
        .collect();
    Ok(ok(&page("channels", &shown, &query, state.switches)?))
}

async fn list_users(
    Extract(shared): Emulated,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    let (state, _) = shared.enter(&headers)?;
    let query = Query::parse(query.as_deref());
    let status = query.get("status");
    let shown: Vec<Value> = state
        .users
        .iter()
        .filter(|user| status.is_none_or(|status| user.status == status))
        .map(User::json)
        .collect();
    Ok(ok(&page("users", &shown, &query, state.switches)?))
}

async fn get_user_info(
    Extract(shared): Emulated,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    let (state, _) = shared.enter(&headers)?;
    let user = state
        .user(&id)
        .ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, format!("no user {id}")))?;
    Ok(ok(&user.json()))
}

fn object(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(Refusal::new(StatusCode::BAD_REQUEST, "the body must be a JSON object")),
    }
}

fn required<'a>(body: &'a Map<String, Value>, name: &str) -> Result<&'a str, Refusal> {
    match body.get(name) {
        None | Some(Value::Null) => {
            Err(Refusal::new(StatusCode::BAD_REQUEST, format!("{name} is required")))
        }
        Some(value) => {
            value.as_str().ok_or_else(|| unprocessable(format!("{name} must be a string")))
        }
    }
}

fn optional<'a>(body: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Refusal> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value
            .as_str()
            .map(Some)
            .ok_or_else(|| unprocessable(format!("{name} must be a string"))),
    }
}

fn list<'a>(body: &'a Map<String, Value>, name: &str) -> Result<&'a [Value], Refusal> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(&[]),
        Some(value) => value
            .as_array()
            .map(Vec::as_slice)
            .ok_or_else(|| unprocessable(format!("{name} must be a list"))),
    }
}

fn known_channel(state: &State, id: &str) -> Result<String, Refusal> {
    let channel = state
        .channel(id)
        .ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, format!("no channel {id}")))?;
    Ok(channel.id.clone())
}

fn known_user(state: &State, id: &str) -> Result<String, Refusal> {
    let user = state
        .user(id)
        .ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, format!("no user {id}")))?;
    Ok(user.id.clone())
}

fn unprocessable(text: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, text)
}
