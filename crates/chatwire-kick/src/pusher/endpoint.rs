//! Address of a Pusher server.

use std::sync::{Arc, LazyLock};

use chatwire_core::{Error, Result};
use url::Url;

/// App key of Kick's site (kickpython 0.1.5 and four other clients agree).
const KICK_KEY: &str = "32cbd69e4b950bf97679";
/// Cluster of Kick's site.
const KICK_CLUSTER: &str = "us2";

/// Parameters of the query unless set otherwise.
const QUERY: [(&str, &str); 4] = [
    ("protocol", "7"),
    ("client", "chatwire-rust"),
    ("version", env!("CARGO_PKG_VERSION")),
    ("flash", "false"),
];

/// The same as text, which is that of nearly all endpoints.
static USUAL: LazyLock<String> = LazyLock::new(|| {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(QUERY).finish()
});

/// Where a Pusher server is, and which app of it is meant.
///
/// ```
/// use chatwire_kick::pusher::PusherEndpoint;
///
/// let kick = PusherEndpoint::kick();
/// assert!(kick.url().starts_with("wss://ws-us2.pusher.com/app/32cbd69e4b950bf97679?protocol=7&client=chatwire-rust"));
/// let own = PusherEndpoint::server("ws://127.0.0.1:6001", "app-key")?;
/// assert!(own.url().starts_with("ws://127.0.0.1:6001/app/app-key?protocol=7&"));
/// # Ok::<_, chatwire_kick::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PusherEndpoint {
    /// Shared: a session keeps its endpoint in several places, and a thousand sessions have the same one.
    parts: Arc<Parts>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    /// Scheme, host and port, without a final slash.
    base: String,
    key: String,
    /// Parameters that were set: a thousand sessions need not keep the usual ones as well.
    query: Vec<(String, String)>,
}

impl PusherEndpoint {
    /// The app of Kick's site at the hosted service; since October 2026 the site itself no longer uses it.
    #[must_use]
    pub fn kick() -> Self {
        Self::known(format!("wss://ws-{KICK_CLUSTER}.pusher.com"), KICK_KEY.to_owned())
    }

    /// An app at the hosted service.
    ///
    /// # Errors
    ///
    /// [`Config`](chatwire_core::ErrorKind::Config) when the cluster is no part of a host name, or the key is none.
    pub fn hosted(app_key: impl Into<String>, cluster: &str) -> Result<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if cluster.is_empty() || !cluster.bytes().all(plain) {
            return Err(Error::config("the Pusher cluster is no part of a host name"));
        }
        Self::server(&format!("wss://ws-{cluster}.pusher.com"), app_key)
    }

    /// The server on the host of an API, as test servers have it.
    pub(crate) fn beside(api: &str, app_key: impl Into<String>) -> Result<Self> {
        Self::server(&api.replacen("http", "ws", 1), app_key)
    }

    /// An app at a server of one's own: `ws` or `wss`, host and port.
    ///
    /// # Errors
    ///
    /// [`Config`](chatwire_core::ErrorKind::Config) when the address is no absolute URL of these schemes, or the key
    /// has other characters than letters, digits, `-` and `_`.
    pub fn server(url: &str, app_key: impl Into<String>) -> Result<Self> {
        let wrong = "the address of the Pusher server must be ws://HOST or wss://HOST";
        let base = Url::parse(url).map_err(|err| Error::config(wrong).with_source(err))?;
        let is_socket = matches!(base.scheme(), "ws" | "wss");
        let has_more =
            base.query().is_some() || !base.username().is_empty() || base.password().is_some();
        if !is_socket || has_more || base.host_str().is_none_or(str::is_empty) {
            return Err(Error::config(wrong));
        }
        let key = app_key.into();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if key.is_empty() || !key.bytes().all(plain) {
            return Err(Error::config(
                "the Pusher app key is empty, or has characters that no key has",
            ));
        }
        Ok(Self::known(base.as_str().trim_end_matches('/').to_owned(), key))
    }

    fn known(base: String, key: String) -> Self {
        Self { parts: Arc::new(Parts { base, key, query: Vec::new() }) }
    }

    /// Sets a parameter of the query, such as `client`, which is this library's own name unless set.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        let query = &mut Arc::make_mut(&mut self.parts).query;
        match query.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => query.push((name.to_owned(), value)),
        }
        self
    }

    /// The whole address.
    #[must_use]
    pub fn url(&self) -> String {
        let parts = &*self.parts;
        if parts.query.is_empty() {
            return format!("{}/app/{}?{}", parts.base, parts.key, *USUAL);
        }
        let usual = QUERY.iter().map(|(name, value)| match self.set(name) {
            Some(own) => (*name, own),
            None => (*name, *value),
        });
        let is_new = |name: &str| QUERY.iter().all(|(usual, _)| *usual != name);
        let more = parts.query.iter().filter(|(name, _)| is_new(name));
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let query = query.extend_pairs(usual).extend_pairs(more).finish();
        format!("{}/app/{}?{query}", parts.base, parts.key)
    }

    /// Own value of a parameter.
    fn set(&self, name: &str) -> Option<&str> {
        self.parts.query.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// App key.
    #[must_use]
    pub fn app_key(&self) -> &str {
        &self.parts.key
    }

    /// Whether the connection is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.parts.base.starts_with("wss:")
    }

    /// The same with an encrypted connection, `None` when it has one already.
    pub(crate) fn encrypted(&self) -> Option<Self> {
        let rest = self.parts.base.strip_prefix("ws://")?;
        let parts = Parts { base: format!("wss://{rest}"), ..Parts::clone(&self.parts) };
        Some(Self { parts: Arc::new(parts) })
    }
}
