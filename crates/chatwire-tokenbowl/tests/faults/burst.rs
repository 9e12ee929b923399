//! The line is cut five times in the middle of a burst of 10,000 messages.

use std::time::Duration;

use chatwire_emulator::tokenbowl::Release;
use chatwire_emulator::{Emulator, Fault, Platform};
use futures_util::StreamExt;

use crate::record::{ROOM, Record, line};
use crate::{apart, client, quick, until, within};

const BURST: u32 = 10_000;
const CUTS: u32 = 5;
/// Messages between two cuts, the first of which comes after as many.
const APART: u32 = 1_600;
/// Messages between two looks at the client, so that cuts fall among messages that are still being said.
const CHUNK: u32 = 50;

/// Says all of it while the client reads, and checks each event.
async fn burst(emu: &Emulator) -> Record {
    let mut live = quick(&client(emu)).await.unwrap();
    let mut record = Record::default();
    let tokenbowl = emu.tokenbowl();
    let say = async {
        for number in 0..BURST {
            if number % APART == 0 {
                // An upgrade is answered before the line gets deliveries.
                until("a connection", || tokenbowl.connections("alice") == 1).await;
                if number > 0 && number <= CUTS * APART {
                    // Some are under way: what the server has queued behind them is lost with the line.
                    let cut = Fault::DropSocket { after_frames: 7 };
                    assert_eq!(emu.fault_open_sockets(Platform::TokenBowl, &cut), 1);
                }
            }
            tokenbowl.say("bob", &line(ROOM, number));
            if number % CHUNK == CHUNK - 1 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
    };
    let read = async {
        while !record.has(ROOM, BURST) {
            let event = live.next().await.unwrap().unwrap();
            record.take(&event).unwrap();
        }
    };
    within("the burst", async { tokio::join!(say, read) }).await;
    live.close().await;
    let gaps = u32::try_from(record.gaps.len()).unwrap();
    assert_eq!((record.offline, gaps, record.lagged), (CUTS, CUTS, 0), "{record:?}");
    record
}

#[tokio::test]
async fn with_recovery_all_come_once_and_in_order() {
    let emu = apart(Release::V2_0_1);
    emu.tokenbowl().history(20_000, Duration::from_secs(300));
    let record = burst(&emu).await;
    assert_eq!(record.lost, [0, 0]);
    assert!(record.gaps.iter().all(|gap| gap.recovered), "{:?}", record.gaps);
    assert!(record.recovered > 0);
    // The server delivered it; nothing was asked for by calls.
    let asked = emu.requests(Platform::TokenBowl);
    assert!(asked.iter().all(|request| !request.path.starts_with("/messages")));
}

#[tokio::test]
async fn by_calls_all_come_that_the_server_keeps() {
    for release in [Release::V2_0_1, Release::V1_1_5] {
        let emu = apart(release);
        emu.tokenbowl().recovery(false);
        emu.tokenbowl().keep(20_000);
        let record = burst(&emu).await;
        assert_eq!(record.lost, [0, 0], "{release:?}");
        assert!(record.gaps.iter().all(|gap| gap.recovered), "{:?}", record.gaps);
        assert!(record.recovered > 0);
    }
}

/// The real server keeps 100 messages: the record refuses every hole that no `Online` has reported.
#[tokio::test]
async fn what_lies_beyond_the_store_is_reported() {
    for release in [Release::V2_0_1, Release::V1_1_5, Release::V0_5_4] {
        let emu = apart(release);
        emu.tokenbowl().recovery(false);
        let record = burst(&emu).await;
        let reported = record.gaps.iter().filter(|gap| !gap.recovered).count();
        assert!(record.lost[ROOM] > 0 && reported > 0, "{release:?}: {record:?}");
        assert_eq!(record.heard(ROOM) + record.lost[ROOM], BURST);
    }
}
