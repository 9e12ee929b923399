//! What an error answer of Kick says.

use chatwire_core::build::{ErrorDetail, Reply, Verdict};
use http::StatusCode;
use serde_json::Value;

/// Codes in [`Error::code`](crate::Error::code).
///
/// The official API has none; the OAuth server's own (`invalid_client`, `invalid_request`, …) are passed on as they
/// are.
pub mod code {
    /// A call that needs a token was made on a client without one; nothing was sent.
    pub const TOKEN_REQUIRED: &str = "token_required";
    /// The token store has no token of this account; the user has to authorize.
    pub const NO_TOKEN: &str = "no_token";
    /// The user's grant has ended, by the server's word now or earlier: ask the user to authorize again.
    pub const INVALID_GRANT: &str = "invalid_grant";
    /// The user said no on the login page.
    pub const ACCESS_DENIED: &str = "access_denied";
    /// A callback that belongs to another authorization, or to none: its code must not be used.
    pub const STATE_MISMATCH: &str = "state_mismatch";
    /// A token store could not read or write; what was to be stored was not used.
    pub const STORE_FAILED: &str = "store_failed";
    /// The edge in front of Kick refused the request before Kick saw it; see
    /// [`request_id`](crate::Error::request_id) for the reference that it gave.
    pub const EDGE_BLOCKED: &str = "edge_blocked";
    /// The site refused to be asked by a program; this crate does nothing about that.
    pub const SITE_BLOCKED: &str = "site_blocked";
    /// No channel of this name is known.
    pub const CHATROOM_NOT_FOUND: &str = "chatroom_not_found";
    /// The site offers no connection of the transport that was asked for.
    pub const NO_TRANSPORT: &str = "no_transport";
    /// The server of live chat refuses this client for good, and the session was told to end then.
    pub const CHAT_TERMINAL: &str = "chat_terminal";
    /// A session has as many feeds as one connection takes; see [`ChatHub`](crate::realtime::ChatHub).
    pub const TOO_MANY_FEEDS: &str = "too_many_feeds";
    /// The chat of the room lives on another server than the session's; see [`ChatHub`](crate::realtime::ChatHub).
    pub const OTHER_SERVER: &str = "other_server";
}

/// Longest run of characters without a space that the OAuth server's words keep: longer ones could be a token.
const PLAIN_WORD: usize = 20;

/// Reads the envelope `{"data", "message"}`, where `data` may be a text with the detail, the edge's
/// `{"error", "reference"}`, and whatever a proxy in front answers.
pub(crate) fn read_error(reply: &Reply) -> ErrorDetail {
    let mut detail = ErrorDetail::default();
    let body = reply.value();
    let ours = body.as_ref().is_some_and(|body| body.get("message").is_some());
    if let Some(body) = &body {
        detail.message = words(body);
        detail.request_id = text(body.get("reference"));
    }
    if reply.status == StatusCode::FORBIDDEN && !ours {
        // Kick's own refusals have the envelope: this one never reached it (KickDevDocs, issue 281).
        detail.code = Some(code::EDGE_BLOCKED.into());
    }
    detail.message = detail.message.or_else(|| Some(shown(reply)));
    detail
}

/// Reads `{"error", "error_description"}`, where `error` is a code (`invalid_grant`) or a phrase (`Invalid request`).
pub(crate) fn read_oauth_error(reply: &Reply) -> ErrorDetail {
    let mut detail = ErrorDetail::default();
    let body = reply.value().unwrap_or_default();
    let error = text(body.get("error"));
    if let Some(reference) = text(body.get("reference")) {
        detail.code = Some(code::EDGE_BLOCKED.into());
        detail.request_id = Some(reference);
    } else if let Some(error) = error.as_ref().filter(|error| is_code(error)) {
        detail.code = Some(error.clone().into());
    } else if reply.status == StatusCode::FORBIDDEN
        && error.is_none()
        && body.get("message").is_none()
    {
        // The same edge stands in front of both servers.
        detail.code = Some(code::EDGE_BLOCKED.into());
    }
    let said = text(body.get("error_description")).or(error).or_else(|| words(&body));
    let said = said.unwrap_or_else(|| shown(reply));
    detail.message = Some(without_tokens(&said));
    detail
}

/// What of an answer is never repeated, whatever the class of the call.
pub(crate) fn verdict(reply: &Reply) -> Verdict {
    match reply.status {
        // A message by a bot that does not exist is one cause (KickDevDocs, issue 343): asking again does not help.
        StatusCode::INTERNAL_SERVER_ERROR => Verdict::Final,
        _ => Verdict::Usual,
    }
}

