//! The tools of Token Bowl's Python agent 1.1.7: its dialogue with a model and with a server of tools.
//!
//! By the reference's record each call of a tool has a session of its own; MCP (2024-11-05) says
//! what one session for all of them is.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use super::tokenbowl_agent::{count, is_caught_up, is_run, question, say};
use crate::picture::Picture;
use crate::placeholder;
use crate::vector::{RecordedRequest, ScriptedResponse, Vector};

/// What the model says after the end of a record that ends within its calls of tools.
pub const AFTERWARDS: &str = "The league cannot be looked up right now.";

/// The completion with which a record's model goes on.
#[must_use]
pub fn afterwards() -> Value {
    let message = json!({"role": "assistant", "content": AFTERWARDS});
    json!({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})
}

/// The model that is asked unless another one is given (tokenbowl.md 11.1).
const MODEL: &str = "openai/gpt-4o-mini";

/// Version of MCP that has the legacy event stream.
const LEGACY: &str = "2024-11-05";

/// Whether the recorded agent was given a server of tools.
#[must_use]
pub fn has_tools(vector: &Vector) -> bool {
    match vector.call.args.get("mcp_enabled") {
        Some(given) => given == &Value::Bool(true),
        // They are on unless it is said otherwise (tokenbowl.md 11.1).
        None => requests_of(vector, "mcp").next().is_some(),
    }
}

/// Properties of a record with tools, for rules.
pub(super) fn cases(vector: &Vector) -> Vec<&'static str> {
    let mut cases = Vec::new();
    if !has_tools(vector) {
        return cases;
    }
    cases.push("tools");
    if requests_of(vector, "mcp").filter(|request| request.method == "GET").count() > 1 {
        cases.push("sessions");
    }
    let streams = |request: &RecordedRequest| {
        let body = request.body_json.as_ref();
        body.and_then(|body| body.get("stream")) == Some(&Value::Bool(true))
    };
    if text(&vector.call.args, "system_prompt").contains(['{', '}']) {
        cases.push("template");
    }
    if requests_of(vector, "openrouter").any(streams) {
        cases.push("streamed");
    }
    if failures(vector).next().is_some() {
        cases.push("tool_failed");
    }
    let told = requests_of(vector, "openrouter").filter_map(|request| request.body_json.as_ref());
    let told = told.filter_map(|body| body.get("messages")?.as_array()).flatten();
    let turns: Vec<&Value> = told.collect();
    let is_called = |turn: &&Value| text(turn, "role") == "tool";
    let after = turns.iter().skip_while(|turn| !is_called(turn));
    // A question of its own after one with calls, which the reference forgot.
    if is_run(vector)
        && after
            .skip_while(|turn| is_called(turn))
            .any(|turn| text(turn, "role") == "assistant" && turn.get("tool_calls").is_none())
    {
        cases.push("tools_remembered");
    }
    let parts = |answer: &Value| {
        answer.pointer("/result/content").and_then(Value::as_array).map_or(0, Vec::len)
    };
    if turns
        .iter()
        .filter(|turn| is_called(turn))
        .any(|turn| missing(text(turn, "content")).is_some())
        || exchanges(vector).unwrap_or_default().iter().any(|(_, answer)| parts(answer) > 1)
    {
        cases.push("tool_words");
    }
    cases
}

/// A body as pictures show it: of a message of MCP, whether there is an id, and no bookkeeping.
///
/// Ids and `_meta` are each client's own, and no parameters at all are as good as an empty object.
#[must_use]
pub fn shown(mut body: Value) -> Value {
    let message = body.as_object_mut().filter(|message| message.contains_key("jsonrpc"));
    if let Some(message) = message {
        if let Some(id) = message.get_mut("id") {
            *id = Value::Bool(true);
        }
        let params = message.get_mut("params").and_then(Value::as_object_mut);
        let is_empty = params.is_some_and(|params| {
            params.remove("_meta");
            params.is_empty()
        });
        if is_empty {
            message.remove("params");
        }
    }
    body
}

