//! [`IdMemory`]: which deliveries have been seen.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::recent::Recent;
use crate::{Error, ErrorKind, Result};

/// Remembers the latest ids, since platforms deliver more than once.
///
/// Everything takes constant time; when full, the oldest id is forgotten. Ids are kept as
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
pub struct IdMemory(Mutex<Recent>);

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
        Self(Mutex::new(Recent::new(capacity)))
    }

    /// Remembers an id, and tells whether it is new.
    pub fn insert(&self, id: &str) -> bool {
        self.lock().insert(id)
    }

    /// Whether an id is remembered; it stays as old as it was.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.lock().contains(id)
    }

    /// Forgets an id, and tells whether it was remembered.
    pub fn remove(&self, id: &str) -> bool {
        self.lock().remove(id)
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
        self.lock().len()
    }

    /// Whether no id is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, Recent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for IdMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let recent = self.lock();
        f.debug_struct("IdMemory")
            .field("capacity", &recent.capacity())
            .field("len", &recent.len())
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
        assert_eq!(seen.len(), 4_096);
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
