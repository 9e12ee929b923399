//! What a bridge has done, in numbers, and what it tells while it runs.

use std::collections::BTreeMap;
use std::fmt;

use chatwire_core::Error;

use crate::{Lifecycle, Room};

/// What a bridge has done, for each platform.
///
/// Its [`Display`](fmt::Display) is a table for people.
///
/// ```
/// use chatwire::bridge::Report;
///
/// let report = Report::default();
/// assert_eq!(report.total().received, 0);
/// assert!(report.is_complete());
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// Numbers of each platform, by its name.
    pub platforms: BTreeMap<String, Counts>,
    /// Sessions that ended for good before the bridge did, with the reason where one was told.
    pub ended: Vec<(String, Option<Error>)>,
}

/// Numbers of one platform.
///
/// A message that one person wrote and that went into three rooms is one received, and three written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Messages of people in linked rooms that were taken to be carried.
    pub received: u64,
    /// Of those, messages that were missed at first and fetched after a gap, where the platform tells.
    pub recovered: u64,
    /// Messages that came again and were left out.
    pub duplicates: u64,
    /// Messages that the bridge had written itself, or its account, and that were left out.
    pub echoes: u64,
    /// Messages that a filter left out, and those with nothing in them.
    pub filtered: u64,
    /// Messages carried to this platform; one in several pieces counts once.
    pub written: u64,
    /// Copies that got a new text on this platform.
    pub edited: u64,
    /// Copies removed from this platform.
    pub deleted: u64,
    /// Messages, edits and removals that this platform refused, and those that no retry brought there.
    pub failed: u64,
    /// Messages of which nobody knows if they arrived; they are not written again. One whose echo comes later is
    /// counted as written instead.
    pub maybe_sent: u64,
    /// Messages, edits and removals left out since too many waited for this platform.
    pub dropped: u64,
    /// Messages, edits and removals that still waited when the bridge had to end.
    pub unsent: u64,
    /// Times that the connection was lost.
    pub offline: u64,
    /// Events that were lost since they were not taken fast enough.
    pub lagged: u64,
}

impl Counts {
    /// Whether everything for this platform got there.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.failed + self.maybe_sent + self.dropped + self.unsent + self.lagged == 0
    }

    /// A message that was counted as maybe sent does stand there.
    pub(super) fn found(&mut self, count: fn(&mut Self)) {
        self.maybe_sent = self.maybe_sent.saturating_sub(1);
        count(self);
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.received += other.received;
        self.recovered += other.recovered;
        self.duplicates += other.duplicates;
        self.echoes += other.echoes;
        self.filtered += other.filtered;
        self.written += other.written;
        self.edited += other.edited;
        self.deleted += other.deleted;
        self.failed += other.failed;
        self.maybe_sent += other.maybe_sent;
        self.dropped += other.dropped;
        self.unsent += other.unsent;
        self.offline += other.offline;
        self.lagged += other.lagged;
    }
}

impl Report {
    /// Numbers of a platform; zeros for one that is not there.
    #[must_use]
    pub fn of(&self, platform: &str) -> Counts {
        self.platforms.get(platform).copied().unwrap_or_default()
    }

    /// Numbers of all platforms together.
    #[must_use]
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        for counts in self.platforms.values() {
            total += *counts;
        }
        total
    }

    /// Whether everything got where it should, and no session ended with an error.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.total().is_complete() && self.ended.iter().all(|(_, error)| error.is_none())
    }

    pub(super) fn count(&mut self, platform: &str) -> &mut Counts {
        // `entry` would need an owned name for each message.
        if !self.platforms.contains_key(platform) {
            self.platforms.insert(platform.to_owned(), Counts::default());
        }
        self.platforms.entry(platform.to_owned()).or_default()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<12} {:>8} {:>8} {:>9} {:>10} {:>7} {:>7} {:>10}",
            "platform",
            "received",
            "written",
            "recovered",
            "duplicates",
            "echoes",
            "failed",
            "maybe sent"
        )?;
        let row = |f: &mut fmt::Formatter<'_>, name: &str, counts: Counts| {
            writeln!(
                f,
                "{name:<12} {:>8} {:>8} {:>9} {:>10} {:>7} {:>7} {:>10}",
                counts.received,
                counts.written,
                counts.recovered,
                counts.duplicates,
                counts.echoes,
                counts.failed + counts.dropped + counts.unsent,
                counts.maybe_sent
            )
        };
        for (name, counts) in &self.platforms {
            row(f, name, *counts)?;
        }
        row(f, "all", self.total())?;
        for (name, error) in &self.ended {
            match error {
                Some(error) => writeln!(f, "{name} ended: {error}")?,
                None => writeln!(f, "{name} ended")?,
            }
        }
        Ok(())
    }
}

/// Something that a program may want to show while a bridge runs.
///
/// The same is logged by `tracing` without any text of messages.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Notice {
    /// News of the connection to a platform.
    Lifecycle {
        /// Name of the platform.
        platform: String,
        /// The news.
        news: Lifecycle,
    },
    /// A message, an edit or a removal did not get to a room. [`maybe_sent`](Error::maybe_sent) says if it may be
    /// there after all.
    Failed {
        /// Where it should go.
        room: Room,
        /// Why.
        error: Error,
    },
    /// A message, an edit or a removal was left out, since too many waited for its room.
    Dropped {
        /// Where it should go.
        room: Room,
    },
    /// A session ended for good; the bridge goes on with the others.
    Ended {
        /// Name of the platform.
        platform: String,
        /// Why, where the platform tells.
        error: Option<Error>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_adds_up() {
        let mut report = Report::default();
        report.count("kick").received = 2;
        report.count("mezon").written = 2;
        assert!(report.is_complete());
        report.count("mezon").maybe_sent += 1;
        assert_eq!((report.total().received, report.of("mezon").written), (2, 2));
        assert!(!report.is_complete() && !report.of("mezon").is_complete());
        assert_eq!(report.to_string().lines().count(), 4);
    }
}
