//! The node's JSON-RPC: one call in one request, at any path.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::Node;
use super::call::{self, Call, Calls};
use super::chain::Chain;
use super::check;
use super::fault::{LedgerFault, Path};
use super::field::{Params, Wrong};
use super::serve::HangUp;
use crate::world::lock;

/// Largest request that is read.
const MAX_BODY: usize = 131_072;

/// A transaction that was handed in, with the signature beside it.
#[derive(Clone, Debug, Default)]
pub(super) struct Submission {
    pub(super) kind: i32,
    pub(super) sender: String,
    pub(super) recipient: String,
    pub(super) amount: String,
    pub(super) text_data: String,
    pub(super) nonce: u64,
    pub(super) extra_info: String,
    pub(super) zk_proof: String,
    pub(super) zk_pub: String,
    pub(super) signature: String,
}

impl Submission {
    fn read(params: Option<&RawValue>) -> Result<Self, Wrong> {
        let params = Params::read(params, &["tx_msg", "signature"], "jsonrpc.signedTxParams")?;
        let at = "txMsgParams.tx_msg";
        let tx = params.map("tx_msg", "signedTxParams", "jsonrpc.txMsgParams")?;
        // Overwritten by the node, but read.
        let _timestamp = tx.unsigned("timestamp", at)?;
        Ok(Self {
            kind: tx.int("type", at)?,
            sender: tx.text("sender", at)?,
            recipient: tx.text("recipient", at)?,
            amount: tx.text("amount", at)?,
            text_data: tx.text("text_data", at)?,
            nonce: tx.unsigned("nonce", at)?,
            extra_info: tx.text("extra_info", at)?,
            zk_proof: tx.text("zk_proof", at)?,
            zk_pub: tx.text("zk_pub", at)?,
            signature: params.text("signature", "signedTxParams")?,
        })
    }
}

/// An error of JSON-RPC: code, message, data.
pub(super) struct RpcError(pub(super) i64, pub(super) String, pub(super) Option<Value>);

