//! What a record of a session has of which a rule may speak.

use chatwire_mezon_proto::service;
use serde_json::{Map, Value, json};

use super::frames::{self, Answer, pushes};
use super::{API, dead, group, is_role_without_request, is_unknown_message, stored, world};
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

/// What the reference says of a failure.
fn words(vector: &Vector) -> &str {
    let words = vector.result.get("error").and_then(|own| own.get("message")?.as_str());
    words.unwrap_or_default()
}

fn ok_is(vector: &Vector, name: &str, value: bool) -> bool {
    vector.result.get("ok").is_some_and(|own| own.get(name) == Some(&value.into()))
}

/// Whether nothing comes of a request but that it was done; of a join, unless a channel answers.
fn has_no_result(spoken: &str) -> bool {
    matches!(spoken, "clan_join" | "channel_join" | "channel_leave" | "status_update")
}

/// Whether what was sent has the id of nothing.
fn names_no_message(vector: &Vector) -> bool {
    let ok = vector.result.get("ok");
    ok.is_some_and(|own| own.get("persistence").is_some() && own.get("id") == Some(&"0".into()))
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
                && has_no_result(&spoken)
                && !(spoken == "channel_join" && said("channel")),
        ),
        ("no_ack", (sends && is_ok && !has_ok(vector)) || (is_client && names_no_message(vector))),
        ("null_content", is_socket && vector.call.args.get("content") == Some(&Value::Null)),
        ("whole_envelope", is_socket && method.ends_with(".send") && ok_has(vector, "cid")),
        ("old_hashtag", sent.iter().any(|own| own.to_string().contains("\"channelid\""))),
        (
            "join_echoed",
            is_socket
                && spoken == "channel_join"
                && said("channel")
                && ok_has(vector, "channel_type"),
        ),
        ("unacknowledged", is_socket && !sends && words(vector).contains("did not return")),
        (
            "other_answer",
            is_socket
                && !sends
                && !has_no_result(&spoken)
                && is_ok
                && !has_ok(vector)
                && other_answer(vector).is_some(),
        ),
        (
            "lost_join",
            is_socket
                && matches!(spoken.as_str(), "clan_join" | "channel_join")
                && answer.is_none()
                && frames::is_lost(vector),
        ),
        ("asked_by_the_server", is_socket && frames::asks(vector) > 0),
        ("must_join", sends && sent.len() == 1 && must_join(answer.as_ref())),
        ("untyped", is_untyped(vector)),
        (
            "unheard_push",
            group == "ws" && vector.other.contains_key("events") && is_unheard(vector),
        ),
        ("beyond", sent.iter().any(is_beyond)),
        (
            "plain_frame",
            sent.iter().any(|own| content(own).is_some_and(|own| !own.is_object()))
                || (given_text(vector).is_some() && !sent.is_empty()),
        ),
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
        ("nobody", is_client && heard(vector).is_some_and(|own| is_of_nobody(&own))),
        (
            "nick_without_clan",
            is_client
                && vector.result.get("ok").is_some_and(|own| own.get("user").is_some())
                && heard(vector).is_some_and(|own| own.get("clan_id").is_none()),
        ),
        ("unlisted_clan", is_client && has_ok(vector) && is_about_unlisted_clan(vector)),
        ("unknown_message", is_client && is_unknown_message(vector)),
        ("stranger", is_client && method == "Message.reply" && !vector.requests.is_empty()),
        (
            "user_lookup",
            is_client && method.ends_with("(users).fetch") && !vector.requests.is_empty(),
        ),
        ("printed", method.ends_with(".listTransactionDetail")),
        ("own_removal", is_client && ok_is(vector, "cached", false) && is_own_removal(vector)),
        ("no_receiver", is_client && sent.iter().any(has_no_receiver)),
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

pub(super) fn content(frame: &Value) -> Option<&Value> {
    CONTENTS.iter().find_map(|place| frame.pointer(place))
}

/// The message in a frame, as the map that has its content.
pub(super) fn message_mut(frame: &mut Value) -> Option<&mut Map<String, Value>> {
    let mut places = CONTENTS.iter().filter_map(|place| place.strip_suffix("/content"));
    let place = places.find(|place| frame.pointer(place).is_some())?;
    frame.pointer_mut(place)?.as_object_mut()
}

