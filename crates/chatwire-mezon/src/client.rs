//! [`Client`]: a bot, its session, and the way to everything else.

mod builder;
#[cfg(feature = "tokens")]
mod tokens;

use std::fmt;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use chatwire_core::build::{Auth, Http, Service};
use chatwire_core::env::{EnvVar, Vars};
use chatwire_core::ws::WsConfig;
use chatwire_core::{Config, Credential, Error, RateLimiter, Request, Result, Secret};
use chatwire_mezon_proto::api;

use crate::collector::Collectors;
use crate::error::{PLATFORM, named, read_error};
use crate::realtime::Line;
use crate::rest::Members;
use crate::rpc::Api;
use crate::session::{Keeper, Session, Tokens};
use crate::world::World;
use crate::{Snowflakes, UserId};

pub use builder::Builder;
#[cfg(feature = "tokens")]
pub use tokens::SendToken;

/// Gateway that bots log in at (mezon-sdk 2.8.53).
pub const DEFAULT_BASE_URL: &str = "https://gw.mezon.ai";

/// Address of the media service (mezon-sdk 2.8.53).
pub const DEFAULT_MEDIA_URL: &str = "https://stn.mezon.ai";

/// Longest attempt unless said otherwise, its body included (mezon-sdk 2.8.53).
pub const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(7);

/// Longest call unless said otherwise: attempts and pauses.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// Variable of the bot's id.
pub const BOT_ID: EnvVar = EnvVar::new("MEZON_BOT_ID", "id of the bot (its application); required");

/// Variable of the API key.
pub const API_KEY: EnvVar = EnvVar::new("MEZON_API_KEY", "API key (token) of the bot; required");

/// Variable of the gateway's address.
pub const BASE_URL: EnvVar =
    EnvVar::new("MEZON_BASE_URL", "address of the gateway; https://gw.mezon.ai by default");

/// Variable of the address of the ledger's node; read with the feature `tokens`.
pub const LEDGER_NODE_URL: EnvVar = EnvVar::new(
    "MEZON_LEDGER_NODE_URL",
    "address of the ledger's node, for tokens; https://dong.mezon.ai/mmn-api/ by default",
);

/// Variable of the address of the service that makes proofs; read with the feature `tokens`.
pub const LEDGER_PROVER_URL: EnvVar = EnvVar::new(
    "MEZON_LEDGER_PROVER_URL",
    "address of the service that makes proofs, for tokens; https://dong.mezon.ai/zk-api/ by default",
);

/// Variable of the address of the ledger's indexer; read with the feature `tokens`.
pub const LEDGER_INDEXER_URL: EnvVar = EnvVar::new(
    "MEZON_LEDGER_INDEXER_URL",
    "address of the ledger's indexer, for tokens; https://dong.mezon.ai/indexer-api/ by default",
);

/// Variables that [`Client::from_env`] reads.
pub const ENV: &[EnvVar] =
    &[BOT_ID, API_KEY, BASE_URL, LEDGER_NODE_URL, LEDGER_PROVER_URL, LEDGER_INDEXER_URL];

static SERVICE: Service = Service::new(PLATFORM, read_error)
    .rate(builder::http_rate)
    .limits(DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_TIMEOUT)
    .replays_unauthorized();

