//! Compares answers with those of a real node: hashes and times that differ are mapped, everything else is equal.

use std::collections::HashMap;

use axum::body::{Body, to_bytes};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_emulator::ledger::Node;
use http::Request;
use serde_json::{Value, json};
use tower::Service as _;

/// Recorded with the code of the node: commit e8a4998. Signatures in them are real, proofs are not.
const RECORDS: &str = include_str!("../data/mezon-node.jsonl");

/// The clock of the recorded node, which stood still.
const NOW: u64 = 1_700_000_000_000;

/// The name under which the node's calls are served here; a node of its own takes them at any path.
const MOUNT: &str = "/mmn-api";

/// A node in the state in which a record found it.
struct Stage {
    node: Node,
    /// Recorded hashes of what our clock, which goes on with the chain, made another hash of.
    hashes: HashMap<String, String>,
}

impl Stage {
    fn new(state: &Value) -> Self {
        let node = Node::new();
        node.set_slot(state["latest_finalized_slot"].as_u64().unwrap());
        if state["mempool_max"].as_i64().is_some_and(|max| max < 0) {
            node.set_capacity(0);
        }
        let stage = Self { node, hashes: HashMap::new() };
        stage.set_accounts(&state["accounts"]);
        stage
    }

    fn set_accounts(&self, accounts: &Value) {
        for (address, units) in accounts.as_object().unwrap() {
            self.node.set_balance(address, units.as_str().unwrap());
        }
    }

    /// What the recorder did with its node between two calls.
    fn change(&self, change: &Value) {
        if let Some(accounts) = change.get("Accounts") {
            self.set_accounts(accounts);
        }
        if let Some(slot) = change.get("Finalize") {
            self.node.produce_block();
            assert_eq!(json!(self.node.slot()), *slot);
        }
    }

    async fn exchange(&mut self, request: &Value, response: &Value) -> Result<(), String> {
        let path = request["path"].as_str().unwrap();
        let path = if path.starts_with(MOUNT) { path.to_owned() } else { format!("{MOUNT}{path}") };
        let mut ask = Request::builder().method(request["method"].as_str().unwrap()).uri(path);
        for (name, value) in request["headers"].as_object().unwrap() {
            ask = ask.header(name, value.as_str().unwrap());
        }
        let ask = ask.body(Body::from(self.body(request))).unwrap();
        let answer = self.node.router().call(ask).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        if json!(parts.status.as_u16()) != response["status"] {
            return Err(format!("recorded {response}, ours {} {body}", parts.status));
        }
        for (name, value) in response["headers"].as_object().unwrap() {
            let ours = parts.headers.get(name).map(|value| value.to_str().unwrap());
            if ours != value.as_str() {
                return Err(format!("{name}: recorded {value}, ours {ours:?}"));
            }
        }
        match response.get("json") {
            Some(theirs) => {
                let ours =
                    serde_json::from_str(&body).map_err(|error| format!("{error}: {body}"))?;
                self.same(theirs, &ours)
            }
            None if response["text"] == body => Ok(()),
            None => Err(format!("recorded {}, ours {body}", response["text"])),
        }
    }

    fn body(&self, request: &Value) -> Vec<u8> {
        if let Some(base64) = request.get("body_b64") {
            return STANDARD.decode(base64.as_str().unwrap()).unwrap();
        }
        let text = match (request.get("body_json"), request.get("body_text")) {
            (Some(json), _) => json.to_string(),
            (None, Some(text)) => written_out(text.as_str().unwrap()),
            (None, None) => String::new(),
        };
        let mut text = text.replace("\"<now>\"", &NOW.to_string());
        for (theirs, ours) in &self.hashes {
            text = text.replace(theirs, ours);
        }
        text.into_bytes()
    }

    fn same(&mut self, theirs: &Value, ours: &Value) -> Result<(), String> {
        let differ = || Err(format!("recorded {theirs}, ours {ours}"));
        match (theirs, ours) {
            (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
                for (key, value) in a {
                    let is_time = key == "timestamp" && b[key].as_u64() >= value.as_u64();
                    if !is_time {
                        self.same(value, &b[key]).map_err(|why| format!("{key}: {why}"))?;
                    }
                }
                Ok(())
            }
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                a.iter().zip(b).try_for_each(|(a, b)| self.same(a, b))
            }
            (Value::String(a), Value::String(b)) if self.same_text(a, b) => Ok(()),
            (a, b) if a == b => Ok(()),
            _ => differ(),
        }
    }

    fn same_text(&mut self, theirs: &str, ours: &str) -> bool {
        let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        // Before the first block both clocks show the same, and so do all hashes.
        if theirs == ours || !is_hash(theirs) || !is_hash(ours) || self.node.slot() <= 1000 {
            return theirs == ours;
        }
        let known = self.hashes.entry(theirs.to_owned()).or_insert_with(|| ours.to_owned());
        known == ours
    }
}

/// Bodies too long for a record are described: only one is.
fn written_out(text: &str) -> String {
    if text != "<131158 bytes: account.getaccount with an address of 131072 times a>" {
        return text.to_owned();
    }
    let address = "a".repeat(131_072);
    json!({"jsonrpc": "2.0", "method": "account.getaccount", "params": {"address": address}, "id": 1})
        .to_string()
}

/// Whether a request went to the node, and not to the service that makes proofs.
fn is_for_node(request: &Value) -> bool {
    !request["path"].as_str().unwrap().starts_with("/zk-api")
}

async fn play(record: &Value) -> Result<(), String> {
    let mut stage = Stage::new(&record["node_state"]);
    if record["id"].as_str().unwrap().ends_with("-no-rate-limit") {
        stage.node.allow_batches();
    }
    let exchanges = record["requests"].as_array().unwrap().iter();
    let mut exchanges = exchanges.zip(record["responses"].as_array().unwrap());
    let steps = record["result"]["ok"].as_array().cloned().unwrap_or_default();
    for step in &steps {
        match step.get("node_state_change") {
            Some(change) => stage.change(change),
            None => {
                let (request, response) = exchanges.next().unwrap();
                stage.exchange(request, response).await?;
            }
        }
    }
    for (request, response) in exchanges.filter(|(request, _)| is_for_node(request)) {
        stage.exchange(request, response).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_node_answers_as_the_real_one_did() {
    let mut wrong = Vec::new();
    for line in RECORDS.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        if let Err(why) = play(&record).await {
            wrong.push(format!("{}: {why}", record["id"]));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
