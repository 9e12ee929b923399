//! Kick: the OAuth server, the official API, webhooks with real signatures, and live chat.
//!
//! One listener plays all of Kick's hosts: `id.kick.com` under `/oauth`, `api.kick.com` under `/public`, the site and
//! the realtime servers under their own paths.

mod api;
mod fields;
mod happening;
mod hooks;
mod key;
mod live;
mod oauth;
mod payload;
mod play;
mod state;
mod verbs;
mod webhook;
mod world;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use http::StatusCode;
use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::world::{World, lock};
use oauth::{App, SCOPES};
use state::{State, User};
use webhook::{Sender, post_office};
use world::Inner;

pub use live::{Block, Goal, LiveChat, Prefix, Provider, Room};
pub use webhook::{Delivery, Flaw};

/// Client id of the app that there is at the start.
const CLIENT_ID: &str = "01JGFKICKEMULATORCLIENT001";
/// Its secret.
const CLIENT_SECRET: &str = "kick-emulator-secret";

/// Steers the Kick side of an emulator. Cheap to clone; all clones act on the same world.
///
/// People are named by user name or slug, whatever the letter case; somebody who does not exist yet is created, with
/// a channel and a chatroom. User id, channel id and chatroom id of a person are three different numbers, and no
/// number of one kind is ever one of another.
///
/// ```
/// use chatwire_emulator::Emulator;
///
/// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
/// let emulator = Emulator::start_blocking()?;
/// let kick = emulator.kick();
/// kick.say("streamer", "Alice", "hello");
/// let ids = kick.ids("streamer");
/// assert_ne!(ids.channel_id, ids.broadcaster_user_id);
/// assert_eq!(kick.messages("streamer")[0]["content"], "hello");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Kick {
    shared: Arc<Shared>,
}

/// Behind every handle, route and connection.
#[derive(Debug)]
struct Shared {
    origin: String,
    inner: Mutex<Inner>,
}

/// The names and numbers of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ids {
    /// User id, which the official API calls `broadcaster_user_id`.
    pub broadcaster_user_id: u64,
    /// Site's number of the channel.
    pub channel_id: u64,
    /// Number of the chatroom.
    pub chatroom_id: u64,
    /// Name in addresses.
    pub slug: String,
    /// Name as shown.
    pub username: String,
}

/// Tokens of a user, as the OAuth server issued them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tokens {
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// For the refresh grant.
    pub refresh_token: String,
}

/// Error body in the envelope of the API, and in OAuth's form under its paths.
pub(crate) fn error_body(path: &str, status: StatusCode) -> Value {
    let text = status.canonical_reason().unwrap_or("Error");
    if path.starts_with("/oauth/") {
        return json!({"error": text});
    }
    let data = if status == StatusCode::TOO_MANY_REQUESTS { json!({}) } else { Value::Null };
    json!({"data": data, "message": text})
}

impl Kick {
    pub(crate) fn new(world: World, origin: &str, credentials: Vec<String>) -> (Self, Sender) {
        let (hooks, sender) = post_office();
        let mut inner = Inner::new(State::new(world.clock), hooks);
        let (apps, tokens): (Vec<_>, Vec<_>) =
            credentials.into_iter().partition(|credential| credential.contains(':'));
        let mut apps: Vec<(String, String)> = apps
            .iter()
            .filter_map(|app| app.split_once(':'))
            .map(|(id, secret)| (id.to_owned(), secret.to_owned()))
            .collect();
        if apps.is_empty() {
            apps.push((CLIENT_ID.to_owned(), CLIENT_SECRET.to_owned()));
        }
        let first = apps.first().map(|(id, _)| id.clone()).unwrap_or_default();
        for (id, secret) in apps {
            let app = App { id, secret, redirect_uris: Vec::new(), organization: false };
            inner.state.vault.apps.push(app);
        }
        for token in tokens {
            let user = inner.state.someone("streamer").user_id;
            let scopes = SCOPES.map(str::to_owned).to_vec();
            inner.state.vault.accept(token, &first, user, scopes);
        }
        let shared = Shared { origin: origin.to_owned(), inner: Mutex::new(inner) };
        (Self { shared: Arc::new(shared) }, sender)
    }

    pub(crate) fn router(&self) -> Router {
        Router::new()
            .merge(api::guarded(Arc::clone(&self.shared), oauth::routes().merge(api::routes())))
            .merge(live::routes())
            .fallback(api::unknown)
            .method_not_allowed_fallback(api::wrong_method)
            .with_state(Arc::clone(&self.shared))
    }

    /// Numbers and names of somebody, who is created when there is nobody of that name.
    #[must_use]
    pub fn ids(&self, name: &str) -> Ids {
        let user = self.someone(name);
        Ids {
            broadcaster_user_id: user.user_id,
            channel_id: user.channel_id,
            chatroom_id: user.chatroom_id,
            slug: user.slug,
            username: user.username,
        }
    }

    /// User id of somebody, who is created when there is nobody of that name.
    pub fn user(&self, name: &str) -> u64 {
        self.someone(name).user_id
    }

    /// Client id of the first app.
    #[must_use]
    pub fn client_id(&self) -> String {
        self.first_app().id
    }

    /// Client secret of the first app.
    #[must_use]
    pub fn client_secret(&self) -> String {
        self.first_app().secret
    }

    /// Registers another app. One of the same client id is replaced.
    pub fn app(&self, client_id: &str, client_secret: &str) {
        let (id, secret) = (client_id.to_owned(), client_secret.to_owned());
        let mut inner = lock(&self.shared.inner);
        let apps = &mut inner.state.vault.apps;
        apps.retain(|app| app.id != id);
        apps.push(App { id, secret, redirect_uris: Vec::new(), organization: false });
    }

