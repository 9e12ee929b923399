//! The agent of Token Bowl's Python client 1.1.7: what it asks the model, and what it writes.
//!
//! Typing goes by a call of its own, and is not compared.

use serde_json::{Map, Value, json};

use super::tokenbowl_tools::{has_tools, responses_of, whole};
use super::{Painter, tokenbowl_life, tokenbowl_tools};
use crate::picture::{Picture, recorded_request, recorded_result};
use crate::placeholder;
use crate::vector::{Recorded, RecordedRequest, ScriptedResponse, Vector};

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

/// What is said on the platform.
#[derive(Debug)]
#[non_exhaustive]
pub struct Said;

impl Said {
    /// A message as the recorded agent shows it.
    #[must_use]
    pub fn line(message: &Value) -> String {
        format!("{}{}", speaker(message), text(&placeholder::expand(message), "content"))
    }

    /// Whether a frame is a message.
    #[must_use]
    pub fn is_message(frame: &Value) -> bool {
        frame.get("from_username").is_some() && frame.get("content").is_some()
    }

    /// Messages that were not read at the start, in the order of the lists that hold them.
    #[must_use]
    pub fn before(vector: &Vector) -> Vec<Value> {
        let read = responses_of(vector, "tokenbowl").filter(|answer| !has_failed(answer));
        let lists = read.filter_map(|answer| answer.json.as_ref()?.as_array());
        lists.flatten().cloned().collect()
    }

    /// The id of everybody of this name: records have one for all.
    #[must_use]
    pub fn id_of(name: &str) -> String {
        format!("user-{name}")
    }

    /// Messages with the ids of those who wrote them.
    #[must_use]
    pub fn with_ids(said: &Value) -> Value {
        let mut said = placeholder::expand(said);
        match &mut said {
            Value::Array(messages) => {
                messages.iter_mut().for_each(|message| *message = Self::with_ids(message));
            }
            message if Self::is_message(message) => {
                let id = Self::id_of(text(message, "from_username"));
                if let Some(of) = message.get_mut("from_user_id") {
                    *of = id.into();
                }
            }
            _ => {}
        }
        said
    }
}

/// Messages that an agent is given: those from before the start, and what a session brings.
#[must_use]
pub fn heard(vector: &Vector) -> Vec<Value> {
    let live = frames(vector, "s2c").filter(|frame| Said::is_message(frame)).cloned();
    Said::before(vector).into_iter().chain(live).collect()
}

/// Whether a call got no answer that can be used.
#[must_use]
pub fn has_failed(answer: &ScriptedResponse) -> bool {
    let is_lost = answer.drop || answer.fake_len.is_some() || answer.none;
    is_lost || !matches!(answer.status, None | Some(200..300)) || answer.json.is_none()
}

/// Puts the talk of before first: each server has an order of its own.
pub fn caught_up_first(requests: &mut [Value]) {
    requests.sort_by_key(|request| text(request, "method") != "GET" || !is_caught_up(request));
}

/// Whether a call of the platform is one that records of an agent have: it learns who it is, and fills gaps, by itself.
#[must_use]
pub fn is_caught_up(call: &Value) -> bool {
    let path = text(call, "path");
    matches!(path, "/messages/unread" | "/messages/direct/unread")
        || text(call, "method") == "POST" && path == "/messages"
}

/// Whether a message is the agent's own, given back.
#[must_use]
pub fn is_own(message: &Value) -> bool {
    text(message, "from_username") == "bot"
}

fn frames<'a>(vector: &'a Vector, direction: &'a str) -> impl Iterator<Item = &'a Value> {
    let frames = vector.other.get("frames").and_then(Value::as_array);
    let of = frames.into_iter().flatten().filter(move |frame| text(frame, "dir") == direction);
    of.filter_map(|frame| frame.get("json"))
}

