//! What all platforms share: the clock, and one way to take a lock.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::Clock;

/// Handed to every platform when the emulator starts.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) clock: Clock,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { clock: Clock::new() }
    }
}

/// A persona of a test may panic while a lock is held; the state behind it is still whole, because
/// every change is made in one step, so the poison mark is ignored.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
