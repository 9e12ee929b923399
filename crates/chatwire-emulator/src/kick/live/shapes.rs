//! How people, messages and streams look on the site and in its events.

use serde_json::{Value, json};

use crate::kick::state::{ChatMessage, Livestream, State, User};

/// The site writes UTC as an offset: `2025-01-01T00:00:00+00:00`.
pub(super) fn offset(time: &str) -> String {
    time.strip_suffix('Z').map_or_else(|| time.to_owned(), |bare| format!("{bare}+00:00"))
}

/// Times of streams have no zone: `2025-01-01 00:00:00`.
pub(super) fn zoneless(time: &str) -> String {
    time.strip_suffix('Z').unwrap_or(time).replace('T', " ")
}

/// Three fields of a person.
pub(super) fn person(user: &User) -> Value {
    json!({"id": user.user_id, "username": user.username, "slug": user.slug})
}

fn identity(user: &User) -> Value {
    let badges: Vec<Value> = user.badges.iter().map(crate::kick::state::Badge::shown).collect();
    json!({"color": user.color, "badges": badges})
}

/// A person with colour and badges.
pub(super) fn sender(user: &User) -> Value {
    let mut shown = person(user);
    put(&mut shown, "identity", identity(user));
    shown
}

/// Data of a `ChatMessageEvent`.
pub(super) fn chat_message(room: &User, said: &ChatMessage) -> Value {
    let mut metadata = said.metadata.clone();
    let mut shown = json!({"id": said.id, "chatroom_id": room.chatroom_id, "content": said.content,
        "type": said.kind, "created_at": offset(&said.created_at), "sender": sender(&said.sender)});
    if let Some(answered) = &said.reply_to {
        if metadata.is_null() {
            metadata = json!({});
        }
        let of = json!({"id": answered.sender.user_id, "username": answered.sender.username});
        put(&mut metadata, "original_sender", of);
        let message = json!({"id": answered.id, "content": answered.content});
        put(&mut metadata, "original_message", message);
        put(&mut shown, "thread_parent_id", json!(answered.id));
    }
    put(&mut shown, "metadata", metadata);
    shown
}

/// Sets a field of an object.
pub(super) fn put(object: &mut Value, name: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}

/// Lays the fields of a patch over an object, objects in objects field by field.
pub(super) fn patch(object: &mut Value, with: &Value) {
    match (object, with) {
        (Value::Object(fields), Value::Object(with)) => {
            for (name, value) in with {
                patch(fields.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (object, with) => *object = with.clone(),
    }
}

/// A category as events of streams show it.
fn category(state: &State, id: u64) -> Value {
    let Some(category) = state.category(id) else { return Value::Null };
    let slug = category.name.to_lowercase().replace(' ', "-");
    json!({"id": category.id, "name": category.name, "slug": slug, "tags": category.tags,
        "parent_category": {"id": 1, "slug": "irl"}})
}

/// A stream as `StreamerIsLive` shows it.
pub(super) fn started(streamer: &User, stream: &Livestream) -> Value {
    json!({"id": stream.number, "channel_id": streamer.channel_id, "source": null,
        "session_title": streamer.channel.title, "created_at": offset(&stream.started_at)})
}

/// A stream as `LivestreamUpdated` and the site's channel show it.
pub(super) fn livestream(state: &State, streamer: &User, stream: &Livestream) -> Value {
    let channel = &streamer.channel;
    let category = category(state, channel.category_id);
    json!({"id": stream.number, "slug": format!("{}-{}", streamer.slug, stream.number),
        "channel_id": streamer.channel_id, "created_at": zoneless(&stream.started_at),
        "start_time": zoneless(&stream.started_at), "session_title": channel.title,
        "is_live": true, "risk_level_id": null, "source": null, "twitch_channel": null,
        "duration": 0, "language": channel.language, "is_mature": channel.mature,
        "viewer_count": stream.viewers, "tags": channel.tags, "lang_iso": channel.language,
        "categories": [category]})
}

/// A stream as `LiveStream\UpdatedLiveStreamEvent` shows it.
pub(super) fn updated(state: &State, streamer: &User, stream: &Livestream) -> Value {
    let channel = &streamer.channel;
    json!({"id": stream.number, "slug": format!("{}-{}", streamer.slug, stream.number),
        "session_title": channel.title, "created_at": offset(&stream.started_at),
        "language": channel.language, "is_mature": channel.mature, "viewers": stream.viewers,
        "category": category(state, channel.category_id)})
}

/// A channel in events; it holds an address that is signed for one viewer.
pub(super) fn channel(streamer: &User) -> Value {
    json!({"id": streamer.channel_id, "user_id": streamer.user_id, "slug": streamer.slug,
        "is_banned": false, "playback_url": playback_url(streamer), "name_updated_at": null,
        "vod_enabled": true, "subscription_enabled": true, "is_affiliate": true, "can_host": true,
        "chatroom": {"id": streamer.chatroom_id, "channel_id": streamer.channel_id,
            "chat_mode": "public", "slow_mode": false}})
}

fn playback_url(streamer: &User) -> String {
    format!("https://playback.kick.test/{}.m3u8?token=signed-for-one-viewer", streamer.slug)
}

/// Answer of the site for a channel.
pub(super) fn site_channel(state: &State, streamer: &User) -> Value {
    let live = streamer.channel.live.as_ref().map(|live| livestream(state, streamer, live));
    let mut shown = channel(streamer);
    let verified = streamer.verified.then(|| json!({"id": 1, "channel_id": streamer.channel_id}));
    let more = json!({"followers_count": streamer.channel.followers.len(), "verified": verified,
        "livestream": live,
        "user": {"id": streamer.user_id, "username": streamer.username,
            "bio": streamer.channel.description, "profile_pic": streamer.profile_picture}});
    patch(&mut shown, &more);
    shown
}
