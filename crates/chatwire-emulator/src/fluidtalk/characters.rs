//! The characters API: JSON in, `{data, request_id}` out, under `/api/v1/characters`.

mod comments;
mod fields;
mod followups;
mod posts;
mod talk;
mod uploads;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State as Extract};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::Shared;
use super::state::{Key, State};
use crate::server;
use crate::world::lock;
use fields::Fields;

/// What the paths of this API begin with.
pub(super) const PREFIX: &str = "/api/v1/characters";

/// How the call is meant, from the header `X-FluidTalk-Mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Live,
    /// No model, no cost, nothing stored.
    Mock,
    /// The whole pipeline on a disposable lead: billed, without the duplicate guard.
    Sandbox,
}

/// An error answer of this API.
#[derive(Debug)]
struct Failure {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Failure {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// A field is missing or has the wrong type.
    fn validation(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "validation_error", message)
    }

    /// A value that the platform refuses before any billing.
    fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", message)
    }

    fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }
}

type Outcome = Result<Value, Failure>;

/// One call on its way: who answers it, how it is meant, and what it brought.
struct Call<'a> {
    shared: &'a Shared,
    mode: Mode,
    fields: Fields,
}

/// The object under `error`.
pub(super) fn error_object(
    status: StatusCode,
    code: &str,
    message: &str,
    request_id: &str,
) -> Value {
    let kind = if status.is_server_error() { "server_error" } else { "client_error" };
    json!({"code": code, "message": message, "type": kind, "request_id": request_id})
}

pub(super) fn router() -> Router<Arc<Shared>> {
    let calls = Router::new()
        .route("/self-test", query(talk::self_test))
        .route("/chat", body(talk::chat))
        .route("/events", body(talk::event))
        .route("/triggers", body(talk::trigger))
        .route("/followups", query(followups::list))
        .route("/followups/sweep", body(followups::sweep))
        .route("/followups/{id}/ack", post(ack))
        .route("/comments", body(comments::comment))
        .route("/comments/reply", body(comments::reply))
        .route("/comments/engage", body(comments::engage))
        .route("/posts", body(posts::post))
        .route("/inbound-media", body(uploads::inbound))
        .route("/comments/media", body(uploads::comment))
        .route("/posts/media", body(uploads::post));
    Router::new().nest(PREFIX, calls)
}

