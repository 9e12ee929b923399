//! Drawn trouble: whatever breaks, each message comes once and in order.

use std::collections::HashSet;
use std::time::Duration;

use chatwire_emulator::tokenbowl::Release;
use chatwire_emulator::{Emulator, Fault, FaultPlan, Platform};
use chatwire_tokenbowl::Event;
use chatwire_tokenbowl::realtime::{Lifecycle, Overflow, Realtime};
use futures_util::TryStreamExt;

use crate::flow::client;

/// Variable with the number of schedules; a usual run takes few.
const SEEDS: &str = "CHATWIRE_FAULT_SEEDS";

async fn world(release: Release, recovery: bool) -> Emulator {
    let emu = Emulator::start().await.unwrap();
    let tokenbowl = emu.tokenbowl();
    tokenbowl.release(release);
    tokenbowl.wall_clock(true);
    tokenbowl.recovery(recovery);
    tokenbowl.keep(20_000);
    tokenbowl.history(20_000, Duration::from_secs(300));
    tokenbowl.user("bob");
    emu
}

async fn connected(emu: &Emulator) -> Realtime {
    let pause = Duration::from_millis;
    let connect = client(emu, "alice").connect();
    connect.settings(|config| config.backoff(pause(5), pause(40))).await.unwrap()
}

/// The room and the direct messages up to `count` of them, in the order in which they came.
async fn collect(live: &mut Realtime, count: usize) -> (Vec<String>, Vec<String>) {
    let (mut room, mut direct) = (Vec::new(), Vec::new());
    let all = async {
        while room.len() + direct.len() < count {
            match live.try_next().await.unwrap() {
                Some(Event::Message(message)) if message.is_direct() => {
                    direct.push(message.content)
                }
                Some(Event::Message(message)) => room.push(message.content),
                Some(_) => {}
                None => break,
            }
        }
    };
    // What came until then is looked at either way.
    let _in_time = tokio::time::timeout(Duration::from_secs(20), all).await;
    (room, direct)
}

#[tokio::test]
async fn drawn_schedules_lose_and_double_nothing() {
    let seeds = std::env::var(SEEDS).ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    for seed in 0..seeds {
        let release =
            [Release::V2_0_1, Release::V1_1_5, Release::V0_5_4][usize::try_from(seed % 3).unwrap()];
        let emu = world(release, seed % 2 == 0).await;
        let mut live = connected(&emu).await;
        FaultPlan::seeded(seed).apply(&emu, Platform::TokenBowl);
        let speaker = emu.tokenbowl();
        let talk = tokio::spawn(async move {
            for n in 0..400 {
                speaker.say("bob", &n.to_string());
                if n % 10 == 0 {
                    speaker.dm("bob", "alice", &n.to_string());
                    // Lets the session work in between: trouble shall meet it in the middle.
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            }
        });
        let (room, direct) = collect(&mut live, 440).await;
        talk.await.unwrap();
        let expected: Vec<String> = (0..400).map(|n| n.to_string()).collect();
        assert_eq!(room, expected, "room, seed {seed}, {release:?}");
        let expected: Vec<String> = (0..400).step_by(10).map(|n| n.to_string()).collect();
        assert_eq!(direct, expected, "direct, seed {seed}, {release:?}");
        // Nothing comes behind it either.
        let end = emu.tokenbowl().say("bob", "end");
        loop {
            if let Some(Event::Message(message)) = live.try_next().await.unwrap() {
                assert_eq!(message.id.as_str(), end, "seed {seed}, {release:?}");
                break;
            }
        }
    }
}

#[tokio::test]
async fn ten_thousand_messages_with_five_drops() {
    for (release, recovery) in
        [(Release::V2_0_1, true), (Release::V2_0_1, false), (Release::V1_1_5, true)]
    {
        let emu = world(release, recovery).await;
        for _ in 0..5 {
            emu.fault(Platform::TokenBowl, Fault::DropSocket { after_frames: 1_500 });
        }
        let mut live = connected(&emu).await;
        let speaker = emu.tokenbowl();
        let talk = tokio::spawn(async move {
            for n in 0..10_000 {
                speaker.say("bob", &n.to_string());
                if n % 50 == 0 {
                    tokio::task::yield_now().await;
                }
            }
        });
        let (room, _) = collect(&mut live, 10_000).await;
        talk.await.unwrap();
        let expected: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
        let wrong = room.iter().zip(&expected).position(|(got, wanted)| got != wanted);
        assert_eq!((room.len(), wrong), (10_000, None), "{release:?} {recovery}");
    }
}

#[tokio::test]
async fn a_reader_that_sleeps_loses_nothing_or_is_told() {
    for policy in [Overflow::Wait, Overflow::DropOldest] {
        let emu = world(Release::V1_1_5, true).await;
        let connect = client(&emu, "alice").connect().overflow(policy).capacity(50);
        let mut live = connect.await.unwrap();
        for n in 0..2_000 {
            emu.tokenbowl().say("bob", &n.to_string());
        }
        // All of it is on the way before the first event is taken.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let (mut got, mut missed) = (Vec::new(), 0);
        while got.last().is_none_or(|last| last != "1999") {
            match live.try_next().await.unwrap().unwrap() {
                Event::Message(message) => got.push(message.content),
                Event::Lifecycle(Lifecycle::Lagged { missed: some }) => missed += some,
                _ => {}
            }
        }
        let unique: HashSet<_> = got.iter().collect();
        assert_eq!(unique.len(), got.len());
        match policy {
            Overflow::Wait => assert_eq!((got.len(), missed), (2_000, 0)),
            _ => {
                // The oldest of all that was dropped is the news that the session is online.
                let lost = missed.saturating_sub(1);
                assert_eq!(u64::try_from(got.len()).unwrap() + lost, 2_000);
                assert!(lost > 0);
            }
        }
    }
}

#[tokio::test]
async fn closing_sends_what_is_queued() {
    let emu = world(Release::V1_1_5, true).await;
    let live = connected(&emu).await;
    let handle = live.handle();
    let sends: Vec<_> = (0..50)
        .map(|n| {
            let handle = handle.clone();
            tokio::spawn(async move { handle.send_message(n.to_string()).await })
        })
        .collect();
    // Until the sends have been queued.
    tokio::task::yield_now().await;
    handle.close().await;
    let mut stored = 0;
    for send in sends {
        // One that was too late for the session goes by a call.
        stored += usize::from(send.await.unwrap().is_ok());
    }
    assert_eq!(emu.tokenbowl().messages().len(), stored);
    drop(live);
}
