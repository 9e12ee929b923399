//! The same bytes, cut at random places, for our socket and for the library's.

use futures_util::{FutureExt, Sink, Stream};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use super::*;

/// What a reader saw.
#[derive(Clone, Debug, PartialEq)]
enum Seen {
    Text(String),
    Binary(Vec<u8>),
    Ping,
    Pong,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq)]
enum End {
    Closed(Option<u16>, String),
    Dropped,
    TooLarge,
    Protocol,
}

type Outcome = (Vec<Seen>, End, Vec<Message>);

fn ours(pieces: &[Vec<u8>], early: &[u8], limit: usize) -> Outcome {
    let mut socket = Socket::new(Scripted::new(pieces.to_vec()), early.to_vec(), limit);
    let mut seen = Vec::new();
    let end = loop {
        let mut sink = |frame: FrameRef<'_>| {
            seen.push(match frame {
                FrameRef::Text(text) => Seen::Text(text.to_owned()),
                FrameRef::Binary(bytes) => Seen::Binary(bytes.to_vec()),
                FrameRef::Pong => Seen::Pong,
            });
        };
        match socket.poll_frame(&mut cx(), &mut sink) {
            Poll::Pending | Poll::Ready(Read::Frame | Read::Part) => {}
            Poll::Ready(Read::Ping) => {
                seen.push(Seen::Ping);
                assert!(flush(&mut socket).is_ready());
            }
            Poll::Ready(Read::Closed(code, reason)) => break End::Closed(code, reason),
            Poll::Ready(Read::Lost(error)) => {
                break match error.code() {
                    Some("message_too_large") => End::TooLarge,
                    Some("websocket_protocol") => End::Protocol,
                    _ => End::Dropped,
                };
            }
        }
    };
    assert!(flush(&mut socket).is_ready());
    (seen, end, at_the_server(&socket.line.written))
}

fn theirs(pieces: &[Vec<u8>], early: &[u8], limit: usize) -> Outcome {
    let config =
        WebSocketConfig::default().max_message_size(Some(limit)).max_frame_size(Some(limit));
    let line = Scripted::new(pieces.to_vec());
    let opened =
        WebSocketStream::from_partially_read(line, early.to_vec(), Role::Client, Some(config));
    let mut socket = opened.now_or_never().unwrap();
    let mut seen = Vec::new();
    let end = loop {
        let message = match Pin::new(&mut socket).poll_next(&mut cx()) {
            Poll::Pending => continue,
            Poll::Ready(message) => message.unwrap(),
        };
        match message {
            Ok(Message::Text(text)) => seen.push(Seen::Text(text.as_str().to_owned())),
            Ok(Message::Binary(bytes)) => seen.push(Seen::Binary(bytes.to_vec())),
            Ok(Message::Ping(_)) => seen.push(Seen::Ping),
            Ok(Message::Pong(_)) => seen.push(Seen::Pong),
            Ok(Message::Close(said)) => {
                break match said {
                    Some(said) => {
                        End::Closed(Some(said.code.into()), said.reason.as_str().to_owned())
                    }
                    None => End::Closed(None, String::new()),
                };
            }
            Ok(Message::Frame(_)) => unreachable!("only written"),
            Err(tungstenite::Error::Capacity(_)) => break End::TooLarge,
            Err(tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)) => {
                break End::Dropped;
            }
            Err(tungstenite::Error::Protocol(_) | tungstenite::Error::Utf8(_)) => {
                break End::Protocol;
            }
            Err(other) => panic!("{other}"),
        }
    };
    let _flushed = Pin::new(&mut socket).poll_flush(&mut cx());
    (seen, end, at_the_server(&socket.get_ref().written))
}

/// Both see the same, or the library would have once the frame it waits for were complete: ours
/// judges by the header.
fn agree(bytes: &[u8], early: usize, cuts: &[usize], limit: usize) {
    let (early, rest) = bytes.split_at(early.min(bytes.len()));
    let mut pieces = Vec::new();
    let mut rest = rest.to_vec();
    for cut in cuts {
        let next = rest.split_off((*cut).min(rest.len()));
        pieces.push(std::mem::replace(&mut rest, next));
    }
    pieces.push(rest);
    let mine = ours(&pieces, early, limit);
    let mut other = theirs(&pieces, early, limit);
    if other.1 == End::Dropped && mine.1 != End::Dropped {
        pieces.push(vec![0; limit + 14]);
        other = theirs(&pieces, early, limit);
    }
    assert_eq!(mine, other);
}

fn payload() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => "\\PC{0,40}".prop_map(String::into_bytes),
        2 => vec(any::<u8>(), 0..140),
        1 => (120_usize..135).prop_map(|length| vec![b'x'; length]),
        1 => (65_530_usize..65_540).prop_map(|length| vec![b'x'; length]),
        1 => (0_usize..300_000).prop_map(|length| vec![b'x'; length]),
    ]
}