/// A plain string in the place of a content.
pub(super) fn given_text(vector: &Vector) -> Option<&str> {
    vector.call.args.get("content")?.as_str()
}

/// Whether a content is longer than the service takes, in UTF-16 units of its JSON.
fn is_beyond(frame: &Value) -> bool {
    content(frame).is_some_and(|own| own.to_string().encode_utf16().count() > 4_000)
}

/// Whether a call failed over the type of an argument, before anything was sent, or has one that no type of ours takes.
fn is_untyped(vector: &Vector) -> bool {
    let error = vector.result.get("error");
    let text = |name: &str| error.and_then(|own| own.get(name)?.as_str()).unwrap_or_default();
    let is_session = matches!(group(vector), "client" | "ws" | "ws-api");
    let cannot_be_given = |(name, own): (&String, &Value)| {
        // A voice event has an id that is a text.
        let is_text = name == "id" && vector.call.method.to_ascii_lowercase().contains("voice");
        // Numbers are no texts there.
        let is_number = super::is_python(vector) && name.ends_with("_id");
        if is_text {
            !own.is_string()
        } else {
            is_of_other_type(name, own) || is_number && own.is_string()
        }
    };
    let is_of_no_type = |(name, own): (&String, &Value)| own.is_f64() || is_too_long(name, own);
    let of_type = [
        "TypeError",
        "AttributeError",
        "ValidationError",
        "ValueError",
        "SyntaxError",
        "RangeError",
    ];
    let args = || vector.call.args.as_object().into_iter().flatten();
    let failed = args().any(cannot_be_given)
        && frames::sent(vector).is_empty()
        && vector.requests.is_empty()
        && (of_type.contains(&text("type"))
            || text("message") == "empty string"
            || text("message").starts_with("Cannot convert"));
    is_session && (failed || args().any(is_of_no_type))
}

/// Whether an id is a number of more than 64 bits, whose upper part the reference cuts off.
fn is_too_long(name: &str, own: &Value) -> bool {
    let is_id = name == "id" || name.ends_with("_id");
    own.as_str().filter(|_| is_id).is_some_and(|text| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        digits.len() > 18
            && digits.bytes().all(|own| own.is_ascii_digit())
            && text.parse::<i64>().is_err()
    })
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
    } else if name.ends_with("_seconds") {
        !own.is_u64()
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

/// What answered a call whose reference waits for something else.
pub(super) fn other_answer(vector: &Vector) -> Option<Value> {
    let Some(Answer::Envelope(picture)) = frames::last_answer(vector) else { return None };
    frames::variant(&picture).filter(|(name, _)| *name != "error").map(|(_, own)| own.clone())
}

/// The first message that is pushed.
pub(super) fn heard(vector: &Vector) -> Option<Value> {
    pushes(vector).iter().find_map(|own| own.get("channel_message").cloned())
}

/// Whether a message is none, or nobody's.
fn is_of_nobody(message: &Value) -> bool {
    message.get("message_id").is_none() || message.get("sender_id").is_none()
}

/// Whether a channel comes, changes or goes in a clan that the service does not list.
fn is_about_unlisted_clan(vector: &Vector) -> bool {
    let clans = world::clans();
    let listed = clans.get("clandesc").and_then(Value::as_array).into_iter().flatten();
    let listed: Vec<&Value> = listed.filter_map(|own| own.get("clan_id")).collect();
    let of_channel = ["channel_created_event", "channel_updated_event", "channel_deleted_event"];
    pushes(vector).iter().filter_map(frames::variant).any(|(name, own)| {
        of_channel.contains(&name) && own.get("clan_id").is_some_and(|clan| !listed.contains(&clan))
    })
}

/// Whether the bot is taken out of a clan.
fn is_own_removal(vector: &Vector) -> bool {
    let users = pushes(vector).iter().find_map(|own| {
        own.pointer("/user_clan_removed_event/user_ids").and_then(Value::as_array).cloned()
    });
    users.is_some_and(|own| own.contains(&world::BOT.into()))
}

fn has_no_receiver(frame: &Value) -> bool {
    frame.get("ephemeral_message_send").is_some_and(|own| own.get("receiver_ids").is_none())
}

/// Whether a push takes a message away.
fn pushed_removal(vector: &Vector) -> bool {
    pushes(vector).iter().any(|own| own.pointer("/channel_message/code") == Some(&2.into()))
}
