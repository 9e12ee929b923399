//! [`Flights`]: callers who want the same thing at the same time wait for one attempt.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::Shared;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use crate::{BoxFuture, Error, ErrorKind, Result};

/// Attempts under way, by what they are for; for renewals of credentials and the like, in platform crates.
///
/// Each runs in a task of its own: a caller who gives up does not undo it, and one that is not polled holds up nobody.
/// The time limits of the calls inside end the task, and the end of its owner does.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_core::Result<()> {
/// use std::time::Duration;
/// use chatwire_core::BoxFuture;
/// use chatwire_core::build::Flights;
///
/// let logins = Flights::new("example");
/// let login = || -> BoxFuture<'static, chatwire_core::Result<&'static str>> {
///     Box::pin(async {
///         tokio::time::sleep(Duration::from_millis(1)).await;
///         Ok("token")
///     })
/// };
/// let (one, two) = tokio::try_join!(logins.join("ada", login), logins.join("ada", login))?;
/// assert_eq!((one.value, one.is_own), ("token", true));
/// assert_eq!((two.value, two.is_own), ("token", false));
/// # Ok(())
/// # }
/// ```
pub struct Flights<K, T> {
    platform: &'static str,
    under_way: Mutex<HashMap<K, (AbortHandle, Attempt<T>)>>,
}

type Attempt<T> = Shared<BoxFuture<'static, Result<T>>>;

/// What an attempt brought.
#[derive(Debug)]
#[non_exhaustive]
pub struct Landed<T> {
    /// What it brought.
    pub value: T,
    /// Whether it began with this caller: else it may be older than the question.
    pub is_own: bool,
}

impl<K: Clone + Eq + Hash, T: Clone + Send + Sync + 'static> Flights<K, T> {
    /// None under way; errors of their own name the platform.
    #[must_use]
    pub fn new(platform: &'static str) -> Self {
        Self { platform, under_way: Mutex::default() }
    }

    /// Joins the attempt for `key` that is under way, or begins one; a failure is of all who wait.
    ///
    /// # Errors
    /// What the attempt fails with; [`Config`](ErrorKind::Config) outside of a tokio runtime, and
    /// [`Cancelled`](ErrorKind::Cancelled) when the attempt was ended with its runtime or by a panic.
    pub async fn join(
        &self,
        key: K,
        begin: impl Fn() -> BoxFuture<'static, Result<T>>,
    ) -> Result<Landed<T>> {
        loop {
            let (attempt, is_own) = self.attempt(&key, &begin)?;
            match attempt.await {
                // Its runtime has ended, which need not be ours.
                Err(err) if err.kind() == ErrorKind::Cancelled && !is_own => {}
                result => return result.map(|value| Landed { value, is_own }),
            }
        }
    }

    fn attempt(
        &self,
        key: &K,
        begin: impl Fn() -> BoxFuture<'static, Result<T>>,
    ) -> Result<(Attempt<T>, bool)> {
        let platform = self.platform;
        let runtime = Handle::try_current().map_err(|err| {
            let why = "this works inside of a tokio runtime only";
            Error::config(why).with_platform(platform).with_source(err)
        })?;
        let mut under_way = self.lock();
        // What has landed is of no use to those who come later, even if nobody was left to look at it.
        under_way.retain(|_, (task, attempt)| !task.is_finished() && attempt.peek().is_none());
        if let Some((_, attempt)) = under_way.get(key) {
            return Ok((attempt.clone(), false));
        }
        let task = runtime.spawn(begin());
        let watch = task.abort_handle();
        let landing: BoxFuture<'static, Result<T>> = Box::pin(async move {
            task.await.unwrap_or_else(|err| {
                let ended = Error::new(ErrorKind::Cancelled, "the attempt was ended");
                Err(ended.with_platform(platform).with_source(err))
            })
        });
        let attempt = landing.shared();
        under_way.insert(key.clone(), (watch, attempt.clone()));
        Ok((attempt, true))
    }
}

impl<K, T> Flights<K, T> {
    fn lock(&self) -> MutexGuard<'_, HashMap<K, (AbortHandle, Attempt<T>)>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, T> Drop for Flights<K, T> {
    fn drop(&mut self) {
        for (task, _) in self.lock().values() {
            task.abort();
        }
    }
}

impl<K, T> fmt::Debug for Flights<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.lock().len();
        f.debug_struct("Flights").field("under_way", &count).finish_non_exhaustive()
    }
}
