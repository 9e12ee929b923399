//! The seam to the websocket library: frames in, frames out, nothing else.
//!
//! The supervisor sees three functions, so the reader below can be exchanged without touching it.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::{Sink, Stream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{self, Message};

use super::adaptive::Adaptive;
use super::dial::Stream as Line;
use super::protocol::{Frame, FrameRef, lost};
use crate::{Error, ErrorKind};

/// The library clears its read buffer before each read and cannot resize it; see [`Adaptive`].
const READ_BUFFER: usize = 4 * 1024;
/// Frames are collected up to here before they are written without a flush.
const WRITE_BUFFER: usize = 16 * 1024;

/// An open websocket.
pub(super) struct Socket(pub(super) WebSocketStream<Adaptive<Line>>);

/// What one call of [`Socket::poll_frame`] met.
pub(super) enum Read {
    /// A frame, handed to the closure, or a ping that is being answered.
    Frame,
    /// The same, and an answer waits to be flushed.
    Ping,
    /// The peer closed the line.
    Closed(Option<u16>, String),
    /// The line broke, or the peer broke the rules.
    Lost(Error),
}

/// Limits and buffer sizes of a websocket.
pub(super) fn limits(max_message: usize) -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        // The library's default is no bound at all; one message of the largest size must fit.
        .max_write_buffer_size(max_message.saturating_add(4 * WRITE_BUFFER))
        .max_message_size(Some(max_message))
        .max_frame_size(Some(max_message))
}

impl Socket {
    /// Reads one frame; data frames go to `sink` while they lie in the reader's buffer.
    #[inline]
    pub(super) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
        sink: &mut impl FnMut(FrameRef<'_>),
    ) -> Poll<Read> {
        let message = match Pin::new(&mut self.0).poll_next(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Some(Ok(message))) => message,
            Poll::Ready(Some(Err(error))) => return Poll::Ready(Read::Lost(broken(error))),
            Poll::Ready(None) => {
                return Poll::Ready(Read::Lost(lost(
                    "the peer ended the line without a close frame",
                )));
            }
        };
        Poll::Ready(match message {
            Message::Text(text) => {
                sink(FrameRef::Text(text.as_str()));
                Read::Frame
            }
            Message::Binary(bytes) => {
                sink(FrameRef::Binary(&bytes));
                Read::Frame
            }
            Message::Pong(_) => {
                sink(FrameRef::Pong);
                Read::Frame
            }
            Message::Ping(_) => Read::Ping,
            Message::Close(frame) => match frame {
                Some(frame) => {
                    Read::Closed(Some(frame.code.into()), frame.reason.as_str().to_owned())
                }
                None => Read::Closed(None, String::new()),
            },
            // Only the writing side makes raw frames.
            Message::Frame(_) => Read::Frame,
        })
    }

    /// Whether a frame can be queued; if not, the task is woken when it can.
    pub(super) fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Pin::new(&mut self.0).poll_ready(cx).map_err(broken)
    }

    /// Queues a frame; [`poll_flush`](Self::poll_flush) sends it.
    pub(super) fn queue(&mut self, frame: Frame) -> Result<(), Error> {
        let message = match frame {
            Frame::Text(text) => Message::Text(text.into()),
            Frame::Binary(bytes) => Message::Binary(bytes),
            Frame::Ping => Message::Ping(bytes::Bytes::new()),
        };
        Pin::new(&mut self.0).start_send(message).map_err(broken)
    }

    /// Queues the close frame of a regular end.
    pub(super) fn queue_close(&mut self) -> Result<(), Error> {
        let frame = CloseFrame { code: CloseCode::Normal, reason: "".into() };
        Pin::new(&mut self.0).start_send(Message::Close(Some(frame))).map_err(broken)
    }

    /// Sends what is queued.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Pin::new(&mut self.0).poll_flush(cx).map_err(broken)
    }
}

/// What the library reports, as an error of ours.
fn broken(error: tungstenite::Error) -> Error {
    let failure = match &error {
        tungstenite::Error::Capacity(_) => {
            Error::new(ErrorKind::Transport, "a message is larger than the limit")
                .with_code("message_too_large")
        }
        tungstenite::Error::Protocol(
            tungstenite::error::ProtocolError::ResetWithoutClosingHandshake,
        ) => return lost("the peer ended the line without a close frame"),
        tungstenite::Error::Protocol(_) | tungstenite::Error::Utf8(_) => {
            Error::new(ErrorKind::Transport, "the peer broke the rules of websockets")
                .with_code("websocket_protocol")
        }
        _ => lost("the line broke"),
    };
    failure.with_source(error)
}
