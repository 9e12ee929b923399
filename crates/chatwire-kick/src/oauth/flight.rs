//! [`Flights`]: callers who want the same thing at the same time wait for one attempt.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use futures_util::FutureExt;
use futures_util::future::Shared;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

/// Attempts under way, by what they are for.
///
/// Each runs in a task of its own: a caller who gives up does not undo a renewal that the server has already made,
/// and its result is stored all the same. The time limit of the call inside ends the task.
pub(crate) struct Flights<K, T>(Mutex<HashMap<K, (AbortHandle, Flight<T>)>>);

type Flight<T> = Shared<BoxFuture<'static, Result<T>>>;

impl<K: Eq + Hash, T: Clone + Send + Sync + 'static> Flights<K, T> {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(HashMap::new()))
    }

    /// Joins the attempt under way for `key`, or begins one.
    pub(crate) async fn join(
        &self,
        key: K,
        begin: impl FnOnce() -> BoxFuture<'static, Result<T>>,
    ) -> Result<T> {
        let flight = self.flight(key, begin)?;
        flight.await
    }

    fn flight(
        &self,
        key: K,
        begin: impl FnOnce() -> BoxFuture<'static, Result<T>>,
    ) -> Result<Flight<T>> {
        let runtime = Handle::try_current().map_err(|err| {
            Error::config("tokens are renewed inside of a tokio runtime only").with_source(err)
        })?;
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What has landed is of no use to those who come later, even if nobody was left to look at it.
        flights.retain(|_, (task, _)| !task.is_finished());
        if let Some((_, flight)) = flights.get(&key) {
            return Ok(flight.clone());
        }
        let task = runtime.spawn(begin());
        let watch = task.abort_handle();
        let landing: BoxFuture<'static, Result<T>> = Box::pin(async move {
            match task.await {
                Ok(result) => result,
                Err(err) => {
                    Err(Error::new(ErrorKind::Cancelled, "the renewal was ended").with_source(err))
                }
            }
        });
        let flight = landing.shared();
        flights.insert(key, (watch, flight.clone()));
        Ok(flight)
    }
}
