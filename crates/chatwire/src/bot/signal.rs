//! When the system asks the program to end.

/// Waits until the program is asked to end: by Ctrl-C, and on Unix by `SIGTERM`, which service managers send.
///
/// From the first poll on the system does not end the program by itself at the first of these signals any more. Where
/// no handler can be installed it never comes, and the system ends the program.
///
/// ```
/// # use std::time::Duration;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use chatwire::bot::shutdown_signal;
///
/// tokio::select! {
///     () = shutdown_signal() => println!("bye"),
///     () = tokio::time::sleep(Duration::from_millis(1)) => println!("done"),
/// }
/// # }
/// ```
pub async fn shutdown_signal() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "no handler for Ctrl-C");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    () = interrupt => {}
                    _ = terminate.recv() => {}
                }
                return;
            }
            Err(error) => tracing::warn!(%error, "no handler for SIGTERM"),
        }
    }
    interrupt.await;
}
