//! Token Bowl: one room, direct messages, roles, bots, conversations, webhooks, and two live transports.
//!
//! Three releases of the server can be played. The newest pushes over Centrifugo, which stands on the same
//! listener under `/connection/websocket`; the older two push over `/ws`.

mod direct;
mod hub;
mod lines;
mod rest;
mod role;
mod session;
mod stamp;
mod state;
mod token;
mod verbs;
mod webhook;
mod world;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::world::{World, lock};
use state::User;
use webhook::{Mailbox, Postman, post_office};
use world::{Inner, Receipt};

pub use crate::courier::Delivery;
pub use role::{Release, Role};

/// Said to a `since` that is no time.
const BAD_TIME: &str = "Invalid timestamp format. Use ISO 8601 format.";

/// Steers the Token Bowl side of an emulator. Cheap to clone; all clones act on the same world.
///
/// A user who is named but does not exist yet is created, as a member. At the start there is nobody, unless the
/// builder or the script names keys: their owners are called `bot`, `bot2` and so on.
///
/// ```
/// use chatwire_emulator::Emulator;
///
/// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
/// let emulator = Emulator::start_blocking()?;
/// let tokenbowl = emulator.tokenbowl();
/// tokenbowl.say("alice", "hello");
/// tokenbowl.dm("alice", "bob", "psst");
/// assert_eq!(tokenbowl.messages()[1]["to_username"], "bob");
/// assert_eq!(tokenbowl.key("bob").len(), 64);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct TokenBowl {
    shared: Arc<Shared>,
}

/// Behind every handle, route and connection.
#[derive(Debug)]
struct Shared {
    world: World,
    origin: String,
    mail: Mailbox,
    inner: Mutex<Inner>,
}

/// Error body in Token Bowl's own form.
pub(crate) fn error_body(_path: &str, status: StatusCode) -> Value {
    json!({"detail": status.canonical_reason().unwrap_or("Error")})
}

impl TokenBowl {
    pub(crate) fn new(world: World, origin: &str, keys: Vec<String>) -> (Self, Postman) {
        let (mail, postman) = post_office();
        let mut inner = Inner::default();
        for (nth, key) in keys.into_iter().enumerate() {
            let name = if nth == 0 { "bot".to_owned() } else { format!("bot{}", nth + 1) };
            inner.state.add_user(&world.clock, &name, Role::Member, |user| user.api_key = key);
        }
        let shared = Shared { world, origin: origin.to_owned(), mail, inner: Mutex::new(inner) };
        (Self { shared: Arc::new(shared) }, postman)
    }

    pub(crate) fn router(&self) -> Router {
        let shared = Arc::clone(&self.shared);
        Router::new()
            .fallback(move |request: Request<Body>| rest::answer(Arc::clone(&shared), request))
    }

    /// Plays another release from now on; open connections stay. By default 2.0.1.
    pub fn release(&self, release: Release) {
        lock(&self.shared.inner).state.release = release;
    }

    /// Id of a user, who is created as a member when there is none of that name.
    pub fn user(&self, name: &str) -> String {
        self.someone(name).id
    }

    /// Id of a user with this role, who is created or changed as needed.
    pub fn user_with_role(&self, name: &str, role: Role) -> String {
        let id = self.user(name);
        if let Some(user) = lock(&self.shared.inner).state.by_id_mut(&id) {
            user.role = role;
        }
        id
    }

    /// API key of a user: 64 hex digits.
    pub fn key(&self, name: &str) -> String {
        self.someone(name).api_key
    }

    /// Sets a user's webhook. Only `http` on loopback is ever called.
    pub fn webhook_to(&self, user: &str, url: &str) {
        let id = self.user(user);
        if let Some(user) = lock(&self.shared.inner).state.by_id_mut(&id) {
            user.webhook_url = Some(url.to_owned());
        }
    }

    /// Lets a person write to the room, whatever their role; returns the message's id. Everybody who is connected
    /// gets it; webhooks are called in the background.
    pub fn say(&self, user: &str, text: &str) -> String {
        self.post(user, None, text)
    }

    /// Lets a person write to another; else as [`say`](Self::say).
    pub fn dm(&self, from: &str, to: &str, text: &str) -> String {
        self.user(to);
        self.post(from, Some(to), text)
    }

    /// Shows that a person types, in the room or to somebody. Only release 2.0.1 tells clients.
    pub fn typing(&self, user: &str, to: Option<&str>) {
        let name = self.someone(user).username;
        lock(&self.shared.inner).publish_typing(&self.shared.world.clock, &name, to);
    }

    /// Lets a person read a message, with the receipts that a frame (older releases) or a REST call (2.0.1)
    /// causes. An unknown message is ignored.
    pub fn read(&self, user: &str, message_id: &str) {
        let name = self.someone(user).username;
        let clock = &self.shared.world.clock;
        // An unknown message: nothing to do, as documented.
        let _unknown = lock(&self.shared.inner).read(clock, &name, message_id, Receipt::ByFrame);
    }

    /// Messages that are stored, as the API shows them, oldest first, direct ones included.
    #[must_use]
    pub fn messages(&self) -> Vec<Value> {
        let inner = lock(&self.shared.inner);
        inner.state.messages.iter().map(|message| inner.state.shown(message)).collect()
    }

    /// All users with their keys, as an administrator sees them, oldest first.
    #[must_use]
    pub fn users(&self) -> Vec<Value> {
        lock(&self.shared.inner).state.users.iter().map(User::profile).collect()
    }

