//! What records of sessions, caches and calls beside the API show, and what the rules make of it.

mod cases;
mod changes;

use chatwire_mezon_proto::table;
use serde_json::{Map, Value, json};

use super::frames::{self, Answer};
use super::{dead, group, is_python, plain, protobuf, request, stored, world};
use crate::compare::result::kind_of_status;
use crate::picture::Picture;
use crate::vector::{Recorded, RecordedRequest, Vector};

pub use cases::cases;
pub use changes::instead;

/// Path of calls of the API.
const API: &str = "/mezon.api.Mezon/";

/// Groups that are told here.
const GROUPS: &[&str] =
    &["client", "ws", "ws-api", "ws-dead", "db", "cache", "session", "playMedia", "play_media"];

/// Whether a record is told here.
#[must_use]
pub fn tells(vector: &Vector) -> bool {
    GROUPS.contains(&group(vector)) || is_role_without_request(vector)
}

fn is_role_without_request(vector: &Vector) -> bool {
    matches!(group(vector), "updateRole" | "update_role") && vector.requests.is_empty()
}

/// The picture of a record.
#[must_use]
pub fn recorded(vector: &Vector) -> Picture {
    let mut requests: Vec<Value> = vector.requests.iter().map(request).collect();
    if let Some(connect) = vector.other.get("connect") {
        let mut connect = connect.clone();
        if let Some(map) = connect.as_object_mut() {
            map.insert("method".into(), "GET".into());
        }
        requests.push(connect);
    }
    let mut sent = frames::sent(vector);
    if group(vector) == "client" {
        sent = frames::by_place(sent);
    }
    let events = vector.other.get("events").and_then(Value::as_array).cloned().unwrap_or_default();
    let result = match vector.recorded() {
        _ if is_watched(vector) => json!({"ok": null}),
        Recorded::Ok(value) => {
            let mut value = snake_keys(vector, &plain(value));
            // A column, whose content stands beside it under its own name.
            value
                .as_object_mut()
                .filter(|_| group(vector) == "db")
                .map(|own| own.remove("msg_references"));
            json!({"ok": value})
        }
        Recorded::Nothing => Value::Null,
        Recorded::Error(_) => failure(vector),
    };
    Picture { requests, result, frames: sent, events: events.iter().map(plain).collect() }
}

/// Whether only the line is looked at: it must be alive.
fn is_watched(vector: &Vector) -> bool {
    let method = vector.call.method.as_str();
    let is_socket = matches!(group(vector), "ws" | "ws-api");
    is_socket
        && vector.result.contains_key("ok")
        && (method.starts_with('(') || method.ends_with(".connect") || frames::is_heartbeat(vector))
}

/// Names in the form of the schema: the Python SDK writes some results as JSON of protobuf does.
fn snake_keys(vector: &Vector, value: &Value) -> Value {
    match value {
        Value::Object(map) if vector.id.starts_with("mezon/py/") => map
            .iter()
            .map(|(name, value)| (snake(name), value.clone()))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

pub(super) fn snake(name: &str) -> String {
    name.chars().fold(String::new(), |mut all, letter| {
        if letter.is_ascii_uppercase() {
            all.push('_');
        }
        all.push(letter.to_ascii_lowercase());
        all
    })
}

/// Kinds of the codes with which the service refuses an envelope.
fn of_envelope(code: i64) -> &'static str {
    match code {
        1..=3 => "Rejected",
        4 | 6 => "NotFound",
        5 => "Forbidden",
        _ => "Server",
    }
}

/// Kinds of gRPC's codes.
fn of_grpc(code: u16) -> &'static str {
    match code {
        1 => "Cancelled",
        3 | 9 | 11 => "Rejected",
        5 => "NotFound",
        6 | 10 => "Conflict",
        7 => "Forbidden",
        8 => "RateLimited",
        12 => "Unsupported",
        16 => "Auth",
        _ => "Server",
    }
}

fn kinds(kinds: &[&str]) -> Value {
    json!({"error": {"kinds": kinds}})
}

/// What a recorded failure is, by what went over the line.
fn failure(vector: &Vector) -> Value {
    let words = vector.result.get("error").and_then(|own| own.get("message"));
    let words = words.and_then(Value::as_str).unwrap_or_default();
    let asked = !frames::sent(vector).is_empty();
    let is_late = words.contains("timed out");
    match frames::last_answer(vector).filter(|_| asked && !is_late) {
        Some(Answer::Envelope(picture)) => {
            let code = picture.pointer("/error/code").and_then(Value::as_i64).unwrap_or_default();
            return kinds(&[match picture.get("error") {
                // Refused for want of a join, whatever its code.
                Some(_) if words.contains("Must join channel") => "Rejected",
                Some(_) => of_envelope(code),
                // The reference fell over an answer that does not say which message was sent.
                None => "Decode",
            }]);
        }
        Some(Answer::Call(code, _)) if code != 0 => return kinds(&[of_grpc(code)]),
        Some(Answer::Call(..)) => return kinds(&["Decode"]),
        None if asked => return kinds(&["Timeout", "Transport"]),
        None => {}
    }
    let status = vector.responses.last().and_then(|own| own.status);
    match status.filter(|_| !vector.requests.is_empty()) {
        Some(status) if !(200..300).contains(&status) => {
            return json!({"error": {"kinds": [format!("{:?}", kind_of_status(status))], "status": status}});
        }
        Some(_) if words.starts_with("Can not find") || words.contains("not found") => {
            return kinds(&["NotFound"]);
        }
        Some(_) => return kinds(&["Decode"]),
        None => {}
    }
    let lower = words.to_ascii_lowercase();
    kinds(&[match () {
        () if lower.contains("not been established") || lower.contains("not connected") => "Closed",
        // No id: nothing was asked.
        () if lower.contains("empty string") || lower.contains("cannot convert") => "Input",
        () if lower.starts_with("can not find") => "NotFound",
        () if is_unknown_message(vector) => "NotFound",
        () if lower.contains("jwt is not valid") => "Auth",
        () if lower.contains("timed out") => "Timeout",
        () if lower.contains("not voice channel") => "Unsupported",
        () => "Input",
    }])
}

/// Whether a call failed over a message that the reference has not kept.
fn is_unknown_message(vector: &Vector) -> bool {
    let words = vector.result.get("error").and_then(|own| own.get("message")?.as_str());
    words.is_some_and(|own| own.starts_with("Message ") && own.contains(" not found on channel "))
}

/// The picture of a request whose body could not be kept, since it differs each time.
#[must_use]
pub fn described_body(request: &RecordedRequest) -> Option<Value> {
    let is_random = request.body_b64.as_deref().is_some_and(|own| own.starts_with('<'));
    let known = request.body_type.as_deref().and_then(table::find).is_some();
    request.body_json.clone().filter(|_| is_random && known)
}
