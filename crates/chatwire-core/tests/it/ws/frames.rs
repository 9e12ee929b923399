//! Odd frames: garbage, fragments, too large, against the rules.

use std::time::Duration;

use chatwire_core::ErrorKind;
use chatwire_core::ws::Lifecycle;
use futures_util::SinkExt;
use tokio::io::AsyncWriteExt;
use tokio_tungstenite::tungstenite::Message;

use super::{Event, Peer, Toy, life, next, online, server, server_with, text};

/// Writes bytes past the websocket library.
async fn raw(peer: &mut Peer, bytes: &[u8]) {
    peer.get_mut().write_all(bytes).await.unwrap();
}

async fn cause(session: &mut super::Realtime<Toy>) -> chatwire_core::Error {
    match life(session).await {
        Lifecycle::Offline { cause, .. } => cause,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn binary_and_fragmented_frames_arrive_whole() {
    let (mut server, config) = server();
    let (mut session, mut peer) = online(Toy::new(), config, &mut server).await;
    peer.send(Message::binary(vec![0, 159, 146, 150])).await.unwrap();
    assert!(
        matches!(next(&mut session).await, Event::Binary(bytes) if bytes == [0, 159, 146, 150])
    );
    // "he" + ping in between + "llo", byte by byte.
    for byte in [0x01, 2, b'h', b'e', 0x89, 0, 0x80, 3, b'l', b'l', b'o'] {
        raw(&mut peer, &[byte]).await;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(text(&mut session).await, "hello");
}

#[tokio::test(start_paused = true)]
async fn what_breaks_the_rules_ends_the_line_and_not_the_session() {
    let cases: [&[u8]; 5] = [
        // Read as a frame, this announces 84 bytes: the library judges it once it has them.
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 44\r\n\r\nThis server no longer speaks any websockets.",
        // Reserved opcode, masked frame, text that is no UTF-8, continuation of nothing.
        &[0x83, 0],
        &[0x81, 0x80, 0, 0, 0, 0],
        &[0x81, 2, 0xc3, 0x28],
        &[0x80, 1, b'x'],
    ];
    let (mut server, config) = server();
    let (mut session, mut peer) = online(Toy::new(), config, &mut server).await;
    for bytes in cases {
        raw(&mut peer, bytes).await;
        let cause = cause(&mut session).await;
        assert_eq!(
            (cause.kind(), cause.code()),
            (ErrorKind::Transport, Some("websocket_protocol"))
        );
        peer = server.accept().await;
        assert!(matches!(life(&mut session).await, Lifecycle::Online { .. }));
    }
}

#[tokio::test(start_paused = true)]
async fn large_messages_pass_up_to_the_limit_and_larger_ones_take_no_memory() {
    let (mut server, config) = server_with(1 << 20);
    let config = config.max_message(100_000);
    let (mut session, mut peer) = online(Toy::new(), config, &mut server).await;
    super::say(&mut peer, &"x".repeat(100_000)).await;
    assert_eq!(text(&mut session).await.len(), 100_000);
    // A head that promises 2^62 bytes is refused before any of them came.
    raw(&mut peer, &[0x82, 127, 0x40, 0, 0, 0, 0, 0, 0, 0]).await;
    assert_eq!(cause(&mut session).await.code(), Some("message_too_large"));
    peer = server.accept().await;
    life(&mut session).await;
    // The same in many small fragments.
    let mut fragment = vec![0x02, 126, 0xff, 0xff];
    fragment.resize(4 + 0xffff, b'x');
    raw(&mut peer, &fragment).await;
    fragment[0] = 0x00;
    raw(&mut peer, &fragment).await;
    assert_eq!(cause(&mut session).await.code(), Some("message_too_large"));
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_hangs_up_in_the_middle_of_a_frame_is_a_dropped_line() {
    let (mut server, config) = server();
    let (mut session, mut peer) = online(Toy::new(), config, &mut server).await;
    super::say(&mut peer, "whole").await;
    raw(&mut peer, &[0x81, 100, b'h', b'a', b'l', b'f']).await;
    drop(peer);
    assert_eq!(text(&mut session).await, "whole");
    assert_eq!(cause(&mut session).await.kind(), ErrorKind::Transport);
}
