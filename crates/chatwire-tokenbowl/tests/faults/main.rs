//! Live sessions on a bad network: nothing lost, nothing twice, in order, and said so where it cannot be.
//!
//! `cargo xtask faults` runs the random schedules in full; see [`schedules`].

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod burst;
mod record;
mod refused;
mod restart;
mod schedules;
mod sends;
mod silence;
mod slow;

use std::time::Duration;

use chatwire_emulator::tokenbowl::Release;
use chatwire_emulator::{Emulator, Platform};
use chatwire_tokenbowl::realtime::{Event, Gap, Lifecycle, Realtime};
use chatwire_tokenbowl::{Client, Connect, Error, Result};
use futures_util::StreamExt;

/// Longest wait for anything that must come: a hang fails instead.
const PATIENCE: Duration = Duration::from_secs(20);
const ALL: [Release; 3] = [Release::V2_0_1, Release::V1_1_5, Release::V0_5_4];

/// An emulator whose clock is the client's, since a fetch compares both.
async fn emulator(release: Release) -> Emulator {
    let emu = Emulator::start().await.unwrap();
    settle(&emu, release);
    emu
}

/// The same on a thread of its own, for servers that must not wait for the client.
fn apart(release: Release) -> Emulator {
    let emu = Emulator::start_blocking().unwrap();
    settle(&emu, release);
    emu
}

fn settle(emu: &Emulator, release: Release) {
    emu.tokenbowl().release(release);
    emu.tokenbowl().wall_clock(true);
    emu.tokenbowl().user("bob");
}

fn client(emu: &Emulator) -> Client {
    let key = emu.tokenbowl().key("alice");
    Client::builder(key).base_url(emu.url(Platform::TokenBowl)).unwrap().build().unwrap()
}

/// A session that tries again quickly.
fn quick(client: &Client) -> Connect {
    let pause = Duration::from_millis;
    client.connect().settings(|config| config.backoff(pause(20), pause(100)))
}

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, future).await {
        Ok(value) => value,
        Err(late) => panic!("{what}: {late}"),
    }
}

/// The next item that `want` chooses, the final error included.
async fn next<T>(live: &mut Realtime, want: impl Fn(&Result<Event>) -> Option<T>) -> T {
    let search = async {
        while let Some(item) = live.next().await {
            if let Some(found) = want(&item) {
                return found;
            }
            item.unwrap();
        }
        panic!("the session ended before")
    };
    within("an event", search).await
}

async fn online(live: &mut Realtime) -> Option<Gap> {
    next(live, |item| match item {
        Ok(Event::Lifecycle(Lifecycle::Online { gap, .. })) => Some(gap.clone()),
        _ => None,
    })
    .await
}

async fn offline(live: &mut Realtime) -> Error {
    next(live, |item| match item {
        Ok(Event::Lifecycle(Lifecycle::Offline { cause, .. })) => Some(cause.clone()),
        _ => None,
    })
    .await
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
