//! The loop behind [`Events`](super::Events): look, wait, look again.

use std::collections::VecDeque;
use std::time::Duration;

use chatwire_core::build::LONGEST_PAUSE;
use chatwire_core::{Error, Result};
use tokio::time::{Instant, sleep_until};

use super::{Event, Gap, Lifecycle, MAX_RETRY_INTERVAL, Poll, Step, passes};
use crate::MessageId;
use crate::rest::{Batch, Catcher, at};

/// Pages that are fetched to close one gap; with the usual limit, 5,000 messages.
const MOST_FILLS: u32 = 100;

/// Longest pause between two looks: one that nobody waits for, and that any clock can be set to.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

pub(super) struct Run {
    catcher: Catcher,
    interval: Duration,
    idle_interval: Duration,
    /// Pause after the next look that finds nothing.
    pause: Duration,
    wake: Option<Instant>,
    primed: bool,
    online: bool,
    /// Failed looks in a row.
    failures: u32,
    /// When the server last answered.
    heard: Option<Instant>,
    ready: VecDeque<Event>,
    /// Place behind the last message that was handed out.
    cursor: Option<MessageId>,
    ended: bool,
}

impl Run {
    pub(super) fn new(poll: Poll) -> Self {
        let catcher = Catcher::new(poll.list).most_fills(MOST_FILLS);
        let cursor = catcher.cursor().cloned();
        // A pause of nothing would send requests as fast as they are answered.
        let interval = poll.interval.clamp(Duration::from_millis(1), FAR);
        Self {
            // What is there already is news only to those who go on from somewhere.
            primed: cursor.is_some(),
            catcher,
            interval,
            idle_interval: poll.idle_interval.clamp(interval, FAR),
            pause: interval,
            wake: None,
            online: false,
            failures: 0,
            heard: None,
            ready: VecDeque::new(),
            cursor,
            ended: false,
        }
    }

    pub(super) async fn next(&mut self) -> Option<Step> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                if let Event::Message(message) = &event {
                    self.cursor = Some(message.id.clone());
                }
                return Some((Ok(event), self.cursor.clone()));
            }
            if self.ended {
                return None;
            }
            if let Some(wake) = self.wake {
                sleep_until(wake).await;
            }
            match self.look().await {
                Ok(batch) => self.found(batch),
                Err(err) if passes(&err) => self.failed(err),
                Err(err) => {
                    self.ended = true;
                    return Some((Err(at(err, self.cursor.as_ref())), self.cursor.clone()));
                }
            }
        }
    }

    async fn look(&mut self) -> Result<Batch> {
        if self.primed {
            return self.catcher.next().await;
        }
        self.catcher.prime().await?;
        self.primed = true;
        self.cursor = self.catcher.cursor().cloned();
        Ok(Batch::default())
    }

    fn found(&mut self, batch: Batch) {
        let now = Instant::now();
        if !std::mem::replace(&mut self.online, true) {
            let gap = self.heard.map(|heard| Gap::new(now - heard, !batch.incomplete));
            let attempt = std::mem::take(&mut self.failures).saturating_add(1);
            self.ready.push_back(Event::Lifecycle(Lifecycle::Online { attempt, gap }));
        }
        self.heard = Some(now);
        if batch.incomplete {
            let after = self.cursor.clone();
            tracing::warn!(?after, "more messages than a poll could fetch");
            self.ready.push_back(Event::Lifecycle(Lifecycle::Incomplete { after }));
        }
        if batch.messages.is_empty() && batch.invalid.is_empty() {
            self.wake = Some(now + self.pause);
            self.pause = (self.pause + self.pause / 2).min(self.idle_interval);
        } else {
            self.pause = self.interval;
            self.wake = Some(if batch.full { now } else { now + self.interval });
        }
        self.ready.extend(batch.messages.into_iter().map(Event::Message));
        self.ready.extend(batch.invalid.into_iter().map(Event::Invalid));
    }

    fn failed(&mut self, cause: Error) {
        self.online = false;
        let doubled = self.interval.saturating_mul(1 << self.failures.min(16));
        let backoff = doubled.min(MAX_RETRY_INTERVAL.max(self.interval));
        let retry_in = backoff.max(cause.retry_after().unwrap_or_default().min(LONGEST_PAUSE));
        self.failures = self.failures.saturating_add(1);
        self.wake = Some(Instant::now() + retry_in);
        tracing::debug!(error = %cause, ?retry_in, "a look at the channel failed");
        self.ready.push_back(Event::Lifecycle(Lifecycle::Offline { cause, retry_in }));
    }
}
