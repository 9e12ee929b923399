//! Random schedules of faults, each drawn from a seed; a seed that fails is named.
//!
//! `CHATWIRE_SCHEDULES` says how many (20); `CHATWIRE_SEED` runs one alone.

#[path = "../../../chatwire-bench/harness/schedules.rs"]
mod harness;

use std::time::Duration;

use chatwire_emulator::{Emulator, Fault, FaultPlan, Platform};
use chatwire_kick::realtime::ChatTransport;

use self::harness::{Random, take, take_ready, take_some};
use crate::record::{Record, line};
use crate::{emulator, quick, watched};

const MESSAGES: u32 = 300;
const CAPACITY: usize = 128;
/// Attempts of a call that reads.
const ATTEMPTS: usize = 3;
const ROOMS: [&str; 2] = ["one", "two"];

/// What a schedule does, besides the faults; all of it follows from the seed.
#[derive(Debug)]
struct Schedule {
    seed: u64,
    transport: ChatTransport,
    fills: bool,
    /// Messages of a room that the site's history answers with: all, or so few that holes must be reported.
    keep: usize,
}

impl Schedule {
    fn new(seed: u64) -> Self {
        let transport =
            if seed.is_multiple_of(2) { ChatTransport::Pusher } else { ChatTransport::Centrifugo };
        let keep = if seed % 7 == 6 { 20 } else { 10_000 };
        Self { seed, transport, fills: seed % 5 != 4, keep }
    }

    async fn run(&self) -> Result<Record, String> {
        let emu = emulator(&ROOMS).await;
        let kick = emu.kick();
        kick.live().history(self.keep);
        kick.live().batching(self.seed % 6 >= 3);
        // Many messages of one second: times alone do not tell their order.
        kick.wall_clock(self.seed % 4 < 2);
        let connect = quick(&emu, self.transport).rooms(ROOMS).capacity(CAPACITY);
        let connect = if self.fills { connect.fill_gaps() } else { connect };
        let mut live = connect.await.map_err(|err| err.to_string())?;
        for room in ROOMS {
            watched(&emu, room).await;
        }
        let mut record = Record::new(ROOMS.map(|room| kick.ids(room).chatroom_id));
        let mut said = [0, 0];
        // Scripted time is not the site's: only a message of each room says where its gap begins.
        for room in [0, 1] {
            self.say(&emu, &mut said, room);
        }
        while !record.has(said) {
            take(&mut live, |event| record.take(event)).await?;
        }
        let plan = FaultPlan::seeded(self.seed);
        plan.apply(&emu, Platform::Kick);
        // Whatever was drawn, the line breaks at least once.
        let cut = Fault::DropSocket { after_frames: 2 };
        emu.fault_open_sockets(Platform::Kick, &cut);
        let mut random = Random(self.seed);
        while said[0] + said[1] < MESSAGES {
            for _ in 0..=random.below(20) {
                self.say(&emu, &mut said, usize::from(random.below(3) == 0));
            }
            match random.below(4) {
                // Behind the back of a reader that sleeps.
                0 => {}
                1 => tokio::time::sleep(Duration::from_millis(u64::from(random.below(30)))).await,
                _ => take_some(&mut live, random.below(40), |event| record.take(event)).await?,
            }
        }
        // The network is sound again: with a last message of each room on a line that is up, the rest must come.
        emu.clear_faults(Platform::Kick);
        while !record.has(said) {
            let taken = tokio::time::timeout(
                Duration::from_millis(200),
                take(&mut live, |event| record.take(event)),
            );
            match taken.await {
                Ok(taken) => taken?,
                Err(_) => {
                    for room in [0, 1] {
                        self.say(&emu, &mut said, room);
                    }
                }
            }
        }
        let events = take_ready(&mut live, |event| record.take(event))?;
        if events > CAPACITY {
            return Err(format!("{events} events lay in a queue of {CAPACITY}"));
        }
        for room in [0, 1] {
            if record.heard(room) + record.lost[room] != said[room] {
                return Err(format!("{said:?} said, but {record:?}"));
            }
        }
        let all_kept = self.keep > usize::try_from(MESSAGES).unwrap();
        if record.late > 0 && (all_kept || !self.fills) {
            return Err(format!("out of order: {record:?}"));
        }
        // With as many, all attempts of one call for the history may fail, which is reported as a gap.
        let failing_calls = plan.rules().iter().filter(|rule| rule.method.is_some()).count();
        let is_asked = self.fills && failing_calls < ATTEMPTS;
        if is_asked && all_kept && record.lost != [0, 0] {
            return Err(format!("the site kept all, {failing_calls} calls failed, but {record:?}"));
        }
        live.close().await;
        Ok(record)
    }

    fn say(&self, emu: &Emulator, said: &mut [u32; 2], room: usize) {
        emu.kick().say(ROOMS[room], "bob", &line(room, said[room]));
        said[room] += 1;
    }
}

#[tokio::test]
async fn nothing_is_doubled_out_of_order_or_lost_in_silence() {
    let records = harness::all(Schedule::new, Schedule::run).await;
    // The schedules are worth something: lines broke, frames were broken, and what was missed came after all.
    assert!(records.iter().all(|record| record.offline > 0 && !record.gaps.is_empty()));
    if records.len() >= 20 {
        assert!(records.iter().any(|record| record.recovered > 0));
        assert!(records.iter().any(|record| record.garbage > 0));
        assert!(records.iter().any(|record| record.lost != [0, 0]));
    }
}
