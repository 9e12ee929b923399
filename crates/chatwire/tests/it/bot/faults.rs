//! One bot on two platforms over a bad network: lines are cut, upgrades refused, calls fail.
//!
//! `CHATWIRE_SCHEDULES` says how many seeds are run (6); `CHATWIRE_SEED` runs one alone.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwire::adapter::{Kick, TokenBowl};
use chatwire::bot::{Bot, Context};
use chatwire::{Incoming, Lifecycle, kick, tokenbowl};
use chatwire_emulator::{Emulator, Fault, FaultPlan, FaultRule, Platform};
use futures_util::{StreamExt, stream};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout};

/// Messages of people on each platform, after the first one.
const MESSAGES: usize = 24;
/// Longest time of one seed.
const DEADLINE: Duration = Duration::from_secs(60);
const NAMES: [&str; 2] = ["kick", "tokenbowl"];
/// Each platform, with the path to which messages are posted.
const PLATFORMS: [(Platform, &str); 2] =
    [(Platform::Kick, "/public/v1/chat"), (Platform::TokenBowl, "/messages")];
const QUICK: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(100));

/// What the bot lived through.
#[derive(Debug, Default)]
struct Notes {
    /// How often each message was handled.
    handled: BTreeMap<String, usize>,
    /// Answers that failed, and whether they may stand there all the same.
    failed: HashMap<String, bool>,
    online: HashSet<&'static str>,
    /// How often each session was offline.
    offline: HashMap<&'static str, usize>,
    recovered: usize,
    /// Sessions that say themselves that something may be missing.
    holes: HashSet<&'static str>,
}

impl Notes {
    fn live(&mut self, platform: &'static str, news: &Lifecycle) {
        match news {
            Lifecycle::Online { gap } => {
                self.online.insert(platform);
                match gap {
                    Some(gap) if gap.recovered => self.recovered += 1,
                    Some(_) => {
                        self.holes.insert(platform);
                    }
                    None => {}
                }
            }
            Lifecycle::Offline { .. } => *self.offline.entry(platform).or_default() += 1,
            _ => {}
        }
    }
}

/// A world with people and a bot in it.
struct Stage {
    emulator: Emulator,
    notes: Arc<Mutex<Notes>>,
    said: Vec<String>,
}

impl Stage {
    async fn new() -> Self {
        let emulator = Emulator::start().await.unwrap();
        emulator.kick().user("streamer");
        emulator.kick().live().history(10_000);
        emulator.tokenbowl().keep(10_000);
        emulator.tokenbowl().history(10_000, Duration::from_secs(300));
        Self { emulator, notes: Arc::default(), said: Vec::new() }
    }

    /// A bot that answers each message once.
    fn bot(&self) -> Bot {
        let kick = kick::Client::builder().token(self.emulator.kick().token("bot"));
        let kick = kick.base_url(self.emulator.url(Platform::Kick)).unwrap();
        let kick = Kick::new(kick.no_rate_limit().build().unwrap(), ["streamer"]).live(|connect| {
            connect.settings(|config| config.backoff(QUICK.0, QUICK.1)).fill_gaps()
        });
        let bowl = tokenbowl::Client::builder(self.emulator.tokenbowl().key("bot"));
        let bowl = bowl.base_url(self.emulator.url(Platform::TokenBowl)).unwrap();
        let bowl = TokenBowl::new(bowl.no_rate_limit().build().unwrap())
            .live(|connect| connect.settings(|config| config.backoff(QUICK.0, QUICK.1)));
        let (told, lived) = (Arc::clone(&self.notes), Arc::clone(&self.notes));
        Bot::new()
            .platform(kick)
            .platform(bowl)
            .outbox(|outbox| outbox.pause(QUICK.0).max_pause(QUICK.1))
            .on_lifecycle(move |ctx: Context, news: Lifecycle| {
                lived.lock().unwrap().live(ctx.platform().name(), &news);
                async {}
            })
            .on_message(move |ctx: Context, message: Incoming| {
                let notes = Arc::clone(&told);
                async move {
                    *notes.lock().unwrap().handled.entry(message.text.clone()).or_default() += 1;
                    if let Err(error) = ctx.send(answer(&message.text)).await {
                        notes.lock().unwrap().failed.insert(message.text, error.maybe_sent());
                    }
                }
            })
    }

