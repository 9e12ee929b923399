//! [`Lru`]: a map with a bound, from which goes what was not used for longest.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use crate::id::hash::IdState;

/// Place of nothing in the list.
const NONE: usize = usize::MAX;

/// A map of at most `capacity` entries; reads and writes move an entry to the front.
///
/// Entries lie in one vector and are linked by their places, so that a touch moves no memory.
#[derive(Clone, Debug)]
pub(crate) struct Lru<K, V> {
    places: HashMap<K, usize, IdState>,
    slots: Vec<Slot<K, V>>,
    /// Places that are free again.
    free: Vec<usize>,
    newest: usize,
    oldest: usize,
    capacity: usize,
}

#[derive(Clone, Debug)]
struct Slot<K, V> {
    entry: Option<(K, V)>,
    newer: usize,
    older: usize,
}

impl<K: Clone + Eq + Hash, V> Lru<K, V> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            places: HashMap::default(),
            slots: Vec::new(),
            free: Vec::new(),
            newest: NONE,
            oldest: NONE,
            capacity,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// The entry, which thereby is the last to go.
    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let place = *self.places.get(key)?;
        self.touch(place);
        self.slots.get_mut(place)?.entry.as_mut().map(|(_, value)| value)
    }

    /// The entry, which does not count as use.
    pub(crate) fn peek(&self, key: &K) -> Option<&V> {
        let place = *self.places.get(key)?;
        self.slots.get(place)?.entry.as_ref().map(|(_, value)| value)
    }

    /// The same, to change it.
    pub(crate) fn peek_mut(&mut self, key: &K) -> Option<&mut V> {
        let place = *self.places.get(key)?;
        self.slots.get_mut(place)?.entry.as_mut().map(|(_, value)| value)
    }

    pub(crate) fn contains(&self, key: &K) -> bool {
        self.places.contains_key(key)
    }

    /// Puts an entry in place of the one with the same key; gives the entry that had to go for it.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<(K, V)> {
        if self.capacity == 0 {
            return Some((key, value));
        }
        let is_full = self.len() >= self.capacity;
        let place = match self.places.entry(key.clone()) {
            Entry::Occupied(known) => {
                let place = *known.get();
                self.touch(place);
                if let Some(slot) = self.slots.get_mut(place) {
                    slot.entry = Some((key, value));
                }
                return None;
            }
            // What has to go makes room at its place.
            Entry::Vacant(new) => {
                let free = if is_full { Some(self.oldest) } else { self.free.pop() };
                *new.insert(free.unwrap_or(self.slots.len()))
            }
        };
        let mut evicted = None;
        match self.slots.get_mut(place) {
            Some(slot) => evicted = slot.entry.replace((key, value)),
            None => {
                self.slots.push(Slot { entry: Some((key, value)), newer: NONE, older: NONE });
            }
        }
        if let Some((gone, _)) = &evicted {
            self.places.remove(gone);
            self.unlink(place);
        }
        self.link(place);
        evicted
    }

    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        let place = self.places.remove(key)?;
        self.unlink(place);
        self.free.push(place);
        self.slots.get_mut(place)?.entry.take().map(|(_, value)| value)
    }

    /// The entry that was not used for longest, and is next to go.
    pub(crate) fn oldest_mut(&mut self) -> Option<(&K, &mut V)> {
        self.slots.get_mut(self.oldest)?.entry.as_mut().map(|(key, value)| (&*key, value))
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::new(self.capacity);
    }

    /// Entries from the last used to the first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let mut place = self.newest;
        std::iter::from_fn(move || {
            let slot = self.slots.get(place)?;
            place = slot.older;
            slot.entry.as_ref().map(|(key, value)| (key, value))
        })
    }

    /// Removes the entries that are not wanted.
    pub(crate) fn retain(&mut self, wanted: impl Fn(&V) -> bool) {
        let unwanted: Vec<K> =
            self.iter().filter(|(_, value)| !wanted(value)).map(|(key, _)| key.clone()).collect();
        for key in unwanted {
            self.remove(&key);
        }
    }

    fn touch(&mut self, place: usize) {
        if self.newest != place {
            self.unlink(place);
            self.link(place);
        }
    }

    fn unlink(&mut self, place: usize) {
        let Some((newer, older)) = self.slots.get(place).map(|slot| (slot.newer, slot.older))
        else {
            return;
        };
        match self.slots.get_mut(newer) {
            Some(slot) => slot.older = older,
            None => self.newest = older,
        }
        match self.slots.get_mut(older) {
            Some(slot) => slot.newer = newer,
            None => self.oldest = newer,
        }
    }

    fn link(&mut self, place: usize) {
        let newest = std::mem::replace(&mut self.newest, place);
        if let Some(slot) = self.slots.get_mut(place) {
            slot.newer = NONE;
            slot.older = newest;
        }
        match self.slots.get_mut(newest) {
            Some(slot) => slot.newer = place,
            None => self.oldest = place,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;

    fn keys(lru: &Lru<u8, u32>) -> Vec<u8> {
        lru.iter().map(|(key, _)| *key).collect()
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let mut lru = Lru::new(2);
        assert_eq!(lru.insert(1, 10), None);
        assert_eq!(lru.insert(2, 20), None);
        // Both SDKs evict the oldest here, although nothing is added.
        assert_eq!(lru.insert(1, 11), None);
        assert_eq!(lru.insert(3, 30), Some((2, 20)));
        assert_eq!(keys(&lru), [3, 1]);
        assert_eq!(lru.get_mut(&1), Some(&mut 11));
        assert_eq!(lru.oldest_mut(), Some((&3, &mut 30)));
        assert_eq!(lru.remove(&9), None);
    }

    #[test]
    fn without_room_nothing_is_kept() {
        let mut lru = Lru::new(0);
        assert_eq!(lru.insert(1, 10), Some((1, 10)));
        assert_eq!(lru.len(), 0);
    }

    proptest! {
        #[test]
        fn it_behaves_as_a_list_that_is_searched(
            capacity in 0_usize..5,
            steps in prop::collection::vec((0_u8..3, 0_u8..8, any::<u32>()), 0..80),
        ) {
            let mut lru = Lru::new(capacity);
            let mut list: VecDeque<(u8, u32)> = VecDeque::new();
            for (step, key, value) in steps {
                let at = list.iter().position(|(known, _)| *known == key);
                let known = at.and_then(|at| list.remove(at));
                match step {
                    0 => {
                        lru.insert(key, value);
                        list.push_front((key, value));
                        list.truncate(capacity);
                    }
                    1 => {
                        prop_assert_eq!(lru.get_mut(&key).copied(), known.map(|(_, value)| value));
                        if let Some(known) = known { list.push_front(known); }
                    }
                    _ => prop_assert_eq!(lru.remove(&key), known.map(|(_, value)| value)),
                }
                prop_assert!(lru.iter().map(|(key, value)| (*key, *value)).eq(list.iter().copied()));
                prop_assert_eq!(lru.len(), list.len());
            }
        }
    }
}
