//! What the handler notes: how old each message is, and what the client's thread used meanwhile.

use std::sync::Mutex;
use std::time::Duration;

use nix::time::ClockId;
use tokio::sync::Notify;

use crate::cores::cpu;

/// Counts messages of one session.
pub(crate) struct Watch {
    /// Messages at the start that are not measured, one at least.
    skipped: usize,
    wanted: usize,
    notes: Mutex<Notes>,
    enough: Notify,
}

#[derive(Default)]
struct Notes {
    came: usize,
    ages: Vec<Duration>,
    begin: Duration,
    end: Duration,
}

impl Watch {
    pub(crate) fn new(skipped: usize, wanted: usize) -> Self {
        let notes = Notes { ages: Vec::with_capacity(wanted), ..Notes::default() };
        Self { skipped, wanted, notes: Mutex::new(notes), enough: Notify::new() }
    }

    /// A message came that says this; whether it was the last one.
    pub(crate) fn see(&self, text: &str) -> bool {
        let now: Duration = ClockId::CLOCK_MONOTONIC.now().unwrap().into();
        let mut notes = self.notes.lock().unwrap();
        if notes.came == self.skipped + self.wanted {
            return true;
        }
        notes.came += 1;
        if notes.came > self.skipped {
            notes.ages.push(now - written_at(text));
        }
        // A look at this clock is a call into the kernel: at both ends only.
        if notes.came == self.skipped {
            notes.begin = cpu();
        }
        let is_last = notes.came == self.skipped + self.wanted;
        if is_last {
            notes.end = cpu();
            self.enough.notify_one();
        }
        is_last
    }

    /// Waits for the last one.
    pub(crate) async fn enough(&self) {
        self.enough.notified().await;
    }

    /// How old each was, and what all of them cost.
    pub(crate) fn into_notes(self) -> (Vec<Duration>, Duration) {
        let notes = self.notes.into_inner().unwrap();
        assert_eq!(notes.ages.len(), self.wanted, "all of them came");
        (notes.ages, notes.end - notes.begin)
    }
}

/// The time that stands in a message.
fn written_at(text: &str) -> Duration {
    let (_, rest) = text.split_once("ts=").unwrap();
    Duration::from_nanos(rest.get(..19).unwrap().parse().unwrap())
}
