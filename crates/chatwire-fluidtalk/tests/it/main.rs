//! Integration tests: wire forms, scripted servers, flows on the emulator, retries, robustness.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod api;
mod flow;
mod fuzz;
mod live;
mod rest;
mod retry;
mod stream;
mod upload;
mod wire;

use chatwire_core::testing::{Answer, Script};
use chatwire_fluidtalk::{characters, handshake};
use serde_json::{Value, json};

const KEY: &str = "ft_sk_canary_0123456789abcdef";
const TOKEN: &str = "ftc_live_canary_0123456789abcdef";

/// A handshake client whose network is `script`.
fn handshake(script: &Script) -> handshake::Client {
    handshake::Client::builder(KEY).script(script.clone()).build().unwrap()
}

/// A characters client whose network is `script`.
fn characters(script: &Script) -> characters::Client {
    characters::Client::builder(TOKEN).script(script.clone()).build().unwrap()
}

/// A refusal or an answer with a body that may be no JSON.
fn raw(status: u16, body: &str) -> Answer {
    Answer::status(status).body(body.to_owned())
}

/// A successful answer of the characters API.
fn data(data: &Value) -> Answer {
    Answer::json(&json!({"data": data, "request_id": "req_1"}))
}

/// Body of the request that was made as `number`, from 0.
fn sent(script: &Script, number: usize) -> Value {
    serde_json::from_slice(&script.requests()[number].body).unwrap()
}
