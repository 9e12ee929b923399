//! Keys by which a server recognises a repeated call.

use std::fmt;

use http::HeaderValue;

use crate::{Error, Result, crypto};

/// A key that all attempts of one call share: 1 to 255 visible ASCII characters.
///
/// No platform so far documents that it honours one; hand it to
/// [`Request::idempotency_key`](crate::Request::idempotency_key) for servers and gateways that do.
///
/// ```
/// use chatwire_core::IdempotencyKey;
///
/// assert_eq!(IdempotencyKey::new("order-17")?.as_str(), "order-17");
/// assert!(IdempotencyKey::new("two words").is_err());
/// assert_ne!(IdempotencyKey::random()?, IdempotencyKey::random()?);
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// A key of the caller's own.
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) unless it has 1 to 255 visible ASCII characters.
    pub fn new(key: impl Into<String>) -> Result<Self> {
        let key = key.into();
        let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
        if key.is_empty() || key.len() > 255 || !visible {
            return Err(Error::input("an idempotency key has 1 to 255 visible ASCII characters"));
        }
        Ok(Self(key))
    }

    /// A new random key (UUID version 4).
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the system gives no random bytes.
    pub fn random() -> Result<Self> {
        crypto::random_bytes().map(Self::from_random)
    }

    /// A key made of these random bytes (UUID version 4), for programs with a source of their own.
    #[must_use]
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
    }

    /// Text of the key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn to_header(&self) -> Result<HeaderValue> {
        HeaderValue::from_str(&self.0)
            .map_err(|err| Error::input("invalid idempotency key").with_source(err))
    }
}

impl AsRef<str> for IdempotencyKey {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
