//! [`IdState`]: hashing of ids, which are numbers already.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Makes hashers for keys of one or two ids.
///
/// Each message is looked up about ten times by an id, for which the standard hash is made for longer keys than these.
/// The seed is random: who invents ids cannot know which of them share a place.
#[derive(Clone, Debug)]
pub(crate) struct IdState(u64);

impl Default for IdState {
    fn default() -> Self {
        Self(RandomState::new().hash_one(0_u64))
    }
}

impl BuildHasher for IdState {
    type Hasher = IdHasher;

    fn build_hasher(&self) -> IdHasher {
        IdHasher(self.0)
    }
}

/// Hashes numbers; see [`IdState`].
#[derive(Clone, Debug)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, number: u64) {
        // The finalizer of MurmurHash3: each bit of the number turns half of the bits of the hash.
        let mut hash = self.0 ^ number;
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        self.0 = hash ^ (hash >> 33);
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number.cast_unsigned());
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut number = [0; 8];
            for (place, byte) in number.iter_mut().zip(chunk) {
                *place = *byte;
            }
            self.write_u64(u64::from_le_bytes(number));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{ChannelId, MessageId};

    #[test]
    fn ids_in_a_row_are_spread() {
        let state = IdState::default();
        for shift in [0, 12, 22, 40] {
            let low: HashSet<u64> = (0..4_096_i64)
                .map(|id| state.hash_one(MessageId::new(id << shift)) % 4_096)
                .collect();
            // Of as many throws into as many places, 63 of 100 places are hit.
            assert!(low.len() > 2_300, "shift {shift}: {}", low.len());
            let high: HashSet<u64> = (0..4_096_i64)
                .map(|id| state.hash_one(MessageId::new(id << shift)) >> 57)
                .collect();
            assert_eq!(high.len(), 128, "the bits that tell neighbours apart");
        }
    }

    #[test]
    fn both_ids_of_a_pair_and_the_seed_count() {
        let (one, other) = (IdState::default(), IdState::default());
        let key = |channel, id| (ChannelId::new(channel), MessageId::new(id));
        assert_ne!(one.hash_one(key(1, 2)), one.hash_one(key(2, 1)));
        assert_ne!(one.hash_one(key(1, 2)), one.hash_one(key(1, 3)));
        assert_ne!(one.hash_one(key(1, 2)), other.hash_one(key(1, 2)));
        assert_eq!(one.hash_one(key(1, 2)), one.hash_one(key(1, 2)));
    }
}
