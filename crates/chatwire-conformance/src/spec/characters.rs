//! FluidTalk's Characters API, after fluidtalk 2.8.2 and the browser extension's client.

use serde_json::{Value, json};

use super::{
    Answer, Context, Field, Kind, Method, Model, Param, Platform, Reading, Shape, fluidtalk,
    is_blank,
};

// What is known from observation only, or only tells something, is read leniently: an answer that was
// paid for is not lost over it.

const BUBBLE: Model = Model {
    fields: &[
        Field::new("text", Kind::Text),
        Field::new("delay_ms", Kind::Whole),
        Field::new("image_url", Kind::Text),
    ],
};

const VISION: Model = Model {
    fields: &[
        Field::new("seen", Kind::Flag),
        Field::new("reason", Kind::Words),
        Field::new("description", Kind::Words),
        Field::new("kind", Kind::Words),
    ],
};

const CHAT: Model = Model {
    fields: &[
        Field::new("session_id", Kind::Id),
        Field::new("bubbles", Kind::SomeOf(&BUBBLE)),
        Field::new("ignored", Kind::Flag),
        Field::new("ignore_reason", Kind::Words),
        Field::new("deduped", Kind::Flag),
        Field::new("silent", Kind::Words),
        Field::new("explain", Kind::Words),
        Field::new("paused", Kind::Flag),
        Field::new("pause_reason", Kind::Words),
        Field::new("vision", Kind::Object(&VISION)),
    ],
};

const EVENT: Model = Model {
    fields: &[
        Field::new("ok", Kind::Bool),
        Field::new("deduped", Kind::Flag),
        Field::new("event_type", Kind::Words),
        Field::new("stage", Kind::Words),
        Field::new("sale_count", Kind::Whole),
        Field::new("total_spend", Kind::Decimal),
    ],
};

const TRIGGER: Model = Model {
    fields: &[
        Field::new("ok", Kind::Bool),
        Field::new("deduped", Kind::Flag),
        Field::new("opened", Kind::Flag),
        Field::new("ignored", Kind::Flag),
        Field::new("ignore_reason", Kind::Words),
        Field::new("session_id", Kind::Id),
        Field::new("bubbles", Kind::SomeOf(&BUBBLE)),
        Field::new("vision", Kind::Object(&VISION)),
        Field::new("explain", Kind::Words),
    ],
};

const FOLLOW_UP: Model = Model {
    fields: &[
        Field::required("id", Kind::Id),
        Field::new("handle", Kind::Text),
        Field::new("platform", Kind::Words),
        Field::new("kind", Kind::Words),
        Field::new("message", Kind::Text),
        Field::new("bubbles", Kind::SomeOf(&BUBBLE)),
        Field::new("created_at", Kind::Time),
    ],
};

/// What a follow-up has to say.
const QUEUED: Model = Model {
    fields: &[Field::new("message", Kind::Text), Field::new("bubbles", Kind::SomeOf(&BUBBLE))],
};

const ACK: Model = Model {
    fields: &[
        Field::new("ok", Kind::Bool),
        Field::new("deduped", Kind::Flag),
        Field::new("delivered_at", Kind::Time),
    ],
};

/// The answer of a sweep has no documented fields: any object.
const RAW: Model = Model { fields: &[] };

const COMMENT: Model = Model {
    fields: &[
        Field::new("ok", Kind::Bool),
        Field::new("comment", Kind::Text),
        Field::new("recognized_lead", Kind::Bool),
        Field::new("thread_id", Kind::Id),
        Field::new("max_chars", Kind::Whole),
        Field::new("truncated", Kind::Bool),
        Field::new("ignore_reason", Kind::Words),
        Field::new("explain", Kind::Words),
        Field::new("pause_reason", Kind::Words),
        Field::new("vision", Kind::Object(&VISION)),
    ],
};

const REPLY: Model = Model {
    fields: &[
        Field::new("ok", Kind::Bool),
        Field::new("decision", Kind::Words),
        Field::new("reply", Kind::Text),
        Field::new("reason", Kind::Words),
        Field::new("thread_id", Kind::Id),
        Field::new("max_chars", Kind::Whole),
        Field::new("truncated", Kind::Bool),
        Field::new("ignore_reason", Kind::Words),
        Field::new("pause_reason", Kind::Words),
    ],
};

const ENGAGEMENT: Model = Model {
    fields: &[
        Field::new("ok", Kind::Bool),
        Field::new("decision", Kind::Words),
        Field::new("reply", Kind::Text),
        Field::new("reason", Kind::Words),
        Field::new("target_comment_ref", Kind::Id),
        Field::new("target_author_handle", Kind::Text),
        Field::new("recognized_lead", Kind::Bool),
        Field::new("thread_id", Kind::Id),
        Field::new("max_chars", Kind::Whole),
        Field::new("truncated", Kind::Bool),
        Field::new("ignore_reason", Kind::Words),
        Field::new("pause_reason", Kind::Words),
    ],
};

