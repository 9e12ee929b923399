//! [`Client`], its builder and the variables that it reads.

use std::fmt;
use std::time::Duration;

use chatwire_core::build::{Auth, Http, Service};
use chatwire_core::env::{EnvVar, Vars};
use chatwire_core::{Config, Credential, Error, Rate, RateLimiter, RawRequest, Result, Secret};
use http::Method;
use serde::de::DeserializeOwned;

use crate::error::read_error;

/// Address of the service in the Chatluck Python client.
///
/// Nothing public confirms this host; servers of one's own are set with
/// [`Builder::base_url`] or `CHATLUCK_BASE_URL`, version path included.
pub const DEFAULT_BASE_URL: &str = "https://api.chatluck.com/v1";

/// Documented limit: requests in a second (README of the Chatluck Python client).
pub const DEFAULT_RATE_LIMIT: u32 = 10;

/// Longest attempt unless said otherwise, its body included.
pub const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(15);

/// Longest call unless said otherwise: queue, attempts and pauses.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// Variable of the API key.
pub const API_KEY: EnvVar =
    EnvVar::new("CHATLUCK_API_KEY", "API key from Settings, API Keys; required");

/// Variable of the address.
pub const BASE_URL: EnvVar = EnvVar::new(
    "CHATLUCK_BASE_URL",
    "address of the API with its version path; https://api.chatluck.com/v1 by default",
);

/// Variables that [`Client::from_env`] reads.
pub const ENV: &[EnvVar] = &[API_KEY, BASE_URL];

static SERVICE: Service = Service::new("chatluck", read_error)
    .rate(|| Rate::per_second(DEFAULT_RATE_LIMIT))
    .limits(DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_TIMEOUT);

/// A Chatluck client: ready when built, cheap to clone; clones share connections, limiter and key.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_chatluck::Result<()> {
/// use chatwire_chatluck::Client;
///
/// let client = Client::new("ck_0123456789")?;
/// // The wire form of a call, without sending anything.
/// let request = client.send_message("ch_123456", "Hello").request().build()?;
/// assert_eq!(request.uri(), "https://api.chatluck.com/v1/messages");
/// # Ok(())
/// # }
/// ```
///
/// # Errors of every call
///
/// Methods that make a request fail when it is awaited; the platform documents no statuses of single calls:
///
/// - [`Input`](crate::ErrorKind::Input): an argument would make a wrong request; nothing is sent.
/// - [`Auth`](crate::ErrorKind::Auth): the key is refused (401).
/// - [`Forbidden`](crate::ErrorKind::Forbidden), [`NotFound`](crate::ErrorKind::NotFound),
///   [`Conflict`](crate::ErrorKind::Conflict), [`PaymentRequired`](crate::ErrorKind::PaymentRequired): 403, 404, 409, 402.
/// - [`Rejected`](crate::ErrorKind::Rejected): the server does not take the request (400, 413, 422, other 4xx).
/// - [`RateLimited`](crate::ErrorKind::RateLimited): 429, or the queue of our own limiter is too long for the call's time.
/// - [`Server`](crate::ErrorKind::Server), [`Connect`](crate::ErrorKind::Connect),
///   [`Timeout`](crate::ErrorKind::Timeout), [`Transport`](crate::ErrorKind::Transport): the server failed, or no whole
///   answer came.
/// - [`Redirect`](crate::ErrorKind::Redirect), [`Decode`](crate::ErrorKind::Decode): the answer is not one of Chatluck.
///
/// Calls that read are repeated by themselves after trouble that passes. Those that write are repeated while nothing was
/// sent, after a 429, and after a 503 with `Retry-After`.
///
/// A *lost answer* is a [`Timeout`](crate::ErrorKind::Timeout), [`Transport`](crate::ErrorKind::Transport),
/// [`Server`](crate::ErrorKind::Server) or [`Decode`](crate::ErrorKind::Decode) whose [`Error::maybe_sent`] is `true`:
/// what the call writes may be there then. An answer that refuses the request, such as a 404, is none.
#[derive(Clone)]
pub struct Client {
    pub(crate) http: Http,
}

