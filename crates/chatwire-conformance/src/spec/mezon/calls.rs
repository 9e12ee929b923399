//! What records of single calls over HTTP, of contents and of helpers have of which a rule may speak.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chatwire_mezon_proto::table::{self, Kind, Message};
use chatwire_mezon_proto::wire::{self, Fields};
use serde_json::{Map, Value, json};

use super::{LOGIN, group, is_python, live, protobuf, stored, world};
use crate::picture::Picture;
use crate::vector::{ScriptedResponse, Vector};

/// Path of calls of the API.
const API: &str = "/mezon.api.Mezon/";

/// Calls whose answer says no more than that they were made.
const NO_ANSWER: &[&str] = &["/UpdateRole", "/AddQuickMenuAccess", "/DeleteQuickMenuAccess"];

/// Helpers for which ours has no function of their own.
const OWN_HELPERS: &[&str] =
    &["formaterrormessage", "parseurltohostandssl", "replymessagegenerate", "generatesnowflakeid"];

/// Whether a helper is one of the reference's own; both SDKs have them, each in its spelling.
#[must_use]
pub fn is_own_helper(method: &str) -> bool {
    OWN_HELPERS.contains(&method.to_ascii_lowercase().replace('_', "").as_str())
}

fn is_login(vector: &Vector) -> bool {
    is_call(vector) && vector.requests.first().is_some_and(|request| request.path == LOGIN)
}

/// Groups of single calls.
fn is_call(vector: &Vector) -> bool {
    let rest = ["client", "ws", "ws-api", "ws-dead", "db", "cache", "session", "event"];
    let pure = ["builder", "content", "helper"];
    !rest.contains(&group(vector)) && !pure.contains(&group(vector))
}

fn path(vector: &Vector) -> &str {
    vector.requests.first().map(|own| own.path.as_str()).unwrap_or_default()
}

/// The answer of a call that was taken, if it came whole and in time.
fn success(vector: &Vector) -> Option<&ScriptedResponse> {
    let in_time = |own: &ScriptedResponse| own.delay.is_none() || vector.result.contains_key("ok");
    let whole =
        |own: &&ScriptedResponse| !own.drop && !own.none && own.fake_len.is_none() && in_time(own);
    let answer = vector.responses.first().filter(whole)?;
    answer.status.is_some_and(|own| (200..300).contains(&own)).then_some(answer)
}

/// Name and bytes of the message in a whole answer.
fn message(vector: &Vector) -> Option<(&'static Message, Vec<u8>)> {
    let answer = success(vector)?;
    let bytes = STANDARD.decode(answer.b64.as_deref()?).ok()?;
    Some((table::find(answer.message_type.as_deref()?)?, bytes))
}

/// What the schema reads in the answer.
fn decoded_answer(vector: &Vector) -> Option<Value> {
    let (message, bytes) = message(vector)?;
    protobuf::decode(message, &bytes)
}

/// The session that a login's answer holds, and whether it is written as JSON.
pub(super) fn session(vector: &Vector) -> Option<(Value, bool)> {
    let has_token =
        |own: &Value| own.get("token").and_then(Value::as_str).is_some_and(|own| !own.is_empty());
    if let Some(read) = decoded_answer(vector).filter(has_token) {
        return Some((read, false));
    }
    let body = success(vector)?.json.as_ref()?;
    let inner =
        ["data", "session"].iter().find_map(|name| body.get(name).filter(|own| own.is_object()));
    let body = inner.unwrap_or(body).as_object()?;
    let named = body.iter().map(|(name, value)| (live::snake(name), value.clone()));
    Some((Value::Object(named.collect::<Map<_, _>>()), true)).filter(|(own, _)| has_token(own))
}

/// What a token says of itself.
fn claims(token: &str) -> Option<Value> {
    let [_, claims, _] = token.split('.').collect::<Vec<_>>()[..] else { return None };
    let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&claims).ok()
}

/// Token of the session that a record is about.
fn token(vector: &Vector) -> Option<String> {
    let session = match group(vector) {
        "session" => stored::session(vector),
        _ => session(vector)?.0,
    };
    session.get("token")?.as_str().map(str::to_owned)
}