pub(super) async fn serve(State(node): State<Node>, request: Request<Body>) -> Response<Body> {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    match *request.method() {
        Method::OPTIONS => return empty(StatusCode::OK),
        Method::POST if is_json(&content_type) => {}
        Method::POST => {
            return text(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported content type\n");
        }
        _ => return empty(StatusCode::METHOD_NOT_ALLOWED),
    }
    let Ok(body) = to_bytes(request.into_body(), MAX_BODY).await else {
        return text(StatusCode::BAD_REQUEST, "invalid request body\n");
    };
    // With limits the node looks at the call before its library does, and at one only.
    if !lock(&node.shared.settings).allow_batches {
        if !call::is_counted(&body) {
            return text(StatusCode::BAD_REQUEST, "invalid request\n");
        }
        if !node.admit() {
            return text(StatusCode::TOO_MANY_REQUESTS, "Too many requests\n");
        }
    }
    if let Some(words) = refused_type(&content_type) {
        return text(StatusCode::UNSUPPORTED_MEDIA_TYPE, words);
    }
    match Calls::read(&body) {
        Some(Calls::One(Ok(call))) => {
            let fault = node.shared.faults.take(&call.method);
            answer(&node, &call, fault).await
        }
        Some(Calls::One(Err(refusal))) => json_answer(&refusal),
        Some(Calls::Several(calls)) => several(&node, calls),
        None => text(StatusCode::INTERNAL_SERVER_ERROR, "[-32700] invalid request value\n"),
    }
}

/// What the node itself asks of a content type: that it begins well.
fn is_json(content_type: &str) -> bool {
    content_type.to_lowercase().starts_with("application/json")
}

/// Words of the node's library for a content type that it does not take; it minds the case of charsets.
fn refused_type(content_type: &str) -> Option<&'static str> {
    let (media, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    if !media.trim().eq_ignore_ascii_case("application/json") {
        return Some("content-type must be application/json\n");
    }
    let mut parameters = parameters.split(';').filter_map(|one| one.split_once('='));
    let charset = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    let charset = charset.map(|(_, charset)| charset.trim().trim_matches('"'));
    let is_refused = charset.is_some_and(|name| name != "utf-8" && name != "utf8");
    is_refused.then_some("invalid content-type charset\n")
}

/// Answers to several calls; refusals come first, as the node's library has them.
fn several(node: &Node, calls: Vec<Result<Call, Value>>) -> Response<Body> {
    let (mut answers, mut carried_out) = (Vec::new(), Vec::new());
    for call in calls {
        match call {
            Ok(call) => carried_out.extend(run(node, &call, Path::default())),
            Err(refusal) => answers.push(refusal),
        }
    }
    answers.append(&mut carried_out);
    if answers.is_empty() { empty(StatusCode::NO_CONTENT) } else { json_answer(&json!(answers)) }
}

/// Carries a call out, with what goes wrong on its way.
async fn answer(node: &Node, call: &Call, fault: Option<LedgerFault>) -> Response<Body> {
    let mut path = Path::default();
    match &fault {
        Some(LedgerFault::LoseRequest) => return HangUp::response(),
        Some(LedgerFault::Hold) => {
            if let Ok(submission) = Submission::read(call.params.as_deref()) {
                lock(&node.shared.held).push(submission);
            }
            return HangUp::response();
        }
        Some(LedgerFault::Status(status)) => return empty(status_of(*status)),
        Some(LedgerFault::Refuse(error)) => {
            let result = json!({"ok": false, "tx_hash": "", "error": error});
            return json_answer(&json!({"jsonrpc": "2.0", "id": call.id, "result": result}));
        }
        Some(LedgerFault::Duplicate) => {
            let _first = run(node, call, Path::default());
        }
        Some(LedgerFault::OtherNode) => path.other_node = true,
        Some(LedgerFault::FailInBlock(reason)) => path.fails = Some(reason.clone()),
        _ => {}
    }
    let Some(mut answer) = run(node, call, path) else {
        return empty(StatusCode::NO_CONTENT);
    };
    match fault {
        Some(LedgerFault::LoseAnswer) => return HangUp::response(),
        Some(LedgerFault::Late(wait)) => wait_for(wait).await,
        Some(LedgerFault::StatusAfter(status)) => return empty(status_of(status)),
        Some(LedgerFault::Garbage) => return bytes("<html>not what you asked for"),
        Some(LedgerFault::WrongId) => set(&mut answer, "id", json!(4_000_000_000_u64)),
        Some(LedgerFault::NoHash) => {
            if let Some(result) = answer.get_mut("result") {
                set(result, "tx_hash", json!(""));
            }
        }
        Some(LedgerFault::Nonce(nonce)) => {
            if let Some(result) = answer.get_mut("result") {
                set(result, "nonce", json!(nonce));
            }
        }
        _ => {}
    }
    json_answer(&answer)
}

fn set(value: &mut Value, key: &str, to: Value) {
    if let Value::Object(map) = value {
        map.insert(key.to_owned(), to);
    }
}

async fn wait_for(wait: Duration) {
    tokio::time::sleep(wait).await;
}

/// Answer to one call; none to one without a number, which is carried out all the same.
fn run(node: &Node, call: &Call, path: Path) -> Option<Value> {
    let params = call.params.as_deref();
    let outcome = dispatch(&mut lock(&node.shared.chain), &call.method, params, path);
    if call.id.is_null() {
        return None;
    }
    Some(match outcome {
        Ok(result) => json!({"jsonrpc": "2.0", "id": call.id, "result": result}),
        Err(error) => call::refusal(&call.id, error),
    })
}

fn unreadable(words: Wrong) -> RpcError {
    RpcError(-32602, "invalid parameters".to_owned(), Some(words.into()))
}

pub(super) fn short(field: &str, text: &str) -> Result<(), RpcError> {
    match check::too_long(field, text, false) {
        None => Ok(()),
        Some(words) => {
            let data = json!({"code": "invalid_request", "message": words});
            Err(RpcError(-32602, words, Some(data)))
        }
    }
}

fn dispatch(
    chain: &mut Chain,
    method: &str,
    params: Option<&RawValue>,
    path: Path,
) -> Result<Value, RpcError> {
    let one = |name: &'static str, at: &'static str| {
        let params = Params::read(params, &[name], at).map_err(unreadable)?;
        let text = params.text(name, at).map_err(unreadable)?;
        short(name, &text)?;
        Ok(text)
    };
    match method {
        "tx.addtx" => {
            let submission = Submission::read(params).map_err(unreadable)?;
            Ok(match chain.add(&submission, path) {
                Ok(hash) => json!({"ok": true, "tx_hash": hash, "error": ""}),
                Err(error) => json!({"ok": false, "tx_hash": "", "error": error}),
            })
        }
        "account.getcurrentnonce" => current_nonce(chain, params),
        "account.getaccount" => {
            let address = one("address", "getAccountRequest")?;
            let account = chain.accounts.get(&address).copied().unwrap_or_default();
            let balance = account.balance.to_string();
            Ok(
                json!({"address": address, "balance": balance, "nonce": account.nonce, "decimals": 6}),
            )
        }
        "tx.gettxbyhash" => {
            let hash = one("tx_hash", "getTxByHashRequest")?;
            match chain.known.iter().find(|known| known.hash == hash) {
                Some(known) => Ok(json!({"error": "", "tx": known.info(), "decimals": 6})),
                None => {
                    let words = "Transaction could not be found";
                    let data = json!({"code": "transaction_not_found", "message": words});
                    Err(RpcError(-32000, words.to_owned(), Some(data)))
                }
            }
        }
        "tx.getpendingtransactions" | "health.check" if params.is_some() => {
            Err(RpcError(-32602, "no parameters accepted".to_owned(), None))
        }
        "tx.getpendingtransactions" => Ok(pending(chain)),
        "health.check" => Ok(json!({
            "status": 1, "node_id": "emulator", "timestamp": chain.now() / 1000,
            "current_slot": chain.finalized(), "block_height": chain.finalized(),
            "mempool_size": chain.waiting(), "is_leader": true, "is_follower": false,
            "version": "emulator", "uptime": chain.now() / 1000, "error_message": "",
        })),
        "" => Err(RpcError(-32600, "empty method name".to_owned(), None)),
        _ => Err(RpcError(-32601, "method not found".to_owned(), Some(method.into()))),
    }
}

fn current_nonce(chain: &Chain, params: Option<&RawValue>) -> Result<Value, RpcError> {
    let at = "getCurrentNonceRequest";
    let params = Params::read(params, &["address", "tag"], at).map_err(unreadable)?;
    let address = params.text("address", at).map_err(unreadable)?;
    let tag = params.text("tag", at).map_err(unreadable)?;
    short("address", &address)?;
    let known = ["latest", "pending"].contains(&tag.as_str());
    let (nonce, error) = match known {
        // Unsigned, as the node does it: before the first finished slot this is the largest number.
        true => (chain.finalized().wrapping_sub(1), ""),
        false => (0, "invalid tag: must be 'latest' or 'pending'"),
    };
    Ok(json!({"address": address, "nonce": nonce, "tag": tag, "error": error}))
}

fn pending(chain: &Chain) -> Value {
    let waiting: Vec<Value> = chain
        .known
        .iter()
        .filter(|known| known.status == 0)
        .map(|known| {
            json!({
                "tx_hash": known.hash, "sender": known.tx.sender, "recipient": known.tx.recipient,
                "amount": known.amount.to_string(), "nonce": known.tx.nonce, "timestamp": known.at, "status": 0,
            })
        })
        .collect();
    let list = if waiting.is_empty() { Value::Null } else { json!(waiting) };
    json!({"total_count": waiting.len(), "pending_txs": list, "error": ""})
}

fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

pub(super) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

pub(super) fn text(status: StatusCode, words: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(words));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response
}

fn bytes(words: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(words));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

pub(super) fn json_answer(body: &Value) -> Response<Body> {
    crate::server::json(StatusCode::OK, body)
}
