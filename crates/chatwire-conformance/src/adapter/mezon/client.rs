//! Whole clients: objects, caches, and what a session does by itself.

use chatwire_mezon::content::{Attachment, Mention};
use chatwire_mezon::{
    ChannelId, ClanId, Content, MessageHandle, MessageId, MessageKind, SendMessage, UserId,
};
use serde_json::{Value, json};

use super::NotMade;
use super::socket::given_content;
use super::stage::{Part, Stage, given};
use crate::adapter::mezon::events;
use crate::picture::{Picture, failure};
use crate::spec::mezon::frames;
use crate::spec::mezon::{live, world};
use crate::vector::Vector;

/// Plays a record of a whole client.
pub(super) async fn play(vector: &Vector) -> Result<Picture, NotMade> {
    if live::cases(vector).contains(&"untyped") {
        return Err(NotMade::Inexpressible("an argument is of another type".into()));
    }
    if live::cases(vector).contains(&"printed") {
        return Err(NotMade::Inexpressible("nothing is looked up, only printed".into()));
    }
    let mut stage = Stage::open(vector, Part::Whole).await?;
    set_up(&stage, vector);
    stage.settle(vector).await;
    let method = vector.call.method.as_str();
    let result = if method.starts_with("(server push)") {
        stage.play();
        stage.settle(vector).await;
        pushed(&stage, vector)
    } else if method.contains("server closes") {
        stage.play();
        stage.come_back().await;
        json!({"ok": {"clans": stage.client.clans().len() + 1}})
    } else {
        stage.play();
        call(&stage, vector).await?
    };
    stage.settle(vector).await;
    Ok(stage.picture(vector, result))
}

/// A number that is written as a text or as a number.
fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    }
}

fn arg(vector: &Vector, name: &str) -> Option<i64> {
    number(vector.call.args.get(name))
}

/// What is sent first: for messages among others, the message itself.
fn first(vector: &Vector) -> Value {
    let first = frames::first(vector).unwrap_or_default();
    let content = frames::variant(&first).map(|(_, content)| content.clone()).unwrap_or_default();
    let inner = ["message", "body"].iter().find_map(|name| content.get(name));
    inner.filter(|own| own.is_object()).cloned().unwrap_or(content)
}

/// The last frame that says something, beside joins.
fn said(vector: &Vector) -> Value {
    let frames = frames::sent(vector);
    let said = frames.iter().rev().filter_map(frames::variant).find_map(|(name, content)| {
        content.get("content").filter(|_| name == "channel_message_send").map(|_| content.clone())
    });
    said.unwrap_or_else(|| first(vector))
}

fn channel(vector: &Vector) -> ChannelId {
    let named = match vector.call.args.get("channel").and_then(Value::as_str) {
        Some(name) if name.contains("voice") => Some(world::VOICE),
        Some(name) if name.contains("thread") => Some(world::THREAD),
        Some(name) if name.contains("private") => Some(world::PRIVATE),
        Some(name) if name.to_ascii_lowercase().contains("dm") => Some(world::DIRECT),
        Some(name) if name.contains("group") => Some(world::GROUP),
        None if vector.call.method.ends_with("playMedia") && !vector.requests.is_empty() => {
            Some(world::VOICE)
        }
        _ => None,
    };
    let named = named.and_then(|own| own.parse::<i64>().ok());
    let recorded =
        || number(Some(&world::of_world("channel_id", first(vector).get("channel_id")?)));
    let usual = || world::CHANNEL.parse().ok();
    named.or_else(recorded).or_else(usual).unwrap_or_default().into()
}

fn message_id(vector: &Vector) -> MessageId {
    let usual = || world::MESSAGE.parse().ok();
    let recorded = || number(first(vector).get("message_id"));
    recorded().or_else(usual).unwrap_or_default().into()
}

fn clan() -> ClanId {
    world::CLAN.parse::<i64>().unwrap_or_default().into()
}

fn user(vector: &Vector) -> UserId {
    let reference = || number(vector.call.args.get("user_id"));
    let usual = || world::OTHER.parse().ok();
    arg(vector, "id").or_else(reference).or_else(usual).unwrap_or_default().into()
}

