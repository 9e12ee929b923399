//! The OAuth 2.1 server of `id.kick.com`: authorize, token, revoke, introspect.

mod vault;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION};
use http::{HeaderMap, Request, StatusCode};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::Shared;
use super::world::Inner;
use crate::server;
use crate::world::lock;
pub(super) use vault::{App, Token, Vault};
use vault::{Code, challenge_of};

/// Scopes that there are.
pub(super) const SCOPES: [&str; 11] = [
    "user:read",
    "channel:read",
    "channel:write",
    "channel:rewards:read",
    "channel:rewards:write",
    "chat:write",
    "streamkey:read",
    "events:subscribe",
    "moderation:ban",
    "moderation:chat_message:manage",
    "kicks:read",
];
/// Life of app tokens in seconds, as seen in the wild.
const APP_TOKEN_TTL: i64 = 5_184_000;
/// Characters of a PKCE verifier.
const VERIFIER: std::ops::RangeInclusive<usize> = 43..=128;
/// What the login page looks for in its own address, and what it puts in its place, once (documented).
const REWRITTEN: (&str, &str) = ("127.0.0.1", "localhost");
/// Already cut to size by the listener.
const WHOLE: usize = usize::MAX;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/oauth/authorize", get(authorize))
        .route("/oauth/token", post(token))
        .route("/oauth/revoke", post(revoke))
        .route("/oauth/token/introspect", post(introspect))
        .route("/public/v1/token/introspect", post(introspect))
}

type Pairs = Vec<(String, String)>;

fn pairs(text: &[u8]) -> Pairs {
    form_urlencoded::parse(text).into_owned().collect()
}

/// A parameter that is there and not empty.
fn value<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    let (_, value) = pairs.iter().find(|(key, _)| key == name)?;
    (!value.is_empty()).then_some(value)
}

/// `{"error": code or phrase}` with a description where there is one.
fn refuse(error: &str, description: Option<&str>) -> Response {
    let mut body = json!({"error": error});
    if let (Some(text), Some(body)) = (description, body.as_object_mut()) {
        body.insert("error_description".to_owned(), json!(text));
    }
    // Only a wrong secret is told apart by its status.
    let status = match error {
        "invalid_client" => StatusCode::UNAUTHORIZED,
        _ => StatusCode::BAD_REQUEST,
    };
    server::json(status, &body)
}

