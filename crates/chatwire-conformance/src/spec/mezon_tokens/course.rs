//! What section 10 makes of the first answer to a payment.

use serde_json::{Value, json};

use super::answers;
use crate::picture::Picture;
use crate::vector::{RecordedRequest, ScriptedResponse, Vector};

/// How often the same bytes are sent again after an answer that leaves it open whether they were taken.
const REPEATS: usize = 3;

/// Number of the request that follows nonce and payment.
const NEXT_ID: u64 = 3;

/// How a payment goes on after an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Course {
    /// The same bytes go out so often again. Nobody answers, and so it stays open whether it was paid.
    Open(usize),
    /// It is signed anew, for which this is asked first. Nobody answers, and it was certainly not paid.
    Anew(&'static str),
}

fn is(request: &RecordedRequest, method: &str) -> bool {
    super::method_of(request) == Some(method)
}

/// The record's answer to the payment.
fn answer(vector: &Vector) -> Option<&ScriptedResponse> {
    if !matches!(answers::nonce(vector), Some(answers::Reading::Is(_))) {
        return None;
    }
    let at = vector.requests.iter().position(|request| is(request, "tx.addtx"))?;
    vector.responses.get(at)
}

/// How ours goes on where the record ends; `None` where the answer is the end.
pub(super) fn course(vector: &Vector) -> Option<Course> {
    let answer =
        answer(vector).filter(|_| super::is_send_token(vector) && vector.call.args.is_object())?;
    let lost = Some(Course::Open(REPEATS));
    // One more try, which is lost.
    let once_more = Some(Course::Open(1 + REPEATS));
    let status = match answer.status {
        Some(status) if !answer.drop && !answer.none && answer.fake_len.is_none() => status,
        _ => return lost,
    };
    match status {
        200..=299 => {}
        400 | 405 | 413 | 415 => return None,
        429 => return once_more,
        408 | 425 | 500.. => return lost,
        // Nodes do not answer so: whoever does would do so again.
        _ => return Some(Course::Open(0)),
    }
    let Some(body) = answers::body(answer) else { return lost };
    if let Some(code) = body.pointer("/error/code").and_then(Value::as_i64) {
        return if (-32602..=-32600).contains(&code) { None } else { lost };
    }
    let asked = vector.requests.iter().find(|request| is(request, "tx.addtx"));
    if asked.and_then(|asked| asked.body_json.as_ref()?.get("id")) != body.get("id") {
        return lost;
    }
    let text = |name: &str| body.pointer("/result")?.get(name)?.as_str();
    match body.pointer("/result/ok").and_then(Value::as_bool) {
        Some(true) if text("tx_hash").is_some_and(|hash| !hash.is_empty()) => None,
        Some(false) => {
            let error: Option<Value> = serde_json::from_str(text("error").unwrap_or_default()).ok();
            match error.as_ref().and_then(|error| error.get("code")?.as_str()) {
                Some("mempool_full" | "nonce_too_high") => once_more,
                Some("nonce_too_low") => Some(Course::Anew("account.getcurrentnonce")),
                Some("invalid_signature") => Some(Course::Anew("prove")),
                Some("duplicate_transaction") => Some(Course::Open(0)),
                _ => None,
            }
        }
        _ => lost,
    }
}

/// The record goes on as the specification has it.
pub(super) fn pursue(vector: &Vector, picture: &mut Picture) {
    let is_payment = |request: &Value| request.pointer("/body/method") == Some(&json!("tx.addtx"));
    let Some(at) = picture.requests.iter().position(is_payment) else { return };
    picture.requests.truncate(at + 1);
    match course(vector) {
        Some(Course::Open(repeats)) => {
            let payment = picture.requests.get(at).cloned().unwrap_or_default();
            picture.requests.extend(std::iter::repeat_n(payment, repeats));
            picture.fails("Unknown");
        }
        Some(Course::Anew(asked)) => {
            let is_asked = |request: &&Value| {
                let path = request.get("path").and_then(Value::as_str).unwrap_or_default();
                request.pointer("/body/method") == Some(&json!(asked)) || path.ends_with(asked)
            };
            if let Some(mut again) = picture.requests.iter().find(is_asked).cloned() {
                // A proof for another key.
                if let Some(key) = again.pointer_mut("/body/ephemeral_pk") {
                    *key = "<random>".into();
                }
                if let Some(id) = again.pointer_mut("/body/id") {
                    *id = json!(NEXT_ID);
                }
                picture.requests.push(again);
            }
            picture.result = json!({"error": {"kinds": ["Connect", "Transport"]}});
        }
        None => {}
    }
}
