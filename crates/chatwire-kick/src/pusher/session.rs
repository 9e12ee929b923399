//! [`Pusher`]: one client's connection and its channels.

use std::fmt;
use std::time::Duration;

use chatwire_core::ws::{Close, Frame, Out, Protocol, Watchdog};
use chatwire_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::Class;
use super::envelope;

/// Silence after which the peer is asked whether it lives, unless the server names less.
const ACTIVITY: Duration = Duration::from_secs(120);
/// Bounds of what a server may ask for, in seconds.
const ACTIVITIES: (u64, u64) = (1, 600);
/// Longest silence that can be set, as good as none.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// How long the answer to a ping may take.
const PONG: Duration = Duration::from_secs(30);
/// How long a server that asked for a reconnect may take to close the line itself.
const CLOSE: Duration = Duration::from_secs(1);

/// What arrived. Texts are borrowed from the frame.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// The server has greeted the connection; subscriptions are on their way.
    Connected {
        /// Id of the connection.
        socket_id: &'a str,
        /// Silence after which the server is asked whether it lives.
        activity: Duration,
    },
    /// A channel is subscribed. Servers say so of any name.
    Subscribed {
        /// The channel.
        channel: &'a str,
    },
    /// A private channel is to be subscribed: call [`Pusher::authorize`] with what the app's server signs for it.
    NeedsAuth {
        /// The channel.
        channel: &'a str,
        /// Id of the connection, which is part of what is signed.
        socket_id: &'a str,
    },
    /// A channel was refused; it is not asked for again on this connection.
    Refused {
        /// The channel, empty when the server does not say.
        channel: &'a str,
        /// HTTP status, such as 403.
        status: Option<u32>,
        /// The server's words.
        message: &'a str,
    },
    /// An event of a channel.
    Event {
        /// Its name.
        event: &'a str,
        /// The channel; `None` for events of the app.
        channel: Option<&'a str>,
        /// JSON, or any text where the server sent one that is none; `null` when there is none.
        data: &'a str,
    },
    /// Words of the server that do not end the connection.
    Error {
        /// Its code, such as 4301 for too many events of clients.
        code: Option<u32>,
        /// The server's words.
        message: &'a str,
    },
    /// Number of subscribers of a channel.
    Count {
        /// The channel.
        channel: &'a str,
        /// How many.
        subscribers: u64,
    },
    /// A frame that is none of this protocol.
    Unreadable(&'a str),
}

impl fmt::Debug for Notice<'_> {
    /// Data is shown by its length only: it holds messages of people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connected { socket_id, activity } => {
                write!(f, "Connected({socket_id}, {activity:?})")
            }
            Self::Subscribed { channel } => write!(f, "Subscribed({channel})"),
            Self::NeedsAuth { channel, .. } => write!(f, "NeedsAuth({channel})"),
            Self::Refused { channel, status, message } => {
                write!(f, "Refused({channel}, {status:?}, {message:?})")
            }
            Self::Event { event, channel, data } => {
                write!(f, "Event({event:?}, {channel:?}, {} bytes)", data.len())
            }
            Self::Error { code, message } => write!(f, "Error({code:?}, {message:?})"),
            Self::Count { channel, subscribers } => write!(f, "Count({channel}, {subscribers})"),
            Self::Unreadable(text) => write!(f, "Unreadable({} bytes)", text.len()),
        }
    }
}

/// How far a channel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Off,
    Asked,
    On,
    Refused,
}

/// State of the present connection.
#[derive(Default)]
struct Line {
    socket_id: Option<String>,
    activity: Option<Duration>,
    /// The server asked for a reconnect: its class, its words, and when it must have closed the line.
    fault: Option<(Class, Error, Instant)>,
}

