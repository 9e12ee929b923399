//! What a record of a session has of which a rule may speak.

use chatwire_mezon_proto::service;
use serde_json::{Value, json};

use super::frames::{self, Answer};
use super::{API, dead, group, is_role_without_request, stored};
use crate::vector::Vector;

/// Variant of what is sent first.
fn spoken(vector: &Vector) -> String {
    let first = frames::first(vector);
    let name = first.as_ref().and_then(frames::variant).map(|(name, _)| name.to_owned());
    name.unwrap_or_default()
}

fn has_ok(vector: &Vector) -> bool {
    vector.result.get("ok").is_some_and(|own| !own.is_null())
}

fn ok_has(vector: &Vector, name: &str) -> bool {
    vector.result.get("ok").is_some_and(|own| own.get(name).is_some())
}

/// Calls over HTTP that go over an open line today.
pub(super) fn moved(vector: &Vector) -> Vec<usize> {
    let api = vector.requests.iter().enumerate().filter(|(_, own)| {
        let name = own.path.strip_prefix(API);
        name.and_then(service::find).is_some_and(|call| call.index.is_some())
    });
    api.map(|(at, _)| at).collect()
}

fn connects_with(vector: &Vector, name: &str, value: &str) -> bool {
    let query = vector.other.get("connect").and_then(|own| own.get("query"));
    query.and_then(Value::as_array).is_some_and(|own| own.contains(&json!([name, value])))
}

/// What a record has of which a rule may speak.
#[must_use]
pub fn cases(vector: &Vector) -> Vec<&'static str> {
    let group = group(vector);
    let is_socket = matches!(group, "ws" | "ws-api");
    let is_client = group == "client";
    let spoken = spoken(vector);
    let method = vector.call.method.as_str();
    let answer = frames::last_answer(vector);
    let said = |name: &str| match &answer {
        Some(Answer::Envelope(picture)) => picture.get(name).is_some(),
        _ => false,
    };
    let is_ok = vector.result.contains_key("ok");
    let sends = is_socket && spoken == "channel_message_send";
    let subprotocol =
        vector.other.get("connect").and_then(|own| own.pointer("/headers/sec-websocket-protocol"));
    let sent = frames::sent(vector);
    let twice = sent.windows(2).any(|own| {
        own.first() == own.get(1) && own.first().and_then(|own| own.get("channel_join")).is_some()
    });
    [
        ("dead", group == "ws-dead" && dead::today(vector).is_some()),
        (
            "done",
            is_socket
                && has_ok(vector)
                && (matches!(spoken.as_str(), "clan_join" | "channel_leave" | "status_update")
                    || (spoken == "channel_join" && !said("channel"))),
        ),
        (
            "no_ack",
            sends && is_ok && matches!(&answer, Some(Answer::Envelope(own)) if *own == json!({})),
        ),
        ("must_join", sends && sent.len() == 1 && must_join(answer.as_ref())),
        ("untyped", is_untyped(vector)),
        (
            "unheard_push",
            group == "ws" && vector.other.contains_key("events") && is_unheard(vector),
        ),
        ("beyond", sent.iter().any(is_beyond)),
        ("plain_frame", sent.iter().any(|own| content(own).is_some_and(|own| !own.is_object()))),
        (
            "pushed_lookup",
            is_client
                && method.contains("push")
                && method.ends_with("channel_message")
                && !vector.requests.is_empty(),
        ),
        (
            "pushed_removal",
            is_client
                && vector
                    .result
                    .get("ok")
                    .is_some_and(|own| own.get("cached_message") == Some(&true.into()))
                && pushed_removal(vector),
        ),
        (
            "clan_lookup",
            is_client && method.contains("(clans)") && vector.result.contains_key("error"),
        ),
        ("call_answer", group == "ws-api" && is_ok),
        (
            "name_check",
            is_socket && spoken == "check_name_existed_event" && method.contains("clan_name"),
        ),
        ("unseen", connects_with(vector, "status", "false")),
        ("subprotocol", subprotocol.is_some()),
        ("over_the_line", is_client && !moved(vector).is_empty()),
        (
            "sent_message",
            is_client && ok_has(vector, "persistent")
                || is_client && ok_has(vector, "persistence") && ok_has(vector, "id"),
        ),
        ("edited", is_client && method == "Message.update" && is_ok),
        ("mute", is_client && matches!(method, "Message.delete" | "Message.react") && is_ok),
        ("ephemeral", is_client && method.ends_with("Ephemeral") && is_ok),
        ("joined_twice", is_client && twice),
        ("no_topic", is_client && sent.iter().any(is_topic_of_none)),
        ("lost_topic", is_client && sent.iter().any(|own| lost_topic(vector, own).is_some())),
        ("menu_of_the_bot", is_client && method.ends_with("deleteQuickMenuAccess")),
        (
            "unnamed_clan",
            is_client
                && vector
                    .result
                    .get("ok")
                    .is_some_and(|own| own.get("name") == Some(&"unknown".into())),
        ),
        ("all_channels", is_client && ok_has(vector, "channels")),
        ("known_clans", is_client && method.contains("server closes") && ok_has(vector, "clans")),
        ("no_voice", is_client && ok_has(vector, "error")),
        ("any_clan", group == "db" && stored::asks_for_clan(vector)),
        (
            "room",
            group == "cache" && is_ok && vector.result.get("ok") != Some(&stored::kept(vector)),
        ),
        (
            "media_service",
            matches!(group, "playMedia" | "play_media") && vector.requests.is_empty(),
        ),
        ("role_without_request", is_role_without_request(vector)),
    ]
    .into_iter()
    .filter_map(|(name, holds)| holds.then_some(name))
    .collect()
}

