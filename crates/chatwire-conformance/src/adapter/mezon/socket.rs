//! Calls of an open socket: envelopes, calls of the API, pushes, and calls whose wire is dead.

use chatwire_mezon::content::{Attachment, Mention, Reference};
use chatwire_mezon::proto::Message as _;
use chatwire_mezon::proto::realtime::{self, envelope};
use chatwire_mezon::{Client, Content, StreamMode};
use chatwire_mezon_proto::service;
use chatwire_mezon_proto::table::Described;
use serde_json::{Map, Value, json};

use super::stage::{Part, Stage, given};
use super::{NotMade, prost_like, snake};
use crate::picture::{Picture, failure};
use crate::placeholder;
use crate::spec::mezon::{dead, frames, live, protobuf, world};
use crate::vector::Vector;

/// Plays a record of the socket.
pub(super) async fn play(vector: &Vector) -> Result<Picture, NotMade> {
    if is_before_opening(vector) {
        return before_opening().await;
    }
    if live::cases(vector).contains(&"untyped") {
        return Err(NotMade::Inexpressible("an argument is of another type".into()));
    }
    if live::cases(vector).contains(&"null_content") {
        return Err(NotMade::Inexpressible("a content is a value".into()));
    }
    let mut stage = Stage::open(vector, Part::Socket).await?;
    stage.play();
    let result = call(&stage, vector).await?;
    stage.settle(vector).await;
    let result = if is_watched(vector) { stage.alive() } else { result };
    Ok(stage.picture(vector, result))
}

/// Whether the client is only looked at.
fn is_watched(vector: &Vector) -> bool {
    let method = vector.call.method.as_str();
    method.starts_with('(') || method.ends_with(".connect") || frames::is_heartbeat(vector)
}

/// Whether a call is made without a session.
fn is_before_opening(vector: &Vector) -> bool {
    let words = vector.result.get("error").and_then(|own| own.get("message")?.as_str());
    let words = words.unwrap_or_default().to_ascii_lowercase();
    frames::first(vector).is_none()
        && (words.contains("not been established") || words.contains("not connected"))
}

/// Whether there is a content that no socket has to do with.
fn is_too_long(vector: &Vector) -> bool {
    given_content(vector, None).is_some_and(|content| content.to_json().is_err())
}

async fn before_opening() -> Result<Picture, NotMade> {
    let client =
        Client::new(super::BOT, "KEY").map_err(|error| NotMade::Unknown(error.to_string()))?;
    Ok(Picture::of(given(client.update_status("away").await, |()| Value::Null)))
}

async fn call(stage: &Stage, vector: &Vector) -> Result<Value, NotMade> {
    if is_watched(vector) {
        return Ok(Value::Null);
    }
    if super::group(vector) == "ws-dead" {
        return dead_call(stage, vector).await;
    }
    let first = frames::first(vector);
    let Some((variant, recorded)) = first.as_ref().and_then(frames::variant) else {
        let content = given_content(vector, None).filter(|_| is_too_long(vector));
        let Some(content) = content else {
            return Err(NotMade::Unknown(format!(
                "nothing tells what {} sends",
                vector.call.method
            )));
        };
        return Ok(given(stage.client.channel(10).send(content).await, |_| Value::Null));
    };
    if variant == "api_request_event" {
        return api(stage, vector, recorded).await;
    }
    match spoken(vector, variant, recorded) {
        Ok(message) => envelope(stage, vector, message).await,
        Err(error) => Ok(failure(&error)),
    }
}

