//! The agent: one answer that is written, and a run of it.

use std::time::Duration;

use chatwire_agent::testing::{Answer, Script, Sent};
use chatwire_agent::{Agent, Builder, Prompt};
use chatwire_tokenbowl::{Client, Error};
use serde_json::{Map, Value, json};

use super::bowl::{Lived, live};
use super::{KEY, tools};
use crate::adapter::NotMade;
use crate::adapter::clock::paused;
use crate::picture::{Picture, failure, outcome};
use crate::server::http::body_of;
use crate::spec::tokenbowl_agent::MAX_CONTENT;
use crate::spec::tokenbowl_tools::{AFTERWARDS, afterwards, has_tools, whole};
use crate::vector::{ScriptedResponse, Vector};

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
    // A model that was not asked has something to say all the same.
    let last = answers.last().cloned().unwrap_or_else(|| Answer::json(&afterwards()));
    let script = answers.into_iter().fold(Script::new(), Script::answer);
    Ok(script.always(last))
}

/// A recorded answer, whatever is wrong with it.
pub(super) fn answer(recorded: &ScriptedResponse) -> Result<Answer, NotMade> {
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
pub(super) fn key(vector: &Vector) -> &str {
    vector.call.args.get("api_key").map_or(KEY, |key| key.as_str().unwrap_or_default())
}

/// A prompt as it was given, or why ours does not take it; what the record calls a file is one.
fn prompt(vector: &Vector, name: &str, default: &str) -> Result<Result<Prompt, Error>, NotMade> {
    let given = argument(vector, name).filter(|given| !given.is_empty());
    let Some(given) = given else { return Ok(Ok(default.into())) };
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
        // Fewer than none is none.
        let tokens = tokens.as_i64().and_then(|tokens| u32::try_from(tokens.max(0)).ok());
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
    let Lived { result, mut calls, frames, marks } = live(&agent, vector).await?;
    calls.extend(model.requests().iter().map(request));
    Ok(Picture { requests: calls, result, frames, events: marks })
}

pub(super) fn request(sent: &Sent) -> Value {
    let (_, rest) = sent.url.split_once("://").unwrap_or_default();
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let query: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let headers: Map<String, Value> = sent
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().into()))
        .collect();
    let body: Value = serde_json::from_slice(&sent.body).unwrap_or_default();
    json!({"method": sent.method.as_str(), "path": path, "query": query, "headers": headers, "body": body})
}