impl Client {
    /// A client with the usual settings.
    ///
    /// ```
    /// use chatwire_chatluck::Client;
    ///
    /// let client = Client::new("ck_0123456789")?;
    /// let wire = client.list_channels().request().build()?;
    /// assert_eq!(wire.headers()["authorization"], "Bearer ck_0123456789");
    /// assert!(Client::new("").is_err());
    /// # Ok::<_, chatwire_chatluck::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the key is empty or holds characters that no header may carry.
    pub fn new(api_key: impl Into<Credential>) -> Result<Self> {
        Self::builder(api_key).build()
    }

    /// A client with settings of one's own.
    ///
    /// ```
    /// use chatwire_chatluck::{Client, Retry};
    ///
    /// let client = Client::builder("ck_0123456789").retry(Retry::none()).no_rate_limit().build()?;
    /// assert!(client.rate_limiter().is_none());
    /// # Ok::<_, chatwire_chatluck::Error>(())
    /// ```
    pub fn builder(api_key: impl Into<Credential>) -> Builder {
        Builder { api_key: api_key.into(), config: Config::new() }
    }

    /// A client from `CHATLUCK_API_KEY` and, when it is set, `CHATLUCK_BASE_URL`.
    ///
    /// ```
    /// use chatwire_chatluck::Client;
    ///
    /// match Client::from_env() {
    ///     Ok(client) => println!("{client:?}"),
    ///     // Names `CHATLUCK_API_KEY` when it is missing.
    ///     Err(err) => eprintln!("{err}"),
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the variable that is missing or wrong.
    pub fn from_env() -> Result<Self> {
        Self::from_vars(&Vars::process())
    }

    /// Like [`from_env`](Self::from_env), with variables from a table.
    ///
    /// ```
    /// use chatwire_chatluck::{Client, env::Vars};
    ///
    /// let err = Client::from_vars(&Vars::from_pairs([("CHATLUCK_BASE_URL", "")])).unwrap_err();
    /// assert!(err.to_string().contains("CHATLUCK_API_KEY"));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the variable that is missing or wrong.
    pub fn from_vars(vars: &Vars) -> Result<Self> {
        let builder = Builder::from_vars(vars)?;
        let has_url = builder.config.address().is_some();
        // The key was looked at: what is left to be wrong is the address.
        builder.build().map_err(|err| if has_url { named(BASE_URL.wrong(err)) } else { err })
    }

