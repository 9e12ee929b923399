//! Mezon's ledger: what a record shows, what its specification makes of it.

mod amounts;
mod transfer;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

pub use amounts::{exact, result as amount_result};
pub use transfer::{argument, extra_text, first_body, in_order, seed_of};

use super::Painter;
use crate::picture::{self, Picture};
use crate::vector::{Recorded, RecordedRequest, ScriptedResponse, Vector};

/// Records of token transfers as pictures.
pub static PAINTER: Painter = Painter { cases, recorded, instead };

/// Longest time that an address has as text, all zero: nobody's.
const NOBODY: [u8; 32] = [0; 32];

/// Kind of ours that an error over JSON-RPC stands for.
fn kind_of_rpc(body: &Value) -> Option<&'static str> {
    let error = body.get("error").filter(|error| error.is_object())?;
    if error.pointer("/data/code").and_then(Value::as_str) == Some("transaction_not_found") {
        return Some("NotFound");
    }
    let code = error.get("code").and_then(Value::as_i64).unwrap_or_default();
    Some(if (-32602..=-32600).contains(&code) { "Rejected" } else { "Server" })
}

/// A record as it is.
fn recorded(vector: &Vector) -> Picture {
    let mut result = picture::recorded_result(vector, kind_of_rpc);
    // The second half of what a validator says is words of its own.
    if vector.call.method == "MmnValidator.validate_amount"
        && let Some(fits) = result.pointer("/ok/0").cloned()
    {
        result = json!({"ok": fits});
    }
    Picture {
        requests: vector.requests.iter().map(request).collect(),
        result: plain(&result),
        ..Picture::default()
    }
}

fn request(request: &RecordedRequest) -> Value {
    let mut value = picture::recorded_request(request);
    let body = request.body_json.clone().or_else(|| {
        let text = request.body_text.as_deref()?;
        serde_json::from_str(text).ok()
    });
    if let Some(map) = value.as_object_mut() {
        if let Some(body) = body {
            map.insert("body".into(), body);
        }
        if let Some(valid) = request.crypto.as_ref().and_then(|own| own.get("ed25519_valid")) {
            map.insert("verified".into(), valid.clone());
        }
    }
    value
}

/// Integers that were too long for their language, as what they are.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(map) => match map.get("$int").and_then(Value::as_str) {
            Some(digits) if map.len() == 1 => {
                digits.parse::<u64>().map_or_else(|_| digits.into(), Value::from)
            }
            _ => map.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        },
        Value::Array(items) => items.iter().map(plain).collect(),
        other => other.clone(),
    }
}

fn is_tx(vector: &Vector) -> bool {
    let method = vector.call.method.as_str();
    method.starts_with("sendTransaction")
        || method.starts_with("send_transaction")
        || method == "postDonationCampaignFeed"
}

fn is_send_token(vector: &Vector) -> bool {
    let method = vector.call.method.as_str();
    method.starts_with("sendToken") || method == "send_token"
}

fn is_python_sdk(vector: &Vector) -> bool {
    vector.call.method == "send_token"
}

fn is_old_sdk(vector: &Vector) -> bool {
    vector.client.contains("2.8.33")
}

/// The answers as the server gives them: to the requests that ours makes.
///
/// A nonce is asked for once, and what a node answered to a second copy of the same bytes is no
/// answer to a payment of its own.
#[must_use]
pub fn answers(vector: &Vector) -> Vec<ScriptedResponse> {
    let (mut answers, mut asked, mut taken) = (Vec::new(), false, None);
    let mut id = 0;
    for (request, answer) in vector.requests.iter().zip(&vector.responses) {
        let method = method_of(request);
        if method == Some("account.getcurrentnonce") && std::mem::replace(&mut asked, true) {
            continue;
        }
        let mut answer = answer.clone();
        if method == Some("tx.addtx") && asks_twice(vector) {
            let first = taken.get_or_insert_with(|| answer.clone());
            answer = if is_same_payload(vector) { first.clone() } else { answer };
        }
        if let Some(body) = answer.json.as_mut().and_then(Value::as_object_mut)
            && method.is_some()
            && asks_twice(vector)
        {
            id += 1;
            body.insert("id".into(), id.into());
        }
        answers.push(answer);
    }
    answers.extend(vector.responses.iter().skip(vector.requests.len()).cloned());
    answers
}