/// What a call says: the arguments, and where they are silent the record.
fn spoken(
    vector: &Vector,
    variant: &str,
    recorded: &Value,
) -> Result<envelope::Message, chatwire_mezon::Error> {
    let mut content = recorded.clone();
    if variant == "ephemeral_message_send" {
        let inner = recorded.get("message").cloned().unwrap_or_default();
        let inner = overlaid(vector, "mezon.realtime.ChannelMessageSend", &inner)?;
        if let Some(map) = content.as_object_mut() {
            map.insert("message".into(), inner);
            if let Some(receivers) = vector.call.args.get("receiver_id").and_then(ids) {
                map.insert("receiver_ids".into(), receivers);
            }
        }
    } else {
        let field = chatwire_mezon_proto::table::find("mezon.realtime.Envelope")
            .and_then(|own| own.fields.iter().find(|field| field.name == variant));
        if let Some(chatwire_mezon_proto::table::Kind::Message(message)) = field.map(|own| own.kind)
        {
            content = overlaid(vector, message.name, recorded)?;
        }
    }
    let bytes = frames::envelope(0, variant, &content);
    let decoded = realtime::Envelope::decode(bytes.as_slice());
    let broken = |why: String| chatwire_mezon::Error::input(why);
    let decoded = decoded.map_err(|trouble| broken(trouble.to_string()))?;
    decoded.message.ok_or_else(|| broken("nothing is said".into()))
}

fn ids(value: &Value) -> Option<Value> {
    match value {
        Value::Array(_) => Some(value.clone()),
        Value::String(_) | Value::Number(_) => Some(json!([value])),
        _ => None,
    }
}

/// Names of arguments that are other ones on the wire.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("action_delete", "action"),
    ("hide_edited", "hide_editted"),
    ("ref", "references"),
    ("anonymous", "anonymous_message"),
    ("clan_name", "name"),
];

/// The content of a message with the arguments in it, written by our own types.
fn overlaid(
    vector: &Vector,
    message: &str,
    recorded: &Value,
) -> Result<Value, chatwire_mezon::Error> {
    let table = chatwire_mezon_proto::table::find(message);
    let known =
        |name: &str| table.and_then(|own| own.fields.iter().find(|field| field.name == name));
    let mut map = recorded.as_object().cloned().unwrap_or_default();
    for (name, value) in &mut map {
        *value = world::of_world(name, value);
    }
    let args = placeholder::expand(&vector.call.args);
    for (name, value) in args.as_object().into_iter().flatten() {
        let name = snake(name);
        let other = OTHER_NAMES.iter().find(|(own, _)| *own == name).map(|(_, other)| *other);
        let name = if known(&name).is_some() { name } else { other.unwrap_or(&name).to_owned() };
        let is_id = name.ends_with("_id") || name == "id";
        if let Some(field) = known(&name).filter(|_| !value.is_object() && !value.is_null()) {
            // Nothing is written for what is nothing; an id of JavaScript may be empty.
            let is_text = matches!(field.kind, chatwire_mezon_proto::table::Kind::String);
            match value {
                Value::String(text) if is_id && !is_text && (text.is_empty() || text == "0") => {
                    map.remove(&name);
                }
                Value::Number(number) if is_id => {
                    map.insert(name, number.to_string().into());
                }
                other => {
                    map.insert(name, other.clone());
                }
            }
        }
    }
    if known("content").is_some() {
        if let Some(content) = given_content(vector, map.get("content")) {
            map.insert("content".into(), content.to_json()?.into());
        }
        let list = |name: &str| {
            known(name)?;
            map.get(name).filter(|own| own.is_array()).cloned()
        };
        let (mentions, attachments) = (list("mentions"), list("attachments"));
        let references = list("references");
        write::<Mention, chatwire_mezon::proto::api::MessageMention>(
            &mut map, "mentions", mentions,
        )?;
        write::<Attachment, chatwire_mezon::proto::api::MessageAttachment>(
            &mut map,
            "attachments",
            attachments,
        )?;
        write::<Reference, chatwire_mezon::proto::api::MessageRef>(
            &mut map,
            "references",
            references,
        )?;
    }
    Ok(Value::Object(map))
}

