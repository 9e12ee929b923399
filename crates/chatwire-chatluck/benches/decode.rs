//! Decoding of one webhook: `cargo bench -p chatwire-chatluck --bench decode`.
//!
//! The floor is `serde_json` from the body into a struct of owned texts. Against it stands [`webhook::parse`], which
//! keeps the whole body beside the typed message; the row into a `Value` tells what keeping it costs by itself.
//!
//! The time is CPU time of the thread; one row alone is run as [`harness`] says.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench fails by panicking; a group of rows is never empty"
)]

#[path = "../../chatwire-bench/harness/decode.rs"]
mod harness;

use std::fmt::Debug;
use std::hint::black_box;

use chatwire_chatluck::webhook;
use serde::Deserialize;
use serde_json::Value;

use self::harness::{Row, Side};

const GROUP: &str = "webhook";

/// A message as the Chatluck Python client knows it, in a body as `webhook::parse` documents it.
const BODY: &str = r#"{"event_type":"message.created","event_id":"evt_5f2b8c1e4a7d9c1b","timestamp":"2026-11-20T12:00:00Z","message":{"id":"msg_5f2b8c1e4a7d9c1b","channel_id":"ch_8d1c7f2000004000","user_id":"user_17674784321631","content":"Chào mọi người, hôm nay thế nào? \"1\" 🎉 the quick brown fox jumps over the lazy dog","created_at":"2026-11-20T12:00:00Z","updated_at":null,"attachments":[],"metadata":{"client_ref":"3f2b8c1e-0000-4a7d-9c1b-000000000001"}}}"#;

/// The first row is the floor.
const ROWS: [Row; 3] = [
    (GROUP, "serde_json from_slice", || each(|body| typed(serde_json::from_slice::<Naive>(body)))),
    (GROUP, "serde_json into Value", || each(|body| typed(serde_json::from_slice::<Value>(body)))),
    (GROUP, "chatwire webhook::parse", || each(|body| typed(webhook::parse(body)))),
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

/// Hands over the body again and again.
fn each(read: fn(&[u8])) -> Side {
    Box::new(move |events| {
        for _ in 0..events {
            read(black_box(BODY.as_bytes()));
        }
    })
}

fn main() {
    harness::run(&ROWS);
}
