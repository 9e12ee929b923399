//! [`Builder`]: settings of a client.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chatwire_core::build::{Auth, Http};
use chatwire_core::env::{EnvVar, Vars};
use chatwire_core::{Config, Credential, Error, Result, Retry, Secret};

use super::hosts::{self, Hosts};
use super::{Client, DEFAULT_BASE_URL, OAUTH, SERVICE, Shared, named, other_host, vars};
use crate::UserId;
use crate::oauth::RevokeStyle;
use crate::oauth::api::{App, OAuthApi};
use crate::oauth::refresher::DEFAULT_REFRESH_INTERVAL;
use crate::oauth::vault::{AccountTokens, AppTokens, Vault};
use crate::token_store::{ChatroomStore, FileStore, MemoryStore, TokenStore};

/// First pause before a repetition, and the longest (KickDevDocs name none; these are moderate).
const RETRY_BASE: Duration = Duration::from_millis(500);
const RETRY_CAP: Duration = Duration::from_secs(8);

/// Settings of a [`Client`].
///
/// Defaults: 5 s for connecting, 30 s for an attempt, 60 s for a call, 3 attempts with pauses of up to 8 s, tokens and
/// chatrooms in memory.
///
/// ```
/// use chatwire_kick::Client;
///
/// let client = Client::builder()
///     .app("client-id", "client-secret")
///     .redirect_uri("http://localhost:5000/callback")
///     .account(1001)
///     .user_agent("mybot/1.0")
///     .build()?;
/// assert!(!format!("{client:?}").contains("client-secret"));
/// # Ok::<_, chatwire_kick::Error>(())
/// ```
#[must_use = "a builder does nothing until it is built"]
#[derive(Debug)]
pub struct Builder {
    access: Access,
    app: App,
    config: Config,
    base_url: Option<String>,
    oauth_url: Option<String>,
    site_url: Option<String>,
    web_url: Option<String>,
    tokens: Option<Arc<dyn TokenStore>>,
    chatrooms: Option<Arc<dyn ChatroomStore>>,
    refresh_interval: Duration,
}

/// What calls carry.
#[derive(Clone)]
pub(crate) enum Access {
    /// Nothing.
    None,
    /// A token of the user's own.
    Token(Credential),
    /// The stored token of an account.
    Account(UserId),
    /// A token of the app itself.
    App,
}

impl Access {
    pub(crate) fn auth(&self, vault: &Arc<Vault>) -> Result<Auth> {
        let credential = match self {
            Self::None => return Ok(Auth::none()),
            Self::Token(credential) => credential.clone(),
            Self::Account(account) => {
                Credential::from_source(AccountTokens::new(Arc::clone(vault), *account))
            }
            Self::App => {
                vault.api().app().credentials()?;
                Credential::from_source(AppTokens::new(Arc::clone(vault)))
            }
        };
        Auth::bearer(credential)
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Token(token) => f.debug_tuple("Token").field(token).finish(),
            Self::Account(account) => f.debug_tuple("Account").field(account).finish(),
            Self::App => f.write_str("App"),
        }
    }
}

