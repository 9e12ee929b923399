//! Client of the handshake API and its settings.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, Method};

use chatwire_core::build::{Auth, Call, Http, Multipart, Service};
use chatwire_core::env::{EnvVar, Vars};
use chatwire_core::{
    Config, Credential, RateLimiter, RawRequest, Result, RetryClass, Secret, config_methods,
};

use super::operation;
use crate::error::{named, read_error};
use crate::upload::{FALLBACK_NAME, Image, MAX_UPLOAD, limits};
use crate::{ApiKey, DEFAULT_BASE_URL};

pub use crate::characters::BASE_URL;

/// Variable with the key.
pub const API_KEY: EnvVar = EnvVar::new("FLUIDTALK_API_KEY", "key of the handshake API, ft_sk_…");

/// Variable with the account that receives the messages.
pub const OWN_USERNAME: EnvVar =
    EnvVar::new("FLUIDTALK_OWN_USERNAME", "account that receives the messages, default none");

/// Variables that [`Client::from_env`] reads.
pub const ENV: &[EnvVar] = &[API_KEY, BASE_URL, OWN_USERNAME];

/// Longest attempt of a call that writes words (timeout of the Python client 1.0.1), and of the whole call.
const TALK: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(65));

static SERVICE: Service = Service::new("fluidtalk", read_error).limits(TALK.0, TALK.1);

/// Client of the handshake API. Clones share connections, limits and key.
///
/// ```
/// use chatwire_fluidtalk::handshake::Client;
///
/// let client = Client::builder("ft_sk_0123456789abcdef").own_username("@my_account").build()?;
/// assert!(!format!("{client:?}").contains("0123456789"));
/// # Ok::<_, chatwire_fluidtalk::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    http: Http,
    own_username: Option<Arc<str>>,
    max_upload: u64,
}

impl Client {
    /// A client with default settings.
    ///
    /// ```
    /// use chatwire_fluidtalk::handshake::Client;
    ///
    /// let client = Client::new("ft_sk_0123456789abcdef")?;
    /// let wire = client.inbound_chat("@john_doe").message("hey").request().build()?;
    /// assert_eq!(wire.method(), "POST");
    /// assert!(Client::new("").is_err());
    /// # Ok::<_, chatwire_fluidtalk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the key is empty or no header can carry it.
    pub fn new(key: impl Into<ApiKey>) -> Result<Self> {
        Self::builder(key).build()
    }

    /// Settings for a client.
    ///
    /// ```
    /// use std::time::Duration;
    /// use chatwire_fluidtalk::{Retry, handshake::Client};
    ///
    /// let client = Client::builder("ft_sk_0123456789abcdef")
    ///     .timeout(Duration::from_secs(120))
    ///     .retry(Retry::none())
    ///     .build()?;
    /// # assert!(format!("{client:?}").contains("Client"));
    /// # Ok::<_, chatwire_fluidtalk::Error>(())
    /// ```
    pub fn builder(key: impl Into<ApiKey>) -> Builder {
        Builder {
            key: key.into(),
            own_username: None,
            max_upload: MAX_UPLOAD,
            config: Config::new(),
        }
    }

    /// A client from `FLUIDTALK_API_KEY`, `FLUIDTALK_BASE_URL` and `FLUIDTALK_OWN_USERNAME`.
    ///
    /// ```
    /// use chatwire_fluidtalk::handshake::Client;
    ///
    /// match Client::from_env() {
    ///     Ok(client) => println!("{client:?}"),
    ///     // Names the variable when it is missing.
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
    /// use chatwire_fluidtalk::{env::Vars, handshake::Client};
    ///
    /// let err = Client::from_vars(&Vars::from_pairs([("", ""); 0])).unwrap_err();
    /// assert!(err.to_string().contains("FLUIDTALK_"), "names what is missing");
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the missing or invalid variable.
    pub fn from_vars(vars: &Vars) -> Result<Self> {
        let builder = Builder::from_vars(vars)?;
        // The key was looked at above: what is left to be wrong is the address.
        match vars.optional(BASE_URL).map_err(named)? {
            Some(_) => builder.build().map_err(|err| named(BASE_URL.wrong(err))),
            None => builder.build(),
        }
    }

    /// Replaces the key for this client and all its clones; calls under way keep the old one.
    ///
    /// ```
    /// use chatwire_fluidtalk::handshake::Client;
    ///
    /// let client = Client::new("ft_sk_old")?;
    /// let clone = client.clone();
    /// client.replace_key("ft_sk_new")?;
    /// let wire = clone.ai_opener("@john_doe").request().build()?;
    /// assert!(wire.headers().values().any(|value| value.as_bytes().ends_with(b"ft_sk_new")));
    /// # Ok::<_, chatwire_fluidtalk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the key is empty or no header can carry it; the old one stays then.
    pub fn replace_key(&self, key: impl Into<ApiKey>) -> Result<()> {
        self.http.auth().replace(key.into().0).map_err(named)
    }

