//! The routes, and what each request goes through before its call: route, body, credentials, permission.

mod access;
mod admin;
mod bots;
mod conversations;
mod fields;
mod json;
mod messages;
mod users;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::response::Response;
use http::header::{
    ALLOW, AUTHORIZATION, CONNECTION, CONTENT_TYPE, HOST, HeaderValue, LOCATION, WWW_AUTHENTICATE,
};
use http::{HeaderMap, Method, Request, StatusCode, Uri};
use serde_json::{Value, json};

use super::role::{Permission, Release};
use super::state::{Page, User};
use super::webhook::Job;
use super::{Inner, Shared};
use crate::clock::Clock;
use crate::server;
use crate::socket::is_upgrade;
use crate::world::lock;

/// Path of the direct transport.
const DIRECT: &str = "/ws";
/// Path of Centrifugo's socket, as in its own default configuration.
pub(super) const CENTRIFUGO: &str = "/connection/websocket";
/// Already cut to size by the listener.
const WHOLE: usize = usize::MAX;

/// What a call sees of its request.
pub(super) struct Ask<'a> {
    inner: &'a mut Inner,
    clock: &'a Clock,
    origin: &'a str,
    /// The caller, for routes that need one.
    caller: Option<User>,
    /// The variable part of the path.
    id: String,
    query: Vec<(String, String)>,
    body: Option<Value>,
}

impl Ask<'_> {
    fn me(&self) -> Result<User, Refusal> {
        self.caller.clone().ok_or(Refusal::Unauthorized)
    }

    /// `limit`, `offset` and `since`; bounds of the limit make the offset bounded too.
    fn page(&self, bounds: Option<(i128, i128)>) -> Result<Page, Refusal> {
        let mut errors = Vec::new();
        let limit = fields::number(&self.query, "limit", 50, bounds, &mut errors);
        let from = bounds.map(|_| (0, i128::MAX));
        let offset = fields::number(&self.query, "offset", 0, from, &mut errors);
        if !errors.is_empty() {
            return Err(Refusal::invalid(errors));
        }
        // Numbers of any size are taken, but the store has 64 bits for them.
        let stored = |number: i128| i64::try_from(number).map_err(|_| Refusal::Crash);
        Ok(Page { limit: stored(limit)?, offset: stored(offset)?, since: None })
    }
}

/// A success.
pub(super) struct Reply {
    status: StatusCode,
    body: Value,
    /// Webhooks that the caller waits for.
    hooks: Option<Job>,
}

impl Reply {
    fn ok(body: Value) -> Result<Self, Refusal> {
        Ok(Self { status: StatusCode::OK, body, hooks: None })
    }

    fn created(body: Value) -> Result<Self, Refusal> {
        Ok(Self { status: StatusCode::CREATED, body, hooks: None })
    }

    fn nothing() -> Result<Self, Refusal> {
        Ok(Self { status: StatusCode::NO_CONTENT, body: Value::Null, hooks: None })
    }
}

/// A failure.
#[derive(Debug)]
pub(super) enum Refusal {
    /// `{"detail": text}`.
    Detail(StatusCode, String),
    /// 422 with a list.
    Invalid(Vec<Value>),
    Unauthorized,
    /// The handler of the real server throws.
    Crash,
}

impl Refusal {
    fn invalid(errors: Vec<Value>) -> Self {
        Self::Invalid(errors)
    }

    fn bad(text: impl Into<String>) -> Self {
        Self::Detail(StatusCode::BAD_REQUEST, text.into())
    }

    fn forbidden(text: impl Into<String>) -> Self {
        Self::Detail(StatusCode::FORBIDDEN, text.into())
    }

    fn missing(text: impl Into<String>) -> Self {
        Self::Detail(StatusCode::NOT_FOUND, text.into())
    }

    fn unavailable(text: &str) -> Self {
        Self::Detail(StatusCode::SERVICE_UNAVAILABLE, text.to_owned())
    }

    fn taken(username: &str) -> Self {
        Self::Detail(StatusCode::CONFLICT, format!("Username {username} already exists"))
    }

