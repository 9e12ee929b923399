//! Answers to calls on the socket: binary frames behind a byte that no envelope begins with.

use bytes::{BufMut as _, Bytes, BytesMut};

use super::refusal::Refusal;

/// First byte of every such frame.
const MARK: u8 = 0xFF;
/// Says that a frame is the last of its answer.
const LAST: u16 = 0x00FF;

/// Frames of an answer, in pieces of at most so many bytes.
pub(super) fn answer(
    cid: i32,
    result: &Result<Vec<u8>, Refusal>,
    piece: usize,
    empty_last: bool,
) -> Vec<Bytes> {
    let (code, payload) = match result {
        Ok(bytes) => (0, bytes.as_slice()),
        Err(refusal) => (refusal.code, refusal.message.as_bytes()),
    };
    let mut pieces: Vec<&[u8]> = payload.chunks(piece.max(1)).collect();
    if pieces.is_empty() || empty_last {
        pieces.push(&[]);
    }
    let count = pieces.len();
    let framed = (1..).zip(pieces).map(|(nth, piece)| {
        // Only the last frame's code counts.
        frame(cid, code, nth == count, piece)
    });
    framed.collect()
}

/// One frame; a number that does not fit is cut, as the header has 16 bits for it.
pub(super) fn frame(cid: i32, code: u16, last: bool, payload: &[u8]) -> Bytes {
    let [.., high, low] = cid.to_be_bytes();
    let mut frame = BytesMut::with_capacity(7 + payload.len());
    frame.put_u8(MARK);
    frame.put_slice(&[high, low]);
    frame.put_u16(code);
    frame.put_u16(if last { LAST } else { 0 });
    frame.put_slice(payload);
    frame.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_the_whole() {
        let whole = Ok(b"abcde".to_vec());
        let one = answer(0x0102, &whole, usize::MAX, false);
        assert_eq!(one, [&b"\xFF\x01\x02\x00\x00\x00\xFFabcde"[..]]);
        let pieces = answer(1, &whole, 2, true);
        let expected: [&[u8]; 4] = [
            b"\xFF\x00\x01\x00\x00\x00\x00ab",
            b"\xFF\x00\x01\x00\x00\x00\x00cd",
            b"\xFF\x00\x01\x00\x00\x00\x00e",
            b"\xFF\x00\x01\x00\x00\x00\xFF",
        ];
        assert_eq!(pieces, expected);
        let empty = answer(1, &Ok(Vec::new()), 2, false);
        assert_eq!(empty, [&b"\xFF\x00\x01\x00\x00\x00\xFF"[..]]);
        let refused = answer(1, &Err(Refusal::denied()), usize::MAX, false);
        assert_eq!(refused, [&b"\xFF\x00\x01\x00\x07\x00\xFFpermission denied"[..]]);
    }
}
