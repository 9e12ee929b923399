//! Token Bowl Chat: calls of a live session, of the command, and what is recorded of the server itself.

use super::tokenbowl::{about, plain, read_error};
use super::tokenbowl_models::{CENTRIFUGO_TOKEN, MESSAGE, TYPING, UNREAD, read_marked};
use super::{Answer, Param, Platform, Shape};

/// Live sessions of both Python clients.
pub static SESSION: Platform = Platform {
    methods: &[
        plain("connect", &[], Answer::Object(&CENTRIFUGO_TOKEN)),
        plain("disconnect", &[], Answer::Done),
        plain(
            "send_message",
            &[
                Param::new("content", Shape::Chars(1, 10_000)),
                Param::new("to_username", Shape::Chars(1, 50)),
            ],
            Answer::Object(&MESSAGE),
        ),
        plain("not_connected_send", &[Param::new("content", Shape::Any)], Answer::Done),
        about(
            "mark_message_read",
            "/messages/{id}/read",
            &[Param::elsewhere("message_id", Shape::PathId)],
            Answer::Done,
        ),
        about(
            "mark_as_read",
            "/messages/{id}/read",
            &[Param::elsewhere("message_id", Shape::PathId)],
            Answer::Done,
        ),
        plain("mark_all_messages_read", &[], Answer::Read(read_marked)),
        plain("mark_all_as_read", &[], Answer::Read(read_marked)),
        plain("mark_room_messages_read", &[], Answer::Done),
        plain(
            "mark_direct_messages_read",
            &[Param::elsewhere("from_username", Shape::Chars(1, 50))],
            Answer::Done,
        ),
        plain("get_unread_count", &[], Answer::Object(&UNREAD)),
        plain(
            "send_typing_indicator",
            &[Param::new("to_username", Shape::Chars(1, 50))],
            Answer::Object(&TYPING),
        ),
        plain("wait_until_connected", &[Param::elsewhere("timeout", Shape::Number)], Answer::Done),
    ],
    detail: read_error,
    public: &["connect"],
};

/// The command-line program.
pub static COMMAND: Platform = Platform {
    methods: &[plain(
        "cli",
        &[
            Param::elsewhere("argv", Shape::Texts),
            Param::elsewhere("env", Shape::Map),
            Param::elsewhere("stdin", Shape::Text),
            Param::elsewhere("columns", Shape::Count),
            Param::elsewhere("terminal", Shape::Flag),
            Param::elsewhere("signal", Shape::Any),
        ],
        Answer::Done,
    )],
    detail: read_error,
    public: &["register", "login", "logos", "health"],
};

/// What the real server did, and the agent of the Python client.
pub static ELSEWHERE: Platform = Platform {
    methods: &[
        plain("exchange", &[], Answer::Done),
        plain("publish", &[], Answer::Done),
        plain("webhook", &[], Answer::Done),
        plain("agent", &[], Answer::Done),
    ],
    detail: read_error,
    public: &[],
};
