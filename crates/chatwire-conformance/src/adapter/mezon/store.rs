//! What a client keeps: messages in a file, things in memory, a session; and the calls beside the API.

use chatwire_mezon::cache::sqlite::SqliteCache;
use chatwire_mezon::cache::{CachedMessage, MessageCache};
use chatwire_mezon::testing::{Answer, Script};
use chatwire_mezon::{
    CacheSizes, ChannelId, ChannelInfo, ClanId, ClanInfo, Client, Content, MessageId, Retry,
};
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::stage::given;
use super::{BOT, NotMade, after_login, builder, built, roles, stage};
use crate::picture::{Picture, failure};
use crate::spec::mezon::{stored, world};
use crate::vector::Vector;

fn unknown(error: impl std::fmt::Display) -> NotMade {
    NotMade::Unknown(error.to_string())
}

fn record(row: &Value) -> Result<CachedMessage, NotMade> {
    let number = |name: &str| match row.get(name) {
        Some(Value::String(text)) => text.parse::<i64>().unwrap_or_default(),
        Some(other) => other.as_i64().unwrap_or_default(),
        None => 0,
    };
    let message = CachedMessage::new(number("channel_id"), number("id"), number("sender_id"));
    let mut message = message.clan(number("clan_id")).topic(number("topic_id"));
    let content = row.get("content").map(Value::to_string).unwrap_or_default();
    message = message.content(&Content::parse(&content));
    if let Some(at) = row.get("create_time_seconds").and_then(Value::as_u64) {
        message = message.at(u32::try_from(at).map_err(unknown)?);
    }
    macro_rules! list {
        ($name:literal, $set:ident) => {
            if let Some(items) = row.get($name).filter(|own| own.is_array()) {
                message = message.$set(&Vec::deserialize(items).map_err(unknown)?);
            }
        };
    }
    list!("mentions", mentions);
    list!("attachments", attachments);
    list!("reactions", reactions);
    list!("references", references);
    Ok(message)
}

/// A record as the references show it: lists and content taken apart.
fn shown(message: &CachedMessage) -> Value {
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    json!({
        "id": message.id, "message_id": message.id, "channel_id": message.channel_id,
        "clan_id": message.clan_id.present(), "sender_id": message.sender_id.present(),
        "content": parsed(&message.content), "mentions": parsed(&message.mentions),
        "attachments": parsed(&message.attachments), "reactions": parsed(&message.reactions),
        "references": parsed(&message.references),
        "topic_id": message.topic_id.present(),
        "create_time_seconds": message.create_time_seconds,
    })
}

/// Keeps and reads messages in a file.
pub(super) async fn database(vector: &Vector) -> Result<Picture, NotMade> {
    let cache = SqliteCache::open(":memory:").await.map_err(unknown)?;
    for row in stored::rows(vector) {
        cache.save(record(&row)?).await.map_err(unknown)?;
    }
    let args = &vector.call.args;
    let number = |name: &str| match args.get(name) {
        Some(Value::String(text)) => text.parse::<i64>().ok(),
        other => other.and_then(Value::as_i64),
    };
    let size = |name: &str, usual: usize| {
        number(name).and_then(|own| usize::try_from(own).ok()).unwrap_or(usual)
    };
    let (id, place) = stored::sought(vector);
    let channel = ChannelId::new(number("channel_id").unwrap_or(place));
    let id = MessageId::new(number("message_id").or_else(|| number("id")).unwrap_or(id));
    let result = match stored::asked(vector) {
        stored::Asked::Message => {
            given(cache.message(channel, id).await, |own| own.as_ref().map_or(Value::Null, shown))
        }
        stored::Asked::Messages => {
            let found = cache.messages(channel, size("limit", 50), size("offset", 0)).await;
            given(found, |own| own.iter().map(shown).collect())
        }
        stored::Asked::Counts => {
            let all = cache.count().await.map_err(unknown)?;
            let here = cache.count_in(channel).await.map_err(unknown)?;
            if vector.result.get("ok").is_some_and(Value::is_number) {
                let asked = if args.get("channel_id").is_some() { here } else { all };
                return Ok(Picture::of(json!({"ok": asked})));
            }
            let nowhere = cache.count_in(ChannelId::new(stored::NOWHERE)).await.map_err(unknown)?;
            json!({"ok": [all, here, nowhere]})
        }
        stored::Asked::Delete => {
            let first = cache.delete(channel, id).await.map_err(unknown)?;
            let again = cache.delete(channel, id).await.map_err(unknown)?;
            let once = vector.result.get("ok").is_some_and(Value::is_boolean);
            json!({"ok": if once { json!(first) } else { json!([first, again]) }})
        }
        stored::Asked::Clear => given(cache.clear(channel).await, |own| json!(own)),
        stored::Asked::Unknown => {
            return Err(unknown(format!("this runner does not know {:?}", vector.call.method)));
        }
    };
    cache.close().await.map_err(unknown)?;
    Ok(Picture::of(result))
}