/// `message: detail` of the envelope, or the `error` of what is none.
fn words(body: &Value) -> Option<String> {
    let message = text(body.get("message"));
    let detail = text(body.get("data"));
    match (message, detail) {
        (Some(message), Some(detail)) if message != detail => Some(format!("{message}: {detail}")),
        (Some(only), _) | (None, Some(only)) => Some(only),
        (None, None) => text(body.get("error")),
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Whether a word is a code of RFC 6749 rather than a phrase.
fn is_code(error: &str) -> bool {
    error.len() <= 64 && error.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn shown(reply: &Reply) -> String {
    let cut = if reply.is_blank() { None } else { ErrorDetail::excerpt(reply.text_bytes()) };
    cut.unwrap_or_else(|| format!("HTTP {}", reply.status.as_u16()))
}

/// A server may repeat what it was sent: words that could be a code or a token are left out.
fn without_tokens(said: &str) -> String {
    let plain = |word: &&str| word.chars().count() < PLAIN_WORD || is_code(word);
    let kept = said.split_whitespace().map(|word| Some(word).filter(plain).unwrap_or("…"));
    kept.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &'static str) -> ErrorDetail {
        read_error(&Reply::new(StatusCode::from_u16(status).unwrap(), body))
    }

    #[test]
    fn every_shape_gives_its_words() {
        for (body, message) in [
            (
                r#"{"data":"Channel not found","message":"Bad request"}"#,
                "Bad request: Channel not found",
            ),
            (r#"{"data":null,"message":"Unauthorized"}"#, "Unauthorized"),
            (r#"{"data":{},"message":"Forbidden"}"#, "Forbidden"),
            (r#"{"data":"same","message":"same"}"#, "same"),
            (r#"{"data":"only","message":""}"#, "only"),
            (r#"{"error":"x"}"#, "x"),
            ("<html>\r\n <b>oops</b>", "<html> <b>oops</b>"),
            ("\u{feff}{\"message\":\"bom\"}", "bom"),
            ("[]", "[]"),
            ("", "HTTP 400"),
            ("null", "HTTP 400"),
        ] {
            let detail = read(400, body);
            assert_eq!((detail.message.as_deref(), detail.code), (Some(message), None), "{body}");
        }
    }

    #[test]
    fn a_refusal_of_the_edge_is_told_from_a_missing_scope() {
        let edge = r#"{"error":"Request blocked by security policy.","reference":"ray 1"}"#;
        let detail = read(403, edge);
        assert_eq!(detail.code.as_deref(), Some(code::EDGE_BLOCKED));
        assert_eq!(detail.request_id.as_deref(), Some("ray 1"));
        for page in ["<html>Just a moment</html>", "", "[]", r#"{"data":"x"}"#] {
            assert_eq!(read(403, page).code.as_deref(), Some(code::EDGE_BLOCKED), "{page}");
        }
        assert_eq!(read(403, r#"{"data":null,"message":"Forbidden"}"#).code, None);
        assert_eq!(read(404, "<html>").code, None);
    }

    #[test]
    fn codes_and_phrases_of_the_oauth_server_are_told_apart() {
        for (body, code, message) in [
            (r#"{"error":"invalid_grant"}"#, Some("invalid_grant"), "invalid_grant"),
            (
                r#"{"error":"invalid_client","error_description":"no such app"}"#,
                Some("invalid_client"),
                "no such app",
            ),
            (
                r#"{"error":"unsupported_grant_type"}"#,
                Some("unsupported_grant_type"),
                "unsupported_grant_type",
            ),
            (r#"{"error":"Invalid request"}"#, None, "Invalid request"),
            (r#"{"error":"blocked","reference":"r"}"#, Some(code::EDGE_BLOCKED), "blocked"),
            (r#"{"message":"Too Many Requests"}"#, None, "Too Many Requests"),
            ("", None, "HTTP 400"),
        ] {
            let detail = read_oauth_error(&Reply::new(StatusCode::BAD_REQUEST, body));
            assert_eq!(
                (detail.code.as_deref(), detail.message.as_deref()),
                (code, Some(message)),
                "{body}"
            );
        }
    }

    #[test]
    fn a_page_in_place_of_an_answer_is_the_edge_at_the_oauth_server_too() {
        let read = |status: StatusCode, body: &'static str| {
            read_oauth_error(&Reply::new(status, body)).code
        };
        for page in ["<html>Just a moment</html>", "", "[]"] {
            let told = read(StatusCode::FORBIDDEN, page);
            assert_eq!(told.as_deref(), Some(code::EDGE_BLOCKED), "{page}");
        }
        assert_eq!(read(StatusCode::FORBIDDEN, r#"{"error":"Access denied"}"#), None);
        assert_eq!(read(StatusCode::FORBIDDEN, r#"{"message":"Forbidden"}"#), None);
        assert_eq!(read(StatusCode::BAD_GATEWAY, "<html>"), None);
    }

    #[test]
    fn words_that_could_be_a_token_are_left_out() {
        let body = r#"{"error":"Invalid token rt_0123456789abcdefghij sent"}"#;
        let detail = read_oauth_error(&Reply::new(StatusCode::BAD_REQUEST, body));
        assert_eq!(detail.message.as_deref(), Some("Invalid token … sent"));
        let page = "refresh_token=rt_0123456789abcdefghij";
        let detail = read_oauth_error(&Reply::new(StatusCode::BAD_GATEWAY, page));
        assert_eq!(detail.message.as_deref(), Some("…"));
    }
}
