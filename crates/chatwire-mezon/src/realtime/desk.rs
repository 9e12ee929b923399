//! [`Desk`]: requests that are under way on the present line, and whose they are.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use crate::rpc::cid::Cids;
use crate::rpc::pieces::{Answer, Piece, Pieces};

/// Requests by their numbers; each has the same time.
#[derive(Debug)]
pub(super) struct Desk<O> {
    time: Duration,
    cids: Cids,
    /// No hash map: a session mostly has one or two, and hashing their numbers costs more than finding them.
    open: BTreeMap<u16, (u64, O)>,
    /// Ends of times, oldest first; entries whose request was answered are skipped.
    ends: VecDeque<(Instant, u16, u64)>,
    serial: u64,
    pieces: Pieces,
}

impl<O> Desk<O> {
    pub(super) fn new(time: Duration) -> Self {
        Self {
            time,
            cids: Cids::default(),
            open: BTreeMap::new(),
            ends: VecDeque::new(),
            serial: 0,
            pieces: Pieces::default(),
        }
    }

    /// Takes a number for a request that goes out now; gives the owner back when all are in use.
    pub(super) fn open(&mut self, now: Instant, owner: O) -> Result<u16, O> {
        let Self { cids, open, .. } = self;
        let Some(cid) = cids.next(now, |cid| open.contains_key(&cid)) else { return Err(owner) };
        self.serial += 1;
        self.open.insert(cid, (self.serial, owner));
        self.ends.push_back((now + self.time, cid, self.serial));
        Ok(cid)
    }

    /// The owner of a request that was answered; `None` for an answer that nobody waits for.
    pub(super) fn close(&mut self, cid: u16) -> Option<O> {
        let (_, owner) = self.open.remove(&cid)?;
        self.pieces.forget(cid);
        self.skip_answered();
        self.give_back();
        Some(owner)
    }

    /// Takes a piece of an answer; the answer with its owner, once it is whole.
    pub(super) fn piece(&mut self, piece: Piece<'_>) -> Option<(O, Answer)> {
        if !self.open.contains_key(&piece.cid) {
            return None;
        }
        let answer = self.pieces.take(piece)?;
        Some((self.close(piece.cid)?, answer))
    }

    /// When the time of the oldest request is over.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.ends.front().map(|(at, ..)| *at)
    }

    /// Owners of requests whose time is over; their numbers rest. Those that `is_patient` chooses get as much time again.
    pub(super) fn expire(&mut self, now: Instant, is_patient: impl Fn(&O) -> bool) -> Vec<O> {
        let mut late = Vec::new();
        while let Some((at, cid, serial)) = self.ends.front().copied() {
            let owner = self.open.get(&cid).filter(|(known, _)| *known == serial);
            let is_open = owner.is_some();
            if is_open && at > now {
                break;
            }
            self.ends.pop_front();
            if owner.is_some_and(|(_, owner)| is_patient(owner)) {
                // Behind all others: none that is open ends later.
                self.ends.push_back((now + self.time, cid, serial));
            } else if is_open && let Some((_, owner)) = self.open.remove(&cid) {
                self.pieces.forget(cid);
                self.cids.rest(now, cid);
                late.push(owner);
            }
        }
        self.give_back();
        late
    }

    /// Owners of all requests: the line is gone, and what was asked on it stays without an answer.
    pub(super) fn clear(&mut self) -> Vec<O> {
        self.ends.clear();
        self.pieces.clear();
        self.cids.reset();
        std::mem::take(&mut self.open).into_values().map(|(_, owner)| owner).collect()
    }

    /// Frees the room of their ends once there is no request: between heartbeats, a session shall hold nothing here.
    fn give_back(&mut self) {
        if self.open.is_empty() {
            self.ends = VecDeque::new();
        }
    }

    fn skip_answered(&mut self) {
        while let Some((_, cid, serial)) = self.ends.front() {
            if self.open.get(cid).is_some_and(|(known, _)| known == serial) {
                break;
            }
            self.ends.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: Duration = Duration::from_secs(10);

    #[test]
    fn answers_find_their_owners() {
        let now = Instant::now();
        let mut desk = Desk::new(TIME);
        let (a, b) = (desk.open(now, "a").unwrap(), desk.open(now, "b").unwrap());
        assert_eq!((a, b), (1, 2));
        assert_eq!(desk.close(b), Some("b"));
        assert_eq!(desk.close(b), None, "only once");
        let piece = |is_last| Piece { cid: a, code: 0, is_last, payload: b"x" };
        assert!(desk.piece(piece(false)).is_none());
        let (owner, answer) = desk.piece(piece(true)).unwrap();
        assert_eq!((owner, answer.body.as_deref()), ("a", Some(b"xx".as_slice())));
        assert_eq!(desk.deadline(), None);
    }

    #[test]
    fn late_requests_end_and_their_numbers_rest() {
        let now = Instant::now();
        let mut desk = Desk::new(TIME);
        let first = desk.open(now, "first").unwrap();
        let later = now + Duration::from_secs(1);
        desk.open(later, "second").unwrap();
        assert_eq!(desk.deadline(), Some(now + TIME));
        assert_eq!(desk.expire(now + TIME, |_| false), ["first"]);
        assert_eq!(desk.close(first), None);
        let late = Piece { cid: first, code: 0, is_last: true, payload: b"" };
        assert!(desk.piece(late).is_none());
        assert_eq!(desk.deadline(), Some(later + TIME));
        assert_eq!(desk.clear(), ["second"]);
        assert_eq!(desk.deadline(), None);
    }

    #[test]
    fn who_is_patient_waits_as_long_again() {
        let now = Instant::now();
        let mut desk = Desk::new(TIME);
        let first = desk.open(now, "patient").unwrap();
        desk.open(now, "hasty").unwrap();
        assert_eq!(desk.expire(now + TIME, |owner| *owner == "patient"), ["hasty"]);
        assert_eq!(desk.deadline(), Some(now + TIME * 2));
        assert_eq!(desk.close(first), Some("patient"));
        assert_eq!(desk.deadline(), None);
    }

    #[test]
    fn all_numbers_can_be_in_use() {
        let now = Instant::now();
        let mut desk = Desk::new(TIME);
        for number in 0..u16::MAX {
            desk.open(now, number).unwrap();
        }
        assert_eq!(desk.open(now, 7), Err(7));
        assert_eq!(desk.clear().len(), usize::from(u16::MAX));
        assert!(desk.open(now, 7).is_ok());
    }
}
