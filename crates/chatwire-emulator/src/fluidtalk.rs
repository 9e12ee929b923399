//! FluidTalk: a persona that answers leads, over the handshake API and the characters API.
//!
//! Both APIs share the persona and the uploaded media; their conversations and balances are apart, as their
//! keys are. Ids and times repeat from run to run.

mod characters;
mod handshake;
mod media;
mod persona;
mod state;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use http::StatusCode;
use serde_json::{Value, json};

use crate::server;
use crate::world::{World, lock};
use persona::Persona;
use state::{Key, State};

pub use persona::{Occasion, Turn};
pub use state::{Author, Line};

/// Accepted when the builder and the script name no API key.
const DEFAULT_API_KEY: &str = "ft_sk_test";
/// Accepted when the builder and the script name no connector token.
const DEFAULT_TOKEN: &str = "ftc_live_test";

/// Steers the FluidTalk side of an emulator. Cheap to clone; all clones act on the same world.
///
/// ```
/// use chatwire_emulator::Emulator;
/// use chatwire_emulator::fluidtalk::Occasion;
///
/// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
/// let emulator = Emulator::start_blocking()?;
/// let fluidtalk = emulator.fluidtalk();
/// fluidtalk.reply_when("price", ["let me check"]);
/// fluidtalk.persona(|turn| match turn.occasion {
///     Occasion::Opener => vec![format!("hi {}", turn.lead)],
///     _ => Vec::new(), // says nothing
/// });
/// fluidtalk.seal("@old_lead"); // answered with 400 from now on
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct FluidTalk {
    shared: Arc<Shared>,
}

/// Behind every handle and every route.
#[derive(Debug)]
struct Shared {
    world: World,
    origin: String,
    api_keys: Vec<String>,
    tokens: Vec<String>,
    persona: Persona,
    state: Mutex<State>,
}

/// Error body in the form of the API that a path belongs to.
pub(crate) fn error_body(path: &str, status: StatusCode) -> Value {
    let text = status.canonical_reason().unwrap_or("Error");
    if path.starts_with(characters::PREFIX) {
        json!({"error": characters::error_object(status, &text.to_lowercase().replace(' ', "_"), text, "req_fault")})
    } else {
        json!({"detail": text})
    }
}