/// Lets the client know what those before a record had taught it.
fn set_up(stage: &Stage, vector: &Vector) {
    let sender = |value: &Value, name: &str| value.get(name).cloned().unwrap_or_default();
    let first = first(vector);
    // The message that is answered, changed or removed; how it read is in the record alone.
    let reference = said(vector).pointer("/references/0").cloned();
    let mut message = json!({
        "clan_id": world::CLAN, "channel_id": world::CHANNEL, "message_id": world::MESSAGE,
        "sender_id": world::OTHER, "username": "u", "avatar": "av", "content": "{\"t\":\"orig\"}",
        "clan_nick": "Nick", "clan_avatar": "ca", "create_time_seconds": world::NOW, "mode": 2,
        "is_public": true,
    });
    let mut set = |name: &str, value: Value| {
        if let Some(map) = message.as_object_mut().filter(|_| !value.is_null()) {
            map.insert(name.to_owned(), value);
        }
    };
    if let Some(reference) = reference {
        set("message_id", sender(&reference, "message_ref_id"));
        set("sender_id", sender(&reference, "message_sender_id"));
        // Whom the reference had to make a conversation with, it has no names of.
        let named = |name: &str| match sender(&reference, name) {
            Value::Null => "".into(),
            own => own,
        };
        set("clan_nick", named("message_sender_username"));
        set("clan_avatar", named("message_sender_avatar"));
        set("avatar", named("message_sender_avatar"));
        set("content", sender(&reference, "content").to_string().into());
        set("channel_id", sender(&said(vector), "channel_id"));
    } else if vector.call.method.starts_with("Message.") {
        for name in ["channel_id", "message_id", "topic_id"] {
            set(name, sender(&first, name));
        }
        set("clan_id", first.get("clan_id").cloned().unwrap_or_else(|| "0".into()));
        set("sender_id", sender(&first, "message_sender_id"));
        // What was said by the bot itself has no other sender.
        let read = |name: &str| vector.result.get("ok").and_then(|own| own.get(name)).cloned();
        let own = read("sender_id").filter(|own| *own != json!("0"));
        set("sender_id", own.unwrap_or_default());
        set("username", read("username").unwrap_or_default());
        set("create_time_seconds", sender(&first, "create_time_seconds"));
    }
    let is_about = vector.call.method.starts_with("Message.")
        || message_is_named(vector)
        || vector.call.args.get("reference_message_id").is_some();
    if is_about {
        stage.push("channel_message", &message);
    }
    let known = vector.result.get("ok").filter(|_| vector.requests.is_empty());
    if let Some(known) = known.filter(|_| vector.call.method.ends_with("(users).fetch")) {
        let user = json!({
            "user_id": sender(known, "id"), "username": sender(known, "username"),
            "avatar": sender(known, "avartar"), "display_name": sender(known, "display_name"),
        });
        stage.push("add_clan_user_event", &json!({"clan_id": world::CLAN, "user": user}));
    }
    for (name, content) in pushes(vector) {
        match name.as_str() {
            // A change or a removal is of a message that was there.
            "channel_message" if content.get("code").is_some() => {
                let mut before = content.clone();
                before.as_object_mut().map(|own| own.remove("code"));
                stage.push("channel_message", &before);
            }
            "channel_deleted_event" => stage.push("channel_created_event", &content),
            "channel_updated_event" if !enters(&content) => {
                stage.push("channel_created_event", &content);
            }
            "user_clan_removed_event" => {
                for id in content.get("user_ids").and_then(Value::as_array).into_iter().flatten() {
                    let clan = content.get("clan_id").cloned().unwrap_or_default();
                    let added = json!({"clan_id": clan, "user": {"user_id": id, "username": "u"}});
                    stage.push("add_clan_user_event", &added);
                }
            }
            _ => {}
        }
    }
}

/// Whether an updated channel is a thread that has just begun.
fn enters(channel: &Value) -> bool {
    channel.get("channel_type") == Some(&7.into())
}

fn message_is_named(vector: &Vector) -> bool {
    said(vector).pointer("/references/0").is_some()
}

/// What the server pushes in a record.
fn pushes(vector: &Vector) -> Vec<(String, Value)> {
    let pushes = frames::pushes(vector);
    let pushes = pushes.iter().filter_map(frames::variant);
    pushes.map(|(name, content)| (name.to_owned(), content.clone())).collect()
}

