//! [`Held`]: something that is known, and what was last said of it.

use std::ops::Deref;
use std::sync::Arc;

/// Something that is known, shared with those who looked it up.
///
/// It lies in many pieces of memory. That nothing new is said of it, which is so nearly always, shows without a look at
/// them: what was last said is kept as a hash.
#[derive(Clone, Debug)]
pub(crate) struct Held<V> {
    value: Arc<V>,
    said: u64,
}

impl<V: Clone> Held<V> {
    pub(super) fn new(value: V) -> Self {
        Self { value: Arc::new(value), said: 0 }
    }

    pub(super) fn share(&self) -> Arc<V> {
        Arc::clone(&self.value)
    }

    /// To change it, after which everything that is said of it counts again.
    pub(super) fn change(&mut self) -> &mut V {
        self.said = 0;
        Arc::make_mut(&mut self.value)
    }

    /// Whether this was said last.
    pub(super) fn was_said(&self, hash: u64) -> bool {
        self.said == hash && hash != 0
    }

    /// Remembers what was said, once it is taken over.
    pub(super) fn note(&mut self, hash: u64) {
        self.said = hash;
    }
}

impl<V> Deref for Held<V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.value
    }
}
