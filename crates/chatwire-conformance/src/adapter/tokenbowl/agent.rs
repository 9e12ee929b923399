//! The agent: one answer that is written, and a run of it on a platform in memory.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire_agent::chatwire::{
    BoxFuture, Capabilities, Error, Event, Incoming, LengthUnit, MessageId, Outgoing, Platform,
    Room,
};
use chatwire_agent::testing::{Answer, Script, Sent};
use chatwire_agent::{Agent, Builder, Prompt};
use chatwire_tokenbowl::{Client, Message};
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use serde_json::{Map, Value, json};

use super::{KEY, tools};
use crate::adapter::NotMade;
use crate::adapter::clock::paused;
use crate::picture::{Picture, failure, outcome};
use crate::server::http::body_of;
use crate::spec::tokenbowl_agent::{MAX_CONTENT, is_answer, is_own};
use crate::spec::tokenbowl_tools::{AFTERWARDS, has_tools, whole};
use crate::vector::{ScriptedResponse, Vector};

/// How long a message waits for the answer that was recorded before it.
const PATIENCE: Duration = Duration::from_secs(120);

/// Makes the call of a record.
pub(in crate::adapter) async fn paint(vector: &Vector) -> Result<Picture, NotMade> {
    if has_tools(vector) {
        return tools::paint(vector).await;
    }
    let vector = vector.clone();
    paused(move || async move {
        match vector.call.method.as_str() {
            "agent send" => send(&vector).await,
            "agent run" => run(&vector).await,
            other => Err(NotMade::Unknown(format!("this runner does not replay {other:?}"))),
        }
    })
    .await
}

/// The recorded answers of one host; the last again and again.
fn script(vector: &Vector, host: &str) -> Result<Script, NotMade> {
    let recorded = vector.responses.iter().filter(|answer| answer.host.as_deref() == Some(host));
    let answers = recorded.map(answer).collect::<Result<Vec<_>, _>>()?;
    let last = answers.last().cloned();
    let script = answers.into_iter().fold(Script::new(), Script::answer);
    Ok(match last {
        Some(last) => script.always(last),
        None => script,
    })
}

/// A recorded answer, whatever is wrong with it.
fn answer(recorded: &ScriptedResponse) -> Result<Answer, NotMade> {
    let recorded = whole(recorded);
    let trouble = |error: &dyn std::fmt::Display| NotMade::Unknown(format!("an answer: {error}"));
    let mut answer = match &recorded {
        ScriptedResponse { drop: true, .. } => Answer::drop_after(),
        ScriptedResponse { none: true, .. } => Answer::never(),
        recorded => Answer::status(recorded.status.unwrap_or(200)),
    };
    for (name, value) in &recorded.headers {
        answer = answer.header(name, value);
    }
    if let Some(seconds) = recorded.delay {
        let delay = Duration::try_from_secs_f64(seconds).map_err(|error| trouble(&error))?;
        answer = answer.delay(delay);
    }
    let (label, body) = body_of(&recorded).map_err(|error| trouble(&error))?;
    let is_labelled = recorded.headers.keys().any(|name| name.eq_ignore_ascii_case("content-type"));
    if let Some(label) = label.filter(|_| !is_labelled) {
        answer = answer.header("content-type", label);
    }
    answer = answer.body(body);
    Ok(if recorded.fake_len.is_some() { answer.cut() } else { answer })
}

/// Token Bowl over HTTP; where the record has no answer of it, it stores what it is sent.
pub(super) fn bowl(vector: &Vector) -> Result<Script, NotMade> {
    let recorded = script(vector, "tokenbowl")?;
    let is_recorded =
        vector.responses.iter().any(|answer| answer.host.as_deref() == Some("tokenbowl"));
    if is_recorded {
        return Ok(recorded);
    }
    let stored = json!({
        "id": "550e8400-e29b-41d4-a716-446655440199",
        "from_user_id": "550e8400-e29b-41d4-a716-446655440001",
        "from_username": "bot",
        "to_username": null,
        "content": AFTERWARDS,
        "message_type": "room",
        "timestamp": "2025-10-27T12:00:00+00:00",
    });
    Ok(recorded.always(Answer::status(201).body(stored.to_string())))
}

fn argument<'a>(vector: &'a Vector, name: &str) -> Option<&'a str> {
    vector.call.args.get(name).and_then(Value::as_str)
}