chatwire_core::config_methods!(Builder, without base_url);

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            access: Access::None,
            app: App::default(),
            config: Config::new().retry(Retry::new().base_delay(RETRY_BASE).max_delay(RETRY_CAP)),
            base_url: None,
            oauth_url: None,
            site_url: None,
            web_url: None,
            tokens: None,
            chatrooms: None,
            refresh_interval: DEFAULT_REFRESH_INTERVAL,
        }
    }

    /// Settings from the variables that are set; see [`ENV`](super::ENV).
    ///
    /// # Errors
    ///
    /// [`Config`](chatwire_core::ErrorKind::Config) naming the variable that is wrong.
    pub fn from_vars(vars: &Vars) -> Result<Self> {
        let get = |var: EnvVar| vars.optional(var).map_err(named);
        let mut builder = Self::new();
        let id = get(vars::CLIENT_ID)?;
        let secret = get(vars::CLIENT_SECRET)?;
        if id.is_some() && secret.is_some() {
            builder.access = Access::App;
        }
        builder.app.client_id = id;
        builder.app.client_secret = secret.map(Secret::new);
        if let Some(secret) = &builder.app.client_secret {
            secret.as_key().map_err(|err| wrong(err, vars::CLIENT_SECRET))?;
        }
        builder.app.redirect_uri = get(vars::REDIRECT_URI)?;
        if let Some(account) = get(vars::ACCOUNT)? {
            let account = account
                .parse::<UserId>()
                .map_err(|_| wrong(Error::config("the account is no user id"), vars::ACCOUNT))?;
            builder = builder.account(account);
        }
        if let Some(token) = get(vars::ACCESS_TOKEN)? {
            let token = Secret::new(token);
            token.as_key().map_err(|err| wrong(err, vars::ACCESS_TOKEN))?;
            builder = builder.token(token);
        }
        if let Some(path) = get(vars::TOKEN_FILE)? {
            builder = builder.token_file(path).map_err(|err| wrong(err, vars::TOKEN_FILE))?;
        }
        type Setter = fn(Builder, String) -> Result<Builder>;
        let urls: [(EnvVar, Setter); 4] = [
            (vars::BASE_URL, |builder, url| builder.base_url(url)),
            (vars::OAUTH_URL, |builder, url| builder.oauth_url(url)),
            (vars::SITE_URL, |builder, url| builder.site_url(url)),
            (vars::WEB_URL, |builder, url| builder.web_url(url)),
        ];
        for (var, set) in urls {
            if let Some(url) = get(var)? {
                builder = set(builder, url).map_err(|err| wrong(err, var))?;
            }
        }
        Ok(builder)
    }

    /// Whether calls will carry a token.
    pub(super) fn has_access(&self) -> bool {
        !matches!(self.access, Access::None)
    }

    /// Calls carry this token, a user's or an app's, which nobody renews.
    pub fn token(mut self, access_token: impl Into<Credential>) -> Self {
        self.access = Access::Token(access_token.into());
        self
    }

    /// Calls carry the stored token of this account, renewed when it has less than five minutes left and when it is
    /// refused.
    ///
    /// Renewing needs [`app`](Self::app).
    pub fn account(mut self, account: impl Into<UserId>) -> Self {
        self.access = Access::Account(account.into());
        self
    }

    /// Calls carry a token of the app itself, fetched and renewed as needed; needs [`app`](Self::app).
    ///
    /// Such tokens read public data and subscribe to events; they cannot act for a user.
    pub fn app_token(mut self) -> Self {
        self.access = Access::App;
        self
    }

    /// Id and secret of the app, from the developer settings.
    pub fn app(mut self, client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        self.app.client_id = Some(client_id.into()).filter(|id| !id.is_empty());
        self.app.client_secret = Some(client_secret.into()).filter(|secret| !secret.is_empty());
        self
    }

    /// Id of the app without its secret: enough to send users to the login page.
    pub fn client_id(mut self, client_id: impl Into<String>) -> Self {
        self.app.client_id = Some(client_id.into()).filter(|id| !id.is_empty());
        self
    }

    /// Address that the login page leads back to, as registered for the app.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.app.redirect_uri = Some(uri.into()).filter(|uri| !uri.is_empty());
        self
    }

    /// How tokens are revoked; in the query by default, as Kick documents it.
    pub fn revoke_style(mut self, style: RevokeStyle) -> Self {
        self.app.revoke = style;
        self
    }

    /// Where tokens are kept; in memory by default.
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.tokens = Some(Arc::new(store));
        self
    }

    /// Where known chatrooms are kept; in memory by default.
    pub fn chatroom_store(mut self, store: impl ChatroomStore) -> Self {
        self.chatrooms = Some(Arc::new(store));
        self
    }

    /// Keeps tokens and chatrooms in a file.
    ///
    /// A name that ends in `.db`, `.sqlite` or `.sqlite3` is a file of kickpython and needs the feature
    /// `sqlite-tokens`; all others are JSON.
    ///
    /// # Errors
    ///
    /// [`Config`](chatwire_core::ErrorKind::Config) when the file cannot be opened, or when the feature is missing.
    pub fn token_file(self, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if !["db", "sqlite", "sqlite3"].contains(&ending) {
            let store = FileStore::open(path)?;
            return Ok(self.token_store(store.clone()).chatroom_store(store));
        }
        self.sqlite_file(path)
    }

    #[cfg(feature = "sqlite-tokens")]
    fn sqlite_file(self, path: &Path) -> Result<Self> {
        let store = crate::token_store::SqliteStore::open(path)?;
        Ok(self.token_store(store.clone()).chatroom_store(store))
    }

    #[cfg(not(feature = "sqlite-tokens"))]
    fn sqlite_file(self, _: &Path) -> Result<Self> {
        Err(named(Error::config("SQLite files need the feature sqlite-tokens")))
    }

    /// How often [`spawn_refresher`](Client::spawn_refresher) looks for tokens that run out (60 s), 1 s to a day.
    #[doc(alias = "token_refresh_interval")]
    pub fn refresh_interval(mut self, interval: Duration) -> Self {
        self.refresh_interval = interval;
        self
    }

    /// Root of the API, with or without a final `/public/v1`.
    ///
    /// Any other root than Kick's own also sets the OAuth server, the site and live chat, unless they are given: one
    /// line points a client at a test server.
    ///
    /// # Errors
    ///
    /// [`Config`](chatwire_core::ErrorKind::Config) when it is no absolute `http(s)` URL. An address without
    /// encryption on another machine is refused when the client is built, unless
    /// [`allow_insecure`](Self::allow_insecure) is set.
    pub fn base_url(mut self, url: impl AsRef<str>) -> Result<Self> {
        self.base_url = Some(hosts::root(url.as_ref()).map_err(named)?);
        Ok(self)
    }

    /// Address of the OAuth server.
    ///
    /// # Errors
    ///
    /// [`Config`](chatwire_core::ErrorKind::Config) when it is no absolute `http(s)` URL.
    #[doc(alias = "oauth_base_url")]
    pub fn oauth_url(mut self, url: impl AsRef<str>) -> Result<Self> {
        self.oauth_url = Some(address(url.as_ref())?);
        Ok(self)
    }

    /// Address of the site, which chatrooms are looked up on.
    ///
    /// # Errors
    ///
    /// [`Config`](chatwire_core::ErrorKind::Config) when it is no absolute `http(s)` URL.
    pub fn site_url(mut self, url: impl AsRef<str>) -> Result<Self> {
        self.site_url = Some(address(url.as_ref())?);
        Ok(self)
    }

    /// Address of the site's realtime endpoints, which live chat asks where to connect.
    ///
    /// # Errors
    ///
    /// [`Config`](chatwire_core::ErrorKind::Config) when it is no absolute `http(s)` URL.
    pub fn web_url(mut self, url: impl AsRef<str>) -> Result<Self> {
        self.web_url = Some(address(url.as_ref())?);
        Ok(self)
    }

    /// Builds the client; no connection is made.
    ///
    /// # Errors
    ///
    /// [`Config`](chatwire_core::ErrorKind::Config) when the token is empty or holds characters that no header may
    /// carry, when an address is not encrypted and on another machine (see
    /// [`allow_insecure`](Self::allow_insecure)), when TLS settings cannot be used, or
    /// [`Input`](chatwire_core::ErrorKind::Input) when an app token is wanted without an app.
    pub fn build(self) -> Result<Client> {
        // Settings that were replaced as a whole may hold an address, too; one that was set here wins.
        let api = match self.base_url {
            Some(url) => url,
            None => match self.config.address() {
                Some(url) => hosts::root(url.as_str()).map_err(named)?,
                None => DEFAULT_BASE_URL.to_owned(),
            },
        };
        let urls = [&self.oauth_url, &self.site_url, &self.web_url].map(Option::as_ref);
        let [oauth, site, web] = urls;
        let hosts = Hosts::new(&api, oauth, site, web);
        let oauth = OAuthApi::new(other_host(&OAUTH, &hosts.oauth, &self.config)?, self.app);
        let memory = MemoryStore::new();
        let tokens = self.tokens.unwrap_or_else(|| Arc::new(memory.clone()));
        let vault = Arc::new(Vault::new(oauth, tokens));
        let auth = self.access.auth(&vault).map_err(named)?;
        let config = self.config.clone().base_url(&api).map_err(named)?;
        let http = Http::new(&SERVICE, DEFAULT_BASE_URL, auth, config)?;
        let shared = Shared {
            config: self.config,
            access: self.access,
            hosts,
            vault,
            chatrooms: self.chatrooms.unwrap_or_else(|| Arc::new(memory)),
            refresh_interval: self.refresh_interval,
            site: OnceLock::new(),
            web: OnceLock::new(),
            websocket: OnceLock::new(),
        };
        Ok(Client { http, shared: Arc::new(shared) })
    }
}

fn address(url: &str) -> Result<String> {
    let base = chatwire_core::BaseUrl::parse(url).map_err(named)?;
    Ok(base.as_str().to_owned())
}

/// Says which variable holds what cannot be used.
fn wrong(err: Error, var: EnvVar) -> Error {
    named(err).with_context("variable", var.name)
}