/// A Mezon bot: ready when built, cheap to clone; clones share session, connections and caches.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_mezon::Result<()> {
/// use chatwire_mezon::Client;
///
/// let client = Client::new(1_800_000_000_000_000_001, "api-key")?;
/// // The wire form of a call, without sending anything.
/// let request = client.api().get_account().over_http().build()?;
/// assert_eq!(request.uri().path(), "/mezon.api.Mezon/GetAccount");
/// # Ok(())
/// # }
/// ```
///
/// # Errors of every call
///
/// Methods that make a call fail when it is awaited. It goes over the socket while a live session is online, else over
/// HTTP, unless its method says otherwise.
///
/// - [`Input`](crate::ErrorKind::Input): an argument cannot be sent, as its method says; nothing is sent.
/// - [`Auth`](crate::ErrorKind::Auth): the gateway refuses id or key, or its login brought no usable token (codes
///   [`NO_TOKEN`](crate::code::NO_TOKEN) and [`BAD_TOKEN`](crate::code::BAD_TOKEN)); or the service refuses the token.
///   Over HTTP, the login is renewed first and the call made once more.
/// - [`Config`](crate::ErrorKind::Config): the login brought an address that cannot be used.
/// - [`Rejected`](crate::ErrorKind::Rejected), [`Forbidden`](crate::ErrorKind::Forbidden),
///   [`NotFound`](crate::ErrorKind::NotFound), [`Conflict`](crate::ErrorKind::Conflict),
///   [`Unsupported`](crate::ErrorKind::Unsupported): the service does not do it. Over HTTP the status decides which,
///   over the socket the [gRPC code](crate::ApiCall#errors). [`Error::code`] is the name of that [code](crate::code),
///   over HTTP only where the answer has one. What the socket refuses otherwise than as a call, such as a message, has
///   names of its own, such as `bad_input`.
/// - [`RateLimited`](crate::ErrorKind::RateLimited): 429, or its gRPC code over the socket. Or too much waits here, and
///   nothing was sent: for the [limiter](Self::rate_limiter) of the calls over HTTP (code `rate_limit_queue`), or for
///   the limit of the socket ([`QUEUE_FULL`](crate::code::QUEUE_FULL)).
/// - [`Server`](crate::ErrorKind::Server), [`Connect`](crate::ErrorKind::Connect),
///   [`Timeout`](crate::ErrorKind::Timeout), [`Transport`](crate::ErrorKind::Transport): the service failed, or no
///   whole answer came.
/// - [`Closed`](crate::ErrorKind::Closed): the live session ended before the answer, or there is none online where the
///   call needs one. [`Cancelled`](crate::ErrorKind::Cancelled): the service gave the call up, in its own words.
/// - [`Redirect`](crate::ErrorKind::Redirect), [`Decode`](crate::ErrorKind::Decode): the answer is not one of Mezon.
///
/// Over HTTP, logins and what is named `List..` or `Get..` in [`Api`] are repeated by themselves after trouble that
/// passes; everything else only while nothing was sent, and after 429, or 503 with `Retry-After`. Over the socket,
/// nothing is repeated, but such a reading call is made once more over HTTP when the line is lost, or the answer cannot
/// be read, or the service does not know the call; not when the time for the answer is over. A message that is refused
/// because its channel must be joined is sent once more after the join.
///
/// A *lost answer* is a [`Timeout`](crate::ErrorKind::Timeout), [`Transport`](crate::ErrorKind::Transport),
/// [`Server`](crate::ErrorKind::Server), [`Decode`](crate::ErrorKind::Decode), [`Closed`](crate::ErrorKind::Closed) or
/// [`Cancelled`](crate::ErrorKind::Cancelled) whose [`Error::maybe_sent`] is `true`: what the call writes may be done
/// then. An answer that refuses the request, such as a 404, is none.
#[doc(alias = "MezonClient")]
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

/// What clones of a client share.
pub(crate) struct Inner {
    pub(crate) keeper: Arc<Keeper>,
    /// The live session, while there is one.
    pub(crate) line: Arc<Line>,
    /// What was learned of clans, channels, users and messages.
    pub(crate) world: World,
    /// Members of clans that were listed lately.
    pub(crate) members: Members,
    /// Who waits for single events.
    pub(crate) collectors: Collectors,
    pub(crate) snowflakes: Snowflakes,
    /// The service's permissions, once they were asked for.
    pub(crate) permissions: OnceLock<Arc<[api::Permission]>>,
    /// Whether who asks for friendship is accepted.
    pub(crate) accepts_friends: bool,
    /// Whether receivers of the bot's tokens get a message.
    pub(crate) tells_receivers: bool,
    #[cfg(feature = "tokens")]
    pub(crate) payments: tokens::Payments,
    config: Config,
    tokens: Credential,
    media_url: String,
    /// Executor of the media service, once it was used.
    media: OnceLock<Http>,
    /// Executor at the address of the present session.
    http: RwLock<Http>,
    /// Made for the first live session; its TLS settings are large.
    websocket: OnceLock<WsConfig>,
}

