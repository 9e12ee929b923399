//! Token Bowl Chat live: what the server answers to frames, and which events its frames are.
//!
//! Direct transport: server 1.1.5. Centrifugo: client protocol v2 and server 2.0.1.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Live;
use super::tokenbowl_models::{MESSAGE, UNREAD};
use crate::script::{Payload, Script, Step};

/// Behaviour of the server where a record is silent.
pub static LIVE: Live = Live { reply, answer, events, is_heartbeat, payloads, reads };

/// Life signs: they come when the clock says so, not when a record does.
fn is_heartbeat(frame: &Value) -> bool {
    frame.as_object().is_some_and(serde_json::Map::is_empty)
        || frame.get("type").and_then(Value::as_str) == Some("pong")
}

/// What the server sends back to a frame that no record answers.
fn reply(frame: &Value, script: &[Step]) -> Option<Value> {
    if let Some(id) = frame.get("id") {
        return centrifugo_reply(id, frame, script);
    }
    let text = |name: &str| frame.get(name).and_then(Value::as_str);
    match text("type") {
        None | Some("message") => text("content").map(|content| {
            json!({"type": "message_sent", "status": "sent", "message": stored(content, text("to_username"))})
        }),
        Some("mark_read") => {
            Some(json!({"type": "marked_read", "message_id": text("message_id"), "status": "success"}))
        }
        Some("mark_all_read") => {
            Some(json!({"type": "marked_all_read", "marked_as_read": 0, "status": "success"}))
        }
        Some("mark_room_read") => Some(json!({"status": "marked_read", "count": 0})),
        Some("mark_direct_read") => Some(
            json!({"status": "marked_read", "from_username": text("from_username"), "count": 0}),
        ),
        Some("get_unread_count") => Some(json!({"type": "unread_count", "unread_room_messages": 0,
            "unread_direct_messages": 0, "total_unread": 0})),
        Some(other) => {
            Some(json!({"type": "error", "error": format!("Unknown message type: {other}")}))
        }
    }
}

/// A connection that comes again is answered as the first one was.
fn centrifugo_reply(id: &Value, frame: &Value, script: &[Step]) -> Option<Value> {
    if frame.get("connect").is_some() {
        let mut again = script
            .iter()
            .find_map(|step| match step {
                Step::Server(Payload::Json(value)) => value.get("connect").cloned(),
                _ => None,
            })
            .unwrap_or_else(|| json!({"client": "c", "version": "v"}));
        again.as_object_mut()?.remove("publications");
        return Some(json!({"id": id, "connect": again}));
    }
    let method =
        ["subscribe", "refresh", "ping"].into_iter().find(|name| frame.get(*name).is_some())?;
    Some(json!({"id": id, method: {}}))
}

fn stored(content: &str, to: Option<&str>) -> Value {
    let kind = if to.is_some() { "direct" } else { "room" };
    json!({"id": "00000000-0000-4000-8000-000000000001", "from_user_id": "00000000-0000-4000-8000-0000000000a1",
        "from_username": "me", "to_username": to, "content": content, "message_type": kind,
        "description": "", "timestamp": "2025-11-07T15:00:00.000000+00:00"})
}

/// What the server answers to a call that no record has: an account with nothing in its store.
fn answer(method: &str, path: &str) -> Option<(u16, Value)> {
    let page = json!({"messages": [], "pagination": {"total": 0, "offset": 0, "limit": 50, "has_more": false}});
    Some(match (method, path) {
        ("GET", "/users/me") => (
            200,
            json!({"id": "00000000-0000-4000-8000-0000000000a1", "username": "me", "role": "member",
                "api_key": "test-key", "created_at": "2025-10-27T12:00:00+00:00"}),
        ),
        ("POST", "/messages") => (201, stored("", None)),
        ("GET", "/messages" | "/messages/direct") => (200, page),
        ("GET", "/messages/unread" | "/messages/direct/unread") => (200, json!([])),
        // The calls of the later transport are missing where the earlier one is spoken.
        _ => (404, json!({"detail": "Not Found"})),
    })
}

/// What was sent over the direct transport, or published.
fn payloads(script: &Script) -> Vec<Value> {
    let parsed = |text: String| {
        let lines: Vec<Value> =
            text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        lines
    };
    let frames = script.server_texts().flat_map(parsed);
    let inner = |frame: Value| {
        let lists = frame.get("subscribe").into_iter().chain(
            frame
                .get("connect")
                .and_then(|c| c.get("subs")?.as_object())
                .into_iter()
                .flat_map(|subs| subs.values()),
        );
        let recovered = lists.filter_map(|sub| sub.get("publications")?.as_array()).flatten();
        let pushed = frame.get("push").and_then(|push| push.get("pub"));
        let published: Vec<Value> =
            recovered.chain(pushed).filter_map(|item| item.get("data").cloned()).collect();
        let is_protocol = ["connect", "subscribe", "push", "id"].iter().any(|key| {
            frame.get(*key).is_some_and(|part| part.is_object())
                || (*key == "id" && frame.get("error").is_some())
        });
        if is_protocol { published } else { vec![frame] }
    };
    frames.flat_map(inner).collect()
}

