//! [`Wanted`]: which kinds of events the reader takes, as the session's task sees it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::event::Kinds;

/// Set by the reader, read by the session's task for each frame.
///
/// In two numbers, between which a frame may be looked at: each kind is in one of them.
#[derive(Debug)]
pub(super) struct Wanted([AtomicU64; 2]);

impl Default for Wanted {
    fn default() -> Self {
        Self(Kinds::ALL.to_halves().map(AtomicU64::new))
    }
}

impl Wanted {
    pub(super) fn get(&self) -> Kinds {
        Kinds::from_halves(self.0.each_ref().map(|half| half.load(Ordering::Relaxed)))
    }

    pub(super) fn set(&self, kinds: Kinds) {
        for (half, news) in self.0.iter().zip(kinds.to_halves()) {
            half.store(news, Ordering::Relaxed);
        }
    }
}
