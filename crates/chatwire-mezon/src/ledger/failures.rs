//! [`Failures`]: what many wait for and one asks, when it cannot be had.

use std::sync::{Mutex, PoisonError};

use chatwire_core::Error;

/// Failures of a question that is asked once for all that wait: who waited meanwhile has its answer, too.
///
/// Otherwise each would ask when its turn comes, and the last would hear of it after all the tries of all before.
#[derive(Debug, Default)]
pub(super) struct Failures(Mutex<(u64, Option<Error>)>);

impl Failures {
    /// Number of failures so far, to be asked before waiting.
    pub(super) fn count(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// The last failure, if there was one since `count`.
    pub(super) fn since(&self, count: u64) -> Option<Error> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.1.clone().filter(|_| last.0 > count)
    }

    pub(super) fn note(&self, err: &Error) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *last = (last.0 + 1, Some(err.clone()));
    }
}
