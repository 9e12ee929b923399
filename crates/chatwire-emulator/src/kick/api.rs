//! The official API: its 29 routes, and what each request goes through before its call.

mod ask;
mod channels;
mod chat;
mod drops;
mod events;
mod livestreams;
mod moderation;
mod redemptions;
mod rewards;
mod users;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use http::header::USER_AGENT;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::live::{Block, blocked};
use super::oauth::bearer;
use super::{Shared, error_body};
use crate::server;
use crate::world::lock;
use ask::{Answer, Ask, Body as Given, Refusal, Reply};

/// Already cut to size by the listener.
const WHOLE: usize = usize::MAX;

/// Who may call a route.
#[derive(Debug, Clone, Copy)]
enum Need {
    Nobody,
    /// Any token that works.
    Token,
    /// A user token with one of these scopes.
    Scope(&'static [&'static str]),
    /// An app token, or a user token with one of these scopes.
    AppOr(&'static [&'static str]),
    /// An app token of an organization.
    Organization,
}

/// One call of the API.
struct Route {
    method: Method,
    path: &'static str,
    need: Need,
    call: fn(&mut Ask<'_>) -> Answer,
}

const fn route(
    method: Method,
    path: &'static str,
    need: Need,
    call: fn(&mut Ask<'_>) -> Answer,
) -> Route {
    Route { method, path, need, call }
}

const READ_REWARDS: Need = Need::Scope(&["channel:rewards:read", "channel:rewards:write"]);
const WRITE_REWARDS: Need = Need::Scope(&["channel:rewards:write"]);
const EVENTS: Need = Need::AppOr(&["events:subscribe"]);
const BAN: Need = Need::Scope(&["moderation:ban"]);

/// All routes; introspection, the 29th, is the OAuth server's. Users and channels check scopes themselves, because
/// only the caller's own need one.
#[rustfmt::skip]
static ROUTES: [Route; 28] = [
    route(Method::GET, "/public/v2/categories", Need::Token, channels::categories),
    route(Method::GET, "/public/v1/categories", Need::Token, channels::categories_v1),
    route(Method::GET, "/public/v1/categories/{id}", Need::Token, channels::category_v1),
    route(Method::GET, "/public/v1/users", Need::Token, users::list),
    route(Method::GET, "/public/v1/users/livestreams", Need::Token, livestreams::of_users),
    route(Method::GET, "/public/v1/channels", Need::Token, channels::list),
    route(Method::PATCH, "/public/v1/channels", Need::Scope(&["channel:write"]), channels::update),
    route(Method::GET, "/public/v1/channels/rewards", READ_REWARDS, rewards::list),
    route(Method::POST, "/public/v1/channels/rewards", WRITE_REWARDS, rewards::create),
    route(Method::PATCH, "/public/v1/channels/rewards/{id}", WRITE_REWARDS, rewards::update),
    route(Method::DELETE, "/public/v1/channels/rewards/{id}", WRITE_REWARDS, rewards::delete),
    route(Method::GET, "/public/v1/channels/rewards/redemptions", READ_REWARDS, redemptions::list),
    route(Method::POST, "/public/v1/channels/rewards/redemptions/accept", WRITE_REWARDS, redemptions::accept),
    route(Method::POST, "/public/v1/channels/rewards/redemptions/reject", WRITE_REWARDS, redemptions::reject),
    route(Method::POST, "/public/v1/chat", Need::Scope(&["chat:write"]), chat::send),
    route(Method::DELETE, "/public/v1/chat/{id}", Need::Scope(&["moderation:chat_message:manage"]), chat::delete),
    route(Method::POST, "/public/v1/moderation/bans", BAN, moderation::ban),
    route(Method::DELETE, "/public/v1/moderation/bans", BAN, moderation::unban),
    route(Method::GET, "/public/v1/livestreams", Need::Token, livestreams::v1),
    route(Method::GET, "/public/v2/livestreams", Need::Token, livestreams::v2),
    route(Method::GET, "/public/v1/livestreams/stats", Need::Token, livestreams::stats),
    route(Method::GET, "/public/v1/public-key", Need::Nobody, events::public_key),
    route(Method::GET, "/public/v1/kicks/leaderboard", Need::Scope(&["kicks:read"]), users::leaderboard),
    route(Method::GET, "/public/v1/events/subscriptions", Need::Token, events::list),
    route(Method::POST, "/public/v1/events/subscriptions", EVENTS, events::create),
    route(Method::DELETE, "/public/v1/events/subscriptions", EVENTS, events::delete),
    route(Method::GET, "/public/v1/drops/claims", Need::Organization, drops::list),
    route(Method::PATCH, "/public/v1/drops/claims", Need::Organization, drops::update),
];

pub(super) fn routes() -> Router<Arc<Shared>> {
    let add = |router: Router<Arc<Shared>>, route: &'static Route| {
        let Ok(method) = MethodFilter::try_from(route.method.clone()) else { return router };
        let handler = move |State(shared): State<Arc<Shared>>,
                            Path(path): Path<HashMap<String, String>>,
                            request: Request| async move {
            answer(&shared, route, path, request).await
        };
        router.route(route.path, on(method, handler))
    };
    ROUTES.iter().fold(Router::new(), add)
}

/// Puts the edge before routes.
pub(super) fn guarded(shared: Arc<Shared>, routes: Router<Arc<Shared>>) -> Router<Arc<Shared>> {
    routes.route_layer(middleware::from_fn_with_state(shared, edge))
}

async fn edge(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let block = {
        let settings = &lock(&shared.inner).settings;
        let nameless = settings.wants_user_agent && !request.headers().contains_key(USER_AGENT);
        if nameless { Some(Block::Json) } else { settings.edge }
    };
    match block {
        Some(block) => blocked(block),
        None => next.run(request).await,
    }
}

/// Answer to paths that there are not.
pub(super) async fn unknown(request: Request) -> Response {
    let status = StatusCode::NOT_FOUND;
    server::json(status, &error_body(request.uri().path(), status))
}

/// Answer to methods that a path does not have.
pub(super) async fn wrong_method(request: Request) -> Response {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    server::json(status, &error_body(request.uri().path(), status))
}

async fn answer(
    shared: &Shared,
    route: &Route,
    path: HashMap<String, String>,
    request: Request,
) -> Response {
    match call(shared, route, path, request).await {
        Ok(Reply::Nothing) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            response
        }
        Ok(Reply::Data(data)) => {
            server::json(StatusCode::OK, &json!({"data": data, "message": "OK"}))
        }
        Ok(Reply::Page(data, cursor)) => {
            let body = json!({"data": data, "message": "OK",
                "pagination": {"next_cursor": cursor.unwrap_or_default()}});
            server::json(StatusCode::OK, &body)
        }
        Err(refusal) => refusal.response(),
    }
}

