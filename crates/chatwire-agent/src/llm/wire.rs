//! Chat completions on the wire, read as leniently as endpoints write them.
//!
//! `finish_reason` may be anything, `object` and `created` may be missing, a success may carry an error, and arguments
//! of a tool come as text or as an object.

use chatwire_core::build::{ErrorDetail, Reply};
use chatwire_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::Usage;

/// One turn of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) role: Role,
    /// Written as null where there is none, as endpoints want it beside calls of tools.
    pub(crate) content: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) tool_calls: Vec<ToolCall>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tool_call_id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    System,
    User,
    Assistant,
    Tool,
}

/// A call of a tool that the model wants made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ToolCall {
    pub(crate) id: String,
    #[serde(rename = "type")]
    kind: Kind,
    pub(crate) function: Function,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    #[default]
    #[serde(rename = "function")]
    Function,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// JSON as text, as the model wrote it: perhaps no JSON at all, and told back as an empty object then.
    #[serde(serialize_with = "object")]
    pub(crate) arguments: String,
}

impl Message {
    pub(crate) fn new(role: Role, text: impl Into<String>) -> Self {
        Self { role, content: Some(text.into()), tool_calls: Vec::new(), tool_call_id: None }
    }

    pub(crate) fn calls(text: Option<String>, tool_calls: Vec<ToolCall>) -> Self {
        let content = text.filter(|text| !text.is_empty());
        Self { role: Role::Assistant, content, tool_calls, tool_call_id: None }
    }

    pub(crate) fn tool(id: &str, result: String) -> Self {
        let mut message = Self::new(Role::Tool, result);
        message.tool_call_id = Some(id.to_owned());
        message
    }

    /// Whether it is a call of tools or the result of one.
    pub(crate) fn is_of_tools(&self) -> bool {
        self.role == Role::Tool || !self.tool_calls.is_empty()
    }

    /// Characters that count against the context window.
    pub(crate) fn chars(&self) -> usize {
        let text = self.content.as_deref().map_or(0, |text| text.chars().count());
        let calls = self.tool_calls.iter().map(|call| {
            call.function.name.chars().count() + call.function.arguments.chars().count()
        });
        text + calls.sum::<usize>()
    }
}

/// Strict endpoints refuse the whole conversation for what their model once left broken off.
fn object<S: Serializer>(arguments: &str, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    let is_object = serde_json::from_str::<Map<String, Value>>(arguments).is_ok();
    serializer.serialize_str(if is_object { arguments } else { "{}" })
}

/// A tool as the model is told of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ToolSpec {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) parameters: Value,
}

impl ToolSpec {
    pub(super) fn to_json(&self) -> Value {
        let Self { name, description, parameters } = self;
        json!({
            "type": "function",
            "function": {"name": name, "description": description, "parameters": parameters},
        })
    }
}

/// What the model answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Completion {
    pub(crate) text: Option<String>,
    pub(crate) tool_calls: Vec<ToolCall>,
    pub(crate) usage: Usage,
}

/// Reads an answer as a whole.
pub(super) fn completion(body: &Value) -> Result<Completion> {
    refuse_error(body)?;
    let choice = body.get("choices").and_then(|choices| choices.get(0));
    let Some(choice) = choice else {
        return Err(Error::decode("the model's answer has no choices"));
    };
    refuse_error(choice)?;
    let message = choice.get("message").unwrap_or(&Value::Null);
    let calls = message.get("tool_calls").and_then(Value::as_array);
    let tool_calls = calls.into_iter().flatten().enumerate().map(|(index, call)| {
        let mut made = ToolCall::default();
        grow(&mut made, call);
        if made.id.is_empty() {
            made.id = format!("call_{index}");
        }
        made
    });
    Ok(Completion {
        text: content(message.get("content")),
        tool_calls: tool_calls.collect(),
        usage: usage(body.get("usage")),
    })
}

/// An answer that comes in pieces.
#[derive(Debug, Default)]
pub(super) struct Growing {
    text: String,
    calls: Vec<ToolCall>,
    usage: Usage,
}

