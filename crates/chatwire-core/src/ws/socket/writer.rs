//! The writing half: masked frames are collected and written together.
//!
//! Its buffer is there only while something waits to be written.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::AsyncWrite;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, OpCode};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::frame::{self, HEADER};

/// Frames are collected up to here before they are written without a flush.
const COLLECTED: usize = 16 * 1024;
/// Room for what a session says at once when it begins.
const FEW_FRAMES: usize = 256;

pub(super) struct Writer {
    buffer: Vec<u8>,
    /// What lies before has been written.
    start: usize,
    /// Payload of the newest ping that is not answered yet. Older ones need no answer of their
    /// own (RFC 6455, section 5.5.3), so that a peer which only pings takes no memory.
    pong: Option<Vec<u8>>,
    /// Most bytes that may wait.
    limit: usize,
    masks: Masks,
}

impl Writer {
    /// A writer of messages up to about `max_message` bytes, to bound what waits.
    pub(super) fn new(max_message: usize) -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            pong: None,
            limit: max_message.saturating_add(4 * COLLECTED),
            masks: Masks::default(),
        }
    }

    /// Whether enough is written for another frame.
    pub(super) fn poll_ready<S: AsyncWrite + Unpin>(
        &mut self,
        line: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        if self.waiting().len() < COLLECTED {
            Poll::Ready(Ok(()))
        } else {
            self.poll_write(line, cx)
        }
    }

    /// Collects a frame.
    pub(super) fn queue(&mut self, opcode: OpCode, payload: &[u8]) -> Result<(), Error> {
        let waiting = self.waiting().len();
        if waiting.saturating_add(HEADER).saturating_add(payload.len()) > self.limit {
            // Without the frame, which nobody would send again from there.
            return Err(Error::WriteBufferFull(Box::new(Message::Binary(bytes::Bytes::new()))));
        }
        let mask = self.masks.next();
        if self.start > waiting {
            // What was written takes no more room than what was not.
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        if self.buffer.capacity() == 0 {
            self.buffer.reserve(FEW_FRAMES);
        }
        frame::write(&mut self.buffer, opcode, payload, mask)
    }

    /// Answers a ping with the next flush.
    pub(super) fn answer(&mut self, ping: &[u8]) {
        let pong = self.pong.get_or_insert_default();
        pong.clear();
        pong.extend_from_slice(ping);
    }

    /// Collects a close frame; nothing may follow it, so an answer that waits goes first.
    pub(super) fn close(&mut self, payload: &[u8]) -> Result<(), Error> {
        self.queue_pong()?;
        self.queue(OpCode::Control(Control::Close), payload)
    }

    /// Writes and flushes all.
    pub(super) fn poll_flush<S: AsyncWrite + Unpin>(
        &mut self,
        line: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Error>> {
        // Behind frames that cannot be written the pong waits outside: a newer one replaces it.
        if self.waiting().len() < COLLECTED {
            self.queue_pong()?;
        }
        ready!(self.poll_write(line, cx))?;
        if self.pong.is_some() {
            self.queue_pong()?;
            ready!(self.poll_write(line, cx))?;
        }
        self.buffer = Vec::new();
        Pin::new(line).poll_flush(cx).map_err(Error::from)
    }

    fn queue_pong(&mut self) -> Result<(), Error> {
        match self.pong.take() {
            Some(payload) => self.queue(OpCode::Control(Control::Pong), &payload),
            None => Ok(()),
        }
    }

    /// Bytes of memory that it takes.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.buffer.capacity() + self.pong.as_ref().map_or(0, Vec::capacity)
    }

    fn waiting(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    fn poll_write<S: AsyncWrite + Unpin>(
        &mut self,
        line: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while let Some(waiting) = self.buffer.get(self.start..).filter(|part| !part.is_empty()) {
            match ready!(Pin::new(&mut *line).poll_write(cx, waiting))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.start += written,
            }
        }
        self.buffer.clear();
        self.start = 0;
        Poll::Ready(Ok(()))
    }
}

/// Masks that whoever wrote the payload cannot foresee (RFC 6455, section 5.3): a hash of their number, whose key comes
/// from the system's random source.
///
/// They keep no secret, so the cryptography library is not asked: its first answer costs 24 ms.
#[derive(Default)]
struct Masks {
    key: RandomState,
    drawn: u64,
}

impl Masks {
    fn next(&mut self) -> [u8; 4] {
        self.drawn = self.drawn.wrapping_add(1);
        let [a, b, c, d, ..] = self.key.hash_one(self.drawn).to_le_bytes();
        [a, b, c, d]
    }
}
