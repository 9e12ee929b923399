//! [`Client`], its builder and the variables that it reads.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chatwire_core::build::{Auth, Call, Http, Service};
use chatwire_core::env::{EnvVar, Vars};
use chatwire_core::ws::WsConfig;
use chatwire_core::{
    BaseUrl, Config, Credential, Error, ErrorKind, RateLimiter, RawRequest, Result, Secret,
};
use http::{HeaderName, Method, header};
use serde::de::DeserializeOwned;
use tokio::sync::watch;

use crate::address;
use crate::error::{code, read_error};

/// Address of the service (token-bowl-chat 1.1.7).
pub const DEFAULT_BASE_URL: &str = "https://api.tokenbowl.ai";

/// Longest attempt unless said otherwise, its body included (token-bowl-chat 1.1.7).
pub const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// Longest call unless said otherwise: attempts and pauses.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// Longest send of a message unless said otherwise.
///
/// The server answers only after it has called the webhooks of all receivers, which takes up to 33 s
/// (Token Bowl server 2.0.1).
pub const DEFAULT_SEND_TIMEOUT: Duration = Duration::from_secs(45);

/// Variable of the API key.
pub const API_KEY: EnvVar = EnvVar::new(
    "TOKEN_BOWL_CHAT_API_KEY",
    "API key of the account; required except for public calls",
);

/// Variable of the address.
pub const BASE_URL: EnvVar = EnvVar::new(
    "TOKEN_BOWL_CHAT_BASE_URL",
    "address of the server, http(s) or ws(s), with or without /ws; https://api.tokenbowl.ai by default",
);

/// Variable of the address of the direct live transport.
pub const WS_URL: EnvVar = EnvVar::new(
    "TOKEN_BOWL_CHAT_WS_URL",
    "address of the direct live transport, where it differs from that of the server",
);

/// Variables that [`Client::from_env`] reads.
pub const ENV: &[EnvVar] = &[API_KEY, BASE_URL, WS_URL];

static SERVICE: Service =
    Service::new("tokenbowl", read_error).limits(DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_TIMEOUT);

const KEY_HEADER: HeaderName = HeaderName::from_static("x-api-key");

/// A Token Bowl Chat client: ready when built, cheap to clone; clones share connections and key.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_tokenbowl::Result<()> {
/// use chatwire_tokenbowl::Client;
///
/// let client = Client::new("0123456789abcdef")?;
/// // The wire form of a call, without sending anything.
/// let request = client.send_message("Hello").to_username("bob").request().build()?;
/// assert_eq!(request.uri(), "https://api.tokenbowl.ai/messages");
/// # Ok(())
/// # }
/// ```
///
/// # Errors of every call
///
/// Methods that make a request fail when it is awaited:
///
/// - [`Input`](ErrorKind::Input): an argument is outside of the [limits](crate::limits), or an id is empty, `.` or `..`,
///   which no path can hold; nothing is sent.
/// - [`Auth`](ErrorKind::Auth): the key is refused (401). A client without one sends nothing, except for calls that work
///   without; the code is [`API_KEY_REQUIRED`](code::API_KEY_REQUIRED) then.
/// - [`Rejected`](ErrorKind::Rejected): the server does not take the request (400, 422, other 4xx);
///   [`Error::issues`] names the fields of a 422.
/// - [`RateLimited`](ErrorKind::RateLimited): 429, as a proxy in front of the server may answer, or a limit of one's own
///   whose queue is too long.
/// - [`Server`](ErrorKind::Server), [`Connect`](ErrorKind::Connect), [`Timeout`](ErrorKind::Timeout),
///   [`Transport`](ErrorKind::Transport): the server failed, or no whole answer came.
/// - [`Redirect`](ErrorKind::Redirect), [`Decode`](ErrorKind::Decode): the answer is not one of Token Bowl.
///
/// Calls that read, change, delete or mark are repeated by themselves after trouble that passes. What makes something is
/// repeated only while nothing was sent.
///
/// A *lost answer* is a [`Timeout`](ErrorKind::Timeout), [`Transport`](ErrorKind::Transport),
/// [`Server`](ErrorKind::Server) or [`Decode`](ErrorKind::Decode) whose [`Error::maybe_sent`] is `true`: what the call
/// writes may be done then. An answer that refuses the request, such as a 404, is none.
#[doc(alias = "TokenBowlClient")]
#[doc(alias = "AsyncTokenBowlClient")]
#[derive(Clone)]
pub struct Client {
    pub(crate) http: Http,
    pub(crate) shared: Arc<Shared>,
}

