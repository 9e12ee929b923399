//! The agent of Token Bowl's Python client 1.1.7: what it asks the model, and what it writes.
//!
//! Marks and typing of its session are those of every session, and compared there.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use super::tokenbowl_tools::{has_tools, responses_of, whole};
use super::{Painter, tokenbowl_tools};
use crate::picture::{Picture, recorded_request, recorded_result};
use crate::placeholder;
use crate::vector::{Recorded, RecordedRequest, Vector};

/// How records of the agent become pictures.
pub static PAINTER: Painter = Painter { cases, recorded, instead };

/// Longest message, in characters (tokenbowl.md 3.3).
pub const MAX_CONTENT: usize = 10_000;

/// Smallest window of a model, in tokens (tokenbowl.md 11.1).
const MIN_WINDOW: u64 = 1_000;

/// Tokens that are kept for the answer (tokenbowl.md 11.5).
const ANSWER_RESERVE: u64 = 1_024;

/// Tokens that a batch must find beside prompts and answer: a message of usual length.
const MIN_ROOM: u64 = 100;

/// Messages that a session brings, in order.
#[must_use]
pub fn heard(vector: &Vector) -> Vec<&Value> {
    frames(vector, "s2c").filter(|frame| frame.get("type").is_none()).collect()
}

/// Whether a message is the agent's own, given back.
#[must_use]
pub fn is_own(message: &Value) -> bool {
    text(message, "from_username") == "bot"
}

/// Whether a frame of the agent is an answer.
#[must_use]
pub fn is_answer(frame: &Value) -> bool {
    frame.get("content").is_some()
}

fn frames<'a>(vector: &'a Vector, direction: &'a str) -> impl Iterator<Item = &'a Value> {
    let frames = vector.other.get("frames").and_then(Value::as_array);
    let of = frames.into_iter().flatten().filter(move |frame| text(frame, "dir") == direction);
    of.filter_map(|frame| frame.get("json"))
}

fn cases(vector: &Vector) -> Vec<&'static str> {
    let heard = heard(vector);
    let mut ids: Vec<&str> = heard.iter().map(|message| text(message, "id")).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    let mut cases = Vec::new();
    cases.extend(tokenbowl_tools::cases(vector));
    if ids.len() < count {
        cases.push("duplicate");
    }
    if conversations(&heard).len() > 1 {
        cases.push("conversations");
    }
    let said = |message: &Value| {
        frames(vector, "c2s").any(|frame| frame.get("content") == message.get("content"))
    };
    if heard.iter().any(|message| !is_own(message) && said(message)) {
        cases.push("same_words");
    }
    let given = ["system_prompt", "user_prompt"].map(|name| text(&vector.call.args, name));
    if given.into_iter().any(names_a_file) {
        cases.push("missing_file");
    }
    if answers(vector).iter().any(|answer| is_long(answer)) {
        cases.push("long_answer");
    }
    let args = &vector.call.args;
    // The recorded key of Token Bowl is the usual one where it is left out.
    if text(args, "openrouter_api_key").is_empty()
        || args.get("api_key").is_some_and(|key| key.as_str().unwrap_or_default().is_empty())
    {
        cases.push("needs_key");
    }
    if let Some(window) = window(vector) {
        let is_small = window.tokens < MIN_WINDOW || window.room(0) < MIN_ROOM;
        if is_small {
            cases.push("small_window");
        } else if is_run(vector) && !has_tools(vector) && conversations(&heard).len() == 1 {
            cases.push("window");
        }
    }
    cases
}

/// Whether a prompt looks like the path of a file, which is then missing: of files that are there, records give the content.
fn names_a_file(prompt: &str) -> bool {
    let is_word = !prompt.contains(char::is_whitespace);
    let has_ending = prompt.ends_with(".md") || prompt.ends_with(".txt");
    prompt.starts_with('@')
        || (has_ending && !prompt.contains('\n'))
        || (is_word && prompt.contains('/'))
}

/// How much the model is told at once.
struct Window {
    tokens: u64,
    /// Tokens of both prompts.
    prompts: u64,
}

impl Window {
    /// Tokens that are left beside the prompts, the answer and a batch.
    fn room(&self, batch: u64) -> u64 {
        self.tokens.saturating_sub(ANSWER_RESERVE + self.prompts + batch)
    }
}

