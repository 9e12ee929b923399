//! Tests of the crate from outside: wire form, answers, lists, public API.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod api;
mod deaf;
mod flow;
mod fuzz;
mod lists;
mod live;
mod realtime;
mod rest;
mod wire;

use chatwire_core::testing::{Answer, Script};
use chatwire_tokenbowl::{Builder, Client, Retry};
use serde_json::{Value, json};

/// Long enough that `Debug` of a secret would show its end.
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// A builder that answers from a script, without retries.
fn scripted(script: &Script) -> Builder {
    Client::builder(KEY).script(script.clone()).retry(Retry::none())
}

/// A client whose only request gets this answer.
fn answering(answer: Answer) -> Client {
    scripted(&Script::new().answer(answer)).build().unwrap()
}

/// A message with a time that grows with its number.
fn message(number: u32) -> Value {
    json!({
        "id": format!("m{number}"), "from_user_id": "u1", "from_username": "alice",
        "from_user_logo": null, "from_user_emoji": null, "from_user_bot": false, "to_user_id": null,
        "to_username": null, "content": format!("text {number}"), "message_type": "room",
        "description": "A room message.",
        "timestamp": format!("2025-10-27T{:02}:{:02}:00+00:00", number / 60, number % 60),
    })
}

/// A page of messages with these numbers, as the server writes it.
fn page(numbers: impl IntoIterator<Item = u32>, offset: u64, total: u64) -> Value {
    let messages: Vec<_> = numbers.into_iter().map(message).collect();
    let limit = messages.len();
    let has_more = offset + u64::try_from(limit).unwrap() < total;
    json!({"messages": messages, "pagination":
        {"total": total, "offset": offset, "limit": limit, "has_more": has_more}})
}

/// One's own account.
fn profile() -> Value {
    json!({"id": "u1", "username": "alice", "role": "member", "email": null, "api_key": KEY,
        "webhook_url": null, "logo": null, "viewer": false, "admin": false, "bot": false,
        "emoji": null, "created_at": "2025-10-27T12:00:00+00:00"})
}
