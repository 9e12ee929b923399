//! Random schedules of faults, each drawn from a seed; a seed that fails is named.
//!
//! `CHATWIRE_SCHEDULES` says how many (20); `CHATWIRE_SEED` runs one alone.

#[path = "../../../chatwire-bench/harness/schedules.rs"]
mod harness;

use std::time::Duration;

use chatwire_emulator::tokenbowl::Release;
use chatwire_emulator::{Emulator, Fault, FaultPlan, Platform};
use chatwire_tokenbowl::realtime::Realtime;
use chatwire_tokenbowl::{Client, Retry};

use self::harness::{Random, take, take_ready, take_some};
use crate::record::{DIRECT, ROOM, Record, line};
use crate::{settle, until};

const MESSAGES: u32 = 300;
const CAPACITY: usize = 128;

/// What a schedule does, besides the faults; all of it follows from the seed.
#[derive(Debug)]
struct Schedule {
    seed: u64,
    release: Release,
    recovery: bool,
    /// Messages that the server keeps: all, or so few that holes must be reported.
    keep: usize,
}

impl Schedule {
    fn new(seed: u64) -> Self {
        let release = match seed % 5 {
            0 | 1 => Release::V2_0_1,
            2 | 3 => Release::V1_1_5,
            _ => Release::V0_5_4,
        };
        let keep = if seed % 7 == 6 { 40 } else { 10_000 };
        Self { seed, release, recovery: seed.is_multiple_of(5), keep }
    }

    async fn run(&self) -> Result<Record, String> {
        let emu = Emulator::start().await.map_err(|err| err.to_string())?;
        settle(&emu, self.release);
        let tokenbowl = emu.tokenbowl();
        tokenbowl.recovery(self.recovery);
        tokenbowl.history(self.keep, Duration::from_secs(300));
        tokenbowl.keep(self.keep);
        tokenbowl.batching(self.seed % 10 >= 5);
        let mut live = self.session(&emu).await?;
        // An upgrade is answered before the line gets deliveries.
        until("a connection", || tokenbowl.connections("alice") == 1).await;
        FaultPlan::seeded(self.seed).apply(&emu, Platform::TokenBowl);
        // Whatever was drawn, the line breaks at least once.
        let cut = Fault::DropSocket { after_frames: 2 };
        emu.fault_open_sockets(Platform::TokenBowl, &cut);
        let mut random = Random(self.seed);
        let mut record = Record::default();
        let mut said = [0, 0];
        while said[ROOM] + said[DIRECT] < MESSAGES {
            for _ in 0..=random.below(20) {
                let lane = usize::from(random.below(3) == 0);
                let text = line(lane, said[lane]);
                said[lane] += 1;
                if lane == ROOM {
                    tokenbowl.say("bob", &text);
                } else {
                    tokenbowl.dm("bob", "alice", &text);
                }
            }
            match random.below(4) {
                // Behind the back of a reader that sleeps.
                0 => {}
                1 => tokio::time::sleep(Duration::from_millis(u64::from(random.below(30)))).await,
                _ => take_some(&mut live, random.below(40), |event| record.take(event)).await?,
            }
        }
        // The network is sound again, and so the rest must come.
        emu.clear_faults(Platform::TokenBowl);
        while !record.has(ROOM, said[ROOM]) || !record.has(DIRECT, said[DIRECT]) {
            take(&mut live, |event| record.take(event)).await?;
        }
        let events = take_ready(&mut live, |event| record.take(event))?;
        if events > CAPACITY {
            return Err(format!("{events} events lay in a queue of {CAPACITY}"));
        }
        for lane in [ROOM, DIRECT] {
            if record.heard(lane) + record.lost[lane] != said[lane] {
                return Err(format!("{said:?} said, but {record:?}"));
            }
        }
        let all_kept = self.keep > usize::try_from(MESSAGES).unwrap();
        if all_kept && record.lost != [0, 0] {
            return Err(format!("the server kept all, but {record:?}"));
        }
        live.close().await;
        Ok(record)
    }

    async fn session(&self, emu: &Emulator) -> Result<Realtime, String> {
        let pause = Duration::from_millis;
        let retry = Retry::default();
        Client::builder(emu.tokenbowl().key("alice"))
            .base_url(emu.url(Platform::TokenBowl))
            .and_then(|builder| builder.retry(retry).build())
            .map(|client| client.connect().capacity(CAPACITY))
            .map_err(|err| err.to_string())?
            .settings(|config| config.backoff(pause(20), pause(100)))
            .await
            .map_err(|err| err.to_string())
    }
}

#[tokio::test]
async fn nothing_is_lost_doubled_or_out_of_order() {
    let records = harness::all(Schedule::new, Schedule::run).await;
    // The schedules are worth something: lines broke, and what was missed came after all.
    assert!(records.iter().all(|record| record.offline > 0));
    assert!(records.iter().any(|record| record.recovered > 0));
}
