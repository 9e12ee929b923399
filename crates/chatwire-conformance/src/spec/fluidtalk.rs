//! Error bodies of FluidTalk, common to both APIs.

use serde_json::Value;

use super::Detail;

/// Reads `{error: {…}}` and the `{detail: …}` shapes.
#[must_use]
pub fn read_error(body: &Value) -> Detail {
    let message = |text: Option<String>| text.into_iter().collect::<Vec<_>>();
    if let Some(whole) = text(Some(body)) {
        return Detail { message: vec![whole], ..Detail::default() };
    }
    match (body.get("detail"), body.get("error")) {
        (Some(Value::String(detail)), _) if !detail.is_empty() => Detail {
            code: is_word(detail).then(|| detail.clone()),
            message: vec![detail.clone()],
            request_id: None,
        },
        (Some(detail @ Value::Object(_)), _) => {
            let code = text(detail.get("error")).or_else(|| text(detail.get("code")));
            Detail {
                message: message(text(detail.get("message")).or_else(|| code.clone())),
                code,
                request_id: None,
            }
        }
        (Some(Value::Array(issues)), _) if !issues.is_empty() => Detail {
            code: Some("validation_error".into()),
            message: issues.iter().filter_map(read_issue).collect(),
            request_id: None,
        },
        (_, Some(error @ Value::Object(_))) => Detail {
            code: text(error.get("code")),
            message: message(text(error.get("message"))),
            request_id: text(error.get("request_id")),
        },
        (_, error) => Detail {
            code: text(error).filter(|code| is_word(code)),
            message: message(text(body.get("message"))),
            request_id: None,
        },
    }
}

/// `loc: msg`, the parts of loc joined by dots.
fn read_issue(issue: &Value) -> Option<String> {
    let message = text(issue.get("msg"))?;
    let parts = issue.get("loc").and_then(Value::as_array);
    let place: Vec<String> = parts
        .into_iter()
        .flatten()
        .map(|part| text(Some(part)).unwrap_or_else(|| part.to_string()))
        .collect();
    Some(if place.is_empty() { message } else { format!("{}: {message}", place.join(".")) })
}

/// A code is one word in snake case; anything else is a sentence.
fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}