/// What clones of a client share besides connections.
pub(crate) struct Shared {
    /// Settings that a client with another key takes over.
    config: Config,
    base_url: Option<String>,
    ws_url: Option<String>,
    centrifugo_url: Option<String>,
    /// Made for the first session; its TLS settings are large, and all sessions can share them.
    websocket: OnceLock<WsConfig>,
    /// Grows with each change of one's own name or key.
    identity: watch::Sender<u64>,
}

impl Shared {
    /// Tells live sessions that name or key are new: a session keeps those that it began with.
    pub(crate) fn identity_changed(&self) {
        self.identity.send_modify(|version| *version += 1);
    }

    /// Waits for the next such change.
    pub(crate) fn next_identity(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut changes = self.identity.subscribe();
        async move {
            if changes.changed().await.is_err() {
                // Nobody is left who could change it.
                std::future::pending().await
            }
        }
    }
}

impl Client {
    /// A client with the usual settings.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) when the key is empty or holds characters that no header may carry.
    pub fn new(api_key: impl Into<Credential>) -> Result<Self> {
        Self::builder(api_key).build()
    }

    /// A client with settings of one's own.
    pub fn builder(api_key: impl Into<Credential>) -> Builder {
        Self::keyless_builder().api_key(api_key)
    }

    /// A client without a key: for [`register`](Self::register), magic links, logos and the server's health.
    ///
    /// Every other call of the API fails with [`Auth`](ErrorKind::Auth) and the code
    /// [`API_KEY_REQUIRED`](code::API_KEY_REQUIRED), and sends nothing; [`request`](Self::request) sends what it is
    /// told, without a key.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) when TLS cannot be set up.
    pub fn keyless() -> Result<Self> {
        Self::keyless_builder().build()
    }

    /// A client without a key, with settings of one's own; see [`keyless`](Self::keyless).
    pub fn keyless_builder() -> Builder {
        Builder {
            api_key: None,
            config: Config::new(),
            base_url: None,
            ws_url: None,
            centrifugo_url: None,
        }
    }

    /// A client from `TOKEN_BOWL_CHAT_API_KEY` and, when they are set, `TOKEN_BOWL_CHAT_BASE_URL` and
    /// `TOKEN_BOWL_CHAT_WS_URL`.
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
    /// use chatwire_tokenbowl::{Client, env::Vars};
    ///
    /// let err = Client::from_vars(&Vars::from_pairs([("TOKEN_BOWL_CHAT_API_KEY", "")])).unwrap_err();
    /// assert!(err.to_string().contains("TOKEN_BOWL_CHAT_API_KEY"));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) naming the variable that is missing or wrong.
    pub fn from_vars(vars: &Vars) -> Result<Self> {
        vars.required(API_KEY).map_err(named)?;
        let builder = Builder::from_vars(vars)?;
        // Keys were looked at above: what is left to be wrong is the address.
        let has_url = builder.base_url.is_some();
        builder.build().map_err(|err| if has_url { named(BASE_URL.wrong(err)) } else { err })
    }

    /// This client with another key: its settings stay, its connections are new.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_tokenbowl::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().answer(Answer::status(201).body(
    /// #     r#"{"id":"u","username":"alice","api_key":"0123456789abcdef","role":"member"}"#));
    /// # let open = chatwire_tokenbowl::Client::keyless_builder().script(script).build()?;
    /// let registration = open.register("alice").await?;
    /// let client = open.with_key(registration.api_key)?;
    /// assert!(client.has_key() && !open.has_key());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) when the key is empty or holds characters that no header may carry.
    pub fn with_key(&self, api_key: impl Into<Credential>) -> Result<Self> {
        let shared = &self.shared;
        let builder = Builder {
            api_key: Some(api_key.into()),
            config: shared.config.clone(),
            base_url: shared.base_url.clone(),
            ws_url: shared.ws_url.clone(),
            centrifugo_url: shared.centrifugo_url.clone(),
        };
        builder.build()
    }

