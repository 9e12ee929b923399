//! Calls of JSON-RPC as the library of the node (creachadair/jrpc2 1.3.2) reads and refuses them.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::rpc::RpcError;

type Fields = BTreeMap<String, Box<RawValue>>;

const UNREADABLE: i64 = -32700;
const INVALID: i64 = -32600;

/// A call that can be carried out.
pub(super) struct Call {
    /// Null when nobody waits for the answer.
    pub(super) id: Value,
    pub(super) method: String,
    pub(super) params: Option<Box<RawValue>>,
}

/// What a body holds; a call that is none comes as the answer to it.
pub(super) enum Calls {
    One(Result<Call, Value>),
    Several(Vec<Result<Call, Value>>),
}

impl Calls {
    /// Reads a body; none that is no JSON.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        if body.trim_ascii_start().starts_with(b"[") {
            let calls: Vec<Box<RawValue>> = serde_json::from_slice(body).ok()?;
            return Some(Self::Several(calls.iter().map(|raw| Call::read(raw)).collect()));
        }
        let call: Box<RawValue> = serde_json::from_slice(body).ok()?;
        Some(Self::One(Call::read(&call)))
    }
}

impl Call {
    fn read(raw: &RawValue) -> Result<Self, Value> {
        let refused = |id: &Value, code, words: &str, data| {
            Err(refusal(id, RpcError(code, words.to_owned(), data)))
        };
        let Ok(fields) = serde_json::from_str::<Option<Fields>>(raw.get()) else {
            return refused(&Value::Null, UNREADABLE, "request is not a JSON object", None);
        };
        let fields = fields.unwrap_or_default();
        let given = |name: &str| fields.get(name).filter(|raw| raw.get() != "null");
        let text = |name: &str| {
            given(name).map_or(Ok(String::new()), |raw| serde_json::from_str(raw.get()))
        };
        let begins = |name: &str, with: &str| {
            given(name).is_none_or(|raw| raw.get().starts_with(|c| with.contains(c)))
        };

        let (version, method) = (text("jsonrpc"), text("method"));
        let has_good_id = begins("id", "\"-0123456789");
        let id = given("id").filter(|_| has_good_id);
        let id = id.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
        let is_reply = given("error").is_some() || fields.contains_key("result");
        let faults = [
            (version.is_err(), UNREADABLE, "invalid version key"),
            (!has_good_id, INVALID, "invalid request ID"),
            (method.is_err(), UNREADABLE, "invalid method name"),
            (!begins("params", "[{"), INVALID, "parameters must be array or object"),
            (!begins("error", "{"), UNREADABLE, "invalid error value"),
            (version.is_ok_and(|version| version != "2.0"), INVALID, "invalid version marker"),
            (
                is_reply && method.as_ref().is_ok_and(|name| !name.is_empty()),
                INVALID,
                "mixed request and reply fields",
            ),
        ];
        if let Some((_, code, words)) = faults.into_iter().find(|(is_so, ..)| *is_so) {
            return refused(&id, code, words, None);
        }
        let known = ["jsonrpc", "id", "method", "params", "error", "result"];
        let extra: Vec<_> = fields.keys().filter(|key| !known.contains(&key.as_str())).collect();
        if !extra.is_empty() {
            return refused(&id, INVALID, "extra fields in request", Some(json!(extra)));
        }
        Ok(Self { id, method: method.unwrap_or_default(), params: given("params").cloned() })
    }
}

/// The answer that tells an error.
pub(super) fn refusal(id: &Value, RpcError(code, message, data): RpcError) -> Value {
    let error = match data {
        Some(data) => json!({"code": code, "message": message, "data": data}),
        None => json!({"code": code, "message": message}),
    };
    json!({"jsonrpc": "2.0", "id": id, "error": error})
}

/// Whether the limiter of the node can read a body: it looks for the method of one call, in any letter case.
pub(super) fn is_counted(body: &[u8]) -> bool {
    let Ok(fields) = serde_json::from_slice::<Option<Fields>>(body) else { return false };
    let fields = fields.unwrap_or_default();
    let mut methods = fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case("method"));
    methods.all(|(_, raw)| serde_json::from_str::<Option<String>>(raw.get()).is_ok())
}