    fn response(self) -> Response {
        match self {
            Self::Detail(status, text) => server::json(status, &json!({"detail": text})),
            Self::Invalid(errors) => {
                server::json(StatusCode::UNPROCESSABLE_ENTITY, &json!({"detail": errors}))
            }
            Self::Unauthorized => {
                let text = "Invalid or missing authentication credentials";
                let mut response = server::json(StatusCode::UNAUTHORIZED, &json!({"detail": text}));
                let bearer = HeaderValue::from_static("Bearer");
                response.headers_mut().insert(WWW_AUTHENTICATE, bearer);
                response
            }
            Self::Crash => {
                let mut response = Response::new(Body::from("Internal Server Error"));
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                let headers = response.headers_mut();
                let text = HeaderValue::from_static("text/plain; charset=utf-8");
                headers.insert(CONTENT_TYPE, text);
                headers.insert(CONNECTION, HeaderValue::from_static("close"));
                response
            }
        }
    }
}

type Answer = Result<Reply, Refusal>;

/// Who may call a route.
#[derive(Debug, Clone, Copy)]
enum Auth {
    Nobody,
    Key,
    Admin,
    With(Permission),
}

/// One call of the API.
struct Route {
    method: Method,
    path: &'static str,
    since: Release,
    auth: Auth,
    call: fn(&mut Ask<'_>) -> Answer,
}

const fn route(
    method: Method,
    path: &'static str,
    since: Release,
    auth: Auth,
    call: fn(&mut Ask<'_>) -> Answer,
) -> Route {
    Route { method, path, since, auth, call }
}

const V0: Release = Release::V0_5_4;
const V1: Release = Release::V1_1_5;
const V2: Release = Release::V2_0_1;
const SELF: Auth = Auth::With(Permission::UpdateSelf);
const BOTS: Auth = Auth::With(Permission::CreateBots);
const ROLES: Auth = Auth::With(Permission::AssignRoles);

/// All routes; of two that fit a path the first one answers.
#[rustfmt::skip]
static ROUTES: [Route; 46] = [
    route(Method::POST, "/register", V0, Auth::Nobody, access::register),
    route(Method::POST, "/auth/magic-link/send", V0, Auth::Nobody, access::send_link),
    route(Method::POST, "/auth/magic-link/authenticate", V0, Auth::Nobody, access::authenticate),
    route(Method::GET, "/centrifugo/connection-token", V2, Auth::Key, access::connection_token),
    route(Method::GET, "/logos", V0, Auth::Nobody, access::logos),
    route(Method::GET, "/health", V0, Auth::Nobody, access::health),
    route(Method::POST, "/messages", V0, Auth::Key, messages::send),
    route(Method::GET, "/messages", V0, Auth::Key, messages::room),
    route(Method::GET, "/messages/direct", V0, Auth::Key, messages::direct),
    route(Method::GET, "/messages/unread", V0, Auth::Key, messages::unread_room),
    route(Method::GET, "/messages/direct/unread", V0, Auth::Key, messages::unread_direct),
    route(Method::GET, "/messages/unread/count", V0, Auth::Key, messages::unread_count),
    route(Method::POST, "/messages/{message_id}/read", V0, Auth::Key, messages::mark_read),
    route(Method::POST, "/messages/mark-all-read", V0, Auth::Key, messages::mark_all),
    route(Method::GET, "/messages/{message_id}", V2, Auth::Key, messages::get),
    route(Method::POST, "/typing", V2, Auth::Key, messages::typing),
    route(Method::GET, "/users", V0, Auth::Key, users::list),
    route(Method::GET, "/users/online", V0, Auth::Key, users::online),
    route(Method::GET, "/users/me", V0, Auth::Key, users::me),
    route(Method::PATCH, "/users/me/username", V0, SELF, users::rename),
    route(Method::PATCH, "/users/me/webhook", V0, SELF, users::set_webhook),
    route(Method::PATCH, "/users/me/logo", V0, SELF, users::set_logo),
    route(Method::POST, "/users/me/regenerate-api-key", V0, Auth::Key, users::regenerate),
    route(Method::GET, "/users/{user_id}", V0, Auth::Key, users::get),
    route(Method::POST, "/bots", V0, BOTS, bots::create),
    route(Method::GET, "/bots/me", V0, Auth::Key, bots::mine),
    route(Method::PATCH, "/bots/{bot_id}", V0, Auth::Key, bots::update),
    route(Method::DELETE, "/bots/{bot_id}", V0, Auth::Key, bots::delete),
    route(Method::POST, "/bots/{bot_id}/regenerate-api-key", V0, Auth::Key, bots::regenerate),
    route(Method::GET, "/admin/users", V0, Auth::Admin, admin::users),
    route(Method::GET, "/admin/users/{user_id}", V0, Auth::Admin, admin::user),
    route(Method::PATCH, "/admin/users/{user_id}", V0, Auth::Admin, admin::update_user),
    route(Method::DELETE, "/admin/users/{user_id}", V0, Auth::Admin, admin::delete_user),
    route(Method::PATCH, "/admin/users/{user_id}/role", V0, ROLES, admin::assign_role),
    route(Method::POST, "/admin/users/{user_id}/regenerate-api-key", V2, Auth::Admin, admin::regenerate),
    route(Method::GET, "/admin/messages/{message_id}", V0, Auth::Admin, admin::message),
    route(Method::PATCH, "/admin/messages/{message_id}", V0, Auth::Admin, admin::update_message),
    route(Method::DELETE, "/admin/messages/{message_id}", V0, Auth::Admin, admin::delete_message),
    route(Method::POST, "/admin/invite", V0, Auth::Admin, admin::invite),
    route(Method::DELETE, "/admin/conversations/{conversation_id}", V1, Auth::Admin, admin::delete_conversation),
    route(Method::GET, "/admin/websocket/connections", V1, Auth::Admin, admin::connections),
    route(Method::POST, "/conversations", V1, Auth::Key, conversations::create),
    route(Method::GET, "/conversations", V1, Auth::Key, conversations::list),
    route(Method::GET, "/conversations/{conversation_id}", V1, Auth::Key, conversations::get),
    route(Method::PATCH, "/conversations/{conversation_id}", V1, Auth::Key, conversations::update),
    route(Method::DELETE, "/conversations/{conversation_id}", V1, Auth::Key, conversations::delete),
];

/// The variable part of a path that fits, decoded; empty when there is none.
fn fit(pattern: &str, path: &str) -> Option<String> {
    let mut id = String::new();
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(id),
            (Some(wanted), Some(given)) if wanted.starts_with('{') && !given.is_empty() => {
                // A form decoder that leaves `+` alone.
                let kept = given.replace('+', "%2B");
                id = url::form_urlencoded::parse(format!("x={kept}").as_bytes())
                    .next()
                    .map(|(_, id)| id.into_owned())?;
            }
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return None,
        }
    }
}

