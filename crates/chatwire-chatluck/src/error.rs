//! What an error answer of Chatluck says.
//!
//! The platform documents no error codes, so there are no constants for them:
//! [`Error::code`](crate::Error::code) is what the server wrote, if it wrote one.

use chatwire_core::FieldIssue;
use chatwire_core::build::{ErrorDetail, Reply};
use serde_json::Value;

/// Reads code, words and refused fields from all shapes that answers have.
///
/// The Python client knows `{"error": …}` and `{"message": …}` and breaks over most other bodies.
pub(crate) fn read_error(reply: &Reply) -> ErrorDetail {
    let mut detail = ErrorDetail::default();
    let Some(body) = reply.value() else {
        detail.message = ErrorDetail::excerpt(reply.text_bytes());
        return detail;
    };
    let error = body.get("error");
    detail.code = code(error.and_then(|error| error.get("code")))
        .or_else(|| code(body.get("code")))
        .map(Into::into);
    detail.issues = issues(body.get("errors"));
    detail.message = text(error)
        .or_else(|| text(error?.get("message")))
        .or_else(|| text(body.get("message")))
        .or_else(|| text(body.get("detail")))
        .or_else(|| Some(FieldIssue::join(&detail.issues)).filter(|joined| !joined.is_empty()))
        .or_else(|| text(Some(&body)));
    detail
}

fn text(value: Option<&Value>) -> Option<String> {
    value?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A code is a text; servers that count their errors write an integer.
fn code(value: Option<&Value>) -> Option<String> {
    text(value)
        .or_else(|| value.filter(|value| value.is_i64() || value.is_u64()).map(Value::to_string))
}

/// `errors: [{"field": …, "message": …}]`, or plain texts in the list.
fn issues(value: Option<&Value>) -> Vec<FieldIssue> {
    let list = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .filter_map(|item| {
            if let Some(message) = text(Some(item)) {
                return Some(FieldIssue::new("", message));
            }
            let field = text(item.get("field")).unwrap_or_default();
            let issue = FieldIssue::new(field, text(item.get("message"))?);
            Some(match code(item.get("code")) {
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

    fn read(body: &'static str) -> (Option<String>, Option<String>) {
        let detail = read_error(&Reply::new(StatusCode::BAD_REQUEST, body));
        (detail.code.map(Into::into), detail.message)
    }

    #[test]
    fn every_shape_gives_its_words_and_code() {
        let table: &[(&str, Option<&str>, Option<&str>)] = &[
            (r#"{"error":"e"}"#, None, Some("e")),
            (r#"{"message":"m"}"#, None, Some("m")),
            (r#"{"error":"e","message":"m","code":"C"}"#, Some("C"), Some("e")),
            (r#"{"error":null,"message":"m"}"#, None, Some("m")),
            (r#"{"error":"","message":"","detail":"d"}"#, None, Some("d")),
            (r#"{"error":{"code":"E1","message":"n"},"code":"C"}"#, Some("E1"), Some("n")),
            (r#"{"error":{"code":7},"message":"m"}"#, Some("7"), Some("m")),
            (r#"{"errors":[{"field":"limit","message":"too big"}]}"#, None, Some("limit: too big")),
            (r#"{"errors":["a",{"message":"b"},{"field":"x"},5]}"#, None, Some("a; b")),
            (r#""just text""#, None, Some("just text")),
            ("\u{feff}{\"error\":\"bom\"}", None, Some("bom")),
            ("{}", None, None),
            ("null", None, None),
            ("[]", None, None),
            ("[1,2]", None, None),
            ("5", None, None),
            (r#"{"error":["x"],"errors":{"a":1}}"#, None, None),
            ("", None, None),
            (r#"{"error":"boo"#, None, Some(r#"{"error":"boo"#)),
            ("<html>\r\n  <b>Bad\u{0}gateway</b>", None, Some("<html> <b>Bad gateway</b>")),
        ];
        for (body, code, message) in table {
            let read = read(body);
            assert_eq!((read.0.as_deref(), read.1.as_deref()), (*code, *message), "{body}");
        }
    }

    #[test]
    fn a_long_page_is_cut_at_a_character() {
        let page = "é".repeat(1_000);
        let detail = read_error(&Reply::new(StatusCode::BAD_GATEWAY, page));
        assert_eq!(detail.message.unwrap().chars().count(), 200);
    }

    #[test]
    fn refused_fields_are_listed() {
        let body = r#"{"errors":[{"field":"limit","message":"too big","code":"max"}]}"#;
        let detail = read_error(&Reply::new(StatusCode::UNPROCESSABLE_ENTITY, body));
        assert_eq!(detail.issues, [FieldIssue::new("limit", "too big").kind("max")]);
    }
}
