//! Random schedules of faults, each drawn from a seed; a seed that fails is named.
//!
//! `CHATWIRE_SCHEDULES` says how many (20); `CHATWIRE_SEED` runs one alone.

#[path = "../../../chatwire-bench/harness/schedules.rs"]
mod harness;

use std::time::Duration;

use chatwire_emulator::{Fault, FaultPlan, FaultRule, Platform};
use chatwire_mezon::Error;
use tokio::task::JoinSet;

use self::harness::{Random, take, take_ready, take_some};
use crate::record::{Record, line};
use crate::{Stage, sends};

const MESSAGES: u32 = 300;
const CAPACITY: usize = 128;
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
            take(&mut live, |event| record.take(event)).await?;
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
                _ => take_some(&mut live, random.below(40), |event| record.take(event)).await?,
            }
        }
        // The network is sound again: with a last message of each channel on a line that is up, the rest must come.
        stage.emu.clear_faults(Platform::Mezon);
        while !record.has(said) {
            let take = take(&mut live, |event| record.take(event));
            match tokio::time::timeout(Duration::from_millis(200), take).await {
                Ok(taken) => taken?,
                Err(_) => [0, 1].into_iter().for_each(|lane| self.say(&stage, &mut said, lane)),
            }
        }
        let events = take_ready(&mut live, |event| record.take(event))?;
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
                taken = take(&mut live, |event| record.take(event)) => taken?,
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
}

#[tokio::test]
async fn nothing_is_doubled_out_of_order_or_lost_in_silence() {
    let records = harness::all(Schedule::new, Schedule::run).await;
    // The schedules are worth something: lines broke, and what was missed came after all.
    assert!(records.iter().all(|record| record.offline > 0 && !record.gaps.is_empty()));
    if records.len() >= 20 {
        assert!(records.iter().any(|record| record.recovered > 0));
        assert!(records.iter().any(|record| record.lost != [0, 0]));
    }
}
