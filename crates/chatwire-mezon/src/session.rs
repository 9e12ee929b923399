//! [`Session`]: what a login gives, and how it is kept fresh.

mod address;
mod jwt;
mod keeper;

use std::borrow::Cow;
use std::collections::BTreeMap;

use chatwire_core::build::{ErrorDetail, Reply};
use chatwire_core::{BaseUrl, Error, ErrorKind, Result, Secret, Timestamp};
use chatwire_mezon_proto::{api, tolerant};
use http::header;
use serde_json::Value;

use crate::UserId;
use crate::error::{code, named};

#[cfg(feature = "tokens")]
pub(crate) use keeper::IdTokens;
pub(crate) use keeper::{Keeper, Login, Tokens};

const NO_TOKEN: &str = "the gateway gave no token";

/// A bot's session at the service.
///
/// A client gets one when it needs it, renews it before it expires and after the server refused it, and takes over
/// what the server pushes. So a program only reads it.
///
/// `Debug` shows no token.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Session {
    /// Whether the account was made by this login.
    pub created: bool,
    /// Whether the server means to remember the session.
    pub is_remember: bool,
    /// Token of calls and of the socket, a JWT.
    pub token: Secret,
    /// Token that renews the session; some gateways give none.
    pub refresh_token: Option<Secret>,
    /// User id of the bot, where the gateway names it; the bot's own id is always
    /// [`Client::bot_id`](crate::Client::bot_id).
    pub user_id: Option<UserId>,
    /// User name, as the token has it.
    pub username: Option<String>,
    /// Second form of the token, which the web client uses for the socket.
    pub session_id: Option<Secret>,
    /// Token that the ledger's proof service takes.
    pub id_token: Option<Secret>,
    /// Address of all calls after the login.
    pub api_url: String,
    /// Address of the socket, without its query.
    pub ws_url: String,
    /// `host:port` of the TCP transport, which this crate does not speak.
    pub tcp_url: Option<String>,
    /// When the token ends.
    pub expires_at: Option<Timestamp>,
    /// When the token that renews it ends.
    pub refresh_expires_at: Option<Timestamp>,
    /// Variables that the login set.
    pub vars: BTreeMap<String, String>,
}

impl Session {
    /// Whether the token has ended at `now`; a token that names no end never does.
    #[must_use]
    #[doc(alias = "isexpired")]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at < now)
    }

    /// Whether the token that renews the session has ended at `now`.
    #[must_use]
    #[doc(alias = "isrefreshexpired")]
    pub fn is_refresh_expired(&self, now: Timestamp) -> bool {
        self.refresh_expires_at.is_some_and(|at| at < now)
    }

    /// Reads the answer of a login.
    fn read(reply: &Reply, gateway: &BaseUrl) -> Result<Self> {
        let is_json = reply.text_bytes().trim_ascii_start().first() == Some(&b'{');
        let message = match tolerant::decode::<api::Session>(&reply.body) {
            Ok(decoded) if !decoded.message.token.is_empty() => decoded.message,
            _ if is_json => from_json(&reply.value().unwrap_or_default()),
            Ok(decoded) => decoded.message,
            Err(_) => api::Session::default(),
        };
        if message.token.is_empty() {
            return Err(without_token(reply));
        }
        Self::new(message, gateway).map_err(|err| err.with_status(reply.status))
    }

    /// A session from the server's message.
    ///
    /// # Errors
    ///
    /// [`Auth`](ErrorKind::Auth) without a token, or with one that is no JWT;
    /// [`Config`](ErrorKind::Config) when an address cannot be used.
    pub(crate) fn new(message: api::Session, gateway: &BaseUrl) -> Result<Self> {
        if message.token.is_empty() {
            return Err(no_token(NO_TOKEN));
        }
        let claims = jwt::claims(&message.token, "jwt is not valid.")?;
        let refresh = Some(message.refresh_token).filter(|token| !token.is_empty());
        let refresh_expires_at = match &refresh {
            Some(token) => jwt::claims(token, "refresh jwt is not valid.")?.expires_at,
            None => None,
        };
        let api_url = address::api(&message.api_url, gateway)?;
        let secret = |text: String| Some(text).filter(|text| !text.is_empty()).map(Secret::new);
        let user_id = Some(UserId::new(message.user_id)).filter(|id| !id.is_none());
        Ok(Self {
            created: message.created,
            is_remember: message.is_remember,
            ws_url: address::socket(&message.ws_url, &api_url)?,
            api_url,
            token: Secret::new(message.token),
            refresh_token: refresh.map(Secret::new),
            user_id: user_id.or(claims.user_id),
            username: claims.username,
            session_id: secret(message.session_id),
            id_token: secret(message.id_token),
            tcp_url: Some(message.tcp_url).filter(|url| !url.is_empty()),
            expires_at: claims.expires_at,
            refresh_expires_at,
            vars: claims.vars,
        })
    }

    /// Takes over what the server sends of a renewed session: only what it names is replaced.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new); the session stays as it was.
    pub(crate) fn merge(&self, news: api::Session) -> Result<Self> {
        let gateway = BaseUrl::parse(&self.api_url).map_err(named)?;
        let message = api::Session {
            token: or(news.token, || self.token.expose().to_owned()),
            refresh_token: or(news.refresh_token, || expose(self.refresh_token.as_ref())),
            session_id: or(news.session_id, || expose(self.session_id.as_ref())),
            id_token: or(news.id_token, || expose(self.id_token.as_ref())),
            api_url: or(news.api_url, || self.api_url.clone()),
            ws_url: or(news.ws_url, || self.ws_url.clone()),
            tcp_url: or(news.tcp_url, || self.tcp_url.clone().unwrap_or_default()),
            user_id: if news.user_id == 0 {
                self.user_id.map_or(0, UserId::get)
            } else {
                news.user_id
            },
            created: self.created,
            is_remember: news.is_remember || self.is_remember,
        };
        Self::new(message, &gateway)
    }
}

