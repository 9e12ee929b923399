//! A line on which nothing comes any more is noticed within the watchdog's time.
//!
//! The clock is stopped once the session is up: it then jumps whenever nothing else can happen.

use std::time::Duration;

use chatwire_emulator::tokenbowl::Release;
use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_tokenbowl::ErrorKind;
use chatwire_tokenbowl::realtime::{Event, Lifecycle, Realtime};
use futures_util::StreamExt;
use tokio::time::{Instant, pause, resume, timeout};

use crate::{client, emulator, online, quick, text, until};

/// Falls silent, and gives the time until the session went offline.
async fn noticed(emu: &Emulator, live: &mut Realtime) -> Duration {
    pause();
    let start = Instant::now();
    let silent = Fault::SilentSocket { after_frames: 0 };
    assert_eq!(emu.fault_open_sockets(Platform::TokenBowl, &silent), 1);
    let search = async {
        loop {
            if let Event::Lifecycle(Lifecycle::Offline { cause, slow_reader, .. }) =
                live.next().await.unwrap().unwrap()
            {
                return (cause, slow_reader);
            }
        }
    };
    // Without a limit, a session without a watchdog would let the clock run for ever.
    let (cause, slow_reader) = timeout(Duration::from_secs(600), search).await.unwrap();
    let waited = start.elapsed();
    resume();
    assert_eq!((cause.kind(), cause.code()), (ErrorKind::Timeout, Some("silence")));
    assert!(!slow_reader);
    waited
}

async fn comes_back(emu: &Emulator, live: &mut Realtime) {
    emu.tokenbowl().say("bob", "missed");
    assert!(online(live).await.is_some_and(|gap| gap.recovered));
    assert_eq!(text(live).await, "missed");
}

fn seconds(from: u64, to: u64) -> std::ops::RangeInclusive<Duration> {
    Duration::from_secs(from)..=Duration::from_secs(to)
}

#[tokio::test]
async fn over_centrifugo() {
    let emu = emulator(Release::V2_0_1).await;
    emu.tokenbowl().ping(Duration::from_secs(5));
    let mut live = quick(&client(&emu)).await.unwrap();
    let waited = noticed(&emu, &mut live).await;
    // The interval that the server announced, and ten seconds of grace.
    assert!(seconds(14, 16).contains(&waited), "{waited:?}");
    comes_back(&emu, &mut live).await;
}

#[tokio::test]
async fn over_the_direct_transport_our_own_pings_find_out() {
    for release in [Release::V1_1_5, Release::V0_5_4] {
        let emu = emulator(release).await;
        let mut live = quick(&client(&emu)).await.unwrap();
        until("a connection", || emu.tokenbowl().connections("alice") == 1).await;
        let waited = noticed(&emu, &mut live).await;
        assert!(seconds(39, 41).contains(&waited), "{release:?}: {waited:?}");
        comes_back(&emu, &mut live).await;
    }
}

#[tokio::test]
async fn once_the_server_has_pinged_its_pings_must_go_on() {
    let emu = emulator(Release::V1_1_5).await;
    emu.tokenbowl().heartbeat(Duration::from_millis(20));
    let mut live = quick(&client(&emu)).await.unwrap();
    let handle = live.handle();
    let frames = || emu.frames(Platform::TokenBowl);
    until("a pong", || frames().iter().any(|frame| frame.text.contains("pong"))).await;
    emu.tokenbowl().heartbeat(Duration::from_secs(30));
    let (waited, answer) = tokio::join!(noticed(&emu, &mut live), handle.get_unread_count());
    // Two and a half intervals of 30 s.
    assert!(seconds(74, 76).contains(&waited), "{waited:?}");
    // What was asked on the dead line does not hang: it fails, and it may have reached the server.
    let err = answer.unwrap_err();
    assert!(err.maybe_sent(), "{err:?}");
    comes_back(&emu, &mut live).await;
}
