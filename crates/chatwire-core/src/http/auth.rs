//! How a call proves who it is.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use http::{HeaderName, HeaderValue, header};

use crate::{Credential, Error, Result, Secret};

/// Which header carries the credential. For platform crates.
///
/// ```
/// use chatwire_core::build::{Auth, Http};
/// use chatwire_core::{Config, Credential, Secret};
/// # use chatwire_core::build::{ErrorDetail, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
///
/// let auth = Auth::bearer(Credential::new(Secret::new("key_1")))?;
/// let http = Http::new(&SERVICE, "https://api.example.org", auth, Config::new())?;
/// let call = http.call(http::Method::GET, "example.me", "/me").json_reply::<String>();
/// assert_eq!(call.build()?.headers()["authorization"], "Bearer key_1");
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Auth(Option<Arc<Scheme>>);

struct Scheme {
    name: HeaderName,
    prefix: &'static str,
    credential: Credential,
    /// Header made from that version of a fixed secret.
    cached: RwLock<Option<(u64, HeaderValue)>>,
}

impl Auth {
    /// Sends nothing.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// Sends `Authorization: Bearer …`.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the secret [is no key](Secret::as_key).
    pub fn bearer(credential: Credential) -> Result<Self> {
        Self::with(header::AUTHORIZATION, "Bearer ", credential)
    }

    /// Sends the secret as the header `name`.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the secret [is no key](Secret::as_key).
    pub fn header(name: HeaderName, credential: Credential) -> Result<Self> {
        Self::with(name, "", credential)
    }

    fn with(name: HeaderName, prefix: &'static str, credential: Credential) -> Result<Self> {
        let scheme = Scheme { name, prefix, credential, cached: RwLock::new(None) };
        if let Some(secret) = scheme.credential.fixed() {
            scheme.value(&secret)?;
        }
        Ok(Self(Some(Arc::new(scheme))))
    }

    /// Credential behind it.
    #[must_use]
    pub fn credential(&self) -> Option<&Credential> {
        self.0.as_ref().map(|scheme| &scheme.credential)
    }

    /// Replaces the secret for all clones; calls under way finish with the old one.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the new one [is no key](Secret::as_key), and when there is none, or
    /// one that is fetched from a source. The old one stays then.
    pub fn replace(&self, secret: Secret) -> Result<()> {
        let Some(scheme) = &self.0 else {
            return Err(Error::config("there is no credential to replace"));
        };
        scheme.value(&secret)?;
        if scheme.credential.replace(secret) {
            Ok(())
        } else {
            Err(Error::config(
                "the credential is fetched when it is needed: replace it at its source",
            ))
        }
    }

    /// Name of the header, which user headers may not set.
    pub(crate) fn name(&self) -> Option<&HeaderName> {
        self.0.as_ref().map(|scheme| &scheme.name)
    }

    /// Header value of a fixed secret; nothing when it must be fetched.
    pub(crate) fn fixed(&self) -> Result<Option<HeaderValue>> {
        let Some(scheme) = &self.0 else { return Ok(None) };
        let value = scheme.credential.with_fixed(|secret, version| scheme.cached(secret, version));
        value.transpose()
    }

    /// Header value for one attempt of a secret that comes from a source.
    pub(crate) async fn fetched(&self) -> Result<Option<HeaderValue>> {
        let Some(scheme) = &self.0 else { return Ok(None) };
        let secret = scheme.credential.current().await?;
        scheme.value(&secret).map(Some)
    }

    /// Header value that replaces the refused one, if there is a newer credential.
    pub(crate) async fn renewed(&self, refused: &HeaderValue) -> Result<Option<HeaderValue>> {
        let Some(scheme) = &self.0 else { return Ok(None) };
        let Some(secret) = scheme.secret_of(refused) else { return Ok(None) };
        let Some(newer) = scheme.credential.refresh(&secret).await? else { return Ok(None) };
        if newer == secret {
            return Ok(None);
        }
        scheme.value(&newer).map(Some)
    }
}

impl Scheme {
    /// Header of a fixed secret, made anew only when the secret was replaced.
    fn cached(&self, secret: &Secret, version: u64) -> Result<HeaderValue> {
        if let Some((known, value)) = &*self.cached.read().unwrap_or_else(PoisonError::into_inner)
            && *known == version
        {
            return Ok(value.clone());
        }
        let value = self.value(secret)?;
        let mut cached = self.cached.write().unwrap_or_else(PoisonError::into_inner);
        *cached = Some((version, value.clone()));
        Ok(value)
    }

    fn value(&self, secret: &Secret) -> Result<HeaderValue> {
        let text = format!("{}{}", self.prefix, secret.as_key()?);
        let mut value = HeaderValue::try_from(text)
            .map_err(|err| Error::config("the key fits no header").with_source(err))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// The secret inside a header that we made.
    fn secret_of(&self, value: &HeaderValue) -> Option<Secret> {
        let text = std::str::from_utf8(value.as_bytes()).ok()?;
        text.strip_prefix(self.prefix).map(Secret::new)
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("Auth(none)"),
            Some(scheme) => write!(f, "Auth({}, {:?})", scheme.name, scheme.credential),
        }
    }
}
