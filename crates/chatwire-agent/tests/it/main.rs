//! Tests of the agent at its public boundary.

#![expect(clippy::unwrap_used, reason = "tests")]
#![cfg_attr(feature = "mcp", expect(clippy::indexing_slicing, reason = "tests"))]

mod answers;
#[cfg(feature = "mcp")]
mod mcp;
mod runner;
mod shown;
mod tokenbowl;

use chatwire::{Incoming, Room, Sender};
use chatwire_agent::{Agent, Builder};
use chatwire_core::testing::{Answer, Script};
use serde_json::{Value, json};

const KEY: &str = "sk-or-0123456789";

/// A completion with this text and a hundred tokens.
fn completion(text: &str) -> Answer {
    Answer::json(&json!({
        "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 90, "completion_tokens": 10},
    }))
}

/// A script that answers with these texts, one after another.
fn says<'a>(texts: impl IntoIterator<Item = &'a str>) -> Script {
    texts.into_iter().fold(Script::new(), |script, text| script.answer(completion(text)))
}

fn agent(script: &Script) -> Builder {
    Agent::builder(KEY).system("S").user("U").no_guard_prompt().no_cooldown().script(script.clone())
}

fn message(id: &str, name: &str, text: &str) -> Incoming {
    Incoming::new(id, Room::new("test", "hall"), Sender::new(format!("id-{name}")).name(name), text)
}

/// Bodies of the calls so far.
fn bodies(script: &Script) -> Vec<Value> {
    script.requests().iter().map(|sent| serde_json::from_slice(&sent.body).unwrap()).collect()
}

/// Contents of the turns of a call.
fn turns(body: &Value) -> Vec<String> {
    let messages = body["messages"].as_array().unwrap();
    messages.iter().map(|turn| turn["content"].as_str().unwrap_or("-").to_owned()).collect()
}
