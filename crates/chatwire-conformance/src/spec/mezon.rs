//! Mezon: what a record shows, by the schema of the service.

pub mod calls;
pub mod dead;
pub mod frames;
pub mod live;
pub mod protobuf;
mod pushes;
pub mod stored;
pub mod world;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_mezon_proto::table;
use serde_json::{Map, Value, json};

use super::Painter;
use crate::picture::{self, Picture};
use crate::vector::{RecordedRequest, Vector};

/// Records of Mezon's bots as pictures.
pub static PAINTER: Painter = Painter { cases, recorded, instead };

/// Path of the login.
const LOGIN: &str = "/v2/apps/authenticate/token";

/// First parts of an id, without the platform and the client.
#[must_use]
pub fn group(vector: &Vector) -> &str {
    let rest = vector.id.strip_prefix("mezon/").unwrap_or(&vector.id);
    let rest = rest.strip_prefix("py/").unwrap_or(rest);
    rest.split('/').next().unwrap_or_default()
}

fn no_rpc(_: &Value) -> Option<&'static str> {
    None
}

fn recorded(vector: &Vector) -> Picture {
    if live::tells(vector) {
        return live::recorded(vector);
    }
    let events = vector.other.get("events").and_then(Value::as_array).cloned().unwrap_or_default();
    Picture {
        requests: vector.requests.iter().map(request).collect(),
        result: match group(vector) {
            // Nothing is returned where a server pushes.
            "event" => Value::Null,
            "content" => parsed(&picture::recorded_result(vector, no_rpc)),
            _ => plain(&picture::recorded_result(vector, no_rpc)),
        },
        events: events.iter().map(plain).collect(),
        frames: frames::sent(vector),
    }
}

/// An address without the port that its scheme has anyway.
fn without_usual_port(url: &str) -> &str {
    let port = if url.starts_with("https:") { ":443" } else { ":80" };
    url.strip_suffix(port).unwrap_or(url)
}

/// A content in JSON, by value: spaces, escapes and nulls are each writer's own.
fn parsed(result: &Value) -> Value {
    let text = result.get("ok").and_then(Value::as_str);
    match text.and_then(|text| serde_json::from_str::<Value>(text).ok()) {
        Some(content) => json!({"ok": ids_as_texts(&content)}),
        None => ids_as_texts(&plain(result)),
    }
}

fn ids_as_texts(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| match value {
                Value::Number(id) if name.to_ascii_lowercase().ends_with("id") => {
                    (name.clone(), id.to_string().into())
                }
                _ => (name.clone(), ids_as_texts(value)),
            })
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(ids_as_texts).collect(),
        other => other.clone(),
    }
}

/// The mode in which messages travel to a type of channel.
fn mode_of(vector: &Vector) -> Option<i64> {
    vector.call.method.to_ascii_lowercase().replace('_', "").strip_prefix("convertchanneltype")?;
    Some(match calls::channel_type(vector)? {
        1 | 8 | 10 => 2,
        2 => 3,
        3 => 4,
        7 => 6,
        _ => 0,
    })
}

fn request(request: &RecordedRequest) -> Value {
    let mut value = picture::recorded_request(request);
    let bytes = request.body_b64.as_deref().and_then(|body| STANDARD.decode(body).ok());
    let message = request.body_type.as_deref().and_then(table::find);
    let body = match (message, bytes) {
        _ if live::described_body(request).is_some() => live::described_body(request),
        (Some(message), bytes) => protobuf::decode(message, &bytes.unwrap_or_default()),
        (None, _) => request.body_json.clone(),
    };
    if let (Some(map), Some(body)) = (value.as_object_mut(), body) {
        map.insert("body".into(), body);
    }
    value
}

/// Records in one form: ids as texts, bytes as base64, without the names of the reference's types.
#[must_use]
pub fn plain(value: &Value) -> Value {
    match value {
        Value::Object(map) => match map.get("$b64") {
            Some(bytes) if map.len() == 1 => bytes.clone(),
            _ => map
                .iter()
                .filter(|(name, _)| !name.starts_with('$'))
                .map(|(name, value)| match value.as_str() {
                    // The id of nothing.
                    Some("0") if name.to_ascii_lowercase().ends_with("id") => {
                        (name.clone(), Value::Null)
                    }
                    _ => (name.clone(), plain(value)),
                })
                .collect::<Map<_, _>>()
                .into(),
        },
        Value::Array(items) => items.iter().map(plain).collect(),
        // Longer than what a language of the web can count to: an id.
        Value::Number(number) if number.as_u64().is_some_and(|own| own > 1 << 53) => {
            number.to_string().into()
        }
        other => other.clone(),
    }
}

