//! [`Keeper`]: the one place that logs in, renews, and knows the present session.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_core::build::{Flights, Http};
use chatwire_core::{
    BoxFuture, Error, ErrorKind, Request, Result, RetryClass, Secret, Timestamp, TokenSource,
};
use chatwire_mezon_proto::api;
use http::{Method, header};
use serde::Serialize;
use tokio::sync::watch;

use super::Session;
use crate::UserId;
use crate::error::{PLATFORM, code, named};
use crate::realtime::Line;
use crate::rpc::{self, methods};

/// A token that ends sooner than this is renewed before it is used.
const MARGIN: Duration = Duration::from_secs(30);
/// Longest time for a renewal over the socket, after which the bot logs in anew.
const OVER_SOCKET: Duration = Duration::from_secs(7);

/// What a bot logs in with.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) bot: UserId,
    pub(crate) api_key: Secret,
    pub(crate) app_name: Option<String>,
    pub(crate) vars: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Body<'a> {
    account: Account<'a>,
}

#[derive(Serialize)]
struct Account<'a> {
    appid: UserId,
    token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    appname: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    vars: &'a BTreeMap<String, String>,
}

/// The present session, shared by calls and socket.
///
/// However many ask for a new one at once, one login is made, and all get its result.
pub(crate) struct Keeper {
    desk: Arc<Desk>,
    /// The login or renewal that is under way.
    flight: Flights<(), Fresh>,
}

/// What a login or a renewal needs, for a task of its own.
struct Desk {
    gateway: Http,
    login: Login,
    state: watch::Sender<Option<Arc<Session>>>,
    line: Arc<Line>,
}

/// A new session.
#[derive(Clone)]
struct Fresh {
    session: Arc<Session>,
    /// By a login, which has everything anew; a renewal may leave parts as they were.
    by_login: bool,
}

impl Keeper {
    pub(crate) fn new(gateway: Http, login: Login, line: Arc<Line>) -> Self {
        let desk = Desk { gateway, login, state: watch::Sender::new(None), line };
        Self { desk: Arc::new(desk), flight: Flights::new(PLATFORM) }
    }

    pub(crate) fn bot(&self) -> UserId {
        self.desk.login.bot
    }

    pub(crate) fn api_key(&self) -> &Secret {
        &self.desk.login.api_key
    }

    /// The session as it is, whether it still holds or not.
    pub(crate) fn current(&self) -> Option<Arc<Session>> {
        self.desk.current()
    }

    /// The login itself, which changes nothing here.
    pub(crate) fn authenticate(&self) -> Request<Session> {
        self.desk.authenticate()
    }

    /// A session that holds: the present one, a renewed one, or that of a new login.
    pub(crate) async fn session(&self) -> Result<Arc<Session>> {
        match self.current() {
            Some(session) if holds(&session) => Ok(session),
            known => Ok(self.renewed(known).await?.session),
        }
    }

    /// A new login, whatever session there is.
    pub(crate) async fn log_in(&self) -> Result<Arc<Session>> {
        loop {
            let landed = self.flight.join((), || Arc::clone(&self.desk).authenticated()).await?;
            if landed.is_own || landed.value.by_login {
                return Ok(landed.value.session);
            }
        }
    }

    /// A session other than `known`, unless that is none.
    async fn renewed(&self, known: Option<Arc<Session>>) -> Result<Fresh> {
        loop {
            let begin = || Arc::clone(&self.desk).renewed(known.clone());
            let landed = self.flight.join((), begin).await?;
            // One that began before may have brought what is no good here.
            let is_news = |known: &Arc<Session>| known.token != landed.value.session.token;
            if landed.is_own || known.as_ref().is_none_or(is_news) {
                return Ok(landed.value);
            }
        }
    }

    /// Takes over what the server pushed; only what it names is replaced.
    pub(crate) fn pushed(&self, news: api::Session) {
        self.desk.pushed(news);
    }

    /// Forgets the session: the next call logs in.
    pub(crate) fn forget(&self) {
        self.desk.state.send_replace(None);
    }
}

impl Desk {
    fn current(&self) -> Option<Arc<Session>> {
        self.state.borrow().clone()
    }

    fn authenticate(&self) -> Request<Session> {
        let Login { bot, api_key, app_name, vars } = &self.login;
        let basic = STANDARD.encode(format!("{}:", api_key.expose()));
        let account =
            Account { appid: *bot, token: api_key.expose(), appname: app_name.as_deref(), vars };
        let gateway = self.gateway.base_url().clone();
        self.gateway
            .call(Method::POST, "mezon.authenticate", "/v2/apps/authenticate/token")
            .header(header::AUTHORIZATION, format!("Basic {basic}"))
            .header(header::ACCEPT, "application/x-protobuf")
            .class(RetryClass::Idempotent)
            .json(&Body { account })
            .decode(move |reply| Session::read(reply, &gateway))
    }

