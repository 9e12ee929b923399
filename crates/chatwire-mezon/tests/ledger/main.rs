//! Tests of the ledger from outside: what goes over the wire, what each answer leads to, and that money moves once.

#![cfg(feature = "tokens")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod client;
mod doubt;
mod flow;
#[cfg(feature = "ledger-grpc")]
mod grpc;
mod journal;
mod outcome;
mod schedule;
mod secrets;
mod services;
mod shared;
mod wire;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_emulator::ledger::{Node, Served};
use chatwire_mezon::ledger::{Builder, Ledger, Proof, SecretKey};
use serde_json::{Value, json};

/// Own user, receiver and key of the recorded calls of the other clients.
const USER: i64 = 1_840_651_530_236_071_936;
const RECEIVER: i64 = 1_840_651_530_236_071_937;
const SEED: &str = "680a64e5f155aaaa391d46dd51bad715ed528943e1f1efc8a89e2fc9e9130ed8";
const ADDRESS: &str = "8zbf6w5765J2VYWETxdrm9WZMSTmjy1kTawMoU6SpZp2";
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib3QifQ.c2ln";
/// Public input about that user and key; the proof beside it is no real one.
const INPUT: &str = "AAAABAAAAAAAAAAEIvghG9PgVa+uUWq73HfWYf8dZ2MvjFssJawuGILEF1YAAAAAAAAAAAAAAAAAMTg0MDY1MTUzMDIzNjA3MTkzNiIJ6GOQf1yP6isAfOUqY7QZ/GGBGB3kNCWa+YxAYkuNA1GQo9kqbG4qn/BjKrlutYkttVykUBAu2cxfNnAO5xw=";

fn key() -> SecretKey {
    SecretKey::from_text(SEED).unwrap()
}

/// A ledger that answers from a script, with key and proof, without an indexer.
fn scripted(script: &Script) -> Builder {
    Ledger::builder(USER)
        .key(key())
        .proof(Proof::new("AAEC", INPUT))
        .without_indexer()
        .script(script.clone())
}

/// Answer of the node to request number `id`.
fn result(id: u64, result: &Value) -> Answer {
    Answer::json(&json!({"jsonrpc": "2.0", "id": id, "result": result}))
}

/// Answer to the question for a nonce.
fn nonce(id: u64, nonce: u64) -> Answer {
    result(id, &json!({"address": ADDRESS, "nonce": nonce, "tag": "pending", "error": ""}))
}

/// An accepted transfer.
fn accepted(id: u64, hash: &str) -> Answer {
    result(id, &json!({"ok": true, "tx_hash": hash, "error": ""}))
}

/// A refused transfer.
fn refused(id: u64, code: &str) -> Answer {
    let error = json!({"code": code, "message": "Words"}).to_string();
    result(id, &json!({"ok": false, "tx_hash": "", "error": error}))
}

/// Bodies of the requests so far.
fn bodies(script: &Script) -> Vec<Value> {
    let requests = script.requests();
    requests.iter().map(|sent| serde_json::from_slice(&sent.body).unwrap()).collect()
}

/// Bytes of the transfers that were sent so far.
fn transfers(script: &Script) -> Vec<bytes::Bytes> {
    let requests = script.requests().into_iter().map(|sent| sent.body);
    requests.filter(|body| body.windows(8).any(|part| part == b"tx.addtx")).collect()
}

/// A chain with a rich owner, and a ledger that is in a hurry.
async fn world() -> (Node, Served, Builder) {
    let node = Node::new();
    let served = node.serve().await.unwrap();
    node.deposit_user(USER, 1_000_000_000_000);
    node.accept_token(TOKEN);
    let ledger = Ledger::builder(USER)
        .token(TOKEN)
        .node_url(served.url())
        .prover_url(served.prover_url())
        .indexer_url(served.indexer_url())
        .slot_time(Duration::from_millis(1))
        .resend_pause(Duration::from_millis(1));
    (node, served, ledger)
}

/// A new folder for a test's files.
fn folder() -> PathBuf {
    folder_in(Path::new(env!("CARGO_TARGET_TMPDIR")))
}

/// A new folder in memory, where the system has such a place: journals wait for the disk with every line.
fn quick_folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { folder_in(memory) } else { folder() }
}

fn folder_in(parent: &Path) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("chatwire-ledger-{}-{number}", std::process::id());
    let folder = parent.join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
