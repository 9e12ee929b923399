//! Settings that every platform's client shares, and the setters for them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::http::hook::{AttemptHook, AttemptRecord};
use crate::tls::RootCertificate;
use crate::{BaseUrl, Error, Rate, RateLimiter, Result, Retry, Secret};

/// Longest time for connecting unless the user says otherwise (spec of the transport, 2.5).
const CONNECT: Duration = Duration::from_secs(5);

/// Settings of a client; platform builders have the same setters by [`config_methods!`](crate::config_methods).
///
/// Defaults stand beside each setter; a platform's documentation names those it changes.
///
/// ```
/// use std::time::Duration;
/// use chatwire_core::{Config, Retry};
///
/// // One set of settings, for the clients of several platforms.
/// let common = Config::new()
///     .user_agent("mybot/1.0")
///     .timeout(Duration::from_secs(20))
///     .retry(Retry::new().max_attempts(5))
///     .on_attempt(|record| println!("{}: {:?}", record.operation, record.latency));
/// let behind_a_proxy = common.proxy("http://bot:s3cret@proxy.example.org:3128")?;
/// assert!(!format!("{behind_a_proxy:?}").contains("s3cret"));
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub(crate) base_url: Option<BaseUrl>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) queue_timeout: Option<Duration>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) limit: Limit,
    pub(crate) user_agent: Option<String>,
    pub(crate) proxy: Proxy,
    pub(crate) proxy_auth: Option<ProxyAuth>,
    pub(crate) roots: Vec<RootCertificate>,
    pub(crate) allow_insecure: bool,
    pub(crate) max_response: Option<usize>,
    pub(crate) hook: Option<AttemptHook>,
    #[cfg(feature = "http-client")]
    pub(crate) client: Option<OwnClient>,
    #[cfg(feature = "testing")]
    pub(crate) script: Option<crate::testing::Script>,
}

/// Which limiter a client uses.
#[derive(Clone, Debug, Default)]
pub(crate) enum Limit {
    #[default]
    Platform,
    Rate(Rate),
    Shared(RateLimiter),
    Off,
}

/// A client that the user brought, whose `Debug` would show its headers.
#[cfg(feature = "http-client")]
#[derive(Clone)]
pub(crate) struct OwnClient(pub(crate) reqwest::Client);

#[cfg(feature = "http-client")]
impl fmt::Debug for OwnClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client")
    }
}

/// User and password for the proxy; `Debug` shows neither.
#[derive(Clone)]
pub(crate) struct ProxyAuth(String, Secret);

impl fmt::Debug for ProxyAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxyAuth")
    }
}

/// How a client reaches the network.
#[derive(Clone, Default)]
pub(crate) enum Proxy {
    /// As the environment and the system say; never for loopback.
    #[default]
    System,
    Direct,
    Url {
        url: url::Url,
        auth: Option<(String, Secret)>,
    },
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("System"),
            Self::Direct => f.write_str("Direct"),
            Self::Url { url, .. } => {
                let port = url.port_or_known_default().unwrap_or_default();
                write!(f, "Url({}:{port})", url.host_str().unwrap_or_default())
            }
        }
    }
}

impl Config {
    /// Default settings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Where requests go, with the version path if the platform has one.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when it is no absolute `http(s)` URL. Plain http to
    /// another machine is refused when the client is built, unless [`allow_insecure`](Self::allow_insecure).
    pub fn base_url(mut self, url: impl AsRef<str>) -> Result<Self> {
        self.base_url = Some(BaseUrl::parse(url.as_ref())?);
        Ok(self)
    }

    /// The address that was set, for platforms whose other hosts follow it.
    #[must_use]
    pub fn address(&self) -> Option<&BaseUrl> {
        self.base_url.as_ref()
    }

