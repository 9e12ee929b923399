//! Frames of a session, as records have them: what each side sent, and what the server does in between.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_mezon_proto::service;
use chatwire_mezon_proto::table::{self, Message};
use serde_json::{Map, Value, json};

use super::protobuf;
use crate::vector::Vector;

/// First byte of an answer to a call of the API.
pub const RAW: u8 = 0xff;

/// What marks the last piece of an answer.
const FIN: [u8; 2] = [0x00, 0xff];

/// One thing that happens in a recorded session, in order.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Step {
    /// The client sends: its number for the request, and the picture of the frame.
    Ours(i64, Value),
    /// The server sends: the number that it answers, if any, and the bytes.
    Theirs(Option<i64>, Vec<u8>),
    /// So many seconds pass.
    Wait(f64),
    /// The server ends the line with a code.
    Close(u16, String),
}

fn envelope_table() -> Option<&'static Message> {
    table::find("mezon.realtime.Envelope")
}

/// Number and variant of an envelope, as the schema has them.
pub(super) fn decoded(bytes: &[u8]) -> Option<(i64, Map<String, Value>)> {
    let Value::Object(mut map) = protobuf::decode(envelope_table()?, bytes)? else { return None };
    let cid = map.remove("cid").and_then(|cid| cid.as_i64()).unwrap_or_default();
    Some((cid, map))
}

/// Number and picture of an envelope: its variant by name, with the body of a call decoded.
#[must_use]
pub fn picture(bytes: &[u8]) -> Option<(i64, Value)> {
    let (cid, mut map) = decoded(bytes)?;
    if let Some(call) = map.get_mut("api_request_event").and_then(Value::as_object_mut) {
        let name = call.get("api_name").and_then(Value::as_str).unwrap_or_default();
        let request = service::find(name).map(|call| call.request);
        let body = call.get("body").and_then(Value::as_str).unwrap_or_default();
        let body = STANDARD.decode(body).ok()?;
        let body = request.and_then(|message| protobuf::decode(message, &body));
        call.insert("body".into(), body.unwrap_or_else(|| json!({})));
    }
    Some((cid, by_value(&Value::Object(map))))
}

/// Texts that hold a content in JSON, by value: blanks, escapes and nulls are each writer's own.
#[must_use]
pub fn by_value(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| match value.as_str().filter(|_| name == "content") {
                Some(text) => {
                    let content = serde_json::from_str::<Value>(text);
                    (
                        name.clone(),
                        content.map_or_else(|_| value.clone(), |own| without_nulls(&own)),
                    )
                }
                None => (name.clone(), by_value(value)),
            })
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(by_value).collect(),
        other => other.clone(),
    }
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

/// An envelope from its decoded form.
#[must_use]
pub fn envelope(cid: i64, variant: &str, content: &Value) -> Vec<u8> {
    let Some(table) = envelope_table() else { return Vec::new() };
    let mut map = Map::new();
    if cid != 0 {
        map.insert("cid".into(), cid.into());
    }
    if !variant.is_empty() {
        map.insert(variant.to_owned(), content.clone());
    }
    protobuf::encode(table, &Value::Object(map))
}

/// The whole answer to a call of the API.
#[must_use]
pub fn answer(cid: u16, code: u16, body: &[u8]) -> Vec<u8> {
    let mut frame = vec![RAW];
    frame.extend(cid.to_be_bytes());
    frame.extend(code.to_be_bytes());
    frame.extend(FIN);
    frame.extend(body);
    frame
}

/// The same frame as the answer to another number.
#[must_use]
pub fn renumbered(bytes: &[u8], cid: i64) -> Vec<u8> {
    if bytes.first() == Some(&RAW) {
        let number = u16::try_from(cid).unwrap_or_default().to_be_bytes();
        let rest = bytes.get(3..).unwrap_or_default();
        return [&[RAW][..], &number, rest].concat();
    }
    // The number stands before everything else.
    let rest = match bytes.first() {
        Some(0x08) => {
            let length = bytes.iter().skip(1).take_while(|byte| **byte & 0x80 != 0).count();
            bytes.get(length + 2..).unwrap_or_default()
        }
        _ => bytes,
    };
    let mut frame = envelope(cid, "", &Value::Null);
    frame.extend(rest);
    frame
}

