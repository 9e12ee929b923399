//! The socket over a scripted line, and against the websocket library.

mod differential;

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocket};
use tokio_tungstenite::tungstenite::{self, Message};

use super::*;

const LIMIT: usize = 1 << 20;

/// A line that gives what it holds piece by piece, with a pause before each, and then ends.
#[derive(Default)]
struct Scripted {
    pieces: VecDeque<Vec<u8>>,
    paused: bool,
    /// Never ends.
    stays: bool,
    written: Vec<u8>,
    /// How much the next writes take, nothing being a pause; then all.
    takes: VecDeque<usize>,
    blocked: bool,
    flushed: usize,
}

impl Scripted {
    fn new(pieces: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let pieces = pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
        Self { pieces, ..Self::default() }
    }
}

impl AsyncRead for Scripted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.paused = !self.paused;
        if self.paused || (self.stays && self.pieces.is_empty()) {
            return Poll::Pending;
        }
        if let Some(mut piece) = self.pieces.pop_front() {
            let rest = piece.split_off(piece.len().min(out.remaining()));
            out.put_slice(&piece);
            if !rest.is_empty() {
                self.pieces.push_front(rest);
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Scripted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let takes = self.takes.pop_front().unwrap_or(usize::MAX).min(bytes.len());
        if self.blocked || takes == 0 {
            return Poll::Pending;
        }
        self.written.extend_from_slice(&bytes[..takes]);
        Poll::Ready(Ok(takes))
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.flushed = self.written.len();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// What a server of the library reads of these bytes.
fn at_the_server(bytes: &[u8]) -> Vec<Message> {
    struct Line<'a>(&'a [u8]);
    impl io::Read for Line<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            self.0.read(out)
        }
    }
    impl io::Write for Line<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut server = WebSocket::from_raw_socket(Line(bytes), Role::Server, None);
    let mut messages = Vec::new();
    loop {
        match server.read() {
            Ok(message) => messages.push(message),
            Err(tungstenite::Error::ConnectionClosed)
            | Err(tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)) => {
                return messages;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

fn cx() -> Context<'static> {
    Context::from_waker(Waker::noop())
}

/// A frame as a server sends it.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match payload.len() {
        short @ 0..126 => bytes.push(u8::try_from(short).unwrap()),
        middle @ 126..65_536 => {
            bytes.push(126);
            bytes.extend_from_slice(&u16::try_from(middle).unwrap().to_be_bytes());
        }
        long => {
            bytes.push(127);
            bytes.extend_from_slice(&u64::try_from(long).unwrap().to_be_bytes());
        }
    }
    bytes.extend_from_slice(payload);
    bytes
}

/// A socket that is told these bytes at once and then nothing.
fn socket(bytes: Vec<u8>) -> Socket<Scripted> {
    Socket::new(Scripted { stays: true, ..Scripted::new([bytes]) }, Vec::new(), LIMIT)
}

fn read(socket: &mut Socket<Scripted>) -> Poll<Read> {
    let outcome = socket.poll_frame(&mut cx(), &mut |_| {});
    // Not before a pause that the script makes.
    if outcome.is_pending() { socket.poll_frame(&mut cx(), &mut |_| {}) } else { outcome }
}

fn flush(socket: &mut Socket<Scripted>) -> Poll<()> {
    socket.poll_flush(&mut cx()).map(Result::unwrap)
}

#[test]
fn a_ping_is_answered_with_its_payload_and_a_flood_of_them_takes_no_memory() {
    let mut flood: Vec<u8> = (0..50_000_u32).flat_map(|n| frame(0x89, &n.to_be_bytes())).collect();
    flood.extend(frame(0x89, b"the newest"));
    let mut socket = socket(flood);
    socket.line.blocked = true;
    for _ in 0..50_001 {
        assert!(matches!(read(&mut socket), Poll::Ready(Read::Ping)));
        assert!(flush(&mut socket).is_pending());
        assert!(socket.writer.held() < 64 * 1024);
    }
    socket.line.blocked = false;
    assert!(flush(&mut socket).is_ready());
    assert_eq!(socket.line.flushed, socket.line.written.len());
    let answers = at_the_server(&socket.line.written);
    assert_eq!(answers.first(), Some(&Message::Pong(Bytes::from_static(&[0; 4]))));
    assert_eq!(answers.last(), Some(&Message::Pong(Bytes::from_static(b"the newest"))));
    assert_eq!(socket.writer.held(), 0, "given back");
}

