//! Websockets: handshake, frames, events.

use serde_json::Value;

use super::{Differences, json, request, result};
use crate::script::{Handshake, Script};
use crate::server::SeenRequest;
use crate::server::socket::{is_subscribe, without_id};

/// What became of a live session of ours.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct LiveOutcome {
    /// Events in the spelling of records, in order.
    pub events: Vec<Value>,
    /// Whether the session was online when it was ended.
    pub is_online: bool,
    /// How often it went online.
    pub times_online: usize,
}

/// Compares the first handshake; headers that are not listed are ours.
pub fn handshake(wanted: &Handshake, found: Option<&SeenRequest>, out: &mut Differences) {
    let Some(found) = found else { return out.expected("connect", "a websocket", "none") };
    if !request::paths_equal(&wanted.path, &found.path) {
        out.expected("connect.path", &wanted.path, &found.path);
    }
    let query: Vec<(String, String)> =
        url::form_urlencoded::parse(found.query.as_bytes()).into_owned().collect();
    // Records have the pairs of this query as they were sent.
    let decoded = |(name, value): &(String, String)| {
        let pair = format!("{name}={value}");
        url::form_urlencoded::parse(pair.as_bytes()).into_owned().next()
    };
    let is_encoded = || wanted.query.iter().map(decoded).eq(query.iter().cloned().map(Some));
    if wanted.query != query && !is_encoded() {
        out.expected("connect.query", format!("{:?}", wanted.query), format!("{query:?}"));
    }
    for (name, value) in &wanted.headers {
        request::header(name, value, found, "connect", out);
    }
}

/// Compares the frames of the client in order, numbers of requests aside; `more` may follow.
pub fn frames(wanted: &Script, found: &[Value], more: bool, out: &mut Differences) {
    let wanted: Vec<&Value> = wanted.client_frames().collect();
    let fits = if more { found.len() >= wanted.len() } else { found.len() == wanted.len() };
    if !fits {
        let shown: Vec<String> = found.iter().map(Value::to_string).collect();
        out.expected("frames", wanted.len(), format!("{} ({})", found.len(), shown.join(", ")));
    }
    let (wanted, found) = (in_order(wanted.into_iter()), in_order(found.iter()));
    for (index, (wanted, found)) in wanted.iter().zip(&found).enumerate() {
        json(&without_id(wanted), &without_id(found), &format!("frames[{index}]"), out);
    }
}

/// Frames with each run of subscriptions sorted: channels have no order.
fn in_order<'a>(frames: impl Iterator<Item = &'a Value>) -> Vec<&'a Value> {
    let mut ordered: Vec<&Value> = frames.collect();
    for run in ordered.chunk_by_mut(|a, b| is_subscribe(a) && is_subscribe(b)) {
        run.sort_by_key(|frame| without_id(frame).to_string());
    }
    ordered
}

/// Compares events in order: names, then what they carry; the words of errors are each client's own.
///
/// Events with a name in `also` are passed over where the record has none.
pub fn events(wanted: &[Value], found: &[Value], also: &[String], out: &mut Differences) {
    let mut rest = found.iter().peekable();
    let is_also = |event: &Value, awaited: Option<&Value>| {
        also.iter().any(|other| other == name(event))
            && awaited.is_none_or(|awaited| name(awaited) != name(event))
    };
    for (index, event) in wanted.iter().enumerate() {
        while rest.next_if(|found| is_also(found, Some(event))).is_some() {}
        let path = format!("events[{index}]");
        match rest.next() {
            None => return out.expected(&path, event, "none"),
            Some(other) if name(event) != name(other) => return out.expected(&path, event, other),
            Some(_) if name(event) == "on_error" => {}
            Some(other) => {
                let mut inner = Differences::new();
                result::ok(event, other, &|_| None, &mut inner);
                for line in inner.lines() {
                    out.add(&path, line);
                }
            }
        }
    }
    for event in rest.filter(|event| !is_also(event, None)) {
        out.expected("events", "no more", event);
    }
}

fn name(event: &Value) -> &str {
    event.get(0).and_then(Value::as_str).unwrap_or_default()
}