/// What the client knows of a user, as the records ask.
fn known_user(stage: &Stage, clan: ClanId, user: UserId) -> Value {
    let client = &stage.client;
    let Some(known) = client.users().get(user) else { return Value::Null };
    let profile = known.profile(clan).cloned().unwrap_or_default();
    let direct = client.user(user).direct_channel().map(|own| own.id().to_string());
    json!({
        "id": user.to_string(), "avartar": known.avatar, "dmChannelId": direct,
        "username": known.username, "clan_nick": profile.nick, "clan_avatar": profile.avatar,
        "display_name": known.display_name,
    })
}

/// What the client knows after a push, as the records ask.
fn pushed(stage: &Stage, vector: &Vector) -> Value {
    let looked_at = vector.result.get("ok").is_some_and(|own| !own.is_null());
    let push = pushes(vector).into_iter().next().filter(|_| looked_at);
    let Some((name, content)) = push else { return stage.alive() };
    let client = &stage.client;
    let id = |pointer: &str| number(content.pointer(pointer)).unwrap_or_default();
    let clan = ClanId::new(id("/clan_id"));
    let known = |user: UserId| known_user(stage, clan, user);
    let channel = || match client.channels().get(id("/channel_id")) {
        Some(known) => json!({
            "cached": true, "name": known.name, "private": known.is_private,
            "type": i32::from(known.kind),
        }),
        None => json!({"cached": false}),
    };
    let shown = match name.as_str() {
        "channel_message" => {
            let messages = client.channel(id("/channel_id")).messages();
            json!({
                "cached_message": messages.get(id("/message_id")).is_some(),
                "user": known(UserId::new(id("/sender_id"))),
            })
        }
        "add_clan_user_event" if id("/user/user_id") == super::BOT => {
            match client.clans().get(clan) {
                Some(known) => json!({"cached": true, "name": known.name}),
                None => json!({"cached": false}),
            }
        }
        "add_clan_user_event" => known(UserId::new(id("/user/user_id"))),
        "channel_created_event" | "channel_updated_event" | "channel_deleted_event" => channel(),
        "user_clan_removed_event" => {
            json!({"cached": client.users().contains(id("/user_ids/0"))})
        }
        _ => Value::Null,
    };
    json!({"ok": shown})
}

