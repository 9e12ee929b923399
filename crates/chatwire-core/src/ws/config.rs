//! Settings of a live session.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::dial::Dialer;
use crate::{Config, Result};

/// Longest of the limits here; later times cannot be told from never.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// What happens when events come faster than they are taken.
///
/// ```
/// use chatwire_core::Config;
/// use chatwire_core::ws::{Overflow, WsConfig};
///
/// // For a display: only what is new counts.
/// let latest = WsConfig::new(&Config::new())?.capacity(100).overflow(Overflow::DropOldest);
/// # assert!(format!("{latest:?}").contains("DropOldest"));
/// // For an archive: nothing may be lost.
/// assert_eq!(Overflow::default(), Overflow::Wait);
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overflow {
    /// Reading waits: nothing is lost that the server still holds.
    ///
    /// Our heartbeats go on and the watchdog stands still, but a ping of the peer lies behind
    /// the unread data and is not answered: a peer that demands an answer may hang up when the
    /// pause outlasts its patience. The [`Offline`](super::Lifecycle::Offline) that follows is
    /// marked `slow_reader`, and what was not yet on the way is a gap. So take events in time,
    /// or move slow work into tasks.
    #[default]
    Wait,
    /// The oldest events are dropped and reported by [`Lagged`](super::Lifecycle::Lagged).
    ///
    /// News of the connection are events as well: after a `Lagged`, ask the handle for the state.
    DropOldest,
}

/// Settings of a live session; each default stands beside its setter.
///
/// ```
/// use std::time::Duration;
/// use chatwire_core::{Config, ws::WsConfig};
///
/// let config = WsConfig::new(&Config::new().user_agent("mybot/1.0"))?
///     .dial_timeout(Duration::from_secs(5))
///     .backoff(Duration::from_millis(500), Duration::from_secs(30))
///     .max_attempts(8);
/// assert!(format!("{config:?}").contains("max_attempts: Some(8)"));
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone)]
pub struct WsConfig {
    pub(super) dialer: Arc<Dialer>,
    pub(super) capacity: usize,
    pub(super) overflow: Overflow,
    pub(super) dial_timeout: Duration,
    pub(super) handshake_timeout: Duration,
    pub(super) reply_timeout: Duration,
    pub(super) close_timeout: Duration,
    pub(super) max_message: usize,
    pub(super) backoff_base: Duration,
    pub(super) backoff_cap: Duration,
    pub(super) stable_after: Duration,
    pub(super) max_attempts: Option<u32>,
}

impl WsConfig {
    /// Default settings over the proxy, certificates and user agent of `config`.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) when TLS cannot be set up or the user agent is no
    /// header value.
    pub fn new(config: &Config) -> Result<Self> {
        Ok(Self {
            dialer: Arc::new(Dialer::new(config)?),
            capacity: 4_096,
            overflow: Overflow::Wait,
            dial_timeout: Duration::from_secs(10),
            handshake_timeout: Duration::from_secs(10),
            reply_timeout: Duration::from_secs(10),
            close_timeout: Duration::from_secs(2),
            max_message: 16 << 20,
            backoff_base: Duration::from_secs(1),
            backoff_cap: Duration::from_secs(60),
            stable_after: Duration::from_secs(60),
            max_attempts: None,
        })
    }

    /// Most events that wait to be taken (4,096); room is taken as needed. What one frame or a fetch after a gap brings
    /// beyond that waits in the session, which reads nothing more meanwhile; once the session has ended, all of it may
    /// be taken.
    #[must_use]
    pub fn capacity(mut self, events: usize) -> Self {
        self.capacity = events.max(1);
        self
    }

    /// What happens when events are not taken in time ([`Overflow::Wait`]).
    #[must_use]
    pub fn overflow(mut self, policy: Overflow) -> Self {
        self.overflow = policy;
        self
    }

    /// Longest time for name look-up, TCP, proxy, TLS and upgrade together (10 s). Asking for a token
    /// comes before and has limits of its own.
    #[must_use]
    pub fn dial_timeout(mut self, limit: Duration) -> Self {
        self.dial_timeout = limit.min(LONGEST);
        self
    }

    /// Longest time from the upgrade until the session is online (10 s).
    #[must_use]
    pub fn handshake_timeout(mut self, limit: Duration) -> Self {
        self.handshake_timeout = limit.min(LONGEST);
        self
    }

    /// Longest time for the answer to a command, its wait in the send queue included (10 s).
    #[must_use]
    pub fn reply_timeout(mut self, limit: Duration) -> Self {
        self.reply_timeout = limit.min(LONGEST);
        self
    }

    /// Longest time for a clean end: queued sends and the close frame (2 s).
    #[must_use]
    pub fn close_timeout(mut self, limit: Duration) -> Self {
        self.close_timeout = limit.min(LONGEST);
        self
    }

    /// Largest message, and largest frame of one, in bytes (16 MiB). A longer one ends the line.
    #[must_use]
    pub fn max_message(mut self, bytes: usize) -> Self {
        self.max_message = bytes;
        self
    }

    /// Pauses between attempts: random from zero to `base`, doubled each time up to `cap`
    /// (1 s, 60 s). After a session that had been online the first attempt is made at once.
    #[must_use]
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.backoff_base = base;
        self.backoff_cap = cap.max(base);
        self
    }

    /// How long a session must have been online for the pauses to start from `base` again (60 s).
    #[must_use]
    pub fn stable_after(mut self, online: Duration) -> Self {
        self.stable_after = online;
        self
    }

    /// Most attempts in a row that fail before the session ends (no limit).
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts.max(1));
        self
    }

    /// Connects to what `open` gives instead of the network (feature `testing`).
    ///
    /// The websocket handshake takes place on it. `open` is called for each attempt with the
    /// request that would be sent, its credentials included.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn stream_source<F, Fut>(mut self, open: F) -> Self
    where
        F: Fn(http::Request<()>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<tokio::io::DuplexStream>> + Send + 'static,
    {
        self.dialer =
            Arc::new(self.dialer.with_source(Arc::new(move |request| Box::pin(open(request)))));
        self
    }
}

impl fmt::Debug for WsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WsConfig")
            .field("dialer", &self.dialer)
            .field("capacity", &self.capacity)
            .field("overflow", &self.overflow)
            .field("dial_timeout", &self.dial_timeout)
            .field("handshake_timeout", &self.handshake_timeout)
            .field("reply_timeout", &self.reply_timeout)
            .field("close_timeout", &self.close_timeout)
            .field("max_message", &self.max_message)
            .field("backoff", &(self.backoff_base, self.backoff_cap))
            .field("stable_after", &self.stable_after)
            .field("max_attempts", &self.max_attempts)
            .finish()
    }
}
