//! Connecting again: when, how often, and when not at all.

use std::time::Duration;

use chatwire_core::ws::{Lifecycle, Recovery, State};
use chatwire_core::{Error, ErrorKind};
use futures_util::StreamExt;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::{Toy, connect, life, online, say, server, text};

const JITTER: Duration = Duration::from_millis(50);

#[tokio::test(start_paused = true)]
async fn a_dropped_line_is_back_at_once_with_new_credentials() {
    let (mut server, config) = server();
    let toy = Toy::new();
    let dials = toy.dials.clone();
    let (mut session, peer) = online(toy, config, &mut server).await;
    let start = Instant::now();
    drop(peer);
    match life(&mut session).await {
        Lifecycle::Offline { cause, retry_in, .. } => {
            assert_eq!(cause.kind(), ErrorKind::Transport);
            assert!(retry_in <= JITTER);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(session.state(), State::Offline);
    let mut peer = server.accept().await;
    assert!(start.elapsed() <= JITTER);
    assert!(matches!(life(&mut session).await, Lifecycle::Online { attempt: 1, gap: Some(_) }));
    say(&mut peer, "again").await;
    assert_eq!(text(&mut session).await, "again");
    assert_eq!(*dials.lock().unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_accepts_and_drops_is_not_hammered() {
    let (mut server, config) = server();
    let (mut session, peer) = online(Toy::new(), config, &mut server).await;
    drop(peer);
    let mut pauses = Vec::new();
    while pauses.len() < 12 {
        match life(&mut session).await {
            Lifecycle::Offline { retry_in, .. } => {
                pauses.push(retry_in);
                drop(server.accept().await);
            }
            Lifecycle::Online { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(pauses[..5].iter().all(|pause| *pause <= JITTER), "{pauses:?}");
    // Seven growing pauses, below 1, 2, 4, 8 .. s; all of them below 50 ms is as good as impossible.
    assert!(pauses[5..].iter().any(|pause| *pause > JITTER), "{pauses:?}");
}

#[tokio::test(start_paused = true)]
async fn attempts_are_counted_and_can_be_limited() {
    let (mut server, config) = server();
    let mut session = connect(Toy::new(), config.max_attempts(3));
    for _ in 0..3 {
        server.refuse(503, "down").await;
    }
    for _ in 0..2 {
        match life(&mut session).await {
            Lifecycle::Offline { cause, .. } => assert_eq!(cause.kind(), ErrorKind::Server),
            other => panic!("{other:?}"),
        }
    }
    let err = session.next().await.unwrap().unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Closed, Some("gave_up")));
    assert!(std::error::Error::source(&err).unwrap().to_string().contains("503"));
    assert!(session.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn refused_credentials_are_one_clear_error_and_no_storm() {
    for (status, kind) in [(401, ErrorKind::Auth), (403, ErrorKind::Forbidden)] {
        let (mut server, config) = server();
        let toy = Toy::new();
        let dials = toy.dials.clone();
        let mut session = connect(toy, config);
        server.refuse(status, "{\"detail\":\"bad key\"}").await;
        let err = session.next().await.unwrap().unwrap_err();
        assert_eq!((err.kind(), err.platform()), (kind, "toy"));
        assert_eq!(err.status().unwrap().as_u16(), status);
        assert!(String::from_utf8_lossy(err.body()).contains("bad key"), "{:?}", err.body());
        assert!(session.next().await.is_none());
        assert!(session.next().await.is_none());
        assert_eq!(session.state(), State::Closed);
        tokio::time::sleep(Duration::from_secs(600)).await;
        assert_eq!(*dials.lock().unwrap(), 1);
        assert!(server.lines.try_recv().is_err());
    }
}

#[tokio::test(start_paused = true)]
async fn online_gives_the_final_error() {
    let (mut server, config) = server();
    let session = connect(Toy::new(), config);
    server.refuse(401, "").await;
    assert_eq!(session.online().await.unwrap_err().kind(), ErrorKind::Auth);
}

#[tokio::test(start_paused = true)]
async fn online_knows_of_a_time_online_that_is_over() {
    let (mut server, config) = server();
    let session = connect(Toy::new(), config);
    drop(server.accept().await);
    // Taken but never upgraded: the session stays offline.
    let line = server.lines.recv().await.unwrap();
    assert_eq!(session.state(), State::Offline);
    let mut session = timeout(JITTER, session.online()).await.unwrap().unwrap();
    assert_eq!(session.state(), State::Offline);
    assert!(matches!(life(&mut session).await, Lifecycle::Online { attempt: 1, gap: None }));
    assert!(matches!(life(&mut session).await, Lifecycle::Offline { .. }));
    drop(line);
}

#[tokio::test(start_paused = true)]
async fn an_end_after_a_time_online_is_told_by_the_stream() {
    let (mut server, config) = server();
    let toy = Toy {
        on_close: |_| Recovery::Stop(Error::new(ErrorKind::Auth, "token refused")),
        ..Toy::new()
    };
    let session = connect(toy, config);
    let handle = session.handle();
    drop(server.accept().await);
    while handle.state() != State::Closed {
        sleep(Duration::from_secs(1)).await;
    }
    let mut session = session.online().await.unwrap();
    assert!(matches!(life(&mut session).await, Lifecycle::Online { attempt: 1, gap: None }));
    assert_eq!(session.next().await.unwrap().unwrap_err().kind(), ErrorKind::Auth);
    assert!(session.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_line_that_is_lost_in_the_turn_in_which_it_came_online_leaves_a_gap() {
    let (mut server, config) = server();
    let mut session = connect(Toy { welcome: true, ..Toy::new() }, config);
    let mut peer = server.accept().await;
    // Both are read in one turn, and what the first one starts comes after the second.
    say(&mut peer, "welcome soon").await;
    drop(peer);
    assert!(matches!(life(&mut session).await, Lifecycle::Online { attempt: 1, gap: None }));
    assert!(matches!(life(&mut session).await, Lifecycle::Offline { .. }));
    assert_eq!(session.state(), State::Offline);
    let mut peer = server.accept().await;
    say(&mut peer, "welcome").await;
    assert!(matches!(life(&mut session).await, Lifecycle::Online { attempt: 1, gap: Some(_) }));
}

#[tokio::test(start_paused = true)]
async fn who_reads_that_a_task_brought_it_online_finds_it_so() {
    let (mut server, config) = server();
    let mut session = connect(Toy { welcome: true, ..Toy::new() }, config);
    let mut peer = server.accept().await;
    say(&mut peer, "welcome soon").await;
    assert!(matches!(life(&mut session).await, Lifecycle::Online { .. }));
    assert_eq!(session.state(), State::Online);
}

#[tokio::test(start_paused = true)]
async fn the_protocol_decides_by_the_close_code() {
    let (mut server, config) = server();
    let toy = Toy {
        on_close: |close| match close.code {
            Some(4001) => Recovery::Stop(Error::new(ErrorKind::Auth, close.reason.to_owned())),
            Some(4100) => Recovery::After(Duration::from_secs(300)),
            _ => Recovery::Backoff,
        },
        ..Toy::new()
    };
    let (mut session, mut peer) = online(toy, config, &mut server).await;
    let close = |code: u16| CloseFrame { code: code.into(), reason: "because".into() };
    peer.close(Some(close(4100))).await.unwrap();
    match life(&mut session).await {
        Lifecycle::Offline { cause, retry_in, .. } => {
            assert_eq!(retry_in.as_secs(), 300);
            assert_eq!((cause.code(), cause.message()), (Some("4100"), "because"));
        }
        other => panic!("{other:?}"),
    }
    let mut peer = server.accept().await;
    life(&mut session).await;
    peer.close(Some(close(4001))).await.unwrap();
    let err = session.next().await.unwrap().unwrap_err();
    assert_eq!((err.kind(), err.message(), err.platform()), (ErrorKind::Auth, "because", "toy"));
    assert!(session.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn the_protocol_can_give_up_a_line_or_the_session() {
    let (mut server, config) = server();
    let (mut session, mut peer) = online(Toy::new(), config, &mut server).await;
    say(&mut peer, "last words").await;
    say(&mut peer, "give up").await;
    assert_eq!(text(&mut session).await, "last words");
    match life(&mut session).await {
        Lifecycle::Offline { cause, .. } => assert_eq!(cause.message(), "as the peer wished"),
        other => panic!("{other:?}"),
    }
    let mut peer = server.accept().await;
    life(&mut session).await;
    say(&mut peer, "refuse").await;
    let err = session.next().await.unwrap().unwrap_err();
    assert_eq!((err.kind(), err.message()), (ErrorKind::Auth, "token refused"));
}
