//! Error bodies of FluidTalk, common to both APIs.

use serde_json::Value;

use super::Detail;

/// Reads `{error: {…}}` and the `{detail: …}` shapes.
#[must_use]
pub fn read_error(body: &Value) -> Detail {
    if let Some(whole) = text(Some(body)) {
        return Detail { message: vec![whole], ..Detail::default() };
    }
    let mut read = match (body.get("error"), body.get("detail")) {
        (Some(error @ Value::Object(_)), _) => read_object(error),
        (_, Some(Value::String(detail))) if !detail.is_empty() => Detail {
            code: is_word(detail).then(|| detail.clone()),
            message: vec![detail.clone()],
            request_id: None,
        },
        (_, Some(detail @ Value::Object(_))) => {
            read_object(detail.get("error").filter(|inner| inner.is_object()).unwrap_or(detail))
        }
        (_, Some(Value::Array(issues))) if !issues.is_empty() => {
            let message: Vec<String> = issues.iter().filter_map(read_issue).collect();
            let code = (!message.is_empty()).then(|| "validation_error".to_owned());
            Detail { code, message, request_id: None }
        }
        _ => read_object(body),
    };
    read.request_id = read.request_id.or_else(|| text(body.get("request_id")));
    read
}

/// A code, by either name, and words; without words the code stands for them.
fn read_object(object: &Value) -> Detail {
    let code = text(object.get("code")).or_else(|| text(object.get("error")));
    let words = ["message", "msg", "detail"].into_iter().find_map(|name| text(object.get(name)));
    Detail {
        message: words.clone().or_else(|| code.clone()).into_iter().collect(),
        // A sentence that stands alone is words, not a code.
        code: code.filter(|code| words.is_some() || !code.contains(char::is_whitespace)),
        request_id: text(object.get("request_id")),
    }
}

/// `loc: msg`, the parts of loc joined by dots; a text alone is the message.
fn read_issue(issue: &Value) -> Option<String> {
    if let Some(whole) = text(Some(issue)) {
        return Some(whole);
    }
    let message = text(issue.get("msg")).or_else(|| text(issue.get("message")))?;
    let part = |part: &Value| text(Some(part)).unwrap_or_else(|| part.to_string());
    let place = match issue.get("loc") {
        Some(Value::Array(parts)) => parts.iter().map(part).collect::<Vec<_>>().join("."),
        Some(other) => part(other),
        None => text(issue.get("field")).unwrap_or_default(),
    };
    Some(if place.is_empty() { message } else { format!("{place}: {message}") })
}

/// A text alone is a code when it is one word in snake case; anything else is a sentence.
fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}
