//! Record of one attempt of a call.

use std::time::Duration;

use http::StatusCode;

use super::ErrorKind;

/// What happened at one attempt; see [`Error::attempts`](crate::Error::attempts).
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
