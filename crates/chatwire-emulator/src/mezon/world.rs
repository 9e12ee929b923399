//! What lies behind the platform's one lock, and who asks.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use chatwire_mezon_proto::{api, realtime};
use serde_json::{Value, json};

use super::agents::Agents;
use super::hub::Hub;
use super::refusal::Refusal;
use super::settings::{Settings, SocketToken, Twist, Window};
use super::shelf::Shelf;
use super::state::State;
use super::token::{self, Bad, Claims, Kind};
use super::{Call, Shared};

/// Calls and frames that are kept for assertions.
const KEPT: usize = 10_000;

/// All that requests and handles change.
#[derive(Debug, Default)]
pub(super) struct Inner {
    pub(super) state: State,
    pub(super) hub: Hub,
    pub(super) settings: Settings,
    pub(super) sessions: Sessions,
    pub(super) shelf: Shelf,
    pub(super) agents: Agents,
    pub(super) http_window: Window,
    twists: Vec<(String, Twist)>,
    /// Pings of the server so far.
    pings: i32,
    /// Answers that wait, with the socket that they are for.
    pub(super) held: Vec<(u64, Bytes)>,
    pub(super) calls: VecDeque<Call>,
    pub(super) frames: VecDeque<realtime::Envelope>,
}

/// Tokens that were given out.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    /// How many there were; the number of the newest.
    pub(super) count: u64,
    ended: BTreeSet<u64>,
    /// Token numbers and users by session id.
    ids: BTreeMap<String, Claims>,
}

impl Inner {
    pub(super) fn record_call(&mut self, call: Call) {
        if self.calls.len() == KEPT {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
    }

    pub(super) fn record_frame(&mut self, frame: realtime::Envelope) {
        if self.frames.len() == KEPT {
            self.frames.pop_front();
        }
        self.frames.push_back(frame);
    }

    pub(super) fn add_twist(&mut self, name: &str, twist: Twist) {
        self.twists.push((name.to_owned(), twist));
    }

    /// What is to happen to this request; each twist meets one.
    pub(super) fn take_twist(&mut self, name: &str) -> Option<Twist> {
        let at = self.twists.iter().position(|(wanted, _)| wanted == name)?;
        Some(self.twists.remove(at).1)
    }

    /// What is to happen to the next such request, which stays so.
    pub(super) fn next_twist(&self, name: &str) -> Option<&Twist> {
        self.twists.iter().find(|(wanted, _)| wanted == name).map(|(_, twist)| twist)
    }

    /// Code and words, when the next such request is to be refused.
    pub(super) fn take_refusal(&mut self, name: &str) -> Option<(u16, String)> {
        match self.next_twist(name)? {
            Twist::Refused { .. } => match self.take_twist(name)? {
                Twist::Refused { code, message } => Some((code, message)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Number of the next ping of the server.
    pub(super) const fn server_cid(&mut self) -> i32 {
        self.pings = self.pings % 65_535 + 1;
        self.pings
    }

    pub(super) fn end_session(&mut self, number: u64) {
        self.sessions.ended.insert(number);
    }

    /// Ends every session that was given out so far.
    pub(super) fn end_sessions(&mut self) {
        self.sessions.ended.extend(1..=self.sessions.count);
    }
}

impl Shared {
    /// Wall time plus what was let pass: clients compare the ends of tokens with clocks of their own.
    pub(super) fn wall(&self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let passed = *self.world.clock.passed().borrow();
        whole_seconds(now.saturating_add(passed))
    }

    /// Opens a session for a user.
    pub(super) fn session(&self, inner: &mut Inner, user: i64, vars: &Value) -> api::Session {
        inner.sessions.count += 1;
        let claims = Claims { number: inner.sessions.count, user };
        let name = inner.state.user(user).username;
        let until = |ttl: Duration| self.wall().saturating_add(whole_seconds(ttl));
        let settings = &inner.settings;
        let style = &settings.login;
        let access = until(settings.token_ttl);
        let token = token::issue(Kind::Access, &claims, &name, vars, access);
        let refresh_token = if style.no_refresh_token {
            String::new()
        } else {
            let end = until(settings.refresh_ttl);
            token::issue(Kind::Refresh, &claims, &name, &json!({}), end)
        };
        let session_id =
            if style.session_id { format!("session-{}", claims.number) } else { String::new() };
        let own = self.origin.trim_start_matches("http://").to_owned();
        let session = api::Session {
            token,
            refresh_token,
            user_id: if style.no_user_id { 0 } else { user },
            api_url: style.api_url.clone().unwrap_or_else(|| self.origin.clone()),
            ws_url: style.ws_url.clone().unwrap_or(own),
            id_token: style.id_token.clone(),
            session_id: session_id.clone(),
            ..api::Session::default()
        };
        if !session_id.is_empty() {
            inner.sessions.ids.insert(session_id, claims);
        }
        session
    }

    pub(super) fn check(&self, inner: &Inner, kind: Kind, token: &str) -> Result<Claims, Refusal> {
        if token.is_empty() {
            return Err(Refusal::new(16, "authentication required"));
        }
        match token::read(kind, token, self.wall()) {
            Ok(claims) if !inner.sessions.ended.contains(&claims.number) => Ok(claims),
            Err(Bad::Expired) => Err(Refusal::new(16, "authentication token has expired")),
            Ok(_) | Err(Bad::Invalid) => Err(Refusal::new(16, "invalid authentication token")),
        }
    }

    /// What opens a socket: a token, or a session id.
    pub(super) fn check_socket(&self, inner: &Inner, token: &str) -> Result<Claims, Refusal> {
        let by_id = inner.sessions.ids.get(token);
        match (inner.settings.socket_token, by_id) {
            (SocketToken::Either | SocketToken::SessionId, Some(claims))
                if !inner.sessions.ended.contains(&claims.number) =>
            {
                Ok(claims.clone())
            }
            (SocketToken::Either | SocketToken::Token, _) => self.check(inner, Kind::Access, token),
            (SocketToken::SessionId, _) => Err(Refusal::new(16, "invalid authentication token")),
        }
    }
}

fn whole_seconds(of: Duration) -> i64 {
    i64::try_from(of.as_secs()).unwrap_or(i64::MAX)
}

/// Who asks, with the world in hand.
pub(super) struct Caller<'a> {
    pub(super) shared: &'a Shared,
    pub(super) inner: &'a mut Inner,
    pub(super) user: i64,
    /// Socket of an envelope; none for calls over HTTP.
    pub(super) line: Option<u64>,
}
