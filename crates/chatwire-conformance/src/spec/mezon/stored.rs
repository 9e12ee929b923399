//! What the records about caches, sessions and calls beside the API are made of.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::world;
use crate::vector::Vector;

/// A channel that nothing was said in.
pub const NOWHERE: i64 = 999;

/// What a record asks a database for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Asked {
    /// One message.
    Message,
    /// Messages of a channel.
    Messages,
    /// How many there are: of all, of the channel, of one with nothing in it.
    Counts,
    /// To delete one, twice.
    Delete,
    /// To empty a channel.
    Clear,
    /// Something else.
    Unknown,
}

/// What is asked.
#[must_use]
pub fn asked(vector: &Vector) -> Asked {
    let method = vector.call.method.to_ascii_lowercase().replace('_', "");
    match method.as_str() {
        own if own.contains("messagesbychannel") => Asked::Messages,
        own if own.contains("messagecount") => Asked::Counts,
        own if own.contains("deletemessage") => Asked::Delete,
        own if own.contains("clear") => Asked::Clear,
        own if own.contains("messagebyid") || own.contains("savemessage") => Asked::Message,
        _ => Asked::Unknown,
    }
}

fn is_python(vector: &Vector) -> bool {
    vector.id.starts_with("mezon/py/")
}

/// Rows that are saved first, in order.
///
/// The Python scenes have three messages; the others one, with what the record reads of it.
#[must_use]
pub fn rows(vector: &Vector) -> Vec<Value> {
    if is_python(vector) {
        // Those that scenes before it have deleted are not cleared any more.
        let cleared = vector.result.get("ok").filter(|_| asked(vector) == Asked::Clear);
        let left = cleared.and_then(Value::as_i64).map_or(3, |own| own.clamp(0, 3));
        return (3 - left..3)
            .map(|at| {
                json!({
                    "id": (100 + at).to_string(), "channel_id": "2", "clan_id": "1",
                    "sender_id": "4", "content": {"t": format!("m{at}")},
                    "create_time_seconds": 10 + at,
                })
            })
            .collect();
    }
    let known = message();
    match vector.result.get("ok").filter(|own| own.is_object()) {
        // What stood there before is gone.
        Some(read) => vec![known, read.clone()],
        None => vec![known],
    }
}

/// The message of the scenes in TypeScript.
fn message() -> Value {
    json!({
        "id": "3", "channel_id": "2", "clan_id": "1", "sender_id": "4", "content": {"t": "é"},
        "mentions": [{"user_id": "5"}], "create_time_seconds": 9,
    })
}

/// Message and channel that are asked for, where the arguments do not say.
#[must_use]
pub fn sought(vector: &Vector) -> (i64, i64) {
    let read = vector.result.get("ok");
    let number = |name: &str| match read?.get(name)? {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    };
    let is_missing = read.is_some_and(Value::is_null) && !asks_for_clan(vector);
    let id = number("id").or_else(|| number("message_id"));
    let first = if is_python(vector) { 100 } else { 3 };
    (id.unwrap_or(if is_missing { NOWHERE } else { first }), number("channel_id").unwrap_or(2))
}

/// Whether a message is asked for in a clan that is not its own.
#[must_use]
pub fn asks_for_clan(vector: &Vector) -> bool {
    let clan = ["clan", "clan_id"].iter().find_map(|name| vector.call.args.get(name));
    clan.is_some_and(|own| *own != json!("1") && *own != json!(1))
}

/// The message that is found whatever its clan.
#[must_use]
pub fn found(vector: &Vector) -> Value {
    rows(vector).into_iter().next().unwrap_or_default()
}

/// Room of a memory, and what is put into it.
#[must_use]
pub fn memory(vector: &Vector) -> Option<(usize, Vec<String>)> {
    let digits: String = vector.call.method.chars().filter(char::is_ascii_digit).collect();
    let sets = vector.call.args.get("sets")?.as_array()?;
    let sets = sets.iter().map(|own| own.as_str().map_or_else(|| own.to_string(), str::to_owned));
    // Without a number there is room for all.
    Some((digits.parse().unwrap_or(1_000), sets.collect()))
}

