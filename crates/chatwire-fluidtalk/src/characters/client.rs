//! Client of the characters API and its settings.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, Method};

use chatwire_core::build::{Auth, Call, Http, Service};
use chatwire_core::env::{EnvVar, Vars};
use chatwire_core::{
    Config, Credential, Error, RateLimiter, RawRequest, Result, RetryClass, Secret, config_methods,
};

use super::mode::TEST_PREFIX;
use super::{Mode, Platform, operation};
use crate::error::{named, read_error};
use crate::{ConnectorToken, DEFAULT_BASE_URL};

/// Variable with the token.
pub const CONNECTOR_TOKEN: EnvVar =
    EnvVar::new("FLUIDTALK_CONNECTOR_TOKEN", "token of the characters API, ftc_live_…");

/// Variable with the address of both APIs.
pub const BASE_URL: EnvVar = EnvVar::new(
    "FLUIDTALK_BASE_URL",
    "address of both APIs, default https://api-talk.fluidvip.com",
);

/// Variables that [`Client::from_env`] reads.
pub const ENV: &[EnvVar] = &[CONNECTOR_TOKEN, BASE_URL];

const MODE: HeaderName = HeaderName::from_static("x-fluidtalk-mode");

/// Longest attempt and longest call, by what the call does.
pub(super) mod limits {
    use super::Duration;

    const fn secs(attempt: u64, total: u64) -> (Duration, Duration) {
        (Duration::from_secs(attempt), Duration::from_secs(total))
    }

    /// Reads and records: nothing is generated.
    pub(in crate::characters) const QUICK: (Duration, Duration) = secs(15, 45);
    /// One answer of the model (timeout of the Python client 2.8.2).
    pub(in crate::characters) const TALK: (Duration, Duration) = secs(60, 65);
    /// Several answers of the model.
    pub(in crate::characters) const SWEEP: (Duration, Duration) = secs(120, 125);
    /// A post takes 22 to 30 s (Python client 2.8.2), more on a busy day.
    pub(in crate::characters) const POST: (Duration, Duration) = secs(120, 125);
    /// A post that is drafted in any case takes longer.
    pub(in crate::characters) const DRAFTED_POST: (Duration, Duration) = secs(180, 185);
}

static SERVICE: Service =
    Service::new("fluidtalk", read_error).limits(limits::TALK.0, limits::TALK.1);

/// Client of the characters API. Clones share connections, limits and token.
///
/// ```
/// use chatwire_fluidtalk::characters::{Client, Mode};
///
/// let client = Client::builder("ftc_live_0123456789abcdef").mode(Mode::Mock).build()?;
/// assert!(!format!("{client:?}").contains("0123456789"));
/// # Ok::<_, chatwire_fluidtalk::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    http: Http,
    api_version: Arc<str>,
    pub(super) mode: Option<Mode>,
}

impl Client {
    /// A client with default settings.
    ///
    /// ```
    /// use chatwire_fluidtalk::characters::Client;
    ///
    /// let client = Client::new("ftc_live_0123456789")?;
    /// let wire = client.chat("instagram", "mark").message("hey").request().build()?;
    /// assert_eq!(wire.headers()["x-connector-token"], "ftc_live_0123456789");
    /// # Ok::<_, chatwire_fluidtalk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the token is empty or no header can carry it.
    pub fn new(token: impl Into<ConnectorToken>) -> Result<Self> {
        Self::builder(token).build()
    }

    /// Settings for a client.
    ///
    /// ```
    /// use chatwire_fluidtalk::characters::{Client, Mode};
    ///
    /// // A client for tests: nothing is billed.
    /// let client = Client::builder("ftc_live_0123456789").mode(Mode::Mock).build()?;
    /// let wire = client.chat("instagram", "test_reply").message("hey").request().build()?;
    /// assert_eq!(wire.headers()["x-fluidtalk-mode"], "mock");
    /// # Ok::<_, chatwire_fluidtalk::Error>(())
    /// ```
    pub fn builder(token: impl Into<ConnectorToken>) -> Builder {
        Builder {
            token: token.into(),
            api_version: "v1".to_owned(),
            mode: None,
            config: Config::new(),
        }
    }

