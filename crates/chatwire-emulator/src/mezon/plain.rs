//! The calls that are plain HTTP beside the login of bots: logins of people, invitations, meetings.
//!
//! A person is known by the name in front of the `@` of an address, or by a phone number that is the name.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Shown};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use chatwire_mezon_proto::{Message, api};
use http::header::{CONTENT_TYPE, HeaderValue};
use serde_json::{Value, json};

use super::Shared;
use super::door::answer_login;
use super::refusal::Refusal;
use crate::world::lock;

/// What everybody's one-time code is.
const OTP: &str = "123456";

type State = Shown<Arc<Shared>>;

pub(super) fn routes() -> Router<Arc<Shared>> {
    let at = |name: &str| format!("/v2/account/authenticate/{name}");
    Router::new()
        .route(&at("email"), post(by_email))
        .route(&at("mezon"), post(by_phone))
        .route(&at("smsotp"), post(send_code))
        .route(&at("emailotp"), post(send_code))
        .route(&at("confirmotp"), post(confirm_code))
        .route(&at("createqrlogin"), post(create_qr))
        .route(&at("confirmlogin"), post(confirm_qr))
        .route(&at("checklogin"), post(check_qr))
        .route("/v2/invite/{id}", get(invitation))
        .route("/v2/meet/external/{token}", post(meeting))
        .route("/v2/clan/discover", post(discover))
}

fn proto(message: &impl Message) -> Response {
    let kind = HeaderValue::from_static("application/x-protobuf");
    ([(CONTENT_TYPE, kind)], message.encode_to_vec()).into_response()
}

fn read(body: &Bytes) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    let account = body.get("account").unwrap_or(body);
    account.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A session for a person, who must exist.
fn welcome(shared: &Shared, name: &str) -> Response {
    let mut inner = lock(&shared.inner);
    let Some(id) = inner.state.named(name).map(|person| person.user.id) else {
        return Refusal::new(16, "Invalid credentials").response();
    };
    let session = shared.session(&mut inner, id, &json!({}));
    answer_login(&inner.settings.login, &session)
}

async fn by_email(Shown(shared): State, body: Bytes) -> Response {
    let body = read(&body);
    welcome(&shared, text(&body, "email").split('@').next().unwrap_or_default())
}

async fn by_phone(Shown(shared): State, body: Bytes) -> Response {
    welcome(&shared, text(&read(&body), "phone_number"))
}

/// The id of the request is the name, so that the code can be confirmed.
async fn send_code(body: Bytes) -> Response {
    let body = read(&body);
    let email = text(&body, "email").split('@').next().unwrap_or_default();
    let name = if email.is_empty() { text(&body, "phone_number") } else { email };
    if name.is_empty() {
        return Refusal::invalid("an address is required").response();
    }
    let req_id = format!("req-{name}");
    proto(&api::LinkAccountConfirmRequest { req_id, status: 0, otp_code: String::new() })
}

async fn confirm_code(Shown(shared): State, body: Bytes) -> Response {
    let body = read(&body);
    match text(&body, "req_id").strip_prefix("req-") {
        Some(name) if text(&body, "otp_code") == OTP => welcome(&shared, name),
        _ => Refusal::new(16, "Invalid code").response(),
    }
}

async fn create_qr(Shown(shared): State) -> Response {
    let login_id = lock(&shared.inner).state.id(&shared.world.clock);
    let create_time_seconds = shared.world.clock.now();
    proto(&api::LoginIdResponse { login_id, status: 1, create_time_seconds, ..Default::default() })
}

async fn confirm_qr() -> Response {
    proto(&())
}

/// Nobody scans the code here: the login stays open.
async fn check_qr() -> Response {
    Refusal::not_found("login").response()
}

/// The id of an invitation is that of a clan.
async fn invitation(Shown(shared): State, Path(id): Path<String>) -> Response {
    let inner = lock(&shared.inner);
    let clan = id.parse().ok().and_then(|id: i64| inner.state.clans.get(&id));
    let Some(clan) = clan else { return Refusal::not_found("invite").response() };
    proto(&api::InviteUserRes {
        clan_id: clan.desc.clan_id,
        channel_id: clan.desc.welcome_channel_id,
        clan_name: clan.desc.clan_name.clone(),
        clan_logo: clan.desc.logo.clone(),
        member_count: i32::try_from(clan.members.len()).unwrap_or(i32::MAX),
        ..Default::default()
    })
}

async fn meeting(Path(token): Path<String>) -> Response {
    let token = format!("meet-{token}");
    proto(&api::GenerateMeetTokenExternalResponse { token, ..Default::default() })
}

async fn discover(Shown(shared): State) -> Response {
    let inner = lock(&shared.inner);
    let shown = inner.state.clans.values().map(|clan| api::ClanDiscover {
        clan_id: clan.desc.clan_id,
        clan_name: clan.desc.clan_name.clone(),
        invite_id: clan.desc.clan_id,
        total_members: i32::try_from(clan.members.len()).unwrap_or(i32::MAX),
        description: clan.desc.description.clone(),
        ..Default::default()
    });
    let clan_discover = shown.collect();
    proto(&api::ListClanDiscover { clan_discover, page_number: 1, page_count: 1 })
}
