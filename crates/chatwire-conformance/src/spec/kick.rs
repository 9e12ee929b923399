//! Kick, after kickpython 0.1.5 and the official pages.

use serde_json::{Map, Value, json};

use super::{Answer, Context, Detail, Method, Param, Platform, Reading, Shape, is_blank};
use crate::vector::Vector;

/// Longest name of a channel.
const LONGEST_NAME: usize = 100;

/// Path of the site's page data.
const SITE: &str = "/api/v2/channels/";

const fn method(name: &'static str, params: &'static [Param], answer: Answer) -> Method {
    Method { name, params, path: None, answer, refused: super::never }
}

const ACCOUNT: Param = Param::elsewhere("channel_id", Shape::Account);
const NAME: Param = Param::elsewhere("username", Shape::Slug);
const ROOM: Param = Param::elsewhere("username_or_chatroom_id", Shape::Room);
const QUERY: Param = Param::elsewhere("params", Shape::List);

/// Calls of the Python client.
pub static PLATFORM: Platform = Platform {
    methods: &[
        method(
            "post_chat",
            &[
                Param::elsewhere("channel_id", Shape::Account),
                Param::new("content", Shape::Chars(1, 500)),
            ],
            Answer::Read(|body| one(body, &[])),
        ),
        method(
            "get_channels",
            &[ACCOUNT, QUERY],
            Answer::Read(|body| list(body, "broadcaster_user_id")),
        ),
        method("get_users", &[ACCOUNT, QUERY], Answer::Read(|body| list(body, "user_id"))),
        method(
            "get_categories",
            &[Param::elsewhere("query", Shape::Text)],
            Answer::Read(|body| list(body, "id")),
        ),
        method(
            "get_category",
            &[Param::elsewhere("category_id", Shape::Account)],
            Answer::Read(|body| one(body, &["id"])),
        ),
        method(
            "update_channel",
            &[
                ACCOUNT,
                Param::new("category_id", Shape::Account),
                Param::new("stream_title", Shape::Text),
            ],
            Answer::Done,
        ),
        method(
            "get_broadcaster_id",
            &[Param::elsewhere("access_token", Shape::Text)],
            Answer::Read(|body| first(body, "broadcaster_user_id")),
        ),
        method("fetch_channel_username", &[ACCOUNT], Answer::Read(|body| first(body, "slug"))),
        method(
            "get_auth_url",
            &[
                Param::elsewhere("scopes", Shape::SomeTexts),
                Param::elsewhere("state", Shape::Text),
                Param::elsewhere("code_verifier", Shape::Text),
            ],
            Answer::Done,
        ),
        method(
            "exchange_code",
            &[
                Param::elsewhere("code", Shape::Text),
                Param::elsewhere("code_verifier", Shape::Text),
                ACCOUNT,
            ],
            Answer::Read(grant),
        ),
        method(
            "refresh_token",
            &[ACCOUNT, Param::elsewhere("refresh_token", Shape::Text)],
            Answer::Read(grant),
        ),
        method(
            "revoke_token",
            &[
                ACCOUNT,
                Param::elsewhere("token_type", Shape::Choice(&["access_token", "refresh_token"])),
            ],
            Answer::Done,
        ),
        method("check_token_exists", &[ACCOUNT], Answer::Done),
        method("_get_token_for_channel", &[ACCOUNT], Answer::Read(grant)),
        method("start_token_refresh", &[], Answer::Read(grant)),
        method("stop_token_refresh", &[], Answer::Done),
        method("close", &[], Answer::Done),
        method("get_chatroom_id", &[NAME], Answer::Read(channel_page)),
        method(
            "get_channel_id_from_chatroom",
            &[Param::elsewhere("chatroom_id", Shape::Account)],
            Answer::Done,
        ),
        method("get_all_chatroom_ids", &[], Answer::Read(channel_page)),
        method(
            "_generate_code_challenge",
            &[Param::elsewhere("code_verifier", Shape::Text)],
            Answer::Done,
        ),
        method(
            "_generate_code_verifier",
            &[],
            Answer::Pure("", |_| {
                Reading::Readable(json!({"length": 43, "alphabet": "A-Z a-z 0-9 - _"}), 0)
            }),
        ),
        method("new", &[], Answer::Pure("", |_| Reading::Readable(settings(), 0))),
        method("schema", &[], Answer::Done),
    ],
    detail,
    // What works without a token of the account that is named.
    public: &["exchange_code", "revoke_token", "check_token_exists"],
};

/// Live sessions of the Python client.
pub static SESSION: Platform = Platform {
    methods: &[
        method("connect_to_chatroom", &[ROOM], Answer::Read(channel_page)),
        method("start_chat_listener", &[ROOM], Answer::Read(channel_page)),
        method("run_chat_listener", &[ROOM], Answer::Read(channel_page)),
    ],
    detail,
    public: &["connect_to_chatroom", "start_chat_listener", "run_chat_listener"],
};

