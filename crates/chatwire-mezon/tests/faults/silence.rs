//! A line on which nothing comes any more is given up after two heartbeats.
//!
//! The clock is stopped once the session is up: it then jumps whenever nothing else can happen.

use std::time::Duration;

use chatwire_emulator::Fault;
use chatwire_emulator::mezon::Twist;
use chatwire_mezon::ErrorKind;

use crate::{Stage, first, in_no_time, is_offline, online, text};

#[tokio::test]
async fn a_network_that_dies_is_noticed() {
    for heartbeat in [2, 10, 60] {
        let stage = Stage::new().await;
        let pause = Duration::from_secs(heartbeat);
        let mut live = stage.quick().heartbeat(pause).fill_gaps().await.unwrap();
        assert!(online(&mut live).await.is_none());
        stage.say(0, "before");
        assert_eq!(text(&mut live).await, "before");
        stage.strike(&Fault::SilentSocket { after_frames: 0 });
        let ((cause, again), waited) = in_no_time(first(&mut live, is_offline)).await;
        assert_eq!((cause.kind(), cause.code()), (ErrorKind::Timeout, Some("silence")));
        assert!(again <= Duration::from_millis(100), "{again:?}");
        assert!(waited <= 2 * pause + Duration::from_secs(1), "{waited:?}");
        assert!(waited >= pause, "{waited:?}");
        stage.say(0, "missed");
        assert!(online(&mut live).await.is_some_and(|gap| gap.recovered));
        assert_eq!(text(&mut live).await, "missed");
    }
}

/// Heartbeats that are answered keep a quiet line for hours.
#[tokio::test]
async fn quiet_hours_end_no_line() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    assert!(online(&mut live).await.is_none());
    let hours = tokio::time::timeout(Duration::from_secs(3_600), first(&mut live, is_offline));
    let (quiet, _) = in_no_time(hours).await;
    assert!(quiet.is_err(), "{quiet:?}");
    assert_eq!(stage.upgrades(), 1);
    stage.say(0, "still there");
    assert_eq!(text(&mut live).await, "still there");
}

/// Nothing comes from a service that has nothing to say: a session that joins nothing is online all the same.
#[tokio::test]
async fn a_silent_service_delays_no_session() {
    let stage = Stage::new().await;
    stage.mezon.twist("ping", Twist::Unanswered);
    let connect = stage.quick().without_clans().into_future();
    let (live, waited) = in_no_time(connect).await;
    assert!(waited < Duration::from_secs(2), "{waited:?}");
    live.unwrap().close().await;
}
