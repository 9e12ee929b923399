//! FluidTalk's Handshake API, after fluidtalk 1.0.1.

use super::param::is_allowed_file;
use super::{
    Answer, Context, Field, Kind, Method, Model, Param, Platform, Shape, fluidtalk, is_blank,
};

const CHAT: Model = Model {
    fields: &[
        Field::new("reply", Kind::Text),
        Field::new("replies", Kind::SomeTexts),
        Field::new("should_send_photo", Kind::Flag),
        Field::new("photo_url", Kind::Text),
        Field::new("session_id", Kind::Id),
        Field::new("ignored", Kind::Flag),
        Field::new("ignore_reason", Kind::Words),
    ],
};

const ACTION: Model = Model {
    fields: &[
        Field::new("session_id", Kind::Id),
        Field::new("message", Kind::Text),
        Field::new("ignored", Kind::Flag),
        Field::new("ignore_reason", Kind::Words),
        Field::new("continued", Kind::Flag),
        Field::new("continued_reason", Kind::Words),
    ],
};

const UPLOAD: Model = Model { fields: &[Field::required("url", Kind::Text)] };

/// Every call.
pub static PLATFORM: Platform = Platform {
    methods: &[
        Method {
            name: "inbound_chat",
            params: &[
                Param::new("target", Shape::Required),
                Param::new("message", Shape::Text),
                Param::new("own_username", Shape::Text),
                Param::new("image_url", Shape::Text),
                Param::new("image_path", Shape::Text),
            ],
            path: None,
            answer: Answer::Object(&CHAT),
            refused: says_nothing,
        },
        Method {
            name: "ai_opener",
            params: &[
                Param::new("target", Shape::Required),
                Param::new("own_username", Shape::Text),
                Param::new("image_url", Shape::Text),
                Param::new("image_path", Shape::Text),
            ],
            path: None,
            answer: Answer::Object(&ACTION),
            refused: has_bad_file,
        },
        Method {
            name: "event_trigger",
            params: &[
                Param::new("target", Shape::Required),
                Param::new("event_type", Shape::Required),
                Param::new("context", Shape::Any),
                Param::new("own_username", Shape::Text),
                Param::new("image_url", Shape::Text),
                Param::new("image_path", Shape::Text),
            ],
            path: None,
            answer: Answer::Object(&ACTION),
            refused: has_bad_file,
        },
        Method {
            name: "follow_up",
            params: &[
                Param::new("target", Shape::Required),
                Param::new("own_username", Shape::Text),
            ],
            path: None,
            answer: Answer::Object(&ACTION),
            refused: super::never,
        },
        Method {
            name: "upload_image",
            params: &[
                Param::new("path", Shape::Source),
                Param::new("data", Shape::Source),
                Param::new("filename", Shape::Text),
            ],
            path: None,
            answer: Answer::Object(&UPLOAD),
            refused: has_bad_file,
        },
        Method {
            name: "new",
            params: &[
                Param::new("api_key", Shape::Required),
                Param::new("base_url", Shape::Text),
                Param::new("own_username", Shape::Text),
                Param::new("timeout", Shape::Seconds),
            ],
            path: None,
            answer: Answer::Nothing,
            refused: super::never,
        },
    ],
    detail: fluidtalk::read_error,
    public: &[],
};

/// A turn needs a text or an image.
fn says_nothing(context: &Context<'_>) -> bool {
    ["message", "image_url", "image_path"].iter().all(|name| is_blank(context.args, name))
        || has_bad_file(context)
}

/// A file that is not there, is empty or is too large cannot be sent, nor one whose name has two lines.
fn has_bad_file(context: &Context<'_>) -> bool {
    let named = ["image_path", "path"].iter().any(|name| !is_blank(context.args, name));
    let mut names = ["image_path", "path", "filename"]
        .into_iter()
        .filter_map(|name| context.args.get(name)?.as_str());
    names.any(|name| name.contains(['\r', '\n']))
        || (named && context.file.is_none_or(|bytes| !is_allowed_file(bytes)))
}