fn cases(vector: &Vector) -> Vec<&'static str> {
    if live::tells(vector) {
        return live::cases(vector).into_iter().chain(calls::cases(vector)).collect();
    }
    let group = group(vector);
    let shapes = [
        (
            "old_hashtag",
            group == "content"
                && vector.result.get("ok").is_some_and(|own| own.to_string().contains("channelid")),
        ),
        (
            "plain_content",
            group == "content" && vector.call.args.get("content").is_some_and(Value::is_string),
        ),
        (
            "other_mode",
            mode_of(vector).is_some_and(|mode| vector.result.get("ok") != Some(&json!(mode))),
        ),
        (
            "unset_type",
            group == "builder"
                && vector
                    .result
                    .get("ok")
                    .is_some_and(|own| own.to_string().contains("\"type\":null")),
        ),
    ];
    let shapes = shapes.into_iter().filter_map(|(name, holds)| holds.then_some(name));
    calls::cases(vector).into_iter().chain(pushes::cases(vector)).chain(shapes).collect()
}

fn is_python(vector: &Vector) -> bool {
    vector.id.starts_with("mezon/py/")
}

fn instead(change: &str, vector: &Vector, picture: &mut Picture) -> Result<(), String> {
    let (name, value) = change.split_once(':').unwrap_or((change, ""));
    match name {
        "fails" => picture.fails(value),
        "mode" => picture.result = json!({"ok": mode_of(vector)}),
        "hashtags" => {
            picture.result.pointer_mut("/ok/hg").map(pushes::renamed);
        }
        "given_text" => {
            let text = vector.call.args.get("content").cloned().unwrap_or_default();
            picture.result = json!({"ok": {"t": text}});
        }
        "default_type" => {
            let fields = picture.result.pointer_mut("/ok/fields").and_then(Value::as_array_mut);
            for kind in fields
                .into_iter()
                .flatten()
                .filter_map(|own| own.pointer_mut("/inputs/component/type"))
            {
                if kind.is_null() {
                    *kind = "text".into();
                }
            }
        }
        "nothing" => picture.result = json!({"ok": null}),
        "whole_addresses" => {
            let answer = calls::session(vector).map(|(own, _)| own).unwrap_or_default();
            let text = |name: &str| answer.get(name).and_then(Value::as_str).unwrap_or_default();
            let api = without_usual_port(text("api_url").trim_end_matches('/')).to_owned();
            let Some(result) = picture.result.pointer_mut("/ok").and_then(Value::as_object_mut)
            else {
                return Err("there is no session".into());
            };
            // The gateway's own address is as good where it names none.
            if api.is_empty() {
                result.remove("api_url");
                result.remove("ws_url");
                return Ok(());
            }
            let (of_calls, place) = api.split_once("://").unwrap_or(("https", &api));
            let (scheme, socket) = match text("ws_url").split_once("://") {
                Some((scheme, rest)) => (scheme, rest),
                None => (of_calls, text("ws_url")),
            };
            let scheme = if matches!(scheme, "https" | "wss") { "wss" } else { "ws" };
            let host = place.split('/').next().unwrap_or_default();
            let socket = format!("{scheme}://{}", if socket.is_empty() { host } else { socket });
            let socket = socket.trim_end_matches('/');
            let has_path = socket.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
            let socket = if has_path { socket.to_owned() } else { format!("{socket}/ws") };
            result.insert("api_url".into(), api.into());
            result.insert("ws_url".into(), socket.into());
        }
        _ => {
            return calls::instead(name, vector, picture)
                .or_else(|| pushes::instead(name, vector, picture))
                .or_else(|| live::instead(name, vector, picture))
                .unwrap_or_else(|| Err(format!("nobody knows the change {change:?}")));
        }
    }
    Ok(())
}
