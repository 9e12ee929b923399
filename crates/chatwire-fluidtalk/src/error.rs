//! What FluidTalk's refusals mean: reading their bodies, and predicates on the one [`Error`].

use http::StatusCode;
use serde_json::{Map, Value, json};

use chatwire_core::build::{ErrorDetail, Reply};
use chatwire_core::{Error, ErrorKind, FieldIssue};

use crate::code;

/// An error of this platform, outside a call.
pub(crate) fn named(err: Error) -> Error {
    err.with_platform("fluidtalk")
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for chatwire_core::Error {}
}

/// Questions about an [`Error`] that only FluidTalk's calls raise. Sealed: only [`Error`] has it.
///
/// ```
/// use chatwire_fluidtalk::{Error, ErrorExt};
///
/// fn advice(err: &Error) -> &'static str {
///     if err.is_insufficient_tokens() {
///         "top up; running conversations still work"
///     } else if err.is_sealed() {
///         "stop messaging this lead"
///     } else if err.is_no_conversation() {
///         "open with ai_opener first"
///     } else if err.maybe_billed() {
///         "it may have been paid for: do not send it again blindly"
///     } else {
///         "see err.kind()"
///     }
/// }
/// assert_eq!(advice(&Error::input("target is empty")), "see err.kind()");
/// ```
pub trait ErrorExt: sealed::Sealed {
    /// Whether the account cannot pay: any status 402, of either API.
    ///
    /// With the handshake API only *new* conversations cost a token; running ones still work.
    fn is_insufficient_tokens(&self) -> bool;

    /// Whether the conversation is over for good: a 400 of `inbound_chat` that says "done" or "sealed".
    ///
    /// Stop messaging this lead and never repeat the call.
    fn is_sealed(&self) -> bool;

    /// Whether a follow-up went to a lead without a conversation: a 404 of the handshake `follow_up`.
    ///
    /// Open one with `ai_opener` instead.
    fn is_no_conversation(&self) -> bool;

    /// Whether no workflow is bound for the platform on this character (characters API).
    ///
    /// The server's words do not name the platform; `err.context("platform")` does.
    fn is_platform_unbound(&self) -> bool;

    /// Whether a call that costs money failed without a clear refusal, so that it may have been paid for.
    ///
    /// True for lost answers, timeouts after sending, server errors and unreadable answers of billed calls, at
    /// any of the [`attempts`](Error::attempts): a refusal at the last one says nothing about those before.
    fn maybe_billed(&self) -> bool;

    /// Status as the reference reports it: 0 when there was no answer.
    fn status_or_zero(&self) -> u16;

    /// Whole body of the refusal, as the Python client 1.0.1 reports it.
    ///
    /// Text that is no JSON becomes `{"detail": text}`, a failure of the network
    /// `{"error": "network_error"}`; `None` when nothing was sent because an argument or the set-up is wrong.
    fn detail(&self) -> Option<Value>;
}

impl ErrorExt for Error {
    fn is_insufficient_tokens(&self) -> bool {
        self.kind() == ErrorKind::PaymentRequired
    }

    fn is_sealed(&self) -> bool {
        if self.status_or_zero() != 400
            || self.operation() != crate::handshake::operation::INBOUND_CHAT
        {
            return false;
        }
        let words = self.message().to_lowercase();
        words.contains("done") || words.contains("sealed")
    }

    fn is_no_conversation(&self) -> bool {
        self.kind() == ErrorKind::NotFound
            && self.operation() == crate::handshake::operation::FOLLOW_UP
    }

    fn is_platform_unbound(&self) -> bool {
        let words = self.message().to_lowercase();
        words.contains("no workflow is bound")
    }

    fn maybe_billed(&self) -> bool {
        let billed = crate::handshake::operation::BILLED.contains(&self.operation())
            || crate::characters::operation::BILLED.contains(&self.operation());
        // An error knows of all attempts together whether they were sent, so each is judged by itself.
        let any = match self.attempts() {
            [] => self.maybe_sent() && !is_refusal(self.status()),
            all => all.iter().any(|one| one.maybe_sent && !is_refusal(one.status)),
        };
        billed && any
    }