/// Writes a list by way of our type for its items.
fn write<T, M>(
    map: &mut Map<String, Value>,
    name: &str,
    list: Option<Value>,
) -> Result<(), chatwire_mezon::Error>
where
    T: serde::de::DeserializeOwned,
    M: for<'a> From<&'a T> + Described + prost_like::Message,
{
    let Some(list) = list else { return Ok(()) };
    let items: Vec<T> = serde_json::from_value(as_texts(&list))
        .map_err(|trouble| chatwire_mezon::Error::input(format!("{name}: {trouble}")))?;
    let written = items.iter().map(|item| M::from(item).encode_to_vec());
    let written = written.filter_map(|bytes| protobuf::decode(M::TABLE, &bytes));
    map.insert(name.to_owned(), written.collect());
    Ok(())
}

/// A list whose contents are texts again.
fn as_texts(list: &Value) -> Value {
    match list {
        Value::Array(items) => items.iter().map(as_texts).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| match name.as_str() {
                "content" if !value.is_string() => (name.clone(), value.to_string().into()),
                _ => (name.clone(), value.clone()),
            })
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// The content of a call, else that of the record.
pub(super) fn given_content(vector: &Vector, recorded: Option<&Value>) -> Option<Content> {
    let args = placeholder::expand(&vector.call.args);
    content_of(args.get("content").or(recorded)?)
}

pub(super) fn content_of(value: &Value) -> Option<Content> {
    match value {
        Value::String(text) => Some(Content::text(text.clone())),
        Value::Null => None,
        other => Some(Content::parse(&other.to_string())),
    }
}

async fn envelope(
    stage: &Stage,
    vector: &Vector,
    message: envelope::Message,
) -> Result<Value, NotMade> {
    let handle = &stage.handle;
    Ok(match message {
        envelope::Message::ClanJoin(join) => {
            given(handle.join_clan(join.clan_id).await, |()| Value::Null)
        }
        envelope::Message::ChannelJoin(join) => {
            let joined = handle.join_channel(
                join.clan_id,
                join.channel_id,
                join.channel_type,
                join.is_public,
            );
            given(joined.await, |channel| channel.map_or(Value::Null, |own| shown(&own)))
        }
        envelope::Message::ChannelLeave(leave) => {
            let left = handle.leave_channel(
                leave.clan_id,
                leave.channel_id,
                leave.channel_type,
                leave.is_public,
            );
            given(left.await, |()| Value::Null)
        }
        envelope::Message::ChannelMessageSend(message) => {
            let kind = StreamMode::from(message.mode).channel_type().number();
            given(handle.send_raw(message, kind).await, |ack| shown(&ack))
        }
        envelope::Message::StatusUpdate(update) => match update.status {
            Some(status) => given(handle.update_status(status).await, |()| Value::Null),
            None => given(handle.appear_offline().await, |()| Value::Null),
        },
        envelope::Message::CheckNameExistedEvent(check)
            if vector.call.method.contains("clan_name") =>
        {
            given(
                stage.client.check_duplicate_clan_name(check.name).await,
                |check| json!({"name": check.name, "exist": check.is_taken}),
            )
        }
        other => given(handle.request(other).await, |answer| {
            let Some(message) = answer else { return Value::Null };
            let bytes = realtime::Envelope { cid: 0, message: Some(message) }.encode_to_vec();
            let shown = chatwire_mezon_proto::table::find("mezon.realtime.Envelope")
                .and_then(|table| protobuf::decode(table, &bytes))
                .unwrap_or_default();
            frames::variant(&shown).map(|(_, content)| content.clone()).unwrap_or_default()
        }),
    })
}

pub(super) fn shown<T: Described + prost_like::Message>(message: &T) -> Value {
    protobuf::decode(T::TABLE, &message.encode_to_vec()).unwrap_or_default()
}

/// A call of the API over the socket.
async fn api(stage: &Stage, vector: &Vector, recorded: &Value) -> Result<Value, NotMade> {
    let name = recorded.get("api_name").and_then(Value::as_str).unwrap_or_default();
    let body = recorded.get("body").cloned().unwrap_or_default();
    let request = service::find(name).map(|call| call.request.name).unwrap_or_default();
    let body = match overlaid(vector, request, &body) {
        Ok(body) => world::encoded(request, &body),
        Err(error) => return Ok(failure(&error)),
    };
    let api = stage.client.api();
    macro_rules! call {
        ($($path:literal => $method:ident($request:ty),)*) => {
            match name {
                $($path => {
                    let request = <$request>::decode(body.as_slice());
                    let request = request.map_err(|trouble| NotMade::Unknown(trouble.to_string()))?;
                    given(api.$method(request).over_socket().await, |answer| shown(&answer))
                })*
                _ => return Err(NotMade::Unknown(format!("this runner does not know {name:?}"))),
            }
        };
    }
    Ok(call! {
        "SendChannelMessage" => send_channel_message(realtime::ChannelMessageSend),
        "UpdateChannelMessage" => update_channel_message(realtime::ChannelMessageUpdate),
        "DeleteChannelMessage" => delete_channel_message(realtime::ChannelMessageRemove),
    })
}

/// A call whose wire is dead, by today's.
async fn dead_call(stage: &Stage, vector: &Vector) -> Result<Value, NotMade> {
    let client = &stage.client;
    let id = |name: &str| dead::id(vector, name).parse::<i64>().unwrap_or_default();
    let values = |value: serde_json::Result<Value>| value.unwrap_or_default();
    Ok(match dead::method(vector).as_str() {
        "checkduplicateclanname" => {
            let name = dead::argument(vector, "clan_name");
            let check = client.check_duplicate_clan_name(name.as_str().unwrap_or_default());
            given(check.await, |own| values(serde_json::to_value(own)))
        }
        "listclanemojibyclanid" => {
            let emojis = client.list_clan_emoji_by_clan_id(id("clan_id")).await;
            given(emojis, |own| values(serde_json::to_value(own)))
        }
        "listclanstickersbyclanid" => {
            let stickers = client.list_clan_stickers_by_clan_id(id("clan_id")).await;
            given(stickers, |own| values(serde_json::to_value(own)))
        }
        "listchannelbyuserid" => {
            given(client.list_channel_by_user_id().await, |own| values(serde_json::to_value(own)))
        }
        "hashtagdmlist" => {
            let users = dead::argument(vector, "user_id");
            let users = users.as_array().into_iter().flatten().filter_map(Value::as_str);
            let users: Vec<i64> = users.filter_map(|own| own.parse().ok()).collect();
            let found = client.hashtag_dm_list(users);
            let found = match dead::argument(vector, "limit").as_u64() {
                Some(limit) => found.limit(usize::try_from(limit).unwrap_or(usize::MAX)),
                None => found,
            };
            given(found.await, |own| values(serde_json::to_value(own)))
        }
        "getnotificationchannelsetting" => {
            let setting = client.get_notification_channel_setting(id("channel_id"));
            given(setting.await, |own| values(serde_json::to_value(own)))
        }
        "getnotificationcategorysetting" => {
            let setting = client.get_notification_category_setting(id("category_id"));
            given(setting.await, |own| values(serde_json::to_value(own)))
        }
        "getnotificationclansetting" => {
            let setting = client.get_notification_clan_setting(id("clan_id"));
            given(setting.await, |own| values(serde_json::to_value(own)))
        }
        "getnotificationreactmessage" => {
            let setting = client.get_notification_react_message(id("channel_id"));
            given(setting.await, |own| values(serde_json::to_value(own)))
        }
        "updatestatus" => match dead::argument(vector, "status").as_str() {
            Some(status) => given(stage.handle.update_status(status).await, |()| Value::Null),
            None => given(stage.handle.appear_offline().await, |()| Value::Null),
        },
        other => return Err(NotMade::Unknown(format!("this runner does not know {other:?}"))),
    })
}
