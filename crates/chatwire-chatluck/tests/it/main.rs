//! Tests of the crate from outside: wire form, answers, flows against the emulator, public API.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod api;
mod flow;
mod fuzz;
mod limit;
mod lists;
mod live;
mod poll;
mod rest;
mod wire;

use chatwire_chatluck::{Builder, Client, Retry};
use chatwire_core::testing::{Answer, Script};
use serde_json::{Value, json};

/// Long enough that `Debug` of a secret would show its end.
const KEY: &str = "ck_test_0123456789";

/// A builder that answers from a script, without limiter and retries.
fn scripted(script: &Script) -> Builder {
    Client::builder(KEY).script(script.clone()).no_rate_limit().retry(Retry::none())
}

/// A client whose only request gets this answer.
fn answering(answer: Answer) -> Client {
    scripted(&Script::new().answer(answer)).build().unwrap()
}

/// A message with a time that grows with its number.
fn message(number: u32) -> Value {
    json!({
        "id": format!("msg_{number}"), "channel_id": "ch", "user_id": "u", "content": format!("text {number}"),
        "created_at": format!("2025-01-01T{:02}:{:02}:00Z", number / 60, number % 60),
    })
}

/// A page of messages with these numbers.
fn messages(numbers: impl IntoIterator<Item = u32>) -> Value {
    json!({"messages": numbers.into_iter().map(message).collect::<Vec<_>>()})
}

/// Decoded query pairs of an absolute or relative URL.
fn query(url: &str) -> Vec<(String, String)> {
    let Some((_, query)) = url.split_once('?') else { return Vec::new() };
    let text = |text: &str| {
        let bytes = text.replace('+', " ").into_bytes();
        let mut plain = Vec::new();
        let mut rest = &bytes[..];
        while let [first, tail @ ..] = rest {
            if let (b'%', [high, low, after @ ..]) = (first, tail) {
                let digits = String::from_utf8(vec![*high, *low]).unwrap();
                plain.push(u8::from_str_radix(&digits, 16).unwrap());
                rest = after;
            } else {
                plain.push(*first);
                rest = tail;
            }
        }
        String::from_utf8(plain).unwrap()
    };
    query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(k, v)| (text(k), text(v)))
        .collect()
}

/// Value of a query parameter.
fn parameter(url: &str, name: &str) -> Option<String> {
    query(url).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}