/// The window of a record that names one.
fn window(vector: &Vector) -> Option<Window> {
    let args = &vector.call.args;
    let given = |name: &str, default: &str| {
        tokens(args.get(name).and_then(Value::as_str).unwrap_or(default))
    };
    Some(Window {
        tokens: args.get("context_window")?.as_u64()?,
        prompts: given("system_prompt", "<default system prompt>")
            + given("user_prompt", "<default user prompt>"),
    })
}

/// Tokens of a text: four characters each, rounded up.
fn tokens(text: &str) -> u64 {
    let text = placeholder::expand(&json!(text));
    text.as_str().map_or(0, |text| text.chars().count() as u64).div_ceil(4)
}

/// Puts into each question what of the conversation before it still fits into the window.
fn remember(vector: &Vector, window: &Window, wanted: &mut Picture) -> Result<(), String> {
    let answers: Vec<_> = responses_of(vector, "openrouter").map(whole).collect();
    let mut kept: VecDeque<Vec<Value>> = VecDeque::new();
    let trim = |kept: &mut VecDeque<Vec<Value>>, room: u64| {
        let taken = |kept: &VecDeque<Vec<Value>>| -> u64 {
            kept.iter().flatten().map(|turn| tokens(text(turn, "content"))).sum()
        };
        while taken(kept) > room {
            kept.pop_front();
        }
    };
    for (request, answer) in wanted.requests.iter_mut().zip(&answers) {
        let turns = request.pointer_mut("/body/messages").and_then(Value::as_array_mut);
        let turns = turns.ok_or("a question without turns")?;
        let (Some(system), Some(asked)) = (turns.first().cloned(), turns.last().cloned()) else {
            return Err("a question without turns".into());
        };
        trim(&mut kept, window.room(tokens(text(&asked, "content"))));
        *turns = std::iter::once(system).chain(kept.iter().flatten().cloned()).collect();
        turns.push(asked.clone());
        if !matches!(answer.status, None | Some(200..300)) {
            continue;
        }
        let said = answer.json.as_ref().and_then(|body| body.pointer("/choices/0/message/content"));
        let said = said.and_then(Value::as_str).map(str::trim).filter(|said| !said.is_empty());
        let said = said.map(|said| json!({"role": "assistant", "content": said}));
        kept.push_back(std::iter::once(asked).chain(said).collect());
        trim(&mut kept, window.room(0));
    }
    Ok(())
}

/// What the model says, call of tools aside, in order.
fn answers(vector: &Vector) -> Vec<String> {
    let given = responses_of(vector, "openrouter");
    let given = given.filter(|answer| matches!(answer.status, None | Some(200..300)));
    let said = given.filter_map(|answer| {
        let body = whole(answer).json?;
        let said = body.pointer("/choices/0/message/content")?.as_str()?.trim().to_owned();
        (!said.is_empty()).then_some(said)
    });
    said.collect()
}

fn is_long(answer: &str) -> bool {
    answer.chars().count() > MAX_CONTENT
}

/// An answer in messages: cut at the last end of a line that fits, else at the last space, else within a word.
fn pieces(answer: &str) -> Vec<String> {
    let (mut pieces, mut rest) = (Vec::new(), answer.trim());
    while let Some((end, _)) = rest.char_indices().nth(MAX_CONTENT) {
        let (fitting, beyond) = rest.split_at(end);
        let cut = match beyond.starts_with(['\n', ' ']) {
            true => end,
            false => {
                let last = fitting.rfind('\n').or_else(|| fitting.rfind(' '));
                last.filter(|at| *at > 0).unwrap_or(end)
            }
        };
        let (piece, after) = rest.split_at(cut);
        pieces.push(piece.trim().to_owned());
        rest = after.strip_prefix(['\n', ' ']).unwrap_or(after);
    }
    pieces.push(rest.trim().to_owned());
    pieces
}

