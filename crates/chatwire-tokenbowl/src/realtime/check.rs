//! [`Check`]: whether the server still delivers on a quiet line.

use std::time::Duration;

use chatwire_core::{Error, Result};
use tokio::time::{Instant, sleep, timeout};

use super::gap::Gap;
use crate::MessageId;

/// Shortest pause between checks: a server that pings has done so by then (first after 30 s, Token Bowl server
/// 1.1.5), and needs none.
const SHORTEST: Duration = Duration::from_secs(60);
/// Longest time for the calls of a check.
const LIMIT: Duration = Duration::from_secs(45);
/// How long a message that a call found may still be on its way over the line.
const ON_ITS_WAY: Duration = Duration::from_secs(10);

/// When to look by calls whether something was stored that the line did not bring.
#[derive(Debug, Default)]
pub(super) struct Check {
    every: Option<Duration>,
    due: Option<Instant>,
}

impl Check {
    pub(super) fn new(every: Option<Duration>) -> Result<Self> {
        if every.is_some_and(|pause| pause < SHORTEST) {
            return Err(Error::config("check_every takes a minute at least"));
        }
        Ok(Self { every, due: None })
    }

    /// The next check comes a whole pause from now.
    pub(super) fn restart(&mut self) {
        self.due = self.every.and_then(|pause| Instant::now().checked_add(pause));
    }

    /// No check on this line.
    pub(super) fn stop(&mut self) {
        self.due = None;
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.due
    }

    /// Whether a check is due; the one after it comes when [`restart`](Self::restart) says so.
    pub(super) fn take_due(&mut self, now: Instant) -> bool {
        self.due.take_if(|due| *due <= now).is_some()
    }
}

/// Messages that the line should have brought by now. A failure finds nothing, since it says nothing of the line.
pub(super) async fn stored(gap: Gap) -> Vec<MessageId> {
    let found = match timeout(LIMIT, gap.stored_since()).await {
        Ok(Ok(found)) => found,
        Ok(Err(err)) => {
            tracing::debug!(%err, "a quiet line could not be checked");
            return Vec::new();
        }
        Err(_) => {
            tracing::debug!("checking a quiet line took too long");
            return Vec::new();
        }
    };
    if !found.is_empty() {
        sleep(ON_ITS_WAY).await;
    }
    found
}
