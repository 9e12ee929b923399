//! [`Client`], its builder and the variables that it reads.

mod builder;
mod hosts;
mod vars;

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chatwire_core::build::{Auth, Call, Http, Service};
use chatwire_core::env::Vars;
use chatwire_core::ws::WsConfig;
use chatwire_core::{
    BaseUrl, Config, Credential, Error, ErrorKind, RateLimiter, RawRequest, Result, Secret,
};
use http::Method;
use serde::de::DeserializeOwned;

pub(crate) use self::builder::Access;
pub use self::builder::Builder;
pub(crate) use self::hosts::Hosts;
pub use self::vars::*;
use crate::UserId;
use crate::error::{code, read_error, read_oauth_error, verdict};
use crate::oauth::vault::Vault;
use crate::token_store::{ChatroomStore, TokenStore};

/// Root of the official API (KickDevDocs, June 2026).
pub const DEFAULT_BASE_URL: &str = "https://api.kick.com";

/// Address of the OAuth server (KickDevDocs, June 2026).
pub const DEFAULT_OAUTH_URL: &str = "https://id.kick.com";

/// Address of the site, which knows chatrooms by name (kickpython 0.1.5).
pub const DEFAULT_SITE_URL: &str = "https://kick.com";

/// Address of the site's realtime endpoints (Chatterino 7 and kicksdk 0.2.0).
pub const DEFAULT_WEB_URL: &str = "https://web.kick.com";

/// Longest attempt unless said otherwise, its body included.
pub const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// Longest call unless said otherwise: attempts and pauses.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// Name of the platform in errors and spans.
pub(crate) const PLATFORM: &str = "kick";

static SERVICE: Service = Service::new(PLATFORM, read_error)
    .limits(DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_TIMEOUT)
    .verdict(verdict)
    .replays_unauthorized();

static OAUTH: Service = Service::new(PLATFORM, read_oauth_error)
    .limits(DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_TIMEOUT)
    .verdict(verdict);

static SITE: Service =
    Service::new(PLATFORM, read_error).limits(DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_TIMEOUT);

/// A Kick client: ready when built, cheap to clone; clones share connections and tokens.
///
/// What its calls carry is decided when it is built: a token of one's own ([`new`](Self::new)), the stored and
/// renewed token of an account ([`Builder::account`]), or the app's own ([`Builder::app_token`]).
///
/// ```
/// use chatwire_kick::{Client, Method};
///
/// let client = Client::new("an-access-token")?;
/// // The wire form of a call, without sending anything.
/// let call = client.request::<serde_json::Value>(Method::GET, "/public/v1/channels");
/// assert_eq!(call.request().build()?.uri(), "https://api.kick.com/public/v1/channels");
/// # Ok::<_, chatwire_kick::Error>(())
/// ```
///
/// # Errors of every call
///
/// Methods that make a request fail when it is awaited:
///
/// - [`Input`](ErrorKind::Input): an argument is outside of the [limits](crate::limits), or an id is empty, `.` or `..`,
///   which no path can hold; nothing is sent, and [`Error::issues`] names the field of a limit.
/// - [`Auth`](ErrorKind::Auth): the token is refused (401), a stored one or the app's also after it was renewed. The code
///   is [`TOKEN_REQUIRED`](code::TOKEN_REQUIRED) when the client has no token and sends nothing,
///   [`NO_TOKEN`](code::NO_TOKEN) when none is stored for the account, [`INVALID_GRANT`](code::INVALID_GRANT) when the
///   user has to authorize again.
/// - [`Forbidden`](ErrorKind::Forbidden): the token lacks the scope, or may not do this; with the code
///   [`EDGE_BLOCKED`](code::EDGE_BLOCKED), the request never reached Kick.
/// - [`Rejected`](ErrorKind::Rejected), [`NotFound`](ErrorKind::NotFound): Kick does not take the request (400, 404,
///   other 4xx).
/// - [`RateLimited`](ErrorKind::RateLimited): 429, or a limit of one's own whose queue is too long.
/// - [`Server`](ErrorKind::Server), [`Connect`](ErrorKind::Connect), [`Timeout`](ErrorKind::Timeout),
///   [`Transport`](ErrorKind::Transport): the server failed, or no whole answer came.
/// - [`Redirect`](ErrorKind::Redirect), [`Decode`](ErrorKind::Decode): the answer is not one of Kick.
///
/// A store of tokens that fails, and a renewal that does, say why in their own words.
///
/// Calls that read are repeated by themselves after trouble that passes; a 500 is final. Those that change something are
/// repeated only while nothing was sent, and once with a renewed token.
///
/// A *lost answer* is a [`Timeout`](ErrorKind::Timeout), [`Transport`](ErrorKind::Transport),
/// [`Server`](ErrorKind::Server) or [`Decode`](ErrorKind::Decode) whose [`Error::maybe_sent`] is `true`: the change may
/// have been made then. An answer that refuses the request, such as a 404, is none.
#[doc(alias = "KickAPI")]
#[derive(Clone)]
pub struct Client {
    pub(crate) http: Http,
    pub(crate) shared: Arc<Shared>,
}