const MEDIA: Model = Model {
    fields: &[
        Field::new("ok", Kind::Bool),
        Field::new("url", Kind::Text),
        Field::new("file_id", Kind::Id),
        Field::new("post_ref", Kind::Text),
        Field::new("community_ref", Kind::Text),
        Field::new("ignore_reason", Kind::Words),
        Field::new("pause_reason", Kind::Words),
    ],
};

const TEXT: Model = Model {
    fields: &[
        Field::new("title", Kind::Text),
        Field::new("body", Kind::Text),
        Field::new("flair", Kind::Text),
    ],
};

const DRAFT: Model = Model {
    fields: &[
        Field::new("source", Kind::Words),
        Field::new("flags", Kind::Anys),
        Field::new("post", Kind::Object(&TEXT)),
    ],
};

const ANALYSIS: Model = Model {
    fields: &[
        Field::new("reused", Kind::Flag),
        Field::new("id", Kind::Id),
        Field::new("age_seconds", Kind::Whole),
    ],
};

const BLOCKING: Model = Model {
    fields: &[
        Field::new("main", Kind::Words),
        Field::new("ideas", Kind::Whole),
        Field::new("persona", Kind::Whole),
        Field::new("floors", Kind::Map),
        Field::new("writable_below_floors", Kind::Whole),
    ],
};

const POST: Model = Model {
    fields: &[
        Field::new("decision", Kind::Words),
        Field::new("post", Kind::Object(&TEXT)),
        Field::new("angle", Kind::Words),
        Field::new("scores", Kind::Map),
        Field::new("gate", Kind::Words),
        Field::new("reason", Kind::Words),
        Field::new("analysis", Kind::Object(&ANALYSIS)),
        Field::new("draft", Kind::Object(&DRAFT)),
        Field::new("drafts", Kind::List(&DRAFT)),
        Field::new("thresholds", Kind::Map),
        Field::new("blocking", Kind::Object(&BLOCKING)),
        Field::new("vision", Kind::Object(&VISION)),
    ],
};

const CHECK: Model = Model {
    fields: &[
        Field::new("check", Kind::Words),
        Field::new("ok", Kind::Flag),
        Field::new("detail", Kind::Words),
    ],
};

const BINDING: Model = Model {
    fields: &[Field::new("platform", Kind::Words), Field::new("fireable_event_ids", Kind::Texts)],
};

const SELF_TEST: Model = Model {
    fields: &[
        Field::new("ok", Kind::Flag),
        Field::new("checks", Kind::List(&CHECK)),
        Field::new("bindings", Kind::List(&BINDING)),
    ],
};

const PLATFORM_NAME: Param = Param::new("platform", Shape::Required);
const HANDLE: Param = Param::new("handle", Shape::Required);
const OWN_USERNAME: Param = Param::new("own_username", Shape::Text);
const IMAGE_URL: Param = Param::new("image_url", Shape::Text);
const MAX_CHARS: Param = Param::new("max_chars", Shape::MaxChars);
const POST_REF: Param = Param::new("post_ref", Shape::Text);
const DATA: Param = Param::elsewhere("data", Shape::Bytes);
const FILENAME: Param = Param::new("filename", Shape::Text);
const CONTENT_TYPE: Param = Param::new("content_type", Shape::Text);

