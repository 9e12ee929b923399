//! A reader that sleeps while a burst comes, under both policies.
//!
//! The clock is stopped for the sleep, which then ends only when nobody has anything left to do.

use std::time::Duration;

use chatwire_emulator::Emulator;
use chatwire_emulator::tokenbowl::Release;
use chatwire_tokenbowl::realtime::{Event, Lifecycle, Overflow, Realtime};
use futures_util::{FutureExt, StreamExt};

use crate::record::{ROOM, Record, line};
use crate::{client, emulator, quick, within};

const BURST: u32 = 20_000;
const CAPACITY: usize = 256;

async fn session(release: Release, policy: Overflow) -> (Emulator, Realtime) {
    let emu = emulator(release).await;
    let live = quick(&client(&emu)).capacity(CAPACITY).overflow(policy).await.unwrap();
    for number in 0..BURST {
        emu.tokenbowl().say("bob", &line(ROOM, number));
    }
    (emu, live)
}

/// Sleeps until then, and until nobody has anything to do.
async fn asleep(time: Duration) {
    tokio::time::pause();
    tokio::time::sleep(time).await;
    tokio::time::resume();
}

/// Takes what lies ready, while neither the session nor the server can do anything.
fn ready(live: &mut Realtime, record: &mut Record, checked: bool) -> usize {
    let mut events = 0;
    while let Some(Some(event)) = live.next().now_or_never() {
        let taken = record.take(&event.unwrap());
        assert!(!checked || taken.is_ok(), "{taken:?}");
        events += 1;
    }
    events
}

#[tokio::test]
async fn waiting_loses_nothing_and_keeps_its_bound() {
    for release in [Release::V2_0_1, Release::V1_1_5] {
        let (_emu, mut live) = session(release, Overflow::Wait).await;
        let mut record = Record::default();
        for _ in 0..3 {
            asleep(Duration::from_secs(1)).await;
            let events = ready(&mut live, &mut record, true);
            assert!((CAPACITY / 2..=CAPACITY).contains(&events), "{release:?}: {events}");
        }
        let reading = async {
            while !record.has(ROOM, BURST) {
                record.take(&live.next().await.unwrap().unwrap()).unwrap();
            }
        };
        within("the burst", reading).await;
        assert_eq!((record.lost, record.lagged, record.offline), ([0, 0], 0, 0));
    }
}

#[tokio::test]
async fn dropping_the_oldest_keeps_the_newest_and_counts_the_rest() {
    for release in [Release::V2_0_1, Release::V1_1_5] {
        let (_emu, mut live) = session(release, Overflow::DropOldest).await;
        asleep(Duration::from_secs(1)).await;
        let mut newest = Vec::new();
        let mut missed = 0;
        let reading = async {
            loop {
                match live.next().await.unwrap().unwrap() {
                    Event::Message(message) => {
                        let (_, number) = message.content.split_once(' ').unwrap();
                        newest.push(number.parse::<u32>().unwrap());
                        if newest.last() == Some(&(BURST - 1)) {
                            return;
                        }
                    }
                    Event::Lifecycle(Lifecycle::Lagged { missed: count }) => {
                        missed += u32::try_from(count).unwrap()
                    }
                    Event::Lifecycle(_) => {}
                    other => panic!("nobody caused {other:?}"),
                }
            }
        };
        within("the newest", reading).await;
        assert!(newest.is_sorted(), "{release:?}: {newest:?}");
        assert!(newest.len() <= CAPACITY && missed > 0, "{release:?}: {}", newest.len());
        // The first `Online` was among what was dropped.
        assert_eq!(u32::try_from(newest.len()).unwrap() + missed, BURST + 1);
    }
}

/// A server hangs up on who does not read for five seconds: what it still held is lost beyond its store, which
/// is said, and so is whose fault it is.
#[tokio::test]
async fn a_server_that_loses_its_patience_is_told_from_a_bad_line() {
    let (emu, mut live) = session(Release::V1_1_5, Overflow::Wait).await;
    asleep(Duration::from_secs(20)).await;
    let mut record = Record::default();
    let mut blamed = 0;
    let reading = async {
        while !record.has(ROOM, BURST) {
            let event = live.next().await.unwrap().unwrap();
            record.take(&event).unwrap();
            if let Event::Lifecycle(Lifecycle::Offline { slow_reader, .. }) = event {
                blamed += u32::from(slow_reader);
            }
        }
    };
    within("what the server keeps", reading).await;
    assert_eq!((blamed, record.offline, record.lagged), (1, 1, 0), "{record:?}");
    assert!(record.lost[ROOM] > 0 && !record.gaps[0].recovered, "{record:?}");
    assert_eq!(emu.tokenbowl().messages().len(), 100);
}
