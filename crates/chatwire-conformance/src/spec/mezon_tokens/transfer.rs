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
    // Blanks around it and the case of its digits count for nothing.
    let key = argument(vector, "private_key", "privateKey")?.as_str()?.trim().to_lowercase();
    if !key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    match key.len() {
        64 => Some(key),
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

/// A user's id as a number of 64 bits: in decimal digits, or in Python an integer.
///
/// A number of JavaScript is hashed as it lies in memory, and its texts as they are.
#[must_use]
pub fn user_id(vector: &Vector, value: &Value) -> Option<String> {
    let is_script = !vector.call.method.contains('_');
    let digits = match value {
        Value::Number(_) if is_script => return None,
        value => text(value)?,
    };
    let number = digits.parse::<i64>().ok()?;
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| if is_script { digits } else { number.to_string() })
}

/// Whether Python's model of a transaction lacks something that it needs.
#[must_use]
pub fn lacks_argument(vector: &Vector) -> bool {
    let args = &vector.call.args;
    let method = vector.call.method.as_str();
    let extra = args.get("extra_info").filter(|extra| !extra.is_null());
    let has_proof = ["public_key", "zk_proof", "zk_pub"]
        .iter()
        .all(|name| args.get(*name).is_some_and(Value::is_string));
    method.starts_with("send_transaction")
        && (extra.is_some_and(|extra| !extra.get("type").is_some_and(Value::is_string))
            || !(has_proof || method.ends_with("by_private_key")))
}

/// Whether an argument has a type or a value that the typed call does not take.
pub(super) fn is_untyped(vector: &Vector) -> bool {
    let args = &vector.call.args;
    let method = vector.call.method.as_str();
    let is_list = |name: &str| args.get(name).is_some_and(|own| text(own).is_none());
    if super::is_send_token(vector) {
        return wanted(vector).into_iter().any(is_untyped_payment);
    }
    if super::is_tx(vector) {
        return is_untyped_tx(vector);
    }
    if method.starts_with("IndexerClient.") {
        return is_untyped_list(vector);
    }
    if super::amounts::METHODS.contains(&method) {
        let scaled = args.get("originalAmount").or_else(|| args.get("original_amount"));
        let needs_one = method.starts_with("scale");
        return (needs_one && scaled.is_none())
            || ["originalAmount", "original_amount", "amount", "balance"].into_iter().any(is_list)
            || args.get("decimals").is_some_and(|decimals| decimals.as_u64() != Some(6));
    }
    if let Some(user) = args.get("userId").or_else(|| args.get("user_id"))
        && method.contains("ddress")
    {
        return !user.is_string() && user_id(vector, user).is_none();
    }
    args.get("tag").is_some_and(|tag| !matches!(tag.as_str(), Some("latest" | "pending")))
}

fn is_untyped_tx(vector: &Vector) -> bool {
    let args = &vector.call.args;
    let by_user = matches!(vector.call.method.as_str(), "sendTransaction" | "send_transaction");
    let user = ["sender", "recipient"]
        .iter()
        .any(|name| args.get(*name).and_then(|own| user_id(vector, own)).is_none());
    let note = argument(vector, "text_data", "textData");
    let time = args.get("timestamp").filter(|time| !time.is_null());
    lacks_argument(vector)
        || !args.get("amount").is_some_and(Value::is_string)
        || args.get("nonce").is_some_and(Value::is_string)
        || nonce(vector).is_none()
        || note.is_some_and(|note| !note.is_string())
        || time.is_some_and(|time| !time.is_u64())
        || (by_user && user)
}