    fn renewed(self: Arc<Self>, known: Option<Arc<Session>>) -> BoxFuture<'static, Result<Fresh>> {
        Box::pin(async move {
            // Somebody else may have done it meanwhile.
            if let Some(session) = self.current()
                && known.as_ref().is_none_or(|known| known.token != session.token)
                && holds(&session)
            {
                return Ok(Fresh { session, by_login: false });
            }
            if let Some(known) = &known
                && let Some(session) = self.over_socket(known).await
            {
                return Ok(Fresh { session, by_login: false });
            }
            self.authenticated().await
        })
    }

    fn authenticated(self: Arc<Self>) -> BoxFuture<'static, Result<Fresh>> {
        Box::pin(async move {
            let session = Arc::new(self.authenticate().await?);
            self.state.send_replace(Some(Arc::clone(&session)));
            Ok(Fresh { session, by_login: true })
        })
    }

    /// Renews over the open socket, which needs no other credential; `None` when that does not work.
    async fn over_socket(&self, known: &Session) -> Option<Arc<Session>> {
        let token = known.refresh_token.as_ref()?;
        if known.is_refresh_expired(Timestamp::now()) {
            return None;
        }
        let request = api::SessionRefreshRequest {
            token: token.expose().to_owned(),
            ..api::SessionRefreshRequest::default()
        };
        let asked = self.line.ask_api(&methods::SESSION_REFRESH, rpc::encode(&request));
        let answer = tokio::time::timeout(OVER_SOCKET, asked).await.ok()?;
        let renewed = answer.and_then(|bytes| rpc::decode::<api::Session>(&bytes));
        match renewed.and_then(|news| known.merge(news)) {
            // The same token once more is no renewal: it may be the one that was refused.
            Ok(session) if holds(&session) && session.token != known.token => {
                let session = Arc::new(session);
                self.state.send_replace(Some(Arc::clone(&session)));
                Some(session)
            }
            Ok(_) => None,
            Err(error) => {
                tracing::debug!(%error, "the session could not be renewed over the socket");
                None
            }
        }
    }

    fn pushed(&self, news: api::Session) {
        self.state.send_if_modified(|state| {
            let Some(known) = state.as_ref() else { return false };
            match known.merge(news) {
                Ok(session) => {
                    *state = Some(Arc::new(session));
                    true
                }
                Err(error) => {
                    tracing::warn!(%error, "a pushed session cannot be used");
                    false
                }
            }
        });
    }
}

/// Whether the token may be used for a call that begins now.
fn holds(session: &Session) -> bool {
    Timestamp::now().checked_add(MARGIN).is_none_or(|soon| !session.is_expired(soon))
}

/// Lets calls take their tokens from a keeper.
#[derive(Debug)]
pub(crate) struct Tokens(pub(crate) Arc<Keeper>);

impl TokenSource for Tokens {
    fn token(&self) -> BoxFuture<'_, Result<Secret>> {
        Box::pin(async { Ok(self.0.session().await?.token.clone()) })
    }

    fn refresh<'a>(&'a self, rejected: &'a Secret) -> BoxFuture<'a, Result<Secret>> {
        Box::pin(async move {
            let known = self.0.current().filter(|known| known.token == *rejected);
            let session = match known {
                None => self.0.session().await?,
                Some(known) => self.0.renewed(Some(known)).await?.session,
            };
            if session.token == *rejected {
                let why = "the gateway gave the refused token again";
                return Err(named(Error::new(ErrorKind::Auth, why).with_code(code::BAD_TOKEN)));
            }
            Ok(session.token.clone())
        })
    }
}

/// Lets the ledger take the login's `id_token` from a keeper.
#[cfg(feature = "tokens")]
#[derive(Debug)]
pub(crate) struct IdTokens(pub(crate) Arc<Keeper>);

#[cfg(feature = "tokens")]
impl IdTokens {
    /// Empty where the gateway gave none, which the ledger knows the words for.
    fn of(session: &Session) -> Secret {
        session.id_token.clone().unwrap_or_else(|| Secret::new(""))
    }
}

#[cfg(feature = "tokens")]
impl TokenSource for IdTokens {
    fn token(&self) -> BoxFuture<'_, Result<Secret>> {
        Box::pin(async { Ok(Self::of(&*self.0.session().await?)) })
    }

    fn refresh<'a>(&'a self, rejected: &'a Secret) -> BoxFuture<'a, Result<Secret>> {
        Box::pin(async move {
            let known = self.0.current().filter(|known| Self::of(known) == *rejected);
            let Some(known) = known else { return Ok(Self::of(&*self.0.session().await?)) };
            let fresh = self.0.renewed(Some(known)).await?;
            let token = Self::of(&fresh.session);
            if fresh.by_login || token != *rejected {
                return Ok(token);
            }
            // A renewal over the socket need not bring another one; a login does.
            Ok(Self::of(&*self.0.log_in().await?))
        })
    }
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").field("bot", &self.desk.login.bot).finish_non_exhaustive()
    }
}