    fn status_or_zero(&self) -> u16 {
        self.status().map_or(0, |status| status.as_u16())
    }

    fn detail(&self) -> Option<Value> {
        if self.status().is_some() {
            let value = serde_json::from_slice(self.body());
            return Some(
                value.unwrap_or_else(|_| json!({"detail": String::from_utf8_lossy(self.body())})),
            );
        }
        match self.kind() {
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport => {
                Some(json!({"error": "network_error"}))
            }
            _ => None,
        }
    }
}

/// Whether the server says clearly that it did nothing; a 408 may come in the middle of the work.
fn is_refusal(status: Option<StatusCode>) -> bool {
    status.is_some_and(|status| {
        status.is_redirection()
            || (status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT)
    })
}

/// Reads code, words and field issues of a refusal, in any of the shapes of either API.
pub(crate) fn read_error(reply: &Reply) -> ErrorDetail {
    let mut detail = ErrorDetail::default();
    match reply.value() {
        Some(Value::Object(body)) => read_body(&body, &mut detail),
        Some(Value::String(text)) => detail.message = Some(text),
        _ => {}
    }
    detail
}

fn read_body(body: &Map<String, Value>, detail: &mut ErrorDetail) {
    detail.request_id = text_of(body, "request_id");
    match (body.get("error"), body.get("detail")) {
        (Some(Value::Object(error)), _) => read_object(error, detail),
        (_, Some(Value::String(text))) => read_text(text, detail),
        (_, Some(Value::Object(inner))) => match inner.get("error") {
            Some(Value::Object(error)) => read_object(error, detail),
            _ => read_object(inner, detail),
        },
        (_, Some(Value::Array(list))) if !list.is_empty() => read_issues(list, detail),
        _ => read_object(body, detail),
    }
}

/// `{"code" or "error": c, "message": m, "type": t, "request_id": r}`.
fn read_object(object: &Map<String, Value>, detail: &mut ErrorDetail) {
    let code = text_of(object, "code").or_else(|| text_of(object, "error"));
    let words = text_of(object, "message")
        .or_else(|| text_of(object, "msg"))
        .or_else(|| text_of(object, "detail"));
    if let Some(id) = text_of(object, "request_id") {
        detail.request_id = Some(id);
    }
    detail.category = text_of(object, "type");
    if let Some(Value::Array(list)) = object.get("details").or_else(|| object.get("detail")) {
        read_issues(list, detail);
    }
    match (code, words) {
        (Some(code), Some(words)) => {
            detail.code = Some(code.into());
            detail.message = Some(words);
        }
        (Some(code), None) => {
            // Named as a code it is one in any spelling, but some servers put a sentence there.
            if !code.contains(char::is_whitespace) {
                detail.code = Some(code.clone().into());
            }
            detail.message.get_or_insert(code);
        }
        (None, Some(words)) => detail.message = Some(words),
        (None, None) => {}
    }
}

/// A text alone: words, and a code as well when it is one word in snake case.
fn read_text(text: &str, detail: &mut ErrorDetail) {
    if is_code(text) {
        detail.code = Some(text.to_owned().into());
    }
    if !text.is_empty() && detail.message.is_none() {
        detail.message = Some(text.to_owned());
    }
}