fn is_untyped_list(vector: &Vector) -> bool {
    let args = &vector.call.args;
    let method = vector.call.method.as_str();
    let pages = matches!(
        method,
        "IndexerClient.getTransactionByWallet" | "IndexerClient.get_transaction_by_wallet"
    );
    let by_time = method.ends_with("BeforeTimestamp");
    let named = |name: &str, at: usize| {
        let listed = args.as_array().and_then(|list| list.get(at));
        listed.or_else(|| args.get(name)).filter(|own| !own.is_null())
    };
    let filter = named("filter_type", if by_time { 1 } else { 3 });
    let no_filter = match filter {
        Some(filter) => filter.as_u64().is_none_or(|filter| filter > 2),
        // Without one, JavaScript asks for everybody's.
        None => args.is_array(),
    };
    let is_no_count = |own: &Value| own.as_i64().is_none_or(|own| own > u32::MAX.into());
    (pages || by_time)
        && (no_filter
            || named("limit", 2).is_some_and(is_no_count)
            || (pages && named("page", 1).is_some_and(is_no_count))
            || (pages && named("sort_order", 5).is_some_and(|own| own != "asc" && own != "desc")))
}

fn is_untyped_payment(args: &Value) -> bool {
    let id = |name: &str| {
        let text = args.get(name).and_then(Value::as_str)?;
        Some(text.parse::<i64>().is_ok_and(|number| number.to_string() == text))
    };
    let extra = args.get("mmn_extra_info").and_then(Value::as_object);
    let is_text = |own: &Value| own.is_string() || own.is_number() || own.is_boolean();
    let amount = args.get("amount").and_then(text);
    id("receiver_id") == Some(false)
        || id("sender_id") == Some(false)
        || amount.is_none_or(|own| own.contains('.'))
        || extra.is_some_and(|extra| !extra.values().all(is_text))
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
    // A bar would let others divide the signed text anew (section 11.1).
    format!("{{{}}}", pairs.join(",")).replace('|', "\\u007c")
}

/// The note as it is sent.
fn note(args: &Value) -> &str {
    let given = args.get("note").and_then(Value::as_str).filter(|note| !note.is_empty());
    given.unwrap_or("Transfer funds")
}

/// Whether a payment is refused by section 10, step 1, before anything is asked.
pub(super) fn is_refused(vector: &Vector) -> bool {
    super::is_send_token(vector) && wanted(vector).into_iter().any(is_refused_payment)
}

fn is_refused_payment(args: &Value) -> bool {
    let id = |name: &str| args.get(name).and_then(Value::as_str);
    let amount = args.get("amount");
    let units = amount.and_then(|amount| super::exact(amount, 6));
    let (note, extra) = (note(args), extra_info(args, ""));
    let is_user = |id: &str| id.parse::<i64>().is_ok_and(|id| id > 0);
    (amount.is_some() && units.as_deref().is_none_or(|units| units == "0"))
        || id("receiver_id") == Some(OWNER)
        || id("receiver_id").is_some_and(|id| !is_user(id))
        || id("sender_id").is_some_and(|id| id != OWNER)
        || note.len() > 512
        || extra.chars().count() > 5120
        || is_filtered(note)
        || is_filtered(&extra)
        || can_be_divided(note)
}

/// Whether a note lets others divide the signed text anew: digits up to the first bar, or between two.
fn can_be_divided(note: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    note.contains('|') && note.split('|').any(digits)
}

/// Whether the node's filter refuses a text (section 5.5).
fn is_filtered(text: &str) -> bool {
    const PATTERNS: &str = "{{ }} ${ #{ {% %} %0a %0d %00 %27 %22 %3c %3e ldap:// ldaps:// eval( exec( \
                            system( popen(";
    let folded = text.to_lowercase().replace('ſ', "s");
    PATTERNS.split_whitespace().any(|pattern| folded.contains(pattern))
}

/// Whether the newest form of a payment is another than the recorded one.
pub(super) fn has_own_form(vector: &Vector) -> bool {
    let bodies = vector.requests.iter().filter_map(|request| request.body_json.as_ref());
    let sent = bodies.filter_map(|body| body.pointer("/params/tx_msg"));
    wanted(vector).into_iter().zip(sent).any(|(args, tx)| {
        let text = |name: &str| tx.get(name).and_then(Value::as_str).unwrap_or_default();
        text("extra_info") != extra_info(args, text("extra_info"))
            || text("text_data") != note(args)
    })
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
        tx.insert("text_data".into(), note(args).into());
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
