//! Live chat on a bad network, over both transports: nothing twice, in order, and said so where something is lost.
//!
//! `cargo xtask faults` runs the random schedules in full; see [`schedules`].

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod codes;
mod fallback;
mod record;
mod rooms;
mod schedules;
mod silence;
mod ways;

use std::time::Duration;

use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_kick::realtime::{ChatTransport, Connect, Event, Gap, Lifecycle, Realtime};
use chatwire_kick::{Client, Error, Result};
use futures_util::StreamExt;

/// Longest wait for anything that must come: a hang fails instead.
const PATIENCE: Duration = Duration::from_secs(20);
const TRANSPORTS: [ChatTransport; 2] = [ChatTransport::Pusher, ChatTransport::Centrifugo];

/// An emulator with these streamers, whose history has room for all that a test says.
async fn emulator(streamers: &[&str]) -> Emulator {
    let emu = Emulator::start().await.unwrap();
    for streamer in streamers {
        emu.kick().user(streamer);
    }
    emu.kick().live().history(10_000);
    emu
}

fn client(emu: &Emulator) -> Client {
    Client::builder().base_url(emu.url(Platform::Kick)).unwrap().build().unwrap()
}

/// A session that tries again quickly.
fn quick(emu: &Emulator, transport: ChatTransport) -> Connect {
    let pause = Duration::from_millis;
    let connect = client(emu).connect().transport(transport);
    connect.settings(|config| config.backoff(pause(20), pause(100)))
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

/// Runs with a clock that jumps to whatever comes next, which must be within a day; what it came to, and when.
async fn in_no_time<T>(future: impl Future<Output = T>) -> (T, Duration) {
    tokio::time::pause();
    let start = tokio::time::Instant::now();
    let outcome = tokio::time::timeout(Duration::from_secs(24 * 3_600), future).await;
    let passed = start.elapsed();
    tokio::time::resume();
    (outcome.unwrap(), passed)
}

async fn ended(live: &mut Realtime) -> Error {
    next(live, |item| item.as_ref().err().cloned()).await
}

async fn text(live: &mut Realtime) -> String {
    next(live, |item| item.as_ref().ok()?.as_message().map(|message| message.content.clone())).await
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

/// Waits until the only connection has the chat of a streamer.
async fn watched(emu: &Emulator, streamer: &str) {
    let feed = emu.kick().room(streamer).feed();
    until("a subscription", || emu.kick().live().watchers(&feed) == 1).await;
}

/// Cuts all lines without a close frame.
fn cut(emu: &Emulator) {
    emu.fault_open_sockets(Platform::Kick, &Fault::DropSocket { after_frames: 0 });
}

/// Paths of all requests so far, upgrades included.
fn requests(emu: &Emulator) -> Vec<String> {
    emu.requests(Platform::Kick).into_iter().map(|request| request.path).collect()
}

/// Upgrades so far.
fn upgrades(emu: &Emulator) -> usize {
    let is_upgrade = |path: &String| path.starts_with("/app/") || path.contains("/websocket");
    requests(emu).iter().filter(|path| is_upgrade(path)).count()
}

/// Lets an hour pass in which nothing may be asked.
async fn stays_quiet(emu: &Emulator) {
    let before = requests(emu);
    in_no_time(tokio::time::sleep(Duration::from_secs(3_600))).await;
    assert_eq!(requests(emu), before);
}