fn is_code(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// `[{"loc": ["body", "message"], "msg": "field required", "type": "missing"}]`.
fn read_issues(list: &[Value], detail: &mut ErrorDetail) {
    let issues: Vec<FieldIssue> = list.iter().filter_map(read_issue).collect();
    if issues.is_empty() {
        return;
    }
    detail.code = Some(code::VALIDATION_ERROR.into());
    detail.message = Some(FieldIssue::join(&issues));
    detail.issues = issues;
}

fn read_issue(value: &Value) -> Option<FieldIssue> {
    let Value::Object(row) = value else {
        return value.as_str().map(|text| FieldIssue::new("", text));
    };
    let path = match row.get("loc") {
        Some(Value::Array(parts)) => parts.iter().map(part_of).collect::<Vec<_>>().join("."),
        Some(other) => part_of(other),
        None => text_of(row, "field").unwrap_or_default(),
    };
    let words = text_of(row, "msg").or_else(|| text_of(row, "message"))?;
    let issue = FieldIssue::new(path, words);
    Some(match text_of(row, "type") {
        Some(kind) => issue.kind(kind),
        None => issue,
    })
}

fn part_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn text_of(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> (Option<String>, Option<String>) {
        let reply = Reply::new(StatusCode::BAD_REQUEST, body.to_owned());
        let detail = read_error(&reply);
        (detail.code.map(|code| code.into_owned()), detail.message)
    }

    fn pair(code: &str, message: &str) -> (Option<String>, Option<String>) {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        (some(code), some(message))
    }

    #[test]
    fn every_shape_gives_code_and_words() {
        for (body, code, message) in [
            (r#"{"detail":"This session is DONE"}"#, "", "This session is DONE"),
            (r#"{"detail":"insufficient_tokens"}"#, "insufficient_tokens", "insufficient_tokens"),
            (r#"{"detail":"Forbidden"}"#, "", "Forbidden"),
            (r#"{"detail":{"error":"c","message":"m"}}"#, "c", "m"),
            (r#"{"detail":{"code":"c","message":"m"}}"#, "c", "m"),
            (r#"{"detail":{"code":"c"}}"#, "c", "c"),
            (r#"{"detail":{"code":"E42"}}"#, "E42", "E42"),
            (r#"{"detail":{"error":"NoTokens"}}"#, "NoTokens", "NoTokens"),
            (r#"{"detail":{"error":"no tokens left"}}"#, "", "no tokens left"),
            (r#"{"error":{"code":"PAYMENT-1"}}"#, "PAYMENT-1", "PAYMENT-1"),
            (r#"{"error":"NoTokens"}"#, "NoTokens", "NoTokens"),
            (r#"{"error":"insufficient_tokens"}"#, "insufficient_tokens", "insufficient_tokens"),
            (r#"{"error":"c","message":"m"}"#, "c", "m"),
            (r#"{"error":"all is lost"}"#, "", "all is lost"),
            (r#"{"message":"m"}"#, "", "m"),
            (r#"{"error":{"code":"c","message":"m","type":"client_error"}}"#, "c", "m"),
            (r#"{"error":{"code":"not_found"}}"#, "not_found", "not_found"),
            (r#""plain""#, "", "plain"),
            ("null", "", ""),
            ("[1]", "", ""),
            ("{}", "", ""),
            (r#"{"error":null}"#, "", ""),
            (r#"{"detail":[]}"#, "", ""),
            (r#"{"detail":null}"#, "", ""),
            ("<html>", "", ""),
            ("", "", ""),
            (r#"{"detail":"bo"#, "", ""),
        ] {
            assert_eq!(read(body), pair(code, message), "{body}");
        }
    }

    #[test]
    fn the_envelope_of_the_characters_api_is_read_whole() {
        let body =
            r#"{"error":{"code":"x","message":"m","type":"server_error","request_id":"req_e"}}"#;
        let detail = read_error(&Reply::new(StatusCode::BAD_GATEWAY, body));
        assert_eq!(detail.category.as_deref(), Some("server_error"));
        assert_eq!(detail.request_id.as_deref(), Some("req_e"));
    }

    #[test]
    fn field_issues_are_listed_and_joined() {
        let body = r#"{"detail":[{"loc":["body","rows",0],"msg":"field required","type":"missing"},{"loc":["body"],"msg":"bad"},7]}"#;
        let detail = read_error(&Reply::new(StatusCode::UNPROCESSABLE_ENTITY, body));
        assert_eq!(detail.code.as_deref(), Some(code::VALIDATION_ERROR));
        assert_eq!(detail.message.as_deref(), Some("body.rows.0: field required; body: bad"));
        assert_eq!(
            detail.issues[0],
            FieldIssue::new("body.rows.0", "field required").kind("missing")
        );
        assert_eq!(detail.issues.len(), 2);
    }
}