/// What documents and captures say; arguments are read from the recorded request.
pub static DOCUMENTS: Platform = Platform {
    methods: &[
        method("api", &[], Answer::Done),
        method("parse_frame", &[], Answer::Done),
        method("protocol", &[], Answer::Done),
        method("centrifugo", &[], Answer::Done),
        method("parse_channel_name", &[], Answer::Done),
        method("pusher_url", &[], Answer::Done),
        method("parse_content", &[], Answer::Done),
        method("emote_url", &[], Answer::Done),
        method("slug_candidates", &[], Answer::Done),
        method("authorize_url", &[], Answer::Done),
        method("verify_webhook", &[], Answer::Done),
        method("parse_webhook", &[], Answer::Done),
        method(
            "parse_public_key",
            &[],
            Answer::Pure("pem", |_| Reading::Readable(json!({"accepted": true}), 0)),
        ),
    ],
    detail,
    public: &["api"],
};

/// Settings of a client that nobody set.
fn settings() -> Value {
    json!({
        "base_url": "https://api.kick.com",
        "oauth_base_url": "https://id.kick.com",
        "token_refresh_interval": 60,
    })
}

/// An object under `data`, with these fields in it.
fn one(body: &Value, required: &[&str]) -> Reading {
    match body.get("data") {
        Some(Value::Object(object)) if required.iter().all(|name| object.contains_key(*name)) => {
            Reading::Readable(known(&Value::Object(object.clone())), 0)
        }
        _ => Reading::Unreadable,
    }
}

/// A list under `data`; null is an empty one.
fn list(body: &Value, required: &str) -> Reading {
    match body.get("data") {
        Some(Value::Null) => Reading::Readable(json!([]), 0),
        Some(Value::Array(items)) => {
            let good = items.iter().filter(|item| item.get(required).is_some_and(Value::is_u64));
            let good: Vec<Value> = good.map(known).collect();
            let aside = items.len() - good.len();
            Reading::Readable(good.into(), aside)
        }
        _ => Reading::Unreadable,
    }
}

/// A field of the first one of a list, null when there is none.
fn first(body: &Value, field: &str) -> Reading {
    match body {
        // An answer without the list is none: what it left out would be taken for nothing.
        Value::Object(map) if map.contains_key("data") => {
            let first = map.get("data").and_then(|data| data.get(0));
            Reading::Readable(
                first.and_then(|first| first.get(field)).cloned().unwrap_or_default(),
                0,
            )
        }
        _ => Reading::Unreadable,
    }
}

/// A token; its lifetime is a number, perhaps in quotes, and the second half may be missing.
fn grant(body: &Value) -> Reading {
    let Value::Object(map) = body else { return Reading::Unreadable };
    if map.get("access_token").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Reading::Unreadable;
    }
    let Value::Object(mut grant) = known(&Value::Object(map.clone())) else {
        return Reading::Unreadable;
    };
    if let Some(seconds) = grant.get("expires_in").and_then(Value::as_str)
        && let Ok(seconds) = seconds.trim().parse::<u64>()
    {
        grant.insert("expires_in".into(), seconds.into());
    }
    Reading::Readable(Value::Object(grant), 0)
}

/// The numbers and names in the site's data of a channel; only that of the chatroom must be there.
fn channel_page(body: &Value) -> Reading {
    let number = |value: Option<&Value>| {
        let value = value?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    };
    let Some(chatroom) = number(body.get("chatroom").and_then(|room| room.get("id"))) else {
        return Reading::Unreadable;
    };
    let name = body.get("user").and_then(|user| user.get("username"));
    Reading::Readable(
        json!({
            "chatroom_id": chatroom,
            "channel_id": number(body.get("id")),
            "user_id": number(body.get("user_id")),
            "slug": body.get("slug"),
            "username": name,
        }),
        0,
    )
}

