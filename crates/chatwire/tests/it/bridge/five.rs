//! All five platforms at once on a bad network: four that are bridged, and a persona that answers in one of them.
//!
//! `CHATWIRE_SCHEDULES` says how many seeds are run (6); `CHATWIRE_SEED` runs one alone.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwire::adapter::{Chatluck, Kick, Mezon, TokenBowl};
use chatwire::bridge::{Notice, Report};
use chatwire::mezon::realtime::SendLimit;
use chatwire::responder::Responder;
use chatwire::responder::fluidtalk::Persona;
use chatwire::{
    Bridge, Event, Lifecycle, Platform, Room, chatluck, fluidtalk, kick, mezon, tokenbowl,
};
use chatwire_emulator::{Emulator, Fault, FaultPlan, Platform as Emulated};
use futures_util::{StreamExt, stream};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout};

/// Messages of people on each platform, after the first one.
const MESSAGES: usize = 20;
/// Longest time of one seed.
const DEADLINE: Duration = Duration::from_secs(60);
const NAMES: [&str; 4] = ["chatluck", "kick", "mezon", "tokenbowl"];
const PLATFORMS: [Emulated; 4] =
    [Emulated::Chatluck, Emulated::Kick, Emulated::Mezon, Emulated::TokenBowl];
const QUICK: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(100));

/// What the bridge told of its trouble, by platform.
#[derive(Debug, Default)]
struct Trouble {
    online: HashSet<String>,
    maybe_sent: BTreeMap<String, usize>,
    /// Sessions that say themselves that something may be missing.
    holes: HashSet<String>,
    ended: Vec<String>,
}

/// A world with people in it.
struct Stage {
    emulator: Emulator,
    talk: i64,
    said: Vec<(usize, String)>,
}

impl Stage {
    async fn new() -> Self {
        let emulator = Emulator::start().await.unwrap();
        emulator.kick().user("streamer");
        emulator.kick().live().history(10_000);
        emulator.tokenbowl().keep(10_000);
        emulator.tokenbowl().history(10_000, Duration::from_secs(300));
        emulator.fluidtalk().reply_when("first", ["answer one"]);
        emulator.fluidtalk().reply_when("last", ["answer two"]);
        let clan = emulator.mezon().clan("team");
        let talk = emulator.mezon().channel(clan, "talk");
        Self { emulator, talk, said: Vec::new() }
    }

    fn rooms(&self) -> [Room; 4] {
        let channel = self.emulator.chatluck().channel("general");
        let streamer = self.emulator.kick().user("streamer");
        [Room::chatluck(channel), Room::kick(streamer), Room::mezon(self.talk), Room::tokenbowl()]
    }

    fn bowl(&self, user: &str) -> TokenBowl {
        let client = tokenbowl::Client::builder(self.emulator.tokenbowl().key(user));
        let client = client.base_url(self.emulator.url(Emulated::TokenBowl)).unwrap();
        TokenBowl::new(client.no_rate_limit().build().unwrap())
            .live(|connect| connect.settings(|config| config.backoff(QUICK.0, QUICK.1)))
    }

    fn bridge(&self, trouble: &Arc<Mutex<Trouble>>) -> Bridge {
        let emulator = &self.emulator;
        let [general, ..] = self.rooms();
        let luck = chatluck::Client::builder(emulator.chatluck().key());
        let luck = luck.base_url(emulator.url(Emulated::Chatluck)).unwrap();
        let luck = Chatluck::polling(luck.no_rate_limit().build().unwrap(), [general.id])
            .every(Duration::from_millis(30));
        let kick = kick::Client::builder().token(emulator.kick().token("bridge"));
        let kick = kick.base_url(emulator.url(Emulated::Kick)).unwrap();
        let kick = Kick::new(kick.no_rate_limit().build().unwrap(), ["streamer"]).live(|connect| {
            connect.settings(|config| config.backoff(QUICK.0, QUICK.1)).fill_gaps()
        });
        let (bot, key) = emulator.mezon().bot();
        let mezon = mezon::Client::builder(bot, key);
        let mezon = mezon.base_url(emulator.url(Emulated::Mezon)).unwrap();
        let mezon = Mezon::new(mezon.no_rate_limit().build().unwrap()).live(|connect| {
            let connect = connect.settings(|config| config.backoff(QUICK.0, QUICK.1));
            connect.send_limit(SendLimit::off()).fill_gaps()
        });
        let trouble = Arc::clone(trouble);
        Bridge::new()
            .platform(luck)
            .platform(kick)
            .platform(mezon)
            .platform(self.bowl("bridge"))
            .link(self.rooms())
            // Who said it may be unknown for a while, and is not what this is about.
            .format(|message| format!("[{}] {}", message.room.platform, message.text))
            .on_notice(move |notice| trouble.lock().unwrap().note(notice))
    }

