//! What an error answer of Mezon says, over HTTP and over the socket.

use chatwire_core::build::{ErrorDetail, Reply};
use chatwire_core::{Error, ErrorKind};

/// Codes in [`Error::code`](crate::Error::code): the names of gRPC's codes, and those of this crate.
pub mod code {
    /// gRPC 1.
    pub const CANCELED: &str = "canceled";
    /// gRPC 2.
    pub const UNKNOWN: &str = "unknown";
    /// gRPC 3.
    pub const INVALID_ARGUMENT: &str = "invalid_argument";
    /// gRPC 4.
    pub const DEADLINE_EXCEEDED: &str = "deadline_exceeded";
    /// gRPC 5.
    pub const NOT_FOUND: &str = "not_found";
    /// gRPC 6.
    pub const ALREADY_EXISTS: &str = "already_exists";
    /// gRPC 7.
    pub const PERMISSION_DENIED: &str = "permission_denied";
    /// gRPC 8.
    pub const RESOURCE_EXHAUSTED: &str = "resource_exhausted";
    /// gRPC 9.
    pub const FAILED_PRECONDITION: &str = "failed_precondition";
    /// gRPC 10.
    pub const ABORTED: &str = "aborted";
    /// gRPC 11.
    pub const OUT_OF_RANGE: &str = "out_of_range";
    /// gRPC 12.
    pub const UNIMPLEMENTED: &str = "unimplemented";
    /// gRPC 13.
    pub const INTERNAL: &str = "internal";
    /// gRPC 14.
    pub const UNAVAILABLE: &str = "unavailable";
    /// gRPC 15.
    pub const DATA_LOSS: &str = "data_loss";
    /// gRPC 16.
    pub const UNAUTHENTICATED: &str = "unauthenticated";
    /// The call has no number, which the socket needs: it goes over HTTP only.
    pub const HTTP_ONLY: &str = "http_only";
    /// The gateway let the bot in without giving it a token.
    pub const NO_TOKEN: &str = "no_token";
    /// A token that is no JWT.
    pub const BAD_TOKEN: &str = "bad_token";
    /// The server acknowledged a message without naming it.
    pub const MISSING_ACK: &str = "missing_ack";
    /// The content of a message is longer than 4,000 UTF-16 units; nothing was sent.
    pub const CONTENT_TOO_LONG: &str = "content_too_long";
    /// The message cache cannot read or write its file.
    pub const MESSAGE_CACHE: &str = "message_cache";
    /// Too many envelopes wait for the limit of the socket; nothing was sent.
    pub const QUEUE_FULL: &str = "queue_full";
    /// The channel must be joined before messages can be sent to it; or, as the socket's number for that is the one
    /// of all bad input, something else is wrong with the request. The message holds the server's own words.
    ///
    /// A send joins the channel and is repeated once before its caller sees this.
    pub const MUST_JOIN: &str = "must_join";
}

const GRPC: [(&str, ErrorKind); 16] = [
    (code::CANCELED, ErrorKind::Cancelled),
    (code::UNKNOWN, ErrorKind::Server),
    (code::INVALID_ARGUMENT, ErrorKind::Rejected),
    (code::DEADLINE_EXCEEDED, ErrorKind::Server),
    (code::NOT_FOUND, ErrorKind::NotFound),
    (code::ALREADY_EXISTS, ErrorKind::Conflict),
    (code::PERMISSION_DENIED, ErrorKind::Forbidden),
    (code::RESOURCE_EXHAUSTED, ErrorKind::RateLimited),
    (code::FAILED_PRECONDITION, ErrorKind::Rejected),
    (code::ABORTED, ErrorKind::Conflict),
    (code::OUT_OF_RANGE, ErrorKind::Rejected),
    (code::UNIMPLEMENTED, ErrorKind::Unsupported),
    (code::INTERNAL, ErrorKind::Server),
    (code::UNAVAILABLE, ErrorKind::Server),
    (code::DATA_LOSS, ErrorKind::Server),
    (code::UNAUTHENTICATED, ErrorKind::Auth),
];

/// Name and kind of a gRPC code other than 0.
fn grpc(number: u64) -> Option<(&'static str, ErrorKind)> {
    let at = usize::try_from(number.checked_sub(1)?).ok()?;
    GRPC.get(at).copied()
}