/// What clones of a client share besides connections.
pub(crate) struct Shared {
    /// Common settings without an address.
    pub(crate) config: Config,
    pub(crate) access: Access,
    pub(crate) hosts: Hosts,
    pub(crate) vault: Arc<Vault>,
    pub(crate) chatrooms: Arc<dyn ChatroomStore>,
    /// How often the background refresher looks.
    pub(crate) refresh_interval: Duration,
    /// Made for the first call to each: many programs never need them.
    site: OnceLock<Http>,
    web: OnceLock<Http>,
    /// Made for the first session; its TLS settings are large, and all sessions can share them.
    websocket: OnceLock<WsConfig>,
}

impl Client {
    /// A client with a token of one's own, a user's or an app's, that nobody renews.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) when the token is empty or holds characters that no header may carry.
    pub fn new(access_token: impl Into<Credential>) -> Result<Self> {
        Self::builder().token(access_token).build()
    }

    /// A client with settings of one's own, at first without a token.
    ///
    /// Without one it serves for authorizing users, public data and live chat.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// A client from the variables in [`ENV`].
    ///
    /// Its calls carry `KICK_ACCESS_TOKEN`, or else the stored token of `KICK_ACCOUNT`, or else an app token of
    /// `KICK_CLIENT_ID` and `KICK_CLIENT_SECRET`.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) naming the variable that is missing or wrong.
    pub fn from_env() -> Result<Self> {
        Self::from_vars(&Vars::process())
    }

    /// Like [`from_env`](Self::from_env), with variables from a table.
    ///
    /// ```
    /// use chatwire_kick::{Client, env::Vars};
    ///
    /// let err = Client::from_vars(&Vars::from_pairs([("KICK_CLIENT_ID", "app")])).unwrap_err();
    /// assert!(err.to_string().contains("KICK_CLIENT_SECRET"));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) naming the variable that is missing or wrong.
    pub fn from_vars(vars: &Vars) -> Result<Self> {
        let builder = Builder::from_vars(vars)?;
        if builder.has_access() {
            return builder.build();
        }
        // With half of an app the other half is what is missing.
        let app = vars.optional(CLIENT_ID).map_err(named)?.is_some();
        let missing = if app { CLIENT_SECRET } else { ACCESS_TOKEN };
        vars.required(missing).map_err(named)?;
        builder.build()
    }

    /// This client with the stored token of another account. All else is shared: settings, pace, connections, stores
    /// and refreshes.
    ///
    /// ```
    /// use chatwire_kick::Client;
    ///
    /// let app = Client::builder().app("client-id", "client-secret").app_token().build()?;
    /// let streamer = app.with_account(1001)?;
    /// assert_eq!(streamer.account().map(|id| id.get()), Some(1001));
    /// # Ok::<_, chatwire_kick::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None at present.
    pub fn with_account(&self, account: impl Into<UserId>) -> Result<Self> {
        self.with_access(Access::Account(account.into()))
    }

    /// This client with another token, which nobody renews. All else is shared: settings, pace, connections and stores.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) when the token is empty or holds characters that no header may carry.
    pub fn with_token(&self, access_token: impl Into<Credential>) -> Result<Self> {
        self.with_access(Access::Token(access_token.into()))
    }

