//! [`IdMemory`]: which deliveries have been seen.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{Error, ErrorKind, Result};

/// Remembers the latest ids, since platforms deliver more than once.
///
/// All but [`remove`](Self::remove) take constant time; when full, the oldest id is forgotten. Ids are kept as
/// 64 bits of a hash whose key is secret and new each time, whatever their length: with 4,096
/// of them, a new id is taken for a known one in less than one of 10^15 cases.
/// Ask it only after the signature has been checked, or anybody can fill it.
///
/// ```
/// use chatwire_core::webhook::IdMemory;
///
/// let seen = IdMemory::default();
/// assert!(seen.insert("evt_1"));
/// assert!(!seen.insert("evt_1"));
/// ```
pub struct IdMemory {
    capacity: usize,
    secret: RandomState,
    ids: Mutex<Ids>,
}

#[derive(Default)]
struct Ids {
    known: HashSet<u64, BuildHasherDefault<AsItIs>>,
    /// Oldest first.
    order: VecDeque<u64>,
}

/// What is kept is a hash already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Default for IdMemory {
    /// Room for 4,096 ids.
    fn default() -> Self {
        Self::new(4_096)
    }
}

impl IdMemory {
    /// Room for `capacity` ids, at least 1. Memory is taken as ids come in.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), secret: RandomState::new(), ids: Mutex::default() }
    }

    /// Remembers an id, and tells whether it is new.
    pub fn insert(&self, id: &str) -> bool {
        let key = self.secret.hash_one(id);
        let mut ids = self.lock();
        if !ids.known.insert(key) {
            return false;
        }
        if ids.order.len() >= self.capacity
            && let Some(oldest) = ids.order.pop_front()
        {
            ids.known.remove(&oldest);
        }
        ids.order.push_back(key);
        true
    }

    /// Whether an id is remembered; it stays as old as it was.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.lock().known.contains(&self.secret.hash_one(id))
    }

    /// Forgets an id, and tells whether it was remembered. Unlike the others it takes the longer, the more there are.
    pub fn remove(&self, id: &str) -> bool {
        let key = self.secret.hash_one(id);
        let mut ids = self.lock();
        let was_known = ids.known.remove(&key);
        if was_known {
            ids.order.retain(|known| *known != key);
        }
        was_known
    }

    /// Remembers the id of a delivery.
    ///
    /// # Errors
    /// [`Signature`](ErrorKind::Signature) with the code `duplicate` when it has been seen before.
    pub fn check(&self, id: &str) -> Result<()> {
        if self.insert(id) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Signature, "delivered before").with_code("duplicate"))
    }

    /// Number of remembered ids.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().order.len()
    }

    /// Whether no id is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, Ids> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for IdMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdMemory")
            .field("capacity", &self.capacity)
            .field("len", &self.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_first() {
        let seen = IdMemory::new(3);
        assert!(seen.is_empty());
        for id in ["a", "b", "c"] {
            assert!(seen.insert(id));
        }
        assert!(["a", "b", "c"].iter().all(|id| !seen.insert(id)));
        assert!(seen.insert("d"));
        assert!(!seen.insert("b"));
        assert!(seen.insert("a"));
        assert!(seen.insert("b"));
        assert_eq!(seen.len(), 3);
        assert_eq!(["a", "b", "c"].map(|id| seen.contains(id)), [true, true, false]);
        assert!(seen.remove("a") && !seen.remove("a") && !seen.contains("a"));
        assert!(seen.insert("a") && seen.contains("d"), "its place was free");
    }

    #[test]
    fn memory_is_bounded_in_number() {
        let seen = IdMemory::default();
        let long = "x".repeat(100_000);
        assert!(seen.insert(&long));
        assert!(seen.contains(&long));
        assert!(!seen.insert(&long));
        assert!(seen.insert(&format!("{long}y")));
        for number in 0..10_000 {
            assert!(seen.insert(&number.to_string()));
        }
        let ids = seen.lock();
        assert_eq!((ids.order.len(), ids.known.len()), (4_096, 4_096));
    }

    #[test]
    fn a_duplicate_has_its_code() {
        let seen = IdMemory::new(0);
        seen.check("a").unwrap();
        let err = seen.check("a").unwrap_err();
        assert_eq!((err.kind(), err.code()), (ErrorKind::Signature, Some("duplicate")));
        assert_eq!(format!("{seen:?}"), "IdMemory { capacity: 1, len: 1 }");
    }
}