/// What both servers of a record answer.
#[derive(Debug)]
#[non_exhaustive]
pub struct Play {
    /// Place of the event stream; nobody listens where no request is recorded.
    pub stream: Option<String>,
    /// Place for messages, which the stream names; where none was sent, there is no stream.
    pub messages: Option<String>,
    /// What is answered where there is no stream.
    opening: ScriptedResponse,
    /// Answers by method, in order; the last of a method stays.
    tools: Vec<(String, Value)>,
    model: VecDeque<ScriptedResponse>,
    last: ScriptedResponse,
}

impl Play {
    /// Reads a record.
    ///
    /// # Errors
    ///
    /// An answer of the server of tools that belongs to no request.
    pub fn read(vector: &Vector) -> Result<Self, String> {
        let place = |method: &str| {
            let found = requests_of(vector, "mcp").find(|request| request.method == method);
            found.map(|request| request.path.clone())
        };
        let opening = responses_of(vector, "mcp").find(|answer| answer.sse.is_none()).cloned();
        // A request without an answer: the connection was lost.
        let opening = opening
            .unwrap_or_else(|| ScriptedResponse { drop: true, ..ScriptedResponse::default() });
        let model: VecDeque<_> = responses_of(vector, "openrouter").map(whole).collect();
        let calls = |answer: &ScriptedResponse| {
            let calls = "/choices/0/message/tool_calls";
            answer.json.as_ref().and_then(|body| body.pointer(calls)).is_some()
        };
        let last = match model.back() {
            Some(last) if !calls(last) => last.clone(),
            // A record may also end before the model was asked at all.
            _ => ScriptedResponse { json: Some(afterwards()), ..ScriptedResponse::default() },
        };
        let (stream, messages) = (place("GET"), place("POST"));
        Ok(Self { stream, messages, opening, tools: exchanges(vector)?, model, last })
    }

    /// Answers a message of MCP; a notification gets nothing.
    pub fn answer(&mut self, message: &Value) -> Option<Value> {
        let id = message.get("id")?;
        let method = text(message, "method");
        let mut answer = match self.tools.iter().position(|(known, _)| known == method) {
            Some(at) if self.tools.iter().filter(|(known, _)| known == method).count() > 1 => {
                self.tools.remove(at).1
            }
            Some(at) => self.tools.get(at)?.1.clone(),
            None => json!({"error": {"code": -32601, "message": "Method not found"}}),
        };
        // A server that knows the version of its client speaks it.
        let asked = message.pointer("/params/protocolVersion");
        let version = answer.pointer_mut("/result/protocolVersion");
        if let (Some(version), Some(asked)) = (version, asked) {
            *version = asked.clone();
        }
        let reply = answer.as_object_mut()?;
        reply.insert("jsonrpc".into(), "2.0".into());
        reply.insert("id".into(), id.clone());
        Some(answer)
    }

    /// What who asks for the stream gets where there is none.
    #[must_use]
    pub fn opening(&self) -> ScriptedResponse {
        self.opening.clone()
    }

    /// The next answer of the model; after the last recorded one, what it goes on with.
    pub fn complete(&mut self) -> ScriptedResponse {
        self.model.pop_front().unwrap_or_else(|| self.last.clone())
    }
}

