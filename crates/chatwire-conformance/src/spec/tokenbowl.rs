//! Token Bowl Chat: its calls with their limits (server 2.0.1, Python clients 1.1.7 and 4.0.2).

use serde_json::Value;

use super::tokenbowl_models::{
    BOT, BOT_CREATED, CENTRIFUGO_TOKEN, CONNECTIONS, CONVERSATION, HEALTH, INVITATION, LINK_SENT,
    LOGO, MESSAGE, NEW_KEY, PROFILE, PUBLIC_USER, REGISTRATION, ROLE_ASSIGNED, SESSION, TYPING,
    UNREAD, WEBHOOK, read_marked,
};
use super::{Answer, Context, Detail, Method, Param, Platform, Shape, is_blank, never};

/// Roles that the server knows.
const ROLES: &[&str] = &["admin", "member", "viewer", "bot"];

/// Longest text that a limit without an end stands for.
const ANY: usize = usize::MAX;

/// A call without an id in its path.
pub(super) const fn plain(name: &'static str, params: &'static [Param], answer: Answer) -> Method {
    Method { name, params, path: None, answer, refused: never }
}

/// A call with an id in its path.
pub(super) const fn about(
    name: &'static str,
    path: &'static str,
    params: &'static [Param],
    answer: Answer,
) -> Method {
    Method { name, params, path: Some(path), answer, refused: never }
}