fn recorded(vector: &Vector) -> Picture {
    let mut result = result(vector);
    if let Some(stats) = result.pointer("/ok/stats").cloned() {
        result = json!({"ok": {"stats": stats}});
    }
    let of_agent = |request: &&RecordedRequest| match request.host.as_deref() {
        Some("openrouter" | "mcp") => true,
        Some("tokenbowl") => request.method == "POST",
        _ => false,
    };
    let requests = vector.requests.iter().filter(of_agent).map(|request| {
        let mut shown = recorded_request(request);
        if let Some(shown) = shown.as_object_mut() {
            let body = request.body_json.clone().unwrap_or_default();
            shown.insert("body".into(), tokenbowl_tools::shown(body));
        }
        shown
    });
    let frames = frames(vector, "c2s").filter(|frame| is_answer(frame)).cloned();
    Picture { requests: requests.collect(), result, frames: frames.collect(), events: Vec::new() }
}

/// What a record came to; an error is that of the last answer, since a message to a server of tools has none of its own.
fn result(vector: &Vector) -> Value {
    let mut vector = vector.clone();
    let last = vector.responses.pop();
    let is_lost = last.as_ref().is_some_and(|last| last.drop || last.fake_len.is_some());
    if is_lost && matches!(vector.recorded(), Recorded::Error(_)) {
        return json!({"error": {"kinds": ["Connect", "Transport"]}});
    }
    vector.responses = last.into_iter().collect();
    vector.requests.truncate(vector.responses.len());
    recorded_result(&vector, kind_of_body)
}

/// Kind of an error that OpenRouter tells in an answer of status 200.
fn kind_of_body(body: &Value) -> Option<&'static str> {
    let error = body.get("error").filter(|error| !error.is_null())?;
    Some(match error.get("code").and_then(Value::as_u64) {
        Some(401) => "Auth",
        Some(402) => "PaymentRequired",
        Some(403) => "Forbidden",
        Some(404) => "NotFound",
        Some(429) => "RateLimited",
        Some(400..=499) => "Rejected",
        _ => "Server",
    })
}

fn instead(change: &str, vector: &Vector, wanted: &mut Picture) -> Result<(), String> {
    let heard = heard(vector);
    match change {
        // Nothing is begun with a setting that cannot be used.
        "refused" => {
            *wanted = Picture::default();
            wanted.fails("Config");
            Ok(())
        }
        // Answers that are too long for a message are several; all that is said is written.
        "pieces" => {
            let mut written = std::mem::take(&mut wanted.frames);
            for answer in answers(vector) {
                let is_it = |frame: &Value| frame.get("content") == Some(&json!(answer));
                match written.iter().position(is_it) {
                    _ if is_long(&answer) => say(vector, wanted, &answer)?,
                    Some(at) => wanted.frames.push(written.remove(at)),
                    None => {}
                }
            }
            Ok(())
        }
        // What was said before is forgotten by pairs, and only what does not fit.
        "window" => {
            let window = window(vector).ok_or("the record names no window")?;
            remember(vector, &window, wanted)
        }
        // A message that comes twice is shown to the model once.
        "once" => {
            let mut seen = Vec::new();
            let once = heard.into_iter().filter(|message| {
                let id = text(message, "id");
                let is_new = !seen.contains(&id);
                seen.push(id);
                is_new
            });
            let once: Vec<_> = once.collect();
            let first = wanted.requests.first_mut().ok_or("nothing was asked")?;
            show(first, &once)
        }
        // What others say in the agent's own words is shown, beside what it is asked next.
        "same_words" => {
            let others: Vec<_> = heard.into_iter().filter(|message| !is_own(message)).collect();
            let last = wanted.requests.last_mut().ok_or("nothing was asked")?;
            show(last, others.get(1..).unwrap_or_default())
        }
        // Room and each person get a question and an answer of their own.
        "each" => {
            let asked = wanted.requests.first().cloned().ok_or("nothing was asked")?;
            let answer = wanted.frames.first().cloned().ok_or("nothing was answered")?;
            let (mut requests, mut frames) = (Vec::new(), Vec::new());
            for (name, messages) in conversations(&heard) {
                let mut request = asked.clone();
                show(&mut request, &messages)?;
                requests.push(request);
                let mut frame = Map::new();
                frame.insert("content".into(), answer.get("content").cloned().unwrap_or_default());
                frame.extend(name.map(|name| ("to_username".to_owned(), name.into())));
                frames.push(Value::from(frame));
            }
            let times = frames.len();
            for name in ["messages_sent", "total_input_tokens", "total_output_tokens"] {
                count(wanted, name, |number| number * times as u64)?;
            }
            (wanted.requests, wanted.frames) = (requests, frames);
            Ok(())
        }
        other => tokenbowl_tools::instead(other, vector, wanted),
    }
}