/// `GET /openapi.json`: the routes of the release; the rest of the document is left out.
fn openapi(release: Release) -> Value {
    let mut paths = serde_json::Map::new();
    for route in ROUTES.iter().filter(|route| route.since <= release) {
        let methods = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(methods) = methods.as_object_mut() {
            let method = route.method.as_str().to_lowercase();
            methods.insert(
                method,
                json!({"responses": {"200": {"description": "Successful Response"}}}),
            );
        }
    }
    json!({"openapi": "3.1.0", "info": {"title": "Token Bowl Chat Server", "version": "0.1.0"},
        "paths": paths})
}

/// Answers a request of either kind.
pub(super) async fn answer(shared: Arc<Shared>, request: Request<Body>) -> Response {
    let path = request.uri().path().to_owned();
    let release = lock(&shared.inner).state.release;
    if is_upgrade(request.headers()) {
        match path.as_str() {
            DIRECT if release.is_direct() => return super::direct::open(shared, request),
            // The framework refuses the upgrade of any path it does not know in this way.
            CENTRIFUGO if !release.is_direct() => return super::session::open(shared, request),
            _ => return bare(StatusCode::FORBIDDEN),
        }
    }
    if path == "/openapi.json" && request.method() == Method::GET {
        return server::json(StatusCode::OK, &openapi(release));
    }
    let fitting = fitting(release, &path);
    let Some((first, _)) = fitting.first() else {
        let redirect = redirect(release, request.uri(), request.headers());
        return redirect.unwrap_or_else(|| Refusal::missing("Not Found").response());
    };
    let Some((route, id)) = fitting.iter().find(|(route, _)| route.method == request.method())
    else {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let mut response = server::json(status, &json!({"detail": "Method Not Allowed"}));
        if let Ok(allow) = HeaderValue::from_str(first.method.as_str()) {
            response.headers_mut().insert(ALLOW, allow);
        }
        return response;
    };
    match call(&shared, route, id, request).await {
        Ok(Reply { status, body, hooks }) => {
            if let Some(hooks) = hooks {
                shared.mail.post_and_wait(hooks).await;
            }
            match status {
                StatusCode::NO_CONTENT => bare(status),
                _ => server::json(status, &body),
            }
        }
        Err(refusal) => refusal.response(),
    }
}

/// Routes of the path, with its variable part.
fn fitting(release: Release, path: &str) -> Vec<(&'static Route, String)> {
    let known = ROUTES.iter().filter(|route| route.since <= release);
    known.filter_map(|route| Some((route, fit(route.path, path)?))).collect()
}