impl Growing {
    /// Adds a piece, and gives the text that it brought.
    pub(super) fn feed(&mut self, chunk: &Value) -> Result<Option<String>> {
        refuse_error(chunk)?;
        if let Some(told) = chunk.get("usage").filter(|told| told.is_object()) {
            self.usage = usage(Some(told));
        }
        let Some(choice) = chunk.get("choices").and_then(|choices| choices.get(0)) else {
            return Ok(None);
        };
        refuse_error(choice)?;
        let delta = choice.get("delta").or_else(|| choice.get("message")).unwrap_or(&Value::Null);
        for (place, call) in
            delta.get("tool_calls").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            let index = call
                .get("index")
                .and_then(Value::as_u64)
                .map_or(place, |index| usize::try_from(index).unwrap_or(MAX_CALLS));
            if index >= MAX_CALLS {
                return Err(Error::decode("the model asks for too many tools at once"));
            }
            if self.calls.len() <= index {
                self.calls.resize_with(index + 1, ToolCall::default);
            }
            if let Some(made) = self.calls.get_mut(index) {
                grow(made, call);
            }
        }
        let piece = content(delta.get("content")).filter(|piece| !piece.is_empty());
        if let Some(piece) = &piece {
            self.text.push_str(piece);
        }
        Ok(piece)
    }

    pub(super) fn finish(self) -> Completion {
        let mut tool_calls = self.calls;
        tool_calls.retain(|call| !call.function.name.is_empty());
        for (index, call) in tool_calls.iter_mut().enumerate() {
            if call.id.is_empty() {
                call.id = format!("call_{index}");
            }
        }
        let text = Some(self.text).filter(|text| !text.is_empty());
        Completion { text, tool_calls, usage: self.usage }
    }
}

/// More calls of tools in one answer are no answer.
const MAX_CALLS: usize = 128;

fn grow(made: &mut ToolCall, call: &Value) {
    if let Some(id) = call.get("id").and_then(Value::as_str).filter(|id| !id.is_empty()) {
        id.clone_into(&mut made.id);
    }
    let function = call.get("function").unwrap_or(&Value::Null);
    if let Some(name) = function.get("name").and_then(Value::as_str) {
        made.function.name.push_str(name);
    }
    match function.get("arguments") {
        Some(Value::String(text)) => made.function.arguments.push_str(text),
        Some(Value::Null) | None => {}
        Some(object) => made.function.arguments = object.to_string(),
    }
}

/// Text, or a list of parts of which some are text.
fn content(content: Option<&Value>) -> Option<String> {
    match content? {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part.get("text").and_then(Value::as_str));
            Some(texts.collect())
        }
        _ => None,
    }
}

fn usage(usage: Option<&Value>) -> Usage {
    let count = |name| {
        let number = usage.and_then(|usage: &Value| usage.get(name));
        number.and_then(Value::as_u64).unwrap_or_default()
    };
    let cost = usage.and_then(|usage| usage.get("cost")).and_then(Value::as_f64);
    Usage {
        input_tokens: count("prompt_tokens"),
        output_tokens: count("completion_tokens"),
        cost_usd: cost.filter(|cost| cost.is_finite() && *cost >= 0.0),
    }
}

/// A success may be a failure all the same: of an upstream provider, in the middle of a stream.
fn refuse_error(body: &Value) -> Result<()> {
    let Some(error) = body.get("error").filter(|error| !error.is_null()) else { return Ok(()) };
    let (code, words) = told(error);
    let kind = match code.as_deref().and_then(|code| code.parse::<u16>().ok()) {
        Some(401) => ErrorKind::Auth,
        Some(402) => ErrorKind::PaymentRequired,
        Some(403) => ErrorKind::Forbidden,
        Some(404) => ErrorKind::NotFound,
        Some(429) => ErrorKind::RateLimited,
        Some(400..=499) => ErrorKind::Rejected,
        _ => ErrorKind::Server,
    };
    let error = Error::new(kind, words.unwrap_or_else(|| "the model failed".to_owned()));
    Err(match code {
        Some(code) => error.with_code(code),
        None => error,
    })
}