/// Changes a record with tools as a rule claims.
pub(super) fn instead(change: &str, vector: &Vector, wanted: &mut Picture) -> Result<(), String> {
    match change {
        // All calls are made in the session that told the tools.
        "one_session" => {
            let mut sessions = 0;
            wanted.requests.retain(|request| {
                let is_opening =
                    request.get("method") == Some(&json!("GET")) && !is_caught_up(request);
                sessions += usize::from(is_opening);
                let method = request.pointer("/body/jsonrpc").and(request.pointer("/body/method"));
                let is_call = method.is_none_or(|method| method == "tools/call");
                is_caught_up(request) || sessions < 2 || (is_call && !is_opening)
            });
        }
        // The version that has this transport, and another name.
        "own_introduction" => {
            let me = json!({"name": "chatwire-agent", "version": "<own version>"});
            for request in &mut wanted.requests {
                let params = request.pointer_mut("/body/params").and_then(Value::as_object_mut);
                if let Some(params) = params.filter(|params| params.contains_key("clientInfo")) {
                    params.insert("protocolVersion".into(), LEGACY.into());
                    params.insert("clientInfo".into(), me.clone());
                }
            }
        }
        // Completions are asked for in one piece, with tools as without.
        "whole" => {
            for request in &mut wanted.requests {
                if let Some(stream) = request.pointer_mut("/body/stream") {
                    *stream = Value::Bool(false);
                }
            }
        }
        // The model is told of a failure, and what it then says is sent.
        "told" => {
            let asked = |request: &&Value| request.pointer("/body/messages").is_some();
            let mut asked = wanted.requests.iter().rfind(asked).cloned().ok_or("nothing asked")?;
            tell(&mut asked, vector)?;
            wanted.requests.push(asked);
            say(vector, wanted, AFTERWARDS)?;
            // Each failure of a tool still counts.
            if is_run(vector) {
                let failed = failures(vector).count() as u64;
                count(wanted, "errors", |errors| errors + failed)?;
            }
        }
        // The system prompt is no template: the model is told it with its braces.
        "as_given" => {
            let given = vector.call.args.get("system_prompt").cloned().unwrap_or_default();
            let mut is_asked = false;
            for request in &mut wanted.requests {
                if let Some(told) = request.pointer_mut("/body/messages/0/content") {
                    *told = given.clone();
                    is_asked = true;
                }
            }
            if let Some(question) = question(vector).filter(|_| !is_asked) {
                wanted.requests.push(asking(vector, &question)?);
                say(vector, wanted, AFTERWARDS)?;
            }
        }
        // What tools were called for a question is remembered with it.
        "with_tools" => {
            let mut called: Vec<(Value, Vec<Value>)> = Vec::new();
            for turns in turns_of(&mut wanted.requests) {
                let last = turns.iter().rposition(|turn| text(turn, "role") == "user");
                let last = last.ok_or("a question without a user's turn")?;
                let calls = turns.split_off(last + 1);
                for (at, turn) in std::mem::take(turns).into_iter().enumerate() {
                    let known = called.iter().rfind(|(asked, _)| at < last && *asked == turn);
                    let known = known.map(|(_, calls)| calls.clone());
                    turns.push(turn);
                    turns.extend(known.into_iter().flatten());
                }
                called.extend(turns.last().map(|asked| (asked.clone(), calls.clone())));
                turns.extend(calls);
            }
        }
        // Silence is not remembered as words.
        "unspoken" => {
            for turns in turns_of(&mut wanted.requests) {
                turns.retain(|turn| !is_unspoken(turn));
            }
        }
        // The words of a tool that there is not, and of several parts, are ours.
        "tool_words" => {
            let results = exchanges(vector)?;
            let results = results.iter().filter(|(method, _)| method == "tools/call");
            let results: Vec<&Value> = results.map(|(_, answer)| answer).collect();
            for turns in turns_of(&mut wanted.requests) {
                let mut results = results.iter();
                for turn in turns.iter_mut().filter(|turn| text(turn, "role") == "tool") {
                    let said = text(turn, "content");
                    let ours = match missing(said) {
                        Some((name, there)) => {
                            format!("There is no tool {name:?}. There are: {there}.")
                        }
                        None => match results.next().ok_or("a tool without a result")? {
                            failed if failure(failed).is_some() => continue,
                            result => words(result),
                        },
                    };
                    if let Some(content) = turn.get_mut("content") {
                        *content = ours.into();
                    }
                }
            }
        }
        other => return Err(format!("{other:?} is no change of the agent's records")),
    }
    Ok(())
}

/// The request that asks the model its first question.
pub(super) fn asking(vector: &Vector, question: &str) -> Result<Value, String> {
    let given = |name: &str, default: &str| {
        let given = vector.call.args.get(name).and_then(Value::as_str);
        given.filter(|given| !given.is_empty()).unwrap_or(default).to_owned()
    };
    let mut body = json!({
        "model": given("model", &given("model_name", MODEL)),
        "stream": false,
        "messages": [
            {"role": "system", "content": given("system_prompt", "<default system prompt>")},
            {"role": "user", "content": question},
        ],
    });
    let tools = offered(vector)?;
    if let Some(body) = body.as_object_mut().filter(|_| !tools.is_empty()) {
        body.insert("tools".into(), tools.into());
    }
    let key = text(&vector.call.args, "openrouter_api_key");
    Ok(json!({
        "method": "POST", "path": "/api/v1/chat/completions", "query": [],
        "headers": {
            "authorization": format!("Bearer {key}"),
            "http-referer": "https://github.com/RobSpectre/token-bowl-chat",
            "x-title": "Token Bowl Chat Agent",
        },
        "body": body,
    }))
}

