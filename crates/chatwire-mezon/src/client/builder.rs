//! [`Builder`]: settings of a client.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chatwire_core::env::Vars;
use chatwire_core::{BaseUrl, Config, Error, Rate, Result, Secret};

use super::{API_KEY, BASE_URL, BOT_ID, Client, DEFAULT_MEDIA_URL, Extras, parts, wrong};
use crate::cache::MessageCache;
use crate::error::named;
use crate::session::Login;
use crate::world::World;
use crate::{CacheSizes, UserId};

/// Calls over HTTP: one each 1.024 s as in mezon-sdk 2.8.53, but five at once after a pause, and not one queue for
/// all clients of a process.
pub(super) fn http_rate() -> Rate {
    const CALLS: u32 = 60;
    Rate::new(CALLS, Duration::from_millis(1024) * CALLS).burst(5)
}

/// Calls over HTTP under way at once; mezon-sdk 2.8.53 has one in the whole process.
const IN_FLIGHT: u16 = 4;

/// Settings of a [`Client`].
///
/// Defaults: 5 s for connecting, 7 s for an attempt, 30 s for a call, 3 attempts; calls over HTTP at most one each
/// 1.024 s, five at once after a pause, four under way at once.
///
/// ```
/// use std::time::Duration;
/// use chatwire_mezon::Client;
///
/// let client = Client::builder(1_800_000_000_000_000_001, "api-key")
///     .base_url("https://gateway.example.org:8443")?
///     .timeout(Duration::from_secs(10))
///     .build()?;
/// assert!(!format!("{client:?}").contains("api-key"));
/// # Ok::<_, chatwire_mezon::Error>(())
/// ```
#[must_use = "a builder does nothing until it is built"]
#[derive(Debug)]
pub struct Builder {
    bot: UserId,
    api_key: Secret,
    app_name: Option<String>,
    vars: BTreeMap<String, String>,
    config: Config,
    sizes: CacheSizes,
    message_cache: Option<Arc<dyn MessageCache>>,
    accepts_friends: bool,
    tells_receivers: bool,
    in_flight: u16,
    media_url: Option<BaseUrl>,
    #[cfg(feature = "tokens")]
    ledger: super::tokens::Settings,
}

chatwire_core::config_methods!(Builder);

impl Builder {
    pub(super) fn new(bot: UserId, api_key: Secret) -> Self {
        Self {
            bot,
            api_key,
            app_name: None,
            vars: BTreeMap::new(),
            config: Config::new(),
            sizes: CacheSizes::default(),
            message_cache: None,
            accepts_friends: false,
            tells_receivers: false,
            in_flight: IN_FLIGHT,
            media_url: None,
            #[cfg(feature = "tokens")]
            ledger: super::tokens::Settings::default(),
        }
    }

    /// Settings from the variables that are set.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the variable that is missing or wrong.
    pub fn from_vars(vars: &Vars) -> Result<Self> {
        let bot = vars.required(BOT_ID).map_err(named)?;
        let bot = bot.trim().parse().map_err(|err: Error| {
            wrong(Error::config("the bot's id is no number").with_source(err), BOT_ID)
        })?;
        let api_key = Secret::new(vars.required(API_KEY).map_err(named)?);
        api_key.as_key().map_err(|err| wrong(err, API_KEY))?;
        let mut builder = Self::new(bot, api_key);
        if let Some(url) = vars.optional(BASE_URL).map_err(named)? {
            builder = builder.base_url(url).map_err(|err| wrong(err, BASE_URL))?;
        }
        #[cfg(feature = "tokens")]
        {
            use chatwire_core::env::EnvVar;

            use super::{LEDGER_INDEXER_URL, LEDGER_NODE_URL, LEDGER_PROVER_URL};
            type Setter = fn(Builder, String) -> Result<Builder>;
            let services: [(EnvVar, Setter); 3] = [
                (LEDGER_NODE_URL, Self::ledger_node_url),
                (LEDGER_PROVER_URL, Self::ledger_prover_url),
                (LEDGER_INDEXER_URL, Self::ledger_indexer_url),
            ];
            for (var, set) in services {
                if let Some(url) = vars.optional(var).map_err(named)? {
                    builder = set(builder, url).map_err(|err| wrong(err, var))?;
                }
            }
        }
        Ok(builder)
    }

    /// Name of the application, which the login may carry.
    #[doc(alias = "appname")]
    pub fn app_name(mut self, name: impl Into<String>) -> Self {
        self.app_name = Some(name.into());
        self
    }

    /// A variable that the login carries and the token gives back.
    pub fn var(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.vars.insert(name.into(), value.into());
        self
    }

    /// How many clans, channels, users and messages are remembered.
    pub fn cache_sizes(mut self, sizes: CacheSizes) -> Self {
        self.sizes = sizes;
        self
    }

