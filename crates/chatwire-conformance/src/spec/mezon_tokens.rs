//! Mezon's ledger: what a record shows, what its specification makes of it.

mod amounts;
mod answers;
mod course;
mod transfer;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

pub use amounts::{exact, result as amount_result, text as amount_text};
pub use transfer::{argument, extra_text, first_body, in_order, lacks_argument, seed_of, user_id};

use answers::Reading;

use super::Painter;
use crate::picture::{self, Picture};
use crate::vector::{RecordedRequest, ScriptedResponse, Vector};

/// Records of token transfers as pictures.
pub static PAINTER: Painter = Painter { cases, recorded, instead };

/// Longest time that an address has as text, all zero: nobody's.
const NOBODY: [u8; 32] = [0; 32];

/// Kind of ours that an error over JSON-RPC stands for.
fn kind_of_rpc(body: &Value) -> Option<&'static str> {
    body.get("error").filter(|error| error.is_object()).map(refusal)
}

fn refusal(error: &Value) -> &'static str {
    if error.pointer("/data/code").and_then(Value::as_str) == Some("transaction_not_found") {
        return "NotFound";
    }
    match error.get("code").map(Value::as_i64) {
        Some(None) => "Decode",
        Some(Some(-32602..=-32600)) => "Rejected",
        _ => "Server",
    }
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

fn answers_other_id(vector: &Vector) -> bool {
    let asked = vector.requests.first().and_then(|request| request.body_json.as_ref()?.get("id"));
    let answer = vector.responses.first().filter(|own| own.status == Some(200));
    let given = answer.and_then(answers::body).filter(Value::is_object);
    !is_send_token(vector)
        && asked.is_some()
        && given.is_some_and(|answer| answer.get("id") != asked)
}