/// Every call.
pub static PLATFORM: Platform = Platform {
    methods: &[
        plain(
            "register",
            &[
                Param::new("username", Shape::Chars(1, 50)),
                Param::new("webhook_url", Shape::WebUrl(2083)),
                Param::new("logo", Shape::Text),
                Param::new("emoji", Shape::Chars(0, 10)),
                Param::new("role", Shape::Word(ROLES)),
                Param::new("viewer", Shape::Flag),
                Param::new("admin", Shape::Flag),
                Param::new("bot", Shape::Flag),
            ],
            Answer::Object(&REGISTRATION),
        ),
        plain(
            "send_magic_link",
            &[
                Param::new("email", Shape::Chars(3, 255)),
                Param::new("username", Shape::Chars(1, 50)),
            ],
            Answer::Object(&LINK_SENT),
        ),
        plain(
            "authenticate_magic_link",
            &[Param::new("token", Shape::Required)],
            Answer::Object(&SESSION),
        ),
        Method {
            name: "send_message",
            params: &[
                Param::new("content", Shape::Chars(1, 10_000)),
                Param::new("to_username", Shape::Chars(1, 50)),
            ],
            path: None,
            answer: Answer::Object(&MESSAGE),
            refused: |context| is_blank(context.args, "content"),
        },
        plain(
            "get_messages",
            &[
                Param::elsewhere("limit", Shape::Count),
                Param::elsewhere("offset", Shape::Count),
                Param::elsewhere("since", Shape::Text),
            ],
            Answer::Page("messages", &MESSAGE),
        ),
        plain(
            "get_direct_messages",
            &[
                Param::elsewhere("limit", Shape::Count),
                Param::elsewhere("offset", Shape::Count),
                Param::elsewhere("since", Shape::Text),
            ],
            Answer::Page("messages", &MESSAGE),
        ),
        plain(
            "get_unread_messages",
            &[Param::elsewhere("limit", Shape::Count), Param::elsewhere("offset", Shape::Count)],
            Answer::Bare(&MESSAGE),
        ),
        plain(
            "get_unread_direct_messages",
            &[Param::elsewhere("limit", Shape::Count), Param::elsewhere("offset", Shape::Count)],
            Answer::Bare(&MESSAGE),
        ),
        plain("get_unread_count", &[], Answer::Object(&UNREAD)),
        about(
            "get_message",
            "/messages/{id}",
            &[Param::elsewhere("message_id", Shape::PathId)],
            Answer::Object(&MESSAGE),
        ),
        about(
            "mark_message_read",
            "/messages/{id}/read",
            &[Param::elsewhere("message_id", Shape::PathId)],
            Answer::Done,
        ),
        plain("mark_all_messages_read", &[], Answer::Read(read_marked)),
        plain(
            "send_typing",
            &[Param::elsewhere("to_username", Shape::Chars(1, 50))],
            Answer::Object(&TYPING),
        ),
        plain("get_users", &[], Answer::Bare(&PUBLIC_USER)),
        plain("get_online_users", &[], Answer::Bare(&PUBLIC_USER)),
        about(
            "get_user_profile",
            "/users/{id}",
            &[Param::elsewhere("user_id", Shape::PathId)],
            Answer::Object(&PUBLIC_USER),
        ),
        plain("get_my_profile", &[], Answer::Object(&PROFILE)),
        plain(
            "update_my_username",
            &[Param::new("username", Shape::Chars(1, 50))],
            Answer::Object(&PROFILE),
        ),
        plain(
            "update_my_webhook",
            &[Param::new("webhook_url", Shape::WebUrl(2083))],
            Answer::Known(&WEBHOOK),
        ),
        plain("update_my_logo", &[Param::new("logo", Shape::Text)], Answer::Known(&LOGO)),
        plain("regenerate_api_key", &[], Answer::Known(&NEW_KEY)),
        plain("get_available_logos", &[], Answer::Texts),
        plain(
            "create_bot",
            &[
                Param::new("username", Shape::Chars(1, 50)),
                Param::new("emoji", Shape::Chars(0, 10)),
                Param::new("webhook_url", Shape::WebUrl(2083)),
            ],
            Answer::Object(&BOT_CREATED),
        ),
        plain("get_my_bots", &[], Answer::Bare(&BOT)),
        about(
            "update_bot",
            "/bots/{id}",
            &[
                Param::elsewhere("bot_id", Shape::PathId),
                Param::new("emoji", Shape::Chars(0, 10)),
                Param::new("webhook_url", Shape::WebUrl(2083)),
            ],
            Answer::Object(&BOT),
        ),
        about(
            "delete_bot",
            "/bots/{id}",
            &[Param::elsewhere("bot_id", Shape::PathId)],
            Answer::Done,
        ),
        about(
            "regenerate_bot_api_key",
            "/bots/{id}/regenerate-api-key",
            &[Param::elsewhere("bot_id", Shape::PathId)],
            Answer::Known(&NEW_KEY),
        ),
        plain("admin_get_all_users", &[], Answer::Bare(&PROFILE)),
        about(
            "admin_get_user",
            "/admin/users/{id}",
            &[Param::elsewhere("user_id", Shape::PathId)],
            Answer::Object(&PROFILE),
        ),
        Method {
            name: "admin_update_user",
            params: &[
                Param::elsewhere("user_id", Shape::PathId),
                Param::elsewhere("update_request", Shape::Map),
            ],
            path: Some("/admin/users/{id}"),
            answer: Answer::Object(&PROFILE),
            refused: update_is_refused,
        },
        about(
            "admin_delete_user",
            "/admin/users/{id}",
            &[Param::elsewhere("user_id", Shape::PathId)],
            Answer::Done,
        ),
        about(
            "admin_assign_role",
            "/admin/users/{id}/role",
            &[Param::elsewhere("user_id", Shape::PathId), Param::new("role", Shape::Word(ROLES))],
            Answer::Object(&ROLE_ASSIGNED),
        ),
        about(
            "admin_regenerate_api_key",
            "/admin/users/{id}/regenerate-api-key",
            &[Param::elsewhere("user_id", Shape::PathId)],
            Answer::Known(&NEW_KEY),
        ),
        about(
            "admin_get_message",
            "/admin/messages/{id}",
            &[Param::elsewhere("message_id", Shape::PathId)],
            Answer::Object(&MESSAGE),
        ),
        about(
            "admin_update_message",
            "/admin/messages/{id}",
            &[
                Param::elsewhere("message_id", Shape::PathId),
                Param::new("content", Shape::Chars(1, 10_000)),
            ],
            Answer::Object(&MESSAGE),
        ),
        about(
            "admin_delete_message",
            "/admin/messages/{id}",
            &[Param::elsewhere("message_id", Shape::PathId)],
            Answer::Done,
        ),
        plain(
            "admin_invite_user",
            &[
                Param::new("email", Shape::Required),
                Param::new("signup_url", Shape::Required),
                Param::new("role", Shape::Word(ROLES)),
            ],
            Answer::Object(&INVITATION),
        ),
        about(
            "admin_delete_conversation",
            "/admin/conversations/{id}",
            &[Param::elsewhere("conversation_id", Shape::PathId)],
            Answer::Done,
        ),
        plain("admin_get_connections", &[], Answer::Object(&CONNECTIONS)),
        plain(
            "create_conversation",
            &[
                Param::new("title", Shape::Chars(1, 200)),
                Param::new("description", Shape::Chars(1, ANY)),
                Param::new("message_ids", Shape::Texts),
            ],
            Answer::Object(&CONVERSATION),
        ),
        plain(
            "get_conversations",
            &[
                Param::elsewhere("limit", Shape::Range(1, 100)),
                Param::elsewhere("offset", Shape::Count),
            ],
            Answer::Page("conversations", &CONVERSATION),
        ),
        about(
            "get_conversation",
            "/conversations/{id}",
            &[Param::elsewhere("conversation_id", Shape::PathId)],
            Answer::Object(&CONVERSATION),
        ),
        Method {
            name: "update_conversation",
            params: &[
                Param::elsewhere("conversation_id", Shape::PathId),
                Param::new("title", Shape::Chars(1, 200)),
                Param::new("description", Shape::Chars(1, ANY)),
                Param::new("message_ids", Shape::Texts),
            ],
            path: Some("/conversations/{id}"),
            answer: Answer::Object(&CONVERSATION),
            refused: nothing_is_set,
        },
        about(
            "delete_conversation",
            "/conversations/{id}",
            &[Param::elsewhere("conversation_id", Shape::PathId)],
            Answer::Done,
        ),
        plain("get_centrifugo_token", &[], Answer::Object(&CENTRIFUGO_TOKEN)),
        plain("health_check", &[], Answer::Known(&HEALTH)),
    ],
    detail: read_error,
    public: &[
        "register",
        "send_magic_link",
        "authenticate_magic_link",
        "get_available_logos",
        "health_check",
    ],
};