/// Every call.
pub static PLATFORM: Platform = Platform {
    methods: &[
        method("self_test", &[Param::new("platform", Shape::Text)], Answer::Enveloped(&SELF_TEST)),
        Method {
            name: "chat",
            params: &[
                PLATFORM_NAME,
                HANDLE,
                Param::or("message", ""),
                IMAGE_URL,
                Param::new("session_id", Shape::Text),
                OWN_USERNAME,
            ],
            path: None,
            answer: Answer::Enveloped(&CHAT),
            refused: says_nothing,
        },
        method(
            "inbound_media",
            &[PLATFORM_NAME, DATA, FILENAME, CONTENT_TYPE],
            Answer::Enveloped(&MEDIA),
        ),
        method(
            "event",
            &[
                PLATFORM_NAME,
                HANDLE,
                Param::new("external_event_id", Shape::Text),
                Param::or("event_type", "purchase"),
                Param::new("amount", Shape::Number),
                Param::new("currency", Shape::Text),
                Param::new("raw", Shape::Any),
            ],
            Answer::Enveloped(&EVENT),
        ),
        method(
            "trigger",
            &[
                PLATFORM_NAME,
                HANDLE,
                Param::new("event_id", Shape::Text),
                Param::new("external_event_id", Shape::Text),
                Param::new("context", Shape::Any),
                IMAGE_URL,
                OWN_USERNAME,
                Param::new("raw", Shape::Any),
            ],
            Answer::Enveloped(&TRIGGER),
        ),
        method(
            "outreach",
            &[
                PLATFORM_NAME,
                HANDLE,
                Param::new("external_event_id", Shape::Text),
                Param::new("context", Shape::Any),
                IMAGE_URL,
                OWN_USERNAME,
            ],
            Answer::Enveloped(&TRIGGER),
        ),
        method(
            "followups.list",
            &[PLATFORM_NAME, OWN_USERNAME, Param::new("limit", Shape::Count)],
            Answer::EnvelopedList("followups", &FOLLOW_UP),
        ),
        Method {
            name: "followups.ack",
            params: &[Param::elsewhere("followup_id", Shape::PathId)],
            path: Some("/api/{api_version}/characters/followups/{id}/ack"),
            answer: Answer::Enveloped(&ACK),
            refused: super::never,
        },
        method(
            "followups.sweep",
            &[
                PLATFORM_NAME,
                Param::new("idle_hours", Shape::Number),
                Param::new("limit", Shape::Count),
            ],
            Answer::Enveloped(&RAW),
        ),
        method(
            "followup.bubbles",
            &[
                Param::new("id", Shape::Text),
                Param::new("handle", Shape::Text),
                Param::new("message", Shape::Text),
                Param::new("bubbles", Shape::List),
            ],
            Answer::Pure("", read_bubbles),
        ),
        method(
            "comment",
            &[
                PLATFORM_NAME,
                POST_REF,
                Param::inside("post", "caption", Shape::Text),
                Param::inside("post", "image_urls", Shape::Texts),
                Param::inside("post", "author_handle", Shape::Text),
                MAX_CHARS,
            ],
            Answer::Enveloped(&COMMENT),
        ),
        method(
            "comment_reply",
            &[
                PLATFORM_NAME,
                POST_REF,
                Param::new("replier_handle", Shape::Required),
                Param::or("reply_text", ""),
                Param::new("parent_comment_ref", Shape::Text),
                Param::new("post", Shape::Map),
                MAX_CHARS,
            ],
            Answer::Enveloped(&REPLY),
        ),
        method(
            "comment_engage",
            &[
                PLATFORM_NAME,
                POST_REF,
                Param::new("thread", Shape::Thread),
                Param::new("post", Shape::Map),
                Param::new("target_comment_ref", Shape::Text),
                MAX_CHARS,
            ],
            Answer::Enveloped(&ENGAGEMENT),
        ),
        method(
            "comment_media",
            &[PLATFORM_NAME, POST_REF, DATA, FILENAME, CONTENT_TYPE],
            Answer::Enveloped(&MEDIA),
        ),
        method(
            "post",
            &[
                PLATFORM_NAME,
                Param::new("community", Shape::Map),
                Param::new("posts", Shape::Any),
                Param::new("top_comments", Shape::List),
                Param::new("format", Shape::Any),
                Param::new("brief", Shape::Text),
                Param::new("mode", Shape::Text),
                Param::new("reuse_analysis", Shape::Flag),
                Param::new("always_draft", Shape::Flag),
                Param::new("thresholds", Shape::Thresholds),
                Param::elsewhere("asset_url", Shape::Text),
                Param::elsewhere("timeout", Shape::Number),
            ],
            Answer::Enveloped(&POST),
        ),
        method(
            "post_media",
            &[
                PLATFORM_NAME,
                Param::new("community_ref", Shape::Text),
                DATA,
                FILENAME,
                CONTENT_TYPE,
            ],
            Answer::Enveloped(&MEDIA),
        ),
        method(
            "new",
            &[
                Param::new("token", Shape::Required),
                Param::new("base_url", Shape::Text),
                Param::new("api_version", Shape::Text),
                Param::elsewhere("timeout", Shape::Seconds),
                Param::new("mode", Shape::Text),
            ],
            Answer::Nothing,
        ),
    ],
    detail: fluidtalk::read_error,
    public: &[],
};

const fn method(name: &'static str, params: &'static [Param], answer: Answer) -> Method {
    Method { name, params, path: None, answer, refused: is_real_person }
}

/// A turn needs a text or an image, and a test mode needs a test handle.
fn says_nothing(context: &Context<'_>) -> bool {
    (is_blank(context.args, "message") && is_blank(context.args, "image_url"))
        || is_real_person(context)
}

/// The test modes take no handle but those that begin with `test_`.
fn is_real_person(context: &Context<'_>) -> bool {
    let mode = context.options.get("mode").and_then(Value::as_str);
    let mut handles = ["handle", "replier_handle"]
        .into_iter()
        .filter_map(|name| context.args.get(name).and_then(Value::as_str));
    matches!(mode, Some("mock" | "sandbox")) && handles.any(|handle| !handle.starts_with("test_"))
}

/// Bubbles of a follow-up: those listed, else its message, split at three bars and trimmed; no blank ones.
fn read_bubbles(follow_up: &Value) -> Reading {
    let Some(follow_up) = QUEUED.read(follow_up) else { return Reading::Unreadable };
    let listed = follow_up.get("bubbles").and_then(Value::as_array).filter(|all| !all.is_empty());
    let message = follow_up.get("message").and_then(Value::as_str).unwrap_or_default();
    let bubbles = match listed {
        Some(listed) => listed.clone(),
        None => message.split("|||").map(|text| json!({"text": text.trim()})).collect(),
    };
    let text = |bubble: &Value, name: &str| {
        bubble.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
    };
    let is_blank =
        |bubble: &Value| text(bubble, "text").is_empty() && text(bubble, "image_url").is_empty();
    Reading::Readable(bubbles.into_iter().filter(|bubble| !is_blank(bubble)).collect(), 0)
}
