//! Ids that a client makes itself.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use chatwire_core::Timestamp;

/// Start of the time in ids that a client makes, 2020-01-01T00:00:00Z
/// (TypeScript SDK 2.8.53 and Python SDK 1.8.1, the helper that makes ids).
const EPOCH_MS: i64 = 1_577_836_800_000;
/// Data centre 1 and worker 1, as in both SDKs.
const PLACE: i64 = (1 << 17) | (1 << 12);
/// Bits of the number within one millisecond.
const SEQUENCE_BITS: u32 = 12;
/// Largest number of milliseconds that leaves the id above zero.
const MAX_MS: i64 = (1 << 41) - 1;

/// Makes ids in the form of the SDKs' clients: time, a fixed place, a number within the millisecond.
///
/// Only entries of a quick menu need one; all other ids come from the server.
/// Ids of one generator are distinct and grow, even when the clock is set back or more than 4,096
/// are wanted in a millisecond: such ids carry the next millisecond, so that nobody has to wait.
///
/// ```
/// use chatwire_mezon::{QuickMenuId, Snowflakes, Timestamp};
///
/// let ids = Snowflakes::new();
/// let at = Timestamp::from_unix_millis(1_700_000_000_000);
/// assert_eq!(ids.next_at(at), 512_389_598_412_935_168);
/// assert_eq!(ids.next_at(at), 512_389_598_412_935_169);
/// let id = QuickMenuId::new(ids.next());
/// assert!(id.get() > 512_389_598_412_935_169);
/// ```
pub struct Snowflakes {
    /// Milliseconds since the epoch, then 12 bits of sequence: the last id without its place.
    last: AtomicI64,
}

impl Snowflakes {
    /// A generator that has made no id yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { last: AtomicI64::new(-1) }
    }

    /// An id for the system clock's time.
    #[must_use]
    pub fn next(&self) -> i64 {
        self.next_at(Timestamp::now())
    }

    /// An id for a point in time; times before 2020 count as its beginning.
    #[must_use]
    pub fn next_at(&self, at: Timestamp) -> i64 {
        let millis = at.as_unix_millis().saturating_sub(EPOCH_MS).clamp(0, MAX_MS);
        let first = millis << SEQUENCE_BITS;
        // Counting on from a full sequence carries into the milliseconds by itself.
        let after = |last: i64| first.max(last.wrapping_add(1));
        let swap = |last| Some(after(last));
        let taken = match self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, swap) {
            Ok(last) | Err(last) => after(last),
        };
        let sequence = taken & ((1 << SEQUENCE_BITS) - 1);
        ((taken >> SEQUENCE_BITS) << 22) | PLACE | sequence
    }
}

impl Default for Snowflakes {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Snowflakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snowflakes").finish_non_exhaustive()
    }
}