/// An object, with the fields of its kind where its kind is known.
fn reads(payload: &Value) -> bool {
    let has = |name: &str| payload.get(name).is_some_and(Value::is_string);
    match payload.get("type").and_then(Value::as_str) {
        Some("unread_count") => UNREAD.reads(payload),
        Some("read_receipt") => {
            let id = payload.get("message_id");
            id.is_some_and(|id| id.is_string() || id.is_u64()) && has("read_by")
        }
        Some("typing") => has("username"),
        _ if payload.get("from_username").is_some() => MESSAGE.reads(payload),
        _ => payload.is_object(),
    }
}

/// The events that a script's frames are, each message once.
fn events(script: &Script, is_connected: bool) -> Vec<Value> {
    let mut reader = Reader::default();
    let is_centrifugo = script.client_frames().any(|frame| frame.get("connect").is_some());
    if !is_centrifugo && is_connected {
        reader.events.push(json!(["on_connect"]));
    }
    for text in script.server_texts() {
        if is_centrifugo {
            text.lines().for_each(|line| reader.protocol(line));
        } else {
            reader.payload(&text, true);
        }
    }
    reader.events
}

#[derive(Default)]
struct Reader {
    events: Vec<Value>,
    /// Messages that were delivered.
    seen: BTreeSet<String>,
    /// Last position in each channel: nothing stands twice at one.
    positions: BTreeMap<String, u64>,
}

impl Reader {
    /// One object of Centrifugo's protocol.
    fn protocol(&mut self, line: &str) {
        let Ok(frame) = serde_json::from_str::<Value>(line) else { return };
        if let Some(error) = frame.get("error") {
            let is_news = error.get("code").and_then(Value::as_u64) != Some(105);
            // An answer to the connect command decides about the connection, not about an event.
            let is_connect = frame.get("id").and_then(Value::as_u64) == Some(1);
            if is_news && !is_connect {
                self.error();
            }
        }
        if let Some(connect) = frame.get("connect") {
            self.events.push(json!(["on_connect"]));
            let subs = connect.get("subs").and_then(Value::as_object);
            for (channel, sub) in subs.into_iter().flatten() {
                self.publications(sub);
                // What stands there or before was published before the session began.
                let offset = sub.get("offset").and_then(Value::as_u64).unwrap_or_default();
                self.positions.insert(channel.clone(), offset);
            }
        }
        if let Some(sub) = frame.get("subscribe") {
            self.publications(sub);
        }
        let push = frame.get("push");
        let channel = push.and_then(|push| push.get("channel")?.as_str()).unwrap_or_default();
        let published = push.and_then(|push| Some((channel, push.get("pub")?)));
        if let Some((channel, publication)) = published
            && self.is_new(channel, publication)
        {
            let data = publication.get("data").unwrap_or(&Value::Null);
            self.payload(&data.to_string(), false);
        }
    }

    fn is_new(&mut self, channel: &str, publication: &Value) -> bool {
        let offset = publication.get("offset").and_then(Value::as_u64).unwrap_or_default();
        let known = self.positions.entry(channel.to_owned()).or_default();
        let is_new = offset == 0 || offset > *known;
        *known = offset.max(*known);
        is_new
    }

    fn publications(&mut self, sub: &Value) {
        let list = sub.get("publications").and_then(Value::as_array);
        for publication in list.into_iter().flatten() {
            let data = publication.get("data").unwrap_or(&Value::Null);
            self.payload(&data.to_string(), false);
        }
    }

    /// A frame of the direct transport, or what was published.
    fn payload(&mut self, text: &str, is_direct: bool) {
        let Ok(frame) = serde_json::from_str::<Value>(text) else { return };
        let field = |name: &str| frame.get(name).and_then(Value::as_str);
        match field("type") {
            Some("read_receipt") => match (frame.get("message_id"), field("read_by")) {
                (Some(id), Some(by)) if reads(&frame) => {
                    let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
                    self.events.push(json!(["on_read_receipt", id, by]));
                }
                _ => self.error(),
            },
            Some("typing") => match field("username") {
                Some(who) => self.events.push(json!(["on_typing", who, field("to_username")])),
                None => self.error(),
            },
            Some("unread_count") => match UNREAD.known(&frame) {
                Some(numbers) => self.events.push(json!(["on_unread_count", numbers])),
                None => self.error(),
            },
            Some("error") if is_direct => self.error(),
            Some(
                "ping"
                | "message_sent"
                | "marked_read"
                | "marked_all_read"
                | "messages"
                | "direct_messages"
                | "unread_messages"
                | "unread_direct_messages"
                | "users"
                | "online_users"
                | "user_profile",
            ) => {}
            _ => self.message(&frame),
        }
    }

    fn message(&mut self, frame: &Value) {
        if frame.get("from_username").is_none() || frame.get("content").is_none() {
            return;
        }
        let Some(message) = MESSAGE.known(frame) else { return self.error() };
        let id = frame.get("id").map(Value::to_string).unwrap_or_default();
        if self.seen.insert(id) {
            self.events.push(json!(["on_message", message]));
        }
    }

    fn error(&mut self) {
        self.events.push(json!(["on_error", "<transport text>"]));
    }
}