async fn call(stage: &Stage, vector: &Vector) -> Result<Value, NotMade> {
    let client = &stage.client;
    let method = vector.call.method.as_str();
    let args = &vector.call.args;
    let text = |name: &str| args.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let said = said(vector);
    let content = given_content(vector, said.get("content")).unwrap_or_default();
    Ok(match method {
        "MezonClient.login" => {
            let mut clans: Vec<String> =
                client.clans().all().iter().map(|own| own.id.to_string()).collect();
            // Where direct conversations lie.
            clans.push(ClanId::DIRECT.to_string());
            clans.sort();
            let channels = client.channels().all();
            let mut channels: Vec<String> = channels.iter().map(|own| own.id.to_string()).collect();
            channels.sort();
            json!({"ok": {"clans": clans, "channels": channels}})
        }
        "MezonClient.closeSocket" => {
            stage.handle.close().await;
            json!({"ok": null})
        }
        "MezonClient.addQuickMenuAccess" => {
            let mut menu = client.add_quick_menu(text("menu_name"), text("action_msg"));
            if let Some(clan) = arg(vector, "clan_id") {
                menu = menu.clan(clan);
            }
            if let Some(channel) = arg(vector, "channel_id") {
                menu = menu.channel(channel);
            }
            if args.get("background").is_some() {
                menu = menu.background(text("background"));
            }
            if let Some(kind) = arg(vector, "menu_type").and_then(|own| i32::try_from(own).ok()) {
                menu = menu.kind(kind);
            }
            given(menu.await, |_| json!({}))
        }
        "MezonClient.deleteQuickMenuAccess" => {
            let mut filter = client.delete_quick_menu();
            if let Some(id) = arg(vector, "id") {
                filter = filter.id(id);
            }
            if let Some(bot) = arg(vector, "bot_id").or_else(|| arg(vector, "botId")) {
                filter = filter.bot(bot);
            }
            given(filter.await, |()| json!({}))
        }
        "MezonClient.listQuickMenuAccess" => {
            let mut list = client.quick_menus();
            if let Some(channel) = arg(vector, "channel_id") {
                list = list.channel(channel);
            }
            if let Some(kind) = arg(vector, "menu_type").and_then(|own| i32::try_from(own).ok()) {
                list = list.kind(kind);
            }
            given(
                list.await,
                |menus| json!({"list_menus": menus.iter().map(super::socket::shown).collect::<Vec<_>>()}),
            )
        }
        "TextChannel.send" => sent(vector, client.channel(channel(vector)).send(content)).await?,
        "Message.reply" => sent(vector, message(stage, vector).reply(content)).await?,
        _ if method.ends_with("User.sendDM") => {
            sent(vector, client.user(user(vector)).send(content)).await?
        }
        "TextChannel.sendEphemeral"
        | "TextChannel.updateEphemeral"
        | "TextChannel.deleteEphemeral" => ephemeral(stage, vector, content).await?,
        "TextChannel.playMedia" => {
            let body = vector.requests.first().and_then(|own| own.body_json.clone());
            let body = body.unwrap_or_default();
            let recorded = |name: &str| {
                let own = args.get(name).or_else(|| body.get(name));
                own.and_then(Value::as_str).unwrap_or_default().to_owned()
            };
            let play = client.channel(channel(vector)).play_media(recorded("url"));
            let play = play.identity(recorded("participant_identity"));
            let play = play.name(recorded("participant_name")).title(recorded("name"));
            given(play.await, |own| own)
        }
        "Message.update" => {
            let mut update = message(stage, vector).update(content);
            update = update.mentions(list::<Mention>(args.get("mentions"))?);
            update = update.attachments(list::<Attachment>(args.get("attachments"))?);
            if let Some(topic) = arg(vector, "topic_id").filter(|own| *own != 0) {
                update = update.topic(topic);
            }
            given(update.await, |own| shown(&own))
        }
        "Message.delete" => given(message(stage, vector).delete().await, |()| Value::Null),
        "Message.react" => {
            let handle = message(stage, vector);
            let emoji = arg(vector, "emoji_id").unwrap_or_default();
            let removes = args.get("action_delete") == Some(&Value::Bool(true));
            let mut react = match removes {
                true => handle.unreact(emoji, text("emoji")),
                false => handle.react(emoji, text("emoji")),
            };
            if let Some(count) = arg(vector, "count").and_then(|own| i32::try_from(own).ok()) {
                react = react.count(count);
            }
            if let Some(id) = arg(vector, "id") {
                react = react.id(id);
            }
            given(react.await, |()| Value::Null)
        }
        "CacheManager(channels).fetch" => {
            let Some(id) = arg(vector, "id") else {
                return Ok(failure(&no_id::<ChannelId>(&text("id"))));
            };
            given(client.channel(id).fetch().await, |own| {
                json!({
                    "id": own.id.to_string(), "name": own.name, "type": i32::from(own.kind),
                    "clan": own.clan_id.to_string(),
                })
            })
        }
        "CacheManager(users).fetch" if arg(vector, "id").is_none() => {
            failure(&no_id::<UserId>(&text("id")))
        }
        "CacheManager(users).fetch" => {
            given(client.user(user(vector)).fetch().await, |own| known_user(stage, clan(), own.id))
        }
        "CacheManager(clans).fetch" => {
            let id = arg(vector, "id").unwrap_or_default();
            given(
                client.clan(id).fetch().await,
                |own| json!({"id": own.id.to_string(), "name": own.name}),
            )
        }
        "Clan.loadChannels" => given(client.clan(clan()).load_channels().await, |()| Value::Null),
        "Clan.reloadChannels" => {
            given(client.clan(clan()).reload_channels().await, |()| Value::Null)
        }
        "User.createDmChannel" | "User.createDMChannel" => given(
            client.user(user(vector)).open_direct().await,
            |own| json!({"channel_id": own.id().to_string(), "type": 3}),
        ),
        "Clan.listChannelVoiceUsers" => {
            let mut list = client.clan(clan()).voice_users();
            if let Some(limit) = args.get("limit").and_then(Value::as_i64) {
                // What is no number of users at all is none.
                list = list.limit(u32::try_from(limit).unwrap_or_default());
            }
            given(list.await, |rooms| json!({"voice_channel_users": rooms}))
        }
        "Clan.listRoles" => {
            let mut roles = client.clan(clan()).roles();
            if let Some(limit) = arg(vector, "limit").and_then(|own| u16::try_from(own).ok()) {
                roles = roles.limit(limit);
            }
            if let Some(state) = arg(vector, "state").and_then(|own| i32::try_from(own).ok()) {
                roles = roles.state(state);
            }
            if args.get("cursor").is_some() {
                roles = roles.after(text("cursor"));
            }
            given(roles.await, |own| super::socket::shown(&own))
        }
        "Clan.updateRole" => {
            let role = arg(vector, "roleId").or_else(|| arg(vector, "role_id")).unwrap_or_default();
            let request = args.get("request").cloned().unwrap_or_default();
            given(super::roles::update(client, role, &request).await, |()| json!({}))
        }
        other => return Err(NotMade::Unknown(format!("this runner does not know {other:?}"))),
    })
}