/// Reads `{"code", "message", "error"}`, the form of a gRPC gateway, or the beginning of a text.
pub(crate) fn read_error(reply: &Reply) -> ErrorDetail {
    let mut detail = ErrorDetail::default();
    if let Some(body) = reply.value().filter(serde_json::Value::is_object) {
        let text = |name: &str| {
            body.get(name).and_then(|value| value.as_str()).filter(|text| !text.is_empty())
        };
        detail.message = text("message").or_else(|| text("error")).map(str::to_owned);
        let number = body.get("code").and_then(serde_json::Value::as_u64);
        detail.code = number.and_then(grpc).map(|(name, _)| name.into());
    } else {
        // Of a text its first line, of a page nothing.
        let mut lines = reply.text_bytes().trim_ascii().split(|byte| matches!(byte, b'\r' | b'\n'));
        let line = lines.next().filter(|line| !line.starts_with(b"<"));
        detail.message = line.and_then(ErrorDetail::excerpt);
    }
    if detail.message.is_none() {
        detail.message = Some(format!("HTTP {}", reply.status.as_u16()));
    }
    detail
}

/// The refusal of a call that was made over the socket; `words` are the server's. Who answers has heard.
pub(crate) fn refused(number: u16, words: &str) -> Error {
    let (name, kind) = grpc(u64::from(number)).unwrap_or((code::UNKNOWN, ErrorKind::Server));
    let words = words.trim();
    let message = if words.is_empty() { name.replace('_', " ") } else { words.to_owned() };
    named(Error::new(kind, message).with_code(name).with_maybe_sent(true))
}

/// The `error` with which the server answers an envelope: numbers are those of `realtime.Error.Code`.
///
/// Either the number 3 or the words tell that a channel must be joined, as for the TypeScript client (2.8.53): it
/// joins after any refusal with that number, whatever the words say, and sends once more.
pub(crate) fn envelope(number: i32, words: &str) -> Error {
    const MUST_JOIN: &str = "must join channel before sending messages";
    const BAD_INPUT: i32 = 3;
    let (name, kind) = match number {
        0 => ("runtime_exception", ErrorKind::Server),
        1 => ("unrecognized_payload", ErrorKind::Rejected),
        2 => ("missing_payload", ErrorKind::Rejected),
        BAD_INPUT => ("bad_input", ErrorKind::Rejected),
        4 => ("match_not_found", ErrorKind::NotFound),
        5 => ("match_join_rejected", ErrorKind::Forbidden),
        6 => ("runtime_function_not_found", ErrorKind::NotFound),
        7 => ("runtime_function_exception", ErrorKind::Server),
        _ => (code::UNKNOWN, ErrorKind::Server),
    };
    let is_join = number == BAD_INPUT || words.to_lowercase().contains(MUST_JOIN);
    // Whatever the number: nothing was taken.
    let (name, kind) = if is_join { (code::MUST_JOIN, ErrorKind::Rejected) } else { (name, kind) };
    let message = if words.is_empty() { name.replace('_', " ") } else { words.to_owned() };
    named(Error::new(kind, message).with_code(name).with_maybe_sent(true))
}

/// An error of this platform.
/// Name of the platform in errors and spans.
pub(crate) const PLATFORM: &str = "mezon";

pub(crate) fn named(err: Error) -> Error {
    err.with_platform(PLATFORM)
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    #[test]
    fn every_shape_gives_its_words() {
        for (body, message, code) in [
            (
                r#"{"code":5,"message":"clan not found","error":"x"}"#,
                "clan not found",
                Some("not_found"),
            ),
            (r#"{"error":"only this"}"#, "only this", None),
            (r#"{"code":0,"message":""}"#, "HTTP 404", None),
            (r#"{"code":"5"}"#, "HTTP 404", None),
            ("gone\nfor good", "gone", None),
            ("<html>", "HTTP 404", None),
            ("", "HTTP 404", None),
        ] {
            let detail = read_error(&Reply::new(StatusCode::NOT_FOUND, body));
            assert_eq!(detail.message.as_deref(), Some(message), "{body}");
            assert_eq!(detail.code.as_deref(), code, "{body}");
        }
    }

    #[test]
    fn refusals_over_the_socket_have_kind_code_and_words() {
        let err = refused(7, "permission denied");
        assert_eq!((err.kind(), err.code()), (ErrorKind::Forbidden, Some(code::PERMISSION_DENIED)));
        assert_eq!(refused(16, "").message(), "unauthenticated");
        assert_eq!(refused(999, "").code(), Some(code::UNKNOWN));
        let err = envelope(0, "Must join channel before sending messages.");
        assert_eq!(err.code(), Some(code::MUST_JOIN));
        // The number decides alone, and the words stay the server's.
        let err = envelope(3, "message is too long");
        assert_eq!((err.code(), err.kind()), (Some(code::MUST_JOIN), ErrorKind::Rejected));
        assert_eq!(err.message(), "message is too long");
        assert_eq!(envelope(4, "no").kind(), ErrorKind::NotFound);
    }
}
