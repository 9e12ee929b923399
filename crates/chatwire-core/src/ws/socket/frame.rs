//! Single frames: what a header says and whether it may, and how a frame of ours is written
//! (RFC 6455, section 5).

use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Control, Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{FrameHeader, Utf8Bytes};

/// Longest payload of a control frame.
pub(super) const CONTROL: usize = 125;
/// Longest header of a masked frame.
pub(super) const HEADER: usize = 14;

/// The header of a frame that a server may send.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub(super) opcode: OpCode,
    pub(super) is_final: bool,
    /// Its own length.
    pub(super) size: usize,
    /// Length of what follows it.
    pub(super) payload: usize,
}

impl Head {
    /// Reads and judges a header; `None` while it is not complete.
    ///
    /// The payload is not waited for: a frame that breaks the rules, or the limit, costs nothing.
    #[inline]
    pub(super) fn read(bytes: &[u8], limit: usize) -> Result<Option<Self>, Error> {
        let [first, second, rest @ ..] = bytes else { return Ok(None) };
        let (length, size) = match second & 0x7f {
            126 => match rest.first_chunk() {
                Some(length) => (u64::from(u16::from_be_bytes(*length)), 4),
                None => return Ok(None),
            },
            127 => match rest.first_chunk() {
                Some(length) => (u64::from_be_bytes(*length), 10),
                None => return Ok(None),
            },
            short => (u64::from(short), 2),
        };
        let opcode = OpCode::from(first & 0x0f);
        if matches!(opcode, OpCode::Data(Data::Reserved(_)) | OpCode::Control(Control::Reserved(_)))
        {
            return Err(ProtocolError::InvalidOpcode(first & 0x0f).into());
        }
        // Also refuses a length with the top bit set, on every platform.
        let payload = match usize::try_from(length) {
            Ok(payload) if payload <= limit => payload,
            other => return Err(too_long(other.unwrap_or(usize::MAX), limit)),
        };
        // No extension is ever asked for.
        if first & 0x70 != 0 {
            return Err(ProtocolError::NonZeroReservedBits.into());
        }
        if second & 0x80 != 0 {
            return Err(ProtocolError::MaskedFrameFromServer.into());
        }
        let is_final = first & 0x80 != 0;
        if let OpCode::Control(_) = opcode {
            if !is_final {
                return Err(ProtocolError::FragmentedControlFrame.into());
            }
            if payload > CONTROL {
                return Err(ProtocolError::ControlFrameTooBig.into());
            }
        }
        Ok(Some(Self { opcode, is_final, size, payload }))
    }
}

pub(super) fn too_long(size: usize, max_size: usize) -> Error {
    CapacityError::MessageTooLong { size, max_size }.into()
}

/// What a close frame says; `None` if nothing.
pub(super) fn close(payload: &[u8]) -> Result<Option<CloseFrame>, Error> {
    match payload {
        [] => Ok(None),
        [_] => Err(ProtocolError::InvalidCloseSequence.into()),
        [high, low, reason @ ..] => {
            let code = CloseCode::from(u16::from_be_bytes([*high, *low]));
            let reason = Utf8Bytes::from(std::str::from_utf8(reason)?);
            Ok(Some(CloseFrame { code, reason }))
        }
    }
}

/// Appends a frame as a client sends it: whole and masked.
pub(super) fn write(
    out: &mut Vec<u8>,
    opcode: OpCode,
    payload: &[u8],
    mask: [u8; 4],
) -> Result<(), Error> {
    out.reserve(HEADER + payload.len());
    let header = FrameHeader { opcode, mask: Some(mask), ..FrameHeader::default() };
    let length = u64::try_from(payload.len()).unwrap_or(u64::MAX);
    header.format(length, out)?;
    let start = out.len();
    out.extend_from_slice(payload);
    apply(mask, out.get_mut(start..).unwrap_or_default());
    Ok(())
}

