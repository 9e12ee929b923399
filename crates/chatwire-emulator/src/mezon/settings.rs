//! What a test may change about the service: limits, forms of answers, and what goes wrong with single calls.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

/// What the answer to a login looks like.
///
/// ```
/// use chatwire_emulator::Emulator;
///
/// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
/// let emulator = Emulator::start_blocking()?;
/// emulator.mezon().login_style(|style| {
///     style.json = true;
///     style.api_url = Some(String::new()); // stay where you are
/// });
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct LoginStyle {
    /// JSON with names in `snake_case` instead of protobuf.
    pub json: bool,
    /// JSON with names in `lowerCamel`, inside `session`.
    pub wrapped_json: bool,
    /// `user_id` as text where the schema has a number, as gateways before 2026 sent it.
    pub user_id_as_text: bool,
    /// No `user_id` at all.
    pub no_user_id: bool,
    /// Instead of the emulator's own address; empty text is sent as such.
    pub api_url: Option<String>,
    /// Instead of the emulator's own `host:port`; empty text is sent as such.
    pub ws_url: Option<String>,
    /// A session id beside the token, which opens sockets as well.
    pub session_id: bool,
    /// No token that renews the session.
    pub no_refresh_token: bool,
    /// Text of `id_token`; none by default, so that clients leave the ledger alone.
    pub id_token: String,
    /// Content type instead of `application/x-protobuf` or `application/json`.
    pub content_type: Option<String>,
}

/// What opens a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum SocketToken {
    /// The token of calls, or a session id where one was given out.
    #[default]
    Either,
    /// The token of calls only.
    Token,
    /// A session id only.
    SessionId,
}

/// What goes wrong with one answer.
///
/// The names of requests are those of calls (`ListClanDescs`), whatever carries them, and of envelopes
/// (`channel_message_send`). Over HTTP only [`Refused`](Self::Refused) and [`Garbled`](Self::Garbled) mean
/// anything; [`Fault`](crate::Fault) does the rest there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Twist {
    /// Not handled: this gRPC code and text instead. In an answer to an envelope the code is one of the socket's.
    Refused {
        /// gRPC code, or the socket's code for an envelope.
        code: u16,
        /// Words of the server.
        message: String,
    },
    /// Handled, but never answered.
    Unanswered,
    /// Handled, and answered on [`Mezon::release`](super::Mezon::release).
    Held,
    /// Handled; of the answer to a call only so many pieces come, and never the last.
    CutOff {
        /// Pieces that come.
        pieces: usize,
    },
    /// Handled and answered with an envelope that carries the bytes, which older servers may do.
    Enveloped,
    /// Handled, and answered with bytes that are no protobuf.
    Garbled,
    /// Handled, and answered twice.
    Twice,
    /// Handled and answered by an envelope that has only the request's number.
    Bare,
}

/// So many in each stretch of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    pub(super) count: usize,
    pub(super) within: Duration,
}

/// Times of what was let pass lately.
#[derive(Debug, Default)]
pub(super) struct Window(VecDeque<Instant>);

impl Window {
    /// Lets one more pass, or says how long to wait.
    pub(super) fn pass(&mut self, limit: Option<Limit>) -> Result<(), Duration> {
        let Some(Limit { count, within }) = limit else { return Ok(()) };
        let now = Instant::now();
        while self.0.front().is_some_and(|at| now.duration_since(*at) >= within) {
            self.0.pop_front();
        }
        if self.0.len() < count {
            self.0.push_back(now);
            return Ok(());
        }
        let oldest = self.0.front().copied().unwrap_or(now);
        Err(within.saturating_sub(now.duration_since(oldest)))
    }
}

/// Everything that can be switched.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) login: LoginStyle,
    pub(super) socket_token: SocketToken,
    pub(super) token_ttl: Duration,
    pub(super) refresh_ttl: Duration,
    /// Bytes of an answer in one frame.
    pub(super) piece: usize,
    /// Whether the last frame of an answer is empty.
    pub(super) empty_last: bool,
    pub(super) echo_own: bool,
    /// Channels that take messages only from sockets that joined them.
    pub(super) must_join: BTreeSet<i64>,
    /// Whether private channels, threads and conversations are among them.
    pub(super) private_must_join: bool,
    /// Calls and envelopes that are not allowed.
    pub(super) denied: BTreeSet<String>,
    /// Calls that this server does not have.
    pub(super) missing: BTreeSet<String>,
    pub(super) http_limit: Option<Limit>,
    pub(super) socket_limit: Option<Limit>,
    /// Time between two pings of the server.
    pub(super) ping: Option<Duration>,
    /// Longest time without a frame of the client.
    pub(super) heartbeat: Option<Duration>,
    /// Whether a call on the socket is found by its number rather than its name.
    pub(super) by_index: bool,
    /// Whether messages carry their lists as JSON, as those of older senders.
    pub(super) json_lists: bool,
    /// Whether an empty answer over HTTP is `{}` instead.
    pub(super) empty_as_json: bool,
    pub(super) uploads_refused: bool,
    /// Whether an update by envelope is shown to anybody.
    pub(super) update_variant_works: bool,
    /// Whether calls about what does not exist are answered all the same.
    pub(super) lenient: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            login: LoginStyle::default(),
            socket_token: SocketToken::default(),
            token_ttl: Duration::from_secs(24 * 3600),
            refresh_ttl: Duration::from_secs(7 * 24 * 3600),
            piece: usize::MAX,
            empty_last: false,
            echo_own: true,
            must_join: BTreeSet::new(),
            private_must_join: false,
            denied: BTreeSet::new(),
            missing: BTreeSet::new(),
            http_limit: None,
            socket_limit: None,
            ping: None,
            heartbeat: None,
            by_index: false,
            json_lists: false,
            empty_as_json: false,
            uploads_refused: false,
            update_variant_works: false,
            lenient: false,
        }
    }
}