/// What is left when only what is new needs room, and the oldest goes.
#[must_use]
pub fn kept(vector: &Vector) -> Value {
    let Some((room, sets)) = memory(vector) else { return Value::Null };
    let mut kept: Vec<String> = Vec::new();
    for name in sets {
        kept.retain(|own| *own != name);
        kept.push(name);
        if kept.len() > room {
            kept.remove(0);
        }
    }
    kept.into()
}

/// The session that a record is made of: its tokens, or such as say what it reads.
#[must_use]
pub fn session(vector: &Vector) -> Value {
    let args = &vector.call.args;
    let text = |name: &str| args.get(name).and_then(Value::as_str).map(str::to_owned);
    let read = vector.result.get("ok").cloned().unwrap_or_default();
    let jwt = |claims: Value| format!("h.{}.s", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let recorded = read.get("token").and_then(Value::as_str).map(str::to_owned);
    let token = text("token").or(recorded).unwrap_or_else(|| {
        jwt(json!({
            "exp": read.get("expires_at").cloned().unwrap_or_else(|| 4_102_444_800_u64.into()),
            "vrs": read.get("vars").cloned().unwrap_or_else(|| json!({})),
        }))
    });
    let refresh = text("refresh_token").or_else(|| {
        let at = read.get("refresh_expires_at").filter(|own| !own.is_null())?;
        let recorded = read.get("refresh_token").and_then(Value::as_str).map(str::to_owned);
        Some(recorded.unwrap_or_else(|| jwt(json!({"exp": at}))))
    });
    let mut session = json!({"token": token});
    for (name, value) in
        [("refresh_token", refresh.map(Value::from)), ("user_id", read.get("user_id").cloned())]
    {
        if let (Some(map), Some(value)) = (session.as_object_mut(), value) {
            map.insert(name.to_owned(), value);
        }
    }
    session
}

/// What is asked of the media service: the arguments, and what stands for those that were not given.
#[must_use]
pub fn media(vector: &Vector) -> Value {
    let args = &vector.call.args;
    let given = args.get("body").unwrap_or(args);
    let mut asked = json!({
        "room_name": "meet-1", "participant_identity": world::BOT, "participant_name": "Bot",
        "url": "https://example.com/a.mp3", "name": "a.mp3",
    });
    if let Some(map) = asked.as_object_mut() {
        map.extend(given.as_object().cloned().unwrap_or_default());
    }
    asked
}

/// What the media service says.
#[must_use]
pub fn media_answer() -> Value {
    json!({"status": "ok"})
}

/// Role and what is to change of it.
#[must_use]
pub fn role(vector: &Vector) -> (i64, Value) {
    let args = &vector.call.args;
    let role = match args.get("role_id").or_else(|| args.get("roleId")) {
        Some(Value::String(text)) => text.parse().ok(),
        other => other.and_then(Value::as_i64),
    };
    (role.unwrap_or_default(), args.get("request").cloned().unwrap_or_default())
}

/// The request that changes a role, as the schema has it.
#[must_use]
pub fn role_request(vector: &Vector) -> Value {
    let (role, request) = role(vector);
    let mut body = request.as_object().cloned().unwrap_or_default();
    body.insert("role_id".into(), role.to_string().into());
    // A role is changed in its clan.
    body.entry("clan_id").or_insert_with(|| world::CLAN.into());
    let bytes = world::encoded("mezon.api.UpdateRoleRequest", &Value::Object(body));
    let table = chatwire_mezon_proto::table::find("mezon.api.UpdateRoleRequest");
    table.and_then(|own| super::protobuf::decode(own, &bytes)).unwrap_or_default()
}