    fn say_everywhere(&mut self, text: &str) {
        let (on_kick, on_bowl) = (format!("kick {text}"), format!("tokenbowl {text}"));
        self.emulator.kick().say("streamer", "viewer", &on_kick);
        self.emulator.tokenbowl().say("colleague", &on_bowl);
        self.said.extend([on_kick, on_bowl]);
    }

    /// Cut lines, refused upgrades, and answers that fail in every way.
    fn trouble(&self, seed: u64) {
        for (nth, (platform, path)) in (0_u64..).zip(PLATFORMS) {
            // Whatever is drawn, each line breaks, and is refused once when it comes back.
            self.emulator.fault(platform, Fault::RefuseUpgrade { status: 503 });
            FaultPlan::seeded(seed * 2 + nth).apply(&self.emulator, platform);
            for (skip, fault) in (0_u32..).zip([
                Fault::retry_after(429, 0),
                Fault::DropAfter,
                Fault::status(503),
                Fault::DropBefore,
                Fault::Garbage,
            ]) {
                let rule = FaultRule::on("POST", path, fault).skip(skip);
                self.emulator.fault_rule(platform, rule);
            }
            self.emulator.fault_open_sockets(platform, &Fault::DropSocket { after_frames: 2 });
        }
    }

    /// Faults of this kind that are still to come.
    fn waiting(&self, is_kind: impl Fn(&FaultRule) -> bool) -> usize {
        let of = |(platform, _)| self.emulator.waiting_faults(platform).into_iter();
        PLATFORMS.into_iter().flat_map(of).filter(is_kind).count()
    }

    /// How often each text stands in the rooms.
    fn stands(&self) -> HashMap<String, usize> {
        let mut counts = HashMap::new();
        let emulator = &self.emulator;
        for message in
            [emulator.kick().messages("streamer"), emulator.tokenbowl().messages()].concat()
        {
            let text = message.get("content").unwrap().as_str().unwrap().to_owned();
            *counts.entry(text).or_default() += 1;
        }
        counts
    }

    /// What was said and not heard, although the session told of no hole; and answers that are still to come.
    fn missing(&self) -> Vec<String> {
        let (stands, notes) = (self.stands(), self.notes.lock().unwrap());
        let is_excused = |text: &str| notes.holes.iter().any(|platform| text.starts_with(platform));
        let is_done = |text: &str| match notes.handled.get(text) {
            None => is_excused(text),
            Some(_) => notes.failed.contains_key(text) || stands.contains_key(&answer(text)),
        };
        self.said.iter().filter(|text| !is_done(text)).cloned().collect()
    }

    /// Nothing was handled twice or without having been said, and no answer stands there that should not.
    fn check(&self) -> Result<(), String> {
        let (stands, notes) = (self.stands(), self.notes.lock().unwrap());
        let said: HashSet<&String> = self.said.iter().collect();
        if let Some((text, times)) =
            notes.handled.iter().find(|(text, times)| **times > 1 || !said.contains(text))
        {
            return Err(format!("{text:?} was handled {times} times"));
        }
        for text in &self.said {
            let times = stands.get(&answer(text)).copied().unwrap_or_default();
            let wanted = match (notes.handled.contains_key(text), notes.failed.get(text)) {
                (true, None) => 1..=1,
                (true, Some(true)) => 0..=1,
                (true, Some(false)) | (false, _) => 0..=0,
            };
            if !wanted.contains(&times) {
                return Err(format!("{text:?} was answered {times} times and not {wanted:?}"));
            }
        }
        if stands.values().sum::<usize>() > 2 * said.len() {
            return Err(format!("somebody speaks unasked: {stands:?}"));
        }
        Ok(())
    }
}

fn is_refusal(rule: &FaultRule) -> bool {
    matches!(rule.fault, Fault::RefuseUpgrade { .. })
}

fn is_post(rule: &FaultRule) -> bool {
    rule.method.as_deref() == Some("POST")
}

fn answer(text: &str) -> String {
    format!("heard: {text}")
}