/// Remembers things in a memory that has room for few.
pub(super) fn memory(vector: &Vector) -> Result<Picture, NotMade> {
    let (room, sets) = stored::memory(vector).ok_or_else(|| unknown("no memory to fill"))?;
    let client = Client::builder(BOT, "KEY").cache_sizes(CacheSizes::default().clans(room));
    let client = client.build().map_err(unknown)?;
    let names: Vec<&String> = sets.iter().collect();
    for name in &names {
        // A name is as good as an id.
        let at = names.iter().position(|own| own == name).unwrap_or_default();
        let id = ClanId::new(i64::try_from(at + 1).map_err(unknown)?);
        let info = json!({"id": id, "name": name});
        client.clans().insert(id, ClanInfo::deserialize(&info).map_err(unknown)?);
    }
    let kept = client.clans().all();
    let mut kept: Vec<&str> = kept.iter().map(|own| own.name.as_str()).collect();
    // Which went is what counts; the order of those that are left is ours.
    kept.sort_by_key(|name| names.iter().rposition(|own| own.as_str() == *name));
    Ok(Picture::of(json!({"ok": kept})))
}

/// Logs in with the tokens of a record.
pub(super) async fn session(vector: &Vector) -> Result<Picture, NotMade> {
    let script = Script::new().answer(proto(&stored::session(vector)));
    let client = client(&script)?;
    let session = match client.login().await {
        Ok(session) => session,
        Err(error) => return Ok(Picture::of(failure(&error))),
    };
    let seconds = |at: Option<chatwire_mezon::Timestamp>| at.map(|own| own.as_unix_seconds());
    let after = |at: Option<chatwire_mezon::Timestamp>, more: i64| {
        at.map(|own| chatwire_mezon::Timestamp::from_unix_seconds(own.as_unix_seconds() + more))
    };
    let expired =
        |more: i64| after(session.expires_at, more).is_some_and(|at| session.is_expired(at));
    let refresh = |more: i64| {
        after(session.refresh_expires_at, more).is_some_and(|at| session.is_refresh_expired(at))
    };
    let refresh_token = session.refresh_token.as_ref().map(|own| own.expose().to_owned());
    Ok(Picture::of(json!({"ok": {
        "token": session.token.expose(), "refresh_token": refresh_token,
        "expires_at": seconds(session.expires_at),
        "refresh_expires_at": seconds(session.refresh_expires_at),
        "vars": session.vars, "user_id": session.user_id.map(|id| id.to_string()),
        "username": session.username, "api_url": session.api_url, "ws_url": session.ws_url,
        "expired_at_exp": expired(0), "expired_after": expired(1), "expired_before": expired(-1),
        "refresh_expired_at_exp": refresh(0), "refresh_expired_after": refresh(1),
    }})))
}

fn proto(session: &Value) -> Answer {
    let body = world::encoded("mezon.api.Session", session);
    Answer::status(200).header("content-type", "application/proto").body(body)
}

fn client(script: &Script) -> Result<Client, NotMade> {
    let client = Client::builder(BOT, "KEY").script(script.clone()).retry(Retry::none());
    client.no_rate_limit().build().map_err(unknown)
}

fn logged_in(vector: &Vector) -> Script {
    Script::new().answer(proto(&json!({"token": world::token_of(vector)})))
}

/// Requests after the login.
fn requests(script: &Script) -> Vec<Value> {
    script.requests().iter().skip(1).map(stage::request).collect()
}

/// Plays a file in a voice channel.
pub(super) async fn media(vector: &Vector) -> Result<Picture, NotMade> {
    let script = after_login(vector);
    // Where the reference got nowhere, the service would have taken it.
    let script = match vector.responses.is_empty() {
        true => script.answer(Answer::json(&stored::media_answer())),
        false => script,
    };
    let client = built(builder(vector, "KEY", &script))?;
    let asked = stored::media(vector);
    let text = |name: &str| asked.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let channel = ChannelId::new(world::VOICE.parse().map_err(unknown)?);
    let info = json!({
        "id": world::VOICE, "clan_id": world::CLAN, "name": "voice", "kind": 10, "is_private": false,
        "category_id": "0", "category_name": "", "parent_id": "0", "meeting_code": text("room_name"),
        "topic": "", "app_id": "0", "user_ids": [], "is_archived": false,
    });
    client.channels().insert(channel, ChannelInfo::deserialize(&info).map_err(unknown)?);
    let play = client.channel(channel).play_media(text("url"));
    let play = play.identity(text("participant_identity")).name(text("participant_name"));
    let result = given(play.title(text("name")).await, |own| own);
    Ok(Picture { requests: requests(&script), result, ..Picture::default() })
}

/// Changes a role where the reference got nowhere.
pub(super) async fn role(vector: &Vector) -> Result<Picture, NotMade> {
    let script = logged_in(vector).answer(Answer::status(200));
    let client = client(&script)?;
    let (role, request) = stored::role(vector);
    let result = given(roles::update(&client, role, &request).await, |()| json!({}));
    Ok(Picture { requests: requests(&script), result, ..Picture::default() })
}