impl Client {
    /// A client with the usual settings; nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the id is 0, or the key empty.
    pub fn new(bot_id: impl Into<UserId>, api_key: impl Into<Secret>) -> Result<Self> {
        Self::builder(bot_id, api_key).build()
    }

    /// A client with settings of one's own.
    pub fn builder(bot_id: impl Into<UserId>, api_key: impl Into<Secret>) -> Builder {
        Builder::new(bot_id.into(), api_key.into())
    }

    /// A client from `MEZON_BOT_ID`, `MEZON_API_KEY` and, when they are set, `MEZON_BASE_URL` and the ledger's
    /// addresses `MEZON_LEDGER_NODE_URL`, `MEZON_LEDGER_PROVER_URL` and `MEZON_LEDGER_INDEXER_URL` (feature `tokens`).
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the variable that is missing or wrong.
    pub fn from_env() -> Result<Self> {
        Self::from_vars(&Vars::process())
    }

    /// Like [`from_env`](Self::from_env), with variables from a table.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the variable that is missing or wrong.
    pub fn from_vars(vars: &Vars) -> Result<Self> {
        Builder::from_vars(vars)?.build()
    }

    /// Id of the bot, with which it logs in and under which its messages come back.
    #[must_use]
    pub fn bot_id(&self) -> UserId {
        self.inner.keeper.bot()
    }

    /// Logs in, unless there is a session that holds, and gives the session.
    ///
    /// Calls and live sessions do so by themselves; call it to learn early whether the credentials are right.
    ///
    /// # Errors
    ///
    /// [`Auth`](crate::ErrorKind::Auth) when id or key are wrong, and those of
    /// [every call](Self#errors-of-every-call).
    pub async fn login(&self) -> Result<Arc<Session>> {
        self.inner.keeper.session().await
    }

    /// The login as a call of its own, which leaves this client as it is: its wire form, its options.
    ///
    /// # Errors
    ///
    /// When awaited: [`Auth`](crate::ErrorKind::Auth) when id or key are wrong, with the code
    /// [`NO_TOKEN`](crate::code::NO_TOKEN) or [`BAD_TOKEN`](crate::code::BAD_TOKEN) when the login brought no token or
    /// one that cannot be read; [`Config`](crate::ErrorKind::Config) for an address in the answer that cannot be used;
    /// those of [every call](Self#errors-of-every-call). Repeated after a lost answer.
    #[doc(alias = "mezonAuthenticate")]
    pub fn authenticate(&self) -> Request<Session> {
        self.inner.keeper.authenticate()
    }

    /// Ends the session at the service and forgets it; without one nothing is sent.
    ///
    /// # Errors
    ///
    /// Those of [every call](Self#errors-of-every-call); the session is forgotten all the same.
    pub async fn logout(&self) -> Result<()> {
        let Some(session) = self.session() else { return Ok(()) };
        let refresh = session.refresh_token.as_ref();
        let request = api::SessionLogoutRequest {
            token: session.token.expose().to_owned(),
            refresh_token: refresh.map(|token| token.expose().to_owned()).unwrap_or_default(),
            ..api::SessionLogoutRequest::default()
        };
        let ended = self.api().session_logout(request).over_http().await;
        self.inner.keeper.forget();
        ended
    }

    /// The present session; `None` before the first login.
    #[must_use]
    pub fn session(&self) -> Option<Arc<Session>> {
        self.inner.keeper.current()
    }

    /// Every call of the service by its name.
    #[must_use]
    pub fn api(&self) -> Api {
        Api::new(Arc::clone(&self.inner))
    }

    /// Limiter of the calls over HTTP: one each 1.024 s, five at once after a pause, four under way, unless set
    /// otherwise.
    #[must_use]
    pub fn rate_limiter(&self) -> Option<RateLimiter> {
        self.inner.http().limiter().cloned()
    }

    /// The clans of the bot.
    pub(crate) async fn clan_list(&self) -> Result<api::ClanDescList> {
        self.inner.keeper.session().await?;
        self.api().list_clan_descs(api::ListClanDescRequest::default()).over_http().await
    }