/// Whose a session is where the reference does not say: what the answer has in another form, or the token.
fn user(vector: &Vector) -> Option<String> {
    let recorded =
        vector.result.get("ok")?.get("user_id").and_then(Value::as_str).unwrap_or_default();
    if !matches!(recorded, "" | "0") {
        return None;
    }
    let read = session(vector).and_then(|(own, _)| own.get("user_id")?.as_str().map(str::to_owned));
    let claimed = || claims(&token(vector)?)?.get("uid")?.as_str().map(str::to_owned);
    read.or_else(claimed)
}

/// Whether a message is as the schema has it, to the last field.
fn is_strict(message: &Message, bytes: &[u8]) -> bool {
    Fields::new(bytes).all(|field| {
        let Ok(field) = field else { return false };
        let Some(known) = message.field(field.number) else { return true };
        match (known.kind, field.value) {
            (Kind::Message(inner), wire::Value::Bytes(bytes)) => is_strict(inner, bytes),
            (Kind::String, wire::Value::Bytes(bytes)) => std::str::from_utf8(bytes).is_ok(),
            (Kind::Bytes, wire::Value::Bytes(_)) => true,
            (Kind::String | Kind::Bytes | Kind::Message(_), _) => false,
            (_, wire::Value::Bytes(_)) => known.repeated,
            (_, wire::Value::Varint(_)) => true,
            _ => false,
        }
    })
}

/// Digits of an id that is longer than one can be.
fn is_long_id(vector: &Vector) -> bool {
    let Some(id) = vector.call.args.get("v").or_else(|| vector.call.args.get("user_id")) else {
        return false;
    };
    let digits = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    !digits.is_empty()
        && digits.bytes().all(|own| own.is_ascii_digit())
        && digits.parse::<i64>().is_err()
}

/// A type of channel, as a number or in digits.
#[must_use]
pub fn channel_type(vector: &Vector) -> Option<i64> {
    match vector.call.args.get("channel_type")? {
        Value::String(digits) => digits.parse().ok(),
        other => other.as_i64(),
    }
}

/// What a record has of which a rule may speak.
pub(super) fn cases(vector: &Vector) -> Vec<&'static str> {
    let group = group(vector);
    let method = vector.call.method.as_str();
    let is_ok = vector.result.contains_key("ok");
    let is_failure = vector.result.contains_key("error");
    let is_api = is_call(vector) && path(vector).starts_with(API);
    let has_answer = success(vector).is_some();
    let header = vector.requests.first().and_then(|own| own.headers.get("authorization"));
    let account = vector.requests.first().and_then(|own| own.body_json.as_ref()?.get("account"));
    let whole = account.is_some_and(|own| own.get("appid").is_some() && own.get("token").is_some());
    let no_answer = NO_ANSWER.iter().any(|name| path(vector).ends_with(name));
    let is_media = matches!(group, "playMedia" | "play_media");
    let is_blank = success(vector).is_some_and(|own| {
        own.json.is_none() && own.text.as_deref().unwrap_or_default().trim().is_empty()
    });
    let login = is_login(vector) && whole && has_answer;
    let session = session(vector).filter(|_| login);
    let of_channel = method.to_ascii_lowercase().replace('_', "").starts_with("convertchannel");
    let raw = vector.call.args.get("raw");
    let content = raw.or_else(|| vector.call.args.get("content"));
    let valid_token = group == "session" && token(vector).is_some_and(|own| claims(&own).is_some());
    [
        ("rejected_body", vector.call.args.get("body").is_some_and(Value::is_null)),
        ("untyped", is_refused(vector) || (of_channel && channel_type(vector).is_none())),
        ("no_session", is_api && header.is_none()),
        ("no_account", is_login(vector) && !whole),
        ("no_token", login && session.is_none()),
        ("json_login", session.as_ref().is_some_and(|(_, is_json)| *is_json)),
        ("login", session.is_some()),
        ("unnamed_user", (session.is_some() || group == "session") && user(vector).is_some()),
        (
            "other_header",
            is_login(vector) && whole && header.is_some_and(|own| *own != key_header(vector)),
        ),
        ("unauthorized", is_call(vector) && !is_login(vector) && is_unauthorized(vector)),
        ("no_answer", (is_api && no_answer && has_answer) || (is_media && is_failure && is_blank)),
        ("own_answer", is_api && is_ok && has_answer && path(vector).ends_with("ChannelMessage")),
        ("readable", is_api && !no_answer && is_failure && decoded_answer(vector).is_some()),
        (
            "otherwise_written",
            is_api && is_ok && message(vector).is_some_and(|(own, bytes)| !is_strict(own, &bytes)),
        ),
        ("no_message", is_api && is_ok && !no_answer && has_answer && is_foreign(vector)),
        ("own_helper", is_own_helper(method)),
        (
            "long_id",
            group == "helper"
                && is_ok
                && method.to_ascii_lowercase().contains("user")
                && is_long_id(vector),
        ),
        (
            "null_content",
            group == "content" && content.is_some_and(|own| !own.is_string() && !own.is_object()),
        ),
        (
            "other_content",
            raw.is_some_and(Value::is_string)
                && vector.result.get("ok").is_some_and(|own| !own.is_object()),
        ),
        ("no_jwt", group == "session" && is_failure && !valid_token),
        (
            "urlsafe_token",
            group == "session" && is_failure && valid_token && refresh_is_valid(vector),
        ),
    ]
    .into_iter()
    .filter_map(|(name, holds)| holds.then_some(name))
    .collect()
}

