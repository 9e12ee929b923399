//! What records of pushes have of which a rule may speak, and what the rules make of them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::{frames, group, is_python};
use crate::picture::Picture;
use crate::vector::Vector;

/// Lists of a message, with the names that they have inside an object.
const LISTS: [(&str, &str); 4] = [
    ("mentions", "mentions"),
    ("attachments", "attachments"),
    ("references", "refs"),
    ("reactions", "reactions"),
];

/// What a record of a push has of which a rule may speak.
pub(super) fn cases(vector: &Vector) -> Vec<&'static str> {
    if group(vector) != "event" {
        return Vec::new();
    }
    let heard = vector.other.get("events").and_then(Value::as_array);
    let first = heard.and_then(|own| own.first());
    let content =
        first.filter(|own| is_message(own)).and_then(|own| own.pointer("/payload/content"));
    let pushed = pushed(vector);
    [
        ("unheard", heard.is_none() && !pushed.is_empty()),
        ("other_content", content.is_some_and(Value::is_string)),
        (
            "lost_lists",
            is_python(vector) && pushed.first().is_some_and(|own| !json_lists(own).is_empty()),
        ),
        ("old_hashtag_pushed", content.is_some_and(|own| own.to_string().contains("channelid"))),
    ]
    .into_iter()
    .filter_map(|(name, holds)| holds.then_some(name))
    .collect()
}

/// Makes of a recorded picture what a rule claims; `None` when no rule has that word here.
pub(super) fn instead(
    name: &str,
    vector: &Vector,
    picture: &mut Picture,
) -> Option<Result<(), String>> {
    let events = &mut picture.events;
    match name {
        "pushed" => *events = pushed(vector),
        "text_content" if group(vector) == "event" => {
            let contents = events.iter_mut().filter_map(|own| own.pointer_mut("/payload/content"));
            for content in contents {
                *content = json!({"t": content.as_str().unwrap_or_default()});
            }
        }
        "legacy_lists" => {
            let lists = pushed(vector).first().map(json_lists).unwrap_or_default();
            let payloads =
                events.iter_mut().filter_map(|own| own.get_mut("payload")?.as_object_mut());
            payloads.for_each(|own| own.extend(lists.clone()));
        }
        "hashtags_pushed" => {
            for tags in events.iter_mut().filter_map(|own| own.pointer_mut("/payload/content/hg")) {
                renamed(tags);
            }
        }
        _ => return None,
    }
    Some(Ok(()))
}

/// Spells the channel of hashtags as it is spelled today.
pub(super) fn renamed(tags: &mut Value) {
    for tag in tags.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        if let Some(id) = tag.remove("channelid") {
            tag.insert("channelId".into(), id);
        }
    }
}

fn is_message(event: &Value) -> bool {
    event.get("event").is_some_and(|own| own == "channel_message")
}

/// Events that the pushes are by the schema, for kinds of which a client of the reference hears nothing.
fn pushed(vector: &Vector) -> Vec<Value> {
    let frames = vector.other.get("frames").and_then(Value::as_array).cloned().unwrap_or_default();
    let pushes = frames.iter().filter(|own| own.get("dir").and_then(Value::as_str) == Some("s2c"));
    let bytes = pushes.filter_map(|own| STANDARD.decode(own.get("b64")?.as_str()?).ok());
    let envelopes = bytes.filter_map(|own| frames::decoded(&own)).filter(|(cid, _)| *cid == 0);
    envelopes
        .flat_map(|(_, variants)| variants)
        .map(|(name, content)| json!({"event": name, "payload": content}))
        .collect()
}

/// Lists of a pushed message that are JSON in bytes: an array, or an object with one.
fn json_lists(event: &Value) -> Map<String, Value> {
    let Some(payload) = event.get("payload").filter(|_| is_message(event)) else {
        return Map::new();
    };
    let lists = LISTS.iter().filter_map(|(name, inner)| {
        let bytes = STANDARD.decode(payload.get(*name)?.as_str()?).ok()?;
        // The first byte decides.
        bytes.first().filter(|first| matches!(first, b'[' | b'{'))?;
        let list = match serde_json::from_slice(&bytes).ok()? {
            Value::Object(mut map) => map.remove(*inner).unwrap_or_else(|| json!([])),
            list => list,
        };
        list.is_array().then(|| ((*name).to_owned(), list))
    });
    lists.collect()
}