impl FluidTalk {
    pub(crate) fn new(world: World, origin: &str, credentials: Vec<String>) -> Self {
        let (mut tokens, mut api_keys): (Vec<_>, Vec<_>) =
            credentials.into_iter().partition(|credential| credential.starts_with("ftc_"));
        if tokens.is_empty() {
            tokens.push(DEFAULT_TOKEN.to_owned());
        }
        if api_keys.is_empty() {
            api_keys.push(DEFAULT_API_KEY.to_owned());
        }
        let shared = Shared {
            world,
            origin: origin.to_owned(),
            api_keys,
            tokens,
            persona: Persona::default(),
            state: Mutex::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    pub(crate) fn router(&self) -> Router {
        Router::new()
            .merge(handshake::router())
            .merge(characters::router())
            .route("/media/{name}", get(media::serve))
            .fallback(async |request: axum::extract::Request| {
                server::json(
                    StatusCode::NOT_FOUND,
                    &error_body(request.uri().path(), StatusCode::NOT_FOUND),
                )
            })
            .method_not_allowed_fallback(async |request: axum::extract::Request| {
                let status = StatusCode::METHOD_NOT_ALLOWED;
                server::json(status, &error_body(request.uri().path(), status))
            })
            .layer(DefaultBodyLimit::disable())
            .with_state(Arc::clone(&self.shared))
    }

    /// First API key of the handshake API that is accepted: by default `ft_sk_test`.
    #[must_use]
    pub fn api_key(&self) -> String {
        self.shared.api_keys.first().cloned().unwrap_or_default()
    }

    /// First connector token of the characters API that is accepted: by default `ftc_live_test`.
    #[must_use]
    pub fn connector_token(&self) -> String {
        self.shared.tokens.first().cloned().unwrap_or_default()
    }

    /// Replaces the persona. The closure gets each turn and returns the bubbles; none means silence.
    pub fn persona(&self, speaker: impl Fn(&Turn) -> Vec<String> + Send + Sync + 'static) {
        self.shared.persona.set(Arc::new(speaker));
    }

    /// Answers texts that contain a phrase (letter case ignored) with fixed bubbles. Rules come before the
    /// persona; the first that fits wins.
    pub fn reply_when<R: Into<String>>(&self, phrase: &str, replies: impl IntoIterator<Item = R>) {
        self.shared.persona.add_rule(phrase, replies.into_iter().map(Into::into).collect());
    }

    /// Sends a photo along with the answer to texts that contain a phrase.
    pub fn photo_when(&self, phrase: &str, url: &str) {
        self.shared.persona.add_photo(phrase, url);
    }

    /// Sets how many new conversations the handshake API still opens. 1,000 at start.
    pub fn set_tokens(&self, tokens: u64) {
        lock(&self.shared.state).tokens = tokens;
    }

    /// New conversations that the handshake API still opens.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        lock(&self.shared.state).tokens
    }

    /// Sets how many texts the characters API still writes. 1,000 at start.
    pub fn set_credits(&self, credits: u64) {
        lock(&self.shared.state).credits = credits;
    }

    /// Texts that the characters API still writes: each billed call takes one.
    #[must_use]
    pub fn credits(&self) -> u64 {
        lock(&self.shared.state).credits
    }

    /// Ends a lead's conversation in the handshake API for good.
    pub fn seal(&self, target: &str) {
        self.with_lead(None, target, |conversation| conversation.sealed = true);
    }

    /// Gives a lead of the handshake API to one of the owner's accounts, so that calls for any other account
    /// are answered with `ignored`.
    pub fn claim(&self, target: &str, own_username: &str) {
        self.with_lead(None, target, |conversation| {
            conversation.account = Some(own_username.to_owned())
        });
    }

    /// Gives a lead of the characters API to one of the owner's accounts.
    pub fn claim_on(&self, platform: &str, handle: &str, own_username: &str) {
        self.with_lead(Some(platform), handle, |conversation| {
            conversation.account = Some(own_username.to_owned())
        });
    }

    /// Pauses the persona for a lead of the characters API, with the reason that answers give.
    pub fn pause(&self, platform: &str, handle: &str, reason: &str) {
        self.with_lead(Some(platform), handle, |conversation| {
            conversation.paused = Some(reason.to_owned())
        });
    }

    /// What was said with a lead of the handshake API, oldest first.
    #[must_use]
    pub fn transcript(&self, target: &str) -> Vec<Line> {
        self.lines(None, target)
    }

    /// What was said with a lead of the characters API, oldest first.
    #[must_use]
    pub fn transcript_on(&self, platform: &str, handle: &str) -> Vec<Line> {
        self.lines(Some(platform), handle)
    }

    /// Puts a follow-up into the characters API's queue and returns its id. Several bubbles are joined by
    /// ` ||| `, as the platform does.
    pub fn queue_follow_up(&self, platform: &str, handle: &str, message: &str) -> String {
        let now = self.shared.world.clock.tick();
        let account = self.account(platform, handle);
        lock(&self.shared.state).queue(platform, handle, account, message.to_owned(), now)
    }

    /// Binds a workflow to a platform with the events that can be fired; `outreach` always can. Five
    /// platforms are bound at start: instagram, reddit, telegram, threads, whatsapp.
    pub fn bind(&self, platform: &str, event_ids: &[&str]) {
        let mut events = vec!["outreach".to_owned()];
        events.extend(event_ids.iter().filter(|id| **id != "outreach").map(|id| (*id).to_owned()));
        lock(&self.shared.state).bindings.insert(platform.to_owned(), events);
    }

    /// Takes a platform's workflow away: its calls are answered with 404.
    pub fn unbind(&self, platform: &str) {
        lock(&self.shared.state).bindings.remove(platform);
    }

    /// Whether comments are written. On at start, unlike the platform's own default.
    pub fn enable_comments(&self, on: bool) {
        lock(&self.shared.state).switches.comments = on;
    }

    /// Whether posts are written. On at start, unlike the platform's own default.
    pub fn enable_posts(&self, on: bool) {
        lock(&self.shared.state).switches.posts = on;
    }

    /// Lets the persona see no picture at all: answers carry `vision.seen = false`.
    pub fn blind(&self, on: bool) {
        lock(&self.shared.state).switches.blind = on;
    }

    fn with_lead(
        &self,
        platform: Option<&str>,
        lead: &str,
        change: impl FnOnce(&mut state::Conversation),
    ) {
        let now = self.shared.world.clock.now();
        change(lock(&self.shared.state).open(key(platform, lead), now));
    }

    fn lines(&self, platform: Option<&str>, lead: &str) -> Vec<Line> {
        let state = lock(&self.shared.state);
        state
            .conversations
            .get(&key(platform, lead))
            .map(|known| known.lines.clone())
            .unwrap_or_default()
    }

    fn account(&self, platform: &str, handle: &str) -> Option<String> {
        lock(&self.shared.state).conversations.get(&key(Some(platform), handle))?.account.clone()
    }
}

fn key(platform: Option<&str>, lead: &str) -> Key {
    Key { platform: platform.map(str::to_owned), lead: lead.to_owned(), sandbox: false }
}
