//! Requests: built without I/O, sent by one executor.
//!
//! `call` builds, `request` is what users hold, `execute` limits, signs, sends,
//! classifies and retries; `net` sends, by hyper-util or reqwest.

pub(crate) mod auth;
pub(crate) mod body;
pub(crate) mod budget;
pub(crate) mod call;
mod execute;
pub(crate) mod hook;
pub(crate) mod idempotency;
pub(crate) mod limit;
#[cfg(feature = "multipart")]
pub(crate) mod multipart;
pub(crate) mod net;
pub(crate) mod page;
pub(crate) mod raw;
pub(crate) mod redact;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod retry;
pub(crate) mod retry_after;
mod stream;
#[cfg(feature = "multipart")]
pub(crate) mod upload;
pub(crate) mod url;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Method};

pub use auth::Auth;
pub use call::Call;
pub use reply::Reply;
pub(crate) use request::Request;
pub use stream::BodyStream;
pub use url::BaseUrl;

use self::budget::Budget;
use self::net::Transport;
use crate::config::{Config, Limit};
use crate::error::ErrorDetail;
use crate::{Error, Rate, RateLimiter, Result, Retry};

/// What the executor must know about a platform. For platform crates.
///
/// ```
/// use chatwire_core::build::{ErrorDetail, Reply, Service};
///
/// fn read_error(_: &Reply) -> ErrorDetail {
///     ErrorDetail::default()
/// }
/// static SERVICE: Service = Service::new("example", read_error);
/// assert_eq!(SERVICE.platform, "example");
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Service {
    /// Name in errors, spans and the user agent.
    pub platform: &'static str,
    /// Reads code, message and more from a refused answer.
    pub read_error: fn(&Reply) -> ErrorDetail,
    /// Documented rate of the platform; `None`: calls are held back after a 429 only, unless the user sets a rate.
    pub rate: Option<fn() -> Rate>,
    /// Longest attempt unless the call or the user says otherwise.
    pub attempt_timeout: Duration,
    /// Longest call unless the call or the user says otherwise.
    pub timeout: Duration,
    /// Header of an idempotency key.
    pub idempotency_header: &'static str,
    /// Whether the platform documents that it honours idempotency keys.
    pub honours_idempotency: bool,
    /// The platform's word on one refused answer, which goes before the retry class.
    pub verdict: fn(&Reply) -> Verdict,
    /// Whether a call that was refused with 401 is repeated with a newer credential even where its class allows no
    /// repetition of what may have arrived.
    pub replays_unauthorized: bool,
}

/// A platform's word on one refused answer.
///
/// ```
/// use std::time::Duration;
/// use chatwire_core::build::{ErrorDetail, Reply, Service, Verdict};
///
/// fn verdict(reply: &Reply) -> Verdict {
///     match reply.value().as_ref().and_then(|body| body["code"].as_str()) {
///         Some("quota_exceeded") => Verdict::Final,
///         Some("warming_up") => Verdict::RetryAfter(Duration::from_secs(2)),
///         _ => Verdict::Usual,
///     }
/// }
/// static SERVICE: Service =
///     Service::new("example", |_| ErrorDetail::default()).verdict(verdict);
/// let refused = Reply::new(http::StatusCode::TOO_MANY_REQUESTS, r#"{"code":"quota_exceeded"}"#);
/// assert_eq!((SERVICE.verdict)(&refused), Verdict::Final);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The retry class decides.
    Usual,
    /// Never repeat, whatever the class says.
    Final,
    /// The server did nothing and wants to be asked again after this time.
    RetryAfter(Duration),
}

impl Service {
    /// A platform with the usual limits: 30 s for an attempt, 60 s for a call, no rate.
    #[must_use]
    pub const fn new(platform: &'static str, read_error: fn(&Reply) -> ErrorDetail) -> Self {
        Self {
            platform,
            read_error,
            rate: None,
            attempt_timeout: Duration::from_secs(30),
            timeout: Duration::from_secs(60),
            idempotency_header: "idempotency-key",
            honours_idempotency: false,
            verdict: |_| Verdict::Usual,
            replays_unauthorized: false,
        }
    }

    /// Sets the documented rate.
    #[must_use]
    pub const fn rate(mut self, rate: fn() -> Rate) -> Self {
        self.rate = Some(rate);
        self
    }

    /// Sets the usual limits of an attempt and of a whole call.
    #[must_use]
    pub const fn limits(mut self, attempt: Duration, total: Duration) -> Self {
        self.attempt_timeout = attempt;
        self.timeout = total;
        self
    }

    /// Sets the platform's word on refused answers.
    #[must_use]
    pub const fn verdict(mut self, verdict: fn(&Reply) -> Verdict) -> Self {
        self.verdict = verdict;
        self
    }

    /// Says that the platform looks at the credential before it does anything: a call that was refused with 401 is
    /// repeated once with a newer credential, unless its class is [`Never`](crate::RetryClass::Never).
    #[must_use]
    pub const fn replays_unauthorized(mut self) -> Self {
        self.replays_unauthorized = true;
        self
    }

