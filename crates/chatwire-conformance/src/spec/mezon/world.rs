//! The world that the records were made in: what its service answers where a record does not say.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chatwire_mezon_proto::{service, table};
use serde_json::{Value, json};

use super::protobuf;
use crate::vector::{ScriptedResponse, Vector};

/// The bot.
pub const BOT: &str = "1800000000000000001";
/// The clan that everything is in.
pub const CLAN: &str = "1840000000000000001";
/// Its text channel.
pub const CHANNEL: &str = "1840000000000000010";
/// Its voice channel.
pub const VOICE: &str = "1840000000000000011";
/// A thread.
pub const THREAD: &str = "1840000000000000012";
/// A private channel.
pub const PRIVATE: &str = "1840000000000000013";
/// The conversation with the other user.
pub const DIRECT: &str = "1850000000000000001";
/// A group.
pub const GROUP: &str = "1850000000000000002";
/// The other user.
pub const OTHER: &str = "1800000000000000009";
/// The other user's name.
pub const OTHER_NAME: &str = "u";
/// A message of the other user.
pub const MESSAGE: &str = "9000000000000000002";
/// When everything happened, in Unix seconds.
pub const NOW: u64 = 1_700_000_100;

/// A value of the world under a name of the schema, for a recorded one that is not of this world.
///
/// Which channel it is, the record says; that it is one of the world's, this makes sure of.
#[must_use]
pub fn of_world(name: &str, recorded: &Value) -> Value {
    let known: &[&str] = match name {
        "clan_id" => &[CLAN],
        "channel_id" => &[CHANNEL, VOICE, THREAD, PRIVATE, DIRECT, GROUP],
        "message_id" => &[MESSAGE],
        "message_sender_id" => &[OTHER],
        _ => return recorded.clone(),
    };
    match recorded.as_str() {
        Some(own) if !known.contains(&own) => known.first().copied().unwrap_or_default().into(),
        _ => recorded.clone(),
    }
}

/// A token that is good for long.
#[must_use]
pub fn token() -> String {
    let claims =
        json!({"tid": "t1", "uid": BOT, "usn": "bot", "exp": 4_102_444_800_u64, "vrs": {"k": "v"}});
    format!("h.{}.s", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

/// The token that a record was made with.
#[must_use]
pub fn token_of(vector: &Vector) -> String {
    let query = vector.other.get("connect").and_then(|own| own.get("query")?.as_array().cloned());
    let in_address = query.into_iter().flatten().find_map(|pair| {
        (pair.get(0)?.as_str()? == "token").then(|| pair.get(1)?.as_str().map(str::to_owned))?
    });
    let header = vector.requests.iter().find_map(|own| own.headers.get("authorization"));
    let in_header = header.and_then(|own| own.strip_prefix("Bearer ").map(str::to_owned));
    in_address.or(in_header).unwrap_or_else(token)
}

/// A message of the schema from its decoded form.
#[must_use]
pub fn encoded(name: &str, value: &Value) -> Vec<u8> {
    table::find(name).map(|message| protobuf::encode(message, value)).unwrap_or_default()
}

/// Body of a recorded answer; what depends on the recorder's machine is any address of this one.
#[must_use]
pub fn body(answer: &ScriptedResponse) -> Vec<u8> {
    let bytes = answer.b64.as_deref().and_then(|own| STANDARD.decode(own).ok());
    if let Some(bytes) = bytes {
        return bytes;
    }
    match (&answer.message_type, &answer.json, &answer.text) {
        (Some(name), Some(value), _) => {
            let text = value.to_string().replace("<host>:<port>", "127.0.0.1:7350");
            encoded(name, &serde_json::from_str(&text).unwrap_or_default())
        }
        (None, Some(value), _) if *value != json!({}) => value.to_string().into_bytes(),
        (_, None, Some(text)) => text.clone().into_bytes(),
        _ => Vec::new(),
    }
}

/// Clans of the bot.
#[must_use]
pub fn clans() -> Value {
    json!({"clandesc": [
        {"clan_name": "Clan", "clan_id": CLAN, "welcome_channel_id": CHANNEL},
        {"clan_name": "Two", "clan_id": "1840000000000000002"},
    ]})
}

/// Channels of the clan.
#[must_use]
pub fn channels() -> Value {
    let channel = |id: &str, kind: i32, name: &str| json!({"clan_id": CLAN, "channel_id": id, "type": kind, "channel_label": name});
    let with = |mut channel: Value, name: &str, value: Value| {
        if let Some(map) = channel.as_object_mut() {
            map.insert(name.to_owned(), value);
        }
        channel
    };
    json!([
        channel(CHANNEL, 1, "general"),
        with(channel(VOICE, 10, "voice"), "meeting_code", "meet-1".into()),
        with(channel(THREAD, 7, "thr"), "parent_id", CHANNEL.into()),
        with(channel(PRIVATE, 1, "priv"), "channel_private", 1.into()),
    ])
}

fn directs() -> Value {
    json!([
        {"channel_id": DIRECT, "type": 3, "channel_private": 1, "user_ids": [OTHER]},
        {"channel_id": GROUP, "type": 2, "user_ids": ["4", "5"]},
    ])
}

/// What the service answers to a call.
#[must_use]
pub fn answer(name: &str, asked: &Value) -> Vec<u8> {
    let Some(call) = service::find(name) else { return Vec::new() };
    let is = |field: &str, value: &Value| asked.get(field) == Some(value);
    let list = match name {
        "ListClanDescs" => clans(),
        "ListChannelDescs" if is("clan_id", &CLAN.into()) => json!({"channeldesc": channels()}),
        "ListChannelDescs" if is("channel_type", &3.into()) => json!({"channeldesc": directs()}),
        _ => super::dead::answer(name),
    };
    protobuf::encode(call.response, &list)
}