fn refresh_is_valid(vector: &Vector) -> bool {
    let refresh = vector.call.args.get("refresh_token").and_then(Value::as_str);
    refresh.is_none_or(|own| own.is_empty() || claims(own).is_some())
}

/// Whether the reference made no request over an argument that is missing or that its encoder falls over.
fn is_refused(vector: &Vector) -> bool {
    is_call(vector)
        && vector.result.contains_key("error")
        && vector.requests.is_empty()
        && !is_broken(vector)
}

/// Whether a call can be made over which the Python SDK falls.
#[must_use]
pub fn is_broken(vector: &Vector) -> bool {
    is_python(vector) && matches!(group(vector), "update_role" | "play_media")
}

/// Whether the service refused the token of a call.
#[must_use]
pub fn is_unauthorized(vector: &Vector) -> bool {
    vector.responses.last().is_some_and(|own| own.status == Some(401))
}

/// Whether an answer is something else than a message: a page, or JSON with something in it.
fn is_foreign(vector: &Vector) -> bool {
    let Some(answer) = success(vector) else { return false };
    let is_text = answer.text.as_deref().is_some_and(|own| !own.trim().is_empty());
    let is_json = answer.json.as_ref().is_some_and(|own| *own != json!({}));
    is_text
        || (is_json && answer.b64.is_none())
        || message(vector).is_some_and(|(own, bytes)| protobuf::decode(own, &bytes).is_none())
}

/// The header that a login of ours has: the key is the name, and there is no password.
fn key_header(vector: &Vector) -> String {
    let account = vector.requests.first().and_then(|own| own.body_json.as_ref()?.get("account"));
    let key = account.and_then(|own| own.get("token")?.as_str()).unwrap_or_default();
    format!("Basic {}", STANDARD.encode(format!("{key}:")))
}

/// Makes of a recorded picture what a rule claims; `None` when no rule has that word here.
pub(super) fn instead(
    name: &str,
    vector: &Vector,
    picture: &mut Picture,
) -> Option<Result<(), String>> {
    match name {
        "answer" => {
            picture.result = json!({"ok": decoded_answer(vector).unwrap_or_else(|| json!({}))});
        }
        "session_in_json" => picture.result = json!({"ok": session(vector)?.0}),
        "user" => {
            let result = picture.result.get_mut("ok").and_then(Value::as_object_mut)?;
            result.insert("user_id".into(), user(vector)?.into());
        }
        "key_in_header" => {
            for headers in picture.requests.iter_mut().filter_map(|own| own.get_mut("headers")) {
                if let Some(headers) = headers.as_object_mut() {
                    headers.insert("authorization".into(), key_header(vector).into());
                }
            }
        }
        "renewed" => {
            let mut again = picture.requests.last()?.clone();
            // The new session has a token of its own.
            again
                .get_mut("headers")
                .and_then(Value::as_object_mut)
                .map(|own| own.remove("authorization"));
            picture.requests.push(json!({"method": "POST", "path": LOGIN, "query": [], "body": {
                "account": {"appid": world::BOT, "token": "KEY"}
            }}));
            picture.requests.push(again);
        }
        "short_ids" => picture.result = json!({"ok": false}),
        "text_content" if group(vector) == "content" => {
            picture.result = json!({"ok": {"t": vector.call.args.get("raw")}});
        }
        "claims" => {
            let token = token(vector)?;
            let claims = claims(&token)?;
            picture.result = json!({"ok": {
                "token": token, "expires_at": claims.get("exp"), "vars": claims.get("vrs"),
            }});
        }
        _ => return None,
    }
    Some(Ok(()))
}