    /// A client from `FLUIDTALK_CONNECTOR_TOKEN` and `FLUIDTALK_BASE_URL`.
    ///
    /// ```
    /// use chatwire_fluidtalk::characters::Client;
    ///
    /// match Client::from_env() {
    ///     Ok(client) => println!("{client:?}"),
    ///     // Names `FLUIDTALK_CONNECTOR_TOKEN` when it is missing.
    ///     Err(err) => eprintln!("{err}"),
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the missing or invalid variable.
    pub fn from_env() -> Result<Self> {
        Self::from_vars(&Vars::process())
    }

    /// As [`from_env`](Self::from_env), from a table of variables.
    ///
    /// ```
    /// use chatwire_fluidtalk::{characters::Client, env::Vars};
    ///
    /// let vars = Vars::from_pairs([("FLUIDTALK_CONNECTOR_TOKEN", "ftc_live_0123456789")]);
    /// assert!(Client::from_vars(&vars).is_ok());
    /// let err = Client::from_vars(&Vars::from_pairs([("", ""); 0])).unwrap_err();
    /// assert!(err.to_string().contains("FLUIDTALK_CONNECTOR_TOKEN"));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the missing or invalid variable.
    pub fn from_vars(vars: &Vars) -> Result<Self> {
        let builder = Builder::from_vars(vars)?;
        // The token was looked at above: what is left to be wrong is the address.
        match vars.optional(BASE_URL).map_err(named)? {
            Some(_) => builder.build().map_err(|err| named(BASE_URL.wrong(err))),
            None => builder.build(),
        }
    }

    /// Replaces the token for this client and all its clones; calls under way keep the old one.
    ///
    /// ```
    /// use chatwire_fluidtalk::characters::Client;
    ///
    /// let client = Client::new("ftc_live_old")?;
    /// let clone = client.clone();
    /// client.replace_key("ftc_live_new")?;
    /// let wire = clone.self_test().request().build()?;
    /// assert_eq!(wire.headers()["x-connector-token"], "ftc_live_new");
    /// # Ok::<_, chatwire_fluidtalk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the token is empty or no header can carry it; the old one stays then.
    #[doc(alias = "replace_token")]
    pub fn replace_key(&self, token: impl Into<ConnectorToken>) -> Result<()> {
        self.http.auth().replace(token.into().0).map_err(named)
    }

    /// Any call of the API, for what this crate does not know yet: `/api/v1/characters/…` with its query.
    ///
    /// The answer is read as `T` whole, envelope included.
    /// GET may be repeated, everything else only when no connection was made.
    ///
    /// ```
    /// use chatwire_fluidtalk::{Method, characters::Client};
    ///
    /// let client = Client::new("ftc_live_0123456789")?;
    /// let path = "/api/v1/characters/leads?platform=instagram";
    /// let call = client.request::<serde_json::Value>(Method::GET, path);
    /// assert_eq!(call.request().build()?.uri().query(), Some("platform=instagram"));
    /// # Ok::<_, chatwire_fluidtalk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When awaited: [`Input`](crate::ErrorKind::Input) for a path that does not begin with one slash, or that holds an
    /// empty segment, `.`, `..`, or what has to be percent-encoded; [`Auth`](crate::ErrorKind::Auth) for a token that
    /// is refused; [`Decode`](crate::ErrorKind::Decode) for an answer that is no `T`; and what else the server or the
    /// line fail with. A `GET` apart, the request may have been carried out where no whole answer came:
    /// [`maybe_sent`](crate::Error::maybe_sent) says so. [`maybe_billed`](crate::ErrorExt::maybe_billed) is `false`,
    /// since only the program knows what the call costs.
    pub fn request<T: serde::de::DeserializeOwned + Send + 'static>(
        &self,
        method: Method,
        path: &str,
    ) -> RawRequest<T> {
        RawRequest::new(self.with_mode(self.http.written(method, operation::REQUEST, path)))
    }

    /// Limiter of this client and its clones, which holds calls back after a 429 only unless a rate was set. `None` after
    /// `no_rate_limit`.
    #[must_use]
    pub fn rate_limiter(&self) -> Option<RateLimiter> {
        self.http.limiter().cloned()
    }

    /// A call with its class and its usual limits; `template` begins with the version.
    pub(super) fn call(
        &self,
        method: Method,
        operation: &'static str,
        template: &'static str,
        class: RetryClass,
        (attempt, total): (Duration, Duration),
    ) -> Call {
        let call = self.http.call(method, operation, template).segment(&self.api_version);
        self.with_mode(call).class(class).limits(attempt, total)
    }

    fn with_mode(&self, call: Call) -> Call {
        match &self.mode {
            Some(mode) => call.header(MODE, mode.as_str()),
            None => call,
        }
    }

    /// What is wrong with a lead's handle, which stands in this field, before a request is made.
    pub(super) fn check_handle(&self, field: &str, handle: &str) -> Result<()> {
        if handle.is_empty() {
            return Err(Error::input(format!("{field} is empty")));
        }
        match &self.mode {
            Some(mode) if mode.is_test() && !handle.starts_with(TEST_PREFIX) => {
                let why = format!("{field}: in mode {mode} handles begin with {TEST_PREFIX}");
                Err(Error::input(why))
            }
            _ => Ok(()),
        }
    }
}