/// What the model is offered: the tools that the server told first.
fn offered(vector: &Vector) -> Result<Vec<Value>, String> {
    let told = exchanges(vector)?;
    let told = told.iter().find(|(method, _)| method == "tools/list");
    let told = told.and_then(|(_, answer)| answer.pointer("/result/tools"));
    let offer = |tool: &Value| {
        let own = |name: &str| tool.get(name).cloned().unwrap_or_default();
        let function = json!({
            "name": own("name"),
            "description": own("description"),
            "parameters": own("inputSchema"),
        });
        json!({"type": "function", "function": function})
    };
    Ok(told.and_then(Value::as_array).into_iter().flatten().map(offer).collect())
}

/// Puts the last calls of tools, and what came of each, into a question.
fn tell(asked: &mut Value, vector: &Vector) -> Result<(), String> {
    let turns = asked.pointer_mut("/body/messages").and_then(Value::as_array_mut);
    let turns = turns.ok_or("a question without turns")?;
    let answer = responses_of(vector, "openrouter").last().map(completion).unwrap_or_default();
    let calls = answer.pointer("/choices/0/message/tool_calls").and_then(Value::as_array);
    let calls = calls.ok_or("the model calls no tool")?;
    let known = turns.iter().filter(|turn| text(turn, "role") == "tool").count();
    let results = exchanges(vector)?;
    let results = results.iter().filter(|(method, _)| method == "tools/call");
    let results: Vec<&Value> = results.skip(known).map(|(_, answer)| answer).collect();
    if results.len() != calls.len() {
        return Err("the record does not tell what each call of a tool came to".into());
    }
    turns.push(json!({"role": "assistant", "content": null, "tool_calls": calls}));
    for (call, result) in calls.iter().zip(results) {
        let name = call.pointer("/function/name").and_then(Value::as_str).unwrap_or_default();
        let content = match failure(result) {
            Some(why) => format!("The tool {name} failed: {why}"),
            None => words(result),
        };
        let id = text(call, "id");
        turns.push(json!({"role": "tool", "tool_call_id": id, "content": content}));
    }
    Ok(())
}

/// Turns of all questions.
fn turns_of(requests: &mut [Value]) -> impl Iterator<Item = &mut Vec<Value>> {
    requests.iter_mut().filter_map(|request| request.pointer_mut("/body/messages")?.as_array_mut())
}

/// Whether a turn is an answer without words.
pub(super) fn is_unspoken(turn: &Value) -> bool {
    text(turn, "role") == "assistant" && turn.get("content") == Some(&json!(""))
}

/// The tool that the reference says is missing, and those that are there.
fn missing(said: &str) -> Option<(&str, &str)> {
    let (name, there) = said.split_once(" is not a valid tool, try one of [")?;
    Some((name, there.strip_suffix("].")?))
}

/// Why tools failed, in order.
fn failures(vector: &Vector) -> impl Iterator<Item = String> {
    let calls = exchanges(vector).unwrap_or_default().into_iter();
    calls.filter(|(method, _)| method == "tools/call").filter_map(|(_, answer)| failure(&answer))
}

/// Why a tool failed, if it did.
fn failure(answer: &Value) -> Option<String> {
    if let Some(error) = answer.get("error") {
        return Some(text(error, "message").to_owned());
    }
    let is_error = answer.pointer("/result/isError") == Some(&Value::Bool(true));
    is_error.then(|| words(answer))
}

/// The words of a tool's result.
fn words(answer: &Value) -> String {
    let content = answer.pointer("/result/content").and_then(Value::as_array);
    let words: Vec<_> = content.into_iter().flatten().map(|part| text(part, "text")).collect();
    words.join("\n")
}

