//! Transfers: arguments of records, and the form that the specification gives them.

use serde_json::{Value, json};

use super::amounts::text;
use super::unhex;
use crate::picture::Picture;
use crate::vector::Vector;

/// User of all records.
pub(super) const OWNER: &str = "1840651530236071936";

/// PKCS#8 before the seed: as the references write it, and as it should be.
const HEADS: [&str; 2] = ["302e020100300b06032b657004220420", "302e020100300506032b657004220420"];

/// An argument under its Python or TypeScript name.
#[must_use]
pub fn argument<'a>(vector: &'a Vector, python: &str, script: &str) -> Option<&'a Value> {
    let args = &vector.call.args;
    args.get(python).or_else(|| args.get(script)).filter(|value| !value.is_null())
}

/// Body of the first request.
#[must_use]
pub fn first_body(vector: &Vector) -> Option<Value> {
    let request = vector.requests.first()?;
    request.body_json.clone().or_else(|| serde_json::from_str(request.body_text.as_deref()?).ok())
}

/// The ready text of the extra info: as it was sent.
#[must_use]
pub fn extra_text(vector: &Vector) -> String {
    let body = first_body(vector);
    let sent = body.as_ref().and_then(|body| body.pointer("/params/tx_msg/extra_info")?.as_str());
    sent.unwrap_or_default().to_owned()
}

/// The nonce as an integer of 64 bits without a sign.
pub(super) fn nonce(vector: &Vector) -> Option<u64> {
    text(vector.call.args.get("nonce")?)?.parse().ok()
}

/// The seed of a key's text, when it is one that ours takes.
#[must_use]
pub fn seed_of(vector: &Vector) -> Option<String> {
    let key = argument(vector, "private_key", "privateKey")?.as_str()?;
    if !key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    match key.len() {
        64 => Some(key.to_owned()),
        96 => HEADS.iter().find_map(|head| key.strip_prefix(head)).map(str::to_owned),
        128 => {
            let (seed, public) = key.split_at(64);
            let named = argument(vector, "public_key", "publicKey").and_then(Value::as_str);
            let public = bs58::encode(unhex(public)?).into_string();
            (named == Some(public.as_str())).then(|| seed.to_owned())
        }
        _ => None,
    }
}

/// A key of seed and public half: the references take the wrong half.
pub(super) fn has_other_half(vector: &Vector) -> bool {
    let key = argument(vector, "private_key", "privateKey").and_then(Value::as_str);
    key.is_some_and(|key| key.len() == 128) && seed_of(vector).is_some()
}

pub(super) fn pays_nobody(vector: &Vector) -> bool {
    let method = vector.call.method.as_str();
    let by_address = !matches!(method, "sendTransaction" | "send_transaction");
    by_address
        && ["sender", "recipient"].iter().any(|name| {
            let text = vector.call.args.get(*name).and_then(Value::as_str);
            text.is_some_and(|text| !super::is_address(text))
        })
}

/// Numbers of JavaScript that were no longer what was given.
pub(super) fn lost_digits(vector: &Vector) -> bool {
    let given = vector.call.args.get("nonce").filter(|nonce| nonce.get("$num").is_some());
    given.is_some() && nonce(vector).is_some()
}

/// Whether an argument has a type that the typed call does not take.
pub(super) fn is_untyped(vector: &Vector) -> bool {
    let args = &vector.call.args;
    let method = vector.call.method.as_str();
    let is_tx = super::is_tx(vector);
    let amount = args.get("amount");
    let scaled = args.get("originalAmount").or_else(|| args.get("original_amount"));
    let note = argument(vector, "text_data", "textData");
    let user = ["sender", "recipient"].iter().any(|name| {
        let by_user = matches!(method, "sendTransaction" | "send_transaction");
        let digits = |own: &Value| {
            text(own).is_some_and(|own| !own.is_empty() && own.bytes().all(|b| b.is_ascii_digit()))
        };
        by_user && !args.get(*name).is_some_and(digits)
    });
    let filter = args.get("filter_type").or_else(|| args.get("filter"));
    let at = if method.ends_with("BeforeTimestamp") { 1 } else { 3 };
    let filter = filter.or_else(|| args.as_array()?.get(at));
    let other_filter = method.starts_with("IndexerClient.")
        && filter.is_some_and(|filter| filter.as_u64().is_none_or(|filter| filter > 2));
    let tag = args.get("tag").and_then(Value::as_str);
    let sender = args.get("sender_id").and_then(Value::as_str);
    (is_tx
        && (!amount.is_some_and(Value::is_string)
            || nonce(vector).is_none()
            || note.is_some_and(|note| !note.is_string())
            || user))
        || other_filter
        || scaled.is_some_and(|own| own.is_boolean())
        || (args.as_object().is_some_and(|args| args.contains_key("originalAmount"))
            && scaled.is_none_or(Value::is_null))
        || args.get("decimals").is_some_and(|decimals| decimals.as_u64() != Some(6))
        || tag.is_some_and(|tag| !matches!(tag, "latest" | "pending"))
        || (super::is_send_token(vector)
            && (sender.is_some_and(|own| own.parse::<i64>().is_err())
                || amount.and_then(text).is_some_and(|own| own.contains('.'))))
        || (method.contains("AddressFromUserId")
            && args.get("userId").is_some_and(Value::is_number))
}

