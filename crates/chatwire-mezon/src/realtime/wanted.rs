//! [`Wanted`]: which kinds of events the reader takes, as the session's task sees it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chatwire_core::handlers::HandlerId;

use crate::event::Kinds;

/// Set by the reader, read by the session's task for each frame.
#[derive(Debug)]
pub(super) struct Wanted {
    kinds: Halves,
    /// What the handlers want, once they run: theirs come and go while they do.
    wishes: OnceLock<Arc<Wishes>>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { kinds: Halves::new(Kinds::ALL), wishes: OnceLock::new() }
    }
}

impl Wanted {
    pub(super) fn get(&self) -> Kinds {
        self.wishes.get().map_or_else(|| self.kinds.get(), |wishes| wishes.get())
    }

    pub(super) fn set(&self, kinds: Kinds) {
        self.kinds.set(kinds);
    }

    /// From now on it is what the handlers want.
    pub(super) fn follow(&self, wishes: &Arc<Wishes>) {
        self.wishes.get_or_init(|| Arc::clone(wishes));
    }
}

/// The kinds that handlers want: of clones of one list, and of the session that runs them. It keeps no handler alive.
#[derive(Debug)]
pub(super) struct Wishes {
    each: Mutex<Vec<(HandlerId, Kinds)>>,
    all: Halves,
}

impl Default for Wishes {
    fn default() -> Self {
        Self { each: Mutex::default(), all: Halves::new(Kinds::NONE) }
    }
}

impl Wishes {
    pub(super) fn get(&self) -> Kinds {
        self.all.get()
    }

    pub(super) fn add(&self, handler: HandlerId, kinds: Kinds) {
        self.change(|each| each.push((handler, kinds)));
    }

    pub(super) fn remove(&self, handler: HandlerId) {
        self.change(|each| each.retain(|(of, _)| *of != handler));
    }

    fn change(&self, change: impl FnOnce(&mut Vec<(HandlerId, Kinds)>)) {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut each);
        self.all.set(each.iter().fold(Kinds::NONE, |all, (_, kinds)| all.union(*kinds)));
    }
}

/// A set of kinds in two numbers, between which a frame may be looked at: each kind is in one of them.
#[derive(Debug)]
struct Halves([AtomicU64; 2]);

impl Halves {
    fn new(kinds: Kinds) -> Self {
        Self(kinds.to_halves().map(AtomicU64::new))
    }

    fn get(&self) -> Kinds {
        Kinds::from_halves(self.0.each_ref().map(|half| half.load(Ordering::Relaxed)))
    }

    fn set(&self, kinds: Kinds) {
        for (half, news) in self.0.iter().zip(kinds.to_halves()) {
            half.store(news, Ordering::Relaxed);
        }
    }
}
