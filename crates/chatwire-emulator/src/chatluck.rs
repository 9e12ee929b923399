//! Chatluck: six calls over channels, users and messages, and webhooks.
//!
//! What the platform leaves open is decided here and can be switched: messages are listed oldest first, the
//! first page starts at the oldest, and answers carry `next_offset`, `has_more` and `total`.

mod page;
mod routes;
mod state;

use std::sync::{Arc, Mutex};

use axum::Router;
use http::StatusCode;
use serde_json::{Value, json};

use crate::EmulatorError;
use crate::courier::{Courier, Outbox, courier, loopback};
use crate::world::{World, lock};
use state::State;

pub use crate::courier::Delivery;

/// Accepted when the builder and the script name no key.
const DEFAULT_KEY: &str = "ck_test_key";

/// Steers the Chatluck side of an emulator. Cheap to clone; all clones act on the same world.
///
/// People and channels may be named by name or by id wherever a method takes one; a name that does not exist
/// yet is created.
///
/// ```
/// use chatwire_emulator::Emulator;
///
/// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
/// let emulator = Emulator::start_blocking()?;
/// let chatluck = emulator.chatluck();
/// chatluck.join("general", "alice");
/// chatluck.say("general", "alice", "hello");
/// assert_eq!(chatluck.messages("general")[0]["content"], "hello");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Chatluck {
    shared: Arc<Shared>,
}

/// Behind every handle and every route.
#[derive(Debug)]
struct Shared {
    world: World,
    outbox: Outbox,
    keys: Vec<String>,
    state: Mutex<State>,
}

/// Error body in Chatluck's own form.
pub(crate) fn error_body(_path: &str, status: StatusCode) -> Value {
    json!({"error": status.canonical_reason().unwrap_or("error").to_lowercase()})
}

impl Chatluck {
    pub(crate) fn new(world: World, mut keys: Vec<String>) -> (Self, Courier) {
        if keys.is_empty() {
            keys.push(DEFAULT_KEY.to_owned());
        }
        let (outbox, courier) = courier();
        let mut state = State::default();
        for nth in 1..=keys.len() {
            let name = if nth == 1 { "bot".to_owned() } else { format!("bot{nth}") };
            state.add_user(&world.clock, &name);
        }
        let shared = Shared { world, outbox, keys, state: Mutex::new(state) };
        (Self { shared: Arc::new(shared) }, courier)
    }

    pub(crate) fn router(&self) -> Router {
        routes::router(Arc::clone(&self.shared))
    }

    /// First API key that is accepted: by default `ck_test_key`. Its owner is the user `user_1`, named `bot`.
    #[must_use]
    pub fn key(&self) -> String {
        self.shared.keys.first().cloned().unwrap_or_default()
    }

    /// Id of a channel, which is created (public, without members) when there is none of that name or id.
    pub fn channel(&self, name: &str) -> String {
        lock(&self.shared.state).channel_named(&self.shared.world.clock, name)
    }

    /// Id of a channel that is only listed with `include_private`; created, or made private, as needed.
    pub fn private_channel(&self, name: &str) -> String {
        let mut state = lock(&self.shared.state);
        let id = state.channel_named(&self.shared.world.clock, name);
        if let Some(channel) = state.channel_mut(&id) {
            channel.is_private = true;
        }
        id
    }

    /// Id of a user, who is created (active) when there is none of that name or id.
    pub fn user(&self, name: &str) -> String {
        lock(&self.shared.state).user_named(&self.shared.world.clock, name)
    }

    /// Sets a user's status, as `active` or `inactive`.
    pub fn set_status(&self, user: &str, status: &str) {
        let mut state = lock(&self.shared.state);
        let id = state.user_named(&self.shared.world.clock, user);
        if let Some(user) = state.user_mut(&id) {
            status.clone_into(&mut user.status);
        }
    }

    /// Makes a user a member of a channel; the first time this pushes `user.joined`.
    pub fn join(&self, channel: &str, user: &str) {
        let mut state = lock(&self.shared.state);
        let clock = &self.shared.world.clock;
        let (channel, user) = (state.channel_named(clock, channel), state.user_named(clock, user));
        if let Some(event) = state.join(&channel, &user) {
            self.shared.push(&state, &event);
        }
    }

    /// Lets a person write a message, which is listed from now on and pushed as `message.created`.
    /// Returns its id.
    pub fn say(&self, channel: &str, user: &str, text: &str) -> String {
        self.say_message(channel, user, text, &Value::Null)
    }

    /// As [`say`](Self::say), with the fields `attachments` and `metadata` of an object.
    pub fn say_message(&self, channel: &str, user: &str, text: &str, more: &Value) -> String {
        let mut state = lock(&self.shared.state);
        let clock = &self.shared.world.clock;
        let (channel, user) = (state.channel_named(clock, channel), state.user_named(clock, user));
        let message = state.add_message(clock, &channel, &user, text, more);
        let event = json!({"event_type": "message.created", "message": message});
        self.shared.push(&state, &event);
        message.get("id").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// Messages of a channel as the API shows them, oldest first; none for an unknown channel.
    #[must_use]
    pub fn messages(&self, channel: &str) -> Vec<Value> {
        lock(&self.shared.state).messages_of(channel)
    }

    /// All channels as the API shows them, private ones included.
    #[must_use]
    pub fn channels(&self) -> Vec<Value> {
        lock(&self.shared.state).channels_json()
    }

    /// All users as the API shows them.
    #[must_use]
    pub fn users(&self) -> Vec<Value> {
        lock(&self.shared.state).users_json()
    }

    /// Pushes every later message and joining to an address, as the two webhooks of the platform:
    /// messages of people and messages posted through the API alike.
    ///
    /// # Errors
    /// [`EmulatorError::Webhook`] unless the address is plain http on loopback.
    pub fn webhook_to(&self, url: &str) -> Result<(), EmulatorError> {
        let uri = loopback(url)?;
        lock(&self.shared.state).webhooks.push(uri);
        Ok(())
    }

    /// Waits until every webhook that was caused so far is delivered or given up.
    pub async fn webhooks_settled(&self) {
        self.shared.outbox.settled().await;
    }

    /// Webhooks that were delivered or given up, with the receiver's answers: the last 10,000.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.shared.outbox.done()
    }

    /// Answers 429 with `Retry-After: 1` to more than ten requests of a key in a second. Off by default.
    ///
    /// The window is 900 ms, so that a client which spaces its requests rightly is not refused because the
    /// network delivered two of them closer together.
    pub fn enforce_rate_limit(&self, on: bool) {
        lock(&self.shared.state).switches.rate_limit = on;
    }

    /// Whether list answers carry `next_offset`, `has_more` and `total`. On by default.
    pub fn paging_fields(&self, on: bool) {
        lock(&self.shared.state).switches.paging_fields = on;
    }

    /// Serves the first page whatever offset is asked for, as a server would that does not know the parameter.
    /// Off by default.
    pub fn ignore_offset(&self, on: bool) {
        lock(&self.shared.state).switches.ignore_offset = on;
    }

    /// Lists messages from the newest to the oldest. Off by default.
    pub fn newest_first(&self, on: bool) {
        lock(&self.shared.state).switches.newest_first = on;
    }
}

impl Shared {
    /// Sends an event to all registered addresses. The lock on the state is held by the caller, so that
    /// webhooks leave in the order in which things were stored.
    fn push(&self, state: &State, event: &Value) {
        for to in &state.webhooks {
            self.outbox.push(to, event.clone());
        }
    }
}