fn cases(vector: &Vector) -> Vec<&'static str> {
    let all = heard(vector);
    let heard: Vec<&Value> = all.iter().collect();
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
    let questions = tokenbowl_life::questions(vector);
    let is_shown = |message: &&Value| {
        let line = Said::line(message);
        questions.iter().any(|question| question.contains(&line))
    };
    if heard.iter().any(|message| is_own(message) && is_shown(message)) {
        cases.push("own_words");
    }
    if heard.iter().any(|message| Said::line(message) != lines(&[message])) {
        cases.push("further_lines");
    }
    if is_run(vector) && heard.iter().any(|message| is_strange(message)) {
        cases.push("strange_message");
    }
    let before = Said::before(vector);
    let is_in_order =
        before.iter().zip(tokenbowl_life::in_order(&before)).all(|(one, other)| one == &other);
    let shown = questions.first().map(|question| {
        before.iter().all(|message| {
            let line = Said::line(message);
            // Nothing live stands in front of it.
            question.find(&line).is_none_or(|at| {
                frames(vector, "s2c")
                    .filter(|frame| Said::is_message(frame))
                    .all(|live| question.find(&Said::line(live)).is_none_or(|other| other >= at))
            })
        })
    });
    if !is_in_order || shown == Some(false) {
        cases.push("earlier_later");
    }
    if is_run(vector) {
        let lists = responses_of(vector, "tokenbowl").filter(|answer| has_failed(answer));
        cases.extend(
            lists.map(
                |answer| if is_asked_again(answer) { "unread_later" } else { "unread_refused" },
            ),
        );
    }
    let mut turns = vector
        .requests
        .iter()
        .filter_map(|request| request.body_json.as_ref()?.get("messages")?.as_array());
    if turns.any(|turns| turns.iter().any(tokenbowl_tools::is_unspoken)) {
        cases.push("unspoken");
    }
    let moved = |answer: &ScriptedResponse| matches!(answer.status, Some(300..400));
    if responses_of(vector, "openrouter").any(moved) {
        cases.push("model_moved");
    }
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
pub(super) struct Window {
    tokens: u64,
    /// Tokens of both prompts.
    prompts: u64,
}

impl Window {
    /// One that all of a record fits into.
    pub(super) fn endless() -> Self {
        Self { tokens: u64::MAX, prompts: 0 }
    }

    /// Tokens that are left beside the prompts, the answer and a batch.
    pub(super) fn room(&self, batch: u64) -> u64 {
        self.tokens.saturating_sub(ANSWER_RESERVE + self.prompts + batch)
    }
}

/// The window of a record that names one.
pub(super) fn window(vector: &Vector) -> Option<Window> {
    let args = &vector.call.args;
    let given = |name: &str, default: &str| {
        tokens(args.get(name).and_then(Value::as_str).unwrap_or(default))
    };
    Some(Window {
        // Fewer than none is none.
        tokens: u64::try_from(args.get("context_window")?.as_i64()?.max(0)).ok()?,
        prompts: given("system_prompt", "<default system prompt>")
            + given("user_prompt", "<default user prompt>"),
    })
}

