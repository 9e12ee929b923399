//! Calls whose wire is dead: what they are today.
//!
//! The references write an envelope with nothing in it, or nothing at all; what works instead is in the
//! specification, and the service of this runner answers it.

use serde_json::{Map, Value, json};

use super::world::{self, CLAN};
use crate::vector::Vector;

/// What a call is today.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Today {
    /// Frames of the client, in order.
    pub frames: Vec<Value>,
    /// Calls over HTTP: name and body.
    pub over_http: Option<(&'static str, Value)>,
    /// What comes of it.
    pub result: Value,
}

/// The arguments by the names of the newest client; those by position are in its order.
#[must_use]
pub fn argument(vector: &Vector, name: &str) -> Value {
    let given = match &vector.call.args {
        Value::Array(items) => items.get(usize::from(name == "limit")).cloned(),
        named => named.get(name).cloned(),
    };
    given.unwrap_or_default()
}

/// An argument that is an id, as a text.
#[must_use]
pub fn id(vector: &Vector, name: &str) -> String {
    match argument(vector, name) {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// A call by its number, which the specification has beside its name.
fn call(name: &str, index: u32, body: &Value) -> Vec<Value> {
    // What is empty is not written.
    let body: Map<String, Value> = body.as_object().cloned().unwrap_or_default();
    let body: Map<_, _> = body.into_iter().filter(|(_, own)| *own != json!("")).collect();
    vec![json!({"api_request_event": {"api_index": index, "api_name": name, "body": body}})]
}

/// Name of the method without its class, small and without underscores.
#[must_use]
pub fn method(vector: &Vector) -> String {
    let method = vector.call.method.strip_prefix("Socket.").unwrap_or(&vector.call.method);
    method.to_ascii_lowercase().replace('_', "")
}

/// What a dead call is today.
#[must_use]
pub fn today(vector: &Vector) -> Option<Today> {
    let of = |frames: Vec<Value>, result: Value| {
        Some(Today { frames, over_http: None, result: json!({"ok": result}) })
    };
    match method(vector).as_str() {
        "checkduplicateclanname" => {
            let name = argument(vector, "clan_name");
            let check = json!({"name": name, "is_taken": true});
            of(call("CheckDuplicateName", 128, &json!({"name": name})), check)
        }
        "listclanemojibyclanid" => {
            let clan = id(vector, "clan_id");
            let own: Vec<Value> =
                CLANS.into_iter().filter(|own| **own == clan).map(emoji).collect();
            of(call("GetListEmojisByUserId", 16, &json!({})), own.into())
        }
        "listclanstickersbyclanid" => {
            let clan = id(vector, "clan_id");
            let own: Vec<Value> =
                CLANS.into_iter().filter(|own| **own == clan).map(sticker).collect();
            of(call("GetListStickersByUserId", 25, &json!({})), own.into())
        }
        "listchannelbyuserid" => {
            of(call("ListChannelByUserId", 32, &json!({})), listed("id", usize::MAX, true))
        }
        "hashtagdmlist" => {
            let limit = argument(vector, "limit");
            if limit.as_i64().is_some_and(|limit| !(1..=100).contains(&limit)) {
                let result = json!({"error": {"kinds": ["Input"]}});
                return Some(Today { frames: Vec::new(), over_http: None, result });
            }
            let mut frames = call("ListChannelByUserId", 32, &json!({}));
            let users = argument(vector, "user_id");
            let users: Vec<&Value> = users.as_array().into_iter().flatten().collect();
            if !users.is_empty() {
                frames.extend(call("ListClanUsers", 3, &json!({"clan_id": CLAN})));
            }
            let all_in = users.iter().all(|user| MEMBERS.iter().any(|own| *own == **user));
            let limit = limit.as_u64().and_then(|own| usize::try_from(own).ok());
            of(frames, listed("channel_id", limit.unwrap_or(usize::MAX), all_in))
        }
        "getnotificationchannelsetting" => of(
            call("GetNotificationChannel", 13, &json!({"channel_id": id(vector, "channel_id")})),
            json!({"id": "5"}),
        ),
        "getnotificationcategorysetting" => of(
            call(
                "GetNotificationCategory",
                204,
                &json!({"category_id": id(vector, "category_id")}),
            ),
            json!({"id": "5"}),
        ),
        "getnotificationclansetting" => of(
            call("GetNotificationClan", 9, &json!({"clan_id": id(vector, "clan_id")})),
            json!({"id": "5"}),
        ),
        "getnotificationreactmessage" => Some(Today {
            frames: Vec::new(),
            over_http: Some((
                "GetNotificationReactMessage",
                json!({"channel_id": id(vector, "channel_id")}),
            )),
            result: json!({"ok": {"id": "5"}}),
        }),
        "updatestatus" => {
            let status = argument(vector, "status");
            let content = if status.is_null() { json!({}) } else { json!({"status": status}) };
            of(vec![json!({"status_update": content})], Value::Null)
        }
        _ => None,
    }
}

/// Clans that things of several clans are listed of.
const CLANS: [&str; 3] = [CLAN, "1", "2"];

/// Who is in the clan.
const MEMBERS: [&str; 3] = [world::BOT, world::OTHER, "1"];

/// Public channels of the clan.
fn public() -> Vec<Value> {
    let channels = world::channels();
    let channels = channels.as_array().into_iter().flatten();
    channels.filter(|own| own.get("channel_private").is_none()).cloned().collect()
}

/// Their ids under a name, as far as they are listed.
fn listed(name: &str, limit: usize, all_in: bool) -> Value {
    let ids = public().into_iter().filter_map(|own| own.get("channel_id").cloned());
    ids.filter(|_| all_in).take(limit).map(|id| json!({name: id})).collect()
}

fn emoji(clan: &str) -> Value {
    json!({"id": "7", "shortname": ":x:", "src": "https://example.com/x.png", "clan_id": clan})
}

fn sticker(clan: &str) -> Value {
    json!({"id": "8", "shortname": "x", "source": "https://example.com/x.png", "clan_id": clan})
}

/// What the service answers to these calls.
pub(super) fn answer(name: &str) -> Value {
    let user = |id: &str| json!({"user": {"id": id}});
    match name {
        "CheckDuplicateName" => json!({"is_duplicate": true}),
        "GetListEmojisByUserId" => json!({"emoji_list": CLANS.map(emoji)}),
        "GetListStickersByUserId" => json!({"stickers": CLANS.map(sticker)}),
        "ListChannelByUserId" => json!({"channeldesc": public()}),
        "ListClanUsers" => json!({"clan_users": MEMBERS.map(user)}),
        "GetNotificationChannel"
        | "GetNotificationCategory"
        | "GetNotificationClan"
        | "GetNotificationReactMessage" => json!({"id": "5"}),
        _ => json!({}),
    }
}
