//! Answers to API calls over the socket: frames that begin with `0xFF`, in one or more pieces.

use std::collections::HashMap;

use bytes::{Bytes, BytesMut};

/// First byte of such a frame; no envelope can begin with it.
pub(crate) const MARK: u8 = 0xFF;
/// Bytes before the payload.
const HEAD: usize = 7;
/// Value of the flag in the last frame of an answer.
const LAST: u16 = 0x00FF;
/// Most bytes of one answer (16 MiB, as for any message).
const MOST: usize = 16 * 1024 * 1024;

/// One frame: `0xFF`, number of the request, code, flag (16 bits each, big endian), payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub(crate) cid: u16,
    /// 0, or a gRPC code.
    pub(crate) code: u16,
    pub(crate) is_last: bool,
    pub(crate) payload: &'a [u8],
}

impl<'a> Piece<'a> {
    /// Reads a frame that begins with the mark; `None` when it is too short for its head.
    pub(crate) fn read(frame: &'a [u8]) -> Option<Self> {
        let (head, payload) = frame.split_first_chunk::<HEAD>()?;
        let [_, cid_high, cid_low, code_high, code_low, flag_high, flag_low] = *head;
        Some(Self {
            cid: u16::from_be_bytes([cid_high, cid_low]),
            code: u16::from_be_bytes([code_high, code_low]),
            is_last: u16::from_be_bytes([flag_high, flag_low]) == LAST,
            payload,
        })
    }
}

/// A whole answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: u16,
    /// `None`: it was larger than any answer may be.
    pub(crate) body: Option<Bytes>,
}

/// Answers of which pieces have come; `None` for those that have become too large.
#[derive(Debug, Default)]
pub(crate) struct Pieces(HashMap<u16, Option<BytesMut>>);

impl Pieces {
    /// Takes a piece of an answer that is waited for; the answer, once it is whole.
    pub(crate) fn take(&mut self, piece: Piece<'_>) -> Option<Answer> {
        let Piece { cid, code, is_last, payload } = piece;
        if is_last && !self.0.contains_key(&cid) {
            return Some(Answer { code, body: Some(Bytes::copy_from_slice(payload)) });
        }
        let held = self.0.entry(cid).or_insert_with(|| Some(BytesMut::new()));
        match held {
            Some(body) if body.len() + payload.len() <= MOST => body.extend_from_slice(payload),
            // One piece left out would make it another answer.
            held => *held = None,
        }
        if !is_last {
            return None;
        }
        let body = self.0.remove(&cid).flatten().map(BytesMut::freeze);
        Some(Answer { code, body })
    }

    /// Throws away what has come of an answer.
    pub(crate) fn forget(&mut self, cid: u16) {
        self.0.remove(&cid);
    }

    /// Throws away everything: the line is gone.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(cid: u16, code: u16, flag: u16, payload: &[u8]) -> Vec<u8> {
        let mut frame = vec![MARK];
        for number in [cid, code, flag] {
            frame.extend(number.to_be_bytes());
        }
        frame.extend(payload);
        frame
    }

    fn take(pieces: &mut Pieces, frame: &[u8]) -> Option<Answer> {
        pieces.take(Piece::read(frame).unwrap())
    }

    #[test]
    fn pieces_of_several_answers_are_put_together() {
        let mut pieces = Pieces::default();
        assert_eq!(take(&mut pieces, &frame(7, 0, 0, b"ab")), None);
        assert_eq!(take(&mut pieces, &frame(9, 0, 1, b"xy")), None);
        assert_eq!(take(&mut pieces, &frame(7, 0, 0, b"cd")), None);
        let whole = take(&mut pieces, &frame(7, 0, LAST, b"ef")).unwrap();
        assert_eq!((whole.code, whole.body.as_deref()), (0, Some(b"abcdef".as_slice())));
        pieces.forget(9);
        let refused = take(&mut pieces, &frame(9, 5, LAST, b"not found")).unwrap();
        assert_eq!((refused.code, refused.body.as_deref()), (5, Some(b"not found".as_slice())));
        assert_eq!(take(&mut pieces, &frame(1, 0, LAST, b"")).unwrap().body, Some(Bytes::new()));
    }

    #[test]
    fn an_answer_without_all_of_its_pieces_is_none() {
        let mut pieces = Pieces::default();
        let large = vec![b'x'; MOST];
        assert_eq!(take(&mut pieces, &frame(7, 0, 0, &large)), None);
        assert_eq!(take(&mut pieces, &frame(7, 0, 0, b"too much")), None);
        assert_eq!(
            take(&mut pieces, &frame(7, 0, LAST, b"")),
            Some(Answer { code: 0, body: None })
        );
        // The last piece counts, too, and the next answer with this number is another one.
        assert_eq!(take(&mut pieces, &frame(7, 0, 0, &large)), None);
        assert_eq!(take(&mut pieces, &frame(7, 0, LAST, b"x")).unwrap().body, None);
        let next = take(&mut pieces, &frame(7, 0, LAST, b"ok")).unwrap();
        assert_eq!(next.body.as_deref(), Some(b"ok".as_slice()));
    }

    #[test]
    fn frames_that_are_too_short_are_none() {
        for length in 0..HEAD {
            assert_eq!(Piece::read(&frame(1, 0, LAST, b"")[..length]), None);
        }
    }
}
