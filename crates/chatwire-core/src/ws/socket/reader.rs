//! The reading half: frames as slices of a buffer that is there only while something arrives.
//!
//! An idle line holds no buffer. What it says first is read by way of the stack, so that the buffer
//! is as large as that; each read that fills its room makes it four times as large, up to 64 KiB,
//! and once the line is dry it is given back. A frame that is larger makes the buffer grow by what
//! has arrived, never by what a header claims.

use std::io;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

use super::fragments::Fragments;
use super::frame::{self, Head};

/// Most that is read at once where nothing waits.
const FIRST: usize = 4 * 1024;
/// Size up to which full reads make it grow.
const BURST: usize = 64 * 1024;
/// By how much.
const GROWTH: usize = 4;

/// A frame that arrived. Ranges are those of [`Reader::bytes`], until the next read.
pub(super) enum Arrived {
    Text(Range<usize>),
    Binary(Range<usize>),
    /// From fragments, and whether it is text.
    Assembled(bool, Vec<u8>),
    /// A fragment that is not the last.
    Part,
    Ping(Range<usize>),
    Pong,
    Close(Option<CloseFrame>),
}

pub(super) struct Reader {
    /// Its length is what was read, its capacity how much is read at once.
    buffer: Vec<u8>,
    /// What lies before has been taken.
    start: usize,
    /// Capacity that the traffic asks for.
    room: usize,
    /// Longest frame, and longest message.
    limit: usize,
    fragments: Option<Fragments>,
}

impl Reader {
    /// A reader of messages up to `limit` bytes; `read` is what came with the upgrade.
    pub(super) fn new(read: Vec<u8>, limit: usize) -> Self {
        Self { buffer: read, start: 0, room: FIRST, limit, fragments: None }
    }

    /// Waits for the next frame. An error is the end: nothing may be read on.
    #[inline]
    pub(super) fn poll_next<S: AsyncRead + Unpin>(
        &mut self,
        line: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Arrived, Error>> {
        loop {
            let mut wanted = 0;
            if let Some(head) = Head::read(self.waiting(), self.limit)? {
                wanted = head.size.saturating_add(head.payload);
                if wanted <= self.waiting().len() {
                    let end = self.start + wanted;
                    let payload = self.start + head.size..end;
                    self.start = end;
                    return Poll::Ready(self.accept(head, payload));
                }
            }
            if ready!(self.poll_fill(line, cx, wanted))? == 0 {
                return Poll::Ready(Err(ProtocolError::ResetWithoutClosingHandshake.into()));
            }
        }
    }

    /// What lies at `range`.
    #[inline]
    pub(super) fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.buffer.get(range).unwrap_or_default()
    }

