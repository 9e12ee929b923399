//! Live sessions on a bad network: nothing twice, nothing lost in silence, and each call told what became of it.
//!
//! `cargo xtask faults` runs the random schedules in full; see [`schedules`].

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod answers;
mod frames;
mod joins;
mod login;
mod numbers;
mod record;
mod recovery;
mod schedules;
mod sends;
mod silence;

use std::time::Duration;

use chatwire_emulator::mezon::Mezon;
use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_mezon::realtime::{Connect, Gap, Lifecycle, SendLimit};
use chatwire_mezon::{Client, Error, Event, Realtime, Result};
use futures_util::StreamExt;

/// Longest wait for anything that must come: a hang fails instead.
const PATIENCE: Duration = Duration::from_secs(20);

/// A bot at the emulator, in two clans of one channel each.
struct Stage {
    emu: Emulator,
    mezon: Mezon,
    client: Client,
    bot: i64,
    clans: [i64; 2],
    rooms: [i64; 2],
}

impl Stage {
    async fn new() -> Self {
        let emu = Emulator::start().await.unwrap();
        let mezon = emu.mezon();
        let clans = ["team", "guild"].map(|name| mezon.clan(name));
        let rooms = clans.map(|clan| mezon.channel(clan, "talk"));
        let (bot, key) = mezon.bot();
        let client = Client::builder(bot, key)
            .base_url(emu.url(Platform::Mezon))
            .unwrap()
            .no_rate_limit()
            .build()
            .unwrap();
        Self { emu, mezon, client, bot, clans, rooms }
    }

    /// A session that tries again quickly and may send as much as it likes.
    fn quick(&self) -> Connect {
        let pause = Duration::from_millis;
        let connect = self.client.connect().without_channel_lists().send_limit(SendLimit::off());
        connect.settings(|config| config.backoff(pause(20), pause(100)))
    }

    async fn live(&self) -> Realtime {
        within("a session", self.quick().into_future()).await.unwrap()
    }

    /// Lets all open lines meet a fault.
    fn strike(&self, fault: &Fault) {
        self.emu.fault_open_sockets(Platform::Mezon, fault);
    }

    /// Cuts all lines without a close frame.
    fn cut(&self) {
        self.strike(&Fault::DropSocket { after_frames: 0 });
    }

    fn say(&self, room: usize, text: &str) -> i64 {
        self.mezon.say(self.rooms[room], "ann", text)
    }

    /// Texts of a channel that the service has, oldest first.
    fn stored(&self, room: usize) -> Vec<String> {
        self.mezon
            .messages(self.rooms[room])
            .iter()
            .map(|message| words(&message.content))
            .collect()
    }

    /// Paths of all requests so far, upgrades included.
    fn requests(&self) -> Vec<String> {
        self.emu.requests(Platform::Mezon).into_iter().map(|request| request.path).collect()
    }

    fn logins(&self) -> usize {
        self.requests().iter().filter(|path| path.contains("authenticate")).count()
    }

    fn upgrades(&self) -> usize {
        self.requests().iter().filter(|path| *path == "/ws").count()
    }
}

/// Text of a message, whose content is JSON.
fn words(content: &str) -> String {
    let content: serde_json::Value = serde_json::from_str(content).unwrap();
    content["t"].as_str().unwrap_or_default().to_owned()
}

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, future).await {
        Ok(value) => value,
        Err(late) => panic!("{what}: {late}"),
    }
}

/// The next item that `want` chooses, the final error included.
async fn first<T>(live: &mut Realtime, want: impl Fn(&Result<Event>) -> Option<T>) -> T {
    while let Some(item) = live.next().await {
        if let Some(found) = want(&item) {
            return found;
        }
        item.unwrap();
    }
    panic!("the session ended before")
}

async fn next<T>(live: &mut Realtime, want: impl Fn(&Result<Event>) -> Option<T>) -> T {
    within("an event", first(live, want)).await
}

fn is_online(item: &Result<Event>) -> Option<Option<Gap>> {
    match item {
        Ok(Event::Lifecycle(Lifecycle::Online { gap, .. })) => Some(gap.clone()),
        _ => None,
    }
}

/// Why the session went offline, and its pause.
fn is_offline(item: &Result<Event>) -> Option<(Error, Duration)> {
    match item {
        Ok(Event::Lifecycle(Lifecycle::Offline { cause, retry_in, .. })) => {
            Some((cause.clone(), *retry_in))
        }
        _ => None,
    }
}

async fn online(live: &mut Realtime) -> Option<Gap> {
    next(live, is_online).await
}

async fn offline(live: &mut Realtime) -> (Error, Duration) {
    next(live, is_offline).await
}

async fn text(live: &mut Realtime) -> String {
    next(live, |item| match item {
        Ok(Event::ChannelMessage(message)) => Some(words(&message.content)),
        _ => None,
    })
    .await
}

/// Runs with a clock that jumps to whatever comes next, which must be within a day; what it came to, and when.
async fn in_no_time<T>(future: impl Future<Output = T>) -> (T, Duration) {
    tokio::time::pause();
    let start = tokio::time::Instant::now();
    let outcome = tokio::time::timeout(Duration::from_secs(24 * 3_600), future).await;
    let passed = start.elapsed();
    tokio::time::resume();
    (outcome.unwrap(), passed)
}

/// Waits until something holds that the emulator can tell.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let search = async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    };
    within(what, search).await;
}