/// The I/O-free client of one Pusher connection.
///
/// Call [`open`](Self::open) in `on_open`, [`receive`](Self::receive) in `on_frame`, [`silent`](Self::silent) in
/// `on_silence`, the deadline pair in theirs, [`on_close`](Self::on_close) in `on_close`, and [`flush`](Self::flush)
/// after each of them.
///
/// ```
/// use chatwire_kick::pusher::{Notice, Pusher};
///
/// let mut client = Pusher::new();
/// client.join("news");
/// client.open();
/// assert!(client.take_outgoing().is_empty(), "nothing is sent before the greeting");
/// let hello = r#"{"event":"pusher:connection_established","data":"{\"socket_id\":\"1.2\",\"activity_timeout\":30}"}"#;
/// client.receive(hello, |_| {})?;
/// assert_eq!(client.take_outgoing(), [r#"{"data":{"auth":"","channel":"news"},"event":"pusher:subscribe"}"#]);
/// client.receive(r#"{"event":"pusher_internal:subscription_succeeded","data":"{}","channel":"news"}"#, |_| {})?;
/// assert!(client.is_subscribed("news"));
/// let mut seen = Vec::new();
/// client.receive(r#"{"event":"said","channel":"news","data":"{\"a\":1}"}"#, |notice| {
///     if let Notice::Event { data, .. } = notice {
///         seen.push(data.to_owned());
///     }
/// })?;
/// assert_eq!(seen, [r#"{"a":1}"#]);
/// # Ok::<_, chatwire_kick::Error>(())
/// ```
pub struct Pusher {
    /// In order of their names. No map, whose smallest has room for eleven: most sessions have one channel.
    channels: Vec<(String, State)>,
    activity: Duration,
    authorizes: bool,
    line: Line,
    outgoing: Vec<String>,
    /// Data of the present frame without its escapes.
    buffer: String,
}

impl Default for Pusher {
    fn default() -> Self {
        Self::new()
    }
}

impl Pusher {
    /// A client without channels.
    #[must_use]
    pub fn new() -> Self {
        Self {
            channels: Vec::new(),
            activity: ACTIVITY,
            authorizes: false,
            line: Line::default(),
            outgoing: Vec::new(),
            buffer: String::new(),
        }
    }

    /// Longest silence before the server is asked whether it lives (120 s), a day at most; the server may name less.
    #[must_use]
    pub fn activity(mut self, silence: Duration) -> Self {
        self.activity = silence.min(LONGEST);
        self
    }

    /// Asks by [`Notice::NeedsAuth`] before it subscribes to private and presence channels.
    #[must_use]
    pub fn authorizes(mut self) -> Self {
        self.authorizes = true;
        self
    }

    /// Wants a channel: subscribes now or after the next greeting. A second time changes nothing.
    pub fn join(&mut self, channel: impl Into<String>) {
        let name = channel.into();
        let state = match self.find(&name) {
            Ok(at) => self.channels.get(at).map(|(_, state)| *state),
            Err(at) => {
                self.channels.reserve_exact(1);
                self.channels.insert(at, (name.clone(), State::Off));
                Some(State::Off)
            }
        };
        let is_off = state == Some(State::Off);
        if is_off && self.line.socket_id.is_some() && !self.needs_auth(&name) {
            self.subscribe(&name, "");
        }
    }

    /// No longer wants a channel. The server does not answer.
    pub fn leave(&mut self, channel: &str) {
        let Ok(at) = self.find(channel) else { return };
        let (_, state) = self.channels.remove(at);
        if matches!(state, State::Asked | State::On) {
            self.send(&json!({"event": "pusher:unsubscribe", "data": {"channel": channel}}));
        }
    }

    /// Subscribes to a channel that needed it, with the signature of the app's server.
    pub fn authorize(&mut self, channel: &str, auth: &str) {
        if self.state(channel) == Some(State::Off) && self.line.socket_id.is_some() {
            self.subscribe(channel, auth);
        }
    }

    /// Private channels that wait for [`authorize`](Self::authorize) at present.
    pub fn unauthorized(&self) -> impl Iterator<Item = &str> {
        let waiting = |name: &str, state| state == State::Off && self.needs_auth(name);
        self.channels
            .iter()
            .filter(move |(name, state)| waiting(name, *state))
            .map(|(name, _)| &**name)
    }

    /// Channels that are wanted, in order of their names.
    pub fn channels(&self) -> impl Iterator<Item = &str> {
        self.channels.iter().map(|(name, _)| &**name)
    }

    /// Whether the channel is subscribed at present.
    #[must_use]
    pub fn is_subscribed(&self, channel: &str) -> bool {
        self.state(channel) == Some(State::On)
    }

    /// Whether the server refused the channel on this connection.
    #[must_use]
    pub fn is_refused(&self, channel: &str) -> bool {
        self.state(channel) == Some(State::Refused)
    }