    /// Settings of a websocket, with proxy and certificates of the calls.
    pub(crate) fn ws_config(&self) -> Result<WsConfig> {
        if let Some(made) = self.inner.websocket.get() {
            return Ok(made.clone());
        }
        let made = WsConfig::new(&self.inner.config)?;
        Ok(self.inner.websocket.get_or_init(|| made).clone())
    }
}

impl Inner {
    /// Executor of calls, at the address that the present session names.
    pub(crate) fn http(&self) -> Http {
        let known = self.http.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(session) = self.keeper.current() else { return known };
        if known.base_url().as_str().trim_end_matches('/') == session.api_url {
            return known;
        }
        match self.at(&session.api_url, known.limiter()) {
            Ok(http) => {
                *self.http.write().unwrap_or_else(PoisonError::into_inner) = http.clone();
                http
            }
            Err(error) => {
                tracing::warn!(%error, "the session names an address that cannot be used");
                known
            }
        }
    }

    /// Executor of the media service, with the credential of the calls.
    pub(crate) fn media(&self) -> Result<Http> {
        if let Some(made) = self.media.get() {
            return Ok(made.clone());
        }
        let made = self.at(&self.media_url, self.http().limiter())?;
        Ok(self.media.get_or_init(|| made).clone())
    }

    /// An executor at an address of somebody else's: without credential, without limit.
    pub(crate) fn outside(&self, url: &str) -> Result<Http> {
        let config = self.config.clone().base_url(url).map_err(named)?.no_rate_limit();
        Http::new(&SERVICE, url, Auth::none(), config)
    }

    /// An executor at another address, under the same limit.
    fn at(&self, url: &str, limiter: Option<&RateLimiter>) -> Result<Http> {
        let config = self.config.clone().base_url(url).map_err(named)?;
        let config = match limiter {
            Some(limiter) => config.rate_limiter(limiter.clone()),
            None => config.no_rate_limit(),
        };
        Http::new(&SERVICE, url, Auth::bearer(self.tokens.clone())?, config)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("bot_id", &self.bot_id())
            .field("api_url", self.inner.http().base_url())
            .finish_non_exhaustive()
    }
}

fn wrong(err: Error, var: EnvVar) -> Error {
    named(err).with_context("variable", var.name)
}

/// What a client keeps beside its session.
struct Extras {
    world: World,
    accepts_friends: bool,
    tells_receivers: bool,
    in_flight: u16,
    #[cfg(feature = "tokens")]
    ledger: tokens::Settings,
    media_url: String,
}

fn parts(config: Config, login: crate::session::Login, extras: Extras) -> Result<Inner> {
    let gateway = Http::new(&SERVICE, DEFAULT_BASE_URL, Auth::none(), config.clone())?;
    let line = Arc::new(Line::default());
    let keeper = Arc::new(Keeper::new(gateway.clone(), login, Arc::clone(&line)));
    let tokens = Credential::from_source(Tokens(Arc::clone(&keeper)));
    // Logging in is no call that the limit is about, but calls at any address share one limit.
    let limited = match gateway.limiter() {
        // A call waits for the login in its slot, which therefore needs none.
        Some(limiter) => config.clone().rate_limiter(limiter.clone().in_flight(extras.in_flight)),
        None => config.clone(),
    };
    let http = Http::new(&SERVICE, DEFAULT_BASE_URL, Auth::bearer(tokens.clone())?, limited)?;
    Ok(Inner {
        keeper,
        line,
        world: extras.world,
        members: Members::default(),
        collectors: Collectors::default(),
        snowflakes: Snowflakes::new(),
        permissions: OnceLock::new(),
        accepts_friends: extras.accepts_friends,
        tells_receivers: extras.tells_receivers,
        #[cfg(feature = "tokens")]
        payments: tokens::Payments::new(extras.ledger, config.clone()),
        config,
        tokens,
        media_url: extras.media_url,
        media: OnceLock::new(),
        http: RwLock::new(http),
        websocket: OnceLock::new(),
    })
}
