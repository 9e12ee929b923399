//! What a bot did.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use chatwire_core::Error;

use crate::outbox::{Restored, Unsent};

/// What a bot did, from [`run_until`](super::Bot::run_until).
///
/// `Display` is a line for a log.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// What came from each platform, in the order in which they were given to the bot.
    pub platforms: Vec<PlatformReport>,
    /// Number of events that handlers, commands or waiting dialogues got; a burst counts as one.
    pub handled: u64,
    /// Number of handlers that failed or panicked.
    pub failed: u64,
    /// Number of messages that came twice.
    pub duplicates: u64,
    /// Number of events that were left out: one's own, and those that a filter refused.
    pub ignored: u64,
    /// Number of events that were dropped because of the [strategy](super::Strategy) or because a line was full.
    pub dropped: u64,
    /// Number of events that stood in line at the shutdown, and were not begun.
    pub unhandled: u64,
    /// Number of events whose handlers did not end in time, and were given up.
    pub unfinished: u64,
    /// Messages that were left in the outboxes, platform by platform.
    pub unsent: Vec<Unsent>,
    /// What the outboxes found in their files at the start, platform by platform; nothing without files.
    pub restored: Vec<Restored>,
}

/// What came from a platform.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PlatformReport {
    /// Name of the platform.
    pub name: &'static str,
    /// Number of messages, all of them.
    pub messages: u64,
    /// Number of events, messages included.
    pub events: u64,
    /// Whether it ended before the bot did.
    pub ended: bool,
    /// Why it ended, if something was wrong.
    pub error: Option<Error>,
}

impl Report {
    /// Number of messages from all platforms.
    #[must_use]
    pub fn messages(&self) -> u64 {
        self.platforms.iter().map(|platform| platform.messages).sum()
    }

    /// Number of messages that were not sent, or perhaps not.
    #[must_use]
    pub fn unsent(&self) -> usize {
        self.unsent.iter().map(Unsent::len).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for platform in &self.platforms {
            write!(f, "{} {}, ", platform.name, platform.messages)?;
        }
        let Self { handled, failed, duplicates, dropped, .. } = self;
        write!(
            f,
            "handled {handled}, failed {failed}, duplicates {duplicates}, dropped {dropped}"
        )?;
        write!(f, ", unsent {}", self.unsent())
    }
}

/// The numbers of a report while the bot runs.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) handled: Counter,
    pub(super) failed: Counter,
    pub(super) duplicates: Counter,
    pub(super) ignored: Counter,
    pub(super) dropped: Counter,
    pub(super) unhandled: Counter,
    pub(super) unfinished: Counter,
}

impl Counters {
    pub(super) fn report(&self) -> Report {
        Report {
            handled: self.handled.get(),
            failed: self.failed.get(),
            duplicates: self.duplicates.get(),
            ignored: self.ignored.get(),
            dropped: self.dropped.get(),
            unhandled: self.unhandled.get(),
            unfinished: self.unfinished.get(),
            ..Report::default()
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Counter(AtomicU64);

impl Counter {
    pub(super) fn one(&self) {
        self.add(1);
    }

    pub(super) fn add(&self, number: usize) {
        self.0.fetch_add(u64::try_from(number).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
