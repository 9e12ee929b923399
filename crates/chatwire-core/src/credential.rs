//! Credentials that can be exchanged while clients and sessions live.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use crate::{BoxFuture, Error, Result, Secret};

/// Where fresh tokens come from: an OAuth store, a session that logs in again.
///
/// Implementations make sure that only one refresh runs at a time.
///
/// ```
/// use chatwire_core::{BoxFuture, Credential, Result, Secret, TokenSource};
/// use tokio::sync::Mutex;
///
/// #[derive(Debug)]
/// struct Store(Mutex<u32>);
///
/// impl TokenSource for Store {
///     fn token(&self) -> BoxFuture<'_, Result<Secret>> {
///         Box::pin(async { Ok(Secret::new(format!("tok_{}", self.0.lock().await))) })
///     }
///     fn refresh<'a>(&'a self, rejected: &'a Secret) -> BoxFuture<'a, Result<Secret>> {
///         Box::pin(async move {
///             let mut number = self.0.lock().await;
///             if rejected.expose() == format!("tok_{number}") {
///                 *number += 1; // here the server would be asked
///             }
///             Ok(Secret::new(format!("tok_{number}")))
///         })
///     }
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let credential = Credential::from_source(Store(Mutex::new(1)));
/// let refused = credential.current().await?;
/// let newer = credential.refresh(&refused).await?;
/// assert_eq!(newer.unwrap().expose(), "tok_2");
/// # Ok(())
/// # }
/// ```
pub trait TokenSource: fmt::Debug + Send + Sync + 'static {
    /// Current token, renewed beforehand when it is about to expire.
    fn token(&self) -> BoxFuture<'_, Result<Secret>>;

    /// Called after the server refused `rejected`: a newer token, or why there is none.
    ///
    /// When another call has already renewed it, the newer one is returned without a new refresh.
    fn refresh<'a>(&'a self, rejected: &'a Secret) -> BoxFuture<'a, Result<Secret>>;
}

/// A secret shared by all clones of a client, which can be replaced at run time.
///
/// ```
/// use chatwire_core::{Credential, Secret};
///
/// let credential = Credential::new(Secret::new("old-key"));
/// let seen_by_the_client = credential.clone();
/// credential.replace(Secret::new("new-key"));
/// assert_eq!(seen_by_the_client.fixed().unwrap().expose(), "new-key");
/// ```
#[derive(Clone)]
pub struct Credential(Arc<Kind>);

enum Kind {
    Fixed(RwLock<Fixed>),
    Source(Box<dyn TokenSource>),
}

struct Fixed {
    secret: Secret,
    /// Grows with each replacement, so that what is made from the secret can be kept beside it.
    version: u64,
}

impl Credential {
    /// A secret that stays until [`replace`](Self::replace).
    pub fn new(secret: Secret) -> Self {
        Self(Arc::new(Kind::Fixed(RwLock::new(Fixed { secret, version: 0 }))))
    }

    /// Tokens that are fetched when they are needed.
    pub fn from_source(source: impl TokenSource) -> Self {
        Self(Arc::new(Kind::Source(Box::new(source))))
    }

    /// Replaces the secret for every client and session that holds a clone.
    ///
    /// Calls under way finish with the one that they started with. A credential
    /// that is fetched from a source stays as it is and returns `false`.
    pub fn replace(&self, secret: Secret) -> bool {
        match &*self.0 {
            Kind::Fixed(cell) => {
                let mut fixed = cell.write().unwrap_or_else(PoisonError::into_inner);
                fixed.secret = secret;
                fixed.version += 1;
                true
            }
            Kind::Source(_) => false,
        }
    }

    /// The secret itself, unless it is fetched from a source.
    #[must_use]
    pub fn fixed(&self) -> Option<Secret> {
        self.with_fixed(|secret, _| secret.clone())
    }

    /// Runs `read` on the fixed secret, without copying it, and on the version of it.
    pub(crate) fn with_fixed<T>(&self, read: impl FnOnce(&Secret, u64) -> T) -> Option<T> {
        match &*self.0 {
            Kind::Fixed(cell) => {
                let fixed = cell.read().unwrap_or_else(PoisonError::into_inner);
                Some(read(&fixed.secret, fixed.version))
            }
            Kind::Source(_) => None,
        }
    }

    /// Current secret, fetched when it comes from a source.
    ///
    /// # Errors
    ///
    /// What the source says; a fixed secret never fails.
    pub async fn current(&self) -> Result<Secret> {
        match &*self.0 {
            Kind::Fixed(_) => self.fixed().ok_or_else(|| Error::config("no credential")),
            Kind::Source(source) => source.token().await,
        }
    }

    /// A newer secret than `rejected`, or `None` when only the user can provide one.
    ///
    /// # Errors
    ///
    /// What the source says.
    pub async fn refresh(&self, rejected: &Secret) -> Result<Option<Secret>> {
        match &*self.0 {
            // Someone may have replaced it since the refused attempt began.
            Kind::Fixed(_) => Ok(self.fixed().filter(|now| now != rejected)),
            Kind::Source(source) => source.refresh(rejected).await.map(Some),
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::Fixed(_) => f.debug_tuple("Credential").field(&self.fixed()).finish(),
            Kind::Source(source) => f.debug_tuple("Credential").field(source).finish(),
        }
    }
}

impl From<Secret> for Credential {
    fn from(secret: Secret) -> Self {
        Self::new(secret)
    }
}

impl From<&str> for Credential {
    fn from(secret: &str) -> Self {
        Self::new(Secret::new(secret))
    }
}

impl From<String> for Credential {
    fn from(secret: String) -> Self {
        Self::new(Secret::new(secret))
    }
}