/// Key of Token Bowl, the usual one where it is left out; null is an empty one.
fn key(vector: &Vector) -> &str {
    vector.call.args.get("api_key").map_or(KEY, |key| key.as_str().unwrap_or_default())
}

/// A prompt as it was given, or why ours does not take it; what the record calls a file is one.
fn prompt(vector: &Vector, name: &str, default: &str) -> Result<Result<Prompt, Error>, NotMade> {
    let Some(given) = argument(vector, name) else { return Ok(Ok(default.into())) };
    let Some(held) = given.strip_prefix("<path of a file that holds: ") else {
        return Ok(Prompt::from_arg(given));
    };
    // The record writes line feeds as in a source.
    let held = held.strip_suffix('>').unwrap_or(held).replace("\\n", "\n");
    let place = vector.id.replace('/', "-");
    let path = std::env::temp_dir().join(format!("{place}-{}.md", std::process::id()));
    let trouble = |error: &dyn std::fmt::Display| NotMade::Unknown(format!("a file: {error}"));
    std::fs::write(&path, held).map_err(|error| trouble(&error))?;
    let read = Prompt::from_arg(&path.to_string_lossy());
    std::fs::remove_file(&path).map_err(|error| trouble(&error))?;
    read.map(Ok).map_err(|error| trouble(&error))
}

/// The agent of a record, before it is said where its model is; or why ours does not take what it was given.
pub(super) fn builder(vector: &Vector) -> Result<Result<Builder, Error>, NotMade> {
    let system = prompt(vector, "system_prompt", "<default system prompt>")?;
    let user = prompt(vector, "user_prompt", "<default user prompt>")?;
    let (system, user) = match (system, user) {
        (Ok(system), Ok(user)) => (system, user),
        (Err(error), _) | (_, Err(error)) => return Ok(Err(error)),
    };
    // A key that the platform's client does not take is refused before anything is asked.
    if let Err(error) = Client::builder(key(vector)).build() {
        return Ok(Err(error));
    }
    let mut builder = Agent::builder(argument(vector, "openrouter_api_key").unwrap_or_default())
        .system(system)
        .user(user)
        .referer("https://github.com/RobSpectre/token-bowl-chat")
        .title("Token Bowl Chat Agent")
        // Defences that the recorded agent does not have, and that can be switched off.
        .no_guard_prompt()
        .no_cooldown()
        .answer_bots()
        .bot_turns(0)
        .similarity(0.0)
        .max_history(0)
        .message_cap(MAX_CONTENT)
        .batch_cap(usize::MAX);
    // The option's name, and that of the class.
    let model = argument(vector, "model").or_else(|| argument(vector, "model_name"));
    if let Some(model) = model {
        builder = builder.model(model);
    }
    if let Some(tokens) = vector.call.args.get("context_window").filter(|given| !given.is_null()) {
        let tokens = tokens.as_u64().and_then(|tokens| u32::try_from(tokens).ok());
        let unknown = || NotMade::Unknown("the context window is no number of tokens".to_owned());
        builder = builder.context_window(tokens.ok_or_else(unknown)?);
    }
    Ok(Ok(builder))
}

fn agent(vector: &Vector, script: &Script) -> Result<Result<Agent, Error>, NotMade> {
    Ok(builder(vector)?.and_then(|builder| builder.script(script.clone()).build()))
}

async fn send(vector: &Vector) -> Result<Picture, NotMade> {
    let (model, bowl) = (script(vector, "openrouter")?, bowl(vector)?);
    let agent = match agent(vector, &model)? {
        Ok(agent) => agent,
        Err(error) => return Ok(Picture::of(failure(&error))),
    };
    let result = send_by(&agent, vector, &bowl).await?;
    let sent = model.requests().into_iter().chain(bowl.requests());
    let requests = sent.map(|sent| request(&sent)).collect();
    Ok(Picture { requests, result, ..Picture::default() })
}

/// Lets an agent answer and send; the outcome.
pub(super) async fn send_by(
    agent: &Agent,
    vector: &Vector,
    bowl: &Script,
) -> Result<Value, NotMade> {
    let client = Client::builder(key(vector));
    let client = client.script(bowl.clone()).build();
    let client = client.map_err(|error| NotMade::Unknown(error.to_string()))?;
    let mut send = agent.send(&client, argument(vector, "message").unwrap_or_default());
    if let Some(name) = argument(vector, "to") {
        send = send.to_username(name);
    }
    // The command prints; it returns nothing.
    Ok(outcome(send.await.map(|_| Value::Null)))
}

