//! How an agent without tools lives through a record on Token Bowl by the specification: the questions, answers and numbers of each conversation.
//!
//! For records of an agent that mixes conversations, forgets single turns or loses messages. What the platform says and
//! the model answers is the record's.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use super::tokenbowl_agent::{
    Said, Window, conversations, has_failed, is_own, lines, pieces, prompt, text, tokens, window,
};
use super::tokenbowl_tools::{afterwards, asking, responses_of, whole};
use crate::picture::Picture;
use crate::placeholder;
use crate::script::{Payload, Script, Step};
use crate::vector::{ScriptedResponse, Vector};

/// Attempts of one question (tokenbowl.md 11.2).
const ATTEMPTS: usize = 3;

/// A step of the platform, and whether the agent is done by then with what came before.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Cue {
    /// What the platform does.
    pub step: Step,
    /// Whether it waits for the agent.
    pub is_later: bool,
}

/// What the platform does in a live session, with when.
///
/// # Errors
///
/// Frames that cannot be played.
pub fn cues(vector: &Vector) -> Result<Vec<Cue>, String> {
    let script = Script::read(vector)?;
    let queries = script.handshake.as_ref().map_or(0, |handshake| handshake.queries.len());
    let questions = questions(vector);
    let asked = |message: &Value| {
        let line = Said::line(message);
        questions.iter().position(|question| question.contains(&line))
    };
    // The question that the newest message stands in.
    let mut newest = Said::before(vector).iter().filter_map(asked).max();
    let (mut cues, mut is_answered): (Vec<Cue>, _) = (Vec::new(), false);
    for (at, step) in script.steps.iter().enumerate() {
        let mut is_later = std::mem::take(&mut is_answered);
        match step {
            Step::Client(Payload::Json(frame)) => {
                is_answered = is_later || frame.get("content").is_some();
                continue;
            }
            Step::Client(_) => {
                is_answered = is_later;
                continue;
            }
            Step::Server(Payload::Json(frame)) if Said::is_message(frame) => {
                // What no question has comes with the next message that one has.
                let after = script.steps.iter().skip(at).filter_map(|step| match step {
                    Step::Server(Payload::Json(frame)) if Said::is_message(frame) => asked(frame),
                    _ => None,
                });
                let question = asked(frame).or_else(|| after.max());
                is_later |= newest.is_some() && question > newest;
                newest = newest.max(question);
            }
            _ => {}
        }
        cues.push(Cue { step: step.clone(), is_later });
    }
    // A record may keep to itself how a connection ended: it breaks when the agent is done for the first time.
    let closed = cues.iter().filter(|cue| matches!(cue.step, Step::Close { .. })).count();
    for _ in (closed + 1)..queries {
        let at = cues.iter().position(|cue| cue.is_later).unwrap_or(cues.len());
        let step = Step::Close { code: None, reason: String::new() };
        cues.insert(at, Cue { step, is_later: true });
    }
    Ok(cues)
}

/// What the model is asked, in order: the last that a user says.
pub(super) fn questions(vector: &Vector) -> Vec<String> {
    let asked = vector.requests.iter().filter_map(|request| {
        let turns = request.body_json.as_ref()?.get("messages")?.as_array()?;
        let last = turns.iter().rfind(|turn| text(turn, "role") == "user")?;
        Some(text(&placeholder::expand(last), "content").to_owned())
    });
    asked.collect()
}

/// Puts what the specification says into a picture.
pub(super) fn lived(vector: &Vector, wanted: &mut Picture) -> Result<(), String> {
    let mut life = Life {
        prompt: prompt(vector).to_owned(),
        // Where none is named, all of a record fits.
        window: window(vector).unwrap_or_else(Window::endless),
        answers: responses_of(vector, "openrouter").map(whole).collect(),
        kept: BTreeMap::new(),
        asked: Vec::new(),
        frames: Vec::new(),
        numbers: Numbers::default(),
    };
    let is_asked = |request: &Value| request.pointer("/body/messages").is_some();
    let first = match wanted.requests.iter().find(|request| is_asked(request)) {
        Some(first) => first.clone(),
        None => asking(vector, "")?,
    };
    let mut batches = vec![in_order(&Said::before(vector))];
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut received = batches.iter().flatten().count() as u64;
    for Cue { step, is_later } in cues(vector)? {
        if is_later {
            batches.push(Vec::new());
        }
        let Step::Server(Payload::Json(frame)) = step else { continue };
        // A session brings a message once.
        if Said::is_message(&frame) && told.insert(text(&frame, "id").to_owned()) {
            received += 1;
            batches.last_mut().into_iter().for_each(|batch| batch.push(frame.clone()));
        }
    }
    let (mut seen, mut marks) = (BTreeSet::new(), Vec::new());
    for batch in &batches {
        let new: Vec<&Value> = batch
            .iter()
            .filter(|message| !is_own(message) && seen.insert(text(message, "id")))
            .collect();
        marks.extend(new.iter().map(|message| json!(text(message, "id"))));
        for (name, messages) in conversations(&new) {
            life.answer(name, &messages, &first)?;
        }
    }
    wanted.requests.retain(|request| !is_asked(request));
    wanted.requests.extend(life.asked);
    wanted.frames = life.frames;
    wanted.events = marks;
    let stats = wanted.result.pointer_mut("/ok/stats").and_then(Value::as_object_mut);
    let stats = stats.ok_or("the record has no numbers")?;
    let Numbers { sent, errors, input, output } = life.numbers;
    for (name, number) in [
        ("messages_received", received),
        ("messages_sent", sent),
        ("errors", errors),
        ("total_input_tokens", input),
        ("total_output_tokens", output),
    ] {
        stats.insert(name.to_owned(), number.into());
    }
    Ok(())
}

