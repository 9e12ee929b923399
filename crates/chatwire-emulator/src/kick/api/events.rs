//! Subscriptions to webhooks, and the key that signs them.

use serde_json::{Value, json};

use super::ask::{Answer, Ask, Refusal, Reply};
use crate::kick::payload::TYPES;
use crate::kick::state::Subscription;

/// Subscriptions of one type that an app may have; chat has a limit of its own.
const MOST: usize = 10_000;
/// Ids of one deletion: more failed on the real API, this many worked.
const BATCH: usize = 50;
/// The type with a limit of its own.
const CHAT: &str = "chat.message.sent";

pub(super) fn public_key(ask: &mut Ask<'_>) -> Answer {
    let hooks = &ask.inner.hooks;
    Ok(Reply::Data(json!({"public_key": hooks.keys.public_pem(hooks.key)})))
}

/// An app sees all of its own, a user those for the own channel.
pub(super) fn list(ask: &mut Ask<'_>) -> Answer {
    let wanted = ask.numbers("broadcaster_user_id", 1)?;
    let (app, me) = (ask.app(), ask.me().map(|user| user.user_id));
    let mine = ask.inner.state.subscriptions.iter().filter(|each| {
        each.app == app
            && me.is_none_or(|me| each.broadcaster == me)
            && (wanted.is_empty() || wanted.contains(&each.broadcaster))
    });
    let shown = mine.map(|each| {
        json!({"id": each.id, "app_id": each.app, "broadcaster_user_id": each.broadcaster,
            "event": each.event, "version": each.version, "method": "webhook",
            "created_at": each.created_at, "updated_at": each.created_at})
    });
    Ok(Reply::Data(shown.collect()))
}

/// Never asks whether there is one already: the same wish twice makes two subscriptions, as on the real API.
pub(super) fn create(ask: &mut Ask<'_>) -> Answer {
    let body = ask.body.object()?;
    let events = body.get("events").and_then(Value::as_array).filter(|events| !events.is_empty());
    let events = events.cloned().ok_or_else(|| Refusal::bad("events is required"))?;
    if body.get("method").is_some_and(|method| method != "webhook") {
        return Err(Refusal::bad("method must be webhook"));
    }
    let broadcaster = match ask.me() {
        Some(me) => me.user_id,
        None => ask.body.required("broadcaster_user_id")?,
    };
    if ask.inner.state.by_id(broadcaster).is_none() {
        return Err(Refusal::bad("Broadcaster not found"));
    }
    let app = ask.app();
    let one = |event: &Value| {
        let (name, version) = (event.get("name").and_then(Value::as_str), event.get("version"));
        let name = name.unwrap_or_default();
        let (state, settings) = (&mut ask.inner.state, &ask.inner.settings);
        let limit = if name == CHAT { settings.chat_subscriptions } else { MOST };
        let there = state.subscriptions.iter();
        let there = there.filter(|each| each.app == app && each.event == name).count();
        let error = if !TYPES.contains(&name) {
            "event not found"
        } else if version != Some(&json!(1)) {
            "version not found"
        } else if there >= limit {
            "subscription limit reached"
        } else {
            let id = state.ulid();
            state.subscriptions.push(Subscription {
                id: id.clone(),
                app: app.clone(),
                broadcaster,
                event: name.to_owned(),
                version: 1,
                created_at: state.stamp(),
            });
            return json!({"name": name, "version": 1, "subscription_id": id});
        };
        json!({"name": name, "version": version, "error": error})
    };
    Ok(Reply::Data(events.iter().map(one).collect()))
}

pub(super) fn delete(ask: &mut Ask<'_>) -> Answer {
    let ids = ask.many("id", BATCH)?;
    if ids.is_empty() {
        return Err(Refusal::bad("id is required"));
    }
    let (app, me) = (ask.app(), ask.me().map(|user| user.user_id));
    ask.inner.state.subscriptions.retain(|each| {
        let mine = each.app == app && me.is_none_or(|me| each.broadcaster == me);
        !(mine && ids.contains(&each.id))
    });
    Ok(Reply::Nothing)
}