fn control() -> impl Strategy<Value = Vec<u8>> {
    let payload =
        || prop_oneof!["[a-z]{0,20}".prop_map(String::into_bytes), vec(any::<u8>(), 0..130)];
    prop_oneof![
        4 => payload().prop_map(|payload| frame(0x89, &payload)),
        4 => payload().prop_map(|payload| frame(0x8a, &payload)),
        1 => payload().prop_map(|payload| frame(0x88, &payload)),
        1 => (any::<u16>(), "\\PC{0,20}").prop_map(|(code, reason)| {
            frame(0x88, &[&code.to_be_bytes()[..], reason.as_bytes()].concat())
        }),
    ]
}

/// A message, whole or cut into fragments, also amid characters, with control frames in between.
fn message() -> impl Strategy<Value = Vec<u8>> {
    let fragmented =
        (payload(), any::<bool>(), vec((any::<Index>(), control(), any::<bool>()), 1..5));
    prop_oneof![
        3 => payload().prop_map(|payload| frame(0x81, &payload)),
        2 => payload().prop_map(|payload| frame(0x82, &payload)),
        2 => control(),
        4 => fragmented.prop_map(|(payload, is_text, cuts)| {
            let mut bytes = Vec::new();
            let mut opcode = if is_text { 1 } else { 2 };
            let mut rest = &payload[..];
            for (cut, control, is_in_between) in cuts {
                let (part, next) = rest.split_at(cut.index(rest.len() + 1));
                bytes.extend(frame(opcode, part));
                if is_in_between {
                    bytes.extend(control);
                }
                (opcode, rest) = (0, next);
            }
            bytes.extend(frame(0x80 | opcode, rest));
            bytes
        }),
    ]
}

fn frames() -> impl Strategy<Value = Vec<u8>> {
    vec(message(), 0..8).prop_map(|messages| messages.concat())
}

/// A small limit now and then.
fn limit() -> impl Strategy<Value = usize> {
    prop_oneof![1 => 0_usize..300, 1 => 60_000_usize..200_000, 3 => Just(LIMIT)]
}

fn cuts() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![Just(vec![1; 600]), vec(0_usize..40, 0..40), vec(0_usize..100_000, 0..8)]
}

fn settings() -> ProptestConfig {
    ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(settings())]

    #[test]
    fn frames_are_read_alike(
        bytes in frames(), early in 0_usize..200, cuts in cuts(), limit in limit(),
    ) {
        agree(&bytes, early, &cuts, limit);
    }

    #[test]
    fn frames_with_faults_are_judged_alike(
        bytes in frames(),
        faults in vec((any::<Index>(), any::<u8>()), 1..4),
        end in any::<Index>(),
        cuts in cuts(),
        limit in limit(),
    ) {
        let mut bytes = bytes;
        // Near the front more often, where headers are.
        for (number, (at, byte)) in faults.into_iter().enumerate() {
            let reach = if number % 2 == 0 { bytes.len().min(12) } else { bytes.len() };
            if reach > 0 {
                bytes[at.index(reach)] ^= byte;
            }
        }
        bytes.truncate(end.index(bytes.len() + 1).max(bytes.len() / 2));
        agree(&bytes, 0, &cuts, limit);
    }

    #[test]
    fn random_bytes_are_judged_alike(
        bytes in vec(any::<u8>(), 0..400), cuts in cuts(), limit in limit(),
    ) {
        agree(&bytes, 0, &cuts, limit);
    }

    #[test]
    fn headers_are_judged_alike(
        before in prop_oneof![Just(vec![]), Just(frame(0x01, b"a")), Just(frame(0x02, b"a"))],
        first in any::<u8>(),
        second in any::<u8>(),
        rest in vec(any::<u8>(), 0..160),
        limit in limit(),
    ) {
        agree(&[before, vec![first, second], rest].concat(), 0, &[], limit);
    }

    #[test]
    fn what_is_written_is_read_by_a_server(
        frames in vec(
            prop_oneof![
                "\\PC{0,60}".prop_map(Frame::text),
                (0_usize..70_000).prop_map(|length| Frame::text("x".repeat(length))),
                vec(any::<u8>(), 0..300).prop_map(Frame::binary),
                Just(Frame::Ping),
            ],
            0..12,
        ),
        takes in prop_oneof![vec(0_usize..3, 0..4_000), vec(0_usize..30_000, 0..40)],
        close in any::<bool>(),
    ) {
        let mut socket = socket(Vec::new());
        socket.line.takes = takes.into();
        for frame in &frames {
            while socket.poll_ready(&mut cx()).is_pending() {}
            socket.queue(frame.clone()).unwrap();
        }
        if close {
            socket.queue_close().unwrap();
        }
        while flush(&mut socket).is_pending() {}
        prop_assert_eq!(socket.line.flushed, socket.line.written.len());
        prop_assert_eq!(socket.writer.held(), 0);
        let mut messages = at_the_server(&socket.line.written);
        if close {
            let Some(Message::Close(Some(said))) = messages.pop() else { panic!("no close") };
            prop_assert_eq!(u16::from(said.code), 1000);
        }
        let expected: Vec<Message> = frames.into_iter().map(|frame| match frame {
            Frame::Text(text) => Message::text(text),
            Frame::Binary(bytes) => Message::Binary(bytes),
            Frame::Ping => Message::Ping(Bytes::new()),
        }).collect();
        prop_assert_eq!(messages, expected);
    }
}