    /// Any call of the API, for what this crate does not know yet: `/api/v1/bot/…` with its query.
    ///
    /// The answer is read as `T` as it is. GET may be repeated, everything else only when no connection was made.
    ///
    /// ```
    /// use chatwire_fluidtalk::{Method, handshake::Client};
    ///
    /// let client = Client::new("ft_sk_0123456789abcdef")?;
    /// let call = client.request::<serde_json::Value>(Method::GET, "/api/v1/bot/status");
    /// assert_eq!(call.request().build()?.uri().path(), "/api/v1/bot/status");
    /// # Ok::<_, chatwire_fluidtalk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When awaited: [`Input`](crate::ErrorKind::Input) for a path that does not begin with one slash, or that holds an
    /// empty segment, `.`, `..`, or what has to be percent-encoded; [`Auth`](crate::ErrorKind::Auth) for a key that is
    /// refused; [`Decode`](crate::ErrorKind::Decode) for an answer that is no `T`; and what else the server or the line
    /// fail with. A `GET` apart, the request may have been carried out where no whole answer came:
    /// [`maybe_sent`](crate::Error::maybe_sent) says so. [`maybe_billed`](crate::ErrorExt::maybe_billed) is `false`,
    /// since only the program knows what the call costs.
    pub fn request<T: serde::de::DeserializeOwned + Send + 'static>(
        &self,
        method: Method,
        path: &str,
    ) -> RawRequest<T> {
        RawRequest::new(self.http.written(method, operation::REQUEST, path))
    }

    /// Limiter of this client and its clones, which holds calls back after a 429 only unless a rate was set. `None` after
    /// `no_rate_limit`.
    #[must_use]
    pub fn rate_limiter(&self) -> Option<RateLimiter> {
        self.http.limiter().cloned()
    }

    /// A call that writes words.
    pub(super) fn talk(&self, operation: &'static str, template: &'static str) -> Call {
        self.http.call(Method::POST, operation, template).class(RetryClass::ConnectOnly)
    }

    /// A call that changes nothing that matters.
    pub(super) fn upload(&self, operation: &'static str, template: &'static str) -> Call {
        self.http.call(Method::POST, operation, template).class(RetryClass::Idempotent)
    }

    /// The call's own account, or the client's when it has none: the empty text counts as none.
    pub(super) fn own_username(&self, own: Option<String>) -> Option<String> {
        own.filter(|own| !own.is_empty())
            .or_else(|| self.own_username.as_deref().map(str::to_owned))
    }

    pub(super) fn max_upload(&self) -> u64 {
        self.max_upload
    }

    /// Sends `fields`, without the empty ones, as a form, or as a multipart form when there is an image.
    pub(super) fn send_fields(&self, call: Call, fields: Fields, image: Option<Image>) -> Call {
        let fields = fields.into_iter().filter_map(|(name, value)| {
            value.filter(|value| !value.is_empty()).map(|value| (name, value))
        });
        let Some(image) = image else { return call.form(fields) };
        let cap = self.max_upload;
        if let Err(err) = image.check(cap) {
            return call.fail(err);
        }
        let form = fields.fold(Multipart::new(), |form, (name, value)| form.text(name, value));
        let (attempt, _) = limits(image.len(), cap);
        let attempt = attempt.max(TALK.0);
        let call = call.limits(attempt, attempt + (TALK.1 - TALK.0));
        with_image(call, form, image, cap)
    }
}

/// Fields of a form in their order.
pub(super) type Fields = Vec<(&'static str, Option<String>)>;

/// Adds the image as the form's last part.
///
/// What is in memory goes in at once, so that the call's wire form can be built; files and streams are looked at
/// when the call starts.
pub(super) fn with_image(call: Call, form: Multipart, image: Image, cap: u64) -> Call {
    // The Python client 1.0.1 takes an empty name for none: a file keeps its own.
    let image = image.without_empty_name();
    if image.is_in_memory() {
        return match image.ready_from_memory(cap) {
            Ok(upload) => call.multipart(form.file("file", FALLBACK_NAME, upload)),
            Err(err) => call.fail(err),
        };
    }
    call.lazy_multipart(move || {
        Box::pin(async move { Ok(form.file("file", FALLBACK_NAME, image.ready(cap).await?)) })
    })
}

/// Settings for a [`Client`]; the common ones are those of [`Config`].
///
/// ```
/// use chatwire_fluidtalk::{env::Vars, handshake::Builder};
///
/// # let vars = Vars::from_pairs([("FLUIDTALK_API_KEY", "ft_sk_0123456789abcdef")]);
/// // Variables first, then what the program knows better.
/// let client = Builder::from_vars(&vars)?.own_username("@my_account").max_upload(1 << 20).build()?;
/// # assert!(format!("{client:?}").contains("my_account"));
/// # Ok::<_, chatwire_fluidtalk::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct Builder {
    key: ApiKey,
    own_username: Option<String>,
    max_upload: u64,
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
        let key = Secret::new(vars.required(API_KEY).map_err(named)?);
        key.as_key().map_err(|err| named(API_KEY.wrong(err)))?;
        let mut builder = Client::builder(key);
        if let Some(url) = vars.optional(BASE_URL).map_err(named)? {
            builder = builder.base_url(url).map_err(|err| named(BASE_URL.wrong(err)))?;
        }
        if let Some(own) = vars.optional(OWN_USERNAME).map_err(named)? {
            builder = builder.own_username(own);
        }
        Ok(builder)
    }

    /// Account of yours that receives the messages, for calls that name none.
    ///
    /// FluidTalk uses it for tracking and to find leads that two of your accounts talk to.
    pub fn own_username(mut self, name: impl Into<String>) -> Self {
        self.own_username = Some(name.into());
        self
    }

    /// Largest image in bytes that is uploaded ([`MAX_UPLOAD`], 10 MiB; the platform documents no limit).
    pub fn max_upload(mut self, bytes: u64) -> Self {
        self.max_upload = bytes;
        self
    }

    /// Ends the settings.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the key is empty or no header can carry it, or when a setting
    /// cannot be used, such as plain http to another machine.
    pub fn build(self) -> Result<Client> {
        let credential = Credential::new(self.key.0);
        let auth = Auth::header(HeaderName::from_static("x-api-key"), credential).map_err(named)?;
        Ok(Client {
            http: Http::new(&SERVICE, DEFAULT_BASE_URL, auth, self.config)?,
            own_username: self.own_username.filter(|own| !own.is_empty()).map(Arc::from),
            max_upload: self.max_upload,
        })
    }
}
