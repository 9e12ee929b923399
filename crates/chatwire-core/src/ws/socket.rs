//! An open websocket: frames in, frames out, nothing else (RFC 6455).
//!
//! The session sees the functions here. Frames are read by a reader of our own, since the
//! library's holds a buffer of one size for life and copies each frame out of it; the library's
//! types say what opcodes, close codes and faults there are.

mod fragments;
mod frame;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::tungstenite;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Control, Data, OpCode};

use self::reader::{Arrived, Reader};
use self::writer::Writer;
use super::dial::Stream as Line;
use super::protocol::{Frame, FrameRef, lost};
use crate::utf8::from_utf8;
use crate::{Error, ErrorKind};

/// An open websocket.
pub(super) struct Socket<S = Line> {
    line: S,
    reader: Reader,
    writer: Writer,
    state: State,
}

/// How far the end has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// Our close frame is queued; what the peer sent before its own still counts.
    Closing,
    /// Nothing is read any more.
    Over,
}

/// What one call of [`Socket::poll_frame`] met.
pub(super) enum Read {
    /// A frame, handed to the closure.
    Frame,
    /// A part of a message, which is kept until the rest is there.
    Part,
    /// A ping; its answer waits to be flushed.
    Ping,
    /// The peer closed the line; its close frame is answered with the next flush.
    Closed(Option<u16>, String),
    /// The line broke, or the peer broke the rules.
    Lost(Error),
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// A websocket over an upgraded `line`, of which `read` has been read already.
    ///
    /// Neither a frame nor a message may be longer than `max_message` bytes.
    pub(super) fn new(line: S, read: Vec<u8>, max_message: usize) -> Self {
        let (reader, writer) = (Reader::new(read, max_message), Writer::new(max_message));
        Self { line, reader, writer, state: State::Open }
    }

    /// Reads one frame; data frames go to `sink` while they lie in the reader's buffer.
    #[inline]
    pub(super) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
        sink: &mut impl FnMut(FrameRef<'_>),
    ) -> Poll<Read> {
        if self.state == State::Over {
            return Poll::Ready(Read::Lost(ended()));
        }
        let arrived = match self.reader.poll_next(&mut self.line, cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(arrived) => arrived,
        };
        Poll::Ready(arrived.and_then(|arrived| self.take(arrived, sink)).unwrap_or_else(|error| {
            self.state = State::Over;
            Read::Lost(broken(error))
        }))
    }

    #[inline]
    fn take(
        &mut self,
        arrived: Arrived,
        sink: &mut impl FnMut(FrameRef<'_>),
    ) -> Result<Read, tungstenite::Error> {
        match arrived {
            Arrived::Text(range) => {
                sink(FrameRef::Text(from_utf8(self.reader.bytes(range))?));
            }
            Arrived::Binary(range) => sink(FrameRef::Binary(self.reader.bytes(range))),
            Arrived::Assembled(true, bytes) => sink(FrameRef::Text(from_utf8(&bytes)?)),
            Arrived::Assembled(false, bytes) => sink(FrameRef::Binary(&bytes)),
            Arrived::Part => return Ok(Read::Part),
            Arrived::Pong => sink(FrameRef::Pong),
            Arrived::Ping(range) => {
                // Nothing may follow a close frame.
                if self.state == State::Open {
                    self.writer.answer(self.reader.bytes(range));
                }
                return Ok(Read::Ping);
            }
            Arrived::Close(said) => return self.closed(said),
        }
        Ok(Read::Frame)
    }

    /// The peer's close frame, which is answered unless it is itself the answer.
    #[cold]
    fn closed(&mut self, mut said: Option<CloseFrame>) -> Result<Read, tungstenite::Error> {
        if std::mem::replace(&mut self.state, State::Over) == State::Open {
            if let Some(frame) = said.as_mut().filter(|frame| !frame.code.is_allowed()) {
                frame.code = CloseCode::Protocol;
                frame.reason = "Protocol violation".into();
            }
            let mut answer = Vec::new();
            if let Some(frame) = &said {
                answer.extend_from_slice(&u16::from(frame.code).to_be_bytes());
                answer.extend_from_slice(frame.reason.as_bytes());
            }
            self.writer.close(&answer)?;
        }
        Ok(match said {
            Some(frame) => Read::Closed(Some(frame.code.into()), frame.reason.as_str().to_owned()),
            None => Read::Closed(None, String::new()),
        })
    }

    /// Whether a frame can be queued; if not, the task is woken when it can.
    pub(super) fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.writer.poll_ready(&mut self.line, cx).map_err(|error| broken(error.into()))
    }

    /// Queues a frame; [`poll_flush`](Self::poll_flush) sends it.
    pub(super) fn queue(&mut self, frame: Frame) -> Result<(), Error> {
        if self.state != State::Open {
            return Err(broken(ProtocolError::SendAfterClosing.into()));
        }
        match frame {
            Frame::Text(text) => self.writer.queue(OpCode::Data(Data::Text), text.as_bytes()),
            Frame::Binary(bytes) => self.writer.queue(OpCode::Data(Data::Binary), &bytes),
            Frame::Ping => self.writer.queue(OpCode::Control(Control::Ping), &[]),
        }
        .map_err(broken)
    }

    /// Queues the close frame of a regular end, unless the end has begun.
    pub(super) fn queue_close(&mut self) -> Result<(), Error> {
        if self.state != State::Open {
            return Ok(());
        }
        self.state = State::Closing;
        self.writer.close(&u16::from(CloseCode::Normal).to_be_bytes()).map_err(broken)
    }

    /// Sends what is queued.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.writer.poll_flush(&mut self.line, cx).map_err(broken)
    }
}

fn ended() -> Error {
    lost("the peer ended the line without a close frame")
}

/// A fault in the library's words, as an error of ours.
fn broken(error: tungstenite::Error) -> Error {
    let failure = match &error {
        tungstenite::Error::Capacity(_) => {
            Error::new(ErrorKind::Transport, "a message is larger than the limit")
                .with_code("message_too_large")
        }
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => {
            return ended();
        }
        tungstenite::Error::Protocol(_) | tungstenite::Error::Utf8(_) => {
            Error::new(ErrorKind::Transport, "the peer broke the rules of websockets")
                .with_code("websocket_protocol")
        }
        _ => lost("the line broke"),
    };
    failure.with_source(error)
}