    /// Calls an endpoint that this crate does not know; `path` begins with `/` and may carry a query.
    ///
    /// Key, time limits and error reading are those of every other call.
    /// `GET` is repeated after failures, other methods only while nothing was sent.
    ///
    /// ```
    /// # use chatwire_tokenbowl::Client;
    /// use chatwire_tokenbowl::{Method, Result};
    ///
    /// # let client = Client::new("0123456789abcdef")?;
    /// let call = client.request::<serde_json::Value>(Method::GET, "/openapi.json");
    /// assert_eq!(call.request().build()?.uri().path(), "/openapi.json");
    /// # Ok::<_, chatwire_tokenbowl::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Self#errors-of-every-call), whatever the server says; [`Input`](ErrorKind::Input) for a path
    /// that does not begin with one slash, or that holds an empty segment, `.`, `..`, or what has to be
    /// percent-encoded. A `GET` apart, the request may have been carried out after a
    /// [lost answer](Self#errors-of-every-call).
    pub fn request<T: DeserializeOwned + Send + 'static>(
        &self,
        method: Method,
        path: &str,
    ) -> RawRequest<T> {
        RawRequest::new(self.http.written(method, "tokenbowl.request", path))
    }

    /// Whether this client has a key.
    #[must_use]
    pub fn has_key(&self) -> bool {
        self.credential().is_some()
    }

    /// Replaces the key of this client, its clones and everything else that holds its [`Credential`]; calls under way
    /// keep the old one, live sessions of this client and its clones begin a new connection.
    ///
    /// ```
    /// use chatwire_tokenbowl::Client;
    ///
    /// let client = Client::new("0123456789abcdef")?;
    /// let clone = client.clone();
    /// client.replace_key("fedcba9876543210")?;
    /// let wire = clone.get_my_profile().build()?;
    /// assert_eq!(wire.headers()["x-api-key"], "fedcba9876543210");
    /// # Ok::<_, chatwire_tokenbowl::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) when the key is empty or no header can carry it, when the client has none
    /// ([`with_key`](Self::with_key) makes one that has), and when keys come from a source of one's own
    /// ([`Credential::from_source`]); nothing changes then.
    pub fn replace_key(&self, api_key: impl Into<Secret>) -> Result<()> {
        self.http.auth().replace(api_key.into()).map_err(named)?;
        self.shared.identity_changed();
        Ok(())
    }

    pub(crate) fn credential(&self) -> Option<&Credential> {
        self.http.auth().credential()
    }

    /// Limiter of this client and its clones, which holds calls back after a 429 only unless a rate was set: the server
    /// has no limit of its own. `None` after `no_rate_limit`.
    #[must_use]
    pub fn rate_limiter(&self) -> Option<RateLimiter> {
        self.http.limiter().cloned()
    }

    /// Address of the direct live transport.
    pub(crate) fn live_url(&self) -> Result<String> {
        match &self.shared.ws_url {
            Some(url) => Ok(url.clone()),
            None => address::live(self.http.base_url().as_str()).map_err(named),
        }
    }

    /// Address of Centrifugo, where `named_by_server` is the server's word.
    pub(crate) fn centrifugo_url(&self, named_by_server: &str) -> Result<String> {
        if let Some(url) = &self.shared.centrifugo_url {
            return Ok(url.clone());
        }
        let target = address::centrifugo(named_by_server).map_err(named)?;
        if target.is_loopback() && !self.http.base_url().is_loopback() {
            let why = "the server names a Centrifugo on its own machine: its operator has set no public address; \
                set centrifugo_url";
            return Err(named(Error::config(why)));
        }
        Ok(named_by_server.to_owned())
    }

    /// Settings of a websocket, with proxy and certificates of the calls.
    pub(crate) fn ws_config(&self) -> Result<WsConfig> {
        if let Some(made) = self.shared.websocket.get() {
            return Ok(made.clone());
        }
        let made = WsConfig::new(&self.shared.config)?;
        Ok(self.shared.websocket.get_or_init(|| made).clone())
    }

    /// A call that needs a key.
    pub(crate) fn call(
        &self,
        method: Method,
        operation: &'static str,
        template: &'static str,
    ) -> Call {
        let call = self.public_call(method, operation, template);
        if self.has_key() {
            return call;
        }
        let why = "this call needs an API key";
        call.fail(Error::new(ErrorKind::Auth, why).with_code(code::API_KEY_REQUIRED))
    }

    /// A call that works without a key; one that is there is sent.
    pub(crate) fn public_call(
        &self,
        method: Method,
        operation: &'static str,
        template: &'static str,
    ) -> Call {
        // The Python clients say so on every request, those without a body included.
        self.http.call(method, operation, template).header(header::CONTENT_TYPE, "application/json")
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", self.http.base_url())
            .field("auth", self.http.auth())
            .finish_non_exhaustive()
    }
}

pub(crate) fn named(err: Error) -> Error {
    err.with_platform(SERVICE.platform)
}

