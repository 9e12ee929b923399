//! Mezon: clans, channels, conversations, bots, the calls of the API, and the socket that carries both.
//!
//! It speaks the wire of 2026: calls are protobuf, over HTTP or inside envelopes of the socket. Login answers with
//! addresses that lead back here. What is not known of the real service is a setting.

mod agents;
mod door;
mod envelope;
mod frames;
mod hub;
mod people;
mod plain;
mod reflect;
mod refusal;
mod rpc;
mod session;
mod settings;
mod shelf;
mod state;
mod steer;
mod token;
mod verbs;
mod world;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use bytes::Bytes;
use chatwire_mezon_proto::service;
use http::StatusCode;
use serde_json::{Value, json};

use crate::world::World;
use world::{Caller, Inner};

pub use chatwire_mezon_proto as proto;
pub use settings::{LoginStyle, SocketToken, Twist};

/// Key of the first bot, unless the builder names another.
const KEY: &str = "mezon-key-of-the-emulator";

/// Steers the Mezon side of an emulator. Cheap to clone; all clones act on the same world.
///
/// People are named and are created when there is nobody of that name; clans, channels and messages are known by
/// their ids. At the start there is one bot and no clan. Every bot is in every clan that is made here.
///
/// ```
/// use chatwire_emulator::Emulator;
///
/// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
/// let emulator = Emulator::start_blocking()?;
/// let mezon = emulator.mezon();
/// let clan = mezon.clan("team");
/// let channel = mezon.channel(clan, "talk");
/// mezon.say(channel, "alice", "hello");
/// assert_eq!(mezon.messages(channel)[0].content, r#"{"t":"hello"}"#);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Mezon {
    shared: Arc<Shared>,
}

/// Behind every handle, route and connection.
#[derive(Debug)]
struct Shared {
    world: World,
    origin: String,
    inner: Mutex<Inner>,
}

/// What carried a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Carrier {
    /// A POST of its own.
    Http,
    /// An `api_request_event` on the socket.
    Socket,
}

/// A call of the API as it came in.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Call {
    /// Name: `ListClanDescs`.
    pub name: String,
    /// What carried it.
    pub carrier: Carrier,
    /// Id of the user whose session it was; 0 for none.
    pub user: i64,
    /// Request as sent.
    pub body: Bytes,
    /// Request by the schema: ids as text, bytes as base64, what is not set left out.
    pub json: Value,
}

impl Call {
    fn new(name: &str, carrier: Carrier, user: i64, body: Bytes) -> Self {
        let json = service::find(name).map(|call| reflect::shown(call.request, &body));
        Self { name: name.to_owned(), carrier, user, body, json: json.unwrap_or_default() }
    }
}

/// Error body in Mezon's own form.
pub(crate) fn error_body(_path: &str, status: StatusCode) -> Value {
    let words = status.canonical_reason().unwrap_or("Error");
    json!({"code": refusal::code_of(status), "message": words, "error": words})
}

impl Mezon {
    /// Credentials are `bot id:key`; a key alone is one of the next default id.
    pub(crate) fn new(world: World, origin: &str, credentials: Vec<String>) -> Self {
        let mut inner = Inner::default();
        let credentials = if credentials.is_empty() { vec![KEY.to_owned()] } else { credentials };
        for (nth, credential) in (0_i64..).zip(credentials) {
            let named = credential.split_once(':');
            let named = named.and_then(|(id, key)| Some((id.parse::<i64>().ok()?, key.to_owned())));
            let (id, key) = named.unwrap_or((state::BOT + nth, credential));
            let name = if nth == 0 { "bot".to_owned() } else { format!("bot{}", nth + 1) };
            inner.state.add_person(&world.clock, id, &name, Some(key));
        }
        let shared = Shared { world, origin: origin.to_owned(), inner: Mutex::new(inner) };
        Self { shared: Arc::new(shared) }
    }

    pub(crate) fn router(&self) -> Router {
        let limit = DefaultBodyLimit::disable();
        door::routes().layer(limit).with_state(Arc::clone(&self.shared))
    }

    /// Lets somebody act, with the world in hand.
    fn act<T>(&self, user: i64, action: impl FnOnce(&mut Caller<'_>) -> T) -> T {
        let mut inner = crate::world::lock(&self.shared.inner);
        action(&mut Caller { shared: &self.shared, inner: &mut inner, user, line: None })
    }
}