    fn with_access(&self, access: Access) -> Result<Self> {
        let shared = &self.shared;
        let auth = access.auth(&shared.vault).map_err(named)?;
        let shared = Shared {
            config: shared.config.clone(),
            access,
            hosts: shared.hosts.clone(),
            vault: Arc::clone(&shared.vault),
            chatrooms: Arc::clone(&shared.chatrooms),
            refresh_interval: shared.refresh_interval,
            site: shared.site.clone(),
            web: shared.web.clone(),
            websocket: shared.websocket.clone(),
        };
        Ok(Self { http: self.http.with_auth(auth), shared: Arc::new(shared) })
    }

    /// Calls an endpoint of the API that this crate does not know; `path` begins with `/` and may carry a query.
    ///
    /// Token, time limits and error reading are those of every other call.
    /// `GET` is repeated after failures, other methods only while nothing was sent.
    ///
    /// ```
    /// use chatwire_kick::{Client, Method};
    ///
    /// # let client = Client::new("an-access-token")?;
    /// let call = client.request::<serde_json::Value>(Method::GET, "/public/v3/news?limit=1");
    /// assert_eq!(call.request().build()?.uri().path(), "/public/v3/news");
    /// # Ok::<_, chatwire_kick::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Self#errors-of-every-call); [`Input`](ErrorKind::Input) for a path that does not begin with one
    /// slash, or that holds an empty segment, `.`, `..`, or what has to be percent-encoded. A `GET` apart, the request
    /// may have been carried out after a [lost answer](Self#errors-of-every-call).
    pub fn request<T: DeserializeOwned + Send + 'static>(
        &self,
        method: Method,
        path: &str,
    ) -> RawRequest<T> {
        RawRequest::new(self.http.written(method, "kick.request", path))
    }

    /// Account whose stored token calls carry; `None` for a token of one's own and for app tokens.
    #[must_use]
    pub fn account(&self) -> Option<UserId> {
        match self.shared.access {
            Access::Account(account) => Some(account),
            _ => None,
        }
    }

    /// Whether calls carry a token: one of one's own, a stored one, or the app's.
    #[must_use]
    pub fn has_key(&self) -> bool {
        self.credential().is_some()
    }

    /// Replaces the token of one's own of this client, its clones and everything else that holds its [`Credential`];
    /// calls under way keep the old one.
    ///
    /// ```
    /// use chatwire_kick::{Client, Method};
    ///
    /// let client = Client::new("an-access-token")?;
    /// client.replace_key("a-newer-one")?;
    /// let call = client.request::<serde_json::Value>(Method::GET, "/public/v1/users");
    /// assert_eq!(call.request().build()?.headers()["authorization"], "Bearer a-newer-one");
    /// # Ok::<_, chatwire_kick::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) when the token is empty or no header can carry it, when the client has none
    /// ([`with_token`](Self::with_token) makes one that has), and when it is stored or the app's, which are renewed by
    /// themselves; nothing changes then.
    #[doc(alias = "replace_token")]
    pub fn replace_key(&self, access_token: impl Into<Secret>) -> Result<()> {
        self.http.auth().replace(access_token.into()).map_err(named)
    }

    pub(crate) fn credential(&self) -> Option<&Credential> {
        self.http.auth().credential()
    }

    /// Token that the next call would carry, fetched or renewed if need be.
    ///
    /// # Errors
    ///
    /// [`Auth`](ErrorKind::Auth) with the code [`TOKEN_REQUIRED`](code::TOKEN_REQUIRED) when the client has none,
    /// [`NO_TOKEN`](code::NO_TOKEN) when the store has none, or [`INVALID_GRANT`](code::INVALID_GRANT) when the user
    /// has to authorize again; otherwise why it could not be renewed.
    pub async fn access_token(&self) -> Result<Secret> {
        match self.credential() {
            Some(credential) => credential.current().await,
            None => Err(token_required()),
        }
    }

    /// Limiter of this client and its clones, which holds calls back after a 429 only unless a rate was set: Kick
    /// publishes none (KickDevDocs, issue 311). `None` after `no_rate_limit`.
    #[must_use]
    pub fn rate_limiter(&self) -> Option<RateLimiter> {
        self.http.limiter().cloned()
    }

    /// Store of tokens.
    ///
    /// What is written to it or removed from it by hand may stay unseen until the token at hand is refused or runs
    /// out; use [`store_token`](Self::store_token) and [`remove_token`](Self::remove_token) instead.
    #[must_use]
    pub fn tokens(&self) -> &Arc<dyn TokenStore> {
        self.shared.vault.store()
    }

    /// Store of known chatrooms.
    #[must_use]
    pub fn chatrooms(&self) -> &Arc<dyn ChatroomStore> {
        &self.shared.chatrooms
    }

    /// A call of the API that needs a token.
    pub(crate) fn call(
        &self,
        method: Method,
        operation: &'static str,
        template: &'static str,
    ) -> Call {
        let call = self.http.call(method, operation, template);
        if self.credential().is_some() { call } else { call.fail(token_required()) }
    }

    /// A call of the API that works without a token; one that is there stays at home.
    pub(crate) fn open_call(
        &self,
        method: Method,
        operation: &'static str,
        template: &'static str,
    ) -> Call {
        self.http.call(method, operation, template).anonymous()
    }

    /// A call of the site, without a token.
    pub(crate) fn site_call(
        &self,
        method: Method,
        operation: &'static str,
        template: &'static str,
    ) -> Call {
        self.other(&self.shared.site, &self.shared.hosts.site, method, operation, template)
    }

    /// A call of the site's realtime endpoints, without a token.
    pub(crate) fn web_call(
        &self,
        method: Method,
        operation: &'static str,
        template: &'static str,
    ) -> Call {
        self.other(&self.shared.web, &self.shared.hosts.web, method, operation, template)
    }

    fn other(
        &self,
        place: &OnceLock<Http>,
        url: &str,
        method: Method,
        operation: &'static str,
        template: &'static str,
    ) -> Call {
        let made = match place.get() {
            Some(http) => Ok(http.clone()),
            None => other_host(&SITE, url, &self.shared.config)
                .map(|made| place.get_or_init(|| made).clone()),
        };
        match made {
            Ok(http) => http.call(method, operation, template),
            Err(err) => self.http.call(method, operation, template).anonymous().fail(err),
        }
    }

    /// Settings of a websocket, with proxy and certificates of the calls.
    pub(crate) fn websocket(&self) -> Result<WsConfig> {
        if let Some(made) = self.shared.websocket.get() {
            return Ok(made.clone());
        }
        let made = WsConfig::new(&self.shared.config)?;
        Ok(self.shared.websocket.get_or_init(|| made).clone())
    }

    /// Whether the settings let a websocket be opened at an address that a server named.
    pub(crate) fn can_dial(&self, url: &str) -> bool {
        let Ok(uri) = url.parse::<http::Uri>() else { return false };
        let scheme = match uri.scheme_str() {
            Some("wss" | "https") => "https",
            Some("ws" | "http") => "http",
            _ => return false,
        };
        let Some(authority) = uri.authority() else { return false };
        // The same rules as for calls: user-info, and who may be talked to without encryption.
        let root = format!("{scheme}://{authority}");
        let is_allowed = || other_host(&SITE, &root, &self.shared.config).is_ok();
        !root.contains('@')
            && BaseUrl::parse(&root)
                .is_ok_and(|base| base.is_encrypted() || base.is_loopback() || is_allowed())
    }

    /// Address of the API when it is not Kick's own: live chat of a test server is on the same host.
    pub(crate) fn test_server(&self) -> Option<&str> {
        let api = self.http.base_url().as_str();
        (!hosts::is_kick(api)).then_some(api)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", self.http.base_url())
            .field("auth", self.http.auth())
            .field("account", &self.account())
            .finish_non_exhaustive()
    }
}

/// An executor for one of the other hosts; it does not count against a limit of API calls.
fn other_host(service: &'static Service, url: &str, config: &Config) -> Result<Http> {
    let config = config.clone().no_rate_limit().base_url(url).map_err(named)?;
    Http::new(service, url, Auth::none(), config)
}

fn token_required() -> Error {
    let why = "this call needs a token: build the client with token(), account() or app_token()";
    named(Error::new(ErrorKind::Auth, why)).with_code(code::TOKEN_REQUIRED)
}

pub(crate) fn named(err: Error) -> Error {
    err.with_platform(PLATFORM)
}