/// What an error body says: that of the API, of the OAuth server, or of the edge before both.
fn detail(body: &Value) -> Detail {
    let text = |name: &str| {
        body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let error = text("error");
    if let Some(reference) = text("reference") {
        return Detail {
            code: Some("edge_blocked".into()),
            message: error.into_iter().collect(),
            request_id: Some(reference),
        };
    }
    let is_code =
        |error: &String| error.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let code = error.clone().filter(is_code);
    let said = text("error_description").or(error);
    Detail {
        code,
        message: said.into_iter().chain(text("message")).chain(text("data")).collect(),
        request_id: None,
    }
}

/// Whether a text names a channel: as it is, with a sign before it, or as an address.
#[must_use]
pub fn is_slug(name: &str) -> bool {
    let name = name.trim();
    let page =
        name.strip_prefix("https://").or_else(|| name.strip_prefix("http://")).unwrap_or(name);
    let page = page.strip_prefix("www.").unwrap_or(page);
    let name = match page.strip_prefix("kick.com/") {
        Some(path) => path.split(['/', '?', '#']).next().unwrap_or_default(),
        None => name.strip_prefix(['@', '#']).unwrap_or(name),
    };
    (1..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// The record with those requests alone that look a name up by the rules; none when it has no look-ups.
///
/// Each name is asked for once, in lower case; what is no 404 and no page without a chatroom ends it.
#[must_use]
pub fn looked_up(vector: &Vector) -> Option<Vector> {
    let is_look_up = |path: &str| path.starts_with(SITE);
    if !vector.requests.iter().any(|request| is_look_up(&request.path)) {
        return None;
    }
    let mut trimmed = vector.clone();
    (trimmed.requests, trimmed.responses) = (Vec::new(), Vec::new());
    let (mut asked, mut is_done) = (Vec::new(), false);
    for (request, answer) in vector.requests.iter().zip(&vector.responses) {
        let mut request = request.clone();
        if is_look_up(&request.path) {
            request.path.make_ascii_lowercase();
            if is_done || asked.contains(&request.path) {
                continue;
            }
            asked.push(request.path.clone());
            let page = answer.json.as_ref();
            let is_found = page.is_some_and(|page| channel_page(page) != Reading::Unreadable);
            is_done = match answer.status {
                Some(404) => false,
                Some(200) if page.is_some() => is_found,
                _ => true,
            };
        }
        trimmed.requests.push(request);
        trimmed.responses.push(answer.clone());
    }
    Some(trimmed)
}

/// A value without the envelope that is the same around all of them, and with addresses taken apart.
#[must_use]
pub fn unwrapped(value: &Value) -> Value {
    let Value::Object(map) = value else { return value.clone() };
    let is_envelope = map.contains_key("message") && !map.contains_key("id");
    match map.get("data") {
        Some(data) if is_envelope => data.clone(),
        None if is_envelope && map.len() == 1 => Value::Null,
        _ => Value::Object(
            map.iter().map(|(name, value)| (name.clone(), parted(name, value))).collect(),
        ),
    }
}

/// Pairs of a query in an order of their own, where the order is free.
fn parted(name: &str, value: &Value) -> Value {
    match (name, value) {
        ("auth_url", Value::String(url)) => {
            let (path, query) = url.split_once('?').unwrap_or((url, ""));
            let pairs: Vec<(String, String)> =
                url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            json!({"path": path, "query": pairs})
        }
        ("query", Value::Array(pairs)) => {
            let mut pairs = pairs.clone();
            pairs.sort_by_key(Value::to_string);
            pairs.into()
        }
        _ => value.clone(),
    }
}

/// Fields that the official pages have, of users, channels, categories, messages and tokens.
const FIELDS: &[&str] = &[
    "access_token",
    "active_gifted_subscribers_count",
    "active_subscribers_count",
    "banner_picture",
    "broadcaster_user_id",
    "canceled_subscribers_count",
    "category",
    "channel_description",
    "channel_id",
    "custom_tags",
    "email",
    "expires_in",
    "id",
    "is_live",
    "is_mature",
    "is_sent",
    "key",
    "language",
    "message_id",
    "name",
    "profile_picture",
    "refresh_token",
    "scope",
    "slug",
    "start_time",
    "stream",
    "stream_title",
    "tags",
    "thumbnail",
    "token_type",
    "url",
    "user_id",
    "viewer_count",
    // Of calls whose results are the reference's own.
    "auth_url",
    "alphabet",
    "base_url",
    "chatroom_id",
    "code_verifier",
    "db_path",
    "length",
    "message_handlers",
    "oauth_base_url",
    "parsed",
    "path",
    "query",
    "refreshes",
    "state",
    "task_after_stop",
    "token_refresh_interval",
    "username",
];

/// A value without fields that nobody knows.
#[must_use]
pub fn known(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(name, _)| FIELDS.contains(&name.as_str()));
            Value::Object(kept.map(|(name, value)| (name.clone(), known(value))).collect())
        }
        Value::Array(items) => items.iter().map(known).collect(),
        other => other.clone(),
    }
}

/// Rows of the reference's tables, as a record has them.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Rows<'a>(pub &'a Value);

impl<'a> Rows<'a> {
    /// Rows of the table of that name.
    #[must_use]
    pub fn table(self, name: &str) -> &'a [Value] {
        self.0.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// The row of an account's token.
    #[must_use]
    pub fn token(self, account: &str) -> Option<&'a Value> {
        self.table("tokens").iter().find(|row| row.get(0).and_then(Value::as_str) == Some(account))
    }

    /// The known chatroom of that slug or display name.
    #[must_use]
    pub fn room(self, name: &str) -> Option<Value> {
        let name = name.to_lowercase();
        let is = |row: &&Value, column: usize| {
            row.get(column).and_then(Value::as_str).is_some_and(|own| own.to_lowercase() == name)
        };
        let row = self.table("kick_users").iter().find(|row| is(row, 2) || is(row, 10))?;
        Some(json!({"chatroom_id": row.get(13), "channel_id": row.get(0), "user_id": row.get(1)}))
    }
}

/// An account's number as text.
#[must_use]
pub fn account(args: &Map<String, Value>) -> Option<String> {
    if is_blank(args, "channel_id") {
        return None;
    }
    let value = args.get("channel_id")?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// Whether a call asks for nothing at all.
#[must_use]
pub fn changes_nothing(context: &Context<'_>) -> bool {
    ["category_id", "stream_title"].iter().all(|name| is_blank(context.args, name))
}