/// Adds to a call on which platform it is: the server's refusals do not say.
pub(super) fn on_platform(call: Call, platform: &Platform) -> Call {
    let call = call.context("platform", platform.as_str());
    if platform.as_str().is_empty() {
        return call.fail(Error::input("platform is empty"));
    }
    call
}

/// Gives requests the setter of the testing mode; each has the field `client`.
macro_rules! mode_setter {
    ($($request:ty),+ $(,)?) => {$(
        impl $request {
            /// Sends this call in another mode than the client's.
            pub fn mode(mut self, mode: $crate::characters::Mode) -> Self {
                self.client.mode = Some(mode);
                self
            }
        }
    )+};
}

/// Gives billed requests the setter for refused calls; each has the field `class`.
macro_rules! billed {
    ($($request:ty),+ $(,)?) => {$(
        impl $request {
            /// Waits and repeats after a 429, and after a 503 with `Retry-After`.
            ///
            /// Off by default: the platform promises only for idempotent calls that a refused one may be repeated.
            pub fn retry_rate_limited(mut self) -> Self {
                self.class = ::chatwire_core::RetryClass::Rejected;
                self
            }
        }
    )+};
}

pub(super) use {billed, mode_setter};

/// Settings for a [`Client`]; the common ones are those of [`Config`].
///
/// ```
/// use std::time::Duration;
/// use chatwire_fluidtalk::characters::Client;
///
/// let client = Client::builder("ftc_live_0123456789")
///     .base_url("https://talk.example.org")?
///     .api_version("v2")
///     .timeout(Duration::from_secs(90))
///     .build()?;
/// let wire = client.self_test().request().build()?;
/// assert!(wire.uri().path().starts_with("/api/v2/"));
/// # Ok::<_, chatwire_fluidtalk::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct Builder {
    token: ConnectorToken,
    api_version: String,
    mode: Option<Mode>,
    config: Config,
}

config_methods!(Builder);

impl Builder {
    /// Settings from the variables of [`ENV`].
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the missing or invalid variable.
    pub fn from_vars(vars: &Vars) -> Result<Self> {
        let token = Secret::new(vars.required(CONNECTOR_TOKEN).map_err(named)?);
        token.as_key().map_err(|err| named(CONNECTOR_TOKEN.wrong(err)))?;
        let builder = Client::builder(token);
        match vars.optional(BASE_URL).map_err(named)? {
            Some(url) => builder.base_url(url).map_err(|err| named(BASE_URL.wrong(err))),
            None => Ok(builder),
        }
    }

    /// Version in the paths (`v1`).
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = version.into();
        self
    }

    /// Sends every call in this mode, GET included; without it no mode is named.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// Ends the settings.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the token is empty or no header can carry it, or when a setting
    /// cannot be used, such as plain http to another machine.
    pub fn build(self) -> Result<Client> {
        let credential = Credential::new(self.token.0);
        // Only this header is read: a bearer token gets a bare 401 (browser extension client).
        let auth = Auth::header(HeaderName::from_static("x-connector-token"), credential)
            .map_err(named)?;
        Ok(Client {
            http: Http::new(&SERVICE, DEFAULT_BASE_URL, auth, self.config)?,
            api_version: Arc::from(self.api_version),
            mode: self.mode,
        })
    }
}