/// Limits of the fields inside the object that the call takes.
const UPDATE: &[Param] = &[
    Param::new("username", Shape::Chars(1, 50)),
    Param::new("webhook_url", Shape::WebUrl(2083)),
    Param::new("emoji", Shape::Chars(0, 10)),
];

fn update_is_refused(context: &Context<'_>) -> bool {
    let fields = context.args.get("update_request").and_then(Value::as_object);
    fields.is_some_and(|fields| UPDATE.iter().any(|param| param.refuses(fields.get(param.name))))
}

/// The server falls over a change that changes nothing.
fn nothing_is_set(context: &Context<'_>) -> bool {
    ["title", "description", "message_ids"]
        .iter()
        .all(|name| context.args.get(*name).is_none_or(Value::is_null))
}

/// `{"detail": text}`, or a list of `{loc, msg}`.
pub(super) fn read_error(body: &Value) -> Detail {
    let detail = body.get("detail");
    let message = match detail {
        Some(Value::String(text)) if !text.is_empty() => vec![text.clone()],
        Some(Value::Array(items)) => items.iter().filter_map(issue).collect(),
        _ => Vec::new(),
    };
    Detail { message, ..Detail::default() }
}

/// `loc: msg`, the parts of the place joined by dots.
fn issue(item: &Value) -> Option<String> {
    let message = item.get("msg")?.as_str()?;
    let place = item.get("loc").and_then(Value::as_array).map(|parts| {
        let parts =
            parts.iter().map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned));
        parts.collect::<Vec<_>>().join(".")
    });
    Some(match place.filter(|place| !place.is_empty()) {
        Some(place) => format!("{place}: {message}"),
        None => message.to_owned(),
    })
}
