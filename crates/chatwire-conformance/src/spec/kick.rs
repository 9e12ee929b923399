//! Kick, after kickpython 0.1.5 and the official pages.

use serde_json::{Map, Value, json};

use super::{Answer, Context, Detail, Method, Param, Platform, Reading, Shape, is_blank};
use crate::vector::{ScriptedResponse, Vector};

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
        Method {
            refused: |context| {
                ["channel_id", "content"].iter().any(|name| is_blank(context.args, name))
            },
            ..method(
                "post_chat",
                &[ACCOUNT, Param::new("content", Shape::Chars(1, 500))],
                Answer::Read(|body| one(body, &[])),
            )
        },
        Method {
            refused: |context| mixes_filters(context.args),
            ..method(
                "get_channels",
                &[ACCOUNT, QUERY],
                Answer::Read(|body| list(body, "broadcaster_user_id")),
            )
        },
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
                Param::elsewhere("state", Shape::Chars(1, usize::MAX)),
                Param::elsewhere("code_verifier", Shape::Text),
            ],
            Answer::Done,
        ),
        method(
            "exchange_code",
            &[
                Param::elsewhere("code", Shape::Required),
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
        method("_get_token_for_channel", &[ACCOUNT], Answer::Read(access_token)),
        method("start_token_refresh", &[], Answer::Read(grant)),
        method("stop_token_refresh", &[], Answer::Done),
        method("close", &[], Answer::Done),
        method("get_chatroom_id", &[NAME], Answer::Read(channel_page)),
        method(
            "get_channel_id_from_chatroom",
            &[Param::elsewhere("chatroom_id", Shape::Account)],
            Answer::Done,
        ),
        method("get_all_chatroom_ids", &[], Answer::Done),
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
            let is_number = |value: &Value| {
                value.is_u64() || value.as_str().is_some_and(|text| text.parse::<u64>().is_ok())
            };
            let good = items.iter().filter(|item| item.get(required).is_some_and(is_number));
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

/// Whether channels are asked for by ids and by slugs at once.
fn mixes_filters(args: &Map<String, Value>) -> bool {
    let pairs = args.get("params").and_then(Value::as_array).into_iter().flatten();
    let names: Vec<&Value> = pairs.filter_map(|pair| pair.get(0)).collect();
    ["broadcaster_user_id", "slug"].iter().all(|name| names.iter().any(|own| *own == name))
}

/// A token; its lifetime is a number, perhaps in quotes, and the second half may be missing.
fn grant(body: &Value) -> Reading {
    let Value::Object(map) = body else { return Reading::Unreadable };
    if map.get("access_token").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Reading::Unreadable;
    }
    let Value::Object(mut grant) = unwrapped(&known(body)) else { return Reading::Unreadable };
    // What says nothing is kept from before, as what is missing.
    grant.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
    match grant.get("expires_in") {
        Some(seconds) if !seconds.is_number() => Reading::Unreadable,
        _ => Reading::Readable(Value::Object(grant), 0),
    }
}

/// The half of a token that calls carry.
fn access_token(body: &Value) -> Reading {
    match grant(body) {
        Reading::Readable(grant, _) => {
            Reading::Readable(grant.get("access_token").cloned().unwrap_or_default(), 0)
        }
        other => other,
    }
}

/// Whether a grant leaves a half or the scopes out, which are then kept from before.
#[must_use]
pub fn is_partial(grant: &Value) -> bool {
    let says = |name: &&str| grant.get(*name)?.as_str().filter(|text| !text.is_empty());
    ["refresh_token", "scope"].iter().any(|name| says(name).is_none())
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

/// The row that a page becomes: numbers and names, nothing else.
#[must_use]
pub fn row(page: &Value) -> Option<Value> {
    let Reading::Readable(page, _) = channel_page(page) else { return None };
    let name = page.get("username").and_then(Value::as_str).map(str::to_lowercase);
    let mut row = vec![Value::Null; 14];
    for (column, value) in [
        (0, page.get("channel_id").cloned()),
        (1, page.get("user_id").cloned()),
        (2, page.get("slug").cloned()),
        (10, name.map(Value::from)),
        (13, page.get("chatroom_id").cloned()),
    ] {
        if let Some(place) = row.get_mut(column) {
            *place = value.unwrap_or_default();
        }
    }
    Some(row.into())
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

/// The name of a channel in a text that has it as it is, with a sign before it, or in an address.
fn bare(name: &str) -> &str {
    let name = name.trim();
    let page =
        name.strip_prefix("https://").or_else(|| name.strip_prefix("http://")).unwrap_or(name);
    let page = page.strip_prefix("www.").unwrap_or(page);
    match page.strip_prefix("kick.com/") {
        Some(path) => path.split(['/', '?', '#']).next().unwrap_or_default(),
        None => name.strip_prefix(['@', '#']).unwrap_or(name),
    }
}

/// Whether a text names a channel.
#[must_use]
pub fn is_slug(name: &str) -> bool {
    let name = bare(name);
    (1..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// The record with those requests alone that look a name up by the rules; none when it has no look-ups.
///
/// Each name is asked for once, in lower case; what is no 404 and no page without a chatroom ends it. A channel that
/// has no name is not asked for by an invented one.
#[must_use]
pub fn looked_up(vector: &Vector) -> Option<Vector> {
    if !vector.requests.iter().any(|request| request.path.starts_with(SITE)) {
        return None;
    }
    let mut trimmed = vector.clone();
    (trimmed.requests, trimmed.responses) = (Vec::new(), Vec::new());
    let (mut asked, mut is_done) = (Vec::new(), false);
    for (request, answer) in vector.requests.iter().zip(&vector.responses) {
        let mut request = request.clone();
        let page = &page_of(answer);
        if let Some(name) = request.path.strip_prefix(SITE) {
            let name = bare(name).to_ascii_lowercase();
            if is_done || asked.contains(&name) {
                continue;
            }
            request.path = format!("{SITE}{name}");
            asked.push(name);
            let is_found =
                page.as_ref().is_some_and(|page| channel_page(page) != Reading::Unreadable);
            is_done = match answer.status {
                Some(404) => false,
                Some(200) if page.is_some() => is_found,
                _ => true,
            };
        } else {
            // The next owner of a token, whose channel may have a name.
            let slug = page.as_ref().and_then(|page| page.pointer("/data/0/slug")?.as_str());
            is_done = answer.status != Some(200) || slug.is_none_or(str::is_empty);
        }
        trimmed.requests.push(request);
        trimmed.responses.push(answer.clone());
    }
    Some(trimmed)
}

/// What an answer says, however it labels that.
fn page_of(answer: &ScriptedResponse) -> Option<Value> {
    let text = answer.text.as_deref().map(|text| text.trim_start_matches('\u{feff}'));
    text.map_or_else(|| answer.json.clone(), |text| serde_json::from_str(text).ok())
}

/// The chatrooms that a store knows, and those of pages that were found, each by display name and number.
#[must_use]
pub fn rooms(before: Rows<'_>, looked_up: Option<&Vector>) -> Value {
    let mut rooms: Vec<Value> = Vec::new();
    for row in before.table("kick_users") {
        rooms.push(json!({"username": row.get(10), "chatroom_id": row.get(13)}));
    }
    let pages =
        looked_up.into_iter().flat_map(|vector| vector.requests.iter().zip(&vector.responses));
    for (request, answer) in pages.filter(|(request, _)| request.path.starts_with(SITE)) {
        let page = page_of(answer).filter(|_| answer.status == Some(200));
        if let Some(Reading::Readable(page, _)) = page.as_ref().map(channel_page) {
            let name = page.get("username").and_then(Value::as_str).map(str::to_lowercase);
            let slug = request.path.strip_prefix(SITE).map(str::to_owned);
            let room = json!({"username": name.or(slug), "chatroom_id": page.get("chatroom_id")});
            rooms.push(room);
        }
    }
    rooms.into()
}

/// A value without the envelope that is the same around all of them, with addresses taken apart, and with fields that
/// come in two forms in the one that the specification gives.
#[must_use]
pub fn unwrapped(value: &Value) -> Value {
    let Value::Object(map) = value else { return plain("", value) };
    let is_envelope = map.contains_key("message") && !map.contains_key("id");
    match map.get("data") {
        Some(data) if is_envelope => plain("", data),
        None if is_envelope && map.len() == 1 => Value::Null,
        _ => plain("", value),
    }
}

/// A value in the form that the specification gives; `name` is that of the field it stands in.
fn plain(name: &str, value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(own, value)| {
                let own = match (name, own.as_str()) {
                    ("stream", "tags") => "custom_tags",
                    ("redeemer", "broadcaster_user_id") => "user_id",
                    (_, own) => own,
                };
                (own.to_owned(), plain(own, &parted(own, value)))
            });
            Value::Object(fields.collect())
        }
        Value::Array(items) => items.iter().map(|item| plain(name, item)).collect(),
        // The official page has the seconds in quotes.
        Value::String(text) if name == "expires_in" => {
            text.trim().parse::<u64>().map_or_else(|_| value.clone(), Value::from)
        }
        other => other.clone(),
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

/// Whether an argument is not given, or blank.
#[must_use]
pub fn is_unnamed(args: &Map<String, Value>, name: &str) -> bool {
    is_blank(args, name)
}

/// Whether a call asks for nothing at all.
#[must_use]
pub fn changes_nothing(context: &Context<'_>) -> bool {
    ["category_id", "stream_title"].iter().all(|name| is_blank(context.args, name))
}
