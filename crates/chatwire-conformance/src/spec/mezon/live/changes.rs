//! What rules make of the record of a session.

use std::collections::BTreeSet;

use chatwire_mezon_proto::service;
use serde_json::{Map, Value, json};

use super::super::pushes::renamed;
use super::cases::{
    content, given_text, heard, is_topic_of_none, lost_topic, message_mut, moved, other_answer,
};
use super::frames::{self, Answer, pushes};
use super::{API, dead, protobuf, stored, world};
use crate::picture::Picture;
use crate::vector::Vector;

/// Makes of a recorded picture what a rule claims; `None` when no rule has that word here.
pub fn instead(name: &str, vector: &Vector, picture: &mut Picture) -> Option<Result<(), String>> {
    match name {
        "today" => {
            let today = dead::today(vector)?;
            picture.frames = today.frames;
            picture.result = today.result;
            picture.requests = today.over_http.into_iter().map(|(name, body)| {
                json!({"method": "POST", "path": format!("{API}{name}"), "query": [], "body": body})
            }).collect();
        }
        "joined_again" => joined_again(picture),
        "text_frames" => {
            let said = picture.frames.first().and_then(content).cloned();
            for message in picture.frames.iter_mut().filter_map(message_mut) {
                if let Some(text) = given_text(vector) {
                    message.insert("content".into(), json!({"t": text}));
                } else if let Some(content) = message.get_mut("content") {
                    as_text(content);
                }
            }
            // What was said comes back; what the service says is its own.
            let result = picture.result.pointer_mut("/ok/content");
            if let Some(content) = result.filter(|own| said.as_ref() == Some(&**own)) {
                as_text(content);
            }
        }
        "all_pushes" => {
            let pushes = pushes(vector);
            let pushes = pushes.iter().filter_map(frames::variant);
            picture.events =
                pushes.map(|(name, own)| json!({"event": name, "payload": own})).collect();
        }
        "refused" => {
            picture.frames.clear();
            picture.fails("Input");
        }
        "no_lookup" => {
            picture.frames.retain(|own| own.get("api_request_event").is_none());
            change_result(picture, |map| {
                map.insert("cached_message".into(), true.into());
            });
        }
        "hashtags" => {
            for message in picture.frames.iter_mut().filter_map(message_mut) {
                message.get_mut("content").and_then(|own| own.get_mut("hg")).map(renamed);
            }
        }
        "content_of_envelope" => {
            let content = other_answer(vector).unwrap_or_default();
            picture.result = json!({"ok": content});
        }
        "ponged" => {
            let pongs = std::iter::repeat_n(json!({"pong": {}}), frames::asks(vector));
            picture.frames.extend(pongs);
        }
        "of_somebody" => {
            let is_none =
                |name: &str| heard(vector).is_some_and(|message| message.get(name).is_none());
            change_result(picture, |map| {
                if is_none("message_id") {
                    map.insert("cached_message".into(), false.into());
                }
                if is_none("sender_id") {
                    map.insert("user".into(), Value::Null);
                }
            });
        }
        "no_nick" => {
            if let Some(user) =
                picture.result.pointer_mut("/ok/user").and_then(Value::as_object_mut)
            {
                user.retain(|name, _| !name.starts_with("clan_"));
            }
        }
        "channel_as_pushed" => {
            let shown = pushes(vector).iter().find_map(pushed_channel);
            picture.result = json!({"ok": shown});
        }
        "joined_on_the_next_line" => picture.frames.extend(picture.frames.first().cloned()),
        "still_known" => change_result(picture, |map| {
            map.insert("cached".into(), true.into());
        }),
        "asks_for_message" => {
            let id = vector.call.args.get("reference_message_id").cloned().unwrap_or_default();
            let asked = json!({
                "clan_id": world::CLAN, "channel_id": world::CHANNEL, "message_id": id,
                "limit": 10, "direction": 2,
            });
            picture.frames = vec![frames::call("ListChannelMessages", &asked)];
        }
        "by_the_message" => by_the_message(picture),
        "asks_for_members" => {
            let clans = world::clans();
            let clans = clans.get("clandesc").and_then(Value::as_array).into_iter().flatten();
            let asked = clans.map(|own| json!({"clan_id": own.get("clan_id")}));
            picture.frames = asked.map(|own| frames::call("ListClanUsers", &own)).collect();
            picture.fails("NotFound");
        }
        "gone" => change_result(picture, |map| {
            map.insert("cached_message".into(), false.into());
        }),
        "asks_for_clans" => picture.frames = vec![frames::call("ListClanDescs", &json!({}))],
        "call_answer" => {
            let name =
                picture.frames.iter().find_map(|own| own.pointer("/api_request_event/api_name"));
            let call = name.and_then(Value::as_str).and_then(service::find);
            let body = match frames::last_answer(vector) {
                Some(Answer::Call(_, body)) => body,
                _ => Vec::new(),
            };
            let read = call.and_then(|call| protobuf::decode(call.response, &body));
            picture.result = json!({"ok": read});
        }
        "by_the_api" => {
            let named =
                picture.frames.iter().find_map(|own| own.pointer("/check_name_existed_event/name"));
            let name = named.cloned().unwrap_or_else(|| "".into());
            let asked = if name == "" { json!({}) } else { json!({"name": name}) };
            picture.frames = vec![frames::call("CheckDuplicateName", &asked)];
            // The service of this runner knows the name.
            picture.result = json!({"ok": {"name": name, "exist": true}});
        }
        "seen" => for_connects(picture, |connect| {
            let query = connect.get_mut("query").and_then(Value::as_array_mut);
            for pair in query.into_iter().flatten() {
                if pair.get(0) == Some(&"status".into()) {
                    *pair = json!(["status", "true"]);
                }
            }
        }),
        "no_subprotocol" => for_connects(picture, |connect| {
            if let Some(headers) = connect.get_mut("headers").and_then(Value::as_object_mut) {
                headers.insert("sec-websocket-protocol".into(), Value::Null);
            }
        }),
        "over_the_line" => over_the_line(vector, picture),
        "as_sent" => {
            // How the service keeps it, and names of an older wire, are no part of a message.
            let mode = picture
                .frames
                .iter()
                .find_map(|own| own.pointer("/channel_message_send/mode"))
                .cloned();
            change_result(picture, |map| {
                for name in ["persistent", "persistence", "create_time", "update_time", "mode"] {
                    map.remove(name);
                }
                if let Some(mode) = mode {
                    map.insert("mode".into(), mode);
                }
            });
        }
        "edited_now" => change_result(picture, |map| {
            map.remove("update_time_seconds");
        }),
        "id_alone" => {
            let id = other_answer(vector).and_then(|own| own.get("message_id").cloned());
            picture.result = json!({"ok": {"message_id": id}});
        }
        "once" => picture.frames.dedup(),
        "no_topic" => {
            for frame in picture.frames.iter_mut().filter(|own| is_topic_of_none(own)) {
                let body =
                    frame.pointer_mut("/api_request_event/body").and_then(Value::as_object_mut);
                body.map(|own| own.remove("is_update_msg_topic"));
            }
        }
        "given_topic" => {
            for frame in &mut picture.frames {
                let topic = lost_topic(vector, frame);
                let message = frame.pointer_mut("/ephemeral_message_send/message");
                if let (Some(topic), Some(map)) = (topic, message.and_then(Value::as_object_mut)) {
                    map.insert("topic_id".into(), topic);
                }
            }
        }
        "by_bot" => {
            let asked = vector.call.args.as_object().is_some_and(|own| own.contains_key("id"));
            for body in picture
                .frames
                .iter_mut()
                .filter_map(|own| own.pointer_mut("/api_request_event/body"))
            {
                if !asked && let Some(map) = body.as_object_mut() {
                    let bot = map.remove("id").unwrap_or_else(|| world::BOT.into());
                    map.insert("bot_id".into(), bot);
                }
            }
        }
        "unnamed" => change_result(picture, |map| {
            map.insert("name".into(), "".into());
        }),
        "all_channels" => {
            let all = all_channels(vector);
            change_result(picture, |map| {
                map.insert("channels".into(), all);
            });
        }
        "listed_clans" => {
            let lists = vector
                .responses
                .iter()
                .filter_map(|own| own.json.as_ref()?.get("clandesc")?.as_array());
            // And the place of direct conversations.
            let count = lists.map(Vec::len).next_back().unwrap_or_default() + 1;
            change_result(picture, |map| {
                map.insert("clans".into(), count.into());
            });
        }
        "found" => picture.result = json!({"ok": stored::found(vector)}),
        "kept" => picture.result = json!({"ok": stored::kept(vector)}),
        "media" => {
            picture.requests = vec![json!({
                "method": "POST", "path": "/api/playmedia", "query": [], "body": stored::media(vector),
            })];
            picture.result = json!({"ok": stored::media_answer()});
        }
        "role" => {
            picture.requests = vec![json!({
                "method": "POST", "path": format!("{API}UpdateRole"), "query": [],
                "body": stored::role_request(vector),
            })];
            picture.result = json!({"ok": {}});
        }
        _ => return None,
    }
    Some(Ok(()))
}

