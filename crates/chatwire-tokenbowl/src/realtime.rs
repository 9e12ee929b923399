//! Live sessions: messages, read receipts and typing as they happen.
//!
//! [`Client::connect`] starts a session, which is a stream of [`Event`]s and keeps itself alive: it reconnects, fetches
//! what was missed, drops what comes twice, and says so by [`Lifecycle`] events. *An error ends it*: one comes
//! only when going on is useless, as after a refused key.
//!
//! Servers speak one of two transports, which [`Transport::Auto`] tells by itself: the direct one of releases up to 1.2.0,
//! or Centrifugo. What differs:
//!
//! | | direct (`/ws`) | Centrifugo |
//! | --- | --- | --- |
//! | sending, marking | by the socket; confirmed with the stored message | by calls |
//! | own messages | do not come back | those of the room come back |
//! | read receipts | for own messages | for all of the room |
//! | typing | unknown | yes |
//! | after a gap | fetched by calls | delivered by the server where it can, else fetched |
//!
//! The server keeps the newest 100 messages in all. What a gap lost beyond them is said by
//! [`Online`](Lifecycle::Online) with a gap that is not `recovered`.

mod check;
mod command;
mod dial;
mod direct;
mod event;
mod frame;
mod gap;
mod handle;
mod handlers;
mod inbox;
mod protocol;

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use chatwire_core::ws;
use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use futures_core::Stream;

use self::check::Check;
use self::handle::Used;
use self::handlers::Wanted;
use crate::Client;
use crate::error::code;
use crate::webhook::Dedup;

pub use chatwire_core::ws::{Gap, Lifecycle, Overflow, Shared, SharedEvents, State, WsConfig};
pub use command::Command;
pub use event::{Event, ReadReceipt, Typing};
pub use handle::{Handle, SendMessage};
pub use handlers::{HandlerError, HandlerId, HandlerOutput, Handlers};
pub use protocol::Live;

/// Longest pause between attempts to connect.
pub const MAX_RETRY_DELAY: Duration = Duration::from_secs(30);

/// Longest wait for the answer to a frame: as long as a send by a call, since the server
/// calls the webhooks of all receivers first.
pub const REPLY_TIMEOUT: Duration = Duration::from_secs(45);

/// How live events come from the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transport {
    /// Centrifugo where the server has it, else direct; asked for before each connection.
    #[default]
    Auto,
    /// The websocket of the server itself, at `/ws` (releases 0.1.0 to 1.2.0).
    Direct,
    /// Centrifugo beside the server (release 1.2.0 when switched on, 2.0.0 and later always).
    Centrifugo,
}

impl Client {
    /// Starts a live session; awaiting gives it when it is online for the first time.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_emulator::{Emulator, Platform};
    /// # let emulator = Emulator::start().await?;
    /// # let key = emulator.tokenbowl().key("bot");
    /// # let url = emulator.url(Platform::TokenBowl);
    /// # let client = chatwire_tokenbowl::Client::builder(key).base_url(url)?.build()?;
    /// use chatwire_tokenbowl::realtime::Event;
    /// use futures_util::TryStreamExt;
    ///
    /// let mut live = client.connect().await?;
    /// let handle = live.handle();
    /// # emulator.tokenbowl().say("alice", "!ping");
    /// while let Some(event) = live.try_next().await? {
    ///     if let Event::Message(message) = event
    ///         && message.content == "!ping"
    ///     {
    ///         handle.reply(&message, "pong").await?;
    /// #       break;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A server that cannot be reached is tried for ever unless [`Connect::max_attempts`] is set; put a timeout around it
    /// where that is too long. Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// Those of [`start`](Connect::start), and of a session that ended before it was online: [`Auth`](ErrorKind::Auth)
    /// for a key that is refused, [`NotFound`](ErrorKind::NotFound) with the code [`NO_TRANSPORT`](code::NO_TRANSPORT)
    /// for a server without the transport, [`Closed`](ErrorKind::Closed) with the code `gave_up` after the last
    /// attempt.
    #[doc(alias = "TokenBowlWebSocket")]
    pub fn connect(&self) -> Connect {
        let config = self.ws_config().map(|config| {
            config.backoff(Duration::from_secs(1), MAX_RETRY_DELAY).reply_timeout(REPLY_TIMEOUT)
        });
        Connect {
            client: self.clone(),
            config,
            transport: Transport::Auto,
            key_in_url: false,
            dedup: None,
            check: None,
        }
    }
}