    /// Longest time for a whole call: queue, all attempts, pauses and decoding (60 s).
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Longest time for one attempt, its body included (30 s).
    #[must_use]
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// Longest time in the limiter's queue, counted apart from [`timeout`](Self::timeout) (part of it).
    #[must_use]
    pub fn queue_timeout(mut self, limit: Duration) -> Self {
        self.queue_timeout = Some(limit);
        self
    }

    /// Longest time for name look-up, TCP and TLS (5 s).
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    pub(crate) fn connect_limit(&self) -> Duration {
        self.connect_timeout.unwrap_or(CONNECT)
    }

    /// Longest pause between two pieces of a body, in either direction (20 s).
    #[must_use]
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.read_timeout = Some(limit);
        self
    }

    /// When and how often a failed attempt is repeated (3 attempts; see [`Retry`]).
    #[must_use]
    pub fn retry(mut self, policy: Retry) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Limits request starts to `rate`, retries included (the platform's documented rate).
    #[must_use]
    pub fn rate_limit(mut self, rate: Rate) -> Self {
        self.limit = Limit::Rate(rate);
        self
    }

    /// Shares a limiter with another client of the same key.
    #[must_use]
    pub fn rate_limiter(mut self, limiter: RateLimiter) -> Self {
        self.limit = Limit::Shared(limiter);
        self
    }

    /// Switches the limiter off.
    #[must_use]
    pub fn no_rate_limit(mut self) -> Self {
        self.limit = Limit::Off;
        self
    }

    /// Name of the program, sent before that of the crate (`mybot/1.0 chatwire/…`).
    #[must_use]
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = Some(name.into());
        self
    }

    /// Sends everything through this proxy instead of the one that the environment names.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when it is no absolute URL. Credentials inside the URL
    /// are taken out of it and never shown; those of [`proxy_auth`](Self::proxy_auth) win over them.
    pub fn proxy(mut self, url: impl AsRef<str>) -> Result<Self> {
        let mut url = url::Url::parse(url.as_ref())
            .map_err(|err| Error::config(format!("invalid proxy URL: {err}")))?;
        if url.host().is_none() {
            return Err(Error::config("invalid proxy URL: it has no host"));
        }
        // A token for a proxy often stands as the password, without a user.
        let auth = (!url.username().is_empty() || url.password().is_some())
            .then(|| (decoded(url.username()), Secret::new(decoded(url.password().unwrap_or("")))));
        // Only URLs that cannot have user-info refuse this, and those have no host.
        if url.set_username("").is_err() || url.set_password(None).is_err() {
            return Err(Error::config("invalid proxy URL: it cannot carry credentials"));
        }
        self.proxy = Proxy::Url { url, auth };
        Ok(self)
    }

    /// User and password for the [`proxy`](Self::proxy), set before or after it.
    ///
    /// A proxy that the environment names is not sent them: its own stand in its address, `http://user:password@…`.
    #[must_use]
    pub fn proxy_auth(mut self, user: impl Into<String>, password: Secret) -> Self {
        self.proxy_auth = Some(ProxyAuth(user.into(), password));
        self
    }

    /// The proxy, with the credentials that count.
    pub(crate) fn way_out(&self) -> Proxy {
        match (&self.proxy, &self.proxy_auth) {
            (Proxy::Url { url, .. }, Some(ProxyAuth(user, password))) => {
                let auth = Some((user.clone(), password.clone()));
                Proxy::Url { url: url.clone(), auth }
            }
            (proxy, _) => proxy.clone(),
        }
    }

    /// Ignores the proxy that the environment names.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::Direct;
        self
    }

    /// Trusts this authority besides those of the system.
    #[must_use]
    pub fn root_certificate(mut self, root: RootCertificate) -> Self {
        self.roots.push(root);
        self
    }

    /// Allows plain http to machines other than this one: keys and texts travel readable.
    #[must_use]
    pub fn allow_insecure(mut self) -> Self {
        self.allow_insecure = true;
        self
    }

    /// Largest body of an answer in bytes (32 MiB).
    #[must_use]
    pub fn max_response(mut self, bytes: usize) -> Self {
        self.max_response = Some(bytes);
        self
    }

    /// Calls `hook` with one record for each attempt; it must not block.
    #[must_use]
    pub fn on_attempt(mut self, hook: impl Fn(&AttemptRecord) + Send + Sync + 'static) -> Self {
        self.hook = Some(AttemptHook(Arc::new(hook)));
        self
    }

    /// Uses this client for all requests (feature `http-client`, follows reqwest's versions).
    ///
    /// Its own timeouts, proxy, TLS, pool and redirect settings hold; ours for connecting, proxies
    /// and certificates do not. Set on it:
    ///
    /// - `redirect(Policy::none())`: with reqwest's default, a redirect is followed, and a key in a header of its own
    ///   (`x-api-key`) goes along, to other hosts too, and with a 307 the body as well. An answer from another address
    ///   than the one that was asked is refused with a [`Config`](crate::ErrorKind::Config) error, but by then it has
    ///   happened.
    /// - `retry(never())`: repetitions that are not ours do not know what must not be sent twice.
    /// - `pool_idle_timeout` of less than 5 s, if messages matter more than connections: our own client has a second
    ///   pool for calls that must not be sent twice, since a server may close an idle connection just as such a call
    ///   is written to it, and leave open whether it arrived. With a client of one's own there is one pool for all.
    #[cfg(feature = "http-client")]
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.client = Some(OwnClient(client));
        self
    }

    /// Answers every request from `script` instead of the network (feature `testing`).
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn script(mut self, script: crate::testing::Script) -> Self {
        self.script = Some(script);
        self
    }
}