/// The framework sends a path with a slash too many to the one without.
fn redirect(release: Release, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let path = uri.path().strip_suffix('/')?.trim_end_matches('/');
    if fitting(release, path).is_empty() {
        return None;
    }
    let host = headers.get(HOST)?.to_str().ok()?;
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut response = bare(StatusCode::TEMPORARY_REDIRECT);
    let to = HeaderValue::from_str(&format!("http://{host}{path}{query}")).ok()?;
    response.headers_mut().insert(LOCATION, to);
    Some(response)
}

fn bare(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

async fn call(shared: &Shared, route: &Route, id: &str, request: Request<Body>) -> Answer {
    let (parts, body) = request.into_parts();
    // The listener has read it: reading it again cannot fail.
    let bytes = to_bytes(body, WHOLE).await.unwrap_or_default();
    let takes_body = route.method == Method::POST || route.method == Method::PATCH;
    let body = if takes_body && !bytes.is_empty() && wants_body(route.path) {
        Some(parse(&parts.headers, &bytes)?)
    } else {
        None
    };
    let mut inner = lock(&shared.inner);
    let caller = match route.auth {
        Auth::Nobody => None,
        auth => {
            let caller = inner.caller(None, &parts.headers).ok_or(Refusal::Unauthorized)?;
            let caller = users::sound(&caller)?.clone();
            check(auth, &caller)?;
            Some(caller)
        }
    };
    let query = parts.uri.query().unwrap_or_default();
    let mut ask = Ask {
        inner: &mut inner,
        clock: &shared.world.clock,
        origin: &shared.origin,
        caller,
        id: id.to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        body,
    };
    (route.call)(&mut ask)
}

/// Routes without a body never look at what was sent.
fn wants_body(path: &str) -> bool {
    !(path == "/typing"
        || path.ends_with("/read")
        || path.ends_with("/mark-all-read")
        || path.ends_with("/regenerate-api-key"))
}

fn parse(headers: &HeaderMap, bytes: &[u8]) -> Result<Value, Refusal> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_json(kind) {
        return Ok(Value::String(String::from_utf8_lossy(bytes).into_owned()));
    }
    let Ok(text) = str::from_utf8(bytes) else {
        return Err(Refusal::bad("There was an error parsing the body"));
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|_| match json::fault(text) {
        Some(fault) => Refusal::invalid(vec![fields::json_error(&fault)]),
        // Half a surrogate pair or no finite number: read, but no answer can hold it.
        None => Refusal::Crash,
    })
}

/// Whether a content type, or none, makes the body JSON.
fn is_json(kind: &str) -> bool {
    let essence = kind.split(';').next().unwrap_or_default().trim().to_lowercase();
    let json = |of: &str| of == "json" || of.ends_with("+json");
    essence.is_empty() || essence.strip_prefix("application/").is_some_and(json)
}

fn check(auth: Auth, caller: &User) -> Result<(), Refusal> {
    match auth {
        Auth::Nobody | Auth::Key => Ok(()),
        Auth::Admin if caller.role == super::role::Role::Admin => Ok(()),
        Auth::Admin => Err(Refusal::forbidden("Admin privileges required")),
        Auth::With(permission) if caller.role.may(permission) => Ok(()),
        Auth::With(permission) => Err(Refusal::forbidden(format!(
            "Permission '{}' required. Your role '{}' does not have this permission.",
            permission.name(),
            caller.role.name()
        ))),
    }
}

impl Inner {
    /// Whose key or session a request carries; a key of its query hides that of its headers.
    pub(super) fn caller(&self, by_query: Option<&str>, headers: &HeaderMap) -> Option<User> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let by_key = by_query.or(header("x-api-key")).and_then(|key| self.state.by_key(key));
        let bearer = header(AUTHORIZATION.as_str()).and_then(|text| text.strip_prefix("Bearer "));
        by_key.or_else(|| self.by_session(bearer?)).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_fit_by_segments() {
        assert_eq!(fit("/a/{id}/b", "/a/x%20y+z/b").as_deref(), Some("x y+z"));
        assert_eq!(fit("/a", "/a").as_deref(), Some(""));
        for (pattern, path) in [("/a/{id}", "/a/"), ("/a/{id}", "/a"), ("/a", "/a/b"), ("/a", "/")]
        {
            assert_eq!(fit(pattern, path), None, "{pattern} {path}");
        }
    }
}