/// Answers of the server of tools, each with the method that it answers.
fn exchanges(vector: &Vector) -> Result<Vec<(String, Value)>, String> {
    let asked = requests_of(vector, "mcp").filter_map(|request| request.body_json.as_ref());
    let mut asked = asked.filter(|message| message.get("id").is_some());
    let answers = responses_of(vector, "mcp").filter_map(|answer| answer.sse.as_ref());
    let pairs = answers.map(|answer| match asked.next() {
        Some(message) if message.get("id") == answer.get("id") => {
            Ok((text(message, "method").to_owned(), answer.clone()))
        }
        _ => Err("an answer of the server of tools belongs to no request".to_owned()),
    });
    pairs.collect()
}

/// An answer of the model as it is given: streamed ones in one piece, repetitions written out.
#[must_use]
pub fn whole(answer: &ScriptedResponse) -> ScriptedResponse {
    let mut whole = answer.clone();
    if answer.sse.is_some() {
        whole.json = Some(completion(answer));
        whole.sse = None;
        whole.headers.remove("content-type");
    }
    whole.json = whole.json.as_ref().map(placeholder::expand);
    whole
}

/// A completion in one piece, whether it was recorded so or as chunks.
fn completion(answer: &ScriptedResponse) -> Value {
    let Some(chunks) = answer.sse.as_ref().and_then(Value::as_array) else {
        return answer.json.clone().unwrap_or_default();
    };
    let (mut content, mut calls) = (String::new(), Vec::new());
    let mut whole = Map::new();
    let mut reason = Value::Null;
    for chunk in chunks.iter().filter_map(Value::as_object) {
        let choice = chunk.get("choices").and_then(|choices| choices.get(0));
        let choice = choice.unwrap_or(&Value::Null);
        let delta = choice.get("delta").unwrap_or(&Value::Null);
        content.push_str(text(delta, "content"));
        for piece in delta.get("tool_calls").and_then(Value::as_array).into_iter().flatten() {
            join(&mut calls, piece);
        }
        if let Some(given) = choice.get("finish_reason").filter(|given| !given.is_null()) {
            reason = given.clone();
        }
        let others = chunk.iter().filter(|(name, _)| *name != "choices" && *name != "object");
        whole.extend(others.map(|(name, value)| (name.clone(), value.clone())));
    }
    let mut message = json!({"role": "assistant", "content": content});
    if let Some(message) = message.as_object_mut().filter(|_| !calls.is_empty()) {
        message.insert("tool_calls".into(), calls.into_iter().map(|(_, call)| call).collect());
    }
    let choice = json!({"index": 0, "message": message, "finish_reason": reason});
    whole.insert("object".into(), "chat.completion".into());
    whole.insert("choices".into(), json!([choice]));
    whole.into()
}

/// Adds a piece of a call to those before it: pieces of one call have its index, and only the first its id and name.
fn join(calls: &mut Vec<(Value, Value)>, piece: &Value) {
    let index = piece.get("index").cloned().unwrap_or_default();
    let function = piece.get("function").unwrap_or(&Value::Null);
    match calls.iter_mut().find(|(known, _)| *known == index) {
        Some((_, call)) => {
            if let Some(arguments) = call.pointer_mut("/function/arguments") {
                let begun = arguments.as_str().unwrap_or_default();
                *arguments = format!("{begun}{}", text(function, "arguments")).into();
            }
        }
        None => {
            let (name, arguments) = (text(function, "name"), text(function, "arguments"));
            let function = json!({"name": name, "arguments": arguments});
            let call = json!({"id": text(piece, "id"), "type": "function", "function": function});
            calls.push((index, call));
        }
    }
}

fn requests_of<'a>(vector: &'a Vector, host: &'a str) -> impl Iterator<Item = &'a RecordedRequest> {
    vector.requests.iter().filter(move |request| request.host.as_deref() == Some(host))
}

pub(super) fn responses_of<'a>(
    vector: &'a Vector,
    host: &'a str,
) -> impl Iterator<Item = &'a ScriptedResponse> {
    vector.responses.iter().filter(move |answer| answer.host.as_deref() == Some(host))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