async fn call(
    shared: &Shared,
    route: &Route,
    path: HashMap<String, String>,
    request: Request,
) -> Answer {
    let (parts, body) = request.into_parts();
    // The listener has read it: reading it again cannot fail.
    let bytes = to_bytes(body, WHOLE).await.unwrap_or_default();
    let mut guard = lock(&shared.inner);
    let inner = &mut *guard;
    let now = inner.state.now();
    let token =
        bearer(&parts.headers).and_then(|access| inner.state.vault.by_access(access, now)).cloned();
    let any_of = |scopes: &[&str]| {
        let held = |scope: &&str| {
            token.as_ref().is_some_and(|token| token.scopes.iter().any(|each| each == scope))
        };
        scopes.iter().any(held)
    };
    let is_app = token.as_ref().is_some_and(|token| token.user.is_none());
    let allowed = match route.need {
        Need::Nobody => true,
        _ if token.is_none() => return Err(Refusal::Unauthorized),
        Need::Token => true,
        Need::Scope(scopes) => any_of(scopes),
        Need::AppOr(scopes) => is_app || any_of(scopes),
        Need::Organization => {
            let app = token.as_ref().and_then(|token| inner.state.vault.app(&token.app));
            is_app && app.is_some_and(|app| app.organization)
        }
    };
    if !allowed {
        return Err(Refusal::Forbidden);
    }
    let query = parts.uri.query().unwrap_or_default();
    let mut ask = Ask {
        inner,
        token,
        id: path.into_values().next().unwrap_or_default(),
        query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        body: Given(serde_json::from_slice(&bytes).unwrap_or(Value::Null)),
    };
    (route.call)(&mut ask)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_route_stands_twice() {
        for (nth, route) in ROUTES.iter().enumerate() {
            assert!(route.path.starts_with("/public/v1/") || route.path.starts_with("/public/v2/"));
            let same = |other: &&Route| other.method == route.method && other.path == route.path;
            assert!(!ROUTES.iter().skip(nth + 1).any(|other| same(&other)), "{}", route.path);
        }
    }
}
