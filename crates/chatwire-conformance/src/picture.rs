//! A record, or what ours did, as plain values that can be compared one by one.
//!
//! Used where bodies are no JSON by themselves (protobuf, signed transactions): both sides are
//! decoded by tables of the specification first, and what a rule claims is said by changing the
//! recorded picture.

use chatwire_chatluck::Error;
use serde_json::{Map, Value, json};

use crate::compare::result::{kind_of_status, ok};
use crate::compare::{Differences, json as compare_json};
use crate::vector::{Recorded, RecordedRequest, Vector};

/// Headers in which every client speaks for itself.
const OURS: &[&str] = &["accept", "user-agent", "sec-websocket-extensions", "content-type"];

/// What went over the wire and what came of it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Picture {
    /// Requests in order: method, path, query, headers, body.
    pub requests: Vec<Value>,
    /// `{"ok": …}` or `{"error": {"kinds": […], "status": …}}`; ours has one `kind`.
    pub result: Value,
    /// Frames of the client, decoded, in order.
    pub frames: Vec<Value>,
    /// Events in order.
    pub events: Vec<Value>,
}

impl Picture {
    /// A result and nothing else.
    #[must_use]
    pub fn of(result: Value) -> Self {
        Self { result, ..Self::default() }
    }

    /// Says that ours fails with this kind, whatever the reference did.
    pub fn fails(&mut self, kind: &str) {
        self.result = json!({"error": {"kinds": [kind]}});
    }

    /// Compares with what ours did.
    pub fn compare(&self, ours: &Self, out: &mut Differences) {
        if self.requests.len() != ours.requests.len() {
            let shown = |all: &[Value]| {
                let line = |r: &Value| format!("{} {}", text(r, "method"), text(r, "path"));
                all.iter().map(line).collect::<Vec<_>>().join(", ")
            };
            out.expected("requests", shown(&self.requests), shown(&ours.requests));
        }
        for (index, (wanted, found)) in self.requests.iter().zip(&ours.requests).enumerate() {
            request(wanted, found, &format!("requests[{index}]"), out);
        }
        compare_result(&self.result, &ours.result, out);
        compare_all("frames", &self.frames, &ours.frames, out);
        // Ours may say more of an event than the reference.
        let list = |events: &[Value]| Value::from(events);
        ok(&list(&self.events), &list(&ours.events), &|_| None, out);
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn compare_all(name: &str, wanted: &[Value], found: &[Value], out: &mut Differences) {
    if wanted.len() != found.len() {
        out.expected(name, Value::from(wanted), Value::from(found));
        return;
    }
    for (index, (wanted, found)) in wanted.iter().zip(found).enumerate() {
        compare_json(wanted, found, &format!("{name}[{index}]"), out);
    }
}

fn request(wanted: &Value, found: &Value, path: &str, out: &mut Differences) {
    for name in ["method", "path", "query", "body", "verified"] {
        let side = |value: &Value| value.get(name).cloned().unwrap_or(Value::Null);
        compare_json(&side(wanted), &side(found), &format!("{path}.{name}"), out);
    }
    let headers = wanted.get("headers").and_then(Value::as_object).cloned().unwrap_or_default();
    for (name, value) in headers.iter().filter(|(name, _)| !OURS.contains(&name.as_str())) {
        let other = found.pointer("/headers").and_then(|own| own.get(name));
        compare_json(value, other.unwrap_or(&Value::Null), &format!("{path}.{name}"), out);
    }
}

fn compare_result(wanted: &Value, found: &Value, out: &mut Differences) {
    match (wanted.get("ok"), wanted.get("error"), found.get("ok"), found.get("error")) {
        (Some(wanted), _, Some(found), _) => ok(wanted, found, &|_| None, out),
        (_, Some(wanted), _, Some(found)) => {
            let kinds = wanted.get("kinds").and_then(Value::as_array).cloned().unwrap_or_default();
            if !found.get("kind").is_some_and(|kind| kinds.contains(kind)) {
                out.expected("result.error", wanted, found);
            }
            for name in ["status", "code"] {
                let Some(wanted) = wanted.get(name) else { continue };
                if found.get(name) != Some(wanted) {
                    out.expected(&format!("result.error.{name}"), wanted, found);
                }
            }
        }
        // Nothing recorded: nothing to compare.
        (None, None, ..) => {}
        _ => out.expected("result", wanted, found),
    }
}

/// An error of ours.
#[must_use]
pub fn failure(error: &Error) -> Value {
    let mut map = Map::new();
    map.insert("kind".into(), format!("{:?}", error.kind()).into());
    if let Some(status) = error.status() {
        map.insert("status".into(), status.as_u16().into());
    }
    if let Some(code) = error.code() {
        map.insert("code".into(), code.into());
    }
    map.insert("message".into(), error.to_string().into());
    json!({"error": map})
}

/// A result of ours by its serde names.
#[must_use]
pub fn outcome<T: serde::Serialize>(result: Result<T, Error>) -> Value {
    match result {
        Ok(value) => match serde_json::to_value(value) {
            Ok(value) => json!({"ok": value}),
            Err(trouble) => {
                json!({"error": {"kind": "unwritable", "message": trouble.to_string()}})
            }
        },
        Err(error) => failure(&error),
    }
}

/// A recorded result; errors by what the table of kinds makes of the last answer.
///
/// Without any answer an error was raised before a request: the input was wrong.
#[must_use]
pub fn recorded_result(vector: &Vector, of_body: fn(&Value) -> Option<&'static str>) -> Value {
    match vector.recorded() {
        Recorded::Ok(value) => json!({"ok": value}),
        Recorded::Nothing => Value::Null,
        Recorded::Error(error) => {
            let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
            if is_unreachable(message) {
                return json!({"error": {"kinds": ["Connect", "Transport"]}});
            }
            let answered = vector.responses.get(vector.requests.len().saturating_sub(1));
            let answer = answered.filter(|_| !vector.requests.is_empty());
            let Some(answer) = answer else { return json!({"error": {"kinds": ["Input"]}}) };
            if answer.drop || answer.fake_len.is_some() {
                return json!({"error": {"kinds": ["Transport"]}});
            }
            if answer.none || answer.delay.is_some() {
                return json!({"error": {"kinds": ["Timeout"]}});
            }
            let status = answer.status.unwrap_or(200);
            if !(200..300).contains(&status) {
                let kind = format!("{:?}", kind_of_status(status));
                return json!({"error": {"kinds": [kind], "status": status}});
            }
            let kind = answer.json.as_ref().and_then(of_body).unwrap_or("Decode");
            json!({"error": {"kinds": [kind]}})
        }
    }
}

/// What the references say when nobody listens.
fn is_unreachable(message: &str) -> bool {
    message == "fetch failed" || message.starts_with("Request failed: ")
}

/// A recorded request without its body.
#[must_use]
pub fn recorded_request(request: &RecordedRequest) -> Value {
    json!({
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": request.headers,
    })
}
