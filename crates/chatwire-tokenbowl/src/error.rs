//! What an error answer of Token Bowl says.

use chatwire_core::FieldIssue;
use chatwire_core::build::{ErrorDetail, Reply};
use serde_json::Value;

/// Codes of this crate in [`Error::code`](crate::Error::code); the platform itself has none.
pub mod code {
    /// A call that needs a key was made on a client without one; nothing was sent.
    pub const API_KEY_REQUIRED: &str = "api_key_required";
    /// The server has no transport of the kind that was asked for.
    pub const NO_TRANSPORT: &str = "no_transport";
    /// Messages may be missing: a channel lost its place while the line stayed up, and what came meanwhile could not be
    /// fetched, or not all of it. Comes as [`Event::Trouble`](crate::realtime::Event::Trouble).
    pub const GAP: &str = "gap";
}

/// Reads `{"detail": TEXT}`, the list of refused fields of a 422, and whatever a proxy in front answers.
pub(crate) fn read_error(reply: &Reply) -> ErrorDetail {
    let mut detail = ErrorDetail::default();
    let body = reply.value();
    if let Some(refused) = body.as_ref().and_then(|body| body.get("detail")) {
        detail.issues = issues(refused);
        detail.message = text(refused)
            .or_else(|| Some(FieldIssue::join(&detail.issues)).filter(|joined| !joined.is_empty()));
    }
    if detail.message.is_none() {
        let shown = if reply.is_blank() { None } else { ErrorDetail::excerpt(reply.text_bytes()) };
        let status = reply.status.as_u16();
        detail.message = Some(shown.unwrap_or_else(|| format!("HTTP {status}")));
    }
    detail
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// `[{"type", "loc": [text or integer], "msg", …}]`, the form of the server's framework.
fn issues(refused: &Value) -> Vec<FieldIssue> {
    let list = refused.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .filter_map(|item| {
            let place = item.get("loc").and_then(Value::as_array);
            let parts =
                place.map(Vec::as_slice).unwrap_or_default().iter().map(|part| match part {
                    Value::String(name) => name.clone(),
                    other => other.to_string(),
                });
            let path = parts.collect::<Vec<_>>().join(".");
            let issue = FieldIssue::new(path, text(item.get("msg")?)?);
            Some(match item.get("type").and_then(text) {
                Some(kind) => issue.kind(kind),
                None => issue,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    fn read(body: &'static str) -> ErrorDetail {
        read_error(&Reply::new(StatusCode::UNPROCESSABLE_ENTITY, body))
    }

    #[test]
    fn every_shape_gives_its_words() {
        for (body, message) in [
            (r#"{"detail":"Username already taken"}"#, "Username already taken"),
            (r#"{"detail":"","x":1}"#, r#"{"detail":"","x":1}"#),
            (r#"{"detail":[]}"#, r#"{"detail":[]}"#),
            (
                r#"{"detail":[{"loc":["body","content"],"msg":"too long"}]}"#,
                "body.content: too long",
            ),
            (
                r#"{"detail":[{"loc":["body",7],"msg":"a"},{"msg":"b"},{"loc":[]},5]}"#,
                "body.7: a; b",
            ),
            ("\u{feff}{\"detail\":\"bom\"}", "bom"),
            ("Internal Server Error", "Internal Server Error"),
            ("<html>\r\n <b>503</b>", "<html> <b>503</b>"),
            (r#"{"detail":"cut"#, r#"{"detail":"cut"#),
            (r#"{"other":1}"#, r#"{"other":1}"#),
            ("", "HTTP 422"),
            ("null", "HTTP 422"),
            (" \n", "HTTP 422"),
        ] {
            assert_eq!(read(body).message.as_deref(), Some(message), "{body}");
        }
    }

    #[test]
    fn refused_fields_are_listed_with_their_kind() {
        let body = r#"{"detail":[{"type":"string_too_long","loc":["body","username"],"msg":"m","input":"x"}]}"#;
        let issue = FieldIssue::new("body.username", "m").kind("string_too_long");
        assert_eq!(read(body).issues, [issue]);
    }

    #[test]
    fn bytes_that_are_no_text_are_shown_as_far_as_possible() {
        let page = [b"x\xff".as_slice(), "é".repeat(1_000).as_bytes()].concat();
        let detail = read_error(&Reply::new(StatusCode::BAD_GATEWAY, page));
        assert_eq!(detail.message.unwrap().chars().count(), 200);
    }
}
