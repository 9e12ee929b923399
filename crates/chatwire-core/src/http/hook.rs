//! One record for each attempt, for metrics.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::ErrorKind;

/// What one attempt cost and how it ended; see [`Config::on_attempt`](crate::Config::on_attempt).
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
