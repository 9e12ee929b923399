//! A line on which nothing comes any more is asked, and given up when there is no answer.
//!
//! The clock is stopped once the session is up: it then jumps whenever nothing else can happen.

use std::time::Duration;

use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_kick::ErrorKind;
use chatwire_kick::realtime::{ChatTransport, Realtime};
use tokio::time::timeout;

use crate::{emulator, first, in_no_time, is_offline, online, quick, text, watched};

/// A network that dies: gives the time until the session went offline.
async fn noticed(emu: &Emulator, live: &mut Realtime) -> Duration {
    watched(emu, "streamer").await;
    let silent = Fault::SilentSocket { after_frames: 0 };
    assert_eq!(emu.fault_open_sockets(Platform::Kick, &silent), 1);
    let ((cause, pause), waited) = in_no_time(first(live, is_offline)).await;
    assert_eq!((cause.kind(), cause.code()), (ErrorKind::Timeout, Some("silence")));
    assert!(pause <= Duration::from_millis(100), "{pause:?}");
    waited
}

/// It comes back at once, and what was said meanwhile comes as well.
async fn comes_back(emu: &Emulator, live: &mut Realtime) {
    emu.kick().say("streamer", "bob", "missed");
    assert!(online(live).await.is_some_and(|gap| gap.recovered));
    assert_eq!(text(live).await, "missed");
}

fn seconds(from: u64, to: u64) -> std::ops::RangeInclusive<Duration> {
    Duration::from_secs(from)..=Duration::from_secs(to)
}

async fn session(emu: &Emulator, transport: ChatTransport) -> Realtime {
    let mut live = quick(emu, transport).room("streamer").fill_gaps().await.unwrap();
    emu.kick().say("streamer", "bob", "before");
    assert_eq!(text(&mut live).await, "before");
    live
}

/// Asked after the silence that the server named, and given up 30 s later.
#[tokio::test]
async fn a_missing_pong_ends_a_line_of_pusher() {
    for (activity, from, to) in [(120, 149, 151), (30, 59, 61)] {
        let emu = emulator(&["streamer"]).await;
        let patience = Duration::from_secs(30);
        emu.kick().live().activity_timeout(Duration::from_secs(activity), patience);
        let mut live = session(&emu, ChatTransport::Pusher).await;
        let waited = noticed(&emu, &mut live).await;
        assert!(seconds(from, to).contains(&waited), "{waited:?}");
        comes_back(&emu, &mut live).await;
    }
}

#[tokio::test]
async fn a_missing_ping_ends_a_line_of_centrifugo() {
    let emu = emulator(&["streamer"]).await;
    emu.kick().live().ping(Some(Duration::from_secs(5)));
    let mut live = session(&emu, ChatTransport::Centrifugo).await;
    let waited = noticed(&emu, &mut live).await;
    // The interval that the server announced, and ten seconds of grace.
    assert!(seconds(14, 16).contains(&waited), "{waited:?}");
    comes_back(&emu, &mut live).await;
}

/// A server whose pongs fail, but which asks itself, is alive.
#[tokio::test]
async fn quiet_hours_end_no_line() {
    for transport in crate::TRANSPORTS {
        let emu = emulator(&["streamer"]).await;
        emu.kick().live().answer_pings(false);
        let mut live = session(&emu, transport).await;
        let lines = crate::upgrades(&emu);
        let hours = timeout(Duration::from_secs(7_200), first(&mut live, is_offline));
        let (quiet, _) = in_no_time(hours).await;
        assert!(quiet.is_err(), "{transport:?}: {quiet:?}");
        assert_eq!(crate::upgrades(&emu), lines);
        emu.kick().say("streamer", "bob", "still there");
        assert_eq!(text(&mut live).await, "still there");
    }
}
