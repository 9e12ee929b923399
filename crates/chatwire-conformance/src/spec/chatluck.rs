//! Chatluck, after its Python client: six calls and a webhook parser.

use serde_json::{Map, Value, json};

use super::{Answer, Detail, Field, Kind, Method, Model, Param, Platform, Reading, Shape, never};

const MESSAGE: Model = Model {
    fields: &[
        Field::required("id", Kind::Id),
        Field::required("channel_id", Kind::Id),
        Field::required("user_id", Kind::Id),
        Field::required("content", Kind::Text),
        Field::required("created_at", Kind::Text),
        Field::new("updated_at", Kind::Text),
        Field::new("attachments", Kind::Anys),
        Field::new("metadata", Kind::Map),
    ],
};

const CHANNEL: Model = Model {
    fields: &[
        Field::required("id", Kind::Id),
        Field::required("name", Kind::Text),
        Field::new("description", Kind::Text),
        Field::new("created_at", Kind::Text),
        Field::new("is_private", Kind::Bool),
        Field::new("member_count", Kind::Count),
        Field::new("metadata", Kind::Map),
    ],
};

const USER: Model = Model {
    fields: &[
        Field::required("id", Kind::Id),
        Field::required("name", Kind::Text),
        Field::new("email", Kind::Text),
        Field::new("avatar_url", Kind::Text),
        Field::or("status", "active"),
        Field::new("created_at", Kind::Text),
    ],
};

/// Every call.
pub static PLATFORM: Platform = Platform {
    methods: &[
        Method {
            name: "send_message",
            params: &[
                Param::new("channel_id", Shape::Required),
                Param::new("content", Shape::Text),
                Param::new("user_id", Shape::Text),
                Param::new("attachments", Shape::List),
                Param::new("metadata", Shape::Map),
            ],
            path: None,
            answer: Answer::Object(&MESSAGE),
            refused: never,
        },
        Method {
            name: "list_messages",
            params: &[
                Param::new("channel_id", Shape::Required),
                Param::new("limit", Shape::Count),
                Param::new("offset", Shape::Text),
                Param::new("before", Shape::Text),
                Param::new("after", Shape::Text),
            ],
            path: None,
            answer: Answer::List("messages", &MESSAGE),
            refused: never,
        },
        Method {
            name: "create_channel",
            params: &[
                Param::new("name", Shape::Required),
                Param::new("description", Shape::Text),
                Param::new("is_private", Shape::Flag),
                Param::new("member_ids", Shape::Texts),
            ],
            path: None,
            answer: Answer::Object(&CHANNEL),
            refused: never,
        },
        Method {
            name: "list_channels",
            params: &[
                Param::new("limit", Shape::Count),
                Param::new("offset", Shape::Text),
                Param::new("include_private", Shape::Flag),
            ],
            path: None,
            answer: Answer::List("channels", &CHANNEL),
            refused: never,
        },
        Method {
            name: "get_user_info",
            params: &[Param::elsewhere("user_id", Shape::PathId)],
            path: Some("/v1/users/{id}"),
            answer: Answer::Object(&USER),
            refused: never,
        },
        Method {
            name: "list_users",
            params: &[
                Param::new("limit", Shape::Count),
                Param::new("offset", Shape::Text),
                Param::new("status", Shape::Text),
            ],
            path: None,
            answer: Answer::List("users", &USER),
            refused: never,
        },
        Method {
            name: "handle_webhook",
            params: &[Param::new("webhook_data", Shape::Any)],
            path: None,
            answer: Answer::Pure("webhook_data", read_webhook),
            refused: never,
        },
        Method {
            name: "new",
            params: &[Param::new("api_key", Shape::Required)],
            path: None,
            answer: Answer::Nothing,
            refused: never,
        },
    ],
    detail: read_error,
    public: &[],
};

/// Two types are known, by exact name; everything else is an unknown event, not an error.
fn read_webhook(data: &Value) -> Reading {
    let Value::Object(map) = data else { return Reading::Unreadable };
    let kind = map.get("event_type").and_then(Value::as_str);
    let (key, model) = match kind {
        Some("message.created") => ("message", &MESSAGE),
        Some("user.joined") => ("user", &USER),
        _ => return Reading::Readable(json!({"event_type": kind, "raw_data": data}), 0),
    };
    let Some(object) = map.get(key).and_then(|object| model.read(object)) else {
        return Reading::Unreadable;
    };
    let mut event = json!({"event_type": kind, "raw_data": data, key: object});
    if let (Some("user.joined"), Value::Object(event)) = (kind, &mut event) {
        event.insert("channel_id".into(), channel_id(map));
    }
    Reading::Readable(event, 0)
}

/// An id, or none: what is no id names no channel.
fn channel_id(event: &Map<String, Value>) -> Value {
    let id = event.get("channel_id").filter(|id| id.is_string() || id.is_u64() || id.is_i64());
    id.cloned().unwrap_or_default()
}

/// First non-empty of error, error.message, message, detail, errors; a bare text is the message.
fn read_error(body: &Value) -> Detail {
    let inner = body.get("error");
    let single = text(inner)
        .or_else(|| text(inner?.get("message")))
        .or_else(|| text(body.get("message")))
        .or_else(|| text(body.get("detail")))
        .or_else(|| text(Some(body)));
    let issues =
        || body.get("errors")?.as_array().map(|items| items.iter().filter_map(issue).collect());
    Detail {
        code: code(inner.and_then(|inner| inner.get("code"))).or_else(|| code(body.get("code"))),
        message: single.map(|message| vec![message]).or_else(issues).unwrap_or_default(),
        request_id: None,
    }
}

/// `field: message`, or a plain text.
fn issue(item: &Value) -> Option<String> {
    if let Some(whole) = text(Some(item)) {
        return Some(whole);
    }
    let message = text(item.get("message"))?;
    Some(text(item.get("field")).map_or(message.clone(), |field| format!("{field}: {message}")))
}

/// A code may be a whole number.
fn code(value: Option<&Value>) -> Option<String> {
    text(value).or_else(|| value?.as_i64().map(|number| number.to_string()))
}

fn text(value: Option<&Value>) -> Option<String> {
    value?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