    fn say(&mut self, platform: usize, text: String) {
        match platform {
            0 => drop(self.emulator.chatluck().say("general", "Ann", &text)),
            1 => drop(self.emulator.kick().say("streamer", "viewer", &text)),
            2 => {
                self.emulator.mezon().say(self.talk, "member", &text);
            }
            _ => drop(self.emulator.tokenbowl().say("colleague", &text)),
        }
        self.said.push((platform, text));
    }

    fn say_everywhere(&mut self, text: &str) {
        for (platform, name) in NAMES.iter().enumerate() {
            self.say(platform, format!("{name} {text}"));
        }
    }

    /// What stands in the room of a platform.
    fn stands(&self, platform: usize) -> Vec<String> {
        let texts = |messages: Vec<serde_json::Value>| -> Vec<String> {
            let texts = messages.iter().map(|message| message["content"].as_str());
            texts.map(|text| text.unwrap().to_owned()).collect()
        };
        match platform {
            0 => texts(self.emulator.chatluck().messages("general")),
            1 => texts(self.emulator.kick().messages("streamer")),
            2 => {
                let messages = self.emulator.mezon().messages(self.talk).into_iter();
                messages.map(|message| mezon::Message::from(message).text().to_owned()).collect()
            }
            _ => texts(self.emulator.tokenbowl().messages()),
        }
    }

    /// What people and the persona said, and where.
    fn all_said(&self) -> Vec<(usize, String)> {
        let answers = self.stands(3).into_iter().filter(|text| text.starts_with("answer"));
        self.said.iter().cloned().chain(answers.map(|text| (3, text))).collect()
    }

    /// Copies that should stand in the room of a platform.
    fn copies(&self, platform: usize) -> Vec<String> {
        let elsewhere = self.all_said().into_iter().filter(|(from, _)| *from != platform);
        elsewhere.map(|(from, text)| format!("[{}] {text}", NAMES.get(from).unwrap())).collect()
    }

    /// Copies that do not stand there, although nobody said that they might be missing.
    fn missing(&self, trouble: &Trouble) -> Vec<String> {
        let holes = |text: &String| trouble.holes.iter().any(|name| text[1..].starts_with(name));
        let mut all = Vec::new();
        for (platform, name) in NAMES.iter().enumerate() {
            let stands: HashSet<String> = self.stands(platform).into_iter().collect();
            let mut missing = self.copies(platform);
            missing.retain(|copy| !stands.contains(copy) && !holes(copy));
            if missing.len() > trouble.maybe_sent.get(*name).copied().unwrap_or_default() {
                all.extend(missing.into_iter().map(|copy| format!("{name} lacks {copy:?}")));
            }
        }
        all
    }

    /// Nothing twice, and nothing that nobody said.
    fn check(&self) -> Result<(), String> {
        for (platform, name) in NAMES.iter().enumerate() {
            let mut allowed: HashSet<String> = self.copies(platform).into_iter().collect();
            allowed.extend(
                self.all_said().into_iter().filter(|(at, _)| *at == platform).map(|(_, text)| text),
            );
            for text in self.stands(platform) {
                if !allowed.remove(&text) {
                    return Err(format!("{name} has one {text:?} too many"));
                }
            }
        }
        Ok(())
    }
}

impl Trouble {
    fn note(&mut self, notice: &Notice) {
        match notice {
            Notice::Lifecycle { platform, news: Lifecycle::Online { gap } } => {
                self.online.insert(platform.clone());
                if gap.is_some_and(|gap| !gap.recovered) {
                    self.holes.insert(platform.clone());
                }
            }
            Notice::Failed { room, error } if error.maybe_sent() => {
                *self.maybe_sent.entry(room.platform.clone().into_owned()).or_default() += 1;
            }
            Notice::Failed { room, error } => self.ended.push(format!("{room}: {error}")),
            Notice::Ended { platform, error } => self.ended.push(format!("{platform}: {error:?}")),
            _ => {}
        }
    }
}

/// Somebody of Token Bowl who lets a persona speak.
async fn oracle(bowl: TokenBowl, persona: Persona, ready: oneshot::Sender<()>) {
    let (mut events, mut ready, mut seen) = (bowl.events(), Some(ready), HashSet::new());
    while let Some(event) = events.next().await {
        match event.unwrap() {
            Event::Lifecycle(Lifecycle::Online { .. }) => {
                if let Some(ready) = ready.take() {
                    ready.send(()).unwrap();
                }
            }
            Event::Message(message)
                if message.text.contains("question") && seen.insert(message.id.clone()) =>
            {
                for answer in persona.reply(&message).await.unwrap() {
                    bowl.send(&message.room, answer).await.unwrap();
                }
            }
            _ => {}
        }
    }
}

