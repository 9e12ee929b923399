//! Live sessions: events as they happen, and everything that goes over the socket.
//!
//! [`Client::connect`] starts a session, which is a stream of [`Event`]s and keeps itself alive: it logs in, joins all
//! clans, beats its heart, reconnects, joins everything once more, and says so by [`Lifecycle`] events. *An error
//! ends it*: one comes only when going on is useless, as after the third refused login in a row.
//!
//! One bad frame costs one [`Event::Trouble`] and nothing else.

mod command;
mod desk;
mod dial;
mod handle;
mod handlers;
mod inbox;
mod joins;
mod lanes;
mod line;
mod protocol;
mod wanted;
mod windows;

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::task::{Context, Poll};
use std::time::Duration;

use chatwire_core::ws;
use chatwire_core::{BoxFuture, Result};
use futures_core::Stream;

use self::protocol::{HEARTBEAT, Settings};
use self::wanted::Wanted;
use crate::Client;
use crate::agent::AgentEvents;
use crate::error::named;
use crate::event::Kinds;

pub use crate::event::Event;
pub use chatwire_core::ws::{Gap, Lifecycle, Overflow, Shared, SharedEvents, State, WsConfig};
pub use command::Command;
pub use handle::Handle;
pub use handlers::{HandlerError, HandlerId, HandlerOutput, Handlers};
pub use protocol::Live;
pub use windows::SendLimit;

pub(crate) use command::Verb;
pub(crate) use joins::Place;
pub(crate) use line::Line;

/// Longest wait for an answer over the socket, counted from when the request goes out (mezon-sdk 2.8.53).
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// Longest time for connecting (mezon-sdk 2.8.53).
const DIAL_TIMEOUT: Duration = Duration::from_secs(30);
/// Longest time for joining everything, which the limit of the socket stretches for a bot in many clans.
const JOIN_TIMEOUT: Duration = Duration::from_secs(300);
/// Longest pause and longest wait that can be asked for: what is meant as "never" must not overflow a clock.
const LONGEST: Duration = Duration::from_secs(24 * 3600);
/// Longest time for sending what is queued when the session is closed, and for the service's farewell.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest time that a request may wait for its turn, beside the time for its answer.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(50);

impl Client {
    /// Starts a live session; awaiting gives it when it is online for the first time: logged in, and all clans joined.
    ///
    /// While it is online, calls of this client and its clones go over its socket.
    ///
    /// A service that cannot be reached is tried for ever unless [`Connect::max_attempts`] is set; put a timeout around
    /// it where that is too long. Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// Those of [`start`](Connect::start), and of a session that ended before it was online:
    /// [`Auth`](crate::ErrorKind::Auth) when id or key are wrong, [`Closed`](crate::ErrorKind::Closed) with the code
    /// `gave_up` after the last attempt.
    pub fn connect(&self) -> Connect {
        let config = self
            .ws_config()
            .map(|config| config.dial_timeout(DIAL_TIMEOUT).handshake_timeout(JOIN_TIMEOUT))
            .map(|config| config.close_timeout(CLOSE_TIMEOUT));
        let settings = Settings {
            language: "en".into(),
            heartbeat: HEARTBEAT,
            request_timeout: REQUEST_TIMEOUT,
            send_limit: SendLimit::default(),
            fill_gaps: false,
            joins_clans: true,
            loads_channels: true,
        };
        Connect { client: self.clone(), config, settings }
    }
}

/// Options of a live session; see [`Client::connect`].
#[must_use = "a session does nothing until it is awaited or started"]
#[derive(Clone, Debug)]
pub struct Connect {
    client: Client,
    config: Result<WsConfig>,
    settings: Settings,
}

impl Connect {
    /// Fetches after a gap what was said meanwhile (off): in the channels that the session had heard of, and in others
    /// whose lists name a newer message than before.
    ///
    /// Such messages are marked [`is_recovered`](crate::Message::is_recovered), come before anything newer, and none
    /// comes twice. It costs one call for each channel that the session had heard of, up to 1,000, and one more for each
    /// page of news. A gap is reported as open with more channels, when it takes longer than 50 s to fetch (what came by
    /// then is delivered), and when something was said in a channel that is new, or was empty, or of which the lists
    /// tell nothing. [Without lists](Self::without_channel_lists), it is closed for the channels that were heard of.
    pub fn fill_gaps(mut self) -> Self {
        self.settings.fill_gaps = true;
        self
    }

