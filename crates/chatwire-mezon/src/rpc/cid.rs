//! Numbers of requests on the socket.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// How long a number rests whose answer never came: a late piece must not be glued into another answer.
const REST: Duration = Duration::from_secs(60);

/// Gives out the numbers 1 to 65,535, in turn.
///
/// An API answer has room for 16 bits only, so the count starts over; numbers that are in use or at rest are skipped.
#[derive(Debug, Default)]
pub(crate) struct Cids {
    last: u16,
    resting: VecDeque<(Instant, u16)>,
}

impl Cids {
    /// A free number; `None` when all are in use.
    pub(crate) fn next(&mut self, now: Instant, is_used: impl Fn(u16) -> bool) -> Option<u16> {
        while self.resting.front().is_some_and(|(until, _)| *until <= now) {
            self.resting.pop_front();
        }
        for _ in 0..u16::MAX {
            self.last = self.last.checked_add(1).unwrap_or(1);
            let cid = self.last;
            if !is_used(cid) && !self.resting.iter().any(|(_, resting)| *resting == cid) {
                return Some(cid);
            }
        }
        None
    }

    /// Lets a number rest whose answer did not come in time.
    pub(crate) fn rest(&mut self, now: Instant, cid: u16) {
        self.resting.push_back((now + REST, cid));
    }

    /// A new line: what was asked on the old one cannot be answered any more.
    pub(crate) fn reset(&mut self) {
        self.resting.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_starts_over_and_skips_what_is_in_use() {
        let now = Instant::now();
        let mut cids = Cids { last: u16::MAX - 1, ..Cids::default() };
        let used = |cid| cid == 1;
        assert_eq!(cids.next(now, used), Some(u16::MAX));
        assert_eq!(cids.next(now, used), Some(2));
        cids.rest(now, 3);
        assert_eq!(cids.next(now, used), Some(4));
        cids.last = 2;
        assert_eq!(cids.next(now + REST, used), Some(3), "its rest is over");
        assert_eq!(cids.next(now, |_| true), None);
    }
}
