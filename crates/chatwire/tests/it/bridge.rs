//! Bridges over platforms in memory.

mod carry;
mod changes;
mod config;
mod echo;
mod failure;
mod five;
mod state;

use chatwire::bridge::Report;
use chatwire::{Bridge, Error};
use tokio::task::JoinHandle;

use crate::bridge_fake::Fake;

/// A bridge over these platforms, all of whose rooms are linked.
fn bridge(platforms: &[&Fake]) -> Bridge {
    let mut bridge = Bridge::new().link(platforms.iter().map(|platform| platform.room()));
    for platform in platforms {
        bridge = bridge.platform((*platform).clone());
    }
    bridge
}

fn start(bridge: Bridge) -> JoinHandle<Result<Report, Error>> {
    tokio::spawn(bridge.run())
}

/// Ends the sessions, and waits until everything that was heard is written.
async fn end(running: JoinHandle<Result<Report, Error>>, platforms: &[&Fake]) -> Report {
    for platform in platforms {
        platform.end();
    }
    running.await.unwrap().unwrap()
}
