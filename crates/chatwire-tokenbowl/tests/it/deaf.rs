//! A line on which the server no longer delivers, though it answers: only a look by calls finds out.
//!
//! The clock is stopped once the session is up: it then jumps whenever nothing else can happen.

use std::time::Duration;

use chatwire_emulator::tokenbowl::Release;
use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_tokenbowl::realtime::{Event, Lifecycle, Realtime};
use chatwire_tokenbowl::{Connect, Error, ErrorKind};
use futures_util::TryStreamExt;
use tokio::time::{Instant, pause, resume, timeout};

use crate::flow::client;

const EVERY: Duration = Duration::from_secs(120);

async fn emulator(release: Release) -> Emulator {
    let emu = Emulator::start().await.unwrap();
    emu.tokenbowl().release(release);
    emu.tokenbowl().wall_clock(true);
    emu.tokenbowl().user("bob");
    emu
}

fn session(emu: &Emulator) -> Connect {
    let pause = Duration::from_millis;
    client(emu, "alice").connect().settings(|config| config.backoff(pause(20), pause(100)))
}

/// The text of the next message, and whether it was fetched.
async fn text(live: &mut Realtime) -> (String, bool) {
    let search = async {
        loop {
            if let Event::Message(message) = live.try_next().await.unwrap().unwrap() {
                let late = message.is_recovered();
                return (message.content, late);
            }
        }
    };
    timeout(Duration::from_secs(10), search).await.unwrap()
}

/// Lets time go by until the session goes offline: when and why.
async fn offline(live: &mut Realtime, within: Duration) -> Option<(Duration, Error)> {
    pause();
    let start = Instant::now();
    let search = async {
        loop {
            let event = live.try_next().await.unwrap().unwrap();
            if let Event::Lifecycle(Lifecycle::Offline { cause, .. }) = event {
                return cause;
            }
        }
    };
    let cause = timeout(within, search).await.ok();
    let waited = start.elapsed();
    resume();
    cause.map(|cause| (waited, cause))
}

/// Looks at the lists so far.
fn looks(emu: &Emulator) -> usize {
    let requests = emu.requests(Platform::TokenBowl);
    requests.iter().filter(|seen| seen.method == "GET" && seen.path == "/messages").count()
}

#[tokio::test]
async fn a_line_that_a_newer_one_made_deaf_is_given_up_and_its_gap_filled() {
    let emu = emulator(Release::V0_5_4).await;
    let mut live = session(&emu).check_every(EVERY).await.unwrap();
    emu.tokenbowl().say("bob", "before");
    assert_eq!(text(&mut live).await, ("before".to_owned(), false));
    let mut other = session(&emu).await.unwrap();
    emu.tokenbowl().say("bob", "taken");
    emu.tokenbowl().dm("bob", "alice", "taken too");
    assert_eq!(text(&mut other).await.0, "taken");

    let (waited, cause) = offline(&mut live, EVERY * 5).await.unwrap();
    assert!(cause.to_string().contains("no longer delivers"), "{cause}");
    assert_eq!(cause.kind(), ErrorKind::Transport);
    // A push came in the first interval.
    assert!((EVERY * 2..EVERY * 3).contains(&waited), "{waited:?}");
    for expected in ["taken", "taken too"] {
        assert_eq!(text(&mut live).await, (expected.to_owned(), true));
    }
    emu.tokenbowl().say("bob", "after");
    assert_eq!(text(&mut live).await, ("after".to_owned(), false));
}

#[tokio::test]
async fn a_line_that_is_only_quiet_stays() {
    let emu = emulator(Release::V0_5_4).await;
    let mut live = session(&emu).check_every(EVERY).await.unwrap();
    emu.tokenbowl().say("bob", "before");
    text(&mut live).await;
    // None of these is pushed to this user.
    emu.tokenbowl().say("alice", "own");
    emu.tokenbowl().dm("bob", "carol", "not for alice");
    assert!(offline(&mut live, EVERY * 4 + EVERY / 2).await.is_none());
    assert_eq!(looks(&emu), 3);
    emu.tokenbowl().say("bob", "after");
    assert_eq!(text(&mut live).await, ("after".to_owned(), false));
}

#[tokio::test]
async fn a_check_that_fails_changes_nothing_and_the_next_one_finds_out() {
    let emu = emulator(Release::V0_5_4).await;
    let mut live = session(&emu).check_every(EVERY).await.unwrap();
    let other = session(&emu).await.unwrap();
    emu.tokenbowl().say("bob", "taken");
    let fault = Fault::Status { status: 403, retry_after: None, body: None };
    emu.fault_on(Platform::TokenBowl, "GET", "/messages", fault);
    let (waited, _) = offline(&mut live, EVERY * 5).await.unwrap();
    assert!((EVERY * 2..EVERY * 3).contains(&waited), "{waited:?}");
    assert_eq!(text(&mut live).await, ("taken".to_owned(), true));
    other.close().await;
}

#[tokio::test]
async fn a_check_that_is_never_answered_has_an_end() {
    let emu = emulator(Release::V0_5_4).await;
    let mut live = session(&emu).check_every(EVERY).await.unwrap();
    let _other = session(&emu).await.unwrap();
    emu.tokenbowl().say("bob", "taken");
    // Time for the first attempt and a part of the second.
    for _ in 0..2 {
        emu.fault_on(Platform::TokenBowl, "GET", "/messages", Fault::Delay(EVERY * 100));
    }
    let (waited, _) = offline(&mut live, EVERY * 5).await.unwrap();
    assert!((EVERY * 2..EVERY * 3).contains(&waited), "{waited:?}");
}

#[tokio::test]
async fn a_server_that_pings_gets_no_call_and_nor_does_any_without_the_option() {
    for (release, every) in
        [(Release::V1_1_5, Some(EVERY)), (Release::V2_0_1, Some(EVERY)), (Release::V0_5_4, None)]
    {
        let emu = emulator(release).await;
        let connect = session(&emu);
        let connect = match every {
            Some(pause) => connect.check_every(pause),
            None => connect,
        };
        let mut live = connect.await.unwrap();
        emu.tokenbowl().say("alice", "own");
        assert!(offline(&mut live, EVERY * 5).await.is_none(), "{release:?}");
        assert_eq!(looks(&emu), 0, "{release:?}");
    }
}

#[tokio::test]
async fn checks_that_come_too_often_are_refused() {
    let emu = emulator(Release::V0_5_4).await;
    for pause in [Duration::ZERO, Duration::from_secs(59)] {
        let err = session(&emu).check_every(pause).start().unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Config, "{err}");
    }
    session(&emu).check_every(Duration::MAX).await.unwrap().close().await;
}