/// Number that a frame of the server answers.
fn number_of(bytes: &[u8]) -> Option<i64> {
    match bytes {
        [RAW, high, low, ..] => Some(i64::from(u16::from_be_bytes([*high, *low]))),
        _ => picture(bytes).map(|(cid, _)| cid).filter(|cid| *cid != 0),
    }
}

/// What a record says of its session.
#[must_use]
pub fn steps(vector: &Vector) -> Vec<Step> {
    let frames = vector.other.get("frames").and_then(Value::as_array);
    let mut steps: Vec<Step> = frames.into_iter().flatten().flat_map(step).collect();
    let asked: Vec<i64> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Ours(cid, _) => Some(*cid),
            _ => None,
        })
        .collect();
    for step in &mut steps {
        if let Step::Theirs(cid, _) = step
            && !cid.is_some_and(|cid| asked.contains(&cid))
        {
            *cid = None;
        }
    }
    steps
}

fn step(frame: &Value) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(seconds) = frame.get("wait_s").and_then(Value::as_f64) {
        steps.push(Step::Wait(seconds));
    }
    if let Some(close) = frame.get("close") {
        let code = close.get("code").and_then(Value::as_u64).and_then(|own| own.try_into().ok());
        let reason = close.get("reason").and_then(Value::as_str).unwrap_or_default();
        steps.push(Step::Close(code.unwrap_or(1006), reason.to_owned()));
        return steps;
    }
    let bytes = frame.get("b64").and_then(Value::as_str).and_then(|own| STANDARD.decode(own).ok());
    match frame.get("dir").and_then(Value::as_str) {
        Some("c2s") => {
            let seen = bytes.as_deref().and_then(picture).or_else(|| described(frame));
            steps.extend(seen.map(|(cid, picture)| Step::Ours(cid, picture)));
        }
        Some("s2c") => {
            let bytes = bytes.or_else(|| built(frame));
            steps.extend(bytes.map(|bytes| Step::Theirs(number_of(&bytes), bytes)));
        }
        _ => {}
    }
    steps
}

/// A frame of the client whose bytes are not recorded.
fn described(frame: &Value) -> Option<(i64, Value)> {
    let mut map = frame.get("json")?.as_object()?.clone();
    let cid = map.remove("cid").and_then(|cid| cid.as_i64()).unwrap_or_default();
    if let Some(call) = map.get_mut("api_request_event").and_then(Value::as_object_mut) {
        call.insert("body".into(), frame.get("api_body").cloned().unwrap_or_else(|| json!({})));
    }
    Some((cid, by_value(&Value::Object(map))))
}

/// Bytes of a frame of the server that is recorded in its decoded form alone.
fn built(frame: &Value) -> Option<Vec<u8>> {
    if let Some(raw) = frame.get("raw") {
        let number = |name: &str| {
            raw.get(name).and_then(Value::as_u64).and_then(|own| u16::try_from(own).ok())
        };
        let body = raw.get("payload_b64").and_then(Value::as_str).unwrap_or_default();
        let body = STANDARD.decode(body).ok()?;
        let mut frame = answer(number("cid")?, number("code").unwrap_or_default(), &body);
        if raw.get("fin") == Some(&Value::Bool(false))
            && let Some(fin) = frame.get_mut(6)
        {
            *fin = 0;
        }
        return Some(frame);
    }
    Some(protobuf::encode(envelope_table()?, frame.get("json")?))
}

/// What a client sends in a record, heartbeats apart.
#[must_use]
pub fn sent(vector: &Vector) -> Vec<Value> {
    let sent = steps(vector).into_iter().filter_map(|step| match step {
        Step::Ours(_, picture) => Some(picture),
        _ => None,
    });
    sent.filter(|picture| picture.get("ping").is_none() || is_heartbeat(vector)).collect()
}

/// Whether heartbeats are what a record is about.
#[must_use]
pub fn is_heartbeat(vector: &Vector) -> bool {
    let method = vector.call.method.to_ascii_lowercase().replace('_', "");
    method.ends_with("pingpong") || method.contains("heartbeat")
}

/// A call of the API as a frame; the number 0 is not written.
#[must_use]
pub fn call(name: &str, body: &Value) -> Value {
    let index = service::find(name).and_then(|call| call.index).filter(|index| *index != 0);
    let mut call = json!({"api_name": name, "body": by_value(body)});
    if let (Some(map), Some(index)) = (call.as_object_mut(), index) {
        map.insert("api_index".into(), index.into());
    }
    json!({"api_request_event": call})
}

