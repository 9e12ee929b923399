//! The service that makes proofs. Its proofs are no real ones, but what they are about is.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::Node;
use super::check::{self, HEADER, PROOF_LEN};
use super::fault::LedgerFault;
use super::rpc::{empty, json_answer};
use super::serve::HangUp;
use crate::server;
use crate::world::lock;

pub(super) async fn prove(State(node): State<Node>, Json(ask): Json<Value>) -> Response<Body> {
    match node.shared.faults.take("prove") {
        Some(LedgerFault::LoseRequest | LedgerFault::LoseAnswer) => return HangUp::response(),
        Some(LedgerFault::Status(status) | LedgerFault::StatusAfter(status)) => {
            return empty(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY));
        }
        Some(LedgerFault::Late(wait)) => tokio::time::sleep(wait).await,
        Some(LedgerFault::Garbage) => return json_answer(&json!({"data": {"proof": ""}})),
        _ => {}
    }
    let refused = |status: StatusCode, words: &str| server::json(status, &json!({"error": words}));
    let text = |name: &str| ask.get(name).and_then(Value::as_str).unwrap_or_default();
    let (user, key, address) = (text("user_id"), text("ephemeral_pk"), text("address"));
    let accepted = {
        let settings = lock(&node.shared.settings);
        settings.tokens.is_empty() || settings.tokens.iter().any(|token| token == text("jwt"))
    };
    if !accepted || text("jwt").is_empty() {
        return refused(StatusCode::UNAUTHORIZED, "invalid token");
    }
    let is_key = bs58::decode(key).into_vec().is_ok_and(|bytes| bytes.len() == 32);
    let is_user = !user.is_empty() && user.len() <= 32;
    if !is_user || !is_key || address != check::address_of_user(user) {
        return refused(StatusCode::BAD_REQUEST, "invalid user, key or address");
    }
    let mut input = HEADER.to_vec();
    input.extend_from_slice(&[7; 32]);
    let mut id = [0_u8; 32];
    for (to, from) in id.iter_mut().rev().zip(user.bytes().rev()) {
        *to = from;
    }
    input.extend_from_slice(&id);
    input.extend_from_slice(&check::element(key));
    input.extend_from_slice(&check::element(address));
    let proof: Vec<u8> = (0..=255).cycle().take(PROOF_LEN).collect();
    let (proof, input) = (STANDARD.encode(proof), STANDARD.encode(input));
    json_answer(&json!({"data": {"proof": proof, "public_input": input}}))
}

pub(super) async fn health() -> Response<Body> {
    json_answer(
        &json!({"status": "ok", "timestamp": 1_700_000_000, "message": "", "version": "emulator"}),
    )
}
