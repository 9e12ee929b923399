//! [`Flight`]: callers who want the same thing at the same time wait for one attempt.

use std::sync::{Mutex, PoisonError};

use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use futures_util::FutureExt;
use futures_util::future::Shared;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use crate::error::named;

/// An attempt under way, if there is one.
///
/// It runs in a task of its own: a caller who gives up does not undo it, and one that is not polled holds up nobody.
/// The time limits of the calls inside end the task, and the end of its owner does.
pub(crate) struct Flight<T>(Mutex<Option<(AbortHandle, Attempt<T>)>>);

type Attempt<T> = Shared<BoxFuture<'static, Result<T>>>;

/// What an attempt brought, and whether it began with this caller: else it may be older than the question.
pub(crate) struct Landed<T> {
    pub(crate) value: T,
    pub(crate) is_own: bool,
}

impl<T: Clone + Send + Sync + 'static> Flight<T> {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Joins the attempt under way, or begins one; a failure is of all who wait.
    pub(crate) async fn join(
        &self,
        begin: impl Fn() -> BoxFuture<'static, Result<T>>,
    ) -> Result<Landed<T>> {
        loop {
            let (attempt, is_own) = self.attempt(&begin)?;
            match attempt.await {
                // Its runtime has ended, which need not be ours.
                Err(err) if err.kind() == ErrorKind::Cancelled && !is_own => {}
                result => return result.map(|value| Landed { value, is_own }),
            }
        }
    }

    fn attempt(
        &self,
        begin: impl Fn() -> BoxFuture<'static, Result<T>>,
    ) -> Result<(Attempt<T>, bool)> {
        let runtime = Handle::try_current().map_err(|err| {
            named(Error::config("this works inside of a tokio runtime only").with_source(err))
        })?;
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What has landed is of no use to those who come later, even if nobody was left to look at it.
        if let Some((task, attempt)) = &*under_way
            && !task.is_finished()
            && attempt.peek().is_none()
        {
            return Ok((attempt.clone(), false));
        }
        let task = runtime.spawn(begin());
        let watch = task.abort_handle();
        let landing: BoxFuture<'static, Result<T>> = Box::pin(async move {
            match task.await {
                Ok(result) => result,
                Err(err) => {
                    let ended = Error::new(ErrorKind::Cancelled, "the attempt was ended");
                    Err(named(ended.with_source(err)))
                }
            }
        });
        let attempt = landing.shared();
        *under_way = Some((watch, attempt.clone()));
        Ok((attempt, true))
    }
}

impl<T> Drop for Flight<T> {
    fn drop(&mut self) {
        let under_way = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some((task, _)) = under_way.take() {
            task.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn what_is_under_way_is_joined_and_what_has_landed_is_not() {
        let (flight, count) = (Flight::new(), Arc::new(AtomicU32::new(0)));
        let begin = || {
            let count = Arc::clone(&count);
            let number: BoxFuture<'static, Result<u32>> = Box::pin(async move {
                tokio::task::yield_now().await;
                Ok(count.fetch_add(1, Ordering::Relaxed))
            });
            number
        };
        for round in 0..3 {
            let all = futures_util::future::join_all((0..9).map(|_| flight.join(begin))).await;
            let all: Vec<_> = all.into_iter().map(Result::unwrap).collect();
            assert!(all.iter().all(|landed| landed.value == round));
            assert_eq!(all.iter().filter(|landed| landed.is_own).count(), 1);
        }
    }

    #[tokio::test]
    async fn an_attempt_ends_with_its_owner() {
        let flight = Flight::<()>::new();
        let (held, ended) = oneshot::channel::<()>();
        let held = Arc::new(Mutex::new(Some(held)));
        let begin = || {
            let held = held.lock().unwrap().take();
            let never: BoxFuture<'static, Result<()>> = Box::pin(async move {
                let _held = held;
                pending().await
            });
            never
        };
        assert!(flight.join(begin).now_or_never().is_none());
        drop(flight);
        assert!(ended.await.is_err());
    }
}