/// Masks in place, eight bytes at a time.
fn apply(mask: [u8; 4], bytes: &mut [u8]) {
    let [a, b, c, d] = mask;
    let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let (words, rest) = bytes.as_chunks_mut();
    for word in words {
        *word = (u64::from_ne_bytes(*word) ^ wide).to_ne_bytes();
    }
    for (byte, key) in rest.iter_mut().zip(mask.into_iter().cycle()) {
        *byte ^= key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 1 << 20;

    fn refused(bytes: &[u8]) -> ProtocolError {
        match Head::read(bytes, LIMIT) {
            Err(Error::Protocol(error)) => error,
            Err(other) => panic!("{other:?}"),
            Ok(head) => panic!("{}", head.is_some()),
        }
    }

    #[test]
    fn a_header_is_read_once_it_is_whole_in_all_three_forms_of_length() {
        for (bytes, payload) in [
            (&[0x81, 125][..], 125),
            (&[0x82, 126, 1, 0], 256),
            (&[0x01, 127, 0, 0, 0, 0, 0, 1, 0, 0], 65_536),
        ] {
            for cut in 0..bytes.len() {
                assert!(Head::read(&bytes[..cut], LIMIT).unwrap().is_none());
            }
            let head = Head::read(bytes, LIMIT).unwrap().unwrap();
            assert_eq!((head.size, head.payload), (bytes.len(), payload));
            assert_eq!(head.is_final, bytes[0] & 0x80 != 0);
        }
    }

    #[test]
    fn headers_that_no_server_may_send_are_refused() {
        for bit in [0x40, 0x20, 0x10] {
            assert_eq!(refused(&[0x81 | bit, 0]), ProtocolError::NonZeroReservedBits);
        }
        for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
            assert_eq!(refused(&[0x80 | opcode, 0]), ProtocolError::InvalidOpcode(opcode));
        }
        assert_eq!(refused(&[0x81, 0x85]), ProtocolError::MaskedFrameFromServer);
        for opcode in [8, 9, 10] {
            assert_eq!(refused(&[opcode, 0]), ProtocolError::FragmentedControlFrame);
            assert_eq!(refused(&[0x80 | opcode, 126, 0, 126]), ProtocolError::ControlFrameTooBig);
        }
        for length in [[0, 0, 0, 0, 0, 0x10, 0, 1], [0x80, 0, 0, 0, 0, 0, 0, 1], [0xff; 8]] {
            let bytes = [&[0x82, 127][..], &length].concat();
            assert!(matches!(Head::read(&bytes, LIMIT), Err(Error::Capacity(_))));
        }
    }

    #[test]
    fn close_frames_say_nothing_or_a_code_and_a_reason() {
        assert!(close(&[]).unwrap().is_none());
        let frame = close(b"\x0f\xa1later").unwrap().unwrap();
        assert_eq!((u16::from(frame.code), frame.reason.as_str()), (4001, "later"));
        assert!(matches!(close(&[3]), Err(Error::Protocol(ProtocolError::InvalidCloseSequence))));
        assert!(matches!(close(&[3, 0xe8, 0xc3, 0x28]), Err(Error::Utf8(_))));
    }

    #[test]
    fn a_frame_is_masked_as_in_the_example_of_the_rfc() {
        let mut out = Vec::new();
        write(&mut out, OpCode::Data(Data::Text), b"Hello", [0x37, 0xfa, 0x21, 0x3d]).unwrap();
        // RFC 6455, section 5.7.
        let expected = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
        assert_eq!(out, expected);
    }

    #[test]
    fn masks_reach_every_byte_of_every_length() {
        let mask = [0x6d, 0xb6, 0xb2, 0x80];
        for length in 0..40 {
            let mut bytes = vec![0; length];
            apply(mask, &mut bytes);
            assert!(bytes.iter().enumerate().all(|(at, byte)| *byte == mask[at % 4]));
        }
    }
}