/// What a call to send asks for, one for each payment.
fn wanted(vector: &Vector) -> Vec<&Value> {
    match &vector.call.args {
        Value::Array(list) => list.iter().collect(),
        other => vec![other],
    }
}

/// Extra info in the specified order: what is repeated keeps its place and takes the last value.
fn extra_info(args: &Value, recorded: &str) -> String {
    let text = |name: &str| args.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut pairs = vec![
        ("ExtraAttribute".to_owned(), text("extra_attribute")),
        ("UserSenderUsername".to_owned(), text("sender_name")),
        ("type".to_owned(), "transfer_token".to_owned()),
    ];
    for (name, value) in in_order(args, recorded) {
        set(&mut pairs, name, value);
    }
    set(&mut pairs, "UserSenderId".into(), OWNER.into());
    set(&mut pairs, "UserReceiverId".into(), text("receiver_id"));
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{}:{}", Value::from(name), Value::from(value)))
        .collect();
    format!("{{{}}}", pairs.join(","))
}

fn set(pairs: &mut Vec<(String, String)>, name: String, value: String) {
    match pairs.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = value,
        None => pairs.push((name, value)),
    }
}

/// Further pairs in the order in which they were sent; maps of records have lost theirs.
#[must_use]
pub fn in_order(args: &Value, recorded: &str) -> Vec<(String, String)> {
    let map = args.get("mmn_extra_info").and_then(Value::as_object);
    let mut pairs: Vec<(String, String)> = map
        .into_iter()
        .flatten()
        .map(|(name, value)| {
            (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        })
        .collect();
    pairs.sort_by_key(|(name, _)| recorded.find(&format!("\"{name}\"")).unwrap_or(usize::MAX));
    pairs
}

/// The transfer as ours sends it: extra info and note of the newest SDK, a name for the node's address.
pub(super) fn specify(vector: &Vector, picture: &mut Picture) {
    super::own_signature(picture);
    let args = wanted(vector);
    let mut payments = args.iter();
    for body in super::bodies(picture) {
        if body.get("method").and_then(Value::as_str) != Some("tx.addtx") {
            continue;
        }
        let Some(args) = payments.next() else { continue };
        let Some(tx) = body.pointer_mut("/params/tx_msg").and_then(Value::as_object_mut) else {
            continue;
        };
        let old = tx.get("extra_info").and_then(Value::as_str).unwrap_or_default().to_owned();
        tx.insert("extra_info".into(), extra_info(args, &old).into());
        let note = args.get("note").and_then(Value::as_str).filter(|note| !note.is_empty());
        tx.insert("text_data".into(), note.unwrap_or("Transfer funds").into());
    }
}

/// One question for the nonce, and a slot of its own for each equal payment.
pub(super) fn ask_once(picture: &mut Picture, same: bool) {
    let method = |request: &Value| {
        request.pointer("/body/method").and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let mut asked = false;
    picture.requests.retain(|request| {
        method(request) != "account.getcurrentnonce" || !std::mem::replace(&mut asked, true)
    });
    let (mut id, mut paid) = (0, 0);
    for request in &mut picture.requests {
        let is_payment = method(request) == "tx.addtx";
        if let Some(place) = request.pointer_mut("/body/id") {
            id += 1;
            *place = id.into();
        }
        if is_payment && same && paid > 0 {
            if let Some(nonce) = request.pointer_mut("/body/params/tx_msg/nonce") {
                *nonce = json!(nonce.as_u64().unwrap_or_default() - paid);
            }
            if let Some(signature) = request.pointer_mut("/body/params/signature") {
                *signature = "<random>".into();
            }
        }
        paid += u64::from(is_payment);
    }
}
