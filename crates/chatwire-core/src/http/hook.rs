//! One record for each attempt, for metrics.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::ErrorKind;

/// What one attempt cost and how it ended; see [`Config::on_attempt`](crate::Config::on_attempt).
///
/// ```
/// use std::sync::{Arc, atomic::{AtomicU64, Ordering}};
/// # use chatwire_core::{Config, testing::{Answer, Script}};
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (received, count) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
/// let (bytes, attempts) = (received.clone(), count.clone());
/// let config = Config::new().on_attempt(move |record| {
///     bytes.fetch_add(record.bytes_received, Ordering::Relaxed);
///     attempts.fetch_add(1, Ordering::Relaxed);
/// });
/// # let config = config.script(Script::new().always(Answer::status(200).body("[1,2]")));
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), config)?;
/// # http.call(http::Method::GET, "example.list", "/list").json_reply::<Vec<u8>>().await?;
/// assert_eq!((count.load(Ordering::Relaxed), received.load(Ordering::Relaxed)), (1, 5));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AttemptRecord {
    /// Call, such as `chatluck.send_message`.
    pub operation: &'static str,
    /// Number of the attempt, 1 for the first.
    pub attempt: u32,
    /// Status of the answer, if there was one.
    pub status: Option<StatusCode>,
    /// Kind of the failure, `None` for a success.
    pub error: Option<ErrorKind>,
    /// Time in the limiter's queue before this attempt.
    pub queue: Duration,
    /// Time from the start of the attempt to its end, body included.
    pub latency: Duration,
    /// Size of the request's body, where it is known beforehand.
    pub bytes_sent: Option<u64>,
    /// Size of the answer's body.
    pub bytes_received: u64,
}

/// A shared [`AttemptRecord`] hook.
#[derive(Clone)]
pub(crate) struct AttemptHook(pub(crate) Arc<dyn Fn(&AttemptRecord) + Send + Sync>);

impl fmt::Debug for AttemptHook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AttemptHook")
    }
}
