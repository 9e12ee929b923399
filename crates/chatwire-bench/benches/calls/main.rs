//! CPU time of each call that load runners make, beside bare `reqwest` in the same run:
//! `cargo bench -p chatwire-bench --bench calls`.
//!
//! Our clients have default settings but for the limit of their own rate; the floor has none of their limits of time,
//! retries, pages and errors: see [`floor`]. CPU time is that of the client's thread, kernel included; the server runs
//! in threads on another core. The two take turns in short rounds, and the smallest round of each counts.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench fails by panicking and prints its result"
)]

#[expect(dead_code, reason = "shared with tests")]
#[path = "../../tests/it/answers.rs"]
mod answers;
#[path = "../../src/calls.rs"]
mod calls;
#[path = "../../harness/cores.rs"]
mod cores;
mod floor;
#[expect(dead_code, reason = "shared with the client")]
#[cfg_attr(test, expect(unused_imports, reason = "its tests run there"))]
#[path = "../../src/live.rs"]
mod live;
#[path = "../../tests/it/mold.rs"]
mod mold;
#[expect(dead_code, reason = "shared with tests")]
#[path = "../../tests/it/server.rs"]
mod server;

use anyhow::Result;
use clap::ValueEnum as _;
use futures_util::{StreamExt as _, stream};

use crate::calls::{Call, Drive};
use crate::cores::{cpu, pin};
use crate::server::{Plan, Server};

/// Rounds of each side; the smallest counts.
const ROUNDS: usize = 30;
/// Calls of a round.
const CALLS: usize = 300;

/// One round of a side: what one call took, in microseconds.
struct Round {
    in_flight: usize,
}

impl Drive for Round {
    type Out = f64;

    async fn drive<F, E>(self, call: impl Fn() -> F) -> Result<f64>
    where
        F: Future<Output = Result<(), E>>,
        E: Into<anyhow::Error>,
    {
        let make = async |calls: usize| {
            let mut calls =
                stream::iter((0..calls).map(|_| call())).buffer_unordered(self.in_flight);
            while let Some(done) = calls.next().await {
                done.map_err(Into::into)?;
            }
            anyhow::Ok(())
        };
        // Opens the connections, and warms caches.
        make(2 * self.in_flight).await?;
        let begin = cpu();
        make(CALLS).await?;
        Ok((cpu() - begin).as_secs_f64() * 1e6 / CALLS as f64)
    }
}

/// What the rounds of both sides took: the floor, and ours.
async fn contest(call: Call, in_flight: usize, url: &str) -> Result<[Vec<f64>; 2]> {
    let (mut floor, mut ours) = (Vec::new(), Vec::new());
    for number in 0..ROUNDS {
        // Neither side always follows the other.
        for is_floor in [number % 2 == 0, number % 2 != 0] {
            let round = Round { in_flight };
            if is_floor {
                floor.push(floor::through_reqwest(call, url, round).await?);
            } else {
                ours.push(calls::through_client(call, url, round).await?);
            }
        }
    }
    Ok([floor, ours])
}

fn print(call: Call, in_flight: usize, mut sides: [Vec<f64>; 2]) {
    sides.iter_mut().for_each(|times| times.sort_by(f64::total_cmp));
    let [floor, ours] = &sides;
    let of = |times: &[f64], at: usize| times.get(at).copied().unwrap_or_default();
    let value = call.to_possible_value().unwrap();
    for (side, times) in [("reqwest", floor), ("chatwire", ours)] {
        let name = format!("{}, {in_flight} in flight: {side}", value.get_name());
        let (best, median) = (of(times, 0), of(times, ROUNDS / 2));
        let ratios = (best / of(floor, 0), median / of(floor, ROUNDS / 2));
        println!("{name:<38}{best:>11.1}{:>9.2}{median:>11.1}{:>9.2}", ratios.0, ratios.1);
    }
}

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    // One call alone, for a profiler.
    let only = std::env::var("CHATWIRE_BENCH_ONLY").ok();
    // `reqwest` wants one, though no line is encrypted.
    let _present = rustls::crypto::aws_lc_rs::default_provider().install_default();
    pin(1);
    let server = Server::start(Plan::greeting());
    pin(0);
    let url = format!("http://127.0.0.1:{}", server.port());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    println!(
        "{:<38}{:>11}{:>9}{:>11}{:>9}",
        "CPU of one call, us", "best", "ratio", "median", "ratio"
    );
    for call in Call::value_variants() {
        let value = call.to_possible_value().unwrap();
        if only.as_deref().is_some_and(|only| only != value.get_name()) {
            continue;
        }
        for in_flight in [1, 64] {
            print(*call, in_flight, runtime.block_on(contest(*call, in_flight, &url)).unwrap());
        }
    }
}