#[test]
fn a_close_frame_is_answered_and_nothing_is_read_or_sent_after_it() {
    let bytes = [frame(0x89, b"?"), frame(0x88, b"\x0f\xa1later"), frame(0x81, b"more")].concat();
    let mut socket = socket(bytes);
    assert!(matches!(read(&mut socket), Poll::Ready(Read::Ping)));
    let Poll::Ready(Read::Closed(code, reason)) = read(&mut socket) else { panic!("no close") };
    assert_eq!((code, reason.as_str()), (Some(4001), "later"));
    assert!(matches!(read(&mut socket), Poll::Ready(Read::Lost(_))));
    assert_eq!(socket.queue(Frame::text("late")).unwrap_err().code(), Some("websocket_protocol"));
    socket.queue_close().unwrap();
    assert!(flush(&mut socket).is_ready());
    let sent = at_the_server(&socket.line.written);
    assert_eq!(sent[0], Message::Pong(Bytes::from_static(b"?")));
    assert!(matches!(&sent[1..], [Message::Close(Some(close))]
        if u16::from(close.code) == 4001 && close.reason.as_str() == "later"));
}

#[test]
fn after_our_close_frame_the_rest_is_read_and_nothing_more_is_sent() {
    let bytes = [frame(0x89, b"?"), frame(0x81, b"rest"), frame(0x88, b"\x03\xe8")].concat();
    let mut socket = socket(bytes);
    socket.queue_close().unwrap();
    assert!(matches!(read(&mut socket), Poll::Ready(Read::Ping)));
    assert!(matches!(read(&mut socket), Poll::Ready(Read::Frame)));
    assert!(matches!(read(&mut socket), Poll::Ready(Read::Closed(Some(1000), _))));
    assert!(flush(&mut socket).is_ready());
    assert!(matches!(&at_the_server(&socket.line.written)[..], [Message::Close(Some(_))]));
}

#[test]
fn a_line_that_takes_nothing_holds_frames_back_and_a_frame_above_the_bound_is_refused() {
    let mut socket = socket(Vec::new());
    socket.line.blocked = true;
    let text = "x".repeat(1_000);
    let mut queued = 0;
    while socket.poll_ready(&mut cx()).is_ready() {
        socket.queue(Frame::text(text.as_str())).unwrap();
        queued += 1;
    }
    assert_eq!(queued, 17, "the first that makes 16 KiB full is the last");
    socket.line.blocked = false;
    assert!(socket.poll_ready(&mut cx()).is_ready());
    assert!(flush(&mut socket).is_ready());
    assert_eq!(at_the_server(&socket.line.written).len(), queued);

    socket.queue(Frame::binary(vec![0; LIMIT])).unwrap();
    assert!(flush(&mut socket).is_ready());
    let error = socket.queue(Frame::binary(vec![0; LIMIT + 65 * 1024])).unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Transport, None));
}

#[test]
fn every_frame_has_a_mask_of_its_own() {
    let mut socket = socket(Vec::new());
    for _ in 0..100 {
        socket.queue(Frame::text("")).unwrap();
    }
    assert!(flush(&mut socket).is_ready());
    let masks: std::collections::HashSet<_> =
        socket.line.written.chunks(6).map(|frame| &frame[2..]).collect();
    // Two of a hundred are the same once in a million times.
    assert!(masks.len() > 98, "{}", masks.len());
}

#[test]
fn faults_have_their_codes_and_end_the_reading() {
    for (bytes, code) in [
        (frame(0x81, &[0xc3, 0x28]), Some("websocket_protocol")),
        (frame(0x88, &[3]), Some("websocket_protocol")),
        (frame(0x88, &[3, 0xe8, 0xff]), Some("websocket_protocol")),
        (vec![0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 0], Some("message_too_large")),
    ] {
        let mut socket = socket(bytes);
        let Poll::Ready(Read::Lost(error)) = read(&mut socket) else { panic!("no fault") };
        assert_eq!((error.kind(), error.code()), (ErrorKind::Transport, code));
        let Poll::Ready(Read::Lost(error)) = read(&mut socket) else { panic!("read on") };
        assert_eq!(error.code(), None);
    }
}

#[test]
fn a_peer_that_may_not_close_with_its_code_is_told_so() {
    for code in [0_u16, 999, 1005, 1006, 1015, 1016, 2999, 5000] {
        let mut socket = socket(frame(0x88, &code.to_be_bytes()));
        let Poll::Ready(Read::Closed(Some(1002), reason)) = read(&mut socket) else {
            panic!("{code}")
        };
        assert_eq!(reason, "Protocol violation");
        assert!(flush(&mut socket).is_ready());
        assert!(matches!(&at_the_server(&socket.line.written)[..], [Message::Close(Some(close))]
            if u16::from(close.code) == 1002));
    }
}
