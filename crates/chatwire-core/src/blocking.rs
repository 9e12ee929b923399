//! Calls in programs without async (feature `blocking`).

use std::future::IntoFuture;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle};

use crate::{Error, Result};

/// Waits for any call of the chatwire crates without async.
///
/// ```
/// use chatwire_core::{Blocking, Result};
///
/// // Stands for any call, such as `client.list_users()`.
/// let call = async { Result::Ok(3) };
/// assert_eq!(call.wait()?, 3);
/// # Ok::<_, chatwire_core::Error>(())
/// ```
pub trait Blocking<T>: IntoFuture<Output = Result<T>> + Sized {
    /// Blocks this thread until the call has ended.
    ///
    /// All calls share one runtime on one thread, started by the first of them.
    ///
    /// # Errors
    ///
    /// What awaiting the call returns; [`Unsupported`](crate::ErrorKind::Unsupported) inside an
    /// async context, where blocking would stop the other tasks: await the call there.
    fn wait(self) -> Result<T> {
        wait_on(self)?
    }
}

impl<F, T> Blocking<T> for F where F: IntoFuture<Output = Result<T>> {}

/// Waits without async for what gives no [`Result`], such as the end of a live session or its next event.
///
/// For calls, which give one, there is [`wait`](Blocking::wait), which runs in the same runtime.
///
/// ```
/// use chatwire_core::wait_on;
///
/// // Stands for `live.close()`, which cannot fail.
/// let closing = async { "closed" };
/// assert_eq!(wait_on(closing)?, "closed");
/// # Ok::<_, chatwire_core::Error>(())
/// ```
///
/// # Errors
///
/// [`Unsupported`](crate::ErrorKind::Unsupported) inside an async context, where blocking would stop the other tasks:
/// await it there.
pub fn wait_on<F: IntoFuture>(future: F) -> Result<F::Output> {
    if Handle::try_current().is_ok() {
        return Err(Error::unsupported("wait() inside an async context: use .await there"));
    }
    Ok(runtime()?.block_on(future.into_future()))
}

/// Handle of the shared runtime. Its own thread drives sockets and timers also between calls,
/// so that pooled connections are closed in time.
fn runtime() -> Result<&'static Handle> {
    static RUNTIME: OnceLock<std::result::Result<Handle, Error>> = OnceLock::new();
    let made = RUNTIME.get_or_init(|| {
        let fail =
            |err| Error::config("cannot start the runtime for blocking calls").with_source(err);
        let runtime = Builder::new_current_thread().enable_all().build().map_err(fail)?;
        let handle = runtime.handle().clone();
        std::thread::Builder::new()
            .name("chatwire-blocking".to_owned())
            .spawn(move || runtime.block_on(std::future::pending::<()>()))
            .map_err(fail)?;
        Ok(handle)
    });
    made.as_ref().map_err(Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use std::time::Duration;

    #[test]
    fn many_threads_wait_at_once() {
        let wait = |n: u64| {
            std::thread::spawn(move || {
                let call = async move {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    Result::Ok(n)
                };
                call.wait()
            })
        };
        let threads: Vec<_> = (0..8).map(wait).collect();
        let sum: u64 = threads.into_iter().map(|thread| thread.join().unwrap().unwrap()).sum();
        assert_eq!(sum, 28);
    }

    #[tokio::test]
    async fn waiting_inside_async_is_an_error_and_no_panic() {
        let err = async { Result::Ok(()) }.wait().unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Unsupported);
    }
}