fn must_join(answer: Option<&Answer>) -> bool {
    let Some(Answer::Envelope(picture)) = answer else { return false };
    let Some(error) = picture.get("error") else { return false };
    let words = error.get("message").and_then(Value::as_str).unwrap_or_default();
    error.get("code") == Some(&3.into())
        || words.contains("Must join channel before sending messages")
}

pub(super) fn is_topic_of_none(frame: &Value) -> bool {
    let body = frame.pointer("/api_request_event/body");
    body.is_some_and(|own| {
        own.get("is_update_msg_topic").is_some() && own.get("topic_id").is_none()
    })
}

/// The topic that was given, where a message that is answered has none and the reference took that for one.
pub(super) fn lost_topic(vector: &Vector, frame: &Value) -> Option<Value> {
    let message = frame.pointer("/ephemeral_message_send/message")?;
    let topic = vector.call.args.get("topic_id").filter(|own| **own != json!("0"))?;
    let is_answer = vector.call.args.get("reference_message_id").is_some();
    (is_answer && message.get("topic_id").is_none()).then(|| topic.clone())
}

/// Where the content of a message stands in a frame.
const CONTENTS: [&str; 4] = [
    "/channel_message_send/content",
    "/channel_message_update/content",
    "/ephemeral_message_send/message/content",
    "/api_request_event/body/content",
];

fn content(frame: &Value) -> Option<&Value> {
    CONTENTS.iter().find_map(|place| frame.pointer(place))
}

pub(super) fn content_mut(frame: &mut Value) -> Option<&mut Value> {
    let place = CONTENTS.iter().find(|place| frame.pointer(place).is_some())?;
    frame.pointer_mut(place)
}

/// Whether a content is longer than the service takes, in UTF-16 units of its JSON.
fn is_beyond(frame: &Value) -> bool {
    content(frame).is_some_and(|own| own.to_string().encode_utf16().count() > 4_000)
}

/// Whether a call failed over the type of an argument, before anything was sent.
fn is_untyped(vector: &Vector) -> bool {
    let Some(error) = vector.result.get("error") else { return false };
    let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_session = matches!(group(vector), "client" | "ws" | "ws-api");
    let cannot_be_given = |(name, own): (&String, &Value)| {
        // A voice event has an id that is a text.
        let is_text = name == "id" && vector.call.method.to_ascii_lowercase().contains("voice");
        if is_text { !own.is_string() } else { is_of_other_type(name, own) }
    };
    let of_type = ["TypeError", "AttributeError", "ValidationError", "SyntaxError", "RangeError"];
    is_session
        && vector.call.args.as_object().is_some_and(|args| args.iter().any(cannot_be_given))
        && frames::sent(vector).is_empty()
        && vector.requests.is_empty()
        && (of_type.contains(&text("type"))
            || text("message") == "empty string"
            || text("message").starts_with("Cannot convert"))
}

/// Whether an argument, or one within it, is not what its name takes: an id that is no number of 64 bits, a text that is none.
fn is_of_other_type(name: &str, own: &Value) -> bool {
    const TEXTS: &[&str] = &["t", "text", "name", "title", "label", "emoji", "filename", "url"];
    const NUMBERS: &[&str] = &["mode", "code", "limit", "channel_type", "channelType"];
    const LISTS: &[&str] = &["mentions", "attachments", "references"];
    let is_id = |own: &Value| match own {
        Value::String(text) => text.parse::<i64>().is_ok(),
        own => own.is_i64(),
    };
    let starts = |word: &str| name.strip_prefix(word).is_some_and(|rest| rest.starts_with(is_head));
    if own.is_null() {
        // What is not given is left out, ids aside.
        name == "id"
    } else if name == "id" || name.ends_with("_id") || name.ends_with("Id") {
        !is_id(own)
    } else if name.ends_with("_ids") || name.ends_with("Ids") {
        !own.as_array().is_some_and(|all| all.iter().all(is_id))
    } else if TEXTS.contains(&name) {
        !own.is_string()
    } else if NUMBERS.contains(&name) {
        !own.is_i64()
    } else if LISTS.contains(&name) {
        !own.is_array()
    } else if starts("is") || starts("hide") {
        !own.is_boolean()
    } else {
        let mut within = own.as_object().into_iter().flatten();
        (name == "content" && !own.is_object())
            || within.any(|(name, own)| is_of_other_type(name, own))
    }
}

/// Whether a word of a name begins here.
fn is_head(c: char) -> bool {
    c == '_' || c.is_ascii_uppercase()
}

/// Whether something is pushed that the reference says nothing of.
fn is_unheard(vector: &Vector) -> bool {
    let heard = vector.other.get("events").and_then(Value::as_array).map_or(0, Vec::len);
    pushes(vector).len() > heard
}

/// What is pushed in a record, decoded.
pub(super) fn pushes(vector: &Vector) -> Vec<Value> {
    let steps = frames::steps(vector).into_iter().filter_map(|step| match step {
        frames::Step::Theirs(None, bytes) => frames::picture(&bytes).map(|(_, picture)| picture),
        _ => None,
    });
    steps.filter(|picture| frames::variant(picture).is_some()).collect()
}

/// Whether a push takes a message away.
fn pushed_removal(vector: &Vector) -> bool {
    pushes(vector).iter().any(|own| own.pointer("/channel_message/code") == Some(&2.into()))
}