fn method_of(request: &RecordedRequest) -> Option<&str> {
    request.body_json.as_ref()?.get("method")?.as_str()
}

fn asks_twice(vector: &Vector) -> bool {
    let asks = |request: &&RecordedRequest| method_of(request) == Some("account.getcurrentnonce");
    vector.requests.iter().filter(asks).count() > 1
}

fn is_same_payload(vector: &Vector) -> bool {
    let list = vector.call.args.as_array().map(Vec::as_slice).unwrap_or_default();
    matches!(list, [first, second] if first == second)
}

/// Whether a text is an address by the specification: base58 of 32 bytes that are not all zero.
fn is_address(text: &str) -> bool {
    bs58::decode(text).into_vec().is_ok_and(|bytes| bytes.len() == 32 && bytes != NOBODY)
}

fn answer_of(vector: &Vector) -> Option<&Value> {
    vector.responses.first().filter(|own| own.status == Some(200))?.json.as_ref()
}

fn result_of(vector: &Vector) -> Option<&Value> {
    answer_of(vector)?.get("result").filter(|result| result.is_object())
}

fn is_rpc(vector: &Vector) -> bool {
    vector.requests.first().is_some_and(|request| method_of(request).is_some())
        || vector.requests.first().is_some_and(|request| request.body_text.is_some())
}

fn answers_other_id(vector: &Vector) -> bool {
    let asked = vector.requests.first().and_then(|request| request.body_json.as_ref()?.get("id"));
    let given = answer_of(vector).and_then(|answer| answer.get("id"));
    is_rpc(vector) && asked.is_some() && given.is_some() && asked != given
}

/// Whether a call to send is refused by section 10, step 1, before anything is asked.
fn is_refused(vector: &Vector) -> bool {
    let args = &vector.call.args;
    let amount = args.get("amount");
    let units = amount.and_then(|amount| exact(amount, 6));
    let wrong_amount = amount.is_some() && units.as_deref().is_none_or(|units| units == "0");
    let to_self = args.get("receiver_id").and_then(Value::as_str) == Some(transfer::OWNER);
    let sender = args.get("sender_id").and_then(Value::as_str);
    let note = args.get("note").and_then(Value::as_str).unwrap_or_default();
    is_send_token(vector)
        && (wrong_amount
            || to_self
            || sender.is_some_and(|sender| sender != transfer::OWNER)
            || note.len() > 512
            || note.split_once('|').is_some_and(|(left, right)| {
                let digits =
                    |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
                digits(left) || digits(right.split('|').next().unwrap_or_default())
            }))
}

