//! Everything behind one lock: what is stored, the settings, who listens, and the one way in for what happens.

use std::time::Duration;

use super::happening::{Event, Happening};
use super::live::{Block, Live};
use super::state::{ChatMessage, State};
use super::webhook::Hooks;

/// Settings of the handle.
#[derive(Debug)]
pub(super) struct Settings {
    /// Life of user tokens.
    pub(super) token_ttl: Duration,
    /// Whether a refresh answers with a new refresh token, and ends the old one.
    pub(super) rotate: bool,
    /// Whether a refresh answers with a refresh token at all.
    pub(super) refresh_token_in_refresh: bool,
    /// `expires_in` as text.
    pub(super) quoted_expires_in: bool,
    /// Whether answers name the scope.
    pub(super) name_scope: bool,
    /// Redirects the next authorization back with this error.
    pub(super) deny: Option<String>,
    /// User name of whoever sits at the browser.
    pub(super) at_browser: String,
    /// Whether the default app has a bot.
    pub(super) bot: bool,
    /// Chat subscriptions that one app may have.
    pub(super) chat_subscriptions: usize,
    /// Blocks the API and the OAuth server.
    pub(super) edge: Option<Block>,
    /// Blocks requests without a `User-Agent`.
    pub(super) wants_user_agent: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            token_ttl: Duration::from_secs(7_200),
            rotate: true,
            refresh_token_in_refresh: true,
            quoted_expires_in: false,
            name_scope: true,
            deny: None,
            at_browser: "streamer".to_owned(),
            bot: true,
            chat_subscriptions: 1_000,
            edge: None,
            wants_user_agent: false,
        }
    }
}

/// The whole world of the platform.
#[derive(Debug)]
pub(super) struct Inner {
    pub(super) state: State,
    pub(super) settings: Settings,
    pub(super) hooks: Hooks,
    pub(super) live: Live,
}

impl Inner {
    pub(super) fn new(state: State, hooks: Hooks) -> Self {
        let live = Live::new(&state.clock);
        Self { state, settings: Settings::default(), hooks, live }
    }

    /// The one place through which a chat message enters: stores it, and tells sockets and webhooks.
    pub(super) fn post(&mut self, message: ChatMessage) -> String {
        let (id, room) = (message.id.clone(), message.room);
        self.state.keep(message.clone());
        self.tell(room, Happening::Message(message));
        id
    }

    /// Tells sockets and webhooks of what happened in a streamer's channel (by user id).
    pub(super) fn tell(&mut self, streamer: u64, what: Happening) {
        let Some(streamer) = self.state.by_id(streamer).cloned() else { return };
        let event = Event { streamer, what };
        self.live.hear(&mut self.state, &event);
        self.hooks.tell(&mut self.state, &event);
    }
}
