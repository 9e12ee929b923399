//! [`KeySource`]: the key that deliveries are checked with, and how it is replaced.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chatwire_core::crypto::RsaPublicKey;
use chatwire_core::{Error, Result};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::named;
use crate::Client;

/// The key that Kick prints in its documentation (KickDevDocs, June 2026).
pub const BUILT_IN_KEY: &str = "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAq/+l1WnlRrGSolDMA+A8
6rAhMbQGmQ2SapVcGM3zq8ANXjnhDWocMqfWcTd95btDydITa10kDvHzw9WQOqp2
MZI7ZyrfzJuz5nhTPCiJwTwnEtWft7nV14BYRDHvlfqPUaZ+1KR4OCaO/wWIk/rQ
L/TjY0M70gse8rlBkbo2a8rKhu69RQTRsoaf4DVhDPEeSeI5jVrRDGAMGL3cGuyY
6CLKGdjVEM78g3JfYOvDU/RvfqD7L89TZ3iN94jrmWdGz34JNlEI5hqK8dd7C5EF
BEbZ5jgB8s8ReQV8H+MkuffjdAj3ajDDX3DOJMIut1lBrUVD1AaSrGCKHooWoL2e
twIDAQAB
-----END PUBLIC KEY-----
";

/// Shortest time between two requests for the key, so that forged deliveries do not make us ask all the time.
pub const REFRESH_INTERVAL: Duration = Duration::from_secs(600);

/// Shortest time after a request for the key that failed.
const RETRY_INTERVAL: Duration = Duration::from_secs(60);

/// Longest wait for the key: deliveries wait for it, and Kick for their answers.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// Where the key of a [`WebhookVerifier`](super::WebhookVerifier) comes from. Clones share the key.
///
/// ```
/// use chatwire_kick::webhook::KeySource;
///
/// # let client = chatwire_kick::Client::builder().build()?;
/// // Kick's key as it is built in; when a signature does not fit, Kick is asked for a newer one.
/// let source = KeySource::built_in()?.refreshed(&client);
/// // A key of one's own, for tests.
/// let fixed = KeySource::from_pem(chatwire_kick::webhook::BUILT_IN_KEY)?;
/// # drop((source, fixed));
/// # Ok::<_, chatwire_kick::Error>(())
/// ```
#[derive(Clone)]
pub struct KeySource(Arc<Inner>);

struct Inner {
    current: RwLock<Current>,
    origin: Option<Client>,
    /// When Kick may be asked again; held while it is asked, so that others wait for the answer.
    next_request: Mutex<Option<Instant>>,
}

/// A key and how many came before it.
#[derive(Clone)]
pub(super) struct Current {
    pub(super) key: RsaPublicKey,
    version: u64,
    pem: Arc<str>,
}

impl KeySource {
    /// The key that Kick prints in its documentation, fixed.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the cryptographic library cannot use it.
    pub fn built_in() -> Result<Self> {
        Self::from_pem(BUILT_IN_KEY)
    }

    /// A fixed key from its PEM form, `PUBLIC KEY` or `RSA PUBLIC KEY`, of 2,048 to 8,192 bits.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) with the code `bad_public_key`.
    pub fn from_pem(pem: &str) -> Result<Self> {
        let key = RsaPublicKey::from_pem(pem).map_err(named)?;
        Ok(Self::new(Current { key, version: 0, pem: pem.trim().into() }, None))
    }

    fn new(current: Current, origin: Option<Client>) -> Self {
        let current = RwLock::new(current);
        Self(Arc::new(Inner { current, origin, next_request: Mutex::new(None) }))
    }

    /// Asks Kick for a newer key when a signature does not fit: at most once in 10 minutes, or in one minute after a
    /// request that failed, however many deliveries come at once.
    ///
    /// The client needs no token.
    #[must_use]
    pub fn refreshed(&self, client: &Client) -> Self {
        Self::new(self.current(), Some(client.clone()))
    }

    /// The key at present.
    #[must_use]
    pub fn key(&self) -> RsaPublicKey {
        self.current().key
    }

    pub(super) fn current(&self) -> Current {
        self.0.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A newer key than the one that a signature did not fit, if there is one.
    pub(super) async fn newer(&self, refused: &Current) -> Option<Current> {
        let origin = self.0.origin.as_ref()?;
        let mut next_request = self.0.next_request.lock().await;
        let current = self.current();
        if current.version != refused.version {
            return Some(current);
        }
        let now = Instant::now();
        if next_request.is_some_and(|at| now < at) {
            return None;
        }
        // Set beforehand: whoever asks may be cancelled on the way.
        *next_request = now.checked_add(RETRY_INTERVAL);
        match fetch(origin).await {
            Ok((key, pem)) => {
                *next_request = now.checked_add(REFRESH_INTERVAL);
                if pem.as_str() == &*current.pem {
                    return None;
                }
                let newer = Current { key, version: current.version + 1, pem: pem.into() };
                tracing::info!("the key of webhooks has changed");
                *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = newer.clone();
                Some(newer)
            }
            Err(err) => {
                tracing::warn!(kind = %err.kind(), "the key of webhooks could not be fetched");
                None
            }
        }
    }
}

async fn fetch(client: &Client) -> Result<(RsaPublicKey, String), Error> {
    let pem = client.public_key().timeout(REQUEST_TIMEOUT).await?;
    Ok((RsaPublicKey::from_pem(&pem)?, pem.trim().to_owned()))
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySource")
            .field("version", &self.current().version)
            .field("refreshed", &self.0.origin.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_key_is_the_one_that_kick_prints() {
        let source = KeySource::built_in().unwrap();
        assert!(!source.key().verify(b"x", &[0; 256]));
        // Digest of the whole text, so that no character of it changes by accident.
        let digest =
            chatwire_core::crypto::hex(&chatwire_core::crypto::sha256(BUILT_IN_KEY.as_bytes()));
        assert_eq!(digest, BUILT_IN_DIGEST);
    }

    const BUILT_IN_DIGEST: &str =
        "9764821cb6498730fc2ec5107eb47621ef117316e117ebc4ac86a13aab1ee3e4";
}