/// Settings of a [`Client`].
///
/// Defaults: 5 s for connecting, 30 s for an attempt, 60 s for a call, 45 s for sending a message, 3 attempts.
///
/// ```
/// use std::time::Duration;
/// use chatwire_tokenbowl::Client;
///
/// let client = Client::builder("0123456789abcdef")
///     .base_url("wss://chat.example.org/ws")?
///     .timeout(Duration::from_secs(10))
///     .user_agent("mybot/1.0")
///     .build()?;
/// assert!(format!("{client:?}").contains("https://chat.example.org"));
/// # Ok::<_, chatwire_tokenbowl::Error>(())
/// ```
#[must_use = "a builder does nothing until it is built"]
#[derive(Debug)]
pub struct Builder {
    api_key: Option<Credential>,
    config: Config,
    base_url: Option<String>,
    ws_url: Option<String>,
    centrifugo_url: Option<String>,
}

chatwire_core::config_methods!(Builder, without base_url);

impl Builder {
    /// Settings from the variables that are set; without `TOKEN_BOWL_CHAT_API_KEY` the client has no key.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) naming the variable that is wrong.
    pub fn from_vars(vars: &Vars) -> Result<Self> {
        let mut builder = Client::keyless_builder();
        if let Some(key) = vars.optional(API_KEY).map_err(named)? {
            let key = Secret::new(key);
            key.as_key().map_err(|err| named(API_KEY.wrong(err)))?;
            builder = builder.api_key(key);
        }
        if let Some(url) = vars.optional(BASE_URL).map_err(named)? {
            builder = builder.base_url(url).map_err(|err| named(BASE_URL.wrong(err)))?;
        }
        if let Some(url) = vars.optional(WS_URL).map_err(named)? {
            builder = builder.ws_url(url).map_err(|err| named(WS_URL.wrong(err)))?;
        }
        Ok(builder)
    }

    /// Sets the key.
    pub fn api_key(mut self, api_key: impl Into<Credential>) -> Self {
        self.api_key = Some(api_key.into());
        self
    }

    /// Address of the server: `http`, `https`, `ws` or `wss`, with or without a final `/ws`.
    ///
    /// Calls and live sessions take theirs from it.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) when it is no absolute URL of these schemes. An address without encryption on
    /// another machine is refused when the client is built, unless [`allow_insecure`](Self::allow_insecure) is set.
    pub fn base_url(mut self, url: impl AsRef<str>) -> Result<Self> {
        let url = address::rest(url.as_ref()).map_err(named)?;
        BaseUrl::parse(&url).map_err(named)?;
        self.base_url = Some(url);
        Ok(self)
    }

    /// Address of the direct live transport, where it is not that of the calls; `/ws` is added when it is missing.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) when it is no absolute URL.
    pub fn ws_url(mut self, url: impl AsRef<str>) -> Result<Self> {
        address::checked(url.as_ref()).map_err(named)?;
        self.ws_url = Some(address::live(url.as_ref()).map_err(named)?);
        Ok(self)
    }

    /// Address of Centrifugo, instead of the one that the server names.
    ///
    /// An operator who sets none leaves `ws://localhost:8001/connection/websocket` there.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) when it is no absolute URL.
    pub fn centrifugo_url(mut self, url: impl AsRef<str>) -> Result<Self> {
        let url = url.as_ref().trim();
        address::centrifugo(url).map_err(named)?;
        self.centrifugo_url = Some(url.to_owned());
        Ok(self)
    }

    /// Builds the client; no connection is made.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) when the key is empty or holds characters that no header may carry,
    /// when the address is not encrypted and on another machine (see [`allow_insecure`](Self::allow_insecure)),
    /// or when TLS settings cannot be used.
    pub fn build(self) -> Result<Client> {
        let auth = match self.api_key {
            Some(key) => Auth::header(KEY_HEADER, key).map_err(named)?,
            None => Auth::none(),
        };
        // Settings that were replaced as a whole may hold an address, too; one that was set here wins.
        let config = match &self.base_url {
            Some(url) => self.config.clone().base_url(url).map_err(named)?,
            None => self.config.clone(),
        };
        let http = Http::new(&SERVICE, DEFAULT_BASE_URL, auth, config)?;
        let shared = Shared {
            config: self.config,
            base_url: self.base_url,
            ws_url: self.ws_url,
            centrifugo_url: self.centrifugo_url,
            websocket: OnceLock::new(),
            identity: watch::Sender::new(0),
        };
        Ok(Client { http, shared: Arc::new(shared) })
    }
}