async fn authorize(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response {
    let raw = request.uri().query().unwrap_or_default();
    let asked = pairs(raw.replacen(REWRITTEN.0, REWRITTEN.1, 1).as_bytes());
    let mut inner = lock(&shared.inner);
    let Some(place) = consent(&mut inner, &asked) else { return refuse("Invalid request", None) };
    let Ok(location) = HeaderValue::from_str(&place) else {
        return refuse("Invalid request", None);
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    response.headers_mut().insert(LOCATION, location);
    response
}

/// Where the browser goes after the user was asked; `None` for a request that names no place to go.
fn consent(inner: &mut Inner, asked: &Pairs) -> Option<String> {
    let need = |name| value(asked, name);
    let (app, redirect_uri) = (need("client_id")?, need("redirect_uri")?);
    let (challenge, state) = (need("code_challenge")?, need("state")?);
    let scopes: Vec<String> = need("scope")?.split_whitespace().map(str::to_owned).collect();
    let sound = need("response_type") == Some("code")
        && need("code_challenge_method") == Some("S256")
        && inner.state.vault.app(app)?.may_redirect_to(redirect_uri);
    if !sound {
        return None;
    }
    let mut place = url::Url::parse(redirect_uri).ok()?;
    let known = scopes.iter().all(|scope| SCOPES.contains(&scope.as_str()));
    let denied = inner.settings.deny.take();
    let outcome = match (denied, known) {
        (Some(error), _) => ("error", error),
        (None, false) => ("error", "invalid_scope".to_owned()),
        (None, true) => {
            let user = inner.state.someone(&inner.settings.at_browser.clone()).user_id;
            let now = inner.state.now();
            let code = Code {
                app: app.to_owned(),
                user,
                redirect_uri: redirect_uri.to_owned(),
                challenge: challenge.to_owned(),
                scopes,
            };
            ("code", inner.state.vault.add_code(code, now))
        }
    };
    place.query_pairs_mut().append_pair(outcome.0, &outcome.1).append_pair("state", state);
    Some(place.into())
}

async fn token(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    // The listener has read it: reading it again cannot fail.
    let body = to_bytes(body, WHOLE).await.unwrap_or_default();
    if !is_form(&parts.headers) {
        return refuse("Invalid request", None);
    }
    let mut inner = lock(&shared.inner);
    match grant(&mut inner, &pairs(&body)) {
        Ok(body) => server::json(StatusCode::OK, &body),
        Err((error, description)) => refuse(error, description),
    }
}

/// Whether a PKCE verifier may hold this byte (RFC 7636, section 4.1).
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// Error, and what more there is to say.
type Refused = (&'static str, Option<&'static str>);

fn grant(inner: &mut Inner, asked: &Pairs) -> Result<Value, Refused> {
    let need = |name| value(asked, name).ok_or(("Invalid request", None));
    let kind = need("grant_type")?;
    let (client, secret) = (need("client_id")?, need("client_secret")?);
    let app = inner.state.vault.app(client).filter(|app| app.secret == secret);
    let app = app.ok_or(("invalid_client", Some("Client authentication failed")))?.id.clone();
    let now = inner.state.now();
    let ttl = i64::try_from(inner.settings.token_ttl.as_secs()).unwrap_or(i64::MAX);
    match kind {
        "authorization_code" => {
            let (code, uri) = (need("code")?, need("redirect_uri")?);
            let verifier = need("code_verifier")?;
            let code = inner.state.vault.take_code(code, now);
            let code = code.ok_or(("invalid_grant", Some("The code is unknown or was used")))?;
            let sound = code.app == app
                && code.redirect_uri == uri
                && VERIFIER.contains(&verifier.len())
                && verifier.bytes().all(is_unreserved)
                && challenge_of(verifier) == code.challenge;
            if !sound {
                return Err(("invalid_grant", Some("The code was issued for something else")));
            }
            let token = inner.state.vault.issue(&app, Some(code.user), code.scopes, now, ttl);
            Ok(answer(inner, &token, ttl, true))
        }
        "refresh_token" => {
            let rotate = inner.settings.rotate;
            let old = need("refresh_token")?;
            let token = inner.state.vault.refresh(&app, old, rotate, now, ttl);
            let token = token.ok_or(("invalid_grant", Some("The refresh token is invalid")))?;
            let named = inner.settings.refresh_token_in_refresh;
            Ok(answer(inner, &token, ttl, named))
        }
        "client_credentials" => {
            let token = inner.state.vault.issue(&app, None, Vec::new(), now, APP_TOKEN_TTL);
            Ok(answer(inner, &token, APP_TOKEN_TTL, false))
        }
        _ => Err(("unsupported_grant_type", None)),
    }
}

fn answer(inner: &Inner, token: &Token, ttl: i64, refreshable: bool) -> Value {
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    put("access_token", json!(token.access));
    put("token_type", json!("Bearer"));
    if refreshable {
        put("refresh_token", json!(token.refresh));
    }
    let quoted = inner.settings.quoted_expires_in;
    put("expires_in", if quoted { json!(ttl.to_string()) } else { json!(ttl) });
    if token.user.is_some() && inner.settings.name_scope {
        put("scope", json!(token.scopes.join(" ")));
    }
    Value::Object(body)
}

/// Takes the token from the query, as documented, or from a form body, as some clients send it.
async fn revoke(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, WHOLE).await.unwrap_or_default();
    let mut asked = pairs(parts.uri.query().unwrap_or_default().as_bytes());
    if !is_form(&parts.headers) {
        return refuse("Invalid request", None);
    }
    asked.extend(pairs(&body));
    let Some(token) = value(&asked, "token") else { return refuse("Invalid request", None) };
    let hint = value(&asked, "token_hint_type");
    if hint.is_some_and(|hint| hint != "access_token" && hint != "refresh_token") {
        return refuse("Invalid request", None);
    }
    lock(&shared.inner).state.vault.revoke(token);
    let mut response = Response::new(Body::from("OK"));
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, text);
    response
}

/// Token of a request's `Authorization`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

async fn introspect(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response {
    let Some(access) = bearer(request.headers()) else {
        let body = json!({"data": null, "message": "Unauthorized"});
        return server::json(StatusCode::UNAUTHORIZED, &body);
    };
    let inner = lock(&shared.inner);
    let data = match inner.state.vault.by_access(access, inner.state.now()) {
        Some(token) => json!({"active": true, "client_id": token.app,
            "token_type": if token.user.is_some() { "user" } else { "app" },
            "scope": token.scopes.join(" "), "exp": token.expires_at}),
        None => json!({"active": false}),
    };
    server::json(StatusCode::OK, &json!({"data": data, "message": "OK"}))
}