    /// Does not join the bot's clans: nothing of them comes unless [`Handle::join_clan`] is called.
    pub fn without_clans(mut self) -> Self {
        self.settings.joins_clans = false;
        self
    }

    /// Does not fetch the channels of all clans and the direct conversations in the background: a channel is looked up
    /// when something is sent to it.
    ///
    /// Else it costs one call for each clan whenever the session is online again, and one for the conversations with the
    /// first heartbeat of each line.
    pub fn without_channel_lists(mut self) -> Self {
        self.settings.loads_channels = false;
        self
    }

    /// Language in the address of the socket (`en`).
    #[doc(alias = "lang")]
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.settings.language = language.into().into();
        self
    }

    /// Pause between heartbeats (10 s); without any frame for twice as long the line is given up.
    ///
    /// At least 1 s, at most a day.
    #[doc(alias = "setHeartbeatTimeoutMs")]
    pub fn heartbeat(mut self, pause: Duration) -> Self {
        self.settings.heartbeat = pause.clamp(Duration::from_secs(1), LONGEST);
        self
    }

    /// Longest wait for an answer over the socket ([`REQUEST_TIMEOUT`]), at most a day.
    #[doc(alias = "socket_timeout")]
    pub fn request_timeout(mut self, limit: Duration) -> Self {
        self.settings.request_timeout = limit.min(LONGEST);
        self
    }

    /// How many envelopes may go out (60 a second, 500 a minute).
    pub fn send_limit(mut self, limit: SendLimit) -> Self {
        self.settings.send_limit = limit;
        self
    }

    /// What happens when events are not taken in time ([`Overflow::Wait`]).
    pub fn overflow(self, policy: Overflow) -> Self {
        self.settings(|config| config.overflow(policy))
    }

    /// Most events that wait to be taken (4,096).
    pub fn capacity(self, events: usize) -> Self {
        self.settings(|config| config.capacity(events))
    }

    /// Most attempts in a row that fail before the session ends (no limit).
    pub fn max_attempts(self, attempts: u32) -> Self {
        self.settings(|config| config.max_attempts(attempts))
    }

    /// Changes the settings of the websocket that have no setter here.
    pub fn settings(mut self, change: impl FnOnce(WsConfig) -> WsConfig) -> Self {
        self.config = self.config.map(change);
        self
    }

    /// Starts the session and returns at once, before there is a connection.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) outside of a tokio runtime and for settings that cannot be used.
    pub fn start(self) -> Result<Realtime> {
        let Self { client, config, settings } = self;
        let config = config.map_err(named)?;
        let config = config.reply_timeout(settings.request_timeout + QUEUE_TIMEOUT);
        let wanted = Arc::new(Wanted::default());
        let latency = Arc::new(AtomicU64::new(0));
        let live = Live::new(client.clone(), settings, Arc::clone(&wanted), Arc::clone(&latency));
        let inner = ws::connect(live, config)?;
        let line = inner.handle();
        client.inner.line.set(&line);
        let handle = Handle::new(line, client, latency);
        Ok(Realtime { inner, handle, wanted, agents: None, agents_next: false })
    }
}

impl IntoFuture for Connect {
    type Output = Result<Realtime>;
    type IntoFuture = BoxFuture<'static, Result<Realtime>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.start()?.online().await })
    }
}

/// A live session: a stream of [`Event`]s that reconnects by itself. See the [module](self).
///
/// Taking events is cancel safe. Dropped together with all its [handles](Self::handle), the session
/// closes in the background; use [`close`](Self::close) to wait for it.
#[must_use = "a session that is dropped ends"]
pub struct Realtime {
    inner: ws::Realtime<Live>,
    handle: Handle,
    wanted: Arc<Wanted>,
    /// Events of AI agents, which come over a stream of their own.
    agents: Option<Box<AgentEvents>>,
    /// Whether that stream is looked at first, so that neither starves the other.
    agents_next: bool,
}

