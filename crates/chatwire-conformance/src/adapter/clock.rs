//! A clock that stands still while there is something to do.

use super::NotMade;

/// Does the work on a clock that jumps to whatever is awaited next.
pub(super) async fn paused<T, W, F>(work: W) -> Result<T, NotMade>
where
    T: Send + 'static,
    W: FnOnce() -> F + Send + 'static,
    F: Future<Output = Result<T, NotMade>>,
{
    let broken = |trouble: String| NotMade::Unknown(format!("no paused clock: {trouble}"));
    let done = tokio::task::spawn_blocking(move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().start_paused(true).build();
        runtime.map_err(|trouble| trouble.to_string()).map(|runtime| runtime.block_on(work()))
    });
    match done.await {
        Ok(Ok(done)) => done,
        Ok(Err(trouble)) => Err(broken(trouble)),
        Err(panic) => Err(broken(panic.to_string())),
    }
}
