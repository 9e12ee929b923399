//! Record of one attempt of a call.

use std::time::Duration;

use http::StatusCode;

use super::ErrorKind;

/// What happened at one attempt; see [`Error::attempts`](crate::Error::attempts).
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_core::{Config, testing::{Answer, Script}};
/// # use http::Method;
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
/// # let config = Config::new().script(Script::new().always(Answer::status(503)));
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), config)?;
/// let call = http.call(Method::GET, "example.list", "/rooms").json_reply::<Vec<String>>();
/// let err = call.await.unwrap_err();
/// for (number, attempt) in (1..).zip(err.attempts()) {
///     println!("attempt {number}: {} after {:?}", attempt.kind, attempt.elapsed);
/// }
/// assert_eq!(err.attempts().len(), 3);
/// assert!(err.attempts()[0].delay.is_some() && err.attempts()[2].delay.is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// Kind of the failure of this attempt.
    pub kind: ErrorKind,
    /// Status of the answer, if there was one.
    pub status: Option<StatusCode>,
    /// Whether the request of this attempt may have reached the server's application.
    pub maybe_sent: bool,
    /// Time from the start of the attempt to its failure, without waiting in the limiter.
    pub elapsed: Duration,
    /// Pause that followed before the next attempt; `None` after the last one.
    pub delay: Option<Duration>,
}