fn stage_is_whole(stage: &Stage, trouble: &Mutex<Trouble>) -> bool {
    stage.missing(&trouble.lock().unwrap()).is_empty()
}

/// Whether something comes true soon.
async fn in_a_while(holds: impl Fn() -> bool) -> bool {
    let end = Instant::now() + Duration::from_secs(3);
    while !holds() {
        if Instant::now() > end {
            return false;
        }
        // Looking costs more than the work that is looked at.
        sleep(Duration::from_millis(200)).await;
    }
    true
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) -> Result<(), String> {
    let end = Instant::now() + DEADLINE / 2;
    while !holds() {
        if Instant::now() > end {
            return Err(format!("{what} does not come"));
        }
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

async fn run(seed: u64) -> Result<(Report, bool), String> {
    let mut stage = Stage::new().await;
    let trouble = Arc::new(Mutex::new(Trouble::default()));
    let (stop, stopped) = oneshot::channel::<()>();
    let bridge = tokio::spawn(stage.bridge(&trouble).run_until(async {
        stopped.await.unwrap();
    }));
    let persona = fluidtalk::handshake::Client::builder(stage.emulator.fluidtalk().api_key());
    let persona = persona.base_url(stage.emulator.url(Emulated::FluidTalk)).unwrap();
    let persona = Persona::handshake(persona.build().unwrap());
    let (ready, is_ready) = oneshot::channel();
    let oracle = tokio::spawn(oracle(stage.bowl("oracle"), persona, ready));
    is_ready.await.map_err(|_| "the oracle did not come")?;
    until("the bridge", || trouble.lock().unwrap().online.len() == NAMES.len()).await?;

    // Everybody is heard once before the trouble begins.
    stage.say_everywhere("hello");
    stage.say(1, "the first question".to_owned());
    until("the first answer", || {
        stage.stands(3).iter().any(|text| text == "answer one")
            && stage.missing(&Trouble::default()).is_empty()
    })
    .await?;

    for (nth, platform) in (0_u64..).zip(PLATFORMS) {
        FaultPlan::seeded(seed * 4 + nth).apply(&stage.emulator, platform);
        // Whatever was drawn, each line breaks at least once.
        stage.emulator.fault_open_sockets(platform, &Fault::DropSocket { after_frames: 2 });
    }
    for n in 0..MESSAGES {
        stage.say_everywhere(&n.to_string());
        sleep(Duration::from_millis(seed * 7 % 20)).await;
    }
    stage.say(2, "the last question".to_owned());
    for platform in PLATFORMS {
        stage.emulator.clear_faults(platform);
    }
    // The network is sound again: with more messages on a line that is up, the rest must come.
    let mut is_late = !in_a_while(|| stage_is_whole(&stage, &trouble)).await;
    for more in 0..10 {
        if !is_late {
            break;
        }
        stage.say_everywhere(&format!("more {more}"));
        is_late = !in_a_while(|| stage_is_whole(&stage, &trouble)).await;
    }
    oracle.abort();
    stop.send(()).map_err(|()| "the bridge has ended")?;
    let report = bridge.await.unwrap().map_err(|error| error.to_string())?;
    let trouble = trouble.lock().unwrap();
    // Looked at while the bridge ran: what the oracle says after that is carried by nobody.
    if is_late {
        let missing = stage.missing(&trouble);
        return Err(format!("{missing:#?} {trouble:?}\n{report}"));
    }
    stage.check().map_err(|why| format!("{why} {trouble:?}\n{report}"))?;
    if !trouble.ended.is_empty() || report.total().failed + report.total().dropped > 0 {
        return Err(format!("{trouble:?}\n{report}"));
    }
    Ok((report, trouble.holes.is_empty()))
}

#[tokio::test]
async fn nothing_is_lost_doubled_or_sent_in_circles() {
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
    let reports: Vec<_> = results.into_iter().map(Result::unwrap).collect();
    // The runs are worth something: lines broke, and what was missed came after all.
    assert!(reports.iter().all(|(report, _)| report.total().offline > 0));
    if reports.len() >= 6 {
        assert!(reports.iter().any(|(report, _)| report.total().recovered > 0));
        assert!(reports.iter().any(|(_, is_whole)| *is_whole));
    }
}
