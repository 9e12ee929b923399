//! Random schedules of faults, each drawn from a seed; a seed that fails is named.
//!
//! `CHATWIRE_SCHEDULES` says how many (20); `CHATWIRE_SEED` runs one alone.

use std::time::Duration;

use chatwire_emulator::{Fault, FaultPlan, FaultRule, Platform};
use chatwire_mezon::{Error, Realtime};
use futures_util::{FutureExt, StreamExt, stream};
use tokio::task::JoinSet;

use crate::record::{Record, line};
use crate::{Stage, sends};

const MESSAGES: u32 = 300;
const CAPACITY: usize = 128;
/// Longest time of one schedule.
const DEADLINE: Duration = Duration::from_secs(60);
/// Schedules that run side by side: they wait for most of their time.
const SIDE_BY_SIDE: usize = 16;
/// Calls that refuse now and then: the history, the list of clans, the login.
const CALLS: [&str; 3] = [
    "/mezon.api.Mezon/ListChannelMessages",
    "/mezon.api.Mezon/ListClanDescs",
    "/v2/apps/authenticate/token",
];

/// What a schedule does, besides the faults; all of it follows from the seed.
#[derive(Debug)]
struct Schedule {
    seed: u64,
    fills: bool,
    /// Whether lines fall silent, too, which takes two seconds to be noticed.
    silence: bool,
}

/// What was sent in a schedule, and how it ended.
type Sent = (String, Result<(), Error>);

impl Schedule {
    fn new(seed: u64) -> Self {
        Self { seed, fills: seed % 3 != 2, silence: seed.is_multiple_of(5) }
    }

    /// Trouble that waits for its requests and sockets.
    fn apply(&self, stage: &Stage, random: &mut Random) {
        let plan = FaultPlan::seeded(self.seed);
        let plan = if self.silence { plan.with_silence() } else { plan };
        plan.apply(&stage.emu, Platform::Mezon);
        for _ in 0..random.below(6) {
            let call = CALLS[usize::try_from(random.below(3)).unwrap()];
            let fault = match random.below(4) {
                0 => Fault::DropBefore,
                1 => Fault::DropAfter,
                2 => Fault::status(502),
                _ => Fault::status(503),
            };
            let rule = FaultRule::on("POST", call, fault).skip(random.below(3));
            stage.emu.fault_rule(Platform::Mezon, rule);
        }
        // Whatever was drawn, the line breaks at least once.
        stage.strike(&Fault::DropSocket { after_frames: 2 });
    }

    async fn run(&self) -> Result<Record, String> {
        let stage = Stage::new().await;
        let connect = stage.quick().capacity(CAPACITY).heartbeat(Duration::from_secs(1));
        let connect = if self.fills { connect.fill_gaps() } else { connect };
        let mut live = connect.await.map_err(|err| err.to_string())?;
        let mut record = Record::new(stage.rooms, self.fills);
        let (mut said, mut random) = ([0, 0], Random(self.seed));
        // Gaps are closed in channels that were heard of.
        for lane in [0, 1] {
            self.say(&stage, &mut said, lane);
        }
        while !record.has(said) {
            self.take(&mut live, &mut record).await?;
        }
        self.apply(&stage, &mut random);
        let mut sends = JoinSet::new();
        while said[0] + said[1] < MESSAGES {
            for _ in 0..=random.below(20) {
                self.say(&stage, &mut said, usize::from(random.below(3) == 0));
            }
            for _ in 0..random.below(5) {
                let text = format!("mine-{}", sends.len());
                let channel = stage.client.channel(stage.rooms[usize::from(random.below(2) == 0)]);
                sends.spawn(async move { (text.clone(), channel.send(text).await.map(drop)) });
            }
            if random.below(12) == 0 {
                stage.mezon.end_sessions();
            }
            match random.below(4) {
                // Behind the back of a reader that sleeps.
                0 => {}
                1 => tokio::time::sleep(Duration::from_millis(u64::from(random.below(30)))).await,
                _ => self.catch_up(&mut live, &mut record, random.below(40)).await?,
            }
        }
        // The network is sound again: with a last message of each channel on a line that is up, the rest must come.
        stage.emu.clear_faults(Platform::Mezon);
        while !record.has(said) {
            let take = self.take(&mut live, &mut record);
            match tokio::time::timeout(Duration::from_millis(200), take).await {
                Ok(taken) => taken?,
                Err(_) => [0, 1].into_iter().for_each(|lane| self.say(&stage, &mut said, lane)),
            }
        }
        let events = self.ready(&mut live, &mut record)?;
        if events > CAPACITY {
            return Err(format!("{events} events lay in a queue of {CAPACITY}"));
        }
        for lane in [0, 1] {
            if record.heard(lane) + record.lost[lane] != said[lane] {
                return Err(format!("{said:?} said, but {record:?}"));
            }
        }
        if record.gaps.iter().all(|gap| gap.recovered) && record.lost != [0, 0] {
            return Err(format!("all gaps were closed, but {record:?}"));
        }
        // Results of sends come while somebody reads.
        let mut sent: Vec<Sent> = Vec::new();
        while !sends.is_empty() {
            tokio::select! {
                result = sends.join_next() => sent.extend(result.map(Result::unwrap)),
                taken = self.take(&mut live, &mut record) => taken?,
            }
        }
        sends::check(&sent, &[stage.stored(0), stage.stored(1)].concat())?;
        live.close().await;
        Ok(record)
    }

    fn say(&self, stage: &Stage, said: &mut [u32; 2], lane: usize) {
        stage.say(lane, &line(lane, said[lane]));
        said[lane] += 1;
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
    // The schedules are worth something: lines broke, and what was missed came after all.
    assert!(records.iter().all(|record| record.offline > 0 && !record.gaps.is_empty()));
    if records.len() >= 20 {
        assert!(records.iter().any(|record| record.recovered > 0));
        assert!(records.iter().any(|record| record.lost != [0, 0]));
    }
}