    #[inline]
    fn waiting(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Takes a whole frame.
    #[inline]
    fn accept(&mut self, head: Head, payload: Range<usize>) -> Result<Arrived, Error> {
        match (head.opcode, &self.fragments) {
            (OpCode::Data(Data::Text), None) if head.is_final => Ok(Arrived::Text(payload)),
            (OpCode::Data(Data::Binary), None) if head.is_final => Ok(Arrived::Binary(payload)),
            (OpCode::Data(data), _) => self.collect(data, head.is_final, payload),
            (OpCode::Control(Control::Ping), _) => Ok(Arrived::Ping(payload)),
            (OpCode::Control(Control::Close), _) => {
                frame::close(self.bytes(payload)).map(Arrived::Close)
            }
            // The reserved ones do not pass the header.
            (OpCode::Control(_), _) => Ok(Arrived::Pong),
        }
    }

    #[cold]
    fn collect(
        &mut self,
        data: Data,
        is_final: bool,
        payload: Range<usize>,
    ) -> Result<Arrived, Error> {
        let mut fragments = match (data, self.fragments.take()) {
            (Data::Continue, Some(fragments)) => fragments,
            (Data::Continue, None) => return Err(ProtocolError::UnexpectedContinueFrame.into()),
            (data, Some(_)) => return Err(ProtocolError::ExpectedFragment(data).into()),
            (data, None) => Fragments::new(data == Data::Text),
        };
        fragments.push(self.bytes(payload), self.limit)?;
        if is_final {
            let (is_text, bytes) = fragments.into_message();
            return Ok(Arrived::Assembled(is_text, bytes));
        }
        self.fragments = Some(fragments);
        Ok(Arrived::Part)
    }

    /// Reads once, towards a frame of `wanted` bytes. `Pending` is the only sign that a line is
    /// dry, and the only one that wakes.
    fn poll_fill<S: AsyncRead + Unpin>(
        &mut self,
        line: &mut S,
        cx: &mut Context<'_>,
        wanted: usize,
    ) -> Poll<io::Result<usize>> {
        if self.room == FIRST && self.waiting().is_empty() {
            return self.poll_first(line, cx);
        }
        self.make_room(wanted);
        // Into memory that nobody had to fill with zeros.
        let outcome = pin!(line.read_buf(&mut self.buffer)).poll(cx);
        match outcome {
            Poll::Pending if self.buffer.is_empty() => {
                self.buffer = Vec::new();
                self.room = FIRST;
            }
            Poll::Ready(Ok(_)) if self.buffer.len() == self.buffer.capacity() => {
                self.room = self.room.saturating_mul(GROWTH).min(BURST);
            }
            _ => {}
        }
        outcome
    }

    /// Reads once where nothing waits, into a buffer of the size of what comes: nearly always whole frames, and often
    /// nothing at all.
    // Apart, so that only this holds so much of the stack.
    #[inline(never)]
    fn poll_first<S: AsyncRead + Unpin>(
        &mut self,
        line: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        let mut space = [const { MaybeUninit::uninit() }; FIRST];
        let mut read = ReadBuf::uninit(&mut space);
        let outcome = Pin::new(line).poll_read(cx, &mut read);
        let read = read.filled();
        self.start = 0;
        if outcome.is_pending() {
            self.buffer = Vec::new();
        } else {
            self.buffer.clear();
            self.buffer.extend_from_slice(read);
        }
        if read.len() == FIRST {
            self.room = FIRST * GROWTH;
        }
        outcome.map_ok(|()| read.len())
    }

    /// Moves what is left of the last read to the front of a buffer of the right size.
    fn make_room(&mut self, wanted: usize) {
        let left = self.waiting().len();
        let held = self.buffer.capacity();
        let room = if left == held {
            // One frame fills it: grows with what has come of it.
            wanted.min(held.saturating_mul(2)).max(self.room)
        } else if held > BURST && left < BURST {
            BURST
        } else {
            held.max(self.room)
        };
        if room == held {
            self.buffer.drain(..self.start);
        } else {
            let mut buffer = Vec::with_capacity(room);
            buffer.extend_from_slice(self.waiting());
            self.buffer = buffer;
        }
        self.start = 0;
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use futures_util::FutureExt;
    use tokio::io::AsyncWriteExt;

    use super::*;

    const LIMIT: usize = 64 << 20;

    fn text(payload: &[u8]) -> Vec<u8> {
        let length = u16::try_from(payload.len()).unwrap().to_be_bytes();
        [&[0x81, 126, length[0], length[1]], payload].concat()
    }

    /// Takes texts until the line is dry; their lengths and the largest buffer meanwhile.
    fn read_dry(reader: &mut Reader, line: &mut (impl AsyncRead + Unpin)) -> (Vec<usize>, usize) {
        let (mut lengths, mut largest) = (Vec::new(), 0);
        while let Some(arrived) = poll_fn(|cx| reader.poll_next(line, cx)).now_or_never() {
            largest = largest.max(reader.buffer.capacity());
            match arrived.unwrap() {
                Arrived::Text(range) => lengths.push(reader.bytes(range).len()),
                Arrived::Assembled(true, bytes) => lengths.push(bytes.len()),
                Arrived::Part => {}
                _ => panic!("only texts were sent"),
            }
        }
        (lengths, largest)
    }

    #[tokio::test]
    async fn a_buffer_is_there_only_while_something_arrives_and_grows_in_a_burst() {
        let (mut peer, mut near) = tokio::io::duplex(1 << 20);
        let mut reader = Reader::new(Vec::new(), LIMIT);
        assert_eq!(reader.buffer.capacity(), 0);
        assert_eq!(read_dry(&mut reader, &mut near), (vec![], 0));
        assert_eq!(reader.buffer.capacity(), 0, "an idle line");

        peer.write_all(&text(&[b'x'; 500])).await.unwrap();
        assert_eq!(read_dry(&mut reader, &mut near), (vec![500], 504));
        assert_eq!(reader.buffer.capacity(), 0, "dry again");

        peer.write_all(&text(&[b'x'; 500]).repeat(400)).await.unwrap();
        assert_eq!(read_dry(&mut reader, &mut near), (vec![500; 400], BURST));
        assert_eq!((reader.buffer.capacity(), reader.room), (0, FIRST), "after the burst");
    }

    #[tokio::test]
    async fn a_frame_cut_anywhere_is_kept_until_it_is_whole() {
        let (mut peer, mut near) = tokio::io::duplex(1 << 20);
        let frame = text(&[b'x'; 300]);
        for cut in 1..frame.len() {
            let mut reader = Reader::new(frame[..cut].to_vec(), LIMIT);
            assert_eq!(read_dry(&mut reader, &mut near).0, [0_usize; 0]);
            peer.write_all(&frame[cut..]).await.unwrap();
            assert_eq!(read_dry(&mut reader, &mut near).0, [300_usize]);
            assert_eq!(reader.buffer.capacity(), 0);
        }
    }

    #[tokio::test]
    async fn a_claimed_length_takes_no_memory_before_its_bytes_have_come() {
        let (mut peer, mut near) = tokio::io::duplex(1 << 20);
        let mut reader = Reader::new(Vec::new(), LIMIT);
        let claimed = 60_u64 << 20;
        peer.write_all(&[0x81, 127]).await.unwrap();
        peer.write_all(&claimed.to_be_bytes()).await.unwrap();
        assert_eq!(read_dry(&mut reader, &mut near).0, [0_usize; 0]);
        assert_eq!(reader.buffer.capacity(), FIRST);
        let part = vec![b'x'; 1 << 19];
        let mut sent = 0;
        while sent + part.len() < 60 << 20 {
            peer.write_all(&part).await.unwrap();
            sent += part.len();
            assert_eq!(read_dry(&mut reader, &mut near).0, [0_usize; 0]);
            assert!(reader.buffer.capacity() <= (2 * sent).max(BURST), "{sent}");
            assert!(reader.buffer.capacity() <= (60 << 20) + frame::HEADER);
        }
        peer.write_all(&part).await.unwrap();
        assert_eq!(read_dry(&mut reader, &mut near).0, [60_usize << 20]);
        assert_eq!(reader.buffer.capacity(), 0);
    }

    #[tokio::test]
    async fn the_room_of_a_huge_frame_is_given_back_in_the_middle_of_a_burst() {
        let (mut peer, mut near) = tokio::io::duplex(4 << 20);
        let mut reader = Reader::new(Vec::new(), LIMIT);
        let mut huge = vec![0x81, 127];
        huge.extend_from_slice(&(1_u64 << 20).to_be_bytes());
        huge.resize(10 + (1 << 20), b'x');
        peer.write_all(&huge).await.unwrap();
        peer.write_all(&text(&[b'x'; 500]).repeat(400)).await.unwrap();
        let mut after = Vec::new();
        for _ in 0..401 {
            drop(poll_fn(|cx| reader.poll_next(&mut near, cx)).await.unwrap());
            after.push(reader.buffer.capacity());
        }
        assert!(after[0] > 1 << 20);
        assert_eq!(after[400], BURST);
    }

    #[tokio::test]
    async fn fragments_are_collected_and_their_memory_goes_with_the_message() {
        let (mut peer, mut near) = tokio::io::duplex(1 << 20);
        let mut reader = Reader::new(Vec::new(), LIMIT);
        let mut fragment = text(&[b'x'; 60_000]);
        fragment[0] = 0x01;
        peer.write_all(&fragment).await.unwrap();
        assert_eq!(read_dry(&mut reader, &mut near).0, [0_usize; 0]);
        assert!(reader.fragments.is_some() && reader.buffer.capacity() == 0);
        fragment[0] = 0x80;
        peer.write_all(&fragment).await.unwrap();
        assert_eq!(read_dry(&mut reader, &mut near).0, [120_000_usize]);
        assert!(reader.fragments.is_none());
    }
}