/// Whether the specification reads an answer in another way than the reference.
fn reads_otherwise(vector: &Vector) -> bool {
    let recorded = recorded(vector).result;
    let shown = match vector.call.method.as_str() {
        "mmnInitialized" => recorded.pointer("/ok/zkProofs"),
        _ => recorded.get("ok"),
    };
    match answers::reading(vector) {
        Some(Reading::Is(value)) => shown.map(without_nulls) != Some(value),
        Some(Reading::Fails(kind)) => {
            let kinds = recorded.pointer("/error/kinds").and_then(Value::as_array);
            !kinds.is_some_and(|kinds| kinds.contains(&kind.into()))
        }
        None => false,
    }
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect()
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

/// What stands in a path: a hash, or the id of an envelope.
fn path_part(vector: &Vector) -> Option<&str> {
    let args = &vector.call.args;
    match vector.call.method.as_str() {
        "IndexerClient.getTransactionByHash" | "IndexerClient.get_transaction_by_hash" => {
            args.get("hash").or_else(|| args.get("tx_hash"))?.as_str()
        }
        "DongClient.claimRedEnvelopeQR" => args.get(0)?.as_str(),
        _ => None,
    }
}

fn escaped(part: &str) -> String {
    let escape = |byte: u8| match byte {
        b'-' | b'.' | b'_' | b'~' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    part.bytes().map(escape).collect()
}

/// The wallet that a list or a detail is asked for.
fn wallet(vector: &Vector) -> Option<&str> {
    let args = &vector.call.args;
    vector.call.method.starts_with("IndexerClient.").then_some(())?;
    args.get("wallet").or_else(|| args.get(0))?.as_str()
}

fn cases(vector: &Vector) -> Vec<&'static str> {
    let args = &vector.call.args;
    let method = vector.call.method.as_str();
    let crypto = |name: &str| {
        let of = |request: &RecordedRequest| request.crypto.as_ref()?.get(name).cloned();
        vector.requests.iter().find_map(of)
    };
    let first_status = vector.responses.first().and_then(|answer| answer.status).unwrap_or(200);
    let user =
        vector.requests.first().and_then(|request| request.body_json.as_ref()?.get("user_id"));
    let address = args.get("addr").or_else(|| args.get("address")).and_then(Value::as_str);
    let (untyped, is_refused) = (transfer::is_untyped(vector), transfer::is_refused(vector));
    let bad_proof = !is_refused && answers::is_bad_proof(vector);
    let no_nonce = !is_refused && matches!(answers::nonce(vector), Some(Reading::Fails(_)));
    let goes_out = !(is_refused || untyped || bad_proof || no_nonce);
    let part = path_part(vector);
    let has_no_name = part.is_some_and(|part| matches!(part, "" | "." | ".."));
    let validates = matches!(method, "validateAddress" | "validate_address");
    [
        ("server_side", vector.client.starts_with("raw HTTP")),
        ("untyped", untyped),
        ("custom_headers", args.get("config_headers").is_some()),
        ("double_slash", vector.requests.iter().any(|request| request.path.contains("//prove"))),
        (
            "spaced_envelope",
            is_tx(vector)
                && crypto("envelope_utf8").and_then(|own| Some(own.as_str()?.contains("\": \"")))
                    == Some(true),
        ),
        ("lost_digits", transfer::lost_digits(vector)),
        ("redirected", matches!(first_status, 301 | 302 | 303 | 307 | 308)),
        ("other_id", answers_other_id(vector)),
        ("read", reads_otherwise(vector)),
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
        ("number_user", user.is_some_and(Value::is_number)),
        (
            "no_slot",
            vector.responses.iter().any(|answer| {
                let nonce = answer.json.as_ref().and_then(|body| body.pointer("/result/nonce"));
                nonce.and_then(Value::as_u64) == Some(u64::MAX)
            }),
        ),
        ("refused", is_refused),
        (
            "own_form",
            is_send_token(vector) && !is_refused && !untyped && transfer::has_own_form(vector),
        ),
        ("bad_proof", bad_proof),
        ("no_nonce", no_nonce),
        (
            "failed",
            goes_out
                && !is_same_payload(vector)
                && answers::words(vector)
                    .is_some_and(|words| words.get("ok") != recorded(vector).result.get("ok")),
        ),
        ("pursued", goes_out && course::course(vector).is_some()),
        ("asks_twice", asks_twice(vector)),
        ("same_payload", is_same_payload(vector)),
        (
            "no_proof",
            is_send_token(vector)
                && !is_refused
                && !vector.requests.iter().any(|request| request.path.ends_with("/prove")),
        ),
        ("no_name", has_no_name),
        ("odd_path", !has_no_name && part.is_some_and(|part| escaped(part) != part)),
        ("no_wallet", !untyped && wallet(vector).is_some_and(|wallet| !is_address(wallet))),
        (
            "asked_again",
            vector.requests.len() > 1
                && vector.requests.iter().all(|request| request.method == "GET")
                && vector.responses.first().is_some_and(|answer| answer.drop),
        ),
        ("other_half", transfer::has_other_half(vector)),
        ("refused_key", is_tx(vector) && !vector.requests.is_empty() && seed_of(vector).is_none()),
    ]
    .into_iter()
    .filter_map(|(name, holds)| holds.then_some(name))
    .collect()
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
                *path = path.as_str().unwrap_or_default().replace("//prove", "/prove").into();
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
        "as_read" => match answers::reading(vector).ok_or("the answer says nothing")? {
            Reading::Is(value) => match picture.result.pointer_mut("/ok/zkProofs") {
                Some(proof) => *proof = value,
                None => picture.result = json!({"ok": value}),
            },
            Reading::Fails(kind) => picture.fails(kind),
        },
        "last_answer" => {
            picture.result = answers::words(vector).ok_or("the node says nothing")?;
        }
        "no_nonce" => {
            picture.requests.truncate(2);
            if let Some(Reading::Fails(kind)) = answers::nonce(vector) {
                picture.fails(kind);
            }
        }
        "pursued" => course::pursue(vector, picture),
        "escaped_path" => {
            let part = escaped(path_part(vector).unwrap_or_default());
            for request in picture.requests.iter_mut().filter_map(Value::as_object_mut) {
                let path = match vector.call.method.starts_with("Dong") {
                    true => format!("/api/v1/red-envelopes/qr/{part}/claim"),
                    false => format!("/indexer-api/1337/tx/{part}/detail"),
                };
                request.insert("path".into(), path.into());
                request.insert("query".into(), json!([]));
            }
        }
        "amount" => picture.result = amount_result(vector),
        "no" => picture.result = json!({"ok": false}),
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
