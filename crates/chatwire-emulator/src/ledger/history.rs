//! The indexer: what is in blocks, by wallet and by hash.

use axum::body::Body;
use axum::extract::{Path, Query, State};
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::Node;
use super::chain::Known;
use super::fault::LedgerFault;
use super::rpc::{empty, json_answer};
use super::serve::HangUp;
use crate::server;
use crate::world::lock;

type Pairs = Vec<(String, String)>;

fn pair<'a>(query: &'a Pairs, name: &str) -> Option<&'a str> {
    query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn number(query: &Pairs, name: &str) -> Option<usize> {
    pair(query, name)?.parse().ok()
}

/// Seconds since 1970, written as such or as a date; a time that is neither is none.
fn seconds(text: &str) -> Option<i64> {
    let date = || Some(text.parse::<jiff::Timestamp>().ok()?.as_second());
    text.parse().ok().or_else(date)
}

/// What goes wrong with a question to the indexer.
fn struck(node: &Node) -> Option<Response<Body>> {
    match node.shared.faults.take("indexer")? {
        LedgerFault::Status(status) | LedgerFault::StatusAfter(status) => {
            Some(empty(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY)))
        }
        _ => Some(HangUp::response()),
    }
}

fn shown(chain: &str, known: &Known) -> Value {
    json!({
        "chain_id": chain, "hash": known.hash, "nonce": known.tx.nonce, "block_hash": known.block,
        "block_number": known.slot, "from_address": known.tx.sender, "to_address": known.tx.recipient,
        "value": known.amount.to_string(), "transaction_type": known.tx.kind,
        "transaction_timestamp": known.at / 1000, "text_data": known.tx.text_data,
        "extra_info": known.tx.extra_info, "status": known.status,
    })
}

/// Transactions in blocks that the filter of the query lets through, oldest first.
fn filtered(node: &Node, chain: &str, query: &Pairs) -> Vec<Value> {
    let state = lock(&node.shared.chain);
    let fits = |known: &&Known| {
        let (from, to) = (known.tx.sender.as_str(), known.tx.recipient.as_str());
        known.status != 0
            && pair(query, "wallet_address").is_none_or(|wallet| from == wallet || to == wallet)
            && pair(query, "filter_from_address").is_none_or(|wallet| from == wallet)
            && pair(query, "filter_to_address").is_none_or(|wallet| to == wallet)
    };
    state.known.iter().filter(fits).map(|known| shown(chain, known)).collect()
}

pub(super) async fn list(
    State(node): State<Node>,
    Path(chain): Path<String>,
    Query(query): Query<Pairs>,
) -> Response<Body> {
    if let Some(response) = struck(&node) {
        return response;
    }
    let mut all = filtered(&node, &chain, &query);
    if pair(&query, "sort_order") != Some("asc") {
        all.reverse();
    }
    let limit = number(&query, "limit").unwrap_or(50).max(1);
    let page = number(&query, "page").unwrap_or_default();
    let total = all.len();
    let data: Vec<Value> = all.into_iter().skip(page.saturating_mul(limit)).take(limit).collect();
    let meta = json!({"chain_id": chain.parse::<u64>().unwrap_or_default(), "page": page, "limit": limit,
        "total_items": total, "total_pages": total.div_ceil(limit)});
    json_answer(&json!({"meta": meta, "data": data}))
}

pub(super) async fn list_before(
    State(node): State<Node>,
    Path(chain): Path<String>,
    Query(query): Query<Pairs>,
) -> Response<Body> {
    if let Some(response) = struck(&node) {
        return response;
    }
    let mut all = filtered(&node, &chain, &query);
    all.reverse();
    if let Some(end) = pair(&query, "timestamp_lt").and_then(seconds) {
        let at = |tx: &Value| tx.get("transaction_timestamp").and_then(Value::as_i64);
        all.retain(|tx| at(tx).is_some_and(|at| at < end));
    }
    let hash = |tx: &Value| tx.get("hash").and_then(Value::as_str).unwrap_or_default().to_owned();
    let start = match pair(&query, "last_hash") {
        None => 0,
        Some(last) => all.iter().position(|tx| hash(tx) == last).map_or(all.len(), |at| at + 1),
    };
    let limit = number(&query, "limit").unwrap_or(20).max(1);
    let rest = all.get(start..).unwrap_or_default();
    let data = rest.get(..limit.min(rest.len())).unwrap_or_default();
    let mut meta = json!({"chain_id": chain.parse::<u64>().unwrap_or_default(), "page": 0,
        "has_more": rest.len() > limit});
    if let (Some(last), Value::Object(meta)) = (data.last(), &mut meta) {
        let at = last.get("transaction_timestamp").cloned().unwrap_or_default();
        meta.insert("next_timestamp".to_owned(), at.to_string().into());
        meta.insert("next_hash".to_owned(), hash(last).into());
    }
    json_answer(&json!({"meta": meta, "data": data}))
}

pub(super) async fn detail(
    State(node): State<Node>,
    Path((chain, hash)): Path<(String, String)>,
) -> Response<Body> {
    if let Some(response) = struck(&node) {
        return response;
    }
    let state = lock(&node.shared.chain);
    match state.known.iter().find(|known| known.hash == hash && known.status != 0) {
        Some(known) => json_answer(&json!({"data": {"transaction": shown(&chain, known)}})),
        None => server::json(StatusCode::NOT_FOUND, &json!({"error": "not found"})),
    }
}

pub(super) async fn wallet(
    State(node): State<Node>,
    Path((_chain, wallet)): Path<(String, String)>,
) -> Response<Body> {
    if let Some(response) = struck(&node) {
        return response;
    }
    let state = lock(&node.shared.chain);
    match state.accounts.get(&wallet) {
        Some(account) => json_answer(&json!({"data": {
            "address": wallet, "balance": account.balance.to_string(), "account_nonce": account.nonce,
            "last_balance_update": state.now() / 1000,
        }})),
        None => server::json(StatusCode::NOT_FOUND, &json!({"error": "not found"})),
    }
}
