//! Random schedules of faults, each drawn from a seed; a seed that fails is named.
//!
//! `CHATWIRE_SCHEDULES` says how many (20); `CHATWIRE_SEED` runs one alone.

use std::time::Duration;

use chatwire_emulator::{Emulator, Fault, FaultPlan, Platform};
use chatwire_kick::realtime::{ChatTransport, Connect, Realtime};
use futures_util::{FutureExt, StreamExt, stream};

use crate::record::{Record, line};
use crate::{emulator, quick, watched};

const MESSAGES: u32 = 300;
const CAPACITY: usize = 128;
/// Attempts of a call that reads.
const ATTEMPTS: usize = 3;
/// Longest time of one schedule.
const DEADLINE: Duration = Duration::from_secs(60);
/// Schedules that run side by side: they wait for most of their time.
const SIDE_BY_SIDE: usize = 16;
const ROOMS: [&str; 2] = ["one", "two"];

/// What a schedule does, besides the faults; all of it follows from the seed.
#[derive(Debug)]
struct Schedule {
    seed: u64,
    transport: ChatTransport,
    backfill: bool,
    /// Messages of a room that the site's history answers with: all, or so few that holes must be reported.
    keep: usize,
}

impl Schedule {
    fn new(seed: u64) -> Self {
        let transport =
            if seed.is_multiple_of(2) { ChatTransport::Pusher } else { ChatTransport::Centrifugo };
        let keep = if seed % 7 == 6 { 20 } else { 10_000 };
        Self { seed, transport, backfill: seed % 5 != 4, keep }
    }

    async fn run(&self) -> Result<Record, String> {
        let emu = emulator(&ROOMS).await;
        let kick = emu.kick();
        kick.live().history(self.keep);
        kick.live().batching(self.seed % 6 >= 3);
        // Many messages of one second: times alone do not tell their order.
        kick.wall_clock(self.seed % 4 < 2);
        let connect = quick(&emu, self.transport).rooms(ROOMS).capacity(CAPACITY);
        let connect = if self.backfill { Connect::backfill(connect) } else { connect };
        let mut live = connect.await.map_err(|err| err.to_string())?;
        for room in ROOMS {
            watched(&emu, room).await;
        }
        let plan = FaultPlan::seeded(self.seed);
        plan.apply(&emu, Platform::Kick);
        // Whatever was drawn, the line breaks at least once.
        let cut = Fault::DropSocket { after_frames: 2 };
        emu.fault_open_sockets(Platform::Kick, &cut);
        let mut random = Random(self.seed);
        let mut record = Record::new(ROOMS.map(|room| kick.ids(room).chatroom_id));
        let mut said = [0, 0];
        while said[0] + said[1] < MESSAGES {
            for _ in 0..=random.below(20) {
                self.say(&emu, &mut said, usize::from(random.below(3) == 0));
            }
            match random.below(4) {
                // Behind the back of a reader that sleeps.
                0 => {}
                1 => tokio::time::sleep(Duration::from_millis(u64::from(random.below(30)))).await,
                _ => self.catch_up(&mut live, &mut record, random.below(40)).await?,
            }
        }
        // The network is sound again: with a last message of each room on a line that is up, the rest must come.
        emu.clear_faults(Platform::Kick);
        while !record.has(said) {
            let taken =
                tokio::time::timeout(Duration::from_millis(200), self.take(&mut live, &mut record));
            match taken.await {
                Ok(taken) => taken?,
                Err(_) => {
                    for room in [0, 1] {
                        self.say(&emu, &mut said, room);
                    }
                }
            }
        }
        let events = self.ready(&mut live, &mut record)?;
        if events > CAPACITY {
            return Err(format!("{events} events lay in a queue of {CAPACITY}"));
        }
        for room in [0, 1] {
            if record.heard(room) + record.lost[room] != said[room] {
                return Err(format!("{said:?} said, but {record:?}"));
            }
        }
        let all_kept = self.keep > usize::try_from(MESSAGES).unwrap();
        if record.late > 0 && (all_kept || !self.backfill) {
            return Err(format!("out of order: {record:?}"));
        }
        // With as many, all attempts of one call for the history may fail, which is reported as a gap.
        let failing_calls = plan.rules().iter().filter(|rule| rule.method.is_some()).count();
        let is_asked = self.backfill && failing_calls < ATTEMPTS;
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

    async fn take(&self, live: &mut Realtime, record: &mut Record) -> Result<(), String> {
        let event = live.next().await.ok_or("the session ended")?;
        record.take(&event.map_err(|err| err.to_string())?)
    }

    /// Takes what lies ready while nobody else can do anything; how much that was.
    fn ready(&self, live: &mut Realtime, record: &mut Record) -> Result<usize, String> {
        let mut events = 0;
        while let Some(event) = live.next().now_or_never() {
            record.take(&event.ok_or("the session ended")?.map_err(|err| err.to_string())?)?;
            events += 1;
        }
        Ok(events)
    }

    /// Takes some events, and no longer than a moment.
    async fn catch_up(
        &self,
        live: &mut Realtime,
        record: &mut Record,
        events: u32,
    ) -> Result<(), String> {
        for _ in 0..events {
            let taken = tokio::time::timeout(Duration::from_millis(5), self.take(live, record));
            match taken.await {
                Ok(taken) => taken?,
                Err(_) => return Ok(()),
            }
        }
        Ok(())
    }
}

/// The same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0 ^ (self.0 >> 31);
        mixed = mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9);
        u32::try_from((mixed ^ (mixed >> 29)) >> 33).unwrap() % bound
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

#[tokio::test]
async fn nothing_is_doubled_out_of_order_or_lost_in_silence() {
    let count = number("CHATWIRE_SCHEDULES").unwrap_or(20);
    let seeds = number("CHATWIRE_SEED").map_or(0..count, |seed| seed..seed + 1);
    let runs = stream::iter(seeds).map(|seed| async move {
        let schedule = Schedule::new(seed);
        let ended = tokio::time::timeout(DEADLINE, schedule.run()).await;
        let ended = ended.unwrap_or_else(|_| Err("it hangs".to_owned()));
        ended.map_err(|why| format!("CHATWIRE_SEED={seed}: {why}; {schedule:?}"))
    });
    let results: Vec<_> = runs.buffer_unordered(SIDE_BY_SIDE).collect().await;
    let failed: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let records: Vec<_> = results.into_iter().map(Result::unwrap).collect();
    // The schedules are worth something: lines broke, frames were broken, and what was missed came after all.
    assert!(records.iter().all(|record| record.offline > 0 && !record.gaps.is_empty()));
    if records.len() >= 20 {
        assert!(records.iter().any(|record| record.recovered > 0));
        assert!(records.iter().any(|record| record.garbage > 0));
        assert!(records.iter().any(|record| record.lost != [0, 0]));
    }
}