async fn run(vector: &Vector) -> Result<Picture, NotMade> {
    let model = script(vector, "openrouter")?;
    let agent = match agent(vector, &model)? {
        Ok(agent) => agent,
        Err(error) => return Ok(Picture::of(failure(&error))),
    };
    let (result, frames) = run_by(&agent, vector).await?;
    let requests = model.requests().iter().map(request).collect();
    Ok(Picture { requests, result, frames, events: Vec::new() })
}

/// Lets an agent live as long as the record; the outcome, and what it wrote.
pub(super) async fn run_by(agent: &Agent, vector: &Vector) -> Result<(Value, Vec<Value>), NotMade> {
    let bowl = Arc::new(Bowl::read(vector)?);
    let interval = vector.call.args.get("queue_interval").and_then(Value::as_f64);
    // The recorded agent gives a batch up that failed.
    let runner = agent.run_on(Arc::clone(&bowl)).concurrency(1).retries(0);
    let runner = runner.queue_interval(Duration::from_secs_f64(interval.unwrap_or(15.0)));
    let result = match runner.run().await {
        Ok(report) => json!({"ok": {"stats": report.stats}}),
        Err(error) => failure(&error),
    };
    let frames = bowl.written.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok((result, frames))
}

pub(super) fn request(sent: &Sent) -> Value {
    let (_, rest) = sent.url.split_once("://").unwrap_or_default();
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
    let headers: Map<String, Value> = sent
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().into()))
        .collect();
    let body: Value = serde_json::from_slice(&sent.body).unwrap_or_default();
    json!({"method": sent.method.as_str(), "path": path, "query": [], "headers": headers, "body": body})
}

/// Token Bowl as it was recorded: messages, each after the answers that were recorded before it.
#[derive(Debug)]
struct Bowl {
    said: Mutex<VecDeque<(usize, Incoming)>>,
    written: Arc<Mutex<Vec<Value>>>,
}

impl Bowl {
    fn read(vector: &Vector) -> Result<Self, NotMade> {
        let frames = vector.other.get("frames").and_then(Value::as_array);
        let (mut said, mut answers) = (VecDeque::new(), 0);
        for frame in frames.into_iter().flatten() {
            let content = frame.get("json").unwrap_or(&Value::Null);
            match frame.get("dir").and_then(Value::as_str) {
                Some("s2c") if content.get("type").is_none() => {
                    let message: Message = serde_json::from_value(content.clone())
                        .map_err(|error| NotMade::Unknown(format!("a message: {error}")))?;
                    let mut message = Incoming::from(message);
                    message.sender.is_self = is_own(content);
                    said.push_back((answers, message));
                }
                Some("c2s") if is_answer(content) => answers += 1,
                _ => {}
            }
        }
        Ok(Self { said: Mutex::new(said), written: Arc::default() })
    }
}

impl Platform for Bowl {
    fn name(&self) -> &'static str {
        "tokenbowl"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default().max_length(MAX_CONTENT, LengthUnit::Chars)
    }

    fn events(&self) -> BoxStream<'static, Result<Event, Error>> {
        let said = std::mem::take(&mut *self.said.lock().unwrap_or_else(PoisonError::into_inner));
        let written = Arc::clone(&self.written);
        let messages = stream::iter(said).then(move |(answers, message)| {
            let written = Arc::clone(&written);
            async move {
                let due = async {
                    while written.lock().unwrap_or_else(PoisonError::into_inner).len() < answers {
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                };
                // A recorded answer that never comes shows in the frames.
                drop(tokio::time::timeout(PATIENCE, due).await);
                Ok(Event::Message(message))
            }
        });
        messages.boxed()
    }

    fn send<'a>(
        &'a self,
        room: &'a Room,
        message: Outgoing,
    ) -> BoxFuture<'a, Result<MessageId, Error>> {
        let mut frame = Map::new();
        frame.insert("content".into(), message.text.into());
        let name = room.id.strip_prefix("user:");
        frame.extend(name.map(|name| ("to_username".to_owned(), name.into())));
        self.written.lock().unwrap_or_else(PoisonError::into_inner).push(frame.into());
        Box::pin(async { Ok(MessageId::from("m")) })
    }
}
