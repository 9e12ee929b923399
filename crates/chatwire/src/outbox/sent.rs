//! What became of a message that stands in line.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use chatwire_core::Result;
use tokio::sync::oneshot;

use super::ended;
use crate::MessageId;

/// Waits for a message that stands in line, and gives the ids of its pieces.
///
/// Dropping it changes nothing: the message is sent all the same, and a failure is logged.
#[must_use = "what became of the message is told to nobody else"]
pub struct Sent {
    answer: oneshot::Receiver<Result<Vec<MessageId>>>,
    platform: &'static str,
}

impl Sent {
    pub(super) fn new(
        answer: oneshot::Receiver<Result<Vec<MessageId>>>,
        platform: &'static str,
    ) -> Self {
        Self { answer, platform }
    }
}

impl Future for Sent {
    type Output = Result<Vec<MessageId>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(Pin::new(&mut self.answer).poll(cx));
        // Nobody answers for what was under way when its runtime ended.
        Poll::Ready(answer.unwrap_or_else(|_| Err(ended(self.platform).with_maybe_sent(true))))
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent").field("platform", &self.platform).finish_non_exhaustive()
    }
}
