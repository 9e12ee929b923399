//! Decoding of one webhook: `cargo bench -p chatwire-chatluck --bench decode`.
//!
//! The floor is `serde_json` from the body into a struct of owned texts. Against it stands [`webhook::parse`], which
//! keeps the whole body beside the typed message; the row into a `Value` tells what keeping it costs by itself.
//!
//! The time is CPU time of the thread. With `CHATWIRE_BENCH_ONLY` (a row as `--list` names it) and
//! `CHATWIRE_BENCH_EVENTS`, that row takes so many events and nothing is measured: for profilers, and for
//! `cargo xtask bench --instructions`.
#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::fmt::Debug;
use std::hint::black_box;
use std::time::Duration;

use chatwire_chatluck::webhook;
use criterion::Criterion;
use nix::time::ClockId;
use serde::Deserialize;
use serde_json::Value;

const GROUP: &str = "webhook";
const ONLY: &str = "CHATWIRE_BENCH_ONLY";
const EVENTS: &str = "CHATWIRE_BENCH_EVENTS";

/// A message as the Chatluck Python client knows it, in a body as `webhook::parse` documents it.
const BODY: &str = r#"{"event_type":"message.created","event_id":"evt_5f2b8c1e4a7d9c1b","timestamp":"2026-11-20T12:00:00Z","message":{"id":"msg_5f2b8c1e4a7d9c1b","channel_id":"ch_8d1c7f2000004000","user_id":"user_17674784321631","content":"Chào mọi người, hôm nay thế nào? \"1\" 🎉 the quick brown fox jumps over the lazy dog","created_at":"2026-11-20T12:00:00Z","updated_at":null,"attachments":[],"metadata":{"client_ref":"3f2b8c1e-0000-4a7d-9c1b-000000000001"}}}"#;

/// Name and reader of a row.
type Row = (&'static str, fn(&[u8]));

/// The first row is the floor.
const ROWS: [Row; 3] = [
    ("serde_json from_slice", |body| typed(serde_json::from_slice::<Naive>(body))),
    ("serde_json into Value", |body| typed(serde_json::from_slice::<Value>(body))),
    ("chatwire webhook::parse", |body| typed(webhook::parse(body))),
];

/// A webhook as a naive server would declare it.
#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Naive {
    event_type: String,
    event_id: String,
    timestamp: String,
    message: Message,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Message {
    id: String,
    channel_id: String,
    user_id: String,
    content: String,
    created_at: String,
    updated_at: Option<String>,
    attachments: Vec<Value>,
    metadata: Value,
}

fn typed<T, E: Debug>(read: Result<T, E>) {
    black_box(&read.unwrap());
}

fn repeat(read: fn(&[u8]), events: u64) {
    for _ in 0..events {
        read(black_box(BODY.as_bytes()));
    }
}

/// CPU time of this thread.
fn cpu() -> Duration {
    ClockId::CLOCK_THREAD_CPUTIME_ID.now().unwrap().into()
}

fn main() {
    if let Ok(events) = std::env::var(EVENTS) {
        let only = std::env::var(ONLY).unwrap();
        let mut rows = ROWS.iter().filter(|(name, _)| format!("{GROUP}/{name}") == only);
        return repeat(rows.next().unwrap().1, events.parse().unwrap());
    }
    let mut criterion = Criterion::default()
        .sample_size(50)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    let mut group = criterion.benchmark_group(GROUP);
    for (name, read) in ROWS {
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|events| {
                let start = cpu();
                repeat(read, events);
                cpu() - start
            });
        });
    }
    group.finish();
    criterion.final_summary();
}