/// Whether something comes true in time.
async fn soon(patience: Duration, holds: impl Fn() -> bool) -> bool {
    let end = Instant::now() + patience;
    while !holds() {
        if Instant::now() > end {
            return false;
        }
        sleep(Duration::from_millis(20)).await;
    }
    true
}

async fn run(seed: u64) -> Result<Notes, String> {
    let mut stage = Stage::new().await;
    let (stop, stopped) = oneshot::channel::<()>();
    let bot = tokio::spawn(stage.bot().run_until(async {
        stopped.await.unwrap();
    }));
    let patience = DEADLINE / 4;
    let notes = Arc::clone(&stage.notes);
    if !soon(patience, || notes.lock().unwrap().online.len() == NAMES.len()).await {
        return Err("the bot does not come online".to_owned());
    }
    stage.say_everywhere("hello");
    if !soon(patience, || stage.missing().is_empty()).await {
        return Err(format!("nobody is heard before the trouble: {:?}", stage.missing()));
    }

    stage.trouble(seed);
    let refusals = stage.waiting(is_refusal);
    for n in 0..MESSAGES {
        stage.say_everywhere(&n.to_string());
        sleep(Duration::from_millis(seed * 7 % 20)).await;
    }
    // Until each platform has refused an upgrade, and all its answers that should fail have failed.
    let mut more = 0;
    while stage.waiting(is_refusal) + PLATFORMS.len() > refusals || stage.waiting(is_post) > 0 {
        if more > 200 {
            return Err("the trouble does not come".to_owned());
        }
        stage.say_everywhere(&format!("still {more}"));
        more += 1;
        sleep(Duration::from_millis(50)).await;
    }
    for (platform, _) in PLATFORMS {
        stage.emulator.clear_faults(platform);
    }
    // The network is sound again: with more messages on a line that is up, the rest must come.
    let mut is_whole = soon(Duration::from_secs(3), || stage.missing().is_empty()).await;
    for more in 0..10 {
        if is_whole {
            break;
        }
        stage.say_everywhere(&format!("more {more}"));
        is_whole = soon(Duration::from_secs(3), || stage.missing().is_empty()).await;
    }
    stop.send(()).map_err(|()| "the bot has ended")?;
    let report = bot.await.unwrap().map_err(|error| error.to_string())?;
    let missing = stage.missing();
    stage.check().map_err(|why| format!("{why}; {report}"))?;
    drop(stage);
    let notes = std::mem::take(&mut *notes.lock().unwrap());
    if !is_whole || !missing.is_empty() {
        return Err(format!("{missing:#?} {notes:?} {report}"));
    }
    let ended = report.platforms.iter().any(|platform| platform.ended);
    if ended || report.failed + report.dropped > 0 || report.unsent() > 0 {
        return Err(format!("{report:?}"));
    }
    // Worth something: each line broke, and calls of each platform failed.
    let failed = |platform: &&str| notes.failed.keys().any(|text| text.starts_with(platform));
    if notes.offline.len() < NAMES.len() || !NAMES.iter().all(failed) {
        return Err(format!(
            "there was too little trouble: {:?} {:?}",
            notes.offline, notes.failed
        ));
    }
    Ok(notes)
}

#[tokio::test]
async fn a_bad_network_neither_loses_nor_doubles_anything() {
    let number = |name| std::env::var(name).ok().map(|text: String| text.parse::<u64>().unwrap());
    let count = number("CHATWIRE_SCHEDULES").unwrap_or(6);
    let seeds = number("CHATWIRE_SEED").map_or(0..count, |seed| seed..seed + 1);
    let runs = stream::iter(seeds).map(|seed| async move {
        let ended = timeout(DEADLINE, run(seed)).await;
        let ended = ended.unwrap_or_else(|_| Err("it hangs".to_owned()));
        ended.map_err(|why| format!("CHATWIRE_SEED={seed}: {why}"))
    });
    let results: Vec<_> = runs.buffer_unordered(3).collect().await;
    let failed: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let lived: Vec<_> = results.into_iter().map(Result::unwrap).collect();
    // What was missed came after all.
    if lived.len() >= 6 {
        assert!(lived.iter().any(|notes| notes.recovered > 0));
        assert!(lived.iter().any(|notes| notes.holes.is_empty()));
    }
}