    /// Live connections of a user that get deliveries, on the transport of the present release.
    #[must_use]
    pub fn connections(&self, user: &str) -> usize {
        let inner = lock(&self.shared.inner);
        if inner.state.release.is_direct() {
            inner.lines.count(user)
        } else {
            inner.hub.count(user)
        }
    }

    /// Sends a frame of any content to a user's live connections. Nothing of it is stored.
    pub fn push(&self, user: &str, frame: &str) {
        let mut inner = lock(&self.shared.inner);
        inner.lines.to(user, frame);
        inner.hub.to(user, frame);
    }

    /// Closes all live connections properly, as a server that shuts down (Centrifugo's code for that is 3001).
    pub fn close_connections(&self, code: u16, reason: &str) {
        let mut inner = lock(&self.shared.inner);
        inner.lines.close(code, reason);
        inner.hub.close(code, reason);
    }

    /// Keeps so many messages, 100 by default; older ones are forgotten.
    pub fn keep(&self, messages: usize) {
        let mut inner = lock(&self.shared.inner);
        inner.state.keep = messages;
        inner.state.trim();
    }

    /// Time between two pings of `/ws` (release 1.1.5), 30 s by default. Three of them without a sign of life
    /// take a connection out of deliveries. Holds for connections that are opened from now on.
    pub fn heartbeat(&self, interval: Duration) {
        lock(&self.shared.inner).settings.heartbeat = interval;
    }

    /// Time between two pings of Centrifugo, 25 s by default. The connect reply says it in whole seconds, at
    /// least one.
    pub fn ping(&self, interval: Duration) {
        lock(&self.shared.inner).settings.ping = interval;
    }

    /// Keeps so many publications of each Centrifugo channel for so long. By default 100 of the room and 50 of a
    /// user's own channel, for 300 s.
    pub fn history(&self, publications: usize, ttl: Duration) {
        let history = &mut lock(&self.shared.inner).hub.history;
        history.room = publications;
        history.user = publications;
        history.ttl = ttl;
    }

    /// Whether Centrifugo lets clients recover what they missed. On by default.
    pub fn recovery(&self, on: bool) {
        lock(&self.shared.inner).hub.history.recovery = on;
    }

    /// Loses Centrifugo's history: the epoch changes and offsets begin anew, so that recovery fails.
    pub fn forget_history(&self) {
        lock(&self.shared.inner).hub.forget();
    }

    /// Whether Centrifugo subscribes connections to the channels of their token by itself. On by default.
    pub fn server_side_subs(&self, on: bool) {
        lock(&self.shared.inner).settings.server_side_subs = on;
    }

    /// Whether Centrifugo puts what waits for a client into one frame, in lines. Off by default, so that frames
    /// can be counted.
    pub fn batching(&self, on: bool) {
        lock(&self.shared.inner).settings.batching = on;
    }

    /// Life of a connection token, 24 hours by default. Centrifugo closes a connection that does not refresh
    /// with 3005, as long again after the end, but at most 25 s.
    pub fn token_ttl(&self, ttl: Duration) {
        lock(&self.shared.inner).settings.token_ttl = ttl;
    }

    /// What the token call names as Centrifugo's address; `None`, the default, for the emulator's own.
    pub fn centrifugo_url(&self, url: Option<&str>) {
        lock(&self.shared.inner).settings.centrifugo_url = url.map(str::to_owned);
    }

    /// Cuts Centrifugo off from the server: nothing is published, and sends are stored but answered 500.
    pub fn centrifugo_down(&self, down: bool) {
        lock(&self.shared.inner).settings.centrifugo_down = down;
    }

    /// Whether sign-in by mail and invitations work. Off by default: they answer 503.
    pub fn magic_links(&self, on: bool) {
        lock(&self.shared.inner).settings.mail = on;
    }

    /// Token of the last sign-in link that was sent to an address and not used yet.
    #[must_use]
    pub fn magic_link(&self, email: &str) -> Option<String> {
        let inner = lock(&self.shared.inner);
        inner.links.iter().rev().find(|(to, _)| to == email).map(|(_, token)| token.clone())
    }

    /// Pause before the second try of a webhook (the third waits twice as long) and the longest wait for an
    /// answer; by default 1 s and 10 s.
    pub fn webhook_pace(&self, pause: Duration, patience: Duration) {
        lock(&self.shared.inner).settings.pace = webhook::Pace { pause, patience };
    }

    /// Tries of webhooks, oldest first, with the receivers' answers: the last 10,000.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.shared.mail.done()
    }

    /// Waits until every webhook that was caused so far is delivered or given up.
    pub async fn webhooks_settled(&self) {
        self.shared.mail.settled().await;
    }

    /// Stamps things with the machine's time instead of the emulator's own, for clients that compare both. Off by
    /// default.
    pub fn wall_clock(&self, on: bool) {
        lock(&self.shared.inner).state.wall_clock = on;
    }

    fn someone(&self, name: &str) -> User {
        let mut inner = lock(&self.shared.inner);
        match inner.state.named(name) {
            Some(user) => user.clone(),
            None => inner.state.add_user(&self.shared.world.clock, name, Role::Member, |_| {}),
        }
    }

    fn post(&self, from: &str, to: Option<&str>, text: &str) -> String {
        self.user(from);
        let posted = lock(&self.shared.inner).post(&self.shared.world.clock, from, to, text);
        self.shared.mail.post(posted.hooks);
        posted.id
    }
}
