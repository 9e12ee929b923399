//! FluidTalk's Characters API, after fluidtalk 2.8.2 and the browser extension's client.

use serde_json::{Value, json};

use super::{
    Answer, Context, Field, Kind, Method, Model, Param, Platform, Reading, Shape, fluidtalk,
    is_blank,
};

const BUBBLE: Model = Model {
    fields: &[
        Field::new("text", Kind::Text),
        Field::new("delay_ms", Kind::Number),
        Field::new("image_url", Kind::Text),
    ],
};

/// `description` and `kind` are known from observation only: anything may stand there.
const VISION: Model = Model {
    fields: &[
        Field::new("seen", Kind::Bool),
        Field::new("reason", Kind::Text),
        Field::new("description", Kind::Any),
        Field::new("kind", Kind::Any),
    ],
};

/// The fields of silence and pause are known from observation only: anything may stand there.
const CHAT: Model = Model {
    fields: &[
        Field::new("session_id", Kind::Id),
        Field::new("bubbles", Kind::List(&BUBBLE)),
        Field::new("ignored", Kind::Bool),
        Field::new("ignore_reason", Kind::Text),
        Field::new("deduped", Kind::Any),
        Field::new("silent", Kind::Any),
        Field::new("explain", Kind::Any),
        Field::new("paused", Kind::Any),
        Field::new("pause_reason", Kind::Any),
        Field::new("vision", Kind::Object(&VISION)),
    ],
};

const EVENT: Model = Model {
    fields: &[
        Field::new("ok", Kind::Bool),
        Field::new("deduped", Kind::Bool),
        Field::new("event_type", Kind::Text),
        Field::new("stage", Kind::Text),
        Field::new("sale_count", Kind::Number),
        Field::new("total_spend", Kind::Number),
    ],
};

const TRIGGER: Model = Model {
    fields: &[
        Field::new("ok", Kind::Bool),
        Field::new("deduped", Kind::Bool),
        Field::new("opened", Kind::Bool),
        Field::new("ignored", Kind::Bool),
        Field::new("ignore_reason", Kind::Text),
        Field::new("session_id", Kind::Id),
        Field::new("bubbles", Kind::List(&BUBBLE)),
        Field::new("vision", Kind::Object(&VISION)),
        Field::new("explain", Kind::Any),
    ],
};

const FOLLOW_UP: Model = Model {
    fields: &[
        Field::required("id", Kind::Id),
        Field::new("handle", Kind::Text),
        Field::new("platform", Kind::Text),
        Field::new("kind", Kind::Text),
        Field::new("message", Kind::Text),
        Field::new("bubbles", Kind::List(&BUBBLE)),
        Field::new("created_at", Kind::Text),
    ],
};

const ACK: Model = Model {
    fields: &[
        Field::new("ok", Kind::Bool),
        Field::new("deduped", Kind::Bool),
        Field::new("delivered_at", Kind::Text),
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
        Field::new("max_chars", Kind::Number),
        Field::new("truncated", Kind::Bool),
        Field::new("ignore_reason", Kind::Text),
        Field::new("explain", Kind::Any),
        Field::new("pause_reason", Kind::Text),
        Field::new("vision", Kind::Object(&VISION)),
    ],
};

const REPLY: Model = Model {
    fields: &[
        Field::new("ok", Kind::Bool),
        Field::new("decision", Kind::Text),
        Field::new("reply", Kind::Text),
        Field::new("reason", Kind::Text),
        Field::new("thread_id", Kind::Id),
        Field::new("max_chars", Kind::Number),
        Field::new("truncated", Kind::Bool),
        Field::new("ignore_reason", Kind::Text),
        Field::new("pause_reason", Kind::Text),
        Field::new("target_comment_ref", Kind::Text),
        Field::new("target_author_handle", Kind::Text),
        Field::new("recognized_lead", Kind::Bool),
        Field::new("aware", Kind::Map),
    ],
};

const MEDIA: Model = Model {
    fields: &[
        Field::new("ok", Kind::Bool),
        Field::new("url", Kind::Text),
        Field::new("file_id", Kind::Id),
        Field::new("post_ref", Kind::Text),
        Field::new("community_ref", Kind::Text),
        Field::new("ignore_reason", Kind::Text),
        Field::new("pause_reason", Kind::Text),
    ],
};

const DRAFT: Model = Model {
    fields: &[
        Field::new("source", Kind::Text),
        Field::new("flags", Kind::Texts),
        Field::new("post", Kind::Map),
    ],
};

const POST: Model = Model {
    fields: &[
        Field::new("decision", Kind::Text),
        Field::new("post", Kind::Map),
        Field::new("angle", Kind::Text),
        Field::new("scores", Kind::Map),
        Field::new("gate", Kind::Text),
        Field::new("reason", Kind::Text),
        Field::new("analysis", Kind::Map),
        Field::new("draft", Kind::Object(&DRAFT)),
        Field::new("drafts", Kind::List(&DRAFT)),
        Field::new("thresholds", Kind::Map),
        Field::new("blocking", Kind::Map),
        Field::new("vision", Kind::Object(&VISION)),
    ],
};

const CHECK: Model = Model {
    fields: &[
        Field::new("check", Kind::Text),
        Field::new("ok", Kind::Bool),
        Field::new("detail", Kind::Text),
    ],
};

const BINDING: Model = Model {
    fields: &[Field::new("platform", Kind::Text), Field::new("fireable_event_ids", Kind::Texts)],
};

const SELF_TEST: Model = Model {
    fields: &[
        Field::new("ok", Kind::Bool),
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
/// Seconds, for one call.
const TIMEOUT: Param = Param::elsewhere("timeout", Shape::Number);

/// Every call.
pub static PLATFORM: Platform = Platform {
    methods: &[
        method("self_test", &[Param::new("platform", Shape::Text)], Answer::Enveloped(&SELF_TEST)),
        Method {
            name: "chat",
            params: &[
                PLATFORM_NAME,
                HANDLE,
                Param::new("message", Shape::Text),
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
                Param::new("event_type", Shape::Text),
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
            Answer::Pure("message", read_bubbles),
        ),
        method(
            "comment",
            &[
                PLATFORM_NAME,
                POST_REF,
                Param::elsewhere("caption", Shape::Text),
                Param::elsewhere("image_urls", Shape::Texts),
                Param::elsewhere("author_handle", Shape::Text),
                MAX_CHARS,
            ],
            Answer::Enveloped(&COMMENT),
        ),
        method(
            "comment_reply",
            &[
                PLATFORM_NAME,
                POST_REF,
                Param::new("replier_handle", Shape::Text),
                Param::new("reply_text", Shape::Text),
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
            Answer::Enveloped(&REPLY),
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
                TIMEOUT,
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
                TIMEOUT,
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
    let handle = context.args.get("handle").and_then(Value::as_str);
    matches!(mode, Some("mock" | "sandbox"))
        && handle.is_some_and(|handle| !handle.starts_with("test_"))
}

/// Bubbles of a message: split at three bars, trimmed, blanks dropped.
fn read_bubbles(message: &Value) -> Reading {
    let texts = message.as_str().unwrap_or_default().split("|||").map(str::trim);
    let bubbles = texts.filter(|text| !text.is_empty()).map(|text| json!({"text": text})).collect();
    Reading::Readable(bubbles, 0)
}