    /// Registers a redirect address of the first app. Without one, every address is good.
    pub fn redirect_uri(&self, uri: &str) {
        if let Some(app) = lock(&self.shared.inner).state.vault.apps.first_mut() {
            app.redirect_uris.push(uri.to_owned());
        }
    }

    /// Whether the first app belongs to an organization, which the drops calls want. It does not at the start.
    pub fn organization(&self, on: bool) {
        if let Some(app) = lock(&self.shared.inner).state.vault.apps.first_mut() {
            app.organization = on;
        }
    }

    /// Whether the apps have a bot. They have at the start; without one, messages of type `bot` are answered 400.
    pub fn bot(&self, on: bool) {
        lock(&self.shared.inner).settings.bot = on;
    }

    /// Who sits at the browser and agrees to authorizations; `streamer` at the start.
    pub fn consent_as(&self, name: &str) {
        self.user(name);
        name.clone_into(&mut lock(&self.shared.inner).settings.at_browser);
    }

    /// Redirects the next authorization back with this error, as `access_denied`.
    pub fn deny_next(&self, error: &str) {
        lock(&self.shared.inner).settings.deny = Some(error.to_owned());
    }

    /// Issues tokens of the first app for somebody, without the detour over a browser.
    #[must_use]
    pub fn user_tokens(&self, name: &str, scopes: &[&str]) -> Tokens {
        let mut inner = lock(&self.shared.inner);
        let ttl = i64::try_from(inner.settings.token_ttl.as_secs()).unwrap_or(i64::MAX);
        let user = inner.state.someone(name).user_id;
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let (app, now) = (first_app(&inner).id, inner.state.now());
        let token = inner.state.vault.issue(&app, Some(user), scopes, now, ttl);
        Tokens { access_token: token.access, refresh_token: token.refresh }
    }

    /// Access token of somebody with these scopes; else as [`user_tokens`](Self::user_tokens).
    #[must_use]
    pub fn user_token(&self, name: &str, scopes: &[&str]) -> String {
        self.user_tokens(name, scopes).access_token
    }

    /// Access token of somebody with every scope that there is.
    #[must_use]
    pub fn token(&self, name: &str) -> String {
        self.user_token(name, &SCOPES)
    }

    /// Token of the first app itself.
    #[must_use]
    pub fn app_token(&self) -> String {
        let mut inner = lock(&self.shared.inner);
        let (app, now) = (first_app(&inner).id, inner.state.now());
        inner.state.vault.issue(&app, None, Vec::new(), now, i64::MAX).access
    }

    /// Ends a token at once, as if somebody had revoked it.
    pub fn revoke(&self, token: &str) {
        lock(&self.shared.inner).state.vault.revoke(token);
    }

    /// Life of user tokens that are issued from now on; 7,200 s at the start. They end by the emulator's clock.
    pub fn token_ttl(&self, ttl: Duration) {
        lock(&self.shared.inner).settings.token_ttl = ttl;
    }

    /// Whether a refresh brings a new refresh token and ends the old one, as at the start, or brings the same.
    pub fn rotate_refresh_tokens(&self, on: bool) {
        lock(&self.shared.inner).settings.rotate = on;
    }

    /// Whether the answer to a refresh has a refresh token. It has at the start; without one the new refresh token
    /// is lost when tokens rotate, so switch that off too.
    pub fn refresh_token_in_refresh(&self, on: bool) {
        lock(&self.shared.inner).settings.refresh_token_in_refresh = on;
    }

    /// Whether `expires_in` is a text, as the documents print it. A number at the start.
    pub fn quoted_expires_in(&self, on: bool) {
        lock(&self.shared.inner).settings.quoted_expires_in = on;
    }

    /// Whether token answers name the scope. They do at the start.
    pub fn scope_in_answers(&self, on: bool) {
        lock(&self.shared.inner).settings.name_scope = on;
    }

    /// Blocks every request to the API and the OAuth server, in one of the two ways that were seen; `None`, as at the
    /// start, lets them pass.
    pub fn edge(&self, block: Option<Block>) {
        lock(&self.shared.inner).settings.edge = block;
    }

    /// Whether requests without a `User-Agent` are refused at the edge, as reported. They pass at the start, so that
    /// plain test clients work.
    pub fn edge_wants_user_agent(&self, on: bool) {
        lock(&self.shared.inner).settings.wants_user_agent = on;
    }

    /// Lives by the machine's time instead of the emulator's own, for receivers of webhooks that compare both. Off
    /// at the start. [`Emulator::advance`](crate::Emulator::advance) moves it on as well.
    pub fn wall_clock(&self, on: bool) {
        lock(&self.shared.inner).state.wall_clock = on;
    }

    /// Present time of this platform, in RFC 3339.
    #[must_use]
    pub fn now(&self) -> String {
        rfc3339(lock(&self.shared.inner).state.now())
    }

    fn first_app(&self) -> App {
        first_app(&lock(&self.shared.inner))
    }

    fn someone(&self, name: &str) -> User {
        lock(&self.shared.inner).state.someone(name)
    }
}

fn first_app(inner: &Inner) -> App {
    inner.state.vault.apps.first().cloned().unwrap_or_else(|| App {
        id: CLIENT_ID.to_owned(),
        secret: CLIENT_SECRET.to_owned(),
        redirect_uris: Vec::new(),
        organization: false,
    })
}