/// Name and content of what a picture shows.
#[must_use]
pub fn variant(picture: &Value) -> Option<(&str, &Value)> {
    picture.as_object()?.iter().next().map(|(name, content)| (name.as_str(), content))
}

/// What the server pushes, decoded: envelopes that answer nothing.
#[must_use]
pub fn pushes(vector: &Vector) -> Vec<Value> {
    let pushes = steps(vector).into_iter().filter_map(|step| match step {
        Step::Theirs(None, bytes) => picture(&bytes).filter(|(cid, _)| *cid == 0),
        _ => None,
    });
    pushes.map(|(_, picture)| picture).filter(|own| variant(own).is_some()).collect()
}

/// How often the server asks whether the client is there.
#[must_use]
pub fn asks(vector: &Vector) -> usize {
    let is_ping = |step: &Step| match step {
        Step::Theirs(_, bytes) => picture(bytes).is_some_and(|(_, own)| own.get("ping").is_some()),
        _ => false,
    };
    steps(vector).iter().filter(|step| is_ping(step)).count()
}

/// Whether the server ends the line.
#[must_use]
pub fn is_lost(vector: &Vector) -> bool {
    steps(vector).iter().any(|step| matches!(step, Step::Close(..)))
}

/// What a client sends first.
#[must_use]
pub fn first(vector: &Vector) -> Option<Value> {
    sent(vector).into_iter().next()
}

/// In one order for each place: what goes to different channels has none.
#[must_use]
pub fn by_place(mut frames: Vec<Value>) -> Vec<Value> {
    frames.sort_by_key(place);
    frames
}

fn place(picture: &Value) -> String {
    let content = variant(picture).map(|(_, content)| content).unwrap_or(&Value::Null);
    let inner = ["message", "body"].iter().find_map(|name| content.get(name));
    let content = inner.filter(|own| own.is_object()).unwrap_or(content);
    let id = ["channel_id", "clan_id"].iter().find_map(|name| content.get(name)?.as_str());
    id.unwrap_or_default().to_owned()
}

/// What the server says last, decoded: an envelope, or the code and the body of an answer.
#[must_use]
pub fn last_answer(vector: &Vector) -> Option<Answer> {
    let steps = steps(vector);
    let last = steps.iter().rev().find_map(|step| match step {
        Step::Theirs(Some(cid), bytes) => Some((*cid, bytes)),
        _ => None,
    })?;
    let (number, bytes) = last;
    if bytes.first() != Some(&RAW) {
        return picture(bytes).map(|(_, picture)| Answer::Envelope(picture));
    }
    let own = |step: &Step| match step {
        Step::Theirs(Some(cid), bytes) if *cid == number => Some(bytes.clone()),
        _ => None,
    };
    let pieces: Vec<Vec<u8>> = steps.iter().filter_map(own).collect();
    // Without its last piece it is no answer.
    pieces.iter().find(|own| own.get(5..7) == Some(&FIN))?;
    let code = match bytes.get(3..5) {
        Some([high, low]) => u16::from_be_bytes([*high, *low]),
        _ => 0,
    };
    let body = pieces.iter().filter_map(|own| own.get(7..));
    Some(Answer::Call(code, body.collect::<Vec<_>>().concat()))
}

/// What a server says in the end.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// An envelope without its number.
    Envelope(Value),
    /// Code and body of the answer to a call.
    Call(u16, Vec<u8>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_renumbered_whatever_its_number() {
        let typing = json!({"channel_id": "7"});
        for (old, new) in [(1, 700), (700, 1), (0, 5)] {
            let frame = renumbered(&envelope(old, "message_typing_event", &typing), new);
            assert_eq!(picture(&frame), Some((new, json!({"message_typing_event": typing}))));
        }
        let raw = renumbered(&answer(9, 7, b"no"), 513);
        assert_eq!(raw, [&[RAW, 2, 1, 0, 7, 0, 0xff][..], b"no"].concat());
    }

    #[test]
    fn contents_are_compared_by_value() {
        let python = json!({"content": "{\"t\": \"\\u00e9\", \"hg\": null}"});
        assert_eq!(by_value(&python), json!({"content": {"t": "é"}}));
        assert_eq!(by_value(&json!({"content": "no {"})), json!({"content": "no {"}));
    }
}
