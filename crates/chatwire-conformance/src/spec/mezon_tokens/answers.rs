//! What the specification reads in an answer: which fields it has, of which types, and which may be missing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::vector::{RecordedRequest, ScriptedResponse, Vector};

/// Type of a field.
#[derive(Clone, Copy)]
enum Type {
    Text,
    Flag,
    /// A whole number without a sign, of 64 bits.
    Number,
    /// A whole number of 64 bits.
    Signed,
    /// The same, or its digits as text: the indexer writes as it likes.
    Whole,
    /// A text, or an integer as its digits.
    Loose,
    /// Digits of 256 bits, as text or number.
    Units,
}

/// A field: its name, its type, and whether there is no answer without it.
type Field = (&'static str, Type, bool);

/// Section 7.
const ADD_TX: &[Field] =
    &[("ok", Type::Flag, true), ("tx_hash", Type::Text, false), ("error", Type::Text, false)];
const NONCE: &[Field] = &[
    ("nonce", Type::Number, true),
    ("address", Type::Text, false),
    ("tag", Type::Text, false),
    ("error", Type::Text, false),
];
const ACCOUNT: &[Field] = &[
    ("balance", Type::Units, true),
    ("address", Type::Text, false),
    ("nonce", Type::Number, false),
    ("decimals", Type::Number, false),
];
/// Section 4.
const PROOF: &[Field] = &[("proof", Type::Text, true), ("public_input", Type::Text, true)];
/// Section 9.
const TRANSACTION: &[Field] = &[
    ("hash", Type::Text, true),
    ("chain_id", Type::Loose, false),
    ("nonce", Type::Whole, false),
    ("block_hash", Type::Text, false),
    ("block_number", Type::Whole, false),
    ("from_address", Type::Text, false),
    ("to_address", Type::Text, false),
    ("value", Type::Loose, false),
    ("transaction_type", Type::Whole, false),
    ("transaction_timestamp", Type::Whole, false),
    ("text_data", Type::Text, false),
    ("extra_info", Type::Text, false),
    ("status", Type::Loose, false),
];
const META: &[Field] = &[
    ("chain_id", Type::Loose, false),
    ("page", Type::Whole, false),
    ("address", Type::Text, false),
    ("signature", Type::Text, false),
    ("limit", Type::Number, false),
    ("total_items", Type::Number, false),
    ("total_pages", Type::Number, false),
    ("has_more", Type::Flag, false),
    ("next_timestamp", Type::Loose, false),
    ("next_hash", Type::Text, false),
];
const WALLET: &[Field] = &[
    ("address", Type::Text, false),
    ("balance", Type::Units, false),
    ("account_nonce", Type::Whole, false),
    ("last_balance_update", Type::Whole, false),
];
const SHARE: &[Field] = &[
    ("split_money_id", Type::Signed, false),
    ("amount", Type::Signed, false),
    ("description", Type::Text, false),
];

/// What an answer is to a call: a value, or nothing that could be read.
pub(super) enum Reading {
    Is(Value),
    Fails(&'static str),
}

/// JSON of an answer, whatever its label says.
pub(super) fn body(answer: &ScriptedResponse) -> Option<Value> {
    let text = || answer.text.as_deref().map(|text| text.trim_start_matches('\u{feff}'));
    answer.json.clone().or_else(|| serde_json::from_str(text()?).ok())
}

/// What the specification reads in the answer to the one request of a call.
///
/// `None` where a status, a redirect or a lost connection says it all.
pub(super) fn reading(vector: &Vector) -> Option<Reading> {
    let answer = vector.responses.first().filter(|own| {
        !own.drop && !own.none && own.status.is_some_and(|status| (200..300).contains(&status))
    })?;
    let method = vector.call.method.as_str();
    let name = method.rsplit('.').next().unwrap_or_default();
    if answer.fake_len.is_some() {
        return Some(Reading::Fails("Transport"));
    }
    // Any status of success says that the money was claimed.
    if name == "claimRedEnvelopeQR" {
        return Some(Reading::Is(Value::Null));
    }
    let read = |value: Option<Value>| value.map_or(Reading::Fails("Decode"), Reading::Is);
    let Some(body) = body(answer) else { return Some(Reading::Fails("Decode")) };
    let data = |fields: &[Field]| record(fields, body.get("data")?);
    Some(match name {
        "getZkProofs" | "get_zk_proofs" | "mmnInitialized" => read(data(PROOF).filter(is_filled)),
        "getTransactionByHash" | "get_transaction_by_hash" => {
            read(body.pointer("/data/transaction").and_then(|own| record(TRANSACTION, own)))
        }
        "getWalletDetail" | "get_wallet_detail" => read(data(WALLET)),
        "claimAmountRedEnvelopeQR" => read(data(SHARE)),
        _ if method.starts_with("IndexerClient.") => read(page(&body)),
        "getAccountByUserId" | "get_account_by_user_id" => {
            rpc(vector.requests.first()?, ACCOUNT, &body)
        }
        _ if name.to_lowercase().contains("nonce") => rpc(vector.requests.first()?, NONCE, &body),
        _ if super::is_tx(vector) => rpc(vector.requests.first()?, ADD_TX, &body),
        _ => return None,
    })
}

/// The answers to one step of payments that had a status of success.
fn steps(vector: &Vector, method: &str, fields: &[Field]) -> Vec<Reading> {
    let steps = vector.requests.iter().zip(&vector.responses);
    let steps = steps.filter(|(own, answer)| {
        super::method_of(own) == Some(method)
            && answer.status.is_some_and(|status| (200..300).contains(&status))
    });
    let read = |(request, answer)| match body(answer) {
        Some(body) => rpc(request, fields, &body),
        None => Reading::Fails("Decode"),
    };
    if super::is_send_token(vector) { steps.map(read).collect() } else { Vec::new() }
}

/// The nonce of a payment.
pub(super) fn nonce(vector: &Vector) -> Option<Reading> {
    steps(vector, "account.getcurrentnonce", NONCE).into_iter().next()
}

/// What calls to send return: the node's word on each payment, where it can be read.
pub(super) fn words(vector: &Vector) -> Option<Value> {
    let said = steps(vector, "tx.addtx", ADD_TX).into_iter().map(|word| match word {
        Reading::Is(word) => Some(json!({"ok": word})),
        Reading::Fails(_) => None,
    });
    let said: Option<Vec<Value>> = said.collect();
    let said = said.filter(|said| !said.is_empty())?;
    if vector.call.args.is_array() { Some(json!({"ok": said})) } else { said.into_iter().next() }
}

/// Whether a payment has no proof, or one about somebody else.
pub(super) fn is_bad_proof(vector: &Vector) -> bool {
    let mut steps = vector.requests.iter().zip(&vector.responses);
    let Some((_, answer)) = steps.find(|(request, _)| request.path.ends_with("/prove")) else {
        return false;
    };
    let is_success = answer.status.is_some_and(|status| (200..300).contains(&status));
    let proof = body(answer).and_then(|body| record(PROOF, body.get("data")?));
    super::is_send_token(vector) && is_success && !proof.is_some_and(|proof| is_own(&proof))
}

/// Whether a public input has the form of section 4 and names the user of all records.
fn is_own(proof: &Value) -> bool {
    let input = proof.get("public_input").and_then(Value::as_str).unwrap_or_default();
    let input = STANDARD.decode(input).unwrap_or_default();
    let user = super::transfer::OWNER.as_bytes();
    input.len() == 140
        && input.starts_with(&[0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4])
        && input.get(44..76).is_some_and(|element| element.ends_with(user))
}

/// The result of a call over JSON-RPC.
fn rpc(request: &RecordedRequest, fields: &[Field], body: &Value) -> Reading {
    let text = || serde_json::from_str(request.body_text.as_deref()?).ok();
    let asked: Option<Value> = request.body_json.clone().or_else(text);
    if asked.as_ref().and_then(|asked| asked.get("id")) != body.get("id") {
        return Reading::Fails("Decode");
    }
    if let Some(error) = body.get("error").filter(|error| !error.is_null()) {
        return Reading::Fails(if error.is_object() { super::refusal(error) } else { "Decode" });
    }
    let Some(result) = body.get("result").and_then(|result| record(fields, result)) else {
        return Reading::Fails("Decode");
    };
    let has_error = result.get("error").is_some_and(|error| error != "");
    match result.get("nonce").and_then(Value::as_u64) {
        Some(_) if has_error => Reading::Fails("Rejected"),
        Some(u64::MAX) => Reading::Fails("Server"),
        _ => Reading::Is(result),
    }
}

fn is_filled(proof: &Value) -> bool {
    proof.as_object().is_some_and(|own| own.values().all(|half| half != ""))
}

/// A page; what it says of itself may be missing, and what cannot be read of its list is kept aside.
fn page(body: &Value) -> Option<Value> {
    let body = body.as_object()?;
    let items = match body.get("data") {
        None | Some(Value::Null) => Vec::new(),
        Some(list) => {
            list.as_array()?.iter().filter_map(|item| record(TRANSACTION, item)).collect()
        }
    };
    let meta = body.get("meta").and_then(|meta| record(META, meta)).unwrap_or_else(|| json!({}));
    Some(json!({"meta": meta, "data": items}))
}

/// The known fields of a record, in their types; `None` when one is of another, or missing and needed.
fn record(fields: &[Field], value: &Value) -> Option<Value> {
    let given = value.as_object()?;
    let mut read = Map::new();
    for &(name, ty, is_needed) in fields {
        match given.get(name).filter(|value| !value.is_null()) {
            Some(value) => {
                read.insert(name.to_owned(), typed(ty, value)?);
            }
            None if is_needed => return None,
            None => {}
        }
    }
    Some(read.into())
}

fn typed(ty: Type, value: &Value) -> Option<Value> {
    let whole = || value.as_i64().map(Value::from).or_else(|| value.as_u64().map(Value::from));
    match ty {
        Type::Text => value.is_string().then(|| value.clone()),
        Type::Flag => value.is_boolean().then(|| value.clone()),
        Type::Number => value.as_u64().map(Value::from),
        Type::Signed => value.as_i64().map(Value::from),
        Type::Whole => match value.as_str() {
            Some(digits) => digits.parse::<i64>().ok().map(Value::from),
            None => whole(),
        },
        Type::Loose => match value {
            Value::String(_) => Some(value.clone()),
            _ => whole().map(|number| number.to_string().into()),
        },
        Type::Units => super::amounts::whole_units(value).map(Value::from),
    }
}