fn cases(vector: &Vector) -> Vec<&'static str> {
    let args = &vector.call.args;
    let recorded = vector.recorded();
    let is_ok = matches!(recorded, Recorded::Ok(_));
    let method = vector.call.method.as_str();
    let crypto = |name: &str| {
        let of = |request: &RecordedRequest| request.crypto.as_ref()?.get(name).cloned();
        vector.requests.iter().find_map(of)
    };
    let first_status = vector.responses.first().and_then(|answer| answer.status).unwrap_or(200);
    let proof = answer_of(vector).and_then(|body| body.get("data"));
    let filled = |name: &str| {
        proof.and_then(|proof| proof.get(name)?.as_str()).is_some_and(|text| !text.is_empty())
    };
    let is_prover = method.starts_with("ZkClient.");
    let user =
        vector.requests.first().and_then(|request| request.body_json.as_ref()?.get("user_id"));
    let failed = |vector: &Vector| {
        let error = vector.result.get("error").and_then(|error| error.get("message")?.as_str());
        error.is_some_and(|error| error.starts_with("Transaction failed: "))
    };
    let address = args.get("addr").or_else(|| args.get("address")).and_then(Value::as_str);
    let validates = matches!(method, "validateAddress" | "validate_address");
    [
        ("server_side", vector.client.starts_with("raw HTTP")),
        ("untyped", transfer::is_untyped(vector)),
        ("custom_headers", args.get("config_headers").is_some()),
        ("double_slash", vector.requests.iter().any(|request| request.path.contains("//"))),
        (
            "spaced_envelope",
            is_tx(vector)
                && crypto("envelope_utf8").and_then(|own| Some(own.as_str()?.contains("\": \"")))
                    == Some(true),
        ),
        ("lost_digits", transfer::lost_digits(vector)),
        ("redirected", (300..400).contains(&first_status)),
        ("other_id", answers_other_id(vector)),
        (
            "no_result",
            is_ok
                && is_rpc(vector)
                && !is_send_token(vector)
                && first_status == 200
                && result_of(vector).is_none(),
        ),
        (
            "readable",
            !is_ok
                && is_tx(vector)
                && !answers_other_id(vector)
                && result_of(vector)
                    .is_some_and(|result| result.get("ok").is_some_and(Value::is_boolean)),
        ),
        ("amount", amounts::is_about(vector) && amounts::differs(vector)),
        (
            "nobody",
            validates
                && address.is_some_and(|text| !is_address(text))
                && vector.result.get("ok") != Some(&json!(false)),
        ),
        (
            "to_nobody",
            is_tx(vector) && !vector.requests.is_empty() && transfer::pays_nobody(vector),
        ),
        ("incomplete_proof", is_prover && is_ok && !(filled("proof") && filled("public_input"))),
        (
            "further_fields",
            is_prover && is_ok && proof.and_then(Value::as_object).is_some_and(|own| own.len() > 2),
        ),
        ("number_user", user.is_some_and(Value::is_number)),
        (
            "no_slot",
            vector.responses.iter().any(|answer| {
                let nonce = answer.json.as_ref().and_then(|body| body.pointer("/result/nonce"));
                nonce.and_then(Value::as_u64) == Some(u64::MAX)
            }),
        ),
        (
            "nonce_error",
            is_ok
                && method.to_lowercase().contains("nonce")
                && !transfer::is_untyped(vector)
                && result_of(vector)
                    .is_some_and(|own| own.get("error").is_some_and(|own| own != "")),
        ),
        (
            "number_status",
            method.starts_with("IndexerClient.")
                && vector.result.get("ok").is_some_and(has_number_status),
        ),
        ("refused", is_refused(vector)),
        (
            "own_form",
            (is_python_sdk(vector) || is_old_sdk(vector))
                && is_send_token(vector)
                && !is_refused(vector),
        ),
        ("failed", failed(vector) && !is_refused(vector) && !asks_twice(vector)),
        ("asks_twice", asks_twice(vector)),
        ("same_payload", is_same_payload(vector)),
        (
            "no_proof",
            is_send_token(vector)
                && !is_refused(vector)
                && !vector.requests.iter().any(|request| request.path.ends_with("/prove")),
        ),
        ("other_half", transfer::has_other_half(vector)),
        ("refused_key", is_tx(vector) && !vector.requests.is_empty() && seed_of(vector).is_none()),
    ]
    .into_iter()
    .filter_map(|(name, holds)| holds.then_some(name))
    .collect()
}

fn has_number_status(result: &Value) -> bool {
    result.get("status").is_some_and(Value::is_number)
}

fn bodies(picture: &mut Picture) -> impl Iterator<Item = &mut Value> {
    picture.requests.iter_mut().filter_map(|request| request.get_mut("body"))
}