    /// Calls an endpoint that this crate does not know; `path` begins with `/` and may carry a query.
    ///
    /// Key, limiter, time limits and error reading are those of every other call.
    /// `GET` is repeated after failures, other methods only while nothing was sent.
    ///
    /// ```
    /// use chatwire_chatluck::{Client, Method};
    /// use serde_json::{Value, json};
    ///
    /// let client = Client::new("ck_0123456789")?;
    /// let call = client.request::<Value>(Method::PATCH, "/channels/ch_1").json(&json!({"name": "renamed"}));
    /// assert_eq!(call.request().build()?.body(), r#"{"name":"renamed"}"#);
    /// # Ok::<_, chatwire_chatluck::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Self#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a path that does not begin
    /// with one slash, or that holds an empty segment, `.`, `..`, or what has to be percent-encoded. A `GET` apart, the
    /// request may have been carried out after a [lost answer](Self#errors-of-every-call).
    pub fn request<T: DeserializeOwned + Send + 'static>(
        &self,
        method: Method,
        path: &str,
    ) -> RawRequest<T> {
        RawRequest::new(self.http.written(method, "chatluck.request", path))
    }

    /// Limiter of this client and its clones; `None` when it is switched off.
    ///
    /// It can be given to another client of the same key by [`Builder::rate_limiter`].
    ///
    /// ```
    /// use chatwire_chatluck::Client;
    ///
    /// let first = Client::new("ck_0123456789")?;
    /// let limiter = first.rate_limiter().unwrap();
    /// // Both together stay within the limit of the key.
    /// let second = Client::builder("ck_0123456789").rate_limiter(limiter).build()?;
    /// drop(first.rate_limiter().unwrap().try_acquire().map(|permit| permit.commit()));
    /// assert!(second.rate_limiter().unwrap().try_acquire().is_none());
    /// # Ok::<_, chatwire_chatluck::Error>(())
    /// ```
    #[must_use]
    pub fn rate_limiter(&self) -> Option<RateLimiter> {
        self.http.limiter().cloned()
    }

    /// Replaces the key of this client, its clones and everything else that holds its [`Credential`]; calls under way
    /// keep the old one.
    ///
    /// ```
    /// use chatwire_chatluck::Client;
    ///
    /// let client = Client::new("ck_old")?;
    /// let clone = client.clone();
    /// client.replace_key("ck_new")?;
    /// let wire = clone.list_users().request().build()?;
    /// assert_eq!(wire.headers()["authorization"], "Bearer ck_new");
    /// # Ok::<_, chatwire_chatluck::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](chatwire_core::ErrorKind::Config) when the key is empty or no header can carry it, and when keys come
    /// from a source of one's own ([`Credential::from_source`]); the old one stays then.
    pub fn replace_key(&self, key: impl Into<Secret>) -> Result<()> {
        self.http.auth().replace(key.into()).map_err(named)
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

fn named(err: Error) -> Error {
    err.with_platform(SERVICE.platform)
}

/// Settings of a [`Client`].
///
/// Defaults: 10 requests a second, 5 s for connecting, 15 s for an attempt, 30 s for a call, 3 attempts.
///
/// ```
/// use std::time::Duration;
/// use chatwire_chatluck::{Client, Rate};
///
/// let client = Client::builder("ck_0123456789")
///     .base_url("https://chat.example.org/api/v1")?
///     .timeout(Duration::from_secs(10))
///     .rate_limit(Rate::per_second(5))
///     .user_agent("mybot/1.0")
///     .build()?;
/// assert!(format!("{client:?}").contains("chat.example.org"));
/// # Ok::<_, chatwire_chatluck::Error>(())
/// ```
#[must_use = "a builder does nothing until it is built"]
#[derive(Debug)]
pub struct Builder {
    api_key: Credential,
    config: Config,
}

chatwire_core::config_methods!(Builder);

impl Builder {
    /// Settings from the variables that [`Client::from_env`] reads.
    ///
    /// ```
    /// use std::time::Duration;
    /// use chatwire_chatluck::{Builder, env::Vars};
    ///
    /// let vars = Vars::from_pairs([("CHATLUCK_API_KEY", "ck_0123456789")]);
    /// let client = Builder::from_vars(&vars)?.timeout(Duration::from_secs(5)).build()?;
    /// # Ok::<_, chatwire_chatluck::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the variable that is missing or wrong.
    pub fn from_vars(vars: &Vars) -> Result<Self> {
        let key = Secret::new(vars.required(API_KEY).map_err(named)?);
        key.as_key().map_err(|err| named(API_KEY.wrong(err)))?;
        let builder = Client::builder(key);
        match vars.optional(BASE_URL).map_err(named)? {
            Some(url) => builder.base_url(url).map_err(|err| named(BASE_URL.wrong(err))),
            None => Ok(builder),
        }
    }

    /// Builds the client; no connection is made.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the key is empty or holds characters that no header may carry,
    /// when the address is plain http to another machine (see [`allow_insecure`](Self::allow_insecure)),
    /// or when TLS settings cannot be used.
    pub fn build(self) -> Result<Client> {
        let auth = Auth::bearer(self.api_key).map_err(named)?;
        let http = Http::new(&SERVICE, DEFAULT_BASE_URL, auth, self.config)?;
        Ok(Client { http })
    }
}