/// Of an answer without a token what tells why, and no more of its body, which may hold other tokens.
fn without_token(reply: &Reply) -> Error {
    let body = reply.value().unwrap_or_default();
    let words = body.get("message").and_then(Value::as_str);
    let error = match words.and_then(|words| ErrorDetail::excerpt(words.as_bytes())) {
        Some(words) => no_token(format!("{NO_TOKEN}: {words}")),
        None => no_token(NO_TOKEN),
    };
    let error = error.with_status(reply.status);
    match reply.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) {
        Some(media_type) => error.with_context("content type", media_type),
        None => error,
    }
}

fn no_token(why: impl Into<Cow<'static, str>>) -> Error {
    named(Error::new(ErrorKind::Auth, why).with_code(code::NO_TOKEN))
}

fn or(text: String, known: impl FnOnce() -> String) -> String {
    if text.is_empty() { known() } else { text }
}

fn expose(secret: Option<&Secret>) -> String {
    secret.map(|secret| secret.expose().to_owned()).unwrap_or_default()
}

/// A session as JSON, in either spelling, alone or inside `data` or `session`.
fn from_json(body: &Value) -> api::Session {
    let inner =
        ["data", "session"].iter().find_map(|name| body.get(name).filter(|at| at.is_object()));
    let body = inner.unwrap_or(body);
    let find = |snake: &str, camel: &str| body.get(snake).or_else(|| body.get(camel));
    let text = |snake: &str, camel: &str| {
        find(snake, camel).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let flag =
        |snake: &str, camel: &str| find(snake, camel).and_then(Value::as_bool).unwrap_or_default();
    let id = find("user_id", "userId").and_then(|id| match id {
        Value::String(digits) => digits.parse().ok(),
        number => number.as_i64(),
    });
    api::Session {
        created: flag("created", "created"),
        is_remember: flag("is_remember", "isRemember"),
        token: text("token", "token"),
        refresh_token: text("refresh_token", "refreshToken"),
        user_id: id.unwrap_or_default(),
        api_url: text("api_url", "apiUrl"),
        id_token: text("id_token", "idToken"),
        ws_url: text("ws_url", "wsUrl"),
        session_id: text("session_id", "sessionId"),
        tcp_url: text("tcp_url", "tcpUrl"),
    }
}