fn decoded(text: &str) -> String {
    // A form decoder reads percent-escapes; a plus sign in user-info is literal.
    let escaped = text.replace('+', "%2B");
    url::form_urlencoded::parse(escaped.as_bytes())
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

/// Gives a platform's builder the setters of [`Config`], so that none is forgotten and none differs.
///
/// The builder has a field `config: Config`. For platform crates. One whose addresses follow rules
/// of their own says `config_methods!(Builder, without base_url)` and has its own setter for them.
///
/// ```
/// use chatwire_core::{Config, config_methods};
///
/// #[derive(Default)]
/// pub struct Builder {
///     config: Config,
/// }
/// config_methods!(Builder);
///
/// let builder = Builder::default().base_url("https://api.example.org/v1")?.user_agent("mybot/1.0");
/// assert!(builder.base_url("api.example.org").is_err(), "no absolute URL");
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[macro_export]
macro_rules! config_methods {
    ($builder:ty) => {
        $crate::config_methods!($builder, without base_url);

        impl $builder {
            /// Where requests go; see [`Config::base_url`]($crate::Config::base_url).
            ///
            /// # Errors
            ///
            /// [`Config`]($crate::ErrorKind::Config) when it is no absolute `http(s)` URL.
            pub fn base_url(mut self, url: impl AsRef<str>) -> $crate::Result<Self> {
                self.config = self.config.base_url(url)?;
                Ok(self)
            }
        }
    };
    ($builder:ty, without base_url) => {
        impl $builder {
            /// Replaces all common settings at once.
            #[must_use]
            pub fn config(mut self, config: $crate::Config) -> Self {
                self.config = config;
                self
            }

            /// Sends everything through this proxy; see [`Config::proxy`]($crate::Config::proxy).
            ///
            /// # Errors
            ///
            /// [`Config`]($crate::ErrorKind::Config) when it is no absolute URL.
            pub fn proxy(mut self, url: impl AsRef<str>) -> $crate::Result<Self> {
                self.config = self.config.proxy(url)?;
                Ok(self)
            }

            $crate::config_methods! { @forward
                /// Longest time for a whole call; see [`Config::timeout`]($crate::Config::timeout).
                timeout(limit: ::std::time::Duration);
                /// Longest time for one attempt; see [`Config::attempt_timeout`]($crate::Config::attempt_timeout).
                attempt_timeout(limit: ::std::time::Duration);
                /// Longest time in the limiter's queue; see [`Config::queue_timeout`]($crate::Config::queue_timeout).
                queue_timeout(limit: ::std::time::Duration);
                /// Longest time for connecting; see [`Config::connect_timeout`]($crate::Config::connect_timeout).
                connect_timeout(limit: ::std::time::Duration);
                /// Longest pause inside a body; see [`Config::read_timeout`]($crate::Config::read_timeout).
                read_timeout(limit: ::std::time::Duration);
                /// When failed attempts are repeated; see [`Config::retry`]($crate::Config::retry).
                retry(policy: $crate::Retry);
                /// Limits request starts; see [`Config::rate_limit`]($crate::Config::rate_limit).
                rate_limit(rate: $crate::Rate);
                /// Shares a limiter; see [`Config::rate_limiter`]($crate::Config::rate_limiter).
                rate_limiter(limiter: $crate::RateLimiter);
                /// Switches the limiter off.
                no_rate_limit();
                /// Name of the program; see [`Config::user_agent`]($crate::Config::user_agent).
                user_agent(name: impl Into<String>);
                /// User and password for the proxy; see [`Config::proxy_auth`]($crate::Config::proxy_auth).
                proxy_auth(user: impl Into<String>, password: $crate::Secret);
                /// Ignores the proxy that the environment names.
                no_proxy();
                /// Trusts an authority besides those of the system.
                root_certificate(root: $crate::RootCertificate);
                /// Allows plain http to other machines; see [`Config::allow_insecure`]($crate::Config::allow_insecure).
                allow_insecure();
                /// Largest body of an answer; see [`Config::max_response`]($crate::Config::max_response).
                max_response(bytes: usize);
                /// Calls a hook for each attempt; see [`Config::on_attempt`]($crate::Config::on_attempt).
                on_attempt(hook: impl Fn(&$crate::AttemptRecord) + Send + Sync + 'static);
            }

            $crate::__config_http_client!();
            $crate::__config_script!();
        }
    };
    (@forward $($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ty),*);)*) => {
        $($(#[$doc])*
        #[must_use]
        pub fn $name(mut self, $($arg: $ty),*) -> Self {
            self.config = self.config.$name($($arg),*);
            self
        })*
    };
}

/// Part of [`config_methods!`] that follows core's own feature, whatever the caller's features are.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "http-client")]
macro_rules! __config_http_client {
    () => {
        /// Uses this reqwest client; see [`Config::http_client`]($crate::Config::http_client).
        #[must_use]
        pub fn http_client(mut self, client: $crate::reqwest::Client) -> Self {
            self.config = self.config.http_client(client);
            self
        }
    };
}

/// Part of [`config_methods!`] that follows core's own feature, whatever the caller's features are.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "http-client"))]
macro_rules! __config_http_client {
    () => {};
}

/// Part of [`config_methods!`] that follows core's own feature, whatever the caller's features are.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "testing")]
macro_rules! __config_script {
    () => {
        /// Answers from a script; see [`Config::script`]($crate::Config::script).
        #[must_use]
        pub fn script(mut self, script: $crate::testing::Script) -> Self {
            self.config = self.config.script(script);
            self
        }
    };
}

/// Part of [`config_methods!`] that follows core's own feature, whatever the caller's features are.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "testing"))]
macro_rules! __config_script {
    () => {};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxy_credentials_leave_the_url() {
        let config = Config::new().proxy("http://us%40er:p%2Bw+1@proxy.test:8080").unwrap();
        let Proxy::Url { url, auth: Some((user, password)) } = &config.proxy else {
            panic!("no credentials");
        };
        assert_eq!(url.as_str(), "http://proxy.test:8080/");
        assert_eq!((user.as_str(), password.expose()), ("us@er", "p+w+1"));
        assert!(!format!("{config:?}").contains("p+w"));
    }
}