/// Route of a call that brings a JSON object.
fn body(work: fn(&Call<'_>) -> Outcome) -> MethodRouter<Arc<Shared>> {
    post(async move |Extract(shared): Extract<Arc<Shared>>, headers: HeaderMap, body: Bytes| {
        shared.call(&headers, Fields::json(&body), work)
    })
}

/// Route of a call that brings query parameters.
fn query(work: fn(&Call<'_>) -> Outcome) -> MethodRouter<Arc<Shared>> {
    get(
        async move |Extract(shared): Extract<Arc<Shared>>,
                    headers: HeaderMap,
                    RawQuery(query): RawQuery| {
            shared.call(&headers, Ok(Fields::query(query.as_deref())), work)
        },
    )
}

/// The only call with a path parameter; its body is empty or an object and is not read.
async fn ack(
    Extract(shared): Extract<Arc<Shared>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    shared.call(&headers, Ok(Fields::default()), |call| followups::ack(call, &id))
}

impl Shared {
    /// Checks token and mode, runs the call, and wraps what comes out.
    fn call(
        &self,
        headers: &HeaderMap,
        fields: Result<Fields, Failure>,
        work: impl FnOnce(&Call<'_>) -> Outcome,
    ) -> Response {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let request_id = lock(&self.state).next_request();
        let token = header("x-connector-token");
        if token.is_none() && headers.contains_key(http::header::AUTHORIZATION) {
            // Only the connector token is read; a bearer token gets a bare 401 (browser extension client).
            let mut response = Response::new(axum::body::Body::empty());
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            return response;
        }
        let outcome = if token.is_some_and(|token| self.tokens.iter().any(|known| known == token)) {
            mode(header("x-fluidtalk-mode"))
                .and_then(|mode| fields.map(|fields| Call { shared: self, mode, fields }))
                .and_then(|call| work(&call))
        } else {
            Err(Failure::new(
                StatusCode::UNAUTHORIZED,
                "invalid_token",
                "the connector token is missing or wrong",
            ))
        };
        let mut response = match outcome {
            Ok(data) => {
                server::json(StatusCode::OK, &json!({"data": data, "request_id": request_id}))
            }
            Err(Failure { status, code, message }) => server::json(
                status,
                &json!({"error": error_object(status, code, &message, &request_id)}),
            ),
        };
        if let Ok(value) = HeaderValue::from_str(&request_id) {
            // The same id as in the body (fluidtalk 2.8.2).
            response.headers_mut().insert("x-request-id", value);
        }
        response
    }
}

fn mode(header: Option<&str>) -> Result<Mode, Failure> {
    match header {
        None | Some("live") => Ok(Mode::Live),
        Some("mock") => Ok(Mode::Mock),
        Some("sandbox") => Ok(Mode::Sandbox),
        Some(other) => Err(Failure::invalid(format!("unknown mode {other:?}"))),
    }
}

impl Call<'_> {
    /// Platform of the call, which must have a workflow.
    fn platform(&self) -> Result<&str, Failure> {
        let platform = self.fields.required("platform")?;
        if lock(&self.shared.state).bindings.contains_key(platform) {
            return Ok(platform);
        }
        // The real message does not name the platform either.
        Err(Failure::not_found("no workflow is bound for this platform on this character"))
    }

    /// Platform and handle, as the key of a conversation.
    fn lead(&self) -> Result<Key, Failure> {
        let platform = self.platform()?.to_owned();
        let lead = self.fields.required("handle")?.to_owned();
        self.check_handle(&lead)?;
        Ok(Key { platform: Some(platform), lead, sandbox: self.mode == Mode::Sandbox })
    }

    /// Both test modes take only handles that cannot belong to a real lead.
    fn check_handle(&self, handle: &str) -> Result<(), Failure> {
        if self.mode != Mode::Live && !handle.starts_with("test_") {
            return Err(Failure::invalid(
                "in mock and sandbox mode a handle must start with test_",
            ));
        }
        Ok(())
    }

    /// Takes one credit for a text that is about to be written; mock mode writes none.
    fn charge(&self, state: &mut State) -> Result<(), Failure> {
        if self.mode == Mode::Mock {
            return Ok(());
        }
        let left = state.credits.checked_sub(1);
        state.credits = left.ok_or_else(|| {
            Failure::new(StatusCode::PAYMENT_REQUIRED, "payment_required", "no credits are left")
        })?;
        Ok(())
    }

    /// What became of the pictures of a call; nothing when it has none.
    fn vision(&self, urls: &[&str]) -> Option<Value> {
        if urls.is_empty() {
            return None;
        }
        if urls.iter().all(|url| self.shared.can_see(url)) {
            Some(json!({"seen": true, "description": "a picture", "kind": "image"}))
        } else {
            Some(json!({"seen": false, "reason": "vision_failed"}))
        }
    }
}

/// Puts a field into an answer when there is something to put.
fn with(mut answer: Value, name: &str, value: Option<Value>) -> Value {
    if let (Some(fields), Some(value)) = (answer.as_object_mut(), value) {
        fields.insert(name.to_owned(), value);
    }
    answer
}

/// Bubbles with the pauses that a person would make: none, then a third of a second each.
fn bubbles(texts: &[String], photo: Option<&str>) -> Vec<Value> {
    let texts = texts.iter().map(|text| (text.as_str(), None));
    texts
        .chain(photo.map(|url| ("", Some(url))))
        .enumerate()
        .map(|(nth, (text, image))| {
            let delay = if nth == 0 { 0 } else { 300 };
            json!({"text": text, "delay_ms": delay, "image_url": image})
        })
        .collect()
}