/// Options of a live session; see [`Client::connect`].
#[must_use = "a session does nothing until it is awaited or started"]
#[derive(Clone, Debug)]
pub struct Connect {
    client: Client,
    config: Result<WsConfig>,
    transport: Transport,
    key_in_url: bool,
    dedup: Option<Dedup>,
    check: Option<Duration>,
}

impl Connect {
    /// How events shall come ([`Transport::Auto`]).
    pub fn transport(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }

    /// Writes the key into the address of the direct transport, for proxies that drop headers.
    ///
    /// Addresses end up in logs; by default the key goes in a header.
    pub fn key_in_url(mut self) -> Self {
        self.key_in_url = true;
        self
    }

    /// Shares what has been seen, with webhooks or another session: a message that came there is left out here, and the
    /// other way round.
    ///
    /// Take one of the usual size or larger: what a gap brings is told by it from what came before.
    pub fn dedup(mut self, seen: &Dedup) -> Self {
        self.dedup = Some(seen.clone());
        self
    }

    /// Looks by calls, each time that no message came for so long, whether one was missed (off); a minute at least.
    ///
    /// For servers before 1.1.0, which deliver to the newest connection of an account alone and leave the others open
    /// and deaf; their answers to pings tell nothing. After a missed message the session begins a new connection
    /// and fetches what it missed. Two sessions of one account then take the deliveries from each other by turns:
    /// better [share](Realtime::share) one. A check takes three calls, and one that fails changes nothing. Where the
    /// server pings by itself, and over Centrifugo, there are none.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_emulator::{Emulator, Platform};
    /// # let emulator = Emulator::start().await?;
    /// # let key = emulator.tokenbowl().key("bot");
    /// # let url = emulator.url(Platform::TokenBowl);
    /// # let client = chatwire_tokenbowl::Client::builder(key).base_url(url)?.build()?;
    /// use std::time::Duration;
    ///
    /// let live = client.connect().check_every(Duration::from_secs(300)).await?;
    /// # live.close().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn check_every(mut self, pause: Duration) -> Self {
        self.check = Some(pause);
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
    ///
    /// A refused upgrade of the direct transport takes two: the second tells a wrong key from a missing transport.
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
    /// [`Auth`](ErrorKind::Auth) on a client without a key; [`Config`](ErrorKind::Config) outside of a tokio runtime and
    /// for settings that cannot be used.
    pub fn start(self) -> Result<Realtime> {
        let Self { client, config, transport, key_in_url, dedup, check } = self;
        let config = config.map_err(frame::named)?;
        let check = Check::new(check).map_err(frame::named)?;
        if !client.has_key() {
            let why = "a live session needs an API key";
            let err = Error::new(ErrorKind::Auth, why).with_code(code::API_KEY_REQUIRED);
            return Err(frame::named(err));
        }
        let used = Used::default();
        let wanted = Wanted::default();
        let mut live =
            Live::new(client.clone(), transport, key_in_url, used.clone(), Arc::clone(&wanted));
        live.check = check;
        if let Some(dedup) = dedup {
            live.inbox.share(dedup.memory());
        }
        Ok(Realtime { inner: ws::connect(live, config)?, client, used, wanted })
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
    client: Client,
    used: Used,
    wanted: Wanted,
}

impl Realtime {
    /// A handle that sends, marks and ends the session from anywhere.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle::new(self.inner.handle(), self.client.clone(), self.used.clone())
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
        let Self { inner, client, used, wanted } = self;
        Ok(Self { inner: inner.online().await?, client, used, wanted })
    }

    /// Gives each event to the handlers, until the session ends.
    ///
    /// Of messages, only what shows that they were seen is read while no handler wants them, or to hear of trouble: add
    /// [`Handlers::on_trouble`] to hear of broken ones.
    ///
    /// # Errors
    ///
    /// The session's final error; those of handlers go to [`Handlers::on_error`].
    pub async fn run(self, handlers: Handlers) -> Result<()> {
        let live = self.handle();
        handlers.run(live, self.inner, &self.wanted).await
    }

    /// Lets several readers see each event; each is told when it lags by more than `capacity`.
    ///
    /// Take a [`handle`](Self::handle) beforehand.
    pub fn share(self, capacity: usize) -> Shared<Live> {
        self.inner.share(capacity)
    }

    /// Ends the session: sends what is queued, then a close frame, 2 s at most.
    pub async fn close(self) {
        self.inner.close().await;
    }
}

impl Stream for Realtime {
    type Item = Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.inner).poll_next(cx)
    }
}

impl fmt::Debug for Realtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Realtime").field(&self.handle()).finish()
    }
}
