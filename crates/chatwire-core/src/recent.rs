//! [`Recent`]: what came lately.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState};

/// Remembers the latest keys up to a bound; when there are more, the oldest is forgotten. For platform crates.
///
/// All of it takes constant time, taken over many calls. A key is kept as 64 bits of a hash whose own key is secret and
/// new each time, so that nothing is copied, whatever a key's length: with 4,096 of them, a new one is taken for a known
/// one in less than one of 10^15 cases. Ask always with keys of one shape: a number of 32 bits is another key than one
/// of 64.
///
/// ```
/// use chatwire_core::build::Recent;
///
/// let mut seen = Recent::new(2);
/// assert!(seen.insert(&("room", "1")));
/// assert!(!seen.insert(&("room", "1")));
/// assert!(seen.insert(&("room", "2")) && seen.insert(&("attic", "1")));
/// assert!(!seen.contains(&("room", "1")), "the oldest went");
/// ```
#[derive(Clone)]
pub struct Recent {
    capacity: usize,
    secret: RandomState,
    /// Each hash with its number, which is its place in `order` behind `first`.
    known: HashMap<u64, u64, BuildHasherDefault<AsItIs>>,
    /// Oldest first. One that was removed stays until it is the oldest, or too many are such.
    order: VecDeque<u64>,
    /// Number of the first in `order`.
    first: u64,
}

/// What is kept is a hash already.
#[derive(Clone, Default)]
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

impl Recent {
    /// Room for `capacity` keys, at least 1. Memory is taken as keys come in.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.max(1),
            secret: RandomState::new(),
            known: HashMap::default(),
            order: VecDeque::new(),
            first: 0,
        }
    }

    /// Remembers a key, and tells whether it is new; one that is known stays as old as it was.
    pub fn insert(&mut self, key: &(impl Hash + ?Sized)) -> bool {
        let hash = self.hash(key);
        let number = self.number(self.order.len());
        match self.known.entry(hash) {
            Entry::Occupied(_) => return false,
            Entry::Vacant(place) => place.insert(number),
        };
        self.order.push_back(hash);
        if self.known.len() > self.capacity {
            self.forget_oldest();
        } else if self.order.len() > self.capacity.saturating_mul(2) {
            self.close_up();
        }
        true
    }

    /// Whether a key is remembered.
    #[must_use]
    pub fn contains(&self, key: &(impl Hash + ?Sized)) -> bool {
        self.known.contains_key(&self.hash(key))
    }

    /// Forgets a key, whose place is free then, and tells whether it was remembered.
    pub fn remove(&mut self, key: &(impl Hash + ?Sized)) -> bool {
        self.known.remove(&self.hash(key)).is_some()
    }

    /// Number of remembered keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Largest number of keys.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    fn hash(&self, key: &(impl Hash + ?Sized)) -> u64 {
        self.secret.hash_one(key)
    }

    /// Number of what stands at a place in `order`.
    fn number(&self, place: usize) -> u64 {
        self.first.wrapping_add(u64::try_from(place).unwrap_or(u64::MAX))
    }

    fn forget_oldest(&mut self) {
        while let Some(hash) = self.order.pop_front() {
            let number = self.first;
            self.first = number.wrapping_add(1);
            // One that was removed, or has come again since, is not the oldest.
            if self.known.get(&hash) == Some(&number) {
                self.known.remove(&hash);
                return;
            }
        }
    }

    /// Lets go of those that were removed, of which there are as many as others at least.
    fn close_up(&mut self) {
        let order = std::mem::take(&mut self.order);
        let first = std::mem::take(&mut self.first);
        self.order.reserve(self.known.len());
        for (hash, place) in order.into_iter().zip(0_u64..) {
            let Some(number) = self.known.get_mut(&hash) else { continue };
            // Of the places of one hash the last one counts, so that no number is given anew twice.
            if *number == first.wrapping_add(place) {
                *number = u64::try_from(self.order.len()).unwrap_or(u64::MAX);
                self.order.push_back(hash);
            }
        }
    }
}

impl fmt::Debug for Recent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recent")
            .field("capacity", &self.capacity)
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    proptest! {
        #[test]
        fn it_does_what_a_list_does(
            capacity in 1_usize..6,
            steps in vec((0_u8..4, 0_u8..9), 0..200),
        ) {
            let mut recent = Recent::new(capacity);
            let mut list: Vec<u8> = Vec::new();
            for (step, key) in steps {
                let at = list.iter().position(|known| *known == key);
                match (step, at) {
                    // Twice as often as the others: it is to be full.
                    (0 | 1, known) => {
                        prop_assert_eq!(recent.insert(&key), known.is_none());
                        if known.is_none() { list.push(key); }
                        if list.len() > capacity { list.remove(0); }
                    }
                    (2, known) => prop_assert_eq!(recent.contains(&key), known.is_some()),
                    (_, known) => {
                        prop_assert_eq!(recent.remove(&key), known.is_some());
                        if let Some(at) = known { list.remove(at); }
                    }
                }
                prop_assert!((0..9).all(|key| recent.contains(&key) == list.contains(&key)));
                prop_assert_eq!((recent.len(), recent.is_empty()), (list.len(), list.is_empty()));
                prop_assert!(recent.order.len() <= 2 * capacity);
            }
        }
    }

    #[test]
    fn memory_stays_bounded_behind_a_key_that_never_goes() {
        let mut recent = Recent::new(100);
        recent.insert("oldest");
        for number in 0..10_000 {
            assert!(recent.insert(&number) && recent.remove(&number));
            assert!(recent.order.len() <= 200);
        }
        assert!(recent.contains("oldest") && recent.len() == 1);
        assert_eq!(format!("{recent:?}"), "Recent { capacity: 100, len: 1, .. }");
    }

    #[test]
    fn no_room_is_room_for_one() {
        let mut recent = Recent::new(0);
        assert!(recent.insert("a") && !recent.insert("a") && recent.insert("b"));
        assert!(!recent.contains("a"));
    }
}