fn instead(change: &str, vector: &Vector, picture: &mut Picture) -> Result<(), String> {
    let (name, value) = change.split_once(':').unwrap_or((change, ""));
    match name {
        "fails" => picture.fails(value),
        "requests" => {
            let count = value.parse().map_err(|_| format!("{change:?} names no number"))?;
            picture.requests.truncate(count);
        }
        "one_slash" => {
            for path in picture.requests.iter_mut().filter_map(|own| own.get_mut("path")) {
                *path = path.as_str().unwrap_or_default().replace("//", "/").into();
            }
        }
        "compact_envelope" => {
            let signed: Vec<Option<Value>> = vector.requests.iter().map(compact).collect();
            for (request, signature) in picture.requests.iter_mut().zip(signed) {
                if let (Some(signature), Some(place)) =
                    (signature, request.pointer_mut("/body/params/signature"))
                {
                    *place = signature;
                }
            }
        }
        // Another text is signed than the record's: that the signature fits is compared by itself.
        "own_signature" => own_signature(picture),
        "exact_nonce" => {
            own_signature(picture);
            let nonce = transfer::nonce(vector).ok_or("no nonce")?;
            for place in bodies(picture).filter_map(|body| body.pointer_mut("/params/tx_msg/nonce"))
            {
                *place = nonce.into();
            }
        }
        "answer" => {
            let result = result_of(vector).cloned().ok_or("the answer has no result")?;
            picture.result = json!({"ok": result});
        }
        "last_answer" => {
            let last =
                vector.responses.last().and_then(|answer| answer.json.as_ref()?.get("result"));
            picture.result = json!({"ok": last.cloned().ok_or("the answer has no result")?});
        }
        "amount" => picture.result = amount_result(vector),
        "text_status" => {
            if let Some(status) = picture.result.pointer_mut("/ok/status") {
                *status = status.to_string().into();
            }
        }
        "no" => picture.result = json!({"ok": false}),
        "known_fields" => {
            let known = |name: &str| picture.result.pointer("/ok")?.get(name).cloned();
            let fields: Map<String, Value> = ["proof", "public_input"]
                .into_iter()
                .filter_map(|name| Some((name.to_owned(), known(name)?)))
                .collect();
            picture.result = json!({"ok": fields});
        }
        "text_user" => {
            for user in bodies(picture).filter_map(|body| body.get_mut("user_id")) {
                *user = user.as_str().map_or_else(|| user.to_string(), str::to_owned).into();
            }
        }
        "specified_form" => transfer::specify(vector, picture),
        "one_question" => transfer::ask_once(picture, is_same_payload(vector)),
        "both_paid" => {
            let one = picture.result.pointer("/ok/0").cloned().unwrap_or_default();
            picture.result = json!({"ok": [one.clone(), one]});
        }
        _ => return Err(format!("nobody knows the change {change:?}")),
    }
    Ok(())
}

fn own_signature(picture: &mut Picture) {
    for request in &mut picture.requests {
        if let Some(place) = request.pointer_mut("/body/params/signature") {
            *place = "<random>".into();
            if let Some(request) = request.as_object_mut() {
                request.insert("verified".into(), true.into());
            }
        }
    }
}

/// The recorded signature in its compact form.
fn compact(request: &RecordedRequest) -> Option<Value> {
    let crypto = request.crypto.as_ref()?;
    let base64 = |name: &str| Some(STANDARD.encode(unhex(crypto.get(name)?.as_str()?)?));
    let (key, signature) = (base64("pubkey_hex")?, base64("sig_hex")?);
    crypto.get("envelope_utf8").filter(|own| own.is_string())?;
    let envelope = format!("{{\"PubKey\":\"{key}\",\"Sig\":\"{signature}\"}}");
    Some(bs58::encode(envelope).into_string().into())
}

/// Bytes of hexadecimal digits.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}
