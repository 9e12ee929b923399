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
        IdHasher { key: self.0, hash: self.0 }
    }
}

/// Both halves of the product with a number without pattern (the golden ratio's digits).
#[expect(clippy::cast_possible_truncation, reason = "the halves of a product")]
const fn folded(word: u64) -> u64 {
    let product = (word as u128) * 0x9E37_79B9_7F4A_7C15;
    (product >> 64) as u64 ^ product as u64
}

/// Hashes numbers and texts; see [`IdState`].
#[derive(Clone, Debug)]
pub(crate) struct IdHasher {
    key: u64,
    hash: u64,
}

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.hash
    }

    fn write_u64(&mut self, number: u64) {
        // The finalizer of MurmurHash3: each bit of the number turns half of the bits of the hash.
        let mut hash = self.hash ^ number;
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        self.hash = hash ^ (hash >> 33);
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number.cast_unsigned());
    }

    /// Each text is hashed by itself, so that none waits for the one before; the lengths tell where one ends.
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        let mut hash = self.key;
        for word in words {
            hash = folded(hash ^ u64::from_le_bytes(*word));
        }
        let last = bytes.last_chunk().copied().unwrap_or_else(|| {
            let mut last = [0; 8];
            for (place, byte) in last.iter_mut().zip(rest) {
                *place = *byte;
            }
            last
        });
        hash = folded(hash ^ u64::from_le_bytes(last)).wrapping_add(bytes.len() as u64);
        self.hash = folded(self.hash ^ hash);
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
    fn texts_that_differ_have_different_hashes() {
        let state = IdState::default();
        let hash = |texts: &[&str]| {
            let mut hasher = state.build_hasher();
            texts.iter().for_each(|text| hasher.write(text.as_bytes()));
            hasher.finish()
        };
        let texts: &[&[&str]] = &[
            &["", "ann"],
            &["ann", ""],
            &["ann", "", ""],
            &["an", "n"],
            &["ann\0", ""],
            &["abcdefgh", "ijklmnop"],
            &["ijklmnop", "abcdefgh"],
            &["abcdefghijklmnop", ""],
        ];
        let hashes: HashSet<u64> = texts.iter().map(|texts| hash(texts)).collect();
        assert_eq!(hashes.len(), texts.len());
        assert_eq!(hash(&["ann", "bob"]), hash(&["ann", "bob"]));
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