    /// Says that the platform honours idempotency keys in the header `name`.
    #[must_use]
    pub const fn idempotency(mut self, name: &'static str) -> Self {
        self.idempotency_header = name;
        self.honours_idempotency = true;
        self
    }
}

/// Executor of a client: connection pool, limiter, retry budget, credential. For platform crates.
///
/// Clones share everything.
///
/// ```
/// use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// use chatwire_core::{Config, Request};
///
/// static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
///
/// struct Client(Http);
///
/// impl Client {
///     fn rooms(&self) -> Request<Vec<String>> {
///         self.0.call(http::Method::GET, "example.rooms", "/rooms").json_reply()
///     }
/// }
/// let client = Client(Http::new(&SERVICE, "https://api.example.org", Auth::none(), Config::new())?);
/// assert_eq!(client.rooms().build()?.uri(), "https://api.example.org/rooms");
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Http(Arc<Inner>);

struct Inner {
    service: &'static Service,
    base: BaseUrl,
    auth: Auth,
    user_agent: HeaderValue,
    transport: Arc<Transport>,
    limiter: Option<RateLimiter>,
    budget: Arc<Budget>,
    config: Config,
    retry: Retry,
}

impl Http {
    /// An executor for `service` at `default_url`, unless `config` has another address.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) for an unencrypted address of another machine, an
    /// invalid user agent, or TLS settings that cannot be used.
    pub fn new(
        service: &'static Service,
        default_url: &str,
        auth: Auth,
        config: Config,
    ) -> Result<Self> {
        let named = |err: Error| err.with_platform(service.platform);
        let base = match &config.base_url {
            Some(base) => base.clone(),
            None => BaseUrl::parse(default_url).map_err(named)?,
        };
        base.check_encryption(config.allow_insecure).map_err(named)?;
        let limiter = match &config.limit {
            Limit::Platform => {
                let rate = service.rate.map(|rate| RateLimiter::new(rate()));
                Some(rate.unwrap_or_else(RateLimiter::unlimited))
            }
            Limit::Rate(rate) => Some(RateLimiter::new(*rate)),
            Limit::Shared(limiter) => Some(limiter.clone()),
            Limit::Off => None,
        };
        Ok(Self(Arc::new(Inner {
            service,
            user_agent: user_agent(&config).map_err(named)?,
            transport: Arc::new(Transport::new(&config, &base).map_err(named)?),
            base,
            auth,
            limiter,
            budget: Arc::new(Budget::new()),
            retry: config.retry.clone().unwrap_or_default(),
            config,
        })))
    }

    /// This executor with another credential: connections, limiter and retry budget are shared.
    #[must_use]
    pub fn with_auth(&self, auth: Auth) -> Self {
        let Inner { service, base, user_agent, transport, limiter, budget, config, retry, .. } =
            &*self.0;
        Self(Arc::new(Inner {
            service,
            base: base.clone(),
            auth,
            user_agent: user_agent.clone(),
            transport: Arc::clone(transport),
            limiter: limiter.clone(),
            budget: Arc::clone(budget),
            config: config.clone(),
            retry: retry.clone(),
        }))
    }

    /// Starts a call; `template` is its path with `{placeholders}`.
    pub fn call(&self, method: Method, operation: &'static str, template: &'static str) -> Call {
        Call::new(self.clone(), method, operation, template)
    }

    /// Starts a call to a path that a user wrote: the escape hatch of every client.
    pub fn written(&self, method: Method, operation: &'static str, path: &str) -> Call {
        Call::written(self.clone(), method, operation, path)
    }

    /// Address that paths are appended to.
    #[must_use]
    pub fn base_url(&self) -> &BaseUrl {
        &self.0.base
    }

    /// Limiter of this client; `None` only when the user switched it off.
    #[must_use]
    pub fn limiter(&self) -> Option<&RateLimiter> {
        self.0.limiter.as_ref()
    }

    /// Credential scheme of this client.
    #[must_use]
    pub fn auth(&self) -> &Auth {
        &self.0.auth
    }

    pub(crate) fn service(&self) -> &'static Service {
        self.0.service
    }

    pub(crate) fn user_agent(&self) -> &HeaderValue {
        &self.0.user_agent
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("platform", &self.0.service.platform)
            .field("base_url", &self.0.base)
            .field("auth", &self.0.auth)
            .finish_non_exhaustive()
    }
}

pub(crate) fn user_agent(config: &Config) -> Result<HeaderValue> {
    const OWN: &str = concat!("chatwire/", env!("CARGO_PKG_VERSION"));
    match &config.user_agent {
        None => Ok(HeaderValue::from_static(OWN)),
        Some(name) => HeaderValue::try_from(format!("{name} {OWN}"))
            .map_err(|_| Error::config("the user agent holds characters that no header may carry")),
    }
}
