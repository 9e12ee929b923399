//! What the benches `decode` of live sessions share: a line that is a buffer, and frames that are handed over in
//! bursts.
//!
//! A file, and no crate: benches take it in by its path, so that nothing of it is published.

use std::ops::Range;

use super::harness::Side;

/// Most messages that lie in the line at once.
const BURST: usize = 256;
/// Room of the line in bytes, for all of them.
pub(crate) const SPACE: usize = 1 << 20;

/// Hands over frame after frame, as many at once as the line has room for, and from the last on again from the first.
///
/// `take` is given the places of so many `frames` that lie one behind the other.
pub(crate) fn bursts(frames: usize, mut take: impl FnMut(Range<usize>) + 'static) -> Side {
    let mut at = 0;
    Box::new(move |mut events| {
        while events > 0 {
            let count = events.min(BURST).min(frames - at);
            take(at..at + count);
            (at, events) = ((at + count) % frames, events - count);
        }
    })
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}
