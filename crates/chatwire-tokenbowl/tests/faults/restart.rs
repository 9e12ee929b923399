//! The server restarts: it closes its lines, is away for a while, and comes back.

use std::time::Duration;

use chatwire_emulator::tokenbowl::Release;
use chatwire_emulator::{Emulator, Fault, FaultRule, Platform};
use chatwire_tokenbowl::realtime::Realtime;
use futures_util::StreamExt;

use crate::record::{DIRECT, ROOM, Record, line};
use crate::{client, emulator, quick, until, within};

const WHILE_AWAY: u32 = 30;
const MESSAGES: u32 = 40;

/// Says something before, while the server is away, and afterwards; gives what the session made of it.
async fn restart(emu: &Emulator, live: &mut Realtime) -> Record {
    let tokenbowl = emu.tokenbowl();
    let say = |number| {
        tokenbowl.say("bob", &line(ROOM, number));
        tokenbowl.dm("bob", "alice", &line(DIRECT, number));
    };
    let mut record = Record::default();
    (0..5).for_each(say);
    read(live, &mut record, 5).await;

    close(emu).await;
    // Away: connections are cut, then a proxy answers for the server.
    let away = [Fault::DropBefore, Fault::status(502), Fault::status(503)];
    for fault in away {
        let mut rule = FaultRule::next(fault);
        rule.method = Some("GET".to_owned());
        emu.fault_rule(Platform::TokenBowl, rule);
    }
    emu.fault(Platform::TokenBowl, Fault::RefuseUpgrade { status: 502 });
    (5..WHILE_AWAY).for_each(say);
    read(live, &mut record, WHILE_AWAY).await;
    (WHILE_AWAY..MESSAGES).for_each(say);
    read(live, &mut record, MESSAGES).await;
    assert!(record.offline >= 1);
    assert_eq!((record.lost, record.gaps.len()), ([0, 0], 1), "{record:?}");
    assert!(record.gaps[0].recovered);
    assert_eq!(record.recovered, 2 * (WHILE_AWAY - 5));
    record
}

async fn close(emu: &Emulator) {
    emu.tokenbowl().close_connections(3001, "shutdown");
    // What is said from now on goes to nobody.
    until("the end of all lines", || emu.open_sockets(Platform::TokenBowl) == 0).await;
}

async fn read(live: &mut Realtime, record: &mut Record, count: u32) {
    let reading = async {
        while !record.has(ROOM, count) || !record.has(DIRECT, count) {
            record.take(&live.next().await.unwrap().unwrap()).unwrap();
        }
    };
    within("what was said", reading).await;
}

fn lists(emu: &Emulator) -> usize {
    let asked = emu.requests(Platform::TokenBowl);
    asked.iter().filter(|request| request.path.starts_with("/messages")).count()
}

#[tokio::test]
async fn with_recovery() {
    let emu = emulator(Release::V2_0_1).await;
    let mut live = quick(&client(&emu)).await.unwrap();
    restart(&emu, &mut live).await;
    assert_eq!(lists(&emu), 0);
}

/// Its history is gone with the old process: the epoch is another one, and calls fill the gap.
#[tokio::test]
async fn with_recovery_refused() {
    let emu = emulator(Release::V2_0_1).await;
    let mut live = quick(&client(&emu)).await.unwrap();
    emu.tokenbowl().history(0, Duration::from_secs(300));
    restart(&emu, &mut live).await;
    assert!(lists(&emu) >= 2);
}

#[tokio::test]
async fn with_a_history_that_was_lost() {
    let emu = emulator(Release::V2_0_1).await;
    let mut live = quick(&client(&emu)).await.unwrap();
    let mut record = Record::default();
    emu.tokenbowl().say("bob", &line(ROOM, 0));
    emu.tokenbowl().dm("bob", "alice", &line(DIRECT, 0));
    read(&mut live, &mut record, 1).await;
    close(&emu).await;
    emu.tokenbowl().say("bob", &line(ROOM, 1));
    emu.tokenbowl().dm("bob", "alice", &line(DIRECT, 1));
    emu.tokenbowl().forget_history();
    read(&mut live, &mut record, 2).await;
    assert_eq!((record.lost, record.gaps.len()), ([0, 0], 1), "{record:?}");
    assert!(record.gaps[0].recovered && lists(&emu) >= 2);
}

#[tokio::test]
async fn over_the_direct_transport() {
    for release in [Release::V1_1_5, Release::V0_5_4] {
        let emu = emulator(release).await;
        let mut live = quick(&client(&emu)).await.unwrap();
        restart(&emu, &mut live).await;
        assert!(lists(&emu) >= 2);
    }
}