/// Tokens of a text: four characters each, rounded up.
pub(super) fn tokens(text: &str) -> u64 {
    let text = placeholder::expand(&json!(text));
    text.as_str().map_or(0, |text| text.chars().count() as u64).div_ceil(4)
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
pub(super) fn pieces(answer: &str) -> Vec<String> {
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
    let of_agent = |request: &&RecordedRequest| {
        matches!(request.host.as_deref(), Some("openrouter" | "mcp" | "tokenbowl"))
    };
    let requests = vector.requests.iter().filter(of_agent).map(|request| {
        let mut shown = recorded_request(request);
        if let Some(shown) = shown.as_object_mut() {
            let body = request.body_json.clone().unwrap_or_default();
            shown.insert("body".into(), tokenbowl_tools::shown(body));
        }
        shown
    });
    let mut requests: Vec<Value> = requests.collect();
    caught_up_first(&mut requests);
    // The verb stands in `action`, where no server looked for it (tokenbowl.md 0, 7.2).
    let marked = |frame: &&Value| text(frame, "action") == "mark_read";
    let marks = frames(vector, "c2s").filter(marked).filter_map(|frame| frame.get("message_id"));
    let said = frames(vector, "c2s").filter(|frame| frame.get("content").is_some());
    Picture { requests, result, frames: said.cloned().collect(), events: marks.cloned().collect() }
}

/// What a record came to; an error is that of the last answer, since a message to a server of tools has none of its own.
fn result(vector: &Vector) -> Value {
    let mut vector = vector.clone();
    let last = vector.responses.pop().map(|last| whole(&last));
    // What the model said could not be sent, and was not.
    let is_said = |last: &ScriptedResponse| {
        last.host.as_deref() == Some("openrouter")
            && last
                .json
                .as_ref()
                .is_some_and(|body| body.pointer("/choices/0/message/content").is_some())
    };
    if last.as_ref().is_some_and(is_said) && error_type(&vector) == Some("ValidationError") {
        return json!({"error": {"kinds": ["Input"]}});
    }
    let is_lost = last.as_ref().is_some_and(|last| last.drop || last.fake_len.is_some());
    if is_lost && matches!(vector.recorded(), Recorded::Error(_)) {
        return json!({"error": {"kinds": ["Connect", "Transport"]}});
    }
    vector.responses = last.into_iter().collect();
    vector.requests.truncate(vector.responses.len());
    recorded_result(&vector, kind_of_body)
}

fn error_type(vector: &Vector) -> Option<&str> {
    vector.result.get("error")?.get("type")?.as_str()
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
    match change {
        // Nothing is begun with a setting that cannot be used.
        "refused" => {
            *wanted = Picture::default();
            wanted.fails("Config");
            Ok(())
        }
        // Answers that are too long for a message are several; all that is said is written.
        "pieces" if is_run(vector) && !has_tools(vector) => tokenbowl_life::lived(vector, wanted),
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
        // Endpoints do not move.
        "stays" => {
            wanted.fails("Redirect");
            wanted.requests.truncate(1);
            Ok(())
        }
        // Without the talk of before nothing is begun, since a repetition does not change it.
        "unread_refused" => {
            wanted.requests.retain(is_caught_up);
            wanted.frames.clear();
            wanted.events.clear();
            let refused = responses_of(vector, "tokenbowl").find(|answer| has_failed(answer));
            wanted.fails(match refused.and_then(|answer| answer.status) {
                Some(401) => "Auth",
                Some(403) => "Forbidden",
                Some(404) => "NotFound",
                Some(400..=499) => "Rejected",
                _ => "Decode",
            });
            Ok(())
        }
        // Both lists are asked for again.
        "asked_again" => {
            let asked = wanted.requests.first().cloned().ok_or("no list was asked for")?;
            for path in ["/messages/direct/unread", "/messages/unread"] {
                let mut again = asked.clone();
                if let Some(place) = again.get_mut("path") {
                    *place = path.into();
                }
                wanted.requests.insert(0, again);
            }
            let tried = wanted.requests.iter().filter(|request| is_caught_up(request));
            // What failed stands first.
            let mut tried: Vec<Value> = tried.cloned().collect();
            tried.rotate_left(2);
            wanted.requests.retain(|request| !is_caught_up(request));
            wanted.requests.splice(0..0, tried);
            Ok(())
        }
        // Each conversation by itself, with what fits of it.
        "lived" => tokenbowl_life::lived(vector, wanted),
        other => tokenbowl_tools::instead(other, vector, wanted),
    }
}

/// Adds an answer that the record lacks, in as many messages as it takes, and that nothing went wrong with it.
pub(super) fn say(vector: &Vector, wanted: &mut Picture, answer: &str) -> Result<(), String> {
    let (pieces, all, args) = (pieces(answer), heard(vector), &vector.call.args);
    let heard: Vec<&Value> = all.iter().collect();
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
    let (args, prompt) = (&vector.call.args, prompt(vector));
    if !is_run(vector) {
        return Some(format!("{prompt}\n\nMessage:\n{}", text(args, "message")));
    }
    let all = heard(vector);
    let heard: Vec<&Value> = all.iter().collect();
    let (_, messages) = conversations(&heard).into_iter().next()?;
    Some(format!("{prompt}\n\nMessages:\n{}", lines(&messages)))
}

/// What the model is asked to do with messages.
pub(super) fn prompt(vector: &Vector) -> &str {
    let prompt = vector.call.args.get("user_prompt").and_then(Value::as_str);
    prompt.filter(|prompt| !prompt.is_empty()).unwrap_or("<default user prompt>")
}

pub(super) fn is_run(vector: &Vector) -> bool {
    vector.call.method == "agent run"
}

/// Messages by conversation, in the order of their first ones; nobody's name is the room's.
pub(super) fn conversations<'a>(heard: &[&'a Value]) -> Vec<(Option<&'a str>, Vec<&'a Value>)> {
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

/// Messages as a question shows them.
pub(super) fn lines(messages: &[&Value]) -> String {
    // Further lines are indented: none of them looks like the beginning of a message (tokenbowl.md 13.17).
    let line = |message: &&Value| {
        let content = placeholder::expand(message);
        let content = text(&content, "content").replace("\r\n", "\n");
        format!("{}{}", speaker(message), content.trim_end().replace('\n', "\n    "))
    };
    messages.iter().map(line).collect::<Vec<_>>().join("\n\n")
}

/// How the line of a message begins.
fn speaker(message: &Value) -> String {
    let is_direct = text(message, "message_type") == "direct";
    let mark = if is_direct { "[DM] " } else { "" };
    format!("{mark}{}: ", text(message, "from_username"))
}

/// Whether the recorded agent cannot read a message that says enough (tokenbowl.md 0).
fn is_strange(message: &Value) -> bool {
    let is_time = text(message, "timestamp").parse::<jiff::Timestamp>().is_ok();
    let is_known = matches!(text(message, "message_type"), "room" | "direct" | "system");
    message.get("timestamp").is_some()
        && (message.get("description").is_none() || !is_known || !is_time)
}

/// Whether a list that could not be had is asked for again.
fn is_asked_again(answer: &ScriptedResponse) -> bool {
    answer.drop || answer.fake_len.is_some() || matches!(answer.status, Some(429 | 500..))
}

pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