#[derive(Default)]
struct Numbers {
    sent: u64,
    errors: u64,
    input: u64,
    output: u64,
}

struct Life {
    prompt: String,
    window: Window,
    answers: VecDeque<ScriptedResponse>,
    /// What was said in each conversation, a question and its answer together.
    kept: BTreeMap<Option<String>, VecDeque<Vec<Value>>>,
    asked: Vec<Value>,
    frames: Vec<Value>,
    numbers: Numbers,
}

impl Life {
    /// One question of a conversation and what comes of it.
    fn answer(
        &mut self,
        name: Option<&str>,
        messages: &[&Value],
        like: &Value,
    ) -> Result<(), String> {
        let content = format!("{}\n\nMessages:\n{}", self.prompt, lines(messages));
        let asked = json!({"role": "user", "content": content});
        let kept = self.kept.entry(name.map(str::to_owned)).or_default();
        trim(kept, self.window.room(tokens(&content)));
        let mut request = like.clone();
        let turns = request.pointer_mut("/body/messages").and_then(Value::as_array_mut);
        let turns = turns.ok_or("a question without turns")?;
        turns.truncate(1);
        turns.extend(kept.iter().flatten().cloned());
        turns.push(asked.clone());
        let mut answer = ScriptedResponse::default();
        for _ in 0..ATTEMPTS {
            self.asked.push(request.clone());
            // The last one stays.
            answer = match self.answers.len() {
                0 => ScriptedResponse { json: Some(afterwards()), ..ScriptedResponse::default() },
                1 => self.answers.front().cloned().unwrap_or_default(),
                _ => self.answers.pop_front().unwrap_or_default(),
            };
            let passes = matches!(answer.status, Some(408 | 409 | 429 | 500..))
                || answer.drop
                || answer.fake_len.is_some();
            if !passes {
                break;
            }
        }
        let said = answer.json.as_ref().and_then(|body| body.pointer("/choices/0/message"));
        let Some(said) = said.filter(|_| !has_failed(&answer)) else {
            self.numbers.errors += 1;
            return Ok(());
        };
        let used = |name: &str| {
            let body = answer.json.as_ref();
            body.and_then(|body| body.pointer(name)).and_then(Value::as_u64).unwrap_or_default()
        };
        self.numbers.input += used("/usage/prompt_tokens");
        self.numbers.output += used("/usage/completion_tokens");
        let said = text(said, "content").trim();
        // Silence is remembered as none.
        let spoken = (!said.is_empty()).then(|| json!({"role": "assistant", "content": said}));
        let kept = self.kept.entry(name.map(str::to_owned)).or_default();
        kept.push_back(std::iter::once(asked).chain(spoken).collect());
        trim(kept, self.window.room(0));
        if said.is_empty() {
            return Ok(());
        }
        for content in pieces(said) {
            let mut frame = Map::new();
            frame.insert("content".into(), content.into());
            frame.extend(name.map(|name| ("to_username".to_owned(), name.into())));
            self.frames.push(frame.into());
            self.numbers.sent += 1;
        }
        Ok(())
    }
}

/// Messages of before, the oldest first; those whose time cannot be read have none.
pub(super) fn in_order(before: &[Value]) -> Vec<Value> {
    let mut before = before.to_vec();
    before.sort_by_key(|message| text(message, "timestamp").parse::<jiff::Timestamp>().ok());
    before
}

/// Forgets the oldest pairs until the rest fits.
fn trim(kept: &mut VecDeque<Vec<Value>>, room: u64) {
    let taken = |kept: &VecDeque<Vec<Value>>| -> u64 {
        kept.iter().flatten().map(|turn| tokens(text(turn, "content"))).sum()
    };
    while taken(kept) > room {
        kept.pop_front();
    }
}