fn no_id<T>(text: &str) -> chatwire_mezon::Error
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let why = text.parse::<T>().err().map(|trouble| trouble.to_string());
    chatwire_mezon::Error::input(why.unwrap_or_default())
}

fn message(stage: &Stage, vector: &Vector) -> MessageHandle {
    let id = said(vector).pointer("/references/0/message_ref_id").and_then(|own| number(Some(own)));
    let id = id.map_or_else(|| message_id(vector), MessageId::new);
    stage.client.channel(channel(vector)).message(id)
}

fn list<T: serde::de::DeserializeOwned>(value: Option<&Value>) -> Result<Vec<T>, NotMade> {
    let Some(value) = value.filter(|own| own.is_array()) else { return Ok(Vec::new()) };
    serde_json::from_value(value.clone()).map_err(|trouble| NotMade::Unknown(trouble.to_string()))
}

fn flag(vector: &Vector, name: &str) -> bool {
    vector.call.args.get(name) == Some(&Value::Bool(true))
}

/// An argument, else what the record sent where it has no arguments at all for it.
fn of_record<'a>(vector: &'a Vector, said: &'a Value, name: &str) -> Option<&'a Value> {
    let args = &vector.call.args;
    // With a content among the arguments, they are complete.
    args.get(name).or_else(|| said.get(name).filter(|_| args.get("content").is_none()))
}

async fn sent(vector: &Vector, mut send: SendMessage) -> Result<Value, NotMade> {
    let said = said(vector);
    send = send.mentions(list::<Mention>(of_record(vector, &said, "mentions"))?);
    send = send.attachments(list::<Attachment>(of_record(vector, &said, "attachments"))?);
    if flag(vector, "mention_everyone") {
        send = send.mention_everyone();
    }
    if flag(vector, "anonymous_message") {
        send = send.anonymous();
    }
    if let Some(topic) = arg(vector, "topic_id").filter(|own| *own != 0) {
        send = send.topic(topic);
    }
    let code = number(of_record(vector, &said, "code")).and_then(|own| i32::try_from(own).ok());
    if let Some(code) = code {
        send = send.kind(MessageKind::from(code));
    }
    Ok(given(send.await, |own| shown(&own)))
}

/// A message of ours by the names of the schema.
fn shown(message: &chatwire_mezon::Message) -> Value {
    let event = chatwire_mezon::Event::ChannelMessage(message.clone());
    events::content(&event).unwrap_or_default()
}

async fn ephemeral(stage: &Stage, vector: &Vector, content: Content) -> Result<Value, NotMade> {
    let channel = stage.client.channel(channel(vector));
    let args = &vector.call.args;
    let receivers: Vec<i64> = match args.get("receiver_id") {
        Some(Value::Array(items)) => items.iter().filter_map(|own| number(Some(own))).collect(),
        one => number(one).into_iter().collect(),
    };
    let id = arg(vector, "message_id").unwrap_or_default();
    let mut send = if vector.call.method.contains("delete") {
        channel.delete_ephemeral(receivers, id)
    } else if vector.call.method.contains("update") {
        channel.update_ephemeral(receivers, id, content)
    } else {
        channel.ephemeral(receivers, content)
    };
    if let Some(reference) = arg(vector, "reference_message_id") {
        send = send.reply_to(reference);
    }
    send = send.mentions(list::<Mention>(args.get("mentions"))?);
    send = send.attachments(list::<Attachment>(args.get("attachments"))?);
    if flag(vector, "mention_everyone") {
        send = send.mention_everyone();
    }
    if flag(vector, "anonymous_message") {
        send = send.anonymous();
    }
    if let Some(topic) = arg(vector, "topic_id") {
        send = send.topic(topic);
    }
    Ok(given(send.await, |own| json!({"message_id": own.id().map(|id| id.to_string())})))
}
