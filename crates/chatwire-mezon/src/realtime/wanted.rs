//! [`Wanted`]: which kinds of events the reader takes, as the session's task sees it.

use std::sync::{PoisonError, RwLock};

use crate::event::Kinds;

/// Set by the reader, read by the session's task for each frame.
#[derive(Debug)]
pub(super) struct Wanted(RwLock<Kinds>);

impl Default for Wanted {
    fn default() -> Self {
        Self(RwLock::new(Kinds::ALL))
    }
}

impl Wanted {
    pub(super) fn get(&self) -> Kinds {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set(&self, kinds: Kinds) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = kinds;
    }
}