impl Realtime {
    /// A handle that sends, joins and ends the session from anywhere.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Whether the session can be used right now.
    #[must_use]
    pub fn state(&self) -> State {
        self.inner.state()
    }

    /// Waits until the session is online for the first time; no event is taken.
    ///
    /// # Errors
    ///
    /// The final error, when the session ended instead.
    pub async fn online(self) -> Result<Self> {
        let Self { inner, handle, wanted, agents, agents_next } = self;
        Ok(Self { inner: inner.online().await?, handle, wanted, agents, agents_next })
    }

    /// Takes only events of these kinds from now on, beside lifecycle and errors: others cost next to nothing.
    pub fn only(self, kinds: Kinds) -> Self {
        self.wanted.set(kinds);
        self
    }

    /// Tells events of AI agents along with those of the session, to its reader and its [`Handlers`].
    ///
    /// That their stream is down, or gave up, is an [`Event::Trouble`] with the context `stream` = `agent events`; the
    /// session goes on. It ends with the session. Readers that [`share`](Self::share) the session do not get them.
    ///
    /// ```no_run
    /// # // no_run: agent events come from a service of their own
    /// # async fn run(client: chatwire_mezon::Client) -> chatwire_mezon::Result<()> {
    /// use chatwire_mezon::Handlers;
    ///
    /// let agents = client.agent_events("https://agents.example.org")?;
    /// let handlers = Handlers::new().on_ai_agent_session_summary_done(|_, session| async move {
    ///     println!("{}: {:?}", session.room.room_name, session.metadata);
    /// });
    /// client.connect().await?.with_agent_events(agents).run(handlers).await
    /// # }
    /// ```
    #[doc(alias = "connect_ai_agent_sse")]
    pub fn with_agent_events(mut self, agents: AgentEvents) -> Self {
        self.agents = Some(Box::new(agents));
        self
    }

    /// Gives each event to the handlers, until the session ends.
    ///
    /// Only kinds of events that have a handler are decoded.
    ///
    /// # Errors
    ///
    /// The session's final error; those of handlers go to [`Handlers::on_error`].
    pub async fn run(self, handlers: Handlers) -> Result<()> {
        self.wanted.follow(handlers.wishes());
        handlers.run(self.handle(), self).await
    }

    /// Lets several readers see each event; each is told when it lags by more than `capacity`.
    ///
    /// Take a [`handle`](Self::handle) beforehand.
    pub fn share(self, capacity: usize) -> Shared<Live> {
        self.inner.share(capacity)
    }

    /// Ends the session: sends what is queued, then a close frame, 5 s at most unless [`Connect::settings`] sets another
    /// close timeout. What has no answer then fails with [`Closed`](crate::ErrorKind::Closed).
    #[doc(alias = "closeSocket")]
    #[doc(alias = "disconnect")]
    pub async fn close(self) {
        self.inner.close().await;
    }
}

impl Realtime {
    /// Next event of an AI agent; nothing once their stream is over.
    fn poll_agents(&mut self, cx: &mut Context<'_>) -> Option<Event> {
        loop {
            let agents = self.agents.as_mut()?;
            match Pin::new(agents).poll_next(cx) {
                Poll::Pending => return None,
                Poll::Ready(Some(Ok(event))) => {
                    if let Some(event) = event.into_event() {
                        return Some(event);
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    self.agents = None;
                    return Some(Event::Trouble(error.with_context("stream", "agent events")));
                }
                Poll::Ready(None) => self.agents = None,
            }
        }
    }
}

impl Stream for Realtime {
    type Item = Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.agents.is_none() {
            return Pin::new(&mut this.inner).poll_next(cx);
        }
        if std::mem::take(&mut this.agents_next)
            && let Some(event) = this.poll_agents(cx)
        {
            return Poll::Ready(Some(Ok(event)));
        }
        match Pin::new(&mut this.inner).poll_next(cx) {
            Poll::Ready(item) => {
                this.agents_next = true;
                Poll::Ready(item)
            }
            Poll::Pending => {
                this.poll_agents(cx).map_or(Poll::Pending, |event| Poll::Ready(Some(Ok(event))))
            }
        }
    }
}

impl fmt::Debug for Realtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Realtime").field(&self.handle()).finish()
    }
}