/// What is known of a channel after a push of it, as the records ask.
fn pushed_channel(push: &Value) -> Option<Value> {
    let (name, channel) = frames::variant(push)?;
    if name == "channel_deleted_event" {
        return Some(json!({"cached": false}));
    }
    let private = channel.get("channel_private");
    let is_private = private.is_some_and(|own| own.as_bool() == Some(true) || *own == json!(1));
    Some(json!({
        "cached": true, "name": channel.get("channel_label"), "private": is_private,
    }))
}

/// An answer to somebody of whom nothing is known but the message, whose sender has a name.
fn by_the_message(picture: &mut Picture) {
    picture.frames.retain(|own| own.get("channel_message_send").is_some());
    let message = picture.frames.iter_mut().find_map(|own| own.get_mut("channel_message_send"));
    for message in message.into_iter().chain(picture.result.get_mut("ok")) {
        let reference = message.pointer_mut("/references/0").and_then(Value::as_object_mut);
        reference.map(|own| own.insert("message_sender_username".into(), world::OTHER_NAME.into()));
    }
}

/// What is no content is the text of one.
fn as_text(content: &mut Value) {
    let text = match &*content {
        Value::Object(_) | Value::Null => return,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    *content = json!({"t": text});
}

fn change_result(picture: &mut Picture, change: impl FnOnce(&mut Map<String, Value>)) {
    if let Some(map) = picture.result.pointer_mut("/ok").and_then(Value::as_object_mut) {
        change(map);
    }
}

fn for_connects(picture: &mut Picture, change: impl Fn(&mut Value)) {
    let connects =
        picture.requests.iter_mut().filter(|own| own.get("method") == Some(&"GET".into()));
    connects.for_each(change);
}

/// A send that is refused is repeated once the channel is joined.
fn joined_again(picture: &mut Picture) {
    let Some(send) = picture.frames.first().cloned() else { return };
    let message = send.get("channel_message_send").cloned().unwrap_or_default();
    let kind = match message.get("mode").and_then(Value::as_i64) {
        Some(4) => 3,
        Some(3) => 2,
        Some(6) => 7,
        _ => 1,
    };
    let mut join = json!({"channel_type": kind});
    for name in ["clan_id", "channel_id", "is_public"] {
        if let (Some(map), Some(value)) = (join.as_object_mut(), message.get(name)) {
            map.insert(name.to_owned(), value.clone());
        }
    }
    picture.frames = vec![send.clone(), json!({"channel_join": join}), send];
}

/// Calls of the API as frames.
fn over_the_line(vector: &Vector, picture: &mut Picture) {
    let moved: BTreeSet<usize> = moved(vector).into_iter().collect();
    let mut kept = Vec::new();
    let mut calls = Vec::new();
    for (at, own) in std::mem::take(&mut picture.requests).into_iter().enumerate() {
        if !moved.contains(&at) {
            kept.push(own);
            continue;
        }
        let name = own.get("path").and_then(Value::as_str).and_then(|own| own.strip_prefix(API));
        let Some(call) = name.and_then(service::find) else { continue };
        let body = own.get("body").cloned().unwrap_or_else(|| json!({}));
        calls.push(frames::call(call.name, &body));
    }
    picture.requests = kept;
    picture.frames.extend(calls);
    picture.frames = frames::by_place(std::mem::take(&mut picture.frames));
    // There is no status on a line.
    if let Some(error) = picture.result.get_mut("error").and_then(Value::as_object_mut) {
        error.remove("status");
    }
}

/// Ids of all channels that the service lists.
fn all_channels(vector: &Vector) -> Value {
    let lists =
        vector.responses.iter().filter_map(|own| own.json.as_ref()?.get("channeldesc")?.as_array());
    let ids: BTreeSet<&str> =
        lists.flatten().filter_map(|own| own.get("channel_id")?.as_str()).collect();
    ids.into_iter().collect()
}
