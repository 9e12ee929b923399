//! The agent of Token Bowl's Python client 1.1.7: what it asks the model, and what it writes.
//!
//! Marks and typing of its session are those of every session, and compared there.

use serde_json::{Map, Value, json};

use super::{Painter, tokenbowl_tools};
use crate::picture::{Picture, recorded_request, recorded_result};
use crate::vector::{RecordedRequest, Vector};

/// How records of the agent become pictures.
pub static PAINTER: Painter = Painter { cases, recorded, instead };

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
    cases
}

fn recorded(vector: &Vector) -> Picture {
    let mut result = recorded_result(vector, |_| None);
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

fn instead(change: &str, vector: &Vector, wanted: &mut Picture) -> Result<(), String> {
    let heard = heard(vector);
    match change {
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
                let number = wanted.result.pointer_mut(&format!("/ok/stats/{name}"));
                let number = number.ok_or_else(|| format!("no {name}"))?;
                *number = json!(number.as_u64().unwrap_or_default() * times as u64);
            }
            (wanted.requests, wanted.frames) = (requests, frames);
            Ok(())
        }
        other => tokenbowl_tools::instead(other, vector, wanted),
    }
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
    let line = |message: &&Value| {
        let is_direct = text(message, "message_type") == "direct";
        let mark = if is_direct { "[DM] " } else { "" };
        format!("{mark}{}: {}", text(message, "from_username"), text(message, "content"))
    };
    let lines: Vec<_> = messages.iter().map(line).collect();
    let content = last.get_mut("content").ok_or("a turn without content")?;
    *content = format!("{prompt}\n\nMessages:\n{}", lines.join("\n\n")).into();
    Ok(())
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