    /// Id of the present connection; `None` before the greeting.
    #[must_use]
    pub fn socket_id(&self) -> Option<&str> {
        self.line.socket_id.as_deref()
    }

    /// The line is up: waits for the greeting.
    pub fn open(&mut self) {
        self.line = Line::default();
        self.outgoing.clear();
        self.channels.iter_mut().for_each(|(_, state)| *state = State::Off);
    }

    /// Silence after which the line is dead: that after which it is asked, and 30 s for the answer.
    #[must_use]
    pub fn watchdog(&self) -> Watchdog {
        let activity = self.line.activity.unwrap_or(self.activity);
        Watchdog::silence(activity + PONG).ping_after(activity)
    }

    /// The server has been silent: asks whether it lives.
    pub fn silent(&mut self) {
        self.send(&json!({"event": "pusher:ping", "data": {}}));
    }

    /// When [`on_deadline`](Self::on_deadline) is due.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.line.fault.as_ref().map(|(.., until)| *until)
    }

    /// A deadline has come.
    ///
    /// # Errors
    ///
    /// The server's words when it asked for a reconnect and did not close the line: give it up.
    pub fn on_deadline(&mut self, now: Instant) -> Result<()> {
        match &self.line.fault {
            Some((_, error, until)) if *until <= now => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// The line is down: forgets the connection, keeps the channels, and says what the end means.
    pub fn on_close(&mut self, close: &Close<'_>) -> Class {
        let fault = self.line.fault.take();
        self.open();
        match (close.code, fault) {
            (Some(code), _) => Class::of_close(code),
            (None, Some((class, ..))) => class,
            // Nobody answered the ping.
            (None, None) if close.error.code() == Some("silence") => Class::Immediate,
            (None, None) => Class::Default,
        }
    }

    /// Moves what is to be sent into `out`.
    pub fn flush<P: Protocol>(&mut self, out: &mut Out<P>) {
        // Little is ever sent, and so no room is kept for it.
        for text in self.take_outgoing() {
            out.send(Frame::Text(text));
        }
    }

    /// Takes what is to be sent.
    pub fn take_outgoing(&mut self) -> Vec<String> {
        std::mem::take(&mut self.outgoing)
    }

    /// A text frame arrived. Calls `notice` for what it means.
    ///
    /// # Errors
    ///
    /// Why the server refuses the connection: give it up, and [`on_close`](Self::on_close) classifies it.
    pub fn receive(&mut self, text: &str, mut notice: impl FnMut(Notice<'_>)) -> Result<()> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let outcome = match envelope::read(text, &mut buffer) {
            Some(frame) => {
                let channel = frame.channel.as_deref();
                match frame.event.strip_prefix("pusher") {
                    Some(name) if name.starts_with([':', '_']) => {
                        self.take(name, channel, frame.data, &mut notice)
                    }
                    _ => {
                        notice(Notice::Event { event: &frame.event, channel, data: frame.data });
                        Ok(())
                    }
                }
            }
            None => {
                notice(Notice::Unreadable(text));
                Ok(())
            }
        };
        self.buffer = buffer;
        outcome
    }

    /// A frame of the protocol itself; `name` is without its `pusher`.
    fn take(
        &mut self,
        name: &str,
        channel: Option<&str>,
        data: &str,
        notice: &mut impl FnMut(Notice<'_>),
    ) -> Result<()> {
        match (name, channel) {
            (":connection_established", _) => self.greeted(data, notice),
            (":ping", _) => self.send(&json!({"event": "pusher:pong", "data": {}})),
            (":pong", _) => {}
            (":error", _) => return self.failed(data, notice),
            ("_internal:subscription_succeeded", Some(channel)) => {
                // Left meanwhile: its confirmation is none any more.
                if let Some(state) = self.state_mut(channel) {
                    *state = State::On;
                    notice(Notice::Subscribed { channel });
                }
            }
            (":subscription_error" | "_internal:subscription_error", channel) => {
                let refusal: Refusal = serde_json::from_str(data).unwrap_or_default();
                let channel = channel.unwrap_or_default();
                if let Some(state) = self.state_mut(channel) {
                    *state = State::Refused;
                }
                let message = refusal.error.as_str().or(refusal.kind.as_str()).unwrap_or_default();
                notice(Notice::Refused { channel, status: refusal.status, message });
            }
            (":subscription_count" | "_internal:subscription_count", Some(channel)) => {
                let count: Count = serde_json::from_str(data).unwrap_or_default();
                notice(Notice::Count { channel, subscribers: count.subscription_count });
            }
            // Signing in and other things that this client never asks for.
            _ => notice(Notice::Event { event: &format!("pusher{name}"), channel, data }),
        }
        Ok(())
    }

    fn greeted(&mut self, data: &str, notice: &mut impl FnMut(Notice<'_>)) {
        let hello: Hello = serde_json::from_str(data).unwrap_or_default();
        let server =
            hello.activity_timeout.map(|seconds| seconds.clamp(ACTIVITIES.0, ACTIVITIES.1));
        let server = server.map_or(ACTIVITY, Duration::from_secs);
        let activity = self.activity.min(server);
        self.line.activity = Some(activity);
        self.line.socket_id = Some(hello.socket_id.clone());
        notice(Notice::Connected { socket_id: &hello.socket_id, activity });
        let (mut open, mut private) = (Vec::new(), Vec::new());
        for (name, _) in &self.channels {
            if self.needs_auth(name) { private.push(name.clone()) } else { open.push(name.clone()) }
        }
        for name in open {
            self.subscribe(&name, "");
        }
        for channel in &private {
            notice(Notice::NeedsAuth { channel, socket_id: &hello.socket_id });
        }
    }

    fn failed(&mut self, data: &str, notice: &mut impl FnMut(Notice<'_>)) -> Result<()> {
        let failure: Failure = serde_json::from_str(data).unwrap_or_default();
        let code = failure.code.and_then(|code| u32::try_from(code).ok());
        let message = failure.message.unwrap_or_default();
        let is_connected = self.line.socket_id.is_some();
        let class = if is_connected { Class::of_error(code) } else { Class::of_refusal(code) };
        if class == Class::Keep {
            notice(Notice::Error { code, message: &message });
            return Ok(());
        }
        let words = if message.is_empty() {
            "the server wants the line to end".to_owned()
        } else {
            message
        };
        let error = Error::new(ErrorKind::Transport, words);
        let error = match code {
            Some(code) => error.with_code(code.to_string()),
            None => error,
        };
        let until = Instant::now() + CLOSE;
        let outcome = if is_connected { Ok(()) } else { Err(error.clone()) };
        self.line.fault.get_or_insert((class, error, until));
        outcome
    }

    fn needs_auth(&self, name: &str) -> bool {
        self.authorizes && (name.starts_with("private-") || name.starts_with("presence-"))
    }

    /// Where the channel is, or belongs.
    fn find(&self, channel: &str) -> std::result::Result<usize, usize> {
        self.channels.binary_search_by(|(known, _)| known.as_str().cmp(channel))
    }

    fn state(&self, channel: &str) -> Option<State> {
        self.channels.get(self.find(channel).ok()?).map(|(_, state)| *state)
    }

    fn state_mut(&mut self, channel: &str) -> Option<&mut State> {
        let at = self.find(channel).ok()?;
        self.channels.get_mut(at).map(|(_, state)| state)
    }

    fn subscribe(&mut self, channel: &str, auth: &str) {
        if let Some(state) = self.state_mut(channel) {
            *state = State::Asked;
        }
        // Every session sends it, and building its maps costs four times as much.
        let (auth, channel) = (Value::from(auth), Value::from(channel));
        self.outgoing.push(format!(
            r#"{{"data":{{"auth":{auth},"channel":{channel}}},"event":"pusher:subscribe"}}"#
        ));
    }

    fn send(&mut self, frame: &Value) {
        self.outgoing.push(frame.to_string());
    }
}

impl fmt::Debug for Pusher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pusher")
            .field("channels", &self.channels)
            .field("socket_id", &self.line.socket_id)
            .finish_non_exhaustive()
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Hello {
    socket_id: String,
    #[serde(deserialize_with = "number")]
    activity_timeout: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Failure {
    #[serde(deserialize_with = "number")]
    code: Option<u64>,
    message: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    #[serde(rename = "type")]
    kind: Value,
    error: Value,
    status: Option<u32>,
}

/// Reads a number, also one in a text; anything else is none and takes nothing else with it.
fn number<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<Option<u64>, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(value.as_u64().or_else(|| value.as_str()?.parse().ok()))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Count {
    subscription_count: u64,
}