    /// Where the messages that a live session hears of, and those that are sent, are kept beside the last ones in memory
    /// (nowhere): edits and removals are applied to it.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use chatwire_mezon::Client;
    /// use chatwire_mezon::cache::MemoryCache;
    ///
    /// let cache = Arc::new(MemoryCache::new());
    /// let client = Client::builder(1_800_000_000_000_000_001, "api-key").message_cache(cache.clone()).build()?;
    /// # Ok::<_, chatwire_mezon::Error>(())
    /// ```
    ///
    /// It is not closed with the client, since it can serve several; close it when the program ends.
    pub fn message_cache(mut self, cache: Arc<dyn MessageCache>) -> Self {
        self.message_cache = Some(cache);
        self
    }

    /// Accepts everybody who asks for friendship while a live session is online (off).
    pub fn auto_accept_friends(mut self) -> Self {
        self.accepts_friends = true;
        self
    }

    /// Tells the receivers of the bot's tokens by a direct message while a live session is online (off): with each
    /// announcement of a transfer of its own, as mezon-sdk 2.8.53 does.
    pub fn tell_receivers(mut self) -> Self {
        self.tells_receivers = true;
        self
    }

    /// Most calls over HTTP that are under way at once (4); without a [rate limit](Self::no_rate_limit), there is no such
    /// limit either.
    pub fn in_flight(mut self, calls: u16) -> Self {
        self.in_flight = calls;
        self
    }

    /// Address of the media service ([`DEFAULT_MEDIA_URL`], or the address that
    /// [`base_url`](Self::base_url) sets).
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) for an address that cannot be used.
    pub fn media_url(mut self, url: impl AsRef<str>) -> Result<Self> {
        self.media_url = Some(BaseUrl::parse(url.as_ref()).map_err(named)?);
        Ok(self)
    }

    /// Builds the client; no connection is made.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the id is 0, the key [is none](Secret::as_key), or the address not
    /// encrypted and on another machine (see [`allow_insecure`](Self::allow_insecure)).
    pub fn build(self) -> Result<Client> {
        if self.bot.is_none() {
            return Err(named(Error::config("the bot's id is required")));
        }
        self.api_key.as_key().map_err(named)?;
        let Self { bot, api_key, app_name, vars, config, .. } = self;
        let login = Login { bot, api_key, app_name, vars };
        // A client that is pointed at a machine of one's own shall not tell its token to another.
        let media = self.media_url.as_ref().or(config.address());
        let extras = Extras {
            world: World::new(bot, self.sizes, self.message_cache),
            accepts_friends: self.accepts_friends,
            tells_receivers: self.tells_receivers,
            in_flight: self.in_flight,
            #[cfg(feature = "tokens")]
            ledger: self.ledger,
            media_url: media.map_or(DEFAULT_MEDIA_URL, BaseUrl::as_str).to_owned(),
        };
        Ok(Client { inner: Arc::new(parts(config, login, extras)?) })
    }
}

/// Where the bot's tokens are (feature `tokens`).
///
/// Without these, the services are Mezon's. With a [`base_url`](Self::base_url) that is not Mezon's they are sought
/// there, under `/mmn-api/`, `/zk-api/` and `/indexer-api/`, so that a login is told to nobody else.
#[cfg(feature = "tokens")]
impl Builder {
    /// Address of the ledger's node (JSON-RPC), kept exactly.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) for an address that cannot be used.
    #[doc(alias = "mmn_api_url")]
    pub fn ledger_node_url(mut self, url: impl Into<String>) -> Result<Self> {
        self.ledger.node_url = Some(usable(url.into())?);
        Ok(self)
    }

    /// Address of the service that makes proofs.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) for an address that cannot be used.
    #[doc(alias = "zk_api_url")]
    pub fn ledger_prover_url(mut self, url: impl Into<String>) -> Result<Self> {
        self.ledger.prover_url = Some(usable(url.into())?);
        Ok(self)
    }

    /// Address of the ledger's indexer, by which payments with a lost answer are found again.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) for an address that cannot be used.
    pub fn ledger_indexer_url(mut self, url: impl Into<String>) -> Result<Self> {
        self.ledger.indexer_url = Some(usable(url.into())?);
        Ok(self)
    }

    /// File in which payments are noted before they go out (none); see [`Journal`](crate::ledger::Journal).
    ///
    /// It is opened by the first use of the ledger, and belongs to this client as long as it lives. After a start,
    /// [`Ledger::unsettled`](crate::ledger::Ledger::unsettled) has what is still open.
    pub fn payment_journal(mut self, path: impl Into<std::path::PathBuf>) -> Self {
        self.ledger.journal = Some(path.into());
        self
    }
}

#[cfg(feature = "tokens")]
fn usable(url: String) -> Result<String> {
    BaseUrl::parse(&url).map_err(named)?;
    Ok(url)
}