/// Adds an answer that the record lacks, in as many messages as it takes, and that nothing went wrong with it.
pub(super) fn say(vector: &Vector, wanted: &mut Picture, answer: &str) -> Result<(), String> {
    let (pieces, heard, args) = (pieces(answer), heard(vector), &vector.call.args);
    let name = match is_run(vector) {
        true => conversations(&heard).first().and_then(|(name, _)| *name).map(Value::from),
        false => args.get("to").filter(|to| !to.is_null()).cloned(),
    };
    for content in &pieces {
        let mut body = Map::new();
        body.insert("content".into(), content.as_str().into());
        body.extend(name.clone().map(|name| ("to_username".to_owned(), name)));
        if is_run(vector) {
            wanted.frames.push(body.into());
            continue;
        }
        wanted.requests.push(json!({
            "method": "POST", "path": "/messages", "query": [],
            "headers": {"x-api-key": args.get("api_key")}, "body": body,
        }));
    }
    if !is_run(vector) {
        wanted.result = json!({"ok": null});
        return Ok(());
    }
    count(wanted, "messages_sent", |sent| sent + pieces.len() as u64)?;
    count(wanted, "errors", |errors| errors.saturating_sub(1))
}

/// Changes one of the numbers of an agent that ran.
pub(super) fn count(
    wanted: &mut Picture,
    name: &str,
    change: impl FnOnce(u64) -> u64,
) -> Result<(), String> {
    let number = wanted.result.pointer_mut(&format!("/ok/stats/{name}"));
    let number = number.ok_or_else(|| format!("no {name}"))?;
    *number = json!(change(number.as_u64().unwrap_or_default()));
    Ok(())
}

/// What the model is asked first, if it is asked at all.
pub(super) fn question(vector: &Vector) -> Option<String> {
    let args = &vector.call.args;
    let prompt = args.get("user_prompt").and_then(Value::as_str);
    let prompt = prompt.unwrap_or("<default user prompt>");
    if !is_run(vector) {
        return Some(format!("{prompt}\n\nMessage:\n{}", text(args, "message")));
    }
    let heard = heard(vector);
    let (_, messages) = conversations(&heard).into_iter().next()?;
    Some(format!("{prompt}\n\nMessages:\n{}", lines(&messages)))
}

pub(super) fn is_run(vector: &Vector) -> bool {
    vector.call.method == "agent run"
}

/// Messages by conversation, in the order of their first ones; nobody's name is the room's.
fn conversations<'a>(heard: &[&'a Value]) -> Vec<(Option<&'a str>, Vec<&'a Value>)> {
    let mut all: Vec<(Option<&str>, Vec<&Value>)> = Vec::new();
    for message in heard.iter().copied().filter(|message| !is_own(message)) {
        let is_direct = text(message, "message_type") == "direct";
        let name = is_direct.then(|| text(message, "from_username"));
        match all.iter_mut().find(|(known, _)| *known == name) {
            Some((_, messages)) => messages.push(message),
            None => all.push((name, vec![message])),
        }
    }
    all
}

/// Puts these messages into a question.
fn show(request: &mut Value, messages: &[&Value]) -> Result<(), String> {
    let turns = request.pointer_mut("/body/messages").and_then(Value::as_array_mut);
    let last = turns.and_then(|turns| turns.last_mut()).ok_or("a question without turns")?;
    let asked = text(last, "content").to_owned();
    let (prompt, _) = asked.split_once("\n\nMessages:\n").ok_or("a question without messages")?;
    let content = last.get_mut("content").ok_or("a turn without content")?;
    *content = format!("{prompt}\n\nMessages:\n{}", lines(messages)).into();
    Ok(())
}

/// Messages as a question shows them.
fn lines(messages: &[&Value]) -> String {
    let line = |message: &&Value| {
        let is_direct = text(message, "message_type") == "direct";
        let mark = if is_direct { "[DM] " } else { "" };
        format!("{mark}{}: {}", text(message, "from_username"), text(message, "content"))
    };
    messages.iter().map(line).collect::<Vec<_>>().join("\n\n")
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