/// Code and words of an error, an object or a text.
fn told(error: &Value) -> (Option<String>, Option<String>) {
    let words = error.get("message").unwrap_or(error).as_str();
    let code = match error.get("code") {
        Some(Value::String(code)) => Some(code.clone()),
        Some(Value::Number(code)) => Some(code.to_string()),
        _ => error.get("type").and_then(Value::as_str).map(str::to_owned),
    };
    (code, words.map(str::to_owned))
}

/// What an endpoint says about a refusal.
pub(super) fn read_error(reply: &Reply) -> ErrorDetail {
    let mut detail = ErrorDetail::default();
    let body = reply.value().unwrap_or_default();
    if let Some(error) = body.get("error") {
        let (code, words) = told(error);
        detail.code = code.map(Into::into);
        detail.message = words;
    } else if let Some(words) = body.get("detail").or(body.get("message")).and_then(Value::as_str) {
        detail.message = Some(words.to_owned());
    }
    detail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_with_the_least_in_it() {
        let told = completion(&json!({"choices": [{"message": {"content": "Hi"}}]})).unwrap();
        assert_eq!(told, Completion { text: Some("Hi".into()), ..Completion::default() });
        let parts = json!({"choices": [{"finish_reason": 7, "message": {"content": [
            {"type": "text", "text": "a"}, {"type": "image"}, {"text": "b"}]}}]});
        assert_eq!(completion(&parts).unwrap().text.as_deref(), Some("ab"));
        assert_eq!(completion(&json!({"choices": []})).unwrap_err().kind(), ErrorKind::Decode);
    }

    #[test]
    fn a_success_may_be_a_failure() {
        for (body, kind, code) in [
            (json!({"error": {"message": "m", "code": 402}}), ErrorKind::PaymentRequired, "402"),
            (
                json!({"choices": [{"error": {"message": "m", "code": "429"}}]}),
                ErrorKind::RateLimited,
                "429",
            ),
            (
                json!({"error": {"message": "m", "type": "overloaded"}}),
                ErrorKind::Server,
                "overloaded",
            ),
        ] {
            let err = completion(&body).unwrap_err();
            assert_eq!((err.kind(), err.message(), err.code()), (kind, "m", Some(code)));
        }
        assert_eq!(completion(&json!({"error": "words"})).unwrap_err().message(), "words");
    }

    #[test]
    fn pieces_come_to_the_same_as_the_whole() {
        let mut growing = Growing::default();
        let call = |index: u8, piece: Value| json!({"choices": [{"delta": {"tool_calls": [{"index": index, "function": piece}]}}]});
        let first = json!({"choices": [{"delta": {"role": "assistant", "content": "Hm", "tool_calls": [
            {"index": 0, "id": "c1", "type": "function", "function": {"name": "look", "arguments": ""}}]}}]});
        assert_eq!(growing.feed(&first).unwrap().as_deref(), Some("Hm"));
        assert_eq!(growing.feed(&call(0, json!({"arguments": "{\"a\""}))).unwrap(), None);
        assert_eq!(growing.feed(&call(0, json!({"arguments": ":1}"}))).unwrap(), None);
        assert_eq!(
            growing.feed(&call(1, json!({"name": "b", "arguments": {"x": 2}}))).unwrap(),
            None
        );
        let usage = json!({"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 2, "cost": 0.5}});
        growing.feed(&usage).unwrap();
        let told = growing.finish();
        assert_eq!(told.tool_calls[0].function.arguments, r#"{"a":1}"#);
        assert_eq!(
            (told.tool_calls[1].id.as_str(), &*told.tool_calls[1].function.arguments),
            ("call_1", r#"{"x":2}"#)
        );
        assert_eq!(told.usage, Usage { input_tokens: 5, output_tokens: 2, cost_usd: Some(0.5) });
        let far = json!({"choices": [{"delta": {"tool_calls": [{"index": 4_000_000_000_u64}]}}]});
        assert!(Growing::default().feed(&far).is_err());
    }
}
